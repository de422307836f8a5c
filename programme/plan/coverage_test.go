package plan

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/kit/db/dbtest"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/web/webtest"
	"throughline/kit/words"
	"throughline/programme/party"

	"io/fs"
)

func (l land) site() *webtest.Site {
	l.t.Helper()
	return webtest.New(l.t, l.d, webtest.Options{Programme: l.prog.ID, Zone: l.prog.Location(), Words: []fs.FS{Words, party.Words}, Rules: Actions(),
		Mount: func(f *web.Front) { l.room.Mount(f) }})
}

func TestCoverageThroughForms(t *testing.T) {
	l := settled(t, "ENT-A", "ENT-B", "ENT-C", "ENT-D")
	l.paired("ENT-A")
	site := l.site()
	officer := site.Person("officer", l.org["OFFICE"], ident.Office)
	second := site.Person("second", l.org["OFFICE"], ident.Secretary)
	a, region := site.Person("anna", l.org["ENT-A"], ident.Provider), site.Person("rita", l.org["REG"], ident.Receiver)
	reader := site.Person("reader", l.org["OFFICE"], ident.Reader)
	const at, say = "/periods/P15/coverage/ENT-A", "/periods/P15/coverage/ENT-A/statement"

	reader.Get("/coverage").Want(200, "0 of 4 have, confirmed by the other side", "4 silent", "Name of ENT-A", "silent for 0 days", "not reminded").Without("Remind the")
	reader.Get(at).Want(200, "Has Name of ENT-A taken the work into its plans?", "nothing said").Without("Say where it is written", "on its behalf")
	form := a.Get(at).Want(200, "Say where it is written")
	a.Submit(form, say, nil).Want(422, "Choose an answer.")
	a.Submit(form, say, set("answer", "yes", "link", "javascript:alert(1)")).Want(422, "Name the document.", "Write a web address such as", "javascript:alert(1)")
	a.Submit(form, say, set("answer", "no")).Want(422)
	a.Submit(form, say, set("answer", "yes", "document", "Plan of A", "place", "chapter 4, page 17", "day", "2026-03-01", "quote", "We take part.", "link", "https://example.org/a")).
		Want(200, "The other side can confirm it or return it.", "says so, not confirmed", "chapter 4, page 17", "1 March 2026", "We take part.", "Its plan for these years: Plan of A, chapter 4, page 17")
	a.Get(at).Without("Confirm")
	a.Post(at+"/own_plan/confirmation", nil).Want(403)
	region.Get(at + "/strategy/return").Want(200)
	region.Get(at + "/poem/return").Want(404)
	region.Submit(region.Get(at+"/own_plan/return").Want(200, "Return: Its plan for these years"), at+"/own_plan/return", nil).Want(422)
	region.Submit(region.Get(at), at+"/own_plan/confirmation", nil).Want(200, "confirmed")
	officer.Submit(officer.Get("/periods/P15/coverage/ENT-B").Want(200, "Say it on behalf of Name of ENT-B"), "/periods/P15/coverage/ENT-B/statement",
		set("answer", "yes", "kind", "strategy", "document", "Strategy of B")).Want(200, "said by the programme office on its behalf")
	second.Submit(second.Get("/periods/P15/coverage/ENT-B/strategy/return"), "/periods/P15/coverage/ENT-B/strategy/return", set("reason", "no such chapter")).Want(200, "Returned because no such chapter")
	officer.Submit(officer.Get("/periods/P15/coverage/ENT-C"), "/periods/P15/coverage/ENT-C/statement", set("answer", "no", "reason", "it is a bank")).Want(200, "Why it does not apply it is a bank")

	page := reader.Get("/coverage").Want(200, "1 of 4 have, confirmed by the other side", "it is a bank", "no such chapter")
	order := []string{}
	for _, code := range []string{"ENT-A", "ENT-B", "ENT-C", "ENT-D"} {
		order = append(order, fmt.Sprintf("%06d %s", strings.Index(page.Body, "coverage/"+code), code))
	}
	slices.Sort(order)
	if got := fmt.Sprint(order); !strings.Contains(strings.Join(strings.Fields(got), " "), "ENT-D") || order[0][7:] != "ENT-D" || order[1][7:] != "ENT-B" || order[2][7:] != "ENT-C" || order[3][7:] != "ENT-A" {
		t.Errorf("the silent come first: %s", got)
	}
	reader.Get("/coverage?standing=confirmed").Want(200, "1 organisation", "ENT-A").Without("ENT-D")
	reader.Get("/coverage?kind=strategy").Want(200, "0 of 4 have", "silent for").Without("it is a bank")
	reader.Get("/coverage?q=ent-d").Want(200, "0 of 1 have")
	reader.Get("/coverage?q=nobody").Want(200, "No organisation matches.")
	reader.Get("/coverage?sort=name&group=PRO&period=P15").Want(200, "The enterprises")
	reader.In(words.ZH).Get("/coverage").Want(200, "4家单位中1家已纳入并经对方确认", "未报送")

	csv := reader.Get("/coverage?format=csv").Want(200).Body
	for _, line := range []string{"P15,ENT-D,Name of ENT-D,,,silent,silent,", "P15,ENT-A,Name of ENT-A,Its plan for these years,own_plan,confirmed,confirmed,Plan of A,\"chapter 4, page 17\",2026-03-01,We take part.,https://example.org/a"} {
		if !strings.Contains(csv, line) {
			t.Errorf("the file lacks %q:\n%s", line, csv)
		}
	}
	var data struct {
		Confirmed int `json:"confirmed"`
		All       int `json:"all"`
	}
	if err := json.Unmarshal([]byte(reader.JSON("/coverage").Want(200).Body), &data); err != nil || data.Confirmed != 1 || data.All != 4 {
		t.Errorf("%+v, %v", data, err)
	}
	officer.Submit(officer.Get("/coverage").Want(200, "Remind the 1 that is silent"), "/coverage/reminders", set("due", "2028-05-01")).Want(422, "That day has gone by.")
	officer.Submit(officer.Get("/coverage"), "/coverage/reminders", set("due", "2028-06-01")).Want(200, "reminded on 14 May 2028 · to be said by 1 June 2028")
	reader.Post("/coverage/reminders", set("period", "P15")).Want(403)
	reader.Get("/periods/P15").Want(200, "1 of 4 have, confirmed by the other side", "1 silent")
	reader.Get("/periods/P15/coverage/NONE").Want(404)
	reader.Get(at+"?on=2028-05-14").Want(200, "As it stood at the end of", "confirmed").Without("Say where")
	reader.Get(at+"?on=2027-05-14").Want(404, "did not exist yet")
}

