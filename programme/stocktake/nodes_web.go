package stocktake

import (
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/ledger"
)

// nodes draws the six nodes in order. Each links to what it stands for; the
// conference to the very sentence.
func (t drawn) nodes() []nodeView {
	c := t.c
	var out []nodeView
	for _, n := range NodeNames {
		v := nodeView{State: t.p.NodeState(n), Name: c.T("stocktake.node." + n)}
		switch n {
		case "conference":
			t.conferenceNode(&v)
		case "decision":
			t.decisionNode(&v)
		case "agreement":
			t.agreementNode(&v)
		case "project":
			t.projectNode(&v)
		case "money":
			t.moneyNode(&v)
		case "result":
			t.resultNode(&v)
		}
		for _, x := range t.exempt {
			if x.Node == n && v.State == "na" {
				v.More = x.Why
			}
		}
		out = append(out, v)
	}
	return out
}

func (t drawn) conferenceNode(v *nodeView) {
	if t.p.Conference == 0 {
		return
	}
	v.What, v.URL = t.conference.TitleIn(t.c.Lang), t.c.Base()+conference.URL(t.conference.Code)
	if t.conference.From != "" {
		v.More = words.Date(t.c.Lang, t.conference.From)
	}
	if q := t.firstQuote(); q != nil {
		v.URL = q.URL
	}
}

func (t drawn) firstQuote() *quoteView {
	if all := t.quotes(); len(all) > 0 {
		return &all[0]
	}
	return nil
}

func (t drawn) decisionNode(v *nodeView) {
	switch {
	case t.p.Measure != 0:
		v.What, v.URL = t.measure.Code, t.c.Base()+"/measures/"+t.measure.Code
		if t.p.Lead != 0 {
			v.More = t.name(t.p.Lead)
		}
	case v.State == "na":
		v.More = t.c.T("stocktake.signed_directly")
	}
}

func (t drawn) agreementNode(v *nodeView) {
	if t.p.Agreement == 0 {
		return
	}
	v.What, v.URL = t.agreement.TitleIn(t.c.Lang), t.c.Base()+"/agreements/"+t.agreement.Code
	v.More = t.c.T("agreement.agreement.state." + t.agreement.State)
	if t.commitment.Clause != 0 {
		v.What, v.More = t.clauseName(), t.agreement.TitleIn(t.c.Lang)
		v.URL = t.c.Base() + agreement.ClauseURL(t.agreement.Code, t.clause.ID)
	}
}

// clauseName is the clause as its text numbers it: "Article 1" as it stands, and
// a bare number as that of a clause.
func (t drawn) clauseName() string {
	switch n := t.clause.Number; {
	case n == "":
		return t.c.T("agreement.clause")
	case n[0] >= '0' && n[0] <= '9':
		return t.c.T("stocktake.clause_of", n)
	default:
		return n
	}
}

func (t drawn) projectNode(v *nodeView) {
	switch len(t.projects) {
	case 0:
		return
	case 1:
		p := t.projects[0]
		v.What, v.URL = p.TitleIn(t.c.Lang), t.c.Base()+"/projects/"+p.Code
		v.More = t.c.T("stocktake.milestones", p.Done, p.Total)
	default:
		v.What = t.c.T("stocktake.projects_done", t.p.Nodes.Project, t.p.Nodes.OfProject)
		v.URL = t.c.Base() + t.recordURL() + "#projects"
	}
	for _, p := range t.projects {
		if p.Late(t.c.Today()) {
			v.Flag = t.c.T("stocktake.milestone_late")
			if v.State == "part" {
				v.State = "late"
			}
		}
	}
}

