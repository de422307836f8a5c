package stocktake

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/words"
	"throughline/programme/place"
	"throughline/programme/project"
)

const pointColumns = `SELECT p.id, p.sight, p.code, p.title, p.title_other, p.lang, p.place, p.sector, p.implementer_id, p.site_id, p.coarse, p.rank,
	p.x, p.y, p.project_owner, p.site_owner, p.next_change, p.illustrative, p.folded FROM stocktake_point AS p`

func scanPoint(r *sql.Rows) (p Point, err error) {
	return p, r.Scan(&p.ID, &p.Sight, &p.Code, &p.Title, &p.Other, &p.Lang, &p.Place, &p.Sector, &p.Implementer, &p.Site, &p.Coarse, &p.Rank,
		&p.X, &p.Y, &p.ProjectOwner, &p.SiteOwner, &p.NextChange, &p.Illustrative, &p.Folded)
}

// Onlooker is an actor with what the map must know of their sight.
type Onlooker struct {
	Who      ident.Actor
	AllSites bool // internal sites of others too
	Outside  bool // sees coarse sites only coarsely
}

// Looking finds out how an actor sees the map.
func Looking(ctx context.Context, q db.Q, who ident.Actor) (Onlooker, error) {
	all, err := place.Reaches(ctx, q, who)
	return Onlooker{who, all, place.Outside(who)}, err
}

// MapFilter narrows the projects of the map. Zero fields do not narrow.
type MapFilter struct {
	State   string // one of WorkStates
	Sector  string
	Text    string
	Parties []ident.ID // who carries it out, or is a side of its pairing
}

// rolled tells whether the rollup can answer.
func (f MapFilter) rolled() bool { return f.Text == "" && f.Parties == nil }

// mapQuery is a condition in the making. Columns stand without an alias in the
// rollup, and under p in the table of points.
type mapQuery struct {
	where string
	args  []any
}

func (w *mapQuery) add(condition string, args ...any) {
	at := make([]any, len(args))
	for i, arg := range args {
		w.args = append(w.args, arg)
		at[i] = len(w.args)
	}
	w.where += " AND " + fmt.Sprintf(condition, at...)
}

// seenBy is what of the rows an onlooker sees: of located ones, or of those
// without a place.
func (w *mapQuery) seenBy(o Onlooker, located bool) {
	mine := int64(o.Who.Organisation)
	if !o.Who.SeesAll() {
		w.add("project_owner IN (0, $%d)", mine)
	}
	switch {
	case !located && o.AllSites:
		w.add("sight = $%d", toAll)
		return
	case !located:
		w.add("(sight = $%d OR sight = $%d AND site_owner <> $%d)", toAll, toExcluded, mine)
		return
	case o.Outside:
		w.add("sight IN ($%d, $%d)", toAll, toOutside)
	default:
		w.add("sight IN ($%d, $%d)", toAll, toInside)
	}
	if !o.AllSites {
		w.add("site_owner IN (0, $%d)", mine)
	}
}

// rollup begins a condition on the rollup.
func (f MapFilter) rollup(o Onlooker, level int) *mapQuery {
	w := &mapQuery{"programme_id = $1 AND sector = $2 AND level = $3", []any{int64(o.Who.Programme), f.Sector, level}}
	w.seenBy(o, level != noPlace)
	return w
}

// points begins a condition on the points.
func (f MapFilter) points(ctx context.Context, q db.Q, o Onlooker, located bool) (*mapQuery, error) {
	w := &mapQuery{"p.programme_id = $1 AND p.rank >= 0", []any{int64(o.Who.Programme)}}
	if !located {
		w.where += " AND p.x = -1 AND p.y = -1"
	}
	w.seenBy(o, located)
	if f.Sector != "" {
		w.add("p.sector = $%d", f.Sector)
	}
	if f.Parties != nil {
		in, args := db.In(f.Parties, w.args)
		w.args = args
		w.where += " AND p.id IN (SELECT w.id FROM stocktake_point_party AS w WHERE w.programme_id = $1 AND w.party_id IN (" + in + "))"
	}
	narrow, args, err := search.Narrow(ctx, q, o.Who.Programme, project.Noun, "p", f.Text, w.args)
	w.where, w.args = w.where+narrow, args
	return w, err
}

