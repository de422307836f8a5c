package project

import (
	"context"
	"fmt"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/words"
	"throughline/programme/party"
)

// aftercare are the acts on what a project leaves behind that are no move of a
// machine.
var aftercare = []access.Rule{
	{Action: "project.register_asset", By: []ident.Grant{byOffice, byDoer, byEither}},
	{Action: "project.change_keepers", By: byKeeper},
	{Action: "project.sign_handover", By: []ident.Grant{byOffice, byEither}},
	{Action: "project.check_asset", By: byKeeper},
	{Action: "project.plan_rescue", By: byKeeper},
}

// AssetInput is a new asset of a project.
type AssetInput struct {
	Key             db.Key
	Project         ident.ID
	Title, Category string
	Value           *money.Amount
	Keepers
}

// Keepers are who owns, runs and maintains an asset, and who pays for running it.
type Keepers struct {
	Owner, Operator, Maintainer Keeper
	Costs                       string
}

func (k Keepers) put(a Asset) Asset {
	a.Owner, a.Operator, a.Maintainer, a.Costs = k.Owner, k.Operator, k.Maintainer, strings.TrimSpace(k.Costs)
	return a
}

// RegisterAsset records an asset of a project.
func (r *Room) RegisterAsset(ctx context.Context, who ident.Actor, in AssetInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, ring, err := around(ctx, tx, in.Project)
		if err != nil {
			return nil, err
		}
		if err := access.Check(aftercare, who, "project.register_asset", p.Before(who, ring, 0, 0)); err != nil {
			return nil, err
		}
		if p.State == Cancelled {
			return nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
		}
		a := in.put(Asset{Project: p.ID, Title: oneLine(in.Title), Category: in.Category, Value: in.Value, State: AssetMachine.Start, StateSince: tx.Now,
			StateBy: who.Person, StateOrg: who.Organisation})
		if err := a.check(); err != nil {
			return nil, err
		}
		if err := keepersKnown(ctx, tx, a); err != nil {
			return nil, err
		}
		if a.Code, err = tx.Code(ctx, "AST"); err != nil {
			return nil, err
		}
		a.ID = tx.ID()
		return []db.Fact{a.fact("registered")}, keepAsset(ctx, tx, p, ring, a, "", "project.register_asset", "")
	})
}

// keepersKnown refuses keepers that are not on record.
func keepersKnown(ctx context.Context, tx *db.Tx, a Asset) error {
	named := map[string]ident.ID{"owner": a.Owner.Party, "operator": a.Operator.Party, "maintainer": a.Maintainer.Party}
	on, err := party.PartiesByID(ctx, tx, tx.Who.Programme, []ident.ID{a.Owner.Party, a.Operator.Party, a.Maintainer.Party})
	if err != nil {
		return err
	}
	var f fault.Form
	for name, id := range named {
		_, known := on[id]
		f.Require(id == 0 || known, name, "project.keeper_unknown")
	}
	return f.Err()
}

// fact tells what happened to the asset; past is registered, titled, ...
func (a Asset) fact(past string) db.Fact {
	return db.Fact{Kind: AssetNoun + "." + past + ".v1", Subject: a.Ref(), Data: a}
}

// keepAsset saves an asset after a step and asks for what it now waits for.
func keepAsset(ctx context.Context, tx *db.Tx, p Project, r Ring, a Asset, from, verb, reason string) error {
	if err := saveAsset(ctx, tx, p, a); err != nil {
		return err
	}
	return stepAsset(ctx, tx, p, r, a, from, verb, reason)
}

func stepAsset(ctx context.Context, tx *db.Tx, p Project, r Ring, a Asset, from, verb, reason string) error {
	signed, err := HandoversOf(ctx, tx, tx.Who.Programme, a.ID)
	if err != nil {
		return err
	}
	plan, err := planOf(ctx, tx, a)
	if err != nil {
		return err
	}
	return state.Step(ctx, tx, AssetMachine, a.subject(), from, verb, a.State, reason, a.wants(p, r, signed, plan)...)
}

// planOf is the rescue plan that stands since the asset was found idle.
func planOf(ctx context.Context, q *db.Tx, a Asset) (*Rescue, error) {
	plans, err := RescuesOf(ctx, q, q.Who.Programme, a.ID)
	if err != nil || len(plans) == 0 || plans[len(plans)-1].At.Before(a.StateSince) {
		return nil, err
	}
	return &plans[len(plans)-1], nil
}

