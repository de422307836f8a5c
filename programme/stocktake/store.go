package stocktake

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/words"
)

const promiseColumns = `SELECT kind, id, code, title, title_other, lang, root, status, quiet_since, due, next_change, conference_id, measure_id,
	agreement_id, pairing_id, lead_id, provider_id, receiver_id, n_conference, n_decision, n_agreement, n_project, of_project, n_money,
	n_result, of_result, reason, owner_id, visibility, illustrative, folded FROM stocktake_promise`

func scanPromise(r *sql.Rows) (p Promise, err error) {
	n := &p.Nodes
	err = r.Scan(&p.Kind, &p.ID, &p.Code, &p.Title, &p.TitleOther, &p.Lang, &p.Root, &p.Status, &p.QuietSince, &p.Due, &p.NextChange,
		&p.Conference, &p.Measure, &p.Agreement, &p.Pairing, &p.Lead, &p.Provider, &p.Receiver, &n.Conference, &n.Decision, &n.Agreement,
		&n.Project, &n.OfProject, &n.Money, &n.Result, &n.OfResult, &p.Reason, &p.Owner, &p.Visibility, &p.Illustrative, &p.Folded)
	return p, err
}

// Filter narrows the board. Zero fields do not narrow. AfterKind and After are
// the last row of the page before.
type Filter struct {
	Status     string
	Lead       ident.ID // who must act
	Pairing    ident.ID
	Conference ident.ID
	Measure    ident.ID
	Root       string
	Fold       bool // one row for all answers to one requirement: the worst
	After      Cursor
	Limit      int
}

// Cursor is a place on the board: the row after which a page begins.
type Cursor struct {
	Rank  int
	Quiet int64
	ID    ident.ID
}

// ListPromises gives one page of the board: worst and most silent first.
func ListPromises(ctx context.Context, q db.Q, who ident.Actor, f Filter) ([]Promise, error) {
	where, args := []string{"programme_id = $1"}, []any{int64(who.Programme)}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	if f.Status != "" {
		add("status = $%d", f.Status)
	}
	for column, id := range map[string]ident.ID{"lead_id": f.Lead, "pairing_id": f.Pairing, "conference_id": f.Conference, "measure_id": f.Measure} {
		if id != 0 {
			add(column+" = $%d", int64(id))
		}
	}
	if f.Fold {
		where = append(where, "folded = FALSE")
	}
	if f.Root != "" {
		add("root = $%d", f.Root)
	}
	if !who.SeesAll() {
		add("(visibility <> 'internal' OR owner_id = $%d)", int64(who.Organisation))
	}
	if f.After.ID != 0 {
		args = append(args, f.After.Rank, f.After.Quiet, int64(f.After.ID))
		where = append(where, fmt.Sprintf("(rank, quiet_since, id) > ($%d, $%d, $%d)", len(args)-2, len(args)-1, len(args)))
	}
	args = append(args, f.Limit)
	return db.All(ctx, q, scanPromise, promiseColumns+" WHERE "+strings.Join(where, " AND ")+
		fmt.Sprintf(" ORDER BY rank, quiet_since, id LIMIT $%d", len(args)), args...)
}

// GetPromise finds one promise by its code; NotFound also when it may not be seen.
func GetPromise(ctx context.Context, q db.Q, who ident.Actor, code string) (Promise, error) {
	sight, args := "", []any{int64(who.Programme), code}
	if !who.SeesAll() {
		sight, args = " AND (visibility <> 'internal' OR owner_id = $3)", append(args, int64(who.Organisation))
	}
	return db.One(ctx, q, scanPromise, promiseColumns+" WHERE programme_id = $1 AND code = $2"+sight, args...)
}

