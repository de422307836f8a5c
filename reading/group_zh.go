package reading

import (
	"strings"
	"unicode/utf8"
)

// groupTails close the name of a group without persons: 有关部门负责人.
var groupTails = newHanWords(`负责人 主要负责人 有关负责人 相关负责人 分管负责人 负责同志 主要负责同志 有关负责同志 相关负责同志 分管负责同志 负责人员 领导 有关领导 相关领导 领导同志 主要领导 分管领导
	代表 代表团 有关人员 相关人员 工作人员 班子成员 领导班子成员 有关同志 相关同志`)

// gatherings are what a group takes part in; 参加培训 alone tells of no meeting.
var gatherings = []string{"会", "活动", "仪式", "论坛", "座谈", "陪同", "调研", "考察", "开幕", "签约"}

// groupsZH reads the groups among the words before an attending verb: each body a
// list names. rest are the words from the verb on.
func (r *reader) groupsZH(p stretch, part Part, rest string) {
	for _, verb := range []string{"陪同", "出席", "参加", "列席", "见证", "与会", "了"} {
		rest = strings.TrimPrefix(rest, verb)
	}
	if rest = strings.Trim(rest, "，。； "); r.order || p.to-p.from > 600 || rest != "" && !containsAny(rest, gatherings...) {
		return
	}
	p = r.src.trimEnds(p)
	for _, tail := range []string{"等", "分别", "一同", "一起", "共同", "也", "还", "一并", "全程"} {
		p.to = p.from + len(strings.TrimSuffix(r.src.str(p), tail))
	}
	if t := r.src.str(p); groupTails.suffix(t) == 0 { // 有关部门负责人在主会场
		if at := strings.LastIndex(t, "在"); at > 0 && groupTails.suffix(t[:at]) > 0 {
			p.to = p.from + at
		} else {
			p = r.beforeEvent(p)
		}
	}
	groups := r.bodiesZH(p)
	for i, g := range groups {
		org := r.groupBody(g)
		if i == len(groups)-1 {
			g.to = p.to
		}
		r.meet(person{org: org, quote: g, part: part})
	}
}

// bodiesZH cuts a list of groups into its bodies; what is no body by itself
// stays with what follows it: 教育、卫生等部门. It gives none where the words end
// in no body.
func (r *reader) bodiesZH(p stretch) []stretch {
	t := r.src.str(p)
	var out []stretch
	from := 0
	for i := 0; i < len(t); {
		n := listBreak(t, i)
		if n == 0 {
			_, w := utf8.DecodeRuneInString(t[i:])
			i += w
			continue
		}
		left, right := stretch{p.from + from, p.from + i}, stretch{p.from + i + n, p.from + nextBreak(t, i+n)}
		and := n == len("和") && !strings.HasPrefix(t[i:], "、") && !strings.HasPrefix(t[i:], "，") // it may stand inside a name
		if r.bodyGroup(left) && !bareOrgan.words[r.src.str(r.groupBody(right))] && (!and || r.bodyGroup(right)) {
			out = append(out, left)
			from = i + n
		}
		i += n
	}
	last := stretch{p.from + from, p.to}
	if !r.bodyGroup(last) {
		return nil
	}
	return append(out, last)
}

// bareOrgan: an organ whose place stands with the one before: 自治区党委、政府.
var bareOrgan = newHanWords("政府 党委 人大 政协 纪委 党组 人民政府")

func listBreak(t string, i int) int {
	for _, b := range []string{"以及", "、", "，", "和", "及", "与"} {
		if strings.HasPrefix(t[i:], b) {
			return len(b)
		}
	}
	return 0
}

// nextBreak is where the piece that begins at i ends.
func nextBreak(t string, i int) int {
	for ; i < len(t); i++ {
		if utf8.RuneStart(t[i]) && listBreak(t, i) > 0 {
			return i
		}
	}
	return len(t)
}

// groupBody is the body a group is of: 国资委相关厅局 of 承担任务的国资委相关厅局负责人.
func (r *reader) groupBody(p stretch) stretch {
	p = r.src.trimEnds(p)
	for range 2 {
		t := r.src.str(p)
		if n := groupTails.suffix(t); n > 0 && n < len(t) {
			p.to -= n
		}
		t = r.src.str(p)
		for _, tail := range []string{"等部门和单位", "等有关部门", "等部门", "等单位", "等", "的"} {
			if n := len(t) - len(tail); n > 0 && strings.HasSuffix(t, tail) && (tail == "的" || zhBodies.suffix(t[:n]) > 0) {
				p.to = p.from + n
				break
			}
		}
	}
	if i := strings.LastIndex(r.src.str(p), "的"); i >= 0 {
		p.from += i + len("的")
	}
	return p
}

// bodyGroup: the words name a body or group, and no person.
func (r *reader) bodyGroup(p stretch) bool {
	body := r.groupBody(p)
	t := r.src.str(body)
	if n := utf8.RuneCountInString(t); n < 2 || n > 40 || !actorZH(t) {
		return false
	}
	if c, _ := utf8.DecodeRuneInString(t); c >= '0' && c <= '9' || containsAny(t, "多名", "多位", "余名", "余位") {
		return false // 9名企业家: people, counted
	}
	for _, q := range []stretch{p, body} {
		if name, _ := r.splitRole(q); !name.empty() {
			return false
		}
	}
	for _, verb := range []string{"组织", "邀请", "安排", "选派", "派出"} { // 县里组织干部
		if i := strings.Index(t, verb); i >= 0 && !strings.HasPrefix(t[i:], "组织部") && !strings.HasSuffix(t, verb) {
			return false
		}
	}
	n := verbPrefix(t)
	return n == 0 || roleVerbAt(t) || zhBodies.words[t[n:]] || endsWithAny(t, "等部门", "等有关部门", "等单位")
}
