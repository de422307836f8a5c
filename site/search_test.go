package site

import (
	"database/sql"
	"strings"
	"testing"

	"throughline/kit/db"
)

// Whatever the index holds is found by its code and leads to its page.
func TestEveryKindOfFoundRecordHasItsPage(t *testing.T) {
	h := furnished(t)
	type doc struct{ programme, kind, code string }
	docs, err := db.All(t.Context(), h.d.Read(), func(r *sql.Rows) (d doc, err error) { return d, r.Scan(&d.programme, &d.kind, &d.code) },
		`SELECT p.code, d.kind, MIN(d.code) FROM search_doc AS d JOIN party_programme AS p ON p.id = d.programme_id WHERE d.visibility <> 'internal'
		GROUP BY p.code, d.kind ORDER BY p.code, d.kind`)
	if err != nil || len(docs) < 12 {
		t.Fatalf("%d kinds, %v", len(docs), err)
	}
	office := h.seat("office")
	for _, d := range docs {
		base := "/en/" + d.programme
		found := office.do("GET", base+"/search?q="+d.code, "")
		_, after, ok := strings.Cut(found.Body.String(), "<main")
		at := strings.Index(after, "/"+d.code+`"`)
		if found.Code != 200 || !ok || at < 0 {
			t.Errorf("%s %s: %d, and no link to it", d.kind, d.code, found.Code)
			continue
		}
		link := after[strings.LastIndex(after[:at], `"`)+1 : at+len(d.code)+1]
		if page := office.do("GET", link, ""); page.Code != 200 {
			t.Errorf("%s %s: %s answers %d", d.kind, d.code, link, page.Code)
		}
	}
}
