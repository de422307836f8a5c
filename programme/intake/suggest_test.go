package intake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"throughline/kit/suggest"
	"throughline/reading"
)

// advised gives the room a language model that answers each piece of text with
// what answer makes of it.
func (w *world) advised(answer func(text string) string) {
	w.t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		var q struct {
			Messages []struct{ Content string }
		}
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || len(q.Messages) != 2 || q.Messages[0].Content != reading.Instruction {
			w.t.Errorf("the question is %+v, %v", q, err)
		}
		said := answer(q.Messages[1].Content)
		if said == "" {
			http.Error(out, "out of order", http.StatusBadGateway)
			return
		}
		content, _ := json.Marshal(said)
		fmt.Fprintf(out, `{"choices":[{"message":{"content":%s}}]}`, content)
	}))
	w.t.Cleanup(server.Close)
	e, err := suggest.Open(server.URL, "", "small")
	if err != nil {
		w.t.Fatal(err)
	}
	w.Adviser = &Adviser{Host: e.Host(), Ask: e.Ask}
}

const council = "River Bend council\nThe council met. Enterprise B offers to run twelve mobile clinics in 2029.\nLong live friendship.\nStaff should hold fast to their beliefs.\n"

func TestAModelOnlyAddsWhatStandsInTheText(t *testing.T) {
	w := newWorld(t)
	w.advised(func(string) string {
		return `{"items":[{"kind":"measure","quote":"run twelve mobile clinics in 2029","responsible":"Enterprise B","due":"in 2029","quantity":"twelve mobile clinics"},
			{"kind":"measure","quote":"Staff should hold fast to their beliefs","responsible":"Staff"},
			{"kind":"measure","quote":"run thirteen mobile clinics"}]}`
	})
	r := w.start(w.officer, council, 0, reading.Reading{})
	officer, _, region := w.front()
	page := officer.Get("/readings/RDG-001").Want(200, "The whole text is sent to", w.Adviser.Host)
	region.Get("/readings/RDG-001").Want(200).Without("Ask the model")
	officer.Submit(page, "/readings/RDG-001/advice", nil)
	w.asked.Wait()
	officer.Get("/readings/RDG-001?n=1").Want(200, "1 suggestion was added", "2 were dropped", "suggested by a language model: check every word", "run twelve mobile clinics in 2029").
		Without("thirteen", "Accept all")
	p := w.proposal(r, 1)
	if p.Origin != Model || p.Kind != KindMeasure || p.Value("responsible") != "Enterprise B" || p.Value("due_text") != "in 2029" || p.Value("quantity") != "twelve mobile clinics" {
		t.Errorf("%+v", p)
	}
	if err := w.accept(w.officer, r, 1, nil); err != nil {
		t.Fatal(err)
	}
	if m := w.measure(w.proposal(r, 1)); m.Quote.Text != "run twelve mobile clinics in 2029" {
		t.Errorf("the measure is %+v", m)
	}
	// Asked again, the model has nothing new to add, and nothing is changed.
	if added, err := w.Suggest(t.Context(), w.officer, SuggestInput{Key: w.key(), Reading: r.ID,
		Suggestions: []reading.Suggestion{{Kind: KindMeasure, Quote: in(council, "twelve mobile clinics")}}}); added != 0 || err != nil {
		t.Errorf("%d were added over a proposal, %v", added, err)
	}
	if _, err := w.Suggest(t.Context(), w.officer, SuggestInput{Key: w.key(), Reading: r.ID,
		Suggestions: []reading.Suggestion{{Kind: KindMeasure, Quote: reading.Span{Text: "build a bridge", From: 0, To: 14}}}}); err == nil {
		t.Error("words that do not stand in the text were taken")
	}
}

func TestAModelThatFailsStopsNobody(t *testing.T) {
	for name, said := range map[string]string{"fails": "", "talks nonsense": "As a friendly helper I cannot see your text."} {
		w := newWorld(t)
		w.advised(func(string) string { return said })
		r := w.start(w.officer, council, 0, reading.Reading{Measures: []reading.Measure{{Quote: in(council, "run twelve mobile clinics in 2029"), Kind: reading.MeasureOffer}}})
		officer, _, _ := w.front()
		officer.Submit(officer.Get("/readings/RDG-001").Want(200), "/readings/RDG-001/advice", nil)
		w.asked.Wait()
		page := officer.Get("/readings/RDG-001").Want(200, "Proposal 1 of 1", "Ask the model")
		if !strings.Contains(page.Body, "no usable answer") {
			t.Errorf("a model that %s: the page does not say so", name)
		}
		if err := w.accept(w.officer, r, 1, nil); err != nil {
			t.Errorf("a model that %s: the person cannot go on: %v", name, err)
		}
	}
}

func TestALongTextIsAskedAboutPieceByPiece(t *testing.T) {
	w := newWorld(t)
	text := strings.Repeat("The weather was fair that day.\n", 600) + "Enterprise B offers to run twelve mobile clinics in 2029.\n"
	asked := 0
	w.advised(func(piece string) string {
		asked++
		if !strings.Contains(piece, "clinics") {
			return "" // the others fail, and are counted
		}
		return `{"items":[{"kind":"measure","quote":"run twelve mobile clinics in 2029"}]}`
	})
	r := w.start(w.officer, text, 0, reading.Reading{})
	officer, _, _ := w.front()
	officer.Submit(officer.Get("/readings/RDG-001"), "/readings/RDG-001/advice", nil)
	w.asked.Wait()
	officer.Get("/readings/RDG-001").Want(200, fmt.Sprintf("%d of %d pieces got no usable answer", asked-1, asked))
	if got := w.proposal(r, 1).Quote; asked < 3 || got.Text != "run twelve mobile clinics in 2029" || string([]rune(text)[got.From:got.To]) != got.Text {
		t.Errorf("asked %d times, the quote is %+v", asked, got)
	}
}
