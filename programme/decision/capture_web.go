package decision

import (
	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/conference"
)

// newPage is the form for a measure that stands in no text on record.
type newPage struct {
	Lang        string       `json:"lang"`
	Langs       []web.Option `json:"-"`
	Kinds       []web.Option `json:"-"`
	Grades      []web.Option `json:"-"`
	Sides       []web.Option `json:"-"`
	Sectors     []web.Option `json:"-"`
	Conferences []web.Option `json:"-"`
	Parties     []web.Option `json:"-"`
	Visit       *linkView    `json:"visit"` // from which it comes
}

func (r *Room) getNew(c *web.Call) error {
	p := newPage{Lang: string(c.Lang), Kinds: options(c, "decision.kind.", Kinds, ""), Grades: options(c, "decision.grade.", Grades, ""),
		Sides: options(c, "decision.side.", Sides, ""), Sectors: options(c, "decision.sector.", append([]string{""}, Sectors...), ""),
		Langs: []web.Option{{Value: "en", Label: c.T("decision.lang.en")}, {Value: "zh", Label: c.T("decision.lang.zh")}}}
	v, err := visitOf(c)
	if err != nil {
		return err
	}
	if v.ID != 0 {
		p.Visit = visitLink(c, v)
	}
	if p.Parties, err = leadOptions(c); err != nil {
		return err
	}
	if p.Conferences, err = conferenceOptions(c, v.Conference); err != nil {
		return err
	}
	return c.Page("new", p)
}

// visitOf is the visit that a form or an address names; none has the number 0.
func visitOf(c *web.Call) (conference.Visit, error) {
	code := c.Query("visit")
	if code == "" {
		code = c.Value("visit")
	}
	if code == "" {
		return conference.Visit{}, nil
	}
	v, err := conference.GetVisitByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if err == nil && !access.MaySee(c.Actor, v.Visibility, v.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return v, err
}

func visitLink(c *web.Call, v conference.Visit) *linkView {
	name := v.Purpose
	if name == "" {
		name = v.Code
	}
	return &linkView{name, c.Base() + conference.VisitURL(v.Code), v.Code}
}

func conferenceOptions(c *web.Call, chosen ident.ID) ([]web.Option, error) {
	all, err := conference.ListConferences(c.R.Context(), c.Q, c.Actor, conference.Filter{})
	offered := []web.Option{{Label: c.T("decision.no_conference")}}
	for _, x := range all {
		offered = append(offered, web.Option{Value: x.Code, Label: x.TitleIn(c.Lang) + " · " + x.Code, Selected: x.Code == c.Query("conference") || x.ID == chosen})
	}
	return offered, err
}

func (r *Room) postMeasure(c *web.Call) error {
	in, err := readCapture(c)
	if err != nil {
		return c.Again(r.getNew, err)
	}
	done, err := r.Capture(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getNew, err)
	}
	id, _ := done.Subject(Noun)
	m, err := GetMeasure(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, URL(m.Code), "decision.capture_done")
}

func readCapture(c *web.Call) (CaptureInput, error) {
	in := CaptureInput{Key: c.Key(), Title: c.Value("title"), Lang: c.Value("lang"), Other: c.Value("other"), Kind: c.Value("kind"), Grade: c.Value("grade"),
		Sector: c.Value("sector"), Responsible: c.Value("responsible"), LaidOn: c.Value("laid_on"), Due: words.Day(c.Value("due")), Done: c.Value("done"),
		Illustrative: c.Value("illustrative") != ""}
	var f fault.Form
	var err error
	if in.AskedBy, err = partyOf(c, &f, "asked_by"); err != nil {
		return in, err
	}
	if in.Lead, err = partyOf(c, &f, "lead"); err != nil {
		return in, err
	}
	v, err := visitOf(c)
	if err != nil {
		return in, err
	}
	in.Visit = v.ID
	if code := c.Value("conference"); code != "" {
		x, err := findConference(c, code)
		if err != nil {
			return in, err
		}
		in.Conference = x.ID
	}
	if err := f.Err(); err != nil {
		return in, err
	}
	in.Quantity, err = readQuantity(c)
	return in, err
}
