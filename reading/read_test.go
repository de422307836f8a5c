package reading

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// megabyte repeats all our own texts of one language up to a million bytes.
func megabyte(t testing.TB, prefixes ...string) string {
	t.Helper()
	var all strings.Builder
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no texts", err)
	}
	for _, f := range files {
		for _, p := range prefixes {
			if strings.HasPrefix(filepath.Base(f), p) {
				raw, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				all.Write(raw)
				all.WriteString("\n\n")
			}
		}
	}
	text := strings.Repeat(all.String(), 1<<20/all.Len()+1)
	return text[:strings.LastIndexByte(text[:1<<20], '\n')]
}

func BenchmarkReadMegabyte(b *testing.B) {
	for name, prefix := range map[string]string{"en": "en", "zh": "zh", "both": ""} {
		text := megabyte(b, prefix)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Read(text)
			}
		})
	}
}

// everySpan calls f for each span of a reading.
func everySpan(r Reading, f func(where string, s Span)) {
	c := r.Conference
	for where, s := range map[string]Span{"title": c.Title, "date": c.Date, "place": c.Place, "chair": c.Chair} {
		f(where, s)
	}
	for _, a := range r.Attendances {
		f("person", a.Person)
		f("role", a.Role)
		f("organisation", a.Organisation)
		f("attendance", a.Quote)
	}
	for _, s := range r.Speeches {
		f("speaker", s.Speaker)
		f("behalf", s.OnBehalfOf)
		f("speech", s.Quote)
	}
	for _, m := range r.Measures {
		f("measure", m.Quote)
		f("responsible", m.Responsible)
		f("asked by", m.AskedBy)
		f("due", m.Due)
		f("quantity", m.Quantity)
	}
	for _, n := range r.Notes {
		f("note", n.Quote)
	}
	for _, a := range r.Agreements {
		f("kind", a.Kind)
		f("period", a.Period)
		f("agreement", a.Quote)
		for _, p := range a.Parties {
			f("party", p)
		}
	}
	for _, a := range r.Achievements {
		f("achievement", a.Quote)
		f("figure", a.Quantity)
	}
	for _, v := range r.Visits {
		f("visitor", v.Who)
		f("visit", v.Quote)
	}
	for _, s := range r.Uncovered {
		f("uncovered", s)
	}
}

// sound checks what holds for the reading of any text.
func sound(t *testing.T, text string, r Reading) {
	t.Helper()
	runes := []rune(text)
	everySpan(r, func(where string, s Span) {
		if s == (Span{}) {
			return
		}
		if s.From < 0 || s.To > len(runes) || s.From >= s.To || string(runes[s.From:s.To]) != s.Text {
			t.Errorf("%s: %q is not what stands at %d to %d", where, s.Text, s.From, s.To)
		}
	})
	for _, m := range r.Measures {
		if m.Quote.Text == "" || m.Sector == "" || m.Grade == "" || m.Kind == "" {
			t.Errorf("a measure without quote, sector, grade or kind: %+v", m)
		}
		if reason, ok := noteOf(m.Quote.Text, chinese(m.Quote.Text)); ok && reason == NoteThought {
			t.Errorf("thought as a duty: %s", m.Quote.Text)
		}
	}
	n := r.Missing
	if n.Duties != len(r.Measures) || n.NotedOnly != len(r.Notes) || n.WithDate > n.Duties || n.WithAmount+n.WithQuantity > n.Duties || n.ClassAddressed > n.Duties {
		t.Errorf("counts do not agree: %+v", n)
	}
}

func TestEverySpanIsWhatStandsThere(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no texts", err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		spans := 0
		r := Read(string(raw))
		everySpan(r, func(string, Span) { spans++ })
		if spans < 20 {
			t.Errorf("%s: only %d spans", f, spans)
		}
		sound(t, string(raw), r)
	}
}

