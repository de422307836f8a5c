package project

import (
	"fmt"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// under puts the large example of rules in force.
func (w *world) under(change func(plan.Rules) plan.Rules) {
	w.Helper()
	_, err := w.DB.Change(w.Context(), w.colleague, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
		pack, _ := plan.FindPack("large")
		rules := pack.On(plan.Shipped())
		rules.From = "2028-05-14"
		if change != nil {
			rules = change(rules)
		}
		_, f, err := plan.SetRulesTx(w.Context(), tx, rules)
		return []db.Fact{f}, err
	})
	w.must(err)
}

// issued is an annual plan of the programme with these items, or with one.
func (w *world) issued(items ...plan.ItemInput) plan.Annual {
	w.Helper()
	if len(items) == 0 {
		items = []plan.ItemInput{{What: "Forty clinics"}}
	}
	plans, ctx := &plan.Room{DB: w.DB}, w.Context()
	leader := ident.Actor{Person: w.auditor.Person, Organisation: w.secretary.Organisation, Programme: w.prog, Roles: []ident.Role{ident.Leader}}
	done, err := plans.AddPeriod(ctx, w.colleague, plan.AddInput{Key: w.key(), PeriodInput: plan.PeriodInput{Code: "P15", Name: "Fifteenth", NameZH: "十五五", From: "2026-01-01", To: "2030-12-31"}})
	w.must(err)
	period, _ := done.Subject("plan.period")
	for _, verb := range []string{"plan.consult", "plan.approve", "plan.begin"} {
		_, err = plans.Step(ctx, map[bool]ident.Actor{true: leader, false: w.colleague}[verb == "plan.approve"], plan.StepInput{Key: w.key(), Period: period, Verb: verb})
		w.must(err)
	}
	done, err = plans.DraftAnnual(ctx, w.colleague, plan.DraftAnnualInput{Key: w.key(), Period: period, Year: 2028})
	w.must(err)
	id, _ := done.Subject("plan.annual")
	for _, item := range items {
		_, err = plans.PutItem(ctx, w.colleague, plan.PutItemInput{Key: w.key(), Annual: id, Lang: "en", Currency: "CNY", ItemInput: item})
		w.must(err)
	}
	_, err = plans.StepAnnual(ctx, w.colleague, plan.AnnualStepInput{Key: w.key(), Annual: id, Verb: "plan.submit_annual"})
	w.must(err)
	_, err = plans.StepAnnual(ctx, leader, plan.AnnualStepInput{Key: w.key(), Annual: id, Verb: "plan.issue_annual"})
	w.must(err)
	a, err := plan.GetAnnual(ctx, w.DB.Read(), w.prog, id)
	w.must(err)
	return a
}

func (w *world) need(title string) Need {
	w.Helper()
	done, err := w.RecordNeed(w.Context(), w.atCounty, NeedInput{Key: w.key(), Title: title, Text: title + ", in our own words", Lang: "en", Receiver: w.county.ID})
	w.must(err)
	id, _ := done.Subject(NeedNoun)
	return w.gotNeed(id)
}

func (w *world) gotNeed(id ident.ID) Need {
	w.Helper()
	n, err := GetNeed(w.Context(), w.DB.Read(), w.prog, id)
	w.must(err)
	return n
}

func (w *world) offer(p Project, n Need) {
	w.Helper()
	_, err := w.Offer(w.Context(), w.atGroup, OfferInput{w.key(), p.ID, n.ID})
	w.must(err)
}

func (w *world) paper(p Project, requisite string) error {
	_, err := w.GivePaper(w.Context(), w.atBuilder, PaperInput{Key: w.key(), Project: p.ID, Requisite: requisite, Reference: "No. " + requisite, Day: "2028-05-12"})
	return err
}

// through asks at the gate as the builder and lets the project in as somebody else.
func (w *world) through(p Project, verb string, by ident.Actor) {
	w.Helper()
	w.must(w.move(w.atBuilder, "project.ask", p, ""))
	w.must(w.move(by, verb, p, ""))
}

// planned brings a project from the pool into the plan.
func (w *world) planned(p Project, a plan.Annual) {
	w.Helper()
	_, err := w.PutInPlan(w.Context(), w.secretary, PlanItemInput{w.key(), p.ID, a.Code, 1})
	w.must(err)
	w.through(p, "project.plan", w.colleague)
}

