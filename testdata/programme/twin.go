package programme

import (
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
	"throughline/programme/plan"
)

var twinRegister = []entry{
	{code: "OFFICE", kind: "office", name: said{"Twinning Office of Port Larken and Vesmere", "拉肯港市与维斯米尔高地结对支援工作办公室"}},
	{code: "PL", kind: "prefecture", level: "prefecture", name: said{"City of Port Larken", "拉肯港市"}},
	{code: "PL-HLT", kind: "public_institution", level: "prefecture", parent: "PL", name: said{"Port Larken Health Service", "拉肯港市卫生局"}},
	{code: "PL-EDU", kind: "public_institution", level: "prefecture", parent: "PL", name: said{"Port Larken Schools Board", "拉肯港市教育局"}},
	{code: "PL-WAT", kind: "enterprise", parent: "PL", name: said{"Larken Water Works", "拉肯水务公司"}},
	{code: "PL-GRD", kind: "enterprise", parent: "PL", name: said{"Larken Grid", "拉肯电网公司"}},
	{code: "PL-HBR", kind: "enterprise", parent: "PL", name: said{"Port Larken Harbour Company", "拉肯港口公司"}},
	{code: "CO-FOOD", kind: "enterprise", name: said{"Quay Foods", "码头食品公司"}},
	{code: "CO-CABLE", kind: "enterprise", name: said{"Larken Cables", "拉肯线缆公司"}},
	{code: "CO-FREIGHT", kind: "enterprise", name: said{"Breakwater Freight", "防波堤货运公司"}},
	{code: "CO-DAIRY", kind: "enterprise", name: said{"Saltmarsh Dairy", "盐沼乳业公司"}},
	{code: "CO-PRINT", kind: "enterprise", name: said{"Northgate Printing", "北门印务公司"}},
	{code: "CO-INSURE", kind: "enterprise", name: said{"Lantern Insurance", "灯笼保险公司"}},
	{code: "CO-TIMBER", kind: "enterprise", name: said{"Tidal Timber", "潮汐木业公司"}},
	{code: "CO-BANK", kind: "enterprise", name: said{"Cobble Street Bank", "石板街银行"}},
	{code: "CO-FERRY", kind: "enterprise", name: said{"Gullwing Ferries", "鸥翼轮渡公司"}},
	{code: "CO-TEXTILE", kind: "enterprise", name: said{"Ropewalk Textiles", "绳道纺织公司"}},
	{code: "CO-SOFT", kind: "enterprise", name: said{"Pilot Software", "领航软件公司"}},
	{code: "VM", kind: "prefecture", level: "prefecture", name: said{"Vesmere Council", "维斯米尔议事会"}},
	{code: "VM-HLT", kind: "public_institution", level: "prefecture", parent: "VM", name: said{"Vesmere Health Office", "维斯米尔卫生处"}},
	{code: "VM-EDU", kind: "public_institution", level: "prefecture", parent: "VM", name: said{"Vesmere Schools Office", "维斯米尔教育处"}},
	{code: "VM-WRK", kind: "public_institution", level: "prefecture", parent: "VM", name: said{"Vesmere Works Bureau", "维斯米尔工程局"}},
	{code: "VM-ASH", kind: "county", level: "county", parent: "VM", name: said{"Ashwater District", "灰水区"}},
	{code: "VM-STF", kind: "county", level: "county", parent: "VM", name: said{"Stony Ford District", "石滩区"}},
	{code: "VM-HIL", kind: "county", level: "county", parent: "VM", name: said{"High Moor District", "高沼区"}},
	{code: "VM-LOW", kind: "county", level: "county", parent: "VM", name: said{"Low Pastures District", "下牧区"}},
	{code: "VM-COOP", kind: "firm", parent: "VM", name: said{"High Moor Wool Cooperative", "高沼羊毛合作社"}},
	{code: "VM-MILL", kind: "firm", parent: "VM", name: said{"Stony Ford Mill", "石滩磨坊"}},
	{code: "PUBLIC", kind: "community", name: said{"Public reading room", "公众阅览处"}},
}

var twinClasses = []class{
	{"COMPANIES", "provider", said{"Companies of the Port Larken group", "拉肯港市各企业"}, []string{"PL-WAT", "PL-GRD", "PL-HBR", "CO-FOOD", "CO-CABLE",
		"CO-FREIGHT", "CO-DAIRY", "CO-PRINT", "CO-INSURE", "CO-TIMBER", "CO-BANK", "CO-FERRY", "CO-TEXTILE", "CO-SOFT"}},
	{"DISTRICTS", "receiver", said{"Districts of Vesmere", "维斯米尔各区"}, []string{"VM-ASH", "VM-STF", "VM-HIL", "VM-LOW"}},
}

