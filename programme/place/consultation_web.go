package place

import (
	"slices"
	"strconv"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/plan"
)

func (r *Room) mountConsultations(m *web.Room) {
	m.On("GET /places/{code}/consultations/new", "place.consult", r.getConsult)
	m.On("POST /places/{code}/consultations", "place.consult", r.postConsult)
	for _, a := range says {
		m.On("GET /places/{code}/consultations/{id}/"+a.noun, a.verb, r.getSay(a))
		m.On("POST /places/{code}/consultations/{id}/"+a.noun, a.verb, r.postSay(a))
	}
}

// says are the steps of a consultation, each on a page of its own.
var says = []act{{"place.notify", "notice", false}, {"place.hold", "holding", false}, {"place.feed_back", "feedback", false},
	{"place.support", "support", false}, {"place.support_on", "conditional-support", true}, {"place.object", "objection", true},
	{"place.consent", "consent", false}, {"place.withhold", "withholding", true}, {"place.call_off", "calling-off", true}}

type consultationView struct {
	Consultation
	StateSaid string     `json:"state_said"`
	Past      bool       `json:"about_another_place"`
	Moves     []web.Move `json:"moves"`
	Mark      string     `json:"-"` // the icon of its outcome
}

func sayURL(s Site, x Consultation, a act) string {
	return URL(s.Code) + "/consultations/" + strconv.FormatInt(int64(x.ID), 10) + "/" + a.noun
}

func fillConsultations(c *web.Call, who ident.Actor, s Site, p *sitePage) error {
	all, err := ConsultationsOf(c.R.Context(), c.Q, c.Actor.Programme, s.ID)
	if err != nil {
		return err
	}
	for _, x := range slices.Backward(all) {
		v := viewOf(c, s, x)
		for _, mv := range ConsultationMachine.Open(who, x.Relations(who, s), x.State) {
			i := slices.IndexFunc(says, func(a act) bool { return a.verb == mv.Verb })
			v.Moves = append(v.Moves, web.Move{Label: c.T(mv.Verb), URL: c.Base() + sayURL(s, x, says[i])})
		}
		p.Consultations = append(p.Consultations, v)
	}
	p.MayConsult = access.Check(own, who, "place.consult", s.Relations(who)) == nil
	return nil
}

func viewOf(c *web.Call, s Site, x Consultation) consultationView {
	v := consultationView{Consultation: x, StateSaid: c.T(string(ConsultationMachine.StateKey(x.State))), Past: x.PlannedSeq < s.PlacedSeq}
	if x.State == Withheld || x.State == Objection {
		v.Mark = "atrisk"
	} else if x.concluded() {
		v.Mark = "kept"
	}
	return v
}

type consultPage struct {
	Code  string     `json:"code"`
	Title string     `json:"title"`
	Up    string     `json:"up"`
	URL   string     `json:"url"`
	Verb  string     `json:"verb"`
	About string     `json:"about"`
	Day   words.Day  `json:"day"`
	Least *words.Day `json:"not_before"`
}

func (r *Room) getConsult(c *web.Call) error {
	who, s, err := find(c)
	if err != nil {
		return err
	}
	if err := access.Check(own, who, "place.consult", s.Relations(who)); err != nil && !c.Kept() {
		return err
	}
	up := c.Base() + URL(s.Code)
	return c.Page("consult", consultPage{Code: s.Code, Title: s.TitleIn(c.Lang), Up: up, URL: up + "/consultations", Verb: "place.consult"})
}

func (r *Room) postConsult(c *web.Call) error {
	_, s, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.Consult(c.R.Context(), c.Actor, c.Key(), ConsultInput{Site: s.ID, Whom: c.Value("whom"), Tongue: c.Value("tongue"), Venue: c.Value("venue"),
		Day: words.Day(c.Value("day"))})
	if err != nil {
		return c.Again(r.getConsult, err)
	}
	return c.Done(done, URL(s.Code)+"#consultations", "place.consult_done")
}

func findConsultation(c *web.Call) (ident.Actor, Site, Consultation, error) {
	who, s, err := find(c)
	if err != nil {
		return who, s, Consultation{}, err
	}
	x, err := GetConsultation(c.R.Context(), c.Q, c.Actor.Programme, number(c.Path("id")))
	if err == nil && x.Site != s.ID {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return who, s, x, err
}

func (r *Room) getSay(a act) web.Handler {
	return func(c *web.Call) error {
		who, s, x, err := findConsultation(c)
		if err != nil {
			return err
		}
		const reason = "-" // the page asks for it
		if _, err := ConsultationMachine.Try(who, x.Relations(who, s), x.State, a.verb, reason); err != nil && !c.Kept() {
			return err
		}
		p := consultPage{Code: s.Code, Title: s.TitleIn(c.Lang), Up: c.Base() + URL(s.Code), URL: c.Base() + sayURL(s, x, a), Verb: a.verb, About: x.Whom,
			Day: c.Today()}
		if a.verb == "place.hold" {
			rules, err := plan.RulesOn(c.R.Context(), c.Q, c.Actor.Programme, c.Today())
			if err != nil {
				return err
			}
			if rules.NoticeDays != nil {
				p.Least = new(x.Notified.Add(*rules.NoticeDays))
			}
		}
		return c.Page("consult", p)
	}
}

func (r *Room) postSay(a act) web.Handler {
	return func(c *web.Call) error {
		_, s, x, err := findConsultation(c)
		if err != nil {
			return err
		}
		in := SayInput{Day: words.Day(c.Value("day")), Today: c.Today(), Tongue: c.Value("tongue"), Text: c.Value("text")}
		if a.reason {
			in.Text = c.Value("reason")
		}
		in.Attended, _ = strconv.Atoi(c.Value("attended")) // what is no number is refused as none
		done, err := r.Say(c.R.Context(), c.Actor, c.Key(), a.verb, s.ID, x.ID, in)
		if err != nil {
			return c.Again(r.getSay(a), err)
		}
		return c.Done(done, URL(s.Code)+"#consultations", a.verb+"_done")
	}
}
