package reading

import (
	"strings"
	"testing"
)

// speechesIn tells the speeches of a text: who, for whom, what kind, and the passage.
func speechesIn(text string) string {
	var out []string
	for _, s := range Read(text).Speeches {
		out = append(out, s.Speaker.Text+" | "+s.OnBehalfOf.Text+" | "+string(s.Kind)+" | "+s.Quote.Text)
	}
	return strings.Join(out, "\n")
}

func TestThanksAndSpeechesForOthers(t *testing.T) {
	for text, want := range map[string]string{
		"Firms paired with Tarn gave an exchange speech on behalf of the lowland firms at the meeting.": "Firms paired with Tarn | lowland firms | exchange | Firms paired with Tarn gave an exchange speech on behalf of the lowland firms at the meeting",
		"On behalf of the lowland firms, the Fell Group gave an exchange speech.":                       "the Fell Group | lowland firms | exchange | On behalf of the lowland firms, the Fell Group gave an exchange speech",
		"Mayor Ann Lee delivered a speech on behalf of the Council and the Region.":                     "Ann Lee | Council and the Region | speech | Mayor Ann Lee delivered a speech on behalf of the Council and the Region",
		"Mayor Ann Lee delivered a speech, and Governor Ben Orr spoke on behalf of the Region.": "Ann Lee |  | speech | Mayor Ann Lee delivered a speech, and Governor Ben Orr spoke on behalf of the Region\n" +
			"Ben Orr | Region | speech | Mayor Ann Lee delivered a speech, and Governor Ben Orr spoke on behalf of the Region",

		"周启明代表市委、市政府，对东港集团长期以来给予青禾的支持表示衷心感谢。":               "周启明 | 市委、市政府 | onbehalf | 周启明代表市委、市政府，对东港集团长期以来给予青禾的支持表示衷心感谢",
		"会上，县委书记许文博首先代表县委，向来宾表示欢迎，对各帮扶单位的无私援助表示感谢，希望双方多交流。": "许文博 | 县委 | onbehalf | 县委书记许文博首先代表县委，向来宾表示欢迎，对各帮扶单位的无私援助表示感谢",
		"县委书记许文博出席会议，对各帮扶单位的援助表示感谢。":                        "许文博 |  | thanks | 对各帮扶单位的援助表示感谢",
		"受援县代表青禾、云岭两县作了交流发言。":                               "受援县 | 青禾、云岭两县 | exchange | 受援县代表青禾、云岭两县作了交流发言",
		"东港集团董事长唐宇代表参会企业作交流发言。":                             "唐宇 | 参会企业 | exchange | 东港集团董事长唐宇代表参会企业作交流发言",
		// 代表 as a noun speaks for nobody.
		"企业代表张三作交流发言。":        "张三 |  | exchange | 企业代表张三作交流发言",
		"援派干部代表作了交流发言。":       "援派干部代表 |  | exchange | 援派干部代表作了交流发言",
		"县委书记许文博向援派干部代表表示感谢。": "许文博 |  | thanks | 县委书记许文博向援派干部代表表示感谢",
	} {
		if got := speechesIn(text); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// Thanks that the text itself gives are a courtesy and never a duty.
func TestThanksOfTheTextAreNoted(t *testing.T) {
	for text, want := range map[string]string{
		"The Parties thank the Fell Bank for its support.":                                 "The Parties thank the Fell Bank for its support",
		"The Parties express their sincere thanks to all donors and will plant 400 trees.": "The Parties express their sincere thanks to all donors",
		"We would like to thank the volunteers of Tarn.":                                   "We would like to thank the volunteers of Tarn",
		"The Council thanks Ann Lee for her work.":                                         "The Council thanks Ann Lee for her work",
		"The two cities are deeply grateful to the hosts.":                                 "The two cities are deeply grateful to the hosts",
		"双方对各界给予的支持表示衷心感谢。":                                                                "双方对各界给予的支持表示衷心感谢",
		"Thanks to the Fell Bank, the road was repaired.":                                  "",
		"The school received thanks for its work.":                                         "",
		"A letter of thanks was read.":                                                     "",
		"The delegates gave thanks and left.":                                              "",
	} {
		r := Read(text)
		got := ""
		for _, n := range r.Notes {
			if n.Reason == NoteCourtesy {
				got += n.Quote.Text
			}
		}
		if got != want {
			t.Errorf("%s\n got %q\nwant %q", text, got, want)
		}
	}
	clauses := Clauses("Memorandum of Understanding\n\nArticle 1. Undertakings\n1.1 The City shall build two schools.\n1.2 The Parties thank the Fell Bank for its support.\n1.3 The Parties express their thanks to the donors.\n")
	if len(clauses) != 3 || clauses[1].Kind != ClauseCourtesy || clauses[1].Number != "1.2" || clauses[2].Kind != ClauseCourtesy || clauses[0].Kind != ClauseCommitment {
		t.Errorf("got %s", told(clauses))
	}
}
