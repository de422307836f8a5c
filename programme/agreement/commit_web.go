package agreement

import (
	"fmt"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/decision"
	"throughline/programme/party"
)

// commitPage is the form for a promise with what it rests on.
type commitPage struct {
	Agreement    *link        `json:"agreement"`
	Clause       *clauseView  `json:"clause"`
	ClauseID     ident.ID     `json:"clause_id"`
	Measure      *link        `json:"measure"`
	MeasureCode  string       `json:"measure_code"`
	AnswerCode   string       `json:"answer_code"`
	Quote        quoteView    `json:"quote"`
	Title        string       `json:"title"`
	Due          words.Day    `json:"due"`
	Done         string       `json:"done_definition"`
	Number       string       `json:"quantity"`
	Amount       string       `json:"amount"`
	MoneyClass   string       `json:"money_class"`
	Unit         string       `json:"unit"`
	Currency     string       `json:"currency"`
	Stated       *Stated      `json:"stated,omitempty"` // what of this is read from the clause
	Old          []web.Option `json:"-"`                // promises of the agreement whose place this one took
	RestateURL   string       `json:"-"`
	Langs        []web.Option `json:"-"`
	More         []further    `json:"-"` // further providers
	Rules        []web.Option `json:"-"`
	Providers    []web.Option `json:"-"`
	Receivers    []web.Option `json:"-"`
	Pairings     []web.Option `json:"-"`
	Classes      []web.Option `json:"-"`
	Visibilities []web.Option `json:"-"`
}

// root is what a promise is to rest on, as the address or the form names it.
type root struct {
	agreement          Agreement
	clause             Clause
	measure            decision.Measure
	answer             decision.Answer
	provider, receiver ident.ID // as far as the root tells
}

// rootOf finds the root by the values of clause, measure and answer. A root
// that the actor may not see does not exist.
func rootOf(c *web.Call, value func(string) string) (root, error) {
	var x root
	ctx, prog := c.R.Context(), c.Actor.Programme
	missing := fault.New(fault.NotFound, "fault.not_found")
	var err error
	if id := number(value("clause")); id != 0 {
		if x.clause, err = GetClause(ctx, c.Q, prog, id); err != nil {
			return x, err
		}
		if x.agreement, err = seen(ctx, c.Q, c.Actor, x.clause.Agreement); err != nil {
			return x, err
		}
		x.fromSigners()
	}
	code := value("measure")
	if answer := value("answer"); answer != "" {
		measure, member, _ := strings.Cut(answer, ".")
		code = measure
		p, err := party.GetPartyByCode(ctx, c.Q, prog, member)
		if err != nil {
			return x, err
		}
		x.provider = p.ID
	}
	if code != "" {
		if x.measure, err = decision.GetMeasureByCode(ctx, c.Q, prog, code); err != nil {
			return x, err
		}
		if !access.MaySee(c.Actor, x.measure.Visibility, x.measure.Owner) {
			return x, missing
		}
		if x.provider == 0 {
			x.provider = x.measure.Lead
		}
	}
	if value("answer") != "" {
		if x.answer, err = decision.AnswerOf(ctx, c.Q, prog, x.measure.ID, x.provider); err != nil {
			return x, err
		}
	}
	if x.clause.ID == 0 && x.measure.ID == 0 {
		return x, missing
	}
	return x, nil
}

// fromSigners takes the two sides from the agreement where it has one party on
// each.
func (x *root) fromSigners() {
	on := map[string][]ident.ID{}
	for _, p := range x.agreement.Parties {
		if p.Party != 0 {
			on[p.Side] = append(on[p.Side], p.Party)
		}
	}
	if len(on[party.Provider]) == 1 {
		x.provider = on[party.Provider][0]
	}
	if len(on[party.Receiver]) == 1 {
		x.receiver = on[party.Receiver][0]
	}
}

