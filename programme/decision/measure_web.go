package decision

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
)

type quoteView struct {
	Text  string `json:"text"`
	Lang  string `json:"lang"`
	URL   string `json:"url"`
	Where string `json:"where"`
}

type answerRow struct {
	Party      partyView `json:"party"`
	URL        string    `json:"url"`
	State      string    `json:"state"`
	Said       string    `json:"state_said"`
	Document   string    `json:"document"`
	Why        string    `json:"why"`
	Since      words.Day `json:"since"`
	AnswerBy   words.Day `json:"answer_by"`   // set when that day has passed
	AnswerLate int       `json:"answer_late"` // days since then
	Unheard    int       `json:"unheard"`
	Every      int       `json:"report_every"`
}

type reportView struct {
	When    string    `json:"when"`
	Who     partyView `json:"who"`
	Member  string    `json:"member"` // whose answer it is on, "" for the measure itself
	Claim   bool      `json:"claim"`
	Text    string    `json:"text"`
	Next    string    `json:"next"`
	Stalled bool      `json:"no_progress"`
	File    string    `json:"file"`
	FileURL string    `json:"file_url"`
	About   string    `json:"about_file"`
}

type waitView struct {
	What   string    `json:"what"`
	Who    string    `json:"who"`
	Due    words.Day `json:"due"`
	Late   bool      `json:"late"`
	Reason string    `json:"reason"`
}

type moveView struct {
	Verb  string `json:"verb"`
	Label string `json:"label"`
	URL   string `json:"url"`
	Asks  bool   `json:"asks"` // leads to a form
	Open  bool   `json:"-"`    // whose form is open on the page
}

type historyLine struct {
	When string `json:"when"`
	Who  string `json:"who"`
	What string `json:"what"`
	Why  string `json:"why"`
}

type measurePage struct {
	Measure    Measure         `json:"measure"`
	Title      string          `json:"title"`
	Kind       string          `json:"kind_said"`
	Grade      string          `json:"grade_said"`
	Sector     string          `json:"sector_said"`
	Side       string          `json:"laid_on_said"`
	Said       string          `json:"state_said"`
	Since      words.Day       `json:"since"`
	Conference *linkView       `json:"conference"`
	Visit      *linkView       `json:"visit"`
	Quote      *quoteView      `json:"quote"`
	AskedBy    partyView       `json:"asked_by"`
	Owner      partyView       `json:"owner"`
	Lead       partyView       `json:"lead"`
	CoLeads    []partyView     `json:"co_leads"`
	Class      *linkView       `json:"class"`
	Pairing    *linkView       `json:"pairing"`
	Quantity   string          `json:"quantity"`
	Second     string          `json:"second"` // "", wanted or given
	Reason     string          `json:"reason"` // why it stands as it does
	Row        measureRow      `json:"clocks"` // what lists show of it
	Unblocker  partyView       `json:"unblocker"`
	BlockedAll int             `json:"blocked_days_in_all"`
	Into       *linkView       `json:"into"`
	TakenIn    []linkView      `json:"taken_in"`
	Heard      words.Day       `json:"heard"`
	Answers    []answerRow     `json:"answers"`
	Own        string          `json:"own_answer"` // the page of the reader's own answer
	Reports    []reportView    `json:"reports"`
	Proposals  []proposalView  `json:"proposals"`
	Waits      []waitView      `json:"waits"`
	Moves      []moveView      `json:"moves"`
	Rare       []moveView      `json:"rare_moves"`
	Form       *form           `json:"-"`
	Translate  string          `json:"-"`
	Past       bool            `json:"past"` // as of a day gone by
	Panels     []template.HTML `json:"-"`
	History    []historyLine   `json:"history"`
}

func (r *Room) getMeasure(c *web.Call) error { return r.show(c, nil, "") }

