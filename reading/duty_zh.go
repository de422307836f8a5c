package reading

import (
	"strings"
	"unicode/utf8"
)

// dutyState is what one clause of a Chinese sentence hands to the next.
type dutyState struct {
	who     stretch // who is to act
	asker   stretch
	active  bool // a marker governs the clauses that follow
	merge   bool // the following clauses only say how: 建议先…，再…
	future  bool
	done    bool // something was proposed from this sentence
	grade   Grade
	kind    MeasureKind
	pending int // where a clause that only gives time or actor began; -1 for none
	duty    int // index of the last duty of this sentence; -1 for none
}

// sentenceZH finds the duties of one Chinese sentence.
func (r *reader) sentenceZH(p stretch, sc *scene, imperative bool) {
	if t := r.src.str(p); strings.HasSuffix(t, "？") || strings.HasSuffix(t, "?") || strings.HasPrefix(t, "是否") || strings.HasPrefix(t, "能否") {
		return
	}
	st := &dutyState{pending: -1, duty: -1}
	if name := r.personFirst(p); !name.empty() {
		sc.he = name
	}
	before := len(r.duties) + len(r.notes)
	marks := false
	for _, c := range r.src.clausesZH(p) {
		lead := r.leadZH(c)
		if lead.from > c.from && strings.Contains(r.src.text[c.from:lead.from], "是") { // 一是, 二是
			st.who, sc.subject = stretch{}, sc.head.responsible
		}
		c = lead
		if rest, ok := r.introZH(c, sc, st); ok {
			c = rest
		}
		if c.empty() {
			continue
		}
		marks = r.clauseZH(c, sc, st, imperative || sc.asking) || marks
	}
	if st.pending >= 0 && st.active && st.duty < 0 && marks { // 由甲负责。 and nothing more
		if c := r.src.trimEnds(stretch{st.pending, p.to}); utf8.RuneCountInString(r.src.str(c)) >= 6 {
			r.proposeZH(c, sc, st)
		}
	}
	if marks || len(r.duties)+len(r.notes) > before {
		r.marked = append(r.marked, p)
	}
}

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
		return actorZH(who) && n <= 12 && !strings.ContainsAny(who, "的和、")
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

// clauseZH judges one clause; marked tells whether it has a duty marker.
func (r *reader) clauseZH(c stretch, sc *scene, st *dutyState, imperative bool) (marked bool) {
	t := r.src.str(c)
	if who, ok := r.assigned(c); ok { // 由市财政局负责，
		st.who, st.active, st.pending = who, true, c.from
		st.grade, st.kind = GradeMust, MeasureDecision
		return true
	}
	m, ok := markerInZH(t)
	if ok && m.future && pastZH(t[m.to:]) || !ok && pastZH(t) {
		st.active = st.active && ok
		return false
	}
	if ok {
		rest := r.markedZH(c, m, sc, st)
		r.judgeZH(c, rest, sc, st, true)
		return true
	}
	if who, rest, ok := r.byActor(c); ok { // 由市水务集团通过贷款解决
		st.who, st.active, st.grade, st.kind = who, true, GradeMust, MeasureDecision
		r.judgeZH(c, rest, sc, st, true)
		return true
	}
	if !st.active && !imperative {
		if !sc.owner.empty() && r.promised(t) {
			st.active, st.grade, st.kind = true, GradeMust, MeasureOffer
			r.proposeZH(c, sc, st)
		}
		return false
	}
	if n := timePrefixZH(t); n == len(t) && n > 0 { // 6月底前，
		st.pending = c.from
		return false
	}
	n := r.actorAt(t)
	if n == 0 && starts(t) {
		if st.who.empty() && imperative {
			st.who = sc.subject
		}
		if !st.active {
			st.active, st.grade, st.kind = true, GradeMust, MeasureRequirement
		}
		r.judgeZH(c, c, sc, st, false)
		return false
	}
	if n > 0 && (imperative || st.done) && !strings.HasPrefix(t, "会议") {
		actor := stretch{c.from, c.from + n}
		if helper(t[n:]) {
			return false
		}
		st.who, sc.subject = actor, actor
		if !st.active {
			st.active, st.grade, st.kind = true, GradeMust, MeasureRequirement
		}
		r.judgeZH(c, stretch{c.from + n, c.to}, sc, st, false)
	} else if (r.order || sc.section == secActions) && topicVerb(t) {
		if !st.active {
			st.active, st.grade, st.kind = true, GradeMust, MeasureRequirement
		}
		r.proposeZH(c, sc, st)
	}
	return false
}

