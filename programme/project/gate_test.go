package project

import (
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

const thatDay words.Day = "2028-05-14"

var noon = time.Date(2028, 5, 14, 9, 0, 0, 0, time.UTC)

// complete is a project of the builder that shows everything a gate can ask for.
func complete(track, state string) (Project, Course) {
	p := Project{ID: 7, Track: track, State: state, Implementer: builder, Pairing: 9, Estimate: &money.Amount{Minor: 100, Currency: "CNY"}, Operator: town,
		RunningCost: "the county's budget", StateBy: 40, StateOrg: town}
	s := Standing{Offers: []Offer{{State: Offered, NeedCode: "NEED-001"}}, Sites: []SiteStanding{{Code: "SITE-001", Checked: true, MayStart: true}}, Annual: "APL-001.1", Assets: 1}
	for _, r := range plan.Requisites {
		if r.Paper {
			s.Papers = append(s.Papers, Paper{Requisite: r.Name, Reference: "No. 1"})
		}
	}
	rules := plan.Shipped()
	if track != "short" {
		pack, _ := plan.FindPack("large")
		rules = pack.On(rules)
	}
	return p, Course{Ring: Ring{Pairing: party.Pairing{ID: 9, Provider: group, Receiver: county}, Side: "receiver"}, Rules: rules, Standing: s}
}

// lacking takes away what shows one requisite.
func lacking(p Project, c Course, requisite string) (Project, Course) {
	c.Standing.Papers = slices.DeleteFunc(slices.Clone(c.Standing.Papers), func(x Paper) bool { return x.Requisite == requisite })
	switch requisite {
	case "need":
		c.Standing.Offers = nil
	case "site":
		c.Standing.Sites = nil
	case "site_checked":
		c.Standing.Sites = []SiteStanding{{Code: "SITE-001"}}
	case "may_start":
		c.Standing.Sites = []SiteStanding{{Code: "SITE-001", Checked: true, MayStart: true}, {Code: "SITE-002", Checked: true}}
	case "annual_item":
		c.Standing.Annual = ""
	case "estimate":
		p.Estimate = nil
	case "operator":
		p.RunningCost = ""
	case "milestones_claimed":
		c.Standing.Open = 1
	case "milestones_verified":
		c.Standing.Unverified = 1
	case "asset":
		c.Standing.Assets = 0
	}
	return p, c
}

// allMay is a person in whatever role and organisation the stage wants.
func allMay(s plan.Stage) ident.Actor {
	who := as(ben, desk, ident.Office, ident.Leader)
	if s.Approver == "receiver" {
		who = as(ben, county, ident.Receiver)
	}
	if s.Approver == "" {
		who = as(ann, builder, ident.Owner)
	}
	return who
}

// Each gate of both examples, on both tracks, lets a project in when everything
// is shown, and stays shut when any one requisite is missing: to who asks, and to
// who would let it in.
func TestEachGateStaysShutForEachRequisite(t *testing.T) {
	tried := map[string]bool{}
	for _, track := range []string{"works", "soft", "short"} {
		_, c := complete(track, "")
		stages := c.Rules.StagesOf(track)
		for i, s := range stages[1:] {
			at := stages[i].State
			p, c := complete(track, at)
			c.Ask = Ask{ID: 1, Project: 7, State: s.State, By: ann, Org: builder}
			try := func(p Project, c Course) (asked, entered error) {
				entered = errOf(c.Move(p, allMay(s), Step{Verb: enter[s.State]}, noon, thatDay))
				c.Ask = Ask{}
				if s.Approver != "" && at != Finished {
					asked = errOf(c.Move(p, as(ann, builder, ident.Owner), Step{Verb: "project.ask"}, noon, thatDay))
				}
				return asked, entered
			}
			if asked, entered := try(p, c); asked != nil || entered != nil {
				t.Errorf("%s from %s to %s with everything shown: asked %v, entered %v", track, at, s.State, asked, entered)
			}
			for _, r := range s.Requisites {
				tried[r] = true
				p, c := lacking(p, c, r)
				asked, entered := try(p, c)
				if fault.KindOf(entered) != fault.Conflict || s.Approver != "" && at != Finished && fault.KindOf(asked) != fault.Conflict {
					t.Errorf("%s from %s to %s without %s: asked %v, entered %v", track, at, s.State, r, asked, entered)
				}
			}
		}
	}
	for _, r := range plan.Requisites {
		if !tried[r.Name] {
			t.Errorf("no gate asks for %s", r.Name)
		}
	}
}

func errOf(_ Project, _ Ask, err error) error { return err }

// Nobody lets in what they asked for, under no hat.
func TestWhoeverAsksDoesNotLetIn(t *testing.T) {
	for approver, who := range map[string]ident.Actor{"office": as(ben, desk, ident.Office), "leader": as(ben, desk, ident.Leader),
		"receiver": as(ben, county, ident.Receiver), "provider": as(ben, group, ident.Provider), "across": as(ben, group, ident.Provider)} {
		p, c := complete("soft", Pooled)
		c.Rules = c.Rules.WithStage("soft", plan.Stage{State: Planned, Approver: approver})
		c.Ask = Ask{ID: 1, State: Planned, By: ann, Org: builder}
		if err := errOf(c.Move(p, who, Step{Verb: "project.plan"}, noon, thatDay)); err != nil {
			t.Errorf("%s may not let in: %v", approver, err)
		}
		for name, other := range map[string]ident.Actor{
			"who asked, as that approver":         as(ann, who.Organisation, who.Roles...),
			"an auditor":                          as(ben, desk, ident.Auditor),
			"somebody of another organisation":    as(ben, town, ident.Receiver, ident.Provider),
			"somebody at the implementer":         as(ben, builder, ident.Owner, ident.Receiver, ident.Provider),
			"the same role of no part in it":      as(ben, town, except(who.Roles, office...)...),
			"the office where a side is named":    as(ben, desk, ident.Secretary),
			"the other side where one side is":    as(ben, group, ident.Provider),
			"the receiving side where it is not ": as(ben, county, ident.Receiver),
		} {
			allowed := name == "the office where a side is named" && (approver == "office" || approver == "across") ||
				name == "the other side where one side is" && (approver == "provider" || approver == "across") ||
				name == "the receiving side where it is not " && approver == "receiver" || name == "the same role of no part in it" && approver == "leader"
			for _, verb := range []string{"project.plan", "project.refuse"} {
				err := errOf(c.Move(p, other, Step{Verb: verb, Reason: "r"}, noon, thatDay))
				if !allowed && fault.KindOf(err) != fault.Forbidden || allowed && err != nil {
					t.Errorf("%s, %s, %s: %v", approver, name, verb, err)
				}
			}
		}
		c.Ask = Ask{}
		for _, verb := range []string{"project.plan", "project.refuse"} {
			if err := errOf(c.Move(p, who, Step{Verb: verb, Reason: "r"}, noon, thatDay)); refused(err) != "project.not_asked" {
				t.Errorf("%s without a request by %s: %v", verb, approver, err)
			}
		}
	}
}

func except(roles []ident.Role, out ...ident.Role) []ident.Role {
	return slices.DeleteFunc(slices.Clone(roles), func(r ident.Role) bool { return slices.Contains(out, r) })
}

// Where the side that is named is itself at work, or asks, or is not known, the
// office lets in.
func TestTheOfficeStandsInForASide(t *testing.T) {
	officer := as(ben, desk, ident.Office)
	for name, change := range map[string]func(*Project, *Course){
		"the side implements":  func(p *Project, _ *Course) { p.Implementer = county },
		"the side asks":        func(_ *Project, c *Course) { c.Ask.Org = county },
		"there is no pairing":  func(p *Project, c *Course) { p.Pairing, c.Ring = 0, Ring{} },
		"the side is somebody": nil,
	} {
		p, c := complete("works", Applied)
		c.Ask = Ask{ID: 1, State: Pooled, By: ann, Org: builder}
		if change != nil {
			change(&p, &c)
		}
		err := errOf(c.Move(p, officer, Step{Verb: "project.pool"}, noon, thatDay))
		if change != nil && err != nil || change == nil && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: the office: %v", name, err)
		}
		err = errOf(c.Move(p, as(ben, county, ident.Receiver), Step{Verb: "project.pool"}, noon, thatDay))
		if change == nil && err != nil || change != nil && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: the side: %v", name, err)
		}
	}
}

