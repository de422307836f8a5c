package project

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/party"
)

const writtenAssetMoves = `
project.title_asset: registered > titled by office secretary owner/mine provider/mine receiver/mine
project.use_asset: titled > in_use by office secretary owner/mine provider/mine receiver/mine provider/our_side receiver/our_side
project.use_asset: idle > in_use by office secretary owner/mine provider/mine receiver/mine provider/our_side receiver/our_side
project.find_idle: titled > idle by office secretary owner/mine provider/mine receiver/mine provider/our_side receiver/our_side reason
project.find_idle: in_use > idle by office secretary owner/mine provider/mine receiver/mine provider/our_side receiver/our_side reason
project.find_idle: repurposed > idle by office secretary owner/mine provider/mine receiver/mine provider/our_side receiver/our_side reason
project.repurpose_asset: idle > repurposed by office secretary owner/mine provider/mine receiver/mine provider/our_side receiver/our_side reason
project.ask_disposal: idle > leaving by office secretary owner/mine provider/mine receiver/mine provider/our_side receiver/our_side reason
project.dispose_asset: leaving > disposed by office/opposite secretary/opposite provider/opposite receiver/opposite
project.keep_asset: leaving > idle by office/opposite secretary/opposite provider/opposite receiver/opposite reason
`

func TestAssetMachineIsAsWritten(t *testing.T) {
	want := "registered titled idle in_use repurposed leaving disposed"
	if got := fmt.Sprint(AssetMachine.States()); got != "["+want+"]" {
		t.Errorf("states are %s", got)
	}
	tryAll(t, AssetMachine, writtenAssetMoves)
}

func TestChecksAreDueByTheMonth(t *testing.T) {
	for _, c := range []struct {
		day    words.Day
		months int
		want   words.Day
	}{{"2028-03-15", 6, "2028-09-15"}, {"2028-08-31", 6, "2029-02-28"}, {"2027-08-31", 6, "2028-02-29"}, {"2028-02-29", 12, "2029-02-28"}, {"2028-11-30", 36, "2031-11-30"}} {
		if got := monthsAfter(c.day, c.months); got != c.want {
			t.Errorf("%d months after %s is %s, want %s", c.months, c.day, got, c.want)
		}
	}
	a := Asset{HandedOn: "2027-01-10", NextCheck: "2027-07-10", State: AssetInUse}
	for _, c := range []struct {
		on      words.Day
		overdue bool
		check   int
	}{{"2027-06-08", false, 0}, {"2027-06-09", false, 6}, {"2027-07-10", false, 6}, {"2027-07-11", true, 6}, {"2027-12-10", true, 12}, {"2031-01-01", true, 36}} {
		if got := fmt.Sprint(a.Overdue(c.on), a.checkOn(c.on)); got != fmt.Sprint(c.overdue, c.check) {
			t.Errorf("on %s: %s", c.on, got)
		}
	}
	for made, want := range map[int]words.Day{0: "2027-07-10", 6: "2028-01-10", 12: "2029-01-10", 24: "2030-01-10", 36: ""} {
		if got := a.nextCheck([]UseCheck{{Months: made}}); got != want {
			t.Errorf("after the check of month %d comes %s, want %s", made, got, want)
		}
	}
	a.State = AssetDisposed
	if a.Overdue("2031-01-01") {
		t.Error("what is gone asks for no check")
	}
}

// asset registers one of the builder's project.
func (w *world) asset(p Project) Asset {
	w.Helper()
	done, err := w.RegisterAsset(w.Context(), w.atBuilder, AssetInput{Key: w.key(), Project: p.ID, Title: "Cold store", Category: "public",
		Value: &money.Amount{Minor: 90000000, Currency: "CNY"}, Keepers: Keepers{Owner: Keeper{Party: w.county.ID, Name: "Valley County"}, Operator: Keeper{Name: "Valley Cold Chain"},
			Costs: "storage fees"}})
	w.must(err)
	id, _ := done.Subject(AssetNoun)
	return w.assetAt(id)
}

