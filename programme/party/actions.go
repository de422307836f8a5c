package party

import (
	"context"
	"fmt"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Room is the party room of an installation.
type Room struct {
	DB       *db.DB
	Accounts *access.Accounts

	// What later rooms make: parts of a party's and of a pairing's page, and what
	// follows in the same change when a party joins a class.
	Panels        []Panel
	PairingPanels []PairingPanel
	Joined        func(ctx context.Context, tx *db.Tx, group, party ident.ID) ([]db.Fact, error)
}

// Rules lists every action of the room. The administrator admits people and
// changes nothing else.
func Rules() []access.Rule {
	everyone := []ident.Grant{{Roles: SeatRoles}}
	rules := []access.Rule{
		{Action: "party.view", By: everyone},
		{Action: "party.add", By: office},
		{Action: "party.correct", By: office},
		{Action: "party.identify", By: office},
		{Action: "party.group", By: office},
		{Action: "party.import", By: office},
		{Action: "party.pair", By: eitherOr},
		{Action: "party.liaise", By: eitherOr},
		{Action: "party.see_seats", By: []ident.Grant{{Roles: []ident.Role{ident.Office, ident.Admin}}}},
		{Action: "party.admit", By: []ident.Grant{{Roles: []ident.Role{ident.Admin}}}},
	}
	rules = append(rules, access.FromMachine(&Machine)...)
	return append(rules, access.FromMachine(&PairingMachine)...)
}

func partyRef(id ident.ID) ident.Ref { return ident.Ref{Kind: "party.party", ID: id} }

func partyFact(verb string, p Party) db.Fact {
	return db.Fact{Kind: "party.party." + verb + ".v1", Subject: partyRef(p.ID), Data: p}
}

// AddInput is a party to add.
type AddInput struct {
	Key db.Key
	PartyInput
}

// Add puts an organisation on the register.
func (r *Room) Add(ctx context.Context, who ident.Actor, in AddInput) (db.Done, error) {
	if err := access.Check(Rules(), who, "party.add", nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := AddPartyTx(ctx, tx, in.PartyInput)
		return []db.Fact{fact}, err
	})
}

// AddPartyTx puts an organisation on the register inside another room's change.
// Like every Tx verb it holds the rules of the record; who may do it is the
// caller's to check.
func AddPartyTx(ctx context.Context, tx *db.Tx, in PartyInput) (Party, db.Fact, error) {
	in, err := in.check()
	if err != nil {
		return Party{}, db.Fact{}, err
	}
	code, err := drawCode(ctx, tx, in.Code, "ORG", partyCodeTaken)
	if err != nil {
		return Party{}, db.Fact{}, err
	}
	if in.Parent != 0 {
		if err := checkParent(ctx, tx, 0, in.Parent); err != nil {
			return Party{}, db.Fact{}, err
		}
	}
	p := Party{ID: tx.ID(), Code: code, State: Machine.Start}.apply(in)
	if err := saveParty(ctx, tx, p); err != nil {
		return Party{}, db.Fact{}, err
	}
	return p, partyFact("added", p), step(ctx, tx, p, "", "party.add", "")
}

// step records a move of a party; nobody is asked to act on one.
func step(ctx context.Context, tx *db.Tx, p Party, from, verb, reason string) error {
	s := task.Subject{Ref: partyRef(p.ID), Code: p.Code, Title: p.Name, URL: "/parties/" + p.Code}
	return state.Step(ctx, tx, &Machine, s, from, verb, p.State, reason)
}

// drawCode takes the code asked for if it is free, or draws one that is.
func drawCode(ctx context.Context, tx *db.Tx, asked, prefix string,
	taken func(context.Context, db.Q, ident.Programme, string) (bool, error)) (string, error) {
	for {
		code := asked
		if code == "" {
			var err error
			if code, err = tx.Code(ctx, prefix); err != nil {
				return "", err
			}
		}
		used, err := taken(ctx, tx, tx.Who.Programme, code)
		if err != nil {
			return "", err
		}
		if !used {
			return code, nil
		}
		if asked != "" {
			var f fault.Form
			f.Refuse("code", "party.code_taken", asked)
			return "", f.Err()
		}
	}
}

func checkParent(ctx context.Context, tx *db.Tx, party, parent ident.ID) error {
	var f fault.Form
	_, err := GetParty(ctx, tx, tx.Who.Programme, parent)
	if fault.KindOf(err) == fault.NotFound {
		f.Refuse("parent", "party.parent_unknown")
		return f.Err()
	}
	if err != nil {
		return err
	}
	up, err := parents(ctx, tx, tx.Who.Programme)
	if err != nil {
		return err
	}
	f.Require(line(party, parent, up), "parent", "party.parent_circle")
	return f.Err()
}

// RenameInput is a party's new name.
type RenameInput struct {
	Key   db.Key
	Party ident.ID
	NewName
}

// Rename gives a party another name from a day on. The old one stays: it is
// shown with its last day, and found.
func (r *Room) Rename(ctx context.Context, who ident.Actor, in RenameInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := GetParty(ctx, tx, who.Programme, in.Party)
		if err != nil {
			return nil, err
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		p, had, err := p.rename(who, in.NewName, on)
		if err != nil {
			return nil, err
		}
		if err := saveFormer(ctx, tx, had); err != nil {
			return nil, err
		}
		if err := saveParty(ctx, tx, p); err != nil {
			return nil, err
		}
		if err := retitlePairings(ctx, tx, p); err != nil {
			return nil, err
		}
		return []db.Fact{partyFact("renamed", p)}, step(ctx, tx, p, p.State, "party.rename", in.Reason)
	})
}

