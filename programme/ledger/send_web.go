package ledger

import (
	"fmt"
	"slices"
	"strconv"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/party"
	"throughline/programme/project"
)

type sendPage struct {
	Routes      []web.Option `json:"-"`
	Commitments []web.Option `json:"-"`
	To          []web.Option `json:"-"`
	Classes     []web.Option `json:"-"`
	Currency    string       `json:"currency"`
	Commitment  string       `json:"commitment"`
	Project     string       `json:"project"`
	Day         words.Day    `json:"day"`
}

// mostChoices bounds a list to choose from.
const mostChoices = 200

// getSend answers: what has my organisation sent?
func (r *Room) getSend(c *web.Call) error {
	p := sendPage{Currency: c.Programme.Currency, Commitment: c.Query("commitment"), Project: c.Query("project"), Day: c.Today(), Classes: classes(c)}
	for _, x := range Routes {
		if x.First {
			p.Routes = append(p.Routes, web.Option{Value: x.Name, Label: c.T("ledger.route." + x.Name)})
		}
	}
	ctx, prog := c.R.Context(), c.Actor.Programme
	own, err := agreement.ListCommitments(ctx, c.Q, c.Actor, agreement.CommitmentFilter{Provider: c.Actor.Organisation, Limit: mostChoices})
	if err != nil {
		return err
	}
	var subjects []string
	for _, x := range own {
		subjects = append(subjects, strconv.FormatInt(int64(x.ID), 10))
	}
	sums, err := SumsIn(ctx, c.Q, prog, OfCommitment, subjects...)
	if err != nil {
		return err
	}
	p.Commitments = []web.Option{{Label: c.T("ledger.no_commitment")}}
	for _, x := range own {
		if x.Terms.Amount == nil || !slices.Contains(held, x.State) {
			continue
		}
		var s Sums
		for _, one := range sums {
			if one.Subject == strconv.FormatInt(int64(x.ID), 10) && one.Class == x.MoneyClass && one.Currency == x.Terms.Amount.Currency {
				s = s.Plus(one.Sums)
			}
		}
		open := money.Amount{Minor: s.Open(), Currency: x.Terms.Amount.Currency}
		p.Commitments = append(p.Commitments, web.Option{Value: x.Code, Label: c.T("ledger.commitment_open", x.Code, x.TitleIn(c.Lang), open.Format(string(c.Lang)))})
	}
	if p.To, err = across(c, true); err != nil {
		return err
	}
	return c.Page("send", p)
}

func classes(c *web.Call) []web.Option {
	list := []web.Option{{Label: c.T("ledger.choose")}}
	for _, x := range Classes {
		list = append(list, web.Option{Value: x, Label: c.T("agreement.money_class." + x)})
	}
	return list
}

// across lists the organisations across from the actor's own: its receivers, or
// its providers.
func across(c *web.Call, receivers bool) ([]web.Option, error) {
	all, err := party.PairingsOf(c.R.Context(), c.Q, c.Actor.Programme, c.Actor.Organisation)
	if err != nil {
		return nil, err
	}
	var ids []ident.ID
	for _, p := range all {
		switch {
		case receivers && p.Provider == c.Actor.Organisation:
			ids = append(ids, p.Receiver)
		case !receivers && p.Receiver == c.Actor.Organisation:
			ids = append(ids, p.Provider)
		}
	}
	parties, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, some(ids))
	list := []web.Option{{Label: c.T("ledger.choose")}}
	for _, id := range some(ids) {
		list = append(list, web.Option{Value: parties[id].Code, Label: parties[id].NameIn(c.Lang)})
	}
	return list, err
}

// found looks up the records that a form names by their codes; a code that is none
// is refused beside its field.
func found(c *web.Call) (commitment, works, to ident.ID, err error) {
	ctx, prog := c.R.Context(), c.Actor.Programme
	var f fault.Form
	if code := c.Value("commitment"); code != "" {
		x, err := agreement.GetCommitmentByCode(ctx, c.Q, prog, code)
		f.Require(err == nil && access.MaySee(c.Actor, x.Visibility, x.Owner), "commitment", "ledger.commitment_unknown")
		commitment = x.ID
	}
	if code := c.Value("project"); code != "" {
		x, err := project.GetProjectByCode(ctx, c.Q, prog, code)
		f.Require(err == nil && access.MaySee(c.Actor, x.Visibility, x.Owner), "project", "ledger.project_unknown")
		works = x.ID
	}
	if code := c.Value("to"); code != "" {
		x, err := party.GetPartyByCode(ctx, c.Q, prog, code)
		f.Require(err == nil && access.MaySee(c.Actor, x.Visibility, x.ID), "to", "ledger.party_missing")
		to = x.ID
	}
	return commitment, works, to, f.Err()
}

func (r *Room) postSend(c *web.Call) error {
	commitment, works, to, err := found(c)
	if err != nil {
		return c.Again(r.getSend, err)
	}
	amount, err := typed(c, c.Value("currency"))
	if err != nil {
		return c.Again(r.getSend, err)
	}
	done, err := r.Send(c.R.Context(), c.Actor, SendInput{Key: c.Key(), Route: c.Value("route"), Commitment: commitment, Project: works, To: to,
		Class: c.Value("money_class"), Amount: amount, Day: words.Day(c.Value("day")), Reference: c.Value("reference"), Note: c.Value("note")})
	if err != nil {
		return c.Again(r.getSend, err)
	}
	id, _ := done.Subject(Noun)
	return c.Done(done, urlOf(c, id), "ledger.send_done")
}

