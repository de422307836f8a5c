package project

import (
	"fmt"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/programme/plan"
)

// The original approver is whoever let the project through the gate that is
// touched; where they cannot decide, the office does and says why.
func TestTheOriginalApproverIsWhoLetItThrough(t *testing.T) {
	const successor ident.ID = 77
	cost := ChangeRequest{Class: ClassA, AskedBy: ann, AskedOrg: builder, After: Terms{Estimate: &money.Amount{Minor: 9, Currency: "CNY"}}}
	place := ChangeRequest{Class: ClassA, AskedBy: ann, AskedOrg: builder, After: Terms{Place: "elsewhere"}}
	for name, c := range map[string]struct {
		x    ChangeRequest
		asks []Ask
		heir ident.ID
		want Origin
	}{
		"nobody yet":            {cost, nil, 0, Origin{Why: "project.origin_none"}},
		"another gate":          {cost, []Ask{{ID: 1, State: Ready, Outcome: Passed, DecidedOrg: county}}, county, Origin{Why: "project.origin_none"}},
		"refused":               {cost, []Ask{{ID: 1, State: Approved, Outcome: Refused, DecidedOrg: county}}, county, Origin{Why: "project.origin_none"}},
		"the office":            {cost, []Ask{{ID: 1, State: Approved, Outcome: Passed, DecidedOrg: desk}}, desk, Origin{}},
		"the receiving side":    {cost, []Ask{{ID: 1, State: Approved, Outcome: Passed, DecidedOrg: county}}, county, Origin{Org: county, Side: "receiver"}},
		"the last who did":      {cost, []Ask{{ID: 1, Seq: 1, State: Approved, Outcome: Passed, DecidedOrg: county}, {ID: 2, Seq: 2, State: Approved, Outcome: Passed, DecidedOrg: group}}, group, Origin{Org: group, Side: "provider"}},
		"of readiness":          {place, []Ask{{ID: 1, Seq: 1, State: Approved, Outcome: Passed, DecidedOrg: group}, {ID: 2, State: Ready, Outcome: Passed, DecidedOrg: county}}, county, Origin{Org: county, Side: "receiver"}},
		"nobody has the seat":   {cost, []Ask{{ID: 1, State: Approved, Outcome: Passed, DecidedOrg: county}}, 0, Origin{Why: "project.origin_empty"}},
		"its successor":         {cost, []Ask{{ID: 1, State: Approved, Outcome: Passed, DecidedOrg: county}}, successor, Origin{Org: successor, Side: "receiver", Why: "project.origin_successor"}},
		"who asks for this now": {ChangeRequest{Class: ClassA, AskedOrg: county, After: cost.After}, []Ask{{ID: 1, State: Approved, Outcome: Passed, DecidedOrg: county}}, county, Origin{Why: "project.origin_asks"}},
	} {
		p, course := complete("works", Tendering)
		course.Asks = c.asks
		if got := c.x.origin(p, course, c.heir); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	p, c := complete("soft", UnderWay)
	c.Rules = c.Rules.WithStage("soft", plan.Stage{State: Approved, Approver: "leader"})
	c.Asks = []Ask{{ID: 1, State: Approved, Outcome: Passed, DecidedOrg: desk}}
	if got := cost.origin(p, c, desk); !got.Leader {
		t.Errorf("let through by a leader: %+v", got)
	}
}

// Whose approval a change needs, for every original approver and every asker: both
// must agree, each once, and never whoever asked.
func TestBothMustAgreeToAChange(t *testing.T) {
	p, c := complete("works", UnderWay)
	ring := c.Ring
	people := map[string]ident.Actor{"office": as(ben, desk, ident.Office), "leader": as(13, desk, ident.Leader), "provider": as(14, group, ident.Provider), "receiver": as(15, county, ident.Receiver),
		"builder": as(16, builder, ident.Owner), "asker": as(ann, desk, ident.Office, ident.Leader, ident.Provider, ident.Receiver), "auditor": as(17, desk, ident.Auditor)}
	for _, x := range []struct {
		name   string
		class  string
		origin Origin
		asker  ident.ID
		want   string // who may approve, by part
	}{
		{"the office let it through", ClassA, Origin{}, builder, "approver office, other_side provider"},
		{"the provider asks", ClassA, Origin{}, group, "approver office, other_side receiver"},
		{"the office asks", ClassA, Origin{}, desk, "approver office, other_side provider receiver"},
		{"a leader let it through", ClassA, Origin{Leader: true}, builder, "approver leader, other_side provider"},
		{"the receiver let it through", ClassA, Origin{Org: county, Side: "receiver"}, builder, "approver receiver, other_side provider"},
		{"the receiver did, the provider asks", ClassA, Origin{Org: county, Side: "receiver"}, group, "approver receiver, other_side office"},
		{"the provider let it through", ClassA, Origin{Org: group, Side: "provider"}, builder, "approver provider, other_side receiver"},
		{"class B", ClassB, Origin{Org: county, Side: "receiver"}, builder, "approver office"},
	} {
		got := ""
		req := ChangeRequest{Class: x.class, Origin: x.origin, AskedBy: ann, AskedOrg: x.asker, State: ChangeAppraised}
		for i, part := range req.parts() {
			if i > 0 {
				got += ", "
			}
			got += part
			r := req
			if i == 1 {
				r.Consents = []ChangeAssent{{Approver, Said{Person: 999}}}
			}
			for _, name := range []string{"office", "leader", "provider", "receiver", "builder", "asker", "auditor"} {
				after, err := r.approve(people[name], p, ring, "", noon)
				if err == nil && after.Consents[len(after.Consents)-1].Part == part {
					got += " " + name
					if twice, err := after.approve(people[name], p, ring, "", noon); err == nil {
						t.Errorf("%s: %s approves twice: %+v", x.name, name, twice.Consents)
					}
					another := people[name]
					another.Person = 900
					if again, err := after.approve(another, p, ring, "", noon); err == nil && again.Consents[len(again.Consents)-1].Part == part {
						t.Errorf("%s: two people of %s give the same part", x.name, name)
					}
					if done := after.State == ChangeApproved; done != (i == len(req.parts())-1) {
						t.Errorf("%s: %s after %s", x.name, after.State, part)
					}
				}
			}
		}
		if got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

// The receiving side approved the project, so it approves what changes it, with the
// other side; its seat empty, the office does and the page says why.
func TestAChangeGoesBackToWhoApproved(t *testing.T) {
	w := newWorld(t)
	w.under(func(r plan.Rules) plan.Rules {
		r.Stages = map[string][]plan.Stage{"soft": {{State: Planned}, {State: Approved, Approver: "receiver"}, {State: UnderWay}, {State: Finished}, {State: Closed, Approver: "across"}}}
		return r
	})
	p := w.start(func(in *StartInput) { in.Track, in.Milestones = "soft", nil })
	w.through(p, "project.approve", w.atCounty)
	x := w.asksMust(w.atBuilder, p, func(in *DraftInput) { in.After.Content = "two rooms" })
	w.must(w.moveChange(w.secretary, "project.appraise_change", x, "cheaper"))
	w.want("whom it waits for", w.waits(x.Ref()), "approve_change receiver VC; approve_change provider HG")
	w.refuses("the office in their place", fault.Conflict, "project.change_not_yours", func() error { return w.moveChange(w.colleague, "project.approve_change", x, "") })
	f := w.front(w.Mount)
	f.county.Get("/changes/CHG-001").Want(200, "Original approver", "Valley County", "Harbour Group").Without("decides.")
	w.must(w.moveChange(w.atGroup, "project.approve_change", x, ""))
	w.want("with one of both", w.changeAt(x.ID).State, ChangeAppraised)
	w.must(w.moveChange(w.atCounty, "project.approve_change", x, ""))
	w.want("with both", fmt.Sprint(w.changeAt(x.ID).State, len(w.changeAt(x.ID).Consents)), "approved2")
}
