package agreement

import (
	"html/template"
	"slices"
	"strconv"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/decision"
	"throughline/programme/plan"
)

func (r *Room) mountCommitments(m *web.Room) {
	m.On("GET /commitments", "agreement.see", r.getCommitments)
	m.On("GET /commitments/new", "agreement.commit", r.getNewCommitment)
	m.On("POST /commitments", "agreement.commit", r.postCommitment)
	m.On("GET /commitments/{code}", "agreement.see", r.getCommitment)
	m.On("GET /commitments/{code}/statements/{id}", "agreement.see", r.getStatementFile)
	for _, s := range says {
		m.On("GET /commitments/{code}/"+s.noun, s.verb, r.getSay(s))
		m.On("POST /commitments/{code}/"+s.noun, s.verb, r.postSay(s))
	}
	m.On("GET /commitments/{code}/proposals/new", "agreement.propose", r.getPropose)
	m.On("POST /commitments/{code}/proposals", "agreement.propose", r.postPropose)
	for noun, verb := range map[string]string{"agreement": "agreement.agree", "refusal": "agreement.decline", "withdrawal": "agreement.take_back"} {
		m.On("POST /commitments/{code}/proposals/{id}/"+noun, verb, r.postProposalMove(verb))
	}
}

// findCommitment loads the commitment of the path; one that the reader may not
// see does not exist.
func findCommitment(c *web.Call) (Commitment, error) {
	x, err := GetCommitmentByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
	if err == nil && !access.MaySee(c.Actor, x.Visibility, x.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return x, err
}

func itoa(id ident.ID) string { return strconv.FormatInt(int64(id), 10) }

// commitmentRow is one line of "who owes whom what, by when, under which
// decision".
type commitmentRow struct {
	Code         string    `json:"code"`
	Title        string    `json:"title"`
	Provider     partyView `json:"provider"`
	Receiver     partyView `json:"receiver"`
	Others       int       `json:"other_providers"`
	Terms        Terms     `json:"terms"`
	MoneyClass   string    `json:"money_class"`
	Original     words.Day `json:"original_due"`
	Late         string    `json:"late"` // "late", or "unmet" once the days of grace are over too
	State        string    `json:"state"`
	Said         string    `json:"state_said"`
	Measure      *link     `json:"measure"`
	Agreement    *link     `json:"agreement"`
	Illustrative bool      `json:"illustrative"`
}

// commitmentRows adds to each commitment who it binds and what it rests on.
func commitmentRows(c *web.Call, found []Commitment) ([]commitmentRow, error) {
	ctx := c.R.Context()
	var orgs, measures, agreements []ident.ID
	for _, x := range found {
		orgs, measures, agreements = append(orgs, x.Provider, x.Receiver), append(measures, x.Measure), append(agreements, x.Agreement)
	}
	named, err := parties(c, orgs...)
	if err != nil {
		return nil, err
	}
	asked, err := decision.MeasuresByID(ctx, c.Q, c.Actor.Programme, measures)
	if err != nil {
		return nil, err
	}
	signed, err := AgreementsByID(ctx, c.Q, c.Actor.Programme, agreements)
	if err != nil {
		return nil, err
	}
	rules, err := plan.RulesOn(ctx, c.Q, c.Actor.Programme, c.Today())
	var rows []commitmentRow
	for _, x := range found {
		row := commitmentRow{Code: x.Code, Title: x.TitleIn(c.Lang), Provider: named[x.Provider], Receiver: named[x.Receiver], Others: len(x.Providers()) - 1,
			Terms: x.Terms, MoneyClass: x.MoneyClass, Original: x.OriginalDue, State: x.State, Said: c.T(string(CommitmentMachine.StateKey(x.State))),
			Measure: measureLink(c, asked[x.Measure]), Agreement: agreementLink(c, signed[x.Agreement]), Illustrative: x.Illustrative}
		switch {
		case x.Missed(c.Today(), rules.GraceDays):
			row.Late = "unmet"
		case x.Late(c.Today()):
			row.Late = "late"
		}
		rows = append(rows, row)
	}
	return rows, err
}

// agreementLink is the agreement as a page leads to it.
func agreementLink(c *web.Call, a Agreement) *link {
	if a.ID == 0 || !access.MaySee(c.Actor, a.Visibility, a.Owner) {
		return nil
	}
	return &link{a.Code, a.TitleIn(c.Lang), c.Base() + URL(a.Code)}
}

type proposalView struct {
	ID      ident.ID  `json:"id"`
	Kind    string    `json:"kind"`
	Due     words.Day `json:"due"`
	Wording string    `json:"wording"`
	Terms   Terms     `json:"terms"`
	Was     Wording   `json:"was"`
	Reason  string    `json:"reason"`
	State   string    `json:"state"`
	When    string    `json:"when"`
	Who     string    `json:"who"`
	Agree   string    `json:"agree_url"`
	Decline string    `json:"decline_url"`
	Back    string    `json:"take_back_url"`
}

type commitmentPage struct {
	Commitment Commitment      `json:"commitment"`
	Title      string          `json:"title"`
	State      string          `json:"state"`
	Row        commitmentRow   `json:"row"`
	Clause     *clauseView     `json:"clause"`
	Quote      quoteView       `json:"quote"` // of the measure, where there is no clause
	Pairing    *link           `json:"pairing"`
	Answer     *link           `json:"answer"`
	Corrected  string          `json:"corrected_wording"` // the receiver's, not yet or no longer at one with the title
	Deferrals  int             `json:"deferrals"`
	Amended    bool            `json:"amended"`
	Providers  []shareView     `json:"providers"`
	Restated   []link          `json:"restated_in"`
	ClauseGone bool            `json:"clause_superseded"` // its clause was amended since
	Statements []statementView `json:"statements"`
	Proposals  []proposalView  `json:"proposals"`
	Moves      []moveView      `json:"moves"`
	Propose    string          `json:"propose_url"`
	Past       bool            `json:"past,omitempty"` // as of a past day: the record alone
	History    []historyLine   `json:"history"`
	Panels     []template.HTML `json:"-"`
}

// shareView is one provider with its part of the promise, "" for none of its own.
type shareView struct {
	partyView
	Part   string        `json:"part"`
	Amount *money.Amount `json:"amount"`
}

// getCommitment answers: what was promised, and does the other side say it is
// so?
func (r *Room) getCommitment(c *web.Call) error {
	x, err := findCommitment(c)
	if err != nil {
		return err
	}
	past, err := c.AsOf()
	if err != nil {
		return err
	}
	fills := []func(*web.Call, Commitment, *commitmentPage) error{fillRoot, fillShares, fillRestated, fillProposals, r.fillPanels}
	if past.Asked() {
		if x, err = thenCommitment(c, past, x); err != nil {
			return err
		}
		fills = fills[:2]
	}
	rows, err := commitmentRows(c, []Commitment{x})
	if err != nil {
		return err
	}
	p := commitmentPage{Commitment: x, Title: x.TitleIn(c.Lang), State: rows[0].Said, Row: rows[0], Past: past.Asked()}
	if err := fillWords(c, x, past.Seq, &p); err != nil {
		return err
	}
	for _, fill := range fills {
		if err := fill(c, x, &p); err != nil {
			return err
		}
	}
	if p.History, err = history(c, CommitmentMachine, x.Ref(), past.Seq, []string{CommitmentNoun + ".unmet.v1", CommitmentNoun + ".withdrawn.v1"}); err != nil {
		return err
	}
	if p.Past {
		p.Row.Late = "" // it is a word of today
		return c.Page("commitment", p)
	}
	for _, mv := range CommitmentMachine.Open(c.Actor, x.Relations(c.Actor, x.StateBy, x.StateOrg), x.State) {
		if i := slices.IndexFunc(says, func(s sayAct) bool { return s.verb == mv.Verb }); i >= 0 && (mv.Verb != "agreement.record_unmet" || p.Row.Late == "unmet") {
			p.Moves = append(p.Moves, moveView{c.T(mv.Verb), c.Base() + CommitmentURL(x.Code) + "/" + says[i].noun, says[i].reason})
		}
	}
	return c.Page("commitment", p)
}

// thenCommitment is the commitment as it stood on the day asked for.
func thenCommitment(c *web.Call, past web.AsOf, x Commitment) (Commitment, error) {
	var was Commitment
	if err := c.Then(past, x.Ref(), &was); err != nil {
		return was, err
	}
	if !access.MaySee(c.Actor, was.Visibility, was.Owner) {
		return was, fault.New(fault.NotFound, "fault.not_found")
	}
	return was, nil
}

// fillRoot loads what the commitment rests on.
func fillRoot(c *web.Call, x Commitment, p *commitmentPage) error {
	ctx := c.R.Context()
	var err error
	if p.Pairing, err = pairingLink(c, x.Pairing); err != nil {
		return err
	}
	if x.Clause != 0 {
		cl, err := GetClause(ctx, c.Q, c.Actor.Programme, x.Clause)
		if err != nil {
			return err
		}
		a, err := GetAgreement(ctx, c.Q, c.Actor.Programme, cl.Agreement)
		if err != nil {
			return err
		}
		if access.MaySee(c.Actor, a.Visibility, a.Owner) {
			v := clauseViewOf(c, a, cl, nil)
			p.Clause, p.ClauseGone = &v, cl.State == Superseded
		}
	}
	if x.Measure == 0 {
		return nil
	}
	m, err := decision.GetMeasure(ctx, c.Q, c.Actor.Programme, x.Measure)
	if err != nil {
		return err
	}
	if access.MaySee(c.Actor, m.Visibility, m.Owner) {
		if p.Quote, err = drawn(c, m.Quote, m.Lang); err != nil {
			return err
		}
	}
	if x.Answer == 0 {
		return nil
	}
	a, err := decision.GetAnswer(ctx, c.Q, c.Actor.Programme, x.Answer)
	p.Answer = &link{a.Code, a.Code, c.Base() + a.URL()}
	return err
}

// fillShares names the providers, where they are several, with their parts.
func fillShares(c *web.Call, x Commitment, p *commitmentPage) error {
	if len(x.Shares) == 0 {
		return nil
	}
	named, err := parties(c, x.Providers()...)
	parts := x.Parts()
	for i, s := range x.Shares {
		v := shareView{partyView: named[s.Party]}
		if !x.Joint {
			v.Part = percent(s.Points)
		}
		if parts != nil {
			v.Amount = &parts[i]
		}
		p.Providers = append(p.Providers, v)
	}
	return err
}

// fillRestated loads the later agreements that state the promise again.
func fillRestated(c *web.Call, x Commitment, p *commitmentPage) error {
	again, err := RestatementsOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil || len(again) == 0 {
		return err
	}
	var ids []ident.ID
	for _, a := range again {
		ids = append(ids, a.Agreement)
	}
	found, err := AgreementsByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	for _, id := range ids {
		if l := agreementLink(c, found[id]); l != nil {
			p.Restated = append(p.Restated, *l)
		}
	}
	return err
}

// fillWords loads what both sides said up to a change, 0 for now, and the
// receiver's wording.
func fillWords(c *web.Call, x Commitment, seq int64, p *commitmentPage) error {
	said, err := StatementsOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	if seq != 0 {
		said = slices.DeleteFunc(said, func(s Statement) bool { return s.Seq > seq })
	}
	for _, s := range said {
		if s.Verdict == corrects.verdict {
			p.Corrected = s.Wording
		}
	}
	p.Statements, err = statements(c, said, c.Base()+CommitmentURL(x.Code))
	return err
}

func fillProposals(c *web.Call, x Commitment, p *commitmentPage) error {
	all, err := ProposalsOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	var orgs []ident.ID
	var persons []ident.Person
	for _, o := range all {
		orgs, persons = append(orgs, o.ProposedOrg), append(persons, o.ProposedBy)
	}
	name, err := speakers(c.R.Context(), c, orgs, persons)
	if err != nil {
		return err
	}
	lying := false
	for _, o := range all {
		v := proposalView{ID: o.ID, Kind: o.Kind, Due: o.Due, Wording: o.Wording, Terms: o.Terms, Was: o.Was, Reason: o.Reason, State: c.T(string(ProposalMachine.StateKey(o.State))),
			When: words.Moment(c.Lang, o.At, c.Programme.Zone), Who: name(o.ProposedOrg, o.ProposedBy)}
		at := c.Base() + CommitmentURL(x.Code) + "/proposals/" + itoa(o.ID)
		for _, mv := range ProposalMachine.Open(c.Actor, o.Relations(c.Actor, x), o.State) {
			switch mv.Verb {
			case "agreement.agree":
				v.Agree = at + "/agreement"
			case "agreement.decline":
				v.Decline = at + "/refusal"
			case "agreement.take_back":
				v.Back = at + "/withdrawal"
			}
		}
		lying = lying || o.State == Proposed
		if o.State == Agreed {
			p.Amended = p.Amended || o.Kind == Amend
			if o.Kind == Defer {
				p.Deferrals++
			}
		}
		p.Proposals = append(p.Proposals, v)
	}
	if len(x.Offers()) > 0 && !lying && may(c, "agreement.propose", x.Relations(c.Actor, c.Actor.Person, c.Actor.Organisation)) {
		p.Propose = c.Base() + CommitmentURL(x.Code) + "/proposals/new"
	}
	return nil
}

func (r *Room) fillPanels(c *web.Call, x Commitment, p *commitmentPage) error {
	for _, panel := range r.Panels {
		html, err := panel(c, x)
		if err != nil {
			return err
		}
		if html != "" {
			p.Panels = append(p.Panels, html)
		}
	}
	return nil
}
