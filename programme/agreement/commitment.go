package agreement

import (
	"slices"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Commitment is one promise of a provider to a receiver. It comes from a clause
// (then Agreement is the clause's), from a measure, or from a class member's
// answer (then Measure is the answer's). Wording is what both sides hold to when
// the receiver's own words were taken, "" while the title is. Provider speaks for
// all who promised; Shares has them all where they are several, in parts of a
// hundred per cent or, when Joint, as one. Fulfilment says by what it will be
// seen to be kept. Acknowledged is when the receiver first held to it, zero for
// not yet. StateBy and StateOrg put the present state forward: only somebody else
// may answer it.
type Commitment struct {
	ID             ident.ID     `json:"id"`
	Seq            int64        `json:"-"`
	Code           string       `json:"code"`
	Title          string       `json:"title"`
	Lang           string       `json:"lang"`
	Other          string       `json:"other"`
	Wording        string       `json:"wording"`
	Agreement      ident.ID     `json:"agreement"`
	Clause         ident.ID     `json:"clause"`
	Measure        ident.ID     `json:"measure"`
	Answer         ident.ID     `json:"answer"`
	Pairing        ident.ID     `json:"pairing"`
	Provider       ident.ID     `json:"provider"`
	Receiver       ident.ID     `json:"receiver"`
	Shares         []Share      `json:"shares"`
	Joint          bool         `json:"joint"`
	MoneyClass     string       `json:"money_class"`
	Terms          Terms        `json:"terms"`
	From           words.Day    `json:"from"`
	OriginalDue    words.Day    `json:"original_due"`
	Conditions     string       `json:"conditions"`
	DoneDefinition string       `json:"done_definition"`
	Fulfilment     string       `json:"fulfilment"`
	Acknowledged   time.Time    `json:"acknowledged,omitzero"`
	State          string       `json:"state"`
	StateSince     time.Time    `json:"state_since"`
	StateBy        ident.Person `json:"state_by"`
	StateOrg       ident.ID     `json:"state_org"`
	RecordedBy     ident.Person `json:"recorded_by"`
	Owner          ident.ID     `json:"owner"`
	Visibility     string       `json:"visibility"`
	Illustrative   bool         `json:"illustrative"`
}

// Terms are what of a promise can be counted. nil and "" are not stated; money
// stays in the currency and class in which it was promised.
type Terms struct {
	Quantity *money.Quantity `json:"quantity"`
	Amount   *money.Amount   `json:"amount"`
	Due      words.Day       `json:"due"`
}

// TitleIn is the title in a language of the interface, or as given.
func (c Commitment) TitleIn(l words.Lang) string { return titleIn(l, c.Lang, c.Title, c.Other) }

// Due is the day by which it is to be done, "" when none was given.
func (c Commitment) Due() words.Day { return c.Terms.Due }

// Ref names the commitment to the journal, the tasks and the search index.
func (c Commitment) Ref() ident.Ref { return ident.Ref{Kind: CommitmentNoun, ID: c.ID} }

// CommitmentURL is the page of a commitment within the programme.
func CommitmentURL(code string) string { return "/commitments/" + code }

// CommitmentNoun is the kind of a commitment in the journal.
const CommitmentNoun = "agreement.commitment"

// States of a commitment; it may also be Withdrawn.
const (
	Recorded     = "recorded"
	Acknowledged = "acknowledged"
	Corrected    = "corrected"
	ClaimedDone  = "claimed_done"
	Confirmed    = "confirmed"
	Partly       = "partly"
	Disputed     = "disputed"
	Waived       = "waived"
	Unmet        = "unmet"
)

// Fulfilments are by what a promise is seen to be kept: money by matched
// receipts, people, goods and jobs by accepted observations, acts by verified
// measures.
var Fulfilments = []string{"receipts", "observations", "measures"}

// fulfilment is the rule that the terms suggest.
func (t Terms) fulfilment() string {
	switch {
	case t.Amount != nil:
		return Fulfilments[0]
	case t.Quantity != nil:
		return Fulfilments[1]
	}
	return Fulfilments[2]
}

// MoneyClasses, never added to each other; "" is no money.
var MoneyClasses = []string{"", "grant", "investment", "works", "brought_in", "purchase", "in_kind", "team"}

// Settled are the states in which nobody owes anything.
var Settled = []string{Confirmed, Waived, Unmet, Withdrawn}

// Open tells whether somebody still owes something.
func (c Commitment) Open() bool { return !slices.Contains(Settled, c.State) }

// Late tells whether on a day it was due and nobody has said that it is done.
func (c Commitment) Late(today words.Day) bool {
	return c.Open() && c.State != ClaimedDone && c.Terms.Due != "" && c.Terms.Due < today
}

// Missed tells whether on a day it is unmet: due longer ago than the days of
// grace, and nobody has said that it is done. It is a word for readers; on record
// it stands only when the office says so.
func (c Commitment) Missed(today words.Day, grace int) bool {
	return c.Late(today) && c.Terms.Due.Add(grace) < today
}

// live are the states in which both sides hold to the promise.
var live = []string{Acknowledged, Partly, Disputed}

// CommitmentMachine is the life of a commitment. Amend, resume and waive are done
// by agreeing to a proposal. An amended promise goes on under its new terms, with
// the first ones kept beside them. That it is broken down, under way or unmet is
// computed; the office may put on record that it is unmet.
var CommitmentMachine = &state.Machine{Noun: CommitmentNoun, Start: Recorded, Moves: []state.Move{
	{Verb: "agreement.acknowledge", From: []string{Recorded}, To: Acknowledged, By: receiver, Needs: []string{"agreement.needs_someone_else"}},
	{Verb: "agreement.correct", From: []string{Recorded}, To: Corrected, By: receiver, Needs: []string{"agreement.needs_wording"}},
	{Verb: "agreement.take_wording", From: []string{Corrected}, To: Acknowledged, By: providerTo, Needs: []string{"agreement.needs_someone_else"}},
	{Verb: "agreement.keep_wording", From: []string{Corrected}, To: Disputed, By: providerTo, Reason: true},
	{Verb: "agreement.claim", From: []string{Acknowledged}, To: ClaimedDone, By: []ident.Grant{provider}},
	{Verb: "agreement.confirm", From: []string{ClaimedDone}, To: Confirmed, By: receiver, Needs: []string{"agreement.needs_someone_else"}},
	{Verb: "agreement.confirm_partly", From: []string{ClaimedDone}, To: Partly, By: receiver, Reason: true},
	{Verb: "agreement.dispute", From: []string{ClaimedDone}, To: Disputed, By: receiver, Reason: true},
	{Verb: "agreement.amend_commitment", From: live, To: Acknowledged, By: eitherSide, Needs: []string{"agreement.needs_both", "agreement.needs_terms"}},
	{Verb: "agreement.resume", From: []string{Partly, Disputed, Unmet}, To: Acknowledged, By: eitherSide, Needs: []string{"agreement.needs_both"}},
	{Verb: "agreement.waive", From: live, To: Waived, By: eitherSide, Needs: []string{"agreement.needs_both"}},
	{Verb: "agreement.record_unmet", From: live, To: Unmet, By: []ident.Grant{byOffice}, Reason: true, Needs: []string{"agreement.needs_grace_over"}},
	{Verb: "agreement.withdraw_commitment", From: []string{Recorded, Corrected}, To: Withdrawn, By: []ident.Grant{byOffice, provider}, Reason: true},
}}

// Relations is how an actor stands to what a person of an organisation put
// forward about the commitment: Mine for its providers, OurSide for both sides,
// and Opposite for the side across. Across from everybody else is the receiver.
func (c Commitment) Relations(who ident.Actor, by ident.Person, org ident.ID) ident.Relations {
	var rel ident.Relations
	mine := slices.Contains(c.Providers(), who.Organisation)
	if mine {
		rel = append(rel, ident.Mine)
	}
	if mine || who.Organisation == c.Receiver {
		rel = append(rel, ident.OurSide)
	}
	if who.Organisation == c.across(org) && who.SomeoneElse(by, org) {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// across is the side opposite to an organisation.
func (c Commitment) across(org ident.ID) ident.ID {
	if org == c.Receiver {
		return c.Provider
	}
	return c.Receiver
}

// roleOf is the role that speaks for a side.
func (c Commitment) roleOf(org ident.ID) ident.Role {
	if org == c.Receiver {
		return ident.Receiver
	}
	return ident.Provider
}

// move takes the commitment one step on at a moment. by and org put forward
// what is being answered: the present state, or a proposal.
func (c Commitment) move(who ident.Actor, by ident.Person, org ident.ID, verb, reason string, now time.Time) (Commitment, error) {
	rel := c.Relations(who, by, org)
	mv, err := CommitmentMachine.Try(who, rel, c.State, verb, reason)
	if err != nil {
		return c, movedOn(CommitmentMachine, rel, c.State, verb, err)
	}
	c.State, c.StateSince, c.StateBy, c.StateOrg = mv.To, now, who.Person, who.Organisation
	if mv.To == Acknowledged && c.Acknowledged.IsZero() {
		c.Acknowledged = now
	}
	return c, nil
}

// unmet puts on record that the promise was not kept, once its day and the days
// of grace are over.
func (c Commitment) unmet(who ident.Actor, reason string, today words.Day, grace int, now time.Time) (Commitment, error) {
	moved, err := c.move(who, c.StateBy, c.StateOrg, "agreement.record_unmet", reason, now)
	if err != nil {
		return c, err
	}
	if !c.Missed(today, grace) {
		return c, fault.New(fault.Conflict, "agreement.grace_not_over", grace)
	}
	return moved, nil
}

// movedOn tells a party to the record that nobody can do this any more, where
// it would otherwise read that it may not: who has just done it no longer
// stands across.
func movedOn(m *state.Machine, rel ident.Relations, from, verb string, err error) error {
	goes := slices.ContainsFunc(m.Moves, func(mv state.Move) bool { return mv.Verb == verb && slices.Contains(mv.From, from) })
	if fault.KindOf(err) != fault.Forbidden || goes || !slices.Contains(rel, ident.OurSide) {
		return err
	}
	return fault.New(fault.Conflict, "state.moved_on", m.StateKey(from))
}

// take makes the receiver's correction what both sides hold to. Figures that
// the correction leaves out stay as they were.
func (c Commitment) take(s Statement) Commitment {
	return c.under(s.Wording, s.Terms)
}

// under puts the promise under another wording and other terms. What they leave
// out stays as it was.
func (c Commitment) under(wording string, t Terms) Commitment {
	if wording != "" {
		c.Wording = wording
	}
	if t.Quantity != nil {
		c.Terms.Quantity = t.Quantity
	}
	if t.Amount != nil {
		c.Terms.Amount = t.Amount
	}
	if t.Due != "" {
		c = c.dueOn(t.Due)
	}
	return c
}

// dueOn sets the due date; the first one is kept for ever.
func (c Commitment) dueOn(day words.Day) Commitment {
	if c.OriginalDue == "" {
		c.OriginalDue = day
	}
	c.Terms.Due = day
	return c
}

// check refuses what cannot be a commitment.
func (c Commitment) check() error {
	var f fault.Form
	f.Require(c.Title != "", "title", "agreement.commitment_title_missing")
	f.Require(len([]rune(c.Title)) <= maxTitle, "title", "agreement.title_long", maxTitle)
	f.Require(slices.Contains(langs, c.Lang), "lang", "agreement.lang_unknown")
	f.Require(slices.Contains(Visibilities, c.Visibility), "visibility", "agreement.visibility_unknown")
	f.Require(c.Clause != 0 || c.Measure != 0, "title", "agreement.root_missing")
	f.Require(c.Provider != 0, "provider", "agreement.provider_missing")
	f.Require(c.Receiver != 0, "receiver", "agreement.receiver_missing")
	f.Require(c.Provider == 0 || c.Provider != c.Receiver, "receiver", "agreement.same_party")
	f.Require(slices.Contains(MoneyClasses, c.MoneyClass), "money_class", "agreement.money_class_unknown")
	f.Require(c.Terms.Amount == nil || c.MoneyClass != "", "money_class", "agreement.money_class_missing")
	f.Require(slices.Contains(Fulfilments, c.Fulfilment), "fulfilment", "agreement.fulfilment_unknown")
	f.Require(c.Fulfilment != Fulfilments[0] || c.MoneyClass != "", "fulfilment", "agreement.fulfilment_money")
	c.checkShares(&f)
	checkDay(&f, "from", c.From)
	c.Terms.check(&f)
	f.Require(c.From == "" || c.Terms.Due == "" || c.From <= c.Terms.Due, "due", "agreement.days_reversed")
	return f.Err()
}

func (t Terms) check(f *fault.Form) {
	f.Require(t.Quantity == nil || t.Quantity.Unit != "", "unit", "agreement.unit_missing")
	f.Require(t.Quantity == nil || t.Quantity.N >= 0, "quantity", "agreement.negative")
	f.Require(t.Amount == nil || t.Amount.Minor >= 0, "amount", "agreement.negative")
	checkDay(f, "due", t.Due)
}

// EnteredTerms are terms as a person types them; lang says how numbers are
// written.
type EnteredTerms struct {
	Lang                             words.Lang
	Quantity, Unit, Amount, Currency string
	Due                              words.Day
}

// read turns typed terms into exact ones. An empty field is not stated.
func (e EnteredTerms) read() (Terms, error) {
	t := Terms{Due: e.Due}
	var f fault.Form
	if e.Quantity != "" {
		q, err := money.ParseQuantity(string(e.Lang), e.Unit, e.Quantity)
		if refuseAs(&f, "quantity", err); err == nil {
			t.Quantity = &q
		}
	}
	if e.Amount != "" {
		a, err := money.Parse(string(e.Lang), e.Currency, e.Amount)
		if refuseAs(&f, "amount", err); err == nil {
			t.Amount = &a
		}
	}
	t.check(&f)
	return t, f.Err()
}

// refuseAs puts another package's refusal beside the field it is about.
func refuseAs(f *fault.Form, field string, err error) {
	if e, ok := err.(*fault.Error); ok && e != nil {
		f.Refuse(field, e.Key, e.Args...)
	}
}

// wants is what the commitment waits for in its state; reason is what the last
// step said.
func (c Commitment) wants(reason string) []task.Want {
	switch c.State {
	case Recorded:
		return []task.Want{{Action: "agreement.acknowledge", Role: ident.Receiver, Party: c.Receiver, NotPerson: c.StateBy}}
	case Corrected:
		return []task.Want{{Action: "agreement.take_wording", Role: ident.Provider, Party: c.Provider, NotPerson: c.StateBy, Reason: reason}}
	case Acknowledged:
		return []task.Want{{Action: "agreement.claim", Role: ident.Provider, Party: c.Provider, Due: c.Terms.Due}}
	case ClaimedDone:
		return []task.Want{{Action: "agreement.confirm", Role: ident.Receiver, Party: c.Receiver, NotPerson: c.StateBy}}
	case Partly, Disputed:
		return []task.Want{{Action: "agreement.propose", Role: ident.Provider, Party: c.Provider, Reason: reason},
			{Action: "agreement.propose", Role: ident.Receiver, Party: c.Receiver, Reason: reason}}
	}
	return nil
}

// found is what a commitment is looked for by.
func (c Commitment) found() search.Doc {
	return search.Doc{Ref: c.Ref(), Code: c.Code, Title: c.Title, Body: strings.TrimSpace(strings.Join([]string{c.Other, c.Wording, c.Conditions, c.DoneDefinition}, "\n")),
		Visibility: c.Visibility, Owner: c.Owner, Withdrawn: c.State == Withdrawn}
}

// rank orders lists: what is open by its date, undated after dated; then what
// is settled.
func (c Commitment) rank() string {
	group, due := "1", c.Terms.Due
	if !c.Open() {
		group = "2"
	}
	if due == "" {
		due = "9999-99-99"
	}
	return group + string(due)
}

// wordingField moves the refusal of a missing reason to the field in which a
// side says its word.
func wordingField(err error) error {
	e, ok := err.(*fault.Error)
	if !ok || len(e.Fields) == 0 {
		return err
	}
	var f fault.Form
	for _, field := range e.Fields {
		f.Refuse("wording", field.Key, field.Args...)
	}
	return f.Err()
}

// Restatement is a clause of a later agreement that states a promise again.
type Restatement struct {
	Commitment   ident.ID     `json:"commitment"`
	Clause       ident.ID     `json:"clause"`
	Agreement    ident.ID     `json:"agreement"`
	At           time.Time    `json:"at"`
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// sameAs tells whether two promises are one by their figures: between the same
// two, and with the same quantity and the same money where either is stated.
func (c Commitment) sameAs(o Commitment) bool {
	if c.Provider != o.Provider || c.Receiver != o.Receiver || c.MoneyClass != o.MoneyClass {
		return false
	}
	return (c.Terms.Quantity != nil || c.Terms.Amount != nil) && equal(c.Terms.Quantity, o.Terms.Quantity) && equal(c.Terms.Amount, o.Terms.Amount)
}

func equal[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
