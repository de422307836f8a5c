package intake

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/programme/agreement"
)

type instrumentPage struct {
	Code      string         `json:"code"`
	Title     string         `json:"title"`
	URL       string         `json:"url"`
	Documents []documentView `json:"documents"`
	Readings  []readingRow   `json:"readings"`
	MayRead   bool           `json:"may_read"`
}

type documentView struct {
	ID      ident.ID `json:"id"`
	Name    string   `json:"name"`
	HasText bool     `json:"has_text"`
}

// getInstrument answers: which text of this agreement shall be read by clause?
func (r *Room) getInstrument(c *web.Call) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	a, err := agreement.GetAgreementByCode(ctx, c.Q, prog, c.Path("code"))
	if err == nil && !access.MaySee(c.Actor, a.Visibility, a.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return err
	}
	p := instrumentPage{Code: a.Code, Title: a.TitleIn(c.Lang), URL: c.Base() + agreement.URL(a.Code), MayRead: access.Check(own, c.Actor, "intake.start", nil) == nil}
	documents, err := agreement.DocumentsOf(ctx, c.Q, prog, a.ID)
	if err != nil {
		return err
	}
	for _, d := range documents {
		p.Documents = append(p.Documents, documentView{d.ID, d.Name, readable(d)})
	}
	found, err := ListReadings(ctx, c.Q, c.Actor, Filter{Agreement: a.ID})
	if err != nil {
		return err
	}
	if p.Readings, err = rowsOf(c, found); err != nil {
		return err
	}
	return c.Page("instrument", p)
}

// readable tells by its type whether a document has a text: lists come without it.
func readable(d agreement.Document) bool {
	return strings.HasPrefix(d.MIME, "text/") || strings.Contains(d.MIME, "wordprocessingml")
}

// postInstrument reads one text by clause and opens the review of it.
func (r *Room) postInstrument(c *web.Call) error {
	id, err := strconv.ParseInt(c.Value("document"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	done, err := r.ReadInstrument(c.R.Context(), c.Actor, InstrumentInput{Key: c.Key(), Document: ident.ID(id)})
	if err != nil {
		return c.Again(r.getInstrument, err)
	}
	made, _ := done.Subject(Noun)
	x, err := GetReading(c.R.Context(), r.DB.Read(), c.Actor.Programme, made)
	if err != nil {
		return err
	}
	return c.Done(done, URL(x.Code), "intake.clauses_read_done")
}

// ofAgreements draws the names of the agreements whose texts were read.
func ofAgreements(c *web.Call, found []Reading) (map[ident.ID]agreement.Agreement, error) {
	var ids []ident.ID
	for _, x := range found {
		if x.Agreement != 0 && !slices.Contains(ids, x.Agreement) {
			ids = append(ids, x.Agreement)
		}
	}
	return agreement.AgreementsByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
}