// promised: in somebody's own words a verb with a time limit is a promise.
func (r *reader) promised(t string) bool {
	if dueZH[0].FindStringIndex(t) == nil && timePrefixZH(t) == 0 || pastZH(t) {
		return false
	}
	for i := range t {
		if i > 0 && zhVerbs.prefix(t[i:]) > 0 {
			return true
		}
	}
	return false
}

// actorAt is the length of the actor a text begins with, a person who was there
// included.
func (r *reader) actorAt(t string) int {
	if n := actorPrefix(t); n > 0 {
		return n
	}
	for _, p := range r.people {
		name := r.src.str(p.name)
		if name != "" && strings.HasPrefix(t, name) && actsNext(t[len(name):]) {
			return len(name)
		}
	}
	if prepositions.prefix(t) > 0 || circumstances.prefix(t) > 0 {
		return 0
	}
	n := 0
	for i := range t { // 由章小蕾调研
		if n++; n == 4 || n == 3 {
			if nameZH(t[:i]) && zhVerbs.prefix(t[i:]) > 0 && zhVerbs.prefix(t) == 0 && zhAdverbs.prefix(t) == 0 {
				return i
			}
		}
		if n > 4 {
			break
		}
	}
	return 0
}

// askedPrefix also takes a bare place name: 希望奉化能, 希望湖阳在.
func (r *reader) askedPrefix(t string) int {
	if n := r.actorAt(t); n > 0 {
		return n
	}
	runes := 0
	for i := range t {
		if runes++; runes > 5 {
			break
		}
		if runes > 2 && breaks.prefix(t[i:]) > 0 && nounish(t[:i]) {
			return i
		}
	}
	return 0
}

// personFirst is the person a sentence begins with.
func (r *reader) personFirst(p stretch) stretch {
	t := r.src.str(p)
	for _, x := range r.people {
		if name := r.src.str(x.name); name != "" && strings.HasPrefix(t, name) {
			return stretch{p.from, p.from + len(name)}
		}
	}
	return stretch{}
}

// helper: 市财政局配合: who helps does not take over the duty.
func helper(t string) bool {
	for _, w := range []string{"配合", "协助", "参与", "积极配合", "予以配合", "密切配合", "协同配合"} {
		if t == w {
			return true
		}
	}
	return false
}

// markedZH settles who is to act and how strongly, and returns what follows the
// marker.
func (r *reader) markedZH(c stretch, m markerZH, sc *scene, st *dutyState) stretch {
	t := r.src.str(c)
	st.active, st.grade, st.kind, st.future = true, m.grade, m.kind, m.future
	st.merge = m.word == "建议"
	if m.word == "要" || m.word == "必须" {
		sc.asking = true
	}
	rest := stretch{c.from + m.to, c.to}
	before := r.subjectZH(stretch{c.from, c.from + m.at})
	if m.word == "同意" && (actorPrefix(t[m.to:]) > 0 || !starts(t[m.to:])) {
		if n := r.actorAt(t[m.to:]); n == 0 || strings.Contains(t[m.to+n:], "的") {
			st.active = false
			return stretch{c.to, c.to}
		}
		m.asks = true
	}
	if m.asks {
		if name := r.src.str(before); (name == "他" || name == "她") && !sc.he.empty() {
			sc.speaker = sc.he
		}
		st.asker = sc.speaker
		if !before.empty() && actorZH(r.src.str(before)) {
			st.asker = before
		}
		st.who = stretch{}
		after := strings.TrimLeft(t[m.to:], "：: ")
		from := c.to - len(after)
		if n := r.askedPrefix(after); n > 0 {
			st.who = stretch{from, from + n}
			sc.subject = st.who
			return stretch{from + n, c.to}
		}
		return stretch{from, c.to}
	}
	name := r.src.str(before)
	if i := strings.LastIndex(name, "由"); i >= 0 && !strings.HasSuffix(name[:i], "自") && !strings.HasSuffix(name[:i], "理") {
		before.from += i + len("由")
		name = r.src.str(before)
	}
	switch {
	case before.empty():
		if st.who.empty() {
			st.who = sc.subject
		}
		if st.who.empty() && !sc.owner.empty() && m.future {
			st.who = sc.owner
		}
		if st.who.empty() && m.future {
			st.who = sc.speaker
		}
	case pronounZH[name]:
		if st.who = sc.subject; st.who.empty() {
			st.who = sc.speaker
		}
		if st.who.empty() {
			st.who = sc.owner
		}
	case actorZH(name):
		st.who, sc.subject = before, before
	case m.word == "将" && nounish(name):
		st.who, sc.subject = before, before
	default:
		st.who = stretch{}
	}
	return rest
}

