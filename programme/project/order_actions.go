package project

import (
	"context"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/programme/plan"
)

// ordering are the acts on the order of milestones.
var ordering = []access.Rule{
	{Action: "project.order_milestone", By: []ident.Grant{byOffice, byDoer}},
	{Action: "project.free_milestone", By: []ident.Grant{byOffice, byDoer}},
}

// OrderInput lets a milestone wait for another, or no longer.
type OrderInput struct {
	Key       db.Key
	Milestone ident.ID
	After     ident.ID
}

// OrderMilestone lets a milestone be reached only after another one.
func (r *Room) OrderMilestone(ctx context.Context, who ident.Actor, in OrderInput) (db.Done, error) {
	return r.reorder(ctx, who, in, "project.order_milestone", "ordered", func(tx *db.Tx, m Milestone, all []Milestone) (Milestone, error) {
		m, err := m.after(all, in.After)
		if err != nil {
			return m, err
		}
		return m, saveOrder(ctx, tx, m.ID, in.After)
	})
}

// FreeMilestone takes back that a milestone waits for another.
func (r *Room) FreeMilestone(ctx context.Context, who ident.Actor, in OrderInput) (db.Done, error) {
	return r.reorder(ctx, who, in, "project.free_milestone", "freed", func(tx *db.Tx, m Milestone, _ []Milestone) (Milestone, error) {
		m, err := m.free(in.After)
		if err != nil {
			return m, err
		}
		return m, dropOrder(ctx, tx, m.ID, in.After)
	})
}

func (r *Room) reorder(ctx context.Context, who ident.Actor, in OrderInput, action, past string, act func(*db.Tx, Milestone, []Milestone) (Milestone, error)) (db.Done, error) {
	return r.onMilestone(ctx, who, MilestoneMoveInput{Key: in.Key, Milestone: in.Milestone}, past, func(tx *db.Tx, p Project, ring Ring, m Milestone) (Milestone, []db.Fact, error) {
		if err := access.Check(ordering, who, action, p.Before(who, ring, 0, 0)); err != nil {
			return m, nil, err
		}
		if p.State == Closed || p.State == Cancelled {
			return m, nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
		}
		all, err := MilestonesOf(ctx, tx, who.Programme, p.ID)
		if err != nil {
			return m, nil, err
		}
		m, err = act(tx, m, all)
		return m, nil, err
	})
}

// heldBack refuses to reach a milestone before those that it waits for.
func heldBack(ctx context.Context, tx *db.Tx, p Project, m Milestone) error {
	all, err := MilestonesOf(ctx, tx, tx.Who.Programme, p.ID)
	if err != nil {
		return err
	}
	if held := m.holding(all); len(held) > 0 {
		return fault.New(fault.Conflict, "project.order_first", held[0].Title)
	}
	return nil
}

// seasonal warns of a milestone planned in a season in which its work rests,
// unless that is wanted.
func seasonal(ctx context.Context, tx *db.Tx, in MilestoneInput) error {
	if in.Kind == "" {
		return nil
	}
	on, err := today(ctx, tx)
	if err != nil {
		return err
	}
	rules, err := plan.RulesOn(ctx, tx, tx.Who.Programme, on)
	if err != nil {
		return err
	}
	if in.Anyway {
		rules.Seasons = nil
	}
	var f fault.Form
	inSeason(&f, rules, in.Kind, in.Baseline)
	return f.Err()
}
