package place

import (
	"encoding/json"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
)

// getSiteThen shows the site as it stood at the end of a past day: where it lay,
// what was found of it, its conditions and consultations, and nothing to act on.
func (r *Room) getSiteThen(c *web.Call, s Site, then web.AsOf) error {
	if err := c.Then(then, s.Ref(), &s); err != nil {
		return err
	}
	who, err := acting(c.R.Context(), c.Q, c.Actor)
	if err != nil {
		return err
	}
	if !maySee(who, s) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	p := pageOf(c, s)
	if err := fillFindings(c, who, s, &p); err != nil {
		return err
	}
	if err := fillConditionsThen(c, s, then, &p); err != nil {
		return err
	}
	if err := fillConsultationsThen(c, s, then, &p); err != nil {
		return err
	}
	if p.History, err = historyOf(c, Machine, then.Seq, s.Ref()); err != nil {
		return err
	}
	return c.Page("site", p)
}

// stood reads how records of a kind stood then; those that were not yet are left
// out.
func stood[T any](c *web.Call, then web.AsOf, kind string, all []T, id func(T) ident.ID) ([]T, error) {
	var ids []ident.ID
	for _, x := range all {
		ids = append(ids, id(x))
	}
	bodies, err := c.ThenAll(then, kind, ids)
	if err != nil {
		return nil, err
	}
	var out []T
	for _, x := range all {
		body, there := bodies[id(x)]
		if !there {
			continue
		}
		if err := json.Unmarshal(body, &x); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// fillConditionsThen shows the conditions of then. They lapse with their
// clearance, without a fact of their own.
func fillConditionsThen(c *web.Call, s Site, then web.AsOf, p *sitePage) error {
	all, err := ConditionsOf(c.R.Context(), c.Q, c.Actor.Programme, s.ID)
	if err != nil {
		return err
	}
	if all, err = stood(c, then, ConditionNoun, all, func(x Condition) ident.ID { return x.ID }); err != nil {
		return err
	}
	for _, x := range all {
		if s.State != Cleared && x.State != Checked {
			x.State = Lapsed
		}
		p.Conditions = append(p.Conditions, conditionViewOf(c, x, then.Day))
	}
	exceptions, err := ExceptionsOf(c.R.Context(), c.Q, c.Actor.Programme, s.ID)
	if err != nil {
		return err
	}
	p.Exceptions, err = stood(c, then, ExceptionNoun, exceptions, func(x Exception) ident.ID { return x.ID })
	return err
}

func fillConsultationsThen(c *web.Call, s Site, then web.AsOf, p *sitePage) error {
	all, err := ConsultationsOf(c.R.Context(), c.Q, c.Actor.Programme, s.ID)
	if err != nil {
		return err
	}
	all, err = stood(c, then, ConsultationNoun, all, func(x Consultation) ident.ID { return x.ID })
	for _, x := range all {
		p.Consultations = append(p.Consultations, viewOf(c, s, x))
	}
	return err
}
