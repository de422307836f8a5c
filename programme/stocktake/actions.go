package stocktake

import (
	"context"
	"fmt"
	"slices"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Room serves the board, the threads, the map, my tasks and search. Blobs keeps
// the base maps.
type Room struct {
	DB    *db.DB
	Blobs *blob.Store

	draw drawer
}

// ExemptInput says that a node of a promise does not apply, and why; an empty
// Why takes it back.
type ExemptInput struct {
	Key       db.Key
	Code      string
	Node, Why string
	TakeBack  bool
}

type exempted struct {
	Code string `json:"code"`
	Node string `json:"node"`
	Why  string `json:"why"`
}

// Exempt records somebody's word that a node does not apply. Only a node with
// nothing recorded can be said not to apply, and never the result.
func (r *Room) Exempt(ctx context.Context, who ident.Actor, in ExemptInput) (db.Done, error) {
	var f fault.Form
	f.Require(slices.Contains(NodeNames[:5], in.Node), "node", "stocktake.node_unknown")
	f.Require(in.Why != "" || in.TakeBack, "why", "stocktake.why_missing")
	if err := f.Err(); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := GetPromise(ctx, tx, who, in.Code)
		if err != nil {
			return nil, err
		}
		var rel ident.Relations
		if p.Lead == who.Organisation {
			rel = ident.Relations{ident.Mine}
		}
		if err := access.Check(Rules(), who, "stocktake.exempt", rel); err != nil {
			return nil, err
		}
		why, kind := in.Why, "stocktake.promise.exempted.v1"
		if in.TakeBack {
			why, kind = "", "stocktake.promise.exemption_ended.v1"
		} else if n, _ := p.node(in.Node); n > 0 {
			return nil, fault.New(fault.Conflict, "stocktake.node_recorded")
		}
		if err := saveExempt(ctx, tx, p.Kind, p.ID, in.Node, why); err != nil {
			return nil, err
		}
		return []db.Fact{{Kind: kind, Subject: ident.Ref{Kind: subjectOf[p.Kind], ID: p.ID}, Data: exempted{p.Code, in.Node, why}}}, nil
	})
}

// subjectOf is the kind under which a promise's record stands in the journal.
var subjectOf = map[string]string{Commitment: "agreement.commitment", Measure: "decision.measure", Answer: "decision.answer"}

type moved struct {
	Day       words.Day `json:"day"`
	Refreshed int       `json:"refreshed"`
}

// tickBatch bounds one change of the tick.
const tickBatch = 500

// Tick recomputes the promises of one programme whose day has come and tells
// whether more wait. The calendar acts for nobody, so the actor is empty.
func (r *Room) Tick(ctx context.Context, prog party.Programme) (more bool, err error) {
	today := words.DayOf(r.DB.Now(), prog.Location())
	if err := r.turnTasks(ctx, prog, today); err != nil {
		return false, err
	}
	moreOnMap, err := r.tickMap(ctx, prog, today)
	if err != nil {
		return false, err
	}
	due, err := dueForChange(ctx, r.DB.Read(), prog.ID, today, 1)
	if err != nil || len(due) == 0 {
		return moreOnMap, err
	}
	key := db.Key{ID: fmt.Sprintf("tick %s %d", today, r.DB.Now().UnixMicro())}
	_, err = r.DB.Change(ctx, ident.Actor{Programme: prog.ID}, key, func(tx *db.Tx) ([]db.Fact, error) {
		due, err := dueForChange(ctx, tx, prog.ID, today, tickBatch)
		if err != nil {
			return nil, err
		}
		b, err := newBuilder(ctx, tx)
		if err != nil {
			return nil, err
		}
		for _, p := range due {
			if err := b.refresh(ctx, p.Kind, p.ID); err != nil {
				return nil, err
			}
		}
		if err := b.fold(ctx); err != nil {
			return nil, err
		}
		more = len(due) == tickBatch
		return []db.Fact{{Kind: "stocktake.day.moved.v1", Subject: ident.Ref{Kind: "stocktake.day"}, Data: moved{today, len(due)}}}, nil
	})
	return more || moreOnMap, err
}
