package agreement

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web/webtest"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// draft is an agreement that is still being written.
func (w *world) draft(change func(*CaptureInput)) Agreement {
	w.Helper()
	return w.memorandum(func(in *CaptureInput) {
		in.Drafting = true
		in.Parties = []SigningParty{{Name: "Harbour Group", Party: w.group.ID, Side: "provider"}, {Name: "Valley County", Party: w.county.ID, Side: "receiver"}}
		if change != nil {
			change(in)
		}
	})
}

func (w *world) do(who ident.Actor, verb string, a Agreement, day words.Day, reason string) error {
	_, err := w.Do(w.Context(), who, verb, MoveInput{Key: w.key(), Agreement: a.ID, Day: day, Reason: reason})
	return err
}

func (w *world) hold(who ident.Actor, a Agreement, name, text string) {
	w.Helper()
	_, err := w.HoldText(w.Context(), who, HoldInput{Key: w.key(), Agreement: a.ID, File: &File{name, []byte(text)}})
	w.must(err)
}

// drafted takes a draft to its signing.
func (w *world) drafted(change func(*CaptureInput)) Agreement {
	w.Helper()
	a := w.draft(change)
	w.hold(w.atGroup, a, "draft.txt", zh)
	w.must(w.do(w.atGroup, "agreement.submit_draft", a, "", ""))
	w.must(w.do(w.atCounty, "agreement.agree_text", a, "", ""))
	w.must(w.do(w.atGroup, "agreement.sign", a, "2028-05-12", ""))
	return w.agreement(a.ID)
}

func TestFromTheDraftToTheSigning(t *testing.T) {
	w := newWorld(t)
	a := w.draft(nil)
	w.want("tasks", w.waits(a.Ref()), "submit_draft office")
	w.refuses("a review without a text", fault.Conflict, "agreement.no_draft_text", func() error { return w.do(w.atGroup, "agreement.submit_draft", a, "", "") })
	w.hold(w.atGroup, a, "draft.txt", "first draft")
	w.refuses("a clause of a draft", fault.Conflict, "state.moved_on", func() error {
		_, err := w.Mark(t.Context(), w.secretary, MarkInput{Key: w.key(), Agreement: a.ID, Quote: "first", Kind: "commitment"})
		return err
	})
	w.must(w.do(w.atGroup, "agreement.submit_draft", a, "", ""))
	w.want("tasks", w.waits(a.Ref()), "agree_text receiver VC")
	w.refuses("who submitted agrees", fault.Forbidden, "", func() error { return w.do(w.atGroup, "agreement.agree_text", a, "", "") })
	w.refuses("who submitted agrees under another hat", fault.Forbidden, "", func() error {
		return w.do(hat(w.atGroup, w.county, ident.Receiver), "agreement.agree_text", a, "", "")
	})
	w.must(w.do(w.atCounty, "agreement.return_draft", a, "", "the figures are missing"))
	w.hold(w.atGroup, a, "second.txt", zh)
	w.must(w.do(w.atGroup, "agreement.submit_draft", a, "", ""))
	w.must(w.do(w.atCounty, "agreement.agree_text", a, "", ""))
	w.want("tasks", w.waits(a.Ref()), "sign office")
	w.refuses("a signing without a day", fault.Invalid, "signed_on agreement.day_missing", func() error { return w.do(w.secretary, "agreement.sign", a, "", "") })
	w.must(w.do(w.secretary, "agreement.sign", a, "2028-05-12", ""))
	got := w.agreement(a.ID)
	w.want("signed", fmt.Sprint(got.State, " ", got.SignedOn), "signed 2028-05-12")
	docs, err := DocumentsOf(t.Context(), w.DB.Read(), w.prog, a.ID)
	w.must(err)
	versions := Versions(docs, nil)
	w.want("the latest draft is the text", fmt.Sprint(len(versions), versions[0].Number, versions[0].text("").Name), "1 0second.txt")
	w.must(w.do(w.secretary, "agreement.take_effect", a, "2028-06-01", ""))
	w.want("steps", w.steps(Machine, a.ID), "capture >drafting; hold_text drafting>drafting; submit_draft drafting>reviewing; return_draft reviewing>drafting; "+
		"hold_text drafting>drafting; submit_draft drafting>reviewing; agree_text reviewing>agreed_text; sign agreed_text>signed; take_effect signed>effective")
}

