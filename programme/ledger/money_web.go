package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
)

const pageSize = 50

// kindOfMoney is a class and currency in which there is money.
type kindOfMoney struct {
	Class    string `json:"money_class"`
	Currency string `json:"currency"`
	Name     string `json:"name"`
	URL      string `json:"url"`
	Chosen   bool   `json:"chosen"`
	Sums     Sums   `json:"sums"`
}

// figure is one amount under its name; Total begins an identity.
type figure struct {
	Name   string       `json:"name"`
	Amount money.Amount `json:"amount"`
	Total  bool         `json:"-"`
	URL    string       `json:"-"`
}

type transferRow struct {
	Code      string       `json:"code"`
	URL       string       `json:"url"`
	Day       words.Day    `json:"day"`
	Days      int          `json:"days"`
	Late      bool         `json:"late"`
	From      string       `json:"from"`
	To        string       `json:"to"`
	Amount    money.Amount `json:"amount"`
	Open      money.Amount `json:"open"`
	Reference string       `json:"reference"`
	Class     string       `json:"money_class"`
	Answer    string       `json:"answer,omitempty"`
	Whole     bool         `json:"-"` // may be confirmed whole from the list
}

type discrepancyRow struct {
	Code   string       `json:"code"`
	URL    string       `json:"url"`
	Amount money.Amount `json:"amount"`
	From   string       `json:"from"`
	To     string       `json:"to"`
	Said   string       `json:"state_said"`
	Due    words.Day    `json:"due"`
	Late   bool         `json:"late"`
}

type balanceRow struct {
	URL    string       `json:"url"`
	For    string       `json:"for"`
	Class  string       `json:"money_class"`
	Amount money.Amount `json:"amount"`
}

type moneyPage struct {
	Kinds         []kindOfMoney    `json:"kinds"`
	Figures       []figure         `json:"figures"`
	Mine          []transferRow    `json:"waiting_for_you"`
	Transit       []transferRow    `json:"in_transit"`
	Next          string           `json:"next,omitempty"`
	Discrepancies []discrepancyRow `json:"discrepancies"`
	Arrivals      []transferRow    `json:"in_suspense"`
	Balances      []balanceRow     `json:"held_by_you"`
	MaySend       bool             `json:"-"`
	MayArrive     bool             `json:"-"`
	MayAllot      bool             `json:"-"`
	MayCertify    bool             `json:"-"`
	CSV           string           `json:"-"`
}

// getMoney answers: where is the money, and what needs me?
func (r *Room) getMoney(c *web.Call) error {
	p := moneyPage{MaySend: mine(c, "ledger.send"), MayArrive: mine(c, "ledger.arrive"), MayAllot: c.May("ledger.allot"), MayCertify: c.May("ledger.certify")}
	var err error
	if p.Kinds, err = kindsOf(c, OfAll, "", "/money"); err != nil {
		return err
	}
	for _, k := range p.Kinds {
		if k.Chosen {
			p.Figures = figures(c, k.Class, k.Currency, k.Sums)
		}
	}
	ctx, prog := c.R.Context(), c.Actor.Programme
	own, err := OpenTransfers(ctx, c.Q, prog, TransferFilter{To: c.Actor.Organisation, Limit: pageSize})
	if err != nil {
		return err
	}
	after := number(c.Query("after"))
	all, err := OpenTransfers(ctx, c.Q, prog, TransferFilter{After: after, Limit: pageSize + 1})
	if err != nil {
		return err
	}
	if len(all) > pageSize {
		all = all[:pageSize]
		p.Next = fmt.Sprintf("%s/money?after=%d#transit", c.Base(), all[pageSize-1].ID)
	}
	open, err := OpenDiscrepancies(ctx, c.Q, prog, 0, pageSize)
	if err != nil {
		return err
	}
	arrivals, err := waitingArrivals(ctx, c.Q, prog, pageSize)
	if err != nil {
		return err
	}
	var ids []ident.ID
	for _, t := range slices.Concat(own, all, arrivals) {
		ids = append(ids, t.From, t.To)
	}
	for _, d := range open {
		ids = append(ids, d.Sender, d.Receiver)
	}
	name, err := names(c, ids...)
	if err != nil {
		return err
	}
	for _, t := range own {
		row := rowOf(c, t, name)
		row.Whole = t.Relations(c.Actor, false) != nil && c.May("ledger.receive") && t.SaidFor != c.Actor.Organisation
		p.Mine = append(p.Mine, row)
	}
	for _, t := range all {
		p.Transit = append(p.Transit, rowOf(c, t, name))
	}
	for _, t := range arrivals {
		p.Arrivals = append(p.Arrivals, rowOf(c, t, name))
	}
	for _, d := range open {
		p.Discrepancies = append(p.Discrepancies, discrepancyRow{d.Code, c.Base() + DiscrepancyURL(d.Code), d.Amount, name(d.Sender), name(d.Receiver),
			c.T(string(DiscrepancyMachine.StateKey(d.State))), d.Due, d.Due != "" && d.Due < c.Today()})
	}
	if p.Balances, err = balancesOf(c); err != nil {
		return err
	}
	if c.WantsCSV() {
		return csvOfTransit(c, p.Transit)
	}
	p.CSV = c.CSVLink()
	return c.Page("money", p)
}

