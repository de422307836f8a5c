package stocktake

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/chart"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// stageRow is how many promises have come at least so far. Share is n of all
// signed in per cent, "" where nothing was signed.
type stageRow struct {
	Stage string `json:"stage"`
	Name  string `json:"name"`
	N     int64  `json:"n"`
	Of    int64  `json:"of"`
	Share string `json:"share"`
}

type moneyRow struct {
	Class    string   `json:"money_class"`
	Name     string   `json:"name"`
	Currency string   `json:"currency"`
	Amounts  []string `json:"amounts"` // in the order of the stages
}

type conversionPage struct {
	Rows      []stageRow    `json:"stages"`
	Exits     []stageRow    `json:"besides"`
	Money     []moneyRow    `json:"money"`
	Joint     int64         `json:"joint"`
	Restated  int64         `json:"restated"`
	Batches   int64         `json:"batches_of_unknown_number"`
	Unsigned  int64         `json:"answering_measures"`
	Figure    template.HTML `json:"-"`
	Drawn     []chart.Row   `json:"-"` // what the figure shows, in its order
	Meetings  []web.Option  `json:"-"`
	Providers []web.Option  `json:"-"`
	Kinds     []web.Option  `json:"-"`
	Periods   []web.Option  `json:"-"`
	Filters   int           `json:"filters"`
	OneSide   bool          `json:"-"` // narrowed to one provider
	AsOf      string        `json:"as_of"`
	CSV       string        `json:"-"`
}

// getConversion answers: of what was signed, how much is alive?
func (r *Room) getConversion(c *web.Call) error {
	p := conversionPage{AsOf: words.Moment(c.Lang, r.DB.Now(), c.Programme.Zone), CSV: c.CSVLink()}
	f, err := p.filter(c)
	if err != nil {
		return err
	}
	v, err := ConversionOf(c.R.Context(), c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	p.fill(c, v)
	if c.WantsCSV() {
		return p.csv(c, v)
	}
	return c.Page("conversion", p)
}

// filter reads the filters of the address and fills their controls.
func (p *conversionPage) filter(c *web.Call) (ConversionFilter, error) {
	ctx, f := c.R.Context(), ConversionFilter{Kind: c.Query("kind")}
	if f.Kind != "" && !slices.Contains(agreement.Kinds, f.Kind) {
		return f, fault.New(fault.NotFound, "fault.not_found")
	}
	all := web.Option{Label: c.T("stocktake.all")}
	p.Kinds = []web.Option{all}
	for _, k := range agreement.Kinds {
		p.Kinds = append(p.Kinds, web.Option{Value: k, Label: c.T("agreement.kind." + k), Selected: k == f.Kind})
	}
	periods, err := plan.ListPeriods(ctx, c.Q, c.Actor.Programme)
	if err != nil {
		return f, err
	}
	p.Periods = []web.Option{all}
	asked := ident.ID(0)
	for _, x := range periods {
		chosen := x.Code == c.Query("period")
		p.Periods = append(p.Periods, web.Option{Value: x.Code, Label: x.NameIn(c.Lang), Selected: chosen})
		if chosen {
			asked = x.ID
		}
	}
	if asked == 0 && c.Query("period") != "" {
		return f, fault.New(fault.NotFound, "fault.not_found")
	}
	meetings, err := conference.ListConferences(ctx, c.Q, c.Actor, conference.Filter{Period: asked, Limit: 300})
	if err != nil {
		return f, err
	}
	if asked != 0 {
		f.Conferences = []ident.ID{}
	}
	p.Meetings = []web.Option{all}
	for _, x := range meetings {
		chosen := x.Code == c.Query("conference")
		p.Meetings = append(p.Meetings, web.Option{Value: x.Code, Label: x.TitleIn(c.Lang), Selected: chosen})
		if chosen {
			f.Conference = x.ID
		}
		if asked != 0 {
			f.Conferences = append(f.Conferences, x.ID)
		}
	}
	if f.Conference == 0 && c.Query("conference") != "" {
		return f, fault.New(fault.NotFound, "fault.not_found")
	}
	for _, name := range []string{"conference", "provider", "kind", "period"} {
		if c.Query(name) != "" {
			p.Filters++
		}
	}
	return f, p.providers(c, &f)
}

func (p *conversionPage) providers(c *web.Call, f *ConversionFilter) error {
	ids, err := ConvertingProviders(c.R.Context(), c.Q, c.Actor)
	if err != nil {
		return err
	}
	asked := c.Query("provider")
	if asked != "" { // also one that has signed nothing yet
		x, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, asked)
		if err != nil {
			return err
		}
		if !slices.Contains(ids, x.ID) {
			ids = append(ids, x.ID)
		}
	}
	named, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	if err != nil {
		return err
	}
	p.Providers = []web.Option{{Label: c.T("stocktake.all")}}
	for _, id := range ids {
		x := named[id]
		if !access.MaySee(c.Actor, x.Visibility, x.ID) {
			continue
		}
		chosen := x.Code == asked
		p.Providers = append(p.Providers, web.Option{Value: x.Code, Label: x.NameIn(c.Lang), Selected: chosen})
		if chosen {
			f.Provider, p.OneSide = id, true
		}
	}
	if f.Provider == 0 && asked != "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	slices.SortFunc(p.Providers[1:], func(a, b web.Option) int { return strings.Compare(a.Label, b.Label) })
	return nil
}