// Clauses about thought, loyalty, belief and identity are noted; so is what
// cannot be checked.
func TestNotesAreNeverMeasures(t *testing.T) {
	cases := []struct {
		text   string
		reason NoteReason
	}{
		{"All officials must study the spirit of the congress.", NoteThought},
		{"The departments should strengthen the \"Four Consciousness\" of their staff.", NoteThought},
		{"Every enterprise shall raise its political awareness.", NoteThought},
		{"The schools should strengthen the pupils' sense of identity.", NoteThought},
		{"The two regions will make contributions to national unity.", NoteThought},
		{"All members must remain loyal to the leadership.", NoteThought},
		{"Staff should hold firm to their ideals and convictions.", NoteThought},
		{"The company must be patriotic and keep in mind the great cause.", NoteThought},
		{"各单位要深入学习贯彻重要讲话精神。", NoteThought},
		{"全体干部必须提高政治站位。", NoteThought},
		{"各级党组织要铸牢共同体意识。", NoteThought},
		{"参会企业应增强“四个意识”、坚定“四个自信”、做到“两个维护”。", NoteThought},
		{"要教育引导群众感恩奋进、忠诚担当。", NoteThought},
		{"学校要引导学生增强身份认同。", NoteThought},
		{"各部门要维护民族团结。", NoteThought},
		{"县委要把思想和行动统一到会议部署上来。", NoteThought},
		{"会议要求，认真贯彻落实全会精神。", NoteThought},
		{"Action items\n- Ann: session for all staff on the spirit of the congress", NoteThought},
		{"督办事项\n- 全员主题教育学习会", NoteThought},
		{"All parties should attach great importance to the work.", NoteExhortation},
		{"The cities should strengthen cooperation and communication.", NoteExhortation},
		{"The team must spare no effort.", NoteExhortation},
		{"各地要高度重视，加强组织领导。", NoteExhortation},
		{"有关部门要压实责任。", NoteExhortation},
		{"双方要加强沟通协调。", NoteExhortation},
		{"The city will give full play to its advantages.", NoteManner},
		{"要充分发挥对口帮扶平台作用。", NoteManner},
		{"The two countries will continue to support each other.", NoteSupport},
		{"希望贵市一如既往关心支持我县发展。", NoteSupport},
		{"We should thank the volunteers for their help.", NoteCourtesy},
	}
	for _, c := range cases {
		r := Read(c.text)
		if len(r.Measures) > 0 {
			t.Errorf("%s\nbecame a duty: %s", c.text, r.Measures[0].Quote.Text)
		}
		if len(r.Notes) == 0 || r.Notes[0].Reason != c.reason {
			t.Errorf("%s\nnotes: %+v, want %s", c.text, r.Notes, c.reason)
		}
	}
}

// measureCase is one duty as it should be read.
type measureCase struct {
	text, quote, who, by, due, quantity string
	grade                               Grade
	kind                                MeasureKind
}

