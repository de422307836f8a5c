package reading

import (
	"strings"
	"unicode/utf8"
)

// markerZH is a duty marker of a Chinese clause.
type markerZH struct {
	word   string
	at, to int // bytes within the clause
	grade  Grade
	kind   MeasureKind
	asks   bool // the one who is to act stands after it: 请各单位
	future bool // the subject's own promise: 将, 计划
}

type markerRule struct {
	word           string
	notBefore      string // characters that may not stand before it
	notAfter       string // characters that may not stand after it
	grade          Grade
	kind           MeasureKind
	asks, future   bool
	needVerb       bool // a known verb must follow
	onlyAfterActor bool
}

// zhMarkers, longer words first where one begins another.
var zhMarkers = []markerRule{
	{word: "务必", grade: GradeMust, kind: MeasureRequirement},
	{word: "必须", grade: GradeMust, kind: MeasureRequirement},
	{word: "不得", grade: GradeMust, kind: MeasureRequirement, notAfter: "已不"},
	{word: "严禁", grade: GradeMust, kind: MeasureRequirement},
	{word: "应当", grade: GradeShould, kind: MeasureRequirement},
	{word: "应该", grade: GradeShould, kind: MeasureRequirement},
	{word: "需要", grade: GradeMust, kind: MeasureRequirement, notBefore: "的所不发展实际", notAfter: "的。，、"},
	{word: "责成", grade: GradeMust, kind: MeasureRequirement, asks: true},
	{word: "委托", grade: GradeMust, kind: MeasureDecision, asks: true, notBefore: "受的", notAfter: "书代人方"},
	{word: "建议", grade: GradeShould, kind: MeasureRequest, asks: true, notBefore: "见的理策出项条、关和", notAfter: "书案稿、的，。"},
	{word: "提议", grade: GradeShould, kind: MeasureRequest, asks: true, notBefore: "的项", notAfter: "的，。、"},
	{word: "希望", grade: GradeHope, kind: MeasureRequest, asks: true, notBefore: "的新", notAfter: "工小的"},
	{word: "要求", grade: GradeMust, kind: MeasureRequirement, asks: true, notBefore: "的关作体述工、点和合照新高部量术务能求等项有相规出际", notAfter: "，。、的和"},
	{word: "鼓励", grade: GradeHope, kind: MeasureRequest, asks: true, notBefore: "的、和受", notAfter: "、的和政措"},
	{word: "力争", grade: GradeHope, kind: MeasureOffer, future: true},
	{word: "争取", grade: GradeHope, kind: MeasureOffer, future: true, notBefore: "力"},
	{word: "承诺", grade: GradeMust, kind: MeasureOffer, future: true, notBefore: "的项出、和诺", notAfter: "书制的、事，"},
	{word: "决定", grade: GradeMust, kind: MeasureDecision, future: true, notBefore: "的策、和", notAfter: "的性、书权。了"},
	{word: "同意", grade: GradeMust, kind: MeasureDecision, future: true, notBefore: "的不见", notAfter: "的、书了"},
	{word: "商定", grade: GradeMust, kind: MeasureDecision, future: true, notAfter: "的了"},
	{word: "约定", grade: GradeMust, kind: MeasureDecision, future: true, notAfter: "的了"},
	{word: "计划", grade: GradeHope, kind: MeasureOffer, future: true, notBefore: "的作展施年项度期动步体划定订本训设织、和工该没不供护产资行五合伴养造成", notAfter: "的书表、和总，。：（生外内经任指单"},
	{word: "打算", grade: GradeHope, kind: MeasureOffer, future: true, notBefore: "的", notAfter: "的"},
	{word: "拟", grade: GradeHope, kind: MeasureOffer, future: true, notBefore: "模虚草比审起议", notAfter: "定订人稿", needVerb: true},
	{word: "要", grade: GradeMust, kind: MeasureRequirement, notBefore: "需重主不只纪摘提概扼首必简将次撮险紧若摘还真而", notAfter: "求点素义闻件么是害塞领职员地不览旨目约价"},
	{word: "还要", grade: GradeMust, kind: MeasureRequirement},
	{word: "须", grade: GradeMust, kind: MeasureRequirement, notBefore: "必无胡", notAfter: "知要臾"},
	{word: "应", grade: GradeShould, kind: MeasureRequirement, notBefore: "相响适供反效对感照回理顺呼报策答因", notAfter: "急用对收付答邀届试变运有纳当该力税接聘激景声约验付"},
	{word: "需", grade: GradeMust, kind: MeasureRequirement, notBefore: "急所必供军内刚无按", notAfter: "求要的量方用", needVerb: true},
	{word: "正在", grade: GradeHope, kind: MeasureOffer, future: true},
	{word: "愿意", grade: GradeHope, kind: MeasureOffer, future: true},
	{word: "愿", grade: GradeHope, kind: MeasureOffer, future: true, notBefore: "意自心宏祝情志不如", notAfter: "景望意"},
	{word: "请", grade: GradeShould, kind: MeasureRequest, asks: true, notBefore: "申邀提聘敬报宴", notAfter: "求示假教柬客功"},
	{word: "将", grade: GradeMust, kind: MeasureOffer, future: true, notBefore: "即并、现", notAfter: "来近军士领相"},
	{word: "会", grade: GradeHope, kind: MeasureOffer, future: true, notBefore: "社机大协委学商工年例联常总展开盛宴分小事议省市理不宴幸峰谈晚茶午都才体与参散集聚国赴",
		notAfter: "议员商同谈见计场费长上后前址展标务馆晤意导签影有", needVerb: true, onlyAfterActor: true},
	{word: "负责", grade: GradeMust, kind: MeasureRequirement, future: true, notBefore: "的人总", notAfter: "人同的制任，。、"},
	{word: "牵头", grade: GradeMust, kind: MeasureRequirement, future: true, notBefore: "的", notAfter: "单部人，。、领"},
}

