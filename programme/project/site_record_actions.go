package project

import (
	"context"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/words"
)

// recording are the acts on quality, care and effects that are no move of a
// machine.
var recording = []access.Rule{
	{Action: "project.record_quality", By: []ident.Grant{byOffice, byEither}},
	{Action: "project.open_defect", By: byKeeper},
	{Action: "project.report_care", By: []ident.Grant{byOffice, byDoer, byEither, {Roles: []ident.Role{ident.Safeguards}}}},
	{Action: "project.declare_effect", By: byKeeper},
}

// beside runs one act on a project that only adds a row beside it.
func (r *Room) beside(ctx context.Context, who ident.Actor, key db.Key, project ident.ID, action, past string,
	add func(*db.Tx, Project, Ring, words.Day) (db.Fact, error)) (db.Done, error) {
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) {
		p, ring, err := around(ctx, tx, project)
		if err != nil {
			return nil, err
		}
		if err := access.Check(recording, who, action, p.Before(who, ring, 0, 0)); err != nil {
			return nil, err
		}
		if p.State == Cancelled {
			return nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		fact, err := add(tx, p, ring, on)
		if err != nil {
			return nil, err
		}
		if err := heed(ctx, tx, p, ring); err != nil {
			return nil, err
		}
		p = p.heard(who, tx.Now)
		return []db.Fact{fact, p.fact(past)}, saveProject(ctx, tx, p)
	})
}

// QualityInput is what was found at acceptance.
type QualityInput struct {
	Key             db.Key
	Project         ident.ID
	Landmark        bool
	Grade, Evidence string
	Warranty        words.Day
	Built           *money.Quantity
	File            *File
}

// RecordQuality records the quality found at acceptance.
func (r *Room) RecordQuality(ctx context.Context, who ident.Actor, in QualityInput) (db.Done, error) {
	file, err := r.put(ctx, in.File)
	if err != nil {
		return db.Done{}, err
	}
	return r.beside(ctx, who, in.Key, in.Project, "project.record_quality", "quality_recorded", func(tx *db.Tx, p Project, _ Ring, _ words.Day) (db.Fact, error) {
		q := Quality{ID: tx.ID(), Project: p.ID, Landmark: in.Landmark, Grade: in.Grade, Evidence: oneLine(in.Evidence), Digest: file.Digest, Name: file.Name,
			MIME: file.MIME, Size: file.Size, Warranty: in.Warranty, Built: in.Built, Said: saidNow(tx)}
		if !p.Begun() {
			return db.Fact{}, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
		}
		if err := q.check(); err != nil {
			return db.Fact{}, err
		}
		return db.Fact{Kind: QualityNoun + ".recorded.v1", Subject: ident.Ref{Kind: QualityNoun, ID: q.ID}, Data: q}, saveQuality(ctx, tx, q)
	})
}

// DefectInput is a defect that was found.
type DefectInput struct {
	Key             db.Key
	Project         ident.ID
	What            string
	FoundOn, CureBy words.Day
}

// OpenDefect records a defect; who does the work cures it.
func (r *Room) OpenDefect(ctx context.Context, who ident.Actor, in DefectInput) (db.Done, error) {
	return r.beside(ctx, who, in.Key, in.Project, "project.open_defect", "defect_opened", func(tx *db.Tx, p Project, ring Ring, on words.Day) (db.Fact, error) {
		d := Defect{Project: p.ID, What: strings.TrimSpace(in.What), FoundOn: in.FoundOn, CureBy: in.CureBy, State: DefectMachine.Start, StateSince: tx.Now,
			StateBy: who.Person, StateOrg: who.Organisation}
		err := d.check(on)
		if err != nil {
			return db.Fact{}, err
		}
		if d.Code, err = tx.Code(ctx, "DEF"); err != nil {
			return db.Fact{}, err
		}
		d.ID = tx.ID()
		return d.fact("opened"), keepDefect(ctx, tx, p, ring, d, "", "project.open_defect", "")
	})
}

// fact tells what happened to the defect; past is opened, cured, ...
func (d Defect) fact(past string) db.Fact {
	return db.Fact{Kind: DefectNoun + "." + past + ".v1", Subject: d.Ref(), Data: d}
}