func TestDuties(t *testing.T) {
	cases := []measureCase{
		{text: "The Ministry will repair 40 km of road by June 2026.", quote: "The Ministry will repair 40 km of road by June 2026", who: "The Ministry", due: "by June 2026", quantity: "40 km", grade: GradeMust, kind: MeasureOffer},
		{text: "Kisiwa shall appoint a manager within 60 days of signature.", quote: "Kisiwa shall appoint a manager within 60 days of signature", who: "Kisiwa", due: "within 60 days of signature", grade: GradeMust, kind: MeasureRequirement},
		{text: "Minister Orr asked the cities to publish their plans.", quote: "Minister Orr asked the cities to publish their plans", who: "the cities", by: "Minister Orr", grade: GradeShould, kind: MeasureRequest},
		{text: "Governor Lee hoped that the companies would hire local staff.", quote: "the companies would hire local staff", who: "the companies", by: "Governor Lee", grade: GradeHope, kind: MeasureRequest},
		{text: "Norland pledged EUR 3.5 million for clinics over two years.", quote: "Norland pledged EUR 3.5 million for clinics over two years", who: "Norland", due: "over two years", quantity: "EUR 3.5 million", grade: GradeMust, kind: MeasureOffer},
		{text: "It was resolved that the clerk write to the county.", quote: "the clerk write to the county", who: "the clerk", grade: GradeMust, kind: MeasureDecision},
		{text: "ACTION: Ann to order the pumps by Friday", quote: "Ann to order the pumps by Friday", who: "Ann", due: "by Friday", grade: GradeMust, kind: MeasureDecision},
		{text: "The clerk was asked to obtain three quotes.", quote: "The clerk was asked to obtain three quotes", who: "The clerk", quantity: "three quotes", grade: GradeShould, kind: MeasureRequest},
		{text: "In 2027, the two banks plan to open a joint fund.", quote: "the two banks plan to open a joint fund", who: "the two banks", due: "In 2027", grade: GradeHope, kind: MeasureOffer},
		{text: "The school will host 36 pupils for two weeks before 1 May.", quote: "The school will host 36 pupils for two weeks before 1 May", who: "The school", due: "before 1 May", quantity: "36 pupils", grade: GradeMust, kind: MeasureOffer},
		{text: "Mayor Orr said that the city will plant 400 trees.", quote: "the city will plant 400 trees", who: "the city", quantity: "400 trees", grade: GradeMust, kind: MeasureOffer},
		{text: "会议要求，各县要抓好春耕备耕，全市已完成播种60万亩。", quote: "各县要抓好春耕备耕", who: "各县", grade: GradeMust, kind: MeasureRequirement},
		{text: "市财政局要在6月底前拨付资金500万元。", quote: "市财政局要在6月底前拨付资金500万元", who: "市财政局", due: "6月底前", quantity: "500万元", grade: GradeMust, kind: MeasureRequirement},
		{text: "请市政府督查室每月通报一次进度。", quote: "请市政府督查室每月通报一次进度", who: "市政府督查室", due: "每月", grade: GradeShould, kind: MeasureRequest},
		{text: "项目验收由省发展改革委负责组织。", quote: "项目验收由省发展改革委负责组织", who: "省发展改革委", grade: GradeMust, kind: MeasureRequirement},
		{text: "会议决定，成立工程指挥部。", quote: "成立工程指挥部", grade: GradeMust, kind: MeasureDecision},
		{text: "鼓励受援县企业参加展销会。", quote: "鼓励受援县企业参加展销会", who: "受援县企业", grade: GradeHope, kind: MeasureRequest},
		{text: "东港集团将投资不少于12亿元建设码头。", quote: "东港集团将投资不少于12亿元建设码头", who: "东港集团", quantity: "不少于12亿元", grade: GradeMust, kind: MeasureOffer},
		{text: "任何单位不得挪用专项资金。", quote: "任何单位不得挪用专项资金", who: "任何单位", grade: GradeMust, kind: MeasureRequirement},
		{text: "待办事项\n- 王小雨：整理访客名单（8月25日）", quote: "王小雨：整理访客名单（8月25日）", who: "王小雨", due: "8月25日", grade: GradeMust, kind: MeasureDecision},
	}
	for _, c := range cases {
		r := Read(c.text)
		if len(r.Measures) != 1 {
			t.Errorf("%s\n%d duties: %+v", c.text, len(r.Measures), r.Measures)
			continue
		}
		m := r.Measures[0]
		got := measureCase{c.text, m.Quote.Text, m.Responsible.Text, m.AskedBy.Text, m.Due.Text, m.Quantity.Text, m.Grade, m.Kind}
		if got != c {
			t.Errorf("\n got %+v\nwant %+v", got, c)
		}
	}
}

// What looks like a duty and is none: questions, forecasts, conditions, legal
// formulas, what has happened, and what is only possible.
func TestNoDuties(t *testing.T) {
	for _, text := range []string{
		"Should we rename the portal?", "These steps will improve the lives of many people.", "Trade will grow considerably.",
		"It is expected that prices will fall.", "This Memorandum shall enter into force on signature.", "Any dispute shall be settled amicably.",
		"The Parties may invite observers.", "The bridge was repaired in May.", "The fund that will finance the road exists.",
		"The purpose of the fund is to help farmers.", "The Task Force met twice.", "The next meeting will be held on 5 May.",
		"是否取消短信通知？", "去年全市完成投资12亿元。", "会议听取了财政局关于预算的汇报。", "工程建设需要的资金已经到位。",
		"支援期限为两年。", "双方就加强合作的重要性交换了意见。", "市场需求增长较快。", "近年来，两地先后实施项目86个。", "",
		"Apologies: Ann Lee, who will attend the next call.", "Agenda\n1. Approve the minutes\n2. Elect a chair",
	} {
		if r := Read(text); len(r.Measures) > 0 {
			t.Errorf("%q became a duty: %q", text, r.Measures[0].Quote.Text)
		}
	}
}

