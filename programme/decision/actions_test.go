package decision

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/programme/conference"
	"throughline/programme/party"
)

var update = flag.Bool("update", false, "write the golden files")

// world is one small programme: an office, two enterprises that provide, a
// county that receives, a class of the enterprises, a meeting with its text.
type world struct {
	*testing.T
	d    *db.DB
	room *Room
	prog ident.Programme
	keys int

	office, entA, entB, county party.Party
	enterprises                party.Group
	meeting                    conference.Conference
	source                     conference.Source

	secretary, colleague, leader, atA, atB, atCounty ident.Actor
}

const meetingText = "The enterprises should take the work into their own plans. The county should name a contact unit by the end of June."

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, d: dbtest.Open(t)}
	w.room = &Room{DB: w.d}
	p, err := party.CreateProgramme(t.Context(), w.d, ident.Actor{Person: 1}, w.key(), party.Programme{Code: "aid", Name: "Aid", NameZH: "支援",
		Zone: "Asia/Shanghai", Currency: "CNY", Languages: []string{"en", "zh"}})
	w.must(err)
	w.prog = p.ID
	accounts := access.NewAccounts(w.d)
	seat := func(login string) ident.Actor {
		id, err := accounts.AddPerson(t.Context(), login, login, "")
		w.must(err)
		return ident.Actor{Person: id, Programme: w.prog}
	}
	w.secretary, w.colleague, w.leader = seat("secretary"), seat("colleague"), seat("leader")
	w.atA, w.atB, w.atCounty = seat("a"), seat("b"), seat("county")
	w.secretary.Roles = []ident.Role{ident.Secretary, ident.Office}
	_, err = w.d.Change(t.Context(), w.secretary, w.key(), w.found)
	w.must(err)
	return w
}

// found makes the organisations, their seats and the meeting in one change.
func (w *world) found(tx *db.Tx) (facts []db.Fact, err error) {
	ctx := w.Context()
	keep := func(f db.Fact, e error) {
		w.Helper()
		w.must(e)
		facts = append(facts, f)
	}
	add := func(code, kind, name string, who ...*ident.Actor) party.Party {
		p, f, err := party.AddPartyTx(ctx, tx, party.PartyInput{Code: code, Kind: kind, Name: name, Lang: "en"})
		keep(f, err)
		for _, a := range who {
			a.Organisation = p.ID
		}
		return p
	}
	w.office = add("OFF", "office", "Programme office", &w.secretary, &w.colleague, &w.leader)
	w.entA = add("ENT-A", "enterprise", "Enterprise A", &w.atA)
	w.entB = add("ENT-B", "enterprise", "Enterprise B", &w.atB)
	w.county = add("CTY", "county", "County", &w.atCounty)
	for _, s := range []struct {
		who  *ident.Actor
		role ident.Role
	}{{&w.secretary, ident.Secretary}, {&w.colleague, ident.Office}, {&w.leader, ident.Leader}, {&w.atA, ident.Provider}, {&w.atB, ident.Provider},
		{&w.atCounty, ident.Receiver}} {
		s.who.Roles = []ident.Role{s.role}
		_, f, err := party.AddMembershipTx(ctx, tx, party.MembershipInput{Person: s.who.Person, Party: s.who.Organisation, Role: s.role})
		keep(f, err)
	}
	group := func(code, name, side string, members ...party.Party) party.Group {
		g, f, err := party.AddGroupTx(ctx, tx, party.GroupInput{Code: code, Name: name, Lang: "en", Side: side})
		keep(f, err)
		for _, m := range members {
			_, f, err := party.JoinGroupTx(ctx, tx, party.JoinInput{Group: g.ID, Party: m.ID})
			keep(f, err)
		}
		return g
	}
	w.enterprises = group("ENTS", "The enterprises", party.Provider, w.entA, w.entB)
	group("COUNTIES", "The counties", party.Receiver, w.county)
	var f db.Fact
	w.meeting, f, err = conference.ConveneTx(ctx, tx, conference.ConveneInput{Title: "Third conference", Lang: "en", From: "2028-05-10", To: "2028-05-10"})
	keep(f, err)
	w.source, f, err = conference.AddSourceTx(ctx, tx, conference.SourceInput{Conference: w.meeting.ID, Title: "Report of the meeting", Publisher: "Enterprise A",
		Side: "provider", Lang: "en", Translated: "no", Year: 2028, MayStore: true, Text: meetingText})
	keep(f, err)
	return facts, nil
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) key() db.Key {
	w.keys++
	return db.Key{ID: fmt.Sprint("key-", w.keys), Digest: "digest"}
}

// capture records a requirement and gives it.
func (w *world) capture(change func(*CaptureInput)) Measure {
	w.Helper()
	in := CaptureInput{Key: w.key(), Title: "Take the work into the plans", Lang: "en", Kind: "requirement", Grade: "should", Conference: w.meeting.ID}
	if change != nil {
		change(&in)
	}
	done, err := w.room.Capture(w.Context(), w.secretary, in)
	w.must(err)
	id, _ := done.Subject(Noun)
	return w.get(id)
}

