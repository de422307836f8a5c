package party

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

const programmeColumns = "SELECT p.id, p.code, p.name, p.name_zh, p.zone, p.currency, p.languages, p.illustrative FROM party_programme AS p"

func scanProgramme(r *sql.Rows) (p Programme, err error) {
	var languages string
	err = r.Scan(&p.ID, &p.Code, &p.Name, &p.NameZH, &p.Zone, &p.Currency, &languages, &p.Illustrative)
	p.Languages = strings.Fields(languages)
	return p, err
}

// ProgrammeByCode is the programme of a URL.
func ProgrammeByCode(ctx context.Context, q db.Q, code string) (Programme, error) {
	return db.One(ctx, q, scanProgramme, programmeColumns+" WHERE p.code = $1", code)
}

// ProgrammeByID is the programme of a record.
func ProgrammeByID(ctx context.Context, q db.Q, id ident.Programme) (Programme, error) {
	return db.One(ctx, q, scanProgramme, programmeColumns+" WHERE p.id = $1", int64(id))
}

// ListProgrammes lists every programme of the installation.
func ListProgrammes(ctx context.Context, q db.Q) ([]Programme, error) {
	return db.All(ctx, q, scanProgramme, programmeColumns+" ORDER BY p.id")
}

// ListProgrammesOf lists the programmes in which a person has a seat at a
// moment: each programme's own zone says which day that is there.
func ListProgrammesOf(ctx context.Context, q db.Q, person ident.Person, at time.Time) ([]Programme, error) {
	all, err := db.All(ctx, q, scanProgramme, programmeColumns+` WHERE p.id IN (SELECT m.programme_id FROM party_membership AS m WHERE m.person_id = $1)
		ORDER BY p.id`, int64(person))
	if err != nil {
		return nil, err
	}
	type stretch struct {
		programme ident.Programme
		from, to  words.Day
	}
	seats, err := db.All(ctx, q, func(r *sql.Rows) (s stretch, err error) { return s, r.Scan(&s.programme, &s.from, &s.to) },
		"SELECT programme_id, from_day, to_day FROM party_membership WHERE person_id = $1", int64(person))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(p Programme) bool {
		today := words.DayOf(at, p.Location())
		return !slices.ContainsFunc(seats, func(s stretch) bool { return s.programme == p.ID && s.from <= today && (s.to == "" || today <= s.to) })
	}), nil
}

// HatsOf lists the organisations a person may act for on a day, longest
// standing first, each with all the person's roles there.
func HatsOf(ctx context.Context, q db.Q, prog ident.Programme, person ident.Person, on words.Day) ([]Hat, error) {
	type seat struct {
		Hat
		role ident.Role
	}
	seats, err := db.All(ctx, q, func(r *sql.Rows) (s seat, err error) {
		return s, r.Scan(&s.Organisation, &s.Name, &s.Lang, &s.Other, &s.role)
	}, `SELECT p.id, p.name, p.lang, COALESCE(t.text, ''), m.role FROM party_membership AS m
		JOIN party_party AS p ON p.programme_id = m.programme_id AND p.id = m.party_id
		LEFT JOIN party_translation AS t ON t.programme_id = p.programme_id AND t.noun = 'party.party' AND t.id = p.id AND t.field = 'name' AND t.lang <> p.lang
		WHERE m.programme_id = $1 AND m.person_id = $2 AND m.from_day <= $3 AND (m.to_day = '' OR m.to_day >= $3) ORDER BY m.id`,
		int64(prog), int64(person), string(on))
	if err != nil {
		return nil, fmt.Errorf("reading a person's seats: %w", err)
	}
	var hats []Hat
	for _, s := range seats {
		i := slices.IndexFunc(hats, func(h Hat) bool { return h.Organisation == s.Organisation })
		if i < 0 {
			i, hats = len(hats), append(hats, s.Hat)
		}
		if !slices.Contains(hats[i].Roles, s.role) {
			hats[i].Roles = append(hats[i].Roles, s.role)
		}
	}
	return hats, nil
}

