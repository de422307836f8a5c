package decision

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// later moves the clock by whole days.
func (w *world) later(days int) {
	w.d.Clock = func() time.Time { return dbtest.Now.AddDate(0, 0, days) }
}

func (w *world) propose(who ident.Actor, m Measure, kind string, change func(*ProposeInput)) error {
	in := ProposeInput{Key: w.key(), Measure: m.ID, Kind: kind, Reason: "The road is closed."}
	if change != nil {
		change(&in)
	}
	_, err := w.room.Propose(w.Context(), who, in)
	return err
}

// latest is the last proposal for a measure.
func (w *world) latest(m Measure) Proposal {
	w.Helper()
	all, err := ProposalsOf(w.Context(), w.d.Read(), w.prog, m.ID)
	w.must(err)
	if len(all) == 0 {
		w.Fatal("nothing was proposed")
	}
	return all[0]
}

func (w *world) settle(who ident.Actor, verb string, m Measure, reason string) error {
	w.Helper()
	_, err := w.room.Settle(w.Context(), who, verb, ProposalInput{Key: w.key(), Proposal: w.latest(m).ID, Reason: reason})
	return err
}

func until(day words.Day) func(*ProposeInput) { return func(in *ProposeInput) { in.Due = day } }

func TestPuttingOff(t *testing.T) {
	w := newWorld(t)
	m := w.moves(w.assigned(), w.atA, "decision.accept")
	w.wantKind("without a reason", w.propose(w.atA, m, Defer, func(in *ProposeInput) { in.Due, in.Reason = "2028-12-31", " " }), fault.Invalid)
	w.wantKind("to an earlier day", w.propose(w.atA, m, Defer, until("2028-08-01")), fault.Invalid)
	w.wantKind("by who does not carry it", w.propose(w.atB, m, Defer, until("2028-12-31")), fault.Forbidden)
	w.must(w.propose(w.atA, m, Defer, until("2028-12-31")))
	p := w.latest(m)
	w.wantWaits("asked for", p.Ref(), "agree leader anybody because The road is closed. but not a", "agree office anybody because The road is closed. but not a")
	w.wantKind("a second request", w.propose(w.secretary, m, Defer, until("2029-12-31")), fault.Conflict)
	if got := w.get(m.ID); got.Due != "2028-09-30" || got.Deferrals != 0 {
		t.Errorf("asking moved the date: %+v", got)
	}
	hat := w.atA // who asked, now of the office
	hat.Organisation, hat.Roles = w.office.ID, []ident.Role{ident.Office}
	w.wantKind("decided by who asked, under another hat", w.settle(hat, "decision.agree", m, ""), fault.Forbidden)
	colleague := w.atB // of the lead's organisation, with an office role
	colleague.Organisation, colleague.Roles = w.entA.ID, []ident.Role{ident.Office}
	w.wantKind("decided by a colleague of the lead", w.settle(colleague, "decision.agree", m, ""), fault.Forbidden)
	w.wantKind("decided by the secretary alone", w.settle(w.secretary, "decision.agree", m, ""), fault.Forbidden)
	w.wantKind("declined without a reason", w.settle(w.leader, "decision.decline", m, ""), fault.Invalid)
	w.must(w.settle(w.leader, "decision.decline", m, "The ferry runs."))
	w.wantKind("decided twice", w.settle(w.leader, "decision.agree", m, ""), fault.Conflict)

	for i, day := range []words.Day{"2028-12-31", "2029-03-31"} {
		w.must(w.propose(w.atA, m, Defer, until(day)))
		w.must(w.settle(w.leader, "decision.agree", m, ""))
		if got := w.get(m.ID); got.Due != day || got.OriginalDue != "2028-09-30" || got.Deferrals != i+1 || got.State != Accepted || !got.StateSince.Equal(m.StateSince) {
			t.Errorf("put off %+v", got)
		}
	}
	steps := w.steps(Machine, m.ID)
	if last := steps[len(steps)-1]; last != "defer accepted>accepted The road is closed." {
		t.Errorf("the last step is %q", last)
	}
	w.must(w.propose(w.atA, m, Defer, until("2030-03-31")))
	w.wantKind("taken back by another", w.settle(w.atB, "decision.take_back", m, ""), fault.Forbidden)
	w.must(w.settle(w.atA, "decision.take_back", m, ""))
	w.wantWaits("taken back", w.latest(m).Ref())
	w.golden("deferral_facts.txt")
}

