package project

import (
	"slices"
	"strconv"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
)

func (r *Room) mountRecords(m *web.Room) {
	m.On("GET /projects/{code}/care", "project.see", r.getCare)
	m.On("GET /projects/{code}/quality/{id}", "project.see", r.getQualityFile)
	m.On("GET /effects", "project.see", r.getEffects)
	onProject := func(c *web.Call) (Project, about, error) {
		x, err := find(c)
		return x, about{code: x.Code, title: x.TitleIn(c.Lang), url: URL(x.Code)}, err
	}
	for _, d := range []deed[Project]{
		{verb: "project.record_quality", noun: "quality", asks: qualityAsks, do: postQuality},
		{verb: "project.open_defect", noun: "defects/new", asks: defectAsks, do: postDefect},
		{verb: "project.report_care", noun: "care/new", asks: careAsks, do: postCare},
		{verb: "project.declare_effect", noun: "effects/new", asks: effectAsks, do: postEffect},
	} {
		d.may = func(c *web.Call, x Project) ([]string, error) { return nil, mayOf(c, x, recording, d.verb) }
		mount(m, r, "/projects/{code}", onProject, d)
	}
	for _, mv := range DefectMachine.Moves {
		d := deed[flawed]{verb: mv.Verb, noun: defectNouns[mv.Verb], do: postDefectMove(mv.Verb), may: func(c *web.Call, x flawed) ([]string, error) {
			const reason = "-" // the page asks for it
			mv, err := DefectMachine.Try(c.Actor, x.project.Before(c.Actor, x.ring, x.StateBy, x.StateOrg), x.State, mv.Verb, reason)
			return mv.Needs, err
		}}
		if mv.Reason {
			question := reasonAsk
			if mv.Verb == "project.cure_defect" {
				question.Key, question.Hint = "project.cure", ""
			}
			d.asks = func(*web.Call, flawed) ([]ask, error) { return []ask{question}, nil }
		}
		mount(m, r, "/projects/{code}/defects/{id}", findDefect, d)
	}
}

// defectNouns stand for the verbs in addresses.
var defectNouns = map[string]string{"project.cure_defect": "cure", "project.check_defect": "check", "project.reopen_defect": "return", "project.drop_defect": "dropping"}

// flawed is a defect with what stands around it.
type flawed struct {
	Defect
	project Project
	ring    Ring
}

func findDefect(c *web.Call) (flawed, about, error) {
	x, err := find(c)
	if err != nil {
		return flawed{}, about{}, err
	}
	d, err := GetDefect(c.R.Context(), c.Q, c.Actor.Programme, number(c.Path("id")))
	if err == nil && d.Project != x.ID {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return flawed{}, about{}, err
	}
	ring, err := RingOf(c.R.Context(), c.Q, c.Actor.Programme, x)
	return flawed{d, x, ring}, about{code: d.Code, title: x.TitleIn(c.Lang), url: URL(x.Code), at: URL(x.Code) + "/defects/" + itoa(d.ID)}, err
}

func postDefectMove(verb string) func(*Room, *web.Call, flawed) error {
	return func(r *Room, c *web.Call, x flawed) error {
		done, err := r.MoveDefect(c.R.Context(), c.Actor, verb, DefectMoveInput{c.Key(), x.ID, c.Value("reason")})
		if err != nil {
			return err
		}
		return c.Done(done, URL(x.project.Code)+"#defects", verb+"_done")
	}
}

func qualityAsks(c *web.Call, x Project) ([]ask, error) {
	q, _, err := QualityOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	landmark := ""
	if q.Landmark {
		landmark = "1"
	}
	return []ask{{Name: "grade", Key: "project.grade", Kind: "radios", Must: true, Options: choices(c, "project.grade.", Grades, q.Grade, "")},
		{Name: "reference", Key: "project.quality_reference", Kind: "text", Hint: "project.quality_reference_hint", Value: q.Evidence},
		{Name: "file", Key: "project.evidence", Kind: "file", Hint: "project.evidence_hint"},
		{Name: "warranty", Key: "project.warranty", Kind: "date", Hint: "project.warranty_hint", Value: q.Warranty, Must: true},
		{Name: "built", Key: "project.built", Kind: "number"}, {Name: "unit", Key: "project.unit", Kind: "text", Hint: "project.unit_hint"},
		{Name: "landmark", Key: "project.landmark", Kind: "check", Value: landmark, Hint: "project.landmark_hint"}}, err
}

