package agreement

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/conference"

	"pgregory.net/rapid"
)

// refused lists the fields and keys of a refusal.
func refused(err error) string {
	e, ok := err.(*fault.Error)
	if !ok {
		return ""
	}
	if len(e.Fields) == 0 {
		return e.Key
	}
	var all []string
	for _, f := range e.Fields {
		all = append(all, f.Name+" "+f.Key)
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}

const zh = "第一条 甲方在三年内为受援方建设40所乡镇卫生院。\n第二条 双方将加强交流。𠮷祥如意！第二条 双方将加强交流。"

func TestPassageIsFoundRuneForRune(t *testing.T) {
	held := page{document: 7, text: zh}
	inSource := page{text: "签署备忘录，为期五年", base: 120}
	for _, c := range []struct {
		name     string
		page     page
		from, to int
		quote    string
		want     conference.Quote
		refuse   string
	}{
		{"by its exact words", held, 0, 0, "为受援方建设40所乡镇卫生院", conference.Quote{From: 10, To: 24, Text: "为受援方建设40所乡镇卫生院"}, ""},
		{"by its place", held, 10, 24, "为受援方建设40所乡镇卫生院", conference.Quote{From: 10, To: 24, Text: "为受援方建设40所乡镇卫生院"}, ""},
		{"by its place alone", held, 4, 8, "", conference.Quote{From: 4, To: 8, Text: "甲方在三"}, ""},
		{"past a character beyond the basic plane", held, 0, 0, "𠮷祥如意", conference.Quote{From: 38, To: 42, Text: "𠮷祥如意"}, ""},
		{"in the source's own characters", inSource, 0, 0, "为期五年", conference.Quote{From: 126, To: 130, Text: "为期五年"}, ""},
		{"in the source by place", inSource, 122, 125, "备忘录", conference.Quote{From: 122, To: 125, Text: "备忘录"}, ""},
		{"words that stand there twice", held, 0, 0, "双方将加强交流", conference.Quote{}, "quote conference.passage_twice"},
		{"twice, but by place", held, 30, 37, "双方将加强交流", conference.Quote{From: 30, To: 37, Text: "双方将加强交流"}, ""},
		{"words that do not stand there", held, 0, 0, "建设50所", conference.Quote{}, "quote conference.passage_not_found"},
		{"no words", held, 0, 0, "", conference.Quote{}, "quote conference.passage_missing"},
		{"a place that reads otherwise", held, 10, 23, "为受援方建设40所乡镇卫生院", conference.Quote{}, "quote agreement.passage_moved"},
		{"a place beyond the end", held, 50, 500, "", conference.Quote{}, "quote agreement.passage_moved"},
		{"a place before the source's words", inSource, 4, 8, "", conference.Quote{}, "quote agreement.passage_moved"},
		{"blanks only", page{document: 1, text: "a  b"}, 1, 3, "", conference.Quote{}, "quote agreement.passage_moved"},
		{"no text", page{}, 0, 0, "any", conference.Quote{}, "quote agreement.no_text"},
	} {
		got, err := c.page.passage(c.from, c.to, c.quote)
		if refused(err) != c.refuse || err == nil && got != c.want {
			t.Errorf("%s: %+v, %q; want %+v, %q", c.name, got, refused(err), c.want, c.refuse)
		}
		if err == nil && string([]rune(c.page.text)[got.From-c.page.base:got.To-c.page.base]) != got.Text {
			t.Errorf("%s: %+v does not stand there", c.name, got)
		}
	}
}

func TestAgreementIsPossible(t *testing.T) {
	good := Agreement{Kind: "memorandum", Title: "Memorandum", Lang: "en", Visibility: "parties", Parties: []SigningParty{{Name: "Ministry", Side: "provider"}}}
	for _, c := range []struct {
		name   string
		change func(*Agreement)
		refuse string
	}{
		{"as it is", func(*Agreement) {}, ""},
		{"without a kind", func(a *Agreement) { a.Kind = "treaty" }, "kind agreement.kind_unknown"},
		{"without a title", func(a *Agreement) { a.Title = "" }, "title agreement.title_missing"},
		{"a title without end", func(a *Agreement) { a.Title = strings.Repeat("长", maxTitle+1) }, "title agreement.title_long"},
		{"without a language", func(a *Agreement) { a.Lang = "fr" }, "lang agreement.lang_unknown"},
		{"without visibility", func(a *Agreement) { a.Visibility = "" }, "visibility agreement.visibility_unknown"},
		{"a day that is none", func(a *Agreement) { a.SignedOn = "2028-02-30" }, "signed_on agreement.day_wrong"},
		{"days reversed", func(a *Agreement) { a.From, a.To = "2028-05-02", "2028-05-01" }, "to agreement.days_reversed"},
		{"without parties", func(a *Agreement) { a.Parties = nil }, "parties agreement.parties_missing"},
		{"a batch without parties", func(a *Agreement) { a.Parties, a.UnknownNumber = nil, true }, ""},
		{"a batch in a batch", func(a *Agreement) { a.Batch, a.UnknownNumber = 3, true }, "unknown_number agreement.batch_in_batch"},
		{"a party without a name", func(a *Agreement) { a.Parties = []SigningParty{{Party: 4}} }, "parties agreement.party_unnamed"},
		{"a side that is none", func(a *Agreement) { a.Parties[0].Side = "office" }, "parties agreement.side_unknown"},
	} {
		a := good
		a.Parties = slices.Clone(good.Parties)
		c.change(&a)
		if got := refused(a.check()); got != c.refuse {
			t.Errorf("%s: %q, want %q", c.name, got, c.refuse)
		}
	}
}

func TestCommitmentIsPossible(t *testing.T) {
	ten, yuan := &money.Quantity{N: 10, Unit: "clinics"}, &money.Amount{Minor: 100, Currency: "CNY"}
	good := Commitment{Title: "Ten clinics", Lang: "en", Visibility: "parties", Clause: 1, Provider: 2, Receiver: 3, Fulfilment: "measures"}
	for _, c := range []struct {
		name   string
		change func(*Commitment)
		refuse string
	}{
		{"as it is", func(*Commitment) {}, ""},
		{"with all that can be counted", func(c *Commitment) { c.MoneyClass, c.Terms = "grant", Terms{ten, yuan, "2028-06-01"} }, ""},
		{"a class without an amount", func(c *Commitment) { c.MoneyClass = "in_kind" }, ""},
		{"of nothing", func(c *Commitment) { c.Clause = 0 }, "title agreement.root_missing"},
		{"of a measure", func(c *Commitment) { c.Clause, c.Measure = 0, 9 }, ""},
		{"without a title", func(c *Commitment) { c.Title = "" }, "title agreement.commitment_title_missing"},
		{"without a provider", func(c *Commitment) { c.Provider = 0 }, "provider agreement.provider_missing"},
		{"without a receiver", func(c *Commitment) { c.Receiver = 0 }, "receiver agreement.receiver_missing"},
		{"to oneself", func(c *Commitment) { c.Receiver = c.Provider }, "receiver agreement.same_party"},
		{"an amount without a class", func(c *Commitment) { c.Terms.Amount = yuan }, "money_class agreement.money_class_missing"},
		{"a class that is none", func(c *Commitment) { c.MoneyClass = "loan" }, "money_class agreement.money_class_unknown"},
		{"a number of nothing", func(c *Commitment) { c.Terms.Quantity = &money.Quantity{N: 10} }, "unit agreement.unit_missing"},
		{"less than nothing", func(c *Commitment) { c.Terms.Quantity = &money.Quantity{N: -1, Unit: "km"} }, "quantity agreement.negative"},
		{"a day that is none", func(c *Commitment) { c.Terms.Due = "soon" }, "due agreement.day_wrong"},
		{"kept by a rule that is none", func(c *Commitment) { c.Fulfilment = "trust" }, "fulfilment agreement.fulfilment_unknown"},
		{"receipts of no money", func(c *Commitment) { c.Fulfilment = "receipts" }, "fulfilment agreement.fulfilment_money"},
		{"due before it begins", func(c *Commitment) { c.From, c.Terms.Due = "2028-06-02", "2028-06-01" }, "due agreement.days_reversed"},
	} {
		x := good
		c.change(&x)
		if got := refused(x.check()); got != c.refuse {
			t.Errorf("%s: %q, want %q", c.name, got, c.refuse)
		}
	}
}

func TestTypedTermsAreExactOrRefused(t *testing.T) {
	for _, c := range []struct {
		in     EnteredTerms
		want   string
		refuse string
	}{
		{EnteredTerms{Lang: words.EN}, "", ""},
		{EnteredTerms{Lang: words.EN, Quantity: "40", Unit: "clinics", Amount: "4,000,000.00", Currency: "CNY", Due: "2028-09-30"}, "40 clinics CNY 4,000,000.00 2028-09-30", ""},
		{EnteredTerms{Lang: words.ZH, Quantity: "3.5万", Unit: "人", Amount: "400万元", Currency: "CNY"}, "35,000人 CNY 4,000,000.00", ""},
		{EnteredTerms{Lang: words.EN, Quantity: "40"}, "", "unit agreement.unit_missing"},
		{EnteredTerms{Lang: words.EN, Quantity: "some", Unit: "km"}, "", "quantity money.not_a_quantity"},
		{EnteredTerms{Lang: words.EN, Amount: "1.005", Currency: "CNY"}, "", "amount money.too_many_decimals"},
		{EnteredTerms{Lang: words.EN, Amount: "USD 5", Currency: "CNY"}, "", "amount money.other_currency"},
		{EnteredTerms{Lang: words.EN, Quantity: "x", Unit: "km", Amount: "y", Currency: "CNY"}, "", "amount money.not_an_amount; quantity money.not_a_quantity"},
	} {
		terms, err := c.in.read()
		var got []string
		if terms.Quantity != nil {
			got = append(got, terms.Quantity.Format(string(c.in.Lang)))
		}
		if terms.Amount != nil {
			got = append(got, terms.Amount.Format(string(c.in.Lang)))
		}
		if terms.Due != "" {
			got = append(got, string(terms.Due))
		}
		if refused(err) != c.refuse || err == nil && strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %v, %q; want %s, %q", c.in, got, refused(err), c.want, c.refuse)
		}
	}
}

