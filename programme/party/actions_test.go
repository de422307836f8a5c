package party

import (
	"context"
	"flag"
	"fmt"
	"os"
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
	"throughline/kit/words"
)

var update = flag.Bool("update", false, "rewrite testdata/facts.txt")

func TestAProgrammeIsMadeOnce(t *testing.T) {
	w := newWorld(t)
	again := Programme{Code: "aid", Name: "Other", Zone: "UTC", Currency: "EUR"}
	_, err := CreateProgramme(t.Context(), w.d, ident.Actor{}, w.key(), again)
	want(t, err, fault.Invalid, "party.code_taken")
	key := w.key()
	for range 2 {
		p, err := CreateProgramme(t.Context(), w.d, ident.Actor{}, key, Programme{Code: "second", Name: "Second", Zone: "UTC", Currency: "EUR", Languages: []string{"en"}})
		if err != nil || p.ID != w.prog.ID+1 || !slices.Equal(p.Languages, []string{"en"}) {
			t.Fatalf("%+v, %v", p, err)
		}
	}
	all, err := ListProgrammes(t.Context(), w.d.Read())
	if err != nil || len(all) != 2 {
		t.Errorf("%v, %v", all, err)
	}
	guest, err := w.room.Accounts.AddPerson(t.Context(), "Guest", "guest", "")
	if err != nil {
		t.Fatal(err)
	}
	// A seat counts from its first day to its last in the programme's own zone (UTC+8).
	w.change(ident.Actor{Programme: w.prog.ID}, func(ctx context.Context, tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := AddMembershipTx(ctx, tx, MembershipInput{Person: guest, Party: w.entA.ID, Role: ident.Owner, From: "2028-05-01", To: "2028-05-02"})
		return []db.Fact{fact}, err
	})
	for at, should := range map[string]int{"2028-04-30T15:59:00Z": 0, "2028-04-30T16:01:00Z": 1, "2028-05-02T15:59:00Z": 1, "2028-05-02T16:01:00Z": 0} {
		moment, err := time.Parse(time.RFC3339, at)
		mine, err2 := ListProgrammesOf(t.Context(), w.d.Read(), guest, moment)
		if err != nil || err2 != nil || len(mine) != should {
			t.Errorf("at %s: %v, %v, %v", at, mine, err, err2)
		}
	}
}

func TestAddingAParty(t *testing.T) {
	w := newWorld(t)
	in := AddInput{w.key(), PartyInput{Kind: "subsidiary", Name: "A North", Lang: "en", Other: "甲北方", Parent: w.entA.ID}}
	_, err := w.room.Add(t.Context(), w.admin, in)
	want(t, err, fault.Forbidden, "fault.forbidden")
	for range 2 { // a second press of the button adds nothing
		if _, err = w.room.Add(t.Context(), w.officer, in); err != nil {
			t.Fatal(err)
		}
	}
	p, err := GetPartyByCode(t.Context(), w.d.Read(), w.prog.ID, "ORG-001")
	if err != nil || p.Parent != w.entA.ID || p.Other != "甲北方" || p.State != "active" {
		t.Fatalf("%+v, %v", p, err)
	}
	for key, spoil := range map[string]func(*PartyInput){
		"party.code_taken":     func(in *PartyInput) { in.Code = "ENT-A" },
		"party.parent_unknown": func(in *PartyInput) { in.Parent = 999 },
	} {
		in := AddInput{w.key(), in.PartyInput}
		spoil(&in.PartyInput)
		_, err := w.room.Add(t.Context(), w.officer, in)
		want(t, err, fault.Invalid, key)
	}
	steps, err := state.Steps(t.Context(), w.d.Read(), w.prog.ID, &Machine, p.ID, 0)
	if err != nil || len(steps) != 1 || steps[0].To != "active" || steps[0].Verb != "party.add" {
		t.Errorf("%+v, %v", steps, err)
	}
	for _, query := range []string{"A North", "甲北", "ORG-001"} {
		docs, err := search.Find(t.Context(), w.d.Read(), w.provA, query, 5)
		if err != nil || len(docs) != 1 || docs[0].Ref != partyRef(p.ID) {
			t.Errorf("searching %s: %v, %v", query, docs, err)
		}
	}
}

