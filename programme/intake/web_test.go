package intake

import (
	"html"
	"io/fs"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/suggest"
	"throughline/kit/web"
	"throughline/kit/web/webtest"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/plan"
	"throughline/reading"
)

// front gives the room a front door, with the rooms whose pages it leads to.
func (w *world) front() (officer, provider, region *webtest.Person) {
	var rules []access.Rule
	for _, room := range [][]access.Rule{conference.Rules(), Rules()} {
		rules = append(rules, room...)
	}
	site := webtest.New(w.t, w.DB, webtest.Options{Programme: w.prog, Rules: rules,
		Words: []fs.FS{Words, suggest.Words, party.Words, plan.Words, conference.Words, decision.Words, agreement.Words},
		Mount: func(f *web.Front) {
			(&conference.Room{DB: w.DB, Blobs: w.Blobs, Panels: []conference.Panel{w.Room.Panel}}).Mount(f)
			w.Mount(f)
		}})
	return site.As(w.officer.Person, w.office, ident.Secretary), site.As(w.provider.Person, w.a, ident.Provider), site.As(w.region1.Person, w.region, ident.Receiver)
}

var answers = url.Values{"source_title": {"Report of the region"}, "publisher": {"River Bend"}, "side": {"receiver"}, "lang": {"en"}, "translated": {"machine"},
	"may_store": {"yes"}, "may_publish": {"no"}}

func filled(more url.Values) url.Values {
	all := url.Values{}
	for _, from := range []url.Values{answers, more} {
		for name, v := range from {
			all[name] = v
		}
	}
	return all
}

func TestStartKeepsWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	officer, _, _ := w.front()
	form := officer.Get("/readings/new").Want(200, "Which text is it, and whose?", "Nobody knows the year")
	again := officer.Submit(form, "/readings", url.Values{"text": {"The meeting was held on 12 March.\nSecond line."}}).
		Want(422, "Give the text a title.", "Say who published the text.", "Choose whose text it is.", "Choose English or Chinese.", "Say whether the text is a translation.",
			"Answer this first.", "The meeting was held on 12 March.\nSecond line.")
	if got, _ := again.Form("/readings"); got.Get("text") != "The meeting was held on 12 March.\nSecond line." {
		t.Errorf("the box holds %q", got.Get("text"))
	}
	officer.Submit(form, "/readings", filled(url.Values{"text": {""}, "year_unknown": {"1"}})).Want(422, "Paste the text or choose a file.")
	kept := officer.Upload(form, "/readings", filled(url.Values{"publisher": {""}, "year_unknown": {"1"}}), "file", "report.txt", []byte("Minutes without a year.\n")).
		Want(422, "Say who published the text.", "The words of report.txt are kept", "Minutes without a year.")
	officer.Submit(kept, "/readings", url.Values{"publisher": {"River Bend"}}).Want(200, "The text is kept and read.", "RDG-001", "Minutes without a year.")
	officer.Upload(form, "/readings", filled(url.Values{"year_unknown": {"1"}}), "file", "report.exe", []byte("MZ")).Want(422, "report.exe")
}

// mark gives the text of the mark with an id.
func mark(body, id string) string {
	_, after, _ := strings.Cut(body, ` id="`+id+`"`)
	inside, _, _ := strings.Cut(after, "</mark>")
	_, text, _ := strings.Cut(inside, `">`)
	text, _, _ = strings.Cut(text, "</a>")
	return text
}

