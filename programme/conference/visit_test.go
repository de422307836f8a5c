package conference

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/programme/party"
)

func TestWhoMayAgreeToANote(t *testing.T) {
	a, b, c := VisitParty{"A", 10, "provider"}, VisitParty{"B", 20, "receiver"}, VisitParty{"C", 11, "provider"}
	unknown, unnamed := VisitParty{"D", 30, ""}, VisitParty{Name: "the heads of both services"}
	for _, row := range []struct {
		what string
		v    Visit
		want []ident.ID
	}{
		{"provider wrote it", Visit{Kind: "talk", Parties: []VisitParty{a, b, c}, DraftedFor: 10}, []ident.ID{20}},
		{"receiver wrote it", Visit{Kind: "talk", Parties: []VisitParty{a, b, c}, DraftedFor: 20}, []ident.ID{10, 11}},
		{"the office wrote it", Visit{Kind: "visit", Parties: []VisitParty{a, b}, DraftedFor: 1}, []ident.ID{10, 20}},
		{"one side alone", Visit{Kind: "visit", Parties: []VisitParty{a, c}, DraftedFor: 10}, nil},
		{"within one organisation", Visit{Kind: Internal, Parties: []VisitParty{a, b}, DraftedFor: 10}, nil},
		{"a side not known", Visit{Kind: "talk", Parties: []VisitParty{a, unknown}, DraftedFor: 10}, []ident.ID{30}},
		{"only words of a text", Visit{Kind: "talk", Parties: []VisitParty{unnamed}, DraftedFor: 10}, nil},
	} {
		var got []ident.ID
		for _, p := range row.v.others() {
			got = append(got, p.Party)
		}
		if !slices.Equal(got, row.want) || row.v.mayClose() != (len(row.want) == 0) {
			t.Errorf("%s: %v, may close %t", row.what, got, row.v.mayClose())
		}
	}
	v := Visit{Kind: "talk", Parties: []VisitParty{a, b}, Owner: 10, DraftedBy: 1, DraftedFor: 10, State: Drafted}
	for _, row := range []struct {
		who  ident.Actor
		want ident.Relations
	}{
		{ident.Actor{Person: 1, Organisation: 10}, ident.Relations{ident.Mine, ident.OurSide}},
		{ident.Actor{Person: 2, Organisation: 20}, ident.Relations{ident.OurSide, ident.Opposite}},
		{ident.Actor{Person: 1, Organisation: 20}, ident.Relations{ident.OurSide}}, // another hat, the same person
		{ident.Actor{Person: 3, Organisation: 1}, nil},
	} {
		if got := v.Relations(row.who); !slices.Equal(got, row.want) {
			t.Errorf("%+v: %v", row.who, got)
		}
	}
}

func TestReportedByOneSide(t *testing.T) {
	for s, want := range map[string]bool{Planned: false, Held: true, Drafted: true, Returned: true, Closed: true, Cancelled: false, Withdrawn: false} {
		if got := (Visit{State: s}).OneSided(); got != want {
			t.Errorf("%s: %t", s, got)
		}
	}
	if (Visit{State: Closed, AgreedBy: 3}).OneSided() {
		t.Error("a note that the other side agreed to")
	}
}

func TestVisitRules(t *testing.T) {
	now := time.Date(2028, 5, 14, 9, 0, 0, 0, time.UTC)
	good := Visit{Kind: "visit", Parties: []VisitParty{{Name: "A"}}, From: "2028-05-10", To: "2028-05-12", State: Held, Visibility: "parties"}
	if err := good.check(now); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*Visit){
		"kind":       func(v *Visit) { v.Kind = "exhibition" },
		"parties":    func(v *Visit) { v.Parties = nil },
		"from":       func(v *Visit) { v.From, v.To = "2028-05-16", "2028-05-16" },
		"to":         func(v *Visit) { v.To = "2028-05-09" },
		"visibility": func(v *Visit) { v.Visibility = "" },
	} {
		bad := good
		change(&bad)
		if got := refused(bad.check(now)); !slices.Equal(got, []string{field}) {
			t.Errorf("a wrong %s is refused under %v", field, got)
		}
	}
	good.From, good.To = "", ""
	if err := good.check(now); err != nil {
		t.Errorf("no date given: %v", err)
	}
}

