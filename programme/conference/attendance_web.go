package conference

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/programme/party"
)

// markRow is one attendance with the two fields that mark it.
type markRow struct {
	ID         ident.ID `json:"id"`
	Who        string   `json:"who"`
	Part       string   `json:"part"`
	URL        string   `json:"url"`
	State      string   `json:"state"`
	Said       string   `json:"state_said"`
	Substitute string   `json:"substitute"`
	MayConfirm bool     `json:"may_confirm"`

	StateField string       `json:"-"`
	SubField   string       `json:"-"`
	States     []web.Option `json:"-"`
}

type attendancePage struct {
	Code      string      `json:"code"`
	Title     string      `json:"title"`
	Rows      []markRow   `json:"attendances"`
	Tally     []tallyView `json:"tally"`
	Held      bool        `json:"held"`
	Waiting   int         `json:"not_marked"`
	MayMark   bool        `json:"may_mark"`
	MayInvite bool        `json:"may_invite"`
	CSV       string      `json:"-"`
}

// getAttendance shows the invitation list, and after the meeting asks of all at
// once who came.
func (r *Room) getAttendance(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	var page conferencePage
	if err := fillRecords(c, x, 0, &page); err != nil {
		return err
	}
	rel := x.Relations(c.Actor, 0)
	p := attendancePage{Code: x.Code, Title: x.TitleIn(c.Lang), Tally: page.Tally, Held: x.Took(), CSV: c.CSVLink()}
	p.MayMark = p.Held && access.Check(own, c.Actor, "conference.mark", rel) == nil
	p.MayInvite = !p.Held && x.State != Cancelled && access.Check(own, c.Actor, "conference.invite", rel) == nil
	for _, v := range page.Attendances {
		a := v.Attendance
		row := markRow{ID: a.ID, Who: v.who(), Part: v.PartSaid, URL: v.URL, State: a.State, Said: v.StateSaid, Substitute: a.Substitute,
			StateField: fieldOf("state", a.ID), SubField: fieldOf("substitute", a.ID)}
		row.MayConfirm = !p.Held && x.State != Cancelled && AttendanceMachine.May(c.Actor, a.Relations(c.Actor, x), a.State, "conference.confirm_attendance")
		if !a.marked() {
			p.Waiting++
		}
		for _, s := range AttendanceMachine.States() {
			if s != a.State && !slices.ContainsFunc(marks, func(k mark) bool { return k.state == s }) {
				continue
			}
			row.States = append(row.States, web.Option{Value: s, Label: c.T(string(AttendanceMachine.StateKey(s))), Selected: s == a.State})
		}
		p.Rows = append(p.Rows, row)
	}
	if c.WantsCSV() {
		return c.CSV("attendance-"+x.Code, []string{c.T("conference.organisation"), c.T("conference.party_code"), c.T("conference.office"), c.T("conference.person"),
			c.T("conference.part"), c.T("conference.state"), c.T("conference.substitute")}, func(yield func([]string) bool) {
			for _, v := range page.Attendances {
				if !yield([]string{v.Organisation, v.Party, v.Office, v.Person, v.PartSaid, v.StateSaid, v.Substitute}) {
					return
				}
			}
		})
	}
	return c.Page("attendance", p)
}

// postMarks marks what the form says of each; a row that is not posted or still
// says what stands is left, unless all the rest are said to have been there.
func (r *Room) postMarks(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	listed, err := AttendancesOf(c.R.Context(), c.Q, c.Actor, x.ID)
	if err != nil {
		return err
	}
	in := MarkInput{Key: c.Key(), Conference: x.ID}
	for _, a := range listed {
		s := c.Value(fieldOf("state", a.ID))
		if s == a.State && !a.marked() && c.Value("rest") != "" {
			s = Present
		}
		if s != "" {
			in.Marks = append(in.Marks, Mark{a.ID, s, c.Value(fieldOf("substitute", a.ID))})
		}
	}
	done, err := r.MarkAttendance(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getAttendance, err)
	}
	return c.Done(done, URL(x.Code)+"/attendance", "conference.mark_done")
}

func (r *Room) postConfirmation(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	id, _ := strconv.ParseInt(c.Path("id"), 10, 64)
	done, err := r.ConfirmAttendance(c.R.Context(), c.Actor, ConfirmInput{Key: c.Key(), Attendance: ident.ID(id)})
	if err != nil {
		return c.Again(r.getAttendance, err)
	}
	return c.Done(done, URL(x.Code)+"/attendance", "conference.confirm_attendance_done")
}

type invitationsPage struct {
	Code   string       `json:"code"`
	Title  string       `json:"title"`
	Groups []web.Option `json:"-"`
}

func (r *Room) getInvitations(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	if err := access.Check(own, c.Actor, "conference.invite", x.Relations(c.Actor, 0)); err != nil {
		return err
	}
	p := invitationsPage{Code: x.Code, Title: x.TitleIn(c.Lang), Groups: []web.Option{{Value: "", Label: c.T("conference.none")}}}
	groups, err := party.ListGroups(c.R.Context(), c.Q, c.Actor.Programme)
	if err != nil {
		return err
	}
	counts, err := party.MemberCounts(c.R.Context(), c.Q, c.Actor.Programme, c.Today())
	if err != nil {
		return err
	}
	for _, g := range groups {
		p.Groups = append(p.Groups, web.Option{Value: g.Code, Label: c.T("conference.group_of", g.NameIn(c.Lang), counts[g.ID])})
	}
	return c.Page("invitations", p)
}

func (r *Room) postInvitations(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	in := InviteInput{Key: c.Key(), Conference: x.ID}
	for line := range strings.Lines(c.Value("lines")) {
		in.Lines = append(in.Lines, line)
	}
	if code := c.Value("group"); code != "" {
		g, err := party.GetGroupByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if fault.KindOf(err) == fault.NotFound {
			return c.Again(r.getInvitations, refuse("group", "conference.group_unknown", nil))
		}
		if err != nil {
			return err
		}
		in.Group = g.ID
	}
	done, err := r.Invite(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getInvitations, err)
	}
	return c.Done(done, URL(x.Code)+"/attendance", "conference.invite_done")
}

// fillAttendances draws who was there or is invited, and how many.
func fillAttendances(c *web.Call, x Conference, q quotes, list []Attendance, p *conferencePage) error {
	parties, err := partiesOf(c, list)
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for _, a := range list {
		counts[a.State]++
		v := attendanceView{a.Part, c.T("conference.part." + a.Part), a.Person, a.Office, named(c, a.Organisation, parties[a.Party]), parties[a.Party].Code, a.State,
			c.T(string(AttendanceMachine.StateKey(a.State))), a.Substitute, q.view(a.Quote), c.Base() + recordURL(x.Code, "attendance", a.number()), a}
		p.Attendances = append(p.Attendances, v)
		if a.Part == "chair" && a.State != Absent {
			p.Chairs = append(p.Chairs, v)
		}
	}
	for _, s := range AttendanceMachine.States() {
		if counts[s] > 0 {
			p.Tally = append(p.Tally, tallyView{s, c.T(string(AttendanceMachine.StateKey(s))), counts[s]})
		}
	}
	return nil
}