// What the receiving side does not want is not pooled, planned, approved or
// begun, whatever the rules ask for; and no objection reaches further back.
func TestWhatIsNotWantedIsNotPooled(t *testing.T) {
	for _, track := range []string{"works", "soft", "short"} {
		_, c := complete(track, "")
		for i, s := range c.Rules.StagesOf(track)[1:] {
			at := c.Rules.StagesOf(track)[i].State
			p, c := complete(track, at)
			c.Standing.Offers = append(c.Standing.Offers, Offer{State: NotWanted, NeedCode: "NEED-002"})
			c.Ask = Ask{ID: 1, State: s.State, By: ann, Org: builder}
			err := errOf(c.Move(p, allMay(s), Step{Verb: enter[s.State]}, noon, thatDay))
			shut := along(s.State) >= along(Pooled) && along(s.State) <= along(UnderWay)
			if shut != (refused(err) == "project.not_wanted") {
				t.Errorf("%s from %s to %s: %v", track, at, s.State, err)
			}
		}
	}
}

// A total counts a project as finished only once somebody else has accepted it,
// and it is closed only after final accounts, handover and the benefit review.
func TestFinishedAndClosedInTotals(t *testing.T) {
	accepted := []string{Accepted, Settled, HandedOver, Operating, Reviewed, Closed}
	for _, state := range append([]string{Emergency, Suspended, Cancelled}, plan.Line...) {
		if got := (Project{State: state}).Accepted(); got != slices.Contains(accepted, state) {
			t.Errorf("%s counts as finished: %v", state, got)
		}
	}
	var into []string
	for _, mv := range MachineOf(large("works")).Moves {
		if mv.To == Closed {
			into = append(into, strings.Join(mv.From, " "))
		}
		if along(mv.To) >= along(Accepted) {
			for _, from := range mv.From {
				if along(from) < along(mv.To)-1 {
					t.Errorf("%s leads from %s past a gate to %s", mv.Verb, from, mv.To)
				}
			}
		}
	}
	if strings.Join(into, ", ") != "reviewed" {
		t.Errorf("works close from %v", into)
	}
}