func postQuality(r *Room, c *web.Call, x Project) error {
	var f fault.Form
	in := QualityInput{Key: c.Key(), Project: x.ID, Landmark: c.Value("landmark") != "", Grade: c.Value("grade"), Evidence: c.Value("reference"),
		Warranty: words.Day(c.Value("warranty")), Built: quantity(c, &f, "built"), File: attached(c)}
	if err := f.Err(); err != nil {
		return err
	}
	done, err := r.RecordQuality(c.R.Context(), c.Actor, in)
	if err != nil {
		return err
	}
	return c.Done(done, URL(x.Code)+"#quality", "project.record_quality_done")
}

func defectAsks(c *web.Call, _ Project) ([]ask, error) {
	return []ask{{Name: "what", Key: "project.defect_what", Kind: "area", Must: true}, {Name: "found_on", Key: "project.defect_found_on", Kind: "date", Value: c.Today(), Must: true},
		{Name: "cure_by", Key: "project.cure_by", Kind: "date", Must: true}}, nil
}

func postDefect(r *Room, c *web.Call, x Project) error {
	done, err := r.OpenDefect(c.R.Context(), c.Actor, DefectInput{c.Key(), x.ID, c.Value("what"), words.Day(c.Value("found_on")), words.Day(c.Value("cure_by"))})
	if err != nil {
		return err
	}
	return c.Done(done, URL(x.Code)+"#defects", "project.open_defect_done")
}

// quartersShown are how many quarters can still be reported.
const quartersShown = 12

func careAsks(c *web.Call, _ Project) ([]ask, error) {
	var options []web.Option
	for i, q := range quarters(c.Today(), quartersShown) {
		options = append(options, web.Option{Value: q, Label: c.T("project.quarter_is", q[:4], q[6:]), Selected: i == 0})
	}
	return []ask{{Name: "quarter", Key: "project.quarter", Kind: "select", Must: true, Options: options},
		{Name: "contractor", Key: "project.contractor", Kind: "text", Hint: "project.contractor_hint", Must: true},
		{Name: "injuries", Key: "project.injuries", Kind: "number", Hint: "project.care_hint"},
		{Name: "deaths", Key: "project.deaths", Kind: "number"},
		{Name: "arrears", Key: "project.arrears", Kind: "amount", Hint: "project.arrears_hint"},
		{Name: "cured", Key: "project.arrears_cured", Kind: "amount"}, {Name: "cured_on", Key: "project.arrears_cured_on", Kind: "date"},
		{Name: "land_due", Key: "project.land_due", Kind: "amount", Hint: "project.land_due_hint"}, {Name: "land_paid", Key: "project.land_paid", Kind: "amount"},
		{Name: "currency", Key: "project.currency", Kind: "text", Value: c.Programme.Currency},
		{Name: "note", Key: "project.care_note", Kind: "text", Hint: "project.care_note_hint"}}, nil
}

// count reads a whole number, nil for none.
func count(c *web.Call, f *fault.Form, name string) *int {
	text := c.Value(name)
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	f.Require(err == nil, name, "project.count_wrong")
	return &n
}

func postCare(r *Room, c *web.Call, x Project) error {
	var f fault.Form
	in := CareInput{Key: c.Key(), Project: x.ID, Quarter: c.Value("quarter"), Contractor: c.Value("contractor"), Note: c.Value("note"),
		Injuries: count(c, &f, "injuries"), Deaths: count(c, &f, "deaths"), Arrears: amount(c, &f, "arrears"), Cured: amount(c, &f, "cured"),
		LandDue: amount(c, &f, "land_due"), LandPaid: amount(c, &f, "land_paid"), CuredOn: words.Day(c.Value("cured_on"))}
	if err := f.Err(); err != nil {
		return err
	}
	done, err := r.ReportCare(c.R.Context(), c.Actor, in)
	if err != nil {
		return err
	}
	return c.Done(done, URL(x.Code)+"/care", "project.report_care_done")
}

