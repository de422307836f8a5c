package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sectorWords name the objects of each sector. The first-named object of a
// measure decides; of two at one place the longer. "other" stands for objects
// that are named and belong to none.
var sectorWords = map[string]struct{ en, zh []string }{
	"infrastructure-power": {
		[]string{"power", "electric", "energy", "gas", "lng", "heating", "coal", "oil", "fuel", "grid", "hydropower", "hydroelectric", "boiler", "generation", "photovoltaic", "pipeline", "interconnector", "heat pump", "turbine", "nuclear", "substation", "transmission line", "fossil fuel", "wind farm", "solar", "wind turbine", "offshore wind", "floating wind", "wind power", "hydro plant", "electrif", "blackout", "meter", "charging station", "district heat", "kv", "shutdown of the cable", "power cut"},
		[]string{"电力", "电网", "供电", "用电", "发电", "输电", "变电", "电站", "电厂", "风电", "光伏", "水电", "核电", "能源", "煤", "天然气", "燃气", "石油", "油气", "供热", "供暖", "采暖", "储能", "风光储", "新能源", "装机", "千瓦", "用能", "保供", "电价", "充电", "电气化", "供热管网", "电线", "充电桩", "抽水蓄能", "油价", "千伏", "电缆"}},
	"infrastructure-communications": {
		[]string{"software", "hosting", "host server", "data", "it service", "it system", "server", "website", "telecom", "communication", "broadband", "internet", "digital", "network", "fibre", "fiber", "optical", "5g", "portal", "backup", "script", "database", "app ", "cyber", "repository", "code", "api", "open source", "metadata", "platform", "cloud", "computing", "artificial intelligence", "security guideline", "ticket", "patch", "cable", "computer", "laptop", "wifi", "wi-fi", "mobile phone", "mobile network", "mobile telecom", "phone", "radio", "e-mail", "mailing list", "electronic", "online", "e-government", "information system", "satellite", "firmware", "bug", "pull request", "deploy", "virtual", "video call", "webcast", "press portal", "3g", "4g", "6g", "base station", "call centre", "hotline"},
		[]string{"通信", "通讯", "基站", "光缆", "光纤", "宽带", "网络", "软件", "数据", "信息化", "信息系统", "数字化", "数字经济", "智慧", "服务器", "代码", "版本", "分支", "接口", "补丁", "账号", "架构", "机房", "5g", "云平台", "云计算", "镜像", "构建", "issue", "测试环境", "测试", "缓存", "用户", "访客", "上线", "部署环境", "文档", "仓库", "平台开发", "人工智能", "算力", "iso", "ci", "系统升级", "readme", "备份", "跨境光缆", "访问", "虚拟化", "开源", "限流", "灰度", "压力测试", "回滚", "脚本", "缺陷", "校验工具", "接口", "电子政务", "卫星", "信号", "视频会议", "app", "小程序", "网站", "门户", "运维", "升级", "漏洞", "清洗规则", "大数据", "区块链", "芯片", "机架", "智算", "数据中心", "光网", "云服务", "信息平台", "4g", "6g", "热线"}},
	"industry": {
		[]string{"industr", "enterprise", "company", "companies", "factory", "factories", "trade", "manufactur", "business", "invest", "joint venture", "tourism", "market", "export", "import", "steel", "processing plant", "product", "supply chain", "commerce", "commercial", "sme", "private sector", "cold storage", "workshop", "brand", "customs", "tariff", "cold store", "warehouse", "shop", "artisan", "craft", "textile", "mining", "mine", "machinery", "logistics", "startup", "start-up", "incubator", "entrepreneur", "innovation", "industrial park", "trading house", "value chain", "special economic zone", "duty-free", "free zone", "export procedure"},
		[]string{"产业", "企业", "园区", "加工", "贸易", "招商", "投资兴业", "引进企业", "冷链", "冷库", "龙头", "品牌", "市场", "销售", "旅游", "制造", "工业", "合资", "营商", "仓储", "进口", "出口", "闲置土地", "车间", "开发区", "商贸", "消费", "物流", "供应链", "检疫", "合作项目", "文旅", "投资", "产业园", "商超", "入驻", "考察投资", "商会", "招商引资", "制造业", "矿", "化工", "建材", "纺织", "外贸", "跨境电商", "电商", "直播", "展销", "特色产业", "药业", "中药材", "藏药", "酒店", "景区", "农投", "研发", "专利", "科技成果", "创新中心", "展销会", "博览会", "展会", "推介会"}},
	"finance": {
		[]string{"fund", "budget", "grant", "loan", "financ", "tax", "audit", "credit", "insurance", "subsid", "cost", "account", "payment", "fee", "donation", "sponsor", "cash", "bank", "pledge", "contribut", "reserve", "debt", "bond", "usd", "eur ", "aside", "charges", "expenditure", "spending", "capital", "fundrais", "precept", "invoice", "pay ", "rent", "price", "tranche", "financial", "interest rate", "treasur", "reimburs", "allowance", "money", "instalment", "fiscal", "revenue", "income", "insurer", "franc", "euro", "dollar", "pound", "rouble", "crown", "lottery", "membership fee", "tariff study"},
		[]string{"资金", "贷款", "融资", "补助", "补贴", "信贷", "预算", "付款", "税", "审计", "拨付", "金融", "保险", "专户", "财政", "基金", "债券", "经费", "截留", "捐", "支付", "资本", "担保", "信用", "票价", "费用", "收费", "结算", "核算", "报销", "债务", "利率", "所需经费", "配套资金", "让利", "减免", "授信", "现金", "股权", "入股", "资产", "确权登记", "清查", "财务", "账目", "拨款", "万元", "亿元", "维修基金", "报价"}},
	"employment": {
		[]string{"employ", "job", "workforce", "worker", "recruit", "vocational", "apprentice", "labour", "labor", "hire", "hiring", "skill", "wage", "local staff", "training cent", "job cent", "career", "internship", "trainee", "unemploy", "staffing", "pension"},
		[]string{"就业", "劳务", "用工", "岗位", "招聘", "招用", "技能", "培训", "务工", "工资", "职业", "毕业生", "创业", "劳动力", "稳岗", "农民工", "求职", "劳动", "实习", "见习", "工匠", "驾驶员", "社会保险", "集中培训"}},
	"poverty-rural": {
		[]string{"poverty", "rural", "village", "farmer", "farm", "agricultur", "crop", "irrigation", "livelihood", "development aid", "resettle", "harvest", "livestock", "smallholder", "rice", "maize", "wheat", "seed", "cattle", "herder", "food", "nutrition", "orchard", "dairy", "greenhouse farm", "fertile", "land reform", "smallholder", "hunger", "relief", "slum", "water user", "drip kit", "grazing", "beekeep"},
		[]string{"脱贫", "扶贫", "乡村", "农村", "农业", "农民", "农户", "牧民", "牧区", "搬迁", "农产品", "农特产品", "种植", "养殖", "帮扶", "农房", "危房", "灌溉", "稻种", "粮食", "低收入", "入住", "住房", "困难群众", "农田", "耕地", "消费帮扶", "农特产", "冷水鱼", "水产", "畜牧", "牛羊", "青稞", "大棚", "高标准农田", "防返贫", "返贫", "共同富裕", "村集体", "合作社", "救助", "困难家庭", "饮水安全", "民房", "安置", "养殖场", "肉牛", "肉羊", "农牧民", "屠宰", "牧场", "种子", "化肥", "农机", "良种", "种养业", "饲草", "茶园", "果园", "蔬菜"}},
	"environment-climate": {
		[]string{"emission", "climate", "carbon", "green", "ecolog", "environment", "pollut", "waste", "sewage", "sanitation", "nitrate", "fertilis", "fertiliz", "mangrove", "tree", "forest", "biodivers", "conservation", "water quality", "erosion", "recycl", "net zero", "paris agreement", "temperature", "greenhouse", "decarbon", "protected area", "clean energy", "clean and renewable", "renewable", "wetland", "treatment plant", "flood", "energy efficiency", "energy transition", "fishing", "quota", "fish stock", "scrubber", "methane", "ozone", "plastic", "river", "wildlife", "species", "soil", "desert", "drought", "clean air", "air quality", "noise", "willow", "garden", "litter", "nature", "landscape", "compost", "peat", "oak", "planting", "catch limit", "cod", "herring", "seedling", "orchid", "coral", "reef", "beach", "erosion", "flooding", "water management", "levee", "dike", "river gauge", "dam ", "stormwater", "landfill", "rubbish", "garbage", "hazardous"},
		[]string{"生态", "环保", "环境保护", "环境治理", "污水", "垃圾", "排放", "碳", "绿色", "低碳", "减排", "节能", "污染", "森林", "草原", "湿地", "水土", "造林", "植树", "绿化", "大气", "水质", "红线", "气候", "生物多样性", "清洁能源", "防沙", "治沙", "通水", "水环境", "河道", "河长", "湖泊", "固废", "扬尘", "噪声", "荒漠", "退耕", "自然保护", "矿山修复", "新能源汽车", "光污染", "塑料", "清洁生产", "可再生", "育林", "水源", "垃圾分类", "河湖", "秸秆", "红树林", "生物多样", "绿道", "水库"}},
	"people-exchange": {
		[]string{"exchange of", "student", "pupil", "teacher", "cadre", "talent", "scholarship", "delegation", "think tank", "youth", "young engineer", "secondment", "staff exchange", "expert", "volunteer", "tournament", "nurse", "visiting team", "people-to-people", "host famil", "coach", "mutual visit", "doctor", "engineer", "exchange programme", "exchange program", "visitor", "trainer", "academ", "professor", "schoolchild", "homestay", "intern ", "lecturer", "researcher", "scholar", "choir", "sister-city exchange"},
		[]string{"干部", "人才", "教师", "医生", "医疗队", "互派", "选派", "挂职", "交往交流", "人员交流", "青年", "留学生", "专家", "智库", "支医", "支教", "轮换", "研修", "到岗", "互访", "友好交流", "人文交流", "学生交流", "志愿者", "骨干", "工程师", "技术人员", "骨干教师", "讲学", "跟岗", "访学", "进修", "院士", "科技特派员", "团组", "青少年", "夏令营", "备课", "跟岗", "送教", "名师", "友城", "友好城市", "代表团", "友城周", "奖学金", "园艺师", "派团", "医疗人才", "人才组团", "组团式"}},
	"governance-organisation": {
		[]string{"charter", "working group", "minutes", "plan", "follow-up", "committee", "commission", "task force", "steering", "secretariat", "monitor", "report", "review", "strategy", "coordinat", "contact officer", "liaison", "meeting", "law", "policy", "policies", "framework", "agenda", "statute", "by-law", "bylaw", "membership", "contract", "council", "board", "procedure", "guideline", "mandate", "roadmap", "permit", "legislation", "evaluation", "proposal", "land permit", "project manager", "conference", "survey", "resident", "regulation", "consultation", "forum", "discussion", "info session", "role and responsib", "legal advice", "call for", "quarterly return", "outcome", "official", "reporting", "standard", "newsletter", "publish", "approval", "chair", "election", "vote", "transparency", "audit committee", "indicator", "statistic", "register", "template", "mailing", "protocol", "press release", "figures", "template", "contact point", "coordinator", "proposals", "terms of reference", "memorandum", "statute", "tender procedure"},
		[]string{"方案", "规划", "计划", "机制", "制度", "章程", "小组", "工作组", "专班", "委员会", "指挥部", "联席会议", "督查", "督办", "通报", "报告", "联系人", "台账", "清单", "纪要", "考核", "评估", "备案", "统筹", "对接服务", "服务保障", "审批", "手续", "立法", "职责", "分工", "会商", "例会", "会议", "专窗", "政务服务", "梳理", "责任人", "协同", "协作", "讨论", "委员", "述职", "增选", "流程", "组织领导", "业务指导", "报送", "对口支援", "联合委员会", "章程", "实施方案", "台帐", "制定政策", "审定", "报批", "报审", "公布", "公示", "督导", "调度", "约谈", "问责", "牵头", "领导小组", "组建", "任务分解", "工作专班", "工作方案", "结对关系", "对接", "走访", "调研", "统计", "档案", "信息公开", "考评", "预案", "档案", "资料", "整改", "台账", "回头看", "反馈意见", "立项", "办法", "细则", "条例", "规程"}},
	"other": {
		[]string{"health", "clinic", "hospital", "school", "education", "water supply", "drinking water", "road", "bridge", "railway", "airport", "port ", "harbour", "fire safety", "safety", "culture", "sport", "housing", "crime", "defence", "military", "landmark project", "ferry", "ferries", "bus ", "buses", "train service", "train station", "railway", "station", "traffic", "speed", "pothole", "footpath", "drain", "medical", "medicine", "vaccine", "disease", "patient", "museum", "theatre", "festival", "concert", "mural", "football", "playground", "allotment", "duck", "grit", "salt", "parking", "lighting", "roof", "hall", "police", "fire ", "emergency", "rescue", "military", "border", "migration", "refugee", "drug", "crime", "terror", "human right", "language", "library", "archive", "cemetery", "church", "highway", "pavement", "building", "kindergarten", "university", "textbook", "shelter", "elderly", "disab", "child", "fair", "park", "stage", "performance", "brigade", "van", "uniform", "kitchen", "barrier", "drainage", "crane", "tram", "track", "pavement", "home", "maintenance work", "valve", "lift maintenance", "quiz", "bar ", "uniform", "costume"},
		[]string{"医院", "卫生", "医疗", "学校", "中小学", "教育", "公路", "道路", "桥梁", "铁路", "机场", "港口", "安全生产", "隐患", "文化", "体育", "征收", "用地", "拆迁", "合法权益", "供水", "饮水", "消防", "养老", "社保", "治安", "精品工程", "标志性工程", "校车", "车辆", "交通", "水厂", "管网", "会诊", "人民医院", "卫生院", "公厕", "残疾", "儿童", "老年", "文物", "赛事", "应急", "防汛", "地震", "边防", "诊疗", "门诊", "疫苗", "疾病", "药品", "幼儿园", "教学", "高校", "图书馆", "博物馆", "公园", "路灯", "停车", "电梯", "小区", "物业", "食品安全", "校园", "农贸市场", "殡葬", "信访", "公安", "航线", "航班", "班列", "码头", "隧道", "高速", "物资", "救灾", "教研", "公开课", "习作", "命题", "课程", "课题", "竞赛", "展演", "古迹", "塔吊", "排水", "动火", "上岗", "演练", "班前", "易燃", "施工", "工期", "招标", "土建", "食堂", "救护车", "电梯", "曳引机", "门禁", "车牌", "质量关", "占地", "旁站", "水库除险", "饮水"}},
}

