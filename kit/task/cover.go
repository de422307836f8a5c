package task

import (
	"context"
	"database/sql"
	"fmt"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// Cover says who handles the tasks handed to a person while they are away, in
// one organisation, from the first to the last day.
type Cover struct {
	ID     ident.ID     `json:"id"`
	Person ident.Person `json:"person"`
	By     ident.Person `json:"by"`
	Party  ident.ID     `json:"party"`
	From   words.Day    `json:"from"`
	To     words.Day    `json:"to"`
}

// check refuses a cover that ends before it begins or has passed, or by oneself.
func (c Cover) check(today words.Day) error {
	var f fault.Form
	f.Require(c.By != 0 && c.By != c.Person, "cover", "task.cover_missing")
	_, from := words.ParseDay(string(c.From))
	_, to := words.ParseDay(string(c.To))
	f.Require(from, "away_from", "task.day_missing")
	f.Require(to, "away_to", "task.day_missing")
	if from && to {
		f.Require(c.From <= c.To, "away_to", "task.days_reversed")
		f.Require(c.To >= today, "away_to", "task.day_passed")
	}
	return f.Err()
}

// AddCover records a cover. Conflict when the days overlap another of the person's,
// or when the one who covers is away then.
func AddCover(ctx context.Context, tx *db.Tx, c Cover, today words.Day) error {
	if err := c.check(today); err != nil {
		return err
	}
	for _, away := range []ident.Person{c.Person, c.By} {
		covers, err := CoversOf(ctx, tx, tx.Who.Programme, away, c.From)
		if err != nil {
			return err
		}
		for _, o := range covers {
			if o.From <= c.To && away == c.Person {
				return fault.New(fault.Conflict, "task.cover_overlaps")
			}
			if o.From <= c.To {
				return fault.New(fault.Conflict, "task.cover_away")
			}
		}
	}
	return tx.Exec(ctx, `INSERT INTO task_cover (programme_id, id, seq, person_id, cover_id, party_id, from_day, to_day, ended_seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)`, int64(tx.Who.Programme), int64(c.ID), tx.Seq, int64(c.Person), int64(c.By), int64(c.Party),
		string(c.From), string(c.To))
}

// EndCover ends a cover of the actor's own: what it moved comes back.
func EndCover(ctx context.Context, tx *db.Tx, c Cover) error {
	p := int64(tx.Who.Programme)
	n, err := tx.ExecCount(ctx, "UPDATE task_cover SET ended_seq = $1 WHERE programme_id = $2 AND id = $3 AND person_id = $4 AND ended_seq = 0",
		tx.Seq, p, int64(c.ID), int64(tx.Who.Person))
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return fmt.Errorf("ending a cover: %w", err)
	}
	return tx.Exec(ctx, `UPDATE task_task SET person_id = for_person, for_person = 0, until = ''
		WHERE programme_id = $1 AND closed_seq = 0 AND person_id = $2 AND for_person = $3`, p, int64(c.By), int64(c.Person))
}

const coverColumns = "SELECT id, person_id, cover_id, party_id, from_day, to_day FROM task_cover"

func scanCover(r *sql.Rows) (c Cover, err error) {
	return c, r.Scan(&c.ID, &c.Person, &c.By, &c.Party, &c.From, &c.To)
}

// CoversOf lists the person's covers that last on a day or begin after it.
func CoversOf(ctx context.Context, q db.Q, p ident.Programme, person ident.Person, on words.Day) ([]Cover, error) {
	return db.All(ctx, q, scanCover, coverColumns+" WHERE programme_id = $1 AND person_id = $2 AND to_day >= $3 AND ended_seq = 0 ORDER BY from_day",
		int64(p), int64(person), string(on))
}

// ByDay tells whether the calendar has tasks to move on this day.
func ByDay(ctx context.Context, q db.Q, p ident.Programme, today words.Day) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM task_task WHERE programme_id = $1 AND closed_seq = 0 AND until <> '' AND until < $2)
		+ (SELECT count(*) FROM task_cover AS c JOIN task_task AS t ON t.programme_id = c.programme_id AND t.person_id = c.person_id
			WHERE c.programme_id = $1 AND c.to_day >= $2 AND c.from_day <= $2 AND c.ended_seq = 0 AND t.person_id <> 0 AND t.closed_seq = 0
			AND t.for_person = 0 AND t.not_person <> c.cover_id)`,
		int64(p), string(today)).Scan(&n)
	return n > 0, err
}

// Turn moves what the calendar moves and counts it: a task handed on until a day
// comes back, and a task of somebody who is away goes to the one who covers. A
// claimant gets no task by covering.
func Turn(ctx context.Context, tx *db.Tx, today words.Day) (int64, error) {
	p := int64(tx.Who.Programme)
	moved, err := tx.ExecCount(ctx, `UPDATE task_task SET person_id = for_person, for_person = 0, until = ''
		WHERE programme_id = $1 AND closed_seq = 0 AND until <> '' AND until < $2`, p, string(today))
	if err != nil {
		return 0, fmt.Errorf("taking tasks back: %w", err)
	}
	covers, err := db.All(ctx, tx, scanCover, coverColumns+" WHERE programme_id = $1 AND to_day >= $2 AND from_day <= $2 AND ended_seq = 0 ORDER BY id",
		p, string(today))
	if err != nil {
		return 0, fmt.Errorf("reading covers: %w", err)
	}
	for _, c := range covers {
		n, err := tx.ExecCount(ctx, `UPDATE task_task SET for_person = person_id, person_id = $1, until = $2 WHERE programme_id = $3 AND closed_seq = 0
			AND person_id = $4 AND for_person = 0 AND not_person <> $1 AND (party_id = 0 OR party_id = $5)`,
			int64(c.By), string(c.To), p, int64(c.Person), int64(c.Party))
		if err != nil {
			return 0, fmt.Errorf("covering for somebody away: %w", err)
		}
		moved += n
	}
	return moved, nil
}
