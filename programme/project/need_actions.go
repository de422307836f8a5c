package project

import (
	"context"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/programme/party"
)

// NeedInput is a need as its organisation puts it. An empty Visibility is
// "parties".
type NeedInput struct {
	Key               db.Key
	Title, Text, Lang string
	Receiver          ident.ID
	Sector            string
	Visibility        string
	Illustrative      bool
}

// RecordNeed records a need. It stands last in its organisation's own order.
func (r *Room) RecordNeed(ctx context.Context, who ident.Actor, in NeedInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		n := Need{Title: oneLine(in.Title), Text: strings.TrimSpace(in.Text), Lang: in.Lang, Receiver: in.Receiver, Sector: oneLine(in.Sector),
			State: NeedMachine.Start, StateSince: tx.Now, Owner: in.Receiver, Visibility: in.Visibility, Illustrative: in.Illustrative, By: who.Person}
		if n.Visibility == "" {
			n.Visibility = "parties"
		}
		if err := access.Check(own, who, "project.record_need", n.Relations(who)); err != nil {
			return nil, err
		}
		if err := n.check(); err != nil {
			return nil, err
		}
		if err := receives(ctx, tx, n.Receiver); err != nil {
			return nil, err
		}
		before, err := ordered(ctx, tx, who.Programme, n.Receiver)
		if err != nil {
			return nil, err
		}
		if len(before) >= MostNeeds {
			return nil, fault.New(fault.Conflict, "project.needs_full", MostNeeds)
		}
		if n.Code, err = tx.Code(ctx, "NEED"); err != nil {
			return nil, err
		}
		n.ID, n.Place = tx.ID(), len(before)+1
		return []db.Fact{n.fact("recorded")}, keepNeed(ctx, tx, n, "", "project.record_need", "")
	})
}

// receives refuses an organisation that stands on the providing side, or is the
// programme office's own.
func receives(ctx context.Context, tx *db.Tx, id ident.ID) error {
	side, err := party.SideOf(ctx, tx, tx.Who.Programme, id)
	if err != nil {
		return err
	}
	pairs, err := party.PairingsOf(ctx, tx, tx.Who.Programme, id)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if side == "" {
			side = p.SideOf(id) // agreed on, and not yet active
		}
	}
	var f fault.Form
	f.Require(side != party.Provider && side != party.Office, "receiver", "project.receiver_missing")
	return f.Err()
}

// fact tells what happened to the need; past is recorded, met, ...
func (n Need) fact(past string) db.Fact {
	return db.Fact{Kind: NeedNoun + "." + past + ".v1", Subject: n.Ref(), Data: n}
}

func keepNeed(ctx context.Context, tx *db.Tx, n Need, from, verb, reason string) error {
	if err := saveNeed(ctx, tx, n); err != nil {
		return err
	}
	return state.Step(ctx, tx, NeedMachine, n.subject(), from, verb, n.State, reason)
}

// NeedMoveInput takes one need through a verb, or to a place in its
// organisation's order.
type NeedMoveInput struct {
	Key    db.Key
	Need   ident.ID
	Reason string
	Place  int
}

// needPasts are the facts of the verbs of a need.
var needPasts = map[string]string{"project.meet_need": "met", "project.withdraw_need": "withdrawn", "project.reopen_need": "reopened"}

// MoveNeed takes a need through project.meet_need, withdraw_need or reopen_need.
// Those that stood behind it move up.
func (r *Room) MoveNeed(ctx context.Context, who ident.Actor, verb string, in NeedMoveInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		n, err := seenNeed(ctx, tx, who, in.Need)
		if err != nil {
			return nil, err
		}
		all, err := ordered(ctx, tx, who.Programme, n.Receiver)
		if err != nil {
			return nil, err
		}
		from, reason := n.State, strings.TrimSpace(in.Reason)
		if n, err = n.move(who, verb, reason, len(all), tx.Now); err != nil {
			return nil, err
		}
		facts := []db.Fact{n.fact(needPasts[verb])}
		for i, o := range slices.DeleteFunc(all, func(o Need) bool { return o.ID == n.ID }) {
			if o.Place == i+1 {
				continue
			}
			o.Place = i + 1
			if err := saveNeed(ctx, tx, o); err != nil {
				return nil, err
			}
			facts = append(facts, o.fact("ranked"))
		}
		return facts, keepNeed(ctx, tx, n, from, verb, reason)
	})
}

