package ledger

import (
	"slices"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

func (r *Room) mountStatements(m *web.Room) {
	m.On("GET /money/statements", "ledger.see", r.getStatements)
	m.On("POST /money/statements", "ledger.draw_statement", r.postStatement)
	m.On("GET /money/statements/{code}", "ledger.see", r.getStatement)
	for _, a := range statementActs {
		m.On("GET /money/statements/{code}/"+a.Noun, a.Verb, r.getStatementAct(a))
		m.On("POST /money/statements/{code}/"+a.Noun, a.Verb, r.postStatementAct(a))
	}
}

// statementAct is a verb of a statement as a page: Noun is its path, Asks tells
// that it needs a reason.
type statementAct struct {
	Verb, Noun string
	Asks       bool
}

var statementActs = []statementAct{{"ledger.sign", "signature", false}, {"ledger.withdraw_statement", "withdrawal", true},
	{"ledger.ask_reopen", "reopening", true}, {"ledger.agree_reopen", "agreement", false}, {"ledger.keep_closed", "refusal", true}}

// sumRow is one figure of a statement: before the span, in it and at its end.
type sumRow struct {
	Name    string `json:"name"`
	Opening string `json:"opening"`
	Change  string `json:"change"`
	Closing string `json:"closing"`
	Total   bool   `json:"-"`
}

// partView is the money of one class and currency on a statement.
type partView struct {
	Class    string   `json:"money_class"`
	Name     string   `json:"name"`
	Currency string   `json:"currency"`
	Rows     []sumRow `json:"rows"`
}

type statementRow struct {
	Code  string    `json:"code"`
	URL   string    `json:"url"`
	From  words.Day `json:"from"`
	To    words.Day `json:"to"`
	State string    `json:"state"`
	Said  string    `json:"state_said"`
}

type statementsPage struct {
	Pairing party.Pairing  `json:"pairing"`
	Names   [2]string      `json:"sides"`
	Rows    []statementRow `json:"statements"`
	MayDraw bool           `json:"-"`
	To      words.Day      `json:"-"` // the last day of the month before this one
}

// sidesOf are the names of a pairing's provider and receiver.
func sidesOf(c *web.Call, p party.Pairing) (names [2]string, err error) {
	all, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, []ident.ID{p.Provider, p.Receiver})
	return [2]string{all[p.Provider].NameIn(c.Lang), all[p.Receiver].NameIn(c.Lang)}, err
}

// getStatements answers: what have both sides of a pairing signed of their money?
func (r *Room) getStatements(c *web.Call) error {
	code := c.Query("pairing")
	if c.Kept() {
		code = c.Value("pairing")
	}
	p, err := party.GetPairingByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if err != nil {
		return err
	}
	page := statementsPage{Pairing: p, To: monthBefore(c.Today())}
	if page.Names, err = sidesOf(c, p); err != nil {
		return err
	}
	list, err := StatementsOf(c.R.Context(), c.Q, c.Actor.Programme, p.ID, 100)
	if err != nil {
		return err
	}
	for _, s := range list {
		page.Rows = append(page.Rows, statementRow{s.Code, c.Base() + StatementURL(s.Code), s.From, s.To, s.State, c.T(string(StatementMachine.StateKey(s.State)))})
	}
	open := slices.ContainsFunc(list, func(s Statement) bool { return slices.Contains([]string{Drawn, HalfSigned, Reopening}, s.State) })
	page.MayDraw = !open && access.Check(Actions(), c.Actor, "ledger.draw_statement", Statement{}.Relations(c.Actor, p, false)) == nil
	return c.Page("statements", page)
}

// monthBefore is the last day of the month before a day's.
func monthBefore(d words.Day) words.Day { return words.Day(string(d[:8]) + "01").Add(-1) }