func (r *Room) getNewCommitment(c *web.Call) error {
	value := c.Query
	if c.Kept() {
		value = c.Value
	}
	x, err := rootOf(c, value)
	if err != nil {
		return err
	}
	p := commitPage{Currency: c.Programme.Currency, Langs: langOptions(c), Visibilities: visibilityOptions(c),
		Classes: choices(c, "agreement.money_class.", MoneyClasses, "", "agreement.money_class.none")}
	if x.clause.ID != 0 {
		v := clauseViewOf(c, x.agreement, x.clause, nil)
		p.Clause, p.ClauseID, p.Agreement = &v, x.clause.ID, agreementLink(c, x.agreement)
		p.Quote = quoteView{Text: x.clause.Quote, Lang: v.Lang, URL: v.URL, Where: x.agreement.TitleIn(c.Lang)}
		if err := p.stated(c, &x); err != nil {
			return err
		}
	}
	if x.measure.ID != 0 {
		p.prefill(c, x)
		if x.clause.ID == 0 {
			if p.Quote, err = drawn(c, x.measure.Quote, x.measure.Lang); err != nil {
				return err
			}
		}
	}
	if p.Providers, err = partyOptions(c, x.provider); err != nil {
		return err
	}
	if p.Receivers, err = partyOptions(c, x.receiver); err != nil {
		return err
	}
	others := slices.Clone(p.Providers)
	for i := range others {
		others[i].Selected = false
	}
	for n := range moreProviders {
		p.More = append(p.More, further{others, fmt.Sprint("provider_", n+2), fmt.Sprint("share_", n+2)})
	}
	if p.Pairings, err = pairingOptions(c); err != nil {
		return err
	}
	p.Rules = choices(c, "agreement.fulfilment.", append([]string{""}, Fulfilments...), "", "agreement.fulfilment.none")
	if err := p.old(c, x.agreement); err != nil {
		return err
	}
	return c.Page("commit", p)
}

// stated takes over what the clause says; what it does not say stays empty.
func (p *commitPage) stated(c *web.Call, x *root) error {
	var text string
	if x.clause.Document != 0 {
		d, err := GetDocument(c.R.Context(), c.Q, c.Actor.Programme, x.clause.Document)
		if err != nil {
			return err
		}
		text = d.Text
	}
	var ids []ident.ID
	for _, s := range x.agreement.Parties {
		ids = append(ids, s.Party)
	}
	register, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	if err != nil {
		return err
	}
	names := map[ident.ID][]string{}
	for id, o := range register {
		names[id] = []string{o.Name, o.Other}
	}
	s := StatedIn(text, x.clause, x.agreement, names, c.Lang, c.Programme.Currency)
	if s.Provider != 0 {
		x.provider, x.receiver = s.Provider, s.Receiver
	}
	if s.Currency != "" {
		p.Currency = s.Currency
	}
	p.Title, p.Due, p.Number, p.Unit, p.Amount, p.MoneyClass = s.Title, s.Due, s.Number, s.Unit, s.Amount, s.MoneyClass
	for i := range p.Langs {
		p.Langs[i].Selected = p.Langs[i].Value == s.TitleIn
	}
	if s.Found {
		p.Stated = &s
	}
	return nil
}

// further are the fields of one more provider.
type further struct {
	Options         []web.Option
	Provider, Share string
}

// moreProviders is how many providers the form takes besides the one that speaks.
const moreProviders = 3

// old offers the promises of the agreement whose place this one took: the clause
// may state one of them again.
func (p *commitPage) old(c *web.Call, a Agreement) error {
	if a.Supersedes == 0 {
		return nil
	}
	found, err := earlier(c.R.Context(), c.Q, c.Actor.Programme, a)
	for _, o := range found {
		if o.State != Withdrawn && access.MaySee(c.Actor, o.Visibility, o.Owner) {
			p.Old = append(p.Old, web.Option{Value: o.Code, Label: o.Code + " " + o.TitleIn(c.Lang)})
		}
	}
	p.RestateURL = c.Base() + ClauseURL(a.Code, p.ClauseID) + "/restatement"
	return err
}

// enteredShares reads who promised together. Without a second provider there is
// nothing to share.
func enteredShares(c *web.Call, f *fault.Form, speaker ident.ID) ([]Share, bool, error) {
	joint := c.Value("joint") != ""
	shares := []Share{{Party: speaker, Points: points(c, f, "share")}}
	for n := range moreProviders {
		field := fmt.Sprint("provider_", n+2)
		p, err := partyOf(c, f, field)
		if err != nil {
			return nil, joint, err
		}
		if p.ID != 0 {
			shares = append(shares, Share{Party: p.ID, Points: points(c, f, fmt.Sprint("share_", n+2))})
		}
	}
	if len(shares) == 1 {
		return nil, joint, nil
	}
	return shares, joint, nil
}

// points reads a part of a hundred per cent, with at most two decimals.
func points(c *web.Call, f *fault.Form, field string) int {
	text := strings.TrimSpace(strings.TrimRight(c.Value(field), "%％ "))
	if text == "" {
		return 0
	}
	q, err := money.ParseQuantity(string(c.Lang), "%", text)
	if err != nil || q.Scale > 2 || q.N < 0 || q.N > whole {
		f.Refuse(field, "agreement.share_wrong", c.Value(field))
		return 0
	}
	for ; q.Scale < 2; q.Scale++ {
		q.N *= 10
	}
	return int(q.N)
}

