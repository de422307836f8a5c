package agreement

import (
	"fmt"
	"slices"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/party"
)

// venture is a joint venture that was signed.
func (w *world) venture() Agreement {
	w.Helper()
	return w.drafted(func(in *CaptureInput) { in.Kind, in.Title = "joint_venture", "Joint venture in cold chain" })
}

func (w *world) step(who ident.Actor, a Agreement, verb string, change func(*StepInput)) (Step, error) {
	w.Helper()
	in := StepInput{Key: w.key(), Agreement: a.ID, Verb: verb, Day: "2028-06-01", Reference: "No. 7 of 2028"}
	if change != nil {
		change(&in)
	}
	if _, err := w.TakeStep(w.Context(), who, in); err != nil {
		return Step{}, err
	}
	steps := w.company(a).Steps
	return steps[len(steps)-1], nil
}

func (w *world) company(a Agreement) Venture {
	w.Helper()
	found, err := VenturesOf(w.Context(), w.DB.Read(), w.prog, a.ID)
	w.must(err)
	return found[a.ID]
}

func (w *world) settle(who ident.Actor, verb string, s Step, reason string) error {
	_, err := w.SettleStep(w.Context(), who, verb, SettleInput{Key: w.key(), Agreement: s.Agreement, Step: s.ID, Reason: reason})
	return err
}

// reached takes a venture through a step that the other side confirms.
func (w *world) reached(a Agreement, verb string, change func(*StepInput)) {
	w.Helper()
	s, err := w.step(w.atGroup, a, verb, change)
	w.must(err)
	w.must(w.settle(w.atCounty, "agreement.confirm_step", s, ""))
}

func registered(in *StepInput) { in.Name, in.Identify = "Valley Cold Chain Ltd", "91-540-77" }

func (w *world) paid(group, county string) func(*StepInput) {
	return func(in *StepInput) {
		in.Paid = []EnteredPaid{{"paid_1", w.group.ID, words.EN, group, "CNY"}, {"paid_2", w.county.ID, words.EN, county, "CNY"}}
	}
}

func TestVentureFromTheTalksToItsOperation(t *testing.T) {
	w := newWorld(t)
	a := w.venture()
	w.want("no step, so talks", w.company(a).Stage(), Talks)
	w.refuses("registered before it is approved", fault.Conflict, "state.moved_on", func() error { _, err := w.step(w.atGroup, a, "agreement.register_venture", registered); return err })
	w.refuses("an outsider", fault.Forbidden, "", func() error { _, err := w.step(w.stranger, a, "agreement.approve_venture", nil); return err })
	w.refuses("without anything that shows it", fault.Invalid, "reference agreement.reference_missing", func() error {
		_, err := w.step(w.atGroup, a, "agreement.approve_venture", func(in *StepInput) { in.Reference = "" })
		return err
	})
	w.refuses("without a day", fault.Invalid, "day agreement.day_missing", func() error {
		_, err := w.step(w.atGroup, a, "agreement.approve_venture", func(in *StepInput) { in.Day = "" })
		return err
	})
	s, err := w.step(w.atGroup, a, "agreement.approve_venture", func(in *StepInput) { in.Reference, in.File = "", &File{"decision.txt", []byte("approved")} })
	w.must(err)
	w.want("one side's word does not count", w.company(a).Stage()+" "+w.waits(s.Ref()), "talks confirm_step receiver VC")
	w.refuses("the next step meanwhile", fault.Conflict, "agreement.step_waits", func() error { _, err := w.step(w.atCounty, a, "agreement.approve_venture", nil); return err })
	w.refuses("who recorded it confirms", fault.Forbidden, "", func() error { return w.settle(w.atGroup, "agreement.confirm_step", s, "") })
	w.refuses("under another hat", fault.Forbidden, "", func() error {
		return w.settle(hat(w.atGroup, w.county, ident.Receiver), "agreement.confirm_step", s, "")
	})
	w.refuses("contesting without a reason", fault.Invalid, "reason state.reason_missing", func() error { return w.settle(w.atCounty, "agreement.contest_step", s, "") })
	w.must(w.settle(w.atCounty, "agreement.contest_step", s, "another company was meant"))
	w.want("contested", w.company(a).Stage()+w.company(a).Steps[0].Answer, "talksanother company was meant")
	s, err = w.step(w.atGroup, a, "agreement.approve_venture", nil)
	w.must(err)
	w.must(w.settle(w.atGroup, "agreement.take_back_step", s, ""))
	w.reached(a, "agreement.approve_venture", nil)

	w.refuses("a register without a name", fault.Invalid, "identifier agreement.identifier_missing; name agreement.registered_name_missing", func() error {
		_, err := w.step(w.atGroup, a, "agreement.register_venture", nil)
		return err
	})
	w.reached(a, "agreement.register_venture", registered)
	w.refuses("capital of nobody", fault.Invalid, "paid_1 agreement.capital_missing", func() error { _, err := w.step(w.atGroup, a, "agreement.pay_capital", nil); return err })
	w.refuses("capital that is no amount", fault.Invalid, "paid_2 money.not_an_amount", func() error { _, err := w.step(w.atGroup, a, "agreement.pay_capital", w.paid("1", "much")); return err })
	w.reached(a, "agreement.pay_capital", w.paid("2,000,000.00", "1,000,000.00"))
	w.reached(a, "agreement.begin_operation", nil)
	v := w.company(a)
	last := v.Steps[len(v.Steps)-2]
	total, err := last.Total()
	w.must(err)
	w.want("paid in", fmt.Sprint(v.Stage(), *total, last.Shares()[w.group.ID], last.Shares()[w.county.ID]), fmt.Sprint(Operating, money.Amount{Minor: 300000000, Currency: "CNY"}, 6667, 3333))
	w.refuses("winding up without a reason", fault.Invalid, "reason state.reason_missing", func() error { _, err := w.step(w.atGroup, a, "agreement.wind_up", nil); return err })
	w.reached(a, "agreement.wind_up", func(in *StepInput) { in.Reason = "its work is done" })
	w.want("wound up", w.company(a).Stage(), WoundUp)

	plain := w.drafted(nil)
	w.refuses("an outsider is not told that there is no company", fault.Forbidden, "", func() error { _, err := w.step(w.stranger, plain, "agreement.approve_venture", nil); return err })
	w.refuses("an agreement without a company", fault.Conflict, "agreement.no_venture", func() error { _, err := w.step(w.atGroup, plain, "agreement.approve_venture", nil); return err })
}

