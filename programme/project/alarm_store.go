package project

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// alarmsRinging lists the alarms that ring; of one project where it is given.
func alarmsRinging(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) ([]Alarm, error) {
	return db.All(ctx, q, func(r *sql.Rows) (a Alarm, err error) { return a, r.Scan(&a.Project, &a.Kind, &a.Due) },
		"SELECT project_id, kind, due FROM project_alarm WHERE programme_id = $1 AND (project_id = $2 OR $2 = 0) ORDER BY project_id, kind", int64(prog), int64(project))
}

// warrantiesEnding lists the projects whose warranty, by the newest finding of
// their quality, ends from a day on until warnDays later.
func warrantiesEnding(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID, today words.Day) ([]Alarm, error) {
	return db.All(ctx, q, func(r *sql.Rows) (Alarm, error) {
		a := Alarm{Kind: WarrantyEnds}
		return a, r.Scan(&a.Project, &a.Due)
	}, `SELECT q.project_id, q.warranty_until FROM project_quality AS q WHERE q.programme_id = $1 AND q.warranty_until >= $2 AND q.warranty_until <= $3
		AND (q.project_id = $4 OR $4 = 0) AND NOT EXISTS (SELECT 1 FROM project_quality AS n WHERE n.programme_id = q.programme_id
			AND n.project_id = q.project_id AND n.id > q.id) ORDER BY q.project_id`, int64(prog), string(today), string(today.Add(warnDays)), int64(project))
}

// arrearsStanding lists the projects where a report that stands says that wages are
// owed, and the first one of that quarter and contractor that said so is older than
// a moment.
func arrearsStanding(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID, before time.Time) ([]Alarm, error) {
	return db.All(ctx, q, func(r *sql.Rows) (Alarm, error) {
		a := Alarm{Kind: ArrearsStand}
		return a, r.Scan(&a.Project)
	}, `SELECT DISTINCT c.project_id FROM project_care AS c WHERE c.programme_id = $1 AND c.arrears_minor > 0 AND c.arrears_minor > COALESCE(c.cured_minor, 0)
		AND (c.project_id = $2 OR $2 = 0)
		AND NOT EXISTS (SELECT 1 FROM project_care AS n WHERE n.programme_id = c.programme_id AND n.project_id = c.project_id AND n.quarter = c.quarter
			AND n.contractor = c.contractor AND n.id > c.id)
		AND EXISTS (SELECT 1 FROM project_care AS f WHERE f.programme_id = c.programme_id AND f.project_id = c.project_id AND f.quarter = c.quarter
			AND f.contractor = c.contractor AND f.arrears_minor > COALESCE(f.cured_minor, 0) AND f.at < $3) ORDER BY c.project_id`,
		int64(prog), int64(project), before.UnixMicro())
}

func saveAlarm(ctx context.Context, tx *db.Tx, a Alarm) error {
	err := tx.Exec(ctx, `INSERT INTO project_alarm (programme_id, project_id, kind, seq, due) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (programme_id, project_id, kind) DO UPDATE SET seq = excluded.seq, due = excluded.due`,
		int64(tx.Who.Programme), int64(a.Project), a.Kind, tx.Seq, string(a.Due))
	if err != nil {
		return fmt.Errorf("saving an alarm: %w", err)
	}
	return nil
}

func dropAlarm(ctx context.Context, tx *db.Tx, a Alarm) error {
	return tx.Exec(ctx, "DELETE FROM project_alarm WHERE programme_id = $1 AND project_id = $2 AND kind = $3", int64(tx.Who.Programme), int64(a.Project), a.Kind)
}
