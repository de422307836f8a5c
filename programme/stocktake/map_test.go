package stocktake

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/words"
	"throughline/programme/place"
	"throughline/programme/plan"
	"throughline/programme/project"

	"pgregory.net/rapid"
)

// work is a project as the brute force knows it.
type work struct {
	base    Point
	site    *place.Site
	parties []ident.ID
}

// seenBy is where an onlooker finds the work, told apart from the rows; nil when
// not at all.
func (w work) seenBy(o Onlooker) *Point {
	p := w.base
	if p.ProjectOwner != 0 && p.ProjectOwner != o.Who.Organisation && !o.Who.SeesAll() {
		return nil
	}
	p.X, p.Y = -1, -1
	if s := w.site; s != nil && (s.Visibility != "internal" || s.Owner == o.Who.Organisation || o.AllSites) {
		exact, public := s.Spots()
		if s.Coarse && o.Outside {
			exact = public
		}
		p.X, p.Y = worldAt(exact[0], exact[1])
	}
	return &p
}

func (w work) kept(f MapFilter) bool {
	return (f.Sector == "" || f.Sector == w.base.Sector) && strings.Contains(w.base.Folded, f.Text) &&
		(f.Parties == nil || slices.ContainsFunc(f.Parties, func(id ident.ID) bool { return slices.Contains(w.parties, id) }))
}

func (w work) inState(f MapFilter) bool { return f.State == "" || f.State == w.base.State() }

func anyWork(t *rapid.T, id ident.ID) work {
	visible := rapid.SampledFrom([]string{"parties", "parties", "internal"})
	title := rapid.SampledFrom([]string{"road bridge", "clinic", "road"}).Draw(t, "title")
	doc := search.Doc{Code: fmt.Sprintf("PRJ-%03d", id), Title: title}
	w := work{base: Point{ID: id, Code: doc.Code, Title: title, Lang: "en", Folded: doc.Folded(), Sector: rapid.SampledFrom([]string{"", "health", "education"}).Draw(t, "sector"),
		Implementer: 5, Rank: rapid.IntRange(0, 5).Draw(t, "rank")}}
	if visible.Draw(t, "project visibility") == "internal" {
		w.base.ProjectOwner = ident.ID(rapid.IntRange(1, 3).Draw(t, "project owner"))
	}
	if w.parties = []ident.ID{5}; rapid.Bool().Draw(t, "paired") {
		w.parties = append(w.parties, 6)
	}
	if rapid.IntRange(0, 3).Draw(t, "has site") == 0 {
		return w
	}
	near := rapid.Float64Range(-0.3, 0.3)
	shape := place.Shape{Points: []place.Point{{90 + near.Draw(t, "lon"), 30 + near.Draw(t, "lat")}}}
	if rapid.Bool().Draw(t, "far") {
		shape = place.Shape{Points: []place.Point{{rapid.Float64Range(-179, 179).Draw(t, "lon"), rapid.Float64Range(-80, 80).Draw(t, "lat")}}}
	}
	w.site = &place.Site{ID: 1000 + id, Shape: shape, Coarse: rapid.Bool().Draw(t, "coarse"), Visibility: visible.Draw(t, "site visibility"),
		Owner: ident.ID(rapid.IntRange(1, 3).Draw(t, "site owner"))}
	return w
}

func anyOnlooker(t *rapid.T, prog ident.Programme) Onlooker {
	role := rapid.SampledFrom([]ident.Role{ident.Provider, ident.Reader, ident.Office, ident.Owner}).Draw(t, "role")
	o := Onlooker{Who: ident.Actor{Person: 7, Programme: prog, Organisation: ident.ID(rapid.IntRange(1, 4).Draw(t, "organisation")), Roles: []ident.Role{role}}}
	o.AllSites, o.Outside = o.Who.SeesAll() || rapid.IntRange(0, 4).Draw(t, "ecology") == 0, place.Outside(o.Who)
	return o
}

func anyFilter(t *rapid.T) MapFilter {
	f := MapFilter{State: rapid.SampledFrom(append([]string{"", "", ""}, WorkStates...)).Draw(t, "state"), Sector: rapid.SampledFrom([]string{"", "", "health"}).Draw(t, "sector")}
	switch rapid.IntRange(0, 5).Draw(t, "other filter") {
	case 1:
		f.Text = "road"
	case 2:
		f.Parties = []ident.ID{6}
	case 3:
		f.Parties = []ident.ID{}
	}
	return f
}

