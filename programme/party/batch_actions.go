package party

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// DryRun says what a table of parties or of pairings would do to the register now.
func (r *Room) DryRun(ctx context.Context, who ident.Actor, noun string, file []byte) (Draft, error) {
	if err := access.Check(Rules(), who, "party.import", nil); err != nil {
		return Draft{}, err
	}
	return draftOf(ctx, r.DB.Read(), who.Programme, noun, file)
}

// draftOf lays a table over the register as it stands.
func draftOf(ctx context.Context, q db.Q, prog ident.Programme, noun string, file []byte) (Draft, error) {
	register, err := wholeRegister(ctx, q, prog)
	if err != nil {
		return Draft{}, err
	}
	if noun == "pairing" {
		return DraftPairings(file, register)
	}
	return DraftTable(file, register)
}

// ImportInput is a table that was shown to a person with its effects. Noun is
// party or pairing. Text is canonical; Digest and Seen are those of the text and
// of the effects shown.
type ImportInput struct {
	Key                                db.Key
	Noun, FileName, Text, Digest, Seen string
}

// Import adds and changes the parties of a table, or proposes its pairings, all
// or none, as one batch.
func (r *Room) Import(ctx context.Context, who ident.Actor, in ImportInput) (db.Done, error) {
	if err := access.Check(Rules(), who, "party.import", nil); err != nil {
		return db.Done{}, err
	}
	if TextDigest(in.Text) != in.Digest {
		return db.Done{}, fault.New(fault.Conflict, "party.import_text_changed")
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		draft, err := draftOf(ctx, tx, who.Programme, in.Noun, []byte(in.Text))
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
		b := Batch{ID: tx.ID(), Seq: tx.Seq, Code: code, Noun: in.Noun, Digest: in.Digest, FileName: in.FileName, At: tx.Now, Person: who.Person,
			Added: added, Changed: changed}
		apply := r.applyParties
		if in.Noun == "pairing" {
			apply = applyPairings
		}
		facts, err := apply(ctx, tx, draft)
		if err != nil {
			return nil, err
		}
		for i := range facts {
			facts[i].Batch = b.Code
		}
		b.Facts = len(facts)
		return append(facts, batchFact("read_in", b)), addBatch(ctx, tx, b)
	})
}

func batchFact(verb string, b Batch) db.Fact {
	return db.Fact{Kind: "party.batch." + verb + ".v1", Subject: ident.Ref{Kind: "party.batch", ID: b.ID}, Data: b, Batch: b.Code}
}

// applyParties saves every row that adds or changes a party.
func (r *Room) applyParties(ctx context.Context, tx *db.Tx, draft Draft) ([]db.Fact, error) {
	on, err := today(ctx, tx)
	if err != nil {
		return nil, err
	}
	var facts []db.Fact
	made := map[ident.ID]ident.ID{} // number below 0 in the draft: number drawn
	for _, e := range parentsFirst(draft.Effects) {
		if e.input.Parent = e.up; e.up < 0 {
			e.input.Parent = made[e.up]
		}
		id := e.id
		switch e.Act {
		case "add":
			p, fact, err := AddPartyTx(ctx, tx, e.input)
			if err != nil {
				return nil, err
			}
			made[e.id], id = p.ID, p.ID
			facts = append(facts, fact)
		case "change":
			p, err := GetParty(ctx, tx, tx.Who.Programme, id)
			if err != nil {
				return nil, err
			}
			if next := p.apply(e.input); next != p {
				if err := saveParty(ctx, tx, next); err != nil {
					return nil, err
				}
				facts = append(facts, partyFact("corrected", next))
			}
		}
		more, err := r.applyAdditions(ctx, tx, e, id, on)
		if err != nil {
			return nil, err
		}
		facts = append(facts, more...)
	}
	return facts, nil
}

// applyAdditions notes a row's numbers and puts its party into its classes, from
// the day of the reading on.
func (r *Room) applyAdditions(ctx context.Context, tx *db.Tx, e Effect, party ident.ID, on words.Day) ([]db.Fact, error) {
	var facts []db.Fact
	for _, i := range e.numbers {
		i.Party = party
		_, fact, err := IdentifyTx(ctx, tx, i)
		if err != nil {
			return nil, err
		}
		facts = append(facts, fact)
	}
	for _, group := range e.joins {
		more, err := r.join(ctx, tx, JoinInput{Group: group, Party: party, From: on})
		if err != nil {
			return nil, err
		}
		facts = append(facts, more...)
	}
	return facts, nil
}

