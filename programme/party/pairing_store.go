package party

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/words"
)

// PairingFilter narrows a list of pairings. An empty State keeps those that are
// proposed, agreed or running: they are what a new record may choose; AnyState
// keeps all. Party and Text (a part of a code, a scope or a party's present or
// former name) look at the Side given, or at both. For is who will read the list.
type PairingFilter struct {
	State, Level, Side, Text string
	Party                    ident.ID
	For                      ident.Actor
	After                    ident.ID
	Limit                    int
}

const pairingColumns = `SELECT id, code, provider_id, receiver_id, scope, level, from_day, to_day, COALESCE(predecessor_id, 0),
	COALESCE(successor_id, 0), liaison_provider, liaison_receiver, proposed_by, agreed_side, agreed_by, state, visibility FROM party_pairing`

func scanPairing(r *sql.Rows) (p Pairing, err error) {
	return p, r.Scan(&p.ID, &p.Code, &p.Provider, &p.Receiver, &p.Scope, &p.Level, &p.From, &p.To, &p.Predecessor,
		&p.Successor, &p.LiaisonProvider, &p.LiaisonReceiver, &p.ProposedBy, &p.AgreedSide, &p.AgreedBy, &p.State, &p.Visibility)
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
	where, args := f.where(prog)
	args = append(args, int64(f.After), limit(f.Limit))
	return db.All(ctx, q, scanPairing, pairingColumns+where+fmt.Sprintf(" AND id > $%d ORDER BY id LIMIT $%d", len(args)-1, len(args)), args...)
}

// everyPairing gives all that a filter keeps, for a file.
func everyPairing(ctx context.Context, q db.Q, prog ident.Programme, f PairingFilter) (map[ident.ID]Pairing, error) {
	where, args := f.where(prog)
	all, err := db.All(ctx, q, scanPairing, pairingColumns+where, args...)
	found := make(map[ident.ID]Pairing, len(all))
	for _, p := range all {
		found[p.ID] = p
	}
	return found, err
}

// pairKeys lists what all that a filter keeps are sorted by.
func pairKeys(ctx context.Context, q db.Q, prog ident.Programme, f PairingFilter) ([]pairKey, error) {
	where, args := f.where(prog)
	return db.All(ctx, q, func(r *sql.Rows) (k pairKey, err error) { return k, r.Scan(&k.id, &k.provider, &k.receiver, &k.from) },
		"SELECT id, provider_id, receiver_id, from_day FROM party_pairing"+where+" ORDER BY id", args...)
}

// CountPairings counts what ListPairings lists on all its pages.
func CountPairings(ctx context.Context, q db.Q, prog ident.Programme, f PairingFilter) (int, error) {
	where, args := f.where(prog)
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM party_pairing"+where, args...).Scan(&n)
	return n, err
}

// isLiving is the condition of the states in Living.
const isLiving = "state IN ('proposed', 'half_agreed', 'agreed', 'active', 'suspended')"

