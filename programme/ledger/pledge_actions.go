package ledger

import (
	"context"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/programme/agreement"
)

// Project brings the pledges to what the commitments of a change now promise, in
// the change itself.
func Project(ctx context.Context, tx *db.Tx, facts []db.Fact) error {
	done := map[ident.ID]bool{}
	for _, f := range facts {
		if f.Subject.Kind != agreement.CommitmentNoun || done[f.Subject.ID] {
			continue
		}
		done[f.Subject.ID] = true
		if err := syncPledges(ctx, tx, f.Subject.ID); err != nil {
			return err
		}
	}
	return nil
}

func syncPledges(ctx context.Context, tx *db.Tx, commitment ident.ID) error {
	c, err := agreement.GetCommitment(ctx, tx, tx.Who.Programme, commitment)
	if err != nil {
		return err
	}
	stand, err := heldOf(ctx, tx, tx.Who.Programme, commitment)
	if err != nil {
		return err
	}
	entries := Pledges(c, stand)
	if len(entries) == 0 {
		return nil
	}
	on, err := today(ctx, tx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		e.Day = on
		if _, err := post(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// heldOf is what stands of a commitment, by who owes it, class and currency.
func heldOf(ctx context.Context, q db.Q, prog ident.Programme, commitment ident.ID) ([]Held, error) {
	all, err := AccountsOf(ctx, q, prog, commitment)
	if err != nil {
		return nil, err
	}
	var list []Held
	for _, s := range all {
		if s.Name != Payable {
			continue
		}
		h := Held{Payable: s}
		moved, err := movedBy(ctx, q, prog, s.ID)
		if err != nil {
			return nil, err
		}
		h.Drawn = moved[Receive] + moved[Settle] + moved[Claim]
		for _, o := range all {
			switch {
			case o.Provider != s.Provider || o.Class != s.Class || o.Currency != s.Currency:
			case o.Name == Receivable:
				h.Receivable = o
			case o.Name == Allotted:
				h.Allotted = append(h.Allotted, o)
			}
		}
		list = append(list, h)
	}
	return list, nil
}