func csvOfTransit(c *web.Call, rows []transferRow) error {
	header := []string{c.T("ledger.entry"), c.T("ledger.day"), c.T("ledger.from"), c.T("ledger.to"), c.T("ledger.class"), c.T("ledger.currency"), c.T("ledger.amount"),
		c.T("ledger.open"), c.T("ledger.reference")}
	return c.CSV("money", header, func(yield func([]string) bool) {
		for _, t := range rows {
			if !yield([]string{t.Code, string(t.Day), t.From, t.To, t.Class, t.Amount.Currency, plain(t.Amount), plain(t.Open), t.Reference}) {
				return
			}
		}
	})
}

// plain writes an amount for a table without its currency.
func plain(a money.Amount) string { return strings.TrimPrefix(a.Format("en"), a.Currency+" ") }

// kindsOf lists the classes and currencies in which a subject has money, with its
// sums over all years; the one that the address names is chosen, else the one
// with most entries.
func kindsOf(c *web.Call, topic, subject, path string) ([]kindOfMoney, error) {
	all, err := SumsOf(c.R.Context(), c.Q, c.Actor.Programme, topic, subject)
	if err != nil {
		return nil, err
	}
	var list []kindOfMoney
	for _, s := range all {
		i := slices.IndexFunc(list, func(k kindOfMoney) bool { return k.Class == s.Class && k.Currency == s.Currency })
		if i < 0 {
			i = len(list)
			list = append(list, kindOfMoney{Class: s.Class, Currency: s.Currency, Name: c.T("agreement.money_class."+s.Class) + ", " + s.Currency,
				URL: c.Base() + path + "?class=" + s.Class + "&currency=" + s.Currency})
		}
		list[i].Sums = list[i].Sums.Plus(s.Sums)
	}
	if len(list) == 0 {
		return nil, nil
	}
	at := slices.IndexFunc(list, func(k kindOfMoney) bool { return k.Class == c.Query("class") && k.Currency == c.Query("currency") })
	if at < 0 {
		most := slices.MaxFunc(list, func(a, b kindOfMoney) int { return cmp.Compare(a.Sums.Entries, b.Sums.Entries) })
		at = slices.Index(list, most)
	}
	list[at].Chosen = true
	return list, nil
}

// figures are the two identities: what was promised is drawn, waived or open; what
// was sent is received, in transit, missing or charged; and what was received is
// spent, returned, on its way or held.
func figures(c *web.Call, class, currency string, s Sums) []figure {
	var list []figure
	add := func(name string, minor int64, total bool) {
		if minor != 0 || total {
			list = append(list, figure{Name: c.T("ledger.sum." + name), Amount: money.Amount{Minor: minor, Currency: currency}, Total: total})
		}
	}
	add("pledged", s.Pledged, true)
	add("drawn", s.Drawn, false)
	add("waived", s.Waived, false)
	add("open", s.Open(), false)
	add("sent", s.Sent, true)
	add("received", s.Received, false)
	add("in_transit", s.InTransit, false)
	add("disputed", s.Disputed, false)
	add("charged", s.Charged, false)
	add("received_in_all", s.Received+s.Suspense, true)
	add("spent", s.Spent, false)
	add("returned", s.Returned, false)
	add("on_way", s.OnWay, false)
	add("charged_on", s.ChargedOn, false)
	add("held", s.Held, false)
	return list
}

func rowOf(c *web.Call, t Transfer, name func(ident.ID) string) transferRow {
	row := transferRow{Code: t.Code, URL: c.Base() + URL(t.Code), Day: t.Day, Days: t.Day.Until(c.Today()), Late: t.AgeOn != "" && t.AgeOn <= c.Today(),
		From: name(t.From), To: name(t.To), Amount: t.Amount, Open: money.Amount{Minor: t.Open(), Currency: t.Amount.Currency}, Reference: t.Reference,
		Class: c.T("agreement.money_class." + t.Class)}
	if t.Answer != "" {
		row.Answer = c.T("ledger.not_seen_on", words.Date(c.Lang, t.Answered))
	}
	return row
}

