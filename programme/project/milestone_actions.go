package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// PlanInput adds a milestone to a project.
type PlanInput struct {
	Key     db.Key
	Project ident.ID
	MilestoneInput
}

// Plan adds a milestone. Its baseline stays as it is now.
func (r *Room) Plan(ctx context.Context, who ident.Actor, in PlanInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, ring, err := around(ctx, tx, in.Project)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "project.plan_milestone", p.Relations(who, ring, 0, 0)); err != nil {
			return nil, err
		}
		if !p.Ahead() {
			return nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
		}
		before, err := MilestonesOf(ctx, tx, who.Programme, p.ID)
		if err != nil {
			return nil, err
		}
		_, fact, err := addMilestone(ctx, tx, p, ring, in.MilestoneInput, len(before)+1)
		return []db.Fact{fact, p.fact("milestone_planned")}, err
	})
}

func addMilestone(ctx context.Context, tx *db.Tx, p Project, r Ring, in MilestoneInput, ordinal int) (Milestone, db.Fact, error) {
	m := Milestone{Project: p.ID, Ordinal: ordinal, Title: oneLine(in.Title), Baseline: in.Baseline, Kind: in.Kind, After: []ident.ID{}, State: MilestoneMachine.Start}
	if err := m.check(); err != nil {
		return m, db.Fact{}, err
	}
	if err := seasonal(ctx, tx, in); err != nil {
		return m, db.Fact{}, err
	}
	m.ID = tx.ID()
	return m, m.fact("planned"), keepMilestone(ctx, tx, p, r, m, "", "project.plan_milestone", "")
}

// subject of a milestone's tasks: its place on the project's page.
func (m Milestone) subject(p Project) task.Subject {
	return task.Subject{Ref: m.Ref(), Code: fmt.Sprintf("%s.%d", p.Code, m.Ordinal), Title: m.Title, URL: fmt.Sprintf("%s#milestone-%d", URL(p.Code), m.ID)}
}

// fact tells what happened to the milestone; past is planned, claimed, ...
func (m Milestone) fact(past string) db.Fact {
	return db.Fact{Kind: MilestoneNoun + "." + past + ".v1", Subject: m.Ref(), Data: m}
}

func keepMilestone(ctx context.Context, tx *db.Tx, p Project, r Ring, m Milestone, from, verb, reason string) error {
	if err := saveMilestone(ctx, tx, m); err != nil {
		return err
	}
	return state.Step(ctx, tx, MilestoneMachine, m.subject(p), from, verb, m.State, reason, m.wants(p, r)...)
}

// MilestoneMoveInput is an act on one milestone: Day is the forecast or the day
// it was reached, Note what the claim says, File its evidence.
type MilestoneMoveInput struct {
	Key       db.Key
	Milestone ident.ID
	Day       words.Day
	Note      string
	Reason    string
	File      *File
}

// File is an uploaded file as received.
type File struct {
	Name string
	Data []byte
}

// MoveMilestone takes a milestone through one of its verbs by name.
func (r *Room) MoveMilestone(ctx context.Context, who ident.Actor, verb string, in MilestoneMoveInput) (db.Done, error) {
	do := map[string]func(context.Context, ident.Actor, MilestoneMoveInput) (db.Done, error){"project.forecast": r.Forecast,
		"project.claim_milestone": r.Claim, "project.verify_milestone": r.Verify, "project.return_milestone": r.Return,
		"project.drop_milestone": r.Drop}[verb]
	return do(ctx, who, in)
}

// Forecast says when the milestone is now expected; the baseline stays.
func (r *Room) Forecast(ctx context.Context, who ident.Actor, in MilestoneMoveInput) (db.Done, error) {
	return r.onMilestone(ctx, who, in, "forecast", func(tx *db.Tx, p Project, ring Ring, m Milestone) (Milestone, []db.Fact, error) {
		if err := access.Check(own, who, "project.forecast", p.Relations(who, ring, 0, 0)); err != nil {
			return m, nil, err
		}
		if !p.Ahead() {
			return m, nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
		}
		m, err := m.forecast(in.Day)
		if err != nil {
			return m, nil, err
		}
		if err := saveMilestone(ctx, tx, m); err != nil {
			return m, nil, err
		}
		// The task that waits gets its new date.
		if err := task.Settle(ctx, tx, m.subject(p)); err != nil {
			return m, nil, err
		}
		return m, nil, task.Settle(ctx, tx, m.subject(p), m.wants(p, ring)...)
	})
}