// TestWhoDecidesOnARequest: never who asks and never who carries the measure; the
// office, the leader, or the organisation across.
func TestWhoDecidesOnARequest(t *testing.T) {
	m := Measure{State: Accepted, Lead: sideA, CoLeads: []ident.ID{another}}
	byLead, byOffice := Proposal{Kind: Defer, State: Proposed, ProposedBy: fromA, ProposedOrg: sideA}, Proposal{Kind: Cancel, State: Proposed, ProposedBy: officer, ProposedOrg: office}
	across := Standing{Across: sideB}
	for name, c := range map[string]struct {
		p    Proposal
		who  ident.Actor
		want bool
	}{
		"the office":                               {byLead, actor(colleague, office, ident.Office), true},
		"the leader":                               {byLead, actor(colleague, office, ident.Leader), true},
		"the receiver across":                      {byLead, actor(fromB, sideB, ident.Receiver), true},
		"a reader across":                          {byLead, actor(fromB, sideB, ident.Reader), false},
		"who asked":                                {byLead, actor(fromA, sideA, ident.Provider), false},
		"who asked, under the office's hat":        {byLead, actor(fromA, office, ident.Office), false},
		"a colleague of the lead, as office":       {byLead, actor(fromB, sideA, ident.Office), false},
		"a co-lead, as office":                     {byLead, actor(fromB, another, ident.Office), false},
		"a provider from elsewhere":                {byLead, actor(fromB, 99, ident.Provider), false},
		"the secretary":                            {byLead, actor(colleague, office, ident.Secretary), false},
		"a second person of the office":            {byOffice, actor(colleague, office, ident.Office), true},
		"the same person of the office, as leader": {byOffice, actor(officer, office, ident.Leader), false},
		"the lead, on the office's request":        {byOffice, actor(fromA, sideA, ident.Provider), false},
	} {
		_, err := c.p.move(c.who, m, across, "decision.agree", "")
		if (err == nil) != c.want {
			t.Errorf("%s may decide = %v (%v), want %v", name, err == nil, err, c.want)
		}
	}
}

func TestCancelling(t *testing.T) {
	w := newWorld(t)
	m := w.addressed()
	a := w.answer(m, w.entA)
	_, err := w.room.MoveAnswer(t.Context(), w.atA, "decision.take_up", AnswerInput{Key: w.key(), Answer: a.ID, Document: "Plan"})
	w.must(err)
	w.wantKind("withdrawing what a member has answered", w.move(w.secretary, "decision.withdraw", m, "Not needed."), fault.Conflict)
	w.must(w.propose(w.secretary, m, Cancel, nil))
	w.wantKind("closing over an open request", w.move(w.secretary, "decision.close", m, ""), fault.Conflict)
	w.must(w.settle(w.colleague, "decision.agree", m, ""))
	got := w.get(m.ID)
	if got.State != Cancelled || got.Open() || got.Followed() || got.Reason != "The road is closed." {
		t.Errorf("cancelled %+v", got)
	}
	w.wantWaits("cancelled", a.Ref())
	w.wantKind("a request on what is settled", w.propose(w.secretary, m, Cancel, nil), fault.Conflict)

	m = w.claimed()
	w.wantKind("cancelling what is claimed done", w.propose(w.secretary, m, Cancel, nil), fault.Conflict)
	m = w.moves(w.assigned(), w.atA, "decision.accept")
	w.must(w.propose(w.atA, m, Defer, until("2028-12-31")))
	_, err = w.room.Claim(t.Context(), w.atA, ReportInput{Key: w.key(), Measure: m.ID, Text: "Done after all."})
	w.wantKind("claiming over an open request", err, fault.Conflict)
	w.must(w.settle(w.atA, "decision.take_back", m, ""))
	_, err = w.room.Claim(t.Context(), w.atA, ReportInput{Key: w.key(), Measure: m.ID, Text: "Done after all."})
	w.must(err)
}

