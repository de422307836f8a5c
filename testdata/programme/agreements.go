package programme

import (
	"strings"

	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/agreement"
)

// article is one clause of the cooperation agreement and the promise made of
// it. Its name is also that of its due date in the text.
type article struct {
	name, number, kind, quote string
	title                     said
	provider, receiver        string // organisations
	recorded                  int    // the day on which the promise was recorded; 0 for no promise
	by                        string // who recorded it
	quantity, unit            string
	amount, class             string
	measure                   string // the duty it answers
	conditions, done          said
}

var articles = []article{
	{name: "ambulances", number: "1", kind: "commitment", quote: "The City of Port Larken delivers 12 ambulances to the Vesmere Council by {ambulances}.",
		title: said{"12 ambulances", "救护车12辆"}, provider: "PL", receiver: "VM", recorded: -285, by: "provider", quantity: "12", unit: "ambulances",
		done: said{"12 ambulances are registered in Vesmere.", "12辆救护车已在维斯米尔登记上牌。"}},
	{name: "fridges", number: "2", kind: "commitment", quote: "The City of Port Larken delivers vaccine refrigerators to 40 clinics of Vesmere by {fridges}.",
		title: said{"Vaccine refrigerators for 40 clinics", "为40所诊所配备疫苗冷藏柜"}, provider: "PL", receiver: "VM-HLT", recorded: -285, by: "provider",
		quantity: "40", unit: "clinics", done: said{"Each clinic has kept the right temperature for a month.", "各诊所冷藏温度已连续一个月达标。"}},
	{name: "plant", number: "3", kind: "commitment",
		quote: "Larken Water Works builds a water treatment plant at Ashwater with a capacity of 1,200 cubic metres a day by {plant}.",
		title: said{"Water treatment plant at Ashwater", "灰水镇水厂"}, provider: "PL-WAT", receiver: "VM", recorded: -284, by: "provider@PL-WAT",
		quantity: "1200", unit: "m³/day", measure: "plant", conditions: said{"Land and access road are provided before the works begin.", "开工前提供用地和进场道路。"},
		done: said{"The plant has passed its trial run.", "水厂已通过试运行。"}},
	{name: "bridge", number: "4", kind: "commitment", quote: "The City of Port Larken grants EUR 2,400,000.00 for the bridge at Stony Ford.",
		title: said{"Grant for the bridge at Stony Ford", "石滩桥无偿援助资金"}, provider: "PL", receiver: "VM", recorded: -284, by: "provider",
		amount: "2400000.00", class: "grant", done: said{"The last instalment has been received.", "末期款项已到账。"}},
	{name: "teachers", number: "5", kind: "commitment", quote: "The Port Larken Schools Board sends 24 teachers to Vesmere for one school year, until {teachers}.",
		title: said{"24 teachers for one school year", "选派教师24名，任教一学年"}, provider: "PL-EDU", receiver: "VM-EDU", recorded: -100, by: "schools",
		quantity: "24", unit: "teachers", done: said{"24 teachers have taught to the end of the year.", "24名教师已任教至学年结束。"}},
	{name: "places", number: "6", kind: "commitment", quote: "The Port Larken Health Service offers 300 training places to staff of the clinics by {places}.",
		title: said{"300 training places for clinic staff", "诊所人员培训名额300个"}, provider: "PL-HLT", receiver: "VM-HLT", recorded: -275, by: "health",
		quantity: "300", unit: "places", done: said{"300 people have taken a place.", "300人已参加培训。"}},
	{name: "bus", number: "7", kind: "commitment", quote: "The Port Larken Schools Board hands over a library bus by {bus}.",
		title: said{"A library bus", "图书流动车1辆"}, provider: "PL-EDU", receiver: "VM", recorded: -50, by: "schools", quantity: "1", unit: "bus",
		done: said{"The bus is registered in Vesmere.", "流动车已在维斯米尔登记上牌。"}},
	{name: "apprentices", number: "8", kind: "commitment", quote: "Larken Water Works grants 6 apprenticeships to young people of Vesmere by {apprentices}.",
		title: said{"6 apprenticeships at the water works", "水务公司学徒岗位6个"}, provider: "PL-WAT", receiver: "VM", recorded: -283, by: "provider@PL-WAT",
		quantity: "6", unit: "apprenticeships", done: said{"6 apprentices hold a contract.", "6名学徒已签订合同。"}},
	{name: "meters", number: "9", kind: "commitment", quote: "Larken Water Works installs 900 water meters in the lower town of Ashwater by {meters}.",
		title: said{"900 water meters in the lower town", "下城区水表900只"}, provider: "PL-WAT", receiver: "VM", recorded: -283, by: "provider@PL-WAT",
		quantity: "900", unit: "meters", done: said{"900 meters are read every month.", "900只水表按月抄表。"}},
	{name: "generators", number: "10", kind: "commitment", quote: "Larken Grid delivers 5 emergency generators to the Vesmere Council by {generators}.",
		title: said{"5 emergency generators", "应急发电机5台"}, provider: "PL-GRD", receiver: "VM", recorded: -110, by: "grid", quantity: "5", unit: "generators",
		done: said{"5 generators have run for an hour under load.", "5台发电机已带负荷运行一小时。"}},
	{name: "wool", number: "11", kind: "intention", quote: "The two sides intend to look into a joint venture for upland wool."},
	{name: "thanks", number: "12", kind: "courtesy", quote: "The two sides thank the Twinning Office for preparing this agreement."},
}

