package intake

import (
	"context"
	"slices"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/reading"
)

// DecideInput is a decision on one proposal. Values are the fields as a person
// left them; a field that is not among them keeps what was proposed.
type DecideInput struct {
	Key     db.Key
	Reading ident.ID
	Ordinal int
	Values  map[string]string
	Reason  string
}

// Accept makes the record of a proposal in the room that keeps it.
func (r *Room) Accept(ctx context.Context, who ident.Actor, in DecideInput) (db.Done, error) {
	return r.decide(ctx, who, in, "intake.accept", func(tx *db.Tx, b *bench, p *Proposal) ([]db.Fact, error) {
		*p = p.with(in.Values, b.source.Text)
		return b.accept(ctx, tx, p)
	})
}

// Agree notes that a proposal says what is on record already: nothing is made.
func (r *Room) Agree(ctx context.Context, who ident.Actor, in DecideInput) (db.Done, error) {
	return r.decide(ctx, who, in, "intake.agree", func(tx *db.Tx, b *bench, p *Proposal) ([]db.Fact, error) {
		e, err := existing(ctx, tx, who, b.reading)
		if err != nil {
			return nil, err
		}
		twin := p.twin(e)
		if twin == nil {
			return nil, fault.New(fault.Conflict, "intake.nothing_alike")
		}
		p.Record = twin.Ref
		return []db.Fact{p.decide(tx, Agreed, "agreed")}, nil
	})
}

// Reject sets a proposal aside, with a reason where one is given.
func (r *Room) Reject(ctx context.Context, who ident.Actor, in DecideInput) (db.Done, error) {
	return r.decide(ctx, who, in, "intake.reject", func(tx *db.Tx, b *bench, p *Proposal) ([]db.Fact, error) {
		p.Reason = in.Reason
		return []db.Fact{p.decide(tx, Rejected, "rejected")}, nil
	})
}

// Undo takes a decision back: a record that was made is withdrawn, and the
// proposal waits again. The reason goes to the record.
func (r *Room) Undo(ctx context.Context, who ident.Actor, in DecideInput) (db.Done, error) {
	return r.decide(ctx, who, in, "intake.undo", func(tx *db.Tx, b *bench, p *Proposal) ([]db.Fact, error) {
		return r.undo(ctx, tx, p, in.Reason)
	})
}

// bench is what lies on the table while proposals are decided.
type bench struct {
	reading    Reading
	source     conference.Source // of an agreement's document: its text under the agreement's code, without an id
	conference ident.ID
}

func setBench(ctx context.Context, tx *db.Tx, id ident.ID) (*bench, error) {
	x, err := seen(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if x.State != Open {
		return nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(x.State))
	}
	source, _, err := textOf(ctx, tx, tx.Who.Programme, x)
	return &bench{x, source, x.Conference}, err
}

// decide does one act on one proposal of an open reading.
func (r *Room) decide(ctx context.Context, who ident.Actor, in DecideInput, verb string, act func(*db.Tx, *bench, *Proposal) ([]db.Fact, error)) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		b, err := setBench(ctx, tx, in.Reading)
		if err != nil {
			return nil, err
		}
		p, err := getProposal(ctx, tx, who.Programme, b.reading.ID, in.Ordinal)
		if err != nil {
			return nil, err
		}
		return b.try(ctx, tx, &p, verb, func() ([]db.Fact, error) { return act(tx, b, &p) })
	})
}

// try takes one proposal through a verb: ask the machine, act, save.
func (b *bench) try(ctx context.Context, tx *db.Tx, p *Proposal, verb string, act func() ([]db.Fact, error)) ([]db.Fact, error) {
	if _, err := ProposalMachine.Try(tx.Who, b.reading.Relations(tx.Who), p.State, verb, ""); err != nil {
		return nil, err
	}
	from := p.State
	facts, err := act()
	if err != nil {
		return nil, err
	}
	if err := updateProposal(ctx, tx, *p); err != nil {
		return nil, err
	}
	return facts, p.step(ctx, tx, b.reading, from, verb)
}

// decide settles a proposal and tells so.
func (p *Proposal) decide(tx *db.Tx, to, past string) db.Fact {
	p.State, p.Decided = to, tx.Seq
	return p.fact(past)
}