// RankNeed puts a need at a place in its organisation's own order.
func (r *Room) RankNeed(ctx context.Context, who ident.Actor, in NeedMoveInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		n, err := seenNeed(ctx, tx, who, in.Need)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "project.rank_need", n.Relations(who)); err != nil {
			return nil, err
		}
		all, err := ordered(ctx, tx, who.Programme, n.Receiver)
		if err != nil {
			return nil, err
		}
		changed, err := order(all, n.ID, in.Place)
		if err != nil {
			return nil, err
		}
		var facts []db.Fact
		for _, n := range changed {
			if err := saveNeed(ctx, tx, n); err != nil {
				return nil, err
			}
			facts = append(facts, n.fact("ranked"))
		}
		return facts, nil
	})
}

// OfferInput puts a project forward for a need.
type OfferInput struct {
	Key     db.Key
	Project ident.ID
	Need    ident.ID
}

// Offer puts a project forward for a need that is still wanted.
func (r *Room) Offer(ctx context.Context, who ident.Actor, in OfferInput) (db.Done, error) {
	return r.onProject(ctx, who, in.Key, in.Project, "project.offer", "offered", func(tx *db.Tx, p Project, c Course) (Project, []db.Fact, error) {
		facts, err := putForward(ctx, tx, p, c.Standing.Offers, in.Need)
		return p, facts, err
	})
}

// putForward offers a project, which is offered already for the needs of before,
// for one more.
func putForward(ctx context.Context, tx *db.Tx, p Project, before []Offer, need ident.ID) ([]db.Fact, error) {
	n, err := seenNeed(ctx, tx, tx.Who, need)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	var f fault.Form
	f.Require(err == nil, "need", "project.no_such_need")
	f.Require(err != nil || n.State == Recorded, "need", "project.need_over")
	f.Require(!slices.ContainsFunc(before, func(o Offer) bool { return o.Need == n.ID }), "need", "project.offered_already")
	if err := f.Err(); err != nil {
		return nil, err
	}
	o := Offer{ID: tx.ID(), Need: n.ID, Project: p.ID, State: OfferMachine.Start}
	if err := saveOffer(ctx, tx, o); err != nil {
		return nil, err
	}
	return []db.Fact{o.fact("made"), n.fact("offered")}, stepOffer(ctx, tx, o, p, n, "", "project.offer", "")
}

// fact tells what happened to the offer: made, objected, objection_lifted.
func (o Offer) fact(past string) db.Fact {
	return db.Fact{Kind: OfferNoun + "." + past + ".v1", Subject: ident.Ref{Kind: OfferNoun, ID: o.ID}, Data: o}
}

func stepOffer(ctx context.Context, tx *db.Tx, o Offer, p Project, n Need, from, verb, reason string) error {
	subject := task.Subject{Ref: ident.Ref{Kind: OfferNoun, ID: o.ID}, Code: p.Code, Title: p.Title, URL: NeedURL(n.Code)}
	return state.Step(ctx, tx, OfferMachine, subject, from, verb, o.State, reason)
}

// ObjectInput says of a project offered for a need that it is not wanted, or
// that it may go on.
type ObjectInput struct {
	Key           db.Key
	Need, Project ident.ID
	Reason        string
}

// Object says that a project is not wanted, or lifts that (project.object,
// project.lift_objection).
func (r *Room) Object(ctx context.Context, who ident.Actor, verb string, in ObjectInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		n, err := seenNeed(ctx, tx, who, in.Need)
		if err != nil {
			return nil, err
		}
		p, err := seen(ctx, tx, who, in.Project)
		if err != nil {
			return nil, err
		}
		offers, err := OffersFor(ctx, tx, who.Programme, n.ID)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(offers, func(o Offer) bool { return o.Project == p.ID })
		if i < 0 {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
		o, reason := offers[i], strings.TrimSpace(in.Reason)
		mv, err := OfferMachine.Try(who, n.Relations(who), o.State, verb, reason)
		if err != nil {
			return nil, err
		}
		if verb == "project.object" && p.Begun() {
			return nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
		}
		from := o.State
		o.State, o.Reason = mv.To, reason
		if err := saveOffer(ctx, tx, o); err != nil {
			return nil, err
		}
		past := map[string]string{"project.object": "objected", "project.lift_objection": "objection_lifted"}[verb]
		return []db.Fact{o.fact(past), n.fact(past), p.fact(past)}, stepOffer(ctx, tx, o, p, n, from, verb, reason)
	})
}
