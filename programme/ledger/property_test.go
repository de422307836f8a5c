package ledger

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/agreement"
)

// model is what a few numbers must be, kept by adding up what was accepted and
// nothing else: no accounts, no lines.
type model struct{ sent, received, waiting, missing, charged int64 }

// play is one random course of events.
type play struct {
	*world
	*rand.Rand
	r         *rapid.T
	m         model
	entries   []ident.ID // everything that was accepted
	transfers []ident.ID
	arrivals  []ident.ID
	steps     int
	taken     int
}

var acted = flag.Int("acts", 250, "how many acts a course of events has")

// TestAnyCourseOfEventsKeepsTheBooks plays random acts by random people, repeated,
// out of order and refused. With -acts 10000 every course has ten thousand.
func TestAnyCourseOfEventsKeepsTheBooks(t *testing.T) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		defer flag.Set("rapid.checks", f.DefValue)
		flag.Set("rapid.checks", "4")
	}
	rapid.Check(t, func(r *rapid.T) {
		seed := rapid.Uint64().Draw(r, "seed")
		p := &play{world: newWorld(t), r: r, Rand: rand.New(rand.NewPCG(seed, 0))}
		acts := []func(){p.send, p.send, p.receive, p.receive, p.receive, p.look, p.arrive, p.claim, p.pass, p.spend, p.spend, p.allot, p.certify,
			p.resolve, p.resolve, p.resolve, p.age, p.reverse, p.amend}
		for range *acted {
			one(p, acts)()
			p.glance()
		}
		p.audit()
		p.covered()
	})
}

// covered expects that the course was worth playing: everything happened in it.
func (p *play) covered() {
	if *acted < 5000 {
		return
	}
	seen := map[string]int{}
	for _, id := range p.entries {
		e, err := GetEntry(p.Context(), p.DB.Read(), p.prog, id)
		p.must(err)
		seen[e.Kind+" "+e.Purpose]++
		seen[e.Route]++
		if e.Reverses != 0 {
			seen["reversed "+e.Kind]++
		}
	}
	for _, what := range []string{"send ", "receive ", "not_seen ", "arrive ", "claim ", "differ ", "settle arrived", "settle corrected", "settle charged",
		"settle travelling", "spend general", "spend preparatory", "spend progress", "capitalise general", "allot ", "certify ", PassOn, GiveBack, InKind, Turnkey,
		"reversed send", "reversed receive", "reversed spend", "reversed claim"} {
		if seen[what] == 0 {
			p.r.Errorf("nothing like %q happened in %d acts: %v", what, *acted, seen)
		}
	}
}

// one is one of several.
func one[T any](p *play, list []T) T { return list[p.IntN(len(list))] }

// often is true once in n times.
func (p *play) often(n int) bool { return p.IntN(n) == 0 }

func (p *play) who() ident.Actor {
	return one(p, []ident.Actor{p.atGroup, p.another, p.atMine, p.atCounty, p.clerk, p.atTown, p.office, p.colleague, p.auditor})
}

// amount is mostly small, and sometimes nothing, less than nothing or too much.
func (p *play) amount() money.Amount {
	n := 1 + p.Int64N(4_000)
	if p.often(12) {
		n = one(p, []int64{0, -1, math.MinInt64, math.MaxInt64, math.MaxInt64 / 2, 1e12})
	}
	currency := "CNY"
	if p.often(20) {
		currency = "EUR"
	}
	return money.Amount{Minor: n, Currency: currency}
}

func (p *play) on() words.Day {
	return words.Day("2028-04-01").Add(p.IntN(44))
}

// late is mostly the last day that is past.
func (p *play) late() words.Day {
	if p.often(5) {
		return p.on()
	}
	return "2028-05-14"
}

// open is mostly a transfer that waits, with somebody who may answer it.
func (p *play) open() (ident.ID, ident.Actor) {
	list, err := OpenTransfers(p.Context(), p.DB.Read(), p.prog, TransferFilter{Limit: 50})
	p.must(err)
	if len(list) == 0 || p.often(6) {
		return p.pick(p.transfers), p.who()
	}
	t := one(p, list)
	return t.ID, p.at(t.To)
}