// CountByStatus counts the promises the actor may see, from the rollup.
func CountByStatus(ctx context.Context, q db.Q, who ident.Actor, lead ident.ID) (map[string]int64, error) {
	where, args := "programme_id = $1", []any{int64(who.Programme)}
	if lead != 0 {
		args = append(args, int64(lead))
		where += fmt.Sprintf(" AND lead_id = $%d", len(args))
	}
	if !who.SeesAll() {
		args = append(args, int64(who.Organisation))
		where += fmt.Sprintf(" AND (visibility <> 'internal' OR owner_id = $%d)", len(args))
	}
	type count struct {
		status string
		n      int64
	}
	rows, err := db.All(ctx, q, func(r *sql.Rows) (c count, err error) { return c, r.Scan(&c.status, &c.n) },
		"SELECT status, CAST(sum(n) AS BIGINT) FROM stocktake_rollup_status WHERE "+where+" GROUP BY status", args...)
	out := map[string]int64{}
	for _, c := range rows {
		out[c.status] = c.n
	}
	return out, err
}

// LeadsWithPromises lists the organisations on which promises rest, for the
// filter; at most 300.
func LeadsWithPromises(ctx context.Context, q db.Q, who ident.Actor) ([]ident.ID, error) {
	return db.All(ctx, q, func(r *sql.Rows) (id ident.ID, err error) { return id, r.Scan(&id) },
		`SELECT lead_id FROM stocktake_rollup_status WHERE programme_id = $1 AND lead_id <> 0 AND n > 0
		GROUP BY lead_id ORDER BY lead_id LIMIT 300`, int64(who.Programme))
}

// savePromise writes the row and moves the rollup by the difference.
func savePromise(ctx context.Context, tx *db.Tx, p Promise) error {
	if err := dropPromise(ctx, tx, p.Kind, p.ID); err != nil {
		return err
	}
	n := p.Nodes
	err := tx.Exec(ctx, `INSERT INTO stocktake_promise (programme_id, kind, id, code, title, title_other, lang, root, status, rank, quiet_since, due,
		next_change, conference_id, measure_id, agreement_id, pairing_id, lead_id, provider_id, receiver_id, n_conference, n_decision,
		n_agreement, n_project, of_project, n_money, n_result, of_result, reason, owner_id, visibility, illustrative, folded)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
		$28, $29, $30, $31, $32, $33)`,
		int64(tx.Who.Programme), p.Kind, int64(p.ID), p.Code, p.Title, p.TitleOther, p.Lang, p.Root, p.Status, int64(Rank(p.Status)), p.QuietSince,
		string(p.Due), string(p.NextChange), int64(p.Conference), int64(p.Measure), int64(p.Agreement), int64(p.Pairing), int64(p.Lead),
		int64(p.Provider), int64(p.Receiver), n.Conference, n.Decision, n.Agreement, n.Project, n.OfProject, n.Money, n.Result, n.OfResult,
		p.Reason, int64(p.Owner), p.Visibility, p.Illustrative, p.Kind == Answer)
	if err != nil {
		return fmt.Errorf("writing promise %s: %w", p.Code, err)
	}
	return count(ctx, tx, p.Lead, p.Visibility, p.Owner, p.Status, 1)
}

// refold makes the worst answer to a requirement the one that stands on the board.
func refold(ctx context.Context, tx *db.Tx, measure ident.ID) error {
	p := int64(tx.Who.Programme)
	first, err := db.All(ctx, tx, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		"SELECT id FROM stocktake_promise WHERE programme_id = $1 AND measure_id = $2 AND kind = $3 ORDER BY rank, quiet_since, id LIMIT 1", p, int64(measure), Answer)
	if err != nil || len(first) == 0 {
		return err
	}
	for _, stmt := range []string{
		"UPDATE stocktake_promise SET folded = TRUE WHERE programme_id = $1 AND measure_id = $2 AND kind = $3 AND id <> $4 AND folded = FALSE",
		"UPDATE stocktake_promise SET folded = FALSE WHERE programme_id = $1 AND measure_id = $2 AND kind = $3 AND id = $4 AND folded = TRUE",
	} {
		if err := tx.Exec(ctx, stmt, p, int64(measure), Answer, first[0]); err != nil {
			return fmt.Errorf("folding answers: %w", err)
		}
	}
	return nil
}

