package ledger

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Discrepancy is an amount of a transfer that was sent and is not found. Why is
// short, wrong_account or aged. Outcome is what is proposed or decided, "" for
// nothing yet. Due is the day by which it is to be settled. StateBy and StateOrg
// put the present state forward.
type Discrepancy struct {
	ID         ident.ID     `json:"id"`
	Seq        int64        `json:"-"`
	Code       string       `json:"code"`
	Transfer   ident.ID     `json:"transfer"`
	Pairing    ident.ID     `json:"pairing"`
	Sender     ident.ID     `json:"sender"`
	Receiver   ident.ID     `json:"receiver"`
	Amount     money.Amount `json:"amount"`
	Why        string       `json:"why"`
	Outcome    string       `json:"outcome"`
	Opened     words.Day    `json:"opened"`
	Due        words.Day    `json:"due"`
	State      string       `json:"state"`
	StateSince time.Time    `json:"state_since"`
	StateBy    ident.Person `json:"state_by"`
	StateOrg   ident.ID     `json:"state_org"`
	Reason     string       `json:"reason"` // the last word on it
}

// DiscrepancyNoun is the kind of a discrepancy in the journal.
const DiscrepancyNoun = "ledger.discrepancy"

// Why a discrepancy was opened.
const (
	Short        = "short"
	WrongAccount = "wrong_account"
	Aged         = "aged"
)

// States of a discrepancy.
const (
	Opened    = "open"
	Explained = "explained"
	Proposed  = "proposed"
	Escalated = "escalated"
	Closed    = "closed"
)

// Outcomes of a discrepancy.
const (
	Corrected  = "corrected"  // it never left
	Arrived    = "arrived"    // it came after all
	Charged    = "charged"    // it was kept on the way
	Travelling = "travelling" // it is in transit again
)

// Outcomes lists them in the order in which they are shown.
var Outcomes = []string{Arrived, Corrected, Charged, Travelling}

var (
	moneyRoles = []ident.Role{ident.Finance, ident.Provider, ident.Receiver, ident.Owner}
	bySides    = ident.Grant{Roles: moneyRoles, Relation: ident.OurSide}
	byAcross   = []ident.Grant{{Roles: moneyRoles, Relation: ident.Opposite}, {Roles: []ident.Role{ident.Office}, Relation: ident.Opposite}}
	byOffice   = ident.Grant{Roles: []ident.Role{ident.Office}}
	bySecond   = ident.Grant{Roles: []ident.Role{ident.Office}, Relation: ident.Opposite}
)

// DiscrepancyMachine is the life of a discrepancy. What one side proposes the
// other agrees to; what they cannot settle the programme office decides.
var DiscrepancyMachine = &state.Machine{Noun: DiscrepancyNoun, Start: Opened, Moves: []state.Move{
	{Verb: "ledger.explain", From: []string{Opened, Explained}, To: Explained, By: []ident.Grant{bySides}, Reason: true},
	{Verb: "ledger.propose", From: []string{Opened, Explained}, To: Proposed, By: []ident.Grant{bySides}, Reason: true, Needs: []string{"ledger.needs_outcome"}},
	{Verb: "ledger.agree", From: []string{Proposed}, To: Closed, By: byAcross, Needs: []string{"ledger.needs_someone_else"}},
	{Verb: "ledger.decline", From: []string{Proposed}, To: Explained, By: byAcross, Reason: true},
	{Verb: "ledger.escalate", From: []string{Opened, Explained, Proposed}, To: Escalated, By: []ident.Grant{bySides, byOffice}, Reason: true},
	{Verb: "ledger.decide", From: []string{Escalated}, To: Closed, By: []ident.Grant{bySecond}, Reason: true, Needs: []string{"ledger.needs_outcome"}},
}}

// Ref names the discrepancy to the journal and the tasks.
func (d Discrepancy) Ref() ident.Ref { return ident.Ref{Kind: DiscrepancyNoun, ID: d.ID} }

// DiscrepancyURL is the page of a discrepancy within the programme.
func DiscrepancyURL(code string) string { return "/money/discrepancies/" + code }

// Relations is how an actor stands to the discrepancy: OurSide for sender and
// receiver; Opposite for the side across from who put the present state forward,
// and for another person of the programme office where it was escalated or where
// nobody across can act (empty).
func (d Discrepancy) Relations(who ident.Actor, empty bool) ident.Relations {
	var rel ident.Relations
	ours := who.Organisation == d.Sender || who.Organisation == d.Receiver
	if ours {
		rel = append(rel, ident.OurSide)
	}
	office := who.Has(ident.Office) && who.Person != d.StateBy && (d.State == Escalated || empty)
	if ours && who.SomeoneElse(d.StateBy, d.StateOrg) || office {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// across is the side that answers what now stands.
func (d Discrepancy) across() ident.ID {
	if d.StateOrg == d.Sender {
		return d.Receiver
	}
	return d.Sender
}

// move takes the discrepancy one step on. The outcome is kept where the verb
// asks for one.
func (d Discrepancy) move(who ident.Actor, empty bool, verb, outcome, reason string, now time.Time) (Discrepancy, error) {
	mv, err := DiscrepancyMachine.Try(who, d.Relations(who, empty), d.State, verb, reason)
	if err != nil {
		return d, err
	}
	if slices.Contains(mv.Needs, "ledger.needs_outcome") {
		var f fault.Form
		f.Require(slices.Contains(Outcomes, outcome), "outcome", "ledger.outcome_unknown")
		if err := f.Err(); err != nil {
			return d, err
		}
		d.Outcome = outcome
	}
	if verb == "ledger.decline" {
		d.Outcome = ""
	}
	d.State, d.StateSince, d.StateBy, d.StateOrg, d.Reason = mv.To, now, who.Person, who.Organisation, reason
	return d, nil
}

// settle is the entry by which the outcome of a closed discrepancy moves its
// amount.
func (d Discrepancy) settle(t Transfer, day words.Day, draw Drawing) Entry {
	e := t.answer(Settle, day, d.Amount.Minor)
	e.Purpose = d.Outcome
	to := map[string]Account{
		Corrected:  t.account(t.route().Source, t.From),
		Arrived:    t.target(),
		Charged:    t.account(Charges, t.From),
		Travelling: t.transit(),
	}[d.Outcome]
	e.move(to, t.difference(), d.Amount.Minor)
	if d.Outcome == Arrived && t.First() {
		e.draw(draw, d.Amount.Minor)
	}
	return e
}

// wants is what the discrepancy waits for in its state: the word of whoever may
// act for the money of a side, or of the programme office.
func (d Discrepancy) wants() []task.Want {
	var list []task.Want
	ask := func(action string, party ident.ID, not ident.Person) {
		for _, role := range moneyRoles {
			list = append(list, task.Want{Action: action, Role: role, Party: party, NotPerson: not, Due: d.Due, Reason: d.Reason})
		}
	}
	switch d.State {
	case Opened:
		ask("ledger.explain", d.Sender, 0)
		ask("ledger.explain", d.Receiver, 0)
	case Explained:
		ask("ledger.propose", d.Sender, 0)
		ask("ledger.propose", d.Receiver, 0)
	case Proposed:
		ask("ledger.agree", d.across(), d.StateBy)
	case Escalated:
		list = append(list, task.Want{Action: "ledger.decide", Role: ident.Office, NotPerson: d.StateBy, Due: d.Due, Reason: d.Reason})
	}
	return list
}
