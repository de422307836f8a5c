package party

import (
	"context"
	"errors"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

// DryRun says what a table of parties would do to the register now.
func (r *Room) DryRun(ctx context.Context, who ident.Actor, file []byte) (Draft, error) {
	if err := access.Check(Rules(), who, "party.import", nil); err != nil {
		return Draft{}, err
	}
	register, err := wholeRegister(ctx, r.DB.Read(), who.Programme)
	if err != nil {
		return Draft{}, err
	}
	return DraftTable(file, register)
}

// ImportInput is a table that was shown to a person with its effects. Text is
// canonical; Digest and Seen are those of the text and of the effects shown.
type ImportInput struct {
	Key                          db.Key
	FileName, Text, Digest, Seen string
}

// Import adds and changes the parties of a table, all or none, as one batch.
func (r *Room) Import(ctx context.Context, who ident.Actor, in ImportInput) (db.Done, error) {
	if err := access.Check(Rules(), who, "party.import", nil); err != nil {
		return db.Done{}, err
	}
	if TextDigest(in.Text) != in.Digest {
		return db.Done{}, fault.New(fault.Conflict, "party.import_text_changed")
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		register, err := wholeRegister(ctx, tx, who.Programme)
		if err != nil {
			return nil, err
		}
		draft, err := DraftTable([]byte(in.Text), register)
		if err != nil {
			return nil, err
		}
		added, changed := draft.Counts()
		switch {
		case len(draft.Errors) > 0 || draft.Digest() != in.Seen:
			return nil, fault.New(fault.Conflict, "party.import_moved_on")
		case added+changed == 0:
			return nil, fault.New(fault.Conflict, "party.nothing_changed")
		}
		code, err := tx.Code(ctx, "IMP")
		if err != nil {
			return nil, err
		}
		b := Batch{ID: tx.ID(), Seq: tx.Seq, Code: code, Digest: in.Digest, FileName: in.FileName, At: tx.Now, Person: who.Person,
			Added: added, Changed: changed}
		facts, err := applyDraft(ctx, tx, b, draft)
		if err != nil {
			return nil, err
		}
		return append(facts, batchFact("read_in", b)), addBatch(ctx, tx, b)
	})
}

func batchFact(verb string, b Batch) db.Fact {
	return db.Fact{Kind: "party.batch." + verb + ".v1", Subject: ident.Ref{Kind: "party.batch", ID: b.ID}, Data: b, Batch: b.Code}
}

// applyDraft saves every row that adds or changes a party.
func applyDraft(ctx context.Context, tx *db.Tx, b Batch, draft Draft) ([]db.Fact, error) {
	var facts []db.Fact
	made := map[ident.ID]ident.ID{} // number below 0 in the draft: number drawn
	for _, e := range parentsFirst(draft.Effects) {
		in := e.input
		if in.Parent = e.up; e.up < 0 {
			in.Parent = made[e.up]
		}
		switch e.Act {
		case "add":
			p, fact, err := AddPartyTx(ctx, tx, in)
			if err != nil {
				return nil, err
			}
			made[e.id] = p.ID
			fact.Batch = b.Code
			facts = append(facts, fact)
		case "change":
			p, err := GetParty(ctx, tx, tx.Who.Programme, e.id)
			if err != nil {
				return nil, err
			}
			p = p.apply(in)
			if err := saveParty(ctx, tx, p); err != nil {
				return nil, err
			}
			fact := partyFact("corrected", p)
			fact.Batch = b.Code
			facts = append(facts, fact)
		}
	}
	return facts, nil
}

// UndoInput takes a batch back.
type UndoInput struct {
	Key   db.Key
	Batch ident.ID
}

// Undo takes a batch back while nothing refers to what it added and nobody has
// changed its parties since: those added leave the register, those changed are
// as before. The journal keeps both.
func (r *Room) Undo(ctx context.Context, who ident.Actor, in UndoInput) (db.Done, error) {
	done, err := r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		b, err := getBatch(ctx, tx, who.Programme, in.Batch)
		if err != nil {
			return nil, err
		}
		if b.Undone {
			return nil, fault.New(fault.Conflict, "party.batch_undone")
		}
		facts, err := takeBack(ctx, tx, b)
		if err != nil {
			return nil, err
		}
		b.Undone = true
		return append(facts, batchFact("undone", b)), markUndone(ctx, tx, b)
	})
	// The engine's own check of references says that something uses a party.
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Key == "db.reference" {
		return done, fault.New(fault.Conflict, "party.batch_in_use")
	}
	return done, err
}

func takeBack(ctx context.Context, tx *db.Tx, b Batch) ([]db.Fact, error) {
	touched, err := factsOf(ctx, tx, b)
	if err != nil {
		return nil, err
	}
	var facts []db.Fact
	for i := len(touched) - 1; i >= 0; i-- { // children before their parents
		p, err := GetParty(ctx, tx, tx.Who.Programme, touched[i].Subject.ID)
		if err != nil {
			return nil, err
		}
		if p.Seq != b.Seq {
			return nil, fault.New(fault.Conflict, "party.batch_overtaken", p.Code)
		}
		fact, err := takeBackParty(ctx, tx, p, touched[i].Kind == "party.party.added.v1", b)
		if err != nil {
			return nil, err
		}
		fact.Batch = b.Code
		facts = append(facts, fact)
	}
	return facts, nil
}

func takeBackParty(ctx context.Context, tx *db.Tx, p Party, added bool, b Batch) (db.Fact, error) {
	mv, err := Machine.Try(tx.Who, nil, p.State, "party.undo", "")
	if err != nil {
		return db.Fact{}, err
	}
	if !added {
		var before Party
		if err := db.AsOf(ctx, tx, tx.Who.Programme, partyRef(p.ID), b.Seq-1, &before); err != nil {
			return db.Fact{}, err
		}
		return partyFact("restored", before), saveParty(ctx, tx, before)
	}
	from := p.State
	p.State = mv.To
	if err := step(ctx, tx, p, from, "party.undo", ""); err != nil {
		return db.Fact{}, err
	}
	return partyFact("withdrawn", p), removeParty(ctx, tx, p)
}