// pair proposes that the enterprise helps the region, and puts each on its side.
func (w *world) pair() ident.ID {
	w.t.Helper()
	ctx := w.t.Context()
	var id ident.ID
	_, err := w.DB.Change(ctx, w.second, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
		p, fact, err := party.PairTx(ctx, tx, party.PairInput{Provider: w.ent, Receiver: w.reg, Scope: "water", From: "2028-01-01"})
		id = p.ID
		facts := []db.Fact{fact}
		for side, org := range map[string]ident.ID{"provider": w.ent, "receiver": w.reg} {
			g, fact, bad := party.AddGroupTx(ctx, tx, party.GroupInput{Code: strings.ToUpper(side), Name: side, Lang: "en", Side: side})
			if err == nil {
				err = bad
			}
			_, joined, bad := party.JoinGroupTx(ctx, tx, party.JoinInput{Group: g.ID, Party: org, From: "2028-01-01"})
			if err == nil {
				err = bad
			}
			facts = append(facts, fact, joined)
		}
		return facts, err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) visit(who ident.Actor, in VisitInput) Visit {
	w.t.Helper()
	in.Key = w.key()
	if in.Kind == "" {
		in.Kind = "talk"
	}
	done, err := w.RecordVisit(w.t.Context(), who, in)
	if err != nil {
		w.t.Fatal(err)
	}
	id, _ := done.Subject(VisitNoun)
	return w.visited(id)
}

func (w *world) visited(id ident.ID) Visit {
	w.t.Helper()
	v, err := GetVisit(w.t.Context(), w.DB.Read(), w.prog, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

func TestANoteThatBothSidesAgreeTo(t *testing.T) {
	w := newWorld(t)
	pairing := w.pair()
	v := w.visit(w.provider, VisitInput{Planned: true, Pairing: pairing, Purpose: "Pumps", Place: "River Bend"})
	if v.Code != "VIS-001" || v.State != Planned || len(v.Parties) != 2 || v.Parties[0] != (VisitParty{"Enterprise A", w.ent, "provider"}) ||
		v.Parties[1] != (VisitParty{"River Bend", w.reg, "receiver"}) || v.Owner != w.ent {
		t.Fatalf("%+v", v)
	}
	open := 1
	w.OpenActions = func(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (int, error) {
		if now, err := GetVisit(ctx, q, p, id); err != nil || now.ID != v.ID || now.State != Agreed {
			t.Errorf("asked about %d in %s, %v", id, now.State, err)
		}
		return open, nil
	}
	waits := func(who ident.Actor) string {
		tasks, err := task.Mine(t.Context(), w.DB.Read(), who, 10)
		if err != nil || len(tasks) > 1 {
			t.Fatal(tasks, err)
		}
		if len(tasks) == 0 {
			return ""
		}
		return tasks[0].Action
	}
	for _, step := range []struct {
		who            ident.Actor
		verb           string
		in             VisitMoveInput
		want           fault.Kind
		to             string
		ents, regs     string
		onesided, both bool
	}{
		{who: w.provider, verb: "conference.draft_note", in: VisitMoveInput{Text: "x"}, want: fault.Conflict, to: Planned},
		{who: w.other, verb: "conference.hold_visit", in: VisitMoveInput{Day: "2028-05-30"}, want: fault.Invalid, to: Planned}, // lies ahead
		{who: w.other, verb: "conference.hold_visit", in: VisitMoveInput{Day: "2028-05-10"}, to: Held, onesided: true},
		{who: w.provider, verb: "conference.draft_note", want: fault.Invalid, to: Held, onesided: true},
		{who: w.provider, verb: "conference.draft_note", in: VisitMoveInput{Text: "Two pumps."}, to: Drafted, regs: "conference.agree_note", onesided: true},
		{who: w.provider, verb: "conference.agree_note", want: fault.Forbidden, to: Drafted, regs: "conference.agree_note", onesided: true},
		{who: w.officer, verb: "conference.agree_note", want: fault.Forbidden, to: Drafted, regs: "conference.agree_note", onesided: true},
		{who: w.other, verb: "conference.return_note", want: fault.Invalid, to: Drafted, regs: "conference.agree_note", onesided: true},
		{who: w.other, verb: "conference.return_note", in: VisitMoveInput{Reason: "three pumps"}, to: Returned, ents: "conference.draft_note", onesided: true},
		{who: w.officer, verb: "conference.close_visit", want: fault.Conflict, to: Returned, ents: "conference.draft_note", onesided: true},
		{who: w.provider, verb: "conference.draft_note", in: VisitMoveInput{Text: "Three pumps.", Version: 1}, to: Drafted, regs: "conference.agree_note", onesided: true},
		{who: w.officer, verb: "conference.close_visit", want: fault.Conflict, to: Drafted, regs: "conference.agree_note", onesided: true},
		{who: w.other, verb: "conference.agree_note", in: VisitMoveInput{Version: 1}, want: fault.Conflict, to: Drafted, regs: "conference.agree_note", onesided: true}, // read the first
		{who: w.other, verb: "conference.agree_note", in: VisitMoveInput{Version: 2}, to: Agreed, both: true},
		{who: w.officer, verb: "conference.close_visit", want: fault.Conflict, to: Agreed, both: true}, // a measure is open
		{who: w.other, verb: "conference.revise_note", in: VisitMoveInput{Text: "Four pumps."}, want: fault.Invalid, to: Agreed, both: true},
		{who: w.other, verb: "conference.revise_note", in: VisitMoveInput{Text: "Four pumps.", Reason: "counted again"}, to: Drafted, ents: "conference.agree_note", onesided: true},
		{who: w.provider, verb: "conference.agree_note", to: Agreed, both: true},
	} {
		step.in.Key, step.in.Visit = w.key(), v.ID
		_, err := w.MoveVisit(t.Context(), step.who, step.verb, step.in)
		if v = w.visited(v.ID); fault.KindOf(err) != step.want || v.State != step.to {
			t.Fatalf("%s: %v, now %s", step.verb, err, v.State)
		}
		if waits(w.provider) != step.ents || waits(w.other) != step.regs || v.OneSided() != step.onesided || (v.AgreedBy != 0) != step.both {
			t.Errorf("after %s the enterprise is asked %q, the region %q; one-sided %t", step.verb, waits(w.provider), waits(w.other), v.OneSided())
		}
	}
	open = 0
	if _, err := w.MoveVisit(t.Context(), w.officer, "conference.close_visit", VisitMoveInput{Key: w.key(), Visit: v.ID}); err != nil {
		t.Error(err)
	}
	notes, err := NotesOf(t.Context(), w.DB.Read(), w.prog, v.ID)
	if err != nil || len(notes) != 3 || notes[0].Reason != "counted again" || notes[2].Text != "Two pumps." || notes[2].For != w.ent {
		t.Errorf("%+v, %v", notes, err)
	}
	var past Visit
	if err := db.AsOf(t.Context(), w.DB.Read(), w.prog, v.Ref(), notes[2].Seq, &past); err != nil || past.State != Drafted || len(past.Parties) != 2 || past.DraftedFor != w.ent {
		t.Errorf("%+v, %v", past, err)
	}
	steps, err := state.Steps(t.Context(), w.DB.Read(), w.prog, VisitMachine, v.ID, 0)
	if err != nil || len(steps) != 9 || steps[0].To != Planned || steps[3].Reason != "three pumps" || steps[8].To != Closed {
		t.Errorf("%+v, %v", steps, err)
	}
}

func TestVisitsOfATextAndByHand(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	c := w.convene(w.officer, ConveneInput{})
	s := w.source(w.officer, c, "internal")
	q := Quote{s.ID, 22, 32, "River Bend"}
	v := w.visit(w.officer, VisitInput{Kind: "visit", Conference: c.ID, Quote: q, Parties: []VisitParty{{Name: "A. Example"}, {Name: " river  bend "}, {Name: ""}}})
	if v.State != Held || v.Visibility != "internal" || v.From != "" || len(v.Parties) != 2 || v.Parties[0].Party != 0 || v.Parties[1].Party != w.reg {
		t.Fatalf("%+v", v)
	}
	for field, in := range map[string]VisitInput{
		"parties":    {Kind: "talk"},
		"kind":       {Parties: []VisitParty{{Name: "x"}}, Kind: "party"},
		"conference": {Kind: "talk", Parties: []VisitParty{{Name: "x"}}, Conference: 999},
		"pairing":    {Kind: "talk", Parties: []VisitParty{{Name: "x"}}, Pairing: 999},
		"quote":      {Kind: "talk", Parties: []VisitParty{{Name: "x"}}, Quote: Quote{s.ID, 22, 32, "Bend River"}},
	} {
		in.Key = w.key()
		if _, err := w.RecordVisit(ctx, w.officer, in); !slices.Equal(refused(err), []string{field}) {
			t.Errorf("a wrong %s: %v", field, err)
		}
	}
	if _, err := w.RecordVisit(ctx, w.seer, VisitInput{Key: w.key(), Kind: "talk", Parties: []VisitParty{{Name: "x"}}}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a reader records: %v", err)
	}
	list := func(who ident.Actor, f VisitFilter) string {
		all, err := ListVisits(ctx, w.DB.Read(), who, f)
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, v := range all {
			codes = append(codes, v.Code)
		}
		return strings.Join(codes, " ")
	}
	w.visit(w.provider, VisitInput{Kind: Internal, From: "2028-05-10", Parties: []VisitParty{{Name: "ENT-A"}}, Purpose: "Budget"})
	w.visit(w.provider, VisitInput{From: "2028-05-11", Parties: []VisitParty{{Name: "Enterprise A"}, {Name: "REG"}}, Place: "Harbour"})
	for _, row := range []struct {
		who  ident.Actor
		f    VisitFilter
		want string
	}{
		{w.officer, VisitFilter{}, "VIS-003 VIS-002 VIS-001"},
		{w.officer, VisitFilter{Sort: "day"}, "VIS-001 VIS-002 VIS-003"},
		{w.officer, VisitFilter{Sort: "recorded"}, "VIS-003 VIS-002 VIS-001"},
		{w.officer, VisitFilter{Conference: c.ID}, "VIS-001"},
		{w.officer, VisitFilter{Kind: Internal}, "VIS-002"},
		{w.officer, VisitFilter{State: Planned}, ""},
		{w.officer, VisitFilter{Text: "enterprise a"}, "VIS-003 VIS-002"},
		{w.officer, VisitFilter{Text: "BUDGET"}, "VIS-002"},
		{w.officer, VisitFilter{Text: "a. example"}, ""}, // nobody is searched for
		{w.officer, VisitFilter{Limit: 1, After: w.code("VIS-002")}, "VIS-001"},
		{w.officer, VisitFilter{Limit: 1, Sort: "day", After: w.code("VIS-001")}, "VIS-002"},
		{w.officer, VisitFilter{Limit: 1, Sort: "recorded", After: w.code("VIS-003")}, "VIS-002"},
		{w.other, VisitFilter{}, "VIS-003 VIS-002"}, // the first is internal to the office
	} {
		if got := list(row.who, row.f); got != row.want {
			t.Errorf("%+v: %q, want %q", row.f, got, row.want)
		}
	}
	if found, err := search.Find(ctx, w.DB.Read(), w.officer, "Example", 5); err != nil || len(found) != 0 {
		t.Errorf("a person's name is found: %+v, %v", found, err)
	}
	withdraw := func() (err error) {
		_, err = w.DB.Change(ctx, w.officer, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
			_, fact, err := WithdrawVisitTx(ctx, tx, v.ID, "the reading was wrong")
			return []db.Fact{fact}, err
		})
		return err
	}
	if err := withdraw(); err != nil || list(w.officer, VisitFilter{}) != "VIS-003 VIS-002" {
		t.Errorf("withdrawn: %v, %s", err, list(w.officer, VisitFilter{}))
	}
	if err := withdraw(); fault.KindOf(err) != fault.Conflict {
		t.Errorf("twice: %v", err)
	}
}

func (w *world) code(code string) ident.ID {
	v, err := GetVisitByCode(w.t.Context(), w.DB.Read(), w.prog, code)
	if err != nil {
		w.t.Fatal(err)
	}
	return v.ID
}

func TestCorrectingAVisitAsksTheRightSide(t *testing.T) {
	w := newWorld(t)
	w.pair()
	ctx := t.Context()
	v := w.visit(w.provider, VisitInput{Parties: []VisitParty{{Name: "Enterprise A"}}})
	draft := func() {
		if _, err := w.MoveVisit(ctx, w.provider, "conference.draft_note", VisitMoveInput{Key: w.key(), Visit: v.ID, Text: "Two pumps."}); err != nil {
			t.Fatal(err)
		}
	}
	draft()
	if n, _ := task.Count(ctx, w.DB.Read(), w.other); n != 0 {
		t.Errorf("a side that was not there is asked %d times", n)
	}
	correct := func(who ident.Actor) error {
		return second(w.CorrectVisit(ctx, who, CorrectVisitInput{Key: w.key(), Visit: v.ID, VisitInput: VisitInput{Kind: "talk", Parties: []VisitParty{{Name: "Enterprise A"}, {Name: "River Bend"}}}}))
	}
	if err := correct(w.other); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("another's record: %v", err)
	}
	if err := correct(w.provider); err != nil {
		t.Fatal(err)
	}
	if n, _ := task.Count(ctx, w.DB.Read(), w.other); n != 1 {
		t.Errorf("the other side is asked %d times", n)
	}
	if now := w.visited(v.ID); now.State != Drafted || len(now.Parties) != 2 || now.DraftedFor != w.ent {
		t.Errorf("%+v", now)
	}
	lonely := w.visit(w.provider, VisitInput{Kind: Internal, Parties: []VisitParty{{Name: "Enterprise A"}}})
	if _, err := w.MoveVisit(ctx, w.provider, "conference.close_visit", VisitMoveInput{Key: w.key(), Visit: lonely.ID}); err != nil {
		t.Errorf("a talk within one organisation: %v", err)
	}
	if now := w.visited(lonely.ID); !now.OneSided() {
		t.Error("nobody agreed, and it is not said so")
	}
}
