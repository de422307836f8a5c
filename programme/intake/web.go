package intake

import (
	"embed"
	"html/template"
	"net/url"
	"slices"
	"strconv"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/party"
	"throughline/reading"
)

//go:embed pages/*.html
var pages embed.FS

// Mount registers the room's pages.
func (r *Room) Mount(f *web.Front) {
	room := f.Room(pages)
	r.part = room.Part
	room.On("GET /readings", "intake.see", r.getReadings)
	room.On("GET /readings/new", "intake.start", r.getNew)
	room.On("POST /readings", "intake.start", r.postReading)
	room.On("GET /agreements/{code}/readings", "intake.see", r.getInstrument)
	room.On("POST /agreements/{code}/readings", "intake.start", r.postInstrument)
	room.On("GET /readings/{code}", "intake.see", r.getReview)
	room.On("POST /readings/{code}/proposals/{n}", "intake.accept", r.postDecision)
	room.On("POST /readings/{code}/proposals/{n}/undoing", "intake.undo", r.postUndo)
	room.On("GET /readings/{code}/passages/new", "intake.by_hand", r.getPassage)
	room.On("POST /readings/{code}/passages", "intake.by_hand", r.postPassage)
	room.On("POST /readings/{code}/advice", "intake.by_hand", r.postAdvice)
	room.On("POST /readings/{code}/bulk", "intake.accept", r.postBulk)
	room.On("GET /readings/{code}/receipts/{seq}", "intake.see", r.getReceipt)
	room.On("POST /readings/{code}/receipts/{seq}/undoing", "intake.undo", r.postUndoMany)
	room.On("POST /readings/{code}/finishing", "intake.finish", r.postFinish)
	room.On("POST /readings/{code}/resuming", "intake.resume", r.postResume)
	room.On("GET /readings/{code}/withdrawal", "intake.withdraw", r.getWithdrawal)
	room.On("POST /readings/{code}/withdrawal", "intake.withdraw", r.postWithdrawal)
}

// find loads the reading of the path; one that the reader may not see does not
// exist.
func find(c *web.Call) (Reading, error) {
	x, err := GetReadingByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
	if err == nil && !access.MaySee(c.Actor, x.Visibility, x.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return x, err
}

const pageSize = 50

type readingRow struct {
	Code       string `json:"code"`
	Source     string `json:"source"`
	SourceCode string `json:"source_code"`
	Meeting    string `json:"meeting"`
	MeetingURL string `json:"meeting_url"`
	State      string `json:"state"`
	Said       string `json:"state_said"`
	Proposals  int    `json:"proposals"`
	Waiting    int    `json:"waiting"`
	Accepted   int    `json:"accepted"`
	Agreed     int    `json:"agreed"`
}

type readingsPage struct {
	Rows     []readingRow `json:"readings"`
	State    string       `json:"state"`
	States   []web.Option `json:"-"`
	CSV      string       `json:"-"`
	Next     string       `json:"next"`
	MayStart bool         `json:"may_start"`
}

func (r *Room) getReadings(c *web.Call) error {
	p := readingsPage{State: c.Query("state"), CSV: c.CSVLink(), MayStart: access.Check(own, c.Actor, "intake.start", nil) == nil}
	if !slices.Contains(Machine.States(), p.State) {
		p.State = ""
	}
	f := Filter{State: p.State, Limit: pageSize + 1}
	if after := c.Query("after"); after != "" {
		last, err := GetReadingByCode(c.R.Context(), c.Q, c.Actor.Programme, after)
		if err != nil {
			return err
		}
		f.After = last.ID
	}
	if c.WantsCSV() {
		return r.readingsCSV(c, f)
	}
	found, err := ListReadings(c.R.Context(), c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		q := url.Values{"after": {found[pageSize-1].Code}, "state": {p.State}}
		p.Next = c.R.URL.Path + "?" + q.Encode()
	}
	if p.Rows, err = rowsOf(c, found); err != nil {
		return err
	}
	p.States = []web.Option{{Value: "", Label: c.T("intake.any_state")}}
	for _, s := range Machine.States() {
		p.States = append(p.States, web.Option{Value: s, Label: c.T(string(Machine.StateKey(s))), Selected: s == p.State})
	}
	return c.Page("readings", p)
}

func (r *Room) readingsCSV(c *web.Call, f Filter) error {
	f.Limit, f.After = 400, 0
	var lines [][]string
	for {
		found, err := ListReadings(c.R.Context(), c.Q, c.Actor, f)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			break
		}
		rows, err := rowsOf(c, found)
		if err != nil {
			return err
		}
		for _, x := range rows {
			lines = append(lines, []string{x.Code, x.SourceCode, x.Source, x.Meeting, x.Said, strconv.Itoa(x.Proposals), strconv.Itoa(x.Accepted), strconv.Itoa(x.Waiting)})
		}
		f.After = found[len(found)-1].ID
	}
	head := []string{"code", "source_code", "source", "meeting", "state", "proposals", "accepted", "waiting"}
	for i, h := range head {
		head[i] = c.T("intake.csv." + h)
	}
	return c.CSV("readings", head, slices.Values(lines))
}

