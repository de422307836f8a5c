package web_test

import (
	"compress/gzip"
	"encoding/csv"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"throughline/kit/web"
)

const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

func TestEveryAnswerHasTheHeaders(t *testing.T) {
	f := open(t)
	for _, c := range []struct {
		method, path, accept, kept string
		status                     int
	}{
		{"GET", "/", "", "no-store", 303},
		{"GET", "/en/open", "", "no-store", 200},
		{"GET", "/en/aid/letters", "", "no-store", 200},
		{"GET", "/en/aid/letters", asJSON, "no-store", 200},
		{"GET", "/en/aid/elsewhere", "", "no-store", 303},
		{"GET", "/en/aid/table", "", "no-store", 200},
		{"GET", "/en/aid/file", "", "no-store", 200},
		{"GET", "/en/aid/nothing", "", "no-store", 404},
		{"GET", "/en/aid/defect", "", "no-store", 500},
		{"GET", "/en/aid/panic", asJSON, "no-store", 500},
		{"POST", "/en/aid/letters", "", "no-store", 422},
		{"POST", "/en/aid/letters", "cross", "no-store", 403},
		{"GET", "/favicon.ico", "", "no-store", 301},
		{"GET", "/assets/nothing", "", "no-store", 404},
		{"GET", f.Assets.URL("app.css"), "", "public, max-age=31536000, immutable", 200},
	} {
		headers := []string{"Accept", c.accept}
		if c.accept == "cross" {
			headers = []string{"Sec-Fetch-Site", "cross-site"}
		}
		w := f.do(c.method, c.path, "text=", headers...)
		if w.Code != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, w.Code, c.status)
		}
		for name, want := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": c.kept} {
			if got := strings.Join(w.Header().Values(name), " & "); got != want {
				t.Errorf("%s %s: %s is %q, want %q", c.method, c.path, name, got, want)
			}
		}
		if kind := w.Header().Get("Content-Type"); w.Body.Len() > 0 && strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "charset=utf-8") {
			t.Errorf("%s %s: %q names no charset", c.method, c.path, kind)
		}
	}
}

func TestTextTravelsCompressed(t *testing.T) {
	f := open(t)
	for _, path := range []string{"/en/open", f.Assets.URL("app.css"), f.Assets.URL("app.js"), f.Assets.URL("icon.svg"), "/en/aid/table", "/en/aid/defect"} {
		plain, small := f.do("GET", path, ""), f.do("GET", path, "", "Accept-Encoding", "br, gzip")
		if plain.Header().Get("Content-Encoding") != "" || small.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: plain %q, compressed %q", path, plain.Header().Get("Content-Encoding"), small.Header().Get("Content-Encoding"))
			continue
		}
		for _, w := range []http.Header{plain.Header(), small.Header()} {
			if !strings.Contains(strings.Join(w.Values("Vary"), ","), "Accept-Encoding") {
				t.Errorf("%s does not vary on Accept-Encoding", path)
			}
		}
		size := small.Body.Len()
		z, err := gzip.NewReader(small.Body)
		if err != nil {
			t.Fatal(err)
		}
		text := read(t, z)
		if path == f.Assets.URL("app.css") && (text != plain.Body.String() || size >= len(text)/2) {
			t.Errorf("%s: %d bytes instead of %d, or another text", path, size, len(text))
		}
		if small.Code != plain.Code || len(text) == 0 {
			t.Errorf("%s: %d and %d, %d bytes", path, plain.Code, small.Code, len(text))
		}
	}
	if w := f.do("GET", "/en/aid/file", "", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" || w.Body.String() != "%PDF" {
		t.Errorf("a file is sent as %q", w.Header().Get("Content-Encoding"))
	}
}

