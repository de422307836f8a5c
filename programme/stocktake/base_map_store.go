package stocktake

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
)

// BaseMapsOf lists the base maps of a programme, the last one first, with those
// that were replaced or taken away.
func BaseMapsOf(ctx context.Context, q db.Q, prog ident.Programme, limit int) ([]BaseMap, error) {
	return db.All(ctx, q, func(r *sql.Rows) (m BaseMap, err error) {
		var at int64
		err = r.Scan(&m.ID, &m.Kind, &m.Digest, &m.Name, &m.MIME, &m.Size, &m.Source, &m.Licence, &m.Review, &m.Published, &m.Reason, &at, &m.Person, &m.Organisation)
		m.At = time.UnixMicro(at).UTC()
		return m, err
	}, `SELECT id, kind, digest, name, mime, size, source, licence, review, published, reason, at, person_id, organisation_id
		FROM stocktake_base_map WHERE programme_id = $1 ORDER BY id DESC LIMIT $2`, int64(prog), limit)
}

// BaseMapOf is the base map that holds; its Kind is "" where there is none.
func BaseMapOf(ctx context.Context, q db.Q, prog ident.Programme) (BaseMap, error) {
	all, err := BaseMapsOf(ctx, q, prog, 1)
	if err != nil || len(all) == 0 {
		return BaseMap{}, err
	}
	return all[0], nil
}

func saveBaseMap(ctx context.Context, tx *db.Tx, m BaseMap) error {
	err := tx.Exec(ctx, `INSERT INTO stocktake_base_map (programme_id, id, seq, kind, digest, name, mime, size, source, licence, review, published, reason, at,
		person_id, organisation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		int64(tx.Who.Programme), int64(m.ID), tx.Seq, m.Kind, m.Digest, m.Name, m.MIME, m.Size, m.Source, m.Licence, m.Review, m.Published, m.Reason,
		m.At.UnixMicro(), int64(m.Person), int64(m.Organisation))
	if err != nil {
		return fmt.Errorf("saving a base map: %w", err)
	}
	return nil
}
