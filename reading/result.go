package reading

import (
	"strings"
	"unicode/utf8"
)

// resultVerbs, in the perfect, report something reached.
var resultVerbs = wordSet(`achieved increased built rebuilt trained financed implemented completed created restored delivered provided strengthened improved reduced lifted installed
	connected opened launched published adopted approved established reached raised invested attracted recruited planted made expanded finished fixed released received
	doubled tripled grown risen fallen dropped supplied resettled employed supported mobilised mobilized secured obtained repaired renovated modernised upgraded electrified
	admitted elected ratified merged closed processed distributed vaccinated treated constructed deployed developed finalised finalized`)

// askedVerbs in the perfect report no result.
var askedVerbs = wordSet("asked invited requested agreed decided proposed planned committed pledged urged encouraged called tasked instructed required scheduled postponed cancelled suspended delayed met had discussed considered")

// carriedVerbs, in the past and over a period that has ended, report what somebody
// has brought about, figure or not.
var carriedVerbs = wordSet(`stepped scaled increased expanded strengthened improved deepened built rebuilt constructed created completed implemented carried delivered
	trained helped lifted supported provided invested financed established founded installed connected repaired renovated restored developed modernised modernized
	modernized upgraded reduced halved doubled tripled planted raised secured promoted advanced accelerated consolidated fostered set put brought`)

// settledVerbs, in the past, report a decision or product that is finished.
var settledVerbs = wordSet(`approved adopted admitted launched released completed finalised finalized ratified elected inaugurated issued delivered installed repaired replaced appointed published signed opened handed`)

// movedVerbs report a figure that changed.
var movedVerbs = wordSet(`rose fell increased decreased grew reached took trained built rebuilt completed delivered raised generated employed served benefited exceeded dropped totalled totaled
	released fixed planted created received opened installed connected repaired supplied`)

// resultEN proposes the sentence as a reported result.
func (r *reader) resultEN(t []token, s stretch) {
	if len(t) < 3 || t[len(t)-1].low == "?" || indexLow(t, "following") > 0 {
		return
	}
	period := pastPeriod(t)
	for i := range t {
		if i > 45 || (t[i].low == "to" && t[i-min(i, 1)].kind != 'n' || modals[t[i].low].grade != "") && i > 0 && i < 8 {
			return
		}
		if !r.resultAt(t, i) && !(period && carriedAt(t, i)) {
			continue
		}
		from := 0
		for j := i; j > 0; j-- {
			if t[j].low == "that" && complementiser(t, j) {
				from = j + 1
				break
			}
		}
		end := len(t)
		for _, c := range clausesEN(t[from:]) {
			if c.start+from > i && !c.skip {
				end = from + c.begin
				break
			}
		}
		if to := trimTokens(t, from, end); to > from+2 {
			r.achievements = append(r.achievements, achievement{stretch{t[from].from, t[to-1].to}, false})
		}
		return
	}
}

// pastPeriod: the sentence speaks of a stretch of time as over: "over the past
// five years", "during the 8th Plan".
func pastPeriod(t []token) bool {
	for i, w := range t {
		if i > 60 {
			break
		}
		switch w.low {
		case "over", "during", "in", "throughout", "under", "since", "within":
		default:
			continue
		}
		for j := i + 1; j < len(t) && j < i+9 && t[j].word(); j++ {
			low := t[j].low
			switch {
			case low == "past" || low == "recent" || low == "previous" || low == "last":
				if k := indexLow(t[j+1:min(len(t), j+4)], "years", "year", "decade", "decades", "months", "quarter", "period", "term"); k >= 0 {
					return true
				}
			case (low == "years" || low == "decades") && (w.low == "over" || w.low == "throughout") && lowAt(t, j-1) == "the", low == "plan" && w.low != "under" && w.low != "in":
				return true
			case len(low) == 4 && isYear(low) && (w.low == "since" || w.low == "during" || w.low == "in" && j == i+1):
				return true
			}
		}
	}
	return false
}

// carriedAt: somebody has brought something about, in the simple past or, named or
// not, "was built".
func carriedAt(t []token, i int) bool {
	low := t[i].low
	if !carriedVerbs[low] || t[i].cap || i == 0 || i+1 >= len(t) {
		return false
	}
	if low == "set" && lowAt(t, i+1) != "up" || low == "put" && indexLow(t[i:min(len(t), i+9)], "place", "operation", "use") < 0 ||
		low == "brought" && indexLow(t[i:min(len(t), i+9)], "water", "power", "electricity", "about", "together", "down", "heat", "jobs") < 0 ||
		low == "carried" && lowAt(t, i+1) != "out" || (low == "stepped" || low == "scaled") && lowAt(t, i+1) != "up" {
		return false
	}
	at := backAdverbs(t, i)
	if be := lowAt(t, at-1); be == "was" || be == "were" {
		return resultVerbs[low]
	}
	if !t[i+1].word() || t[i+1].low == "by" || beForms[lowAt(t, at-1)] {
		return false
	}
	c := clause{marker: marker{start: at}}
	subjectEN(t, 0, &c)
	run := t[c.from:max(c.from, c.to)]
	if c.skip || len(run) == 0 || determiners[lowAt(t, at-1)] || run[0].low == "no" || meetingNouns[headNoun(run)] {
		return false
	}
	return (actorEN(run) || run[0].low == "they" || run[0].low == "we") && !pastVerb(run)
}

