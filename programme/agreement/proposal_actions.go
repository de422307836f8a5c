package agreement

import (
	"context"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// ProposeInput is what one side asks the other to agree to.
type ProposeInput struct {
	Key        db.Key
	Commitment ident.ID
	Kind       string
	Due        words.Day
	Wording    string       // for an amendment, with the figures that change
	Entered    EnteredTerms // as typed, or
	Terms      Terms        // exact
	Reason     string
}

// Propose asks the other side to put off the due date, to amend the promise, to
// take it up again, or to waive it.
func (r *Room) Propose(ctx context.Context, who ident.Actor, in ProposeInput) (db.Done, error) {
	if in.Kind == Amend && in.Entered != (EnteredTerms{}) {
		terms, err := in.Entered.read()
		if err != nil {
			return db.Done{}, err
		}
		in.Terms = terms
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		c, err := seenCommitment(ctx, tx, who, in.Commitment)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "agreement.propose", c.Relations(who, who.Person, who.Organisation)); err != nil {
			return nil, err
		}
		before, err := ProposalsOf(ctx, tx, who.Programme, c.ID)
		if err != nil {
			return nil, err
		}
		open := slices.ContainsFunc(before, func(p Proposal) bool { return p.State == Proposed })
		p, err := c.propose(Proposal{Kind: in.Kind, Due: in.Due, Wording: strings.TrimSpace(in.Wording), Terms: in.Terms, Reason: strings.TrimSpace(in.Reason)}, open)
		if err != nil {
			return nil, err
		}
		p.ID, p.At, p.ProposedBy, p.ProposedOrg = tx.ID(), tx.Now, who.Person, who.Organisation
		return []db.Fact{p.fact("made")}, keepProposal(ctx, tx, c, p, "", "agreement.propose", p.Reason)
	})
}

// fact tells what happened to the proposal; past is made, agreed, ...
func (p Proposal) fact(past string) db.Fact {
	return db.Fact{Kind: ProposalNoun + "." + past + ".v1", Subject: p.Ref(), Data: p}
}

func keepProposal(ctx context.Context, tx *db.Tx, c Commitment, p Proposal, from, verb, reason string) error {
	if err := saveProposal(ctx, tx, p); err != nil {
		return err
	}
	at := c.subject()
	at.Ref = p.Ref()
	var wants []task.Want
	if p.State == Proposed {
		other := c.across(p.ProposedOrg)
		wants = []task.Want{{Action: "agreement.agree", Role: c.roleOf(other), Party: other, NotPerson: p.ProposedBy, Reason: reason}}
	}
	return state.Step(ctx, tx, ProposalMachine, at, from, verb, p.State, reason, wants...)
}

// ProposalInput answers a proposal.
type ProposalInput struct {
	Key      db.Key
	Proposal ident.ID
	Reason   string
}

// Agree makes what was proposed so.
func (r *Room) Agree(ctx context.Context, who ident.Actor, in ProposalInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		c, p, err := moveProposal(ctx, tx, in, "agreement.agree")
		if err != nil {
			return nil, err
		}
		from := c.State
		if c, err = c.accepted(who, p, tx.Now); err != nil {
			return nil, err
		}
		if p.Kind == Amend {
			if c, err = onNewClause(ctx, tx, c); err != nil {
				return nil, err
			}
		}
		done := map[string]struct{ verb, past string }{Defer: {"agreement.agree", "deferred"}, Amend: {"agreement.amend_commitment", "amended"},
			Resume: {"agreement.resume", "resumed"}, Waive: {"agreement.waive", "waived"}}[p.Kind]
		return []db.Fact{p.fact("agreed"), c.fact(done.past)}, keepCommitment(ctx, tx, c, from, done.verb, p.Reason)
	})
}

// onNewClause moves an amended promise to the clause that took the place of its
// own when the agreement was amended.
func onNewClause(ctx context.Context, tx *db.Tx, c Commitment) (Commitment, error) {
	if c.Clause == 0 {
		return c, nil
	}
	clauses, err := ClausesOf(ctx, tx, tx.Who.Programme, c.Agreement)
	for _, cl := range clauses {
		if cl.Replaces == c.Clause && cl.State != Withdrawn {
			c.Clause = cl.ID
		}
	}
	return c, err
}

// Decline leaves the commitment as it stands, with the reason.
func (r *Room) Decline(ctx context.Context, who ident.Actor, in ProposalInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, p, err := moveProposal(ctx, tx, in, "agreement.decline")
		return []db.Fact{p.fact("declined")}, err
	})
}

// TakeBack ends a proposal by the side that made it.
func (r *Room) TakeBack(ctx context.Context, who ident.Actor, in ProposalInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, p, err := moveProposal(ctx, tx, in, "agreement.take_back")
		return []db.Fact{p.fact("taken_back")}, err
	})
}

func moveProposal(ctx context.Context, tx *db.Tx, in ProposalInput, verb string) (Commitment, Proposal, error) {
	p, err := GetProposal(ctx, tx, tx.Who.Programme, in.Proposal)
	if err != nil {
		return Commitment{}, p, err
	}
	c, err := seenCommitment(ctx, tx, tx.Who, p.Commitment)
	if err != nil {
		return c, p, err
	}
	if p, err = p.move(tx.Who, c, verb, strings.TrimSpace(in.Reason)); err != nil {
		return c, p, err
	}
	return c, p, keepProposal(ctx, tx, c, p, Proposed, verb, in.Reason)
}

// Settle takes a proposal through agreement.agree, decline or take_back.
func (r *Room) Settle(ctx context.Context, who ident.Actor, verb string, in ProposalInput) (db.Done, error) {
	do := map[string]func(context.Context, ident.Actor, ProposalInput) (db.Done, error){"agreement.agree": r.Agree,
		"agreement.decline": r.Decline, "agreement.take_back": r.TakeBack}[verb]
	return do(ctx, who, in)
}