func effectAsks(c *web.Call, _ Project) ([]ask, error) {
	return []ask{{Name: "kind", Key: "project.effect_kind", Kind: "radios", Must: true, Options: choices(c, "project.effect_kind.", EffectKinds, "", "")},
		{Name: "quantity", Key: "project.effect_quantity", Kind: "number", Must: true}, {Name: "unit", Key: "project.unit", Kind: "text", Hint: "project.effect_unit_hint", Must: true},
		{Name: "method", Key: "project.effect_method", Kind: "text", Hint: "project.effect_method_hint", Must: true},
		{Name: "effect_baseline", Key: "project.effect_baseline", Kind: "text", Hint: "project.effect_baseline_hint", Must: true},
		{Name: "from", Key: "project.effect_from", Kind: "date", Must: true}, {Name: "to", Key: "project.effect_to", Kind: "date", Must: true},
		{Name: "source", Key: "project.effect_source", Kind: "text", Hint: "project.effect_source_hint", Must: true}}, nil
}

func postEffect(r *Room, c *web.Call, x Project) error {
	var f fault.Form
	q := quantity(c, &f, "quantity")
	f.Require(q != nil || c.Value("quantity") != "", "quantity", "project.effect_field_missing")
	if err := f.Err(); err != nil {
		return err
	}
	done, err := r.DeclareEffect(c.R.Context(), c.Actor, EffectInput{Key: c.Key(), Project: x.ID, Kind: c.Value("kind"), Quantity: *q, Method: c.Value("method"),
		Baseline: c.Value("effect_baseline"), Source: c.Value("source"), From: words.Day(c.Value("from")), To: words.Day(c.Value("to"))})
	if err != nil {
		return err
	}
	return c.Done(done, "/effects", "project.declare_effect_done")
}

// careRow is one report on site care; a figure is "" when it is not reported, and
// told as none when it is 0.
type careRow struct {
	Quarter    string    `json:"quarter"`
	Contractor string    `json:"contractor"`
	Injuries   string    `json:"injuries"`
	Deaths     string    `json:"deaths"`
	Arrears    string    `json:"wage_arrears"`
	Cured      string    `json:"arrears_paid"`
	CuredOn    words.Day `json:"arrears_paid_on"`
	Owing      string    `json:"arrears_open"` // "" when nothing is known to be open
	LandDue    string    `json:"land_due"`
	LandPaid   string    `json:"land_paid"`
	Note       string    `json:"note"`
	Who        string    `json:"who"`
}

type carePage struct {
	Code   string    `json:"code"`
	Title  string    `json:"title"`
	Rows   []careRow `json:"care"`
	CSV    string    `json:"-"`
	Report string    `json:"report_url"`
	Made   bool      `json:"illustrative"`
}

// getCare answers: how do people fare at this site?
func (r *Room) getCare(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	all, err := CareOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	var said []Said
	for _, y := range all {
		said = append(said, y.Said)
	}
	who, err := voices(c, said)
	if err != nil {
		return err
	}
	p := carePage{Code: x.Code, Title: x.TitleIn(c.Lang), CSV: c.CSVLink(), Made: x.Illustrative}
	for _, y := range all {
		row := careRow{y.Quarter, y.Contractor, told(c, y.Injuries), told(c, y.Deaths), sum(c, y.Arrears), sum(c, y.Cured), y.CuredOn, "", sum(c, y.LandDue), sum(c, y.LandPaid), y.Note,
			who(y.Said) + " · " + moment(c, y.Said)}
		if left := y.Owing(); left != nil && left.Minor > 0 {
			row.Owing = left.Format(string(c.Lang))
		}
		p.Rows = append(p.Rows, row)
	}
	if c.WantsCSV() {
		return careCSV(c, p.Rows)
	}
	if mayOf(c, x, recording, "project.report_care") == nil && x.State != Cancelled {
		p.Report = c.Base() + URL(x.Code) + "/care/new"
	}
	return c.Page("care", p)
}

