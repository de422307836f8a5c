package project

import (
	"slices"
	"strconv"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/programme/party"
	"throughline/programme/plan"
)

func (r *Room) mountShares(m *web.Room) {
	m.On("GET /annual-plans/{code}/shares", "project.see", plan.Gate(plan.Shares, r.getShares))
	mount(m, r, "/projects/{code}", func(c *web.Call) (Project, about, error) {
		x, err := find(c)
		return x, about{code: x.Code, title: x.TitleIn(c.Lang), url: URL(x.Code)}, err
	}, deed[Project]{verb: "project.mark", noun: "marks", asks: markAsks, do: postMarks, may: mayMark})
}

// mayMark tells whether the reader may say what shares look at, where the
// programme uses them.
func mayMark(c *web.Call, x Project) ([]string, error) {
	used, err := plan.Uses(c, plan.Shares)
	switch {
	case err != nil:
		return nil, err
	case !used:
		return nil, fault.New(fault.NotFound, "fault.not_found")
	case x.Over():
		return nil, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(x.State))
	}
	ring, err := RingOf(c.R.Context(), c.Q, c.Actor.Programme, x)
	if err != nil {
		return nil, err
	}
	return nil, access.Check(own, c.Actor, "project.mark", x.Relations(c.Actor, ring, 0, 0))
}

func markAsks(c *web.Call, x Project) ([]ask, error) {
	receivers, err := partyOptions(c, x.Receiver)
	if err == nil && len(receivers) > 0 {
		receivers[0].Label = c.T("plan.not_recorded")
	}
	livelihood, grassRoots, category := plan.MarkAsks(c, x.Marks)
	return []ask{{Name: "receiver", Key: "plan.receiver", Kind: "select", Hint: "project.mark_receiver_hint", Options: receivers},
		{Name: "livelihood", Key: "plan.livelihood", Kind: "select", Options: livelihood},
		{Name: "grass_roots", Key: "plan.grass_roots", Kind: "select", Options: grassRoots},
		{Name: "category", Key: "plan.category", Kind: "select", Options: category}}, err
}

func postMarks(r *Room, c *web.Call, x Project) error {
	in := MarkInput{Key: c.Key(), Project: x.ID, Marks: marksOf(c)}
	if code := c.Value("receiver"); code != "" {
		p, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		var f fault.Form
		f.Require(err == nil && access.MaySee(c.Actor, p.Visibility, p.ID), "receiver", "project.implementer_unknown")
		if err := f.Err(); err != nil {
			return err
		}
		in.Receiver = p.ID
	}
	done, err := r.Mark(c.R.Context(), c.Actor, in)
	if err != nil {
		return err
	}
	return c.Done(done, URL(x.Code), "project.mark_done")
}

func marksOf(c *web.Call) plan.Marks {
	return plan.Marks{Livelihood: c.Value("livelihood"), GrassRoots: c.Value("grass_roots"), Category: c.Value("category")}
}

// fillMarks draws what shares look at, where the programme uses them.
func fillMarks(c *web.Call, x Project, _ Ring, p *projectPage) error {
	used, err := plan.Uses(c, plan.Shares)
	if err != nil || !used {
		return err
	}
	url := ""
	if _, err := mayMark(c, x); err == nil {
		url = c.Base() + URL(x.Code) + "/marks"
	}
	said := func(prefix, value string) string {
		if value == "" {
			return c.T("plan.not_recorded")
		}
		return c.T(prefix + value)
	}
	add := func(key, text, at string) { p.Facts = append(p.Facts, factView{Label: c.T(key), Text: text, URL: at}) }
	named, err := parties(c, x.Receiver)
	if x.Receiver != 0 {
		add("plan.receiver", named[x.Receiver].Name, "")
	}
	add("plan.livelihood", said("plan.marked.", x.Livelihood), url)
	add("plan.grass_roots", said("plan.marked.", x.GrassRoots), url)
	add("plan.category", said("plan.category.", x.Category), url)
	return err
}

// sharesPage is how the shares of an annual plan stand: as planned, and by what
// its projects are now thought to cost.
type sharesPage struct {
	Code     string           `json:"code"`
	Year     string           `json:"year"`
	Up       string           `json:"up"`
	Planned  []plan.ShareView `json:"planned"`
	Now      []plan.ShareView `json:"now"`
	NoAmount int              `json:"without_amount"`
	NoClass  int              `json:"without_class"`
	CSV      string           `json:"-"`
}

func (r *Room) getShares(c *web.Call) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	a, err := plan.GetAnnualByCode(ctx, c.Q, prog, c.Path("code"))
	if err != nil {
		return err
	}
	rules, err := plan.RulesFor(ctx, c.Q, prog, a)
	if err != nil {
		return err
	}
	planned, err := plan.SharesOf(ctx, c.Q, prog, a)
	if err != nil {
		return err
	}
	sums, err := Sums(ctx, c.Q, prog, a, nil)
	if err != nil {
		return err
	}
	now, err := plan.CheckShares(rules, sums)
	if err != nil {
		return err
	}
	p := sharesPage{Code: a.Code, Year: strconv.Itoa(a.Year), Up: c.Base() + a.URL(), Planned: plan.SharesSaid(c, planned), Now: plan.SharesSaid(c, now), CSV: c.CSVLink()}
	p.NoAmount, p.NoClass = plan.Unweighed(sums)
	if c.WantsCSV() {
		return sharesCSV(c, p)
	}
	return c.Page("shares", p)
}

func sharesCSV(c *web.Call, p sharesPage) error {
	var rows [][]string
	for _, part := range []struct {
		key  string
		list []plan.ShareView
	}{{"project.shares_planned", p.Planned}, {"project.shares_now", p.Now}} {
		for _, x := range part.list {
			rows = append(rows, []string{c.T(part.key), x.Title, x.Of, x.Bound, x.Has, x.All, x.Open, x.Said})
		}
	}
	var heads []string
	for _, k := range []string{"project.shares_by", "plan.share", "plan.money_class", "plan.bound", "plan.counted", "plan.of_total", "plan.open_sum", "plan.verdict"} {
		heads = append(heads, c.T(k))
	}
	return c.CSV("shares", heads, slices.Values(rows))
}