// at is mostly somebody of an organisation.
func (p *play) at(org ident.ID) ident.Actor {
	for range 30 {
		if who := p.who(); who.Organisation == org && !p.often(6) {
			return who
		}
	}
	return p.who()
}

func (p *play) pick(list []ident.ID) ident.ID {
	if len(list) == 0 {
		return 0
	}
	return one(p, list)
}

// act does something under a fresh key and, now and then, once more under the
// same key, which must change nothing. It tells whether it was accepted.
func (p *play) act(do func(db.Key) (db.Done, error)) (db.Done, bool) {
	key := p.key()
	key.Digest = "as drawn"
	done, err := do(key)
	if err != nil {
		if fault.KindOf(err) == 0 {
			p.r.Fatalf("a defect: %v", err)
		}
		return done, false
	}
	p.taken++
	for _, f := range done.Facts {
		if f.Subject.Kind == Noun {
			p.entries = append(p.entries, f.Subject.ID)
		}
	}
	if p.often(5) {
		before := p.count()
		again, err := do(key)
		if err != nil || !again.Replayed || again.Seq != done.Seq || p.count() != before {
			p.r.Fatalf("a retry was no retry: %+v, %v", again, err)
		}
		other := key
		other.Digest = "something else"
		if _, err := do(other); fault.KindOf(err) != fault.Conflict {
			p.r.Fatalf("a key was used for something else: %v", err)
		}
	}
	return done, true
}

// said are the entries that an act made.
func (p *play) said(done db.Done) (list []Entry) {
	for _, f := range done.Facts {
		if f.Subject.Kind == Noun {
			e, err := GetEntry(p.Context(), p.DB.Read(), p.prog, f.Subject.ID)
			p.must(err)
			list = append(list, e)
		}
	}
	return list
}

func (p *play) send() {
	in := SendInput{Amount: p.amount(), Day: p.on(), Class: one(p, []string{"grant", "grant", "works"}),
		Route: one(p, []string{ToReceiver, ToReceiver, ToReceiver, Turnkey, InKind})}
	if in.Route == InKind && !p.often(6) {
		in.Class = InKind
	}
	if in.Route != InKind && p.often(2) {
		in.Commitment = one(p, []ident.ID{p.promise.ID, p.joint.ID})
	} else {
		in.To = p.county.ID
	}
	if p.often(2) {
		in.Project = p.works.ID
	}
	if p.often(4) {
		in.Reference = fmt.Sprint("R", p.IntN(10))
	}
	who := p.at(one(p, []ident.ID{p.group.ID, p.mine.ID}))
	done, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Send(p.Context(), who, in) })
	if ok {
		id, _ := done.Subject(Noun)
		p.transfers = append(p.transfers, id)
		p.m.sent += in.Amount.Minor
	}
}

func (p *play) receive() {
	id, who := p.open()
	in := AnswerInput{Transfer: id, Amount: p.amount(), Day: p.late(), Missing: p.often(4)}
	if done, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Room.Receive(p.Context(), who, in) }); ok {
		p.follow(done)
	}
}

// follow counts what an answer said.
func (p *play) follow(done db.Done) {
	for _, e := range p.said(done) {
		switch {
		case e.Kind == Arrive:
			p.arrivals = append(p.arrivals, e.ID)
			p.m.waiting += e.Amount.Minor
		case !e.First():
		case e.Kind == Receive, e.Kind == Settle && e.Purpose == Arrived:
			p.m.received += e.Amount.Minor
		case e.Kind == Differ:
			p.m.missing += e.Amount.Minor
		}
		if e.Kind == Settle && e.First() {
			p.m.missing -= e.Amount.Minor
			switch e.Purpose {
			case Corrected:
				p.m.sent -= e.Amount.Minor
			case Charged:
				p.m.charged += e.Amount.Minor
			}
		}
	}
}

func (p *play) look() {
	id, who := p.open()
	in := AnswerInput{Transfer: id, Day: p.late(), WrongAccount: p.often(2)}
	if done, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.NotSeen(p.Context(), who, in) }); ok {
		p.follow(done)
	}
}