// inState narrows to the state of the filter.
func (f MapFilter) inState(w *mapQuery) {
	if f.State != "" {
		w.add("rank = $%d", rankOf(f.State))
	}
}

// Totals counts by state, whatever state the filter names: what has a place, and
// what has none that the onlooker may know.
type Totals struct{ Located, Unlocated [6]int64 }

func scanCell(r *sql.Rows) (c countCell, err error) {
	return c, r.Scan(&c.Y, &c.X, &c.Rank, &c.N, &c.heap.X, &c.heap.Y, &c.ID)
}

// countMap counts what the filter keeps anywhere on the map and beside it, and by
// square and state what of it lies within a view.
func countMap(ctx context.Context, q db.Q, o Onlooker, f MapFilter, v view) (t Totals, in []countCell, err error) {
	located := countRolled
	if !f.rolled() {
		located = countFiltered
	}
	if t.Located, in, err = located(ctx, q, o, f, v); err != nil {
		return t, nil, err
	}
	w, text := f.rollup(o, noPlace), "SELECT rank, CAST(sum(n) AS BIGINT) FROM stocktake_rollup_map WHERE "
	if !f.rolled() {
		text = "SELECT p.rank, count(*) FROM stocktake_point AS p WHERE "
		if w, err = f.points(ctx, q, o, false); err != nil {
			return t, nil, err
		}
	}
	t.Unlocated, err = w.byRank(ctx, q, text)
	return t, in, err
}

func (w *mapQuery) byRank(ctx context.Context, q db.Q, text string) (n [6]int64, err error) {
	_, err = db.All(ctx, q, func(r *sql.Rows) (rank int, err error) {
		var count int64
		if err = r.Scan(&rank, &count); err == nil {
			n[rank] = count
		}
		return rank, err
	}, text+w.where+" GROUP BY rank", w.args...)
	return n, err
}

// countRolled counts from the rollup; the closest squares are not in it, and are
// counted from the points in view.
func countRolled(ctx context.Context, q db.Q, o Onlooker, f MapFilter, v view) (all [6]int64, in []countCell, err error) {
	all, err = f.rollup(o, levels[0]).byRank(ctx, q, "SELECT rank, CAST(sum(n) AS BIGINT) FROM stocktake_rollup_map WHERE ")
	if err != nil {
		return all, nil, err
	}
	if v.Level <= levels[len(levels)-1] {
		w := f.rollup(o, v.Level)
		w.add("y BETWEEN $%d AND $%d AND x BETWEEN $%d AND $%d AND n <> 0", v.Y0, v.Y1, v.X0, v.X1)
		f.inState(w)
		in, err = db.All(ctx, q, scanCell, `SELECT y, x, rank, CAST(sum(n) AS BIGINT), CAST(sum(sum_x) AS BIGINT), CAST(sum(sum_y) AS BIGINT), CAST(sum(sum_id) AS BIGINT)
			FROM stocktake_rollup_map WHERE `+w.where+" GROUP BY y, x, rank", w.args...)
		return all, in, err
	}
	w, err := f.points(ctx, q, o, true)
	if err != nil {
		return all, nil, err
	}
	w.within(v, "p.x")
	f.inState(w)
	shift := worldBits - v.Level
	in, err = db.All(ctx, q, scanCell, fmt.Sprintf(`SELECT p.y >> %[1]d AS cell_y, p.x >> %[1]d AS cell_x, p.rank, count(*), CAST(sum(p.x) AS BIGINT), CAST(sum(p.y) AS BIGINT), MIN(p.id)
		FROM stocktake_point AS p WHERE `, shift)+w.where+" GROUP BY cell_y, cell_x, p.rank", w.args...)
	return all, in, err
}

