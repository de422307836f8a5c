package place

import (
	"fmt"
	"testing"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// consult plans a consultation by the builder.
func (w *world) consult(s Site, whom string) Consultation {
	w.Helper()
	done, err := w.Consult(w.Context(), w.atBuilder, w.key(), ConsultInput{Site: s.ID, Whom: whom, Tongue: "Valley speech", Venue: "Market", Day: "2028-05-10"})
	w.must(err)
	id, _ := done.Subject(ConsultationNoun)
	return w.consultation(id)
}

func (w *world) consultation(id ident.ID) Consultation {
	w.Helper()
	c, err := GetConsultation(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return c
}

func (w *world) say(who ident.Actor, verb string, c Consultation, in SayInput) error {
	in.Today = today
	_, err := w.Say(w.Context(), who, w.key(), verb, c.Site, c.ID, in)
	return err
}

// answered is a consultation whose people were told, heard and answered.
func (w *world) answered(s Site, whom string) Consultation {
	w.Helper()
	c := w.consult(s, whom)
	w.must(w.say(w.atBuilder, "place.notify", c, SayInput{Day: "2028-04-20", Tongue: " valley Speech", Text: "posted"}))
	w.must(w.say(w.atBuilder, "place.hold", c, SayInput{Day: "2028-05-10", Text: "they fear for the well", Attended: 41}))
	w.must(w.say(w.atBuilder, "place.feed_back", c, SayInput{Day: "2028-05-12", Text: "the well is kept"}))
	return w.consultation(c.ID)
}

// asks sets what works need of a consultation, and the notice.
func (w *world) asks(consultation string, notice *int) {
	w.Helper()
	last, err := plan.LatestRules(w.Context(), w.DB.Read(), w.prog)
	w.must(err)
	rules := last
	rules.From, rules.Consultation, rules.NoticeDays = today, consultation, notice
	_, err = (&plan.Room{DB: w.DB}).SetRules(w.Context(), w.colleague, plan.SetRulesInput{Key: w.key(), After: last.Version, Rules: rules})
	w.must(err)
}

// clear is a site of the builder that the site check lets start.
func (w *world) clear() Site {
	w.Helper()
	w.layer("", Prohibited, "2028-01-01", zone("Red line", 92, 29.5))
	s := w.screen(w.atBuilder, w.site(w.atBuilder, "91.5, 29.5", 0))
	w.must(w.act(w.ecology, "place.find_clear", s, ActInput{}))
	return w.get(s.ID)
}

func TestConsultationStepByStep(t *testing.T) {
	w := newWorld(t)
	s := w.clear()
	w.asks("", new(15))
	for _, in := range []struct {
		in  ConsultInput
		key string
	}{{ConsultInput{Tongue: "V", Day: today}, "whom place.whom_missing"}, {ConsultInput{Whom: "W", Day: today}, "tongue place.tongue_missing"},
		{ConsultInput{Whom: "W", Tongue: "V", Day: "soon"}, "day place.day_wrong"}} {
		w.refuses(in.key, fault.Invalid, in.key, func() error {
			in.in.Site = s.ID
			_, err := w.Consult(t.Context(), w.atBuilder, w.key(), in.in)
			return err
		})
	}
	w.refuses("by a stranger", fault.Forbidden, "", func() error {
		_, err := w.Consult(t.Context(), w.atCounty, w.key(), ConsultInput{Site: s.ID})
		return err
	})
	c := w.consult(s, "Villagers of Ford")
	w.want("waits", w.waits(c.Ref()), "notify safeguards")
	for key, in := range map[string]SayInput{"tongue place.tongue_other": {Day: "2028-04-26", Tongue: "English", Text: "posted"}, "text place.notice_missing": {Day: "2028-04-26", Tongue: "Valley speech"},
		"day place.day_ahead": {Day: "2028-05-15", Tongue: "Valley speech", Text: "posted"}} {
		w.refuses(key, fault.Invalid, key, func() error { return w.say(w.atBuilder, "place.notify", c, in) })
	}
	w.refuses("held before the people are told", fault.Conflict, "state.moved_on", func() error {
		return w.say(w.atBuilder, "place.hold", c, SayInput{Day: "2028-05-12", Text: "they agree", Attended: 3})
	})
	w.must(w.say(w.atBuilder, "place.notify", c, SayInput{Day: "2028-04-26", Tongue: "Valley speech", Text: "posted"}))
	good := SayInput{Day: "2028-05-11", Text: "they fear for the well", Attended: 41}
	early, silent, nobody := good, good, good
	early.Day, silent.Text, nobody.Attended = "2028-05-10", "", 0
	for key, in := range map[string]SayInput{"day place.notice_short": early, "text place.said_missing": silent, "attended place.attended_missing": nobody} {
		w.refuses(key, fault.Invalid, key, func() error { return w.say(w.atBuilder, "place.hold", c, in) })
	}
	w.must(w.say(w.atBuilder, "place.hold", c, good))
	w.refuses("an outcome before the people are answered", fault.Conflict, "state.moved_on", func() error { return w.say(w.ecology, "place.support", c, SayInput{}) })
	w.refuses("answered before it was held", fault.Invalid, "day place.day_before", func() error {
		return w.say(w.atBuilder, "place.feed_back", c, SayInput{Day: "2028-05-10", Text: "the well is kept"})
	})
	w.must(w.say(w.atBuilder, "place.feed_back", c, SayInput{Day: "2028-05-14", Text: "the well is kept"}))
	for name, who := range map[string]ident.Actor{"who held it": hat(w.atBuilder, w.office.ID, ident.Office), "their colleague": hat(w.mason, w.builder.ID, ident.Safeguards), "the owner": w.atBuilder} {
		w.refuses("outcome by "+name, fault.Forbidden, "", func() error { return w.say(who, "place.support", c, SayInput{}) })
	}
	w.refuses("an objection without its reasons", fault.Invalid, "state.reason_missing", func() error { return w.say(w.ecology, "place.object", c, SayInput{}) })
	w.must(w.say(w.ecology, "place.support_on", c, SayInput{Text: "the well is fenced"}))
	c = w.consultation(c.ID)
	w.want("concluded", fmt.Sprint(c.State, " ", c.Outcome, " ", c.Attended, " ", c.Notified, " ", c.Held, " ", c.FedBack), "support_with_conditions the well is fenced 41 2028-04-26 2028-05-11 2028-05-14")
	w.want("steps", w.steps(ConsultationMachine, c.ID), "consult>planned notify>notified hold>held feed_back>fed_back support_on>support_with_conditions")
}

// The consultation part of invariant 19: where the programme rules ask, works do
// not start without a consultation, without consent, or against its refusal.
func TestConsultationHoldsWorksWhereTheRulesAsk(t *testing.T) {
	w := newWorld(t)
	s := w.clear()
	w.want("nothing is asked", w.start(s, today), "")
	w.asks("held", nil)
	w.want("a consultation is asked", w.start(s, today), "not_consulted")
	c := w.answered(s, "Villagers of Ford")
	w.want("it has no outcome yet", w.start(s, today), "not_consulted")
	w.must(w.say(w.ecology, "place.object", c, SayInput{Text: "the noise"}))
	w.want("they were consulted", w.start(s, today), "")
	w.asks("consent", nil)
	w.want("an objection is no consent", w.start(s, today), "consent_missing")
	w.must(w.say(w.ecology, "place.withhold", w.answered(s, "Herders"), SayInput{Text: "the pasture"}))
	w.want("withheld", w.start(s, today), "consent_withheld")
	w.must(w.say(w.ecology, "place.consent", w.answered(s, "villagers of ford"), SayInput{}))
	w.want("one group's consent is not another's", w.start(s, today), "consent_withheld")
	w.must(w.say(w.ecology, "place.consent", w.answered(s, "Herders"), SayInput{}))
	w.want("the last word of each counts", w.start(s, today), "")
	standing, err := StandingOf(t.Context(), w.DB.Read(), w.prog, []ident.ID{s.ID}, today)
	w.must(err)
	w.want("standing", fmt.Sprint(standing[s.ID].Checked, standing[s.ID].Consulted), "true true")

	moved := because("the slope slid")
	moved.Shape = "91.6, 29.5"
	w.must(w.act(w.atBuilder, "place.move", s, moved))
	s = w.screen(w.atBuilder, s)
	w.must(w.act(w.ecology, "place.find_clear", s, ActInput{}))
	w.want("at another place other people are asked", w.start(s, today), "consent_missing")
}

// Sites of the sectors that the rules name are coarse in public unless somebody
// says otherwise.
func TestCoarseByRule(t *testing.T) {
	w := newWorld(t)
	put := func(sector, public string) bool {
		var s Site
		_, err := w.DB.Change(t.Context(), w.atBuilder, w.key(), func(tx *db.Tx) (facts []db.Fact, err error) {
			var f db.Fact
			s, f, err = PutTx(t.Context(), tx, PutInput{Title: "Mast", Lang: string(words.EN), Sector: sector, Public: public, Shape: "91, 29", Visibility: "parties"})
			return []db.Fact{f}, err
		})
		w.must(err)
		return w.get(s.ID).Coarse
	}
	w.want("by rule", fmt.Sprint(put("infrastructure-power", ""), put("infrastructure-communications", ""), put("industry", ""), put("", "")), "true true false false")
	w.want("as said", fmt.Sprint(put("infrastructure-power", "exact"), put("industry", "coarse")), "false true")
	last, err := plan.LatestRules(t.Context(), w.DB.Read(), w.prog)
	w.must(err)
	last.From, last.Coarse = today, []string{"industry"}
	_, err = (&plan.Room{DB: w.DB}).SetRules(t.Context(), w.colleague, plan.SetRulesInput{Key: w.key(), Rules: last})
	w.must(err)
	w.want("by another rule", fmt.Sprint(put("infrastructure-power", ""), put("industry", "")), "false true")
}
