package agreement

import (
	"html/template"

	"throughline/kit/ident"
	"throughline/kit/web"
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
	Bare       bool
	CommitURL  string
	Agreements struct {
		Base string
		Rows []agreementRow
	}
}

// tallied is how many promises stand in one state.
type tallied struct {
	Said string
	N    int
}

// PairingPanel is the part of a pairing's page that shows what was promised
// between its two organisations and signed by them, and what the receiving one
// has yet to acknowledge.
func (r *Room) PairingPanel(c *web.Call, p party.Pairing) (template.HTML, error) {
	if !c.May("agreement.see") {
		return "", nil
	}
	f := CommitmentFilter{Pairing: &p, Limit: mostOnPanel + 1}
	found, err := ListCommitments(c.R.Context(), c.Q, c.Actor, f)
	if err != nil {
		return "", err
	}
	counted, err := CountByState(c.R.Context(), c.Q, c.Actor, f)
	if err != nil {
		return "", err
	}
	v := struct {
		panelView
		Count  int
		Tally  []tallied
		Silent int
	}{panelView: panelView{Base: c.Base(), Code: p.Code, More: len(found) > mostOnPanel, Bare: true}, Silent: counted[Recorded]}
	for _, s := range CommitmentMachine.States() {
		if n := counted[s]; n > 0 {
			v.Count += n
			v.Tally = append(v.Tally, tallied{c.T(string(CommitmentMachine.StateKey(s))), n})
		}
	}
	if v.Rows, err = commitmentRows(c, found[:min(len(found), mostOnPanel)]); err != nil {
		return "", err
	}
	signed, err := ListAgreements(c.R.Context(), c.Q, c.Actor, AgreementFilter{Pairing: p.ID, Limit: mostOnPanel})
	if err != nil {
		return "", err
	}
	v.Agreements.Base = c.Base()
	if v.Agreements.Rows, err = agreementRows(c, signed); err != nil {
		return "", err
	}
	return r.part(c, "pairing-panel", v)
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
	return r.part(c, "conference-panel", panelView{Base: c.Base(), Code: x.Code, Rows: rows, MayAdd: may(c, "agreement.capture", nil)})
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
	return r.part(c, "measure-panel", p)
}

// PartyPanel is the part of an organisation's page that shows what it has
// promised and was promised, and what it has signed.
func (r *Room) PartyPanel(c *web.Call, p party.Party) (template.HTML, error) {
	if !c.May("agreement.see") {
		return "", nil
	}
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
	return r.part(c, "party-panel", v)
}
