package reading

import (
	"strings"
	"unicode/utf8"
)

// actorPrefix is the length of the actor a text begins with: a body, a group or
// a person, with something to do after it.
func actorPrefix(t string) int {
	if at := skipAdverbsZH(t); at > 0 && zhBodies.prefix(t) == 0 && verbPrefix(t[at:]) > 0 && !roleVerbAt(t[at:]) {
		return 0
	}
	if !roleVerbAt(t) && zhBodies.prefix(t) == 0 && (verbPrefix(t) > 0 || zhAdverbs.prefix(t) > 0 || circumstances.prefix(t) > 0 || prepositions.prefix(t) > 0) {
		return 0
	}
	best := 0
	runes := 0
	for i := range t {
		if runes > 40 {
			break
		}
		runes++
		if best == 0 && runes > 2 && i < len(t) {
			if n := breaks.prefix(t[i:]); n > 0 && !strings.HasPrefix(t[i:], "将军") && !strings.HasPrefix(t[i:], "能源") {
				if runes <= 9 && strings.HasPrefix(t[i:], "能") && nounish(t[:i]) {
					return i // 希望奉化能
				}
				if zhBodies.suffix(t[:i]) == 0 {
					return 0
				}
			}
		}
		if i == 0 || zhBodies.suffix(t[:i]) == 0 || strings.HasSuffix(t[:i], "全部") || runes < 3 && !zhBodies.words[t[:i]] {
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
			if officeEnd(t[:i]) && !regional(t[:i]) || zhAdverbs.prefix(rest) > 0 || acting.prefix(rest) > 0 {
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

// breaks end the search for an actor: what follows them is the action.
var breaks = newHanWords("能 能够 要 应 将 把 在 于 以 围绕 继续 进一步 持续 积极 加强 推动 推进 加快 促进 ，")

// nounish: a bare name of a place or body, 奉化, 西塬.
func nounish(t string) bool {
	n := utf8.RuneCountInString(t)
	return n >= 2 && n <= 8 && allHan(t) && verbPrefix(t) == 0 && zhAdverbs.prefix(t) == 0 && prepositions.prefix(t) == 0 && circumstances.prefix(t) == 0 && zhThings.suffix(t) == 0 && !strings.Contains(t, "的")
}

// zhThings act in no sentence: what they will do is a forecast.
var zhThings = newHanWords(`项目 工程 会议 活动 工作 建设 电站 资金 系统 平台 政策 措施 方案 规划 计划 经济 产业 市场 规模 水平 能力 发展 合作 成果 时间 情况 问题 版本 任务 事项 条件 因素 投资 机组 道路 大桥 数据 指标 下一步 届时 未来 今后 预计 本次 此次 这 此 那 其中 必 即 也 都 还 并 均`)

// roleVerbAt: 支援市每年, 责任单位要: a verb that is part of the actor's name.
func roleVerbAt(t string) bool {
	n := zhVerbs.prefix(t)
	if n == 0 || !roleVerbs[t[:n]] {
		return strings.HasPrefix(t, "责任") || strings.HasPrefix(t, "主要负责") || strings.HasPrefix(t, "重点企业")
	}
	for _, tail := range []string{"市", "方", "单位", "部门", "县", "省", "区", "人员", "地区", "小组"} {
		if strings.HasPrefix(t[n:], tail) && !strings.HasPrefix(t[n:], "市场") && !strings.HasPrefix(t[n:], "方案") && !strings.HasPrefix(t[n:], "方式") && !strings.HasPrefix(t[n:], "方面") && !strings.HasPrefix(t[n:], "区域") && !strings.HasPrefix(t[n:], "县域") && !strings.HasPrefix(t[n:], "市政") && !strings.HasPrefix(t[n:], "方法") {
			return true
		}
	}
	return false
}

var roleVerbs = wordSet("支援 受援 帮扶 援助 承办 牵头 主办 协办 实施 建设 施工 监理 管理 设计 采购 投资 运营 接收 派出 参与 配合 对接 试点 定点 结对 使用 申报 服务 供给 生产 经营 监督 审计")

// acting: what a subject is followed by when the verb comes later.
var acting = newHanWords("会后 会前 会上 感谢 欢迎 拥有 具有 地处 是 有 已 以 在 于 按 通过 对 把 将 向 与 要 应 须 从 给 为 结合 根据 到 赴 派 建")

func actsNext(rest string) bool {
	return zhVerbs.prefix(rest) > 0 || acting.prefix(rest) > 0 || zhAdverbs.prefix(rest) > 0 || timePrefixZH(rest) > 0 || strings.HasPrefix(rest, "等")
}

func regional(t string) bool {
	r, _ := utf8.DecodeLastRuneInString(t)
	return strings.ContainsRune("市县区省州镇乡旗盟国团司", r)
}

func officeEnd(t string) bool {
	r, _ := utf8.DecodeLastRuneInString(t)
	return strings.ContainsRune("局委厅办部署心司团院室科处队会", r)
}

// actorAt is the length of the actor a text begins with, a person who was there
// included.
func (r *reader) actorAt(t string) int {
	if n := actorPrefix(t); n > 0 {
		return n
	}
	if n := r.namedAt(t); n > 0 && actsNext(t[n:]) {
		return n
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
	return zhBodies.suffix(t) > 0 || allNames(t)
}

// allNames: 李雷, or 李雷、韩梅梅.
func allNames(t string) bool {
	parts := strings.FieldsFunc(t, func(r rune) bool { return r == '、' || r == '和' || r == '与' || r == '，' })
	for _, p := range parts {
		if !nameZH(p) {
			return false
		}
	}
	return len(parts) > 0
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
	if last, _ := utf8.DecodeLastRuneInString(t); strings.ContainsRune("区市县省镇乡局厅办组队站所", last) {
		return false
	}
	given := utf8.RuneCountInString(t[s:])
	return given >= 1 && given <= 2
}

// zhNotName: words that begin like a name and are none.
var zhNotName = newHanWords(`会议 时间 地点 议题 主持 出席 列席 记录 单位 部门 高度 重点 全体 公司 方案 安全 文件 平台 万元 成员 任务 任何 白天 金额 石油 常委 常务 成果 关于 马上 毛利 和平 国家 程序 方面 方式 方法 水平 江河 钱款 党委 党组
	经济 经验 项目 路线 车辆 华侨 田间 温度 古镇 连续 宁可 宣传 幸福 应当 应该 于是 由于 全国 全省 全市 全县 全州 全区 全年 全部 全面 国务院 国资委 区政府 双方 各方 中心 南方 北方 东方 西方 平时 平均 万人 万户 千瓦 成效 成绩 向阳 席位 时限 时候 丁香
	申请人 申报 主席 计划 和谐 白皮书 关键 章程 计算 路径 路由 管理 管线 管委会 解决 解释 祝贺 安排 安置 安装 容量 盛况 边界 边境 祖国 经理 经费 高校 高速 高新区 金融 金属 石头 水务 水利 党员 干部 群众 易地 武装 方便 万一 全员 项目组 工作组
	介绍 背景 说明 备注 结论 建议 意见 问题 讨论 总结 进展 议程 附件 日期 主题 原因 目标 风险 责任 成本 印发 抄送 抄报 主送 签发 编号 申请 项目部 应急 相关 有关 相应 都要 计委 时刻 农业 农村 农民 通信 通讯 高质量 高标准 高水平 支部 支队 文化 文旅 云计算 车间 明年 年内 连接 卫生 卫健 司法 商务 国土 林业 林草 宗教 纪检 武警 农牧`)
