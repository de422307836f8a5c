package project

import (
	"slices"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

func (r *Room) mountAssets(m *web.Room) {
	m.On("GET /assets", "project.see", r.getAssets)
	m.On("GET /assets/{code}", "project.see", r.getAsset)
	m.On("GET /assets/{code}/checks/{id}", "project.see", r.getCheckFile)
	onProject := func(c *web.Call) (Project, about, error) {
		x, err := find(c)
		return x, about{code: x.Code, title: x.TitleIn(c.Lang), url: URL(x.Code)}, err
	}
	mount(m, r, "/projects/{code}", onProject, deed[Project]{verb: "project.register_asset", noun: "assets/new", asks: assetAsks, do: postAsset,
		may: func(c *web.Call, x Project) ([]string, error) {
			return nil, mayOf(c, x, aftercare, "project.register_asset")
		}})
	for _, d := range assetDeeds() {
		mount(m, r, "/assets/{code}", findAsset, d)
	}
}

// mayOf checks an act on a project by the rules given.
func mayOf(c *web.Call, x Project, rules []access.Rule, action string) error {
	ring, err := RingOf(c.R.Context(), c.Q, c.Actor.Programme, x)
	if err != nil {
		return err
	}
	return access.Check(rules, c.Actor, action, x.Before(c.Actor, ring, 0, 0))
}

// held is an asset with what stands around it.
type held struct {
	Asset
	project Project
	ring    Ring
	signed  []Handover
}

// findAsset loads the asset of the path; that of a project which the reader may
// not see does not exist.
func findAsset(c *web.Call) (held, about, error) {
	ctx, prog := c.R.Context(), c.Actor.Programme
	var h held
	var err error
	if h.Asset, err = GetAssetByCode(ctx, c.Q, prog, c.Path("code")); err != nil {
		return h, about{}, err
	}
	if h.project, err = seen(ctx, c.Q, c.Actor, h.Project); err != nil {
		return h, about{}, err
	}
	if h.ring, err = RingOf(ctx, c.Q, prog, h.project); err != nil {
		return h, about{}, err
	}
	if h.ring, err = h.ring.withSeats(ctx, c.Q, prog, c.Today()); err != nil {
		return h, about{}, err
	}
	h.signed, err = HandoversOf(ctx, c.Q, prog, h.ID)
	return h, about{code: h.Code, title: h.Title, url: AssetURL(h.Code)}, err
}

// assetDeeds are the acts on an asset.
func assetDeeds() []deed[held] {
	all := []deed[held]{
		{verb: "project.change_keepers", noun: "keepers", may: mayKeep("project.change_keepers"), asks: func(c *web.Call, h held) ([]ask, error) {
			return keeperAsks(c, h.Asset)
		}, do: postKeepers},
		{verb: "project.sign_handover", noun: "handover", may: maySignNow, asks: signAsks, do: postSignature},
		{verb: "project.check_asset", noun: "checks/new", may: mayKeep("project.check_asset"), asks: checkAsks, do: postCheck},
		{verb: "project.plan_rescue", noun: "rescue", may: mayKeep("project.plan_rescue"), asks: rescueAsks, do: postRescue},
	}
	for _, mv := range AssetMachine.Moves {
		d := deed[held]{verb: mv.Verb, noun: assetNouns[mv.Verb], do: postAssetMove(mv.Verb), may: func(c *web.Call, h held) ([]string, error) {
			const reason = "-" // the page asks for it
			mv, err := AssetMachine.Try(c.Actor, h.Relations(c.Actor, h.project, h.ring), h.State, mv.Verb, reason)
			return mv.Needs, err
		}}
		switch {
		case mv.Reason:
			d.asks = func(*web.Call, held) ([]ask, error) { return []ask{reasonAsk}, nil }
		case mv.Verb == "project.title_asset":
			d.asks = func(*web.Call, held) ([]ask, error) {
				return []ask{{Name: "document", Key: "project.title_document", Kind: "text", Hint: "project.title_document_hint", Must: true}}, nil
			}
		}
		all = append(all, d)
	}
	return all
}

// assetNouns stand for the verbs in addresses.
var assetNouns = map[string]string{"project.title_asset": "title", "project.use_asset": "use", "project.find_idle": "idleness",
	"project.repurpose_asset": "purpose", "project.ask_disposal": "disposal", "project.dispose_asset": "disposal-approval", "project.keep_asset": "disposal-refusal"}

func mayKeep(action string) func(*web.Call, held) ([]string, error) {
	return func(c *web.Call, h held) ([]string, error) {
		return nil, access.Check(aftercare, c.Actor, action, h.Relations(c.Actor, h.project, h.ring))
	}
}

func maySignNow(c *web.Call, h held) ([]string, error) {
	if len(h.maySign(c.Actor, h.ring, h.signed)) == 0 {
		return nil, fault.New(fault.Forbidden, "project.nothing_to_sign")
	}
	return nil, nil
}

func assetAsks(c *web.Call, x Project) ([]ask, error) {
	keepers, err := keeperAsks(c, Asset{})
	return slices.Concat([]ask{
		{Name: "title", Key: "project.asset_title", Kind: "text", Must: true},
		{Name: "category", Key: "project.category", Kind: "radios", Must: true, Options: choices(c, "project.category.", Categories, "", "")},
		{Name: "value", Key: "project.value", Kind: "amount", Hint: "project.value_hint"},
		{Name: "currency", Key: "project.currency", Kind: "text", Value: c.Programme.Currency},
	}, keepers), err
}

func keeperAsks(c *web.Call, a Asset) ([]ask, error) {
	on, err := parties(c, a.Owner.Party, a.Operator.Party, a.Maintainer.Party)
	said := func(k Keeper) string {
		if p := on[k.Party]; p.Code != "" {
			return p.Code + " " + p.Name
		}
		return k.Name
	}
	return []ask{
		{Name: "owner", Key: "project.asset_owner", Kind: "text", Hint: "project.keeper_hint", Value: said(a.Owner), Must: true},
		{Name: "operator", Key: "project.operator", Kind: "text", Value: said(a.Operator)},
		{Name: "maintainer", Key: "project.maintainer", Kind: "text", Value: said(a.Maintainer)},
		{Name: "running_costs", Key: "project.running_costs", Kind: "text", Hint: "project.running_costs_hint", Value: a.Costs},
	}, err
}

func keepersOf(c *web.Call) (k Keepers, err error) {
	k.Costs = c.Value("running_costs")
	for name, to := range map[string]*Keeper{"owner": &k.Owner, "operator": &k.Operator, "maintainer": &k.Maintainer} {
		if *to, err = keeper(c, name); err != nil {
			return k, err
		}
	}
	return k, nil
}

func postAsset(r *Room, c *web.Call, x Project) error {
	k, err := keepersOf(c)
	if err != nil {
		return err
	}
	var f fault.Form
	in := AssetInput{Key: c.Key(), Project: x.ID, Title: c.Value("title"), Category: c.Value("category"), Value: amount(c, &f, "value"), Keepers: k}
	if err := f.Err(); err != nil {
		return err
	}
	done, err := r.RegisterAsset(c.R.Context(), c.Actor, in)
	if err != nil {
		return err
	}
	id, _ := done.Subject(AssetNoun)
	a, err := GetAsset(c.R.Context(), c.Q, c.Actor.Programme, id)
	if err != nil {
		return err
	}
	return c.Done(done, AssetURL(a.Code), "project.register_asset_done")
}

func postKeepers(r *Room, c *web.Call, h held) error {
	k, err := keepersOf(c)
	if err != nil {
		return err
	}
	done, err := r.ChangeKeepers(c.R.Context(), c.Actor, KeepersInput{c.Key(), h.ID, k})
	if err != nil {
		return err
	}
	return c.Done(done, AssetURL(h.Code), "project.change_keepers_done")
}

func postAssetMove(verb string) func(*Room, *web.Call, held) error {
	return func(r *Room, c *web.Call, h held) error {
		done, err := r.MoveAsset(c.R.Context(), c.Actor, verb, AssetMoveInput{c.Key(), h.ID, c.Value("reason"), c.Value("document")})
		if err != nil {
			return err
		}
		return c.Done(done, AssetURL(h.Code), verb+"_done")
	}
}

func signAsks(c *web.Call, h held) ([]ask, error) {
	sides := choices(c, "project.side.", h.maySign(c.Actor, h.ring, h.signed), "", "")
	if len(sides) > 0 {
		sides[0].Selected = true
	}
	return []ask{{Name: "side", Key: "project.signs_for", Kind: "radios", Must: true, Options: sides},
		{Name: "day", Key: "project.handed_on", Kind: "date", Value: c.Today(), Must: true},
		{Name: "note", Key: "project.handover_note", Kind: "area", Hint: "project.handover_note_hint"}}, nil
}

func postSignature(r *Room, c *web.Call, h held) error {
	done, err := r.SignHandover(c.R.Context(), c.Actor, SignInput{c.Key(), h.ID, c.Value("side"), words.Day(c.Value("day")), c.Value("note")})
	if err != nil {
		return err
	}
	return c.Done(done, AssetURL(h.Code), "project.sign_handover_done")
}

func checkAsks(c *web.Call, _ held) ([]ask, error) {
	three := func(name, key string) ask {
		return ask{Name: name, Key: key, Kind: "radios", Must: true, Options: choices(c, "project.answer.", answers, "", "")}
	}
	return []ask{{Name: "day", Key: "project.looked_on", Kind: "date", Value: c.Today(), Must: true},
		three("in_use", "project.is_in_use"), three("staffed", "project.is_staffed"), three("funded", "project.is_funded"),
		{Name: "note", Key: "project.note", Kind: "area", Hint: "project.check_note_hint"},
		{Name: "file", Key: "project.evidence", Kind: "file", Hint: "project.evidence_hint"}}, nil
}

func postCheck(r *Room, c *web.Call, h held) error {
	done, err := r.CheckAsset(c.R.Context(), c.Actor, CheckInput{Key: c.Key(), Asset: h.ID, Day: words.Day(c.Value("day")), InUse: c.Value("in_use"),
		Staffed: c.Value("staffed"), Funded: c.Value("funded"), Note: c.Value("note"), File: attached(c)})
	if err != nil {
		return err
	}
	return c.Done(done, AssetURL(h.Code), "project.check_asset_done")
}

func rescueAsks(c *web.Call, _ held) ([]ask, error) {
	return []ask{{Name: "what", Key: "project.rescue_what", Kind: "area", Must: true},
		{Name: "who", Key: "project.rescue_who", Kind: "text", Hint: "project.rescue_who_hint", Must: true},
		{Name: "by", Key: "project.rescue_by", Kind: "date", Must: true}}, nil
}

func postRescue(r *Room, c *web.Call, h held) error {
	done, err := r.PlanRescue(c.R.Context(), c.Actor, RescueInput{c.Key(), h.ID, c.Value("what"), c.Value("who"), words.Day(c.Value("by"))})
	if err != nil {
		return err
	}
	return c.Done(done, AssetURL(h.Code), "project.plan_rescue_done")
}

// getCheckFile sends the file that lies with a use check.
func (r *Room) getCheckFile(c *web.Call) error {
	h, _, err := findAsset(c)
	if err != nil {
		return err
	}
	made, err := UseChecksOf(c.R.Context(), c.Q, c.Actor.Programme, h.ID)
	if err != nil {
		return err
	}
	for _, x := range made {
		if x.ID == number(c.Path("id")) {
			return r.download(c, x.Digest, x.Name, x.MIME, x.Size)
		}
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

// signatureView is one side with its signature; When is "" while it has not
// signed.
type signatureView struct {
	Side string    `json:"side"`
	Day  words.Day `json:"day"`
	When string    `json:"when"`
	Who  string    `json:"who"`
	Note string    `json:"note"`
}

// checkView is one of the use checks: made, overdue, not made in time, or ahead.
type checkView struct {
	Months   int       `json:"months"`
	Due      words.Day `json:"due"`
	Standing string    `json:"standing"`
	Day      words.Day `json:"day"`
	InUse    string    `json:"in_use"`
	Staffed  string    `json:"staffed"`
	Funded   string    `json:"funded"`
	Note     string    `json:"note"`
	Who      string    `json:"who"`
	File     string    `json:"file"`
	FileURL  string    `json:"file_url"`
}

type assetPage struct {
	Asset      Asset           `json:"asset"`
	Row        assetRow        `json:"row"`
	Signatures []signatureView `json:"signatures"`
	Checks     []checkView     `json:"checks"`
	Rescue     *Rescue         `json:"rescue"`
	RescueSaid string          `json:"rescue_said"`
	History    []historyLine   `json:"history"`
	Moves      []web.Move      `json:"moves"`
	Forward    bool            `json:"-"` // the first of them is the next step
}

// getAsset answers: is it used, and who keeps it?
func (r *Room) getAsset(c *web.Call) error {
	h, _, err := findAsset(c)
	if err != nil {
		return err
	}
	then, err := c.AsOf()
	if err != nil {
		return err
	}
	if then.Asked() {
		if err := c.Then(then, h.Ref(), &h.Asset); err != nil {
			return err
		}
		h.signed = before(then, h.signed, func(x Handover) int64 { return x.Seq })
	}
	rows, err := assetRows(c, []Asset{h.Asset})
	if err != nil {
		return err
	}
	p := assetPage{Asset: h.Asset, Row: rows[0]}
	made, err := UseChecksOf(c.R.Context(), c.Q, c.Actor.Programme, h.ID)
	if err != nil {
		return err
	}
	plans, err := RescuesOf(c.R.Context(), c.Q, c.Actor.Programme, h.ID)
	if err != nil {
		return err
	}
	if then.Asked() {
		made, plans = before(then, made, func(x UseCheck) int64 { return x.Seq }), before(then, plans, func(x Rescue) int64 { return x.Seq })
		if p.Row.Overdue = 0; h.Overdue(then.Day) {
			p.Row.Overdue = h.NextCheck.Until(then.Day)
		}
	}
	var all []Said
	for _, x := range h.signed {
		all = append(all, x.Said)
	}
	for _, x := range made {
		all = append(all, x.Said)
	}
	for _, x := range plans {
		all = append(all, x.Said)
	}
	who, err := voices(c, all)
	if err != nil {
		return err
	}
	for _, side := range Sides {
		v := signatureView{Side: side}
		if i := slices.IndexFunc(h.signed, func(s Handover) bool { return s.Side == side }); i >= 0 {
			s := h.signed[i]
			v.Day, v.When, v.Who, v.Note = s.Day, moment(c, s.Said), who(s.Said), s.Note
		}
		p.Signatures = append(p.Signatures, v)
	}
	p.Checks = checkViews(c, h.Asset, made, who, shownOn(c, then))
	if len(plans) > 0 && !plans[len(plans)-1].At.Before(h.StateSince) {
		p.Rescue = &plans[len(plans)-1]
		p.RescueSaid = who(p.Rescue.Said) + " · " + moment(c, p.Rescue.Said)
	}
	if !then.Asked() {
		p.Moves, p.Forward = assetMoves(c, h)
	}
	lines, err := party.LinesTo(c.R.Context(), c.Q, c.Actor.Programme, AssetMachine, then.Seq, h.Ref())
	p.History = historyLines(c, lines)
	if err != nil {
		return err
	}
	return c.Page("asset", p)
}

// checkViews draws the use checks as they stand on a day.
func checkViews(c *web.Call, a Asset, made []UseCheck, who func(Said) string, on words.Day) []checkView {
	var out []checkView
	for _, m := range CheckMonths {
		if a.HandedOn == "" {
			break
		}
		v := checkView{Months: m, Due: a.checkDue(m), Standing: "ahead"}
		switch {
		case a.Running() && v.Due == a.NextCheck && a.Overdue(on):
			v.Standing = "overdue"
		case v.Due < on && v.Due != a.NextCheck:
			v.Standing = "passed_over"
		}
		for _, x := range made {
			if x.Months != m {
				continue
			}
			v = checkView{Months: m, Due: v.Due, Standing: "made", Day: x.Day, InUse: x.InUse, Staffed: x.Staffed, Funded: x.Funded, Note: x.Note,
				Who: who(x.Said) + " · " + moment(c, x.Said)}
			if x.Digest != "" {
				v.File, v.FileURL = x.Name, c.Base()+AssetURL(a.Code)+"/checks/"+itoa(x.ID)
			}
		}
		out = append(out, v)
	}
	return out
}

// assetMoves are what the reader may do with an asset, the next step first where
// there is one.
func assetMoves(c *web.Call, h held) (moves []web.Move, forward bool) {
	add := func(verb, noun string, next bool) {
		forward = forward || next && len(moves) == 0
		moves = append(moves, web.Move{Label: c.T(verb), URL: c.Base() + AssetURL(h.Code) + "/" + noun})
	}
	rel := h.Relations(c.Actor, h.project, h.ring)
	may := func(action string) bool { return h.Running() && access.Check(aftercare, c.Actor, action, rel) == nil }
	if len(h.maySign(c.Actor, h.ring, h.signed)) > 0 {
		add("project.sign_handover", "handover", true)
	}
	if h.State == AssetIdle && may("project.plan_rescue") {
		add("project.plan_rescue", "rescue", true)
	}
	if h.HandedOn != "" && h.checkOn(c.Today()) > 0 && may("project.check_asset") {
		add("project.check_asset", "checks/new", h.NextCheck != "" && h.NextCheck <= c.Today().Add(early))
	}
	for _, mv := range AssetMachine.Open(c.Actor, rel, h.State) {
		if mv.Verb != "project.use_asset" || h.HandedOn != "" {
			add(mv.Verb, assetNouns[mv.Verb], !mv.Reason)
		}
	}
	if may("project.change_keepers") {
		add("project.change_keepers", "keepers", false)
	}
	return moves, forward
}

// historyLines are the lines of the part "history".
func historyLines(c *web.Call, lines []party.Line) []historyLine {
	var out []historyLine
	for _, l := range lines {
		who := l.Person
		if l.Party.ID != 0 && access.MaySee(c.Actor, l.Party.Visibility, l.Party.ID) {
			who = l.Party.NameIn(c.Lang) + " · " + who
		}
		out = append(out, historyLine{words.Moment(c.Lang, l.At, c.Programme.Zone), who, c.T(l.Kind[:len(l.Kind)-len(".v1")]), l.Reason})
	}
	return out
}
