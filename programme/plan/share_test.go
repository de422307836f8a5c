package plan

import (
	"math"
	"math/big"
	"net/url"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/party"

	"pgregory.net/rapid"
)

func cny(minor int64) *money.Amount { return &money.Amount{Minor: minor, Currency: "CNY"} }

// sharing are rules with these shares, all of grants unless they say otherwise.
func sharing(shares ...Share) Rules {
	r := Shipped()
	r.From = "2028-05-14"
	for i, s := range shares {
		s.No = i + 1
		if s.Name == "" {
			s.Name = "Share"
		}
		if s.Classes == nil {
			s.Classes = []string{"grant"}
		}
		if s.Bound == "" {
			s.Bound = "min"
		}
		r.Shares = append(r.Shares, s)
	}
	return r
}

func TestShares(t *testing.T) {
	county := Share{Counts: "level", Level: "county", PerMille: new(700)}
	people := Share{Counts: "livelihood", PerMille: new(500)}
	roots := Share{Counts: "grass_roots", PerMille: new(1000)}
	overheads := Share{Counts: "category", Categories: []string{"management"}, Bound: "max", PerMille: new(50)}
	at := func(level string, minor int64) ShareRow {
		return ShareRow{Amount: cny(minor), Class: "grant", Level: level}
	}
	live := func(said string, minor int64) ShareRow {
		return ShareRow{Amount: cny(minor), Class: "grant", Marks: Marks{Livelihood: said}}
	}
	spent := func(category string, minor int64) ShareRow {
		return ShareRow{Amount: cny(minor), Class: "grant", Marks: Marks{Category: category}}
	}
	for _, c := range []struct {
		name    string
		share   Share
		rows    []ShareRow
		verdict string
		by      int64
	}{
		{"exactly the share", county, []ShareRow{at("county", 700), at("province", 300)}, Kept, 0},
		{"one fen short", county, []ShareRow{at("county", 699), at("province", 301)}, Missed, 1},
		{"below the level counts", county, []ShareRow{at("village", 400), at("township", 300), at("prefecture", 300)}, Kept, 0},
		{"above the level does not", county, []ShareRow{at("central", 700), at("county", 300)}, Missed, 400},
		{"a share that is no whole fen is rounded up", county, []ShareRow{at("county", 1), at("province", 1)}, Missed, 1},
		{"not recorded decides", county, []ShareRow{at("county", 600), at("", 100), at("province", 300)}, Untold, 0},
		{"not recorded would not help", county, []ShareRow{at("county", 500), at("", 100), at("province", 400)}, Missed, 200},
		{"not recorded does not matter", county, []ShareRow{at("county", 700), at("", 300)}, Kept, 0},
		{"no is not not recorded", people, []ShareRow{live("no", 501), live("yes", 499)}, Missed, 1},
		{"not recorded is not no", people, []ShareRow{live("", 501), live("yes", 499)}, Untold, 0},
		{"the livelihood is not the grass roots", roots, []ShareRow{live("yes", 1000)}, Untold, 0},
		{"exactly the most", overheads, []ShareRow{spent("management", 50), spent("works", 950)}, Kept, 0},
		{"one fen over", overheads, []ShareRow{spent("management", 51), spent("works", 949)}, Missed, 1},
		{"most rounded down", overheads, []ShareRow{spent("management", 1), spent("works", 18)}, Missed, 1},
		{"not recorded could be over", overheads, []ShareRow{spent("management", 50), spent("", 1), spent("works", 949)}, Untold, 0},
		{"a row without a sum weighs nothing", county, []ShareRow{at("county", 700), at("province", 300), {Class: "grant", Level: "province"}}, Kept, 0},
		{"a share that is not set", Share{Counts: "livelihood"}, []ShareRow{live("no", 1000)}, NotSet, 0},
		{"nothing at all", Share{Counts: "livelihood", PerMille: new(0), Bound: "max"}, []ShareRow{live("no", 1000)}, Kept, 0},
	} {
		got, err := CheckShares(sharing(c.share), c.rows)
		if err != nil || len(got) != 1 || got[0].Verdict != c.verdict || got[0].By != c.by {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}

// A class and a currency stand alone: what one has too much of does not help
// another, and sums of different kinds are never one sum.
func TestClassesAndCurrenciesAreNeverAdded(t *testing.T) {
	rows := []ShareRow{{Amount: cny(900), Class: "grant", Level: "county"}, {Amount: cny(100), Class: "grant", Level: "province"},
		{Amount: cny(100), Class: "works", Level: "county"}, {Amount: cny(900), Class: "works", Level: "province"},
		{Amount: &money.Amount{Minor: 1000, Currency: "USD"}, Class: "grant", Level: "province"},
		{Amount: cny(5000), Class: "purchase", Level: "province"}, {Amount: cny(7000), Class: "", Level: "province"}}
	got, err := CheckShares(sharing(Share{Counts: "level", Level: "county", PerMille: new(700), Classes: []string{"grant", "works", "team"}}), rows)
	if err != nil || len(got) != 3 {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, s := range []ShareResult{{Class: "grant", Currency: "CNY", Counted: 900, Total: 1000, Verdict: Kept}, {Class: "grant", Currency: "USD", Total: 1000, Verdict: Missed, By: 700},
		{Class: "works", Currency: "CNY", Counted: 100, Total: 1000, Verdict: Missed, By: 600}} {
		x := got[i]
		if x.Class != s.Class || x.Currency != s.Currency || x.Counted != s.Counted || x.Total != s.Total || x.Verdict != s.Verdict || x.By != s.By {
			t.Errorf("%+v, want %+v", x, s)
		}
	}
	if amount, class := Unweighed(append(rows, ShareRow{Class: "grant"}, ShareRow{})); amount != 2 || class != 1 {
		t.Errorf("%d without an amount, %d without a class", amount, class)
	}
	off := sharing(Share{Counts: "livelihood", PerMille: new(1000)})
	off.Off = []string{Shares}
	if got, err := CheckShares(off, rows); err != nil || len(got) != 0 {
		t.Errorf("switched off, and checked: %+v", got)
	}
	huge := []ShareRow{{Amount: cny(math.MaxInt64), Class: "grant"}, {Amount: cny(1), Class: "grant"}}
	_, err = CheckShares(sharing(Share{Counts: "livelihood", PerMille: new(1)}), huge)
	want(t, err, fault.Invalid, "money.too_large")
}

// Whatever the sums, the verdict is that of exact fractions, and By is exactly
// what mends it.
func TestSharesAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Share{PerMille: new(rapid.IntRange(0, 1000).Draw(t, "per mille")), Bound: rapid.SampledFrom(Bounds).Draw(t, "bound")}
		sum := rapid.Int64Range(0, math.MaxInt64/4)
		if rapid.Bool().Draw(t, "small") {
			sum = rapid.Int64Range(0, 2000)
		}
		counted, open, rest := sum.Draw(t, "counted"), sum.Draw(t, "open"), sum.Draw(t, "rest")
		total := counted + open + rest
		meets := func(n int64) bool {
			d := big.NewRat(int64(*s.PerMille), 1000)
			d.Mul(d, new(big.Rat).SetInt64(total))
			order := new(big.Rat).SetInt64(n).Cmp(d)
			return s.Bound == "min" && order >= 0 || s.Bound == "max" && order <= 0
		}
		worst, best := counted, counted+open
		if s.Bound == "max" {
			worst, best = best, worst
		}
		should := Untold
		if meets(worst) {
			should = Kept
		} else if !meets(best) {
			should = Missed
		}
		got, by := s.verdict(counted, open, total)
		if got != should {
			t.Fatalf("%s at %s of %d per mille: counted %d, open %d of %d", got, s.Bound, *s.PerMille, counted, open, total)
		}
		step := int64(1)
		if s.Bound == "max" {
			step = -1
		}
		if got == Missed && (by < 1 || !meets(counted+step*by) || meets(counted+step*(by-1))) {
			t.Fatalf("missed by %d: counted %d of %d at %s %d", by, counted, total, s.Bound, *s.PerMille)
		}
	})
}

