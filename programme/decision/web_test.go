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
	meetings := &conference.Room{DB: w.d, Panels: []conference.Panel{w.room.ConferencePanel}, VisitPanels: []conference.VisitPanel{w.room.VisitPanel}}
	parties := &party.Room{DB: w.d, PairingPanels: []party.PairingPanel{w.room.PairingPanel}}
	f := &front{world: w, site: webtest.New(t, w.d, webtest.Options{
		Programme: w.prog, Words: []fs.FS{Words, conference.Words, party.Words, plan.Words},
		Rules: slices.Concat(Rules(), conference.Rules(), party.Rules()),
		Mount: func(door *web.Front) { w.room.Mount(door); meetings.Mount(door); parties.Mount(door) },
	})}
	f.enter()
	return f
}

// enter signs everybody in.
func (f *front) enter() {
	as := func(a ident.Actor) *webtest.Person { return f.site.As(a.Person, a.Organisation, a.Roles...) }
	f.secretary, f.a, f.b, f.county = as(f.world.secretary), as(f.atA), as(f.atB), as(f.atCounty)
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
	f.secretary.JSON("/measures/MEA-001").Want(200, `"code":"MEA-001"`, `"state":"returned"`, `"rare_moves":[{"verb":"decision.name_coleads"`)
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
	f.secretary.Get("/measures").Want(200, "Choose "+one.Code, "Assign the chosen ones", "Choose "+open.Code, "Register the chosen ones").Without("Ask for a later date for")
	f.secretary.Get("/measures/several?act=nonsense").Want(404)
	f.secretary.Get("/measures/several").Want(200, "No measure is chosen.")
	f.secretary.Get("/measures/several?act=assignment").Want(200, "No measure is chosen.")
	page := f.secretary.Get("/measures/several?act=assignment&m="+one.Code+"&m="+two.Code+"&m="+open.Code).
		Want(200, "Who will answer for the 2 measures chosen?", "Left out, because this cannot be done to them as they stand: "+open.Code)
	f.secretary.Submit(page, "/measures/assignments", url.Values{"lead": {"ENT-B"}}).Want(422, one.Code+": Give the due date", two.Code+": Give the due date")
	f.secretary.Submit(page, "/measures/assignments", nil).Want(422, "Choose the one organisation")
	page = f.secretary.Submit(page, "/measures/assignments", url.Values{"lead": {"ENT-B"}, "due": {"2028-09-30"}, "done": {"As it says."}}).
		Want(200, "all in one change", "Receipt", "2 measures in one change", one.Code, two.Code, "Enterprise B", "Programme office")
	if got := f.get(two.ID); got.State != Assigned || got.Lead != f.entB.ID {
		t.Errorf("assigned %+v", got)
	}
	f.a.Get("/measures/several?act=assignment&m=" + one.Code).Want(403)
	f.a.Get(strings.TrimPrefix(page.URL, "/en/"+webtest.Code)).Want(200, "2 measures in one change")
	hidden := f.capture(func(in *CaptureInput) { in.Visibility = "internal" })
	f.secretary.Get("/measure-changes/"+strconv.FormatInt(hidden.Seq, 10)).Want(200, hidden.Code)
	f.a.Get("/measure-changes/" + strconv.FormatInt(hidden.Seq, 10)).Want(404)
	f.a.Get("/measure-changes/999999").Want(404)
	f.a.Get("/measure-changes/x").Want(404)
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
	settled := f.moves(f.claimed(), f.world.secretary, "decision.verify", f.world.secretary, "decision.close")
	claimed, quiet := f.claimed(), f.moves(f.assigned(), f.atA, "decision.accept")
	page := f.secretary.Get("/conferences/"+next.Code+"/agenda").Want(200, "3 open; nothing was heard of 2", open.Code, quiet.Code, claimed.Code, "Carried over from:", "Between", "Third conference").
		Without("Said in passing", settled.Code)
	if text := page.Text(); strings.Index(text, claimed.Code) < strings.Index(text, quiet.Code) {
		t.Errorf("what was not heard of does not stand first:\n%s", text)
	}
	f.secretary.Get("/conferences/"+next.Code+"/agenda?format=csv").Want(200, open.Code)
	f.secretary.Get("/conferences/"+f.meeting.Code+"/agenda").Want(200, "No earlier meeting is named")
	f.secretary.Get("/conferences/"+next.Code).Want(200, "No measure is recorded for this meeting yet", "Open items of earlier meetings")
	f.secretary.Get("/conferences/"+f.meeting.Code).Want(200, "1 noted only", "Said in passing", open.Code).Without("cap them", "Open items of earlier")
	for range mostFollowed - 4 {
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

const table = "Title in English,Kind,How binding,Sector,Meeting,Lead,Due date,Quantity,Unit,Remarks\n,,,,,,,,,\n" +
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
		"Choose what it is", "No meeting has the code CONF-999.", "No organisation has the code NOBODY.", "Row 4 is the same measure.").Without("Add 2 measures")
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
	}{{Noun, Machine.States()}, {AnswerNoun, AnswerMachine.States()}, {ProposalNoun, ProposalMachine.States()}} {
		for _, s := range m.states {
			want = append(want, m.noun+".state."+s)
		}
	}
	for _, mv := range slices.Concat(Machine.Moves, AnswerMachine.Moves) {
		noun := Noun
		if slices.ContainsFunc(AnswerMachine.Moves, func(a state.Move) bool { return a.Verb == mv.Verb }) {
			noun = AnswerNoun
		}
		want = append(want, noun+"."+past[mv.Verb])
		want = append(want, mv.Needs...)
		if slices.Contains(agreed, mv.Verb) {
			continue // done by agreeing to a proposal
		}
		want = append(want, mv.Verb+"_done")
		if len(asksOf(mv)) > 0 && mv.Verb != "decision.take_up" && mv.Verb != "decision.not_applicable" {
			want = append(want, mv.Verb+"_about")
		}
	}
	for _, kind := range ProposalKinds {
		want = append(want, "decision.propose."+kind, "decision.propose."+kind+"_about", "decision.proposal."+kind, "decision.asked."+kind)
	}
	for _, mv := range ProposalMachine.Moves {
		want = append(want, ProposalNoun+"."+answeredAs[mv.Verb], mv.Verb+"_done")
	}
	for _, a := range together {
		want = append(want, "decision.together."+a.noun, "decision.together."+a.noun+"_question", "decision.together."+a.noun+"_done")
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

func TestSeveralOnPages(t *testing.T) {
	f := newFront(t)
	one, two := f.capture(nil), f.capture(nil)
	page := f.secretary.Get("/measures/several?act=registration&m="+one.Code+"&m="+two.Code).Want(200, "Register 2 measures for follow-up?")
	page = f.secretary.Submit(page, "/measures/registrations", nil).Want(200, "all in one change", "Receipt", "Take all of it back")
	receipt := strings.TrimPrefix(page.URL, "/en/"+webtest.Code)
	receipt, _, _ = strings.Cut(receipt, "?")
	f.a.Get(receipt).Want(200, one.Code).Without("Take all of it back")
	f.a.Post(receipt+"/reversal", url.Values{"reason": {"Mine."}}).Want(403)
	f.secretary.Submit(page, receipt+"/reversal", nil).Want(422, "Give the reason.")
	f.secretary.Submit(page, receipt+"/reversal", url.Values{"reason": {"The wrong meeting."}}).Want(200, "All of it is taken back.", "The last step was taken back", "Captured")
	if got := f.steps(Machine, one.ID); got[len(got)-1] != "reverse registered>captured The wrong meeting." {
		t.Errorf("steps %v", got)
	}
	f.secretary.Get(receipt).Want(200, one.Code).Without("Take all of it back")
	f.secretary.Post(receipt+"/reversal", url.Values{"reason": {"Again."}}).Want(409, "can no longer be taken back")

	page = f.secretary.Get("/measures/several?act=refusal&m="+one.Code+"&m="+two.Code).Want(200, "Why are 2 measures not taken on?")
	f.secretary.Submit(page, "/measures/refusals", nil).Want(422, one.Code+": Give the reason.")
	f.secretary.Submit(page, "/measures/refusals", url.Values{"reason": {"Said in passing."}}).Want(200, "not taken on", "Take all of it back")

	late, later := f.moves(f.assigned(), f.atA, "decision.accept"), f.assigned()
	f.b.Get("/measures").Want(200, late.Code).Without("Choose "+late.Code, "Ask for a later date for")
	f.a.Get("/measures").Want(200, "Choose "+late.Code, "Ask for a later date for the chosen ones").Without("Assign the chosen")
	page = f.a.Get("/measures/several?act=deferral&m="+late.Code+"&m="+later.Code+"&m="+one.Code).Want(200, "Until when should 2 measures be put off?", one.Code)
	f.a.Submit(page, "/measures/deferrals", url.Values{"reason": {"Flood."}}).Want(422, late.Code+": Give the due date")
	page = f.a.Submit(page, "/measures/deferrals", url.Values{"reason": {"Flood."}, "due": {"2028-12-31"}}).Want(200, "A change was asked for", late.Code, later.Code, "Take all of it back")
	receipt, _, _ = strings.Cut(strings.TrimPrefix(page.URL, "/en/"+webtest.Code), "?")
	f.a.Submit(page, receipt+"/reversal", nil).Want(200, "All of it is taken back.")
	if got := f.latest(late); got.State != TakenBack || got.Due != "2028-12-31" {
		t.Errorf("taken back %+v", got)
	}
}

func TestProposalsOnPages(t *testing.T) {
	f := newFront(t)
	m := f.moves(f.assigned(), f.atA, "decision.accept")
	at := "/measures/" + m.Code
	leader := f.site.As(f.world.leader.Person, f.world.leader.Organisation, f.world.leader.Roles...)
	f.a.Get(at).Want(200, "Ask for a later date", "Ask to cancel it", "Say that it is blocked")
	f.b.Get(at).Want(200).Without("Ask for a later date", "Other acts")
	f.a.Get(at + "/proposals/nonsense").Want(404)
	page := f.a.Get(at+"/proposals/defer").Want(200, "The first date stays on record")
	f.a.Submit(page, at+"/proposals/defer", nil).Want(422, "Give the due date", "Give the reason.")
	f.a.Submit(page, at+"/proposals/defer", url.Values{"due": {"2028-12-31"}, "reason": {"The flood."}}).
		Want(200, "Your request waits for somebody else.", "The flood.", "waits for a decision", "Take the request back").Without(">Agree<", "Ask to cancel it")
	f.a.Post(action(t, leader.Get(at), "/agreement"), nil).Want(403)
	f.b.Get(at).Want(200, "The flood.").Without("Take the request back")
	f.b.Get("/measures").Want(200, "a later date is asked for")
	page = leader.Get(at).Want(200, ">Agree<", "Do not agree")
	leader.Post(action(t, page, "/refusal"), nil).Want(422, "Give the reason.", "#f-declined")
	f.b.Post(action(t, page, "/refusal"), nil).Want(403)
	where := action(t, page, "/agreement")
	leader.Submit(page, where, nil).Want(200, "It is agreed and done.", "deferred once", "first due 30 September 2028", "31 December 2028", "The due date was put off (time 1)")
	f.a.In(words.ZH).Get(at).Want(200, "已延期一次", "原定2028年9月30日")
	f.secretary.Get("/measures?look=deferred").Want(200, m.Code, "deferred once")

	other := f.assigned()
	page = f.secretary.Get(at+"/proposals/merge").Want(200, "Measure that goes on")
	f.secretary.Submit(page, at+"/proposals/merge", url.Values{"into": {"MEA-999"}, "reason": {"The same."}}).Want(422, "No measure has the code MEA-999.")
	f.secretary.Submit(page, at+"/proposals/merge", url.Values{"into": {other.Code}, "reason": {"The same."}}).Want(200, other.Code)
	page = leader.Get(at)
	leader.Submit(page, action(t, page, "/agreement"), nil).Want(200, "It goes on in", other.Code, "Merged into another")
	f.a.Get("/measures/"+other.Code).Want(200, "Merged into this one", m.Code, "Another measure was merged into this one")
	page = f.secretary.Get(at + "/separation")
	f.secretary.Submit(page, at+"/separation", url.Values{"reason": {"They differ."}}).Want(200, "goes on by itself again", "Accepted").Without("It goes on in")
}

// action is the first form's address within the programme that ends so.
func action(t *testing.T, page webtest.Page, end string) string {
	t.Helper()
	for _, piece := range strings.Split(page.Body, `action="`)[1:] {
		link, _, _ := strings.Cut(piece, `"`)
		if path, ok := strings.CutPrefix(link, "/en/"+webtest.Code); ok && strings.HasSuffix(path, end) {
			return path
		}
	}
	t.Fatalf("no form goes to %s on %s", end, page.URL)
	return ""
}

func TestClocksAndBlocksOnPages(t *testing.T) {
	f := newFront(t)
	waits, m := f.assigned(), f.moves(f.assigned(), f.atA, "decision.accept")
	at := "/measures/" + m.Code
	page := f.a.Get(at).Want(200, "What was done", "What comes next", "No progress since the last report")
	f.a.Submit(page, at+"/update", url.Values{"no_progress": {"1"}}).Want(422, "Say why there was no progress.", "Say what comes next.")
	f.a.Submit(page, at+"/update", url.Values{"no_progress": {"1"}, "text": {"Snow."}, "next": {"Dig."}}).Want(200, "No progress", "Snow.", "Dig.", "In progress")
	page = f.secretary.Get(at+"/co-leads").Want(200, "They act with the lead")
	f.secretary.Submit(page, at+"/co-leads", url.Values{"co_lead": {"ENT-B"}}).Want(200, "The co-leads are named.", "Enterprise B")
	f.secretary.Get("/measures").Want(200, "with Enterprise B")
	f.b.Get(at).Want(200, "Report progress").Without("Claim that it is done", "Accept the duty")
	page = f.b.Get(at+"/block").Want(200, "What you ask of them", "The programme office")
	f.b.Submit(page, at+"/block", url.Values{"unblocker": {"ENT-A"}, "reason": {"Help."}}).Want(422, "Choose somebody else")
	f.b.Submit(page, at+"/block", url.Values{"unblocker": {"CTY"}, "reason": {"Open the road."}}).Want(200, "It is marked as blocked", "Blocked", "Open the road.", "County")
	f.later(120)
	f.enter() // sessions have run out
	f.secretary.Get("/measures").Want(200, "blocked for 120 days", "no report for 120 days; every 90", "should have been accepted by 26 May 2028")
	f.secretary.Get("/measures?look=blocked").Want(200, m.Code).Without(waits.Code)
	f.secretary.Get("/measures?look=accept").Want(200, waits.Code).Without(m.Code)
	f.secretary.Get("/measures?look=report&sort=heard&grade=should&state=open").Want(200, m.Code, "Clear 3 filters").Without(waits.Code)
	f.secretary.Get("/measures?format=csv").Want(200, "Enterprise B", ",120,")
	page = f.county.Get(at+"/unblocking").Want(200, "What has been done")
	f.county.Submit(page, at+"/unblocking", url.Values{"reason": {"The road is open."}}).Want(200, "It is no longer blocked.", "120 days", "Blocked in all")
	f.county.In(words.ZH).Get("/measures").Want(200, "应于2028年5月26日前认领")
	f.county.Get(at+"?on=2028-05-20").Want(200, "Blocked", "Open the road.").Without("The road is open.", "Report progress", `id="act"`)
	f.county.Get(at+"?on=2028-05-20").Want(200).Without("days late", "no report")
	f.county.Get(at + "?on=2027-05-20").Want(404)
}

func TestRankingAndTranslationOnPages(t *testing.T) {
	f := newFront(t)
	one, two := f.moves(f.capture(nil), f.world.secretary, "decision.register"), f.moves(f.capture(nil), f.world.secretary, "decision.register")
	at := "/conferences/" + f.meeting.Code + "/ranking"
	f.secretary.Get("/conferences/"+f.meeting.Code).Want(200, "Rank the measures")
	f.a.Get(at).Want(200, one.Code, "none yet").Without(">Up<")
	f.secretary.Get(at).Want(200, "In which order are they to be followed?")
	f.secretary.Post(at, url.Values{"measure": {two.Code}, "place": {"1"}}).Want(200, "The order is saved.")
	if f.get(two.ID).Priority != 1 || f.get(one.ID).Priority != 2 {
		t.Error("the order was not saved")
	}
	f.secretary.Get("/measures?sort=priority&conference="+f.meeting.Code).Want(200, "rank 1", "rank 2")
	page := f.secretary.Get("/measures/" + one.Code + "/translation")
	f.secretary.Submit(page, "/measures/"+one.Code+"/translation", url.Values{"other": {"把工作纳入规划"}}).Want(200, "The title is saved.")
	f.secretary.In(words.ZH).Get("/measures/"+one.Code).Want(200, "把工作纳入规划")
	f.a.Get("/measures/" + one.Code + "/translation").Want(403)
	page = f.secretary.Get("/measures/"+f.capture(nil).Code+"/correction").Want(200, "What it said before stays in the history")
	f.secretary.Submit(page, strings.TrimSuffix(strings.TrimPrefix(page.URL, "/en/"+webtest.Code), "/correction")+"/correction",
		url.Values{"title": {"Write the work into the plans"}, "sector": {"industry"}, "reason": {"Misread."}}).
		Want(200, "It is corrected", "Write the work into the plans", "“Take the work into the plans” became “Write the work into the plans”", "Misread.")
}

func TestVisitsPairingsAndAgendaItems(t *testing.T) {
	f := newFront(t)
	var pair party.Pairing
	var visit conference.Visit
	_, err := f.d.Change(t.Context(), f.world.secretary, f.key(), func(tx *db.Tx) ([]db.Fact, error) {
		var facts [3]db.Fact
		var err error
		if pair, facts[0], err = party.PairTx(t.Context(), tx, party.PairInput{Provider: f.entA.ID, Receiver: f.world.county.ID, From: "2028-01-01"}); err != nil {
			return nil, err
		}
		visit, facts[1], err = conference.VisitTx(t.Context(), tx, conference.VisitInput{Kind: "talk", Parties: []conference.VisitParty{{Name: "Enterprise A", Party: f.entA.ID}, {Name: "County", Party: f.world.county.ID}},
			From: "2028-05-11", To: "2028-05-11", Purpose: "Pumps for the wells", Conference: f.meeting.ID, Pairing: pair.ID})
		return facts[:2], err
	})
	f.must(err)
	page := f.secretary.Get("/measures/new?visit="+visit.Code).Want(200, "From the visit or talk", "Pumps for the wells")
	f.secretary.Submit(page, "/measures", url.Values{"title": {"Deliver four pumps"}, "kind": {"offer"}, "due": {"2028-09-30"}}).
		Want(200, "Deliver four pumps", visit.Code, "Third conference", pair.Code)
	m := f.get(func() Measure {
		m, err := GetMeasureByCode(t.Context(), f.d.Read(), f.prog, "MEA-001")
		f.must(err)
		return m
	}().ID)
	if m.Visit != visit.ID || m.Conference != f.meeting.ID || m.Pairing != pair.ID {
		t.Errorf("captured %+v", m)
	}
	f.capture(func(in *CaptureInput) { in.Title = "Elsewhere" })
	f.secretary.Get("/measures/new?visit=VIS-999").Want(404)
	f.secretary.Get("/measures?visit="+visit.Code).Want(200, "1 measure", "Deliver four pumps", "Clear 1 filter").Without("Elsewhere")
	f.secretary.Get("/visits/"+visit.Code).Want(200, "Measures from it", "Deliver four pumps", "/measures/new?visit="+visit.Code)

	m = f.moves(m, f.world.secretary, "decision.register")
	f.must(f.assign(m, f.entA))
	f.secretary.Get("/pairings/"+pair.Code).Want(200, "Deliver four pumps", "Assigned").Without("Elsewhere", "Not answered or not reported")
	f.secretary.Get("/measures?pairing="+pair.Code).Want(200, "1 measure", "Deliver four pumps")
	f.later(20)
	f.enter()
	f.secretary.Get("/pairings/"+pair.Code).Want(200, "Not answered or not reported", "should have been accepted by 26 May 2028")

	var next conference.Conference
	_, err = f.d.Change(t.Context(), f.world.secretary, f.key(), func(tx *db.Tx) ([]db.Fact, error) {
		var one db.Fact
		next, one, err = conference.ConveneTx(t.Context(), tx, conference.ConveneInput{Title: "Fourth conference", Lang: "en", From: "2028-06-12", To: "2028-06-12", Predecessor: f.meeting.ID, Planned: true})
		return []db.Fact{one}, err
	})
	f.must(err)
	f.secretary.Post("/conferences/"+next.Code+"/agenda-items", url.Values{"title": {"Opening words"}, "presenter": {"The chair"}, "minutes": {"15"}}).Want(200, "Opening words")
	at := "/conferences/" + next.Code + "/agenda"
	f.secretary.Get(at).Want(200, "Items of this meeting", "Opening words", "The chair", "15", "Open from earlier meetings", "Deliver four pumps", "Carry over", "Ask for a later date")
	f.a.Get(at).Want(200, "Deliver four pumps", "Ask for a later date").Without("Carry over")
	f.must(f.propose(f.atA, m, Defer, until("2028-12-31")))
	f.secretary.Get(at).Want(200, "a later date is asked for", "Decide the request").Without("Ask for a later date")
	page = f.secretary.Get("/measures/" + m.Code + "/carry-over")
	f.secretary.Submit(page, "/measures/"+m.Code+"/carry-over", url.Values{"reason": {"The county was not there."}}).Want(200, "It is carried over.", "Carried over", "The county was not there.")
}
