package agreement

import (
	"slices"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/words"
)

// Venture is the life of the company behind a joint-venture agreement. The
// agreement is signed like any other; the company is approved, registered, paid
// in, operating. It is nothing but its steps, the first one first.
type Venture struct {
	Steps []Step `json:"steps"`
}

// Step is one step of a venture as one side records it, with its day and the
// document or register entry that shows it. The other side confirms it. Name and
// Identifier are the company's as registered; Capital is who paid in how much.
type Step struct {
	ID           ident.ID     `json:"id"`
	Seq          int64        `json:"-"`
	Agreement    ident.ID     `json:"agreement"`
	To           string       `json:"to"`
	Day          words.Day    `json:"day"`
	Reference    string       `json:"reference"`
	Name         string       `json:"name"`
	Identifier   string       `json:"identifier"`
	Capital      []Paid       `json:"capital"`
	Reason       string       `json:"reason"`
	Answer       string       `json:"answer"` // why the other side contests it
	File         StoredFile   `json:"file"`
	State        string       `json:"state"`
	At           time.Time    `json:"at"`
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// Paid is what one party paid in, in minor units of its currency.
type Paid struct {
	Party  ident.ID     `json:"party"`
	Amount money.Amount `json:"amount"`
}

// StoredFile is a file that lies with a record; an empty Digest is none.
type StoredFile struct {
	Digest string `json:"digest"`
	Name   string `json:"name"`
	MIME   string `json:"mime"`
	Size   int64  `json:"size"`
}

// Ref names the step to the journal and the tasks.
func (s Step) Ref() ident.Ref { return ident.Ref{Kind: StepNoun, ID: s.ID} }

// Kinds of a venture and its steps in the journal.
const (
	VentureNoun = "agreement.venture"
	StepNoun    = "agreement.venture_step"
)

// States of a venture.
const (
	Talks       = "talks"
	Approved    = "approved"
	Registered  = "registered"
	CapitalPaid = "capital_paid"
	Operating   = "operating"
	WoundUp     = "wound_up"
	TalksEnded  = "talks_ended"
)

// VentureMachine is the life of a venture. A step counts once the other side has
// confirmed it; until then no further one is taken.
var VentureMachine = &state.Machine{Noun: VentureNoun, Start: Talks, Moves: []state.Move{
	{Verb: "agreement.approve_venture", From: []string{Talks}, To: Approved, By: partyTo, Needs: stepNeeds},
	{Verb: "agreement.register_venture", From: []string{Approved}, To: Registered, By: partyTo, Needs: append(slices.Clone(stepNeeds), "agreement.needs_registered_name")},
	{Verb: "agreement.pay_capital", From: []string{Registered}, To: CapitalPaid, By: partyTo, Needs: append(slices.Clone(stepNeeds), "agreement.needs_capital")},
	{Verb: "agreement.begin_operation", From: []string{CapitalPaid}, To: Operating, By: partyTo, Needs: stepNeeds},
	{Verb: "agreement.wind_up", From: []string{Registered, CapitalPaid, Operating}, To: WoundUp, By: partyTo, Reason: true, Needs: stepNeeds},
	{Verb: "agreement.end_talks", From: []string{Talks, Approved}, To: TalksEnded, By: partyTo, Reason: true, Needs: []string{"agreement.needs_day"}},
}}

var stepNeeds = []string{"agreement.needs_day", "agreement.needs_reference"}

// States of a step.
const (
	StepRecorded  = "recorded"
	StepConfirmed = "confirmed"
)

// StepMachine is the life of one recorded step.
var StepMachine = &state.Machine{Noun: StepNoun, Start: StepRecorded, Moves: []state.Move{
	{Verb: "agreement.confirm_step", From: []string{StepRecorded}, To: StepConfirmed, By: otherSide, Needs: []string{"agreement.needs_someone_else"}},
	{Verb: "agreement.contest_step", From: []string{StepRecorded}, To: Contested, By: otherSide, Reason: true},
	{Verb: "agreement.take_back_step", From: []string{StepRecorded}, To: Withdrawn, By: []ident.Grant{{Roles: append(slices.Clone(twoSides), office...), Relation: ident.Mine}}},
}}

// HasVenture tells whether a company of its own stands behind the agreement.
func (a Agreement) HasVenture() bool {
	return a.Kind == "joint_venture" && !a.UnknownNumber && a.State != Withdrawn
}

// Stage is how far both sides say the venture has come.
func (v Venture) Stage() string {
	for _, s := range slices.Backward(v.Steps) {
		if s.State == StepConfirmed {
			return s.To
		}
	}
	return Talks
}

// Waiting is the step that the other side has yet to confirm, nil for none.
func (v Venture) Waiting() *Step {
	for i, s := range v.Steps {
		if s.State == StepRecorded {
			return &v.Steps[i]
		}
	}
	return nil
}

// Total is what all parties paid in together, nil for a step without payments.
// Invalid when the currencies differ.
func (s Step) Total() (*money.Amount, error) {
	if len(s.Capital) == 0 {
		return nil, nil
	}
	sum := s.Capital[0].Amount
	for _, p := range s.Capital[1:] {
		var err error
		if sum, err = sum.Add(p.Amount); err != nil {
			return nil, err
		}
	}
	return &sum, nil
}

// Shares are what each party's payment is of the whole, in basis points rounded
// to a sum of exactly 10,000; nil when nothing was paid in.
func (s Step) Shares() map[ident.ID]int {
	if len(s.Capital) == 0 {
		return nil
	}
	parts := make([]int64, len(s.Capital))
	for i, p := range s.Capital {
		parts[i] = p.Amount.Minor
	}
	shares := map[ident.ID]int{}
	for i, n := range apportion(whole, parts) {
		shares[s.Capital[i].Party] += int(n)
	}
	return shares
}

// take records the next step of a venture.
func (v Venture) take(who ident.Actor, rel ident.Relations, verb string, s Step) (Step, error) {
	s.Reason = strings.TrimSpace(s.Reason)
	mv, err := VentureMachine.Try(who, rel, v.Stage(), verb, s.Reason)
	if err != nil {
		return s, movedOn(VentureMachine, rel, v.Stage(), verb, err)
	}
	if v.Waiting() != nil {
		return s, fault.New(fault.Conflict, "agreement.step_waits")
	}
	s.To, s.State = mv.To, StepRecorded
	return s, s.check(slices.Contains(mv.Needs, "agreement.needs_reference"))
}

// check: a step has a day and, but for the end of talks, the document or the
// register entry that shows it.
func (s Step) check(shown bool) error {
	var f fault.Form
	f.Require(s.Day != "", "day", "agreement.day_missing")
	checkDay(&f, "day", s.Day)
	f.Require(!shown || s.Reference != "" || s.File.Digest != "", "reference", "agreement.reference_missing")
	if s.To == Registered {
		f.Require(s.Name != "", "name", "agreement.registered_name_missing")
		f.Require(s.Identifier != "", "identifier", "agreement.identifier_missing")
	}
	if s.To == CapitalPaid {
		f.Require(len(s.Capital) > 0, "paid_1", "agreement.capital_missing")
	}
	seen := map[ident.ID]bool{}
	for _, p := range s.Capital {
		f.Require(p.Party != 0 && !seen[p.Party], "paid_1", "agreement.capital_party")
		f.Require(p.Amount.Minor > 0, "paid_1", "agreement.capital_amount")
		seen[p.Party] = true
	}
	_, err := s.Total()
	f.Require(err == nil, "paid_1", "agreement.capital_amount")
	return f.Err()
}

// settle takes a recorded step one step on.
func (s Step) settle(who ident.Actor, ring Circle, verb, reason string) (Step, error) {
	mv, err := StepMachine.Try(who, ring.Relations(who, s.Person, s.Organisation), s.State, verb, reason)
	if err == nil {
		s.State, s.Answer = mv.To, reason
	}
	return s, err
}