func careCSV(c *web.Call, all []careRow) error {
	var rows [][]string
	said := func(s string) string {
		if s == "" {
			return c.T("project.not_reported")
		}
		return s
	}
	for _, x := range all {
		rows = append(rows, []string{x.Quarter, x.Contractor, said(x.Injuries), said(x.Deaths), said(x.Arrears), said(x.Cured), string(x.CuredOn), said(x.LandDue), said(x.LandPaid), x.Note, x.Who})
	}
	var heads []string
	for _, k := range []string{"project.quarter", "project.contractor", "project.injuries", "project.deaths", "project.arrears", "project.arrears_cured", "project.arrears_cured_on",
		"project.land_due", "project.land_paid", "project.care_note", "project.reported_by"} {
		heads = append(heads, c.T(k))
	}
	return c.CSV("care", heads, slices.Values(rows))
}

type effectRow struct {
	Project  link      `json:"project"`
	Quantity string    `json:"quantity"`
	Baseline string    `json:"baseline"`
	From     words.Day `json:"from"`
	To       words.Day `json:"to"`
	Source   string    `json:"source"`
	Who      string    `json:"who"`
	Made     bool      `json:"illustrative"`
}

// effectPart are the effects of one kind by one method in one unit.
type effectPart struct {
	Kind   string      `json:"kind"`
	Method string      `json:"method"`
	Unit   string      `json:"unit"`
	Total  string      `json:"total"` // "" where periods overlap
	Rows   []effectRow `json:"effects"`
}

type effectsPage struct {
	Parts []effectPart `json:"groups"`
	Kinds []web.Option `json:"-"`
	Kind  string       `json:"kind"`
	Count int          `json:"count"`
	Most  bool         `json:"or_more"`
	CSV   string       `json:"-"`
}

// getEffects answers: what do the projects save and generate, by which method?
func (r *Room) getEffects(c *web.Call) error {
	p := effectsPage{Kind: oneOf(c.Query("kind"), EffectKinds), CSV: c.CSVLink()}
	all, err := ListEffects(c.R.Context(), c.Q, c.Actor, p.Kind, 0)
	if err != nil {
		return err
	}
	p.Count, p.Most = len(all), len(all) == MostEffects
	var said []Said
	var projects []ident.ID
	for _, e := range all {
		said, projects = append(said, e.Said), append(projects, e.Project)
	}
	who, err := voices(c, said)
	if err != nil {
		return err
	}
	of, err := ProjectsByID(c.R.Context(), c.Q, c.Actor.Programme, projects)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, g := range groupEffects(all) {
		part := effectPart{Kind: g.Kind, Method: g.Method, Unit: g.Unit}
		if g.Total != nil && !p.Most {
			part.Total = g.Total.Format(string(c.Lang))
		}
		for _, e := range g.Effects {
			x := of[e.Project]
			row := effectRow{link{x.Code, x.TitleIn(c.Lang), c.Base() + URL(x.Code)}, e.Quantity.Format(string(c.Lang)), e.Baseline, e.From, e.To, e.Source, who(e.Said) + " · " + moment(c, e.Said), x.Illustrative}
			part.Rows = append(part.Rows, row)
			rows = append(rows, []string{x.Code, row.Project.Title, c.T("project.effect_kind." + e.Kind), money.Quantity{N: e.Quantity.N, Scale: e.Quantity.Scale}.Format(string(c.Lang)),
				g.Unit, g.Method, e.Baseline, string(e.From), string(e.To), e.Source, row.Who})
		}
		p.Parts = append(p.Parts, part)
	}
	if c.WantsCSV() {
		var heads []string
		for _, k := range []string{"project.project_code", "project.project", "project.effect_kind", "project.effect_quantity", "project.unit", "project.effect_method",
			"project.effect_baseline", "project.effect_from", "project.effect_to", "project.effect_source", "project.reported_by"} {
			heads = append(heads, c.T(k))
		}
		return c.CSV("effects", heads, slices.Values(rows))
	}
	p.Kinds = choices(c, "project.effect_kind.", EffectKinds, p.Kind, "project.any")
	return c.Page("effects", p)
}

