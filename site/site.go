// Package site is the front door: it wires the rooms together by hand and
// serves what belongs to no room (signing in, hats, the tour, how records move).
package site

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"time"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/sheet"
	"throughline/kit/state"
	"throughline/kit/suggest"
	"throughline/kit/task"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/intake"
	"throughline/programme/ledger"
	"throughline/programme/party"
	"throughline/programme/place"
	"throughline/programme/plan"
	"throughline/programme/project"
	"throughline/programme/stocktake"
	"throughline/reading"
)

//go:embed layout/*.html layout/words.txt
var layoutFiles embed.FS

//go:embed assets
var assetFiles embed.FS

//go:embed pages/*.html words.txt
var ownFiles embed.FS

// Seat is one role that a visitor of the demo may take at one click.
type Seat struct {
	Login        string
	Role         ident.Role
	Organisation map[words.Lang]string
}

// Options are what the installation decides.
type Options struct {
	DB      *db.DB
	Blobs   *blob.Store
	Log     *slog.Logger
	Samples []intake.Sample // the demo's meeting texts, offered where a reading starts
	Seats   []Seat          // the demo's seats, offered on loopback only; none outside the demo
	Begin   Begin           // where the demo's tour begins
	Adviser *intake.Adviser // a language model that may add proposals; nil for none
}

// Site is one running installation.
type Site struct {
	*web.Front
	Machines []*state.Machine
	seats    []Seat
	board    *stocktake.Room
	places   *place.Room
	projects *project.Room
	money    *ledger.Room
	begin    Begin
}

// Texts loads the words of every package that speaks.
func Texts() (*words.Book, error) {
	layout, err := fs.Sub(layoutFiles, "layout")
	if err != nil {
		return nil, err
	}
	return words.Load(layout, ownFiles, db.Words, task.Words, state.Words, access.Words, web.Words, blob.Words, money.Words,
		sheet.Words, suggest.Words, reading.Words, party.Words, plan.Words, conference.Words, decision.Words, agreement.Words, intake.Words, place.Words,
		project.Words, ledger.Words, stocktake.Words)
}

// rules is the one policy table: every room's actions.
func rules() []access.Rule {
	all := []access.Rule{{Action: "site.enter", By: []ident.Grant{{Roles: ident.Roles}}}}
	for _, room := range [][]access.Rule{party.Rules(), plan.Actions(), conference.Rules(), decision.Rules(), agreement.Rules(),
		intake.Rules(), place.Rules(), project.Rules(), ledger.Rules(), stocktake.Rules()} {
		all = append(all, room...)
	}
	return all
}

// New wires the rooms. What looks like an arrow pointing downstream (a page
// that shows a later room's part, a row kept in step with facts) is a plain
// function passed in here.
func New(o Options) (*Site, error) {
	book, err := Texts()
	if err != nil {
		return nil, err
	}
	policy, err := access.NewPolicy(rules()...)
	if err != nil {
		return nil, err
	}
	layout, err := fs.Sub(layoutFiles, "layout")
	if err != nil {
		return nil, err
	}
	assetDir, err := fs.Sub(assetFiles, "assets")
	if err != nil {
		return nil, err
	}
	assets, err := web.NewAssets(assetDir)
	if err != nil {
		return nil, err
	}
	s := &Site{seats: o.Seats, begin: o.Begin, Front: &web.Front{
		DB: o.DB, Book: book, Policy: policy, Accounts: access.NewAccounts(o.DB), Layout: layout, Assets: assets, Log: o.Log,
		Demo: len(o.Seats) > 0, Directory: directory(o.DB.Now),
		Nav: []web.NavItem{{Label: "site.nav.promises", Path: "", Action: "stocktake.see", Also: []string{"/promises", "/measures", "/conversion"}}, {Label: "site.nav.meetings", Path: "/conferences", Action: "conference.see", Also: []string{"/sources", "/readings", "/visits"}},
			{Label: "site.nav.agreements", Path: "/agreements", Action: "agreement.see", Also: []string{"/commitments"}}, {Label: "site.nav.projects", Path: "/projects", Action: "project.see", Also: []string{"/needs", "/places", "/zones", "/assets", "/changes"}},
			{Label: "site.nav.money", Path: "/money", Action: "ledger.see"}, {Label: "site.nav.parties", Path: "/parties", Action: "party.view", Also: []string{"/pairings", "/groups", "/coverage"}}, {Label: "site.nav.map", Path: "/map", Action: "stocktake.see"}},
		Search: web.NavItem{Path: "/search", Action: "stocktake.see"},
	}}
	if s.Demo && o.Begin.Programme != "" {
		s.Tour = s.tour
	}
	s.mountOwn()
	s.mountRooms(o)
	return s, nil
}

// directory adapts the party room's finders to what the edge asks.
func directory(now func() time.Time) web.Directory {
	view := func(p party.Programme) web.Programme {
		zone, err := time.LoadLocation(p.Zone)
		if err != nil { // checked when the programme was made
			zone = time.UTC
		}
		return web.Programme{ID: p.ID, Code: p.Code, Name: map[words.Lang]string{words.EN: p.Name, words.ZH: p.NameZH},
			Zone: zone, Currency: p.Currency, Illustrative: p.Illustrative}
	}
	return web.Directory{
		Programme: func(ctx context.Context, q db.Q, code string) (web.Programme, error) {
			p, err := party.ProgrammeByCode(ctx, q, code)
			return view(p), err
		},
		Programmes: func(ctx context.Context, q db.Q, person ident.Person) ([]web.Programme, error) {
			all, err := party.ListProgrammesOf(ctx, q, person, now())
			out := make([]web.Programme, len(all))
			for i, p := range all {
				out[i] = view(p)
			}
			return out, err
		},
		Hats: func(ctx context.Context, q db.Q, prog web.Programme, person ident.Person, today words.Day) ([]web.Hat, error) {
			all, err := party.HatsOf(ctx, q, prog.ID, person, today)
			out := make([]web.Hat, len(all))
			for i, h := range all {
				out[i] = web.Hat{Organisation: h.Organisation, Roles: h.Roles,
					Name: map[words.Lang]string{words.EN: h.NameIn(words.EN), words.ZH: h.NameIn(words.ZH)}}
			}
			return out, err
		},
	}
}
