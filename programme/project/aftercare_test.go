package project

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/money"
	"throughline/kit/words"
)

// written compares the first fact of each kind below one of the prefixes with a
// golden file.
func (w *world) written(golden string, prefixes ...string) {
	w.Helper()
	all, err := db.Since(w.Context(), w.DB.Read(), w.prog, 0, 10000)
	w.must(err)
	book, err := words.Load(Words)
	w.must(err)
	any := regexp.MustCompile(`"((?:[a-z]+_)?(?:id|pairing|implementer|project|milestone|owner|person|organisation|by|org|asset|party|change))":[1-9]\d*`)
	list := regexp.MustCompile(`"after":\[[\d,]+\]`)
	var b strings.Builder
	seen := map[string]bool{}
	for _, e := range all {
		for _, prefix := range prefixes {
			if strings.HasPrefix(e.Kind, prefix) && !seen[e.Kind] {
				seen[e.Kind] = true
				fmt.Fprintf(&b, "%s %s\n%s\n", e.Kind, e.Subject.Kind, any.ReplaceAll(list.ReplaceAll(e.Payload, []byte(`"after":[N]`)), []byte(`"$1":N`)))
				if !book.Has(strings.TrimSuffix(e.Kind, ".v1")) {
					w.Errorf("%s has no words", e.Kind)
				}
			}
		}
	}
	if *update {
		w.must(os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	w.must(err)
	if b.String() != string(want) {
		w.Errorf("facts changed shape (a new shape is a new kind); got\n%s", b.String())
	}
}

func TestFactsOfAssetsAndChanges(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	a := w.handedOver(p)
	w.must(w.moveAsset(w.atCounty, "project.use_asset", a, ""))
	w.must(w.moveAsset(w.atCounty, "project.find_idle", a, "no power"))
	w.must(w.moveAsset(w.atCounty, "project.repurpose_asset", a, "a school store"))
	w.must(w.moveAsset(w.atCounty, "project.find_idle", a, "no power"))
	_, err := w.PlanRescue(t.Context(), w.atCounty, RescueInput{w.key(), a.ID, "Let it", "County", "2028-09-01"})
	w.must(err)
	w.must(w.moveAsset(w.atCounty, "project.ask_disposal", a, "beyond repair"))
	w.must(w.moveAsset(w.atGroup, "project.keep_asset", a, "wait"))
	_, err = w.ChangeKeepers(t.Context(), w.secretary, KeepersInput{w.key(), a.ID, Keepers{Owner: Keeper{Name: "Village"}}})
	w.must(err)

	_, err = w.RecordScale(t.Context(), w.atBuilder, ScaleInput{w.key(), p.ID, &money.Quantity{N: 40, Unit: "beds"}})
	w.must(err)
	m := w.milestones(p)[1]
	for _, end := range []string{"project.refuse_change", "project.approve_change"} {
		x := w.asksMust(w.atBuilder, p, func(in *DraftInput) {
			in.After.Scale, in.After.Place, in.Days[m.ID] = &money.Quantity{N: 40, Unit: "beds"}, "Hill", "2028-07-15"
		})
		w.must(w.moveChange(w.secretary, "project.appraise_change", x, "needed"))
		w.must(w.moveChange(w.secretary, end, x, "r"))
		w.must(w.moveChange(w.secretary, "project.undo_change", x, "r"))
		w.must(w.moveChange(w.secretary, "project.approve_change", x, ""))
		if end == "project.refuse_change" {
			w.must(w.moveChange(w.atBuilder, "project.withdraw_change", x, ""))
			continue
		}
		w.must(w.moveChange(w.atGroup, "project.approve_change", x, ""))
		w.must(w.moveChange(w.atBuilder, "project.apply_change", x, ""))
	}
	w.on("2028-11-10")
	w.must(w.looks(w.secretary, a, "2028-11-10", No))
	w.must(w.moveAsset(w.atCounty, "project.ask_disposal", a, "beyond repair"))
	w.must(w.moveAsset(w.atGroup, "project.dispose_asset", a, ""))
	w.written("testdata/aftercare_facts.txt", "project.asset.", "project.handover.", "project.use_check.", "project.rescue.", "project.change.", "project.version.",
		"project.project.changed", "project.project.scale_recorded", "project.milestone.rebaselined")
}
