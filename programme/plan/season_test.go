package plan

import (
	"testing"

	"throughline/kit/fault"
	"throughline/kit/words"
)

func TestWorkRestsBySeason(t *testing.T) {
	for _, c := range []struct {
		season Season
		day    words.Day
		closed bool
		opens  words.Day
	}{
		{"11-3", "2028-10-31", false, "2028-10-31"}, {"11-3", "2028-11-01", true, "2029-04-01"}, {"11-3", "2029-03-31", true, "2029-04-01"},
		{"11-3", "2029-04-01", false, "2029-04-01"}, {"6-8", "2028-07-15", true, "2028-09-01"}, {"6-8", "2028-05-31", false, "2028-05-31"},
		{"2-2", "2028-02-29", true, "2028-03-01"}, {"1-12", "2028-02-29", true, ""}, {"", "2028-02-29", false, "2028-02-29"}, {"11-3", "", false, ""},
	} {
		if got := c.season.Closed(c.day); got != c.closed {
			t.Errorf("%s on %s is closed: %v", c.season, c.day, got)
		}
		if got := c.season.Opens(c.day); got != c.opens {
			t.Errorf("%s on %s opens on %s, want %s", c.season, c.day, got, c.opens)
		}
	}
}

func TestSeasonsAreChecked(t *testing.T) {
	for text, want := range map[Season]Season{" 11 - 3": "11-3", "1-12": "1-12", "11": "", "0-3": "", "3-13": "", "Nov-Mar": "", "11-3-4": ""} {
		var f fault.Form
		got := checkSeasons(&f, map[string]Season{"ground": text, "sport": "1-2"})
		if ok := f.Err() == nil; ok != (want != "") || ok && (got["ground"] != want || len(got) != 1) {
			t.Errorf("%q becomes %v, %v", text, got, f.Err())
		}
	}
	before := Shipped()
	after := Shipped()
	after.Seasons = map[string]Season{"road": "12-2"}
	if d := after.Differences(before); len(d) != 1 || d[0].Name != "work.road" || d[0].Was != "" || d[0].Now != "12-2" {
		t.Errorf("differences are %+v", d)
	}
}
