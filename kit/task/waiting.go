package task

import (
	"context"
	"database/sql"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// Waiting counts the open tasks of one kind for one holder: a role, of one
// organisation when Party is set, kept from NotPerson, in the hands of Person when
// set. Oldest is since when the first of them waits; Late are those past their day.
type Waiting struct {
	Action            string
	Role              ident.Role
	Party             ident.ID
	NotPerson, Person ident.Person
	N, Late           int
	Oldest            time.Time
}

// AllWaiting counts everything that is open, for one organisation when party is
// set.
func AllWaiting(ctx context.Context, q db.Q, p ident.Programme, party ident.ID, today words.Day) ([]Waiting, error) {
	args, where := []any{int64(p), string(today)}, ""
	if party != 0 {
		args, where = append(args, int64(party)), " AND party_id = $3"
	}
	return db.All(ctx, q, func(r *sql.Rows) (w Waiting, err error) {
		var since int64
		err = r.Scan(&w.Action, &w.Role, &w.Party, &w.NotPerson, &w.Person, &w.N, &w.Late, &since)
		w.Oldest = time.UnixMicro(since).UTC()
		return w, err
	}, `SELECT action, role, party_id, not_person, person_id, count(*), sum(CASE WHEN due <> '' AND due < $2 THEN 1 ELSE 0 END), min(since)
		FROM task_task WHERE programme_id = $1 AND closed_seq = 0`+where+` GROUP BY action, role, party_id, not_person, person_id`, args...)
}

// Open lists the open tasks of one kind for one role, of one organisation when
// party is set, the longest waiting first.
func Open(ctx context.Context, q db.Q, p ident.Programme, action string, party ident.ID, role ident.Role, limit int) ([]Task, error) {
	return db.All(ctx, q, scan, columns+` WHERE programme_id = $1 AND closed_seq = 0 AND role = $2 AND party_id = $3 AND action = $4
		ORDER BY since, id LIMIT $5`, int64(p), string(role), int64(party), action, limit)
}
