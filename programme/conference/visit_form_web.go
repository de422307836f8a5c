package conference

import (
	"strings"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

// visitForm asks for the facts of a visit; Code is "" for a new one. Met is who
// met, one a line.
type visitForm struct {
	Visit        Visit        `json:"visit"`
	Code         string       `json:"code"`
	Met          string       `json:"met"`
	Held         []web.Option `json:"-"`
	Kinds        []web.Option `json:"-"`
	Meetings     []web.Option `json:"-"`
	Pairings     []web.Option `json:"-"`
	Visibilities []web.Option `json:"-"`
}

func formOf(c *web.Call, v Visit) (visitForm, error) {
	p := visitForm{Visit: v, Code: v.Code, Kinds: Choices(c, "conference.visit_kind.", VisitKinds),
		Held:         []web.Option{{Value: Held, Label: c.T(string(VisitMachine.StateKey(Held))), Selected: true}, {Value: Planned, Label: c.T(string(VisitMachine.StateKey(Planned)))}},
		Visibilities: Choices(c, "conference.visibility.", []string{"parties", "internal"})}
	for _, m := range v.Parties {
		p.Met += m.Name + "\n"
	}
	none := web.Option{Value: "", Label: c.T("conference.none")}
	p.Meetings, p.Pairings = []web.Option{none}, []web.Option{none}
	meetings, err := ListConferences(c.R.Context(), c.Q, c.Actor, Filter{Limit: 200})
	if err != nil {
		return p, err
	}
	for _, x := range meetings {
		p.Meetings = append(p.Meetings, web.Option{Value: x.Code, Label: x.Code + " " + x.TitleIn(c.Lang), Selected: x.ID == v.Conference})
	}
	pairings, err := party.ListPairings(c.R.Context(), c.Q, c.Actor.Programme, party.PairingFilter{For: c.Actor, Limit: 200})
	if err != nil {
		return p, err
	}
	var ids []ident.ID
	for _, t := range pairings {
		ids = append(ids, t.Provider, t.Receiver)
	}
	orgs, err := names(c, ids)
	for _, t := range pairings {
		p.Pairings = append(p.Pairings, web.Option{Value: t.Code, Label: t.Code + " " + orgs[t.Provider] + " — " + orgs[t.Receiver], Selected: t.ID == v.Pairing})
	}
	return p, err
}

func (r *Room) getNewVisit(c *web.Call) error {
	v := Visit{Kind: "visit"}
	if code := c.Query("conference"); code != "" && !c.Kept() {
		x, err := GetConferenceByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err == nil && access.MaySee(c.Actor, x.Visibility, x.Owner) {
			v.Conference, v.From, v.To, v.Place = x.ID, x.From, x.To, x.Place
		}
	}
	p, err := formOf(c, v)
	if err != nil {
		return err
	}
	return c.Page("visit_form", p)
}

// visitPosted reads the form; its refusals name the field.
func visitPosted(c *web.Call) (VisitInput, error) {
	in := VisitInput{Key: c.Key(), Kind: c.Value("kind"), From: words.Day(c.Value("from")), To: words.Day(c.Value("to")), Place: c.Value("place"),
		Purpose: c.Value("purpose"), Planned: c.Value("held") == Planned, Visibility: c.Value("visibility"), Quote: Quote{Text: c.Value("quote")}}
	for line := range strings.Lines(c.Value("parties")) {
		in.Parties = append(in.Parties, VisitParty{Name: line})
	}
	if code := c.Value("conference"); code != "" {
		x, err := GetConferenceByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil {
			return in, refuse("conference", "conference.conference_unknown", err)
		}
		in.Conference = x.ID
	}
	if code := c.Value("pairing"); code != "" {
		t, err := party.GetPairingByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil {
			return in, refuse("pairing", "conference.pairing_unknown", err)
		}
		in.Pairing = t.ID
	}
	return in, nil
}

func (r *Room) postVisit(c *web.Call) error {
	in, err := visitPosted(c)
	if err != nil {
		return c.Again(r.getNewVisit, err)
	}
	done, err := r.RecordVisit(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getNewVisit, err)
	}
	id, _ := done.Subject(VisitNoun)
	v, err := GetVisit(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, VisitURL(v.Code), "conference.record_visit_done")
}

func (r *Room) getVisitCorrection(c *web.Call) error {
	v, err := findVisit(c)
	if err != nil {
		return err
	}
	if err := access.Check(own, c.Actor, "conference.correct_visit", v.Relations(c.Actor)); err != nil {
		return err
	}
	p, err := formOf(c, v)
	if err != nil {
		return err
	}
	return c.Page("visit_form", p)
}

func (r *Room) postVisitCorrection(c *web.Call) error {
	v, err := findVisit(c)
	if err != nil {
		return err
	}
	in, err := visitPosted(c)
	if err != nil {
		return c.Again(r.getVisitCorrection, err)
	}
	done, err := r.CorrectVisit(c.R.Context(), c.Actor, CorrectVisitInput{Key: in.Key, Visit: v.ID, VisitInput: in})
	if err != nil {
		return c.Again(r.getVisitCorrection, err)
	}
	return c.Done(done, VisitURL(v.Code), "conference.correct_visit_done")
}
