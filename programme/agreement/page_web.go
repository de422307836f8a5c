package agreement

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/blob"
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
	Current bool     `json:"current"` // its text is the one shown
}

type clauseView struct {
	ID          ident.ID `json:"id"`
	Number      string   `json:"number"`
	Kind        string   `json:"kind"`
	State       string   `json:"state"`
	Said        string   `json:"state_said"`
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
}

// piece is a stretch of the text; one with a Class is a clause.
type piece struct {
	Text, Class, ID, URL string
}

type agreementPage struct {
	Agreement   Agreement       `json:"agreement"`
	Title       string          `json:"title"`
	State       string          `json:"state"`
	Signers     []partyView     `json:"parties"`
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

	Document   ident.ID     `json:"-"` // whose text is shown; 0 is the source's words
	Pieces     []piece      `json:"-"`
	TextLang   string       `json:"-"`
	Kinds      []web.Option `json:"-"`
	Acceptable []web.Option `json:"-"`
	MayMark    bool         `json:"-"`
	MayHold    bool         `json:"-"`
}

// getAgreement answers: who owes whom what, by when, under which decision?
func (r *Room) getAgreement(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	ring, err := CircleOf(c.R.Context(), c.Q, c.Actor.Programme, a, c.Today())
	if err != nil {
		return err
	}
	p := agreementPage{Agreement: a, Title: a.TitleIn(c.Lang), State: c.T(string(Machine.StateKey(a.State)))}
	for _, fill := range []func(*web.Call, Agreement, Circle, *agreementPage) error{fillAround, fillText, fillLife} {
		if err := fill(c, a, ring, &p); err != nil {
			return err
		}
	}
	return c.Page("agreement", p)
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

// fillText loads the text with its clauses and what was promised in them.
func fillText(c *web.Call, a Agreement, ring Circle, p *agreementPage) error {
	ctx := c.R.Context()
	documents, err := DocumentsOf(ctx, c.Q, c.Actor.Programme, a.ID)
	if err != nil {
		return err
	}
	clauses, err := ClausesOf(ctx, c.Q, c.Actor.Programme, a.ID)
	if err != nil {
		return err
	}
	made, err := ListCommitments(ctx, c.Q, c.Actor, CommitmentFilter{Agreement: a.ID, Limit: 500})
	if err != nil {
		return err
	}
	if p.Commitments, err = commitmentRows(c, made); err != nil {
		return err
	}
	shown, err := chosenDocument(c, documents, number(c.Query("document")))
	if err != nil {
		return err
	}
	p.Document, p.TextLang = shown.ID, textLang(shown.Text, p.Quote.Lang)
	p.Pieces = pieces(pageOf(a, shown), clauses, number(c.Query("clause")), c.Base()+URL(a.Code))
	for _, d := range documents {
		p.Documents = append(p.Documents, documentView{d.ID, d.Name, size(d.Size), d.Digest, d.ID == shown.ID})
	}
	mayCommit := may(c, "agreement.commit", ident.Relations{ident.Mine})
	for _, cl := range clauses {
		if cl.State == Withdrawn {
			continue
		}
		v := clauseViewOf(c, a, cl, made)
		if !mayCommit || !promises(a, cl) {
			v.CommitURL = ""
		}
		p.Clauses = append(p.Clauses, v)
		if ClauseMachine.May(c.Actor, ring.Relations(c.Actor, cl.MarkedBy, cl.MarkedOrg), cl.State, "agreement.accept_clause") {
			p.Acceptable = append(p.Acceptable, web.Option{Value: strconv.FormatInt(int64(cl.ID), 10), Label: c.T("agreement.clause_line", cl.Number,
				words.Key("agreement.clause_kind."+cl.Kind), excerpt(cl.Quote))})
		}
	}
	p.Kinds = choices(c, "agreement.clause_kind.", ClauseKinds, "", "")
	return nil
}

// promises tells whether a commitment can be made of the clause.
func promises(a Agreement, cl Clause) bool {
	return cl.Kind == ClauseKinds[0] && (cl.State == Marked || cl.State == Accepted) && slices.Contains([]string{SignedUnheld, Signed, Effective}, a.State)
}

func clauseViewOf(c *web.Call, a Agreement, cl Clause, made []Commitment) clauseView {
	v := clauseView{ID: cl.ID, Number: cl.Number, Kind: cl.Kind, State: cl.State, Said: c.T(string(ClauseMachine.StateKey(cl.State))), Quote: cl.Quote,
		Lang: textLang(cl.Quote, ""), URL: c.Base() + ClauseURL(a.Code, cl.ID), CommitURL: c.Base() + "/commitments/new?clause=" + strconv.FormatInt(int64(cl.ID), 10)}
	for _, m := range made {
		if m.Clause == cl.ID && m.State != Withdrawn {
			v.Commitments = append(v.Commitments, link{m.Code, m.TitleIn(c.Lang), c.Base() + CommitmentURL(m.Code)})
		}
	}
	return v
}

// chosenDocument is the copy that was asked for or else the first with a text,
// text included; none is the zero Document.
func chosenDocument(c *web.Call, all []Document, asked ident.ID) (Document, error) {
	var shown Document
	for _, d := range all {
		if shown.ID == 0 && hasText(d.Name) || d.ID == asked && hasText(d.Name) {
			shown = d
		}
	}
	if shown.ID == 0 {
		return shown, nil
	}
	return GetDocument(c.R.Context(), c.Q, c.Actor.Programme, shown.ID)
}

// textLang is the language a text is written in, for readers and screen
// readers; other when there is no text.
func textLang(text, other string) string {
	if text == "" {
		return other
	}
	for _, r := range text {
		if r >= 0x4e00 && r <= 0x9fff {
			return words.ZH.HTML()
		}
	}
	return words.EN.HTML()
}

// pieces cuts a text at its clauses. A clause that begins within another is in
// the list beside the text only.
func pieces(p page, clauses []Clause, current ident.ID, base string) []piece {
	var out []piece
	text, at := []rune(p.text), 0
	for _, cl := range clauses {
		from, to := cl.From-p.base, cl.To-p.base
		if cl.Document != p.document || cl.State == Withdrawn || from < at || to > len(text) {
			continue
		}
		class := map[string]string{Accepted: "accepted", Marked: "proposed", Contested: "proposed"}[cl.State]
		if cl.ID == current {
			class = "current"
		}
		id := strconv.FormatInt(int64(cl.ID), 10)
		out = append(out, piece{Text: string(text[at:from])},
			piece{Text: string(text[from:to]), Class: class, ID: "clause-" + id, URL: base + "?document=" + strconv.FormatInt(int64(p.document), 10) + "&clause=" + id + "#clause-" + id})
		at = to
	}
	if at < len(text) {
		out = append(out, piece{Text: string(text[at:])})
	}
	return out
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
	rel := ring.Relations(c.Actor, a.CapturedBy, a.Owner)
	for _, mv := range Machine.Open(c.Actor, rel, a.State) {
		if mv.Verb == "agreement.hold_text" {
			p.MayHold = !a.UnknownNumber
			continue
		}
		i := slices.IndexFunc(acts, func(x act) bool { return x.verb == mv.Verb })
		p.Moves = append(p.Moves, moveView{c.T(mv.Verb), c.Base() + URL(a.Code) + "/" + acts[i].noun})
	}
	p.MayMark = may(c, "agreement.mark", rel) && a.State != Withdrawn && !a.UnknownNumber && len(p.Pieces) > 0
	if a.UnknownNumber && a.State == SignedUnheld && may(c, "agreement.name_out", append(rel, ident.OurSide)) {
		p.NamedURL = c.Base() + URL(a.Code) + "/named/new"
	}
	p.History, err = history(c, Machine, a.Ref())
	return err
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

// act is one move of an agreement on a page of its own, with the noun of its
// URL and what it asks; day is the field of its date.
type act struct {
	verb, noun, day string
	wording, reason bool
	done            string
}

var acts = []act{
	{verb: "agreement.accept", noun: "acceptance", wording: true, done: "agreement.accept_done"},
	{verb: "agreement.take_effect", noun: "effect", day: "from", done: "agreement.take_effect_done"},
	{verb: "agreement.end", noun: "end", day: "to", reason: true, done: "agreement.end_done"},
	{verb: "agreement.withdraw", noun: "withdrawal", reason: true, done: "agreement.withdraw_done"},
}

// actPage is a page with the form of one act. Day is the field of its date,
// "" for none.
type actPage struct {
	Code    string   `json:"code"`
	Title   string   `json:"title"`
	Up      string   `json:"up"`
	Verb    string   `json:"verb"`
	URL     string   `json:"url"`
	Wording bool     `json:"asks_wording"`
	Day     string   `json:"asks_day"`
	Reason  bool     `json:"asks_reason"`
	Needs   []string `json:"needs"`
}

func (r *Room) getAct(x act) web.Handler {
	return func(c *web.Call) error {
		a, err := find(c)
		if err != nil {
			return err
		}
		ring, err := CircleOf(c.R.Context(), c.Q, c.Actor.Programme, a, c.Today())
		if err != nil {
			return err
		}
		const reason = "-" // the page asks for it
		rel := ring.Relations(c.Actor, a.CapturedBy, a.Owner)
		mv, err := Machine.Try(c.Actor, rel, a.State, x.verb, reason)
		if err != nil && !c.Kept() {
			return movedOn(Machine, rel, a.State, x.verb, err)
		}
		p := actPage{Code: a.Code, Title: a.TitleIn(c.Lang), Up: c.Base() + URL(a.Code), Verb: x.verb, URL: c.Base() + URL(a.Code) + "/" + x.noun,
			Wording: x.wording, Day: x.day, Reason: x.reason, Needs: mv.Needs}
		return c.Page("act", p)
	}
}

func (r *Room) postAct(x act) web.Handler {
	return func(c *web.Call) error {
		a, err := find(c)
		if err != nil {
			return err
		}
		done, err := r.Do(c.R.Context(), c.Actor, x.verb, MoveInput{Key: c.Key(), Agreement: a.ID, Reason: c.Value("reason"),
			Wording: c.Value("wording"), Day: words.Day(c.Value(x.day))})
		if err != nil {
			return c.Again(r.getAct(x), err)
		}
		return c.Done(done, URL(a.Code), x.done)
	}
}

func (r *Room) postDocument(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.HoldText(c.R.Context(), c.Actor, HoldInput{Key: c.Key(), Agreement: a.ID, File: upload(c, "file")})
	if err != nil {
		return c.Again(r.getAgreement, err)
	}
	return c.Done(done, URL(a.Code), "agreement.hold_text_done")
}

func (r *Room) getDocument(c *web.Call) error {
	a, err := find(c)
	if err != nil {
		return err
	}
	d, err := GetDocument(c.R.Context(), c.Q, c.Actor.Programme, number(c.Path("id")))
	if err != nil {
		return err
	}
	if d.Agreement != a.ID {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.send(c, blob.File{Digest: d.Digest, Size: d.Size, MIME: d.MIME, Name: d.Name})
}

// send answers with a stored file.
func (r *Room) send(c *web.Call, f blob.File) error {
	file, err := r.Blobs.Open(f.Digest)
	if err != nil {
		return err
	}
	defer file.Close()
	return c.Download(blob.Headers(f), file)
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
