package project

import (
	"slices"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/chart"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/plan"
)

func (r *Room) mountOrder(m *web.Room) {
	m.On("GET /projects/{code}/timeline", "project.see", r.getTimeline)
	for _, d := range []deed[placed]{
		{verb: "project.order_milestone", noun: "order", do: postOrder("project.order_milestone"), may: mayOrder("project.order_milestone"),
			asks: func(c *web.Call, o placed) ([]ask, error) { return askOther(c, o, o.others()), nil }},
		{verb: "project.free_milestone", noun: "freedom", do: postOrder("project.free_milestone"), may: mayOrder("project.free_milestone"),
			asks: func(c *web.Call, o placed) ([]ask, error) { return askOther(c, o, o.Milestone.After), nil }},
	} {
		mount(m, r, "/projects/{code}/milestones/{id}", findOrdered, d)
	}
}

// placed is a milestone with its project and all milestones of it.
type placed struct {
	Milestone
	project Project
	all     []Milestone
}

func findOrdered(c *web.Call) (placed, about, error) {
	x, m, err := findMilestone(c)
	if err != nil {
		return placed{}, about{}, err
	}
	all, err := MilestonesOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	return placed{m, x, all}, about{code: x.Code, title: x.TitleIn(c.Lang) + " · " + m.Title, url: URL(x.Code), at: URL(x.Code) + "/milestones/" + itoa(m.ID)}, err
}

// others are the milestones that this one may wait for.
func (o placed) others() []ident.ID {
	var out []ident.ID
	for _, m := range o.all {
		if _, err := o.Milestone.after(o.all, m.ID); err == nil {
			out = append(out, m.ID)
		}
	}
	return out
}

func askOther(c *web.Call, o placed, ids []ident.ID) []ask {
	options := []web.Option{{Label: c.T("project.choose")}}
	for _, m := range o.all {
		if slices.Contains(ids, m.ID) {
			options = append(options, web.Option{Value: itoa(m.ID), Label: m.Title})
		}
	}
	return []ask{{Name: "after", Key: "project.milestone", Kind: "select", Must: true, Options: options}}
}

func mayOrder(action string) func(*web.Call, placed) ([]string, error) {
	return func(c *web.Call, o placed) ([]string, error) { return nil, mayOf(c, o.project, ordering, action) }
}

func postOrder(verb string) func(*Room, *web.Call, placed) error {
	return func(r *Room, c *web.Call, o placed) error {
		do := r.OrderMilestone
		if verb == "project.free_milestone" {
			do = r.FreeMilestone
		}
		done, err := do(c.R.Context(), c.Actor, OrderInput{c.Key(), o.ID, number(c.Value("after"))})
		if err != nil {
			return err
		}
		return c.Done(done, URL(o.project.Code)+"#milestones", verb+"_done")
	}
}

// order draws what the milestones wait for, and where their work rests.
func (p *projectPage) order(c *web.Call, x Project, ring Ring, all []Milestone) error {
	rules, err := plan.RulesOn(c.R.Context(), c.Q, c.Actor.Programme, c.Today())
	if err != nil {
		return err
	}
	p.WorkKinds = choices(c, "plan.work.", plan.WorkKinds, "", "project.any_work")
	may := x.State != Closed && x.State != Cancelled && access.Check(ordering, c.Actor, "project.order_milestone", x.Before(c.Actor, ring, 0, 0)) == nil
	for i, m := range all {
		v := &p.Milestones[i]
		v.After, v.Pushed, v.Rests = titlesOf(all, m.After), m.pushed(all), m.Open() && rules.Seasons[m.Kind].Closed(m.Expected())
		at := c.Base() + URL(x.Code) + "/milestones/" + itoa(m.ID)
		if may && m.Open() && len((placed{m, x, all}).others()) > 0 {
			v.Moves = append(v.Moves, web.Move{Label: c.T("project.order_milestone"), URL: at + "/order"})
		}
		if may && m.Open() && len(m.After) > 0 {
			v.Moves = append(v.Moves, web.Move{Label: c.T("project.free_milestone"), URL: at + "/freedom"})
		}
	}
	return nil
}

func titlesOf(all []Milestone, ids []ident.ID) []string {
	var out []string
	for _, m := range all {
		if slices.Contains(ids, m.ID) {
			out = append(out, m.Title)
		}
	}
	return out
}

// timeRow is one line of the table beside the timeline.
type timeRow struct {
	Title    string   `json:"title"`
	After    []string `json:"after"`
	Original string   `json:"original"`
	Current  string   `json:"current"`
	Forecast string   `json:"forecast"`
	Actual   string   `json:"actual"`
	Said     string   `json:"state_said"`
}

type timelinePage struct {
	Code  string       `json:"code"`
	Title string       `json:"title"`
	Rows  []timeRow    `json:"rows"`
	Made  bool         `json:"illustrative"`
	Fig   chart.Figure `json:"-"`
}

