package intake

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/reading"
)

var update = flag.Bool("update", false, "write the golden files")

// numbers of the proposals of the English text.
const (
	nMeeting, nChair, nClinics, nPlans, nSpirit, nAgreement, nExhibition, nThanks, nSpeaker, nWells = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
)

func TestStartKeepsTextMeetingAndProposals(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	if r.Code != "RDG-001" || r.State != Open || r.Owner != w.office || r.Missing.Duties != 2 || len(r.Uncovered) != 1 || r.Visibility != "parties" {
		t.Errorf("%+v", r)
	}
	s, err := conference.GetSource(t.Context(), w.DB.Read(), w.prog, r.Source)
	if err != nil || s.Text != english || s.Year != 2027 || s.Conference != r.Conference || s.Translated != "machine" {
		t.Errorf("%+v, %v", s.SourceHead, err)
	}
	e := w.existing(r)
	if e.Conference.Title != "Third working meeting on assistance to River Bend" || e.Conference.State != conference.Convened || e.Conference.From != "" {
		t.Errorf("%+v", e.Conference)
	}
	if len(e.Measures)+len(e.Agreements)+len(e.Attendances)+len(e.Speeches) != 0 {
		t.Error("something is on record before anybody decided")
	}
	all, err := ProposalsOf(t.Context(), w.DB.Read(), w.prog, r.ID)
	if err != nil || len(all) != 10 {
		t.Fatalf("%d proposals, %v", len(all), err)
	}
	for _, p := range all {
		if !s.Holds(p.Quote) {
			t.Errorf("proposal %d is no true quote: %+v", p.Ordinal, p.Quote)
		}
	}
	if c := r.Cover(all); c.Waiting != 10 || c.Uncovered != 1 || c.Accepted != 0 {
		t.Errorf("%+v", c)
	}
	tasks, err := task.Mine(t.Context(), w.DB.Read(), w.second, 10)
	if err != nil || len(tasks) != 1 || tasks[0].URL != "/readings/RDG-001" {
		t.Errorf("%+v, %v", tasks, err)
	}
	// The same text again is not read twice.
	in := StartInput{Key: w.key(), Title: "Report", Publisher: "River Bend", Side: "receiver", Lang: "en", Translated: "no", MayStore: "yes", MayPublish: "no", YearUnknown: true, Text: english}
	if _, err := w.Start(t.Context(), w.officer, in); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the same text twice: %v", err)
	}
	in.MayStore, in.Text, in.Key = "no", "Another text.", w.key()
	if _, err := w.Start(t.Context(), w.officer, in); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a text that may not be kept: %v", err)
	}
}

