package conference

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/programme/party"
)

var update = flag.Bool("update", false, "write the golden files")

// world is one programme with an office, an enterprise and a region.
type world struct {
	*Room
	t                     *testing.T
	prog                  ident.Programme
	office, ent, reg      ident.ID
	officer, second       ident.Actor
	provider, other, seer ident.Actor
	keys                  int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	d := dbtest.Open(t)
	p, err := party.CreateProgramme(t.Context(), d, ident.Actor{}, db.Key{ID: "programme"}, party.Programme{Code: "aid", Name: "Aid", NameZH: "支援",
		Zone: "Asia/Shanghai", Currency: "CNY", Languages: []string{"en", "zh"}})
	if err != nil {
		t.Fatal(err)
	}
	files, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Room: &Room{DB: d, Blobs: files}, t: t, prog: p.ID}
	_, err = d.Change(t.Context(), ident.Actor{Person: 1, Programme: p.ID, Roles: []ident.Role{ident.Office}}, db.Key{ID: "parties"}, func(tx *db.Tx) ([]db.Fact, error) {
		var facts []db.Fact
		for _, in := range []struct {
			at               *ident.ID
			code, kind, name string
		}{{&w.office, "OFF", "office", "Programme office"}, {&w.ent, "ENT-A", "enterprise", "Enterprise A"}, {&w.reg, "REG", "province", "River Bend"}} {
			made, fact, err := party.AddPartyTx(t.Context(), tx, party.PartyInput{Code: in.code, Kind: in.kind, Name: in.name, Lang: "en", Visibility: "parties"})
			if err != nil {
				return nil, err
			}
			*in.at = made.ID
			facts = append(facts, fact)
		}
		return facts, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	actor := func(person ident.Person, org ident.ID, role ident.Role) ident.Actor {
		return ident.Actor{Person: person, Organisation: org, Programme: p.ID, Roles: []ident.Role{role}}
	}
	w.officer, w.second = actor(1, w.office, ident.Secretary), actor(2, w.office, ident.Office)
	w.provider, w.other, w.seer = actor(3, w.ent, ident.Provider), actor(4, w.reg, ident.Receiver), actor(5, w.reg, ident.Reader)
	return w
}

func (w *world) key() db.Key {
	w.keys++
	return db.Key{ID: fmt.Sprint("key-", w.keys), Digest: fmt.Sprint(w.keys)}
}

func (w *world) convene(who ident.Actor, in ConveneInput) Conference {
	w.t.Helper()
	if in.Title == "" {
		in.Title, in.Lang = "Third working meeting", "en"
	}
	in.Key = w.key()
	done, err := w.Convene(w.t.Context(), who, in)
	if err != nil {
		w.t.Fatal(err)
	}
	id, _ := done.Subject(Noun)
	return w.get(id)
}

func (w *world) get(id ident.ID) Conference {
	w.t.Helper()
	c, err := GetConference(w.t.Context(), w.DB.Read(), w.prog, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) source(who ident.Actor, x Conference, visibility string) Source {
	w.t.Helper()
	done, err := w.AddSource(w.t.Context(), who, SourceInput{Key: w.key(), Conference: x.ID, Title: "Report", Publisher: "River Bend County", Side: "receiver",
		Lang: "zh", Translated: "no", Year: 2028, MayStore: true, Text: minutesText, Visibility: visibility})
	if err != nil {
		w.t.Fatal(err)
	}
	id, _ := done.Subject(SourceNoun)
	s, err := GetSource(w.t.Context(), w.DB.Read(), w.prog, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) move(who ident.Actor, verb string, in MoveInput) error {
	in.Key = w.key()
	_, err := w.Move(w.t.Context(), who, verb, in)
	return err
}

func TestConvene(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{Title: " Third  working meeting ", Lang: "en", Other: "第三次工作会议", From: "2028-05-12", Place: "River Bend"})
	if c.Code != "CNF-001" || c.Title != "Third working meeting" || c.Other != "第三次工作会议" || c.To != "2028-05-12" || c.State != Convened ||
		c.Owner != w.office || c.Visibility != "parties" {
		t.Errorf("%+v", c)
	}
	if c.TitleIn("zh") != "第三次工作会议" || c.TitleIn("en") != "Third working meeting" {
		t.Error("titles by language")
	}
	steps, err := state.Steps(t.Context(), w.DB.Read(), w.prog, Machine, c.ID, 0)
	if err != nil || len(steps) != 1 || steps[0].From != "" || steps[0].To != Convened {
		t.Errorf("%+v, %v", steps, err)
	}
	found, err := search.Find(t.Context(), w.DB.Read(), w.seer, "工作会议", 5)
	if err != nil || len(found) != 1 || found[0].Code != "CNF-001" {
		t.Errorf("%+v, %v", found, err)
	}
	key := w.key()
	first, err := w.Convene(t.Context(), w.officer, ConveneInput{Key: key, Title: "A", Lang: "en"})
	again, err2 := w.Convene(t.Context(), w.officer, ConveneInput{Key: key, Title: "A", Lang: "en"})
	if err != nil || err2 != nil || !again.Replayed || again.Facts[0] != first.Facts[0] {
		t.Errorf("double submit: %+v, %+v, %v, %v", first, again, err, err2)
	}
	key.Digest = "other"
	if _, err := w.Convene(t.Context(), w.officer, ConveneInput{Key: key, Title: "B", Lang: "en"}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("other content under the same key: %v", err)
	}
	if _, err := w.Convene(t.Context(), w.seer, ConveneInput{Key: w.key(), Title: "A", Lang: "en"}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a reader convenes: %v", err)
	}
}

func TestLifeOfAMeeting(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{From: "2028-06-01", Planned: true})
	open := 2
	w.OpenMeasures = func(_ context.Context, _ db.Q, p ident.Programme, id ident.ID) (int, error) {
		if p != w.prog || id != c.ID {
			t.Errorf("asked about %d %d", p, id)
		}
		return open, nil
	}
	for _, step := range []struct {
		who  ident.Actor
		verb string
		in   MoveInput
		want fault.Kind
		to   string
	}{
		{w.officer, "conference.minute", MoveInput{Text: "x"}, fault.Conflict, Planned},
		{w.officer, "conference.postpone", MoveInput{}, fault.Invalid, Planned},
		{w.other, "conference.postpone", MoveInput{Reason: "snow"}, fault.Forbidden, Planned},
		{w.officer, "conference.postpone", MoveInput{Reason: "snow", Day: "2028-06-01"}, fault.Invalid, Planned}, // the same day
		{w.officer, "conference.postpone", MoveInput{Reason: "snow", Day: "2028-06-20"}, 0, Postponed},
		{w.officer, "conference.postpone", MoveInput{Reason: "more snow"}, 0, Postponed}, // to a day not known yet
		{w.officer, "conference.hold", MoveInput{}, fault.Invalid, Postponed},
		{w.officer, "conference.hold", MoveInput{Day: "2028-05-20"}, fault.Invalid, Postponed}, // lies in the future
		{w.officer, "conference.hold", MoveInput{Day: "2028-05-12"}, 0, Convened},
		{w.officer, "conference.minute", MoveInput{}, fault.Invalid, Convened},
		{w.officer, "conference.minute", MoveInput{Text: "First draft"}, 0, Minuted},
		{w.officer, "conference.finalise", MoveInput{}, fault.Forbidden, Minuted}, // wrote them
		{w.second, "conference.minute", MoveInput{Text: "Second draft"}, 0, Minuted},
		{w.second, "conference.finalise", MoveInput{}, fault.Forbidden, Minuted},
		{w.officer, "conference.finalise", MoveInput{Version: 1}, fault.Conflict, Minuted}, // saw the first draft
		{w.officer, "conference.finalise", MoveInput{Version: 2}, 0, Final},
		{w.officer, "conference.close", MoveInput{}, fault.Conflict, Final}, // not issued
		{w.provider, "conference.issue", MoveInput{}, fault.Forbidden, Final},
		{w.officer, "conference.issue", MoveInput{}, 0, FollowedUp},
		{w.officer, "conference.close", MoveInput{}, fault.Conflict, FollowedUp}, // two measures are open
		{w.officer, "conference.reopen", MoveInput{Text: "Third draft"}, fault.Invalid, FollowedUp},
		{w.officer, "conference.reopen", MoveInput{Text: "Third draft", Reason: "a name was wrong", Version: 1}, fault.Conflict, FollowedUp},
		{w.officer, "conference.reopen", MoveInput{Text: "Third draft", Reason: "a name was wrong", Version: 2}, 0, Minuted},
		{w.second, "conference.finalise", MoveInput{}, 0, Final},
		{w.second, "conference.issue", MoveInput{}, 0, FollowedUp},
	} {
		step.in.Conference = c.ID
		if err := w.move(step.who, step.verb, step.in); fault.KindOf(err) != step.want {
			t.Fatalf("%s in %s: %v, want %v", step.verb, c.State, err, step.want)
		}
		if c = w.get(c.ID); c.State != step.to {
			t.Fatalf("after %s: %s, want %s", step.verb, c.State, step.to)
		}
	}
	open = 0
	if err := w.move(w.officer, "conference.close", MoveInput{Conference: c.ID}); err != nil {
		t.Error(err)
	}
	all, err := MinutesOf(t.Context(), w.DB.Read(), w.prog, c.ID)
	if err != nil || len(all) != 3 || all[0].Version != 3 || all[0].Reason != "a name was wrong" || all[2].Text != "First draft" || all[1].By != 2 {
		t.Errorf("%+v, %v", all, err)
	}
	if c = w.get(c.ID); c.From != "2028-05-12" || c.State != Closed {
		t.Errorf("%+v", c)
	}
}

func TestMinutesWaitForSomebodyElse(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{From: "2028-05-12"})
	if err := w.move(w.officer, "conference.minute", MoveInput{Conference: c.ID, Text: "Draft"}); err != nil {
		t.Fatal(err)
	}
	count := func(who ident.Actor) int {
		tasks, err := task.Mine(t.Context(), w.DB.Read(), who, 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(tasks)
	}
	if count(w.officer) != 0 || count(w.second) != 1 || count(w.provider) != 0 {
		t.Errorf("waiting for the author %d, for the second %d, for others %d", count(w.officer), count(w.second), count(w.provider))
	}
	if err := w.move(w.second, "conference.finalise", MoveInput{Conference: c.ID}); err != nil {
		t.Fatal(err)
	}
	if tasks, _ := task.Mine(t.Context(), w.DB.Read(), w.second, 10); len(tasks) != 1 || tasks[0].Action != "conference.issue" {
		t.Errorf("final minutes wait for %+v", tasks)
	}
	if err := w.move(w.officer, "conference.issue", MoveInput{Conference: c.ID}); err != nil {
		t.Fatal(err)
	}
	if count(w.second) != 0 {
		t.Error("the task stays after the minutes are issued")
	}
}

func TestSourcesAndQuotes(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{})
	s := w.source(w.officer, c, "")
	if s.Code != "SRC-001" || s.Text != minutesText || s.Digest != Digest(minutesText) || s.Owner != w.office || s.Year != 2028 {
		t.Errorf("%+v", s)
	}
	_, err := w.AddSource(t.Context(), w.provider, SourceInput{Key: w.key(), Title: "Again", Publisher: "Somebody", Lang: "zh", Translated: "no", MayStore: true, Text: minutesText})
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "SRC-001") {
		t.Errorf("the same text twice: %v", err)
	}
	good := Quote{s.ID, 43, 54, "各部门应按季度报告进展"}
	if err := CheckQuote(t.Context(), w.DB.Read(), w.seer, good); err != nil {
		t.Error(err)
	}
	if QuoteURL(s.Code, good) != "/sources/SRC-001?from=43&to=54#quote" {
		t.Error(QuoteURL(s.Code, good))
	}
	bad := good
	bad.From--
	if got := refused(CheckQuote(t.Context(), w.DB.Read(), w.seer, bad)); !slices.Equal(got, []string{"quote"}) {
		t.Errorf("one character off: %v", got)
	}
	heads, err := SourcesByID(t.Context(), w.DB.Read(), w.prog, []ident.ID{s.ID, 999})
	if err != nil || len(heads) != 1 || heads[s.ID].Title != "Report" {
		t.Errorf("%+v, %v", heads, err)
	}
	var n int
	if err := w.DB.Read().QueryRowContext(t.Context(), "SELECT count(*) FROM db_journal WHERE payload LIKE '%河湾%'").Scan(&n); err != nil || n != 0 {
		t.Errorf("the text stands in %d facts, %v", n, err)
	}
}

