package party

import (
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
	State    string       `json:"state"`
	Level    string       `json:"level"`
	Filters  int          `json:"-"`
	Pairings []pairingRow `json:"pairings"`
	Next     string       `json:"next"`
	CSV      string       `json:"-"`
	States   []web.Option `json:"-"`
	Levels   []web.Option `json:"-"`
	MayPair  bool         `json:"-"`
}

func (r *Room) getPairings(c *web.Call) error {
	p := pairingsPage{State: c.Query("state"), Level: c.Query("level"), CSV: c.CSVLink(), MayPair: c.Actor.Has(ident.Office, ident.Provider, ident.Receiver)}
	for _, set := range []string{p.State, p.Level} {
		if set != "" {
			p.Filters++
		}
	}
	f := PairingFilter{State: p.State, Level: p.Level, For: c.Actor, After: after(c), Limit: pageSize + 1}
	if c.WantsCSV() {
		f.After, f.Limit = 0, 1000
	}
	found, err := ListPairings(c.R.Context(), c.Q, c.Programme.ID, f)
	if err != nil {
		return err
	}
	if len(found) > pageSize && !c.WantsCSV() {
		found = found[:pageSize]
		p.Next = nextPage(c, found[pageSize-1].ID)
	}
	if p.Pairings, err = pairingRows(c, found); err != nil {
		return err
	}
	if c.WantsCSV() {
		return pairingsCSV(c, p.Pairings)
	}
	p.States = options(c, PairingMachine.Noun+".state.", PairingMachine.States(), p.State)
	p.Levels = options(c, "party.level.", Levels[1:], p.Level)
	return c.Page("pairings", p)
}

func pairingsCSV(c *web.Call, rows []pairingRow) error {
	var header []string
	for _, key := range []string{"code", "provider", "receiver", "scope", "level", "from", "to", "state"} {
		header = append(header, c.T("party.column."+key))
	}
	return c.CSV("pairings", header, func(yield func([]string) bool) {
		for _, p := range rows {
			if !yield([]string{p.Code, p.Giver.Title, p.Taker.Title, p.Scope, levelText(c, p.Level), string(p.From), string(p.To), c.T(string(PairingMachine.StateKey(p.State)))}) {
				return
			}
		}
	})
}

type newPairingPage struct {
	Providers    []web.Option `json:"-"`
	Receivers    []web.Option `json:"-"`
	Levels       []web.Option `json:"-"`
	Predecessors []web.Option `json:"-"`
	Visibilities []web.Option `json:"-"`
}

func (r *Room) getNewPairing(c *web.Call) error {
	var p newPairingPage
	var err error
	if p.Providers, err = r.partyOptions(c, "", 0); err != nil {
		return err
	}
	p.Receivers = p.Providers
	p.Levels = options(c, "party.level.", Levels, "")
	p.Visibilities = options(c, "party.visibility.", Visibilities, "")
	earlier, err := ListPairings(c.R.Context(), c.Q, c.Programme.ID, PairingFilter{For: c.Actor})
	if err != nil {
		return err
	}
	rows, err := pairingRows(c, earlier)
	if err != nil {
		return err
	}
	p.Predecessors = []web.Option{{Value: "", Label: c.T("party.no_predecessor")}}
	for _, e := range rows {
		p.Predecessors = append(p.Predecessors, web.Option{Value: strconv.FormatInt(int64(e.ID), 10), Label: e.Code + " · " + e.Giver.Title + " – " + e.Taker.Title})
	}
	return c.Page("newpairing", p)
}

