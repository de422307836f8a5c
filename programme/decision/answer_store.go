package decision

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

const answerColumns = `SELECT a.id, a.seq, a.code, a.measure_id, a.party_id, a.document, a.why, a.state, a.state_since, a.reason, a.answer_by, a.answered_by,
	COALESCE((SELECT MAX(r.at) FROM decision_report AS r WHERE r.programme_id = a.programme_id AND r.measure_id = a.measure_id AND r.answer_id = a.id), 0)
	FROM decision_answer AS a`

func scanAnswer(r *sql.Rows) (a Answer, err error) {
	var since, last int64
	err = r.Scan(&a.ID, &a.Seq, &a.Code, &a.Measure, &a.Party, &a.Document, &a.Why, &a.State, &since, &a.Reason, &a.AnswerBy, &a.AnsweredBy, &last)
	a.Since, a.LastReport = time.UnixMicro(since).UTC(), moment(last)
	return a, err
}

// AnswersOf lists the answers to a measure: the silent first.
func AnswersOf(ctx context.Context, q db.Q, prog ident.Programme, measure ident.ID) ([]Answer, error) {
	all, err := db.All(ctx, q, scanAnswer, answerColumns+" WHERE a.programme_id = $1 AND a.measure_id = $2 ORDER BY a.id", int64(prog), int64(measure))
	sortAnswers(all)
	return all, err
}

// AnswersByID finds answers by their numbers, any count of them.
func AnswersByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Answer, error) {
	found := map[ident.ID]Answer{}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		all, err := db.All(ctx, q, scanAnswer, answerColumns+" WHERE a.programme_id = $1 AND a.id IN ("+in+")", args...)
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			found[a.ID] = a
		}
	}
	return found, nil
}

// GetAnswer finds an answer by its number.
func GetAnswer(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Answer, error) {
	return db.One(ctx, q, scanAnswer, answerColumns+" WHERE a.programme_id = $1 AND a.id = $2", int64(prog), int64(id))
}

// AnswerOf finds the answer of one member to a measure; NotFound when the
// measure was not addressed to it.
func AnswerOf(ctx context.Context, q db.Q, prog ident.Programme, measure, party ident.ID) (Answer, error) {
	return db.One(ctx, q, scanAnswer, answerColumns+" WHERE a.programme_id = $1 AND a.measure_id = $2 AND a.party_id = $3", int64(prog), int64(measure), int64(party))
}

func saveAnswer(ctx context.Context, tx *db.Tx, a Answer) error {
	err := tx.Exec(ctx, `INSERT INTO decision_answer (programme_id, id, seq, code, measure_id, party_id, document, why, state, state_since, reason, answer_by, answered_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, document = excluded.document, why = excluded.why, state = excluded.state,
		state_since = excluded.state_since, reason = excluded.reason, answered_by = excluded.answered_by`,
		int64(tx.Who.Programme), int64(a.ID), tx.Seq, a.Code, int64(a.Measure), int64(a.Party), a.Document, a.Why, a.State, a.Since.UnixMicro(), a.Reason,
		string(a.AnswerBy), int64(a.AnsweredBy))
	if err != nil {
		return fmt.Errorf("saving answer %s: %w", a.Code, err)
	}
	return nil
}

const reportColumns = `SELECT id, seq, measure_id, COALESCE(answer_id, 0), claim, at, text, next, no_progress, digest, name, mime, size, person_id, organisation_id FROM decision_report`

func scanReport(r *sql.Rows) (p Report, err error) {
	var at int64
	err = r.Scan(&p.ID, &p.Seq, &p.Measure, &p.Answer, &p.Claim, &at, &p.Text, &p.Next, &p.NoProgress, &p.Digest, &p.Name, &p.MIME, &p.Size, &p.Person, &p.Organisation)
	p.At = time.UnixMicro(at).UTC()
	return p, err
}

// ReportsOf lists the reports on a measure and on its members' answers, newest
// first, at most 200.
func ReportsOf(ctx context.Context, q db.Q, prog ident.Programme, measure ident.ID) ([]Report, error) {
	return db.All(ctx, q, scanReport, reportColumns+" WHERE programme_id = $1 AND measure_id = $2 ORDER BY at DESC, id DESC LIMIT 200", int64(prog), int64(measure))
}

// GetReport finds a report by its number.
func GetReport(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Report, error) {
	return db.One(ctx, q, scanReport, reportColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

// claimantOf is who claimed last; answer 0 is the measure itself. Nobody when
// nothing was claimed.
func claimantOf(ctx context.Context, q db.Q, prog ident.Programme, measure, answer ident.ID) (Claimant, error) {
	about, args := "answer_id IS NULL", []any{int64(prog), int64(measure)}
	if answer != 0 {
		about, args = "answer_id = $3", append(args, int64(answer))
	}
	last, err := db.One(ctx, q, scanReport, reportColumns+" WHERE programme_id = $1 AND measure_id = $2 AND claim AND "+about+" ORDER BY at DESC, id DESC LIMIT 1", args...)
	if fault.KindOf(err) == fault.NotFound {
		return Claimant{}, nil
	}
	return Claimant{last.Person, last.Organisation}, err
}

func saveReport(ctx context.Context, tx *db.Tx, p Report) error {
	err := tx.Exec(ctx, `INSERT INTO decision_report (programme_id, id, seq, measure_id, answer_id, claim, at, text, next, no_progress, digest, name, mime, size, person_id, organisation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		int64(tx.Who.Programme), int64(p.ID), tx.Seq, int64(p.Measure), db.Null(p.Answer), p.Claim, p.At.UnixMicro(), p.Text, p.Next, p.NoProgress, p.Digest, p.Name, p.MIME, p.Size,
		int64(p.Person), int64(p.Organisation))
	if err != nil {
		return fmt.Errorf("saving a report: %w", err)
	}
	return nil
}
