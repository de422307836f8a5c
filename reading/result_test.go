package reading

import "testing"

// What somebody has brought about over a time that is past is a result, with a
// figure or without.
func TestResultsWithoutFigures(t *testing.T) {
	for text, want := range map[string]string{
		"Over the years of the 8th Plan, the lowland firms stepped up their work on clinics and roads.":          "Over the years of the 8th Plan, the lowland firms stepped up their work on clinics and roads",
		"During the period from 2016 to 2020, the Fell Bank financed small farms throughout the region.":         "During the period from 2016 to 2020, the Fell Bank financed small farms throughout the region",
		"In recent years the two cities have built a joint water network.":                                       "In recent years the two cities have built a joint water network",
		"The Fell Group trained local nurses over the past three years.":                                         "The Fell Group trained local nurses over the past three years",
		"Since 2021, the Council has steadily expanded its bus network.":                                         "Since 2021, the Council has steadily expanded its bus network",
		"During the 8th Plan period, the lowland firms put two clinics into operation and improved the harbour.": "During the 8th Plan period, the lowland firms put two clinics into operation and improved the harbour",
		"Over the past decade, the herders' schools were rebuilt with help from Tarn.":                           "Over the past decade, the herders' schools were rebuilt with help from Tarn",
		"Ann Lee said that over the past five years the Fell Group improved rural roads.":                        "over the past five years the Fell Group improved rural roads",

		"“十三五”期间，省属企业对青禾的帮扶力度逐年加大，有力带动了当地特色产业发展。": "“十三五”期间，省属企业对青禾的帮扶力度逐年加大，有力带动了当地特色产业发展",
		"五年来，两地协作机制不断完善。":                      "五年来，两地协作机制不断完善",
		"过去三年，东港集团援建了学校和卫生院，为当地群众就医就学作出了积极贡献。": "过去三年，东港集团援建了学校和卫生院，为当地群众就医就学作出了积极贡献",
	} {
		got := ""
		for _, a := range Read(text).Achievements {
			got += a.Quote.Text
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// How things stand, what is to come, and what a meeting does are no results.
func TestNoResults(t *testing.T) {
	for _, text := range []string{
		"Over the past five years, the region entered a period of great opportunities.", "He noted that the region had entered a period of greater opportunities.",
		"During the 9th Plan, the firms will step up their work on clinics.", "The firms should build on what they improved over the past years.",
		"Over the past year, the committee discussed the budget and met six times.", "In the past months the conference strengthened mutual trust.",
		"Over the years no firm built a clinic.", "During the 8th Plan period the firms failed to build a road.", "The firms improved their plans.",
		"Over the past year prices increased.", "The increased budget of the past three years was explained.",
		"“十四五”期间，我市要不断完善帮扶机制。", "“十五五”期间，帮扶力度逐年加大。", "西塬进入机遇更多的发展时期。", "此次会议增强了双方互信，促进了两地合作。", "会议期间，双方加强了沟通。", "他感谢东港集团带动了当地发展。",
	} {
		if a := Read(text).Achievements; len(a) > 0 {
			t.Errorf("%s\nbecame a result: %s", text, a[0].Quote.Text)
		}
	}
}
