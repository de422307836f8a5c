package ledger

import (
	"slices"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/project"
)

type lineView struct {
	Account string        `json:"account"`
	Holder  string        `json:"holder"`
	Ledger  string        `json:"ledger"`
	Debit   *money.Amount `json:"debit"`
	Credit  *money.Amount `json:"credit"`
}

// saidView is one entry in words.
type saidView struct {
	Code   string       `json:"code"`
	URL    string       `json:"url"`
	What   string       `json:"what"`
	Who    string       `json:"who"`
	Day    words.Day    `json:"day"`
	Amount money.Amount `json:"amount"`
	Note   string       `json:"note,omitempty"`
	Back   bool         `json:"reversal,omitempty"`
}

type recordLink struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

type traceView struct {
	What   string       `json:"what"`
	URL    string       `json:"url"`
	Amount money.Amount `json:"amount"`
	Next   []traceView  `json:"next,omitempty"`
}

type entryPage struct {
	saidView
	Kind       string           `json:"kind"`
	From       string           `json:"from"`
	To         string           `json:"to"`
	Class      string           `json:"money_class"`
	Booked     words.Day        `json:"booked"`
	Reference  string           `json:"reference"`
	Way        string           `json:"way"`
	Year       int              `json:"year"`
	Purpose    string           `json:"purpose,omitempty"`
	About      []recordLink     `json:"about"`
	Lines      []lineView       `json:"lines"`
	Answers    []saidView       `json:"answers"`
	State      string           `json:"state,omitempty"`
	Said       string           `json:"state_said,omitempty"`
	Open       *money.Amount    `json:"open,omitempty"`
	Missing    []discrepancyRow `json:"discrepancies,omitempty"`
	Trace      []traceView      `json:"trace,omitempty"`
	Rest       []figure         `json:"rest,omitempty"`
	Whole      string           `json:"-"` // what is open, as the form sends it
	Today      words.Day        `json:"-"`
	Do         string           `json:"-"` // the form that is open
	MayReceive bool             `json:"-"`
	MayClaim   bool             `json:"-"`
	Claims     []web.Option     `json:"-"`
	MayReverse bool             `json:"-"`
}

// getEntry answers: what was said of this money, by whom, and who has confirmed it?
func (r *Room) getEntry(c *web.Call) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	e, err := GetEntryByCode(ctx, c.Q, prog, c.Path("code"))
	if err != nil {
		return err
	}
	answers, err := AnswersTo(ctx, c.Q, prog, e.ID)
	if err != nil {
		return err
	}
	back, err := ReversalOf(ctx, c.Q, prog, e.ID)
	reversed := err == nil
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if reversed {
		answers = append(answers, back)
	}
	var orgs []ident.ID
	var people []ident.Person
	for _, x := range append(answers, e) {
		orgs, people = append(orgs, x.From, x.To, x.SaidFor), append(people, x.SaidBy)
	}
	for _, l := range e.Lines {
		orgs = append(orgs, l.Account.Party)
	}
	name, err := names(c, orgs...)
	if err != nil {
		return err
	}
	persons, err := access.Names(ctx, c.Q, people)
	if err != nil {
		return err
	}
	said := func(x Entry) saidView { return saidOf(c, x, name, persons) }
	p := entryPage{saidView: said(e), Kind: e.Kind, From: name(e.From), To: name(e.To), Class: c.T("agreement.money_class." + e.Class), Booked: e.Booked,
		Reference: e.Reference, Way: c.T("ledger.way." + e.Way), Year: e.Year, Today: c.Today(), Do: doing(c)}
	if slices.Contains(Purposes, e.Purpose) {
		p.Purpose = c.T("ledger.purpose." + e.Purpose)
	}
	for _, l := range e.Lines {
		p.Lines = append(p.Lines, lineOfPage(c, l, name))
	}
	for _, x := range answers {
		p.Answers = append(p.Answers, said(x))
	}
	if p.About, err = aboutOf(c, e); err != nil {
		return err
	}
	p.MayReverse = !reversed && e.Reverses == 0 && slices.Contains(Reversible, e.Kind) && (e.SaidFor == c.Actor.Organisation && mine(c, "ledger.reverse") ||
		access.Check(Actions(), c.Actor, "ledger.reverse", nil) == nil)
	if err := r.fillTransfer(c, e, &p, name); err != nil {
		return err
	}
	return c.Page("entry", p)
}

func saidOf(c *web.Call, e Entry, name func(ident.ID) string, persons map[ident.Person]string) saidView {
	key := "ledger.said." + e.Kind
	if e.Reverses != 0 {
		key = "ledger.said.reversal"
	} else if e.Kind == Send {
		key += "." + e.Route
	} else if e.Kind == Settle {
		key += "." + e.Purpose
	}
	v := saidView{Code: e.Code, URL: c.Base() + URL(e.Code), What: c.T(key), Day: e.Day, Amount: e.Amount, Note: e.Note, Back: e.Reverses != 0}
	switch {
	case e.Way == System:
		v.Who = c.T("ledger.way.system")
	case name(e.SaidFor) != "":
		v.Who = c.T("ledger.who_of", persons[e.SaidBy], name(e.SaidFor))
	}
	return v
}