func anyFrame(t *rapid.T) Frame {
	f := Frame{Lon: rapid.Float64Range(-200, 200).Draw(t, "lon"), Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Zoom: rapid.IntRange(0, 18).Draw(t, "zoom"), W: 700, H: 500}
	if rapid.Bool().Draw(t, "near") {
		f.Lon, f.Lat = 90, 30
	}
	return f.kept()
}

// However projects come, move and go: what is counted in each square, listed and
// summed is what looking at each of them finds, for whoever looks.
func TestMapCountsWhatIsThere(t *testing.T) {
	d := dbtest.Open(t)
	keys := 0
	rapid.Check(t, func(t *rapid.T) {
		all := map[ident.ID]work{}
		change := func(do func(tx *db.Tx) error) {
			keys++
			_, err := d.Change(t.Context(), ident.Actor{Programme: 1}, db.Key{ID: fmt.Sprint("map", keys)}, func(tx *db.Tx) ([]db.Fact, error) {
				return []db.Fact{{Kind: "test.put.v1", Data: 1}}, do(tx)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		change(func(tx *db.Tx) error {
			if err := clearMap(t.Context(), tx); err != nil {
				return err
			}
			for range rapid.IntRange(0, 40).Draw(t, "acts") {
				w := anyWork(t, ident.ID(rapid.IntRange(1, 25).Draw(t, "project")))
				points := pointsOf(w.base, w.site)
				all[w.base.ID] = w
				if rapid.IntRange(0, 9).Draw(t, "goes") == 0 {
					points = nil
					delete(all, w.base.ID)
				}
				doc := search.Doc{Ref: ident.Ref{Kind: project.Noun, ID: w.base.ID}, Code: w.base.Code, Title: w.base.Title, Visibility: "parties"}
				if err := search.Put(t.Context(), tx, doc); err != nil {
					return err
				}
				if err := replacePoints(t.Context(), tx, w.base.ID, points, w.parties); err != nil {
					return err
				}
			}
			return nil
		})
		for range 4 {
			compare(t, d, all, anyOnlooker(t, 1), anyFilter(t), anyFrame(t))
		}
	})
}

// compare asks for everything that a map shows, and looks at each work.
func compare(t *rapid.T, d *db.DB, all map[ident.ID]work, o Onlooker, f MapFilter, frame Frame) {
	ctx, q, v := t.Context(), d.Read(), frame.view()
	var totals Totals
	squares := map[[2]int64]Mark{}
	var in, beside []Point
	for _, id := range slices.Sorted(maps.Keys(all)) {
		w := all[id]
		p := w.seenBy(o)
		if p == nil || !w.kept(f) {
			continue
		}
		if !p.Located() {
			totals.Unlocated[p.Rank]++
			if w.inState(f) {
				beside = append(beside, *p)
			}
			continue
		}
		totals.Located[p.Rank]++
		x, y := p.X>>(worldBits-v.Level), p.Y>>(worldBits-v.Level)
		if !w.inState(f) || x < v.X0 || x > v.X1 || y < v.Y0 || y > v.Y1 {
			continue
		}
		in = append(in, *p)
		m, there := squares[[2]int64{x, y}]
		if m.Rank = min(m.Rank, p.Rank); !there {
			m.Rank = p.Rank
		}
		m.N, m.X, m.Y, m.Project = m.N+1, m.X+float64(p.X), m.Y+float64(p.Y), p.ID
		m.ByRank[p.Rank]++
		squares[[2]int64{x, y}] = m
	}
	said := fmt.Sprintf("%+v %+v %+v", o, f, frame)
	got, counted, err := countMap(ctx, q, o, f, v)
	if err != nil || got != totals {
		t.Fatalf("%s: totals %v, want %v, %v", said, got, totals, err)
	}
	drawn := marks(counted)
	if err != nil || len(drawn) != len(squares) {
		t.Fatalf("%s: %d marks, want %d, %v", said, len(drawn), len(squares), err)
	}
	for i, m := range drawn {
		if i > 0 && drawn[i-1].Rank > m.Rank {
			t.Fatalf("%s: a %s mark stands before a worse one", said, WorkStates[drawn[i-1].Rank])
		}
		want := squares[[2]int64{int64(m.X) >> (worldBits - v.Level), int64(m.Y) >> (worldBits - v.Level)}]
		want.X, want.Y = want.X/float64(want.N), want.Y/float64(want.N)
		if want.N > 1 {
			want.Project = 0
		}
		if m != want {
			t.Fatalf("%s: mark %+v, want %+v", said, m, want)
		}
	}
	worst := func(a, b Point) int { return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.ID, b.ID)) }
	slices.SortFunc(in, worst)
	slices.SortFunc(beside, worst)
	for _, n := range []int64{int64(len(in)), fewInView + 1} {
		list, err := listIn(ctx, q, o, f, v, n, MapAfter{}, 1000)
		if err != nil || placesOf(list) != placesOf(in) {
			t.Fatalf("%s: lists\n%s, want\n%s, %v", said, placesOf(list), placesOf(in), err)
		}
	}
	list, err := listUnlocated(ctx, q, o, f, MapAfter{}, 1000)
	if err != nil || placesOf(list) != placesOf(beside) {
		t.Fatalf("%s: lists without a place\n%s, want\n%s, %v", said, placesOf(list), placesOf(beside), err)
	}
}

// placesOf writes what of points must agree.
func placesOf(list []Point) string {
	var b strings.Builder
	for _, p := range list {
		fmt.Fprintf(&b, "%d %s at %d %d; ", p.ID, p.State(), p.X, p.Y)
	}
	return b.String()
}

func TestAPlaceComesBackFromTheMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon, lat := rapid.Float64Range(-180, 179.99).Draw(t, "lon"), rapid.Float64Range(-85, 85).Draw(t, "lat")
		x, y := worldAt(lon, lat)
		gotLon, gotLat := lonLat(float64(x), float64(y))
		if d := max(gotLon-lon, lon-gotLon, gotLat-lat, lat-gotLat); d > 2e-6 {
			t.Errorf("%v, %v comes back as %v, %v", lon, lat, gotLon, gotLat)
		}
	})
}

