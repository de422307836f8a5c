package agreement

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// CommitInput is a promise. It rests on a clause, a measure or a class member's
// answer to one; on a clause and a measure when the clause answers it. Terms
// come typed (Entered) or exact; an empty Visibility is "parties".
type CommitInput struct {
	Key                        db.Key
	Title, Lang, Other         string
	Clause, Measure, Answer    ident.ID
	Pairing                    ident.ID
	Provider, Receiver         ident.ID
	Shares                     []Share // all providers, where they are several
	Joint                      bool
	MoneyClass                 string
	Fulfilment                 string // "" is what the terms suggest
	Entered                    EnteredTerms
	Terms                      Terms
	From                       words.Day
	Conditions, DoneDefinition string
	Visibility                 string
	Illustrative               bool
}

// Commit records a promise. It waits for the receiver's word.
func (r *Room) Commit(ctx context.Context, who ident.Actor, in CommitInput) (db.Done, error) {
	terms, err := in.Entered.read()
	if err != nil {
		return db.Done{}, err
	}
	in.Terms = terms
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := CommitTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

func (in CommitInput) commitment(tx *db.Tx) Commitment {
	c := Commitment{Title: oneLine(in.Title), Lang: in.Lang, Other: oneLine(in.Other), Clause: in.Clause, Measure: in.Measure, Answer: in.Answer,
		Pairing: in.Pairing, Provider: in.Provider, Receiver: in.Receiver, Shares: in.Shares, Joint: in.Joint, MoneyClass: in.MoneyClass, Terms: in.Terms, From: in.From,
		OriginalDue: in.Terms.Due, Conditions: strings.TrimSpace(in.Conditions), DoneDefinition: strings.TrimSpace(in.DoneDefinition), Fulfilment: in.Fulfilment,
		State: CommitmentMachine.Start, StateSince: tx.Now, StateBy: tx.Who.Person, StateOrg: tx.Who.Organisation,
		RecordedBy: tx.Who.Person, Owner: tx.Who.Organisation, Visibility: in.Visibility, Illustrative: in.Illustrative}
	if c.Visibility == "" {
		c.Visibility = "parties"
	}
	if c.Fulfilment == "" {
		c.Fulfilment = c.Terms.fulfilment()
	}
	return c
}

// CommitTx records a promise within a change, with exact Terms.
func CommitTx(ctx context.Context, tx *db.Tx, in CommitInput) (Commitment, db.Fact, error) {
	c := in.commitment(tx)
	if err := access.Check(own, tx.Who, "agreement.commit", c.Relations(tx.Who, tx.Who.Person, tx.Who.Organisation)); err != nil {
		return c, db.Fact{}, err
	}
	c, err := rooted(ctx, tx, c)
	if err != nil {
		return c, db.Fact{}, err
	}
	if err := c.check(); err != nil {
		return c, db.Fact{}, err
	}
	if err := known(ctx, tx, c); err != nil {
		return c, db.Fact{}, err
	}
	if err := notAgain(ctx, tx, c); err != nil {
		return c, db.Fact{}, err
	}
	if c.Code, err = tx.Code(ctx, "COM"); err != nil {
		return c, db.Fact{}, err
	}
	c.ID = tx.ID()
	if err := keepCommitment(ctx, tx, c, "", "agreement.commit", ""); err != nil {
		return c, db.Fact{}, err
	}
	if err := saveShares(ctx, tx, c); err != nil {
		return c, db.Fact{}, err
	}
	if err := saveTitle(ctx, tx, "commitment", c.ID, c.Lang, c.Other); err != nil {
		return c, db.Fact{}, fmt.Errorf("recording a commitment: %w", err)
	}
	return c, c.fact("recorded"), nil
}

// rooted holds a promise against what it rests on, and takes over what follows
// from there: the agreement and its pairing, the measure of an answer.
func rooted(ctx context.Context, tx *db.Tx, c Commitment) (Commitment, error) {
	var err error
	if c.Clause != 0 {
		if c, err = onClause(ctx, tx, c); err != nil {
			return c, err
		}
	}
	if c.Answer != 0 {
		a, err := decision.GetAnswer(ctx, tx, tx.Who.Programme, c.Answer)
		if err != nil {
			return c, err
		}
		if a.State == decision.Silent || a.State == decision.NotApplicable {
			return c, fault.New(fault.Conflict, "agreement.answer_promises_nothing")
		}
		if a.Party != c.Provider {
			var f fault.Form
			f.Refuse("provider", "agreement.provider_not_member")
			return c, f.Err()
		}
		c.Measure = a.Measure
	}
	if c.Measure == 0 {
		return c, nil
	}
	m, err := decision.GetMeasure(ctx, tx, tx.Who.Programme, c.Measure)
	if err != nil {
		return c, err
	}
	switch {
	case !access.MaySee(tx.Who, m.Visibility, m.Owner):
		return c, fault.New(fault.NotFound, "fault.not_found")
	case !m.Followed():
		return c, fault.New(fault.Conflict, "agreement.measure_not_registered", m.Code)
	}
	if c.Pairing == 0 {
		c.Pairing = m.Pairing
	}
	c.Visibility = narrower(c.Visibility, m.Visibility)
	return c, nil
}

func onClause(ctx context.Context, tx *db.Tx, c Commitment) (Commitment, error) {
	cl, err := GetClause(ctx, tx, tx.Who.Programme, c.Clause)
	if err != nil {
		return c, err
	}
	a, err := seen(ctx, tx, tx.Who, cl.Agreement)
	if err != nil {
		return c, err
	}
	switch {
	case !a.InForce():
		return c, fault.New(fault.Conflict, "agreement.not_in_force", Machine.StateKey(a.State))
	case cl.State != Marked && cl.State != Accepted:
		return c, fault.New(fault.Conflict, "state.moved_on", ClauseMachine.StateKey(cl.State))
	case cl.Kind != ClauseKinds[0]:
		return c, fault.New(fault.Conflict, "agreement.clause_promises_nothing")
	}
	c.Agreement = a.ID
	if c.Pairing == 0 {
		c.Pairing = a.Pairing
	}
	c.Visibility = narrower(c.Visibility, a.Visibility)
	return c, nil
}

// known refuses a side that is not on record.
func known(ctx context.Context, tx *db.Tx, c Commitment) error {
	on, err := party.PartiesByID(ctx, tx, tx.Who.Programme, append(c.Providers(), c.Receiver))
	if err != nil {
		return err
	}
	var f fault.Form
	for i, id := range append(c.Providers(), c.Receiver) {
		field := "share"
		switch {
		case id == c.Receiver:
			field = "receiver"
		case i == 0:
			field = "provider"
		}
		_, ok := on[id]
		f.Require(ok, field, "agreement.side_not_on_record")
	}
	return f.Err()
}

func (c Commitment) subject() task.Subject {
	return task.Subject{Ref: c.Ref(), Code: c.Code, Title: c.Title, URL: CommitmentURL(c.Code)}
}

// fact tells what happened to the commitment; past is recorded, acknowledged, ...
func (c Commitment) fact(past string) db.Fact {
	return db.Fact{Kind: CommitmentNoun + "." + past + ".v1", Subject: c.Ref(), Data: c}
}

func keepCommitment(ctx context.Context, tx *db.Tx, c Commitment, from, verb, reason string) error {
	if err := saveCommitment(ctx, tx, c); err != nil {
		return err
	}
	if from == c.State { // a deferral: the task that waits gets its new date
		if err := task.Settle(ctx, tx, c.subject()); err != nil {
			return err
		}
	}
	return state.Step(ctx, tx, CommitmentMachine, c.subject(), from, verb, c.State, reason, c.wants(reason)...)
}

// SayInput is what one side says of a commitment: Wording in its own words, for
// a correction the figures it gives differently, for a claim a file.
type SayInput struct {
	Key        db.Key
	Commitment ident.ID
	Wording    string
	Entered    EnteredTerms
	Terms      Terms
	File       *File
}

// answer is one verb with the verdict that is kept and the fact it makes.
type answer struct{ verb, verdict, past string }

// Say takes a commitment through one of the verbs of SayInput by its name.
func (r *Room) Say(ctx context.Context, who ident.Actor, verb string, in SayInput) (db.Done, error) {
	if verb == corrects.verb {
		return r.Correct(ctx, who, in)
	}
	for _, how := range []answer{acknowledges, takes, keeps, claims, confirms, partly, disputes} {
		if how.verb == verb {
			return r.say(ctx, who, in, how)
		}
	}
	return db.Done{}, fmt.Errorf("%s is nothing that a side says", verb)
}

var (
	acknowledges = answer{"agreement.acknowledge", "acknowledged", "acknowledged"}
	corrects     = answer{"agreement.correct", "corrected", "corrected"}
	takes        = answer{"agreement.take_wording", "taken", "wording_taken"}
	keeps        = answer{"agreement.keep_wording", "kept", "wording_kept"}
	claims       = answer{"agreement.claim", "claimed", "claimed"}
	confirms     = answer{"agreement.confirm", "confirmed", "confirmed"}
	partly       = answer{"agreement.confirm_partly", "partly", "partly_confirmed"}
	disputes     = answer{"agreement.dispute", "disputed", "disputed"}
)

// Acknowledge is the receiver's word that this is what was promised to it.
func (r *Room) Acknowledge(ctx context.Context, who ident.Actor, in SayInput) (db.Done, error) {
	return r.say(ctx, who, in, acknowledges)
}

// AcknowledgeTx gives the receiver's word within a change. It accepts the
// clause as well, when that still waits for someone else.
func AcknowledgeTx(ctx context.Context, tx *db.Tx, in SayInput) (Commitment, []db.Fact, error) {
	return sayTx(ctx, tx, in, acknowledges, blob.File{})
}

// Correct puts the receiver's own wording beside the recorded one.
func (r *Room) Correct(ctx context.Context, who ident.Actor, in SayInput) (db.Done, error) {
	terms, err := in.Entered.read()
	if err != nil {
		return db.Done{}, err
	}
	in.Terms = terms
	return r.say(ctx, who, in, corrects)
}

// CorrectTx puts the receiver's wording beside the recorded one within a
// change, with exact Terms.
func CorrectTx(ctx context.Context, tx *db.Tx, in SayInput) (Commitment, []db.Fact, error) {
	return sayTx(ctx, tx, in, corrects, blob.File{})
}

// TakeWording makes the receiver's wording, and the figures it gave, what both
// sides hold to.
func (r *Room) TakeWording(ctx context.Context, who ident.Actor, in SayInput) (db.Done, error) {
	return r.say(ctx, who, in, takes)
}

// KeepWording holds to the recorded wording, with the reason: the two disagree.
func (r *Room) KeepWording(ctx context.Context, who ident.Actor, in SayInput) (db.Done, error) {
	return r.say(ctx, who, in, keeps)
}

// Claim is the provider's word that the promise is kept.
func (r *Room) Claim(ctx context.Context, who ident.Actor, in SayInput) (db.Done, error) {
	return r.say(ctx, who, in, claims)
}

// Confirm is the receiver's word that it is so.
func (r *Room) Confirm(ctx context.Context, who ident.Actor, in SayInput) (db.Done, error) {
	return r.say(ctx, who, in, confirms)
}

// ConfirmPartly confirms in part; the wording says what is missing.
func (r *Room) ConfirmPartly(ctx context.Context, who ident.Actor, in SayInput) (db.Done, error) {
	return r.say(ctx, who, in, partly)
}

// Dispute says that it is not so, and why.
func (r *Room) Dispute(ctx context.Context, who ident.Actor, in SayInput) (db.Done, error) {
	return r.say(ctx, who, in, disputes)
}

func (r *Room) say(ctx context.Context, who ident.Actor, in SayInput, how answer) (db.Done, error) {
	file, err := r.put(ctx, in.File, nil)
	if err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, facts, err := sayTx(ctx, tx, in, how, file)
		return facts, err
	})
}

