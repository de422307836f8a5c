package plan

import (
	"fmt"
	"strings"
	"testing"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/task"
	"throughline/kit/words"
)

func (l land) annual(who ident.Actor, year int, pairing ident.ID) (Annual, error) {
	l.t.Helper()
	done, err := l.room.DraftAnnual(l.t.Context(), who, DraftAnnualInput{l.key(), l.in.ID, pairing, year})
	if err != nil {
		return Annual{}, err
	}
	id, _ := done.Subject("plan.annual")
	return l.find(id), nil
}

func (l land) find(id ident.ID) Annual {
	l.t.Helper()
	a, err := GetAnnual(l.t.Context(), l.d.Read(), l.prog.ID, id)
	if err != nil {
		l.t.Fatal(err)
	}
	return a
}

func (l land) put(who ident.Actor, a Annual, no int, in ItemInput) error {
	_, err := l.room.PutItem(l.t.Context(), who, PutItemInput{l.key(), a.ID, no, "en", "CNY", in})
	return err
}

func (l land) move(who ident.Actor, a Annual, verb, reason string) error {
	_, err := l.room.StepAnnual(l.t.Context(), who, AnnualStepInput{l.key(), a.ID, verb, reason})
	return err
}

func TestAnAnnualPlanFromDraftToSettlement(t *testing.T) {
	l := settled(t, "ENT-A")
	office, leader := l.who(1, "OFFICE", ident.Office), l.who(2, "OFFICE", ident.Leader)
	_, err := l.annual(office, 2031, 0)
	want(t, err, fault.Invalid, "plan.year_outside")
	a, err := l.annual(office, 2028, 0)
	want(t, err, 0, "")
	_, err = l.annual(office, 2028, 0)
	want(t, err, fault.Invalid, "plan.annual_already")
	_, err = l.annual(l.who(10, "ENT-A", ident.Provider), 2029, 0)
	want(t, err, fault.Forbidden, "fault.forbidden")

	want(t, l.move(office, a, "plan.submit_annual", ""), fault.Invalid, "plan.no_item")
	want(t, l.put(office, a, 0, ItemInput{What: "Two clinics", Quantity: "2", Unit: "clinics", Amount: "4,000,000.00", MoneyClass: "grant", Party: l.org["ENT-A"]}), 0, "")
	want(t, l.put(office, a, 0, ItemInput{What: "A bridge", OffPlan: true}), fault.Invalid, "plan.approver_missing")
	want(t, l.put(office, a, 0, ItemInput{What: "A bridge", OffPlan: true, Approver: "Council, decision 7"}), 0, "")
	want(t, l.put(office, a, 7, ItemInput{What: "A road"}), fault.NotFound, "fault.not_found")
	want(t, l.put(office, a, 2, ItemInput{What: "A bridge", OffPlan: true, Approver: "Council, decision 7"}), fault.Conflict, "plan.nothing_changed")
	a = l.find(a.ID)
	if got := fmt.Sprintln(len(a.Items), a.OffPlan(), a.Items[0].Quantity.Format("en"), a.Items[0].Amount.Format("en"), a.Items[1].Quantity, a.Items[1].Amount); got != "2 1 2 clinics CNY 4,000,000.00 <nil> <nil>\n" {
		t.Error(got)
	}

	want(t, l.move(office, a, "plan.submit_annual", ""), 0, "")
	want(t, l.put(office, a, 0, ItemInput{What: "Late"}), fault.Conflict, "state.moved_on")
	want(t, l.move(l.who(1, "REG", ident.Leader), a, "plan.issue_annual", ""), fault.Forbidden, "fault.forbidden")
	open, err := task.Of(t.Context(), l.d.Read(), l.prog.ID, annualRef(a.ID))
	if err != nil || len(open) != 1 || open[0].Action != "plan.issue_annual" || open[0].NotPerson != 1 {
		t.Errorf("%+v, %v", open, err)
	}
	want(t, l.move(leader, a, "plan.return_annual", "no bridge"), 0, "")
	want(t, l.move(office, a, "plan.submit_annual", ""), 0, "")
	want(t, l.move(leader, a, "plan.issue_annual", ""), 0, "")
	want(t, l.move(office, a, "plan.adjust_annual", ""), fault.Invalid, "state.reason_missing")
	clerk := l.who(4, "OFFICE", ident.Office)
	want(t, l.move(clerk, a, "plan.adjust_annual", "the flood"), 0, "")
	// Who opens a plan for adjustment does not issue what comes of it.
	want(t, l.move(l.who(4, "OFFICE", ident.Leader), a, "plan.reissue_annual", ""), fault.Forbidden, "fault.forbidden")
	drop := PutItemInput{Key: l.key(), Annual: a.ID, No: 2}
	if _, err := l.room.DropItem(t.Context(), office, drop); err != nil {
		t.Fatal(err)
	}
	want(t, l.put(office, a, 0, ItemInput{What: "A dam"}), 0, "")
	want(t, l.move(l.who(1, "OFFICE", ident.Leader), a, "plan.reissue_annual", ""), fault.Forbidden, "fault.forbidden")
	want(t, l.move(leader, a, "plan.reissue_annual", ""), 0, "")
	a = l.find(a.ID)
	if a.Version != 2 || a.State != "issued" || len(a.Items) != 2 || a.Items[1].No != 3 {
		t.Errorf("%+v: the number of what was taken out is not used again", a)
	}
	want(t, l.move(office, a, "plan.settle_annual", "all paid"), 0, "")
	want(t, l.move(office, a, "plan.adjust_annual", "more"), fault.Conflict, "state.moved_on")
}