// show draws a measure's page with one form open: that of the chosen act or kind
// of proposal, else that of what comes next.
func (r *Room) show(c *web.Call, chosen *act, kind string) error {
	m, err := find(c)
	if err != nil {
		return err
	}
	asOf, err := c.AsOf()
	if err != nil {
		return err
	}
	if asOf.Asked() {
		if err := c.Then(asOf, m.Ref(), &m); err != nil {
			return err
		}
		if m, err = shown(c.R.Context(), c.Q, c.Actor, m); err != nil {
			return err
		}
	}
	p := measurePage{Measure: m, Past: asOf.Asked()}
	p.describe(c, m)
	if err := fillOrigin(c, m, &p); err != nil {
		return err
	}
	names, err := fillPeople(c, m, asOf.Seq, &p)
	if err != nil {
		return err
	}
	on := c.Today()
	if p.Past {
		on = asOf.Day
	}
	p.Row = row(c, m, names, on)
	if p.Past {
		return c.Page("measure", p)
	}
	for _, fill := range []func(*web.Call, Measure, *measurePage) error{fillMergers, fillProposals, r.fillPanels} {
		if err := fill(c, m, &p); err != nil {
			return err
		}
	}
	if err := r.fillActs(c, m, &p, chosen, kind, names); err != nil {
		return err
	}
	return c.Page("measure", p)
}

// describe says what stands in the measure itself.
func (p *measurePage) describe(c *web.Call, m Measure) {
	p.Title, p.Kind, p.Said, p.Since, p.Heard = m.TitleIn(c.Lang), c.T("decision.kind."+m.Kind), stateSaid(c, m), day(c, m.StateSince), day(c, m.LastReport)
	if m.Grade != "" {
		p.Grade = c.T("decision.grade." + m.Grade)
	}
	if m.Sector != "" {
		p.Sector = c.T("decision.sector." + m.Sector)
	}
	if m.LaidOn != "" {
		p.Side = c.T("decision.side." + m.LaidOn)
	}
	if m.Quantity != nil {
		p.Quantity = m.Quantity.Format(string(c.Lang))
	}
	if slices.Contains([]string{NotTaken, Contested, Blocked, Returned, Merged, Cancelled, Withdrawn}, m.State) {
		p.Reason = m.Reason
	}
	switch {
	case m.Accepted:
		p.Second = "given"
	case m.NeedsSecond:
		p.Second = "wanted"
	}
}

// fillMergers links what goes on in another measure with that one, both ways.
func fillMergers(c *web.Call, m Measure, p *measurePage) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	if m.Into != 0 {
		into, err := GetMeasure(ctx, c.Q, prog, m.Into)
		if err != nil {
			return err
		}
		p.Into = &linkView{into.TitleIn(c.Lang), c.Base() + URL(into.Code), into.Code}
	}
	all, err := MergedInto(ctx, c.Q, prog, m.ID)
	for _, x := range all {
		p.TakenIn = append(p.TakenIn, linkView{x.TitleIn(c.Lang), c.Base() + URL(x.Code), x.Code})
	}
	return err
}

// fillOrigin finds the meeting and the place in the source.
func fillOrigin(c *web.Call, m Measure, p *measurePage) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	if m.Conference != 0 {
		x, err := conference.GetConference(ctx, c.Q, prog, m.Conference)
		if err != nil {
			return err
		}
		if access.MaySee(c.Actor, x.Visibility, x.Owner) {
			p.Conference = &linkView{x.TitleIn(c.Lang), c.Base() + conference.URL(x.Code), x.Code}
		}
	}
	if m.Visit != 0 {
		v, err := conference.GetVisit(ctx, c.Q, prog, m.Visit)
		if err != nil {
			return err
		}
		if access.MaySee(c.Actor, v.Visibility, v.Owner) {
			p.Visit = visitLink(c, v)
		}
	}
	if m.Quote.Text == "" {
		return nil
	}
	p.Quote = &quoteView{Text: m.Quote.Text, Lang: words.Lang(m.Lang).HTML()}
	if m.Quote.Source == 0 {
		return nil
	}
	sources, err := conference.SourcesByID(ctx, c.Q, prog, []ident.ID{m.Quote.Source})
	if err != nil {
		return err
	}
	if s, ok := sources[m.Quote.Source]; ok && access.MaySee(c.Actor, s.Visibility, s.Owner) {
		p.Quote.Lang, p.Quote.URL, p.Quote.Where = words.Lang(s.Lang).HTML(), c.Base()+conference.QuoteURL(s.Code, m.Quote), s.Title
		if s.Translated == "machine" {
			p.Quote.Where = c.T("decision.machine_translated", s.Title)
		}
	}
	return nil
}