// saveProgramme numbers the programme within the installation.
func saveProgramme(ctx context.Context, tx *db.Tx, p Programme) (Programme, error) {
	var taken int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM party_programme WHERE code = $1", p.Code).Scan(&taken); err != nil {
		return p, err
	}
	if taken > 0 {
		var f fault.Form
		f.Refuse("code", "party.code_taken", p.Code)
		return p, f.Err()
	}
	if err := tx.QueryRowContext(ctx, "SELECT COALESCE(MAX(id), 0) + 1 FROM party_programme").Scan(&p.ID); err != nil {
		return p, err
	}
	return p, tx.Exec(ctx, `INSERT INTO party_programme (id, code, name, name_zh, zone, currency, languages, illustrative)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, int64(p.ID), p.Code, p.Name, p.NameZH, p.Zone, p.Currency, strings.Join(p.Languages, " "), p.Illustrative)
}

const membershipColumns = "SELECT id, person_id, party_id, role, from_day, to_day FROM party_membership"

func scanMembership(r *sql.Rows) (m Membership, err error) {
	return m, r.Scan(&m.ID, &m.Person, &m.Party, &m.Role, &m.From, &m.To)
}

// MembershipsOf lists the seats at a party, ended ones too.
func MembershipsOf(ctx context.Context, q db.Q, prog ident.Programme, party ident.ID) ([]Membership, error) {
	return db.All(ctx, q, scanMembership, membershipColumns+" WHERE programme_id = $1 AND party_id = $2 ORDER BY id", int64(prog), int64(party))
}

// SeatsIn lists the seats with a role that are held on a day, for tasks and
// delegation.
func SeatsIn(ctx context.Context, q db.Q, prog ident.Programme, role ident.Role, on words.Day) ([]Membership, error) {
	return db.All(ctx, q, scanMembership, membershipColumns+` WHERE programme_id = $1 AND role = $2 AND from_day <= $3 AND (to_day = '' OR to_day >= $3)
		ORDER BY id`, int64(prog), string(role), string(on))
}

// SeatsOn lists every seat of the programme that is held on a day.
func SeatsOn(ctx context.Context, q db.Q, prog ident.Programme, on words.Day) ([]Membership, error) {
	return db.All(ctx, q, scanMembership, membershipColumns+` WHERE programme_id = $1 AND from_day <= $2 AND (to_day = '' OR to_day >= $2) ORDER BY id`,
		int64(prog), string(on))
}

func getMembership(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Membership, error) {
	return db.One(ctx, q, scanMembership, membershipColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

func heldBy(ctx context.Context, q db.Q, prog ident.Programme, party ident.ID, person ident.Person) ([]Membership, error) {
	return db.All(ctx, q, scanMembership, membershipColumns+" WHERE programme_id = $1 AND party_id = $2 AND person_id = $3 ORDER BY id",
		int64(prog), int64(party), int64(person))
}

// Seats counts the seats of an organisation on a day in any of the roles.
func Seats(ctx context.Context, q db.Q, prog ident.Programme, org ident.ID, on words.Day, roles []ident.Role) (int, error) {
	all, err := MembershipsOf(ctx, q, prog, org)
	n := 0
	for _, m := range all {
		if slices.Contains(roles, m.Role) && m.From <= on && (m.To == "" || on <= m.To) {
			n++
		}
	}
	return n, err
}

func saveMembership(ctx context.Context, tx *db.Tx, m Membership) error {
	return tx.Exec(ctx, `INSERT INTO party_membership (programme_id, id, seq, person_id, party_id, role, from_day, to_day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, to_day = excluded.to_day`,
		int64(tx.Who.Programme), int64(m.ID), tx.Seq, int64(m.Person), int64(m.Party), string(m.Role), string(m.From), string(m.To))
}