func (w *world) get(id ident.ID) Measure {
	w.Helper()
	m, err := GetMeasure(w.Context(), w.d.Read(), w.prog, id)
	w.must(err)
	return m
}

func (w *world) move(who ident.Actor, verb string, m Measure, reason string) error {
	_, err := w.room.Move(w.Context(), who, verb, MoveInput{Key: w.key(), Measure: m.ID, Reason: reason})
	return err
}

// moves takes a measure through verbs that need no reason.
func (w *world) moves(m Measure, steps ...any) Measure {
	w.Helper()
	for i := 0; i < len(steps); i += 2 {
		w.must(w.move(steps[i].(ident.Actor), steps[i+1].(string), m, ""))
	}
	return w.get(m.ID)
}

func (w *world) assign(m Measure, lead party.Party) error {
	_, err := w.room.Assign(w.Context(), w.secretary, AssignInput{Key: w.key(), Measure: m.ID, Lead: lead.ID, Due: "2028-09-30", Done: "Each plan names it."})
	return err
}

// assigned is a measure that waits for its lead, Enterprise A.
func (w *world) assigned() Measure {
	w.Helper()
	m := w.moves(w.capture(nil), w.secretary, "decision.register")
	w.must(w.assign(m, w.entA))
	return w.get(m.ID)
}

// claimed is a measure that Enterprise A says is done.
func (w *world) claimed() Measure {
	w.Helper()
	m := w.moves(w.assigned(), w.atA, "decision.accept")
	_, err := w.room.Claim(w.Context(), w.atA, ReportInput{Key: w.key(), Measure: m.ID, Text: "It is in the plan, page 31."})
	w.must(err)
	return w.get(m.ID)
}

// addressed is a measure that asks both enterprises.
func (w *world) addressed() Measure {
	w.Helper()
	m := w.moves(w.capture(func(in *CaptureInput) { in.LaidOn = party.Provider }), w.secretary, "decision.register")
	_, err := w.room.Address(w.Context(), w.secretary, AddressInput{Key: w.key(), Measure: m.ID, Group: w.enterprises.ID})
	w.must(err)
	return w.get(m.ID)
}

func (w *world) answer(m Measure, p party.Party) Answer {
	w.Helper()
	a, err := AnswerOf(w.Context(), w.d.Read(), w.prog, m.ID, p.ID)
	w.must(err)
	return a
}

// waits lists the open tasks of a record: action, role and organisation, day.
func (w *world) waits(ref ident.Ref) []string {
	w.Helper()
	open, err := task.Of(w.Context(), w.d.Read(), w.prog, ref)
	w.must(err)
	codes := map[ident.ID]string{0: "anybody", w.office.ID: "OFF", w.entA.ID: "ENT-A", w.entB.ID: "ENT-B", w.county.ID: "CTY"}
	var list []string
	for _, o := range open {
		line := fmt.Sprintf("%s %s %s", strings.TrimPrefix(o.Action, "decision."), o.Role, codes[o.Party])
		if o.Due != "" {
			line += " by " + string(o.Due)
		}
		if o.Reason != "" {
			line += " because " + o.Reason
		}
		if o.NotPerson != 0 {
			line += " but not " + map[ident.Person]string{w.secretary.Person: "secretary", w.atA.Person: "a"}[o.NotPerson]
		}
		list = append(list, line)
	}
	slices.Sort(list)
	return list
}

func (w *world) wantWaits(what string, ref ident.Ref, want ...string) {
	w.Helper()
	slices.Sort(want)
	if got := w.waits(ref); !slices.Equal(got, want) {
		w.Errorf("%s: waits for\n %s\nwant\n %s", what, strings.Join(got, "\n "), strings.Join(want, "\n "))
	}
}

// steps lists the life of a record: verb, states, reason.
func (w *world) steps(m *state.Machine, id ident.ID) []string {
	w.Helper()
	all, err := state.Steps(w.Context(), w.d.Read(), w.prog, m, id, 0)
	w.must(err)
	var list []string
	for _, s := range all {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s>%s %s", strings.TrimPrefix(s.Verb, "decision."), s.From, s.To, s.Reason)))
	}
	return list
}

func (w *world) wantKind(what string, err error, want fault.Kind) {
	w.Helper()
	if fault.KindOf(err) != want {
		w.Errorf("%s: %v, want a refusal of kind %v", what, err, want)
	}
}

// snapshot is every row of the room, with its steps, tasks and facts.
func (w *world) snapshot() string {
	w.Helper()
	var b strings.Builder
	ctx, q := w.Context(), w.d.Read()
	all, err := ListMeasures(ctx, q, w.leader, MeasureFilter{Limit: 500})
	w.must(err)
	for _, m := range all {
		answers, err := AnswersOf(ctx, q, w.prog, m.ID)
		w.must(err)
		reports, err := ReportsOf(ctx, q, w.prog, m.ID)
		w.must(err)
		fmt.Fprintln(&b, m, w.waits(m.Ref()), w.steps(Machine, m.ID), reports)
		for _, a := range answers {
			fmt.Fprintln(&b, a, w.waits(a.Ref()), w.steps(AnswerMachine, a.ID))
		}
	}
	entries, err := db.Since(ctx, q, w.prog, 0, 10000)
	w.must(err)
	fmt.Fprintln(&b, len(entries))
	return b.String()
}

