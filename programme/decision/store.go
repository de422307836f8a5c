package decision

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
	"throughline/kit/state"
)

// The title in the other language and what follows from acceptances, answers
// and reports is looked up with each row, so that no list asks once a row.
const measureColumns = `SELECT m.id, m.seq, m.code, m.title, m.lang, m.kind, m.grade, m.sector, COALESCE(m.conference_id, 0),
	COALESCE(m.source_id, 0), m.quote_from, m.quote_to, m.quote, COALESCE(m.asked_by_id, 0), m.responsible, m.laid_on, m.needs_second,
	COALESCE(m.lead_id, 0), COALESCE(m.group_id, 0), COALESCE(m.pairing_id, 0), m.due, m.original_due, m.due_text, m.accept_by,
	m.report_every, m.done_definition, m.quantity_n, m.quantity_scale, m.unit, m.quantity_text, m.state, m.state_since, m.reason,
	m.captured_by, m.owner_id, m.visibility, m.illustrative,
	COALESCE((SELECT t.text FROM decision_translation AS t WHERE t.programme_id = m.programme_id AND t.noun = 'measure' AND t.id = m.id
		AND t.field = 'title' ORDER BY t.lang LIMIT 1), ''),
	EXISTS (SELECT 1 FROM decision_acceptance AS c WHERE c.programme_id = m.programme_id AND c.measure_id = m.id),
	COALESCE((SELECT MAX(r.at) FROM decision_report AS r WHERE r.programme_id = m.programme_id AND r.measure_id = m.id AND r.answer_id IS NULL), 0),
	(SELECT count(*) FROM decision_answer AS a WHERE a.programme_id = m.programme_id AND a.measure_id = m.id),
	(SELECT count(*) FROM decision_answer AS a WHERE a.programme_id = m.programme_id AND a.measure_id = m.id AND a.state <> 'silent'),
	(SELECT count(*) FROM decision_answer AS a WHERE a.programme_id = m.programme_id AND a.measure_id = m.id AND a.state = 'not_applicable'),
	(SELECT count(*) FROM decision_answer AS a WHERE a.programme_id = m.programme_id AND a.measure_id = m.id AND a.state IN ('verified', 'not_applicable'))
	FROM decision_measure AS m`

func scanMeasure(r *sql.Rows) (m Measure, err error) {
	var n sql.NullInt64
	var scale int
	var unit string
	var since, last int64
	err = r.Scan(&m.ID, &m.Seq, &m.Code, &m.Title, &m.Lang, &m.Kind, &m.Grade, &m.Sector, &m.Conference,
		&m.Quote.Source, &m.Quote.From, &m.Quote.To, &m.Quote.Text, &m.AskedBy, &m.Responsible, &m.LaidOn, &m.NeedsSecond,
		&m.Lead, &m.Group, &m.Pairing, &m.Due, &m.OriginalDue, &m.DueText, &m.AcceptBy,
		&m.ReportEvery, &m.DoneDefinition, &n, &scale, &unit, &m.QuantityText, &m.State, &since, &m.Reason,
		&m.CapturedBy, &m.Owner, &m.Visibility, &m.Illustrative,
		&m.Other, &m.Accepted, &last, &m.Members, &m.Answered, &m.NotApplicable, &m.Finished)
	if n.Valid {
		m.Quantity = &money.Quantity{N: n.Int64, Scale: scale, Unit: unit}
	}
	m.StateSince, m.LastReport = time.UnixMicro(since).UTC(), moment(last)
	return m, err
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
	return db.One(ctx, q, scanMeasure, measureColumns+" WHERE m.programme_id = $1 AND m.id = $2", int64(prog), int64(id))
}

// GetMeasureByCode finds a measure by its code.
func GetMeasureByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Measure, error) {
	return db.One(ctx, q, scanMeasure, measureColumns+" WHERE m.programme_id = $1 AND m.code = $2", int64(prog), code)
}

// MeasuresByID finds measures by their numbers, any count of them.
func MeasuresByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Measure, error) {
	found := map[ident.ID]Measure{}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		all, err := db.All(ctx, q, scanMeasure, measureColumns+" WHERE m.programme_id = $1 AND m.id IN ("+in+")", args...)
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
	return db.All(ctx, q, scanMeasure, measureColumns+where+" AND m.code IN ("+strings.Join(in, ", ")+") ORDER BY m.id", args...)
}

