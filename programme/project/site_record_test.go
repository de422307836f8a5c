package project

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
)

const writtenDefectMoves = `
project.cure_defect: opened > cured by owner/mine provider/mine receiver/mine reason
project.check_defect: cured > checked by office/opposite secretary/opposite provider/opposite receiver/opposite
project.reopen_defect: cured > opened by office/opposite secretary/opposite provider/opposite receiver/opposite reason
project.drop_defect: opened > none by office secretary reason
`

func TestDefectMachineIsAsWritten(t *testing.T) {
	if got := fmt.Sprint(DefectMachine.States()); got != "[opened cured checked none]" {
		t.Errorf("states are %s", got)
	}
	tryAll(t, DefectMachine, writtenDefectMoves)
}

func TestNumbersOfPersonsAreRefused(t *testing.T) {
	for text, want := range map[string]bool{
		"Paid in full": false, "12 workers, CNY 1,250,000.00 paid on 2028-05-12": false, "补发至2028年5月12日，共128人": false, "contract 2028-114": false, "": false,
		"call 13812345678": true, "138 1234 5678": true, "138-1234-5678": true, "ID 11010519491231002X": true, "身份证110105194912310021": true, "电话１３８１２３４５６７８": true,
		"+44 20 7946 0958": true, "account 6222021234567890": true, "010-62345678": true,
	} {
		if got := personal(text); got != want {
			t.Errorf("%q is personal: %v", text, got)
		}
	}
}

func TestNotReportedNoneAndANumberAreThreeThings(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	yuan := func(n int64) *money.Amount { return &money.Amount{Minor: n, Currency: "CNY"} }
	report := func(who ident.Actor, change func(*CareInput)) func() error {
		return func() error {
			in := CareInput{Key: w.key(), Project: p.ID, Quarter: "2028-Q2", Contractor: "Valley Builders", Injuries: new(0)}
			change(&in)
			_, err := w.ReportCare(t.Context(), who, in)
			return err
		}
	}
	for name, c := range map[string]struct {
		change func(*CareInput)
		want   string
	}{
		"nothing":                {func(in *CareInput) { in.Injuries = nil }, "injuries project.care_nothing"},
		"a quarter to come":      {func(in *CareInput) { in.Quarter = "2028-Q3" }, "quarter project.in_future"},
		"no quarter":             {func(in *CareInput) { in.Quarter = "May" }, "quarter project.in_future; quarter project.quarter_unknown"},
		"nobody":                 {func(in *CareInput) { in.Contractor = "" }, "contractor project.contractor_missing"},
		"a person's number":      {func(in *CareInput) { in.Note = "ask 13812345678" }, "note project.no_persons"},
		"a person as contractor": {func(in *CareInput) { in.Contractor = "Li 110105194912310021" }, "contractor project.no_persons"},
		"less than none":         {func(in *CareInput) { in.Injuries = new(-1) }, "injuries project.count_wrong"},
		"more paid than owed":    {func(in *CareInput) { in.Arrears, in.Cured, in.CuredOn = yuan(5), yuan(6), "2028-05-01" }, "cured project.cured_more"},
		"paid, nothing owed":     {func(in *CareInput) { in.Cured, in.CuredOn = yuan(6), "2028-05-01" }, "cured project.cured_more"},
		"paid on no day":         {func(in *CareInput) { in.Arrears, in.Cured = yuan(6), yuan(6) }, "cured_on project.day_missing"},
		"more land than due":     {func(in *CareInput) { in.LandDue, in.LandPaid = yuan(5), yuan(6) }, "land_paid project.paid_more"},
	} {
		w.refuses(name, fault.Invalid, c.want, report(w.atBuilder, c.change))
	}
	w.refuses("an auditor", fault.Forbidden, "", report(w.auditor, func(*CareInput) {}))
	w.must(report(w.atBuilder, func(in *CareInput) { in.Deaths = new(1) })())
	w.must(report(w.atBuilder, func(in *CareInput) {
		in.Injuries, in.Arrears, in.Cured, in.CuredOn = new(2), yuan(500000), yuan(200000), "2028-05-10"
	})())
	w.must(report(w.atCounty, func(in *CareInput) { in.Quarter = "2028-Q1" })())
	all, err := CareOf(t.Context(), w.DB.Read(), w.prog, p.ID)
	w.must(err)
	if len(all) != 2 || all[0].Quarter != "2028-Q2" || *all[0].Injuries != 2 || all[0].Deaths != nil || all[0].Owing().Minor != 300000 || *all[1].Injuries != 0 || all[1].Arrears != nil || all[1].Owing() != nil {
		t.Errorf("care is %+v", all)
	}
	f := w.front(w.Mount)
	page := f.auditor.Get("/projects/PRJ-001/care").Want(200, "2028-Q2", "CNY 5,000.00", "CNY 3,000.00 still owed", "10 May 2028", "2 quarterly reports")
	if text := page.Text(); strings.Count(text, "not reported") != 8 || strings.Count(text, "none") != 1+1 { // once in the lead
		t.Errorf("not reported %d times, none %d times in %s", strings.Count(text, "not reported"), strings.Count(text, "none"), text)
	}
	f.auditor.Get("/projects/PRJ-001/care?format=csv").Want(200, `2028-Q2,Valley Builders,2,not reported,"CNY 5,000.00"`)
	form := f.builder.Get("/projects/PRJ-001/care/new").Want(200, "0 says that there were none")
	f.builder.Submit(form, "/projects/PRJ-001/care/new", url.Values{"contractor": {"Valley Builders"}, "injuries": {"few"}}).Want(422, "Write a whole number", "few")
	f.builder.Submit(form, "/projects/PRJ-001/care/new", url.Values{"contractor": {"Valley Builders"}, "deaths": {"0"}, "note": {"13812345678"}}).Want(422, "only figures and remedies", "13812345678")
	f.builder.Submit(form, "/projects/PRJ-001/care/new", url.Values{"contractor": {"Hill Road Works"}, "deaths": {"0"}}).Want(200, "Reported.", "Hill Road Works")
	f.county.In(words.ZH).Get("/projects/PRJ-001/care").Want(200, "未报送", "尚欠CNY 3,000.00")
}

