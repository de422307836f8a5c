package project

import (
	"fmt"
	"net/url"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/plan"
)

func TestWhatWouldWaitForItselfIsRefused(t *testing.T) {
	// 1 after 2 after 3; 4 stands alone; 5 is dropped.
	all := []Milestone{{ID: 1, State: Planned, After: []ident.ID{2}}, {ID: 2, State: Planned, After: []ident.ID{3}}, {ID: 3, State: Planned}, {ID: 4, State: Planned}, {ID: 5, State: Dropped}}
	for _, c := range []struct {
		m, other ident.ID
		want     string
	}{
		{1, 1, "after project.order_circle"}, {2, 1, "after project.order_circle"}, {3, 1, "after project.order_circle"}, {3, 2, "after project.order_circle"},
		{1, 2, "after project.order_twice"}, {1, 3, ""}, {1, 4, ""}, {4, 1, ""}, {4, 5, "after project.order_unknown"}, {4, 9, "after project.order_unknown"},
	} {
		_, err := all[c.m-1].after(all, c.other)
		if got := refused(err); got != c.want {
			t.Errorf("%d after %d: %q, want %q", c.m, c.other, got, c.want)
		}
	}
	all[2].State = Verified
	if _, err := all[2].after(all, 4); fault.KindOf(err) != fault.Conflict {
		t.Errorf("what is reached waits for more: %v", err)
	}
	// A circle that an import brought in ends the search.
	all[2].After = []ident.ID{1}
	if !follows(all, 1, 3) || follows(all, 1, 4) {
		t.Error("a circle is not searched to its end")
	}
}

func TestAMilestoneWaitsForItsOrder(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	w.must(w.move(w.atBuilder, "project.begin", p, ""))
	m := w.milestones(p)
	order := func(who ident.Actor, a, b Milestone) func() error {
		return func() error {
			_, err := w.OrderMilestone(t.Context(), who, OrderInput{w.key(), a.ID, b.ID})
			return err
		}
	}
	w.refuses("the other side", fault.Forbidden, "", order(w.atGroup, m[1], m[0]))
	w.must(order(w.atBuilder, m[1], m[0])())
	w.want("facts", w.lastFacts(), "project.milestone.ordered project.project.milestone_ordered")
	w.refuses("a circle", fault.Invalid, "after project.order_circle", order(w.secretary, m[0], m[1]))
	other := w.milestones(w.start(nil))[0]
	w.refuses("one of another project", fault.Invalid, "after project.order_unknown", order(w.secretary, m[0], other))
	w.refuses("the second first", fault.Conflict, "project.order_first", func() error { return w.act(w.atBuilder, "project.claim_milestone", m[1], "2028-05-12", "") })
	w.must(w.act(w.atBuilder, "project.forecast", m[0], "2028-07-20", ""))
	now := w.milestones(p)
	w.want("pushed", fmt.Sprint(now[1].pushed(now), " [", now[0].pushed(now), "]"), "2028-07-20 []")
	w.must(w.act(w.atBuilder, "project.claim_milestone", m[0], "2028-05-12", ""))
	w.must(w.act(w.atBuilder, "project.claim_milestone", m[1], "2028-05-13", ""))
	w.must(w.act(w.atGroup, "project.return_milestone", m[1], "", "r"))
	free := func() error {
		_, err := w.FreeMilestone(t.Context(), w.secretary, OrderInput{w.key(), m[1].ID, m[0].ID})
		return err
	}
	w.must(free())
	w.refuses("freed twice", fault.NotFound, "", free)
	w.written("testdata/order_facts.txt", "project.milestone.ordered", "project.milestone.freed", "project.project.milestone_ordered", "project.project.milestone_freed")
}

