package webtest

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"

	"golang.org/x/net/html"
)

// Person is a signed-in browser. Paths are within the programme: "/parties".
type Person struct {
	ID    ident.Person
	Actor ident.Actor
	Lang  words.Lang

	site  *Site
	token string
}

// In is the same person reading in another language.
func (p *Person) In(l words.Lang) *Person {
	other := *p
	other.Lang = l
	return &other
}

// Page is what came back after redirects.
type Page struct {
	Status  int
	URL     string // the address that answered, without host
	Header  http.Header
	Body    string
	Queries int64 // statements read for the answer, redirects included

	person *Person
}

// Get reads a page.
func (p *Person) Get(path string) Page { return p.send(p.request(http.MethodGet, path, nil, "")) }

// JSON reads a page's data as a program would.
func (p *Person) JSON(path string) Page {
	r := p.request(http.MethodGet, path, nil, "")
	r.Header.Set("Accept", "application/json")
	return p.send(r)
}

// Post sends a form as it stands; a key is added when it has none.
func (p *Person) Post(path string, form url.Values) Page {
	return p.send(p.request(http.MethodPost, path, strings.NewReader(keyed(form).Encode()), "application/x-www-form-urlencoded"))
}

// Submit sends the form of a page whose action is path, with all the values
// that stand in it and these in their place. A name that the form has no field
// for fails the test.
func (p *Person) Submit(page Page, path string, values url.Values) Page {
	p.site.t.Helper()
	return p.Post(path, p.filled(page, path, values))
}

// Upload sends a form of a page with one file.
func (p *Person) Upload(page Page, path string, values url.Values, field, name string, data []byte) Page {
	p.site.t.Helper()
	form := p.filled(page, path, values)
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, list := range form {
		for _, v := range list {
			if name != field {
				w.WriteField(name, v)
			}
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		p.site.t.Fatal(err)
	}
	part.Write(data)
	w.Close()
	return p.send(p.request(http.MethodPost, path, &b, w.FormDataContentType()))
}

func (p *Person) filled(page Page, path string, values url.Values) url.Values {
	p.site.t.Helper()
	form, ok := page.Form(path)
	if !ok {
		p.site.t.Fatalf("%s has no form to %s", page.URL, path)
	}
	for name, v := range values {
		if _, known := form[name]; !known {
			p.site.t.Fatalf("the form to %s has no field %s", path, name)
		}
		form[name] = v
	}
	return form
}

func keyed(form url.Values) url.Values {
	if form.Get("_key") != "" {
		return form
	}
	all := url.Values{"_key": {rand.Text()}}
	for name, v := range form {
		all[name] = v
	}
	return all
}

func (p *Person) base() string { return "/" + string(p.Lang) + "/" + Code }

// request makes a request for a path within the programme; an address that
// begins with a language stands for itself.
func (p *Person) request(method, path string, body io.Reader, kind string) *http.Request {
	if first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/"); first != "en" && first != "zh" {
		path = p.base() + path
	}
	r := httptest.NewRequest(method, path, body)
	r = r.WithContext(p.site.t.Context())
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

// maxRedirects ends a circle.
const maxRedirects = 5

func (p *Person) send(r *http.Request) Page {
	p.site.t.Helper()
	before := p.site.DB.Queries()
	for range maxRedirects {
		w := p.Do(r)
		if to := w.Header().Get("Location"); w.Code == http.StatusSeeOther && to != "" {
			r = httptest.NewRequest(http.MethodGet, to, nil).WithContext(p.site.t.Context())
			continue
		}
		page := Page{Status: w.Code, URL: r.URL.RequestURI(), Header: w.Header(), Body: w.Body.String(), Queries: p.site.DB.Queries() - before, person: p}
		page.check()
		return page
	}
	p.site.t.Fatalf("%s leads in a circle", r.URL)
	return Page{}
}

// Do sends any request as this browser and gives the bare answer, unchecked,
// redirects not followed.
func (p *Person) Do(r *http.Request) *httptest.ResponseRecorder {
	if p.token != "" {
		r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: p.token})
	}
	w := httptest.NewRecorder()
	p.site.handler.ServeHTTP(w, r)
	return w
}

// check fails the test on what no page may hold.
func (g Page) check() {
	g.person.site.t.Helper()
	if g.Status == http.StatusInternalServerError {
		g.person.site.t.Fatalf("%s: a defect, see the log above", g.URL)
	}
	for _, sign := range []string{"⟦", "{0}", "{1}", "&lt;no value&gt;", "ZgotmplZ", "%!"} {
		if i := strings.Index(g.Body, sign); i >= 0 {
			g.person.site.t.Errorf("%s shows %q", g.URL, g.Body[i:min(len(g.Body), i+60)])
		}
	}
}

