package place

import (
	"context"
	"strings"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
)

// clearOn clears an assessed site on at least one condition.
func clearOn(ctx context.Context, tx *db.Tx, in ActInput) ([]db.Fact, error) {
	return change(ctx, tx, in.MoveInput, "place.clear_on", "cleared", func(s Site) ([]db.Fact, error) {
		set, err := conditions(in.Conditions)
		if err != nil {
			return nil, err
		}
		var facts []db.Fact
		for _, c := range set {
			c.ID, c.Site = tx.ID(), s.ID
			if err := c.keep(ctx, tx, s, "", "place.clear_on"); err != nil {
				return nil, err
			}
			facts = append(facts, c.fact("set"))
		}
		return facts, nil
	})
}

// keep saves a condition that has gone one step on.
func (c Condition) keep(ctx context.Context, tx *db.Tx, s Site, from, verb string) error {
	if err := saveCondition(ctx, tx, c); err != nil {
		return err
	}
	about := task.Subject{Ref: c.Ref(), Code: s.Code, Title: c.Text, URL: URL(s.Code) + "#conditions"}
	return state.Step(ctx, tx, ConditionMachine, about, from, verb, c.State, c.Note, c.wants(s)...)
}

// lapse ends the conditions of a site whose clearance is no more, as far as they
// are not checked; the next clearance sets its own.
func lapse(ctx context.Context, tx *db.Tx, s Site) error {
	set, err := ConditionsOf(ctx, tx, tx.Who.Programme, s.ID)
	if err != nil {
		return err
	}
	for _, c := range set {
		if c.State != Open && c.State != Met {
			continue
		}
		from := c.State
		c.State = Lapsed
		if err := c.keep(ctx, tx, s, from, "place.lapse"); err != nil {
			return err
		}
	}
	return nil
}

func (c Condition) fact(past string) db.Fact {
	return db.Fact{Kind: ConditionNoun + "." + past + ".v1", Subject: c.Ref(), Data: c}
}

// conditionPasts name the fact of each verb of a condition.
var conditionPasts = map[string]string{"place.meet": "met", "place.check": "checked", "place.reopen": "reopened"}

// FollowInput takes a condition of a site one step on; Note says how it was met,
// or why it is opened again.
type FollowInput struct {
	Key             db.Key
	Site, Condition ident.ID
	Note            string
}

// Follow takes a condition through a verb of ConditionMachine.
func (r *Room) Follow(ctx context.Context, who ident.Actor, verb string, in FollowInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		who, s, err := seen(ctx, tx, who, in.Site)
		if err != nil {
			return nil, err
		}
		c, err := GetCondition(ctx, tx, who.Programme, in.Condition)
		if err == nil && c.Site != s.ID {
			err = fault.New(fault.NotFound, "fault.not_found")
		}
		if err != nil {
			return nil, err
		}
		from := c.State
		if c, err = c.move(who, s, verb, strings.TrimSpace(in.Note)); err != nil {
			return nil, err
		}
		return []db.Fact{c.fact(conditionPasts[verb])}, c.keep(ctx, tx, s, from, verb)
	})
}
