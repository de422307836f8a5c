package site

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/kit/ident"
	"throughline/kit/web"
)

func TestOnlyAddressesOfThisSiteAreOurs(t *testing.T) {
	for next, want := range map[string]bool{
		"/en/aid": true, "/": true, "/en/aid?q=a&b=%2F#c": true, "/zh/aid/来信": true,
		"": false, "en/aid": false, "//evil.example": false, "///evil.example": false, "/\\evil.example": false, "\\\\evil.example": false,
		"https://evil.example": false, "http:evil.example": false, "javascript:alert(1)": false, "/en\r\nSet-Cookie: x": false, "/%zz": false,
		" /en": false, "/\tevil": false, "/\x00": false,
	} {
		if got := ours(next); got != want {
			t.Errorf("%q: %t", next, got)
		}
	}
}

// session is the cookie that an answer sets, nil for none.
func session(w *httptest.ResponseRecorder) *http.Cookie {
	for _, c := range w.Result().Cookies() {
		if c.Name == web.SessionCookie {
			return c
		}
	}
	return nil
}

const secret = "a long enough password"

func TestSigningIn(t *testing.T) {
	h := open(t)
	if _, err := h.Accounts.AddPerson(t.Context(), "Ada", "ada", secret); err != nil {
		t.Fatal(err)
	}
	enter := func(password, next string) *httptest.ResponseRecorder {
		form := url.Values{"login": {"Ada"}, "password": {password}, "next": {next}}
		return h.stranger().do("POST", "/en/sign-in", form.Encode())
	}
	for next, want := range map[string]string{"/en/aid/tasks?q=1": "/en/aid/tasks?q=1", "": "/en", "//evil.example/": "/en", "https://evil.example": "/en"} {
		w := enter(secret, next)
		c := session(w)
		if w.Code != 303 || w.Header().Get("Location") != want || c == nil {
			t.Fatalf("next %q: %d to %q", next, w.Code, w.Header().Get("Location"))
		}
		if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("the cookie is %v", c)
		}
		if w := (visitor{h: h, token: c.Value}).get("/en"); w.Code != 200 || !strings.Contains(w.Body.String(), "Ada") {
			t.Errorf("with the session: %d", w.Code)
		}
	}
	w := enter("wrong", "/en/aid")
	if body := w.Body.String(); w.Code != 422 || session(w) != nil || !strings.Contains(body, "is not right") || strings.Contains(body, `"wrong"`) ||
		!strings.Contains(body, `value="Ada"`) || !strings.Contains(body, `name="next" value="/en/aid"`) {
		t.Errorf("with a wrong password: %d, %s", w.Code, body)
	}
	for range 9 {
		enter("wrong", "")
	}
	if w := enter(secret, ""); w.Code != 503 || session(w) != nil || !strings.Contains(w.Body.String(), "Too many attempts") {
		t.Errorf("after ten failures: %d", w.Code)
	}
}

func TestSigningOut(t *testing.T) {
	h := furnished(t)
	v := h.seat("secretary")
	if w := v.get("/en/aid"); w.Code != 200 {
		t.Fatal(w.Code)
	}
	w := v.do("POST", "/en/sign-out", "")
	if c := session(w); w.Code != 303 || c == nil || c.MaxAge >= 0 || c.Value != "" {
		t.Errorf("%d, cookie %v", w.Code, c)
	}
	if w := v.get("/en/aid"); w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/en/sign-in") {
		t.Errorf("after signing out: %d", w.Code)
	}
}

