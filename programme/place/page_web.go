package place

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

type findingView struct {
	Zone     string `json:"zone"`
	Layer    string `json:"layer"`
	LayerURL string `json:"layer_url"`
	Kind     string `json:"kind"`
	Distance int    `json:"distance_m"`
	Met      bool   `json:"meets"`
}

type conditionView struct {
	ID    ident.ID   `json:"id"`
	Text  string     `json:"text"`
	Due   words.Day  `json:"due"`
	State string     `json:"state"`
	Said  string     `json:"state_said"`
	Late  bool       `json:"late"`
	Note  string     `json:"note"`
	Moves []web.Move `json:"moves"`
}

type historyLine struct {
	When string `json:"when"`
	Who  string `json:"who"`
	What string `json:"what"`
	Why  string `json:"why"`
}

type sitePage struct {
	Site          Site               `json:"site"`
	Row           siteRow            `json:"row"`
	Where         string             `json:"where"` // the first position, as people write it
	Veiled        bool               `json:"coarse"`
	MayStart      bool               `json:"may_start"`
	Why           string             `json:"why_not"`
	ScreenedOn    string             `json:"screened_on"`
	Verdict       string             `json:"verdict"`
	Layers        int                `json:"layers"` // how many were in force
	Findings      []findingView      `json:"findings"`
	Drawing       *drawing           `json:"-"`
	Exceptions    []Exception        `json:"exceptions"`
	Conditions    []conditionView    `json:"conditions"`
	Consultations []consultationView `json:"consultations"`
	MayConsult    bool               `json:"may_consult"`
	History       []historyLine      `json:"history"`
	Moves         []web.Move         `json:"moves"`
	Forward       bool               `json:"-"` // the first of them is the next step
}

// getSite answers: may works start here?
func (r *Room) getSite(c *web.Call) error {
	who, s, err := find(c)
	if err != nil {
		return err
	}
	then, err := c.AsOf()
	if err != nil {
		return err
	}
	if then.Asked() {
		return r.getSiteThen(c, s, then)
	}
	ctx, prog := c.R.Context(), c.Actor.Programme
	p := pageOf(c, s)
	var why words.Key
	if p.MayStart, why, err = MayStart(ctx, c.Q, prog, s.ID, c.Today()); err != nil {
		return err
	}
	if why != "" {
		p.Why = c.T(string(why))
	}
	for _, fill := range []func(*web.Call, ident.Actor, Site, *sitePage) error{fillFindings, fillConditions, fillConsultations, fillHistory} {
		if err := fill(c, who, s, &p); err != nil {
			return err
		}
	}
	open := Machine.Open(who, s.Relations(who), s.State)
	slices.SortStableFunc(open, s.wayOn)
	p.Forward = len(open) > 0 && s.ahead(open[0].Verb)
	for _, mv := range open {
		if mv.Verb == "place.screen" {
			p.Moves = append(p.Moves, web.Move{Label: c.T(mv.Verb), URL: c.Base() + URL(s.Code) + "/screening", Post: true})
		}
		i := slices.IndexFunc(acts, func(a act) bool { return a.verb == mv.Verb })
		if i >= 0 && (mv.Verb != "place.find_clear" || s.Verdict == Clear) {
			p.Moves = append(p.Moves, web.Move{Label: c.T(mv.Verb), URL: c.Base() + URL(s.Code) + "/" + acts[i].noun})
		}
	}
	return c.Page("site", p)
}

// ahead tells whether a verb takes the site on towards works. What is stopped goes
// on by another place first, and only else by an exception.
func (s Site) ahead(verb string) bool {
	if s.State == Prohibited || s.State == Refused {
		return verb == "place.move"
	}
	return verb != "place.move" && verb != "place.refuse"
}

// wayOn puts what takes the site on before what does not.
func (s Site) wayOn(a, b state.Move) int {
	rank := map[bool]int{true: 0, false: 1}
	return rank[s.ahead(a.Verb)] - rank[s.ahead(b.Verb)]
}

