package decision

import (
	"slices"

	"throughline/kit/ident"
	"throughline/kit/state"
)

var (
	desk    = []ident.Role{ident.Secretary, ident.Office}
	chiefs  = []ident.Role{ident.Leader, ident.Office}
	holders = []ident.Role{ident.Provider, ident.Receiver, ident.Owner}
	seated  = []ident.Role{ident.Leader, ident.Office, ident.Secretary, ident.Provider, ident.Receiver, ident.Owner, ident.Finance,
		ident.Analyst, ident.Safeguards, ident.TeamLeader, ident.Auditor, ident.Reader}

	byDesk     = []ident.Grant{{Roles: desk}}
	byCaptor   = []ident.Grant{{Roles: desk, Relation: ident.OurSide}}
	byHolder   = []ident.Grant{{Roles: holders, Relation: ident.Mine}}
	byCarriers = []ident.Grant{{Roles: holders, Relation: ident.Mine}, {Roles: holders, Relation: ident.OurSide}}
	bySecond   = []ident.Grant{{Roles: holders, Relation: ident.Opposite}, {Roles: desk, Relation: ident.Opposite}}
	byChecker  = []ident.Grant{{Roles: desk, Relation: ident.Opposite}}
	byDecider  = []ident.Grant{{Roles: chiefs, Relation: ident.Opposite}, {Roles: holders, Relation: ident.Opposite}}
	byUnblock  = []ident.Grant{{Roles: desk}, {Roles: holders, Relation: ident.Opposite}, {Roles: holders, Relation: ident.Mine}}
)

// carried are the states in which a lead has been named and owes something
// other than to wait for a judgement.
var carried = []string{Assigned, Accepted, Contested, InProgress, Blocked, Returned}

// mergeable are the states from which a measure may go on in another.
var mergeable = append([]string{Registered}, carried...)

// Machine is the life of a measure. A verb that leaves the state as it is
// stands as one move a state; so does the way back from a merger, which leads
// to the state the measure had.
var Machine = &state.Machine{Noun: Noun, Start: Captured, Moves: slices.Concat([]state.Move{
	{Verb: "decision.register", From: []string{Captured}, To: Registered, By: byDesk},
	{Verb: "decision.register", From: []string{NotTaken}, To: Registered, By: byDesk, Reason: true},
	{Verb: "decision.refuse", From: []string{Captured}, To: NotTaken, By: byDesk, Reason: true},
	{Verb: "decision.note", From: []string{Captured}, To: Noted, By: byDesk},
	{Verb: "decision.assign", From: []string{Registered, Contested}, To: Assigned, By: byDesk,
		Needs: []string{"decision.needs_lead_due_done", "decision.needs_second"}},
	{Verb: "decision.address", From: []string{Registered}, To: Addressed, By: byDesk, Needs: []string{"decision.needs_members"}},
	{Verb: "decision.accept", From: []string{Assigned}, To: Accepted, By: byHolder},
	{Verb: "decision.contest", From: []string{Assigned}, To: Contested, By: byHolder, Reason: true},
	{Verb: "decision.update", From: []string{Accepted, InProgress, Returned}, To: InProgress, By: byCarriers, Needs: []string{"decision.needs_two_lines"}},
	{Verb: "decision.update", From: []string{Blocked}, To: Blocked, By: byCarriers, Needs: []string{"decision.needs_two_lines"}},
	{Verb: "decision.claim", From: []string{Accepted, InProgress}, To: Reported, By: byHolder, Needs: []string{"decision.needs_text"}},
	{Verb: "decision.block", From: []string{Accepted, InProgress, Returned}, To: Blocked, By: byCarriers, Reason: true, Needs: []string{"decision.needs_unblocker"}},
	{Verb: "decision.unblock", From: []string{Blocked}, To: InProgress, By: byUnblock, Reason: true},
	{Verb: "decision.verify", From: []string{Reported}, To: Verified, By: byChecker},
	{Verb: "decision.return", From: []string{Reported}, To: Returned, By: byChecker, Reason: true},
	{Verb: "decision.close", From: []string{Verified}, To: Closed, By: byDesk},
	{Verb: "decision.close", From: []string{Addressed}, To: Closed, By: byDesk, Needs: []string{"decision.needs_answers"}},
	{Verb: "decision.archive", From: []string{Closed}, To: Archived, By: byDesk},
	{Verb: "decision.reverse", From: []string{Registered, NotTaken}, To: Captured, By: byDesk, Reason: true},
	{Verb: "decision.reverse", From: []string{Assigned}, To: Registered, By: byDesk, Reason: true},
},
	stay(state.Move{Verb: "decision.second", By: bySecond}, Captured, Registered),
	stay(state.Move{Verb: "decision.correct", By: byCaptor, Reason: true, Needs: []string{"decision.needs_not_seconded"}}, Captured),
	stay(state.Move{Verb: "decision.amend", By: bySecond, Reason: true, Needs: []string{"decision.needs_proposal"}}, Captured),
	stay(state.Move{Verb: "decision.ask", By: byDesk, Needs: []string{"decision.needs_silent"}}, Addressed),
	stay(state.Move{Verb: "decision.name_coleads", By: byDesk}, carried...),
	stay(state.Move{Verb: "decision.carry", By: byDesk, Reason: true}, append([]string{Registered, Addressed, Reported, Verified}, carried...)...),
	stay(state.Move{Verb: "decision.defer", By: byDecider, Reason: true, Needs: []string{"decision.needs_proposal", "decision.needs_new_due"}}, append([]string{Addressed}, carried...)...),
	[]state.Move{
		{Verb: "decision.merge", From: mergeable, To: Merged, By: byDecider, Reason: true, Needs: []string{"decision.needs_proposal", "decision.needs_into"}},
		{Verb: "decision.cancel", From: append([]string{Addressed}, mergeable...), To: Cancelled, By: byDecider, Reason: true, Needs: []string{"decision.needs_proposal"}},
		{Verb: "decision.withdraw", From: []string{Captured, Noted, NotTaken, Registered, Addressed, Assigned}, To: Withdrawn, By: byDesk, Reason: true,
			Needs: []string{"decision.needs_untouched"}},
	},
	back(state.Move{Verb: "decision.unmerge", From: []string{Merged}, By: byDesk, Reason: true}, mergeable...),
)}

func stay(mv state.Move, states ...string) []state.Move {
	var moves []state.Move
	for _, s := range states {
		mv.From, mv.To = []string{s}, s
		moves = append(moves, mv)
	}
	return moves
}

func back(mv state.Move, states ...string) []state.Move {
	var moves []state.Move
	for _, s := range states {
		mv.To = s
		moves = append(moves, mv)
	}
	return moves
}
