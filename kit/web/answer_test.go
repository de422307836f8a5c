package web_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

func TestARefusedFormComesBackAsItWasTyped(t *testing.T) {
	f := open(t)
	page := f.officer.Get("/letters").Want(200, "as it stands")
	again := f.officer.Submit(page, "/letters", url.Values{"text": {" "}, "secret": {"hush"}, "kind": {"a"}, "boxes": {"x", "z"}, "note": {"1"}})
	again.Want(422,
		`<a href="#f-text">Write at least 2,000 words.</a>`, `<a href="#f-kind">Choose a kind.</a>`, // the summary
		`<span class="error" id="f-text-error">`, `id="f-kind-hint"`, `aria-describedby="f-text-error" required aria-invalid="true"`,
		`aria-describedby="f-kind-hint f-kind-error" aria-invalid="true"`,
		`<option value="a" selected>`, `value="x" checked`, `value="z" checked`, `id="f-note" name="note" value="1" checked`,
		"<title>Error: Letters")
	again.Without("hush", "as it stands", `value="b" selected`, `value="y" checked`)
	form, _ := again.Form("/letters")
	before, _ := page.Form("/letters")
	if form.Get("_key") != before.Get("_key") || form.Get("_key") == "" {
		t.Error("a form that comes back has another key, so sending it twice could do it twice")
	}
	if again := f.officer.Get("/letters"); strings.Contains(again.Body, before.Get("_key")) {
		t.Error("two readings of a form have one key")
	}
	f.officer.In(words.ZH).Post("/letters", url.Values{"text": {""}}).Want(422, "请至少填写 2,000 个字。")
	if len(f.sent) != 0 {
		t.Errorf("%q is sent", f.sent)
	}
}

func TestWhichRefusalsShowTheFormAgain(t *testing.T) {
	f := open(t)
	f.officer.Post("/letters", url.Values{"text": {"late"}}).Want(409, "The letter was closed meanwhile.", ">\nlate</textarea>")
	f.officer.Post("/letters", url.Values{"text": {"gone"}}).Want(404, "There is no such page").Without("<textarea")
	f.officer.Post("/letters", url.Values{"text": {"not yours"}}).Want(403, "Your role does not allow this").Without("<textarea")
	if w := f.send(url.Values{"text": {"broken"}}); w.Code != 500 || strings.Contains(w.Body.String(), "drawer") {
		t.Errorf("a defect answers %d: %s", w.Code, w.Body)
	}
}

// answer reads a JSON answer.
func answer(t *testing.T, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	if kind := w.Header().Get("Content-Type"); kind != "application/json; charset=utf-8" {
		t.Errorf("Content-Type %q", kind)
	}
	var v map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return v
}

func TestProgramsGetTheSameAnswers(t *testing.T) {
	f := open(t)
	post := func(body string) *httptest.ResponseRecorder {
		return f.do("POST", "/en/aid/letters", body, "Content-Type", asJSON, "Accept", asJSON, "Idempotency-Key", "k")
	}
	w := post(`{"text": "", "kind": "a"}`)
	fields, _ := answer(t, w)["fields"].(map[string]any)
	if w.Code != 422 || len(fields) != 2 || fields["text"] != "Write at least 2,000 words." || fields["kind"] != "Choose a kind." || answer(t, w)["kind"] != "invalid" {
		t.Errorf("%d %v", w.Code, answer(t, w))
	}
	for text, want := range map[string]struct {
		status int
		kind   string
	}{"late": {409, "conflict"}, "gone": {404, "not found"}, "not yours": {403, "forbidden"}} {
		w := post(`{"text": "` + text + `"}`)
		if a := answer(t, w); w.Code != want.status || a["kind"] != want.kind || a["error"] == "" {
			t.Errorf("%s: %d %v", text, w.Code, a)
		}
	}
	for i, replayed := range []bool{false, true} {
		w := post(`{"text": "hello"}`)
		if a := answer(t, w); w.Code != 200 || a["seq"] != 1.0 || a["replayed"] != replayed || a["location"] != "/en/aid/letters?kind=b#last" {
			t.Errorf("time %d: %d %v", i+1, w.Code, a)
		}
	}
	if w := f.do("GET", "/en/aid/letters", "", "Accept", asJSON); w.Code != 200 || strings.Join(strings.Fields(w.Body.String()), "") == "" || answer(t, w)["sent"].([]any)[0] != "hello" {
		t.Errorf("the page for a program: %d %s", w.Code, w.Body)
	}
	if w := f.by(f.Stranger(), "GET", "/en/aid/letters", "", "Accept", asJSON); w.Code != 401 || answer(t, w)["error"] != "Sign in first." {
		t.Errorf("signed out: %d %v", w.Code, answer(t, w))
	}
}

