package project

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
	"throughline/kit/search"
)

// What is offered is counted with each row, so that no list asks once a row.
const needColumns = `SELECT n.id, n.seq, n.code, n.title, n.text, n.lang, n.receiver_id, n.sector, n.place, n.state, n.state_since, n.reason, n.recorded_by,
	n.owner_id, n.visibility, n.illustrative,
	(SELECT count(*) FROM project_offer AS o JOIN project_project AS p ON p.programme_id = o.programme_id AND p.id = o.project_id
		WHERE o.programme_id = n.programme_id AND o.need_id = n.id AND p.state <> 'cancelled'),
	(SELECT count(*) FROM project_offer AS o JOIN project_project AS p ON p.programme_id = o.programme_id AND p.id = o.project_id
		WHERE o.programme_id = n.programme_id AND o.need_id = n.id AND o.state = 'offered' AND p.state NOT IN ('cancelled', 'idea', 'applied'))
	FROM project_need AS n`

func scanNeed(r *sql.Rows) (n Need, err error) {
	var since int64
	err = r.Scan(&n.ID, &n.Seq, &n.Code, &n.Title, &n.Text, &n.Lang, &n.Receiver, &n.Sector, &n.Place, &n.State, &since, &n.Reason, &n.By,
		&n.Owner, &n.Visibility, &n.Illustrative, &n.Offered, &n.Taken)
	n.StateSince = time.UnixMicro(since).UTC()
	return n, err
}

// GetNeed finds a need by its number. Whether the reader may see it is for the
// caller to ask (access.MaySee).
func GetNeed(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Need, error) {
	return db.One(ctx, q, scanNeed, needColumns+" WHERE n.programme_id = $1 AND n.id = $2", int64(prog), int64(id))
}

// GetNeedByCode finds a need by its code.
func GetNeedByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Need, error) {
	return db.One(ctx, q, scanNeed, needColumns+" WHERE n.programme_id = $1 AND n.code = $2", int64(prog), code)
}

// NeedsByID finds needs by their numbers, at most 400 of them.
func NeedsByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Need, error) {
	in, args := db.In(ids, []any{int64(prog)})
	all, err := db.All(ctx, q, scanNeed, needColumns+" WHERE n.programme_id = $1 AND n.id IN ("+in+")", args...)
	found := map[ident.ID]Need{}
	for _, n := range all {
		found[n.ID] = n
	}
	return found, err
}

// NeedSorts are the orders of the list of needs: by the receiving side's own
// order, or the newest first.
var NeedSorts = []string{"", "newest"}

// NeedFilter narrows a list. Zero fields do not narrow; After is the last need of
// the page before; Limit 0 is 50.
type NeedFilter struct {
	Text     string
	State    string // a state, "unmet" for what nobody has taken up, or "taken_up"
	Sector   string
	Receiver ident.ID
	Sort     string
	After    ident.ID
	Limit    int
}

// ListNeeds lists what the actor may see: what is still wanted by its place in
// each organisation's order, then what is over.
func ListNeeds(ctx context.Context, q db.Q, who ident.Actor, f NeedFilter) ([]Need, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return nil, err
	}
	if f.After != 0 {
		last, err := GetNeed(ctx, q, who.Programme, f.After)
		if err != nil {
			return nil, err
		}
		if f.Sort == "newest" {
			args = append(args, int64(last.ID))
			where += fmt.Sprintf(" AND n.id < $%d", len(args))
		} else {
			args = append(args, int64(last.rank()), int64(last.ID))
			where += fmt.Sprintf(" AND (n.rank, n.id) > ($%d, $%d)", len(args)-1, len(args))
		}
	}
	by := " ORDER BY n.rank, n.id"
	if f.Sort == "newest" {
		by = " ORDER BY n.id DESC"
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	args = append(args, f.Limit)
	// What a row counts of other tables is asked of the listed rows only.
	listed := "SELECT n.id FROM project_need AS n" + where + by + fmt.Sprintf(" LIMIT $%d", len(args))
	return db.All(ctx, q, scanNeed, needColumns+" JOIN ("+listed+") AS listed ON listed.id = n.id WHERE n.programme_id = $1"+by, args...)
}

// CountNeeds counts what ListNeeds would list on all its pages, counting no
// further than most.
func CountNeeds(ctx context.Context, q db.Q, who ident.Actor, f NeedFilter, most int) (int, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return 0, err
	}
	args = append(args, most)
	var n int
	err = q.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT n.id FROM project_need AS n"+where+fmt.Sprintf(" LIMIT $%d) AS found", len(args)), args...).Scan(&n)
	return n, err
}

// takenSQL is whether a project in the pool or further is offered for the need,
// and the receiving side does not object.
const takenSQL = `EXISTS (SELECT 1 FROM project_offer AS o JOIN project_project AS p ON p.programme_id = o.programme_id AND p.id = o.project_id
	WHERE o.programme_id = n.programme_id AND o.need_id = n.id AND o.state = 'offered' AND p.state NOT IN ('cancelled', 'idea', 'applied'))`

// among are the conditions of a list, with the text looked for.
func (f NeedFilter) among(ctx context.Context, q db.Q, who ident.Actor) (string, []any, error) {
	where, args := f.where(who)
	holds, args, err := search.Narrow(ctx, q, who.Programme, NeedNoun, "n", f.Text, args)
	return where + holds, args, err
}