func TestYearIsNeverGuessed(t *testing.T) {
	for text, want := range map[string]struct {
		date string
		year int
	}{
		"On September 17, the Harbour Conference was held in Port Sillan.":            {"September 17", 0},
		"The Harbour Conference was held in Port Sillan on 17 September 2024.":        {"17 September 2024", 2024},
		"Harbour Committee\nMinutes, 9 July\nBudget for 2025/26 was approved.":        {"9 July", 0},
		"3月18日，两市2025年度联席会议在青禾市召开。":                                                   {"3月18日", 0},
		"2023年3月18日，两市联席会议在青禾市召开。":                                                    {"2023年3月18日", 2023},
		"会议日期：2025-08-21\n参会人员：高翔":                                                    {"2025-08-21", 2025},
		"27日，协作会议在拉萨路宾馆召开。“十五五”期间将投资2000万元。":                                          {"27日", 0},
		"The board met. Nobody says when. In 2019 the roof was repaired by the city.": {"", 0},
	} {
		c := Read(text).Conference
		if c.Year != want.year || c.Date.Text != want.date {
			t.Errorf("%s\ngot %q, %d; want %q, %d", text, c.Date.Text, c.Year, want.date, want.year)
		}
	}
}

func TestWhatIsNotStatedStaysEmpty(t *testing.T) {
	m := Read("It was agreed to plant a tree.").Measures
	if len(m) != 1 || m[0].Responsible.Stated() || m[0].AskedBy.Stated() || m[0].Due.Stated() || m[0].Quantity.Stated() {
		t.Errorf("got %+v", m)
	}
	m = Read("会议强调，要完善应急预案。").Measures
	if len(m) != 1 || m[0].Responsible.Stated() || m[0].AskedBy.Stated() || m[0].Due.Stated() || m[0].Quantity.Stated() {
		t.Errorf("got %+v", m)
	}
	m = Read("县长许文博强调，要修复水渠。\n\n要完善应急预案。").Measures
	if len(m) != 2 || m[0].AskedBy.Text != "许文博" || m[1].AskedBy.Stated() {
		t.Errorf("who speaks in one paragraph does not in the next: %+v", m)
	}
	r := Read("")
	if len(r.Measures)+len(r.Notes)+len(r.Attendances)+len(r.Uncovered) > 0 || r.Conference != (Conference{}) || r.Missing != (Missing{}) {
		t.Errorf("an empty text gives %+v", r)
	}
	raw, err := r.Gold("x")
	if err != nil || strings.Contains(string(raw), `""`) || !strings.Contains(string(raw), `"title": null`) || !strings.Contains(string(raw), `"measures": []`) {
		t.Errorf("got %s, %v", raw, err)
	}
}

func TestSignings(t *testing.T) {
	r := Read("At the meeting, the Water Supervision and Administration Commission signed a memorandum of cooperation with the government of Tarn, and several companies signed investment agreements with Tarn County.")
	if len(r.Agreements) != 2 || r.Missing.SigningsWithoutText != 2 {
		t.Fatalf("got %+v", r.Agreements)
	}
	a, b := r.Agreements[0], r.Agreements[1]
	if a.Code != AgreementMemorandum || a.Plural || len(a.Parties) != 2 || a.Parties[0].Text != "Water Supervision and Administration Commission" || a.Kind.Text != "memorandum of cooperation" {
		t.Errorf("got %+v", a)
	}
	if b.Code != AgreementCooperation || !b.Plural {
		t.Errorf("got %+v", b)
	}
	r = Read("会上，海川市与云岭州签署《产业协作框架协议》，有关企业与州直部门签订投资协议。")
	if len(r.Agreements) != 2 || r.Agreements[0].Code != AgreementFramework || r.Agreements[0].Kind.Text != "产业协作框架协议" || r.Agreements[0].Plural || !r.Agreements[1].Plural {
		t.Errorf("got %+v", r.Agreements)
	}
	own := Read("Memorandum of Understanding\nbetween the City of Ravensholm and the Municipality of Kisiwa\n\nThe Parties shall meet once a year.\n\nSigned in Ravensholm on 2 April 2025.")
	if len(own.Agreements) != 1 || own.Missing.SigningsWithoutText != 0 || len(own.Agreements[0].Parties) != 2 {
		t.Errorf("the text of an agreement itself: %+v, %+v", own.Agreements, own.Missing)
	}
	if r := Read("双方将签署合作协议。"); len(r.Agreements) != 0 || len(r.Measures) != 1 {
		t.Errorf("a signing to come: %+v", r)
	}
}

