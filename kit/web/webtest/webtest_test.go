package webtest_test

import (
	"embed"
	"io/fs"
	"net/url"
	"slices"
	"testing"
	"testing/fstest"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/web/webtest"
)

//go:embed testdata/pages/*.html testdata/words.txt
var files embed.FS

type page struct {
	Name string `json:"name"`
	Said []string
}

// note is a room of one page, to try the front door of tests with.
type note struct {
	d    *db.DB
	said []string
}

func (n *note) get(c *web.Call) error { return c.Page("note", page{"seat", n.said}) }

func (n *note) post(c *web.Call) error {
	var f fault.Form
	f.Require(c.Value("text") != "", "text", "note.empty")
	if err := f.Err(); err != nil {
		return c.Again(n.get, err)
	}
	said := c.Value("text") + "/" + c.Value("kept") + "/" + c.Value("kind")
	if u, ok := c.Upload("file"); ok {
		said += "/" + u.Name + "=" + string(u.Data)
	}
	done, err := n.d.Change(c.R.Context(), c.Actor, c.Key(), func(*db.Tx) ([]db.Fact, error) {
		return []db.Fact{{Kind: "note.note.said.v1", Subject: ident.Ref{Kind: "note.note", ID: 1}, Data: said}}, nil
	})
	if err != nil {
		return c.Again(n.get, err)
	}
	n.said = append(n.said, said)
	return c.Done(done, "/note", "note.said_done")
}

func open(t *testing.T) (*webtest.Site, *note) {
	room, err := fs.Sub(files, "testdata")
	if err != nil {
		t.Fatal(err)
	}
	d := dbtest.Open(t)
	n := &note{d: d}
	return webtest.New(t, d, webtest.Options{
		Programme: 1, Words: []fs.FS{room},
		Rules: []access.Rule{{Action: "note.view", By: []ident.Grant{{Roles: []ident.Role{ident.Office}}}}},
		Mount: func(f *web.Front) {
			r := f.Room(room)
			r.On("GET /note", "note.view", n.get)
			r.On("POST /note", "note.view", n.post)
		},
	}), n
}

func TestAPersonReadsAndSendsWhatTheFormHolds(t *testing.T) {
	site, n := open(t)
	p := site.Person("officer", 7, ident.Office)
	read := p.Get("/note").Want(200, "Notes of seat")
	fields, ok := read.Form("/note")
	if !ok || fields.Get("kept") != "as is" || fields.Get("kind") != "b" || fields.Get("text") != "two\nlines" || fields.Get("_key") == "" {
		t.Errorf("the form holds %v", fields)
	}
	done := p.Submit(read, "/note", url.Values{"text": {"hello"}}).Want(200, "It is said.", "hello/as is/b")
	if done.Queries == 0 {
		t.Error("no statement was counted")
	}
	p.Upload(p.Get("/note"), "/note", nil, "file", "a.txt", []byte("data"))
	if want := []string{"hello/as is/b", "two\nlines/as is/b/a.txt=data"}; !slices.Equal(n.said, want) {
		t.Errorf("said %q, want %q", n.said, want)
	}
	p.Submit(read, "/note", url.Values{"text": {""}}).Want(422, "Say something.")
	if body := p.JSON("/note").Want(200).Body; body == "" || body[0] != '{' {
		t.Errorf("JSON is %q", body)
	}
}

func TestRefusals(t *testing.T) {
	site, _ := open(t)
	site.Person("reader", 7, ident.Reader).Get("/note").Want(403)
	if p := site.Stranger().Get("/note"); p.Status != 404 || p.URL != "/en/sign-in?next=%2Fen%2Faid%2Fnote" {
		t.Errorf("a stranger is led to %d %s", p.Status, p.URL)
	}
}

// spy is a test that may fail.
type spy struct {
	testing.TB
	failed bool
}

func (s *spy) Errorf(string, ...any) { s.failed = true }
func (s *spy) Helper()               {}

func TestWhatIsWrongFailsTheTest(t *testing.T) {
	for what, act := range map[string]func(p *webtest.Person){
		"the wrong status":     func(p *webtest.Person) { p.Get("/note").Want(404) },
		"a missing text":       func(p *webtest.Person) { p.Get("/note").Want(200, "nowhere") },
		"an unwanted text":     func(p *webtest.Person) { p.Get("/note").Without("Notes") },
		"a text without words": func(p *webtest.Person) { p.Get("/bare") },
	} {
		s := &spy{TB: t}
		site := webtest.New(s, dbtest.Open(t), webtest.Options{
			Programme: 1, Rules: []access.Rule{{Action: "note.view", By: []ident.Grant{{Roles: []ident.Role{ident.Office}}}}},
			Words: []fs.FS{fstest.MapFS{"words.txt": {Data: []byte("note.title\n  Notes of {0}\n  记录\n")}}},
			Mount: func(f *web.Front) {
				r := f.Room(fstest.MapFS{
					"pages/note.html": {Data: []byte(`{{define "title"}}x{{end}}{{define "main"}}<p>{{t "note.title" "a"}}</p>{{end}}`)},
					"pages/bare.html": {Data: []byte(`{{define "title"}}x{{end}}{{define "main"}}<p>{{t "note.nothing"}}</p>{{end}}`)},
				})
				r.On("GET /note", "note.view", func(c *web.Call) error { return c.Page("note", nil) })
				r.On("GET /bare", "note.view", func(c *web.Call) error { return c.Page("bare", nil) })
			},
		})
		act(site.Person("officer", 7, ident.Office))
		if !s.failed {
			t.Errorf("%s passes", what)
		}
	}
}