// allAlong takes a soft project all the way, for the facts.
func (w *world) allAlong() {
	w.Helper()
	w.under(nil)
	a, n, other := w.issued(), w.need("Teachers"), w.need("Books")
	_, err := w.RankNeed(w.Context(), w.atCounty, NeedMoveInput{Key: w.key(), Need: other.ID, Place: 1})
	w.must(err)
	p := w.start(func(in *StartInput) { in.Track, in.Estimate, in.Milestones = "soft", nil, nil })
	w.offer(p, n)
	ground := w.ground()
	w.put(p, ground)
	_, err = w.LeaveSite(w.Context(), w.atBuilder, SiteInput{w.key(), p.ID, ground.ID})
	w.must(err)
	for _, verb := range []string{"project.object", "project.lift_objection"} {
		_, err := w.Object(w.Context(), w.atCounty, verb, ObjectInput{w.key(), n.ID, p.ID, "r"})
		w.must(err)
	}
	w.planned(p, a)
	w.must(w.move(w.secretary, "project.return_to_pool", p, "r"))
	w.through(p, "project.plan", w.colleague)
	_, err = w.GiveEstimate(w.Context(), w.atBuilder, EstimateInput{w.key(), p.ID, &money.Amount{Minor: 5000, Currency: "CNY"}})
	w.must(err)
	w.must(w.paper(p, "approval"))
	w.must(w.move(w.atBuilder, "project.ask", p, ""))
	w.must(w.move(w.colleague, "project.refuse", p, "r"))
	w.must(w.move(w.atBuilder, "project.ask", p, ""))
	w.must(w.move(w.atBuilder, "project.take_back", p, ""))
	w.through(p, "project.approve", w.colleague)
	_, err = w.NameOperator(w.Context(), w.atCounty, OperatorInput{w.key(), p.ID, w.county.ID, "county budget"})
	w.must(err)
	w.must(w.move(w.secretary, "project.begin_in_emergency", p, "r"))
	w.must(w.paper(p, "funds"))
	w.through(p, "project.begin", w.colleague)
	w.must(w.move(w.atBuilder, "project.suspend", p, "r"))
	w.must(w.move(w.secretary, "project.resume", p, ""))
	w.must(w.move(w.atBuilder, "project.finish", p, ""))
	w.must(w.paper(p, "acceptance"))
	w.must(w.move(w.atCounty, "project.accept", p, ""))
	for _, x := range []struct{ papers, verb string }{{"accounts", "project.settle"}, {"surplus review", "project.accept_review"}, {"", "project.close"}} {
		for _, requisite := range strings.Fields(x.papers) {
			w.must(w.paper(p, requisite))
		}
		w.through(p, x.verb, w.colleague)
	}
	_, err = w.MoveNeed(w.Context(), w.atCounty, "project.meet_need", NeedMoveInput{Key: w.key(), Need: n.ID})
	w.must(err)
	for _, verb := range []string{"project.reopen_need", "project.withdraw_need"} {
		_, err = w.MoveNeed(w.Context(), w.secretary, verb, NeedMoveInput{Key: w.key(), Need: n.ID, Reason: "r"})
		w.must(err)
	}
}

