package plan

import (
	"strings"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

func TestFeatures(t *testing.T) {
	r := Shipped()
	for _, f := range Features {
		if !r.Shows(f) {
			t.Errorf("%s is off as shipped", f)
		}
		off := Shipped()
		off.Off = []string{f}
		for _, other := range Features {
			should := other != f && !(f == PlanPeriods && (other == AnnualPlans || other == TakeUps))
			if off.Shows(other) != should {
				t.Errorf("with %s off, %s shows: %v", f, other, !should)
			}
		}
	}
	r.From, r.Off = "2028-05-14", []string{"visits", "nonsense", "classes", "visits"}
	got, err := r.check(Shipped(), true, "2028-05-14")
	if err != nil || strings.Join(got.Off, " ") != "classes visits" {
		t.Errorf("%v, %v", got.Off, err)
	}
}

// The examples pass the room's own rules, keep the calendar, and the small one
// leaves what was not said to it unset.
func TestPacks(t *testing.T) {
	mine := autumn()
	mine.From, mine.TakeUpGroup, mine.TakeUpDays = "2028-05-14", "CENTRAL", new(20)
	for _, p := range Packs {
		r, err := p.On(mine).check(Shipped(), true, "2028-05-14")
		if err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		if len(r.Holidays) != len(mine.Holidays) || r.TakeUpGroup != "CENTRAL" || len(r.Differences(mine)) == 0 {
			t.Errorf("%s: %+v", p.Name, r)
		}
	}
	small, _ := FindPack("small")
	if r := small.On(mine); r.TakeUpDays != nil || r.Deferrals != nil || r.Shows(TakeUps) || r.Shows(PlanPeriods) {
		t.Errorf("%+v", r)
	}
	if mine.TakeUpDays == nil {
		t.Error("an example has changed the rules it was put on")
	}
	large, _ := FindPack("large")
	if r := large.On(small.On(mine)); !r.Shows(TakeUps) || len(r.Off) != 0 {
		t.Errorf("%+v", r)
	}
}

// An example and an old version show first what they would change, and are then
// set as a new version.
func TestExamplesAndOldVersionsThroughForms(t *testing.T) {
	w := newWorld(t)
	officer, _, reader := w.front()
	reader.Get("/rules").Want(200).Without("Shipped examples")
	reader.Get("/rules/edit?pack=small").Want(403)
	seen := officer.Get("/rules/edit?pack=small").Want(200, "Taken over from: Small twinning", "From 14 May 2028 on. Nothing is saved yet.", "15 working days",
		"Measures of one meeting not set", "no longer: Plan periods", "what is recorded stays")
	officer.Get("/rules").Want(200, "The rules as shipped")
	fields, _ := seen.Form("/rules")
	fields.Set("again", "1")
	form := officer.Post("/rules/edit", fields).Want(200, "What should change in the programme rules?")
	if fields, _ := form.Form("/rules/edit"); fields.Get("accept_days") != "15" || fields.Get("take_up_days") != "" || len(fields["off"]) != len(Features) {
		t.Errorf("the form has lost what was chosen: %v", fields)
	}
	officer.Submit(seen, "/rules", nil).Want(200, "The new version of the rules is set.", "not used")
	officer.Get("/rules/edit?pack=small").Want(200, "There is no difference.").Without("Set these rules")

	// What is switched off is hidden and says so; a form and a program are refused.
	for _, path := range []string{"/periods", "/coverage", "/annual-plans", "/periods/P15"} {
		officer.Get(path).Want(200, "This is switched off in the programme rules.", "What was recorded stays")
	}
	officer.In(words.ZH).Get("/coverage").Want(200, "该功能已在规则配置中停用。")
	officer.JSON("/coverage").Want(409, "switched off")
	officer.Post("/periods", set("name", "x")).Want(409, "switched off")
	officer.Get("/rules/features/nonsense").Want(404)

	back := officer.Get("/rules/edit?version=0").Want(200, "Taken over from: As shipped", "new: Plan periods")
	officer.Submit(back, "/rules", nil).Want(200, "Version 2, in force from 14 May 2028")
	officer.Get("/periods").Want(200, "No plan period is recorded yet")
	reader.Get("/rules/versions/1").Want(200, "What did version 1 of the programme rules say?", "15 working days", "not used", "Compare with the last version").Without("Take this version over")
	officer.Get("/rules/versions/1").Want(200, "Take this version over")
	officer.Get("/rules/versions/2").Want(200).Without("Compare with the last version")
	reader.Get("/rules/versions/0").Want(200, "10 working days")
	reader.Get("/rules/versions/9").Want(404)
	reader.Get("/rules/comparison?old=1&new=2").Want(200, "To accept a duty 15 working days\n10 working days")
	reader.Get("/rules/comparison?old=2&new=1").Want(200, "To accept a duty 10 working days\n15 working days")
	reader.Get("/rules/comparison?old=0&new=2").Want(200, "There is no difference.")
	reader.Get("/rules/comparison?old=1&new=x").Want(404)
	reader.Get("/rules/comparison").Want(200, "To accept a duty 15 working days\n10 working days")
	officer.Get("/rules/edit?version=7").Want(404)
	for _, l := range words.Langs {
		for _, path := range []string{"/rules/versions/1", "/rules/comparison?old=1&new=2", "/rules/features/visits", "/rules/edit?pack=large"} {
			officer.In(l).Get(path).Want(200, "<h1>")
		}
	}
}

// A rule that is left empty is not set; it is never 0.
func TestAnEmptyRuleIsNotSet(t *testing.T) {
	w := newWorld(t)
	officer, _, _ := w.front()
	form := officer.Get("/rules/edit")
	officer.Submit(form, "/rules/edit", set("accept_days", "")).Want(422, "Enter a whole number from 1 to 90.")
	officer.Submit(form, "/rules/edit", set("deferrals", "many")).Want(422, "Enter a whole number from 0 to 20.")
	seen := officer.Submit(form, "/rules/edit", set("deferrals", "0", "take_up_days", "30")).Want(200, "Deferrals of one duty not set\n0 times")
	officer.Submit(seen, "/rules", nil).Want(200)
	seen = officer.Submit(officer.Get("/rules/edit"), "/rules/edit", set("take_up_days", "")).Want(200, "30 days\nnot set")
	officer.Submit(seen, "/rules", nil).Want(200)
	r, err := RulesOn(t.Context(), w.d.Read(), w.prog.ID, "2028-05-14")
	if err != nil || r.TakeUpDays != nil || r.Deferrals == nil || *r.Deferrals != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestTheClassThatIsAsked(t *testing.T) {
	l := settled(t, "ENT-A", "ENT-B")
	rules := Shipped()
	rules.From, rules.TakeUpGroup = "2028-05-14", "NONE"
	_, err := l.room.SetRules(t.Context(), l.as(ident.Office), SetRulesInput{l.key(), 0, rules})
	want(t, err, fault.Invalid, "plan.group_unknown")
	site := l.site()
	officer := site.Person("officer", l.org["OFFICE"], ident.Office)
	seen := officer.Submit(officer.Get("/rules/edit"), "/rules/edit", set("take_up_group", "PRO")).Want(200, "Who is asked about its own plan all on the providing side\nThe enterprises")
	officer.Submit(seen, "/rules", nil).Want(200)
	officer.Get("/coverage").Want(200, "Asked: The enterprises", "0 of 2 have")
}

func TestWhatWorksNeedOfAConsultation(t *testing.T) {
	l := settled(t, "ENT-A")
	rules := Shipped()
	rules.From, rules.Consultation = "2028-05-14", "shouting"
	_, err := l.room.SetRules(t.Context(), l.as(ident.Office), SetRulesInput{l.key(), 0, rules})
	want(t, err, fault.Invalid, "plan.consultation_unknown")
	officer := l.site().Person("officer", l.org["OFFICE"], ident.Office)
	officer.Get("/rules").Want(200, "What works need of the people concerned nothing set", "power · communications")
	form := officer.Get("/rules/edit")
	next := set("consultation", "consent")
	next["notice_days"], next["coarse"] = []string{"15"}, []string{"infrastructure-power", "industry"}
	seen := officer.Submit(form, "/rules/edit", next).Want(200, "Notice of a consultation not set\n15 days", "nothing set\nthat they consent", "no longer: communications\nnew: industry")
	officer.Submit(seen, "/rules", nil).Want(200)
	r, err := RulesOn(t.Context(), l.d.Read(), l.prog.ID, "2028-05-14")
	if err != nil || r.Consultation != "consent" || r.NoticeDays == nil || *r.NoticeDays != 15 || len(r.Coarse) != 2 || r.Coarse[1] != "industry" {
		t.Errorf("%+v, %v", r, err)
	}
}
