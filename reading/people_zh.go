package reading

import (
	"strings"
	"unicode/utf8"
)

// peopleListZH reads the names after 出席： or on one line of such a list.
func (r *reader) peopleListZH(p stretch, part Part) {
	for _, item := range r.src.cut(p, "、，,；;。\t") {
		for _, q := range r.spacedNames(r.src.trimEnds(item)) {
			t := r.src.str(q)
			if t == "" || t == "等" {
				continue
			}
			one := person{quote: q, part: part}
			if i := strings.IndexAny(t, "（("); i > 0 {
				_, w := utf8.DecodeRuneInString(t[i:])
				inner := r.src.trimEnds(stretch{q.from + i + w, q.to})
				one.role = stretch{inner.from, q.from + len(strings.TrimRight(t, "）)"))}
				q = r.src.trim(stretch{q.from, q.from + i})
			}
			name, role := r.splitRole(q)
			if !role.empty() {
				one.org = r.bodyOf(role)
				if one.org != role {
					one.role = role
				}
			}
			switch {
			case !name.empty():
				one.name = name
			case latinName(strings.Fields(r.src.str(q) + " x")[0]) && !allHan(r.src.str(q)):
				one.name = q
			case nickZH(r.src.str(q)) || utf8.RuneCountInString(r.src.str(q)) <= 4 && zhBodies.suffix(r.src.str(q)) == 0 && allHan(r.src.str(q)):
				one.name = q
			case actorZH(r.src.str(q)):
				one.org, one.role = q, stretch{}
			default:
				continue
			}
			if one.name.empty() && one.org.empty() {
				continue
			}
			r.meet(one)
		}
	}
}

// spacedNames: 张三 李四 王五 on one line.
func (r *reader) spacedNames(p stretch) []stretch {
	t := r.src.str(p)
	if !strings.ContainsAny(t, " 　") || strings.ContainsAny(t, "（(：:") {
		return []stretch{p}
	}
	var out []stretch
	from := 0
	for i := 0; i <= len(t); {
		x, w := utf8.DecodeRuneInString(t[i:])
		if i == len(t) || x == ' ' || x == '　' {
			if i > from {
				out = append(out, stretch{p.from + from, p.from + i})
			}
			from = i + max(w, 1)
		}
		i += max(w, 1)
	}
	for _, q := range out {
		if !nameZH(r.src.str(q)) {
			return []stretch{p}
		}
	}
	return out
}

func allHan(t string) bool {
	for _, x := range t {
		if !isHan(x) {
			return false
		}
	}
	return t != ""
}

// splitRole cuts 海川市委书记赵立群 into name and role; either may be empty.
func (r *reader) splitRole(p stretch) (name, role stretch) {
	p = r.src.trimEnds(p)
	t := strings.TrimSuffix(r.src.str(p), "等")
	if len(t) > 300 {
		return stretch{}, stretch{}
	}
	p.to = p.from + len(t)
	end := 0
	for i := 0; i < len(t); {
		if n := zhRoles.prefix(t[i:]); n > 0 {
			end = i + n
			i = end
			continue
		}
		_, w := utf8.DecodeRuneInString(t[i:])
		i += w
	}
	if end > 0 {
		rest := t[end:]
		if rest == "" {
			return stretch{}, p
		}
		if titledName(rest) {
			return stretch{p.from + end, p.to}, stretch{p.from, p.from + end}
		}
		if nameZH(t) {
			return p, stretch{}
		}
		return stretch{}, stretch{}
	}
	if nameZH(t) {
		return p, stretch{}
	}
	for i := range t { // 市财政局刘芳
		if i > 6 && zhBodies.suffix(t[:i]) > 0 && nameZH(t[i:]) {
			return stretch{p.from + i, p.to}, stretch{p.from, p.from + i}
		}
	}
	return stretch{}, stretch{}
}

// titledName: behind a title a name need not begin with a common family name.
func titledName(t string) bool {
	if nameZH(t) {
		return true
	}
	n := utf8.RuneCountInString(t)
	if strings.ContainsAny(t, "·•") {
		return n <= 24 && !strings.ContainsAny(t, "，。、：")
	}
	return n >= 2 && n <= 5 && allHan(t) && zhVerbs.prefix(t) == 0 && zhAdverbs.prefix(t) == 0 && !zhNotName.words[t] && zhBodies.suffix(t) == 0 && !containsAny(t, "等", "一行", "及其", "会议", "分别", "工作")
}