func TestMapFitsWhatItIsToShow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Int64Range(0, worldSize/2).Draw(t, "x"), rapid.Int64Range(worldSize/4, worldSize/2).Draw(t, "y")
		f := around(x, y, x+rapid.Int64Range(0, worldSize/4).Draw(t, "w"), y+rapid.Int64Range(0, worldSize/8).Draw(t, "h"), 700, 500)
		if v := f.view(); v.WX0 > x || v.WY0 > y {
			t.Errorf("%+v does not show its corner %d, %d", f, x, y)
		}
	})
}

// What the map tells of a project, and the day on which that changes by itself.
func TestStateOnTheMap(t *testing.T) {
	r := plan.Shipped()
	for _, x := range []struct {
		about string
		p     project.Project
		want  string
		turns words.Day
	}{
		{"planned", project.Project{State: project.Planned, To: "2028-06-01"}, "ahead", "2028-06-02"},
		{"past its end", project.Project{State: project.UnderWay, To: "2028-05-13"}, "late", ""},
		{"on its last day", project.Project{State: project.UnderWay, To: "2028-05-14"}, "at_work", "2028-05-15"},
		{"a milestone is late", project.Project{State: project.UnderWay, NextDate: "2028-05-01"}, "late", ""},
		{"at work", project.Project{State: project.UnderWay}, "at_work", words.Day("2028-01-01").Add(r.SilentDays + 1)},
		{"suspended", project.Project{State: project.Suspended}, "stopped", ""},
		{"cancelled", project.Project{State: project.Cancelled, To: "2028-01-01"}, "stopped", ""},
		{"an idea", project.Project{State: project.Idea}, "ahead", ""},
		{"finished", project.Project{State: project.Finished, To: "2028-01-01"}, "done", ""},
		{"closed", project.Project{State: project.Closed}, "done", ""},
	} {
		if got := workState(x.p, "2028-01-01", "2028-05-14", r); got != x.want {
			t.Errorf("%s: %s, want %s", x.about, got, x.want)
		}
		if got := workChange(x.p, "2028-01-01", "2028-05-14", r); got != x.turns {
			t.Errorf("%s turns on %q, want %q", x.about, got, x.turns)
		}
	}
	if got := workState(project.Project{State: project.UnderWay}, "2027-01-01", "2028-05-14", r); got != "silent" {
		t.Errorf("at work without a word for over a year is %s", got)
	}
	if len(WorkStates) != len(Mark{}.ByRank) {
		t.Error("a mark counts every state")
	}
}

// The land is whole, lies on the globe and has no boundary in it: it is one
// geometry of rings and nothing else.
func TestLandIsThere(t *testing.T) {
	if rings := land(); len(rings) < 100 {
		t.Errorf("only %d rings", len(rings))
	}
	if path := (Frame{Lon: 90, Lat: 30, Zoom: 4, W: 700, H: 500}).landPath(); len(path) < 100 || !strings.HasPrefix(path, "M") {
		t.Errorf("no land where there is some: %q", path)
	}
	if strings.Contains(string(landJSON), "LineString") {
		t.Error("the land holds a line")
	}
}
