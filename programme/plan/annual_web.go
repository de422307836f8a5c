package plan

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

// annualPaths are the nouns of an annual plan's verbs in URLs.
var annualPaths = map[string]string{"plan.submit_annual": "submission", "plan.return_annual": "return", "plan.issue_annual": "issue",
	"plan.adjust_annual": "adjustment", "plan.reissue_annual": "reissue", "plan.settle_annual": "settlement"}

func (r *Room) mountAnnuals(m *web.Room) {
	m.On("GET /annual-plans", "plan.view", Gate(AnnualPlans, r.getAnnuals))
	m.On("POST /periods/{code}/annual-plans", "plan.draft_annual", Gate(AnnualPlans, r.postAnnual))
	m.On("GET /annual-plans/{code}", "plan.view", Gate(AnnualPlans, r.getAnnual))
	m.On("GET /annual-plans/{code}/versions/{n}", "plan.view", Gate(AnnualPlans, r.getAnnualVersion))
	m.On("GET /annual-plans/{code}/items/{no}", "plan.edit_annual", Gate(AnnualPlans, r.getItem))
	m.On("POST /annual-plans/{code}/items/{no}", "plan.edit_annual", Gate(AnnualPlans, r.postItem))
	m.On("POST /annual-plans/{code}/items/{no}/removal", "plan.edit_annual", Gate(AnnualPlans, r.postRemoval))
	for verb, path := range annualPaths {
		m.On("POST /annual-plans/{code}/"+path, verb, Gate(AnnualPlans, r.postAnnualStep(verb)))
	}
}

const annualPage = 50

type annualRow struct {
	Code    string `json:"code"`
	Year    int    `json:"year"`
	Period  string `json:"period"`
	Pairing string `json:"pairing"` // both organisations, "" for the whole programme
	State   string `json:"state"`
	Said    string `json:"state_said"`
	Version int    `json:"version"`
	Items   int    `json:"items"`
	OffPlan int    `json:"off_plan"`
}

// annualRows names the pairings of plans, and their periods.
func annualRows(c *web.Call, found []Annual, periods []Period) ([]annualRow, error) {
	pairs, err := pairNames(c, found)
	if err != nil {
		return nil, err
	}
	rows := make([]annualRow, len(found))
	for i, a := range found {
		rows[i] = annualRow{a.Code, a.Year, "", pairs[a.Pairing], a.State, c.T(string(AnnualMachine.StateKey(a.State))), a.Version, len(a.Items), a.OffPlan()}
		for _, p := range periods {
			if p.ID == a.Period {
				rows[i].Period = p.NameIn(c.Lang)
			}
		}
	}
	return rows, nil
}

// pairNames names both organisations of each pairing that plans are of. One
// that the reader may not see has its code only.
func pairNames(c *web.Call, plans []Annual) (map[ident.ID]string, error) {
	var ids []ident.ID
	for _, a := range plans {
		ids = append(ids, a.Pairing)
	}
	pairings, err := party.PairingsByID(c.R.Context(), c.Q, c.Programme.ID, ids)
	if err != nil {
		return nil, err
	}
	var sides []ident.ID
	for _, p := range pairings {
		sides = append(sides, p.Provider, p.Receiver)
	}
	parties, err := party.PartiesByID(c.R.Context(), c.Q, c.Programme.ID, sides)
	named := map[ident.ID]string{}
	for id, p := range pairings {
		named[id] = joined(" – ", partyOf(c, parties[p.Provider]).Name, partyOf(c, parties[p.Receiver]).Name)
		if named[id] == "" {
			named[id] = p.Code
		}
	}
	return named, err
}

// annualsOf are the first plans of a period, and the address of all when there
// are more.
func annualsOf(c *web.Call, p Period) (rows []annualRow, more string, err error) {
	const most = 12
	found, err := ListAnnuals(c.R.Context(), c.Q, c.Programme.ID, AnnualFilter{Period: p.ID, Limit: most + 1})
	if err != nil {
		return nil, "", err
	}
	if len(found) > most {
		found, more = found[:most], c.Base()+"/annual-plans?period="+p.Code
	}
	rows, err = annualRows(c, found, nil)
	return rows, more, err
}

// years are the years of the period to choose from, that of today chosen.
func years(p Period, today words.Day) []web.Option {
	var all []web.Option
	for _, y := range p.Years() {
		all = append(all, web.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y), Selected: y == today.Time().Year()})
	}
	return all
}