// AssetMoveInput takes an asset through a verb: with a reason, or with the
// document by which it belongs to its owner.
type AssetMoveInput struct {
	Key      db.Key
	Asset    ident.ID
	Reason   string
	Document string
}

// assetPasts are the facts of the verbs that move an asset.
var assetPasts = map[string]string{"project.title_asset": "titled", "project.use_asset": "put_in_use", "project.find_idle": "found_idle",
	"project.repurpose_asset": "repurposed", "project.ask_disposal": "disposal_asked", "project.dispose_asset": "disposed", "project.keep_asset": "disposal_refused"}

// MoveAsset takes an asset through a verb of its machine.
func (r *Room) MoveAsset(ctx context.Context, who ident.Actor, verb string, in AssetMoveInput) (db.Done, error) {
	return r.onAsset(ctx, who, in.Key, in.Asset, func(tx *db.Tx, p Project, ring Ring, a Asset) ([]db.Fact, error) {
		from, reason := a.State, strings.TrimSpace(in.Reason)
		var err error
		if verb == "project.title_asset" {
			a, err = a.title(who, p, ring, oneLine(in.Document), tx.Now)
		} else {
			a, err = a.move(who, p, ring, verb, reason, tx.Now)
		}
		if err != nil {
			return nil, err
		}
		return []db.Fact{a.fact(assetPasts[verb])}, keepAsset(ctx, tx, p, ring, a, from, verb, reason)
	})
}

// onAsset runs one act on an asset that the actor may see.
func (r *Room) onAsset(ctx context.Context, who ident.Actor, key db.Key, id ident.ID, act func(*db.Tx, Project, Ring, Asset) ([]db.Fact, error)) (db.Done, error) {
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) {
		a, err := GetAsset(ctx, tx, who.Programme, id)
		if err != nil {
			return nil, err
		}
		p, ring, err := around(ctx, tx, a.Project)
		if err != nil {
			return nil, err
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		if ring, err = ring.withSeats(ctx, tx, who.Programme, on); err != nil {
			return nil, err
		}
		return act(tx, p, ring, a)
	})
}

// withSeats finds the sides of the pairing where nobody has a seat on a day.
func (r Ring) withSeats(ctx context.Context, q db.Q, prog ident.Programme, on words.Day) (Ring, error) {
	if r.Pairing.ID == 0 {
		return r, nil
	}
	seated, err := party.Seated(ctx, q, prog, r.Pairing, on)
	for _, side := range Sides {
		if !seated[side] {
			r.Empty = append(r.Empty, side)
		}
	}
	return r, err
}

// KeepersInput says who keeps an asset from now on.
type KeepersInput struct {
	Key   db.Key
	Asset ident.ID
	Keepers
}

// ChangeKeepers says who keeps an asset from now on.
func (r *Room) ChangeKeepers(ctx context.Context, who ident.Actor, in KeepersInput) (db.Done, error) {
	return r.onAsset(ctx, who, in.Key, in.Asset, func(tx *db.Tx, p Project, ring Ring, a Asset) ([]db.Fact, error) {
		if err := access.Check(aftercare, who, "project.change_keepers", a.Relations(who, p, ring)); err != nil {
			return nil, err
		}
		if !a.Running() {
			return nil, fault.New(fault.Conflict, "state.moved_on", AssetMachine.StateKey(a.State))
		}
		a = in.put(a)
		if err := a.check(); err != nil {
			return nil, err
		}
		if err := keepersKnown(ctx, tx, a); err != nil {
			return nil, err
		}
		return []db.Fact{a.fact("keepers_changed")}, saveAsset(ctx, tx, p, a)
	})
}

// SignInput is the signature of one side under a handover.
type SignInput struct {
	Key   db.Key
	Asset ident.ID
	Side  string
	Day   words.Day
	Note  string
}

