package decision

import (
	"context"
	"fmt"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/programme/conference"
	"throughline/programme/party"
)

// DryRun says which measures a table would add now.
func (r *Room) DryRun(ctx context.Context, who ident.Actor, file []byte) (Draft, error) {
	if err := access.Check(own, who, "decision.capture", nil); err != nil {
		return Draft{}, err
	}
	reg, err := register(ctx, r.DB.Read(), who)
	if err != nil {
		return Draft{}, err
	}
	return DraftTable(file, reg)
}

// register loads what the rows of a table may refer to.
func register(ctx context.Context, q db.Q, who ident.Actor) (Register, error) {
	reg := Register{Parties: map[string]party.Party{}, Conferences: map[string]conference.Conference{}}
	f := party.PartyFilter{State: party.Machine.Start, For: who, Limit: 500}
	for {
		all, err := party.ListParties(ctx, q, who.Programme, f)
		if err != nil {
			return reg, fmt.Errorf("reading the register of organisations: %w", err)
		}
		for _, p := range all {
			reg.Parties[p.Code] = p
			f.After = p.ID
		}
		if len(all) < f.Limit {
			break
		}
	}
	meetings, err := conference.ListConferences(ctx, q, who, conference.Filter{})
	if err != nil {
		return reg, fmt.Errorf("reading the meetings: %w", err)
	}
	for _, x := range meetings {
		reg.Conferences[x.Code] = x
	}
	reg.Titles, err = titlesOf(ctx, q, who.Programme)
	return reg, err
}

// ImportInput is a table that was shown to a person with its effects. Text is
// canonical; Digest and Seen are those of the text and of what was shown.
// Register takes the measures on for follow-up at once.
type ImportInput struct {
	Key                db.Key
	Text, Digest, Seen string
	Register           bool
}

// Import captures the measures of a table, all or none. The facts carry one
// batch.
func (r *Room) Import(ctx context.Context, who ident.Actor, in ImportInput) (db.Done, error) {
	if err := access.Check(own, who, "decision.capture", nil); err != nil {
		return db.Done{}, err
	}
	if party.TextDigest(in.Text) != in.Digest {
		return db.Done{}, fault.New(fault.Conflict, "decision.import_text_changed")
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		reg, err := register(ctx, tx, who)
		if err != nil {
			return nil, err
		}
		draft, err := DraftTable([]byte(in.Text), reg)
		switch {
		case err != nil:
			return nil, err
		case len(draft.Errors) > 0 || draft.Digest() != in.Seen:
			return nil, fault.New(fault.Conflict, "decision.import_moved_on")
		case len(draft.Lines) == 0:
			return nil, fault.New(fault.Conflict, "decision.import_empty")
		}
		return apply(ctx, tx, draft, in)
	})
}

func apply(ctx context.Context, tx *db.Tx, draft Draft, in ImportInput) ([]db.Fact, error) {
	var facts []db.Fact
	for _, l := range draft.Lines {
		m, f, err := CaptureTx(ctx, tx, l.input)
		if err != nil {
			return nil, err
		}
		f.Batch = in.Key.ID
		facts = append(facts, f)
		if !in.Register {
			continue
		}
		if _, f, err = RegisterTx(ctx, tx, MoveInput{Measure: m.ID}); err != nil {
			return nil, err
		}
		f.Batch = in.Key.ID
		facts = append(facts, f)
	}
	return facts, nil
}
