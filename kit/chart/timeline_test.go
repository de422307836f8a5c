package chart

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	planned = []Series{{"c6", "Original"}, {"c1", "Current"}, {"c2", "Forecast"}, {"c3", "Actual"}}
	year    = Axis{From: 0, To: 365, Ticks: []Tick{{0, "Jan 2028"}, {181, "Jul 2028"}}, Now: Tick{134, "14 May 2028"}}
)

func TestTimelines(t *testing.T) {
	gone := Span{Missing: true, Value: "not reported"}
	lanes := []Lane{
		{"Whole project", []Span{{0, 300, "1 January – 27 October 2028", false}, {0, 360, "1 January – 26 December 2028", false}, gone, {10, 134, "11 January 2028 –", false}}},
		{"Deck " + strings.Repeat("of the bridge ", 10), []Span{{120, 120, "30 April 2028", false}, {181, 181, "30 June 2028", false}, {200, 200, "19 July 2028", false}, gone}},
	}
	for name, f := range map[string]Figure{
		"timeline":       Timeline("Bridge: original, current, actual", "2 lanes, 1 January 2028 to 31 December 2028", year, planned, lanes),
		"timeline-empty": Timeline("节点", "尚无节点", Axis{}, planned, nil),
	} {
		t.Run(name, func(t *testing.T) {
			strict(t, string(f.SVG))
			golden(t, name, f)
		})
	}
}

var moved = regexp.MustCompile(`<path d="M(\d+) \d+m-5 0 5-4 5 4-5 4z" fill="none"`)

// A later day stands further right, one beyond the axis at its end, and what is
// missing is not drawn but named in the table.
func TestDaysStandInTheirOrder(t *testing.T) {
	before := -1
	for _, day := range []int{-50, 0, 1, 100, 364, 365, 900} {
		f := Timeline("t", "d", year, planned[:1], []Lane{{"Deck", []Span{{day, day, "day", false}}}})
		m := moved.FindStringSubmatch(string(f.SVG))
		if m == nil {
			t.Fatalf("day %d is not drawn: %s", day, f.SVG)
		}
		x, _ := strconv.Atoi(m[1])
		if x < before || x < margin || x > width-margin || day > 0 && day <= 365 && x == before && day != 1 {
			t.Errorf("day %d stands at %d, after %d", day, x, before)
		}
		before = x
	}
	f := Timeline("t", "d", year, planned[:2], []Lane{{"Deck", []Span{{Missing: true, Value: "not reported"}, {5, 9, "5-9", false}}}})
	if strings.Contains(string(f.SVG), "not reported") || len(f.Table) != 2 || f.Table[0].Value != "not reported" || f.Table[1].Label != "Deck · Current" {
		t.Errorf("the table is %v in %s", f.Table, f.SVG)
	}
	outside := year
	outside.Now.At = 400
	if strings.Contains(string(Timeline("t", "d", outside, planned, nil).SVG), "chart-now") {
		t.Error("a day beyond the axis is drawn as now")
	}
}

func TestLabelsOfATimelineCannotBecomeMarkup(t *testing.T) {
	const evil = `</title><script>alert(1)</script>" onload="x' style='y &amp; <`
	f := Timeline(evil, evil, Axis{From: 0, To: 9, Ticks: []Tick{{1, evil}}, Now: Tick{2, evil}}, []Series{{evil, evil}}, []Lane{{evil, []Span{{1, 3, evil, false}}}})
	if texts := strict(t, string(f.SVG)); texts[0] != evil || texts[1] != evil {
		t.Errorf("the words read back as %q", texts)
	}
}
