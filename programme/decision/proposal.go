package decision

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// ProposalNoun is the kind of a proposal in the journal and the tasks.
const ProposalNoun = "decision.proposal"

// Proposal is what somebody asks for a measure and another must agree to: a
// later due date, to let it go on in another measure, to cancel it, or to
// correct what both sides have accepted. Due, Into and Wording are set for the
// kind that has them.
type Proposal struct {
	ID          ident.ID     `json:"id"`
	Seq         int64        `json:"-"`
	Measure     ident.ID     `json:"measure"`
	Kind        string       `json:"kind"`
	Due         words.Day    `json:"due"`
	Into        ident.ID     `json:"into"`
	Wording     *Wording     `json:"wording"`
	Reason      string       `json:"reason"`
	State       string       `json:"state"`
	At          time.Time    `json:"at"`
	ProposedBy  ident.Person `json:"proposed_by"`
	ProposedOrg ident.ID     `json:"proposed_org"`
}

// Ref names the proposal to the journal and the tasks.
func (p Proposal) Ref() ident.Ref { return ident.Ref{Kind: ProposalNoun, ID: p.ID} }

// Kinds of proposal.
const (
	Defer   = "defer"
	Merge   = "merge"
	Cancel  = "cancel"
	Correct = "correct"
)

// ProposalKinds in the order in which they are offered, and the verb that each
// leads the measure through once it is agreed.
var ProposalKinds = []string{Defer, Merge, Cancel, Correct}

var proposed = map[string]string{Defer: "decision.defer", Merge: "decision.merge", Cancel: "decision.cancel", Correct: "decision.amend"}

// States of a proposal.
const (
	Proposed  = "proposed"
	Agreed    = "agreed"
	Declined  = "declined"
	TakenBack = "taken_back"
)

var (
	byAnother  = []ident.Grant{{Roles: append([]ident.Role{ident.Leader}, desk...), Relation: ident.Opposite}, {Roles: holders, Relation: ident.Opposite}}
	byProposer = []ident.Grant{{Roles: desk, Relation: ident.Mine}, {Roles: holders, Relation: ident.Mine}}
)

// ProposalMachine is the life of a proposal.
var ProposalMachine = &state.Machine{Noun: ProposalNoun, Start: Proposed, Moves: []state.Move{
	{Verb: "decision.agree", From: []string{Proposed}, To: Agreed, By: byAnother, Needs: []string{"decision.needs_another"}},
	{Verb: "decision.decline", From: []string{Proposed}, To: Declined, By: byAnother, Reason: true},
	{Verb: "decision.take_back", From: []string{Proposed}, To: TakenBack, By: byProposer},
}}

// Offers lists what the actor may propose for the measure now.
func (m Measure) Offers(who ident.Actor) []string {
	var all []string
	for _, kind := range ProposalKinds {
		if proposable(kind, m.State) && m.mayPropose(who, kind) && (kind != Correct || m.Accepted) {
			all = append(all, kind)
		}
	}
	return all
}

// proposable tells whether a proposal can be followed from a state.
func proposable(kind, from string) bool {
	return slices.ContainsFunc(Machine.Moves, func(mv state.Move) bool { return mv.Verb == proposed[kind] && slices.Contains(mv.From, from) })
}

// mayPropose: the office and who carries the measure ask for it; words are for
// those to correct who captured them.
func (m Measure) mayPropose(who ident.Actor, kind string) bool {
	if kind == Correct {
		return who.Has(desk...) && who.Organisation == m.Owner
	}
	return who.Has(desk...) || who.Has(holders...) && m.CarriedBy(who.Organisation)
}

// propose makes a proposal. Only one lies open at a time.
func (m Measure) propose(who ident.Actor, p Proposal, open bool, today words.Day, rules plan.Rules) (Proposal, error) {
	switch {
	case !slices.Contains(ProposalKinds, p.Kind) || !m.mayPropose(who, p.Kind):
		return p, fault.New(fault.Forbidden, "fault.forbidden")
	case !slices.Contains(m.Offers(who), p.Kind):
		return p, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(m.State))
	case open:
		return p, fault.New(fault.Conflict, "decision.proposal_open")
	}
	var f fault.Form
	f.Require(p.Reason != "", "reason", "state.reason_missing")
	switch p.Kind {
	case Defer:
		m.checkDeferral(&f, p.Due, today, rules)
	case Merge:
		f.Require(p.Into != 0, "into", "decision.into_missing")
	case Correct:
		if _, err := m.correct(*p.Wording); err != nil {
			return p, err
		}
	}
	p.Measure, p.State = m.ID, Proposed
	return p, f.Err()
}

// Relations is how an actor stands to a proposal about the measure: Mine for
// the organisation that made it, Opposite for who may decide on it.
func (p Proposal) Relations(who ident.Actor, m Measure, s Standing) ident.Relations {
	var rel ident.Relations
	if who.Organisation == p.ProposedOrg {
		rel = append(rel, ident.Mine)
	}
	if p.mayDecide(who, m, s) {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// mayDecide: never who asks, under whichever organisation; never who carries the
// measure. The office or the leader decides, or the organisation across from the
// lead. On other words the side decides that has accepted the old ones.
func (p Proposal) mayDecide(who ident.Actor, m Measure, s Standing) bool {
	switch {
	case who.Person == p.ProposedBy:
		return false
	case p.Kind == Correct:
		return m.maySecond(who, s)
	case m.CarriedBy(who.Organisation):
		return false
	}
	return who.Has(chiefs...) || who.Organisation == s.Across && who.Organisation != p.ProposedOrg
}

// move takes the proposal one step on.
func (p Proposal) move(who ident.Actor, m Measure, s Standing, verb, reason string) (Proposal, error) {
	mv, err := ProposalMachine.Try(who, p.Relations(who, m, s), p.State, verb, reason)
	if err != nil {
		return p, err
	}
	p.State = mv.To
	return p, nil
}

// wants is who is asked to decide.
func (p Proposal) wants(m Measure, s Standing, acrossSide string) []task.Want {
	want := task.Want{Action: "decision.agree", NotPerson: p.ProposedBy, Reason: p.Reason}
	if p.Kind == Correct {
		return m.seconders(want, s)
	}
	all := each(want, chiefs...)
	if s.Across != 0 && s.Across != p.ProposedOrg {
		want.Party = s.Across
		all = append(all, each(want, rolesOn(acrossSide)...)...)
	}
	return all
}

// receives tells whether another measure may go on in this one.
func (m Measure) receives(other Measure) error {
	var f fault.Form
	f.Require(m.ID != other.ID, "into", "decision.into_itself")
	f.Require(m.Open() && m.Followed(), "into", "decision.into_settled", m.Code)
	f.Require(m.Illustrative == other.Illustrative, "into", "decision.into_made_up")
	return f.Err()
}
