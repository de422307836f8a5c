package ledger

import (
	"flag"
	"fmt"
	"math"
	"slices"
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
	r         *rapid.T
	m         model
	entries   []ident.ID // everything that was accepted
	transfers []ident.ID
	arrivals  []ident.ID
	steps     int
	taken     int
}

// TestAnyCourseOfEventsKeepsTheBooks plays random acts by random people, repeated,
// out of order and refused: a few courses, or with -rapid.checks=1
// -rapid.steps=10000 one of ten thousand acts.
func TestAnyCourseOfEventsKeepsTheBooks(t *testing.T) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		defer flag.Set("rapid.checks", f.DefValue)
		flag.Set("rapid.checks", "8")
	}
	rapid.Check(t, func(r *rapid.T) {
		p := &play{world: newWorld(t), r: r}
		r.Repeat(map[string]func(*rapid.T){
			"send": p.send, "receive": p.receive, "look": p.look, "arrive": p.arrive, "claim": p.claim, "pass": p.pass, "spend": p.spend,
			"allot": p.allot, "certify": p.certify, "resolve": p.resolve, "age": p.age, "reverse": p.reverse, "amend": p.amend,
			"": p.glance,
		})
		p.audit()
	})
}

func (p *play) who() ident.Actor {
	return rapid.SampledFrom([]ident.Actor{p.atGroup, p.another, p.atMine, p.atCounty, p.clerk, p.atTown, p.office, p.colleague, p.auditor}).Draw(p.r, "who")
}

// amount is mostly small, and sometimes nothing, less than nothing or too much.
func (p *play) amount() money.Amount {
	n := rapid.OneOf(rapid.Int64Range(1, 40_000), rapid.Int64Range(1, 40_000), rapid.Int64Range(1, 40_000),
		rapid.SampledFrom([]int64{0, -1, math.MinInt64, math.MaxInt64, math.MaxInt64 / 2})).Draw(p.r, "amount")
	return money.Amount{Minor: n, Currency: rapid.SampledFrom([]string{"CNY", "CNY", "CNY", "CNY", "CNY", "EUR"}).Draw(p.r, "currency")}
}

func (p *play) on() words.Day {
	return words.Day("2028-04-01").Add(rapid.IntRange(0, 44).Draw(p.r, "day"))
}

func (p *play) pick(list []ident.ID) ident.ID {
	if len(list) == 0 {
		return 0
	}
	return rapid.SampledFrom(list).Draw(p.r, "which")
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
	if rapid.IntRange(0, 4).Draw(p.r, "retry") == 0 {
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

func (p *play) send(*rapid.T) {
	in := SendInput{Amount: p.amount(), Day: p.on(), Class: rapid.SampledFrom([]string{"grant", "grant", "in_kind", "works"}).Draw(p.r, "class"),
		Route: rapid.SampledFrom([]string{ToReceiver, ToReceiver, ToReceiver, Turnkey, InKind}).Draw(p.r, "route")}
	if rapid.Bool().Draw(p.r, "promised") {
		in.Commitment = rapid.SampledFrom([]ident.ID{p.promise.ID, p.joint.ID}).Draw(p.r, "commitment")
	} else {
		in.To = p.county.ID
	}
	if rapid.Bool().Draw(p.r, "for a project") {
		in.Project = p.works.ID
	}
	if rapid.IntRange(0, 3).Draw(p.r, "referenced") == 0 {
		in.Reference = fmt.Sprint("R", rapid.IntRange(0, 9).Draw(p.r, "reference"))
	}
	who := p.who()
	done, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Send(p.Context(), who, in) })
	if ok {
		id, _ := done.Subject(Noun)
		p.transfers = append(p.transfers, id)
		p.m.sent += in.Amount.Minor
	}
}

func (p *play) receive(*rapid.T) {
	in := AnswerInput{Transfer: p.pick(p.transfers), Amount: p.amount(), Day: p.on(), Missing: rapid.IntRange(0, 3).Draw(p.r, "missing") == 0}
	who := p.who()
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

func (p *play) look(*rapid.T) {
	in := AnswerInput{Transfer: p.pick(p.transfers), Day: p.on(), WrongAccount: rapid.Bool().Draw(p.r, "wrong account")}
	who := p.who()
	if done, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.NotSeen(p.Context(), who, in) }); ok {
		p.follow(done)
	}
}

func (p *play) arrive(*rapid.T) {
	in := ArriveInput{Provider: rapid.SampledFrom([]ident.ID{p.group.ID, p.mine.ID}).Draw(p.r, "provider"), Class: "grant", Amount: p.amount(), Day: p.on()}
	who := p.who()
	if done, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Arrive(p.Context(), who, in) }); ok {
		p.follow(done)
	}
}

