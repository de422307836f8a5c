package plan

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

func (r *Room) mountRules(m *web.Room) {
	m.On("GET /rules", "plan.view", r.getRules)
	m.On("GET /rules/edit", "plan.set_rules", r.getEdit)
	m.On("POST /rules/edit", "plan.set_rules", r.postEdit)
	m.On("POST /rules", "plan.set_rules", r.postRules)
	m.On("GET /rules/versions/{n}", "plan.view", r.getVersion)
	m.On("GET /rules/comparison", "plan.view", r.getComparison)
	m.On("GET /rules/features/{feature}", "plan.view", r.getFeature)
}

// numberView is one number of the rules with its unit and its meaning.
type numberView struct {
	Name     string `json:"name"`
	Value    string `json:"value"`      // "" when it is not set
	Said     string `json:"value_said"` // with its unit
	Optional bool   `json:"optional"`
}

// rulesView is one version of the rules in words.
type rulesView struct {
	Rules
	Numbers  []numberView `json:"-"`
	Weekdays []string     `json:"weekdays"` // names of the working days of the week
	Group    string       `json:"take_up_group_said"`
	Features []web.Option `json:"-"` // selected: switched off
	Rests    []seasonView `json:"rests"`
	Tracks   []trackView  `json:"tracks"`
	Consult  string       `json:"consultation_said"`
	Coarsely string       `json:"coarse_said"`
	Money    []shareView  `json:"shares_said"`
	Barred   string       `json:"no_go_said"`
	ByShares bool         `json:"-"` // shares are in use
}

func rulesOf(c *web.Call, r Rules) (rulesView, error) {
	v := rulesView{Rules: r, Weekdays: weekdays(c, r), Features: features(c, r), Tracks: tracks(c, r), Rests: seasons(c, r),
		Consult: consultationSaid(c, r.Consultation), Coarsely: labels(c, "plan.sector.", r.Coarse),
		Money: shareViews(c, r), Barred: labels(c, "plan.category.", r.NoGo), ByShares: r.Shows(Shares)}
	for _, n := range Numbers {
		v.Numbers = append(v.Numbers, numberView{n.Name, text(n.Of(r)), amount(c, n, n.Of(r)), n.Optional()})
	}
	var err error
	v.Group, err = groupSaid(c, r.TakeUpGroup)
	return v, err
}

// consultationSaid says what works at a site need of the people concerned.
func consultationSaid(c *web.Call, kind string) string {
	if kind == "" {
		kind = "none"
	}
	return c.T("plan.consultation." + kind)
}

// groupSaid names the class that is asked.
func groupSaid(c *web.Call, code string) (string, error) {
	if code == "" {
		return c.T("plan.providing_side"), nil
	}
	g, err := party.GetGroupByCode(c.R.Context(), c.Q, c.Programme.ID, code)
	if fault.KindOf(err) == fault.NotFound {
		return code, nil
	}
	return g.NameIn(c.Lang), err
}

func features(c *web.Call, r Rules) []web.Option {
	var all []web.Option
	for _, f := range Features {
		all = append(all, web.Option{Value: f, Label: c.T("plan.feature." + f), Selected: slices.Contains(r.Off, f)})
	}
	return all
}

