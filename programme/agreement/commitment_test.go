package agreement

import (
	"fmt"
	"slices"
	"testing"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/decision"
	"throughline/programme/party"
)

func TestClausesOfAText(t *testing.T) {
	w := newWorld(t)
	a, doc := w.signed()
	first := w.clause(a, doc, "为受援方建设40所乡镇卫生院", "commitment")
	second := w.clause(a, doc, "𠮷祥如意", "courtesy")
	if first.From != 10 || first.To != 24 || second.From != 38 || second.To != 42 || first.Document != doc.ID {
		t.Errorf("clauses stand at %+v, %+v", first, second)
	}
	w.want("one task for both", w.waits(a.Ref()), "accept_clause provider HG; accept_clause receiver VC")
	accept := func(who ident.Actor, ids ...ident.ID) func() error {
		return func() error {
			_, err := w.AcceptClauses(t.Context(), who, ClauseInput{Key: w.key(), Agreement: a.ID, Clauses: ids})
			return err
		}
	}
	w.refuses("the marker", fault.Forbidden, "", accept(w.secretary, first.ID))
	w.refuses("the marker under another hat", fault.Forbidden, "", accept(hat(w.secretary, w.county, ident.Receiver), first.ID))
	w.refuses("none ticked", fault.Invalid, "clauses agreement.clauses_missing", accept(w.atCounty))
	w.must(accept(w.atCounty, first.ID)())
	w.want("still waits", w.waits(a.Ref()), "accept_clause provider HG; accept_clause receiver VC")
	got, err := GetClause(t.Context(), w.DB.Read(), w.prog, first.ID)
	w.must(err)
	w.want("one side alone", got.State, Marked)
	w.refuses("the same side again", fault.Conflict, "agreement.side_has_accepted", accept(w.atCounty, first.ID))
	w.refuses("the same person for the other side", fault.Forbidden, "", accept(hat(w.atCounty, w.group, ident.Provider), first.ID))
	w.must(accept(w.atGroup, first.ID)())
	got, err = GetClause(t.Context(), w.DB.Read(), w.prog, first.ID)
	w.must(err)
	w.want("one person of each side", fmt.Sprint(got.State, got.Provider, got.Receiver),
		fmt.Sprint(Accepted, Reader{w.atGroup.Person, w.group.ID}, Reader{w.atCounty.Person, w.county.ID}))
	w.refuses("one already accepted among them", fault.Conflict, "state.moved_on", accept(w.atGroup, second.ID, first.ID))

	_, err = w.ContestClause(t.Context(), w.atCounty, ClauseInput{Key: w.key(), Agreement: a.ID, Clauses: []ident.ID{second.ID}, Reason: "it promises something"})
	w.must(err)
	_, err = w.RecastClause(t.Context(), w.atGroup, ClauseInput{Key: w.key(), Agreement: a.ID, Clauses: []ident.ID{second.ID}, Kind: "intention"})
	w.must(err)
	got, err = GetClause(t.Context(), w.DB.Read(), w.prog, second.ID)
	w.must(err)
	w.want("recast", fmt.Sprint(got.Kind, " ", got.State, " ", got.MarkedOrg == w.group.ID), "intention marked true")
	w.want("now the county answers the group", w.waits(a.Ref()), "accept_clause receiver VC")
	w.refuses("a kind that is none", fault.Invalid, "kind agreement.clause_kind_unknown", func() error {
		_, err := w.RecastClause(t.Context(), w.atGroup, ClauseInput{Key: w.key(), Agreement: a.ID, Clauses: []ident.ID{second.ID}, Kind: "promise"})
		return err
	})
	w.must(accept(w.atCounty, second.ID)())
	w.want("tasks", w.waits(a.Ref()), "")
	w.want("steps", w.steps(ClauseMachine, second.ID), "mark >marked; contest_clause marked>contested; recast_clause contested>marked; accept_clause marked>accepted")

	other, _ := w.signed()
	w.refuses("a copy of another agreement", fault.NotFound, "", func() error {
		_, err := w.Mark(t.Context(), w.secretary, MarkInput{Key: w.key(), Agreement: other.ID, Document: doc.ID, Quote: "第一条", Kind: "commitment"})
		return err
	})
	w.refuses("a clause of another agreement", fault.NotFound, "", func() error {
		_, err := w.AcceptClauses(t.Context(), w.atCounty, ClauseInput{Key: w.key(), Agreement: other.ID, Clauses: []ident.ID{second.ID}})
		return err
	})
	w.refuses("somebody who is no party to it", fault.Forbidden, "", func() error {
		_, err := w.Mark(t.Context(), w.stranger, MarkInput{Key: w.key(), Agreement: a.ID, Document: doc.ID, Quote: "第一条", Kind: "commitment"})
		return err
	})
}