func TestWorkIsPlannedInItsSeason(t *testing.T) {
	w := newWorld(t)
	room := &plan.Room{DB: w.DB}
	rules := plan.Shipped()
	rules.From, rules.Seasons = "2028-01-01", map[string]plan.Season{"ground": "11-3", "road": "1-12"}
	_, err := room.SetRules(t.Context(), w.colleague, plan.SetRulesInput{Key: w.key(), Rules: rules})
	w.must(err)
	p := w.start(nil)
	planned := func(in MilestoneInput) func() error {
		return func() error {
			_, err := w.Plan(t.Context(), w.atBuilder, PlanInput{w.key(), p.ID, in})
			return err
		}
	}
	w.refuses("in the closed season", fault.Invalid, "baseline project.season_closed", planned(MilestoneInput{"Trenches", "2028-12-05", "ground", false}))
	w.refuses("closed all the year", fault.Invalid, "baseline project.season_all_year", planned(MilestoneInput{"Trenches", "2028-06-05", "road", false}))
	w.refuses("no such work", fault.Invalid, "kind project.kind_unknown", planned(MilestoneInput{"Trenches", "2028-06-05", "war", false}))
	w.must(planned(MilestoneInput{"Trenches", "2028-10-31", "ground", false})())
	w.must(planned(MilestoneInput{"Roof", "2028-12-05", "roof", false})())
	f := w.front(w.Mount)
	page := f.builder.Get("/projects/PRJ-001").Want(200).Without("season in which this work rests")
	f.builder.Submit(page, "/projects/PRJ-001/milestones", url.Values{"milestone": {"More trenches"}, "baseline": {"2028-12-05"}, "kind": {"ground"}}).
		Want(422, "Ground works rest on this day. The next open day is 2029-04-01.", "More trenches")
	page = f.builder.Submit(page, "/projects/PRJ-001/milestones", url.Values{"milestone": {"More trenches"}, "baseline": {"2028-12-05"}, "kind": {"ground"}, "anyway": {"1"}})
	page.Want(200, "More trenches", "falls in a season in which this work rests")
}

func TestTheTimelineShowsOriginalCurrentAndActual(t *testing.T) {
	w := newWorld(t)
	w.tolerate(60)
	p := w.start(nil)
	w.must(w.move(w.atBuilder, "project.begin", p, ""))
	m := w.milestones(p)
	w.must(w.act(w.atBuilder, "project.claim_milestone", m[0], "2028-05-12", ""))
	x := w.asksMust(w.atBuilder, p, func(in *DraftInput) { in.Days[m[1].ID], in.After.To = "2028-07-30", "2028-10-15" })
	w.must(w.moveChange(w.secretary, "project.appraise_change", x, "frost"))
	w.must(w.moveChange(w.secretary, "project.approve_change", x, ""))
	w.must(w.moveChange(w.atBuilder, "project.apply_change", x, ""))
	w.must(w.act(w.atBuilder, "project.forecast", m[1], "2028-08-20", ""))
	f := w.front(w.Mount)
	form := f.builder.Get("/projects/PRJ-001/milestones/"+itoa(m[1].ID)+"/order").Want(200, "Fridges delivered")
	f.builder.Submit(form, "/projects/PRJ-001/milestones/"+itoa(m[1].ID)+"/order", url.Values{"after": {""}}).Want(422, "Choose a milestone")
	f.builder.Submit(form, "/projects/PRJ-001/milestones/"+itoa(m[1].ID)+"/order", url.Values{"after": {itoa(m[0].ID)}}).Want(200, "after Fridges delivered")
	page := f.auditor.Get("/projects/PRJ-001/timeline").Want(200, "How has the plan moved", "30 June 2028", "30 July 2028", "20 August 2028", "12 May 2028",
		"1 May 2028 – 31 August 2028", "1 May 2028 – 15 October 2028", "14 May 2028")
	for _, mark := range []string{"Sites installed · Original 30 June 2028", "Sites installed · Current 30 July 2028", "Sites installed · Forecast 20 August 2028", "Fridges delivered · Actual 12 May 2028"} {
		page.Want(200, mark)
	}
	page.Without("Sites installed · Actual")
	f.county.In(words.ZH).Get("/projects/PRJ-001/timeline").Want(200, "计划有何调整", "2028年7月30日", "项目总体")
	f.auditor.Get("/projects/PRJ-001/milestones/" + itoa(m[1].ID) + "/order").Want(403)
}
