package project

import (
	"fmt"
	"net/url"
	"testing"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/plan"
)

const writtenChangeMoves = `
project.submit_change: draft > submitted by office/mine secretary/mine owner/mine provider/mine receiver/mine
project.appraise_change: submitted > appraised by office/opposite secretary/opposite reason
project.approve_change: appraised > approved by office/opposite secretary/opposite provider/opposite receiver/opposite leader/opposite
project.refuse_change: submitted > refused by office/opposite secretary/opposite provider/opposite receiver/opposite leader/opposite reason
project.refuse_change: appraised > refused by office/opposite secretary/opposite provider/opposite receiver/opposite leader/opposite reason
project.apply_change: approved > applied by office secretary owner/mine provider/mine receiver/mine
project.withdraw_change: draft > withdrawn by office/mine secretary/mine owner/mine provider/mine receiver/mine
project.withdraw_change: submitted > withdrawn by office/mine secretary/mine owner/mine provider/mine receiver/mine
project.withdraw_change: appraised > withdrawn by office/mine secretary/mine owner/mine provider/mine receiver/mine
project.undo_change: appraised > appraised by office/opposite secretary/opposite reason
project.undo_change: approved > appraised by office/opposite secretary/opposite reason
project.undo_change: refused > appraised by office/opposite secretary/opposite reason
`

func TestChangeMachineIsAsWritten(t *testing.T) {
	if got := fmt.Sprint(ChangeMachine.States()); got != "[draft submitted appraised approved refused applied withdrawn]" {
		t.Errorf("states are %s", got)
	}
	tryAll(t, ChangeMachine, writtenChangeMoves)
}

func TestTheClassIsComputed(t *testing.T) {
	yuan := func(n int64) *money.Amount { return &money.Amount{Minor: n, Currency: "CNY"} }
	beds := func(n int64) *money.Quantity { return &money.Quantity{N: n, Unit: "beds"} }
	base := Terms{Place: "Valley", Content: "A clinic", Scale: beds(40), From: "2028-05-01", To: "2028-08-31", Estimate: yuan(500)}
	days := map[ident.ID]words.Day{7: "2028-06-30"}
	for name, c := range map[string]struct {
		change    func(*ChangeRequest)
		tolerance *int
		want      string
	}{
		"place":   {func(x *ChangeRequest) { x.After.Place = "Hill" }, new(60), ClassA},
		"content": {func(x *ChangeRequest) { x.After.Content = "A school" }, new(60), ClassA},
		"scale":   {func(x *ChangeRequest) { x.After.Scale = beds(30) }, new(60), ClassA},
		"the same scale, finer": {func(x *ChangeRequest) {
			x.After.Scale = &money.Quantity{N: 400, Scale: 1, Unit: "beds"}
			x.After.To = "2028-09-01"
		}, new(60), ClassB},
		"another unit":               {func(x *ChangeRequest) { x.After.Scale = &money.Quantity{N: 40, Unit: "rooms"} }, new(60), ClassA},
		"dearer":                     {func(x *ChangeRequest) { x.After.Estimate = yuan(501) }, new(60), ClassA},
		"a first estimate":           {func(x *ChangeRequest) { x.Before.Estimate = nil }, new(60), ClassA},
		"cheaper":                    {func(x *ChangeRequest) { x.After.Estimate = yuan(499) }, nil, ClassB},
		"value of the commitment":    {func(x *ChangeRequest) { x.Value = true }, new(60), ClassA},
		"a date within":              {func(x *ChangeRequest) { x.After.To = "2028-10-30" }, new(60), ClassB},
		"a date a day beyond":        {func(x *ChangeRequest) { x.After.To = "2028-10-31" }, new(60), ClassA},
		"earlier, beyond":            {func(x *ChangeRequest) { x.After.From = "2028-01-01" }, new(60), ClassA},
		"a date, no tolerance":       {func(x *ChangeRequest) { x.After.To = "2028-09-01" }, nil, ClassA},
		"small after small adds up":  {func(x *ChangeRequest) { x.Before.To, x.After.To = "2028-10-30", "2028-11-01" }, new(60), ClassA},
		"a baseline within":          {func(x *ChangeRequest) { x.Shifts = []Shift{{7, "2028-06-30", "2028-08-29"}} }, new(60), ClassB},
		"a baseline beyond":          {func(x *ChangeRequest) { x.Shifts = []Shift{{7, "2028-06-30", "2028-08-30"}} }, new(60), ClassA},
		"a baseline moved again":     {func(x *ChangeRequest) { x.Shifts = []Shift{{7, "2028-08-29", "2028-08-30"}} }, new(60), ClassA},
		"a day where none was known": {func(x *ChangeRequest) { x.Before.To = "" }, new(60), ClassB},
	} {
		x := ChangeRequest{Before: base, After: base}
		c.change(&x)
		if got := x.class(base, days, c.tolerance); got != c.want {
			t.Errorf("%s: class %s, want %s", name, got, c.want)
		}
	}
}

