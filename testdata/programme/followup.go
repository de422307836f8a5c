package programme

import (
	"throughline/kit/ident"
	"throughline/programme/agreement"
	"throughline/programme/decision"
	"throughline/programme/stocktake"
)

// followed is what became of the measures given to one lead.
func followed(s *story, m *meeting) {
	of := m.measures
	accept := func(day int, login, name string) {
		s.then(day, func() { s.move(login, "decision.accept", of[name], said{}) })
	}
	update := func(day int, login, name string, text, next said) {
		s.then(day, func() { s.update(login, of[name], text, next) })
	}
	claim := func(day int, login, name string, text said) {
		s.then(day, func() { s.claim(login, of[name], text) })
	}

	accept(-285, "health", "nurses")
	s.then(-280, func() {
		s.did(s.measures.NameCoLeads(s.ctx, s.as("secretary"), decision.CoLeadsInput{Key: s.key(), Measure: of["nurses"], CoLeads: []ident.ID{s.orgs["VM-HLT"]}}))
	})
	update(-200, "health", "nurses", said{"The first course has begun with 18 nurses.", "第一期培训班已开班，学员18人。"}, said{"The second course opens in spring.", "第二期拟于春季开班。"})
	update(-110, "health", "nurses", said{"34 nurses hold both certificates.", "34名护士已取得两门课程的结业证书。"}, said{"Twelve more sit the examination.", "另有12人参加考核。"})
	update(-25, "health", "nurses", said{"46 nurses hold both certificates.", "46名护士已取得两门课程的结业证书。"}, said{"The third course begins next month.", "第三期下月开班。"})

	accept(-285, "grid", "schools")
	update(-220, "grid", "schools", said{"The poles to the first school are up.", "通往第一所学校的电杆已架设完毕。"}, said{"String the line to it.", "下一步架线。"})
	update(-90, "grid", "schools", said{"Two schools are connected.", "两所学校已通电。"}, said{"The third follows when its transformers have come; they are late.", "第三所待变压器到货后接通，设备延期到货。"})

	s.then(-20, func() {
		s.putOff("grid", of["schools"], 120, said{"The maker of the transformers delivers three months late.", "变压器厂家推迟三个月交货。"})
	})

	accept(-290, "schools", "catalogue")
	update(-200, "schools", "catalogue", said{"Seven schools have a login.", "7所学校已开通账号。"}, said{"The other five follow.", "其余5所陆续开通。"})
	claim(-105, "schools", "catalogue", said{"All twelve schools have borrowed books; the list of loans is with the office.", "12所学校均已借阅图书，借阅清单已送办公室。"})
	s.then(-102, func() { s.move("second", "decision.verify", of["catalogue"], said{}) })
	s.then(-95, func() { s.move("secretary", "decision.close", of["catalogue"], said{}) })

	accept(-284, "provider@PL-WAT", "springs")
	update(-150, "provider@PL-WAT", "springs", said{"Nine of fourteen springs are surveyed.", "14处泉眼已勘查9处。"}, said{"Survey the upper valley.", "下一步勘查上游山谷。"})
	update(-60, "provider@PL-WAT", "springs", said{"The upper valley is closed by snow.", "上游山谷因积雪封路。"}, said{"Survey the five springs there in the thaw.", "融雪后勘查其余5处泉眼。"})
	s.then(-37, func() {
		reason := said{"Snow closes the upper valley. A survey in the thaw also gives the yield in spring.", "上游山谷积雪封路；待融雪后勘查还可测得春季水量。"}
		s.putOff("provider@PL-WAT", of["springs"], 60, reason)
	})
	s.then(-35, func() { s.grant("leader", of["springs"]) })

	accept(-284, "provider@PL-WAT", "plant")
	update(-60, "provider@PL-WAT", "plant", said{"The works are reported with the project.", "建设进展随项目报送。"}, said{"Bring in the pipes once the road is open.", "道路打通后管材进场。"})

	s.then(-58, func() {
		s.did(s.measures.Block(s.ctx, s.as("provider@PL-WAT"), decision.BlockInput{Key: s.key(), Measure: of["plant"], Unblocker: s.orgs["VM-WRK"],
			Ask: said{"Open the road as far as the upper gate, so that the pipes can be brought in.", "请将道路打通至上端入口，以便管材进场。"}.both()}))
	})

	s.then(-60, func() { s.assign(of["market"], "PL-HBR") })
	s.then(-50, func() {
		s.move("harbour", "decision.contest", of["market"], said{"The old quay was sold last year. We can open stalls at the ferry hall instead.",
			"老码头已于去年出售，我公司可改在轮渡大厅设摊。"})
	})

	accept(-285, "works", "road")
	update(-200, "works", "road", said{"The lower half is graded.", "下半段路基已平整。"}, said{"Blast the upper bend.", "下一步爆破上段弯道。"})
	claim(-40, "works", "road", said{"The road is open; photographs are with the office.", "道路已打通，照片已送办公室。"})
	s.then(-33, func() {
		s.move("secretary", "decision.return", of["road"], said{"The photographs show the lower half only. Please show a loaded lorry at the upper gate.",
			"照片仅反映下半段，请补充载重货车到达上端入口的照片。"})
	})

	accept(-284, "uplandschools", "housing")
	update(-180, "uplandschools", "housing", said{"Twenty flats are found.", "已落实住房20套。"}, said{"Sign for them with the teachers.", "与教师办理签收。"})
	claim(-50, "uplandschools", "housing", said{"All exchange teachers have signed for their flats.", "交流教师均已签收住房。"})
}

