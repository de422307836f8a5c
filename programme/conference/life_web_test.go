package conference

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

func TestJourneyFromInvitationToFollowUp(t *testing.T) {
	w := newWorld(t)
	site := w.site()
	officer, second, reader := w.people(site)
	provider := site.Person("focal", w.ent, ident.Provider)

	form := officer.Get("/conferences/new")
	officer.Submit(form, "/conferences", url.Values{"title": {"Fourth meeting"}, "kind": {"planned"}, "from": {"2028-06-12"}}).Want(200, "planned", "Invite", "Edit the agenda")
	list := officer.Get("/conferences/CNF-001/invitations/new").Want(200, "Who is to be invited?")
	officer.Submit(list, "/conferences/CNF-001/invitations", url.Values{"lines": {""}}).Want(422, "Name an organisation")
	page := officer.Submit(list, "/conferences/CNF-001/invitations", url.Values{"lines": {"Enterprise A, deputy head\nRiver Bend, governor\n\nA guest"}})
	page.Want(200, "They are on the invitation list.", "invited 3", "Enterprise A · deputy head")
	reader.Get("/conferences/CNF-001/attendance").Want(200, "invited 3").Without("We will come")
	mine := provider.Get("/conferences/CNF-001/attendance").Want(200, "We will come: Enterprise A · deputy head").Without("We will come: River Bend")
	id := w.listed(w.get(1 + 3))[0].ID
	provider.Submit(mine, fmt.Sprintf("/conferences/CNF-001/attendance/%d/confirmation", id), nil).Want(200, "Your confirmation is recorded.", "will come 1")

	items := officer.Get("/conferences/CNF-001/agenda-items").Want(200, "No item is on the agenda yet.")
	officer.Submit(items, "/conferences/CNF-001/agenda-items", url.Values{"title": {""}, "minutes": {"ten"}}).Want(422, "Write whole minutes", "ten")
	officer.Submit(items, "/conferences/CNF-001/agenda-items", url.Values{"title": {"Opening"}, "minutes": {"10"}}).Want(200, "The agenda is changed.", "10 minutes in all")
	items = officer.Get("/conferences/CNF-001/agenda-items")
	page = officer.Submit(items, "/conferences/CNF-001/agenda-items", url.Values{"title": {"Clinics"}, "link": {"http://localhost/zh/aid/measures/MEA-004"}})
	page.Want(200, "/en/aid/measures/MEA-004", "Up: Clinics")
	last := strings.Count(page.Body, `id="item-`)
	if last != 2 {
		t.Fatalf("%d items", last)
	}
	clinics := between(page.Body[strings.LastIndex(page.Body, `id="item-`):], `id="item-`, `"`)
	page = officer.Post("/conferences/CNF-001/agenda-items/"+clinics+"/place", url.Values{"way": {"up"}}).Want(200)
	if strings.Index(page.Body, "Clinics") > strings.Index(page.Body, "Opening") {
		t.Error("the item did not move up")
	}
	one := officer.Get("/conferences/CNF-001/agenda-items/"+clinics).Want(200, "/measures/MEA-004")
	officer.Submit(one, "/conferences/CNF-001/agenda-items/"+clinics, url.Values{"title": {"Forty clinics"}}).Want(200, "Forty clinics")
	reader.Get("/conferences/CNF-001/agenda-items").Want(200, "Forty clinics").Without("Take off", "Add an item")
	reader.Get("/conferences/CNF-001/agenda-items/" + clinics).Want(403)

	hold := officer.Get("/conferences/CNF-001/postponement").Want(200, "New day")
	officer.Submit(hold, "/conferences/CNF-001/postponement", url.Values{"day": {"2028-07-01"}, "reason": {"Snow"}}).
		Want(200, "postponed", "1 July 2028", "Snow · First day: 12 June 2028 → 1 July 2028")
	hold = officer.Get("/conferences/CNF-001/holding")
	officer.Submit(hold, "/conferences/CNF-001/holding", url.Values{"day": {"2028-05-12"}}).Want(200, "convened", "Mark who came")

	marks := officer.Get("/conferences/CNF-001/attendance").Want(200, "Who came?")
	set := url.Values{fieldOf("state", id): {"substitute"}}
	officer.Submit(marks, "/conferences/CNF-001/attendance", set).Want(422, "Say by office who came instead.")
	set.Set(fieldOf("substitute", id), "chief engineer")
	officer.Submit(marks, "/conferences/CNF-001/attendance", set).Want(200, "It is recorded who came.", "chief engineer")
	officer.Submit(officer.Get("/conferences/CNF-001/attendance"), "/conferences/CNF-001/attendance", nil).Want(409, "Nothing was changed")
	marks = officer.Get("/conferences/CNF-001/attendance").Want(200, "Save; all others were present")
	rest, _ := marks.Form("/conferences/CNF-001/attendance")
	rest.Set("rest", "present")
	officer.Post("/conferences/CNF-001/attendance", rest).Want(200, "present 2", "represented by a substitute 1").Without("The others were")
	reader.Get("/conferences/CNF-001").Want(200, "instead: chief engineer", "represented by a substitute 1")
	reader.Get("/conferences/CNF-001/attendance?format=csv").Want(200, "Enterprise A,ENT-A,deputy head", "chief engineer")

	minutes := officer.Get("/conferences/CNF-001/minutes")
	officer.Submit(minutes, "/conferences/CNF-001/minutes", url.Values{"text": {"One\nTwo"}}).Want(200)
	approval := second.Get("/conferences/CNF-001/approval")
	officer.Submit(officer.Get("/conferences/CNF-001/minutes"), "/conferences/CNF-001/minutes", url.Values{"text": {"One\nThree"}}).Want(200, "Compare versions")
	second.Submit(approval, "/conferences/CNF-001/approval", nil).Want(409, "Somebody has written version 2 meanwhile")
	second.Submit(second.Get("/conferences/CNF-001/approval"), "/conferences/CNF-001/approval", nil).Want(200, "approved")
	reader.Get("/conferences/CNF-001/minutes/comparison").Want(200, "1 line taken out, 1 line put in", "<del>Two</del>", "<ins>Three</ins>")
	reader.Get("/conferences/CNF-001/minutes/comparison?from=2&to=2").Want(200, "The two versions read the same.")
	reader.Get("/conferences/CNF-001/minutes/comparison?from=1&to=9").Want(404)
	second.Submit(second.Get("/conferences/CNF-001/issuing"), "/conferences/CNF-001/issuing", nil).Want(200, "in follow-up")
	second.Submit(second.Get("/conferences/CNF-001/closing"), "/conferences/CNF-001/closing", nil).Want(200, "closed")

	next := officer.Get("/conferences/new")
	officer.Submit(next, "/conferences", url.Values{"title": {"Fifth meeting"}, "kind": {"planned"}, "predecessor": {"CNF-001"}}).Want(200, "Fourth meeting")
	reader.Get("/conferences/CNF-001").Want(200, "The meeting after", "Fifth meeting")
	reader.Get("/conferences/CNF-002/minutes/comparison").Want(404, "only one version")
	sorted := reader.Get("/conferences?sort=day").Want(200)
	if strings.Index(sorted.Body, "Fifth meeting") > strings.Index(sorted.Body, "Fourth meeting") {
		t.Error("the earliest day, and a day not known, come first")
	}
}