// SignHandover signs the handover of an asset for one side.
func (r *Room) SignHandover(ctx context.Context, who ident.Actor, in SignInput) (db.Done, error) {
	return r.onAsset(ctx, who, in.Key, in.Asset, func(tx *db.Tx, p Project, ring Ring, a Asset) ([]db.Fact, error) {
		today, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		signed, err := HandoversOf(ctx, tx, who.Programme, a.ID)
		if err != nil {
			return nil, err
		}
		h := Handover{Asset: a.ID, Side: in.Side, Day: in.Day, Note: strings.TrimSpace(in.Note), Said: saidNow(tx)}
		if a, err = a.sign(who, ring, signed, h, today); err != nil {
			return nil, err
		}
		h.ID = tx.ID()
		if err := saveHandover(ctx, tx, h); err != nil {
			return nil, err
		}
		past := "signed"
		if a.HandedOn != "" {
			past = "handed_over"
		}
		made := db.Fact{Kind: HandoverNoun + ".signed.v1", Subject: ident.Ref{Kind: HandoverNoun, ID: h.ID}, Data: h}
		return []db.Fact{a.fact(past), made}, keepAsset(ctx, tx, p, ring, a, a.State, "project.sign_handover", h.Note)
	})
}

func saidNow(tx *db.Tx) Said {
	return Said{At: tx.Now, Person: tx.Who.Person, Organisation: tx.Who.Organisation}
}

// CheckInput is what somebody found who looked whether an asset is used.
type CheckInput struct {
	Key                    db.Key
	Asset                  ident.ID
	Day                    words.Day
	InUse, Staffed, Funded string
	Note                   string
	File                   *File
}

// CheckAsset records a use check. What is found in use is in use; what is found
// idle is idle, and asks for a rescue plan.
func (r *Room) CheckAsset(ctx context.Context, who ident.Actor, in CheckInput) (db.Done, error) {
	file, err := r.put(ctx, in.File)
	if err != nil {
		return db.Done{}, err
	}
	return r.onAsset(ctx, who, in.Key, in.Asset, func(tx *db.Tx, p Project, ring Ring, a Asset) ([]db.Fact, error) {
		if err := access.Check(aftercare, who, "project.check_asset", a.Relations(who, p, ring)); err != nil {
			return nil, err
		}
		today, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		c, err := a.look(UseCheck{Asset: a.ID, Day: in.Day, InUse: in.InUse, Staffed: in.Staffed, Funded: in.Funded, Note: strings.TrimSpace(in.Note),
			Digest: file.Digest, Name: file.Name, MIME: file.MIME, Size: file.Size, Said: saidNow(tx)}, today)
		if err != nil {
			return nil, err
		}
		c.ID = tx.ID()
		if err := saveUseCheck(ctx, tx, c); err != nil {
			return nil, err
		}
		made, err := UseChecksOf(ctx, tx, who.Programme, a.ID)
		if err != nil {
			return nil, fmt.Errorf("reading the checks of %s: %w", a.Code, err)
		}
		from, verb := a.State, c.verb(a.State)
		if verb != "" {
			if a, err = a.move(who, p, ring, verb, c.reason(), tx.Now); err != nil {
				return nil, err
			}
		}
		a.NextCheck = a.nextCheck(made)
		facts := []db.Fact{a.fact("checked"), {Kind: UseCheckNoun + ".made.v1", Subject: ident.Ref{Kind: UseCheckNoun, ID: c.ID}, Data: c}}
		if verb == "" {
			verb = "project.check_asset"
		}
		return facts, keepAsset(ctx, tx, p, ring, a, from, verb, c.Note)
	})
}

// RescueInput is a rescue plan for an idle asset.
type RescueInput struct {
	Key       db.Key
	Asset     ident.ID
	What, Who string
	By        words.Day
}

// PlanRescue says how an idle asset is to come back into use.
func (r *Room) PlanRescue(ctx context.Context, who ident.Actor, in RescueInput) (db.Done, error) {
	return r.onAsset(ctx, who, in.Key, in.Asset, func(tx *db.Tx, p Project, ring Ring, a Asset) ([]db.Fact, error) {
		if err := access.Check(aftercare, who, "project.plan_rescue", a.Relations(who, p, ring)); err != nil {
			return nil, err
		}
		today, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		plan := Rescue{Asset: a.ID, What: strings.TrimSpace(in.What), Who: oneLine(in.Who), By: in.By, Said: saidNow(tx)}
		if err := a.plan(plan, today); err != nil {
			return nil, err
		}
		plan.ID = tx.ID()
		if err := saveRescue(ctx, tx, plan); err != nil {
			return nil, err
		}
		made := db.Fact{Kind: RescueNoun + ".planned.v1", Subject: ident.Ref{Kind: RescueNoun, ID: plan.ID}, Data: plan}
		return []db.Fact{a.fact("rescue_planned"), made}, keepAsset(ctx, tx, p, ring, a, a.State, "project.plan_rescue", plan.What)
	})
}
