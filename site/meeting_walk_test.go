package site

import (
	"strings"
	"testing"

	"throughline/kit/words"
)

// meetingWalk goes from a meeting that is planned to its measures closed, and to
// the meeting after it, which finds what is left.
type meetingWalk struct {
	*walker
	meeting string // its page, below the programme
}

// heldOn is the day of the tests.
const heldOn = "2028-05-14"

// The measures, in the order of the minutes.
const (
	training = "MEA-001"
	sites    = "MEA-002"
	office   = "MEA-003"
)

// What the minutes say: a duty that is carried out, one that is left over, one
// that is not taken up, and an exhortation.
const (
	minutesEN = `Minutes of the coordination meeting.
Enterprise B shall complete the training of 40 technicians for Receiving Firm K by June 30, 2028.
County M shall submit the list of sites for the power supply by September 30, 2028.
Enterprise B shall open a sales office in Lhasa by the end of 2028.
All units must carry forward the spirit of mutual help.`
	minutesZH = `工作协调会纪要
会议要求，示例企业乙要在2028年6月30日前为示例受援企业一培训技术人员40名。
会议要求，示例受援县要在2028年9月30日前报送供电项目选址清单。
会议要求，示例企业乙要在2028年底前在拉萨设立销售处。
会议要求，各单位要弘扬互助精神。`
)

// prepare plans the meeting, puts an item on its agenda and invites.
func (w *meetingWalk) prepare() {
	w.t.Helper()
	w.sit("secretary")
	w.menu("/conferences")
	w.to("/conferences/new")
	w.tick("kind", "planned")
	w.write("title", w.in("Coordination meeting", "工作协调会"))
	w.day("from", heldOn)
	w.send("/conferences")
	w.meeting = w.here()

	w.to("/agenda-items")
	w.write("title", w.in("Power supply of County M", "示例受援县供电"))
	w.write("presenter", w.in("County M", "示例受援县"))
	w.write("minutes", "40")
	w.send("/agenda-items")
	w.shows("40", w.in("Power supply of County M", "示例受援县供电"))
	w.up()

	w.to("/invitations/new")
	w.write("lines", w.in("Enterprise B, deputy head\nCounty M, head of department\nEnterprise C, director", "示例企业乙，副总经理\n示例受援县，局长\n示例企业丙，主任"))
	w.send("/invitations")
	w.shows(w.in("deputy head", "副总经理"), w.in("head of department", "局长"))

	w.switchTo("provider") // whoever is invited says that they come
	w.task(w.meeting[len("/conferences/"):])
	w.send("/confirmation")
}

// hold convenes the meeting and marks who came: one sent a substitute, one did
// not come, and the rest were there.
func (w *meetingWalk) hold() {
	w.t.Helper()
	w.switchTo("secretary")
	w.meet(w.meeting)
	w.to("/holding")
	w.send("/holding")
	w.to(w.meeting + "/attendance")
	w.mark(w.in("County M", "示例受援县"), "substitute", w.in("deputy head of department", "副局长"))
	w.mark(w.in("Enterprise C", "示例企业丙"), "absent", "")
	w.follow(`main button[name="rest"]`)
	for _, state := range []string{"present", "substitute", "absent"} {
		w.shows(w.says("conference.attendance.state."+state) + " 1")
	}
	w.up()
	w.shows(w.says("conference.instead", w.in("deputy head of department", "副局长")))
}

// minute writes the minutes; somebody else approves them, and they are issued.
func (w *meetingWalk) minute() {
	w.t.Helper()
	w.to("/minutes")
	w.write("text", w.in(minutesEN, minutesZH))
	w.send("/minutes")
	if w.is(`main a[href$="/approval"]`) {
		w.t.Fatal("who wrote the minutes is offered to approve them")
	}
	w.switchTo("office")
	w.task(w.meeting[len("/conferences/"):])
	w.to("/approval")
	w.shows(w.in("training of 40 technicians", "培训技术人员40名"))
	w.send("/approval")
	w.to("/issuing")
	w.send("/issuing")
}

// readMinutes reads the approved minutes into proposals and takes the four in.
func (w *meetingWalk) readMinutes() {
	w.t.Helper()
	w.switchTo("secretary")
	w.meet(w.meeting)
	w.follow(`main .actions a.button[href$="&minutes=1"]`)
	w.choose("translated", "no")
	w.tick("may_store", "yes")
	w.tick("may_publish", "no")
	w.send("/readings")
	w.shows(w.in("training of 40 technicians", "培训技术人员40名"))
	for w.is(`main [data-key="a"]`) {
		// Whom the text does not name plainly enough, a person chooses.
		if js[bool](w.tab, "document.querySelector('main [name=to]')?.value === '' && document.querySelector('main blockquote').textContent.includes('示例企业乙')") {
			w.choose("to", "party:ENT-B")
			w.choose("laid_on", "provider")
		}
		w.decide("a")
	}
	w.send("/finishing")
	w.up()
	w.at(w.meetingAt())
	w.shows(w.says("decision.noted_apart", 1))
}

