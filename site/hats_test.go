package site

import (
	"crypto/rand"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"throughline/kit/ident"
	"throughline/programme/party"

	"golang.org/x/net/html"
)

// submit fills in the form of a page as a person would, leaving the rest as it
// stands, and sends it.
func (v visitor) submit(at, action string, values url.Values) *httptest.ResponseRecorder {
	v.h.t.Helper()
	w := v.get(at)
	doc, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		v.h.t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data == "form" && attr(n, "action") == action {
			form := fieldsOf(n)
			for name, list := range values {
				if _, known := form[name]; !known {
					v.h.t.Fatalf("the form to %s at %s has no field %s, only %v", action, at, name, form)
				}
				form[name] = list
			}
			return v.do("POST", action, form.Encode())
		}
	}
	v.h.t.Fatalf("%s answers %d and has no form to %s", at, w.Code, action)
	return nil
}

// act sends a form of these fields and values.
func (v visitor) act(path string, fields ...string) *httptest.ResponseRecorder {
	v.h.t.Helper()
	form := url.Values{"_key": {rand.Text()}}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return v.do("POST", path, form.Encode())
}

// fieldsOf are the fields of a form as they stand; what is not ticked is known
// without a value.
func fieldsOf(form *html.Node) url.Values {
	fields := url.Values{}
	for n := range form.Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode || name == "" || n.Data == "button" {
			continue
		}
		_, known := fields[name]
		switch {
		case n.Data == "textarea":
			text := ""
			if n.FirstChild != nil {
				text = strings.TrimPrefix(n.FirstChild.Data, "\n")
			}
			fields.Add(name, text)
		case n.Data == "select":
			fields.Add(name, chosen(n))
		case attr(n, "type") == "checkbox" || attr(n, "type") == "radio":
			if has(n, "checked") {
				fields.Add(name, attr(n, "value"))
			} else if !known {
				fields[name] = nil
			}
		default:
			fields.Add(name, attr(n, "value"))
		}
	}
	return fields
}

