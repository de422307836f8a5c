package decision

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
)

// The title in the other language and what follows from acceptances, answers
// and reports is looked up with each row, so that no list asks once a row.
const measureColumns = `SELECT m.id, m.seq, m.code, m.title, m.lang, m.kind, m.grade, m.sector, COALESCE(m.conference_id, 0), COALESCE(m.visit_id, 0),
	COALESCE(m.source_id, 0), m.quote_from, m.quote_to, m.quote, COALESCE(m.asked_by_id, 0), m.responsible, m.laid_on, m.needs_second,
	COALESCE(m.lead_id, 0), COALESCE(m.group_id, 0), COALESCE(m.pairing_id, 0), m.due, m.original_due, m.due_text, m.accept_by,
	m.report_every, m.done_definition, m.quantity_n, m.quantity_scale, m.unit, m.quantity_text, m.state, m.state_since, m.reason,
	m.captured_by, m.owner_id, m.visibility, m.illustrative, m.deferrals, m.priority, COALESCE(m.unblocker_id, 0), COALESCE(m.into_id, 0),
	COALESCE((SELECT t.text FROM decision_translation AS t WHERE t.programme_id = m.programme_id AND t.noun = 'measure' AND t.id = m.id
		AND t.field = 'title' ORDER BY t.lang LIMIT 1), ''),
	EXISTS (SELECT 1 FROM decision_acceptance AS c WHERE c.programme_id = m.programme_id AND c.measure_id = m.id),
	COALESCE((SELECT MAX(r.at) FROM decision_report AS r WHERE r.programme_id = m.programme_id AND r.measure_id = m.id AND r.answer_id IS NULL), 0),
	(SELECT count(*) FROM decision_answer AS a WHERE a.programme_id = m.programme_id AND a.measure_id = m.id),
	(SELECT count(*) FROM decision_answer AS a WHERE a.programme_id = m.programme_id AND a.measure_id = m.id AND a.state <> 'silent'),
	(SELECT count(*) FROM decision_answer AS a WHERE a.programme_id = m.programme_id AND a.measure_id = m.id AND a.state = 'not_applicable'),
	(SELECT count(*) FROM decision_answer AS a WHERE a.programme_id = m.programme_id AND a.measure_id = m.id AND a.state IN ('verified', 'not_applicable')),
	COALESCE((SELECT MIN(a.answer_by) FROM decision_answer AS a WHERE a.programme_id = m.programme_id AND a.measure_id = m.id AND a.state = 'silent'), '')
	FROM decision_measure AS m`

func scanMeasure(r *sql.Rows) (m Measure, err error) {
	var n sql.NullInt64
	var scale int
	var unit string
	var since, last int64
	err = r.Scan(&m.ID, &m.Seq, &m.Code, &m.Title, &m.Lang, &m.Kind, &m.Grade, &m.Sector, &m.Conference, &m.Visit,
		&m.Quote.Source, &m.Quote.From, &m.Quote.To, &m.Quote.Text, &m.AskedBy, &m.Responsible, &m.LaidOn, &m.NeedsSecond,
		&m.Lead, &m.Group, &m.Pairing, &m.Due, &m.OriginalDue, &m.DueText, &m.AcceptBy,
		&m.ReportEvery, &m.DoneDefinition, &n, &scale, &unit, &m.QuantityText, &m.State, &since, &m.Reason,
		&m.CapturedBy, &m.Owner, &m.Visibility, &m.Illustrative, &m.Deferrals, &m.Priority, &m.Unblocker, &m.Into,
		&m.Other, &m.Accepted, &last, &m.Members, &m.Answered, &m.NotApplicable, &m.Finished, &m.SilentBy)
	if m.Priority == unplaced {
		m.Priority = 0
	}
	if n.Valid {
		m.Quantity = &money.Quantity{N: n.Int64, Scale: scale, Unit: unit}
	}
	m.StateSince, m.LastReport = time.UnixMicro(since).UTC(), moment(last)
	return m, err
}

// unplaced is how no place among those of a meeting is stored: after every place.
const unplaced = 1_000_000_000

