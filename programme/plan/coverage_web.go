package plan

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

func (r *Room) mountCoverage(m *web.Room) {
	m.On("GET /coverage", "plan.view", Gate(TakeUps, r.getCoverage))
	m.On("POST /coverage/reminders", "plan.remind", Gate(TakeUps, r.postReminder))
	m.On("GET /periods/{code}/coverage/{party}", "plan.view", Gate(TakeUps, r.getTakeUp))
	m.On("POST /periods/{code}/coverage/{party}/statement", "plan.claim_take_up", Gate(TakeUps, r.postStatement))
	m.On("POST /periods/{code}/coverage/{party}/{kind}/confirmation", "plan.confirm_take_up", Gate(TakeUps, r.postConfirmation))
	m.On("GET /periods/{code}/coverage/{party}/{kind}/return", "plan.return_take_up", Gate(TakeUps, r.getReturn))
	m.On("POST /periods/{code}/coverage/{party}/{kind}/return", "plan.return_take_up", Gate(TakeUps, r.postReturn))
}

// coverPage is how many organisations the page shows at once.
const coverPage = 100

// coverFilter narrows a coverage. Group is the code of a class, "" for whom the
// programme rules name.
type coverFilter struct {
	Group, Kind, Standing, Text, Sort string
}

// covers finds how the organisations that are asked stand in a period. The
// filter's standing is not applied.
func covers(c *web.Call, p Period, rules Rules, groups []party.Group, f coverFilter) ([]Cover, error) {
	ctx, prog := c.R.Context(), c.Programme.ID
	group := f.Group
	if group == "" {
		group = rules.TakeUpGroup
	}
	parties, err := askedOf(c, groups, group)
	if err != nil {
		return nil, err
	}
	if text := search.Fold(f.Text); text != "" {
		parties = slices.DeleteFunc(parties, func(o party.Party) bool {
			return !strings.Contains(search.Fold(o.Code+" "+o.Name+" "+o.Other), text)
		})
	}
	said, err := TakeUpsIn(ctx, c.Q, prog, p.ID)
	if err != nil {
		return nil, err
	}
	reminders, err := RemindersIn(ctx, c.Q, prog, p.ID)
	if err != nil {
		return nil, err
	}
	asked, err := askedOn(c, p)
	if err != nil {
		return nil, err
	}
	all := Covers(parties, said, reminders, f.Kind, asked, c.Today(), func(t TakeUp) words.Day { return words.DayOf(t.Since, c.Programme.Zone) })
	SortCovers(all, f.Sort, c.Lang)
	return all, nil
}

// askedOf lists the organisations of a class; without one, all that are on the
// providing side by an active pairing or by a class of that side.
func askedOf(c *web.Call, groups []party.Group, group string) (all []party.Party, err error) {
	ctx, prog := c.R.Context(), c.Programme.ID
	if group == "" {
		if all, err = party.ListParties(ctx, c.Q, prog, party.PartyFilter{Side: party.Provider, State: party.Machine.Start, For: c.Actor}); err != nil {
			return nil, err
		}
	}
	for _, g := range groups {
		if group == g.Code || group == "" && g.Side == party.Provider {
			members, err := party.Members(ctx, c.Q, prog, g.ID, c.Today())
			if err != nil {
				return nil, err
			}
			all = append(all, members...)
		}
	}
	seen := map[ident.ID]bool{}
	return slices.DeleteFunc(all, func(p party.Party) bool {
		again := seen[p.ID]
		seen[p.ID] = true
		return again || !access.MaySee(c.Actor, p.Visibility, p.ID)
	}), nil
}

// askedOn is the day from which silence in a period counts, "" before.
func askedOn(c *web.Call, p Period) (words.Day, error) {
	steps, err := state.Steps(c.R.Context(), c.Q, c.Programme.ID, &Machine, p.ID, 0)
	i := slices.IndexFunc(steps, func(s state.Taken) bool { return s.Verb == "plan.begin" })
	if i < 0 {
		return "", err
	}
	return p.AskedFrom(words.DayOf(steps[i].At, c.Programme.Zone), c.Today()), err
}

type saidView struct {
	Kind     string    `json:"kind"`
	KindSaid string    `json:"kind_said"`
	State    string    `json:"state"`
	Said     string    `json:"state_said"`
	Document string    `json:"document"`
	Place    string    `json:"place"`
	Day      words.Day `json:"day"`
	Quote    string    `json:"quote"`
	Link     string    `json:"link"`
	Why      string    `json:"why"`
	Reason   string    `json:"reason"`
	OnBehalf bool      `json:"on_behalf"`
	Since    words.Day `json:"since"`
}

func saidOf(c *web.Call, t TakeUp) saidView {
	if t.ID == 0 {
		return saidView{Kind: t.Kind, KindSaid: c.T("plan.kind." + t.Kind), State: Silent, Said: standing(c, Silent)}
	}
	return saidView{t.Kind, c.T("plan.kind." + t.Kind), t.State, standing(c, t.State), t.Document, t.Place, t.Day, t.Quote, t.Link,
		t.Why, t.Reason, t.OnBehalf(), words.DayOf(t.Since, c.Programme.Zone)}
}