// bodyOf is the body within a role: 西塬省 of 西塬省省长.
func (r *reader) bodyOf(role stretch) stretch {
	t := r.src.str(role)
	if i := strings.LastIndexAny(t, "、"); i >= 0 && i+3 < len(t) {
		role.from += i + 3
		t = t[i+3:]
	}
	for i := 0; i < len(t); {
		if n := zhRoles.prefix(t[i:]); n > 0 {
			if zhBodies.suffix(t[:i]) > 0 {
				return stretch{role.from, role.from + i}
			}
			break
		}
		_, w := utf8.DecodeRuneInString(t[i:])
		i += w
	}
	if zhBodies.suffix(t) > 0 && zhRoles.suffix(t) == 0 {
		return role
	}
	return stretch{}
}

// attendVerbs tell that somebody was at the meeting, and in which part.
var attendVerbs = []struct {
	word string
	part Part
}{
	{"主持", PartChair}, {"讲话", PartSpeaker}, {"致辞", PartSpeaker}, {"致词", PartSpeaker}, {"发言", PartSpeaker}, {"作报告", PartSpeaker}, {"作了报告", PartSpeaker}, {"作说明", PartSpeaker},
	{"陪同", PartAccompanying}, {"签字", PartSigner}, {"签约", PartSigner}, {"代表双方签", PartSigner}, {"出席", PartAttendee}, {"参加", PartAttendee}, {"列席", PartAttendee}, {"与会", PartAttendee}, {"见证", PartAttendee},
}

// prosePeopleZH finds those named as present in running text.
func (r *reader) prosePeopleZH(l *line) {
	for _, s := range r.src.sentencesZH(l.stretch) {
		t := r.src.str(s)
		if !containsAny(t, "主持", "讲话", "致辞", "致词", "发言", "出席", "参加", "列席", "陪同", "签字", "见证", "作报告", "会谈", "会见") {
			continue
		}
		r.metZH(s)
		pending := stretch{}
		for _, c := range r.src.clausesZH(s) {
			c = r.src.trimEnds(c)
			ct := r.src.str(c)
			part, at := attendedAt(ct)
			if at < 0 {
				if name, _ := r.splitRole(lastPart(r.src, c)); (!name.empty() || groupTails.suffix(ct) > 0) && utf8.RuneCountInString(ct) < 60 {
					if pending.empty() {
						pending = c
					}
				} else {
					pending = stretch{}
				}
				continue
			}
			who := c
			if !pending.empty() {
				who.from = pending.from
			}
			who.to = c.from + at
			pending = stretch{}
			if _, marked := markerInZH(ct[:at]); marked && !containsAny(ct[:at], "负责") {
				continue
			}
			rest := r.runZH(r.beforeEvent(who), c, part, ct)
			if part == PartAttendee || part == PartAccompanying {
				r.groupsZH(stretch{rest.from, who.to}, part, ct[at:])
			}
		}
	}
}

// metZH: 甲在某地与乙、丙举行会谈; 甲会见乙一行.
func (r *reader) metZH(s stretch) {
	for _, c := range r.src.clausesZH(s) {
		t := r.src.str(c)
		if _, marked := markerInZH(t); marked || !containsAny(t, "会谈", "会见") || len(t) > 300 {
			continue
		}
		end := len(t)
		for _, cut := range []string{"举行", "会谈", "一行", "等"} {
			if i := strings.Index(t, cut); i > 0 {
				end = min(end, i)
			}
		}
		for _, with := range []string{"会见了", "会见", "与", "同"} {
			i := strings.Index(t, with)
			if i <= 0 || i >= end {
				continue
			}
			left, right := stretch{c.from, c.from + i}, stretch{c.from + i + len(with), c.from + end}
			for _, side := range []stretch{r.beforeEvent(left), right} {
				r.groupsZH(r.runZH(side, c, PartAttendee, ""), PartAttendee, "")
			}
			break
		}
	}
}

func lastPart(src *source, p stretch) stretch {
	parts := src.cut(p, "、")
	if len(parts) == 0 {
		return p
	}
	return src.trimEnds(parts[len(parts)-1])
}

// attendedAt finds the earliest attending verb and the strongest part of a clause.
func attendedAt(t string) (part Part, at int) {
	at = -1
	part = PartAttendee
	for _, v := range attendVerbs {
		i := strings.Index(t, v.word)
		if i <= 0 || strings.HasPrefix(t[i+len(v.word):], "人") || strings.HasPrefix(t[i+len(v.word):], "单位") || strings.HasPrefix(t[i+len(v.word):], "仪式") || strings.Contains(t[:i], "听取") {
			continue
		}
		if rank[v.part] > rank[part] {
			part = v.part
		}
		if at < 0 || i < at {
			at = i
		}
	}
	return part, at
}

