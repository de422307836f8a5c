package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/decision"
	"throughline/programme/party"
)

// loader makes a large made-up programme: leadCount organisations, each with
// its share of measures in every state, and requirements addressed to a class.
type loader struct {
	db        *db.DB
	rand      *rand.Rand
	programme party.Programme
	office    ident.Actor
	provider  ident.Actor // the ordinary user who reads the pages
	leads     []party.Party
	codes     []string
	group     party.Group
	changes   int
}

const (
	leadCount  = 300
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

func (l *loader) load(ctx context.Context, n int, progress func(done int)) error {
	if err := l.found(ctx); err != nil {
		return err
	}
	done := 0
	answers := n / 10 / classSize
	for range answers {
		if err := l.address(ctx); err != nil {
			return err
		}
		done += classSize
		progress(done)
	}
	for done < n {
		lead := l.leads[l.rand.IntN(len(l.leads))]
		k := min(batchLimit, n-done)
		make := l.measures
		if l.rand.IntN(3) == 0 {
			make = l.commitments
		}
		if err := make(ctx, lead, k); err != nil {
			return err
		}
		done += k
		progress(done)
	}
	return nil
}

// found makes the programme, its organisations and the two people.
func (l *loader) found(ctx context.Context) error {
	var err error
	l.programme, err = party.CreateProgramme(ctx, l.db, ident.Actor{}, db.Key{ID: "bench"},
		party.Programme{Code: "bench", Name: "Load trial", NameZH: "负荷试验", Zone: "UTC", Currency: "CNY", Languages: []string{"en", "zh"}, Illustrative: true})
	if err != nil {
		return err
	}
	accounts := access.NewAccounts(l.db)
	people := map[ident.Role]ident.Person{}
	for _, role := range []ident.Role{ident.Office, ident.Provider} {
		if people[role], err = accounts.AddPerson(ctx, "Trial "+string(role), "bench-"+string(role), ""); err != nil {
			return err
		}
	}
	l.office = ident.Actor{Programme: l.programme.ID, Person: people[ident.Office], Roles: []ident.Role{ident.Office, ident.Secretary}}
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
		for i := range leadCount {
			p, fact, err := party.AddPartyTx(ctx, tx, party.PartyInput{Code: fmt.Sprintf("ENT-%03d", i), Kind: "enterprise", Name: fmt.Sprintf("Enterprise %03d", i), Lang: "en", Illustrative: true})
			if err != nil {
				return nil, err
			}
			l.leads, l.codes, facts = append(l.leads, p), append(l.codes, p.Code), append(facts, fact)
			if i >= classSize {
				continue
			}
			_, fact, err = party.JoinGroupTx(ctx, tx, party.JoinInput{Group: l.group.ID, Party: p.ID, From: "2020-01-01"})
			if err != nil {
				return nil, err
			}
			facts = append(facts, fact)
		}
		l.provider = ident.Actor{Programme: l.programme.ID, Person: people[ident.Provider], Organisation: l.leads[0].ID, Roles: []ident.Role{ident.Provider}}
		seat := party.MembershipInput{Person: l.provider.Person, Party: l.leads[0].ID, Role: ident.Provider, From: "2020-01-01"}
		_, fact, err = party.AddMembershipTx(ctx, tx, seat)
		if err != nil {
			return nil, err
		}
		return append(facts, fact), nil
	})
}

var benchVerbs = []string{"Equip", "Build", "Train", "Connect", "Repair", "Staff"}
var benchObjects = [][2]string{{"county clinics", "县级诊所"}, {"village roads", "乡村道路"}, {"primary schools", "小学"}, {"power lines", "输电线路"}, {"water plants", "水厂"}}

func (l *loader) capture(ctx context.Context, tx *db.Tx) (decision.Measure, db.Fact, error) {
	object := benchObjects[l.rand.IntN(len(benchObjects))]
	count := 2 + l.rand.IntN(90)
	return decision.CaptureTx(ctx, tx, decision.CaptureInput{
		Title: fmt.Sprintf("%s %d %s", benchVerbs[l.rand.IntN(len(benchVerbs))], count, object[0]), Lang: "en",
		Other: fmt.Sprintf("支援建设 %d 个%s", count, object[1]), Kind: "requirement", Grade: "should", Sector: "other",
		Visibility: []string{"parties", "parties", "public", "internal"}[l.rand.IntN(4)], Illustrative: true})
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

// commitments makes k promises of money, each of a measure, and lets the
// receiver acknowledge most of them.
func (l *loader) commitments(ctx context.Context, lead party.Party, k int) error {
	receiver := l.leads[l.rand.IntN(len(l.leads))]
	if receiver.ID == lead.ID {
		return l.measures(ctx, lead, k)
	}
	var made []ident.ID
	age := 1 + l.rand.IntN(500)
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
			c, fact, err := agreement.CommitTx(ctx, tx, agreement.CommitInput{Title: m.Title, Lang: m.Lang, Other: m.Other, Measure: m.ID,
				Provider: lead.ID, Receiver: receiver.ID, MoneyClass: "grant", Visibility: m.Visibility, Illustrative: true,
				Terms: agreement.Terms{Amount: &money.Amount{Minor: int64(1+l.rand.IntN(9000)) * 100_00, Currency: "CNY"},
					Due: words.DayOf(tx.Now.AddDate(0, 0, 30+l.rand.IntN(700)), time.UTC)}})
			if err != nil {
				return nil, err
			}
			if facts = append(facts, fact); m.Visibility != "internal" {
				made = append(made, c.ID) // the receiver does not see the others
			}
		}
		return facts, nil
	})
	if err != nil {
		return err
	}
	who := ident.Actor{Programme: l.programme.ID, Person: l.provider.Person, Organisation: receiver.ID, Roles: []ident.Role{ident.Receiver}}
	return l.change(ctx, who, l.rand.IntN(age), func(tx *db.Tx) ([]db.Fact, error) {
		var facts []db.Fact
		for _, id := range made[len(made)/5:] {
			_, more, err := agreement.AcknowledgeTx(ctx, tx, agreement.SayInput{Commitment: id})
			if err != nil {
				return nil, err
			}
			facts = append(facts, more...)
		}
		return facts, nil
	})
}

// answer lets the lead accept most of its measures and contest some.
func (l *loader) answer(ctx context.Context, lead party.Party, made []decision.Measure, age int) error {
	who := ident.Actor{Programme: l.programme.ID, Person: l.provider.Person, Organisation: lead.ID, Roles: []ident.Role{ident.Provider}}
	return l.change(ctx, who, l.rand.IntN(age), func(tx *db.Tx) ([]db.Fact, error) {
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