func TestInternalTextsStayInside(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{From: "2028-05-12"})
	s := w.source(w.provider, c, "internal")
	q := Quote{s.ID, 22, 32, "River Bend"}
	if _, err := w.Attend(t.Context(), w.officer, AttendInput{Key: w.key(), Conference: c.ID, Part: "attendee", Organisation: "River Bend", Party: w.reg, Quote: q}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Event(t.Context(), w.officer, EventInput{Key: w.key(), Conference: c.ID, Kind: "ceremony"}); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		who              ident.Actor
		present, sources int
	}{{w.officer, 1, 1}, {w.provider, 1, 1}, {w.other, 0, 0}} {
		present, err := AttendancesOf(t.Context(), w.DB.Read(), row.who, c.ID)
		if err != nil || len(present) != row.present {
			t.Errorf("organisation %d sees %d attendances, %v", row.who.Organisation, len(present), err)
		}
		sources, err := SourcesOf(t.Context(), w.DB.Read(), row.who, c.ID)
		if err != nil || len(sources) != row.sources {
			t.Errorf("organisation %d sees %d sources, %v", row.who.Organisation, len(sources), err)
		}
		events, err := EventsOf(t.Context(), w.DB.Read(), row.who, c.ID)
		if err != nil || len(events) != 1 {
			t.Errorf("organisation %d sees %d events, %v", row.who.Organisation, len(events), err)
		}
	}
	if err := CheckQuote(t.Context(), w.DB.Read(), w.other, q); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a quote of an internal text: %v", err)
	}
	hidden := w.convene(w.provider, ConveneInput{Visibility: "internal"})
	if _, err := w.Event(t.Context(), w.other, EventInput{Key: w.key(), Conference: hidden.ID, Kind: "other"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an event of an internal meeting: %v", err)
	}
	for _, row := range []struct {
		who  ident.Actor
		want int
	}{{w.officer, 2}, {w.provider, 2}, {w.other, 1}} {
		list, err := ListConferences(t.Context(), w.DB.Read(), row.who, Filter{})
		if err != nil || len(list) != row.want {
			t.Errorf("organisation %d lists %d meetings, %v", row.who.Organisation, len(list), err)
		}
	}
}

