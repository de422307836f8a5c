package ledger

import (
	"fmt"
	"strings"
	"testing"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/plan"
	"throughline/programme/project"
)

// world is one small programme: an office, two groups that provide, a county
// that receives and a town below it, two promises and a project of works.
type world struct {
	*testing.T
	*Room
	prog ident.Programme
	keys int

	group, mine, county, town party.Party
	pairing, second           party.Pairing
	promise, joint            agreement.Commitment
	works                     project.Project

	office, colleague, atGroup, another, atMine, atCounty, clerk, atTown, auditor ident.Actor
}

const day = words.Day("2028-05-02")

func newWorld(t *testing.T) *world {
	t.Helper()
	d := dbtest.Open(t)
	d.Projectors = []db.Projector{Project}
	w := &world{T: t, Room: &Room{DB: d}}
	p, err := party.CreateProgramme(t.Context(), d, ident.Actor{Person: 1}, w.key(), party.Programme{Code: "aid", Name: "Aid", NameZH: "支援",
		Zone: "Asia/Shanghai", Currency: "CNY", Languages: []string{"en", "zh"}})
	w.must(err)
	w.prog = p.ID
	accounts := access.NewAccounts(d)
	for i, at := range []*ident.Actor{&w.office, &w.colleague, &w.atGroup, &w.another, &w.atMine, &w.atCounty, &w.clerk, &w.atTown, &w.auditor} {
		login := fmt.Sprint("person-", i+1)
		id, err := accounts.AddPerson(t.Context(), login, login, "")
		w.must(err)
		*at = ident.Actor{Person: id, Programme: w.prog}
	}
	w.office.Roles = []ident.Role{ident.Office}
	_, err = d.Change(t.Context(), w.office, w.key(), w.found)
	w.must(err)
	w.promises()
	return w
}

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
	office := add("OFF", "office", "Programme office")
	w.group, w.mine = add("HG", "enterprise", "Harbour Group"), add("MG", "enterprise", "Mine Group")
	w.county, w.town = add("VC", "county", "Valley County"), add("VT", "township", "Valley Town")
	for _, s := range []struct {
		who  *ident.Actor
		at   party.Party
		role ident.Role
	}{{&w.office, office, ident.Office}, {&w.colleague, office, ident.Office}, {&w.auditor, office, ident.Auditor}, {&w.atGroup, w.group, ident.Provider},
		{&w.another, w.group, ident.Finance}, {&w.atMine, w.mine, ident.Finance}, {&w.atCounty, w.county, ident.Receiver}, {&w.clerk, w.county, ident.Finance},
		{&w.atTown, w.town, ident.Owner}} {
		s.who.Organisation, s.who.Roles = s.at.ID, []ident.Role{s.role}
		_, f, err := party.AddMembershipTx(ctx, tx, party.MembershipInput{Person: s.who.Person, Party: s.at.ID, Role: s.role})
		keep(f, err)
	}
	rules := plan.Shipped()
	rules.From, rules.TransitDays, rules.DiscrepancyDays = "2028-01-01", new(15), new(30)
	_, f, err := plan.SetRulesTx(ctx, tx, rules)
	keep(f, err)
	w.pairing, f, err = party.PairTx(ctx, tx, party.PairInput{Provider: w.group.ID, Receiver: w.county.ID, Scope: "health", From: "2028-01-01"})
	keep(f, err)
	w.second, f, err = party.PairTx(ctx, tx, party.PairInput{Provider: w.mine.ID, Receiver: w.county.ID, Scope: "health", From: "2028-01-01"})
	keep(f, err)
	return facts, nil
}