func TestSpeechesAndVisits(t *testing.T) {
	r := Read("On behalf of the regional government, Governor Ada Lind thanked the cities. Mayor Bo Strand delivered a speech at the conference. On the eve of the meeting Ms Voss toured the dam and held talks with Governor Lind. The participants watched an exhibition.")
	kinds := map[SpeechKind]string{}
	for _, s := range r.Speeches {
		kinds[s.Kind] = s.Speaker.Text + "/" + s.OnBehalfOf.Text
	}
	if len(r.Speeches) != 2 || kinds[SpeechOnBehalf] != "Governor Ada Lind/regional government" || kinds[SpeechPlain] != "Bo Strand/" {
		t.Errorf("got %v", kinds)
	}
	var visits []VisitKind
	for _, v := range r.Visits {
		visits = append(visits, v.Kind)
	}
	if len(visits) != 3 || visits[0] != VisitInspection || visits[1] != VisitTalk || visits[2] != VisitExhibition {
		t.Errorf("got %+v", r.Visits)
	}
	r = Read("青屏县委书记罗布次仁出席会议并讲话。罗布次仁代表县委、县政府对湖阳市表示衷心感谢。市农投集团负责人作交流发言。")
	if len(r.Speeches) != 3 || r.Speeches[1].Kind != SpeechExchange && r.Speeches[2].Kind != SpeechExchange {
		t.Errorf("got %+v", r.Speeches)
	}
}

func TestAttendances(t *testing.T) {
	cases := map[string][]string{
		"Present: Ann Lee, Ben Orr\nChair: Ben Orr":                                                                     {"Ann Lee attendee", "Ben Orr chair"},
		"Present: Cllr Ann Lee (Chair), Ben Orr\nApologies: Cy Poe":                                                     {"Ann Lee chair", "Ben Orr attendee"},
		"Attendees\n- Ann Lee, Mayor of Tarn\n- Ben Orr, World Water Fund\n\nBudget\nDan Rue was mentioned.":            {"Ann Lee attendee", "Ben Orr attendee"},
		"Ann Lee, Mayor of Tarn, chaired the meeting. Ben Orr and Cy Poe, leaders of the region, attended the meeting.": {"Ann Lee chair", "Ben Orr attendee", "Cy Poe attendee"},
		"Persons in charge of the district offices accompanied the guests.":                                             {"district offices accompanying"},
		"| Name | Organisation |\n|---|---|\n| Ann Lee | Tarn Council |":                                                {"Ann Lee attendee"},
		"主持：周启明\n出席：市财政局刘芳，欧阳慧（记录）、扎西多吉\n请假：薛峰":                                                                         {"周启明 chair", "刘芳 attendee", "欧阳慧 attendee", "扎西多吉 attendee"},
		"县委副书记、县长许文博主持召开座谈会，县领导杨春生、李梅参加会议。":                                                                             {"许文博 chair", "杨春生 attendee", "李梅 attendee"},
		"市长沈嘉禾，县委书记罗布次仁出席签约仪式，副市长万晓东与总经理石磊分别代表双方签字。":                                                                    {"沈嘉禾 attendee", "罗布次仁 attendee", "万晓东 signer", "石磊 signer"},
		"各县市要组织干部参加培训。":                                                                                                 nil,
	}
	for text, want := range cases {
		var got []string
		for _, a := range Read(text).Attendances {
			who := a.Person.Text
			if who == "" {
				who = a.Organisation.Text
			}
			got = append(got, who+" "+string(a.Part))
		}
		if strings.Join(got, "; ") != strings.Join(want, "; ") {
			t.Errorf("%s\n got %v\nwant %v", text, got, want)
		}
	}
}

