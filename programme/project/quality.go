package project

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Quality is what was found at acceptance: the grade with its evidence, a
// reference or a file; how much was built, nil when it is not said; and until
// when the builder answers for defects. A newer one stands.
type Quality struct {
	ID       ident.ID        `json:"id"`
	Seq      int64           `json:"-"`
	Project  ident.ID        `json:"project"`
	Landmark bool            `json:"landmark"`
	Grade    string          `json:"grade"`
	Evidence string          `json:"reference"`
	Digest   string          `json:"digest"`
	Name     string          `json:"name"`
	MIME     string          `json:"mime"`
	Size     int64           `json:"size"`
	Warranty words.Day       `json:"warranty_until"`
	Built    *money.Quantity `json:"built"`
	Said
}

// QualityNoun is the kind of a finding of quality in the journal.
const QualityNoun = "project.quality"

// Grades of quality at acceptance.
var Grades = []string{"passed", "good", "excellent"}

// warnDays is how long before its end a warranty is warned of.
const warnDays = 60

// Ending tells whether on a day the warranty is about to end.
func (q Quality) Ending(today words.Day) bool {
	return q.Warranty != "" && q.Warranty >= today && q.Warranty <= today.Add(warnDays)
}

// check refuses what cannot be a finding.
func (q Quality) check() error {
	var f fault.Form
	f.Require(slices.Contains(Grades, q.Grade), "grade", "project.grade_missing")
	f.Require(q.Evidence != "" || q.Digest != "", "reference", "project.evidence_missing")
	f.Require(len([]rune(q.Evidence)) <= maxTitle, "reference", "project.title_long", maxTitle)
	f.Require(q.Warranty != "", "warranty", "project.warranty_missing")
	checkDay(&f, "warranty", q.Warranty)
	f.Require(q.Built == nil || q.Built.N >= 0, "built", "project.negative")
	return f.Err()
}

// Defect is something wrong with what was built, with its cure.
type Defect struct {
	ID         ident.ID     `json:"id"`
	Seq        int64        `json:"-"`
	Code       string       `json:"code"`
	Project    ident.ID     `json:"project"`
	What       string       `json:"what"`
	FoundOn    words.Day    `json:"found_on"`
	CureBy     words.Day    `json:"cure_by"`
	Cure       string       `json:"cure"`
	State      string       `json:"state"`
	StateSince time.Time    `json:"state_since"`
	StateBy    ident.Person `json:"state_by"`
	StateOrg   ident.ID     `json:"state_org"`
	Reason     string       `json:"reason"` // why its cure was not accepted, or why it is none
}

// DefectNoun is the kind of a defect in the journal.
const DefectNoun = "project.defect"

// Ref names the defect to the journal and the tasks.
func (d Defect) Ref() ident.Ref { return ident.Ref{Kind: DefectNoun, ID: d.ID} }

// States of a defect; it begins DefectOpened.
const (
	DefectOpened  = "opened"
	DefectCured   = "cured"
	DefectChecked = "checked"
	DefectNone    = "none" // entered in error
)

// DefectMachine is the life of a defect.
var DefectMachine = &state.Machine{Noun: DefectNoun, Start: DefectOpened, Moves: []state.Move{
	{Verb: "project.cure_defect", From: []string{DefectOpened}, To: DefectCured, By: []ident.Grant{byDoer}, Reason: true},
	{Verb: "project.check_defect", From: []string{DefectCured}, To: DefectChecked, By: bySomeElse, Needs: []string{"project.needs_someone_else"}},
	{Verb: "project.reopen_defect", From: []string{DefectCured}, To: DefectOpened, By: bySomeElse, Reason: true},
	{Verb: "project.drop_defect", From: []string{DefectOpened}, To: DefectNone, By: []ident.Grant{byOffice}, Reason: true},
}}

// check refuses what cannot be a defect.
func (d Defect) check(today words.Day) error {
	var f fault.Form
	f.Require(d.What != "", "what", "project.defect_what_missing")
	f.Require(len([]rune(d.What)) <= maxNote, "what", "project.note_long", maxNote)
	pastDay(&f, "found_on", d.FoundOn, today)
	f.Require(d.CureBy != "", "cure_by", "project.day_missing")
	checkDay(&f, "cure_by", d.CureBy)
	f.Require(d.CureBy == "" || d.CureBy >= d.FoundOn, "cure_by", "project.days_reversed")
	return f.Err()
}

// move takes the defect one step on. The cure is told by who works; somebody else
// says whether it is one.
func (d Defect) move(who ident.Actor, p Project, r Ring, verb, reason string, now time.Time) (Defect, error) {
	mv, err := DefectMachine.Try(who, p.Before(who, r, d.StateBy, d.StateOrg), d.State, verb, reason)
	if err != nil {
		return d, err
	}
	switch verb {
	case "project.cure_defect":
		d.Cure = reason
	case "project.reopen_defect", "project.drop_defect":
		d.Reason = reason
	}
	d.State, d.StateSince, d.StateBy, d.StateOrg = mv.To, now, who.Person, who.Organisation
	return d, nil
}

// Late tells whether on a day the defect should have been cured.
func (d Defect) Late(today words.Day) bool { return d.State == DefectOpened && d.CureBy < today }

// wants is what the defect waits for.
func (d Defect) wants(p Project, r Ring) []task.Want {
	switch d.State {
	case DefectOpened:
		return r.each(task.Want{Action: "project.cure_defect", Party: p.Implementer, Due: d.CureBy, Reason: d.Reason})
	case DefectCured:
		return p.deciders(r, d.StateBy, d.StateOrg, "project.check_defect")
	}
	return nil
}
