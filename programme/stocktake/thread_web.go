package stocktake

import (
	"context"
	"slices"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/project"
)

type quoteView struct {
	Text  string `json:"text"`
	Lang  string `json:"lang"`
	URL   string `json:"url"`
	Where string `json:"where"`
}

type factView struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	URL     string `json:"url,omitempty"`
	Unknown bool   `json:"unknown,omitempty"`
}

type historyView struct {
	When string `json:"when"`
	Who  string `json:"who"`
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
}

type exemptView struct {
	Node string `json:"node"`
	Name string `json:"name"`
	Why  string `json:"why"`
	Who  string `json:"who"`
	When string `json:"when"`
}

type threadPage struct {
	Code         string        `json:"code"`
	Title        string        `json:"title"`
	Lang         string        `json:"-"`
	About        string        `json:"about"`
	Status       string        `json:"status"`
	Reason       string        `json:"reason"`
	Illustrative bool          `json:"illustrative"`
	Nodes        []nodeView    `json:"nodes"`
	Next         []needView    `json:"next"`
	Quotes       []quoteView   `json:"quotes"`
	Facts        []factView    `json:"facts"`
	Members      []rowView     `json:"members,omitempty"`
	Exempt       []exemptView  `json:"exempt"`
	MayExempt    []web.Option  `json:"-"`
	History      []historyView `json:"history"`
	Other        []needView    `json:"-"` // other promises of the same measure
}

// thread gathers what one thread shows. Each field is one query at most, so the
// number of queries does not grow with what is found.
type thread struct {
	c          *web.Call
	p          Promise
	measure    decision.Measure
	answer     decision.Answer
	commitment agreement.Commitment
	agreement  agreement.Agreement
	clause     agreement.Clause
	conference conference.Conference
	sources    map[ident.ID]conference.SourceHead
	projects   []project.Project
	parties    map[ident.ID]party.Party
	exempt     []Exempt
	tasks      []task.Task
	history    []db.Entry
	people     map[ident.Person]string
}

// getThread answers: what happened to this promise, from the words spoken to
// the result on the ground?
func (r *Room) getThread(c *web.Call) error {
	p, err := GetPromise(c.R.Context(), c.Q, c.Actor, c.Path("code"))
	if fault.KindOf(err) == fault.NotFound {
		return r.getFolded(c)
	}
	if err != nil {
		return err
	}
	t := &thread{c: c, p: p}
	if err := t.load(c.R.Context(), c.Q); err != nil {
		return err
	}
	return c.Page("thread", t.page(r))
}

func (t *thread) load(ctx context.Context, q db.Q) error {
	prog := t.c.Actor.Programme
	var err error
	step := func(wanted bool, f func() error) {
		if err == nil && wanted {
			err = f()
		}
	}
	step(t.p.Kind == Commitment, func() (e error) { t.commitment, e = agreement.GetCommitment(ctx, q, prog, t.p.ID); return })
	step(t.p.Kind == Answer, func() (e error) { t.answer, e = decision.GetAnswer(ctx, q, prog, t.p.ID); return })
	step(t.p.Measure != 0, func() (e error) { t.measure, e = decision.GetMeasure(ctx, q, prog, t.p.Measure); return })
	step(t.p.Agreement != 0, func() (e error) { t.agreement, e = agreement.GetAgreement(ctx, q, prog, t.p.Agreement); return })
	step(t.commitment.Clause != 0, func() (e error) { t.clause, e = agreement.GetClause(ctx, q, prog, t.commitment.Clause); return })
	step(t.p.Conference != 0, func() (e error) { t.conference, e = conference.GetConference(ctx, q, prog, t.p.Conference); return })
	step(true, func() (e error) {
		t.sources, e = conference.SourcesByID(ctx, q, prog, nonZero(t.measure.Quote.Source, t.agreement.Quote.Source))
		return
	})
	step(t.p.Kind != Answer, func() (e error) {
		t.projects, e = project.ProjectsServing(ctx, q, prog, t.p.Kind, []ident.ID{t.p.ID})
		return
	})
	step(true, func() (e error) { t.exempt, e = ExemptOf(ctx, q, prog, t.p.Kind, t.p.ID); return })
	step(true, func() (e error) { t.tasks, e = task.Of(ctx, q, prog, t.ref()); return })
	step(true, func() (e error) { t.history, e = db.History(ctx, q, prog, t.ref(), 50); return })
	step(true, func() (e error) { t.parties, e = party.PartiesByID(ctx, q, prog, t.partyIDs()); return })
	step(true, func() (e error) {
		var ids []ident.Person
		for _, h := range t.history {
			ids = append(ids, h.Person)
		}
		for _, x := range t.exempt {
			ids = append(ids, x.Person)
		}
		t.people, e = access.Names(ctx, q, unique(ids))
		return
	})
	return err
}