// promises makes two promises to which both sides hold, 1,000.00 of the group
// alone and 90.01 of both groups by shares, and a project of works for them.
func (w *world) promises() {
	w.Helper()
	measures := &decision.Room{DB: w.DB}
	done, err := measures.Capture(w.Context(), w.office, decision.CaptureInput{Key: w.key(), Title: "Give", Lang: "en", Kind: "requirement"})
	w.must(err)
	measure, _ := done.Subject("decision.measure")
	_, err = measures.Move(w.Context(), w.office, "decision.register", decision.MoveInput{Key: w.key(), Measure: measure})
	w.must(err)
	w.promise = w.commit(measure, "1000.00", nil)
	w.joint = w.commit(measure, "90.01", []agreement.Share{{Party: w.group.ID, Points: 3333}, {Party: w.mine.ID, Points: 6667}})
	files, err := blob.New(w.TempDir())
	w.must(err)
	projects := &project.Room{DB: w.DB, Blobs: files}
	done, err = projects.Start(w.Context(), w.atTown, project.StartInput{Key: w.key(), Title: "Clinic", Lang: "en", Track: "works", Pairing: w.pairing.ID,
		Implementer: w.town.ID, Serves: []project.Serves{{Kind: project.Commitment, ID: w.promise.ID}}, Estimate: &money.Amount{Minor: 80_000, Currency: "CNY"}})
	w.must(err)
	id, _ := done.Subject(project.Noun)
	_, err = projects.Move(w.Context(), w.atTown, "project.begin", project.MoveInput{Key: w.key(), Project: id})
	w.must(err)
	w.works, err = project.GetProject(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
}

func (w *world) commit(measure ident.ID, amount string, shares []agreement.Share) agreement.Commitment {
	w.Helper()
	room := &agreement.Room{DB: w.DB}
	done, err := room.Commit(w.Context(), w.atGroup, agreement.CommitInput{Key: w.key(), Title: "A sum of " + amount, Lang: "en", Measure: measure,
		Pairing: w.pairing.ID, Provider: w.group.ID, Receiver: w.county.ID, Shares: shares, MoneyClass: "grant",
		Entered: agreement.EnteredTerms{Lang: words.EN, Due: "2028-09-30", Amount: amount, Currency: "CNY"}})
	w.must(err)
	id, _ := done.Subject(agreement.CommitmentNoun)
	_, err = room.Acknowledge(w.Context(), w.atCounty, agreement.SayInput{Key: w.key(), Commitment: id})
	w.must(err)
	c, err := agreement.GetCommitment(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return c
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) key() db.Key {
	w.keys++
	return db.Key{ID: fmt.Sprint("key ", w.keys)}
}

func cny(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "CNY"} }

// send sets money of the group out under its promise.
func (w *world) send(minor int64, change func(*SendInput)) Transfer {
	w.Helper()
	in := SendInput{Key: w.key(), Route: ToReceiver, Commitment: w.promise.ID, Amount: cny(minor), Day: day}
	if change != nil {
		change(&in)
	}
	done, err := w.Send(w.Context(), w.atGroup, in)
	w.must(err)
	id, _ := done.Subject(Noun)
	return w.transfer(id)
}

func (w *world) transfer(id ident.ID) Transfer {
	w.Helper()
	t, err := GetTransfer(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return t
}

func (w *world) receive(t Transfer, minor int64, change func(*AnswerInput)) error {
	in := AnswerInput{Key: w.key(), Transfer: t.ID, Day: day, Amount: cny(minor)}
	if change != nil {
		change(&in)
	}
	_, err := w.Room.Receive(w.Context(), w.atCounty, in)
	return err
}

// sums are those of a topic and subject, added over the years, in grant and CNY.
func (w *world) sums(topic string, id ident.ID) Sums {
	w.Helper()
	subject := ""
	if id != 0 {
		subject = fmt.Sprint(int64(id))
	}
	all, err := SumsOf(w.Context(), w.DB.Read(), w.prog, topic, subject)
	w.must(err)
	var total Sums
	for _, s := range all {
		if s.Class == "grant" {
			total = total.Plus(s.Sums)
		}
	}
	return total
}

// shown writes the sums that are not 0.
func shown(s Sums) string {
	names := strings.Fields("pledged waived drawn allotted sent in_transit received disputed charged suspense held passed spent returned capitalised on_way charged_on entries")
	var list []string
	for i, n := range s.fields() {
		if *n != 0 && names[i] != "entries" {
			list = append(list, fmt.Sprint(names[i], " ", *n))
		}
	}
	return strings.Join(list, ", ")
}

func (w *world) wantSums(what, want string) {
	w.Helper()
	if got := shown(w.sums(OfAll, 0)); got != want {
		w.Errorf("%s: the sums are %q, want %q", what, got, want)
	}
}

// refuses expects an act to be refused by a kind and a word, and to leave the
// ledger as it was.
func (w *world) refuses(what string, kind fault.Kind, key string, act func() error) {
	w.Helper()
	before := w.count()
	err := act()
	if fault.KindOf(err) != kind || !strings.Contains(fmt.Sprintf("%+v", err), key) {
		w.Errorf("%s: %v, want %v %s", what, err, kind, key)
	}
	if after := w.count(); after != before {
		w.Errorf("%s: refused, yet there are %d rows instead of %d", what, after, before)
	}
}

// count counts the rows of the ledger.
func (w *world) count() (n int) {
	w.Helper()
	row := w.DB.Read().QueryRowContext(w.Context(), `SELECT (SELECT count(*) FROM ledger_entry) + (SELECT count(*) FROM ledger_line)
		+ (SELECT count(*) FROM ledger_discrepancy) + (SELECT count(*) FROM ledger_account) + (SELECT count(*) FROM db_journal)`)
	w.must(row.Scan(&n))
	return n
}
