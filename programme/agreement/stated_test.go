package agreement

import (
	"testing"

	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/reading"
)

const (
	memorandumEN = `Memorandum
between Enterprise B (hereinafter "the Enterprise") and County M (hereinafter "the County")

Article 1
The Enterprise shall train 40 technicians of the County by June 30, 2028.

Article 2
Enterprise B shall provide a grant of 2 million yuan for the cold storage of County M by the end of 2028.

Article 3
The County shall provide land for at least three stores within two years.
`
	memorandumZH = `合作备忘录
示例企业乙（以下简称甲方）与示例受援县（以下简称乙方）签订本备忘录。

第一条 甲方应于2028年6月30日前为乙方培训技术人员40名。

第二条 甲方应于2028年底前为乙方冷库无偿提供200万元资金。

第三条 乙方应在两年内提供用地不少于三处。
`
)

// What the clauses state is taken over, and nothing that they do not state.
func TestStated(t *testing.T) {
	a := Agreement{Parties: []SigningParty{{Name: "Enterprise B", Side: "provider", Party: 7}, {Name: "示例受援县", Side: "receiver", Party: 8}}}
	names := map[ident.ID][]string{7: {"Enterprise B", "示例企业乙"}, 8: {"County M", "示例受援县"}}
	for _, row := range []struct {
		text string
		n    int
		want Stated
	}{
		{memorandumEN, 0, Stated{Who: "The Enterprise", HowMuch: "40 technicians", ByWhen: "by June 30, 2028", Provider: 7, Receiver: 8, Number: "40",
			Unit: "technicians", Due: "2028-06-30"}},
		{memorandumEN, 1, Stated{Who: "Enterprise B", HowMuch: "2 million yuan", ByWhen: "by the end of 2028", Provider: 7, Receiver: 8,
			Amount: "CNY 2,000,000.00", Currency: "CNY", Due: "2028-12-31", MoneyClass: "grant", Class: "grant"}},
		{memorandumEN, 2, Stated{Who: "The County", HowMuch: "at least three stores", ByWhen: "within two years", Provider: 8, Receiver: 7}},
		{memorandumZH, 0, Stated{Who: "甲方", HowMuch: "40名", ByWhen: "2028年6月30日前", Provider: 7, Receiver: 8, Number: "40", Unit: "名", Due: "2028-06-30"}},
		{memorandumZH, 1, Stated{Who: "甲方", HowMuch: "200万元", ByWhen: "2028年底前", Provider: 7, Receiver: 8, Amount: "CNY 2,000,000.00", Currency: "CNY",
			Due: "2028-12-31", MoneyClass: "grant", Class: "无偿"}},
		{memorandumZH, 2, Stated{Who: "乙方", HowMuch: "不少于三处", ByWhen: "两年内", Provider: 8, Receiver: 7}},
	} {
		c := reading.Clauses(row.text)[row.n]
		got := StatedIn(row.text, Clause{From: c.Quote.From, To: c.Quote.To, Quote: c.Quote.Text}, a, names, words.EN, "CNY")
		if got.Title != c.Quote.Text || got.TitleIn != reading.Language(row.text) {
			t.Errorf("%q is titled %q", c.Quote.Text, got.Title)
		}
		got.Title, got.TitleIn, row.want.Found = "", "", true
		if got != row.want {
			t.Errorf("%q states\n%+v, want\n%+v", c.Quote.Text, got, row.want)
		}
	}
}

// A passage that holds two promises, or names two kinds of money, is for a person.
func TestStatedIsNotGuessed(t *testing.T) {
	whole := Clause{From: 0, To: len([]rune(memorandumEN)), Quote: memorandumEN}
	if got := StatedIn(memorandumEN, whole, Agreement{}, nil, words.EN, "CNY"); got.Found || got.HowMuch != "" || got.Due != "" || got.Title != "" && len(got.Title) > maxTitle {
		t.Errorf("three promises at once: %+v", got)
	}
	if class, _ := moneyClassIn("a grant of 2 million yuan and an investment of 3 million"); class != "" {
		t.Errorf("two kinds of money are %q", class)
	}
	for _, sum := range []string{"3 million dollars", "5000万美元"} { // of which country is not said, or not in its code
		var s Stated
		if s.figures(sum, words.EN, "CNY"); s != (Stated{}) {
			t.Errorf("%s is read as %+v", sum, s)
		}
	}
	for _, foreign := range []string{"USD 3 million", "EUR 20,000"} {
		var s Stated
		if s.figures(foreign, words.EN, "CNY"); s.Currency != foreign[:3] || s.Amount == "" {
			t.Errorf("%s is read as %+v", foreign, s)
		}
	}
}