func TestAfterAChange(t *testing.T) {
	f := open(t)
	w := f.send(url.Values{"_key": {"k"}, "text": {"hello"}})
	if to := w.Header().Get("Location"); w.Code != 303 || to != "/en/aid/letters?kind=b&notice=letter.sent_done#last" {
		t.Errorf("%d to %q", w.Code, to)
	}
}

func TestOnlyFinishedWorkIsNoticed(t *testing.T) {
	f := open(t)
	f.officer.Get("/letters?notice=letter.sent_done").Want(200, "The letter is sent.", `role="status"`)
	f.officer.In(words.ZH).Get("/letters?notice=letter.sent_done").Want(200, "已发送。")
	for _, notice := range []string{"letter.closed", "letter.gone_done", "web.defect", "Pay+at+once_done", "", "_done"} {
		f.officer.Get("/letters?notice="+notice).Want(200).Without(`class="notice"`, "Pay at once", "meanwhile")
	}
}

func TestTheLanguageSwitchStaysOnThePage(t *testing.T) {
	f := open(t)
	for here, there := range map[string]string{
		"/en/aid/letters":               "/zh/aid/letters",
		"/zh/aid/letters?q=a%20b&c=%26": "/en/aid/letters?q=a%20b&amp;c=%26",
		"/en":                           "/zh",
		"/zh":                           "/en",
		"/en/open?next=%2Fx":            "/zh/open?next=%2Fx",
	} {
		w := f.do("GET", here, "")
		if !strings.Contains(w.Body.String(), `<link rel="alternate" hreflang="`+there[1:3]) || !strings.Contains(w.Body.String(), `href="`+there+`"`) {
			t.Errorf("%s does not lead to %s", here, there)
		}
		want := map[string]string{"en": `<html lang="en">`, "zh": `<html lang="zh-Hans">`}[here[1:3]]
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s is not marked %s", here, want)
		}
	}
	// A form that came back cannot be opened by its address.
	if w := f.send(url.Values{"text": {""}}); strings.Contains(w.Body.String(), "hreflang") {
		t.Error("an answer to a form offers its address in the other language")
	}
}

