package site

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
)

// mountOwn registers what belongs to no room.
func (s *Site) mountOwn() {
	r := s.Room(ownFiles)
	r.OnSite("GET /", "site.enter", s.getProgrammes)
	r.OnSite("GET /sign-in", web.Public, s.getSignIn)
	r.OnSite("POST /sign-in", web.Public, s.postSignIn)
	r.OnSite("POST /seat", web.Public, s.postSeat)
	r.OnSite("POST /sign-out", "site.enter", s.postSignOut)
	r.OnSite("POST /hat", "site.enter", s.postHat)
	r.OnSite("POST /tour", "site.enter", s.postTour)
	r.On("GET /machines", "site.enter", s.getMachines)
	r.On("POST /views", "site.enter", s.postView)
	r.On("POST /views/removal", "site.enter", s.postViewGone)
}

type programmesPage struct {
	Programmes []web.Link `json:"programmes"`
}

// getProgrammes is where a person lands: straight in the only programme, or at
// the choice between several.
func (s *Site) getProgrammes(c *web.Call) error {
	all, err := s.Directory.Programmes(c.R.Context(), c.Q, c.Actor.Person)
	if err != nil {
		return err
	}
	if len(all) == 1 && !c.JSON() {
		return c.Redirect("/" + string(c.Lang) + "/" + all[0].Code)
	}
	p := programmesPage{}
	for _, one := range all {
		p.Programmes = append(p.Programmes, web.Link{Name: one.Name[c.Lang], URL: "/" + string(c.Lang) + "/" + one.Code})
	}
	return c.Page("programmes", p)
}

type seatView struct {
	Login        string `json:"login"`
	Role         string `json:"role"`
	About        string `json:"about"`
	Organisation string `json:"organisation"`
}

type signInPage struct {
	Next  string     `json:"next"`
	Seats []seatView `json:"seats,omitempty"`
}

func (s *Site) getSignIn(c *web.Call) error {
	p := signInPage{Next: c.Query("next")}
	if c.Kept() {
		p.Next = c.Value("next")
	}
	if s.Demo && fromLoopback(c.R) {
		for _, seat := range s.seats {
			p.Seats = append(p.Seats, seatView{seat.Login, c.T("site.role." + string(seat.Role)), c.T("site.role." + string(seat.Role) + ".about"), seat.Organisation[c.Lang]})
		}
	}
	return c.Page("signin", p)
}

func (s *Site) postSignIn(c *web.Call) error {
	host, _, err := net.SplitHostPort(c.R.RemoteAddr)
	if err != nil {
		host = c.R.RemoteAddr
	}
	token, err := s.Accounts.SignIn(c.R.Context(), c.Value("login"), c.R.PostFormValue("password"), host)
	if err != nil {
		return c.Again(s.getSignIn, err)
	}
	return s.welcome(c, token)
}

// postSeat signs a visitor of the demo in, without a password, on loopback only.
func (s *Site) postSeat(c *web.Call) error {
	if !s.Demo || !fromLoopback(c.R) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	for _, seat := range s.seats {
		if seat.Login != c.Value("login") {
			continue
		}
		person, err := s.Accounts.PersonOf(c.R.Context(), seat.Login)
		if err != nil {
			return fmt.Errorf("finding seat %s: %w", seat.Login, err)
		}
		token, err := s.Accounts.Open(c.R.Context(), person)
		if err != nil {
			return err
		}
		if c.SignedIn { // changing seats keeps the tour where it was
			if next, ok, err := s.Accounts.Session(c.R.Context(), token); err == nil && ok && c.Session.Tour != "" {
				if err := s.Accounts.SetTour(c.R.Context(), next, c.Session.Tour); err != nil {
					return err
				}
			}
		}
		return s.welcome(c, token)
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

func (s *Site) welcome(c *web.Call, token string) error {
	http.SetCookie(c.W, &http.Cookie{Name: web.SessionCookie, Value: token, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	next := c.Value("next")
	if !ours(next) {
		next = "/" + string(c.Lang)
	}
	return c.Redirect(next)
}

// ours tells whether an address leads to a page of this site and nowhere else.
func ours(next string) bool {
	u, err := url.Parse(next)
	return err == nil && strings.HasPrefix(next, "/") && !strings.HasPrefix(next, "//") && !strings.ContainsAny(next, "\\\n\r") && u.Host == "" && u.Scheme == ""
}

func fromLoopback(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback() && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}

func (s *Site) postSignOut(c *web.Call) error {
	if err := s.Accounts.Close(c.R.Context(), c.Session); err != nil {
		return err
	}
	http.SetCookie(c.W, &http.Cookie{Name: web.SessionCookie, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return c.Redirect("/" + string(c.Lang) + "/sign-in")
}

// postHat switches the organisation a person acts for, openly: the bar shows
// it, and every record they make from then on carries it.
func (s *Site) postHat(c *web.Call) error {
	var prog ident.Programme
	var organisation ident.ID
	if _, err := fmt.Sscanf(c.Value("hat"), "%d/%d", &prog, &organisation); err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	hats, err := s.Directory.Hats(c.R.Context(), c.Q, web.Programme{ID: prog}, c.Actor.Person, c.Today())
	if err != nil {
		return err
	}
	for _, h := range hats {
		if h.Organisation == organisation {
			if err := s.Accounts.ActFor(c.R.Context(), c.Session, prog, organisation); err != nil {
				return err
			}
			back := c.Value("back")
			if !ours(back) {
				back = "/" + string(c.Lang)
			}
			return c.Redirect(back)
		}
	}
	return fault.New(fault.Forbidden, "fault.forbidden")
}