func between(text, from, to string) string {
	_, rest, _ := strings.Cut(text, from)
	found, _, _ := strings.Cut(rest, to)
	return found
}

func TestJourneyOfACorrection(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{})
	s := w.source(w.officer, c, "")
	if _, err := w.Attend(t.Context(), w.officer, AttendInput{Key: w.key(), Conference: c.ID, Part: "attendee", Organisation: "Commission", Office: "head", Quote: Quote{s.ID, 22, 32, "River Bend"}}); err != nil {
		t.Fatal(err)
	}
	officer, second, reader := w.front()
	form := officer.Get("/conferences/CNF-001/records/new?what=speech").Want(200)
	officer.Submit(form, "/conferences/CNF-001/speeches", url.Values{"kind": {"welcome"}, "speaker": {"Mayor"}, "quote": {""}}).Want(422, "Give the exact words")
	officer.Submit(form, "/conferences/CNF-001/speeches", url.Values{"kind": {"welcome"}, "speaker": {"Mayor"}, "quote": {"Welcome."}}).Want(200, "words of welcome, a courtesy")

	records := reader.Get("/conferences/CNF-001/records").Want(200, "Commission", "Welcome.")
	attendance, speech := between(records.Body, `/records/attendance/`, `"`), between(records.Body, `/records/speech/`, `"`)
	at := "/conferences/CNF-001/records/attendance/" + attendance
	reader.Get(at).Want(200, "Commission", "River Bend").Without("Withdraw", "Correct")
	reader.Get(at + "/correction").Want(403)
	edit := officer.Get(at+"/correction").Want(200, "What should this record say?", "The passage is the text", "Commission")
	officer.Submit(edit, at+"/correction", url.Values{"office": {"deputy head"}}).Want(422, "deputy head")
	officer.Submit(edit, at+"/correction", url.Values{"office": {"deputy head"}, "reason": {"misread"}}).Want(200, "misread · Office: head → deputy head")

	earlier, err := attendancesAt(t.Context(), w.DB.Read(), w.officer, c.ID, w.seq()-1)
	if err != nil || len(earlier) != 1 || earlier[0].Later == 0 {
		t.Fatal(earlier, err)
	}
	officer.Get(fmt.Sprintf("/conferences/CNF-001/records/attendance/%d", earlier[0].ID)).Want(404) // an earlier wording is no record

	said := "/conferences/CNF-001/records/speech/" + speech
	officer.Get(said).Want(200, "delivered").Without("The text is as it was said")
	second.Submit(second.Get(said), said+"/check", nil).Want(200, "text checked")
	edit = officer.Get(said + "/correction")
	officer.Submit(edit, said+"/correction", url.Values{"quote": {"You are welcome."}, "reason": {"tape"}}).Want(200, "delivered", "The words: Welcome. → You are welcome.")

	officer.Submit(officer.Get(said), said+"/withdrawal", nil).Want(422, "reason")
	officer.Submit(officer.Get(said), said+"/withdrawal", url.Values{"reason": {"said elsewhere"}}).Want(200, "Withdrawn", "said elsewhere")
	reader.Get(said).Want(200, "This record was withdrawn: said elsewhere")
	reader.Get("/conferences/CNF-001").Want(200).Without("You are welcome.")
	for _, path := range []string{"/conferences/CNF-001/records/attendance/999", "/conferences/CNF-001/records/minutes/1", "/conferences/CNF-001/records/event/" + attendance} {
		reader.Get(path).Want(404)
	}
	w.convene(w.officer, ConveneInput{Title: "Another", Lang: "en"})
	reader.Get(strings.Replace(at, "CNF-001", "CNF-002", 1)).Want(404)
}