func lineOfPage(c *web.Call, l Line, name func(ident.ID) string) lineView {
	v := lineView{Account: c.T("ledger.account." + l.Account.Name), Holder: name(l.Account.Party), Ledger: c.T("ledger.ledger." + placeOf(l.Account.Name).Ledger)}
	if l.Minor > 0 {
		v.Debit = &money.Amount{Minor: l.Minor, Currency: l.Account.Currency}
	} else {
		v.Credit = &money.Amount{Minor: -l.Minor, Currency: l.Account.Currency}
	}
	return v
}

// aboutOf links the commitment and the project of an entry, where the reader may
// see them.
func aboutOf(c *web.Call, e Entry) ([]recordLink, error) {
	var list []recordLink
	ctx, prog := c.R.Context(), c.Actor.Programme
	if e.Commitment != 0 {
		x, err := agreement.GetCommitment(ctx, c.Q, prog, e.Commitment)
		if err != nil {
			return nil, err
		}
		if access.MaySee(c.Actor, x.Visibility, x.Owner) {
			list = append(list, recordLink{x.Code + " " + x.TitleIn(c.Lang), c.Base() + agreement.CommitmentURL(x.Code)})
		}
	}
	if e.Project != 0 {
		x, err := project.GetProject(ctx, c.Q, prog, e.Project)
		if err != nil {
			return nil, err
		}
		if access.MaySee(c.Actor, x.Visibility, x.Owner) {
			list = append(list, recordLink{x.Code + " " + x.TitleIn(c.Lang), c.Base() + "/projects/" + x.Code})
		}
	}
	return list, nil
}

// fillTransfer adds what became of a transfer, or what waits of an arrival.
func (r *Room) fillTransfer(c *web.Call, e Entry, p *entryPage, name func(ident.ID) string) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	switch {
	case e.Kind == Send && e.Reverses == 0:
		t, err := GetTransfer(ctx, c.Q, prog, e.ID)
		if err != nil {
			return err
		}
		p.State, p.Said = t.State(), c.T("ledger.transfer.state."+t.State())
		if t.Open() > 0 {
			p.Open = &money.Amount{Minor: t.Open(), Currency: t.Amount.Currency}
			p.Whole = plain(*p.Open)
		}
		if t.Answer != "" {
			p.Said += " · " + c.T("ledger.not_seen_on", words.Date(c.Lang, t.Answered))
		}
		nobody, err := emptyNow(c, t.To)
		if err != nil {
			return err
		}
		p.MayReceive = t.Open() > 0 && access.Check(Actions(), c.Actor, "ledger.receive", t.Relations(c.Actor, nobody)) == nil
		if err := fillMissing(c, t, p, name); err != nil {
			return err
		}
		return fillTrace(c, t, p)
	case e.Kind == Arrive && e.Reverses == 0:
		waits, err := suspended(ctx, c.Q, prog, e)
		if err != nil || waits == 0 {
			return err
		}
		p.Open = &money.Amount{Minor: waits, Currency: e.Amount.Currency}
		p.Whole, p.State, p.Said = plain(*p.Open), "waiting", c.T("ledger.transfer.state.waiting")
		p.MayClaim = access.Check(Actions(), c.Actor, "ledger.claim", e.claimRelations(c.Actor)) == nil
		if p.MayClaim {
			return fillClaims(c, e, p)
		}
	}
	return nil
}

// fillClaims offers what is in transit to the same account as what a claim may be
// for.
func fillClaims(c *web.Call, e Entry, p *entryPage) error {
	open, err := OpenTransfers(c.R.Context(), c.Q, c.Actor.Programme, TransferFilter{From: e.From, To: e.To, Limit: pageSize})
	p.Claims = []web.Option{{Label: c.T("ledger.no_transfer")}}
	for _, t := range open {
		if t.account(Suspense, t.To).key() == e.account(Suspense, e.To).key() {
			left := money.Amount{Minor: t.Open(), Currency: t.Amount.Currency}
			p.Claims = append(p.Claims, web.Option{Value: t.Code, Label: t.Code + " · " + words.Date(c.Lang, t.Day) + " · " + left.Format(string(c.Lang))})
		}
	}
	return err
}

