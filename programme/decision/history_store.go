package decision

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
)

// Event is one line of a record's history: the kind of the fact without its
// version, who did it and the reason given.
type Event struct {
	At           time.Time
	Kind         string
	Person       string
	Organisation ident.ID
	Reason       string
	Seq          int64

	now, before Wording // of a correction: how it reads since, and how it read
}

// LifeOf lists what happened to a measure or an answer up to a change, latest
// first, at most 200 events. seq 0 is up to now.
func LifeOf(ctx context.Context, q db.Q, prog ident.Programme, m *state.Machine, id ident.ID, seq int64) ([]Event, error) {
	if seq == 0 {
		seq = math.MaxInt64
	}
	entries, err := db.HistoryTo(ctx, q, prog, ident.Ref{Kind: m.Noun, ID: id}, seq, 200)
	if err != nil {
		return nil, err
	}
	steps, err := state.Steps(ctx, q, prog, m, id, seq)
	if err != nil {
		return nil, err
	}
	reasons := map[string]string{}
	for _, s := range steps {
		reasons[fmt.Sprint(s.Seq, past[s.Verb])] = s.Reason
	}
	var people []ident.Person
	for _, e := range entries {
		if !slices.Contains(people, e.Person) {
			people = append(people, e.Person)
		}
	}
	names, err := access.Names(ctx, q, people)
	if err != nil {
		return nil, err
	}
	events := make([]Event, len(entries))
	for i, e := range entries {
		kind := strings.TrimSuffix(e.Kind, ".v1")
		events[i] = Event{At: e.At, Kind: kind, Person: names[e.Person], Organisation: e.Organisation, Seq: e.Seq,
			Reason: reasons[fmt.Sprint(e.Seq, strings.TrimPrefix(kind, m.Noun+"."))]}
		if kind == Noun+".corrected" || kind == Noun+".amended" || kind == Noun+".translated" {
			if events[i].now, err = reads(e); err != nil {
				return nil, err
			}
			if i+1 < len(entries) {
				if events[i].before, err = reads(entries[i+1]); err != nil {
					return nil, err
				}
			}
		}
	}
	return events, nil
}

// reads is how a measure read after a change; nothing once that was erased.
func reads(e db.Entry) (Wording, error) {
	if e.Payload == nil {
		return Wording{}, nil
	}
	var m Measure
	err := json.Unmarshal(e.Payload, &m)
	return m.Wording(), err
}

// mostFacts is how many facts a change of several measures may have.
const mostFacts = 2 * MaxRows

// ChangedBy lists the measures that one change made, moved or made a proposal
// for, with who made it and when; NotFound when it touched none.
func ChangedBy(ctx context.Context, q db.Q, who ident.Actor, seq int64) ([]Measure, Event, error) {
	entries, err := db.Since(ctx, q, who.Programme, seq-1, mostFacts)
	if err != nil {
		return nil, Event{}, err
	}
	var ids, asked []ident.ID
	var made Event
	for _, e := range entries {
		if e.Seq != seq || e.Subject.Kind != Noun && e.Subject.Kind != ProposalNoun {
			continue
		}
		made = Event{At: e.At, Kind: strings.TrimSuffix(e.Kind, ".v1"), Organisation: e.Organisation, Seq: seq}
		if e.Subject.Kind == ProposalNoun {
			asked = append(asked, e.Subject.ID)
		} else if !slices.Contains(ids, e.Subject.ID) {
			ids = append(ids, e.Subject.ID)
		}
	}
	proposals, err := ProposalsByID(ctx, q, who.Programme, asked)
	if err != nil {
		return nil, made, err
	}
	for _, id := range asked {
		if m := proposals[id].Measure; !slices.Contains(ids, m) {
			ids = append(ids, m)
		}
	}
	found, err := MeasuresByID(ctx, q, who.Programme, ids)
	if err != nil {
		return nil, made, err
	}
	var all []Measure
	for _, id := range ids {
		m, ok := found[id]
		if ok && (access.MaySee(who, m.Visibility, m.Owner) || m.CarriedBy(who.Organisation)) {
			all = append(all, m)
		}
	}
	if len(all) == 0 {
		return nil, made, fault.New(fault.NotFound, "fault.not_found")
	}
	return all, made, nil
}

// undo is one step that takes back a part of a change: the verb, and the measure
// or proposal it goes to.
type undo struct {
	verb string
	id   ident.ID
}

// undoOf lists the steps that take back a change; none when it cannot be taken
// back: other things happened in it, or something has happened since.
func undoOf(ctx context.Context, q db.Q, who ident.Actor, seq int64) ([]undo, error) {
	entries, err := db.Since(ctx, q, who.Programme, seq-1, mostFacts)
	if err != nil {
		return nil, err
	}
	var steps []undo
	var moved, asked []ident.ID
	for _, e := range entries {
		if e.Seq != seq {
			continue
		}
		verb := undoing(strings.TrimSuffix(e.Kind, ".v1"))
		switch {
		case verb == "":
			return nil, nil
		case e.Subject.Kind == ProposalNoun:
			asked = append(asked, e.Subject.ID)
		case slices.Contains(moved, e.Subject.ID):
			continue // captured and registered at once: withdrawn at once
		default:
			moved = append(moved, e.Subject.ID)
		}
		steps = append(steps, undo{verb, e.Subject.ID})
	}
	measures, err := MeasuresByID(ctx, q, who.Programme, moved)
	if err != nil {
		return nil, err
	}
	proposals, err := ProposalsByID(ctx, q, who.Programme, asked)
	if err != nil {
		return nil, err
	}
	for _, s := range steps {
		if s.verb == "decision.take_back" && proposals[s.id].Seq != seq || s.verb != "decision.take_back" && measures[s.id].Seq != seq {
			return nil, nil
		}
	}
	return steps, nil
}
