package decision

import (
	"embed"
	"html/template"
	"slices"
	"time"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
	"throughline/programme/plan"
)

//go:embed pages/*.html
var pages embed.FS

// Panel draws a later room's part of a measure's page; empty draws nothing.
type Panel func(c *web.Call, m Measure) (template.HTML, error)

// part draws a part of this room for a page of another room.
type part func(c *web.Call, name string, data any) (template.HTML, error)

// Mount registers the room's pages.
func (r *Room) Mount(f *web.Front) {
	room := f.Room(pages)
	r.part = room.Part
	room.On("GET /measures", "decision.see", r.getMeasures)
	room.On("GET /measures/new", "decision.capture", r.getNew)
	room.On("POST /measures", "decision.capture", r.postMeasure)
	room.On("GET /measures/import", "decision.capture", r.getImport)
	room.On("POST /measures/import", "decision.capture", r.postDryRun)
	room.On("POST /measures/imports", "decision.capture", r.postImport)
	room.On("GET /measures/several", "decision.see", r.getTogether)
	for _, a := range together {
		room.On("POST /measures/"+a.noun+"s", a.verb, r.postSeveral(a))
	}
	room.On("GET /measure-changes/{seq}", "decision.see", r.getReceipt)
	room.On("POST /measure-changes/{seq}/reversal", "decision.propose", r.postUndo)
	room.On("GET /measures/{code}", "decision.see", r.getMeasure)
	room.On("GET /measures/{code}/reports/{id}", "decision.see", r.getFile)
	for _, a := range acts {
		get, post := r.getAct(a), r.postAct(a)
		if a.verb == "decision.address" {
			get, post = plan.Gate(plan.Classes, get), plan.Gate(plan.Classes, post)
		}
		room.On("GET /measures/{code}/"+a.noun, a.verb, get)
		room.On("POST /measures/{code}/"+a.noun, a.verb, post)
	}
	room.On("GET /measures/{code}/translation", "decision.translate", r.getTranslation)
	room.On("POST /measures/{code}/translation", "decision.translate", r.postTranslation)
	room.On("GET /measures/{code}/proposals/{kind}", "decision.propose", r.getPropose)
	room.On("POST /measures/{code}/proposals/{kind}", "decision.propose", r.postPropose)
	for noun, verb := range map[string]string{"agreement": "decision.agree", "refusal": "decision.decline", "withdrawal": "decision.take_back"} {
		room.On("POST /measures/{code}/proposals/{id}/"+noun, verb, r.postSettle(verb))
	}
	room.On("GET /measures/{code}/answers/{party}", "decision.see", r.getAnswer)
	room.On("POST /measures/{code}/answers/{party}/answer", "decision.take_up", r.postAnswer)
	for _, a := range answerActs {
		room.On("GET /measures/{code}/answers/{party}/"+a.noun, a.verb, r.getAnswerAct(a))
		room.On("POST /measures/{code}/answers/{party}/"+a.noun, a.verb, r.postAnswerAct(a))
	}
	room.On("GET /conferences/{code}/agenda", "decision.see", r.getAgenda)
	room.On("GET /conferences/{code}/ranking", "decision.see", r.getRanking)
	room.On("POST /conferences/{code}/ranking", "decision.rank", r.postRank)
}

// find loads the measure of the path; one that the reader may not see does not
// exist.
func find(c *web.Call) (Measure, error) {
	m, err := GetMeasureByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
	if err != nil {
		return m, err
	}
	return shown(c.R.Context(), c.Q, c.Actor, m)
}

// parties are the organisations of a page, found at once.
type parties struct {
	c  *web.Call
	by map[ident.ID]party.Party
}

func loadParties(c *web.Call, ids []ident.ID) (parties, error) {
	by, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	return parties{c, by}, err
}

// partyView is an organisation as pages show it; Code is empty where its page
// may not be seen.
type partyView struct {
	Code         string `json:"code"`
	Name         string `json:"name"`
	Illustrative bool   `json:"illustrative"`
}

func (p parties) view(id ident.ID) partyView {
	o, ok := p.by[id]
	switch {
	case !ok:
		return partyView{}
	case !access.MaySee(p.c.Actor, o.Visibility, o.ID):
		return partyView{Name: p.c.T("decision.hidden_party")}
	}
	return partyView{o.Code, o.NameIn(p.c.Lang), o.Illustrative}
}

func findConference(c *web.Call, code string) (conference.Conference, error) {
	x, err := conference.GetConferenceByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if err == nil && !access.MaySee(c.Actor, x.Visibility, x.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return x, err
}

// classNames are the names of the classes that measures are addressed to.
func classNames(c *web.Call, all []Measure) (map[ident.ID]string, error) {
	if !slices.ContainsFunc(all, func(m Measure) bool { return m.Group != 0 }) {
		return nil, nil
	}
	groups, err := party.ListGroups(c.R.Context(), c.Q, c.Actor.Programme)
	names := map[ident.ID]string{}
	for _, g := range groups {
		names[g.ID] = g.NameIn(c.Lang)
	}
	return names, err
}

// stateSaid is the state in the reader's words.
func stateSaid(c *web.Call, m Measure) string { return c.T(string(Machine.StateKey(m.State))) }

// day is the calendar day of a moment in the programme's zone, "" for none.
func day(c *web.Call, t time.Time) words.Day {
	if t.IsZero() {
		return ""
	}
	return words.DayOf(t, zone(c))
}

func zone(c *web.Call) *time.Location {
	if c.Programme.Zone == nil {
		return time.UTC
	}
	return c.Programme.Zone
}

// options offers values with their words; the empty value is <prefix>none.
func options(c *web.Call, prefix string, values []string, chosen string) []web.Option {
	all := make([]web.Option, len(values))
	for i, v := range values {
		key := prefix + v
		if v == "" {
			key = prefix + "none"
		}
		all[i] = web.Option{Value: v, Label: c.T(key), Selected: v == chosen}
	}
	return all
}

type linkView struct {
	Name string `json:"name"`
	URL  string `json:"url"`
	Code string `json:"code"`
}
