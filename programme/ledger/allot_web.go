package ledger

import (
	"throughline/kit/web"
	"throughline/kit/words"
)

type allotPage struct {
	Currency   string       `json:"currency"`
	Commitment string       `json:"commitment"`
	Project    string       `json:"project"`
	Day        words.Day    `json:"day"`
	Purposes   []web.Option `json:"-"`
}

// getAllot answers: what of a promise is set aside for which project?
func (r *Room) getAllot(c *web.Call) error {
	return c.Page("allot", allotPage{c.Programme.Currency, c.Query("commitment"), c.Query("project"), c.Today(),
		[]web.Option{{Label: c.T("ledger.purpose.any")}, {Value: Preparatory, Label: c.T("ledger.purpose." + Preparatory)}}})
}

func (r *Room) postAllot(c *web.Call) error {
	commitment, works, _, err := found(c)
	if err != nil {
		return c.Again(r.getAllot, err)
	}
	amount, err := typed(c, c.Value("currency"))
	if err != nil {
		return c.Again(r.getAllot, err)
	}
	done, err := r.Allot(c.R.Context(), c.Actor, AllotInput{Key: c.Key(), Commitment: commitment, Project: works, Amount: amount, Day: words.Day(c.Value("day")),
		Purpose: c.Value("purpose"), Reference: c.Value("reference"), Note: c.Value("note")})
	if err != nil {
		return c.Again(r.getAllot, err)
	}
	id, _ := done.Subject(Noun)
	return c.Done(done, urlOf(c, id), "ledger.allot_done")
}

// getCertify answers: how much work of a project is done in all?
func (r *Room) getCertify(c *web.Call) error {
	return c.Page("certify", allotPage{Currency: c.Programme.Currency, Project: c.Query("project"), Day: c.Today()})
}

func (r *Room) postCertify(c *web.Call) error {
	_, works, _, err := found(c)
	if err == nil && works == 0 {
		err = refuse("project", "ledger.project_missing")
	}
	if err != nil {
		return c.Again(r.getCertify, err)
	}
	amount, err := typed(c, c.Value("currency"))
	if err != nil {
		return c.Again(r.getCertify, err)
	}
	done, err := r.Certify(c.R.Context(), c.Actor, CertifyInput{Key: c.Key(), Project: works, Amount: amount, Day: words.Day(c.Value("day")),
		Reference: c.Value("reference"), Note: c.Value("note")})
	if err != nil {
		return c.Again(r.getCertify, err)
	}
	id, _ := done.Subject(Noun)
	return c.Done(done, urlOf(c, id), "ledger.certify_done")
}