// rowsOf draws at most 400 readings with their sources, meetings and counts.
func rowsOf(c *web.Call, found []Reading) ([]readingRow, error) {
	var ids, sourceIDs, meetingIDs []ident.ID
	for _, x := range found {
		ids, sourceIDs, meetingIDs = append(ids, x.ID), append(sourceIDs, x.Source), append(meetingIDs, x.Conference)
	}
	ctx, prog := c.R.Context(), c.Actor.Programme
	sources, err := conference.SourcesByID(ctx, c.Q, prog, sourceIDs)
	if err != nil {
		return nil, err
	}
	meetings, err := conference.ConferencesByID(ctx, c.Q, prog, meetingIDs)
	if err != nil {
		return nil, err
	}
	instruments, err := ofAgreements(c, found)
	if err != nil {
		return nil, err
	}
	counts, err := countsOf(ctx, c.Q, prog, ids)
	if err != nil {
		return nil, err
	}
	var rows []readingRow
	for _, x := range found {
		n := counts[x.ID]
		m := meetings[x.Conference]
		text, code, about, url := sources[x.Source].Title, sources[x.Source].Code, m.TitleIn(c.Lang), conference.URL(m.Code)
		if a, of := instruments[x.Agreement]; of {
			text, code, about, url = c.T("intake.clauses_of", a.Code), a.Code, a.TitleIn(c.Lang), agreement.URL(a.Code)
		}
		rows = append(rows, readingRow{x.Code, text, code, about, url, x.State,
			c.T(string(Machine.StateKey(x.State))), n[Proposed] + n[Accepted] + n[Agreed] + n[Rejected], n[Proposed], n[Accepted], n[Agreed]})
	}
	return rows, nil
}

type readingsPanel struct {
	Base string
	Rows []readingRow
}

// Panel shows the readings of a conference's texts on its page.
func (r *Room) Panel(c *web.Call, x conference.Conference) (template.HTML, error) {
	found, err := ListReadings(c.R.Context(), c.Q, c.Actor, Filter{Conference: x.ID, Limit: 20})
	if err != nil || len(found) == 0 {
		return "", err
	}
	rows, err := rowsOf(c, found)
	if err != nil {
		return "", err
	}
	return r.part(c, "readings-panel", readingsPanel{c.Base(), rows})
}

// part draws a part of this room for a page of another room.
type part func(c *web.Call, name string, data any) (template.HTML, error)

type startPage struct {
	Conferences  []web.Option `json:"-"`
	Sides        []web.Option `json:"-"`
	Langs        []web.Option `json:"-"`
	Translations []web.Option `json:"-"`
	YesNo        []web.Option `json:"-"`
	Visibilities []web.Option `json:"-"`
	Conference   string       `json:"conference"`
	Text         string       `json:"text"`
	FileName     string       `json:"file_name"` // of a file whose text was kept in the box
	Illustrative bool         `json:"illustrative"`
	Samples      []Sample     `json:"-"`
	Sample       Sample       `json:"-"` // the one that fills the form, if any
	Year         string       `json:"-"`
}

func (r *Room) getNew(c *web.Call) error {
	p := startPage{Conference: c.Query("conference"), Illustrative: c.Programme.Illustrative}
	p.Conferences = []web.Option{{Value: "", Label: c.T("intake.new_meeting")}}
	meetings, err := conference.ListConferences(c.R.Context(), c.Q, c.Actor, conference.Filter{Limit: 200})
	if err != nil {
		return err
	}
	for _, x := range meetings {
		p.Conferences = append(p.Conferences, web.Option{Value: x.Code, Label: x.Code + " " + x.TitleIn(c.Lang), Selected: x.Code == p.Conference})
	}
	ask := web.Option{Value: "", Label: c.T("intake.choose")}
	p.Sides = append([]web.Option{ask}, options(c, "conference.side.", []string{"provider", "receiver", "office", neither})...)
	p.Langs = append([]web.Option{ask}, options(c, "conference.lang.", []string{"en", "zh"})...)
	p.Translations = append([]web.Option{ask}, options(c, "conference.translated.", conference.Translations)...)
	p.YesNo = options(c, "intake.", []string{"yes", "no"})
	r.offer(c, &p)
	if err := p.offerMinutes(c, meetings); err != nil {
		return err
	}
	p.Visibilities = options(c, "conference.visibility.", []string{"parties", "internal"})
	if c.Kept() {
		p.Text, p.FileName = c.Value("text"), c.Value("file_name")
		// A browser cannot send a chosen file twice: its text stays in the box.
		if file, ok := c.Upload("file"); ok && p.Text == "" {
			if text, err := reading.Decode(file.Name, file.Data); err == nil {
				p.Text, p.FileName = text, file.Name
			}
		}
	}
	return c.Page("new", p)
}