var pronounZH = wordSet("我 我们 他 她 他们 其 我方 我司 本公司")

// subjectZH takes adverbs, times and leads off the text before a marker.
func (r *reader) subjectZH(p stretch) stretch {
	p = r.src.trimEnds(p)
	for range 4 {
		t := r.src.str(p)
		n := timePrefixZH(t)
		if n == 0 && (strings.HasPrefix(t, "在") || strings.HasPrefix(t, "到")) {
			return stretch{p.from, p.from}
		}
		if n == 0 {
			break
		}
		p = r.src.trimEnds(stretch{p.from + n, p.to})
	}
	for range 4 {
		t := r.src.str(p)
		n := zhAdverbs.suffix(t)
		if n == 0 || n == len(t) && !zhAdverbs.words[t] || zhBodies.suffix(t) > n {
			break
		}
		p = r.src.trimEnds(stretch{p.from, p.to - n})
	}
	return p
}

// assigned: 由X负责, 由X牵头 with nothing after it, and X牵头 alone.
func (r *reader) assigned(c stretch) (who stretch, ok bool) {
	t := r.src.str(c)
	for _, tail := range []string{"牵头负责", "负责", "牵头", "负总责", "主办", "承办"} {
		if !strings.HasSuffix(t, tail) {
			continue
		}
		name := strings.TrimSuffix(t, tail)
		for _, by := range []string{"由", "还是"} {
			if i := strings.LastIndex(name, by); i >= 0 && i+len(by) < len(name) {
				return stretch{c.from + i + len(by), c.from + len(name)}, true
			}
		}
		return stretch{c.from, c.from + len(name)}, actorZH(name)
	}
	return stretch{}, false
}

// byActor: 由X + verb anywhere in the clause.
func (r *reader) byActor(c stretch) (who, rest stretch, ok bool) {
	t := r.src.str(c)
	for i := 0; i < len(t); {
		k := strings.Index(t[i:], "由")
		if k < 0 {
			return stretch{}, stretch{}, false
		}
		i += k + len("由")
		prev, _ := utf8.DecodeLastRuneInString(t[:i-3])
		if strings.ContainsRune("自理缘经事来", prev) || strings.HasPrefix(t[i:], "于") || strings.HasPrefix(t[i:], "此") {
			continue
		}
		if n := r.actorAt(t[i:]); n > 0 {
			return stretch{c.from + i, c.from + i + n}, stretch{c.from + i + n, c.to}, true
		}
	}
	return stretch{}, stretch{}, false
}

// pastZH: the clause tells what has happened.
func pastZH(t string) bool {
	if containsAny(t, "已经", "累计", "取得", "以来", "业已", "近年来", "过去", "曾经", "得到了") {
		return true
	}
	for i, r := range t {
		rest := t[i+utf8.RuneLen(r):]
		prev, _ := utf8.DecodeLastRuneInString(t[:i])
		switch {
		case r == '了' && !strings.HasPrefix(rest, "解") && prev != '为' && prev != '除' && prev != '罢':
			return true
		case r == '已' && !strings.HasPrefix(rest, "有") && prev != '而' && prev != '不':
			return true
		}
	}
	return false
}