// What nobody has said is not said to have been said: silence counts from the
// day on which the period is put in force, and a day by which to say comes from
// the rules.
func TestSilenceCountsFromThePeriodInForce(t *testing.T) {
	l := settled(t, "ENT-A")
	reader := l.site().Person("reader", l.org["OFFICE"], ident.Reader)
	l.d.Clock = func() time.Time { return dbtest.Now.AddDate(0, 0, 40) }
	reader.Renew()
	reader.Get("/coverage").Want(200, "silent for 40 days").Without("to be said by")
	l.d.Clock = func() time.Time { return dbtest.Now }
	rules := Shipped()
	rules.From, rules.TakeUpDays = "2028-05-14", new(30)
	if _, err := l.room.SetRules(t.Context(), l.as(ident.Office), SetRulesInput{l.key(), 0, rules}); err != nil {
		t.Fatal(err)
	}
	l.d.Clock = func() time.Time { return dbtest.Now.AddDate(0, 0, 40) }
	reader.Get("/coverage").Want(200, "to be said by 13 June 2028", "10 days late")
	if _, err := l.room.Remind(t.Context(), l.as(ident.Office), RemindInput{l.key(), l.in.ID, []ident.ID{l.org["ENT-A"]}, "2028-07-01"}); err != nil {
		t.Fatal(err)
	}
	reader.Get("/coverage").Want(200, "to be said by 1 July 2028").Without("days late") // the day that was named
	l.d.Clock = func() time.Time { return dbtest.Now }
	l.drafted("P16", "2031-01-01", "2035-12-31")
	reader.Get("/coverage?period=P16").Want(200, "The plan period is not in force yet.").Without("silent for")
	reader.Get("/periods/P16").Want(200).Without("1 silent")
}

func TestAskedFrom(t *testing.T) {
	p := Period{From: "2026-01-01"}
	for _, c := range []struct{ begun, today, should words.Day }{{"2025-12-01", "2026-03-01", "2026-01-01"}, {"2026-02-01", "2026-03-01", "2026-02-01"},
		{"2025-12-01", "2025-12-31", ""}, {"", "2026-03-01", ""}} {
		if got := p.AskedFrom(c.begun, c.today); got != c.should {
			t.Errorf("put in force on %q, on %s: %q, want %q", c.begun, c.today, got, c.should)
		}
	}
}

// An internal organisation is counted and shown only to those who see it.
func TestInternalOrganisationsAreNotCovered(t *testing.T) {
	l := settled(t, "ENT-A", "ENT-B")
	room := &party.Room{DB: l.d}
	b, err := party.GetPartyByCode(t.Context(), l.d.Read(), l.prog.ID, "ENT-B")
	if err != nil {
		t.Fatal(err)
	}
	_, err = room.Correct(t.Context(), l.who(1, "OFFICE", ident.Office), party.CorrectInput{Key: l.key(), Party: b.ID,
		PartyInput: party.PartyInput{Kind: b.Kind, Name: b.Name, Lang: b.Lang, Visibility: "internal"}})
	if err != nil {
		t.Fatal(err)
	}
	site := l.site()
	site.Person("region", l.org["REG"], ident.Receiver).Get("/coverage").Want(200, "0 of 1 have").Without("ENT-B")
	site.Person("region2", l.org["REG"], ident.Receiver).Get("/periods/P15/coverage/ENT-B").Want(404)
	site.Person("b", l.org["ENT-B"], ident.Provider).Get("/coverage").Want(200, "0 of 2 have", "ENT-B")
	site.Person("auditor", l.org["REG"], ident.Auditor).Get("/coverage").Want(200, "0 of 2 have", "ENT-B")
}