func (f PairingFilter) where(prog ident.Programme) (string, []any) {
	where, args := " WHERE programme_id = $1", []any{int64(prog)}
	add := func(condition string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(condition, len(args))
	}
	switch f.State {
	case AnyState:
	case "":
		where += " AND " + isLiving
	default:
		add(" AND state = $%d", f.State)
	}
	if f.Level != "" {
		add(" AND level = $%d", f.Level)
	}
	if f.Party != 0 {
		add(map[string]string{Provider: " AND provider_id = $%d", Receiver: " AND receiver_id = $%d",
			"": " AND (provider_id = $%[1]d OR receiver_id = $%[1]d)"}[f.Side], int64(f.Party))
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		named := " IN (SELECT p.id FROM party_party AS p WHERE p.programme_id = $1 AND p.folded LIKE $%[1]d ESCAPE '\\')"
		sides := map[string]string{Provider: "provider_id" + named, Receiver: "receiver_id" + named, "": "provider_id" + named + " OR receiver_id" + named}
		add(" AND (folded LIKE $%[1]d ESCAPE '\\' OR "+sides[f.Side]+")", "%"+like.Replace(search.Fold(text))+"%")
	}
	if !f.For.SeesAll() {
		add(" AND (visibility <> 'internal' OR provider_id = $%[1]d OR receiver_id = $%[1]d)", int64(f.For.Organisation))
	}
	return where, args
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
		AND `+isLiving+` ORDER BY id`, int64(prog), int64(p.Provider), int64(p.Receiver), p.Scope)
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

// Speaks is the organisation that speaks today in a role for an organisation: it
// itself where somebody has that seat, or its successor; 0 where nobody does.
func Speaks(ctx context.Context, q db.Q, prog ident.Programme, org ident.ID, role ident.Role, on words.Day) (ident.ID, error) {
	const most = 9 // renamings and mergers in a row
	for range most {
		if org == 0 {
			return 0, nil
		}
		var n int
		err := q.QueryRowContext(ctx, `SELECT count(*) FROM party_membership WHERE programme_id = $1 AND party_id = $2 AND role = $3
			AND from_day <= $4 AND (to_day = '' OR to_day >= $4)`, int64(prog), int64(org), string(role), string(on)).Scan(&n)
		if err != nil || n > 0 {
			return org, err
		}
		p, err := GetParty(ctx, q, prog, org)
		if err != nil {
			return 0, err
		}
		org = p.Successor
	}
	return 0, nil
}

func pairingCodeTaken(ctx context.Context, q db.Q, prog ident.Programme, code string) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM party_pairing WHERE programme_id = $1 AND code = $2", int64(prog), code).Scan(&n)
	return n > 0, err
}

// seatedOnBoth tells whether one person holds a provider's or receiver's seat on
// both sides of a pairing on any one day.
func seatedOnBoth(ctx context.Context, q db.Q, prog ident.Programme, p Pairing) (bool, error) {
	type two struct{ from, to, from2, to2 words.Day }
	all, err := db.All(ctx, q, func(r *sql.Rows) (t two, err error) { return t, r.Scan(&t.from, &t.to, &t.from2, &t.to2) },
		`SELECT a.from_day, a.to_day, b.from_day, b.to_day FROM party_membership AS a JOIN party_membership AS b
		ON b.programme_id = a.programme_id AND b.person_id = a.person_id WHERE a.programme_id = $1 AND a.party_id = $2 AND b.party_id = $3
		AND a.role IN ('provider', 'receiver') AND b.role IN ('provider', 'receiver')`, int64(prog), int64(p.Provider), int64(p.Receiver))
	return slices.ContainsFunc(all, func(t two) bool { return overlap(t.from, t.to, t.from2, t.to2) }), err
}

// opposedSeats lists the seats of a person, as provider or receiver, with the
// parties that a party is paired with.
func opposedSeats(ctx context.Context, q db.Q, prog ident.Programme, party ident.ID, person ident.Person) ([]Membership, error) {
	return db.All(ctx, q, scanMembership, membershipColumns+` WHERE programme_id = $1 AND person_id = $3 AND role IN ('provider', 'receiver') AND party_id IN (
		SELECT receiver_id FROM party_pairing WHERE programme_id = $1 AND provider_id = $2 AND `+isLiving+`
		UNION ALL SELECT provider_id FROM party_pairing WHERE programme_id = $1 AND receiver_id = $2 AND `+isLiving+`) ORDER BY id`,
		int64(prog), int64(party), int64(person))
}

// savePairing stores the row and gives the title by which people find it.
func savePairing(ctx context.Context, tx *db.Tx, p Pairing) (title string, err error) {
	err = tx.Exec(ctx, `INSERT INTO party_pairing (programme_id, id, seq, code, provider_id, receiver_id, scope, level, from_day, to_day,
		predecessor_id, successor_id, liaison_provider, liaison_receiver, proposed_by, agreed_side, agreed_by, folded, state, visibility, published_seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 0)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, to_day = excluded.to_day, successor_id = excluded.successor_id,
		liaison_provider = excluded.liaison_provider, liaison_receiver = excluded.liaison_receiver, agreed_side = excluded.agreed_side,
		agreed_by = excluded.agreed_by, state = excluded.state`,
		int64(tx.Who.Programme), int64(p.ID), tx.Seq, p.Code, int64(p.Provider), int64(p.Receiver), p.Scope, p.Level, string(p.From), string(p.To),
		db.Null(p.Predecessor), db.Null(p.Successor), p.LiaisonProvider, p.LiaisonReceiver, int64(p.ProposedBy), p.AgreedSide, int64(p.AgreedBy),
		search.Fold(p.Code+" "+p.Scope), p.State, p.Visibility)
	if err != nil {
		return "", fmt.Errorf("saving pairing %s: %w", p.Code, err)
	}
	return indexPairing(ctx, tx, p)
}

// indexPairing makes a pairing found by the names of its parties.
func indexPairing(ctx context.Context, tx *db.Tx, p Pairing) (title string, err error) {
	sides, err := PartiesByID(ctx, tx, tx.Who.Programme, []ident.ID{p.Provider, p.Receiver})
	if err != nil {
		return "", err
	}
	giver, taker := sides[p.Provider], sides[p.Receiver]
	title = giver.Name + " – " + taker.Name
	return title, search.Put(ctx, tx, search.Doc{Ref: ident.Ref{Kind: "party.pairing", ID: p.ID}, Code: p.Code, Title: title,
		Body: strings.Join(strings.Fields(giver.Other+" "+taker.Other+" "+p.Scope), " "), Visibility: p.Visibility, Owner: p.Provider})
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
