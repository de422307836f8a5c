package decision

import (
	"strconv"

	"throughline/kit/web"
	"throughline/programme/conference"
	"throughline/programme/plan"
)

type rankedRow struct {
	measureRow
	First, Last bool
	After       int  `json:"-"`      // the place below
	Beyond      bool `json:"beyond"` // past what can be followed well
}

type rankingPage struct {
	Code    string      `json:"code"`
	Title   string      `json:"title"`
	URL     string      `json:"-"`
	Rows    []rankedRow `json:"measures"`
	Most    int         `json:"most"`
	MayRank bool        `json:"may_rank"`
}

// getRanking shows what a meeting has asked to be followed, in the order in which
// it is to be followed.
func (r *Room) getRanking(c *web.Call) error {
	x, err := findConference(c, c.Path("code"))
	if err != nil {
		return err
	}
	all, err := Ranked(c.R.Context(), c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	drawn, err := rows(c, all)
	if err != nil {
		return err
	}
	rules, err := plan.RulesOn(c.R.Context(), c.Q, c.Actor.Programme, c.Today())
	if err != nil {
		return err
	}
	p := rankingPage{Code: x.Code, Title: x.TitleIn(c.Lang), URL: c.Base() + conference.URL(x.Code), Most: limit(rules), MayRank: c.May("decision.rank")}
	for i, row := range drawn {
		p.Rows = append(p.Rows, rankedRow{row, i == 0, i == len(drawn)-1, i + 2, i >= p.Most})
	}
	return c.Page("ranking", p)
}

// postRank moves one measure one place up or down, or to the first.
func (r *Room) postRank(c *web.Call) error {
	x, err := findConference(c, c.Path("code"))
	if err != nil {
		return err
	}
	m, err := GetMeasureByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Value("measure"))
	if err != nil {
		return err
	}
	place, _ := strconv.Atoi(c.Value("place"))
	done, err := r.Rank(c.R.Context(), c.Actor, RankInput{c.Key(), m.ID, place})
	if err != nil {
		return c.Again(r.getRanking, err)
	}
	return c.Done(done, conference.URL(x.Code)+"/ranking", "decision.rank_done")
}

type translationPage struct {
	Measure Measure `json:"measure"`
	Title   string  `json:"title"`
	Lang    string  `json:"-"` // of the title that is asked for, in words
}

func (r *Room) getTranslation(c *web.Call) error {
	m, err := find(c)
	if err != nil {
		return err
	}
	other := "en"
	if m.Lang == "en" {
		other = "zh"
	}
	return c.Page("translation", translationPage{m, m.Title, c.T("decision.lang." + other)})
}

func (r *Room) postTranslation(c *web.Call) error {
	m, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.Translate(c.R.Context(), c.Actor, TranslateInput{c.Key(), m.ID, c.Value("other")})
	if err != nil {
		return c.Again(r.getTranslation, err)
	}
	return c.Done(done, URL(m.Code), "decision.translate_done")
}