func TestMerging(t *testing.T) {
	w := newWorld(t)
	one, two := w.moves(w.assigned(), w.atA, "decision.accept"), w.assigned()
	closed := w.moves(w.claimed(), w.secretary, "decision.verify", w.secretary, "decision.close")
	into := func(m Measure) func(*ProposeInput) { return func(in *ProposeInput) { in.Into = m.ID } }
	w.wantKind("into nothing", w.propose(w.secretary, one, Merge, nil), fault.Invalid)
	w.wantKind("into itself", w.propose(w.secretary, one, Merge, into(one)), fault.Invalid)
	w.wantKind("into what is closed", w.propose(w.secretary, one, Merge, into(closed)), fault.Invalid)
	made := w.moves(w.capture(func(in *CaptureInput) { in.Illustrative = true }), w.secretary, "decision.register")
	w.wantKind("a real one into a made-up one", w.propose(w.secretary, one, Merge, into(made)), fault.Invalid)
	w.must(w.propose(w.secretary, one, Merge, into(two)))
	w.must(w.settle(w.leader, "decision.agree", one, ""))
	got := w.get(one.ID)
	if got.State != Merged || got.Into != two.ID || got.Open() || got.Followed() {
		t.Errorf("merged %+v", got)
	}
	w.wantWaits("merged", one.Ref())
	taken, err := MergedInto(t.Context(), w.d.Read(), w.prog, two.ID)
	w.must(err)
	if len(taken) != 1 || taken[0].ID != one.ID {
		t.Errorf("taken in %+v", taken)
	}
	open, err := CountMeasures(t.Context(), w.d.Read(), w.leader, MeasureFilter{State: "open"}, 100)
	w.must(err)
	if open != 2 { // two, and the made-up one
		t.Errorf("%d are counted as open", open)
	}
	entries, err := db.History(t.Context(), w.d.Read(), w.prog, two.Ref(), 1)
	w.must(err)
	if entries[0].Kind != "decision.measure.taken_in.v1" {
		t.Errorf("the other side of the link tells %s", entries[0].Kind)
	}
	w.wantKind("merging another into what is merged", w.propose(w.secretary, two, Merge, into(one)), fault.Invalid)

	_, err = w.room.Unmerge(t.Context(), w.secretary, MoveInput{Key: w.key(), Measure: one.ID})
	w.wantKind("without a reason", err, fault.Invalid)
	_, err = w.room.Unmerge(t.Context(), w.secretary, MoveInput{Key: w.key(), Measure: one.ID, Reason: "They differ."})
	w.must(err)
	got = w.get(one.ID)
	if got.State != Accepted || got.Into != 0 {
		t.Errorf("by itself again %+v", got)
	}
	w.wantWaits("by itself again", one.Ref(), "update owner ENT-A by 2028-08-12", "update provider ENT-A by 2028-08-12")
	if steps := w.steps(Machine, one.ID); steps[len(steps)-1] != "unmerge merged>accepted They differ." {
		t.Errorf("steps %v", steps)
	}
	w.golden("merger_facts.txt")
}

func TestCoLeads(t *testing.T) {
	w := newWorld(t)
	m := w.assigned()
	name := func(who ident.Actor, all ...ident.ID) error {
		_, err := w.room.NameCoLeads(t.Context(), who, CoLeadsInput{Key: w.key(), Measure: m.ID, CoLeads: all})
		return err
	}
	w.wantKind("by the lead", name(w.atA, w.entB.ID), fault.Forbidden)
	w.wantKind("the lead itself", name(w.secretary, w.entA.ID), fault.Invalid)
	w.must(name(w.secretary, w.entB.ID, w.county.ID, w.entB.ID))
	if got := w.get(m.ID); len(got.CoLeads) != 2 || got.Lead != w.entA.ID {
		t.Errorf("co-leads %v", got.CoLeads)
	}
	w.must(name(w.secretary, w.entB.ID))
	w.wantKind("accepting as a co-lead", w.move(w.atB, "decision.accept", m, ""), fault.Forbidden)
	m = w.moves(m, w.atA, "decision.accept")
	report := func(who ident.Actor, do func(ident.Actor, ReportInput) error) error {
		return do(who, ReportInput{Key: w.key(), Measure: m.ID, Text: "Our half stands.", Next: "The other half."})
	}
	update := func(who ident.Actor, in ReportInput) error { _, err := w.room.Update(t.Context(), who, in); return err }
	claim := func(who ident.Actor, in ReportInput) error { _, err := w.room.Claim(t.Context(), who, in); return err }
	w.wantKind("reporting as somebody else", report(w.atCounty, update), fault.Forbidden)
	w.must(report(w.atB, update))
	w.wantKind("claiming as a co-lead", report(w.atB, claim), fault.Forbidden)
	w.must(report(w.atA, claim))
	judge := w.atB // of the co-lead, with an office role
	judge.Roles = []ident.Role{ident.Office}
	w.wantKind("verifying as a co-lead", w.move(judge, "decision.verify", m, ""), fault.Forbidden)

	hidden := w.moves(w.capture(func(in *CaptureInput) { in.Visibility = "internal" }), w.secretary, "decision.register")
	_, err := w.room.Assign(t.Context(), w.secretary, AssignInput{Key: w.key(), Measure: hidden.ID, Lead: w.entA.ID, CoLeads: []ident.ID{w.entB.ID}, Due: "2028-09-30", Done: "Done."})
	w.must(err)
	for who, want := range map[*ident.Actor]int{&w.atA: 2, &w.atB: 2, &w.atCounty: 1} {
		n, err := CountMeasures(t.Context(), w.d.Read(), *who, MeasureFilter{}, 10)
		w.must(err)
		_, seeing := seen(t.Context(), w.d.Read(), *who, hidden.ID)
		if n != want || (seeing == nil) != (want == 2) {
			t.Errorf("%d sees %d (%v), want %d", who.Organisation, n, seeing, want)
		}
	}
}