func sayTx(ctx context.Context, tx *db.Tx, in SayInput, how answer, file blob.File) (Commitment, []db.Fact, error) {
	c, err := seenCommitment(ctx, tx, tx.Who, in.Commitment)
	if err != nil {
		return c, nil, err
	}
	from := c.State
	in.Wording = strings.TrimSpace(in.Wording)
	if c, err = c.move(tx.Who, c.StateBy, c.StateOrg, how.verb, in.Wording, tx.Now); err != nil {
		return c, nil, wordingField(err)
	}
	said := Statement{ID: tx.ID(), Commitment: c.ID, Verdict: how.verdict, Wording: in.Wording, At: tx.Now,
		Digest: file.Digest, Name: file.Name, MIME: file.MIME, Size: file.Size, Person: tx.Who.Person, Organisation: tx.Who.Organisation}
	switch how {
	case corrects:
		said.Terms = in.Terms
		if err := said.checkCorrection(); err != nil {
			return c, nil, err
		}
	case takes:
		corrected, err := correction(ctx, tx, c)
		if err != nil {
			return c, nil, err
		}
		c = c.take(corrected)
	}
	if err := saveStatement(ctx, tx, said); err != nil {
		return c, nil, err
	}
	if err := keepCommitment(ctx, tx, c, from, how.verb, in.Wording); err != nil {
		return c, nil, err
	}
	facts := []db.Fact{c.fact(how.past), said.fact()}
	if how != acknowledges {
		return c, facts, nil
	}
	accepted, err := acceptClauseOf(ctx, tx, c)
	return c, append(facts, accepted...), err
}

