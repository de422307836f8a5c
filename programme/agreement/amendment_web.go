package agreement

import (
	"slices"
	"strconv"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

func (r *Room) mountAmendments(m *web.Room) {
	m.On("GET /agreements/{code}/amendments/new", "agreement.amend", r.getAmend)
	m.On("POST /agreements/{code}/amendments", "agreement.amend", r.postAmend)
	m.On("POST /agreements/{code}/amendments/{id}/consent", "agreement.consent", r.postConsent)
	for noun, verb := range map[string]string{"refusal": "agreement.refuse_amendment", "withdrawal": "agreement.take_back_amendment"} {
		m.On("POST /agreements/{code}/amendments/{id}/"+noun, verb, r.postEndAmendment(verb))
	}
	m.On("GET /agreements/{code}/versions/{n}", "agreement.see", r.getVersion)
}

// changeView is what becomes of a clause.
type changeView struct {
	Number string `json:"number"`
	Kind   string `json:"kind"`
	Before string `json:"before"`
	After  string `json:"after"`
	Lang   string `json:"lang"`
}

// signatureView is one signing party with its signature, or the way to give it.
type signatureView struct {
	partyView
	When    string `json:"when"`
	Who     string `json:"who"`
	Ordinal int    `json:"-"`
	MaySign bool   `json:"may_sign"`
}

type amendmentView struct {
	ID         ident.ID        `json:"id"`
	Number     int             `json:"number"`
	From       words.Day       `json:"from"`
	Summary    string          `json:"summary"`
	State      string          `json:"state"`
	Reason     string          `json:"reason"`
	Changes    []changeView    `json:"changes"`
	Signatures []signatureView `json:"signatures"`
	Refuse     string          `json:"refuse_url"`
	Back       string          `json:"take_back_url"`
	Consent    string          `json:"-"`
	Text       string          `json:"text_url"`
}

// fillAmendments loads the amendments with what they change and who has signed.
func fillAmendments(c *web.Call, a Agreement, ring Circle, p *agreementPage, all []Amendment, clauses []Clause) error {
	if may(c, "agreement.amend", ring.Relations(c.Actor, a.StateBy, a.StateOrg)) && a.amendable() == nil &&
		!slices.ContainsFunc(all, func(m Amendment) bool { return m.State == Proposed }) {
		p.AmendURL = c.Base() + URL(a.Code) + "/amendments/new"
	}
	byID := map[ident.ID]Clause{}
	for _, cl := range clauses {
		byID[cl.ID] = cl
	}
	var orgs []ident.ID
	var persons []ident.Person
	for _, m := range all {
		for _, s := range m.Consents {
			orgs, persons = append(orgs, s.Organisation), append(persons, s.Person)
		}
	}
	name, err := speakers(c.R.Context(), c, orgs, persons)
	if err != nil {
		return err
	}
	for _, m := range all {
		at := c.Base() + URL(a.Code) + "/amendments/" + itoa(m.ID)
		v := amendmentView{ID: m.ID, Number: m.Number, From: m.From, Summary: m.Summary, Reason: m.Reason, State: c.T(string(AmendmentMachine.StateKey(m.State))),
			Text: c.Base() + URL(a.Code) + "/documents/" + itoa(m.Document), Consent: at + "/consent"}
		for _, ch := range m.Changes {
			old := byID[ch.Clause]
			v.Changes = append(v.Changes, changeView{old.Number, ch.Kind, old.Quote, ch.Quote, textLang(old.Quote, "")})
		}
		mine := m.maySign(c.Actor, a, ring)
		for i, s := range p.Signers {
			sig := signatureView{partyView: s, Ordinal: i + 1, MaySign: slices.Contains(mine, i+1)}
			for _, done := range m.Consents {
				if done.Ordinal == i+1 {
					sig.When, sig.Who = words.Moment(c.Lang, done.At, c.Programme.Zone), name(done.Organisation, done.Person)
				}
			}
			v.Signatures = append(v.Signatures, sig)
		}
		for _, mv := range AmendmentMachine.Open(c.Actor, m.Relations(c.Actor, a, ring), m.State) {
			switch mv.Verb {
			case "agreement.refuse_amendment":
				v.Refuse = at + "/refusal"
			case "agreement.take_back_amendment":
				v.Back = at + "/withdrawal"
			}
		}
		p.Amendments = append(p.Amendments, v)
	}
	return nil
}

// amendPage is the form for an amendment.
type amendPage struct {
	Code    string       `json:"code"`
	Title   string       `json:"title"`
	Up      string       `json:"up"`
	Clauses []web.Option `json:"-"`
}

func (r *Room) getAmend(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	if err := a.amendable(); err != nil && !c.Kept() {
		return err
	}
	ring, err := CircleOf(c.R.Context(), c.Q, c.Actor.Programme, a, c.Today())
	if err != nil {
		return err
	}
	if !may(c, "agreement.amend", ring.Relations(c.Actor, a.StateBy, a.StateOrg)) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	clauses, err := ClausesOf(c.R.Context(), c.Q, c.Actor.Programme, a.ID)
	p := amendPage{Code: a.Code, Title: a.TitleIn(c.Lang), Up: c.Base() + URL(a.Code)}
	for _, cl := range clauses {
		if cl.State != Withdrawn && cl.State != Superseded {
			p.Clauses = append(p.Clauses, web.Option{Value: itoa(cl.ID), Label: c.T("agreement.clause_line", cl.Number,
				words.Key("agreement.clause_kind."+cl.Kind), excerpt(cl.Quote))})
		}
	}
	if err != nil {
		return err
	}
	return c.Page("amend", p)
}

func (r *Room) postAmend(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	in := AmendInput{Key: c.Key(), Agreement: a.ID, File: upload(c, "file"), From: words.Day(c.Value("from")), Summary: c.Value("summary")}
	for _, v := range c.Values("clauses") {
		in.Clauses = append(in.Clauses, number(v))
	}
	done, err := r.Amend(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getAmend, err)
	}
	return c.Done(done, URL(a.Code), "agreement.amend_done")
}