func TestJourneyWithoutScript(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	officer, _, region := w.front()
	page := officer.Get("/readings/RDG-001").Want(200, "Proposal 1 of 10: the meeting itself", "10 proposals", "1 duty sentence still uncovered",
		"Third working meeting on assistance to River Bend", "English · machine translation", "Duties without a due day 1 / 2", "Signed, text not held 1")
	for n, want := range map[string]string{"q3": "Enterprise A will equip 40 clinics by the end of September 2028", "q10": "120 wells were drilled"} {
		if got := mark(page.Body, n); got != want {
			t.Errorf("the mark %s reads %q", n, got)
		}
	}
	if !strings.Contains(page.Body, `<mark class="uncovered">Departments should report every quarter</mark>`) || !strings.Contains(page.Body, `<mark class="current" id="q1">`) {
		t.Error("the source is not marked")
	}

	// One button accepts and leads to the next.
	page = officer.Submit(page, "/readings/RDG-001/proposals/1", url.Values{"to_day": {"2027-03-13"}}).Want(200, "Recorded.", "Proposal 2 of 10: an attendance", "1 accepted", "1 value not in the text")
	page = officer.Submit(page, "/readings/RDG-001/proposals/2", url.Values{"person": {""}, "office": {""}, "organisation": {""}}).Want(422, "Name an organisation, an office or a person.", "Proposal 2 of 10")
	page = officer.Submit(page, "/readings/RDG-001/proposals/2", url.Values{"person": {"A. Example"}, "office": {"deputy head"}, "organisation": {"Coordination Commission"}}).Want(200, "Proposal 3 of 10: a duty")
	page.Want(200, "by the end of September 2028", "A second person, from the providing side, accepts it after you.")
	if form, _ := page.Form("/readings/RDG-001/proposals/3"); form.Get("to") != "party:ENT-A" || form.Get("laid_on") != "provider" || form.Get("due") != "2028-09-30" {
		t.Errorf("the form proposes %v", form)
	}
	page = officer.Submit(page, "/readings/RDG-001/proposals/3", nil).Want(200, "Proposal 4 of 10: a duty", "every one of: Central enterprises (2)", "not in the text")
	page = officer.Submit(page, "/readings/RDG-001/proposals/4", nil).Want(200, "Proposal 5 of 10: noted only")
	officer.Get("/readings/RDG-001?n=4").Want(200, "accepted", "/measures/MEA-002", "every one of: Central enterprises")

	page = officer.Submit(page, "/readings/RDG-001/proposals/5", nil).Want(200, "Proposal 6 of 10: an agreement", "An agreement always waits for a second person")
	// A button's value is sent by the browser with the form.
	form, _ := page.Form("/readings/RDG-001/proposals/6")
	form.Set("act", "reject")
	form.Set("reject_reason", "no such signing")
	officer.Post("/readings/RDG-001/proposals/6", form).Want(200, "Set aside.", "Proposal 7 of 10")
	rejected := officer.Get("/readings/RDG-001?n=6").Want(200, "rejected", "no such signing")
	officer.Submit(rejected, "/readings/RDG-001/proposals/6/undoing", nil).Want(200, "Undone.", "Proposal 6 of 10")

	// By hand, typed exactly.
	byHand := officer.Get("/readings/RDG-001/passages/new").Want(200, "Which passage should become a record?")
	officer.Submit(byHand, "/readings/RDG-001/passages", url.Values{"quote": {"Departments should report monthly"}}).Want(422, "These words do not stand in the text.", "Departments should report monthly")
	officer.Submit(byHand, "/readings/RDG-001/passages", url.Values{"quote": {"Departments should report every quarter"}}).
		Want(200, "Proposal 11 of 11: a duty", "made by hand", "0 duty sentences still uncovered")

	// All speeches at once need more than one; attendances have one left.
	officer.Get("/readings/RDG-001?n=end").Want(200, "proposals still wait").Without("Accept all")
	officer.Submit(officer.Get("/readings/RDG-001"), "/readings/RDG-001/finishing", nil).Want(200, "The reading is finished.").Without("Make a record by hand")
	officer.Get("/conferences/CNF-001").Want(200, "Texts read for this meeting", "11 proposals: 5 accepted, 0 already recorded, 6 waiting", "/readings/RDG-001", "A. Example")
	region.Get("/readings/RDG-001").Want(200).Without("Finish reading", "Undo")
	region.Get("/readings/new").Want(200)

	withdrawal := officer.Get("/readings/RDG-001/withdrawal").Want(200, "5 records made from this text")
	officer.Submit(withdrawal, "/readings/RDG-001/withdrawal", nil).Want(422, "Give the reason.")
	officer.Submit(withdrawal, "/readings/RDG-001/withdrawal", url.Values{"reason": {"wrong text"}}).Want(200, "are withdrawn")
	officer.Get("/readings?state=withdrawn").Want(200, "RDG-001", "Report")
	officer.Get("/readings?format=csv").Want(200, "RDG-001,SRC-001,Report")
	if got := w.reading(r.ID).State; got != Withdrawn {
		t.Error(got)
	}
}

