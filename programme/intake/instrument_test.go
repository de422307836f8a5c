package intake

import (
	"net/url"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/programme/agreement"
)

const instrument = `Memorandum of Understanding

Enterprise A (hereinafter "the Company") and River Bend (hereinafter "the Region"), together "the Parties", agree as follows.

Article 1. Undertakings
1.1 The Company shall equip four clinics by 30 September 2029.
1.2 The Company hopes to hire sixty residents a year.
1.3 The Region shall provide the sites.
`

// held is an agreement between Enterprise A and the region whose text is on file.
func (w *world) held(text string) (agreement.Agreement, agreement.Document) {
	w.t.Helper()
	room := agreement.Room{DB: w.DB, Blobs: w.Blobs}
	done, err := room.Capture(w.t.Context(), w.provider, agreement.CaptureInput{Key: w.key(), Kind: "memorandum", Title: "Clinics for River Bend", Lang: "en", Visibility: "parties",
		Parties: []agreement.SigningParty{{Name: "Enterprise A", Side: "provider", Party: w.a}, {Name: "River Bend", Side: "receiver", Party: w.region}}})
	if err != nil {
		w.t.Fatal(err)
	}
	id, _ := done.Subject(agreement.Noun)
	if _, err := room.Accept(w.t.Context(), w.region1, agreement.MoveInput{Key: w.key(), Agreement: id}); err != nil {
		w.t.Fatal(err)
	}
	if _, err := room.HoldText(w.t.Context(), w.provider, agreement.HoldInput{Key: w.key(), Agreement: id, File: &agreement.File{Name: "memorandum.txt", Data: []byte(text)}}); err != nil {
		w.t.Fatal(err)
	}
	a, err := agreement.GetAgreement(w.t.Context(), w.DB.Read(), w.prog, id)
	if err != nil {
		w.t.Fatal(err)
	}
	documents, err := agreement.DocumentsOf(w.t.Context(), w.DB.Read(), w.prog, id)
	if err != nil || len(documents) != 1 {
		w.t.Fatal(documents, err)
	}
	return a, documents[0]
}

func (w *world) clauses(a agreement.Agreement) []agreement.Clause {
	w.t.Helper()
	all, err := agreement.ClausesOf(w.t.Context(), w.DB.Read(), w.prog, a.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func (w *world) readInstrument(who ident.Actor, d agreement.Document) (Reading, error) {
	done, err := w.ReadInstrument(w.t.Context(), who, InstrumentInput{Key: w.key(), Document: d.ID})
	if err != nil {
		return Reading{}, err
	}
	id, _ := done.Subject(Noun)
	return w.reading(id), nil
}

func TestAnAgreementIsReadByClause(t *testing.T) {
	w := newWorld(t)
	a, d := w.held(instrument)
	r, err := w.readInstrument(w.provider, d)
	if err != nil {
		t.Fatal(err)
	}
	all, err := ProposalsOf(t.Context(), w.DB.Read(), w.prog, r.ID)
	if err != nil || len(all) != 3 {
		t.Fatalf("%d proposals, %v", len(all), err)
	}
	for i, want := range [][3]string{{"commitment", "1.1", "The Company"}, {"intention", "1.2", "The Company"}, {"commitment", "1.3", "The Region"}} {
		if p := all[i]; p.Kind != KindClause || p.Value("clause") != want[0] || p.Value("number") != want[1] || p.Value("bound") != want[2] {
			t.Errorf("proposal %d is %+v", i+1, p)
		}
	}
	if r.Missing.Duties != 2 || r.Missing.WithDate != 1 || r.Missing.WithQuantity != 1 {
		t.Errorf("what the text does not say: %+v", r.Missing)
	}
	if _, err := w.readInstrument(w.region1, d); fault.KindOf(err) != fault.Conflict {
		t.Errorf("read twice at a time: %v", err)
	}
	if err := w.accept(w.provider, r, 1, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.accept(w.provider, r, 2, map[string]string{"clause": "courtesy", "number": "1.2"}); err != nil {
		t.Fatal(err)
	}
	got := w.clauses(a)
	if len(got) != 2 || got[0].Quote != "The Company shall equip four clinics by 30 September 2029" || got[0].Number != "1.1" || got[0].Kind != "commitment" ||
		got[0].Document != d.ID || got[1].Kind != "courtesy" || got[0].State != agreement.Marked {
		t.Errorf("the clauses are %+v", got)
	}
	if _, err := w.Undo(t.Context(), w.provider, DecideInput{Key: w.key(), Reading: r.ID, Ordinal: 2, Reason: "misread"}); err != nil {
		t.Fatal(err)
	}
	if got := w.clauses(a); len(got) != 2 || got[1].State != agreement.Withdrawn {
		t.Errorf("after undoing: %+v", got)
	}
	// What the other side has accepted is no longer one side's to take back.
	room := agreement.Room{DB: w.DB, Blobs: w.Blobs}
	if _, err := room.AcceptClauses(t.Context(), w.region1, agreement.ClauseInput{Key: w.key(), Agreement: a.ID, Clauses: []ident.ID{got[0].ID}}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Undo(t.Context(), w.provider, DecideInput{Key: w.key(), Reading: r.ID, Ordinal: 1, Reason: "misread"}); err == nil {
		t.Error("one side took back a clause that both have accepted")
	}
	if err := w.accept(w.region1, r, 3, nil); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("somebody else decided on the provider's reading: %v", err)
	}
}

func TestOnlyAHeldTextIsRead(t *testing.T) {
	w := newWorld(t)
	a, d := w.held(instrument)
	stranger := w.provider
	stranger.Roles = []ident.Role{ident.Auditor}
	if _, err := w.readInstrument(stranger, d); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an auditor: %v", err)
	}
	if _, err := w.ReadInstrument(t.Context(), w.officer, InstrumentInput{Key: w.key(), Document: a.ID}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("no document: %v", err)
	}
}

func TestReadingByClauseOnPages(t *testing.T) {
	w := newWorld(t)
	w.held(instrument)
	_, provider, region := w.front()
	page := provider.Get("/agreements/AGR-001/readings").Want(200, "Which text shall be read clause by clause?", "memorandum.txt", "Read by clause")
	review := provider.Submit(page, "/agreements/AGR-001/readings", nil).
		Want(200, "The text is read clause by clause.", "Proposal 1 of 3: a clause", "Clinics for River Bend", "Enterprise A", "by 30 September 2029", "four clinics",
			"Somebody of the other side accepts this reading afterwards.", "Commitments 2")
	if got := mark(review.Body, "q1"); got != "The Company shall equip four clinics by 30 September 2029" {
		t.Errorf("the first mark reads %q", got)
	}
	provider.Submit(review, "/readings/RDG-001/proposals/1", nil).Want(200, "Proposal 2 of 3")
	provider.Get("/readings/RDG-001?n=1").Want(200, "agreements/AGR-001/clauses/")
	form := provider.Get("/readings/RDG-001?n=2")
	provider.Submit(form, "/readings/RDG-001/passages", url.Values{"quote": {"the sites"}}).Want(200, "Proposal 4 of 4: a clause")
	provider.Get("/readings").Want(200, "Clauses of AGR-001", "Clinics for River Bend")
	provider.Get("/agreements/AGR-001/readings").Want(200, "Read before", "RDG-001")
	region.Get("/readings/RDG-001").Want(200).Without("name=\"act\"")
}
