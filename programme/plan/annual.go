package plan

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/programme/party"
)

// Annual is the plan of one year within a plan period: of the whole programme,
// or of one pairing. Version counts the texts that were issued, and the one
// being drafted.
type Annual struct {
	ID          ident.ID     `json:"id"`
	Code        string       `json:"code"`
	Period      ident.ID     `json:"period"`
	Year        int          `json:"year"`
	Pairing     ident.ID     `json:"pairing"` // 0: of the whole programme
	Version     int          `json:"version"`
	State       string       `json:"state"`
	SubmittedBy ident.Person `json:"submitted_by"` // who handed this text in: somebody else issues it
	LastItem    int          `json:"last_item"`    // numbers of items are not used again
	Items       []Item       `json:"items"`
	Visibility  string       `json:"visibility"`
}

// Item is one thing that a year's plan holds. In the plan is what the plan
// period foresees; what it does not is off-plan and names who approved it.
// Quantity and Amount are nil when the plan gives none; MoneyClass is "" then,
// or when the class is not known.
type Item struct {
	No         int             `json:"no"`
	What       string          `json:"what"`
	OffPlan    bool            `json:"off_plan"`
	Approver   string          `json:"approver"`
	Party      ident.ID        `json:"party"` // who is to do it, 0 when not known
	Quantity   *money.Quantity `json:"quantity"`
	Amount     *money.Amount   `json:"amount"`
	MoneyClass string          `json:"money_class"`
	Marks
}

// MoneyClasses are never added to each other; "" is not known, or no money.
var MoneyClasses = []string{"", "grant", "investment", "works", "brought_in", "purchase", "in_kind", "team"}

// URL is the page of an annual plan within the programme.
func (a Annual) URL() string { return "/annual-plans/" + a.Code }

// drafters are the programme office, and the two sides of the plan's pairing.
var drafters = []ident.Grant{{Roles: []ident.Role{ident.Office}}, {Roles: []ident.Role{ident.Provider, ident.Receiver}, Relation: ident.Mine}}

// AnnualMachine is the life of an annual plan. Its items can be edited while it
// is a draft, and while it is being adjusted.
var AnnualMachine = state.Machine{
	Noun:  "plan.annual",
	Start: "draft",
	Moves: []state.Move{
		{Verb: "plan.submit_annual", From: []string{"draft"}, To: "submitted", By: drafters, Needs: []string{"plan.needs_item"}},
		{Verb: "plan.issue_annual", From: []string{"submitted"}, To: "issued", By: approver},
		{Verb: "plan.return_annual", From: []string{"submitted"}, To: "draft", By: leader, Reason: true},
		{Verb: "plan.adjust_annual", From: []string{"issued"}, To: "adjusting", By: drafters, Reason: true},
		{Verb: "plan.reissue_annual", From: []string{"adjusting"}, To: "issued", By: approver},
		{Verb: "plan.settle_annual", From: []string{"issued"}, To: "settled", By: office, Reason: true},
		{Verb: "plan.edit_annual", From: []string{"draft"}, To: "draft", By: drafters},
		{Verb: "plan.edit_annual", From: []string{"adjusting"}, To: "adjusting", By: drafters},
	},
}

// Issues are the verbs that make a text of the annual plan the valid one: each
// makes one version.
var Issues = []string{"plan.issue_annual", "plan.reissue_annual"}

