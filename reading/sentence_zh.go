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

// clausesZH cuts a sentence at ， and ；.
func (s *source) clausesZH(p stretch) []stretch {
	return s.cut(p, "，；,;")
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
		if a, v := zhAdverbs.prefix(rest), verbPrefix(rest); a > 0 && !(v > a && v > 3 && !adverbialVerb[rest[:v]]) {
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

// adverbialVerb: words of the verb list that before another verb are adverbs.
var adverbialVerb = wordSet("加快 抓紧 统筹 优先 尽快 稳步 协同 联合 实地 计划")

// timePrefixZH is the length of a time limit the text begins with.
func timePrefixZH(t string) int {
	r, _ := utf8.DecodeRuneInString(t)
	if r >= '0' && r <= '9' || strings.ContainsRune("年月每今明本上下第一二三四五六七八九十两半于在自从“”春到近当未后全周季", r) {
		lead := 0
		if r == '于' || r == '在' || r == '自' || r == '从' || r == '到' {
			lead = len("于")
		}
		for _, re := range dueZH[:5] {
			if m := re.FindStringIndex(t[lead:min(len(t), lead+64)]); m != nil && m[0] == 0 {
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

// actorPrefix is the length of the actor a text begins with: a body, a group or
// a person, with something to do after it.
func actorPrefix(t string) int {
	best := 0
	runes := 0
	for i := range t {
		if runes > 40 {
			break
		}
		runes++
		if i == 0 || zhBodies.suffix(t[:i]) == 0 || runes < 3 && !zhBodies.words[t[:i]] {
			continue
		}
		rest := t[i:]
		if strings.HasPrefix(rest, "、") || strings.HasPrefix(rest, "和") || strings.HasPrefix(rest, "及") || strings.HasPrefix(rest, "的") || strings.HasPrefix(rest, "与") {
			continue
		}
		if !actsNext(rest) {
			continue
		}
		if best == 0 {
			best = i
			if !regional(t[:i]) || zhAdverbs.prefix(rest) > 0 {
				return best
			}
			continue
		}
		if i-best <= 30 && !strings.ContainsAny(t[best:i], "在于对把将，") && officeEnd(t[:i]) {
			return i
		}
		return best
	}
	return best
}

func actsNext(rest string) bool {
	return zhVerbs.prefix(rest) > 0 || acting.prefix(rest) > 0 || zhAdverbs.prefix(rest) > 0 || timePrefixZH(rest) > 0 || strings.HasPrefix(rest, "等")
}

// acting: what a subject is followed by when the verb comes later.
var acting = newHanWords("以 在 于 按 通过 对 把 将 向 与 要 应 须 从 给 为 结合 根据 到 赴 派 建")

func regional(t string) bool {
	r, _ := utf8.DecodeLastRuneInString(t)
	return strings.ContainsRune("市县区省州镇乡旗盟国团司", r)
}

func officeEnd(t string) bool {
	r, _ := utf8.DecodeLastRuneInString(t)
	return strings.ContainsRune("局委厅办部署心司团院室科处队会", r)
}

// actorZH reports whether a noun phrase can act.
func actorZH(t string) bool {
	t = strings.TrimRight(t, "等 、，")
	n := utf8.RuneCountInString(t)
	if n == 0 || n > 60 || strings.HasPrefix(t, "会议") && n <= 4 || t == "我们" || t == "要" {
		return false
	}
	if strings.Contains(t, "的") && !strings.HasPrefix(t, "有关") && zhBodies.suffix(t) < 6 {
		return false
	}
	return zhBodies.suffix(t) > 0 || nameZH(t)
}

// nameZH reports whether a text can be a person's name.
func nameZH(t string) bool {
	t = strings.ReplaceAll(t, " ", "")
	n := utf8.RuneCountInString(t)
	if strings.ContainsAny(t, "·•") {
		return n >= 3 && n <= 24 && !strings.ContainsAny(t, "，。、：0123456789")
	}
	if n < 2 || n > 4 {
		return false
	}
	for _, r := range t {
		if !isHan(r) {
			return false
		}
	}
	s := zhSurnames.prefix(t)
	if s == 0 || zhVerbs.words[t] || zhNotName.words[t] || zhAdverbs.words[t] {
		return false
	}
	given := utf8.RuneCountInString(t[s:])
	return given >= 1 && given <= 2
}

// zhNotName: words that begin like a name and are none.
var zhNotName = newHanWords(`会议 时间 地点 议题 主持 出席 列席 记录 单位 部门 高度 重点 全体 公司 方案 安全 文件 平台 万元 成员 任务 任何 白天 金额 石油 常委 常务 成果 关于 马上 毛利 和平 国家 程序 方面 方式 方法 水平 江河 钱款 党委 党组
	经济 经验 项目 路线 车辆 华侨 田间 温度 古镇 连续 宁可 宣传 幸福 应当 应该 于是 由于 全国 全省 全市 全县 全州 全区 全年 全部 全面 国务院 国资委 区政府 双方 各方 中心 南方 北方 东方 西方 平时 平均 万人 万户 千瓦 成效 成绩 向阳 席位 时限 时候 丁香
	申请人 申报 主席 计划 和谐 白皮书 关键 章程 计算 路径 路由 管理 管线 管委会 解决 解释 祝贺 安排 安置 安装 容量 盛况 边界 边境 祖国 经理 经费 高校 高速 高新区 金融 金属 石头 水务 水利 江北区 党员 干部 群众 易地 武装 方便 万一 全员 项目组 工作组
	介绍 背景 说明 备注 结论 建议 意见 问题 讨论 总结 进展 议程 附件 日期 主题 原因 目标 风险 责任 成本 印发 抄送 抄报 主送 签发 编号 申威 龙芯 申请 项目部 应急 相关 有关 相应 都要 计委 时刻 农业 农村 农民 通信 通讯 高质量 高标准 高水平 支部 支队 文化 文旅 云计算 车间 明年 年内 连接`)
