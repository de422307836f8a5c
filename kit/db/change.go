package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
)

// Key makes a change happen at most once: ID is made by the client, Digest
// covers the content. The pair is kept for ever.
type Key struct{ ID, Digest string }

// Done tells what a change did. Replayed is true when the key had been used
// before with the same content; the answer is then the first one.
type Done struct {
	Seq      int64
	Facts    []FactRef
	Replayed bool
}

// FactRef is the kind and subject of one journaled fact.
type FactRef struct {
	Kind    string
	Subject ident.Ref
}

// Subject is the first record of the given kind that the change touched.
func (d Done) Subject(kind string) (ident.ID, bool) {
	for _, f := range d.Facts {
		if f.Subject.Kind == kind {
			return f.Subject.ID, true
		}
	}
	return 0, false
}

// Tx is a change in progress. It reads what it has written. Now is the moment
// of the change and Seq its number in the programme's journal.
type Tx struct {
	Now time.Time
	Seq int64
	Who ident.Actor

	tx     *sql.Tx
	nextID ident.ID
	pg     bool
	again  map[string]*sql.Stmt // statements seen before in this change; nil: seen once
}

// commitTime bounds a transaction: it is not tied to the request, because a
// cancelled commit may still have happened.
const commitTime = 30 * time.Second

// Change runs fn as the programme's only writer and journals the facts it
// returns, of which there must be at least one, in the same transaction.
//
// A key used before gives the first answer again when the content is the same
// and a Conflict when it is not. When the outcome of the commit is unknown even
// after asking again, the fault is Unavailable and a retry with the same key is
// safe. Inside fn: no network, no files, no mail.
func (d *DB) Change(ctx context.Context, who ident.Actor, key Key, fn func(*Tx) ([]Fact, error)) (Done, error) {
	if key.ID == "" {
		return Done{}, fault.New(fault.Invalid, "db.key_missing")
	}
	release, err := d.writer(ctx, who.Programme)
	if err != nil {
		return Done{}, err
	}
	defer release()
	done, committing, err := d.attempt(ctx, who, key, fn)
	if err != nil && committing {
		return d.resolve(ctx, who, key)
	}
	return done, classify(err)
}

// attempt does the change once; committing is true when the error came from
// the commit itself, so that the outcome is unknown.
func (d *DB) attempt(ctx context.Context, who ident.Actor, key Key, fn func(*Tx) ([]Fact, error)) (_ Done, committing bool, err error) {
	life, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	defer cancel()
	tx, err := d.begin(life, who)
	if err != nil {
		return Done{}, false, err
	}
	defer tx.tx.Rollback()

	if done, used, err := answered(ctx, tx, who.Programme, key); err != nil || used {
		return done, false, err
	}
	if err := tx.loadHead(ctx); err != nil {
		return Done{}, false, err
	}
	facts, err := fn(tx)
	if err != nil {
		return Done{}, false, err
	}
	if len(facts) == 0 {
		return Done{}, false, errors.New("a change must return the facts it made")
	}
	for _, p := range d.Projectors {
		if err := p(ctx, tx, facts); err != nil {
			return Done{}, false, fmt.Errorf("projecting facts: %w", err)
		}
	}
	done, err := tx.record(ctx, key, facts)
	if err != nil {
		return Done{}, false, err
	}
	if err := tx.tx.Commit(); err != nil {
		return Done{}, true, err
	}
	return done, false, nil
}

func (d *DB) begin(ctx context.Context, who ident.Actor) (*Tx, error) {
	sqlTx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	tx := &Tx{Now: d.Now(), Who: who, tx: sqlTx, pg: d.postgres}
	if d.postgres {
		// The lock is its own first statement: a later one would read a
		// snapshot taken before the wait.
		if _, err := sqlTx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(who.Programme)); err != nil {
			sqlTx.Rollback()
			return nil, err
		}
	}
	return tx, nil
}

// resolve asks, on a new connection, whether a change whose commit failed
// happened after all.
func (d *DB) resolve(ctx context.Context, who ident.Actor, key Key) (Done, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	defer cancel()
	done, used, err := answered(ctx, d.Read(), who.Programme, key)
	switch {
	case err != nil:
		return Done{}, fault.New(fault.Unavailable, "db.outcome_unknown")
	case used:
		done.Replayed = false
		return done, nil
	}
	return Done{}, fault.New(fault.Unavailable, "db.not_saved")
}

// Write changes instance rows that carry no promise of the programme: sessions,
// sign-in counters. It is not journaled.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	release, err := d.writer(ctx, 0)
	if err != nil {
		return err
	}
	defer release()
	life, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	defer cancel()
	tx, err := d.begin(life, ident.Actor{})
	if err != nil {
		return err
	}
	defer tx.tx.Rollback()
	if err := fn(tx); err != nil {
		return classify(err)
	}
	return classify(tx.tx.Commit())
}

// ID draws the next record number of the programme.
func (t *Tx) ID() ident.ID {
	t.nextID++
	return t.nextID
}

// Code draws the next human code for a prefix: PRJ-001, PRJ-002, ...
func (t *Tx) Code(ctx context.Context, prefix string) (string, error) {
	var n int64
	err := t.QueryRowContext(ctx, `INSERT INTO db_code (programme_id, prefix, last) VALUES ($1, $2, 1)
		ON CONFLICT (programme_id, prefix) DO UPDATE SET last = db_code.last + 1 RETURNING last`,
		int64(t.Who.Programme), prefix).Scan(&n)
	if err != nil {
		return "", fmt.Errorf("drawing a code: %w", err)
	}
	return fmt.Sprintf("%s-%03d", prefix, n), nil
}

// Exec runs one statement of a saver.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) error {
	_, err := t.ExecCount(ctx, query, args...)
	return err
}

// ExecCount runs one statement and tells how many rows it touched.
func (t *Tx) ExecCount(ctx context.Context, query string, args ...any) (int64, error) {
	stmt, err := t.prepared(ctx, query)
	if err != nil {
		return 0, err
	}
	var r sql.Result
	if stmt != nil {
		r, err = stmt.ExecContext(ctx, args...)
	} else {
		r, err = t.tx.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// QueryContext makes a change in progress a Q.
func (t *Tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := t.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return t.tx.QueryContext(ctx, query, args...)
}

// QueryRowContext makes a change in progress a Q.
func (t *Tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt, err := t.prepared(ctx, query); err == nil && stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return t.tx.QueryRowContext(ctx, query, args...)
}

// prepared keeps a statement that comes again within one change: on SQLite
// reading a statement's text costs more than running it, and a bulk change
// runs the same few hundreds of times. The PostgreSQL driver does this itself.
func (t *Tx) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if t.pg {
		return nil, nil
	}
	stmt, seen := t.again[query]
	if stmt != nil {
		return stmt, nil
	}
	if !seen {
		if t.again == nil {
			t.again = map[string]*sql.Stmt{}
		}
		t.again[query] = nil
		return nil, nil
	}
	stmt, err := t.tx.PrepareContext(ctx, query)
	if err == nil {
		t.again[query] = stmt
	}
	return stmt, err
}

func (t *Tx) loadHead(ctx context.Context) error {
	var id int64
	err := t.QueryRowContext(ctx, "SELECT seq, next_id FROM db_head WHERE programme_id = $1", int64(t.Who.Programme)).Scan(&t.Seq, &id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("reading the journal's head: %w", err)
	}
	t.Seq++
	t.nextID = ident.ID(id)
	return nil
}