func TestWhatNoShareCanBe(t *testing.T) {
	good := Share{No: 1, Name: "x", Counts: "level", Level: "county", Bound: "min", PerMille: new(1000), Classes: []string{"grant"}}
	for refuse, spoil := range map[string]func(*Rules){
		"":                                   func(*Rules) {},
		"name plan.name_missing":             func(r *Rules) { r.Shares[0].Name = " " },
		"counts plan.counts_unknown":         func(r *Rules) { r.Shares[0].Counts = "love" },
		"bound plan.bound_unknown":           func(r *Rules) { r.Shares[0].Bound = "about" },
		"per_mille plan.per_mille_wrong":     func(r *Rules) { r.Shares[0].PerMille = new(1001) },
		"classes plan.classes_missing":       func(r *Rules) { r.Shares[0].Classes = []string{"", "love"} },
		"level plan.level_missing":           func(r *Rules) { r.Shares[0].Level = "" },
		"categories plan.categories_missing": func(r *Rules) { r.Shares[0].Counts = "category" },
		"shares plan.shares_wrong":           func(r *Rules) { r.Shares = append(r.Shares, r.Shares[0]) },
		"shares plan.too_many_shares": func(r *Rules) {
			for i := range maxShares {
				s := r.Shares[0]
				s.No = i + 2
				r.Shares = append(r.Shares, s)
			}
		},
	} {
		r := Shipped()
		r.From, r.Shares = "2028-05-14", []Share{good}
		spoil(&r)
		_, err := r.check(Shipped(), true, "2028-05-14")
		got := ""
		if e, ok := err.(*fault.Error); ok {
			got = e.Fields[0].Name + " " + string(e.Fields[0].Key)
		}
		if got != refuse {
			t.Errorf("%q, want %q", got, refuse)
		}
	}
	for text, n := range map[string]int{"70": 700, "70.5": 705, "0": 0, "100%": 1000, "12.34": -1, "-1": -1, "x": -1, "1.": -1, "1.-": -1, "70％": 700, "0.1": 1} {
		if got := perMille(text); got != n {
			t.Errorf("%q is %d per mille, want %d", text, got, n)
		}
		if n >= 0 && perMille(percent(n)) != n {
			t.Errorf("%d per mille is written %s", n, percent(n))
		}
	}
}