func TestJourneyOfAVisit(t *testing.T) {
	w := newWorld(t)
	w.pair()
	w.VisitPanels = []VisitPanel{func(c *web.Call, v Visit) (template.HTML, error) {
		return template.HTML("<section>panel of " + v.Code + "</section>"), nil
	}}
	w.convene(w.officer, ConveneInput{From: "2028-05-12", Place: "River Bend"})
	site := w.site()
	officer, _, reader := w.people(site)
	provider, receiver := site.Person("focal", w.ent, ident.Provider), site.Person("desk", w.reg, ident.Receiver)
	reader.Get("/visits").Want(200, "Visits and talks stand here").Without("Record a visit")
	reader.Get("/visits/new").Want(403)
	form := provider.Get("/visits/new?conference=CNF-001").Want(200, "2028-05-12")
	provider.Submit(form, "/visits", url.Values{"parties": {""}, "purpose": {"Pumps"}}).Want(422, "Say who met", "Pumps")
	page := provider.Submit(form, "/visits", url.Values{"kind": {"talk"}, "parties": {"Enterprise A\nRiver Bend"}, "from": {""}, "to": {""}, "purpose": {"Pumps"}})
	page.Want(200, "VIS-001", "bilateral talk", "no date given", "reported by one side only", "/parties/REG", "receiving side", "panel of VIS-001", "Third working meeting").
		Without("Register a measure")
	officer.Get("/visits/VIS-001").Want(200, "/measures/new?visit=VIS-001")
	officer.Get("/conferences/CNF-001").Want(200, "Enterprise A · River Bend", "reported by one side only")
	officer.In(words.ZH).Get("/visits/VIS-001").Want(200, "仅一方报告", "双边座谈", "未载明日期")

	note := provider.Get("/visits/VIS-001/note").Want(200)
	provider.Submit(note, "/visits/VIS-001/note", url.Values{"text": {"Two pumps."}}).Want(200, "It waits for River Bend.", "Two pumps.")
	provider.Get("/visits/VIS-001/agreement").Want(403)
	back := receiver.Get("/visits/VIS-001/return").Want(200, "Two pumps.")
	receiver.Submit(back, "/visits/VIS-001/return", nil).Want(422, "reason")
	receiver.Submit(back, "/visits/VIS-001/return", url.Values{"reason": {"Three were promised"}}).Want(200, "note returned", "Three were promised")
	note = provider.Get("/visits/VIS-001/note").Want(200, "Two pumps.")
	provider.Submit(note, "/visits/VIS-001/note", url.Values{"text": {"Three pumps."}}).Want(200, "Compare versions")
	reader.Get("/visits/VIS-001/note/comparison").Want(200, "<del>Two pumps.</del>", "<ins>Three pumps.</ins>")
	receiver.Submit(receiver.Get("/visits/VIS-001/agreement"), "/visits/VIS-001/agreement", nil).Want(200, "note agreed by the other side").Without("reported by one side only")
	edit := provider.Get("/visits/VIS-001/correction").Want(200, "Enterprise A\nRiver Bend")
	provider.Submit(edit, "/visits/VIS-001/correction", url.Values{"from": {"2028-05-11"}}).Want(200, "11 May 2028", "First day: not recorded → 11 May 2028")
	provider.Submit(provider.Get("/visits/VIS-001/closing"), "/visits/VIS-001/closing", nil).Want(200, "closed")

	reader.Get("/visits?q=pumps&kind=talk&state=closed&sort=day").Want(200, "VIS-001", "Clear the filters")
	reader.Get("/visits?q=nobody").Want(200, "No visit or talk matches.")
	reader.Get("/visits?format=csv").Want(200, "VIS-001,bilateral talk,Enterprise A · River Bend,Pumps,2028-05-11")
	reader.JSON("/visits/VIS-001").Want(200, `"code":"VIS-001"`, `"one_sided":false`)
	hidden := w.visit(w.provider, VisitInput{Visibility: "internal", Parties: []VisitParty{{Name: "Enterprise A"}}})
	reader.Get("/visits/" + hidden.Code).Want(404)
	reader.Get("/visits").Want(200).Without(hidden.Code)
}