// The order of the track: every verb from every stage, reached by one confirmed
// step, is what the machine's table says and nothing else.
func TestVentureTakesItsStepsInOrder(t *testing.T) {
	who := as(ann, ministry, ident.Provider)
	good := Step{Day: "2028-06-01", Reference: "No. 7", Reason: "why", Name: "Company", Identifier: "77",
		Capital: []Paid{{ministry, money.Amount{Minor: 5, Currency: "CNY"}}}}
	tried := 0
	for _, stage := range VentureMachine.States() {
		v := Venture{Steps: []Step{{To: stage, State: StepConfirmed}, {To: Operating, State: Contested}, {To: WoundUp, State: Withdrawn}}}
		for _, mv := range VentureMachine.Moves {
			tried++
			s, err := v.take(who, ident.Relations{ident.OurSide}, mv.Verb, good)
			if ok := slices.Contains(mv.From, stage); (err == nil) != ok || ok && (s.To != mv.To || s.State != StepRecorded) {
				t.Errorf("%s from %s: %+v, %v", mv.Verb, stage, s, err)
			}
			v := Venture{Steps: []Step{v.Steps[0], {To: mv.To, State: StepRecorded}}}
			if _, err := v.take(who, ident.Relations{ident.OurSide}, mv.Verb, good); err == nil {
				t.Errorf("%s from %s while a step waits", mv.Verb, stage)
			}
		}
	}
	if tried != 7*6 {
		t.Errorf("tried %d", tried)
	}
}