func TestNothingIsCompletedThatIsOpen(t *testing.T) {
	w := newWorld(t)
	a, doc := w.signed()
	cl := w.clause(a, doc, "为受援方建设40所乡镇卫生院", "commitment")
	c := w.promise(func(in *CommitInput) { in.Measure, in.Clause = 0, cl.ID })
	w.must(w.do(w.secretary, "agreement.take_effect", a, "2028-06-01", ""))
	alive, err := CarriedOut(t.Context(), w.DB.Read(), w.prog, []ident.ID{a.ID})
	w.must(err)
	w.want("not carried out before anybody acknowledged", fmt.Sprint(alive[a.ID]), "false")
	w.says(c, w.atCounty, "agreement.acknowledge")
	alive, err = CarriedOut(t.Context(), w.DB.Read(), w.prog, []ident.ID{a.ID})
	w.must(err)
	w.want("carried out", fmt.Sprint(alive[a.ID]), "true")
	w.refuses("completing with an open promise", fault.Conflict, "agreement.has_open_commitments", func() error {
		return w.do(w.secretary, "agreement.complete", a, "2029-01-01", "")
	})
	w.says(c, w.atGroup, "agreement.claim", w.atCounty, "agreement.confirm")
	w.must(w.do(w.secretary, "agreement.complete", a, "2029-01-01", ""))
	b, _ := w.signed()
	w.refuses("ending without a reason", fault.Invalid, "reason state.reason_missing", func() error { return w.do(w.secretary, "agreement.terminate", b, "2029-01-01", "") })
	w.must(w.do(w.secretary, "agreement.terminate", b, "2029-01-01", "one side left"))
	w.refuses("a promise of what has ended", fault.Conflict, "agreement.not_in_force", func() error {
		_, err := w.Commit(t.Context(), w.secretary, CommitInput{Key: w.key(), Title: "x", Lang: "en", Clause: cl.ID, Provider: w.group.ID, Receiver: w.county.ID})
		return err
	})
}

// Invariant 1: a commitment points to a clause of what was signed, or to a
// registered measure. Tried for every state that an agreement can have.
func TestEveryCommitmentRestsOnWhatWasSigned(t *testing.T) {
	for _, s := range Machine.States() {
		a := Agreement{State: s}
		want := slices.Contains([]string{"signed_unheld", "signed", "effective"}, s)
		if a.InForce() != want {
			t.Errorf("a promise may rest on an agreement that is %s: %v", s, a.InForce())
		}
	}
	if err := (Commitment{Title: "x", Lang: "en", Visibility: "parties", Provider: 1, Receiver: 2, Fulfilment: "measures"}).check(); refused(err) != "title agreement.root_missing" {
		t.Errorf("a promise of nothing: %v", err)
	}
	w := newWorld(t)
	on := func(a Agreement) func() error {
		docs, err := DocumentsOf(t.Context(), w.DB.Read(), w.prog, a.ID)
		w.must(err)
		id := ident.ID(0)
		if len(docs) > 0 {
			id = docs[0].ID
		}
		done, err := w.Mark(t.Context(), w.secretary, MarkInput{Key: w.key(), Agreement: a.ID, Document: id, Quote: "", From: 4, To: 8, Kind: "commitment"})
		w.must(err)
		cl, _ := done.Subject(ClauseNoun)
		return func() error {
			_, err := w.Commit(t.Context(), w.secretary, CommitInput{Key: w.key(), Title: "x", Lang: "en", Clause: cl, Provider: w.group.ID, Receiver: w.county.ID})
			return err
		}
	}
	read := w.memorandum(nil)
	_, err := w.HoldText(t.Context(), w.secretary, HoldInput{Key: w.key(), Agreement: read.ID, File: &File{"a.txt", []byte(zh)}})
	w.must(err)
	w.refuses("what nobody has confirmed to be signed", fault.Conflict, "agreement.not_in_force", on(read))
	signed, _ := w.signed()
	w.must(on(signed)())
}

