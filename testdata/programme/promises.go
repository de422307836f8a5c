package programme

import (
	"context"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/agreement"
)

// say is one of the verbs with which a side speaks of a promise.
type say func(context.Context, ident.Actor, agreement.SayInput) (db.Done, error)

// spoken is what the two sides said of each promise, in their own words.
func spoken(s *story, p *pact) {
	speak := func(day int, verb say, login, name string, wording said) {
		s.then(day, func() {
			s.did(verb(s.ctx, s.as(login), agreement.SayInput{Key: s.key(), Commitment: p.promises[name], Wording: wording.both()}))
		})
	}
	r := &s.deals

	speak(-280, r.Acknowledge, "receiver", "ambulances", said{})
	s.then(-140, func() {
		note := said{"Twelve vehicles handed over at the ferry; the signed delivery note is attached.", "12辆车已在渡口交接，附签收单。"}
		slip := "Delivery note (sample)\n12 ambulances, received in good order.\n签收单（示例）\n救护车12辆，验收合格。\n"
		s.did(r.Claim(s.ctx, s.as("provider"), agreement.SayInput{Key: s.key(), Commitment: p.promises["ambulances"], Wording: note.both(),
			File: &agreement.File{Name: "delivery-note.txt", Data: []byte(slip)}}))
	})
	speak(-132, r.Confirm, "receiver", "ambulances", said{"Twelve ambulances are registered and in use.", "12辆救护车已登记上牌并投入使用。"})

	speak(-278, r.Acknowledge, "uplandhealth", "fridges", said{})
	speak(-278, r.Acknowledge, "receiver", "plant", said{})
	speak(-276, r.Acknowledge, "receiver", "bridge", said{})
	s.then(-70, func() {
		s.did(r.Propose(s.ctx, s.as("provider@PL-WAT"), agreement.ProposeInput{Key: s.key(), Commitment: p.promises["plant"], Kind: agreement.Defer, Due: s.day(150),
			Reason: said{"The access road is open in its lower half only; pipes cannot be brought up before it is.", "进场道路仅下半段可通行，管材暂无法运抵。"}.both()}))
	})
	s.then(-65, func() { s.agree("receiver", p.promises["plant"]) })

	s.then(-90, func() {
		words := said{"24 teachers at a time for the whole school year, not 24 in turn.", "整个学年同时在岗教师24名，而非轮流共24名。"}
		s.did(r.Correct(s.ctx, s.as("uplandschools"), agreement.SayInput{Key: s.key(), Commitment: p.promises["teachers"], Wording: words.both()}))
	})

	speak(-270, r.Acknowledge, "uplandhealth", "places", said{})
	speak(-40, r.Claim, "health", "places", said{"300 places were offered in five courses.", "五期培训共提供名额300个。"})
	speak(-30, r.Dispute, "uplandhealth", "places", said{"184 people took a place. The other places were offered in the weeks of the flood, when nobody could travel.",
		"实际参加184人，其余名额安排在洪水期间，人员无法前往。"})

	s.then(-280, func() {
		words := said{"6 apprenticeships of three years each, with lodging.", "学徒岗位6个，每人三年，提供住宿。"}
		s.did(r.Correct(s.ctx, s.as("receiver"), agreement.SayInput{Key: s.key(), Commitment: p.promises["apprentices"], Wording: words.both()}))
	})
	speak(-272, r.TakeWording, "provider@PL-WAT", "apprentices", said{"So it was meant.", "原意如此。"})

	speak(-270, r.Acknowledge, "receiver", "meters", said{})
	speak(-25, r.Claim, "provider@PL-WAT", "meters", said{"900 meters are installed.", "900只水表已安装完毕。"})
	speak(-18, r.ConfirmPartly, "receiver", "meters", said{"862 meters are read. 38 stand in empty houses without a connection.", "862只水表可抄表，另38只安装在无用户的空置房屋。"})
	s.then(-9, func() {
		s.did(r.Propose(s.ctx, s.as("provider@PL-WAT"), agreement.ProposeInput{Key: s.key(), Commitment: p.promises["meters"], Kind: agreement.Defer, Due: s.day(70),
			Reason: said{"The 38 houses are being let again; we connect each as people move in.", "38处房屋正重新出租，随住户入住逐户接通。"}.both()}))
	})

	speak(-104, r.Acknowledge, "receiver", "generators", said{})
	speak(-6, r.Claim, "grid", "generators", said{"Five generators stand in the five valley halls.", "5台发电机已安放在五个山谷会堂。"})
}

// agree takes up the open proposal about a promise.
func (s *story) agree(login string, promise ident.ID) {
	open, err := agreement.ProposalsOf(s.ctx, s.d.Read(), s.prog.ID, promise)
	s.fail(err)
	for _, o := range open {
		if o.State == agreement.Proposed {
			s.did(s.deals.Agree(s.ctx, s.as(login), agreement.ProposalInput{Key: s.key(), Proposal: o.ID}))
		}
	}
}

// beside are the agreements beside the large one: one named out of the batch,
// and one that still waits for the other side.
func beside(s *story, m *meeting) {
	signer := func(org, side string) agreement.SigningParty {
		return agreement.SigningParty{Name: nameOf(org).en, Side: side, Party: s.orgs[org]}
	}
	s.then(-240, func() {
		id := s.made(agreement.Noun)(s.deals.NameOut(s.ctx, s.as("dairy"), agreement.NameOutInput{Batch: m.batch, CaptureInput: agreement.CaptureInput{
			Key: s.key(), Kind: "cooperation", Lang: string(words.EN), Title: "Supply of upland milk", Other: "高地牛奶供货协议", SignedOn: s.day(-300),
			Parties: []agreement.SigningParty{signer("CO-DAIRY", "provider"), signer("VM-COOP", "receiver")}, Illustrative: true}}))
		s.did(s.deals.Accept(s.ctx, s.as("cooperative"), agreement.MoveInput{Key: s.key(), Agreement: id}))
	})
	s.then(-5, func() {
		s.did(s.deals.Capture(s.ctx, s.as("secretary"), agreement.CaptureInput{Key: s.key(), Kind: "other", Lang: string(words.EN),
			Title: "Exchange of letters on winter stocks", Other: "关于冬季物资储备的换文", Pairing: s.pairs["PL"], SignedOn: s.day(-8),
			Parties: []agreement.SigningParty{signer("PL", "provider"), signer("VM", "receiver")}, Illustrative: true}))
	})
}