func TestClauseOfTheSource(t *testing.T) {
	w := newWorld(t)
	a := w.memorandum(nil)
	done, err := w.Mark(t.Context(), w.secretary, MarkInput{Key: w.key(), Agreement: a.ID, Quote: "为期五年", Kind: "commitment"})
	w.must(err)
	id, _ := done.Subject(ClauseNoun)
	c, err := GetClause(t.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	if c.Document != 0 || string([]rune(report)[c.From:c.To]) != "为期五年" {
		t.Errorf("%+v does not stand in the source", c)
	}
	w.refuses("promising on what waits for acceptance", fault.Conflict, "agreement.not_in_force", func() error {
		_, err := w.Commit(t.Context(), w.secretary, CommitInput{Key: w.key(), Title: "x", Lang: "en", Clause: id, Provider: w.group.ID, Receiver: w.county.ID})
		return err
	})
}

func TestPromiseFromAClauseIsKept(t *testing.T) {
	w := newWorld(t)
	a, doc := w.signed()
	cl := w.clause(a, doc, "为受援方建设40所乡镇卫生院", "commitment")
	c := w.promise(func(in *CommitInput) { in.Measure, in.Clause = 0, cl.ID })
	w.want("recorded", fmt.Sprint(c.Code, " ", c.State, " ", c.Agreement == a.ID, " ", c.Pairing == w.pairing.ID, " ", c.OriginalDue, " ", c.Other,
		" ", *c.Terms.Quantity, " ", *c.Terms.Amount), "COM-001 recorded true true 2028-09-30 四十所卫生院 {40 0 clinics} {400000000 CNY}")
	w.want("tasks", w.waits(c.Ref()), "acknowledge receiver VC")
	w.must(w.try(w.atCounty, "agreement.acknowledge", c, ""))
	w.want("facts", w.lastFacts(), "agreement.commitment.acknowledged agreement.statement.made agreement.clause.accepted")
	got, err := GetClause(t.Context(), w.DB.Read(), w.prog, cl.ID)
	w.must(err)
	w.want("the receiver has read the clause with it", fmt.Sprint(got.State, got.Receiver.Person == w.atCounty.Person, got.Provider.Person), "markedtrue 0")
	_, err = w.AcceptClauses(t.Context(), w.atGroup, ClauseInput{Key: w.key(), Agreement: a.ID, Clauses: []ident.ID{cl.ID}})
	w.must(err)
	w.want("tasks", w.waits(c.Ref()), "claim provider HG by 2028-09-30")
	w.want("nothing waits at the agreement", w.waits(a.Ref()), "")

	_, err = w.Claim(t.Context(), w.atGroup, SayInput{Key: w.key(), Commitment: c.ID, Wording: "All forty are open.", File: &File{"list.csv", []byte("clinic,open\n1,yes\n")}})
	w.must(err)
	w.want("tasks", w.waits(c.Ref()), "confirm receiver VC")
	w.must(w.try(w.atCounty, "agreement.confirm", c, ""))
	w.want("steps", w.steps(CommitmentMachine, c.ID), "commit >recorded; acknowledge recorded>acknowledged; claim acknowledged>claimed_done; confirm claimed_done>confirmed")
	w.want("tasks", w.waits(c.Ref()), "")
	said, err := StatementsOf(t.Context(), w.DB.Read(), w.prog, c.ID)
	w.must(err)
	if len(said) != 3 || said[1].Verdict != "claimed" || said[1].Name != "list.csv" || said[1].Organisation != w.group.ID || said[2].Organisation != w.county.ID {
		t.Errorf("statements are %+v", said)
	}
	f, err := w.Blobs.Open(said[1].Digest)
	w.must(err)
	f.Close()
	w.refuses("withdrawing a clause that is promised on", fault.Conflict, "agreement.clause_has_commitments", func() error {
		_, err := w.WithdrawClause(t.Context(), w.secretary, ClauseInput{Key: w.key(), Agreement: a.ID, Clauses: []ident.ID{cl.ID}, Reason: "x"})
		return err
	})
}

func TestAcknowledgingDoesNotAcceptOnesOwnReading(t *testing.T) {
	w := newWorld(t)
	a, doc := w.signed()
	done, err := w.Mark(t.Context(), w.atCounty, MarkInput{Key: w.key(), Agreement: a.ID, Document: doc.ID, Quote: "为受援方建设40所乡镇卫生院", Kind: "commitment"})
	w.must(err)
	id, _ := done.Subject(ClauseNoun)
	c := w.promise(func(in *CommitInput) { in.Measure, in.Clause = 0, id })
	w.must(w.try(w.atCounty, "agreement.acknowledge", c, ""))
	got, err := GetClause(t.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	w.want("the county's own reading", got.State, Marked)
	w.want("waits for the group", w.waits(a.Ref()), "accept_clause provider HG")
}

func TestBothWordingsStay(t *testing.T) {
	w := newWorld(t)
	correct := func(c Commitment) {
		t.Helper()
		_, err := w.Correct(t.Context(), w.atCounty, SayInput{Key: w.key(), Commitment: c.ID, Wording: "Forty clinics, equipped and staffed",
			Entered: EnteredTerms{Lang: words.EN, Quantity: "44.5", Unit: "wards", Due: "2028-12-31"}})
		w.must(err)
	}
	taken := w.promise(nil)
	correct(taken)
	w.want("tasks", w.waits(taken.Ref()), "take_wording provider HG")
	before := w.commitment(taken.ID)
	w.want("recorded figures stay until taken", fmt.Sprint(before.State, " ", before.Terms.Quantity.N, " ", before.Due(), " [", before.Wording, "]"), "corrected 40 2028-09-30 []")
	w.must(w.try(w.atGroup, "agreement.take_wording", taken, ""))
	got := w.commitment(taken.ID)
	w.want("taken", fmt.Sprint(got.State, " ", got.Title, " / ", got.Wording, " ", *got.Terms.Quantity, " ", got.Terms.Amount.Minor, " ", got.Due(), " ", got.OriginalDue),
		"acknowledged Forty clinics / Forty clinics, equipped and staffed {445 1 wards} 400000000 2028-12-31 2028-09-30")
	w.want("tasks", w.waits(taken.Ref()), "claim provider HG by 2028-12-31")

	kept := w.promise(nil)
	correct(kept)
	w.refuses("keeping without a reason", fault.Invalid, "wording state.reason_missing", func() error { return w.try(w.atGroup, "agreement.keep_wording", kept, "") })
	w.must(w.try(w.atGroup, "agreement.keep_wording", kept, "forty was signed"))
	got = w.commitment(kept.ID)
	w.want("kept", fmt.Sprint(got.State, " ", got.Terms.Quantity.N, " [", got.Wording, "]"), "disputed 40 []")
	w.want("tasks", w.waits(kept.Ref()), "propose provider HG; propose receiver VC")
	said, err := StatementsOf(t.Context(), w.DB.Read(), w.prog, kept.ID)
	w.must(err)
	if len(said) != 2 || said[0].Wording != "Forty clinics, equipped and staffed" || *said[0].Terms.Quantity != (money.Quantity{N: 445, Scale: 1, Unit: "wards"}) ||
		said[0].Terms.Amount != nil || said[1].Wording != "forty was signed" {
		t.Errorf("statements are %+v", said)
	}
	wordless := w.promise(nil)
	w.refuses("a correction without words", fault.Invalid, "wording agreement.wording_missing", func() error { return w.try(w.atCounty, "agreement.correct", wordless, "") })
}

func TestNobodyAnswersThemselves(t *testing.T) {
	w := newWorld(t)
	try := func(what string, who ident.Actor, verb string, c Commitment) {
		t.Helper()
		w.refuses(what, fault.Forbidden, "", func() error { return w.try(who, verb, c, "words") })
	}
	c := w.promise(nil)
	try("the provider acknowledging", w.atGroup, "agreement.acknowledge", c)
	try("another receiver acknowledging", w.stranger, "agreement.acknowledge", c)
	try("the office acknowledging", w.colleague, "agreement.acknowledge", c)
	try("the recorder acknowledging under another hat", hat(w.secretary, w.county, ident.Receiver), "agreement.acknowledge", c)
	c = w.says(c, w.atCounty, "agreement.acknowledge")
	try("the receiver claiming", w.atCounty, "agreement.claim", c)
	try("another provider claiming", hat(w.stranger, w.office, ident.Provider), "agreement.claim", c)
	c = w.says(c, w.atGroup, "agreement.claim")
	for _, verb := range []string{"agreement.confirm", "agreement.confirm_partly", "agreement.dispute"} {
		try("the claimant, "+verb, w.atGroup, verb, c)
		try("the claimant under the receiver's hat, "+verb, hat(w.atGroup, w.county, ident.Receiver), verb, c)
	}

	own, err := w.Commit(t.Context(), w.atGroup, CommitInput{Key: w.key(), Title: "Ten doctors", Lang: "en", Measure: w.measure.ID, Provider: w.group.ID, Receiver: w.county.ID})
	w.must(err)
	id, _ := own.Subject(CommitmentNoun)
	try("the provider's person under the receiver's hat", hat(w.atGroup, w.county, ident.Receiver), "agreement.acknowledge", w.commitment(id))
	corrected := w.promise(nil)
	corrected = w.says(corrected, w.atCounty, "agreement.correct")
	for _, verb := range []string{"agreement.take_wording", "agreement.keep_wording"} {
		try("the corrector under the provider's hat, "+verb, hat(w.atCounty, w.group, ident.Provider), verb, corrected)
	}
	w.refuses("a provider recording another's promise", fault.Forbidden, "", func() error {
		_, err := w.Commit(t.Context(), w.atGroup, CommitInput{Key: w.key(), Title: "x", Lang: "en", Measure: w.measure.ID, Provider: w.county.ID, Receiver: w.group.ID})
		return err
	})
}

func TestBothSidesChangeAPromise(t *testing.T) {
	w := newWorld(t)
	settle := func(who ident.Actor, verb string, p Proposal) error {
		_, err := w.Settle(t.Context(), who, verb, ProposalInput{Key: w.key(), Proposal: p.ID, Reason: "because"})
		return err
	}
	c := w.says(w.promise(nil), w.atCounty, "agreement.acknowledge")
	p, err := w.propose(w.atGroup, c, Defer, "2028-12-31")
	w.must(err)
	w.want("tasks", w.waits(p.Ref()), "agree receiver VC")
	w.want("nothing has changed yet", string(w.commitment(c.ID).Due()), "2028-09-30")
	w.refuses("a second proposal", fault.Conflict, "agreement.proposal_open", func() error { _, err := w.propose(w.atCounty, c, Waive, ""); return err })
	w.refuses("the proposer agreeing", fault.Forbidden, "", func() error { return settle(w.atGroup, "agreement.agree", p) })
	w.refuses("the proposer agreeing under another hat", fault.Forbidden, "", func() error {
		return settle(hat(w.atGroup, w.county, ident.Receiver), "agreement.agree", p)
	})
	w.refuses("the office agreeing", fault.Forbidden, "", func() error { return settle(w.colleague, "agreement.agree", p) })
	w.must(settle(w.atCounty, "agreement.agree", p))
	w.want("facts", w.lastFacts(), "agreement.proposal.agreed agreement.commitment.deferred")
	got := w.commitment(c.ID)
	w.want("deferred", fmt.Sprint(got.State, " ", got.Due(), " ", got.OriginalDue), "acknowledged 2028-12-31 2028-09-30")
	w.want("the task has the new date", w.waits(c.Ref()), "claim provider HG by 2028-12-31")
	w.want("the proposal waits for nobody", w.waits(p.Ref()), "")
	w.refuses("agreeing twice", fault.Conflict, "state.moved_on", func() error { return settle(w.atCounty, "agreement.agree", p) })

	c = w.says(c, w.atGroup, "agreement.claim", w.atCounty, "agreement.confirm_partly")
	w.want("partly", w.waits(c.Ref()), "propose provider HG; propose receiver VC")
	p, err = w.propose(w.atCounty, c, Resume, "")
	w.must(err)
	w.must(settle(w.atGroup, "agreement.decline", p))
	w.want("declined", w.commitment(c.ID).State, Partly)
	p, err = w.propose(w.atCounty, c, Resume, "")
	w.must(err)
	w.refuses("the other side taking it back", fault.Forbidden, "", func() error { return settle(w.atGroup, "agreement.take_back", p) })
	w.must(settle(w.atCounty, "agreement.take_back", p))
	p, err = w.propose(w.atGroup, c, Resume, "")
	w.must(err)
	w.must(settle(w.atCounty, "agreement.agree", p))
	w.want("resumed", w.commitment(c.ID).State, Acknowledged)
	c = w.says(c, w.atGroup, "agreement.claim", w.atCounty, "agreement.dispute")
	p, err = w.propose(w.atGroup, c, Waive, "")
	w.must(err)
	w.must(settle(w.atCounty, "agreement.agree", p))
	w.want("steps", w.steps(CommitmentMachine, c.ID), "commit >recorded; acknowledge recorded>acknowledged; agree acknowledged>acknowledged; "+
		"claim acknowledged>claimed_done; confirm_partly claimed_done>partly; resume partly>acknowledged; claim acknowledged>claimed_done; "+
		"dispute claimed_done>disputed; waive disputed>waived")
	w.want("tasks", w.waits(c.Ref()), "")
	all, err := ProposalsOf(t.Context(), w.DB.Read(), w.prog, c.ID)
	w.must(err)
	if len(all) != 5 || all[1].State != Declined || all[2].State != TakenBack {
		t.Errorf("proposals are %+v", all)
	}
	another := w.says(w.promise(nil), w.atCounty, "agreement.acknowledge")
	w.refuses("an outsider proposing", fault.Forbidden, "", func() error { _, err := w.propose(w.stranger, another, Waive, ""); return err })
}

func TestWhatAPromiseRestsOn(t *testing.T) {
	w := newWorld(t)
	commit := func(change func(*CommitInput)) func() error {
		return func() error {
			in := CommitInput{Key: w.key(), Title: "Ten doctors", Lang: "en", Provider: w.group.ID, Receiver: w.county.ID}
			change(&in)
			_, err := w.Commit(t.Context(), w.secretary, in)
			return err
		}
	}
	a, doc := w.signed()
	intention := w.clause(a, doc, "甲方在三年内", "intention")
	w.refuses("nothing", fault.Invalid, "title agreement.root_missing", commit(func(*CommitInput) {}))
	w.refuses("an intention", fault.Conflict, "agreement.clause_promises_nothing", commit(func(in *CommitInput) { in.Clause = intention.ID }))
	w.refuses("a clause that does not exist", fault.NotFound, "", commit(func(in *CommitInput) { in.Clause = 999 }))
	w.refuses("oneself", fault.Invalid, "receiver agreement.same_party", commit(func(in *CommitInput) { in.Measure, in.Receiver = w.measure.ID, w.group.ID }))
	w.refuses("nobody on record", fault.Invalid, "receiver agreement.side_not_on_record", commit(func(in *CommitInput) { in.Measure, in.Receiver = w.measure.ID, 999 }))

	var noted, class decision.Measure
	var taken, silent decision.Answer
	_, err := w.DB.Change(t.Context(), w.secretary, w.key(), func(tx *db.Tx) (facts []db.Fact, err error) {
		var f db.Fact
		noted, f, err = decision.CaptureTx(t.Context(), tx, decision.CaptureInput{Title: "Work hard", Lang: "en", Kind: "requirement"})
		return append(facts, f), err
	})
	w.must(err)
	w.refuses("a measure that is not followed", fault.Conflict, "agreement.measure_not_registered", commit(func(in *CommitInput) { in.Measure = noted.ID }))

	class, taken, silent = w.addressed()
	w.refuses("a member's silence", fault.Conflict, "agreement.answer_promises_nothing", commit(func(in *CommitInput) { in.Answer, in.Provider = silent.ID, w.county.ID }))
	w.refuses("another's answer", fault.Invalid, "provider agreement.provider_not_member", commit(func(in *CommitInput) { in.Answer, in.Provider, in.Receiver = taken.ID, w.county.ID, w.group.ID }))
	w.must(commit(func(in *CommitInput) { in.Answer = taken.ID })())
	made, err := CommitmentsOfMeasure(t.Context(), w.DB.Read(), w.prog, class.ID, w.measure.ID)
	w.must(err)
	if len(made) != 1 || made[0].Answer != taken.ID || made[0].Measure != class.ID {
		t.Errorf("commitments are %+v", made)
	}
	held := w.says(made[0], w.atCounty, "agreement.acknowledge")
	w.refuses("withdrawing what is acknowledged", fault.Conflict, "state.moved_on", func() error {
		_, err := w.WithdrawCommitment(t.Context(), w.secretary, EndInput{Key: w.key(), Commitment: held.ID, Reason: "error"})
		return err
	})
	c := w.promise(nil)
	_, err = w.WithdrawCommitment(t.Context(), w.secretary, EndInput{Key: w.key(), Commitment: c.ID, Reason: "entered twice"})
	w.must(err)
	w.want("withdrawn", w.commitment(c.ID).State, Withdrawn)
}

func TestSameFormTwiceIsOneAct(t *testing.T) {
	w := newWorld(t)
	in := CommitInput{Key: db.Key{ID: "once", Digest: "a"}, Title: "Ten doctors", Lang: "en", Measure: w.measure.ID, Provider: w.group.ID, Receiver: w.county.ID}
	first, err := w.Commit(t.Context(), w.secretary, in)
	w.must(err)
	again, err := w.Commit(t.Context(), w.secretary, in)
	w.must(err)
	made, err := ListCommitments(t.Context(), w.DB.Read(), w.secretary, CommitmentFilter{})
	w.must(err)
	if !again.Replayed || again.Seq != first.Seq || len(made) != 1 {
		t.Errorf("%+v then %+v made %d", first, again, len(made))
	}
	in.Key.Digest = "b"
	w.refuses("the same key with other content", fault.Conflict, "db.key_reused", func() error { _, err := w.Commit(t.Context(), w.secretary, in); return err })
	c := w.says(made[0], w.atCounty, "agreement.acknowledge")
	say := SayInput{Key: db.Key{ID: "claim", Digest: "a"}, Commitment: c.ID, Wording: "done", File: &File{"a.txt", []byte("done")}}
	_, err = w.Claim(t.Context(), w.atGroup, say)
	w.must(err)
	if again, err = w.Claim(t.Context(), w.atGroup, say); err != nil || !again.Replayed {
		t.Errorf("claim again: %+v, %v", again, err)
	}
	said, err := StatementsOf(t.Context(), w.DB.Read(), w.prog, c.ID)
	w.must(err)
	if len(said) != 2 {
		t.Errorf("%d statements of two acts", len(said))
	}
}

func TestListsPageByTheirOrder(t *testing.T) {
	w := newWorld(t)
	for i, due := range []words.Day{"2028-09-30", "", "2028-06-01", "2028-06-01", "2028-12-31"} {
		c := w.promise(func(in *CommitInput) {
			in.Title, in.Entered.Due = fmt.Sprint("Promise ", i), due
		})
		if i == 4 {
			_, err := w.WithdrawCommitment(t.Context(), w.secretary, EndInput{Key: w.key(), Commitment: c.ID, Reason: "x"})
			w.must(err)
		}
	}
	var order []string
	f := CommitmentFilter{Limit: 2}
	for {
		list, err := ListCommitments(t.Context(), w.DB.Read(), w.secretary, f)
		w.must(err)
		for _, c := range list {
			order = append(order, c.Title[len("Promise "):])
		}
		if len(list) < 2 {
			break
		}
		f.After = list[1].ID
	}
	w.want("order", fmt.Sprint(order), "[2 3 0 1 4]")
	for _, c := range []struct {
		f    CommitmentFilter
		want int
	}{
		{CommitmentFilter{}, 5}, {CommitmentFilter{State: "open"}, 4}, {CommitmentFilter{State: Withdrawn}, 1}, {CommitmentFilter{Text: "promise com-003"}, 1},
		{CommitmentFilter{Text: "四十所"}, 5}, {CommitmentFilter{Text: "100%"}, 0}, {CommitmentFilter{Party: w.county.ID}, 5}, {CommitmentFilter{Provider: w.county.ID}, 0},
		{CommitmentFilter{MoneyClass: "grant"}, 5}, {CommitmentFilter{MoneyClass: "team"}, 0}, {CommitmentFilter{Measure: w.measure.ID, Receiver: w.county.ID}, 5},
	} {
		list, err := ListCommitments(t.Context(), w.DB.Read(), w.secretary, c.f)
		w.must(err)
		n, err := CountCommitments(t.Context(), w.DB.Read(), w.secretary, c.f, 100)
		w.must(err)
		if len(list) != c.want || n != c.want {
			t.Errorf("%+v lists %d, counts %d, want %d", c.f, len(list), n, c.want)
		}
	}
	first, second := w.memorandum(nil), w.memorandum(func(in *CaptureInput) { in.Kind, in.Title, in.Other = "framework", "Framework on roads", "" })
	_, err := w.HoldText(t.Context(), w.secretary, HoldInput{Key: w.key(), Agreement: second.ID, File: &File{"a.txt", []byte("text")}})
	w.must(err)
	for _, c := range []struct {
		f    AgreementFilter
		want []ident.ID
	}{
		{AgreementFilter{}, []ident.ID{second.ID, first.ID}}, {AgreementFilter{After: second.ID}, []ident.ID{first.ID}}, {AgreementFilter{Kind: "framework"}, []ident.ID{second.ID}},
		{AgreementFilter{State: "unheld"}, []ident.ID{first.ID}}, {AgreementFilter{State: Captured}, []ident.ID{second.ID, first.ID}}, {AgreementFilter{Text: "卫生"}, []ident.ID{first.ID}},
		{AgreementFilter{Party: w.group.ID, Limit: 1}, []ident.ID{second.ID}}, {AgreementFilter{Party: w.county.ID}, nil}, {AgreementFilter{Source: w.source.ID}, []ident.ID{second.ID, first.ID}},
		{AgreementFilter{Conference: w.meeting.ID, Text: "谷地县"}, []ident.ID{second.ID, first.ID}},
	} {
		list, err := ListAgreements(t.Context(), w.DB.Read(), w.secretary, c.f)
		w.must(err)
		var got []ident.ID
		for _, a := range list {
			got = append(got, a.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v lists %v, want %v", c.f, got, c.want)
		}
	}
}

// addressed is a measure asked of both organisations: the group has taken it
// up, the county is silent.
func (w *world) addressed() (m decision.Measure, taken, silent decision.Answer) {
	w.Helper()
	ctx := w.Context()
	_, err := w.DB.Change(ctx, w.colleague, w.key(), func(tx *db.Tx) (facts []db.Fact, err error) {
		group, f, err := party.AddGroupTx(ctx, tx, party.GroupInput{Code: "ALL", Name: "All parties", Lang: "en"})
		w.must(err)
		facts = append(facts, f)
		for _, member := range []party.Party{w.group, w.county} {
			_, f, err := party.JoinGroupTx(ctx, tx, party.JoinInput{Group: group.ID, Party: member.ID})
			w.must(err)
			facts = append(facts, f)
		}
		m, _, err = decision.CaptureTx(ctx, tx, decision.CaptureInput{Title: "Name a contact unit", Lang: "en", Kind: "requirement"})
		w.must(err)
		m, f, err = decision.RegisterTx(ctx, tx, decision.MoveInput{Measure: m.ID})
		w.must(err)
		_, more, err := decision.AddressTx(ctx, tx, decision.AddressInput{Measure: m.ID, Group: group.ID})
		return append(append(facts, f), more...), err
	})
	w.must(err)
	taken, err = decision.AnswerOf(ctx, w.DB.Read(), w.prog, m.ID, w.group.ID)
	w.must(err)
	_, err = (&decision.Room{DB: w.DB}).MoveAnswer(ctx, w.atGroup, "decision.take_up", decision.AnswerInput{Key: w.key(), Answer: taken.ID, Document: "Plan, page 3"})
	w.must(err)
	silent, err = decision.AnswerOf(ctx, w.DB.Read(), w.prog, m.ID, w.county.ID)
	w.must(err)
	return m, taken, silent
}

// everyKind takes records through every act, so that every fact is made.
func everyKind(w *world) {
	ctx := w.Context()
	a, doc := w.signed()
	for _, verb := range []string{"agreement.contest_clause", "agreement.accept_clause"} {
		cl := w.clause(a, doc, "甲方在三年内", "commitment")
		_, err := w.MoveClauses(ctx, w.atCounty, verb, ClauseInput{Key: w.key(), Agreement: a.ID, Clauses: []ident.ID{cl.ID}, Reason: "r"})
		w.must(err)
		if verb == "agreement.contest_clause" {
			_, err = w.RecastClause(ctx, w.secretary, ClauseInput{Key: w.key(), Agreement: a.ID, Clauses: []ident.ID{cl.ID}, Kind: "intention"})
			w.must(err)
		}
		_, err = w.WithdrawClause(ctx, w.secretary, ClauseInput{Key: w.key(), Agreement: a.ID, Clauses: []ident.ID{cl.ID}, Reason: "r"})
		w.must(err)
	}
	_, err := w.TakeEffect(ctx, w.secretary, MoveInput{Key: w.key(), Agreement: a.ID, Day: "2028-06-01"})
	w.must(err)
	_, err = w.Do(ctx, w.secretary, "agreement.complete", MoveInput{Key: w.key(), Agreement: a.ID, Day: "2028-07-01"})
	w.must(err)
	_, err = w.Withdraw(ctx, w.secretary, MoveInput{Key: w.key(), Agreement: w.memorandum(nil).ID, Reason: "r"})
	w.must(err)
	corrected := w.says(w.promise(nil), w.atCounty, "agreement.correct")
	w.says(corrected, w.atGroup, "agreement.take_wording")
	w.says(w.says(w.promise(nil), w.atCounty, "agreement.correct"), w.atGroup, "agreement.keep_wording")
	w.says(w.promise(nil), w.atCounty, "agreement.acknowledge", w.atGroup, "agreement.claim", w.atCounty, "agreement.confirm")
	partly := w.says(w.promise(nil), w.atCounty, "agreement.acknowledge", w.atGroup, "agreement.claim", w.atCounty, "agreement.confirm_partly")
	disputed := w.says(w.promise(nil), w.atCounty, "agreement.acknowledge", w.atGroup, "agreement.claim", w.atCounty, "agreement.dispute")
	for _, x := range []struct {
		c    Commitment
		kind string
		due  words.Day
		verb string
	}{{partly, Defer, "2029-01-01", "agreement.agree"}, {partly, Resume, "", "agreement.take_back"}, {partly, Resume, "", "agreement.agree"},
		{disputed, Waive, "", "agreement.decline"}, {disputed, Waive, "", "agreement.agree"}} {
		p, err := w.propose(w.atGroup, x.c, x.kind, x.due)
		w.must(err)
		who := w.atCounty
		if x.verb == "agreement.take_back" {
			who = w.atGroup
		}
		_, err = w.Settle(ctx, who, x.verb, ProposalInput{Key: w.key(), Proposal: p.ID, Reason: "r"})
		w.must(err)
	}
	_, err = w.WithdrawCommitment(ctx, w.secretary, EndInput{Key: w.key(), Commitment: w.promise(nil).ID, Reason: "r"})
	w.must(err)
	everyTrack(w)
}
