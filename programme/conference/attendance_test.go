package conference

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/programme/party"
)

func TestInvitationLines(t *testing.T) {
	for line, want := range map[string][2]string{
		"Enterprise A, deputy head": {"Enterprise A", "deputy head"}, "企业甲，副总经理": {"企业甲", "副总经理"}, "River Bend\tgovernor": {"River Bend", "governor"},
		"  Commission  ": {"Commission", ""}, "": {"", ""}, " , x": {"", "x"}, "A; B, C": {"A", "B, C"}, "甲｜乙": {"甲", "乙"},
	} {
		if org, office := invitation(line); org != want[0] || office != want[1] {
			t.Errorf("%q: %q, %q", line, org, office)
		}
	}
}

func (w *world) listed(c Conference) []Attendance {
	w.t.Helper()
	all, err := AttendancesOf(w.t.Context(), w.DB.Read(), w.officer, c.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// seq is the number of the last change.
func (w *world) seq() int64 {
	n, err := db.SeqOn(w.t.Context(), w.DB.Read(), w.prog, w.DB.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) invite(who ident.Actor, c Conference, lines ...string) error {
	return second(w.Invite(w.t.Context(), who, InviteInput{Key: w.key(), Conference: c.ID, Lines: lines}))
}

func (w *world) mark(who ident.Actor, c Conference, list ...Mark) error {
	return second(w.MarkAttendance(w.t.Context(), who, MarkInput{Key: w.key(), Conference: c.ID, Marks: list}))
}

func TestInvitationsAndWhoCame(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{From: "2028-06-01", Planned: true})
	if err := w.invite(w.provider, c, "Enterprise A"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("another's meeting: %v", err)
	}
	if err := w.invite(w.officer, c, " ", ""); !slices.Equal(refused(err), []string{"lines"}) {
		t.Errorf("nobody: %v", err)
	}
	if err := w.invite(w.officer, c, "enterprise a, deputy head", "REG", "A guest, head"); err != nil {
		t.Fatal(err)
	}
	if err := w.invite(w.officer, c, "Enterprise A, Deputy head", "A guest, head"); !slices.Equal(refused(err), []string{"lines"}) {
		t.Errorf("the same once more: %v", err)
	}
	if err := w.invite(w.officer, c, "Enterprise A, Deputy head", "Enterprise A, chief engineer"); err != nil {
		t.Error(err)
	}
	list := w.listed(c)
	if len(list) != 4 || list[0].Party != w.ent || list[0].Organisation != "Enterprise A" || list[0].Office != "deputy head" || list[0].State != Invited ||
		list[1].Party != w.reg || list[1].Organisation != "River Bend" || list[2].Party != 0 || list[3].Office != "chief engineer" {
		t.Fatalf("%+v", list)
	}
	waits := func(who ident.Actor) int {
		n, err := task.Count(t.Context(), w.DB.Read(), who)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if waits(w.provider) != 2 || waits(w.other) != 1 || waits(w.officer) != 0 {
		t.Errorf("waiting: %d, %d, %d", waits(w.provider), waits(w.other), waits(w.officer))
	}
	w.comes(c, list, waits)
	w.came(c, list)
}

// comes lets the enterprise confirm, and the meeting take place.
func (w *world) comes(c Conference, list []Attendance, waits func(ident.Actor) int) {
	t := w.t
	confirm := func(who ident.Actor, id ident.ID) error {
		return second(w.ConfirmAttendance(t.Context(), who, ConfirmInput{Key: w.key(), Attendance: id}))
	}
	if err := confirm(w.other, list[0].ID); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("another organisation confirms: %v", err)
	}
	if err := confirm(w.provider, list[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := confirm(w.provider, list[0].ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("twice: %v", err)
	}
	if err := w.mark(w.officer, c, Mark{list[0].ID, Present, ""}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("before the meeting: %v", err)
	}
	if err := w.move(w.officer, "conference.hold", MoveInput{Conference: c.ID, Day: "2028-05-12"}); err != nil {
		t.Fatal(err)
	}
	if waits(w.provider)+waits(w.other) != 0 {
		t.Error("an invitation waits after the meeting")
	}
	if err := confirm(w.other, list[1].ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("confirmed after the meeting: %v", err)
	}
	if err := w.invite(w.officer, c, "Late guest"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("invited after the meeting: %v", err)
	}
}

// came marks who was there, with what may go wrong.
func (w *world) came(c Conference, list []Attendance) {
	t := w.t
	if err := w.mark(w.provider, c, Mark{list[0].ID, Present, ""}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("marked by who was invited: %v", err)
	}
	bad := w.mark(w.officer, c, Mark{list[0].ID, Present, ""}, Mark{list[1].ID, Substituted, " "}, Mark{list[2].ID, Absent, ""})
	if got := refused(bad); !slices.Equal(got, []string{fieldOf("substitute", list[1].ID)}) {
		t.Errorf("a substitute without an office: %v", bad)
	}
	if w.listed(c)[0].State != Confirmed {
		t.Error("a refused form has marked somebody")
	}
	before := w.seq()
	if err := w.mark(w.officer, c, Mark{list[0].ID, Present, "x"}, Mark{list[1].ID, Substituted, "Deputy governor"}, Mark{list[2].ID, Absent, ""}); err != nil {
		t.Fatal(err)
	}
	if then, err := attendancesAt(t.Context(), w.DB.Read(), w.officer, c.ID, before); err != nil || len(then) != 4 || then[0].State != Confirmed || then[1].State != Invited {
		t.Errorf("before the marks: %+v, %v", then, err)
	}
	now := w.listed(c)
	if now[0].State != Present || now[0].Substitute != "" || now[1].State != Substituted || now[1].Substitute != "Deputy governor" || now[2].State != Absent ||
		now[3].State != Invited || now[0].ID != list[0].ID {
		t.Errorf("%+v", now)
	}
	if err := w.mark(w.officer, c, Mark{list[0].ID, Present, ""}, Mark{list[1].ID, Substituted, "Deputy governor"}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("nothing new: %v", err)
	}
	if err := w.mark(w.officer, c, Mark{list[3].ID, Invited, ""}, Mark{list[0].ID, Absent, ""}); err != nil {
		t.Errorf("a wrong mark put right: %v", err)
	}
	if err := w.mark(w.officer, c, Mark{list[0].ID, Confirmed, ""}); !slices.Equal(refused(err), []string{fieldOf("state", list[0].ID)}) {
		t.Errorf("marked as confirmed: %v", err)
	}
	other := w.convene(w.officer, ConveneInput{})
	if err := w.mark(w.officer, other, Mark{list[0].ID, Present, ""}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an attendance of another meeting: %v", err)
	}
	steps, err := state.Steps(t.Context(), w.DB.Read(), w.prog, AttendanceMachine, list[0].ID, 0)
	if err != nil || len(steps) != 4 || steps[1].To != Confirmed || steps[3].From != Present || steps[3].To != Absent {
		t.Errorf("%+v, %v", steps, err)
	}
}

func TestInvitingAClass(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{Planned: true})
	var group ident.ID
	_, err := w.DB.Change(t.Context(), w.second, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
		g, fact, err := party.AddGroupTx(t.Context(), tx, party.GroupInput{Code: "ALL", Name: "All", Lang: "en"})
		if err != nil {
			return nil, err
		}
		group = g.ID
		facts := []db.Fact{fact}
		for _, id := range []ident.ID{w.ent, w.reg} {
			_, fact, err := party.JoinGroupTx(t.Context(), tx, party.JoinInput{Group: group, Party: id, From: "2028-01-01"})
			if err != nil {
				return nil, err
			}
			facts = append(facts, fact)
		}
		return facts, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Invite(t.Context(), w.officer, InviteInput{Key: w.key(), Conference: c.ID, Lines: []string{"River Bend"}, Group: group}); err != nil {
		t.Fatal(err)
	}
	if list := w.listed(c); len(list) != 2 || list[0].Party != w.reg || list[1].Party != w.ent {
		t.Errorf("%+v", list)
	}
	cancelled := w.move(w.officer, "conference.cancel", MoveInput{Conference: c.ID, Reason: "snow"})
	if n, _ := task.Count(t.Context(), w.DB.Read(), w.provider); cancelled != nil || n != 0 {
		t.Errorf("a cancelled meeting waits for %d, %v", n, cancelled)
	}
}

func TestACommuniqueNamesWhoWasPresent(t *testing.T) {
	w := newWorld(t)
	c := w.convene(w.officer, ConveneInput{Planned: true})
	s := w.source(w.officer, c, "")
	for i, q := range []Quote{{s.ID, 22, 32, "River Bend"}, {}} {
		if _, err := w.Attend(t.Context(), w.officer, AttendInput{Key: w.key(), Conference: c.ID, Part: "attendee", Party: w.reg, Office: "head", Quote: q}); err != nil {
			t.Fatal(err)
		}
		if got, want := w.listed(c)[i], []string{Present, Invited}[i]; got.State != want || got.Organisation != "River Bend" {
			t.Errorf("%+v, want %s", got, want)
		}
	}
}

// stood is what was recorded of a meeting after a change, 0 is today.
func (w *world) stood(c Conference, seq int64) string {
	ctx, q := w.t.Context(), w.DB.Read()
	var said []string
	a, err := attendancesAt(ctx, q, w.officer, c.ID, seq)
	s, err2 := speechesAt(ctx, q, w.officer, c.ID, seq)
	e, err3 := eventsAt(ctx, q, w.officer, c.ID, seq)
	r, err4 := achievementsAt(ctx, q, w.officer, c.ID, seq)
	if err := errors.Join(err, err2, err3, err4); err != nil {
		w.t.Fatal(err)
	}
	for _, x := range a {
		said = append(said, x.Organisation+" "+x.Office)
	}
	for _, x := range s {
		said = append(said, x.Speaker+": "+x.Quote.Text)
	}
	for _, x := range e {
		said = append(said, x.Kind+" "+x.What)
	}
	for _, x := range r {
		said = append(said, x.Quantity)
	}
	return strings.Join(said, "; ")
}

// correctEach corrects one record after another, with what may go wrong, and
// gives the number of the first change.
func (w *world) correctEach(inputs []CorrectRecordInput, correct func(ident.Actor, CorrectRecordInput) (db.Done, error)) (first int64) {
	t, ctx := w.t, w.t.Context()
	for i, in := range inputs {
		if _, err := correct(w.officer, in); !slices.Equal(refused(err), []string{"reason"}) {
			t.Errorf("%s without a reason: %v", in.Noun, err)
		}
		in.Reason = "misheard"
		if _, err := correct(w.other, in); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s of another: %v", in.Noun, err)
		}
		done, err := correct(w.officer, in)
		if err != nil {
			t.Fatalf("%s: %v", in.Noun, err)
		}
		if i == 0 {
			first = done.Seq
		}
		if done.Facts[0].Kind != in.Noun+".corrected.v1" || done.Facts[0].Subject.ID != in.ID {
			t.Errorf("%+v", done.Facts)
		}
		history, err := db.History(ctx, w.DB.Read(), w.prog, ident.Ref{Kind: in.Noun, ID: in.ID}, 5)
		if err != nil || len(history) != 2 || !strings.Contains(string(history[0].Payload), `"reason":"misheard"`) {
			t.Errorf("%s: %+v, %v", in.Noun, history, err)
		}
	}
	return first
}

// TestCorrectionsKeepWhatWasSaid: another wording is a new fact, the record
// keeps its number, and any past change still shows what stood then.
func TestCorrectionsKeepWhatWasSaid(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	c := w.convene(w.officer, ConveneInput{})
	s := w.source(w.officer, c, "")
	q := Quote{s.ID, 22, 32, "River Bend"}
	at := func(seq int64) string { return w.stood(c, seq) }
	attend, _ := w.Attend(ctx, w.officer, AttendInput{Key: w.key(), Conference: c.ID, Part: "attendee", Organisation: "Commission", Office: "head", Quote: q})
	speak, _ := w.Speak(ctx, w.officer, SpeakInput{Key: w.key(), Conference: c.ID, Kind: "speech", Speaker: "Mayor", Quote: Quote{Text: "Welcome."}})
	show, _ := w.Event(ctx, w.officer, EventInput{Key: w.key(), Conference: c.ID, Kind: "exhibition", What: "Photographs"})
	report, err := w.Report(ctx, w.officer, ReportInput{Key: w.key(), Conference: c.ID, Quantity: "40 clinics", Quote: q})
	if err != nil {
		t.Fatal(err)
	}
	before := "Commission head; Mayor: Welcome.; exhibition Photographs; 40 clinics"
	if got := at(0); got != before {
		t.Fatal(got)
	}
	id := func(d db.Done, noun string) ident.ID { n, _ := d.Subject(noun); return n }
	inputs := []CorrectRecordInput{
		{Noun: AttendanceNoun, ID: id(attend, AttendanceNoun), Attend: AttendInput{Part: "attendee", Organisation: "Commission", Office: "deputy head", Quote: Quote{Text: "other words"}}},
		{Noun: SpeechNoun, ID: id(speak, SpeechNoun), Speak: SpeakInput{Kind: "welcome", Speaker: "Mayor", Quote: Quote{Text: "You are welcome."}}},
		{Noun: EventNoun, ID: id(show, EventNoun), Event: EventInput{Kind: "exhibition", What: "Photographs and tools", Day: "2028-05-11"}},
		{Noun: AchievementNoun, ID: id(report, AchievementNoun), Report: ReportInput{Quantity: "41 clinics"}},
	}
	correct := func(who ident.Actor, in CorrectRecordInput) (db.Done, error) {
		in.Key = w.key()
		return w.CorrectRecord(ctx, who, in)
	}
	first := w.correctEach(inputs, correct)
	after := "Commission deputy head; Mayor: You are welcome.; exhibition Photographs and tools; 41 clinics"
	if got := at(0); got != after {
		t.Errorf("today: %s", got)
	}
	if got := at(first - 1); got != before {
		t.Errorf("before the corrections: %s", got)
	}
	if got := at(first); got != strings.Replace(before, "Commission head", "Commission deputy head", 1) {
		t.Errorf("after the first: %s", got)
	}
	if got := w.listed(c)[0]; got.Quote != q {
		t.Errorf("the passage of a text was changed: %+v", got.Quote)
	}
	done, err := w.Withdraw(ctx, w.officer, WithdrawInput{Key: w.key(), Noun: EventNoun, ID: id(show, EventNoun), Reason: "it was another meeting's"})
	if err != nil || strings.Contains(at(0), "exhibition") || !strings.Contains(at(done.Seq-1), "exhibition") {
		t.Errorf("withdrawn: %s, %v", at(0), err)
	}
	gone, err := withdrawnOf(ctx, w.DB.Read(), w.officer, c.ID)
	if err != nil || len(gone) != 1 || gone[0].Kind != "event" || gone[0].Reason != "it was another meeting's" {
		t.Errorf("%+v, %v", gone, err)
	}
	inputs[2].Reason = "again"
	if _, err := correct(w.officer, inputs[2]); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a withdrawn record corrected: %v", err)
	}
	if _, err := correct(w.officer, CorrectRecordInput{Noun: DocumentNoun, ID: 1, Reason: "x"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a record that is none: %v", err)
	}
}

func TestSpeechesFromPlanToText(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	c := w.convene(w.officer, ConveneInput{From: "2028-05-20", Planned: true})
	done, err := w.Speak(ctx, w.officer, SpeakInput{Key: w.key(), Conference: c.ID, Kind: "statement", Speaker: "Enterprise A", Planned: true})
	if err != nil {
		t.Fatal(err)
	}
	id, _ := done.Subject(SpeechNoun)
	move := func(who ident.Actor, verb, said string) error {
		return second(w.MoveSpeech(ctx, who, verb, SpeechInput{Key: w.key(), Speech: id, Words: said}))
	}
	if err := move(w.officer, "conference.deliver", "We shall build."); fault.KindOf(err) != fault.Conflict {
		t.Errorf("delivered before the meeting: %v", err)
	}
	if err := w.move(w.officer, "conference.hold", MoveInput{Conference: c.ID, Day: "2028-05-12"}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		what string
		err  func() error
		want fault.Kind
		to   string
	}{
		{"checked before it was delivered", func() error { return move(w.second, "conference.check_text", "") }, fault.Conflict, Planned},
		{"delivered without words", func() error { return move(w.officer, "conference.deliver", "") }, fault.Invalid, Planned},
		{"delivered by another side", func() error { return move(w.provider, "conference.deliver", "x") }, fault.Forbidden, Planned},
		{"delivered", func() error { return move(w.officer, "conference.deliver", "We shall build.") }, 0, Delivered},
		{"checked by who recorded it", func() error { return move(w.officer, "conference.check_text", "") }, fault.Forbidden, Delivered},
		{"checked", func() error { return move(w.second, "conference.check_text", "") }, 0, TextChecked},
		{"reworded", func() error {
			return second(w.CorrectRecord(ctx, w.second, CorrectRecordInput{Key: w.key(), Noun: SpeechNoun, ID: id, Reason: "tape", Speak: SpeakInput{Kind: "statement",
				Speaker: "Enterprise A", Quote: Quote{Text: "We shall build two."}}}))
		}, 0, Delivered},
		{"checked by who reworded it", func() error { return move(w.second, "conference.check_text", "") }, fault.Forbidden, Delivered},
		{"checked by the other", func() error { return move(w.officer, "conference.check_text", "") }, 0, TextChecked},
	} {
		if err := step.err(); fault.KindOf(err) != step.want {
			t.Errorf("%s: %v", step.what, err)
		}
		if s, _ := GetSpeech(ctx, w.DB.Read(), w.prog, id); s.State != step.to {
			t.Errorf("%s: %s", step.what, s.State)
		}
	}
	steps, err := state.Steps(ctx, w.DB.Read(), w.prog, SpeechMachine, id, 0)
	if err != nil || len(steps) != 5 || steps[3].Verb != "conference.reword" {
		t.Errorf("%+v, %v", steps, err)
	}
}

func TestAgenda(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	c := w.convene(w.officer, ConveneInput{Planned: true})
	set := func(who ident.Actor, in AgendaInput) (ident.ID, error) {
		in.Key, in.Conference = w.key(), c.ID
		done, err := w.SetAgendaItem(ctx, who, in)
		id, _ := done.Subject(AgendaNoun)
		return id, err
	}
	titles := func(seq int64) string {
		items, err := agendaAt(ctx, w.DB.Read(), w.prog, c.ID, seq)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, a := range items {
			all = append(all, a.Title)
		}
		return strings.Join(all, ", ")
	}
	a, err := set(w.officer, AgendaInput{Title: "Opening", Minutes: 10})
	b, err2 := set(w.officer, AgendaInput{Title: "Reports", Presenter: "Enterprise A", Link: "/measures/MEA-004"})
	d, err3 := set(w.officer, AgendaInput{Title: "Close"})
	if err != nil || err2 != nil || err3 != nil || titles(0) != "Opening, Reports, Close" {
		t.Fatal(titles(0), err, err2, err3)
	}
	for field, in := range map[string]AgendaInput{"title": {}, "minutes": {Title: "x", Minutes: 601}, "link": {Title: "x", Link: "https://example.org/"}, "speech": {Title: "x", Speech: 999}} {
		if _, err := set(w.officer, in); !slices.Equal(refused(err), []string{field}) {
			t.Errorf("a wrong %s: %v", field, err)
		}
	}
	elsewhere, _ := w.Speak(ctx, w.officer, SpeakInput{Key: w.key(), Conference: w.convene(w.officer, ConveneInput{}).ID, Kind: "speech", Speaker: "x", Quote: Quote{Text: "x"}})
	speech, _ := elsewhere.Subject(SpeechNoun)
	if _, err := set(w.officer, AgendaInput{Title: "x", Speech: speech}); !slices.Equal(refused(err), []string{"speech"}) {
		t.Errorf("a speech of another meeting: %v", err)
	}
	for _, link := range []string{"//example.org/a", "/measures/a/../../../x", "/measures/a?x=1", "/measures/\"", "javascript:alert(1)", "/measures"} {
		if _, err := set(w.officer, AgendaInput{Title: "x", Link: link}); !slices.Equal(refused(err), []string{"link"}) {
			t.Errorf("%s is a page: %v", link, err)
		}
	}
	if _, err := set(w.provider, AgendaInput{Title: "x"}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("another's agenda: %v", err)
	}
	shift := func(id ident.ID, up bool) (db.Done, error) {
		return w.MoveAgendaItem(ctx, w.officer, MoveAgendaInput{Key: w.key(), Conference: c.ID, Item: id, Up: up})
	}
	moved, err := shift(d, true)
	if err != nil || titles(0) != "Opening, Close, Reports" || titles(moved.Seq-1) != "Opening, Reports, Close" || len(moved.Facts) != 2 {
		t.Errorf("%s, then %s, %v", titles(0), titles(moved.Seq-1), err)
	}
	if _, err := shift(a, true); fault.KindOf(err) != fault.Conflict {
		t.Errorf("above the first: %v", err)
	}
	if _, err := shift(b, false); fault.KindOf(err) != fault.Conflict {
		t.Errorf("below the last: %v", err)
	}
	if _, err := set(w.officer, AgendaInput{Item: b, Title: "Reports of the enterprises"}); err != nil || titles(0) != "Opening, Close, Reports of the enterprises" {
		t.Errorf("%s, %v", titles(0), err)
	}
	if _, err := w.WithdrawAgendaItem(ctx, w.officer, WithdrawAgendaInput{Key: w.key(), Conference: c.ID, Item: d}); err != nil || titles(0) != "Opening, Reports of the enterprises" {
		t.Errorf("%s, %v", titles(0), err)
	}
	if _, err := shift(b, true); err != nil || titles(0) != "Reports of the enterprises, Opening" {
		t.Errorf("%s, %v", titles(0), err)
	}
	if _, err := shift(d, true); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an item taken off: %v", err)
	}
	items, err := AgendaOf(ctx, w.DB.Read(), w.prog, c.ID)
	if err != nil || len(items) != 2 || items[1].Minutes != 10 || items[0].Presenter != "" {
		t.Errorf("%+v, %v", items, err)
	}
}