func TestVenturePage(t *testing.T) {
	w := newWorld(t)
	a := w.venture()
	f := w.front()
	at := "/agreements/" + a.Code
	form := f.group.Get(at+"/venture/approval").Want(200, "Which decision approved")
	f.group.Submit(form, at+"/venture/approval", map[string][]string{"day": {"2028-06-01"}}).Want(422, "Name the document")
	f.group.Submit(form, at+"/venture/approval", map[string][]string{"day": {"2028-06-01"}, "reference": {"No. 7"}}).Want(200, "The step is on record", "not confirmed by the other side")
	f.group.Get(at + "/venture/registration").Want(409)
	f.auditor.Get(at + "/venture/approval").Want(403)
	page := f.county.Get(at).Want(200, "Confirm the step", "Contest the step")
	id := itoa(w.company(a).Steps[0].ID)
	f.county.Submit(page, at+"/steps/"+id+"/confirmation", nil).Want(200, "The step is confirmed.", "confirmed by the other side")
	w.reached(a, "agreement.register_venture", registered)
	form = f.group.Get(at+"/venture/capital").Want(200, "Harbour Group", "Valley County")
	f.group.Submit(form, at+"/venture/capital", map[string][]string{"day": {"2028-06-01"}, "reference": {"slip"}, "paid_1": {"x"}}).Want(422, "cannot be read as an amount")
	f.group.Upload(form, at+"/venture/capital", map[string][]string{"day": {"2028-06-01"}, "paid_1": {"3,000.00"}, "paid_2": {"1,000.00"}}, "file", "slip.txt", []byte("slip")).
		Want(200, "CNY 4,000.00", "75 %", "25 %", "slip.txt", "Valley Cold Chain Ltd", "91-540-77")
	steps := w.company(a).Steps
	f.auditor.Get(at+"/steps/"+itoa(steps[2].ID)+"/file").Want(200, "slip")
	f.auditor.Get(at + "/steps/" + itoa(steps[0].ID) + "/file").Want(404)
	f.auditor.Get("/agreements").Want(200, "company: registered")
	f.auditor.In(words.ZH).Get(at).Want(200, "合资公司", "已设立", "实缴出资")
}

func TestSeveralProvidersOnOnePromise(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	form := f.secretary.Get("/commitments/new?measure=MEA-001").Want(200, "Several providers")
	fields := map[string][]string{"provider": {"HG"}, "receiver": {"VC"}, "provider_2": {"FT"}, "money_class": {"grant"}, "amount": {"100.00"}, "share": {"66.67"}, "share_2": {"33.32"}}
	f.secretary.Submit(form, "/commitments", fields).Want(422, "The parts add up to 99.99 %.")
	fields["share_2"] = []string{"33.333"}
	f.secretary.Submit(form, "/commitments", fields).Want(422, "no part of a hundred per cent")
	fields["share_2"] = []string{"33.33"}
	f.secretary.Submit(form, "/commitments", fields).Want(200, "66.67 %", "CNY 66.67", "33.33 %", "CNY 33.33", "matched receipts of money")
	form = f.secretary.Get("/commitments/new?measure=MEA-001")
	fields["joint"], fields["share"], fields["share_2"] = []string{"1"}, nil, nil
	f.secretary.Submit(form, "/commitments", fields).Want(200, "joint, the total is counted once")
	far, err := party.GetPartyByCode(t.Context(), w.DB.Read(), w.prog, "FT")
	w.must(err)
	for _, c := range []CommitmentFilter{{Provider: far.ID}, {Party: far.ID}, {Provider: w.group.ID}} {
		n, err := CountCommitments(t.Context(), w.DB.Read(), w.auditor, c, 10)
		w.must(err)
		w.want("found by each provider", fmt.Sprint(n), "2")
	}
	c := w.commitmentNamed("COM-001")
	w.want("a second provider", fmt.Sprint(c.Relations(as(dan, far.ID), c.StateBy, c.StateOrg)), "[mine our_side]")
	w.must(w.try(w.atCounty, "agreement.acknowledge", c, ""))
	second := ident.Actor{Person: w.stranger.Person, Organisation: far.ID, Programme: w.prog, Roles: []ident.Role{ident.Provider}}
	w.must(w.try(second, "agreement.claim", c, "our part is done"))
	w.refuses("the first provider confirming the second's claim", fault.Forbidden, "", func() error { return w.try(w.atGroup, "agreement.confirm", w.commitment(c.ID), "") })
}

