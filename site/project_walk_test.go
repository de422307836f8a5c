package site

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// projectWalk goes from what an organisation needs to what was built for it and
// stands idle.
type projectWalk struct {
	*walker
	now time.Time
}

// What the walk makes, by the codes that it is given.
const (
	coldNeed    = "NEED-001"
	coldProject = "PRJ-001"
	coldSite    = "SIT-001"
	coldPairing = "PAIR-004"
	coldChange  = "CHG-001"
	coldAsset   = "AST-001"
)

// redLine is a protected zone as its publisher hands it out, in the open ocean,
// where nobody's land is.
const redLine = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Reed marsh"},"geometry":
	{"type":"Polygon","coordinates":[[[-28,-45],[-27.9,-45],[-27.9,-44.9],[-28,-44.9],[-28,-45]]]}}]}`

const (
	inTheMarsh  = "-27.95, -44.95"
	besideRoad  = "-27.6, -44.95"
	herders     = "Herders of the upper pasture"
	theirTongue = "Tibetan"
)

// prepare is what the programme has before there is any project: two sides that
// are paired, and rules that ask the people concerned for their consent. A project
// comes into the pool before it has a site, and no annual plan holds it.
func (w *projectWalk) prepare() {
	w.t.Helper()
	ctx, prog := w.t.Context(), w.h.programme("aid")
	as := func(login, org string, role ident.Role) ident.Actor {
		p, err := party.GetPartyByCode(ctx, w.h.d.Read(), prog.ID, org)
		if err != nil {
			w.t.Fatal(err)
		}
		return ident.Actor{Person: w.h.seat(login).id, Organisation: p.ID, Programme: prog.ID, Roles: []ident.Role{role}}
	}
	done := func(d db.Done, err error) db.Done {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
		return d
	}
	office, provider, receiver := as("office", "OFFICE", ident.Office), as("provider", "ENT-B", ident.Provider), as("receiver", "CTY-M", ident.Receiver)
	register := &party.Room{DB: w.h.d}
	paired := done(register.Pair(ctx, office, party.ProposeInput{Key: db.Key{ID: "pair"}, PairInput: party.PairInput{Provider: provider.Organisation,
		Receiver: receiver.Organisation, From: heldOn}}))
	id, _ := paired.Subject("party.pairing")
	for i, side := range []ident.Actor{provider, receiver} {
		done(register.Step(ctx, side, party.StepInput{Key: db.Key{ID: fmt.Sprint("agree", i)}, Pairing: id, MoveInput: party.MoveInput{Verb: "party.agree"}}))
	}
	last, err := plan.LatestRules(ctx, w.h.d.Read(), prog.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	large, _ := plan.FindPack("large")
	rules := large.On(last).WithoutStage("works", "planned")
	rules.From, rules.Consultation, rules.NoticeDays = heldOn, "consent", new(10)
	for _, s := range []plan.Stage{{State: "pooled", Approver: "receiver", Requisites: []string{"need", "appraisal"}},
		{State: "approved", Approver: "office", Requisites: []string{"site_checked", "estimate"}},
		{State: "ready", Approver: "office", Requisites: []string{"may_start", "land", "operator"}},
		{State: "under_way", Approver: "office", Requisites: []string{"contract"}},
		{State: "handed_over", Approver: "receiver", Requisites: []string{"asset", "handover"}}} {
		rules = rules.WithStage("works", s)
	}
	done((&plan.Room{DB: w.h.d}).SetRules(ctx, office, plan.SetRulesInput{Key: db.Key{ID: "rules"}, After: last.Version, Rules: rules}))
}

// switchTo leaves one seat for another, and looks at what waits there. The door
// and the menu are walked elsewhere.
func (w *projectWalk) switchTo(login string) {
	w.t.Helper()
	w.enter(w.h.seat(login))
	w.goTo(w.base() + "/tasks")
}

// task opens what a code stands for from the list of what waits for this seat.
func (w *projectWalk) task(code string) {
	w.t.Helper()
	w.at("/aid/tasks")
	w.follow(`main .tasks a.title[href*="/` + code + `"]`)
}

// passTo lets the clock run. Who was signed in is so no longer.
func (w *projectWalk) passTo(day string) {
	w.now = words.Day(day).Time().Add(4 * time.Hour)
	w.h.d.Clock = func() time.Time { return w.now }
}

// pool is what is needed, a project for it, and its way into the pool.
func (w *projectWalk) pool() {
	w.t.Helper()
	w.switchTo("receiver")
	w.menu("/projects")
	w.to("/needs")
	w.to("/needs/new")
	w.write("title", w.in("A cold store for the herders' milk", "牧民鲜奶冷库"))
	w.write("text", w.in("The milk of forty households spoils before it reaches the road.", "四十户牧民的鲜奶运到公路前就变质。"))
	w.send("/needs")
	w.at("/aid/needs/" + coldNeed)
	w.shows(w.says("project.need_state.unmet"))

	w.switchTo("office")
	w.menu("/projects")
	w.to("/needs")
	w.to("/needs/" + coldNeed)
	w.to("/projects/new?need=" + coldNeed)
	w.write("title", w.in("Cold store on the upper pasture", "上牧场冷库"))
	w.write("off_plan_reason", w.in("County M asked for it after the plan was made.", "受援县在计划编制后提出。"))
	w.choose("implementer", "ENT-B")
	w.choose("pairing", coldPairing)
	w.choose("track", "works")
	w.write("summary", w.in("A store of 200 cubic metres.", "200立方米冷库。"))
	w.day("from", "2028-06-01")
	w.day("to", "2028-09-30")
	w.write("estimate", w.in("5,000,000", "500万"))
	w.write("milestones", w.in("2028-09-01 The store keeps four degrees", "2028-09-01 库温达到4度"))
	w.send("/projects")
	w.at("/aid/projects/" + coldProject)

	w.switchTo("provider")
	w.task(coldProject)
	w.to("/application")
	w.send("/application")
	w.paper("appraisal")
	w.gate("/pooling", "receiver")
	w.menu("/projects")
	w.to("/needs")
	w.to("/needs/" + coldNeed)
	w.shows(w.says("project.need_state.taken_up"))
}

// paper shows a requisite of the gate by the reference of a document.
func (w *projectWalk) paper(requisite string) {
	w.t.Helper()
	w.to("/papers/" + requisite)
	w.write("reference", "No. 7 / "+requisite)
	w.day("day", w.now.Format(time.DateOnly))
	w.send("/papers/" + requisite)
}

// gate asks at the gate that lies ahead, whose approver is another person, and
// lets the project in there.
func (w *projectWalk) gate(entry, approver string) {
	w.t.Helper()
	w.to("/request")
	w.send("/request")
	if w.is(`main a[href$="` + entry + `"]`) {
		w.t.Fatalf("who asks is offered %s", entry)
	}
	w.switchTo(approver)
	w.task(coldProject)
	w.to(entry)
	w.send(entry)
}

// stopped wants the gate ahead to miss something and to let nobody ask; who goes
// there all the same, and sends the form that the page does not offer, is told why.
func (w *projectWalk) stopped(requisite, why string) {
	w.t.Helper()
	missing := w.says("plan.requisite." + requisite)
	w.shows(missing + " " + w.says("project.still_missing"))
	if w.is(`main a[href$="/request"]`) {
		w.t.Fatalf("the gate can be asked for without %q", missing)
	}
	w.goTo(w.base() + "/projects/" + coldProject + "/request")
	w.follow(`main form[action$="/request"] button`)
	if !w.is(".errors") {
		w.t.Fatalf("nothing refuses a request without %q:\n%s", missing, w.main())
	}
	w.shows(w.says("project.not_shown_because", words.Key("plan.requisite."+requisite), 1, words.Key(why)))
	for _, c := range w.complaints() {
		if !strings.Contains(c, "status of 409") { // the refusal itself
			w.t.Errorf("the browser complains: %s", c)
		}
	}
	w.up()
	w.at("/aid/projects/" + coldProject)
}

// meetRedLine brings in a zone and puts the site into it: the findings stop the
// works, and the project cannot be approved.
func (w *projectWalk) meetRedLine() {
	w.t.Helper()
	w.switchTo("safeguards")
	w.goTo(w.base() + "/zones")
	w.to("/zones/import")
	w.write("title", w.in("Ecological red line", "生态保护红线"))
	w.tick("kind", "prohibited")
	w.attach("red-line.geojson", redLine)
	w.write("label", "2028")
	w.write("source", w.in("Department of Ecology", "生态环境厅"))
	w.write("licence", w.in("For this programme", "仅供本项工作使用"))
	w.day("from", "2028-01-01")
	w.follow(`main form[action$="/zones/preview"] .actions button`)
	w.shows("Reed marsh")
	w.send("/zones")

	w.switchTo("provider")
	w.menu("/projects")
	w.to("/places")
	w.to("/places/new")
	w.write("title", w.in("Cold store, upper pasture", "上牧场冷库选址"))
	w.write("shape", inTheMarsh)
	w.send("/places")
	w.at("/aid/places/" + coldSite)
	w.send("/screening")
	if w.is(`main a.button:not(.secondary)[href$="/exception"]`) || w.is(`main form[action$="/clear-finding"]`) {
		w.t.Error("where works are prohibited, an exception or a clearance comes first")
	}
	w.shows("Reed marsh", w.says("place.meets"), w.says("place.why.prohibited"), w.says("place.site.state.prohibited"))

	w.menu("/projects")
	w.to("/projects/" + coldProject)
	w.unfold(`main [name="site"]`)
	w.write("site", coldSite)
	w.send("/sites")
	w.shows(w.says("place.why.prohibited"))
	w.stopped("site_checked", "place.why.prohibited")
}

// move puts the site elsewhere. What was found of the old place counts for
// nothing, until the site is held against the zones once more and somebody else
// finds it clear.
func (w *projectWalk) move() {
	w.t.Helper()
	w.to("/places/" + coldSite)
	w.to("/location")
	w.write("shape", besideRoad)
	w.write("reason", w.in("Out of the marsh, beside the road.", "迁出湿地，改在公路旁。"))
	w.send("/location")
	w.shows(w.says("place.site.state.expired"), w.says("place.why.expired"))
	w.send("/screening")
	w.shows(w.says("place.nothing_near"), w.says("place.site.state.preliminary"), w.says("place.why.preliminary"))
	if w.is(`main a[href$="/clear-finding"]`) {
		w.t.Fatal("who placed the site is offered to find it clear")
	}
	w.switchTo("safeguards")
	w.task(coldSite)
	w.to("/clear-finding")
	w.send("/clear-finding")
	w.shows(w.says("place.site.state.clear"), w.says("place.why.consent_missing"))
}

// consult asks the people concerned twice: the first time they withhold their
// consent, the second time they give it.
func (w *projectWalk) consult(outcome, told, held string) {
	w.t.Helper()
	w.to("/consultations/new")
	w.write("whom", herders)
	w.write("tongue", theirTongue)
	w.day("day", held)
	w.send("/consultations")
	w.to("/notice")
	w.day("day", told)
	w.write("tongue", "English")
	w.write("text", w.in("Read out at the well.", "在水井旁宣读。"))
	w.follow(`main form[action$="/notice"] .actions button`)
	w.shows(w.says("place.tongue_other", theirTongue)) // a notice that they cannot read is none
	w.write("tongue", theirTongue)
	w.send("/notice")
	w.to("/holding")
	w.write("attended", "34")
	w.write("text", w.in("They fear for the water of the well.", "担心水井水质受影响。"))
	w.day("day", told)
	w.follow(`main form[action$="/holding"] .actions button`)
	w.shows(w.says("place.notice_short", 10, words.Day(told).Add(10)))
	w.passTo(held)
	w.switchTo("provider")
	w.meet()
	w.to("/holding")
	w.write("attended", "34")
	w.write("text", w.in("They fear for the water of the well.", "担心水井水质受影响。"))
	w.send("/holding")
	w.to("/feedback")
	w.write("text", w.in("The drain goes to the other side.", "排水改向另一侧。"))
	w.send("/feedback")
	if w.is(`main a[href$="` + outcome + `"]`) {
		w.t.Fatal("who held the consultation is offered to say what came of it")
	}
	w.switchTo("safeguards")
	w.task(coldSite)
	w.to(outcome)
	if outcome == "/withholding" {
		w.write("reason", w.in("Not before the well is tested.", "水井检测前不同意。"))
	}
	w.send(outcome)
}

// meet opens the site from the project.
func (w *projectWalk) meet() {
	w.t.Helper()
	w.open()
	w.to("/places/" + coldSite)
}

// open opens the project from the list of projects.
func (w *projectWalk) open() {
	w.t.Helper()
	w.menu("/projects")
	w.to("/projects/" + coldProject)
}

// approve takes the project to its approval; while the people concerned withhold
// their consent it does not get ready, and then it does.
func (w *projectWalk) approve() {
	w.t.Helper()
	w.consult("/withholding", "2028-05-14", "2028-05-24")
	w.shows(w.says("place.why.consent_withheld"), w.says("place.consultation.state.consent_withheld"))
	w.switchTo("provider")
	w.open()
	w.gate("/approval", "office")
	w.shows(w.says("project.project.state.approved"), w.says("place.why.consent_withheld"))

	w.switchTo("provider")
	w.open()
	w.paper("land")
	w.to("/operator")
	w.choose("operator", "CTY-M")
	w.write("running_cost", w.in("The county's budget", "县财政预算"))
	w.send("/operator")
	w.stopped("may_start", "place.why.consent_withheld")
	w.to("/places/" + coldSite)
	w.consult("/consent", "2028-05-24", "2028-06-05")
	w.shows(w.says("place.may_start"))

	w.switchTo("provider")
	w.open()
	w.gate("/readiness", "office")
	w.switchTo("provider")
	w.open()
	w.to("/tender")
	w.send("/tender")
	w.paper("contract")
	w.gate("/beginning", "office")
	w.shows(w.says("project.works_state.under_way"))
}

// dearer asks for a higher estimate, which needs its money named, and the
// approval of the office and of the other side.
func (w *projectWalk) dearer() {
	w.t.Helper()
	w.switchTo("provider")
	w.open()
	w.to("/changes/new")
	w.write("why", w.in("Steel is dearer.", "钢材涨价。"))
	w.write("promise", w.in("None", "无"))
	w.write("people", w.in("None", "无"))
	w.write("estimate", w.in("6,000,000", "600万"))
	w.follow(`main form[action$="/changes/new"] .actions button`)
	w.shows(w.says("project.source_missing"))
	w.write("source", w.in("Enterprise B's own money", "示例企业乙自有资金"))
	w.send("/changes/new")
	w.at("/aid/changes/" + coldChange)
	w.shows(w.says("project.class.A"), "CNY 5,000,000.00", "CNY 6,000,000.00")
	if w.is(`main a[href$="/approval"]`) || w.is(`main a[href$="/appraisal"]`) {
		w.t.Fatal("who asks for a change is offered to decide on it")
	}
	w.switchTo("secretary")
	w.task(coldChange)
	w.to("/appraisal")
	w.write("reason", w.in("The price is that of the market.", "价格符合市场行情。"))
	w.send("/appraisal")
	w.to("/approval")
	w.send("/approval")
	w.shows(w.says("project.change.state.appraised"), w.says("project.not_approved")) // the other side has not
	if w.is(`main a[href$="/application"]`) || w.is(`main a[href$="/approval"]`) {
		w.t.Fatal("one side alone carries a change of class A")
	}
	w.switchTo("provider")
	w.goTo(w.base() + "/changes/" + coldChange)
	if w.is(`main a[href$="/approval"]`) {
		w.t.Fatal("who asks for a change is offered to approve it for a side")
	}
	w.switchTo("receiver")
	w.task(coldChange)
	w.to("/approval")
	w.send("/approval")
	w.shows(w.says("project.change.state.approved"))
	w.switchTo("provider")
	w.task(coldChange)
	w.to("/application")
	w.send("/application")
	w.up()
	w.shows("CNY 6,000,000.00", w.says("project.approved_stays"), w.says("project.again", w.says("project.project.state.approved")))
	if w.is(`main a[href$="/finish"]`) {
		w.t.Fatal("a dearer project goes on without being approved once more")
	}
	w.gate("/approval", "office")
}

// finish claims the milestone, which the other side verifies, and the work, which
// it accepts with its quality.
func (w *projectWalk) finish() {
	w.t.Helper()
	w.passTo("2028-09-10")
	w.switchTo("provider")
	w.task(coldProject)
	w.to("/claim")
	w.day("actual", "2028-08-30")
	w.attach("thermometer.txt", "4")
	w.send("/claim")
	w.to("/finish")
	w.send("/finish")
	w.switchTo("receiver")
	w.task(coldProject)
	w.to("/verification")
	w.send("/verification")
	w.paper("acceptance")
	w.to("/quality")
	w.tick("grade", "good")
	w.write("reference", w.in("Acceptance record 4", "验收记录4号"))
	w.day("warranty", "2030-09-10")
	w.send("/quality")
	w.to("/acceptance")
	w.send("/acceptance")
	w.shows(w.says("project.works_state.accepted"), w.says("project.grade.good"))

	w.switchTo("provider")
	w.open()
	w.paper("accounts")
	w.gate("/settlement", "office")
}

// handOver registers what was built with who keeps it; both sides sign.
func (w *projectWalk) handOver() {
	w.t.Helper()
	w.switchTo("provider")
	w.open()
	w.paper("handover")
	w.to("/assets/new")
	w.write("title", w.in("Cold store", "冷库"))
	w.tick("category", "public")
	w.write("owner", "CTY-M")
	w.write("operator", w.in("The herders' cooperative", "牧民合作社"))
	w.write("maintainer", "ENT-B")
	w.write("running_costs", w.in("The county's budget", "县财政预算"))
	w.send("/assets/new")
	w.at("/aid/assets/" + coldAsset)
	w.to("/title")
	w.write("document", w.in("Register of County M, 14", "示例受援县登记14号"))
	w.send("/title")
	w.to("/handover")
	w.send("/handover")
	w.shows(w.says("project.not_signed"), w.says("project.not_handed_over_yet"))
	w.switchTo("receiver")
	w.task(coldAsset)
	w.to("/handover")
	w.send("/handover")
	w.shows(w.says("project.months_after", 6), w.in("The herders' cooperative", "牧民合作社"), w.in("The county's budget", "县财政预算"))
	w.switchTo("provider")
	w.open()
	w.gate("/handover", "receiver")
	w.shows(w.says("project.project.state.handed_over"))
	w.switchTo("provider")
	w.open()
	w.to("/operation")
	w.send("/operation")
}

// standIdle is what the first use check finds, and what follows: the alarm, and a
// plan to bring it back into use.
func (w *projectWalk) standIdle() {
	w.t.Helper()
	w.to("/assets/" + coldAsset)
	w.to("/use")
	w.send("/use")
	w.passTo("2029-03-20")
	w.switchTo("receiver")
	w.task(coldAsset)
	w.shows(w.says("project.check_overdue", 10))
	w.to("/checks/new")
	w.tick("in_use", "no")
	w.tick("staffed", "no")
	w.tick("funded", "yes")
	w.write("note", w.in("Nobody has come to run it since January.", "一月以来无人管护。"))
	w.send("/checks/new")
	w.shows(w.says("project.stands_idle"), w.says("project.rescue_none"))
	w.menu("/projects")
	w.to("/assets?state=idle")
	w.shows(w.in("Cold store", "冷库"), w.in("since January", "一月以来"), w.says("project.not_recorded"))

	w.switchTo("office")
	w.shows(w.says("project.plan_rescue"), w.in("since January", "一月以来"))
	w.task(coldAsset)
	w.to("/rescue")
	w.write("what", w.in("Train two of the cooperative.", "培训合作社2人。"))
	w.write("who", w.in("Enterprise B", "示例企业乙"))
	w.day("by", "2029-05-01")
	w.send("/rescue")
	w.menu("/projects")
	w.to("/assets?state=idle")
	w.shows(w.in("Train two", "培训合作社2人"), w.in("Enterprise B", "示例企业乙"))
}

func walkProject(t *testing.T, lang words.Lang, scripts bool) {
	t.Helper()
	w := &projectWalk{walker: walking(t, lang, 1280, scripts)}
	w.now = w.h.d.Clock()
	for _, part := range []func(){w.prepare, w.pool, w.meetRedLine, w.move, w.approve, w.dearer, w.finish, w.handOver, w.standIdle} {
		part()
	}
	w.quiet()
}

func TestFromANeedToWhatIsLeft(t *testing.T) {
	t.Run("plain", func(t *testing.T) { walkProject(t, words.EN, true) })
	t.Run("without scripts", func(t *testing.T) { walkProject(t, words.EN, false) })
	t.Run("in Chinese", func(t *testing.T) { walkProject(t, words.ZH, true) })
}
