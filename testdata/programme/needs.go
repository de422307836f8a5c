package programme

import (
	"throughline/kit/ident"
	"throughline/programme/plan"
	"throughline/programme/project"
)

// needed is what Vesmere has asked for in its own words, and the repair of clinics
// that was put forward for its first need: it waits at the gate of the plan.
func needed(s *story, p *pact) {
	var warm ident.ID
	s.then(-40, func() {
		for i, n := range []struct {
			title, text said
			login, org  string
			sector      string
		}{
			{said{"Clinics that can be heated", "可供暖的诊所"}, said{"Twelve clinics close from December to March because they cannot be heated. People walk four hours to the next one.",
				"12所诊所因无法供暖，每年12月至次年3月关闭，群众就医须步行四小时。"}, "uplandhealth", "VM-HLT", "other"},
			{said{"Two midwives for High Moor", "高沼区助产士两名"}, said{"The nearest midwife is a day away when the pass is closed.", "封山期间最近的助产士在一天路程之外。"}, "uplandhealth", "VM-HLT", "people-exchange"},
			{said{"Mathematics teachers", "数学教师"}, said{"Four schools have had none for two years.", "4所学校已两年没有数学教师。"}, "uplandschools", "VM-EDU", "people-exchange"},
		} {
			id := s.made(project.NeedNoun)(s.works.RecordNeed(s.ctx, s.as(n.login), project.NeedInput{Key: s.key(), Title: n.title.slash(), Text: n.text.both(), Lang: "en",
				Receiver: s.orgs[n.org], Sector: n.sector, Illustrative: true}))
			if i == 0 {
				warm = id
			}
		}
	})
	s.then(-25, func() {
		rules, err := plan.LatestRules(s.ctx, s.d.Read(), s.prog.ID)
		s.fail(err)
		pack, _ := plan.FindPack("large")
		after := rules.Version
		rules.From, rules.Stages = s.day(-25), map[string][]plan.Stage{"soft": pack.On(rules).StagesOf("soft")}
		s.did(s.plans.SetRules(s.ctx, s.as("office"), plan.SetRulesInput{Key: s.key(), After: after, Rules: rules}))
	})
	s.then(-20, func() {
		id := s.made(project.Noun)(s.works.Start(s.ctx, s.as("health"), project.StartInput{Key: s.key(), Title: "Repair of twelve clinics", Lang: "en", Other: "12所诊所修缮",
			Track: "soft", Pairing: s.pairs["PL-HLT"], Implementer: s.orgs["PL-HLT"], Place: said{"Four districts of Vesmere", "维斯米尔四个区"}.slash(), From: s.day(60), To: s.day(240),
			Serves: []project.Serves{{Kind: project.Commitment, ID: p.promises["fridges"]}}, Illustrative: true,
			Milestones: []project.MilestoneInput{{Title: said{"Stoves and windows in six clinics", "6所诊所炉具和门窗更换"}.slash(), Baseline: s.day(150)}}}))
		s.did(s.works.Offer(s.ctx, s.as("health"), project.OfferInput{Key: s.key(), Project: id, Need: warm}))
		all, err := plan.ListAnnuals(s.ctx, s.d.Read(), s.prog.ID, plan.AnnualFilter{State: "issued"})
		s.fail(err)
		s.did(s.works.PutInPlan(s.ctx, s.as("office"), project.PlanItemInput{Key: s.key(), Project: id, Annual: all[0].Code, Item: 1}))
		s.step("health", "project.ask", id)
	})
}