func TestFirstDueDateStays(t *testing.T) {
	c := Commitment{Terms: Terms{Due: "2028-06-01"}, OriginalDue: "2028-06-01"}
	c = c.dueOn("2028-09-01").dueOn("2028-12-01")
	if c.Due() != "2028-12-01" || c.OriginalDue != "2028-06-01" {
		t.Errorf("due %s, first %s", c.Due(), c.OriginalDue)
	}
	c = Commitment{}.dueOn("2028-09-01").dueOn("2028-12-01")
	if c.Due() != "2028-12-01" || c.OriginalDue != "2028-09-01" {
		t.Errorf("agreed later: due %s, first %s", c.Due(), c.OriginalDue)
	}
}

func TestTakingACorrectionKeepsWhatItLeavesOut(t *testing.T) {
	forty, thirty := &money.Quantity{N: 40, Unit: "clinics"}, &money.Quantity{N: 30, Unit: "clinics"}
	c := Commitment{Title: "Forty clinics", Terms: Terms{Quantity: forty, Due: "2028-06-01"}, OriginalDue: "2028-06-01"}
	got := c.take(Statement{Wording: "Thirty clinics, equipped", Terms: Terms{Quantity: thirty}})
	if got.Title != "Forty clinics" || got.Wording != "Thirty clinics, equipped" || got.Terms.Quantity != thirty || got.Terms.Due != "2028-06-01" {
		t.Errorf("%+v", got)
	}
}