func (p *play) arrive() {
	in := ArriveInput{Provider: one(p, []ident.ID{p.group.ID, p.mine.ID}), Class: "grant", Amount: p.amount(), Day: p.on()}
	who := p.at(p.county.ID)
	if done, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Arrive(p.Context(), who, in) }); ok {
		p.follow(done)
	}
}

func (p *play) claim() {
	in := ClaimInput{Arrival: p.pick(p.arrivals), Amount: p.amount(), Day: p.on()}
	if p.often(2) {
		in.Transfer, _ = p.open()
	}
	who := p.at(one(p, []ident.ID{p.group.ID, p.mine.ID}))
	if done, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Claim(p.Context(), who, in) }); ok {
		e := p.said(done)[0]
		p.m.waiting -= in.Amount.Minor
		if e.First() {
			p.m.received += in.Amount.Minor
			if in.Transfer == 0 {
				p.m.sent += in.Amount.Minor
			}
		}
	}
}

// balance is an account of the actor's organisation, or of another.
func (p *play) balance(who ident.Actor, name string) ident.ID {
	org := who.Organisation
	if p.often(8) {
		org = p.county.ID
	}
	rows, err := db.All(p.Context(), p.DB.Read(), scanStanding, standingColumns+" WHERE a.programme_id = $1 AND a.party_id = $2 AND a.name = $3 ORDER BY a.id",
		int64(p.prog), int64(org), name)
	p.must(err)
	var ids []ident.ID
	for _, s := range rows {
		if s.Holds() > 0 || p.often(8) {
			ids = append(ids, s.ID)
		}
	}
	return p.pick(ids)
}

func (p *play) pass() {
	who := one(p, []ident.Actor{p.clerk, p.atTown, p.who()})
	in := SendInput{Route: one(p, []string{PassOn, GiveBack}), Account: p.balance(who, Balance), To: p.town.ID, Amount: p.amount(), Day: p.late()}
	done, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Send(p.Context(), who, in) })
	if ok {
		id, _ := done.Subject(Noun)
		p.transfers = append(p.transfers, id)
	}
}

func (p *play) spend() {
	who := one(p, []ident.Actor{p.clerk, p.atTown, p.who()})
	in := SpendInput{Amount: p.amount(), Day: p.late(), Project: p.works.ID, Purpose: one(p, Purposes)}
	if p.often(4) {
		in.Account = p.balance(who, Cost)
		p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Capitalise(p.Context(), who, in) })
		return
	}
	in.Account = p.balance(who, Balance)
	p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Spend(p.Context(), who, in) })
}

func (p *play) allot() {
	in := AllotInput{Commitment: p.promise.ID, Project: p.works.ID, Amount: p.amount(), Day: p.on(), Purpose: one(p, []string{"", Preparatory})}
	who := p.who()
	p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Allot(p.Context(), who, in) })
}

func (p *play) certify() {
	in := CertifyInput{Project: p.works.ID, Amount: p.amount(), Day: p.on()}
	in.Amount.Minor = max(in.Amount.Minor, in.Amount.Minor*10)
	who := p.at(p.county.ID)
	p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Certify(p.Context(), who, in) })
}

func (p *play) resolve() {
	open, err := OpenDiscrepancies(p.Context(), p.DB.Read(), p.prog, 0, 50)
	p.must(err)
	if len(open) == 0 {
		return
	}
	d := one(p, open)
	in := SettleInput{Discrepancy: d.ID, Outcome: one(p, append([]string{"nothing"}, Outcomes...)),
		Reason: one(p, []string{"", "because", "because"})}
	verb := rapid.SampledFrom([]string{"ledger.explain", "ledger.propose", "ledger.propose", "ledger.agree", "ledger.agree", "ledger.decline", "ledger.escalate",
		"ledger.decide"}).Draw(p.r, "verb")
	who := p.at(one(p, []ident.ID{d.Sender, d.Receiver}))
	if done, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Resolve(p.Context(), who, verb, in) }); ok {
		p.follow(done)
	}
}

