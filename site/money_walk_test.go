package site

import (
	"fmt"
	"testing"

	"throughline/kit/words"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// moneyWalk follows payments from the word of whoever sent them to the word of
// whoever they are for.
type moneyWalk struct {
	*walker
	keyboard bool // nothing is clicked on the pages of the money
	steps    int  // links followed and buttons pressed, since they are counted
}

// reach moves the focus by the tabulator to what a selector finds.
func (w *moneyWalk) reach(selector string) {
	w.t.Helper()
	for range 150 {
		if js[bool](w.tab, fmt.Sprintf("document.activeElement !== null && document.activeElement.matches(%q)", selector)) {
			return
		}
		w.run(chromedp.KeyEvent(kb.Tab))
	}
	w.t.Fatalf("the keyboard does not reach %s on %s", selector, w.path())
}

// take follows a link or presses a button.
func (w *moneyWalk) take(selector string) {
	w.t.Helper()
	w.steps++
	if !w.keyboard {
		w.follow(selector)
		return
	}
	w.reach(selector)
	w.run(w.leads(chromedp.KeyEvent(kb.Enter).Do))
}

// open goes to a page of the money from the bar at the top.
func (w *moneyWalk) open(end string) {
	w.t.Helper()
	w.take(`nav.wide a[href="` + w.base() + `/money"]`)
	if end != "" {
		w.take(`main a[href$="` + end + `"]`)
	}
}

// fill types into a field, in place of what stands there.
func (w *moneyWalk) fill(name, text string) {
	w.t.Helper()
	if !w.keyboard {
		w.write(name, text)
		return
	}
	w.reach(`main [name="` + name + `"]`)
	w.run(chromedp.KeyEvent("a", chromedp.KeyModifiers(input.ModifierCtrl)), input.InsertText(text))
}

// pick chooses one of the radios of a name.
func (w *moneyWalk) pick(name, value string) {
	w.t.Helper()
	if !w.keyboard {
		w.tick(name, value)
		return
	}
	w.reach(`main [name="` + name + `"]`)
	for range 8 {
		if w.is(`main [name="` + name + `"][value="` + value + `"]:checked`) {
			return
		}
		w.run(chromedp.KeyEvent(kb.ArrowDown))
	}
	w.t.Fatalf("the keyboard does not choose %s", value)
}

// check ticks the box of a name.
func (w *moneyWalk) check(name string) {
	w.t.Helper()
	if !w.keyboard {
		w.press(`main [name="` + name + `"]`)
		return
	}
	w.reach(`main [name="` + name + `"]`)
	w.run(chromedp.KeyEvent(" "))
}

// submit sends the form of this address, and wants the page to say that it is done.
func (w *moneyWalk) submit(end string) {
	w.t.Helper()
	w.take(`main form[action$="` + end + `"] button`)
	if !w.is(".notice") || w.is(".errors") {
		w.t.Fatalf("%s: nothing says that it is done:\n%s", end, w.main())
	}
}

// pay records a payment of the provider and wants it under a code.
func (w *moneyWalk) pay(amount, reference, code string) {
	w.t.Helper()
	w.open("/money/send/new")
	w.choose("to", "FIRM-K")
	w.choose("money_class", "grant")
	w.fill("amount", amount)
	w.fill("reference", reference)
	w.submit("/money/send")
	w.at("/aid/money/entries/" + code)
	w.shows(w.says("ledger.transfer.state.in_transit"), reference)
}

// refuse wants bad amounts and a reference that was used to be refused beside
// their fields, and what was typed to stay.
func (w *moneyWalk) refuse() {
	w.t.Helper()
	w.open("/money/send/new")
	w.choose("to", "FIRM-K")
	w.choose("money_class", "grant")
	w.fill("reference", "BANK-7")
	for _, bad := range []string{"1e400", "-5", "0.001", "99999999999999999999"} {
		w.fill("amount", bad)
		w.take(`main form[action$="/money/send"] button`)
		if got := js[string](w.tab, "document.querySelector('main [name=amount]').value"); !w.is("#f-amount[aria-invalid=true]") || got != bad {
			w.t.Fatalf("%s: not refused beside its field, which holds %q:\n%s", bad, got, w.main())
		}
	}
	w.fill("amount", "5")
	w.take(`main form[action$="/money/send"] button`)
	if got := js[string](w.tab, "document.querySelector('main [name=reference]').value"); !w.is("#f-reference[aria-invalid=true]") || got != "BANK-7" {
		w.t.Fatalf("a reference that was used is taken again, or lost (%q):\n%s", got, w.main())
	}
	w.shows("FND-001")
}

// receive confirms the first payment whole: from the list, within three steps.
func (w *moneyWalk) receive() {
	w.t.Helper()
	w.steps = 0
	w.open("")
	w.submit("/FND-001/receipt")
	if w.steps > 3 {
		w.t.Errorf("it takes %d steps to confirm a payment", w.steps)
	}
	w.at("/aid/money/entries/FND-001")
	w.shows(w.says("ledger.transfer.state.received"), "CNY 60,000.00")
	if w.is(`main form[action$="/receipt"]`) {
		w.t.Error("what was received can be received again")
	}
}

// fallShort confirms less than was sent; the rest becomes a discrepancy, for
// which the receiver proposes an end.
func (w *moneyWalk) fallShort() {
	w.t.Helper()
	if w.keyboard {
		w.open("/money/entries/FND-003")
	} else {
		w.task("FND-003")
	}
	w.take(`main a[href*="do=part"]`)
	w.fill("amount", "39,950.00")
	w.check("missing")
	w.submit("/receipt")
	w.shows(w.says("ledger.transfer.state.differs"))
	w.take(`main a[href$="/discrepancies/DSC-001"]`)
	w.shows("CNY 50.00", w.says("ledger.discrepancy.state.open"))
	w.take(`main a[href*="do=proposal"]`)
	w.pick("outcome", "charged")
	w.fill("reason", w.in("The bank has kept its fee.", "银行扣收手续费。"))
	w.submit("/proposal")
	w.shows(w.says("ledger.discrepancy.state.proposed"))
	if w.is(`main form[action$="/DSC-001/agreement"]`) {
		w.t.Fatal("who proposes an outcome is offered to agree to it")
	}
}

// settle is the provider's word; the money of the page adds up afterwards.
func (w *moneyWalk) settle() {
	w.t.Helper()
	if w.keyboard {
		w.open("/discrepancies/DSC-001")
	} else {
		w.task("DSC-001")
	}
	w.submit("/agreement")
	w.shows(w.says("ledger.discrepancy.state.closed"))
	w.open("")
	w.shows("CNY 100,000.00", "CNY 99,950.00", "CNY 50.00", w.says("ledger.sum.charged"))
	if w.is("main #discrepancies") {
		w.t.Error("a discrepancy that is closed is listed as open")
	}
}

func walkMoney(t *testing.T, lang words.Lang, scripts, keyboard bool) {
	t.Helper()
	w := &moneyWalk{walker: walking(t, lang, 1280, scripts), keyboard: keyboard}
	w.sit("provider")
	w.pay("６０,０００", "BANK-7", "FND-001")
	if w.is(`main form[action$="/receipt"]`) {
		t.Fatal("who sends money is offered to confirm it")
	}
	w.refuse()
	w.switchTo("owner")
	w.receive()
	w.switchTo("provider")
	w.pay(w.in("40 thousand", "4万"), "BANK-8", "FND-003")
	w.switchTo("owner")
	w.fallShort()
	w.switchTo("provider")
	w.settle()
	w.quiet()
}

func TestFromAPaymentToBothSidesWord(t *testing.T) {
	t.Run("plain", func(t *testing.T) { walkMoney(t, words.EN, true, false) })
	t.Run("without scripts", func(t *testing.T) { walkMoney(t, words.EN, false, false) })
	t.Run("by keyboard", func(t *testing.T) { walkMoney(t, words.EN, true, true) })
	t.Run("in Chinese", func(t *testing.T) { walkMoney(t, words.ZH, true, false) })
}