// exempted are nodes that do not apply, each on somebody's word.
func exempted(s *story, p *pact, m *meeting) {
	board := stocktake.Room{DB: s.d}
	say := func(code, node string, why said) {
		s.did(board.Exempt(s.ctx, s.as("office"), stocktake.ExemptInput{Key: s.key(), Code: code, Node: node, Why: why.both()}))
	}
	s.then(-28, func() {
		if len(s.d.Projectors) == 0 {
			return // no board is kept
		}
		places, err := agreement.GetCommitment(s.ctx, s.d.Read(), s.prog.ID, p.promises["places"])
		s.fail(err)
		say(places.Code, "project", said{"Courses are held in the existing school; nothing is built.", "培训在现有学校举办，不涉及建设项目。"})
		catalogue, err := decision.GetMeasure(s.ctx, s.d.Read(), s.prog.ID, m.measures["catalogue"])
		s.fail(err)
		say(catalogue.Code, "agreement", said{"Decided at the conference; nothing was signed for it.", "会议议定事项，未另行签署协议。"})
	})
}

// answered is what the members of the two classes answered: nine companies of
// fourteen, and three districts of four.
func answered(s *story, m *meeting) {
	plan := said{"Yearly plan, chapter on the twinning", "年度计划“结对支援”一章"}
	takeUp := func(day int, login, measure, org string, document said) {
		s.then(day, func() { s.takeUp(login, s.answers(m.measures[measure])[org], document) })
	}
	update := func(day int, login, measure, org string, text, next said) {
		s.then(day, func() { s.updateAnswer(login, s.answers(m.measures[measure])[org], text, next) })
	}
	claim := func(day int, login, measure, org string, text said) {
		s.then(day, func() { s.claimAnswer(login, s.answers(m.measures[measure])[org], text) })
	}
	judge := func(day int, login, verb, measure, org string, reason said) {
		s.then(day, func() { s.judge(login, verb, s.answers(m.measures[measure])[org], reason) })
	}
	adopted := said{"The plan with contact and support was adopted; a copy is with the office.", "写明联系人和支援内容的计划已通过，副本已送办公室。"}

	takeUp(-280, "provider@PL-WAT", "contact", "PL-WAT", plan)
	claim(-90, "provider@PL-WAT", "contact", "PL-WAT", adopted)
	judge(-85, "secretary", "decision.verify_answer", "contact", "PL-WAT", said{})
	takeUp(-270, "grid", "contact", "PL-GRD", plan)
	update(-60, "grid", "contact", "PL-GRD", said{"The plan is before the board.", "计划已提交董事会审议。"},
		said{"The board meets next month.", "董事会下月开会。"})
	takeUp(-260, "harbour", "contact", "PL-HBR", plan)
	takeUp(-250, "quayfoods", "contact", "CO-FOOD", plan)
	claim(-42, "quayfoods", "contact", "CO-FOOD", adopted)
	judge(-35, "secretary", "decision.verify_answer", "contact", "CO-FOOD", said{})
	takeUp(-240, "insurance", "contact", "CO-INSURE", plan)
	claim(-70, "insurance", "contact", "CO-INSURE", adopted)
	judge(-64, "secretary", "decision.return_answer", "contact", "CO-INSURE", said{"The copy names a contact but no support.", "所附副本只有联系人，没有支援内容。"})
	judge(-200, "printing", "decision.not_applicable", "contact", "CO-PRINT", said{"The company makes no yearly plan; it closes at the end of the year.",
		"本公司不编制年度计划，年底即停业。"})
	takeUp(-100, "cables", "contact", "CO-CABLE", plan)
	s.then(-40, func() { s.move("secretary", "decision.ask", m.measures["contact"], said{}) })
	takeUp(-38, "freight", "contact", "CO-FREIGHT", plan)
	takeUp(-36, "dairy", "contact", "CO-DAIRY", plan)
	claim(-12, "dairy", "contact", "CO-DAIRY", adopted)

	takeUp(-280, "ashwater", "desks", "VM-ASH", said{"Notice of the district office", "区政府办公室通告"})
	claim(-160, "ashwater", "desks", "VM-ASH", said{"The desk is open and on the list.", "接收窗口已开设并列入名单。"})
	judge(-155, "secretary", "decision.verify_answer", "desks", "VM-ASH", said{})
	takeUp(-270, "stonyford", "desks", "VM-STF", said{"Decision of the district council", "区议会决定"})
	update(-30, "stonyford", "desks", "VM-STF", said{"The new building is under roof.", "新楼已封顶。"},
		said{"The desk opens with it.", "接收窗口将随新楼启用。"})
	takeUp(-200, "highmoor", "desks", "VM-HIL", said{"Letter of the district", "区政府来函"})
	claim(-45, "highmoor", "desks", "VM-HIL", said{"The desk is named.", "接收单位已确定。"})
	judge(-38, "secretary", "decision.return_answer", "desks", "VM-HIL", said{"The name is not yet on the published list.", "该单位尚未列入公布名单。"})
}

