package party

import (
	"slices"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// Membership is a person's seat: a role for an organisation, from and to both
// included, an empty day open.
type Membership struct {
	ID     ident.ID     `json:"id"`
	Person ident.Person `json:"person"`
	Party  ident.ID     `json:"party"`
	Role   ident.Role   `json:"role"`
	From   words.Day    `json:"from"`
	To     words.Day    `json:"to"`
}

// SeatRoles are the roles a seat may carry: those of people with an account.
var SeatRoles = ident.Roles[:slices.Index(ident.Roles, ident.Anonymous)]

// MembershipInput is a seat as entered.
type MembershipInput struct {
	Person   ident.Person
	Party    ident.ID
	Role     ident.Role
	From, To words.Day
}

// seat makes a new seat, beside those the person has held at the party.
func (in MembershipInput) seat(held []Membership) (Membership, error) {
	var f fault.Form
	f.Require(in.Person != 0, "login", "party.person_missing")
	f.Require(slices.Contains(SeatRoles, in.Role), "role", "party.role_unknown", in.Role)
	checkSpan(&f, in.From, in.To)
	for _, h := range held {
		if h.Role == in.Role && overlap(h.From, h.To, in.From, in.To) {
			f.Refuse("role", "party.seat_held")
		}
	}
	return Membership{Person: in.Person, Party: in.Party, Role: in.Role, From: in.From, To: in.To}, f.Err()
}

// besideOpposed refuses a seat by which one account would act for both sides of
// a pairing: opposed are the seats the person has with the parties paired with
// this one.
func (m Membership) besideOpposed(opposed []Membership) error {
	var f fault.Form
	if slices.Contains(twoSides, m.Role) {
		for _, o := range opposed {
			f.Require(!overlap(o.From, o.To, m.From, m.To), "login", "party.seat_opposed")
		}
	}
	return f.Err()
}

// vacate ends a seat on a day, which may be earlier than an end already set.
func (m Membership) vacate(on words.Day) (Membership, error) {
	var f fault.Form
	_, real := words.ParseDay(string(on))
	f.Require(real, "last_day", "party.day", on)
	f.Require(m.From == "" || on >= m.From, "last_day", "party.day_order")
	if err := f.Err(); err != nil {
		return m, err
	}
	if m.To != "" && m.To <= on {
		return m, fault.New(fault.Conflict, "party.seat_ended")
	}
	m.To = on
	return m, nil
}
