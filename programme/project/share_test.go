package project

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// sharing puts rules in force by which at least half of the grants are for
// livelihood and no money goes to vehicles, and an annual plan that just keeps it.
func (w *world) sharing(waivable bool) plan.Annual {
	w.Helper()
	w.under(func(r plan.Rules) plan.Rules {
		r.Shares = []plan.Share{{No: 1, Name: "Livelihood", NameZH: "民生", Counts: "livelihood", Bound: "min", PerMille: new(500), Classes: []string{"grant", "works"}, Waivable: waivable}}
		r.NoGo = []string{"vehicles"}
		return r
	})
	item := func(what, livelihood string) plan.ItemInput {
		return plan.ItemInput{What: what, Amount: "5,000,000.00", MoneyClass: "grant", Marks: plan.Marks{Livelihood: livelihood}}
	}
	return w.issued(item("Clinics", "yes"), item("A road", "no"))
}

// held is a project that holds an item of an annual plan.
func (w *world) held(a plan.Annual, item int) Project {
	w.Helper()
	p := w.start(nil)
	_, err := w.PutInPlan(w.Context(), w.secretary, PlanItemInput{w.key(), p.ID, a.Code, item})
	w.must(err)
	return w.get(p.ID)
}

func (w *world) marks(p Project, m plan.Marks) error {
	_, err := w.Mark(w.Context(), w.colleague, MarkInput{w.key(), p.ID, m})
	return err
}

// sums says how the grants stand: what counts, what is not recorded, of all.
func (w *world) sums(a plan.Annual) string {
	w.Helper()
	rows, err := Sums(w.Context(), w.DB.Read(), w.prog, a, nil)
	w.must(err)
	rules, err := plan.RulesFor(w.Context(), w.DB.Read(), w.prog, a)
	w.must(err)
	results, err := plan.CheckShares(rules, rows)
	w.must(err)
	var all []string
	for _, x := range results {
		all = append(all, fmt.Sprint(x.Class, " ", x.Currency, " ", x.Counted/100, "+", x.NotRecorded/100, "/", x.Total/100, " ", x.Verdict))
	}
	return strings.Join(all, ", ")
}

// A plan comes to what its projects are thought to cost, each once, in their own
// currency; what no project holds stays as planned.
func TestAPlanComesToItsProjects(t *testing.T) {
	w := newWorld(t)
	a := w.sharing(false)
	w.want("as planned", w.sums(a), "grant CNY 5000000+0/10000000 kept")
	clinic := w.held(a, 1)
	w.want("of the item", w.sums(a), "grant CNY 5000000+0/10000000 kept")
	w.must(w.marks(clinic, plan.Marks{Livelihood: "no", GrassRoots: "yes", Category: "works", Receiver: w.county.ID}))
	w.want("by its own word", w.sums(a), "grant CNY 0+0/10000000 missed")
	if got := w.get(clinic.ID); got.Livelihood != "no" || got.GrassRoots != "yes" || got.Category != "works" || got.Receiver != w.county.ID {
		t.Errorf("%+v", got.Marks)
	}
	w.must(w.marks(clinic, plan.Marks{Livelihood: "yes"}))
	second := w.held(a, 1)
	w.must(w.marks(second, plan.Marks{Livelihood: "yes"}))
	w.want("two projects on one item", w.sums(a), "grant CNY 10000000+0/15000000 kept")
	_, err := w.Room.Move(w.Context(), w.colleague, "project.cancel", MoveInput{w.key(), second.ID, "twice", "returned"})
	w.must(err)
	w.want("a cancelled one", w.sums(a), "grant CNY 5000000+0/10000000 kept")
	x := w.start(func(in *StartInput) { in.Estimate = &money.Amount{Minor: 700, Currency: "USD"} })
	_, err = w.PutInPlan(w.Context(), w.secretary, PlanItemInput{w.key(), x.ID, a.Code, 2})
	w.must(err)
	w.want("another currency", w.sums(a), "grant CNY 5000000+0/5000000 kept, grant USD 0+0/7 missed")
}

// No change of class A makes a plan miss a share: it is refused when it is
// approved, and nothing of it is written.
func TestAChangeThatMissesAShareIsNotApproved(t *testing.T) {
	for _, waivable := range []bool{false, true} {
		w := newWorld(t)
		road := w.held(w.sharing(waivable), 2)
		x := w.asksMust(w.atBuilder, road, func(in *DraftInput) {
			in.After.Estimate, in.Source = &money.Amount{Minor: 500000001, Currency: "CNY"}, "county budget"
		})
		w.must(w.moveChange(w.secretary, "project.appraise_change", x, "needed"))
		approve := func(reason string) func() error {
			return func() error { return w.moveChange(w.colleague, "project.approve_change", x, reason) }
		}
		if !waivable {
			w.refuses("with a reason", fault.Conflict, "plan.share_short", approve("the flood"))
			continue
		}
		w.refuses("without a reason", fault.Invalid, "reason plan.share_needs_reason", approve(""))
		w.must(approve("the flood")())
		w.must(w.moveChange(w.atGroup, "project.approve_change", x, ""))
		w.must(w.moveChange(w.secretary, "project.apply_change", x, ""))
		w.want("the estimate", fmt.Sprint(w.get(road.ID).Estimate.Minor), "500000001")
	}
	w := newWorld(t)
	clinic := w.held(w.sharing(false), 1)
	x := w.asksMust(w.atBuilder, clinic, func(in *DraftInput) {
		in.After.Estimate, in.Source = &money.Amount{Minor: 600000000, Currency: "CNY"}, "county budget"
	})
	w.must(w.moveChange(w.secretary, "project.appraise_change", x, "needed"))
	w.must(w.moveChange(w.colleague, "project.approve_change", x, ""))
}

