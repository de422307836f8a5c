package project

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const askColumns = `SELECT id, seq, project_id, state, asked_by, asked_org, asked_at, outcome, decided_by, decided_org, decided_at, reason, rules, shown
	FROM project_gate`

func scanAsk(r *sql.Rows) (a Ask, err error) {
	var asked, decided int64
	var shown string
	err = r.Scan(&a.ID, &a.Seq, &a.Project, &a.State, &a.By, &a.Org, &asked, &a.Outcome, &a.DecidedBy, &a.DecidedOrg, &decided, &a.Reason, &a.Rules, &shown)
	if err == nil {
		err = json.Unmarshal([]byte(shown), &a.Shown)
	}
	a.At = time.UnixMicro(asked).UTC()
	if decided != 0 {
		a.DecidedAt = time.UnixMicro(decided).UTC()
	}
	return a, err
}

// AsksOf lists the requests at the gates of a project, the first one first.
func AsksOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) ([]Ask, error) {
	return db.All(ctx, q, scanAsk, askColumns+" WHERE programme_id = $1 AND project_id = $2 ORDER BY id", int64(prog), int64(project))
}

func saveAsk(ctx context.Context, tx *db.Tx, a Ask) error {
	shown, err := json.Marshal(a.Shown)
	if err != nil {
		return err
	}
	decided := int64(0)
	if !a.DecidedAt.IsZero() {
		decided = a.DecidedAt.UnixMicro()
	}
	err = tx.Exec(ctx, `INSERT INTO project_gate (programme_id, id, seq, project_id, state, asked_by, asked_org, asked_at, outcome, decided_by,
		decided_org, decided_at, reason, rules, shown) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, outcome = excluded.outcome, decided_by = excluded.decided_by,
		decided_org = excluded.decided_org, decided_at = excluded.decided_at, reason = excluded.reason, rules = excluded.rules, shown = excluded.shown`,
		int64(tx.Who.Programme), int64(a.ID), tx.Seq, int64(a.Project), a.State, int64(a.By), int64(a.Org), a.At.UnixMicro(), a.Outcome,
		int64(a.DecidedBy), int64(a.DecidedOrg), decided, a.Reason, int64(a.Rules), string(shown))
	if err != nil {
		return fmt.Errorf("saving a request at a gate: %w", err)
	}
	return nil
}

// tie is a site at which the work of a project lies, and the change that said so.
type tie struct {
	site ident.ID
	seq  int64
}

// sitesOf lists where the work of a project lies, first tied first.
func sitesOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) ([]tie, error) {
	return db.All(ctx, q, func(r *sql.Rows) (t tie, err error) { return t, r.Scan(&t.site, &t.seq) },
		"SELECT site_id, seq FROM project_site WHERE programme_id = $1 AND project_id = $2 ORDER BY seq, site_id", int64(prog), int64(project))
}

// FirstSiteOf is the site that was first tied to a project; 0 when there is none.
func FirstSiteOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) (ident.ID, error) {
	ties, err := sitesOf(ctx, q, prog, project)
	if err != nil || len(ties) == 0 {
		return 0, err
	}
	return ties[0].site, nil
}

func saveSite(ctx context.Context, tx *db.Tx, project, site ident.ID) error {
	return tx.Exec(ctx, "INSERT INTO project_site (programme_id, project_id, site_id, seq) VALUES ($1, $2, $3, $4)",
		int64(tx.Who.Programme), int64(project), int64(site), tx.Seq)
}

func dropSite(ctx context.Context, tx *db.Tx, project, site ident.ID) error {
	return tx.Exec(ctx, "DELETE FROM project_site WHERE programme_id = $1 AND project_id = $2 AND site_id = $3",
		int64(tx.Who.Programme), int64(project), int64(site))
}

const paperColumns = `SELECT id, seq, project_id, requisite, reference, day, note, digest, name, mime, size, at, person_id, organisation_id FROM project_paper`

func scanPaper(r *sql.Rows) (x Paper, err error) {
	var at int64
	err = r.Scan(&x.ID, &x.Seq, &x.Project, &x.Requisite, &x.Reference, &x.Day, &x.Note, &x.Digest, &x.Name, &x.MIME, &x.Size, &at, &x.Person, &x.Organisation)
	x.At = time.UnixMicro(at).UTC()
	return x, err
}

// PapersOf lists the papers given at the gates of a project, the first one first.
func PapersOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) ([]Paper, error) {
	return db.All(ctx, q, scanPaper, paperColumns+" WHERE programme_id = $1 AND project_id = $2 ORDER BY id", int64(prog), int64(project))
}

func savePaper(ctx context.Context, tx *db.Tx, x Paper) error {
	err := tx.Exec(ctx, `INSERT INTO project_paper (programme_id, id, seq, project_id, requisite, reference, day, note, digest, name, mime, size, at,
		person_id, organisation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		int64(tx.Who.Programme), int64(x.ID), tx.Seq, int64(x.Project), x.Requisite, x.Reference, string(x.Day), x.Note, x.Digest, x.Name, x.MIME, x.Size,
		x.At.UnixMicro(), int64(x.Person), int64(x.Organisation))
	if err != nil {
		return fmt.Errorf("saving a paper: %w", err)
	}
	return nil
}
