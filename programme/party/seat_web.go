package party

import (
	"strconv"

	"throughline/kit/ident"
	"throughline/kit/web"
)

func (r *Room) mountSeats(m *web.Room) {
	m.On("GET /parties/{code}/seats", "party.see_seats", r.getSeats)
	m.On("POST /parties/{code}/seats", "party.admit", r.postSeat)
	m.On("POST /parties/{code}/departures", "party.admit", r.postSeatEnding)
}

type seatRow struct {
	Membership
	Name string `json:"name"`
	Open bool   `json:"open"` // held today or later
}

type seatsPage struct {
	partyView
	Seats    []seatRow    `json:"seats"`
	Roles    []web.Option `json:"-"`
	Open     []web.Option `json:"-"` // seats that can be ended
	MayAdmit bool         `json:"-"`
}

func (r *Room) getSeats(c *web.Call) error {
	party, err := r.seen(c)
	if err != nil {
		return err
	}
	seats, err := MembershipsOf(c.R.Context(), c.Q, c.Programme.ID, party.ID)
	if err != nil {
		return err
	}
	names, err := NamesOf(c.R.Context(), c.Q, seats)
	if err != nil {
		return err
	}
	p := seatsPage{partyView: view(c, party), MayAdmit: may(c, "party.admit")}
	for _, m := range seats {
		row := seatRow{m, names[m.Person], m.To == "" || m.To >= c.Today()}
		if p.Seats = append(p.Seats, row); row.Open {
			p.Open = append(p.Open, web.Option{Value: strconv.FormatInt(int64(m.ID), 10), Label: row.Name + " · " + c.T("site.role."+string(m.Role))})
		}
	}
	roles := make([]string, len(SeatRoles))
	for i, role := range SeatRoles {
		roles[i] = string(role)
	}
	p.Roles = options(c, "site.role.", roles, "")
	return c.Page("seats", p)
}

func (r *Room) postSeat(c *web.Call) error {
	p, err := r.seen(c)
	if err != nil {
		return err
	}
	done, err := r.Admit(c.R.Context(), c.Actor, AdmitInput{Key: c.Key(), Party: p.ID, Login: c.Value("login"), Name: c.Value("name"),
		Password: c.Value("password"), Role: ident.Role(c.Value("role")), From: day(c, "from"), To: day(c, "to")})
	if err != nil {
		return c.Again(r.getSeats, err)
	}
	return c.Done(done, "/parties/"+p.Code+"/seats", "party.admitted_done")
}

func (r *Room) postSeatEnding(c *web.Call) error {
	p, err := r.seen(c)
	if err != nil {
		return err
	}
	done, err := r.Dismiss(c.R.Context(), c.Actor, DismissInput{c.Key(), id(c, "seat"), day(c, "last_day")})
	if err != nil {
		return c.Again(r.getSeats, err)
	}
	return c.Done(done, "/parties/"+p.Code+"/seats", "party.dismissed_done")
}
