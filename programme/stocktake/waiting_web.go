package stocktake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/web"
	"throughline/programme/party"
)

// waitingRow is one kind of act that one organisation, or the holders of a role,
// are waited for. Whoever of Roles acts first does it for all.
type waitingRow struct {
	Action  string       `json:"action"`
	Text    string       `json:"text"`
	Roles   []ident.Role `json:"roles"`
	Said    string       `json:"roles_said"`
	Party   string       `json:"party"` // a code, "" for the roles of any organisation
	Name    string       `json:"name"`
	N       int          `json:"count"`
	Late    int          `json:"late"`
	Oldest  int          `json:"longest_days"`
	Nobody  int          `json:"nobody_can_act"` // of N: nobody is seated but the claimant
	URL     string       `json:"url"`
	Current bool         `json:"-"`
	party   ident.ID
}

type waitingPage struct {
	Rows    []waitingRow `json:"waiting"`
	N       int          `json:"count"`
	Nobody  int          `json:"nobody_can_act"`
	Tasks   []taskView   `json:"tasks"`
	Chosen  *waitingRow  `json:"chosen"`
	More    bool         `json:"more"`
	CSV     string       `json:"-"`
	Whole   bool         `json:"whole_programme"`
	MaySeat bool         `json:"-"`
}

// getWaiting answers: what waits, for whom, and for how long? The office sees the
// programme, anybody else their own organisation.
func (r *Room) getWaiting(c *web.Call) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	p := waitingPage{CSV: c.CSVLink(), Whole: c.Actor.SeesAll() || c.Actor.Has(ident.Admin), MaySeat: c.Actor.Has(ident.Admin)}
	var only ident.ID
	if !p.Whole {
		only = c.Actor.Organisation
	}
	all, err := task.AllWaiting(ctx, c.Q, prog, only, c.Today())
	if err != nil {
		return err
	}
	seats, err := party.SeatsOn(ctx, c.Q, prog, c.Today())
	if err != nil {
		return err
	}
	var ids []ident.ID
	for _, w := range all {
		ids = append(ids, w.Party)
	}
	parties, err := party.PartiesByID(ctx, c.Q, prog, ids)
	if err != nil {
		return err
	}
	p.fill(c, r, all, seats, parties)
	for i := range p.Rows {
		p.Rows[i].Said = p.Rows[i].rolesOf(c)
		if !c.May("stocktake.see") { // the administrator sees how many wait, not the records
			p.Rows[i].URL, p.Chosen = "", nil
		}
	}
	if c.WantsCSV() {
		return p.csv(c)
	}
	if p.Chosen != nil {
		if err := r.openTasks(c, &p); err != nil {
			return err
		}
	}
	return c.Page("waiting", p)
}

// claim is what waits for one organisation apart from one claimant, or in the
// hands of one person: the roles of it are asked side by side.
type claim struct {
	action            string
	party             ident.ID
	notPerson, person ident.Person
}

// fill folds what waits into one row a kind of act and holder: what nobody can do
// first, then the longest waiting.
func (p *waitingPage) fill(c *web.Call, r *Room, all []task.Waiting, seats []party.Membership, parties map[ident.ID]party.Party) {
	claims, order := map[claim][]task.Waiting{}, []claim{}
	for _, w := range all {
		k := claim{w.Action, w.Party, w.NotPerson, w.Person}
		if claims[k] == nil {
			order = append(order, k)
		}
		claims[k] = append(claims[k], w)
	}
	for _, k := range order {
		row := p.row(c, k, parties[k.party])
		n, late, open := 0, 0, false
		for _, w := range claims[k] { // each record asks the same roles, so the most is the number of records
			n, late, open = max(n, w.N), max(late, w.Late), open || canAct(w, seats)
			row.Oldest = max(row.Oldest, task.Task{Since: w.Oldest}.Age(r.DB.Now()))
			if !slices.Contains(row.Roles, w.Role) {
				row.Roles = append(row.Roles, w.Role)
			}
		}
		row.N, row.Late, p.N = row.N+n, row.Late+late, p.N+n
		if !open {
			row.Nobody, p.Nobody = row.Nobody+n, p.Nobody+n
		}
	}
	slices.SortStableFunc(p.Rows, func(a, b waitingRow) int {
		return cmp.Or(cmp.Compare(min(b.Nobody, 1), min(a.Nobody, 1)), cmp.Compare(b.Oldest, a.Oldest), strings.Compare(a.Action+a.Party, b.Action+b.Party))
	})
	if i := slices.IndexFunc(p.Rows, func(w waitingRow) bool { return w.Current }); i >= 0 {
		p.Chosen = &p.Rows[i]
	}
}

