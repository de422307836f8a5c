package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/plan"
)

type reviewPage struct {
	Code       string        `json:"code"`
	State      string        `json:"state"`
	Said       string        `json:"state_said"`
	Source     sourceView    `json:"source"`
	Instrument bool          `json:"of_an_agreement"`
	Meeting    string        `json:"meeting"` // or the agreement
	MeetingURL string        `json:"meeting_url"`
	Coverage   Coverage      `json:"coverage"`
	Pieces     []Piece       `json:"pieces"`
	N          int           `json:"n"` // the proposal under review, 0 at the end
	Current    *proposalView `json:"current"`
	Groups     []groupView   `json:"groups"`
	Bulk       []bulkView    `json:"bulk"`
	Missing    []missingView `json:"missing"`
	As         []web.Option  `json:"-"`
	Next       int           `json:"next"` // the next one that waits, 0 when none does
	Previous   int           `json:"previous"`
	Open       bool          `json:"open"`
	MayDecide  bool          `json:"may_decide"`
	Moves      []string      `json:"moves"`
	Advice     *adviceView   `json:"advice,omitempty"`
}

type sourceView struct {
	Code     string `json:"code"`
	Title    string `json:"title"`
	HTMLLang string `json:"html_lang"`
	Note     string `json:"note"`
	Digest   string `json:"digest"`
}

// groupView is the proposals of one kind, for the list.
type groupView struct {
	Label string     `json:"label"`
	Items []itemView `json:"items"`
}

type itemView struct {
	N     int    `json:"n"`
	Text  string `json:"text"`
	State string `json:"state"`
}

type bulkView struct {
	Kind  string `json:"kind"`
	Label string `json:"label"`
}

type missingView struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// desk is everything a review page is drawn from.
type desk struct {
	reading    Reading
	source     conference.Source
	meeting    conference.Conference
	instrument agreement.Agreement // whose text is read, instead of one about a meeting
	proposals  []Proposal
}

// topic is what the text is about: the meeting or the agreement, with its page.
func (d desk) topic(c *web.Call) (title, url string) {
	if d.instrument.ID != 0 {
		return d.instrument.TitleIn(c.Lang), c.Base() + agreement.URL(d.instrument.Code)
	}
	return d.meeting.TitleIn(c.Lang), c.Base() + conference.URL(d.meeting.Code)
}

// quoteURL is where a passage of the text can be read.
func (d desk) quoteURL(c *web.Call, p Proposal) string {
	if d.instrument.ID != 0 {
		return c.Base() + URL(d.reading.Code) + fmt.Sprintf("?n=%d#q%d", p.Ordinal, p.Ordinal)
	}
	return c.Base() + conference.QuoteURL(d.source.Code, p.Quote)
}

func (r *Room) open(c *web.Call) (d desk, err error) {
	if d.reading, err = find(c); err != nil {
		return d, err
	}
	ctx, prog := c.R.Context(), c.Actor.Programme
	if d.source, d.instrument, err = textOf(ctx, c.Q, prog, d.reading); err != nil {
		return d, err
	}
	if d.instrument.ID == 0 {
		if d.meeting, err = conference.GetConference(ctx, c.Q, prog, d.reading.Conference); err != nil {
			return d, err
		}
	}
	d.proposals, err = ProposalsOf(ctx, c.Q, prog, d.reading.ID)
	return d, err
}

// at is the proposal that the request is about: the one of the path or of ?n=,
// else the first that waits; 0 is the end of the text.
func (d desk) at(c *web.Call) int {
	asked := c.Path("n")
	if asked == "" {
		asked = c.Query("n")
	}
	n, err := strconv.Atoi(asked)
	switch {
	case asked == "":
		return d.after(0)
	case err != nil || n < 1 || n > len(d.proposals):
		return 0
	}
	return n
}

