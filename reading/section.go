package reading

import (
	"strings"
	"unicode/utf8"
)

// section is what a heading or label says about the lines under it.
type section int

const (
	secNone     section = iota
	secOther            // some other heading: ends the one before
	secPeople           // who was there
	secAbsent           // who was not
	secChair            // who chaired
	secActions          // what is to be done, by whom
	secDecided          // what the meeting decided
	secTasks            // the measures of a notice or plan
	secAgenda           // what was on the agenda: nothing in it is a duty
	secProblems         // what goes wrong: no results stand there
	secDone             // what was approved or reached
	secDate
	secPlace
	secTitle
	secNext // the next meeting
	secOwner
	secDue
)

// sectionWords are looked up whole; a heading may also end or begin with them.
var sectionWords = map[section][]string{
	secPeople: {"present", "attendees", "attendance", "participants", "in attendance", "in attendance were", "also in attendance",
		"also present", "members present", "attending", "attended", "those present", "people present", "list of participants", "delegates",
		"与会人", "与会人员", "与会者", "参会人", "参会人员", "参会", "参加人员", "参加人", "出席", "出席人员", "出席人", "出席会议", "列席", "列席人员", "列席人", "参会单位", "与会单位",
		"参会嘉宾", "到会人员", "参加", "参加会议人员", "出席领导", "记录", "记录人", "记录员", "minutes taken by", "minute taker", "minutes", "on the call", "on call", "in the room", "those attending", "people present", "who was there", "roll call", "joined", "note taker", "secretary", "recorder"},
	secAbsent: {"apologies", "apologies for absence", "regrets", "absent", "absences", "excused", "not present", "sorry for absence", "sorry", "not available", "unavailable", "unable to attend", "could not attend", "not attending", "members absent", "apologies received",
		"缺席", "缺席人员", "请假", "请假人员", "未到", "未出席", "缺席人"},
	secChair: {"chair", "chairman", "chairperson", "chaired by", "chairwoman", "moderator", "facilitator", "led by", "meeting chair", "presiding", "presided by",
		"主持人", "主持", "会议主持", "会议主持人", "轮值主持人", "轮值主席", "召集人", "主席"},
	secActions: {"action items", "actions", "action points", "action list", "action log", "next steps", "todo", "to do", "to-do", "todos", "to-dos", "tasks",
		"follow-up", "follow up", "follow-ups", "follow-up actions", "action", "assignments", "open actions", "actions agreed", "agreed actions", "summary of actions", "action plan",
		"行动项", "行动计划", "待办", "待办事项", "遗留问题", "遗留事项", "下一步工作", "下一步计划", "下步工作", "下一步", "下步计划", "后续工作", "后续行动", "后续安排", "后续计划", "跟进事项", "跟踪事项",
		"任务分工", "任务清单", "工作安排", "督办事项", "督办事项清单", "工作任务", "任务分解", "任务分解表", "行动事项", "行动项清单", "下周计划", "本周计划", "下一步工作安排", "下一步工作计划", "工作计划"},
	secDecided: {"decisions", "decision", "resolutions", "resolution", "resolved", "agreed", "decided", "conclusions", "decisions taken", "commitments", "pledges", "recommendations", "conclusion",
		"决定", "会议决定", "决议", "会议决议", "议定事项", "会议议定", "会议议定事项", "会议结论", "结论", "会议要求", "议决事项", "形成决议", "建议"},
	secTasks: {"重点任务", "主要任务", "工作要求", "几点要求", "具体要求", "有关要求", "相关要求", "总体安排", "工作措施", "主要措施", "保障措施", "重点工作", "工作重点", "任务要求", "有关事项", "要求", "措施", "任务",
		"责任分工", "职责分工", "组织实施", "资金筹措", "资金保障", "实施步骤", "obligations", "undertakings", "measures", "requirements", "responsibilities", "joint undertakings"},
	secAgenda: {"agenda", "topics", "items on the agenda", "agenda items", "议程", "会议议程", "议题", "会议议题", "议题内容"},
	secDone: {"achievements", "completed", "done", "progress", "results", "approved", "adopted", "closed items", "completed actions",
		"工作成效", "主要成效", "成果", "已完成", "上周进展", "本周进展", "工作进展", "进展", "进展情况", "已完成事项", "上期进展"},
	secProblems: {"problems", "issues", "challenges", "risks", "存在问题", "主要问题", "存在的问题", "问题", "不足", "存在不足", "困难问题", "困难", "风险"},
	secDate:     {"date", "date and time", "time", "when", "meeting date", "时间", "日期", "会议时间", "会议日期", "开会时间"},
	secPlace:    {"place", "venue", "location", "where", "地点", "会议地点", "开会地点"},
	secTitle:    {"meeting", "subject", "title", "会议名称", "会议主题", "会议"},
	secNext:     {"next meeting", "date of next meeting", "next call", "下次会议", "下次例会", "下一次会议", "下次会议时间"},
	secOwner: {"owner", "responsible", "assignee", "who", "assigned to", "lead", "by whom", "person responsible", "responsible party", "responsibility", "lead agency", "action by", "owners", "responsible person",
		"责任单位", "责任人", "负责人", "责任部门", "牵头单位", "牵头部门", "承办单位", "主办单位", "负责单位", "负责部门", "执行人", "跟进人", "办理单位", "责任主体", "牵头责任单位", "经办人", "担当"},
	secDue: {"due", "deadline", "due date", "by when", "when due", "target date", "timeline", "completion date", "date due", "timeframe", "time limit", "due by", "completion",
		"完成时限", "完成时间", "时限", "截止日期", "截止时间", "办理时限", "完成日期", "截止", "时间节点", "计划完成时间", "要求完成时间", "办结时限", "时间要求", "期限"},
}