func TestFromMeetingToClosed(t *testing.T) {
	w := newWorld(t)
	m := w.capture(func(in *CaptureInput) {
		in.Other, in.Sector, in.Responsible, in.AskedBy = "把工作纳入规划", "governance-organisation", "the enterprises", w.office.ID
		in.Quote = conference.Quote{Source: w.source.ID, From: 0, To: 58, Text: "The enterprises should take the work into their own plans."}
		in.Conference, in.LaidOn, in.DueText = 0, party.Provider, "soon"
		in.Quantity, in.QuantityText = &money.Quantity{N: 40, Unit: "plans"}, "forty plans"
	})
	if m.Code != "MEA-001" || m.State != Captured || !m.NeedsSecond || m.Conference != w.meeting.ID || m.Owner != w.office.ID || m.CapturedBy != w.secretary.Person ||
		m.Other != "把工作纳入规划" || m.Quantity == nil || *m.Quantity != (money.Quantity{N: 40, Unit: "plans"}) || m.Quote.To != 58 {
		t.Errorf("captured %+v", m)
	}
	w.wantWaits("captured", m.Ref(), "register office anybody", "register secretary anybody", "second provider anybody but not secretary")

	m = w.moves(m, w.secretary, "decision.register")
	w.wantWaits("registered, not seconded", m.Ref(), "second provider anybody but not secretary")
	w.wantKind("assigning before the second acceptance", w.assign(m, w.entA), fault.Conflict)

	m = w.moves(m, w.atB, "decision.second")
	if !m.Accepted || m.State != Registered {
		t.Errorf("seconded %+v", m)
	}
	w.wantWaits("seconded", m.Ref(), "assign office anybody", "assign secretary anybody")

	w.must(w.assign(m, w.entA))
	m = w.get(m.ID)
	if m.State != Assigned || m.Lead != w.entA.ID || m.Due != "2028-09-30" || m.OriginalDue != "2028-09-30" || m.ReportEvery != 90 || m.AcceptBy != "2028-05-26" {
		t.Errorf("assigned %+v", m)
	}
	w.wantWaits("assigned", m.Ref(), "accept owner ENT-A by 2028-05-26", "accept provider ENT-A by 2028-05-26")

	m = w.moves(m, w.atA, "decision.accept")
	w.wantWaits("accepted", m.Ref(), "update owner ENT-A by 2028-08-12", "update provider ENT-A by 2028-08-12")

	w.d.Clock = func() time.Time { return dbtest.Now.AddDate(0, 2, 0) }
	_, err := w.room.Update(t.Context(), w.atA, ReportInput{Key: w.key(), Measure: m.ID, Text: "Drafted.", Next: "To the board."})
	w.must(err)
	m = w.get(m.ID)
	if m.State != InProgress || !m.LastReport.Equal(dbtest.Now.AddDate(0, 2, 0)) {
		t.Errorf("updated %+v", m)
	}
	w.wantWaits("in progress, the next report no later than the due day", m.Ref(), "update owner ENT-A by 2028-09-30", "update provider ENT-A by 2028-09-30")

	file := blob.File{Digest: strings.Repeat("a", 64), Name: "plan.pdf", MIME: "application/pdf", Size: 12}
	_, err = w.room.Claim(t.Context(), w.atA, ReportInput{Key: w.key(), Measure: m.ID, Text: "Page 31.", File: file})
	w.must(err)
	w.wantWaits("claimed", m.Ref(), "verify office anybody but not a", "verify secretary anybody but not a")
	reports, err := ReportsOf(t.Context(), w.d.Read(), w.prog, m.ID)
	w.must(err)
	if len(reports) != 2 || !reports[0].Claim || reports[0].Digest != file.Digest || reports[0].Name != "plan.pdf" || reports[1].Claim || reports[1].Text != "Drafted." ||
		reports[0].Person != w.atA.Person || reports[0].Organisation != w.entA.ID {
		t.Errorf("reports %+v", reports)
	}

	m = w.throughReturnToClosed(m)
	want := []string{"capture >captured", "register captured>registered", "second registered>registered", "assign registered>assigned", "accept assigned>accepted",
		"update accepted>in_progress", "claim in_progress>reported", "return reported>returned Page 31 speaks of something else.", "update returned>in_progress",
		"claim in_progress>reported", "verify reported>verified", "close verified>closed"}
	if got := w.steps(Machine, m.ID); !slices.Equal(got, want) {
		t.Errorf("steps\n %s\nwant\n %s", strings.Join(got, "\n "), strings.Join(want, "\n "))
	}
	hits, err := search.Find(t.Context(), w.d.Read(), w.atB, "纳入规划", 10)
	w.must(err)
	if len(hits) != 1 || hits[0].Ref != m.Ref() {
		t.Errorf("found %+v", hits)
	}
	w.golden("facts.txt")
}