// countFiltered looks through the points once, for the sums and the view alike:
// what lies beside the view is one square. They are walked by their numbers, as
// they lie in the table.
func countFiltered(ctx context.Context, q db.Q, o Onlooker, f MapFilter, v view) (all [6]int64, in []countCell, err error) {
	w, err := f.points(ctx, q, o, true)
	if err != nil {
		return all, nil, err
	}
	w.where += " AND +p.x >= 0"
	first := len(w.args)
	w.args = append(w.args, v.WX0, v.WX1, v.WY0, v.WY1)
	inView := fmt.Sprintf("p.x BETWEEN $%d AND $%d AND p.y BETWEEN $%d AND $%d", first+1, first+2, first+3, first+4)
	shift := worldBits - v.Level
	every, err := db.All(ctx, q, scanCell, fmt.Sprintf(`SELECT CASE WHEN %[2]s THEN p.y >> %[1]d ELSE -1 END AS cell_y, CASE WHEN %[2]s THEN p.x >> %[1]d ELSE -1 END AS cell_x,
		p.rank, count(*), CAST(sum(p.x) AS BIGINT), CAST(sum(p.y) AS BIGINT), MIN(p.id) FROM stocktake_point AS p WHERE `, shift, inView)+w.where+" GROUP BY cell_y, cell_x, p.rank", w.args...)
	for _, c := range every {
		all[c.Rank] += c.N
		if c.Y >= 0 && (f.State == "" || c.Rank == rankOf(f.State)) {
			in = append(in, c)
		}
	}
	return all, in, err
}

// within narrows to the squares of a view. column is p.x, or +p.x where another
// index than that of the places is to be walked.
func (w *mapQuery) within(v view, column string) {
	w.add(column+" BETWEEN $%d AND $%d AND p.y BETWEEN $%d AND $%d", v.WX0, v.WX1, v.WY0, v.WY1)
}

// MapAfter is a place in a list of projects: the one behind which it goes on.
type MapAfter struct {
	Rank int
	ID   ident.ID
}

// fewInView is up to how many projects of a view are sorted; of more the first ones
// are met soon along the order of all.
const fewInView = 3000

// listIn lists what the filter keeps within a view, worst first; n is how many
// there are, as counted.
func listIn(ctx context.Context, q db.Q, o Onlooker, f MapFilter, v view, n int64, after MapAfter, limit int) ([]Point, error) {
	w, err := f.points(ctx, q, o, true)
	if err != nil {
		return nil, err
	}
	order := "p.rank, p.id"
	if n <= fewInView {
		w.within(v, "p.x")
		order = "+p.rank, +p.id"
	} else {
		w.within(v, "+p.x")
	}
	f.inState(w)
	return w.list(ctx, q, order, after, limit)
}

// listUnlocated lists what the filter keeps and has no place that the onlooker may
// know, worst first.
func listUnlocated(ctx context.Context, q db.Q, o Onlooker, f MapFilter, after MapAfter, limit int) ([]Point, error) {
	w, err := f.points(ctx, q, o, false)
	if err != nil {
		return nil, err
	}
	f.inState(w)
	return w.list(ctx, q, "p.rank, p.id", after, limit)
}

func (w *mapQuery) list(ctx context.Context, q db.Q, order string, after MapAfter, limit int) ([]Point, error) {
	if after.ID != 0 {
		w.add("(p.rank, p.id) > ($%d, $%d)", after.Rank, int64(after.ID))
	}
	w.args = append(w.args, limit)
	return db.All(ctx, q, scanPoint, pointColumns+" WHERE "+w.where+" ORDER BY "+order+fmt.Sprintf(" LIMIT $%d", len(w.args)), w.args...)
}

// wholeWorld is a view of everything that has a place.
var wholeWorld = view{WX1: worldSize - 1, WY1: worldSize - 1}