// beforeEvent cuts place, time and adverbs off 丁某9日在北京.
func (r *reader) beforeEvent(p stretch) stretch {
	t := r.src.str(p)
	behalf := behalfAt(t)
	for i, x := range t {
		if i == 0 || x >= '0' && x <= '9' && i > 0 {
			if x >= '0' && x <= '9' && i > 0 && (strings.Contains(t[i:], "日") || strings.Contains(t[i:], "时")) {
				p.to = p.from + i
				break
			}
			continue
		}
		rest := t[i:]
		if strings.HasPrefix(rest, "在") || strings.HasPrefix(rest, "先后") || strings.HasPrefix(rest, "分别") || strings.HasPrefix(rest, "一同") || strings.HasPrefix(rest, "共同") || strings.HasPrefix(rest, "应邀") ||
			i == behalf || strings.HasPrefix(rest, "作了") || strings.HasPrefix(rest, "作交流") || strings.HasPrefix(rest, "作表态") || strings.HasPrefix(rest, "作典型") {
			p.to = p.from + i
			break
		}
	}
	p = r.src.trimEnds(p)
	for _, tail := range []string{"作", "做", "还", "也", "并", "等", "召集", "亲自"} {
		if t := r.src.str(p); strings.HasSuffix(t, tail) && t != tail {
			p.to -= len(tail)
		}
	}
	if t := r.src.str(p); strings.HasPrefix(t, "会上") || strings.HasPrefix(t, "其间") {
		p.from += 6
	}
	return r.src.trimEnds(p)
}

// runZH reads a run of roles and names before an attending verb. rest is what
// stands behind the last person.
func (r *reader) runZH(p, clause stretch, part Part, text string) (rest stretch) {
	var parts []stretch
	for _, q := range r.src.cut(p, "、，,") {
		parts = append(parts, r.splitAnd(r.src.trimEnds(q))...)
	}
	roleFrom, lastRole := -1, stretch{}
	rest = p
	found := false
	for i, q := range parts {
		name, role := r.splitRole(q)
		if name.empty() {
			if zhRoles.suffix(r.src.str(q)) > 0 && i+1 < len(parts) && roleFrom < 0 {
				roleFrom = q.from
			}
			continue
		}
		found = true
		rest.from = min(q.to+len("、"), p.to)
		switch {
		case !role.empty() && roleFrom >= 0:
			role.from = roleFrom
		case role.empty() && roleFrom < 0 && shared(r.src.str(lastRole)):
			role = lastRole
		}
		lastRole, roleFrom = role, -1
		quote := stretch{min(name.from, q.from), name.to}
		if !role.empty() && role.from < name.from && role != lastRole {
			quote.from = role.from
		}
		if i == len(parts)-1 {
			quote.to = clause.to
		}
		one := person{name: name, role: role, org: r.bodyOf(role), quote: quote, part: part}
		if part == PartChair && strings.Contains(text, "主持") && r.conference.chair.empty() {
			r.conference.chair = name
		}
		r.meet(one)
		if part == PartSpeaker || strings.Contains(text, "讲话") || strings.Contains(text, "致辞") {
			r.speeches = append(r.speeches, speech{speaker: name, behalf: r.behalfZH(clause), quote: clause, kind: speechKindZH(text)})
		}
	}
	if !found && part == PartSpeaker && !p.empty() && utf8.RuneCountInString(r.src.str(p)) < 90 {
		r.speeches = append(r.speeches, speech{speaker: p, behalf: r.behalfZH(clause), quote: clause, kind: speechKindZH(text)})
	}
	return rest
}

// shared roles hold for the names after the first: 云岭州领导杨某、李某.
func shared(role string) bool {
	for _, tail := range []string{"领导", "负责人", "代表", "成员", "委员", "同志", "企业家", "专家"} {
		if strings.HasSuffix(role, tail) {
			return true
		}
	}
	return false
}

// splitAnd cuts 甲与乙 where both sides are persons.
func (r *reader) splitAnd(p stretch) []stretch {
	t := r.src.str(p)
	for _, and := range []string{"与", "和", "及"} {
		i := strings.Index(t, and)
		if i <= 0 {
			continue
		}
		left, right := stretch{p.from, p.from + i}, stretch{p.from + i + len(and), p.to}
		if name, _ := r.splitRole(left); !name.empty() {
			if name, _ := r.splitRole(right); !name.empty() {
				return []stretch{left, right}
			}
		}
	}
	return []stretch{p}
}

func speechKindZH(t string) SpeechKind {
	switch {
	case strings.Contains(t, "交流发言") || strings.Contains(t, "典型发言"):
		return SpeechExchange
	case strings.Contains(t, "感谢") && strings.Contains(t, "代表"):
		return SpeechOnBehalf
	case strings.Contains(t, "感谢"):
		return SpeechThanks
	}
	return SpeechPlain
}
