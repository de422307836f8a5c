package access

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

// View is a list a person keeps under a name: the page below the programme's
// base, such as /measures, and the filters and order in its query. It holds no
// rows: whoever opens it sees what they may see then.
type View struct{ Page, Name, Query string }

// mostViews is how many views of one page a person keeps at most.
const mostViews = 20

// NewView checks what a person asks to keep. address is a path with its query,
// such as /measures?state=open; where a reader stands in the list (after) and the last
// notice are not kept. Invalid with the field view.
func NewView(address, name string) (View, error) {
	var f fault.Form
	u, err := url.Parse(address)
	page := ""
	if err == nil {
		page = u.Path
	}
	if err != nil || u.Host != "" || u.Scheme != "" || page != "" && !strings.HasPrefix(page, "/") || strings.HasPrefix(page, "//") || len(address) > 1000 {
		f.Refuse("view", "access.view_address")
		return View{}, f.Err()
	}
	query := u.Query()
	for _, gone := range []string{"after", "notice", "format"} {
		query.Del(gone)
	}
	f.Require(name != "", "view", "access.view_name_missing")
	f.Require(utf8.RuneCountInString(name) <= 60, "view", "access.view_name_long", 60)
	return View{page, name, query.Encode()}, f.Err()
}

// Views lists what a person keeps of a page, by name.
func Views(ctx context.Context, q db.Q, who ident.Actor, page string) ([]View, error) {
	return db.All(ctx, q, func(r *sql.Rows) (v View, err error) {
		return v, r.Scan(&v.Page, &v.Name, &v.Query)
	}, "SELECT page, name, query FROM access_view WHERE programme_id = $1 AND person_id = $2 AND page = $3 ORDER BY name",
		int64(who.Programme), int64(who.Person), page)
}

// KeepView keeps a view; the same name on the same page is replaced. Conflict
// when the person keeps too many.
func (a *Accounts) KeepView(ctx context.Context, who ident.Actor, v View) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		kept, err := Views(ctx, tx, who, v.Page)
		if err != nil {
			return fmt.Errorf("reading views: %w", err)
		}
		if len(kept) >= mostViews {
			return fault.New(fault.Conflict, "access.views_full", mostViews)
		}
		return tx.Exec(ctx, `INSERT INTO access_view (programme_id, person_id, page, name, query) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (programme_id, person_id, page, name) DO UPDATE SET query = excluded.query`,
			int64(who.Programme), int64(who.Person), v.Page, v.Name, v.Query)
	})
}

// DropView forgets a view; one that is not kept is forgotten already.
func (a *Accounts) DropView(ctx context.Context, who ident.Actor, page, name string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec(ctx, "DELETE FROM access_view WHERE programme_id = $1 AND person_id = $2 AND page = $3 AND name = $4",
			int64(who.Programme), int64(who.Person), page, name)
	})
}