// TestPagesOfAPastDay: what stood at the end of a day, without buttons.
func TestPagesOfAPastDay(t *testing.T) {
	w := newWorld(t)
	clock := func(day int) { w.DB.Clock = func() time.Time { return time.Date(2028, 5, day, 9, 0, 0, 0, time.UTC) } }
	clock(12)
	c := w.convene(w.officer, ConveneInput{Title: "Third meeting", Lang: "en", From: "2028-05-12"})
	done, err := w.Attend(t.Context(), w.officer, AttendInput{Key: w.key(), Conference: c.ID, Part: "attendee", Organisation: "Commission", Office: "head"})
	if err != nil {
		t.Fatal(err)
	}
	id, _ := done.Subject(AttendanceNoun)
	w.Speak(t.Context(), w.officer, SpeakInput{Key: w.key(), Conference: c.ID, Kind: "thanks", Attendance: id, Quote: Quote{Text: "Thank you."}})
	w.move(w.officer, "conference.minute", MoveInput{Conference: c.ID, Text: "First draft"})
	v := w.visit(w.officer, VisitInput{Parties: []VisitParty{{Name: "Commission"}}, Purpose: "Pumps"})
	clock(13)
	w.CorrectRecord(t.Context(), w.officer, CorrectRecordInput{Key: w.key(), Noun: AttendanceNoun, ID: id, Reason: "misread", Attend: AttendInput{Part: "attendee", Organisation: "Ministry"}})
	w.Correct(t.Context(), w.officer, CorrectInput{Key: w.key(), Conference: c.ID, Title: "Third working meeting", Lang: "en", From: "2028-05-12"})
	w.move(w.officer, "conference.minute", MoveInput{Conference: c.ID, Text: "Second draft"})
	w.SetAgendaItem(t.Context(), w.officer, AgendaInput{Key: w.key(), Conference: c.ID, Title: "Opening"})
	w.CorrectVisit(t.Context(), w.officer, CorrectVisitInput{Key: w.key(), Visit: v.ID, VisitInput: VisitInput{Kind: "talk", Parties: []VisitParty{{Name: "Ministry"}}, Purpose: "Wells"}})
	w.Panels = []Panel{func(*web.Call, Conference) (template.HTML, error) { return "<section>a panel</section>", nil }}
	officer, _, _ := w.front()
	officer.Get("/conferences/CNF-001").Want(200, "Third working meeting", "Ministry", "Second draft", "Opening", "a panel")
	officer.Get("/conferences/CNF-001?on=2028-05-12").Want(200, "Third meeting", "Commission · head thanks", "head", "First draft", "12 May 2028").
		Without("Third working meeting", "Ministry", "Second draft", "Opening", "a panel", "Approve the minutes", "Add a record by hand", "/correction")
	officer.Get("/visits/"+v.Code+"?on=2028-05-12").Want(200, "Pumps", "Commission").Without("Wells", "Ministry", "/note", "/correction")
	officer.Get("/visits/"+v.Code).Want(200, "Wells", "Ministry")
	officer.Get("/conferences/CNF-001?on=2028-05-11").Want(404)
	officer.Get("/conferences/CNF-001?on=yesterday").Want(422)
}