func (t *thread) ref() ident.Ref { return ident.Ref{Kind: subjectOf[t.p.Kind], ID: t.p.ID} }

func (t *thread) partyIDs() []ident.ID {
	ids := []ident.ID{t.p.Lead, t.p.Provider, t.p.Receiver}
	for _, h := range t.history {
		ids = append(ids, h.Organisation)
	}
	for _, k := range t.tasks {
		ids = append(ids, k.Party)
	}
	for _, x := range t.exempt {
		ids = append(ids, x.Organisation)
	}
	return nonZero(unique(ids)...)
}

func nonZero(ids ...ident.ID) []ident.ID {
	return slices.DeleteFunc(slices.Clone(ids), func(id ident.ID) bool { return id == 0 })
}

func unique[T comparable](all []T) []T {
	seen := map[T]bool{}
	var out []T
	for _, v := range all {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

func (t *thread) name(id ident.ID) string { return t.parties[id].NameIn(t.c.Lang) }

func (t *thread) page(r *Room) threadPage {
	c, p := t.c, t.p
	v := threadPage{Code: p.Code, Title: p.TitleIn(c.Lang), Lang: p.Lang, Status: p.Status, Reason: c.T(p.Reason), Illustrative: p.Illustrative}
	if p.TitleOther != "" {
		v.Lang = string(c.Lang)
	}
	switch {
	case p.Provider != 0:
		v.About = c.T("stocktake.from_to", t.name(p.Provider), t.name(p.Receiver))
	case p.Lead != 0:
		v.About = t.name(p.Lead)
	default:
		v.About = c.T("stocktake.no_lead")
	}
	v.Nodes = t.nodes()
	v.Quotes = t.quotes()
	v.Facts = t.facts()
	for _, k := range t.tasks {
		who := c.T("site.role." + string(k.Role))
		if k.Party != 0 {
			who = t.name(k.Party)
		}
		text := c.T("stocktake.next", words.Key(k.Action), who)
		if k.Due != "" {
			text = c.T("stocktake.next_by", words.Key(k.Action), who, words.Date(c.Lang, k.Due))
		}
		v.Next = append(v.Next, needView{text, c.Base() + k.URL})
	}
	for _, x := range t.exempt {
		v.Exempt = append(v.Exempt, exemptView{x.Node, c.T("stocktake.node." + x.Node), x.Why,
			t.people[x.Person] + ", " + t.name(x.Organisation), words.Date(c.Lang, words.DayOf(x.At, c.Programme.Zone))})
	}
	t.mayExempt(&v)
	v.History = t.told()
	return v
}

// mayExempt offers the hollow nodes to those who may say that they do not apply.
func (t *thread) mayExempt(v *threadPage) {
	var rel ident.Relations
	if t.p.Lead == t.c.Actor.Organisation {
		rel = ident.Relations{ident.Mine}
	}
	if access.Check(Rules(), t.c.Actor, "stocktake.exempt", rel) != nil {
		return
	}
	for _, n := range NodeNames[:5] {
		if t.p.NodeState(n) == "missing" {
			v.MayExempt = append(v.MayExempt, web.Option{Value: n, Label: t.c.T("stocktake.node." + n)})
		}
	}
}

func (t *thread) told() []historyView {
	var out []historyView
	for _, h := range t.history {
		who := t.people[h.Person]
		if org := t.name(h.Organisation); org != "" {
			who += ", " + org
		}
		out = append(out, historyView{When: words.Moment(t.c.Lang, h.At, t.c.Programme.Zone), Who: who, What: t.c.T(factKey(h.Kind))})
	}
	return out
}

// factKey is the word key of a journaled kind: the kind without its version.
func factKey(kind string) string {
	for i := len(kind) - 1; i > 0; i-- {
		if kind[i] == '.' {
			return kind[:i]
		}
	}
	return kind
}

// postExempt records that a node does not apply, or takes that back.
func (r *Room) postExempt(c *web.Call) error {
	in := ExemptInput{Key: c.Key(), Code: c.Path("code"), Node: c.Value("node"), Why: c.Value("why"), TakeBack: c.Value("take_back") != ""}
	done, err := r.Exempt(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getThread, err)
	}
	return c.Done(done, "/promises/"+in.Code, "stocktake.exempt_done")
}