// measures reads rows with their co-leads, these at once for all.
func measures(ctx context.Context, q db.Q, prog ident.Programme, query string, args ...any) ([]Measure, error) {
	all, err := db.All(ctx, q, scanMeasure, measureColumns+query, args...)
	if err != nil {
		return nil, err
	}
	at := map[ident.ID]int{}
	var ids []ident.ID
	for i, m := range all {
		if m.Lead != 0 {
			at[m.ID] = i
			ids = append(ids, m.ID)
		}
		all[i].CoLeads = []ident.ID{}
	}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		pairs, err := db.All(ctx, q, func(r *sql.Rows) (p [2]ident.ID, err error) { return p, r.Scan(&p[0], &p[1]) },
			"SELECT measure_id, party_id FROM decision_colead WHERE programme_id = $1 AND measure_id IN ("+in+") ORDER BY measure_id, party_id", args...)
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			m := &all[at[p[0]]]
			m.CoLeads = append(m.CoLeads, p[1])
		}
	}
	return all, nil
}

func measure(ctx context.Context, q db.Q, prog ident.Programme, query string, args ...any) (Measure, error) {
	all, err := measures(ctx, q, prog, query, args...)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return Measure{}, err
	}
	return all[0], nil
}

// moment is a stored time; 0 is none.
func moment(at int64) time.Time {
	if at == 0 {
		return time.Time{}
	}
	return time.UnixMicro(at).UTC()
}

// GetMeasure finds a measure by its number.
func GetMeasure(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Measure, error) {
	return measure(ctx, q, prog, " WHERE m.programme_id = $1 AND m.id = $2", int64(prog), int64(id))
}

// GetMeasureByCode finds a measure by its code.
func GetMeasureByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Measure, error) {
	return measure(ctx, q, prog, " WHERE m.programme_id = $1 AND m.code = $2", int64(prog), code)
}

// MeasuresByID finds measures by their numbers, any count of them.
func MeasuresByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Measure, error) {
	found := map[ident.ID]Measure{}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		all, err := measures(ctx, q, prog, " WHERE m.programme_id = $1 AND m.id IN ("+in+")", args...)
		if err != nil {
			return nil, err
		}
		for _, m := range all {
			found[m.ID] = m
		}
	}
	return found, nil
}

// MeasuresByCode finds the measures that the actor may see by their codes, at
// most 400, in the order in which they were captured.
func MeasuresByCode(ctx context.Context, q db.Q, who ident.Actor, codes []string) ([]Measure, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	where, args := MeasureFilter{}.where(who)
	in := make([]string, len(codes))
	for i, code := range codes {
		args = append(args, code)
		in[i] = fmt.Sprintf("$%d", len(args))
	}
	return measures(ctx, q, who.Programme, where+" AND m.code IN ("+strings.Join(in, ", ")+") ORDER BY m.id", args...)
}

// MergedInto lists the measures that go on in another one.
func MergedInto(ctx context.Context, q db.Q, prog ident.Programme, into ident.ID) ([]Measure, error) {
	return measures(ctx, q, prog, " WHERE m.programme_id = $1 AND m.into_id = $2 ORDER BY m.id", int64(prog), int64(into))
}

// askedOf lists the measures that are addressed to a class now.
func askedOf(ctx context.Context, q db.Q, prog ident.Programme, group ident.ID) ([]Measure, error) {
	return measures(ctx, q, prog, " WHERE m.programme_id = $1 AND m.group_id = $2 AND m.state = 'addressed' ORDER BY m.id", int64(prog), int64(group))
}

// chunks cuts a list of ids into pieces that one statement may hold.
func chunks(ids []ident.ID) func(func([]ident.ID) bool) {
	return func(yield func([]ident.ID) bool) {
		const most = 400
		for len(ids) > 0 {
			n := min(most, len(ids))
			if !yield(ids[:n]) {
				return
			}
			ids = ids[n:]
		}
	}
}

