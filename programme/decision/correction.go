package decision

import (
	"reflect"

	"throughline/kit/fault"
	"throughline/kit/money"
	"throughline/kit/words"
)

// Wording is what may be corrected of a measure before it is registered: how
// its text was read.
type Wording struct {
	Title       string          `json:"title"`
	Other       string          `json:"other"`
	Grade       string          `json:"grade"`
	Sector      string          `json:"sector"`
	Responsible string          `json:"responsible"`
	Due         words.Day       `json:"due"`
	Quantity    *money.Quantity `json:"quantity"`
}

// Wording is how the measure reads now.
func (m Measure) Wording() Wording {
	return Wording{m.Title, m.Other, m.Grade, m.Sector, m.Responsible, m.Due, m.Quantity}
}

// correct reads the measure anew. Nothing was asked by the date that was
// misread, so the right one becomes the first.
func (m Measure) correct(w Wording) (Measure, error) {
	if reflect.DeepEqual(w, m.Wording()) {
		return m, fault.New(fault.Conflict, "decision.nothing_corrected")
	}
	m.Title, m.Other, m.Grade, m.Sector, m.Responsible, m.Quantity = w.Title, w.Other, w.Grade, w.Sector, w.Responsible, w.Quantity
	m.Due, m.OriginalDue = w.Due, w.Due
	var f fault.Form
	f.Require(len([]rune(w.Other)) <= maxTitle, "other", "decision.title_long", maxTitle)
	m.refuse(&f)
	return m, f.Err()
}

// translate gives the title in the other language; an empty one takes it away.
func (m Measure) translate(title string) (Measure, error) {
	var f fault.Form
	f.Require(len([]rune(title)) <= maxTitle, "other", "decision.title_long", maxTitle)
	m.Other = title
	return m, f.Err()
}
