package agreement

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

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
	amendments, err := AmendmentsOf(ctx, c.Q, c.Actor.Programme, a.ID)
	if err != nil {
		return err
	}
	versions := Versions(documents, amendments)
	shown, err := chosenDocument(c, versions, number(c.Query("document")))
	if err != nil {
		return err
	}
	p.Document, p.TextLang = shown.ID, textLang(shown.Text, p.Quote.Lang)
	clauses = inOrder(clauses, shown.Text)
	p.Pieces = pieces(pageOf(a, shown), clauses, number(c.Query("clause")), c.Base()+URL(a.Code))
	for _, v := range versions {
		for _, d := range v.Documents {
			p.Documents = append(p.Documents, documentView{d.ID, d.Name, size(d.Size), d.Digest, v.Number, d.ID == shown.ID})
		}
	}
	if err := fillAmendments(c, a, ring, p, amendments, clauses); err != nil {
		return err
	}
	for n := 2; n <= len(versions); n++ {
		p.Versions = append(p.Versions, link{Title: c.T("agreement.compare_versions", n-1, n), URL: c.Base() + URL(a.Code) + "/versions/" + strconv.Itoa(n)})
	}
	mayCommit := may(c, "agreement.commit", ident.Relations{ident.Mine})
	for _, cl := range clauses {
		if cl.State == Withdrawn || cl.State == Superseded {
			continue
		}
		v := clauseViewOf(c, a, cl, made)
		if !mayCommit || !promises(a, cl) {
			v.CommitURL = ""
		}
		p.Clauses = append(p.Clauses, v)
		if !cl.readBy(ring[c.Actor.Organisation]) && ClauseMachine.May(c.Actor, ring.Relations(c.Actor, cl.MarkedBy, cl.MarkedOrg), cl.State, "agreement.accept_clause") {
			p.Acceptable = append(p.Acceptable, web.Option{Value: strconv.FormatInt(int64(cl.ID), 10), Label: c.T("agreement.clause_line", cl.Number,
				words.Key("agreement.clause_kind."+cl.Kind), excerpt(cl.Quote))})
		}
	}
	p.Kinds = choices(c, "agreement.clause_kind.", ClauseKinds, "", "")
	return nil
}

// inOrder puts the clauses in the order in which they stand in a text; those
// that do not stand there come last.
func inOrder(clauses []Clause, text string) []Clause {
	at := func(c Clause) int {
		if i := strings.Index(text, c.Quote); i >= 0 {
			return i
		}
		return len(text)
	}
	out := slices.Clone(clauses)
	slices.SortStableFunc(out, func(a, b Clause) int { return at(a) - at(b) })
	return out
}

// promises tells whether a commitment can be made of the clause.
func promises(a Agreement, cl Clause) bool {
	return cl.Kind == ClauseKinds[0] && (cl.State == Marked || cl.State == Accepted) && a.InForce()
}

func clauseViewOf(c *web.Call, a Agreement, cl Clause, made []Commitment) clauseView {
	v := clauseView{ID: cl.ID, Number: cl.Number, Kind: cl.Kind, State: cl.State, Said: c.T(string(ClauseMachine.StateKey(cl.State))), Quote: cl.Quote,
		Lang: textLang(cl.Quote, ""), URL: c.Base() + ClauseURL(a.Code, cl.ID), CommitURL: c.Base() + "/commitments/new?clause=" + strconv.FormatInt(int64(cl.ID), 10)}
	switch {
	case cl.State != Marked:
	case cl.Provider.Person != 0:
		v.Read = c.T("agreement.read_by_provider")
	case cl.Receiver.Person != 0:
		v.Read = c.T("agreement.read_by_receiver")
	}
	for _, m := range made {
		if m.Clause == cl.ID && m.State != Withdrawn {
			v.Commitments = append(v.Commitments, link{m.Code, m.TitleIn(c.Lang), c.Base() + CommitmentURL(m.Code)})
		}
	}
	return v
}

// chosenDocument is the copy that was asked for or else the text in force, text
// included; none is the zero Document.
func chosenDocument(c *web.Call, versions []Version, asked ident.ID) (Document, error) {
	shown := versions[len(versions)-1].text("")
	for _, v := range versions {
		for _, d := range v.Documents {
			if d.ID == asked && hasText(d.Name) {
				shown = d
			}
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

// pieces cuts a text at its clauses: those marked in it, and those that stand in
// it word for word though they were marked in an earlier version. A clause that
// begins within another is in the list beside the text only.
func pieces(p page, clauses []Clause, current ident.ID, base string) []piece {
	type place struct {
		Clause
		from, to int
	}
	var places []place
	text := []rune(p.text)
	for _, cl := range clauses {
		from, to := cl.From-p.base, cl.To-p.base
		if cl.Document != p.document {
			if cl.State == Superseded || cl.Document == 0 || cl.Quote == "" {
				continue
			}
			before, _, ok := strings.Cut(p.text, cl.Quote)
			if !ok {
				continue
			}
			from = utf8.RuneCountInString(before)
			to = from + utf8.RuneCountInString(cl.Quote)
		}
		if cl.State != Withdrawn && from >= 0 && to <= len(text) {
			places = append(places, place{cl, from, to})
		}
	}
	slices.SortStableFunc(places, func(a, b place) int { return a.from - b.from })
	var out []piece
	at := 0
	for _, cl := range places {
		if cl.from < at {
			continue
		}
		class := map[string]string{Accepted: "accepted", Marked: "proposed", Contested: "proposed", Superseded: "uncovered"}[cl.State]
		if cl.ID == current {
			class = "current"
		}
		id := itoa(cl.ID)
		out = append(out, piece{Text: string(text[at:cl.from])},
			piece{Text: string(text[cl.from:cl.to]), Class: class, ID: "clause-" + id, URL: base + "?document=" + itoa(p.document) + "&clause=" + id + "#clause-" + id})
		at = cl.to
	}
	if at < len(text) {
		out = append(out, piece{Text: string(text[at:])})
	}
	return out
}
