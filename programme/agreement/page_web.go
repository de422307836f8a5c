package agreement

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
)

// link is a record that a page leads to.
type link struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

type documentView struct {
	ID      ident.ID `json:"id"`
	Name    string   `json:"name"`
	Size    string   `json:"size"`
	Digest  string   `json:"digest"`
	Version int      `json:"version"` // 0 for a draft
	Current bool     `json:"current"` // its text is the one shown
}

type clauseView struct {
	ID          ident.ID `json:"id"`
	Number      string   `json:"number"`
	Kind        string   `json:"kind"`
	State       string   `json:"state"`
	Said        string   `json:"state_said"`
	Read        string   `json:"read,omitempty"` // which side has read it so, while the other has not
	Quote       string   `json:"quote"`
	Lang        string   `json:"lang"`
	URL         string   `json:"url"`
	CommitURL   string   `json:"commit_url"` // "" where no commitment can be made of it
	Commitments []link   `json:"commitments"`
}

type statementView struct {
	When    string `json:"when"`
	Who     string `json:"who"`
	Verdict string `json:"verdict"`
	Wording string `json:"wording"`
	Terms   Terms  `json:"terms"`
	File    string `json:"file"`
	FileURL string `json:"file_url"`
}

type moveView struct {
	Label string `json:"label"`
	URL   string `json:"url"`
	Back  bool   `json:"-"` // takes nothing forward, and never stands first as the thing to do
}

// piece is a stretch of the text; one with a Class is a clause.
type piece struct {
	Text, Class, ID, URL string
}

type agreementPage struct {
	Agreement   Agreement       `json:"agreement"`
	Title       string          `json:"title"`
	State       string          `json:"state"`
	More        string          `json:"more,omitempty"`
	Signers     []partyView     `json:"parties"`
	Supersedes  *link           `json:"supersedes"`
	Successors  []link          `json:"superseded_by"`
	Venture     *ventureView    `json:"venture"`
	Amendments  []amendmentView `json:"amendments"`
	Versions    []link          `json:"versions"`
	Restated    []commitmentRow `json:"restated"`
	Unrestated  []commitmentRow `json:"not_restated"`
	Conference  *link           `json:"conference"`
	Pairing     *link           `json:"pairing"`
	Batch       *link           `json:"batch"`
	Named       []agreementRow  `json:"named_out"`
	Quote       quoteView       `json:"quote"`
	Commitments []commitmentRow `json:"commitments"`
	Clauses     []clauseView    `json:"clauses"`
	Documents   []documentView  `json:"documents"`
	Statements  []statementView `json:"statements"`
	History     []historyLine   `json:"history"`
	Moves       []moveView      `json:"moves"`
	NamedURL    string          `json:"named_url"`
	Past        bool            `json:"past,omitempty"` // as of a past day: the record alone

	Document   ident.ID     `json:"-"` // whose text is shown; 0 is the source's words
	Pieces     []piece      `json:"-"`
	TextLang   string       `json:"-"`
	Kinds      []web.Option `json:"-"`
	Acceptable []web.Option `json:"-"`
	MayMark    bool         `json:"-"`
	MayHold    bool         `json:"-"`
	AmendURL   string       `json:"-"`
}

// getAgreement answers: who owes whom what, by when, under which decision?
func (r *Room) getAgreement(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	past, err := c.AsOf()
	if err != nil {
		return err
	}
	fills := []func(*web.Call, Agreement, Circle, *agreementPage) error{fillAround, fillText, fillRestatedHere, fillVenture, fillLife}
	if past.Asked() {
		if a, err = thenAgreement(c, past, a); err != nil {
			return err
		}
		fills = []func(*web.Call, Agreement, Circle, *agreementPage) error{fillAround}
	}
	ring, err := CircleOf(c.R.Context(), c.Q, c.Actor.Programme, a, c.Today())
	if err != nil {
		return err
	}
	p := agreementPage{Agreement: a, Title: a.TitleIn(c.Lang), State: c.T(string(Machine.StateKey(a.State))), Past: past.Asked()}
	for _, fill := range fills {
		if err := fill(c, a, ring, &p); err != nil {
			return err
		}
	}
	if p.Past {
		p.More, p.Successors = "", nil // of today
	}
	if p.History, err = history(c, Machine, a.Ref(), past.Seq, nil); err != nil {
		return err
	}
	return c.Page("agreement", p)
}

