package site

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	sample "throughline/testdata/programme"
)

// The founding case is entered whole: every proposal of our own retelling becomes
// a record in its room that stands on its quote, and no sentence that says who came,
// spoke, asked, signed, visited or achieved something is left out.
func TestTheFoundingCaseIsEnteredWhole(t *testing.T) {
	for _, text := range sample.Texts() {
		t.Run(text.Lang, func(t *testing.T) {
			h := furnished(t)
			base := "/" + text.Lang + "/aid"
			secretary := h.seat("secretary")
			reading := led(t, secretary.act(base+"/readings", "source_title", text.Title, "publisher", text.Publisher, "side", "provider", "lang", text.Lang, "translated", "no",
				"may_store", "yes", "may_publish", "yes", "visibility", "parties", "conference", "CNF-001", "text", text.Body, "year", "2021"))
			var passages [][2]int
			kinds := map[string]int{}
			for n := 1; ; n++ {
				var page struct {
					Current *struct {
						Kind     string `json:"kind"`
						Quote    string `json:"quote"`
						QuoteURL string `json:"quote_url"`
						State    string `json:"state"`
					} `json:"current"`
				}
				asked := secretary.do("GET", fmt.Sprintf("%s?n=%d", reading, n), "", "Accept", "application/json")
				if err := json.Unmarshal(asked.Body.Bytes(), &page); err != nil {
					t.Fatal(err)
				}
				if page.Current == nil {
					break
				}
				body := secretary.get(fmt.Sprintf("%s?n=%d", reading, n)).Body.String()
				led(t, secretary.press(body, fmt.Sprintf("%s/proposals/%d", reading, n), "act", "accept"))
				var from, to int
				if _, err := fmt.Sscanf(page.Current.QuoteURL[strings.Index(page.Current.QuoteURL, "?"):], "?from=%d&to=%d", &from, &to); err != nil {
					t.Fatalf("proposal %d has no place: %s", n, page.Current.QuoteURL)
				}
				if got := string([]rune(text.Body)[from:to]); got != page.Current.Quote {
					t.Errorf("proposal %d quotes %q and stands on %q", n, page.Current.Quote, got)
				}
				passages, kinds[page.Current.Kind] = append(passages, [2]int{from, to}), kinds[page.Current.Kind]+1
				if !strings.Contains(secretary.get(fmt.Sprintf("%s?n=%d", reading, n)).Body.String(), "<a href=\""+base) {
					t.Errorf("proposal %d has no record", n)
				}
			}
			for _, kind := range []string{"conference", "attendance", "speech", "measure", "note", "agreement", "achievement", "event"} {
				if kinds[kind] == 0 {
					t.Errorf("nothing of the kind %s was read", kind)
				}
			}
			for _, left := range uncovered(text.Body, passages) {
				if !slices.ContainsFunc(scenery, func(s string) bool { return strings.Contains(left, s) }) {
					t.Errorf("left out: %s", left)
				}
			}
			conference := secretary.get(base + "/conferences/CNF-001").Body.String()
			for what, some := range map[string][2]string{"an attendance": {"Tan Zuojun", "谭作钧"}, "the chair": {"Ren Hongbin", "任洪斌"}, "the exhibition": {"exhibition", "成果展"}} {
				word := some[0]
				if text.Lang == "zh" {
					word = some[1]
				}
				if !strings.Contains(conference, word) {
					t.Errorf("the page of the meeting does not show %s", what)
				}
			}
		})
	}
}

// scenery are sentences that state no record: how times have changed.
var scenery = []string{"had entered a period of greater opportunities", "机遇更多的发展时期"}

// uncovered are the sentences of a text that no passage touches.
func uncovered(text string, passages [][2]int) (left []string) {
	runes, from := []rune(text), 0
	for i, c := range runes {
		ends := c == '。' || c == '\n' || c == '.' && (i+1 == len(runes) || runes[i+1] == ' ' || runes[i+1] == '\n')
		if !ends {
			continue
		}
		sentence := strings.TrimSpace(string(runes[from : i+1]))
		touched := slices.ContainsFunc(passages, func(p [2]int) bool { return p[0] < i+1 && from < p[1] })
		if sentence != "" && !touched {
			left = append(left, sentence)
		}
		from = i + 1
	}
	return left
}
