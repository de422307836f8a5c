package plan

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

func annualRef(id ident.ID) ident.Ref { return ident.Ref{Kind: "plan.annual", ID: id} }

// pastAnnual name the fact of each verb.
var pastAnnual = map[string]string{"plan.submit_annual": "submitted", "plan.return_annual": "returned", "plan.issue_annual": "issued",
	"plan.adjust_annual": "opened", "plan.reissue_annual": "reissued", "plan.settle_annual": "settled"}

// DraftAnnualInput is the plan of one year to draft; Pairing 0 is the whole
// programme.
type DraftAnnualInput struct {
	Key             db.Key
	Period, Pairing ident.ID
	Year            int
}

// DraftAnnual begins the plan of one year.
func (r *Room) DraftAnnual(ctx context.Context, who ident.Actor, in DraftAnnualInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := GetPeriod(ctx, tx, who.Programme, in.Period)
		if err != nil {
			return nil, err
		}
		pairing, err := pairingOf(ctx, tx, who.Programme, in.Pairing)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "plan.draft_annual", Annual{}.Relations(who, pairing)); err != nil {
			return nil, err
		}
		others, err := ListAnnuals(ctx, tx, who.Programme, AnnualFilter{Period: p.ID, Year: in.Year})
		if err != nil {
			return nil, err
		}
		a, err := draftAnnual(p, in.Year, in.Pairing, others)
		if err != nil {
			return nil, err
		}
		if a.Code, err = tx.Code(ctx, "APL"); err != nil {
			return nil, err
		}
		a.ID = tx.ID()
		return keepAnnual(ctx, tx, a, p, "", "plan.draft_annual", "", "drafted")
	})
}

// pairingOf finds a pairing; 0 is none.
func pairingOf(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (party.Pairing, error) {
	if id == 0 {
		return party.Pairing{}, nil
	}
	return party.GetPairing(ctx, q, prog, id)
}

// keepAnnual saves the plan with its step, and asks who must act on it now.
func keepAnnual(ctx context.Context, tx *db.Tx, a Annual, p Period, from, verb, reason, past string) ([]db.Fact, error) {
	s := task.Subject{Ref: annualRef(a.ID), Code: a.Code, Title: fmt.Sprintf("%s · %d", p.Name, a.Year), URL: a.URL()}
	if err := saveAnnual(ctx, tx, a, s.Title); err != nil {
		return nil, err
	}
	var wants []task.Want
	switch {
	case a.State == "submitted":
		wants = append(wants, task.Want{Action: "plan.issue_annual", Role: ident.Leader, NotPerson: a.SubmittedBy})
	case a.State == "adjusting":
		wants = append(wants, task.Want{Action: "plan.reissue_annual", Role: ident.Leader, NotPerson: a.SubmittedBy})
	case verb == "plan.return_annual":
		wants = append(wants, task.Want{Action: "plan.submit_annual", Role: ident.Office, Reason: reason})
	}
	return []db.Fact{{Kind: "plan.annual." + past + ".v1", Subject: s.Ref, Data: a}}, state.Step(ctx, tx, &AnnualMachine, s, from, verb, a.State, reason, wants...)
}

// takeAnnual leads one annual plan through a verb; also changes what else it
// changes.
func takeAnnual(ctx context.Context, tx *db.Tx, id ident.ID, verb, reason, past string, also func(Annual) (Annual, error)) ([]db.Fact, error) {
	prog := tx.Who.Programme
	a, err := GetAnnual(ctx, tx, prog, id)
	if err != nil {
		return nil, err
	}
	pairing, err := pairingOf(ctx, tx, prog, a.Pairing)
	if err != nil {
		return nil, err
	}
	reason = strings.TrimSpace(reason)
	mv, err := AnnualMachine.Try(tx.Who, a.Relations(tx.Who, pairing), a.State, verb, reason)
	if err != nil {
		return nil, err
	}
	from := a.State
	if a, err = a.moved(mv, tx.Who.Person); err != nil {
		return nil, err
	}
	if also != nil {
		if a, err = also(a); err != nil {
			return nil, err
		}
	}
	p, err := GetPeriod(ctx, tx, prog, a.Period)
	if err != nil {
		return nil, err
	}
	return keepAnnual(ctx, tx, a, p, from, verb, reason, past)
}

// AnnualStepInput takes an annual plan one step on by a verb of its machine.
type AnnualStepInput struct {
	Key          db.Key
	Annual       ident.ID
	Verb, Reason string
}

// StepAnnual takes an annual plan one step on.
func (r *Room) StepAnnual(ctx context.Context, who ident.Actor, in AnnualStepInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		return takeAnnual(ctx, tx, in.Annual, in.Verb, in.Reason, pastAnnual[in.Verb], func(a Annual) (Annual, error) {
			if !slices.Contains(Issues, in.Verb) {
				return a, nil
			}
			results, err := SharesOf(ctx, tx, who.Programme, a)
			if err != nil {
				return a, err
			}
			return a, MayIssue(results, in.Reason)
		})
	})
}