func TestUnmetIsPutOnRecordAndTakenUpAgain(t *testing.T) {
	w := newWorld(t)
	unmet := func(who ident.Actor, c Commitment, reason string) func() error {
		return func() error {
			_, err := w.RecordUnmet(t.Context(), who, EndInput{Key: w.key(), Commitment: c.ID, Reason: reason})
			return err
		}
	}
	late := w.says(w.promise(func(in *CommitInput) { in.Entered.Due = "2028-01-31" }), w.atCounty, "agreement.acknowledge")
	early := w.says(w.promise(nil), w.atCounty, "agreement.acknowledge")
	w.refuses("before its day", fault.Conflict, "agreement.grace_not_over", unmet(w.secretary, early, "nothing came"))
	w.refuses("by a side", fault.Forbidden, "", unmet(w.atCounty, late, "nothing came"))
	w.refuses("without a reason", fault.Invalid, "reason state.reason_missing", unmet(w.secretary, late, " "))
	f := w.front()
	f.secretary.Get("/commitments/"+late.Code).Want(200, "not kept in time")
	form := f.secretary.Get("/commitments/" + late.Code + "/unmet").Want(200)
	f.secretary.Submit(form, "/commitments/"+late.Code+"/unmet", map[string][]string{"reason": {"nothing came"}}).Want(200, "Recorded: the promise was not kept.", "not kept")
	w.want("nothing waits", w.waits(late.Ref()), "")
	p, err := w.propose(w.atGroup, w.commitment(late.ID), Resume, "")
	w.must(err)
	_, err = w.Agree(t.Context(), w.atCounty, ProposalInput{Key: w.key(), Proposal: p.ID})
	w.must(err)
	w.want("taken up again", w.commitment(late.ID).State, Acknowledged)
}

// everyTrack takes records through the acts of the tracks.
func everyTrack(w *world) {
	ctx := w.Context()
	a := w.draft(nil)
	w.hold(w.atGroup, a, "draft.txt", zh)
	w.must(w.do(w.atGroup, "agreement.submit_draft", a, "", ""))
	w.must(w.do(w.atCounty, "agreement.return_draft", a, "", "r"))
	lapsed, _ := w.signed()
	w.must(w.do(w.secretary, "agreement.lapse", lapsed, "2028-07-01", "r"))
	ended, _ := w.signed()
	w.must(w.do(w.secretary, "agreement.terminate", ended, "2028-07-01", "r"))
	old, doc := w.signed()
	cl := w.clause(old, doc, "为受援方建设40所乡镇卫生院", "commitment")
	c := w.says(w.promise(func(in *CommitInput) {
		in.Measure, in.Clause, in.Entered.Due = 0, cl.ID, "2028-01-31"
		in.Shares = []Share{{w.group.ID, 5000}, {w.office.ID, 5000}}
	}), w.atCounty, "agreement.acknowledge")
	again := w.drafted(func(in *CaptureInput) { in.Supersedes = old.ID })
	docs, err := DocumentsOf(ctx, w.DB.Read(), w.prog, again.ID)
	w.must(err)
	stated := w.clause(again, docs[0], "为受援方建设40所乡镇卫生院", "commitment")
	_, err = w.Restate(ctx, w.secretary, RestateInput{Key: w.key(), Commitment: c.ID, Clause: stated.ID})
	w.must(err)
	_, err = w.Propose(ctx, w.atGroup, ProposeInput{Key: w.key(), Commitment: c.ID, Kind: Amend, Wording: "fewer", Reason: "r"})
	w.must(err)
	open, err := ProposalsOf(ctx, w.DB.Read(), w.prog, c.ID)
	w.must(err)
	_, err = w.Agree(ctx, w.atCounty, ProposalInput{Key: w.key(), Proposal: open[0].ID})
	w.must(err)
	_, err = w.RecordUnmet(ctx, w.secretary, EndInput{Key: w.key(), Commitment: c.ID, Reason: "r"})
	w.must(err)
	for _, verb := range []string{"agreement.refuse_amendment", "agreement.take_back_amendment", ""} {
		m, err := w.amend(w.atGroup, again, &File{"b.txt", []byte(zh2)})
		w.must(err)
		in := ConsentInput{Key: w.key(), Agreement: again.ID, Amendment: m.ID, Ordinal: 2, Reason: "r"}
		switch verb {
		case "":
			_, err = w.Consent(ctx, w.atCounty, in)
		case "agreement.refuse_amendment":
			_, err = w.EndAmendment(ctx, w.atCounty, verb, in)
		default:
			_, err = w.EndAmendment(ctx, w.atGroup, verb, in)
		}
		w.must(err)
	}
	company := w.venture()
	for _, verb := range []string{"agreement.contest_step", "agreement.take_back_step", "agreement.confirm_step"} {
		s, err := w.step(w.atGroup, company, "agreement.approve_venture", nil)
		w.must(err)
		who := w.atCounty
		if verb == "agreement.take_back_step" {
			who = w.atGroup
		}
		w.must(w.settle(who, verb, s, "r"))
	}
}
