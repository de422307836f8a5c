package reading

import (
	"fmt"
	"strings"
	"testing"
)

const memorandum = `澜江市人民政府与青桐集团有限公司
对口合作备忘录

为深化双方合作，澜江市人民政府（以下简称“甲方”）与青桐集团有限公司（以下简称“乙方”）本着互利共赢的原则，达成如下备忘录：

第一条 合作目标
通过三年合作，推动澜江市特色产业发展和乡村基础设施改善。

第二条 乙方承诺
（一）乙方将于2027年6月30日前向澜江市提供无偿资金1200万元，用于改造12所乡村卫生院。
（二）乙方每年选派不少于8名技术人员到澜江市工作。
（三）乙方力争在2028年底前为澜江市农产品打开省外销路。

第三条 甲方承诺
（一）甲方应在备忘录签署后60日内确定项目用地。
（二）甲方负责卫生院改造项目的运营管护，并于每年12月底前向乙方通报使用情况。

第四条 共同事项
双方每半年召开一次联席会议，研究解决项目推进中的问题。
双方对各界给予的支持表示衷心感谢。

第五条 附则
本备忘录自签署之日起生效，有效期至2028年12月31日。
`

const letter = `Memorandum of Understanding

The Harbour Trust of Port Elder (hereinafter "the Trust") and the County of Low Fells (hereinafter referred to as "the County"), together "the Parties", agree as follows.

Article 1. Purpose
The Parties will strengthen vocational training in the County.

Article 2. Undertakings
2.1 The Trust shall donate two training kitchens by 31 March 2029.
2.2 The Trust hopes to place twenty apprentices a year.
2.3 The County shall provide premises free of charge.

Article 3. Final provisions
This memorandum enters into force on signature. Either side may end it with three months' notice.
`

// told writes clauses one a line.
func told(clauses []Clause) string {
	var b strings.Builder
	for _, c := range clauses {
		fmt.Fprintf(&b, "%s | %s | %s | %s | %s | %s | %s\n", c.Number, c.Kind, c.Responsible.Text, c.Named.Text, c.Due.Text, c.Quantity.Text, c.Quote.Text)
	}
	return b.String()
}

func TestInstrumentsAreReadByClause(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"zh": {memorandum, `第一条 | intention |  |  |  |  | 通过三年合作
第一条 | intention |  |  |  |  | 推动澜江市特色产业发展和乡村基础设施改善
第二条（一） | commitment | 乙方 | 青桐集团有限公司 | 2027年6月30日前 | 1200万元 | 乙方将于2027年6月30日前向澜江市提供无偿资金1200万元
第二条（一） | commitment | 乙方 | 青桐集团有限公司 |  | 12所乡村卫生院 | 用于改造12所乡村卫生院
第二条（二） | commitment | 乙方 | 青桐集团有限公司 | 每年 | 不少于8名技术人员 | 乙方每年选派不少于8名技术人员到澜江市工作
第二条（三） | intention | 乙方 | 青桐集团有限公司 | 2028年底前 |  | 乙方力争在2028年底前为澜江市农产品打开省外销路
第三条（一） | commitment | 甲方 | 澜江市人民政府 | 60日内 |  | 甲方应在备忘录签署后60日内确定项目用地
第三条（二） | commitment | 甲方 | 澜江市人民政府 | 12月底前 |  | 甲方负责卫生院改造项目的运营管护，并于每年12月底前向乙方通报使用情况
第四条 | commitment | 双方 |  | 每半年 |  | 双方每半年召开一次联席会议
第四条 | commitment | 双方 |  |  |  | 研究解决项目推进中的问题
第四条 | courtesy |  |  |  |  | 双方对各界给予的支持表示衷心感谢
`},
		"en": {letter, `Article 1 | intention | The Parties |  |  |  | The Parties will strengthen vocational training in the County
2.1 | commitment | The Trust | The Harbour Trust of Port Elder | by 31 March 2029 | two training kitchens | The Trust shall donate two training kitchens by 31 March 2029
2.2 | intention | The Trust | The Harbour Trust of Port Elder | a year | twenty apprentices | The Trust hopes to place twenty apprentices a year
2.3 | commitment | The County | County of Low Fells |  |  | The County shall provide premises free of charge
`},
	} {
		if got := told(Clauses(c.text)); got != c.want {
			t.Errorf("%s reads\n%swant\n%s", name, got, c.want)
		}
		for _, cl := range Clauses(c.text) {
			for _, s := range []Span{cl.Quote, cl.Responsible, cl.Named, cl.Due, cl.Quantity} {
				if s.Stated() && string([]rune(c.text)[s.From:s.To]) != s.Text {
					t.Errorf("%q does not stand at %d to %d", s.Text, s.From, s.To)
				}
			}
		}
	}
}

// What an instrument says of thought, loyalty or belief is never a commitment.
func TestNoClauseOfThoughtIsACommitment(t *testing.T) {
	for _, c := range Clauses("合作协议书\n\n第一条 责任\n乙方应教育全体员工提高思想认识、坚定理想信念。\n乙方应于2028年底前建成两座冷库。\n") {
		if c.Kind == ClauseCommitment && strings.Contains(c.Quote.Text, "信念") {
			t.Errorf("%q is read as a commitment", c.Quote.Text)
		}
	}
}
