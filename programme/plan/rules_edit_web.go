package plan

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/reading"
)

type editPage struct {
	rulesView
	After        int          `json:"after"` // the version it changes
	HolidaysText string       `json:"-"`
	WorkdaysText string       `json:"-"`
	StagesText   string       `json:"-"`
	SharesText   string       `json:"-"`
	Barring      []web.Option `json:"-"` // selected: no money goes there
	Week         []web.Option `json:"-"`
	Groups       []web.Option `json:"-"`
	Asked        []web.Option `json:"-"` // what consultation works need
	Sectors      []web.Option `json:"-"` // selected: shown coarsely
	Shown        bool         `json:"shown"`
	Like         string       `json:"like"` // what is taken over: an example, or an old version
	Differences  []difference `json:"differences"`
}

// getEdit is the form with the rules last set. With ?pack= or ?version= it is
// what taking over a shipped example or an old version would change.
func (r *Room) getEdit(c *web.Call) error {
	last, err := LatestRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	after := last.Version
	if c.Kept() {
		last, after, err = posted(c)
		if err != nil {
			return err
		}
		return drawEdit(c, last, after)
	}
	next, like, err := takenOver(c, last)
	if err != nil {
		return err
	}
	next.From = max(c.Today(), last.From)
	if like == "" {
		return drawEdit(c, next, after)
	}
	if d := next.Differences(last); len(d) > 0 {
		return r.drawCheck(c, next, after, like, d)
	}
	p, err := edit(c, next, after)
	p.Shown, p.Like = true, like
	if err != nil {
		return err
	}
	return c.Page("edit", p)
}

// takenOver is what the address wants to take over into the rules last set, and
// its name; "" when it names nothing.
func takenOver(c *web.Call, last Rules) (Rules, string, error) {
	if pack, ok := FindPack(c.Query("pack")); ok {
		return pack.On(last), c.T("plan.pack." + pack.Name), nil
	}
	if c.Query("version") == "" {
		return last, "", nil
	}
	all, err := ListRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return last, "", err
	}
	old, err := versionOf(all, c.Query("version"))
	return old.Rules, mark(versionChoices(c, all), c.Query("version")), err
}

func drawEdit(c *web.Call, rules Rules, after int) error {
	p, err := edit(c, rules, after)
	if err != nil {
		return err
	}
	return c.Page("edit", p)
}

func edit(c *web.Call, rules Rules, after int) (p editPage, err error) {
	p = editPage{After: after, HolidaysText: lines(rules.Holidays), WorkdaysText: lines(rules.Workdays), StagesText: stagesText(rules), SharesText: sharesText(rules),
		Barring: several(c, "plan.category.", Categories[1:], rules.NoGo)}
	if p.rulesView, err = rulesOf(c, rules); err != nil {
		return p, err
	}
	for _, d := range weekOrder {
		p.Week = append(p.Week, web.Option{Value: strconv.Itoa(int(d)), Label: weekday(c, d), Selected: rules.Workweek[d]})
	}
	for _, k := range Consultations {
		p.Asked = append(p.Asked, web.Option{Value: k, Label: consultationSaid(c, k), Selected: k == rules.Consultation})
	}
	for _, s := range reading.Sectors() {
		p.Sectors = append(p.Sectors, web.Option{Value: s, Label: c.T("plan.sector." + s), Selected: slices.Contains(rules.Coarse, s)})
	}
	groups, err := party.ListGroups(c.R.Context(), c.Q, c.Programme.ID)
	p.Groups = []web.Option{{Label: c.T("plan.providing_side")}}
	for _, g := range groups {
		p.Groups = append(p.Groups, web.Option{Value: g.Code, Label: g.NameIn(c.Lang)})
	}
	return p, err
}

func lines(days []words.Day) string {
	var b strings.Builder
	for _, d := range days {
		b.WriteString(string(d) + "\n")
	}
	return strings.TrimSpace(b.String())
}

// posted reads the form. A number that is none becomes one out of all bounds,
// so that it is refused beside its field; an empty one is not set where it need
// not be.
func posted(c *web.Call) (Rules, int, error) {
	stages, err := postedStages(c)
	if err != nil {
		return Rules{}, 0, err
	}
	shares, err := postedShares(c)
	rules := Rules{From: words.Day(c.Value("from")), Holidays: days(c.Value("holidays")), Workdays: days(c.Value("workdays")),
		TakeUpGroup: c.Value("take_up_group"), Consultation: c.Value("consultation"), Coarse: c.Values("coarse"), Off: c.Values("off"), Seasons: postedSeasons(c), Stages: stages,
		Shares: shares, NoGo: c.Values("no_go")}
	for _, n := range Numbers {
		if v := c.Value(n.Name); v != "" || !n.Optional() {
			rules = n.With(rules, new(whole(v)))
		}
	}
	for _, v := range c.Values("workweek") {
		if n, err := strconv.Atoi(v); err == nil && n >= 0 && n < len(rules.Workweek) {
			rules.Workweek[n] = true
		}
	}
	return rules, max(0, whole(c.Value("after"))), err
}

// whole reads a whole number; what is none is -1.
func whole(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// days cuts a text at blanks and commas of both scripts.
func days(text string) []words.Day {
	var list []words.Day
	for _, d := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n\t,;，；、", r) }) {
		list = append(list, words.Day(d))
	}
	return sorted(list)
}

// postEdit shows what the edit would change; or, from there, the form again. It
// changes nothing.
func (r *Room) postEdit(c *web.Call) error {
	rules, after, err := posted(c)
	if err != nil {
		return err
	}
	if c.Value("again") != "" {
		return drawEdit(c, rules, after)
	}
	last, changes, err := r.Look(c.R.Context(), c.Actor, rules)
	if err != nil {
		return c.Again(r.getEdit, err)
	}
	if after != last.Version {
		return c.Again(r.getEdit, fault.New(fault.Conflict, "plan.rules_moved_on", last.Version))
	}
	return r.drawCheck(c, rules, after, "", changes)
}

// drawCheck shows what rules would change before they take effect.
func (r *Room) drawCheck(c *web.Call, rules Rules, after int, like string, changes []Difference) error {
	p, err := edit(c, rules, after)
	if err != nil {
		return err
	}
	p.Shown, p.Like = true, like
	if p.Differences, err = differences(c, changes); err != nil {
		return err
	}
	return c.Page("edit", p)
}

func (r *Room) postRules(c *web.Call) error {
	rules, after, err := posted(c)
	if err != nil {
		return err
	}
	done, err := r.SetRules(c.R.Context(), c.Actor, SetRulesInput{c.Key(), after, rules})
	if err != nil {
		return c.Again(r.getEdit, err)
	}
	return c.Done(done, "/rules", "plan.rules_set_done")
}
