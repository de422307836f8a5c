package programme

import (
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/programme/project"
)

// work is a project with its milestones: when each was due, claimed and
// verified, in days from today; 0 is not yet.
type work struct {
	name          string
	title, where  said
	summary       said
	track, sector string
	pair          string
	implementer   string // organisation
	by            string // who speaks for it
	checker       string // who verifies
	start         int    // recorded and begun
	to            int
	estimate      int64 // in cents; 0 is none
	serves        []string
	steps         []step
	finished      int // finished, and closed a few days later
}

type step struct {
	title                  said
	baseline               int
	claimed, verified      int
	note                   said
	forecastOn, forecastTo int
}

var works = []work{
	{name: "cold chain", title: said{"Cold chain for 40 clinics", "40所诊所冷链建设"}, where: said{"Vesmere", "维斯米尔"},
		summary: said{"Refrigerators, a spare for each district and the training to run them.", "配备冷藏柜、各区备用设备并开展使用培训。"},
		track:   "soft", sector: "other", pair: "PL-HLT", implementer: "PL-HLT", by: "health", checker: "uplandhealth", start: -250, to: 155, serves: []string{"fridges"},
		steps: []step{
			{title: said{"Order placed", "完成采购"}, baseline: -220, claimed: -222, verified: -218, note: said{"Ordered from two makers.", "已向两家厂商下单。"}},
			{title: said{"First 20 clinics", "前20所诊所"}, baseline: -60, claimed: -62, verified: -55, note: said{"20 clinics run; temperatures are read daily.", "20所诊所已启用，每日记录温度。"}},
			{title: said{"All 40 clinics", "全部40所诊所"}, baseline: 150},
		}},
	{name: "water plant", title: said{"Water treatment plant, Ashwater", "灰水镇水厂工程"}, where: said{"Ashwater", "灰水镇"},
		summary: said{"1,200 cubic metres a day from the springs above the town.", "取用上游泉水，日处理能力1,200立方米。"},
		track:   "works", sector: "environment-climate", pair: "PL-WAT", implementer: "PL-WAT", by: "provider@PL-WAT", checker: "works", start: -240, to: 150,
		estimate: 315_000_000, serves: []string{"plant"},
		steps: []step{
			{title: said{"Design approved", "设计批复"}, baseline: -180, claimed: -182, verified: -175, note: said{"Approved without conditions.", "已批复，无附加条件。"}},
			{title: said{"Foundations", "基础工程"}, baseline: -90, claimed: -78, verified: -70, note: said{"Finished twelve days late after frost.", "因霜冻推迟十二天完成。"}},
			{title: said{"Pipes brought up", "管材进场"}, baseline: -20, forecastOn: -64, forecastTo: 45},
			{title: said{"Trial run", "试运行"}, baseline: 140},
		}},
	{name: "bridge", title: said{"Bridge at Stony Ford", "石滩桥"}, where: said{"Stony Ford", "石滩区"},
		summary: said{"A bridge for lorries in place of the ford.", "新建可通行货车的桥梁，取代原过水路面。"},
		track:   "works", sector: "other", pair: "PL", implementer: "VM-WRK", by: "owner", checker: "provider", start: -250, to: 60,
		estimate: 480_000_000, serves: []string{"bridge"},
		steps: []step{
			{title: said{"Abutments", "桥台"}, baseline: -150, claimed: -152, verified: -145, note: said{"Both abutments stand.", "两侧桥台已完成。"}},
			{title: said{"Deck", "桥面"}, baseline: -50, claimed: -48, note: said{"The deck is cast; the load test is booked.", "桥面已浇筑，荷载试验已预约。"}},
			{title: said{"Open to traffic", "通车"}, baseline: 50},
		}},
	{name: "catalogue", title: said{"Shared library catalogue", "共享图书目录"}, where: said{"Twelve schools of Vesmere", "维斯米尔12所学校"},
		summary: said{"One catalogue and a van twice a month.", "统一目录，每月两次送书。"},
		track:   "soft", sector: "people-exchange", pair: "PL-EDU", implementer: "PL-EDU", by: "schools", checker: "uplandschools", start: -280, to: -100,
		serves: []string{"catalogue"}, finished: -108,
		steps: []step{
			{title: said{"Seven schools", "前7所学校"}, baseline: -200, claimed: -205, verified: -198, note: said{"Seven schools borrow.", "7所学校已开始借阅。"}},
			{title: said{"Twelve schools", "全部12所学校"}, baseline: -110, claimed: -112, verified: -109, note: said{"Twelve schools borrow.", "12所学校已开始借阅。"}},
		}},
	{name: "flood", title: said{"Repair of the ferry road after the flood", "洪水后渡口道路修复"}, where: said{"Low Pastures", "下牧区"},
		summary: said{"Three hundred metres of embankment.", "修复路堤三百米。"}, track: "works", sector: "other", pair: "PL", implementer: "VM-WRK",
		start: -15, to: 120, estimate: 42_000_000,
		steps: []step{{title: said{"Embankment", "路堤"}, baseline: 80}}},
}

