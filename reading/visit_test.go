package reading

import (
	"strings"
	"testing"
)

// visitsIn tells the visits of a text: who, what kind, and the passage.
func visitsIn(text string) string {
	var out []string
	for _, v := range Read(text).Visits {
		out = append(out, v.Who.Text+" | "+string(v.Kind)+" | "+v.Quote.Text)
	}
	return strings.Join(out, "\n")
}

func TestVisitsAndTalks(t *testing.T) {
	for text, want := range map[string]string{
		// One sentence, several predicates: each is a visit of its own.
		"In the margins, Ann Lee toured the exhibition and talked with the heads of the other units.": "Ann Lee | exhibition | Ann Lee toured the exhibition\nAnn Lee | talk | talked with the heads of the other units",
		"Governor Ben Orr visited the dam, met farmers in Upper Tarn, and later held talks with Mayor Cy Poe.": "Governor Ben Orr | visit | Governor Ben Orr visited the dam\n" +
			"Governor Ben Orr | talk | met farmers in Upper Tarn\nGovernor Ben Orr | talk | held talks with Mayor Cy Poe",
		"Ms Voss attended the opening and met with representatives of the herders.": "Ms Voss | talk | met with representatives of the herders",
		"Ms Voss toured the dam, and Governor Ben Orr met with the mayors of Tarn, Fell and Sund.": "Ms Voss | visit | Ms Voss toured the dam\n" +
			"Governor Ben Orr | talk | Governor Ben Orr met with the mayors of Tarn, Fell and Sund",
		"The conference was opened by the Minister, and Ann Lee visited a clinic and signed the guest book.": "Ann Lee | visit | Ann Lee visited a clinic",
		"Ann Lee, Mayor of Tarn, had a discussion on water supply with Ben Orr.":                             "Ann Lee | talk | Ann Lee, Mayor of Tarn, had a discussion on water supply with Ben Orr",
		"Deputy Mayor Ann Lee exchanged views with a number of entrepreneurs.":                               "Deputy Mayor Ann Lee | talk | Deputy Mayor Ann Lee exchanged views with a number of entrepreneurs",
		"Dan Rue, head of the mission, spoke with those responsible for the plant.":                          "Dan Rue | talk | Dan Rue, head of the mission, spoke with those responsible for the plant",
		// A pronoun is the last person named as a subject, in the paragraph before too.
		"Ann Lee, Secretary of the Tarn Council, attended the meeting. He also held a discussion with the managers of three firms.": "Ann Lee | talk | He also held a discussion with the managers of three firms",
		"The meeting was chaired by Ann Lee.\n\nShe later met with the teachers of Fell School.":                                    "Ann Lee | talk | She later met with the teachers of Fell School",
		"A mission of the Fell Bank visited the works in May. It met with the Director of Roads.":                                   "A mission of the Fell Bank | visit | A mission of the Fell Bank visited the works in May\nA mission of the Fell Bank | talk | It met with the Director of Roads",
		// Whom a pronoun means is not guessed.
		"Ann Lee and Ben Orr attended the meeting. He held talks with the governor.": "",
		"He held talks with the governor.":                                           "",

		"会议期间，市长周启明参观了成果展，与参展企业负责人进行了交谈，并与商会代表座谈。": "周启明 | exhibition | 市长周启明参观了成果展\n周启明 | talk | 与参展企业负责人进行了交谈\n周启明 | talk | 与商会代表座谈",
		"会后，副省长欧阳慧考察了青禾园区并与企业家深入交流。":               "欧阳慧 | visit | 副省长欧阳慧考察了青禾园区\n欧阳慧 | talk | 与企业家深入交流",
		"县委书记许文博会见了东港集团董事长唐宇一行。":                   "许文博 | talk | 县委书记许文博会见了东港集团董事长唐宇一行",
		"市长周启明与东港集团董事长唐宇举行会谈。":                     "周启明 | talk | 市长周启明与东港集团董事长唐宇举行会谈",
		"县长许文博参加会议。会前，他同施工单位负责人进行了座谈。":             "许文博 | talk | 他同施工单位负责人进行了座谈",
		"省水利厅厅长石磊看望了援派干部，随后在项目现场与当地群众亲切交谈。":        "石磊 | visit | 省水利厅厅长石磊看望了援派干部\n石磊 | talk | 随后在项目现场与当地群众亲切交谈",
		"双方举行了工作会谈。": "双方 | talk | 双方举行了工作会谈",
	} {
		if got := visitsIn(text); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// Not every meeting of somebody or something is a visit.
func TestNoVisits(t *testing.T) {
	for _, text := range []string{
		"The city met the target for 2024.", "The project met all the conditions of the Fell Bank.", "The committee met twice.", "The Council met in Port Elder on 5 May.",
		"The proposal met with broad approval.", "The works met with delays.", "The contractor met the deadline and the safety requirements of the authority.",
		"The board held a discussion on the budget.", "The parties held a meeting in March.", "The city had a meeting room.", "The villages visited in May received seeds.",
		"The plant was visited by 400 people.", "Tom said that the second van had visited nine villages.", "Ann Lee will meet with the mayors in June.",
		"The cities agreed to hold talks with the bank.", "The van, which visited nine villages, was repaired.", "Ann Lee spoke at the conference and thanked the hosts.",
		"双方要加强与高校的人才交流。", "县医院每年与市医院开展业务交流。", "市长周启明主持召开企业座谈会。", "会议期间，与会人员同大家座谈交流。", "副总裁姜涛参加会谈。",
		"周启明在与企业负责人座谈时指出，要改善服务。", "两地将与企业举行会谈。", "双方开展了广泛的经贸合作与交流。", "市农投集团负责人与县供销社代表作交流发言。", "全市深化与周边地区务实交流。",
	} {
		if got := visitsIn(text); got != "" {
			t.Errorf("%s\nbecame %s", text, got)
		}
	}
}

// attendedBy tells who a text places at the meeting, organisations in brackets.
func attendedBy(text string) string {
	var out []string
	for _, a := range Read(text).Attendances {
		who := a.Person.Text
		if who == "" {
			who = "[" + a.Organisation.Text + "]"
		}
		out = append(out, who+" "+string(a.Part))
	}
	return strings.Join(out, "; ")
}

func TestGroupsAttending(t *testing.T) {
	for text, want := range map[string]string{
		"Leaders of the lowland firms, of the commissions of Tarn and Fell, and of the roads departments that assist Tarn attended the meeting.": "[lowland firms] attendee; [commissions of Tarn and Fell] attendee; [roads departments] attendee",

		"省属企业、有关县市国资局以及承担帮扶任务的省国资委相关处室负责人参加会议。": "[省属企业] attendee; [有关县市国资局] attendee; [省国资委相关处室] attendee",
		"总社机关有关部门负责人陪同参加。":                      "[总社机关有关部门] accompanying",
		"市委办公室、市发展和改革委员会和市教育局负责同志出席会议。":         "[市委办公室] attendee; [市发展和改革委员会] attendee; [市教育局] attendee",
		"教育、卫生、民政等部门负责人参加座谈会。":                  "[教育、卫生、民政等部门] attendee",
		"市财政局、教育、卫生等部门负责人列席会议。":                 "[市财政局] attendee; [教育、卫生等部门] attendee",
		"省委、省政府有关部门和受援县党委、政府主要负责同志参加会议。":        "[省委] attendee; [省政府有关部门] attendee; [受援县党委、政府] attendee",
		"副市长周启明，西北局在青企业负责人，参展单位代表在主会场参加会议。":     "周启明 attendee; [西北局在青企业] attendee; [参展单位] attendee",
		"县领导杨春生、李梅，县直有关部门负责人参加会议。":              "杨春生 attendee; 李梅 attendee; [县直有关部门] attendee",
		"有关部门负责人在分会场参加会议。":                      "[有关部门] attendee",
		"来自茶叶、旅游等行业的9名企业家代表参加座谈。":               "",
		"县里组织干部参加会议。":                           "",
		"企业负责人参加培训。":                            "",
		"各帮扶单位负责人要参加会议。":                        "",
	} {
		if got := attendedBy(text); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}
