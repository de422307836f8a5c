package reading

import "strings"

// noteWords are the phrases that make a clause a note. Thought comes first: a
// clause about thought, loyalty, belief or identity is never a duty, whatever
// else it says.
var noteWords = []struct {
	reason NoteReason
	en, zh []string
}{
	{NoteThought, []string{
		"spirit of", "important discourse", "important speech", "important instruction", "ideolog", "thought on ", "political awareness", "political responsib",
		"political judg", "political understanding", "political execution", "political stance", "political conviction", "political integrity", "political consciousness", "political position",
		"loyal", "patriot", "great cause", "national unity", "ethnic unity", "unity of the nation", "unity of the motherland", "reunification of the", "sense of identity", "sense of belonging", "sense of community",
		"national identity", "cultural identity", "consciousness", "four confidence", "two safeguards", "two upholds", "two establishes", "keep in mind", "bear in mind", "cherish",
		"ideals", "conviction", "core values", "faith in", "hearts and minds", "national spirit", "guiding thought", "party's leadership", "party leadership", "leadership of the party",
		"sense of pride", "belief", "allegiance", "\"two ", "\"three ", "\"four ", "\"five ", "“two ", "“three ", "“four ", "“five ", "study and understand", "study and implement", "deeply understand", "profoundly understand",
		"great banner"},
		[]string{
			"重要讲话", "重要指示", "重要论述", "重要批示", "思想为指导", "主义思想", "意识", "政治站位", "政治责任", "政治判断", "政治领悟", "政治执行", "政治建设", "政治纪律", "政治自觉", "政治担当",
			"两个维护", "两个确立", "四个自信", "“两个", "“四个", "忠诚", "信念", "信仰", "初心", "使命感", "责任感", "认同", "民族团结", "统一思想", "提高认识", "党的领导", "意识形态", "爱国", "感恩",
			"牢记", "铭记", "思想和行动", "思想认识", "学习贯彻", "党中央集中统一", "思想自觉", "行动自觉", "精神实质", "弘扬", "价值观", "理想", "思想政治", "凝聚共识", "大局观", "核心要义",
			"深刻认识", "充分认识", "深刻领会", "深刻理解", "深刻把握", "部署要求上来", "部署上来", "主题教育", "党性", "国之大者", "大国之", "“三个"}},
	{NoteCourtesy, []string{"thank", "gratitude", "congratulat", "pay tribute", "paid tribute", "express appreciation", "expressed appreciation", "condolence", "warm welcome", "sympathy"},
		[]string{"感谢", "谢意", "祝贺", "致敬", "热烈欢迎", "表示欢迎", "问候", "敬意", "哀悼"}},
	{NoteSupport, []string{"continue to support", "continue to care", "support each other", "continue our close cooperation", "continue their close cooperation", "continue close cooperation",
		"continue to cooperate", "continue to work together", "continue their dialogue", "continue our dialogue", "maintain close communication", "continue supporting", "continue to attach", "continue to stand",
		"remain committed", "continue working together", "continue to deepen friend", "keep in close touch", "maintain close contact", "continue to work closely"},
		[]string{"继续关心支持", "一如既往", "继续支持", "继续关心", "相互支持", "多关心", "大力支持", "给予更多支持", "继续给予", "保持密切沟通", "保持沟通", "密切沟通", "加强沟通联系"}},
	{NoteManner, []string{"give full play", "giving full play", "full play to", "make full use of the advantage", "take full advantage", "give play to", "bring into play", "based on the principle", "in a spirit of", "guided by", "under the guidance of"},
		[]string{"充分发挥", "发挥好", "积极发挥", "更好发挥", "发挥自身", "发挥优势", "为指导", "为抓手", "为契机", "为引领", "为主线", "为目标", "为导向", "为重点", "为牵引", "为统领", "为根本", "作为新起点", "作为重要", "作为首要", "作为契机", "作为抓手", "优势互补"}},
	{NoteExhortation, []string{
		"raise their awareness", "raise awareness of the importance", "raise our awareness", "raise its awareness", "strengthen responsib", "strengthen their responsib", "strengthen the sense", "sense of responsib", "sense of urgency", "sense of mission",
		"strengthen organizational leadership", "strengthen organisational leadership", "strengthen leadership", "strengthen overall planning", "greater contribution", "new contribution", "further contribution", "make contribution", "positive contribution", "due contribution", "greater efforts", "better job", "redouble",
		"spare no effort", "great importance", "high importance", "take responsibility", "take on responsib", "shoulder", "work hard", "stand together", "one heart", "down-to-earth", "strive for excellence", "set an example",
		"play an active role", "play a leading role", "play a greater role", "be confident", "importance of", "seize the opportun",
		"strengthen confidence", "unite as one", "keep up the good work", "maintain the momentum", "be vigilant", "never forget", "do their utmost", "do our utmost", "high sense", "hand in hand", "remain vigilant", "judged by", "bright future", "brighter future", "stay united"},
		[]string{
			"高度重视", "担起责任", "压实责任", "责任担当", "担当作为", "强化担当", "勇于担当", "密切配合", "协调配合", "加强组织领导", "组织领导", "狠抓落实", "真抓实干", "再接再厉", "珍惜", "绷紧", "弦", "抓实抓好", "打造一流", "决策部署", "落地见效", "落到实处", "落地生根", "一流营商环境", "作贡献", "作出贡献", "做出贡献", "更大贡献", "新贡献", "积极贡献",
			"形成合力", "合力", "民生福祉", "迈进", "放在首位", "重中之重", "摆在", "扛起", "扛牢", "肩负", "担负", "各司其职", "各负其责", "前列", "贡献力量", "新台阶", "新高度", "更高水平", "新成效", "下大力气", "坚定信心", "信心", "增强责任", "强化责任", "敢于担当", "主动作为", "积极作为", "狠下功夫", "埋头苦干", "久久为功", "开拓创新", "与时俱进", "争先创优", "走在前", "开创", "谱写", "新篇章",
			"总负责", "负总责", "亲自抓", "一把手", "主体责任", "责任意识", "攻坚克难", "迎难而上", "再创佳绩", "新局面", "多作贡献", "更上一层楼", "再上新台阶", "抓紧抓好", "抓实抓细", "抓细抓实", "抓好落实", "见行动", "见实效", "振奋精神", "鼓足干劲",
			"加强党", "全面从严治党", "砥砺前行", "奋勇", "团结一心", "同心协力", "齐心协力", "共创", "共谱", "坚持以", "坚持把"}},
}