func TestStartFromAFile(t *testing.T) {
	w := newWorld(t)
	in := StartInput{Key: w.key(), Title: "Report", Publisher: "River Bend", Side: "receiver", Lang: "en", Translated: "no", MayStore: "yes", MayPublish: "no",
		YearUnknown: true, FileName: "report.txt", File: []byte(english)}
	done, err := w.Start(t.Context(), w.officer, in)
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.Start(t.Context(), w.officer, in)
	if err != nil || !again.Replayed || again.Seq != done.Seq {
		t.Errorf("the same form twice: %+v, %v", again, err)
	}
	id, _ := done.Subject(Noun)
	s, err := conference.GetSource(t.Context(), w.DB.Read(), w.prog, w.reading(id).Source)
	if err != nil || s.FileName != "report.txt" || s.FileDigest != conference.Digest(english) {
		t.Errorf("%+v, %v", s.SourceHead, err)
	}
	for what, change := range map[string]func(*StartInput){
		"text": func(in *StartInput) { in.File = nil },
		"file": func(in *StartInput) { in.Text = "and a pasted text" },
	} {
		bad := in
		bad.Key = w.key()
		change(&bad)
		_, err := w.Start(t.Context(), w.officer, bad)
		if e, ok := err.(*fault.Error); !ok || len(e.Fields) != 1 || e.Fields[0].Name != what {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := w.Start(t.Context(), ident.Actor{Person: 9, Programme: w.prog, Roles: []ident.Role{ident.Reader}}, in); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a reader starts: %v", err)
	}
}

func TestAcceptEachKind(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	for n, values := range map[int]map[string]string{nMeeting: nil, nChair: {"party": "ENT-C"}, nClinics: {"to": "party:ENT-A", "laid_on": "provider"}, nSpirit: nil,
		nAgreement: nil, nExhibition: {"day": "2027-03-11"}, nSpeaker: nil, nWells: nil} {
		if err := w.accept(w.officer, r, n, values); err != nil {
			t.Fatalf("proposal %d: %v", n, err)
		}
	}
	e := w.existing(r)
	if e.Conference.From != "2027-03-12" || e.Conference.To != "2027-03-12" || e.Conference.Place != "River Bend" {
		t.Errorf("%+v", e.Conference)
	}
	if len(e.Attendances) != 2 || e.Attendances[0].Person != "A. Example" || e.Attendances[0].Party != w.c || e.Attendances[0].Part != "chair" {
		t.Errorf("%+v", e.Attendances)
	}
	if err := w.accept(w.officer, r, nThanks, map[string]string{"attendance": itoa(e.Attendances[1].ID)}); err != nil {
		t.Fatal(err)
	}
	e = w.existing(r)
	if len(e.Speeches) != 1 || e.Speeches[0].Speaker != "" || e.Speeches[0].Attendance != e.Attendances[1].ID || e.Speeches[0].OnBehalfOf != "the region" {
		t.Errorf("%+v", e.Speeches)
	}
	if len(e.Events) != 1 || e.Events[0].Day != "2027-03-11" || len(e.Achievements) != 1 || e.Achievements[0].Quantity != "120 wells" {
		t.Errorf("%+v %+v", e.Events, e.Achievements)
	}
	m := w.measure(w.proposal(r, nClinics))
	if m.Lead != w.a || m.Due != "2028-09-30" || m.DueText != "by the end of September 2028" || m.QuantityText != "40 clinics" || m.Kind != "offer" || m.Grade != "must" ||
		m.Quote.Text != "Enterprise A will equip 40 clinics by the end of September 2028" || m.State != decision.Captured || m.Conference != r.Conference {
		t.Errorf("%+v", m)
	}
	if m := w.measure(w.proposal(r, nSpirit)); m.State != decision.Noted {
		t.Errorf("a note is %s", m.State)
	}
	if len(e.Agreements) != 1 || e.Agreements[0].Kind != "cooperation" || e.Agreements[0].State != agreement.Captured || e.Agreements[0].Period != "five years" {
		t.Fatalf("%+v", e.Agreements)
	}
	signers, err := agreement.GetAgreement(t.Context(), w.DB.Read(), w.prog, e.Agreements[0].ID)
	if err != nil || len(signers.Parties) != 2 || signers.Parties[0].Party != w.b || signers.Parties[1].Name != "River Bend Power" {
		t.Errorf("%+v, %v", signers.Parties, err)
	}
}

func TestDutyAddressedToAClassFansOutInOneChange(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	if err := w.accept(w.officer, r, nPlans, map[string]string{"to": "group:NOBODY"}); fault.KindOf(err) != fault.Invalid {
		t.Fatalf("an unknown class: %v", err)
	}
	before, _ := db.SeqOn(t.Context(), w.DB.Read(), w.prog, dbtest.Now)
	if err := w.accept(w.officer, r, nPlans, map[string]string{"to": "group:GRP-C", "laid_on": "provider"}); err != nil {
		t.Fatal(err)
	}
	after, _ := db.SeqOn(t.Context(), w.DB.Read(), w.prog, dbtest.Now)
	m := w.measure(w.proposal(r, nPlans))
	answers, err := decision.AnswersOf(t.Context(), w.DB.Read(), w.prog, m.ID)
	if err != nil || m.State != decision.Addressed || m.Group != w.group || len(answers) != 2 || after != before+1 {
		t.Errorf("%s, %d answers, %d changes, %v", m.State, len(answers), after-before, err)
	}
	entries, _ := db.Since(t.Context(), w.DB.Read(), w.prog, before, 100)
	var kinds []string
	for _, x := range entries {
		kinds = append(kinds, strings.TrimSuffix(x.Kind, ".v1"))
	}
	if got := strings.Join(kinds, " "); got != "decision.measure.captured decision.measure.registered decision.measure.addressed decision.answer.opened decision.answer.opened intake.proposal.accepted" {
		t.Errorf("the change says %s", got)
	}
	tasks, _ := task.Mine(t.Context(), w.DB.Read(), w.provider, 10)
	if len(tasks) != 1 {
		t.Errorf("the member has %d tasks", len(tasks))
	}
	if err := w.undo(r, nPlans); err != nil {
		t.Fatal(err)
	}
	if m = w.measure(Proposal{Record: m.Ref()}); m.State != decision.Withdrawn {
		t.Errorf("after undo: %s", m.State)
	}
	if tasks, _ = task.Mine(t.Context(), w.DB.Read(), w.provider, 10); len(tasks) != 0 {
		t.Errorf("the member still has %d tasks", len(tasks))
	}
	if p := w.proposal(r, nPlans); p.State != Proposed || p.Record.Kind != "" || p.Decided != 0 {
		t.Errorf("%+v", p)
	}
}

func TestSecondAcceptance(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	if err := w.accept(w.officer, r, nClinics, map[string]string{"laid_on": "provider"}); err != nil {
		t.Fatal(err)
	}
	if err := w.accept(w.officer, r, nAgreement, nil); err != nil {
		t.Fatal(err)
	}
	m := w.measure(w.proposal(r, nClinics))
	if !m.NeedsSecond || m.Accepted || m.CapturedBy != w.officer.Person {
		t.Errorf("%+v", m)
	}
	has := func(who ident.Actor, action string) bool {
		tasks, err := task.Mine(t.Context(), w.DB.Read(), who, 20)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(tasks, func(x task.Task) bool { return x.Action == action })
	}
	if !has(w.provider, "decision.second") || has(w.region1, "decision.second") || has(w.officer, "decision.second") {
		t.Error("the duty laid on the provider does not wait for the provider alone")
	}
	if has(w.officer, "agreement.accept") {
		t.Error("the agreement waits for the person who captured it")
	}
	// A duty laid on nobody's side in particular asks for no second person.
	if err := w.accept(w.officer, r, nPlans, map[string]string{"laid_on": ""}); err != nil {
		t.Fatal(err)
	}
	if m := w.measure(w.proposal(r, nPlans)); m.NeedsSecond {
		t.Errorf("%+v", m)
	}
}

func TestDoubleSubmit(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	in := DecideInput{Key: w.key(), Reading: r.ID, Ordinal: nWells}
	first, err := w.Accept(t.Context(), w.officer, in)
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.Accept(t.Context(), w.officer, in)
	if err != nil || !again.Replayed || again.Seq != first.Seq || !slices.Equal(again.Facts, first.Facts) {
		t.Errorf("%+v, %+v, %v", first, again, err)
	}
	in.Key.Digest = "other"
	if _, err := w.Accept(t.Context(), w.officer, in); fault.KindOf(err) != fault.Conflict {
		t.Errorf("other content under the same key: %v", err)
	}
	in.Key = w.key()
	if _, err := w.Accept(t.Context(), w.second, in); fault.KindOf(err) != fault.Conflict {
		t.Errorf("somebody was first: %v", err)
	}
	if n := len(w.existing(r).Achievements); n != 1 {
		t.Errorf("%d records of one proposal", n)
	}
}

func TestRefusalLeavesNothing(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	for n, values := range map[int]map[string]string{nClinics: {"title": ""}, nChair: {"party": "NOBODY"}, nExhibition: {"day": "soon"}, nMeeting: {"from": "2028-02-30"}, nPlans: {"asked_by": "X"}} {
		err := w.accept(w.officer, r, n, values)
		e, ok := err.(*fault.Error)
		if !ok || e.Kind != fault.Invalid || len(e.Fields) == 0 {
			t.Errorf("proposal %d with %v: %v", n, values, err)
			continue
		}
		if _, named := values[e.Fields[0].Name]; !named {
			t.Errorf("proposal %d: the refusal is beside %s", n, e.Fields[0].Name)
		}
		if p := w.proposal(r, n); p.State != Proposed {
			t.Errorf("proposal %d is %s", n, p.State)
		}
	}
	if err := w.accept(w.region1, r, nWells, nil); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("another side decides on the office's reading: %v", err)
	}
	e := w.existing(r)
	if len(e.Measures)+len(e.Attendances)+len(e.Events) != 0 {
		t.Error("a refused acceptance left a record")
	}
}