func TestTablesAndListHeads(t *testing.T) {
	r := Read("| No. | Action | Owner | Due | Status |\n|---|---|---|---|---|\n| 1 | Publish the budget | Ann Lee | 28 February | open |\n| 2 | Repair the roof | Ben Orr | | done |\n| 3 | | | | |")
	if len(r.Measures) != 1 || r.Measures[0].Responsible.Text != "Ann Lee" || r.Measures[0].Due.Text != "28 February" || len(r.Achievements) != 1 {
		t.Errorf("got %+v, %+v", r.Measures, r.Achievements)
	}
	r = Read("The City of Tarn shall:\n(a) build three wells;\n(b) train the staff, and report every year.\n\nNothing else.")
	if len(r.Measures) != 3 || r.Measures[2].Responsible.Text != "The City of Tarn" || r.Measures[2].Quote.Text != "report every year" || len(r.Uncovered) != 0 {
		t.Errorf("got %+v, uncovered %+v", r.Measures, r.Uncovered)
	}
	r = Read("支援市要做好以下工作：\n1. 援建学校3所；\n2. 选派医疗队。")
	if len(r.Measures) != 2 || r.Measures[0].Responsible.Text != "支援市" {
		t.Errorf("got %+v", r.Measures)
	}
	r = Read("行动项\n1. 修复水渠12公里\n责任单位：县水务局\n完成时限：10月底")
	if len(r.Measures) != 1 || r.Measures[0].Responsible.Text != "县水务局" || r.Measures[0].Due.Text != "10月底" {
		t.Errorf("got %+v", r.Measures)
	}
}

func TestWhatTheTextDoesNotSay(t *testing.T) {
	r := Read("All departments must publish their plans by May. The Ministry will pay 3 million crowns. The two cities will plant 400 trees. Everybody should take responsibility. Prices will rise.")
	want := Missing{Duties: 3, WithDate: 1, WithQuantity: 1, WithAmount: 1, ClassAddressed: 2, NotedOnly: 1}
	if r.Missing != want {
		t.Errorf("got %+v, want %+v", r.Missing, want)
	}
	if len(r.Uncovered) != 1 || r.Uncovered[0].Text != "Prices will rise." {
		t.Errorf("uncovered: %+v", r.Uncovered)
	}
}

func TestReadTakesBrokenText(t *testing.T) {
	text := "The city will build a \xff school \xfe\xfe.\nMore."
	r := Read(text)
	sound(t, string([]rune(text)), r)
	if len(r.Measures) != 1 {
		t.Errorf("got %+v", r.Measures)
	}
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	for _, s := range []string{"", "“", "要", "will", "| a | b |\n|", "：", "由由由", "(a)", "[x]", "一、", "by by by 5 May", "A.\u0301 B.", "签署《", "- \n- to"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := Read(text)
		sound(t, string([]rune(text)), r)
		if _, err := r.Gold("x"); err != nil {
			t.Fatal(err)
		}
	})
}

// Cut, doubled and shuffled texts: whatever is left, the reading is sound.
func TestReadsMutilatedTexts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no texts", err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	marks := []rune("，。：；、“”（）《》\n|:.,;()\"-*#—要将由请的了")
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for range 25 {
			text := []rune(string(raw))
			for range 12 {
				i, n := random.IntN(len(text)), random.IntN(40)
				j := min(i+n, len(text))
				switch random.IntN(4) {
				case 0:
					text = append(text[:i:i], text[j:]...)
				case 1:
					text = append(text[:j:j], text[i:]...)
				case 2:
					random.Shuffle(j-i, func(a, b int) { text[i+a], text[i+b] = text[i+b], text[i+a] })
				case 3:
					text[i] = marks[random.IntN(len(marks))]
				}
			}
			sound(t, string(text), Read(string(text)))
			if t.Failed() {
				t.Fatalf("%s: %q", f, string(text))
			}
		}
	}
}
