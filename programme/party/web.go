package party

import (
	"cmp"
	"context"
	"embed"
	"html/template"
	"slices"
	"strconv"

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

// Panel makes a later room's part of a party's page, PairingPanel of a
// pairing's; empty HTML draws nothing.
type (
	Panel        func(c *web.Call, p Party) (template.HTML, error)
	PairingPanel func(c *web.Call, p Pairing) (template.HTML, error)
)

// Mount registers the room's pages.
func (r *Room) Mount(f *web.Front) {
	m := f.Room(pages)
	m.On("GET /parties", "party.view", r.getParties)
	m.On("POST /parties", "party.add", r.postParty)
	m.On("GET /parties/new", "party.add", r.getNewParty)
	m.On("GET /parties/{code}", "party.view", r.getParty)
	m.On("GET /parties/{code}/name", "party.rename", r.getName)
	m.On("POST /parties/{code}/name", "party.rename", r.postName)
	m.On("GET /parties/{code}/entry", "party.correct", r.getEntry)
	m.On("POST /parties/{code}/entry", "party.correct", r.postEntry)
	m.On("GET /parties/{code}/identifiers", "party.identify", r.getIdentifiers)
	m.On("POST /parties/{code}/identifiers", "party.identify", r.postIdentifier)
	m.On("POST /parties/{code}/identifiers/withdrawal", "party.identify", r.postWithdrawal)
	m.On("GET /parties/{code}/ending", "party.dissolve", r.getEnding)
	m.On("POST /parties/{code}/merger", "party.merge", r.postClose("party.merge"))
	m.On("POST /parties/{code}/dissolution", "party.dissolve", r.postClose("party.dissolve"))
	r.mountImports(m)
	r.mountSeats(m)
	r.mountGroups(m)
	r.mountPairings(m)
}

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
		State string `json:"state"`
		Name  string `json:"name"`
	} `json:"filter"`
	Sort    string       `json:"sort"`
	Filters int          `json:"-"` // how many are set
	Count   int          `json:"count"`
	Parties []partyRow   `json:"parties"`
	Next    string       `json:"next"`
	CSV     string       `json:"-"`
	Sides   []web.Option `json:"-"`
	Kinds   []web.Option `json:"-"`
	Levels  []web.Option `json:"-"`
	States  []web.Option `json:"-"`
	Sorts   []web.Option `json:"-"`
	MayAdd  bool         `json:"-"`
}

func (r *Room) getParties(c *web.Call) error {
	p := partiesPage{CSV: c.CSVLink(), Sort: order(c, PartyOrders), MayAdd: may(c, "party.add")}
	p.Filter.Side, p.Filter.Kind, p.Filter.Level, p.Filter.State, p.Filter.Name = c.Query("side"), c.Query("kind"), c.Query("level"), c.Query("state"), c.Query("name")
	p.Filters = howMany(p.Filter.Side, p.Filter.Kind, p.Filter.Level, p.Filter.State, p.Filter.Name)
	f := PartyFilter{Side: p.Filter.Side, Kind: p.Filter.Kind, Level: p.Filter.Level, State: anyState(p.Filter.State), Text: p.Filter.Name, For: c.Actor}
	if c.WantsCSV() {
		return r.partiesCSV(c, f, p.Sort)
	}
	found, next, err := pageOfParties(c, f, p.Sort)
	if err != nil {
		return err
	}
	p.Next = next
	if p.Count, err = CountParties(c.R.Context(), c.Q, c.Programme.ID, f); err != nil {
		return err
	}
	if p.Parties, err = partyRows(c, found); err != nil {
		return err
	}
	p.Sides = options(c, "party.side.", []string{Provider, Receiver}, p.Filter.Side)
	p.Kinds = options(c, "party.kind.", Kinds, p.Filter.Kind)
	p.Levels = options(c, "party.level.", Levels[1:], p.Filter.Level)
	p.States = options(c, Machine.Noun+".state.", registerStates, p.Filter.State)
	p.Sorts = options(c, "party.sort.", PartyOrders, p.Sort)
	return c.Page("parties", p)
}

// registerStates are the states in which a party stands on the register.
var registerStates = []string{"active", "merged", "dissolved"}

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
	Absorbed    []partyView     `json:"absorbed"`
	Former      []formerView    `json:"former_names"`
	Side        string          `json:"side"`
	Identifiers []Identifier    `json:"identifiers"`
	Pairings    []pairingRow    `json:"pairings"`
	Groups      []groupRow      `json:"groups"`
	Below       []partyView     `json:"below"`
	History     []historyLine   `json:"history"`
	Panels      []webPanel      `json:"-"`
	May         map[string]bool `json:"-"`
}

// formerView is a name a party had, as shown to a reader.
type formerView struct {
	Former
	Title string `json:"title"`
}

type webPanel struct{ Body template.HTML }

// maxNear is how many parties below or pairings are listed on a page; the lists
// have all.
const maxNear = 200

