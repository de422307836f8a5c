package project

import (
	"fmt"
	"testing"
	"time"

	"throughline/kit/words"
)

// Assets, change requests and needs as they stood: what came later is not there,
// nothing can be acted on, and the history ends with that day.
func TestRecordsAsOfAPastDay(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	a := w.asset(p)
	x := w.asksMust(w.atBuilder, p, w.moveUp(p))
	n := w.need("Teachers")
	now := w.DB.Now()
	w.DB.Clock = func() time.Time { return now.AddDate(0, 0, 3) }
	w.must(w.moveAsset(w.colleague, "project.title_asset", a, ""))
	w.must(w.moveChange(w.secretary, "project.appraise_change", x, "the hill is dry"))
	w.offer(p, n)
	f := w.front(w.Mount)
	day := words.DayOf(now, time.UTC)
	for _, c := range []struct {
		path      string
		now, then string
		not       []string
	}{
		{"/assets/AST-001", "Certificate 12", "registered", []string{"Certificate 12", "ownership documented", "Ownership documented"}},
		{"/changes/CHG-001", "the hill is dry", "submitted", []string{"the hill is dry", "appraised"}},
		{"/needs/NEED-001", "PRJ-001", "unmet", []string{"PRJ-001", "Forty clinics", "A project put forward"}},
	} {
		f.secretary.Get(c.path).Want(200, c.now, "Show it as of a past day")
		f.secretary.Get(c.path+fmt.Sprint("?on=", day.Add(1))).Want(200, "As it stood at the end of", c.then).Without(append(c.not, `class="button" href`)...)
		f.secretary.Get(c.path+fmt.Sprint("?on=", day.Add(-1))).Want(404, "did not exist yet")
		f.secretary.Get(c.path + "?on=tomorrow").Want(422)
		f.secretary.In(words.ZH).Get(c.path+fmt.Sprint("?on=", day.Add(1))).Want(200, "<h1")
	}
}