// A side drafts and edits the plan of its own pairing, and no other.
func TestASidePlansItsPairing(t *testing.T) {
	l := settled(t, "ENT-A", "ENT-B")
	pairing := l.paired("ENT-A")
	region, b := l.who(30, "REG", ident.Receiver), l.who(20, "ENT-B", ident.Provider)
	_, err := l.annual(b, 2028, pairing)
	want(t, err, fault.Forbidden, "fault.forbidden")
	a, err := l.annual(region, 2028, pairing)
	want(t, err, 0, "")
	_, err = l.annual(l.who(1, "OFFICE", ident.Office), 2028, 0) // beside it, the programme's own
	want(t, err, 0, "")
	want(t, l.put(region, a, 0, ItemInput{What: "Two clinics"}), 0, "")
	want(t, l.put(b, a, 0, ItemInput{What: "Three"}), fault.Forbidden, "fault.forbidden")
	want(t, l.move(b, a, "plan.submit_annual", ""), fault.Forbidden, "fault.forbidden")
	want(t, l.move(l.who(10, "ENT-A", ident.Provider), a, "plan.submit_annual", ""), 0, "")
}

func TestItemsThatAreRefused(t *testing.T) {
	for key, spoil := range map[string]func(*ItemInput){
		"plan.what_missing":        func(in *ItemInput) { in.What = " " },
		"plan.text_long":           func(in *ItemInput) { in.What = strings.Repeat("x", maxName+1) },
		"plan.approver_missing":    func(in *ItemInput) { in.OffPlan = true },
		"plan.unit_missing":        func(in *ItemInput) { in.Unit = "" },
		"money.not_a_quantity":     func(in *ItemInput) { in.Quantity = "some" },
		"money.not_an_amount":      func(in *ItemInput) { in.Amount = "much" },
		"plan.money_class_unknown": func(in *ItemInput) { in.MoneyClass = "love" },
		"plan.amount_missing":      func(in *ItemInput) { in.Amount = "" },
	} {
		in := ItemInput{What: "Clinics", Quantity: "2", Unit: "clinics", Amount: "5", MoneyClass: "grant"}
		if _, err := in.item(1, "en", "CNY"); err != nil {
			t.Fatal(err)
		}
		spoil(&in)
		_, err := in.item(1, "en", "CNY")
		want(t, err, fault.Invalid, key)
	}
	full := Annual{LastItem: maxItems, Items: make([]Item, maxItems)}
	_, err := full.with(Item{No: maxItems + 1, What: "one more"})
	want(t, err, fault.Conflict, "plan.too_many_items")
}

