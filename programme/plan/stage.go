package plan

import (
	"slices"
	"strings"

	"throughline/kit/fault"
)

// Stage is a state that the projects of a track pass through. Requisites are
// what must be shown before a project enters it. With an Approver it is a gate:
// somebody asks, and the approver, who is somebody else, lets the project in or
// refuses. Without one the step is taken on the own word of whoever does the work.
type Stage struct {
	State      string   `json:"state"`
	Approver   string   `json:"approver"` // one of Approvers, or ""
	Requisites []string `json:"requisites"`
}

// Tracks of a project, in the order in which they are offered.
var Tracks = []string{"works", "soft", "joint_venture"}

// Line are all stages there are, in the order of a project's life. A track uses
// some of them; no track has another order.
var Line = []string{"idea", "applied", "pooled", "planned", "approved", "ready", "tendering", "under_way", "finished", "accepted", "settled",
	"handed_over", "operating", "reviewed", "closed"}

// Spine are the stages that no track leaves out.
var Spine = []string{"under_way", "finished", "closed"}

// Gated are the stages that can have an approver. The others are reports of what
// was done: nobody lets a project into them.
var Gated = []string{"pooled", "planned", "approved", "ready", "under_way", "accepted", "settled", "handed_over", "reviewed", "closed"}

// Approvers are who can be named to let projects through a gate. across is the
// programme office, or the side across from the implementer.
var Approvers = []string{"office", "leader", "receiver", "provider", "across"}

// Requisite is something that can be asked for at a gate, from the stage From on. A
// paper is shown by a file or by the reference of a document; the others are read
// from what is recorded.
type Requisite struct {
	Name, From string
	Paper      bool
}

// Requisites are all that can be asked for, in the order in which they are shown.
var Requisites = []Requisite{
	{"need", "pooled", false}, {"site", "pooled", false}, {"site_checked", "pooled", false}, {"appraisal", "pooled", true},
	{"annual_item", "planned", false},
	{"estimate", "approved", false}, {"approval", "approved", true},
	{"may_start", "ready", false}, {"land", "ready", true}, {"operator", "approved", false}, {"funds", "approved", true},
	{"contract", "under_way", true}, {"supervisor", "under_way", true}, {"permit", "under_way", true},
	{"milestones_claimed", "finished", false}, {"milestones_verified", "accepted", false}, {"acceptance", "accepted", true},
	{"accounts", "settled", true},
	{"asset", "handed_over", false}, {"surplus", "handed_over", true}, {"handover", "handed_over", true},
	{"review", "reviewed", true},
}

// FindRequisite is a requisite by its name.
func FindRequisite(name string) (Requisite, bool) {
	i := slices.IndexFunc(Requisites, func(x Requisite) bool { return x.Name == name })
	if i < 0 {
		return Requisite{}, false
	}
	return Requisites[i], true
}

// shortWay is the way of a track for which the rules name no stages: enough for a
// teacher exchange between two schools.
var shortWay = []Stage{{State: "planned"}, {State: "under_way"}, {State: "finished", Requisites: []string{"milestones_claimed"}},
	{State: "closed", Approver: "across", Requisites: []string{"milestones_verified"}}}

// StagesOf are the stages of a track, in their order.
func (r Rules) StagesOf(track string) []Stage {
	if named := r.Stages[track]; len(named) > 0 {
		return named
	}
	return shortWay
}

// WithStage puts a stage into a track, in the place of the one with its state.
// The rules it is called on stay as they are.
func (r Rules) WithStage(track string, s Stage) Rules {
	return r.restaged(track, append(others(r.StagesOf(track), s.State), s))
}

// WithoutStage leaves a stage out of a track.
func (r Rules) WithoutStage(track, state string) Rules {
	return r.restaged(track, others(r.StagesOf(track), state))
}

func (r Rules) restaged(track string, stages []Stage) Rules {
	slices.SortStableFunc(stages, func(a, b Stage) int { return at(a.State) - at(b.State) })
	all := map[string][]Stage{track: stages}
	for t, s := range r.Stages {
		if t != track {
			all[t] = s
		}
	}
	r.Stages = all
	return r
}

func others(stages []Stage, state string) []Stage {
	return slices.DeleteFunc(slices.Clone(stages), func(s Stage) bool { return s.State == state })
}

// mustReady are what no rules can leave out where works have the stage ready: no
// works start without them.
var mustReady = []string{"may_start", "land", "operator"}

// checkStages refuses ways that no project could go, and puts each in its order.
func checkStages(f *fault.Form, all map[string][]Stage) map[string][]Stage {
	out := map[string][]Stage{}
	for track, stages := range all {
		f.Require(slices.Contains(Tracks, track), "stages", "plan.stages_wrong")
		if len(stages) > 0 && slices.Contains(Tracks, track) {
			out[track] = checkWay(f, track, stages)
		}
	}
	return out
}