// Invariant 8: what is signed again adds nothing.
func TestSignedAgainCountsOnce(t *testing.T) {
	w := newWorld(t)
	old, doc := w.signed()
	first := w.clause(old, doc, "为受援方建设40所乡镇卫生院", "commitment")
	c := w.says(w.promise(func(in *CommitInput) { in.Measure, in.Clause = 0, first.ID }), w.atCounty, "agreement.acknowledge")
	lone := w.promise(func(in *CommitInput) {
		in.Measure, in.Clause, in.Title, in.MoneyClass, in.Entered = 0, first.ID, "Contact units", "", EnteredTerms{}
	})
	again := w.draft(func(in *CaptureInput) { in.Supersedes, in.Title = old.ID, "Memorandum, signed again" })
	count := func() Count {
		n, err := CountAgreements(t.Context(), w.DB.Read(), w.auditor, AgreementFilter{})
		w.must(err)
		return n
	}
	w.want("before the signing the old one stands", w.agreement(old.ID).State, Signed)
	w.hold(w.atGroup, again, "draft.txt", zh)
	w.must(w.do(w.atGroup, "agreement.submit_draft", again, "", ""))
	w.must(w.do(w.atCounty, "agreement.agree_text", again, "", ""))
	w.must(w.do(w.atGroup, "agreement.sign", again, "2028-05-12", ""))
	w.want("facts", w.lastFacts(), "agreement.agreement.signed agreement.agreement.superseded")
	w.want("superseded", w.agreement(old.ID).State+" "+w.steps(Machine, old.ID), "superseded capture >captured; accept captured>signed_unheld; "+
		"hold_text signed_unheld>signed; supersede signed>superseded")
	w.want("two instruments, one signing", fmt.Sprintf("%+v", count()), "{Single:1 Batches:0 Superseded:1}")
	w.want("a second agreement in its place", refused(w.Room.capture(w, old.ID)), "agreement.not_to_supersede")

	docs, err := DocumentsOf(t.Context(), w.DB.Read(), w.prog, again.ID)
	w.must(err)
	stated := w.clause(w.agreement(again.ID), docs[0], "为受援方建设40所乡镇卫生院", "commitment")
	w.refuses("the same figures between the same two as a new promise", fault.Conflict, "agreement.same_promise", func() error {
		_, err := w.Commit(t.Context(), w.secretary, CommitInput{Key: w.key(), Title: "Clinics, forty of them", Lang: "en", Clause: stated.ID, Provider: w.group.ID, Receiver: w.county.ID,
			MoneyClass: "grant", Entered: EnteredTerms{Lang: words.EN, Quantity: "40", Unit: "clinics", Amount: "4000000", Currency: "CNY"}})
		return err
	})
	restate := func(who ident.Actor, c Commitment, clause ident.ID) func() error {
		return func() error {
			_, err := w.Restate(t.Context(), who, RestateInput{Key: w.key(), Commitment: c.ID, Clause: clause})
			return err
		}
	}
	other := w.promise(nil)
	w.refuses("a promise of no old agreement", fault.Conflict, "agreement.not_of_the_old", restate(w.secretary, other, stated.ID))
	w.refuses("on the old clause itself", fault.Conflict, "agreement.not_in_force", restate(w.secretary, c, first.ID))
	w.refuses("by an outsider", fault.Forbidden, "", restate(w.stranger, c, stated.ID))
	before, err := CountCommitments(t.Context(), w.DB.Read(), w.auditor, CommitmentFilter{}, 100)
	w.must(err)
	w.must(restate(w.atGroup, c, stated.ID)())
	w.refuses("twice", fault.Conflict, "agreement.restated_already", restate(w.atGroup, c, stated.ID))
	after, err := CountCommitments(t.Context(), w.DB.Read(), w.auditor, CommitmentFilter{}, 100)
	w.must(err)
	w.want("one promise still", fmt.Sprint(after, " ", w.commitment(c.ID).State, " ", w.commitment(c.ID).Agreement == old.ID), fmt.Sprint(before, " acknowledged true"))
	found, err := RestatedIn(t.Context(), w.DB.Read(), w.prog, again.ID)
	w.must(err)
	w.want("found from the new agreement", fmt.Sprint(len(found), found[0].Commitment == c.ID, found[0].Clause == stated.ID), "1 true true")
	w.refuses("withdrawing the clause that states it again", fault.Conflict, "agreement.clause_has_commitments", func() error {
		_, err := w.WithdrawClause(t.Context(), w.secretary, ClauseInput{Key: w.key(), Agreement: again.ID, Clauses: []ident.ID{stated.ID}, Reason: "x"})
		return err
	})
	f := w.front()
	f.auditor.Get("/agreements/"+w.agreement(again.ID).Code).Want(200, "Takes the place of", "Promises stated again", c.Code, "not stated again", lone.Code)
	f.auditor.Get("/agreements/"+old.Code).Want(200, "Signed again as", "Memorandum, signed again")
	f.auditor.Get("/commitments/"+c.Code).Want(200, "Stated again in")
	f.auditor.Get("/agreements").Want(200, "1 agreement.", "1 more was signed again")
}