func TestBlocked(t *testing.T) {
	w := newWorld(t)
	m := w.moves(w.assigned(), w.atA, "decision.accept")
	block := func(who ident.Actor, unblocker ident.ID, ask string) error {
		_, err := w.room.Block(t.Context(), who, BlockInput{Key: w.key(), Measure: m.ID, Unblocker: unblocker, Ask: ask})
		return err
	}
	w.wantKind("by the office", block(w.secretary, w.county.ID, "Open the road."), fault.Forbidden)
	w.wantKind("without what is asked", block(w.atA, w.county.ID, ""), fault.Invalid)
	w.wantKind("asked of oneself", block(w.atA, w.entA.ID, "Open the road."), fault.Invalid)
	w.later(10)
	w.must(block(w.atA, w.county.ID, "Open the road."))
	got := w.get(m.ID)
	if got.State != Blocked || got.Unblocker != w.county.ID || got.Reason != "Open the road." || got.BlockedDays("2028-06-03", time.UTC) != 10 {
		t.Errorf("blocked %+v, %d days", got, got.BlockedDays("2028-06-03", time.UTC))
	}
	w.wantWaits("blocked", m.Ref(), "update owner ENT-A by 2028-08-22", "update provider ENT-A by 2028-08-22",
		"unblock owner CTY because Open the road.", "unblock receiver CTY because Open the road.")
	_, err := w.room.Update(t.Context(), w.atA, ReportInput{Key: w.key(), Measure: m.ID, Text: "The road is still closed.", Next: "We wait.", NoProgress: true})
	w.must(err)
	w.must(w.move(w.secretary, "decision.carry", m, "The county was not there."))
	if got := w.get(m.ID); got.State != Blocked || got.Reason != "Open the road." || !got.StateSince.Equal(dbtest.Now.AddDate(0, 0, 10)) {
		t.Errorf("still blocked %+v", got)
	}
	w.wantKind("unblocking as somebody else", w.move(w.atB, "decision.unblock", m, "It is open."), fault.Forbidden)
	w.wantKind("unblocking without a word", w.move(w.atCounty, "decision.unblock", m, ""), fault.Invalid)
	w.later(25)
	w.must(w.move(w.atCounty, "decision.unblock", m, "It is open."))
	got = w.get(m.ID)
	if got.State != InProgress || got.Unblocker != 0 {
		t.Errorf("unblocked %+v", got)
	}
	w.later(30)
	w.must(block(w.atA, 0, "Lend us a crane."))
	w.wantWaits("blocked again, by the office", m.Ref(), "update owner ENT-A by 2028-09-11", "update provider ENT-A by 2028-09-11",
		"unblock office anybody because Lend us a crane.", "unblock secretary anybody because Lend us a crane.")
	events, err := LifeOf(t.Context(), w.d.Read(), w.prog, Machine, m.ID, 0)
	w.must(err)
	if days := blockedDays(events, words.DayOf(dbtest.Now.AddDate(0, 0, 37), time.UTC), time.UTC); days != 15+7 {
		t.Errorf("blocked for %d days in all", days)
	}
	w.golden("block_facts.txt")
}

func TestTwoLines(t *testing.T) {
	for name, c := range map[string]struct {
		r    Report
		want []string
	}{
		"both lines":                       {Report{Text: "Done.", Next: "More."}, nil},
		"nothing":                          {Report{}, []string{"text", "next"}},
		"no next":                          {Report{Text: "Done."}, []string{"next"}},
		"no progress, with the reason":     {Report{Text: "Snow.", Next: "Wait.", NoProgress: true}, nil},
		"no progress, without the reason":  {Report{Next: "Wait.", NoProgress: true}, []string{"text"}},
		"an essay":                         {Report{Text: strings.Repeat("长", maxLine+1), Next: "More."}, []string{"text"}},
		"a long second line":               {Report{Text: "Done.", Next: strings.Repeat("长", maxLine+1)}, []string{"next"}},
		"a claim needs only what happened": {Report{Text: strings.Repeat("长", maxLine+1), Claim: true}, nil},
		"an empty claim":                   {Report{Claim: true}, []string{"text"}},
	} {
		if got := refused(c.r.check()); !slices.Equal(got, c.want) {
			t.Errorf("%s refuses %v, want %v", name, got, c.want)
		}
	}
	w := newWorld(t)
	m := w.moves(w.assigned(), w.atA, "decision.accept")
	_, err := w.room.Update(t.Context(), w.atA, ReportInput{Key: w.key(), Measure: m.ID, Next: "Wait.", NoProgress: true})
	e, ok := err.(*fault.Error)
	if !ok || e.Fields[0].Key != "decision.no_progress_reason" {
		t.Errorf("no progress without a reason: %v", err)
	}
}