type annualsPage struct {
	Rows    []annualRow  `json:"annual_plans"`
	Count   int          `json:"count"`
	Periods []web.Option `json:"-"`
	States  []web.Option `json:"-"`
	Sorts   []web.Option `json:"-"`
	Year    string       `json:"year"`
	Filters int          `json:"-"`
	CSV     string       `json:"-"`
	Next    string       `json:"next"`
}

func (r *Room) getAnnuals(c *web.Call) error {
	ctx, prog := c.R.Context(), c.Programme.ID
	periods, err := ListPeriods(ctx, c.Q, prog)
	if err != nil {
		return err
	}
	f := AnnualFilter{State: oneOf(c.Query("state"), AnnualMachine.States()), Year: number(c.Query("year")), Sort: oneOf(c.Query("sort"), []string{"code"}),
		After: ident.ID(number(c.Query("after"))), Limit: annualPage + 1}
	p := annualsPage{Year: c.Query("year"), CSV: c.CSVLink(), Periods: []web.Option{{Label: c.T("plan.any")}}}
	chosen := ""
	for _, o := range periods {
		if o.Code == c.Query("period") {
			f.Period, chosen = o.ID, o.Code
		}
		p.Periods = append(p.Periods, web.Option{Value: o.Code, Label: o.NameIn(c.Lang), Selected: o.Code == chosen && chosen != ""})
	}
	p.Filters = filters(chosen, f.State, p.Year)
	p.Sorts = choices(c, "plan.sort.", []string{"code"}, f.Sort, "plan.sort.year")
	p.States = choices(c, "plan.annual.state.", AnnualMachine.States(), f.State, "plan.any")
	if c.WantsCSV() {
		return annualsCSV(c, f, periods)
	}
	found, err := ListAnnuals(ctx, c.Q, prog, f)
	if err != nil {
		return err
	}
	if len(found) > annualPage {
		found = found[:annualPage]
		p.Next = linkWith(c, "after", strconv.FormatInt(int64(found[annualPage-1].ID), 10))
	}
	if p.Count, err = CountAnnuals(ctx, c.Q, prog, f); err != nil {
		return err
	}
	if p.Rows, err = annualRows(c, found, periods); err != nil {
		return err
	}
	return c.Page("annuals", p)
}

// annualsCSV is the whole list under the filter, read page by page before the
// answer begins: a row an item, and one for a plan without any.
func annualsCSV(c *web.Call, f AnnualFilter, periods []Period) error {
	var rows [][]string
	f.After, f.Limit = 0, 400
	for {
		found, err := ListAnnuals(c.R.Context(), c.Q, c.Programme.ID, f)
		if err != nil {
			return err
		}
		heads, err := annualRows(c, found, periods)
		if err != nil {
			return err
		}
		for i, a := range found {
			items, err := itemRows(c, a)
			if err != nil {
				return err
			}
			before := []string{a.Code, strconv.Itoa(a.Year), heads[i].Period, heads[i].Pairing, heads[i].Said, strconv.Itoa(a.Version)}
			if len(items) == 0 {
				rows = append(rows, append(before, make([]string, len(itemHeads))...))
			}
			for _, x := range items {
				rows = append(rows, append(slices.Clone(before), x.csv(c)...))
			}
		}
		if len(found) < f.Limit {
			break
		}
		f.After = found[len(found)-1].ID
	}
	return c.CSV("annual-plans", heads(c, append([]string{"plan.code", "plan.year", "plan.period", "plan.pairing", "plan.state", "plan.version"}, itemHeads...)...), slices.Values(rows))
}

type itemView struct {
	Item
	Who        partyView `json:"by"`
	Number     string    `json:"quantity_said"`
	Money      string    `json:"amount_said"`
	MoneyClass string    `json:"money_class_said"`
}

// itemHeads are the columns of an item in a file.
var itemHeads = []string{"plan.item_no", "plan.what", "plan.in_or_off", "plan.approver", "plan.csv.party_code", "plan.csv.party", "plan.quantity", "plan.amount", "plan.money_class"}

func (x itemView) csv(c *web.Call) []string {
	return []string{strconv.Itoa(x.No), x.What, inOrOff(c, x.OffPlan), x.Approver, x.Who.Code, x.Who.Name, x.Number, x.Money, x.MoneyClass}
}

func inOrOff(c *web.Call, off bool) string {
	if off {
		return c.T("plan.off_plan")
	}
	return c.T("plan.in_plan")
}

