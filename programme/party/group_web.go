package party

import (
	"encoding/json"
	"strconv"
	"strings"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

func (r *Room) mountGroups(m *web.Room) {
	m.On("GET /groups", "party.view", r.getGroups)
	m.On("POST /groups", "party.group", r.postGroup)
	m.On("GET /groups/{code}", "party.view", r.getGroup)
	m.On("POST /groups/{code}/members", "party.group", r.postMember)
	m.On("POST /groups/{code}/departures", "party.group", r.postDeparture)
}

type groupRow struct {
	Group
	Title   string `json:"title"`
	Members int    `json:"members"`
}

func groupRows(c *web.Call, groups []Group, counts map[ident.ID]int) []groupRow {
	rows := make([]groupRow, len(groups))
	for i, g := range groups {
		rows[i] = groupRow{g, g.NameIn(c.Lang), counts[g.ID]}
	}
	return rows
}

type groupsPage struct {
	Groups []groupRow   `json:"groups"`
	Langs  []web.Option `json:"-"`
	Sides  []web.Option `json:"-"`
	MayAdd bool         `json:"-"`
}

func (r *Room) getGroups(c *web.Call) error {
	groups, err := ListGroups(c.R.Context(), c.Q, c.Programme.ID)
	if err != nil {
		return err
	}
	counts, err := MemberCounts(c.R.Context(), c.Q, c.Programme.ID, c.Today())
	if err != nil {
		return err
	}
	return c.Page("groups", groupsPage{groupRows(c, groups, counts), options(c, "party.lang.", []string{"zh", "en"}, string(c.Lang)),
		options(c, "party.side.", []string{"", Provider, Receiver}, ""), may(c, "party.group")})
}

func (r *Room) postGroup(c *web.Call) error {
	done, err := r.AddGroup(c.R.Context(), c.Actor, AddGroupInput{c.Key(), GroupInput{c.Value("code"), c.Value("name"), c.Value("lang"), c.Value("other"), c.Value("side")}})
	if err != nil {
		return c.Again(r.getGroups, err)
	}
	made, _ := done.Subject("party.group")
	g, err := GetGroup(c.R.Context(), c.Q, c.Programme.ID, made)
	if err != nil {
		return err
	}
	return c.Done(done, "/groups/"+g.Code, "party.group_added_done")
}

type memberRow struct {
	partyView
	From words.Day `json:"from"`
	To   words.Day `json:"to"`
}

type groupPage struct {
	groupRow
	On       words.Day     `json:"on"`
	Present  []memberRow   `json:"present"`
	Former   []memberRow   `json:"former"`
	Hidden   int           `json:"hidden"` // members that are internal to others
	History  []historyLine `json:"history"`
	CSV      string        `json:"-"`
	Parties  []web.Option  `json:"-"`
	Leavers  []web.Option  `json:"-"`
	MayGroup bool          `json:"-"`
}

func (r *Room) getGroup(c *web.Call) error {
	ctx := c.R.Context()
	g, err := GetGroupByCode(ctx, c.Q, c.Programme.ID, c.Path("code"))
	if err != nil {
		return err
	}
	p := groupPage{groupRow: groupRow{Group: g, Title: g.NameIn(c.Lang)}, On: c.Today(), CSV: c.CSVLink(), MayGroup: may(c, "party.group")}
	if on, ok := words.ParseDay(c.Query("on")); ok {
		p.On = on
	}
	members, err := p.fill(c)
	if err != nil {
		return err
	}
	if c.WantsCSV() {
		return membersCSV(c, p)
	}
	if p.History, err = groupHistory(c, g, members); err != nil {
		return err
	}
	if p.MayGroup {
		if p.Parties, err = r.partyOptions(c, "", 0); err != nil {
			return err
		}
		for _, m := range p.Present {
			if m.To == "" {
				p.Leavers = append(p.Leavers, web.Option{Value: strconv.FormatInt(int64(m.ID), 10), Label: m.Title + " · " + m.Code})
			}
		}
	}
	return c.Page("group", p)
}

// fill sorts the places in the group into those on the day and the others, and
// gives every party that was ever in it and that the reader may see.
func (p *groupPage) fill(c *web.Call) (map[ident.ID]Party, error) {
	places, err := PlacesIn(c.R.Context(), c.Q, c.Programme.ID, p.ID)
	if err != nil {
		return nil, err
	}
	var ids []ident.ID
	for _, m := range places {
		ids = append(ids, m.Party)
	}
	parties, err := visibleParties(c.R.Context(), c, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range places {
		party, ok := parties[m.Party]
		there := m.From <= p.On && (m.To == "" || p.On <= m.To) && (party.EndedOn == "" || p.On < party.EndedOn)
		switch row := (memberRow{view(c, party), m.From, m.To}); {
		case there && ok:
			p.Present = append(p.Present, row)
		case there:
			p.Hidden++
		case ok:
			p.Former = append(p.Former, row)
		}
	}
	p.Members = len(p.Present) + p.Hidden
	return parties, nil
}

func membersCSV(c *web.Call, p groupPage) error {
	header := []string{c.T("party.column.code"), c.T("party.column.name"), c.T("party.column.from"), c.T("party.column.to")}
	return c.CSV(p.Code, header, func(yield func([]string) bool) {
		for _, m := range append(p.Present, p.Former...) {
			if !yield([]string{m.Code, m.Title, string(m.From), string(m.To)}) {
				return
			}
		}
	})
}

// groupHistory tells of the group's entry and of its members.
func groupHistory(c *web.Call, g Group, members map[ident.ID]Party) ([]historyLine, error) {
	say := func(i int, lines []Line) string {
		l := lines[i]
		if !strings.HasPrefix(l.Kind, "party.member.") {
			return c.T(l.What())
		}
		var m Member
		if json.Unmarshal(l.Data, &m) != nil {
			return ""
		}
		p, visible := members[m.Party]
		if !visible {
			return ""
		}
		return c.T(l.What(), p.NameIn(c.Lang))
	}
	return historyOf(c, nil, 0, say, ident.Ref{Kind: "party.group", ID: g.ID}, ident.Ref{Kind: "party.member", ID: g.ID})
}

func (r *Room) postMember(c *web.Call) error {
	g, err := GetGroupByCode(c.R.Context(), c.Q, c.Programme.ID, c.Path("code"))
	if err != nil {
		return err
	}
	done, err := r.Join(c.R.Context(), c.Actor, JoinInput{c.Key(), g.ID, id(c, "party"), day(c, "from"), ""})
	if err != nil {
		return c.Again(r.getGroup, err)
	}
	return c.Done(done, "/groups/"+g.Code, "party.joined_done")
}

func (r *Room) postDeparture(c *web.Call) error {
	g, err := GetGroupByCode(c.R.Context(), c.Q, c.Programme.ID, c.Path("code"))
	if err != nil {
		return err
	}
	done, err := r.Leave(c.R.Context(), c.Actor, LeaveInput{c.Key(), g.ID, id(c, "leaver"), day(c, "to")})
	if err != nil {
		return c.Again(r.getGroup, err)
	}
	return c.Done(done, "/groups/"+g.Code, "party.left_done")
}
