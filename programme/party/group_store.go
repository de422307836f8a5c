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

const groupColumns = `SELECT g.id, g.code, g.name, g.lang, COALESCE(t.text, ''), g.side FROM party_group AS g
	LEFT JOIN party_translation AS t ON t.programme_id = g.programme_id AND t.noun = 'party.group' AND t.id = g.id AND t.field = 'name' AND t.lang <> g.lang`

func scanGroup(r *sql.Rows) (g Group, err error) {
	return g, r.Scan(&g.ID, &g.Code, &g.Name, &g.Lang, &g.Other, &g.Side)
}

// ListGroups lists every group of a programme, in the order of their making.
func ListGroups(ctx context.Context, q db.Q, prog ident.Programme) ([]Group, error) {
	return db.All(ctx, q, scanGroup, groupColumns+" WHERE g.programme_id = $1 ORDER BY g.id", int64(prog))
}

// GroupsByID finds groups by their ids, at most 400.
func GroupsByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Group, error) {
	by := map[ident.ID]Group{}
	if len(ids) == 0 {
		return by, nil
	}
	in, args := db.In(ids, []any{int64(prog)})
	all, err := db.All(ctx, q, scanGroup, groupColumns+" WHERE g.programme_id = $1 AND g.id IN ("+in+")", args...)
	for _, g := range all {
		by[g.ID] = g
	}
	return by, err
}

// GetGroup is one group.
func GetGroup(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Group, error) {
	return db.One(ctx, q, scanGroup, groupColumns+" WHERE g.programme_id = $1 AND g.id = $2", int64(prog), int64(id))
}

// GetGroupByCode is one group by its code.
func GetGroupByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Group, error) {
	return db.One(ctx, q, scanGroup, groupColumns+" WHERE g.programme_id = $1 AND g.code = $2", int64(prog), code)
}

// GroupsOf lists the groups a party belongs to on a day.
func GroupsOf(ctx context.Context, q db.Q, prog ident.Programme, party ident.ID, on words.Day) ([]Group, error) {
	return db.All(ctx, q, scanGroup, groupColumns+` WHERE g.programme_id = $1 AND g.id IN (SELECT m.group_id FROM party_member AS m
		WHERE m.programme_id = $1 AND m.party_id = $2 AND m.from_day <= $3 AND (m.to_day = '' OR m.to_day >= $3)) ORDER BY g.id`,
		int64(prog), int64(party), string(on))
}

// Members lists the parties in a group on a day. Who was merged or dissolved by
// then keeps the place on record and is no member any more.
func Members(ctx context.Context, q db.Q, prog ident.Programme, group ident.ID, on words.Day) ([]Party, error) {
	return db.All(ctx, q, scanParty, partyColumns+` WHERE p.programme_id = $1 AND p.id IN (SELECT m.party_id FROM party_member AS m
		WHERE m.programme_id = $1 AND m.group_id = $2 AND m.from_day <= $3 AND (m.to_day = '' OR m.to_day >= $3)) AND (p.ended_on = '' OR p.ended_on > $3) ORDER BY p.id`,
		int64(prog), int64(group), string(on))
}

// MemberCounts tells how many members each group has on a day.
func MemberCounts(ctx context.Context, q db.Q, prog ident.Programme, on words.Day) (map[ident.ID]int, error) {
	type row struct {
		group ident.ID
		n     int
	}
	all, err := db.All(ctx, q, func(r *sql.Rows) (c row, err error) { return c, r.Scan(&c.group, &c.n) },
		`SELECT m.group_id, count(*) FROM party_member AS m JOIN party_party AS p ON p.programme_id = m.programme_id AND p.id = m.party_id
		WHERE m.programme_id = $1 AND m.from_day <= $2 AND (m.to_day = '' OR m.to_day >= $2) AND (p.ended_on = '' OR p.ended_on > $2) GROUP BY m.group_id`,
		int64(prog), string(on))
	counts := map[ident.ID]int{}
	for _, c := range all {
		counts[c.group] = c.n
	}
	return counts, err
}

// groupCodes gives the codes of the groups that each party is in on a day.
func groupCodes(ctx context.Context, q db.Q, prog ident.Programme, on words.Day) (map[ident.ID][]string, error) {
	type place struct {
		party ident.ID
		code  string
	}
	all, err := db.All(ctx, q, func(r *sql.Rows) (p place, err error) { return p, r.Scan(&p.party, &p.code) },
		`SELECT m.party_id, g.code FROM party_member AS m JOIN party_group AS g ON g.programme_id = m.programme_id AND g.id = m.group_id
		WHERE m.programme_id = $1 AND m.from_day <= $2 AND (m.to_day = '' OR m.to_day >= $2) ORDER BY m.party_id, g.id`, int64(prog), string(on))
	codes := map[ident.ID][]string{}
	for _, p := range all {
		codes[p.party] = append(codes[p.party], p.code)
	}
	return codes, err
}

const memberColumns = "SELECT group_id, party_id, from_day, to_day FROM party_member"

func scanMember(r *sql.Rows) (m Member, err error) {
	return m, r.Scan(&m.Group, &m.Party, &m.From, &m.To)
}

// PlacesIn lists every place in a group, ended ones too, by party and start.
func PlacesIn(ctx context.Context, q db.Q, prog ident.Programme, group ident.ID) ([]Member, error) {
	return db.All(ctx, q, scanMember, memberColumns+" WHERE programme_id = $1 AND group_id = $2 ORDER BY party_id, from_day", int64(prog), int64(group))
}

func placesOf(ctx context.Context, q db.Q, prog ident.Programme, group, party ident.ID) ([]Member, error) {
	return db.All(ctx, q, scanMember, memberColumns+" WHERE programme_id = $1 AND group_id = $2 AND party_id = $3 ORDER BY from_day",
		int64(prog), int64(group), int64(party))
}

func groupCodeTaken(ctx context.Context, q db.Q, prog ident.Programme, code string) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM party_group WHERE programme_id = $1 AND code = $2", int64(prog), code).Scan(&n)
	return n > 0, err
}

func saveGroup(ctx context.Context, tx *db.Tx, g Group) error {
	err := tx.Exec(ctx, `INSERT INTO party_group (programme_id, id, seq, code, name, lang, side) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, name = excluded.name, lang = excluded.lang, side = excluded.side`,
		int64(tx.Who.Programme), int64(g.ID), tx.Seq, g.Code, g.Name, g.Lang, g.Side)
	if err != nil {
		return fmt.Errorf("saving group %s: %w", g.Code, err)
	}
	if err := saveOther(ctx, tx, "party.group", g.ID, g.Lang, g.Other, ""); err != nil {
		return err
	}
	return search.Put(ctx, tx, search.Doc{Ref: ident.Ref{Kind: "party.group", ID: g.ID}, Code: g.Code, Title: g.Name, Body: g.Other, Visibility: "parties"})
}

func saveMember(ctx context.Context, tx *db.Tx, m Member) error {
	return tx.Exec(ctx, `INSERT INTO party_member (programme_id, group_id, party_id, seq, from_day, to_day) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (programme_id, group_id, party_id, from_day) DO UPDATE SET seq = excluded.seq, to_day = excluded.to_day`,
		int64(tx.Who.Programme), int64(m.Group), int64(m.Party), tx.Seq, string(m.From), string(m.To))
}
