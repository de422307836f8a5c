package project

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/task"
)

// QualityOf is the quality found at acceptance, the newest finding; ok is false
// when there is none.
func QualityOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) (found Quality, ok bool, err error) {
	all, err := db.All(ctx, q, func(r *sql.Rows) (x Quality, err error) {
		var at, scale int64
		var n sql.NullInt64
		var unit string
		err = r.Scan(&x.ID, &x.Seq, &x.Project, &x.Landmark, &x.Grade, &x.Evidence, &x.Digest, &x.Name, &x.MIME, &x.Size, &x.Warranty, &n, &scale, &unit, &at,
			&x.Person, &x.Organisation)
		if n.Valid {
			x.Built = &money.Quantity{N: n.Int64, Scale: int(scale), Unit: unit}
		}
		x.At = time.UnixMicro(at).UTC()
		return x, err
	}, `SELECT id, seq, project_id, landmark, grade, reference, digest, name, mime, size, warranty_until, built_n, built_scale, built_unit, at, person_id,
		organisation_id FROM project_quality WHERE programme_id = $1 AND project_id = $2 ORDER BY id DESC LIMIT 1`, int64(prog), int64(project))
	if err != nil || len(all) == 0 {
		return Quality{}, false, err
	}
	return all[0], true, nil
}