func TestWhichLanguageAPersonBeginsWith(t *testing.T) {
	f := open(t)
	for accept, want := range map[string]string{"": "/en", "zh-CN,zh;q=0.9": "/zh", "ZH-hans": "/zh", "de, zh": "/en"} {
		if w := f.by(f.Stranger(), "GET", "/", "", "Accept-Language", accept); w.Code != 303 || w.Header().Get("Location") != want {
			t.Errorf("%q: %d %s", accept, w.Code, w.Header().Get("Location"))
		}
	}
	for _, path := range []string{"/xx/aid/letters", "/aid", "/en/aid/nothing", "/EN", "/en/nothing/at/all"} {
		if w := f.do("GET", path, ""); w.Code != 404 || !strings.Contains(w.Body.String(), "Page not found") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := f.do("GET", "/zh/aid/nothing", ""); w.Code != 404 || !strings.Contains(w.Body.String(), "未找到该页面") {
		t.Errorf("no Chinese page for what is not there: %d", w.Code)
	}
}

func TestSignedOutPeopleAreLedToTheSignIn(t *testing.T) {
	f := open(t)
	for _, path := range []string{"/en/aid/letters?kind=b", "/en/nope/letters?kind=b"} { // known or not
		w := f.by(f.Stranger(), "GET", path, "")
		if w.Code != 303 || w.Header().Get("Location") != "/en/sign-in?next="+url.QueryEscape(path) {
			t.Errorf("%s: %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
	if w := f.by(f.Stranger(), "POST", "/en/aid/letters", "_key=k&text=x"); w.Code != 303 || len(f.sent) != 0 {
		t.Errorf("a form of a stranger: %d, %q sent", w.Code, f.sent)
	}
	if w := f.by(f.Stranger(), "GET", "/en/open", ""); w.Code != 200 {
		t.Errorf("an open page: %d", w.Code)
	}
}

// A programme in which somebody has no part is not shown to exist.
func TestAProgrammeWithoutASeatLooksLikeNone(t *testing.T) {
	f := open(t)
	outsider := f.Person("outsider", 7)
	f.Directory.Hats = noHatsFor(outsider.ID, f.Directory.Hats)
	for _, request := range [][3]string{{"GET", "letters", ""}, {"POST", "letters", "_key=k&text=x"}, {"GET", "nothing", ""}} {
		for _, accept := range []string{"text/html", asJSON} {
			seen := map[string]bool{}
			for _, code := range []string{"aid", "xyz"} {
				w := f.by(outsider, request[0], "/en/"+code+"/"+request[1], request[2], "Accept", accept)
				if w.Code != 404 {
					t.Errorf("%v of %s: %d", request, code, w.Code)
				}
				seen[strings.ReplaceAll(w.Body.String(), code, "")] = true
			}
			if len(seen) != 1 {
				t.Errorf("%v, %s: the two can be told apart", request, accept)
			}
		}
	}
}

func TestAPersonMayNotBeyondTheirRole(t *testing.T) {
	f := open(t)
	reader := f.Person("reader", 7, ident.Reader)
	if w := f.by(reader, "POST", "/en/aid/letters", "_key=k&text=x"); w.Code != 403 || len(f.sent) != 0 {
		t.Errorf("a reader sends: %d, %q", w.Code, f.sent)
	}
	if w := f.by(reader, "GET", "/en/aid/letters", ""); w.Code != 200 {
		t.Errorf("a reader reads: %d", w.Code)
	}
}

func TestPeopleBeginWhereTheyMay(t *testing.T) {
	f := open(t)
	f.Nav = []web.NavItem{{Label: "letter.text", Path: "", Action: "letter.send"}, {Label: "letter.title", Path: "/letters", Action: "letter.view"}}
	f.Search = web.NavItem{Path: "/search", Action: "letter.send"}
	reader := f.Person("reader", 7, ident.Reader)
	const box = `<form class="search" role="search" action="/en/aid/search">`
	if strings.Contains(f.do("GET", "/en/aid/letters", "").Body.String(), box) == strings.Contains(f.by(reader, "GET", "/en/aid/letters", "").Body.String(), box) {
		t.Error("the search box is not for the officer alone")
	}
	const sending, reading = `<a href="/en/aid"`, `<a href="/en/aid/letters"`
	if w := f.do("GET", "/en/aid/letters", ""); !strings.Contains(w.Body.String(), sending) || !strings.Contains(w.Body.String(), reading) {
		t.Error("the bar lacks a section that is open to the officer")
	}
	if w := f.by(reader, "GET", "/en/aid/letters", ""); strings.Contains(w.Body.String(), sending) || !strings.Contains(w.Body.String(), reading) {
		t.Error("the bar offers a reader what is not open to them")
	}
	if w := f.do("GET", "/en/aid", ""); w.Code != 200 {
		t.Errorf("the officer begins with %d", w.Code)
	}
	if w := f.by(reader, "GET", "/en/aid", ""); w.Code != 303 || w.Header().Get("Location") != "/en/aid/letters" {
		t.Errorf("the reader begins with %d %s", w.Code, w.Header().Get("Location"))
	}
	if w := f.by(reader, "GET", "/en/aid", "", "Accept", asJSON); w.Code != 403 {
		t.Errorf("a program of the reader is told %d", w.Code)
	}
	if w := f.by(reader, "POST", "/en/aid/letters", ""); w.Code != 403 || !strings.Contains(w.Body.String(), `<a class="button secondary" href="/en/aid/letters"`) {
		t.Errorf("refused with %d, the reader is led to what is refused too", w.Code)
	}
}

var reference = regexp.MustCompile(`<p class="quiet small">[^<]*([A-Z2-7]{8})`)

func TestADefectShowsAReferenceAndNothingElse(t *testing.T) {
	f := open(t)
	var log strings.Builder
	f.Log = logger(&log)
	for _, path := range []string{"/en/aid/panic", "/en/aid/defect"} {
		log.Reset()
		w := f.do("GET", path, "")
		m := reference.FindStringSubmatch(w.Body.String())
		if w.Code != 500 || m == nil {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		for _, detail := range []string{"secret", "42", "goroutine", ".go:", "panic:"} {
			if strings.Contains(w.Body.String(), detail) {
				t.Errorf("%s shows %q", path, detail)
			}
		}
		if !strings.Contains(log.String(), m[1]) || !strings.Contains(log.String(), "the secret is 42") {
			t.Errorf("%s: the log does not explain %s: %s", path, m[1], log.String())
		}
		w = f.do("GET", path, "", "Accept", asJSON)
		if a := answer(t, w); w.Code != 500 || a["kind"] != "defect" || len(a["reference"].(string)) != 8 || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s for a program: %d %v", path, w.Code, a)
		}
	}
}

func TestWhatTakesTooLongIsStoppedAndSaysSo(t *testing.T) {
	f := open(t)
	f.Directory.Programmes = func(ctx context.Context, _ db.Q, _ ident.Person) ([]web.Programme, error) { return nil, ctx.Err() }
	for accept, want := range map[string]string{"text/html": "This took too long and was stopped.", asJSON: `"kind":"unavailable"`} {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		r := httptest.NewRequest("GET", "/en/aid/slow", nil).WithContext(ctx)
		r.Header.Set("Accept", accept)
		w := f.officer.Do(r)
		cancel()
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s", accept, w.Code, w.Body)
		}
	}
}

func TestAReaderWhoLeftIsNoDefect(t *testing.T) {
	f := open(t)
	var log strings.Builder
	f.Log = logger(&log)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f.officer.Do(httptest.NewRequest("GET", "/en/aid/slow", nil).WithContext(ctx))
	if log.Len() > 0 {
		t.Error(log.String())
	}
}

func TestDisablingAnAccountShutsTheNextRequest(t *testing.T) {
	f := open(t)
	f.officer.Get("/letters").Want(200)
	err := f.d.Write(t.Context(), func(tx *db.Tx) error {
		return tx.Exec(t.Context(), "UPDATE access_account SET disabled = $1", true)
	})
	if err != nil {
		t.Fatal(err)
	}
	if w := f.do("GET", "/en/aid/letters", ""); w.Code != 303 {
		t.Errorf("after disabling: %d", w.Code)
	}
}

func TestTheHatDecidesWhoActs(t *testing.T) {
	f := open(t)
	f.Directory.Hats = withHat(f.officer.ID, 9, ident.Reader, f.Directory.Hats)
	token, err := f.Accounts.Open(t.Context(), f.officer.ID)
	if err != nil {
		t.Fatal(err)
	}
	session, _, err := f.Accounts.Session(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	status := func() int {
		r := httptest.NewRequest("POST", "/en/aid/letters", strings.NewReader("_key=k&text=x")).WithContext(t.Context())
		r.Header.Set("Content-Type", encoded)
		r.AddCookie(&http.Cookie{Name: "__Host-session", Value: token})
		return f.Stranger().Do(r).Code
	}
	for _, c := range []struct {
		acting ident.ID
		want   int
	}{{9, 403}, {7, 303}, {99, 303}} { // 99: a seat that ended; back to the first
		if err := f.Accounts.ActFor(t.Context(), session, 1, c.acting); err != nil {
			t.Fatal(err)
		}
		if got := status(); got != c.want {
			t.Errorf("acting for %d: %d, want %d", c.acting, got, c.want)
		}
	}
}

func TestARouteWithoutAnActionCannotBeOpened(t *testing.T) {
	f := open(t)
	opens := func(p *access.Policy) (opened bool) {
		defer func() { opened = recover() == nil }()
		f.mount(&web.Front{DB: f.DB, Book: f.Book, Policy: p, Layout: f.Layout, Assets: f.Assets})
		return
	}
	none, err := access.NewPolicy()
	if err != nil {
		t.Fatal(err)
	}
	if !opens(f.Policy) || opens(none) {
		t.Errorf("with its rules the room opens: %t, without: %t", opens(f.Policy), opens(none))
	}
}
