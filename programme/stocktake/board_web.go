package stocktake

import (
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"throughline/kit/chart"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
)

const pageSize = 50

type tallyView struct {
	Status  string `json:"status"`
	N       int64  `json:"n"`
	URL     string `json:"-"`
	Current bool   `json:"-"`
}

type nodeView struct {
	State string `json:"state"`
	Name  string `json:"name"`
	What  string `json:"what,omitempty"`
	More  string `json:"more,omitempty"`
	Flag  string `json:"flag,omitempty"`
	URL   string `json:"url,omitempty"`
}

type rowView struct {
	Code         string     `json:"code"`
	Title        string     `json:"title"`
	Lang         string     `json:"-"`
	Lead         string     `json:"lead"`
	Nodes        []nodeView `json:"nodes"`
	Status       string     `json:"status"`
	Reason       string     `json:"reason"`
	QuietDays    int        `json:"quiet_days"`
	Answered     string     `json:"answered,omitempty"` // of a class: how many of its members answered
	Whole        string     `json:"whole,omitempty"`    // the code of the requirement that was addressed to the class
	Due          words.Day  `json:"due"`
	Illustrative bool       `json:"illustrative"`
}

type needView struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

type boardPage struct {
	Total   int64             `json:"total"`
	AsOf    string            `json:"as_of"`
	Tally   []tallyView       `json:"tally"`
	Bar     template.HTML     `json:"-"`
	Needs   []needView        `json:"needs_you"`
	More    int               `json:"needs_you_more"`
	Rows    []rowView         `json:"promises"`
	Names   []string          `json:"-"`
	Status  []web.Option      `json:"-"`
	Leads   []web.Option      `json:"-"`
	Roots   []web.Option      `json:"-"`
	Kept    map[string]string `json:"-"` // filters that stay in the URL without a control
	Filters int               `json:"filters"`
	Next    string            `json:"next,omitempty"`
	CSV     string            `json:"-"`
}