var sectionByWord = func() map[string]section {
	m := map[string]section{}
	for s, words := range sectionWords {
		for _, w := range words {
			m[w] = s
		}
	}
	return m
}()

// sectionOf tells which section a heading or label opens.
func sectionOf(t string) section {
	if len(t) > 160 {
		return secNone
	}
	t = strings.ToLower(strings.Trim(strings.TrimSpace(t), ":：*#_。. 【】[]()（）"))
	t = strings.TrimPrefix(t, "the ")
	if s, ok := sectionByWord[t]; ok {
		return s
	}
	if strings.ContainsFunc(t, isHan) { // Participants 与会人
		if s, ok := sectionByWord[strings.TrimLeft(t, "abcdefghijklmnopqrstuvwxyz ")]; ok {
			return s
		}
	}
	if n := utf8.RuneCountInString(t); chinese(t) && n <= 14 {
		return sectionByEdge(t)
	}
	return sectionByWords(t)
}

// sectionByEdge: 会议议定事项如下, 下一步重点工作安排.
func sectionByEdge(t string) section {
	t = strings.TrimSuffix(strings.TrimSuffix(t, "如下"), "情况")
	for _, cut := range []string{"关于", "会议", "本次", "主要"} {
		t = strings.TrimPrefix(t, cut)
	}
	if s, ok := sectionByWord[t]; ok {
		return s
	}
	r := []rune(t)
	for n := min(len(r)-1, 6); n >= 2; n-- {
		if s, ok := sectionByWord[string(r[len(r)-n:])]; ok && s != secPeople && s != secTitle && s != secDate {
			return s
		}
		if s, ok := sectionByWord[string(r[:n])]; ok && (s == secActions || s == secPeople && len(r)-n <= 2) {
			return s
		}
	}
	return secNone
}

// sectionByWords: "Board members in attendance were", "Grants approved",
// "Obligations of the city".
func sectionByWords(t string) section {
	words := strings.Fields(t)
	if len(words) == 0 || len(words) > 7 {
		return secNone
	}
	for n := min(len(words), 4); n >= 1; n-- {
		for _, part := range []string{strings.Join(words[:n], " "), strings.Join(words[len(words)-n:], " ")} {
			if s, ok := sectionByWord[part]; ok && s != secTitle && s != secDate && (n > 1 || edgeWord[part]) {
				return s
			}
		}
	}
	if strings.Contains(t, "attendance") || strings.Contains(t, "present were") || strings.Contains(t, "attended") {
		return secPeople
	}
	return secNone
}

// edgeWord: one such word at the edge of a heading is enough.
var edgeWord = wordSet(`attendees participants apologies regrets actions decisions resolutions approved completed achievements
	obligations commitments undertakings pledges todo absent`)

// wordSet makes a set of the words in a text.
func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
