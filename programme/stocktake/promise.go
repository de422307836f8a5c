package stocktake

import (
	"embed"
	"math"
	"slices"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/ledger"
	"throughline/programme/plan"
)

// Words holds the room's texts.
//
//go:embed words.txt
var Words embed.FS

var everyone = []ident.Role{ident.Leader, ident.Office, ident.Secretary, ident.Provider, ident.Receiver, ident.Owner, ident.Finance,
	ident.Analyst, ident.Safeguards, ident.TeamLeader, ident.Auditor, ident.Reader}

// Rules lists the room's actions and who may do them. Saying that a node does
// not apply is for the office and for the organisation that owes the promise.
func Rules() []access.Rule {
	return []access.Rule{
		{Action: "stocktake.see", By: []ident.Grant{{Roles: everyone}}},
		{Action: "stocktake.tasks", By: []ident.Grant{{Roles: append([]ident.Role{ident.Admin}, everyone...)}}},
		{Action: "stocktake.delegate", By: []ident.Grant{{Roles: everyone}}},
		{Action: "stocktake.exempt", By: []ident.Grant{{Roles: []ident.Role{ident.Office, ident.Secretary}},
			{Roles: []ident.Role{ident.Provider, ident.Receiver, ident.Owner}, Relation: ident.Mine}}},
		{Action: "stocktake.put_base_map", By: []ident.Grant{{Roles: []ident.Role{ident.Office}}}},
	}
}

// Kinds of promise.
const (
	Commitment = "commitment"
	Measure    = "measure"
	Answer     = "answer"
)

// Promise is one row of the board.
type Promise struct {
	Kind, Code, Title, TitleOther, Lang string
	ID                                  ident.ID
	Root                                string // requirement or signing: where its thread starts
	Status                              string
	Reason                              string // word key of why, with Since as its place
	QuietSince                          int64  // microseconds UTC of the last sign of life
	Due, NextChange                     words.Day
	Conference, Measure, Agreement      ident.ID
	Pairing, Lead, Provider, Receiver   ident.ID
	Nodes                               Nodes
	Owner                               ident.ID
	Visibility                          string
	Illustrative                        bool
	Folded                              bool // another member's answer stands for it on the board
}

// TitleIn is the title in the reader's language, or the original.
func (p Promise) TitleIn(l words.Lang) string {
	if p.Lang != string(l) && p.TitleOther != "" {
		return p.TitleOther
	}
	return p.Title
}

// Nodes says how much of each node is recorded: NotApplicable, 0, or a number;
// OfProject and OfResult are how many were to come. Money is how much of what was
// promised has been received, in thousandths, and at least 1 once something was
// sent.
type Nodes struct {
	Conference, Decision, Agreement, Project, OfProject, Money, Result, OfResult int64
}

// wholeMoney is all that was promised.
const wholeMoney = 1000

// moneyNode is how far the money of a promise has come.
func moneyNode(sums []ledger.Summed) int64 {
	var s ledger.Sums
	for _, one := range sums { // shares of how much, never shown as a sum
		s = s.Plus(one.Sums)
	}
	promised := s.Pledged - s.Waived
	switch {
	case promised <= 0 || s.Sent == 0 && s.Drawn == 0:
		return 0
	case s.Drawn >= promised:
		return wholeMoney
	}
	// Divided first where the product would leave the range.
	if s.Drawn > math.MaxInt64/wholeMoney {
		return max(1, s.Drawn/(promised/wholeMoney))
	}
	return max(1, s.Drawn*wholeMoney/promised)
}

// NotApplicable marks a node that does not apply.
const NotApplicable = -1

// Statuses in the order in which the board shows them: worst and most silent
// first. The rank of a status is its place here.
var Statuses = []string{"offtrack", "silent", "atrisk", "ontrack", "kept"}

// Rank is the place of a status on the board.
func Rank(status string) int { return slices.Index(Statuses, status) }

// Standing is all that a status is computed from.
type Standing struct {
	Stage     Stage
	Due       words.Day // empty: no date was given
	LastHeard words.Day // the last acceptance, report or confirmation by those who must act; empty: never
	LateFrom  words.Day // the day from which a project's milestone or end is late; empty: none is dated
}