// throughReturnToClosed has a claim returned, made again, verified and closed.
func (w *world) throughReturnToClosed(m Measure) Measure {
	w.Helper()
	w.must(w.move(w.secretary, "decision.return", m, "Page 31 speaks of something else."))
	m = w.get(m.ID)
	if m.State != Returned || m.Reason != "Page 31 speaks of something else." {
		w.Errorf("returned %+v", m)
	}
	w.wantWaits("returned", m.Ref(), "update owner ENT-A by 2028-09-30 because Page 31 speaks of something else.",
		"update provider ENT-A by 2028-09-30 because Page 31 speaks of something else.")
	_, err := w.room.Update(w.Context(), w.atA, ReportInput{Key: w.key(), Measure: m.ID, Text: "Looking it up.", Next: "Send it."})
	w.must(err)
	_, err = w.room.Claim(w.Context(), w.atA, ReportInput{Key: w.key(), Measure: m.ID, Text: "Page 13."})
	w.must(err)
	m = w.moves(m, w.colleague, "decision.verify")
	w.wantWaits("verified", m.Ref(), "close office anybody", "close secretary anybody")
	m = w.moves(m, w.secretary, "decision.close")
	if m.State != Closed {
		w.Errorf("closed %+v", m)
	}
	w.wantWaits("closed", m.Ref())
	return m
}

// numbers stand for records and people; which they are depends on other rooms.
var numbers = regexp.MustCompile(`"(id|conference|source|measure|answer|asked_by|lead|group|owner|party|organisation|person|captured_by|answered_by)":[1-9]\d*`)

