package site

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/intake"
	"throughline/programme/party"
	sample "throughline/testdata/programme"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// house is a whole site under test.
type house struct {
	*Site
	t       testing.TB
	d       *db.DB
	blobs   *blob.Store
	handler http.Handler
	server  *httptest.Server // for browsers, started by the first
	people  int              // accounts made by the test
}

// open gives a site without records.
func open(t testing.TB) *house {
	t.Helper()
	blobs, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := dbtest.Open(t)
	s, err := New(Options{DB: d, Blobs: blobs, Log: slog.New(defects{t}), Seats: seats(), Samples: samples(), Begin: Begin{sample.BeginProgramme, sample.BeginPath}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	return &house{Site: s, t: t, d: d, blobs: blobs, handler: s.Handler()}
}

// furnished gives a site with the sample programmes.
func furnished(t testing.TB) *house {
	t.Helper()
	h := open(t)
	if err := sample.Load(t.Context(), h.d, h.blobs); err != nil {
		t.Fatal(err)
	}
	return h
}

func seats() []Seat {
	var all []Seat
	for _, s := range sample.Seats() {
		all = append(all, Seat(s))
	}
	return all
}

func samples() []intake.Sample {
	var all []intake.Sample
	for _, s := range sample.Texts() {
		all = append(all, intake.Sample(s))
	}
	return all
}

// read reads the sample text in to the founding case's conference, and gives
// the address of the reading.
func (h *house) read() string {
	h.t.Helper()
	v := h.seat("secretary")
	meeting := h.linkTo("/en/aid/conferences", "/en/aid/conferences/CNF-", "")
	return v.made(v.submit("/en/aid/readings/new?sample=communique.en&conference="+meeting[len("/en/aid/conferences/"):], "/en/aid/readings", url.Values{
		"year": {"2021"}, "translated": {"machine"}, "may_store": {"yes"}, "may_publish": {"yes"}}))
}

// defects fails the test on every error that the site logs: no request may end
// in a defect.
type defects struct{ t testing.TB }

func (d defects) Enabled(context.Context, slog.Level) bool { return true }
func (d defects) WithAttrs([]slog.Attr) slog.Handler       { return d }
func (d defects) WithGroup(string) slog.Handler            { return d }
func (d defects) Handle(_ context.Context, r slog.Record) error {
	text := r.Message
	r.Attrs(func(a slog.Attr) bool { text += " " + a.String(); return true })
	d.t.Error(text)
	return nil
}

// visitor is a browser with a session, or none.
type visitor struct {
	h     *house
	id    ident.Person
	lang  words.Lang
	token string
}

func (h *house) stranger() visitor { return visitor{h: h, lang: words.EN} }

// as signs in somebody who has an account.
func (h *house) as(p ident.Person) visitor {
	h.t.Helper()
	token, err := h.Accounts.Open(h.t.Context(), p)
	if err != nil {
		h.t.Fatal(err)
	}
	return visitor{h, p, words.EN, token}
}

// seat signs in who has a seat in the sample.
func (h *house) seat(login string) visitor {
	h.t.Helper()
	p, err := h.Accounts.PersonOf(h.t.Context(), login)
	if err != nil {
		h.t.Fatal(login, err)
	}
	return h.as(p)
}

// programme is a programme of the sample.
func (h *house) programme(code string) party.Programme {
	h.t.Helper()
	p, err := party.ProgrammeByCode(h.t.Context(), h.d.Read(), code)
	if err != nil {
		h.t.Fatal(code, err)
	}
	return p
}

// hat is one seat of a newcomer.
type hat struct {
	party string // code; "" is a new organisation without relations
	role  ident.Role
}

// newcomer makes a person with these seats in a programme, signed in.
func (h *house) newcomer(prog party.Programme, hats ...hat) visitor {
	h.t.Helper()
	h.people++
	ctx, name := h.t.Context(), fmt.Sprint("newcomer", h.people)
	person, err := h.Accounts.AddPerson(ctx, name, name, "")
	if err != nil {
		h.t.Fatal(err)
	}
	if len(hats) == 0 {
		return h.as(person)
	}
	office := ident.Actor{Person: person, Programme: prog.ID, Roles: []ident.Role{ident.Office, ident.Admin}}
	_, err = h.d.Change(ctx, office, db.Key{ID: name}, func(tx *db.Tx) (facts []db.Fact, err error) {
		for _, one := range hats {
			var p party.Party
			if one.party != "" {
				if p, err = party.GetPartyByCode(ctx, tx, prog.ID, one.party); err != nil {
					return nil, err
				}
			} else {
				var f db.Fact
				in := party.PartyInput{Code: strings.ToUpper(name), Kind: "enterprise", Name: name, Lang: "en"}
				if p, f, err = party.AddPartyTx(ctx, tx, in); err != nil {
					return nil, err
				}
				facts = append(facts, f)
			}
			_, f, err := party.AddMembershipTx(ctx, tx, party.MembershipInput{Person: person, Party: p.ID, Role: one.role})
			if err != nil {
				return nil, err
			}
			facts = append(facts, f)
		}
		return facts, nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.as(person)
}

// do sends one request without following where it leads. headers are names and
// values in turn; a body is a form unless they say otherwise.
func (v visitor) do(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	v.h.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body)).WithContext(v.h.t.Context())
	r.RemoteAddr = "127.0.0.1:40000"
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if v.token != "" {
		r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: v.token})
	}
	w := httptest.NewRecorder()
	v.h.handler.ServeHTTP(w, r)
	return w
}

func (v visitor) get(path string) *httptest.ResponseRecorder {
	v.h.t.Helper()
	return v.do("GET", path, "")
}

// tables names every table of the database, as the golden list of the
// migrations has them.
func tables(t testing.TB) []string {
	t.Helper()
	b, err := os.ReadFile("../migrations/schema.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(b)) {
		table, _, ok := strings.Cut(line, ".")
		if ok && (len(all) == 0 || all[len(all)-1] != table) && table != "access_session" { // when a session was last used is no record
			all = append(all, table)
		}
	}
	return all
}

// fingerprint covers every row of every table.
func (h *house) fingerprint() string {
	h.t.Helper()
	sum := sha256.New()
	for _, table := range tables(h.t) {
		rows, err := h.d.Read().QueryContext(h.t.Context(), "SELECT * FROM "+table)
		if err != nil {
			h.t.Fatal(err)
		}
		columns, _ := rows.Columns()
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		for rows.Next() {
			if err := rows.Scan(values...); err != nil {
				h.t.Fatal(err)
			}
			fmt.Fprint(sum, table)
			for _, v := range values {
				fmt.Fprintf(sum, "|%v", *v.(*any))
			}
		}
		if err := rows.Err(); err != nil {
			h.t.Fatal(table, err)
		}
		rows.Close()
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}