// Want fails the test unless the page has the status and shows every text.
func (g Page) Want(status int, texts ...string) Page {
	g.person.site.t.Helper()
	if g.Status != status {
		g.person.site.t.Errorf("%s answers %d, want %d:\n%s", g.URL, g.Status, status, g.Text())
	}
	for _, text := range texts {
		if !strings.Contains(g.Body, text) && !strings.Contains(g.Text(), text) {
			g.person.site.t.Errorf("%s does not show %q:\n%s", g.URL, text, g.Text())
		}
	}
	return g
}

// Without fails the test when the page shows one of the texts.
func (g Page) Without(texts ...string) Page {
	g.person.site.t.Helper()
	for _, text := range texts {
		if strings.Contains(g.Body, text) || strings.Contains(g.Text(), text) {
			g.person.site.t.Errorf("%s shows %q:\n%s", g.URL, text, g.Text())
		}
	}
	return g
}

// Text is what a person reads in the main part of the page, one line a block;
// a body that is no page is given as it is.
func (g Page) Text() string {
	if !strings.HasPrefix(g.Header.Get("Content-Type"), "text/html") {
		return g.Body
	}
	doc, err := html.Parse(strings.NewReader(g.Body))
	if err != nil {
		return g.Body
	}
	main := find(doc, func(n *html.Node) bool { return n.Data == "main" })
	if main == nil {
		return g.Body
	}
	var b strings.Builder
	read(main, &b)
	var lines []string
	for line := range strings.Lines(b.String()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// blocks begin a line of their own.
var blocks = map[string]bool{"p": true, "li": true, "tr": true, "h1": true, "h2": true, "h3": true, "div": true, "form": true,
	"section": true, "label": true, "dt": true, "option": true, "summary": true, "legend": true, "button": true, "textarea": true}

func read(n *html.Node, b *strings.Builder) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
	case blocks[n.Data]:
		b.WriteByte('\n')
	case n.Data == "td" || n.Data == "th" || n.Data == "dd":
		b.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		read(c, b)
	}
}

func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	if n.Type == html.ElementNode && is(n) {
		return n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if f := find(c, is); f != nil {
			return f
		}
	}
	return nil
}

// Form gives the fields of the page's form whose action is path, as a browser
// would send them untouched; ok is false when there is none. A form without an
// action leads to the page's own address.
func (g Page) Form(path string) (fields url.Values, ok bool) {
	doc, err := html.Parse(strings.NewReader(g.Body))
	if err != nil {
		return nil, false
	}
	here, _, _ := strings.Cut(g.URL, "?")
	form := find(doc, func(n *html.Node) bool {
		action := attr(n, "action")
		if action == "" {
			action = here
		}
		return n.Data == "form" && attr(n, "method") == "post" && (action == g.person.base()+path || action == path)
	})
	if form == nil {
		return nil, false
	}
	fields = url.Values{}
	collect(form, fields)
	return fields, true
}

// collect reads the fields below n. An unticked box or radio is known with no
// value; a button's value is sent by nobody.
func collect(n *html.Node, fields url.Values) {
	name := attr(n, "name")
	if n.Type == html.ElementNode && name != "" {
		switch n.Data {
		case "input":
			ticks := attr(n, "type") == "checkbox" || attr(n, "type") == "radio"
			if !ticks || has(n, "checked") {
				fields[name] = append(fields[name], attr(n, "value"))
			} else if _, known := fields[name]; !known {
				fields[name] = nil
			}
		case "textarea":
			var b strings.Builder
			read(n, &b)
			// The parser has dropped the line break after the tag; read puts one in.
			fields.Add(name, strings.TrimPrefix(b.String(), "\n"))
		case "select":
			fields.Add(name, chosen(n))
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		collect(c, fields)
	}
}

func chosen(n *html.Node) string {
	option := find(n, func(o *html.Node) bool { return o.Data == "option" && has(o, "selected") })
	if option == nil {
		option = find(n, func(o *html.Node) bool { return o.Data == "option" })
	}
	if option == nil {
		return ""
	}
	return attr(option, "value")
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func (g Page) String() string { return fmt.Sprintf("%d %s\n%s", g.Status, g.URL, g.Text()) }