func TestQualityAndItsWarranty(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	record := func(who ident.Actor, change func(*QualityInput)) func() error {
		return func() error {
			in := QualityInput{Key: w.key(), Project: p.ID, Grade: "good", Evidence: "Certificate 8", Warranty: "2028-07-13", Built: &money.Quantity{N: 38, Unit: "beds"}}
			change(&in)
			_, err := w.RecordQuality(t.Context(), who, in)
			return err
		}
	}
	w.refuses("before the work", fault.Conflict, "state.moved_on", record(w.secretary, func(*QualityInput) {}))
	w.must(w.move(w.atBuilder, "project.begin", p, ""))
	w.refuses("the builder's own grade", fault.Forbidden, "", record(w.atBuilder, func(*QualityInput) {}))
	w.refuses("nothing", fault.Invalid, "grade project.grade_missing; reference project.evidence_missing; warranty project.warranty_missing",
		record(w.secretary, func(in *QualityInput) { in.Grade, in.Evidence, in.Warranty = "", "", "" }))
	w.must(record(w.atCounty, func(in *QualityInput) { in.Grade, in.Landmark = "passed", true })())
	w.must(record(w.secretary, func(in *QualityInput) { in.File = &File{"grade.csv", []byte("a,b\n")} })())
	q, ok, err := QualityOf(t.Context(), w.DB.Read(), w.prog, p.ID)
	w.must(err)
	w.want("the newer stands", fmt.Sprint(ok, " ", q.Grade, " ", q.Landmark, " ", q.Built.Format("en")), "true good false 38 beds")
	for day, want := range map[words.Day]bool{"2028-05-13": false, "2028-05-14": true, "2028-07-13": true, "2028-07-14": false} {
		if q.Ending(day) != want {
			t.Errorf("on %s the warranty is ending: %v", day, !want)
		}
	}
	f := w.front(w.Mount)
	f.auditor.Get("/projects/PRJ-001").Want(200, "Certificate 8", "38 beds", "The warranty ends on 13 July 2028", "grade.csv").Without("Record the quality")
	f.auditor.Get("/projects/PRJ-001/quality/"+itoa(q.ID)).Want(200, "a,b")
	form := f.county.Get("/projects/PRJ-001/quality").Want(200)
	f.county.Submit(form, "/projects/PRJ-001/quality", url.Values{"warranty": {""}}).Want(422, "Give the day on which the warranty ends.")
	w.must(w.move(w.secretary, "project.cancel", w.start(nil), "r"))
}