func (r *Room) postPairing(c *web.Call) error {
	done, err := r.Pair(c.R.Context(), c.Actor, ProposeInput{c.Key(), PairInput{Code: c.Value("code"), Provider: id(c, "provider"), Receiver: id(c, "receiver"),
		Scope: c.Value("scope"), Level: c.Value("level"), From: day(c, "from"), To: day(c, "to"), Predecessor: id(c, "predecessor"),
		LiaisonProvider: c.Value("liaison_provider"), LiaisonReceiver: c.Value("liaison_receiver"), Visibility: c.Value("visibility")}})
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

type pairingPage struct {
	pairingRow
	Before  *pairingRow   `json:"predecessor_pairing,omitempty"`
	Later   []pairingRow  `json:"successors"`
	Waiting []string      `json:"waiting"` // sides that have not agreed
	History []historyLine `json:"history"`
	Moves   []stepForm    `json:"-"`
}

// stepForm is a button with what it asks for.
type stepForm struct {
	Verb, Path      string
	Reason, AsksDay bool
}

func (r *Room) seenPairing(c *web.Call) (Pairing, error) {
	p, err := GetPairingByCode(c.R.Context(), c.Q, c.Programme.ID, c.Path("code"))
	if err == nil && !access.MaySee(c.Actor, p.Visibility, p.Provider) && !access.MaySee(c.Actor, p.Visibility, p.Receiver) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return p, err
}

func (r *Room) getPairing(c *web.Call) error {
	ctx := c.R.Context()
	pairing, err := r.seenPairing(c)
	if err != nil {
		return err
	}
	near, err := r.nearPairings(c, pairing)
	if err != nil {
		return err
	}
	rows, err := pairingRows(c, append([]Pairing{pairing}, near...))
	if err != nil {
		return err
	}
	p := pairingPage{pairingRow: rows[0], Waiting: pairing.waiting()}
	for _, row := range rows[1:] {
		if row.ID == pairing.Predecessor {
			p.Before = &row
		} else {
			p.Later = append(p.Later, row)
		}
	}
	seated, err := Seated(ctx, c.Q, c.Programme.ID, pairing, c.Today())
	if err != nil {
		return err
	}
	for _, mv := range PairingMachine.Open(c.Actor, pairing.Relations(c.Actor, seated), pairing.State) {
		form := stepForm{mv.Verb, stepPaths[mv.Verb], mv.Reason, mv.Verb == "party.end"}
		if len(p.Moves) == 0 || p.Moves[len(p.Moves)-1] != form { // agreeing leads to two states
			p.Moves = append(p.Moves, form)
		}
	}
	p.History, err = historyOf(c, &PairingMachine, func(i int, lines []Line) string { return c.T(lines[i].What()) }, ident.Ref{Kind: "party.pairing", ID: pairing.ID})
	if err != nil {
		return err
	}
	return c.Page("pairing", p)
}

// nearPairings are the predecessor and the successors that the reader may see.
func (r *Room) nearPairings(c *web.Call, p Pairing) ([]Pairing, error) {
	near, err := successorsOf(c.R.Context(), c.Q, c.Programme.ID, p.ID)
	if err != nil {
		return nil, err
	}
	if p.Predecessor != 0 {
		before, err := GetPairing(c.R.Context(), c.Q, c.Programme.ID, p.Predecessor)
		if err != nil {
			return nil, err
		}
		near = append(near, before)
	}
	visible := near[:0]
	for _, n := range near {
		if access.MaySee(c.Actor, n.Visibility, n.Provider) || access.MaySee(c.Actor, n.Visibility, n.Receiver) {
			visible = append(visible, n)
		}
	}
	return visible, nil
}

func (r *Room) postStep(verb string) web.Handler {
	return func(c *web.Call) error {
		p, err := r.seenPairing(c)
		if err != nil {
			return err
		}
		done, err := r.Step(c.R.Context(), c.Actor, StepInput{c.Key(), p.ID, MoveInput{verb, c.Value("reason"), day(c, "to")}})
		if err != nil {
			return c.Again(r.getPairing, err)
		}
		return c.Done(done, "/pairings/"+p.Code, strings.Replace(verb, "party.", "party.pairing_", 1)+"_done")
	}
}
