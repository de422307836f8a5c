package agreement

import (
	"slices"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
)

// formPage is the form for an agreement entered by hand, or named out of a
// batch.
type formPage struct {
	Batch        *link        `json:"batch"`
	Old          []web.Option `json:"-"` // agreements whose place a new one may take
	Action       string       `json:"action"`
	Kinds        []web.Option `json:"-"`
	Langs        []web.Option `json:"-"`
	Providers    []web.Option `json:"-"`
	Receivers    []web.Option `json:"-"`
	Pairings     []web.Option `json:"-"`
	Conferences  []web.Option `json:"-"`
	Sources      []web.Option `json:"-"`
	Visibilities []web.Option `json:"-"`
}

func (r *Room) form(c *web.Call, provider ident.ID) (formPage, error) {
	p := formPage{Action: c.Base() + "/agreements", Kinds: choices(c, "agreement.kind.", Kinds, "", ""), Langs: langOptions(c),
		Visibilities: visibilityOptions(c)}
	var err error
	if p.Providers, err = partyOptions(c, provider); err != nil {
		return p, err
	}
	if p.Receivers, err = partyOptions(c, 0); err != nil {
		return p, err
	}
	if p.Pairings, err = pairingOptions(c); err != nil {
		return p, err
	}
	meetings, err := conference.ListConferences(c.R.Context(), c.Q, c.Actor, conference.Filter{Limit: 200})
	if err != nil {
		return p, err
	}
	if err := p.old(c); err != nil {
		return p, err
	}
	p.Conferences = []web.Option{{Label: c.T("agreement.no_conference")}}
	p.Sources = []web.Option{{Label: c.T("agreement.no_source")}}
	for _, x := range meetings {
		p.Conferences = append(p.Conferences, web.Option{Value: x.Code, Label: x.Code + " " + x.TitleIn(c.Lang), Selected: x.Code == c.Query("conference")})
	}
	if asked := c.Query("conference"); asked != "" {
		for _, x := range meetings {
			if x.Code != asked {
				continue
			}
			texts, err := conference.SourcesOf(c.R.Context(), c.Q, c.Actor, x.ID)
			if err != nil {
				return p, err
			}
			for _, s := range texts {
				p.Sources = append(p.Sources, web.Option{Value: s.Code, Label: s.Code + " " + s.Title})
			}
		}
	}
	return p, nil
}

// old offers the agreements in force, the latest ones.
func (p *formPage) old(c *web.Call) error {
	found, err := ListAgreements(c.R.Context(), c.Q, c.Actor, AgreementFilter{Limit: 200})
	p.Old = []web.Option{{Label: c.T("agreement.supersedes_none")}}
	for _, a := range found {
		if !a.UnknownNumber && slices.Contains(replaceable, a.State) {
			p.Old = append(p.Old, web.Option{Value: a.Code, Label: a.Code + " " + a.TitleIn(c.Lang), Selected: a.Code == c.Query("supersedes")})
		}
	}
	return err
}

func (r *Room) getNew(c *web.Call) error {
	p, err := r.form(c, 0)
	if err != nil {
		return err
	}
	return c.Page("new", p)
}

