package party

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/search"
)

// PartyFilter narrows a list of parties. An empty State keeps the active ones:
// they are what a new record may choose; AnyState keeps all. For is who will
// read the list: it adds the internal parties they may see. Side keeps those on
// a side by an active pairing. Text is part of a code or of a present or former name.
type PartyFilter struct {
	Kind, Level, Side, State, Text string
	Parent                         ident.ID
	For                            ident.Actor
	After                          ident.ID
	Limit                          int
}

// AnyState lists parties or pairings whatever has become of them.
const AnyState = "any"

const partyColumns = `SELECT p.id, p.seq, p.code, p.kind, p.name, p.lang, COALESCE(t.text, ''), p.named_on, p.level, COALESCE(p.parent_id, 0),
	COALESCE(p.successor_id, 0), p.ended_on, p.contact_unit, p.state, p.visibility, p.illustrative FROM party_party AS p
	LEFT JOIN party_translation AS t ON t.programme_id = p.programme_id AND t.noun = 'party.party' AND t.id = p.id AND t.field = 'name' AND t.lang <> p.lang`

func scanParty(r *sql.Rows) (p Party, err error) {
	return p, r.Scan(&p.ID, &p.Seq, &p.Code, &p.Kind, &p.Name, &p.Lang, &p.Other, &p.NamedOn, &p.Level, &p.Parent,
		&p.Successor, &p.EndedOn, &p.ContactUnit, &p.State, &p.Visibility, &p.Illustrative)
}

// GetParty is one party, whoever asks; a page checks access.MaySee(who, p.Visibility, p.ID).
func GetParty(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Party, error) {
	return db.One(ctx, q, scanParty, partyColumns+" WHERE p.programme_id = $1 AND p.id = $2", int64(prog), int64(id))
}

// GetPartyByCode is one party by its code, whoever asks.
func GetPartyByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Party, error) {
	return db.One(ctx, q, scanParty, partyColumns+" WHERE p.programme_id = $1 AND p.code = $2", int64(prog), code)
}

// PartiesByID gives parties by their numbers, whoever asks; 0 and unknown
// numbers are left out.
func PartiesByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Party, error) {
	found := map[ident.ID]Party{}
	for batch := range chunks(ids) {
		in, args := db.In(batch, []any{int64(prog)})
		all, err := db.All(ctx, q, scanParty, partyColumns+" WHERE p.programme_id = $1 AND p.id IN ("+in+")", args...)
		if err != nil {
			return nil, fmt.Errorf("reading parties: %w", err)
		}
		for _, p := range all {
			found[p.ID] = p
		}
	}
	return found, nil
}

// Within is a party and those below it in the hierarchy, at most 400.
func Within(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) ([]ident.ID, error) {
	return db.All(ctx, q, func(r *sql.Rows) (id ident.ID, err error) { return id, r.Scan(&id) },
		`WITH RECURSIVE below (id) AS (SELECT p.id FROM party_party AS p WHERE p.programme_id = $1 AND p.id = $2
		UNION SELECT c.id FROM party_party AS c JOIN below AS b ON c.parent_id = b.id WHERE c.programme_id = $1) SELECT id FROM below LIMIT 400`,
		int64(prog), int64(id))
}

