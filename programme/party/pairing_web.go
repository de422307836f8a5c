package party

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
)

// stepPaths are the nouns of a pairing's verbs in URLs.
var stepPaths = map[string]string{"party.agree": "agreement", "party.decline": "refusal", "party.start": "start",
	"party.suspend": "suspension", "party.resume": "resumption", "party.end": "ending"}

func (r *Room) mountPairings(m *web.Room) {
	m.On("GET /pairings", "party.view", r.getPairings)
	m.On("POST /pairings", "party.pair", r.postPairing)
	m.On("GET /pairings/new", "party.pair", r.getNewPairing)
	m.On("GET /pairings/{code}", "party.view", r.getPairing)
	m.On("GET /pairings/{code}/transfer", "party.transfer", r.getTransfer)
	m.On("POST /pairings/{code}/transfer", "party.transfer", r.postTransfer)
	m.On("POST /pairings/{code}/liaison", "party.liaise", r.postLiaison)
	for verb, path := range stepPaths {
		m.On("POST /pairings/{code}/"+path, verb, r.postStep(verb))
	}
}

type pairingRow struct {
	Pairing
	Giver partyView `json:"provider_party"`
	Taker partyView `json:"receiver_party"`
}

// pairingRows adds the two parties. They are named to whoever may see the
// pairing, also where the party's own page is closed to them.
func pairingRows(c *web.Call, found []Pairing) ([]pairingRow, error) {
	var ids []ident.ID
	for _, p := range found {
		ids = append(ids, p.Provider, p.Receiver)
	}
	parties, err := PartiesByID(c.R.Context(), c.Q, c.Programme.ID, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]pairingRow, len(found))
	for i, p := range found {
		rows[i] = pairingRow{p, view(c, parties[p.Provider]), view(c, parties[p.Receiver])}
	}
	return rows, nil
}

type pairingsPage struct {
	Filter struct {
		State string `json:"state"`
		Level string `json:"level"`
		Side  string `json:"side"`
		Party string `json:"party"` // a code
		Text  string `json:"text"`
	} `json:"filter"`
	Sort     string       `json:"sort"`
	Filters  int          `json:"-"`
	Count    int          `json:"count"`
	Pairings []pairingRow `json:"pairings"`
	Next     string       `json:"next"`
	CSV      string       `json:"-"`
	States   []web.Option `json:"-"`
	Levels   []web.Option `json:"-"`
	Sides    []web.Option `json:"-"`
	Sorts    []web.Option `json:"-"`
	MayPair  bool         `json:"-"`
	MayRead  bool         `json:"-"` // a table in
}

func (r *Room) getPairings(c *web.Call) error {
	p := pairingsPage{Sort: order(c, PairingOrders), CSV: c.CSVLink(), MayPair: c.May("party.pair"), MayRead: may(c, "party.import")}
	p.Filter.State, p.Filter.Level, p.Filter.Side, p.Filter.Party, p.Filter.Text = c.Query("state"), c.Query("level"), c.Query("side"), strings.ToUpper(c.Query("party")), c.Query("text")
	p.Filters = howMany(p.Filter.State, p.Filter.Level, p.Filter.Side, p.Filter.Party, p.Filter.Text)
	f := PairingFilter{State: anyState(p.Filter.State), Level: p.Filter.Level, Text: p.Filter.Text, For: c.Actor}
	if oneOf(p.Filter.Side, []string{Provider, Receiver}) {
		f.Side = p.Filter.Side
	}
	if p.Filter.Party != "" {
		asked, err := GetPartyByCode(c.R.Context(), c.Q, c.Programme.ID, p.Filter.Party)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		if f.Party = asked.ID; err != nil || !access.MaySee(c.Actor, asked.Visibility, asked.ID) {
			f.Party = -1 // nobody's
		}
	}
	if c.WantsCSV() {
		return r.pairingsCSV(c, f, p.Sort)
	}
	found, next, err := pageOfPairings(c, f, p.Sort)
	if err != nil {
		return err
	}
	p.Next = next
	if p.Count, err = CountPairings(c.R.Context(), c.Q, c.Programme.ID, f); err != nil {
		return err
	}
	if p.Pairings, err = pairingRows(c, found); err != nil {
		return err
	}
	p.States = options(c, PairingMachine.Noun+".state.", recordedStates, p.Filter.State)
	p.Levels = options(c, "party.level.", Levels[1:], p.Filter.Level)
	p.Sides = options(c, "party.side.", []string{Provider, Receiver}, p.Filter.Side)
	p.Sorts = options(c, "party.sort.", PairingOrders, p.Sort)
	return c.Page("pairings", p)
}