// The packs: shares are there and not set, and the small one hides them. What a
// programme has set stays.
func TestSharesOfThePacks(t *testing.T) {
	large, _ := FindPack("large")
	r := large.On(Shipped())
	if len(r.Shares) != 3 || !r.Shows(Shares) || len(r.NoGo) != 0 {
		t.Errorf("%+v", r.Shares)
	}
	for _, s := range r.Shares {
		if s.PerMille != nil {
			t.Errorf("%s is set", s.Name)
		}
	}
	set := r.WithShare(Share{No: 2, Name: "Ours", PerMille: new(800)})
	if len(large.On(set).Shares) != 3 || large.On(set).Shares[2].Name != "Ours" || r.Shares[1].Name == "Ours" {
		t.Errorf("%+v", large.On(set).Shares)
	}
	small, _ := FindPack("small")
	if small.On(r).Shows(Shares) {
		t.Error("the small pack shows shares")
	}
	if next := r.WithShare(Share{Name: "New"}); next.Shares[3].No != 4 || len(r.WithoutShare(2).Shares) != 2 || len(r.Shares) != 3 {
		t.Errorf("%+v", next.Shares)
	}
}

// placed puts an organisation of a level on record.
func (l land) placed(code, level string) {
	l.t.Helper()
	_, err := l.d.Change(l.t.Context(), l.as(ident.Office), l.key(), func(tx *db.Tx) ([]db.Fact, error) {
		p, fact, err := party.AddPartyTx(l.t.Context(), tx, party.PartyInput{Code: code, Kind: "county", Level: level, Name: "Name of " + code, Lang: "en"})
		l.org[code] = p.ID
		return []db.Fact{fact}, err
	})
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l land) sets(r Rules) {
	l.t.Helper()
	last, err := LatestRules(l.t.Context(), l.d.Read(), l.prog.ID)
	if err == nil {
		_, err = l.room.SetRules(l.t.Context(), l.as(ident.Office), SetRulesInput{l.key(), last.Version, r})
	}
	if err != nil {
		l.t.Fatal(err)
	}
}

