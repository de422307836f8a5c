package stocktake

import (
	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
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
	t := thread{p: p}
	if err := t.load(c.R.Context(), c.Q, c.Actor.Programme); err != nil {
		return err
	}
	return c.Page("thread", drawn{t, c}.page(r))
}

// drawn is a thread as one reader sees it.
type drawn struct {
	thread
	c *web.Call
}

func (t drawn) name(id ident.ID) string { return t.parties[id].NameIn(t.c.Lang) }

func (t drawn) page(r *Room) threadPage {
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
func (t drawn) mayExempt(v *threadPage) {
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

func (t drawn) told() []historyView {
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