func TestUndoEachKind(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	for n := nMeeting; n <= nWells; n++ {
		if err := w.accept(w.officer, r, n, nil); err != nil {
			t.Fatalf("proposal %d: %v", n, err)
		}
	}
	for n := nMeeting; n <= nWells; n++ {
		if err := w.undo(r, n); err != nil {
			t.Errorf("undoing proposal %d: %v", n, err)
		}
	}
	e := w.existing(r)
	if len(e.Attendances)+len(e.Speeches)+len(e.Events)+len(e.Achievements) != 0 {
		t.Errorf("%+v", e)
	}
	for _, m := range e.Measures {
		if m.State != decision.Withdrawn {
			t.Errorf("%s is %s", m.Code, m.State)
		}
	}
	for _, a := range e.Agreements {
		if a.State != agreement.Withdrawn {
			t.Errorf("%s is %s", a.Code, a.State)
		}
	}
	if e.Conference.From != "" || e.Conference.Place != "" {
		t.Errorf("the meeting keeps undone facts: %+v", e.Conference)
	}
	if err := w.undo(r, nWells); fault.KindOf(err) != fault.Conflict {
		t.Errorf("undoing twice: %v", err)
	}
	if err := w.accept(w.officer, r, nWells, nil); err != nil {
		t.Errorf("accepting again: %v", err)
	}
}

