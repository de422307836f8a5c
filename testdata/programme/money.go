package programme

import (
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/ledger"
)

// paid is the money of the bridge: an instalment received and partly passed on and
// spent, one of which a little is missing, one on its way; a sum that nobody
// announced; and a statement that waits to be signed.
func paid(s *story, p *pact, works map[string]ident.ID) {
	euro := func(n int64) money.Amount { return money.Amount{Minor: n, Currency: "EUR"} }
	var first, second, passed ident.ID
	send := func(day int, minor int64, reference string) ident.ID {
		return s.made(ledger.Noun)(s.money.Send(s.ctx, s.as("provider"), ledger.SendInput{Key: s.key(), Route: ledger.ToReceiver, Commitment: p.promises["bridge"],
			Project: works["bridge"], Amount: euro(minor), Day: s.day(day), Reference: reference}))
	}
	receive := func(login string, id ident.ID, day int, minor int64, missing bool, note said) {
		in := ledger.AnswerInput{Key: s.key(), Transfer: id, Day: s.day(day), Amount: euro(minor), Missing: missing}
		if note.en != "" {
			in.Note = note.both()
		}
		s.did(s.money.Receive(s.ctx, s.as(login), in))
	}
	held := func(login string) ident.ID {
		all, err := ledger.BalancesOf(s.ctx, s.d.Read(), s.prog.ID, s.as(login).Organisation)
		s.fail(err)
		return all[0].ID
	}
	s.then(-200, func() {
		first = send(-201, 100_000_000, "PL-118")
		s.did(s.money.Allot(s.ctx, s.as("office"), ledger.AllotInput{Key: s.key(), Commitment: p.promises["bridge"], Project: works["bridge"], Amount: euro(180_000_000),
			Day: s.day(-200)}))
	})
	s.then(-196, func() { receive("receiver", first, -197, 100_000_000, false, said{}) })
	s.then(-190, func() {
		passed = s.made(ledger.Noun)(s.money.Send(s.ctx, s.as("receiver"), ledger.SendInput{Key: s.key(), Route: ledger.PassOn, Account: held("receiver"),
			To: s.orgs["VM-WRK"], Amount: euro(70_000_000), Day: s.day(-190)}))
	})
	s.then(-188, func() { receive("owner", passed, -188, 70_000_000, false, said{}) })
	s.then(-120, func() {
		s.did(s.money.Spend(s.ctx, s.as("owner"), ledger.SpendInput{Key: s.key(), Account: held("owner"), Amount: euro(52_000_000), Purpose: ledger.General,
			Day: s.day(-121), Reference: "WRK-77"}))
	})
	s.then(-60, func() { second = send(-61, 80_000_000, "PL-140") })
	s.then(-55, func() {
		receive("receiver", second, -57, 79_995_000, true, said{"EUR 50.00 less than announced.", "比通知金额少50.00欧元。"})
	})
	s.then(-25, func() {
		s.did(s.money.Draw(s.ctx, s.as("provider"), ledger.DrawInput{Key: s.key(), Pairing: s.pairs["PL"], To: words.Day(string(s.day(-25)[:8]) + "01").Add(-1)}))
	})
	s.then(-9, func() { send(-9, 30_000_000, "PL-163") })
	s.then(-5, func() {
		s.did(s.money.Arrive(s.ctx, s.as("receiver"), ledger.ArriveInput{Key: s.key(), Provider: s.orgs["PL"], Class: "grant", Amount: euro(1_200_000), Day: s.day(-6),
			Note: said{"No purpose on the bank slip.", "银行回单未注明用途。"}.both()}))
	})
}