func text(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// amount writes a number with its unit; "" when it is not set.
func amount(c *web.Call, n Number, value *int) string {
	if value == nil {
		return ""
	}
	return c.T("plan.unit."+n.Unit, *value)
}

type versionRow struct {
	Number  int       `json:"version"`
	From    words.Day `json:"from"`
	Changed []string  `json:"changed"` // names of the rules that it changed
	Who     string    `json:"who"`
	When    string    `json:"when"`
}

type rulesPage struct {
	rulesView
	Coming   bool         `json:"coming"` // a later version is set and not yet in force
	Versions []versionRow `json:"versions"`
	Choices  []web.Option `json:"-"` // versions to compare
	Packs    []Pack       `json:"-"`
	MaySet   bool         `json:"-"`
}

func (r *Room) getRules(c *web.Call) error {
	now, err := RulesOn(c.R.Context(), c.Q, c.Programme.ID, c.Today())
	if err != nil {
		return err
	}
	all, err := ListRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	p := rulesPage{Coming: len(all) > 0 && all[0].Version > now.Version, MaySet: may(c, "plan.set_rules"), Packs: Packs}
	if p.rulesView, err = rulesOf(c, now); err != nil {
		return err
	}
	if p.Versions, err = versions(c, all); err != nil {
		return err
	}
	p.Choices = versionChoices(c, all)
	return c.Page("rules", p)
}

// versionChoices are the versions to compare, the shipped rules the last.
func versionChoices(c *web.Call, all []Set) []web.Option {
	var out []web.Option
	for _, v := range all {
		out = append(out, web.Option{Value: strconv.Itoa(v.Version), Label: c.T("plan.version_since", v.Version, words.Date(c.Lang, v.From))})
	}
	return append(out, web.Option{Value: "0", Label: c.T("plan.as_shipped")})
}

// versions says of each version what it changed, and who set it.
func versions(c *web.Call, all []Set) ([]versionRow, error) {
	var organisations []ident.ID
	persons := map[ident.Person]bool{}
	for _, v := range all {
		organisations, persons[v.Person] = append(organisations, v.Organisation), true
	}
	parties, err := party.PartiesByID(c.R.Context(), c.Q, c.Programme.ID, organisations)
	if err != nil {
		return nil, err
	}
	names, err := access.Names(c.R.Context(), c.Q, slices.Collect(maps.Keys(persons)))
	if err != nil {
		return nil, err
	}
	views := make([]versionRow, len(all))
	for i, v := range all {
		before := Shipped()
		if i+1 < len(all) {
			before = all[i+1].Rules
		}
		who := party.Line{Person: names[v.Person], Party: parties[v.Organisation]}
		views[i] = versionRow{Number: v.Version, From: v.From, Who: who.Who(c.Lang), When: words.Moment(c.Lang, v.At, c.Programme.Zone)}
		for _, d := range v.Differences(before) {
			if name := c.T("plan." + d.Name); !slices.Contains(views[i].Changed, name) {
				views[i].Changed = append(views[i].Changed, name)
			}
		}
	}
	return views, nil
}

// versionOf finds a version by its number as text; 0 are the shipped rules.
func versionOf(all []Set, number string) (Set, error) {
	if number == "0" {
		return Set{Rules: Shipped()}, nil
	}
	i := slices.IndexFunc(all, func(s Set) bool { return strconv.Itoa(s.Version) == number })
	if i < 0 {
		return Set{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return all[i], nil
}

type versionPage struct {
	rulesView
	Who    string `json:"who"`
	When   string `json:"when"`
	Latest int    `json:"latest"`
	MaySet bool   `json:"-"`
}

// getVersion shows one version of the rules in full.
func (r *Room) getVersion(c *web.Call) error {
	all, err := ListRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	chosen, err := versionOf(all, c.Path("n"))
	if err != nil {
		return err
	}
	p := versionPage{MaySet: may(c, "plan.set_rules")}
	if len(all) > 0 {
		p.Latest = all[0].Version
	}
	if p.rulesView, err = rulesOf(c, chosen.Rules); err != nil {
		return err
	}
	if chosen.Version > 0 {
		rows, err := versions(c, []Set{chosen})
		if err != nil {
			return err
		}
		p.Who, p.When = rows[0].Who, rows[0].When
	}
	return c.Page("rules_version", p)
}

type comparisonPage struct {
	Old         string       `json:"old"`
	New         string       `json:"new"`
	Differences []difference `json:"differences"`
	Olds        []web.Option `json:"-"`
	News        []web.Option `json:"-"`
}

// getComparison shows what one version changed of another, in either order.
func (r *Room) getComparison(c *web.Call) error {
	all, err := ListRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	// The last version and the one before, unless others are named.
	to := cmp.Or(c.Query("new"), strconv.Itoa(len(all)))
	from := cmp.Or(c.Query("old"), strconv.Itoa(max(0, len(all)-1)))
	before, err := versionOf(all, from)
	if err != nil {
		return err
	}
	after, err := versionOf(all, to)
	if err != nil {
		return err
	}
	p := comparisonPage{Olds: versionChoices(c, all), News: versionChoices(c, all)}
	p.Old, p.New = mark(p.Olds, from), mark(p.News, to)
	p.Differences, err = differences(c, after.Differences(before.Rules))
	if err != nil {
		return err
	}
	return c.Page("comparison", p)
}

// mark chooses an option and gives its label.
func mark(list []web.Option, value string) string {
	for i := range list {
		if list[i].Value == value {
			list[i].Selected = true
			return list[i].Label
		}
	}
	return ""
}

// difference is one changed rule in words, with what it touches.
type difference struct {
	Name    string `json:"name"`
	Before  string `json:"before"`
	After   string `json:"after"`
	Touches string `json:"touches"`
	List    bool   `json:"-"` // what leaves a list and what joins it
	Part    bool   `json:"-"` // a stage of a track, or a share
}

func differences(c *web.Call, list []Difference) ([]difference, error) {
	var all []difference
	for _, d := range list {
		switch {
		case d.Stage != nil:
			all = append(all, stageDifference(c, *d.Stage))
			continue
		case d.Share != nil:
			all = append(all, shareDifference(c, *d.Share))
			continue
		}
		v := difference{Name: c.T("plan." + d.Name), Touches: c.T("plan.touches." + d.Name), List: true}
		switch d.Name {
		case "holidays", "workdays":
			v.Before, v.After = dates(c, d.Leave), dates(c, d.Join)
		case "workweek":
			v.Before, v.After = names(c, d.Freed), names(c, d.Working)
		case "features":
			v.Before, v.After = labels(c, "plan.feature.", d.Off), labels(c, "plan.feature.", d.On)
		case "coarse":
			v.Before, v.After = labels(c, "plan.sector.", d.Off), labels(c, "plan.sector.", d.On)
		case "no_go":
			v.Before, v.After = labels(c, "plan.category.", d.Off), labels(c, "plan.category.", d.On)
		case "consultation":
			v.List, v.Before, v.After = false, consultationSaid(c, d.Was), consultationSaid(c, d.Now)
		case "take_up_group":
			var err error
			v.List = false
			if v.Before, err = groupSaid(c, d.Was); err != nil {
				return nil, err
			}
			if v.After, err = groupSaid(c, d.Now); err != nil {
				return nil, err
			}
		case "work.ground", "work.concrete", "work.road", "work.roof", "work.planting":
			v.List, v.Touches = false, c.T("plan.touches.seasons")
			v.Before, v.After = seasonSaid(c, Season(d.Was)), seasonSaid(c, Season(d.Now))
		default:
			i := slices.IndexFunc(Numbers, func(n Number) bool { return n.Name == d.Name })
			v.List, v.Before, v.After = false, amount(c, Numbers[i], d.Before), amount(c, Numbers[i], d.After)
		}
		all = append(all, v)
	}
	return all, nil
}

func labels(c *web.Call, prefix string, list []string) string {
	var all []string
	for _, f := range list {
		all = append(all, c.T(prefix+f))
	}
	return strings.Join(all, " · ")
}

func weekdays(c *web.Call, r Rules) []string {
	var all []string
	for _, d := range weekOrder {
		if r.Workweek[d] {
			all = append(all, weekday(c, d))
		}
	}
	return all
}

// weekOrder begins with Monday, as both languages count.
var weekOrder = []time.Weekday{1, 2, 3, 4, 5, 6, 0}

func weekday(c *web.Call, d time.Weekday) string { return c.T("plan.weekday." + strconv.Itoa(int(d))) }

func dates(c *web.Call, list []words.Day) string {
	var all []string
	for _, d := range list {
		all = append(all, words.Date(c.Lang, d))
	}
	return strings.Join(all, " · ")
}

func names(c *web.Call, list []time.Weekday) string {
	var all []string
	for _, d := range weekOrder {
		if slices.Contains(list, d) {
			all = append(all, weekday(c, d))
		}
	}
	return strings.Join(all, " · ")
}

type featurePage struct {
	Feature string `json:"feature"`
	Shown   bool   `json:"in_use"`
	MaySet  bool   `json:"-"`
}

// getFeature says whether the programme uses a feature; what is switched off
// leads here.
func (r *Room) getFeature(c *web.Call) error {
	feature := oneOf(c.Path("feature"), Features)
	if feature == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	rules, err := RulesOn(c.R.Context(), c.Q, c.Programme.ID, c.Today())
	if err != nil {
		return err
	}
	return c.Page("feature", featurePage{c.T("plan.feature." + feature), rules.Shows(feature), may(c, "plan.set_rules")})
}