// A soft project goes from the pool to its closing through every gate, with the
// tasks of who must act, and leaves its gates on record.
func TestASoftProjectThroughItsGates(t *testing.T) {
	w := newWorld(t)
	w.under(nil)
	a, n := w.issued(), w.need("Teachers")
	p := w.start(func(in *StartInput) { in.Track, in.Estimate, in.Milestones = "soft", nil, nil })
	w.want("it begins in the pool", p.State, Pooled)
	w.want("asks", w.waits(p.Ref()), "ask owner BLD; ask receiver BLD")
	w.refuses("asking with nothing shown", fault.Conflict, "project.not_shown", func() error { return w.move(w.atBuilder, "project.ask", p, "") })
	w.refuses("letting in what nobody asks for", fault.Conflict, "project.not_asked", func() error { return w.move(w.colleague, "project.plan", p, "") })
	w.offer(p, n)
	_, err := w.PutInPlan(t.Context(), w.secretary, PlanItemInput{w.key(), p.ID, a.Code, 1})
	w.must(err)
	w.must(w.move(w.atBuilder, "project.ask", p, ""))
	w.want("tasks", w.waits(p.Ref()), "plan office; plan secretary")
	w.refuses("asking twice", fault.Conflict, "project.asked_already", func() error { return w.move(w.atBuilder, "project.ask", p, "") })
	w.refuses("who asked, as an officer", fault.Forbidden, "", func() error {
		return w.move(hat(w.atBuilder, w.secretary.Organisation, ident.Office), "project.plan", p, "")
	})
	w.must(w.move(w.colleague, "project.refuse", p, "not this year"))
	open, err := AsksOf(t.Context(), w.DB.Read(), w.prog, p.ID)
	w.must(err)
	w.want("refused", fmt.Sprint(len(open), " ", open[0].Outcome, " ", open[0].Reason, " ", open[0].Shown), "1 refused not this year [{need true NEED-001} {annual_item true APL-001.1}]")
	w.want("it can be asked again", w.waits(p.Ref()), "ask owner BLD; ask receiver BLD")
	w.through(p, "project.plan", w.colleague)

	// An objection stops it at the next gate, until whoever made it lifts it.
	object := func(who ident.Actor, verb string) error {
		_, err := w.Object(t.Context(), who, verb, ObjectInput{w.key(), n.ID, p.ID, "we have teachers"})
		return err
	}
	w.refuses("an objection by the office", fault.Forbidden, "", func() error { return object(w.secretary, "project.object") })
	w.refuses("an objection by the provider", fault.Forbidden, "", func() error { return object(w.atGroup, "project.object") })
	w.must(object(w.atCounty, "project.object"))
	_, err = w.GiveEstimate(t.Context(), w.atBuilder, EstimateInput{w.key(), p.ID, &money.Amount{Minor: 5000, Currency: "CNY"}})
	w.must(err)
	w.must(w.paper(p, "approval"))
	w.refuses("asking for what is not wanted", fault.Conflict, "project.not_wanted", func() error { return w.move(w.atBuilder, "project.ask", p, "") })
	w.refuses("lifted by the office", fault.Forbidden, "", func() error { return object(w.secretary, "project.lift_objection") })
	w.must(object(w.atCounty, "project.lift_objection"))
	w.through(p, "project.approve", w.colleague)
	w.want("the approved estimate", w.get(p.ID).Approved.Format("en"), "CNY 50.00")
	w.refuses("another estimate", fault.Conflict, "project.estimate_stands", func() error {
		_, err := w.GiveEstimate(t.Context(), w.atBuilder, EstimateInput{w.key(), p.ID, &money.Amount{Minor: 1, Currency: "CNY"}})
		return err
	})
	w.must(w.paper(p, "funds"))
	w.through(p, "project.begin", w.colleague)
	w.refuses("an objection to what has begun", fault.Conflict, "state.moved_on", func() error { return object(w.atCounty, "project.object") })
	w.must(w.move(w.atBuilder, "project.finish", p, ""))
	w.want("finishing asks for acceptance", w.waits(p.Ref()), "accept receiver VC")
	w.refuses("acceptance without its record", fault.Conflict, "project.not_shown", func() error { return w.move(w.atCounty, "project.accept", p, "") })
	w.must(w.paper(p, "acceptance"))
	w.refuses("acceptance by the office", fault.Forbidden, "", func() error { return w.move(w.colleague, "project.accept", p, "") })
	w.must(w.move(w.atCounty, "project.accept", p, ""))
	w.must(w.paper(p, "accounts"))
	w.through(p, "project.settle", w.colleague)
	w.want("the surplus has its day", string(w.get(p.ID).DueBy)+"; "+w.waits(p.Ref()), "2028-08-12; ask owner BLD by 2028-08-12; ask receiver BLD by 2028-08-12")
	w.must(w.paper(p, "surplus"))
	w.must(w.paper(p, "review"))
	w.through(p, "project.accept_review", w.colleague)
	w.through(p, "project.close", w.atGroup)
	w.want("nothing waits", w.waits(p.Ref()), "")
	open, err = AsksOf(t.Context(), w.DB.Read(), w.prog, p.ID)
	w.must(err)
	var gates []string
	for _, a := range open {
		gates = append(gates, a.State+" "+a.Outcome)
	}
	w.want("gates", strings.Join(gates, "; "), "planned refused; planned passed; approved passed; under_way passed; accepted passed; settled passed; reviewed passed; closed passed")
}