func TestBulkReceipt(t *testing.T) {
	w := newWorld(t)
	w.start(w.officer, english, 0, read(english))
	officer, _, region := w.front()
	if err := w.accept(w.officer, w.reading(firstReading(w)), nWells, nil); err != nil {
		t.Fatal(err)
	}
	page := officer.Get("/readings/RDG-001").Want(200, "Accept all 2 attendances")
	receipt := officer.Submit(page, "/readings/RDG-001/bulk", nil).Want(200, "All are recorded in one change.", "2 proposals decided in one change.", "A. Example").Without("120 wells")
	path := strings.TrimPrefix(strings.Split(receipt.URL, "?")[0], "/en/aid")
	region.Get(path).Want(200).Without("Undo all of them")
	officer.Submit(receipt, path+"/undoing", nil).Want(200, "Undone.", "1 accepted")
	officer.Get(path).Want(404)
}

func TestSecondTextIsOfferedAsTheSame(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	for _, n := range []int{nChair, nClinics} {
		if err := w.accept(w.officer, r, n, nil); err != nil {
			t.Fatal(err)
		}
	}
	text := "Another account.\n" + strings.Replace(english, "deputy head", "head", 1)
	w.start(w.officer, text, r.Conference, readOtherOffice(text))
	officer, _, _ := w.front()
	officer.Get("/readings/RDG-002?n=2").Want(200, "Already recorded, but it differs:", "Coordination Commission · deputy head · A. Example", "(SRC-001)")
	page := officer.Get("/readings/RDG-002?n=3").Want(200, "Already recorded, and it agrees:", "/measures/MEA-001")
	form, _ := page.Form("/readings/RDG-002/proposals/3")
	form.Set("act", "agree")
	officer.Post("/readings/RDG-002/proposals/3", form).Want(200, "It counts once.", "1 already recorded")
	officer.Get("/readings/RDG-002?n=3").Want(200, "already recorded: agrees", "/measures/MEA-001")
}

// readOtherOffice reads the text in which the chair holds another office.
func readOtherOffice(text string) reading.Reading {
	r := read(strings.Replace(text, "A. Example, head", "A. Example, deputy head", 1))
	r.Attendances[0].Role = in(text, "head")
	r.Attendances[0].Quote = in(text, "A. Example, head of the Coordination Commission, took the chair")
	shift := func(s *reading.Span) {
		if s.Stated() {
			*s = in(text, s.Text)
		}
	}
	for i := range r.Measures {
		shift(&r.Measures[i].Quote)
	}
	r.Attendances, r.Speeches, r.Notes, r.Agreements, r.Achievements, r.Visits, r.Uncovered = r.Attendances[:1], nil, nil, nil, nil, nil, nil
	return r
}

func TestProviderLeavesDutiesToTheOffice(t *testing.T) {
	w := newWorld(t)
	w.start(w.provider, english, 0, read(english))
	_, provider, region := w.front()
	page := provider.Get("/readings/RDG-001?n=3").Want(200, "The programme office decides on it.")
	if strings.Contains(page.Body, `value="accept"`) {
		t.Error("a button that is refused is offered")
	}
	form, _ := page.Form("/readings/RDG-001/proposals/3")
	form.Set("act", "accept")
	provider.Post("/readings/RDG-001/proposals/3", form).Want(403)
	page = provider.Get("/readings/RDG-001?n=10").Want(200, `value="accept"`)
	provider.Submit(page, "/readings/RDG-001/proposals/10", nil).Want(200, "Recorded.")
	region.Post("/readings/RDG-001/proposals/9", url.Values{"act": {"accept"}}).Want(403)
}

