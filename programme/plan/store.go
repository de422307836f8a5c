package plan

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/words"
)

const periodColumns = "SELECT id, code, name, name_zh, from_day, to_day, mid_term, envelope, version, state, edited_by, visibility FROM plan_period"

func scanPeriod(r *sql.Rows) (p Period, err error) {
	return p, r.Scan(&p.ID, &p.Code, &p.Name, &p.NameZH, &p.From, &p.To, &p.MidTerm, &p.Envelope, &p.Version, &p.State, &p.EditedBy, &p.Visibility)
}

// GetPeriod is one plan period.
func GetPeriod(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Period, error) {
	return db.One(ctx, q, scanPeriod, periodColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

// GetPeriodByCode is one plan period by its code.
func GetPeriodByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Period, error) {
	return db.One(ctx, q, scanPeriod, periodColumns+" WHERE programme_id = $1 AND code = $2", int64(prog), code)
}

// ListPeriods lists a programme's periods, earliest first.
func ListPeriods(ctx context.Context, q db.Q, prog ident.Programme) ([]Period, error) {
	return db.All(ctx, q, scanPeriod, periodColumns+" WHERE programme_id = $1 ORDER BY from_day, id", int64(prog))
}

// PeriodOn is the period that holds a day; NotFound when none does.
func PeriodOn(ctx context.Context, q db.Q, prog ident.Programme, day words.Day) (Period, error) {
	return db.One(ctx, q, scanPeriod, periodColumns+" WHERE programme_id = $1 AND from_day <= $2 AND to_day >= $2", int64(prog), string(day))
}

func savePeriod(ctx context.Context, tx *db.Tx, p Period) error {
	err := tx.Exec(ctx, `INSERT INTO plan_period (programme_id, id, seq, code, name, name_zh, from_day, to_day, mid_term, envelope, version, state,
		edited_by, visibility, published_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, name = excluded.name, name_zh = excluded.name_zh, from_day = excluded.from_day,
		to_day = excluded.to_day, mid_term = excluded.mid_term, envelope = excluded.envelope, version = excluded.version, state = excluded.state,
		edited_by = excluded.edited_by`,
		int64(tx.Who.Programme), int64(p.ID), tx.Seq, p.Code, p.Name, p.NameZH, string(p.From), string(p.To), string(p.MidTerm), p.Envelope,
		int64(p.Version), p.State, int64(p.EditedBy), p.Visibility)
	if err != nil {
		return fmt.Errorf("saving period %s: %w", p.Code, err)
	}
	return search.Put(ctx, tx, search.Doc{Ref: periodRef(p.ID), Code: p.Code, Title: p.Name, Body: strings.TrimSpace(p.NameZH + " " + p.Envelope), Visibility: p.Visibility})
}

const rulesColumns = "SELECT version, from_day, body FROM plan_rules"

func scanRules(r *sql.Rows) (Rules, error) {
	var version int64
	var from, body string
	if err := r.Scan(&version, &from, &body); err != nil {
		return Rules{}, err
	}
	return readRules(version, from, body)
}

func readRules(version int64, from, body string) (r Rules, err error) {
	if err := json.Unmarshal([]byte(body), &r); err != nil {
		return Rules{}, fmt.Errorf("reading rules version %d: %w", version, err)
	}
	r.Version, r.From = int(version), words.Day(from)
	if r.Off == nil {
		r.Off = []string{}
	}
	if r.Coarse == nil {
		r.Coarse = Shipped().Coarse
	}
	if r.Seasons == nil {
		r.Seasons = map[string]Season{}
	}
	if r.Stages == nil {
		r.Stages = map[string][]Stage{}
	}
	if r.Shares == nil {
		r.Shares = []Share{}
	}
	if r.NoGo == nil {
		r.NoGo = []string{}
	}
	return r, nil
}

// RulesOn are the rules in force on a day: the latest version that begins by
// then, or the shipped ones.
func RulesOn(ctx context.Context, q db.Q, prog ident.Programme, day words.Day) (Rules, error) {
	return orShipped(db.All(ctx, q, scanRules, rulesColumns+" WHERE programme_id = $1 AND from_day <= $2 ORDER BY version DESC LIMIT 1", int64(prog), string(day)))
}

// LatestRules are the rules last set, in force or not yet.
func LatestRules(ctx context.Context, q db.Q, prog ident.Programme) (Rules, error) {
	return orShipped(db.All(ctx, q, scanRules, rulesColumns+" WHERE programme_id = $1 ORDER BY version DESC LIMIT 1", int64(prog)))
}

func orShipped(found []Rules, err error) (Rules, error) {
	if err != nil || len(found) == 0 {
		return Shipped(), err
	}
	return found[0], nil
}

// Set is one version of the rules with who set it for which organisation.
type Set struct {
	Rules
	At           time.Time
	Person       ident.Person
	Organisation ident.ID
}

// ListRules lists every version, latest first, the shipped one not among them.
func ListRules(ctx context.Context, q db.Q, prog ident.Programme) ([]Set, error) {
	return db.All(ctx, q, func(r *sql.Rows) (s Set, err error) {
		var version, at int64
		var from, body string
		if err := r.Scan(&version, &from, &body, &at, &s.Person, &s.Organisation); err != nil {
			return s, err
		}
		s.At = time.UnixMicro(at).UTC()
		s.Rules, err = readRules(version, from, body)
		return s, err
	}, "SELECT version, from_day, body, at, person_id, organisation_id FROM plan_rules WHERE programme_id = $1 ORDER BY version DESC", int64(prog))
}

func addRules(ctx context.Context, tx *db.Tx, r Rules) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return tx.Exec(ctx, "INSERT INTO plan_rules (programme_id, version, seq, from_day, body, at, person_id, organisation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		int64(tx.Who.Programme), int64(r.Version), tx.Seq, string(r.From), string(body), tx.Now.UnixMicro(), int64(tx.Who.Person), int64(tx.Who.Organisation))
}
