package site

import (
	"strings"
	"testing"

	"throughline/kit/words"
)

// signingWalk goes from a memorandum on the signing table to what came of it.
type signingWalk struct {
	*walker
	clicks int // since they are counted
}

// The memorandum: three promises, a hope and a courtesy.
const (
	memorandumEN = `Memorandum of Cooperation
between Enterprise B (hereinafter "the Enterprise") and County M (hereinafter "the County")

Article 1
The Enterprise shall train 40 technicians of the County by June 30, 2028.

Article 2
Enterprise B shall provide a grant of 2 million yuan for the cold storage of County M by the end of 2028.

Article 3
The Enterprise shall build 2 warehouses in the County by September 30, 2028.

Article 4
Both sides hope to extend their cooperation to tourism.

Article 5
The two sides thank each other for their warm hospitality.
`
	memorandumZH = `合作备忘录
示例企业乙（以下简称甲方）与示例受援县（以下简称乙方）签订本备忘录。

第一条 甲方应于2028年6月30日前为乙方培训技术人员40名。

第二条 甲方应于2028年底前为乙方冷库无偿提供200万元资金。

第三条 甲方应于2028年9月30日前为乙方建设仓库2座。

第四条 双方希望将合作拓展到旅游领域。

第五条 双方对彼此的热情接待表示感谢。
`
)

// promised are the promises in the order of the memorandum, with what of each
// stands in it.
var promised = []struct {
	code, number, amount, class, due, en, zh string
}{
	{code: "COM-001", number: "40", due: "2028-06-30", en: "technicians", zh: "名"},
	{code: "COM-002", amount: "CNY 2,000,000.00", class: "grant", due: "2028-12-31"},
	{code: "COM-003", number: "2", due: "2028-09-30", en: "warehouses", zh: "座"},
}

// sign records the memorandum and holds its text; the other side accepts that
// it was signed.
func (w *signingWalk) sign() {
	w.t.Helper()
	w.sit("secretary")
	w.menu("/agreements")
	w.to("/agreements/new")
	w.choose("kind", "memorandum")
	w.write("title", w.in("Memorandum of Cooperation", "合作备忘录"))
	w.choose("provider", "ENT-B")
	w.choose("receiver", "CTY-M")
	w.day("signed_on", "2028-05-10")
	w.choose("conference", "CNF-001")
	w.send("/agreements")
	w.at("/aid/agreements/AGR-001")
	w.attach("memorandum.txt", w.in(memorandumEN, memorandumZH))
	w.send("/documents")
	w.shows("memorandum.txt")

	w.switchTo("receiver")
	w.task("AGR-001")
	w.to("/acceptance")
	w.send("/acceptance")
}

// readClauses reads the text by clause; both sides accept how it was read.
func (w *signingWalk) readClauses() {
	w.t.Helper()
	w.switchTo("secretary")
	w.menu("/agreements")
	w.to("/agreements/AGR-001")
	w.to("/agreements/AGR-001/readings")
	w.send("/readings")
	text := w.in(memorandumEN, memorandumZH)
	for _, kind := range []string{"commitment", "commitment", "commitment", "intention", "courtesy"} {
		quote := js[string](w.tab, "document.querySelector('.proposal blockquote').textContent")
		marked := js[string](w.tab, "[...document.querySelectorAll('mark.current')].map((e) => e.textContent).join('')")
		if got := js[string](w.tab, "document.querySelector('main [name=clause]').value"); got != kind || quote != marked || !strings.Contains(text, quote) {
			w.t.Fatalf("%q is read as %s and not %s, beside %q", quote, got, kind, marked)
		}
		w.decide("a")
	}
	w.send("/finishing")
	w.up()
	w.at("/aid/agreements/AGR-001")
	for _, side := range []string{"provider", "receiver"} {
		w.switchTo(side)
		w.task("AGR-001")
		if n := js[int](w.tab, "document.querySelectorAll('main [name=clauses]').length"); n != 5 {
			w.t.Fatalf("%d clauses wait for the %s", n, side)
		}
		w.press("main [name=clauses]") // one, and then the others together
		w.send("/clauses/acceptance")
		w.follow("main button[name=all]")
		w.shows(w.says("agreement.accept_clause_done"))
	}
	w.shows(w.says("agreement.clause.state.accepted"))
}