func (w *world) assetAt(id ident.ID) Asset {
	w.Helper()
	a, err := GetAsset(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return a
}

func (w *world) moveAsset(who ident.Actor, verb string, a Asset, reason string) error {
	_, err := w.MoveAsset(w.Context(), who, verb, AssetMoveInput{w.key(), a.ID, reason, "Certificate 12"})
	return err
}

func (w *world) signs(who ident.Actor, a Asset, side string, day words.Day) error {
	_, err := w.SignHandover(w.Context(), who, SignInput{w.key(), a.ID, side, day, ""})
	return err
}

func (w *world) looks(who ident.Actor, a Asset, day words.Day, inUse string) error {
	_, err := w.CheckAsset(w.Context(), who, CheckInput{Key: w.key(), Asset: a.ID, Day: day, InUse: inUse, Staffed: Yes, Funded: Unknown, Note: "as seen"})
	return err
}

// handedOver is an asset that both sides signed for on 1 May 2028.
func (w *world) handedOver(p Project) Asset {
	w.Helper()
	a := w.asset(p)
	w.must(w.moveAsset(w.atBuilder, "project.title_asset", a, ""))
	w.must(w.signs(w.atGroup, a, party.Provider, "2028-04-28"))
	w.must(w.signs(w.atCounty, a, party.Receiver, "2028-05-01"))
	return w.assetAt(a.ID)
}

// on moves the clock of the world to noon of a day.
func (w *world) on(day words.Day) {
	w.DB.Clock = func() time.Time { return day.Time().Add(4 * time.Hour) }
}

func TestAnAssetFromItsCardToItsUse(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	a := w.asset(p)
	w.want("registered", fmt.Sprint(a.Code, " ", a.State, " ", a.Owner.Party == w.county.ID, " ", a.Value.Format("en")), "AST-001 registered true CNY 900,000.00")
	w.want("tasks", w.waits(a.Ref()), "title_asset owner BLD; title_asset receiver BLD")
	w.refuses("using what is not titled", fault.Conflict, "state.moved_on", func() error { return w.moveAsset(w.atBuilder, "project.use_asset", a, "") })
	w.refuses("signing before the title", fault.Conflict, "state.moved_on", func() error { return w.signs(w.atGroup, a, party.Provider, "2028-05-01") })
	w.refuses("a title without a document", fault.Invalid, "document project.document_missing", func() error {
		_, err := w.MoveAsset(t.Context(), w.atBuilder, "project.title_asset", AssetMoveInput{Key: w.key(), Asset: a.ID})
		return err
	})
	w.must(w.moveAsset(w.atBuilder, "project.title_asset", a, ""))
	w.want("tasks", w.waits(a.Ref()), "sign_handover provider HG; sign_handover receiver VC")
	w.refuses("using what is not handed over", fault.Conflict, "project.not_handed_over", func() error { return w.moveAsset(w.atBuilder, "project.use_asset", a, "") })
	w.refuses("a check before the handover", fault.Conflict, "project.not_handed_over", func() error { return w.looks(w.secretary, a, "2028-05-01", Yes) })

	// Two records, one a side; nobody signs for both.
	w.must(w.signs(w.atGroup, a, party.Provider, "2028-05-02"))
	w.want("half signed", string(w.assetAt(a.ID).HandedOn), "")
	w.want("tasks", w.waits(a.Ref()), "sign_handover receiver VC")
	for name, who := range map[string]ident.Actor{"the builder": w.atBuilder, "the office": w.secretary, "an auditor": w.auditor} {
		w.refuses(name+" signing", fault.Forbidden, "", func() error { return w.signs(who, a, party.Receiver, "2028-05-01") })
	}
	w.refuses("the same side twice", fault.Conflict, "project.side_has_signed", func() error { return w.signs(w.atGroup, a, party.Provider, "2028-05-01") })
	w.refuses("the signer under the other hat", fault.Conflict, "project.side_has_signed", func() error {
		return w.signs(hat(w.atGroup, w.county.ID, ident.Receiver), a, party.Receiver, "2028-05-01")
	})
	w.refuses("a day ahead", fault.Invalid, "day project.in_future", func() error { return w.signs(w.atCounty, a, party.Receiver, "2028-05-15") })
	w.must(w.signs(w.atCounty, a, party.Receiver, "2028-05-01"))
	a = w.assetAt(a.ID)
	w.want("handed over on the later day", fmt.Sprint(a.HandedOn, " ", a.NextCheck), "2028-05-02 2028-11-02")
	w.want("facts", w.lastFacts(), "project.asset.handed_over project.handover.signed")
	w.want("tasks", w.waits(a.Ref()), "use_asset owner BLD; use_asset receiver BLD; check_asset office by 2028-11-02; check_asset secretary by 2028-11-02; check_asset receiver VC by 2028-11-02")
	w.must(w.moveAsset(w.atCounty, "project.use_asset", a, ""))

	of, err := assetsOf(t.Context(), w.DB.Read(), w.prog, p.ID)
	w.must(err)
	w.want("of the project", fmt.Sprint(len(of), of[0].State), "1in_use")
}

func TestAnIdleAssetAsksForItsRescue(t *testing.T) {
	w := newWorld(t)
	a := w.handedOver(w.start(nil))
	w.must(w.moveAsset(w.atCounty, "project.use_asset", a, ""))
	w.refuses("a check long before its day", fault.Invalid, "day project.check_early", func() error { return w.looks(w.atCounty, a, "2028-05-10", Yes) })
	w.on("2028-11-20")
	late := w.assetAt(a.ID)
	w.want("overdue", fmt.Sprint(late.Overdue("2028-11-01"), late.Overdue("2028-11-20")), "false true")
	for name, c := range map[string]struct {
		change func(*CheckInput)
		want   string
	}{
		"no answer":         {func(in *CheckInput) { in.InUse = "" }, "in_use project.answer_missing"},
		"nothing beside it": {func(in *CheckInput) { in.Note = "" }, "note project.note_or_file"},
		"no without why":    {func(in *CheckInput) { in.Note, in.Staffed, in.File = "", No, &File{"a.csv", []byte("a,b\n")} }, "note project.note_why_not"},
		"a day ahead":       {func(in *CheckInput) { in.Day = "2028-11-21" }, "day project.in_future"},
		"before its day":    {func(in *CheckInput) { in.Day = "2028-06-01" }, "day project.check_early"},
	} {
		w.refuses(name, fault.Invalid, c.want, func() error {
			in := CheckInput{Key: w.key(), Asset: a.ID, Day: "2028-11-20", InUse: Yes, Staffed: Yes, Funded: Yes, Note: "seen"}
			c.change(&in)
			_, err := w.CheckAsset(t.Context(), w.secretary, in)
			return err
		})
	}
	w.refuses("a check by an auditor", fault.Forbidden, "", func() error { return w.looks(w.auditor, a, "2028-11-20", Yes) })
	w.must(w.looks(w.secretary, a, "2028-11-20", No))
	a = w.assetAt(a.ID)
	w.want("idle", fmt.Sprint(a.State, " ", a.Reason, " ", a.NextCheck), "idle as seen 2029-05-01")
	w.want("facts", w.lastFacts(), "project.asset.checked project.use_check.made")
	w.want("the alarm", w.waits(a.Ref()), "check_asset office by 2029-05-01; check_asset secretary by 2029-05-01; check_asset receiver VC by 2029-05-01; "+
		"plan_rescue office; plan_rescue secretary; plan_rescue receiver VC")
	plan := func(change func(*RescueInput)) error {
		in := RescueInput{Key: w.key(), Asset: a.ID, What: "Let it to the dairy", Who: "Valley County", By: "2029-03-01"}
		change(&in)
		_, err := w.PlanRescue(t.Context(), w.atCounty, in)
		return err
	}
	w.refuses("no plan", fault.Invalid, "by project.by_past; what project.rescue_what_missing; who project.rescue_who_missing", func() error {
		return plan(func(in *RescueInput) { in.What, in.Who, in.By = "", "", "2028-11-19" })
	})
	w.must(plan(func(*RescueInput) {}))
	w.want("the plan asks", w.waits(a.Ref()), "check_asset office by 2029-05-01; check_asset secretary by 2029-05-01; check_asset receiver VC by 2029-05-01; "+
		"use_asset office by 2029-03-01; use_asset secretary by 2029-03-01; use_asset receiver VC by 2029-03-01")
	w.on("2029-06-01")
	w.must(w.looks(w.atCounty, a, "2029-06-01", Yes))
	w.want("back in use", w.assetAt(a.ID).State, "in_use")
	w.refuses("a plan for what is in use", fault.Conflict, "state.moved_on", func() error { return plan(func(in *RescueInput) { in.By = "2029-12-01" }) })
	w.must(w.moveAsset(w.atCounty, "project.find_idle", a, "the dairy closed"))
	if waits := w.waits(a.Ref()); !strings.Contains(waits, "plan_rescue office") {
		t.Errorf("the old plan still stands: %s", waits)
	}
}

func TestDisposalIsSomebodyElses(t *testing.T) {
	w := newWorld(t)
	a := w.handedOver(w.start(nil))
	w.must(w.moveAsset(w.atCounty, "project.find_idle", a, "never opened"))
	w.refuses("without a reason", fault.Invalid, "reason state.reason_missing", func() error { return w.moveAsset(w.atCounty, "project.ask_disposal", a, "") })
	w.must(w.moveAsset(w.atCounty, "project.ask_disposal", a, "beyond repair"))
	if waits := w.waits(a.Ref()); !strings.HasSuffix(waits, "; dispose_asset office; dispose_asset secretary; dispose_asset provider HG") {
		t.Errorf("waits for %s", waits)
	}
	for name, who := range map[string]ident.Actor{"the asker": w.atCounty, "the asker as an officer": hat(w.atCounty, w.secretary.Organisation, ident.Office),
		"the asker as the other side": hat(w.atCounty, w.group.ID, ident.Provider), "the builder": w.atBuilder, "an auditor": w.auditor} {
		for _, verb := range []string{"project.dispose_asset", "project.keep_asset"} {
			w.refuses(name+" "+verb, fault.Forbidden, "", func() error { return w.moveAsset(who, verb, a, "r") })
		}
	}
	w.must(w.moveAsset(w.colleague, "project.keep_asset", a, "ask the village first"))
	w.must(w.moveAsset(w.secretary, "project.ask_disposal", a, "the village agrees"))
	w.refuses("the office's own", fault.Forbidden, "", func() error { return w.moveAsset(w.secretary, "project.dispose_asset", a, "") })
	w.must(w.moveAsset(w.atGroup, "project.dispose_asset", a, ""))
	w.want("nothing waits", w.waits(a.Ref()), "")
	w.refuses("a check of what is gone", fault.Conflict, "state.moved_on", func() error { return w.looks(w.secretary, a, "2028-05-10", Yes) })
	w.refuses("keepers of what is gone", fault.Conflict, "state.moved_on", func() error {
		_, err := w.ChangeKeepers(t.Context(), w.secretary, KeepersInput{w.key(), a.ID, Keepers{Owner: Keeper{Name: "x"}}})
		return err
	})
}

func TestWhoRegistersAnAsset(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	register := func(who ident.Actor, change func(*AssetInput)) func() error {
		return func() error {
			in := AssetInput{Key: w.key(), Project: p.ID, Title: "Pump", Category: "operating", Keepers: Keepers{Owner: Keeper{Name: "Village"}}}
			change(&in)
			_, err := w.RegisterAsset(t.Context(), who, in)
			return err
		}
	}
	w.refuses("an auditor", fault.Forbidden, "", register(w.auditor, func(*AssetInput) {}))
	w.refuses("an outsider", fault.Forbidden, "", register(hat(w.atBuilder, 999, ident.Owner), func(*AssetInput) {}))
	w.refuses("nothing said", fault.Invalid, "category project.category_unknown; owner project.asset_owner_missing; title project.asset_title_missing", register(w.secretary, func(in *AssetInput) {
		in.Title, in.Category, in.Owner = "", "vehicle", Keeper{}
	}))
	w.refuses("less than nothing", fault.Invalid, "value project.negative", register(w.secretary, func(in *AssetInput) { in.Value = &money.Amount{Minor: -1, Currency: "CNY"} }))
	w.refuses("nobody on record", fault.Invalid, "operator project.keeper_unknown", register(w.secretary, func(in *AssetInput) { in.Operator.Party = 999 }))
	w.must(register(w.atCounty, func(*AssetInput) {})())
	w.must(w.move(w.secretary, "project.cancel", p, "r"))
	w.refuses("of what is cancelled", fault.Conflict, "state.moved_on", register(w.secretary, func(*AssetInput) {}))

	// Without a pairing two persons of the office sign.
	alone := w.start(func(in *StartInput) { in.Pairing = 0 })
	a := w.asset(alone)
	w.must(w.moveAsset(w.atBuilder, "project.title_asset", a, ""))
	w.must(w.signs(w.secretary, a, party.Provider, "2028-05-01"))
	w.refuses("one person for both", fault.Conflict, "project.side_has_signed", func() error { return w.signs(w.secretary, a, party.Receiver, "2028-05-01") })
	w.must(w.signs(w.colleague, a, party.Receiver, "2028-05-01"))
	w.want("handed over", string(w.assetAt(a.ID).HandedOn), "2028-05-01")
}

func TestJourneyOfAnAsset(t *testing.T) {
	w := newWorld(t)
	f := w.front(w.Mount)
	w.start(nil)
	f.auditor.Get("/assets").Want(200, "Assets stand here once")
	f.auditor.Get("/projects/PRJ-001").Want(200, "No asset is registered yet.").Without("Register an asset")
	f.auditor.Get("/projects/PRJ-001/assets/new").Want(403)
	form := f.builder.Get("/projects/PRJ-001/assets/new").Want(200, "who owns it, who runs it")
	f.builder.Submit(form, "/projects/PRJ-001/assets/new", url.Values{"title": {"Cold store"}, "value": {"much"}}).Want(422, "Cold store")
	f.builder.Submit(form, "/projects/PRJ-001/assets/new", url.Values{"title": {"Cold store"}, "category": {"public"}}).Want(422, "Name the owner.", "Cold store")
	f.builder.Submit(form, "/projects/PRJ-001/assets/new", url.Values{"title": {"Cold store"}, "category": {"public"}, "value": {"90万"}, "owner": {"vc"}, "operator": {"Valley Cold Chain"}}).
		Want(200, "The asset is on record.", "AST-001", "Valley County", "Valley Cold Chain", "CNY 900,000.00", "not handed over", "not recorded")
	form = f.builder.Get("/assets/AST-001/title").Want(200)
	f.builder.Submit(form, "/assets/AST-001/title", url.Values{"document": {"Certificate 12"}}).Want(200, "Certificate 12", "ownership documented")
	f.builder.Get("/assets/AST-001/handover").Want(403)
	form = f.group.Get("/assets/AST-001/handover").Want(200, "providing side").Without("receiving side")
	f.group.Submit(form, "/assets/AST-001/handover", url.Values{"day": {"2028-05-01"}, "note": {"One door is missing."}}).Want(200, "Signed.", "One door is missing.", "not signed")
	form = f.county.Get("/assets/AST-001/handover")
	f.county.Submit(form, "/assets/AST-001/handover", url.Values{"day": {"2028-05-01"}}).Want(200, "6 months after", "1 November 2028", "ahead").Without("not signed")
	form = f.county.Get("/assets/AST-001/idleness")
	f.county.Submit(form, "/assets/AST-001/idleness", url.Values{"reason": {""}}).Want(422, "Give the reason.")
	f.county.Submit(form, "/assets/AST-001/idleness", url.Values{"reason": {"no power"}}).Want(200, "It stands idle: no power", "No rescue plan yet.")
	form = f.county.Get("/assets/AST-001/rescue")
	f.county.Submit(form, "/assets/AST-001/rescue", url.Values{"what": {"Lay the cable"}, "who": {"Power bureau"}, "by": {"2028-09-01"}}).Want(200, "Lay the cable", "1 September 2028")
	f.auditor.Get("/assets?state=idle").Want(200, "What stands idle", "no power", "Power bureau")
	f.auditor.Get("/assets?state=disposed").Want(200, "No asset matches.")
	f.auditor.Get("/assets?format=csv&sort=check").Want(200, "AST-001,Cold store,public,PRJ-001", "Lay the cable,Power bureau,2028-09-01")
	form = f.county.Get("/assets/AST-001/keepers").Want(200)
	f.county.Submit(form, "/assets/AST-001/keepers", url.Values{"operator": {"BLD Valley Builders"}}).Want(200, "Changed.", "Valley Builders").Without("Valley Cold Chain")
	f.county.In(words.ZH).Get("/assets/AST-001").Want(200, "闲置", "公益性资产", "盘活方案")

	later := func(day words.Day) front { w.on(day); return w.front(w.Mount) }
	f = later("2028-11-11")
	f.auditor.Get("/assets?overdue=1").Want(200, "10 days late", "1 asset")
	f.auditor.Get("/assets/AST-001").Want(200, "The use check is 10 days overdue.", "overdue: nobody has looked").Without("Record a use check")
	form = f.secretary.Get("/assets/AST-001/checks/new").Want(200, "In use?")
	page := f.secretary.Upload(form, "/assets/AST-001/checks/new", url.Values{"day": {"2028-11-10"}, "in_use": {"yes"}, "staffed": {"no"}, "funded": {"unknown"}, "note": {"One guard is missing"}},
		"file", "list.csv", []byte("a,b\n"))
	page.Want(200, "The check is on record.", "in use", "not known", "One guard is missing", "list.csv")
	made, err := UseChecksOf(t.Context(), w.DB.Read(), w.prog, w.assetID())
	w.must(err)
	f.auditor.Get("/assets/AST-001/checks/"+itoa(made[0].ID)).Want(200, "a,b")
	f.auditor.Get("/assets/AST-001/checks/999").Want(404)
	w.start(func(in *StartInput) { in.Visibility = "internal" })
	form = f.secretary.Get("/projects/PRJ-002/assets/new")
	f.secretary.Submit(form, "/projects/PRJ-002/assets/new", url.Values{"title": {"Hidden store"}, "category": {"public"}, "owner": {"vc"}}).Want(200)
	f.county.Get("/assets").Want(200).Without("Hidden store")
	f.county.Get("/assets/AST-002").Want(404)
	f.auditor.Get("/assets").Want(200, "Hidden store")
}

func (w *world) assetID() ident.ID {
	w.Helper()
	a, err := GetAssetByCode(w.Context(), w.DB.Read(), w.prog, "AST-001")
	w.must(err)
	return a.ID
}

func TestAssetsPageByTheirOrder(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	for i := range 3 {
		a := w.asset(p)
		if i == 1 {
			w.must(w.moveAsset(w.atBuilder, "project.title_asset", a, ""))
			w.must(w.signs(w.atGroup, a, party.Provider, "2028-05-01"))
			w.must(w.signs(w.atCounty, a, party.Receiver, "2028-05-01"))
		}
	}
	for byCheck, want := range map[bool]string{false: "AST-001 AST-002 AST-003 ", true: "AST-002 AST-001 AST-003 "} {
		got, f := "", AssetFilter{Limit: 1, ByCheck: byCheck}
		for {
			page, err := ListAssets(t.Context(), w.DB.Read(), w.auditor, f)
			w.must(err)
			if len(page) == 0 {
				break
			}
			got += page[0].Code + " "
			f.After = page[0].ID
		}
		w.want(fmt.Sprint("by check ", byCheck), got, want)
	}
	for i, c := range []struct {
		f    AssetFilter
		want int
	}{{AssetFilter{Text: "cold"}, 3}, {AssetFilter{Text: "ast-002"}, 1}, {AssetFilter{State: AssetTitled}, 1}, {AssetFilter{Category: "household"}, 0},
		{AssetFilter{Overdue: true, Today: "2028-11-01"}, 0}, {AssetFilter{Overdue: true, Today: "2028-11-02"}, 1}} {
		n, err := CountAssets(t.Context(), w.DB.Read(), w.auditor, c.f, 100)
		w.must(err)
		if n != c.want {
			t.Errorf("%d: %d found, want %d", i, n, c.want)
		}
	}
	f := w.front(w.Mount)
	before := f.auditor.Get("/assets").Queries
	w.asset(p)
	w.asset(w.start(nil))
	if after := f.auditor.Get("/assets").Want(200).Queries; after != before {
		t.Errorf("the list asks %d times for more rows, %d before", after, before)
	}
}

// Once done, the act is no longer open to who did it: the second click still gets
// the first answer. Who has no part learns nothing of the form.
func TestADoubleClickIsOneAct(t *testing.T) {
	w := newWorld(t)
	a := w.asset(w.start(nil))
	w.must(w.moveAsset(w.atBuilder, "project.title_asset", a, ""))
	f := w.front(w.Mount)
	sign := f.group.Get("/assets/AST-001/handover")
	for range 2 {
		f.group.Submit(sign, "/assets/AST-001/handover", url.Values{"day": {"2028-05-01"}}).Want(200, "Signed.")
	}
	w.must(w.signs(w.atCounty, a, party.Receiver, "2028-05-01"))
	w.must(w.moveAsset(w.atCounty, "project.find_idle", a, "no power"))
	w.must(w.moveAsset(w.atCounty, "project.ask_disposal", a, "beyond repair"))
	agree := f.group.Get("/assets/AST-001/disposal-approval").Want(200)
	for range 2 {
		f.group.Submit(agree, "/assets/AST-001/disposal-approval", nil).Want(200, "Disposed of.")
	}
	form := f.builder.Get("/projects/PRJ-001/effects/new")
	f.builder.Submit(form, "/projects/PRJ-001/effects/new", url.Values{"quantity": {""}}).Want(422)
	f.auditor.Post("/projects/PRJ-001/effects/new", url.Values{"quantity": {""}}).Want(403)
}

// Of a pairing on one side of which nobody has a seat, a person of the office signs
// for that side, and not for the other; nobody signs twice.
func TestTheOfficeSignsWhereASideHasNobody(t *testing.T) {
	pair := party.Pairing{ID: 9, Provider: group, Receiver: county}
	a := Asset{State: AssetTitled}
	for _, c := range []struct {
		name   string
		empty  []string
		who    ident.Actor
		signed []Handover
		want   string
	}{
		{"both sides have somebody", nil, as(ben, desk, ident.Office), nil, ""},
		{"the office signs for the empty side", []string{party.Receiver}, as(ben, desk, ident.Office), nil, "receiver"},
		{"the other side signs for itself", []string{party.Receiver}, as(ann, group, ident.Provider), nil, "provider"},
		{"not under a second hat", []string{party.Receiver}, as(ann, desk, ident.Office), []Handover{{Side: party.Provider, Said: Said{Person: ann}}}, ""},
		{"with nobody on either side, one person signs once", Sides, as(ben, desk, ident.Office), []Handover{{Side: party.Provider, Said: Said{Person: ben}}}, ""},
		{"and a second one for the other", Sides, as(ann, desk, ident.Secretary), []Handover{{Side: party.Provider, Said: Said{Person: ben}}}, "receiver"},
		{"an auditor does not", []string{party.Receiver}, as(ben, desk, ident.Auditor), nil, ""},
	} {
		ring := Ring{Pairing: pair, Side: party.Provider, Empty: c.empty}
		if got := strings.Join(a.maySign(c.who, ring, c.signed), " "); got != c.want {
			t.Errorf("%s: may sign for %q, want %q", c.name, got, c.want)
		}
		h := Handover{Side: party.Receiver, Day: "2028-05-01"}
		if _, err := a.sign(c.who, ring, c.signed, h, "2028-05-14"); (err == nil) != (c.want == "receiver") {
			t.Errorf("%s: signing for the receiver says %v", c.name, err)
		}
	}
	var asked []string
	for _, w := range a.signatures(Ring{Pairing: pair, Empty: []string{party.Receiver}}, nil) {
		asked = append(asked, fmt.Sprint(w.Role, " ", w.Party))
	}
	if got := strings.Join(asked, "; "); got != "provider 1; office 0; secretary 0" {
		t.Errorf("the handover asks %s", got)
	}

	w := newWorld(t)
	for _, c := range []struct {
		receiver ident.ID
		want     string
	}{{w.county.ID, "[]"}, {w.builder.ID, "[receiver]"}} {
		ring, err := (Ring{Pairing: party.Pairing{ID: 9, Provider: w.group.ID, Receiver: c.receiver}}).withSeats(t.Context(), w.DB.Read(), w.prog, "2028-05-14")
		w.must(err)
		w.want("sides without anybody", fmt.Sprint(ring.Empty), c.want)
	}
}