func checkWay(f *fault.Form, track string, stages []Stage) []Stage {
	var way []Stage
	for _, state := range Line {
		i := slices.IndexFunc(stages, func(s Stage) bool { return s.State == state })
		if i >= 0 {
			way = append(way, checkStage(f, track, stages[i]))
			continue
		}
		f.Require(!slices.Contains(Spine, state), "used", "plan.stage_spine")
	}
	f.Require(len(way) == len(stages), "stages", "plan.stages_wrong")
	if len(way) == 0 {
		return way
	}
	first := way[0]
	f.Require(at(first.State) < at("under_way"), "used", "plan.stage_no_start")
	f.Require(first.Approver == "" && len(first.Requisites) == 0, "approver", "plan.stage_first")
	for i, s := range way {
		after := i > 0 && way[i-1].State == "finished"
		f.Require(s.Approver != "" || !after && s.State != "closed", "approver", "plan.stage_closing")
	}
	return way
}

func checkStage(f *fault.Form, track string, s Stage) Stage {
	f.Require(s.Approver == "" || slices.Contains(Approvers, s.Approver) && slices.Contains(Gated, s.State), "approver", "plan.approver_wrong")
	var shown []string
	for _, x := range Requisites {
		if slices.Contains(s.Requisites, x.Name) {
			shown = append(shown, x.Name)
			f.Require(at(x.From) <= at(s.State), "requisites", "plan.requisite_early")
		}
	}
	f.Require(len(shown) == len(s.Requisites), "requisites", "plan.stages_wrong")
	if track == "works" && s.State == "ready" {
		f.Require(len(without(mustReady, shown)) == 0, "requisites", "plan.ready_needs")
		f.Require(s.Approver != "", "approver", "plan.ready_needs_approver")
	}
	s.Requisites = append([]string{}, shown...)
	return s
}

// at is the place of a stage on the line.
func at(state string) int { return slices.Index(Line, state) }

// StageChange is one stage of a track that rules add (Before is nil), leave out
// (After is nil) or change.
type StageChange struct {
	Track, State  string
	Before, After *Stage
}

// stageChanges lists what the rules change of the ways before.
func (r Rules) stageChanges(before Rules) []Difference {
	var all []Difference
	for _, track := range Tracks {
		was, is := r.byState(before, track)
		for _, state := range Line {
			b, a := was[state], is[state]
			if b == nil && a == nil || b != nil && a != nil && b.Approver == a.Approver && strings.Join(b.Requisites, " ") == strings.Join(a.Requisites, " ") {
				continue
			}
			all = append(all, Difference{Name: "stages", Stage: &StageChange{track, state, b, a}})
		}
	}
	return all
}

func (r Rules) byState(before Rules, track string) (was, is map[string]*Stage) {
	gather := func(stages []Stage) map[string]*Stage {
		m := map[string]*Stage{}
		for _, s := range stages {
			m[s.State] = &s
		}
		return m
	}
	return gather(before.StagesOf(track)), gather(r.StagesOf(track))
}

// large ways: every gate, for works and for what is not built.
var (
	longWorks = []Stage{{State: "idea"}, {State: "applied"},
		{"pooled", "receiver", []string{"need", "site", "site_checked", "appraisal"}},
		{"planned", "office", []string{"annual_item"}},
		{"approved", "office", []string{"estimate", "approval"}},
		{"ready", "office", []string{"may_start", "land", "operator", "funds"}},
		{State: "tendering"},
		{"under_way", "office", []string{"contract", "supervisor", "permit"}},
		{State: "finished", Requisites: []string{"milestones_claimed"}},
		{"accepted", "receiver", []string{"milestones_verified", "acceptance"}},
		{"settled", "office", []string{"accounts"}},
		{"handed_over", "receiver", []string{"asset", "surplus", "handover"}},
		{State: "operating"},
		{"reviewed", "office", []string{"review"}},
		{State: "closed", Approver: "across"}}
	longSoft = []Stage{{State: "pooled"},
		{"planned", "office", []string{"need", "annual_item"}},
		{"approved", "office", []string{"estimate", "approval"}},
		{"under_way", "office", []string{"funds"}},
		{State: "finished", Requisites: []string{"milestones_claimed"}},
		{"accepted", "receiver", []string{"milestones_verified", "acceptance"}},
		{"settled", "office", []string{"accounts"}},
		{"reviewed", "office", []string{"surplus", "review"}},
		{State: "closed", Approver: "across"}}
)
