package party

import (
	"context"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

func groupFact(verb string, g Group) db.Fact {
	return db.Fact{Kind: "party.group." + verb + ".v1", Subject: ident.Ref{Kind: "party.group", ID: g.ID}, Data: g}
}

// memberFact is about the group's list of members: its subject is not the
// group's entry, so that both can be read as of any day.
func memberFact(verb string, m Member) db.Fact {
	return db.Fact{Kind: "party.member." + verb + ".v1", Subject: ident.Ref{Kind: "party.member", ID: m.Group}, Data: m}
}

// AddGroupInput is a group to make.
type AddGroupInput struct {
	Key db.Key
	GroupInput
}

// AddGroup makes a class of parties.
func (r *Room) AddGroup(ctx context.Context, who ident.Actor, in AddGroupInput) (db.Done, error) {
	if err := access.Check(Rules(), who, "party.group", nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := AddGroupTx(ctx, tx, in.GroupInput)
		return []db.Fact{fact}, err
	})
}

// AddGroupTx makes a class of parties inside another room's change.
func AddGroupTx(ctx context.Context, tx *db.Tx, in GroupInput) (Group, db.Fact, error) {
	in, err := in.check()
	if err != nil {
		return Group{}, db.Fact{}, err
	}
	code, err := drawCode(ctx, tx, in.Code, "GRP", groupCodeTaken)
	if err != nil {
		return Group{}, db.Fact{}, err
	}
	g := Group{ID: tx.ID(), Code: code, Name: in.Name, Lang: in.Lang, Other: in.Other, Side: in.Side}
	return g, groupFact("added", g), saveGroup(ctx, tx, g)
}

// JoinInput is a place in a group from a day on, "" for always.
type JoinInput struct {
	Key          db.Key
	Group, Party ident.ID
	From, To     words.Day
}

// Join puts a party into a group.
func (r *Room) Join(ctx context.Context, who ident.Actor, in JoinInput) (db.Done, error) {
	if err := access.Check(Rules(), who, "party.group", nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		return r.join(ctx, tx, in)
	})
}

// join puts a party into a group and lets later rooms ask it what the group was
// asked.
func (r *Room) join(ctx context.Context, tx *db.Tx, in JoinInput) ([]db.Fact, error) {
	_, fact, err := JoinGroupTx(ctx, tx, in)
	if err != nil || r.Joined == nil {
		return []db.Fact{fact}, err
	}
	later, err := r.Joined(ctx, tx, in.Group, in.Party)
	return append([]db.Fact{fact}, later...), err
}

// JoinGroupTx puts a party into a group inside another room's change; the Key
// is not used.
func JoinGroupTx(ctx context.Context, tx *db.Tx, in JoinInput) (Member, db.Fact, error) {
	if _, err := GetGroup(ctx, tx, tx.Who.Programme, in.Group); err != nil {
		return Member{}, db.Fact{}, err
	}
	var f fault.Form
	p, err := GetParty(ctx, tx, tx.Who.Programme, in.Party)
	if fault.KindOf(err) == fault.NotFound {
		f.Refuse("party", "party.party_missing")
		return Member{}, db.Fact{}, f.Err()
	}
	if err != nil {
		return Member{}, db.Fact{}, err
	}
	if p.State != Machine.Start {
		return Member{}, db.Fact{}, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
	}
	had, err := placesOf(ctx, tx, tx.Who.Programme, in.Group, in.Party)
	if err != nil {
		return Member{}, db.Fact{}, err
	}
	m, err := join(had, Member{Group: in.Group, Party: in.Party, From: in.From, To: in.To})
	if err != nil {
		return Member{}, db.Fact{}, err
	}
	return m, memberFact("joined", m), saveMember(ctx, tx, m)
}

// LeaveInput ends a party's present place in a group on its last day.
type LeaveInput struct {
	Key          db.Key
	Group, Party ident.ID
	On           words.Day
}

// Leave ends a party's place in a group.
func (r *Room) Leave(ctx context.Context, who ident.Actor, in LeaveInput) (db.Done, error) {
	if err := access.Check(Rules(), who, "party.group", nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		had, err := placesOf(ctx, tx, who.Programme, in.Group, in.Party)
		if err != nil {
			return nil, err
		}
		if len(had) == 0 {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
		m, err := had[len(had)-1].leave(in.On)
		if err != nil {
			return nil, err
		}
		return []db.Fact{memberFact("left", m)}, saveMember(ctx, tx, m)
	})
}