// twin is a twinning of two made-up places in its second year.
func twin(s *story) {
	s.on(-760)
	s.found(party.Programme{Code: "twin", Name: "Twinning of Port Larken and Vesmere", NameZH: "拉肯港市与维斯米尔高地结对支援工作", Zone: "UTC",
		Currency: "EUR", Languages: []string{"en", "zh"}, Illustrative: true}, string(words.EN), twinRegister, twinClasses)
	if s.err != nil {
		return
	}
	rules := plan.Shipped()
	rules.From = s.day(-760)
	rules.ReportEveryDays, rules.GraceDays, rules.SilentDays = 60, 20, 120
	rules.NoGo = []string{"offices", "vehicles", "debts"}
	rules.Shares = []plan.Share{{No: 1, Name: "People's livelihood", NameZH: "民生领域", Counts: "livelihood", Bound: "min", PerMille: new(600), Classes: []string{"grant"}, Waivable: true},
		{No: 2, Name: "Overheads", NameZH: "管理费用", Counts: "category", Categories: []string{"management"}, Bound: "max", Classes: []string{"grant"}}}
	s.did(s.plans.SetRules(s.ctx, s.as("office"), plan.SetRulesInput{Key: s.key(), Rules: rules}))
	period := s.period(plan.PeriodInput{Code: "PLAN-3", Name: "Third twinning plan", NameZH: "第三个结对支援规划期", From: s.day(-750), To: s.day(500), MidTerm: s.day(-15),
		Envelope: said{"1.2 million EUR a year, grants of the city; works of the companies beside it.", "每年120万欧元，为市级无偿援助；各企业工程另计。"}.slash()})
	s.pair("PL", "provider", "VM", "receiver", said{"The whole twinning", "全面结对"}, "prefecture")
	s.pair("PL-HLT", "health", "VM-HLT", "uplandhealth", said{"Health", "卫生"}, "prefecture")
	s.pair("PL-EDU", "schools", "VM-EDU", "uplandschools", said{"Schools", "教育"}, "prefecture")
	s.pair("PL-WAT", "provider@PL-WAT", "VM-WRK", "works", said{"Water", "供水"}, "prefecture")
	s.pair("PL-GRD", "grid", "VM-WRK", "works", said{"Power", "供电"}, "prefecture")
	changed(s)

	planned(s, period)

	m := s.meet(period)
	if s.err != nil {
		return
	}
	s.then(-298, func() { captured(s, m) })
	s.then(-296, func() { takenOn(s, m) })
	metBetween(s, m)
	followed(s, m)
	answered(s, m)
	placed(s)
	signed(s, m)
	s.tell()
}

// meeting is the third twinning conference with its texts and what came of it.
type meeting struct {
	conference ident.ID
	next       ident.ID // the fourth, still to come
	en, zh     conference.Source
	measures   map[string]ident.ID // by the name of their due date in the text
	batch      ident.ID            // signings of unknown number
}

// meetingDays are the days that the texts of the meeting and of the agreement
// name, counted from today.
var meetingDays = map[string]int{"held": -300, "nurses": 200, "schools": -45, "catalogue": -100, "springs": -30, "market": 120, "road": 20,
	"housing": -60, "desks": 75, "contact": 40,
	"ambulances": -130, "fridges": 160, "plant": 60, "generators": 30, "bridge": -70, "teachers": 60, "places": -20, "bus": 90, "apprentices": 240, "meters": 10}

// meet holds the second and the third conference and keeps the third's texts.
func (s *story) meet(period ident.ID) *meeting {
	m := &meeting{measures: map[string]ident.ID{}}
	desk := s.as("secretary")
	s.on(-700)
	second := s.made(conference.Noun)(s.meetings.Convene(s.ctx, desk, conference.ConveneInput{Key: s.key(), Lang: "en", Title: "Second Twinning Conference",
		Other: "第二次结对支援工作会议", From: s.day(-700), Place: said{"Port Larken", "拉肯港市"}.slash(), Period: period}))
	s.minute(second, said{"The second conference closed with all its measures settled.", "第二次会议的各项议定事项均已办结。"})
	s.did(s.meetings.Move(s.ctx, desk, "conference.issue", conference.MoveInput{Key: s.key(), Conference: second}))
	s.did(s.meetings.Move(s.ctx, desk, "conference.close", conference.MoveInput{Key: s.key(), Conference: second}))

	s.on(-299)
	m.conference = s.made(conference.Noun)(s.meetings.Convene(s.ctx, desk, conference.ConveneInput{Key: s.key(), Lang: "en",
		Title: "Third Twinning Conference of Port Larken and Vesmere", Other: "拉肯港市与维斯米尔高地第三次结对支援工作会议", From: s.day(-300),
		Place: said{"Ashwater", "灰水镇"}.slash(), Period: period, Predecessor: second}))
	m.en = s.source(m.conference, "en", 0)
	m.zh = s.source(m.conference, "zh", m.en.ID)
	s.attended(m)
	s.minute(m.conference, said{"The minutes follow the communique; each measure stands with its passage there.", "会议纪要以公报为准，各议定事项均附公报原文。"})
	m.next = s.made(conference.Noun)(s.meetings.Convene(s.ctx, desk, conference.ConveneInput{Key: s.key(), Lang: "en", Planned: true, Title: "Fourth Twinning Conference",
		Other: "第四次结对支援工作会议", From: s.day(45), Place: said{"Port Larken", "拉肯港市"}.slash(), Period: period, Predecessor: m.conference}))
	return m
}