// pageOf is the page of a site with what stands in its own row.
func pageOf(c *web.Call, s Site) sitePage {
	shown := s.shownTo(c.Actor)
	return sitePage{Site: shown, Row: rowOf(c, shown), Where: shown.where(), Veiled: s.veiled(c.Actor)}
}

// where is the first position of the site, longitude first.
func (s Site) where() string {
	for e := range s.Shape.edges() {
		write := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
		return write(e[0].lon()) + ", " + write(e[0].lat())
	}
	return ""
}

func fillFindings(c *web.Call, _ ident.Actor, s Site, p *sitePage) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	x, err := ScreeningOf(ctx, c.Q, prog, s)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	p.ScreenedOn, p.Verdict = words.Moment(c.Lang, x.At, c.Programme.Zone), x.Verdict
	layers, err := ListLayers(ctx, c.Q, prog)
	if err != nil {
		return err
	}
	named := map[ident.ID]Layer{}
	for _, l := range layers {
		named[l.ID] = l
	}
	if x.Versions != "" {
		p.Layers = strings.Count(x.Versions, ",") + 1
	}
	if p.Veiled {
		return nil // the zones and their distances would tell where it lies
	}
	var zones []ident.ID
	for _, f := range x.Findings {
		l := named[f.Layer]
		p.Findings = append(p.Findings, findingView{f.Name, l.TitleIn(c.Lang), c.Base() + LayerURL(l.Code), f.Kind, f.Distance, f.Met()})
		if len(zones) < mostDrawn {
			zones = append(zones, f.Zone)
		}
	}
	shapes, err := shapesOf(ctx, c.Q, prog, zones)
	if err != nil {
		return err
	}
	p.Drawing = draw(s, x.Findings, shapes)
	return nil
}

func fillConditions(c *web.Call, who ident.Actor, s Site, p *sitePage) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	all, err := ConditionsOf(ctx, c.Q, prog, s.ID)
	if err != nil {
		return err
	}
	for _, x := range all {
		v := conditionViewOf(c, x, c.Today())
		for _, mv := range ConditionMachine.Open(who, x.Relations(who, s), x.State) {
			i := slices.IndexFunc(follows, func(a act) bool { return a.verb == mv.Verb })
			v.Moves = append(v.Moves, web.Move{Label: c.T(mv.Verb), URL: c.Base() + followURL(s, x, follows[i])})
		}
		p.Conditions = append(p.Conditions, v)
	}
	p.Exceptions, err = ExceptionsOf(ctx, c.Q, prog, s.ID)
	return err
}

func conditionViewOf(c *web.Call, x Condition, day words.Day) conditionView {
	return conditionView{ID: x.ID, Text: x.Text, Due: x.Due, State: x.State, Said: c.T(string(ConditionMachine.StateKey(x.State))), Late: x.Late(day), Note: x.Note}
}

func fillHistory(c *web.Call, _ ident.Actor, s Site, p *sitePage) (err error) {
	p.History, err = historyOf(c, Machine, 0, s.Ref())
	return err
}

// historyOf draws what happened to a record up to a change, 0 for now.
func historyOf(c *web.Call, m *state.Machine, seq int64, ref ident.Ref) ([]historyLine, error) {
	lines, err := party.LinesTo(c.R.Context(), c.Q, c.Actor.Programme, m, seq, ref)
	var drawn []historyLine
	for _, l := range lines {
		drawn = append(drawn, historyLine{words.Moment(c.Lang, l.At, c.Programme.Zone), l.Who(c.Lang), c.T(l.What()), l.Reason})
	}
	return drawn, err
}

func (r *Room) postScreening(c *web.Call) error {
	_, s, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.Screen(c.R.Context(), c.Actor, c.Key(), s.ID, c.Today())
	if err != nil {
		return c.Again(r.getSite, err)
	}
	return c.Done(done, URL(s.Code)+"#findings", "place.screen_done")
}

// act is one act on a page of its own, with the noun of its URL and the fields
// that it asks.
type act struct {
	verb, noun string
	reason     bool
}