func TestRecordsAndTheirWithdrawal(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{})
	s := w.source(w.officer, c, "")
	q := Quote{s.ID, 22, 32, "River Bend"}
	ctx := t.Context()
	attend, err := w.Attend(ctx, w.officer, AttendInput{Key: w.key(), Conference: c.ID, Part: "chair", Person: "A. Example", Office: "Deputy head", Organisation: "River Bend", Party: w.reg, Quote: q})
	if err != nil {
		t.Fatal(err)
	}
	attendance, _ := attend.Subject(AttendanceNoun)
	if _, err := w.Speak(ctx, w.officer, SpeakInput{Key: w.key(), Conference: c.ID, Attendance: attendance, Kind: "speech", Quote: q}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Report(ctx, w.officer, ReportInput{Key: w.key(), Conference: c.ID, Quantity: "40台", Quote: q}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Event(ctx, w.officer, EventInput{Key: w.key(), Conference: c.ID, Kind: "exhibition", Day: "2028-05-12", Who: "all", Quote: q}); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"no part":             second(w.Attend(ctx, w.officer, AttendInput{Key: w.key(), Conference: c.ID, Organisation: "x"})),
		"nobody":              second(w.Attend(ctx, w.officer, AttendInput{Key: w.key(), Conference: c.ID, Part: "chair"})),
		"no words":            second(w.Speak(ctx, w.officer, SpeakInput{Key: w.key(), Conference: c.ID, Kind: "speech", Speaker: "x"})),
		"unknown attendance":  second(w.Speak(ctx, w.officer, SpeakInput{Key: w.key(), Conference: c.ID, Kind: "speech", Attendance: 999, Quote: q})),
		"of another meeting":  second(w.Speak(ctx, w.officer, SpeakInput{Key: w.key(), Conference: w.convene(w.officer, ConveneInput{}).ID, Attendance: attendance, Kind: "speech", Quote: q})),
		"unknown event":       second(w.Event(ctx, w.officer, EventInput{Key: w.key(), Conference: c.ID, Kind: "party"})),
		"quote not in source": second(w.Report(ctx, w.officer, ReportInput{Key: w.key(), Conference: c.ID, Quote: Quote{s.ID, 22, 32, "Bend River"}})),
	} {
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	withdraw := func(who ident.Actor, noun string, id ident.ID) error {
		return second(w.Withdraw(ctx, who, WithdrawInput{Key: w.key(), Noun: noun, ID: id, Reason: "recorded twice"}))
	}
	if err := withdraw(w.other, AttendanceNoun, attendance); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("another's attendance: %v", err)
	}
	if _, err := w.Withdraw(ctx, w.officer, WithdrawInput{Key: w.key(), Noun: AttendanceNoun, ID: attendance}); !slices.Equal(refused(err), []string{"reason"}) {
		t.Errorf("without a reason: %v", err)
	}
	if err := withdraw(w.officer, AttendanceNoun, attendance); err != nil {
		t.Fatal(err)
	}
	if err := withdraw(w.officer, AttendanceNoun, attendance); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second time: %v", err)
	}
	speeches, err := SpeechesOf(ctx, w.DB.Read(), w.officer, c.ID)
	if err != nil || len(speeches) != 1 || speeches[0].Attendance != attendance || speeches[0].Quote != q {
		t.Fatalf("%+v, %v", speeches, err)
	}
	if err := withdraw(w.officer, SpeechNoun, speeches[0].ID); err != nil {
		t.Error(err)
	}
	events, _ := EventsOf(ctx, w.DB.Read(), w.officer, c.ID)
	achievements, _ := AchievementsOf(ctx, w.DB.Read(), w.officer, c.ID)
	if err := withdraw(w.officer, EventNoun, events[0].ID); err != nil {
		t.Error(err)
	}
	if err := withdraw(w.officer, AchievementNoun, achievements[0].ID); err != nil {
		t.Error(err)
	}
	if err := withdraw(w.officer, "decision.measure", 1); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another room's record: %v", err)
	}
	present, _ := AttendancesOf(ctx, w.DB.Read(), w.officer, c.ID)
	speeches, _ = SpeechesOf(ctx, w.DB.Read(), w.officer, c.ID)
	events, _ = EventsOf(ctx, w.DB.Read(), w.officer, c.ID)
	achievements, _ = AchievementsOf(ctx, w.DB.Read(), w.officer, c.ID)
	if len(present)+len(speeches)+len(events)+len(achievements) != 0 {
		t.Error("a withdrawn record is still listed")
	}
}