func TestProposals(t *testing.T) {
	at := func(state string) Commitment {
		return Commitment{ID: 5, Provider: ministry, Receiver: county, State: state, Terms: Terms{Due: "2028-06-01"}, OriginalDue: "2028-06-01"}
	}
	for _, c := range []struct {
		state, kind string
		due         words.Day
		reason      string
		open        bool
		refuse      string
	}{
		{Acknowledged, Defer, "2028-09-01", "customs", false, ""},
		{Acknowledged, Waive, "", "no longer needed", false, ""},
		{Acknowledged, Resume, "", "why", false, "proposal agreement.proposal_unknown"},
		{Partly, Resume, "", "the rest follows", false, ""},
		{Disputed, Waive, "", "settled", false, ""},
		{Acknowledged, Defer, "", "customs", false, "new_due agreement.day_missing"},
		{Acknowledged, Defer, "2028-06-01", "customs", false, "new_due agreement.due_same"},
		{Acknowledged, Defer, "2028-06-31", "customs", false, "new_due agreement.day_wrong"},
		{Acknowledged, Defer, "2028-09-01", "", false, "reason state.reason_missing"},
		{Acknowledged, Defer, "2028-09-01", "customs", true, "agreement.proposal_open"},
		{Recorded, Defer, "2028-09-01", "customs", false, "state.moved_on"},
		{Corrected, Waive, "", "x", false, "state.moved_on"},
		{ClaimedDone, Defer, "2028-09-01", "x", false, "state.moved_on"},
		{Confirmed, Waive, "", "x", false, "state.moved_on"},
		{Unmet, Resume, "", "it comes after all", false, ""},
		{Unmet, Waive, "", "x", false, "proposal agreement.proposal_unknown"},
		{Acknowledged, Amend, "", "fewer are needed", false, "wording agreement.nothing_changes"},
		{Waived, Resume, "", "x", false, "state.moved_on"},
		{Withdrawn, Resume, "", "x", false, "state.moved_on"},
	} {
		p, err := at(c.state).propose(Proposal{Kind: c.kind, Due: c.due, Reason: c.reason}, c.open)
		if refused(err) != c.refuse {
			t.Errorf("%s from %s: %q, want %q", c.kind, c.state, refused(err), c.refuse)
		}
		if err == nil && (p.State != Proposed || p.Kind != c.kind || p.Due != c.due) {
			t.Errorf("%s from %s gives %+v", c.kind, c.state, p)
		}
	}
}

