package conference

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/words"
)

// conferenceColumns joins the title in the other language.
const conferenceColumns = `SELECT c.id, c.seq, c.code, c.title, c.lang, COALESCE(t.text, ''), c.from_day, c.to_day, c.place,
	COALESCE(c.period_id, 0), COALESCE(c.predecessor_id, 0), c.state, c.owner_id, c.visibility FROM conference_conference AS c
	LEFT JOIN conference_translation AS t ON t.programme_id = c.programme_id AND t.noun = 'conference' AND t.id = c.id AND t.field = 'title'`

func scanConference(r *sql.Rows) (c Conference, err error) {
	err = r.Scan(&c.ID, &c.Seq, &c.Code, &c.Title, &c.Lang, &c.Other, &c.From, &c.To, &c.Place, &c.Period, &c.Predecessor, &c.State, &c.Owner, &c.Visibility)
	return c, err
}

// GetConference finds a conference by number. Whether the reader may see it is
// for the caller to ask (access.MaySee).
func GetConference(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Conference, error) {
	return db.One(ctx, q, scanConference, conferenceColumns+" WHERE c.programme_id = $1 AND c.id = $2", int64(p), int64(id))
}

// GetConferenceByCode finds a conference by its code.
func GetConferenceByCode(ctx context.Context, q db.Q, p ident.Programme, code string) (Conference, error) {
	return db.One(ctx, q, scanConference, conferenceColumns+" WHERE c.programme_id = $1 AND c.code = $2", int64(p), code)
}

// ConferencesByID finds at most 400 conferences at once.
func ConferencesByID(ctx context.Context, q db.Q, p ident.Programme, ids []ident.ID) (map[ident.ID]Conference, error) {
	in, args := db.In(ids, []any{int64(p)})
	all, err := db.All(ctx, q, scanConference, conferenceColumns+" WHERE c.programme_id = $1 AND c.id IN ("+in+")", args...)
	byID := map[ident.ID]Conference{}
	for _, c := range all {
		byID[c.ID] = c
	}
	return byID, err
}

// Filter narrows and orders the list of conferences. Text is part of a code,
// title or place. Predecessor asks for the meetings that follow one. Sort is one
// of Sorts. Limit is at most 500, which is also what 0 means.
type Filter struct {
	Text        string
	State       string
	Period      ident.ID
	Predecessor ident.ID
	Sort        string
	After       ident.ID // the last conference of the page before
	Limit       int
}

// Sorts lists the orders of the lists of conferences and of visits: the latest
// day first and those of unknown day last; the earliest first; as recorded, the
// newest first.
var Sorts = []string{"", "day", "recorded"}

// ListConferences lists what the actor may see.
func ListConferences(ctx context.Context, q db.Q, who ident.Actor, f Filter) ([]Conference, error) {
	args := []any{int64(who.Programme)}
	where := " WHERE c.programme_id = $1"
	add := func(condition string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(condition, len(args))
	}
	if !who.SeesAll() {
		add(" AND (c.visibility <> 'internal' OR c.owner_id = $%d)", int64(who.Organisation))
	}
	if f.Text != "" {
		add(` AND c.folded LIKE $%d ESCAPE '\'`, "%"+like.Replace(search.Fold(f.Text))+"%")
	}
	if f.State != "" {
		add(" AND c.state = $%d", f.State)
	}
	if f.Period != 0 {
		add(" AND c.period_id = $%d", int64(f.Period))
	}
	if f.Predecessor != 0 {
		add(" AND c.predecessor_id = $%d", int64(f.Predecessor))
	}
	order, less := ordered("c", f.Sort, f.Predecessor != 0)
	if f.After != 0 {
		last, err := GetConference(ctx, q, who.Programme, f.After)
		if err != nil {
			return nil, err
		}
		if f.Sort == "recorded" {
			add(" AND c.id < $%d", int64(last.ID))
		} else {
			add(" AND (c.from_day, c.id) "+less+" ($%d, ", string(last.From))
			add("$%d)", int64(last.ID))
		}
	}
	if f.Limit <= 0 || f.Limit > 500 {
		f.Limit = 500
	}
	add(order+" LIMIT $%d", f.Limit)
	return db.All(ctx, q, scanConference, conferenceColumns+where, args...)
}

// ordered is the order of a list and how a later row compares to an earlier one.
// The few rows of one meeting are sorted by an expression: SQLite would walk the
// index of days through all rows to find them.
func ordered(table, sort string, few bool) (order, less string) {
	day := table + ".from_day"
	if few {
		day += " || ''"
	}
	switch sort {
	case "day":
		return " ORDER BY " + day + ", " + table + ".id", ">"
	case "recorded":
		return " ORDER BY " + table + ".id DESC", "<"
	}
	return " ORDER BY " + day + " DESC, " + table + ".id DESC", "<"
}