// applyPairings proposes every pairing of a table.
func applyPairings(ctx context.Context, tx *db.Tx, draft Draft) ([]db.Fact, error) {
	var facts []db.Fact
	for _, e := range draft.Effects {
		if e.Act != "add" {
			continue
		}
		_, fact, err := PairTx(ctx, tx, e.pair)
		if err != nil {
			return nil, err
		}
		facts = append(facts, fact)
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
	for i := len(touched) - 1; i >= 0; i-- { // children before their parents, what hangs on a party before it
		var fact db.Fact
		switch e := touched[i]; e.Kind {
		case "party.party.added.v1", "party.party.corrected.v1":
			fact, err = takeBackParty(ctx, tx, e, b)
		case "party.pairing.proposed.v1":
			fact, err = takeBackPairing(ctx, tx, e, b)
		case "party.identifier.noted.v1":
			fact, err = takeBackIdentifier(ctx, tx, e, b)
		case "party.member.joined.v1":
			fact, err = takeBackMember(ctx, tx, e, b)
		default: // a later room's; its own rules say whether the party may go
			continue
		}
		if err != nil {
			return nil, err
		}
		fact.Batch = b.Code
		facts = append(facts, fact)
	}
	return facts, nil
}

func overtaken(what string) error { return fault.New(fault.Conflict, "party.batch_overtaken", what) }

func takeBackParty(ctx context.Context, tx *db.Tx, e db.Entry, b Batch) (db.Fact, error) {
	p, err := GetParty(ctx, tx, tx.Who.Programme, e.Subject.ID)
	if err != nil {
		return db.Fact{}, err
	}
	if p.Seq != b.Seq {
		return db.Fact{}, overtaken(p.Code)
	}
	mv, err := Machine.Try(tx.Who, nil, p.State, "party.undo", "")
	if err != nil {
		return db.Fact{}, err
	}
	if e.Kind == "party.party.corrected.v1" {
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

func takeBackPairing(ctx context.Context, tx *db.Tx, e db.Entry, b Batch) (db.Fact, error) {
	p, err := GetPairing(ctx, tx, tx.Who.Programme, e.Subject.ID)
	if err != nil {
		return db.Fact{}, err
	}
	if seq, err := pairingSeq(ctx, tx, p.ID); err != nil || seq != b.Seq {
		return db.Fact{}, cmp.Or(err, overtaken(p.Code))
	}
	mv, err := PairingMachine.Try(tx.Who, nil, p.State, "party.take_back", "")
	if err != nil {
		return db.Fact{}, err
	}
	s := task.Subject{Ref: e.Subject, Code: p.Code, Title: p.Code, URL: "/pairings"}
	if err := state.Step(ctx, tx, &PairingMachine, s, p.State, "party.take_back", mv.To, ""); err != nil {
		return db.Fact{}, err
	}
	p.State = mv.To
	return pairingFact("withdrawn", p), removePairing(ctx, tx, p)
}

func takeBackIdentifier(ctx context.Context, tx *db.Tx, e db.Entry, b Batch) (db.Fact, error) {
	var i Identifier
	if err := json.Unmarshal(e.Payload, &i); err != nil {
		return db.Fact{}, err
	}
	if _, err := getIdentifier(ctx, tx, tx.Who.Programme, i.ID); err != nil {
		return db.Fact{}, overtaken(i.Value)
	}
	i.Reason = b.Code
	return identifierFact("withdrawn", i), removeIdentifier(ctx, tx, i)
}

func takeBackMember(ctx context.Context, tx *db.Tx, e db.Entry, b Batch) (db.Fact, error) {
	var m Member
	if err := json.Unmarshal(e.Payload, &m); err != nil {
		return db.Fact{}, err
	}
	had, err := placesOf(ctx, tx, tx.Who.Programme, m.Group, m.Party)
	if err != nil {
		return db.Fact{}, err
	}
	if !slices.Contains(had, m) {
		return db.Fact{}, overtaken(b.Code)
	}
	return memberFact("withdrawn", m), removeMember(ctx, tx, m)
}
