package party

import (
	"context"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
)

func pairingFact(verb string, p Pairing) db.Fact {
	return db.Fact{Kind: "party.pairing." + verb + ".v1", Subject: ident.Ref{Kind: "party.pairing", ID: p.ID}, Data: p}
}

// ProposeInput is a pairing to propose.
type ProposeInput struct {
	Key db.Key
	PairInput
}

// Pair proposes a pairing: the programme office any, a side its own.
func (r *Room) Pair(ctx context.Context, who ident.Actor, in ProposeInput) (db.Done, error) {
	if err := access.Check(Rules(), who, "party.pair", ident.Relations{ident.Mine}); err != nil {
		return db.Done{}, err
	}
	if err := in.own(who); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := PairTx(ctx, tx, in.PairInput)
		return []db.Fact{fact}, err
	})
}

// PairTx proposes a pairing inside another room's change.
func PairTx(ctx context.Context, tx *db.Tx, in PairInput) (Pairing, db.Fact, error) {
	in, err := in.check()
	if err != nil {
		return Pairing{}, db.Fact{}, err
	}
	p := in.propose(tx.Who)
	if err := checkPairing(ctx, tx, p); err != nil {
		return Pairing{}, db.Fact{}, err
	}
	if p.Code, err = drawCode(ctx, tx, in.Code, "PAIR", pairingCodeTaken); err != nil {
		return Pairing{}, db.Fact{}, err
	}
	p.ID = tx.ID()
	return p, pairingFact("proposed", p), keepPairing(ctx, tx, p, "", "party.pair", "")
}

// checkPairing refuses parties that are none or no longer active, a second
// living pairing of the same parties and scope, and a strange predecessor.
func checkPairing(ctx context.Context, tx *db.Tx, p Pairing) error {
	var f fault.Form
	sides, err := PartiesByID(ctx, tx, tx.Who.Programme, []ident.ID{p.Provider, p.Receiver})
	if err != nil {
		return err
	}
	f.Require(sides[p.Provider].State == Machine.Start, Provider, "party.side_not_active")
	f.Require(sides[p.Receiver].State == Machine.Start, Receiver, "party.side_not_active")
	if p.Predecessor != 0 {
		_, err := GetPairing(ctx, tx, tx.Who.Programme, p.Predecessor)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		f.Require(err == nil, "predecessor", "party.predecessor_unknown")
	}
	if err := f.Err(); err != nil {
		return err
	}
	both, err := seatedOnBoth(ctx, tx, tx.Who.Programme, p)
	if err != nil {
		return err
	}
	if f.Require(!both, Receiver, "party.pair_one_account"); f.Err() != nil {
		return f.Err()
	}
	twins, err := livingTwins(ctx, tx, tx.Who.Programme, p)
	if err == nil && len(twins) > 0 {
		err = fault.New(fault.Conflict, "party.pair_exists", twins[0].Code)
	}
	return err
}

// keepPairing saves the pairing and says who must act next.
func keepPairing(ctx context.Context, tx *db.Tx, p Pairing, from, verb, reason string) error {
	title, err := savePairing(ctx, tx, p)
	if err != nil {
		return err
	}
	seated, err := seatedToday(ctx, tx, p)
	if err != nil {
		return err
	}
	s := task.Subject{Ref: ident.Ref{Kind: "party.pairing", ID: p.ID}, Code: p.Code, Title: title, URL: "/pairings/" + p.Code}
	return state.Step(ctx, tx, &PairingMachine, s, from, verb, p.State, reason, p.wants(seated)...)
}

func seatedToday(ctx context.Context, tx *db.Tx, p Pairing) (map[string]bool, error) {
	on, err := today(ctx, tx)
	if err != nil {
		return nil, err
	}
	return Seated(ctx, tx, tx.Who.Programme, p, on)
}

// retitlePairings makes a party's pairings found by its new name.
func retitlePairings(ctx context.Context, tx *db.Tx, p Party) error {
	all, err := PairingsOf(ctx, tx, tx.Who.Programme, p.ID)
	if err != nil {
		return err
	}
	for _, g := range all {
		if _, err := indexPairing(ctx, tx, g); err != nil {
			return err
		}
	}
	return nil
}

// StepInput takes a pairing one step on by a verb of its machine.
type StepInput struct {
	Key     db.Key
	Pairing ident.ID
	MoveInput
}

// pastVerbs name the fact of each verb.
var pastVerbs = map[string]string{"party.agree": "agreed", "party.decline": "declined", "party.start": "started",
	"party.suspend": "suspended", "party.resume": "resumed", "party.end": "ended"}

// Step agrees to, declines, starts, suspends, resumes or ends a pairing.
func (r *Room) Step(ctx context.Context, who ident.Actor, in StepInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := GetPairing(ctx, tx, who.Programme, in.Pairing)
		if err != nil {
			return nil, err
		}
		seated, err := seatedToday(ctx, tx, p)
		if err != nil {
			return nil, err
		}
		next, err := p.move(who, seated, in.MoveInput)
		if err != nil {
			return nil, err
		}
		return []db.Fact{pairingFact(pastVerbs[in.Verb], next)}, keepPairing(ctx, tx, next, p.State, in.Verb, in.Reason)
	})
}

// LiaiseInput names the liaison unit of a side.
type LiaiseInput struct {
	Key        db.Key
	Pairing    ident.ID
	Side, Unit string // provider, receiver
}

// Liaise names the liaison unit of one side of a pairing.
func (r *Room) Liaise(ctx context.Context, who ident.Actor, in LiaiseInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := GetPairing(ctx, tx, who.Programme, in.Pairing)
		if err != nil {
			return nil, err
		}
		seated, err := seatedToday(ctx, tx, p)
		if err != nil {
			return nil, err
		}
		if p, err = p.liaise(who, seated, in.Side, in.Unit); err != nil {
			return nil, err
		}
		_, err = savePairing(ctx, tx, p)
		return []db.Fact{pairingFact("liaised", p)}, err
	})
}

// TransferInput hands a pairing on to its successor.
type TransferInput struct {
	Key                db.Key
	Pairing, Successor ident.ID
	Reason             string
}

// Transfer records a re-pairing: the pairing ends on the day before its
// successor begins, and the successor is active. Nothing else moves: what was
// promised under the one stays there.
func (r *Room) Transfer(ctx context.Context, who ident.Actor, in TransferInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := GetPairing(ctx, tx, who.Programme, in.Pairing)
		if err != nil {
			return nil, err
		}
		next, err := GetPairing(ctx, tx, who.Programme, in.Successor)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		done, err := p.transfer(who, next, on, in.Reason)
		if err != nil {
			return nil, err
		}
		facts := []db.Fact{pairingFact("transferred", done)}
		if err := keepPairing(ctx, tx, done, p.State, "party.transfer", in.Reason); err != nil || next.State == "active" {
			return facts, err
		}
		started, err := next.move(who, nil, MoveInput{Verb: "party.start"})
		if err != nil {
			return nil, err
		}
		return append(facts, pairingFact("started", started)), keepPairing(ctx, tx, started, next.State, "party.start", in.Reason)
	})
}