func keepDefect(ctx context.Context, tx *db.Tx, p Project, r Ring, d Defect, from, verb, reason string) error {
	if err := saveDefect(ctx, tx, d); err != nil {
		return err
	}
	return state.Step(ctx, tx, DefectMachine, d.subject(p), from, verb, d.State, reason, d.wants(p, r)...)
}

// DefectMoveInput takes a defect through a verb: with its cure, or with a reason.
type DefectMoveInput struct {
	Key    db.Key
	Defect ident.ID
	Reason string
}

// defectPasts are the facts of the verbs that move a defect.
var defectPasts = map[string]string{"project.cure_defect": "cured", "project.check_defect": "checked", "project.reopen_defect": "reopened", "project.drop_defect": "dropped"}

// MoveDefect takes a defect through a verb of its machine.
func (r *Room) MoveDefect(ctx context.Context, who ident.Actor, verb string, in DefectMoveInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		d, err := GetDefect(ctx, tx, who.Programme, in.Defect)
		if err != nil {
			return nil, err
		}
		p, ring, err := around(ctx, tx, d.Project)
		if err != nil {
			return nil, err
		}
		from, reason := d.State, strings.TrimSpace(in.Reason)
		if d, err = d.move(who, p, ring, verb, reason, tx.Now); err != nil {
			return nil, err
		}
		p = p.heard(who, tx.Now)
		past := defectPasts[verb]
		if err := keepDefect(ctx, tx, p, ring, d, from, verb, reason); err != nil {
			return nil, err
		}
		return []db.Fact{d.fact(past), p.fact("defect_" + past)}, saveProject(ctx, tx, p)
	})
}

// CareInput is how people fared at a site in one quarter. nil is not reported.
type CareInput struct {
	Key                               db.Key
	Project                           ident.ID
	Quarter, Contractor, Note         string
	Injuries, Deaths                  *int
	Arrears, Cured, LandDue, LandPaid *money.Amount
	CuredOn                           words.Day
}

// ReportCare reports how people fared at a site. A newer report of the same
// quarter and contractor stands for an older one.
func (r *Room) ReportCare(ctx context.Context, who ident.Actor, in CareInput) (db.Done, error) {
	return r.beside(ctx, who, in.Key, in.Project, "project.report_care", "care_reported", func(tx *db.Tx, p Project, _ Ring, on words.Day) (db.Fact, error) {
		c := Care{ID: tx.ID(), Project: p.ID, Quarter: in.Quarter, Contractor: oneLine(in.Contractor), Injuries: in.Injuries, Deaths: in.Deaths, Arrears: in.Arrears,
			Cured: in.Cured, CuredOn: in.CuredOn, LandDue: in.LandDue, LandPaid: in.LandPaid, Note: strings.TrimSpace(in.Note), Said: saidNow(tx)}
		if err := c.check(on); err != nil {
			return db.Fact{}, err
		}
		return db.Fact{Kind: CareNoun + ".reported.v1", Subject: ident.Ref{Kind: CareNoun, ID: c.ID}, Data: c}, saveCare(ctx, tx, c)
	})
}

// EffectInput is a declared effect on energy or emissions.
type EffectInput struct {
	Key                            db.Key
	Project                        ident.ID
	Kind, Method, Baseline, Source string
	Quantity                       money.Quantity
	From, To                       words.Day
}

// DeclareEffect declares an effect. A newer one of the same kind, method, unit
// and period stands for an older one.
func (r *Room) DeclareEffect(ctx context.Context, who ident.Actor, in EffectInput) (db.Done, error) {
	return r.beside(ctx, who, in.Key, in.Project, "project.declare_effect", "effect_declared", func(tx *db.Tx, p Project, _ Ring, _ words.Day) (db.Fact, error) {
		e := Effect{ID: tx.ID(), Project: p.ID, Kind: in.Kind, Quantity: in.Quantity, Method: oneLine(in.Method), Baseline: oneLine(in.Baseline), From: in.From, To: in.To,
			Source: oneLine(in.Source), Said: saidNow(tx)}
		if err := e.check(); err != nil {
			return db.Fact{}, err
		}
		return db.Fact{Kind: EffectNoun + ".declared.v1", Subject: ident.Ref{Kind: EffectNoun, ID: e.ID}, Data: e}, saveEffect(ctx, tx, e)
	})
}
