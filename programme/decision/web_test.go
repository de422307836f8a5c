package decision

import (
	"html/template"
	"io/fs"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/web/webtest"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// front is the room behind a front door, with the people of the world.
type front struct {
	*world
	site                    *webtest.Site
	secretary, a, b, county *webtest.Person
}

func newFront(t *testing.T) *front {
	t.Helper()
	w := newWorld(t)
	blobs, err := blob.New(t.TempDir())
	w.must(err)
	t.Cleanup(func() { blobs.Close() })
	w.room.Blobs = blobs
	meetings := &conference.Room{DB: w.d, Panels: []conference.Panel{w.room.ConferencePanel}}
	f := &front{world: w, site: webtest.New(t, w.d, webtest.Options{
		Programme: w.prog, Words: []fs.FS{Words, conference.Words, party.Words, plan.Words},
		Rules: slices.Concat(Rules(), conference.Rules()),
		Mount: func(door *web.Front) { w.room.Mount(door); meetings.Mount(door) },
	})}
	as := func(a ident.Actor) *webtest.Person { return f.site.As(a.Person, a.Organisation, a.Roles...) }
	f.secretary, f.a, f.b, f.county = as(w.secretary), as(w.atA), as(w.atB), as(w.atCounty)
	return f
}

func TestJourneyOfAMeasure(t *testing.T) {
	f := newFront(t)
	page := f.secretary.Get("/measures/new").Want(200, "What was asked or decided?")
	f.secretary.Submit(page, "/measures", url.Values{"title": {""}}).Want(422, "Say in a sentence what must be done.")
	page = f.secretary.Submit(page, "/measures", url.Values{"title": {"Train sixty nurses"}, "other": {"培训六十名护士"}, "kind": {"request"}, "grade": {"must"},
		"sector": {"people-exchange"}, "conference": {f.meeting.Code}, "asked_by": {"CTY"}, "responsible": {"the enterprises"}, "laid_on": {"provider"},
		"quantity": {"60"}, "unit": {"nurses"}})
	page.Want(200, "The measure is entered.", "MEA-001", "Captured", "Train sixty nurses", "60 nurses", "Third conference", "no date was given",
		"Still wanted, before it can be assigned", "Entered by hand", "“the enterprises”", "Accept the reading")
	f.secretary.In(words.ZH).Get("/measures/MEA-001").Want(200, "培训六十名护士", "已摘录", "列入督办")

	f.secretary.Submit(page, "/measures/MEA-001/registration", nil).Want(200, "The measure is registered for follow-up.", "Registered")
	f.secretary.Get("/measures/MEA-001/assignment").Want(200, "Still wanted, before it can be assigned").Without("One organisation answers for it")
	f.secretary.Post("/measures/MEA-001/assignment", url.Values{"lead": {"ENT-A"}, "due": {"2028-09-30"}, "done": {"All have passed."}}).
		Want(409, "has not yet accepted the reading")
	f.county.Post("/measures/MEA-001/second-acceptance", nil).Want(403)
	page = f.b.Get("/measures/MEA-001").Want(200, "Accept the reading")
	f.b.Submit(page, "/measures/MEA-001/second-acceptance", nil).Want(200, "The reading is accepted.", "Given").Without("Still wanted")

	page = f.secretary.Get("/measures/MEA-001").Want(200, "One organisation answers for it", ", Programme office")
	f.secretary.Submit(page, "/measures/MEA-001/assignment", nil).Want(422, "Choose the one organisation", "Give the due date", "Say what counts as done")
	f.secretary.Submit(page, "/measures/MEA-001/assignment", url.Values{"lead": {"ENT-A"}, "due": {"2028-09-30"}, "done": {"All have passed."}}).
		Want(200, "The measure is assigned.", "Enterprise A", "30 September 2028", "every 90 days", "26 May 2028")

	page = f.a.Get("/measures/MEA-001").Want(200, "Accept the duty", "Contest the duty").Without("Withdraw", "Put off")
	f.b.Get("/measures/MEA-001").Want(200).Without("/acceptance")
	f.a.Submit(page, "/measures/MEA-001/acceptance", nil).Want(200, "The duty is accepted.", "Report progress")
	page = f.a.Get("/measures/MEA-001/claim").Want(200, "say where it can be seen")
	f.a.Submit(page, "/measures/MEA-001/claim", nil).Want(422, "Write what has happened.")
	page = f.a.Upload(page, "/measures/MEA-001/claim", url.Values{"text": {"Sixty hold the certificate."}}, "file", "list.csv", []byte("name\nx\n"))
	page.Want(200, "The claim is recorded", "Claimed done", "Sixty hold the certificate.", "list.csv").Without("Return")
	file := address(t, page, "/reports/")
	f.b.Get(file).Want(200, "name\nx")
	other := f.capture(nil)
	f.b.Get(strings.Replace(file, "MEA-001", other.Code, 1)).Want(404)

	page = f.secretary.Get("/measures/MEA-001/return").Want(200, "The lead sees your reason")
	f.secretary.Submit(page, "/measures/MEA-001/return", nil).Want(422, "Give the reason.")
	f.secretary.Submit(page, "/measures/MEA-001/return", url.Values{"reason": {"The list names forty."}}).Want(200, "Returned", "The list names forty.")
	f.a.Get("/measures/MEA-001").Want(200, "The list names forty.", "Report progress").Without("Claim that it is done")
	f.secretary.JSON("/measures/MEA-001").Want(200, `"code":"MEA-001"`, `"state":"returned"`, `"moves":[{"verb":"decision.withdraw"`)
}

// address is the first address within the programme that holds a part.
func address(t *testing.T, page webtest.Page, part string) string {
	t.Helper()
	for _, piece := range strings.Split(page.Body, `href="`) {
		link, _, _ := strings.Cut(piece, `"`)
		if path, ok := strings.CutPrefix(link, "/en/"+webtest.Code); ok && strings.Contains(path, part) {
			return path
		}
	}
	t.Fatalf("no address with %s on %s", part, page.URL)
	return ""
}

func TestAnswersOnPages(t *testing.T) {
	f := newFront(t)
	m := f.addressed()
	f.secretary.Get("/measures/"+m.Code).Want(200, "0 of 2 answered", "Not answered", "Enterprise B", "Remind who has not answered").Without("/closing")
	f.secretary.Get("/measures").Want(200, "0 of 2 answered", "The enterprises")
	url1 := "/measures/" + m.Code + "/answers/ENT-B"
	page := f.b.Get(url1).Want(200, "What has Enterprise B answered?", "We have taken it up")
	f.a.Get(url1).Want(200).Without("We have taken it up")
	f.a.Post(url1+"/answer", url.Values{"answer": {"taken_up"}, "document": {"Plan"}}).Want(403)
	f.b.Submit(page, url1+"/answer", nil).Want(422, "Say whether you have taken it up")
	f.b.Submit(page, url1+"/answer", url.Values{"answer": {"taken_up"}}).Want(422, "Name the document and page")
	f.b.Submit(page, url1+"/answer", url.Values{"answer": {"not_applicable"}}).Want(422, "Give the reason.")
	f.b.Submit(page, url1+"/answer", url.Values{"answer": {"taken_up"}, "document": {"Yearly plan, page 31"}}).
		Want(200, "The answer is recorded: taken up.", "Yearly plan, page 31", "Claim that it is done")
	page = f.b.Get(url1 + "/claim")
	f.b.Submit(page, url1+"/claim", url.Values{"text": {"The plan is adopted."}}).Want(200, "Claimed done", "The plan is adopted.")
	page = f.secretary.Get(url1).Want(200, "Verify the answer")
	f.secretary.Submit(page, url1+"/verification", nil).Want(200, "It is verified.")
	page = f.secretary.Get("/measures/"+m.Code).Want(200, "1 of 2 answered", "Yearly plan, page 31").Without("/closing")
	own := f.a.Get("/measures/"+m.Code).Want(200, "Your organisation's answer")
	own = f.a.Get(address(t, own, "/answers/ENT-A"))
	f.a.Submit(own, "/measures/"+m.Code+"/answers/ENT-A/answer", url.Values{"answer": {"not_applicable"}, "reason": {"We have no plan."}}).Want(200, "not applicable")
	f.secretary.Get("/measures/"+m.Code).Want(200, "2 of 2 answered", "We have no plan.", "/closing").Without("/reminder")
	if text := page.Text(); strings.Index(text, "Enterprise A") > strings.Index(text, "Enterprise B") {
		t.Errorf("the silent do not stand first:\n%s", text)
	}
	f.secretary.Get("/measures/" + m.Code + "/answers/CTY").Want(404)
}

func TestListPage(t *testing.T) {
	f := newFront(t)
	f.secretary.Get("/measures").Want(200, "None is recorded yet")
	late := f.assigned()
	f.capture(func(in *CaptureInput) { in.Title, in.Visibility = "Between us", "internal" })
	f.capture(func(in *CaptureInput) {
		in.Title, in.Other, in.Sector = "Build a road", "修路", "infrastructure-communications"
	})
	f.secretary.Get("/measures").Want(200, "3 measures", late.Code, "Between us", "Build a road", "30 September 2028")
	f.a.Get("/measures").Want(200, "2 measures").Without("Between us")
	f.secretary.Get("/measures?q=ROAD").Want(200, "1 measure", "Build a road", "Clear 1 filter").Without(late.Code)
	f.secretary.Get("/measures?state=assigned&lead=ENT-A&conference="+f.meeting.Code).Want(200, "1 measure", late.Code, "Led by Enterprise A.", "Third conference")
	f.secretary.Get("/measures?sector=industry").Want(200, "No measures match.")
	f.secretary.Get("/measures?lead=NOBODY").Want(404)
	f.secretary.In(words.ZH).Get("/measures").Want(200, "修路", "共3项", "未写明时限")
	f.a.Get("/measures/MEA-002").Want(404)
	csv := f.a.Get("/measures?format=csv").Want(200, "Code,", "修路", "Build a road", "ENT-A", "2028-09-30")
	if n := strings.Count(strings.TrimSpace(csv.Body), "\n"); n != 2 {
		t.Errorf("the file has %d lines below its header:\n%s", n, csv.Body)
	}
}

// TestListCostsTheSame: more rows, no more statements.
func TestListCostsTheSame(t *testing.T) {
	f := newFront(t)
	f.assigned()
	f.addressed()
	few, one := f.secretary.Get("/measures").Queries, f.secretary.Get("/measures/MEA-002").Queries
	panel := f.secretary.Get("/conferences/" + f.meeting.Code).Queries
	for range 5 {
		f.assigned()
		f.addressed()
	}
	if many := f.secretary.Get("/measures").Queries; many != few {
		t.Errorf("the list of 12 reads %d times, that of 2 reads %d times", many, few)
	}
	if many := f.secretary.Get("/conferences/" + f.meeting.Code).Queries; many != panel {
		t.Errorf("a meeting of 12 reads %d times, one of 2 reads %d times", many, panel)
	}
	if one > 30 {
		t.Errorf("the page of a measure reads %d times", one)
	}
}

func TestAssigningSeveralOnPages(t *testing.T) {
	f := newFront(t)
	one, two, open := f.moves(f.capture(nil), f.world.secretary, "decision.register"), f.moves(f.capture(nil), f.world.secretary, "decision.register"), f.capture(nil)
	f.secretary.Get("/measures").Want(200, "Choose "+one.Code, "Assign the chosen ones").Without("Choose " + open.Code)
	f.secretary.Get("/measures/assignment").Want(200, "No measure is chosen.")
	page := f.secretary.Get("/measures/assignment?m="+one.Code+"&m="+two.Code).Want(200, "Who will answer for the 2 measures chosen?")
	f.secretary.Submit(page, "/measures/assignments", url.Values{"lead": {"ENT-B"}}).Want(422, one.Code+": Give the due date", two.Code+": Give the due date")
	f.secretary.Submit(page, "/measures/assignments", nil).Want(422, "Choose the one organisation")
	page = f.secretary.Submit(page, "/measures/assignments", url.Values{"lead": {"ENT-B"}, "due": {"2028-09-30"}, "done": {"As it says."}}).
		Want(200, "all in one change", "Receipt", "2 measures in one change", one.Code, two.Code, "Enterprise B", "Programme office")
	if got := f.get(two.ID); got.State != Assigned || got.Lead != f.entB.ID {
		t.Errorf("assigned %+v", got)
	}
	f.a.Get("/measures/assignment?m=" + one.Code).Want(403)
	f.a.Get(strings.TrimPrefix(page.URL, "/en/"+webtest.Code)).Want(200, "2 measures in one change")
	hidden := f.capture(func(in *CaptureInput) { in.Visibility = "internal" })
	f.secretary.Get("/captures/"+strconv.FormatInt(hidden.Seq, 10)).Want(200, hidden.Code)
	f.a.Get("/captures/" + strconv.FormatInt(hidden.Seq, 10)).Want(404)
	f.a.Get("/assignments/999999").Want(404)
	f.a.Get("/assignments/x").Want(404)
}

func TestAgendaAndPanel(t *testing.T) {
	f := newFront(t)
	open, done := f.assigned(), f.capture(func(in *CaptureInput) { in.Title = "Said in passing" })
	f.must(f.move(f.world.secretary, "decision.note", done, ""))
	var next conference.Conference
	_, err := f.d.Change(t.Context(), f.world.secretary, f.key(), func(tx *db.Tx) ([]db.Fact, error) {
		between, one, err := conference.ConveneTx(t.Context(), tx, conference.ConveneInput{Title: "Between", Lang: "en", From: "2028-05-11", To: "2028-05-11", Predecessor: f.meeting.ID})
		if err != nil {
			return nil, err
		}
		var two db.Fact
		next, two, err = conference.ConveneTx(t.Context(), tx, conference.ConveneInput{Title: "Fourth conference", Lang: "en", From: "2028-05-12", To: "2028-05-12", Predecessor: between.ID})
		return []db.Fact{one, two}, err
	})
	f.must(err)
	f.secretary.Get("/conferences/"+next.Code+"/agenda").Want(200, "1 open; nothing was heard of 1", open.Code, "Carried over from:", "Between", "Third conference").
		Without("Said in passing")
	f.secretary.Get("/conferences/"+next.Code+"/agenda?format=csv").Want(200, open.Code)
	f.secretary.Get("/conferences/"+f.meeting.Code+"/agenda").Want(200, "No earlier meeting is named")
	f.secretary.Get("/conferences/"+next.Code).Want(200, "No measure is recorded for this meeting yet", "Open items of earlier meetings")
	f.secretary.Get("/conferences/"+f.meeting.Code).Want(200, "1 noted only", "Said in passing", open.Code).Without("cap them", "Open items of earlier")
	for range MostFollowed - 1 {
		f.moves(f.capture(nil), f.world.secretary, "decision.register")
	}
	f.secretary.Get("/conferences/" + f.meeting.Code).Without("cap them")
	f.moves(f.capture(nil), f.world.secretary, "decision.register")
	f.secretary.Get("/conferences/"+f.meeting.Code).Want(200, "13 measures of this meeting are followed. More than 12 are hard to keep: cap them, or rank them")
	f.a.In(words.ZH).Get("/conferences/"+f.meeting.Code).Want(200, "列入督办13项")
}

func TestPanelsOfLaterRooms(t *testing.T) {
	f := newFront(t)
	m := f.assigned()
	f.room.Panels = []Panel{func(_ *web.Call, m Measure) (template.HTML, error) {
		return template.HTML("<p>part of " + m.Code + "</p>"), nil
	},
		func(*web.Call, Measure) (template.HTML, error) { return "", nil }}
	f.a.Get("/measures/"+m.Code).Want(200, "part of "+m.Code)
	f.room.Panels = []Panel{func(*web.Call, Measure) (template.HTML, error) {
		return "", fault.New(fault.Unavailable, "web.too_slow")
	}}
	f.a.Get("/measures/" + m.Code).Want(503)
}

const table = "Title in English,Kind,How binding,Sector,Meeting,Lead,Due date,Quantity,Unit,Remarks\n" +
	"Train sixty nurses,Request,must,people-exchange,%M,ent-a,2028-09-30,60,nurses,x\n" +
	"Build a road,工作要求,,,,,,,,\n"

func TestReadingInATable(t *testing.T) {
	f := newFront(t)
	f.capture(func(in *CaptureInput) { in.Title = "Open a market" })
	good := strings.ReplaceAll(table, "%M", f.meeting.Code)
	before := f.snapshot()
	page := f.secretary.Get("/measures/import").Want(200, "Which measures does your table hold?", "Title in English")
	f.secretary.Submit(page, "/measures/import", nil).Want(422, "Choose a file")
	bad := good + "Open a  MARKET,Request,,," + f.meeting.Code + ",,,,,\n,Wish,,weather,CONF-999,NOBODY,30 June,many,,\nBuild a road,Offer,,,,,,,,\n"
	f.secretary.Upload(page, "/measures/import", nil, "file", "m.csv", []byte(bad)).Want(200, "9 things are wrong", "This meeting has it already, as MEA-001.",
		"Choose what it is", "No meeting has the code CONF-999.", "No organisation has the code NOBODY.", "Row 3 is the same measure.").Without("Add 2 measures")
	shown := f.secretary.Submit(page, "/measures/import", url.Values{"table": {good}}).Want(200, "2 measures would be added", "Remarks", "Train sixty nurses", "Build a road", "Add 2 measures")
	if f.snapshot() != before {
		t.Error("looking changed the records")
	}
	f.a.Get("/measures/import").Want(403)
	f.secretary.Submit(shown, "/measures/imports", url.Values{"seen": {"something else"}}).Want(409, "have changed since you looked")
	f.secretary.Submit(shown, "/measures/imports", url.Values{"text": {"tampered"}}).Want(409, "damaged on its way")
	f.secretary.Submit(shown, "/measures/imports", url.Values{"register": {"1"}}).Want(200, "2 measures in one change", "Train sixty nurses", "Registered")
	f.secretary.Submit(shown, "/measures/imports", url.Values{"register": {"1"}}).Want(200, "2 measures in one change")
	f.secretary.Submit(page, "/measures/import", url.Values{"table": {good}}).Want(200, "2 things are wrong")
	all, err := ListMeasures(t.Context(), f.d.Read(), f.world.secretary, MeasureFilter{Text: "nurses"})
	f.must(err)
	if len(all) != 1 || all[0].Lead != f.entA.ID || all[0].Due != "2028-09-30" || all[0].Quantity.N != 60 || all[0].State != Registered || all[0].Conference != f.meeting.ID || all[0].Kind != "request" {
		t.Errorf("read in %+v", all)
	}
	// What was shown must be what is done.
	stale := f.secretary.Submit(page, "/measures/import", url.Values{"table": {"title_zh,kind\n修路,工作要求\n"}}).Want(200, "1 measure would be added")
	f.capture(func(in *CaptureInput) { in.Title, in.Lang, in.Conference = "修路", "zh", 0 })
	f.secretary.Submit(stale, "/measures/imports", nil).Want(409, "have changed since you looked", "1 thing is wrong")
}

// TestWords: every word that the machine, its needs, states and facts ask for
// is there.
func TestWords(t *testing.T) {
	book, err := words.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{Noun, AnswerNoun}
	for _, r := range Rules() {
		want = append(want, r.Action)
	}
	for _, m := range []struct {
		noun   string
		states []string
	}{{Noun, Machine.States()}, {AnswerNoun, AnswerMachine.States()}} {
		for _, s := range m.states {
			want = append(want, m.noun+".state."+s)
		}
	}
	for _, mv := range slices.Concat(Machine.Moves, AnswerMachine.Moves) {
		noun := Noun
		if slices.ContainsFunc(AnswerMachine.Moves, func(a state.Move) bool { return a.Verb == mv.Verb }) {
			noun = AnswerNoun
		}
		want = append(want, mv.Verb+"_done", noun+"."+past[mv.Verb])
		want = append(want, mv.Needs...)
		if len(asksOf(mv)) > 0 && mv.Verb != "decision.take_up" && mv.Verb != "decision.not_applicable" {
			want = append(want, mv.Verb+"_about")
		}
	}
	for _, key := range want {
		if !book.Has(key) {
			t.Errorf("there is no word for %s", key)
		}
	}
	_, err = access.NewPolicy(Rules()...)
	if err != nil {
		t.Error(err)
	}
}