func second(_ db.Done, err error) error { return err }

func TestListPagesByKey(t *testing.T) {
	w := newWorld(t)
	for _, in := range []ConveneInput{{Title: "B", From: "2027-03-12"}, {Title: "Unknown day"}, {Title: "C", From: "2028-03-12"}, {Title: "A", From: "2027-03-12"}} {
		in.Lang = "en"
		w.convene(w.officer, in)
	}
	titles := func(f Filter) string {
		list, err := ListConferences(t.Context(), w.DB.Read(), w.officer, f)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, c := range list {
			all = append(all, c.Title)
		}
		return strings.Join(all, ", ")
	}
	if got := titles(Filter{}); got != "C, A, B, Unknown day" {
		t.Error(got)
	}
	if got := titles(Filter{Limit: 2}); got != "C, A" {
		t.Error(got)
	}
	list, _ := ListConferences(t.Context(), w.DB.Read(), w.officer, Filter{Limit: 2})
	if got := titles(Filter{Limit: 2, After: list[1].ID}); got != "B, Unknown day" {
		t.Error(got)
	}
	if got := titles(Filter{Text: "UNKNOWN"}); got != "Unknown day" {
		t.Error(got)
	}
	if got := titles(Filter{Text: "%"}); got != "" {
		t.Error(got)
	}
	if got := titles(Filter{State: Planned}); got != "" {
		t.Error(got)
	}
}

