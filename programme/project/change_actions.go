package project

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// changing are the acts on change requests that are no move of their machine.
var changing = []access.Rule{
	{Action: "project.draft_change", By: []ident.Grant{byOffice, byDoer, byEither}},
	{Action: "project.record_scale", By: []ident.Grant{byOffice, byDoer}},
	{Action: "project.decide_changes", By: []ident.Grant{byOffice}},
}

// DraftInput asks for a change. After are the terms as they should be, all of
// them; Days are the new baselines of milestones, those that change.
type DraftInput struct {
	Key                          db.Key
	Project                      ident.ID
	Why, Promise, People, Source string
	Value                        bool
	After                        Terms
	Days                         map[ident.ID]words.Day
	Anyway                       bool // though work rests then, or what a milestone waits for comes later
	Submit                       bool // at once
}

// DraftChange writes a change request, and submits it where that is asked.
func (r *Room) DraftChange(ctx context.Context, who ident.Actor, in DraftInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, ring, err := around(ctx, tx, in.Project)
		if err != nil {
			return nil, err
		}
		if err := access.Check(changing, who, "project.draft_change", p.Before(who, ring, 0, 0)); err != nil {
			return nil, err
		}
		if p.State == Closed || p.State == Cancelled {
			return nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
		}
		x, err := in.request(ctx, tx, p)
		if err != nil {
			return nil, err
		}
		if err := x.check(); err != nil {
			return nil, err
		}
		if x.Code, err = tx.Code(ctx, "CHG"); err != nil {
			return nil, err
		}
		x.ID = tx.ID()
		facts := []db.Fact{x.fact("drafted")}
		if err := keepChange(ctx, tx, p, ring, x, "", "project.draft_change", ""); err != nil || !in.Submit {
			return facts, err
		}
		if x, err = x.move(who, p, ring, "project.submit_change", "", tx.Now); err != nil {
			return nil, err
		}
		return append(facts, x.fact("submitted")), keepChange(ctx, tx, p, ring, x, ChangeDraft, "project.submit_change", "")
	})
}

// request is what the input asks, with its class.
func (in DraftInput) request(ctx context.Context, tx *db.Tx, p Project) (ChangeRequest, error) {
	in.After.Place, in.After.Content = oneLine(in.After.Place), strings.TrimSpace(in.After.Content)
	x := ChangeRequest{Project: p.ID, Why: strings.TrimSpace(in.Why), Promise: strings.TrimSpace(in.Promise), People: strings.TrimSpace(in.People),
		Source: strings.TrimSpace(in.Source), Value: in.Value, After: in.After, Shifts: []Shift{}, AskedAt: tx.Now, AskedBy: tx.Who.Person,
		AskedOrg: tx.Who.Organisation, State: ChangeMachine.Start, StateSince: tx.Now, StateBy: tx.Who.Person, StateOrg: tx.Who.Organisation}
	versions, err := VersionsOf(ctx, tx, tx.Who.Programme, p.ID)
	if err != nil {
		return x, err
	}
	x.Before = p.terms(scaleOf(versions))
	milestones, err := MilestonesOf(ctx, tx, tx.Who.Programme, p.ID)
	if err != nil {
		return x, err
	}
	baselines := map[ident.ID]words.Day{}
	for _, m := range milestones {
		baselines[m.ID] = m.Baseline
		if day := in.Days[m.ID]; day != "" && day != m.Due() {
			if !m.Open() {
				return x, fault.New(fault.Conflict, "state.moved_on", MilestoneMachine.StateKey(m.State))
			}
			x.Shifts = append(x.Shifts, Shift{m.ID, m.Due(), day})
		}
	}
	on, err := today(ctx, tx)
	if err != nil {
		return x, err
	}
	rules, err := plan.RulesOn(ctx, tx, tx.Who.Programme, on)
	if err != nil {
		return x, err
	}
	x.Class = x.class(firstTerms(versions, x.Before), baselines, rules.ChangeDays)
	var f fault.Form
	if !in.Anyway {
		timely(&f, rules, milestones, x.Shifts)
	}
	return x, f.Err()
}