// after is the next waiting proposal after n, from the beginning again at the
// end; 0 when none waits.
func (d desk) after(n int) int {
	first := 0
	for _, p := range d.proposals {
		if p.State != Proposed || p.Ordinal == n {
			continue
		}
		if p.Ordinal > n {
			return p.Ordinal
		}
		if first == 0 {
			first = p.Ordinal
		}
	}
	return first
}

func (r *Room) getReview(c *web.Call) error {
	d, err := r.open(c)
	if err != nil {
		return err
	}
	rel := d.reading.Relations(c.Actor)
	n := d.at(c)
	p := reviewPage{Code: d.reading.Code, State: d.reading.State, Said: c.T(string(Machine.StateKey(d.reading.State))), Instrument: d.instrument.ID != 0,
		Coverage: d.reading.Cover(d.proposals), N: n, Next: d.after(n), Previous: max(0, n-1),
		Pieces: pieces(d.source.Text, d.proposals, d.reading.StillUncovered(d.proposals), n), Open: d.reading.State == Open,
		As: options(c, "intake.as.", ByHandKinds), Missing: missing(c, d)}
	p.Meeting, p.MeetingURL = d.topic(c)
	if n == 0 {
		p.Previous = len(d.proposals)
	}
	p.Source = sourceView{d.source.Code, d.source.Title, words.Lang(d.source.Lang).HTML(), c.T("conference.lang." + d.source.Lang), d.source.Digest}
	if d.source.Translated != "" {
		p.Source.Note += " · " + c.T("conference.translated."+d.source.Translated)
	}
	p.MayDecide = p.Open && access.Check(access.FromMachine(ProposalMachine), c.Actor, "intake.accept", rel) == nil
	for _, mv := range Machine.Open(c.Actor, rel, d.reading.State) {
		p.Moves = append(p.Moves, mv.Verb)
	}
	p.list(c, d)
	p.Advice = r.advice(c, d.reading)
	if n > 0 {
		if p.Current, err = r.view(c, d, d.proposals[n-1]); err != nil {
			return err
		}
	}
	return c.Page("review", p)
}

// list fills the list of proposals by kind, and what can be accepted at once.
func (p *reviewPage) list(c *web.Call, d desk) {
	for _, kind := range Kinds {
		g, waiting := groupView{Label: c.T("intake.kinds." + kind)}, 0
		for _, x := range d.proposals {
			if x.Kind != kind {
				continue
			}
			g.Items = append(g.Items, itemView{x.Ordinal, x.short(), c.T(string(ProposalMachine.StateKey(x.State)))})
			if x.State == Proposed {
				waiting++
			}
		}
		if len(g.Items) > 0 {
			p.Groups = append(p.Groups, g)
		}
		if waiting > 1 && p.MayDecide && slices.Contains(BulkKinds, kind) && mayRecord(c.Actor, kind) {
			p.Bulk = append(p.Bulk, bulkView{kind, c.T("intake.accept_all."+kind, waiting)})
		}
	}
}

// short is one line that tells a proposal from the others.
func (p Proposal) short() string {
	parts := []string{p.Value("title")}
	switch p.Kind {
	case KindClause:
		parts = []string{p.Value("number"), titled(span(p.Quote)).Value}
	case KindAttendance:
		parts = []string{p.Value("organisation"), p.Value("office"), p.Value("person")}
	case KindSpeech:
		parts = []string{p.Value("speaker"), p.Value("on_behalf_of")}
	}
	line := strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
	if line == "" {
		line = titled(span(p.Quote)).Value
	}
	return line
}