// capture tries to take the place of an agreement.
func (r *Room) capture(w *world, old ident.ID) error {
	_, err := r.Capture(w.Context(), w.secretary, CaptureInput{Key: w.key(), Kind: "memorandum", Title: "x", Lang: "en", Supersedes: old, Parties: []SigningParty{{Name: "x"}}})
	return err
}

const zh2 = "第一条 甲方在四年内为受援方建设30所乡镇卫生院。\n第二条 双方将加强交流。𠮷祥如意！第二条 双方将加强交流。"

func (w *world) amend(who ident.Actor, a Agreement, file *File) (Amendment, error) {
	w.Helper()
	_, err := w.Amend(w.Context(), who, AmendInput{Key: w.key(), Agreement: a.ID, File: file, From: "2029-01-01", Summary: "Thirty, not forty."})
	if err != nil {
		return Amendment{}, err
	}
	all, err := AmendmentsOf(w.Context(), w.DB.Read(), w.prog, a.ID)
	w.must(err)
	return all[len(all)-1], nil
}

func TestAmendmentIsSignedByAllParties(t *testing.T) {
	w := newWorld(t)
	a := w.drafted(func(in *CaptureInput) {
		in.Parties = append(in.Parties, SigningParty{Name: "Third party", Side: "provider"})
	})
	docs, err := DocumentsOf(t.Context(), w.DB.Read(), w.prog, a.ID)
	w.must(err)
	kept := w.clause(a, docs[0], "𠮷祥如意", "courtesy")
	cl := w.clause(a, docs[0], "为受援方建设40所乡镇卫生院", "commitment")
	c := w.says(w.promise(func(in *CommitInput) { in.Measure, in.Clause = 0, cl.ID }), w.atCounty, "agreement.acknowledge")
	w.refuses("without the text", fault.Invalid, "file agreement.file_missing", func() error { _, err := w.amend(w.atGroup, a, nil); return err })
	w.refuses("an outsider", fault.Forbidden, "", func() error { _, err := w.amend(w.stranger, a, &File{"b.txt", []byte(zh2)}); return err })
	m, err := w.amend(w.atGroup, a, &File{"b.txt", []byte(zh2)})
	w.must(err)
	w.want("who puts it forward has signed; one clause changes", fmt.Sprint(m.State, len(m.Consents), m.Consents[0].Ordinal, m.Changes),
		fmt.Sprint("proposed1 1 ", []Change{{cl.ID, Changed, "在四年内为受援方建设30所乡镇卫生院"[len("在四年内"):], 10, 24}}))
	w.want("tasks", w.waits(m.Ref()), "consent receiver VC; consent office; consent secretary")
	w.refuses("a second one", fault.Conflict, "agreement.amendment_open", func() error { _, err := w.amend(w.atCounty, a, &File{"b.txt", []byte(zh2)}); return err })
	sign := func(who ident.Actor, ordinal int) func() error {
		return func() error {
			_, err := w.Consent(t.Context(), who, ConsentInput{Key: w.key(), Agreement: a.ID, Amendment: m.ID, Ordinal: ordinal})
			return err
		}
	}
	w.refuses("for another party", fault.Forbidden, "", sign(w.atGroup, 2))
	w.refuses("the proposer under another hat", fault.Forbidden, "", sign(hat(w.atGroup, w.county, ident.Receiver), 2))
	w.refuses("the office for a party that is there", fault.Forbidden, "", sign(w.colleague, 2))
	w.refuses("a party that is none", fault.Conflict, "agreement.party_has_signed", sign(w.colleague, 4))
	w.must(sign(w.atCounty, 2)())
	w.refuses("twice", fault.Forbidden, "", sign(w.atCounty, 2))
	before, err := GetClause(t.Context(), w.DB.Read(), w.prog, cl.ID)
	w.must(err)
	w.want("nothing changes before the last signature", before.State, Marked)
	w.must(sign(w.colleague, 3)())
	w.want("facts", w.lastFacts(), "agreement.amendment.signed agreement.agreement.amended agreement.clause.superseded agreement.clause.amended")
	clauses, err := ClausesOf(t.Context(), w.DB.Read(), w.prog, a.ID)
	w.must(err)
	var said []string
	for _, x := range clauses {
		said = append(said, x.Quote+" "+x.State)
	}
	w.want("clauses", fmt.Sprint(said), "[为受援方建设40所乡镇卫生院 superseded 𠮷祥如意 marked 为受援方建设30所乡镇卫生院 accepted]")
	w.want("each side has read the new one", fmt.Sprint(clauses[2].Provider.Organisation == w.group.ID, clauses[2].Receiver.Organisation == w.county.ID, clauses[2].Replaces == cl.ID), "true true true")
	_ = kept

	f := w.front()
	f.auditor.Get("/agreements/"+a.Code).Want(200, "Amendment 1", "in force", "version 2", "What version 2 changed in version 1", "建设30所")
	f.auditor.Get("/agreements/"+a.Code+"?document="+itoa(docs[0].ID)).Want(200, "甲方在三年内")
	f.auditor.Get("/agreements/"+a.Code+"/versions/2").Want(200, "1 paragraph differs.", "甲方在三年内为受援方建设40所乡镇卫生院", "甲方在四年内为受援方建设30所乡镇卫生院")
	f.auditor.Get("/agreements/" + a.Code + "/versions/3").Want(404)
	f.group.Get("/commitments/"+c.Code).Want(200, "The clause was amended since.")

	// Both sides bring the promise in line.
	form := f.group.Get("/commitments/"+c.Code+"/proposals/new").Want(200, "other terms")
	f.group.Submit(form, "/commitments/"+c.Code+"/proposals", map[string][]string{"proposal": {"amend"}, "quantity": {"30"}, "unit": {"clinics"}, "reason": {"as amended"}}).Want(200)
	open, err := ProposalsOf(t.Context(), w.DB.Read(), w.prog, c.ID)
	w.must(err)
	_, err = w.Agree(t.Context(), w.atCounty, ProposalInput{Key: w.key(), Proposal: open[0].ID})
	w.must(err)
	got := w.commitment(c.ID)
	w.want("amended", fmt.Sprint(got.State, *got.Terms.Quantity, got.Terms.Amount.Minor, got.Clause == clauses[2].ID, *open[0].Was.Terms.Quantity),
		fmt.Sprint(Acknowledged, money.Quantity{N: 30, Unit: "clinics"}, 400000000, true, money.Quantity{N: 40, Unit: "clinics"}))
	f.auditor.Get("/commitments/"+c.Code).Want(200, "30 clinics", "Before", "40 clinics").Without("The clause was amended since.")
}

