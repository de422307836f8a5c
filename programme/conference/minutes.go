package conference

import (
	"strings"
	"time"

	"throughline/kit/ident"
)

// Minutes is one version of a meeting's minutes. Reason is why final minutes
// were opened again, "" for the others. By wrote it.
type Minutes struct {
	Conference ident.ID     `json:"conference"`
	Version    int          `json:"version"`
	Seq        int64        `json:"-"`
	Text       string       `json:"text"`
	Reason     string       `json:"reason"`
	By         ident.Person `json:"by"`
	At         time.Time    `json:"at"`
}

// DiffLine is one line of a comparison: Change is "" for a line of both texts,
// "out" for one of the earlier alone and "in" for one of the later alone.
type DiffLine struct {
	Change string `json:"change"`
	Text   string `json:"text"`
}

// mostCompared bounds the table of a comparison: lines of one text times lines
// of the other, after their common beginning and end.
const mostCompared = 4_000_000

// Diff compares two texts line by line: the fewest lines taken out and put in,
// those taken out first. Texts too long for that are shown whole, one after
// the other, between what they have in common at both ends.
func Diff(before, after string) []DiffLine {
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	var head, tail []DiffLine
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head = append(head, DiffLine{"", a[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append([]DiffLine{{"", a[len(a)-1]}}, tail...)
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return append(append(head, middle(a, b)...), tail...)
}

// middle compares by the longest common run of lines in order.
func middle(a, b []string) (lines []DiffLine) {
	common := make([][]int, len(a)+1)
	if len(a)*len(b) <= mostCompared {
		for i := range common {
			common[i] = make([]int, len(b)+1)
		}
		for i := len(a) - 1; i >= 0; i-- {
			for j := len(b) - 1; j >= 0; j-- {
				common[i][j] = max(common[i+1][j], common[i][j+1])
				if a[i] == b[j] {
					common[i][j] = common[i+1][j+1] + 1
				}
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) && common[i] != nil {
		switch {
		case a[i] == b[j]:
			lines = append(lines, DiffLine{"", a[i]})
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			lines = append(lines, DiffLine{"out", a[i]})
			i++
		default:
			lines = append(lines, DiffLine{"in", b[j]})
			j++
		}
	}
	for ; i < len(a); i++ {
		lines = append(lines, DiffLine{"out", a[i]})
	}
	for ; j < len(b); j++ {
		lines = append(lines, DiffLine{"in", b[j]})
	}
	return lines
}
