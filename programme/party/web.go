package party

import (
	"context"
	"embed"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

// Words holds the package's words.txt.
//
//go:embed words.txt
var Words embed.FS

//go:embed pages/*.html
var pages embed.FS

// Panel makes a later room's part of a party's page; empty HTML draws nothing.
type Panel func(c *web.Call, p Party) (template.HTML, error)

// Mount registers the room's pages.
func (r *Room) Mount(f *web.Front) {
	m := f.Room(pages)
	m.On("GET /parties", "party.view", r.getParties)
	m.On("POST /parties", "party.add", r.postParty)
	m.On("GET /parties/new", "party.add", r.getNewParty)
	m.On("GET /parties/{code}", "party.view", r.getParty)
	m.On("POST /parties/{code}/name", "party.rename", r.postName)
	m.On("GET /parties/{code}/entry", "party.correct", r.getEntry)
	m.On("POST /parties/{code}/entry", "party.correct", r.postEntry)
	m.On("POST /parties/{code}/identifiers", "party.identify", r.postIdentifier)
	m.On("POST /parties/{code}/merger", "party.merge", r.postClose("party.merge"))
	m.On("POST /parties/{code}/dissolution", "party.dissolve", r.postClose("party.dissolve"))
	r.mountImports(m)
	r.mountSeats(m)
	r.mountGroups(m)
	r.mountPairings(m)
}

// pageSize is how many rows a list shows at once.
const pageSize = 100

type partyView struct {
	Party
	Title   string `json:"title"` // the name in the reader's language, where there is one
	Foreign string `json:"-"`     // language tag of the title where it is another
}

func view(c *web.Call, p Party) partyView {
	v := partyView{Party: p, Title: p.NameIn(c.Lang)}
	if p.Other == "" && p.Lang != string(c.Lang) {
		v.Foreign = words.Lang(p.Lang).HTML()
	}
	return v
}

type partyRow struct {
	partyView
	Above *partyView  `json:"above,omitempty"`
	With  []partyView `json:"paired_with"`
}

type partiesPage struct {
	Filter struct {
		Side  string `json:"side"`
		Kind  string `json:"kind"`
		Level string `json:"level"`
		Name  string `json:"name"`
	} `json:"filter"`
	Filters int          `json:"-"` // how many are set
	Count   int          `json:"count"`
	Parties []partyRow   `json:"parties"`
	Next    string       `json:"next"`
	CSV     string       `json:"-"`
	Sides   []web.Option `json:"-"`
	Kinds   []web.Option `json:"-"`
	Levels  []web.Option `json:"-"`
	MayAdd  bool         `json:"-"`
}

func (r *Room) getParties(c *web.Call) error {
	p := partiesPage{CSV: c.CSVLink(), MayAdd: may(c, "party.add")}
	p.Filter.Side, p.Filter.Kind, p.Filter.Level, p.Filter.Name = c.Query("side"), c.Query("kind"), c.Query("level"), c.Query("name")
	for _, set := range []string{p.Filter.Side, p.Filter.Kind, p.Filter.Level, p.Filter.Name} {
		if set != "" {
			p.Filters++
		}
	}
	f := PartyFilter{Side: p.Filter.Side, Kind: p.Filter.Kind, Level: p.Filter.Level, Text: p.Filter.Name, For: c.Actor,
		After: after(c), Limit: pageSize + 1}
	if c.WantsCSV() {
		return r.partiesCSV(c, f)
	}
	ctx := c.R.Context()
	found, err := ListParties(ctx, c.Q, c.Programme.ID, f)
	if err != nil {
		return err
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		p.Next = nextPage(c, found[pageSize-1].ID)
	}
	if p.Count, err = CountParties(ctx, c.Q, c.Programme.ID, f); err != nil {
		return err
	}
	if p.Parties, err = partyRows(c, found); err != nil {
		return err
	}
	p.Sides = options(c, "party.side.", []string{Provider, Receiver}, p.Filter.Side)
	p.Kinds = options(c, "party.kind.", Kinds, p.Filter.Kind)
	p.Levels = options(c, "party.level.", Levels[1:], p.Filter.Level)
	return c.Page("parties", p)
}

// partyRows adds to each party the one above it and those it is paired with.
func partyRows(c *web.Call, found []Party) ([]partyRow, error) {
	ctx := c.R.Context()
	ids := make([]ident.ID, len(found))
	for i, p := range found {
		ids[i] = p.ID
	}
	pairings, err := activePairingsOf(ctx, c.Q, c.Actor, ids)
	if err != nil {
		return nil, err
	}
	var others []ident.ID
	for _, p := range found {
		others = append(others, p.Parent)
	}
	for _, g := range pairings {
		others = append(others, g.Provider, g.Receiver)
	}
	named, err := visibleParties(ctx, c, others)
	if err != nil {
		return nil, err
	}
	rows := make([]partyRow, len(found))
	for i, p := range found {
		rows[i].partyView = view(c, p)
		if above, ok := named[p.Parent]; ok {
			v := view(c, above)
			rows[i].Above = &v
		}
		for _, g := range pairings {
			other := g.Provider
			if side := g.SideOf(p.ID); side == "" {
				continue
			} else if side == Provider {
				other = g.Receiver
			}
			if o, ok := named[other]; ok {
				rows[i].With = append(rows[i].With, view(c, o))
			}
		}
	}
	return rows, nil
}

// visibleParties gives the parties that the reader may see.
func visibleParties(ctx context.Context, c *web.Call, ids []ident.ID) (map[ident.ID]Party, error) {
	all, err := PartiesByID(ctx, c.Q, c.Programme.ID, ids)
	for id, p := range all {
		if !access.MaySee(c.Actor, p.Visibility, p.ID) {
			delete(all, id)
		}
	}
	return all, err
}

// partiesCSV writes the whole list with the columns that can be read in again.
func (r *Room) partiesCSV(c *web.Call, f PartyFilter) error {
	f.After, f.Limit = 0, pageSize*10
	var all []Party
	for {
		page, err := ListParties(c.R.Context(), c.Q, c.Programme.ID, f)
		if err != nil {
			return err
		}
		if all = append(all, page...); len(page) < f.Limit {
			break
		}
		f.After = page[len(page)-1].ID
	}
	var parents []ident.ID
	for _, p := range all {
		parents = append(parents, p.Parent)
	}
	above, err := visibleParties(c.R.Context(), c, parents)
	if err != nil {
		return err
	}
	var header []string
	for _, column := range Columns {
		header = append(header, c.T("party.column."+column))
	}
	return c.CSV("parties", append(header, c.T("party.column.state")), func(yield func([]string) bool) {
		for _, p := range all {
			names := map[string]string{p.Lang: p.Name, otherLang(p.Lang): p.Other}
			row := []string{p.Code, names["zh"], names["en"], c.T("party.kind." + p.Kind), levelText(c, p.Level), above[p.Parent].Code, p.ContactUnit,
				c.T("party.visibility." + p.Visibility), c.T("party.answer." + yesNo(p.Illustrative)), c.T(string(Machine.StateKey(p.State)))}
			if !yield(row) {
				return
			}
		}
	})
}

func levelText(c *web.Call, level string) string {
	if level == "" {
		return ""
	}
	return c.T("party.level." + level)
}

// after is the last record of the page before.
func after(c *web.Call) ident.ID {
	n, _ := strconv.ParseInt(c.Query("after"), 10, 64)
	return ident.ID(n)
}

// nextPage is the address of the page that begins after a record.
func nextPage(c *web.Call, last ident.ID) string {
	q := c.R.URL.Query()
	q.Del("notice")
	q.Set("after", strconv.FormatInt(int64(last), 10))
	return c.R.URL.Path + "?" + q.Encode()
}

// options are the choices of a field, with the words under prefix; the value
// now chosen is selected.
func options(c *web.Call, prefix string, values []string, chosen string) []web.Option {
	list := make([]web.Option, len(values))
	for i, v := range values {
		key := prefix + v
		if v == "" {
			key = prefix + "none"
		}
		list[i] = web.Option{Value: v, Label: c.T(key), Selected: v == chosen}
	}
	return list
}

// may tells whether the actor's role allows an action that asks no relation.
func may(c *web.Call, action string) bool { return access.Check(Rules(), c.Actor, action, nil) == nil }

// seen finds the party of the URL, if the reader may see it.
func (r *Room) seen(c *web.Call) (Party, error) {
	p, err := GetPartyByCode(c.R.Context(), c.Q, c.Programme.ID, c.Path("code"))
	if err == nil && !access.MaySee(c.Actor, p.Visibility, p.ID) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return p, err
}

type partyPage struct {
	partyView
	Above       *partyView      `json:"above,omitempty"`
	Follows     *partyView      `json:"successor_party,omitempty"`
	Side        string          `json:"side"`
	Identifiers []Identifier    `json:"identifiers"`
	Pairings    []pairingRow    `json:"pairings"`
	Groups      []groupRow      `json:"groups"`
	Below       []partyView     `json:"below"`
	History     []historyLine   `json:"history"`
	Moves       []closing       `json:"-"`
	Successors  []web.Option    `json:"-"`
	Langs       []web.Option    `json:"-"`
	Panels      []webPanel      `json:"-"`
	May         map[string]bool `json:"-"`
}

type webPanel struct{ Body template.HTML }

// closing is a form that ends the party's life.
type closing struct{ Verb, Path string }

// closingPaths are the nouns of the verbs that a person may choose.
var closingPaths = map[string]string{"party.merge": "merger", "party.dissolve": "dissolution"}

// maxBelow is how many parties below are listed on a page; the list has all.
const maxBelow = 200

func (r *Room) getParty(c *web.Call) error {
	ctx := c.R.Context()
	party, err := r.seen(c)
	if err != nil {
		return err
	}
	p := partyPage{partyView: view(c, party), Langs: options(c, "party.lang.", []string{"zh", "en"}, string(c.Lang)),
		May: map[string]bool{"correct": may(c, "party.correct"), "seats": may(c, "party.admit") || c.Actor.Has(ident.Office)}}
	if p.Side, err = SideOf(ctx, c.Q, c.Programme.ID, party.ID); err != nil {
		return err
	}
	if p.Identifiers, err = IdentifiersOf(ctx, c.Q, c.Programme.ID, party.ID); err != nil {
		return err
	}
	near, err := visibleParties(ctx, c, []ident.ID{party.Parent, party.Successor})
	if err != nil {
		return err
	}
	p.Above, p.Follows = viewOf(c, near, party.Parent), viewOf(c, near, party.Successor)
	below, err := ListParties(ctx, c.Q, c.Programme.ID, PartyFilter{Parent: party.ID, For: c.Actor, Limit: maxBelow})
	if err != nil {
		return err
	}
	for _, b := range below {
		p.Below = append(p.Below, view(c, b))
	}
	pairings, err := ListPairings(ctx, c.Q, c.Programme.ID, PairingFilter{Party: party.ID, For: c.Actor})
	if err != nil {
		return err
	}
	if p.Pairings, err = pairingRows(c, pairings); err != nil {
		return err
	}
	groups, err := GroupsOf(ctx, c.Q, c.Programme.ID, party.ID, c.Today())
	if err != nil {
		return err
	}
	p.Groups = groupRows(c, groups, nil)
	if p.History, err = partyHistory(c, party); err != nil {
		return err
	}
	return r.drawParty(c, p)
}

func viewOf(c *web.Call, from map[ident.ID]Party, id ident.ID) *partyView {
	p, ok := from[id]
	if !ok {
		return nil
	}
	v := view(c, p)
	return &v
}

// drawParty adds what is for people only: forms and the panels of later rooms.
func (r *Room) drawParty(c *web.Call, p partyPage) error {
	for _, mv := range Machine.Open(c.Actor, nil, p.State) {
		if path, ok := closingPaths[mv.Verb]; ok {
			p.Moves = append(p.Moves, closing{mv.Verb, path})
		}
	}
	if len(p.Moves) > 0 {
		var err error
		if p.Successors, err = r.partyOptions(c, "", p.ID); err != nil {
			return err
		}
	}
	for _, panel := range r.Panels {
		body, err := panel(c, p.Party)
		if err != nil {
			return err
		}
		if body != "" {
			p.Panels = append(p.Panels, webPanel{body})
		}
	}
	return c.Page("party", p)
}

// partyOptions are the active parties to choose from, by name; chosen is a
// number as text, without is left out.
func (r *Room) partyOptions(c *web.Call, chosen string, without ident.ID) ([]web.Option, error) {
	all, err := ListParties(c.R.Context(), c.Q, c.Programme.ID, PartyFilter{State: Machine.Start, For: c.Actor})
	if err != nil {
		return nil, err
	}
	list := []web.Option{{Value: "", Label: c.T("party.choose")}}
	for _, p := range all {
		if p.ID != without {
			v := strconv.FormatInt(int64(p.ID), 10)
			list = append(list, web.Option{Value: v, Label: p.NameIn(c.Lang) + " · " + p.Code, Selected: v == chosen})
		}
	}
	slices.SortStableFunc(list[1:], func(a, b web.Option) int { return strings.Compare(a.Label, b.Label) })
	return list, nil
}

// id reads a posted number of a record; what is none is no record.
func id(c *web.Call, field string) ident.ID {
	n, _ := strconv.ParseInt(c.Value(field), 10, 64)
	return ident.ID(max(0, n))
}

func day(c *web.Call, field string) words.Day { return words.Day(c.Value(field)) }
