package ledger

import (
	"context"
	"fmt"
	"math"
	"slices"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Room keeps the money.
type Room struct {
	DB   *db.DB
	part part
}

var seated = []ident.Role{ident.Leader, ident.Office, ident.Secretary, ident.Provider, ident.Receiver, ident.Owner, ident.Finance,
	ident.Analyst, ident.Safeguards, ident.TeamLeader, ident.Auditor, ident.Reader}

// Actions are the acts that are no move of a state machine, with who may.
func Actions() []access.Rule {
	mine := []ident.Grant{{Roles: moneyRoles, Relation: ident.Mine}}
	return []access.Rule{
		{Action: "ledger.see", By: []ident.Grant{{Roles: seated}}},
		{Action: "ledger.send", By: mine},
		{Action: "ledger.receive", By: byAcross},
		{Action: "ledger.not_seen", By: byAcross},
		{Action: "ledger.arrive", By: mine},
		{Action: "ledger.claim", By: byAcross},
		{Action: "ledger.allot", By: []ident.Grant{byOffice}},
		{Action: "ledger.spend", By: mine},
		{Action: "ledger.capitalise", By: mine},
		{Action: "ledger.certify", By: byAcross},
		{Action: "ledger.draw_statement", By: []ident.Grant{bySides}},
		{Action: "ledger.reverse", By: append([]ident.Grant{byOffice}, mine...)},
	}
}

// Rules are the room's part of the policy.
func Rules() []access.Rule {
	return append(Actions(), append(access.FromMachine(DiscrepancyMachine), access.FromMachine(StatementMachine)...)...)
}

// past names the fact of each kind of entry.
var past = map[string]string{Pledge: "pledged", Cut: "cut", Allot: "allotted", Send: "sent", Receive: "received", NotSeen: "looked_for", Arrive: "arrived",
	Claim: "claimed", Differ: "missed", Settle: "settled", Spend: "spent", Capitalise: "capitalised", Certify: "certified",
	Close: "closed", Reopen: "reopened"}

// fact is what the journal keeps of an entry.
func (e Entry) fact() db.Fact {
	name := past[e.Kind]
	if e.Reverses != 0 {
		name = "reversed"
	}
	return db.Fact{Kind: Noun + "." + name + ".v1", Subject: e.Ref(), Data: e}
}

// post puts an entry into the ledger: it is given its number, code and booking
// day, its lines are checked, and balances and sums follow in the same change.
// Nothing is written when an account would fall below zero on any day.
func post(ctx context.Context, tx *db.Tx, e Entry) (Entry, error) {
	if err := e.balanced(); err != nil {
		return e, err
	}
	prog := tx.Who.Programme
	if used, err := referenceUsed(ctx, tx, prog, e.SaidFor, e.Reference); err != nil || used != "" {
		if err == nil {
			err = refuse("reference", "ledger.reference_used", used)
		}
		return e, err
	}
	closed, err := closedThrough(ctx, tx, prog, e.Pairing)
	if err != nil {
		return e, err
	}
	e.Booked = bookedOn(e.Day, closed)
	if e.Code, err = tx.Code(ctx, "FND"); err != nil {
		return e, err
	}
	e.ID, e.Seq, e.At, e.SaidBy = tx.ID(), tx.Seq, tx.Now, tx.Who.Person
	for i := range e.Lines {
		if err := book(ctx, tx, &e.Lines[i], string(e.Booked)); err != nil {
			return e, err
		}
	}
	if err := floors(ctx, tx, e); err != nil {
		return e, err
	}
	if err := saveEntry(ctx, tx, e); err != nil {
		return e, err
	}
	return e, sumUp(ctx, tx, e)
}

// bookedOn is the day on which something counts: its own, or the first that is
// still open.
func bookedOn(day, closed words.Day) words.Day {
	if closed != "" && day <= closed {
		return closed.Add(1)
	}
	return day
}

// refuse is one refusal beside a field.
func refuse(field, key string, args ...any) error {
	var f fault.Form
	f.Refuse(field, key, args...)
	return f.Err()
}

// book adds a line to the balance of its account.
func book(ctx context.Context, tx *db.Tx, l *Line, day string) error {
	s, err := openAccount(ctx, tx, l.Account)
	if err != nil {
		return err
	}
	l.Account = s.Account
	side := &s.Debit
	n := l.Minor
	if n < 0 {
		side, n = &s.Credit, -n
	}
	l.Before = *side
	if *side > math.MaxInt64-n {
		return refuse("amount", "money.too_large")
	}
	*side += n
	s.Last = max(s.Last, day)
	return saveBalance(ctx, tx, s)
}

// floors refuses an entry after which an account would hold less than nothing:
// money on the day booked or on a later one, promises now. A promise may be put on
// record after money has come for it.
func floors(ctx context.Context, tx *db.Tx, e Entry) error {
	var done []ident.ID
	for _, l := range e.Lines {
		if slices.Contains(done, l.Account.ID) {
			continue
		}
		done = append(done, l.Account.ID)
		s, err := GetAccount(ctx, tx, tx.Who.Programme, l.Account.ID)
		if err != nil {
			return err
		}
		low := s.Holds()
		if s.Last > string(e.Booked) && placeOf(s.Name).Ledger == Cash {
			if low, err = lowest(ctx, tx, s, string(e.Booked)); err != nil {
				return err
			}
		}
		if low < 0 {
			return refuse("amount", "ledger.below_zero."+s.Name, words.Key("ledger.account."+s.Name))
		}
	}
	return nil
}

// lowest is the least that an account holds at the end of a day, this entry
// included, and of every later day.
func lowest(ctx context.Context, tx *db.Tx, s Standing, day string) (int64, error) {
	later, err := bookedAfter(ctx, tx, tx.Who.Programme, s.ID, day)
	if err != nil {
		return 0, err
	}
	side := placeOf(s.Name).Side
	held := s.Holds()
	low := held
	for _, b := range slices.Backward(later) {
		held -= b.minor * side
		low = min(low, held)
	}
	return low, nil
}

// sumUp adds the entry to the sums that pages show.
func sumUp(ctx context.Context, tx *db.Tx, e Entry) error {
	all := e.adds()
	for _, at := range inOrder(all) {
		if at.Topic == OfAll {
			if err := fits(ctx, tx, at, all[at]); err != nil {
				return err
			}
		}
		if err := addSums(ctx, tx, at, all[at]); err != nil {
			return err
		}
	}
	return nil
}

// fits refuses an entry by which a sum of the whole programme would no longer be
// exact. Every other sum is a part of that one.
func fits(ctx context.Context, tx *db.Tx, at Total, add Sums) error {
	all, err := SumsOf(ctx, tx, tx.Who.Programme, at.Topic, at.Subject)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Total != at {
			continue
		}
		have, more := s.fields(), add.fields()
		for i := range have {
			if n := *more[i]; n > 0 && *have[i] > math.MaxInt64-n || n < 0 && *have[i] < math.MinInt64-n {
				return refuse("amount", "money.too_large")
			}
		}
	}
	return nil
}

// office is the side that speaks for who cannot: whether an organisation has
// nobody today who may act for its money.
func empty(ctx context.Context, tx *db.Tx, org ident.ID, today words.Day) (bool, error) {
	n, err := party.Seats(ctx, tx, tx.Who.Programme, org, today, moneyRoles)
	return n == 0, err
}

// today is the programme's day.
func today(ctx context.Context, tx *db.Tx) (words.Day, error) {
	p, err := party.ProgrammeByID(ctx, tx, tx.Who.Programme)
	if err != nil {
		return "", fmt.Errorf("finding today: %w", err)
	}
	return words.DayOf(tx.Now, p.Location()), nil
}
