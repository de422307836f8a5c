// Package web is the edge: routes that name their action, handlers that return
// errors, pages in two languages, forms that keep what was typed.
//
// One handler serves people and programs: a request that accepts
// application/json gets the page's data or the receipt as JSON, and a JSON body
// is read as the form's fields. So no rule can differ between the two.
package web

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Programme is what the edge must know of a programme to serve its pages.
type Programme struct {
	ID           ident.Programme
	Code         string
	Name         map[words.Lang]string
	Zone         *time.Location
	Currency     string
	Illustrative bool
}

// Hat is one organisation a person may act for in a programme.
type Hat struct {
	Organisation ident.ID
	Name         map[words.Lang]string
	Roles        []ident.Role
}

// Directory answers who takes part in what. The party room knows; site passes
// its finders in.
type Directory struct {
	Programme  func(ctx context.Context, q db.Q, code string) (Programme, error)
	Programmes func(ctx context.Context, q db.Q, p ident.Person) ([]Programme, error)
	Hats       func(ctx context.Context, q db.Q, prog Programme, p ident.Person, today words.Day) ([]Hat, error)
}

// NavItem is one entry of the global bar, for those to whom its action is open.
// The first that is open to somebody is where they begin. Also are the paths of
// other pages that belong to it.
type NavItem struct {
	Label, Path, Action string
	Also                []string
}

// Front is the front door of an installation.
type Front struct {
	DB        *db.DB
	Book      *words.Book
	Policy    *access.Policy
	Accounts  *access.Accounts
	Directory Directory
	Layout    fs.FS // *.html that define "layout" and the shared parts
	Assets    *Assets
	Nav       []NavItem
	Search    NavItem // where the search box leads, for those to whom it is open
	Demo      bool
	Tour      func(c *Call) *Tour // the demo's guide, nil otherwise
	Log       *slog.Logger

	mux    *http.ServeMux
	routes []Route
}

// Route is one entry of the table that `throughline routes` prints.
type Route struct{ Pattern, Action string }

// Handler answers one request. A returned error becomes the refusal page, or
// 500 with a reference when it is a defect.
type Handler func(c *Call) error

// Routes lists every route with its action, sorted by path.
func (f *Front) Routes() []Route {
	all := append([]Route(nil), f.routes...)
	sort.Slice(all, func(i, j int) bool {
		pi, pj := strings.Fields(all[i].Pattern), strings.Fields(all[j].Pattern)
		if pi[1] != pj[1] {
			return pi[1] < pj[1]
		}
		return pi[0] < pj[0]
	})
	return all
}

// Room is one room's part of the front door: its pages and its routes.
type Room struct {
	front *Front
	pages map[words.Lang]pageSet
}

// Room opens a room with its page templates (pages/*.html in files; a file
// whose name begins with _ holds parts for the others). A broken template is a
// defect of the program, so it panics at start.
func (f *Front) Room(files fs.FS) *Room {
	r := &Room{front: f, pages: map[words.Lang]pageSet{}}
	sets, errs := make([]pageSet, len(words.Langs)), make([]error, len(words.Langs))
	var each sync.WaitGroup
	for i, l := range words.Langs {
		each.Go(func() { sets[i], errs[i] = f.parse(l, files) })
	}
	each.Wait()
	for i, l := range words.Langs {
		if errs[i] != nil {
			panic(fmt.Sprintf("pages: %v", errs[i]))
		}
		r.pages[l] = sets[i]
	}
	return r
}

// On registers a handler for a path within a programme, such as
// "POST /measures/{code}/assignment", under the action that allows it.
func (r *Room) On(pattern, action string, h Handler) {
	method, path, _ := strings.Cut(pattern, " ")
	if path == "/" {
		path = ""
	}
	r.on(method, "/{lang}/{programme}"+path, action, h)
}

// OnSite registers a handler outside any programme, such as "GET /sign-in".
func (r *Room) OnSite(pattern, action string, h Handler) {
	method, path, _ := strings.Cut(pattern, " ")
	if path == "/" {
		path = ""
	}
	r.on(method, "/{lang}"+path, action, h)
}

// Public marks a route that needs no account.
const Public = "public"

func (r *Room) on(method, path, action string, h Handler) {
	f := r.front
	if _, known := f.Policy.Grants(action); !known && action != Public {
		panic(fmt.Sprintf("%s %s: action %s is not in the policy", method, path, action))
	}
	if f.mux == nil {
		f.mux = http.NewServeMux()
	}
	f.routes = append(f.routes, Route{method + " " + path, action})
	f.mux.HandleFunc(method+" "+path, func(w http.ResponseWriter, req *http.Request) {
		ctx, cancel := context.WithTimeout(req.Context(), requestTime)
		defer cancel()
		c := &Call{W: w, R: req.WithContext(ctx), Q: f.DB.Read(), front: f, room: r, action: action}
		defer f.recover(c)
		if err := c.enter(); err != nil {
			c.fail(err)
			return
		}
		if err := h(c); err != nil {
			c.fail(err)
		}
	})
}