// settleStanding brings the needs that the condition with parameter 2 names up to
// date with what is offered for them.
func settleStanding(ctx context.Context, tx *db.Tx, which string, id ident.ID) error {
	err := tx.Exec(ctx, `UPDATE project_need SET standing = CASE WHEN state <> 'recorded' THEN state
		WHEN `+strings.ReplaceAll(takenSQL, "n.", "project_need.")+` THEN 'taken_up' ELSE 'unmet' END WHERE programme_id = $1 AND `+which,
		int64(tx.Who.Programme), int64(id))
	if err != nil {
		return fmt.Errorf("settling whether a need is taken up: %w", err)
	}
	return nil
}

func (f NeedFilter) where(who ident.Actor) (string, []any) {
	where, args := " WHERE n.programme_id = $1", []any{int64(who.Programme)}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += fmt.Sprintf(" AND "+condition, len(args))
	}
	if !who.SeesAll() {
		add("(n.visibility <> 'internal' OR n.owner_id = $%d)", int64(who.Organisation))
	}
	switch f.State {
	case "":
	case Recorded:
		add("n.state = $%d", f.State)
	default:
		add("n.standing = $%d", f.State)
	}
	if f.Sector != "" {
		add("n.sector = $%d", f.Sector)
	}
	if f.Receiver != 0 {
		add("n.receiver_id = $%d", int64(f.Receiver))
	}
	return where, args
}

// MostNeeds is how many needs of one organisation can stand in its order.
const MostNeeds = 200

// ordered lists the needs of one organisation that are still wanted, in its order.
func ordered(ctx context.Context, q db.Q, prog ident.Programme, receiver ident.ID) ([]Need, error) {
	all, err := db.All(ctx, q, scanNeed, needColumns+" WHERE n.programme_id = $1 AND n.receiver_id = $2 AND n.state = 'recorded' ORDER BY n.id LIMIT $3",
		int64(prog), int64(receiver), MostNeeds)
	slices.SortStableFunc(all, func(a, b Need) int { return a.Place - b.Place })
	return all, err
}

// rank orders lists: what is still wanted by its place, then what is over.
func (n Need) rank() int {
	if n.State != Recorded {
		return 1_000_000
	}
	return n.Place
}

// seenNeed finds a need for an actor; NotFound when it may not be seen.
func seenNeed(ctx context.Context, q db.Q, who ident.Actor, id ident.ID) (Need, error) {
	n, err := GetNeed(ctx, q, who.Programme, id)
	if err == nil && !access.MaySee(who, n.Visibility, n.Owner) {
		return Need{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return n, err
}

func saveNeed(ctx context.Context, tx *db.Tx, n Need) error {
	err := tx.Exec(ctx, `INSERT INTO project_need (programme_id, id, seq, code, title, text, lang, receiver_id, sector, place, state, state_since, reason,
		recorded_by, owner_id, visibility, published_seq, illustrative, folded, rank)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $17, $18, $19)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, place = excluded.place, state = excluded.state,
		state_since = excluded.state_since, reason = excluded.reason, rank = excluded.rank`,
		int64(tx.Who.Programme), int64(n.ID), tx.Seq, n.Code, n.Title, n.Text, n.Lang, int64(n.Receiver), n.Sector, int64(n.Place), n.State,
		n.StateSince.UnixMicro(), n.Reason, int64(n.By), int64(n.Owner), n.Visibility, n.Illustrative, n.folded(), int64(n.rank()))
	if err != nil {
		return fmt.Errorf("saving need %s: %w", n.Code, err)
	}
	if err := settleStanding(ctx, tx, "id = $2", n.ID); err != nil {
		return err
	}
	if err := settleWanted(ctx, tx, n.ID); err != nil {
		return err
	}
	return search.Put(ctx, tx, search.Doc{Ref: n.Ref(), Code: n.Code, Title: n.Title, Body: n.Text, Visibility: n.Visibility, Owner: n.Owner})
}

const offerColumns = `SELECT o.id, o.need_id, o.project_id, o.state, o.reason, n.code, n.place FROM project_offer AS o
	JOIN project_need AS n ON n.programme_id = o.programme_id AND n.id = o.need_id`

func scanOffer(r *sql.Rows) (o Offer, err error) {
	return o, r.Scan(&o.ID, &o.Need, &o.Project, &o.State, &o.Reason, &o.NeedCode, &o.Place)
}

// OffersOf lists the needs that a project is offered for.
func OffersOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) ([]Offer, error) {
	return db.All(ctx, q, scanOffer, offerColumns+" WHERE o.programme_id = $1 AND o.project_id = $2 ORDER BY o.id", int64(prog), int64(project))
}

// OffersFor lists the projects that are offered for a need.
func OffersFor(ctx context.Context, q db.Q, prog ident.Programme, need ident.ID) ([]Offer, error) {
	return db.All(ctx, q, scanOffer, offerColumns+" WHERE o.programme_id = $1 AND o.need_id = $2 ORDER BY o.id", int64(prog), int64(need))
}

func saveOffer(ctx context.Context, tx *db.Tx, o Offer) error {
	err := tx.Exec(ctx, `INSERT INTO project_offer (programme_id, id, seq, need_id, project_id, state, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, state = excluded.state, reason = excluded.reason`,
		int64(tx.Who.Programme), int64(o.ID), tx.Seq, int64(o.Need), int64(o.Project), o.State, o.Reason)
	if err != nil {
		return fmt.Errorf("saving an offer: %w", err)
	}
	if err := settleStanding(ctx, tx, "id = $2", o.Need); err != nil {
		return err
	}
	return settleWanted(ctx, tx, o.Need)
}