// golden holds the facts of the room against the file.
func (w *world) golden(name string) {
	w.Helper()
	entries, err := db.Since(w.Context(), w.d.Read(), w.prog, 0, 1000)
	w.must(err)
	var b strings.Builder
	for _, e := range entries {
		if strings.HasPrefix(e.Kind, "decision.") {
			fmt.Fprintf(&b, "%s\n  %s %s\n", e.Kind, e.Subject.Kind, numbers.ReplaceAll(e.Payload, []byte(`"$1":N`)))
		}
	}
	path := "testdata/" + name
	if *update {
		w.must(os.WriteFile(path, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(path)
	w.must(err)
	if b.String() != string(want) {
		w.Errorf("the facts are not those of %s; a new shape needs a new kind. Got:\n%s", path, b.String())
	}
}

func TestAnswersOfAClass(t *testing.T) {
	w := newWorld(t)
	m := w.addressed()
	if m.State != Addressed || m.Group != w.enterprises.ID || m.Members != 2 || m.Answered != 0 {
		t.Errorf("addressed %+v", m)
	}
	a, b := w.answer(m, w.entA), w.answer(m, w.entB)
	if a.Code != m.Code+".ENT-A" || a.State != Silent || a.URL() != "/measures/"+m.Code+"/answers/ENT-A" {
		t.Errorf("answer %+v", a)
	}
	w.wantWaits("the measure itself", m.Ref())
	w.wantWaits("silent", a.Ref(), "take_up owner ENT-A by 2028-05-26", "take_up provider ENT-A by 2028-05-26")

	answer := func(who ident.Actor, verb string, a Answer, document, reason string) error {
		_, err := w.room.MoveAnswer(t.Context(), who, verb, AnswerInput{Key: w.key(), Answer: a.ID, Document: document, Reason: reason})
		return err
	}
	w.wantKind("another member's answer", answer(w.atB, "decision.take_up", a, "Plan, page 31", ""), fault.Forbidden)
	w.wantKind("taken up without a document", answer(w.atA, "decision.take_up", a, " ", ""), fault.Invalid)
	w.wantKind("not applicable without why", answer(w.atB, "decision.not_applicable", b, "", ""), fault.Invalid)
	w.must(answer(w.atA, "decision.not_applicable", a, "", "Our plan ends this year."))
	w.must(answer(w.atA, "decision.take_up", a, "Plan, page 31", ""))
	w.must(answer(w.atB, "decision.not_applicable", b, "", "We have no plan."))
	a, m = w.answer(m, w.entA), w.get(m.ID)
	if a.State != TakenUp || a.Document != "Plan, page 31" || a.Why != "" || a.AnsweredBy != w.atA.Person {
		t.Errorf("taken up %+v", a)
	}
	if m.Members != 2 || m.Answered != 2 || m.NotApplicable != 1 {
		t.Errorf("counts %+v", m)
	}
	w.wantKind("asking nobody", w.move(w.secretary, "decision.ask", m, ""), fault.Conflict)
	w.wantKind("closing over an open answer", w.move(w.secretary, "decision.close", m, ""), fault.Conflict)

	report := func(do func() error) { t.Helper(); w.must(do()) }
	say := ReportInput{Answer: a.ID, Text: "It is done.", Next: "File it."}
	report(func() error { say.Key = w.key(); _, err := w.room.UpdateAnswer(t.Context(), w.atA, say); return err })
	report(func() error { say.Key = w.key(); _, err := w.room.ClaimAnswer(t.Context(), w.atA, say); return err })
	w.wantKind("an answer that is claimed done", answer(w.atA, "decision.not_applicable", a, "", "No."), fault.Conflict)
	w.wantWaits("claimed", a.Ref(), "verify_answer office anybody but not a", "verify_answer secretary anybody but not a")
	hat := w.atA
	hat.Organisation, hat.Roles = w.office.ID, []ident.Role{ident.Office}
	w.wantKind("the claimant under the office's hat", answer(hat, "decision.verify_answer", a, "", ""), fault.Forbidden)
	w.must(answer(w.secretary, "decision.return_answer", a, "", "Not on that page."))
	if got := w.answer(m, w.entA); got.State != Returned || got.Reason != "Not on that page." || got.Document != "Plan, page 31" {
		t.Errorf("returned %+v", got)
	}
	report(func() error { say.Key = w.key(); _, err := w.room.UpdateAnswer(t.Context(), w.atA, say); return err })
	report(func() error { say.Key = w.key(); _, err := w.room.ClaimAnswer(t.Context(), w.atA, say); return err })
	w.must(answer(w.colleague, "decision.verify_answer", a, "", ""))
	m = w.moves(m, w.secretary, "decision.close")
	w.wantWaits("closed", a.Ref())
	if m.State != Closed {
		t.Errorf("closed %+v", m)
	}
	w.wantKind("answering what is closed", answer(w.atB, "decision.take_up", b, "Plan", ""), fault.Conflict)
	w.golden("answer_facts.txt")
}

func TestAskingTheSilent(t *testing.T) {
	w := newWorld(t)
	m := w.addressed()
	a, b := w.answer(m, w.entA), w.answer(m, w.entB)
	_, err := w.room.MoveAnswer(t.Context(), w.atB, "decision.take_up", AnswerInput{Key: w.key(), Answer: b.ID, Document: "Plan"})
	w.must(err)
	w.d.Clock = func() time.Time { return dbtest.Now.AddDate(0, 0, 30) }
	for range 2 { // a second reminder replaces the first
		w.must(w.move(w.secretary, "decision.ask", m, ""))
	}
	w.wantWaits("silent and asked", a.Ref(), "answer_asked owner ENT-A by 2028-06-27", "answer_asked provider ENT-A by 2028-06-27")
	w.wantWaits("answered", b.Ref(), "update_answer owner ENT-B by 2028-08-12", "update_answer provider ENT-B by 2028-08-12")
	if got := w.answer(m, w.entA); got.State != Silent || !got.Since.Equal(a.Since) {
		t.Errorf("asking changed the answer: %+v", got)
	}
}

func TestWithdrawingClosesWhatMembersOwe(t *testing.T) {
	w := newWorld(t)
	m := w.addressed()
	w.must(w.move(w.secretary, "decision.withdraw", m, "Entered twice."))
	w.wantWaits("withdrawn", w.answer(m, w.entA).Ref())
	if got := w.get(m.ID); got.State != Withdrawn || got.Reason != "Entered twice." || got.Open() || got.Followed() {
		t.Errorf("withdrawn %+v", got)
	}
}

// TestSecondAcceptanceWithinAPairing: a duty of one pairing is accepted by the
// organisation that stands on that side of it, not by others of the side.
func TestSecondAcceptanceWithinAPairing(t *testing.T) {
	w := newWorld(t)
	var pair party.Pairing
	_, err := w.d.Change(t.Context(), w.colleague, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
		var f db.Fact
		var err error
		pair, f, err = party.PairTx(t.Context(), tx, party.PairInput{Provider: w.entA.ID, Receiver: w.county.ID, From: "2028-01-01"})
		return []db.Fact{f}, err
	})
	w.must(err)
	m := w.capture(func(in *CaptureInput) { in.LaidOn, in.Pairing = party.Provider, pair.ID })
	w.wantWaits("captured", m.Ref(), "register office anybody", "register secretary anybody", "second provider ENT-A but not secretary")
	w.wantKind("another provider", w.move(w.atB, "decision.second", m, ""), fault.Forbidden)
	w.wantKind("the receiver of the pairing", w.move(w.atCounty, "decision.second", m, ""), fault.Forbidden)
	w.must(w.move(w.atA, "decision.second", m, ""))

	// Where nobody sits for the provider, a second person of the office steps in.
	_, err = w.d.Change(t.Context(), w.colleague, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
		lonely, one, err := party.AddPartyTx(t.Context(), tx, party.PartyInput{Code: "ENT-C", Kind: "enterprise", Name: "Enterprise C", Lang: "en"})
		if err != nil {
			return nil, err
		}
		var two db.Fact
		pair, two, err = party.PairTx(t.Context(), tx, party.PairInput{Provider: lonely.ID, Receiver: w.county.ID, From: "2028-01-01"})
		return []db.Fact{one, two}, err
	})
	w.must(err)
	m = w.capture(func(in *CaptureInput) { in.LaidOn, in.Pairing = party.Provider, pair.ID })
	w.wantWaits("nobody sits there", m.Ref(), "register office anybody", "register secretary anybody", "second office anybody but not secretary",
		"second secretary anybody but not secretary")
	w.wantKind("the one who captured it", w.move(w.secretary, "decision.second", m, ""), fault.Forbidden)
	w.must(w.move(w.colleague, "decision.second", m, ""))
}

func TestContestedIsAssignedAnew(t *testing.T) {
	w := newWorld(t)
	m := w.assigned()
	w.must(w.move(w.atA, "decision.contest", m, "This is Enterprise B's field."))
	w.wantWaits("contested", m.Ref(), "assign office anybody because This is Enterprise B's field.", "assign secretary anybody because This is Enterprise B's field.")
	w.must(w.assign(m, w.entB))
	w.wantKind("the former lead", w.move(w.atA, "decision.accept", m, ""), fault.Forbidden)
	m = w.moves(m, w.atB, "decision.accept")
	if m.Lead != w.entB.ID || m.State != Accepted {
		t.Errorf("assigned anew %+v", m)
	}
}

func TestNotTakenMayBeTakenAfterAll(t *testing.T) {
	w := newWorld(t)
	m := w.capture(nil)
	w.must(w.move(w.secretary, "decision.refuse", m, "Said in passing."))
	w.wantWaits("not taken", m.Ref())
	w.wantKind("without a reason", w.move(w.secretary, "decision.register", m, ""), fault.Invalid)
	w.must(w.move(w.secretary, "decision.register", m, "Asked for again."))
	if got := w.get(m.ID); got.State != Registered || got.Reason != "Asked for again." {
		t.Errorf("registered after all %+v", got)
	}
}

// TestRefusalsChangeNothing: whoever is refused, every row, task, step and fact
// stays as it was.
func TestRefusalsChangeNothing(t *testing.T) {
	w := newWorld(t)
	captured, registered, assigned, claimed, addressed := w.capture(nil), w.moves(w.capture(nil), w.secretary, "decision.register"), w.assigned(), w.claimed(), w.addressed()
	theirs := w.capture(func(in *CaptureInput) { in.LaidOn = party.Receiver })
	given := w.moves(w.capture(func(in *CaptureInput) { in.LaidOn = party.Receiver }), w.atCounty, "decision.second")
	made := w.moves(w.capture(func(in *CaptureInput) { in.Illustrative = true }), w.secretary, "decision.register")
	hidden := w.capture(func(in *CaptureInput) { in.Visibility = "internal" })
	hat := w.secretary // who captured it, now of the county
	hat.Organisation, hat.Roles = w.county.ID, []ident.Role{ident.Receiver}
	claimant := w.atA // who claimed it, now of the office
	claimant.Organisation, claimant.Roles = w.office.ID, []ident.Role{ident.Secretary}
	before := w.snapshot()
	ctx := t.Context()
	for name, c := range map[string]struct {
		want fault.Kind
		try  func() error
	}{
		"registering as a provider":               {fault.Forbidden, func() error { return w.move(w.atA, "decision.register", captured, "") }},
		"accepting what is not assigned":          {fault.Forbidden, func() error { return w.move(w.atA, "decision.accept", captured, "") }},
		"accepting for another":                   {fault.Forbidden, func() error { return w.move(w.atB, "decision.accept", assigned, "") }},
		"registering twice":                       {fault.Conflict, func() error { return w.move(w.secretary, "decision.register", registered, "") }},
		"refusing without a reason":               {fault.Invalid, func() error { return w.move(w.secretary, "decision.refuse", captured, "  ") }},
		"verifying one's own under another hat":   {fault.Forbidden, func() error { return w.move(claimant, "decision.verify", claimed, "") }},
		"returning one's own under another hat":   {fault.Forbidden, func() error { return w.move(claimant, "decision.return", claimed, "No.") }},
		"seconding one's own under another hat":   {fault.Forbidden, func() error { return w.move(hat, "decision.second", theirs, "") }},
		"seconding from the wrong side":           {fault.Forbidden, func() error { return w.move(w.atA, "decision.second", theirs, "") }},
		"seconding a second time":                 {fault.Conflict, func() error { return w.move(w.atCounty, "decision.second", given, "") }},
		"verifying before it is claimed":          {fault.Forbidden, func() error { return w.move(w.secretary, "decision.verify", assigned, "") }},
		"seconding what needs none":               {fault.Forbidden, func() error { return w.move(w.atCounty, "decision.second", captured, "") }},
		"withdrawing what is claimed done":        {fault.Conflict, func() error { return w.move(w.secretary, "decision.withdraw", claimed, "No.") }},
		"closing over silent members":             {fault.Conflict, func() error { return w.move(w.secretary, "decision.close", addressed, "") }},
		"seeing another's internal measure":       {fault.NotFound, func() error { return w.move(w.atA, "decision.accept", hidden, "") }},
		"no such measure":                         {fault.NotFound, func() error { return w.move(w.secretary, "decision.note", Measure{ID: 9999}, "") }},
		"a verb that needs more than a reason":    {0, func() error { return w.move(w.secretary, "decision.assign", registered, "") }},
		"a made-up measure for a real enterprise": {fault.Invalid, func() error { return w.assign(made, w.entA) }},
		"assigning without a day": {fault.Invalid, func() error {
			_, err := w.room.Assign(ctx, w.secretary, AssignInput{Key: w.key(), Measure: registered.ID, Lead: w.entA.ID, Done: "Done."})
			return err
		}},
		"claiming without a word": {fault.Invalid, func() error {
			m := assigned
			_, err := w.room.Claim(ctx, w.atA, ReportInput{Key: w.key(), Measure: m.ID})
			if fault.KindOf(err) == fault.Conflict { // not accepted yet
				return fault.New(fault.Invalid, "")
			}
			return err
		}},
		"capturing as a provider": {fault.Forbidden, func() error {
			_, err := w.room.Capture(ctx, w.atA, CaptureInput{Key: w.key(), Title: "T", Lang: "en", Kind: "offer"})
			return err
		}},
		"a quote that is not in the source": {fault.Invalid, func() error {
			_, err := w.room.Capture(ctx, w.secretary, CaptureInput{Key: w.key(), Title: "T", Lang: "en", Kind: "offer",
				Quote: conference.Quote{Source: w.source.ID, From: 0, To: 3, Text: "All"}})
			return err
		}},
		"several, one of them not to be assigned": {fault.Invalid, func() error {
			_, err := w.room.AssignMany(ctx, w.secretary, AssignManyInput{Key: w.key(), Measures: []ident.ID{registered.ID, claimed.ID}, Lead: w.entA.ID, Due: "2028-09-30", Done: "Done."})
			return err
		}},
		"none of several": {fault.Invalid, func() error {
			_, err := w.room.AssignMany(ctx, w.secretary, AssignManyInput{Key: w.key(), Lead: w.entA.ID})
			return err
		}},
	} {
		err := c.try()
		if err == nil || fault.KindOf(err) != c.want {
			t.Errorf("%s: %v, want a refusal of kind %v", name, err, c.want)
		}
	}
	var e *fault.Error
	if err := w.move(w.atCounty, "decision.second", given, ""); !errors.As(err, &e) || e.Key != "decision.second_given" {
		t.Errorf("a second second acceptance is refused with %v", err)
	}
	if after := w.snapshot(); after != before {
		t.Errorf("a refusal changed the records:\n%s\nwas:\n%s", after, before)
	}
}

func TestSendingTwiceIsOnce(t *testing.T) {
	w := newWorld(t)
	in := CaptureInput{Key: w.key(), Title: "Once", Lang: "en", Kind: "offer"}
	first, err := w.room.Capture(t.Context(), w.secretary, in)
	w.must(err)
	before := w.snapshot()
	again, err := w.room.Capture(t.Context(), w.secretary, in)
	w.must(err)
	if !again.Replayed || again.Seq != first.Seq {
		t.Errorf("the second sending gives %+v, the first %+v", again, first)
	}
	in.Key.Digest = "other"
	_, err = w.room.Capture(t.Context(), w.secretary, in)
	w.wantKind("the same key with other content", err, fault.Conflict)
	if w.snapshot() != before {
		t.Error("sending twice changed the records")
	}
}

func TestTwoVerifiersAtOnce(t *testing.T) {
	w := newWorld(t)
	m := w.claimed()
	errs := make([]error, 2)
	var both sync.WaitGroup
	for i, who := range []ident.Actor{w.secretary, w.colleague} {
		key := w.key()
		both.Go(func() {
			_, errs[i] = w.room.Move(t.Context(), who, "decision.verify", MoveInput{Key: key, Measure: m.ID})
		})
	}
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("one must win: %v, %v", errs[0], errs[1])
	}
	for _, err := range errs {
		if err != nil {
			w.wantKind("the slower", err, fault.Conflict)
		}
	}
	if got := w.steps(Machine, m.ID); got[len(got)-1] != "verify reported>verified" || slices.Contains(got[:len(got)-1], "verify reported>verified") {
		t.Errorf("steps %v", got)
	}
}