func saveQuality(ctx context.Context, tx *db.Tx, x Quality) error {
	var n any
	scale, unit := 0, ""
	if x.Built != nil {
		n, scale, unit = x.Built.N, x.Built.Scale, x.Built.Unit
	}
	return saved("a finding of quality", tx.Exec(ctx, `INSERT INTO project_quality (programme_id, id, seq, project_id, landmark, grade, reference, digest, name, mime, size,
		warranty_until, built_n, built_scale, built_unit, at, person_id, organisation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		int64(tx.Who.Programme), int64(x.ID), tx.Seq, int64(x.Project), x.Landmark, x.Grade, x.Evidence, x.Digest, x.Name, x.MIME, x.Size, string(x.Warranty), n,
		int64(scale), unit, x.At.UnixMicro(), int64(x.Person), int64(x.Organisation)))
}

func saved(what string, err error) error {
	if err != nil {
		return fmt.Errorf("saving %s: %w", what, err)
	}
	return nil
}

const defectColumns = `SELECT id, seq, code, project_id, what, found_on, cure_by, cure, state, state_since, state_by, state_org, reason FROM project_defect`

func scanDefect(r *sql.Rows) (d Defect, err error) {
	var since int64
	err = r.Scan(&d.ID, &d.Seq, &d.Code, &d.Project, &d.What, &d.FoundOn, &d.CureBy, &d.Cure, &d.State, &since, &d.StateBy, &d.StateOrg, &d.Reason)
	d.StateSince = time.UnixMicro(since).UTC()
	return d, err
}

// GetDefect finds a defect by its number.
func GetDefect(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Defect, error) {
	return db.One(ctx, q, scanDefect, defectColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

// DefectsOf lists the defects of a project, the first one first.
func DefectsOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) ([]Defect, error) {
	return db.All(ctx, q, scanDefect, defectColumns+" WHERE programme_id = $1 AND project_id = $2 ORDER BY id", int64(prog), int64(project))
}

// subject of a defect's tasks: its place on the project's page.
func (d Defect) subject(p Project) task.Subject {
	return task.Subject{Ref: d.Ref(), Code: d.Code, Title: d.What, URL: URL(p.Code) + "#defects"}
}

func saveDefect(ctx context.Context, tx *db.Tx, d Defect) error {
	return saved("a defect", tx.Exec(ctx, `INSERT INTO project_defect (programme_id, id, seq, code, project_id, what, found_on, cure_by, cure, state, state_since,
		state_by, state_org, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, cure = excluded.cure, state = excluded.state, state_since = excluded.state_since,
		state_by = excluded.state_by, state_org = excluded.state_org, reason = excluded.reason`,
		int64(tx.Who.Programme), int64(d.ID), tx.Seq, d.Code, int64(d.Project), d.What, string(d.FoundOn), string(d.CureBy), d.Cure, d.State,
		d.StateSince.UnixMicro(), int64(d.StateBy), int64(d.StateOrg), d.Reason))
}

// CareOf lists the reports on site care of a project that stand: the newest of
// each quarter and contractor, the newest quarter first.
func CareOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) ([]Care, error) {
	return db.All(ctx, q, func(r *sql.Rows) (c Care, err error) {
		var at int64
		var currency string
		var injuries, deaths, arrears, cured, due, paid sql.NullInt64
		err = r.Scan(&c.ID, &c.Seq, &c.Project, &c.Quarter, &c.Contractor, &injuries, &deaths, &currency, &arrears, &cured, &c.CuredOn, &due, &paid, &c.Note, &at,
			&c.Person, &c.Organisation)
		for n, into := range map[*sql.NullInt64]**int{&injuries: &c.Injuries, &deaths: &c.Deaths} {
			if n.Valid {
				*into = new(int(n.Int64))
			}
		}
		for n, into := range map[*sql.NullInt64]**money.Amount{&arrears: &c.Arrears, &cured: &c.Cured, &due: &c.LandDue, &paid: &c.LandPaid} {
			if n.Valid {
				*into = &money.Amount{Minor: n.Int64, Currency: currency}
			}
		}
		c.At = time.UnixMicro(at).UTC()
		return c, err
	}, `SELECT c.id, c.seq, c.project_id, c.quarter, c.contractor, c.injuries, c.deaths, c.currency, c.arrears_minor, c.cured_minor, c.cured_on, c.land_due_minor,
		c.land_paid_minor, c.note, c.at, c.person_id, c.organisation_id FROM project_care AS c WHERE c.programme_id = $1 AND c.project_id = $2
		AND NOT EXISTS (SELECT 1 FROM project_care AS n WHERE n.programme_id = c.programme_id AND n.project_id = c.project_id AND n.quarter = c.quarter
			AND n.contractor = c.contractor AND n.id > c.id) ORDER BY c.quarter DESC, c.id`, int64(prog), int64(project))
}

func saveCare(ctx context.Context, tx *db.Tx, c Care) error {
	count := func(n *int) any {
		if n == nil {
			return nil
		}
		return int64(*n)
	}
	currency := ""
	amount := func(a *money.Amount) any {
		if a == nil {
			return nil
		}
		currency = a.Currency
		return a.Minor
	}
	arrears, cured, due, paid := amount(c.Arrears), amount(c.Cured), amount(c.LandDue), amount(c.LandPaid)
	return saved("a report on site care", tx.Exec(ctx, `INSERT INTO project_care (programme_id, id, seq, project_id, quarter, contractor, injuries, deaths, currency,
		arrears_minor, cured_minor, cured_on, land_due_minor, land_paid_minor, note, at, person_id, organisation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		int64(tx.Who.Programme), int64(c.ID), tx.Seq, int64(c.Project), c.Quarter, c.Contractor, count(c.Injuries), count(c.Deaths), currency, arrears, cured,
		string(c.CuredOn), due, paid, c.Note, c.At.UnixMicro(), int64(c.Person), int64(c.Organisation)))
}

// MostEffects is how many effects a list shows.
const MostEffects = 1000

// ListEffects lists the effects that stand, of the projects that the actor may
// see, by kind, method and unit; of one project where it is given. At most
// MostEffects.
func ListEffects(ctx context.Context, q db.Q, who ident.Actor, kind string, project ident.ID) ([]Effect, error) {
	where, args := " WHERE e.programme_id = $1", []any{int64(who.Programme)}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += fmt.Sprintf(" AND "+condition, len(args))
	}
	if !who.SeesAll() {
		add("(p.visibility <> 'internal' OR p.owner_id = $%d)", int64(who.Organisation))
	}
	if kind != "" {
		add("e.kind = $%d", kind)
	}
	if project != 0 {
		add("e.project_id = $%d", int64(project))
	}
	args = append(args, MostEffects)
	return db.All(ctx, q, func(r *sql.Rows) (e Effect, err error) {
		var at, scale int64
		err = r.Scan(&e.ID, &e.Seq, &e.Project, &e.Kind, &e.Quantity.N, &scale, &e.Quantity.Unit, &e.Method, &e.Baseline, &e.From, &e.To, &e.Source, &at, &e.Person,
			&e.Organisation)
		e.Quantity.Scale, e.At = int(scale), time.UnixMicro(at).UTC()
		return e, err
	}, `SELECT e.id, e.seq, e.project_id, e.kind, e.n, e.scale, e.unit, e.method, e.baseline, e.from_day, e.to_day, e.source, e.at, e.person_id, e.organisation_id
		FROM project_effect AS e JOIN project_project AS p ON p.programme_id = e.programme_id AND p.id = e.project_id`+where+`
		AND NOT EXISTS (SELECT 1 FROM project_effect AS n WHERE n.programme_id = e.programme_id AND n.project_id = e.project_id AND n.kind = e.kind
			AND n.folded = e.folded AND n.unit = e.unit AND n.from_day = e.from_day AND n.to_day = e.to_day AND n.id > e.id)
		ORDER BY e.kind, e.folded, e.unit, e.id`+fmt.Sprintf(" LIMIT $%d", len(args)), args...)
}

func saveEffect(ctx context.Context, tx *db.Tx, e Effect) error {
	return saved("an effect", tx.Exec(ctx, `INSERT INTO project_effect (programme_id, id, seq, project_id, kind, n, scale, unit, method, folded, baseline, from_day, to_day,
		source, at, person_id, organisation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		int64(tx.Who.Programme), int64(e.ID), tx.Seq, int64(e.Project), e.Kind, e.Quantity.N, int64(e.Quantity.Scale), e.Quantity.Unit, e.Method, e.folded(), e.Baseline,
		string(e.From), string(e.To), e.Source, e.At.UnixMicro(), int64(e.Person), int64(e.Organisation)))
}
