package project

import (
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Milestone is a dated point of a project. Baseline is the day first planned
// and stays; Agreed is the day that a change request has put in its place, "" for
// none; Forecast is the day now expected, "" while it is the one agreed; Actual is
// the day as claimed. Kind is the kind of work that ends here, "" for any.
type Milestone struct {
	ID         ident.ID     `json:"id"`
	Seq        int64        `json:"-"`
	Project    ident.ID     `json:"project"`
	Ordinal    int          `json:"ordinal"`
	Title      string       `json:"title"`
	Baseline   words.Day    `json:"baseline"`
	Agreed     words.Day    `json:"agreed"`
	Kind       string       `json:"kind"`
	After      []ident.ID   `json:"after"` // milestones that are reached first
	Forecast   words.Day    `json:"forecast"`
	Actual     words.Day    `json:"actual"`
	State      string       `json:"state"`
	Reason     string       `json:"reason"` // why it was last returned or dropped
	ClaimedBy  ident.Person `json:"claimed_by"`
	ClaimedOrg ident.ID     `json:"claimed_org"`
}

// Ref names the milestone to the journal and the tasks.
func (m Milestone) Ref() ident.Ref { return ident.Ref{Kind: MilestoneNoun, ID: m.ID} }

// MilestoneNoun is the kind of a milestone in the journal.
const MilestoneNoun = "project.milestone"

// States of a milestone; it begins Planned.
const (
	Claimed  = "claimed"
	Verified = "verified"
	Returned = "returned"
	Dropped  = "dropped"
)

// MilestoneMachine is the life of a milestone.
var MilestoneMachine = &state.Machine{Noun: MilestoneNoun, Start: Planned, Moves: []state.Move{
	{Verb: "project.claim_milestone", From: []string{Planned, Returned}, To: Claimed, By: []ident.Grant{byDoer}, Needs: []string{"project.needs_under_way"}},
	{Verb: "project.verify_milestone", From: []string{Claimed}, To: Verified, By: byChecker, Needs: []string{"project.needs_someone_else"}},
	{Verb: "project.return_milestone", From: []string{Claimed}, To: Returned, By: byChecker, Reason: true},
	{Verb: "project.drop_milestone", From: []string{Planned, Returned}, To: Dropped, By: []ident.Grant{byOffice}, Reason: true},
}}

// Open tells whether it is still to be reached.
func (m Milestone) Open() bool { return m.State == Planned || m.State == Returned }

// Expected is the day on which it is now expected.
func (m Milestone) Expected() words.Day {
	if m.Forecast != "" {
		return m.Forecast
	}
	return m.Due()
}

// Due is the baseline in force: as first planned, or as changed by a request.
func (m Milestone) Due() words.Day {
	if m.Agreed != "" {
		return m.Agreed
	}
	return m.Baseline
}

// Late tells whether on a day it should have been reached by its baseline.
func (m Milestone) Late(today words.Day) bool { return m.Open() && m.Due() < today }

// Slips tells whether it is expected after its baseline.
func (m Milestone) Slips() bool { return m.Open() && m.Forecast > m.Due() }

// Claim says that a milestone was reached. A file stands under its digest, ""
// when there is none.
type Claim struct {
	ID           ident.ID     `json:"id"`
	Seq          int64        `json:"-"`
	Project      ident.ID     `json:"project"`
	Milestone    ident.ID     `json:"milestone"`
	Actual       words.Day    `json:"actual"`
	Note         string       `json:"note"`
	Digest       string       `json:"digest"`
	Name         string       `json:"name"`
	MIME         string       `json:"mime"`
	Size         int64        `json:"size"`
	At           time.Time    `json:"at"`
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// ClaimNoun is the kind of a claim in the journal.
const ClaimNoun = "project.claim"

// check refuses what cannot be a milestone.
func (m Milestone) check() error {
	var f fault.Form
	f.Require(m.Title != "", "milestone", "project.milestone_missing")
	f.Require(len([]rune(m.Title)) <= maxTitle, "milestone", "project.title_long", maxTitle)
	f.Require(m.Baseline != "", "baseline", "project.baseline_missing")
	checkDay(&f, "baseline", m.Baseline)
	return f.Err()
}

// forecast moves the expected day; the baseline stays.
func (m Milestone) forecast(day words.Day) (Milestone, error) {
	if !m.Open() {
		return m, fault.New(fault.Conflict, "state.moved_on", MilestoneMachine.StateKey(m.State))
	}
	var f fault.Form
	f.Require(day != "", "forecast", "project.day_missing")
	checkDay(&f, "forecast", day)
	m.Forecast = day
	return m, f.Err()
}

// move takes the milestone one step on. p is its project.
func (m Milestone) move(who ident.Actor, p Project, r Ring, verb, reason string) (Milestone, error) {
	mv, err := MilestoneMachine.Try(who, p.Relations(who, r, m.ClaimedBy, m.ClaimedOrg), m.State, verb, reason)
	if err != nil {
		return m, err
	}
	if mv.Reason {
		m.Reason = reason
	}
	m.State = mv.To
	return m, nil
}

// claim says on which day it was reached. today is the day of the change.
func (m Milestone) claim(who ident.Actor, p Project, r Ring, actual, today words.Day) (Milestone, error) {
	m, err := m.move(who, p, r, "project.claim_milestone", "")
	if err != nil {
		return m, err
	}
	if !p.AtWork() {
		return m, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
	}
	var f fault.Form
	f.Require(actual != "", "actual", "project.day_missing")
	checkDay(&f, "actual", actual)
	_, real := words.ParseDay(string(actual))
	f.Require(!real || actual <= today, "actual", "project.in_future")
	m.Actual, m.ClaimedBy, m.ClaimedOrg = actual, who.Person, who.Organisation
	return m, f.Err()
}

// wants is what the milestone waits for. Nothing, once its project is over.
func (m Milestone) wants(p Project, r Ring) []task.Want {
	if !p.Running() && p.State != Finished {
		return nil
	}
	switch m.State {
	case Planned:
		return r.each(task.Want{Action: "project.claim_milestone", Party: p.Implementer, Due: m.Expected()})
	case Returned:
		return r.each(task.Want{Action: "project.claim_milestone", Party: p.Implementer, Due: m.Expected(), Reason: m.Reason})
	case Claimed:
		return r.checkers(task.Want{Action: "project.verify_milestone", NotPerson: m.ClaimedBy})
	}
	return nil
}

// tally counts milestones, dropped ones left out: all, those verified, and the
// earliest baseline of one not yet claimed.
func tally(milestones []Milestone) (total, done int, next words.Day) {
	for _, m := range milestones {
		if m.State == Dropped {
			continue
		}
		total++
		if m.State == Verified {
			done++
		}
		if m.Open() && (next == "" || m.Due() < next) {
			next = m.Due()
		}
	}
	return total, done, next
}