// prefill takes over what the measure says.
func (p *commitPage) prefill(c *web.Call, x root) {
	m := x.measure
	p.Measure, p.MeasureCode, p.AnswerCode = measureLink(c, m), m.Code, x.answer.Code
	p.Title, p.Due, p.Done = m.TitleIn(c.Lang), m.Due, m.DoneDefinition
	if q := m.Quantity; q != nil {
		plain := *q
		plain.Unit = ""
		p.Number, p.Unit = plain.Format(string(c.Lang)), q.Unit
	}
}

// enteredTerms reads the fields of what can be counted.
func enteredTerms(c *web.Call) EnteredTerms {
	currency := strings.ToUpper(c.Value("currency"))
	if currency == "" {
		currency = c.Programme.Currency
	}
	return EnteredTerms{Lang: c.Lang, Quantity: c.Value("quantity"), Unit: c.Value("unit"), Amount: c.Value("amount"), Currency: currency, Due: words.Day(c.Value("due"))}
}

func (r *Room) postCommitment(c *web.Call) error {
	x, err := rootOf(c, c.Value)
	if err != nil {
		return err
	}
	in := CommitInput{Key: c.Key(), Title: c.Value("title"), Lang: c.Value("lang"), Other: c.Value("other"), Clause: x.clause.ID, Measure: x.measure.ID,
		Answer: x.answer.ID, MoneyClass: c.Value("money_class"), Entered: enteredTerms(c), From: words.Day(c.Value("from")),
		Conditions: c.Value("conditions"), DoneDefinition: c.Value("done"), Visibility: c.Value("visibility")}
	var f fault.Form
	provider, err := partyOf(c, &f, "provider")
	if err != nil {
		return err
	}
	receiver, err := partyOf(c, &f, "receiver")
	if err != nil {
		return err
	}
	in.Provider, in.Receiver, in.Illustrative = provider.ID, receiver.ID, provider.Illustrative || receiver.Illustrative
	if in.Pairing, err = pairingOf(c, &f); err != nil {
		return err
	}
	in.Fulfilment = c.Value("fulfilment")
	if in.Shares, in.Joint, err = enteredShares(c, &f, provider.ID); err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return c.Again(r.getNewCommitment, err)
	}
	done, err := r.Commit(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getNewCommitment, err)
	}
	id, _ := done.Subject(CommitmentNoun)
	made, err := GetCommitment(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, CommitmentURL(made.Code), "agreement.commit_done")
}

// sayAct is one word of a side on a page of its own, with the noun of its URL
// and what it asks: in own words or with a reason, with figures, with a file.
type sayAct struct {
	verb, noun          string
	wording             string // the label of the field, "" for none
	must, figures, file bool
	reason              bool // a withdrawal, which is nobody's word
}

var says = []sayAct{
	{verb: "agreement.acknowledge", noun: "acknowledgement", wording: "agreement.remark"},
	{verb: "agreement.correct", noun: "correction", wording: "agreement.own_wording", must: true, figures: true},
	{verb: "agreement.take_wording", noun: "taken-wording", wording: "agreement.remark"},
	{verb: "agreement.keep_wording", noun: "kept-wording", wording: "agreement.why_kept", must: true},
	{verb: "agreement.claim", noun: "claim", wording: "agreement.what_was_done", file: true},
	{verb: "agreement.confirm", noun: "confirmation", wording: "agreement.remark"},
	{verb: "agreement.confirm_partly", noun: "part-confirmation", wording: "agreement.what_is_missing", must: true},
	{verb: "agreement.dispute", noun: "dispute", wording: "agreement.why_not", must: true},
	{verb: "agreement.record_unmet", noun: "unmet", reason: true},
	{verb: "agreement.withdraw_commitment", noun: "withdrawal", reason: true},
}

// sayPage is the form of one word of a side.
type sayPage struct {
	Code      string   `json:"code"`
	Title     string   `json:"title"`
	Recorded  string   `json:"recorded_wording"`
	Corrected string   `json:"corrected_wording"`
	Up        string   `json:"up"`
	Verb      string   `json:"verb"`
	URL       string   `json:"url"`
	Wording   string   `json:"asks_wording"`
	Must      bool     `json:"wording_required"`
	Figures   bool     `json:"asks_figures"`
	File      bool     `json:"asks_file"`
	Reason    bool     `json:"asks_reason"`
	Currency  string   `json:"currency"`
	Terms     Terms    `json:"terms"`
	Needs     []string `json:"needs"`
}