// What no money goes to is refused when it is entered, and where it was entered
// before the rule it goes no further.
func TestWhatIsNeverPaidForIsRefused(t *testing.T) {
	w := newWorld(t)
	p := w.start(func(in *StartInput) { in.Category = "vehicles" })
	a := w.sharing(false)
	w.refuses("a new one", fault.Invalid, "category plan.no_go_category", func() error {
		in := w.input()
		in.Category = "vehicles"
		_, err := w.Start(w.Context(), w.secretary, in)
		return err
	})
	w.refuses("a mark", fault.Invalid, "category plan.no_go_category", func() error { return w.marks(p, plan.Marks{Category: "vehicles"}) })
	w.refuses("no such mark", fault.Invalid, "grass_roots plan.mark_unknown", func() error { return w.marks(p, plan.Marks{GrassRoots: "perhaps"}) })
	w.refuses("nobody's receiver", fault.Invalid, "receiver project.implementer_unknown", func() error { return w.marks(p, plan.Marks{Receiver: 9999}) })
	w.refuses("a stranger", fault.Forbidden, "fault.forbidden", func() error {
		_, err := w.Mark(w.Context(), w.auditor, MarkInput{w.key(), p.ID, plan.Marks{Livelihood: "yes"}})
		return err
	})
	var err error
	_, err = w.PutInPlan(w.Context(), w.secretary, PlanItemInput{w.key(), p.ID, a.Code, 1})
	w.must(err)
	barred := w.get(p.ID)
	ring := Ring{}
	rules, err := plan.RulesFor(w.Context(), w.DB.Read(), w.prog, a)
	w.must(err)
	c := Course{Ring: ring, Rules: rules}
	w.want("further", refused(c.allows(barred, Step{Verb: "project.ask"}, plan.Stage{State: Planned, Approver: "office"})), "plan.no_go_category")
	w.want("in an emergency", refused(c.allows(barred, Step{Verb: "project.begin_in_emergency"}, plan.Stage{})), "plan.no_go_category")
	w.want("its end", refused(c.barred(barred, Finished)), "")
	w.must(w.marks(p, plan.Marks{Category: "works"}))
	w.want("mended", refused(c.barred(w.get(p.ID), Planned)), "")
}

func TestJourneyOfShares(t *testing.T) {
	w := newWorld(t)
	a := w.sharing(false)
	w.held(a, 2)
	f := w.front(func(m *web.Front) { (&plan.Room{DB: w.DB}).Mount(m); w.Mount(m) })
	at := "/annual-plans/" + a.Code
	f.auditor.Get(at).Want(200, "Shares of the money", "kept", at+"/shares")
	f.auditor.Get(at+"/shares").Want(200, "Does the money of 2028 go where it should?", "By the estimates of the projects", "As planned", "CNY 5,000,000.00")
	f.auditor.Get("/annual-plans/APL-999/shares").Want(404)
	f.auditor.Get("/projects/PRJ-001").Want(200, "For people's livelihood not recorded").Without("/projects/PRJ-001/marks")
	f.auditor.Get("/projects/PRJ-001/marks").Want(403)
	form := f.secretary.Get("/projects/PRJ-001/marks").Want(200, "Say what shares look at").Without("official vehicles")
	f.secretary.Submit(form, "/projects/PRJ-001/marks", url.Values{"livelihood": {"yes"}, "receiver": {"NONE"}}).Want(422, "yes")
	f.secretary.Submit(form, "/projects/PRJ-001/marks", url.Values{"livelihood": {"yes"}, "category": {"vehicles"}}).Want(422, "let no money go to this: official vehicles")
	f.secretary.Submit(form, "/projects/PRJ-001/marks", url.Values{"livelihood": {"yes"}, "grass_roots": {"no"}, "category": {"works"}, "receiver": {"VC"}}).
		Want(200, "That is recorded.", "For people's livelihood yes", "For the grass roots no", "Valley County")
	f.auditor.Get(at+"/shares").Want(200, "CNY 10,000,000.00")
	if csv := f.auditor.Get(at + "/shares?format=csv").Body; !strings.Contains(csv, `As planned,Livelihood,grant,at least 50%,"CNY 5,000,000.00","CNY 10,000,000.00",,kept`) {
		t.Error(csv)
	}
	for _, l := range words.Langs {
		f.secretary.In(l).Get("/projects/PRJ-001/marks").Want(200, "<h1>")
		f.secretary.In(l).Get(at+"/shares").Want(200, "<h1>")
		f.secretary.In(l).Get("/projects/new").Want(200, `name="livelihood"`)
	}
	f.secretary.In(words.ZH).Get(at+"/shares").Want(200, "2028年资金投向达标了吗？", "不低于50%")
}