// fillPeople finds who asked, who must act, what they answered and reported,
// who acts next and what happened: each kind in one query. What was said and
// happened is cut at seq, when it is not 0; answers and waits are today's.
func fillPeople(c *web.Call, m Measure, seq int64, p *measurePage) (parties, error) {
	ctx, prog := c.R.Context(), c.Actor.Programme
	var answers []Answer
	var open []task.Task
	var err error
	if m.Members > 0 && seq == 0 {
		if answers, err = AnswersOf(ctx, c.Q, prog, m.ID); err != nil {
			return parties{}, err
		}
	}
	reports, err := ReportsOf(ctx, c.Q, prog, m.ID)
	if err != nil {
		return parties{}, err
	}
	reports = slices.DeleteFunc(reports, func(x Report) bool { return seq != 0 && x.Seq > seq })
	if seq == 0 {
		if open, err = task.Of(ctx, c.Q, prog, m.Ref()); err != nil {
			return parties{}, err
		}
	}
	events, err := LifeOf(ctx, c.Q, prog, Machine, m.ID, seq)
	if err != nil {
		return parties{}, err
	}
	ids := append([]ident.ID{m.AskedBy, m.Owner, m.Lead, m.Unblocker}, m.CoLeads...)
	for _, a := range answers {
		ids = append(ids, a.Party)
	}
	for _, x := range reports {
		ids = append(ids, x.Organisation)
	}
	for _, t := range open {
		ids = append(ids, t.Party)
	}
	for _, e := range events {
		ids = append(ids, e.Organisation)
	}
	names, err := loadParties(c, ids)
	if err != nil {
		return names, err
	}
	p.AskedBy, p.Owner, p.Lead, p.Unblocker = names.view(m.AskedBy), names.view(m.Owner), names.view(m.Lead), names.view(m.Unblocker)
	for _, id := range m.CoLeads {
		p.CoLeads = append(p.CoLeads, names.view(id))
	}
	for _, a := range answers {
		p.Answers = append(p.Answers, answerRowOf(c, m, a, names, c.Today()))
		if a.Party == c.Actor.Organisation && c.Actor.Has(holders...) {
			p.Own = c.Base() + a.URL()
		}
	}
	p.Reports, p.Waits, p.History = reportViews(c, m, reports, answers, names), waitViews(c, open, names), historyOf(c, events, names)
	if all := blockedDays(events, c.Today(), zone(c)); seq == 0 && all > m.BlockedDays(c.Today(), zone(c)) {
		p.BlockedAll = all // more than it is blocked for now
	}
	return names, fillClass(c, m, p)
}

// answerRowOf is one answer as it stands on a day.
func answerRowOf(c *web.Call, m Measure, a Answer, names parties, today words.Day) answerRow {
	v := answerRow{names.view(a.Party), c.Base() + a.URL(), a.State, c.T(string(AnswerMachine.StateKey(a.State))), a.Document, a.Why, day(c, a.Since), "", 0,
		a.Unheard(m.ReportEvery, today, zone(c)), m.ReportEvery}
	if v.AnswerLate = a.AnswerLate(today); v.AnswerLate > 0 {
		v.AnswerBy = a.AnswerBy
	}
	return v
}