// TestClocks: the two clocks run apart from the due date, and are late only by
// the day of asking.
func TestClocks(t *testing.T) {
	at := func(day string) time.Time { d, _ := time.Parse(time.DateOnly, day); return d }
	for name, c := range map[string]struct {
		m                        Measure
		today                    words.Day
		accept, unheard, pastDue int
	}{
		"time to accept":             {Measure{State: Assigned, AcceptBy: "2028-05-26"}, "2028-05-26", 0, 0, 0},
		"not accepted":               {Measure{State: Assigned, AcceptBy: "2028-05-26", Due: "2028-09-30"}, "2028-05-29", 3, 0, 0},
		"accepted late":              {Measure{State: Accepted, AcceptBy: "2028-05-26", StateSince: at("2028-05-29"), ReportEvery: 30}, "2028-06-01", 0, 0, 0},
		"a class, one silent":        {Measure{State: Addressed, AcceptBy: "2028-05-26", SilentBy: "2028-06-01"}, "2028-06-03", 2, 0, 0},
		"a class, all answered":      {Measure{State: Addressed, AcceptBy: "2028-05-26"}, "2028-06-03", 0, 0, 0},
		"the report is due today":    {Measure{State: InProgress, LastReport: at("2028-05-01"), ReportEvery: 30}, "2028-05-31", 0, 0, 0},
		"the report is late":         {Measure{State: InProgress, LastReport: at("2028-05-01"), ReportEvery: 30}, "2028-06-11", 0, 41, 0},
		"late by date, but heard":    {Measure{State: InProgress, LastReport: at("2028-06-01"), ReportEvery: 30, Due: "2028-06-05"}, "2028-06-11", 0, 0, 6},
		"blocked counts as a word":   {Measure{State: Blocked, StateSince: at("2028-06-01"), LastReport: at("2028-01-01"), ReportEvery: 30}, "2028-06-11", 0, 0, 0},
		"blocked and silent since":   {Measure{State: Blocked, StateSince: at("2028-01-01"), ReportEvery: 30}, "2028-02-10", 0, 40, 0},
		"claimed: nothing is owed":   {Measure{State: Reported, LastReport: at("2028-01-01"), ReportEvery: 30, Due: "2028-02-01"}, "2028-06-11", 0, 0, 0},
		"contested: the office owes": {Measure{State: Contested, AcceptBy: "2028-01-01", StateSince: at("2028-01-01"), ReportEvery: 30}, "2028-06-11", 0, 0, 0},
		"merged: nothing is owed":    {Measure{State: Merged, LastReport: at("2028-01-01"), ReportEvery: 30, Due: "2028-02-01"}, "2028-06-11", 0, 0, 0},
	} {
		accept, unheard, late := c.m.AcceptLate(c.today), c.m.Unheard(c.today, time.UTC), c.m.LateDays(c.today)
		if accept != c.accept || unheard != c.unheard || late != c.pastDue {
			t.Errorf("%s: %d days late to accept, %d without a report, %d past due; want %d, %d, %d", name, accept, unheard, late, c.accept, c.unheard, c.pastDue)
		}
	}
	for name, c := range map[string]struct {
		a               Answer
		today           words.Day
		answer, unheard int
	}{
		"time to answer":   {Answer{State: Silent, AnswerBy: "2028-05-26"}, "2028-05-26", 0, 0},
		"silent":           {Answer{State: Silent, AnswerBy: "2028-05-26"}, "2028-05-30", 4, 0},
		"answered":         {Answer{State: TakenUp, AnswerBy: "2028-05-26", Since: at("2028-05-28")}, "2028-05-30", 0, 0},
		"taken up, quiet":  {Answer{State: TakenUp, Since: at("2028-05-01")}, "2028-06-05", 0, 35},
		"taken up, heard":  {Answer{State: TakenUp, Since: at("2028-05-01"), LastReport: at("2028-06-01")}, "2028-06-05", 0, 0},
		"does not apply":   {Answer{State: NotApplicable, Since: at("2028-01-01")}, "2028-06-05", 0, 0},
		"claimed, waiting": {Answer{State: Reported, Since: at("2028-01-01")}, "2028-06-05", 0, 0},
	} {
		if late, unheard := c.a.AnswerLate(c.today), c.a.Unheard(30, c.today, time.UTC); late != c.answer || unheard != c.unheard {
			t.Errorf("%s: %d days late to answer, %d without a report, want %d and %d", name, late, unheard, c.answer, c.unheard)
		}
	}
}

