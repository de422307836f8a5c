package programme

import (
	"throughline/programme/conference"
)

// metBetween is what happened between the conferences: the minutes were issued,
// two health services met and agreed on a note of it, one company talked by
// itself, and the next conference was prepared.
func metBetween(s *story, m *meeting) {
	s.then(-295, func() {
		s.did(s.meetings.Move(s.ctx, s.as("office"), "conference.issue", conference.MoveInput{Key: s.key(), Conference: m.conference}))
	})
	s.then(-90, func() {
		visit := s.made(conference.VisitNoun)(s.meetings.RecordVisit(s.ctx, s.as("health"), conference.VisitInput{Key: s.key(), Kind: "visit", From: s.day(-92),
			To: s.day(-90), Place: said{"Ashwater clinic", "灰水镇卫生院"}.slash(), Pairing: s.pairs["PL-HLT"],
			Purpose: said{"Stocks for the winter", "冬季药品储备"}.slash()}))
		note := func(text said) {
			s.did(s.meetings.MoveVisit(s.ctx, s.as("health"), "conference.draft_note", conference.VisitMoveInput{Key: s.key(), Visit: visit, Text: text.en + "\n" + text.zh}))
		}
		note(said{"The clinics lack medicine for two months of snow.\nThe Health Service sends stocks for one month.",
			"大雪封路的两个月里，各卫生院药品不足。\n市卫生局提供一个月的储备。"})
		s.did(s.meetings.MoveVisit(s.ctx, s.as("uplandhealth"), "conference.return_note", conference.VisitMoveInput{Key: s.key(), Visit: visit,
			Reason: said{"Stocks for two months were spoken of.", "会谈时说的是两个月的储备。"}.slash()}))
		note(said{"The clinics lack medicine for two months of snow.\nThe Health Service sends stocks for two months.",
			"大雪封路的两个月里，各卫生院药品不足。\n市卫生局提供两个月的储备。"})
		s.did(s.meetings.MoveVisit(s.ctx, s.as("uplandhealth"), "conference.agree_note", conference.VisitMoveInput{Key: s.key(), Visit: visit}))
	})
	s.then(-30, func() {
		s.did(s.meetings.RecordVisit(s.ctx, s.as("provider@PL-WAT"), conference.VisitInput{Key: s.key(), Kind: conference.Internal, From: s.day(-31),
			Parties: []conference.VisitParty{{Name: "PL-WAT"}}, Purpose: said{"Crews for next year's springs", "明年泉水工程的施工队"}.slash()}))
	})
	s.then(-15, func() {
		s.did(s.meetings.Invite(s.ctx, s.as("secretary"), conference.InviteInput{Key: s.key(), Conference: m.next, Lines: []string{"PL, " + said{"Mayor", "市长"}.slash(), "VM, " + said{"Chair", "主席"}.slash()},
			Group: s.groups["DISTRICTS"]}))
		for _, item := range []conference.AgendaInput{
			{Title: said{"What the third conference left open", "第三次会议未办结事项"}.slash(), Presenter: said{"Twinning Office", "结对支援工作办公室"}.slash(), Minutes: 40},
			{Title: said{"Medicine for the winter", "冬季药品储备"}.slash(), Presenter: said{"Both health services", "双方卫生部门"}.slash(), Minutes: 20, Link: "/visits/VIS-002"},
		} {
			item.Key, item.Conference = s.key(), m.next
			s.did(s.meetings.SetAgendaItem(s.ctx, s.as("secretary"), item))
		}
	})
}