func TestCorrect(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.provider, ConveneInput{Other: "旧名"})
	correct := func(who ident.Actor, in CorrectInput) error {
		in.Key, in.Conference = w.key(), c.ID
		return second(w.Correct(t.Context(), who, in))
	}
	if err := correct(w.other, CorrectInput{Title: "x", Lang: "en"}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("another's meeting: %v", err)
	}
	if err := correct(w.provider, CorrectInput{Title: "New", Lang: "en", From: "2028-05-01", To: "2028-05-02", Predecessor: c.ID}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("its own predecessor: %v", err)
	}
	if err := correct(w.provider, CorrectInput{Title: "New", Lang: "en", From: "2028-05-01", To: "2028-05-02"}); err != nil {
		t.Fatal(err)
	}
	if got := w.get(c.ID); got.Title != "New" || got.Other != "" || got.To != "2028-05-02" {
		t.Errorf("%+v", got)
	}
	var before Conference
	if err := db.AsOf(t.Context(), w.DB.Read(), w.prog, c.Ref(), c.Seq, &before); err != nil || before.Other != "旧名" {
		t.Errorf("as it was: %+v, %v", before, err)
	}
}

func TestDocuments(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{})
	in := DocumentInput{Key: w.key(), Conference: c.ID, FileName: "agenda.txt", Data: []byte("1. Opening\n")}
	if _, err := w.AddDocument(t.Context(), w.officer, in); err != nil {
		t.Fatal(err)
	}
	list, err := DocumentsOf(t.Context(), w.DB.Read(), w.seer, c.ID)
	if err != nil || len(list) != 1 || list[0].Title != "agenda.txt" || list[0].Size != 11 || list[0].Digest != Digest("1. Opening\n") {
		t.Errorf("%+v, %v", list, err)
	}
	in.Key, in.FileName = w.key(), "agenda.exe"
	if _, err := w.AddDocument(t.Context(), w.officer, in); !slices.Equal(refused(err), []string{"file"}) {
		t.Errorf("a program: %v", err)
	}
}