// seen finds a measure for an actor; NotFound when it may not be seen.
func seen(ctx context.Context, q db.Q, who ident.Actor, id ident.ID) (Measure, error) {
	m, err := GetMeasure(ctx, q, who.Programme, id)
	if err != nil {
		return m, err
	}
	return shown(ctx, q, who, m)
}

// shown gives the measure back to who may see it: those of its visibility, and
// always those who carry it or owe an answer to it. NotFound for all others.
func shown(ctx context.Context, q db.Q, who ident.Actor, m Measure) (Measure, error) {
	if access.MaySee(who, m.Visibility, m.Owner) || m.CarriedBy(who.Organisation) {
		return m, nil
	}
	if m.Group != 0 {
		if _, err := AnswerOf(ctx, q, who.Programme, m.ID, who.Organisation); fault.KindOf(err) != fault.NotFound {
			return m, err
		}
	}
	return Measure{}, fault.New(fault.NotFound, "fault.not_found")
}

// visible is the same rule as a condition on decision_measure AS m. Its place is
// that of the actor's organisation.
const visible = ` AND (m.visibility <> 'internal' OR m.owner_id = %[1]s OR m.lead_id = %[1]s
	OR EXISTS (SELECT 1 FROM decision_colead AS l WHERE l.programme_id = m.programme_id AND l.measure_id = m.id AND l.party_id = %[1]s)
	OR EXISTS (SELECT 1 FROM decision_answer AS o WHERE o.programme_id = m.programme_id AND o.measure_id = m.id AND o.party_id = %[1]s))`

func visibleTo(who ident.Actor, args []any) (string, []any) {
	if who.SeesAll() {
		return "", args
	}
	args = append(args, int64(who.Organisation))
	return fmt.Sprintf(visible, fmt.Sprintf("$%d", len(args))), args
}

func saveMeasure(ctx context.Context, tx *db.Tx, m Measure, zone *time.Location) error {
	var n any
	place := int64(m.Priority)
	if place == 0 {
		place = unplaced
	}
	scale, unit := int64(0), ""
	if m.Quantity != nil {
		n, scale, unit = m.Quantity.N, int64(m.Quantity.Scale), m.Quantity.Unit
	}
	err := tx.Exec(ctx, `INSERT INTO decision_measure (programme_id, id, seq, code, title, lang, kind, grade, sector, conference_id, source_id,
		quote_from, quote_to, quote, asked_by_id, responsible, laid_on, needs_second, lead_id, group_id, pairing_id, due, original_due,
		due_text, accept_by, report_every, done_definition, quantity_n, quantity_scale, unit, quantity_text, state, state_since, reason,
		captured_by, owner_id, visibility, published_seq, illustrative, folded, rank, deferrals, unblocker_id, into_id, heard, clock, priority, visit_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
		$28, $29, $30, $31, $32, $33, $34, $35, $36, $37, 0, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, title = excluded.title, grade = excluded.grade, sector = excluded.sector,
		responsible = excluded.responsible, quantity_n = excluded.quantity_n, quantity_scale = excluded.quantity_scale, unit = excluded.unit,
		deferrals = excluded.deferrals, unblocker_id = excluded.unblocker_id, into_id = excluded.into_id, folded = excluded.folded,
		heard = excluded.heard, clock = excluded.clock, priority = excluded.priority, lead_id = excluded.lead_id, group_id = excluded.group_id,
		due = excluded.due, original_due = excluded.original_due, accept_by = excluded.accept_by, report_every = excluded.report_every,
		done_definition = excluded.done_definition, state = excluded.state, state_since = excluded.state_since, reason = excluded.reason,
		rank = excluded.rank`,
		int64(tx.Who.Programme), int64(m.ID), tx.Seq, m.Code, m.Title, m.Lang, m.Kind, m.Grade, m.Sector, db.Null(m.Conference), db.Null(m.Quote.Source),
		int64(m.Quote.From), int64(m.Quote.To), m.Quote.Text, db.Null(m.AskedBy), m.Responsible, m.LaidOn, m.NeedsSecond, db.Null(m.Lead),
		db.Null(m.Group), db.Null(m.Pairing), string(m.Due), string(m.OriginalDue), m.DueText, string(m.AcceptBy), int64(m.ReportEvery),
		m.DoneDefinition, n, scale, unit, m.QuantityText, m.State, m.StateSince.UnixMicro(), m.Reason, int64(m.CapturedBy), int64(m.Owner),
		m.Visibility, m.Illustrative, m.found().Folded(), m.rank(), int64(m.Deferrals), db.Null(m.Unblocker), db.Null(m.Into), m.heard(), m.clock(zone), place, db.Null(m.Visit))
	if err != nil {
		return fmt.Errorf("saving measure %s: %w", m.Code, err)
	}
	return search.Put(ctx, tx, m.found())
}