// signed is what was signed at the third conference, and what came of it.
func signed(s *story, m *meeting) {
	pact := &pact{promises: map[string]ident.ID{}}
	s.then(-297, func() { captureSignings(s, m, pact) })
	s.then(-293, func() { holdText(s, pact) })
	s.then(-291, func() { markClauses(s, pact) })
	for _, a := range articles {
		if a.recorded != 0 {
			s.then(a.recorded, func() { promise(s, m, pact, a) })
		}
	}
	spoken(s, pact)
	beside(s, m)
	built(s, m, pact)
	needed(s, pact)
	exempted(s, pact, m)
	amended(s, pact)
	creamery(s, m)
}

// amended is a change of the agreement that both parties have signed.
func amended(s *story, p *pact) {
	s.then(-45, func() {
		raw, err := files.ReadFile("agreement.en.txt")
		s.fail(err)
		text := strings.Replace(s.dated(string(raw), "en", meetingDays), "hands over a library bus by", "hands over a library bus, with a driver for one year, by", 1)
		id := s.made(agreement.AmendmentNoun)(s.deals.Amend(s.ctx, s.as("provider"), agreement.AmendInput{Key: s.key(), Agreement: p.id, From: s.day(-40),
			Summary: said{"The library bus comes with a driver for one year.", "图书流动车配备司机一年。"}.both(), File: &agreement.File{Name: "amendment.en.txt", Data: []byte(text)}}))
		s.did(s.deals.Consent(s.ctx, s.as("receiver"), agreement.ConsentInput{Key: s.key(), Agreement: p.id, Amendment: id, Ordinal: 2}))
	})
}

// creamery is a joint venture on its way: approved by both sides' word, and
// registered by the word of one. Another, for wool, is in talks.
func creamery(s *story, m *meeting) {
	var id ident.ID
	step := func(verb string, in agreement.StepInput) ident.ID {
		in.Key, in.Agreement, in.Verb = s.key(), id, verb
		return s.made(agreement.StepNoun)(s.deals.TakeStep(s.ctx, s.as("dairy"), in))
	}
	signer := func(org, side string) agreement.SigningParty {
		return agreement.SigningParty{Name: nameOf(org).en, Side: side, Party: s.orgs[org]}
	}
	s.then(-230, func() {
		id = s.made(agreement.Noun)(s.deals.Capture(s.ctx, s.as("dairy"), agreement.CaptureInput{Key: s.key(), Kind: "joint_venture", Lang: string(words.EN),
			Title: "Joint venture for an upland creamery", Other: "高地乳品厂合资合作", Conference: m.conference, SignedOn: s.day(-300), Illustrative: true,
			Parties: []agreement.SigningParty{signer("CO-DAIRY", "provider"), signer("VM-COOP", "receiver")}}))
		s.did(s.deals.Accept(s.ctx, s.as("cooperative"), agreement.MoveInput{Key: s.key(), Agreement: id}))
		approved := step("agreement.approve_venture", agreement.StepInput{Day: s.day(-250), Reference: said{"Board decision 14", "董事会第14号决议"}.slash()})
		s.did(s.deals.SettleStep(s.ctx, s.as("cooperative"), "agreement.confirm_step", agreement.SettleInput{Key: s.key(), Agreement: id, Step: approved}))
	})
	s.then(-60, func() {
		s.did(s.deals.Capture(s.ctx, s.as("provider"), agreement.CaptureInput{Key: s.key(), Kind: "joint_venture", Lang: string(words.EN), Drafting: true,
			Title: "Joint venture for upland wool", Other: "高地羊毛合资合作", Pairing: s.pairs["PL"], Illustrative: true,
			Parties: []agreement.SigningParty{signer("PL", "provider"), signer("VM", "receiver")}}))
	})
	s.then(-20, func() {
		step("agreement.register_venture", agreement.StepInput{Day: s.day(-24), Name: "High Moor Creamery", Identify: "HM-2071",
			Reference: said{"Register of companies, entry 2071", "公司登记簿第2071号"}.slash()})
	})
}

// pact is the cooperation agreement, its clauses and its promises by name.
type pact struct {
	id       ident.ID
	document ident.ID
	clauses  map[string]ident.ID
	promises map[string]ident.ID
}

