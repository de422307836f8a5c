package suggest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"throughline/kit/fault"
	"throughline/kit/suggest"
)

func open(t *testing.T, h http.HandlerFunc) *suggest.Endpoint {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	e, err := suggest.Open(s.URL+"/v1/", "secret", "small")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestTheQuestionGoesOutAsAgreed(t *testing.T) {
	e := open(t, func(w http.ResponseWriter, r *http.Request) {
		var q struct {
			Model    string
			Messages []struct{ Role, Content string }
		}
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			t.Error(err)
		}
		if r.URL.Path != "/v1/chat/completions" || r.Header.Get("Authorization") != "Bearer secret" || q.Model != "small" ||
			len(q.Messages) != 2 || q.Messages[0].Content != "Read." || q.Messages[1].Content != "正文" {
			t.Errorf("%s %+v", r.URL.Path, q)
		}
		fmt.Fprint(w, `{"choices":[{"message":{"role":"assistant","content":"{\"items\":[]}"}}]}`)
	})
	got, err := e.Ask(t.Context(), "Read.", "正文")
	if err != nil || got != `{"items":[]}` {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestEveryFailureIsNoAnswer(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the question followed a redirect, with %q", r.Header.Get("Authorization"))
	}))
	defer elsewhere.Close()
	for name, h := range map[string]http.HandlerFunc{
		"refused": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusUnauthorized) },
		"broken":  func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") },
		"empty":   func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"choices":[]}`) },
		"endless": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("x", 2<<20)) },
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		},
		"hung up": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		if got, err := open(t, h).Ask(t.Context(), "Read.", "text"); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	hung := make(chan struct{})
	slow := open(t, func(http.ResponseWriter, *http.Request) { <-hung })
	defer close(hung)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := slow.Ask(ctx, "Read.", "text"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a slow one: %v", err)
	}
}

func TestWhatTheOperatorMaySet(t *testing.T) {
	if e, err := suggest.Open("", "key", "model"); e != nil || err != nil {
		t.Errorf("no address: %v, %v", e, err)
	}
	for _, bad := range [][2]string{{"localhost:8000", "m"}, {"ftp://x/", "m"}, {"http://x/v1", ""}, {"http://", "m"}} {
		if _, err := suggest.Open(bad[0], "", bad[1]); err == nil {
			t.Errorf("%q with model %q is taken", bad[0], bad[1])
		}
	}
}
