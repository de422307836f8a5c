package programme

import (
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
	"throughline/programme/plan"
)

// aidNames are the organisations of the founding case by code.
var aidNames = func() map[string]said {
	names := map[string]said{}
	for _, e := range aidRegister {
		names[e.code] = e.name
	}
	return names
}()

var aidRegister = []entry{
	{code: "OFFICE", kind: "office", name: said{"Programme Office", "支援工作办公室"}},
	{code: "SASAC", kind: "central_body", level: "central", real: true,
		name: said{"State-owned Assets Supervision and Administration Commission of the State Council", "国务院国有资产监督管理委员会"}},
	{code: "REGION", kind: "province", level: "province", real: true,
		name: said{"Government of the Tibet Autonomous Region", "西藏自治区人民政府"}},
	{code: "ENT-A", kind: "enterprise", name: said{"Enterprise A", "示例企业甲"}},
	{code: "ENT-B", kind: "enterprise", name: said{"Enterprise B", "示例企业乙"}},
	{code: "ENT-C", kind: "enterprise", name: said{"Enterprise C", "示例企业丙"}},
	{code: "ENT-D", kind: "enterprise", name: said{"Enterprise D", "示例企业丁"}},
	{code: "ENT-E", kind: "enterprise", name: said{"Enterprise E", "示例企业戊"}},
	{code: "ENT-F", kind: "enterprise", name: said{"Enterprise F", "示例企业己"}},
	{code: "FIRM-K", kind: "firm", name: said{"Receiving Firm K", "示例受援企业一"}},
	{code: "FIRM-L", kind: "firm", name: said{"Receiving Firm L", "示例受援企业二"}},
	{code: "CTY-M", kind: "county", level: "county", name: said{"County M", "示例受援县"}},
	{code: "DEP-N", kind: "public_institution", level: "county", parent: "CTY-M", name: said{"Receiving Department N", "示例受援部门"}},
	{code: "PUBLIC", kind: "community", name: said{"Public reading room", "公众阅览处"}},
}

var aidClasses = []class{
	{"CENTRAL", "provider", said{"The central enterprises", "中央企业"}, []string{"ENT-A", "ENT-B", "ENT-C", "ENT-D", "ENT-E", "ENT-F"}},
	{"DEPARTMENTS", "receiver", said{"All departments of the region", "全区各级各部门"}, []string{"CTY-M", "DEP-N"}},
	{"FIRMS", "receiver", said{"State-owned enterprises of the region", "区属国有企业"}, []string{"FIRM-K", "FIRM-L"}},
}

// aid is the founding case. Its board is empty: the conference awaits its text.
func aid(s *story) {
	s.on(-400)
	s.found(party.Programme{Code: "aid", Name: "Central enterprises' assistance to Tibet", NameZH: "中央企业援藏工作", Zone: "Asia/Shanghai",
		Currency: "CNY", Languages: []string{"en", "zh"}}, string(words.ZH), aidRegister, aidClasses)
	if s.err != nil {
		return
	}
	rules := plan.Shipped()
	rules.From = s.day(-400)
	rules.GraceDays, rules.SilentDays = 15, 120
	s.did(s.plans.SetRules(s.ctx, s.as("office"), plan.SetRulesInput{Key: s.key(), Rules: rules}))
	period := s.period(plan.PeriodInput{Code: "FYP-14", Name: "14th Five-Year Plan", NameZH: "“十四五”规划", From: "2021-01-01", To: "2025-12-31"})

	s.on(-390)
	s.pair("ENT-A", "quayfoods", "CTY-M", "receiver", said{"Power supply and communications", "电力和通信"}, "county")
	s.pair("ENT-B", "provider", "FIRM-K", "firm", said{"Characteristic industries", "特色产业"}, "")
	s.pair("ENT-C", "cables", "DEP-N", "department", said{"Exchange of skilled people", "专业人才交流"}, "county")

	s.on(-30)
	held := s.made(conference.Noun)(s.meetings.Convene(s.ctx, s.as("secretary"), conference.ConveneInput{Key: s.key(), Lang: "zh",
		Title: "中央企业援藏工作会议和国资央企助力西藏高质量发展会议",
		Other: "Working Conference on Central Enterprises' Assistance to Tibet, with the Conference on Support for its High-quality Development",
		Place: said{"Lhasa", "拉萨"}.slash(), Period: period}))
	s.did(s.meetings.Convene(s.ctx, s.as("secretary"), conference.ConveneInput{Key: s.key(), Lang: "zh", Planned: true,
		Title: "下一次援藏工作会议（示例）", Other: "Next working conference (illustrative)", From: s.day(60), Predecessor: held}))
}

// period takes a plan period from its draft into force.
func (s *story) period(in plan.PeriodInput) ident.ID {
	id := s.made("plan.period")(s.plans.AddPeriod(s.ctx, s.as("office"), plan.AddInput{Key: s.key(), PeriodInput: in}))
	for _, step := range []struct{ login, verb string }{{"office", "plan.consult"}, {"leader", "plan.approve"}, {"office", "plan.begin"}} {
		s.did(s.plans.Step(s.ctx, s.as(step.login), plan.StepInput{Key: s.key(), Period: id, Verb: step.verb}))
	}
	return id
}
