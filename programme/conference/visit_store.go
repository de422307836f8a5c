package conference

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/search"
)

const visitColumns = `SELECT v.id, v.seq, v.code, v.kind, v.from_day, v.to_day, v.place, v.purpose, COALESCE(v.conference_id, 0), COALESCE(v.pairing_id, 0),
	COALESCE(v.source_id, 0), v.quote_from, v.quote_to, v.quote, v.state, v.drafted_by, v.drafted_for, v.agreed_by, v.agreed_for, v.owner_id, v.visibility
	FROM conference_visit AS v`

func scanVisit(r *sql.Rows) (v Visit, err error) {
	err = r.Scan(&v.ID, &v.Seq, &v.Code, &v.Kind, &v.From, &v.To, &v.Place, &v.Purpose, &v.Conference, &v.Pairing, &v.Quote.Source, &v.Quote.From,
		&v.Quote.To, &v.Quote.Text, &v.State, &v.DraftedBy, &v.DraftedFor, &v.AgreedBy, &v.AgreedFor, &v.Owner, &v.Visibility)
	return v, err
}

// GetVisit finds a visit by number. Whether the reader may see it is for the
// caller to ask (access.MaySee).
func GetVisit(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Visit, error) {
	return oneVisit(ctx, q, p, " WHERE v.programme_id = $1 AND v.id = $2", int64(id))
}

// GetVisitByCode finds a visit by its code.
func GetVisitByCode(ctx context.Context, q db.Q, p ident.Programme, code string) (Visit, error) {
	return oneVisit(ctx, q, p, " WHERE v.programme_id = $1 AND v.code = $2", code)
}

func oneVisit(ctx context.Context, q db.Q, p ident.Programme, where string, by any) (Visit, error) {
	v, err := db.One(ctx, q, scanVisit, visitColumns+where, int64(p), by)
	if err != nil {
		return v, err
	}
	all := []Visit{v}
	err = addParties(ctx, q, p, all)
	return all[0], err
}

// VisitsByID finds at most 400 visits at once.
func VisitsByID(ctx context.Context, q db.Q, p ident.Programme, ids []ident.ID) (map[ident.ID]Visit, error) {
	in, args := db.In(ids, []any{int64(p)})
	all, err := db.All(ctx, q, scanVisit, visitColumns+" WHERE v.programme_id = $1 AND v.id IN ("+in+")", args...)
	if err == nil {
		err = addParties(ctx, q, p, all)
	}
	byID := map[ident.ID]Visit{}
	for _, v := range all {
		byID[v.ID] = v
	}
	return byID, err
}

// VisitFilter narrows and orders the list of visits; those withdrawn are not on
// it. Text is part of a code, purpose, place or the name of an organisation on
// record. Sort is one of Sorts. Limit is at most 400, which is also what 0
// means.
type VisitFilter struct {
	Text       string
	Kind       string
	State      string
	Conference ident.ID
	Sort       string
	After      ident.ID // the last visit of the page before
	Limit      int
}

// VisitsOf lists the visits and talks held with a meeting that the actor may
// see, the earliest first.
func VisitsOf(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID) ([]Visit, error) {
	return ListVisits(ctx, q, who, VisitFilter{Conference: conference, Sort: "day"})
}

// ListVisits lists what the actor may see.
func ListVisits(ctx context.Context, q db.Q, who ident.Actor, f VisitFilter) ([]Visit, error) {
	args := []any{int64(who.Programme)}
	where := " WHERE v.programme_id = $1 AND v.state <> 'withdrawn'"
	add := func(condition string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(condition, len(args))
	}
	if !who.SeesAll() {
		add(" AND (v.visibility <> 'internal' OR v.owner_id = $%d)", int64(who.Organisation))
	}
	holds, args, err := search.Narrow(ctx, q, who.Programme, VisitNoun, "v", f.Text, args)
	if err != nil {
		return nil, err
	}
	where += holds
	if f.Kind != "" {
		add(" AND v.kind = $%d", f.Kind)
	}
	if f.State != "" {
		add(" AND v.state = $%d", f.State)
	}
	if f.Conference != 0 {
		add(" AND v.conference_id = $%d", int64(f.Conference))
	}
	order, less := ordered("v", f.Sort, f.Conference != 0)
	if f.After != 0 {
		last, err := GetVisit(ctx, q, who.Programme, f.After)
		if err != nil {
			return nil, err
		}
		if f.Sort == "recorded" {
			add(" AND v.id < $%d", int64(last.ID))
		} else {
			add(" AND (v.from_day, v.id) "+less+" ($%d, ", string(last.From))
			add("$%d)", int64(last.ID))
		}
	}
	if f.Limit <= 0 || f.Limit > 400 {
		f.Limit = 400
	}
	add(order+" LIMIT $%d", f.Limit)
	all, err := db.All(ctx, q, scanVisit, visitColumns+where, args...)
	if err == nil {
		err = addParties(ctx, q, who.Programme, all)
	}
	return all, err
}