func TestChangesOfItems(t *testing.T) {
	before := Annual{Items: []Item{{No: 1, What: "a"}, {No: 2, What: "b"}, {No: 3, What: "c"}}}
	after := Annual{Items: []Item{{No: 1, What: "a"}, {No: 3, What: "C"}, {No: 4, What: "d"}}}
	var got []string
	for _, x := range after.Changes(before) {
		said := func(i *Item) string {
			if i == nil {
				return "-"
			}
			return i.What
		}
		got = append(got, said(x.Before)+">"+said(x.After))
	}
	if strings.Join(got, " ") != "c>C ->d b>-" {
		t.Error(got)
	}
}

func TestAnnualPlansThroughForms(t *testing.T) {
	l := settled(t, "ENT-A")
	l.paired("ENT-A")
	site := l.site()
	officer, leader := site.Person("officer", l.org["OFFICE"], ident.Office), site.Person("leader", l.org["OFFICE"], ident.Leader)
	reader := site.Person("reader", l.org["OFFICE"], ident.Reader)
	const draft = "/periods/P15/annual-plans"
	reader.Get("/annual-plans").Want(200, "No annual plan is recorded yet.")
	officer.Submit(officer.Get("/periods/P15"), draft, set("pairing", "PAIR-999")).Want(422, "There is no pairing PAIR-999.", "PAIR-999")
	page := officer.Submit(officer.Get("/periods/P15"), draft, set("pairing", "pair-001")).Want(200, "annual plan 2028, Name of ENT-A – Name of REG", "No item yet.")
	officer.Submit(page, "/annual-plans/APL-001/submission", nil).Want(422, "Add at least one item first.")
	officer.Submit(page, "/annual-plans/APL-001/items/0", set("what", "Clinics", "quantity", "many")).Want(422, "Give the unit of the quantity.", "many")
	officer.Submit(page, "/annual-plans/APL-001/items/0", set("what", "Clinics", "quantity", "2", "unit", "clinics", "amount", "4000000", "money_class", "grant", "party", "ENT-A")).
		Want(200, "The item is saved.", "Clinics", "CNY 4,000,000.00", "grant", "Name of ENT-A", "added: Clinics")
	officer.Submit(officer.Get("/annual-plans/APL-001"), "/annual-plans/APL-001/items/0", set("what", "A bridge", "off_plan", "1", "approver", "Council")).Want(200, "off-plan, approved by Council", "1 off-plan")
	edit := officer.Get("/annual-plans/APL-001/items/1").Want(200, "Edit an item")
	if fields, _ := edit.Form("/annual-plans/APL-001/items/1"); fields.Get("quantity") != "2" || fields.Get("unit") != "clinics" || fields.Get("party") != "ENT-A" || fields.Get("money_class") != "grant" {
		t.Errorf("the form has lost what stands: %v", fields)
	}
	officer.Submit(edit, "/annual-plans/APL-001/items/1", nil).Want(409, "Nothing would change.")
	officer.Submit(edit, "/annual-plans/APL-001/items/1", set("quantity", "3")).Want(200, "3 clinics", "changed: Clinics")
	officer.Get("/annual-plans/APL-001/items/9").Want(404)
	officer.Submit(officer.Get("/annual-plans/APL-001"), "/annual-plans/APL-001/submission", nil).Want(200, "submitted")
	officer.Get("/annual-plans/APL-001/items/1").Want(409)
	leader.Submit(leader.Get("/annual-plans/APL-001"), "/annual-plans/APL-001/issue", nil).Want(200, "issued")
	officer.Submit(officer.Get("/annual-plans/APL-001"), "/annual-plans/APL-001/adjustment", set("reason", "the flood")).Want(200, "being adjusted")
	officer.Submit(officer.Get("/annual-plans/APL-001/items/2"), "/annual-plans/APL-001/items/2/removal", nil).Want(200, "The item is taken out.", "taken out: A bridge")
	leader.Submit(leader.Get("/annual-plans/APL-001"), "/annual-plans/APL-001/reissue", nil).Want(200, "Version 2")
	reader.Get("/annual-plans/APL-001/versions/1").Want(200, "A bridge")
	reader.Get("/annual-plans/APL-001/versions/2").Want(200, "taken out: A bridge", "What it changed of version 1")
	reader.Get("/annual-plans/APL-001/versions/3").Want(404)
	reader.Get("/annual-plans/APL-001?on=2028-05-14").Want(200, "As it stood", "Clinics")
	reader.Get("/periods/P15").Want(200, "2028 · Name of ENT-A – Name of REG").Without("Draft an annual plan")
	reader.Get("/annual-plans?state=settled").Want(200, "No annual plan matches.")
	reader.Get("/annual-plans?year=2028&period=P15").Want(200, "1 annual plan")
	if csv := reader.Get("/annual-plans?format=csv").Body; !strings.Contains(csv, "APL-001,2028,P15,Name of ENT-A – Name of REG,issued,2,1,Clinics,in plan,,ENT-A,Name of ENT-A,3 clinics,\"CNY 4,000,000.00\",grant") {
		t.Errorf("%s", csv)
	}
	for _, lang := range words.Langs {
		for _, path := range []string{"/annual-plans", "/annual-plans/APL-001", "/annual-plans/APL-001/versions/2"} {
			reader.In(lang).Get(path).Want(200, "<h1>")
		}
	}
}

