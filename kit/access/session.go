package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
)

// A session ends after 12 hours, or after 2 without use.
const (
	sessionLife = 12 * time.Hour
	sessionIdle = 2 * time.Hour
)

// Session is a signed-in browser. Only the hash of its token is stored.
type Session struct {
	Person ident.Person
	Name   string // the person's name, for the person's own eyes
	Tour   string // where the demo's tour stands; "off" once dismissed
	hash   string
}

func hashToken(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// Open starts a session for a person who has shown who they are.
func (a *Accounts) Open(ctx context.Context, p ident.Person) (token string, err error) {
	token = rand.Text() + rand.Text()
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		now := tx.Now
		if err := tx.Exec(ctx, "DELETE FROM access_session WHERE expires < $1", now.UnixMicro()); err != nil {
			return err
		}
		return tx.Exec(ctx, "INSERT INTO access_session (token, person_id, created, seen, expires, tour) VALUES ($1, $2, $3, $4, $5, '')",
			hashToken(token), int64(p), now.UnixMicro(), now.UnixMicro(), now.Add(sessionLife).UnixMicro())
	})
	return token, err
}

// Session looks a token up; ok is false when it is unknown, ended or idle.
func (a *Accounts) Session(ctx context.Context, token string) (s Session, ok bool, err error) {
	if token == "" {
		return s, false, nil
	}
	s.hash = hashToken(token)
	var seen, expires int64
	err = a.DB.Read().QueryRowContext(ctx, `SELECT s.person_id, p.name, s.seen, s.expires, s.tour FROM access_session AS s
		JOIN access_person AS p ON p.id = s.person_id JOIN access_account AS a ON a.person_id = s.person_id AND a.disabled = FALSE
		WHERE s.token = $1`, s.hash).Scan(&s.Person, &s.Name, &seen, &expires, &s.Tour)
	if errors.Is(err, sql.ErrNoRows) {
		return Session{}, false, nil
	}
	if err != nil {
		return Session{}, false, fmt.Errorf("looking up the session: %w", err)
	}
	now := a.DB.Now()
	if now.UnixMicro() > expires || now.Sub(time.UnixMicro(seen)) > sessionIdle {
		return Session{}, false, nil
	}
	// Noting every request would make each read a write.
	if now.Sub(time.UnixMicro(seen)) > 5*time.Minute {
		err = a.DB.Write(ctx, func(tx *db.Tx) error {
			return tx.Exec(ctx, "UPDATE access_session SET seen = $1 WHERE token = $2", now.UnixMicro(), s.hash)
		})
	}
	return s, true, err
}

// Close ends a session.
func (a *Accounts) Close(ctx context.Context, s Session) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Exec(ctx, "DELETE FROM access_acting WHERE token = $1", s.hash); err != nil {
			return err
		}
		return tx.Exec(ctx, "DELETE FROM access_session WHERE token = $1", s.hash)
	})
}

// ActFor remembers which organisation the session acts for in a programme.
func (a *Accounts) ActFor(ctx context.Context, s Session, p ident.Programme, organisation ident.ID) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec(ctx, `INSERT INTO access_acting (token, programme_id, organisation_id) VALUES ($1, $2, $3)
			ON CONFLICT (token, programme_id) DO UPDATE SET organisation_id = excluded.organisation_id`, s.hash, int64(p), int64(organisation))
	})
}

// ActingFor is the organisation chosen for a programme, 0 when none was.
func (a *Accounts) ActingFor(ctx context.Context, s Session, p ident.Programme) (ident.ID, error) {
	var id ident.ID
	err := a.DB.Read().QueryRowContext(ctx, "SELECT organisation_id FROM access_acting WHERE token = $1 AND programme_id = $2", s.hash, int64(p)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// SetTour remembers how far the demo's tour has come.
func (a *Accounts) SetTour(ctx context.Context, s Session, tour string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec(ctx, "UPDATE access_session SET tour = $1 WHERE token = $2", tour, s.hash)
	})
}

// Names gives the names of persons, for the pages on which an office is shown
// with who acted for it.
func Names(ctx context.Context, q db.Q, ids []ident.Person) (map[ident.Person]string, error) {
	names := map[ident.Person]string{}
	in, args := db.In(ids, nil)
	rows, err := db.All(ctx, q, func(r *sql.Rows) (p Named, err error) { return p, r.Scan(&p.Person, &p.Name) },
		"SELECT id, name FROM access_person WHERE id IN ("+in+")", args...)
	for _, p := range rows {
		names[p.Person] = p.Name
	}
	return names, err
}

// Named is a person with the name to show.
type Named struct {
	Person ident.Person
	Name   string
}