func TestAgreeingToWhatHasPassed(t *testing.T) {
	now := time.Date(2028, 5, 14, 9, 0, 0, 0, time.UTC)
	who := as(ben, county, ident.Receiver)
	p := Proposal{Kind: Defer, Due: "2028-09-01", ProposedBy: ann, ProposedOrg: ministry}
	c := Commitment{Provider: ministry, Receiver: county, State: ClaimedDone, Terms: Terms{Due: "2028-06-01"}}
	if _, err := c.accepted(who, p, now); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a deferral of what is claimed done: %v", err)
	}
	c.State = Acknowledged
	got, err := c.accepted(who, p, now)
	if err != nil || got.Due() != "2028-09-01" || got.State != Acknowledged {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := c.accepted(who, Proposal{Kind: Waive, ProposedBy: ann, ProposedOrg: ministry}, now); err != nil || got.State != Waived {
		t.Errorf("waiving: %+v, %v", got, err)
	}
	if _, err := c.accepted(who, Proposal{Kind: Resume, ProposedBy: ann, ProposedOrg: ministry}, now); fault.KindOf(err) != fault.Conflict {
		t.Errorf("resuming what goes on: %v", err)
	}
}

func TestUnmetIsAfterTheDaysOfGrace(t *testing.T) {
	at := func(state string, due words.Day) Commitment { return Commitment{State: state, Terms: Terms{Due: due}} }
	now := time.Date(2028, 5, 14, 9, 0, 0, 0, time.UTC)
	office := as(ann, desk, ident.Office)
	for _, c := range []struct {
		of     Commitment
		missed bool
		refuse string
	}{
		{at(Acknowledged, "2028-04-13"), true, ""}, {at(Acknowledged, "2028-04-14"), false, "agreement.grace_not_over"}, {at(Partly, "2028-04-13"), true, ""},
		{at(Disputed, "2028-04-13"), true, ""}, {at(Acknowledged, ""), false, "agreement.grace_not_over"}, {at(ClaimedDone, "2028-01-01"), false, "state.moved_on"},
		{at(Recorded, "2028-01-01"), true, "state.moved_on"}, {at(Unmet, "2028-01-01"), false, "state.moved_on"},
	} {
		if got := c.of.Missed("2028-05-14", 30); got != c.missed {
			t.Errorf("%s due %s is missed: %v", c.of.State, c.of.Due(), got)
		}
		got, err := c.of.unmet(office, "nothing came", "2028-05-14", 30, now)
		if refused(err) != c.refuse || err == nil && (got.State != Unmet || got.StateBy != ann) {
			t.Errorf("%s due %s put on record: %+v, %q, want %q", c.of.State, c.of.Due(), got.State, refused(err), c.refuse)
		}
	}
	if _, err := at(Acknowledged, "2028-01-01").unmet(office, "", "2028-05-14", 30, now); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without a reason: %v", err)
	}
}

