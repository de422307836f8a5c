package search_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/ident"
	"throughline/kit/search"

	"pgregory.net/rapid"
)

// listed are the numbers of a list that is narrowed by a text. search_doc itself
// is the list here: it has the columns that a narrowed table must have.
func listed(t testing.TB, d *db.DB, kind, query string) []ident.ID {
	t.Helper()
	where, args, err := search.Narrow(t.Context(), d.Read(), 1, kind, "m", query, []any{int64(1), kind})
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	ids, err := db.All(t.Context(), d.Read(), func(r *sql.Rows) (id ident.ID, err error) { return id, r.Scan(&id) },
		"SELECT m.id FROM search_doc AS m WHERE m.programme_id = $1 AND m.kind = $2"+where+" ORDER BY m.id", args...)
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	return ids
}

func TestNarrowFindsWhatContainsEachWord(t *testing.T) {
	d := dbtest.Open(t)
	put(t, d, office, doc(1, "MEA-001", "Build the Café power line", "forty villages"), doc(2, "MEA-014", "把援助工作纳入企业发展规划", "各企业"))
	agreement := doc(4, "AGR-001", "The power of others", "")
	agreement.Ref.Kind = "agreement.agreement"
	gone := doc(3, "MEA-015", "Withdrawn dam", "")
	gone.Withdrawn = true
	put(t, d, office, agreement, gone)
	for query, want := range map[string][]ident.ID{"": {1, 2, 3}, "  ": {1, 2, 3}, "%": nil, "power": {1}, "llag FÉ": {1}, "ea-014": {2}, "企业规划": nil, "发展规": {2}, "mea": {1, 2, 3}, "withdrawn dam": {3}, "power dam": nil} {
		if got := listed(t, d, "decision.measure", query); !slices.Equal(got, want) {
			t.Errorf("%q lists %v, want %v", query, got, want)
		}
	}
	if got := codes(t, d, office, "dam"); got != nil {
		t.Errorf("%v is found though it is withdrawn", got)
	}
}

// Looked up one by one or met along the order of the list: the same is found.
func TestNarrowIsTheSameHoweverManyAreFound(t *testing.T) {
	d := dbtest.Open(t)
	lists, id := 0, ident.ID(0)
	rapid.Check(t, func(r *rapid.T) {
		letters := rapid.StringOfN(rapid.SampledFrom([]rune("ab1-_%. 援助工作")), 0, 40, -1)
		texts := rapid.SliceOfN(letters, 1, 12).Draw(r, "texts")
		lists++
		kind := fmt.Sprintf("test.k%d", lists)
		for i, text := range texts {
			put(t, d, office, search.Doc{Ref: ident.Ref{Kind: kind, ID: id + ident.ID(i+1)}, Code: "C", Title: text, Visibility: "parties"})
		}
		query := rapid.StringOfN(rapid.SampledFrom([]rune("ab1-_% 援助")), 1, 8, -1).Draw(r, "query")
		var want []ident.ID
		words := strings.FieldsFunc(query, func(c rune) bool { return c == ' ' })
		for i := range words {
			words[i] = strings.Trim(words[i], "-_%.")
		}
		words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
		for i, text := range texts {
			if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains("c "+text, w) }) && (len(words) > 0 || strings.TrimSpace(query) == "") {
				want = append(want, id+ident.ID(i+1))
			}
		}
		id += ident.ID(len(texts))
		for _, most := range []int{0, 1, 3, 2500} { // along the list; by the index, some more, some fewer words of it; a short list
			search.SetFew(t, most)
			if got := listed(t, d, kind, query); !slices.Equal(got, want) {
				r.Fatalf("%q in %q, few being %d: %v, want %v", query, texts, most, got, want)
			}
		}
	})
}
