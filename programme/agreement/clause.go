package agreement

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/programme/conference"
	"throughline/programme/party"
)

// File is an uploaded file as received.
type File struct {
	Name string
	Data []byte
}

// Document is a held copy of an agreement's text. Text is its decoded text,
// UTF-8 with LF, "" for a file that is kept without one (a PDF). Draft is one
// held before the signing; Amendment is the amendment that brought it, 0 for the
// text first signed.
type Document struct {
	ID        ident.ID `json:"id"`
	Seq       int64    `json:"-"`
	Agreement ident.ID `json:"agreement"`
	Digest    string   `json:"digest"`
	Name      string   `json:"name"`
	MIME      string   `json:"mime"`
	Size      int64    `json:"size"`
	Draft     bool     `json:"draft"`
	Amendment ident.ID `json:"amendment"`
	Text      string   `json:"-"`
}

// Clause is a passage of an agreement: characters From to To (exclusive) of the
// document's text or, where no text is held (Document 0), of the source that
// reports the signing. Marked says who put it forward; Provider and Receiver who
// has read it so for each side. Replaces is the clause whose place it took when
// the agreement was amended, 0 for none.
type Clause struct {
	ID        ident.ID     `json:"id"`
	Seq       int64        `json:"-"`
	Agreement ident.ID     `json:"agreement"`
	Document  ident.ID     `json:"document"`
	Number    string       `json:"number"`
	Kind      string       `json:"kind"`
	From      int          `json:"from"`
	To        int          `json:"to"`
	Quote     string       `json:"quote"`
	State     string       `json:"state"`
	MarkedBy  ident.Person `json:"marked_by"`
	MarkedOrg ident.ID     `json:"marked_org"`
	Provider  Reader       `json:"provider_read"`
	Receiver  Reader       `json:"receiver_read"`
	Replaces  ident.ID     `json:"replaces"`
}

