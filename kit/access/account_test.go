package access_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

const (
	password = "a long enough password"
	home     = "192.0.2.7"
)

// open gives the accounts of a fresh installation with one person, Ada, and
// the hand that moves its clock.
func open(t *testing.T) (a *access.Accounts, ada ident.Person, move func(time.Duration)) {
	t.Helper()
	d := dbtest.Open(t)
	now := dbtest.Now
	d.Clock = func() time.Time { return now }
	a = access.NewAccounts(d)
	ada, err := a.AddPerson(t.Context(), " Ada Byron ", " Ada ", password)
	if err != nil {
		t.Fatal(err)
	}
	return a, ada, func(by time.Duration) { now = now.Add(by) }
}

// refused names the fields of a refusal, "" for none.
func refused(err error) string {
	var e *fault.Error
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	said := []string{e.Kind.String(), e.Key}
	for _, f := range e.Fields {
		said = append(said, f.Name+"="+f.Key)
	}
	return strings.Join(said, " ")
}

func TestAnAccountNeedsANameALoginAndALongPassword(t *testing.T) {
	a, _, _ := open(t)
	for _, c := range []struct{ name, login, password, want string }{
		{" ", "x", "", "invalid fault.invalid name=access.name_missing"},
		{"X", " ", "", "invalid fault.invalid login=access.login_missing"},
		{"X", "x", "elevenchars", "invalid fault.invalid password=access.password_short"},
		{"X", "x", "", "<nil>"},
		{"Y", "y", "twelve chars", "<nil>"},
		{"Z", "z", "十二个汉字算作十二个字符", "<nil>"},
		{"V", "v", "十一个汉字不够长的密码", "invalid fault.invalid password=access.password_short"},
		{"Ada again", "aDA", password, "invalid fault.invalid login=access.login_taken"},
		{"", "", "short", "invalid fault.invalid name=access.name_missing login=access.login_missing password=access.password_short"},
	} {
		if _, err := a.AddPerson(t.Context(), c.name, c.login, c.password); refused(err) != c.want {
			t.Errorf("%q %q %q: %s, want %s", c.name, c.login, c.password, refused(err), c.want)
		}
	}
}

func TestPersonOf(t *testing.T) {
	a, ada, _ := open(t)
	if p, err := a.PersonOf(t.Context(), "ada"); err != nil || p != ada {
		t.Errorf("ada is %d, %v; want %d", p, err, ada)
	}
	if _, err := a.PersonOf(t.Context(), "nobody"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("nobody: %v", err)
	}
}

func TestSigningIn(t *testing.T) {
	a, ada, _ := open(t)
	for _, login := range []string{"ada", "ADA", " Ada\t"} {
		token, err := a.SignIn(t.Context(), login, password, home)
		if err != nil {
			t.Fatalf("%q: %v", login, err)
		}
		s, ok, err := a.Session(t.Context(), token)
		if err != nil || !ok || s.Person != ada || s.Name != "Ada Byron" {
			t.Errorf("%q opens %+v, %t, %v", login, s, ok, err)
		}
	}
}

// One answer for every way to be wrong, so that no one learns which logins are
// taken.
func TestSigningInIsRefusedAlike(t *testing.T) {
	a, ada, _ := open(t)
	if _, err := a.AddPerson(t.Context(), "Bob", "bob", ""); err != nil {
		t.Fatal(err)
	}
	wrong := func(login, password string) {
		t.Helper()
		token, err := a.SignIn(t.Context(), login, password, home)
		if token != "" || refused(err) != "invalid fault.invalid password=access.wrong" {
			t.Errorf("%q %q: token %q, %s", login, password, token, refused(err))
		}
	}
	wrong("ada", password+" ")
	wrong("ada", strings.ToUpper(password))
	wrong("ada", "")
	wrong("nobody", password)
	wrong("bob", "") // an account without a password
	wrong("", "")
	disable(t, a.DB, ada, true)
	wrong("ada", password)
	disable(t, a.DB, ada, false)
	if _, err := a.SignIn(t.Context(), "ada", password, home); err != nil {
		t.Errorf("once enabled again: %v", err)
	}
}

func disable(t *testing.T, d *db.DB, p ident.Person, off bool) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		return tx.Exec(t.Context(), "UPDATE access_account SET disabled = $1 WHERE person_id = $2", off, int64(p))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPasswordsAreKeptAsSaltedHashes(t *testing.T) {
	a, _, _ := open(t)
	if _, err := a.AddPerson(t.Context(), "Twin", "twin", password); err != nil {
		t.Fatal(err)
	}
	var hashes [2]string
	for i, login := range []string{"ada", "twin"} {
		if err := a.DB.Read().QueryRowContext(t.Context(), "SELECT password FROM access_account WHERE login = $1", login).Scan(&hashes[i]); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(hashes[i], "argon2id$19456$2$1$") || strings.Contains(hashes[i], password) {
			t.Errorf("%s is kept as %q", login, hashes[i])
		}
	}
	if hashes[0] == hashes[1] {
		t.Error("two people with one password have one hash")
	}
}

func TestTooManyFailuresCloseTheDoorForAWhile(t *testing.T) {
	a, _, move := open(t)
	for i := range 10 {
		if _, err := a.SignIn(t.Context(), "ada", "wrong", home); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("failure %d: %v", i+1, err)
		}
		move(time.Minute)
	}
	shut := func(login string) bool {
		_, err := a.SignIn(t.Context(), login, password, home)
		if err != nil && refused(err) != "unavailable access.too_many" {
			t.Fatal(err)
		}
		return err != nil
	}
	for _, login := range []string{"ada", " ADA "} {
		if !shut(login) {
			t.Errorf("%q comes in after ten failures", login)
		}
	}
	if _, err := a.SignIn(t.Context(), "ada", password, "192.0.2.8"); err != nil {
		t.Errorf("somebody else's failures keep Ada out from her own address: %v", err)
	}
	move(5 * time.Minute) // the first failure is 15 minutes old
	if !shut("ada") {
		t.Error("the door opens at a quarter of an hour, not after it")
	}
	move(time.Second)
	if shut("ada") {
		t.Error("the door stays shut after a quarter of an hour")
	}
}

func TestAnIPv6NetworkCountsAsOneAddress(t *testing.T) {
	a, _, _ := open(t)
	for i := range 10 {
		if _, err := a.SignIn(t.Context(), "ada", "wrong", fmt.Sprintf("2001:db8:1:2::%x", i)); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("failure %d: %v", i+1, err)
		}
	}
	for from, want := range map[string]fault.Kind{"2001:db8:1:2:ffff::1": fault.Unavailable, "2001:db8:1:3::1": 0, "::ffff:192.0.2.7": 0} {
		if _, err := a.SignIn(t.Context(), "ada", password, from); fault.KindOf(err) != want {
			t.Errorf("from %s: %v", from, err)
		}
	}
}
