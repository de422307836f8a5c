package programme

import (
	"throughline/kit/money"
	"throughline/programme/decision"
)

// duty is one thing the third conference asked for. Its name is also that of
// its due date in the text; due tells whether the text gives one.
type duty struct {
	name, quote               string
	title                     said
	kind, grade, sector, side string
	pair, lead, group, second string // the other side's second acceptance: who gives it
	due                       bool
	quantity                  *money.Quantity
	done                      said
}

var duties = []duty{
	{name: "nurses", quote: "The Port Larken Health Service shall train 60 nurses of Vesmere in cold storage and first aid by {nurses}.",
		title: said{"Train 60 nurses in cold storage and first aid", "培训60名护士（冷藏保管和急救）"}, kind: "decision", grade: "must", sector: "people-exchange",
		side: "provider", pair: "PL-HLT", lead: "PL-HLT", second: "health", due: true, quantity: &money.Quantity{N: 60, Unit: "nurses"},
		done: said{"60 nurses hold the certificate of both courses.", "60名护士取得两门课程的结业证书。"}},
	{name: "schools", quote: "Larken Grid shall connect the three hill schools to the power line by {schools}.",
		title: said{"Connect the three hill schools to the power line", "三所山区学校接通电网"}, kind: "decision", grade: "must", sector: "infrastructure-power",
		side: "provider", pair: "PL-GRD", lead: "PL-GRD", second: "grid", due: true, quantity: &money.Quantity{N: 3, Unit: "schools"},
		done: said{"Each school has drawn power from the line for thirty days.", "各校已连续用电满三十天。"}},
	{name: "catalogue", quote: "The Port Larken Schools Board shall open a shared library catalogue to the twelve schools of Vesmere by {catalogue}.",
		title: said{"Open a shared library catalogue to the twelve schools", "向12所学校开放共享图书目录"}, kind: "decision", grade: "must", sector: "people-exchange",
		side: "provider", pair: "PL-EDU", lead: "PL-EDU", second: "schools", due: true, quantity: &money.Quantity{N: 12, Unit: "schools"},
		done: said{"All twelve schools have borrowed a book through it.", "12所学校均已通过该目录借阅图书。"}},
	{name: "springs", quote: "Larken Water Works shall survey the springs above Ashwater by {springs}",
		title: said{"Survey the springs above Ashwater", "勘查灰水镇上游泉水"}, kind: "decision", grade: "must", sector: "environment-climate",
		side: "provider", pair: "PL-WAT", lead: "PL-WAT", second: "provider@PL-WAT", due: true,
		done: said{"The survey lists each spring with place, yield and quality.", "勘查报告列明各泉眼的位置、水量和水质。"}},
	{name: "plant", quote: "build the water plant there as the agreement of the day describes",
		title: said{"Build the water plant at Ashwater", "在灰水镇建设水厂"}, kind: "decision", grade: "must", sector: "environment-climate",
		side: "provider", pair: "PL-WAT", lead: "PL-WAT", second: "provider@PL-WAT", due: true,
		done: said{"The plant has passed its trial run.", "水厂已通过试运行。"}},
	{name: "market", quote: "The Port Larken Harbour Company should set up a market for upland products at the old quay by {market}.",
		title: said{"Set up a market for upland products at the old quay", "在老码头设立高地产品市场"}, kind: "requirement", grade: "should", sector: "industry",
		side: "provider", lead: "PL-HBR", second: "provider", due: true,
		done: said{"The market has been open for three months.", "市场已连续开放三个月。"}},
	{name: "road", quote: "The Vesmere Works Bureau shall open the access road to the water plant by {road}.",
		title: said{"Open the access road to the water plant", "打通水厂进场道路"}, kind: "decision", grade: "must", sector: "other",
		side: "receiver", pair: "PL-WAT", lead: "VM-WRK", second: "works", due: true,
		done: said{"A loaded lorry has driven the whole road.", "载重货车已全程通过。"}},
	{name: "housing", quote: "The Vesmere Schools Office shall house the exchange teachers free of rent from {housing}.",
		title: said{"House the exchange teachers free of rent", "为交流教师免费提供住房"}, kind: "decision", grade: "must", sector: "people-exchange",
		side: "receiver", pair: "PL-EDU", lead: "VM-EDU", second: "uplandschools", due: true,
		done: said{"Every exchange teacher has signed for a flat.", "每名交流教师均已签收住房。"}},
	{name: "stocks", quote: "The Vesmere Health Office shall report the stock of vaccines once a month.",
		title: said{"Report the stock of vaccines every month", "每月报告疫苗库存"}, kind: "decision", grade: "must", sector: "governance-organisation",
		side: "receiver"},
	{name: "desks", quote: "Each district of Vesmere shall name an office that receives goods and funds, and publish the list by {desks}.",
		title: said{"Name an office that receives goods and funds", "确定接收物资和资金的单位"}, kind: "decision", grade: "must", sector: "governance-organisation",
		side: "receiver", group: "DISTRICTS", second: "receiver", due: true,
		done: said{"The district's office stands on the published list.", "该区接收单位已列入公布名单。"}},
	{name: "contact", quote: "Every company of the Port Larken group shall name a contact for Vesmere and write its support into its own yearly plan by {contact}.",
		title: said{"Name a contact and write the support into the yearly plan", "明确联系人并将支援工作写入年度计划"}, kind: "decision", grade: "must",
		sector: "governance-organisation", side: "provider", group: "COMPANIES", second: "provider", due: true,
		done: said{"The yearly plan names the contact and the support.", "年度计划中已写明联系人和支援内容。"}},
	{name: "bus line", quote: "The two sides hope to study a direct bus line between Port Larken and Ashwater.",
		title: said{"Study a direct bus line", "研究开通直达公交线路"}, kind: "request", grade: "hope", sector: "other", side: "both"},
	{name: "spirit", quote: "They will bear in mind the spirit of earlier conferences and make greater efforts in the years to come.",
		title: said{"Bear in mind the spirit of earlier conferences", "牢记历次会议精神"}, kind: "requirement", sector: "other"},
}

