package agreement

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
)

var update = flag.Bool("update", false, "write the golden files")

// world is one small programme: an office, a group that provides, a county that
// receives, their pairing, a meeting with a report of its signings, a measure.
type world struct {
	*testing.T
	*Room
	prog ident.Programme
	keys int

	office, group, county party.Party
	pairing               party.Pairing
	meeting               conference.Conference
	source                conference.Source
	measure               decision.Measure

	secretary, colleague, atGroup, atCounty, auditor, stranger ident.Actor
}

const report = "会上，港口集团与谷地县签署备忘录，为期五年。有关企业签署了合作协议。"

func newWorld(t *testing.T) *world {
	t.Helper()
	files, err := blob.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := dbtest.Open(t)
	w := &world{T: t, Room: &Room{DB: d, Blobs: files}}
	p, err := party.CreateProgramme(t.Context(), d, ident.Actor{Person: 1}, w.key(), party.Programme{Code: "aid", Name: "Aid", NameZH: "支援",
		Zone: "Asia/Shanghai", Currency: "CNY", Languages: []string{"en", "zh"}})
	w.must(err)
	w.prog = p.ID
	accounts := access.NewAccounts(d)
	for i, at := range []*ident.Actor{&w.secretary, &w.colleague, &w.atGroup, &w.atCounty, &w.auditor, &w.stranger} {
		login := fmt.Sprint("person-", i+1)
		id, err := accounts.AddPerson(t.Context(), login, login, "")
		w.must(err)
		*at = ident.Actor{Person: id, Programme: w.prog}
	}
	w.secretary.Roles = []ident.Role{ident.Office}
	_, err = d.Change(t.Context(), w.secretary, w.key(), w.found)
	w.must(err)
	return w
}

// found makes the organisations, their seats, the meeting and the measure.
func (w *world) found(tx *db.Tx) (facts []db.Fact, err error) {
	ctx := w.Context()
	keep := func(f db.Fact, e error) {
		w.Helper()
		w.must(e)
		facts = append(facts, f)
	}
	add := func(code, kind, name string) party.Party {
		p, f, err := party.AddPartyTx(ctx, tx, party.PartyInput{Code: code, Kind: kind, Name: name, Lang: "en"})
		keep(f, err)
		return p
	}
	w.office, w.group, w.county = add("OFF", "office", "Programme office"), add("HG", "enterprise", "Harbour Group"), add("VC", "county", "Valley County")
	far := add("FT", "township", "Far Township")
	for _, s := range []struct {
		who  *ident.Actor
		at   party.Party
		role ident.Role
	}{{&w.secretary, w.office, ident.Secretary}, {&w.colleague, w.office, ident.Office}, {&w.auditor, w.office, ident.Auditor},
		{&w.atGroup, w.group, ident.Provider}, {&w.atCounty, w.county, ident.Receiver}, {&w.stranger, far, ident.Receiver}} {
		s.who.Organisation, s.who.Roles = s.at.ID, []ident.Role{s.role}
		_, f, err := party.AddMembershipTx(ctx, tx, party.MembershipInput{Person: s.who.Person, Party: s.at.ID, Role: s.role})
		keep(f, err)
	}
	var f db.Fact
	w.pairing, f, err = party.PairTx(ctx, tx, party.PairInput{Provider: w.group.ID, Receiver: w.county.ID, Scope: "health", From: "2028-01-01"})
	keep(f, err)
	tx.Who = w.secretary
	w.meeting, f, err = conference.ConveneTx(ctx, tx, conference.ConveneInput{Title: "Third conference", Lang: "en", From: "2028-05-10", To: "2028-05-10"})
	keep(f, err)
	w.source, f, err = conference.AddSourceTx(ctx, tx, conference.SourceInput{Conference: w.meeting.ID, Title: "Report", Publisher: "Harbour Group",
		Side: "provider", Lang: "zh", Translated: "no", Year: 2028, MayStore: true, Text: report})
	keep(f, err)
	w.measure, f, err = decision.CaptureTx(ctx, tx, decision.CaptureInput{Title: "Send doctors", Lang: "en", Kind: "requirement", Conference: w.meeting.ID})
	keep(f, err)
	w.measure, f, err = decision.RegisterTx(ctx, tx, decision.MoveInput{Measure: w.measure.ID})
	keep(f, err)
	return facts, nil
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) key() db.Key {
	w.keys++
	return db.Key{ID: fmt.Sprint("key-", w.keys), Digest: "digest"}
}