func chosen(sel *html.Node) string {
	first, any := "", false
	for n := range sel.Descendants() {
		if n.Data == "option" && n.Type == html.ElementNode {
			if has(n, "selected") {
				return attr(n, "value")
			}
			if !any {
				first, any = attr(n, "value"), true
			}
		}
	}
	return first
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// made wants a change to have succeeded, and gives the record's address.
func (v visitor) made(w *httptest.ResponseRecorder) string {
	v.h.t.Helper()
	if w.Code != 303 {
		doc, _ := html.Parse(strings.NewReader(w.Body.String()))
		v.h.t.Fatalf("not done, but %d: %s", w.Code, text(doc))
	}
	at, _, _ := strings.Cut(w.Header().Get("Location"), "?")
	return at
}

// text is what stands in a node's first main part.
func text(n *html.Node) string {
	for m := range n.Descendants() {
		if m.Data == "main" {
			n = m
			break
		}
	}
	var b strings.Builder
	for t := range n.Descendants() {
		if t.Type == html.TextNode {
			b.WriteString(strings.TrimSpace(t.Data) + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// wear changes the hat.
func (v visitor) wear(prog party.Programme, code string) {
	v.h.t.Helper()
	value := fmt.Sprintf("%d/%s", prog.ID, v.h.number(prog, code))
	form := url.Values{"hat": {value}, "back": {"/en/twin"}}
	if w := v.do("POST", "/en/hat", form.Encode()); w.Code != 303 || w.Header().Get("Location") != "/en/twin" {
		v.h.t.Fatalf("changing the hat to %s: %d", code, w.Code)
	}
	if page := v.get("/en/twin/tasks").Body.String(); !strings.Contains(page, `value="`+value+`" selected`) {
		v.h.t.Fatalf("the bar does not show the hat %s", code)
	}
}

// number is an organisation's number in a programme.
func (h *house) number(prog party.Programme, code string) string {
	h.t.Helper()
	p, err := party.GetPartyByCode(h.t.Context(), h.d.Read(), prog.ID, code)
	if err != nil {
		h.t.Fatal(code, err)
	}
	return fmt.Sprint(p.ID)
}

// own wants an act to be refused to the person whose own word it is about,
// whatever hat they wear, on the page and past it, and then to be open to
// somebody else.
func (h *house) own(what string, self, other visitor, path string, form url.Values) {
	h.t.Helper()
	before := h.fingerprint()
	for _, kind := range kinds {
		form.Set("_key", "own"+path+kind)
		if w := self.do("POST", path, form.Encode(), "Accept", kind); w.Code != 403 {
			h.t.Errorf("%s of one's own, as another organisation: %d, want 403", what, w.Code)
		}
	}
	if h.fingerprint() != before {
		h.t.Fatalf("%s: what was refused changed the database", what)
	}
	form.Set("_key", "other"+path)
	other.made(other.do("POST", path, form.Encode()))
}

func TestNobodyAcceptsTheirOwnWordUnderAnotherHat(t *testing.T) {
	h := furnished(t)
	twin := h.programme("twin")
	receiver, secretary := h.seat("receiver"), h.seat("secretary")

	// Both sides of an agreement, which is of no pairing.
	both := h.newcomer(twin, hat{"CO-DAIRY", ident.Provider}, hat{"VM", ident.Receiver})
	deal := both.made(both.submit("/en/twin/agreements/new", "/en/twin/agreements", url.Values{
		"kind": {"cooperation"}, "title": {"On lamps"}, "provider": {"CO-DAIRY"}, "receiver": {"VM"}}))
	both.wear(twin, "VM")
	h.own("second acceptance of an agreement", both, receiver, deal+"/acceptance", url.Values{})

	both.wear(twin, "CO-DAIRY")
	kind, body := filled(t, nil)
	both.made(both.do("POST", deal+"/documents", body, "Content-Type", kind))
	both.made(both.submit(deal, deal+"/clauses", url.Values{"quote": {"The text of it."}, "kind": {"commitment"}}))
	clause := strings.TrimPrefix(h.linkTo(deal, deal+"/clauses/", ""), deal+"/clauses/")
	both.wear(twin, "VM")
	h.own("acceptance of a clause", both, receiver, deal+"/clauses/acceptance", url.Values{"clauses": {clause}})

	both.wear(twin, "CO-DAIRY")
	lamps := both.made(both.submit("/en/twin/commitments/new?clause="+clause, "/en/twin/commitments", url.Values{
		"title": {"Forty lamps"}, "provider": {"CO-DAIRY"}, "receiver": {"VM"}}))
	both.wear(twin, "VM")
	h.own("acknowledgement of a commitment", both, receiver, lamps+"/acknowledgement", url.Values{})
	both.wear(twin, "CO-DAIRY")
	both.made(both.act(lamps+"/claim", "wording", "All forty hang."))
	both.wear(twin, "VM")
	h.own("confirmation of a commitment", both, receiver, lamps+"/confirmation", url.Values{})

	// An office and the side a duty is laid on.
	clerk := h.newcomer(twin, hat{"OFFICE", ident.Secretary}, hat{"VM", ident.Receiver})
	duty := clerk.made(clerk.submit("/en/twin/measures/new", "/en/twin/measures", url.Values{
		"title": {"Hang the lamps"}, "kind": {"requirement"}, "laid_on": {"receiver"}, "lead": {"VM"}}))
	clerk.wear(twin, "VM")
	h.own("second acceptance of a measure", clerk, receiver, duty+"/second-acceptance", url.Values{})
	clerk.wear(twin, "OFFICE")
	clerk.made(clerk.act(duty + "/registration"))
	clerk.made(clerk.submit(duty+"/assignment", duty+"/assignment", url.Values{"lead": {"VM"}, "due": {"2028-09-30"}, "done": {"All hang."}}))
	clerk.wear(twin, "VM")
	clerk.made(clerk.act(duty + "/acceptance"))
	clerk.made(clerk.act(duty+"/claim", "text", "They hang."))
	clerk.wear(twin, "OFFICE")
	h.own("verification of a measure", clerk, secretary, duty+"/verification", url.Values{})

	// Who builds and who says it is built.
	works := clerk.made(clerk.submit("/en/twin/projects/new", "/en/twin/projects", url.Values{"title": {"Lamps"}, "serves": {duty[len("/en/twin/measures/"):]},
		"implementer": {"VM"}, "milestones": {"2028-08-01 Poles stand"}}))
	step := h.linkTo(works, works+"/milestones/", "/forecast")
	clerk.wear(twin, "VM")
	clerk.made(clerk.act(works + "/beginning"))
	clerk.made(clerk.submit(step+"/claim", step+"/claim", url.Values{"actual": {"2028-05-10"}, "note": {"They stand."}}))
	clerk.wear(twin, "OFFICE")
	h.own("verification of a milestone", clerk, secretary, step+"/verification", url.Values{})

	// Nobody sits on both sides of one pairing.
	before := h.fingerprint()
	w := both.submit("/en/twin/pairings/new", "/en/twin/pairings", url.Values{
		"provider": {h.number(twin, "CO-DAIRY")}, "receiver": {h.number(twin, "VM")}, "scope": {"Lamps"}, "from": {"2028-06-01"}})
	if w.Code != 422 || h.fingerprint() != before {
		t.Errorf("a pairing of one person with oneself: %d", w.Code)
	}
}

// linkTo is the first link of a page that begins and ends so, without the end.
func (h *house) linkTo(at, prefix, suffix string) string {
	h.t.Helper()
	doc, err := html.Parse(strings.NewReader(h.seat("secretary").get(at).Body.String()))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range (met{url: at, doc: doc}).leadsTo() {
		if rest, ok := strings.CutSuffix(l, suffix); ok && strings.HasPrefix(rest, prefix) {
			return rest
		}
	}
	h.t.Fatalf("%s has no link to %s…%s", at, prefix, suffix)
	return ""
}