// The estimate of the approval is kept whatever comes later, and stands from then on.
func TestTheApprovedEstimateStays(t *testing.T) {
	p, c := complete("works", Planned)
	more := &money.Amount{Minor: 200, Currency: "CNY"}
	p, err := c.estimate(p, more)
	if err != nil || p.Estimate != more {
		t.Fatalf("%v, %v", p.Estimate, err)
	}
	c.Ask = Ask{ID: 1, State: Approved, By: ann, Org: builder}
	p, ask, err := c.Move(p, as(ben, desk, ident.Office), Step{Verb: "project.approve"}, noon, thatDay)
	if err != nil || *p.Approved != *more || ask.Outcome != Passed || len(ask.Shown) != 2 || ask.DecidedBy != ben {
		t.Fatalf("%v, %+v, %v", p.Approved, ask, err)
	}
	if _, err := c.estimate(p, &money.Amount{Minor: 300, Currency: "CNY"}); refused(err) != "project.estimate_stands" {
		t.Errorf("another estimate after the approval: %v", err)
	}
	c.Ask = Ask{}
	p, _, err = c.Move(p, as(ben, desk, ident.Office), Step{Verb: "project.return_to_pool", Reason: "r"}, noon, thatDay)
	if err != nil || p.State != Pooled {
		t.Fatalf("%s, %v", p.State, err)
	}
	if _, err := c.estimate(p, &money.Amount{Minor: 300, Currency: "CNY"}); refused(err) != "project.estimate_stands" {
		t.Errorf("another estimate back in the pool: %v", err)
	}
	p.State, p.Estimate = Planned, &money.Amount{Minor: 300, Currency: "CNY"}
	c.Ask = Ask{ID: 2, State: Approved, By: ann, Org: builder}
	if p, _, err = c.Move(p, as(ben, desk, ident.Office), Step{Verb: "project.approve"}, noon, thatDay); err != nil || *p.Approved != *more {
		t.Errorf("approved again: %v, %v", p.Approved, err)
	}
}