func TestUndoLeavesLaterCorrectionsAlone(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	if err := w.accept(w.officer, r, nMeeting, nil); err != nil {
		t.Fatal(err)
	}
	in := correction(w.existing(r).Conference)
	in.Place = "Upper River Bend"
	room := &conference.Room{DB: w.DB}
	in.Key = w.key()
	if _, err := room.Correct(t.Context(), w.second, in); err != nil {
		t.Fatal(err)
	}
	if err := w.undo(r, nMeeting); err != nil {
		t.Fatal(err)
	}
	if c := w.existing(r).Conference; c.Place != "Upper River Bend" || c.From != "2027-03-12" {
		t.Errorf("%+v", c)
	}
}

func TestRejectAndUndo(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	in := DecideInput{Key: w.key(), Reading: r.ID, Ordinal: nSpirit, Reason: "read twice"}
	if _, err := w.Reject(t.Context(), w.officer, in); err != nil {
		t.Fatal(err)
	}
	if p := w.proposal(r, nSpirit); p.State != Rejected || p.Reason != "read twice" || p.Record.Kind != "" {
		t.Errorf("%+v", p)
	}
	if err := w.accept(w.officer, r, nSpirit, nil); fault.KindOf(err) != fault.Conflict {
		t.Errorf("accepting what is rejected: %v", err)
	}
	if err := w.undo(r, nSpirit); err != nil {
		t.Fatal(err)
	}
	if p := w.proposal(r, nSpirit); p.State != Proposed || p.Reason != "" {
		t.Errorf("%+v", p)
	}
}

