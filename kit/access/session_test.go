package access_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
)

// alive tells whether a token opens a session.
func alive(t *testing.T, a *access.Accounts, token string) bool {
	t.Helper()
	_, ok, err := a.Session(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return ok
}

func enter(t *testing.T, a *access.Accounts, p ident.Person) (string, access.Session) {
	t.Helper()
	token, err := a.Open(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	s, ok, err := a.Session(t.Context(), token)
	if err != nil || !ok {
		t.Fatalf("a new session: %t, %v", ok, err)
	}
	return token, s
}

func TestOnlyTheHashOfATokenIsStored(t *testing.T) {
	a, ada, _ := open(t)
	token, _ := enter(t, a, ada)
	if len(token) < 50 { // 26 base32 characters carry 128 bits
		t.Errorf("a token of %d characters", len(token))
	}
	rows, err := db.All(t.Context(), a.DB.Read(), func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) }, "SELECT token FROM access_session")
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d sessions, %v", len(rows), err)
	}
	stored := rows[0]
	if len(stored) != 64 || strings.Contains(stored, token) || strings.EqualFold(stored, token) {
		t.Errorf("stored as %q", stored)
	}
	if alive(t, a, stored) {
		t.Error("what is stored opens the session")
	}
}

func TestASessionIsNoOneElses(t *testing.T) {
	a, ada, _ := open(t)
	token, _ := enter(t, a, ada)
	for _, other := range []string{"", "x", strings.ToLower(token), token + "A", token[1:]} {
		if alive(t, a, other) {
			t.Errorf("%q opens Ada's session", other)
		}
	}
}

func TestAnIdleSessionEnds(t *testing.T) {
	a, ada, move := open(t)
	token, _ := enter(t, a, ada)
	move(2 * time.Hour)
	if !alive(t, a, token) { // this use counts
		t.Fatal("ended after exactly two hours")
	}
	move(2 * time.Hour)
	if !alive(t, a, token) {
		t.Fatal("use did not keep the session alive")
	}
	move(2*time.Hour + time.Second)
	if alive(t, a, token) {
		t.Error("alive after two idle hours")
	}
}

func TestUseDoesNotKeepASessionForEver(t *testing.T) {
	a, ada, move := open(t)
	token, _ := enter(t, a, ada)
	for range 12 {
		move(time.Hour)
		if !alive(t, a, token) {
			t.Fatal("ended within twelve hours of steady use")
		}
	}
	move(time.Second)
	if alive(t, a, token) {
		t.Error("alive after twelve hours")
	}
	// The next person to come in sweeps it away.
	enter(t, a, ada)
	var n int
	if err := a.DB.Read().QueryRowContext(t.Context(), "SELECT count(*) FROM access_session").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d sessions are kept, %v", n, err)
	}
}

func TestAnEndedSessionIsDead(t *testing.T) {
	a, ada, _ := open(t)
	token, s := enter(t, a, ada)
	other, _ := enter(t, a, ada)
	if token == other {
		t.Fatal("two sessions with one token")
	}
	if err := a.ActFor(t.Context(), s, 1, 5); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if alive(t, a, token) {
		t.Error("alive after signing out")
	}
	if !alive(t, a, other) {
		t.Error("signing out of one browser ended another")
	}
}

func TestDisablingAnAccountEndsItsSessionsAtOnce(t *testing.T) {
	a, ada, _ := open(t)
	token, _ := enter(t, a, ada)
	disable(t, a.DB, ada, true)
	if alive(t, a, token) {
		t.Error("a disabled account is still signed in")
	}
}

func TestTheHatIsKeptPerSessionAndProgramme(t *testing.T) {
	a, ada, _ := open(t)
	_, s := enter(t, a, ada)
	_, other := enter(t, a, ada)
	acting := func(s access.Session, p ident.Programme) ident.ID {
		t.Helper()
		id, err := a.ActingFor(t.Context(), s, p)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	if got := acting(s, 1); got != 0 {
		t.Errorf("before any choice: %d", got)
	}
	for _, organisation := range []ident.ID{5, 6} {
		if err := a.ActFor(t.Context(), s, 1, organisation); err != nil {
			t.Fatal(err)
		}
	}
	if got := [3]ident.ID{acting(s, 1), acting(s, 2), acting(other, 1)}; got != [3]ident.ID{6, 0, 0} {
		t.Errorf("this session, another programme, another session: %v", got)
	}
}

func TestTheTourIsKeptPerSession(t *testing.T) {
	a, ada, _ := open(t)
	token, s := enter(t, a, ada)
	beside, _ := enter(t, a, ada)
	if err := a.SetTour(t.Context(), s, "2"); err != nil {
		t.Fatal(err)
	}
	again, _, _ := a.Session(t.Context(), token)
	other, _, _ := a.Session(t.Context(), beside)
	if again.Tour != "2" || other.Tour != "" {
		t.Errorf("tour %q, in another session %q", again.Tour, other.Tour)
	}
}

func TestNames(t *testing.T) {
	a, ada, _ := open(t)
	bob, err := a.AddPerson(t.Context(), "Bob", "bob", "")
	if err != nil {
		t.Fatal(err)
	}
	names, err := access.Names(t.Context(), a.DB.Read(), []ident.Person{ada, bob, 99})
	if err != nil || len(names) != 2 || names[ada] != "Ada Byron" || names[bob] != "Bob" {
		t.Errorf("%v, %v", names, err)
	}
	if names, err := access.Names(t.Context(), a.DB.Read(), nil); err != nil || len(names) != 0 {
		t.Errorf("of nobody: %v, %v", names, err)
	}
}
