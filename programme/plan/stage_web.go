package plan

import (
	"encoding/json"
	"slices"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/web"
)

func (r *Room) mountStages(m *web.Room) {
	m.On("GET /rules/tracks/{track}", "plan.view", r.getTrack)
	m.On("GET /rules/tracks/{track}/{stage}", "plan.set_rules", r.getStage)
	m.On("POST /rules/tracks/{track}/{stage}", "plan.set_rules", r.postStage)
}

// stageView is one stage of a track in words; Used is false for one that the
// track leaves out.
type stageView struct {
	Stage
	Said     string   `json:"state_said"`
	Who      string   `json:"approver_said"`
	Shown    []string `json:"requisites_said"`
	Used     bool     `json:"used"`
	Optional bool     `json:"optional"`
}

func stageOf(c *web.Call, s Stage) stageView {
	v := stageView{Stage: s, Said: c.T("plan.stage." + s.State), Used: true, Optional: !slices.Contains(Spine, s.State)}
	if s.Approver != "" {
		v.Who = c.T("plan.let_in_by." + s.Approver)
	}
	for _, x := range s.Requisites {
		v.Shown = append(v.Shown, c.T("plan.requisite."+x))
	}
	return v
}

// trackView is the way of one track in a line.
type trackView struct {
	Track string `json:"track"`
	Said  string `json:"track_said"`
	Way   string `json:"way"`
}

func tracks(c *web.Call, r Rules) []trackView {
	var all []trackView
	for _, t := range Tracks {
		var way []string
		for _, s := range r.StagesOf(t) {
			way = append(way, c.T("plan.stage."+s.State))
		}
		all = append(all, trackView{t, c.T("plan.track." + t), strings.Join(way, " → ")})
	}
	return all
}

type trackPage struct {
	Track  string      `json:"track"`
	Said   string      `json:"track_said"`
	Stages []stageView `json:"stages"`
	Unused []stageView `json:"unused"`
	Coming bool        `json:"coming"`
	MaySet bool        `json:"-"`
}

// getTrack shows what the projects of a track pass through.
func (r *Room) getTrack(c *web.Call) error {
	track := oneOf(c.Path("track"), Tracks)
	if track == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	now, err := RulesOn(c.R.Context(), c.Q, c.Programme.ID, c.Today())
	if err != nil {
		return err
	}
	last, err := LatestRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	p := trackPage{Track: track, Said: c.T("plan.track." + track), Coming: last.Version > now.Version, MaySet: may(c, "plan.set_rules")}
	way := now.StagesOf(track)
	for _, s := range way {
		p.Stages = append(p.Stages, stageOf(c, s))
	}
	for _, state := range Line {
		if !slices.ContainsFunc(way, func(s Stage) bool { return s.State == state }) {
			p.Unused = append(p.Unused, stageView{Stage: Stage{State: state}, Said: c.T("plan.stage." + state)})
		}
	}
	return c.Page("track", p)
}

type stagePage struct {
	Track      string       `json:"track"`
	TrackSaid  string       `json:"track_said"`
	Stage      stageView    `json:"stage"`
	Gated      bool         `json:"may_be_gate"`
	Approvers  []web.Option `json:"-"`
	Requisites []web.Option `json:"-"`
}

// getStage is the form of one stage of a track, under the rules last set.
func (r *Room) getStage(c *web.Call) error {
	track, state, err := stageAsked(c)
	if err != nil {
		return err
	}
	last, err := LatestRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	p := stagePage{Track: track, TrackSaid: c.T("plan.track." + track), Gated: slices.Contains(Gated, state)}
	p.Stage = stageView{Stage: Stage{State: state}, Said: c.T("plan.stage." + state), Optional: !slices.Contains(Spine, state)}
	way := last.StagesOf(track)
	if i := slices.IndexFunc(way, func(s Stage) bool { return s.State == state }); i >= 0 {
		p.Stage = stageOf(c, way[i])
	}
	p.Approvers = []web.Option{{Label: c.T("plan.let_in_by.none")}}
	for _, a := range Approvers {
		p.Approvers = append(p.Approvers, web.Option{Value: a, Label: c.T("plan.let_in_by." + a), Selected: a == p.Stage.Approver})
	}
	for _, x := range Requisites {
		if at(x.From) <= at(state) {
			p.Requisites = append(p.Requisites, web.Option{Value: x.Name, Label: c.T("plan.requisite." + x.Name), Selected: slices.Contains(p.Stage.Requisites, x.Name)})
		}
	}
	return c.Page("stage", p)
}

func stageAsked(c *web.Call) (track, state string, err error) {
	track, state = oneOf(c.Path("track"), Tracks), oneOf(c.Path("stage"), Line)
	if track == "" || state == "" {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return track, state, err
}

// postStage shows what another stage would change of the rules; it changes
// nothing.
func (r *Room) postStage(c *web.Call) error {
	track, state, err := stageAsked(c)
	if err != nil {
		return err
	}
	last, err := LatestRules(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	next := last.WithoutStage(track, state)
	if c.Value("used") != "" || slices.Contains(Spine, state) {
		next = last.WithStage(track, Stage{State: state, Approver: c.Value("approver"), Requisites: c.Values("requisites")})
	}
	next.From = max(c.Today(), last.From)
	_, changes, err := r.Look(c.R.Context(), c.Actor, next)
	if err != nil {
		return c.Again(r.getStage, err)
	}
	return r.drawCheck(c, next, last.Version, "", changes)
}

// stagesText carries the ways of the tracks through a form.
func stagesText(r Rules) string {
	text, err := json.Marshal(r.Stages)
	if err != nil {
		panic(err) // plain values always marshal
	}
	return string(text)
}

// postedStages reads them back. A form without them leaves the ways as they are;
// a text that is none is refused by the rules, as a track that is none.
func postedStages(c *web.Call) (map[string][]Stage, error) {
	text := c.Value("stages")
	if text == "" {
		last, err := LatestRules(c.R.Context(), c.Q, c.Programme.ID)
		return last.Stages, err
	}
	all := map[string][]Stage{}
	if json.Unmarshal([]byte(text), &all) != nil {
		return map[string][]Stage{"": {}}, nil
	}
	return all, nil
}

// stageDifference says what becomes of one stage of a track.
func stageDifference(c *web.Call, s StageChange) difference {
	say := func(s *Stage) string {
		if s == nil {
			return ""
		}
		v := stageOf(c, *s)
		text := c.T("plan.own_word")
		if v.Who != "" {
			text = v.Who
		}
		if len(v.Shown) > 0 {
			text += c.T("plan.shown_are", strings.Join(v.Shown, " · "))
		}
		return text
	}
	return difference{Name: c.T("plan.track."+s.Track) + " · " + c.T("plan.stage."+s.State), Before: say(s.Before), After: say(s.After),
		Touches: c.T("plan.touches.stages"), Part: true}
}
