package party

import (
	"context"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// CreateProgramme makes a programme of the installation (programme 0's
// journal). who needs no seat: none exists yet; only cmd and the sample
// programme call it. Asked again with the same key it gives the same programme.
func CreateProgramme(ctx context.Context, d *db.DB, who ident.Actor, key db.Key, in Programme) (Programme, error) {
	in, err := checkProgramme(in)
	if err != nil {
		return Programme{}, err
	}
	who.Programme = 0
	_, err = d.Change(ctx, who, key, func(tx *db.Tx) ([]db.Fact, error) {
		p, err := saveProgramme(ctx, tx, in)
		return []db.Fact{{Kind: "party.programme.created.v1", Subject: ident.Ref{Kind: "party.programme", ID: ident.ID(p.ID)}, Data: p}}, err
	})
	if err != nil {
		return Programme{}, err
	}
	return ProgrammeByCode(ctx, d.Read(), in.Code)
}

func membershipFact(verb string, m Membership) db.Fact {
	return db.Fact{Kind: "party.membership." + verb + ".v1", Subject: ident.Ref{Kind: "party.membership", ID: m.ID}, Data: m}
}

// AddMembershipTx gives a person a seat inside another change.
func AddMembershipTx(ctx context.Context, tx *db.Tx, in MembershipInput) (Membership, db.Fact, error) {
	p, err := GetParty(ctx, tx, tx.Who.Programme, in.Party)
	if err != nil {
		return Membership{}, db.Fact{}, err
	}
	if p.State != Machine.Start {
		return Membership{}, db.Fact{}, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(p.State))
	}
	held, err := heldBy(ctx, tx, tx.Who.Programme, in.Party, in.Person)
	if err != nil {
		return Membership{}, db.Fact{}, err
	}
	m, err := in.seat(held)
	if err != nil {
		return Membership{}, db.Fact{}, err
	}
	opposed, err := opposedSeats(ctx, tx, tx.Who.Programme, in.Party, in.Person)
	if err != nil {
		return Membership{}, db.Fact{}, err
	}
	if err := m.besideOpposed(opposed); err != nil {
		return Membership{}, db.Fact{}, err
	}
	m.ID = tx.ID()
	return m, membershipFact("admitted", m), saveMembership(ctx, tx, m)
}

// AdmitInput is a seat for a person by their sign-in name. Where nobody has
// that name, Name and Password make the person's account.
type AdmitInput struct {
	Key                   db.Key
	Party                 ident.ID
	Login, Name, Password string
	Role                  ident.Role
	From, To              words.Day
}

// Admit gives a person a seat at a party.
func (r *Room) Admit(ctx context.Context, who ident.Actor, in AdmitInput) (db.Done, error) {
	if err := access.Check(Rules(), who, "party.admit", nil); err != nil {
		return db.Done{}, err
	}
	person, err := r.person(ctx, in)
	if err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := AddMembershipTx(ctx, tx, MembershipInput{Person: person, Party: in.Party, Role: in.Role, From: in.From, To: in.To})
		return []db.Fact{fact}, err
	})
}

// person finds or makes the account. Accounts belong to the installation, so
// they are made before the programme's change; a retry finds the one made.
func (r *Room) person(ctx context.Context, in AdmitInput) (ident.Person, error) {
	person, err := r.Accounts.PersonOf(ctx, in.Login)
	if fault.KindOf(err) != fault.NotFound {
		return person, err
	}
	var f fault.Form
	f.Require(in.Login != "", "login", "party.person_missing")
	f.Require(in.Name != "", "name", "party.person_unknown", in.Login)
	f.Require(in.Password != "", "password", "party.password_missing")
	if err := f.Err(); err != nil {
		return 0, err
	}
	// No account is made for a seat that would be refused.
	if _, err := (MembershipInput{Person: 1, Party: in.Party, Role: in.Role, From: in.From, To: in.To}).seat(nil); err != nil {
		return 0, err
	}
	return r.Accounts.AddPerson(ctx, in.Name, in.Login, in.Password)
}

// DismissInput ends a seat on its last day.
type DismissInput struct {
	Key        db.Key
	Membership ident.ID
	On         words.Day
}

// Dismiss ends a person's seat.
func (r *Room) Dismiss(ctx context.Context, who ident.Actor, in DismissInput) (db.Done, error) {
	if err := access.Check(Rules(), who, "party.admit", nil); err != nil {
		return db.Done{}, err
	}
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		m, err := getMembership(ctx, tx, who.Programme, in.Membership)
		if err != nil {
			return nil, err
		}
		if m, err = m.vacate(in.On); err != nil {
			return nil, err
		}
		return []db.Fact{membershipFact("dismissed", m)}, saveMembership(ctx, tx, m)
	})
}