// Relations is how an actor stands to the plan: Mine for the two sides of its
// pairing, Opposite for who has not handed it in.
func (a Annual) Relations(who ident.Actor, p party.Pairing) ident.Relations {
	var rel ident.Relations
	if p.ID != 0 && p.SideOf(who.Organisation) != "" {
		rel = append(rel, ident.Mine)
	}
	if who.Person != a.SubmittedBy {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// moved takes the plan to where a move leads. Who hands a text in, or opens it
// for adjustment, does not issue it.
func (a Annual) moved(mv state.Move, who ident.Person) (Annual, error) {
	switch mv.Verb {
	case "plan.submit_annual":
		var f fault.Form
		f.Require(len(a.Items) > 0, "what", "plan.no_item")
		if err := f.Err(); err != nil {
			return a, err
		}
		a.SubmittedBy = who
	case "plan.adjust_annual", "plan.edit_annual":
		a.SubmittedBy = who
	case "plan.reissue_annual":
		a.Version++
	}
	a.State = mv.To
	return a, nil
}

// draftAnnual makes the plan of a year of the period, beside those it has.
func draftAnnual(p Period, year int, pairing ident.ID, others []Annual) (Annual, error) {
	a := Annual{Period: p.ID, Year: year, Pairing: pairing, Version: 1, State: AnnualMachine.Start, Items: []Item{}, Visibility: "parties"}
	var f fault.Form
	f.Require(slices.Contains(p.Years(), year), "year", "plan.year_outside")
	f.Require(!slices.ContainsFunc(others, func(o Annual) bool { return o.Year == year && o.Pairing == pairing }), "year", "plan.annual_already", year)
	return a, f.Err()
}

// Years are the calendar years that the period touches.
func (p Period) Years() []int {
	first, last := p.From.Time().Year(), p.To.Time().Year()
	var all []int
	for y := first; y <= last && len(all) < 100; y++ {
		all = append(all, y)
	}
	return all
}

// OffPlan counts the items that the plan period does not foresee.
func (a Annual) OffPlan() int {
	n := 0
	for _, i := range a.Items {
		if i.OffPlan {
			n++
		}
	}
	return n
}

// ItemInput is an item as entered, numbers as people write them.
type ItemInput struct {
	What, Approver string
	OffPlan        bool
	Party          ident.ID
	Quantity, Unit string
	Amount         string
	MoneyClass     string
	Marks
}

// maxItems bounds a plan: more belong into a list of their own.
const maxItems = 100

// item reads the input; lang and currency are the reader's and the programme's.
func (in ItemInput) item(no int, lang, currency string) (Item, error) {
	i := Item{No: no, What: strings.TrimSpace(in.What), OffPlan: in.OffPlan, Party: in.Party, MoneyClass: in.MoneyClass, Marks: in.Marks}
	var f fault.Form
	f.Require(i.What != "", "what", "plan.what_missing")
	f.Require(short(i.What, maxName), "what", "plan.text_long", maxName)
	if i.OffPlan {
		i.Approver = strings.TrimSpace(in.Approver)
		f.Require(i.Approver != "", "approver", "plan.approver_missing")
		f.Require(short(i.Approver, maxName), "approver", "plan.text_long", maxName)
	}
	unit := strings.TrimSpace(in.Unit)
	f.Require(in.Quantity == "" || unit != "", "unit", "plan.unit_missing")
	f.Require(short(unit, 40), "unit", "plan.text_long", 40)
	if in.Quantity != "" && unit != "" {
		q, err := money.ParseQuantity(lang, unit, in.Quantity)
		i.Quantity = &q
		refuse(&f, "quantity", err)
	}
	if in.Amount != "" {
		a, err := money.Parse(lang, currency, in.Amount)
		i.Amount = &a
		refuse(&f, "amount", err)
	}
	f.Require(slices.Contains(MoneyClasses, i.MoneyClass), "money_class", "plan.money_class_unknown")
	f.Require(i.MoneyClass == "" || in.Amount != "", "amount", "plan.amount_missing")
	return i, f.Err()
}

// refuse puts what is wrong with a number beside its field.
func refuse(f *fault.Form, name string, err error) {
	if e, ok := err.(*fault.Error); ok {
		f.Refuse(name, e.Key, e.Args...)
	}
}

// with puts an item into the plan, in the place of the one with its number or
// as a new one; without takes it out.
func (a Annual) with(i Item) (Annual, error) {
	a.Items = slices.Clone(a.Items)
	if at := slices.IndexFunc(a.Items, func(o Item) bool { return o.No == i.No }); at >= 0 {
		if a.Items[at].equals(i) {
			return a, fault.New(fault.Conflict, "plan.nothing_changed")
		}
		a.Items[at] = i
		return a, nil
	}
	if len(a.Items) >= maxItems {
		return a, fault.New(fault.Conflict, "plan.too_many_items", maxItems)
	}
	if i.No != a.LastItem+1 {
		return a, fault.New(fault.NotFound, "fault.not_found")
	}
	a.LastItem = i.No
	a.Items = append(a.Items, i)
	return a, nil
}

func (a Annual) without(no int) (Annual, error) {
	rest := slices.DeleteFunc(slices.Clone(a.Items), func(i Item) bool { return i.No == no })
	if len(rest) == len(a.Items) {
		return a, fault.New(fault.NotFound, "fault.not_found")
	}
	a.Items = rest
	return a, nil
}

func (i Item) equals(o Item) bool { return i.key() == o.key() }

// key is all that an item says, as one text.
func (i Item) key() string {
	s := []string{i.What, strconv.FormatBool(i.OffPlan), i.Approver, strconv.FormatInt(int64(i.Party), 10), i.MoneyClass,
		strconv.FormatInt(int64(i.Receiver), 10), i.Livelihood, i.GrassRoots, i.Category}
	if i.Quantity != nil {
		s = append(s, strconv.FormatInt(i.Quantity.N, 10), strconv.Itoa(i.Quantity.Scale), i.Quantity.Unit)
	}
	if i.Amount != nil {
		s = append(s, strconv.FormatInt(i.Amount.Minor, 10), i.Amount.Currency)
	}
	return strings.Join(s, "\x00")
}

// ItemChange is one item that a text of the plan added (Before is nil), took out
// (After is nil) or changed.
type ItemChange struct{ Before, After *Item }

// Changes lists what the items changed of those before.
func (a Annual) Changes(before Annual) []ItemChange {
	old := map[int]Item{}
	for _, i := range before.Items {
		old[i.No] = i
	}
	var all []ItemChange
	for _, i := range a.Items {
		was, had := old[i.No]
		switch {
		case !had:
			all = append(all, ItemChange{nil, &i})
		case !was.equals(i):
			all = append(all, ItemChange{&was, &i})
		}
		delete(old, i.No)
	}
	for _, i := range before.Items {
		if _, gone := old[i.No]; gone {
			all = append(all, ItemChange{&i, nil})
		}
	}
	return all
}