func TestLooks(t *testing.T) {
	w := newWorld(t)
	waits := w.assigned()                                      // to be accepted by 26 May
	quiet := w.moves(w.assigned(), w.atA, "decision.accept")   // to report by 12 August
	blocked := w.moves(w.assigned(), w.atA, "decision.accept") // then blocked
	_, err := w.room.Block(t.Context(), w.atA, BlockInput{Key: w.key(), Measure: blocked.ID, Ask: "Open the road."})
	w.must(err)
	silent := w.addressed()
	w.must(w.propose(w.atA, quiet, Defer, until("2028-12-31")))
	w.must(w.settle(w.leader, "decision.agree", quiet, ""))
	list := func(f MeasureFilter) string {
		t.Helper()
		all, err := ListMeasures(t.Context(), w.d.Read(), w.atB, f)
		w.must(err)
		n, err := CountMeasures(t.Context(), w.d.Read(), w.atB, f, 100)
		w.must(err)
		var codes []string
		for _, m := range all {
			codes = append(codes, m.Code)
		}
		if n != len(codes) {
			t.Errorf("counts %d of %v", n, codes)
		}
		return strings.Join(codes, " ")
	}
	join := func(all ...Measure) string {
		var codes []string
		for _, m := range all {
			codes = append(codes, m.Code)
		}
		return strings.Join(codes, " ")
	}
	for _, c := range []struct {
		look  string
		today words.Day
		want  string
	}{
		{LateToAccept, "2028-05-26", ""}, {LateToAccept, "2028-05-27", join(waits, silent)},
		{LateToReport, "2028-08-12", ""}, {LateToReport, "2028-08-13", join(quiet, blocked)},
		{LateByDate, "2028-09-30", ""}, {LateByDate, "2028-10-01", join(waits, blocked)}, {LateByDate, "2029-01-01", join(waits, blocked, quiet)},
		{IsBlocked, "2028-05-15", join(blocked)}, {PutOff, "2028-05-15", join(quiet)},
	} {
		if got := list(MeasureFilter{Look: c.look, Today: c.today}); got != c.want {
			t.Errorf("%s on %s: %q, want %q", c.look, c.today, got, c.want)
		}
	}
	for i, who := range []ident.Actor{w.atA, w.atB} {
		if got, want := list(MeasureFilter{Look: LateToAccept, Today: "2028-05-27"}), []string{join(waits, silent), join(waits, silent)}[i]; got != want {
			t.Errorf("with %d answers, late to accept are %q, want %q", i, got, want)
		}
		a := w.answer(silent, []party.Party{w.entA, w.entB}[i])
		_, err := w.room.MoveAnswer(t.Context(), who, "decision.take_up", AnswerInput{Key: w.key(), Answer: a.ID, Document: "Plan"})
		w.must(err)
	}
	if got := list(MeasureFilter{Look: LateToAccept, Today: "2028-05-27"}); got != join(waits) {
		t.Errorf("all have answered, and late to accept are %q", got)
	}
	for _, name := range []string{SortHeard, SortCode, "", SortPriority} {
		var seen []string
		f := MeasureFilter{Sort: name, Limit: 1, Conference: w.meeting.ID}
		for {
			all, err := ListMeasures(t.Context(), w.d.Read(), w.atB, f)
			w.must(err)
			if len(all) == 0 {
				break
			}
			seen, f.After = append(seen, all[0].Code), all[0].ID
		}
		whole := list(MeasureFilter{Sort: name, Conference: w.meeting.ID})
		if strings.Join(seen, " ") != whole || len(seen) != 4 {
			t.Errorf("by %q, paging shows %v, the whole list %q", name, seen, whole)
		}
	}
}