type coverRow struct {
	Party    partyView  `json:"party"`
	URL      string     `json:"url"`
	Standing string     `json:"standing"`
	Word     string     `json:"standing_said"`
	Since    words.Day  `json:"since"`
	Days     int        `json:"days"`
	Said     []saidView `json:"said"`
	Reminded words.Day  `json:"reminded_on"`
	Due      words.Day  `json:"due"` // by when it was or is to say
	Late     int        `json:"days_late"`
}

type tallyView struct {
	Standing string `json:"standing"`
	Word     string `json:"standing_said"`
	Mark     string `json:"-"`
	N        int    `json:"count"`
	URL      string `json:"-"`
	Chosen   bool   `json:"-"`
}

type coveragePage struct {
	Period    *periodView  `json:"period"`
	Asked     string       `json:"asked"` // the class that is asked, in words
	Confirmed int          `json:"confirmed"`
	All       int          `json:"all"`
	Tally     []tallyView  `json:"tally"`
	Rows      []coverRow   `json:"organisations"`
	Count     int          `json:"count"` // under the filters
	Text      string       `json:"q"`
	Chosen    string       `json:"standing"`
	Periods   []web.Option `json:"-"`
	Groups    []web.Option `json:"-"`
	Kinds     []web.Option `json:"-"`
	Sorts     []web.Option `json:"-"`
	Filters   int          `json:"-"`
	CSV       string       `json:"-"`
	Next      string       `json:"next"`
	Remind    int          `json:"-"` // how many silent ones the reader may remind
}

// marks are the status whose shape and colour each standing has.
var marks = map[string]string{Silent: "silent", Returned: "offtrack", Claimed: "ontrack", NotApplicable: "na", Confirmed: "kept"}

func standing(c *web.Call, state string) string { return c.T(string(TakeUpMachine.StateKey(state))) }

// getCoverage answers: who has taken the work into its plan?
func (r *Room) getCoverage(c *web.Call) error {
	found, err := findCoverage(c)
	if err != nil {
		return err
	}
	p, f, all := found.page, found.filter, found.all
	if p.Period == nil {
		return c.Page("coverage", p)
	}
	n := Tally(all)
	p.All, p.Confirmed = len(all), n[Confirmed]
	for _, s := range Standings {
		p.Tally = append(p.Tally, tallyView{s, standing(c, s), marks[s], n[s], linkWith(c, "standing", s), s == f.Standing})
	}
	if may(c, "plan.remind") && f.Kind == "" && found.period.Asks() {
		p.Remind = n[Silent]
	}
	all = slices.DeleteFunc(all, func(x Cover) bool { return f.Standing != "" && x.Standing != f.Standing })
	if c.WantsCSV() {
		return coverageCSV(c, found.period, all)
	}
	p.Count = len(all)
	all, p.Next = onPage(c, all)
	for _, x := range all {
		p.Rows = append(p.Rows, rowOf(c, found.period, x, found.rules))
	}
	return c.Page("coverage", p)
}

// onPage cuts a coverage to the page that is asked for: it begins after an
// organisation, whose code the address has.
func onPage(c *web.Call, all []Cover) (rows []Cover, next string) {
	if after := c.Query("after"); after != "" {
		all = all[slices.IndexFunc(all, func(x Cover) bool { return x.Party.Code == after })+1:]
	}
	if len(all) <= coverPage {
		return all, ""
	}
	return all[:coverPage], linkWith(c, "after", all[coverPage-1].Party.Code)
}

// coverageFound is what the address asks for. The page has no period when the
// programme has none.
type coverageFound struct {
	page   coveragePage
	period Period
	all    []Cover
	filter coverFilter
	rules  Rules
}