func TestListsAreFilteredPagedAndKeepInternalPartiesIn(t *testing.T) {
	w := newWorld(t)
	w.activePairing()
	codes := func(f PartyFilter) string {
		t.Helper()
		found, err := ListParties(t.Context(), w.d.Read(), w.prog.ID, f)
		if err != nil {
			t.Fatal(err)
		}
		n, err := CountParties(t.Context(), w.d.Read(), w.prog.ID, f)
		if err != nil || f.Limit == 0 && f.After == 0 && n != len(found) {
			t.Errorf("%+v counts %d, lists %d, %v", f, n, len(found), err)
		}
		var all []string
		for _, p := range found {
			all = append(all, p.Code)
		}
		return strings.Join(all, " ")
	}
	inCounty2 := ident.Actor{Person: 99, Organisation: w.county2.ID, Programme: w.prog.ID, Roles: []ident.Role{ident.Receiver}}
	for _, c := range []struct {
		f    PartyFilter
		want string
	}{
		{PartyFilter{}, "OFFICE ENT-A ENT-B CTY-1"},
		{PartyFilter{For: w.officer}, "OFFICE ENT-A ENT-B CTY-1 CTY-2"},
		{PartyFilter{For: inCounty2}, "OFFICE ENT-A ENT-B CTY-1 CTY-2"},
		{PartyFilter{For: w.provA}, "OFFICE ENT-A ENT-B CTY-1"},
		{PartyFilter{Kind: "county", For: w.officer}, "CTY-1 CTY-2"},
		{PartyFilter{Level: "county"}, "CTY-1"},
		{PartyFilter{State: "merged"}, ""},
		{PartyFilter{Text: "enterprise"}, "ENT-A ENT-B"},
		{PartyFilter{Text: "企业"}, "ENT-A"},
		{PartyFilter{Text: "ent-b"}, "ENT-B"},
		{PartyFilter{Text: "100%"}, ""},
		{PartyFilter{Side: Provider}, "ENT-A"},
		{PartyFilter{Side: Receiver}, "CTY-1"},
		{PartyFilter{Limit: 2}, "OFFICE ENT-A"},
		{PartyFilter{Limit: 2, After: w.entA.ID}, "ENT-B CTY-1"},
	} {
		if got := codes(c.f); got != c.want {
			t.Errorf("%+v lists %q, want %q", c.f, got, c.want)
		}
	}
	many := []ident.ID{w.entA.ID, w.entA.ID, 0, 12345}
	byID, err := PartiesByID(t.Context(), w.d.Read(), w.prog.ID, many)
	if err != nil || len(byID) != 1 || byID[w.entA.ID].Code != "ENT-A" {
		t.Errorf("%v, %v", byID, err)
	}
}