// chunks cuts a list into distinct numbers, at most 400 at a time.
func chunks(ids []ident.ID) func(yield func([]ident.ID) bool) {
	return func(yield func([]ident.ID) bool) {
		seen := map[ident.ID]bool{0: true}
		var batch []ident.ID
		for _, id := range ids {
			if seen[id] {
				continue
			}
			seen[id] = true
			if batch = append(batch, id); len(batch) == 400 {
				if !yield(batch) {
					return
				}
				batch = nil
			}
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
}

// ListParties lists parties in the order in which they were added.
func ListParties(ctx context.Context, q db.Q, prog ident.Programme, f PartyFilter) ([]Party, error) {
	where, args := f.where(prog)
	args = append(args, int64(f.After), limit(f.Limit))
	return db.All(ctx, q, scanParty, partyColumns+where+fmt.Sprintf(" AND p.id > $%d ORDER BY p.id LIMIT $%d", len(args)-1, len(args)), args...)
}

// everyParty gives all that a filter keeps, for a file.
func everyParty(ctx context.Context, q db.Q, prog ident.Programme, f PartyFilter) (map[ident.ID]Party, error) {
	where, args := f.where(prog)
	all, err := db.All(ctx, q, scanParty, partyColumns+where, args...)
	found := make(map[ident.ID]Party, len(all))
	for _, p := range all {
		found[p.ID] = p
	}
	return found, err
}

// partyLabels lists the names of all that a filter keeps, for sorting.
func partyLabels(ctx context.Context, q db.Q, prog ident.Programme, f PartyFilter) ([]labelled, error) {
	where, args := f.where(prog)
	return db.All(ctx, q, func(r *sql.Rows) (l labelled, err error) {
		return l, r.Scan(&l.id, &l.code, &l.name, &l.lang, &l.other)
	},
		`SELECT p.id, p.code, p.name, p.lang, COALESCE(t.text, '') FROM party_party AS p
		LEFT JOIN party_translation AS t ON t.programme_id = p.programme_id AND t.noun = 'party.party' AND t.id = p.id AND t.field = 'name' AND t.lang <> p.lang`+
			where+" ORDER BY p.id", args...)
}

// CountParties counts what ListParties lists on all its pages.
func CountParties(ctx context.Context, q db.Q, prog ident.Programme, f PartyFilter) (int, error) {
	where, args := f.where(prog)
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM party_party AS p"+where, args...).Scan(&n)
	return n, err
}

func (f PartyFilter) where(prog ident.Programme) (string, []any) {
	where, args := " WHERE p.programme_id = $1", []any{int64(prog)}
	add := func(condition string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(condition, len(args))
	}
	if f.Kind != "" {
		add(" AND p.kind = $%d", f.Kind)
	}
	if f.Level != "" {
		add(" AND p.level = $%d", f.Level)
	}
	switch f.State {
	case AnyState:
	case "":
		add(" AND p.state = $%d", Machine.Start)
	default:
		add(" AND p.state = $%d", f.State)
	}
	if f.Parent != 0 {
		add(" AND p.parent_id = $%d", int64(f.Parent))
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		add(` AND p.folded LIKE $%d ESCAPE '\'`, "%"+like.Replace(search.Fold(text))+"%")
	}
	if !f.For.SeesAll() {
		add(" AND (p.visibility <> 'internal' OR p.id = $%d)", int64(f.For.Organisation))
	}
	switch f.Side {
	case Provider:
		where += " AND EXISTS (SELECT 1 FROM party_pairing AS g WHERE g.programme_id = p.programme_id AND g.provider_id = p.id AND g.state = 'active')"
	case Receiver:
		where += " AND EXISTS (SELECT 1 FROM party_pairing AS g WHERE g.programme_id = p.programme_id AND g.receiver_id = p.id AND g.state = 'active')"
	}
	return where, args
}

var like = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func limit(n int) int {
	const most = 10_000 // far more than a programme has, so that no name is missed
	if n <= 0 || n > most {
		return most
	}
	return n
}

// SideOf is the side a party stands on: by its active pairings (the provider's
// where it has both), else by its groups, else "office" for the programme
// office's own organisation, else "".
func SideOf(ctx context.Context, q db.Q, prog ident.Programme, party ident.ID) (string, error) {
	sides, err := db.All(ctx, q, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) },
		`SELECT 'provider' AS side FROM party_pairing WHERE programme_id = $1 AND provider_id = $2 AND state = 'active'
		UNION ALL SELECT 'receiver' FROM party_pairing WHERE programme_id = $1 AND receiver_id = $2 AND state = 'active'
		UNION ALL SELECT 'group:' || g.side FROM party_member AS m JOIN party_group AS g ON g.programme_id = m.programme_id AND g.id = m.group_id
			WHERE m.programme_id = $1 AND m.party_id = $2 AND m.to_day = '' AND g.side <> ''
		UNION ALL SELECT 'office' FROM party_party WHERE programme_id = $1 AND id = $2 AND kind = 'office'`, int64(prog), int64(party))
	if err != nil {
		return "", fmt.Errorf("finding the side of a party: %w", err)
	}
	return foremost(sides), nil
}

