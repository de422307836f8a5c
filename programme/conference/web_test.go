package conference

import (
	"html/template"
	"io/fs"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/web/webtest"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// site gives the room a front door.
func (w *world) site() *webtest.Site {
	return webtest.New(w.t, w.DB, webtest.Options{Programme: w.prog, Words: []fs.FS{Words, party.Words, plan.Words}, Rules: Rules(), Mount: w.Mount})
}

// people are an officer, a second officer and a reader of the region.
func (w *world) people(site *webtest.Site) (officer, second, reader *webtest.Person) {
	return site.Person("officer", w.office, ident.Secretary), site.Person("second", w.office, ident.Office), site.Person("reader", w.reg, ident.Reader)
}

func (w *world) front() (officer, second, reader *webtest.Person) { return w.people(w.site()) }

func TestJourneyOfAMeeting(t *testing.T) {
	w := newWorld(t)
	w.Panels = []Panel{func(c *web.Call, x Conference) (template.HTML, error) {
		return template.HTML("<section class=panel>panel of " + x.Code + "</section>"), nil
	}}
	officer, second, reader := w.front()
	officer.Get("/conferences").Want(200, "Paste a communique or minutes", "Record a meeting")
	reader.Get("/conferences").Want(200).Without("Record a meeting")
	reader.Get("/conferences/new").Want(403)

	form := officer.Get("/conferences/new").Want(200, "Which meeting is it?")
	officer.Submit(form, "/conferences", url.Values{"title": {""}, "from": {"2028-05-12"}}).Want(422, "Give the meeting a title", "2028-05-12")
	page := officer.Submit(form, "/conferences", url.Values{"title": {"Third working meeting"}, "from": {"2028-05-12"}, "other": {"第三次工作会议"}})
	page.Want(200, "The meeting is on record.", "CNF-001", "convened", "12 May 2028", "panel of CNF-001", "No text about this meeting")
	officer.In(words.ZH).Get("/conferences/CNF-001").Want(200, "第三次工作会议", "已召开", "2028年5月12日")

	for what, fields := range map[string]url.Values{
		"attendance":  {"part": {"chair"}, "organisation": {"Commission"}, "office": {"Deputy head"}, "party": {"ENT-A"}},
		"speech":      {"kind": {"thanks"}, "speaker": {"River Bend"}, "quote": {"Thank you for coming."}},
		"event":       {"kind": {"exhibition"}, "day": {"2028-05-11"}, "who": {"all delegations"}},
		"achievement": {"quote": {"Forty clinics were equipped."}, "quantity": {"40 clinics"}},
	} {
		form := officer.Get("/conferences/CNF-001/records/new?what=" + what).Want(200)
		officer.Submit(form, "/conferences/CNF-001/"+plural(what), fields).Want(200, "The record is kept.")
	}
	reader.Get("/conferences/CNF-001").Want(200, "Commission · Deputy head", "/parties/ENT-A", "Thank you for coming.", "exhibition", "Forty clinics were equipped.", "It is not counted among the results.").
		Without("Withdraw", "Add a record by hand")

	doc := officer.Get("/conferences/CNF-001/documents/new").Want(200)
	officer.Submit(doc, "/conferences/CNF-001/documents", nil).Want(422, "Choose a file.")
	officer.Upload(doc, "/conferences/CNF-001/documents", url.Values{"title": {"Agenda"}}, "file", "agenda.txt", []byte("1. Opening\n")).Want(200, "The document is on file.", "Agenda")

	officer.Get("/conferences/CNF-001/documents/"+documentOf(w, "CNF-001")).Want(200, "1. Opening")
	w.convene(w.officer, ConveneInput{Title: "Another meeting", Lang: "en"})
	officer.Get("/conferences/CNF-002/documents/" + documentOf(w, "CNF-001")).Want(404)

	minutes := officer.Get("/conferences/CNF-001/minutes").Want(200, "The text of the minutes is needed.")
	officer.Submit(minutes, "/conferences/CNF-001/minutes", url.Values{"text": {""}}).Want(422)
	officer.Submit(minutes, "/conferences/CNF-001/minutes", url.Values{"text": {"Enterprise A equips forty clinics."}}).Want(200, "minutes in draft")
	officer.Get("/conferences/CNF-001/approval").Want(403)
	approval := second.Get("/conferences/CNF-001/approval").Want(200, "Enterprise A equips forty clinics.")
	second.Submit(approval, "/conferences/CNF-001/approval", nil).Want(200, "The minutes are final.", "Minutes approved", "second")
	reopening := officer.Get("/conferences/CNF-001/reopening").Want(200)
	officer.Submit(reopening, "/conferences/CNF-001/reopening", url.Values{"text": {"Enterprise A equips forty-one clinics."}}).Want(422, "reason")
	officer.Submit(reopening, "/conferences/CNF-001/reopening", url.Values{"text": {"Enterprise A equips forty-one clinics."}, "reason": {"The number was wrong"}}).
		Want(200, "Version 2", "Reopened because: The number was wrong", "Enterprise A equips forty clinics.",
			"Version 1, 14 May 2028 09:30 · approved 14 May 2028 09:30").Without("Version 2, 14 May 2028 09:30 · approved")

	list := reader.Get("/conferences?q=third&state=minuted").Want(200, "Third working meeting", "Clear the filters")
	if strings.Count(list.Body, "CNF-001") < 2 {
		t.Error("the row does not link to the meeting")
	}
	reader.Get("/conferences?q=fourth").Want(200, "No meeting matches.")
	reader.Get("/conferences?format=csv").Want(200, "CNF-001", "2028-05-12")
	reader.JSON("/conferences/CNF-001").Want(200, `"code":"CNF-001"`, `"version":2`)
}

// documentOf is the number of a meeting's first document.
func documentOf(w *world, code string) string {
	x, err := GetConferenceByCode(w.t.Context(), w.DB.Read(), w.prog, code)
	if err != nil {
		w.t.Fatal(err)
	}
	list, err := DocumentsOf(w.t.Context(), w.DB.Read(), w.officer, x.ID)
	if err != nil || len(list) == 0 {
		w.t.Fatal(len(list), err)
	}
	return strconv.FormatInt(int64(list[0].ID), 10)
}

func plural(what string) string {
	if what == "speech" {
		return "speeches"
	}
	return what + "s"
}

func TestSourcePageMarksThePassage(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{})
	w.source(w.officer, c, "")
	_, _, reader := w.front()
	page := reader.Get("/sources/SRC-001?from=43&to=54").Want(200, "River Bend County", "receiving side", "Chinese", "answered by a person", "55 characters")
	if !strings.Contains(page.Body, `设备。`+"\n"+`<mark class="current" id="quote">各部门应按季度报告进展</mark>。</div>`) {
		t.Errorf("the passage is not marked exactly:\n%s", page.Body)
	}
	reader.Get("/sources/SRC-001").Want(200).Without("<mark")
	for _, query := range []string{"from=43&to=99", "from=x&to=54", "from=54&to=43", "from=3&to=3"} {
		reader.Get("/sources/SRC-001?"+query).Want(200, "a passage that this text does not have").Without("<mark")
	}
	reader.Get("/sources/SRC-009").Want(404)
	reader.Get("/conferences/CNF-001").Want(200, "/sources/SRC-001")
}

func TestInternalPagesAreNotThere(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.provider, ConveneInput{Visibility: "internal"})
	w.source(w.provider, c, "internal")
	officer, _, reader := w.front()
	officer.Get("/conferences/CNF-001").Want(200)
	for _, path := range []string{"/conferences/CNF-001", "/sources/SRC-001", "/sources/SRC-001/file"} {
		reader.Get(path).Want(404)
	}
	reader.Get("/conferences").Want(200).Without("CNF-001")
	officer.Get("/sources/SRC-001/file").Want(404) // pasted: there is no file
}

func TestConferencePageAsksTheSameForManyRecords(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{})
	s := w.source(w.officer, c, "")
	officer, _, _ := w.front()
	add := func(n int) {
		for range n {
			_, err := w.Attend(t.Context(), w.officer, AttendInput{Key: w.key(), Conference: c.ID, Part: "attendee", Organisation: "x", Party: w.ent, Quote: Quote{s.ID, 22, 32, "River Bend"}})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	add(1)
	one := officer.Get("/conferences/CNF-001").Queries
	add(10)
	if many := officer.Get("/conferences/CNF-001").Queries; many != one {
		t.Errorf("1 record asks %d queries, 11 ask %d", one, many)
	}
}