func (r *reader) resultAt(t []token, i int) bool {
	low := t[i].low
	v := skipAdverbs(t, i+1)
	switch {
	case low == "have" || low == "has":
		been := lowAt(t, v) == "been"
		if been {
			v = skipAdverbs(t, v+1)
		}
		done := resultVerbs[lowAt(t, v)] || been && en.verbs[lowAt(t, v)]&formPast != 0 && !askedVerbs[lowAt(t, v)] || lowAt(t, v) == "taken" && lowAt(t, v+1) == "part"
		if q, _ := quantityEN(t); !q.empty() && en.verbs[lowAt(t, v)]&formPast != 0 && !askedVerbs[lowAt(t, v)] && lowAt(t, v) != "proposed" && lowAt(t, v) != "decided" {
			done = true
		}
		return done && lowAt(t, i-1) != "to" && lowAt(t, i-1) != "that" && lowAt(t, i-1) != "which"
	case low == "was" || low == "were":
		return settledVerbs[lowAt(t, v)]
	case low == "are" || low == "is":
		if c := indexLow(t[v:min(v+3, len(t))], "complete", "completed", "finished", "done"); c > 0 && strings.HasSuffix(lowAt(t, v), "%") {
			return true // is 61% complete
		}
		return (lowAt(t, v) == "fixed" || lowAt(t, v) == "completed" || lowAt(t, v) == "complete" || lowAt(t, v) == "operational" || lowAt(t, v) == "finished") && i > 0
	case low == "welcome" || low == "welcomed" || low == "welcomes":
		for j := i + 1; j < len(t) && j < i+4; j++ {
			if w := t[j].low; w == "completion" || w == "launch" || w == "adoption" || w == "opening" || w == "entry" || w == "reopening" || w == "inauguration" || w == "signing" || w == "conclusion" || w == "ratification" || w == "establishment" {
				return true
			}
		}
	case settledVerbs[low] && i > 1 && i < 15 && (i == len(t)-1 || t[i+1].kind == '.' && i+2 >= len(t)):
		return !beForms[t[i-1].low] // Variation order 12 approved.
	case settledVerbs[low] && i > 0 && i < 8:
		return t[i-1].kind == 'w' && !beForms[t[i-1].low] && en.verbs[t[i-1].low]&formPast == 0 && (determiners[lowAt(t, i+1)] || t[min(i+1, len(t)-1)].kind == 'n') && actorEN(t[:i])
	case movedVerbs[low] && i > 0 && i < 14:
		if low == "took" && lowAt(t, i+1) != "part" || speechNouns[lowAt(t, i+2)] {
			return false
		}
		q, _ := quantityEN(t)
		return !q.empty() && !beForms[t[i-1].low] && t[i-1].low != "the" && t[i-1].low != "a"
	}
	return false
}

