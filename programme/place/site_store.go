package place

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

const siteColumns = `SELECT id, seq, code, title, lang, other, sector, COALESCE(pairing_id, 0), within_m, coarse, shape, placed_by, placed_seq, by_office, COALESCE(screening_id, 0), screened_by,
	versions, verdict, state, state_since, owner_id, visibility, illustrative FROM place_site`

func scanSite(r *sql.Rows) (s Site, err error) {
	var since int64
	var shape string
	err = r.Scan(&s.ID, &s.Seq, &s.Code, &s.Title, &s.Lang, &s.Other, &s.Sector, &s.Pairing, &s.Within, &s.Coarse, &shape, &s.PlacedBy, &s.PlacedSeq, &s.ByOffice, &s.Screening, &s.ScreenedBy,
		&s.Versions, &s.Verdict, &s.State, &since, &s.Owner, &s.Visibility, &s.Illustrative)
	if err == nil {
		err = json.Unmarshal([]byte(shape), &s.Shape)
	}
	s.StateSince = time.UnixMicro(since).UTC()
	return s, err
}

// GetSite finds a site by its number. Whether the reader may see it is for the
// caller to ask (access.MaySee).
func GetSite(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Site, error) {
	return db.One(ctx, q, scanSite, siteColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

// GetSiteByCode finds a site by its code.
func GetSiteByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Site, error) {
	return db.One(ctx, q, scanSite, siteColumns+" WHERE programme_id = $1 AND code = $2", int64(prog), code)
}

// SiteFilter narrows a list. Zero fields do not narrow; After is the last site
// of the page before; Limit 0 is 50.
type SiteFilter struct {
	Text, State, Sector string
	Recent              bool // the latest change of state first
	Pairing             ident.ID
	After               ident.ID
	Limit               int
}

// ListSites lists what the actor may see, what stops works first.
func ListSites(ctx context.Context, q db.Q, who ident.Actor, f SiteFilter) ([]Site, error) {
	who, err := acting(ctx, q, who)
	if err != nil {
		return nil, err
	}
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return nil, err
	}
	if f.After != 0 {
		last, err := GetSite(ctx, q, who.Programme, f.After)
		if err != nil {
			return nil, err
		}
		if f.Recent {
			args = append(args, last.StateSince.UnixMicro(), int64(last.ID))
			where += fmt.Sprintf(" AND (state_since, id) < ($%d, $%d)", len(args)-1, len(args))
		} else {
			args = append(args, int64(last.rank()), int64(last.ID))
			where += fmt.Sprintf(" AND (rank, id) > ($%d, $%d)", len(args)-1, len(args))
		}
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	order := " ORDER BY rank, id"
	if f.Recent {
		order = " ORDER BY state_since DESC, id DESC"
	}
	args = append(args, f.Limit)
	return db.All(ctx, q, scanSite, siteColumns+" AS s"+where+order+fmt.Sprintf(" LIMIT $%d", len(args)), args...)
}

// CountSites counts what ListSites would list on all its pages, counting no
// further than most.
func CountSites(ctx context.Context, q db.Q, who ident.Actor, f SiteFilter, most int) (int, error) {
	who, err := acting(ctx, q, who)
	if err != nil {
		return 0, err
	}
	where, args := f.where(who)
	args = append(args, most)
	var n int
	err = q.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT s.id FROM place_site AS s"+where+fmt.Sprintf(" LIMIT $%d) AS found", len(args)), args...).Scan(&n)
	return n, err
}

// among are the conditions of a list, with the text looked for.
func (f SiteFilter) among(ctx context.Context, q db.Q, who ident.Actor) (string, []any, error) {
	where, args := f.where(who)
	holds, args, err := search.Narrow(ctx, q, who.Programme, Noun, "s", f.Text, args)
	return where + holds, args, err
}