func TestAnEmergency(t *testing.T) {
	officer := as(ben, desk, ident.Office)
	hasty := Step{Verb: "project.begin_in_emergency", Reason: "the dam"}
	p, c := complete("works", Planned)
	bare := c
	bare.Rules.EmergencyDays = nil
	if err := errOf(bare.Move(p, officer, hasty, noon, thatDay)); refused(err) != "project.no_emergency" {
		t.Errorf("without a number of days: %v", err)
	}
	lp, lc := lacking(p, c, "site_checked")
	if err := errOf(lc.Move(lp, officer, hasty, noon, thatDay)); refused(err) != "project.not_shown" {
		t.Errorf("without a first site check: %v", err)
	}
	begun, _, err := c.Move(p, officer, hasty, noon, thatDay)
	if err != nil || begun.State != Emergency || begun.DueBy != "2028-07-13" || !begun.AtWork() || !begun.Begun() {
		t.Fatalf("%+v, %v", begun, err)
	}
	if begun.Late("2028-07-13") || !begun.Late("2028-07-14") {
		t.Error("its papers are not late the day after")
	}
	// Every paper that was passed over is due before the work counts as begun.
	c.Ask = Ask{ID: 1, State: UnderWay, By: ann, Org: builder}
	if list := c.List(begun); len(list) != 14 {
		t.Errorf("asked for: %v", list)
	}
	for _, r := range []string{"need", "site", "appraisal", "annual_item", "estimate", "approval", "may_start", "land", "operator", "funds", "contract", "supervisor", "permit"} {
		lp, lc := lacking(begun, c, r)
		if err := errOf(lc.Move(lp, officer, Step{Verb: "project.begin"}, noon, thatDay)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("regular without %s: %v", r, err)
		}
	}
	regular, _, err := c.Move(begun, officer, Step{Verb: "project.begin"}, noon, thatDay)
	if err != nil || regular.State != UnderWay || regular.DueBy != "" {
		t.Errorf("%+v, %v", regular, err)
	}
	c.Ask = Ask{}
	if err := errOf(c.Move(begun, as(ann, builder, ident.Owner), Step{Verb: "project.finish"}, noon, thatDay)); fault.KindOf(err) != fault.Conflict {
		t.Errorf("finished without its papers: %v", err)
	}
	p, c = complete("short", Planned)
	c.Rules.EmergencyDays = new(30)
	if err := errOf(c.Move(p, officer, hasty, noon, thatDay)); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("in haste on the short way, which has nothing to pass over: %v", err)
	}
}

