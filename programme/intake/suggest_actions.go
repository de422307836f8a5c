package intake

import (
	"context"
	"fmt"
	"slices"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/programme/conference"
	"throughline/reading"
)

// Adviser is a language model that the operator has named: Host is where a text
// goes, Ask gives its answer as it came.
type Adviser struct {
	Host string
	Ask  func(ctx context.Context, instruction, text string) (string, error)
}

// pieceSize is how many characters of a text are asked about at once.
const pieceSize = 6000

// Advice is what came of asking: passages that stand in the text, and how many
// were dropped because they do not or because the answer could not be read.
type Advice struct {
	Suggestions []reading.Suggestion
	Dropped     int
	Unreadable  int // pieces without a usable answer
	Pieces      int
}

// ask puts a text to the model, piece by piece. A piece that fails is counted
// and passed over; cancelling the context stops. told is told of each piece.
func (a *Adviser) ask(ctx context.Context, text string, told func(done, of int)) (Advice, error) {
	pieces, starts := reading.Pieces(text, pieceSize)
	all := Advice{Pieces: len(pieces)}
	var last error
	for i, piece := range pieces {
		told(i, len(pieces))
		answer, err := a.Ask(ctx, reading.Instruction, piece)
		if ctx.Err() != nil {
			return all, ctx.Err()
		}
		kept, dropped, ok := reading.Suggested(answer, piece)
		if err != nil || !ok {
			all.Unreadable, last = all.Unreadable+1, err
			continue
		}
		all.Dropped += dropped
		for _, s := range kept {
			all.Suggestions = append(all.Suggestions, moved(s, starts[i]))
		}
	}
	if all.Unreadable == len(pieces) && last != nil {
		return all, last
	}
	return all, nil
}

// moved is a suggestion with its places counted from the start of the text.
func moved(s reading.Suggestion, by int) reading.Suggestion {
	for _, at := range []*reading.Span{&s.Quote, &s.Responsible, &s.Due, &s.Quantity} {
		if at.Stated() {
			at.From, at.To = at.From+by, at.To+by
		}
	}
	return s
}

// SuggestInput adds what a model pointed to.
type SuggestInput struct {
	Key         db.Key
	Reading     ident.ID
	Suggestions []reading.Suggestion
}

// Suggest makes proposals of what a model pointed to, marked as such, behind the
// others. A passage on which a proposal of the same kind lies already adds nothing. It
// tells how many were added; with none, nothing is changed.
func (r *Room) Suggest(ctx context.Context, who ident.Actor, in SuggestInput) (added int, err error) {
	x, err := GetReading(ctx, r.DB.Read(), who.Programme, in.Reading)
	if err != nil {
		return 0, err
	}
	waiting, err := ProposalsOf(ctx, r.DB.Read(), who.Programme, x.ID)
	if err != nil || len(x.fresh(waiting, in.Suggestions)) == 0 {
		return 0, err
	}
	_, err = r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		b, err := setBench(ctx, tx, in.Reading)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "intake.by_hand", b.reading.Relations(who)); err != nil {
			return nil, err
		}
		proposals, err := ProposalsOf(ctx, tx, who.Programme, b.reading.ID)
		if err != nil {
			return nil, err
		}
		var facts []db.Fact
		for _, p := range b.reading.fresh(proposals, in.Suggestions) {
			p.Quote.Source = b.source.ID
			if !b.source.Holds(p.Quote) {
				return nil, fmt.Errorf("the suggestion %q does not stand in %s", p.Quote.Text, b.source.Code)
			}
			if p.mayBind(proposals) != nil {
				continue
			}
			p.Ordinal = len(proposals) + len(facts) + 1
			if err := b.reading.propose(ctx, tx, &p, "intake.by_hand"); err != nil {
				return nil, err
			}
			facts = append(facts, p.fact("suggested"))
		}
		added = len(facts)
		return append(facts, b.reading.fact("advised")), nil
	})
	return added, err
}

// fresh are the suggestions as proposals, without those on whose passage one of
// the same kind lies already. In the text of an agreement a duty is a clause, and
// nothing else is looked for.
func (x Reading) fresh(proposals []Proposal, suggestions []reading.Suggestion) []Proposal {
	var out []Proposal
	for _, s := range suggestions {
		if x.Agreement != 0 {
			if s.Kind != KindMeasure {
				continue
			}
			s.Kind = KindClause
		}
		p := Proposal{Kind: s.Kind, Quote: conference.Quote{From: s.Quote.From, To: s.Quote.To, Text: s.Quote.Text}, State: Proposed, Origin: Model}
		lies := func(o Proposal) bool {
			return o.Kind == p.Kind && o.Quote.From < p.Quote.To && p.Quote.From < o.Quote.To
		}
		if slices.ContainsFunc(proposals, lies) || slices.ContainsFunc(out, lies) {
			continue
		}
		switch s.Kind {
		case KindMeasure:
			p.Fields = measureFields(reading.Measure{Quote: s.Quote, Responsible: s.Responsible, Due: s.Due, Quantity: s.Quantity, Kind: reading.MeasureRequirement})
		case KindClause:
			p.Fields = clauseFields(reading.Clause{Kind: reading.ClauseCommitment, Quote: s.Quote, Responsible: s.Responsible, Due: s.Due, Quantity: s.Quantity})
		case KindAgreement:
			p.Fields = agreementFields(reading.Agreement{Quote: s.Quote, Code: reading.AgreementOther})
		case KindAchievement:
			p.Fields = []Field{field("quantity", s.Quantity)}
		}
		out = append(out, p)
	}
	return out
}