func (r *Room) postStatement(c *web.Call) error {
	p, err := party.GetPairingByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Value("pairing"))
	if err != nil {
		return err
	}
	done, err := r.Draw(c.R.Context(), c.Actor, DrawInput{Key: c.Key(), Pairing: p.ID, To: words.Day(c.Value("to"))})
	if err != nil {
		return c.Again(r.getStatements, err)
	}
	id, _ := done.Subject(StatementNoun)
	s, err := GetStatement(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, StatementURL(s.Code), "ledger.draw_statement_done")
}

type statementPage struct {
	Code    string        `json:"code"`
	Pairing string        `json:"pairing"`
	Names   [2]string     `json:"sides"`
	From    words.Day     `json:"from"`
	To      words.Day     `json:"to"`
	State   string        `json:"state"`
	Said    string        `json:"state_said"`
	Digest  string        `json:"digest"`
	Changed bool          `json:"changed"` // something was booked in the span since it was drawn
	Entries int64         `json:"entries"`
	Parts   []partView    `json:"parts"`
	Moves   []stepView    `json:"moves"`
	History []stepLine    `json:"history"`
	Act     *statementAct `json:"-"`
	Label   string        `json:"-"`
	URL     string        `json:"-"`
}

type stepView struct {
	Label string `json:"label"`
	URL   string `json:"url"`
	First bool   `json:"-"` // takes it forward
}

type stepLine struct {
	When string `json:"when"`
	Who  string `json:"who"`
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
}

// getStatement answers: what was the money of this pairing in these days, and who
// has signed it?
func (r *Room) getStatement(c *web.Call) error { return r.showStatement(c, nil) }

func (r *Room) findStatement(c *web.Call) (Statement, party.Pairing, error) {
	s, err := GetStatementByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
	if err != nil {
		return s, party.Pairing{}, err
	}
	p, err := party.GetPairing(c.R.Context(), c.Q, c.Actor.Programme, s.Pairing)
	return s, p, err
}

func (r *Room) showStatement(c *web.Call, act *statementAct) error {
	s, p, err := r.findStatement(c)
	if err != nil {
		return err
	}
	page := statementPage{Code: s.Code, Pairing: p.Code, From: s.From, To: s.To, State: s.State, Said: c.T(string(StatementMachine.StateKey(s.State))),
		Digest: s.Digest, Entries: s.Body.Entries, Act: act}
	if page.Names, err = sidesOf(c, p); err != nil {
		return err
	}
	for _, part := range s.Body.Parts {
		page.Parts = append(page.Parts, viewOfPart(c, part))
	}
	if s.State == Drawn || s.State == HalfSigned {
		now, err := bodyOf(c.R.Context(), c.Q, c.Actor.Programme, s.Pairing, s.From, s.To)
		if err != nil {
			return err
		}
		digest, err := now.digest()
		if err != nil {
			return err
		}
		page.Changed = digest != s.Digest
	}
	nobody, err := emptyNow(c, s.across(p))
	if err != nil {
		return err
	}
	for _, mv := range StatementMachine.Open(c.Actor, s.Relations(c.Actor, p, nobody), s.State) {
		i := slices.IndexFunc(statementActs, func(a statementAct) bool { return a.Verb == mv.Verb })
		page.Moves = append(page.Moves, stepView{c.T(mv.Verb), c.Base() + StatementURL(s.Code) + "/" + statementActs[i].Noun, !statementActs[i].Asks})
	}
	if act != nil {
		page.Label, page.URL = c.T(act.Verb), c.Base()+StatementURL(s.Code)+"/"+act.Noun
	}
	if page.History, err = stepsOf(c, StatementMachine, s.ID, pastStatement); err != nil {
		return err
	}
	return c.Page("statement", page)
}

// emptyNow tells whether an organisation has nobody today who may act for its
// money.
func emptyNow(c *web.Call, org ident.ID) (bool, error) {
	n, err := party.Seats(c.R.Context(), c.Q, c.Actor.Programme, org, c.Today(), moneyRoles)
	return n == 0, err
}

