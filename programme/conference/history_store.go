package conference

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/state"
)

// event is one line of a record's history: the key of what happened, the reason
// given, and the record before and after as the journal has it.
type event struct {
	Seq           int64
	At            time.Time
	Person        ident.Person
	Organisation  ident.ID
	What, Why     string
	Before, After json.RawMessage
}

// happened lists what was done to a record up to the change numbered seq (0 is
// today), latest first. m is the machine of its steps, nil when it has none.
func happened(ctx context.Context, q db.Q, p ident.Programme, ref ident.Ref, m *state.Machine, seq int64) ([]event, error) {
	entries, err := db.History(ctx, q, p, ref, 100)
	if err != nil {
		return nil, err
	}
	why := map[int64]string{}
	if m != nil {
		steps, err := state.Steps(ctx, q, p, m, ref.ID, seq)
		if err != nil {
			return nil, err
		}
		for _, s := range steps {
			why[s.Seq] = s.Reason
		}
	}
	var past []event
	for i, e := range entries {
		if seq != 0 && e.Seq > seq {
			continue
		}
		h := event{Seq: e.Seq, At: e.At, Person: e.Person, Organisation: e.Organisation, What: strings.TrimSuffix(e.Kind, ".v1"), Why: why[e.Seq], After: e.Payload}
		if i+1 < len(entries) {
			h.Before = entries[i+1].Payload
		}
		var kept struct {
			Reason string `json:"reason"`
		}
		if h.Why == "" && json.Unmarshal(e.Payload, &kept) == nil {
			h.Why = kept.Reason
		}
		past = append(past, h)
	}
	return past, nil
}