// saveTitle keeps the title in the other language; an empty one takes it away.
func saveTitle(ctx context.Context, tx *db.Tx, id ident.ID, lang, text string) error {
	if text == "" {
		return tx.Exec(ctx, "DELETE FROM decision_translation WHERE programme_id = $1 AND noun = 'measure' AND id = $2 AND field = 'title' AND lang = $3",
			int64(tx.Who.Programme), int64(id), lang)
	}
	return tx.Exec(ctx, `INSERT INTO decision_translation (programme_id, noun, id, field, lang, seq, text, status)
		VALUES ($1, 'measure', $2, 'title', $3, $4, $5, 'human')
		ON CONFLICT (programme_id, noun, id, field, lang) DO UPDATE SET seq = excluded.seq, text = excluded.text, status = excluded.status`,
		int64(tx.Who.Programme), int64(id), lang, tx.Seq, text)
}

// saveCoLeads makes the co-leads of a measure exactly those it names.
func saveCoLeads(ctx context.Context, tx *db.Tx, m Measure) error {
	if err := tx.Exec(ctx, "DELETE FROM decision_colead WHERE programme_id = $1 AND measure_id = $2", int64(tx.Who.Programme), int64(m.ID)); err != nil {
		return fmt.Errorf("clearing the co-leads of %s: %w", m.Code, err)
	}
	for _, p := range m.CoLeads {
		if err := tx.Exec(ctx, "INSERT INTO decision_colead (programme_id, measure_id, party_id, seq) VALUES ($1, $2, $3, $4)",
			int64(tx.Who.Programme), int64(m.ID), int64(p), tx.Seq); err != nil {
			return fmt.Errorf("naming the co-leads of %s: %w", m.Code, err)
		}
	}
	return nil
}

// saveClock winds the clock of a measure addressed to a class, after one of its
// members has answered or joined.
func saveClock(ctx context.Context, tx *db.Tx, measure ident.ID) error {
	return tx.Exec(ctx, `UPDATE decision_measure SET clock = COALESCE((SELECT 'a' || MIN(a.answer_by) FROM decision_answer AS a
		WHERE a.programme_id = $1 AND a.measure_id = $2 AND a.state = 'silent'), '') WHERE programme_id = $1 AND id = $2 AND state = 'addressed'`,
		int64(tx.Who.Programme), int64(measure))
}

func saveAcceptance(ctx context.Context, tx *db.Tx, measure ident.ID) error {
	return tx.Exec(ctx, "INSERT INTO decision_acceptance (programme_id, measure_id, seq, person_id, organisation_id) VALUES ($1, $2, $3, $4, $5)",
		int64(tx.Who.Programme), int64(measure), tx.Seq, int64(tx.Who.Person), int64(tx.Who.Organisation))
}

// titlesOf gives the codes of the measures that were not taken back, by their
// meeting and title.
func titlesOf(ctx context.Context, q db.Q, prog ident.Programme) (map[string]string, error) {
	titles := map[string]string{}
	_, err := db.All(ctx, q, func(r *sql.Rows) (_ struct{}, err error) {
		var meeting ident.ID
		var code, title string
		err = r.Scan(&code, &title, &meeting)
		titles[titleKey(meeting, title)] = code
		return struct{}{}, err
	}, "SELECT code, title, COALESCE(conference_id, 0) FROM decision_measure WHERE programme_id = $1 AND state <> 'withdrawn'", int64(prog))
	return titles, err
}
