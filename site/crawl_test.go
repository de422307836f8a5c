package site

import (
	"bytes"
	"crypto/rand"
	"maps"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"

	"golang.org/x/net/html"
)

// met is one answer met on a crawl.
type met struct {
	url string
	*httptest.ResponseRecorder
	doc *html.Node
}

// crawl reads every page that links lead to from the given address, within the
// same programme and language, and gives the addresses of all links and forms
// it met. Of the pages that differ by their query only the first few are read.
func (v visitor) crawl(from string, read func(met)) []string {
	v.h.t.Helper()
	start := from
	if w := v.get(from); w.Code == 303 { // the board is not open to everybody
		start = w.Header().Get("Location")
	}
	queue, seen, alike := []string{start}, map[string]bool{start: true}, map[string]int{}
	for len(queue) > 0 {
		here := queue[0]
		queue = queue[1:]
		path, _, _ := strings.Cut(here, "?")
		if alike[path]++; alike[path] > 4 {
			continue
		}
		p := met{url: here, ResponseRecorder: v.get(here)}
		if strings.HasPrefix(p.Header().Get("Content-Type"), "text/html") {
			var err error
			if p.doc, err = html.Parse(strings.NewReader(p.Body.String())); err != nil {
				v.h.t.Fatal(err)
			}
		}
		if read != nil {
			read(p)
		}
		if p.doc == nil {
			continue
		}
		for _, to := range p.leadsTo() {
			if !seen[to] {
				seen[to] = true
				if to == from && start == from || strings.HasPrefix(to, from+"/") || strings.HasPrefix(to, from+"?") {
					queue = append(queue, to)
				}
			}
		}
		for _, f := range p.forms("post") {
			seen[f] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// leadsTo are the addresses of a page's links and of its forms that ask for
// another page, without fragments.
func (p met) leadsTo() []string {
	all := p.forms("get")
	for n := range p.doc.Descendants() {
		if n.Data == "a" && n.Type == html.ElementNode {
			if to, ok := p.address(attr(n, "href")); ok {
				all = append(all, to)
			}
		}
	}
	return all
}

// forms are the addresses that the page's forms are sent to by one method.
func (p met) forms(method string) []string {
	var all []string
	for n := range p.doc.Descendants() {
		how := attr(n, "method")
		if how == "" {
			how = "get"
		}
		if n.Type != html.ElementNode || n.Data != "form" || how != method {
			continue
		}
		sent := []string{attr(n, "action")}
		for b := range n.Descendants() {
			if b.Data == "button" && has(b, "formaction") {
				sent = append(sent, attr(b, "formaction"))
			}
		}
		for _, at := range sent {
			if to, ok := p.address(at); ok {
				all = append(all, to)
			}
		}
	}
	return all
}

func (p met) address(ref string) (string, bool) {
	base, err := url.Parse(p.url)
	if err != nil {
		return "", false
	}
	to, err := base.Parse(ref)
	if err != nil || to.Host != "" || to.Scheme != "" {
		return "", false
	}
	to.Fragment = ""
	return to.String(), true
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// faults are signs that no page may show.
var faults = []string{"⟦", "{0}", "{1}", "{2}", "<no value>", "ZgotmplZ", "%!", "<nil>"}

// flawsOf lists what is wrong with a page that a person was led to.
func (p met) flawsOf() []string {
	var bad []string
	if p.Code != 200 {
		return []string{"answers " + p.Result().Status}
	}
	if p.doc == nil {
		return nil
	}
	heads := 0
	ids := map[string]bool{}
	for n := range p.doc.Descendants() {
		switch {
		case n.Type == html.TextNode && n.Parent.Data != "script":
			for _, sign := range faults {
				if strings.Contains(n.Data, sign) {
					bad = append(bad, "shows "+strings.TrimSpace(n.Data))
				}
			}
		case n.Type == html.ElementNode:
			if n.Data == "h1" {
				heads++
			}
			if id := attr(n, "id"); id != "" && ids[id] {
				bad = append(bad, "has the id "+id+" twice")
			} else {
				ids[id] = true
			}
			for _, a := range n.Attr {
				if strings.ContainsAny(a.Val, "⟦") || strings.Contains(a.Val, "ZgotmplZ") || strings.Contains(a.Val, "{0}") {
					bad = append(bad, "has "+a.Key+"="+a.Val)
				}
			}
		}
	}
	if heads != 1 {
		bad = append(bad, "does not have one h1")
	}
	return bad
}

// matcher finds the routes of an address.
type matcher []matched

type matched struct {
	re *regexp.Regexp
	web.Route
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

func (h *house) matcher(method string) matcher {
	var m matcher
	for _, r := range h.Routes() {
		if verb, path, _ := strings.Cut(r.Pattern, " "); verb == method {
			m = append(m, matched{regexp.MustCompile("^" + placeholder.ReplaceAllString(path, "[^/]+") + "$"), r})
		}
	}
	return m
}

// routes are what an address may be meant for.
func (m matcher) routes(path string) []web.Route {
	path, _, _ = strings.Cut(path, "?")
	var all []web.Route
	for _, r := range m {
		if r.re.MatchString(path) {
			all = append(all, r.Route)
		}
	}
	return all
}

// Every link that a person is shown leads to a page they may see, and every form
// to an act that their role may do; in both languages.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	sweep(t)
	h := furnished(t)
	posts, gets := h.matcher("POST"), h.matcher("GET")
	h.read()
	pages, led := 0, map[string]bool{}
	for _, seat := range []struct {
		login string
		role  ident.Role
	}{{"secretary", ident.Secretary}, {"office", ident.Office}, {"leader", ident.Leader}, {"provider", ident.Provider}, {"receiver", ident.Receiver},
		{"owner", ident.Owner}, {"auditor", ident.Auditor}, {"reader", ident.Reader}, {"admin", ident.Admin}} {
		v := h.seat(seat.login)
		who := ident.Actor{Roles: []ident.Role{seat.role}}
		for _, l := range words.Langs {
			for _, code := range []string{"twin", "aid"} {
				if code == "aid" && seat.role != ident.Secretary {
					continue // the others see less of the same there
				}
				links := v.crawl("/"+string(l)+"/"+code, func(p met) {
					pages++
					for _, flaw := range p.flawsOf() {
						t.Errorf("%s: %s %s", seat.login, p.url, flaw)
					}
					if p.doc == nil {
						return
					}
					for _, f := range p.forms("post") {
						routes := posts.routes(f)
						if !slices.ContainsFunc(routes, func(r web.Route) bool { return r.Action == web.Public || h.Policy.Reaches(who, r.Action) }) {
							t.Errorf("%s: %s has a form to %s, which asks for %v", seat.login, p.url, f, routes)
						}
					}
				})
				for _, l := range links {
					for _, r := range gets.routes(l) {
						led[r.Pattern] = true
					}
				}
			}
		}
	}
	t.Log(pages, "pages")
	for _, r := range h.Routes() {
		path, within := strings.CutPrefix(r.Pattern, "GET /{lang}/{programme}/")
		asked := path == "map/land"                                              // the map's script asks for it
		if within && !strings.Contains(path, "{") && !led[r.Pattern] && !asked { // others depend on what there is
			t.Errorf("no page leads to %s", path)
		}
	}
}

// Who may act only on what stands in a relation to them is refused everything
// else, whatever state it is in.
func TestARoleAloneDoesNotReachARecord(t *testing.T) {
	sweep(t)
	h := furnished(t)
	twin := h.programme("twin")
	var links []string
	for _, login := range []string{"secretary", "office", "provider", "receiver"} {
		links = append(links, h.seat(login).crawl("/en/twin", nil)...)
	}
	newcomers := map[ident.Role]visitor{}
	for _, role := range party.SeatRoles {
		newcomers[role] = h.newcomer(twin, hat{role: role})
	}
	var clauses []string
	for _, l := range links {
		if _, id, ok := strings.Cut(l, "/clauses/"); ok && !strings.Contains(id, "/") {
			clauses = append(clauses, id)
		}
	}
	before := h.fingerprint()
	tried := map[string]int{}
	for _, r := range h.Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		grants, _ := h.Policy.Grants(r.Action)
		if method != "POST" || !strings.Contains(path, "{code}") {
			continue
		}
		for role, v := range newcomers {
			who := v.actor(role)
			// An office acts for the whole programme: another of its persons is the other side.
			if who.SeesAll() || !h.Policy.Reaches(who, r.Action) || slices.ContainsFunc(grants, func(g ident.Grant) bool { return g.Allows(who, nil) }) {
				continue
			}
			for _, at := range records(links, path) {
				kind, body := filled(t, clauses)
				w := v.do("POST", at, body, "Content-Type", kind)
				if tried[r.Action]++; w.Code != 403 && w.Code != 404 && !(w.Code == 409 && slices.Contains(decidedByRecord, r.Action)) {
					t.Errorf("%s of an organisation that has no part: POST %s (%s) answers %d", role, at, r.Action, w.Code)
				}
			}
		}
	}
	if after := h.fingerprint(); after != before {
		t.Error("a refused act changed the database")
	}
	if len(tried) < 25 {
		t.Errorf("only %d actions were tried", len(tried))
	}
}

// decidedByRecord are actions whose relation is another in each state, or rests
// on what the form says: the refusal may then be that the record has moved on.
var decidedByRecord = []string{"decision.second", "agreement.name_out"}

// filled is a form with everything that any act asks for, so that none is
// refused for its form.
func filled(t *testing.T, clauses []string) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	fields := [][2]string{{"_key", rand.Text()}, {"reason", "a reason"}, {"act", "accept"}, {"answer", "taken_up"}, {"document", "a plan"},
		{"node", "project"}, {"why", "it needs none"}, {"promise", "MEA-001"}, {"project", "PRJ-001"}, {"wording", "as we see it"}, {"text", "done"}}
	for _, c := range clauses {
		fields = append(fields, [2]string{"clauses", c})
	}
	for _, f := range fields {
		w.WriteField(f[0], f[1])
	}
	file, err := w.CreateFormFile("file", "text.txt")
	if err != nil {
		t.Fatal(err)
	}
	file.Write([]byte("The text of it."))
	w.Close()
	return w.FormDataContentType(), b.String()
}

func (v visitor) actor(role ident.Role) ident.Actor {
	return ident.Actor{Person: v.id, Roles: []ident.Role{role}}
}

// records are the addresses of a route for every record that the links name.
func records(links []string, pattern string) []string {
	pattern = strings.NewReplacer("{lang}", "en", "{programme}", "twin").Replace(pattern)
	end := strings.LastIndexByte(pattern, '}') + 1
	record := regexp.MustCompile("^" + placeholder.ReplaceAllString(pattern[:end], "[^/?]+"))
	found := map[string]bool{}
	for _, l := range links {
		if at := record.FindString(l); at != "" && !strings.HasSuffix(at, "/new") && !strings.HasSuffix(at, "/import") {
			found[at+pattern[end:]] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}