// Reader is who accepted a reading for one side; zero for nobody yet.
type Reader struct {
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// Ref names the clause to the journal.
func (c Clause) Ref() ident.Ref { return ident.Ref{Kind: ClauseNoun, ID: c.ID} }

// ClauseURL is the page of a clause within the programme.
func ClauseURL(agreement string, clause ident.ID) string {
	return fmt.Sprintf("%s/clauses/%d", URL(agreement), clause)
}

// ClauseNoun is the kind of a clause in the journal.
const ClauseNoun = "agreement.clause"

// DocumentNoun is the kind of a document in the journal.
const DocumentNoun = "agreement.document"

// ClauseKinds: what a clause is. Only a commitment promises something that can
// be asked after later.
var ClauseKinds = []string{"commitment", "intention", "courtesy"}

// States of a clause; it may also be Superseded, by an amendment, or Withdrawn.
const (
	Marked    = "marked"
	Accepted  = "accepted"
	Contested = "contested"
)

// ClauseMachine is the life of a clause. Its reading is accepted by one person
// of each side; who marked it has read it for their own. Only when the last side
// has accepted is the clause accepted. Superseding is done by an amendment.
var ClauseMachine = &state.Machine{Noun: ClauseNoun, Start: Marked, Moves: []state.Move{
	{Verb: "agreement.accept_clause", From: []string{Marked}, To: Accepted, By: otherSide,
		Needs: []string{"agreement.needs_someone_else", "agreement.needs_each_side"}},
	{Verb: "agreement.contest_clause", From: []string{Marked}, To: Contested, By: otherSide, Reason: true},
	{Verb: "agreement.recast_clause", From: []string{Marked, Contested}, To: Marked, By: partyTo},
	{Verb: "agreement.supersede_clause", From: []string{Marked, Accepted, Contested}, To: Superseded, By: partyTo, Needs: []string{"agreement.needs_amendment"}},
	{Verb: "agreement.withdraw_clause", From: []string{Marked}, To: Withdrawn, By: []ident.Grant{{Roles: twoSides, Relation: ident.Mine}}, Reason: true,
		Needs: []string{"agreement.needs_no_commitments"}},
	{Verb: "agreement.withdraw_clause", From: []string{Marked, Contested, Accepted}, To: Withdrawn, By: []ident.Grant{byOffice}, Reason: true,
		Needs: []string{"agreement.needs_no_commitments"}},
}}

// reader is the reader of a side, nil for no side.
func (c *Clause) reader(side string) *Reader {
	switch side {
	case party.Provider:
		return &c.Provider
	case party.Receiver:
		return &c.Receiver
	}
	return nil
}

// readBy tells whether somebody has accepted the reading for a side.
func (c Clause) readBy(side string) bool {
	r := c.reader(side)
	return r != nil && r.Person != 0
}

// mark makes the reading the actor's own, for their side and nobody else's.
func (c Clause) mark(who ident.Actor, ring Circle) Clause {
	c.MarkedBy, c.MarkedOrg, c.Provider, c.Receiver = who.Person, who.Organisation, Reader{}, Reader{}
	if r := c.reader(ring[who.Organisation]); r != nil {
		*r = Reader{who.Person, who.Organisation}
	}
	return c
}

// read is the actor's acceptance for their side. The clause is accepted when no
// side that has somebody is left; nobody reads for both sides.
func (c Clause) read(who ident.Actor, ring Circle) (Clause, error) {
	side := ring[who.Organisation]
	if r := c.reader(side); r != nil {
		if r.Person != 0 {
			return c, fault.New(fault.Conflict, "agreement.side_has_accepted")
		}
		if who.Person == c.Provider.Person || who.Person == c.Receiver.Person {
			return c, fault.New(fault.Forbidden, "fault.forbidden")
		}
		*r = Reader{who.Person, who.Organisation}
	}
	c.State = Accepted
	for _, s := range ring {
		if c.reader(s) != nil && !c.readBy(s) {
			c.State = Marked
		}
	}
	return c, nil
}

// page is the text that clauses are marked in: a document's, or the quoted
// words of the source, which begin at character base there.
type page struct {
	document ident.ID
	text     string
	base     int
}

// pageOf is the text of an agreement to mark clauses in.
func pageOf(a Agreement, d Document) page {
	if d.ID != 0 {
		return page{document: d.ID, text: d.Text}
	}
	return page{text: a.Quote.Text, base: a.Quote.From}
}

// passage finds a clause's place: by the given characters, which must read the
// quote (an empty quote takes what stands there), or without them by the exact
// words, which must stand there once.
func (p page) passage(from, to int, quote string) (conference.Quote, error) {
	var f fault.Form
	if p.text == "" {
		f.Refuse("quote", "agreement.no_text")
		return conference.Quote{}, f.Err()
	}
	if to == 0 {
		q, err := conference.Source{Text: p.text}.Locate(quote, "quote")
		q.From, q.To = q.From+p.base, q.To+p.base
		return q, err
	}
	got, ok := conference.Slice(p.text, from-p.base, to-p.base)
	f.Require(ok && strings.TrimSpace(got) != "" && (quote == "" || got == quote), "quote", "agreement.passage_moved")
	return conference.Quote{From: from, To: to, Text: got}, f.Err()
}

func checkClauseKind(kind string) error {
	var f fault.Form
	f.Require(slices.Contains(ClauseKinds, kind), "kind", "agreement.clause_kind_unknown")
	return f.Err()
}

// move takes the clause one step on. Recasting gives it another kind and makes
// it the actor's own reading.
func (c Clause) move(who ident.Actor, ring Circle, verb, reason, kind string) (Clause, error) {
	mv, err := ClauseMachine.Try(who, ring.Relations(who, c.MarkedBy, c.MarkedOrg), c.State, verb, reason)
	if err != nil {
		return c, err
	}
	switch verb {
	case "agreement.accept_clause":
		return c.read(who, ring)
	case "agreement.recast_clause":
		if err := checkClauseKind(kind); err != nil {
			return c, err
		}
		c = c.mark(who, ring)
		c.Kind = kind
	}
	c.State = mv.To
	return c, nil
}

// Statement is what one side said of a commitment or an agreement. Wording is
// in its own words. A correction may bring figures; a claim may bring a file.
type Statement struct {
	ID           ident.ID     `json:"id"`
	Seq          int64        `json:"-"`
	Agreement    ident.ID     `json:"agreement"`
	Commitment   ident.ID     `json:"commitment"`
	Verdict      string       `json:"verdict"`
	Wording      string       `json:"wording"`
	Terms        Terms        `json:"terms"`
	At           time.Time    `json:"at"`
	Digest       string       `json:"digest"`
	Name         string       `json:"name"`
	MIME         string       `json:"mime"`
	Size         int64        `json:"size"`
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// hasText tells whether a file holds text that can be read out of it.
func hasText(name string) bool {
	return slices.Contains([]string{".txt", ".md", ".html", ".htm", ".docx"}, strings.ToLower(path.Ext(name)))
}

// checkCorrection: a correction says in the receiver's words what was promised.
func (s Statement) checkCorrection() error {
	var f fault.Form
	f.Require(s.Wording != "", "wording", "agreement.wording_missing")
	f.Require(len([]rune(s.Wording)) <= maxWording, "wording", "agreement.wording_long", maxWording)
	s.Terms.check(&f)
	return f.Err()
}

// maxWording bounds a statement in characters.
const maxWording = 4000

// replaced is the clause that an amendment puts in the place of another. All
// parties have signed it, so each side has read it: the amendment names who put
// it forward and who signed.
func (c Clause) replaced(id ident.ID, ring Circle, m Amendment, ch Change) Clause {
	n := Clause{ID: id, Agreement: c.Agreement, Document: m.Document, Number: c.Number, Kind: c.Kind, From: ch.From, To: ch.To, Quote: ch.Quote,
		State: Accepted, MarkedBy: m.ProposedBy, MarkedOrg: m.ProposedOrg, Replaces: c.ID}
	for _, s := range m.Consents {
		if r := n.reader(ring[s.Organisation]); r != nil {
			*r = Reader{s.Person, s.Organisation}
		}
	}
	return n
}