func TestAssigningSeveralAtOnce(t *testing.T) {
	w := newWorld(t)
	var ids []ident.ID
	for range 3 {
		ids = append(ids, w.moves(w.capture(func(in *CaptureInput) { in.Done = "As it says." }), w.secretary, "decision.register").ID)
	}
	in := AssignManyInput{Key: w.key(), Measures: ids, Lead: w.entB.ID, Due: "2028-09-30"}
	done, err := w.room.AssignMany(t.Context(), w.secretary, in)
	w.must(err)
	if len(done.Facts) != 3 {
		t.Errorf("facts %v", done.Facts)
	}
	for _, id := range ids {
		if m := w.get(id); m.State != Assigned || m.Lead != w.entB.ID || m.DoneDefinition != "As it says." || m.Seq != done.Seq {
			t.Errorf("assigned %+v", m)
		}
		entries, err := db.History(t.Context(), w.d.Read(), w.prog, ident.Ref{Kind: Noun, ID: id}, 1)
		w.must(err)
		if entries[0].Batch != in.Key.ID || entries[0].Seq != done.Seq {
			t.Errorf("journaled %+v", entries[0])
		}
	}
}

func TestLists(t *testing.T) {
	w := newWorld(t)
	late := w.assigned()
	other := w.capture(func(in *CaptureInput) {
		in.Title, in.Sector, in.Conference = "Train 100% of the teachers", "people-exchange", 0
	})
	hidden := w.capture(func(in *CaptureInput) { in.Title, in.Visibility = "Between us", "internal" })
	gone := w.capture(nil)
	w.must(w.move(w.secretary, "decision.withdraw", gone, "Twice."))
	list := func(who ident.Actor, f MeasureFilter) string {
		t.Helper()
		all, err := ListMeasures(t.Context(), w.d.Read(), who, f)
		w.must(err)
		n, err := CountMeasures(t.Context(), w.d.Read(), who, f, 100)
		w.must(err)
		if f.After == 0 && f.Limit == 0 && n != len(all) {
			t.Errorf("counts %d of %d listed under %+v", n, len(all), f)
		}
		var codes []string
		for _, m := range all {
			codes = append(codes, m.Code)
		}
		return strings.Join(codes, " ")
	}
	for name, c := range map[string]struct {
		who  ident.Actor
		f    MeasureFilter
		want []Measure
	}{
		"what the office sees, dated first, settled last": {w.secretary, MeasureFilter{}, []Measure{late, other, hidden, gone}},
		"what a provider sees":                            {w.atA, MeasureFilter{}, []Measure{late, other, gone}},
		"what the capturing organisation sees":            {actor(99, w.office.ID, ident.Owner), MeasureFilter{}, nil},
		"open":                                            {w.secretary, MeasureFilter{State: "open"}, []Measure{late, other, hidden}},
		"a state":                                         {w.secretary, MeasureFilter{State: Withdrawn}, []Measure{gone}},
		"a lead":                                          {w.secretary, MeasureFilter{Lead: w.entA.ID}, []Measure{late}},
		"a meeting":                                       {w.secretary, MeasureFilter{Conference: w.meeting.ID, State: "open"}, []Measure{late, hidden}},
		"meetings":                                        {w.secretary, MeasureFilter{Conferences: []ident.ID{w.meeting.ID, 9999}, State: "open"}, []Measure{late, hidden}},
		"a sector":                                        {w.secretary, MeasureFilter{Sector: "people-exchange"}, []Measure{other}},
		"part of a title, whatever its case":              {w.secretary, MeasureFilter{Text: "TEACH"}, []Measure{other}},
		"a sign that means something to the engine": {w.secretary, MeasureFilter{Text: "0% of"}, []Measure{other}},
		"a sign that is not there":                  {w.secretary, MeasureFilter{Text: "1_0"}, nil},
		"the second page":                           {w.secretary, MeasureFilter{After: late.ID, Limit: 1}, []Measure{other}},
		"after what is settled":                     {w.secretary, MeasureFilter{After: gone.ID}, nil},
	} {
		var codes []string
		for _, m := range c.want {
			codes = append(codes, m.Code)
		}
		if name == "what the capturing organisation sees" {
			c.who.Programme = w.prog
			codes = []string{late.Code, other.Code, hidden.Code, gone.Code}
		}
		if got, want := list(c.who, c.f), strings.Join(codes, " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	byID, err := MeasuresByID(t.Context(), w.d.Read(), w.prog, []ident.ID{late.ID, gone.ID, 9999})
	w.must(err)
	if len(byID) != 2 || byID[late.ID].Code != late.Code {
		t.Errorf("by number %v", byID)
	}
}

// An organisation that is no more gets no duty; the message names it.
func TestNoDutyForWhoIsNoMore(t *testing.T) {
	w := newWorld(t)
	parties := party.Room{DB: w.d}
	_, err := parties.Close(t.Context(), w.colleague, party.CloseInput{Key: w.key(), Party: w.entB.ID,
		Ending: party.Ending{Verb: "party.dissolve", On: "2020-05-01", Reason: "reform"}})
	w.must(err)
	m := w.moves(w.capture(nil), w.secretary, "decision.register")
	for _, in := range []AssignInput{{Lead: w.entB.ID}, {Lead: w.entA.ID, CoLeads: []ident.ID{w.entB.ID}}} {
		in.Key, in.Measure, in.Due, in.Done = w.key(), m.ID, "2029-05-01", "Done."
		_, err := w.room.Assign(t.Context(), w.secretary, in)
		if err == nil || !strings.Contains(err.Error(), "lead_ended") {
			t.Errorf("%+v: %v", in, err)
		}
	}
}

// What commitments or projects rest on is not taken back under them.
func TestNothingIsTakenBackUnderWhatRestsOnIt(t *testing.T) {
	w := newWorld(t)
	m := w.moves(w.capture(nil), w.secretary, "decision.register")
	rests := 2
	w.room.Resting = func(_ context.Context, _ db.Q, p ident.Programme, id ident.ID) (int, error) {
		if p != w.prog || id != m.ID {
			t.Errorf("asked for %d of %d", id, p)
		}
		return rests, nil
	}
	for _, verb := range []string{"decision.withdraw", "decision.reverse"} {
		w.wantKind(verb, w.move(w.secretary, verb, m, "a mistake"), fault.Conflict)
		w.wantKind(verb+" by a lead", w.move(w.atA, verb, m, "a mistake"), fault.Forbidden)
	}
	if got := w.get(m.ID).State; got != Registered {
		t.Errorf("it is %s", got)
	}
	rests = 0
	w.must(w.move(w.secretary, "decision.reverse", m, "a mistake"))
}
