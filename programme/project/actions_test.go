package project

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
	"throughline/kit/money"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
)

var update = flag.Bool("update", false, "write the golden files")

// world is one small programme: an office, a group that provides, a county that
// receives, a builder, a measure and two promises of it.
type world struct {
	*testing.T
	*Room
	prog ident.Programme
	keys int

	group, county, builder party.Party
	pairing                party.Pairing
	source                 conference.Source
	measure, noted         decision.Measure
	promise, waived        agreement.Commitment

	secretary, colleague, atGroup, atCounty, atBuilder, auditor ident.Actor
}

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
	for i, at := range []*ident.Actor{&w.secretary, &w.colleague, &w.atGroup, &w.atCounty, &w.atBuilder, &w.auditor} {
		login := fmt.Sprint("person-", i+1)
		id, err := accounts.AddPerson(t.Context(), login, login, "")
		w.must(err)
		*at = ident.Actor{Person: id, Programme: w.prog}
	}
	w.secretary.Roles = []ident.Role{ident.Office}
	_, err = d.Change(t.Context(), w.secretary, w.key(), w.found)
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
	w.group, w.county, w.builder = add("HG", "enterprise", "Harbour Group"), add("VC", "county", "Valley County"), add("BLD", "firm", "Valley Builders")
	for _, s := range []struct {
		who  *ident.Actor
		at   party.Party
		role ident.Role
	}{{&w.secretary, office, ident.Secretary}, {&w.colleague, office, ident.Office}, {&w.auditor, office, ident.Auditor}, {&w.atGroup, w.group, ident.Provider},
		{&w.atCounty, w.county, ident.Receiver}, {&w.atBuilder, w.builder, ident.Owner}} {
		s.who.Organisation, s.who.Roles = s.at.ID, []ident.Role{s.role}
		_, f, err := party.AddMembershipTx(ctx, tx, party.MembershipInput{Person: s.who.Person, Party: s.at.ID, Role: s.role})
		keep(f, err)
	}
	g, f, err := party.AddGroupTx(ctx, tx, party.GroupInput{Code: "FIRMS", Name: "Firms of the county", Lang: "en", Side: "receiver"})
	keep(f, err)
	_, f, err = party.JoinGroupTx(ctx, tx, party.JoinInput{Group: g.ID, Party: w.builder.ID})
	keep(f, err)
	w.pairing, f, err = party.PairTx(ctx, tx, party.PairInput{Provider: w.group.ID, Receiver: w.county.ID, Scope: "health", From: "2028-01-01"})
	keep(f, err)
	tx.Who = w.secretary
	meeting, f, err := conference.ConveneTx(ctx, tx, conference.ConveneInput{Title: "Third conference", Lang: "en", From: "2028-05-10", To: "2028-05-10"})
	keep(f, err)
	w.source, f, err = conference.AddSourceTx(ctx, tx, conference.SourceInput{Conference: meeting.ID, Title: "Report", Publisher: "Harbour Group",
		Side: "provider", Lang: "en", Translated: "no", Year: 2028, MayStore: true, Text: "The group should send doctors to the county."})
	keep(f, err)
	quote, err := w.source.Locate("should send doctors to the county", "quote")
	w.must(err)
	w.measure, f, err = decision.CaptureTx(ctx, tx, decision.CaptureInput{Title: "Send doctors", Lang: "en", Kind: "requirement", Conference: meeting.ID, Quote: quote})
	keep(f, err)
	w.measure, f, err = decision.RegisterTx(ctx, tx, decision.MoveInput{Measure: w.measure.ID})
	keep(f, err)
	w.noted, f, err = decision.CaptureTx(ctx, tx, decision.CaptureInput{Title: "Work hard", Lang: "en", Kind: "requirement"})
	keep(f, err)
	return facts, nil
}