// promise makes a commitment of each clause that promises something. What the
// clause states stands in the form already; the second is shared by two, whose
// parts must be a hundred per cent.
func (w *signingWalk) promise() {
	w.t.Helper()
	w.switchTo("secretary")
	w.menu("/agreements")
	w.to("/agreements/AGR-001")
	for _, p := range promised {
		w.follow(`main #clauses a[href*="/commitments/new?clause="]`)
		for name, want := range map[string]string{"provider": "ENT-B", "receiver": "CTY-M", "quantity": p.number, "unit": w.in(p.en, p.zh), "amount": p.amount,
			"money_class": p.class, "due": p.due} {
			if got := js[string](w.tab, "document.querySelector('main form:not(.panel) [name="+name+"]').value"); got != want {
				w.t.Fatalf("%s of %s is filled in as %q, not %q", name, p.code, got, want)
			}
		}
		if p.class == "" {
			w.choose("fulfilment", "observations")
		} else {
			w.share()
		}
		w.send("/commitments")
		w.at("/aid/commitments/" + p.code)
		w.up()
	}
	if w.is(`main #clauses a[href*="/commitments/new"]`) {
		w.t.Error("a hope or a courtesy can be promised")
	}
}

// share names a second provider; parts of ninety per cent are refused, and what
// was typed stays.
func (w *signingWalk) share() {
	w.t.Helper()
	w.choose("fulfilment", "receipts")
	w.unfold("main [name=share]")
	w.write("share", "50%")
	w.choose("provider_2", "ENT-D")
	w.write("share_2", "40%")
	w.follow(`main form[action$="/commitments"] .actions button`)
	w.shows(w.says("agreement.shares_not_whole", "90 %"))
	w.write("share", "60%")
}

// answer is the receiver's word: it acknowledges two and corrects one, and the
// provider takes the other wording.
func (w *signingWalk) answer() {
	w.t.Helper()
	w.switchTo("receiver")
	for _, code := range []string{"COM-001", "COM-003"} {
		w.task(code)
		w.to("/acknowledgement")
		w.send("/acknowledgement")
	}
	w.task("COM-002")
	w.to("/correction")
	w.write("wording", w.in("A grant of 2.5 million yuan for the cold storage.", "为冷库无偿提供250万元资金。"))
	w.write("amount", w.in("2.5 million", "250万元"))
	w.send("/correction")

	w.switchTo("provider")
	w.task("COM-002")
	w.to("/taken-wording")
	w.send("/taken-wording")
	w.shows("CNY 2,500,000.00", "60 %", "40 %", w.in("A grant of 2.5 million", "250万元"))
}

// build breaks the first promise down into a project. The implementer claims
// its milestone with a file, and the other side verifies it.
func (w *signingWalk) build() {
	w.t.Helper()
	w.up()
	w.to("/commitments/COM-001")
	w.to("/projects/new?commitment=COM-001")
	w.choose("implementer", "ENT-B")
	w.write("milestones", w.in("2028-05-31 Trained technicians", "2028-05-31 培训结业"))
	w.send("/projects")
	w.at("/aid/projects/PRJ-001")
	w.to("/beginning")
	w.send("/beginning")
	w.to("/claim")
	w.day("actual", heldOn)
	w.write("note", w.in("All 40 have passed.", "40名全部结业。"))
	w.attach("certificates.txt", "40")
	w.send("/claim")
	if w.is(`main a[href$="/verification"]`) {
		w.t.Fatal("who claims a milestone is offered to verify it")
	}
	w.switchTo("receiver")
	w.task("PRJ-001")
	w.to("/verification")
	w.send("/verification")
	w.press("main #claims > summary")
	w.shows("certificates.txt", "1 / 1")
}