// zhMarkerFirst: the first characters of the markers, for one look at each.
var zhMarkerFirst = func() map[rune][]*markerRule {
	m := map[rune][]*markerRule{}
	for i := range zhMarkers {
		r, _ := utf8.DecodeRuneInString(zhMarkers[i].word)
		m[r] = append(m[r], &zhMarkers[i])
	}
	return m
}()

// markerInZH finds the first duty marker of a clause that stands where one can:
// after nothing, adverbs or a subject.
func markerInZH(t string) (markerZH, bool) {
	depth := 0
	for i, r := range t {
		switch r {
		case '《', '“', '（', '(':
			depth++
		case '》', '”', '）', ')':
			depth--
		}
		rules := zhMarkerFirst[r]
		if rules == nil || depth > 0 && i > 0 {
			continue
		}
		for _, rule := range rules {
			if m, ok := rule.at(t, i); ok {
				return m, true
			}
		}
		if i > 180 {
			break
		}
	}
	return markerZH{}, false
}

func (k *markerRule) at(t string, i int) (markerZH, bool) {
	if !strings.HasPrefix(t[i:], k.word) {
		return markerZH{}, false
	}
	to := i + len(k.word)
	prev, _ := utf8.DecodeLastRuneInString(t[:i])
	next, _ := utf8.DecodeRuneInString(t[to:])
	if i > 0 && strings.ContainsRune(k.notBefore, prev) || to < len(t) && strings.ContainsRune(k.notAfter, next) {
		return markerZH{}, false
	}
	rest := t[to:]
	if to >= len(t) || strings.HasPrefix(rest, "：") && to+3 < len(t) {
		return markerZH{}, false
	}
	if k.needVerb {
		if _, n := verbAtZH(rest); n == 0 {
			return markerZH{}, false
		}
	}
	before := strings.TrimSpace(t[:i])
	if k.onlyAfterActor && !actorZH(before) && skipAdverbsZH(before+"　") < len(before) && before != "" {
		return markerZH{}, false
	}
	if (k.word == "负责" || k.word == "牵头") && !actorZH(before) && !nounish(before) && !strings.Contains(before, "由") && skipAdverbsZH(before+"　") < len(before) {
		return markerZH{}, false
	}
	if k.word == "应" && before == "" && (strings.HasSuffix(t, "邀请") || strings.HasSuffix(t, "请求") || strings.HasSuffix(t, "要求") || strings.HasSuffix(t, "邀")) ||
		k.word == "建议" && strings.HasPrefix(rest, "和意见") {
		return markerZH{}, false
	}
	if (k.word == "决定" || k.word == "商定" || k.word == "约定") && before == "" && !starts(rest) {
		return markerZH{}, false
	}
	if k.word == "正在" && producing.prefix(strings.TrimPrefix(rest, "抓紧")) == 0 {
		return markerZH{}, false
	}
	if k.word == "将" && before == "" {
		return markerZH{}, false // 将 X 纳入 Y
	}
	if (k.asks || k.word == "计划") && deepInside(before) {
		return markerZH{}, false
	}
	return markerZH{k.word, i, to, k.grade, k.kind, k.asks, k.future}, true
}

// producing verbs after 正在 name something not yet delivered.
var producing = newHanWords("编制 起草 制定 制订 拟定 拟订 修订 开发 研发 研制 设计 筹建 筹备 建设 组建 编写 编印 采购 招标 申报 争取 协商 谈判 洽谈 完善")

// deepInside: a verb with its object already stands before the marker.
func deepInside(before string) bool {
	if before == "" || actorZH(before) || utf8.RuneCountInString(before) <= 6 {
		return false
	}
	at, n := verbAtZH(before)
	return n > 3 && at+n < len(before) && !strings.HasSuffix(before, "时")
}