func TestADefectAndItsCure(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	open := func(who ident.Actor, change func(*DefectInput)) func() error {
		return func() error {
			in := DefectInput{w.key(), p.ID, "The roof leaks", "2028-05-10", "2028-06-10"}
			change(&in)
			_, err := w.OpenDefect(t.Context(), who, in)
			return err
		}
	}
	w.refuses("nothing", fault.Invalid, "cure_by project.day_missing; found_on project.day_missing; what project.defect_what_missing", open(w.atCounty, func(in *DefectInput) { in.What, in.FoundOn, in.CureBy = "", "", "" }))
	w.refuses("an auditor", fault.Forbidden, "", open(w.auditor, func(*DefectInput) {}))
	w.must(open(w.atCounty, func(*DefectInput) {})())
	all := func() []Defect {
		list, err := DefectsOf(t.Context(), w.DB.Read(), w.prog, p.ID)
		w.must(err)
		return list
	}
	d := all()[0]
	move := func(who ident.Actor, verb, reason string) error {
		_, err := w.MoveDefect(t.Context(), who, verb, DefectMoveInput{w.key(), d.ID, reason})
		return err
	}
	w.want("opened", fmt.Sprint(d.Code, " ", d.State, " ", d.Late("2028-06-10"), d.Late("2028-06-11")), "DEF-001 opened false true")
	w.want("tasks", w.waits(d.Ref()), "cure_defect owner BLD by 2028-06-10; cure_defect receiver BLD by 2028-06-10")
	w.refuses("checking what is not cured", fault.Conflict, "state.moved_on", func() error { return move(w.secretary, "project.check_defect", "") })
	w.must(move(w.atBuilder, "project.cure_defect", "new flashing"))
	for name, who := range map[string]ident.Actor{"who cured": w.atBuilder, "who cured, as an officer": hat(w.atBuilder, w.secretary.Organisation, ident.Office),
		"the builder's own side": w.atCounty, "an auditor": w.auditor} {
		for _, verb := range []string{"project.check_defect", "project.reopen_defect"} {
			w.refuses(name+" "+verb, fault.Forbidden, "", func() error { return move(who, verb, "r") })
		}
	}
	w.want("tasks", w.waits(d.Ref()), "check_defect office; check_defect secretary; check_defect provider HG")
	w.must(move(w.secretary, "project.reopen_defect", "still wet"))
	w.must(move(w.atBuilder, "project.cure_defect", "new roof"))
	w.must(move(w.atGroup, "project.check_defect", ""))
	w.want("facts", w.lastFacts(), "project.defect.checked project.project.defect_checked")
	w.want("checked", fmt.Sprint(all()[0].State, " ", all()[0].Cure, w.waits(d.Ref())), "checked new roof")
	w.must(open(w.atGroup, func(in *DefectInput) { in.What = "Wrong paint" })())
	f := w.front(w.Mount)
	d = all()[1]
	at := "/projects/PRJ-001/defects/" + itoa(d.ID)
	form := f.builder.Get(at+"/cure").Want(200, "Say what was done")
	f.builder.Submit(form, at+"/cure", url.Values{"reason": {"painted again"}}).Want(200, "painted again", "cured, says the builder")
	f.builder.Get(at + "/check").Want(403)
	f.builder.Get("/projects/PRJ-001/defects/999/cure").Want(404)
	w.must(open(w.atGroup, func(in *DefectInput) { in.What = "Twice" })())
	d = all()[2]
	w.must(move(w.secretary, "project.drop_defect", "entered twice"))
}

// Effects by different methods, in different units and of different kinds never
// meet in one total.
func TestNoTotalCrossesMethods(t *testing.T) {
	effect := func(kind, method, unit string, n int64, scale int, project ident.ID, from, to words.Day) Effect {
		return Effect{Kind: kind, Method: method, Quantity: money.Quantity{N: n, Scale: scale, Unit: unit}, Project: project, From: from, To: to}
	}
	groups := groupEffects([]Effect{
		effect("energy_saved", "Meter", "MWh", 100, 0, 1, "2028-01-01", "2028-12-31"), effect("energy_saved", "METER ", "MWh", 505, 1, 2, "2028-01-01", "2028-12-31"),
		effect("energy_saved", "Model A", "MWh", 7, 0, 1, "2028-01-01", "2028-12-31"), effect("energy_saved", "Meter", "GJ", 8, 0, 1, "2028-01-01", "2028-12-31"),
		effect("energy_generated", "Meter", "MWh", 9, 0, 1, "2028-01-01", "2028-12-31"),
		effect("emission_avoided", "Factor", "t", 10, 0, 1, "2028-01-01", "2028-12-31"), effect("emission_avoided", "Factor", "t", 11, 0, 1, "2028-07-01", "2029-06-30"),
		effect("emission_avoided", "Huge", "t", 1<<62, 0, 1, "2028-01-01", "2028-12-31"), effect("emission_avoided", "Huge", "t", 1<<62, 0, 2, "2028-01-01", "2028-12-31"),
	})
	var got []string
	for _, g := range groups {
		total := "none"
		if g.Total != nil {
			total = g.Total.Format("en")
		}
		got = append(got, fmt.Sprintf("%s %s %s: %d, %s", g.Kind, g.Method, g.Unit, len(g.Effects), total))
	}
	want := "energy_saved Meter MWh: 2, 150.5 MWh; energy_saved Model A MWh: 1, 7 MWh; energy_saved Meter GJ: 1, 8 GJ; energy_generated Meter MWh: 1, 9 MWh; " +
		"emission_avoided Factor t: 2, none; emission_avoided Huge t: 2, none"
	if text := strings.Join(got, "; "); text != want {
		t.Errorf("groups are %s\nwant %s", text, want)
	}
}

