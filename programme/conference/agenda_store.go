package conference

import (
	"context"
	"database/sql"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const agendaColumns = `SELECT id, seq, conference_id, place, title, presenter, minutes, link, COALESCE(speech_id, 0), withdrawn_seq, reason, COALESCE(replaced_by, 0)
	FROM conference_agenda_item`

func scanAgenda(r *sql.Rows) (a AgendaItem, err error) {
	return a, r.Scan(&a.ID, &a.Seq, &a.Conference, &a.Place, &a.Title, &a.Presenter, &a.Minutes, &a.Link, &a.Speech, &a.Withdrawn, &a.Reason, &a.Later)
}

// GetAgendaItem finds an item of an agenda, standing or not.
func GetAgendaItem(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (AgendaItem, error) {
	return db.One(ctx, q, scanAgenda, agendaColumns+byID, int64(p), int64(id))
}

// AgendaOf lists the items of a meeting's agenda in their order. They are as
// visible as the meeting: whether the reader may see that is for the caller to
// ask.
func AgendaOf(ctx context.Context, q db.Q, p ident.Programme, conference ident.ID) ([]AgendaItem, error) {
	return db.All(ctx, q, scanAgenda, agendaColumns+ofConference+" AND withdrawn_seq = 0 ORDER BY place, id", int64(p), int64(conference))
}

// agendaAt is the agenda after the change numbered seq.
func agendaAt(ctx context.Context, q db.Q, p ident.Programme, conference ident.ID, seq int64) ([]AgendaItem, error) {
	if seq == 0 {
		return AgendaOf(ctx, q, p, conference)
	}
	return db.All(ctx, q, scanAgenda, agendaColumns+ofConference+" AND seq <= $3 AND (withdrawn_seq = 0 OR withdrawn_seq > $3) ORDER BY place, id",
		int64(p), int64(conference), seq)
}

func insertAgenda(ctx context.Context, tx *db.Tx, a AgendaItem) error {
	return tx.Exec(ctx, `INSERT INTO conference_agenda_item (programme_id, id, seq, conference_id, place, title, presenter, minutes, link, speech_id,
		withdrawn_seq, reason, replaced_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, int64(tx.Who.Programme), int64(a.ID), a.Seq,
		int64(a.Conference), int64(a.Place), a.Title, a.Presenter, int64(a.Minutes), a.Link, db.Null(a.Speech), a.Withdrawn, a.Reason, db.Null(a.Later))
}

func updateAgenda(ctx context.Context, tx *db.Tx, a AgendaItem) error {
	return tx.Exec(ctx, `UPDATE conference_agenda_item SET seq = $3, place = $4, title = $5, presenter = $6, minutes = $7, link = $8, speech_id = $9,
		withdrawn_seq = $10, reason = $11`+byID, int64(tx.Who.Programme), int64(a.ID), a.Seq, int64(a.Place), a.Title, a.Presenter, int64(a.Minutes),
		a.Link, db.Null(a.Speech), a.Withdrawn, a.Reason)
}
