package party

import (
	"context"
	"database/sql"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const identifierColumns = "SELECT id, party_id, scheme, value, reason FROM party_identifier"

func scanIdentifier(r *sql.Rows) (i Identifier, err error) {
	return i, r.Scan(&i.ID, &i.Party, &i.Scheme, &i.Value, &i.Reason)
}

// IdentifiersOf lists a party's numbers in registers as they stood after the
// change numbered seq; 0 is now.
func IdentifiersOf(ctx context.Context, q db.Q, prog ident.Programme, party ident.ID, seq int64) ([]Identifier, error) {
	if seq == 0 {
		return db.All(ctx, q, scanIdentifier, identifierColumns+" WHERE programme_id = $1 AND party_id = $2 AND withdrawn_seq = 0 ORDER BY id", int64(prog), int64(party))
	}
	return db.All(ctx, q, scanIdentifier, identifierColumns+` WHERE programme_id = $1 AND party_id = $2 AND seq <= $3 AND (withdrawn_seq = 0 OR withdrawn_seq > $3)
		ORDER BY id`, int64(prog), int64(party), seq)
}

// allIdentifiers lists every number of a programme that stands.
func allIdentifiers(ctx context.Context, q db.Q, prog ident.Programme) ([]Identifier, error) {
	return db.All(ctx, q, scanIdentifier, identifierColumns+" WHERE programme_id = $1 AND withdrawn_seq = 0 ORDER BY id", int64(prog))
}

// getIdentifier is one number that stands.
func getIdentifier(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Identifier, error) {
	return db.One(ctx, q, scanIdentifier, identifierColumns+" WHERE programme_id = $1 AND id = $2 AND withdrawn_seq = 0", int64(prog), int64(id))
}

// holderOf is the party that has a number; the zero party when none has.
func holderOf(ctx context.Context, q db.Q, prog ident.Programme, scheme, value string) (Party, error) {
	all, err := db.All(ctx, q, scanParty, partyColumns+` WHERE p.programme_id = $1 AND p.id IN (SELECT i.party_id FROM party_identifier AS i
		WHERE i.programme_id = $1 AND i.scheme = $2 AND i.value = $3 AND i.withdrawn_seq = 0)`, int64(prog), scheme, value)
	if err != nil || len(all) == 0 {
		return Party{}, err
	}
	return all[0], nil
}

func saveIdentifier(ctx context.Context, tx *db.Tx, i Identifier) error {
	return tx.Exec(ctx, "INSERT INTO party_identifier (programme_id, id, party_id, scheme, value, seq, withdrawn_seq, reason) VALUES ($1, $2, $3, $4, $5, $6, 0, '')",
		int64(tx.Who.Programme), int64(i.ID), int64(i.Party), i.Scheme, i.Value, tx.Seq)
}

func withdrawIdentifier(ctx context.Context, tx *db.Tx, i Identifier) error {
	return tx.Exec(ctx, "UPDATE party_identifier SET withdrawn_seq = $1, reason = $2 WHERE programme_id = $3 AND id = $4",
		tx.Seq, i.Reason, int64(tx.Who.Programme), int64(i.ID))
}