// describes: 支援期限为两年 states a fact.
func describes(t string) bool {
	i := strings.Index(t, "为")
	if i <= 0 || utf8.RuneCountInString(t) > 14 {
		return false
	}
	next, _ := utf8.DecodeRuneInString(t[i+3:])
	return next >= '0' && next <= '9' || strings.ContainsRune("一二两三四五六七八九十", next)
}

// prepositions open a clause whose verb comes later.
var prepositions = newHanWords(`在 于 到 从 自 就 给 同 和 向 对 为 与 把 将 按 按照 围绕 针对 结合 根据 依托 通过 利用 经 参照`)

// circumstances never hold the action themselves.
var circumstances = newHanWords(`以 立足 聚焦 坚持 本着 随着 因 由于 依据 遵循 着眼 紧扣 紧紧围绕 始终 作为 为了 除 除了 鉴于 如 如果 若 当 只有 虽然 尽管 无论 不论 不仅 不断满足 更好满足 让 使 有效 有力 牢牢把握 把握 发挥 充分发挥 围绕 立足于 本 比如 例如 包括 特别是 尤其是 及 等 以及`)

// starts reports whether a clause begins with a verb of its own.
func starts(t string) bool {
	at, n := verbAtZH(t)
	rest := t[at:]
	if k := prepositions.prefix(rest); k > 0 && k >= n {
		return verbInside(rest, k)
	}
	if k := prepositions.prefix(t); k > 0 && at < 6 && verbPrefix(t) <= k {
		return verbInside(t, k)
	}
	if n > 0 && strings.HasPrefix(rest[n:], "的") && n < 9 || n == 3 && zhBodies.prefix(rest) > n {
		return false
	}
	if strings.HasPrefix(t, "为") && zhVerbs.prefix(t[3:]) > 0 && at <= 3 {
		return false // 为支持灾区恢复重建: what for
	}
	return n > 0
}

// verbInside looks for a verb of two characters after a prepositional phrase.
func verbInside(t string, from int) bool {
	for _, end := range []string{"下", "上", "中", "方面", "期间", "要求", "部署", "规定", "原则", "精神", "思路", "目标", "方针", "的问题", "时", "后", "前", "需要", "实际", "情况", "特点", "优势", "作用", "契机", "起点", "新起点"} {
		if strings.HasSuffix(t, end) {
			return false
		}
	}
	seen := 0
	for i := range t[from:] {
		at := from + i
		if seen++; seen <= 1 {
			continue
		}
		if n := zhVerbs.prefix(t[at:]); n >= 6 && !strings.HasPrefix(t[at+n:], "的") {
			return true
		}
	}
	return false
}

// topicVerb: 资金实行专户管理: a short topic, a verb, an object.
func topicVerb(t string) bool {
	if prepositions.prefix(t) > 0 || zhAdverbs.prefix(t) > 0 || circumstances.prefix(t) > 0 || strings.HasSuffix(t, "如下") || strings.HasSuffix(t, "如下：") {
		return false
	}
	runes := 0
	for i := range t {
		if runes++; runes <= 2 {
			continue
		}
		if runes > 9 {
			return false
		}
		if n := zhVerbs.prefix(t[i:]); n >= 6 && len(t)-i-n >= 6 && !strings.HasPrefix(t[i+n:], "的") {
			return true
		}
	}
	return false
}