// What stands on the pages of the organisation and of the pairing.
func TestPanels(t *testing.T) {
	l := settled(t, "ENT-A", "ENT-B")
	pairing := l.paired("ENT-A")
	want(t, l.say(l.who(10, "ENT-A", ident.Provider), TakeUpInput{Party: l.org["ENT-A"], Kind: OwnPlan, Document: "Plan of A"}), 0, "")
	_, err := l.annual(l.who(1, "OFFICE", ident.Office), 2028, pairing)
	want(t, err, 0, "")
	room := &party.Room{DB: l.d, Panels: []party.Panel{l.room.PartyPanel}, PairingPanels: []party.PairingPanel{l.room.PairingPanel}}
	site := webtest.New(t, l.d, webtest.Options{Programme: l.prog.ID, Words: []fs.FS{Words, party.Words}, Rules: append(Actions(), party.Rules()...),
		Mount: func(f *web.Front) { l.room.Mount(f); room.Mount(f) }})
	reader := site.Person("reader", l.org["OFFICE"], ident.Reader)
	reader.Get("/parties/ENT-A").Want(200, "Taken into its own plans?", "says so, not confirmed", "Plan of A", "/periods/P15/coverage/ENT-A")
	reader.Get("/parties/ENT-B").Want(200, "Taken into its own plans?", "nothing said")
	reader.Get("/parties/REG").Want(200).Without("Taken into its own plans?")
	reader.Get("/pairings/PAIR-001").Want(200, "Annual plans", "/annual-plans/APL-001")
	rules := Shipped()
	rules.From, rules.Off = "2028-05-14", []string{TakeUps, AnnualPlans}
	if _, err := l.room.SetRules(t.Context(), l.as(ident.Office), SetRulesInput{l.key(), 0, rules}); err != nil {
		t.Fatal(err)
	}
	reader.Get("/parties/ENT-A").Want(200).Without("Taken into its own plans?")
	reader.Get("/pairings/PAIR-001").Want(200).Without("Annual plans")
}

// An organisation that is no longer active is not asked.
func TestADissolvedOrganisationIsNotAsked(t *testing.T) {
	l := settled(t, "ENT-A", "ENT-B")
	room := &party.Room{DB: l.d}
	if _, err := room.Close(t.Context(), l.who(1, "OFFICE", ident.Office), party.CloseInput{Key: l.key(), Party: l.org["ENT-B"],
		Ending: party.Ending{Verb: "party.dissolve", On: "2028-05-14", Reason: "wound up"}}); err != nil {
		t.Fatal(err)
	}
	l.site().Person("reader", l.org["OFFICE"], ident.Reader).Get("/coverage").Want(200, "0 of 1 have").Without("ENT-B")
}

// The page asks as many questions for a thousand organisations as for a few,
// and is quick: some 12 ms on a machine with nothing else to do.
func TestCoverageOfAThousand(t *testing.T) {
	statements := func(n int) (int64, time.Duration, *webtest.Person) {
		codes := make([]string, n)
		for i := range codes {
			codes[i] = fmt.Sprintf("E-%04d", i)
		}
		l := settled(t, codes...)
		for i := 0; i < n; i += 4 {
			want(t, l.say(l.who(1, "OFFICE", ident.Office), TakeUpInput{Party: l.org[codes[i]], Kind: Kinds[i/4%3], Document: "Plan"}), 0, "")
		}
		p := l.site().Person("reader", l.org["REG"], ident.Receiver)
		p.Get("/coverage").Want(200)
		best := time.Hour
		var page webtest.Page
		for range 7 {
			start := time.Now()
			page = p.Get("/coverage")
			best = min(best, time.Since(start))
		}
		if !strings.Contains(page.Body, "0 of "+words.Number(words.EN, int64(n))+" have") {
			t.Errorf("%d organisations are not counted", n)
		}
		return page.Queries, best, p
	}
	few, _, _ := statements(4)
	many, took, p := statements(1000)
	if few != many {
		t.Errorf("%d statements for a few organisations, %d for a thousand", few, many)
	}
	t.Logf("%d statements, %v", many, took)
	if took > 150*time.Millisecond {
		t.Errorf("the page takes %v", took)
	}
	first := p.Get("/coverage")
	next := strings.ReplaceAll(first.Body[strings.Index(first.Body, `rel="next"`)-80:], "&amp;", "&")
	next = next[strings.Index(next, `href="`)+6:]
	next = next[:strings.IndexByte(next, '"')]
	if second := p.Get(next); second.Status != 200 || !strings.Contains(second.Body, "E-0134") || strings.Contains(second.Body, "E-0001") {
		t.Errorf("the second page answers %d", second.Status)
	}
}