// accept makes the record of a proposal.
func (b *bench) accept(ctx context.Context, tx *db.Tx, p *Proposal) ([]db.Fact, error) {
	ref, facts, err := b.record(ctx, tx, *p)
	if err != nil {
		return nil, err
	}
	p.Record = ref
	return append(facts, p.decide(tx, Accepted, "accepted")), nil
}

// undo takes the decision on a proposal back.
func (r *Room) undo(ctx context.Context, tx *db.Tx, p *Proposal, reason string) ([]db.Fact, error) {
	var facts []db.Fact
	if p.State == Accepted {
		var err error
		if facts, err = unrecord(ctx, tx, *p, reason); err != nil {
			return nil, blocked(p.Ordinal, err)
		}
		if err = r.rests(ctx, tx, p.Record); err != nil {
			return nil, blocked(p.Ordinal, err)
		}
	}
	p.State, p.Decided, p.Reason, p.Record = Proposed, 0, "", ident.Ref{}
	return append(facts, p.fact("undone")), nil
}

// rests refuses to take a measure back under what was built on it.
func (r *Room) rests(ctx context.Context, tx *db.Tx, ref ident.Ref) error {
	if ref.Kind != decision.Noun || r.Resting == nil {
		return nil
	}
	n, err := r.Resting(ctx, tx, tx.Who.Programme, ref.ID)
	if err == nil && n > 0 {
		err = fault.New(fault.Conflict, "decision.rests_on_it", n)
	}
	return err
}

// blocked says which proposal cannot be undone, and why.
func blocked(ordinal int, err error) error {
	e, ok := err.(*fault.Error)
	if !ok || e.Kind == fault.Invalid {
		return err
	}
	key := e.Key
	if key == "state.moved_on" {
		key = "intake.record_moved_on"
	}
	return fault.New(e.Kind, "intake.undo_blocked", ordinal, words.Key(key))
}

// undoAll takes back the decisions that are meant, the latest first, so that a
// record goes before what it rests on. Their facts share a batch.
func (r *Room) undoAll(ctx context.Context, tx *db.Tx, x Reading, proposals []Proposal, meant func(Proposal) bool, reason, batch string) ([]db.Fact, error) {
	b := &bench{reading: x}
	slices.SortStableFunc(proposals, func(x, y Proposal) int { return int(y.Decided - x.Decided) })
	var facts []db.Fact
	for _, p := range proposals {
		if !meant(p) {
			continue
		}
		undone, err := b.try(ctx, tx, &p, "intake.undo", func() ([]db.Fact, error) { return r.undo(ctx, tx, &p, reason) })
		if err != nil {
			return nil, err
		}
		facts = append(facts, undone...)
	}
	for i := range facts {
		facts[i].Batch = batch
	}
	return facts, nil
}

// BulkInput accepts every waiting proposal of one kind.
type BulkInput struct {
	Key     db.Key
	Reading ident.ID
	Kind    string
}

// AcceptAll accepts every waiting attendance or speech in one change. What is
// on record already from another text is found to agree, and counts once.
func (r *Room) AcceptAll(ctx context.Context, who ident.Actor, in BulkInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		if !slices.Contains(BulkKinds, in.Kind) {
			return nil, fault.New(fault.Invalid, "intake.kind_unknown")
		}
		b, err := setBench(ctx, tx, in.Reading)
		if err != nil {
			return nil, err
		}
		proposals, err := ProposalsOf(ctx, tx, who.Programme, b.reading.ID)
		if err != nil {
			return nil, err
		}
		e, err := existing(ctx, tx, who, b.reading)
		if err != nil {
			return nil, err
		}
		names, err := namesOf(ctx, tx, who, b.source)
		if err != nil {
			return nil, err
		}
		var facts []db.Fact
		for _, p := range proposals {
			if p.Kind != in.Kind || p.State != Proposed || p.Origin == Model {
				continue
			}
			done, err := b.acceptOne(ctx, tx, &p, e, names)
			if err != nil {
				return nil, err
			}
			facts = append(facts, done...)
		}
		if len(facts) == 0 {
			return nil, fault.New(fault.Conflict, "intake.none_waiting")
		}
		for i := range facts {
			facts[i].Batch = in.Key.ID
		}
		return facts, nil
	})
}