// weakWords name the form of an action more than its object; they decide only
// where nothing else does.
var weakWords = wordSet(`membership hotline 报价 memorandum franc euro dollar pound rouble crown figures proposals template fair park stage van coordinator 万元 亿元 资料 办法 档案 立项 清查 plan strategy framework procedure law policy policies review regulation invest market business contract financ cost account contribut company companies enterprise import export
	product coordinat report monitor capital charges aside reserve meeting discussion mandate permit evaluation approval transparency project outcome official standard publish register online electronic price money income visitor chair station building speed child hall university salt food innovation nature school port consultation proposal build trade
	方案 规划 计划 制度 清单 投资 企业 市场 进口 出口 企业发展 机制 统筹 流程 讨论 会议 分工 职责 手续 评估 报告 工作方案 帮扶 牧区 牵头 升级 对接 走访 调研 统计 公布 审定 组建 高校 交通 资产 入驻 研发 减免 物资 服务 用户 测试 上线 构建 合作项目 对口支援 产业 项目 用地 财政 消费 访问 协作 考核`)

type sectorWord struct {
	word, sector string
	weak         bool
}

// sectorIndex holds the words by their first two bytes.
var sectorIndex = func() map[string][]sectorWord {
	m := map[string][]sectorWord{}
	for sector, w := range sectorWords {
		for _, list := range [][]string{w.en, w.zh} {
			for _, word := range list {
				m[word[:2]] = append(m[word[:2]], sectorWord{word, sector, weakWords[strings.TrimSpace(word)]})
			}
		}
	}
	return m
}()