// saveParty stores the entry. A party is found by its former names too.
func saveParty(ctx context.Context, tx *db.Tx, p Party) error {
	former, err := FormerNames(ctx, tx, tx.Who.Programme, p.ID, 0)
	if err != nil {
		return err
	}
	was := ""
	for _, f := range former {
		was += " " + f.Name + " " + f.Other
	}
	err = tx.Exec(ctx, `INSERT INTO party_party (programme_id, id, seq, code, kind, name, lang, named_on, level, parent_id, successor_id, ended_on, contact_unit,
		folded, state, illustrative, visibility, published_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, kind = excluded.kind, name = excluded.name, lang = excluded.lang,
		named_on = excluded.named_on, level = excluded.level, parent_id = excluded.parent_id, successor_id = excluded.successor_id,
		ended_on = excluded.ended_on, contact_unit = excluded.contact_unit, folded = excluded.folded, state = excluded.state,
		illustrative = excluded.illustrative, visibility = excluded.visibility`,
		int64(tx.Who.Programme), int64(p.ID), tx.Seq, p.Code, p.Kind, p.Name, p.Lang, string(p.NamedOn), p.Level, db.Null(p.Parent), db.Null(p.Successor),
		string(p.EndedOn), p.ContactUnit, search.Fold(p.Code+" "+p.Name+" "+p.Other+was), p.State, p.Illustrative, p.Visibility)
	if err != nil {
		return fmt.Errorf("saving party %s: %w", p.Code, err)
	}
	if err := saveOther(ctx, tx, "party.party", p.ID, p.Lang, p.Other, ""); err != nil {
		return err
	}
	return search.Put(ctx, tx, search.Doc{Ref: ident.Ref{Kind: "party.party", ID: p.ID}, Code: p.Code, Title: p.Name,
		Body: strings.TrimSpace(p.Other + " " + p.ContactUnit + was), Visibility: p.Visibility, Owner: p.ID})
}

// FormerNames lists the names a party has had, latest first, as they stood after
// the change numbered seq; 0 is now.
func FormerNames(ctx context.Context, q db.Q, prog ident.Programme, party ident.ID, seq int64) ([]Former, error) {
	if seq == 0 {
		seq = math.MaxInt64
	}
	return db.All(ctx, q, func(r *sql.Rows) (f Former, err error) {
		return f, r.Scan(&f.Party, &f.Name, &f.Lang, &f.Other, &f.From, &f.To)
	}, "SELECT party_id, name, lang, other, from_day, to_day FROM party_former WHERE programme_id = $1 AND party_id = $2 AND seq <= $3 ORDER BY to_day DESC", int64(prog), int64(party), seq)
}

func saveFormer(ctx context.Context, tx *db.Tx, f Former) error {
	return tx.Exec(ctx, "INSERT INTO party_former (programme_id, party_id, seq, name, lang, other, from_day, to_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		int64(tx.Who.Programme), int64(f.Party), tx.Seq, f.Name, f.Lang, f.Other, string(f.From), string(f.To))
}

// absorbedBy lists the parties that name this one as their successor.
func absorbedBy(ctx context.Context, q db.Q, prog ident.Programme, party ident.ID) ([]Party, error) {
	return db.All(ctx, q, scanParty, partyColumns+" WHERE p.programme_id = $1 AND p.successor_id = $2 ORDER BY p.id", int64(prog), int64(party))
}

// saveOther keeps the name in the other language: one row a record, because
// the interface has two.
func saveOther(ctx context.Context, tx *db.Tx, noun string, id ident.ID, lang, other, status string) error {
	err := tx.Exec(ctx, "DELETE FROM party_translation WHERE programme_id = $1 AND noun = $2 AND id = $3 AND field = 'name'",
		int64(tx.Who.Programme), noun, int64(id))
	if err != nil || other == "" {
		return err
	}
	if status == "" {
		status = "human"
	}
	err = tx.Exec(ctx, `INSERT INTO party_translation (programme_id, noun, id, field, lang, seq, text, status)
		VALUES ($1, $2, $3, 'name', $4, $5, $6, $7)`, int64(tx.Who.Programme), noun, int64(id), otherLang(lang), tx.Seq, other, status)
	if err != nil {
		return fmt.Errorf("saving a translated name: %w", err)
	}
	return nil
}

// parents gives each party's parent, for the check of the hierarchy.
func parents(ctx context.Context, q db.Q, prog ident.Programme) (map[ident.ID]ident.ID, error) {
	type pair struct{ child, parent ident.ID }
	all, err := db.All(ctx, q, func(r *sql.Rows) (p pair, err error) { return p, r.Scan(&p.child, &p.parent) },
		"SELECT id, parent_id FROM party_party WHERE programme_id = $1 AND parent_id IS NOT NULL", int64(prog))
	up := map[ident.ID]ident.ID{}
	for _, p := range all {
		up[p.child] = p.parent
	}
	return up, err
}

// partyCodeTaken tells whether a code is in use.
func partyCodeTaken(ctx context.Context, q db.Q, prog ident.Programme, code string) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM party_party WHERE programme_id = $1 AND code = $2", int64(prog), code).Scan(&n)
	return n > 0, err
}
