package stocktake

import (
	"fmt"
	"strconv"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/task"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

type taskView struct {
	ID     ident.ID  `json:"id"`
	Text   string    `json:"text"`
	Title  string    `json:"title"`
	Code   string    `json:"code"`
	URL    string    `json:"url"`
	Reason string    `json:"reason,omitempty"`
	Due    words.Day `json:"due,omitempty"`
	Until  words.Day `json:"until,omitempty"` // the last day it is in the reader's hands
	Late   int       `json:"days_late,omitempty"`
	Age    int       `json:"days_waiting"`
}

type tasksPage struct {
	Tasks  []taskView   `json:"tasks"`
	Covers []coverView  `json:"covers"`
	People []web.Option `json:"-"`
	Full   bool         `json:"more"`
}

// getTasks answers: what is waiting for me, dated things first?
func (r *Room) getTasks(c *web.Call) error {
	const most = 200
	mine, err := task.Mine(c.R.Context(), c.Q, c.Actor, most+1)
	if err != nil {
		return err
	}
	if err := titled(c.R.Context(), c.Q, c.Actor.Programme, c.Lang, mine); err != nil {
		return err
	}
	p := tasksPage{Full: len(mine) > most}
	for _, t := range mine[:min(most, len(mine))] {
		p.Tasks = append(p.Tasks, r.taskView(c, t))
	}
	if p.People, err = r.colleagues(c); err != nil {
		return err
	}
	if !c.May("stocktake.delegate") {
		p.People = nil
		return c.Page("tasks", p)
	}
	if p.Covers, err = covers(c); err != nil {
		return err
	}
	return c.Page("tasks", p)
}

// colleagues are the people of the same organisation to whom a task can be handed.
func (r *Room) colleagues(c *web.Call) ([]web.Option, error) {
	seats, err := party.MembershipsOf(c.R.Context(), c.Q, c.Actor.Programme, c.Actor.Organisation)
	if err != nil {
		return nil, err
	}
	var ids []ident.Person
	for _, s := range seats {
		if s.Person != c.Actor.Person && holds(s, c.Today()) {
			ids = append(ids, s.Person)
		}
	}
	names, err := access.Names(c.R.Context(), c.Q, ids)
	var out []web.Option
	for _, id := range ids {
		if name, ok := names[id]; ok {
			out = append(out, web.Option{Value: strconv.FormatInt(int64(id), 10), Label: name})
			delete(names, id)
		}
	}
	return out, err
}

// postDelegate hands a task to a colleague.
func (r *Room) postDelegate(c *web.Call) error {
	id, err1 := strconv.ParseInt(c.Path("id"), 10, 64)
	to, err2 := strconv.ParseInt(c.Value("to"), 10, 64)
	if err1 != nil || err2 != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	people, err := r.colleagues(c)
	if err != nil {
		return err
	}
	known := false
	for _, o := range people {
		known = known || o.Value == c.Value("to")
	}
	if !known {
		var f fault.Form
		f.Refuse("to", "stocktake.not_colleague")
		return c.Again(r.getTasks, f.Err())
	}
	done, err := r.Delegate(c.R.Context(), c.Actor, DelegateInput{Key: c.Key(), Task: ident.ID(id), To: ident.Person(to), Until: words.Day(c.Value("until"))})
	if err != nil {
		return c.Again(r.getTasks, err)
	}
	return c.Done(done, "/tasks", "stocktake.delegated_done")
}

// coverView is a cover of the reader's own.
type coverView struct {
	ID   ident.ID  `json:"id"`
	By   string    `json:"by"`
	From words.Day `json:"from"`
	To   words.Day `json:"to"`
}

// covers are the reader's own covers, that last or are to come.
func covers(c *web.Call) ([]coverView, error) {
	all, err := task.CoversOf(c.R.Context(), c.Q, c.Actor.Programme, c.Actor.Person, c.Today())
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var ids []ident.Person
	for _, x := range all {
		ids = append(ids, x.By)
	}
	names, err := access.Names(c.R.Context(), c.Q, ids)
	var out []coverView
	for _, x := range all {
		out = append(out, coverView{x.ID, names[x.By], x.From, x.To})
	}
	return out, err
}

// postCover records who covers for the reader.
func (r *Room) postCover(c *web.Call) error {
	by, _ := strconv.ParseInt(c.Value("cover"), 10, 64)
	in := CoverInput{Key: c.Key(), By: ident.Person(by), From: words.Day(c.Value("away_from")), To: words.Day(c.Value("away_to"))}
	done, err := r.Cover(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(r.getTasks, err)
	}
	return c.Done(done, "/tasks", "stocktake.covered_done")
}

// postBack ends a cover: the reader is back.
func (r *Room) postBack(c *web.Call) error {
	id, err := strconv.ParseInt(c.Path("id"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	done, err := r.EndCover(c.R.Context(), c.Actor, EndCoverInput{Key: c.Key(), Cover: ident.ID(id)})
	if err != nil {
		return c.Again(r.getTasks, err)
	}
	return c.Done(done, "/tasks", "stocktake.back_done")
}

type hitView struct {
	Kind  string `json:"kind"`
	Code  string `json:"code"`
	Title string `json:"title"`
	Body  string `json:"body"`
	URL   string `json:"url"`
}

type searchPage struct {
	Query string    `json:"query"`
	Hits  []hitView `json:"hits"`
	Full  bool      `json:"more"`
}

// getSearch finds records by words, names and codes.
func (r *Room) getSearch(c *web.Call) error {
	const most = 50
	p := searchPage{Query: c.Query("q")}
	hits, err := search.Find(c.R.Context(), c.Q, c.Actor, p.Query, most+1)
	if err != nil {
		return err
	}
	p.Full = len(hits) > most
	for _, h := range hits[:min(most, len(hits))] {
		to, ok := pageOf[h.Ref.Kind]
		if !ok {
			return fmt.Errorf("a found %s has no page", h.Ref.Kind)
		}
		p.Hits = append(p.Hits, hitView{c.T(h.Ref.Kind), h.Code, h.Title, shorten(h.Body), c.Base() + fmt.Sprintf(to, h.Code)})
	}
	return c.Page("search", p)
}

// pageOf is where each kind of found record is shown.
var pageOf = map[string]string{
	"party.party": "/parties/%s", "party.pairing": "/pairings/%s", "party.group": "/groups/%s",
	"plan.period": "/periods/%s", "plan.annual": "/annual-plans/%s",
	"conference.conference": "/conferences/%s", "conference.visit": "/visits/%s", "conference.source": "/sources/%s",
	"decision.measure": "/measures/%s", "agreement.agreement": "/agreements/%s", "agreement.commitment": "/commitments/%s",
	"place.site": "/places/%s", "project.need": "/needs/%s", "project.project": "/projects/%s", "project.asset": "/assets/%s", "project.change": "/changes/%s",
}

func shorten(s string) string {
	r := []rune(s)
	if len(r) <= 160 {
		return s
	}
	return string(r[:160]) + "…"
}
