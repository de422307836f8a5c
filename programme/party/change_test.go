package party

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

func (w *world) must(_ db.Done, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) found(query string) string {
	w.t.Helper()
	docs, err := search.Find(w.t.Context(), w.d.Read(), w.provA, query, 10)
	if err != nil {
		w.t.Fatal(err)
	}
	var codes []string
	for _, d := range docs {
		codes = append(codes, d.Code)
	}
	return strings.Join(codes, " ")
}

func TestARenamedPartyKeepsItsNames(t *testing.T) {
	w := newWorld(t)
	ctx, q := t.Context(), w.d.Read()
	w.activePairing()
	before, err := db.SeqOn(ctx, q, w.prog.ID, w.d.Now())
	if err != nil {
		t.Fatal(err)
	}
	in := RenameInput{w.key(), w.entA.ID, NewName{"新甲", "New A", "2028-05-01", "decree 7"}}
	_, err = w.room.Rename(ctx, w.provA, in)
	want(t, err, fault.Forbidden, "fault.forbidden")
	for range 2 {
		w.must(w.room.Rename(ctx, w.officer, in))
	}
	w.must(w.room.Rename(ctx, w.officer, RenameInput{w.key(), w.entA.ID, NewName{"新甲", "Newest A", "2028-05-10", "typing"}}))
	former, err := FormerNames(ctx, q, w.prog.ID, w.entA.ID, 0)
	if got := fmt.Sprint(former); err != nil || got != fmt.Sprint([]Former{{w.entA.ID, "新甲", "zh", "New A", "2028-05-01", "2028-05-09"}, {w.entA.ID, "企业甲", "zh", "Enterprise A", "", "2028-04-30"}}) {
		t.Errorf("%s, %v", got, err)
	}
	for query, codes := range map[string]string{"Enterprise A": "PAIR-001 ENT-A", "企业甲": "ENT-A", "Newest A": "PAIR-001 ENT-A", "新甲": "PAIR-001 ENT-A"} {
		got := strings.Fields(w.found(query))
		for _, code := range strings.Fields(codes) {
			if code != "PAIR-001" || strings.Contains(query, "N") || query == "新甲" {
				if !strings.Contains(strings.Join(got, " "), code) {
					t.Errorf("%s finds %v, not %s", query, got, code)
				}
			}
		}
	}
	for _, text := range []string{"企业甲", "enterprise a", "new a", "newest"} {
		list, err := ListParties(ctx, q, w.prog.ID, PartyFilter{Text: text})
		pairs, err2 := ListPairings(ctx, q, w.prog.ID, PairingFilter{Text: text})
		if err != nil || err2 != nil || len(list) != 1 || list[0].ID != w.entA.ID || len(pairs) != 1 {
			t.Errorf("%s lists %v and %v (%v, %v)", text, list, pairs, err, err2)
		}
	}
	var then Party
	if err := db.AsOf(ctx, q, w.prog.ID, partyRef(w.entA.ID), before, &then); err != nil || then.NameIn(words.EN) != "Enterprise A" {
		t.Errorf("%+v, %v", then, err)
	}
	steps, err := state.Steps(ctx, q, w.prog.ID, &Machine, w.entA.ID, 0)
	if err != nil || len(steps) != 3 || steps[1].Reason != "decree 7" || steps[1].To != "active" {
		t.Errorf("%+v, %v", steps, err)
	}
	// Putting the entry right drops no former name.
	entry := inputOf(must(GetParty(ctx, q, w.prog.ID, w.entA.ID)))
	entry.ContactUnit = "Desk"
	w.must(w.room.Correct(ctx, w.officer, CorrectInput{w.key(), w.entA.ID, entry}))
	if list, err := ListParties(ctx, q, w.prog.ID, PartyFilter{Text: "企业甲"}); err != nil || len(list) != 1 || list[0].NamedOn != "2028-05-10" {
		t.Errorf("%v, %v", list, err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestWhoIsNoMoreIsNotChosen(t *testing.T) {
	w := newWorld(t)
	ctx, q := t.Context(), w.d.Read()
	p := w.activePairing()
	done := must(w.room.AddGroup(ctx, w.officer, AddGroupInput{w.key(), GroupInput{Name: "all", Lang: "en", Side: Provider}}))
	group, _ := done.Subject("party.group")
	for _, id := range []ident.ID{w.entA.ID, w.entB.ID} {
		w.must(w.room.Join(ctx, w.officer, JoinInput{w.key(), group, id, "", ""}))
	}
	w.must(w.room.Close(ctx, w.officer, CloseInput{w.key(), w.county2.ID, Ending{"party.dissolve", 0, "2028-05-01", "reform"}}))
	_, err := w.room.Close(ctx, w.officer, CloseInput{w.key(), w.entA.ID, Ending{"party.merge", w.county2.ID, "2028-05-10", "reform"}})
	want(t, err, fault.Invalid, "party.successor_not_active")
	_, err = w.room.Close(ctx, w.officer, CloseInput{w.key(), w.entA.ID, Ending{"party.merge", 999, "2028-05-10", "reform"}})
	want(t, err, fault.Invalid, "party.successor_not_active")
	_, err = w.room.Close(ctx, w.provA, CloseInput{w.key(), w.entA.ID, Ending{"party.merge", w.entB.ID, "2028-05-10", "reform"}})
	want(t, err, fault.Forbidden, "fault.forbidden")
	w.must(w.room.Close(ctx, w.officer, CloseInput{w.key(), w.entA.ID, Ending{"party.merge", w.entB.ID, "2028-05-10", "reform"}}))
	_, err = w.room.Close(ctx, w.officer, CloseInput{w.key(), w.entB.ID, Ending{"party.merge", w.entA.ID, "2028-05-10", "back"}})
	want(t, err, fault.Invalid, "party.successor_not_active") // no circle of successors

	list, err := ListParties(ctx, q, w.prog.ID, PartyFilter{For: w.officer})
	all, err2 := ListParties(ctx, q, w.prog.ID, PartyFilter{For: w.officer, State: AnyState})
	if err != nil || err2 != nil || len(list) != 3 || len(all) != 5 {
		t.Errorf("%d to choose, %d in all (%v, %v)", len(list), len(all), err, err2)
	}
	for on, should := range map[words.Day]int{"2028-05-09": 2, "2028-05-10": 1} {
		members, err := Members(ctx, q, w.prog.ID, group, on)
		counts, err2 := MemberCounts(ctx, q, w.prog.ID, on)
		if err != nil || err2 != nil || len(members) != should || counts[group] != should {
			t.Errorf("on %s %d members, counted %d", on, len(members), counts[group])
		}
	}
	for name, refused := range map[string]error{
		"a pairing": second(w.room.Pair(ctx, w.officer, ProposeInput{w.key(), PairInput{Provider: w.entA.ID, Receiver: w.county1.ID, Scope: "x", From: "2028-05-14"}})),
		"a class":   second(w.room.Join(ctx, w.officer, JoinInput{w.key(), group, w.county2.ID, "", ""})),
		"a seat":    second(w.room.Admit(ctx, w.admin, AdmitInput{Key: w.key(), Party: w.entA.ID, Login: "li", Role: ident.Owner})),
	} {
		if refused == nil {
			t.Errorf("%s takes a party that is no more", name)
		}
	}
	// What was stays: the seat, the place, the pairing.
	if g := must(GetPairing(ctx, q, w.prog.ID, p.ID)); g.State != "active" || g.Provider != w.entA.ID {
		t.Errorf("%+v", g)
	}
	f := w.front()
	f.officer.Get("/pairings/PAIR-001").Want(200, "was taken over by", "Enterprise B", "stands until it is transferred or ended")
	f.officer.Get("/parties/ENT-A").Want(200, "Merged on 10 May 2028 into", "Enterprise B", "PAIR-001")
	f.officer.Get("/pairings/new").Without("· ENT-A", "· CTY-2")
	f.officer.Get("/groups/GRP-001").Want(200, "1 member on 14 May 2028")
}

func second(_ db.Done, err error) error { return err }

// repaired is county 1's pairing with enterprise A handed on to enterprise B.
func (w *world) repaired() Pairing {
	w.t.Helper()
	ctx := w.t.Context()
	p := w.activePairing()
	done := must(w.room.Pair(ctx, w.recv1, ProposeInput{w.key(), PairInput{Provider: w.entB.ID, Receiver: w.county1.ID, Scope: "health", From: "2028-05-01", Predecessor: p.ID}}))
	next, _ := done.Subject("party.pairing")
	w.step(w.second, next, MoveInput{Verb: "party.agree"}) // enterprise B has no seat
	w.must(w.room.Transfer(ctx, w.officer, TransferInput{w.key(), p.ID, next, "B takes over"}))
	return must(GetPairing(ctx, w.d.Read(), w.prog.ID, next))
}

func TestARepairingIsAgreedAndLinkedBothWays(t *testing.T) {
	w := newWorld(t)
	ctx, q := t.Context(), w.d.Read()
	next := w.repaired()
	before := must(GetPairing(ctx, q, w.prog.ID, next.Predecessor))
	if next.State != "active" || before.State != "transferred" || before.Successor != next.ID || before.To != "2028-04-30" {
		t.Errorf("%+v\n%+v", before, next)
	}
	for _, p := range []Pairing{before, next} {
		open, err := task.Of(ctx, q, w.prog.ID, ident.Ref{Kind: "party.pairing", ID: p.ID})
		if err != nil || len(open) != 0 {
			t.Errorf("%s still asks: %v, %v", p.Code, open, err)
		}
	}
	steps, err := state.Steps(ctx, q, w.prog.ID, &PairingMachine, next.ID, 0)
	if err != nil || steps[len(steps)-1].Verb != "party.start" || steps[len(steps)-1].Reason != "B takes over" {
		t.Errorf("%+v, %v", steps, err)
	}
	_, err = w.room.Transfer(ctx, w.officer, TransferInput{w.key(), before.ID, next.ID, "again"})
	want(t, err, fault.Conflict, "state.moved_on")
	f := w.front()
	f.provA.Get("/pairings/"+before.Code).Want(200, "Transferred to", "Enterprise B – County 1", "B takes over")
	f.provA.Get("/pairings/"+next.Code).Want(200, "Follows", "Enterprise A – County 1")
	f.provA.Get("/pairings/" + before.Code + "?on=2028-05-13").Want(404)
}

func TestTransferRules(t *testing.T) {
	p := Pairing{ID: 1, Provider: provOrg, Receiver: recvOrg, From: "2027-01-01", State: "active"}
	good := Pairing{ID: 2, Provider: farOrg, Receiver: recvOrg, From: "2028-05-01", State: "agreed", Predecessor: 1}
	officer := actor(1, offOrg, ident.Office)
	for key, spoil := range map[string]func(*Pairing){
		"party.transfer_not_agreed": func(n *Pairing) { n.State = "half_agreed" },
		"party.transfer_one_side":   func(n *Pairing) { n.Receiver = offOrg },
		"party.transfer_early":      func(n *Pairing) { n.From = "2028-05-15" },
		"party.day_order":           func(n *Pairing) { n.From = "2027-01-01" },
	} {
		n := good
		spoil(&n)
		_, err := p.transfer(officer, n, "2028-05-14", "reform")
		want(t, err, fault.Invalid, key)
	}
	for name, spoil := range map[string]func(*Pairing){
		"another's successor": func(n *Pairing) { n.Predecessor = 9 },
		"nothing":             func(n *Pairing) { *n = Pairing{} },
		"the same parties":    func(n *Pairing) { n.Provider = provOrg },
	} {
		n := good
		spoil(&n)
		if _, err := p.transfer(officer, n, "2028-05-14", "reform"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := p.transfer(officer, good, "2028-05-14", "")
	want(t, err, fault.Invalid, "state.reason_missing")
	if done, err := p.transfer(officer, good, "2028-05-14", "reform"); err != nil || done.To != "2028-04-30" {
		t.Errorf("%+v, %v", done, err)
	}
	p.To = "2028-03-31" // had ended before: no day is added
	if done, err := p.transfer(officer, good, "2028-05-14", "reform"); err != nil || done.To != "2028-03-31" {
		t.Errorf("%+v, %v", done, err)
	}
}

func TestEachSideNamesItsOwnLiaisonUnit(t *testing.T) {
	p := Pairing{Provider: provOrg, Receiver: recvOrg, State: "active", LiaisonProvider: "Old desk"}
	both := map[string]bool{Provider: true, Receiver: true}
	for i, c := range []struct {
		who    ident.Actor
		seated map[string]bool
		side   string
		may    bool
	}{
		{actor(1, provOrg, ident.Provider), both, Provider, true},
		{actor(1, provOrg, ident.Provider), both, Receiver, false},
		{actor(1, provOrg, ident.Finance), both, Provider, false},
		{actor(2, recvOrg, ident.Receiver), both, Receiver, true},
		{actor(2, recvOrg, ident.Receiver), nil, Provider, false},
		{actor(3, farOrg, ident.Provider), both, Provider, false},
		{actor(4, offOrg, ident.Office), both, Provider, false},
		{actor(4, offOrg, ident.Office), map[string]bool{Receiver: true}, Provider, true},
		{actor(5, offOrg, ident.Secretary), nil, Provider, false},
		{actor(1, provOrg, ident.Provider), both, "", false},
	} {
		next, err := p.liaise(c.who, c.seated, c.side, " New desk ")
		switch {
		case !c.may:
			want(t, err, fault.Forbidden, "fault.forbidden")
		case err != nil || next.LiaisonProvider+next.LiaisonReceiver != map[string]string{Provider: "New desk", Receiver: "Old deskNew desk"}[c.side]:
			t.Errorf("case %d: %+v, %v", i, next, err)
		}
	}
	_, err := p.liaise(actor(1, provOrg, ident.Provider), both, Provider, "Old desk")
	want(t, err, fault.Invalid, "party.nothing_changed")
	p.State = "ended"
	_, err = p.liaise(actor(1, provOrg, ident.Provider), both, Provider, "New desk")
	want(t, err, fault.Conflict, "state.moved_on")
}

func TestALiaisonUnitThroughForms(t *testing.T) {
	w := newWorld(t)
	w.activePairing()
	f := w.front()
	page := f.provA.Get("/pairings/PAIR-001").Want(200, "Name the liaison unit of the providing side").Without("Name the liaison unit of the receiving side")
	f.provA.Submit(page, "/pairings/PAIR-001/liaison", set("liaison_provider", "Aid desk")).
		Want(200, "The liaison unit is recorded.", "Aid desk", "Liaison unit, providing side: Aid desk", "active")
	f.provA.Post("/pairings/PAIR-001/liaison", set("side", "receiver", "liaison_receiver", "Mine")).Want(403)
	f.officer.Get("/pairings/PAIR-001").Without("Name the liaison unit")
}

// TestNobodyActsForBothSides holds invariant 4, from both ends: a seat that
// would give one account both sides of a pairing, and a pairing of two parties
// that share one.
func TestNobodyActsForBothSides(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	admit := func(login string, p Party, role ident.Role, from, to words.Day) error {
		return second(w.room.Admit(ctx, w.admin, AdmitInput{Key: w.key(), Party: p.ID, Login: login, Role: role, From: from, To: to}))
	}
	w.activePairing()
	want(t, admit("wang", w.county1, ident.Receiver, "", ""), fault.Invalid, "party.seat_opposed")
	want(t, admit("wang", w.county1, ident.Provider, "2028-01-01", ""), fault.Invalid, "party.seat_opposed")
	want(t, admit("li", w.entA, ident.Provider, "", ""), fault.Invalid, "party.seat_opposed")
	want(t, admit("li", w.entA, ident.Finance, "", ""), 0, "")          // no side's voice
	want(t, admit("li", w.entB, ident.Provider, "", ""), 0, "")         // not of this pairing
	want(t, admit("officer", w.county1, ident.Receiver, "", ""), 0, "") // the office is no side

	_, err := w.room.Pair(ctx, w.officer, ProposeInput{w.key(), PairInput{Provider: w.entB.ID, Receiver: w.county1.ID, From: "2028-01-01"}})
	want(t, err, fault.Invalid, "party.pair_one_account")
	seats := must(MembershipsOf(ctx, w.d.Read(), w.prog.ID, w.entB.ID))
	w.must(w.room.Dismiss(ctx, w.admin, DismissInput{w.key(), seats[0].ID, "2028-05-01"}))
	_, err = w.room.Pair(ctx, w.officer, ProposeInput{w.key(), PairInput{Provider: w.entB.ID, Receiver: w.county1.ID, From: "2028-01-01"}})
	want(t, err, fault.Invalid, "party.pair_one_account") // the seat of li at the county is open from the start
	// One after the other is no both.
	wang := must(MembershipsOf(ctx, w.d.Read(), w.prog.ID, w.entA.ID))
	w.must(w.room.Dismiss(ctx, w.admin, DismissInput{w.key(), wang[0].ID, "2028-05-01"}))
	want(t, admit("wang", w.county1, ident.Receiver, "2028-05-01", "2028-06-01"), fault.Invalid, "party.seat_opposed")
	want(t, admit("wang", w.county1, ident.Receiver, "2028-05-02", "2028-06-01"), 0, "")
	want(t, admit("wang", w.entB, ident.Provider, "2028-06-02", ""), 0, "")
	li := must(MembershipsOf(ctx, w.d.Read(), w.prog.ID, w.county1.ID))
	w.must(w.room.Dismiss(ctx, w.admin, DismissInput{w.key(), li[0].ID, "2028-05-01"}))
	_, err = w.room.Pair(ctx, w.officer, ProposeInput{w.key(), PairInput{Provider: w.entB.ID, Receiver: w.county1.ID, From: "2028-01-01"}})
	want(t, err, fault.Invalid, "party.pair_one_account") // li until May at both
	w.seat("sun", w.county2, ident.Receiver)
	w.must(w.room.Pair(ctx, w.officer, ProposeInput{w.key(), PairInput{Provider: w.entA.ID, Receiver: w.county2.ID, From: "2028-01-01"}}))
	// A pairing that is over bars nobody, on either side.
	w.step(w.officer, w.pairing("PAIR-001").ID, MoveInput{Verb: "party.end", Reason: "term", On: "2028-05-01"})
	want(t, admit("wang", w.county1, ident.Provider, "", ""), 0, "")
	want(t, admit("li", w.entA, ident.Provider, "", ""), 0, "")
}

func TestSeatsOfOneAccountAfterEachOther(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	seats := must(MembershipsOf(ctx, w.d.Read(), w.prog.ID, w.entA.ID))
	w.must(w.room.Dismiss(ctx, w.admin, DismissInput{w.key(), seats[0].ID, "2028-05-01"}))
	w.must(w.room.Admit(ctx, w.admin, AdmitInput{Key: w.key(), Party: w.county1.ID, Login: "wang", Role: ident.Receiver, From: "2028-05-02"}))
	in := ProposeInput{w.key(), PairInput{Provider: w.entA.ID, Receiver: w.county1.ID, From: "2028-01-01"}}
	w.must(w.room.Pair(ctx, w.officer, in))
}

func TestWhatIsInternalIsNotNamedNearby(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p := w.activePairing()
	secret := PairInput{Provider: w.entB.ID, Receiver: w.county1.ID, Scope: "hidden", From: "2028-05-01", Predecessor: p.ID, Visibility: "internal"}
	w.must(w.room.Pair(ctx, w.officer, ProposeInput{w.key(), secret}))
	w.must(w.room.Close(ctx, w.officer, CloseInput{w.key(), w.county2.ID, Ending{"party.merge", w.county1.ID, "2028-05-01", "reform"}}))
	f := w.front()
	f.officer.Get("/pairings/PAIR-001").Want(200, "PAIR-002")
	f.recv1.Get("/pairings/PAIR-001").Want(200, "PAIR-002")
	f.provA.Get("/pairings/PAIR-001").Want(200).Without("PAIR-002")
	f.officer.Get("/parties/CTY-1").Want(200, "二县")
	f.provA.Get("/parties/CTY-1").Want(200).Without("二县", "CTY-2")
}

func TestWhoJoinsLaterIsHandedOn(t *testing.T) {
	w := newWorld(t)
	done := must(w.room.AddGroup(t.Context(), w.officer, AddGroupInput{w.key(), GroupInput{Name: "all", Lang: "en"}}))
	group, _ := done.Subject("party.group")
	w.room.Joined = func(_ context.Context, _ *db.Tx, group, party ident.ID) ([]db.Fact, error) {
		return []db.Fact{memberFact("asked", Member{Group: group, Party: party})}, nil
	}
	done = must(w.room.Join(t.Context(), w.officer, JoinInput{w.key(), group, w.entA.ID, "2028-05-01", ""}))
	if len(done.Facts) != 2 || done.Facts[1].Kind != "party.member.asked.v1" {
		t.Errorf("%v", done.Facts)
	}
	done = w.importTable("code,kind,groups\nENT-B,enterprise,GRP-001\n")
	if len(done.Facts) != 3 {
		t.Errorf("%v", done.Facts)
	}
}
