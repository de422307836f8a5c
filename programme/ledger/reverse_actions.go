package ledger

import (
	"context"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Reversible are the kinds that whoever said them may take back. What two sides
// have settled, and what follows from other records, is not.
var Reversible = []string{Send, Receive, Arrive, Claim, Allot, Spend, Capitalise, Certify}

// ReverseInput takes an entry back.
type ReverseInput struct {
	Key    db.Key
	Entry  ident.ID
	Reason string
}

// Reverse takes an entry back by one that turns every line round. It is refused
// while something rests on it: that is reversed first.
func (r *Room) Reverse(ctx context.Context, who ident.Actor, in ReverseInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		e, err := GetEntry(ctx, tx, who.Programme, in.Entry)
		if err != nil {
			return nil, err
		}
		var rel ident.Relations
		if e.SaidFor == who.Organisation {
			rel = ident.Relations{ident.Mine}
		}
		if err := access.Check(Actions(), who, "ledger.reverse", rel); err != nil {
			return nil, err
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		if err := mayReverse(ctx, tx, e, strings.TrimSpace(in.Reason)); err != nil {
			return nil, err
		}
		back := e.reversed()
		back.Note, back.Way, back.SaidFor = strings.TrimSpace(in.Reason), Here, who.Organisation
		if back, err = post(ctx, tx, back); err != nil {
			return nil, err
		}
		return []db.Fact{back.fact()}, undone(ctx, tx, e, back, on)
	})
}

// mayReverse refuses to take back what cannot be, what was, and what something
// rests on.
func mayReverse(ctx context.Context, tx *db.Tx, e Entry, reason string) error {
	var f fault.Form
	f.Require(reason != "", "reason", "state.reason_missing")
	f.Require(len([]rune(reason)) <= maxNote, "reason", "ledger.text_long", maxNote)
	if err := f.Err(); err != nil {
		return err
	}
	if e.Reverses != 0 || !slices.Contains(Reversible, e.Kind) {
		return fault.New(fault.Conflict, "ledger.not_reversible")
	}
	if _, err := ReversalOf(ctx, tx, tx.Who.Programme, e.ID); fault.KindOf(err) != fault.NotFound {
		if err == nil {
			err = fault.New(fault.Conflict, "ledger.reversed_already")
		}
		return err
	}
	switch e.Kind {
	case Send:
		t, err := GetTransfer(ctx, tx, tx.Who.Programme, e.ID)
		if err == nil && t.Received+t.Moved != 0 {
			err = fault.New(fault.Conflict, "ledger.answered_already", t.Code)
		}
		return err
	case Arrive:
		waits, err := suspended(ctx, tx, tx.Who.Programme, e)
		if err == nil && waits != e.Amount.Minor {
			err = fault.New(fault.Conflict, "ledger.answered_already", e.Code)
		}
		return err
	}
	return nil
}

// undone brings what an entry had made into line once it is taken back.
func undone(ctx context.Context, tx *db.Tx, e, back Entry, on words.Day) error {
	switch e.Kind {
	case Send, Receive:
		id := e.ID
		if e.Kind == Receive {
			id = e.Answers
		}
		t, err := GetTransfer(ctx, tx, tx.Who.Programme, id)
		if err != nil {
			return err
		}
		if e.Kind == Send {
			t.Reversed = true
		} else {
			t = t.after(back)
		}
		if err := saveTransfer(ctx, tx, t); err != nil {
			return err
		}
		return askFor(ctx, tx, t)
	case Arrive:
		return task.Settle(ctx, tx, task.Subject{Ref: e.Ref(), Code: e.Code, URL: URL(e.Code)})
	case Claim:
		return unclaimed(ctx, tx, e, back)
	}
	return nil
}

// unclaimed opens again what a claim had settled.
func unclaimed(ctx context.Context, tx *db.Tx, e, back Entry) error {
	a, err := GetEntry(ctx, tx, tx.Who.Programme, e.Answers)
	if err != nil {
		return err
	}
	waits, err := suspended(ctx, tx, tx.Who.Programme, a)
	if err != nil {
		return err
	}
	if err := askToClaim(ctx, tx, a, waits); err != nil || e.Transfer == 0 {
		return err
	}
	t, err := GetTransfer(ctx, tx, tx.Who.Programme, e.Transfer)
	if err != nil {
		return err
	}
	t = t.after(back)
	if err := saveTransfer(ctx, tx, t); err != nil {
		return err
	}
	return askFor(ctx, tx, t)
}
