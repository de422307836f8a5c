package plan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// land gives the world a period in force and organisations: those of the
// providing class PRO, and the region REG; ENT-A is paired with it.
type land struct {
	*world
	in  Period
	org map[string]ident.ID
}

func settled(t *testing.T, providers ...string) land {
	t.Helper()
	w := newWorld(t)
	l := land{world: w, org: map[string]ident.ID{}}
	_, err := w.d.Change(t.Context(), w.as(ident.Office), w.key(), func(tx *db.Tx) ([]db.Fact, error) {
		ctx := t.Context()
		g, fact, err := party.AddGroupTx(ctx, tx, party.GroupInput{Code: "PRO", Name: "The enterprises", Lang: "en", Side: party.Provider})
		if err != nil {
			return nil, err
		}
		for _, code := range append([]string{"OFFICE", "REG"}, providers...) {
			kind := map[string]string{"OFFICE": "office", "REG": "province"}[code]
			if kind == "" {
				kind = "enterprise"
			}
			p, _, err := party.AddPartyTx(ctx, tx, party.PartyInput{Code: code, Kind: kind, Name: "Name of " + code, Lang: "en"})
			if err != nil {
				return nil, err
			}
			if l.org[code] = p.ID; kind == "enterprise" {
				if _, _, err := party.JoinGroupTx(ctx, tx, party.JoinInput{Group: g.ID, Party: p.ID, From: "2026-01-01"}); err != nil {
					return nil, err
				}
			}
		}
		return []db.Fact{fact}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	l.in = w.drafted("P15", "2026-01-01", "2030-12-31", inForce...)
	return l
}

// who is a person of an organisation in a role.
func (l land) who(person ident.Person, org string, roles ...ident.Role) ident.Actor {
	return ident.Actor{Person: person, Organisation: l.org[org], Programme: l.prog.ID, Roles: roles}
}

// paired makes an active pairing of a provider with the region.
func (l land) paired(provider string) ident.ID {
	l.t.Helper()
	room := &party.Room{DB: l.d}
	did := func(done db.Done, err error) db.Done {
		l.t.Helper()
		if err != nil {
			l.t.Fatal(err)
		}
		return done
	}
	office := l.who(1, "OFFICE", ident.Office)
	done := did(room.Pair(l.t.Context(), office, party.ProposeInput{Key: l.key(), PairInput: party.PairInput{Provider: l.org[provider], Receiver: l.org["REG"], From: "2026-01-01"}}))
	id, _ := done.Subject("party.pairing")
	for _, s := range []struct {
		who  ident.Actor
		verb string
	}{{l.who(50, provider, ident.Provider), "party.agree"}, {l.who(51, "REG", ident.Receiver), "party.agree"}, {office, "party.start"}} {
		did(room.Step(l.t.Context(), s.who, party.StepInput{Key: l.key(), Pairing: id, MoveInput: party.MoveInput{Verb: s.verb}}))
	}
	return id
}

func (l land) say(who ident.Actor, in TakeUpInput) error {
	in.Period = l.in.ID
	_, err := l.room.Say(l.t.Context(), who, SayInput{l.key(), in})
	return err
}

func (l land) judge(who ident.Actor, verb, org, kind, reason string) error {
	_, err := l.room.Judge(l.t.Context(), who, verb, JudgeInput{l.key(), l.in.ID, l.org[org], kind, reason})
	return err
}

func (l land) stands(org, kind string) string {
	l.t.Helper()
	all, err := TakeUpsOf(l.t.Context(), l.d.Read(), l.prog.ID, l.in.ID, l.org[org])
	if err != nil {
		l.t.Fatal(err)
	}
	for _, t := range all {
		if t.Kind == kind {
			return t.State
		}
	}
	return Silent
}

func TestWhoMaySayAndWhoMayConfirm(t *testing.T) {
	l := settled(t, "ENT-A", "ENT-B")
	l.paired("ENT-A")
	a, b, region := l.who(10, "ENT-A", ident.Provider), l.who(20, "ENT-B", ident.Provider), l.who(30, "REG", ident.Receiver)
	office, second := l.who(1, "OFFICE", ident.Office), l.who(3, "OFFICE", ident.Secretary)
	in := TakeUpInput{Party: l.org["ENT-A"], Kind: OwnPlan, Document: "Plan of A", Place: "chapter 4"}
	want(t, l.say(b, in), fault.Forbidden, "fault.forbidden")
	want(t, l.say(region, in), fault.Forbidden, "fault.forbidden")
	want(t, l.say(a, TakeUpInput{Party: l.org["ENT-A"], Kind: OwnPlan}), fault.Invalid, "plan.document_missing")
	want(t, l.say(a, TakeUpInput{Party: l.org["ENT-A"], Kind: "poem", Document: "x"}), fault.Invalid, "plan.kind_unknown")
	want(t, l.say(a, TakeUpInput{Party: l.org["ENT-A"], Kind: Strategy, NotApplicable: true}), fault.Invalid, "state.reason_missing")
	want(t, l.judge(region, "plan.confirm_take_up", "ENT-A", OwnPlan, ""), fault.Conflict, "state.moved_on")
	want(t, l.say(a, in), 0, "")
	want(t, l.say(a, in), fault.Conflict, "plan.nothing_changed")

	// Nobody confirms their own: not the party, not the speaker under another hat.
	want(t, l.judge(a, "plan.confirm_take_up", "ENT-A", OwnPlan, ""), fault.Forbidden, "fault.forbidden")
	want(t, l.judge(l.who(11, "ENT-A", ident.Receiver), "plan.confirm_take_up", "ENT-A", OwnPlan, ""), fault.Forbidden, "fault.forbidden")
	want(t, l.judge(l.who(10, "OFFICE", ident.Office), "plan.confirm_take_up", "ENT-A", OwnPlan, ""), fault.Forbidden, "fault.forbidden")
	want(t, l.judge(l.who(10, "REG", ident.Receiver), "plan.confirm_take_up", "ENT-A", OwnPlan, ""), fault.Forbidden, "fault.forbidden")
	want(t, l.judge(b, "plan.confirm_take_up", "ENT-A", OwnPlan, ""), fault.Forbidden, "fault.forbidden")
	want(t, l.judge(region, "plan.return_take_up", "ENT-A", OwnPlan, " "), fault.Invalid, "state.reason_missing")
	want(t, l.judge(region, "plan.confirm_take_up", "ENT-A", OwnPlan, ""), 0, "")
	if got := l.stands("ENT-A", OwnPlan); got != Confirmed {
		t.Error(got)
	}
	want(t, l.say(a, in), fault.Conflict, "plan.nothing_changed")
	if got := l.stands("ENT-A", OwnPlan); got != Confirmed {
		t.Errorf("saying the same again has lost the confirmation: %s", got)
	}

	// The office speaks for ENT-B, which is paired with nobody: a second person of
	// the office confirms; the region has no say.
	other := TakeUpInput{Party: l.org["ENT-B"], Kind: Strategy, Document: "Strategy of B"}
	want(t, l.say(office, other), 0, "")
	want(t, l.judge(office, "plan.confirm_take_up", "ENT-B", Strategy, ""), fault.Forbidden, "fault.forbidden")
	want(t, l.judge(region, "plan.confirm_take_up", "ENT-B", Strategy, ""), fault.Forbidden, "fault.forbidden")
	want(t, l.judge(second, "plan.return_take_up", "ENT-B", Strategy, "no such chapter"), 0, "")
	want(t, l.say(b, TakeUpInput{Party: l.org["ENT-B"], Kind: Strategy, NotApplicable: true, Why: "no strategy of its own"}), 0, "")
	want(t, l.judge(second, "plan.confirm_take_up", "ENT-B", Strategy, ""), fault.Conflict, "state.moved_on")
	if got := l.stands("ENT-B", Strategy); got != NotApplicable {
		t.Error(got)
	}
}

// An ended pairing gives no say.
func TestAnEndedPairingConfirmsNothing(t *testing.T) {
	l := settled(t, "ENT-A")
	id := l.paired("ENT-A")
	want(t, l.say(l.who(10, "ENT-A", ident.Provider), TakeUpInput{Party: l.org["ENT-A"], Kind: OwnPlan, Document: "Plan"}), 0, "")
	room := &party.Room{DB: l.d}
	if _, err := room.Step(t.Context(), l.who(1, "OFFICE", ident.Office), party.StepInput{Key: l.key(), Pairing: id, MoveInput: party.MoveInput{Verb: "party.end", Reason: "over", On: "2028-05-14"}}); err != nil {
		t.Fatal(err)
	}
	want(t, l.judge(l.who(30, "REG", ident.Receiver), "plan.confirm_take_up", "ENT-A", OwnPlan, ""), fault.Forbidden, "fault.forbidden")
	want(t, l.judge(l.who(1, "OFFICE", ident.Office), "plan.return_take_up", "ENT-A", OwnPlan, "which page?"), 0, "")
	// What was returned may be said again as it was; now the office is asked.
	want(t, l.say(l.who(10, "ENT-A", ident.Provider), TakeUpInput{Party: l.org["ENT-A"], Kind: OwnPlan, Document: "Plan"}), 0, "")
	if office, region := l.tasksOf(ident.Office, "OFFICE", 1), l.tasksOf(ident.Receiver, "REG", 30); office != "plan.confirm_take_up ENT-A " || region != "" {
		t.Errorf("%q, %q", office, region)
	}
	want(t, l.judge(l.who(1, "OFFICE", ident.Office), "plan.confirm_take_up", "ENT-A", OwnPlan, ""), 0, "")
}

func (l land) tasksOf(role ident.Role, org string, person ident.Person) string {
	l.t.Helper()
	all, err := task.Mine(l.t.Context(), l.d.Read(), l.who(person, org, role), 50)
	if err != nil {
		l.t.Fatal(err)
	}
	var s []string
	for _, x := range all {
		s = append(s, fmt.Sprint(x.Action, " ", x.Code, " ", x.Due, x.Reason))
	}
	return strings.Join(s, "; ")
}

func TestWhoIsAskedToConfirm(t *testing.T) {
	l := settled(t, "ENT-A", "ENT-B")
	l.paired("ENT-A")
	want(t, l.say(l.who(10, "ENT-A", ident.Provider), TakeUpInput{Party: l.org["ENT-A"], Kind: OwnPlan, Document: "Plan"}), 0, "")
	want(t, l.say(l.who(1, "OFFICE", ident.Office), TakeUpInput{Party: l.org["ENT-B"], Kind: OwnPlan, Document: "Plan"}), 0, "")
	for who, should := range map[string]string{
		l.tasksOf(ident.Receiver, "REG", 30): "plan.confirm_take_up ENT-A ", l.tasksOf(ident.Office, "OFFICE", 3): "plan.confirm_take_up ENT-B ",
		l.tasksOf(ident.Office, "OFFICE", 1): ""} {
		if who != should {
			t.Errorf("%q, want %q", who, should)
		}
	}
	want(t, l.judge(l.who(30, "REG", ident.Receiver), "plan.return_take_up", "ENT-A", OwnPlan, "no chapter 4"), 0, "")
	if got := l.tasksOf(ident.Provider, "ENT-A", 10); got != "plan.claim_take_up ENT-A no chapter 4" {
		t.Error(got)
	}
	if got := l.tasksOf(ident.Receiver, "REG", 30); got != "" {
		t.Error(got)
	}
}

func TestTheSilentAreReminded(t *testing.T) {
	l := settled(t, "ENT-A", "ENT-B", "ENT-C")
	office := l.who(1, "OFFICE", ident.Office)
	want(t, l.say(l.who(10, "ENT-A", ident.Provider), TakeUpInput{Party: l.org["ENT-A"], Kind: OwnPlan, Document: "Plan"}), 0, "")
	remind := func(who ident.Actor, due words.Day, orgs ...string) error {
		in := RemindInput{Key: l.key(), Period: l.in.ID, Due: due}
		for _, o := range orgs {
			in.Parties = append(in.Parties, l.org[o])
		}
		_, err := l.room.Remind(t.Context(), who, in)
		return err
	}
	want(t, remind(l.who(10, "ENT-A", ident.Provider), "", "ENT-B"), fault.Forbidden, "fault.forbidden")
	want(t, remind(office, "2028-05-13", "ENT-B"), fault.Invalid, "plan.due_past")
	want(t, remind(office, "2028-06-01", "ENT-A"), fault.Invalid, "plan.nobody_silent")
	want(t, remind(office, "2028-06-01", "ENT-A", "ENT-B", "ENT-C", "ENT-B"), 0, "")
	if a, b := l.tasksOf(ident.Provider, "ENT-A", 10), l.tasksOf(ident.Provider, "ENT-B", 20); a != "" || b != "plan.claim_take_up ENT-B 2028-06-01" {
		t.Errorf("%q, %q", a, b)
	}
	want(t, remind(office, "2028-07-01", "ENT-B"), 0, "")
	if b := l.tasksOf(ident.Provider, "ENT-B", 20); b != "plan.claim_take_up ENT-B 2028-07-01" {
		t.Error(b)
	}
	want(t, l.say(l.who(20, "ENT-B", ident.Provider), TakeUpInput{Party: l.org["ENT-B"], Kind: Strategy, Document: "Strategy"}), 0, "")
	if b, c := l.tasksOf(ident.Provider, "ENT-B", 20), l.tasksOf(ident.Provider, "ENT-C", 20); b != "" || c != "plan.claim_take_up ENT-C 2028-06-01" {
		t.Errorf("%q, %q", b, c)
	}
}

// An answer of another room takes the statement along in its own change, and is
// never held up by it.
func TestATakeUpInsideAnotherChange(t *testing.T) {
	l := settled(t, "ENT-A")
	a := l.who(10, "ENT-A", ident.Provider)
	inside := func() (TakeUp, db.Fact, error) {
		var took TakeUp
		var fact db.Fact
		_, err := l.d.Change(t.Context(), a, l.key(), func(tx *db.Tx) ([]db.Fact, error) {
			var err error
			took, fact, err = TakeUpTx(t.Context(), tx, TakeUpInput{Party: l.org["ENT-A"], Kind: OwnPlan, Document: "Plan, page 3"})
			return []db.Fact{{Kind: "test.answer.made.v1", Subject: ident.Ref{Kind: "test.answer", ID: 1}}}, err
		})
		return took, fact, err
	}
	took, fact, err := inside()
	if err != nil || took.Period != l.in.ID || took.State != Claimed || fact.Kind != "plan.take_up.claimed.v1" {
		t.Errorf("%+v, %+v, %v", took, fact, err)
	}
	if took, fact, err = inside(); err != nil || took.State != Claimed || fact.Kind != "" {
		t.Errorf("again: %+v, %+v, %v", took, fact, err)
	}
	l.d.Clock = func() time.Time { return time.Date(2033, 1, 1, 0, 0, 0, 0, time.UTC) }
	if took, fact, err = inside(); err != nil || took.ID != 0 || fact.Kind != "" {
		t.Errorf("outside every period: %+v, %+v, %v", took, fact, err)
	}
}

func TestLinksThatAreRefused(t *testing.T) {
	for link, ok := range map[string]bool{"https://example.org/plan.pdf": true, "http://example.org": true, "javascript:alert(1)": false, "//example.org": false,
		"ftp://example.org": false, "https://": false, "https://user:pass@example.org": false, "plan.pdf": false, "": true} {
		_, err := TakeUp{Kind: OwnPlan}.said(TakeUpInput{Document: "x", Link: link})
		if (err == nil) != ok {
			t.Errorf("%q: %v", link, err)
		}
	}
}

func TestCovers(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2028, 5, n, 0, 0, 0, 0, time.UTC) }
	parties := []party.Party{{ID: 1, Code: "A", Name: "Zeta", Lang: "en"}, {ID: 2, Code: "B", Name: "Eta", Lang: "en"}, {ID: 3, Code: "C", Name: "Theta", Lang: "en"}, {ID: 4, Code: "D", Name: "Iota", Lang: "en"}}
	said := []TakeUp{{Party: 1, Kind: Strategy, State: Claimed, Since: day(3)}, {Party: 1, Kind: OwnPlan, State: Confirmed, Since: day(9)}, {Party: 2, Kind: OwnPlan, State: Confirmed, Since: day(5)},
		{Party: 4, Kind: AnnualKind, State: Returned, Since: day(7)}}
	of := func(kind, order string) string {
		all := Covers(parties, said, []Reminder{{Party: 3, On: "2028-05-01"}}, kind, "2028-04-14", "2028-05-14", func(t TakeUp) words.Day { return words.DayOf(t.Since, time.UTC) })
		SortCovers(all, order, words.EN)
		var s []string
		for _, c := range all {
			s = append(s, fmt.Sprint(c.Party.Code, " ", c.Standing, " ", c.Since, " ", c.Days, c.Reminder.On))
		}
		return strings.Join(s, "; ")
	}
	for _, c := range []struct{ kind, order, should string }{
		{"", "", "C silent 2028-04-14 302028-05-01; D returned 2028-05-07 7; B confirmed 2028-05-05 9; A confirmed 2028-05-09 5"},
		{Strategy, "code", "A claimed 2028-05-03 11; B silent 2028-04-14 30; C silent 2028-04-14 302028-05-01; D silent 2028-04-14 30"},
		{"", "name", "B confirmed 2028-05-05 9; D returned 2028-05-07 7; C silent 2028-04-14 302028-05-01; A confirmed 2028-05-09 5"},
		{"", "latest", "A confirmed 2028-05-09 5; D returned 2028-05-07 7; B confirmed 2028-05-05 9; C silent 2028-04-14 302028-05-01"},
	} {
		if got := of(c.kind, c.order); got != c.should {
			t.Errorf("of %q by %q:\n%s, want\n%s", c.kind, c.order, got, c.should)
		}
	}
}

func TestStanding(t *testing.T) {
	for should, said := range map[string][]string{Silent: nil, Returned: {Returned}, Claimed: {Claimed, Returned}, NotApplicable: {NotApplicable, Claimed},
		Confirmed: {NotApplicable, Confirmed, Claimed}} {
		var all []TakeUp
		for _, s := range said {
			all = append(all, TakeUp{State: s})
		}
		if got, _ := Standing(all); got != should {
			t.Errorf("%v stands as %s, want %s", said, got, should)
		}
	}
}
