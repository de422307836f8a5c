package conference

import (
	"strconv"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
)

type recordRow struct {
	URL    string `json:"url"`
	What   string `json:"what"`
	Text   string `json:"text"`
	Reason string `json:"reason"` // why it was withdrawn
}

type recordsPage struct {
	Code      string      `json:"code"`
	Title     string      `json:"title"`
	Rows      []recordRow `json:"records"`
	Withdrawn []recordRow `json:"withdrawn"`
}

// getRecords lists what is recorded of a meeting, and what was taken back.
func (r *Room) getRecords(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	var page conferencePage
	if err := fillRecords(c, x, 0, &page); err != nil {
		return err
	}
	p := recordsPage{Code: x.Code, Title: x.TitleIn(c.Lang)}
	for _, v := range page.Attendances {
		p.Rows = append(p.Rows, recordRow{v.URL, c.T("conference.record.attendance"), joined(v.PartSaid, v.who()), ""})
	}
	for _, v := range page.Speeches {
		p.Rows = append(p.Rows, recordRow{v.URL, c.T("conference.record.speech"), joined(v.Speaker, v.Quote.Text), ""})
	}
	for _, v := range page.Events {
		p.Rows = append(p.Rows, recordRow{v.URL, c.T("conference.record.event"), joined(v.KindSaid, words.Date(c.Lang, v.Day), v.What, v.Quote.Text), ""})
	}
	for _, v := range page.Achievements {
		p.Rows = append(p.Rows, recordRow{v.URL, c.T("conference.record.achievement"), v.Quote.Text, ""})
	}
	gone, err := withdrawnOf(c.R.Context(), c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	for _, g := range gone {
		p.Withdrawn = append(p.Withdrawn, recordRow{c.Base() + recordURL(x.Code, g.Kind, g.ID), c.T("conference.record." + g.Kind), trimmed(g.Text), g.Reason})
	}
	return c.Page("records", p)
}

// found is one record of a meeting, of whichever kind.
type found struct {
	Recorded
	kind   string
	noun   string
	values recordValues
	facts  []factView
	state  string
	speech *Speech
	m      *state.Machine
}

type factView struct {
	Label string    `json:"label"`
	Value string    `json:"value"`
	Day   words.Day `json:"day"`
}

// findRecord loads the record of the path at the meeting.
func findRecord(c *web.Call, x Conference) (found, error) {
	id, _ := strconv.ParseInt(c.Path("id"), 10, 64)
	f := found{kind: c.Path("kind")}
	var err error
	switch f.kind {
	case "attendance":
		err = f.attendance(c, ident.ID(id))
	case "speech":
		err = f.spoken(c, ident.ID(id))
	case "event":
		err = f.event(c, ident.ID(id))
	case "achievement":
		err = f.achievement(c, ident.ID(id))
	default:
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return f, err
	}
	if f.Conference != x.ID || f.Later != 0 || !access.MaySee(c.Actor, f.Visibility, f.Owner) {
		return f, fault.New(fault.NotFound, "fault.not_found")
	}
	f.values.Quote, f.values.Locked = f.Quote.Text, f.Quote.Source != 0
	return f, nil
}

func (f *found) attendance(c *web.Call, id ident.ID) error {
	a, err := GetAttendance(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	parties, err := partiesOf(c, []Attendance{a})
	f.noun, f.Recorded, f.state, f.m = AttendanceNoun, a.Recorded, c.T(string(AttendanceMachine.StateKey(a.State))), AttendanceMachine
	f.values = recordValues{Part: a.Part, Organisation: a.Organisation, Party: parties[a.Party].Code, Office: a.Office, Person: a.Person}
	f.facts = []factView{{"conference.part", c.T("conference.part." + a.Part), ""}, {"conference.organisation", named(c, a.Organisation, parties[a.Party]), ""},
		{"conference.office", a.Office, ""}, {"conference.person", a.Person, ""}}
	if a.State == Substituted {
		f.facts = append(f.facts, factView{"conference.substitute", a.Substitute, ""})
	}
	return err
}

func (f *found) spoken(c *web.Call, id ident.ID) error {
	s, err := GetSpeech(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	speaker := s.Speaker
	if s.Attendance != 0 {
		a, err := GetAttendance(c.R.Context(), c.Q, c.Actor.Programme, s.Attendance)
		if err != nil {
			return err
		}
		speaker = speakerOf(a)
	}
	f.noun, f.Recorded, f.state, f.speech, f.m = SpeechNoun, s.Recorded, c.T(string(SpeechMachine.StateKey(s.State))), &s, SpeechMachine
	f.values = recordValues{Kind: s.Kind, Speaker: s.Speaker, OnBehalf: s.OnBehalfOf}
	if s.Attendance != 0 {
		f.values.Attendance = strconv.FormatInt(int64(s.Attendance), 10)
	}
	f.facts = []factView{{"conference.speaker", speaker, ""}, {"conference.kind", c.T("conference.speech." + s.Kind), ""}}
	if s.OnBehalfOf != "" {
		f.facts = append(f.facts, factView{"conference.on_behalf_of", s.OnBehalfOf, ""})
	}
	return nil
}

func (f *found) event(c *web.Call, id ident.ID) error {
	e, err := GetEvent(c.R.Context(), c.Q, c.Actor.Programme, id)
	f.noun, f.Recorded = EventNoun, e.Recorded
	f.values = recordValues{Kind: e.Kind, Day: e.Day, Place: e.Place, What: e.What, Who: e.Who}
	if err == nil {
		f.facts = []factView{{"conference.kind", c.T("conference.event." + e.Kind), ""}, {"conference.day", "", e.Day}, {"conference.place", e.Place, ""},
			{"conference.what", e.What, ""}, {"conference.who", e.Who, ""}}
	}
	return err
}

func (f *found) achievement(c *web.Call, id ident.ID) error {
	a, err := GetAchievement(c.R.Context(), c.Q, c.Actor.Programme, id)
	f.noun, f.Recorded, f.values = AchievementNoun, a.Recorded, recordValues{Quantity: a.Quantity}
	f.facts = []factView{{"conference.quantity", a.Quantity, ""}}
	return err
}

type recordPage struct {
	Code        string        `json:"code"`
	Title       string        `json:"title"`
	What        string        `json:"what"`
	Kind        string        `json:"kind"`
	ID          ident.ID      `json:"id"`
	State       string        `json:"state"`
	Facts       []factView    `json:"facts"`
	Quote       quoteView     `json:"quote"`
	Withdrawn   bool          `json:"withdrawn"`
	Reason      string        `json:"reason"`
	History     []historyLine `json:"history"`
	MayCorrect  bool          `json:"may_correct"`
	MayWithdraw bool          `json:"may_withdraw"`
	MayDeliver  bool          `json:"may_deliver"`
	MayCheck    bool          `json:"may_check"`
}

// getRecord shows one record of a meeting with its earlier wordings.
func (r *Room) getRecord(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	f, err := findRecord(c, x)
	if err != nil {
		return err
	}
	p := recordPage{Code: x.Code, Title: x.TitleIn(c.Lang), What: c.T("conference.record." + f.kind), Kind: f.kind, ID: f.ID, State: f.state, Facts: f.facts,
		Withdrawn: f.Withdrawn != 0}
	if p.Withdrawn {
		p.Reason = f.Reason
	}
	p.MayCorrect = f.changeable(c.Actor, "conference.correct_record") == nil
	p.MayWithdraw = f.changeable(c.Actor, "conference.withdraw") == nil
	if f.speech != nil && !p.Withdrawn && x.Took() {
		rel := f.speech.Relations(c.Actor, x)
		p.MayDeliver = SpeechMachine.May(c.Actor, rel, f.speech.State, "conference.deliver")
		p.MayCheck = SpeechMachine.May(c.Actor, rel, f.speech.State, "conference.check_text")
	}
	q, err := newQuotes(c, []Quote{f.Quote})
	if err != nil {
		return err
	}
	p.Quote = q.view(f.Quote)
	p.History, err = history(c, ident.Ref{Kind: f.noun, ID: f.ID}, f.m, toldOfRecord, 0)
	if err != nil {
		return err
	}
	return c.Page("record_page", p)
}

// getRecordCorrection asks for a record as it should stand.
func (r *Room) getRecordCorrection(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	f, err := findRecord(c, x)
	if err != nil {
		return err
	}
	if err := f.changeable(c.Actor, "conference.correct_record"); err != nil {
		return err
	}
	p := recordForm{Code: x.Code, Title: x.TitleIn(c.Lang), What: f.kind, ID: f.ID, Now: f.values}
	if err := p.choices(c, x); err != nil {
		return err
	}
	return c.Page("record", p)
}

func (r *Room) postRecordCorrection(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	f, err := findRecord(c, x)
	if err != nil {
		return err
	}
	in := CorrectRecordInput{Key: c.Key(), Noun: f.noun, ID: f.ID, Reason: c.Value("reason"), Speak: speakPosted(c, x),
		Event: eventPosted(c, x), Report: reportPosted(c, x)}
	if in.Attend, err = attendPosted(c, x); err != nil {
		return c.Again(r.getRecordCorrection, err)
	}
	done, err := r.CorrectRecord(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getRecordCorrection, err)
	}
	return c.Done(done, recordURL(x.Code, f.kind, f.ID), "conference.correct_record_done")
}

func (r *Room) postWithdrawal(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	f, err := findRecord(c, x)
	if err != nil {
		return err
	}
	done, err := r.Withdraw(c.R.Context(), c.Actor, WithdrawInput{Key: c.Key(), Noun: f.noun, ID: f.ID, Reason: c.Value("reason")})
	if err != nil {
		return c.Again(r.getRecord, err)
	}
	return c.Done(done, URL(x.Code)+"/records", "conference.withdraw_done")
}

func (r *Room) postSpeechMove(verb string) web.Handler {
	return func(c *web.Call) error {
		x, err := find(c)
		if err != nil {
			return err
		}
		c.R.SetPathValue("kind", "speech")
		f, err := findRecord(c, x)
		if err != nil {
			return err
		}
		done, err := r.MoveSpeech(c.R.Context(), c.Actor, verb, SpeechInput{Key: c.Key(), Speech: f.ID, Words: c.Value("quote")})
		if err != nil {
			return c.Again(r.getRecord, err)
		}
		return c.Done(done, recordURL(x.Code, "speech", f.ID), verb+"_done")
	}
}
