package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"time"

	"throughline/kit/db"
	"throughline/kit/words"
	"throughline/programme/place"
	"throughline/programme/plan"
	"throughline/programme/project"
	"throughline/reading"
	"throughline/site"
)

// benchProjects loads projects with sites and times their lists and the map as an
// ordinary provider sees them. Nine of ten projects have a site, most of them in a
// square of eight degrees, the others anywhere.
func benchProjects(ctx context.Context, s *site.Site, d *db.DB, engine string, n, parties, pairings, rounds int, seed uint64) error {
	if parties < 10 || pairings < 10 || rounds < 1 {
		return fmt.Errorf("a trial needs at least 10 parties, 10 pairings and 1 round")
	}
	fmt.Printf("throughline bench --projects %d --parties %d --pairings %d --rounds %d --seed %d on %s, %d cores\n", n, parties, pairings, rounds, seed, engine, runtime.NumCPU())
	l := &loader{db: d, rand: rand.New(rand.NewPCG(seed, 2))}
	start := time.Now()
	for _, step := range []func() error{func() error { return l.found(ctx, parties) }, func() error { return l.seat(ctx) }, func() error { return l.pair(ctx, pairings) }} {
		if err := step(); err != nil {
			return fmt.Errorf("loading: %w", readable(err))
		}
	}
	var codes []string
	for len(codes) < n {
		some, err := l.projects(ctx, min(batchLimit, n-len(codes)))
		if err != nil {
			return fmt.Errorf("loading: %w", readable(err))
		}
		codes = append(codes, some...)
		fmt.Fprintf(os.Stderr, "\r%d of %d projects", len(codes), n)
	}
	fmt.Fprintln(os.Stderr)
	took := time.Since(start)
	fmt.Printf("loaded in %s, %.0f projects a second\n", took.Round(time.Second), float64(n)/took.Seconds())
	return timeEach(ctx, s, d, l, mapPages(l, codes), rounds)
}

// projects makes k projects of one provider, and begins the work of some.
func (l *loader) projects(ctx context.Context, k int) (codes []string, err error) {
	lead := l.leads[l.rand.IntN(len(l.leads))]
	var begun []project.Project
	err = l.change(ctx, l.office, 1+l.rand.IntN(500), func(tx *db.Tx) ([]db.Fact, error) {
		var facts []db.Fact
		for range k {
			object := benchObjects[l.rand.IntN(len(benchObjects))]
			from := tx.Now.AddDate(0, 0, l.rand.IntN(60))
			sectors := reading.Sectors()
			p, made, err := project.StartTx(ctx, tx, project.StartInput{Title: fmt.Sprintf("%s %d %s", benchVerbs[l.rand.IntN(len(benchVerbs))], 2+l.rand.IntN(90), object[0]), Lang: "en",
				Other: "支援建设" + object[1], Track: plan.Tracks[l.rand.IntN(len(plan.Tracks))], Sector: sectors[l.rand.IntN(len(sectors))], Pairing: l.pairings[lead.ID][l.rand.IntN(len(l.pairings[lead.ID]))].ID,
				Implementer: lead.ID, Place: fmt.Sprintf("Township %03d", l.rand.IntN(400)), From: words.DayOf(from, time.UTC), To: words.DayOf(from.AddDate(0, 0, 100+l.rand.IntN(900)), time.UTC),
				OffPlanReason: "Made up for a trial.", Visibility: []string{"parties", "parties", "public", "internal"}[l.rand.IntN(4)], Illustrative: true})
			if err != nil {
				return nil, err
			}
			codes, facts = append(codes, p.Code), append(facts, made...)
			if l.rand.IntN(10) == 0 {
				begun = append(begun, p)
			}
			if l.rand.IntN(10) == 0 {
				continue
			}
			lon, lat := 86+8*l.rand.Float64(), 26+8*l.rand.Float64()
			if l.rand.IntN(10) == 0 {
				lon, lat = 340*l.rand.Float64()-170, 120*l.rand.Float64()-50
			}
			x, placed, err := place.PutTx(ctx, tx, place.PutInput{Title: "Site", Lang: "en", Sector: p.Sector, Shape: fmt.Sprintf("%.5f, %.5f", lon, lat), Visibility: "parties"})
			if err != nil {
				return nil, err
			}
			tied, err := project.PutSiteTx(ctx, tx, project.SiteInput{Project: p.ID, Site: x.ID})
			if err != nil {
				return nil, err
			}
			facts = append(append(facts, placed), tied...)
		}
		return facts, nil
	})
	room := project.Room{DB: l.db}
	for _, p := range begun {
		if err != nil || p.State != project.Planned {
			break
		}
		l.changes++
		_, err = room.Move(ctx, l.office, "project.begin", project.MoveInput{Key: db.Key{ID: fmt.Sprintf("bench-%d", l.changes)}, Project: p.ID})
	}
	return codes, err
}

// mapPages are the addresses that are timed, by name; i is the round.
func mapPages(l *loader, codes []string) map[string]func(i int) string {
	part := func(query string, zoom int) func(i int) string {
		return func(i int) string { // pans over the square in which most sites lie
			return fmt.Sprintf("/map?part=1&w=1280&h=800&z=%d&at=%.3f,%.3f%s", zoom, 26+float64(i*37%80)/10, 86+float64(i*53%80)/10, query)
		}
	}
	fixed := func(at string) func(int) string { return func(int) string { return at } }
	pages := map[string]func(i int) string{
		"map": fixed("/map"), "map, state": fixed("/map?state=late"), "map, GeoJSON of one": func(i int) string { return "/map?format=geojson&party=" + l.leads[i%len(l.leads)].Code },
		"projects": fixed("/projects"), "projects, newest": fixed("/projects?sort=newest"), "projects, running": fixed("/projects?state=running"), "projects, late": fixed("/projects?late=any"),
		"projects, word": fixed("/projects?q=clinic"), "projects, code": func(i int) string { return "/projects?q=" + codes[i*31%len(codes)] }, "projects, track": fixed("/projects?track=" + plan.Tracks[0]),
	}
	for _, z := range []int{3, 5, 7, 9, 11, 12, 14, 16} {
		pages[fmt.Sprintf("map part, z %02d", z)] = part("", z)
	}
	for _, z := range []int{3, 7, 11} {
		for name, query := range map[string]string{"state": "&state=late", "sector": "&sector=other", "word": "&q=clinic", "rare": "&q=" + codes[len(codes)/2]} {
			pages[fmt.Sprintf("map part, z %02d, %s", z, name)] = part(query, z)
		}
		pages[fmt.Sprintf("map part, z %02d, party", z)] = func(i int) string { return part("&party="+l.leads[i%len(l.leads)].Code, z)(i) }
	}
	return pages
}
