package stocktake

import (
	"context"
	"fmt"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/programme/agreement"
	"throughline/programme/decision"
)

// Rebuild computes every row of the board, the conversion, the map and their rollups
// anew from the records, inside one change. Nothing depends on the rows that were there.
func Rebuild(ctx context.Context, tx *db.Tx) error {
	if err := clearAll(ctx, tx); err != nil {
		return fmt.Errorf("clearing the board: %w", err)
	}
	if err := clearConversion(ctx, tx); err != nil {
		return fmt.Errorf("clearing the conversion: %w", err)
	}
	b, err := newBuilder(ctx, tx)
	if err != nil {
		return err
	}
	if err := b.relocateAll(ctx); err != nil {
		return fmt.Errorf("putting projects on the map: %w", err)
	}
	all := ident.Actor{Programme: tx.Who.Programme, Roles: ident.ProgrammeWide}
	const page = 200
	for after := ident.ID(0); ; {
		measures, err := decision.ListMeasures(ctx, tx, all, decision.MeasureFilter{After: after, Limit: page})
		if err != nil {
			return err
		}
		for _, m := range measures {
			if err := b.measure(ctx, m.ID); err != nil {
				return err
			}
			after = m.ID
		}
		if len(measures) < page {
			break
		}
	}
	for after := ident.ID(0); ; {
		agreements, err := agreement.ListAgreements(ctx, tx, all, agreement.AgreementFilter{After: after, Limit: page})
		if err != nil {
			return err
		}
		for _, a := range agreements {
			if err := b.reported(ctx, a.ID); err != nil {
				return err
			}
			after = a.ID
		}
		if len(agreements) < page {
			break
		}
	}
	for after := ident.ID(0); ; {
		commitments, err := agreement.ListCommitments(ctx, tx, all, agreement.CommitmentFilter{After: after, Limit: page})
		if err != nil {
			return err
		}
		for _, c := range commitments {
			if err := b.commitment(ctx, c); err != nil {
				return err
			}
			after = c.ID
		}
		if len(commitments) < page {
			return b.fold(ctx)
		}
	}
}
