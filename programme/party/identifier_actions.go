package party

import (
	"context"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

// identifierFact is about a party's numbers: its subject is not the party's
// entry, so that both can be read as of any day.
func identifierFact(verb string, i Identifier) db.Fact {
	return db.Fact{Kind: "party.identifier." + verb + ".v1", Subject: ident.Ref{Kind: "party.identifier", ID: i.Party}, Data: i}
}

// IdentifyInput is a register's number for a party.
type IdentifyInput struct {
	Key           db.Key
	Party         ident.ID
	Scheme, Value string
}

// Identify notes a register's number; a number belongs to one party only.
func (r *Room) Identify(ctx context.Context, who ident.Actor, in IdentifyInput) (db.Done, error) {
	if err := access.Check(Rules(), who, "party.identify", nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := IdentifyTx(ctx, tx, Identifier{Party: in.Party, Scheme: in.Scheme, Value: in.Value})
		return []db.Fact{fact}, err
	})
}

// IdentifyTx notes a register's number inside another change.
func IdentifyTx(ctx context.Context, tx *db.Tx, i Identifier) (Identifier, db.Fact, error) {
	i, err := i.check()
	if err != nil {
		return i, db.Fact{}, err
	}
	if _, err := GetParty(ctx, tx, tx.Who.Programme, i.Party); err != nil {
		return i, db.Fact{}, err
	}
	holder, err := holderOf(ctx, tx, tx.Who.Programme, i.Scheme, i.Value)
	if err != nil {
		return i, db.Fact{}, err
	}
	if holder.ID != 0 {
		var f fault.Form
		f.Refuse("value", "party.identifier_taken", holder.Code)
		return i, db.Fact{}, f.Err()
	}
	i.ID = tx.ID()
	return i, identifierFact("noted", i), saveIdentifier(ctx, tx, i)
}

// UnidentifyInput takes a number off a party, and why.
type UnidentifyInput struct {
	Key               db.Key
	Party, Identifier ident.ID
	Reason            string
}

// Unidentify withdraws a register's number that was not the party's.
func (r *Room) Unidentify(ctx context.Context, who ident.Actor, in UnidentifyInput) (db.Done, error) {
	if err := access.Check(Rules(), who, "party.identify", nil); err != nil {
		return db.Done{}, err
	}
	var f fault.Form
	in.Reason = strings.TrimSpace(in.Reason)
	f.Require(in.Reason != "", "reason", "state.reason_missing")
	if err := f.Err(); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		i, err := getIdentifier(ctx, tx, who.Programme, in.Identifier)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		f.Require(err == nil && i.Party == in.Party, "identifier", "party.identifier_choose")
		if err := f.Err(); err != nil {
			return nil, err
		}
		i.Reason = in.Reason
		return []db.Fact{identifierFact("withdrawn", i)}, withdrawIdentifier(ctx, tx, i)
	})
}
