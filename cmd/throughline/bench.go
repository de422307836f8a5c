package main

import (
	"compress/gzip"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/web"
	"throughline/programme/agreement"
	"throughline/programme/decision"
	"throughline/programme/stocktake"
	"throughline/site"
)

// bench loads a large programme through the same verbs that people use, then
// times board and thread as an ordinary provider sees them, in this process:
// server time, without a network.
func bench(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	n := f.Int("promises", 100_000, "how many promises to load")
	parties := f.Int("parties", 1000, "how many organisations, one receiver to four providers")
	pairings := f.Int("pairings", 5000, "how many pairings of them")
	rounds := f.Int("rounds", 300, "requests a page")
	sites := f.Int("sites", 0, "time the site check of so many sites instead")
	zones := f.Int("zones", 2000, "how many protected zones")
	vertices := f.Int("vertices", 1_000_000, "how many corners all zones have together")
	projects := f.Int("projects", 0, "time lists and map of so many projects instead")
	seed := f.Uint64("seed", 1, "seed of the made-up programme")
	data := f.String("data", "", "data directory to keep; a temporary one when empty")
	database := f.String("database", "", "postgres://... ; SQLite when empty")
	if err := f.Parse(args); err != nil {
		return err
	}
	dir := *data
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "throughline-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	in := installation{data: dir, database: *database}
	d, blobs, err := in.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	engine := "SQLite"
	if *database != "" {
		engine = "PostgreSQL"
	}
	if *sites > 0 {
		return benchPlaces(ctx, d, engine, ground{*sites, *zones, *vertices}, *seed)
	}
	s, err := site.New(site.Options{DB: d, Blobs: blobs, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		return err
	}
	if *parties < 10 || *pairings < 10 || *n < 1 || *rounds < 1 {
		return fmt.Errorf("a trial needs at least 10 parties, 10 pairings, 1 promise and 1 round")
	}
	if *projects > 0 {
		return benchProjects(ctx, s, d, engine, *projects, *parties, *pairings, *rounds, *seed)
	}
	fmt.Printf("throughline bench --promises %d --parties %d --pairings %d --rounds %d --seed %d on %s, %d cores\n", *n, *parties, *pairings, *rounds, *seed, engine, runtime.NumCPU())
	l := &loader{db: d, rand: rand.New(rand.NewPCG(*seed, 0))}
	start := time.Now()
	if err := l.load(ctx, size{*n, *parties, *pairings}, func(done int) { fmt.Fprintf(os.Stderr, "\r%d of %d promises", done, *n) }); err != nil {
		return fmt.Errorf("loading: %w", readable(err))
	}
	took := time.Since(start)
	fmt.Fprintln(os.Stderr)
	fmt.Printf("loaded in %s, %.0f promises a second\n", took.Round(time.Second), float64(*n)/took.Seconds())
	return timePages(ctx, s, d, l, *rounds)
}

type timing struct {
	name         string
	p50, p95     time.Duration
	least, most  int64 // statements read
	bytes, gzips int
}

// timePages asks for each page many times as the ordinary provider.
func timePages(ctx context.Context, s *site.Site, d *db.DB, l *loader, rounds int) error {
	pages, err := benchPages(ctx, d, l)
	if err != nil {
		return err
	}
	return timeEach(ctx, s, d, l, pages, rounds)
}

// timeEach asks for these addresses.
func timeEach(ctx context.Context, s *site.Site, d *db.DB, l *loader, pages map[string]func(i int) string, rounds int) error {
	token, err := access.NewAccounts(d).Open(ctx, l.provider.Person)
	if err != nil {
		return err
	}
	handler := s.Handler()
	names := make([]string, 0, len(pages))
	for name := range pages {
		names = append(names, name)
	}
	slices.Sort(names)
	fmt.Printf("%-18s %9s %9s %9s %12s %8s %8s\n", "page", "p50 ms", "p95 ms", "max ms", "statements", "bytes", "gzip")
	for _, name := range names {
		var times []time.Duration
		t := timing{name: name, least: 1 << 62}
		for i := range rounds {
			r := httptest.NewRequest(http.MethodGet, "/en/"+l.programme.Code+pages[name](i), nil).WithContext(ctx)
			r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: token})
			w := httptest.NewRecorder()
			before, start := d.Queries(), time.Now()
			handler.ServeHTTP(w, r)
			times = append(times, time.Since(start))
			if w.Code != http.StatusOK {
				return fmt.Errorf("%s answered %d", r.URL, w.Code)
			}
			q := d.Queries() - before
			t.least, t.most = min(t.least, q), max(t.most, q)
			t.bytes = w.Body.Len()
			t.gzips = gzipped(w.Body.String())
		}
		slices.Sort(times)
		t.p50, t.p95 = times[len(times)/2], times[len(times)*95/100]
		fmt.Printf("%-18s %9.1f %9.1f %9.1f %5d to %-4d %7d %8d\n", t.name, ms(t.p50), ms(t.p95), ms(times[len(times)-1]), t.least, t.most, t.bytes, t.gzips)
	}
	return nil
}

