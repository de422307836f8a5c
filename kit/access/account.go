package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"

	"golang.org/x/crypto/argon2"
)

// Accounts keeps people, passwords and sessions. They belong to the
// installation, not to a programme.
type Accounts struct {
	DB      *db.DB
	hashing chan struct{} // bounds the memory that password checks use together

	mu       sync.Mutex
	failures map[string][]time.Time
}

// NewAccounts returns the accounts of an installation.
func NewAccounts(d *db.DB) *Accounts {
	return &Accounts{DB: d, hashing: make(chan struct{}, 4), failures: map[string][]time.Time{}}
}

// MinPassword is the shortest password in characters (ASVS 5.0: 8 at least,
// 12 for accounts that can change public money's record).
const MinPassword = 12

// AddPerson makes a person with an account. An empty password makes an account
// that cannot sign in by password. Invalid names the field refused.
func (a *Accounts) AddPerson(ctx context.Context, name, login, password string) (ident.Person, error) {
	var f fault.Form
	name, login = strings.TrimSpace(name), strings.ToLower(strings.TrimSpace(login))
	f.Require(name != "", "name", "access.name_missing")
	f.Require(login != "", "login", "access.login_missing")
	f.Require(password == "" || len([]rune(password)) >= MinPassword, "password", "access.password_short", MinPassword)
	if err := f.Err(); err != nil {
		return 0, err
	}
	hash := ""
	if password != "" {
		hash = a.hash(password)
	}
	var id int64
	err := a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.QueryRowContext(ctx, "SELECT COALESCE(MAX(id), 0) + 1 FROM access_person").Scan(&id); err != nil {
			return err
		}
		if err := tx.Exec(ctx, "INSERT INTO access_person (id, name) VALUES ($1, $2)", id, name); err != nil {
			return err
		}
		return tx.Exec(ctx, "INSERT INTO access_account (person_id, login, password, disabled) VALUES ($1, $2, $3, $4)", id, login, hash, false)
	})
	if fault.KindOf(err) == fault.Conflict {
		var f fault.Form
		f.Refuse("login", "access.login_taken")
		return 0, f.Err()
	}
	return ident.Person(id), err
}

// PersonOf finds the person behind a sign-in name; NotFound when there is none.
func (a *Accounts) PersonOf(ctx context.Context, login string) (ident.Person, error) {
	return db.One(ctx, a.DB.Read(), func(r *sql.Rows) (p ident.Person, err error) { return p, r.Scan(&p) },
		"SELECT person_id FROM access_account WHERE login = $1", login)
}

// hash is argon2id with 19 MiB, two passes, one lane (OWASP's least), salted.
func (a *Accounts) hash(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	return "argon2id$19456$2$1$" + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(a.derive(password, salt))
}

func (a *Accounts) derive(password string, salt []byte) []byte {
	a.hashing <- struct{}{}
	defer func() { <-a.hashing }()
	return argon2.IDKey([]byte(password), salt, 2, 19*1024, 1, 32)
}

func (a *Accounts) matches(stored, password string) bool {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	return err1 == nil && err2 == nil && subtle.ConstantTimeCompare(a.derive(password, salt), want) == 1
}

// Ten failures for one login and address within a quarter of an hour close the
// door until the oldest has passed.
const (
	failLimit  = 10
	failWindow = 15 * time.Minute
)

// SignIn checks a password and opens a session. The refusal never tells whether
// the login exists. from is the caller's address.
func (a *Accounts) SignIn(ctx context.Context, login, password, from string) (token string, err error) {
	login = strings.ToLower(strings.TrimSpace(login))
	who := caller(login, from)
	if a.blocked(who) {
		return "", fault.New(fault.Unavailable, "access.too_many")
	}
	var person int64
	var stored string
	var disabled bool
	err = a.DB.Read().QueryRowContext(ctx, "SELECT person_id, password, disabled FROM access_account WHERE login = $1", login).Scan(&person, &stored, &disabled)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("looking up the account: %w", err)
	}
	if stored == "" {
		stored = nobody // spend the same time on a login that does not exist
	}
	if !a.matches(stored, password) || disabled || person == 0 {
		a.failed(who)
		var f fault.Form
		f.Refuse("password", "access.wrong")
		return "", f.Err()
	}
	return a.Open(ctx, ident.Person(person))
}

const nobody = "argon2id$19456$2$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// caller is whom failures are counted for: a login tried from one address. An
// IPv6 network counts as one address, since whoever has one address of it has
// them all. Hashed, so that a long login takes no more memory than a short one.
func caller(login, from string) string {
	if ip, err := netip.ParseAddr(from); err == nil && ip.Is6() && !ip.Is4In6() {
		if network, err := ip.WithZone("").Prefix(64); err == nil {
			from = network.String()
		}
	}
	return hashToken(login + " " + from)
}

func (a *Accounts) blocked(who string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(recent(a.failures[who], a.DB.Now())) >= failLimit
}

func (a *Accounts) failed(who string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.failures) > 10000 { // an attacker must not fill the memory
		clear(a.failures)
	}
	a.failures[who] = append(recent(a.failures[who], a.DB.Now()), a.DB.Now())
}

func recent(all []time.Time, now time.Time) []time.Time {
	for len(all) > 0 && now.Sub(all[0]) > failWindow {
		all = all[1:]
	}
	return all
}