func TestLateIsByTheDay(t *testing.T) {
	for _, c := range []struct {
		state string
		due   words.Day
		late  bool
	}{
		{Acknowledged, "2028-05-13", true}, {Acknowledged, "2028-05-14", false}, {Acknowledged, "", false}, {Recorded, "2028-05-13", true},
		{ClaimedDone, "2028-05-13", false}, {Confirmed, "2028-05-13", false}, {Waived, "2028-05-13", false}, {Disputed, "2028-05-13", true},
	} {
		if got := (Commitment{State: c.state, Terms: Terms{Due: c.due}}).Late("2028-05-14"); got != c.late {
			t.Errorf("%s due %s: late %v", c.state, c.due, got)
		}
	}
}

func TestTextIsCutAtItsClauses(t *testing.T) {
	p := page{document: 7, text: zh}
	clauses := []Clause{
		{ID: 1, Document: 7, From: 4, To: 24, State: Accepted}, {ID: 2, Document: 7, From: 10, To: 24, State: Marked}, // within the first
		{ID: 3, Document: 7, From: 38, To: 42, State: Marked}, {ID: 4, Document: 8, From: 30, To: 35, State: Marked}, // of another copy
		{ID: 5, Document: 7, From: 45, To: 49, State: Withdrawn},
	}
	var whole, marks strings.Builder
	for _, x := range pieces(p, clauses, 3, "/agreements/AGR-001") {
		whole.WriteString(x.Text)
		if x.Class != "" {
			marks.WriteString(x.ID + " " + x.Class + " " + x.Text + "; ")
		}
	}
	if whole.String() != zh {
		t.Errorf("the pieces read %q", whole.String())
	}
	if want := "clause-1 accepted 甲方在三年内为受援方建设40所乡镇卫生院; clause-3 current 𠮷祥如意; "; marks.String() != want {
		t.Errorf("marks are %s, want %s", marks.String(), want)
	}
}

func TestVisibilityNarrows(t *testing.T) {
	for _, c := range [][3]string{{"parties", "public", "parties"}, {"public", "parties", "parties"}, {"parties", "internal", "internal"}, {"internal", "public", "internal"}} {
		if got := narrower(c[0], c[1]); got != c[2] {
			t.Errorf("%s within %s is %s", c[0], c[1], got)
		}
	}
}

func TestSharesAreExactlyAHundredPerCent(t *testing.T) {
	yuan := &money.Amount{Minor: 100, Currency: "CNY"}
	for _, c := range []struct {
		name   string
		shares []Share
		joint  bool
		refuse string
	}{
		{"one provider", nil, false, ""},
		{"two halves", []Share{{2, 5000}, {4, 5000}}, false, ""},
		{"a basis point too little", []Share{{2, 5000}, {4, 4999}}, false, "share agreement.shares_not_whole"},
		{"a basis point too much", []Share{{2, 5000}, {4, 5001}}, false, "share agreement.shares_not_whole"},
		{"without the one that speaks", []Share{{5, 5000}, {4, 5000}}, false, "share agreement.share_of_speaker"},
		{"one that has none", []Share{{2, 10000}, {4, 0}}, false, "share agreement.share_missing"},
		{"less than nothing", []Share{{2, 11000}, {4, -1000}}, false, "share agreement.share_missing"},
		{"the same twice", []Share{{2, 5000}, {2, 5000}}, false, "share agreement.share_twice"},
		{"the receiver", []Share{{2, 5000}, {3, 5000}}, false, "share agreement.same_party"},
		{"alone with all of it", []Share{{2, 10000}}, false, "share agreement.joint_alone"},
		{"jointly", []Share{{2, 0}, {4, 0}}, true, ""},
		{"jointly with parts", []Share{{2, 5000}, {4, 5000}}, true, "share agreement.share_missing; share agreement.share_missing"},
		{"jointly alone", nil, true, "share agreement.joint_alone"},
	} {
		x := Commitment{Title: "x", Lang: "en", Visibility: "parties", Clause: 1, Provider: 2, Receiver: 3, Fulfilment: "receipts", MoneyClass: "grant",
			Terms: Terms{Amount: yuan}, Shares: c.shares, Joint: c.joint}
		if got := refused(x.check()); got != c.refuse {
			t.Errorf("%s: %q, want %q", c.name, got, c.refuse)
		}
	}
}

func TestPartsAddUpToTheAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Commitment{Terms: Terms{Amount: &money.Amount{Minor: rapid.Int64Range(0, 1<<62).Draw(t, "amount"), Currency: "CNY"}}}
		left := whole
		for n := rapid.IntRange(2, 6).Draw(t, "providers"); n > 1 && left > n; n-- {
			p := rapid.IntRange(1, left-n+1).Draw(t, "points")
			c.Shares, left = append(c.Shares, Share{ident.ID(n), p}), left-p
		}
		c.Shares = append(c.Shares, Share{1, left})
		var sum int64
		for i, p := range c.Parts() {
			sum += p.Minor
			exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(c.Terms.Amount.Minor), big.NewInt(int64(c.Shares[i].Points))), big.NewInt(whole))
			if d := new(big.Rat).Sub(new(big.Rat).SetInt64(p.Minor), exact); d.Abs(d).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("a part of %d points is %d of %d", c.Shares[i].Points, p.Minor, c.Terms.Amount.Minor)
			}
		}
		if sum != c.Terms.Amount.Minor {
			t.Fatalf("parts of %v add up to %d of %d", c.Shares, sum, c.Terms.Amount.Minor)
		}
	})
	if parts := (Commitment{Joint: true, Terms: Terms{Amount: &money.Amount{Minor: 5, Currency: "CNY"}}}).Parts(); parts != nil {
		t.Errorf("a joint promise has parts %v", parts)
	}
}

func TestVersionsSideBySide(t *testing.T) {
	const before = "Preamble\n1. Forty clinics are built by June.\n2. Ten doctors come.\n3. The sides thank each other.\n"
	const after = "Preamble\n1. Thirty clinics are built by June.\n3. The sides thank each other.\n4. A bus is given.\n"
	var got strings.Builder
	for _, l := range Compare(before, after) {
		fmt.Fprintf(&got, "%s [%s] [%s]\n", l.Kind, l.Before, l.After)
		if l.After != "" && string([]rune(after)[l.From:l.To]) != l.After {
			t.Errorf("%q does not stand at %d to %d", l.After, l.From, l.To)
		}
	}
	if want := "same [Preamble] [Preamble]\nchanged [1. Forty clinics are built by June.] [1. Thirty clinics are built by June.]\nremoved [2. Ten doctors come.] []\n" +
		"same [3. The sides thank each other.] [3. The sides thank each other.]\nadded [] [4. A bus is given.]\n"; got.String() != want {
		t.Errorf("compared:\n%s", got.String())
	}
	clauses := []Clause{{ID: 1, Quote: "Forty clinics are built by June"}, {ID: 2, Quote: "Ten doctors come."}, {ID: 3, Quote: "The sides thank each other."}}
	ch := changes(clauses, before, after)
	if len(ch) != 2 || ch[0] != (Change{1, Changed, "Thirty clinics are built by June", 12, 44}) || ch[1].Kind != Removed || ch[1].Clause != 2 {
		t.Errorf("changes are %+v", ch)
	}
}

// Whatever two texts are, reading one column gives back the paragraphs of each.
func TestComparisonLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) []string {
			return rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "第一条", "d e"}), 0, 12).Draw(t, name)
		}
		before, after := draw("before"), draw("after")
		var a, b []string
		for _, l := range Compare(strings.Join(before, "\n\n"), strings.Join(after, "\n")) {
			if l.Kind != Added {
				a = append(a, l.Before)
			}
			if l.Kind != Removed {
				b = append(b, l.After)
			}
			if (l.Kind == Same) != (l.Before == l.After) {
				t.Fatalf("%+v", l)
			}
		}
		if !slices.Equal(a, before) || !slices.Equal(b, after) {
			t.Fatalf("%v and %v are laid out as %v and %v", before, after, a, b)
		}
	})
}