func TestAcceptAllAndUndoMany(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	done, err := w.AcceptAll(t.Context(), w.officer, BulkInput{Key: w.key(), Reading: r.ID, Kind: KindAttendance})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(w.existing(r).Attendances); n != 2 {
		t.Errorf("%d attendances", n)
	}
	entries, _ := db.Since(t.Context(), w.DB.Read(), w.prog, done.Seq-1, 100)
	if len(entries) != 4 || entries[0].Batch == "" || entries[0].Batch != entries[3].Batch {
		t.Errorf("%d facts, batch %q", len(entries), entries[0].Batch)
	}
	if _, err := w.AcceptAll(t.Context(), w.officer, BulkInput{Key: w.key(), Reading: r.ID, Kind: KindAttendance}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("all again: %v", err)
	}
	if _, err := w.AcceptAll(t.Context(), w.officer, BulkInput{Key: w.key(), Reading: r.ID, Kind: KindMeasure}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("duties all at once: %v", err)
	}
	if err := w.accept(w.officer, r, nWells, nil); err != nil {
		t.Fatal(err)
	}
	undo := UndoManyInput{Key: w.key(), Reading: r.ID, Seq: done.Seq, Reason: "misread"}
	if _, err := w.UndoMany(t.Context(), w.officer, undo); err != nil {
		t.Fatal(err)
	}
	if n := len(w.existing(r).Attendances); n != 0 {
		t.Errorf("%d attendances after undo", n)
	}
	if p := w.proposal(r, nWells); p.State != Accepted {
		t.Errorf("what another change decided is %s", p.State)
	}
	undo.Key = w.key()
	if _, err := w.UndoMany(t.Context(), w.officer, undo); fault.KindOf(err) != fault.Conflict {
		t.Errorf("undoing twice: %v", err)
	}
}

func TestSecondTextOfOneMeetingCountsOnce(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	for _, n := range []int{nChair, nClinics, nWells} {
		if err := w.accept(w.officer, r, n, nil); err != nil {
			t.Fatal(err)
		}
	}
	text := "Another account.\n" + english
	r2 := w.start(w.officer, text, r.Conference, read(text))
	if r2.Conference != r.Conference {
		t.Fatal("the second text made a second meeting")
	}
	for _, n := range []int{nClinics, nWells} {
		if _, err := w.Agree(t.Context(), w.officer, DecideInput{Key: w.key(), Reading: r2.ID, Ordinal: n}); err != nil {
			t.Fatal(err)
		}
		if a, b := w.proposal(r, n), w.proposal(r2, n); b.State != Agreed || a.Record != b.Record {
			t.Errorf("%+v, %+v", a, b)
		}
	}
	if _, err := w.Agree(t.Context(), w.officer, DecideInput{Key: w.key(), Reading: r2.ID, Ordinal: nPlans}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("agreeing with nothing: %v", err)
	}
	if _, err := w.AcceptAll(t.Context(), w.officer, BulkInput{Key: w.key(), Reading: r2.ID, Kind: KindAttendance}); err != nil {
		t.Fatal(err)
	}
	e := w.existing(r)
	if len(e.Attendances) != 2 || len(e.Measures) != 1 || len(e.Achievements) != 1 {
		t.Errorf("%d attendances, %d measures, %d achievements", len(e.Attendances), len(e.Measures), len(e.Achievements))
	}
	if p := w.proposal(r2, nChair); p.State != Agreed || p.Record != w.proposal(r, nChair).Record {
		t.Errorf("%+v", p)
	}
	// Undoing agreement leaves the other text's record alone.
	if err := w.undo(r2, nClinics); err != nil {
		t.Fatal(err)
	}
	if m := w.measure(w.proposal(r, nClinics)); m.State != decision.Captured {
		t.Errorf("%+v", m)
	}
}