// offer lists the samples, those in the reader's language first, and fills the
// form with the one asked for.
func (r *Room) offer(c *web.Call, p *startPage) {
	for _, s := range r.Samples {
		if s.Lang == string(c.Lang) {
			p.Samples = append([]Sample{s}, p.Samples...)
		} else {
			p.Samples = append(p.Samples, s)
		}
		if s.Name == c.Query("sample") {
			p.Sample, p.Text = s, s.Body
		}
	}
}

// offerMinutes fills the form with the minutes of the meeting that is asked for:
// what was written here is not pasted again. That it is no translation, and may
// be kept, stays a person's to answer.
func (p *startPage) offerMinutes(c *web.Call, meetings []conference.Conference) error {
	i := slices.IndexFunc(meetings, func(x conference.Conference) bool { return x.Code == p.Conference })
	if c.Query("minutes") == "" || i < 0 {
		return nil
	}
	x, ctx, prog := meetings[i], c.R.Context(), c.Actor.Programme
	last, err := conference.LatestMinutes(ctx, c.Q, prog, x.ID)
	if err != nil || last.Version == 0 {
		return err
	}
	owner, err := party.GetParty(ctx, c.Q, prog, x.Owner)
	if err != nil {
		return err
	}
	side, err := party.SideOf(ctx, c.Q, prog, x.Owner)
	if err != nil {
		return err
	}
	p.Samples = nil
	p.Sample = Sample{Lang: reading.Language(last.Text), Title: c.T("intake.minutes_of", x.TitleIn(c.Lang)), Publisher: owner.NameIn(c.Lang), Side: side, Body: last.Text}
	p.Text = last.Text
	if x.From != "" {
		p.Year = string(x.From[:4])
	}
	return nil
}

// options names codes by prefix + code.
func options(c *web.Call, prefix string, codes []string) []web.Option {
	out := conference.Choices(c, prefix, codes)
	for i, o := range out {
		if o.Value == neither {
			out[i].Label = c.T("conference.side.none")
		}
	}
	return out
}

func (r *Room) postReading(c *web.Call) error {
	in, err := startInput(c)
	if err != nil {
		return c.Again(r.getNew, err)
	}
	done, err := r.Start(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getNew, err)
	}
	id, _ := done.Subject(Noun)
	x, err := GetReading(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, URL(x.Code), "intake.start_done")
}

func startInput(c *web.Call) (StartInput, error) {
	in := StartInput{Key: c.Key(), MeetingTitle: c.Value("meeting_title"), Title: c.Value("source_title"), Publisher: c.Value("publisher"), Side: c.Value("side"),
		PublishedOn: words.Day(c.Value("published_on")), Lang: c.Value("lang"), Translated: c.Value("translated"), MayStore: c.Value("may_store"),
		MayPublish: c.Value("may_publish"), Year: c.Value("year"), YearUnknown: c.Value("year_unknown") != "", Visibility: c.Value("visibility"),
		Illustrative: c.Value("illustrative") != "" && c.Programme.Illustrative, Text: c.Value("text"), FileName: c.Value("file_name")}
	if file, ok := c.Upload("file"); ok {
		in.File, in.FileName = file.Data, file.Name
	}
	code := c.Value("conference")
	if code == "" {
		return in, nil
	}
	x, err := conference.GetConferenceByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if fault.KindOf(err) == fault.NotFound {
		var f fault.Form
		f.Refuse("conference", "intake.meeting_unknown")
		return in, f.Err()
	}
	in.Conference = x.ID
	return in, err
}

func (r *Room) postFinish(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.Finish(c.R.Context(), c.Actor, MoveInput{Key: c.Key(), Reading: x.ID})
	if err != nil {
		return err
	}
	return c.Done(done, URL(x.Code), "intake.finish_done")
}

func (r *Room) postResume(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.Resume(c.R.Context(), c.Actor, MoveInput{Key: c.Key(), Reading: x.ID})
	if err != nil {
		return err
	}
	return c.Done(done, URL(x.Code), "intake.resume_done")
}

type withdrawalPage struct {
	Code     string `json:"code"`
	Source   string `json:"source"`
	Accepted int    `json:"accepted"`
}

func (r *Room) getWithdrawal(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	rows, err := rowsOf(c, []Reading{x})
	if err != nil {
		return err
	}
	return c.Page("withdrawal", withdrawalPage{x.Code, rows[0].Source, rows[0].Accepted})
}

func (r *Room) postWithdrawal(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.Withdraw(c.R.Context(), c.Actor, MoveInput{Key: c.Key(), Reading: x.ID, Reason: c.Value("reason")})
	if err != nil {
		return c.Again(r.getWithdrawal, err)
	}
	return c.Done(done, URL(x.Code), "intake.withdraw_done")
}