func TestWhoGivesPapers(t *testing.T) {
	w := newWorld(t)
	w.under(nil)
	p := w.start(func(in *StartInput) { in.Track = "soft" })
	give := func(who ident.Actor, requisite string, change func(*PaperInput)) func() error {
		return func() error {
			in := PaperInput{Key: w.key(), Project: p.ID, Requisite: requisite, Reference: "No. 3", Day: "2028-05-12"}
			if change != nil {
				change(&in)
			}
			_, err := w.GivePaper(t.Context(), who, in)
			return err
		}
	}
	w.refuses("an auditor", fault.Forbidden, "", give(w.auditor, "funds", nil))
	w.refuses("what no gate of the track asks for", fault.Invalid, "requisite project.requisite_unknown", give(w.atBuilder, "permit", nil))
	w.refuses("what is no paper", fault.Invalid, "requisite project.requisite_unknown", give(w.atBuilder, "estimate", nil))
	w.refuses("nothing", fault.Invalid, "reference project.paper_empty", give(w.atBuilder, "funds", func(in *PaperInput) { in.Reference = " " }))
	w.refuses("a file that is not what it says", fault.Invalid, "file ", give(w.atBuilder, "funds", func(in *PaperInput) { in.File = &File{"a.pdf", []byte("no")} }))
	w.must(give(w.atBuilder, "funds", func(in *PaperInput) { in.Reference, in.Day, in.File = "", "", &File{"bank.csv", []byte("a,b\n")} })())
	w.must(give(w.atCounty, "funds", nil)())
	papers, err := PapersOf(t.Context(), w.DB.Read(), w.prog, p.ID)
	w.must(err)
	if len(papers) != 2 || papers[0].Name != "bank.csv" || papers[0].Digest == "" || papers[1].Reference != "No. 3" || papers[1].Person != w.atCounty.Person {
		t.Errorf("papers are %+v", papers)
	}
	w.want("facts", w.lastFacts(), "project.paper.given project.project.paper_given")
	w.must(w.move(w.secretary, "project.cancel", p, "r"))
	w.refuses("a paper for what is over", fault.Conflict, "state.moved_on", give(w.atBuilder, "funds", nil))
	w.refuses("an item of no issued plan", fault.Conflict, "", func() error {
		_, err := w.PutInPlan(t.Context(), w.secretary, PlanItemInput{w.key(), p.ID, "APL-009", 1})
		return err
	})
	q := w.start(func(in *StartInput) { in.Track = "soft" })
	a := w.issued()
	for _, x := range []struct {
		code string
		no   int
	}{{"APL-009", 1}, {a.Code, 2}, {"", 0}} {
		w.refuses("an item of no issued plan", fault.Invalid, "annual_item project.annual_item_unknown", func() error {
			_, err := w.PutInPlan(t.Context(), w.secretary, PlanItemInput{w.key(), q.ID, x.code, x.no})
			return err
		})
	}
	name := func(who ident.Actor, operator ident.ID, cost string) func() error {
		return func() error {
			_, err := w.NameOperator(t.Context(), who, OperatorInput{w.key(), q.ID, operator, cost})
			return err
		}
	}
	w.refuses("an operator on no record", fault.Invalid, "operator project.implementer_unknown", name(w.atCounty, 999, "budget"))
	w.refuses("an operator without money", fault.Invalid, "running_cost project.running_cost_missing", name(w.atCounty, w.county.ID, " "))
	w.refuses("an operator named by an auditor", fault.Forbidden, "", name(w.auditor, w.county.ID, "budget"))
	w.must(name(w.atCounty, w.county.ID, "budget")())
	w.want("the operator", fmt.Sprint(w.get(q.ID).Operator == w.county.ID, " ", w.get(q.ID).RunningCost), "true budget")
}

// What was once approved no later save can change.
func TestTheApprovedEstimateIsKeptByItsTable(t *testing.T) {
	w := newWorld(t)
	p := w.start(nil)
	save := func(minor int64) {
		_, err := w.DB.Change(t.Context(), w.secretary, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
			p.Approved, p.From, p.To = &money.Amount{Minor: minor, Currency: "CNY"}, "2030-01-01", "2031-01-01"
			return []db.Fact{p.fact("approved")}, saveProject(t.Context(), tx, p)
		})
		w.must(err)
	}
	save(100)
	save(900)
	got := w.get(p.ID)
	w.want("as first approved, in the days first planned", fmt.Sprint(got.Approved.Minor, " ", got.From, " ", got.To), "100 2028-05-01 2028-08-31")
}