var acts = []act{{"place.find_clear", "clear-finding", false}, {"place.find_assess", "assessment", true}, {"place.except", "exception", false},
	{"place.clear_on", "clearance", true}, {"place.refuse", "refusal", true}, {"place.move", "location", true}}

type actPage struct {
	Code   string   `json:"code"`
	Title  string   `json:"title"`
	Up     string   `json:"up"`
	Verb   string   `json:"verb"`
	URL    string   `json:"url"`
	About  string   `json:"about"`
	Needs  []string `json:"needs"`
	Reason bool     `json:"asks_reason"`
	Where  string   `json:"where"`
	Within int      `json:"within_m"`
}

func (r *Room) getAct(a act) web.Handler {
	return func(c *web.Call) error {
		who, s, err := find(c)
		if err != nil {
			return err
		}
		const reason = "-" // the page asks for it
		mv, err := Machine.Try(who, s.Relations(who), s.State, a.verb, reason)
		if err != nil && !c.Kept() {
			return err
		}
		up := c.Base() + URL(s.Code)
		return c.Page("act", actPage{Code: s.Code, Title: s.TitleIn(c.Lang), Up: up, Verb: a.verb, URL: up + "/" + a.noun, Needs: mv.Needs, Reason: a.reason,
			Where: s.where(), Within: s.Within})
	}
}

func (r *Room) postAct(a act) web.Handler {
	return func(c *web.Call) error {
		_, s, err := find(c)
		if err != nil {
			return err
		}
		in := ActInput{MoveInput: MoveInput{Key: c.Key(), Site: s.ID, Reason: c.Value("reason")}}
		in.Citation, in.Published, in.Why = c.Value("citation"), c.Value("published"), c.Value("why")
		in.Conditions, in.Shape = c.Value("conditions"), c.Value("shape")
		if in.Within, err = metres(c); err != nil {
			return c.Again(r.getAct(a), err)
		}
		done, err := r.Act(c.R.Context(), c.Actor, a.verb, in)
		if err != nil {
			return c.Again(r.getAct(a), err)
		}
		return c.Done(done, URL(s.Code), a.verb+"_done")
	}
}

// follows are the acts on a condition.
var follows = []act{{"place.meet", "fulfilment", true}, {"place.check", "check", false}, {"place.reopen", "reopening", true}}

func followURL(s Site, x Condition, a act) string {
	return URL(s.Code) + "/conditions/" + strconv.FormatInt(int64(x.ID), 10) + "/" + a.noun
}

func findCondition(c *web.Call) (ident.Actor, Site, Condition, error) {
	who, s, err := find(c)
	if err != nil {
		return who, s, Condition{}, err
	}
	x, err := GetCondition(c.R.Context(), c.Q, c.Actor.Programme, number(c.Path("id")))
	if err == nil && x.Site != s.ID {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return who, s, x, err
}

func (r *Room) getFollow(a act) web.Handler {
	return func(c *web.Call) error {
		who, s, x, err := findCondition(c)
		if err != nil {
			return err
		}
		const reason = "-" // the page asks for it
		if _, err = ConditionMachine.Try(who, x.Relations(who, s), x.State, a.verb, reason); err != nil && !c.Kept() {
			return err
		}
		return c.Page("act", actPage{Code: s.Code, Title: s.TitleIn(c.Lang), Up: c.Base() + URL(s.Code), Verb: a.verb, URL: c.Base() + followURL(s, x, a), About: x.Text,
			Reason: a.reason})
	}
}

func (r *Room) postFollow(a act) web.Handler {
	return func(c *web.Call) error {
		_, s, x, err := findCondition(c)
		if err != nil {
			return err
		}
		done, err := r.Follow(c.R.Context(), c.Actor, a.verb, FollowInput{c.Key(), s.ID, x.ID, c.Value("reason")})
		if err != nil {
			return c.Again(r.getFollow(a), err)
		}
		return c.Done(done, URL(s.Code)+"#conditions", a.verb+"_done")
	}
}
