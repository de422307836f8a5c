package programme

import (
	"strconv"

	"throughline/kit/ident"
	"throughline/programme/plan"
)

// planned is what the twinning has planned for this year, and which companies
// have said where they took the work into their own plans: most are silent.
func planned(s *story, period ident.ID) {
	s.then(-250, func() {
		for _, c := range []struct {
			login, org string
			kind       string
			doc, place said
		}{
			{"provider", "PL", plan.OwnPlan, said{"Port Larken City Plan", "《拉肯港市发展规划》"}, said{"chapter 6", "第六章"}},
			{"health", "PL-HLT", plan.OwnPlan, said{"Health Service Plan", "《卫生局工作规划》"}, said{"page 31", "第31页"}},
			{"provider@PL-WAT", "PL-WAT", plan.Strategy, said{"Water Works 2040", "《水务公司2040年战略》"}, said{"goal 5", "目标五"}},
			{"grid", "PL-GRD", plan.OwnPlan, said{"Grid Development Plan", "《电网发展规划》"}, said{"summary", "摘要"}},
		} {
			s.did(s.plans.Say(s.ctx, s.as(c.login), plan.SayInput{Key: s.key(), TakeUpInput: plan.TakeUpInput{Period: period, Party: s.orgs[c.org], Kind: c.kind,
				Document: c.doc.slash(), Place: c.place.slash()}}))
		}
		s.did(s.plans.Say(s.ctx, s.as("insurance"), plan.SayInput{Key: s.key(), TakeUpInput: plan.TakeUpInput{Period: period, Party: s.orgs["CO-INSURE"], Kind: plan.OwnPlan,
			NotApplicable: true, Why: said{"Its plan is made by the parent company abroad.", "规划由境外母公司制定。"}.slash()}}))
	})
	s.then(-240, func() {
		for _, c := range []struct{ login, org string }{{"receiver", "PL"}, {"uplandhealth", "PL-HLT"}} {
			s.did(s.plans.Judge(s.ctx, s.as(c.login), "plan.confirm_take_up", plan.JudgeInput{Key: s.key(), Period: period, Party: s.orgs[c.org], Kind: plan.OwnPlan}))
		}
		s.did(s.plans.Judge(s.ctx, s.as("works"), "plan.return_take_up", plan.JudgeInput{Key: s.key(), Period: period, Party: s.orgs["PL-GRD"], Kind: plan.OwnPlan,
			Reason: said{"Name the page: the line to Vesmere is not in the summary.", "请注明页码：摘要中没有通往维斯米尔的线路。"}.slash()}))
	})
	s.then(-200, func() { yearPlanned(s, period) })
	s.then(-20, func() {
		s.did(s.plans.Remind(s.ctx, s.as("office"), plan.RemindInput{Key: s.key(), Period: period, Parties: []ident.ID{s.orgs["CO-FOOD"], s.orgs["CO-BANK"]}, Due: s.day(10)}))
	})
}

// yearPlanned is the plan of this year, with an item that the period does not
// foresee.
func yearPlanned(s *story, period ident.ID) {
	office := s.as("office")
	year, _ := strconv.Atoi(string(s.day(0))[:4])
	id := s.made("plan.annual")(s.plans.DraftAnnual(s.ctx, office, plan.DraftAnnualInput{Key: s.key(), Period: period, Year: year}))
	for _, i := range []plan.ItemInput{
		{What: said{"Repair clinics of the four districts", "修缮四个区的诊所"}.slash(), Quantity: "12", Unit: said{"clinics", "所"}.slash(), Party: s.orgs["PL-HLT"]},
		{What: said{"Emergency bridge at Stony Ford", "石滩应急桥"}.slash(), OffPlan: true, Approver: said{"Vesmere Council, decision 14", "维斯米尔议事会第14号决定"}.slash(),
			Amount: "900000", MoneyClass: "grant", Party: s.orgs["PL"], Marks: plan.Marks{Livelihood: "yes", GrassRoots: "no", Category: "works"}},
	} {
		s.did(s.plans.PutItem(s.ctx, office, plan.PutItemInput{Key: s.key(), Annual: id, Lang: "en", Currency: s.prog.Currency, ItemInput: i}))
	}
	s.did(s.plans.StepAnnual(s.ctx, office, plan.AnnualStepInput{Key: s.key(), Annual: id, Verb: "plan.submit_annual"}))
	s.did(s.plans.StepAnnual(s.ctx, s.as("leader"), plan.AnnualStepInput{Key: s.key(), Annual: id, Verb: "plan.issue_annual"}))

	// What comes next is being drafted: the plan of one pairing, and the period after.
	next := s.made("plan.annual")(s.plans.DraftAnnual(s.ctx, s.as("health"), plan.DraftAnnualInput{Key: s.key(), Period: period, Year: year + 1, Pairing: s.pairs["PL-HLT"]}))
	s.did(s.plans.PutItem(s.ctx, s.as("health"), plan.PutItemInput{Key: s.key(), Annual: next, Lang: "en", Currency: s.prog.Currency,
		ItemInput: plan.ItemInput{What: said{"Nurses trained in Port Larken", "在拉肯港市培训护士"}.slash(), Quantity: "20", Unit: said{"nurses", "人"}.slash()}}))
	s.did(s.plans.AddPeriod(s.ctx, office, plan.AddInput{Key: s.key(), PeriodInput: plan.PeriodInput{Code: "PLAN-4", Name: "Fourth twinning plan", NameZH: "第四个结对支援规划期",
		From: s.day(501), To: s.day(1960)}}))
}
