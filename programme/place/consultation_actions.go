package place

import (
	"context"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/programme/plan"
)

// Consult plans a consultation about a site.
func (r *Room) Consult(ctx context.Context, who ident.Actor, key db.Key, in ConsultInput) (db.Done, error) {
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := ConsultTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// ConsultTx is Consult within another change. It checks who may.
func ConsultTx(ctx context.Context, tx *db.Tx, in ConsultInput) (Consultation, db.Fact, error) {
	who, s, err := seen(ctx, tx, tx.Who, in.Site)
	if err != nil {
		return Consultation{}, db.Fact{}, err
	}
	if err := access.Check(own, who, "place.consult", s.Relations(who)); err != nil {
		return Consultation{}, db.Fact{}, err
	}
	c, err := in.consultation()
	if err != nil {
		return c, db.Fact{}, err
	}
	c.ID, c.PlannedSeq = tx.ID(), tx.Seq
	return c, c.fact("planned"), c.keep(ctx, tx, s, "", "place.consult", "")
}

// consultationPasts name the fact of each verb of a consultation.
var consultationPasts = map[string]string{"place.notify": "notified", "place.hold": "held", "place.feed_back": "fed_back", "place.support": "supported",
	"place.support_on": "supported_on", "place.object": "objected", "place.consent": "consented", "place.withhold": "withheld", "place.call_off": "called_off"}

// Say takes a consultation of a site through a verb of ConsultationMachine.
func (r *Room) Say(ctx context.Context, who ident.Actor, key db.Key, verb string, site, consultation ident.ID, in SayInput) (db.Done, error) {
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := SayTx(ctx, tx, verb, site, consultation, in)
		return []db.Fact{fact}, err
	})
}

// SayTx is Say within another change. It checks who may.
func SayTx(ctx context.Context, tx *db.Tx, verb string, site, consultation ident.ID, in SayInput) (Consultation, db.Fact, error) {
	who, s, err := seen(ctx, tx, tx.Who, site)
	if err != nil {
		return Consultation{}, db.Fact{}, err
	}
	c, err := GetConsultation(ctx, tx, who.Programme, consultation)
	if err == nil && c.Site != s.ID {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return c, db.Fact{}, err
	}
	rules, err := plan.RulesOn(ctx, tx, who.Programme, in.Today)
	if err != nil {
		return c, db.Fact{}, err
	}
	from := c.State
	if c, err = c.say(who, s, rules, verb, in); err != nil {
		return c, db.Fact{}, err
	}
	return c, c.fact(consultationPasts[verb]), c.keep(ctx, tx, s, from, verb, c.Outcome)
}

func (c Consultation) fact(past string) db.Fact {
	return db.Fact{Kind: ConsultationNoun + "." + past + ".v1", Subject: c.Ref(), Data: c}
}

// keep saves a consultation that has gone one step on.
func (c Consultation) keep(ctx context.Context, tx *db.Tx, s Site, from, verb, reason string) error {
	if err := saveConsultation(ctx, tx, c); err != nil {
		return err
	}
	about := task.Subject{Ref: c.Ref(), Code: s.Code, Title: c.Whom, URL: URL(s.Code) + "#consultations"}
	return state.Step(ctx, tx, ConsultationMachine, about, from, verb, c.State, reason, c.wants(s)...)
}