// entered reads the form. Parties chosen from the register come first, those
// named in the text only after them, one a line.
func (r *Room) entered(c *web.Call) (CaptureInput, error) {
	in := CaptureInput{Key: c.Key(), Kind: c.Value("kind"), Title: c.Value("title"), Lang: c.Value("lang"), Other: c.Value("other"),
		SignedOn: words.Day(c.Value("signed_on")), From: words.Day(c.Value("from")), To: words.Day(c.Value("to")), Period: c.Value("period"),
		UnknownNumber: c.Value("unknown_number") != "", Drafting: c.Value("drafting") != "", Visibility: c.Value("visibility"), Illustrative: c.Value("illustrative") != ""}
	var f fault.Form
	for _, side := range []string{party.Provider, party.Receiver} {
		p, err := partyOf(c, &f, side)
		if err != nil {
			return in, err
		}
		if p.ID != 0 {
			in.Parties = append(in.Parties, SigningParty{Name: p.NameIn(words.Lang(in.Lang)), Side: side, Party: p.ID})
			in.Illustrative = in.Illustrative || p.Illustrative
		}
	}
	for _, name := range lines(c.Value("parties")) {
		in.Parties = append(in.Parties, SigningParty{Name: name})
	}
	if code := c.Value("supersedes"); code != "" {
		old, err := GetAgreementByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil || !access.MaySee(c.Actor, old.Visibility, old.Owner) {
			f.Refuse("supersedes", "agreement.supersedes_unknown")
		}
		in.Supersedes = old.ID
	}
	var err error
	if in.Pairing, err = pairingOf(c, &f); err != nil {
		return in, err
	}
	if code := c.Value("conference"); code != "" {
		x, err := conference.GetConferenceByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil || !access.MaySee(c.Actor, x.Visibility, x.Owner) {
			f.Refuse("conference", "agreement.conference_unknown")
		}
		in.Conference = x.ID
	}
	if err := f.Err(); err != nil {
		return in, err
	}
	in.Quote, err = enteredQuote(c)
	return in, err
}

// enteredQuote finds the typed passage in the chosen source.
func enteredQuote(c *web.Call) (conference.Quote, error) {
	code, passage := c.Value("source"), c.Value("quote")
	if code == "" {
		return conference.Quote{Text: passage}, nil
	}
	s, err := conference.GetSourceByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if err != nil || !access.MaySee(c.Actor, s.Visibility, s.Owner) {
		var f fault.Form
		f.Refuse("source", "agreement.source_unknown")
		return conference.Quote{}, f.Err()
	}
	return s.Locate(passage, "quote")
}

func (r *Room) postAgreement(c *web.Call) error {
	in, err := r.entered(c)
	if err != nil {
		return c.Again(r.getNew, err)
	}
	done, err := r.Capture(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getNew, err)
	}
	id, _ := done.Subject(Noun)
	a, err := GetAgreement(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, URL(a.Code), "agreement.capture_done")
}

func (r *Room) getNamed(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	if !a.UnknownNumber {
		return fault.New(fault.Conflict, "agreement.not_a_batch")
	}
	p, err := r.form(c, c.Actor.Organisation)
	if err != nil {
		return err
	}
	p.Batch = &link{a.Code, a.TitleIn(c.Lang), c.Base() + URL(a.Code)}
	p.Action = c.Base() + URL(a.Code) + "/named"
	return c.Page("new", p)
}

func (r *Room) postNamed(c *web.Call) error {
	batch, err := find(c)
	if err != nil {
		return err
	}
	in, err := r.entered(c)
	if err != nil {
		return c.Again(r.getNamed, err)
	}
	done, err := r.NameOut(c.R.Context(), c.Actor, NameOutInput{CaptureInput: in, Batch: batch.ID, File: upload(c, "file")})
	if err != nil {
		return c.Again(r.getNamed, err)
	}
	id, _ := done.Subject(Noun)
	a, err := GetAgreement(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, URL(a.Code), "agreement.name_out_done")
}

func (r *Room) mountClauses(m *web.Room) {
	m.On("POST /agreements/{code}/clauses/{id}/restatement", "agreement.restate", r.postRestatement)
	m.On("POST /agreements/{code}/clauses", "agreement.mark", r.postClause)
	m.On("POST /agreements/{code}/clauses/acceptance", "agreement.accept_clause", r.postAcceptance)
	m.On("GET /agreements/{code}/clauses/{id}", "agreement.see", r.getClause)
	for noun, verb := range map[string]string{"contest": "agreement.contest_clause", "recasting": "agreement.recast_clause",
		"withdrawal": "agreement.withdraw_clause"} {
		m.On("POST /agreements/{code}/clauses/{id}/"+noun, verb, r.postClauseMove(verb))
	}
}

