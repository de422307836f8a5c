package plan

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/words"
)

func ways(track string, stages ...Stage) Rules {
	r := Shipped()
	r.From, r.Stages = "2028-05-14", map[string][]Stage{track: stages}
	return r
}

func said(stages []Stage) string {
	var all []string
	for _, s := range stages {
		all = append(all, s.State)
	}
	return strings.Join(all, " ")
}

func TestATrackWithoutStagesGoesTheShortWay(t *testing.T) {
	for _, track := range Tracks {
		if got := said(Shipped().StagesOf(track)); got != "planned under_way finished closed" {
			t.Errorf("%s passes through %s", track, got)
		}
	}
	r := Shipped().WithStage("soft", Stage{State: "accepted", Approver: "receiver"}).WithoutStage("soft", "planned")
	if len(Shipped().Stages) != 0 || said(r.StagesOf("works")) != "planned under_way finished closed" {
		t.Errorf("one track has changed another: %v", r.Stages)
	}
}

func TestWaysThatNoProjectCouldGo(t *testing.T) {
	start, work, done := Stage{State: "planned"}, Stage{State: "under_way"}, Stage{State: "finished"}
	closed := Stage{State: "closed", Approver: "across"}
	ready := func(approver string, shown ...string) Stage { return Stage{"ready", approver, shown} }
	for _, c := range []struct {
		name, track string
		stages      []Stage
		refuse      string
	}{
		{"the short way", "works", []Stage{start, work, done, closed}, ""},
		{"in another order", "works", []Stage{closed, done, work, start}, ""},
		{"of no track", "air", []Stage{start, work, done, closed}, "stages plan.stages_wrong"},
		{"through an unknown stage", "soft", []Stage{start, {State: "flying"}, work, done, closed}, "stages plan.stages_wrong"},
		{"through one stage twice", "soft", []Stage{start, start, work, done, closed}, "stages plan.stages_wrong"},
		{"without work", "soft", []Stage{start, done, closed}, "used plan.stage_spine"},
		{"without an end", "soft", []Stage{start, work, done}, "used plan.stage_spine"},
		{"without a beginning", "soft", []Stage{work, done, closed}, "used plan.stage_no_start"},
		{"let in at the beginning", "soft", []Stage{{"planned", "office", nil}, work, done, closed}, "approver plan.stage_first"},
		{"shown something at the beginning", "soft", []Stage{{"planned", "", []string{"annual_item"}}, work, done, closed}, "approver plan.stage_first"},
		{"closed on the own word", "soft", []Stage{start, work, done, {State: "closed"}}, "approver plan.stage_closing"},
		{"accounts on the own word after the finish", "soft", []Stage{start, work, done, {State: "settled"}, closed}, "approver plan.stage_closing"},
		{"finished on another's word", "soft", []Stage{start, work, {"finished", "office", nil}, closed}, "approver plan.approver_wrong"},
		{"let in by nobody known", "soft", []Stage{start, {"under_way", "mayor", nil}, done, closed}, "approver plan.approver_wrong"},
		{"shown what is unknown", "soft", []Stage{start, {"under_way", "office", []string{"goodwill"}}, done, closed}, "requisites plan.stages_wrong"},
		{"shown what comes later", "soft", []Stage{start, {"under_way", "office", []string{"handover"}}, done, closed}, "requisites plan.requisite_early"},
		{"works ready without an operator", "works", []Stage{start, ready("office", "may_start", "land"), work, done, closed}, "requisites plan.ready_needs"},
		{"works ready without land", "works", []Stage{start, ready("office", "may_start", "operator"), work, done, closed}, "requisites plan.ready_needs"},
		{"works ready without a site check", "works", []Stage{start, ready("office", "land", "operator"), work, done, closed}, "requisites plan.ready_needs"},
		{"works ready on the own word", "works", []Stage{start, ready("", "may_start", "land", "operator"), work, done, closed}, "approver plan.ready_needs_approver"},
		{"soft work ready without land", "soft", []Stage{start, ready("office", "operator"), work, done, closed}, ""},
	} {
		got, err := ways(c.track, c.stages...).check(Shipped(), true, "2028-05-14")
		refused := ""
		if e, ok := err.(*fault.Error); ok {
			refused = e.Fields[0].Name + " " + string(e.Fields[0].Key)
		}
		if refused != c.refuse {
			t.Errorf("%s: %q, want %q", c.name, refused, c.refuse)
		}
		if c.refuse == "" && !slices.IsSortedFunc(got.StagesOf(c.track), func(a, b Stage) int { return at(a.State) - at(b.State) }) {
			t.Errorf("%s: not in order: %v", c.name, got.StagesOf(c.track))
		}
	}
}

