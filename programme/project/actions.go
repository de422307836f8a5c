package project

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// Room is the project room of an installation.
type Room struct {
	DB    *db.DB
	Blobs *blob.Store
	part  part // draws a part of the room for a page of another

}

// StartInput is a new project with its first milestones. It serves promises, or
// OffPlanReason says why it serves none, which only the programme office may
// approve. An empty Visibility is "parties".
type StartInput struct {
	Key                  db.Key
	Title, Lang, Other   string
	Track, Sector        string
	Pairing, Implementer ident.ID
	Place, Summary       string
	From, To             words.Day
	Estimate             *money.Amount
	Serves               []Serves
	OffPlanReason        string
	Need                 ident.ID // that it is put forward for, 0 for none
	Milestones           []MilestoneInput
	Visibility           string
	Illustrative         bool
	plan.Marks
}

// MilestoneInput is a milestone as planned. Kind is the kind of work that ends
// with it, "" for any; Anyway plans it though that work rests then.
type MilestoneInput struct {
	Title    string
	Baseline words.Day
	Kind     string
	Anyway   bool
}

func (in StartInput) project(tx *db.Tx) Project {
	p := Project{Title: oneLine(in.Title), Lang: in.Lang, Other: oneLine(in.Other), Track: in.Track, Sector: oneLine(in.Sector), Pairing: in.Pairing,
		Implementer: in.Implementer, Place: oneLine(in.Place), Summary: strings.TrimSpace(in.Summary), From: in.From, To: in.To, Estimate: in.Estimate,
		OffPlanReason: strings.TrimSpace(in.OffPlanReason), StateSince: tx.Now, StateBy: tx.Who.Person,
		StateOrg: tx.Who.Organisation, Owner: tx.Who.Organisation, Visibility: in.Visibility, Illustrative: in.Illustrative, Marks: in.Marks}
	for _, s := range in.Serves {
		if !slices.Contains(p.Serves, s) {
			p.Serves = append(p.Serves, s)
		}
	}
	if !p.offPlan() {
		p.OffPlanReason = ""
	}
	if p.Visibility == "" {
		p.Visibility = "parties"
	}
	return p.heard(tx.Who, tx.Now)
}

// oneLine is a text without line breaks and without blanks at its ends.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Start records a project.
func (r *Room) Start(ctx context.Context, who ident.Actor, in StartInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, facts, err := StartTx(ctx, tx, in)
		return facts, err
	})
}

// StartTx records a project within a change.
func StartTx(ctx context.Context, tx *db.Tx, in StartInput) (Project, []db.Fact, error) {
	p := in.project(tx)
	r, err := RingOf(ctx, tx, tx.Who.Programme, p)
	if err != nil {
		return p, nil, err
	}
	if err := access.Check(own, tx.Who, "project.start", p.Relations(tx.Who, r, 0, 0)); err != nil {
		return p, nil, err
	}
	if err := p.check(); err != nil {
		return p, nil, err
	}
	if p.offPlan() && !tx.Who.Has(office...) {
		return p, nil, fault.New(fault.Forbidden, "project.off_plan_needs_office")
	}
	if err := known(ctx, tx, p); err != nil {
		return p, nil, err
	}
	if p.Code, err = tx.Code(ctx, "PRJ"); err != nil {
		return p, nil, err
	}
	p.ID = tx.ID()
	on, err := today(ctx, tx)
	if err != nil {
		return p, nil, err
	}
	c := Course{Ring: r}
	if c.Rules, err = plan.RulesOn(ctx, tx, tx.Who.Programme, on); err != nil {
		return p, nil, err
	}
	var f fault.Form
	if p.Check(&f, c.Rules); f.Err() != nil {
		return p, nil, f.Err()
	}
	p.State = c.Rules.StagesOf(p.Track)[0].State
	if err := keep(ctx, tx, p, c, "", Step{Verb: "project.start"}); err != nil {
		return p, nil, err
	}
	for _, s := range p.Serves {
		if err := saveServes(ctx, tx, p.ID, s); err != nil {
			return p, nil, fmt.Errorf("saving what %s serves: %w", p.Code, err)
		}
	}
	if err := saveTitle(ctx, tx, p); err != nil {
		return p, nil, fmt.Errorf("saving the title of %s: %w", p.Code, err)
	}
	facts := []db.Fact{p.fact("started")}
	for i, m := range in.Milestones {
		_, fact, err := addMilestone(ctx, tx, p, r, m, i+1)
		if err != nil {
			return p, nil, err
		}
		facts = append(facts, fact)
	}
	if in.Need != 0 {
		made, err := putForward(ctx, tx, p, nil, in.Need)
		if err != nil {
			return p, nil, err
		}
		facts = append(facts, made...)
	}
	return p, facts, nil
}

