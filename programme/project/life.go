package project

import (
	"slices"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/programme/plan"
)

// States of a project. Those of the line stand in the order of plan.Line.
const (
	Idea       = "idea"
	Applied    = "applied"
	Pooled     = "pooled"
	Planned    = "planned"
	Approved   = "approved"
	Ready      = "ready"
	Tendering  = "tendering"
	UnderWay   = "under_way"
	Finished   = "finished"
	Accepted   = "accepted"
	Settled    = "settled"
	HandedOver = "handed_over"
	Operating  = "operating"
	Reviewed   = "reviewed"
	Closed     = "closed"

	// Beside the line.
	Emergency = "emergency" // work has begun before its papers
	Suspended = "suspended" // work stands still
	Cancelled = "cancelled"
)

// enter are the verbs that lead into the stages of the line.
var enter = map[string]string{Applied: "project.apply", Pooled: "project.pool", Planned: "project.plan", Approved: "project.approve",
	Ready: "project.find_ready", Tendering: "project.tender", UnderWay: "project.begin", Finished: "project.finish", Accepted: "project.accept",
	Settled: "project.settle", HandedOver: "project.hand_over", Operating: "project.operate", Reviewed: "project.accept_review", Closed: "project.close"}

// beside are the states beside the line, each at the place of a stage.
var beside = map[string]string{Emergency: Tendering, Suspended: UnderWay}

// along is how far along the line a state lies; what is cancelled lies nowhere.
func along(state string) int {
	if on, ok := beside[state]; ok {
		state = on
	}
	return slices.Index(plan.Line, state)
}

// Begun tells whether work has begun.
func (p Project) Begun() bool { return p.State == Emergency || along(p.State) >= along(UnderWay) }

// Accepted tells whether somebody else than the implementer has accepted the work:
// before that no total counts it as finished.
func (p Project) Accepted() bool { return along(p.State) >= along(Accepted) }

// Running tells whether work is planned or going on: what can be late.
func (p Project) Running() bool { return slices.Contains(running, p.State) }

var running = []string{Planned, Approved, Ready, Tendering, Emergency, UnderWay, Suspended}

// AtWork tells whether work goes on now, so that milestones can be claimed.
func (p Project) AtWork() bool { return p.State == UnderWay || p.State == Emergency }

// Over tells whether nothing more can happen to the project.
func (p Project) Over() bool { return p.State == Closed || p.State == Cancelled }

// Ahead tells whether the work is still to be finished.
func (p Project) Ahead() bool { return p.State != Cancelled && along(p.State) < along(Finished) }

var (
	office   = []ident.Role{ident.Office, ident.Secretary}
	twoSides = []ident.Role{ident.Provider, ident.Receiver}
	doers    = []ident.Role{ident.Owner, ident.Provider, ident.Receiver}
	seated   = []ident.Role{ident.Leader, ident.Office, ident.Secretary, ident.Provider, ident.Receiver, ident.Owner, ident.Finance,
		ident.Analyst, ident.Safeguards, ident.TeamLeader, ident.Auditor, ident.Reader}

	byOffice  = ident.Grant{Roles: office}
	byDoer    = ident.Grant{Roles: doers, Relation: ident.Mine}
	bySide    = ident.Grant{Roles: twoSides, Relation: ident.OurSide}
	byChecker = []ident.Grant{{Roles: office, Relation: ident.Opposite}, {Roles: twoSides, Relation: ident.Opposite}}
	bySecond  = ident.Grant{Roles: office, Relation: ident.Opposite}
)

// approvers are the grants of who the rules can name for a gate. The office
// stands in for a side where the side's own organisation asks, or is not known:
// Relations tells when.
var approvers = map[string][]ident.Grant{
	"office":   {bySecond},
	"leader":   {{Roles: []ident.Role{ident.Leader}, Relation: ident.Opposite}},
	"receiver": {{Roles: []ident.Role{ident.Receiver}, Relation: ident.Opposite}, bySecond},
	"provider": {{Roles: []ident.Role{ident.Provider}, Relation: ident.Opposite}, bySecond},
	"across":   byChecker,
}

// MachineOf is the life of a project on a track with these stages: each stage is
// entered from the one before it. Where nobody is named to let projects in, who
// does the work takes the step; where somebody is, it is asked for first. What
// follows the finish is asked for by finishing.
func MachineOf(stages []plan.Stage) *state.Machine {
	m := &state.Machine{Noun: Noun, Start: stages[0].State}
	hasty := slices.IndexFunc(stages, func(s plan.Stage) bool { return s.State == UnderWay }) > 1
	for i, s := range stages[1:] {
		from := []string{stages[i].State}
		if s.State == UnderWay && hasty {
			from = append(from, Emergency)
		}
		m.Moves = append(m.Moves, into(s, from)...)
	}
	m.Moves = append(m.Moves, sidePaths(stages, hasty)...)
	return m
}

