package place

import (
	"context"
	"database/sql"
	"fmt"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const consultationColumns = `SELECT id, site_id, planned_seq, whom, tongue, venue, day, notified, notice, held, attended, said, held_by, held_org, by_office,
	fed_back, answer, outcome, state, illustrative FROM place_consultation`

func scanConsultation(r *sql.Rows) (c Consultation, err error) {
	return c, r.Scan(&c.ID, &c.Site, &c.PlannedSeq, &c.Whom, &c.Tongue, &c.Venue, &c.Day, &c.Notified, &c.Notice, &c.Held, &c.Attended, &c.Said, &c.HeldBy,
		&c.HeldOrg, &c.ByOffice, &c.FedBack, &c.Answer, &c.Outcome, &c.State, &c.Illustrative)
}

// ConsultationsOf lists the consultations about a site in the order in which they
// were planned.
func ConsultationsOf(ctx context.Context, q db.Q, prog ident.Programme, site ident.ID) ([]Consultation, error) {
	return db.All(ctx, q, scanConsultation, consultationColumns+" WHERE programme_id = $1 AND site_id = $2 ORDER BY id", int64(prog), int64(site))
}

// GetConsultation finds a consultation by its number.
func GetConsultation(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Consultation, error) {
	return db.One(ctx, q, scanConsultation, consultationColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

// consultationsOf is ConsultationsOf for several sites, by site.
func consultationsOf(ctx context.Context, q db.Q, prog ident.Programme, sites []ident.ID) (map[ident.ID][]Consultation, error) {
	in, args := db.In(sites, []any{int64(prog)})
	all, err := db.All(ctx, q, scanConsultation, consultationColumns+" WHERE programme_id = $1 AND site_id IN ("+in+") ORDER BY id", args...)
	of := map[ident.ID][]Consultation{}
	for _, c := range all {
		of[c.Site] = append(of[c.Site], c)
	}
	return of, err
}

func saveConsultation(ctx context.Context, tx *db.Tx, c Consultation) error {
	err := tx.Exec(ctx, `INSERT INTO place_consultation (programme_id, id, seq, site_id, planned_seq, whom, tongue, venue, day, notified, notice, held,
		attended, said, held_by, held_org, by_office, fed_back, answer, outcome, state, illustrative)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, notified = excluded.notified, notice = excluded.notice, held = excluded.held,
		attended = excluded.attended, said = excluded.said, held_by = excluded.held_by, held_org = excluded.held_org, by_office = excluded.by_office,
		fed_back = excluded.fed_back, answer = excluded.answer, outcome = excluded.outcome, state = excluded.state`,
		int64(tx.Who.Programme), int64(c.ID), tx.Seq, int64(c.Site), c.PlannedSeq, c.Whom, c.Tongue, c.Venue, string(c.Day), string(c.Notified), c.Notice,
		string(c.Held), int64(c.Attended), c.Said, int64(c.HeldBy), int64(c.HeldOrg), c.ByOffice, string(c.FedBack), c.Answer, c.Outcome, c.State, c.Illustrative)
	if err != nil {
		return fmt.Errorf("saving a consultation: %w", err)
	}
	return nil
}