// sectorsIn calls found for each sector word of a text, in order.
func sectorsIn(t string, found func(w sectorWord) (more bool)) {
	t = idioms.Replace(lower(t))
	prev := ' '
	for i := 0; i < len(t); {
		r, w := utf8.DecodeRuneInString(t[i:])
		if i+1 < len(t) && (r >= 0x80 || !unicode.IsLetter(prev) || prev >= 0x80) {
			best := sectorWord{}
			for _, sw := range sectorIndex[t[i:i+2]] {
				if len(sw.word) > len(best.word) && strings.HasPrefix(t[i:], sw.word) && wholeShort(t[i:], sw.word) {
					best = sw
				}
			}
			if best.word != "" {
				if !found(best) {
					return
				}
				i += len(best.word)
				prev = 'x'
				continue
			}
		}
		prev = r
		i += w
	}
}

// wholeShort: a Latin word of up to four letters counts whole or in the plural
// only, so that "port" is not found in "portfolio".
func wholeShort(t, word string) bool {
	if word[0] >= 0x80 || len(word) > 4 || strings.HasSuffix(word, " ") {
		return true
	}
	rest := strings.TrimPrefix(t[len(word):], "s")
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || !unicode.IsLetter(r) || r >= 0x80
}

// idioms hold a sector word without meaning it.
var idioms = strings.NewReplacer("good job", "", "better job", "", "take into account", "", "taking into account", "", "on account of", "", "account for", "", "in the light of", "", "in light of", "",
	"take place", "", "level playing field", "", "pave the way", "", "in place", "")

