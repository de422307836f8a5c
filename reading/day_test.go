package reading

import (
	"testing"

	"throughline/kit/words"
)

func TestDayIn(t *testing.T) {
	for _, row := range []struct {
		passage string
		year    int
		want    words.Day
	}{
		{"on 12 March 2027", 0, "2027-03-12"},
		{"March 12, 2027", 0, "2027-03-12"},
		{"on the 3rd of May", 2028, "2028-05-03"},
		{"on 12 March", 0, ""},
		{"12-13 March 2027", 0, ""}, // several days
		{"March 12–13, 2027", 0, ""},
		{"2027年3月12日至14日", 0, ""},
		{"3月12日到3月14日", 2027, ""},
		{"2027年3月12日", 0, "2027-03-12"},
		{"3月12日", 2027, "2027-03-12"},
		{"3月12日", 0, ""},
		{"12日", 2027, ""},
		{"by the end of September 2028", 0, "2028-09-30"},
		{"by the end of February 2028", 0, "2028-02-29"},
		{"by the end of September", 2028, ""}, // which September is not said
		{"2028年9月底前", 0, "2028-09-30"},
		{"2028年底前", 0, "2028-12-31"},
		{"by the end of 2028", 0, "2028-12-31"},
		{"30 February 2028", 0, ""},
		{"12 March 2027 and 14 March 2027", 0, ""},
		{"within three years", 2028, ""},
		{"2028-05-12", 0, "2028-05-12"},
		{"in the spring", 2028, ""},
	} {
		if got := DayIn(row.passage, row.year); got != row.want {
			t.Errorf("%q with year %d: %q, want %q", row.passage, row.year, got, row.want)
		}
	}
}