// getBoard answers: are the promises being kept, and which need me?
func (r *Room) getBoard(c *web.Call) error {
	f, err := r.boardFilter(c)
	if err != nil {
		return err
	}
	if c.WantsCSV() {
		return r.boardCSV(c, f)
	}
	ctx := c.R.Context()
	f.Fold = f.Status == "" && f.Lead == 0
	promises, err := ListPromises(ctx, c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	counts, err := CountByStatus(ctx, c.Q, c.Actor, f.Lead)
	if err != nil {
		return err
	}
	leads, err := LeadsWithPromises(ctx, c.Q, c.Actor)
	if err != nil {
		return err
	}
	names, err := party.PartiesByID(ctx, c.Q, c.Actor.Programme, append(leads, leadsOf(promises)...))
	if err != nil {
		return err
	}
	classes, err := decision.MeasuresByID(ctx, c.Q, c.Actor.Programme, classesOf(promises))
	if err != nil {
		return err
	}
	groups, err := party.GroupsByID(ctx, c.Q, c.Actor.Programme, groupsOf(classes))
	if err != nil {
		return err
	}
	p := boardPage{AsOf: words.Moment(c.Lang, r.DB.Now(), c.Programme.Zone), CSV: c.CSVLink(), Names: nodeNames(c)}
	r.tally(c, &p, counts, f)
	if len(promises) > pageSize {
		promises = promises[:pageSize]
		p.Next = withQuery(c, "after", cursorOf(promises[pageSize-1]))
	}
	for _, pr := range promises {
		row := r.row(c, pr, names)
		if m, ok := classes[pr.Measure]; ok && pr.Kind == Answer {
			row.Whole, row.Answered = m.Code, c.T("stocktake.answered", m.Answered, m.Members)
			if f.Fold {
				row.fold(c, m, groups[m.Group])
			}
		}
		p.Rows = append(p.Rows, row)
	}
	p.options(c, f, leads, names)
	return r.needs(c, &p)
}

// needs lists the first few things that wait for the reader, then draws.
func (r *Room) needs(c *web.Call, p *boardPage) error {
	mine, err := task.Mine(c.R.Context(), c.Q, c.Actor, 3)
	if err != nil {
		return err
	}
	if err := titled(c.R.Context(), c.Q, c.Actor.Programme, c.Lang, mine); err != nil {
		return err
	}
	for _, t := range mine {
		p.Needs = append(p.Needs, needView{c.T(t.Action) + ": " + t.Title, c.Base() + t.URL})
	}
	p.More = c.Tasks - len(p.Needs)
	return c.Page("board", p)
}

func (r *Room) boardFilter(c *web.Call) (Filter, error) {
	f := Filter{Status: c.Query("status"), Root: c.Query("root"), Limit: pageSize + 1}
	if f.Status != "" && !slices.Contains(Statuses, f.Status) {
		return f, fault.New(fault.NotFound, "fault.not_found")
	}
	if code := c.Query("lead"); code != "" {
		p, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil {
			return f, err
		}
		f.Lead = p.ID
	}
	if code := c.Query("pairing"); code != "" {
		p, err := party.GetPairingByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil {
			return f, err
		}
		f.Pairing = p.ID
	}
	if code := c.Query("conference"); code != "" {
		id, err := r.conferenceID(c, code)
		if err != nil {
			return f, err
		}
		f.Conference = id
	}
	if after := c.Query("after"); after != "" {
		if _, err := fmt.Sscanf(after, "%d.%d.%d", &f.After.Rank, &f.After.Quiet, &f.After.ID); err != nil {
			return f, fault.New(fault.NotFound, "fault.not_found")
		}
	}
	return f, nil
}

func cursorOf(p Promise) string { return fmt.Sprintf("%d.%d.%d", Rank(p.Status), p.QuietSince, p.ID) }

func withQuery(c *web.Call, name, value string) string {
	q := c.R.URL.Query()
	q.Del("notice")
	if value == "" {
		q.Del(name)
	} else {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return c.R.URL.Path
	}
	return c.R.URL.Path + "?" + q.Encode()
}

func leadsOf(all []Promise) []ident.ID {
	var ids []ident.ID
	for _, p := range all {
		if p.Lead != 0 && !slices.Contains(ids, p.Lead) {
			ids = append(ids, p.Lead)
		}
	}
	return ids
}

// classesOf are the requirements whose answers stand among the promises.
func classesOf(all []Promise) []ident.ID {
	var ids []ident.ID
	for _, p := range all {
		if p.Kind == Answer && !slices.Contains(ids, p.Measure) {
			ids = append(ids, p.Measure)
		}
	}
	return ids
}

// tally counts the statuses in the order people look for them and draws the bar.
func (r *Room) tally(c *web.Call, p *boardPage, counts map[string]int64, f Filter) {
	var segments []chart.Segment
	var said []string
	for _, status := range []string{"kept", "ontrack", "atrisk", "offtrack", "silent"} {
		n := counts[status]
		p.Total += n
		v := tallyView{Status: status, N: n, Current: f.Status == status}
		v.URL = withoutAfter(withQuery(c, "status", status))
		if v.Current {
			v.URL = withoutAfter(withQuery(c, "status", ""))
		}
		p.Tally = append(p.Tally, v)
		word := c.T("layout.status." + status)
		segments = append(segments, chart.Segment{Class: status, Label: word, N: int(n)})
		said = append(said, fmt.Sprintf("%s %d", word, n))
	}
	p.Bar = chart.StackedBar(c.T("stocktake.board"), strings.Join(said, ", "), segments).SVG
}

func withoutAfter(u string) string {
	path, query, _ := strings.Cut(u, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		return path
	}
	q.Del("after")
	if len(q) == 0 {
		return path + "?"
	}
	return path + "?" + q.Encode()
}

func nodeNames(c *web.Call) []string {
	var names []string
	for _, n := range NodeNames {
		names = append(names, c.T("stocktake.node."+n))
	}
	return names
}

func (r *Room) row(c *web.Call, p Promise, names map[ident.ID]party.Party) rowView {
	v := rowView{Code: p.Code, Title: p.TitleIn(c.Lang), Lang: p.Lang, Status: p.Status, Due: p.Due, Illustrative: p.Illustrative,
		Reason: c.T(p.Reason), Lead: c.T("stocktake.no_lead"), QuietDays: max(0, int(r.DB.Now().Sub(time.UnixMicro(p.QuietSince)).Hours()/24))}
	if p.TitleOther != "" {
		v.Lang = string(c.Lang)
	}
	if lead, ok := names[p.Lead]; ok {
		v.Lead = lead.NameIn(c.Lang)
	}
	for _, n := range NodeNames {
		v.Nodes = append(v.Nodes, nodeView{State: p.NodeState(n), Name: c.T("stocktake.node." + n)})
	}
	return v
}

// fold makes the row of one member's answer the row of the whole requirement: it
// stands for the others, which are no worse.
func (v *rowView) fold(c *web.Call, m decision.Measure, class party.Group) {
	v.Code, v.Whole, v.Lead = m.Code, "", class.NameIn(c.Lang)
	if m.Answered < m.Members {
		v.Nodes[1].State = "part"
	}
}

// groupsOf are the classes that requirements were addressed to.
func groupsOf(classes map[ident.ID]decision.Measure) []ident.ID {
	var ids []ident.ID
	for _, m := range classes {
		if m.Group != 0 && !slices.Contains(ids, m.Group) {
			ids = append(ids, m.Group)
		}
	}
	return ids
}

// options fills the filter controls.
func (p *boardPage) options(c *web.Call, f Filter, leads []ident.ID, names map[ident.ID]party.Party) {
	all := web.Option{Label: c.T("stocktake.all")}
	p.Status = []web.Option{all}
	for _, s := range Statuses {
		p.Status = append(p.Status, web.Option{Value: s, Label: c.T("layout.status." + s), Selected: s == f.Status})
	}
	p.Leads = []web.Option{all}
	for _, id := range leads {
		if lead, ok := names[id]; ok {
			p.Leads = append(p.Leads, web.Option{Value: lead.Code, Label: lead.NameIn(c.Lang), Selected: id == f.Lead})
		}
	}
	slices.SortFunc(p.Leads[1:], func(a, b web.Option) int { return strings.Compare(a.Label, b.Label) })
	p.Roots = []web.Option{all}
	for _, root := range []string{"requirement", "signing"} {
		p.Roots = append(p.Roots, web.Option{Value: root, Label: c.T("stocktake.root." + root), Selected: root == f.Root})
	}
	p.Kept = map[string]string{}
	for _, name := range []string{"pairing", "conference"} {
		if v := c.Query(name); v != "" {
			p.Kept[name] = v
		}
	}
	for _, name := range []string{"status", "lead", "root", "pairing", "conference"} {
		if c.Query(name) != "" {
			p.Filters++
		}
	}
}

// boardCSV writes the whole filtered board, paging by key so that no read is long.
func (r *Room) boardCSV(c *web.Call, f Filter) error {
	header := []string{"code", "title", "status", "reason", "lead", "due", "quiet_days", "root"}
	header = append(header, NodeNames...)
	var failed error
	f.Limit = 500
	err := c.CSV("promises", header, func(yield func([]string) bool) {
		for {
			page, err := ListPromises(c.R.Context(), c.Q, c.Actor, f)
			if err != nil || len(page) == 0 {
				failed = err
				return
			}
			names, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, leadsOf(page))
			if err != nil {
				failed = err
				return
			}
			for _, p := range page {
				v := r.row(c, p, names)
				line := []string{v.Code, v.Title, c.T("layout.status." + v.Status), v.Reason, v.Lead, string(v.Due), fmt.Sprint(v.QuietDays), c.T("stocktake.root." + p.Root)}
				for _, n := range v.Nodes {
					line = append(line, c.T("layout.node."+n.State))
				}
				if !yield(line) {
					return
				}
			}
			last := page[len(page)-1]
			f.After = Cursor{Rank(last.Status), last.QuietSince, last.ID}
		}
	})
	if failed != nil {
		return failed
	}
	return err
}

func (r *Room) conferenceID(c *web.Call, code string) (ident.ID, error) {
	conf, err := conference.GetConferenceByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	return conf.ID, err
}