// memorandum records what the report says of the memorandum.
func (w *world) memorandum(change func(*CaptureInput)) Agreement {
	w.Helper()
	quote, err := w.source.Locate("港口集团与谷地县签署备忘录，为期五年", "quote")
	w.must(err)
	in := CaptureInput{Key: w.key(), Kind: "memorandum", Title: "Memorandum on health", Lang: "en", Other: "卫生合作备忘录", Pairing: w.pairing.ID, Quote: quote,
		Period: "为期五年", Parties: []SigningParty{{Name: "港口集团", Party: w.group.ID, Side: "provider"}, {Name: "谷地县"}}}
	if change != nil {
		change(&in)
	}
	done, err := w.Capture(w.Context(), w.secretary, in)
	w.must(err)
	id, _ := done.Subject(Noun)
	return w.agreement(id)
}

func (w *world) agreement(id ident.ID) Agreement {
	w.Helper()
	a, err := GetAgreement(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return a
}

// signed is a memorandum that the county has accepted and whose text is held.
func (w *world) signed() (Agreement, Document) {
	w.Helper()
	a := w.memorandum(nil)
	_, err := w.Accept(w.Context(), w.atCounty, MoveInput{Key: w.key(), Agreement: a.ID})
	w.must(err)
	_, err = w.HoldText(w.Context(), w.atGroup, HoldInput{Key: w.key(), Agreement: a.ID, File: &File{"memo.txt", []byte(zh)}})
	w.must(err)
	docs, err := DocumentsOf(w.Context(), w.DB.Read(), w.prog, a.ID)
	w.must(err)
	return w.agreement(a.ID), docs[0]
}

func (w *world) clause(a Agreement, d Document, quote, kind string) Clause {
	w.Helper()
	done, err := w.Mark(w.Context(), w.secretary, MarkInput{Key: w.key(), Agreement: a.ID, Document: d.ID, Quote: quote, Number: "第一条", Kind: kind})
	w.must(err)
	id, _ := done.Subject(ClauseNoun)
	c, err := GetClause(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return c
}

// promise is a commitment recorded by the office, of the memorandum's first
// clause unless the change says otherwise.
func (w *world) promise(change func(*CommitInput)) Commitment {
	w.Helper()
	in := CommitInput{Key: w.key(), Title: "Forty clinics", Lang: "en", Other: "四十所卫生院", Measure: w.measure.ID, Provider: w.group.ID, Receiver: w.county.ID,
		MoneyClass: "grant", Entered: EnteredTerms{Lang: words.EN, Quantity: "40", Unit: "clinics", Amount: "4,000,000.00", Currency: "CNY", Due: "2028-09-30"},
		DoneDefinition: "Forty clinics take patients."}
	if change != nil {
		change(&in)
	}
	done, err := w.Commit(w.Context(), w.secretary, in)
	w.must(err)
	id, _ := done.Subject(CommitmentNoun)
	return w.commitment(id)
}

func (w *world) commitment(id ident.ID) Commitment {
	w.Helper()
	c, err := GetCommitment(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return c
}

func (w *world) try(who ident.Actor, verb string, c Commitment, wording string) error {
	_, err := w.Say(w.Context(), who, verb, SayInput{Key: w.key(), Commitment: c.ID, Wording: wording})
	return err
}

// says takes a commitment through the words of its sides.
func (w *world) says(c Commitment, steps ...any) Commitment {
	w.Helper()
	for i := 0; i < len(steps); i += 2 {
		w.must(w.try(steps[i].(ident.Actor), steps[i+1].(string), c, "in own words"))
	}
	return w.commitment(c.ID)
}

func (w *world) propose(who ident.Actor, c Commitment, kind string, due words.Day) (Proposal, error) {
	w.Helper()
	done, err := w.Propose(w.Context(), who, ProposeInput{Key: w.key(), Commitment: c.ID, Kind: kind, Due: due, Reason: "customs"})
	if err != nil {
		return Proposal{}, err
	}
	id, _ := done.Subject(ProposalNoun)
	p, err := GetProposal(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return p, nil
}

// hat is the same person acting for another organisation.
func hat(who ident.Actor, org party.Party, role ident.Role) ident.Actor {
	who.Organisation, who.Roles = org.ID, []ident.Role{role}
	return who
}

// waits lists what a record waits for.
func (w *world) waits(ref ident.Ref) string {
	w.Helper()
	open, err := task.Of(w.Context(), w.DB.Read(), w.prog, ref)
	w.must(err)
	codes := map[ident.ID]string{w.group.ID: "HG", w.county.ID: "VC"}
	var all []string
	for _, t := range open {
		line := strings.TrimPrefix(t.Action, "agreement.") + " " + string(t.Role)
		if t.Party != 0 {
			line += " " + codes[t.Party]
		}
		if t.Due != "" {
			line += " by " + string(t.Due)
		}
		all = append(all, line)
	}
	return strings.Join(all, "; ")
}

// steps tells the life of a record.
func (w *world) steps(m *state.Machine, id ident.ID) string {
	w.Helper()
	taken, err := state.Steps(w.Context(), w.DB.Read(), w.prog, m, id, 0)
	w.must(err)
	var all []string
	for _, s := range taken {
		all = append(all, fmt.Sprintf("%s %s>%s", strings.TrimPrefix(s.Verb, "agreement."), s.From, s.To))
	}
	return strings.Join(all, "; ")
}

func (w *world) want(what, got, want string) {
	w.Helper()
	if got != want {
		w.Errorf("%s: %s\nwant %s", what, got, want)
	}
}

// everything is the content of the tables that an act may touch.
func (w *world) everything() string {
	w.Helper()
	var b strings.Builder
	for _, q := range []string{"SELECT count(*) FROM db_journal", "SELECT count(*) FROM db_key", "SELECT count(*) FROM state_step",
		"SELECT count(*) FROM task_task WHERE closed_seq = 0", "SELECT count(*) FROM search_doc", "SELECT count(*) FROM agreement_party",
		"SELECT count(*) FROM agreement_document", "SELECT count(*) FROM agreement_amendment",
		"SELECT count(*) FROM agreement_consent", "SELECT count(*) FROM agreement_step", "SELECT count(*) FROM agreement_restatement", "SELECT count(*) FROM agreement_share",
		"SELECT count(*) FROM agreement_statement", "SELECT count(*) FROM agreement_translation",
		"SELECT COALESCE(SUM(last), 0) FROM db_code"} {
		var n int64
		w.must(w.DB.Read().QueryRowContext(w.Context(), q).Scan(&n))
		fmt.Fprintln(&b, q, n)
	}
	eye := ident.Actor{Programme: w.prog, Roles: []ident.Role{ident.Office}}
	agreements, err := ListAgreements(w.Context(), w.DB.Read(), eye, AgreementFilter{Limit: 500})
	w.must(err)
	made, err := ListCommitments(w.Context(), w.DB.Read(), eye, CommitmentFilter{Limit: 500})
	w.must(err)
	for _, a := range agreements {
		clauses, err := ClausesOf(w.Context(), w.DB.Read(), w.prog, a.ID)
		w.must(err)
		fmt.Fprintf(&b, "%+v %+v\n", a, clauses)
	}
	for _, c := range made {
		proposals, err := ProposalsOf(w.Context(), w.DB.Read(), w.prog, c.ID)
		w.must(err)
		j, err := json.Marshal(c)
		w.must(err)
		fmt.Fprintf(&b, "%s %+v\n", j, proposals)
	}
	return b.String()
}

// refuses checks that an act is refused and has left nothing behind.
func (w *world) refuses(what string, kind fault.Kind, key string, act func() error) {
	w.Helper()
	before := w.everything()
	err := act()
	if fault.KindOf(err) != kind || !strings.Contains(refused(err), key) {
		w.Errorf("%s: %v, want %s %s", what, err, kind, key)
	}
	if after := w.everything(); after != before {
		w.Errorf("%s changed\n%s\nto\n%s", what, before, after)
	}
}

// facts lists the kinds that the last change made.
func (w *world) lastFacts() string {
	w.Helper()
	all, err := db.Since(w.Context(), w.DB.Read(), w.prog, 0, 10000)
	w.must(err)
	last := all[len(all)-1].Seq
	var kinds []string
	for _, e := range all {
		if e.Seq == last {
			kinds = append(kinds, strings.TrimSuffix(e.Kind, ".v1"))
		}
	}
	return strings.Join(kinds, " ")
}

func TestAgreementFromTheReportToItsText(t *testing.T) {
	w := newWorld(t)
	a := w.memorandum(nil)
	w.want("captured", fmt.Sprint(a.Code, " ", a.State, " ", a.Conference == w.meeting.ID, " ", a.Other, " ", a.Parties[0].Side, " ", len(a.Parties)),
		"AGR-001 captured true 卫生合作备忘录 provider 2")
	w.want("tasks", w.waits(a.Ref()), "accept provider HG; accept receiver VC")
	found, err := search.Find(t.Context(), w.DB.Read(), w.secretary, "港口", 5)
	w.must(err)
	if !slices.ContainsFunc(found, func(d search.Doc) bool { return d.Ref == a.Ref() }) {
		t.Error("the agreement is not found by its text")
	}

	_, err = w.Accept(t.Context(), w.atCounty, MoveInput{Key: w.key(), Agreement: a.ID, Wording: "As signed."})
	w.must(err)
	w.want("facts", w.lastFacts(), "agreement.agreement.accepted agreement.statement.made")
	w.want("accepted", w.agreement(a.ID).State, SignedUnheld)
	w.want("tasks", w.waits(a.Ref()), "hold_text office")
	said, err := StatementsOfAgreement(t.Context(), w.DB.Read(), w.prog, a.ID)
	w.must(err)
	if len(said) != 1 || said[0].Verdict != "accepted" || said[0].Wording != "As signed." || said[0].Organisation != w.county.ID {
		t.Errorf("statements are %+v", said)
	}

	_, err = w.HoldText(t.Context(), w.atGroup, HoldInput{Key: w.key(), Agreement: a.ID, File: &File{"memo.md", []byte("第一条\r\n正文\r\n")}})
	w.must(err)
	_, err = w.HoldText(t.Context(), w.atGroup, HoldInput{Key: w.key(), Agreement: a.ID, File: &File{"memo.pdf", []byte("%PDF-1.7\n")}})
	w.must(err)
	docs, err := DocumentsOf(t.Context(), w.DB.Read(), w.prog, a.ID)
	w.must(err)
	text, err := GetDocument(t.Context(), w.DB.Read(), w.prog, docs[0].ID)
	w.must(err)
	pdf, err := GetDocument(t.Context(), w.DB.Read(), w.prog, docs[1].ID)
	w.must(err)
	if strings.Contains(text.Text, "\r") || !strings.HasPrefix(text.Text, "第一条\n正文") || pdf.Text != "" || docs[0].Text != "" {
		t.Errorf("texts are %q, %q", text.Text, pdf.Text)
	}
	for _, d := range docs {
		f, err := w.Blobs.Open(d.Digest)
		w.must(err)
		f.Close()
	}
	_, err = w.TakeEffect(t.Context(), w.colleague, MoveInput{Key: w.key(), Agreement: a.ID, Day: "2028-06-01"})
	w.must(err)
	w.refuses("an end before the beginning", fault.Invalid, "to agreement.days_reversed", func() error {
		_, err := w.Do(t.Context(), w.colleague, "agreement.complete", MoveInput{Key: w.key(), Agreement: a.ID, Day: "2028-05-31"})
		return err
	})
	_, err = w.Do(t.Context(), w.colleague, "agreement.complete", MoveInput{Key: w.key(), Agreement: a.ID, Day: "2033-05-31"})
	w.must(err)
	got := w.agreement(a.ID)
	w.want("completed", fmt.Sprint(got.State, " ", got.From, " ", got.To), "completed 2028-06-01 2033-05-31")
	w.want("steps", w.steps(Machine, a.ID), "capture >captured; accept captured>signed_unheld; hold_text signed_unheld>signed; hold_text signed>signed; "+
		"take_effect signed>effective; complete effective>completed")
	w.want("tasks", w.waits(a.Ref()), "")
}

func TestTextAddedBeforeTheAcceptance(t *testing.T) {
	w := newWorld(t)
	a := w.memorandum(nil)
	_, err := w.HoldText(t.Context(), w.secretary, HoldInput{Key: w.key(), Agreement: a.ID, File: &File{"memo.txt", []byte(zh)}})
	w.must(err)
	w.want("still waits", w.agreement(a.ID).State, Captured)
	_, err = w.Accept(t.Context(), w.atGroup, MoveInput{Key: w.key(), Agreement: a.ID})
	w.must(err)
	w.want("signed", w.agreement(a.ID).State, Signed)
	w.want("steps", w.steps(Machine, a.ID), "capture >captured; hold_text captured>captured; accept captured>signed_unheld; hold_text signed_unheld>signed")
}

func TestSecondAcceptance(t *testing.T) {
	w := newWorld(t)
	a := w.memorandum(nil)
	accept := func(who ident.Actor, id ident.ID) func() error {
		return func() error {
			_, err := w.Accept(t.Context(), who, MoveInput{Key: w.key(), Agreement: id})
			return err
		}
	}
	w.refuses("the capturer", fault.Forbidden, "", accept(w.secretary, a.ID))
	w.refuses("the office, where a side can", fault.Forbidden, "", accept(w.colleague, a.ID))
	w.refuses("the capturer under another hat", fault.Forbidden, "", accept(hat(w.secretary, w.county, ident.Receiver), a.ID))
	w.refuses("somebody who is no party to it", fault.Forbidden, "", accept(w.stranger, a.ID))
	w.refuses("a role that only reads", fault.Forbidden, "", accept(w.auditor, a.ID))
	w.must(accept(w.atCounty, a.ID)())
	w.refuses("twice", fault.Conflict, "state.moved_on", accept(w.atGroup, a.ID))

	lone := w.memorandum(func(in *CaptureInput) { in.Pairing, in.Parties = 0, []SigningParty{{Name: "某部门"}} })
	w.want("tasks", w.waits(lone.Ref()), "accept office; accept secretary")
	w.refuses("the same person of the office", fault.Forbidden, "", accept(w.secretary, lone.ID))
	w.must(accept(w.colleague, lone.ID)())

	own := w.memorandum(nil)
	_, err := w.Withdraw(t.Context(), w.atCounty, MoveInput{Key: w.key(), Agreement: own.ID, Reason: "no such memorandum"})
	w.must(err)
	w.want("refused by the other side", w.agreement(own.ID).State, Withdrawn)
}

func TestBatchIsNeverOneAgreement(t *testing.T) {
	w := newWorld(t)
	quote, err := w.source.Locate("有关企业签署了合作协议", "quote")
	w.must(err)
	batch := w.memorandum(func(in *CaptureInput) {
		in.Kind, in.Title, in.UnknownNumber, in.Parties, in.Pairing, in.Quote = "cooperation", "Cooperation agreements", true, nil, 0, quote
	})
	name := func(who ident.Actor, signer ident.ID, file *File) func() error {
		return func() error {
			_, err := w.NameOut(t.Context(), who, NameOutInput{Batch: batch.ID, File: file, CaptureInput: CaptureInput{Key: w.key(), Kind: "cooperation",
				Title: "Cooperation on cold chain", Lang: "en", Pairing: w.pairing.ID, Parties: []SigningParty{{Name: "Harbour Group", Side: "provider", Party: signer}}}})
			return err
		}
	}
	w.refuses("before the report is accepted", fault.Conflict, "agreement.not_a_batch", name(w.atGroup, w.group.ID, nil))
	_, err = w.Accept(t.Context(), w.colleague, MoveInput{Key: w.key(), Agreement: batch.ID})
	w.must(err)
	w.want("tasks", w.waits(batch.Ref()), "")
	n, err := CountAgreements(t.Context(), w.DB.Read(), w.secretary, AgreementFilter{})
	w.must(err)
	w.want("count", fmt.Sprint(n), "{0 1 0}")
	w.refuses("a text for the batch", fault.Conflict, "agreement.batch_has_no_text", func() error {
		_, err := w.HoldText(t.Context(), w.secretary, HoldInput{Key: w.key(), Agreement: batch.ID, File: &File{"a.txt", []byte("text")}})
		return err
	})
	w.refuses("a clause of the batch", fault.Conflict, "state.moved_on", func() error {
		_, err := w.Mark(t.Context(), w.secretary, MarkInput{Key: w.key(), Agreement: batch.ID, Quote: "合作协议", Kind: "commitment"})
		return err
	})
	w.refuses("one that signed nothing", fault.Forbidden, "", name(w.stranger, w.group.ID, nil))
	w.refuses("the batch lapsing", fault.Conflict, "agreement.not_for_a_batch", func() error { return w.do(w.secretary, "agreement.lapse", batch, "2028-07-01", "over") })
	w.refuses("the batch lapsing by a side", fault.Forbidden, "", func() error { return w.do(w.atGroup, "agreement.lapse", batch, "2028-07-01", "over") })
	w.must(name(w.atGroup, w.group.ID, &File{"ours.txt", []byte(zh)})())
	w.want("facts", w.lastFacts(), "agreement.agreement.captured agreement.agreement.text_held agreement.document.held")
	named, err := ListAgreements(t.Context(), w.DB.Read(), w.secretary, AgreementFilter{Batch: batch.ID})
	w.must(err)
	if len(named) != 1 || named[0].Quote != batch.Quote || named[0].Conference != w.meeting.ID || named[0].State != Captured {
		t.Fatalf("named out: %+v", named)
	}
	_, err = w.Accept(t.Context(), w.atCounty, MoveInput{Key: w.key(), Agreement: named[0].ID})
	w.must(err)
	n, err = CountAgreements(t.Context(), w.DB.Read(), w.secretary, AgreementFilter{})
	w.must(err)
	w.want("count", fmt.Sprint(n, " ", w.agreement(named[0].ID).State), "{1 1 0} signed")
}

func TestWhatAnAgreementIsHeldAgainst(t *testing.T) {
	w := newWorld(t)
	capture := func(who ident.Actor, change func(*CaptureInput)) func() error {
		return func() error {
			in := CaptureInput{Key: w.key(), Kind: "framework", Title: "Framework", Lang: "en", Parties: []SigningParty{{Name: "Harbour Group"}}}
			change(&in)
			_, err := w.Capture(t.Context(), who, in)
			return err
		}
	}
	w.refuses("a quote that is not there", fault.Invalid, "quote agreement.quote_not_found", capture(w.secretary, func(in *CaptureInput) {
		in.Quote = conference.Quote{Source: w.source.ID, From: 3, To: 7, Text: "港口集团们"}
	}))
	w.refuses("a party that is not on record", fault.Invalid, "parties agreement.party_unknown", capture(w.secretary, func(in *CaptureInput) { in.Parties[0].Party = 999 }))
	w.refuses("without parties", fault.Invalid, "parties agreement.parties_missing", capture(w.secretary, func(in *CaptureInput) { in.Parties = nil }))
	w.refuses("by an auditor", fault.Forbidden, "", capture(w.auditor, func(*CaptureInput) {}))
	a := w.memorandum(func(in *CaptureInput) { in.Visibility = "public" })
	w.want("no more visible than its source", a.Visibility, "parties")
	b := w.memorandum(func(in *CaptureInput) { in.Parties[1].Party, in.Parties[1].Side = w.county.ID, "" })
	w.want("the side from the register", b.Parties[1].Side, "")

	signed, doc := w.signed()
	w.promise(func(in *CommitInput) {
		in.Measure, in.Clause = 0, w.clause(signed, doc, "为受援方建设40所乡镇卫生院", "commitment").ID
	})
	w.refuses("withdrawing what promises rest on", fault.Conflict, "agreement.has_commitments", func() error {
		_, err := w.Withdraw(t.Context(), w.secretary, MoveInput{Key: w.key(), Agreement: signed.ID, Reason: "error"})
		return err
	})
	w.refuses("withdrawing without a reason", fault.Invalid, "reason state.reason_missing", func() error {
		_, err := w.Withdraw(t.Context(), w.secretary, MoveInput{Key: w.key(), Agreement: a.ID})
		return err
	})
	_, err := w.Withdraw(t.Context(), w.secretary, MoveInput{Key: w.key(), Agreement: a.ID, Reason: "read twice"})
	w.must(err)
	found, err := search.Find(t.Context(), w.DB.Read(), w.secretary, a.Code, 9)
	w.must(err)
	if slices.ContainsFunc(found, func(d search.Doc) bool { return d.Ref == a.Ref() }) {
		t.Error("a withdrawn agreement is found")
	}
	for name, data := range map[string][]byte{"memo.exe": []byte("MZ"), "memo.pdf": []byte("no pdf"), "memo.docx": []byte("no zip"), "empty.txt": nil} {
		w.refuses("a file "+name, fault.Invalid, "file ", func() error {
			_, err := w.HoldText(t.Context(), w.secretary, HoldInput{Key: w.key(), Agreement: signed.ID, File: &File{name, data}})
			return err
		})
	}
	w.refuses("no file", fault.Invalid, "file agreement.file_missing", func() error {
		_, err := w.HoldText(t.Context(), w.secretary, HoldInput{Key: w.key(), Agreement: signed.ID})
		return err
	})
}

func TestInternalRecordsDoNotExistForOthers(t *testing.T) {
	w := newWorld(t)
	a := w.memorandum(func(in *CaptureInput) { in.Visibility = "internal" })
	w.refuses("accepting what is not shown", fault.NotFound, "", func() error {
		_, err := w.Accept(t.Context(), w.atCounty, MoveInput{Key: w.key(), Agreement: a.ID})
		return err
	})
	for who, want := range map[*ident.Actor]int{&w.atCounty: 0, &w.auditor: 1, &w.secretary: 1} {
		list, err := ListAgreements(t.Context(), w.DB.Read(), *who, AgreementFilter{})
		w.must(err)
		n, err := CountAgreements(t.Context(), w.DB.Read(), *who, AgreementFilter{})
		w.must(err)
		if len(list) != want || n.Single != want {
			t.Errorf("%v sees %d, counts %d, want %d", who.Roles, len(list), n.Single, want)
		}
	}
	c := w.promise(func(in *CommitInput) { in.Visibility = "internal" })
	w.refuses("acknowledging what is not shown", fault.NotFound, "", func() error { return w.try(w.atCounty, "agreement.acknowledge", c, "") })
	made, err := ListCommitments(t.Context(), w.DB.Read(), w.atCounty, CommitmentFilter{})
	w.must(err)
	if len(made) != 0 {
		t.Errorf("the county sees %v", made)
	}
}

// numbered are the numbers of records and persons, which other rooms draw too.
var numbered = regexp.MustCompile(`"(id|conference|pairing|batch|source|supersedes|replaces|party|agreement|commitment|clause|document|measure|answer|provider|receiver|` +
	`owner|person|organisation|captured_by|marked_by|marked_org|state_by|state_org|recorded_by|proposed_by|proposed_org)":[1-9]\d*`)

func TestFactsAreForEver(t *testing.T) {
	w := newWorld(t)
	everyKind(w)
	all, err := db.Since(t.Context(), w.DB.Read(), w.prog, 0, 10000)
	w.must(err)
	var b strings.Builder
	seen := map[string]bool{}
	for _, e := range all {
		if strings.HasPrefix(e.Kind, "agreement.") && !seen[e.Kind] {
			seen[e.Kind] = true
			fmt.Fprintf(&b, "%s %s\n%s\n", e.Kind, e.Subject.Kind, numbered.ReplaceAll(e.Payload, []byte(`"$1":N`)))
		}
	}
	const golden = "testdata/facts.txt"
	if *update {
		w.must(os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	w.must(err)
	if b.String() != string(want) {
		t.Errorf("facts changed shape (a new shape is a new kind); got\n%s", b.String())
	}
	book, err := words.Load(Words)
	w.must(err)
	for kind := range seen {
		if key := strings.TrimSuffix(kind, ".v1"); !book.Has(key) {
			t.Errorf("%s has no words", key)
		}
	}
}