func findCoverage(c *web.Call) (x coverageFound, err error) {
	ctx, prog := c.R.Context(), c.Programme.ID
	periods, err := ListPeriods(ctx, c.Q, prog)
	if err != nil || len(periods) == 0 {
		return x, err
	}
	groups, err := party.ListGroups(ctx, c.Q, prog)
	if err != nil {
		return x, err
	}
	if x.rules, err = RulesOn(ctx, c.Q, prog, c.Today()); err != nil {
		return x, err
	}
	x.period = chosenPeriod(periods, asked(c, "period"), c.Today())
	x.filter = coverFilter{Kind: oneOf(asked(c, "kind"), Kinds), Standing: oneOf(asked(c, "standing"), Standings), Text: asked(c, "q"), Sort: oneOf(asked(c, "sort"), Orders)}
	v := view(c, x.period)
	p, f := &x.page, &x.filter
	p.Period, p.Asked = &v, c.T("plan.providing_side")
	for _, o := range slices.Backward(periods) {
		p.Periods = append(p.Periods, web.Option{Value: o.Code, Label: o.NameIn(c.Lang), Selected: o.ID == x.period.ID})
	}
	p.Groups = []web.Option{{Label: c.T("plan.whom_asked")}}
	for _, g := range groups {
		chosen := g.Code == asked(c, "group")
		if chosen {
			f.Group = g.Code
		}
		if chosen || g.Code == x.rules.TakeUpGroup && asked(c, "group") == "" {
			p.Asked = g.NameIn(c.Lang)
		}
		p.Groups = append(p.Groups, web.Option{Value: g.Code, Label: g.NameIn(c.Lang), Selected: chosen})
	}
	p.Kinds = choices(c, "plan.kind.", Kinds, f.Kind, "plan.any_kind")
	p.Sorts = choices(c, "plan.sort.", Orders, f.Sort, "plan.sort.standing")
	p.Text, p.Chosen, p.CSV = f.Text, f.Standing, c.CSVLink()
	p.Filters = filters(f.Group, f.Kind, f.Standing, f.Text)
	x.all, err = covers(c, x.period, x.rules, groups, *f)
	return x, err
}

// asked is what the address, or the form of the reminder, asks for.
func asked(c *web.Call, name string) string {
	if c.R.Method == "POST" {
		return c.Value(name)
	}
	return c.Query(name)
}

// chosenPeriod is the period of a code, else that of today, else the last.
func chosenPeriod(all []Period, code string, today words.Day) Period {
	chosen := all[len(all)-1]
	for _, p := range all {
		if p.Holds(today) {
			chosen = p
		}
	}
	for _, p := range all {
		if p.Code == code {
			chosen = p
		}
	}
	return chosen
}

func rowOf(c *web.Call, period Period, x Cover, rules Rules) coverRow {
	row := coverRow{Party: partyOf(c, x.Party), URL: c.Base() + CoverageURL(period.Code, x.Party.Code), Standing: x.Standing, Word: standing(c, x.Standing),
		Since: x.Since, Days: x.Days}
	for _, t := range x.Said {
		row.Said = append(row.Said, saidOf(c, t))
	}
	if x.Standing != Silent {
		return row
	}
	row.Reminded, row.Due = x.Reminder.On, x.Reminder.Due
	if row.Due == "" && rules.TakeUpDays != nil && x.Since != "" {
		row.Due = x.Since.Add(*rules.TakeUpDays)
	}
	if row.Due != "" {
		row.Late = max(0, row.Due.Until(c.Today()))
	}
	return row
}

// coverageCSV is the coverage as a file: a row for each kind of plan of which
// something is said, and one for an organisation that is silent.
func coverageCSV(c *web.Call, period Period, all []Cover) error {
	header := heads(c, "plan.period", "plan.csv.party_code", "plan.csv.party", "plan.kind", "plan.csv.kind_code", "plan.state", "plan.csv.state_code", "plan.document",
		"plan.place", "plan.day_of", "plan.quote", "plan.link", "plan.why", "plan.reason", "plan.on_behalf", "plan.since", "plan.days_since", "plan.reminded", "plan.asked_by")
	return c.CSV("coverage-"+strings.ToLower(period.Code), header, func(yield func([]string) bool) {
		for _, x := range all {
			said := x.Said
			if len(said) == 0 {
				said = []TakeUp{{State: Silent}}
			}
			for _, t := range said {
				row := []string{period.Code, x.Party.Code, x.Party.NameIn(c.Lang), "", t.Kind, standing(c, t.State), t.State, t.Document, t.Place,
					string(t.Day), t.Quote, t.Link, t.Why, t.Reason, "", string(x.Since), "", string(x.Reminder.On), string(x.Reminder.Due)}
				if t.Kind != "" {
					row[3], row[15] = c.T("plan.kind."+t.Kind), string(words.DayOf(t.Since, c.Programme.Zone))
					if t.OnBehalf() {
						row[14] = c.T("plan.on_behalf")
					}
				}
				if row[15] != "" { // a silent one that nobody has asked has been silent for no number of days
					row[16] = strconv.Itoa(words.Day(row[15]).Until(c.Today()))
				}
				if !yield(row) {
					return
				}
			}
		}
	})
}

// postReminder reminds the silent ones that the page shows.
func (r *Room) postReminder(c *web.Call) error {
	found, err := findCoverage(c)
	if err != nil {
		return err
	}
	if found.period.ID == 0 || found.filter.Kind != "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	in := RemindInput{Key: c.Key(), Period: found.period.ID, Due: words.Day(c.Value("due"))}
	for _, x := range found.all {
		if x.Standing == Silent && len(in.Parties) < maxReminded {
			in.Parties = append(in.Parties, x.Party.ID)
		}
	}
	done, err := r.Remind(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getCoverage, err)
	}
	return c.Done(done, "/coverage?period="+found.period.Code, "plan.reminded_done")
}
