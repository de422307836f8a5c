package agreement

import (
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"strings"
	"testing"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/web/webtest"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// front is the room's front door with the world's people signed in.
type front struct {
	*webtest.Site
	secretary, colleague, group, county, auditor *webtest.Person
}

func (w *world) front() front {
	w.Helper()
	f := front{Site: webtest.New(w.T, w.DB, webtest.Options{Programme: w.prog, Words: []fs.FS{Words, party.Words, plan.Words, conference.Words, decision.Words},
		Rules: Rules(), Mount: w.Mount})}
	as := func(a ident.Actor) *webtest.Person { return f.As(a.Person, a.Organisation, a.Roles...) }
	f.secretary, f.colleague, f.group, f.county, f.auditor = as(w.secretary), as(w.colleague), as(w.atGroup), as(w.atCounty), as(w.auditor)
	return f
}

func TestJourneyFromTheSigningToTheConfirmation(t *testing.T) {
	w := newWorld(t)
	w.Panels = []Panel{func(_ *web.Call, x Commitment) (template.HTML, error) {
		return template.HTML("<section class=panel>works of " + x.Code + "</section>"), nil
	}}
	f := w.front()
	f.secretary.Get("/agreements").Want(200, "Agreements stand here once", "Record an agreement")
	f.auditor.Get("/agreements").Want(200).Without("Record an agreement")
	f.auditor.Get("/agreements/new").Want(403)

	// The office records the memorandum as the report has it.
	form := f.secretary.Get("/agreements/new?conference=CNF-001").Want(200, "What was signed, and by whom?", "SRC-001")
	again := f.secretary.Submit(form, "/agreements", url.Values{"title": {""}, "parties": {"港口集团\n谷地县"}})
	again.Want(422, "Give the title of the agreement.", "港口集团")
	f.secretary.Submit(form, "/agreements", url.Values{"title": {"Memorandum"}, "provider": {"HG"}, "source": {"SRC-001"}, "quote": {"签署了备忘录"}}).Want(422, "quote")
	page := f.secretary.Submit(form, "/agreements", url.Values{"title": {"Memorandum on health"}, "other": {"卫生合作备忘录"}, "kind": {"memorandum"}, "provider": {"HG"},
		"receiver": {"VC"}, "pairing": {w.pairing.Code}, "source": {"SRC-001"}, "quote": {"港口集团与谷地县签署备忘录，为期五年"}, "period": {"for five years"}})
	page.Want(200, "The agreement is on record.", "waits for the other side", "/sources/SRC-001?from=3&amp;to=21#quote", "Third conference", "Harbour Group", "not held",
		"for five years").Without("Accept the reading")

	// The other side accepts it; the group adds the text.
	acceptance := f.county.Get("/agreements/AGR-001/acceptance").Want(200, "Your side says that this agreement was read rightly")
	f.secretary.Get("/agreements/AGR-001/acceptance").Want(403)
	f.county.Submit(acceptance, "/agreements/AGR-001/acceptance", url.Values{"wording": {"As we signed it."}}).Want(200, "Accepted.", "signed, text not held", "As we signed it.")
	page = f.group.Get("/agreements/AGR-001").Want(200, "What the source says of it")
	f.group.Submit(page, "/agreements/AGR-001/documents", nil).Want(422, "Choose a file.")
	page = f.group.Upload(page, "/agreements/AGR-001/documents", nil, "file", "memo.txt", []byte(zh))
	page.Want(200, "The text is on file.", "signed, text held", "memo.txt", "双方将加强交流")
	docs, err := DocumentsOf(t.Context(), w.DB.Read(), w.prog, w.agreementNamed("AGR-001").ID)
	w.must(err)
	got := f.auditor.Get(fmt.Sprintf("/agreements/AGR-001/documents/%d", docs[0].ID)).Want(200)
	if got.Body != zh || !strings.Contains(got.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("download is %q as %q", got.Body, got.Header.Get("Content-Disposition"))
	}

	// A clause by its words alone, as without a script; one that is there twice is refused.
	page = f.secretary.Get("/agreements/AGR-001").Want(200, "No clause is marked yet.")
	f.secretary.Submit(page, "/agreements/AGR-001/clauses", url.Values{"quote": {"双方将加强交流"}, "kind": {"intention"}}).Want(422, "双方将加强交流")
	page = f.secretary.Submit(page, "/agreements/AGR-001/clauses", url.Values{"quote": {"为受援方建设40所乡镇卫生院"}, "kind": {"commitment"}, "number": {"第一条"}})
	page.Want(200, "The clause is on record.", `class="current"`, "Make a commitment of it")
	// And by its place, as the script sends it.
	page = f.secretary.Submit(page, "/agreements/AGR-001/clauses", url.Values{"quote": {"双方将加强交流"}, "from": {"30"}, "to": {"37"}, "kind": {"intention"}}).Want(200)
	if i := strings.Index(page.Body, `data-source`); !strings.Contains(page.Body[i:], `<mark class="proposed" id="clause-`) {
		t.Errorf("the first clause is not marked in the text:\n%s", page.Body[i:])
	}
	page = f.county.Get("/agreements/AGR-001").Want(200, "Clauses that wait for your acceptance")
	clauses, err := ClausesOf(t.Context(), w.DB.Read(), w.prog, w.agreementNamed("AGR-001").ID)
	w.must(err)
	f.county.Submit(page, "/agreements/AGR-001/clauses/acceptance", nil).Want(422, "Tick the clauses")
	f.county.Submit(page, "/agreements/AGR-001/clauses/acceptance", url.Values{"clauses": {itoa(clauses[1].ID)}}).Want(200, "The clauses are accepted.", "the receiving side has read it so")
	page = f.group.Get("/agreements/AGR-001").Want(200, "Clauses that wait for your acceptance")
	f.group.Submit(page, "/agreements/AGR-001/clauses/acceptance", url.Values{"clauses": {itoa(clauses[1].ID)}}).Want(200, "accepted by both sides")

	// The promise, from the clause.
	form = f.secretary.Get("/commitments/new?clause="+itoa(clauses[0].ID)).Want(200, "为受援方建设40所乡镇卫生院", "Harbour Group")
	f.secretary.Submit(form, "/commitments", url.Values{"title": {"Forty clinics"}, "amount": {"4 million"}, "receiver": {"VC"}}).Want(422, "An amount needs its class")
	page = f.secretary.Submit(form, "/commitments", url.Values{"title": {"Forty clinics"}, "lang": {"en"}, "other": {"四十所卫生院"}, "receiver": {"VC"}, "quantity": {"40"}, "unit": {"clinics"},
		"money_class": {"grant"}, "amount": {"4,000,000.00"}, "due": {"2028-09-30"}, "done": {"Forty clinics take patients."}})
	page.Want(200, "The commitment is on record.", "COM-001", "40 clinics", "CNY 4,000,000.00", "grant", "30 September 2028", "works of COM-001", "第一条", "Memorandum on health")
	f.secretary.Get("/agreements/AGR-001").Want(200, "COM-001", "Harbour Group", "→ Valley County")
	w.sidesSpeak(f)
}

// sidesSpeak: the receiver acknowledges, the provider claims, the receiver
// confirms; between them both agree on another day.
func (w *world) sidesSpeak(f front) {
	w.Helper()
	f.group.Get("/commitments/COM-001/acknowledgement").Want(403)
	say := f.county.Get("/commitments/COM-001/acknowledgement").Want(200, "Forty clinics")
	f.county.Submit(say, "/commitments/COM-001/acknowledgement", nil).Want(200, "Acknowledged. Both sides hold to it now.", "acknowledged by the receiver")
	f.county.Submit(say, "/commitments/COM-001/acknowledgement", nil).Want(200)
	say = f.group.Get("/commitments/COM-001/proposals/new").Want(200, "another due date").Without("take it up again")
	f.group.Submit(say, "/commitments/COM-001/proposals", url.Values{"proposal": {"defer"}, "reason": {"customs"}}).Want(422, "Give the day.")
	f.group.Submit(say, "/commitments/COM-001/proposals", url.Values{"proposal": {"defer"}, "new_due": {"2028-12-31"}, "reason": {"customs"}}).Want(200, "Your proposal waits")
	page := f.county.Get("/commitments/COM-001").Want(200, "another due date 31 December 2028", "customs")
	open, err := ProposalsOf(w.Context(), w.DB.Read(), w.prog, w.commitmentNamed("COM-001").ID)
	w.must(err)
	at := "/commitments/COM-001/proposals/" + itoa(open[0].ID)
	f.group.Post(at+"/agreement", nil).Want(403)
	f.county.Submit(page, at+"/refusal", url.Values{"reason": {""}}).Want(422, "Give the reason.")
	f.county.Submit(page, at+"/agreement", nil).Want(200, "Agreed.", "31 December 2028", "first due 30 September 2028", "put off 1 time")
	say = f.group.Get("/commitments/COM-001/claim").Want(200)
	page = f.group.Upload(say, "/commitments/COM-001/claim", url.Values{"wording": {"All forty are open."}}, "file", "list.csv", []byte("clinic,open\n1,yes\n"))
	page.Want(200, "Your claim is on record.", "All forty are open.", "list.csv")
	said, err := StatementsOf(w.Context(), w.DB.Read(), w.prog, w.commitmentNamed("COM-001").ID)
	w.must(err)
	f.auditor.Get("/commitments/COM-001/statements/"+itoa(said[1].ID)).Want(200, "clinic,open")
	f.auditor.Get("/commitments/COM-001/statements/" + itoa(said[0].ID)).Want(404)
	say = f.county.Get("/commitments/COM-001/dispute").Want(200)
	f.county.Submit(say, "/commitments/COM-001/dispute", url.Values{"wording": {""}}).Want(422, "Give the reason.")
	say = f.county.Get("/commitments/COM-001/confirmation").Want(200)
	f.county.Submit(say, "/commitments/COM-001/confirmation", nil).Want(200, "Confirmed: the promise has been kept.", "confirmed by both sides")
	f.county.Get("/commitments/COM-001/confirmation").Want(409)

	f.auditor.Get("/commitments?state=confirmed&party=VC").Want(200, "COM-001", "1 commitment")
	f.auditor.Get("/commitments?q=nothing").Want(200, "No commitment matches.")
	f.auditor.Get("/commitments?format=csv").Want(200, "COM-001,Forty clinics,Harbour Group,HG,Valley County,VC,40 clinics,grant", "2028-12-31,2028-09-30,confirmed by both sides,AGR-001")
	f.auditor.Get("/agreements?format=csv").Want(200, "AGR-001,Memorandum on health,memorandum,1,Harbour Group; Valley County,HG; VC")
	f.auditor.JSON("/commitments/COM-001").Want(200, `"state":"confirmed"`, `"amount":{"minor":400000000,"currency":"CNY"}`)
	f.auditor.In(words.ZH).Get("/commitments/COM-001").Want(200, "四十所卫生院", "双方确认", "无偿援助", "2028年12月31日")
	f.auditor.In(words.ZH).Get("/agreements/AGR-001").Want(200, "卫生合作备忘录", "已签署，文本已存", "承诺")
}

func (w *world) agreementNamed(code string) Agreement {
	w.Helper()
	a, err := GetAgreementByCode(w.Context(), w.DB.Read(), w.prog, code)
	w.must(err)
	return a
}

func (w *world) commitmentNamed(code string) Commitment {
	w.Helper()
	c, err := GetCommitmentByCode(w.Context(), w.DB.Read(), w.prog, code)
	w.must(err)
	return c
}

func TestTwoWordingsOnOnePage(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	w.promise(nil)
	say := f.county.Get("/commitments/COM-001/correction").Want(200, "As recorded Forty clinics")
	f.county.Submit(say, "/commitments/COM-001/correction", url.Values{"wording": {"Forty clinics with staff"}, "quantity": {"forty"}, "unit": {"clinics"}}).
		Want(422, "cannot be read as a number", "Forty clinics with staff")
	f.county.Submit(say, "/commitments/COM-001/correction", url.Values{"wording": {"Forty clinics with staff"}, "due": {"2028-12-31"}}).
		Want(200, "Two wordings", "Forty clinics with staff", "Forty clinics", "corrected by the receiver")
	say = f.group.Get("/commitments/COM-001/taken-wording").Want(200, "Forty clinics with staff")
	f.group.Submit(say, "/commitments/COM-001/taken-wording", nil).Want(200, "Both sides hold to the receiver’s wording", "31 December 2028", "first due 30 September 2028")
}

func TestBatchPage(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	form := f.secretary.Get("/agreements/new?conference=CNF-001")
	f.secretary.Submit(form, "/agreements", url.Values{"title": {"Cooperation agreements"}, "kind": {"cooperation"}, "unknown_number": {"1"}, "source": {"SRC-001"},
		"quote": {"有关企业签署了合作协议"}}).Want(200, "This is never counted as one agreement", "not named")
	accept := f.colleague.Get("/agreements/AGR-001/acceptance").Want(200)
	f.colleague.Submit(accept, "/agreements/AGR-001/acceptance", nil).Want(200, "Add a named party’s agreement")
	f.auditor.Get("/agreements").Want(200, "0 agreements.", "1 report of signings of unknown number", "number unknown")
	form = f.group.Get("/agreements/AGR-001/named/new").Want(200, "Which agreement of the report is yours?")
	f.group.Upload(form, "/agreements/AGR-001/named", url.Values{"title": {"Cold chain"}, "kind": {"cooperation"}, "receiver": {"VC"}, "pairing": {w.pairing.Code}}, "file", "ours.txt", []byte(zh)).
		Want(200, "leads back to the report", "Cooperation agreements", "有关企业签署了合作协议", "ours.txt", "waits for the other side")
	f.auditor.Get("/agreements/AGR-001").Want(200, "Cold chain")
	f.auditor.Get("/agreements").Want(200, "1 agreement.", "1 report")
	clause := f.secretary.Get("/agreements/AGR-002")
	f.secretary.Submit(clause, "/agreements/AGR-002/clauses", url.Values{"quote": {"𠮷祥如意"}, "kind": {"courtesy"}}).Want(200)
	clauses, err := ClausesOf(t.Context(), w.DB.Read(), w.prog, w.agreementNamed("AGR-002").ID)
	w.must(err)
	at := "/agreements/AGR-002/clauses/" + itoa(clauses[0].ID)
	page := f.county.Get(at).Want(200, "𠮷祥如意", "Contest the clause", "Accept the clauses")
	f.county.Submit(page, at+"/contest", url.Values{"reason": {""}}).Want(422, "Give the reason.")
	f.county.Submit(page, at+"/contest", url.Values{"reason": {"it is more"}}).Want(200, "Your objection is kept", "it is more")
	page = f.group.Get(at).Want(200, "Give it another kind")
	f.group.Submit(page, at+"/recasting", url.Values{"kind": {"commitment"}}).Want(200, "waits for the other side")
	page = f.secretary.Get(at).Want(200)
	f.secretary.Submit(page, at+"/withdrawal", url.Values{"reason": {"wrong passage"}}).Want(200, "The clause is withdrawn.")
}

func TestPanelsOnOtherPages(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	w.memorandum(nil)
	w.promise(nil)
	pages := &panelPages{w: w}
	site := webtest.New(t, w.DB, webtest.Options{Programme: w.prog, Words: []fs.FS{Words, party.Words, plan.Words, conference.Words, decision.Words}, Rules: Rules(), Mount: pages.mount})
	secretary := site.As(w.secretary.Person, w.secretary.Organisation, w.secretary.Roles...)
	auditor := site.As(w.auditor.Person, w.auditor.Organisation, w.auditor.Roles...)
	secretary.Get("/panels/conference").Want(200, "Signed at this meeting", "AGR-001", "/agreements/new?conference=CNF-001")
	auditor.Get("/panels/conference").Want(200, "AGR-001").Without("/agreements/new")
	secretary.Get("/panels/measure").Want(200, "COM-001", "40 clinics", "CNY 4,000,000.00", "/commitments/new?measure=MEA-001")
	auditor.Get("/panels/measure").Want(200, "COM-001").Without("/commitments/new")
	auditor.In(words.ZH).Get("/panels/party").Want(200, "作出和获得的承诺", "四十所卫生院", "卫生合作备忘录", "2028年9月30日")
	form := f.secretary.Get("/commitments/new?measure=MEA-001").Want(200, "Send doctors")
	f.secretary.Submit(form, "/commitments", url.Values{"provider": {"HG"}, "receiver": {"VC"}}).Want(200, "COM-002", "Send doctors")
	f.secretary.Get("/commitments/new").Want(404)
}

// panelPages are pages that hold nothing but a panel.
type panelPages struct{ w *world }

func (p *panelPages) mount(f *web.Front) {
	p.w.Mount(f)
	room := f.Room(panelFiles{})
	show := func(html template.HTML, err error, c *web.Call) error {
		if err != nil {
			return err
		}
		_, err = c.W.Write([]byte(html))
		return err
	}
	room.On("GET /panels/conference", "agreement.see", func(c *web.Call) error {
		html, err := p.w.ConferencePanel(c, p.w.meeting)
		return show(html, err, c)
	})
	room.On("GET /panels/pairing", "agreement.see", func(c *web.Call) error {
		html, err := p.w.PairingPanel(c, p.w.pairing)
		return show(html, err, c)
	})
	room.On("GET /panels/measure", "agreement.see", func(c *web.Call) error {
		html, err := p.w.MeasurePanel(c, p.w.measure)
		return show(html, err, c)
	})
	room.On("GET /panels/party", "agreement.see", func(c *web.Call) error {
		html, err := p.w.PartyPanel(c, p.w.group)
		return show(html, err, c)
	})
}

type panelFiles struct{}

func (panelFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func TestPagesDoNotAskOnceARow(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	w.memorandum(nil)
	w.promise(nil)
	paths := []string{"/agreements", "/commitments", "/agreements/AGR-001"}
	var before []int64
	for _, path := range paths {
		before = append(before, f.auditor.Get(path).Want(200).Queries)
	}
	for range 8 {
		w.memorandum(nil)
		w.promise(nil)
	}
	for i, path := range paths {
		if after := f.auditor.Get(path).Want(200).Queries; after != before[i] {
			t.Errorf("%s asks %d times for 9 rows, %d for one", path, after, before[i])
		}
	}
}

func TestInternalPagesDoNotExistForOthers(t *testing.T) {
	w := newWorld(t)
	f := w.front()
	w.memorandum(func(in *CaptureInput) { in.Visibility = "internal" })
	w.promise(func(in *CommitInput) { in.Visibility = "internal" })
	for _, path := range []string{"/agreements/AGR-001", "/commitments/COM-001", "/agreements/AGR-999"} {
		f.county.Get(path).Want(404)
	}
	f.county.Get("/agreements").Want(200).Without("AGR-001")
	f.county.Get("/commitments?format=csv").Want(200).Without("COM-001")
	f.auditor.Get("/agreements/AGR-001").Want(200, "internal")
}