// CorrectInput is a party's entry with what was wrong put right.
type CorrectInput struct {
	Key   db.Key
	Party ident.ID
	PartyInput
}

// Correct puts the entry of a party right; its code stays.
func (r *Room) Correct(ctx context.Context, who ident.Actor, in CorrectInput) (db.Done, error) {
	return r.changeParty(ctx, who, "party.correct", "corrected", in.Key, in.Party, func(tx *db.Tx, p Party) (Party, error) {
		return correct(ctx, tx, p, in.PartyInput)
	})
}

func correct(ctx context.Context, tx *db.Tx, p Party, in PartyInput) (Party, error) {
	in.Code = p.Code
	in, err := in.check()
	if err != nil {
		return p, err
	}
	if in.Parent != 0 && in.Parent != p.Parent {
		if err := checkParent(ctx, tx, p.ID, in.Parent); err != nil {
			return p, err
		}
	}
	next := p.apply(in)
	if next == p {
		return p, fault.New(fault.Conflict, "party.nothing_changed")
	}
	return next, nil
}

// changeParty is the one way of an act that rewrites a party's entry without
// moving it to another state.
func (r *Room) changeParty(ctx context.Context, who ident.Actor, action, fact string, key db.Key, id ident.ID, change func(*db.Tx, Party) (Party, error)) (db.Done, error) {
	if err := access.Check(Rules(), who, action, nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := GetParty(ctx, tx, who.Programme, id)
		if err != nil {
			return nil, err
		}
		if p, err = change(tx, p); err != nil {
			return nil, err
		}
		return []db.Fact{partyFact(fact, p)}, saveParty(ctx, tx, p)
	})
}

// CloseInput ends a party's life.
type CloseInput struct {
	Key   db.Key
	Party ident.ID
	Ending
}

// Close merges or dissolves a party.
func (r *Room) Close(ctx context.Context, who ident.Actor, in CloseInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := GetParty(ctx, tx, who.Programme, in.Party)
		if err != nil {
			return nil, err
		}
		on, err := today(ctx, tx)
		if err != nil {
			return nil, err
		}
		from := p.State
		if p, err = p.close(who, in.Ending, on); err != nil {
			return nil, err
		}
		if err := checkSuccessor(ctx, tx, p); err != nil {
			return nil, err
		}
		if err := saveParty(ctx, tx, p); err != nil {
			return nil, err
		}
		return []db.Fact{partyFact(p.State, p)}, step(ctx, tx, p, from, in.Verb, in.Reason)
	})
}

// checkSuccessor refuses a successor that is none or is itself no more: so no
// line of successors ever leads in a circle.
func checkSuccessor(ctx context.Context, tx *db.Tx, p Party) error {
	if p.Successor == 0 {
		return nil
	}
	next, err := GetParty(ctx, tx, tx.Who.Programme, p.Successor)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	var f fault.Form
	f.Require(err == nil && next.State == Machine.Start, "successor", "party.successor_not_active")
	return f.Err()
}

// TranslateInput is the name of a party or group in the other language. Status
// tells how it was made: human, machine, unreviewed.
type TranslateInput struct {
	Noun         string // party.party, party.group
	ID           ident.ID
	Text, Status string
}

// TranslateTx sets the name in the language in which the record was not made.
func TranslateTx(ctx context.Context, tx *db.Tx, in TranslateInput) (db.Fact, error) {
	var f fault.Form
	in.Text = strings.TrimSpace(in.Text)
	f.Require(in.Text != "" && len([]rune(in.Text)) <= maxName, "name", "party.name_missing")
	f.Require(oneOf(in.Status, []string{"human", "machine", "unreviewed"}), "status", "party.status_unknown", in.Status)
	if err := f.Err(); err != nil {
		return db.Fact{}, err
	}
	switch in.Noun {
	case "party.party":
		p, err := GetParty(ctx, tx, tx.Who.Programme, in.ID)
		if err != nil {
			return db.Fact{}, err
		}
		p.Other = in.Text
		if err := saveParty(ctx, tx, p); err != nil {
			return db.Fact{}, err
		}
		return partyFact("translated", p), saveOther(ctx, tx, in.Noun, p.ID, p.Lang, p.Other, in.Status)
	case "party.group":
		g, err := GetGroup(ctx, tx, tx.Who.Programme, in.ID)
		if err != nil {
			return db.Fact{}, err
		}
		g.Other = in.Text
		if err := saveGroup(ctx, tx, g); err != nil {
			return db.Fact{}, err
		}
		return groupFact("translated", g), saveOther(ctx, tx, in.Noun, g.ID, g.Lang, g.Other, in.Status)
	}
	return db.Fact{}, fmt.Errorf("a %s has no name to translate", in.Noun)
}

// today is the calendar day of a change in the programme's own zone.
func today(ctx context.Context, tx *db.Tx) (words.Day, error) {
	p, err := ProgrammeByID(ctx, tx, tx.Who.Programme)
	if err != nil {
		return "", fmt.Errorf("finding the programme: %w", err)
	}
	return words.DayOf(tx.Now, p.Location()), nil
}
