package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Statement is what a pairing's money was from one day to another, both included,
// frozen when it was drawn. Digest is the SHA-256 of its body. StateBy and StateOrg
// put the present state forward.
type Statement struct {
	ID         ident.ID     `json:"id"`
	Seq        int64        `json:"-"`
	Code       string       `json:"code"`
	Pairing    ident.ID     `json:"pairing"`
	From       words.Day    `json:"from"`
	To         words.Day    `json:"to"`
	Body       Body         `json:"body"`
	Digest     string       `json:"digest"`
	State      string       `json:"state"`
	StateSince time.Time    `json:"state_since"`
	StateBy    ident.Person `json:"state_by"`
	StateOrg   ident.ID     `json:"state_org"`
	Reason     string       `json:"reason"`
}

// Body is what is signed. Parts stand in the order of class and currency; Entries
// is how many were booked in the span, EntriesDigest covers every one of them.
type Body struct {
	Pairing       ident.ID  `json:"pairing"`
	From          words.Day `json:"from"`
	To            words.Day `json:"to"`
	Parts         []Part    `json:"parts"`
	Entries       int64     `json:"entries"`
	EntriesDigest string    `json:"entries_digest"`
}

// Part is the money of one class and currency: how it stood before the span, and
// how it stands at its end.
type Part struct {
	Class    string `json:"money_class"`
	Currency string `json:"currency"`
	Opening  Sums   `json:"opening"`
	Closing  Sums   `json:"closing"`
}

// digest is the SHA-256 of the body's JSON, in hexadecimal.
func (b Body) digest() (string, error) {
	text, err := json.Marshal(b)
	if err != nil {
		return "", fmt.Errorf("writing a statement: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// cover adds an entry to the digest of a statement's entries.
func (e Entry) cover(h hash.Hash) {
	fmt.Fprintf(h, "%d %s %s %s %d %s %s %d %d %d\n", e.ID, e.Code, e.Kind, e.Route, e.Amount.Minor, e.Amount.Currency, e.Booked, e.Answers, e.Reverses, e.SaidFor)
}

// parts puts the sums of the months of a pairing together: before the span, and to
// its end.
func parts(months []Summed, from, to int) []Part {
	var list []Part
	for _, m := range months {
		if m.Period > to {
			continue
		}
		i := slices.IndexFunc(list, func(p Part) bool { return p.Class == m.Class && p.Currency == m.Currency })
		if i < 0 {
			i = len(list)
			list = append(list, Part{Class: m.Class, Currency: m.Currency})
		}
		if m.Period < from {
			list[i].Opening = list[i].Opening.Plus(m.Sums)
		}
		list[i].Closing = list[i].Closing.Plus(m.Sums)
	}
	return list
}

// StatementNoun is the kind of a statement in the journal.
const StatementNoun = "ledger.statement"

// States of a statement.
const (
	Drawn      = "drawn"
	HalfSigned = "half_signed"
	Signed     = "signed"
	Reopening  = "reopening"
	Reopened   = "reopened"
	Withdrawn  = "withdrawn"
)

// StatementMachine is the life of a statement: one side signs, then the other. Only
// both can open the span again.
var StatementMachine = &state.Machine{Noun: StatementNoun, Start: Drawn, Moves: []state.Move{
	{Verb: "ledger.sign", From: []string{Drawn}, To: HalfSigned, By: []ident.Grant{bySides}, Needs: []string{"ledger.needs_unchanged"}},
	{Verb: "ledger.sign", From: []string{HalfSigned}, To: Signed, By: byAcross, Needs: []string{"ledger.needs_unchanged", "ledger.needs_someone_else"}},
	{Verb: "ledger.withdraw_statement", From: []string{Drawn, HalfSigned}, To: Withdrawn, By: []ident.Grant{bySides, byOffice}, Reason: true},
	{Verb: "ledger.ask_reopen", From: []string{Signed}, To: Reopening, By: []ident.Grant{bySides}, Reason: true},
	{Verb: "ledger.agree_reopen", From: []string{Reopening}, To: Reopened, By: byAcross, Needs: []string{"ledger.needs_someone_else"}},
	{Verb: "ledger.keep_closed", From: []string{Reopening}, To: Signed, By: byAcross, Reason: true},
}}

// Ref names the statement to the journal and the tasks.
func (s Statement) Ref() ident.Ref { return ident.Ref{Kind: StatementNoun, ID: s.ID} }

// StatementURL is the page of a statement within the programme.
func StatementURL(code string) string { return "/money/statements/" + code }

// Relations is how an actor stands to the statement: OurSide for both sides of the
// pairing; Opposite for the side across from who put the present state forward, and
// for a second person of the programme office where nobody there can act (empty).
func (s Statement) Relations(who ident.Actor, p party.Pairing, empty bool) ident.Relations {
	var rel ident.Relations
	ours := who.Organisation == p.Provider || who.Organisation == p.Receiver
	if ours {
		rel = append(rel, ident.OurSide)
	}
	if ours && who.SomeoneElse(s.StateBy, s.StateOrg) || empty && who.Has(ident.Office) && who.Person != s.StateBy {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// across is the side that answers what now stands.
func (s Statement) across(p party.Pairing) ident.ID {
	if s.StateOrg == p.Provider {
		return p.Receiver
	}
	return p.Provider
}

// checkSpan refuses a span that cannot be closed: it begins where the last one
// ended and ends with a month that is over. closed is the last closed day.
func checkSpan(to, closed, today words.Day) error {
	var f fault.Form
	_, ok := words.ParseDay(string(to))
	f.Require(ok && to.Add(1).Time().Day() == 1, "to", "ledger.month_end")
	f.Require(!ok || to < today, "to", "ledger.month_not_over")
	f.Require(!ok || closed == "" || to > closed, "to", "ledger.closed_already", string(closed))
	return f.Err()
}

// wants is what the statement waits for in its state.
func (s Statement) wants(p party.Pairing) []task.Want {
	ask := func(action string, org ident.ID, not ident.Person) task.Want {
		return task.Want{Action: action, Role: ident.Finance, Party: org, NotPerson: not, Reason: s.Reason}
	}
	switch s.State {
	case Drawn:
		return []task.Want{ask("ledger.sign", p.Provider, 0), ask("ledger.sign", p.Receiver, 0)}
	case HalfSigned:
		return []task.Want{ask("ledger.sign", s.across(p), s.StateBy)}
	case Reopening:
		return []task.Want{ask("ledger.agree_reopen", s.across(p), s.StateBy)}
	}
	return nil
}