func fillMissing(c *web.Call, t Transfer, p *entryPage, name func(ident.ID) string) error {
	list, err := DiscrepanciesOf(c.R.Context(), c.Q, c.Actor.Programme, t.ID)
	for _, d := range list {
		p.Missing = append(p.Missing, discrepancyRow{d.Code, c.Base() + DiscrepancyURL(d.Code), d.Amount, name(t.From), name(t.To),
			c.T(string(DiscrepancyMachine.StateKey(d.State))), d.Due, d.State != Closed && d.Due != "" && d.Due < c.Today()})
	}
	return err
}

// fillTrace says what became of the money of a transfer.
func fillTrace(c *web.Call, t Transfer, p *entryPage) error {
	trace, err := TraceOf(c.R.Context(), c.Q, c.Actor.Programme, t)
	if err != nil {
		return err
	}
	p.Trace = stepsOfTrace(c, trace.Steps, t.Amount.Currency)
	for _, where := range []string{StillHeld, StillOnWay, NotTraceable} {
		if n := trace.Rest[where]; n > 0 {
			p.Rest = append(p.Rest, figure{Name: c.T("ledger.rest." + where), Amount: money.Amount{Minor: n, Currency: t.Amount.Currency}})
		}
	}
	return nil
}

func stepsOfTrace(c *web.Call, steps []Step, currency string) []traceView {
	var list []traceView
	for _, s := range steps {
		v := saidOf(c, s.Entry, func(ident.ID) string { return "" }, nil)
		list = append(list, traceView{v.What, v.URL, money.Amount{Minor: s.Minor, Currency: currency}, stepsOfTrace(c, s.Next, currency)})
	}
	return list
}

// urlOf is the page of the entry that an act has made.
func urlOf(c *web.Call, id ident.ID) string {
	e, err := GetEntry(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return "/money"
	}
	return URL(e.Code)
}

func (r *Room) find(c *web.Call) (Entry, error) {
	return GetEntryByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
}

// mayAnswer refuses who may not answer an entry, before anything of their form is
// read.
func mayAnswer(c *web.Call, e Entry, action string) error {
	if action == "ledger.claim" {
		return access.Check(Actions(), c.Actor, action, e.claimRelations(c.Actor))
	}
	nobody, err := emptyNow(c, e.To)
	if err != nil {
		return err
	}
	return access.Check(Actions(), c.Actor, action, Transfer{Entry: e}.Relations(c.Actor, nobody))
}

func (r *Room) postReceipt(c *web.Call) error {
	e, err := r.find(c)
	if err == nil {
		err = mayAnswer(c, e, "ledger.receive")
	}
	if err != nil {
		return err
	}
	amount, err := typed(c, e.Amount.Currency)
	if err != nil {
		return c.Again(r.getEntry, err)
	}
	done, err := r.Receive(c.R.Context(), c.Actor, AnswerInput{Key: c.Key(), Transfer: e.ID, Day: dayOf(c), Amount: amount, Missing: c.Value("missing") != "",
		Reference: c.Value("reference"), Note: c.Value("note")})
	if err != nil {
		return c.Again(r.getEntry, err)
	}
	return c.Done(done, URL(e.Code), "ledger.receive_done")
}

func (r *Room) postNotSeen(c *web.Call) error {
	e, err := r.find(c)
	if err != nil {
		return err
	}
	done, err := r.NotSeen(c.R.Context(), c.Actor, AnswerInput{Key: c.Key(), Transfer: e.ID, Day: dayOf(c), Note: c.Value("note"),
		WrongAccount: c.Value("wrong") != ""})
	if err != nil {
		return c.Again(r.getEntry, err)
	}
	return c.Done(done, URL(e.Code), "ledger.not_seen_done")
}

func (r *Room) postClaim(c *web.Call) error {
	e, err := r.find(c)
	if err == nil {
		err = mayAnswer(c, e, "ledger.claim")
	}
	if err != nil {
		return err
	}
	amount, err := typed(c, e.Amount.Currency)
	if err != nil {
		return c.Again(r.getEntry, err)
	}
	in := ClaimInput{Key: c.Key(), Arrival: e.ID, Amount: amount, Day: dayOf(c), Reference: c.Value("reference"), Note: c.Value("note")}
	if code := c.Value("transfer"); code != "" {
		t, err := GetTransferByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil {
			return c.Again(r.getEntry, refuse("transfer", "ledger.transfer_unlike"))
		}
		in.Transfer = t.ID
	}
	done, err := r.Claim(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getEntry, err)
	}
	return c.Done(done, URL(e.Code), "ledger.claim_done")
}

func (r *Room) postReverse(c *web.Call) error {
	e, err := r.find(c)
	if err != nil {
		return err
	}
	done, err := r.Reverse(c.R.Context(), c.Actor, ReverseInput{Key: c.Key(), Entry: e.ID, Reason: c.Value("reason")})
	if err != nil {
		return c.Again(r.getEntry, err)
	}
	return c.Done(done, URL(e.Code), "ledger.reverse_done")
}