// dropPromise takes a row away, if it was there, and counts it down.
func dropPromise(ctx context.Context, tx *db.Tx, kind string, id ident.ID) error {
	old, err := db.All(ctx, tx, func(r *sql.Rows) (p Promise, err error) {
		return p, r.Scan(&p.Lead, &p.Visibility, &p.Owner, &p.Status)
	}, "DELETE FROM stocktake_promise WHERE programme_id = $1 AND kind = $2 AND id = $3 RETURNING lead_id, visibility, owner_id, status",
		int64(tx.Who.Programme), kind, int64(id))
	if err != nil {
		return fmt.Errorf("replacing promise %s %d: %w", kind, id, err)
	}
	for _, p := range old {
		if err := count(ctx, tx, p.Lead, p.Visibility, p.Owner, p.Status, -1); err != nil {
			return err
		}
	}
	return nil
}

func count(ctx context.Context, tx *db.Tx, lead ident.ID, visibility string, owner ident.ID, status string, by int64) error {
	// The owner cuts sight only of internal rows; one line for all others keeps the rollup small.
	if visibility != "internal" {
		owner = 0
	}
	return tx.Exec(ctx, `INSERT INTO stocktake_rollup_status (programme_id, lead_id, visibility, owner_id, status, n) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (programme_id, lead_id, visibility, owner_id, status) DO UPDATE SET n = stocktake_rollup_status.n + excluded.n`,
		int64(tx.Who.Programme), int64(lead), visibility, int64(owner), status, by)
}

// dueForChange lists the promises whose status the calendar may have moved.
func dueForChange(ctx context.Context, q db.Q, prog ident.Programme, today words.Day, limit int) ([]Promise, error) {
	return db.All(ctx, q, scanPromise, promiseColumns+" WHERE programme_id = $1 AND next_change > '' AND next_change <= $2 ORDER BY next_change, id LIMIT $3",
		int64(prog), string(today), limit)
}

// wakeAll makes the next tick recompute every promise, after new rules.
func wakeAll(ctx context.Context, tx *db.Tx, today words.Day) error {
	return tx.Exec(ctx, "UPDATE stocktake_promise SET next_change = $1 WHERE programme_id = $2", string(today), int64(tx.Who.Programme))
}

// Exempt is somebody's word that a node does not apply to a promise.
type Exempt struct {
	Node         string       `json:"node"`
	Why          string       `json:"why"`
	At           time.Time    `json:"at"`
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// ExemptOf lists the nodes that somebody said do not apply.
func ExemptOf(ctx context.Context, q db.Q, prog ident.Programme, kind string, id ident.ID) ([]Exempt, error) {
	return db.All(ctx, q, func(r *sql.Rows) (e Exempt, err error) {
		var at int64
		err = r.Scan(&e.Node, &e.Why, &at, &e.Person, &e.Organisation)
		e.At = time.UnixMicro(at).UTC()
		return e, err
	}, "SELECT node, why, at, person_id, organisation_id FROM stocktake_not_applicable WHERE programme_id = $1 AND kind = $2 AND id = $3 AND why <> '' ORDER BY node",
		int64(prog), kind, int64(id))
}

// saveExempt keeps the word; an empty why takes it back.
func saveExempt(ctx context.Context, tx *db.Tx, kind string, id ident.ID, node, why string) error {
	return tx.Exec(ctx, `INSERT INTO stocktake_not_applicable (programme_id, kind, id, node, seq, at, why, person_id, organisation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (programme_id, kind, id, node) DO UPDATE SET
		seq = excluded.seq, at = excluded.at, why = excluded.why, person_id = excluded.person_id, organisation_id = excluded.organisation_id`,
		int64(tx.Who.Programme), kind, int64(id), node, tx.Seq, tx.Now.UnixMicro(), why, int64(tx.Who.Person), int64(tx.Who.Organisation))
}

func clearAll(ctx context.Context, tx *db.Tx) error {
	for _, stmt := range []string{"DELETE FROM stocktake_promise WHERE programme_id = $1", "DELETE FROM stocktake_rollup_status WHERE programme_id = $1"} {
		if err := tx.Exec(ctx, stmt, int64(tx.Who.Programme)); err != nil {
			return err
		}
	}
	return nil
}