func TestAmendmentRefusedChangesNothing(t *testing.T) {
	w := newWorld(t)
	a := w.drafted(nil)
	m, err := w.amend(w.atGroup, a, &File{"b.txt", []byte(zh2)})
	w.must(err)
	end := func(who ident.Actor, verb, reason string) func() error {
		return func() error {
			_, err := w.EndAmendment(t.Context(), who, verb, ConsentInput{Key: w.key(), Agreement: a.ID, Amendment: m.ID, Reason: reason})
			return err
		}
	}
	w.refuses("without a reason", fault.Invalid, "reason state.reason_missing", end(w.atCounty, "agreement.refuse_amendment", ""))
	w.refuses("the other side taking it back", fault.Forbidden, "", end(w.atCounty, "agreement.take_back_amendment", ""))
	w.must(end(w.atCounty, "agreement.refuse_amendment", "forty were promised")())
	docs, err := DocumentsOf(t.Context(), w.DB.Read(), w.prog, a.ID)
	w.must(err)
	all, err := AmendmentsOf(t.Context(), w.DB.Read(), w.prog, a.ID)
	w.must(err)
	w.want("one version still", fmt.Sprint(len(Versions(docs, all))), "1")
	m, err = w.amend(w.atCounty, a, &File{"b.pdf", []byte("%PDF-1.7\n")})
	w.must(err)
	w.want("the number was not used up", fmt.Sprint(m.Number, m.Changes), "1 []")
	w.must(end(w.atCounty, "agreement.take_back_amendment", "")())
	m, err = w.amend(w.secretary, a, &File{"b.txt", []byte(zh2)})
	w.must(err)
	w.want("the office signs for nobody by putting it forward", fmt.Sprint(len(m.Consents)), "0")
	w.refuses("the office's own under another hat", fault.Forbidden, "", func() error {
		_, err := w.Consent(t.Context(), hat(w.secretary, w.county, ident.Receiver), ConsentInput{Key: w.key(), Agreement: a.ID, Amendment: m.ID, Ordinal: 2})
		return err
	})
	w.front().auditor.Get("/agreements/"+a.Code).Want(200, "refused", "taken back", "forty were promised")
}