// itemRows names what the items of a plan say.
func itemRows(c *web.Call, a Annual) ([]itemView, error) {
	var ids []ident.ID
	for _, i := range a.Items {
		ids = append(ids, i.Party)
	}
	parties, err := party.PartiesByID(c.R.Context(), c.Q, c.Programme.ID, ids)
	rows := make([]itemView, len(a.Items))
	for n, i := range a.Items {
		v := itemView{Item: i, Who: partyOf(c, parties[i.Party])}
		if i.Quantity != nil {
			v.Number = i.Quantity.Format(string(c.Lang))
		}
		if i.Amount != nil {
			v.Money = i.Amount.Format(string(c.Lang))
		}
		if i.MoneyClass != "" {
			v.MoneyClass = c.T("plan.money_class." + i.MoneyClass)
		}
		rows[n] = v
	}
	return rows, err
}

type annualPageView struct {
	Annual
	Title    string        `json:"title"`
	Period   periodView    `json:"period_record"`
	Pairing  string        `json:"pairing_said"`
	Said     string        `json:"state_said"`
	Rows     []itemView    `json:"rows"`
	Versions []versionView `json:"versions"`
	History  []historyLine `json:"history"`
	Moves    []moveForm    `json:"-"`
	MayEdit  bool          `json:"-"`
	Form     itemForm      `json:"-"`
	CSV      string        `json:"-"`

	Shares            []ShareView `json:"shares"`
	NoAmount, NoClass int         `json:"-"`
	SharesURL         string      `json:"-"` // how they stand by the projects
	waive             bool        // who issues the plan waives a share, and says why
}

// itemForm is the form of one item: No 0 is a new one.
type itemForm struct {
	Item
	PartyCode, Number, Unit, Money string
	Parties, Classes               []web.Option

	ByShares                                  bool
	ReceiverCode                              string
	Receivers, Livelihoods, Roots, Categories []web.Option
}

func findAnnual(c *web.Call) (Annual, error) {
	return GetAnnualByCode(c.R.Context(), c.Q, c.Programme.ID, c.Path("code"))
}

// annualView names what a plan refers to.
func annualView(c *web.Call, a Annual) (v annualPageView, err error) {
	p, err := GetPeriod(c.R.Context(), c.Q, c.Programme.ID, a.Period)
	if err != nil {
		return v, err
	}
	pairs, err := pairNames(c, []Annual{a})
	if err != nil {
		return v, err
	}
	v = annualPageView{Annual: a, Period: view(c, p), Pairing: pairs[a.Pairing], Said: c.T(string(AnnualMachine.StateKey(a.State)))}
	if v.Title = c.T("plan.annual_title", strconv.Itoa(a.Year)); v.Pairing != "" {
		v.Title = c.T("plan.annual_title_of", strconv.Itoa(a.Year), v.Pairing)
	}
	v.Rows, err = itemRows(c, a)
	return v, err
}

func (r *Room) getAnnual(c *web.Call) error {
	a, err := findAnnual(c)
	if err != nil {
		return err
	}
	past, err := c.AsOf()
	if err != nil {
		return err
	}
	if past.Asked() {
		if err := c.Then(past, annualRef(a.ID), &a); err != nil {
			return err
		}
	}
	p, err := annualView(c, a)
	if err != nil {
		return err
	}
	if c.WantsCSV() {
		return c.CSV("annual-plan-"+strings.ToLower(a.Code), heads(c, itemHeads...), func(yield func([]string) bool) {
			for _, x := range p.Rows {
				if !yield(x.csv(c)) {
					return
				}
			}
		})
	}
	if p.History, err = historyOf(c, &AnnualMachine, past, func(i int, l []party.Line) string { return annualEdits(c, i, l) }, annualRef(a.ID)); err != nil {
		return err
	}
	if p.Versions, err = versionsOf(c, &AnnualMachine, Issues, annualRef(a.ID), a.URL(), past); err != nil {
		return err
	}
	if err := p.fillShares(c, a); err != nil {
		return err
	}
	if past.Asked() {
		return c.Page("annual", p)
	}
	pairing, err := annualPairing(c, a)
	if err != nil {
		return err
	}
	rel := a.Relations(c.Actor, pairing)
	p.CSV, p.Moves = c.CSVLink(), movesOf(AnnualMachine.Open(c.Actor, rel, a.State), annualPaths)
	for i, mv := range p.Moves {
		p.Moves[i].Reason = mv.Reason || p.waive && slices.Contains(Issues, mv.Verb)
	}
	if p.MayEdit = AnnualMachine.May(c.Actor, rel, a.State, "plan.edit_annual"); p.MayEdit {
		if p.Form, err = formOf(c, Item{}); err != nil {
			return err
		}
	}
	return c.Page("annual", p)
}