func (b *bench) acceptOne(ctx context.Context, tx *db.Tx, p *Proposal, e Existing, names Names) ([]db.Fact, error) {
	if twin := p.twin(e); twin != nil && twin.Same {
		return b.try(ctx, tx, p, "intake.agree", func() ([]db.Fact, error) {
			p.Record = twin.Ref
			return []db.Fact{p.decide(tx, Agreed, "agreed")}, nil
		})
	}
	*p = p.with(p.prefill(names, e.Attendances), b.source.Text)
	return b.try(ctx, tx, p, "intake.accept", func() ([]db.Fact, error) { return b.accept(ctx, tx, p) })
}

// UndoManyInput takes back all decisions of one change.
type UndoManyInput struct {
	Key     db.Key
	Reading ident.ID
	Seq     int64 // the change's number in the journal
	Reason  string
}

// UndoMany takes back everything that one change decided, such as a bulk
// acceptance: all or nothing.
func (r *Room) UndoMany(ctx context.Context, who ident.Actor, in UndoManyInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		b, err := setBench(ctx, tx, in.Reading)
		if err != nil {
			return nil, err
		}
		proposals, err := ProposalsOf(ctx, tx, who.Programme, b.reading.ID)
		if err != nil {
			return nil, err
		}
		facts, err := r.undoAll(ctx, tx, b.reading, proposals, func(p Proposal) bool { return in.Seq != 0 && p.Decided == in.Seq }, in.Reason, in.Key.ID)
		if err == nil && len(facts) == 0 {
			err = fault.New(fault.Conflict, "intake.none_decided")
		}
		return facts, err
	})
}

// ByHandInput makes a proposal of a passage. With From and To both 0 the
// passage is looked for in the text, where it must stand exactly once.
type ByHandInput struct {
	Key      db.Key
	Reading  ident.ID
	Kind     string
	From, To int
	Passage  string
}

// ByHand makes a proposal of any passage of the text.
func (r *Room) ByHand(ctx context.Context, who ident.Actor, in ByHandInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		b, err := setBench(ctx, tx, in.Reading)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "intake.by_hand", b.reading.Relations(who)); err != nil {
			return nil, err
		}
		if b.reading.Agreement != 0 {
			in.Kind = KindClause
		}
		q, err := b.locate(in)
		if err != nil {
			return nil, err
		}
		p, err := byHand(in.Kind, q)
		if err != nil {
			return nil, err
		}
		proposals, err := ProposalsOf(ctx, tx, who.Programme, b.reading.ID)
		if err != nil {
			return nil, err
		}
		if err := p.mayBind(proposals); err != nil {
			return nil, err
		}
		p.Ordinal = len(proposals) + 1
		if err := b.reading.propose(ctx, tx, &p, "intake.by_hand"); err != nil {
			return nil, err
		}
		return []db.Fact{p.fact("made")}, nil
	})
}

// locate finds the passage that a person selected, in the text of the reading.
func (b *bench) locate(in ByHandInput) (conference.Quote, error) {
	if in.From == 0 && in.To == 0 {
		return b.source.Locate(in.Passage, "quote")
	}
	q := conference.Quote{Source: b.source.ID, From: in.From, To: in.To, Text: in.Passage}
	var f fault.Form
	f.Require(b.source.Holds(q), "quote", "conference.quote_differs", b.source.Code)
	return q, f.Err()
}

// mayBind refuses a duty or agreement made of a clause about thought, loyalty,
// belief or identity: such clauses are noted only.
func (p Proposal) mayBind(others []Proposal) error {
	if p.Kind != KindMeasure && p.Kind != KindAgreement {
		return nil
	}
	thought := slices.ContainsFunc(others, func(o Proposal) bool {
		return o.Kind == KindNote && o.Value("reason") == string(reading.NoteThought) && o.Quote.From < p.Quote.To && p.Quote.From < o.Quote.To
	})
	if !thought {
		alone := reading.Read(p.Quote.Text)
		thought = len(alone.Measures) == 0 && slices.ContainsFunc(alone.Notes, func(n reading.Note) bool { return n.Reason == reading.NoteThought })
	}
	if thought {
		var f fault.Form
		f.Refuse("as", "intake.thought_is_noted")
		return f.Err()
	}
	return nil
}