// captureSignings records the three signings that the communique reports; the
// other side accepts each, and for the batch without names a second person of
// the office.
func captureSignings(s *story, m *meeting, p *pact) {
	signer := func(org, side string) agreement.SigningParty {
		return agreement.SigningParty{Name: nameOf(org).en, Side: side, Party: s.orgs[org]}
	}
	capture := func(in agreement.CaptureInput, title said, passage string) ident.ID {
		in.Key, in.Lang, in.Title, in.Other = s.key(), "en", title.en, title.zh
		in.Conference, in.Quote, in.SignedOn, in.Illustrative = m.conference, s.quote(m.en, passage), s.day(-300), true
		return s.made(agreement.Noun)(s.deals.Capture(s.ctx, s.as("secretary"), in))
	}
	accept := func(login string, id ident.ID) {
		s.did(s.deals.Accept(s.ctx, s.as(login), agreement.MoveInput{Key: s.key(), Agreement: id}))
	}
	p.id = capture(agreement.CaptureInput{Kind: "cooperation", Pairing: s.pairs["PL"], Period: "three years",
		Parties: []agreement.SigningParty{signer("PL", "provider"), signer("VM", "receiver")}},
		said{"Cooperation agreement on clinics, water and schools", "诊所、供水和学校合作协议"},
		"the City of Port Larken and the Vesmere Council signed a cooperation agreement on clinics, water and schools for three years")
	accept("receiver", p.id)
	line := capture(agreement.CaptureInput{Kind: "cooperation", Pairing: s.pairs["PL-GRD"],
		Parties: []agreement.SigningParty{signer("PL-GRD", "provider"), signer("VM-WRK", "receiver")}},
		said{"Agreement on the hill power line", "山区输电线路协议"}, "Larken Grid and the Vesmere Works Bureau signed an agreement on the hill power line")
	accept("works", line)
	m.batch = capture(agreement.CaptureInput{Kind: "cooperation", UnknownNumber: true},
		said{"Supply agreements of several companies with cooperatives", "多家企业与合作社的供货协议"},
		"Several companies of Port Larken signed supply agreements with cooperatives of Vesmere")
	accept("second", m.batch)
}

// nameOf finds an organisation of the twinning.
func nameOf(code string) said {
	for _, e := range twinRegister {
		if e.code == code {
			return e.name
		}
	}
	return said{}
}

// holdText keeps the agreement's text in both languages and lets it bind.
func holdText(s *story, p *pact) {
	for _, l := range words.Langs {
		name := "agreement." + string(l) + ".txt"
		raw, err := files.ReadFile(name)
		s.fail(err)
		text := s.dated(string(raw), string(l), meetingDays)
		s.did(s.deals.HoldText(s.ctx, s.as("provider"), agreement.HoldInput{Key: s.key(), Agreement: p.id,
			File: &agreement.File{Name: name, Data: []byte(text)}}))
	}
	s.did(s.deals.TakeEffect(s.ctx, s.as("office"), agreement.MoveInput{Key: s.key(), Agreement: p.id, Day: s.day(-290)}))
	docs, err := agreement.DocumentsOf(s.ctx, s.d.Read(), s.prog.ID, p.id)
	s.fail(err)
	for _, d := range docs {
		if d.Name == "agreement.en.txt" {
			p.document = d.ID
		}
	}
}

// markClauses splits the text; both sides accept how it was read, but for the
// articles whose promise the receiving side has yet to see.
func markClauses(s *story, p *pact) {
	p.clauses = map[string]ident.ID{}
	var read []ident.ID
	for _, a := range articles {
		id := s.made(agreement.ClauseNoun)(s.deals.Mark(s.ctx, s.as("secretary"), agreement.MarkInput{Key: s.key(), Agreement: p.id, Document: p.document,
			Quote: s.dated(a.quote, "en", meetingDays), Number: a.number, Kind: a.kind}))
		p.clauses[a.name] = id
		if a.name != "bus" {
			read = append(read, id)
		}
	}
	s.did(s.deals.AcceptClauses(s.ctx, s.as("receiver"), agreement.ClauseInput{Key: s.key(), Agreement: p.id, Clauses: read}))
	s.did(s.deals.AcceptClauses(s.ctx, s.as("provider"), agreement.ClauseInput{Key: s.key(), Agreement: p.id, Clauses: read}))
}

// promise records what an article promises.
func promise(s *story, m *meeting, p *pact, a article) {
	in := agreement.CommitInput{Key: s.key(), Title: a.title.en, Lang: "en", Other: a.title.zh, Clause: p.clauses[a.name], Measure: m.measures[a.measure],
		Provider: s.orgs[a.provider], Receiver: s.orgs[a.receiver], MoneyClass: a.class, Conditions: a.conditions.both(), DoneDefinition: a.done.both(),
		Illustrative: true, Entered: agreement.EnteredTerms{Lang: words.EN, Quantity: a.quantity, Unit: a.unit, Amount: a.amount, Due: s.day(meetingDays[a.name])}}
	if a.amount != "" {
		in.Entered.Currency = "EUR"
	}
	p.promises[a.name] = s.made(agreement.CommitmentNoun)(s.deals.Commit(s.ctx, s.as(a.by), in))
}