// missing is the panel "what the text does not say".
func missing(c *web.Call, d desk) []missingView {
	m := d.reading.Missing
	without := func(with int) string { return fmt.Sprintf("%d / %d", max(0, m.Duties-with), m.Duties) }
	if d.instrument.ID != 0 {
		rows := []missingView{{c.T("intake.missing.commitments"), strconv.Itoa(m.Duties)}, {c.T("intake.missing.without_date"), without(m.WithDate)},
			{c.T("intake.missing.without_quantity"), without(m.WithQuantity)}}
		return rows
	}
	rows := []missingView{{"duties", strconv.Itoa(m.Duties)}, {"without_date", without(m.WithDate)}, {"without_quantity", without(m.WithQuantity)},
		{"without_amount", without(m.WithAmount)}, {"class_addressed", fmt.Sprintf("%d / %d", m.ClassAddressed, m.Duties)},
		{"signings_without_text", strconv.Itoa(m.SigningsWithoutText)}, {"noted_only", strconv.Itoa(m.NotedOnly)}}
	for i := range rows {
		rows[i].Label = c.T("intake.missing." + rows[i].Label)
	}
	return rows
}

// mayRecord tells whether the actor's role may make the record of a kind: each
// room says so for its own.
func mayRecord(who ident.Actor, kind string) bool {
	switch kind {
	case KindMeasure:
		return access.Check(decision.Rules(), who, "decision.capture", nil) == nil
	case KindNote:
		return access.Check(decision.Rules(), who, "decision.note", nil) == nil
	case KindAgreement:
		return access.Check(agreement.Rules(), who, "agreement.capture", nil) == nil
	case KindClause: // whether the agreement is theirs is asked there
		return who.Has(readers...)
	}
	return access.Check(conference.Rules(), who, "conference.record", nil) == nil
}

// proposalView is one proposal with its form, or with what became of it.
type proposalView struct {
	N         int         `json:"n"`
	Kind      string      `json:"kind"`
	KindSaid  string      `json:"kind_said"`
	State     string      `json:"state"`
	Said      string      `json:"state_said"`
	Quote     string      `json:"quote"`
	QuoteURL  string      `json:"quote_url"`
	Origin    string      `json:"origin"`
	Reason    string      `json:"reason"`
	Fields    []fieldView `json:"fields"`
	First     string      `json:"-"` // the field that Edit goes to
	Twin      *recordView `json:"already_recorded"`
	Same      bool        `json:"agrees"`
	Record    *recordView `json:"record"`
	Second    string      `json:"second"` // who must accept after this person, "" for nobody
	MayAccept bool        `json:"may_accept"`
	Receipt   int64       `json:"decided"`
}

// recordView is a record on file, with its page.
type recordView struct {
	Label string `json:"label"`
	URL   string `json:"url"`
	Where string `json:"where"` // the code of the text it was read from
}

// view draws one proposal.
func (r *Room) view(c *web.Call, d desk, p Proposal) (*proposalView, error) {
	ctx := c.R.Context()
	v := &proposalView{N: p.Ordinal, Kind: p.Kind, KindSaid: c.T("intake.kind_one." + p.Kind), State: p.State, Said: c.T(string(ProposalMachine.StateKey(p.State))),
		Quote: p.Quote.Text, QuoteURL: d.quoteURL(c, p), Origin: p.Origin, Reason: p.Reason, Receipt: p.Decided,
		MayAccept: mayRecord(c.Actor, p.Kind)}
	e, err := existing(ctx, c.Q, c.Actor, d.reading)
	if err != nil {
		return nil, err
	}
	names, err := namesOf(ctx, c.Q, c.Actor, d.source)
	if err != nil {
		return nil, err
	}
	side, err := party.SideOf(ctx, c.Q, c.Actor.Programme, c.Actor.Organisation)
	if err != nil {
		return nil, err
	}
	members, err := party.MemberCounts(ctx, c.Q, c.Actor.Programme, c.Today())
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	if p.State == Proposed {
		values = p.prefill(names, e.Attendances)
		if sides := sideOfChoice(names, values["to"]); values["laid_on"] == "" && sides != 0 {
			theirs, err := party.SideOf(ctx, c.Q, c.Actor.Programme, sides)
			if err != nil {
				return nil, err
			}
			if slices.Contains(decision.Sides, theirs) {
				values["laid_on"] = theirs
			}
		}
		if t := p.twin(e); t != nil {
			v.Twin, v.Same = drawn(c, d, e, t.Ref), t.Same
			if err := placed(c, v.Twin, t.Quote); err != nil {
				return nil, err
			}
		}
	} else if p.Record.Kind != "" {
		v.Record = drawn(c, d, e, p.Record)
	}
	classes, err := plan.Uses(c, plan.Classes)
	if err != nil {
		return nil, err
	}
	for _, f := range p.Fields {
		if value, has := values[f.Name]; has {
			f.Value = value
		}
		v.Fields = append(v.Fields, fieldOf(c, p, f, choices{names, e.Attendances, members, classes}))
	}
	if i := slices.IndexFunc(v.Fields, func(f fieldView) bool { return f.Type != "shown" }); i >= 0 {
		v.First = v.Fields[i].Name
	}
	v.Second = second(c, p.Kind, values["laid_on"], side)
	return v, nil
}

