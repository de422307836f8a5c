package place

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const conditionColumns = `SELECT id, site_id, condition_text, due, state, note, met_by, met_org FROM place_condition`

func scanCondition(r *sql.Rows) (c Condition, err error) {
	return c, r.Scan(&c.ID, &c.Site, &c.Text, &c.Due, &c.State, &c.Note, &c.MetBy, &c.MetOrg)
}

// ConditionsOf lists the conditions of a site in the order in which they were set.
func ConditionsOf(ctx context.Context, q db.Q, prog ident.Programme, site ident.ID) ([]Condition, error) {
	return db.All(ctx, q, scanCondition, conditionColumns+" WHERE programme_id = $1 AND site_id = $2 ORDER BY id", int64(prog), int64(site))
}

// GetCondition finds a condition by its number.
func GetCondition(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Condition, error) {
	return db.One(ctx, q, scanCondition, conditionColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

func saveCondition(ctx context.Context, tx *db.Tx, c Condition) error {
	err := tx.Exec(ctx, `INSERT INTO place_condition (programme_id, id, seq, site_id, condition_text, due, state, note, met_by, met_org)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, state = excluded.state,
		note = excluded.note, met_by = excluded.met_by, met_org = excluded.met_org`,
		int64(tx.Who.Programme), int64(c.ID), tx.Seq, int64(c.Site), c.Text, string(c.Due), c.State, c.Note, int64(c.MetBy), int64(c.MetOrg))
	if err != nil {
		return fmt.Errorf("saving a condition: %w", err)
	}
	return nil
}

// ExceptionsOf lists the exceptions entered for a site, latest first.
func ExceptionsOf(ctx context.Context, q db.Q, prog ident.Programme, site ident.ID) ([]Exception, error) {
	return db.All(ctx, q, func(r *sql.Rows) (e Exception, err error) {
		var at int64
		err = r.Scan(&e.ID, &e.Site, &e.Screening, &e.Citation, &e.Published, &e.Why, &at, &e.Person, &e.Organisation)
		e.At = time.UnixMicro(at).UTC()
		return e, err
	}, `SELECT id, site_id, screening_id, citation, published, why, at, person_id, organisation_id FROM place_exception
		WHERE programme_id = $1 AND site_id = $2 ORDER BY id DESC`, int64(prog), int64(site))
}

func saveException(ctx context.Context, tx *db.Tx, e Exception) error {
	return tx.Exec(ctx, `INSERT INTO place_exception (programme_id, id, seq, site_id, screening_id, citation, published, why, at, person_id, organisation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, int64(tx.Who.Programme), int64(e.ID), tx.Seq, int64(e.Site), int64(e.Screening),
		e.Citation, e.Published, e.Why, e.At.UnixMicro(), int64(e.Person), int64(e.Organisation))
}