func TestReviewInChinese(t *testing.T) {
	w := newWorld(t)
	text := "第二次工作会议纪要\n3月12日，会议在河湾县召开。😀企业A将于2028年9月底前为40所卫生院配备设备。\n"
	w.start(w.officer, text, 0, reading.Reading{Lang: "zh", Conference: reading.Conference{Title: in(text, "第二次工作会议"), Date: in(text, "3月12日"), Place: in(text, "河湾县")},
		Measures: []reading.Measure{{Quote: in(text, "企业A将于2028年9月底前为40所卫生院配备设备"), Due: in(text, "2028年9月底前"), Quantity: in(text, "40所"), Kind: reading.MeasureOffer, Grade: reading.GradeMust}}})
	officer, _, _ := w.front()
	zh := officer.In(words.ZH)
	page := zh.Get("/readings/RDG-001?n=2").Want(200, "第2条（共2条）：任务要求", "与原文逐字一致", "2028年9月底前", "文本未载")
	if got := mark(page.Body, "q2"); got != "企业A将于2028年9月底前为40所卫生院配备设备" {
		t.Errorf("the mark reads %q", got)
	}
	zh.Submit(page, "/readings/RDG-001/proposals/2", nil).Want(200, "已录入", "会议基本信息")
	m := w.measure(Proposal{Record: w.proposal(w.reading(firstReading(w)), 2).Record})
	if m.Due != "2028-09-30" || m.Quote.From != 26 || m.Quote.To != 51 {
		t.Errorf("%+v", m)
	}
}

// The page counts characters from the start of the source's box, so the box
// holds the text and nothing else.
func TestBoxHoldsExactlyTheText(t *testing.T) {
	w := newWorld(t)
	text := "\"Quoted\" & <b>bold</b>'s\n\n  indented\t😀\n要求：各部门按季度报告。\n"
	w.start(w.officer, text, 0, reading.Reading{Achievements: []reading.Achievement{{Quote: in(text, "<b>bold</b>")}}, Uncovered: []reading.Span{in(text, "各部门按季度报告")}})
	officer, _, _ := w.front()
	for _, path := range []string{"/readings/RDG-001", "/readings/RDG-001?n=end", "/readings/RDG-001/passages/new", "/sources/SRC-001", "/sources/SRC-001?from=9&to=22"} {
		_, box, _ := strings.Cut(officer.Get(path).Want(200).Body, `aria-labelledby="source-title">`)
		box, _, _ = strings.Cut(box, "</div>")
		if got := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(box, "")); got != text {
			t.Errorf("%s: the box holds %q", path, got)
		}
	}
}

func firstReading(w *world) ident.ID {
	list, err := ListReadings(w.t.Context(), w.DB.Read(), w.officer, Filter{})
	if err != nil || len(list) == 0 {
		w.t.Fatal(err)
	}
	return list[len(list)-1].ID
}

func TestReviewAsksTheSameForManyProposals(t *testing.T) {
	w := newWorld(t)
	short := read(english)
	short.Attendances, short.Speeches, short.Agreements, short.Achievements, short.Visits, short.Notes = nil, nil, nil, nil, nil, nil
	w.start(w.officer, english, 0, short)
	text := "Again.\n" + english
	w.start(w.officer, text, 0, read(text))
	officer, _, _ := w.front()
	if few, many := officer.Get("/readings/RDG-001?n=2").Queries, officer.Get("/readings/RDG-002?n=3").Queries; few != many {
		t.Errorf("3 proposals ask %d queries, 10 ask %d", few, many)
	}
	one := officer.Get("/readings").Queries
	for _, more := range []string{"One. ", "Two. ", "Three. "} {
		w.start(w.officer, more+english, 0, read(more+english))
	}
	if many := officer.Get("/readings").Queries; many != one {
		t.Errorf("2 readings ask %d queries, 5 ask %d", one, many)
	}
}

func TestReadingsOfOthersAreNotThere(t *testing.T) {
	w := newWorld(t)
	_, provider, region := w.front()
	form := provider.Get("/readings/new")
	provider.Submit(form, "/readings", filled(url.Values{"text": {english}, "visibility": {"internal"}, "year_unknown": {"1"}})).Want(200, "RDG-001")
	region.Get("/readings/RDG-001").Want(404)
	region.Get("/readings").Want(200).Without("RDG-001")
	region.Post("/readings/RDG-001/proposals/1", url.Values{"act": {"accept"}}).Want(404)
}
