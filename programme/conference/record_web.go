package conference

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

type recordForm struct {
	Code        string       `json:"code"`
	Title       string       `json:"title"`
	What        string       `json:"what"`
	Tabs        []web.Option `json:"-"` // the kinds of record, the chosen one selected
	Kinds       []web.Option `json:"-"`
	Parts       []web.Option `json:"-"`
	Parties     []web.Option `json:"-"`
	Attendances []web.Option `json:"-"`
}

var recordKinds = []string{"attendance", "speech", "event", "achievement"}

// getRecordForm is the form for a record that no text gives.
func (r *Room) getRecordForm(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	p := recordForm{Code: x.Code, Title: x.TitleIn(c.Lang), What: c.Query("what")}
	if c.Kept() {
		p.What = c.Value("what")
	}
	if !slices.Contains(recordKinds, p.What) {
		p.What = recordKinds[0]
	}
	for _, k := range recordKinds {
		p.Tabs = append(p.Tabs, web.Option{Value: k, Label: c.T("conference.record." + k), Selected: k == p.What})
	}
	p.Parts = Choices(c, "conference.part.", Parts)
	p.Kinds = Choices(c, "conference.event.", EventKinds)
	if p.What == "speech" {
		p.Kinds = Choices(c, "conference.speech.", SpeechKinds)
	}
	if p.Parties, err = PartyOptions(c); err != nil {
		return err
	}
	attendances, err := AttendancesOf(c.R.Context(), c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	p.Attendances = AttendanceOptions(c, attendances)
	return c.Page("record", p)
}

// AttendanceOptions lets a person choose who spoke.
func AttendanceOptions(c *web.Call, list []Attendance) []web.Option {
	out := []web.Option{{Value: "", Label: c.T("conference.none")}}
	for _, a := range list {
		s := Speech{Attendance: a.ID}
		out = append(out, web.Option{Value: strconv.FormatInt(int64(a.ID), 10), Label: speakerOf(s, map[ident.ID]Attendance{a.ID: a})})
	}
	return out
}

func (r *Room) postAttendance(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	org, err := PartyChosen(c, "party")
	if err != nil {
		return c.Again(r.getRecordForm, err)
	}
	done, err := r.Attend(c.R.Context(), c.Actor, AttendInput{Key: c.Key(), Conference: x.ID, Part: c.Value("part"), Person: c.Value("person"),
		Office: c.Value("office"), Organisation: c.Value("organisation"), Party: org})
	if err != nil {
		return c.Again(r.getRecordForm, err)
	}
	return c.Done(done, URL(x.Code), "conference.record_done")
}

func (r *Room) postSpeech(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	attendance, _ := strconv.ParseInt(c.Value("attendance"), 10, 64)
	done, err := r.Speak(c.R.Context(), c.Actor, SpeakInput{Key: c.Key(), Conference: x.ID, Kind: c.Value("kind"), Speaker: c.Value("speaker"),
		OnBehalfOf: c.Value("on_behalf_of"), Attendance: ident.ID(attendance), Quote: Quote{Text: c.Value("quote")}})
	if err != nil {
		return c.Again(r.getRecordForm, err)
	}
	return c.Done(done, URL(x.Code), "conference.record_done")
}

func (r *Room) postEvent(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.Event(c.R.Context(), c.Actor, EventInput{Key: c.Key(), Conference: x.ID, Kind: c.Value("kind"), Day: words.Day(c.Value("day")),
		Who: c.Value("who"), Quote: Quote{Text: c.Value("quote")}})
	if err != nil {
		return c.Again(r.getRecordForm, err)
	}
	return c.Done(done, URL(x.Code), "conference.record_done")
}

func (r *Room) postAchievement(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.Report(c.R.Context(), c.Actor, ReportInput{Key: c.Key(), Conference: x.ID, Quantity: c.Value("quantity"), Quote: Quote{Text: c.Value("quote")}})
	if err != nil {
		return c.Again(r.getRecordForm, err)
	}
	return c.Done(done, URL(x.Code), "conference.record_done")
}

// PartyOptions lists the organisations on record, by name.
func PartyOptions(c *web.Call) ([]web.Option, error) {
	all, err := party.ListParties(c.R.Context(), c.Q, c.Actor.Programme, party.PartyFilter{For: c.Actor, Limit: 1000})
	if err != nil {
		return nil, err
	}
	options := make([]web.Option, len(all))
	for i, p := range all {
		options[i] = web.Option{Value: p.Code, Label: p.NameIn(c.Lang)}
	}
	slices.SortFunc(options, func(a, b web.Option) int { return strings.Compare(a.Label, b.Label) })
	return append([]web.Option{{Value: "", Label: c.T("conference.none")}}, options...), nil
}

// PartyChosen is the organisation chosen in a field, 0 for none; Invalid when
// there is no such organisation.
func PartyChosen(c *web.Call, field string) (ident.ID, error) {
	code := c.Value(field)
	if code == "" {
		return 0, nil
	}
	p, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if fault.KindOf(err) == fault.NotFound || err == nil && !access.MaySee(c.Actor, p.Visibility, p.ID) {
		var f fault.Form
		f.Refuse(field, "conference.party_unknown")
		return 0, f.Err()
	}
	return p.ID, err
}

type recordRow struct {
	Noun string   `json:"noun"`
	ID   ident.ID `json:"id"`
	What string   `json:"what"`
	Text string   `json:"text"`
}

type recordsPage struct {
	Code  string      `json:"code"`
	Title string      `json:"title"`
	Rows  []recordRow `json:"records"`
}

// getRecords lists the records that the reader may take back.
func (r *Room) getRecords(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	var page conferencePage
	if err := fillRecords(c, x, &page); err != nil {
		return err
	}
	p := recordsPage{Code: x.Code, Title: x.TitleIn(c.Lang)}
	add := func(noun string, rec Recorded, what, text string) {
		if rec.withdrawable(c.Actor) == nil {
			p.Rows = append(p.Rows, recordRow{noun, rec.ID, what, text})
		}
	}
	for _, v := range page.Attendances {
		add(AttendanceNoun, v.recorded, v.PartSaid, v.who())
	}
	for _, v := range page.Speeches {
		add(SpeechNoun, v.recorded, v.KindSaid, joined(v.Speaker, v.Quote.Text))
	}
	for _, v := range page.Events {
		add(EventNoun, v.recorded, v.KindSaid, joined(words.Date(c.Lang, v.Day), v.Who, v.Quote.Text))
	}
	for _, v := range page.Achievements {
		add(AchievementNoun, v.recorded, c.T("conference.record.achievement"), v.Quote.Text)
	}
	return c.Page("records", p)
}

func (r *Room) postWithdrawal(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	id, _ := strconv.ParseInt(c.Value("id"), 10, 64)
	done, err := r.Withdraw(c.R.Context(), c.Actor, WithdrawInput{Key: c.Key(), Noun: c.Value("noun"), ID: ident.ID(id)})
	if err != nil {
		return c.Again(r.getRecords, err)
	}
	return c.Done(done, URL(x.Code)+"/records", "conference.withdraw_done")
}