// A plan that misses a share is not issued; nothing of it is written. With the
// waiver in the rules, whoever issues it, who never handed it in, says why.
func TestAPlanThatMissesAShareIsNotIssued(t *testing.T) {
	l := settled(t, "ENT-A")
	l.placed("COUNTY", "county")
	l.placed("PROV", "province")
	office, leader := l.who(1, "OFFICE", ident.Office), l.who(2, "OFFICE", ident.Leader)
	share := Share{Counts: "level", Level: "county", PerMille: new(700)}
	rules := sharing(share)
	rules.NoGo = []string{"vehicles"}
	l.sets(rules)
	a, err := l.annual(office, 2028, 0)
	want(t, err, 0, "")
	item := func(amount, receiver string) ItemInput {
		return ItemInput{What: "Work", Amount: amount, MoneyClass: "grant", Marks: Marks{Receiver: l.org[receiver]}}
	}
	want(t, l.put(office, a, 0, item("69.99", "COUNTY")), 0, "")
	want(t, l.put(office, a, 0, item("30.01", "PROV")), 0, "")
	bad := item("1", "COUNTY")
	bad.Category = "vehicles"
	want(t, l.put(office, a, 0, bad), fault.Invalid, "plan.no_go_category")
	bad.Category, bad.Receiver = "", 999999
	want(t, l.put(office, a, 0, bad), fault.NotFound, "fault.not_found")
	bad.Receiver, bad.Livelihood = 0, "maybe"
	want(t, l.put(office, a, 0, bad), fault.Invalid, "plan.mark_unknown")
	want(t, l.move(office, a, "plan.submit_annual", ""), 0, "")
	want(t, l.move(leader, a, "plan.issue_annual", "because"), fault.Conflict, "plan.share_short")
	if got := l.find(a.ID); got.State != "submitted" {
		t.Fatalf("a refused plan is %s", got.State)
	}
	rules.Shares[0].Waivable = true
	l.sets(rules)
	want(t, l.move(leader, a, "plan.issue_annual", " "), fault.Invalid, "plan.share_needs_reason")
	want(t, l.move(l.who(1, "OFFICE", ident.Leader), a, "plan.issue_annual", "because"), fault.Forbidden, "fault.forbidden")
	want(t, l.move(leader, a, "plan.issue_annual", "the flood"), 0, "")
	if got := l.find(a.ID); got.State != "issued" || got.Items[0].Receiver != l.org["COUNTY"] {
		t.Fatalf("%+v", got)
	}
	want(t, l.move(office, a, "plan.adjust_annual", "more"), 0, "")
	want(t, l.put(office, a, 1, item("70", "COUNTY")), 0, "")
	want(t, l.put(office, a, 2, item("30", "PROV")), 0, "")
	want(t, l.move(leader, a, "plan.reissue_annual", ""), 0, "") // exactly the share

	// An item that names no receiver is for the receiving side of the pairing.
	p, err := l.annual(office, 2028, l.paired("ENT-A"))
	want(t, err, 0, "")
	want(t, l.put(office, p, 0, ItemInput{What: "Work", Amount: "5", MoneyClass: "grant"}), 0, "")
	rows, err := ShareRows(t.Context(), l.d.Read(), l.prog.ID, l.find(p.ID), l.find(p.ID).Items)
	if err != nil || rows[0].Receiver != l.org["REG"] || rows[0].Level != "" {
		t.Errorf("%+v, %v", rows, err)
	}
}

func TestAChangeMakesNoShareWorse(t *testing.T) {
	x := ShareResult{Share: Share{No: 1}, Class: "grant", Currency: "CNY", Verdict: Missed, By: 10}
	worse, kept, waived, other := x, x, x, x
	worse.By, kept.Verdict, waived.Waivable, other.Currency = 11, Kept, true, "USD"
	for _, c := range []struct {
		name          string
		before, after ShareResult
		why, key      string
	}{{"as before", x, x, "", ""}, {"less", worse, x, "", ""}, {"more", x, worse, "why", "plan.share_short"}, {"for the first time", kept, x, "why", "plan.share_short"},
		{"in another currency", x, other, "", "plan.share_short"}, {"waived", kept, waived, "why", ""}, {"waived without a word", kept, waived, "", "plan.share_needs_reason"},
		{"no worse", waived, waived, "", ""}, {"mended", x, kept, "", ""}} {
		kind := fault.Conflict
		if c.key == "" {
			kind = 0
		} else if c.key == "plan.share_needs_reason" {
			kind = fault.Invalid
		}
		t.Run(c.name, func(t *testing.T) {
			want(t, Worse([]ShareResult{c.before}, []ShareResult{c.after}, c.why), kind, c.key)
		})
	}
}

