package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// loader makes a large made-up programme: providers paired with receivers, some
// meetings, each provider with its share of measures and commitments in every
// state, and requirements addressed to a class.
type loader struct {
	db          *db.DB
	rand        *rand.Rand
	programme   party.Programme
	office      ident.Actor
	provider    ident.Actor // the ordinary user who reads the pages
	leads       []party.Party
	receivers   []party.Party
	codes       []string
	people      map[ident.ID]ident.Person    // one in each organisation
	pairings    map[ident.ID][]party.Pairing // by provider
	pairs       []string                     // their codes
	conferences []conference.Conference
	period      plan.Period
	group       party.Group
	changes     int
}

const (
	meetings   = 20
	visits     = 3000
	classSize  = 60
	batchLimit = 250 // measures in one change
)

// change runs one bulk change some days ago.
func (l *loader) change(ctx context.Context, who ident.Actor, daysAgo int, fn func(*db.Tx) ([]db.Fact, error)) error {
	l.changes++
	now := time.Now()
	l.db.Clock = func() time.Time { return now.AddDate(0, 0, -daysAgo) }
	defer func() { l.db.Clock = time.Now }()
	_, err := l.db.Change(ctx, who, db.Key{ID: fmt.Sprintf("bench-%d", l.changes)}, fn)
	return err
}

// size is how much to load.
type size struct{ promises, parties, pairings int }

