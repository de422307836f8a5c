package decision

import (
	"context"
	"slices"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// RankInput moves one measure to a place among those that its meeting has asked
// to be followed; 1 is the first.
type RankInput struct {
	Key     db.Key
	Measure ident.ID
	Place   int
}

// Rank puts a measure in its place. Those that had no place get one, in the
// order in which they are listed.
func (r *Room) Rank(ctx context.Context, who ident.Actor, in RankInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		if err := access.Check(own, who, "decision.rank", nil); err != nil {
			return nil, err
		}
		m, err := seen(ctx, tx, who, in.Measure)
		if err != nil {
			return nil, err
		}
		all, err := Ranked(ctx, tx, who, m.Conference)
		if err != nil {
			return nil, err
		}
		changed, err := place(all, m.ID, in.Place)
		if err != nil {
			return nil, err
		}
		_, zone, err := today(ctx, tx, who.Programme, tx.Now)
		if err != nil {
			return nil, err
		}
		var facts []db.Fact
		for _, m := range changed {
			m.Seq = tx.Seq
			if err := saveMeasure(ctx, tx, m, zone); err != nil {
				return nil, err
			}
			facts = append(facts, m.fact("ranked"))
		}
		return facts, nil
	})
}

// MostRanked is how many measures of one meeting can be ranked.
const MostRanked = 200

// Ranked lists the measures that a meeting has asked to be followed and that are
// still open, in their places.
func Ranked(ctx context.Context, q db.Q, who ident.Actor, meeting ident.ID) ([]Measure, error) {
	if meeting == 0 {
		return nil, nil
	}
	all, err := ListMeasures(ctx, q, who, MeasureFilter{Conference: meeting, State: "open", Sort: SortPriority, Limit: MostRanked})
	return slices.DeleteFunc(all, func(m Measure) bool { return !m.Followed() }), err
}

// TranslateInput gives a measure its title in the other language.
type TranslateInput struct {
	Key     db.Key
	Measure ident.ID
	Title   string
}

// Translate sets the title in the other language, at any time: it says the same.
func (r *Room) Translate(ctx context.Context, who ident.Actor, in TranslateInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		m, err := seen(ctx, tx, who, in.Measure)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "decision.translate", m.captors(who)); err != nil {
			return nil, err
		}
		before := m.Other
		if m, err = m.translate(oneLine(in.Title)); err != nil {
			return nil, err
		}
		if m.Other == before {
			return nil, fault.New(fault.Conflict, "decision.nothing_corrected")
		}
		if err := saveTitle(ctx, tx, m.ID, string(words.Lang(m.Lang).Other()), m.Other); err != nil {
			return nil, err
		}
		_, zone, err := today(ctx, tx, who.Programme, tx.Now)
		if err != nil {
			return nil, err
		}
		m.Seq = tx.Seq
		return []db.Fact{m.fact("translated")}, saveMeasure(ctx, tx, m, zone)
	})
}
