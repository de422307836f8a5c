package reading

import "strings"

var visitVerbsZH = []struct {
	word string
	kind VisitKind
}{
	{"成果展", VisitExhibition}, {"展览", VisitExhibition}, {"会见", VisitTalk}, {"接见", VisitTalk}, {"考察", VisitInspection}, {"调研", VisitInspection}, {"参观", VisitInspection},
	{"看望", VisitInspection}, {"走访", VisitInspection}, {"视察", VisitInspection}, {"慰问", VisitInspection}, {"实地查看", VisitInspection}, {"国事访问", VisitInspection},
}

// visitZH proposes each clause that tells of a visit or talk.
func (r *reader) visitZH(s stretch, last *lastNamed) {
	t := r.src.str(s)
	if containsAny(t, "会见", "接见", "考察", "调研", "参观", "看望", "走访", "视察", "慰问", "展", "实地查看", "谈", "会晤", "磋商", "交流", "交换") {
		r.visitsZH(s, last)
	}
	last.before = append(last.before, s)
}

// heZH is the person named last as the first of a sentence, a few sentences back
// at most.
func (r *reader) heZH(last *lastNamed) stretch {
	for k := len(last.before) - 1; k >= 0 && k >= len(last.before)-8; k-- {
		for _, c := range r.src.clausesZH(last.before[k]) {
			if who := r.personAhead(r.leadZH(c)); !who.empty() {
				return who
			}
		}
	}
	return stretch{}
}

func (r *reader) visitsZH(s stretch, last *lastNamed) {
	who := stretch{}
	for _, clause := range r.src.clausesZH(s) {
		ct := r.src.str(clause)
		if _, marked := markerInZH(ct); marked || saying.suffix(strings.TrimRight(ct, "：，")) > 0 {
			return
		}
		for _, c := range r.predicatesZH(r.leadZH(clause)) {
			ct := r.src.str(c)
			kind, at := visitAt(ct)
			if at < 0 {
				if name, _ := r.splitRole(c); !name.empty() {
					who = name
				} else if name := r.personAhead(c); !name.empty() && who.empty() { // 牛某参加会议，参观了展览
					who = name
				}
				continue
			}
			switch w := r.visitorZH(stretch{c.from, c.from + at}); {
			case strings.HasPrefix(ct, "他") && !strings.HasPrefix(ct, "他们"), strings.HasPrefix(ct, "她") && !strings.HasPrefix(ct, "她们"):
				who = r.heZH(last)
			case !w.empty():
				who = w
			}
			if !who.empty() {
				r.visits = append(r.visits, visit{who: who, kind: kind, quote: c})
			}
		}
	}
}

// predicatesZH cuts 考察了园区并与企业座谈 in two.
func (r *reader) predicatesZH(c stretch) []stretch {
	t := r.src.str(c)
	for i := range t {
		if i == 0 || len(t) > 600 || !strings.HasPrefix(t[i:], "并") || strings.HasPrefix(t[i:], "并购") {
			continue
		}
		if _, at := visitAt(t[:i]); at < 0 {
			continue
		}
		rest := stretch{c.from + i + len("并"), c.to}
		if _, at := visitAt(r.src.str(rest)); at >= 0 {
			return append([]stretch{{c.from, c.from + i}}, r.predicatesZH(rest)...)
		}
	}
	return []stretch{c}
}

// visitAt tells what kind of visit a clause tells of and where its predicate begins.
func visitAt(t string) (kind VisitKind, at int) {
	if at := talkAt(t); at >= 0 {
		return VisitTalk, at
	}
	at = -1
	for _, v := range visitVerbsZH {
		i := strings.Index(t, v.word)
		if i < 0 || v.kind == VisitTalk && (startsWithAny(t[i+len(v.word):], "时", "中", "后", "前", "活动") || strings.HasSuffix(t[:i], "参加") || strings.HasSuffix(t[:i], "出席")) {
			continue
		}
		if at < 0 {
			kind = v.kind
		}
		if at < 0 || i < at {
			at = i
		}
	}
	if kind == VisitExhibition && !containsAny(t, "参观", "观看", "观展") {
		return "", -1
	}
	return kind, at
}

// talksZH end a clause that tells of a talk.
var talksZH = newHanWords("会谈 座谈 交谈 会晤 洽谈 磋商 座谈交流 交流座谈 工作交流 交换意见 交换了意见 交流 谈话")

