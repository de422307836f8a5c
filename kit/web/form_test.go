package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"throughline/kit/ident"
)

const (
	encoded = "application/x-www-form-urlencoded"
	asJSON  = "application/json"
)

// parts writes a multipart form: fields and files ("name|file name", content).
func parts(t *testing.T, fields [][2]string, files ...[2]string) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range fields {
		if err := w.WriteField(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		name, file, _ := strings.Cut(f[0], "|")
		part, err := w.CreateFormFile(name, file)
		if err != nil {
			t.Fatal(err)
		}
		part.Write([]byte(f[1]))
	}
	w.Close()
	return w.FormDataContentType(), b.String()
}

func TestOneFormInThreeShapes(t *testing.T) {
	f := open(t)
	multi, body := parts(t, [][2]string{{"text", " two\r\nlines "}, {"all", "1"}, {"all", " "}, {"all", "2"}})
	for kind, body := range map[string]string{
		encoded: "text=+two%0D%0Alines+&all=1&all=+&all=2",
		multi:   body,
		asJSON:  `{"text": " two\r\nlines ", "all": [1, " ", "2"]}`,
	} {
		e, w := f.echo(kind, body)
		if w.Code != 200 || e.Text != "two\nlines" || !slices.Equal(e.All, []string{"1", "2"}) {
			t.Errorf("%s: %d %+v", kind, w.Code, e)
		}
	}
}

func TestPlainValuesOfJSON(t *testing.T) {
	f := open(t)
	for body, want := range map[string]string{
		`{"text": 12345678901234567890.5}`: "12345678901234567890.5", // no float in between
		`{"text": true}`:                   "1",
		`{"text": false}`:                  "",
		`{"text": null}`:                   "",
		`{"text": "来信"}`:                   "来信",
		`{}`:                               "",
	} {
		if e, w := f.echo(asJSON, body); w.Code != 200 || e.Text != want {
			t.Errorf("%s reads as %q (%d), want %q", body, e.Text, w.Code, want)
		}
	}
}

func TestUploads(t *testing.T) {
	f := open(t)
	kind, body := parts(t, [][2]string{{"text", "x"}}, [2]string{"file|来信 1.txt", "hello\r\n"})
	if e, _ := f.echo(kind, body); e.Upload != "来信 1.txt=hello\r\n" || e.Text != "x" {
		t.Errorf("read as %+v", e)
	}
	// A file field left empty.
	kind, body = parts(t, nil, [2]string{"file|", ""})
	if e, w := f.echo(kind, body); w.Code != 200 || e.Upload != "" {
		t.Errorf("no file chosen reads as %+v (%d)", e, w.Code)
	}
}

func TestWhatCannotBeReadIsRefused(t *testing.T) {
	f := open(t)
	long := strings.Repeat("x", 21<<20)
	many := strings.Repeat("all=1&", 2001)
	listed := `{"all": [` + strings.Repeat("1,", 2000) + `1]}`
	longParts, longBody := parts(t, nil, [2]string{"file|a.txt", long})
	namedParts, namedBody := parts(t, nil, [2]string{"file|a\xff.txt", "x"})
	for _, c := range []struct{ what, kind, body, want string }{
		{"a long form", encoded, "text=" + long, "larger than 20 MB"},
		{"a long upload", longParts, longBody, "larger than 20 MB"},
		{"long JSON", asJSON, `{"text": "` + long + `"}`, "larger than 20 MB"},
		{"many fields", encoded, many, "larger than 20 MB"},
		{"a long list", asJSON, listed, "larger than 20 MB"},
		{"a NUL", encoded, "text=a%00b", "cannot be stored"},
		{"a NUL in JSON", asJSON, `{"text": "a\u0000b"}`, "cannot be stored"},
		{"a NUL in a name", encoded, "te%00xt=x", "cannot be stored"},
		{"broken UTF-8", encoded, "text=%ff%fe", "cannot be stored"},
		{"half a letter", encoded, "text=%E6%9D", "cannot be stored"},
		{"a broken file name", namedParts, namedBody, "cannot be stored"},
		{"a broken escape", encoded, "text=%zz", "could not be read"},
		{"no JSON", asJSON, "text=x", "could not be read"},
		{"a JSON list", asJSON, `["text"]`, "could not be read"},
		{"an object within", asJSON, `{"text": {"x": 1}}`, "could not be read"},
		{"a list within a list", asJSON, `{"text": [["x"]]}`, "could not be read"},
		{"two objects", asJSON, `{"text": "a"} {"text": "b"}`, "could not be read"},
		{"cut short", asJSON, `{"text": "a`, "could not be read"},
		{"no boundary", "multipart/form-data", "x", "could not be read"},
		{"a multipart form cut short", longParts, longBody[:1000], "could not be read"},
	} {
		if _, w := f.echo(c.kind, c.body); w.Code != 422 || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d %.200s, want 422 %s", c.what, w.Code, w.Body, c.want)
		}
	}
	if len(f.sent) != 0 {
		t.Error("something was sent")
	}
}