// captured records what the conference asked for.
func captured(s *story, m *meeting) {
	for _, d := range duties {
		in := decision.CaptureInput{Key: s.key(), Title: d.title.en, Lang: "en", Other: d.title.zh, Kind: d.kind, Grade: d.grade, Sector: d.sector,
			Conference: m.conference, Quote: s.quote(m.en, d.quote), LaidOn: d.side, Lead: s.orgs[d.lead], Group: s.groups[d.group], Pairing: s.pairs[d.pair],
			Quantity: d.quantity, Done: d.done.both(), Illustrative: true}
		if d.due {
			in.Due = s.day(meetingDays[d.name])
		}
		m.measures[d.name] = s.made(decision.Noun)(s.measures.Capture(s.ctx, s.as("secretary"), in))
	}
}

// takenOn decides on each: seconded by the other side, registered and given to
// somebody; or not taken, or only noted.
func takenOn(s *story, m *meeting) {
	for _, d := range duties {
		switch d.name {
		case "bus line":
			s.move("secretary", "decision.refuse", m.measures[d.name], said{"No buses are run by either side; the transport conference deals with this.",
				"双方均不经营公交，由交通会议另行研究。"})
			continue
		case "spirit":
			s.move("secretary", "decision.note", m.measures[d.name], said{})
			continue
		}
		if d.second != "" {
			s.move(d.second, "decision.second", m.measures[d.name], said{})
		}
		s.move("secretary", "decision.register", m.measures[d.name], said{})
	}
	for _, d := range duties {
		switch {
		case d.group != "":
			s.did(s.measures.Address(s.ctx, s.as("secretary"), decision.AddressInput{Key: s.key(), Measure: m.measures[d.name], Group: s.groups[d.group]}))
		case d.lead != "" && d.name != "market":
			s.assign(m.measures[d.name], d.lead)
		}
	}
}