var like = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// folded is what the list's search looks in.
func (c Conference) folded() string {
	return search.Fold(c.Code + " " + c.Title + " " + c.Other + " " + c.Place)
}

func insertConference(ctx context.Context, tx *db.Tx, c Conference) error {
	err := tx.Exec(ctx, `INSERT INTO conference_conference (programme_id, id, seq, code, title, lang, from_day, to_day, place, folded,
		period_id, predecessor_id, state, owner_id, visibility, published_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0)`,
		int64(tx.Who.Programme), int64(c.ID), c.Seq, c.Code, c.Title, c.Lang, string(c.From), string(c.To), c.Place, c.folded(),
		db.Null(c.Period), db.Null(c.Predecessor), c.State, int64(c.Owner), c.Visibility)
	if err != nil {
		return fmt.Errorf("saving %s: %w", c.Code, err)
	}
	return c.around(ctx, tx)
}

func updateConference(ctx context.Context, tx *db.Tx, c Conference) error {
	err := tx.Exec(ctx, `UPDATE conference_conference SET title = $1, lang = $2, from_day = $3, to_day = $4, place = $5, period_id = $6,
		predecessor_id = $7, state = $8, folded = $9 WHERE programme_id = $10 AND id = $11`,
		c.Title, c.Lang, string(c.From), string(c.To), c.Place, db.Null(c.Period), db.Null(c.Predecessor), c.State, c.folded(), int64(tx.Who.Programme), int64(c.ID))
	if err != nil {
		return fmt.Errorf("saving %s: %w", c.Code, err)
	}
	return c.around(ctx, tx)
}

// around keeps the other title and the search index in step with the row.
func (c Conference) around(ctx context.Context, tx *db.Tx) error {
	err := tx.Exec(ctx, "DELETE FROM conference_translation WHERE programme_id = $1 AND noun = 'conference' AND id = $2 AND field = 'title'",
		int64(tx.Who.Programme), int64(c.ID))
	if err != nil {
		return err
	}
	if c.Other != "" {
		err = tx.Exec(ctx, `INSERT INTO conference_translation (programme_id, noun, id, field, lang, seq, text, status)
			VALUES ($1, 'conference', $2, 'title', $3, $4, $5, 'human')`,
			int64(tx.Who.Programme), int64(c.ID), string(words.Lang(c.Lang).Other()), tx.Seq, c.Other)
		if err != nil {
			return fmt.Errorf("saving the title of %s: %w", c.Code, err)
		}
	}
	return search.Put(ctx, tx, search.Doc{Ref: c.Ref(), Code: c.Code, Title: c.Title, Body: c.Other + " " + c.Place, Visibility: c.Visibility, Owner: c.Owner})
}

func scanMinutes(r *sql.Rows) (m Minutes, err error) {
	var at int64
	err = r.Scan(&m.Conference, &m.Version, &m.Seq, &m.Text, &m.Reason, &m.By, &at)
	m.At = time.UnixMicro(at).UTC()
	return m, err
}

const minutesColumns = "SELECT conference_id, version, seq, text, reason, person_id, at FROM conference_minutes"

// LatestMinutes is the newest version of a meeting's minutes; the zero Minutes
// when there are none.
func LatestMinutes(ctx context.Context, q db.Q, p ident.Programme, conference ident.ID) (Minutes, error) {
	m, err := db.One(ctx, q, scanMinutes, minutesColumns+" WHERE programme_id = $1 AND conference_id = $2 ORDER BY version DESC LIMIT 1", int64(p), int64(conference))
	if fault.KindOf(err) == fault.NotFound {
		err = nil
	}
	return m, err
}

// MinutesOf lists the versions of a meeting's minutes, the newest first.
func MinutesOf(ctx context.Context, q db.Q, p ident.Programme, conference ident.ID) ([]Minutes, error) {
	return db.All(ctx, q, scanMinutes, minutesColumns+" WHERE programme_id = $1 AND conference_id = $2 ORDER BY version DESC", int64(p), int64(conference))
}

func insertMinutes(ctx context.Context, tx *db.Tx, m Minutes) error {
	return tx.Exec(ctx, "INSERT INTO conference_minutes (programme_id, conference_id, version, seq, text, reason, person_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		int64(tx.Who.Programme), int64(m.Conference), int64(m.Version), m.Seq, m.Text, m.Reason, int64(m.By), m.At.UnixMicro())
}
