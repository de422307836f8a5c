package ledger

import (
	"fmt"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/programme/agreement"
)

func TestAPromiseIsPledgedOnceBothSidesHoldToIt(t *testing.T) {
	w := newWorld(t)
	w.wantSums("two promises", "pledged 109001")
	// 90.01 in parts of 33.33 % and 66.67 %: 30.00 and 60.01.
	if got := w.sums(OfProvider, w.group.ID).Pledged; got != 100_000+3_000 {
		t.Errorf("the group owes %d", got)
	}
	if got := w.sums(OfProvider, w.mine.ID).Pledged; got != 6_001 {
		t.Errorf("the mine owes %d", got)
	}
}

func TestSendAndReceive(t *testing.T) {
	w := newWorld(t)
	x := w.send(60_000, func(in *SendInput) { in.Reference = "HG-1" })
	w.wantSums("sent", "pledged 109001, sent 60000, in_transit 60000")
	if x.State() != "in_transit" {
		t.Errorf("it is %s", x.State())
	}
	w.must(w.receive(x, 25_000, nil))
	w.wantSums("a part received", "pledged 109001, drawn 25000, sent 60000, in_transit 35000, received 25000, held 25000")
	w.must(w.receive(w.transfer(x.ID), 35_000, nil))
	w.wantSums("received", "pledged 109001, drawn 60000, sent 60000, received 60000, held 60000")
	if x = w.transfer(x.ID); x.State() != "received" {
		t.Errorf("it is %s", x.State())
	}
	w.refuses("once more", fault.Conflict, "nothing_open", func() error { return w.receive(x, 1, nil) })
}

func TestNobodyConfirmsTheirOwnWord(t *testing.T) {
	w := newWorld(t)
	x := w.send(500, nil)
	for i, who := range []ident.Actor{w.atGroup, w.another, w.atMine, w.office, w.atTown} {
		w.refuses(fmt.Sprint("person ", i), fault.Forbidden, "", func() error {
			_, err := w.Room.Receive(t.Context(), who, AnswerInput{Key: w.key(), Transfer: x.ID, Day: day, Amount: cny(500)})
			return err
		})
	}
}

func TestWhatIsShortBecomesADiscrepancy(t *testing.T) {
	w := newWorld(t)
	x := w.send(60_000, nil)
	w.must(w.receive(x, 59_950, func(in *AnswerInput) { in.Missing = true; in.Note = "fee?" }))
	w.wantSums("short", "pledged 109001, drawn 59950, sent 60000, received 59950, disputed 50, held 59950")
	list, err := DiscrepanciesOf(t.Context(), w.DB.Read(), w.prog, x.ID)
	w.must(err)
	if len(list) != 1 || list[0].Why != Short || list[0].Amount.Minor != 50 {
		t.Fatalf("the discrepancies are %+v", list)
	}
	d := list[0]
	step := func(who ident.Actor, verb, outcome string) error {
		_, err := w.Resolve(t.Context(), who, verb, SettleInput{Key: w.key(), Discrepancy: d.ID, Outcome: outcome, Reason: "as said"})
		return err
	}
	w.must(step(w.atGroup, "ledger.propose", Charged))
	w.refuses("agreed to by the proposer's colleague", fault.Forbidden, "", func() error { return step(w.another, "ledger.agree", "") })
	w.must(step(w.clerk, "ledger.agree", ""))
	w.wantSums("charged", "pledged 109001, drawn 59950, sent 60000, received 59950, charged 50, held 59950")
}

func TestUnannouncedMoneyWaitsInSuspense(t *testing.T) {
	w := newWorld(t)
	done, err := w.Arrive(t.Context(), w.atCounty, ArriveInput{Key: w.key(), Provider: w.group.ID, Class: "grant", Amount: cny(700), Day: day})
	w.must(err)
	id, _ := done.Subject(Noun)
	w.wantSums("arrived", "pledged 109001, suspense 700, held 700")
	_, err = w.Claim(t.Context(), w.atGroup, ClaimInput{Key: w.key(), Arrival: id, Amount: cny(300), Day: day})
	w.must(err)
	w.wantSums("claimed in part", "pledged 109001, sent 300, received 300, suspense 400, held 700")
	w.refuses("more than waits", fault.Invalid, "more_than_waits", func() error {
		_, err := w.Claim(t.Context(), w.atGroup, ClaimInput{Key: w.key(), Arrival: id, Amount: cny(401), Day: day})
		return err
	})
}

func TestAWaivedPromiseOwesNothingMore(t *testing.T) {
	w := newWorld(t)
	w.must(w.receive(w.send(40_000, nil), 40_000, nil))
	room := &agreement.Room{DB: w.DB}
	done, err := room.Propose(t.Context(), w.atGroup, agreement.ProposeInput{Key: w.key(), Commitment: w.promise.ID, Kind: "waive", Reason: "done otherwise"})
	w.must(err)
	id, _ := done.Subject(agreement.ProposalNoun)
	_, err = room.Agree(t.Context(), w.atCounty, agreement.ProposalInput{Key: w.key(), Proposal: id})
	w.must(err)
	w.wantSums("waived", "pledged 109001, waived 60000, drawn 40000, sent 40000, received 40000, held 40000")
}
