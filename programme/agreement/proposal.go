package agreement

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
)

// Proposal is what one side of a commitment asks and the other must agree to:
// another due date, other terms, to take the promise up again after it was
// confirmed in part, disputed or unmet, or to waive it. Due is set for a deferral;
// Wording and Terms, what of them changes, for an amendment, and Was is then what
// stood before.
type Proposal struct {
	ID          ident.ID     `json:"id"`
	Seq         int64        `json:"-"`
	Commitment  ident.ID     `json:"commitment"`
	Kind        string       `json:"kind"`
	Due         words.Day    `json:"due"`
	Wording     string       `json:"wording"`
	Terms       Terms        `json:"terms"`
	Was         Wording      `json:"was"`
	Reason      string       `json:"reason"`
	State       string       `json:"state"`
	At          time.Time    `json:"at"`
	ProposedBy  ident.Person `json:"proposed_by"`
	ProposedOrg ident.ID     `json:"proposed_org"`
}

// Wording is how a promise reads, with what can be counted of it.
type Wording struct {
	Text  string `json:"text"`
	Terms Terms  `json:"terms"`
}

// Ref names the proposal to the journal and the tasks.
func (p Proposal) Ref() ident.Ref { return ident.Ref{Kind: ProposalNoun, ID: p.ID} }

// ProposalNoun is the kind of a proposal in the journal.
const ProposalNoun = "agreement.proposal"

// Kinds of proposal.
const (
	Defer  = "defer"
	Amend  = "amend"
	Resume = "resume"
	Waive  = "waive"
)

// ProposalKinds in the order in which they are offered.
var ProposalKinds = []string{Defer, Amend, Resume, Waive}

// States of a proposal.
const (
	Proposed  = "proposed"
	Agreed    = "agreed"
	Declined  = "declined"
	TakenBack = "taken_back"
)

// ProposalMachine is the life of a proposal.
var ProposalMachine = &state.Machine{Noun: ProposalNoun, Start: Proposed, Moves: []state.Move{
	{Verb: "agreement.agree", From: []string{Proposed}, To: Agreed, By: eitherSide, Needs: []string{"agreement.needs_someone_else"}},
	{Verb: "agreement.decline", From: []string{Proposed}, To: Declined, By: eitherSide, Reason: true},
	{Verb: "agreement.take_back", From: []string{Proposed}, To: TakenBack, By: []ident.Grant{{Roles: twoSides, Relation: ident.Mine}}},
}}

// Offers lists the proposals that a commitment allows in its state.
func (c Commitment) Offers() []string {
	switch c.State {
	case Acknowledged:
		return []string{Defer, Amend, Waive}
	case Partly, Disputed:
		return ProposalKinds
	case Unmet:
		return []string{Resume}
	}
	return nil
}

// propose makes a proposal. Only one lies open at a time.
func (c Commitment) propose(p Proposal, open bool) (Proposal, error) {
	offers := c.Offers()
	switch {
	case len(offers) == 0:
		return Proposal{}, fault.New(fault.Conflict, "state.moved_on", CommitmentMachine.StateKey(c.State))
	case open:
		return Proposal{}, fault.New(fault.Conflict, "agreement.proposal_open")
	}
	var f fault.Form
	f.Require(slices.Contains(offers, p.Kind), "proposal", "agreement.proposal_unknown")
	f.Require(p.Reason != "", "reason", "state.reason_missing")
	made := Proposal{Commitment: c.ID, Kind: p.Kind, Reason: p.Reason, State: Proposed}
	switch p.Kind {
	case Defer:
		f.Require(p.Due != "", "new_due", "agreement.day_missing")
		checkDay(&f, "new_due", p.Due)
		f.Require(p.Due != c.Terms.Due || p.Due == "", "new_due", "agreement.due_same")
		made.Due = p.Due
	case Amend:
		made.Wording, made.Terms, made.Was = p.Wording, p.Terms, Wording{c.held(), c.Terms}
		f.Require(len([]rune(p.Wording)) <= maxWording, "wording", "agreement.wording_long", maxWording)
		f.Require(p.Wording != "" || p.Terms != Terms{}, "wording", "agreement.nothing_changes")
		f.Require(p.Terms.Amount == nil || c.MoneyClass != "", "amount", "agreement.no_class_to_amend")
		p.Terms.check(&f)
	}
	return made, f.Err()
}

// held is the wording that both sides hold to.
func (c Commitment) held() string {
	if c.Wording != "" {
		return c.Wording
	}
	return c.Title
}

// Relations is how an actor stands to a proposal about the commitment: Mine for
// the organisation that made it, Opposite for someone else from across.
func (p Proposal) Relations(who ident.Actor, c Commitment) ident.Relations {
	var rel ident.Relations
	if who.Organisation == p.ProposedOrg {
		rel = append(rel, ident.Mine)
	}
	if slices.Contains(c.Relations(who, p.ProposedBy, p.ProposedOrg), ident.Opposite) {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// move takes the proposal one step on.
func (p Proposal) move(who ident.Actor, c Commitment, verb, reason string) (Proposal, error) {
	mv, err := ProposalMachine.Try(who, p.Relations(who, c), p.State, verb, reason)
	if err != nil {
		return p, err
	}
	p.State = mv.To
	return p, nil
}

// accepted is the commitment once the other side has agreed.
func (c Commitment) accepted(who ident.Actor, p Proposal, now time.Time) (Commitment, error) {
	switch p.Kind {
	case Defer:
		if !slices.Contains(live, c.State) {
			return c, fault.New(fault.Conflict, "state.moved_on", CommitmentMachine.StateKey(c.State))
		}
		return c.dueOn(p.Due), nil
	case Amend:
		c, err := c.move(who, p.ProposedBy, p.ProposedOrg, "agreement.amend_commitment", "", now)
		return c.under(p.Wording, p.Terms), err
	case Resume:
		return c.move(who, p.ProposedBy, p.ProposedOrg, "agreement.resume", "", now)
	}
	return c.move(who, p.ProposedBy, p.ProposedOrg, "agreement.waive", "", now)
}
