package plan

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/programme/party"
)

func (r *Room) mountShares(m *web.Room) {
	m.On("GET /rules/shares", "plan.view", Gate(Shares, r.getShares))
	m.On("GET /rules/shares/{no}", "plan.set_rules", Gate(Shares, r.getShare))
	m.On("POST /rules/shares/{no}", "plan.set_rules", Gate(Shares, r.postShare))
	m.On("POST /rules/shares/{no}/removal", "plan.set_rules", Gate(Shares, r.postShareRemoval))
}

// shareView is one share of the rules in words.
type shareView struct {
	Share
	Title string `json:"title"`
	What  string `json:"counts_said"`
	Said  string `json:"bound_said"` // "" while it is not set
	In    string `json:"classes_said"`
}

func shareOf(c *web.Call, s Share) shareView {
	v := shareView{Share: s, Title: s.NameIn(c.Lang), In: labels(c, "plan.money_class.", s.Classes)}
	switch s.Counts {
	case "level":
		v.What = c.T("plan.counts.level_of", c.T("party.level."+s.Level))
	case "category":
		v.What = labels(c, "plan.category.", s.Categories)
	default:
		v.What = c.T("plan.counts." + s.Counts)
	}
	if s.PerMille != nil {
		v.Said = c.T("plan.bound."+s.Bound+"_of", percent(*s.PerMille))
	}
	return v
}

// percent writes a per mille figure exactly: 700 is 70%, 705 is 70.5%.
func percent(perMille int) string {
	text := strconv.Itoa(perMille / 10)
	if perMille%10 != 0 {
		text += "." + strconv.Itoa(perMille%10)
	}
	return text + "%"
}

func shareViews(c *web.Call, r Rules) []shareView {
	views := []shareView{}
	for _, s := range r.Shares {
		views = append(views, shareOf(c, s))
	}
	return views
}

type sharesPage struct {
	Shares []shareView `json:"shares"`
	NoGo   []string    `json:"no_go"`
	Barred string      `json:"no_go_said"`
	Coming bool        `json:"coming"`
	MaySet bool        `json:"-"`
}

// getShares shows where the money has to go by the rules of today.
func (r *Room) getShares(c *web.Call) error {
	now, err := RulesOn(c.R.Context(), c.Q, c.Programme.ID, c.Today())
	if err != nil {
		return err
	}
	last, err := LatestRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	return c.Page("shares", sharesPage{shareViews(c, now), now.NoGo, labels(c, "plan.category.", now.NoGo), last.Version > now.Version, may(c, "plan.set_rules")})
}

type sharePage struct {
	Share      shareView    `json:"share"`
	Percent    string       `json:"-"`
	Counts     []web.Option `json:"-"`
	Levels     []web.Option `json:"-"`
	Categories []web.Option `json:"-"`
	Bounds     []web.Option `json:"-"`
	Classes    []web.Option `json:"-"`
}

// getShare is the form of one share under the rules last set; number 0 is a new one.
func (r *Room) getShare(c *web.Call) error {
	last, err := LatestRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	s, known := last.Share(number(c.Path("no")))
	if !known && c.Path("no") != "0" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	p := sharePage{Share: shareOf(c, s), Counts: choices(c, "plan.counts.", Counts, s.Counts, ""), Levels: choices(c, "party.level.", party.Levels[1:], s.Level, "plan.not_set"),
		Categories: several(c, "plan.category.", Categories[1:], s.Categories), Bounds: choices(c, "plan.bound.", Bounds, s.Bound, ""),
		Classes: several(c, "plan.money_class.", MoneyClasses[1:], s.Classes)}
	if s.PerMille != nil {
		p.Percent = strings.TrimSuffix(percent(*s.PerMille), "%")
	}
	return c.Page("share", p)
}

// several are options of which any can be chosen.
func several(c *web.Call, prefix string, codes, chosen []string) []web.Option {
	all := choices(c, prefix, codes, "", "")
	for i, o := range all {
		all[i].Selected = slices.Contains(chosen, o.Value)
	}
	return all
}

// postShare shows what another share would change of the rules; it changes nothing.
func (r *Room) postShare(c *web.Call) error {
	s := Share{No: number(c.Path("no")), Name: c.Value("name"), NameZH: c.Value("name_zh"), Counts: c.Value("counts"), Level: c.Value("level"), Categories: c.Values("categories"),
		Bound: c.Value("bound"), Classes: c.Values("classes"), Waivable: c.Value("waivable") != ""}
	if text := c.Value("per_mille"); text != "" {
		n := perMille(text)
		s.PerMille = &n
	}
	return r.lookShares(c, func(last Rules) Rules { return last.WithShare(s) })
}

