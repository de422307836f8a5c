package party

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/state"
)

// Line is one entry of a record's history with the names to show. Party is the
// organisation acted for, without a code when it was the installation itself.
type Line struct {
	Seq    int64
	At     time.Time
	Kind   string // of the fact, such as party.party.renamed.v1
	Person string
	Party  Party
	Reason string
	Data   json.RawMessage
}

// maxHistory is how far back a page reaches.
const maxHistory = 200

// Lines tells what happened to a record, latest first, for the page of any
// room: the facts about it and about what hangs on it (also), who acted for
// whom, and the reason each step of its machine was given. m may be nil.
func Lines(ctx context.Context, q db.Q, prog ident.Programme, m *state.Machine, ref ident.Ref, also ...ident.Ref) ([]Line, error) {
	return LinesTo(ctx, q, prog, m, 0, ref, also...)
}

// LinesTo is Lines up to and with the change numbered seq; 0 is up to now.
func LinesTo(ctx context.Context, q db.Q, prog ident.Programme, m *state.Machine, seq int64, ref ident.Ref, also ...ident.Ref) ([]Line, error) {
	if seq == 0 {
		seq = math.MaxInt64
	}
	var entries []db.Entry
	for _, r := range append([]ident.Ref{ref}, also...) {
		part, err := db.HistoryTo(ctx, q, prog, r, seq, maxHistory)
		if err != nil {
			return nil, fmt.Errorf("reading the history: %w", err)
		}
		entries = append(entries, part...)
	}
	slices.SortStableFunc(entries, func(a, b db.Entry) int {
		return cmp.Or(cmp.Compare(b.Seq, a.Seq), cmp.Compare(b.Ordinal, a.Ordinal))
	})
	reasons := map[int64]string{}
	if m != nil {
		steps, err := state.Steps(ctx, q, prog, m, ref.ID, 0)
		if err != nil {
			return nil, fmt.Errorf("reading the steps: %w", err)
		}
		for _, s := range steps {
			reasons[s.Seq] = s.Reason
		}
	}
	var persons []ident.Person
	var organisations []ident.ID
	seen := map[ident.Person]bool{}
	for _, e := range entries {
		if organisations = append(organisations, e.Organisation); !seen[e.Person] {
			persons, seen[e.Person] = append(persons, e.Person), true
		}
	}
	names, err := access.Names(ctx, q, persons)
	if err != nil {
		return nil, err
	}
	parties, err := PartiesByID(ctx, q, prog, organisations)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(entries))
	for i, e := range entries {
		lines[i] = Line{e.Seq, e.At, e.Kind, names[e.Person], parties[e.Organisation], reasons[e.Seq], e.Payload}
	}
	return lines, nil
}

// NamesOf gives the names behind a list of seats.
func NamesOf(ctx context.Context, q db.Q, seats []Membership) (map[ident.Person]string, error) {
	var persons []ident.Person
	seen := map[ident.Person]bool{}
	for _, m := range seats {
		if !seen[m.Person] {
			persons, seen[m.Person] = append(persons, m.Person), true
		}
	}
	return access.Names(ctx, q, persons)
}