// addParties fills in who met, for at most 400 visits in one statement.
func addParties(ctx context.Context, q db.Q, p ident.Programme, list []Visit) error {
	ids := make([]ident.ID, len(list))
	at := map[ident.ID]*Visit{}
	for i := range list {
		ids[i], at[list[i].ID] = list[i].ID, &list[i]
	}
	if len(ids) == 0 {
		return nil
	}
	type row struct {
		visit ident.ID
		VisitParty
	}
	in, args := db.In(ids, []any{int64(p)})
	rows, err := db.All(ctx, q, func(r *sql.Rows) (x row, err error) {
		return x, r.Scan(&x.visit, &x.Name, &x.Party, &x.Side)
	}, "SELECT visit_id, name, COALESCE(party_id, 0), side FROM conference_visit_party WHERE programme_id = $1 AND visit_id IN ("+in+") ORDER BY visit_id, ordinal", args...)
	for _, x := range rows {
		at[x.visit].Parties = append(at[x.visit].Parties, x.VisitParty)
	}
	return err
}

func insertVisit(ctx context.Context, tx *db.Tx, v Visit) error {
	err := tx.Exec(ctx, `INSERT INTO conference_visit (programme_id, id, seq, code, kind, from_day, to_day, place, purpose, folded, conference_id, pairing_id,
		source_id, quote_from, quote_to, quote, state, drafted_by, drafted_for, agreed_by, agreed_for, owner_id, visibility, published_seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, 0, 0, 0, $18, $19, 0)`,
		int64(tx.Who.Programme), int64(v.ID), v.Seq, v.Code, v.Kind, string(v.From), string(v.To), v.Place, v.Purpose, v.found().Folded(), db.Null(v.Conference),
		db.Null(v.Pairing), db.Null(v.Quote.Source), int64(v.Quote.From), int64(v.Quote.To), v.Quote.Text, v.State, int64(v.Owner), v.Visibility)
	if err != nil {
		return fmt.Errorf("saving %s: %w", v.Code, err)
	}
	return v.around(ctx, tx)
}

// updateVisit saves what may change of a visit: all but where it was read.
func updateVisit(ctx context.Context, tx *db.Tx, v Visit) error {
	err := tx.Exec(ctx, `UPDATE conference_visit SET kind = $3, from_day = $4, to_day = $5, place = $6, purpose = $7, folded = $8, conference_id = $9,
		pairing_id = $10, state = $11, drafted_by = $12, drafted_for = $13, agreed_by = $14, agreed_for = $15`+byID, int64(tx.Who.Programme), int64(v.ID),
		v.Kind, string(v.From), string(v.To), v.Place, v.Purpose, v.found().Folded(), db.Null(v.Conference), db.Null(v.Pairing), v.State, int64(v.DraftedBy),
		int64(v.DraftedFor), int64(v.AgreedBy), int64(v.AgreedFor))
	if err != nil {
		return fmt.Errorf("saving %s: %w", v.Code, err)
	}
	return v.around(ctx, tx)
}

// around keeps those who met and the search index in step with the row.
func (v Visit) around(ctx context.Context, tx *db.Tx) error {
	if err := tx.Exec(ctx, "DELETE FROM conference_visit_party WHERE programme_id = $1 AND visit_id = $2", int64(tx.Who.Programme), int64(v.ID)); err != nil {
		return err
	}
	for i, p := range v.Parties {
		err := tx.Exec(ctx, "INSERT INTO conference_visit_party (programme_id, visit_id, ordinal, name, party_id, side) VALUES ($1, $2, $3, $4, $5, $6)",
			int64(tx.Who.Programme), int64(v.ID), int64(i), p.Name, db.Null(p.Party), p.Side)
		if err != nil {
			return fmt.Errorf("saving who met in %s: %w", v.Code, err)
		}
	}
	return search.Put(ctx, tx, v.found())
}

// NotesOf lists the versions of a visit's note, the newest first.
func NotesOf(ctx context.Context, q db.Q, p ident.Programme, visit ident.ID) ([]VisitNote, error) {
	return db.All(ctx, q, func(r *sql.Rows) (n VisitNote, err error) {
		var at int64
		err = r.Scan(&n.Visit, &n.Version, &n.Seq, &n.Text, &n.Reason, &n.By, &n.For, &at)
		n.At = time.UnixMicro(at).UTC()
		return n, err
	}, `SELECT visit_id, version, seq, text, reason, person_id, organisation_id, at FROM conference_visit_note
		WHERE programme_id = $1 AND visit_id = $2 ORDER BY version DESC`, int64(p), int64(visit))
}

// lastNote is the number of the version that stands, 0 when there is none.
func lastNote(ctx context.Context, q db.Q, p ident.Programme, visit ident.ID) (int, error) {
	var version int
	err := q.QueryRowContext(ctx, "SELECT COALESCE(MAX(version), 0) FROM conference_visit_note WHERE programme_id = $1 AND visit_id = $2",
		int64(p), int64(visit)).Scan(&version)
	return version, err
}

func insertNote(ctx context.Context, tx *db.Tx, n VisitNote) error {
	return tx.Exec(ctx, `INSERT INTO conference_visit_note (programme_id, visit_id, version, seq, text, reason, person_id, organisation_id, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, int64(tx.Who.Programme), int64(n.Visit), int64(n.Version), n.Seq, n.Text, n.Reason, int64(n.By),
		int64(n.For), n.At.UnixMicro())
}