// minute writes the minutes of a meeting and has a second person approve them.
func (s *story) minute(meeting ident.ID, text said) {
	s.did(s.meetings.Move(s.ctx, s.as("secretary"), "conference.minute", conference.MoveInput{Key: s.key(), Conference: meeting, Text: text.en + "\n\n" + text.zh}))
	s.did(s.meetings.Move(s.ctx, s.as("second"), "conference.finalise", conference.MoveInput{Key: s.key(), Conference: meeting}))
}

// source keeps one of the texts of the third conference.
func (s *story) source(meeting ident.ID, lang string, parallel ident.ID) conference.Source {
	t, err := readText("twinning", lang)
	s.fail(err)
	id := s.made(conference.SourceNoun)(s.meetings.AddSource(s.ctx, s.as("secretary"), conference.SourceInput{Key: s.key(), Conference: meeting,
		Title: t.Title, Publisher: t.Publisher, Side: t.Side, PublishedOn: s.day(-299), Lang: lang, Translated: "no", Parallel: parallel,
		MayStore: true, MayPublish: true, FileName: t.Name + ".txt", Text: s.dated(t.Body, lang, meetingDays)}))
	src, err := conference.GetSource(s.ctx, s.d.Read(), s.prog.ID, id)
	s.fail(err)
	return src
}

// quote finds a passage of a text, which must stand there once.
func (s *story) quote(src conference.Source, passage string) conference.Quote {
	q, err := src.Locate(s.dated(passage, src.Lang, meetingDays), "quote")
	s.fail(err)
	return q
}

// attended records who was there, who spoke, what was reported and visited.
func (s *story) attended(m *meeting) {
	desk := s.as("secretary")
	for _, a := range []struct{ part, person, office, organisation, party, quote string }{
		{"chair", "Edda Kling", "Head of the Twinning Office", "", "OFFICE", "Edda Kling, head of the Twinning Office, chaired the meeting"},
		{"speaker", "Maren Holt", "Mayor", "", "PL", "Maren Holt, Mayor of Port Larken"},
		{"speaker", "Jonas Vey", "Chair", "", "VM", "Jonas Vey, Chair of the Vesmere Council"},
		{"attendee", "", "Heads", "Companies of Port Larken and districts of Vesmere", "",
			"Heads of the companies of Port Larken and of the four districts of Vesmere attended."},
	} {
		s.did(s.meetings.Attend(s.ctx, desk, conference.AttendInput{Key: s.key(), Conference: m.conference, Part: a.part, Person: a.person,
			Office: a.office, Organisation: a.organisation, Party: s.orgs[a.party], Quote: s.quote(m.en, a.quote)}))
	}
	s.did(s.meetings.Speak(s.ctx, desk, conference.SpeakInput{Key: s.key(), Conference: m.conference, Kind: "thanks", Speaker: "Jonas Vey",
		OnBehalfOf: "Vesmere Council", Quote: s.quote(m.en, "Jonas Vey thanked the people of Port Larken for their help after the spring flood.")}))
	for _, r := range []struct{ quantity, quote string }{{"31 clinics", "31 clinics have been repaired"},
		{"212 teachers", "212 teachers of Vesmere have been trained in Port Larken"}} {
		s.did(s.meetings.Report(s.ctx, desk, conference.ReportInput{Key: s.key(), Conference: m.conference, Quantity: r.quantity, Quote: s.quote(m.en, r.quote)}))
	}
	s.did(s.meetings.Event(s.ctx, desk, conference.EventInput{Key: s.key(), Conference: m.conference, Kind: "exhibition", Day: s.day(-300),
		Who: "The participants", Quote: s.quote(m.en, "the participants visited an exhibition about the work of the past three years")}))
	s.did(s.meetings.RecordVisit(s.ctx, desk, conference.VisitInput{Key: s.key(), Conference: m.conference, Kind: "talk", From: s.day(-300),
		Parties: []conference.VisitParty{{Name: "Heads of the two health services"}}, Quote: s.quote(m.en, "the heads of the two health services held a talk about winter stocks")}))
}