func (f SiteFilter) where(who ident.Actor) (string, []any) {
	where, args := " WHERE programme_id = $1", []any{int64(who.Programme)}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += fmt.Sprintf(" AND "+condition, len(args))
	}
	if !seesAll(who) {
		add("(visibility <> 'internal' OR owner_id = $%d)", int64(who.Organisation))
	}
	if f.State != "" {
		add("state = $%d", f.State)
	}
	if f.Sector != "" {
		add("sector = $%d", f.Sector)
	}
	if f.Pairing != 0 {
		add("pairing_id = $%d", int64(f.Pairing))
	}
	return where, args
}

// stale lists screened sites that were held against other versions than these.
func stale(ctx context.Context, q db.Q, prog ident.Programme, versions string, limit int) ([]Site, error) {
	return db.All(ctx, q, scanSite, siteColumns+` WHERE programme_id = $1 AND state IN ('preliminary', 'clear', 'assess', 'prohibited',
		'cleared_with_conditions', 'refused') AND versions <> $2 ORDER BY id LIMIT $3`, int64(prog), versions, limit)
}

// countStale counts what stale would list.
func countStale(ctx context.Context, q db.Q, prog ident.Programme, versions string) (n int, err error) {
	err = q.QueryRowContext(ctx, `SELECT count(*) FROM place_site WHERE programme_id = $1 AND state IN ('preliminary', 'clear', 'assess',
		'prohibited', 'cleared_with_conditions', 'refused') AND versions <> $2`, int64(prog), versions).Scan(&n)
	return n, err
}

// heldAgain counts the sites that were held against these versions without
// anybody acting, and how long that took.
func heldAgain(ctx context.Context, q db.Q, prog ident.Programme, versions string) (n int, took time.Duration, err error) {
	var first, last int64
	err = q.QueryRowContext(ctx, `SELECT count(*), COALESCE(MIN(at), 0), COALESCE(MAX(at), 0) FROM place_screening
		WHERE programme_id = $1 AND versions = $2 AND person_id = 0`, int64(prog), versions).Scan(&n, &first, &last)
	return n, time.Duration(last-first) * time.Microsecond, err
}

// seesAll tells whether the actor reaches every site: an ecology officer checks
// for the whole programme.
func seesAll(who ident.Actor) bool { return who.SeesAll() || who.Has(ident.Safeguards) }

// Reaches tells whether the actor sees every site of the programme, internal ones
// too.
func Reaches(ctx context.Context, q db.Q, who ident.Actor) (bool, error) {
	who, err := acting(ctx, q, who)
	return err == nil && seesAll(who), err
}

// acting is the actor with the seats that count here: an ecology officer acts for
// the programme office, and a seat of that name elsewhere gives no part in sites.
func acting(ctx context.Context, q db.Q, who ident.Actor) (ident.Actor, error) {
	if !who.Has(ident.Safeguards) {
		return who, nil
	}
	side, err := party.SideOf(ctx, q, who.Programme, who.Organisation)
	if err == nil && side != "office" {
		who.Roles = slices.DeleteFunc(slices.Clone(who.Roles), func(r ident.Role) bool { return r == ident.Safeguards })
	}
	return who, err
}

// maySee tells whether the actor may see a site.
func maySee(who ident.Actor, s Site) bool {
	return seesAll(who) || access.MaySee(who, s.Visibility, s.Owner)
}