// A change of the rules strands no project: whatever state it is in, something
// lies ahead of it until it is over.
func TestNoChangeOfRulesStrandsAProject(t *testing.T) {
	pack, _ := plan.FindPack("large")
	for _, rules := range []plan.Rules{plan.Shipped(), pack.On(plan.Shipped())} {
		for _, track := range plan.Tracks {
			for _, state := range append([]string{Emergency}, plan.Line[:len(plan.Line)-1]...) {
				p, c := complete("works", state)
				c.Rules, p.Track = rules, track
				next, ok := c.next(p)
				verbs := map[string]bool{}
				for _, mv := range c.machine(p).Moves {
					if slices.Contains(mv.From, state) {
						verbs[mv.Verb] = true
					}
				}
				if !ok || !verbs[enter[next.State]] {
					t.Errorf("%s on the track %s under version %v: next is %q, moves %v", state, track, len(rules.Stages), next.State, verbs)
				}
			}
		}
	}
}

func TestCancellingAnApprovedProjectSaysWhatBecomesOfTheMoney(t *testing.T) {
	officer := as(ben, desk, ident.Office)
	p, c := complete("works", Ready)
	p.Approved = p.Estimate
	if err := errOf(c.Move(p, officer, Step{Verb: "project.cancel", Reason: "r"}, noon, thatDay)); refused(err) != "money_note project.money_note_missing" {
		t.Errorf("%v", err)
	}
	gone, _, err := c.Move(p, officer, Step{Verb: "project.cancel", Reason: "r", Money: "returned in full"}, noon, thatDay)
	if err != nil || gone.State != Cancelled || gone.MoneyNote != "returned in full" {
		t.Errorf("%+v, %v", gone, err)
	}
}

func TestASurplusHasItsDay(t *testing.T) {
	p, c := complete("works", Accepted)
	c.Ask = Ask{ID: 1, State: Settled, By: ann, Org: builder}
	p, _, err := c.Move(p, as(ben, desk, ident.Office), Step{Verb: "project.settle"}, noon, thatDay)
	if err != nil || p.DueBy != "2028-08-12" || !p.Late("2028-08-13") {
		t.Errorf("%s, %v", p.DueBy, err)
	}
}

func TestPapersAreReal(t *testing.T) {
	good := Paper{Requisite: "land", Reference: "No. 12", Day: "2028-05-01"}
	for _, x := range []struct {
		name   string
		change func(*Paper)
		refuse string
	}{
		{"as it is", func(*Paper) {}, ""},
		{"a file without a reference", func(p *Paper) { p.Reference, p.Day, p.Digest = "", "", "abc" }, ""},
		{"neither", func(p *Paper) { p.Reference = "" }, "reference project.paper_empty"},
		{"a reference without a day", func(p *Paper) { p.Day = "" }, "day project.day_missing"},
		{"of a day to come", func(p *Paper) { p.Day = "2028-05-15" }, "day project.in_future"},
		{"for what is no paper", func(p *Paper) { p.Requisite = "may_start" }, "requisite project.requisite_unknown"},
		{"for nothing known", func(p *Paper) { p.Requisite = "goodwill" }, "requisite project.requisite_unknown"},
	} {
		p := good
		x.change(&p)
		if got := refused(p.check(thatDay)); got != x.refuse {
			t.Errorf("%s: %q, want %q", x.name, got, x.refuse)
		}
	}
}

func TestTheOrderOfNeeds(t *testing.T) {
	all := []Need{{ID: 1, Place: 1}, {ID: 2, Place: 2}, {ID: 3, Place: 3}}
	for _, c := range []struct {
		id   ident.ID
		at   int
		want string
	}{{3, 1, "3:1 1:2 2:3"}, {1, 2, "2:1 1:2"}, {1, 99, "2:1 3:2 1:3"}, {2, 2, "project.place_same"}, {9, 1, "project.need_over"}} {
		changed, err := order(all, c.id, c.at)
		got := refused(err)
		for _, n := range changed {
			got += string(rune('0'+n.ID)) + ":" + string(rune('0'+n.Place)) + " "
		}
		if strings.TrimSpace(got) != c.want {
			t.Errorf("%d to %d: %s, want %s", c.id, c.at, got, c.want)
		}
	}
	if all[0].Place != 1 || all[2].Place != 3 {
		t.Errorf("the list itself has changed: %v", all)
	}
}