// judgeZH decides between duty, note and neither for a clause whose action
// begins at rest.
func (r *reader) judgeZH(c, rest stretch, sc *scene, st *dutyState, marked bool) {
	body := strings.TrimLeft(r.src.str(rest), "：: ")
	if st.merge && st.duty >= 0 && !marked && !r.checkable(c, true) || st.duty >= 0 && !marked && (strings.HasPrefix(body, "再") || strings.HasPrefix(body, "然后")) && strings.Contains(r.src.str(r.duties[st.duty].quote), "先") {
		r.duties[st.duty].quote.to = c.to
		return
	}
	if reason, ok := noteOf(body, true); ok {
		r.note(c, reason)
		return
	}
	at := skipAdverbsZH(body)
	verb := body[at:]
	if n := circumstances.prefix(verb); n > 0 && verbPrefix(verb) <= n || circumstances.prefix(body) > 3 {
		if strings.HasPrefix(verb, "坚持") || strings.HasPrefix(verb, "以") {
			r.note(c, NoteManner)
		}
		return
	}
	if aimZH(verb, st) && !r.checkable(rest, true) {
		r.note(c, NoteManner)
		return
	}
	if strings.HasSuffix(body, "如下") || describes(body) {
		return
	}
	if vagueZH(verb) {
		r.note(c, NoteExhortation)
		return
	}
	if !starts(body) && !(marked && utf8.RuneCountInString(body) >= 4 && zhAdverbs.prefix(body) < len(body) && (prepositions.prefix(body) == 0 || strings.HasPrefix(body, "把"))) {
		return
	}
	_, n := verbAtZH(body)
	if n > 0 && n == len(verb) && !marked && at == 0 || verb == "配合" || verb == "协助" || verb == "参加" {
		return
	}
	r.proposeZH(c, sc, st)
}

func (r *reader) proposeZH(c stretch, sc *scene, st *dutyState) {
	if st.pending >= 0 {
		c.from, st.pending = st.pending, -1
	}
	if utf8.RuneCountInString(r.src.str(c)) < 4 {
		return
	}
	d := duty{quote: c, responsible: st.who, askedBy: sc.speaker, grade: st.grade, kind: st.kind, zh: true}
	if !st.asker.empty() {
		d.askedBy = st.asker
	}
	if d.askedBy.empty() && !sc.owner.empty() && sc.owner != st.who {
		d.askedBy = sc.owner
	}
	if d.askedBy == d.responsible || d.kind == MeasureOffer {
		d.askedBy = stretch{}
	}
	r.add(d)
	st.duty, st.done = len(r.duties)-1, true
}

// aims say what the actions before them are for.
var aims = newHanWords(`确保 保证 防止 防范 让 使 稳住 助力 不断满足 努力实现 为 以 实现 促进 切实维护 坚决防止 坚决守住 守牢 守住 防范遏制 遏制`)

func aimZH(verb string, st *dutyState) bool {
	if strings.HasPrefix(verb, "方便") || strings.HasPrefix(verb, "便于") || strings.HasPrefix(verb, "以便") {
		return true
	}
	n := aims.prefix(verb)
	if n == 0 {
		return false
	}
	switch verb[:n] {
	case "确保", "保证", "防止", "防范", "让", "使", "稳住", "防范遏制", "遏制", "努力实现":
		return true
	case "实现", "促进", "助力", "守住", "守牢":
		return st.done
	case "为":
		return strings.HasSuffix(verb, "支撑") || strings.HasSuffix(verb, "基础") || strings.HasSuffix(verb, "力量") || strings.HasSuffix(verb, "贡献") || strings.HasSuffix(verb, "保障")
	case "以":
		return true
	}
	return false
}

var vagueVerbsZH = newHanWords("加强 强化 深化 密切 增进 促进 推动 扩大 拓展 保持 开展 做好 抓好 增强 巩固 完善 提升 推进 搞好 抓")

var vagueNounsZH = newHanWords("实效 成效 质效 水平 内涵 领域 广度 深度 层次 渠道 空间 两地 发展 成果 效率 作风 工作效率 沟通 协调 合作 交流 协作 配合 联系 衔接 领导 互动 友谊 关系 互信 了解 理解 团结 友好 往来 对接 工作 各项 相关 有关 各 务实 双边 领域 全方位 深层次 高水平 力度 力量 落实 与 和 的 、 等 力 统筹 协同 共识 支持 互利 共赢 伙伴 全面 战略 当前 下一步 关键 重点 责任")

// vagueZH: 加强沟通协调, 深化合作: nothing to check.
func vagueZH(verb string) bool {
	n := vagueVerbsZH.prefix(verb)
	if n == 0 {
		return false
	}
	rest := verb[n:]
	for rest != "" {
		k := vagueNounsZH.prefix(rest)
		if k == 0 {
			k = zhAdverbs.prefix(rest)
		}
		if k == 0 {
			return false
		}
		rest = rest[k:]
	}
	return true
}