// viewOfPart writes the figures of a class and currency: each identity as it adds
// up.
func viewOfPart(c *web.Call, p Part) partView {
	v := partView{Class: p.Class, Name: c.T("agreement.money_class." + p.Class), Currency: p.Currency}
	said := func(minor int64) string {
		return money.Amount{Minor: minor, Currency: p.Currency}.Format(string(c.Lang))
	}
	row := func(name string, of func(Sums) int64, total bool) {
		from, to := of(p.Opening), of(p.Closing)
		if from == 0 && to == 0 && !total {
			return
		}
		v.Rows = append(v.Rows, sumRow{c.T("ledger.sum." + name), said(from), said(to - from), said(to), total})
	}
	row("pledged", func(s Sums) int64 { return s.Pledged }, true)
	row("drawn", func(s Sums) int64 { return s.Drawn }, false)
	row("waived", func(s Sums) int64 { return s.Waived }, false)
	row("open", Sums.Open, false)
	row("sent", func(s Sums) int64 { return s.Sent }, true)
	row("received", func(s Sums) int64 { return s.Received }, false)
	row("in_transit", func(s Sums) int64 { return s.InTransit }, false)
	row("disputed", func(s Sums) int64 { return s.Disputed }, false)
	row("charged", func(s Sums) int64 { return s.Charged }, false)
	row("suspense", func(s Sums) int64 { return s.Suspense }, false)
	row("spent", func(s Sums) int64 { return s.Spent }, true)
	row("returned", func(s Sums) int64 { return s.Returned }, false)
	row("on_way", func(s Sums) int64 { return s.OnWay }, false)
	row("held", func(s Sums) int64 { return s.Held }, true)
	return v
}

// stepsOf writes the life of a record, the latest step first.
func stepsOf(c *web.Call, m *state.Machine, id ident.ID, past map[string]string) ([]stepLine, error) {
	steps, err := state.Steps(c.R.Context(), c.Q, c.Actor.Programme, m, id, 0)
	if err != nil {
		return nil, err
	}
	var people []ident.Person
	var orgs []ident.ID
	for _, s := range steps {
		people, orgs = append(people, s.Person), append(orgs, s.Organisation)
	}
	names, err := access.Names(c.R.Context(), c.Q, people)
	if err != nil {
		return nil, err
	}
	parties, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, orgs)
	if err != nil {
		return nil, err
	}
	var lines []stepLine
	for _, s := range slices.Backward(steps) {
		verb := past[s.Verb]
		if s.From == "" {
			verb = "began"
		}
		who := names[s.Person]
		if org := parties[s.Organisation].NameIn(c.Lang); org != "" {
			who = c.T("ledger.who_of", who, org)
		}
		lines = append(lines, stepLine{words.Moment(c.Lang, s.At, c.Programme.Zone), who, c.T(m.Noun + "." + verb), s.Reason})
	}
	return lines, nil
}

func (r *Room) getStatementAct(a statementAct) web.Handler {
	return func(c *web.Call) error {
		s, p, err := r.findStatement(c)
		if err != nil {
			return err
		}
		nobody, err := emptyNow(c, s.across(p))
		if err != nil {
			return err
		}
		const reason = "-" // the page asks for it
		if _, err := StatementMachine.Try(c.Actor, s.Relations(c.Actor, p, nobody), s.State, a.Verb, reason); err != nil && !c.Kept() {
			return err
		}
		return r.showStatement(c, &a)
	}
}

func (r *Room) postStatementAct(a statementAct) web.Handler {
	return func(c *web.Call) error {
		s, _, err := r.findStatement(c)
		if err != nil {
			return err
		}
		done, err := r.MoveStatement(c.R.Context(), c.Actor, a.Verb, StatementInput{Key: c.Key(), Statement: s.ID, Digest: c.Value("digest"), Reason: c.Value("reason")})
		if err != nil {
			return c.Again(r.getStatementAct(a), err)
		}
		return c.Done(done, StatementURL(s.Code), a.Verb+"_done")
	}
}