// The large example has all gates of the trade; no gate of it can be left to
// the word of who asks.
func TestTheLongWays(t *testing.T) {
	pack, _ := FindPack("large")
	r := pack.On(Shipped())
	if got := said(r.StagesOf("works")); got != strings.Join(Line, " ") {
		t.Errorf("works pass through %s", got)
	}
	if got := said(r.StagesOf("soft")); got != "pooled planned approved under_way finished accepted settled reviewed closed" {
		t.Errorf("soft work passes through %s", got)
	}
	if got := said(r.StagesOf("joint_venture")); got != said(shortWay) {
		t.Errorf("joint ventures pass through %s", got)
	}
	for _, track := range Tracks[:2] {
		for i, s := range r.StagesOf(track) {
			if i > 0 && slices.Contains(Gated, s.State) != (s.Approver != "") {
				t.Errorf("%s %s is let in by %q", track, s.State, s.Approver)
			}
		}
	}
}

// A gate is set on its own page, is seen before it takes effect, and survives an
// edit of the other rules.
func TestStagesThroughForms(t *testing.T) {
	w := newWorld(t)
	officer, _, reader := w.front()
	reader.Get("/rules/tracks/soft").Want(200, "What does a project pass through", "every milestone verified by somebody else").Without("/rules/tracks/soft/accepted")
	reader.Get("/rules/tracks/soft/accepted").Want(403)
	officer.Get("/rules/tracks/air").Want(404)
	officer.Get("/rules/tracks/soft/flying").Want(404)
	form := officer.Get("/rules/tracks/soft/accepted").Want(200, "How does a project come to “accepted”?", "record of acceptance").Without("benefit review")
	officer.Submit(form, "/rules/tracks/soft/accepted", url.Values{"used": {"1"}, "approver": {"mayor"}}).Want(422, "Choose one of the approvers.")
	seen := officer.Submit(form, "/rules/tracks/soft/accepted", url.Values{"used": {"1"}, "approver": {"receiver"}, "requisites": {"acceptance", "milestones_verified"}}).
		Want(200, "soft · accepted", "receiving side; shown: every milestone verified by somebody else · record of acceptance", "Projects that have not come so far yet")
	officer.Get("/rules/tracks/soft").Want(200).Without("receiving side")
	officer.Submit(seen, "/rules", nil).Want(200, "The new version of the rules is set.", "planned → under way → finished, says the implementer → accepted → closed")
	officer.Get("/rules/tracks/soft").Want(200, "receiving side")

	edited := officer.Submit(officer.Get("/rules/edit"), "/rules/edit", set("accept_days", "12")).Want(200, "12 working days").Without("soft · accepted")
	officer.Submit(edited, "/rules", nil).Want(200)
	officer.Get("/rules/tracks/soft").Want(200, "receiving side")
	fields, _ := officer.Get("/rules/edit").Form("/rules/edit")
	fields.Set("accept_days", "13")
	fields.Del("stages")
	officer.Post("/rules/edit", fields).Want(200, "13 working days").Without("soft · accepted")
	fields.Set("stages", "{")
	officer.Post("/rules/edit", fields).Want(422, "The stages cannot be read.")

	form = officer.Get("/rules/tracks/soft/accepted").Want(200)
	seen = officer.Submit(form, "/rules/tracks/soft/accepted", url.Values{"used": nil}).Want(200, "not used")
	officer.Submit(seen, "/rules", nil).Want(200, "Version 3")
	officer.Get("/rules/tracks/soft").Want(200, "Stages that are left out").Without("receiving side")
	officer.Submit(officer.Get("/rules/edit?pack=large"), "/rules", nil).Want(200, "Version 4")
	officer.In(words.ZH).Get("/rules/tracks/works").Want(200, "项目经过哪些阶段", "生态筛查和征求意见符合开工要求", "受援方")
	reader.Get("/rules/comparison?old=3&new=4").Want(200, "works · ready to start")
}