func (r *Room) getParty(c *web.Call) error {
	party, err := r.seen(c)
	if err != nil {
		return err
	}
	past, err := c.AsOf()
	if err != nil {
		return err
	}
	if past.Asked() {
		if err := c.Then(past, partyRef(party.ID), &party); err != nil {
			return err
		}
		if !access.MaySee(c.Actor, party.Visibility, party.ID) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
	}
	p := partyPage{partyView: view(c, party), May: map[string]bool{}}
	if err := p.fill(c, past); err != nil {
		return err
	}
	if past.Asked() {
		return c.Page("party", p)
	}
	if err := p.fillAround(c); err != nil {
		return err
	}
	active := party.State == Machine.Start
	for name, open := range map[string]bool{"correct": may(c, "party.correct"), "identify": may(c, "party.identify"), "rename": active && may(c, "party.rename"),
		"close": active && may(c, "party.dissolve"), "seats": may(c, "party.admit") || c.Actor.Has(ident.Office)} {
		p.May[name] = open
	}
	for _, panel := range r.Panels {
		body, err := panel(c, party)
		if err != nil {
			return err
		}
		if body != "" {
			p.Panels = append(p.Panels, webPanel{body})
		}
	}
	return c.Page("party", p)
}

// fill adds what is known of the party itself, now or on a past day.
func (p *partyPage) fill(c *web.Call, past web.AsOf) error {
	ctx, prog := c.R.Context(), c.Programme.ID
	on := cmp.Or(past.Day, c.Today())
	var err error
	if p.Identifiers, err = IdentifiersOf(ctx, c.Q, prog, p.ID, past.Seq); err != nil {
		return err
	}
	former, err := FormerNames(ctx, c.Q, prog, p.ID, past.Seq)
	if err != nil {
		return err
	}
	for _, f := range former {
		p.Former = append(p.Former, formerView{f, f.NameIn(c.Lang)})
	}
	near, err := visibleParties(ctx, c, []ident.ID{p.Parent, p.Successor})
	if err != nil {
		return err
	}
	p.Above, p.Follows = viewOf(c, near, p.Parent), viewOf(c, near, p.Successor)
	groups, err := GroupsOf(ctx, c.Q, prog, p.ID, on)
	if err != nil {
		return err
	}
	p.Groups = groupRows(c, groups, nil)
	p.History, err = partyHistory(c, p.Party, past.Seq)
	return err
}

// fillAround adds the parties and pairings around the party as they are now.
func (p *partyPage) fillAround(c *web.Call) error {
	ctx, prog := c.R.Context(), c.Programme.ID
	var err error
	if p.Side, err = SideOf(ctx, c.Q, prog, p.ID); err != nil {
		return err
	}
	below, err := ListParties(ctx, c.Q, prog, PartyFilter{Parent: p.ID, For: c.Actor, Limit: maxNear})
	if err != nil {
		return err
	}
	absorbed, err := absorbedBy(ctx, c.Q, prog, p.ID)
	if err != nil {
		return err
	}
	for _, b := range below {
		p.Below = append(p.Below, view(c, b))
	}
	for _, a := range absorbed {
		if access.MaySee(c.Actor, a.Visibility, a.ID) {
			p.Absorbed = append(p.Absorbed, view(c, a))
		}
	}
	pairings, err := ListPairings(ctx, c.Q, prog, PairingFilter{Party: p.ID, State: AnyState, For: c.Actor, Limit: maxNear})
	if err != nil {
		return err
	}
	p.Pairings, err = pairingRows(c, pairings)
	return err
}

func viewOf(c *web.Call, from map[ident.ID]Party, id ident.ID) *partyView {
	p, ok := from[id]
	if !ok {
		return nil
	}
	v := view(c, p)
	return &v
}

// partyOptions are the active parties to choose from, by name; chosen is a
// number as text, without is left out.
func (r *Room) partyOptions(c *web.Call, chosen string, without ident.ID) ([]web.Option, error) {
	all, err := partyLabels(c.R.Context(), c.Q, c.Programme.ID, PartyFilter{For: c.Actor})
	if err != nil {
		return nil, err
	}
	rank := ranked(all, c.Lang)
	slices.SortFunc(all, func(a, b labelled) int { return cmp.Compare(rank[a.id], rank[b.id]) })
	list := []web.Option{{Value: "", Label: c.T("party.choose")}}
	for _, p := range all {
		if p.id != without {
			v := strconv.FormatInt(int64(p.id), 10)
			list = append(list, web.Option{Value: v, Label: p.in(c.Lang) + " · " + p.code, Selected: v == chosen})
		}
	}
	return list, nil
}

// id reads a posted number of a record; what is none is no record.
func id(c *web.Call, field string) ident.ID {
	n, _ := strconv.ParseInt(c.Value(field), 10, 64)
	return ident.ID(max(0, n))
}

func day(c *web.Call, field string) words.Day { return words.Day(c.Value(field)) }