// RingOf finds who stands where around a project.
func RingOf(ctx context.Context, q db.Q, prog ident.Programme, p Project) (Ring, error) {
	var r Ring
	var err error
	if p.Pairing != 0 {
		if r.Pairing, err = party.GetPairing(ctx, q, prog, p.Pairing); err != nil {
			return r, fmt.Errorf("finding the pairing of a project: %w", err)
		}
		r.Side = r.Pairing.SideOf(p.Implementer)
	} else if r.Across, err = acrossIn(ctx, q, prog, p); err != nil {
		return r, err
	}
	if r.Side == "" && p.Implementer != 0 {
		if r.Side, err = party.SideOf(ctx, q, prog, p.Implementer); err != nil {
			return r, err
		}
	}
	if r.Side == party.Office {
		r.Side = ""
	}
	return r, nil
}

// acrossIn finds the other sides of the promises between the implementer and
// somebody that the project serves.
func acrossIn(ctx context.Context, q db.Q, prog ident.Programme, p Project) ([]ident.ID, error) {
	var ids, all []ident.ID
	for _, s := range p.Serves {
		if s.Kind == Commitment {
			ids = append(ids, s.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	served, err := agreement.CommitmentsByID(ctx, q, prog, ids)
	for _, c := range served {
		switch {
		case slices.Contains(c.Providers(), p.Implementer):
			all = append(all, c.Receiver)
		case c.Receiver == p.Implementer:
			all = append(all, c.Providers()...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), err
}

// known refuses an implementer that is not on record, and promises that the
// actor may not see or that nobody holds to.
func known(ctx context.Context, tx *db.Tx, p Project) error {
	on, err := party.PartiesByID(ctx, tx, tx.Who.Programme, []ident.ID{p.Implementer})
	if err != nil {
		return err
	}
	var f fault.Form
	f.Require(len(on) == 1, "implementer", "project.implementer_unknown")
	if err := f.Err(); err != nil {
		return err
	}
	return promised(ctx, tx, p.Serves)
}

func promised(ctx context.Context, tx *db.Tx, serves []Serves) error {
	ids := map[string][]ident.ID{}
	for _, s := range serves {
		ids[s.Kind] = append(ids[s.Kind], s.ID)
	}
	commitments, err := agreement.CommitmentsByID(ctx, tx, tx.Who.Programme, ids[Commitment])
	if err != nil {
		return err
	}
	measures, err := decision.MeasuresByID(ctx, tx, tx.Who.Programme, ids[Measure])
	if err != nil {
		return err
	}
	var f fault.Form
	for _, s := range serves {
		c, isCommitment := commitments[s.ID]
		m, isMeasure := measures[s.ID]
		switch {
		case s.Kind == Commitment && isCommitment && access.MaySee(tx.Who, c.Visibility, c.Owner):
			f.Require(c.State != agreement.Withdrawn && c.State != agreement.Waived, "serves", "project.not_owed", c.Code)
		case s.Kind == Measure && isMeasure && access.MaySee(tx.Who, m.Visibility, m.Owner):
			f.Require(m.Followed(), "serves", "project.not_owed", m.Code)
		default:
			f.Refuse("serves", "project.promise_unknown")
		}
	}
	return f.Err()
}

func (p Project) subject() task.Subject {
	return task.Subject{Ref: p.Ref(), Code: p.Code, Title: p.Title, URL: URL(p.Code)}
}

// fact tells what happened to the project; past is started, begun, ...
func (p Project) fact(past string) db.Fact {
	return db.Fact{Kind: Noun + "." + past + ".v1", Subject: p.Ref(), Data: p}
}

func keep(ctx context.Context, tx *db.Tx, p Project, c Course, from string, do Step) error {
	if err := saveProject(ctx, tx, p); err != nil {
		return err
	}
	return state.Step(ctx, tx, Machine, p.subject(), from, do.Verb, p.State, do.Reason, c.wants(p, do.Reason)...)
}

// MoveInput takes one project through a verb. MoneyNote is what becomes of the
// money of a project that is cancelled.
type MoveInput struct {
	Key       db.Key
	Project   ident.ID
	Reason    string
	MoneyNote string
}

// pasts are the facts of the verbs of a project's life.
var pasts = map[string]string{"project.apply": "applied", "project.pool": "pooled", "project.plan": "planned", "project.approve": "approved",
	"project.find_ready": "found_ready", "project.tender": "tendered", "project.begin": "begun", "project.finish": "finished", "project.send_back": "sent_back",
	"project.accept": "accepted", "project.settle": "settled", "project.hand_over": "handed_over", "project.operate": "operated",
	"project.accept_review": "reviewed", "project.close": "closed", "project.ask": "asked", "project.refuse": "refused", "project.take_back": "taken_back",
	"project.return_to_pool": "returned_to_pool", "project.begin_in_emergency": "begun_in_emergency", "project.suspend": "suspended",
	"project.resume": "resumed", "project.cancel": "cancelled"}

// Move takes a project through a verb of its machine.
func (r *Room) Move(ctx context.Context, who ident.Actor, verb string, in MoveInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, facts, err := step(ctx, tx, in.Project, Step{verb, strings.TrimSpace(in.Reason), strings.TrimSpace(in.MoneyNote)})
		return facts, err
	})
}

// around finds a project that the actor may see, with its ring.
func around(ctx context.Context, tx *db.Tx, id ident.ID) (Project, Ring, error) {
	p, err := seen(ctx, tx, tx.Who, id)
	if err != nil {
		return p, Ring{}, err
	}
	r, err := RingOf(ctx, tx, tx.Who.Programme, p)
	return p, r, err
}

// ServeInput ties a project to a promise, or releases it from one.
type ServeInput struct {
	Key     db.Key
	Project ident.ID
	Serves  Serves
}

// Tie takes a project through project.serve or project.release.
func (r *Room) Tie(ctx context.Context, who ident.Actor, verb string, in ServeInput) (db.Done, error) {
	if verb == "project.release" {
		return r.Release(ctx, who, in)
	}
	return r.Serve(ctx, who, in)
}

// Serve ties a project to one more promise. It is off-plan no longer.
func (r *Room) Serve(ctx context.Context, who ident.Actor, in ServeInput) (db.Done, error) {
	return r.tie(ctx, who, in, "project.serve", "serves", func(tx *db.Tx, p Project) (Project, error) {
		if err := promised(ctx, tx, []Serves{in.Serves}); err != nil {
			return p, err
		}
		if slices.Contains(p.Serves, in.Serves) {
			return p, fault.New(fault.Conflict, "project.serves_already")
		}
		p.Serves, p.OffPlanReason = append(slices.Clone(p.Serves), in.Serves), ""
		return p, saveServes(ctx, tx, p.ID, in.Serves)
	})
}

// Release takes a tie back that was made in error. One tie must stay.
func (r *Room) Release(ctx context.Context, who ident.Actor, in ServeInput) (db.Done, error) {
	return r.tie(ctx, who, in, "project.release", "released", func(tx *db.Tx, p Project) (Project, error) {
		i := slices.Index(p.Serves, in.Serves)
		switch {
		case i < 0:
			return p, fault.New(fault.NotFound, "fault.not_found")
		case len(p.Serves) == 1:
			return p, fault.New(fault.Conflict, "project.last_tie")
		}
		p.Serves = slices.Delete(slices.Clone(p.Serves), i, i+1)
		return p, dropServes(ctx, tx, p.ID, in.Serves)
	})
}

func (r *Room) tie(ctx context.Context, who ident.Actor, in ServeInput, action, past string, change func(*db.Tx, Project) (Project, error)) (db.Done, error) {
	return r.onProject(ctx, who, in.Key, in.Project, action, past, func(tx *db.Tx, p Project, _ Course) (Project, []db.Fact, error) {
		p, err := change(tx, p)
		return p, nil, err
	})
}
