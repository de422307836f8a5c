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
	pending int     // where a clause that only gives time or actor began; -1 for none
	when    stretch // a time stated before the clauses
	duty    int     // index of the last duty of this sentence; -1 for none
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
	if st.pending >= 0 && st.duty >= 0 { // a time after the last duty belongs to it
		r.duties[st.duty].quote.to = p.to
		r.duties[st.duty].quote = r.src.trimEnds(r.duties[st.duty].quote)
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
		if n := timePrefixZH(r.src.str(rest)); n > 0 && n == rest.to-rest.from { // 力争到2027年，
			st.pending, st.when = c.from, rest
			return true
		}
		r.judgeZH(c, rest, sc, st, true)
		return true
	}
	if who, rest, ok := r.byActor(c); ok { // 由市水务集团通过贷款解决
		st.who, st.active, st.grade, st.kind = who, true, GradeMust, MeasureDecision
		r.judgeZH(c, rest, sc, st, true)
		return true
	}
	if n := timePrefixZH(t); n == len(t) && n > 0 { // 6月底前，
		st.when = c
		if st.active || imperative {
			st.pending = c.from
		}
		return false
	}
	if st.duty >= 0 && strings.HasPrefix(t, "预计") {
		r.duties[st.duty].quote.to = c.to
		return false
	}
	if st.active || imperative {
		r.plainZH(c, sc, st, imperative)
	} else {
		r.quietZH(c, sc, st)
	}
	return false
}

// quietZH reads a clause that no marker governs: it may name who is spoken of,
// or promise something for a day.
func (r *reader) quietZH(c stretch, sc *scene, st *dutyState) {
	t := r.src.str(c)
	if n := r.actorAt(t); n > 0 && !sc.speaker.empty() && !strings.HasPrefix(t, "全") && !strings.HasPrefix(t, "我") && timePrefixZH(t) == 0 && !strings.HasPrefix(t, "去年") {
		sc.subject = stretch{c.from, c.from + n}
	}
	if (!sc.owner.empty() || r.listed) && r.promised(t) {
		st.active, st.grade, st.kind = true, GradeMust, MeasureOffer
		if n := timePrefixZH(t); n > 0 && starts(t[n:]) {
			st.who = sc.owner
		}
		r.proposeZH(c, sc, st)
	}
}

// plainZH reads a clause without a marker of its own, governed by the one before
// it, by the speaker or by the list.
func (r *reader) plainZH(c stretch, sc *scene, st *dutyState, imperative bool) {
	t := r.src.str(c)
	if reason, ok := noteOf(t, true); ok && reason == NoteThought {
		r.note(c, reason)
		return
	}
	take := func() {
		if !st.active {
			st.active, st.grade, st.kind = true, GradeMust, MeasureRequirement
		}
	}
	n := r.actorAt(t)
	switch {
	case n == 0 && starts(t):
		if st.who.empty() && imperative {
			st.who = sc.subject
		}
		take()
		r.judgeZH(c, c, sc, st, false)
	case n > 0 && (imperative || st.done) && !strings.HasPrefix(t, "会议"):
		if helper(t[n:]) {
			return
		}
		st.who = stretch{c.from, c.from + n}
		sc.subject = st.who
		take()
		r.judgeZH(c, stretch{c.from + n, c.to}, sc, st, false)
	case st.active && st.pending >= 0 && targetZH(t): // 力争到2027年，茶园面积达到10万亩
		r.proposeZH(c, sc, st)
	case (r.order || sc.section == secActions) && topicVerb(t):
		take()
		r.proposeZH(c, sc, st)
	case st.duty >= 0 && timePrefixZH(t) > 0: // ，周三之前可用
		r.duties[st.duty].quote.to = c.to
	}
}

// paperZH: what was agreed to is a paper, not an action: 同意该方案.
func paperZH(t string) bool {
	for _, tail := range []string{"方案", "意见", "报告", "汇报", "请示", "建议", "提案", "规划", "办法", "名单", "章程", "议案", "决议", "草案", "说明", "安排", "请求", "申请", "要求", "观点", "看法"} {
		if strings.HasSuffix(t, tail) || strings.HasSuffix(t, tail+"》") {
			return true
		}
	}
	return false
}

// targetZH: a figure to be reached.
func targetZH(t string) bool {
	return containsAny(t, "达到", "提高到", "增加到", "超过", "不低于", "不少于", "降低到", "控制在", "突破", "增长") && strings.ContainsAny(t, "0123456789一二三四五六七八九十百千")
}

// promised: in somebody's own words a verb with a time limit is a promise.
func (r *reader) promised(t string) bool {
	if dueZH[0].FindStringIndex(t) == nil && timePrefixZH(t) == 0 || pastZH(t) {
		return false
	}
	for i := range t {
		if i > 0 && (zhVerbs.prefix(t[i:]) > 0 || strings.HasPrefix(t[i:], "把") || strings.HasPrefix(t[i:], "将")) {
			return true
		}
	}
	return false
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
	if m.word == "同意" && (actorPrefix(t[m.to:]) > 0 || !starts(t[m.to:]) && paperZH(t)) {
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
		if by := strings.TrimPrefix(after, "由"); by != after && r.actorAt(by) > 0 {
			after = by // 建议由工会牵头
		}
		from := c.to - len(after)
		if n := r.askedPrefix(after); n > 0 {
			st.who = stretch{from, from + n}
			sc.subject = st.who
			return stretch{from + n, c.to}
		}
		return stretch{from, c.to}
	}
	name := r.src.str(before)
	if n := saying.suffix(name); n > 0 && n < len(name) { // 欧阳慧表示愿意
		sc.speaker = r.speakerZH(stretch{before.from, before.to - n}, sc)
		before.to, st.who = before.from, stretch{}
		name = ""
	}
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
		if st.who.empty() && (name == "我方" || name == "我司" || name == "本公司") {
			st.who = before
		}
	case actorZH(name):
		st.who, sc.subject = before, before
	case r.actorAt(name) > 0: // 各乡镇会后三天内
		before.to = before.from + r.actorAt(name)
		st.who, sc.subject = before, before
	case m.future && nounish(name):
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
	for i, x := range r.src.str(p) { // 各班组每天开工前
		if i > 0 && strings.ContainsRune("每在于", x) && actorZH(r.src.str(stretch{p.from, p.from + i})) {
			p.to = p.from + i
			break
		}
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
	if strings.HasSuffix(body, "如下") || containsAny(body, "以下工作", "以下任务", "以下几", "以下措施", "以下要求", "以下事项", "如下工作") || describes(body) {
		return
	}
	if vagueZH(verb) || r.wholeTopic(verb) {
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

// wholeTopic: 做好今冬保供工作 at the meeting of that name asks for everything and
// for nothing that can be checked.
func (r *reader) wholeTopic(verb string) bool {
	n := vagueVerbsZH.prefix(verb)
	if n == 0 {
		return false
	}
	rest := strings.TrimSuffix(strings.TrimSuffix(verb[n:], "各项工作"), "工作")
	return utf8.RuneCountInString(rest) >= 4 && strings.Contains(r.src.str(r.conference.title), rest)
}

func (r *reader) proposeZH(c stretch, sc *scene, st *dutyState) {
	if st.pending >= 0 {
		c.from, st.pending = st.pending, -1
	}
	if utf8.RuneCountInString(r.src.str(c)) < 4 {
		return
	}
	d := duty{quote: c, when: st.when, responsible: st.who, askedBy: sc.speaker, grade: st.grade, kind: st.kind, zh: true}
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
