package party

import (
	"encoding/json"
	"strconv"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
)

type pairingPage struct {
	pairingRow
	Before  *pairingRow   `json:"predecessor_pairing,omitempty"`
	After   *pairingRow   `json:"successor_pairing,omitempty"`
	Later   []pairingRow  `json:"proposed_after"` // others that name it as their predecessor
	Gone    []goneSide    `json:"gone"`
	Waiting []string      `json:"waiting"` // sides that have not agreed
	History []historyLine `json:"history"`
	Moves   []stepForm    `json:"-"`
	Liaise  []string      `json:"-"` // sides whose liaison unit the reader may name
	Panels  []webPanel    `json:"-"`

	MayFollow, MayTransfer bool
}

// goneSide is a party of a living pairing that is on the register no more.
type goneSide struct {
	Party   partyView  `json:"party"`
	Follows *partyView `json:"successor,omitempty"`
}

// stepForm is a button with what it asks for.
type stepForm struct {
	Verb, Path      string
	Reason, AsksDay bool
}

func (r *Room) getPairing(c *web.Call) error {
	pairing, err := r.seenPairing(c)
	if err != nil {
		return err
	}
	past, err := c.AsOf()
	if err != nil {
		return err
	}
	ref := ident.Ref{Kind: "party.pairing", ID: pairing.ID}
	if past.Asked() {
		if err := c.Then(past, ref, &pairing); err != nil {
			return err
		}
		if !maySeePairing(c, pairing) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
	}
	p := pairingPage{Waiting: pairing.waiting()}
	if err := p.fillNear(c, pairing, past); err != nil {
		return err
	}
	if p.History, err = historyOf(c, &PairingMachine, past.Seq, sayPairing(c), ref); err != nil {
		return err
	}
	if !past.Asked() {
		if err := r.offer(c, &p); err != nil {
			return err
		}
	}
	return c.Page("pairing", p)
}

// fillNear adds the two parties and the pairings before and after.
func (p *pairingPage) fillNear(c *web.Call, pairing Pairing, past web.AsOf) error {
	ctx, prog := c.R.Context(), c.Programme.ID
	found, err := PairingsByID(ctx, c.Q, prog, []ident.ID{pairing.Predecessor, pairing.Successor})
	if err != nil {
		return err
	}
	near := []Pairing{pairing}
	for _, id := range []ident.ID{pairing.Predecessor, pairing.Successor} {
		if g, ok := found[id]; ok {
			near = append(near, g)
		}
	}
	if !past.Asked() {
		later, err := successorsOf(ctx, c.Q, prog, pairing.ID)
		if err != nil {
			return err
		}
		near = append(near, later...)
	}
	rows, err := pairingRows(c, near)
	if err != nil {
		return err
	}
	p.pairingRow = rows[0]
	for _, row := range rows[1:] {
		switch {
		case !maySeePairing(c, row.Pairing):
		case row.ID == pairing.Predecessor:
			p.Before = &row
		case row.ID == pairing.Successor:
			p.After = &row
		default:
			p.Later = append(p.Later, row)
		}
	}
	return nil
}

// offer adds what is for today and for people: what the reader may do, and the
// parts of later rooms.
func (r *Room) offer(c *web.Call, p *pairingPage) error {
	seated, err := Seated(c.R.Context(), c.Q, c.Programme.ID, p.Pairing, c.Today())
	if err != nil {
		return err
	}
	for _, mv := range PairingMachine.Open(c.Actor, p.Relations(c.Actor, seated), p.State) {
		path, offered := stepPaths[mv.Verb]
		form := stepForm{mv.Verb, path, mv.Reason, mv.Verb == "party.end"}
		if offered && (len(p.Moves) == 0 || p.Moves[len(p.Moves)-1] != form) { // agreeing leads to two states
			p.Moves = append(p.Moves, form)
		}
		if mv.Verb == "party.transfer" {
			p.MayTransfer = len(p.ready()) > 0
		}
	}
	for _, side := range []string{Provider, Receiver} {
		if oneOf(p.State, Living) && p.mayLiaise(c.Actor, seated, side) {
			p.Liaise = append(p.Liaise, side)
		}
	}
	p.MayFollow = oneOf(p.State, []string{"active", "suspended"}) && c.May("party.pair")
	if oneOf(p.State, Living) {
		if err := p.fillGone(c); err != nil {
			return err
		}
	}
	for _, panel := range r.PairingPanels {
		body, err := panel(c, p.Pairing)
		if err != nil {
			return err
		}
		if body != "" {
			p.Panels = append(p.Panels, webPanel{body})
		}
	}
	return nil
}

