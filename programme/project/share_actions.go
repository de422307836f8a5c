package project

import (
	"context"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// MarkInput says what the shares of the programme rules look at in a project.
type MarkInput struct {
	Key     db.Key
	Project ident.ID
	plan.Marks
}

// Mark says whom a project is for, whether it is for livelihood and the grass
// roots, and its category. What was said before stays in the journal.
func (r *Room) Mark(ctx context.Context, who ident.Actor, in MarkInput) (db.Done, error) {
	return r.onProject(ctx, who, in.Key, in.Project, "project.mark", "marked", func(tx *db.Tx, p Project, c Course) (Project, []db.Fact, error) {
		var f fault.Form
		in.Check(&f, c.Rules)
		if in.Receiver != 0 {
			on, err := party.PartiesByID(ctx, tx, who.Programme, []ident.ID{in.Receiver})
			if err != nil {
				return p, nil, err
			}
			f.Require(len(on) == 1, "receiver", "project.implementer_unknown")
		}
		p.Marks = in.Marks
		return p, nil, f.Err()
	})
}

// Sums are what an annual plan comes to by its projects, as plan.CheckShares takes
// it: the estimates of the projects that hold an item, and what was planned where
// none does yet. A project that names no receiver is for the receiving side of its
// pairing; what it does not say is taken from its item. instead takes the place of
// the project with its number.
func Sums(ctx context.Context, q db.Q, prog ident.Programme, a plan.Annual, instead *Project) ([]plan.ShareRow, error) {
	works, err := projectsIn(ctx, q, prog, a.ID)
	if err != nil {
		return nil, err
	}
	planned, err := plan.ShareRows(ctx, q, prog, a, a.Items)
	if err != nil {
		return nil, err
	}
	var pairings, receivers []ident.ID
	for _, p := range works {
		pairings = append(pairings, p.Pairing)
	}
	pairs, err := party.PairingsByID(ctx, q, prog, pairings)
	if err != nil {
		return nil, err
	}
	var rows []plan.ShareRow
	for i, item := range a.Items {
		held := false
		for _, p := range works {
			if p.AnnualItem != item.No || p.State == Cancelled {
				continue
			}
			if instead != nil && instead.ID == p.ID {
				p = *instead
			}
			held = true
			rows = append(rows, plan.ShareRow{Amount: p.Estimate, Class: item.MoneyClass,
				Marks: p.Or(plan.Marks{Receiver: pairs[p.Pairing].Receiver}).Or(planned[i].Marks)})
		}
		if !held {
			rows = append(rows, planned[i])
		}
	}
	for _, row := range rows {
		receivers = append(receivers, row.Receiver)
	}
	named, err := party.PartiesByID(ctx, q, prog, receivers)
	for i, row := range rows {
		rows[i].Level = named[row.Receiver].Level
	}
	return rows, err
}

// sharesHold refuses a change of class A after which the annual plan of the
// project misses a share, or misses it by more, unless it can be waived and whoever
// approves says why.
func sharesHold(ctx context.Context, tx *db.Tx, p Project, x ChangeRequest) error {
	if x.Class != ClassA || p.Annual == 0 {
		return nil
	}
	a, err := plan.GetAnnual(ctx, tx, tx.Who.Programme, p.Annual)
	if err != nil {
		return err
	}
	rules, err := plan.RulesFor(ctx, tx, tx.Who.Programme, a)
	if err != nil {
		return err
	}
	changed := p.with(x.After)
	var results [2][]plan.ShareResult
	for i, instead := range []*Project{nil, &changed} {
		rows, err := Sums(ctx, tx, tx.Who.Programme, a, instead)
		if err != nil {
			return err
		}
		if results[i], err = plan.CheckShares(rules, rows); err != nil {
			return err
		}
	}
	return plan.Worse(results[0], results[1], x.Reason)
}