// thenAgreement is the agreement as it stood on the day asked for.
func thenAgreement(c *web.Call, past web.AsOf, a Agreement) (Agreement, error) {
	var was Agreement
	if err := c.Then(past, a.Ref(), &was); err != nil {
		return was, err
	}
	if !access.MaySee(c.Actor, was.Visibility, was.Owner) {
		return was, fault.New(fault.NotFound, "fault.not_found")
	}
	return was, nil
}

// fillAround loads what the agreement belongs to.
func fillAround(c *web.Call, a Agreement, _ Circle, p *agreementPage) error {
	ctx := c.R.Context()
	var ids []ident.ID
	for _, s := range a.Parties {
		ids = append(ids, s.Party)
	}
	named, err := parties(c, ids...)
	if err != nil {
		return err
	}
	p.Signers = signers(a, named)
	rows, err := agreementRows(c, []Agreement{a})
	if err != nil {
		return err
	}
	p.More = rows[0].More
	if err := fillSuperseding(c, a, p); err != nil {
		return err
	}
	if a.Conference != 0 {
		x, err := conference.GetConference(ctx, c.Q, c.Actor.Programme, a.Conference)
		if err != nil {
			return err
		}
		if access.MaySee(c.Actor, x.Visibility, x.Owner) {
			p.Conference = &link{x.Code, x.TitleIn(c.Lang), c.Base() + conference.URL(x.Code)}
		}
	}
	if p.Pairing, err = pairingLink(c, a.Pairing); err != nil {
		return err
	}
	if a.Batch != 0 {
		b, err := GetAgreement(ctx, c.Q, c.Actor.Programme, a.Batch)
		if err != nil {
			return err
		}
		if access.MaySee(c.Actor, b.Visibility, b.Owner) {
			p.Batch = &link{b.Code, b.TitleIn(c.Lang), c.Base() + URL(b.Code)}
		}
	}
	if a.UnknownNumber {
		named, err := ListAgreements(ctx, c.Q, c.Actor, AgreementFilter{Batch: a.ID, Limit: 200})
		if err != nil {
			return err
		}
		if p.Named, err = agreementRows(c, named); err != nil {
			return err
		}
	}
	p.Quote, err = drawn(c, a.Quote, a.Lang)
	return err
}

// fillSuperseding loads the agreement whose place this one took, and those that
// took its own.
func fillSuperseding(c *web.Call, a Agreement, p *agreementPage) error {
	if a.Supersedes != 0 {
		old, err := GetAgreement(c.R.Context(), c.Q, c.Actor.Programme, a.Supersedes)
		if err != nil {
			return err
		}
		p.Supersedes = agreementLink(c, old)
	}
	next, err := ListAgreements(c.R.Context(), c.Q, c.Actor, AgreementFilter{Supersedes: a.ID, Limit: 20})
	for _, n := range next {
		if n.State != Withdrawn {
			p.Successors = append(p.Successors, *agreementLink(c, n))
		}
	}
	return err
}

// fillRestatedHere loads the promises of the agreement whose place this one took:
// those it states again, which stay one promise each, and those it does not.
func fillRestatedHere(c *web.Call, a Agreement, _ Circle, p *agreementPage) error {
	if a.Supersedes == 0 {
		return nil
	}
	again, err := RestatedIn(c.R.Context(), c.Q, c.Actor.Programme, a.ID)
	if err != nil {
		return err
	}
	old, err := earlier(c.R.Context(), c.Q, c.Actor.Programme, a)
	if err != nil {
		return err
	}
	old = slices.DeleteFunc(old, func(o Commitment) bool { return o.State == Withdrawn || !access.MaySee(c.Actor, o.Visibility, o.Owner) })
	rows, err := commitmentRows(c, old)
	for i, o := range old {
		if slices.ContainsFunc(again, func(x Restatement) bool { return x.Commitment == o.ID }) {
			p.Restated = append(p.Restated, rows[i])
		} else if o.Open() {
			p.Unrestated = append(p.Unrestated, rows[i])
		}
	}
	return err
}