func (l *loader) load(ctx context.Context, n size, progress func(done int)) error {
	for _, step := range []func() error{
		func() error { return l.found(ctx, n.parties) }, func() error { return l.seat(ctx) }, func() error { return l.pair(ctx, n.pairings) },
		func() error { return l.meet(ctx) }, func() error { return l.visit(ctx) }, func() error { return l.takeUp(ctx) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	done := 0
	answers := n.promises / 10 / classSize
	for range answers {
		if err := l.address(ctx); err != nil {
			return err
		}
		done += classSize
		progress(done)
	}
	for done < n.promises {
		lead := l.leads[l.rand.IntN(len(l.leads))]
		k := min(batchLimit, n.promises-done)
		make := l.measures
		if l.rand.IntN(3) == 0 {
			make, k = l.commitments, min(k, 50)
		}
		if err := make(ctx, lead, k); err != nil {
			return err
		}
		done += k
		progress(done)
	}
	return nil
}

// actor is somebody of an organisation, in a role.
func (l *loader) actor(role ident.Role, org ident.ID) ident.Actor {
	return ident.Actor{Programme: l.programme.ID, Person: l.people[org], Organisation: org, Roles: []ident.Role{role}}
}

// found makes the programme and its organisations, one receiver to four providers.
func (l *loader) found(ctx context.Context, n int) error {
	var err error
	l.programme, err = party.CreateProgramme(ctx, l.db, ident.Actor{}, db.Key{ID: "bench"},
		party.Programme{Code: "bench", Name: "Load trial", NameZH: "负荷试验", Zone: "UTC", Currency: "CNY", Languages: []string{"en", "zh"}, Illustrative: true})
	if err != nil {
		return err
	}
	accounts := access.NewAccounts(l.db)
	officer, err := accounts.AddPerson(ctx, "Trial office", "bench-office", "")
	if err != nil {
		return err
	}
	l.office = ident.Actor{Programme: l.programme.ID, Person: officer, Roles: []ident.Role{ident.Office, ident.Secretary}}
	return l.change(ctx, l.office, 900, func(tx *db.Tx) ([]db.Fact, error) {
		office, fact, err := party.AddPartyTx(ctx, tx, party.PartyInput{Code: "OFFICE", Kind: "office", Name: "Programme office", Lang: "en"})
		facts := []db.Fact{fact}
		if err != nil {
			return nil, err
		}
		l.office.Organisation = office.ID
		tx.Who = l.office
		l.group, fact, err = party.AddGroupTx(ctx, tx, party.GroupInput{Code: "ALL", Name: "All enterprises", Lang: "en", Side: "provider"})
		if err != nil {
			return nil, err
		}
		facts = append(facts, fact)
		for i := range n {
			kind, code, name := "enterprise", "ENT", "Enterprise"
			if i%5 == 4 {
				kind, code, name = "county", "CTY", "County"
			}
			p, fact, err := party.AddPartyTx(ctx, tx, party.PartyInput{Code: fmt.Sprintf("%s-%04d", code, i), Kind: kind, Name: fmt.Sprintf("%s %04d", name, i), Lang: "en", Illustrative: true})
			if err != nil {
				return nil, err
			}
			l.codes, facts = append(l.codes, p.Code), append(facts, fact)
			if kind == "county" {
				l.receivers = append(l.receivers, p)
				continue
			}
			if l.leads = append(l.leads, p); len(l.leads) > classSize {
				continue
			}
			_, fact, err = party.JoinGroupTx(ctx, tx, party.JoinInput{Group: l.group.ID, Party: p.ID, From: "2020-01-01"})
			if err != nil {
				return nil, err
			}
			facts = append(facts, fact)
		}
		return facts, nil
	})
}

// seat gives each organisation one person who acts for it; the first provider's
// reads the pages.
func (l *loader) seat(ctx context.Context) error {
	accounts := access.NewAccounts(l.db)
	l.people = map[ident.ID]ident.Person{}
	roles := map[ident.ID]ident.Role{}
	for role, parties := range map[ident.Role][]party.Party{ident.Provider: l.leads, ident.Receiver: l.receivers} {
		for _, p := range parties {
			person, err := accounts.AddPerson(ctx, "Somebody of "+p.Name, "bench-"+p.Code, "")
			if err != nil {
				return err
			}
			l.people[p.ID], roles[p.ID] = person, role
		}
	}
	l.provider = l.actor(ident.Provider, l.leads[0].ID)
	return l.change(ctx, l.office, 890, func(tx *db.Tx) ([]db.Fact, error) {
		var facts []db.Fact
		for org, role := range roles {
			_, fact, err := party.AddMembershipTx(ctx, tx, party.MembershipInput{Person: l.people[org], Party: org, Role: role, From: "2020-01-01"})
			if err != nil {
				return nil, err
			}
			facts = append(facts, fact)
		}
		return facts, nil
	})
}

// pair pairs each provider with its share of the receivers, both agreeing.
func (l *loader) pair(ctx context.Context, n int) error {
	l.pairings = map[ident.ID][]party.Pairing{}
	each := min(max(1, n/len(l.leads)), len(l.receivers))
	for i, lead := range l.leads {
		err := l.change(ctx, l.actor(ident.Provider, lead.ID), 880, func(tx *db.Tx) ([]db.Fact, error) {
			var facts []db.Fact
			for k := range each {
				receiver := l.receivers[(i*3+k)%len(l.receivers)]
				p, fact, err := party.PairTx(ctx, tx, party.PairInput{Provider: lead.ID, Receiver: receiver.ID, Scope: "Clinics, roads and schools", From: "2020-01-01"})
				if err != nil {
					return nil, err
				}
				l.pairings[lead.ID], facts = append(l.pairings[lead.ID], p), append(facts, fact)
			}
			return facts, nil
		})
		if err != nil {
			return err
		}
	}
	room := party.Room{DB: l.db}
	for _, lead := range l.leads {
		for _, p := range l.pairings[lead.ID] {
			l.pairs = append(l.pairs, p.Code)
			if err := l.step(ctx, &room, l.actor(ident.Receiver, p.Receiver), p, "party.agree"); err != nil {
				return err
			}
			if l.rand.IntN(20) == 0 {
				continue // some have not begun
			}
			if err := l.step(ctx, &room, l.office, p, "party.start"); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *loader) step(ctx context.Context, room *party.Room, who ident.Actor, p party.Pairing, verb string) error {
	l.changes++
	_, err := room.Step(ctx, who, party.StepInput{Key: db.Key{ID: fmt.Sprintf("bench-%d", l.changes)}, Pairing: p.ID, MoveInput: party.MoveInput{Verb: verb}})
	return err
}

// meet makes the meetings, each after the one before; the last is planned.
func (l *loader) meet(ctx context.Context) error {
	var before ident.ID
	for i := range meetings {
		err := l.change(ctx, l.office, 870-i*45, func(tx *db.Tx) ([]db.Fact, error) {
			day := words.DayOf(tx.Now, time.UTC)
			x, fact, err := conference.ConveneTx(ctx, tx, conference.ConveneInput{Title: fmt.Sprintf("Working meeting %d", i+1), Lang: "en", From: day, To: day,
				Predecessor: before, Planned: i == meetings-1, Visibility: "parties"})
			before = x.ID
			l.conferences = append(l.conferences, x)
			return []db.Fact{fact}, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// visit records visits and talks, most of them held with a meeting.
func (l *loader) visit(ctx context.Context) error {
	for done := 0; done < visits; done += batchLimit {
		err := l.change(ctx, l.office, 860-done/5, func(tx *db.Tx) ([]db.Fact, error) {
			var facts []db.Fact
			for range batchLimit {
				from := l.leads[l.rand.IntN(len(l.leads))]
				to := l.pairings[from.ID][0]
				_, fact, err := conference.VisitTx(ctx, tx, conference.VisitInput{Kind: conference.VisitKinds[l.rand.IntN(len(conference.VisitKinds))],
					Parties: []conference.VisitParty{{Party: from.ID}, {Party: to.Receiver}},
					From:    words.DayOf(tx.Now.AddDate(0, 0, -l.rand.IntN(30)), time.UTC), Place: "County seat", Purpose: "The state of the " + benchObjects[l.rand.IntN(len(benchObjects))][0],
					Conference: l.conferences[l.rand.IntN(meetings-1)].ID, Visibility: "parties"})
				if err != nil {
					return nil, err
				}
				facts = append(facts, fact)
			}
			return facts, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// takeUp makes the plan period, into which half of the providers say they took
// the work.
func (l *loader) takeUp(ctx context.Context) error {
	err := l.change(ctx, l.office, 860, func(tx *db.Tx) ([]db.Fact, error) {
		var fact db.Fact
		var err error
		l.period, fact, err = plan.AddPeriodTx(ctx, tx, plan.PeriodInput{Code: "P1", Name: "Plan period", NameZH: "规划期", From: words.DayOf(tx.Now, time.UTC), To: words.DayOf(tx.Now.AddDate(5, 0, 0), time.UTC)})
		return []db.Fact{fact}, err
	})
	if err != nil {
		return err
	}
	for i, lead := range l.leads {
		if i%2 == 1 {
			continue
		}
		err := l.change(ctx, l.actor(ident.Provider, lead.ID), 800-i%700, func(tx *db.Tx) ([]db.Fact, error) {
			_, fact, err := plan.TakeUpTx(ctx, tx, plan.TakeUpInput{Period: l.period.ID, Party: lead.ID, Kind: plan.Kinds[i%len(plan.Kinds)],
				Document: "Development plan", Place: "Chapter 4", Day: words.DayOf(tx.Now, time.UTC)})
			return []db.Fact{fact}, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

var benchVerbs = []string{"Equip", "Build", "Train", "Connect", "Repair", "Staff"}
var benchObjects = [][2]string{{"county clinics", "县级诊所"}, {"village roads", "乡村道路"}, {"primary schools", "小学"}, {"power lines", "输电线路"}, {"water plants", "水厂"}}

func (l *loader) capture(ctx context.Context, tx *db.Tx) (decision.Measure, db.Fact, error) {
	object := benchObjects[l.rand.IntN(len(benchObjects))]
	count := 2 + l.rand.IntN(90)
	return decision.CaptureTx(ctx, tx, decision.CaptureInput{
		Title: fmt.Sprintf("%s %d %s", benchVerbs[l.rand.IntN(len(benchVerbs))], count, object[0]), Lang: "en",
		Other: fmt.Sprintf("支援建设 %d 个%s", count, object[1]), Kind: "requirement", Grade: "should", Sector: "other",
		Responsible: "The enterprises of the annex, each with the bureau of the county that it is paired with, and the programme office for what no county answers",
		Conference:  l.conferences[l.rand.IntN(meetings-1)].ID,
		Visibility:  []string{"parties", "parties", "public", "internal"}[l.rand.IntN(4)], Illustrative: true})
}

// measures makes k measures of one lead and takes each some way along.
func (l *loader) measures(ctx context.Context, lead party.Party, k int) error {
	made := make([]decision.Measure, 0, k)
	age := 1 + l.rand.IntN(500)
	due := words.DayOf(time.Now().AddDate(0, 0, l.rand.IntN(700)-min(age, 300)+10), time.UTC)
	err := l.change(ctx, l.office, age, func(tx *db.Tx) ([]db.Fact, error) {
		var facts []db.Fact
		for range k {
			m, _, err := l.capture(ctx, tx)
			if err != nil {
				return nil, err
			}
			if _, _, err = decision.RegisterTx(ctx, tx, decision.MoveInput{Measure: m.ID}); err != nil {
				return nil, err
			}
			m, fact, err := decision.AssignTx(ctx, tx, decision.AssignInput{Measure: m.ID, Lead: lead.ID, Due: due, Done: "Accepted by the receiver", ReportEvery: 90})
			if err != nil {
				return nil, err
			}
			if facts = append(facts, fact); m.Visibility != "internal" {
				made = append(made, m) // the lead does not see the others
			}
		}
		return facts, nil
	})
	if err != nil {
		return err
	}
	return l.answer(ctx, lead, made, age)
}

// benchDigest stands for a file that the trial has not stored.
var benchDigest = strings.Repeat("0", 64)

const benchText = "The provider equips the clinics and builds the roads.\n"

// commitments makes an agreement of one pairing with k promises of money in it,
// and lets the receiver acknowledge most of them.
func (l *loader) commitments(ctx context.Context, lead party.Party, k int) error {
	pairing := l.pairings[lead.ID][l.rand.IntN(len(l.pairings[lead.ID]))]
	provider, receiver := l.actor(ident.Provider, lead.ID), l.actor(ident.Receiver, pairing.Receiver)
	age := 1 + l.rand.IntN(500)
	kinds := agreement.Kinds[:4]
	var a agreement.Agreement
	var clause agreement.Clause
	var made []ident.ID
	for i, step := range []struct {
		who ident.Actor
		act func(*db.Tx) ([]db.Fact, error)
	}{
		{provider, func(tx *db.Tx) (facts []db.Fact, err error) {
			var fact db.Fact
			a, fact, err = agreement.CaptureTx(ctx, tx, agreement.CaptureInput{Kind: kinds[l.rand.IntN(len(kinds))], Title: "Agreement of " + lead.Name, Lang: "en",
				Conference: l.conferences[l.rand.IntN(meetings-1)].ID, Pairing: pairing.ID, SignedOn: words.DayOf(tx.Now, time.UTC), Visibility: "parties", Illustrative: true,
				Parties: []agreement.SigningParty{{Name: lead.Name, Side: "provider", Party: lead.ID}, {Name: "County", Side: "receiver", Party: pairing.Receiver}}})
			return []db.Fact{fact}, err
		}},
		{receiver, func(tx *db.Tx) (facts []db.Fact, err error) {
			_, facts, err = agreement.AcceptTx(ctx, tx, agreement.MoveInput{Agreement: a.ID})
			return facts, err
		}},
		{provider, func(tx *db.Tx) ([]db.Fact, error) {
			d, facts, err := agreement.HoldTextTx(ctx, tx, agreement.HoldInput{Agreement: a.ID, Document: agreement.Document{Digest: benchDigest, Name: "text.txt", MIME: "text/plain", Size: int64(len(benchText)), Text: benchText}})
			if err != nil {
				return nil, err
			}
			var fact db.Fact
			if clause, fact, err = agreement.ClauseTx(ctx, tx, agreement.MarkInput{Agreement: a.ID, Document: d.ID, Quote: "equips the clinics", Kind: "commitment"}); err != nil {
				return nil, err
			}
			facts = append(facts, fact)
			for range k {
				c, fact, err := l.commit(ctx, tx, clause, lead, pairing)
				if err != nil {
					return nil, err
				}
				facts, made = append(facts, fact), append(made, c.ID)
			}
			return facts, nil
		}},
		{receiver, func(tx *db.Tx) ([]db.Fact, error) {
			facts, err := agreement.MoveClausesTx(ctx, tx, "agreement.accept_clause", agreement.ClauseInput{Agreement: a.ID, Clauses: []ident.ID{clause.ID}})
			if err != nil {
				return nil, err
			}
			for _, id := range made[len(made)/5:] {
				_, more, err := agreement.AcknowledgeTx(ctx, tx, agreement.SayInput{Commitment: id})
				if err != nil {
					return nil, err
				}
				facts = append(facts, more...)
			}
			return facts, nil
		}},
	} {
		if err := l.change(ctx, step.who, age, step.act); err != nil {
			return fmt.Errorf("step %d of %s: %w", i+1, a.Code, err)
		}
		age = l.rand.IntN(age + 1)
	}
	return nil
}

// commit promises a grant on the ground of a clause.
func (l *loader) commit(ctx context.Context, tx *db.Tx, clause agreement.Clause, lead party.Party, pairing party.Pairing) (agreement.Commitment, db.Fact, error) {
	object := benchObjects[l.rand.IntN(len(benchObjects))]
	count := 2 + l.rand.IntN(90)
	return agreement.CommitTx(ctx, tx, agreement.CommitInput{Title: fmt.Sprintf("%s %d %s", benchVerbs[l.rand.IntN(len(benchVerbs))], count, object[0]), Lang: "en",
		Other: fmt.Sprintf("支援建设 %d 个%s", count, object[1]), Clause: clause.ID, Provider: lead.ID, Receiver: pairing.Receiver, MoneyClass: "grant",
		Visibility: "parties", Illustrative: true,
		Terms: agreement.Terms{Amount: &money.Amount{Minor: int64(1+l.rand.IntN(9000)) * 100_00, Currency: "CNY"},
			Due: words.DayOf(tx.Now.AddDate(0, 0, 30+l.rand.IntN(700)), time.UTC)}})
}

// answer lets the lead accept most of its measures and contest some.
func (l *loader) answer(ctx context.Context, lead party.Party, made []decision.Measure, age int) error {
	return l.change(ctx, l.actor(ident.Provider, lead.ID), l.rand.IntN(age), func(tx *db.Tx) ([]db.Fact, error) {
		var facts []db.Fact
		for _, m := range made {
			verb, reason := "decision.accept", ""
			switch l.rand.IntN(10) {
			case 0, 1:
				continue // nobody answered
			case 2:
				verb, reason = "decision.contest", "Another organisation is responsible"
			}
			_, fact, err := decision.MoveTx(ctx, tx, verb, decision.MoveInput{Measure: m.ID, Reason: reason})
			if err != nil {
				return nil, err
			}
			facts = append(facts, fact)
		}
		if len(facts) == 0 {
			_, fact, err := decision.MoveTx(ctx, tx, "decision.accept", decision.MoveInput{Measure: made[0].ID})
			return []db.Fact{fact}, err
		}
		return facts, nil
	})
}

// address gives one requirement to the whole class.
func (l *loader) address(ctx context.Context) error {
	return l.change(ctx, l.office, 1+l.rand.IntN(300), func(tx *db.Tx) ([]db.Fact, error) {
		m, _, err := l.capture(ctx, tx)
		if err != nil {
			return nil, err
		}
		if _, _, err = decision.RegisterTx(ctx, tx, decision.MoveInput{Measure: m.ID}); err != nil {
			return nil, err
		}
		_, facts, err := decision.AddressTx(ctx, tx, decision.AddressInput{Measure: m.ID, Group: l.group.ID})
		return facts, err
	})
}