// administrative actions are follow-up: they move paper and people's time.
var adminEN = wordSet(`ask send write remind contact confirm discuss organise organize schedule arrange circulate review prepare draft report update raise figure get invite
	present share talk speak check look find call inform notify agree approve vote appoint set meet consult return follow clarify propose submit sign chase obtain book`)

var adminZH = newHanWords("讨论 联系 组织 汇报 沟通 确认 征求 通知 通报 反馈 协调 跟踪 跟进 督促 报送 上报 提交 提请 报 召开 明确 安排 梳理 统计 邀请 会商 研究")

func administrative(src *source, p stretch) bool {
	t := src.str(p)
	if chinese(t) {
		at, _ := verbAtZH(t)
		return adminZH.prefix(t[at:]) > 0 || adminZH.prefix(t) > 0
	}
	for i, w := range src.tokens(p) {
		if i < 8 && adminEN[w.low] {
			return true
		}
	}
	return false
}

// sectorOf is the sector of the first object a text names, and of the first weak
// word before any; "" for none.
func sectorOf(t string) (strong, weak string) {
	sectorsIn(t, func(w sectorWord) bool {
		if w.weak {
			if weak == "" {
				weak = w.sector
			}
			return true
		}
		strong = w.sector
		return false
	})
	return strong, weak
}

// topicOf is the sector a whole text is about: the one most named in its title
// and duties, when it stands out.
func (r *reader) topicOf() string {
	count := map[string]int{}
	all := 0
	add := func(t string, weight int) {
		sectorsIn(t, func(w sectorWord) bool {
			if !w.weak {
				count[w.sector] += weight
				all += weight
			}
			return true
		})
	}
	for i := range r.lines {
		if i > 2 {
			break
		}
		t := r.src.str(r.lines[i].stretch)
		add(t[:min(200, len(t))], 2)
	}
	for _, d := range r.duties {
		add(r.src.str(d.quote), 1)
	}
	for _, s := range Sectors() {
		if s != "other" && s != "finance" && s != "governance-organisation" && count[s] >= 6 && count[s]*2 >= all {
			return s
		}
	}
	return ""
}