func TestSeatsNeedADemoAndAVisitorOnThisMachine(t *testing.T) {
	h := furnished(t)
	take := func(h *house, login, from string, headers ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/en/seat", strings.NewReader(url.Values{"login": {login}, "next": {"/en/twin"}}.Encode())).WithContext(t.Context())
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = from
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		return w
	}
	for _, from := range []string{"127.0.0.1:5000", "127.1.2.3:5000", "[::1]:5000"} {
		w := take(h, "secretary", from)
		c := session(w)
		if w.Code != 303 || c == nil || w.Header().Get("Location") != "/en/twin" {
			t.Fatalf("from %s: %d", from, w.Code)
		}
		if page := (visitor{h: h, token: c.Value}).get("/en/twin").Body.String(); !strings.Contains(page, "Cora Lind") {
			t.Errorf("from %s: somebody else sits there", from)
		}
	}
	for what, w := range map[string]*httptest.ResponseRecorder{
		"from another machine":    take(h, "secretary", "192.0.2.1:5000"),
		"through a proxy":         take(h, "secretary", "127.0.0.1:5000", "X-Forwarded-For", "192.0.2.1"),
		"through another proxy":   take(h, "secretary", "127.0.0.1:5000", "Forwarded", "for=192.0.2.1"),
		"an account, but no seat": take(h, "quayfoods", "127.0.0.1:5000"),
		"nobody":                  take(h, "nobody", "127.0.0.1:5000"),
	} {
		if w.Code != 404 || session(w) != nil {
			t.Errorf("%s: %d", what, w.Code)
		}
	}
	h.Demo = false
	if w := take(h, "secretary", "127.0.0.1:5000"); w.Code != 404 || session(w) != nil {
		t.Errorf("outside the demo: %d", w.Code)
	}
	if w := h.stranger().get("/en/sign-in"); strings.Contains(w.Body.String(), "/seat") {
		t.Error("outside the demo the page offers seats")
	}
}

func TestHats(t *testing.T) {
	h := furnished(t)
	v := h.seat("provider") // Enterprises B and D in aid
	aid, twin := h.programme("aid"), h.programme("twin")
	shows := func(name string) bool {
		return strings.Contains(v.get("/en/aid").Body.String(), "<span>"+name+"</span>")
	}
	if !shows("Enterprise B") {
		t.Error("the first hat is not worn")
	}
	hat := func(prog ident.Programme, org, back string) *httptest.ResponseRecorder {
		return v.do("POST", "/en/hat", url.Values{"hat": {fmt.Sprintf("%d/%s", prog, org)}, "back": {back}}.Encode())
	}
	if w := hat(aid.ID, h.number(aid, "ENT-D"), "//evil.example"); w.Code != 303 || w.Header().Get("Location") != "/en" || !shows("Enterprise D") {
		t.Errorf("changing the hat: %d to %s", w.Code, w.Header().Get("Location"))
	}
	for what, w := range map[string]*httptest.ResponseRecorder{
		"somebody else's hat":   hat(aid.ID, h.number(aid, "CTY-M"), ""),
		"of another programme":  hat(twin.ID, h.number(twin, "VM"), ""),
		"of no programme":       hat(99, h.number(aid, "ENT-B"), ""),
		"no number":             hat(aid.ID, "x", ""),
		"nothing":               v.do("POST", "/en/hat", ""),
		"a hat when signed out": h.stranger().do("POST", "/en/hat", "hat=1/1"),
	} {
		if w.Code == 303 && !strings.HasPrefix(w.Header().Get("Location"), "/en/sign-in") || w.Code >= 500 {
			t.Errorf("%s: %d %s", what, w.Code, w.Header().Get("Location"))
		}
	}
	if !shows("Enterprise D") {
		t.Error("a refused hat was put on")
	}
}

func TestAnIdleSessionIsLedToTheSignIn(t *testing.T) {
	h := furnished(t)
	v := h.seat("reader")
	if w := v.get("/en/twin"); w.Code != 200 {
		t.Fatal(w.Code)
	}
	now := h.d.Now()
	h.d.Clock = func() time.Time { return now.Add(3 * time.Hour) }
	if w := v.get("/en/twin"); w.Code != 303 {
		t.Errorf("after three idle hours: %d", w.Code)
	}
}

func TestTheTour(t *testing.T) {
	h := furnished(t)
	v := h.seat("secretary")
	step := func() string {
		_, rest, shown := strings.Cut(v.get("/en/aid").Body.String(), `<aside class="tour"`)
		if !shown {
			return ""
		}
		_, rest, _ = strings.Cut(rest, `<span class="step">`)
		text, _, _ := strings.Cut(rest, "<")
		return text
	}
	first := step()
	move := func(to string) int {
		return v.do("POST", "/en/tour", url.Values{"step": {to}, "back": {"/en/aid"}}.Encode()).Code
	}
	if code := move("1"); code != 303 || first == "" || step() == first || step() == "" {
		t.Errorf("from %q to %q with %d", first, step(), code)
	}
	for _, wrong := range []string{"-1", "99", "x", ""} {
		if code := move(wrong); code != 404 || step() == "" {
			t.Errorf("step %q: %d", wrong, code)
		}
	}
	if move("off") != 303 || step() != "" {
		t.Error("the tour is not dismissed")
	}
}
