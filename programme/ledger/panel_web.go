package ledger

import (
	"html/template"
	"strconv"

	"throughline/kit/web"
	"throughline/programme/agreement"
	"throughline/programme/party"
)

type panelView struct {
	Base    string
	Title   string
	Figures []figure
	Send    string
	All     string
}

// CommitmentPanel is the part of a commitment's page that shows its money: what
// was promised, sent and received. It draws nothing where none was promised.
func (r *Room) CommitmentPanel(c *web.Call, x agreement.Commitment) (template.HTML, error) {
	if x.Terms.Amount == nil || !c.May("ledger.see") {
		return "", nil
	}
	all, err := SumsOf(c.R.Context(), c.Q, c.Actor.Programme, OfCommitment, strconv.FormatInt(int64(x.ID), 10))
	if err != nil {
		return "", err
	}
	var s Sums
	for _, one := range all {
		if one.Class == x.MoneyClass && one.Currency == x.Terms.Amount.Currency {
			s = s.Plus(one.Sums)
		}
	}
	v := panelView{Base: c.Base(), Title: c.T("ledger.money"), Figures: figures(c, x.MoneyClass, x.Terms.Amount.Currency, s), All: c.Base() + "/money"}
	for _, p := range x.Providers() {
		if p == c.Actor.Organisation && mine(c, "ledger.send") && s.Open() > 0 {
			v.Send = c.Base() + "/money/send/new?commitment=" + x.Code
		}
	}
	return r.part(c, "commitment-panel", v)
}

type pairingPanelView struct {
	Title string
	Kinds []kindOfMoney
	Rows  [][]figure // of each kind, what was promised, sent, received and held
	All   string
}

// PairingPanel is the part of a pairing's page that shows its money, class by
// class, with the way to its statements.
func (r *Room) PairingPanel(c *web.Call, p party.Pairing) (template.HTML, error) {
	if !c.May("ledger.see") {
		return "", nil
	}
	kinds, err := kindsOf(c, OfPairing, strconv.FormatInt(int64(p.ID), 10), "/money")
	if err != nil || len(kinds) == 0 {
		return "", err
	}
	v := pairingPanelView{Title: c.T("ledger.money"), Kinds: kinds, All: c.Base() + "/money/statements?pairing=" + p.Code}
	for _, k := range kinds {
		v.Rows = append(v.Rows, figures(c, k.Class, k.Currency, k.Sums))
	}
	return r.part(c, "pairing-panel", v)
}