// Claim says that a milestone was reached, with a file where there is one.
func (r *Room) Claim(ctx context.Context, who ident.Actor, in MilestoneMoveInput) (db.Done, error) {
	file, err := r.put(ctx, in.File)
	if err != nil {
		return db.Done{}, err
	}
	return r.onMilestone(ctx, who, in, "claimed", func(tx *db.Tx, p Project, ring Ring, m Milestone) (Milestone, []db.Fact, error) {
		today, err := today(ctx, tx)
		if err != nil {
			return m, nil, err
		}
		from := m.State
		if m, err = m.claim(who, p, ring, in.Day, today); err != nil {
			return m, nil, err
		}
		if err := heldBack(ctx, tx, p, m); err != nil {
			return m, nil, err
		}
		c := Claim{ID: tx.ID(), Project: p.ID, Milestone: m.ID, Actual: in.Day, Note: strings.TrimSpace(in.Note), Digest: file.Digest, Name: file.Name,
			MIME: file.MIME, Size: file.Size, At: tx.Now, Person: who.Person, Organisation: who.Organisation}
		if err := saveClaim(ctx, tx, c); err != nil {
			return m, nil, err
		}
		made := db.Fact{Kind: ClaimNoun + ".made.v1", Subject: ident.Ref{Kind: ClaimNoun, ID: c.ID}, Data: c}
		return m, []db.Fact{made}, keepMilestone(ctx, tx, p, ring, m, from, "project.claim_milestone", "")
	})
}

// put stores a file before the change; nil gives an empty one.
func (r *Room) put(ctx context.Context, up *File) (blob.File, error) {
	if up == nil {
		return blob.File{}, nil
	}
	file, err := r.Blobs.Put(ctx, up.Name, bytes.NewReader(up.Data), blob.Limit{})
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Kind == fault.Invalid {
		var f fault.Form
		f.Refuse("file", e.Key, e.Args...)
		return file, f.Err()
	}
	return file, err
}

// today is the calendar day of the change where the programme is at home.
func today(ctx context.Context, tx *db.Tx) (words.Day, error) {
	p, err := party.ProgrammeByID(ctx, tx, tx.Who.Programme)
	return words.DayOf(tx.Now, p.Location()), err
}

// Verify is somebody else's word that it was reached.
func (r *Room) Verify(ctx context.Context, who ident.Actor, in MilestoneMoveInput) (db.Done, error) {
	return r.moveMilestone(ctx, who, in, "project.verify_milestone", "verified")
}

// Return sends a claim back, with the reason.
func (r *Room) Return(ctx context.Context, who ident.Actor, in MilestoneMoveInput) (db.Done, error) {
	return r.moveMilestone(ctx, who, in, "project.return_milestone", "returned")
}

// Drop gives a milestone up, with the reason. It stays in the table.
func (r *Room) Drop(ctx context.Context, who ident.Actor, in MilestoneMoveInput) (db.Done, error) {
	return r.moveMilestone(ctx, who, in, "project.drop_milestone", "dropped")
}

func (r *Room) moveMilestone(ctx context.Context, who ident.Actor, in MilestoneMoveInput, verb, past string) (db.Done, error) {
	return r.onMilestone(ctx, who, in, past, func(tx *db.Tx, p Project, ring Ring, m Milestone) (Milestone, []db.Fact, error) {
		from, reason := m.State, strings.TrimSpace(in.Reason)
		m, err := m.move(who, p, ring, verb, reason)
		if err != nil {
			return m, nil, err
		}
		if p.Over() {
			return m, nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
		}
		return m, nil, keepMilestone(ctx, tx, p, ring, m, from, verb, reason)
	})
}

// onMilestone runs one act on a milestone. Its project is heard of, when the
// implementer acts, and journaled with it: what follows projects follows both.
func (r *Room) onMilestone(ctx context.Context, who ident.Actor, in MilestoneMoveInput, past string,
	act func(*db.Tx, Project, Ring, Milestone) (Milestone, []db.Fact, error)) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		m, err := GetMilestone(ctx, tx, who.Programme, in.Milestone)
		if err != nil {
			return nil, err
		}
		p, ring, err := around(ctx, tx, m.Project)
		if err != nil {
			return nil, err
		}
		m, more, err := act(tx, p, ring, m)
		if err != nil {
			return nil, err
		}
		p = p.heard(who, tx.Now)
		facts := append([]db.Fact{m.fact(past)}, more...)
		return append(facts, p.fact("milestone_"+past)), saveProject(ctx, tx, p)
	})
}
