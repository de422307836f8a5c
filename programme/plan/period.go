package plan

import (
	"regexp"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
)

// Period is a plan period; From and To are both included.
type Period struct {
	ID         ident.ID  `json:"id"`
	Code       string    `json:"code"`
	Name       string    `json:"name"`
	NameZH     string    `json:"name_zh"`
	From       words.Day `json:"from"`
	To         words.Day `json:"to"`
	State      string    `json:"state"`
	Visibility string    `json:"visibility"`
}

// NameIn is the period's name in a language.
func (p Period) NameIn(l words.Lang) string {
	if l == words.ZH {
		return p.NameZH
	}
	return p.Name
}

var (
	office = []ident.Grant{{Roles: []ident.Role{ident.Office}}}
	leader = []ident.Grant{{Roles: []ident.Role{ident.Leader}}}
)

// Machine is the life of a plan period.
var Machine = state.Machine{
	Noun:  "plan.period",
	Start: "drafting",
	Moves: []state.Move{
		{Verb: "plan.consult", From: []string{"drafting"}, To: "consulted", By: office},
		{Verb: "plan.approve", From: []string{"consulted"}, To: "approved", By: leader},
		{Verb: "plan.begin", From: []string{"approved"}, To: "in_force", By: office},
		{Verb: "plan.review", From: []string{"in_force"}, To: "midterm", By: office},
		{Verb: "plan.continue", From: []string{"midterm"}, To: "in_force", By: office, Reason: true},
		{Verb: "plan.conclude", From: []string{"in_force"}, To: "final_review", By: office},
		{Verb: "plan.close", From: []string{"final_review"}, To: "closed", By: office, Reason: true},
	},
}

// PeriodInput is a period as entered. An empty Code is drawn.
type PeriodInput struct {
	Code, Name, NameZH string
	From, To           words.Day
}

var recordCode = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,23}$`)

// draft makes the period, beside those the programme has.
func (in PeriodInput) draft(others []Period) (Period, error) {
	p := Period{Code: strings.ToUpper(strings.TrimSpace(in.Code)), Name: strings.TrimSpace(in.Name), NameZH: strings.TrimSpace(in.NameZH),
		From: in.From, To: in.To, State: Machine.Start, Visibility: "parties"}
	if p.Name == "" {
		p.Name = p.NameZH
	}
	if p.NameZH == "" {
		p.NameZH = p.Name
	}
	var f fault.Form
	f.Require(p.Code == "" || recordCode.MatchString(p.Code), "code", "plan.code_form", p.Code)
	f.Require(p.Name != "", "name", "plan.name_missing")
	_, fromReal := words.ParseDay(string(p.From))
	_, toReal := words.ParseDay(string(p.To))
	f.Require(fromReal, "from", "plan.day", p.From)
	f.Require(toReal, "to", "plan.day", p.To)
	f.Require(!fromReal || !toReal || p.From <= p.To, "to", "plan.day_order")
	for _, o := range others {
		f.Require(p.Code == "" || o.Code != p.Code, "code", "plan.code_taken", p.Code)
		f.Require(p.To < o.From || p.From > o.To, "from", "plan.overlap", o.Code)
	}
	return p, f.Err()
}