// MeasureFilter narrows a list. Zero fields do not narrow; After is the last
// measure of the page before; Limit 0 is 50.
type MeasureFilter struct {
	Text        string // part of the code, titles, responsible or quote
	State       string // a state, or "open" for all in which somebody owes something
	Lead        ident.ID
	Group       ident.ID
	Conference  ident.ID
	Conferences []ident.ID // any of them; at most 400
	Source      ident.ID
	Sector      string
	After       ident.ID
	Limit       int
}

// ListMeasures lists what the actor may see: what is open by its date first,
// undated after dated, then what is settled.
func ListMeasures(ctx context.Context, q db.Q, who ident.Actor, f MeasureFilter) ([]Measure, error) {
	where, args := f.where(who)
	if f.After != 0 {
		last, err := GetMeasure(ctx, q, who.Programme, f.After)
		if err != nil {
			return nil, err
		}
		args = append(args, last.rank(), int64(last.ID))
		where += fmt.Sprintf(" AND (m.rank, m.id) > ($%d, $%d)", len(args)-1, len(args))
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	args = append(args, f.Limit)
	return db.All(ctx, q, scanMeasure, measureColumns+where+fmt.Sprintf(" ORDER BY m.rank, m.id LIMIT $%d", len(args)), args...)
}

// CountMeasures counts what ListMeasures would list on all its pages, counting
// no further than most.
func CountMeasures(ctx context.Context, q db.Q, who ident.Actor, f MeasureFilter, most int) (int, error) {
	where, args := f.where(who)
	args = append(args, most)
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT m.id FROM decision_measure AS m"+where+fmt.Sprintf(" LIMIT $%d) AS listed", len(args)), args...).Scan(&n)
	return n, err
}

