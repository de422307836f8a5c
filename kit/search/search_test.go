package search_test

import (
	"fmt"
	"slices"
	"testing"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/ident"
	"throughline/kit/search"
)

var office = ident.Actor{Person: 1, Organisation: 1, Programme: 1, Roles: []ident.Role{ident.Office}}

func put(t *testing.T, d *db.DB, who ident.Actor, docs ...search.Doc) {
	t.Helper()
	for _, doc := range docs {
		_, err := d.Change(t.Context(), who, db.Key{ID: fmt.Sprint(doc.Ref, doc.Title, who.Programme)}, func(tx *db.Tx) ([]db.Fact, error) {
			return []db.Fact{{Kind: "test.put.v1", Subject: doc.Ref, Data: doc.Title}}, search.Put(t.Context(), tx, doc)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func codes(t *testing.T, d *db.DB, who ident.Actor, query string) []string {
	t.Helper()
	hits, err := search.Find(t.Context(), d.Read(), who, query, 20)
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	var out []string
	for _, h := range hits {
		out = append(out, h.Code)
	}
	slices.Sort(out)
	return out
}

func doc(id ident.ID, code, title, body string) search.Doc {
	return search.Doc{Ref: ident.Ref{Kind: "decision.measure", ID: id}, Code: code, Title: title, Body: body, Visibility: "parties", Owner: 1}
}

func TestFindByWordsNamesAndCodes(t *testing.T) {
	d := dbtest.Open(t)
	put(t, d, office,
		doc(1, "MEA-001", "Build the Café power line", "forty villages"),
		doc(2, "MEA-014", "把援助工作纳入企业发展规划", "各企业"),
		doc(3, "MEA-015", "开展企业援建项目", "发展产业"))
	for query, want := range map[string][]string{
		"power":       {"MEA-001"},
		"cafe POWER":  {"MEA-001"},
		"vill":        {"MEA-001"}, // the beginning of a word
		"illage":      {"MEA-001"}, // the middle, by containing
		"power dam":   nil,
		"MEA-014":     {"MEA-014"},
		"ea-01":       {"MEA-014", "MEA-015"},
		"mea-0":       {"MEA-001", "MEA-014", "MEA-015"}, // one letter beside a word
		"a":           nil,
		"援助工作":        {"MEA-014"},
		"业":           {"MEA-014", "MEA-015"}, // one character
		"企业发展":        {"MEA-014"},            // pairs of MEA-015 hold 企业 and 发展, not the phrase
		"企业 发展":       {"MEA-014", "MEA-015"},
		"１４":          {"MEA-014"}, // full-width digits, found by containing
		`"; DROP * (`: nil,
		"'":           nil,
		"%":           nil,
	} {
		if got := codes(t, d, office, query); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", query, got, want)
		}
	}
}

func TestFindKeepsToProgrammeAndSight(t *testing.T) {
	d := dbtest.Open(t)
	other := office
	other.Programme = 2
	put(t, d, other, doc(1, "OTH-001", "power elsewhere", ""))
	hidden := doc(2, "MEA-002", "power of the office only", "")
	hidden.Visibility = "internal"
	put(t, d, office, doc(1, "MEA-001", "power here", ""), hidden)
	provider := ident.Actor{Person: 2, Organisation: 9, Programme: 1, Roles: []ident.Role{ident.Provider}}
	for _, query := range []string{"power", "owe"} {
		if got := codes(t, d, provider, query); !slices.Equal(got, []string{"MEA-001"}) {
			t.Errorf("provider finds %v by %q", got, query)
		}
		if got := codes(t, d, office, query); !slices.Equal(got, []string{"MEA-001", "MEA-002"}) {
			t.Errorf("office finds %v by %q", got, query)
		}
	}
}

func TestPutReplacesAndRemoveForgets(t *testing.T) {
	d := dbtest.Open(t)
	put(t, d, office, doc(1, "MEA-001", "old words", ""), doc(1, "MEA-001", "new text", ""))
	if got := codes(t, d, office, "words"); got != nil {
		t.Errorf("old words still find %v", got)
	}
	if got := codes(t, d, office, "text"); !slices.Equal(got, []string{"MEA-001"}) {
		t.Errorf("new text finds %v", got)
	}
	_, err := d.Change(t.Context(), office, db.Key{ID: "gone"}, func(tx *db.Tx) ([]db.Fact, error) {
		return []db.Fact{{Kind: "test.gone.v1", Data: 1}}, search.Remove(t.Context(), tx, 1)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := codes(t, d, office, "text"); got != nil {
		t.Errorf("a removed record is found: %v", got)
	}
}