// recordedStates are the states in which a pairing stands on record.
var recordedStates = append(slices.Clone(Living), "transferred", "ended", "declined")

type newPairingPage struct {
	Entry        PairInput    `json:"entry"`
	Follows      string       `json:"follows"` // the code of the pairing before
	Providers    []web.Option `json:"-"`
	Receivers    []web.Option `json:"-"`
	Levels       []web.Option `json:"-"`
	Visibilities []web.Option `json:"-"`
}

// getNewPairing is the form; ?follows= fills it from the pairing before.
func (r *Room) getNewPairing(c *web.Call) error {
	p := newPairingPage{Follows: strings.ToUpper(c.Query("follows"))}
	switch {
	case p.Follows != "":
		before, err := r.visiblePairing(c, p.Follows)
		if err != nil {
			return err
		}
		if p.Entry, err = next(c, before); err != nil {
			return err
		}
	case c.Actor.Has(ident.Provider):
		p.Entry.Provider = c.Actor.Organisation
	case c.Actor.Has(ident.Receiver):
		p.Entry.Receiver = c.Actor.Organisation
	}
	all, err := r.partyOptions(c, "", 0)
	if err != nil {
		return err
	}
	p.Providers, p.Receivers = chosen(all, p.Entry.Provider), chosen(all, p.Entry.Receiver)
	p.Levels = options(c, "party.level.", Levels, p.Entry.Level)
	p.Visibilities = options(c, "party.visibility.", Visibilities, p.Entry.Visibility)
	return c.Page("newpairing", p)
}

// next is a pairing as it would go on, with the successors of parties that are
// no more.
func next(c *web.Call, before Pairing) (PairInput, error) {
	sides, err := PartiesByID(c.R.Context(), c.Q, c.Programme.ID, []ident.ID{before.Provider, before.Receiver})
	present := func(id ident.ID) ident.ID {
		if p := sides[id]; p.State != Machine.Start {
			return p.Successor
		}
		return id
	}
	return PairInput{Provider: present(before.Provider), Receiver: present(before.Receiver), Scope: before.Scope, Level: before.Level,
		LiaisonProvider: before.LiaisonProvider, LiaisonReceiver: before.LiaisonReceiver, Visibility: before.Visibility}, err
}

// chosen are the options with one selected.
func chosen(all []web.Option, id ident.ID) []web.Option {
	all = slices.Clone(all)
	for i := range all {
		all[i].Selected = all[i].Value == strconv.FormatInt(int64(id), 10)
	}
	return all
}

func (r *Room) postPairing(c *web.Call) error {
	in := PairInput{Code: c.Value("code"), Provider: id(c, "provider"), Receiver: id(c, "receiver"),
		Scope: c.Value("scope"), Level: c.Value("level"), From: day(c, "from"), To: day(c, "to"),
		LiaisonProvider: c.Value("liaison_provider"), LiaisonReceiver: c.Value("liaison_receiver"), Visibility: c.Value("visibility")}
	if code := strings.ToUpper(c.Value("predecessor")); code != "" {
		before, err := r.visiblePairing(c, code)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		if in.Predecessor = before.ID; err != nil {
			in.Predecessor = -1 // none, to be refused beside its field
		}
	}
	done, err := r.Pair(c.R.Context(), c.Actor, ProposeInput{c.Key(), in})
	if err != nil {
		return c.Again(r.getNewPairing, err)
	}
	made, _ := done.Subject("party.pairing")
	p, err := GetPairing(c.R.Context(), c.Q, c.Programme.ID, made)
	if err != nil {
		return err
	}
	return c.Done(done, "/pairings/"+p.Code, "party.proposed_done")
}

// seenPairing finds the pairing of the URL, if the reader may see it.
func (r *Room) seenPairing(c *web.Call) (Pairing, error) { return r.visiblePairing(c, c.Path("code")) }

func (r *Room) visiblePairing(c *web.Call, code string) (Pairing, error) {
	p, err := GetPairingByCode(c.R.Context(), c.Q, c.Programme.ID, code)
	if err == nil && !maySeePairing(c, p) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return p, err
}

func maySeePairing(c *web.Call, p Pairing) bool {
	return access.MaySee(c.Actor, p.Visibility, p.Provider) || access.MaySee(c.Actor, p.Visibility, p.Receiver)
}