func TestJourneyOfAnEffect(t *testing.T) {
	w := newWorld(t)
	w.start(nil)
	w.start(func(in *StartInput) { in.Title, in.Visibility = "Hidden work", "internal" })
	f := w.front(w.Mount)
	f.auditor.Get("/effects").Want(200, "No project has declared an effect yet.")
	f.auditor.Get("/projects/PRJ-001/effects/new").Want(403)
	form := f.builder.Get("/projects/PRJ-001/effects/new").Want(200)
	at := "/projects/PRJ-001/effects/new"
	f.builder.Submit(form, at, url.Values{"quantity": {"much"}, "unit": {"MWh"}}).Want(422, "much")
	f.builder.Submit(form, at, url.Values{"quantity": {""}}).Want(422, "Fill this in.")
	said := func(n, unit, method, to string) url.Values {
		return url.Values{"kind": {"energy_saved"}, "quantity": {n}, "unit": {unit}, "method": {method}, "effect_baseline": {"old boilers"}, "from": {"2027-01-01"}, "to": {to}, "source": {"meter"}}
	}
	f.builder.Submit(form, at, said("10", "MWh", "", "2027-12-31")).Want(422, "Fill this in.", "old boilers")
	f.builder.Submit(form, at, said("99", "MWh", "Meter", "2027-12-31")).Want(200, "Declared.", "99 MWh")
	again := f.builder.Get(at)
	f.builder.Submit(again, at, said("100", "MWh", "meter", "2027-12-31")).Want(200, "100 MWh").Without("99 MWh")
	again = f.builder.Get(at)
	f.builder.Submit(again, at, said("40", "MWh", "Model", "2027-12-31")).Want(200)
	hidden := f.secretary.Get("/projects/PRJ-002/effects/new")
	f.secretary.Submit(hidden, "/projects/PRJ-002/effects/new", said("11", "MWh", "Meter", "2027-12-31")).Want(200, "111 MWh")
	f.county.Get("/effects").Want(200, "100 MWh", "40 MWh", "2 effects").Without("111 MWh", "140 MWh", "Hidden work")
	f.auditor.Get("/effects").Want(200, "111 MWh").Without("140", "151")
	f.auditor.Get("/effects?kind=emission_avoided").Want(200, "No effect of this kind.")
	f.auditor.Get("/effects?format=csv").Want(200, "energy saved,100,MWh,")
	f.county.In(words.ZH).Get("/effects").Want(200, "节能量", "核算方法：")
}

func TestFactsOfRecords(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	w.must(w.move(w.atBuilder, "project.begin", p, ""))
	_, err := w.RecordQuality(t.Context(), w.secretary, QualityInput{Key: w.key(), Project: p.ID, Grade: "good", Evidence: "Certificate 8", Warranty: "2029-07-13", Built: &money.Quantity{N: 38, Unit: "beds"}})
	w.must(err)
	_, err = w.ReportCare(t.Context(), w.atBuilder, CareInput{Key: w.key(), Project: p.ID, Quarter: "2028-Q2", Contractor: "Valley Builders", Injuries: new(0), Arrears: &money.Amount{Minor: 5, Currency: "CNY"}})
	w.must(err)
	_, err = w.DeclareEffect(t.Context(), w.atBuilder, EffectInput{w.key(), p.ID, "energy_saved", "Meter", "old boilers", "meter", money.Quantity{N: 5, Unit: "MWh"}, "2027-01-01", "2027-12-31"})
	w.must(err)
	for i, verbs := range [][]string{{"project.cure_defect", "project.reopen_defect", "project.cure_defect", "project.check_defect"}, {"project.drop_defect"}} {
		done, err := w.OpenDefect(t.Context(), w.atCounty, DefectInput{w.key(), p.ID, fmt.Sprint("Leak ", i), "2028-05-10", "2028-06-10"})
		w.must(err)
		id, _ := done.Subject(DefectNoun)
		for _, verb := range verbs {
			who := w.secretary
			if verb == "project.cure_defect" {
				who = w.atBuilder
			}
			_, err := w.MoveDefect(t.Context(), who, verb, DefectMoveInput{w.key(), id, "r"})
			w.must(err)
		}
	}
	w.written("testdata/record_facts.txt", "project.quality.", "project.defect.", "project.care.", "project.effect.", "project.project.quality", "project.project.defect",
		"project.project.care", "project.project.effect")
}