func TestVisitAndListPagesAskTheSameForManyRows(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{})
	officer, _, _ := w.front()
	pages := []string{"/visits", "/visits/VIS-001", "/conferences/CNF-001", "/conferences/CNF-001/attendance", "/conferences/CNF-001/records", "/conferences/CNF-001/agenda-items"}
	var first []int64
	for round, n := range []int{1, 8} {
		for range n {
			v := w.visit(w.officer, VisitInput{Conference: c.ID, Parties: []VisitParty{{Name: "ENT-A"}, {Name: "REG"}}})
			w.MoveVisit(t.Context(), w.officer, "conference.draft_note", VisitMoveInput{Key: w.key(), Visit: v.ID, Text: "x"})
			w.Attend(t.Context(), w.officer, AttendInput{Key: w.key(), Conference: c.ID, Part: "attendee", Party: w.ent})
			w.Speak(t.Context(), w.officer, SpeakInput{Key: w.key(), Conference: c.ID, Kind: "speech", Speaker: "x", Quote: Quote{Text: "x"}})
			w.Event(t.Context(), w.officer, EventInput{Key: w.key(), Conference: c.ID, Kind: "other"})
			w.SetAgendaItem(t.Context(), w.officer, AgendaInput{Key: w.key(), Conference: c.ID, Title: "x"})
		}
		for i, path := range pages {
			asked := officer.Get(path).Want(200).Queries
			if round == 0 {
				first = append(first, asked)
			} else if asked != first[i] {
				t.Errorf("%s asks %d, with more rows %d", path, first[i], asked)
			}
		}
	}
}
