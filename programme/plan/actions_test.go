package plan

import (
	"flag"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/web"
	"throughline/kit/web/webtest"
	"throughline/kit/words"
	"throughline/programme/party"
)

var update = flag.Bool("update", false, "rewrite testdata/facts.txt")

type world struct {
	t    *testing.T
	d    *db.DB
	room *Room
	prog party.Programme
	n    int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, d: dbtest.Open(t)}
	w.room = &Room{DB: w.d}
	var err error
	w.prog, err = party.CreateProgramme(t.Context(), w.d, ident.Actor{}, w.key(), party.Programme{Code: "aid", Name: "Aid", Zone: "Asia/Shanghai", Currency: "CNY"})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) key() db.Key {
	w.n++
	return db.Key{ID: fmt.Sprint("key-", w.n), Digest: "d"}
}

// as is a person in a role: the leader is another person than the office.
func (w *world) as(role ident.Role) ident.Actor {
	person := ident.Person(1)
	if role == ident.Leader {
		person = 2
	}
	return ident.Actor{Person: person, Organisation: 1, Programme: w.prog.ID, Roles: []ident.Role{role}}
}

func TestAPeriodFromDraftToClosing(t *testing.T) {
	w := newWorld(t)
	in := AddInput{w.key(), PeriodInput{Name: "Fifteenth", NameZH: "十五五", From: "2026-01-01", To: "2030-12-31"}}
	_, err := w.room.AddPeriod(t.Context(), w.as(ident.Admin), in)
	want(t, err, fault.Forbidden, "fault.forbidden")
	done, err := w.room.AddPeriod(t.Context(), w.as(ident.Office), in)
	if err != nil {
		t.Fatal(err)
	}
	id, _ := done.Subject("plan.period")
	_, err = w.room.AddPeriod(t.Context(), w.as(ident.Office), AddInput{w.key(), PeriodInput{Name: "Again", From: "2030-12-31", To: "2035-12-31"}})
	want(t, err, fault.Invalid, "plan.overlap")
	asked := func() int {
		t.Helper()
		n, err := task.Count(t.Context(), w.d.Read(), w.as(ident.Leader))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, s := range []struct {
		verb   string
		role   ident.Role
		reason string
		asks   int
	}{{"plan.consult", ident.Office, "", 1}, {"plan.approve", ident.Leader, "", 0}, {"plan.begin", ident.Office, "", 0}, {"plan.review", ident.Office, "", 1},
		{"plan.continue", ident.Leader, "two targets moved", 0}, {"plan.conclude", ident.Office, "", 0}, {"plan.close", ident.Office, "done", 0}} {
		if _, err := w.room.Step(t.Context(), w.as(s.role), StepInput{w.key(), id, s.verb, s.reason}); err != nil {
			t.Fatalf("%s: %v", s.verb, err)
		}
		if got := asked(); got != s.asks {
			t.Errorf("after %s the leader is asked %d times", s.verb, got)
		}
	}
	_, err = w.room.Step(t.Context(), w.as(ident.Office), StepInput{w.key(), id, "plan.begin", ""})
	want(t, err, fault.Conflict, "state.moved_on")
	for day, code := range map[words.Day]string{"2026-01-01": "PLAN-001", "2030-12-31": "PLAN-001", "2031-01-01": ""} {
		p, err := PeriodOn(t.Context(), w.d.Read(), w.prog.ID, day)
		if p.Code != code || code == "" && fault.KindOf(err) != fault.NotFound {
			t.Errorf("on %s: %q, %v", day, p.Code, err)
		}
	}
}

func TestRulesInVersions(t *testing.T) {
	w := newWorld(t)
	set := func(after int, from words.Day, accept int) error {
		r := Shipped()
		r.From, r.AcceptDays = from, accept
		_, err := w.room.SetRules(t.Context(), w.as(ident.Office), SetRulesInput{w.key(), after, r})
		return err
	}
	// The clock stands at 14 May 2028, 17:30 in the programme's zone.
	want(t, set(0, "2027-01-01", 10), fault.Conflict, "plan.nothing_changed")
	want(t, set(0, "2027-01-01", 5), 0, "")
	want(t, set(0, "2028-06-01", 7), fault.Conflict, "plan.rules_moved_on")
	want(t, set(1, "2028-05-13", 7), fault.Invalid, "plan.from_past")
	want(t, set(1, "2028-06-01", 7), 0, "")
	want(t, set(2, "2028-05-31", 8), fault.Invalid, "plan.from_before_last")
	want(t, set(2, "2028-06-01", 8), 0, "")
	for day, should := range map[words.Day]string{"2026-12-31": "0/10", "2027-01-01": "1/5", "2028-05-31": "1/5", "2028-06-01": "3/8"} {
		r, err := RulesOn(t.Context(), w.d.Read(), w.prog.ID, day)
		if got := fmt.Sprint(r.Version, "/", r.AcceptDays); err != nil || got != should {
			t.Errorf("on %s: %s, %v, want %s", day, got, err, should)
		}
	}
	all, err := ListRules(t.Context(), w.d.Read(), w.prog.ID)
	if err != nil || len(all) != 3 || all[0].Version != 3 || all[0].Person != 1 || !all[0].At.Equal(dbtest.Now) {
		t.Errorf("%+v, %v", all, err)
	}
	_, err = w.room.SetRules(t.Context(), w.as(ident.Leader), SetRulesInput{w.key(), 3, Shipped()})
	want(t, err, fault.Forbidden, "fault.forbidden")
	_, _, err = w.room.Look(t.Context(), w.as(ident.Leader), Shipped())
	want(t, err, fault.Forbidden, "fault.forbidden")
	if last, err := LatestRules(t.Context(), w.d.Read(), w.prog.ID); err != nil || last.Version != 3 {
		t.Errorf("looking has changed something: %+v, %v", last, err)
	}
}

func TestFactsAreForEver(t *testing.T) {
	l := settled(t, "ENT-A")
	did := func(_ db.Done, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, office, leader, clerk := t.Context(), l.as(ident.Office), l.as(ident.Leader), l.who(3, "OFFICE", ident.Secretary)
	rules := autumn()
	rules.From, rules.Off, rules.TakeUpDays = "2028-05-14", []string{Visits}, new(30)
	did(l.room.SetRules(ctx, office, SetRulesInput{l.key(), 0, rules}))
	did(l.room.Remind(ctx, office, RemindInput{l.key(), l.in.ID, []ident.ID{l.org["ENT-A"]}, "2028-06-01"}))
	for _, in := range []TakeUpInput{{Kind: OwnPlan, Document: "Plan", Place: "chapter 4", Day: "2026-03-01", Quote: "We take part.", Link: "https://example.org/"},
		{Kind: Strategy, NotApplicable: true, Why: "none"}} {
		in.Party = l.org["ENT-A"]
		want(t, l.say(office, in), 0, "")
	}
	want(t, l.judge(clerk, "plan.confirm_take_up", "ENT-A", OwnPlan, ""), 0, "")
	want(t, l.judge(clerk, "plan.return_take_up", "ENT-A", Strategy, "there is one"), 0, "")
	a, err := l.annual(office, 2028, 0)
	want(t, err, 0, "")
	want(t, l.put(office, a, 0, ItemInput{What: "Clinics", OffPlan: true, Approver: "Council", Quantity: "2", Unit: "clinics", Amount: "5", MoneyClass: "grant", Party: l.org["ENT-A"]}), 0, "")
	for _, s := range []struct {
		who  ident.Actor
		verb string
	}{{office, "plan.submit_annual"}, {leader, "plan.return_annual"}, {office, "plan.submit_annual"}, {leader, "plan.issue_annual"}, {office, "plan.adjust_annual"},
		{leader, "plan.reissue_annual"}, {office, "plan.settle_annual"}} {
		want(t, l.move(s.who, a, s.verb, "because"), 0, "")
	}
	did(l.room.Step(ctx, office, StepInput{l.key(), l.in.ID, "plan.review", ""}))
	did(l.room.EditPeriod(ctx, office, EditInput{l.key(), l.in.ID, PeriodInput{Name: "Fifteenth", NameZH: "十五五", From: "2026-01-01", To: "2030-12-31", MidTerm: "2028-06-30", Envelope: "sixty"}}))
	did(l.room.Step(ctx, leader, StepInput{l.key(), l.in.ID, "plan.continue", "because"}))
	did(l.room.Step(ctx, office, StepInput{l.key(), l.in.ID, "plan.conclude", ""}))
	did(l.room.Step(ctx, office, StepInput{l.key(), l.in.ID, "plan.close", "because"}))
	next := l.drafted("P16", "2031-01-01", "2035-12-31", "plan.consult")
	did(l.room.Step(ctx, leader, StepInput{l.key(), next.ID, "plan.send_back", "because"}))

	entries, err := db.Since(ctx, l.d.Read(), l.prog.ID, 0, 200)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	shown := map[string]bool{}
	for _, e := range entries {
		if strings.HasPrefix(e.Kind, "plan.") && !shown[e.Kind] {
			shown[e.Kind] = true
			fmt.Fprintf(&got, "%s %s\n  %s\n", e.Kind, e.Subject.Kind, e.Payload)
		}
	}
	const golden = "testdata/facts.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	should, err := os.ReadFile(golden)
	if err != nil || string(should) != got.String() {
		t.Errorf("facts differ from %s (%v); a new shape is a new kind:\n%s", golden, err, got.String())
	}
}

func (w *world) front() (officer, leader, reader *webtest.Person) {
	w.t.Helper()
	site := webtest.New(w.t, w.d, webtest.Options{Programme: w.prog.ID, Zone: w.prog.Location(), Words: []fs.FS{Words, party.Words}, Rules: Actions(),
		Mount: func(f *web.Front) { w.room.Mount(f) }})
	return site.Person("officer", 1, ident.Office), site.Person("leader", 1, ident.Leader), site.Person("reader", 1, ident.Reader)
}

func set(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func TestPeriodsThroughForms(t *testing.T) {
	w := newWorld(t)
	officer, leader, reader := w.front()
	reader.Get("/periods").Want(200, "No plan period is recorded yet").Without("Draft a plan period")
	officer.Submit(officer.Get("/periods"), "/periods", set("name", "Fifteenth", "from", "2026-01-01")).Want(422, "“” is no calendar day")
	officer.Submit(officer.Get("/periods"), "/periods", set("name", "Fifteenth", "name_zh", "十五五", "from", "2026-01-01", "to", "2030-12-31", "code", "p15")).
		Want(200, "The plan period is drafted.", "Fifteenth", "today lies in it")
	officer.Submit(officer.Get("/periods/P15"), "/periods/P15/consultation", nil).Want(200, "consulted").Without("Approve</button>")
	officer.Post("/periods/P15/approval", nil).Want(403)
	leader.Submit(leader.Get("/periods/P15"), "/periods/P15/approval", nil).Want(200, "approved")
	officer.Post("/periods/P15/closing", set("reason", "x")).Want(409, "This can no longer be done")
	for _, l := range words.Langs {
		officer.In(l).Get("/periods").Want(200, "P15")
		officer.In(l).Get("/periods/P15").Want(200, "<h1>")
	}
	officer.In(words.ZH).Get("/periods/P15").Want(200, "十五五", "已批复", "批准")
	officer.JSON("/periods/P15").Want(200, `"state":"approved"`)
	officer.Get("/periods/NONE").Want(404)
}

func TestRulesThroughForms(t *testing.T) {
	w := newWorld(t)
	officer, _, reader := w.front()
	reader.Get("/rules").Want(200, "The rules as shipped", "10 working days", "Deferrals of one duty not set").Without("Change the programme rules")
	reader.Get("/rules/edit").Want(403)
	form := officer.Get("/rules/edit").Want(200)
	fields, _ := form.Form("/rules/edit")
	if !slices.Equal(fields["workweek"], []string{"1", "2", "3", "4", "5"}) || fields.Get("accept_days") != "10" || fields.Get("from") != "2028-05-14" {
		t.Errorf("the form holds %v", fields)
	}
	officer.Submit(form, "/rules/edit", nil).Want(409, "Nothing would change.")
	officer.Submit(form, "/rules/edit", set("accept_days", "ten")).Want(422, "Enter a whole number from 1 to 90.")
	kept := officer.Submit(form, "/rules/edit", url.Values{"workweek": {"6", "0"}, "holidays": {"2028-10-01\n2028-13-01"}}).Want(422, "“2028-13-01” is no calendar day")
	if fields, _ := kept.Form("/rules/edit"); !slices.Equal(fields["workweek"], []string{"6", "0"}) || fields.Get("holidays") != "2028-10-01\n2028-13-01" {
		t.Errorf("what was typed is lost: %v", fields)
	}
	seen := officer.Submit(form, "/rules/edit", url.Values{"accept_days": {"5"}, "holidays": {"2028-10-02，2028-10-01"}, "workdays": {"2028-10-14"},
		"workweek": {"1", "2", "3", "4", "6"}, "from": {"2028-06-01"}})
	seen.Want(200, "From 1 June 2028 on. Nothing is saved yet.", "10 working days\n5 working days Duties assigned from that day on", "no longer: Friday\nnew: Saturday", "new: 1 October 2028 · 2 October 2028").Without("Between reports")
	officer.Get("/rules").Want(200, "The rules as shipped")
	officer.Submit(seen, "/rules", nil).Want(200, "The new version of the rules is set.", "A later version is set and not yet in force",
		"To accept a duty · Working week · Holidays · Extra working days", "officer")
	w.d.Clock = func() time.Time { return dbtest.Now.AddDate(0, 1, 0) }
	officer.Renew()
	officer.Get("/rules").Want(200, "Version 1, in force from 1 June 2028", "5 working days", "14 October 2028")
	officer.Submit(seen, "/rules", set("after", "0")).Want(200) // a second press of the button
	officer.Submit(form, "/rules/edit", set("accept_days", "6", "from", "2028-07-01")).Want(409, "Somebody has set version 1 meanwhile.")
	for _, l := range words.Langs {
		officer.In(l).Get("/rules").Want(200, "<h1>")
		officer.In(l).Get("/rules/edit").Want(200, "<h1>")
	}
	officer.JSON("/rules").Want(200, `"accept_days":5`)
}