// correction is the receiver's latest wording.
func correction(ctx context.Context, tx *db.Tx, c Commitment) (Statement, error) {
	all, err := StatementsOf(ctx, tx, tx.Who.Programme, c.ID)
	if err != nil {
		return Statement{}, err
	}
	for _, s := range slices.Backward(all) {
		if s.Verdict == corrects.verdict {
			return s, nil
		}
	}
	return Statement{}, fmt.Errorf("%s is corrected without a correction", c.Code)
}

// acceptClauseOf accepts the clause of an acknowledged promise for the receiver
// when it waits for someone else: who acknowledges the promise has read the
// clause.
func acceptClauseOf(ctx context.Context, tx *db.Tx, c Commitment) ([]db.Fact, error) {
	if c.Clause == 0 {
		return nil, nil
	}
	cl, err := GetClause(ctx, tx, tx.Who.Programme, c.Clause)
	if err != nil || cl.State != Marked || !tx.Who.SomeoneElse(cl.MarkedBy, cl.MarkedOrg) {
		return nil, err
	}
	a, err := GetAgreement(ctx, tx, tx.Who.Programme, cl.Agreement)
	if err != nil {
		return nil, err
	}
	ring, err := circle(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	if cl.readBy(ring[tx.Who.Organisation]) {
		return nil, nil
	}
	if cl, err = cl.read(tx.Who, ring); err != nil {
		return nil, err
	}
	return []db.Fact{cl.fact("accepted")}, keepClause(ctx, tx, a, ring, cl, Marked, "agreement.accept_clause", "")
}

// EndInput ends a commitment with a reason: one recorded in error, or one that
// was not kept.
type EndInput struct {
	Key        db.Key
	Commitment ident.ID
	Reason     string
}

// WithdrawCommitment takes a commitment back before the receiver's word on it.
func (r *Room) WithdrawCommitment(ctx context.Context, who ident.Actor, in EndInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		c, err := seenCommitment(ctx, tx, who, in.Commitment)
		if err != nil {
			return nil, err
		}
		from := c.State
		if c, err = c.move(who, c.StateBy, c.StateOrg, "agreement.withdraw_commitment", in.Reason, tx.Now); err != nil {
			return nil, err
		}
		return []db.Fact{c.fact("withdrawn")}, keepCommitment(ctx, tx, c, from, "agreement.withdraw_commitment", in.Reason)
	})
}

// RecordUnmet puts on record that a promise was not kept, with the reason.
func (r *Room) RecordUnmet(ctx context.Context, who ident.Actor, in EndInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		c, err := seenCommitment(ctx, tx, who, in.Commitment)
		if err != nil {
			return nil, err
		}
		prog, err := party.ProgrammeByID(ctx, tx, who.Programme)
		if err != nil {
			return nil, err
		}
		today := words.DayOf(tx.Now, prog.Location())
		rules, err := plan.RulesOn(ctx, tx, who.Programme, today)
		if err != nil {
			return nil, err
		}
		from, reason := c.State, strings.TrimSpace(in.Reason)
		if c, err = c.unmet(who, reason, today, rules.GraceDays, tx.Now); err != nil {
			return nil, err
		}
		return []db.Fact{c.fact("unmet")}, keepCommitment(ctx, tx, c, from, "agreement.record_unmet", reason)
	})
}