// excerpt is the beginning of a quote.
func excerpt(s string) string {
	if r := []rune(oneLine(s)); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return oneLine(s)
}

func size(n int64) string { return strconv.FormatInt((n+999)/1000, 10) + " kB" }

// fillLife loads what was said, what may be done next and what has happened.
func fillLife(c *web.Call, a Agreement, ring Circle, p *agreementPage) error {
	said, err := StatementsOfAgreement(c.R.Context(), c.Q, c.Actor.Programme, a.ID)
	if err != nil {
		return err
	}
	if p.Statements, err = statements(c, said, ""); err != nil {
		return err
	}
	rel := ring.Relations(c.Actor, a.StateBy, a.StateOrg)
	for _, mv := range Machine.Open(c.Actor, rel, a.State) {
		if mv.Verb == "agreement.hold_text" {
			p.MayHold = !a.UnknownNumber
			continue
		}
		i := slices.IndexFunc(acts, func(x act) bool { return x.verb == mv.Verb })
		if i < 0 || a.UnknownNumber && !forBatch(mv.Verb) {
			continue // done by another act, or for one instrument only
		}
		p.Moves = append(p.Moves, moveView{c.T(mv.Verb), c.Base() + URL(a.Code) + "/" + acts[i].noun, acts[i].reason})
	}
	p.MayMark = may(c, "agreement.mark", rel) && a.State != Withdrawn && !a.Drafted() && !a.UnknownNumber && len(p.Pieces) > 0
	if a.UnknownNumber && a.State == SignedUnheld && may(c, "agreement.name_out", append(rel, ident.OurSide)) {
		p.NamedURL = c.Base() + URL(a.Code) + "/named/new"
	}
	return nil
}

// statements draws what was said; files lie under base.
func statements(c *web.Call, all []Statement, base string) ([]statementView, error) {
	var orgs []ident.ID
	var persons []ident.Person
	for _, s := range all {
		orgs, persons = append(orgs, s.Organisation), append(persons, s.Person)
	}
	name, err := speakers(c.R.Context(), c, orgs, persons)
	if err != nil {
		return nil, err
	}
	var out []statementView
	for _, s := range all {
		v := statementView{When: words.Moment(c.Lang, s.At, c.Programme.Zone), Who: name(s.Organisation, s.Person), Verdict: c.T("agreement.verdict." + s.Verdict),
			Wording: s.Wording, Terms: s.Terms}
		if s.Digest != "" {
			v.File, v.FileURL = s.Name, base+"/statements/"+strconv.FormatInt(int64(s.ID), 10)
		}
		out = append(out, v)
	}
	return out, nil
}

// pairingLink is the pairing as a page leads to it, nil for none.
func pairingLink(c *web.Call, id ident.ID) (*link, error) {
	if id == 0 {
		return nil, nil
	}
	p, err := party.GetPairing(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return nil, err
	}
	named, err := parties(c, p.Provider, p.Receiver)
	return &link{p.Code, named[p.Provider].Name + " – " + named[p.Receiver].Name, c.Base() + "/pairings/" + p.Code}, err
}

// measureLink is the measure as a page leads to it.
func measureLink(c *web.Call, m decision.Measure) *link {
	if m.ID == 0 || !access.MaySee(c.Actor, m.Visibility, m.Owner) {
		return nil
	}
	return &link{m.Code, m.TitleIn(c.Lang), c.Base() + decision.URL(m.Code)}
}

// lines are the entered lines of a text, without the empty ones.
func lines(text string) []string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if l = oneLine(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
