package site

import (
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"throughline/kit/words"
	sample "throughline/testdata/programme"

	"golang.org/x/net/html"
)

// The main job without scripts, in both languages: a text is pasted, the year
// it does not state is asked for, a duty of a class is accepted and fans out,
// one member answers, the board counts it, and the thread leads to the sentence.
func TestTheMainJobWithoutScripts(t *testing.T) {
	for _, l := range words.Langs {
		t.Run(string(l), func(t *testing.T) { walkMainJob(t, l) })
	}
}

func walkMainJob(t *testing.T, l words.Lang) {
	h := furnished(t)
	base := "/" + string(l) + "/aid"
	secretary, provider := h.seat("secretary"), h.seat("provider")
	var report sample.Text
	for _, s := range sample.Texts() {
		if s.Lang == string(l) {
			report = s
		}
	}
	facts := []string{"source_title", report.Title, "publisher", report.Publisher, "side", "provider", "lang", report.Lang, "translated", "no",
		"may_store", "yes", "may_publish", "yes", "visibility", "parties", "conference", "CNF-001", "text", report.Body}
	if w := secretary.act(base+"/readings", facts...); w.Code != 422 || !strings.Contains(w.Body.String(), `href="#f-year"`) {
		t.Fatalf("a text without a year, and no year given: %d", w.Code)
	}
	w := secretary.act(base+"/readings", append(facts, "year", "2021")...)
	reading := led(t, w)

	// The duties are shown with their class already found in the text.
	page := ""
	for n := 1; n < 60 && page == ""; n++ {
		at := reading + "?n=" + strconv.Itoa(n)
		if body := secretary.get(at).Body.String(); strings.Contains(body, `value="group:CENTRAL" selected`) {
			page = at
			action := reading + "/proposals/" + strconv.Itoa(n)
			quote := regexp.MustCompile(`(?s)<blockquote[^>]*>(.*?)</blockquote>`).FindStringSubmatch(body)
			if quote == nil || !strings.Contains(report.Body, html.UnescapeString(quote[1])) {
				t.Fatalf("the quote %q does not stand in the text", quote)
			}
			led(t, secretary.press(body, action, "act", "accept"))
		}
	}
	if page == "" {
		t.Fatal("no duty of the central enterprises was proposed")
	}
	answered := func() string {
		body := secretary.get(base).Body.String()
		row := regexp.MustCompile(`(?s)promises/MEA-001".*?</tr>`).FindString(body)
		if row == "" {
			t.Fatal("the board does not show the class")
		}
		doc, err := html.Parse(strings.NewReader(row))
		if err != nil {
			t.Fatal(err)
		}
		return text(doc)
	}
	before := answered()
	answer := base + "/measures/MEA-001/answers/ENT-B"
	if w := provider.act(answer+"/answer", "answer", "taken_up", "document", ""); w.Code != 422 {
		t.Errorf("taken up without a document: %d", w.Code)
	}
	led(t, provider.act(answer+"/answer", "answer", "taken_up", "document", "Plan, page 14"))
	if after := answered(); after == before || !strings.Contains(after, h.Book.T(l, "stocktake.answered", 1, 6)) {
		t.Errorf("the board said %q and says %q", before, after)
	}

	// From the thread to the very sentence.
	thread := secretary.get(base + "/promises/MEA-001.ENT-B").Body.String()
	source := regexp.MustCompile(`href="(` + base + `/sources/[^"]*#quote)"`).FindStringSubmatch(thread)
	if source == nil {
		t.Fatal("the thread does not lead to the sentence")
	}
	at, _, _ := strings.Cut(html.UnescapeString(source[1]), "#")
	if body := secretary.get(at).Body.String(); !strings.Contains(body, `id="quote"`) {
		t.Errorf("%s does not mark the sentence", at)
	}
}

// press sends a form of a page as it stands, by one of its buttons.
func (v visitor) press(body, action, button, value string) *httptest.ResponseRecorder {
	v.h.t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		v.h.t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data == "form" && attr(n, "action") == action {
			form := fieldsOf(n)
			form.Set(button, value)
			return v.do("POST", action, form.Encode())
		}
	}
	v.h.t.Fatalf("no form to %s", action)
	return nil
}

// led is where a change led, or the test fails with what the page said.
func led(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Code != 303 {
		said := regexp.MustCompile(`(?s)class="errors".*?</div>`).FindString(w.Body.String())
		t.Fatalf("answered %d: %s", w.Code, said)
	}
	to, _, _ := strings.Cut(w.Header().Get("Location"), "?")
	return to
}