// row finds or makes the row of a claim.
func (p *waitingPage) row(c *web.Call, k claim, holder party.Party) *waitingRow {
	i := slices.IndexFunc(p.Rows, func(w waitingRow) bool { return w.Action == k.action && w.party == k.party })
	if i < 0 {
		i = len(p.Rows)
		p.Rows = append(p.Rows, waitingRow{Action: k.action, Text: c.T(k.action), Party: holder.Code, Name: holder.NameIn(c.Lang), party: k.party,
			URL:     c.Base() + "/waiting?action=" + k.action + "&party=" + holder.Code,
			Current: c.Query("action") == k.action && c.Query("party") == holder.Code})
	}
	return &p.Rows[i]
}

// canAct tells whether somebody holds a seat from which the task can be done.
func canAct(w task.Waiting, seats []party.Membership) bool {
	return slices.ContainsFunc(seats, func(s party.Membership) bool {
		return s.Role == w.Role && (w.Party == 0 || s.Party == w.Party) && s.Person != w.NotPerson && (w.Person == 0 || s.Person == w.Person)
	})
}

// openTasks lists the records behind the chosen row.
func (r *Room) openTasks(c *web.Call, p *waitingPage) error {
	const most = 200
	open, err := task.Open(c.R.Context(), c.Q, c.Actor.Programme, p.Chosen.Action, p.Chosen.party, p.Chosen.Roles[0], most+1)
	if err != nil {
		return err
	}
	p.More = len(open) > most
	open = open[:min(most, len(open))]
	if err := titled(c.R.Context(), c.Q, c.Actor.Programme, c.Lang, open); err != nil {
		return err
	}
	for _, t := range open {
		p.Tasks = append(p.Tasks, r.taskView(c, t))
	}
	return nil
}

// rolesOf names the roles of a row.
func (w waitingRow) rolesOf(c *web.Call) string {
	var names []string
	for _, role := range w.Roles {
		names = append(names, c.T("site.role."+string(role)))
	}
	return strings.Join(names, " / ")
}

func (p *waitingPage) csv(c *web.Call) error {
	head := []string{"act", "role", "party", "party_code", "count", "longest_days", "late", "nobody"}
	for i, h := range head {
		head[i] = c.T("stocktake.waiting.csv." + h)
	}
	var lines [][]string
	for _, w := range p.Rows {
		lines = append(lines, []string{w.Text, w.Said, w.Name, w.Party, strconv.Itoa(w.N), strconv.Itoa(w.Oldest),
			strconv.Itoa(w.Late), strconv.Itoa(w.Nobody)})
	}
	return c.CSV("waiting", head, slices.Values(lines))
}

// taskView is a task as pages list it.
func (r *Room) taskView(c *web.Call, t task.Task) taskView {
	v := taskView{ID: t.ID, Text: c.T(t.Action), Title: t.Title, Code: t.Code, URL: c.Base() + t.URL, Reason: t.Reason, Due: t.Due, Until: t.Until, Age: t.Age(r.DB.Now())}
	if t.Due != "" {
		v.Late = max(0, t.Due.Until(c.Today()))
	}
	return v
}