// EachOnMap gives all that the filter keeps, page by page: located first, and worst
// first.
func EachOnMap(ctx context.Context, q db.Q, o Onlooker, f MapFilter, do func([]Point) error) error {
	const page = 1000
	for _, located := range []bool{true, false} {
		for after := (MapAfter{}); ; {
			var some []Point
			var err error
			if located {
				some, err = listIn(ctx, q, o, f, wholeWorld, fewInView+1, after, page)
			} else {
				some, err = listUnlocated(ctx, q, o, f, after, page)
			}
			if err != nil {
				return err
			}
			if err := do(some); err != nil {
				return err
			}
			if len(some) < page {
				break
			}
			after = MapAfter{some[page-1].Rank, some[page-1].ID}
		}
	}
	return nil
}

// pointsByID finds projects as the onlooker sees them on the map.
func pointsByID(ctx context.Context, q db.Q, o Onlooker, ids []ident.ID) (map[ident.ID]Point, error) {
	found := map[ident.ID]Point{}
	const most = 400
	for len(ids) > 0 {
		n := min(most, len(ids))
		in, args := db.In(ids[:n], []any{int64(o.Who.Programme)})
		w := &mapQuery{"p.programme_id = $1 AND p.id IN (" + in + ")", args}
		w.seenBy(o, true)
		all, err := db.All(ctx, q, scanPoint, pointColumns+" WHERE "+w.where, w.args...)
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			found[p.ID] = p
		}
		ids = ids[n:]
	}
	return found, nil
}

// extent is the box of squares of a level, within another, in which the onlooker
// sees any project; ok is false when there is none.
func extent(ctx context.Context, q db.Q, o Onlooker, level int, in view) (v view, ok bool, err error) {
	w := (MapFilter{}).rollup(o, level)
	shift := worldBits - level
	w.add("y BETWEEN $%d AND $%d AND x BETWEEN $%d AND $%d AND n > 0", in.WY0>>shift, in.WY1>>shift, in.WX0>>shift, in.WX1>>shift)
	var x0, y0, x1, y1 sql.NullInt64
	err = q.QueryRowContext(ctx, "SELECT MIN(x), MIN(y), MAX(x), MAX(y) FROM stocktake_rollup_map WHERE "+w.where, w.args...).Scan(&x0, &y0, &x1, &y1)
	return view{WX0: x0.Int64 << shift, WY0: y0.Int64 << shift, WX1: (x1.Int64+1)<<shift - 1, WY1: (y1.Int64+1)<<shift - 1}, x0.Valid, err
}

// pointOf finds one project by its code, where the onlooker sees it on the map.
func pointOf(ctx context.Context, q db.Q, o Onlooker, id ident.ID) (Point, bool, error) {
	all, err := pointsByID(ctx, q, o, []ident.ID{id})
	p, ok := all[id]
	return p, ok, err
}