// postRestatement says that the clause states an earlier promise again.
func (r *Room) postRestatement(c *web.Call) error {
	a, cl, err := findClause(c)
	if err != nil {
		return err
	}
	ring, err := CircleOf(c.R.Context(), c.Q, c.Actor.Programme, a, c.Today())
	if err != nil {
		return err
	}
	if err := access.Check(own, c.Actor, "agreement.restate", ring.Relations(c.Actor, a.StateBy, a.StateOrg)); err != nil {
		return err
	}
	var f fault.Form
	old, err := GetCommitmentByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Value("commitment"))
	if err != nil || !access.MaySee(c.Actor, old.Visibility, old.Owner) {
		ring, err := CircleOf(c.R.Context(), c.Q, c.Actor.Programme, a, c.Today())
		if err != nil {
			return err
		}
		if !may(c, "agreement.restate", ring.Relations(c.Actor, a.StateBy, a.StateOrg)) {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
		f.Refuse("commitment", "agreement.restate_choose")
		return c.Again(r.getClause, f.Err())
	}
	done, err := r.Restate(c.R.Context(), c.Actor, RestateInput{Key: c.Key(), Commitment: old.ID, Clause: cl.ID})
	if err != nil {
		return c.Again(r.getClause, err)
	}
	return c.Done(done, URL(a.Code), "agreement.restate_done")
}

func (r *Room) postClause(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.Mark(c.R.Context(), c.Actor, MarkInput{Key: c.Key(), Agreement: a.ID, Document: number(c.Value("document")),
		From: int(number(c.Value("from"))), To: int(number(c.Value("to"))), Quote: c.Value("quote"), Number: c.Value("number"), Kind: c.Value("kind")})
	if err != nil {
		return c.Again(r.getAgreement, err)
	}
	id, _ := done.Subject(ClauseNoun)
	at := URL(a.Code) + "?clause=" + itoa(id)
	if d := c.Value("document"); d != "" && d != "0" {
		at += "&document=" + itoa(number(d))
	}
	return c.Done(done, at, "agreement.mark_done")
}

// postAcceptance accepts the clauses that are ticked or, by the other button, all
// that the page listed: none that was marked since.
func (r *Room) postAcceptance(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	in := ClauseInput{Key: c.Key(), Agreement: a.ID}
	chosen := "clauses"
	if c.Value("all") != "" {
		chosen = "listed"
	}
	for _, v := range c.Values(chosen) {
		in.Clauses = append(in.Clauses, number(v))
	}
	done, err := r.AcceptClauses(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getAgreement, err)
	}
	return c.Done(done, URL(a.Code), "agreement.accept_clause_done")
}

type clausePage struct {
	Agreement link          `json:"agreement"`
	Clause    clauseView    `json:"clause"`
	TextURL   string        `json:"text_url"`
	History   []historyLine `json:"history"`
	Moves     []moveView    `json:"moves"` // those that need a reason
	Recast    string        `json:"recast_url"`
	Accept    string        `json:"accept_url"`
	Kinds     []web.Option  `json:"-"`
}

