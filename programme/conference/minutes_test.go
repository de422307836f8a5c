package conference

import (
	"slices"
	"strings"
	"testing"
	"testing/quick"
)

func TestDiff(t *testing.T) {
	draw := func(lines []DiffLine) string {
		var b strings.Builder
		for _, l := range lines {
			b.WriteString(map[string]string{"": " ", "out": "-", "in": "+"}[l.Change] + l.Text + "\n")
		}
		return b.String()
	}
	for _, row := range []struct{ before, after, want string }{
		{"", "", " \n"},
		{"one", "one", " one\n"},
		{"one\ntwo\nthree", "one\nthree", " one\n-two\n three\n"},
		{"one\nthree", "one\ntwo\nthree", " one\n+two\n three\n"},
		{"forty clinics\nend", "forty-one clinics\nend", "-forty clinics\n+forty-one clinics\n end\n"},
		{"a\nb\nc\nd", "b\nx\nd\ne", "-a\n b\n-c\n+x\n d\n+e\n"},
		{"甲\n乙", "乙\n甲", "-甲\n 乙\n+甲\n"},
	} {
		if got := draw(Diff(row.before, row.after)); got != row.want {
			t.Errorf("%q to %q:\n%swant\n%s", row.before, row.after, got, row.want)
		}
	}
}

// TestDiffGivesBothTexts: whatever was written, what stays and goes out is the
// earlier text, and what stays and comes in the later one.
func TestDiffGivesBothTexts(t *testing.T) {
	both := func(a, b []uint8) bool {
		text := func(list []uint8) (s []string) {
			for _, n := range list {
				s = append(s, string(rune('a'+n%4)))
			}
			return append(s, "end")
		}
		before, after := text(a), text(b)
		var old, now []string
		for _, l := range Diff(strings.Join(before, "\n"), strings.Join(after, "\n")) {
			if l.Change != "in" {
				old = append(old, l.Text)
			}
			if l.Change != "out" {
				now = append(now, l.Text)
			}
		}
		return slices.Equal(old, before) && slices.Equal(now, after)
	}
	if err := quick.Check(both, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
	long := make([]uint8, 2100)
	for i := range long {
		long[i] = uint8(i % 3)
	}
	if !both(append([]uint8{3}, long...), append(slices.Clone(long), 3)) {
		t.Error("texts too long to compare line by line")
	}
}
