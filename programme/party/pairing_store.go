package party

import (
	"context"
	"database/sql"
	"fmt"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/words"
)

// PairingFilter narrows a list of pairings; Party keeps those it is in, on
// either side. For is who will read the list.
type PairingFilter struct {
	State, Level string
	Party        ident.ID
	For          ident.Actor
	After        ident.ID
	Limit        int
}

const pairingColumns = `SELECT id, code, provider_id, receiver_id, scope, level, from_day, to_day, COALESCE(predecessor_id, 0),
	liaison_provider, liaison_receiver, proposed_by, agreed_side, agreed_by, state, visibility FROM party_pairing`

func scanPairing(r *sql.Rows) (p Pairing, err error) {
	return p, r.Scan(&p.ID, &p.Code, &p.Provider, &p.Receiver, &p.Scope, &p.Level, &p.From, &p.To, &p.Predecessor,
		&p.LiaisonProvider, &p.LiaisonReceiver, &p.ProposedBy, &p.AgreedSide, &p.AgreedBy, &p.State, &p.Visibility)
}

// GetPairing is one pairing, whoever asks.
func GetPairing(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Pairing, error) {
	return db.One(ctx, q, scanPairing, pairingColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

// GetPairingByCode is one pairing by its code, whoever asks.
func GetPairingByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Pairing, error) {
	return db.One(ctx, q, scanPairing, pairingColumns+" WHERE programme_id = $1 AND code = $2", int64(prog), code)
}

// ListPairings lists pairings in the order in which they were proposed.
func ListPairings(ctx context.Context, q db.Q, prog ident.Programme, f PairingFilter) ([]Pairing, error) {
	where, args := " WHERE programme_id = $1", []any{int64(prog)}
	add := func(condition string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(condition, len(args))
	}
	if f.State != "" {
		add(" AND state = $%d", f.State)
	}
	if f.Level != "" {
		add(" AND level = $%d", f.Level)
	}
	if f.Party != 0 {
		add(" AND (provider_id = $%[1]d OR receiver_id = $%[1]d)", int64(f.Party))
	}
	if !f.For.SeesAll() {
		add(" AND (visibility <> 'internal' OR provider_id = $%[1]d OR receiver_id = $%[1]d)", int64(f.For.Organisation))
	}
	args = append(args, int64(f.After), limit(f.Limit))
	return db.All(ctx, q, scanPairing, pairingColumns+where+fmt.Sprintf(" AND id > $%d ORDER BY id LIMIT $%d", len(args)-1, len(args)), args...)
}

// PairingsOf lists the pairings a party is or was in, whoever asks.
func PairingsOf(ctx context.Context, q db.Q, prog ident.Programme, party ident.ID) ([]Pairing, error) {
	return db.All(ctx, q, scanPairing, pairingColumns+" WHERE programme_id = $1 AND (provider_id = $2 OR receiver_id = $2) ORDER BY id", int64(prog), int64(party))
}

// PairingsByID gives pairings by their numbers, whoever asks.
func PairingsByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Pairing, error) {
	found := map[ident.ID]Pairing{}
	for batch := range chunks(ids) {
		in, args := db.In(batch, []any{int64(prog)})
		all, err := db.All(ctx, q, scanPairing, pairingColumns+" WHERE programme_id = $1 AND id IN ("+in+")", args...)
		if err != nil {
			return nil, fmt.Errorf("reading pairings: %w", err)
		}
		for _, p := range all {
			found[p.ID] = p
		}
	}
	return found, nil
}

// successorsOf lists the pairings that name this one as their predecessor.
func successorsOf(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) ([]Pairing, error) {
	return db.All(ctx, q, scanPairing, pairingColumns+" WHERE programme_id = $1 AND predecessor_id = $2 ORDER BY id", int64(prog), int64(id))
}

// livingTwins lists the pairings of the same parties and scope that have not ended.
func livingTwins(ctx context.Context, q db.Q, prog ident.Programme, p Pairing) ([]Pairing, error) {
	return db.All(ctx, q, scanPairing, pairingColumns+` WHERE programme_id = $1 AND provider_id = $2 AND receiver_id = $3 AND scope = $4
		AND state NOT IN ('ended', 'declined') ORDER BY id`, int64(prog), int64(p.Provider), int64(p.Receiver), p.Scope)
}

// Seated tells which sides of a pairing have a person in a provider's or
// receiver's seat on a day.
func Seated(ctx context.Context, q db.Q, prog ident.Programme, p Pairing, on words.Day) (map[string]bool, error) {
	ids, err := db.All(ctx, q, func(r *sql.Rows) (id ident.ID, err error) { return id, r.Scan(&id) },
		`SELECT DISTINCT party_id FROM party_membership WHERE programme_id = $1 AND party_id IN ($2, $3) AND role IN ('provider', 'receiver')
		AND from_day <= $4 AND (to_day = '' OR to_day >= $4)`, int64(prog), int64(p.Provider), int64(p.Receiver), string(on))
	seated := map[string]bool{}
	for _, id := range ids {
		seated[p.SideOf(id)] = true
	}
	return seated, err
}

func pairingCodeTaken(ctx context.Context, q db.Q, prog ident.Programme, code string) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM party_pairing WHERE programme_id = $1 AND code = $2", int64(prog), code).Scan(&n)
	return n > 0, err
}

// savePairing stores the row; title is what people find it by.
func savePairing(ctx context.Context, tx *db.Tx, p Pairing, title string) error {
	err := tx.Exec(ctx, `INSERT INTO party_pairing (programme_id, id, seq, code, provider_id, receiver_id, scope, level, from_day, to_day,
		predecessor_id, liaison_provider, liaison_receiver, proposed_by, agreed_side, agreed_by, state, visibility, published_seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, to_day = excluded.to_day, agreed_side = excluded.agreed_side,
		agreed_by = excluded.agreed_by, state = excluded.state`,
		int64(tx.Who.Programme), int64(p.ID), tx.Seq, p.Code, int64(p.Provider), int64(p.Receiver), p.Scope, p.Level, string(p.From), string(p.To),
		db.Null(p.Predecessor), p.LiaisonProvider, p.LiaisonReceiver, int64(p.ProposedBy), p.AgreedSide, int64(p.AgreedBy), p.State, p.Visibility)
	if err != nil {
		return fmt.Errorf("saving pairing %s: %w", p.Code, err)
	}
	return search.Put(ctx, tx, search.Doc{Ref: ident.Ref{Kind: "party.pairing", ID: p.ID}, Code: p.Code, Title: title, Body: p.Scope,
		Visibility: p.Visibility, Owner: p.Provider})
}

// activePairingsOf lists the active pairings that any of the parties is in and
// that the reader may see; at most 200 parties.
func activePairingsOf(ctx context.Context, q db.Q, who ident.Actor, ids []ident.ID) ([]Pairing, error) {
	provider, args := db.In(ids, []any{int64(who.Programme)})
	receiver, args := db.In(ids, args)
	hidden := ""
	if !who.SeesAll() {
		args = append(args, int64(who.Organisation))
		hidden = fmt.Sprintf(" AND (visibility <> 'internal' OR provider_id = $%[1]d OR receiver_id = $%[1]d)", len(args))
	}
	return db.All(ctx, q, scanPairing, pairingColumns+" WHERE programme_id = $1 AND state = 'active' AND (provider_id IN ("+provider+") OR receiver_id IN ("+receiver+"))"+
		hidden+" ORDER BY id", args...)
}