// balancesOf lists what the actor's organisation holds.
func balancesOf(c *web.Call) ([]balanceRow, error) {
	all, err := BalancesOf(c.R.Context(), c.Q, c.Actor.Programme, c.Actor.Organisation)
	if err != nil {
		return nil, err
	}
	labels, err := labelsOf(c, all)
	if err != nil {
		return nil, err
	}
	var rows []balanceRow
	for i, s := range all {
		rows = append(rows, balanceRow{fmt.Sprintf("%s/money/accounts/%d", c.Base(), s.ID), labels[i], c.T("agreement.money_class." + s.Class),
			money.Amount{Minor: s.Holds(), Currency: s.Currency}})
	}
	return rows, nil
}

// topics are the ways in which the money can be looked at, each a page.
var topics = []string{OfProvider, OfReceiver, OfPairing, OfSector}

type byRow struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
	Sums Sums   `json:"sums"`
	Year int    `json:"year,omitempty"`
}

type byPage struct {
	Topic  string        `json:"topic"`
	Kinds  []kindOfMoney `json:"kinds"`
	Years  []web.Option  `json:"-"`
	Year   string        `json:"year"`
	Rows   []byRow       `json:"rows"`
	Total  Sums          `json:"total"`
	Chosen kindOfMoney   `json:"-"`
	Topics []web.Option  `json:"-"`
	CSV    string        `json:"-"`
}

// Figure writes a figure of the chosen currency, which stands above the table.
func (p byPage) Figure(minor int64) string {
	return plain(money.Amount{Minor: minor, Currency: p.Chosen.Currency})
}

// getBy answers: how does the money stand by provider, receiver, pairing or
// sector?
func (r *Room) getBy(c *web.Call) error {
	p := byPage{Topic: c.Path("topic"), Year: c.Query("year")}
	if !slices.Contains(topics, p.Topic) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	for _, t := range topics {
		p.Topics = append(p.Topics, web.Option{Value: c.Base() + "/money/by/" + t, Label: c.T("ledger.by." + t), Selected: t == p.Topic})
	}
	var err error
	if p.Kinds, err = kindsOf(c, OfAll, "", "/money/by/"+p.Topic); err != nil {
		return err
	}
	for _, k := range p.Kinds {
		if k.Chosen {
			p.Chosen = k
		}
	}
	all, err := SumsBy(c.R.Context(), c.Q, c.Actor.Programme, p.Topic, p.Chosen.Class, p.Chosen.Currency)
	if err != nil {
		return err
	}
	if p.Rows, err = byRows(c, p.Topic, all, number(p.Year)); err != nil {
		return err
	}
	for _, row := range p.Rows {
		p.Total = p.Total.Plus(row.Sums)
	}
	p.Years = yearsOf(c, all, p.Year)
	if c.WantsCSV() {
		return csvOfBy(c, p)
	}
	p.CSV = c.CSVLink()
	return c.Page("by", p)
}

// yearsOf are the plan years that there is money of.
func yearsOf(c *web.Call, all []Summed, chosen string) []web.Option {
	list := []web.Option{{Value: "", Label: c.T("ledger.all_years"), Selected: chosen == ""}}
	var years []int
	for _, s := range all {
		if s.Period != 0 && !slices.Contains(years, s.Period) {
			years = append(years, s.Period)
		}
	}
	slices.Sort(years)
	for _, y := range years {
		list = append(list, web.Option{Value: fmt.Sprint(y), Label: fmt.Sprint(y), Selected: chosen == fmt.Sprint(y)})
	}
	return list
}

func csvOfBy(c *web.Call, p byPage) error {
	header := []string{c.T("ledger.by." + p.Topic), c.T("ledger.class"), c.T("ledger.currency")}
	for _, n := range byColumns {
		header = append(header, c.T("ledger.sum."+n))
	}
	return c.CSV("money-by-"+p.Topic, header, func(yield func([]string) bool) {
		for _, row := range p.Rows {
			line := []string{row.Name, p.Chosen.Class, p.Chosen.Currency}
			for _, n := range row.Sums.columns() {
				line = append(line, p.Figure(n))
			}
			if !yield(line) {
				return
			}
		}
	})
}

// byColumns are the figures of a table by topic.
var byColumns = []string{"pledged", "open", "sent", "received", "in_transit", "disputed", "spent", "held"}

// columns are the figures of byColumns.
func (s Sums) columns() []int64 {
	return []int64{s.Pledged, s.Open(), s.Sent, s.Received, s.InTransit, s.Disputed, s.Spent, s.Held}
}