func (p *play) age() {
	if !p.often(6) {
		return
	}
	if _, err := p.Age(p.Context(), p.prog, day.Add(p.IntN(30)-20)); err != nil {
		p.r.Fatalf("ageing: %v", err)
	}
	p.recount()
}

// recount takes what is missing from the ledger itself after the calendar moved it:
// what became of it later is counted again.
func (p *play) recount() { p.m.missing = p.sumOf().Disputed }

func (p *play) reverse() {
	id := p.pick(p.entries)
	if id == 0 {
		return
	}
	e, err := GetEntry(p.Context(), p.DB.Read(), p.prog, id)
	p.must(err)
	in := ReverseInput{Entry: id, Reason: one(p, []string{"", "typed wrong", "typed wrong"})}
	who := p.at(e.SaidFor)
	if _, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Reverse(p.Context(), who, in) }); ok {
		p.takeBack(e)
	}
}

func (p *play) takeBack(e Entry) {
	n := e.Amount.Minor
	switch e.Kind {
	case Send:
		if e.First() {
			p.m.sent -= n
		}
	case Receive:
		if e.First() {
			p.m.received -= n
		}
	case Arrive:
		p.m.waiting -= n
	case Claim:
		p.m.waiting += n
		if e.First() {
			p.m.received -= n
			if e.Transfer == 0 {
				p.m.sent -= n
			}
		}
	}
}

// amend changes what was promised: more, less, or nothing any more.
func (p *play) amend() {
	room := &agreement.Room{DB: p.DB}
	amount := cny(1 + p.Int64N(150_000))
	done, err := room.Propose(p.Context(), p.atGroup, agreement.ProposeInput{Key: p.key(), Commitment: p.promise.ID, Kind: agreement.Amend, Reason: "as agreed",
		Wording: "so much", Terms: agreement.Terms{Amount: &amount}})
	if err != nil {
		return
	}
	id, _ := done.Subject(agreement.ProposalNoun)
	if _, err := room.Agree(p.Context(), p.atCounty, agreement.ProposalInput{Key: p.key(), Proposal: id}); err != nil {
		p.r.Fatalf("amending: %v", err)
	}
	if s := p.sums(OfCommitment, p.promise.ID); s.Open() != max(0, amount.Minor-s.Drawn) {
		p.r.Fatalf("promised %d, drawn %d, and open is %d", amount.Minor, s.Drawn, s.Open())
	}
}

// sumOf adds the sums of the programme over classes and currencies, which is good
// for nothing but to find a difference.
func (p *play) sumOf() (total Sums) {
	all, err := SumsOf(p.Context(), p.DB.Read(), p.prog, OfAll, "")
	p.must(err)
	for _, s := range all {
		total = total.Plus(s.Sums)
	}
	return total
}

// glance holds the books against the model after every act.
func (p *play) glance() {
	s := p.sumOf()
	if have := (model{s.Sent, s.Received, s.Suspense, s.Disputed, s.Charged}); have != p.m {
		p.r.Fatalf("the books say %+v, and what was accepted %+v", have, p.m)
	}
	p.steps++
	if p.steps%200 == 0 {
		p.audit()
	}
}

// audit asks the validator, and sums everything again.
func (p *play) audit() {
	found, err := Validate(p.Context(), p.DB.Read(), p.prog)
	p.must(err)
	if len(found) > 0 {
		p.r.Fatalf("found %+v", found)
	}
	want, err := recomputed(p.Context(), p.DB.Read(), p.prog)
	p.must(err)
	all, err := db.All(p.Context(), p.DB.Read(), scanSummed, summed+" WHERE programme_id = $1 ORDER BY topic", int64(p.prog))
	p.must(err)
	for _, s := range all {
		if want[s.Total] != s.Sums {
			p.r.Fatalf("%+v is %+v and should be %+v", s.Total, s.Sums, want[s.Total])
		}
		delete(want, s.Total)
	}
	if len(want) > 0 {
		p.r.Fatalf("not summed: %v", want)
	}
}