// seen finds a site for an actor, and the actor with the seats that count;
// NotFound when it may not be seen.
func seen(ctx context.Context, q db.Q, who ident.Actor, id ident.ID) (ident.Actor, Site, error) {
	who, err := acting(ctx, q, who)
	if err != nil {
		return who, Site{}, err
	}
	s, err := GetSite(ctx, q, who.Programme, id)
	if err == nil && !maySee(who, s) {
		return who, Site{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return who, s, err
}

func saveSite(ctx context.Context, tx *db.Tx, s Site) error {
	shape, err := json.Marshal(s.Shape)
	if err != nil {
		return fmt.Errorf("writing the shape of %s: %w", s.Code, err)
	}
	err = tx.Exec(ctx, `INSERT INTO place_site (programme_id, id, seq, code, title, lang, other, sector, pairing_id, within_m, coarse, shape, placed_by, placed_seq, by_office, screening_id,
		screened_by, versions, verdict, state, state_since, owner_id, visibility, published_seq, illustrative, folded, rank)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, 0, $24, $25, $26)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, within_m = excluded.within_m, shape = excluded.shape,
		placed_by = excluded.placed_by, placed_seq = excluded.placed_seq, by_office = excluded.by_office, screening_id = excluded.screening_id, screened_by = excluded.screened_by, versions = excluded.versions,
		verdict = excluded.verdict, state = excluded.state, state_since = excluded.state_since, rank = excluded.rank`,
		int64(tx.Who.Programme), int64(s.ID), tx.Seq, s.Code, s.Title, s.Lang, s.Other, s.Sector, db.Null(s.Pairing), int64(s.Within), s.Coarse, string(shape), int64(s.PlacedBy), s.PlacedSeq, s.ByOffice,
		db.Null(s.Screening), int64(s.ScreenedBy), s.Versions, s.Verdict, s.State, s.StateSince.UnixMicro(), int64(s.Owner), s.Visibility,
		s.Illustrative, s.folded(), int64(s.rank()))
	if err != nil {
		return fmt.Errorf("saving site %s: %w", s.Code, err)
	}
	return nil
}

const screeningColumns = `SELECT id, site_id, versions, before, verdict, changed, day, at, person_id, organisation_id FROM place_screening`

func scanScreening(r *sql.Rows) (x Screening, err error) {
	var at int64
	err = r.Scan(&x.ID, &x.Site, &x.Versions, &x.Before, &x.Verdict, &x.Changed, &x.Day, &at, &x.Person, &x.Organisation)
	x.At = time.UnixMicro(at).UTC()
	return x, err
}

// ScreeningOf is the screening that a site stands on, with its findings; NotFound
// when there is none of the place as it is.
func ScreeningOf(ctx context.Context, q db.Q, prog ident.Programme, s Site) (Screening, error) {
	x, err := db.One(ctx, q, scanScreening, screeningColumns+` WHERE programme_id = $1 AND id = $2`, int64(prog), int64(s.Screening))
	if err != nil {
		return x, err
	}
	x.Findings, err = db.All(ctx, q, func(r *sql.Rows) (f Finding, err error) {
		return f, r.Scan(&f.Layer, &f.Version, &f.Zone, &f.Name, &f.Kind, &f.Distance)
	}, `SELECT layer_id, version_id, zone_id, zone, kind, distance_m FROM place_finding WHERE programme_id = $1 AND screening_id = $2 ORDER BY ordinal`,
		int64(prog), int64(x.ID))
	return x, err
}

// MayStart tells whether works may start at a site on a day and, if not, the key
// of the sentence that says why.
func MayStart(ctx context.Context, q db.Q, prog ident.Programme, site ident.ID, today words.Day) (bool, words.Key, error) {
	all, err := StandingOf(ctx, q, prog, []ident.ID{site}, today)
	if err != nil {
		return false, "", err
	}
	s, there := all[site]
	if !there {
		return false, "", fault.New(fault.NotFound, "fault.not_found")
	}
	return s.MayStart, s.Why, nil
}

// StandingOf tells of sites whether works may start there on a day, by their
// numbers; one that does not exist is left out. Whether the reader may see them is
// for the caller to ask.
func StandingOf(ctx context.Context, q db.Q, prog ident.Programme, sites []ident.ID, today words.Day) (map[ident.ID]Standing, error) {
	all, err := SitesByID(ctx, q, prog, sites)
	if err != nil {
		return nil, err
	}
	held, err := InForce(ctx, q, prog, today)
	if err != nil {
		return nil, err
	}
	in, args := db.In(sites, []any{int64(prog)})
	set, err := db.All(ctx, q, scanCondition, conditionColumns+" WHERE programme_id = $1 AND site_id IN ("+in+") ORDER BY id", args...)
	if err != nil {
		return nil, err
	}
	of := map[ident.ID][]Condition{}
	for _, c := range set {
		of[c.Site] = append(of[c.Site], c)
	}
	asked, err := consultationsOf(ctx, q, prog, sites)
	if err != nil {
		return nil, err
	}
	rules, err := plan.RulesOn(ctx, q, prog, today)
	if err != nil {
		return nil, err
	}
	out := map[ident.ID]Standing{}
	for id, s := range all {
		out[id] = standing(s, held, of[id], asked[id], rules, today)
	}
	return out, nil
}

// SitesByID finds sites by their numbers; one that does not exist is left out.
func SitesByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Site, error) {
	in, args := db.In(ids, []any{int64(prog)})
	all, err := db.All(ctx, q, scanSite, siteColumns+" WHERE programme_id = $1 AND id IN ("+in+")", args...)
	byID := map[ident.ID]Site{}
	for _, s := range all {
		byID[s.ID] = s
	}
	return byID, err
}

// Change is a site whose state another version changed.
type Change struct {
	Site          Site
	Before, After string // verdicts
	At            time.Time
}

// ChangedBy lists the sites that a version of a layer has opened again, latest
// first, whoever may see them.
func ChangedBy(ctx context.Context, q db.Q, prog ident.Programme, layer ident.ID, limit int) ([]Change, error) {
	type row struct {
		site          ident.ID
		before, after string
		at            int64
	}
	rows, err := db.All(ctx, q, func(r *sql.Rows) (x row, err error) { return x, r.Scan(&x.site, &x.before, &x.after, &x.at) },
		`SELECT s.site_id, s.before, s.verdict, s.at FROM place_screening AS s WHERE s.programme_id = $1 AND s.changed AND s.before <> ''
		AND (EXISTS (SELECT 1 FROM place_finding AS f WHERE f.programme_id = s.programme_id AND f.screening_id = s.id AND f.layer_id = $2)
		OR EXISTS (SELECT 1 FROM place_finding AS f WHERE f.programme_id = s.programme_id AND f.layer_id = $2 AND f.screening_id =
			(SELECT MAX(p.id) FROM place_screening AS p WHERE p.programme_id = s.programme_id AND p.site_id = s.site_id AND p.id < s.id)))
		ORDER BY s.id DESC LIMIT $3`, int64(prog), int64(layer), limit)
	if err != nil {
		return nil, err
	}
	var ids []ident.ID
	for _, x := range rows {
		ids = append(ids, x.site)
	}
	byID, err := SitesByID(ctx, q, prog, ids)
	var all []Change
	for _, x := range rows {
		all = append(all, Change{byID[x.site], x.before, x.after, time.UnixMicro(x.at).UTC()})
	}
	return all, err
}

func saveScreening(ctx context.Context, tx *db.Tx, x Screening) error {
	err := tx.Exec(ctx, `INSERT INTO place_screening (programme_id, id, seq, site_id, versions, before, verdict, changed, day, at, person_id, organisation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, int64(tx.Who.Programme), int64(x.ID), tx.Seq, int64(x.Site), x.Versions, x.Before,
		x.Verdict, x.Changed, string(x.Day), x.At.UnixMicro(), int64(x.Person), int64(x.Organisation))
	if err != nil {
		return fmt.Errorf("saving a screening: %w", err)
	}
	for i, f := range x.Findings {
		err := tx.Exec(ctx, `INSERT INTO place_finding (programme_id, screening_id, ordinal, seq, layer_id, version_id, zone_id, zone, kind, distance_m)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, int64(tx.Who.Programme), int64(x.ID), int64(i+1), tx.Seq, int64(f.Layer), int64(f.Version),
			int64(f.Zone), f.Name, f.Kind, int64(f.Distance))
		if err != nil {
			return fmt.Errorf("saving a finding: %w", err)
		}
	}
	return nil
}