// told writes a count: "" is not reported, 0 is none.
func told(c *web.Call, n *int) string {
	switch {
	case n == nil:
		return ""
	case *n == 0:
		return c.T("project.none_happened")
	}
	return words.Number(c.Lang, int64(*n))
}

// sum writes an amount in the same way.
func sum(c *web.Call, a *money.Amount) string {
	switch {
	case a == nil:
		return ""
	case a.Minor == 0:
		return c.T("project.none_happened")
	}
	return a.Format(string(c.Lang))
}

type defectView struct {
	Defect
	Said  string     `json:"state_said"`
	Late  int        `json:"late_days"`
	Moves []web.Move `json:"moves"`
}

// recordsView is the part of a project's page about quality, defects, care and
// effects.
type recordsView struct {
	Quality  *Quality     `json:"quality"`
	FileURL  string       `json:"quality_file_url"`
	Who      string       `json:"quality_said"`
	Ending   bool         `json:"warranty_ending"`
	Missing  bool         `json:"quality_missing"` // though the work is accepted
	Defects  []defectView `json:"defects"`
	Acts     []web.Move   `json:"acts"`
	Quarters int          `json:"quarters_reported"`
	Effects  int          `json:"effects"`
}

// fillRecords loads the quality found, the defects, and how much is reported.
func fillRecords(c *web.Call, x Project, ring Ring, p *projectPage) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	v := &p.Records
	q, ok, err := QualityOf(ctx, c.Q, prog, x.ID)
	if err != nil {
		return err
	}
	if ok {
		v.Quality, v.Ending = &q, q.Ending(c.Today())
		if q.Digest != "" {
			v.FileURL = c.Base() + URL(x.Code) + "/quality/" + itoa(q.ID)
		}
		who, err := voices(c, []Said{q.Said})
		if err != nil {
			return err
		}
		v.Who = who(q.Said) + " · " + moment(c, q.Said)
		if q.Built != nil {
			p.Changes.Terms[scaleLine].Actual = q.Built.Format(string(c.Lang))
		}
	}
	v.Missing = !ok && x.Accepted()
	defects, err := DefectsOf(ctx, c.Q, prog, x.ID)
	if err != nil {
		return err
	}
	for _, d := range defects {
		one := defectView{Defect: d, Said: c.T(string(DefectMachine.StateKey(d.State)))}
		if d.Late(c.Today()) {
			one.Late = d.CureBy.Until(c.Today())
		}
		for _, mv := range DefectMachine.Open(c.Actor, x.Before(c.Actor, ring, d.StateBy, d.StateOrg), d.State) {
			one.Moves = append(one.Moves, web.Move{Label: c.T(mv.Verb), URL: c.Base() + URL(x.Code) + "/defects/" + itoa(d.ID) + "/" + defectNouns[mv.Verb]})
		}
		v.Defects = append(v.Defects, one)
	}
	care, err := CareOf(ctx, c.Q, prog, x.ID)
	if err != nil {
		return err
	}
	effects, err := ListEffects(ctx, c.Q, c.Actor, "", x.ID)
	v.Quarters, v.Effects = len(care), len(effects)
	if x.State == Cancelled {
		return err
	}
	for _, a := range []struct{ verb, noun string }{{"project.record_quality", "quality"}, {"project.open_defect", "defects/new"}, {"project.report_care", "care/new"}, {"project.declare_effect", "effects/new"}} {
		if (a.noun != "quality" || x.Begun()) && access.Check(recording, c.Actor, a.verb, x.Before(c.Actor, ring, 0, 0)) == nil {
			v.Acts = append(v.Acts, web.Move{Label: c.T(a.verb), URL: c.Base() + URL(x.Code) + "/" + a.noun})
		}
	}
	return err
}

// scaleLine is where the scale stands among the terms.
const scaleLine = 3

// getQualityFile sends the file that lies with a finding of quality.
func (r *Room) getQualityFile(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	q, _, err := QualityOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	if q.ID != number(c.Path("id")) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.download(c, q.Digest, q.Name, q.MIME, q.Size)
}