// requestTime bounds a request: one long reader makes the write-ahead log grow
// without end.
const requestTime = 20 * time.Second

// Handler is the whole front door: cross-origin protection, headers,
// compression, assets, routes. What is not under a language is told apart here:
// the pattern of any programme's page would also cover /assets/.
func (f *Front) Handler() http.Handler {
	if f.mux == nil {
		f.mux = http.NewServeMux()
	}
	noPage := f.Room(noPages{})
	f.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		c := &Call{W: w, R: r, Q: f.DB.Read(), front: f, room: noPage, Lang: preferred(r)}
		defer f.recover(c)
		c.fail(fault.New(fault.NotFound, "fault.not_found"))
	})
	protect := http.NewCrossOriginProtection().Handler(f.mux)
	return headers(compress(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/assets/"):
			f.Assets.ServeHTTP(w, r)
		case r.URL.Path == "/favicon.ico":
			http.Redirect(w, r, f.Assets.URL("icon.svg"), http.StatusMovedPermanently)
		case r.URL.Path == "/" && r.Method == http.MethodGet:
			http.Redirect(w, r, "/"+string(preferred(r)), http.StatusSeeOther)
		default:
			protect.ServeHTTP(w, r)
		}
	})))
}

func preferred(r *http.Request) words.Lang {
	if first, _, _ := strings.Cut(r.URL.Path[1:], "/"); first == string(words.ZH) || first == string(words.EN) {
		return words.Lang(first)
	}
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "zh") {
		return words.ZH
	}
	return words.EN
}

func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store") // what one person may see is kept for no one else
		next.ServeHTTP(w, r)
	})
}

// SessionCookie is the name of the session cookie. The prefix makes browsers
// refuse it for any other path, host or, off loopback, plain HTTP.
const SessionCookie = "__Host-session"

// enter finds out who is asking and whether the route is open to them.
func (c *Call) enter() error {
	lang := c.R.PathValue("lang")
	if lang != string(words.EN) && lang != string(words.ZH) {
		c.Lang = preferred(c.R)
		return fault.New(fault.NotFound, "fault.not_found")
	}
	c.Lang = words.Lang(lang)
	if err := c.checkAddress(); err != nil {
		return err
	}
	ctx := c.R.Context()
	if cookie, err := c.R.Cookie(SessionCookie); err == nil {
		s, ok, err := c.front.Accounts.Session(ctx, cookie.Value)
		if err != nil {
			return err
		}
		if ok {
			c.Session, c.SignedIn = s, true
			c.Actor.Person = s.Person
		}
	}
	if c.action != Public && !c.SignedIn {
		return errSignIn
	}
	if code := c.R.PathValue("programme"); code != "" {
		if err := c.enterProgramme(ctx, code); err != nil {
			return err
		}
	}
	if c.R.Method == http.MethodPost {
		return c.readForm()
	}
	return nil
}

// checkAddress refuses in the address what readForm refuses in a form.
func (c *Call) checkAddress() error {
	if !storable(c.R.URL.Path) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	for name, values := range c.R.URL.Query() {
		if !storable(name) || slices.ContainsFunc(values, func(v string) bool { return !storable(v) }) {
			return fault.New(fault.Invalid, "web.bad_text")
		}
	}
	return nil
}

func (c *Call) enterProgramme(ctx context.Context, code string) error {
	p, err := c.front.Directory.Programme(ctx, c.Q, code)
	if err != nil {
		return err
	}
	c.Programme, c.Actor.Programme = p, p.ID
	if c.Hats, err = c.front.Directory.Hats(ctx, c.Q, p, c.Actor.Person, c.Today()); err != nil {
		return err
	}
	if len(c.Hats) == 0 { // no part in this programme: it is not shown to exist
		c.Programme = Programme{}
		return fault.New(fault.NotFound, "fault.not_found")
	}
	acting, err := c.front.Accounts.ActingFor(ctx, c.Session, p.ID)
	if err != nil {
		return err
	}
	hat := c.Hats[0]
	for _, h := range c.Hats {
		if h.Organisation == acting {
			hat = h
		}
	}
	c.Actor.Organisation, c.Actor.Roles = hat.Organisation, hat.Roles
	if c.Tasks, err = task.Count(ctx, c.Q, c.Actor); err != nil {
		return err
	}
	if c.May(c.action) {
		return nil
	}
	if home := c.home(); c.R.Method == http.MethodGet && c.R.URL.Path == c.Base() && home != c.Base() && !c.JSON() {
		return elsewhere(home)
	}
	return fault.New(fault.Forbidden, "fault.forbidden")
}

// May tells whether an action is open to one of the actor's roles.
func (c *Call) May(action string) bool { return c.front.Policy.Reaches(c.Actor, action) }

// home is where the actor begins in this programme.
func (c *Call) home() string {
	for _, n := range c.front.Nav {
		if c.May(n.Action) {
			return c.Base() + n.Path
		}
	}
	return c.Base()
}
