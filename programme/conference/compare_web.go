package conference

import (
	"strconv"

	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/kit/words"
)

// comparisonPage shows two versions of one text line by line.
type comparisonPage struct {
	Up       string       `json:"up"`
	Title    string       `json:"title"`
	Code     string       `json:"code"`
	URL      string       `json:"-"`
	Earlier  []web.Option `json:"-"`
	Later    []web.Option `json:"-"`
	From     int          `json:"from"`
	To       int          `json:"to"`
	Out      int          `json:"out"` // lines only in the earlier version
	In       int          `json:"in"`
	Lines    []DiffLine   `json:"lines"`
	versions []version
}

// version is one version of a text, the newest first in its list.
type version struct {
	number int
	text   string
	said   string
}

// compare fills in the two versions asked for by ?from=1&to=2; without them the
// newest is compared with the one before.
func (p *comparisonPage) compare(c *web.Call) error {
	if len(p.versions) < 2 {
		return fault.New(fault.NotFound, "conference.one_version")
	}
	p.From, p.To = p.versions[1].number, p.versions[0].number
	if n, err := strconv.Atoi(c.Query("from")); err == nil {
		p.From = n
	}
	if n, err := strconv.Atoi(c.Query("to")); err == nil {
		p.To = n
	}
	var before, after *version
	for i, v := range p.versions {
		option := web.Option{Value: strconv.Itoa(v.number), Label: v.said}
		option.Selected = v.number == p.From
		p.Earlier = append(p.Earlier, option)
		option.Selected = v.number == p.To
		p.Later = append(p.Later, option)
		if v.number == p.From {
			before = &p.versions[i]
		}
		if v.number == p.To {
			after = &p.versions[i]
		}
	}
	if before == nil || after == nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	p.Lines = Diff(before.text, after.text)
	for _, l := range p.Lines {
		switch l.Change {
		case "out":
			p.Out++
		case "in":
			p.In++
		}
	}
	return c.Page("comparison", p)
}

func (r *Room) getMinutesComparison(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	all, err := MinutesOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	p := comparisonPage{Up: URL(x.Code), Title: x.TitleIn(c.Lang), Code: x.Code, URL: URL(x.Code) + "/minutes/comparison"}
	for _, m := range all {
		p.versions = append(p.versions, version{m.Version, m.Text, c.T("conference.version", m.Version, words.Moment(c.Lang, m.At, c.Programme.Zone))})
	}
	return p.compare(c)
}

func (r *Room) getNoteComparison(c *web.Call) error {
	v, err := findVisit(c)
	if err != nil {
		return err
	}
	all, err := NotesOf(c.R.Context(), c.Q, c.Actor.Programme, v.ID)
	if err != nil {
		return err
	}
	p := comparisonPage{Up: VisitURL(v.Code), Title: v.title(), Code: v.Code, URL: VisitURL(v.Code) + "/note/comparison"}
	for _, n := range all {
		p.versions = append(p.versions, version{n.Version, n.Text, c.T("conference.version", n.Version, words.Moment(c.Lang, n.At, c.Programme.Zone))})
	}
	return p.compare(c)
}