// scaleOf is the scale in the newest version.
func scaleOf(versions []Version) *money.Quantity {
	if len(versions) == 0 {
		return nil
	}
	return versions[len(versions)-1].Scale
}

// firstTerms are those first recorded.
func firstTerms(versions []Version, now Terms) Terms {
	if len(versions) == 0 {
		return now
	}
	return versions[0].Terms
}

// withOrigin fills in the original approver of a request as of a day.
func withOrigin(ctx context.Context, q db.Q, prog ident.Programme, p Project, ring Ring, x ChangeRequest, on words.Day) (ChangeRequest, error) {
	c, err := CourseOf(ctx, q, prog, p, ring, on)
	if err != nil {
		return x, err
	}
	org := x.touchedGate(c, p).DecidedOrg
	if side := ring.Pairing.SideOf(org); side != "" {
		if org, err = party.Speaks(ctx, q, prog, org, ident.Role(side), on); err != nil {
			return x, err
		}
	}
	x.Origin = x.origin(p, c, org)
	return x, nil
}

// fact tells what happened to the request; past is drafted, submitted, ...
func (x ChangeRequest) fact(past string) db.Fact {
	return db.Fact{Kind: ChangeNoun + "." + past + ".v1", Subject: x.Ref(), Data: x}
}

func keepChange(ctx context.Context, tx *db.Tx, p Project, r Ring, x ChangeRequest, from, verb, reason string) error {
	if err := saveChange(ctx, tx, p, x); err != nil {
		return err
	}
	return state.Step(ctx, tx, ChangeMachine, x.subject(p), from, verb, x.State, reason, x.wants(p, r)...)
}

// ChangeMoveInput takes a request through a verb, with a reason where one is
// asked; it is the appraisal, or the reason that is published.
type ChangeMoveInput struct {
	Key    db.Key
	Change ident.ID
	Reason string
}

// changePasts are the facts of the verbs that move a request.
var changePasts = map[string]string{"project.submit_change": "submitted", "project.appraise_change": "appraised", "project.approve_change": "approved",
	"project.refuse_change": "refused", "project.withdraw_change": "withdrawn", "project.undo_change": "undone", "project.apply_change": "applied"}

// MoveChange takes a request through a verb of its machine.
func (r *Room) MoveChange(ctx context.Context, who ident.Actor, verb string, in ChangeMoveInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, facts, err := r.moveChange(ctx, tx, verb, in)
		return facts, err
	})
}

func (r *Room) moveChange(ctx context.Context, tx *db.Tx, verb string, in ChangeMoveInput) (ChangeRequest, []db.Fact, error) {
	x, err := GetChange(ctx, tx, tx.Who.Programme, in.Change)
	if err != nil {
		return x, nil, err
	}
	p, ring, err := around(ctx, tx, x.Project)
	if err != nil {
		return x, nil, err
	}
	on, err := today(ctx, tx)
	if err != nil {
		return x, nil, err
	}
	if x, err = withOrigin(ctx, tx, tx.Who.Programme, p, ring, x, on); err != nil {
		return x, nil, err
	}
	from, reason := x.State, strings.TrimSpace(in.Reason)
	past := changePasts[verb]
	if verb == "project.approve_change" {
		if x, err = x.approve(tx.Who, p, ring, reason, tx.Now); err == nil {
			err = saveAssent(ctx, tx, x.ID, x.Consents[len(x.Consents)-1])
		}
		if x.State != ChangeApproved {
			past = "assented"
		}
	} else {
		x, err = x.move(tx.Who, p, ring, verb, reason, tx.Now)
	}
	if err != nil {
		return x, nil, err
	}
	if verb == "project.approve_change" || verb == "project.apply_change" {
		if err := sharesHold(ctx, tx, p, x); err != nil {
			return x, nil, err
		}
	}
	facts := []db.Fact{x.fact(past)}
	if verb == "project.undo_change" {
		if err := dropAssents(ctx, tx, x.ID); err != nil {
			return x, nil, err
		}
	}
	if err := keepChange(ctx, tx, p, ring, x, from, verb, reason); err != nil {
		return x, nil, err
	}
	if verb == "project.apply_change" {
		more, err := r.apply(ctx, tx, p, ring, x)
		return x, append(facts, more...), err
	}
	return x, facts, nil
}