// replacePoints puts rows in the place of all that stood for a project, and moves
// the rollup by the difference.
func replacePoints(ctx context.Context, tx *db.Tx, id ident.ID, points []Point, parties []ident.ID) error {
	prog := int64(tx.Who.Programme)
	moved := map[square]heap{}
	old, err := db.All(ctx, tx, scanPoint, `DELETE FROM stocktake_point WHERE programme_id = $1 AND id = $2 RETURNING id, sight, code, title, title_other, lang, place,
		sector, implementer_id, site_id, coarse, rank, x, y, project_owner, site_owner, next_change, illustrative, folded`, prog, int64(id))
	if err != nil {
		return fmt.Errorf("replacing project %d on the map: %w", id, err)
	}
	for _, p := range old {
		p.squares(-1, moved)
	}
	for _, p := range points {
		p.squares(1, moved)
		err := tx.Exec(ctx, `INSERT INTO stocktake_point (programme_id, id, sight, code, title, title_other, lang, place, sector, implementer_id, site_id, coarse,
			rank, x, y, project_owner, site_owner, next_change, illustrative, folded)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
			prog, int64(p.ID), p.Sight, p.Code, p.Title, p.Other, p.Lang, p.Place, p.Sector, int64(p.Implementer), int64(p.Site), p.Coarse,
			p.Rank, p.X, p.Y, int64(p.ProjectOwner), int64(p.SiteOwner), string(p.NextChange), p.Illustrative, p.Folded)
		if err != nil {
			return fmt.Errorf("putting project %s on the map: %w", p.Code, err)
		}
	}
	if err := tx.Exec(ctx, "DELETE FROM stocktake_point_party WHERE programme_id = $1 AND id = $2", prog, int64(id)); err != nil {
		return err
	}
	for _, party := range parties {
		err := tx.Exec(ctx, "INSERT INTO stocktake_point_party (programme_id, party_id, id) VALUES ($1, $2, $3)", prog, int64(party), int64(id))
		if err != nil {
			return fmt.Errorf("naming the parties of project %d on the map: %w", id, err)
		}
	}
	return moveSquares(ctx, tx, moved)
}

// mostSquares is how many squares one statement moves: 13 parameters each.
const mostSquares = 35

func moveSquares(ctx context.Context, tx *db.Tx, moved map[square]heap) error {
	var rows []string
	var args []any
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		err := tx.Exec(ctx, `INSERT INTO stocktake_rollup_map (programme_id, sector, level, y, x, sight, project_owner, site_owner, rank, n, sum_x, sum_y, sum_id)
			VALUES `+strings.Join(rows, ", ")+` ON CONFLICT (programme_id, sector, level, y, x, sight, project_owner, site_owner, rank) DO UPDATE SET
			n = stocktake_rollup_map.n + excluded.n, sum_x = stocktake_rollup_map.sum_x + excluded.sum_x, sum_y = stocktake_rollup_map.sum_y + excluded.sum_y,
			sum_id = stocktake_rollup_map.sum_id + excluded.sum_id`, args...)
		rows, args = nil, nil
		return err
	}
	for at, h := range moved {
		if h == (heap{}) {
			continue
		}
		var row []string
		for _, v := range []any{int64(tx.Who.Programme), at.Sector, at.Level, at.Y, at.X, at.Sight, int64(at.ProjectOwner), int64(at.SiteOwner), at.Rank, h.N, h.X, h.Y, h.ID} {
			args = append(args, v)
			row = append(row, fmt.Sprintf("$%d", len(args)))
		}
		rows = append(rows, "("+strings.Join(row, ", ")+")")
		if len(rows) == mostSquares {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// pointsDue lists the projects whose state on the map the calendar may have moved.
func pointsDue(ctx context.Context, q db.Q, prog ident.Programme, today words.Day, limit int) ([]ident.ID, error) {
	return db.All(ctx, q, func(r *sql.Rows) (id ident.ID, err error) { return id, r.Scan(&id) },
		`SELECT p.id FROM stocktake_point AS p WHERE p.programme_id = $1 AND p.next_change > '' AND p.next_change <= $2 ORDER BY p.next_change LIMIT $3`,
		int64(prog), string(today), limit)
}

// pointsAt lists the projects that are shown at a site.
func pointsAt(ctx context.Context, q db.Q, prog ident.Programme, site ident.ID) ([]ident.ID, error) {
	return db.All(ctx, q, func(r *sql.Rows) (id ident.ID, err error) { return id, r.Scan(&id) },
		"SELECT DISTINCT id FROM stocktake_point WHERE programme_id = $1 AND site_id = $2 ORDER BY id", int64(prog), int64(site))
}

// wakePoints makes the next tick look at every project of the map, after new rules.
func wakePoints(ctx context.Context, tx *db.Tx, today words.Day) error {
	return tx.Exec(ctx, "UPDATE stocktake_point SET next_change = $1 WHERE programme_id = $2", string(today), int64(tx.Who.Programme))
}

func clearMap(ctx context.Context, tx *db.Tx) error {
	for _, stmt := range []string{"DELETE FROM stocktake_point WHERE programme_id = $1", "DELETE FROM stocktake_point_party WHERE programme_id = $1",
		"DELETE FROM stocktake_rollup_map WHERE programme_id = $1"} {
		if err := tx.Exec(ctx, stmt, int64(tx.Who.Programme)); err != nil {
			return err
		}
	}
	return nil
}
