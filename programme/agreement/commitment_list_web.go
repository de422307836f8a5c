package agreement

import (
	"slices"
	"strconv"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/programme/party"
)

type commitmentsPage struct {
	Rows      []commitmentRow `json:"commitments"`
	Count     int             `json:"count"`
	Most      bool            `json:"or_more"` // the count stopped there
	Text      string          `json:"q"`
	States    []web.Option    `json:"-"`
	Classes   []web.Option    `json:"-"`
	Providers []web.Option    `json:"-"`
	Receivers []web.Option    `json:"-"`
	Meetings  []web.Option    `json:"-"`
	Dues      []web.Option    `json:"-"`
	Sorts     []web.Option    `json:"-"`
	Party     string          `json:"-"` // kept in the address without a control
	Pairing   string          `json:"-"`
	Filters   int             `json:"-"`
	CSV       string          `json:"-"`
	Next      string          `json:"next"`
}

// countMost is how far a list counts.
const countMost = 1000

var (
	commitmentSorts = []string{"due", "entered"}
	// dues are what a list can be narrowed to by date: past, or within so many days.
	dues = []string{"past", "30", "90"}
)

// commitmentFilter reads the filter of the address and the options of its
// controls.
func commitmentFilter(c *web.Call, p *commitmentsPage) (CommitmentFilter, error) {
	f := CommitmentFilter{Text: c.Query("q"), State: oneOf(c.Query("state"), append(CommitmentMachine.States(), "open")),
		MoneyClass: oneOf(c.Query("money_class"), MoneyClasses), Sort: oneOf(c.Query("sort"), commitmentSorts[1:]), After: after(c), Limit: pageSize + 1}
	named, err := filterParties(c, map[string]*ident.ID{"provider": &f.Provider, "receiver": &f.Receiver, "party": &f.Party})
	if err != nil {
		return f, err
	}
	if f.Conference, err = conferenceOf(c, c.Query("conference")); err != nil {
		return f, err
	}
	if code := c.Query("pairing"); code != "" {
		pair, err := party.GetPairingByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil {
			return f, err
		}
		f.Pairing = &pair
	}
	due := oneOf(c.Query("due"), dues)
	switch days, err := strconv.Atoi(due); {
	case due == "past":
		f.DueTo = c.Today().Add(-1)
	case err == nil:
		f.DueFrom, f.DueTo = c.Today(), c.Today().Add(days)
	}
	p.Text, p.Party, p.Pairing, p.CSV = f.Text, c.Query("party"), c.Query("pairing"), c.CSVLink()
	p.Providers, p.Receivers = named["provider"], named["receiver"]
	p.Dues = choices(c, "agreement.due_filter.", dues, due, "agreement.any")
	p.Sorts = choices(c, "agreement.sort.", commitmentSorts, f.Sort, "")
	p.Filters = set(f.Text, f.State, f.MoneyClass, due, c.Query("provider"), c.Query("receiver"), c.Query("party"), c.Query("conference"), p.Pairing)
	open := web.Option{Value: "open", Label: c.T("agreement.open"), Selected: f.State == "open"}
	p.States = slices.Insert(states(c, CommitmentMachine, f.State), 1, open)
	p.Classes = choices(c, "agreement.money_class.", MoneyClasses, f.MoneyClass, "agreement.any")
	p.Meetings, err = conferenceOptions(c, c.Query("conference"), "agreement.any")
	return f, err
}

func (r *Room) getCommitments(c *web.Call) error {
	var p commitmentsPage
	f, err := commitmentFilter(c, &p)
	if err != nil {
		return err
	}
	if c.WantsCSV() {
		return commitmentsCSV(c, f)
	}
	found, err := ListCommitments(c.R.Context(), c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		p.Next = nextPage(c, found[pageSize-1].ID)
	}
	if p.Count, err = CountCommitments(c.R.Context(), c.Q, c.Actor, f, countMost); err != nil {
		return err
	}
	p.Most = p.Count == countMost
	if p.Rows, err = commitmentRows(c, found); err != nil {
		return err
	}
	return c.Page("commitments", p)
}

func commitmentsCSV(c *web.Call, f CommitmentFilter) error {
	var rows [][]string
	f.Limit, f.After = 500, 0
	for {
		found, err := ListCommitments(c.R.Context(), c.Q, c.Actor, f)
		if err != nil {
			return err
		}
		drawn, err := commitmentRows(c, found)
		if err != nil {
			return err
		}
		for _, x := range drawn {
			rows = append(rows, x.cells(c))
		}
		if len(found) < f.Limit {
			break
		}
		f.After = found[len(found)-1].ID
	}
	return c.CSV("commitments", heads(c, "agreement.code", "agreement.commitment", "agreement.provider", "agreement.provider_code", "agreement.receiver",
		"agreement.receiver_code", "agreement.quantity", "agreement.money_class", "agreement.amount", "agreement.due", "agreement.original_due", "agreement.state",
		"agreement.agreement", "agreement.agreement_title", "agreement.measure", "agreement.measure_title"), slices.Values(rows))
}

// cells are a row as a sheet has it. What is not stated is empty, never nought.
func (x commitmentRow) cells(c *web.Call) []string {
	quantity, amount, class := "", "", ""
	if q := x.Terms.Quantity; q != nil {
		quantity = q.Format(string(c.Lang))
	}
	if a := x.Terms.Amount; a != nil {
		amount = a.Format(string(c.Lang))
	}
	if x.MoneyClass != "" {
		class = c.T("agreement.money_class." + x.MoneyClass)
	}
	cells := []string{x.Code, x.Title, x.Provider.Name, x.Provider.Code, x.Receiver.Name, x.Receiver.Code, quantity, class, amount, string(x.Terms.Due),
		string(x.Original), x.Said}
	for _, l := range []*link{x.Agreement, x.Measure} {
		if l == nil {
			l = &link{}
		}
		cells = append(cells, l.Code, l.Title)
	}
	return cells
}