// fillGone adds the parties that were merged or dissolved: the pairing stands
// until it is transferred or ended, for nothing moves by itself.
func (p *pairingPage) fillGone(c *web.Call) error {
	sides := []partyView{p.Giver, p.Taker}
	var ids []ident.ID
	for _, side := range sides {
		ids = append(ids, side.Successor)
	}
	next, err := visibleParties(c.R.Context(), c, ids)
	for _, side := range sides {
		if side.State != Machine.Start {
			p.Gone = append(p.Gone, goneSide{side, viewOf(c, next, side.Successor)})
		}
	}
	return err
}

// ready are the successors that both sides have agreed to.
func (p *pairingPage) ready() []pairingRow {
	var rows []pairingRow
	for _, row := range p.Later {
		if row.State == "agreed" || row.State == "active" {
			rows = append(rows, row)
		}
	}
	return rows
}

// sayPairing tells what a line of a pairing's history says: whose liaison unit
// was named.
func sayPairing(c *web.Call) func(i int, lines []Line) string {
	return func(i int, lines []Line) string {
		key := lines[i].What()
		var now, before Pairing
		if key != "party.pairing.liaised" || i+1 == len(lines) || json.Unmarshal(lines[i].Data, &now) != nil || json.Unmarshal(lines[i+1].Data, &before) != nil {
			return c.T(key)
		}
		if now.LiaisonProvider != before.LiaisonProvider {
			return c.T("party.said", c.T("party.column.liaison_provider"), cellText(c, "liaison_provider", now.LiaisonProvider))
		}
		return c.T("party.said", c.T("party.column.liaison_receiver"), cellText(c, "liaison_receiver", now.LiaisonReceiver))
	}
}

func (r *Room) postLiaison(c *web.Call) error {
	p, err := r.seenPairing(c)
	if err != nil {
		return err
	}
	side := c.Value("side")
	done, err := r.Liaise(c.R.Context(), c.Actor, LiaiseInput{c.Key(), p.ID, side, c.Value("liaison_" + side)})
	if err != nil {
		return c.Again(r.getPairing, err)
	}
	return c.Done(done, "/pairings/"+p.Code, "party.liaised_done")
}

type transferPage struct {
	pairingRow
	Ready []web.Option `json:"-"`
}

func (r *Room) getTransfer(c *web.Call) error {
	pairing, err := r.seenPairing(c)
	if err != nil {
		return err
	}
	var p pairingPage
	if err := p.fillNear(c, pairing, web.AsOf{}); err != nil {
		return err
	}
	view := transferPage{pairingRow: p.pairingRow}
	for _, row := range p.ready() {
		view.Ready = append(view.Ready, web.Option{Value: strconv.FormatInt(int64(row.ID), 10), Label: row.Code + " · " + row.Giver.Title + " – " + row.Taker.Title})
	}
	return c.Page("transfer", view)
}

func (r *Room) postTransfer(c *web.Call) error {
	p, err := r.seenPairing(c)
	if err != nil {
		return err
	}
	done, err := r.Transfer(c.R.Context(), c.Actor, TransferInput{c.Key(), p.ID, id(c, "successor"), c.Value("reason")})
	if err != nil {
		return c.Again(r.getTransfer, err)
	}
	return c.Done(done, "/pairings/"+p.Code, "party.transferred_done")
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
