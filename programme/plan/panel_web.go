package plan

import (
	"html/template"

	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/programme/party"
)

type takeUpPanel struct {
	URL  string
	Said []saidView
}

// PartyPanel is the part of an organisation's page that shows where it has taken
// the work of the period of today into its own plans. One that is neither asked
// nor has said anything has no such part.
func (r *Room) PartyPanel(c *web.Call, p party.Party) (template.HTML, error) {
	ctx, prog := c.R.Context(), c.Programme.ID
	rules, err := RulesOn(ctx, c.Q, prog, c.Today())
	if err != nil || !rules.Shows(TakeUps) {
		return "", err
	}
	period, err := PeriodOn(ctx, c.Q, prog, c.Today())
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	said, err := TakeUpsOf(ctx, c.Q, prog, period.ID, p.ID)
	if err != nil {
		return "", err
	}
	side, err := party.SideOf(ctx, c.Q, prog, p.ID)
	if err != nil || len(said) == 0 && (side != party.Provider || !period.Asks()) {
		return "", err
	}
	v := takeUpPanel{URL: c.Base() + CoverageURL(period.Code, p.Code)}
	for _, t := range said {
		v.Said = append(v.Said, saidOf(c, t))
	}
	return r.part(c, "take-up-panel", v)
}

// PairingPanel is the part of a pairing's page that shows its annual plans.
func (r *Room) PairingPanel(c *web.Call, p party.Pairing) (template.HTML, error) {
	rules, err := RulesOn(c.R.Context(), c.Q, c.Programme.ID, c.Today())
	if err != nil || !rules.Shows(AnnualPlans) {
		return "", err
	}
	const most = 12
	found, err := ListAnnuals(c.R.Context(), c.Q, c.Programme.ID, AnnualFilter{Pairing: p.ID, Limit: most})
	if err != nil || len(found) == 0 {
		return "", err
	}
	rows, err := annualRows(c, found, nil)
	if err != nil {
		return "", err
	}
	return r.part(c, "annual-panel", map[string]any{"Base": c.Base(), "Rows": rows, "Period": false})
}