// resultZH proposes the run of clauses that report results.
func (r *reader) resultZH(s stretch, l *line) {
	t := r.src.str(s)
	if l.section == secProblems || containsAny(t, "感谢", "签署", "签订", "签约", "？") || !containsAny(t, "取得", "累计", "已", "完成", "实现", "打下", "开创", "增长", "达到", "了", "稳步", "通过", "批准", "同意", "以来", "去年", "上半年", "截至", "上学期", "上月", "上周", "上季度", "前三季度", "年，", "年来") {
		return
	}
	run := stretch{}
	flush := func() {
		if q := r.src.trimEnds(run); !q.empty() {
			r.achievements = append(r.achievements, achievement{q, true})
		}
		run = stretch{}
	}
	strong, since, period, said := false, false, stretch{}, s.from
	for _, c := range r.src.clausesZH(s) {
		c = r.leadZH(c)
		ct := r.src.str(c)
		_, marked := markerInZH(ct)
		switch {
		case saying.suffix(strings.TrimRight(ct, "：，:")) > 0 && !strings.HasSuffix(ct, "说明"):
			strong = false
			run = stretch{}
			said = c.to
		case marked && !resultClause(ct) || event(ct):
			if strong {
				flush()
			}
			strong, run, period = false, stretch{}, stretch{}
		default:
			if containsAny(ct, "未", "滞后", "不及时", "不足", "不到位", "没有") {
				if strong {
					flush()
				}
				run, strong = stretch{}, false
				continue
			}
			hit := resultClause(ct)
			since = since || containsAny(ct, "以来", "去年", "上半年", "过去一年", "截至", "一年来", "上学期", "上月", "上周", "上季度", "前三季度", "年来") || yearOf(ct) > 0 && utf8.RuneCountInString(ct) <= 6
			if q, _ := r.src.quantityIn(c, true); since && !q.empty() {
				hit = true
			}
			hit = hit || since && steadyZH(ct) || broughtAbout(r.src.text[max(said, c.from-600):c.from], ct)
			if run.empty() {
				if bare := strings.TrimRight(ct, "，"); (endsWithAny(bare, "期间", "时期") || strings.HasPrefix(bare, "过去")) && utf8.RuneCountInString(bare) < 16 {
					period = c
					continue
				}
				if !hit && !risesZH(ct) {
					continue
				}
				if run = c; !period.empty() {
					run.from = period.from
				}
			} else {
				run.to = c.to
			}
			strong = strong || hit
		}
	}
	if strong {
		flush()
	}
}

func resultClause(t string) bool {
	if containsAny(t, "取得", "累计", "审议通过", "表决通过", "打下了", "开创了", "创历史", "完成投资", "圆满完成", "原则同意", "审议并通过") {
		return !containsAny(t, "要取得", "力争取得", "确保取得")
	}
	if i := strings.Index(t, "已"); i >= 0 && pastZH(t) && !strings.HasPrefix(t[i:], "已有") && !containsAny(t, "而已", "不得已") {
		return zhVerbs.prefix(strings.TrimPrefix(strings.TrimPrefix(t[i+3:], "经"), "全部")) > 0 || strings.HasPrefix(t[i:], "已经") || strings.HasPrefix(t[i:], "已发")
	}
	i := strings.Index(t, "了")
	if i <= 0 || strings.HasPrefix(t[i:], "了解") || containsAny(t, "为了", "除了", "发言", "讲话", "考察", "参观", "看望") {
		return false
	}
	return containsAny(t, "完成了", "建成了", "实现了", "贡献了", "增长了", "提高了", "达到了", "打造了", "解决了", "帮助了", "培训了", "建立了", "形成了", "落实了", "推动了", "改善了", "投入了", "引进了", "新增了", "通过了", "批准了", "发布了", "启动了", "达成了")
}

// brought are the verbs of what somebody has brought about: 有力促进了当地发展.
var brought = newHanWords("促进了 带动了 提升了 增强了 保障了 支持了 推进了 巩固了 扩大了 改变了 夯实了 缓解了 补齐了 填补了 健全了 完善了 建设了 援建了 拓宽了 优化了 加强了 打通了")

// broughtAbout: and not by a meeting, a visit or a speech named before.
func broughtAbout(before, t string) bool {
	at := -1
	for i := range t {
		if brought.prefix(t[i:]) > 0 {
			at = i
			break
		}
	}
	if at < 0 && strings.HasSuffix(strings.TrimRight(t, "，。；"), "贡献") {
		at = strings.Index(t, "作出了")
	}
	return at >= 0 && !containsAny(before+t[:at], "会议", "会谈", "论坛", "访问", "座谈", "活动", "签署", "讲话", "此次", "本次")
}

// steadyZH: 力度逐年加大: a rise over the whole of a period.
func steadyZH(t string) bool {
	t = strings.TrimRight(t, "，。； ")
	for _, how := range []string{"逐年", "连年", "逐步", "持续", "不断", "明显", "显著", "大幅", "稳步"} {
		if i := strings.LastIndex(t, how); i > 0 {
			rest := strings.TrimPrefix(t[i+len(how):], "度")
			return steady.words[rest]
		}
	}
	return false
}

var steady = newHanWords("加大 提高 提升 增长 改善 增强 扩大 完善 优化 增加 下降 减少 好转 壮大 加强")

// risesZH: a clause of steady improvement, a result only beside a stronger one.
func risesZH(t string) bool {
	return containsAny(t, "稳步", "增强", "增长", "提升", "改善", "充实", "壮大", "加大", "发展", "实施", "提高", "谋划和推进", "年来")
}

// event: the meeting itself, its people and its visits are no results.
func event(t string) bool {
	return containsAny(t, "召开", "出席", "主持", "讲话", "发言", "参观", "考察", "调研", "会见", "表彰", "看望", "认真学习", "作出安排部署", "反映了", "听取")
}