func TestAssetsAreKnownByTheirContent(t *testing.T) {
	f := open(t)
	for name, kind := range map[string]string{"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml"} {
		w := f.by(f.Stranger(), "GET", f.Assets.URL(name), "")
		if w.Code != 200 || w.Header().Get("Content-Type") != kind || w.Body.Len() == 0 {
			t.Errorf("%s: %d %q", name, w.Code, w.Header().Get("Content-Type"))
		}
	}
	for _, path := range []string{"/assets/app.css", "/assets/000000000000/app.css", f.Assets.URL("nothing.css"), f.Assets.URL(""), f.Assets.URL("x/app.css")} {
		if w := f.do("GET", path, ""); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	urls := map[string]bool{}
	for _, files := range []fstest.MapFS{
		{"a.css": {Data: []byte("x")}}, {"a.css": {Data: []byte("y")}}, {"a.css": {Data: []byte("x")}, "b.js": {Data: []byte("y")}},
	} {
		a, err := web.NewAssets(files)
		if err != nil {
			t.Fatal(err)
		}
		urls[a.URL("a.css")] = true
	}
	if len(urls) != 3 {
		t.Errorf("three sets of files have the addresses %v", urls)
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	f := open(t)
	post := func(headers ...string) int {
		f.t.Helper()
		form := url.Values{"_key": {strings.Join(headers, "")}, "text": {"x"}}
		return f.do("POST", "/en/aid/letters", form.Encode(), headers...).Code
	}
	for _, headers := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://other.example"}, {"Origin", "null"},
		{"Origin", "http://example.com:8081"}, {"Origin", "http://example.com.evil.test"}, {"Sec-Fetch-Site", "cross-site", "Origin", "http://example.com"},
		{"Sec-Fetch-Site", "cross-site", "Content-Type", "application/json"},
	} {
		if got := post(headers...); got != 403 || len(f.sent) != 0 {
			t.Errorf("%v: %d, %q sent", headers, got, f.sent)
		}
	}
	for i, headers := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}, {"Origin", "http://example.com"}, {"X-Program", "1"}} {
		if got := post(headers...); got != 303 || len(f.sent) != i+1 {
			t.Errorf("%v: %d, %q sent", headers, got, f.sent)
		}
	}
	if w := f.do("GET", "/en/aid/letters", "", "Sec-Fetch-Site", "cross-site"); w.Code != 200 {
		t.Errorf("a link from another site: %d", w.Code)
	}
}

func TestTablesAsFiles(t *testing.T) {
	f := open(t)
	w := f.do("GET", "/en/aid/table", "")
	disposition, named, err := mime.ParseMediaType(w.Header().Get("Content-Disposition"))
	if err != nil || disposition != "attachment" || named["filename"] != "letters 来信.csv" || w.Header().Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("%q %v %v, %q", disposition, named, err, w.Header().Get("Content-Type"))
	}
	text, marked := strings.CutPrefix(w.Body.String(), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if !marked || err != nil || len(rows) != 3 || rows[1][1] != "'=1+1" || rows[2][1] != "来信, two" {
		t.Errorf("%t %v %v", marked, rows, err)
	}
	e, _ := f.echo(encoded, "")
	if e.Link != "/en/aid/echo?format=csv" {
		t.Errorf("the list as a file is %s", e.Link)
	}
	w = f.do("GET", "/en/aid/echo/a?q=x+y&after=9&notice=z_done&kind=b", "", "Accept", asJSON)
	if !strings.Contains(w.Body.String(), `"Link":"/en/aid/echo/a?format=csv&kind=b&q=x+y"`) {
		t.Errorf("the filtered list as a file: %s", w.Body)
	}
}

func TestRoutesAreListed(t *testing.T) {
	f := open(t)
	var last string
	routes := map[string]string{}
	for _, r := range f.Routes() {
		routes[r.Pattern] = r.Action
		method, path, _ := strings.Cut(r.Pattern, " ")
		if at := path + " " + method; at < last {
			t.Errorf("%s stands after %s", at, last)
		} else {
			last = at
		}
	}
	for pattern, action := range map[string]string{"POST /{lang}/{programme}/letters": "letter.send", "GET /{lang}/open": web.Public, "GET /{lang}": "letter.view"} {
		if routes[pattern] != action {
			t.Errorf("%s is listed as %q", pattern, routes[pattern])
		}
	}
}