func (s *story) assign(measure ident.ID, lead string) {
	s.did(s.measures.Assign(s.ctx, s.as("secretary"), decision.AssignInput{Key: s.key(), Measure: measure, Lead: s.orgs[lead]}))
}

func (s *story) move(login, verb string, measure ident.ID, reason said) {
	s.did(s.measures.Move(s.ctx, s.as(login), verb, decision.MoveInput{Key: s.key(), Measure: measure, Reason: reason.both()}))
}

func (s *story) update(login string, measure ident.ID, text, next said) {
	s.did(s.measures.Update(s.ctx, s.as(login), decision.ReportInput{Key: s.key(), Measure: measure, Text: text.both(), Next: next.both()}))
}

// putOff asks for a later date; grant says yes to it.
func (s *story) putOff(login string, measure ident.ID, day int, reason said) {
	s.did(s.measures.Propose(s.ctx, s.as(login), decision.ProposeInput{Key: s.key(), Measure: measure, Kind: decision.Defer, Due: s.day(day), Reason: reason.both()}))
}

func (s *story) grant(login string, measure ident.ID) {
	all, err := decision.ProposalsOf(s.ctx, s.d.Read(), s.prog.ID, measure)
	s.fail(err)
	s.did(s.measures.Settle(s.ctx, s.as(login), "decision.agree", decision.ProposalInput{Key: s.key(), Proposal: all[0].ID}))
}

func (s *story) claim(login string, measure ident.ID, text said) {
	s.did(s.measures.Claim(s.ctx, s.as(login), decision.ReportInput{Key: s.key(), Measure: measure, Text: text.both()}))
}

// answers finds the answers to a measure by the code of the organisation.
func (s *story) answers(measure ident.ID) map[string]ident.ID {
	all, err := decision.AnswersOf(s.ctx, s.d.Read(), s.prog.ID, measure)
	s.fail(err)
	byCode := map[string]ident.ID{}
	for _, a := range all {
		byCode[a.PartyCode()] = a.ID
	}
	return byCode
}

func (s *story) takeUp(login string, answer ident.ID, document said) {
	s.did(s.measures.MoveAnswer(s.ctx, s.as(login), "decision.take_up", decision.AnswerInput{Key: s.key(), Answer: answer, Document: document.both()}))
}

func (s *story) judge(login, verb string, answer ident.ID, reason said) {
	s.did(s.measures.MoveAnswer(s.ctx, s.as(login), verb, decision.AnswerInput{Key: s.key(), Answer: answer, Reason: reason.both()}))
}

func (s *story) claimAnswer(login string, answer ident.ID, text said) {
	s.did(s.measures.ClaimAnswer(s.ctx, s.as(login), decision.ReportInput{Key: s.key(), Answer: answer, Text: text.both()}))
}

func (s *story) updateAnswer(login string, answer ident.ID, text, next said) {
	s.did(s.measures.UpdateAnswer(s.ctx, s.as(login), decision.ReportInput{Key: s.key(), Answer: answer, Text: text.both(), Next: next.both()}))
}