func (r *Room) getSay(s sayAct) web.Handler {
	return func(c *web.Call) error {
		x, err := findCommitment(c)
		if err != nil {
			return err
		}
		const reason = "-" // the page asks for it
		rel := x.Relations(c.Actor, x.StateBy, x.StateOrg)
		mv, err := CommitmentMachine.Try(c.Actor, rel, x.State, s.verb, reason)
		if err != nil && !c.Kept() {
			return movedOn(CommitmentMachine, rel, x.State, s.verb, err)
		}
		var said commitmentPage
		if err := fillWords(c, x, 0, &said); err != nil {
			return err
		}
		up := c.Base() + CommitmentURL(x.Code)
		return c.Page("say", sayPage{Code: x.Code, Title: x.TitleIn(c.Lang), Recorded: x.Title, Corrected: said.Corrected, Up: up, Verb: s.verb,
			URL: up + "/" + s.noun, Wording: s.wording, Must: s.must, Figures: s.figures, File: s.file, Reason: s.reason,
			Currency: c.Programme.Currency, Terms: x.Terms, Needs: mv.Needs})
	}
}

func (r *Room) postSay(s sayAct) web.Handler {
	return func(c *web.Call) error {
		x, err := findCommitment(c)
		if err != nil {
			return err
		}
		if s.reason {
			end := r.WithdrawCommitment
			if s.verb == "agreement.record_unmet" {
				end = r.RecordUnmet
			}
			done, err := end(c.R.Context(), c.Actor, EndInput{Key: c.Key(), Commitment: x.ID, Reason: c.Value("reason")})
			if err != nil {
				return c.Again(r.getSay(s), err)
			}
			return c.Done(done, CommitmentURL(x.Code), s.verb+"_done")
		}
		in := SayInput{Key: c.Key(), Commitment: x.ID, Wording: c.Value("wording")}
		if s.figures {
			in.Entered = enteredTerms(c)
		}
		if s.file {
			in.File = upload(c, "file")
		}
		done, err := r.Say(c.R.Context(), c.Actor, s.verb, in)
		if err != nil {
			return c.Again(r.getSay(s), err)
		}
		return c.Done(done, CommitmentURL(x.Code), s.verb+"_done")
	}
}

type proposePage struct {
	Code  string       `json:"code"`
	Title string       `json:"title"`
	Up    string       `json:"up"`
	Due   words.Day    `json:"due"`
	Held  string       `json:"wording"`
	Terms Terms        `json:"terms"`
	Money string       `json:"currency"`
	Kinds []web.Option `json:"-"`
}

func (r *Room) getPropose(c *web.Call) error {
	x, err := findCommitment(c)
	if err != nil {
		return err
	}
	if !may(c, "agreement.propose", x.Relations(c.Actor, c.Actor.Person, c.Actor.Organisation)) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return c.Page("propose", proposePage{x.Code, x.TitleIn(c.Lang), c.Base() + CommitmentURL(x.Code), x.Terms.Due, x.held(), x.Terms,
		c.Programme.Currency, choices(c, "agreement.proposal.", x.Offers(), "", "")})
}

func (r *Room) postPropose(c *web.Call) error {
	x, err := findCommitment(c)
	if err != nil {
		return err
	}
	done, err := r.Propose(c.R.Context(), c.Actor, ProposeInput{Key: c.Key(), Commitment: x.ID, Kind: c.Value("proposal"),
		Due: words.Day(c.Value("new_due")), Wording: c.Value("wording"), Entered: enteredTerms(c), Reason: c.Value("reason")})
	if err != nil {
		return c.Again(r.getPropose, err)
	}
	return c.Done(done, CommitmentURL(x.Code), "agreement.propose_done")
}

func (r *Room) postProposalMove(verb string) web.Handler {
	return func(c *web.Call) error {
		x, err := findCommitment(c)
		if err != nil {
			return err
		}
		p, err := GetProposal(c.R.Context(), c.Q, c.Actor.Programme, number(c.Path("id")))
		if err != nil || p.Commitment != x.ID {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		done, err := r.Settle(c.R.Context(), c.Actor, verb, ProposalInput{Key: c.Key(), Proposal: p.ID, Reason: c.Value("reason")})
		if err != nil {
			return c.Again(r.getCommitment, err)
		}
		return c.Done(done, CommitmentURL(x.Code), verb+"_done")
	}
}