func (f MeasureFilter) where(who ident.Actor) (string, []any) {
	where, args := " WHERE m.programme_id = $1", []any{int64(who.Programme)}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += fmt.Sprintf(" AND "+condition, len(args))
	}
	if !who.SeesAll() {
		add("(m.visibility <> 'internal' OR m.owner_id = $%d)", int64(who.Organisation))
	}
	if text := search.Fold(strings.TrimSpace(f.Text)); text != "" {
		add(`m.folded LIKE $%d ESCAPE '\'`, "%"+likeEscape.Replace(text)+"%")
	}
	switch f.State {
	case "":
	case "open":
		where += " AND m.rank < '2'"
	default:
		add("m.state = $%d", f.State)
	}
	if f.Sector != "" {
		add("m.sector = $%d", f.Sector)
	}
	for _, c := range []struct {
		condition string
		id        ident.ID
	}{{"m.lead_id = $%d", f.Lead}, {"m.group_id = $%d", f.Group}, {"m.conference_id = $%d", f.Conference}, {"m.source_id = $%d", f.Source}} {
		if c.id != 0 {
			add(c.condition, int64(c.id))
		}
	}
	if len(f.Conferences) > 0 {
		var in string
		in, args = db.In(f.Conferences, args)
		where += " AND m.conference_id IN (" + in + ")"
	}
	return where, args
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

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
	if err == nil && !access.MaySee(who, m.Visibility, m.Owner) {
		return Measure{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return m, err
}

func saveMeasure(ctx context.Context, tx *db.Tx, m Measure) error {
	var n any
	scale, unit := int64(0), ""
	if m.Quantity != nil {
		n, scale, unit = m.Quantity.N, int64(m.Quantity.Scale), m.Quantity.Unit
	}
	err := tx.Exec(ctx, `INSERT INTO decision_measure (programme_id, id, seq, code, title, lang, kind, grade, sector, conference_id, source_id,
		quote_from, quote_to, quote, asked_by_id, responsible, laid_on, needs_second, lead_id, group_id, pairing_id, due, original_due,
		due_text, accept_by, report_every, done_definition, quantity_n, quantity_scale, unit, quantity_text, state, state_since, reason,
		captured_by, owner_id, visibility, published_seq, illustrative, folded, rank)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
		$28, $29, $30, $31, $32, $33, $34, $35, $36, $37, 0, $38, $39, $40)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, lead_id = excluded.lead_id, group_id = excluded.group_id,
		due = excluded.due, original_due = excluded.original_due, accept_by = excluded.accept_by, report_every = excluded.report_every,
		done_definition = excluded.done_definition, state = excluded.state, state_since = excluded.state_since, reason = excluded.reason,
		rank = excluded.rank`,
		int64(tx.Who.Programme), int64(m.ID), tx.Seq, m.Code, m.Title, m.Lang, m.Kind, m.Grade, m.Sector, db.Null(m.Conference), db.Null(m.Quote.Source),
		int64(m.Quote.From), int64(m.Quote.To), m.Quote.Text, db.Null(m.AskedBy), m.Responsible, m.LaidOn, m.NeedsSecond, db.Null(m.Lead),
		db.Null(m.Group), db.Null(m.Pairing), string(m.Due), string(m.OriginalDue), m.DueText, string(m.AcceptBy), int64(m.ReportEvery),
		m.DoneDefinition, n, scale, unit, m.QuantityText, m.State, m.StateSince.UnixMicro(), m.Reason, int64(m.CapturedBy), int64(m.Owner),
		m.Visibility, m.Illustrative, m.folded(), m.rank())
	if err != nil {
		return fmt.Errorf("saving measure %s: %w", m.Code, err)
	}
	return search.Put(ctx, tx, search.Doc{Ref: m.Ref(), Code: m.Code, Title: m.Title, Body: strings.TrimSpace(m.Other + "\n" + m.Quote.Text + "\n" + m.Responsible),
		Visibility: m.Visibility, Owner: m.Owner})
}

// saveTitle keeps the title in the other language.
func saveTitle(ctx context.Context, tx *db.Tx, id ident.ID, lang, text string) error {
	return tx.Exec(ctx, `INSERT INTO decision_translation (programme_id, noun, id, field, lang, seq, text, status)
		VALUES ($1, 'measure', $2, 'title', $3, $4, $5, 'human')`, int64(tx.Who.Programme), int64(id), lang, tx.Seq, text)
}

func saveAcceptance(ctx context.Context, tx *db.Tx, measure ident.ID) error {
	return tx.Exec(ctx, "INSERT INTO decision_acceptance (programme_id, measure_id, seq, person_id, organisation_id) VALUES ($1, $2, $3, $4, $5)",
		int64(tx.Who.Programme), int64(measure), tx.Seq, int64(tx.Who.Person), int64(tx.Who.Organisation))
}

// Event is one line of a record's history: the kind of the fact without its
// version, who did it and the reason given.
type Event struct {
	At           time.Time
	Kind         string
	Person       string
	Organisation ident.ID
	Reason       string
	Seq          int64
}

// LifeOf lists what happened to a measure or an answer, latest first, at most
// 200 events.
func LifeOf(ctx context.Context, q db.Q, prog ident.Programme, m *state.Machine, id ident.ID) ([]Event, error) {
	entries, err := db.History(ctx, q, prog, ident.Ref{Kind: m.Noun, ID: id}, 200)
	if err != nil {
		return nil, err
	}
	steps, err := state.Steps(ctx, q, prog, m, id, 0)
	if err != nil {
		return nil, err
	}
	reasons := map[string]string{}
	for _, s := range steps {
		reasons[fmt.Sprint(s.Seq, past[s.Verb])] = s.Reason
	}
	var people []ident.Person
	for _, e := range entries {
		if !slices.Contains(people, e.Person) {
			people = append(people, e.Person)
		}
	}
	names, err := access.Names(ctx, q, people)
	if err != nil {
		return nil, err
	}
	events := make([]Event, len(entries))
	for i, e := range entries {
		kind := strings.TrimSuffix(e.Kind, ".v1")
		events[i] = Event{e.At, kind, names[e.Person], e.Organisation, reasons[fmt.Sprint(e.Seq, strings.TrimPrefix(kind, m.Noun+"."))], e.Seq}
	}
	return events, nil
}

// mostFacts is how many facts a change of several measures may have.
const mostFacts = 2 * MaxRows

// ChangedBy lists the measures that one change made or moved, with who made it
// and when; NotFound when it touched none.
func ChangedBy(ctx context.Context, q db.Q, who ident.Actor, seq int64) ([]Measure, Event, error) {
	entries, err := db.Since(ctx, q, who.Programme, seq-1, mostFacts)
	if err != nil {
		return nil, Event{}, err
	}
	var ids []ident.ID
	var made Event
	for _, e := range entries {
		if e.Seq == seq && e.Subject.Kind == Noun && !slices.Contains(ids, e.Subject.ID) {
			ids = append(ids, e.Subject.ID)
			made = Event{At: e.At, Kind: strings.TrimSuffix(e.Kind, ".v1"), Organisation: e.Organisation, Seq: seq}
		}
	}
	found, err := MeasuresByID(ctx, q, who.Programme, ids)
	if err != nil {
		return nil, made, err
	}
	var all []Measure
	for _, id := range ids {
		if m, ok := found[id]; ok && access.MaySee(who, m.Visibility, m.Owner) {
			all = append(all, m)
		}
	}
	if len(all) == 0 {
		return nil, made, fault.New(fault.NotFound, "fault.not_found")
	}
	return all, made, nil
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
