package reading

import (
	"strings"
	"unicode/utf8"
)

// sentencesZH cuts a Chinese paragraph at 。！？ outside quotation marks and
// brackets.
func (s *source) sentencesZH(p stretch) []stretch {
	return s.cut(p, "。！？!?")
}

// clausesZH cuts a sentence at ，；and ：.
func (s *source) clausesZH(p stretch) []stretch {
	return s.cut(p, "，；：,;")
}

// cut splits at any of the marks that stand outside brackets. A bracket left
// open for long is taken as a slip.
func (s *source) cut(p stretch, marks string) []stretch {
	var out []stretch
	from, depth, opened := p.from, 0, 0
	for i, r := range s.str(p) {
		at := p.from + i
		switch r {
		case '（', '(', '《', '“', '「', '【':
			if depth == 0 {
				opened = at
			}
			depth++
		case '）', ')', '》', '”', '」', '】':
			if depth > 0 {
				depth--
			}
		default:
			if at-opened > 400 {
				depth = 0
			}
			if depth > 0 || !strings.ContainsRune(marks, r) || r < 0x80 && betweenDigits(s.text, at) {
				continue
			}
			end := at + utf8.RuneLen(r)
			for end < p.to && strings.HasPrefix(s.text[end:], "”") {
				end += len("”")
			}
			if q := s.trim(stretch{from, end}); !q.empty() {
				out = append(out, q)
			}
			from = end
		}
	}
	if q := s.trim(stretch{min(from, p.to), p.to}); !q.empty() {
		out = append(out, q)
	}
	return out
}

func betweenDigits(t string, i int) bool {
	return i > 0 && i+1 < len(t) && t[i-1] >= '0' && t[i-1] <= '9' && t[i+1] >= '0' && t[i+1] <= '9'
}

// skipAdverbsZH passes adverbs, "于" and times at the beginning of a clause.
func skipAdverbsZH(t string) int {
	i := 0
	for range 8 {
		rest := t[i:]
		trimmed := strings.TrimLeft(rest, " 　、“")
		i += len(rest) - len(trimmed)
		rest = trimmed
		n := 0
		if a, v := adverbPrefix(rest), verbPrefix(rest); a > 0 && !(v > a && v > 3 && !adverbialVerb[rest[:v]]) {
			n = a
		}
		if k := timePrefixZH(rest); k > n {
			n = k
		}
		if n == 0 || i+n >= len(t) {
			return i
		}
		i += n
	}
	return i
}

// adverbPrefix is the length of the adverb a text begins with.
func adverbPrefix(t string) int {
	if zhAdverbNot.prefix(t) > 0 {
		return 0
	}
	return zhAdverbs.prefix(t)
}

// zhAdverbNot are words that only begin like an adverb of one character.
var zhAdverbNot = newHanWords(`要素 要求 要点 要件 要闻 将来 将军 应急 应用 应收 应付 需求 会议 会同 会商 会计 再生 先进 先行 全国 全省 全市 全县 全州 全区 全镇 全院 全校 全会 多元 多边 多式 实施 实体 实物 实训
	快递 快速 就业 就地 就医 就学 为期 好评 地区 地方 地质 地铁 得到 务工 务实 细则 细化 深化 深度 深圳 广告 广播 广东 广西 广场 尽职 总体 总结 总量 总部 总额 总局 总工会 均衡 严防 严控 严查 都市 还款 并网 并购 并轨 更新 更换 更正 又好 又快 在建 在校 在职 在岗 在线 在编 即将`)

// adverbialVerb: words of the verb list that before another verb are adverbs.
var adverbialVerb = wordSet("加快 抓紧 统筹 优先 尽快 稳步 协同 联合 实地 计划")

// timePrefixZH is the length of a time limit the text begins with.
func timePrefixZH(t string) int {
	r, _ := utf8.DecodeRuneInString(t)
	if r >= '0' && r <= '9' || strings.ContainsRune("年月每今明本上下第一二三四五六七八九十两半于在自从“”春汛节雨入到近当未后全周季", r) {
		lead := 0
		if r == '于' || r == '在' || r == '自' || r == '从' || r == '到' {
			lead = len("于")
		}
		window := t[lead:min(len(t), lead+64)]
		for i, re := range dueStart {
			if !containsAny(window, dueSigns[i]...) {
				continue
			}
			if m := re.FindStringIndex(window); m != nil {
				n := lead + m[1]
				for strings.HasPrefix(t[n:], "的") || strings.HasPrefix(t[n:], "起") || strings.HasPrefix(t[n:], "前") || strings.HasPrefix(t[n:], "内") {
					n += 3
				}
				return n
			}
		}
	}
	return 0
}

// verbAt reports whether a clause begins with a verb, adverbs passed over, and
// how long that verb is.
func verbAtZH(t string) (at, n int) {
	at = skipAdverbsZH(t)
	n = verbPrefix(t[at:])
	if n == 0 && at > 0 { // the adverb may itself be the verb: 重点, 统筹
		if v := verbPrefix(t); v > 0 {
			return 0, v
		}
	}
	return at, n
}
