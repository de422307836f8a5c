package ledger

import (
	"context"
	"fmt"
	"strings"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// SettleInput takes a discrepancy one step on.
type SettleInput struct {
	Key             db.Key
	Discrepancy     ident.ID
	Outcome, Reason string
}

// pastDiscrepancy names the fact of each verb.
var pastDiscrepancy = map[string]string{"ledger.explain": "explained", "ledger.propose": "proposed", "ledger.agree": "agreed", "ledger.decline": "declined",
	"ledger.escalate": "escalated", "ledger.decide": "decided"}

// Resolve takes a discrepancy through a verb of its machine. Once it is closed,
// its outcome moves the amount.
func (r *Room) Resolve(ctx context.Context, who ident.Actor, verb string, in SettleInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		d, err := GetDiscrepancy(ctx, tx, who.Programme, in.Discrepancy)
		if err != nil {
			return nil, err
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		nobody, err := empty(ctx, tx, d.across(), on)
		if err != nil {
			return nil, err
		}
		reason := strings.TrimSpace(in.Reason)
		if len([]rune(reason)) > maxNote {
			return nil, refuse("reason", "ledger.text_long", maxNote)
		}
		was := d.State
		if d, err = d.move(who, nobody, verb, in.Outcome, reason, tx.Now); err != nil {
			return nil, err
		}
		fact, err := keep(ctx, tx, d, was, verb, pastDiscrepancy[verb])
		if err != nil || d.State != Closed {
			return []db.Fact{fact}, err
		}
		facts, err := settled(ctx, tx, d, on)
		return append([]db.Fact{fact}, facts...), err
	})
}

// settled moves the amount of a discrepancy that is closed. What travels again
// gets a new day on which it ages.
func settled(ctx context.Context, tx *db.Tx, d Discrepancy, on words.Day) ([]db.Fact, error) {
	t, err := GetTransfer(ctx, tx, tx.Who.Programme, d.Transfer)
	if err != nil {
		return nil, err
	}
	draw, err := drawing(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	if d.Outcome == Travelling {
		if t.AgeOn, err = ages(ctx, tx, on); err != nil {
			return nil, err
		}
	}
	e := d.settle(t, on, draw)
	e.Way = Here
	return follow(ctx, tx, t, on, "", "", e)
}

// agedBatch bounds one change of the calendar.
const agedBatch = 200

// Age opens discrepancies for what has been in transit for too long on a day and
// tells whether more wait. The calendar acts for nobody.
func (r *Room) Age(ctx context.Context, prog ident.Programme, on words.Day) (more bool, err error) {
	due, err := aged(ctx, r.DB.Read(), prog, on, 1)
	if err != nil || len(due) == 0 {
		return false, err
	}
	key := db.Key{ID: fmt.Sprintf("ageing %s %d", on, r.DB.Now().UnixMicro())}
	_, err = r.DB.Change(ctx, ident.Actor{Programme: prog}, key, func(tx *db.Tx) ([]db.Fact, error) {
		due, err := aged(ctx, tx, prog, on, agedBatch)
		if err != nil {
			return nil, err
		}
		if len(due) == 0 {
			return nil, fault.New(fault.Conflict, "ledger.nothing_open")
		}
		more = len(due) == agedBatch
		var facts []db.Fact
		for _, t := range due {
			e := t.differ(on, t.Open())
			e.Way = System
			list, err := follow(ctx, tx, t, on, Aged, "", e)
			if err != nil {
				return nil, err
			}
			facts = append(facts, list...)
		}
		return facts, nil
	})
	return more, err
}