func (r *Room) postConsent(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	ordinal, _ := strconv.Atoi(c.Value("ordinal")) // 0 is no party, and refused as such
	done, err := r.Consent(c.R.Context(), c.Actor, ConsentInput{Key: c.Key(), Agreement: a.ID, Amendment: number(c.Path("id")), Ordinal: ordinal})
	if err != nil {
		return c.Again(r.getAgreement, err)
	}
	return c.Done(done, URL(a.Code), "agreement.consent_done")
}

func (r *Room) postEndAmendment(verb string) web.Handler {
	return func(c *web.Call) error {
		a, err := find(c)
		if err != nil {
			return err
		}
		done, err := r.EndAmendment(c.R.Context(), c.Actor, verb, ConsentInput{Key: c.Key(), Agreement: a.ID, Amendment: number(c.Path("id")), Reason: c.Value("reason")})
		if err != nil {
			return c.Again(r.getAgreement, err)
		}
		return c.Done(done, URL(a.Code), verb+"_done")
	}
}

// versionPage lays a version beside the one before it.
type versionPage struct {
	Code   string    `json:"code"`
	Title  string    `json:"title"`
	Up     string    `json:"up"`
	Number int       `json:"version"`
	Before int       `json:"before"`
	From   words.Day `json:"from"`
	Why    string    `json:"summary"`
	Lang   string    `json:"lang"`
	Lines  []Line    `json:"lines"`
	Read   bool      `json:"can_be_read"` // false: one of the two cannot be read as text
	Diff   int       `json:"differences"`
}

// getVersion answers: what did this version change?
func (r *Room) getVersion(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	docs, err := DocumentsOf(c.R.Context(), c.Q, c.Actor.Programme, a.ID)
	if err != nil {
		return err
	}
	amendments, err := AmendmentsOf(c.R.Context(), c.Q, c.Actor.Programme, a.ID)
	if err != nil {
		return err
	}
	all := Versions(docs, amendments)
	n := int(number(c.Path("n")))
	if n < 2 || n > len(all) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	now := all[n-1]
	p := versionPage{Code: a.Code, Title: a.TitleIn(c.Lang), Up: c.Base() + URL(a.Code), Number: n, Before: n - 1, From: now.Amendment.From, Why: now.Amendment.Summary}
	later := now.text("")
	before := all[n-2].text(later.Name)
	if p.Read = later.ID != 0 && before.ID != 0; p.Read {
		if before, err = GetDocument(c.R.Context(), c.Q, c.Actor.Programme, before.ID); err != nil {
			return err
		}
		if later, err = GetDocument(c.R.Context(), c.Q, c.Actor.Programme, later.ID); err != nil {
			return err
		}
		p.Lines, p.Lang = Compare(before.Text, later.Text), textLang(later.Text, "")
		for _, l := range p.Lines {
			if l.Kind != Same {
				p.Diff++
			}
		}
	}
	return c.Page("version", p)
}