func TestPassageByHand(t *testing.T) {
	w := newWorld(t)
	text := "会议纪要😀\n各部门应按季度报告进展。全体人员要统一思想认识。企业B将派出12名医生。\n"
	r := w.start(w.officer, text, 0, reading.Reading{Uncovered: []reading.Span{in(text, "各部门应按季度报告进展")}, Notes: []reading.Note{{Quote: in(text, "全体人员要统一思想认识"), Reason: reading.NoteThought}}})
	make := func(kind, passage string, from, to int) (Proposal, error) {
		done, err := w.ByHand(t.Context(), w.officer, ByHandInput{Key: w.key(), Reading: r.ID, Kind: kind, Passage: passage, From: from, To: to})
		if err != nil {
			return Proposal{}, err
		}
		id, _ := done.Subject(ProposalNoun)
		all, _ := ProposalsOf(t.Context(), w.DB.Read(), w.prog, r.ID)
		return all[slices.IndexFunc(all, func(p Proposal) bool { return p.ID == id })], nil
	}
	p, err := make(KindMeasure, "各部门应按季度报告进展", 6, 17)
	if err != nil {
		t.Fatal(err)
	}
	if p.Quote.From != 6 || p.Quote.To != 17 || p.Origin != Hand || p.Ordinal != 2 || p.State != Proposed {
		t.Errorf("%+v", p)
	}
	found, err := make(KindAgreement, "企业B将派出12名医生", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := conference.Slice(text, found.Quote.From, found.Quote.To); got != "企业B将派出12名医生" {
		t.Errorf("found at %d-%d: %q", found.Quote.From, found.Quote.To, got)
	}
	for what, err := range map[string]error{
		"one character off":       refusalOf(make(KindMeasure, "各部门应按季度报告进展", 7, 18)),
		"not in the text":         refusalOf(make(KindMeasure, "各部门应按月报告进展", 0, 0)),
		"twice in the text":       refusalOf(make(KindMeasure, "。", 0, 0)),
		"nothing":                 refusalOf(make(KindMeasure, "", 0, 0)),
		"no such kind":            refusalOf(make("promise", "各部门应按季度报告进展", 6, 17)),
		"thought as a duty":       refusalOf(make(KindMeasure, "要统一思想认识", 0, 0)),
		"thought as an agreement": refusalOf(make(KindAgreement, "全体人员要统一思想认识。企业B将派出12名医生", 0, 0)),
	} {
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := make(KindNote, "要统一思想认识", 0, 0); err != nil {
		t.Errorf("thought as a note: %v", err)
	}
	if err := w.accept(w.officer, r, p.Ordinal, map[string]string{"responsible": "各部门"}); err != nil {
		t.Fatal(err)
	}
	all, _ := ProposalsOf(t.Context(), w.DB.Read(), w.prog, r.ID)
	if c := w.reading(r.ID).Cover(all); c.Uncovered != 0 {
		t.Errorf("%+v", c)
	}
}

func refusalOf[T any](_ T, err error) error { return err }

func TestWholeReadingFinishesAndIsWithdrawn(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	for n := nMeeting; n <= nWells; n++ {
		if err := w.accept(w.officer, r, n, map[string]string{"to": ""}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Finish(t.Context(), w.officer, MoveInput{Key: w.key(), Reading: r.ID}); err != nil {
		t.Fatal(err)
	}
	if err := w.undo(r, nWells); fault.KindOf(err) != fault.Conflict {
		t.Errorf("undoing in a finished reading: %v", err)
	}
	open, _ := task.Of(t.Context(), w.DB.Read(), w.prog, r.Ref())
	if len(open) != 0 {
		t.Errorf("a finished reading waits for %+v", open)
	}
	if _, err := w.Withdraw(t.Context(), w.officer, MoveInput{Key: w.key(), Reading: r.ID}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	// A record that is set aside since can still be withdrawn.
	m := w.measure(w.proposal(r, nClinics))
	room := &decision.Room{DB: w.DB}
	if _, err := room.Move(t.Context(), w.officer, "decision.refuse", decision.MoveInput{Key: w.key(), Measure: m.ID, Reason: "not ours"}); err != nil {
		t.Fatal(err)
	}
	done, err := w.Withdraw(t.Context(), w.officer, MoveInput{Key: w.key(), Reading: r.ID, Reason: "wrong text"})
	if err != nil {
		t.Fatal(err)
	}
	e := w.existing(r)
	if len(e.Attendances)+len(e.Speeches)+len(e.Events)+len(e.Achievements) != 0 || e.Conference.Place != "" {
		t.Errorf("%+v", e)
	}
	for _, m := range e.Measures {
		if m.State != decision.Withdrawn {
			t.Errorf("%s is %s", m.Code, m.State)
		}
	}
	if r = w.reading(r.ID); r.State != Withdrawn {
		t.Error(r.State)
	}
	entries, _ := db.Since(t.Context(), w.DB.Read(), w.prog, done.Seq-1, 100)
	for _, x := range entries {
		if x.Batch != entries[0].Batch || x.Batch == "" {
			t.Errorf("%s is outside the batch", x.Kind)
		}
	}
}

func TestOneRecordThatMovedOnStopsTheWithdrawal(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	for _, n := range []int{nWells, nClinics} {
		if err := w.accept(w.officer, r, n, map[string]string{"laid_on": ""}); err != nil {
			t.Fatal(err)
		}
	}
	m := w.measure(w.proposal(r, nClinics))
	room := &decision.Room{DB: w.DB}
	ctx := t.Context()
	move := func(who ident.Actor, verb string) {
		t.Helper()
		if _, err := room.Move(ctx, who, verb, decision.MoveInput{Key: w.key(), Measure: m.ID}); err != nil {
			t.Fatal(err)
		}
	}
	move(w.officer, "decision.register")
	if _, err := room.Assign(ctx, w.officer, decision.AssignInput{Key: w.key(), Measure: m.ID, Lead: w.a, Due: "2028-09-30", Done: "40 clinics equipped"}); err != nil {
		t.Fatal(err)
	}
	move(w.provider, "decision.accept")
	if _, err := room.Claim(ctx, w.provider, decision.ReportInput{Key: w.key(), Measure: m.ID, Text: "all 40"}); err != nil {
		t.Fatal(err)
	}
	_, err := w.Withdraw(ctx, w.officer, MoveInput{Key: w.key(), Reading: r.ID, Reason: "wrong text"})
	e, ok := err.(*fault.Error)
	if !ok || e.Key != "intake.undo_blocked" || e.Args[0] != nClinics || e.Args[1] != words.Key("intake.record_moved_on") {
		t.Errorf("%v", err)
	}
	if len(w.existing(r).Achievements) != 1 || w.reading(r.ID).State != Open {
		t.Error("a refused withdrawal took something back")
	}
}

func TestMadeUpTextNeverNamesARealOrganisation(t *testing.T) {
	w := newWorld(t)
	in := StartInput{Key: w.key(), Title: "Sample", Publisher: "Nobody", Side: "neither", Lang: "en", Translated: "no", MayStore: "yes", MayPublish: "no",
		YearUnknown: true, Illustrative: true, Text: english}
	var r Reading
	_, err := w.DB.Change(t.Context(), w.officer, in.Key, func(tx *db.Tx) (facts []db.Fact, err error) {
		r, facts, err = startTx(t.Context(), tx, in, in.source(english, read(english)), read(english))
		return facts, err
	})
	if err != nil {
		t.Fatal(err)
	}
	for n, values := range map[int]map[string]string{nClinics: {"to": "party:ENT-A"}, nPlans: {"to": "group:GRP-C"}, nChair: {"party": "ENT-C"}} {
		e, ok := w.accept(w.officer, r, n, values).(*fault.Error)
		if !ok || e.Fields[0].Key != "intake.party_real" {
			t.Errorf("proposal %d with %v: %v", n, values, e)
		}
	}
	for _, n := range []int{nClinics, nAgreement} {
		if err := w.accept(w.officer, r, n, nil); err != nil {
			t.Fatal(err)
		}
	}
	if m := w.measure(w.proposal(r, nClinics)); !m.Illustrative {
		t.Errorf("%+v", m)
	}
	a, err := agreement.GetAgreement(t.Context(), w.DB.Read(), w.prog, w.existing(r).Agreements[0].ID)
	if err != nil || !a.Illustrative || a.Parties[0].Party != 0 {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestInternalTextStaysInside(t *testing.T) {
	w := newWorld(t)
	in := StartInput{Key: w.key(), Title: "Own note", Publisher: "Enterprise A", Side: "provider", Lang: "en", Translated: "no", MayStore: "yes", MayPublish: "no",
		YearUnknown: true, Visibility: "internal", Text: english}
	done, err := w.Start(t.Context(), w.provider, in)
	if err != nil {
		t.Fatal(err)
	}
	id, _ := done.Subject(Noun)
	for _, row := range []struct {
		who  ident.Actor
		want int
	}{{w.provider, 1}, {w.officer, 1}, {w.region1, 0}} {
		list, err := ListReadings(t.Context(), w.DB.Read(), row.who, Filter{})
		if err != nil || len(list) != row.want {
			t.Errorf("organisation %d lists %d, %v", row.who.Organisation, len(list), err)
		}
	}
	if err := w.accept(w.region1, w.reading(id), 1, nil); fault.KindOf(err) != fault.NotFound {
		t.Errorf("deciding on a text one cannot see: %v", err)
	}
}

// TestFactsStayAsTheyAre holds the shape of each fact: it is for ever.
func TestFactsStayAsTheyAre(t *testing.T) {
	w := newWorld(t)
	r := w.start(w.officer, english, 0, read(english))
	ctx := t.Context()
	w.accept(w.officer, r, nWells, nil)
	w.Reject(ctx, w.officer, DecideInput{Key: w.key(), Reading: r.ID, Ordinal: nSpirit, Reason: "read twice"})
	w.undo(r, nSpirit)
	w.ByHand(ctx, w.officer, ByHandInput{Key: w.key(), Reading: r.ID, Kind: KindMeasure, Passage: "Departments should report every quarter"})
	text := "Again.\n" + english
	r2 := w.start(w.officer, text, r.Conference, read(text))
	w.Agree(ctx, w.officer, DecideInput{Key: w.key(), Reading: r2.ID, Ordinal: nWells})
	w.Finish(ctx, w.officer, MoveInput{Key: w.key(), Reading: r2.ID})
	w.Resume(ctx, w.officer, MoveInput{Key: w.key(), Reading: r2.ID})
	w.Withdraw(ctx, w.officer, MoveInput{Key: w.key(), Reading: r2.ID, Reason: "wrong text"})
	entries, err := db.Since(ctx, w.DB.Read(), w.prog, 0, 200)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		if strings.HasPrefix(e.Kind, "intake.") {
			payload, _ := json.Marshal(e.Payload)
			fmt.Fprintf(&b, "%s\n  %s\n", e.Kind, payload)
			if strings.Contains(string(payload), "Example") {
				t.Errorf("a name stands in %s", e.Kind)
			}
		}
	}
	if *update {
		if err := os.WriteFile("testdata/facts.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/facts.txt")
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("testdata/facts.txt differs; if the change is meant, it is a new kind of fact.\n%s", b.String())
	}
}