// finish claims two promises; the receiver confirms one of them fully and the
// other partly.
func (w *signingWalk) finish() {
	w.t.Helper()
	w.switchTo("provider")
	for _, code := range []string{"COM-001", "COM-002"} {
		w.task(code)
		w.to("/claim")
		w.write("wording", w.in("It is done.", "已完成。"))
		w.attach("report-"+code+".txt", code)
		w.send("/claim")
	}
	w.switchTo("receiver")
	w.task("COM-002")
	w.to("/part-confirmation")
	w.write("wording", w.in("Two million have arrived.", "已到账200万元。"))
	w.send("/part-confirmation")
	w.task("COM-001")
	w.to("/confirmation")
	w.send("/confirmation")
	w.shows(w.says("agreement.commitment.state.confirmed"), "report-COM-001.txt")
}

// thread wants all of it on one line, and the conversion to count it.
func (w *signingWalk) thread() {
	w.t.Helper()
	w.to("/promises/COM-001")
	if got := js[string](w.tab, "[...document.querySelectorAll('main ol.thread > li')].map((e) => e.className).join(' ')"); got != "recorded na recorded part na recorded" {
		w.t.Errorf("the nodes of the thread are %s", got)
	}
	if !w.is(`main ol.thread a[href*="/clauses/"]`) || !w.is(`main ol.thread a[href$="/projects/PRJ-001"]`) || !w.is(`main ol.thread a[href$="/commitments/COM-001"]`) {
		w.t.Errorf("the thread does not lead to all its parts:\n%s", w.main())
	}
	w.menu("/agreements")
	w.to("/conversion")
	// Signed, acknowledged, broken down, under way, confirmed: what is claimed is
	// under way, and what is confirmed in part is not confirmed.
	if got := js[string](w.tab, "[...document.querySelectorAll('main figure tbody td:nth-child(2)')].map((e) => e.textContent).slice(0, 5).join(' ')"); got != "3 3 2 2 1" {
		w.t.Errorf("the conversion counts %s", got)
	}
}

// click follows a link that counts as a step of somebody who looks for something.
func (w *signingWalk) click(selector string) {
	w.t.Helper()
	w.clicks++
	w.follow(selector)
}

// trace goes from the words that were signed to the evidence, and back.
func (w *signingWalk) trace() {
	w.t.Helper()
	w.menu("/agreements")
	w.to("/agreements/AGR-001")
	w.follow("main #clauses li a")
	w.at("/aid/agreements/AGR-001/clauses/")
	clause := w.here()
	w.click(`main a[href$="/commitments/COM-001"]`)
	w.click(`main a[href$="/projects/PRJ-001"]`)
	w.clicks++ // the file itself, which a browser saves instead of showing it
	file := js[string](w.tab, "document.querySelector('main #claims a[download]').getAttribute('href')")
	if got := w.h.seat("receiver").get(file); got.Code != 200 || got.Body.String() != "40" {
		w.t.Errorf("the evidence answers %d: %s", got.Code, got.Body)
	}
	if w.clicks > 3 {
		w.t.Errorf("%d clicks from the clause to the evidence", w.clicks)
	}
	w.clicks = 0
	w.click(`main a[href$="` + clause + `"]`)
	w.click("main figure.quote a")
	mark := js[string](w.tab, "document.querySelector('mark.current').textContent")
	if !strings.Contains(w.in(memorandumEN, memorandumZH), mark) || mark == "" || w.clicks > 3 {
		w.t.Errorf("after %d clicks back the text marks %q", w.clicks, mark)
	}
}

func walkSigning(t *testing.T, lang words.Lang, scripts bool) {
	t.Helper()
	w := &signingWalk{walker: walking(t, lang, 1280, scripts)}
	w.sign()
	w.readClauses()
	w.promise()
	w.answer()
	w.build()
	w.finish()
	w.thread()
	w.trace()
	w.quiet()
}

func TestFromTheSigningToTheResult(t *testing.T) {
	t.Run("plain", func(t *testing.T) { walkSigning(t, words.EN, true) })
	t.Run("without scripts", func(t *testing.T) { walkSigning(t, words.EN, false) })
	t.Run("in Chinese", func(t *testing.T) { walkSigning(t, words.ZH, true) })
}