// The list asks as many questions for many plans as for one.
func TestAnnualPlansAreReadAtOnce(t *testing.T) {
	l := settled(t, "ENT-A")
	l.paired("ENT-A")
	office := l.who(1, "OFFICE", ident.Office)
	reader := l.site().Person("reader", l.org["OFFICE"], ident.Reader)
	count := func() (int64, int64) { return reader.Get("/annual-plans").Queries, reader.Get("/periods/P15").Queries }
	add := func(year int) {
		a, err := l.annual(office, year, 0)
		want(t, err, 0, "")
		want(t, l.put(office, a, 0, ItemInput{What: "x", Party: l.org["ENT-A"]}), 0, "")
	}
	add(2026)
	list, page := count()
	for year := 2027; year <= 2030; year++ {
		add(year)
	}
	if l2, p2 := count(); l2 != list || p2 != page {
		t.Errorf("%d and %d statements for one plan, %d and %d for five", list, page, l2, p2)
	}
}

// The list goes through all plans once, page by page, in either order.
func TestAnnualPlansInOrder(t *testing.T) {
	l := settled(t, "ENT-A")
	pairing, office := l.paired("ENT-A"), l.who(1, "OFFICE", ident.Office)
	for _, year := range []int{2028, 2026, 2030} {
		for _, p := range []ident.ID{0, pairing} {
			if _, err := l.annual(office, year, p); err != nil {
				t.Fatal(err)
			}
		}
	}
	for sort, should := range map[string]string{"": "APL-006 APL-005 APL-002 APL-001 APL-004 APL-003", "code": "APL-001 APL-002 APL-003 APL-004 APL-005 APL-006"} {
		var got []string
		f := AnnualFilter{Sort: sort, Limit: 1}
		for {
			page, err := ListAnnuals(t.Context(), l.d.Read(), l.prog.ID, f)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			got, f.After = append(got, page[0].Code), page[0].ID
		}
		if strings.Join(got, " ") != should {
			t.Errorf("by %q: %v", sort, got)
		}
	}
	if found, err := search.Find(t.Context(), l.d.Read(), office, "APL-003", 5); err != nil || len(found) != 1 || found[0].Title != "P15 · 2026" {
		t.Errorf("%+v, %v", found, err)
	}
}
