// Package webtest gives a test a whole front door without a network: real
// routes, policy, layout and words, with people who are signed in by a session
// and need no password.
//
//	site := webtest.New(t, d, webtest.Options{
//		Programme: prog.ID, Words: []fs.FS{Words}, Rules: Rules(),
//		Mount: func(f *web.Front) { (&Room{DB: d}).Mount(f) },
//	})
//	officer := site.Person("officer", office.ID, ident.Office)
//	page := officer.Get("/parties")                              // GET within the programme
//	page = officer.Submit(page, "/parties", url.Values{...})     // what a browser would send
//	page.Want(200, "Saved", "/parties/ENT-B")
//
// Every answer is checked: a defect, a text without words or a place that was
// not filled fails the test.
package webtest

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/sheet"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/web"
	"throughline/kit/words"
)

// Code is the programme's code in the URLs of a test.
const Code = "aid"

// Options say what the front door of a test has.
type Options struct {
	Programme    ident.Programme // the number of a programme that the test has made
	Illustrative bool
	Zone         *time.Location // UTC when nil
	Words        []fs.FS        // of the rooms; the kit's, the layout's and the site's are there
	Rules        []access.Rule
	Mount        func(*web.Front)
}

// Site is the front door of one test.
type Site struct {
	*web.Front
	t       testing.TB
	handler http.Handler
	prog    web.Programme
	hats    map[ident.Person][]web.Hat
}

// New builds the front door over a database of the test. The layout and its
// words are the real ones, read from the source tree.
func New(t testing.TB, d *db.DB, o Options) *Site {
	t.Helper()
	s := &Site{t: t, hats: map[ident.Person][]web.Hat{}}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	s.prog = web.Programme{ID: o.Programme, Code: Code, Name: map[words.Lang]string{words.EN: "Aid", words.ZH: "支援"}, Zone: o.Zone,
		Currency: "CNY", Illustrative: o.Illustrative}
	book, err := words.Load(append([]fs.FS{db.Words, task.Words, state.Words, access.Words, web.Words, blob.Words, money.Words, sheet.Words,
		source("site/layout"), source("site")}, o.Words...)...)
	if err != nil {
		t.Fatal(err)
	}
	policy, err := access.NewPolicy(o.Rules...)
	if err != nil {
		t.Fatal(err)
	}
	assets, err := web.NewAssets(source("site/assets"))
	if err != nil {
		t.Fatal(err)
	}
	s.Front = &web.Front{DB: d, Book: book, Policy: policy, Accounts: access.NewAccounts(d), Layout: source("site/layout"), Assets: assets,
		Directory: s.directory(), Log: slog.New(slog.NewTextHandler(logTo{t}, nil))}
	o.Mount(s.Front)
	s.handler = s.Handler()
	return s
}

// source is a folder of the project.
func source(dir string) fs.FS {
	_, here, _, _ := runtime.Caller(0)
	return os.DirFS(filepath.Join(filepath.Dir(here), "../../..", dir))
}

type logTo struct{ t testing.TB }

func (l logTo) Write(b []byte) (int, error) {
	l.t.Log(string(b))
	return len(b), nil
}

// directory knows one programme and the people of the test.
func (s *Site) directory() web.Directory {
	return web.Directory{
		Programme: func(_ context.Context, _ db.Q, code string) (web.Programme, error) {
			if code != Code {
				return web.Programme{}, fault.New(fault.NotFound, "fault.not_found")
			}
			return s.prog, nil
		},
		Programmes: func(context.Context, db.Q, ident.Person) ([]web.Programme, error) {
			return []web.Programme{s.prog}, nil
		},
		Hats: func(_ context.Context, _ db.Q, _ web.Programme, p ident.Person, _ words.Day) ([]web.Hat, error) {
			return s.hats[p], nil
		},
	}
}

// Person makes an account with one seat and signs it in, in English.
func (s *Site) Person(login string, organisation ident.ID, roles ...ident.Role) *Person {
	s.t.Helper()
	id, err := s.Accounts.AddPerson(s.t.Context(), login, login, "")
	if err != nil {
		s.t.Fatal(err)
	}
	return s.As(id, organisation, roles...)
}

// As signs in somebody who has an account already.
func (s *Site) As(id ident.Person, organisation ident.ID, roles ...ident.Role) *Person {
	s.t.Helper()
	name := map[words.Lang]string{words.EN: "organisation", words.ZH: "单位"}
	s.hats[id] = []web.Hat{{Organisation: organisation, Name: name, Roles: roles}}
	token, err := s.Accounts.Open(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Person{ID: id, Lang: words.EN, Actor: ident.Actor{Person: id, Organisation: organisation, Programme: s.prog.ID, Roles: roles}, site: s, token: token}
}

// Renew signs the person in once more, after the test has moved the clock past
// the end of a session.
func (p *Person) Renew() {
	p.site.t.Helper()
	token, err := p.site.Accounts.Open(p.site.t.Context(), p.ID)
	if err != nil {
		p.site.t.Fatal(err)
	}
	p.token = token
}

// Stranger is a browser without a session.
func (s *Site) Stranger() *Person { return &Person{Lang: words.EN, site: s} }