func findClause(c *web.Call) (Agreement, Clause, error) {
	a, err := find(c)
	if err != nil {
		return a, Clause{}, err
	}
	cl, err := GetClause(c.R.Context(), c.Q, c.Actor.Programme, number(c.Path("id")))
	if err == nil && cl.Agreement != a.ID {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return a, cl, err
}

// getClause answers: what does this clause promise, and who says so?
func (r *Room) getClause(c *web.Call) error {
	a, cl, err := findClause(c)
	if err != nil {
		return err
	}
	made, err := ListCommitments(c.R.Context(), c.Q, c.Actor, CommitmentFilter{Agreement: a.ID, Limit: 500})
	if err != nil {
		return err
	}
	asof, err := c.AsOf()
	if err != nil {
		return err
	}
	if asof.Asked() {
		if err := c.Then(asof, cl.Ref(), &cl); err != nil {
			return err
		}
		if made, err = existing(c, asof, made); err != nil {
			return err
		}
	}
	ring, err := CircleOf(c.R.Context(), c.Q, c.Actor.Programme, a, c.Today())
	if err != nil {
		return err
	}
	at := c.Base() + ClauseURL(a.Code, cl.ID)
	p := clausePage{Agreement: link{a.Code, a.TitleIn(c.Lang), c.Base() + URL(a.Code)}, Clause: clauseViewOf(c, a, cl, made),
		Kinds: choices(c, "agreement.clause_kind.", ClauseKinds, cl.Kind, "")}
	p.TextURL = p.Agreement.URL + "?document=" + itoa(cl.Document) + "&clause=" + itoa(cl.ID) + "#clause-" + itoa(cl.ID)
	if asof.Asked() || !promises(a, cl) || !may(c, "agreement.commit", ident.Relations{ident.Mine}) {
		p.Clause.CommitURL = ""
	}
	if !asof.Asked() {
		p.offer(c, a, cl, ring, at)
	}
	p.History, err = history(c, ClauseMachine, cl.Ref(), asof.Seq, nil)
	if err != nil {
		return err
	}
	return c.Page("clause", p)
}

// existing keeps the commitments that were on record by a past day.
func existing(c *web.Call, asof web.AsOf, made []Commitment) ([]Commitment, error) {
	ids := make([]ident.ID, len(made))
	for i, x := range made {
		ids[i] = x.ID
	}
	then, err := c.ThenAll(asof, CommitmentNoun, ids)
	return slices.DeleteFunc(made, func(x Commitment) bool { return then[x.ID] == nil }), err
}

// offer fills in what the reader may do with a clause.
func (p *clausePage) offer(c *web.Call, a Agreement, cl Clause, ring Circle, at string) {
	for _, mv := range ClauseMachine.Open(c.Actor, ring.Relations(c.Actor, cl.MarkedBy, cl.MarkedOrg), cl.State) {
		switch mv.Verb {
		case "agreement.accept_clause":
			if cl.readBy(ring[c.Actor.Organisation]) {
				continue
			}
			p.Accept = c.Base() + URL(a.Code) + "/clauses/acceptance"
		case "agreement.recast_clause":
			p.Recast = at + "/recasting"
		case "agreement.contest_clause":
			p.Moves = append(p.Moves, moveView{c.T(mv.Verb), at + "/contest", true})
		case "agreement.withdraw_clause":
			p.Moves = append(p.Moves, moveView{c.T(mv.Verb), at + "/withdrawal", true})
		}
	}
}

func (r *Room) postClauseMove(verb string) web.Handler {
	return func(c *web.Call) error {
		a, cl, err := findClause(c)
		if err != nil {
			return err
		}
		done, err := r.MoveClauses(c.R.Context(), c.Actor, verb, ClauseInput{Key: c.Key(), Agreement: a.ID, Clauses: []ident.ID{cl.ID},
			Kind: c.Value("kind"), Reason: c.Value("reason")})
		if err != nil {
			return c.Again(r.getClause, err)
		}
		return c.Done(done, ClauseURL(a.Code, cl.ID), verb+"_done")
	}
}

// getStatementFile sends the file that lies with a claim.
func (r *Room) getStatementFile(c *web.Call) error {
	x, err := findCommitment(c)
	if err != nil {
		return err
	}
	said, err := StatementsOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	for _, s := range said {
		if s.ID == number(c.Path("id")) && s.Digest != "" {
			return r.send(c, blob.File{Digest: s.Digest, Size: s.Size, MIME: s.MIME, Name: s.Name})
		}
	}
	return fault.New(fault.NotFound, "fault.not_found")
}
