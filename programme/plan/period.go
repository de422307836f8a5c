package plan

import (
	"regexp"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
)

// Period is a plan period; From and To are both included. Version counts the
// texts that were approved, and the one being drafted: 1 until a midterm
// review has changed it.
type Period struct {
	ID         ident.ID     `json:"id"`
	Code       string       `json:"code"`
	Name       string       `json:"name"`
	NameZH     string       `json:"name_zh"`
	From       words.Day    `json:"from"`
	To         words.Day    `json:"to"`
	MidTerm    words.Day    `json:"mid_term"` // when it is to be reviewed, "" when not set
	Envelope   string       `json:"envelope"` // what is set aside and from where, in words
	Version    int          `json:"version"`
	State      string       `json:"state"`
	EditedBy   ident.Person `json:"edited_by"` // who wrote this text: somebody else approves it
	Visibility string       `json:"visibility"`
}

// NameIn is the period's name in a language.
func (p Period) NameIn(l words.Lang) string {
	if l == words.ZH {
		return p.NameZH
	}
	return p.Name
}

// URL is the page of a period within the programme.
func (p Period) URL() string { return "/periods/" + p.Code }

// Holds tells whether a day lies in the period.
func (p Period) Holds(day words.Day) bool { return p.From <= day && day <= p.To }

var (
	office = []ident.Grant{{Roles: []ident.Role{ident.Office}}}
	leader = []ident.Grant{{Roles: []ident.Role{ident.Leader}}}
	// approver is a leader who has not written the text that they approve.
	approver = []ident.Grant{{Roles: []ident.Role{ident.Leader}, Relation: ident.Opposite}}
)

// Machine is the life of a plan period. Its text can be edited until it is
// approved, and again in the midterm review.
var Machine = state.Machine{
	Noun:  "plan.period",
	Start: "drafting",
	Moves: []state.Move{
		{Verb: "plan.consult", From: []string{"drafting"}, To: "consulted", By: office},
		{Verb: "plan.approve", From: []string{"consulted"}, To: "approved", By: approver},
		{Verb: "plan.send_back", From: []string{"consulted"}, To: "drafting", By: leader, Reason: true},
		{Verb: "plan.begin", From: []string{"approved"}, To: "in_force", By: office},
		{Verb: "plan.review", From: []string{"in_force"}, To: "midterm", By: office},
		{Verb: "plan.continue", From: []string{"midterm"}, To: "in_force", By: approver, Reason: true},
		{Verb: "plan.conclude", From: []string{"in_force"}, To: "final_review", By: office},
		{Verb: "plan.close", From: []string{"final_review"}, To: "closed", By: office, Reason: true},
		{Verb: "plan.edit", From: []string{"drafting"}, To: "drafting", By: office},
		{Verb: "plan.edit", From: []string{"consulted"}, To: "consulted", By: office},
		{Verb: "plan.edit", From: []string{"midterm"}, To: "midterm", By: office},
	},
}

// Approvals are the verbs that make a text of the period the valid one: each
// makes one version.
var Approvals = []string{"plan.approve", "plan.continue"}

// Relations is how an actor stands to the period: Opposite to a text that
// somebody else has written.
func (p Period) Relations(who ident.Actor) ident.Relations {
	if who.Person == p.EditedBy {
		return nil
	}
	return ident.Relations{ident.Opposite}
}

// moved takes the period to where a move leads.
func (p Period) moved(mv state.Move) Period {
	if p.State = mv.To; mv.Verb == "plan.continue" {
		p.Version++
	}
	return p
}

// PeriodInput is a period as entered. An empty Code is drawn.
type PeriodInput struct {
	Code, Name, NameZH string
	From, To, MidTerm  words.Day
	Envelope           string
}

var recordCode = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,23}$`)

// maxName and maxText bound a name and a longer text in characters.
const (
	maxName = 200
	maxText = 2000
)

// draft makes the period, beside those the programme has.
func (in PeriodInput) draft(others []Period) (Period, error) {
	p := Period{Code: strings.ToUpper(strings.TrimSpace(in.Code)), Version: 1, State: Machine.Start, Visibility: "parties"}
	return p.written(in, others)
}

// written gives the period the text as entered; its code stays.
func (p Period) written(in PeriodInput, others []Period) (Period, error) {
	p.Name, p.NameZH, p.Envelope = strings.TrimSpace(in.Name), strings.TrimSpace(in.NameZH), strings.TrimSpace(in.Envelope)
	p.From, p.To, p.MidTerm = in.From, in.To, in.MidTerm
	if p.Name == "" {
		p.Name = p.NameZH
	}
	if p.NameZH == "" {
		p.NameZH = p.Name
	}
	var f fault.Form
	f.Require(p.Code == "" || recordCode.MatchString(p.Code), "code", "plan.code_form", p.Code)
	f.Require(p.Name != "", "name", "plan.name_missing")
	f.Require(short(p.Name, maxName) && short(p.NameZH, maxName), "name", "plan.text_long", maxName)
	f.Require(short(p.Envelope, maxText), "envelope", "plan.text_long", maxText)
	fromReal := checkDay(&f, "from", p.From)
	toReal := checkDay(&f, "to", p.To)
	f.Require(!fromReal || !toReal || p.From <= p.To, "to", "plan.day_order")
	if p.MidTerm != "" && checkDay(&f, "mid_term", p.MidTerm) {
		f.Require(p.Holds(p.MidTerm), "mid_term", "plan.mid_term_outside")
	}
	for _, o := range others {
		if o.ID == p.ID && p.ID != 0 {
			continue
		}
		f.Require(p.Code == "" || o.Code != p.Code, "code", "plan.code_taken", p.Code)
		f.Require(p.To < o.From || p.From > o.To, "from", "plan.overlap", o.Code)
	}
	return p, f.Err()
}

// checkDay refuses what is no calendar day, and tells whether it is one.
func checkDay(f *fault.Form, name string, d words.Day) bool {
	_, real := words.ParseDay(string(d))
	f.Require(real, name, "plan.day", d)
	return real
}

func short(s string, most int) bool { return len([]rune(s)) <= most }

// Edit is one field that an edit of a period or of an annual plan has changed.
type Edit struct{ Field, Before, After string }

// Edits lists what the text of the period changed of the text before.
func (p Period) Edits(before Period) []Edit {
	return edits([]Edit{
		{"name_en", before.Name, p.Name}, {"name_zh", before.NameZH, p.NameZH},
		{"from", string(before.From), string(p.From)}, {"to", string(before.To), string(p.To)},
		{"mid_term", string(before.MidTerm), string(p.MidTerm)}, {"envelope", before.Envelope, p.Envelope},
	})
}

// edits keeps the fields that differ.
func edits(fields []Edit) []Edit {
	var all []Edit
	for _, e := range fields {
		if e.Before != e.After {
			all = append(all, e)
		}
	}
	return all
}