// fillShares draws how the shares stand by the items of the plan.
func (p *annualPageView) fillShares(c *web.Call, a Annual) error {
	results, err := SharesOf(c.R.Context(), c.Q, c.Programme.ID, a)
	if err != nil || len(results) == 0 {
		return err
	}
	rows, err := ShareRows(c.R.Context(), c.Q, c.Programme.ID, a, a.Items)
	p.Shares = SharesSaid(c, results)
	if c.May("project.see") { // the page of the shares shows the projects too
		p.SharesURL = c.Base() + a.URL() + "/shares"
	}
	p.NoAmount, p.NoClass = Unweighed(rows)
	stopped, firm := Stopped(results)
	p.waive = len(stopped) > 0 && len(firm) == 0
	return err
}

func annualPairing(c *web.Call, a Annual) (party.Pairing, error) {
	if a.Pairing == 0 {
		return party.Pairing{}, nil
	}
	return party.GetPairing(c.R.Context(), c.Q, c.Programme.ID, a.Pairing)
}

// annualEdits says which items an edit added, changed or took out.
func annualEdits(c *web.Call, i int, lines []party.Line) string {
	var now, before Annual
	if lines[i].What() != "plan.annual.edited" || i+1 >= len(lines) || json.Unmarshal(lines[i].Data, &now) != nil || json.Unmarshal(lines[i+1].Data, &before) != nil {
		return ""
	}
	return strings.Join(changesSaid(c, now.Changes(before)), "; ")
}

// formOf is the form of an item with the organisations to choose from.
func formOf(c *web.Call, i Item) (f itemForm, err error) {
	f = itemForm{Item: i, Classes: choices(c, "plan.money_class.", MoneyClasses[1:], i.MoneyClass, "plan.money_class.none")}
	all, err := party.ListParties(c.R.Context(), c.Q, c.Programme.ID, party.PartyFilter{State: party.Machine.Start, For: c.Actor})
	f.Parties = []web.Option{{Label: c.T("plan.not_known")}}
	for _, p := range all {
		f.Parties = append(f.Parties, web.Option{Value: p.Code, Label: p.NameIn(c.Lang) + " · " + p.Code})
		if p.ID == i.Party {
			f.PartyCode = p.Code
		}
		if p.ID == i.Receiver {
			f.ReceiverCode = p.Code
		}
	}
	f.Livelihoods, f.Roots, f.Categories = MarkAsks(c, i.Marks)
	f.Receivers = f.Parties
	if err == nil {
		f.ByShares, err = Uses(c, Shares)
	}
	if i.Quantity != nil {
		bare := *i.Quantity
		f.Unit, bare.Unit = i.Quantity.Unit, ""
		f.Number = bare.Format(string(c.Lang))
	}
	if i.Amount != nil {
		f.Money = i.Amount.Format(string(c.Lang))
	}
	return f, err
}

func (r *Room) postAnnual(c *web.Call) error {
	p, err := findPeriod(c)
	if err != nil {
		return err
	}
	in := DraftAnnualInput{Key: c.Key(), Period: p.ID, Year: number(c.Value("year"))}
	if code := c.Value("pairing"); code != "" {
		pairing, err := party.GetPairingByCode(c.R.Context(), c.Q, c.Programme.ID, strings.ToUpper(code))
		if fault.KindOf(err) == fault.NotFound || err == nil && !seesPairing(c, pairing) {
			var f fault.Form
			f.Refuse("pairing", "plan.pairing_unknown", code)
			return c.Again(r.getPeriod, f.Err())
		}
		if err != nil {
			return err
		}
		in.Pairing = pairing.ID
	}
	done, err := r.DraftAnnual(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getPeriod, err)
	}
	made, _ := done.Subject("plan.annual")
	a, err := GetAnnual(c.R.Context(), c.Q, c.Programme.ID, made)
	if err != nil {
		return err
	}
	return c.Done(done, a.URL(), "plan.annual_drafted_done")
}

func seesPairing(c *web.Call, p party.Pairing) bool {
	return access.MaySee(c.Actor, p.Visibility, p.Provider) || p.Receiver == c.Actor.Organisation
}

func (r *Room) postAnnualStep(verb string) web.Handler {
	return func(c *web.Call) error {
		a, err := findAnnual(c)
		if err != nil {
			return err
		}
		done, err := r.StepAnnual(c.R.Context(), c.Actor, AnnualStepInput{c.Key(), a.ID, verb, c.Value("reason")})
		if err != nil {
			return c.Again(r.getAnnual, err)
		}
		return c.Done(done, a.URL(), "plan.step_done")
	}
}