// Stage is how far the people have brought a promise, whatever the room.
type Stage int

const (
	Unclaimed  Stage = iota // nobody has accepted or acknowledged it yet
	UnderWay                // accepted or acknowledged, not claimed done
	InQuestion              // contested, corrected, returned, confirmed in part
	Blocked                 // waits for somebody to clear the way
	Disputed                // the other side says it is not so
	Missed                  // put on record as not kept
	Claimed                 // said to be done, not yet confirmed by the other side
	Kept                    // confirmed or verified by someone else
)

// Status is the word for a promise on a day, with the key of its reason.
//
// Kept needs the other side's word. A date that has passed by more than the
// grace days is off track. Nothing heard within the reporting days is not
// reported, and so is what nobody has taken up; neither is ever green.
func (s Standing) Status(today words.Day, r plan.Rules) (status, reason string) {
	switch {
	case s.Stage == Kept:
		return "kept", "stocktake.why.kept"
	case s.Stage == Disputed:
		return "offtrack", "stocktake.why.disputed"
	case s.Stage == Missed:
		return "offtrack", "stocktake.why.unmet"
	case s.Due != "" && today > s.Due.Add(r.GraceDays) && s.Stage != Claimed:
		return "offtrack", "stocktake.why.overdue"
	case s.Stage == Unclaimed:
		return "silent", "stocktake.why.unclaimed"
	case s.Stage == Claimed:
		return "ontrack", "stocktake.why.claimed"
	case s.LastHeard == "" || today > s.LastHeard.Add(r.SilentDays):
		return "silent", "stocktake.why.silent"
	case s.Stage == Blocked:
		return "atrisk", "stocktake.why.blocked"
	case s.Stage == InQuestion:
		return "atrisk", "stocktake.why.in_question"
	case s.Due != "" && today > s.Due:
		return "atrisk", "stocktake.why.past_due"
	case s.LateFrom != "" && today >= s.LateFrom:
		return "atrisk", "stocktake.why.milestone"
	case s.Due != "" && today > s.Due.Add(-r.AtRiskDays):
		return "atrisk", "stocktake.why.due_soon"
	}
	return "ontrack", "stocktake.why.ontrack"
}

// NextChange is the first day after today on which the status or its reason
// would differ if nobody acted; empty when none would.
func (s Standing) NextChange(today words.Day, r plan.Rules) words.Day {
	var days []words.Day
	if s.Due != "" {
		days = append(days, s.Due.Add(-r.AtRiskDays+1), s.Due.Add(1), s.Due.Add(r.GraceDays+1))
	}
	if s.LastHeard != "" {
		days = append(days, s.LastHeard.Add(r.SilentDays+1))
	}
	if s.LateFrom != "" {
		days = append(days, s.LateFrom)
	}
	slices.Sort(days)
	status, reason := s.Status(today, r)
	for _, d := range days {
		if d <= today {
			continue
		}
		if st, why := s.Status(d, r); st != status || why != reason {
			return d
		}
	}
	return ""
}

// NodeNames lists the six nodes in their order.
var NodeNames = []string{"conference", "decision", "agreement", "project", "money", "result"}

// NodeState is what the thread draws: recorded, part, late, missing or na.
func (p Promise) NodeState(node string) string {
	n, of := p.node(node)
	switch {
	case n == NotApplicable:
		return "na"
	case node == "result" && p.Status == "offtrack" && n < max(of, 1):
		return "late"
	case n == 0 && of > 0:
		return "part"
	case n == 0:
		return "missing"
	case of > n:
		return "part"
	}
	return "recorded"
}

func (p Promise) node(node string) (n, of int64) {
	switch node {
	case "conference":
		return p.Nodes.Conference, 0
	case "decision":
		return p.Nodes.Decision, 0
	case "agreement":
		return p.Nodes.Agreement, 0
	case "project":
		return p.Nodes.Project, p.Nodes.OfProject
	case "money":
		return p.Nodes.Money, min(p.Nodes.Money, 1) * wholeMoney
	}
	return p.Nodes.Result, p.Nodes.OfResult
}