type arrivePage struct {
	From     []web.Option `json:"-"`
	Classes  []web.Option `json:"-"`
	Currency string       `json:"currency"`
	Day      words.Day    `json:"day"`
}

// getArrive answers: what money came that nobody announced?
func (r *Room) getArrive(c *web.Call) error {
	from, err := across(c, false)
	if err != nil {
		return err
	}
	return c.Page("arrive", arrivePage{from, classes(c), c.Programme.Currency, c.Today()})
}

func (r *Room) postArrive(c *web.Call) error {
	_, works, from, err := found(c)
	if err != nil {
		return c.Again(r.getArrive, err)
	}
	amount, err := typed(c, c.Value("currency"))
	if err != nil {
		return c.Again(r.getArrive, err)
	}
	done, err := r.Arrive(c.R.Context(), c.Actor, ArriveInput{Key: c.Key(), Provider: from, Class: c.Value("money_class"), Amount: amount,
		Day: words.Day(c.Value("day")), Project: works, Reference: c.Value("reference"), Note: c.Value("note")})
	if err != nil {
		return c.Again(r.getArrive, err)
	}
	id, _ := done.Subject(Noun)
	return c.Done(done, urlOf(c, id), "ledger.arrive_done")
}

type accountPage struct {
	ID       string       `json:"id"`
	For      string       `json:"for"`
	Class    string       `json:"money_class"`
	Amount   money.Amount `json:"amount"`
	Holder   string       `json:"holder"`
	Project  bool         `json:"-"` // it is held for one already
	Purposes []web.Option `json:"-"`
	Routes   []web.Option `json:"-"`
	Day      words.Day    `json:"day"`
	MaySend  bool         `json:"-"`
	MaySpend bool         `json:"-"`
	Do       string       `json:"-"` // the form that is open
}

func (r *Room) findAccount(c *web.Call) (Standing, error) {
	s, err := GetAccount(c.R.Context(), c.Q, c.Actor.Programme, number(c.Path("id")))
	if err == nil && s.Name != Balance {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return s, err
}

// getAccount answers: what can be done with this money?
func (r *Room) getAccount(c *web.Call) error {
	s, err := r.findAccount(c)
	if err != nil {
		return err
	}
	labels, err := labelsOf(c, []Standing{s})
	if err != nil {
		return err
	}
	name, err := names(c, s.Party)
	if err != nil {
		return err
	}
	own := s.Party == c.Actor.Organisation
	p := accountPage{ID: fmt.Sprint(int64(s.ID)), For: labels[0], Class: c.T("agreement.money_class." + s.Class), Amount: money.Amount{Minor: s.Holds(), Currency: s.Currency},
		Holder: name(s.Party), Project: s.Project != 0, Day: c.Today(), MaySend: own && mine(c, "ledger.send"), MaySpend: own && mine(c, "ledger.spend"), Do: doing(c)}
	for _, x := range Purposes {
		p.Purposes = append(p.Purposes, web.Option{Value: x, Label: c.T("ledger.purpose." + x)})
	}
	for _, x := range Routes {
		if !x.First {
			p.Routes = append(p.Routes, web.Option{Value: x.Name, Label: c.T("ledger.route." + x.Name)})
		}
	}
	return c.Page("account", p)
}

func (r *Room) postPass(c *web.Call) error {
	s, err := r.findAccount(c)
	if err != nil {
		return err
	}
	_, _, to, err := found(c)
	if err != nil {
		return c.Again(r.getAccount, err)
	}
	amount, err := typed(c, s.Currency)
	if err != nil {
		return c.Again(r.getAccount, err)
	}
	done, err := r.Send(c.R.Context(), c.Actor, SendInput{Key: c.Key(), Route: c.Value("route"), Account: s.ID, To: to, Amount: amount,
		Day: words.Day(c.Value("day")), Reference: c.Value("reference"), Note: c.Value("note")})
	if err != nil {
		return c.Again(r.getAccount, err)
	}
	id, _ := done.Subject(Noun)
	return c.Done(done, urlOf(c, id), "ledger.send_done")
}

func (r *Room) postSpend(c *web.Call) error {
	s, err := r.findAccount(c)
	if err != nil {
		return err
	}
	_, works, _, err := found(c)
	if err != nil {
		return c.Again(r.getAccount, err)
	}
	amount, err := typed(c, s.Currency)
	if err != nil {
		return c.Again(r.getAccount, err)
	}
	done, err := r.Spend(c.R.Context(), c.Actor, SpendInput{Key: c.Key(), Account: s.ID, Project: works, Amount: amount, Purpose: c.Value("purpose"),
		Day: words.Day(c.Value("day")), Reference: c.Value("reference"), Note: c.Value("note")})
	if err != nil {
		return c.Again(r.getAccount, err)
	}
	id, _ := done.Subject(Noun)
	return c.Done(done, urlOf(c, id), "ledger.spend_done")
}