// noteOf says why a clause is only noted; ok is false when it may be a duty.
func noteOf(clause string, zh bool) (reason NoteReason, ok bool) {
	clause = lower(clause)
	if zh && strings.Contains(clause, "精神") && !containsAny(clause, "精神卫生", "精神文明", "精神病", "精神疾病", "精神损害", "精神残疾") {
		return NoteThought, true
	}
	if zh && strings.Contains(clause, "发挥") && containsAny(clause, "优势", "作用") {
		return NoteManner, true
	}
	for _, n := range noteWords {
		words := n.en
		if zh {
			words = n.zh
		}
		for _, w := range words {
			if strings.Contains(clause, w) {
				return n.reason, true
			}
		}
	}
	return "", false
}

func containsAny(t string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(t, w) {
			return true
		}
	}
	return false
}

// vagueVerbs with nothing but vague words after them ask for nothing that could
// be checked: "strengthen cooperation and coordination".
var vagueVerbs = wordSet(`strengthen deepen enhance expand promote improve increase reinforce further maintain foster consolidate advance boost intensify
	cultivate nurture develop continue broaden support encourage keep preserve cooperate coordinate communicate collaborate`)

var vagueWords = wordSet(`cooperation communication communications exchange exchanges coordination leadership ties relations relationship relationships unity friendship
	dialogue understanding responsibility responsibilities planning trust cohesion collaboration contacts contact partnership partnerships organizational
	organisational overall mutual bilateral friendly good and the their our its of in all at levels areas fields with each other close closer further
	more deeper better efforts work spirit solidarity confidence to between sides parties countries two both as a`)

// vagueEN reports whether a verb phrase is made of vague words only.
func vagueEN(t []token) bool {
	i := skipAdverbs(t, 0)
	if i >= len(t) || !vagueVerbs[t[i].low] {
		return false
	}
	for _, w := range t[i+1:] {
		if w.kind == 'n' || w.kind == 'w' && !vagueWords[w.low] && !vagueVerbs[w.low] && !adverbs[w.low] && !strings.HasSuffix(w.low, "ly") {
			return false
		}
	}
	return true
}