// SharesOf checks the shares of the rules of the plan's own time against its items.
func SharesOf(ctx context.Context, q db.Q, prog ident.Programme, a Annual) ([]ShareResult, error) {
	rules, err := RulesFor(ctx, q, prog, a)
	if err != nil || !rules.Shows(Shares) || len(rules.Shares) == 0 {
		return nil, err
	}
	rows, err := ShareRows(ctx, q, prog, a, a.Items)
	if err != nil {
		return nil, err
	}
	return CheckShares(rules, rows)
}

// RulesFor are the rules that an annual plan goes by: the last ones that begin in
// its year or before.
func RulesFor(ctx context.Context, q db.Q, prog ident.Programme, a Annual) (Rules, error) {
	return RulesOn(ctx, q, prog, words.Day(fmt.Sprintf("%04d-12-31", a.Year)))
}

// ShareRows are the sums of items of a plan. An item that names no receiver is for
// the receiving side of the plan's pairing.
func ShareRows(ctx context.Context, q db.Q, prog ident.Programme, a Annual, items []Item) ([]ShareRow, error) {
	pairing, err := pairingOf(ctx, q, prog, a.Pairing)
	if err != nil {
		return nil, err
	}
	rows, ids := make([]ShareRow, len(items)), make([]ident.ID, len(items))
	for i, x := range items {
		rows[i] = ShareRow{Amount: x.Amount, Class: x.MoneyClass, Marks: x.Or(Marks{Receiver: pairing.Receiver})}
		ids[i] = rows[i].Receiver
	}
	receivers, err := party.PartiesByID(ctx, q, prog, ids)
	for i := range rows {
		rows[i].Level = receivers[rows[i].Receiver].Level
	}
	return rows, err
}

// PutItemInput puts an item into a plan: No 0 is a new one. Lang and Currency
// are those in which its numbers are written.
type PutItemInput struct {
	Key            db.Key
	Annual         ident.ID
	No             int
	Lang, Currency string
	ItemInput
}

// PutItem adds an item to a plan, or writes one anew.
func (r *Room) PutItem(ctx context.Context, who ident.Actor, in PutItemInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		return takeAnnual(ctx, tx, in.Annual, "plan.edit_annual", "", "edited", func(a Annual) (Annual, error) {
			no := in.No
			if no == 0 {
				no = a.LastItem + 1
			}
			i, err := in.item(no, in.Lang, in.Currency)
			if err != nil {
				return a, err
			}
			if err := checkItem(ctx, tx, i); err != nil {
				return a, err
			}
			if a, err = a.with(i); err != nil {
				return a, err
			}
			return a, saveItem(ctx, tx, a.ID, i)
		})
	})
}

// checkItem refuses an item for organisations that are not on record, and one
// that the rules of today let no money go to.
func checkItem(ctx context.Context, tx *db.Tx, i Item) error {
	for _, id := range []ident.ID{i.Party, i.Receiver} {
		if id != 0 {
			if _, err := party.GetParty(ctx, tx, tx.Who.Programme, id); err != nil {
				return err
			}
		}
	}
	on, err := today(ctx, tx)
	if err != nil {
		return err
	}
	rules, err := RulesOn(ctx, tx, tx.Who.Programme, on)
	if err != nil {
		return err
	}
	var f fault.Form
	i.Check(&f, rules)
	return f.Err()
}

// DropItem takes an item out of a plan. Issued texts keep it.
func (r *Room) DropItem(ctx context.Context, who ident.Actor, in PutItemInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		return takeAnnual(ctx, tx, in.Annual, "plan.edit_annual", "", "edited", func(a Annual) (Annual, error) {
			a, err := a.without(in.No)
			if err != nil {
				return a, err
			}
			return a, dropItem(ctx, tx, a.ID, in.No)
		})
	})
}
