package plan

import (
	"testing"
	"time"

	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
)

func (w *world) period(code string) Period {
	w.t.Helper()
	p, err := GetPeriodByCode(w.t.Context(), w.d.Read(), w.prog.ID, code)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// drafted makes a period of these years and takes it through verbs.
func (w *world) drafted(code string, from, to words.Day, verbs ...string) Period {
	w.t.Helper()
	in := AddInput{w.key(), PeriodInput{Code: code, Name: code, From: from, To: to}}
	if _, err := w.room.AddPeriod(w.t.Context(), w.as(ident.Office), in); err != nil {
		w.t.Fatal(err)
	}
	p := w.period(code)
	for _, verb := range verbs {
		who := w.as(ident.Office)
		if verb == "plan.approve" || verb == "plan.continue" {
			who = w.as(ident.Leader)
		}
		if _, err := w.room.Step(w.t.Context(), who, StepInput{w.key(), p.ID, verb, "because"}); err != nil {
			w.t.Fatalf("%s: %v", verb, err)
		}
	}
	return w.period(code)
}

var inForce = []string{"plan.consult", "plan.approve", "plan.begin"}

func TestAPeriodIsEditedWhileItMayBe(t *testing.T) {
	w := newWorld(t)
	w.drafted("P14", "2021-01-01", "2025-12-31")
	p := w.drafted("P15", "2026-01-01", "2030-12-31")
	edit := func(in PeriodInput) error {
		_, err := w.room.EditPeriod(t.Context(), w.as(ident.Office), EditInput{w.key(), p.ID, in})
		return err
	}
	same := PeriodInput{Name: "P15", NameZH: "P15", From: "2026-01-01", To: "2030-12-31"}
	want(t, edit(same), fault.Conflict, "plan.nothing_changed")
	changed := same
	changed.MidTerm, changed.Envelope = "2028-06-30", "60 million a year, grants of the provinces"
	want(t, edit(changed), 0, "")
	clash := changed
	clash.From = "2025-12-31"
	want(t, edit(clash), fault.Invalid, "plan.overlap")
	if got := w.period("P15"); got.MidTerm != "2028-06-30" || got.Code != "P15" || got.Version != 1 || got.State != "drafting" {
		t.Errorf("%+v", got)
	}
	// Another clerk has the last word on the text; then the first may approve it.
	clerk := w.as(ident.Office)
	clerk.Person = 4
	changed.Envelope = "70 million a year"
	if _, err := w.room.EditPeriod(t.Context(), clerk, EditInput{w.key(), p.ID, changed}); err != nil {
		t.Fatal(err)
	}
	if got := w.period("P15"); got.EditedBy != 4 || len(got.Relations(clerk)) != 0 || len(got.Relations(w.as(ident.Office))) != 1 {
		t.Errorf("%+v", got)
	}
	want(t, edit(PeriodInput{Name: "P15", NameZH: "P15", From: "2026-01-01", To: "2030-12-31", MidTerm: "2028-06-30", Envelope: "80 million"}), 0, "")
	for _, verb := range inForce {
		who := w.as(ident.Office)
		if verb == "plan.approve" {
			// Who wrote the text does not approve it, under whatever hat.
			both := w.as(ident.Office)
			both.Organisation, both.Roles = 9, []ident.Role{ident.Leader}
			_, err := w.room.Step(t.Context(), both, StepInput{w.key(), p.ID, verb, ""})
			want(t, err, fault.Forbidden, "fault.forbidden")
			who = w.as(ident.Leader)
		}
		if _, err := w.room.Step(t.Context(), who, StepInput{w.key(), p.ID, verb, ""}); err != nil {
			t.Fatal(err)
		}
	}
	want(t, edit(same), fault.Conflict, "state.moved_on")
}

func TestALeaderSendsADraftBack(t *testing.T) {
	w := newWorld(t)
	p := w.drafted("P15", "2026-01-01", "2030-12-31", "plan.consult")
	open, err := task.Of(t.Context(), w.d.Read(), w.prog.ID, periodRef(p.ID))
	if err != nil || len(open) != 1 || open[0].Action != "plan.approve" || open[0].NotPerson != 1 {
		t.Errorf("%+v, %v", open, err)
	}
	_, err = w.room.Step(t.Context(), w.as(ident.Leader), StepInput{w.key(), p.ID, "plan.send_back", ""})
	want(t, err, fault.Invalid, "state.reason_missing")
	_, err = w.room.Step(t.Context(), w.as(ident.Leader), StepInput{w.key(), p.ID, "plan.send_back", "no envelope"})
	want(t, err, 0, "")
	if got := w.period("P15"); got.State != "drafting" {
		t.Errorf("%+v", got)
	}
	if open, err := task.Of(t.Context(), w.d.Read(), w.prog.ID, periodRef(p.ID)); err != nil || len(open) != 0 {
		t.Errorf("%+v, %v", open, err)
	}
}

// Every approved text stays readable after a review has changed it.
func TestVersionsOfAPeriod(t *testing.T) {
	w := newWorld(t)
	officer, leader, reader := w.front()
	officer.Submit(officer.Get("/periods"), "/periods", set("name", "Fifteenth", "from", "2026-01-01", "to", "2030-12-31", "code", "P15",
		"envelope", "sixty million")).Want(200, "Fifteenth: what was planned, and how far is it?", "sixty million", "Midterm review not set", "day 865 of 1,826")
	edit := officer.Get("/periods/P15/edit").Want(200, "Who writes it does not approve it.")
	officer.Submit(edit, "/periods/P15/edit", nil).Want(409, "Nothing would change.")
	officer.Submit(edit, "/periods/P15/edit", set("mid_term", "2031-01-01")).Want(422, "The midterm review lies outside the period.", "2031-01-01")
	officer.Submit(edit, "/periods/P15/edit", set("mid_term", "2028-05-01")).Want(200, "The text is saved.", "Midterm review: not set → 1 May 2028")
	officer.Submit(officer.Get("/periods/P15"), "/periods/P15/consultation", nil).Want(200)
	leader.Submit(leader.Get("/periods/P15"), "/periods/P15/approval", nil).Want(200, "approved", "Approved versions")
	officer.Submit(officer.Get("/periods/P15"), "/periods/P15/beginning", nil).Want(200, "in force", "13 days late").Without("Edit the plan")
	officer.Get("/periods/P15/edit").Want(409)
	officer.Submit(officer.Get("/periods/P15"), "/periods/P15/review", nil).Want(200, "midterm review")
	officer.Submit(officer.Get("/periods/P15/edit").Want(200, "becomes the next version"), "/periods/P15/edit", set("envelope", "eighty million", "to", "2031-06-30")).Want(200)
	officer.Post("/periods/P15/continuation", set("reason", "x")).Want(403)
	leader.Submit(leader.Get("/periods/P15"), "/periods/P15/continuation", nil).Want(422, "reason")
	leader.Submit(leader.Get("/periods/P15"), "/periods/P15/continuation", set("reason", "two targets moved")).Want(200, "Version 2", "two targets moved", "in force").
		Without("days late")
	reader.Get("/periods/P15/versions/1").Want(200, "Fifteenth: what did version 1 say?", "sixty million", "31 December 2030").Without("eighty million")
	reader.Get("/periods/P15/versions/2").Want(200, "eighty million", "two targets moved", "What it changed of version 1", "31 December 2030 30 June 2031", "sixty million eighty million")
	reader.Get("/periods/P15/versions/3").Want(404)
	reader.JSON("/periods/P15/versions/1").Want(200, `"envelope":"sixty million"`)
	reader.In(words.ZH).Get("/periods/P15/versions/2").Want(200, "第1版")
	reader.Get("/periods/P15?on=2028-05-13").Want(404, "did not exist yet")
	reader.Get("/periods/P15?on=2028-05-14").Want(200, "As it stood at the end of 14 May 2028", "eighty million")
	reader.Get("/periods/P15?on=2029-05-14").Want(422)
}

// A past day shows the text of that day and what had happened by then.
func TestAPeriodAsOfAPastDay(t *testing.T) {
	w := newWorld(t)
	p := w.drafted("P15", "2026-01-01", "2030-12-31")
	w.d.Clock = func() time.Time { return dbtest.Now.AddDate(0, 0, 3) }
	in := EditInput{w.key(), p.ID, PeriodInput{Name: "Renamed", From: "2026-01-01", To: "2030-12-31"}}
	if _, err := w.room.EditPeriod(t.Context(), w.as(ident.Office), in); err != nil {
		t.Fatal(err)
	}
	officer, _, _ := w.front()
	officer.Get("/periods/P15").Want(200, "Renamed", "edited", "Next step")
	officer.Get("/periods/P15?on=2028-05-15").Want(200, "P15: what was planned", "drafted").Without("Renamed", "edited", "Next step", "Edit the plan")
}
