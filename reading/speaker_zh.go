package reading

import (
	"strings"
	"unicode/utf8"
)

// leads open a clause without belonging to it.
var leads = newHanWords(`一是 二是 三是 四是 五是 六是 七是 八是 九是 十是 一 二 三 四 五 六 第一 第二 第三 第四 第五 首先 其次 再次 最后 同时 此外 另外 对此 为此 下一步 接下来 今后 会上 其中 因此 所以 但 但是 并 并且 而且 以及 不过 还有 会议期间 下步 下阶段 接下来 为进一步`)

func (r *reader) leadZH(c stretch) stretch {
	for range 3 {
		t := r.src.str(c)
		if n, _ := listMark(t); n > 0 && n < len(t) {
			c = r.src.trim(stretch{c.from + n, c.to})
			continue
		}
		n := leads.prefix(t)
		if n == 0 || zhNumeral(t[:n]) && !strings.HasPrefix(t[n:], "要") {
			break
		}
		c = r.src.trimFunc(stretch{c.from + n, c.to}, func(x rune) bool { return strings.ContainsRune("，,：: 　", x) })
	}
	return r.src.trimEnds(c)
}

// saying verbs close the introduction of a speech.
var saying = newHanWords(`强调 指出 要求 表示 说 认为 希望 提出 介绍 宣布 称 谈到 建议 强调指出 提议 号召 呼吁 介绍说 明确 议定 决定 研究决定 明确提出 强调说 表态 商定 重申 明确要求 指示 会议强调 会议要求 会议指出 会议决定 会议认为 会议明确 会议议定 研究确定 研究议定 研究同意 原则同意 一致同意 提出要求 提出三点要求 提出四点要求 提出五点要求 作出部署 如下`)

var layingDown = wordSet(`强调 要求 强调指出 号召 明确 议定 决定 研究决定 明确提出 强调说 商定 明确要求 指示 会议强调 会议要求 会议决定 会议明确 会议议定 研究确定 研究议定 提出要求 提出三点要求 提出四点要求 提出五点要求 作出部署`)

// introZH recognises "X强调，": whose words follow. rest is what of the clause
// is left.
func (r *reader) introZH(c stretch, sc *scene, st *dutyState) (rest stretch, ok bool) {
	t := strings.TrimRight(r.src.str(c), "：，: ")
	n := saying.suffix(t)
	if n == 0 || n == len(t) && n <= 6 && t != "强调" && t != "指出" {
		return c, false
	}
	verb, who := t[len(t)-n:], strings.TrimSpace(t[:len(t)-n])
	if utf8.RuneCountInString(who) > 40 || strings.Contains(who, "《") {
		return c, false
	}
	if strings.HasSuffix(who, "的") || strings.HasSuffix(who, "工作") || strings.HasSuffix(who, "部署") || strings.HasSuffix(who, "按照") || verb == "要求" && strings.HasPrefix(who, "按") {
		return c, false
	}
	body := strings.TrimPrefix(who, "会议")
	if !r.canSpeak(who, verb) {
		return c, false
	}
	sc.asking = layingDown[verb]
	sc.subject, st.who = stretch{}, stretch{}
	sc.speaker = r.speakerZH(stretch{c.from, c.from + len(who)}, sc)
	if body != who || who == "" {
		sc.speaker = stretch{}
	}
	st.active = layingDown[verb] && verb != "强调" && verb != "明确" && strings.HasSuffix(verb, "决定")
	if st.active {
		st.grade, st.kind = GradeMust, MeasureDecision
	}
	return stretch{c.to, c.to}, true
}

// canSpeak: the meeting, a pronoun, a person, or a short name of a body.
func (r *reader) canSpeak(who, verb string) bool {
	who = strings.TrimPrefix(who, "对此")
	if who == "" {
		return !nounLike[verb]
	}
	if strings.HasPrefix(who, "会议") || strings.HasPrefix(who, "会上") || strings.HasPrefix(who, "他") || strings.HasPrefix(who, "她") || strings.HasPrefix(who, "与会") || strings.HasPrefix(who, "大家") || strings.HasPrefix(who, "双方") {
		return true
	}
	if verbPrefix(who) > 0 || zhAdverbs.prefix(who) > 0 || prepositions.prefix(who) > 0 || circumstances.prefix(who) > 0 {
		return false
	}
	for _, cut := range []string{"在", "向", "代表", "还", "也", "就", "对", "最后", "同时", "强调"} {
		if i := strings.Index(who, cut); i > 0 {
			who = who[:i]
		}
	}
	if name, _ := (&reader{src: newSource(who)}).splitRole(stretch{0, len(who)}); !name.empty() {
		return true
	}
	n := utf8.RuneCountInString(who)
	if nounLike[verb] {
		return actorZH(who) && n <= 12 && !strings.Contains(who, "的")
	}
	return n <= 24 && !strings.Contains(who, "的") && (actorZH(who) || n <= 8)
}

// nounLike: words that are as often nouns at the end of a clause.
var nounLike = wordSet("要求 决定 建议 明确 希望 介绍 重申 指示 作出部署 说明 如下")

// speakerZH picks the speaker out of 云岭州委书记扎西多吉在致辞中.
func (r *reader) speakerZH(p stretch, sc *scene) stretch {
	t := r.src.str(p)
	for _, cut := range []string{"在", "向", "代表", "同时", "还", "也", "对此", "就", "强调", "一致"} {
		if i := strings.Index(t, cut); i > 0 {
			t = t[:i]
		}
	}
	p.to = p.from + len(t)
	switch t {
	case "他", "她", "其":
		if !sc.he.empty() {
			return sc.he
		}
		return sc.speaker
	case "":
		return sc.speaker
	case "会上", "大家", "会议", "与会者", "他们", "双方", "与会代表", "与会人员":
		return stretch{}
	}
	if name, _ := r.splitRole(p); !name.empty() {
		return name
	}
	return p
}

// personFirst is the person a sentence begins with.
func (r *reader) personFirst(p stretch) stretch {
	t := r.src.str(p)
	return stretch{p.from, p.from + r.namedAt(t)}
}