// benchPages are the addresses that are timed, by name; i is the round.
func benchPages(ctx context.Context, d *db.DB, l *loader) (map[string]func(i int) string, error) {
	mine, err := stocktake.ListPromises(ctx, d.Read(), l.provider, stocktake.Filter{Limit: 400})
	if err != nil {
		return nil, err
	}
	measures, err := decision.ListMeasures(ctx, d.Read(), l.provider, decision.MeasureFilter{Limit: 400})
	if err != nil {
		return nil, err
	}
	commitments, err := agreement.ListCommitments(ctx, d.Read(), l.provider, agreement.CommitmentFilter{Limit: 400})
	if err != nil {
		return nil, err
	}
	agreements, err := agreement.ListAgreements(ctx, d.Read(), l.provider, agreement.AgreementFilter{Limit: 400})
	if err != nil {
		return nil, err
	}
	return map[string]func(i int) string{
		"board":               func(int) string { return "" },
		"board, status":       func(i int) string { return "?status=" + stocktake.Statuses[i%len(stocktake.Statuses)] },
		"board, lead":         func(i int) string { return "?lead=" + l.leads[i%len(l.leads)].Code },
		"board, deep page":    func(i int) string { return "?after=" + cursorAt(mine, i) },
		"board, pairing":      func(i int) string { return "?pairing=" + l.pairs[i*7%len(l.pairs)] },
		"thread":              func(i int) string { return "/promises/" + mine[i%len(mine)].Code },
		"my tasks":            func(int) string { return "/tasks" },
		"waiting":             func(int) string { return "/waiting" },
		"search, word":        func(int) string { return "/search?q=clinic" },
		"search, Han":         func(int) string { return "/search?q=%E8%AF%8A%E6%89%80" },
		"search, nothing":     func(int) string { return "/search?q=xyzzy" },
		"search, letter":      func(int) string { return "/search?q=a" },
		"search, code":        func(i int) string { return "/search?q=" + mine[i%len(mine)].Code },
		"parties":             func(int) string { return "/parties" },
		"parties, text":       func(i int) string { return fmt.Sprintf("/parties?q=%04d", i%len(l.codes)) },
		"party":               func(i int) string { return "/parties/" + l.codes[i*13%len(l.codes)] },
		"pairings":            func(int) string { return "/pairings" },
		"pairings, party":     func(i int) string { return "/pairings?party=" + l.codes[i*13%len(l.codes)] },
		"pairing":             func(i int) string { return "/pairings/" + l.pairs[i*7%len(l.pairs)] },
		"coverage":            func(int) string { return "/coverage" },
		"conferences":         func(int) string { return "/conferences" },
		"conference":          func(i int) string { return "/conferences/" + l.conferences[i%(meetings-1)].Code },
		"next agenda":         func(int) string { return "/conferences/" + l.conferences[meetings-1].Code + "/agenda" },
		"measures":            func(int) string { return "/measures" },
		"measures, state":     func(i int) string { return "/measures?state=" + []string{"assigned", "accepted", "contested"}[i%3] },
		"measures, due first": func(int) string { return "/measures?sort=due" },
		"measures, meeting":   func(i int) string { return "/measures?conference=" + l.conferences[i%(meetings-1)].Code },
		"measures, lead":      func(i int) string { return "/measures?lead=" + l.leads[i%len(l.leads)].Code },
		"measures, word":      func(int) string { return "/measures?q=clinic" },
		"measures, rare":      func(i int) string { return "/measures?q=" + measures[i%len(measures)].Code },
		"measures, Han":       func(int) string { return "/measures?q=%E8%BE%93%E7%94%B5%E7%BA%BF%E8%B7%AF" },
		"measures, nothing":   func(int) string { return "/measures?q=xyzzy" },
		"measures, open+word": func(i int) string {
			return "/measures?state=open&q=road&lead=" + l.leads[i%len(l.leads)].Code
		},
		"measures, open+meeting": func(i int) string {
			return "/measures?state=open&sort=heard&conference=" + l.conferences[i%(meetings-1)].Code
		},
		"measures, rank":     func(i int) string { return "/conferences/" + l.conferences[i%(meetings-1)].Code + "/ranking" },
		"visits":             func(int) string { return "/visits" },
		"visits, recorded":   func(int) string { return "/visits?sort=recorded" },
		"visits, word":       func(int) string { return "/visits?q=road" },
		"measure":            func(i int) string { return "/measures/" + measures[i%len(measures)].Code },
		"agreements":         func(int) string { return "/agreements" },
		"agreements, word":   func(int) string { return "/agreements?q=enterprise" },
		"agreements, rare":   func(i int) string { return fmt.Sprintf("/agreements?q=enterprise+%04d", i%100) },
		"commitments, word":  func(int) string { return "/commitments?q=clinic" },
		"commitments, rare":  func(i int) string { return "/commitments?q=" + commitments[i%len(commitments)].Code },
		"conversion, period": func(int) string { return "/conversion?period=P1" },
		"pairings, text":     func(i int) string { return fmt.Sprintf("/pairings?q=%04d", i%len(l.codes)) },
		"agreement":          func(i int) string { return "/agreements/" + agreements[i%len(agreements)].Code },
		"commitments":        func(int) string { return "/commitments" },
		"commitments, due":   func(int) string { return "/commitments?sort=due" },
		"commitment":         func(i int) string { return "/commitments/" + commitments[i%len(commitments)].Code },
		"conversion":         func(int) string { return "/conversion" },
		"conversion, one":    func(i int) string { return "/conversion?provider=" + l.leads[i%len(l.leads)].Code },
	}, nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func cursorAt(all []stocktake.Promise, i int) string {
	p := all[(i*37)%len(all)]
	return fmt.Sprintf("%d.%d.%d", stocktake.Rank(p.Status), p.QuietSince, p.ID)
}

func gzipped(s string) int {
	c := &counter{}
	z := gzip.NewWriter(c)
	io.Copy(z, strings.NewReader(s))
	z.Close()
	return c.n
}

type counter struct{ n int }

func (c *counter) Write(b []byte) (int, error) { c.n += len(b); return len(b), nil }