// perMille reads a percentage with at most one decimal as a whole number of a
// thousand; what is none is -1.
func perMille(text string) int {
	text = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(text), "%"), "％")
	whole, tenth, point := strings.Cut(text, ".")
	if len(whole) > 3 || point && len(tenth) != 1 {
		return -1
	}
	n, err := strconv.Atoi(whole)
	m, errTenth := 0, error(nil)
	if point {
		m, errTenth = strconv.Atoi(tenth)
	}
	if err != nil || errTenth != nil || n < 0 || m < 0 {
		return -1
	}
	return n*10 + m
}

func (r *Room) postShareRemoval(c *web.Call) error {
	return r.lookShares(c, func(last Rules) Rules { return last.WithoutShare(number(c.Path("no"))) })
}

func (r *Room) lookShares(c *web.Call, change func(Rules) Rules) error {
	last, err := LatestRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	next := change(last)
	next.From = max(c.Today(), last.From)
	_, changes, err := r.Look(c.R.Context(), c.Actor, next)
	if err != nil {
		return c.Again(r.getShare, err)
	}
	return r.drawCheck(c, next, last.Version, "", changes)
}

// sharesText carries the shares through a form.
func sharesText(r Rules) string {
	text, err := json.Marshal(r.Shares)
	if err != nil {
		panic(err) // plain values always marshal
	}
	return string(text)
}

// postedShares reads them back. A form without them leaves the shares as they
// are; a text that is none is refused by the rules, as a share without a number.
func postedShares(c *web.Call) ([]Share, error) {
	text := c.Value("shares")
	if text == "" {
		last, err := LatestRules(c.R.Context(), c.Q, c.Programme.ID)
		return last.Shares, err
	}
	all := []Share{}
	if json.Unmarshal([]byte(text), &all) != nil {
		return []Share{{}}, nil
	}
	return all, nil
}

// shareDifference says what becomes of one share.
func shareDifference(c *web.Call, x ShareChange) difference {
	d := difference{Touches: c.T("plan.touches.shares"), Part: true}
	say := func(s *Share) string {
		if s == nil {
			return ""
		}
		v := shareOf(c, *s)
		if v.Said == "" {
			v.Said = c.T("plan.bound."+s.Bound) + ": " + c.T("plan.not_set")
		}
		d.Name = v.Title
		text := v.Said + " · " + v.What + " · " + v.In
		if s.Waivable {
			text += " · " + c.T("plan.waivable_said")
		}
		return text
	}
	d.Before, d.After = say(x.Before), say(x.After)
	return d
}

// ShareView is how one share stands, in words.
type ShareView struct {
	ShareResult
	Title string `json:"title"`
	Bound string `json:"bound_said"`
	Of    string `json:"class_said"`
	Has   string `json:"counted_said"`
	All   string `json:"total_said"`
	Open  string `json:"not_recorded_said"` // "" for none
	Said  string `json:"verdict_said"`
}

// SharesSaid draws the results of a check for a page.
func SharesSaid(c *web.Call, results []ShareResult) []ShareView {
	views := []ShareView{}
	for _, x := range results {
		said := func(minor int64) string {
			return money.Amount{Minor: minor, Currency: x.Currency}.Format(string(c.Lang))
		}
		s := shareOf(c, x.Share)
		v := ShareView{ShareResult: x, Title: s.Title, Bound: s.Said, Of: c.T("plan.money_class." + x.Class), Has: said(x.Counted), All: said(x.Total), Said: c.T("plan.verdict." + x.Verdict)}
		if x.NotRecorded > 0 {
			v.Open = said(x.NotRecorded)
		}
		switch {
		case x.Verdict == Missed && x.Share.Bound == "max":
			v.Said = c.T("plan.verdict.over_by", said(x.By))
		case x.Verdict == Missed:
			v.Said = c.T("plan.verdict.short_by", said(x.By))
		}
		views = append(views, v)
	}
	return views
}

// MarkAsks are the choices of a form for marks: whom the money is for is chosen
// elsewhere.
func MarkAsks(c *web.Call, m Marks) (livelihood, grassRoots, category []web.Option) {
	rules, err := RulesOn(c.R.Context(), c.Q, c.Programme.ID, c.Today())
	open := slices.DeleteFunc(slices.Clone(Categories[1:]), func(k string) bool { return err == nil && rules.Bars(k) && k != m.Category })
	return choices(c, "plan.marked.", Marked[1:], m.Livelihood, "plan.not_recorded"), choices(c, "plan.marked.", Marked[1:], m.GrassRoots, "plan.not_recorded"),
		choices(c, "plan.category.", open, m.Category, "plan.not_recorded")
}
