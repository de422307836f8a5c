package reading

import (
	"strings"
	"unicode/utf8"
)

// starts reports whether a clause begins with a verb of its own.
func starts(t string) bool {
	at, n := verbAtZH(t)
	rest := t[at:]
	if k := prepositions.prefix(rest); k > 0 && k >= n {
		return verbInside(rest, k)
	}
	if k := prepositions.prefix(t); k > 0 && n == 0 && verbPrefix(t) <= k {
		return verbInside(t, k)
	}
	if n > 0 && strings.HasPrefix(rest[n:], "的") && n < 9 || n == 3 && zhBodies.prefix(rest) > n {
		return false
	}
	if n > 0 && nounEnds.prefix(rest[n:]) > 0 {
		return false // 参加人数
	}
	if strings.HasPrefix(t, "为") && zhVerbs.prefix(t[3:]) > 0 && at <= 3 {
		return false // 为支持灾区恢复重建: what for
	}
	return n > 0
}

// nounEnds make a noun of the verb before them.
var nounEnds = newHanWords("人数 数量 比例 率 额 量 费 情况 过程 期限 时间 方式 期间 范围 对象 内容 结果 人员 标准 面积 成本 能力 水平 部门 单位 方")

// prepositions open a clause whose verb comes later.
var prepositions = newHanWords(`在 于 到 从 自 就 给 同 和 向 对 为 与 把 将 按 按照 围绕 针对 结合 根据 依托 通过 利用 经 参照`)

// circumstances never hold the action themselves.
var circumstances = newHanWords(`以 立足 聚焦 坚持 本着 随着 因 由于 依据 遵循 着眼 紧扣 紧紧围绕 始终 作为 为了 除 除了 鉴于 如 如果 若 当 只有 虽然 尽管 无论 不论 不仅 不断满足 更好满足 让 使 有效 有力 牢牢把握 把握 发挥 充分发挥 围绕 立足于 本 比如 例如 包括 特别是 尤其是 及 等 以及`)

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

// describes: 支援期限为两年 states a fact.
func describes(t string) bool {
	i := strings.Index(t, "为")
	if i <= 0 || utf8.RuneCountInString(t) > 14 {
		return false
	}
	next, _ := utf8.DecodeRuneInString(t[i+3:])
	return next >= '0' && next <= '9' || strings.ContainsRune("一二两三四五六七八九十", next)
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
		case r == '已' && strings.ContainsRune("对将把各的与和个项", prev): // 对已完工项目
		case r == '已' && !strings.HasPrefix(rest, "有") && prev != '而' && prev != '不':
			return true
		}
	}
	return false
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
