package decision

import (
	"context"
	"errors"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// MostAtOnce is how many measures one change may move.
const MostAtOnce = 200

// AssignManyInput gives several measures to one lead. An empty Due or Done
// keeps what each measure has.
type AssignManyInput struct {
	Key      db.Key
	Measures []ident.ID // at most MostAtOnce
	Lead     ident.ID
	Due      words.Day
	Done     string
}

// AssignMany gives several measures to one lead in one change: all or none.
func (r *Room) AssignMany(ctx context.Context, who ident.Actor, in AssignManyInput) (db.Done, error) {
	return r.several(ctx, who, in.Key, in.Measures, func(tx *db.Tx, id ident.ID) (Measure, db.Fact, error) {
		return AssignTx(ctx, tx, AssignInput{Measure: id, Lead: in.Lead, Due: in.Due, Done: in.Done})
	})
}

// ManyInput is several measures and one reason for what is done to them. Due is
// the later date that is asked for.
type ManyInput struct {
	Key      db.Key
	Measures []ident.ID // at most MostAtOnce
	Due      words.Day
	Reason   string
}

// MoveMany registers several measures, or does not take them, in one change: all
// or none.
func (r *Room) MoveMany(ctx context.Context, who ident.Actor, verb string, in ManyInput) (db.Done, error) {
	return r.several(ctx, who, in.Key, in.Measures, func(tx *db.Tx, id ident.ID) (Measure, db.Fact, error) {
		return MoveTx(ctx, tx, verb, MoveInput{Measure: id, Reason: in.Reason})
	})
}

// DeferMany asks to put off several measures to one date, in one change: all or
// none. Each is then decided by itself.
func (r *Room) DeferMany(ctx context.Context, who ident.Actor, in ManyInput) (db.Done, error) {
	return r.several(ctx, who, in.Key, in.Measures, func(tx *db.Tx, id ident.ID) (Measure, db.Fact, error) {
		return ProposeTx(ctx, tx, ProposeInput{Measure: id, Kind: Defer, Due: in.Due, Reason: in.Reason})
	})
}

// several does one thing to several measures in one change: all or none. What
// stands against it is told for each. The facts carry one batch.
func (r *Room) several(ctx context.Context, who ident.Actor, key db.Key, ids []ident.ID, do func(*db.Tx, ident.ID) (Measure, db.Fact, error)) (db.Done, error) {
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) {
		var f fault.Form
		f.Require(len(ids) > 0, "measures", "decision.none_chosen")
		f.Require(len(ids) <= MostAtOnce, "measures", "decision.too_many", MostAtOnce)
		if err := f.Err(); err != nil {
			return nil, err
		}
		var facts []db.Fact
		for _, id := range ids {
			m, fact, err := do(tx, id)
			if reason, ok := refusal(err); ok && m.Code != "" {
				f.Refuse("measures", "decision.not_done", m.Code, reason)
				continue
			}
			if err != nil {
				return nil, err
			}
			fact.Batch = key.ID
			facts = append(facts, fact)
		}
		return facts, f.Err()
	})
}

// refusal is the first reason of a refusal, ok when it was one.
func refusal(err error) (key words.Key, ok bool) {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return "", false
	}
	if len(e.Fields) > 0 {
		return words.Key(e.Fields[0].Key), true
	}
	return words.Key(e.Key), true
}

// UndoInput takes back what one change did.
type UndoInput struct {
	Key    db.Key
	Seq    int64
	Reason string
}

// Undo takes back what one change did to several measures, by a step for each:
// all or none. It is refused once anybody has acted on one of them since.
func (r *Room) Undo(ctx context.Context, who ident.Actor, in UndoInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		steps, err := undoOf(ctx, tx, who, in.Seq)
		if err != nil {
			return nil, err
		}
		if len(steps) == 0 {
			return nil, fault.New(fault.Conflict, "decision.not_undone")
		}
		var facts []db.Fact
		for _, s := range steps {
			var more []db.Fact
			if s.verb == "decision.take_back" {
				more, err = SettleTx(ctx, tx, s.verb, ProposalInput{Proposal: s.id})
			} else {
				var f db.Fact
				_, f, err = MoveTx(ctx, tx, s.verb, MoveInput{Measure: s.id, Reason: in.Reason})
				more = []db.Fact{f}
			}
			if err != nil {
				return nil, err
			}
			facts = append(facts, more...)
		}
		for i := range facts {
			facts[i].Batch = in.Key.ID
		}
		return facts, nil
	})
}