func TestPagesOfAPastDay(t *testing.T) {
	w := newWorld(t)
	first := w.DB.Clock()
	a := w.memorandum(nil)
	c := w.promise(nil)
	w.must(w.try(w.atCounty, "agreement.acknowledge", c, "as promised"))
	held, doc := w.signed()
	marked := w.clause(held, doc, "为受援方建设40所乡镇卫生院", "commitment")
	w.DB.Clock = func() time.Time { return first.AddDate(0, 0, 3) }
	_, err := w.Accept(t.Context(), w.atCounty, MoveInput{Key: w.key(), Agreement: a.ID, Wording: "as signed"})
	w.must(err)
	p, err := w.propose(w.atGroup, c, Defer, "2029-06-30")
	w.must(err)
	_, err = w.Agree(t.Context(), w.atCounty, ProposalInput{Key: w.key(), Proposal: p.ID})
	w.must(err)
	w.must(w.try(w.atGroup, "agreement.claim", c, "all are open"))
	f := w.front()
	day := string(words.DayOf(first, time.UTC))
	f.secretary.Get("/agreements/"+a.Code).Want(200, "signed, text not held", "Accepted by the other side", "Add the text")
	f.secretary.Get("/agreements/"+a.Code+"?on="+day).Want(200, "waits for the other side", "Agreement recorded").
		Without("Accepted by the other side", "Add the text", "Withdraw the record")
	f.county.Get("/commitments/"+c.Code).Want(200, "claimed done by the provider", "30 June 2029", "all are open", "Dispute")
	f.county.Get("/commitments/"+c.Code+"?on="+day).Want(200, "acknowledged by the receiver", "30 September 2028", "as promised").
		Without("30 June 2029", "all are open", "Dispute", "Propose to the other side", "Claimed done by the provider")
	f.group.Get("/commitments/"+c.Code+"?on="+day).Want(200, "acknowledged by the receiver").Without("Claim that it is done")
	f.county.Get("/commitments/" + c.Code + "?on=2020-01-01").Want(404)
	f.county.Get("/commitments/" + c.Code + "?on=tomorrow").Want(422)
	_, err = w.MoveClauses(t.Context(), w.atCounty, "agreement.contest_clause", ClauseInput{Key: w.key(), Agreement: held.ID, Clauses: []ident.ID{marked.ID}, Reason: "misread"})
	w.must(err)
	clause := ClauseURL(held.Code, marked.ID)
	f.secretary.Get(clause).Want(200, "misread", "Withdraw the clause")
	f.secretary.Get(clause+"?on="+day).Want(200, "为受援方建设40所乡镇卫生院").Without("misread", "Withdraw the clause", "Make a commitment")
	f.secretary.Get(clause + "?on=2020-01-01").Want(404)
}

func TestHistoryDoesNotRepeatWhatStandsAbove(t *testing.T) {
	w := newWorld(t)
	c := w.says(w.promise(nil), w.atCounty, "agreement.acknowledge")
	_, err := w.Claim(t.Context(), w.atGroup, SayInput{Key: w.key(), Commitment: c.ID, Wording: "All forty are open."})
	w.must(err)
	page := w.front().auditor.Get("/commitments/"+c.Code).Want(200, "All forty are open.", "Claimed done by the provider")
	w.want("said once", fmt.Sprint(strings.Count(page.Body, "All forty are open.")), "1")
}

func TestPairingPanel(t *testing.T) {
	w := newWorld(t)
	w.memorandum(nil)
	w.promise(nil)
	w.says(w.promise(nil), w.atCounty, "agreement.acknowledge")
	w.promise(func(in *CommitInput) { in.Visibility, in.Title = "internal", "Inside" })
	p := &panelPages{w: w}
	site := webtest.New(t, w.DB, webtest.Options{Programme: w.prog, Words: []fs.FS{Words, party.Words, plan.Words, conference.Words, decision.Words}, Rules: Rules(), Mount: p.mount})
	site.As(w.secretary.Person, w.secretary.Organisation, w.secretary.Roles...).Get("/panels/pairing").Want(200, "2 are not acknowledged", "recorded 2 · acknowledged by the receiver 1", "AGR-001", "Inside")
	site.As(w.atCounty.Person, w.county.ID, ident.Receiver).Get("/panels/pairing").Want(200, "1 is not acknowledged", "recorded 1 · acknowledged").Without("Inside")
	site.As(w.atCounty.Person, w.county.ID, ident.Receiver).Get("/commitments?pairing="+w.pairing.Code).Want(200, "2 commitments").Without("Inside")
}
