package project

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const milestoneColumns = `SELECT id, seq, project_id, ordinal, title, baseline, agreed, kind, forecast, actual, state, reason, claimed_by,
	claimed_org FROM project_milestone`

func scanMilestone(r *sql.Rows) (m Milestone, err error) {
	err = r.Scan(&m.ID, &m.Seq, &m.Project, &m.Ordinal, &m.Title, &m.Baseline, &m.Agreed, &m.Kind, &m.Forecast, &m.Actual, &m.State, &m.Reason, &m.ClaimedBy, &m.ClaimedOrg)
	return m, err
}

// MilestonesOf lists the milestones of a project in their order.
func MilestonesOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) ([]Milestone, error) {
	all, err := db.All(ctx, q, scanMilestone, milestoneColumns+" WHERE programme_id = $1 AND project_id = $2 ORDER BY CASE WHEN agreed <> '' THEN agreed ELSE baseline END, ordinal", int64(prog), int64(project))
	if err != nil {
		return nil, err
	}
	return all, addOrder(ctx, q, prog, all)
}

// GetMilestone finds a milestone by its number.
func GetMilestone(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Milestone, error) {
	m, err := db.One(ctx, q, scanMilestone, milestoneColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
	if err != nil {
		return m, err
	}
	all := []Milestone{m}
	err = addOrder(ctx, q, prog, all)
	return all[0], err
}

func saveMilestone(ctx context.Context, tx *db.Tx, m Milestone) error {
	err := tx.Exec(ctx, `INSERT INTO project_milestone (programme_id, id, seq, project_id, ordinal, title, baseline, agreed, kind, forecast, actual,
		state, reason, claimed_by, claimed_org) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, agreed = excluded.agreed, forecast = excluded.forecast, actual = excluded.actual,
		state = excluded.state, reason = excluded.reason, claimed_by = excluded.claimed_by, claimed_org = excluded.claimed_org`,
		int64(tx.Who.Programme), int64(m.ID), tx.Seq, int64(m.Project), int64(m.Ordinal), m.Title, string(m.Baseline), string(m.Agreed),
		m.Kind, string(m.Forecast), string(m.Actual), m.State, m.Reason, int64(m.ClaimedBy), int64(m.ClaimedOrg))
	if err != nil {
		return fmt.Errorf("saving a milestone: %w", err)
	}
	return settleDays(ctx, tx, m.Project)
}

const claimColumns = `SELECT id, seq, project_id, milestone_id, actual, note, digest, name, mime, size, at, person_id, organisation_id FROM project_claim`

func scanClaim(r *sql.Rows) (c Claim, err error) {
	var at int64
	err = r.Scan(&c.ID, &c.Seq, &c.Project, &c.Milestone, &c.Actual, &c.Note, &c.Digest, &c.Name, &c.MIME, &c.Size, &at, &c.Person, &c.Organisation)
	c.At = time.UnixMicro(at).UTC()
	return c, err
}

// ClaimsOf lists the claims made in a project, first claim first.
func ClaimsOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) ([]Claim, error) {
	return db.All(ctx, q, scanClaim, claimColumns+" WHERE programme_id = $1 AND project_id = $2 ORDER BY at, id", int64(prog), int64(project))
}

func saveClaim(ctx context.Context, tx *db.Tx, c Claim) error {
	err := tx.Exec(ctx, `INSERT INTO project_claim (programme_id, id, seq, project_id, milestone_id, actual, note, digest, name, mime, size, at,
		person_id, organisation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		int64(tx.Who.Programme), int64(c.ID), tx.Seq, int64(c.Project), int64(c.Milestone), string(c.Actual), c.Note, c.Digest, c.Name, c.MIME, c.Size,
		c.At.UnixMicro(), int64(c.Person), int64(c.Organisation))
	if err != nil {
		return fmt.Errorf("saving a claim: %w", err)
	}
	return nil
}