// A share is written on its own page, is seen before it takes effect, survives
// an edit of the other rules, and is checked on the page of a plan.
func TestSharesThroughForms(t *testing.T) {
	l := settled(t, "ENT-A")
	l.placed("COUNTY", "county")
	site := l.site()
	officer, leader, reader := site.Person("officer", l.org["OFFICE"], ident.Office), site.Person("leader", l.org["OFFICE"], ident.Leader), site.Person("reader", l.org["OFFICE"], ident.Reader)
	reader.Get("/rules/shares").Want(200, "No share is named.").Without("Add a share")
	reader.Get("/rules/shares/0").Want(403)
	officer.Get("/rules/shares/7").Want(404)
	form := officer.Get("/rules/shares/0").Want(200, "Which share should be kept?")
	filled := url.Values{"name": {"To counties"}, "name_zh": {"县级"}, "bound": {"min"}, "per_mille": {"70.55"}, "counts": {"level"}, "level": {"county"}, "classes": {"grant"}, "waivable": {"1"}}
	officer.Submit(form, "/rules/shares/0", filled).Want(422, "at most one decimal", "To counties")
	filled.Set("per_mille", "70.5")
	seen := officer.Submit(form, "/rules/shares/0", filled).Want(200, "at least 70.5%", "county", "Nothing is saved yet.")
	officer.Get("/rules/shares").Want(200, "No share is named.")
	officer.Submit(seen, "/rules", nil).Want(200, "The new version of the rules is set.", "To counties")
	edited := officer.Submit(officer.Get("/rules/edit"), "/rules/edit", url.Values{"accept_days": {"12"}, "no_go": {"offices", "debts"}}).Want(200, "12 working days", "new: office buildings · debts").Without("at least 70.5%")
	officer.Submit(edited, "/rules", nil).Want(200)
	reader.Get("/rules/shares").Want(200, "To counties", "at least 70.5%", "office buildings · debts")
	fields, _ := officer.Get("/rules/edit").Form("/rules/edit")
	fields.Set("shares", "{")
	officer.Post("/rules/edit", fields).Want(422, "The shares cannot be read.")

	page := officer.Submit(officer.Get("/periods/P15"), "/periods/P15/annual-plans", nil).Want(200)
	add := "/annual-plans/APL-001/items/0"
	officer.Submit(page, add, set("what", "Hall", "amount", "1", "category", "offices")).Want(422, "let no money go to this: office buildings", "Hall")
	officer.Submit(page, add, set("what", "Clinic", "amount", "1000", "money_class", "grant", "receiver", "COUNTY", "livelihood", "yes")).Want(200, "kept", "CNY 1,000.00")
	officer.Submit(officer.Get("/annual-plans/APL-001"), add, set("what", "Survey", "amount", "500", "money_class", "grant")).Want(200, "not recorded decides")
	officer.Submit(officer.Get("/annual-plans/APL-001"), add, set("what", "Talk")).Want(200, "Without an amount, and so not weighed: 1 item.")
	edit := officer.Get("/annual-plans/APL-001/items/1")
	if fields, _ := edit.Form("/annual-plans/APL-001/items/1"); fields.Get("receiver") != "COUNTY" || fields.Get("livelihood") != "yes" {
		t.Errorf("the form has lost %v", fields)
	}
	officer.Submit(officer.Get("/annual-plans/APL-001"), "/annual-plans/APL-001/submission", nil).Want(200)
	leader.Submit(leader.Get("/annual-plans/APL-001"), "/annual-plans/APL-001/issue", nil).Want(422, "Say why the plan is issued all the same.")
	leader.Submit(leader.Get("/annual-plans/APL-001"), "/annual-plans/APL-001/issue", set("reason", "the flood")).Want(200, "issued", "the flood")
	for _, lang := range words.Langs {
		for _, path := range []string{"/rules", "/rules/shares", "/rules/shares/1", "/annual-plans/APL-001"} {
			if body := officer.In(lang).Get(path).Want(200, "<h1>").Body; strings.Contains(body, "plan.share") {
				t.Errorf("%s in %s shows a key", path, lang)
			}
		}
	}

	// A share is left out the same way; a small programme has none of it.
	fields, _ = officer.Get("/rules/shares/1").Form("/rules/shares/1")
	seen = officer.Post("/rules/shares/1/removal", fields).Want(200, "not used")
	officer.Submit(seen, "/rules", nil).Want(200, "Version 3")
	officer.Submit(officer.Get("/rules/edit?pack=small"), "/rules", nil).Want(200)
	reader.Get("/rules/shares").Want(200, "Shares of the money", "switched off")

	// Where shares are switched off, no form asks for marks, and none is lost.
	off := officer.Submit(officer.Get("/rules/edit"), "/rules/edit", url.Values{"off": {Shares}}).Want(200)
	officer.Submit(off, "/rules", nil).Want(200)
	officer.Submit(officer.Get("/annual-plans/APL-001"), "/annual-plans/APL-001/adjustment", set("reason", "more")).Want(200)
	edit = officer.Get("/annual-plans/APL-001/items/1").Want(200).Without("For the grass roots")
	officer.Submit(edit, "/annual-plans/APL-001/items/1", set("what", "Clinics")).Want(200, "The item is saved.")
	if a, err := GetAnnualByCode(t.Context(), l.d.Read(), l.prog.ID, "APL-001"); err != nil || a.Items[0].What != "Clinics" || a.Items[0].Livelihood != "yes" || a.Items[0].Receiver != l.org["COUNTY"] {
		t.Errorf("%+v, %v", a.Items, err)
	}
	reader.Get("/rules").Want(200).Without("Projects and items of these categories are refused.")
}