// share is n of a whole in per cent with one decimal, rounded to the nearest.
func share(n, of int64) string {
	if of == 0 {
		return ""
	}
	tenths := (n*2000 + of) / (2 * of)
	return fmt.Sprintf("%d.%d %%", tenths/10, tenths%10)
}

// fill writes the counts for people and draws them.
func (p *conversionPage) fill(c *web.Call, v Conversion) {
	signed := v.Counts[Stages[0]]
	for _, s := range Stages {
		p.Rows = append(p.Rows, stageRow{s, c.T("stocktake.stage." + s), v.Counts[s], signed, share(v.Counts[s], signed)})
	}
	for _, e := range Exits {
		p.Exits = append(p.Exits, stageRow{e, c.T("stocktake.exit." + e), v.Exits[e], signed, share(v.Exits[e], signed)})
	}
	for _, m := range v.Money {
		row := moneyRow{Class: m.Class, Name: c.T("agreement.money_class." + m.Class), Currency: m.Currency}
		for _, s := range Stages {
			row.Amounts = append(row.Amounts, money.Amount{Minor: m.Amounts[s], Currency: m.Currency}.Format(string(c.Lang)))
		}
		p.Money = append(p.Money, row)
	}
	p.Joint, p.Restated, p.Batches, p.Unsigned = v.Joint, v.Beside[Beside[0]], v.Beside[Beside[1]], v.Beside[Beside[2]]
	p.draw(c, v)
}

// draw shares the signed promises out by the furthest stage of each.
func (p *conversionPage) draw(c *web.Call, v Conversion) {
	var segments []chart.Segment
	var said []string
	add := func(class, key string, n int64) {
		segments = append(segments, chart.Segment{Class: class, Label: c.T(key), N: int(n)})
		said = append(said, fmt.Sprintf("%s %d", c.T(key), n))
	}
	ended := v.Exits["waived"] + v.Exits["unmet"]
	alive := v.Counts["acknowledged"] - v.Counts["broken_down"]
	add("kept", "stocktake.stage.confirmed", v.Counts["confirmed"])
	add("c1", "stocktake.only.under_way", v.Counts["under_way"]-v.Counts["confirmed"])
	add("c4", "stocktake.only.broken_down", v.Counts["broken_down"]-v.Counts["under_way"])
	add("c5", "stocktake.only.acknowledged", alive-v.endedAcknowledged)
	add("silent", "stocktake.only.signed", v.Counts["signed"]-v.Counts["acknowledged"]-(ended-v.endedAcknowledged))
	add("offtrack", "stocktake.only.ended", ended)
	drawn := chart.StackedBar(c.T("stocktake.conversion_question"), strings.Join(said, ", "), segments)
	p.Figure, p.Drawn = drawn.SVG, drawn.Table
}

// csv writes the counts and the money, one line a number, with the codes beside
// the names.
func (p *conversionPage) csv(c *web.Call, v Conversion) error {
	var rows [][]string
	for _, list := range [][]stageRow{p.Rows, p.Exits} {
		for _, r := range list {
			rows = append(rows, []string{r.Stage, r.Name, "", "", "", fmt.Sprint(r.N), fmt.Sprint(r.Of), r.Share, ""})
		}
	}
	for _, b := range Beside {
		rows = append(rows, []string{b, c.T("stocktake.beside_name." + b), "", "", "", fmt.Sprint(v.Beside[b]), "", "", ""})
	}
	for _, m := range p.Money {
		for i, s := range Stages {
			rows = append(rows, []string{s, c.T("stocktake.stage." + s), m.Class, m.Name, m.Currency, "", "", "", m.Amounts[i]})
		}
	}
	var heads []string
	for _, h := range []string{"stage", "stage_name", "class", "class_name", "currency", "n", "of", "share", "amount"} {
		heads = append(heads, c.T("stocktake.conversion_column."+h))
	}
	return c.CSV("conversion", heads, slices.Values(rows))
}