// apply makes a new version of the project and moves the baselines. What the
// request found must still stand. A changed place, scale or content lets the
// screening expire, and what was approved for it.
func (r *Room) apply(ctx context.Context, tx *db.Tx, p Project, ring Ring, x ChangeRequest) ([]db.Fact, error) {
	if p.State == Closed || p.State == Cancelled {
		return nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
	}
	versions, err := VersionsOf(ctx, tx, tx.Who.Programme, p.ID)
	if err != nil {
		return nil, err
	}
	before := p.terms(scaleOf(versions))
	if x.stale(before) {
		return nil, fault.New(fault.Conflict, "project.change_stale")
	}
	if len(versions) == 0 {
		versions = []Version{{Number: 1, At: tx.Now, Terms: before}}
		if err := saveVersion(ctx, tx, p.ID, versions[0]); err != nil {
			return nil, err
		}
	}
	if err := saveVersion(ctx, tx, p.ID, Version{Number: len(versions) + 1, Change: x.ID, At: tx.Now, Terms: x.After}); err != nil {
		return nil, fmt.Errorf("saving a version of %s: %w", p.Code, err)
	}
	p = p.with(x.After).heard(tx.Who, tx.Now)
	facts, err := shift(ctx, tx, p, ring, x)
	if err != nil {
		return nil, err
	}
	if x.expires() {
		more, err := expireSites(ctx, tx, p, x.Code)
		if err != nil {
			return nil, err
		}
		facts = append(facts, more...)
	}
	facts = append(facts, p.fact("changed"))
	if err := saveTerms(ctx, tx, p); err != nil {
		return nil, err
	}
	more, err := upset(ctx, tx, p, ring, x.Code)
	return append(facts, more...), err
}

// shift puts the new baselines of a request in force, beside the first ones.
func shift(ctx context.Context, tx *db.Tx, p Project, ring Ring, x ChangeRequest) ([]db.Fact, error) {
	milestones, err := MilestonesOf(ctx, tx, tx.Who.Programme, p.ID)
	if err != nil {
		return nil, err
	}
	var facts []db.Fact
	for _, s := range x.Shifts {
		i := slices.IndexFunc(milestones, func(m Milestone) bool { return m.ID == s.Milestone })
		if i < 0 || milestones[i].Due() != s.Before || !milestones[i].Open() {
			return nil, fault.New(fault.Conflict, "project.change_stale")
		}
		m := milestones[i]
		m.Agreed, m.Forecast = s.After, ""
		if err := keepMilestone(ctx, tx, p, ring, m, m.State, "project.apply_change", x.Code); err != nil {
			return nil, err
		}
		facts = append(facts, m.fact("rebaselined"))
	}
	return facts, nil
}

// ScaleInput says how much a project makes.
type ScaleInput struct {
	Key     db.Key
	Project ident.ID
	Scale   *money.Quantity
}

// RecordScale says how much a project makes, once; later a change request does.
func (r *Room) RecordScale(ctx context.Context, who ident.Actor, in ScaleInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, ring, err := around(ctx, tx, in.Project)
		if err != nil {
			return nil, err
		}
		if err := access.Check(changing, who, "project.record_scale", p.Before(who, ring, 0, 0)); err != nil {
			return nil, err
		}
		versions, err := VersionsOf(ctx, tx, who.Programme, p.ID)
		if err != nil {
			return nil, err
		}
		if len(versions) > 0 || p.State == Closed || p.State == Cancelled {
			return nil, fault.New(fault.Conflict, "project.scale_stands")
		}
		var f fault.Form
		f.Require(in.Scale != nil && in.Scale.N > 0, "scale", "project.scale_missing")
		if err := f.Err(); err != nil {
			return nil, err
		}
		p = p.heard(who, tx.Now)
		v := Version{Number: 1, At: tx.Now, Terms: p.terms(in.Scale)}
		fact := db.Fact{Kind: "project.version.recorded.v1", Subject: ident.Ref{Kind: "project.version", ID: p.ID}, Data: v}
		if err := saveVersion(ctx, tx, p.ID, v); err != nil {
			return nil, err
		}
		return []db.Fact{p.fact("scale_recorded"), fact}, saveProject(ctx, tx, p)
	})
}

