package site

import (
	"compress/gzip"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
	"throughline/programme/project"
)

// crowd is a programme in which everything is there n times.
type crowd struct {
	*house
	visitor visitor // of the programme's office
	n       int
	who     ident.Actor
	changes int

	providers, receivers []ident.ID
	class                ident.ID
	meeting              conference.Conference
	measures             []decision.Measure
	promises             []agreement.Commitment
	deals                []agreement.Agreement
	works                []project.Project
}

func newCrowd(t *testing.T, n int) *crowd {
	t.Helper()
	h := open(t)
	prog, err := party.CreateProgramme(t.Context(), h.d, ident.Actor{}, db.Key{ID: "p"}, party.Programme{Code: "crowd", Name: "Crowd", NameZH: "众",
		Zone: "UTC", Currency: "CNY", Languages: []string{"en", "zh"}})
	if err != nil {
		t.Fatal(err)
	}
	person, err := h.Accounts.AddPerson(t.Context(), "Officer", "officer", "")
	if err != nil {
		t.Fatal(err)
	}
	c := &crowd{house: h, n: n, who: ident.Actor{Person: person, Programme: prog.ID, Roles: []ident.Role{ident.Office, ident.Secretary}}}
	c.change(c.register)
	c.change(c.meet)
	c.change(c.decide)
	c.change(c.promise)
	c.change(c.build)
	c.visitor = h.as(person)
	return c
}