// built is how the works went.
func built(s *story, m *meeting, p *pact) {
	ids := map[string]ident.ID{}
	for _, w := range works {
		var id ident.ID
		milestones := map[int]ident.ID{}
		s.then(w.start, func() {
			id = s.begin(w, m, p)
			ids[w.name] = id
			all, err := project.MilestonesOf(s.ctx, s.d.Read(), s.prog.ID, id)
			s.fail(err)
			for _, one := range all {
				milestones[one.Ordinal-1] = one.ID
			}
		})
		for i, st := range w.steps {
			move := func(day int, verb func(project.MilestoneMoveInput) error) {
				if day != 0 {
					s.then(day, func() { s.fail(verb(project.MilestoneMoveInput{Key: s.key(), Milestone: milestones[i]})) })
				}
			}
			move(st.forecastOn, func(in project.MilestoneMoveInput) error {
				in.Day = s.day(st.forecastTo)
				_, err := s.works.Forecast(s.ctx, s.as(w.by), in)
				return err
			})
			move(st.claimed, func(in project.MilestoneMoveInput) error {
				in.Day, in.Note = s.day(st.claimed), st.note.both()
				_, err := s.works.Claim(s.ctx, s.as(w.by), in)
				return err
			})
			move(st.verified, func(in project.MilestoneMoveInput) error {
				_, err := s.works.Verify(s.ctx, s.as(w.checker), in)
				return err
			})
		}
		if w.finished != 0 {
			s.then(w.finished, func() { s.step(w.by, "project.finish", id) })
			s.then(w.finished+6, func() { s.step(w.checker, "project.close", id) })
		}
	}
	situated(s, ids)
	leaves(s, ids)
	altered(s, ids)
	cared(s, ids)
	paid(s, p, ids)
}

func (s *story) step(login, verb string, id ident.ID) {
	s.did(s.works.Move(s.ctx, s.as(login), verb, project.MoveInput{Key: s.key(), Project: id}))
}

// begin records a project and begins it; the one that serves no promise is for
// the office to approve, and waits.
func (s *story) begin(w work, m *meeting, p *pact) ident.ID {
	in := project.StartInput{Key: s.key(), Title: w.title.en, Lang: "en", Other: w.title.zh, Track: w.track, Sector: w.sector, Pairing: s.pairs[w.pair],
		Implementer: s.orgs[w.implementer], Place: w.where.slash(), Summary: w.summary.both(), From: s.day(w.start), To: s.day(w.to), Illustrative: true}
	if w.estimate != 0 {
		in.Estimate = &money.Amount{Minor: w.estimate, Currency: "EUR"}
	}
	for _, name := range w.serves {
		if id, promised := p.promises[name]; promised {
			in.Serves = append(in.Serves, project.Serves{Kind: project.Commitment, ID: id})
		}
		if id, asked := m.measures[name]; asked {
			in.Serves = append(in.Serves, project.Serves{Kind: project.Measure, ID: id})
		}
	}
	for _, st := range w.steps {
		in.Milestones = append(in.Milestones, project.MilestoneInput{Title: st.title.slash(), Baseline: s.day(st.baseline)})
	}
	by := w.by
	if len(w.serves) == 0 {
		by = "office"
		in.OffPlanReason = said{"The flood came after the plan; the ferry is the only way to two villages.", "洪水发生在规划之后，渡口是两个村庄的唯一通道。"}.both()
	}
	id := s.made(project.Noun)(s.works.Start(s.ctx, s.as(by), in))
	if len(w.serves) > 0 {
		s.step(w.by, "project.begin", id)
	}
	return id
}