// MostAtOnce is how many requests one change may decide.
const MostAtOnce = 100

// DecideInput decides several requests together with one published reason.
type DecideInput struct {
	Key     db.Key
	Changes []ident.ID // at most MostAtOnce
	Approve bool
	Reason  string
}

// DecideChanges approves or refuses several requests in one change: all or none.
// What stands against it is told for each. The facts carry one batch.
func (r *Room) DecideChanges(ctx context.Context, who ident.Actor, in DecideInput) (db.Done, error) {
	if err := access.Check(changing, who, "project.decide_changes", nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		var f fault.Form
		f.Require(len(in.Changes) > 0, "changes", "project.none_chosen")
		f.Require(len(in.Changes) <= MostAtOnce, "changes", "project.too_many", MostAtOnce)
		f.Require(strings.TrimSpace(in.Reason) != "", "reason", "state.reason_missing")
		if err := f.Err(); err != nil {
			return nil, err
		}
		verb := "project.refuse_change"
		if in.Approve {
			verb = "project.approve_change"
		}
		return r.severalChanges(ctx, tx, in.Key, in.Changes, verb, in.Reason)
	})
}

func (r *Room) severalChanges(ctx context.Context, tx *db.Tx, key db.Key, ids []ident.ID, verb, reason string) ([]db.Fact, error) {
	var f fault.Form
	var all []db.Fact
	for _, id := range ids {
		x, facts, err := r.moveChange(ctx, tx, verb, ChangeMoveInput{Change: id, Reason: reason})
		if e, ok := err.(*fault.Error); ok && x.Code != "" {
			why := e.Key
			if len(e.Fields) > 0 {
				why = e.Fields[0].Key
			}
			f.Refuse("changes", "project.not_decided", x.Code, words.Key(why))
			continue
		}
		if err != nil {
			return nil, err
		}
		for i := range facts {
			facts[i].Batch = key.ID
		}
		all = append(all, facts...)
	}
	return all, f.Err()
}

// UndoInput takes back what one change decided.
type UndoInput struct {
	Key    db.Key
	Seq    int64
	Reason string
}

// UndoDecisions takes back what one change decided about several requests: all
// or none. It is refused once anybody has acted on one of them since.
func (r *Room) UndoDecisions(ctx context.Context, who ident.Actor, in UndoInput) (db.Done, error) {
	if err := access.Check(changing, who, "project.decide_changes", nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		ids, err := decidedIn(ctx, tx, who.Programme, in.Seq)
		if err != nil {
			return nil, err
		}
		if len(ids) == 0 {
			return nil, fault.New(fault.Conflict, "project.not_undone")
		}
		for _, id := range ids {
			x, err := GetChange(ctx, tx, who.Programme, id)
			if err != nil {
				return nil, err
			}
			if x.Seq != in.Seq {
				return nil, fault.New(fault.Conflict, "project.acted_since", x.Code)
			}
		}
		return r.severalChanges(ctx, tx, in.Key, ids, "project.undo_change", in.Reason)
	})
}

// decidedIn lists the requests that one change decided together.
func decidedIn(ctx context.Context, q db.Q, prog ident.Programme, seq int64) ([]ident.ID, error) {
	entries, err := db.Since(ctx, q, prog, seq-1, 2*MostAtOnce)
	var ids []ident.ID
	for _, e := range entries {
		if e.Seq == seq && e.Batch != "" && e.Subject.Kind == ChangeNoun && !slices.Contains(ids, e.Subject.ID) {
			ids = append(ids, e.Subject.ID)
		}
	}
	return ids, err
}
