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

// recordForm asks for one record of a meeting: a new one, or one that is to be
// corrected (ID is then its number).
type recordForm struct {
	Code        string       `json:"code"`
	Title       string       `json:"title"`
	What        string       `json:"what"`
	ID          ident.ID     `json:"id"`
	Now         recordValues `json:"now"`
	Held        bool         `json:"held"` // the meeting took place
	Tabs        []web.Option `json:"-"`    // the kinds of record, the chosen one selected
	Kinds       []web.Option `json:"-"`
	Parts       []web.Option `json:"-"`
	Parties     []web.Option `json:"-"`
	Attendances []web.Option `json:"-"`
	Told        []web.Option `json:"-"` // of a speech: given, or still to be given
}

// recordValues are the values of a record as its form has them. Locked is a
// passage of a text, which no form changes.
type recordValues struct {
	Part, Organisation, Party, Office, Person string
	Kind, Attendance, Speaker, OnBehalf       string
	Day                                       words.Day
	Place, What, Who                          string
	Quantity, Quote                           string
	Locked                                    bool
}

var recordKinds = []string{"attendance", "speech", "event", "achievement"}

// recordURL is the page of one record of a meeting.
func recordURL(code, kind string, id ident.ID) string {
	return URL(code) + "/records/" + kind + "/" + strconv.FormatInt(int64(id), 10)
}

// getRecordForm is the form for a record that no text gives.
func (r *Room) getRecordForm(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	what := c.Query("what")
	if c.Kept() {
		what = c.Value("what")
	}
	p := recordForm{Code: x.Code, Title: x.TitleIn(c.Lang), What: oneOf(what, recordKinds), Now: recordValues{Part: "attendee"}}
	if p.What == "" {
		p.What = recordKinds[0]
	}
	p.Now.Kind = map[string]string{"speech": "speech", "event": "exhibition"}[p.What]
	for _, k := range recordKinds {
		p.Tabs = append(p.Tabs, web.Option{Value: k, Label: c.T("conference.record." + k), Selected: k == p.What})
	}
	if err := p.choices(c, x); err != nil {
		return err
	}
	return c.Page("record", p)
}

// choices fills in what the fields offer.
func (p *recordForm) choices(c *web.Call, x Conference) (err error) {
	p.Held = x.Took()
	p.Parts = Choices(c, "conference.part.", Parts)
	p.Kinds = Choices(c, "conference.event.", EventKinds)
	if p.What == "speech" {
		p.Kinds = Choices(c, "conference.speech.", SpeechKinds)
	}
	p.Told = []web.Option{{Value: Delivered, Label: c.T(string(SpeechMachine.StateKey(Delivered))), Selected: p.Held},
		{Value: Planned, Label: c.T(string(SpeechMachine.StateKey(Planned))), Selected: !p.Held}}
	if p.Parties, err = PartyOptions(c); err != nil {
		return err
	}
	attendances, err := AttendancesOf(c.R.Context(), c.Q, c.Actor, x.ID)
	p.Attendances = AttendanceOptions(c, attendances)
	return err
}

// AttendanceOptions lets a person choose who spoke.
func AttendanceOptions(c *web.Call, list []Attendance) []web.Option {
	out := []web.Option{{Value: "", Label: c.T("conference.none")}}
	for _, a := range list {
		out = append(out, web.Option{Value: strconv.FormatInt(int64(a.ID), 10), Label: speakerOf(a)})
	}
	return out
}

// The inputs of the four kinds as their forms give them.

func attendPosted(c *web.Call, x Conference) (AttendInput, error) {
	org, err := PartyChosen(c, "party")
	return AttendInput{Key: c.Key(), Conference: x.ID, Part: c.Value("part"), Person: c.Value("person"), Office: c.Value("office"),
		Organisation: c.Value("organisation"), Party: org, Quote: Quote{Text: c.Value("quote")}}, err
}

func speakPosted(c *web.Call, x Conference) SpeakInput {
	attendance, _ := strconv.ParseInt(c.Value("attendance"), 10, 64)
	return SpeakInput{Key: c.Key(), Conference: x.ID, Kind: c.Value("kind"), Speaker: c.Value("speaker"), OnBehalfOf: c.Value("on_behalf_of"),
		Attendance: ident.ID(attendance), Planned: c.Value("told") == Planned, Quote: Quote{Text: c.Value("quote")}}
}

func eventPosted(c *web.Call, x Conference) EventInput {
	return EventInput{Key: c.Key(), Conference: x.ID, Kind: c.Value("kind"), Day: words.Day(c.Value("day")), Place: c.Value("place"), What: c.Value("shown"),
		Who: c.Value("who"), Quote: Quote{Text: c.Value("quote")}}
}

func reportPosted(c *web.Call, x Conference) ReportInput {
	return ReportInput{Key: c.Key(), Conference: x.ID, Quantity: c.Value("quantity"), Quote: Quote{Text: c.Value("quote")}}
}

func (r *Room) postAttendance(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	in, err := attendPosted(c, x)
	if err != nil {
		return c.Again(r.getRecordForm, err)
	}
	done, err := r.Attend(c.R.Context(), c.Actor, in)
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
	done, err := r.Speak(c.R.Context(), c.Actor, speakPosted(c, x))
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
	done, err := r.Event(c.R.Context(), c.Actor, eventPosted(c, x))
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
	done, err := r.Report(c.R.Context(), c.Actor, reportPosted(c, x))
	if err != nil {
		return c.Again(r.getRecordForm, err)
	}
	return c.Done(done, URL(x.Code), "conference.record_done")
}

// PartyOptions lists the organisations on record, by name.
func PartyOptions(c *web.Call) ([]web.Option, error) {
	all, err := party.ListParties(c.R.Context(), c.Q, c.Actor.Programme, party.PartyFilter{For: c.Actor})
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