func fillClass(c *web.Call, m Measure, p *measurePage) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	if m.Group != 0 {
		g, err := party.GetGroup(ctx, c.Q, prog, m.Group)
		if err != nil {
			return err
		}
		p.Class = &linkView{g.NameIn(c.Lang), c.Base() + "/groups/" + g.Code, g.Code}
	}
	if m.Pairing != 0 {
		x, err := party.GetPairing(ctx, c.Q, prog, m.Pairing)
		if err != nil {
			return err
		}
		if x.Visibility != "internal" || c.Actor.SeesAll() || x.SideOf(c.Actor.Organisation) != "" {
			p.Pairing = &linkView{x.Code, c.Base() + "/pairings/" + x.Code, x.Code}
		}
	}
	return nil
}

func reportViews(c *web.Call, m Measure, reports []Report, answers []Answer, names parties) []reportView {
	members := map[ident.ID]string{}
	for _, a := range answers {
		members[a.ID] = names.view(a.Party).Name
	}
	var all []reportView
	for _, x := range reports {
		v := reportView{When: words.Moment(c.Lang, x.At, zone(c)), Who: names.view(x.Organisation), Member: members[x.Answer], Claim: x.Claim, Text: x.Text, Next: x.Next, Stalled: x.NoProgress}
		if x.Digest != "" {
			v.File, v.About = x.Name, c.T("decision.file_about", (x.Size+999)/1000, x.Digest[:8])
			v.FileURL = c.Base() + URL(m.Code) + "/reports/" + strconv.FormatInt(int64(x.ID), 10)
		}
		all = append(all, v)
	}
	return all
}

// waitViews says who must act next: each act once, with all who may do it.
func waitViews(c *web.Call, open []task.Task, names parties) []waitView {
	var all []waitView
	for _, t := range open {
		who := names.view(t.Party).Name
		if t.Party == 0 {
			who = c.T("site.role." + string(t.Role))
		}
		v := waitView{c.T(t.Action), who, t.Due, t.Due != "" && t.Due < c.Today(), t.Reason}
		i := slices.IndexFunc(all, func(o waitView) bool { return o.What == v.What && o.Due == v.Due && o.Reason == v.Reason })
		switch {
		case i < 0:
			all = append(all, v)
		case !strings.Contains(all[i].Who, who):
			all[i].Who = c.T("decision.both", all[i].Who, who)
		}
	}
	return all
}

func historyOf(c *web.Call, events []Event, names parties) []historyLine {
	put := 0
	for _, e := range events {
		if e.Kind == Noun+".deferred" {
			put++
		}
	}
	var all []historyLine
	for _, e := range events {
		who := names.view(e.Organisation).Name
		if e.Person != "" {
			who = c.T("decision.person_of", e.Person, who)
		}
		line := historyLine{words.Moment(c.Lang, e.At, zone(c)), who, c.T(e.Kind), e.Reason}
		for _, d := range differences(c, e.before, e.now) {
			line.Why = strings.TrimSpace(line.Why + " " + d)
		}
		if e.Kind == Noun+".deferred" {
			line.What = c.T("decision.measure.deferred_nth", put)
			put--
		}
		all = append(all, line)
	}
	return all
}

func (r *Room) fillPanels(c *web.Call, m Measure, p *measurePage) error {
	for _, panel := range r.Panels {
		html, err := panel(c, m)
		if err != nil {
			return err
		}
		if html != "" {
			p.Panels = append(p.Panels, html)
		}
	}
	return nil
}

func (r *Room) getFile(c *web.Call) error {
	m, err := find(c)
	if err != nil {
		return err
	}
	id, _ := strconv.ParseInt(c.Path("id"), 10, 64)
	x, err := GetReport(c.R.Context(), c.Q, c.Actor.Programme, ident.ID(id))
	if err != nil {
		return err
	}
	if x.Measure != m.ID || x.Digest == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	file, err := r.Blobs.Open(x.Digest)
	if err != nil {
		return err
	}
	defer file.Close()
	return c.Download(blob.Headers(blob.File{Digest: x.Digest, Size: x.Size, MIME: x.MIME, Name: x.Name}), file)
}