// TestFactsStayAsTheyAre holds the shape of each fact: it is for ever.
func TestFactsStayAsTheyAre(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{Title: "Third working meeting", Lang: "en", Other: "第三次工作会议", From: "2028-05-12", Place: "River Bend"})
	s := w.source(w.officer, c, "")
	q := Quote{s.ID, 22, 32, "River Bend"}
	ctx := t.Context()
	a, _ := w.Attend(ctx, w.officer, AttendInput{Key: w.key(), Conference: c.ID, Part: "chair", Person: "A. Example", Office: "Deputy head", Organisation: "River Bend", Party: w.reg, Quote: q})
	id, _ := a.Subject(AttendanceNoun)
	w.Speak(ctx, w.officer, SpeakInput{Key: w.key(), Conference: c.ID, Attendance: id, Kind: "onbehalf", OnBehalfOf: "the region", Quote: q})
	w.Report(ctx, w.officer, ReportInput{Key: w.key(), Conference: c.ID, Quantity: "40台", Quote: q})
	w.Event(ctx, w.officer, EventInput{Key: w.key(), Conference: c.ID, Kind: "exhibition", Day: "2028-05-12", Who: "all", Quote: q})
	w.AddDocument(ctx, w.officer, DocumentInput{Key: w.key(), Conference: c.ID, FileName: "agenda.txt", Data: []byte("1. Opening\n")})
	w.move(w.officer, "conference.minute", MoveInput{Conference: c.ID, Text: "Draft"})
	w.Withdraw(ctx, w.officer, WithdrawInput{Key: w.key(), Noun: AttendanceNoun, ID: id, Reason: "recorded twice"})
	entries, err := db.Since(ctx, w.DB.Read(), w.prog, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		if !strings.HasPrefix(e.Kind, "conference.") {
			continue
		}
		pretty, _ := json.Marshal(e.Payload)
		fmt.Fprintf(&b, "%s\n  %s\n", e.Kind, pretty)
	}
	golden(t, "testdata/facts.txt", b.String())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; if the change is meant, it is a new kind of fact.\n%s", file, got)
	}
}