// tolerate sets the days by which the office alone may agree to move a date.
func (w *world) tolerate(days int) {
	w.Helper()
	room := &plan.Room{DB: w.DB}
	rules := plan.Shipped()
	rules.From, rules.ChangeDays = "2028-01-01", &days
	_, err := room.SetRules(w.Context(), w.colleague, plan.SetRulesInput{Key: w.key(), Rules: rules})
	w.must(err)
}

// asks writes a change request about a project and submits it.
func (w *world) asks(who ident.Actor, p Project, change func(*DraftInput)) (ChangeRequest, error) {
	w.Helper()
	in := DraftInput{Key: w.key(), Project: p.ID, Why: "the ground is soft", Promise: "later", People: "no effect", After: p.terms(nil), Submit: true,
		Days: map[ident.ID]words.Day{}}
	change(&in)
	done, err := w.DraftChange(w.Context(), who, in)
	if err != nil {
		return ChangeRequest{}, err
	}
	id, _ := done.Subject(ChangeNoun)
	return w.changeAt(id), nil
}

func (w *world) asksMust(who ident.Actor, p Project, change func(*DraftInput)) ChangeRequest {
	w.Helper()
	x, err := w.asks(who, p, change)
	w.must(err)
	return x
}

func (w *world) changeAt(id ident.ID) ChangeRequest {
	w.Helper()
	x, err := GetChange(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return x
}

func (w *world) moveChange(who ident.Actor, verb string, x ChangeRequest, reason string) error {
	_, err := w.MoveChange(w.Context(), who, verb, ChangeMoveInput{w.key(), x.ID, reason})
	return err
}

func (w *world) moveUp(p Project) func(*DraftInput) {
	return func(in *DraftInput) { in.After.Place = "Upper Valley" }
}

func TestAChangeOfPlaceGoesToBothSides(t *testing.T) {
	w := newWorld(t)
	w.tolerate(60)
	p := w.start(nil)
	x := w.asksMust(w.atBuilder, p, w.moveUp(p))
	w.want("asked", fmt.Sprint(x.Code, " ", x.Class, " ", x.State, " ", x.Touches()), "CHG-001 A submitted [place]")
	w.want("tasks", w.waits(x.Ref()), "appraise_change office; appraise_change secretary")
	w.refuses("approving what is not appraised", fault.Conflict, "state.moved_on", func() error { return w.moveChange(w.secretary, "project.approve_change", x, "") })
	w.must(w.moveChange(w.secretary, "project.appraise_change", x, "the slope is safe"))
	w.want("tasks", w.waits(x.Ref()), "approve_change office; approve_change secretary; approve_change provider HG")
	for name, who := range map[string]ident.Actor{"the asker": w.atBuilder, "the asker as an officer": hat(w.atBuilder, w.secretary.Organisation, ident.Office),
		"the asker as the other side": hat(w.atBuilder, w.group.ID, ident.Provider), "the asker's own side": w.atCounty, "an auditor": w.auditor} {
		for _, verb := range []string{"project.approve_change", "project.refuse_change"} {
			w.refuses(name+" "+verb, fault.Forbidden, "", func() error { return w.moveChange(who, verb, x, "r") })
		}
	}
	w.must(w.moveChange(w.colleague, "project.approve_change", x, ""))
	w.want("one of two", fmt.Sprint(w.changeAt(x.ID).State, " ", w.lastFacts()), "appraised project.change.assented")
	w.want("tasks", w.waits(x.Ref()), "approve_change provider HG")
	w.refuses("the office for the other side, too", fault.Conflict, "project.change_not_yours", func() error { return w.moveChange(w.secretary, "project.approve_change", x, "") })
	w.refuses("carrying out before the last word", fault.Conflict, "state.moved_on", func() error { return w.moveChange(w.secretary, "project.apply_change", x, "") })
	w.must(w.moveChange(w.atGroup, "project.approve_change", x, "agreed"))
	w.want("approved", fmt.Sprint(w.changeAt(x.ID).State, " ", w.get(p.ID).Place), "approved Valley County")
	w.must(w.moveChange(w.atBuilder, "project.apply_change", x, ""))
	w.want("applied", fmt.Sprint(w.changeAt(x.ID).State, " ", w.get(p.ID).Place), "applied Upper Valley")
	w.want("facts", w.lastFacts(), "project.change.applied project.project.changed")
	versions, err := VersionsOf(t.Context(), w.DB.Read(), w.prog, p.ID)
	w.must(err)
	if len(versions) != 2 || versions[0].Place != "Valley County" || versions[1].Place != "Upper Valley" || versions[1].Change != x.ID {
		t.Errorf("versions are %+v", versions)
	}
	list, err := ListProjects(t.Context(), w.DB.Read(), w.auditor, ProjectFilter{Text: "upper"})
	w.must(err)
	w.want("found by its new place", fmt.Sprint(len(list)), "1")
}

func TestADateMovesWithTheOfficeAloneWithinTheTolerance(t *testing.T) {
	w := newWorld(t)
	w.tolerate(60)
	p := w.start(nil)
	m := w.milestones(p)[1]
	later := func(day words.Day) func(*DraftInput) {
		return func(in *DraftInput) { in.Days[m.ID] = day }
	}
	x := w.asksMust(w.atBuilder, p, later("2028-08-20"))
	w.want("class", x.Class, ClassB)
	w.must(w.moveChange(w.secretary, "project.appraise_change", x, "frost"))
	w.want("tasks", w.waits(x.Ref()), "approve_change office; approve_change secretary")
	w.refuses("the other side has no part", fault.Forbidden, "", func() error { return w.moveChange(w.atGroup, "project.approve_change", x, "") })
	w.must(w.act(w.atBuilder, "project.forecast", m, "2028-09-30", ""))
	w.must(w.moveChange(w.secretary, "project.approve_change", x, ""))
	w.must(w.moveChange(w.atBuilder, "project.apply_change", x, ""))
	m = w.milestones(p)[1]
	w.want("the first baseline stays", fmt.Sprint(m.Baseline, " ", m.Agreed, " ", m.Due(), " [", m.Forecast, "]"), "2028-06-30 2028-08-20 2028-08-20 []")
	w.want("facts", w.lastFacts(), "project.change.applied project.milestone.rebaselined project.project.changed")
	w.want("the task has the new date", w.waits(m.Ref()), "claim_milestone owner BLD by 2028-08-20; claim_milestone receiver BLD by 2028-08-20")
	w.want("late against the baseline in force", fmt.Sprint(m.Late("2028-08-20"), m.Late("2028-08-21")), "false true")
	w.want("a day counted from the first baseline", w.asksMust(w.atBuilder, p, later("2028-08-30")).Class, ClassA)
}

// Baseline dates and costs do not change: the first ones stand beside each later
// version, however often the project is changed.
func TestWhatWasFirstAgreedStays(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	m := w.milestones(p)[0]
	for i, cost := range []int64{600000000, 700000000} {
		p = w.get(p.ID)
		x := w.asksMust(w.atBuilder, p, func(in *DraftInput) {
			in.After.Estimate, in.Source = &money.Amount{Minor: cost, Currency: "CNY"}, "county budget"
			in.Days[m.ID] = words.Day(fmt.Sprintf("2028-07-0%d", i+1))
		})
		w.must(w.moveChange(w.secretary, "project.appraise_change", x, "needed"))
		w.must(w.moveChange(w.secretary, "project.approve_change", x, ""))
		w.must(w.moveChange(w.atGroup, "project.approve_change", x, ""))
		w.must(w.moveChange(w.secretary, "project.apply_change", x, ""))
	}
	versions, err := VersionsOf(t.Context(), w.DB.Read(), w.prog, p.ID)
	w.must(err)
	got := w.milestones(w.get(p.ID))[1]
	w.want("first and current", fmt.Sprint(firstTerms(versions, Terms{}).Estimate.Minor, " ", w.get(p.ID).Estimate.Minor, " ", got.Baseline, " ", got.Due()),
		"500000000 700000000 2028-05-10 2028-07-02")
	f := w.front(w.Mount)
	f.auditor.Get("/projects/PRJ-001").Want(200, "CNY 5,000,000.00", "CNY 7,000,000.00", "10 May 2028", "2 July 2028")
}

// An estimate grows only by an approved class A change that names its money.
func TestAnEstimateGrowsOnlyWithItsMoneyNamed(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	dearer := func(source string) func(*DraftInput) {
		return func(in *DraftInput) {
			in.After.Estimate, in.Source = &money.Amount{Minor: 500000001, Currency: "CNY"}, source
		}
	}
	ask := func(change func(*DraftInput)) func() error {
		return func() error { _, err := w.asks(w.atBuilder, p, change); return err }
	}
	w.refuses("no source", fault.Invalid, "source project.source_missing", ask(dearer("")))
	w.refuses("another currency", fault.Invalid, "estimate project.estimate_currency", ask(func(in *DraftInput) {
		in.After.Estimate = &money.Amount{Minor: 1, Currency: "EUR"}
	}))
	w.refuses("no estimate", fault.Invalid, "estimate project.estimate_stays", ask(func(in *DraftInput) { in.After.Estimate = nil }))
	x := w.asksMust(w.atBuilder, p, dearer("county budget"))
	w.want("class", x.Class, ClassA)
	w.must(w.moveChange(w.secretary, "project.appraise_change", x, "needed"))
	w.must(w.moveChange(w.atGroup, "project.refuse_change", x, "too dear"))
	w.want("refused", fmt.Sprint(w.changeAt(x.ID).State, " ", w.changeAt(x.ID).Reason, " ", w.get(p.ID).Estimate.Minor), "refused too dear 500000000")
	w.refuses("carrying out what is refused", fault.Conflict, "state.moved_on", func() error { return w.moveChange(w.secretary, "project.apply_change", x, "") })
}

func TestWhatARequestMustSay(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	ask := func(who ident.Actor, change func(*DraftInput)) func() error {
		return func() error { _, err := w.asks(who, p, change); return err }
	}
	w.refuses("nothing", fault.Invalid, "people project.change_effect_missing; promise project.change_effect_missing; why project.change_nothing; why project.change_why_missing",
		ask(w.atBuilder, func(in *DraftInput) { in.Why, in.Promise, in.People = "", "", "" }))
	w.refuses("days reversed", fault.Invalid, "to project.days_reversed", ask(w.atBuilder, func(in *DraftInput) { in.After.To = "2028-01-01" }))
	w.refuses("an auditor", fault.Forbidden, "", ask(w.auditor, w.moveUp(p)))
	// What was asked earlier rests on what it found.
	first, second := w.asksMust(w.atBuilder, p, w.moveUp(p)), w.asksMust(w.atBuilder, p, func(in *DraftInput) { in.After.Place = "Lower Valley" })
	for _, x := range []ChangeRequest{first, second} {
		w.must(w.moveChange(w.secretary, "project.appraise_change", x, "needed"))
		w.must(w.moveChange(w.secretary, "project.approve_change", x, ""))
		w.must(w.moveChange(w.atGroup, "project.approve_change", x, ""))
	}
	w.must(w.moveChange(w.secretary, "project.apply_change", first, ""))
	w.refuses("what has changed meanwhile", fault.Conflict, "project.change_stale", func() error { return w.moveChange(w.secretary, "project.apply_change", second, "") })
	draft := w.asksMust(w.atBuilder, w.get(p.ID), func(in *DraftInput) { in.After.Place, in.Submit = "Hill", false })
	w.want("a draft asks nobody", draft.State+w.waits(draft.Ref()), "draft")
	w.refuses("another's draft", fault.Forbidden, "", func() error { return w.moveChange(w.atGroup, "project.submit_change", draft, "") })
	w.must(w.moveChange(w.atBuilder, "project.withdraw_change", draft, ""))

	fresh := w.start(nil)
	scale := func(who ident.Actor, q *money.Quantity) func() error {
		return func() error {
			_, err := w.RecordScale(t.Context(), who, ScaleInput{w.key(), fresh.ID, q})
			return err
		}
	}
	w.refuses("no scale", fault.Invalid, "scale project.scale_missing", scale(w.atBuilder, nil))
	w.refuses("a scale by the other side", fault.Forbidden, "", scale(w.atGroup, &money.Quantity{N: 40, Unit: "beds"}))
	w.must(scale(w.atBuilder, &money.Quantity{N: 40, Unit: "beds"})())
	w.refuses("a second scale", fault.Conflict, "project.scale_stands", scale(w.atBuilder, &money.Quantity{N: 50, Unit: "beds"}))
	alone := w.start(func(in *StartInput) { in.Pairing = 0 })
	x := w.asksMust(w.atBuilder, alone, w.moveUp(alone))
	w.must(w.moveChange(w.secretary, "project.appraise_change", x, "needed"))
	w.must(w.moveChange(w.secretary, "project.approve_change", x, ""))
	w.refuses("one officer for both", fault.Conflict, "project.change_not_yours", func() error { return w.moveChange(w.secretary, "project.approve_change", x, "") })
	w.must(w.moveChange(w.colleague, "project.approve_change", x, ""))
	w.want("two officers", w.changeAt(x.ID).State, "approved")
}

func TestRequestsDecidedTogether(t *testing.T) {
	w := newWorld(t)
	w.tolerate(60)
	p := w.start(nil)
	var all []ident.ID
	for _, to := range []words.Day{"2028-09-15", "2028-09-20"} {
		x := w.asksMust(w.atBuilder, p, func(in *DraftInput) { in.After.To = to })
		w.must(w.moveChange(w.colleague, "project.appraise_change", x, "frost"))
		all = append(all, x.ID)
	}
	both := w.asksMust(w.atBuilder, p, w.moveUp(p))
	decide := func(who ident.Actor, approve bool, reason string, ids ...ident.ID) (db.Done, error) {
		return w.DecideChanges(t.Context(), who, DecideInput{w.key(), ids, approve, reason})
	}
	refuse := func(name string, kind fault.Kind, want string, who ident.Actor, reason string, ids ...ident.ID) {
		w.refuses(name, kind, want, func() error { _, err := decide(who, true, reason, ids...); return err })
	}
	refuse("none", fault.Invalid, "changes project.none_chosen", w.secretary, "r")
	refuse("no reason", fault.Invalid, "reason state.reason_missing", w.secretary, " ", all...)
	refuse("one that is not appraised, all fail", fault.Invalid, "changes project.not_decided", w.secretary, "r", append(all, both.ID)...)
	refuse("a side", fault.Forbidden, "", w.atGroup, "r", all...)
	done, err := decide(w.secretary, true, "frost came early", all...)
	w.must(err)
	w.want("decided", fmt.Sprint(w.changeAt(all[0]).State, " ", w.changeAt(all[1]).State, " ", w.changeAt(all[1]).Reason), "approved approved frost came early")
	undo := func(seq int64) error {
		_, err := w.UndoDecisions(t.Context(), w.secretary, UndoInput{w.key(), seq, "counted wrongly"})
		return err
	}
	w.must(undo(done.Seq))
	w.want("waiting again", fmt.Sprint(w.changeAt(all[0]).State, " ", len(w.changeAt(all[0]).Consents), " [", w.changeAt(all[0]).Reason, "]"), "appraised 0 []")
	w.refuses("undone twice", fault.Conflict, "project.acted_since", func() error { return undo(done.Seq) })
	w.refuses("what was no batch", fault.Conflict, "project.not_undone", func() error { return undo(1) })
	done, err = decide(w.secretary, false, "no money", all...)
	w.must(err)
	w.want("refused", w.changeAt(all[0]).State, "refused")
	w.must(undo(done.Seq))
	// Approving for the office what still needs the other side can be taken back, too.
	w.must(w.moveChange(w.secretary, "project.appraise_change", both, "safe"))
	done, err = decide(w.secretary, true, "safe", both.ID)
	w.must(err)
	w.want("half", fmt.Sprint(w.changeAt(both.ID).State, len(w.changeAt(both.ID).Consents)), "appraised1")
	w.must(undo(done.Seq))
	w.want("none", fmt.Sprint(w.changeAt(both.ID).State, len(w.changeAt(both.ID).Consents)), "appraised0")
}

func TestJourneyOfAChange(t *testing.T) {
	w := newWorld(t)
	w.tolerate(60)
	f := w.front(w.Mount)
	p := w.start(nil)
	m := w.milestones(p)[1]
	f.auditor.Get("/changes").Want(200, "Change requests stand here once").Without("Midterm review")
	f.auditor.Get("/projects/PRJ-001/changes/new").Want(403)
	form := f.builder.Get("/projects/PRJ-001/scale").Want(200)
	f.builder.Submit(form, "/projects/PRJ-001/scale", url.Values{"scale": {"many"}, "unit": {"beds"}}).Want(422, "many")
	f.builder.Submit(form, "/projects/PRJ-001/scale", url.Values{"scale": {"40"}, "unit": {"beds"}}).Want(200, "40 beds")
	f.builder.Get("/projects/PRJ-001").Want(200, "Ask for a change", "Nothing has been asked").Without("Record the scale")
	form = f.builder.Get("/projects/PRJ-001/changes/new").Want(200, "What has to change, and why?", "Sites installed", "Dates up to 60 days")
	at := "/projects/PRJ-001/changes/new"
	if got, _ := form.Form(at); got.Get("scale") != "40" || got.Get("unit") != "beds" || got.Get("estimate") != "5,000,000.00" || got.Get("place") != "Valley County" {
		t.Errorf("the form holds %v", got)
	}
	f.builder.Submit(form, at, url.Values{"why": {"soft ground"}}).Want(422, "Nothing differs", "Say what it does", "soft ground")
	say := url.Values{"why": {"soft ground"}, "promise": {"two months later"}, "people": {"no effect"}}
	with := func(more url.Values) url.Values {
		all := url.Values{}
		for _, v := range []url.Values{say, more} {
			for k := range v {
				all[k] = v[k]
			}
		}
		return all
	}
	f.builder.Submit(form, at, with(url.Values{"estimate": {"600万"}})).Want(422, "Name where the money comes from")
	f.builder.Submit(form, at, with(url.Values{"milestone_" + itoa(m.ID): {"2028-08-01"}})).
		Want(200, "The request is on record.", "Class B", "dates", "30 June 2028", "1 August 2028", "not yet").Without("The other side")
	form = f.secretary.Get("/changes/CHG-001/appraisal").Want(200)
	f.secretary.Submit(form, "/changes/CHG-001/appraisal", url.Values{"reason": {""}}).Want(422, "Give the reason.")
	f.secretary.Submit(form, "/changes/CHG-001/appraisal", url.Values{"reason": {"borings confirm it"}}).Want(200, "borings confirm it", "appraised")
	form = f.secretary.Get("/changes/review").Want(200, "Which changes of this period go ahead?", "CHG-001", "soft ground")
	f.builder.Get("/changes/review").Want(403)
	f.secretary.Submit(form, "/changes/review", url.Values{"changes": {}, "verdict": {"approve"}, "reason": {"r"}}).Want(422, "Choose at least one.")
	change := w.changeAt(w.changeID())
	page := f.secretary.Submit(form, "/changes/review", url.Values{"changes": {itoa(change.ID)}, "verdict": {"approve"}, "reason": {"borings"}})
	page.Want(200, "Decided together, no.", "borings", "approved", "Take these decisions back")
	seq := fmt.Sprint(w.changeAt(change.ID).Seq)
	f.secretary.Submit(page, "/change-decisions/"+seq+"/undoing", url.Values{"reason": {"wrong one"}}).Want(200, "Taken back.", "appraised")
	f.secretary.Get("/change-decisions/"+seq).Want(200, "can no longer be taken back")
	f.secretary.Get("/change-decisions/1").Want(404)
	form = f.secretary.Get("/changes/CHG-001/approval")
	f.secretary.Submit(form, "/changes/CHG-001/approval", nil).Want(200, "approved")
	form = f.builder.Get("/changes/CHG-001/application").Want(200)
	f.builder.Submit(form, "/changes/CHG-001/application", nil).Want(200, "Carried out.")
	f.auditor.Get("/projects/PRJ-001").Want(200, "30 June 2028", "1 August 2028", "CHG-001", "carried out")
	f.auditor.Get("/changes?format=csv&class=B").Want(200, "CHG-001,PRJ-001", "soft ground")
	f.auditor.Get("/changes?class=A").Want(200, "No change request matches.")
	f.auditor.Get("/changes?state=applied&q=cold").Want(200, "1 change request")
	f.county.In(words.ZH).Get("/changes/CHG-001").Want(200, "B类", "已执行", "最初")
	w.start(func(in *StartInput) { in.Visibility = "internal" })
	hidden := w.get(w.last())
	w.asksMust(w.secretary, hidden, w.moveUp(hidden))
	f.county.Get("/changes").Want(200, "CHG-001").Without("CHG-002")
	f.county.Get("/changes/CHG-002").Want(404)
	for i, path := range []string{"/changes", "/changes/review", "/projects/PRJ-001"} {
		before := f.secretary.Get(path).Queries
		w.asksMust(w.atBuilder, w.get(p.ID), w.moveUp(p))
		if after := f.secretary.Get(path).Want(200).Queries; after != before {
			t.Errorf("%d %s asks %d times for more rows, %d before", i, path, after, before)
		}
	}
}

func (w *world) changeID() ident.ID {
	w.Helper()
	x, err := GetChangeByCode(w.Context(), w.DB.Read(), w.prog, "CHG-001")
	w.must(err)
	return x.ID
}

// last is the project recorded last.
func (w *world) last() ident.ID {
	w.Helper()
	all, err := ListProjects(w.Context(), w.DB.Read(), w.auditor, ProjectFilter{})
	w.must(err)
	last := ident.ID(0)
	for _, p := range all {
		last = max(last, p.ID)
	}
	return last
}