func TestNeedsInTheReceiversOrder(t *testing.T) {
	w := newWorld(t)
	first, second, third := w.need("Water"), w.need("A road"), w.need("Teachers")
	w.want("places", fmt.Sprint(first.Place, second.Place, third.Place, " ", first.Code, " ", first.State), "1 2 3 NEED-001 recorded")
	found, err := search.Find(t.Context(), w.DB.Read(), w.secretary, "teachers", 5)
	w.must(err)
	if len(found) != 1 || found[0].Ref != third.Ref() {
		t.Errorf("search finds %v", found)
	}
	rank := func(who ident.Actor, n Need, place int) error {
		_, err := w.RankNeed(t.Context(), who, NeedMoveInput{Key: w.key(), Need: n.ID, Place: place})
		return err
	}
	for name, who := range map[string]ident.Actor{"the office": w.secretary, "the provider": w.atGroup, "the builder": w.atBuilder} {
		w.refuses("ranked by "+name, fault.Forbidden, "", func() error { return rank(who, third, 1) })
	}
	w.must(rank(w.atCounty, third, 1))
	w.want("facts", w.lastFacts(), "project.need.ranked project.need.ranked project.need.ranked")
	places := func() string {
		return fmt.Sprint(w.gotNeed(first.ID).Place, w.gotNeed(second.ID).Place, w.gotNeed(third.ID).Place)
	}
	w.want("places", places(), "2 3 1")
	_, err = w.MoveNeed(t.Context(), w.atCounty, "project.withdraw_need", NeedMoveInput{Key: w.key(), Need: third.ID, Reason: "we have them"})
	w.must(err)
	w.want("those behind move up", places(), "1 2 0")
	w.refuses("what is withdrawn has no place", fault.Conflict, "project.need_over", func() error { return rank(w.atCounty, third, 1) })
	for name, c := range map[string]struct {
		who    ident.Actor
		in     NeedInput
		refuse string
	}{
		"by the provider":       {w.atGroup, NeedInput{Title: "x", Text: "x", Lang: "en", Receiver: w.county.ID}, "fault.forbidden"},
		"for another":           {w.atCounty, NeedInput{Title: "x", Text: "x", Lang: "en", Receiver: w.builder.ID}, "fault.forbidden"},
		"of the providing side": {w.secretary, NeedInput{Title: "x", Text: "x", Lang: "en", Receiver: w.group.ID}, "receiver project.receiver_missing"},
		"without words":         {w.atCounty, NeedInput{Title: "x", Lang: "en", Receiver: w.county.ID}, "text project.need_text_missing"},
		"without a title":       {w.atCounty, NeedInput{Text: "x", Lang: "en", Receiver: w.county.ID}, "title project.need_title_missing"},
		"in no language":        {w.atCounty, NeedInput{Title: "x", Text: "x", Receiver: w.county.ID}, "lang project.lang_unknown"},
	} {
		c.in.Key = w.key()
		if _, err := w.RecordNeed(t.Context(), c.who, c.in); refused(err) != c.refuse {
			t.Errorf("%s: %q, want %q", name, refused(err), c.refuse)
		}
	}
	p := w.start(nil)
	w.offer(p, first)
	w.refuses("offered twice", fault.Invalid, "need project.offered_already", func() error {
		_, err := w.Offer(t.Context(), w.atGroup, OfferInput{w.key(), p.ID, first.ID})
		return err
	})
	w.refuses("offered for what is withdrawn", fault.Invalid, "need project.need_over", func() error {
		_, err := w.Offer(t.Context(), w.atGroup, OfferInput{w.key(), p.ID, third.ID})
		return err
	})
	list := func(who ident.Actor, f NeedFilter) string {
		all, err := ListNeeds(t.Context(), w.DB.Read(), who, f)
		w.must(err)
		n, err := CountNeeds(t.Context(), w.DB.Read(), who, f, 100)
		w.must(err)
		var titles []string
		for _, x := range all {
			titles = append(titles, x.Title+" "+x.standing())
		}
		return fmt.Sprint(n, " ", strings.Join(titles, "; "))
	}
	w.want("all", list(w.auditor, NeedFilter{}), "3 Water taken_up; A road unmet; Teachers withdrawn")
	w.want("unmet", list(w.auditor, NeedFilter{State: "unmet"}), "1 A road unmet")
	w.want("taken up", list(w.auditor, NeedFilter{State: "taken_up"}), "1 Water taken_up")
	w.want("newest", list(w.auditor, NeedFilter{Sort: "newest", Limit: 2}), "3 Teachers withdrawn; A road unmet")
	w.want("after", list(w.auditor, NeedFilter{Sort: "newest", After: second.ID})[2:], "Water taken_up")
	w.want("after, in their order", list(w.auditor, NeedFilter{After: first.ID})[2:], "A road unmet; Teachers withdrawn")
	w.want("by words", list(w.auditor, NeedFilter{Text: "our own", Receiver: w.county.ID}), "3 Water taken_up; A road unmet; Teachers withdrawn")
	_, err = w.Object(t.Context(), w.atCounty, "project.object", ObjectInput{w.key(), first.ID, p.ID, "too far"})
	w.must(err)
	w.want("an unwanted project takes nothing up", list(w.auditor, NeedFilter{State: "unmet"}), "2 Water unmet; A road unmet")
	w.refuses("an unwanted project begins", fault.Conflict, "project.not_wanted", func() error { return w.move(w.atBuilder, "project.begin", p, "") })
}