// activePairing pairs enterprise A with county 1 in the full way.
func (w *world) activePairing() Pairing {
	w.t.Helper()
	done, err := w.room.Pair(w.t.Context(), w.provA, ProposeInput{w.key(), PairInput{Provider: w.entA.ID, Receiver: w.county1.ID, Scope: "health", From: "2027-01-01"}})
	if err != nil {
		w.t.Fatal(err)
	}
	id, _ := done.Subject("party.pairing")
	w.step(w.recv1, id, MoveInput{Verb: "party.agree"})
	w.step(w.officer, id, MoveInput{Verb: "party.start"})
	p, err := GetPairing(w.t.Context(), w.d.Read(), w.prog.ID, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) pairing(code string) Pairing {
	w.t.Helper()
	p, err := GetPairingByCode(w.t.Context(), w.d.Read(), w.prog.ID, code)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) step(who ident.Actor, id ident.ID, in MoveInput) {
	w.t.Helper()
	if _, err := w.room.Step(w.t.Context(), who, StepInput{w.key(), id, in}); err != nil {
		w.t.Fatalf("%s: %v", in.Verb, err)
	}
}

func TestAPairingFromProposalToEnd(t *testing.T) {
	w := newWorld(t)
	asked := func(who ident.Actor) string {
		t.Helper()
		tasks, err := task.Mine(t.Context(), w.d.Read(), who, 10)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, k := range tasks {
			all = append(all, k.Action+" "+k.Code+" "+k.URL)
		}
		return strings.Join(all, "; ")
	}
	propose := PairInput{Provider: w.entA.ID, Receiver: w.county1.ID, Scope: "health", From: "2027-01-01"}
	outsider := w.seat("zhao", w.entB, ident.Provider)
	_, err := w.room.Pair(t.Context(), outsider, ProposeInput{w.key(), propose})
	want(t, err, fault.Invalid, "party.pair_own")
	_, err = w.room.Pair(t.Context(), outsider, ProposeInput{w.key(), PairInput{From: "2027-01-01"}})
	want(t, err, fault.Invalid, "party.provider_missing")
	_, err = w.room.Pair(t.Context(), w.second, ProposeInput{w.key(), propose})
	want(t, err, fault.Forbidden, "fault.forbidden")

	p := w.activePairing()
	if p.Code != "PAIR-001" || p.State != "active" {
		t.Fatalf("%+v", p)
	}
	for _, who := range []ident.Actor{w.provA, w.recv1, w.officer} {
		if got := asked(who); got != "" {
			t.Errorf("an active pairing asks: %s", got)
		}
	}
	_, err = w.room.Pair(t.Context(), w.officer, ProposeInput{w.key(), propose})
	want(t, err, fault.Conflict, "party.pair_exists")

	w.step(w.officer, p.ID, MoveInput{Verb: "party.end", Reason: "term over", On: "2028-05-01"})
	propose.Predecessor, propose.From = p.ID, "2028-05-02"
	done, err := w.room.Pair(t.Context(), w.officer, ProposeInput{w.key(), propose})
	if err != nil {
		t.Fatal(err)
	}
	next, _ := done.Subject("party.pairing")
	for who, should := range map[string]string{asked(w.provA): "party.agree PAIR-002 /pairings/PAIR-002", asked(w.recv1): "party.agree PAIR-002 /pairings/PAIR-002", asked(w.officer): ""} {
		if who != should {
			t.Errorf("asked %q, want %q", who, should)
		}
	}
	w.step(w.provA, next, MoveInput{Verb: "party.agree"})
	if got := asked(w.provA); got != "" {
		t.Errorf("who has agreed is still asked: %s", got)
	}
	_, err = w.room.Step(t.Context(), w.recv1, StepInput{w.key(), next, MoveInput{Verb: "party.decline"}})
	want(t, err, fault.Invalid, "state.reason_missing")
	w.step(w.recv1, next, MoveInput{Verb: "party.decline", Reason: "another partner"})
	later, err := successorsOf(t.Context(), w.d.Read(), w.prog.ID, p.ID)
	if err != nil || len(later) != 1 || later[0].State != "declined" {
		t.Errorf("%+v, %v", later, err)
	}
}

func TestASideWithoutASeatIsAgreedForByASecondPersonOfTheOffice(t *testing.T) {
	w := newWorld(t)
	done, err := w.room.Pair(t.Context(), w.officer, ProposeInput{w.key(), PairInput{Provider: w.entB.ID, Receiver: w.county2.ID, From: "2028-01-01"}})
	if err != nil {
		t.Fatal(err)
	}
	id, _ := done.Subject("party.pairing")
	_, err = w.room.Step(t.Context(), w.officer, StepInput{w.key(), id, MoveInput{Verb: "party.agree"}})
	want(t, err, fault.Forbidden, "fault.forbidden")
	w.step(w.second, id, MoveInput{Verb: "party.agree"})
	if p, err := GetPairing(t.Context(), w.d.Read(), w.prog.ID, id); err != nil || p.State != "agreed" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestPairingsRefuseStrangeParties(t *testing.T) {
	w := newWorld(t)
	if _, err := w.room.Close(t.Context(), w.officer, CloseInput{w.key(), w.entB.ID, Ending{"party.dissolve", w.entA.ID, "2028-05-14", "reform"}}); err != nil {
		t.Fatal(err)
	}
	good := PairInput{Provider: w.entA.ID, Receiver: w.county1.ID, From: "2028-01-01"}
	for key, spoil := range map[string]func(*PairInput){
		"party.side_not_active":     func(in *PairInput) { in.Provider = w.entB.ID },
		"party.predecessor_unknown": func(in *PairInput) { in.Predecessor = 999 },
	} {
		in := good
		spoil(&in)
		_, err := w.room.Pair(t.Context(), w.officer, ProposeInput{w.key(), in})
		want(t, err, fault.Invalid, key)
	}
	in := good
	in.Receiver = 999
	_, err := w.room.Pair(t.Context(), w.officer, ProposeInput{w.key(), in})
	want(t, err, fault.Invalid, "party.side_not_active")
}

func TestSidesAndGroups(t *testing.T) {
	w := newWorld(t)
	side := func(p Party) string {
		t.Helper()
		s, err := SideOf(t.Context(), w.d.Read(), w.prog.ID, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if got := side(w.office) + side(w.entA) + side(w.entB); got != "office" {
		t.Errorf("sides before anything: %q", got)
	}
	done, err := w.room.AddGroup(t.Context(), w.officer, AddGroupInput{w.key(), GroupInput{Name: "各有关企业", Lang: "zh", Other: "the enterprises", Side: Provider}})
	if err != nil {
		t.Fatal(err)
	}
	group, _ := done.Subject("party.group")
	join := JoinInput{w.key(), group, w.entB.ID, "2027-01-01", ""}
	_, err = w.room.Join(t.Context(), w.provA, join)
	want(t, err, fault.Forbidden, "fault.forbidden")
	if _, err = w.room.Join(t.Context(), w.officer, join); err != nil {
		t.Fatal(err)
	}
	join.Key = w.key()
	_, err = w.room.Join(t.Context(), w.officer, join)
	want(t, err, fault.Invalid, "party.member_already")
	_, err = w.room.Join(t.Context(), w.officer, JoinInput{w.key(), group, 999, "", ""})
	want(t, err, fault.Invalid, "party.party_missing")
	w.activePairing()
	if got := side(w.entB) + " " + side(w.entA) + " " + side(w.county1); got != "provider provider receiver" {
		t.Errorf("sides: %q", got)
	}
	if _, err = w.room.Leave(t.Context(), w.officer, LeaveInput{w.key(), group, w.entB.ID, "2028-03-31"}); err != nil {
		t.Fatal(err)
	}
	for on, should := range map[words.Day]int{"2026-12-31": 0, "2027-01-01": 1, "2028-03-31": 1, "2028-04-01": 0} {
		members, err := Members(t.Context(), w.d.Read(), w.prog.ID, group, on)
		counts, err2 := MemberCounts(t.Context(), w.d.Read(), w.prog.ID, on)
		of, err3 := GroupsOf(t.Context(), w.d.Read(), w.prog.ID, w.entB.ID, on)
		if err != nil || err2 != nil || err3 != nil || len(members) != should || counts[group] != should || len(of) != should {
			t.Errorf("on %s: %d members, counted %d, in %d groups, want %d (%v %v %v)", on, len(members), counts[group], len(of), should, err, err2, err3)
		}
	}
	if got := side(w.entB); got != "" {
		t.Errorf("who left the group is on the side %q", got)
	}
	if _, err = w.room.Join(t.Context(), w.officer, JoinInput{w.key(), group, w.entB.ID, "2028-04-01", ""}); err != nil {
		t.Errorf("coming back: %v", err)
	}
}

func TestHatsHoldOnTheirDaysOnly(t *testing.T) {
	w := newWorld(t)
	admit := func(login string, p Party, role ident.Role, from, to words.Day) error {
		_, err := w.room.Admit(t.Context(), w.admin, AdmitInput{Key: w.key(), Party: p.ID, Login: login, Role: role, From: from, To: to})
		return err
	}
	want(t, admit("wang", w.entA, ident.Finance, "2028-01-01", ""), 0, "")
	want(t, admit("wang", w.entB, ident.Provider, "2027-01-01", "2027-12-31"), 0, "")
	want(t, admit("wang", w.entA, ident.Provider, "", ""), fault.Invalid, "party.seat_held")
	want(t, admit("nobody", w.entA, ident.Provider, "", ""), fault.Invalid, "party.person_unknown")
	hats := func(on words.Day) string {
		t.Helper()
		all, err := HatsOf(t.Context(), w.d.Read(), w.prog.ID, w.provA.Person, on)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, h := range all {
			said = append(said, fmt.Sprint(h.NameIn(words.EN), h.Roles))
		}
		return strings.Join(said, "; ")
	}
	for on, should := range map[words.Day]string{
		"2027-12-31": "Enterprise A[provider]; Enterprise B[provider]",
		"2028-01-01": "Enterprise A[provider finance]",
	} {
		if got := hats(on); got != should {
			t.Errorf("on %s: %q, want %q", on, got, should)
		}
	}
	_, err := w.room.Admit(t.Context(), w.officer, AdmitInput{Key: w.key(), Party: w.entA.ID, Login: "wang", Role: ident.Owner})
	want(t, err, fault.Forbidden, "fault.forbidden")
	want(t, admitNew(w, "long enough password"), 0, "")
	want(t, admitNew(w, "ignored, the account is there"), fault.Invalid, "party.seat_held")
	if _, err := w.room.Accounts.SignIn(t.Context(), "newcomer", "long enough password", "test"); err != nil {
		t.Errorf("the new account: %v", err)
	}
	seats, err := MembershipsOf(t.Context(), w.d.Read(), w.prog.ID, w.entA.ID)
	if err != nil || len(seats) != 3 {
		t.Fatalf("%+v, %v", seats, err)
	}
	if _, err := w.room.Dismiss(t.Context(), w.admin, DismissInput{w.key(), seats[0].ID, "2028-02-29"}); err != nil {
		t.Fatal(err)
	}
	if got := hats("2028-03-01"); got != "Enterprise A[finance]" {
		t.Errorf("after the dismissal: %q", got)
	}
}

func admitNew(w *world, password string) error {
	_, err := w.room.Admit(w.t.Context(), w.admin, AdmitInput{Key: w.key(), Party: w.entA.ID, Login: "newcomer", Name: "New Comer", Password: password, Role: ident.Owner})
	return err
}

func TestCorrecting(t *testing.T) {
	w := newWorld(t)
	under := func(child, parent Party) error {
		in := inputOf(child)
		in.Parent = parent.ID
		_, err := w.room.Correct(t.Context(), w.officer, CorrectInput{w.key(), child.ID, in})
		return err
	}
	want(t, under(w.county2, w.county1), 0, "")
	want(t, under(w.county1, w.county2), fault.Invalid, "party.parent_circle")
	want(t, under(w.county1, w.county1), fault.Invalid, "party.parent_circle")
	_, err := w.room.Correct(t.Context(), w.officer, CorrectInput{w.key(), w.entB.ID, inputOf(w.entB)})
	want(t, err, fault.Conflict, "party.nothing_changed")
}

func TestTranslating(t *testing.T) {
	w := newWorld(t)
	w.change(w.officer, func(ctx context.Context, tx *db.Tx) ([]db.Fact, error) {
		fact, err := TranslateTx(ctx, tx, TranslateInput{"party.party", w.entB.ID, "企业乙", "machine"})
		return []db.Fact{fact}, err
	})
	p, err := GetParty(t.Context(), w.d.Read(), w.prog.ID, w.entB.ID)
	if err != nil || p.NameIn(words.ZH) != "企业乙" {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestFactsAreForEver compares each kind's canonical JSON with the golden file:
// a difference needs a new version of the kind, not a new golden.
func TestFactsAreForEver(t *testing.T) {
	w := newWorld(t)
	p := w.activePairing()
	w.step(w.officer, p.ID, MoveInput{Verb: "party.suspend", Reason: "flood"})
	w.step(w.officer, p.ID, MoveInput{Verb: "party.resume", Reason: "over"})
	w.step(w.officer, p.ID, MoveInput{Verb: "party.end", Reason: "term", On: "2028-05-01"})
	must := func(_ db.Done, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	done, err := w.room.Pair(ctx, w.officer, ProposeInput{w.key(), PairInput{Provider: w.entA.ID, Receiver: w.county1.ID, From: "2028-05-02", Predecessor: p.ID}})
	must(done, err)
	next, _ := done.Subject("party.pairing")
	w.step(w.recv1, next, MoveInput{Verb: "party.decline", Reason: "no"})
	must(w.room.Rename(ctx, w.officer, RenameInput{w.key(), w.entB.ID, NewName{"B Group", "", "2028-05-14", "reform"}}))
	corrected := inputOf(w.county2)
	corrected.ContactUnit = "Aid desk"
	must(w.room.Correct(ctx, w.officer, CorrectInput{w.key(), w.county2.ID, corrected}))
	done, err = w.room.Identify(ctx, w.officer, IdentifyInput{w.key(), w.entA.ID, "CN-USCI", "91350100M000100Y43"})
	must(done, err)
	numbers, err := IdentifiersOf(ctx, w.d.Read(), w.prog.ID, w.entA.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	must(w.room.Unidentify(ctx, w.officer, UnidentifyInput{w.key(), w.entA.ID, numbers[0].ID, "another's"}))
	done, err = w.room.AddGroup(ctx, w.officer, AddGroupInput{w.key(), GroupInput{Code: "ALL", Name: "各有关企业", Lang: "zh", Side: Provider}})
	must(done, err)
	group, _ := done.Subject("party.group")
	must(w.room.Join(ctx, w.officer, JoinInput{w.key(), group, w.entA.ID, "2027-01-01", ""}))
	must(w.room.Leave(ctx, w.officer, LeaveInput{w.key(), group, w.entA.ID, "2028-01-01"}))
	w.change(w.officer, func(ctx context.Context, tx *db.Tx) ([]db.Fact, error) {
		one, err := TranslateTx(ctx, tx, TranslateInput{"party.group", group, "the enterprises", "human"})
		if err != nil {
			return nil, err
		}
		two, err := TranslateTx(ctx, tx, TranslateInput{"party.party", w.county2.ID, "County 2", "human"})
		return []db.Fact{one, two}, err
	})
	w.importTable("code,name_en,kind,contact_unit,groups\nNEW-1,New one,firm,,ALL\nCTY-2,Second county,county,Desk,\n")
	w.undo("IMP-001")
	w.importOf("pairing", "provider,receiver,from\nENT-B,CTY-1,2028-01-01\n")
	w.undo("IMP-002")
	must(w.room.Liaise(ctx, w.officer, LiaiseInput{w.key(), w.repaired().ID, Provider, "Aid desk"}))
	must(w.room.Close(ctx, w.officer, CloseInput{w.key(), w.entB.ID, Ending{"party.merge", w.entA.ID, "2028-05-14", "reform"}}))
	must(w.room.Close(ctx, w.officer, CloseInput{w.key(), w.county2.ID, Ending{"party.dissolve", 0, "2028-05-14", "reform"}}))
	seats, err := MembershipsOf(ctx, w.d.Read(), w.prog.ID, w.entA.ID)
	if err != nil {
		t.Fatal(err)
	}
	must(w.room.Dismiss(ctx, w.admin, DismissInput{w.key(), seats[0].ID, "2028-05-14"}))

	var got strings.Builder
	for _, prog := range []ident.Programme{0, w.prog.ID} {
		entries, err := db.Since(ctx, w.d.Read(), prog, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, e := range entries {
			if !seen[e.Kind] {
				seen[e.Kind] = true
				fmt.Fprintf(&got, "%s %s\n  %s\n", e.Kind, e.Subject.Kind, e.Payload)
			}
		}
	}
	const golden = "testdata/facts.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	should, err := os.ReadFile(golden)
	if err != nil || string(should) != got.String() {
		t.Errorf("facts differ from %s (%v); a new shape is a new kind:\n%s", golden, err, got.String())
	}
}

// An organisation speaks while somebody has its seat, then its successor does.
func TestWhoSpeaksForAnOrganisation(t *testing.T) {
	w := newWorld(t)
	_, err := w.room.Admit(t.Context(), w.admin, AdmitInput{Key: w.key(), Party: w.county2.ID, Login: "li", Role: ident.Receiver, From: "2028-01-01", To: "2028-12-31"})
	want(t, err, 0, "")
	speaks := func(on words.Day) ident.ID {
		t.Helper()
		id, err := Speaks(t.Context(), w.d.Read(), w.prog.ID, w.county2.ID, ident.Receiver, on)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	if speaks("2028-06-01") != w.county2.ID || speaks("2029-01-01") != 0 || speaks("2027-12-31") != 0 {
		t.Error("a seat is held outside its days, or not within them")
	}
	w.change(w.admin, func(ctx context.Context, tx *db.Tx) ([]db.Fact, error) {
		p := w.county2
		p.Successor = w.county1.ID
		return []db.Fact{partyFact("merged", p)}, saveParty(ctx, tx, p)
	})
	if got := speaks("2029-01-01"); got != w.county1.ID {
		t.Errorf("its successor does not speak: %d", got)
	}
}
