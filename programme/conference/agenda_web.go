package conference

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/web"
)

type agendaPage struct {
	Code     string       `json:"code"`
	Title    string       `json:"title"`
	State    string       `json:"state"`
	Items    []agendaView `json:"items"`
	Total    int          `json:"minutes"` // of the items that have a time
	Item     AgendaItem   `json:"item"`    // the one that is corrected; a new one has no number
	Speeches []web.Option `json:"-"`

	MinutesText string `json:"-"` // of the item, "" for none
	MayPlan     bool   `json:"may_plan"`
}

// url is the page of what an item is about, "" when nothing is linked.
func (a AgendaItem) url(c *web.Call, code string) string {
	switch {
	case a.Speech != 0:
		return c.Base() + recordURL(code, "speech", a.Speech)
	case a.Link != "":
		return c.Base() + a.Link
	}
	return ""
}

func agendaOf(c *web.Call, x Conference) (agendaPage, error) {
	p := agendaPage{Code: x.Code, Title: x.TitleIn(c.Lang), State: x.State}
	p.MayPlan = access.Check(own, c.Actor, "conference.plan_agenda", x.Relations(c.Actor, 0)) == nil && x.State != Cancelled && x.State != Closed
	items, err := AgendaOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return p, err
	}
	p.Items = agendaViews(c, x.Code, items)
	for _, a := range items {
		p.Total += a.Minutes
	}
	speeches, err := SpeechesOf(c.R.Context(), c.Q, c.Actor, x.ID)
	if err != nil {
		return p, err
	}
	attendances, err := AttendancesOf(c.R.Context(), c.Q, c.Actor, x.ID)
	if err != nil {
		return p, err
	}
	p.Speeches = []web.Option{{Value: "", Label: c.T("conference.none")}}
	for _, s := range speeches {
		speaker := s.Speaker
		if i := slices.IndexFunc(attendances, func(a Attendance) bool { return a.ID == s.Attendance }); i >= 0 {
			speaker = speakerOf(attendances[i])
		}
		p.Speeches = append(p.Speeches, web.Option{Value: strconv.FormatInt(int64(s.ID), 10), Label: joined(speaker, c.T("conference.speech."+s.Kind))})
	}
	return p, nil
}

// getAgendaItems is where a meeting's own agenda is put together.
func (r *Room) getAgendaItems(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	p, err := agendaOf(c, x)
	if err != nil {
		return err
	}
	return c.Page("agenda", p)
}

// getAgendaItem asks for one item as it should stand.
func (r *Room) getAgendaItem(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	p, err := agendaOf(c, x)
	if err != nil {
		return err
	}
	items, err := AgendaOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	i, err := itemIn(items, itemID(c))
	if err != nil {
		return err
	}
	p.Item = items[i]
	if p.Item.Minutes > 0 {
		p.MinutesText = strconv.Itoa(p.Item.Minutes)
	}
	for i, o := range p.Speeches {
		p.Speeches[i].Selected = p.Item.Speech != 0 && o.Value == strconv.FormatInt(int64(p.Item.Speech), 10)
	}
	return c.Page("agenda_item", p)
}

func itemID(c *web.Call) ident.ID {
	id, _ := strconv.ParseInt(c.Path("id"), 10, 64)
	return ident.ID(id)
}

func agendaPosted(c *web.Call, x Conference) (AgendaInput, error) {
	speech, _ := strconv.ParseInt(c.Value("speech"), 10, 64)
	in := AgendaInput{Key: c.Key(), Conference: x.ID, Item: itemID(c), Title: c.Value("title"), Presenter: c.Value("presenter"), Link: pageIn(c, c.Value("link")),
		Speech: ident.ID(speech)}
	if text := c.Value("minutes"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return in, refuse("minutes", "conference.minutes_wrong", nil)
		}
		in.Minutes = n
	}
	return in, nil
}

// pageIn brings the address of a page of this programme, pasted whole or in
// part, to its path below the programme.
func pageIn(c *web.Call, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	path := u.Path
	for _, lang := range []string{"/en/", "/zh/"} {
		if rest, ok := strings.CutPrefix(path, lang+c.Programme.Code); ok && strings.HasPrefix(rest, "/") {
			path = rest
		}
	}
	if u.Fragment != "" {
		path += "#" + u.Fragment
	}
	return path
}

func (r *Room) postAgendaItem(c *web.Call) error {
	return r.setAgenda(c, r.getAgendaItems)
}

func (r *Room) postAgendaCorrection(c *web.Call) error {
	return r.setAgenda(c, r.getAgendaItem)
}

func (r *Room) setAgenda(c *web.Call, again web.Handler) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	in, err := agendaPosted(c, x)
	if err != nil {
		return c.Again(again, err)
	}
	done, err := r.SetAgendaItem(c.R.Context(), c.Actor, in)
	if err != nil {
		return c.Again(again, err)
	}
	return c.Done(done, URL(x.Code)+"/agenda-items", "conference.plan_agenda_done")
}

func (r *Room) postAgendaPlace(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.MoveAgendaItem(c.R.Context(), c.Actor, MoveAgendaInput{Key: c.Key(), Conference: x.ID, Item: itemID(c), Up: c.Value("way") == "up"})
	if err != nil {
		return c.Again(r.getAgendaItems, err)
	}
	return c.Done(done, URL(x.Code)+"/agenda-items#item-"+c.Path("id"), "conference.plan_agenda_done")
}

func (r *Room) postAgendaWithdrawal(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.WithdrawAgendaItem(c.R.Context(), c.Actor, WithdrawAgendaInput{Key: c.Key(), Conference: x.ID, Item: itemID(c)})
	if err != nil {
		return c.Again(r.getAgendaItems, err)
	}
	return c.Done(done, URL(x.Code)+"/agenda-items", "conference.item_withdrawn_done")
}