func (p *play) claim(*rapid.T) {
	in := ClaimInput{Arrival: p.pick(p.arrivals), Amount: p.amount(), Day: p.on()}
	if rapid.Bool().Draw(p.r, "for a transfer") {
		in.Transfer = p.pick(p.transfers)
	}
	who := p.who()
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
	var ids []ident.ID
	for _, org := range []ident.ID{who.Organisation, who.Organisation, p.county.ID} {
		rows, err := db.All(p.Context(), p.DB.Read(), scanStanding, standingColumns+" WHERE a.programme_id = $1 AND a.party_id = $2 AND a.name = $3 ORDER BY a.id",
			int64(p.prog), int64(org), name)
		p.must(err)
		for _, s := range rows {
			ids = append(ids, s.ID)
		}
	}
	return p.pick(ids)
}

func (p *play) pass(*rapid.T) {
	who := p.who()
	in := SendInput{Route: rapid.SampledFrom([]string{PassOn, GiveBack}).Draw(p.r, "route"), Account: p.balance(who, Balance), To: p.town.ID, Amount: p.amount(), Day: p.on()}
	done, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Send(p.Context(), who, in) })
	if ok {
		id, _ := done.Subject(Noun)
		p.transfers = append(p.transfers, id)
	}
}

func (p *play) spend(*rapid.T) {
	who := p.who()
	in := SpendInput{Amount: p.amount(), Day: p.on(), Project: p.works.ID, Purpose: rapid.SampledFrom(Purposes).Draw(p.r, "purpose")}
	if rapid.IntRange(0, 3).Draw(p.r, "asset") == 0 {
		in.Account = p.balance(who, Cost)
		p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Capitalise(p.Context(), who, in) })
		return
	}
	in.Account = p.balance(who, Balance)
	p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Spend(p.Context(), who, in) })
}

func (p *play) allot(*rapid.T) {
	in := AllotInput{Commitment: p.promise.ID, Project: p.works.ID, Amount: p.amount(), Day: p.on(), Purpose: rapid.SampledFrom([]string{"", Preparatory}).Draw(p.r, "purpose")}
	who := p.who()
	p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Allot(p.Context(), who, in) })
}

func (p *play) certify(*rapid.T) {
	in := CertifyInput{Project: p.works.ID, Amount: p.amount(), Day: p.on()}
	who := p.who()
	p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Certify(p.Context(), who, in) })
}

func (p *play) resolve(*rapid.T) {
	open, err := OpenDiscrepancies(p.Context(), p.DB.Read(), p.prog, 0, 50)
	p.must(err)
	if len(open) == 0 {
		return
	}
	in := SettleInput{Discrepancy: rapid.SampledFrom(open).Draw(p.r, "discrepancy").ID, Outcome: rapid.SampledFrom(append([]string{"nothing"}, Outcomes...)).Draw(p.r, "outcome"),
		Reason: rapid.SampledFrom([]string{"", "because", "because"}).Draw(p.r, "reason")}
	verb := rapid.SampledFrom([]string{"ledger.explain", "ledger.propose", "ledger.propose", "ledger.agree", "ledger.agree", "ledger.decline", "ledger.escalate",
		"ledger.decide"}).Draw(p.r, "verb")
	who := p.who()
	if done, ok := p.act(func(k db.Key) (db.Done, error) { in.Key = k; return p.Resolve(p.Context(), who, verb, in) }); ok {
		p.follow(done)
	}
}

func (p *play) age(*rapid.T) {
	if _, err := p.Age(p.Context(), p.prog, day.Add(rapid.IntRange(-20, 40).Draw(p.r, "days"))); err != nil {
		p.r.Fatalf("ageing: %v", err)
	}
	p.recount()
}

// recount takes what is missing from the ledger itself after the calendar moved it:
// what became of it later is counted again.
func (p *play) recount() { p.m.missing = p.sumOf().Disputed }

func (p *play) reverse(*rapid.T) {
	id := p.pick(p.entries)
	if id == 0 {
		return
	}
	e, err := GetEntry(p.Context(), p.DB.Read(), p.prog, id)
	p.must(err)
	in := ReverseInput{Entry: id, Reason: rapid.SampledFrom([]string{"", "typed wrong", "typed wrong"}).Draw(p.r, "reason")}
	who := p.who()
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
func (p *play) amend(*rapid.T) {
	room := &agreement.Room{DB: p.DB}
	amount := cny(rapid.Int64Range(1, 150_000).Draw(p.r, "promised"))
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
func (p *play) glance(*rapid.T) {
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
		p.r.Fatalf("not summed: %v", slices.Collect(func(yield func(Total) bool) {
			for at := range want {
				if !yield(at) {
					return
				}
			}
		}))
	}
}
