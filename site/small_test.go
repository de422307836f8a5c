package site

import (
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// A programme that uses no visits, classes or joint ventures is shown none, and
// no form of theirs is taken; what was recorded is there again when they are on.
func TestASmallProgrammeHidesWhatItDoesNotUse(t *testing.T) {
	h := furnished(t)
	aid := h.programme("aid")
	office := h.seat("office")
	shown := func(path, mark string) bool {
		t.Helper()
		page := office.do("GET", "/en/aid"+path, "")
		if page.Code != 200 {
			t.Fatalf("%s answers %d", path, page.Code)
		}
		return strings.Contains(page.Body.String(), mark)
	}
	parts := []struct{ path, mark string }{{"/conferences", "/en/aid/visits"}, {"/conferences/CNF-001", `id="visits"`}}
	for _, p := range parts {
		if !shown(p.path, p.mark) {
			t.Errorf("%s does not show %s though it is used", p.path, p.mark)
		}
	}
	set := func(off []string) {
		t.Helper()
		who := ident.Actor{Person: 1, Programme: aid.ID, Roles: []ident.Role{ident.Office}}
		_, err := h.d.Change(t.Context(), who, db.Key{ID: "rules " + strings.Join(off, ",")}, func(tx *db.Tx) ([]db.Fact, error) {
			day := words.DayOf(tx.Now, aid.Location())
			rules, err := plan.RulesOn(t.Context(), tx, aid.ID, day)
			if err != nil {
				return nil, err
			}
			rules.From, rules.Off = day, off
			_, fact, err := plan.SetRulesTx(t.Context(), tx, rules)
			return []db.Fact{fact}, err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	set([]string{plan.Visits, plan.Classes, plan.JointVentures})
	for _, p := range parts {
		if shown(p.path, p.mark) {
			t.Errorf("%s shows %s though it is switched off", p.path, p.mark)
		}
	}
	for path, feature := range map[string]string{"/visits": plan.Visits, "/visits/new": plan.Visits} {
		if page := office.do("GET", "/en/aid"+path, ""); page.Code != 303 || !strings.HasSuffix(page.Header().Get("Location"), "/rules/features/"+feature) {
			t.Errorf("%s answers %d %s", path, page.Code, page.Header().Get("Location"))
		}
	}
	if page := office.do("POST", "/en/aid/visits", "kind=visit&key=k1"); page.Code < 400 || page.Code > 499 {
		t.Errorf("a visit is taken though visits are switched off: %d", page.Code)
	}
	set(nil)
	for _, p := range parts {
		if !shown(p.path, p.mark) {
			t.Errorf("%s does not show %s after it is used again", p.path, p.mark)
		}
	}
}

// A plan period's page shows the meetings held in it.
func TestAPeriodShowsItsMeetings(t *testing.T) {
	h := furnished(t)
	page := h.seat("office").do("GET", "/en/twin/periods/PLAN-3", "")
	if body := page.Body.String(); page.Code != 200 || !strings.Contains(body, `id="meetings"`) || !strings.Contains(body, "/en/twin/conferences/CNF-") {
		t.Errorf("%d, and no meetings", page.Code)
	}
}
