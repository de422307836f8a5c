package project

import (
	"fmt"
	"net/url"
	"testing"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// A request is told at once that a new day falls in a closed season, with its
// first and last day, or before what the milestone waits for.
func TestNewDaysAreHeldAgainstSeasonsAndOrder(t *testing.T) {
	rules := plan.Shipped()
	rules.Seasons = map[string]plan.Season{"ground": "11-3", "road": "1-12"}
	first := Milestone{ID: 1, Title: "Trenches", Kind: "ground", Baseline: "2028-06-01", State: MilestoneMachine.Start}
	second := Milestone{ID: 2, Title: "Road", Baseline: "2028-08-01", State: MilestoneMachine.Start, After: []ident.ID{1}}
	for name, c := range map[string]struct {
		shifts []Shift
		change func(a, b *Milestone)
		want   string
	}{
		"in time":                       {shifts: []Shift{{1, "", "2028-07-01"}}},
		"in the season":                 {shifts: []Shift{{1, "", "2028-12-05"}}, want: "milestone_1 project.change_season [plan.work.ground 2028-11-01 2029-03-31]"},
		"early in the year":             {shifts: []Shift{{1, "", "2029-02-05"}}, want: "milestone_1 project.change_season [plan.work.ground 2028-11-01 2029-03-31]"},
		"on its last day":               {shifts: []Shift{{1, "", "2029-03-31"}}, want: "milestone_1 project.change_season [plan.work.ground 2028-11-01 2029-03-31]"},
		"the day after":                 {shifts: []Shift{{1, "", "2029-04-01"}}},
		"all the year":                  {shifts: []Shift{{2, "", "2028-08-05"}}, change: func(_, b *Milestone) { b.Kind = "road" }, want: "milestone_2 project.season_all_year [plan.work.road]"},
		"before what it waits for":      {shifts: []Shift{{2, "", "2028-05-31"}}, want: "milestone_2 project.change_early [Trenches 2028-06-01]"},
		"on the same day":               {shifts: []Shift{{2, "", "2028-06-01"}}},
		"both moved, in order":          {shifts: []Shift{{1, "", "2028-05-01"}, {2, "", "2028-05-31"}}},
		"both moved, out of order":      {shifts: []Shift{{1, "", "2028-09-01"}, {2, "", "2028-08-31"}}, want: "milestone_2 project.change_early [Trenches 2028-09-01]"},
		"what it waits for was reached": {shifts: []Shift{{2, "", "2028-05-31"}}, change: func(a, _ *Milestone) { a.State = Verified }},
		"what does not move":            {change: func(a, _ *Milestone) { a.Baseline = "2028-12-05" }},
	} {
		a, b := first, second
		if c.change != nil {
			c.change(&a, &b)
		}
		var f fault.Form
		timely(&f, rules, []Milestone{a, b}, c.shifts)
		got := ""
		if e, ok := f.Err().(*fault.Error); ok {
			got = fmt.Sprint(e.Fields[0].Name, " ", e.Fields[0].Key, " ", e.Fields[0].Args)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestARequestIntoAClosedSeason(t *testing.T) {
	w := newWorld(t)
	rules := plan.Shipped()
	rules.From, rules.Seasons = "2028-01-01", map[string]plan.Season{"ground": "11-3"}
	_, err := (&plan.Room{DB: w.DB}).SetRules(t.Context(), w.colleague, plan.SetRulesInput{Key: w.key(), Rules: rules})
	w.must(err)
	p := w.start(func(in *StartInput) {
		in.Milestones = []MilestoneInput{{Title: "Trenches", Baseline: "2028-06-01", Kind: "ground"}}
	})
	m := w.milestones(p)[0]
	later := func(day words.Day, anyway bool) func(*DraftInput) {
		return func(in *DraftInput) { in.Days[m.ID], in.Anyway = day, anyway }
	}
	w.refuses("into the season", fault.Invalid, shiftField(m.ID)+" project.change_season", func() error { _, err := w.asks(w.atBuilder, p, later("2028-12-05", false)); return err })
	f := w.front(w.Mount)
	form := f.builder.Get("/projects/" + p.Code + "/changes/new").Want(200)
	fields := url.Values{"why": {"frost"}, "promise": {"later"}, "people": {"none"}, shiftField(m.ID): {"2028-12-05"}}
	f.builder.Submit(form, "/projects/"+p.Code+"/changes/new", fields).Want(422, "2028-11-01", "2029-03-31", "frost", `value="2028-12-05"`)
	fields.Set("anyway", "1")
	f.builder.Submit(form, "/projects/"+p.Code+"/changes/new", fields).Want(200, "5 December 2028")
}

// The day first planned stays in its table, whatever is saved over it.
func TestTheBaselineIsKeptByItsTable(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	m := w.milestones(p)[0]
	_, err := w.DB.Change(t.Context(), w.secretary, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
		m.Baseline, m.Agreed = "2029-01-01", "2028-07-01"
		return []db.Fact{m.fact("forecast")}, saveMilestone(t.Context(), tx, m)
	})
	w.must(err)
	m, err = GetMilestone(t.Context(), w.DB.Read(), w.prog, m.ID)
	w.must(err)
	w.want("the days", fmt.Sprint(m.Baseline, " ", m.Agreed), "2028-05-10 2028-07-01")
}