func TestTheMostThatIsTaken(t *testing.T) {
	f := open(t)
	if e, w := f.echo(encoded, strings.Repeat("all=1&", 2000)); w.Code != 200 || len(e.All) != 2000 {
		t.Errorf("2000 fields: %d, %d read", w.Code, len(e.All))
	}
	kind, body := parts(t, nil, [2]string{"file|a.txt", strings.Repeat("x", 20<<20)})
	if e, w := f.echo(kind, body); w.Code != 200 || len(e.Upload) != 20<<20+len("a.txt=") {
		t.Errorf("20 MB: %d, %d bytes read", w.Code, len(e.Upload))
	}
}

func TestAddressesThatCannotBeStoredAreRefused(t *testing.T) {
	f := open(t)
	for address, want := range map[string]int{
		"/en/aid/echo/%E6%9D%A5?q=%E4%BF%A1": 200,
		"/en/aid/echo/a%00b":                 404,
		"/en/aid/echo/%ff":                   404,
		"/en/aid/echo/a?q=%00":               422,
		"/en/aid/echo/a?q=%ff":               422,
		"/en/aid/echo/a?%00=x":               422,
	} {
		if w := f.do("GET", address, "", "Accept", asJSON); w.Code != want {
			t.Errorf("%s: %d, want %d", address, w.Code, want)
		} else if want == 200 && !strings.Contains(w.Body.String(), `"Query":"信","Path":"来"`) {
			t.Errorf("%s reads as %s", address, w.Body)
		}
	}
}

// keyOf posts a form and gives the key that a change would be made with.
func keyOf(t *testing.T, f front, kind, body string) string {
	t.Helper()
	e, w := f.echo(kind, body)
	if w.Code != 200 || len(e.Key.Digest) != 64 || e.Key.ID != "k" {
		t.Fatalf("%d %+v", w.Code, e)
	}
	return e.Key.Digest
}

func TestTheKeyTellsContentsApart(t *testing.T) {
	f := open(t)
	base := keyOf(t, f, encoded, "_key=k&text=a&all=1&all=2")
	same := map[string]string{
		"again":               "_key=k&text=a&all=1&all=2",
		"in another order":    "all=1&all=2&_key=k&text=a",
		"with escapes":        "_key=k&%74ext=a&all=1&all=%32",
		"by an Idempotency-…": "text=a&all=1&all=2",
	}
	for what, body := range same {
		w := f.do("POST", "/en/aid/echo", body, "Accept", asJSON, "Idempotency-Key", "k")
		if !strings.Contains(w.Body.String(), base) {
			t.Errorf("%s: another digest: %s", what, w.Body)
		}
	}
	seen := map[string]string{base: "the first"}
	differ := func(what, digest string) {
		t.Helper()
		if before, taken := seen[digest]; taken {
			t.Errorf("%s has the digest of %s", what, before)
		}
		seen[digest] = what
	}
	for what, body := range map[string]string{
		"another value":           "_key=k&text=b&all=1&all=2",
		"another order of values": "_key=k&text=a&all=2&all=1",
		"one value more":          "_key=k&text=a&all=1&all=2&all=",
		"one value less":          "_key=k&text=a&all=1",
		"another field":           "_key=k&text=a&all=1&all=2&more=",
		"values run together":     "_key=k&text=a&all=1+2",
		"a field moved":           "_key=k&all=a&text=1&text=2",
		"a name in a value":       "_key=k&text=a%22%5D%0A%22all%22%3D%5B%221&all=2",
	} {
		differ(what, keyOf(t, f, encoded, body))
	}
	for _, file := range [][2]string{{"file|a.txt", "x"}, {"file|b.txt", "x"}, {"file|a.txt", "y"}, {"other|a.txt", "x"}} {
		kind, body := parts(t, [][2]string{{"_key", "k"}, {"text", "a"}, {"all", "1"}, {"all", "2"}}, file)
		differ(fmt.Sprint("with the file ", file), keyOf(t, f, kind, body))
	}
	elsewhere := f.do("POST", "/en/aid/echo/x", "_key=k&text=a&all=1&all=2", "Accept", asJSON)
	var e echoed
	if err := json.Unmarshal(elsewhere.Body.Bytes(), &e); err != nil {
		t.Fatal(err)
	}
	differ("another address", e.Key.Digest)
	officer := f.officer
	f.officer = f.Person("other", 7, ident.Office)
	differ("another person", keyOf(t, f, encoded, "_key=k&text=a&all=1&all=2"))
	f.officer = f.As(officer.ID, 8, ident.Office)
	differ("another organisation", keyOf(t, f, encoded, "_key=k&text=a&all=1&all=2"))
}

func TestAFormIsSentOnce(t *testing.T) {
	f := open(t)
	form := url.Values{"_key": {"k1"}, "text": {"hello"}}
	first, second := f.send(form), f.do("POST", "/zh/aid/letters", form.Encode())
	if first.Code != 303 || second.Code != 303 || len(f.sent) != 1 {
		t.Errorf("sent twice: %d, then in Chinese %d, and %q is sent", first.Code, second.Code, f.sent)
	}
	form.Set("text", "other")
	if w := f.send(form); w.Code != http.StatusConflict || len(f.sent) != 1 {
		t.Errorf("the same key with another text: %d, and %q is sent", w.Code, f.sent)
	}
	if w := f.send(url.Values{"text": {"no key"}}); w.Code != 422 || len(f.sent) != 1 {
		t.Errorf("without a key: %d, and %q is sent", w.Code, f.sent)
	}
}