// promises makes one that both sides hold to and one that was taken back.
func (w *world) promises() {
	w.Helper()
	room := &agreement.Room{DB: w.DB}
	commit := func(title string) agreement.Commitment {
		done, err := room.Commit(w.Context(), w.secretary, agreement.CommitInput{Key: w.key(), Title: title, Lang: "en", Measure: w.measure.ID, Pairing: w.pairing.ID,
			Provider: w.group.ID, Receiver: w.county.ID, Entered: agreement.EnteredTerms{Lang: words.EN, Due: "2028-09-30"}})
		w.must(err)
		id, _ := done.Subject(agreement.CommitmentNoun)
		c, err := agreement.GetCommitment(w.Context(), w.DB.Read(), w.prog, id)
		w.must(err)
		return c
	}
	w.promise, w.waived = commit("Forty clinics"), commit("Entered twice")
	_, err := room.WithdrawCommitment(w.Context(), w.secretary, agreement.EndInput{Key: w.key(), Commitment: w.waived.ID, Reason: "entered twice"})
	w.must(err)
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

// start records a project of the builder with two milestones.
func (w *world) start(change func(*StartInput)) Project {
	w.Helper()
	in := w.input()
	if change != nil {
		change(&in)
	}
	done, err := w.Start(w.Context(), w.secretary, in)
	w.must(err)
	id, _ := done.Subject(Noun)
	return w.get(id)
}

func (w *world) input() StartInput {
	return StartInput{Key: w.key(), Title: "Cold chain, phase 1", Lang: "en", Other: "冷链一期", Track: "works", Pairing: w.pairing.ID, Implementer: w.builder.ID,
		Place: "Valley County", From: "2028-05-01", To: "2028-08-31", Estimate: &money.Amount{Minor: 500000000, Currency: "CNY"},
		Serves: []Serves{{Commitment, w.promise.ID}}, Milestones: []MilestoneInput{{Title: "Fridges delivered", Baseline: "2028-05-10"}, {Title: "Sites installed", Baseline: "2028-06-30"}}}
}

func (w *world) get(id ident.ID) Project {
	w.Helper()
	p, err := GetProject(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return p
}

func (w *world) milestones(p Project) []Milestone {
	w.Helper()
	all, err := MilestonesOf(w.Context(), w.DB.Read(), w.prog, p.ID)
	w.must(err)
	return all
}

func (w *world) move(who ident.Actor, verb string, p Project, reason string) error {
	_, err := w.Move(w.Context(), who, verb, MoveInput{Key: w.key(), Project: p.ID, Reason: reason})
	return err
}

func (w *world) act(who ident.Actor, verb string, m Milestone, day words.Day, reason string) error {
	_, err := w.MoveMilestone(w.Context(), who, verb, MilestoneMoveInput{Key: w.key(), Milestone: m.ID, Day: day, Reason: reason, Note: "as planned"})
	return err
}

// hat is the same person acting for another organisation.
func hat(who ident.Actor, org ident.ID, role ident.Role) ident.Actor {
	who.Organisation, who.Roles = org, []ident.Role{role}
	return who
}

func (w *world) waits(ref ident.Ref) string {
	w.Helper()
	open, err := task.Of(w.Context(), w.DB.Read(), w.prog, ref)
	w.must(err)
	codes := map[ident.ID]string{w.group.ID: "HG", w.county.ID: "VC", w.builder.ID: "BLD"}
	var all []string
	for _, t := range open {
		line := strings.TrimPrefix(t.Action, "project.") + " " + string(t.Role)
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

func (w *world) steps(m *state.Machine, id ident.ID) string {
	w.Helper()
	taken, err := state.Steps(w.Context(), w.DB.Read(), w.prog, m, id, 0)
	w.must(err)
	var all []string
	for _, s := range taken {
		all = append(all, fmt.Sprintf("%s %s>%s", strings.TrimPrefix(s.Verb, "project."), s.From, s.To))
	}
	return strings.Join(all, "; ")
}

func (w *world) want(what, got, want string) {
	w.Helper()
	if got != want {
		w.Errorf("%s: %s\nwant %s", what, got, want)
	}
}

func (w *world) lastFacts() string {
	w.Helper()
	all, err := db.Since(w.Context(), w.DB.Read(), w.prog, 0, 10000)
	w.must(err)
	var kinds []string
	for _, e := range all {
		if e.Seq == all[len(all)-1].Seq {
			kinds = append(kinds, strings.TrimSuffix(e.Kind, ".v1"))
		}
	}
	return strings.Join(kinds, " ")
}

// everything is the content of the tables that an act may touch.
func (w *world) everything() string {
	w.Helper()
	var b strings.Builder
	for _, q := range []string{"SELECT count(*) FROM db_journal", "SELECT count(*) FROM db_key", "SELECT count(*) FROM state_step",
		"SELECT count(*) FROM task_task WHERE closed_seq = 0", "SELECT count(*) FROM search_doc", "SELECT count(*) FROM project_translation",
		"SELECT count(*) FROM project_serves", "SELECT count(*) FROM project_claim", "SELECT count(*) FROM project_paper", "SELECT count(*) FROM project_gate", "SELECT count(*) FROM project_offer",
		"SELECT COALESCE(SUM(place * id), 0) FROM project_need", "SELECT count(*) FROM project_gate WHERE outcome <> ''", "SELECT count(*) FROM project_offer WHERE state = 'offered'", "SELECT COALESCE(SUM(last), 0) FROM db_code"} {
		var n int64
		w.must(w.DB.Read().QueryRowContext(w.Context(), q).Scan(&n))
		fmt.Fprintln(&b, q, n)
	}
	all, err := ListProjects(w.Context(), w.DB.Read(), w.secretary, ProjectFilter{Limit: 500})
	w.must(err)
	for _, p := range all {
		j, err := json.Marshal(p)
		w.must(err)
		fmt.Fprintf(&b, "%s %+v\n", j, w.milestones(p))
	}
	return b.String()
}

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

func TestProjectFromThePlanToItsClosing(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	w.want("started", fmt.Sprint(p.Code, " ", p.State, " ", p.Other, " ", *p.Estimate, " ", p.Serves, " ", p.Done, "/", p.Total, " ", p.NextDate),
		fmt.Sprint("PRJ-001 planned 冷链一期 {500000000 CNY} ", []Serves{{Commitment, w.promise.ID}}, " 0/2 2028-05-10"))
	w.want("facts", w.lastFacts(), "project.project.started project.milestone.planned project.milestone.planned")
	w.want("tasks", w.waits(p.Ref()), "begin owner BLD by 2028-05-01; begin receiver BLD by 2028-05-01")
	found, err := search.Find(t.Context(), w.DB.Read(), w.secretary, "冷链", 5)
	w.must(err)
	if len(found) != 1 || found[0].Ref != p.Ref() {
		t.Errorf("search finds %v", found)
	}
	serving, err := ProjectsServing(t.Context(), w.DB.Read(), w.prog, Commitment, []ident.ID{w.promise.ID, w.waived.ID})
	w.must(err)
	if len(serving) != 1 || serving[0].ID != p.ID || len(serving[0].Serves) != 1 {
		t.Errorf("serving are %v", serving)
	}
	m := w.milestones(p)
	w.want("milestone's task", w.waits(m[0].Ref()), "claim_milestone owner BLD by 2028-05-10; claim_milestone receiver BLD by 2028-05-10")
	w.refuses("a claim before work begins", fault.Conflict, "state.moved_on", func() error { return w.act(w.atBuilder, "project.claim_milestone", m[0], "2028-05-01", "") })

	w.must(w.move(w.atBuilder, "project.begin", p, ""))
	w.want("heard of", fmt.Sprint(w.get(p.ID).LastHeard.Equal(dbtest.Now), " ", w.get(p.ID).Late("2028-05-14")), "true true")
	_, err = w.Claim(t.Context(), w.atBuilder, MilestoneMoveInput{Key: w.key(), Milestone: m[0].ID, Day: "2028-05-12", Note: "All delivered.", File: &File{"list.csv", []byte("site,fridge\n")}})
	w.must(err)
	w.want("facts", w.lastFacts(), "project.milestone.claimed project.claim.made project.project.milestone_claimed")
	w.want("tasks", w.waits(m[0].Ref()), "verify_milestone office; verify_milestone secretary; verify_milestone provider HG")
	w.must(w.act(w.atGroup, "project.return_milestone", m[0], "", "two are missing"))
	w.want("returned", fmt.Sprint(w.milestones(p)[0].State, " ", w.milestones(p)[0].Reason), "returned two are missing")
	w.must(w.act(w.atBuilder, "project.claim_milestone", m[0], "2028-05-13", ""))
	w.must(w.act(w.atGroup, "project.verify_milestone", m[0], "", ""))
	claims, err := ClaimsOf(t.Context(), w.DB.Read(), w.prog, p.ID)
	w.must(err)
	if len(claims) != 2 || claims[0].Name != "list.csv" || claims[0].Actual != "2028-05-12" || claims[1].Actual != "2028-05-13" || claims[1].Digest != "" {
		t.Errorf("claims are %+v", claims)
	}
	w.want("actual", string(w.milestones(p)[0].Actual), "2028-05-13")
	got := w.get(p.ID)
	w.want("counts", fmt.Sprint(got.Done, "/", got.Total, " ", got.NextDate, " ", got.Late("2028-05-14")), "1/2 2028-06-30 false")

	w.refuses("finishing with an open milestone", fault.Conflict, "project.milestones_open", func() error { return w.move(w.atBuilder, "project.finish", p, "") })
	w.must(w.act(w.atBuilder, "project.forecast", m[1], "2028-08-15", ""))
	w.want("the baseline stays", fmt.Sprint(w.milestones(p)[1].Baseline, " ", w.milestones(p)[1].Forecast), "2028-06-30 2028-08-15")
	w.want("the task has the new date", w.waits(m[1].Ref()), "claim_milestone owner BLD by 2028-08-15; claim_milestone receiver BLD by 2028-08-15")
	w.must(w.act(w.atBuilder, "project.claim_milestone", m[1], "2028-05-14", ""))
	w.must(w.move(w.atBuilder, "project.finish", p, ""))
	w.want("tasks", w.waits(p.Ref()), "close office; close secretary; close provider HG")
	w.refuses("closing without verification", fault.Conflict, "project.milestones_unverified", func() error { return w.move(w.colleague, "project.close", p, "") })
	w.must(w.move(w.atGroup, "project.send_back", p, "the second site is empty"))
	w.must(w.move(w.atBuilder, "project.finish", p, ""))
	w.must(w.act(w.colleague, "project.verify_milestone", m[1], "", ""))
	w.must(w.move(w.colleague, "project.close", p, ""))
	w.want("steps", w.steps(Machine, p.ID), "start >planned; begin planned>under_way; finish under_way>finished; send_back finished>under_way; "+
		"finish under_way>finished; close finished>closed")
	w.want("milestone's steps", w.steps(MilestoneMachine, m[0].ID), "plan_milestone >planned; claim_milestone planned>claimed; return_milestone claimed>returned; "+
		"claim_milestone returned>claimed; verify_milestone claimed>verified")
	w.want("nothing waits", w.waits(p.Ref())+w.waits(m[0].Ref())+w.waits(m[1].Ref()), "")
}

func TestNobodyVerifiesTheirOwn(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	w.must(w.move(w.atBuilder, "project.begin", p, ""))
	m := w.milestones(p)[0]
	w.must(w.act(w.atBuilder, "project.claim_milestone", m, "2028-05-12", ""))
	for name, who := range map[string]ident.Actor{"the claimant": w.atBuilder, "the claimant as the other side": hat(w.atBuilder, w.group.ID, ident.Provider),
		"the claimant as an officer": hat(w.atBuilder, w.secretary.Organisation, ident.Office), "the builder's own side": w.atCounty, "an auditor": w.auditor} {
		for _, verb := range []string{"project.verify_milestone", "project.return_milestone"} {
			w.refuses(name+" "+verb, fault.Forbidden, "", func() error { return w.act(who, verb, m, "", "reason") })
		}
	}
	for name, who := range map[string]ident.Actor{"the office": w.secretary, "the provider": w.atGroup, "the receiver": w.atCounty} {
		w.refuses(name+" claims for the builder", fault.Forbidden, "", func() error {
			return w.act(who, "project.claim_milestone", w.milestones(p)[1], "2028-05-12", "")
		})
	}
	w.refuses("returning without a reason", fault.Invalid, "reason state.reason_missing", func() error { return w.act(w.atGroup, "project.return_milestone", m, "", "") })
	w.must(w.act(w.atGroup, "project.verify_milestone", m, "", ""))
	w.refuses("verifying twice", fault.Conflict, "state.moved_on", func() error { return w.act(w.secretary, "project.verify_milestone", m, "", "") })

	w.must(w.act(w.colleague, "project.drop_milestone", w.milestones(p)[1], "", "no longer needed"))
	got := w.get(p.ID)
	w.want("a dropped one is not counted", fmt.Sprint(got.Done, "/", got.Total), "1/1")
	w.must(w.move(w.atBuilder, "project.finish", p, ""))
	w.refuses("the one who finished closing as an officer", fault.Forbidden, "", func() error {
		return w.move(hat(w.atBuilder, w.secretary.Organisation, ident.Office), "project.close", p, "")
	})
	w.must(w.move(w.atGroup, "project.close", p, ""))
	w.refuses("a milestone for what is closed", fault.Conflict, "state.moved_on", func() error {
		_, err := w.Plan(t.Context(), w.secretary, PlanInput{w.key(), p.ID, MilestoneInput{Title: "One more", Baseline: "2028-09-01"}})
		return err
	})
}

func TestWhatAProjectServes(t *testing.T) {
	w := newWorld(t)
	start := func(who ident.Actor, change func(*StartInput)) func() error {
		return func() error {
			in := w.input()
			change(&in)
			_, err := w.Start(t.Context(), who, in)
			return err
		}
	}
	offPlan := func(in *StartInput) { in.Serves, in.OffPlanReason = nil, "a flood" }
	w.refuses("nothing and no reason", fault.Invalid, "off_plan_reason project.serves_nothing", start(w.secretary, func(in *StartInput) { in.Serves = nil }))
	w.refuses("off-plan by a side", fault.Forbidden, "project.off_plan_needs_office", start(w.atGroup, offPlan))
	w.refuses("a promise that was taken back", fault.Invalid, "serves project.not_owed", start(w.secretary, func(in *StartInput) { in.Serves[0].ID = w.waived.ID }))
	w.refuses("a measure that is not followed", fault.Invalid, "serves project.not_owed", start(w.secretary, func(in *StartInput) { in.Serves[0] = Serves{Measure, w.noted.ID} }))
	w.refuses("a promise that does not exist", fault.Invalid, "serves project.promise_unknown", start(w.secretary, func(in *StartInput) { in.Serves[0].ID = 999 }))
	w.refuses("a kind that is none", fault.Invalid, "serves project.promise_unknown", start(w.secretary, func(in *StartInput) { in.Serves[0].Kind = "wish" }))
	w.refuses("nobody on record", fault.Invalid, "implementer project.implementer_unknown", start(w.secretary, func(in *StartInput) { in.Implementer = 999 }))
	w.refuses("a milestone without a day", fault.Invalid, "baseline project.baseline_missing", start(w.secretary, func(in *StartInput) { in.Milestones[1].Baseline = "" }))
	w.refuses("an outsider", fault.Forbidden, "", start(w.atBuilder, func(in *StartInput) { in.Implementer, in.Pairing = w.group.ID, 0 }))
	w.refuses("an auditor", fault.Forbidden, "", start(w.auditor, func(*StartInput) {}))
	w.must(start(w.atBuilder, func(in *StartInput) { in.Pairing = 0 })())
	w.must(start(w.atGroup, func(*StartInput) {})())
	flood := w.start(offPlan)
	w.want("off-plan", fmt.Sprint(flood.OffPlanReason, " ", len(flood.Serves)), "a flood 0")
	both := w.start(func(in *StartInput) {
		in.Serves = append(in.Serves, Serves{Measure, w.measure.ID}, Serves{Commitment, w.promise.ID})
		in.OffPlanReason = "left over"
	})
	w.want("once each, and no reason beside", fmt.Sprint(len(both.Serves), " [", both.OffPlanReason, "]"), "2 []")

	tie := func(who ident.Actor, verb string, p Project, s Serves) func() error {
		return func() error {
			_, err := w.Tie(t.Context(), who, verb, ServeInput{w.key(), p.ID, s})
			return err
		}
	}
	w.must(tie(w.atGroup, "project.serve", flood, Serves{Measure, w.measure.ID})())
	got := w.get(flood.ID)
	w.want("no longer off-plan", fmt.Sprint(got.Serves, " [", got.OffPlanReason, "]"), fmt.Sprint([]Serves{{Measure, w.measure.ID}}, " []"))
	w.want("facts", w.lastFacts(), "project.project.serves")
	w.refuses("a tie twice", fault.Conflict, "project.serves_already", tie(w.secretary, "project.serve", flood, Serves{Measure, w.measure.ID}))
	w.refuses("the last tie", fault.Conflict, "project.last_tie", tie(w.secretary, "project.release", flood, Serves{Measure, w.measure.ID}))
	w.refuses("a tie by an auditor", fault.Forbidden, "", tie(w.auditor, "project.serve", flood, Serves{Commitment, w.promise.ID}))
	w.must(tie(w.secretary, "project.release", both, Serves{Measure, w.measure.ID})())
	w.want("released", fmt.Sprint(w.get(both.ID).Serves), fmt.Sprint([]Serves{{Commitment, w.promise.ID}}))
	serving, err := ProjectsServing(t.Context(), w.DB.Read(), w.prog, Measure, []ident.ID{w.measure.ID})
	w.must(err)
	if len(serving) != 1 || serving[0].ID != flood.ID {
		t.Errorf("serving the measure: %v", serving)
	}
	w.must(w.move(w.colleague, "project.cancel", flood, "the flood is over"))
	w.want("cancelled milestones wait for nobody", w.waits(w.milestones(flood)[0].Ref()), "")
	w.refuses("a tie of what is cancelled", fault.Conflict, "state.moved_on", tie(w.secretary, "project.serve", flood, Serves{Commitment, w.promise.ID}))
}

func TestSameFormTwiceIsOneProject(t *testing.T) {
	w := newWorld(t)
	in := w.input()
	in.Key = db.Key{ID: "once", Digest: "a"}
	first, err := w.Start(t.Context(), w.secretary, in)
	w.must(err)
	again, err := w.Start(t.Context(), w.secretary, in)
	w.must(err)
	all, err := ListProjects(t.Context(), w.DB.Read(), w.secretary, ProjectFilter{})
	w.must(err)
	if !again.Replayed || again.Seq != first.Seq || len(all) != 1 {
		t.Errorf("%+v then %+v made %d", first, again, len(all))
	}
	w.must(w.move(w.atBuilder, "project.begin", all[0], ""))
	claim := MilestoneMoveInput{Key: db.Key{ID: "claim", Digest: "a"}, Milestone: w.milestones(all[0])[0].ID, Day: "2028-05-12", File: &File{"a.txt", []byte("done")}}
	for range 2 {
		if _, err := w.Claim(t.Context(), w.atBuilder, claim); err != nil {
			t.Fatal(err)
		}
	}
	claims, err := ClaimsOf(t.Context(), w.DB.Read(), w.prog, all[0].ID)
	w.must(err)
	if len(claims) != 1 {
		t.Errorf("%d claims of one act", len(claims))
	}
	w.refuses("a file that is not what it says", fault.Invalid, "file ", func() error {
		_, err := w.Claim(t.Context(), w.atBuilder, MilestoneMoveInput{Key: w.key(), Milestone: w.milestones(all[0])[1].ID, Day: "2028-05-12", File: &File{"a.pdf", []byte("no")}})
		return err
	})
}

func TestListsPageByTheirOrder(t *testing.T) {
	w := newWorld(t)
	for i, to := range []words.Day{"2028-12-31", "", "2028-08-31", "2028-08-31", "2028-05-13"} {
		p := w.start(func(in *StartInput) {
			in.Title, in.To, in.Visibility = fmt.Sprint("Work ", i), to, map[bool]string{true: "internal", false: "parties"}[i == 1]
			in.Milestones = nil
			if i == 2 {
				in.Milestones = []MilestoneInput{{Title: "First", Baseline: "2028-05-13"}}
			}
		})
		if i == 0 { // what is claimed is not late, though its day has passed
			_, err := w.Plan(t.Context(), w.secretary, PlanInput{w.key(), p.ID, MilestoneInput{Title: "First", Baseline: "2028-05-01"}})
			w.must(err)
			w.must(w.move(w.atBuilder, "project.begin", p, ""))
			w.must(w.act(w.atBuilder, "project.claim_milestone", w.milestones(p)[0], "2028-05-13", ""))
		}
		if i == 3 {
			w.must(w.move(w.secretary, "project.cancel", p, "r"))
		}
	}
	var order []string
	f := ProjectFilter{Limit: 2}
	for {
		list, err := ListProjects(t.Context(), w.DB.Read(), w.secretary, f)
		w.must(err)
		for _, p := range list {
			order = append(order, p.Title[len("Work "):])
		}
		if len(list) < 2 {
			break
		}
		f.After = list[1].ID
	}
	w.want("order", fmt.Sprint(order), "[4 2 0 1 3]")
	for _, c := range []struct {
		f    ProjectFilter
		who  ident.Actor
		want int
	}{
		{ProjectFilter{}, w.auditor, 5}, {ProjectFilter{}, w.atCounty, 4}, {ProjectFilter{State: "running"}, w.auditor, 4}, {ProjectFilter{State: Cancelled}, w.auditor, 1},
		{ProjectFilter{Late: true, Today: "2028-05-14"}, w.auditor, 2}, {ProjectFilter{Late: true, Today: "2028-05-13"}, w.auditor, 0}, {ProjectFilter{Text: "冷链"}, w.auditor, 5},
		{ProjectFilter{Text: "4 prj-005 WORK"}, w.auditor, 1}, {ProjectFilter{Track: "soft"}, w.auditor, 0}, {ProjectFilter{Implementer: w.builder.ID, Pairing: w.pairing.ID}, w.auditor, 5},
		{ProjectFilter{OffPlan: true}, w.auditor, 0},
	} {
		list, err := ListProjects(t.Context(), w.DB.Read(), c.who, c.f)
		w.must(err)
		n, err := CountProjects(t.Context(), w.DB.Read(), c.who, c.f, 100)
		w.must(err)
		if len(list) != c.want || n != c.want {
			t.Errorf("%+v lists %d, counts %d, want %d", c.f, len(list), n, c.want)
		}
		if c.f.Late && slices.ContainsFunc(list, func(p Project) bool { return !p.Late(c.f.Today) }) {
			t.Error("the list and the rule disagree about what is late")
		}
	}
}

// numbered are the numbers of records and persons, which other rooms draw too.
var numbered = regexp.MustCompile(`"(id|pairing|implementer|project|milestone|owner|person|organisation|state_by|state_org|claimed_by|claimed_org|asked_by|asked_for|decided_by|decided_for|annual|operator|need|receiver|recorded_by)":[1-9]\d*`)

func TestFactsAreForEver(t *testing.T) {
	w := newWorld(t)
	p := w.start(func(in *StartInput) { in.Serves = append(in.Serves, Serves{Measure, w.measure.ID}) })
	m := w.milestones(p)
	_, err := w.Plan(t.Context(), w.secretary, PlanInput{w.key(), p.ID, MilestoneInput{Title: "Staff trained", Baseline: "2028-07-31"}})
	w.must(err)
	for _, verb := range []string{"project.release", "project.serve"} {
		_, err := w.Tie(t.Context(), w.secretary, verb, ServeInput{w.key(), p.ID, Serves{Measure, w.measure.ID}})
		w.must(err)
	}
	w.must(w.move(w.atBuilder, "project.begin", p, ""))
	w.must(w.act(w.secretary, "project.forecast", m[1], "2028-08-15", ""))
	for _, one := range w.milestones(p) {
		w.must(w.act(w.atBuilder, "project.claim_milestone", one, "2028-05-12", ""))
	}
	w.must(w.act(w.atGroup, "project.return_milestone", m[0], "", "r"))
	w.must(w.act(w.secretary, "project.drop_milestone", m[0], "", "r"))
	w.must(w.move(w.atBuilder, "project.finish", p, ""))
	w.must(w.move(w.atGroup, "project.send_back", p, "r"))
	w.must(w.move(w.atBuilder, "project.finish", p, ""))
	for _, one := range w.milestones(p)[1:] {
		w.must(w.act(w.atGroup, "project.verify_milestone", one, "", ""))
	}
	w.must(w.move(w.atGroup, "project.close", p, ""))
	w.must(w.move(w.secretary, "project.cancel", w.start(nil), "r"))
	w.allAlong()

	all, err := db.Since(t.Context(), w.DB.Read(), w.prog, 0, 10000)
	w.must(err)
	var b strings.Builder
	seen := map[string]bool{}
	for _, e := range all {
		if strings.HasPrefix(e.Kind, "project.") && !seen[e.Kind] {
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
		if !book.Has(strings.TrimSuffix(kind, ".v1")) {
			t.Errorf("%s has no words", kind)
		}
	}
}
