package stocktake

import (
	"context"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/programme/agreement"
	"throughline/programme/decision"
	"throughline/programme/project"
)

// What a line of the conversion stands for, besides a commitment.
const (
	restated = "restated"
	batch    = "batch"
)

// converted refreshes what a commitment adds to the conversion: one line under
// the agreement in which it was signed first, and one for each later agreement
// that states it again, which is counted nowhere.
func (b *builder) converted(ctx context.Context, c agreement.Commitment) error {
	lines := map[lineKey]line{}
	if c.State != agreement.Withdrawn {
		l, err := b.signedLine(ctx, c)
		if err != nil {
			return err
		}
		lines[lineKey{Commitment, c.ID, 0}] = l
		again, err := agreement.RestatementsOf(ctx, b.tx, b.prog, c.ID)
		if err != nil {
			return err
		}
		for _, x := range again {
			a, err := agreement.GetAgreement(ctx, b.tx, b.prog, x.Agreement)
			if err != nil {
				return err
			}
			lines[lineKey{restated, c.ID, x.Clause}] = line{Conference: a.Conference, Kind: a.Kind, Owner: l.Owner, Stage: Beside[0], Parts: bare(l.Parts)}
		}
	}
	return moveLines(ctx, b.tx, []lineKey{{Commitment, c.ID, 0}, {restated, c.ID, 0}}, lines)
}

// bare are the providers without money: a restatement adds none.
func bare(parts []part) []part {
	out := make([]part, len(parts))
	for i, p := range parts {
		out[i].Party = p.Party
	}
	return out
}

func (b *builder) signedLine(ctx context.Context, c agreement.Commitment) (line, error) {
	if c.Agreement == 0 {
		m, err := decision.GetMeasure(ctx, b.tx, b.prog, c.Measure)
		return lineOf(c, m.Conference, "", Beside[2], ""), err
	}
	a, err := agreement.GetAgreement(ctx, b.tx, b.prog, c.Agreement)
	if err != nil {
		return line{}, err
	}
	all, err := project.ProjectsServing(ctx, b.tx, b.prog, Commitment, []ident.ID{c.ID})
	if err != nil {
		return line{}, err
	}
	works, begun := 0, 0
	for _, p := range all {
		if p.State == project.Cancelled {
			continue
		}
		works++
		if p.Begun() {
			begun++
		}
	}
	stage, exit := reached(c, works, begun, c.Missed(b.today, b.rules.GraceDays))
	return lineOf(c, a.Conference, a.Kind, stage, exit), nil
}

// reported refreshes what an agreement itself adds: a report of signings of
// unknown number, which is named beside the count and never counted as one.
func (b *builder) reported(ctx context.Context, id ident.ID) error {
	a, err := agreement.GetAgreement(ctx, b.tx, b.prog, id)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		return err
	}
	lines := map[lineKey]line{}
	if a.UnknownNumber && a.InForce() {
		l := line{Conference: a.Conference, Kind: a.Kind, Stage: Beside[1]}
		if a.Visibility == "internal" {
			l.Owner = a.Owner
		}
		lines[lineKey{batch, a.ID, 0}] = l
	}
	return moveLines(ctx, b.tx, []lineKey{{batch, a.ID, 0}}, lines)
}