// change makes records within one change; note keeps what happened.
func (c *crowd) change(fn func(tx *db.Tx, note func(error, ...db.Fact))) {
	c.t.Helper()
	c.changes++
	_, err := c.d.Change(c.t.Context(), c.who, db.Key{ID: fmt.Sprint("crowd", c.changes)}, func(tx *db.Tx) (facts []db.Fact, first error) {
		fn(tx, func(err error, made ...db.Fact) {
			facts = append(facts, made...)
			if err != nil && first == nil {
				first = err
			}
		})
		return facts, first
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *crowd) register(tx *db.Tx, note func(error, ...db.Fact)) {
	ctx := c.t.Context()
	add := func(code, kind string) ident.ID {
		p, f, err := party.AddPartyTx(ctx, tx, party.PartyInput{Code: code, Kind: kind, Name: "Party " + code, Lang: "en", Other: "单位" + code})
		note(err, f)
		return p.ID
	}
	c.who.Organisation = add("OFFICE", "office")
	for _, role := range c.who.Roles {
		_, f, err := party.AddMembershipTx(ctx, tx, party.MembershipInput{Person: c.who.Person, Party: c.who.Organisation, Role: role})
		note(err, f)
	}
	class, f, err := party.AddGroupTx(ctx, tx, party.GroupInput{Code: "ALL", Name: "All", Lang: "en", Side: "provider"})
	note(err, f)
	c.class = class.ID
	for i := range c.n {
		give, take := add(fmt.Sprintf("GIVE-%02d", i), "enterprise"), add(fmt.Sprintf("TAKE-%02d", i), "county")
		c.providers, c.receivers = append(c.providers, give), append(c.receivers, take)
		_, f, err := party.JoinGroupTx(ctx, tx, party.JoinInput{Group: c.class, Party: give})
		note(err, f)
		_, f, err = party.PairTx(ctx, tx, party.PairInput{Provider: give, Receiver: take, Scope: "all", From: "2028-01-01"})
		note(err, f)
	}
	for range c.n { // and all around the first one
		_, f, err := party.PairTx(ctx, tx, party.PairInput{Provider: c.providers[0], Receiver: add(fmt.Sprint("MORE-", len(c.receivers)), "county"), Scope: "all", From: "2028-01-01"})
		note(err, f)
		c.receivers = append(c.receivers, 0)
	}
}

func (c *crowd) meet(tx *db.Tx, note func(error, ...db.Fact)) {
	ctx := c.t.Context()
	convene := func() conference.Conference {
		m, f, err := conference.ConveneTx(ctx, tx, conference.ConveneInput{Title: "Meeting", Lang: "en", From: "2028-05-01", To: "2028-05-01"})
		note(err, f)
		return m
	}
	c.meeting = convene()
	for i := range c.n {
		convene()
		s, f, err := conference.AddSourceTx(ctx, tx, conference.SourceInput{Conference: c.meeting.ID, Title: fmt.Sprint("Report ", i), Publisher: "Office", Lang: "en",
			Translated: "no", Year: 2028, MayStore: true, Text: fmt.Sprint("Report number ", i)})
		note(err, f)
		quote := conference.Quote{Source: s.ID, From: 0, To: 6, Text: "Report"}
		_, f, err = conference.AttendTx(ctx, tx, conference.AttendInput{Conference: c.meeting.ID, Part: "attendee", Person: fmt.Sprint("Person ", i), Party: c.providers[i], Quote: quote})
		note(err, f)
		_, f, err = conference.SpeakTx(ctx, tx, conference.SpeakInput{Conference: c.meeting.ID, Kind: "speech", Speaker: fmt.Sprint("Person ", i), Quote: quote})
		note(err, f)
	}
}

// decide gives each measure to a lead, and one to the whole class.
func (c *crowd) decide(tx *db.Tx, note func(error, ...db.Fact)) {
	ctx := c.t.Context()
	for i := range c.n + 1 {
		m, f, err := decision.CaptureTx(ctx, tx, decision.CaptureInput{Title: fmt.Sprint("Measure ", i), Lang: "en", Kind: "decision", Conference: c.meeting.ID})
		note(err, f)
		_, f, err = decision.RegisterTx(ctx, tx, decision.MoveInput{Measure: m.ID})
		note(err, f)
		if i == 0 {
			_, facts, err := decision.AddressTx(ctx, tx, decision.AddressInput{Measure: m.ID, Group: c.class, Due: "2028-12-01", Done: "It is done."})
			note(err, facts...)
		} else {
			_, f, err = decision.AssignTx(ctx, tx, decision.AssignInput{Measure: m.ID, Lead: c.providers[i-1], Due: "2028-12-01", Done: "It is done."})
			note(err, f)
		}
		c.measures = append(c.measures, m)
	}
}

// promise makes each commitment in answer to its own measure, and as many in
// answer to the second.
func (c *crowd) promise(tx *db.Tx, note func(error, ...db.Fact)) {
	ctx := c.t.Context()
	for i := range c.n {
		for _, m := range []decision.Measure{c.measures[i+1], c.measures[1]} {
			p, f, err := agreement.CommitTx(ctx, tx, agreement.CommitInput{Title: fmt.Sprint("Promise ", i), Lang: "en", Measure: m.ID,
				Provider: c.providers[0], Receiver: c.receivers[i]})
			note(err, f)
			c.promises = append(c.promises, p)
		}
		a, f, err := agreement.CaptureTx(ctx, tx, agreement.CaptureInput{Kind: "cooperation", Title: fmt.Sprint("Agreement ", i), Lang: "en", Conference: c.meeting.ID,
			Parties: []agreement.SigningParty{{Name: "A", Side: "provider", Party: c.providers[i]}, {Name: "B", Side: "receiver", Party: c.receivers[i]}}})
		note(err, f)
		c.deals = append(c.deals, a)
	}
}

// build ties every project to the first promise and measure; the first project
// also has as many steps.
func (c *crowd) build(tx *db.Tx, note func(error, ...db.Fact)) {
	ctx := c.t.Context()
	for i := range c.n {
		in := project.StartInput{Title: fmt.Sprint("Project ", i), Lang: "en", Track: "works", Implementer: c.providers[i], Serves: []project.Serves{
			{Kind: project.Commitment, ID: c.promises[0].ID}, {Kind: project.Commitment, ID: c.promises[2*i].ID}, {Kind: project.Measure, ID: c.measures[1].ID}}}
		if i == 0 {
			for k := range c.n {
				in.Milestones = append(in.Milestones, project.MilestoneInput{Title: fmt.Sprint("Step ", k), Baseline: "2028-09-01"})
			}
		}
		p, facts, err := project.StartTx(ctx, tx, in)
		note(err, facts...)
		c.works = append(c.works, p)
	}
}

// queries counts the statements that a page reads.
func (c *crowd) queries(at string) int64 {
	c.t.Helper()
	before := c.d.Queries()
	if w := c.visitor.get("/en/crowd" + at); w.Code != 200 {
		c.t.Fatalf("%s: %d", at, w.Code)
	}
	return c.d.Queries() - before
}

func TestNoPageAsksMoreWhenThereIsMore(t *testing.T) {
	pages := func(c *crowd) []string {
		return []string{"", "/tasks", "/search?q=Measure", "/parties", "/parties/GIVE-00", "/parties/TAKE-00", "/groups", "/groups/ALL", "/pairings",
			"/conferences", "/conferences/" + c.meeting.Code, "/conferences/" + c.meeting.Code + "/agenda",
			"/measures", "/measures/" + c.measures[0].Code, "/measures/" + c.measures[1].Code, "/measures?format=csv",
			"/agreements", "/agreements/" + c.deals[0].Code, "/commitments", "/commitments/" + c.promises[0].Code, "/commitments?format=csv",
			"/projects", "/projects/" + c.works[0].Code, "/projects?format=csv", "?format=csv",
			"/promises/" + c.measures[0].Code, "/promises/" + c.measures[1].Code, "/promises/" + c.promises[0].Code}
	}
	few, many := newCrowd(t, 5), (*crowd)(nil)
	asked := map[string]int64{}
	for _, at := range pages(few) {
		asked[at] = few.queries(at)
	}
	many = newCrowd(t, 50)
	for i, at := range pages(many) {
		before := pages(few)[i]
		if n := many.queries(at); n != asked[before] || n == 0 {
			t.Errorf("%s asks %d statements with 5 records and %d with 50", at, asked[before], n)
		}
	}
}

// Weights of a first visit, compressed (bytes).
const (
	mostInAll   = 90_000
	mostScripts = 35_000
)

var linked = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)

func TestPagesAreLight(t *testing.T) {
	h := furnished(t)
	v := h.seat("secretary")
	fetch := func(at string) (size int, text string) {
		w := v.do("GET", at, "", "Accept-Encoding", "gzip")
		if w.Code != 200 {
			t.Fatalf("%s: %d", at, w.Code)
		}
		size = w.Body.Len()
		if w.Header().Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s is not compressed", at)
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		return size, string(b)
	}
	for _, at := range []string{"/en/sign-in", "/en/twin", "/zh/twin", "/en/twin/tasks", "/en/twin/promises/COM-001", "/en/twin/conferences/CNF-003", "/en/twin/measures/MEA-001",
		"/en/twin/agreements/AGR-001", "/en/twin/projects/PRJ-001", "/en/twin/readings/new", "/en/twin/parties"} {
		all, page := fetch(at)
		scripts, own := 0, 0
		for _, m := range linked.FindAllStringSubmatch(page, -1) {
			size, text := fetch(m[1])
			all += size
			if path.Ext(m[1]) == ".js" {
				scripts += size
				if !strings.Contains(m[1], "htmx") {
					own += len(text)
				}
			}
		}
		if own == 0 || all > mostInAll || scripts > mostScripts {
			t.Errorf("%s weighs %d bytes, %d of them scripts; at most %d and %d", at, all, scripts, mostInAll, mostScripts)
		}
		if own > 15_000 {
			t.Errorf("%s has %d bytes of own scripts, more than 15 kB before compression", at, own)
		}
	}
}