func TestCorrecting(t *testing.T) {
	w := newWorld(t)
	m := w.capture(func(in *CaptureInput) { in.LaidOn, in.Due, in.Other = party.Provider, "2028-06-30", "旧标题" })
	right := m.Wording()
	right.Title, right.Other, right.Due, right.Sector = "Take the work into the yearly plans", "新标题", "2028-09-30", "industry"
	correct := func(who ident.Actor, wording Wording, reason string) error {
		_, err := w.room.Correct(t.Context(), who, CorrectInput{w.key(), m.ID, wording, reason})
		return err
	}
	w.wantKind("by a provider", correct(w.atB, right, "Misread."), fault.Forbidden)
	elsewhere := w.secretary // the same role in another organisation
	elsewhere.Organisation = w.county.ID
	w.wantKind("by another organisation", correct(elsewhere, right, "Misread."), fault.Forbidden)
	w.wantKind("without a reason", correct(w.colleague, right, ""), fault.Invalid)
	w.wantKind("nothing changed", correct(w.colleague, m.Wording(), "Misread."), fault.Conflict)
	bad := right
	bad.Sector = "weather"
	w.wantKind("no such sector", correct(w.colleague, bad, "Misread."), fault.Invalid)
	w.must(correct(w.colleague, right, "Misread."))
	got := w.get(m.ID)
	if got.Title != right.Title || got.Other != "新标题" || got.Due != "2028-09-30" || got.OriginalDue != "2028-09-30" || got.Sector != "industry" || got.State != Captured {
		t.Errorf("corrected %+v", got)
	}
	events, err := LifeOf(t.Context(), w.d.Read(), w.prog, Machine, m.ID, 0)
	w.must(err)
	if events[0].before.Title != m.Title || events[0].now.Title != right.Title || events[0].Reason != "Misread." {
		t.Errorf("the history tells %+v", events[0])
	}

	// Once the other side has accepted how it reads, it takes both.
	w.must(w.move(w.atB, "decision.second", m, ""))
	again := right
	again.Title = "Take the work into the plans of five years"
	w.wantKind("alone, after the second acceptance", correct(w.secretary, again, "Misread."), fault.Conflict)
	w.wantKind("asked for by the other side", w.propose(w.atB, m, Correct, func(in *ProposeInput) { in.Wording = &again }), fault.Forbidden)
	w.must(w.propose(w.secretary, m, Correct, func(in *ProposeInput) { in.Wording = &again }))
	w.wantWaits("asked for", w.latest(m).Ref(), "agree provider anybody because The road is closed. but not secretary")
	w.wantKind("registering over it", w.move(w.secretary, "decision.register", m, ""), fault.Conflict)
	w.wantKind("agreed by the office", w.settle(w.colleague, "decision.agree", m, ""), fault.Forbidden)
	w.must(w.settle(w.atB, "decision.agree", m, ""))
	if got := w.get(m.ID); got.Title != again.Title || !got.Accepted {
		t.Errorf("corrected by both %+v", got)
	}
	w.must(w.move(w.secretary, "decision.register", m, ""))
	w.wantKind("after it is registered", correct(w.secretary, right, "Misread."), fault.Forbidden)
	translate := func(who ident.Actor, title string) error {
		_, err := w.room.Translate(t.Context(), who, TranslateInput{w.key(), m.ID, title})
		return err
	}
	w.wantKind("translated by another organisation", translate(elsewhere, "译名"), fault.Forbidden)
	w.must(translate(w.colleague, "译名"))
	if got := w.get(m.ID); got.Other != "译名" || got.State != Registered {
		t.Errorf("translated %+v", got)
	}
	w.golden("correction_facts.txt")
}

func TestWhoJoinsAClassIsAskedToo(t *testing.T) {
	w := newWorld(t)
	m, gone := w.addressed(), w.addressed()
	w.must(w.move(w.secretary, "decision.withdraw", gone, "Twice."))
	for _, who := range []struct {
		a ident.Actor
		p party.Party
	}{{w.atA, w.entA}, {w.atB, w.entB}} {
		_, err := w.room.MoveAnswer(t.Context(), who.a, "decision.take_up", AnswerInput{Key: w.key(), Answer: w.answer(m, who.p).ID, Document: "Plan"})
		w.must(err)
	}
	w.later(30)
	join := func(member ident.ID) int {
		n := 0
		_, err := w.d.Change(t.Context(), w.secretary, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
			facts, err := JoinedTx(t.Context(), tx, w.enterprises.ID, member)
			n = len(facts)
			return append(facts, db.Fact{Kind: "party.group.joined.v1", Subject: ident.Ref{Kind: "party.group", ID: w.enterprises.ID}, Data: n}), err
		})
		w.must(err)
		return n
	}
	if n := join(w.county.ID); n != 1 {
		t.Errorf("asked %d times", n)
	}
	a := w.answer(m, w.county)
	if a.State != Silent || a.AnswerBy != "2028-06-27" || a.Code != m.Code+".CTY" {
		t.Errorf("asked %+v", a)
	}
	w.wantWaits("asked", a.Ref(), "take_up owner CTY by 2028-06-27", "take_up provider CTY by 2028-06-27")
	if got := w.get(m.ID); got.Members != 3 || got.Answered != 2 || got.SilentBy != "2028-06-27" {
		t.Errorf("counts %+v", got)
	}
	late, err := ListMeasures(t.Context(), w.d.Read(), w.secretary, MeasureFilter{Look: LateToAccept, Today: "2028-06-28"})
	w.must(err)
	if len(late) != 1 || late[0].ID != m.ID {
		t.Errorf("late are %+v", late)
	}
	if n := join(w.county.ID); n != 0 {
		t.Errorf("asked again %d times", n)
	}
}