// settle registers two of the duties, once the side that they are laid on has
// accepted how they read, each with its lead, day and definition of
// done, and does not take the third.
func (w *meetingWalk) settle() {
	w.t.Helper()
	for _, duty := range []struct{ code, side, lead string }{{training, "provider", "ENT-B"}, {sites, "receiver", "CTY-M"}} {
		w.switchTo(duty.side)
		w.task(duty.code)
		w.send("/second-acceptance")
		w.switchTo("secretary")
		w.task(duty.code)
		w.send("/registration")
		if lead := js[string](w.tab, "document.querySelector('main [name=lead]').value"); lead != duty.lead {
			w.t.Fatalf("the lead that the minutes name is read as %q", lead)
		}
		w.write("done", w.in("The other side has the list.", "清单已送达对方。"))
		w.send("/assignment")
	}
	w.up()
	w.to("/measures/" + office)
	w.to("/refusal#act")
	w.write("reason", w.in("It is for the enterprise to decide.", "由企业自主决定。"))
	w.send("/refusal")
	w.shows(w.says("decision.measure.state.not_taken"), w.in("It is for the enterprise to decide.", "由企业自主决定。"))
	w.up()
	w.at("/aid" + w.meeting)
}

// carryThrough is what the lead does: it accepts, reports in two lines, and claims
// with a file. The claim is returned once and verified by somebody else.
func (w *meetingWalk) carryThrough() {
	w.t.Helper()
	w.switchTo("provider")
	w.task(training)
	w.send("/acceptance")
	w.report("The first 20 technicians began.", "第一批20名技术人员已开班。")
	w.claim("list-1.txt", "20")

	w.switchTo("office")
	w.task(training)
	w.to("/return#act")
	w.write("reason", w.in("The list names 20 of 40.", "名单只有20人，应为40人。"))
	w.send("/return")

	w.switchTo("provider")
	w.task(training)
	w.shows(w.in("The list names 20 of 40.", "名单只有20人，应为40人。"))
	w.report("The other 20 have finished.", "其余20名已结业。")
	w.claim("list-2.txt", "40")

	w.switchTo("secretary")
	w.task(training)
	w.shows("list-1.txt", "list-2.txt")
	w.send("/verification")
	w.send("/closing")
	w.shows(w.says("decision.measure.state.closed"))
	w.up()
}

// report tells in two lines what was done and what comes next.
func (w *meetingWalk) report(en, zh string) {
	w.t.Helper()
	w.write("text", w.in(en, zh))
	w.write("next", w.in("The examination.", "组织考试。"))
	w.send("/update")
	w.shows(w.in(en, zh))
}

// claim says with a file that it is done, which is nothing to verify for who
// said it.
func (w *meetingWalk) claim(file, many string) {
	w.t.Helper()
	w.to("/claim#act")
	w.write("text", w.in(many+" technicians are trained.", "已培训"+many+"名技术人员。"))
	w.attach(file, many)
	w.send("/claim")
	w.shows(file)
	if w.is(`main form[action$="/verification"]`) {
		w.t.Fatal("who claims is offered to verify")
	}
}

// meetAgain plans the meeting after this one: what is open stands on its agenda
// by itself, and what is settled does not.
func (w *meetingWalk) meetAgain() {
	w.t.Helper()
	w.to("/conferences/new?predecessor=" + w.meeting[len("/conferences/"):])
	w.write("title", w.in("Second coordination meeting", "第二次工作协调会"))
	w.day("from", "2028-09-01")
	w.send("/conferences")
	w.shows(w.in("Coordination meeting", "工作协调会"))
	w.to("/agenda")
	w.shows(w.in("list of sites", "选址清单"))
	for _, settled := range []string{training, office} {
		if w.is(`main a[href$="/measures/` + settled + `"]`) {
			w.t.Errorf("%s is settled and stands on the next agenda:\n%s", settled, w.main())
		}
	}
	w.to("/measures/" + sites)
	w.shows(w.in("County M", "示例受援县"))
}

func (w *meetingWalk) meetingAt() string { return "/aid" + w.meeting }

// meet opens a meeting from the list of meetings.
func (w *meetingWalk) meet(meeting string) {
	w.t.Helper()
	w.menu("/conferences")
	w.to(meeting)
}

// mark says of one who was invited how they came.
func (w *meetingWalk) mark(who, state, instead string) {
	w.t.Helper()
	name := func(kind string) string {
		return js[string](w.tab, `[...document.querySelectorAll('main tbody tr')].find((r) => r.textContent.includes('`+who+`')).querySelector('`+kind+`').name`)
	}
	w.choose(name("select"), state)
	if instead != "" {
		w.write(name("input"), instead)
	}
}

// here is the page the tab is at, below the programme.
func (w *walker) here() string {
	w.t.Helper()
	path, _, _ := strings.Cut(strings.TrimPrefix(w.path(), w.base()), "?")
	return path
}

func walkMeeting(t *testing.T, lang words.Lang, scripts bool) {
	t.Helper()
	w := &meetingWalk{walker: walking(t, lang, 1280, scripts)}
	w.prepare()
	w.hold()
	w.minute()
	w.readMinutes()
	w.settle()
	w.carryThrough()
	w.meetAgain()
	w.quiet()
}

func TestFromAMeetingToTheNext(t *testing.T) {
	t.Run("plain", func(t *testing.T) { walkMeeting(t, words.EN, true) })
	t.Run("without scripts", func(t *testing.T) { walkMeeting(t, words.EN, false) })
	t.Run("in Chinese", func(t *testing.T) { walkMeeting(t, words.ZH, true) })
}
