package agreement

import (
	"bytes"
	"fmt"
	"html/template"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
)

// mostOnPanel bounds what a panel lists.
const mostOnPanel = 100

type panelView struct {
	Base, Code string
	Rows       any
	MayAdd     bool
	More       bool
	CommitURL  string
	Agreements struct {
		Base string
		Rows []agreementRow
	}
}

// ConferencePanel is the part of a conference's page that shows what was signed
// there.
func (r *Room) ConferencePanel(c *web.Call, x conference.Conference) (template.HTML, error) {
	found, err := ListAgreements(c.R.Context(), c.Q, c.Actor, AgreementFilter{Conference: x.ID, Limit: mostOnPanel})
	if err != nil {
		return "", err
	}
	rows, err := agreementRows(c, found)
	if err != nil {
		return "", err
	}
	return draw(c, "conference-panel", panelView{Base: c.Base(), Code: x.Code, Rows: rows, MayAdd: may(c, "agreement.capture", nil)})
}

// MeasurePanel is the part of a measure's page that shows what was promised in
// answer to it, and the way to make a promise of it.
func (r *Room) MeasurePanel(c *web.Call, m decision.Measure) (template.HTML, error) {
	found, err := ListCommitments(c.R.Context(), c.Q, c.Actor, CommitmentFilter{Measure: m.ID, Limit: mostOnPanel})
	if err != nil {
		return "", err
	}
	rows, err := commitmentRows(c, found)
	if err != nil {
		return "", err
	}
	p := panelView{Base: c.Base(), Code: m.Code, Rows: rows}
	if m.Followed() && may(c, "agreement.commit", ident.Relations{ident.Mine}) {
		p.CommitURL = c.Base() + "/commitments/new?measure=" + m.Code
	}
	return draw(c, "measure-panel", p)
}

// PartyPanel is the part of an organisation's page that shows what it has
// promised and was promised, and what it has signed.
func (r *Room) PartyPanel(c *web.Call, p party.Party) (template.HTML, error) {
	found, err := ListCommitments(c.R.Context(), c.Q, c.Actor, CommitmentFilter{Party: p.ID, Limit: mostOnPanel + 1})
	if err != nil {
		return "", err
	}
	v := panelView{Base: c.Base(), Code: p.Code, More: len(found) > mostOnPanel}
	if v.Rows, err = commitmentRows(c, found[:min(len(found), mostOnPanel)]); err != nil {
		return "", err
	}
	signed, err := ListAgreements(c.R.Context(), c.Q, c.Actor, AgreementFilter{Party: p.ID, Limit: mostOnPanel})
	if err != nil {
		return "", err
	}
	v.Agreements.Base = c.Base()
	if v.Agreements.Rows, err = agreementRows(c, signed); err != nil {
		return "", err
	}
	return draw(c, "party-panel", v)
}

// parts are the templates that also stand on other rooms' pages. Their
// functions are bound to a reader when they are drawn.
var parts = template.Must(template.New("").Funcs(partFuncs(nil)).ParseFS(pages, "pages/_panel.html"))

func partFuncs(c *web.Call) template.FuncMap {
	return template.FuncMap{
		"t":     func(key any, args ...any) string { return c.T(fmt.Sprint(key), args...) },
		"date":  func(d words.Day) string { return words.Date(c.Lang, d) },
		"money": func(f interface{ Format(string) string }) string { return f.Format(string(c.Lang)) },
	}
}

// draw makes a part for another room's page.
func draw(c *web.Call, name string, data any) (template.HTML, error) {
	t, err := parts.Clone()
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := t.Funcs(partFuncs(c)).ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("drawing %s: %w", name, err)
	}
	return template.HTML(b.String()), nil
}