// sideOfChoice is the organisation chosen to act, 0 for none.
func sideOfChoice(n Names, to string) ident.ID {
	code, ok := strings.CutPrefix(to, toParty)
	if !ok {
		return 0
	}
	for _, p := range n.Parties {
		if p.Code == code {
			return p.ID
		}
	}
	return 0
}

// second says who accepts after this person.
func second(c *web.Call, kind, laidOn, side string) string {
	switch {
	case kind == KindAgreement:
		return c.T("intake.second.agreement")
	case kind == KindClause:
		return c.T("intake.second.clause")
	case kind == KindMeasure && laidOn != "" && laidOn != side:
		return c.T("intake.second." + laidOn)
	}
	return ""
}

// drawn is a record on file with its page; one that is not among what the
// reader may see is named by its kind alone.
func drawn(c *web.Call, d desk, e Existing, ref ident.Ref) *recordView {
	v := &recordView{Label: c.T(ref.Kind)}
	_, v.URL = d.topic(c)
	switch ref.Kind {
	case agreement.ClauseNoun:
		v.URL = c.Base() + agreement.ClauseURL(d.instrument.Code, ref.ID)

	case conference.Noun:
		v.Label = d.meeting.Code + " " + d.meeting.TitleIn(c.Lang)
	case decision.Noun:
		for _, m := range e.Measures {
			if m.ID == ref.ID {
				v.Label, v.URL = m.Code+" "+m.TitleIn(c.Lang), c.Base()+decision.URL(m.Code)
			}
		}
	case agreement.Noun:
		for _, a := range e.Agreements {
			if a.ID == ref.ID {
				v.Label, v.URL = a.Code+" "+a.TitleIn(c.Lang), c.Base()+agreement.URL(a.Code)
			}
		}
	case conference.AttendanceNoun:
		for _, a := range e.Attendances {
			if a.ID == ref.ID {
				v.Label = strings.Trim(strings.Join([]string{a.Organisation, a.Office, a.Person}, " · "), " ·")
			}
		}
	case conference.VisitNoun:
		for _, x := range e.Visits {
			if x.ID == ref.ID {
				v.Label, v.URL = x.Code+" "+c.T("conference.visit_kind."+x.Kind), c.Base()+conference.VisitURL(x.Code)
			}
		}
	case conference.EventNoun:
		for _, x := range e.Events {
			if x.ID == ref.ID {
				v.Label = strings.Trim(c.T("conference.event."+x.Kind)+" · "+words.Date(c.Lang, x.Day), " ·")
			}
		}
	}
	return v
}

// placed adds the text from which a record was read.
func placed(c *web.Call, v *recordView, q conference.Quote) error {
	if q.Source == 0 {
		return nil
	}
	heads, err := conference.SourcesByID(c.R.Context(), c.Q, c.Actor.Programme, []ident.ID{q.Source})
	v.Where = heads[q.Source].Code
	return err
}