// into are the moves around the entry into one stage.
func into(s plan.Stage, from []string) []state.Move {
	mv := state.Move{Verb: enter[s.State], From: from, To: s.State, By: []ident.Grant{byOffice, byDoer}}
	for _, x := range s.Requisites {
		mv.Needs = append(mv.Needs, "plan.requisite."+x)
	}
	if s.State == Finished {
		mv.By = []ident.Grant{byDoer}
	}
	if s.Approver == "" {
		return []state.Move{mv}
	}
	mv.By = approvers[s.Approver]
	if s.Approver == "across" {
		mv.Needs = append(mv.Needs, "project.needs_someone_else")
	} else {
		mv.Needs = append(mv.Needs, "project.needs_not_the_asker")
	}
	if from[0] == Finished {
		return []state.Move{mv, {Verb: "project.send_back", From: from, To: UnderWay, By: mv.By, Reason: true}}
	}
	moves := []state.Move{mv}
	for _, at := range from {
		moves = append(moves, state.Move{Verb: "project.ask", From: []string{at}, To: at, By: []ident.Grant{byOffice, byDoer}, Needs: []string{"project.needs_all_shown"}},
			state.Move{Verb: "project.refuse", From: []string{at}, To: at, By: mv.By, Reason: true},
			state.Move{Verb: "project.take_back", From: []string{at}, To: at, By: []ident.Grant{byOffice, byDoer}})
	}
	return moves
}

// sidePaths are the moves that leave the line. hasty is whether there are stages
// that an emergency can pass over.
func sidePaths(stages []plan.Stage, hasty bool) []state.Move {
	var before, pooled []string // stages before the work, and those of them after the pool
	uses := map[string]bool{}
	for _, s := range stages {
		if along(s.State) < along(UnderWay) {
			before = append(before, s.State)
			if uses[Pooled] {
				pooled = append(pooled, s.State)
			}
		}
		uses[s.State] = true
	}
	halts := append(slices.Clone(before), UnderWay, Suspended)
	var moves []state.Move
	if len(pooled) > 0 {
		moves = append(moves, state.Move{Verb: "project.return_to_pool", From: pooled, To: Pooled, By: []ident.Grant{byOffice}, Reason: true})
	}
	if hasty {
		halts = append(halts, Emergency)
		moves = append(moves, state.Move{Verb: "project.begin_in_emergency", From: before, To: Emergency,
			By: []ident.Grant{byOffice, {Roles: []ident.Role{ident.Leader}}}, Reason: true, Needs: []string{"plan.requisite.site_checked", "project.needs_emergency_days"}})
	}
	moves = append(moves, state.Move{Verb: "project.suspend", From: []string{UnderWay}, To: Suspended, By: []ident.Grant{byOffice, byDoer}, Reason: true},
		state.Move{Verb: "project.resume", From: []string{Suspended}, To: UnderWay, By: []ident.Grant{byOffice}})
	return append(moves, state.Move{Verb: "project.cancel", From: halts, To: Cancelled, By: []ident.Grant{byOffice}, Reason: true, Needs: []string{"project.needs_money_note"}})
}

// Machine is the longest life there is: works under every gate. What one project
// may do is MachineOf its own track under the rules of the day.
var Machine = MachineOf(longest("receiver"))

// longest is a track of every stage, with one approver at each gate; or with none
// where rules can do without.
func longest(approver string) []plan.Stage {
	large, _ := plan.FindPack("large")
	stages := slices.Clone(large.On(plan.Shipped()).StagesOf("works"))
	for i, s := range stages {
		if s.Approver != "" && (approver != "" || s.State != Accepted && s.State != Closed) {
			stages[i].Approver = approver
		}
	}
	return stages
}

// bound are the verbs of all lives that the rules can give a project, each with
// whoever could be named for it.
func bound() []access.Rule {
	var all []access.Rule
	for _, a := range append([]string{""}, plan.Approvers...) {
		for _, r := range access.FromMachine(MachineOf(longest(a))) {
			i := slices.IndexFunc(all, func(o access.Rule) bool { return o.Action == r.Action })
			if i < 0 {
				all = append(all, access.Rule{Action: r.Action})
				i = len(all) - 1
			}
			for _, g := range r.By {
				if !slices.ContainsFunc(all[i].By, func(o ident.Grant) bool { return o.Relation == g.Relation && slices.Equal(o.Roles, g.Roles) }) {
					all[i].By = append(all[i].By, g)
				}
			}
		}
	}
	return all
}
