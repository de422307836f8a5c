package intake

import (
	"testing"

	"throughline/programme/conference"
)

// TestATalkBecomesAVisit: a talk that a text tells of is a visit beside the
// meeting, is found again in a second text, and is taken back with its proposal.
func TestATalkBecomesAVisit(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	// The organisation that the words name is found; the words stay.
	if err := w.accept(w.officer, r, nExhibition, map[string]string{"kind": "talk", "who": "Leaders of Enterprise A", "day": "2027-03-11"}); err != nil {
		t.Fatal(err)
	}
	p := w.proposal(r, nExhibition)
	v, err := conference.GetVisit(t.Context(), w.DB.Read(), w.prog, p.Record.ID)
	if err != nil || p.Record.Kind != conference.VisitNoun || v.Kind != "talk" || v.State != conference.Held || v.Conference != r.Conference || v.From != "2027-03-11" ||
		v.Quote != p.Quote || len(v.Parties) != 1 || v.Parties[0].Name != "Leaders of Enterprise A" || v.Parties[0].Party == 0 {
		t.Fatalf("%+v of %+v, %v", v, p.Record, err)
	}
	e := w.existing(r)
	if len(e.Visits) != 1 || len(e.Events) != 0 {
		t.Errorf("%d visits, %d events", len(e.Visits), len(e.Events))
	}
	other := p
	other.Quote.Source++ // the same day told by another text
	if twin := other.twin(e); twin == nil || twin.Ref != v.Ref() || !twin.Same {
		t.Errorf("another text's talk of that day: %+v", twin)
	}
	if err := w.undo(r, nExhibition); err != nil {
		t.Fatal(err)
	}
	if v, _ = conference.GetVisit(t.Context(), w.DB.Read(), w.prog, v.ID); v.State != conference.Withdrawn || len(w.existing(r).Visits) != 0 {
		t.Errorf("taken back: %s", v.State)
	}
	if err := w.accept(w.officer, r, nExhibition, map[string]string{"kind": "visit", "who": ""}); err == nil {
		t.Error("a visit of nobody is recorded")
	}
}
