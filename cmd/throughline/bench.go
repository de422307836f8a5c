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
	"throughline/programme/stocktake"
	"throughline/site"
)

// bench loads a large programme through the same verbs that people use, then
// times board and thread as an ordinary provider sees them, in this process:
// server time, without a network.
func bench(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	n := f.Int("promises", 100_000, "how many promises to load")
	rounds := f.Int("rounds", 300, "requests a page")
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
	s, err := site.New(site.Options{DB: d, Blobs: blobs, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	engine := "SQLite"
	if *database != "" {
		engine = "PostgreSQL"
	}
	fmt.Printf("throughline bench --promises %d --rounds %d --seed %d on %s, %d cores\n", *n, *rounds, *seed, engine, runtime.NumCPU())
	l := &loader{db: d, rand: rand.New(rand.NewPCG(*seed, 0))}
	start := time.Now()
	if err := l.load(ctx, *n, func(done int) { fmt.Fprintf(os.Stderr, "\r%d of %d promises", done, *n) }); err != nil {
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
	token, err := access.NewAccounts(d).Open(ctx, l.provider.Person)
	if err != nil {
		return err
	}
	handler := s.Handler()
	mine, err := stocktake.ListPromises(ctx, d.Read(), l.provider, stocktake.Filter{Limit: 400})
	if err != nil {
		return err
	}
	pages := map[string]func(i int) string{
		"board":            func(int) string { return "" },
		"board, status":    func(i int) string { return "?status=" + stocktake.Statuses[i%len(stocktake.Statuses)] },
		"board, lead":      func(i int) string { return "?lead=" + l.codes[i%len(l.codes)] },
		"board, deep page": func(i int) string { return "?after=" + cursorAt(mine, i) },
		"thread":           func(i int) string { return "/promises/" + mine[i%len(mine)].Code },
		"my tasks":         func(int) string { return "/tasks" },
		"search, word":     func(int) string { return "/search?q=clinic" },
		"search, Han":      func(int) string { return "/search?q=%E8%AF%8A%E6%89%80" },
		"search, code":     func(i int) string { return "/search?q=" + mine[i%len(mine)].Code },
	}
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
				return fmt.Errorf("%s answered %d: %s", r.URL, w.Code, w.Body)
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