// getTimeline answers: how has the plan moved, and what came of it?
func (r *Room) getTimeline(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	ctx, prog := c.R.Context(), c.Actor.Programme
	all, err := MilestonesOf(ctx, c.Q, prog, x.ID)
	if err != nil {
		return err
	}
	versions, err := VersionsOf(ctx, c.Q, prog, x.ID)
	if err != nil {
		return err
	}
	steps, err := state.Steps(ctx, c.Q, prog, Machine, x.ID, 0)
	if err != nil {
		return err
	}
	t := times{c: c}
	first := firstTerms(versions, x.terms(nil))
	var actual [2]words.Day
	for i, at := range actualDays(steps) {
		if !at.IsZero() {
			actual[i] = words.DayOf(at, c.Programme.Zone)
		}
	}
	t.add(c.T("project.whole"), nil, stateSaid(c, x.Track, x.State), [4][2]words.Day{{first.From, first.To}, {x.From, x.To}, {}, actual})
	for _, m := range all {
		if m.State == Dropped {
			continue
		}
		point := func(d words.Day) [2]words.Day { return [2]words.Day{d, d} }
		t.add(m.Title, titlesOf(all, m.After), c.T(string(MilestoneMachine.StateKey(m.State))), [4][2]words.Day{point(m.Baseline), point(m.Due()), point(m.Forecast), point(m.Actual)})
	}
	return c.Page("timeline", timelinePage{x.Code, x.TitleIn(c.Lang), t.rows, x.Illustrative, t.figure(x.TitleIn(c.Lang))})
}

// times gathers the lanes of a timeline and the table beside it.
type times struct {
	c     *web.Call
	rows  []timeRow
	lanes [][4][2]words.Day
	names []string
}

// add takes in one lane: its days as first planned, as now agreed, as forecast
// and as they came.
func (t *times) add(title string, after []string, said string, days [4][2]words.Day) {
	t.lanes, t.names = append(t.lanes, days), append(t.names, title)
	t.rows = append(t.rows, timeRow{title, after, t.span(days[0]), t.span(days[1]), t.span(days[2]), t.span(days[3]), said})
}

// span writes one or two days, "" for none.
func (t *times) span(d [2]words.Day) string {
	if d[0] == d[1] || d[0] == "" && d[1] == "" {
		return words.Date(t.c.Lang, d[0])
	}
	return strings.TrimSpace(words.Date(t.c.Lang, d[0]) + " – " + words.Date(t.c.Lang, d[1]))
}

func (t *times) figure(title string) chart.Figure {
	var from, to words.Day
	for _, lane := range t.lanes {
		for _, span := range lane {
			for _, d := range span {
				if d != "" && (from == "" || d < from) {
					from = d
				}
				to = max(to, d)
			}
		}
	}
	today := t.c.Today()
	if from == "" {
		from, to = today, today
	}
	axis := chart.Axis{To: from.Until(to), Ticks: t.ticks(from, to), Now: chart.Tick{At: from.Until(today), Label: words.Date(t.c.Lang, today)}}
	var series []chart.Series
	for i, key := range []string{"project.original", "project.current", "project.forecast_day", "project.actual"} {
		series = append(series, chart.Series{Class: []string{"c6", "c1", "c2", "c3"}[i], Label: t.c.T(key)})
	}
	var lanes []chart.Lane
	for i, lane := range t.lanes {
		l := chart.Lane{Label: t.names[i]}
		for k, d := range lane {
			s := chart.Span{Value: t.span(d), Missing: d[0] == "" && d[1] == ""}
			begin, end := d[0], d[1]
			if k == 3 && begin != "" && end == "" {
				end = max(begin, min(today, to)) // under way until today
			}
			if s.Missing {
				s.Value = t.c.T("project.not_recorded")
			} else {
				s.From, s.To = from.Until(max(begin, from)), from.Until(max(end, begin))
			}
			l.Spans = append(l.Spans, s)
		}
		lanes = append(lanes, l)
	}
	return chart.Timeline(title, t.c.T("project.timeline_says", len(t.names)-1, words.Date(t.c.Lang, from), words.Date(t.c.Lang, to)), axis, series, lanes)
}

// mostTicks is how many months can be named without their names running together.
const mostTicks = 6

// ticks name months at even distances.
func (t *times) ticks(from, to words.Day) []chart.Tick {
	first := time.Date(from.Time().Year(), from.Time().Month(), 1, 0, 0, 0, 0, time.UTC)
	last := to.Time()
	months := (last.Year()-first.Year())*12 + int(last.Month()) - int(first.Month())
	step := max(1, (months+mostTicks-1)/mostTicks)
	var out []chart.Tick
	for m := 0; m <= months; m += step {
		d := words.Day(first.AddDate(0, m, 0).Format(time.DateOnly))
		if d >= from {
			out = append(out, chart.Tick{At: from.Until(d), Label: words.Month(t.c.Lang, d)})
		}
	}
	return out
}
