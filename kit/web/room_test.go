package web_test

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/web/webtest"
	"throughline/kit/words"
)

//go:embed testdata
var files embed.FS

// room is a room of letters, to try the front door with: one page with a form,
// and a few ways to go wrong.
type room struct {
	d    *db.DB
	sent []string // texts, in order
}

type lettersPage struct {
	Sent         []string `json:"sent"`
	Kinds, Boxes []web.Option
}

func (r *room) get(c *web.Call) error {
	return c.Page("letters", lettersPage{Sent: r.sent, Kinds: []web.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}, {Value: "c", Label: "C"}},
		Boxes: []web.Option{{Value: "x", Label: "X"}, {Value: "y", Label: "Y"}, {Value: "z", Label: "Z"}}})
}

func (r *room) post(c *web.Call) error {
	text := c.Value("text")
	var f fault.Form
	f.Require(text != "", "text", "letter.text_missing", 2000)
	f.Require(c.Value("kind") != "a", "kind", "letter.kind_wrong")
	if err := f.Err(); err != nil {
		return c.Again(r.get, err)
	}
	switch text {
	case "late":
		return c.Again(r.get, fault.New(fault.Conflict, "letter.closed"))
	case "gone":
		return c.Again(r.get, fault.New(fault.NotFound, "fault.not_found"))
	case "not yours":
		return c.Again(r.get, fault.New(fault.Forbidden, "fault.forbidden"))
	case "broken":
		return c.Again(r.get, errors.New("the drawer is stuck"))
	}
	done, err := r.d.Change(c.R.Context(), c.Actor, c.Key(), func(tx *db.Tx) ([]db.Fact, error) {
		return []db.Fact{{Kind: "letter.letter.sent.v1", Subject: ident.Ref{Kind: "letter.letter", ID: tx.ID()}, Data: text}}, nil
	})
	if err != nil {
		return c.Again(r.get, err)
	}
	if !done.Replayed {
		r.sent = append(r.sent, text)
	}
	return c.Done(done, "/letters?kind=b#last", "letter.sent_done")
}

// echoed is what a handler reads of a request.
type echoed struct {
	Text   string
	All    []string
	Query  string
	Path   string
	Upload string
	Key    db.Key
	Link   string
}

func echo(c *web.Call) error {
	e := echoed{Text: c.Value("text"), All: c.Values("all"), Query: c.Query("q"), Path: c.Path("code"), Key: c.Key(), Link: c.CSVLink()}
	if u, ok := c.Upload("file"); ok {
		e.Upload = u.Name + "=" + string(u.Data)
	}
	return c.Page("none", e)
}

// slow asks the database for more than can be answered in time.
func slow(c *web.Call) error {
	_, err := db.One(c.R.Context(), c.Q, scanNumber, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT count(*) FROM n")
	return err
}

func (r *room) mount(f *web.Front) {
	sub, err := fs.Sub(files, "testdata")
	if err != nil {
		panic(err)
	}
	m := f.Room(sub)
	m.On("GET /", "letter.send", r.get)
	m.On("GET /letters", "letter.view", r.get)
	m.On("POST /letters", "letter.send", r.post)
	m.On("GET /echo/{code}", "letter.view", echo)
	m.On("POST /echo/{code}", "letter.view", echo)
	m.On("POST /echo", "letter.view", echo)
	m.On("GET /slow", "letter.view", slow)
	m.On("GET /panic", "letter.view", func(*web.Call) error { panic("the secret is 42") })
	m.On("GET /defect", "letter.view", func(*web.Call) error { return errors.New("the secret is 42") })
	m.On("GET /table", "letter.view", func(c *web.Call) error {
		return c.CSV("letters 来信", []string{"Code", "Text"}, slices.Values([][]string{{"L-1", "=1+1"}, {"L-2", "来信, two"}}))
	})
	m.On("GET /file", "letter.view", func(c *web.Call) error {
		return c.Download(http.Header{"Content-Type": {"application/pdf"}, "Content-Disposition": {"attachment"}}, strings.NewReader("%PDF"))
	})
	m.On("GET /elsewhere", "letter.view", func(c *web.Call) error { return c.Redirect("/en/aid/letters") })
	m.OnSite("GET /open", web.Public, r.get)
	m.OnSite("GET /", "letter.view", r.get)
}

// front is a front door with a person who may send letters.
type front struct {
	*webtest.Site
	*room
	t       *testing.T
	officer *webtest.Person
}

func open(t *testing.T) front {
	t.Helper()
	d := dbtest.Open(t)
	r := &room{d: d}
	sub, err := fs.Sub(files, "testdata")
	if err != nil {
		t.Fatal(err)
	}
	site := webtest.New(t, d, webtest.Options{Programme: 1, Words: []fs.FS{sub}, Mount: r.mount, Rules: []access.Rule{
		{Action: "letter.view", By: []ident.Grant{{Roles: []ident.Role{ident.Office, ident.Reader}}}},
		{Action: "letter.send", By: []ident.Grant{{Roles: []ident.Role{ident.Office}}}},
	}})
	return front{site, r, t, site.Person("officer", 7, ident.Office)}
}

// do sends a request by the officer. headers are names and values in turn; a
// body without a Content-Type is a form.
func (f front) do(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	f.t.Helper()
	return f.by(f.officer, method, path, body, headers...)
}

func (f front) by(p *webtest.Person, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	f.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body)).WithContext(f.t.Context())
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return p.Do(r)
}

// echo posts a body to a handler that says what it read.
func (f front) echo(kind, body string) (echoed, *httptest.ResponseRecorder) {
	f.t.Helper()
	w := f.do("POST", "/en/aid/echo", body, "Content-Type", kind, "Accept", "application/json")
	var e echoed
	if w.Code == http.StatusOK {
		if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil {
			f.t.Fatalf("%v in %s", err, w.Body)
		}
	}
	return e, w
}

// send posts the form of the letters as a browser would.
func (f front) send(form url.Values) *httptest.ResponseRecorder {
	return f.do("POST", "/en/aid/letters", form.Encode())
}

func read(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func scanNumber(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) }

func logger(to io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(to, nil)) }

type hatsOf = func(context.Context, db.Q, web.Programme, ident.Person, words.Day) ([]web.Hat, error)

// noHatsFor takes a person's seats away.
func noHatsFor(p ident.Person, hats hatsOf) hatsOf {
	return func(ctx context.Context, q db.Q, prog web.Programme, who ident.Person, day words.Day) ([]web.Hat, error) {
		if who == p {
			return nil, nil
		}
		return hats(ctx, q, prog, who, day)
	}
}

// withHat gives a person one seat more.
func withHat(p ident.Person, organisation ident.ID, role ident.Role, hats hatsOf) hatsOf {
	return func(ctx context.Context, q db.Q, prog web.Programme, who ident.Person, day words.Day) ([]web.Hat, error) {
		all, err := hats(ctx, q, prog, who, day)
		if who == p {
			all = append(slices.Clone(all), web.Hat{Organisation: organisation, Roles: []ident.Role{role}})
		}
		return all, err
	}
}