// The list goes by who is silent longest, by the newest and by the receiving
// side's order, page by page, and tells the kinds of being late apart.
func TestTheOrdersOfTheList(t *testing.T) {
	w := newWorld(t)
	first, second := w.need("Water"), w.need("A road")
	var all []Project
	for i, to := range []words.Day{"2028-05-13", "2028-12-31", "2028-12-31"} {
		all = append(all, w.start(func(in *StartInput) {
			in.Title, in.To, in.Milestones = fmt.Sprint(i), to, nil
			if i == 1 {
				in.Milestones = []MilestoneInput{{Title: "First", Baseline: "2028-05-13"}}
			}
		}))
	}
	w.must(w.move(w.atBuilder, "project.begin", all[1], ""))
	w.offer(all[2], first)
	w.offer(all[0], second)
	w.must(w.move(w.atBuilder, "project.begin", all[0], ""))
	w.must(w.move(w.atBuilder, "project.finish", all[0], ""))
	list := func(f ProjectFilter) string {
		var titles []string
		f.Limit, f.Today = 1, "2028-05-14"
		for {
			page, err := ListProjects(t.Context(), w.DB.Read(), w.auditor, f)
			w.must(err)
			if len(page) == 0 {
				break
			}
			titles, f.After = append(titles, page[0].Title), page[0].ID
		}
		n, err := CountProjects(t.Context(), w.DB.Read(), w.auditor, f, 100)
		w.must(err)
		if n != len(titles) {
			t.Errorf("%+v counts %d, lists %v", f, n, titles)
		}
		return strings.Join(titles, " ")
	}
	w.want("by the end", list(ProjectFilter{}), "0 1 2")
	w.want("newest", list(ProjectFilter{Sort: "newest"}), "2 1 0")
	w.want("unheard of", list(ProjectFilter{Sort: "heard"}), "2 0 1")
	w.want("by the receiving side's order", list(ProjectFilter{Sort: "priority"}), "2 0 1")
	w.want("waiting at a gate", list(ProjectFilter{Asked: true}), "0")
	w.want("a milestone late", list(ProjectFilter{Lateness: "milestone"}), "1")
	w.want("past the end", list(ProjectFilter{Lateness: "end"}), "")
	w.must(w.move(w.atGroup, "project.send_back", all[0], "r"))
	w.want("past the end", list(ProjectFilter{Lateness: "end"}), "0")
	w.want("late in any way", list(ProjectFilter{Lateness: "any"}), "0 1")
	w.want("past a day of the rules", list(ProjectFilter{Lateness: "due"}), "")
	_, err := w.DB.Change(t.Context(), w.secretary, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
		p := w.get(all[2].ID)
		p.DueBy = "2028-05-13"
		return []db.Fact{p.fact("settled")}, saveProject(t.Context(), tx, p)
	})
	w.must(err)
	w.want("past a day of the rules", list(ProjectFilter{Lateness: "due"}), "2")
}
