package plan

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const takeUpColumns = `SELECT id, period_id, party_id, kind, document, place, day, quote, link, why, state, state_since, said_by, said_for, reason, visibility
	FROM plan_take_up`

func scanTakeUp(r *sql.Rows) (t TakeUp, err error) {
	var since int64
	err = r.Scan(&t.ID, &t.Period, &t.Party, &t.Kind, &t.Document, &t.Place, &t.Day, &t.Quote, &t.Link, &t.Why, &t.State, &since, &t.SaidBy, &t.SaidFor,
		&t.Reason, &t.Visibility)
	t.Since = time.UnixMicro(since).UTC()
	return t, err
}

// TakeUpsIn lists all that is said in a period, whoever asks.
func TakeUpsIn(ctx context.Context, q db.Q, prog ident.Programme, period ident.ID) ([]TakeUp, error) {
	return db.All(ctx, q, scanTakeUp, takeUpColumns+" WHERE programme_id = $1 AND period_id = $2 ORDER BY id", int64(prog), int64(period))
}

// TakeUpsOf lists what is said of one organisation in a period, by kind.
func TakeUpsOf(ctx context.Context, q db.Q, prog ident.Programme, period, party ident.ID) ([]TakeUp, error) {
	return db.All(ctx, q, scanTakeUp, takeUpColumns+" WHERE programme_id = $1 AND period_id = $2 AND party_id = $3 ORDER BY id",
		int64(prog), int64(period), int64(party))
}

func saveTakeUp(ctx context.Context, tx *db.Tx, t TakeUp) error {
	err := tx.Exec(ctx, `INSERT INTO plan_take_up (programme_id, id, seq, period_id, party_id, kind, document, place, day, quote, link, why, state, state_since,
		said_by, said_for, reason, visibility, published_seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, document = excluded.document, place = excluded.place, day = excluded.day,
		quote = excluded.quote, link = excluded.link, why = excluded.why, state = excluded.state, state_since = excluded.state_since,
		said_by = excluded.said_by, said_for = excluded.said_for, reason = excluded.reason`,
		int64(tx.Who.Programme), int64(t.ID), tx.Seq, int64(t.Period), int64(t.Party), t.Kind, t.Document, t.Place, string(t.Day), t.Quote, t.Link, t.Why,
		t.State, t.Since.UnixMicro(), int64(t.SaidBy), int64(t.SaidFor), t.Reason, t.Visibility)
	if err != nil {
		return fmt.Errorf("saving a take-up: %w", err)
	}
	return nil
}

// RemindersIn lists the last reminder of each organisation in a period.
func RemindersIn(ctx context.Context, q db.Q, prog ident.Programme, period ident.ID) ([]Reminder, error) {
	return db.All(ctx, q, scanReminder, reminderColumns+" WHERE programme_id = $1 AND period_id = $2", int64(prog), int64(period))
}

const reminderColumns = "SELECT id, period_id, party_id, on_day, due FROM plan_reminder"

func scanReminder(r *sql.Rows) (m Reminder, err error) {
	return m, r.Scan(&m.ID, &m.Period, &m.Party, &m.On, &m.Due)
}

// remindersOf are the last reminders of one organisation: none or one.
func remindersOf(ctx context.Context, q db.Q, prog ident.Programme, period, party ident.ID) ([]Reminder, error) {
	return db.All(ctx, q, scanReminder, reminderColumns+" WHERE programme_id = $1 AND period_id = $2 AND party_id = $3", int64(prog), int64(period), int64(party))
}

func saveReminder(ctx context.Context, tx *db.Tx, m Reminder) error {
	err := tx.Exec(ctx, `INSERT INTO plan_reminder (programme_id, period_id, party_id, id, seq, on_day, due) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (programme_id, period_id, party_id) DO UPDATE SET seq = excluded.seq, on_day = excluded.on_day, due = excluded.due`,
		int64(tx.Who.Programme), int64(m.Period), int64(m.Party), int64(m.ID), tx.Seq, string(m.On), string(m.Due))
	if err != nil {
		return fmt.Errorf("saving a reminder: %w", err)
	}
	return nil
}