// moneyNode says how much has come of what was promised, and what waits.
func (t drawn) moneyNode(v *nodeView) {
	amount := t.commitment.Terms.Amount
	if amount == nil {
		if v.State == "na" {
			v.More = t.c.T("stocktake.no_amount")
		}
		return
	}
	v.More = t.c.T("stocktake.promised", amount.Format(string(t.c.Lang)))
	var s ledger.Sums
	for _, one := range t.money {
		if one.Class == t.commitment.MoneyClass && one.Currency == amount.Currency {
			s = s.Plus(one.Sums)
		}
	}
	said := func(minor int64) string {
		return money.Amount{Minor: minor, Currency: amount.Currency}.Format(string(t.c.Lang))
	}
	if s.Received > 0 || s.Sent > 0 {
		v.What = t.c.T("stocktake.received", said(s.Received))
		v.URL = t.c.Base() + agreement.CommitmentURL(t.commitment.Code) + "#money"
	}
	switch {
	case s.Disputed > 0:
		v.Flag = t.c.T("stocktake.disputed", said(s.Disputed))
	case s.InTransit > 0:
		v.Flag = t.c.T("stocktake.in_transit", said(s.InTransit))
	}
}

func (t drawn) resultNode(v *nodeView) {
	if v.State == "missing" || v.State == "late" {
		v.What = ""
	}
	switch {
	case t.p.Nodes.OfResult > 1:
		v.What = t.c.T("stocktake.results_confirmed", t.p.Nodes.Result, t.p.Nodes.OfResult)
	case t.p.Status == "kept":
		v.What = t.c.T("stocktake.result_confirmed")
	case t.p.Nodes.OfResult > 0:
		v.What = t.c.T("stocktake.result_claimed")
	}
	if v.What != "" {
		v.URL = t.c.Base() + t.recordURL()
	}
	if t.p.Due != "" {
		v.More = t.c.T("stocktake.due_on", words.Date(t.c.Lang, t.p.Due))
	}
	if t.p.Status == "offtrack" {
		v.Flag = t.c.T(t.p.Reason)
	}
}

func (t drawn) recordURL() string {
	switch t.p.Kind {
	case Commitment:
		return "/commitments/" + t.p.Code
	case Answer:
		return t.answer.URL()
	}
	return "/measures/" + t.p.Code
}

// quotes are the sentences the promise rests on: of the meeting, of the
// signing, of the clause.
func (t drawn) quotes() []quoteView {
	var out []quoteView
	add := func(q conference.Quote) {
		s, ok := t.sources[q.Source]
		if q.Text == "" {
			return
		}
		v := quoteView{Text: q.Text, Lang: words.Lang(s.Lang).HTML()}
		if ok {
			v.URL, v.Where = t.c.Base()+conference.QuoteURL(s.Code, q), s.Title
		}
		out = append(out, v)
	}
	add(t.measure.Quote)
	if t.clause.Quote != "" {
		out = append(out, quoteView{Text: t.clause.Quote, Lang: words.Lang(t.agreement.Lang).HTML(),
			URL: t.c.Base() + agreement.ClauseURL(t.agreement.Code, t.clause.ID), Where: t.agreement.TitleIn(t.c.Lang)})
	}
	add(t.agreement.Quote)
	return out
}

func (t drawn) facts() []factView {
	c := t.c
	add := func(out []factView, key, value, url string) []factView {
		f := factView{Name: c.T(key), Value: value, URL: url}
		if value == "" {
			f.Value, f.Unknown = c.T("layout.node.missing"), true
		}
		return append(out, f)
	}
	var out []factView
	out = add(out, "stocktake.record", t.p.Code, c.Base()+t.recordURL())
	switch t.p.Kind {
	case Commitment:
		quantity := ""
		if t.commitment.Terms.Quantity != nil {
			quantity = t.commitment.Terms.Quantity.Format(string(c.Lang))
		}
		out = add(out, "stocktake.quantity", quantity, "")
		out = add(out, "stocktake.provider", t.name(t.p.Provider), c.Base()+"/parties/"+t.parties[t.p.Provider].Code)
		out = add(out, "stocktake.receiver", t.name(t.p.Receiver), c.Base()+"/parties/"+t.parties[t.p.Receiver].Code)
		out = add(out, "stocktake.done_definition", t.commitment.DoneDefinition, "")
	case Answer:
		out = add(out, "stocktake.document", t.answer.Document, "")
		out = add(out, "stocktake.done_definition", t.measure.DoneDefinition, "")
	default:
		out = add(out, "stocktake.responsible", t.measure.Responsible, "")
		out = add(out, "stocktake.done_definition", t.measure.DoneDefinition, "")
	}
	return add(out, "stocktake.due", words.Date(c.Lang, t.p.Due), "")
}