// TestTakenUpInItsOwnPlan: what a member answers is told of its own plan in the
// same change, where the programme has a plan period.
func TestTakenUpInItsOwnPlan(t *testing.T) {
	w := newWorld(t)
	m := w.addressed()
	take := func(who ident.Actor, p party.Party, kind string) db.Done {
		t.Helper()
		done, err := w.room.MoveAnswer(t.Context(), who, "decision.take_up", AnswerInput{Key: w.key(), Answer: w.answer(m, p).ID, Document: "Yearly plan, page 31", OwnPlan: kind})
		w.must(err)
		return done
	}
	if done := take(w.atA, w.entA, plan.Strategy); len(done.Facts) != 1 {
		t.Errorf("without a plan period: %v", done.Facts)
	}
	var period plan.Period
	_, err := w.d.Change(t.Context(), w.colleague, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
		var f db.Fact
		var err error
		period, f, err = plan.AddPeriodTx(t.Context(), tx, plan.PeriodInput{Code: "P1", Name: "Plan", NameZH: "规划", From: "2027-01-01", To: "2031-12-31"})
		return []db.Fact{f}, err
	})
	w.must(err)
	if done := take(w.atA, w.entA, plan.Strategy); len(done.Facts) != 2 || done.Facts[1].Kind != "plan.take_up.claimed.v1" {
		t.Errorf("told %v", done.Facts)
	}
	if done := take(w.atB, w.entB, ""); len(done.Facts) != 1 {
		t.Errorf("told unasked: %v", done.Facts)
	}
	told, err := plan.TakeUpsOf(t.Context(), w.d.Read(), w.prog, period.ID, w.entA.ID)
	w.must(err)
	if len(told) != 1 || told[0].Kind != plan.Strategy || told[0].Document != "Yearly plan, page 31" || told[0].State != plan.Claimed {
		t.Errorf("the plan says %+v", told)
	}
}

func TestCarryingOver(t *testing.T) {
	w := newWorld(t)
	m := w.moves(w.assigned(), w.atA, "decision.accept")
	w.wantKind("without a reason", w.move(w.secretary, "decision.carry", m, ""), fault.Invalid)
	w.wantKind("by the lead", w.move(w.atA, "decision.carry", m, "Later."), fault.Forbidden)
	w.must(w.move(w.secretary, "decision.carry", m, "The county was not there."))
	if got := w.get(m.ID); got.State != Accepted || !got.StateSince.Equal(m.StateSince) || !got.Open() {
		t.Errorf("carried over %+v", got)
	}
	m = w.moves(w.claimed(), w.secretary, "decision.verify", w.secretary, "decision.close")
	w.wantKind("what is closed", w.move(w.secretary, "decision.carry", m, "Once more."), fault.Conflict)
	m = w.moves(m, w.secretary, "decision.archive")
	if m.State != Archived || m.Open() || !m.Followed() {
		t.Errorf("archived %+v", m)
	}
}

func TestRanking(t *testing.T) {
	w := newWorld(t)
	var all []Measure
	for range 3 {
		all = append(all, w.moves(w.capture(nil), w.secretary, "decision.register"))
	}
	w.capture(nil) // not taken on: it has no place
	order := func() string {
		t.Helper()
		ranked, err := Ranked(t.Context(), w.d.Read(), w.atB, w.meeting.ID)
		w.must(err)
		var list []string
		for _, m := range ranked {
			list = append(list, fmt.Sprint(slices.IndexFunc(all, func(x Measure) bool { return x.ID == m.ID }), ":", m.Priority))
		}
		return strings.Join(list, " ")
	}
	rank := func(who ident.Actor, i, place int) error {
		_, err := w.room.Rank(t.Context(), who, RankInput{w.key(), all[i].ID, place})
		return err
	}
	if got := order(); got != "0:0 1:0 2:0" {
		t.Errorf("before ranking: %s", got)
	}
	w.wantKind("by a provider", rank(w.atB, 2, 1), fault.Forbidden)
	w.must(rank(w.secretary, 2, 1))
	if got := order(); got != "2:1 0:2 1:3" {
		t.Errorf("the third first: %s", got)
	}
	w.must(rank(w.leader, 0, 3))
	if got := order(); got != "2:1 1:2 0:3" {
		t.Errorf("the first last: %s", got)
	}
	w.wantKind("where it stands already", rank(w.secretary, 2, 1), fault.Conflict)
	w.wantKind("what is not followed", func() error {
		_, err := w.room.Rank(t.Context(), w.secretary, RankInput{w.key(), w.capture(nil).ID, 1})
		return err
	}(), fault.Conflict)
}