// talkAt is where 与某人 of a talk begins, or the verb of a joint one: 与企业负责人
// 座谈, 双方举行会谈. Cooperation and exchange as a task are none: 加强与高校交流.
func talkAt(t string) int {
	t = strings.TrimRight(t, "，。；、 ")
	n := talksZH.suffix(t)
	if n == 0 || len(t) > 400 {
		return -1
	}
	verb, head := t[len(t)-n:], strings.TrimSuffix(t[:len(t)-n], "的")
	if verb == "交流" && !endsWithAny(head, "进行", "进行了", "开展了", "作了", "深入", "亲切", "友好", "充分", "坦诚", "广泛", "一一", "面对面") || endsWithAny(head, "参加", "出席", "主持", "列席") {
		return -1
	}
	with := withZH(head)
	if with >= 0 {
		if startsWithAny(head[with+len("与"):], "大家", "与会", "参会") {
			return -1 // part of the meeting itself
		}
		before := head[:with]
		before = before[skipAdverbsZH(before):]
		if verbPrefix(before) > 0 && !startsWithAny(before, "在", "到", "赴", "前往") || containsAny(before, "加强", "深化", "促进", "推动", "开展", "扩大", "通过") {
			return -1
		}
		return with
	}
	if verb == "会谈" || verb == "会晤" || verb == "磋商" || verb == "座谈交流" || verb == "工作交流" {
		for _, v := range []string{"举行", "进行"} {
			if i := strings.LastIndex(head, v); i > 0 {
				return i
			}
		}
	}
	return -1
}

// withZH is where 与, 同 or 和 somebody begins, -1 where nobody is named.
func withZH(t string) int {
	both := -1
	for i, x := range t {
		rest := t[i+len("与"):][:max(0, len(t)-i-len("与"))]
		switch {
		case rest == "":
			return both
		case x == '与' && !strings.HasPrefix(rest, "会") && !strings.HasSuffix(t[:i], "参"), x == '跟' && !startsWithAny(rest, "踪", "进"):
			return i
		case x == '同' && !startsWithAny(rest, "时", "志", "意", "步", "等", "样", "年", "日", "期", "类", "一") && !endsWithAny(t[:i], "共", "会", "一", "陪", "协", "合", "相", "不", "如"):
			return i
		case x == '和' && both < 0 && !startsWithAny(rest, "谐", "平"):
			both = i
		}
	}
	return both
}

func startsWithAny(t string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(t, w) {
			return true
		}
	}
	return false
}

func endsWithAny(t string, words ...string) bool {
	for _, w := range words {
		if strings.HasSuffix(t, w) {
			return true
		}
	}
	return false
}

// visitorZH: the one before the verb: 许文博还到…, 两国元首在….
func (r *reader) visitorZH(p stretch) stretch {
	t := r.src.str(p)
	for _, cut := range []string{"还", "到", "在", "一行", "先后", "就", "前往", "赴", "深入", "等", "分别", "并", "举行", "参观", "观看", "实地"} {
		if i := strings.Index(t, cut); i >= 0 {
			t = t[:i]
		}
	}
	p.to = p.from + len(t)
	p = r.src.trimEnds(p)
	if name, _ := r.splitRole(p); !name.empty() {
		return name
	}
	if t := r.src.str(p); actorZH(t) || strings.HasSuffix(t, "元首") || strings.HasSuffix(t, "领导人") || strings.HasSuffix(t, "团") {
		return p
	}
	return stretch{}
}

// personAhead is the one person a clause begins with: 总局党委书记牛某参加会议.
func (r *reader) personAhead(c stretch) stretch {
	if name := r.personFirst(c); !name.empty() {
		if strings.HasPrefix(r.src.text[name.to:c.to], "、") {
			return stretch{}
		}
		return name
	}
	t := r.src.str(c)
	end := len(t)
	for _, v := range []string{"出席", "参加", "主持", "讲话", "致辞", "强调", "指出", "表示", "要求", "参观", "会见", "考察", "调研", "看望", "走访", "代表", "在", "还", "先后", "一行"} {
		if i := strings.Index(t, v); i >= 0 {
			end = min(end, i)
		}
	}
	if end == len(t) || strings.Contains(t[:end], "、") {
		return stretch{}
	}
	name, _ := r.splitRole(stretch{c.from, c.from + end})
	return name
}
