package intake

import (
	"slices"

	"throughline/reading"
)

// Piece is a run of the source's text as it is drawn. Class is "" for plain
// text, else current, proposed, accepted, rejected or uncovered; N is the
// proposal it opens, 0 for none; First marks the first piece of a proposal.
type Piece struct {
	Text  string `json:"text"`
	Class string `json:"class"`
	N     int    `json:"n"`
	First bool   `json:"first"`
}

// rank orders what a character may belong to: the passage under review wins
// over what waits, that over what is decided, and that over what is uncovered.
var rank = map[string]int{"current": 0, "proposed": 1, "accepted": 2, "rejected": 3, "uncovered": 4}

// stretch is one passage that is to be marked.
type stretch struct {
	from, to, n int
	class       string
}

// pieces cuts a text at the ends of all passages. The pieces joined are the
// text, character for character.
func pieces(text string, proposals []Proposal, uncovered []reading.Span, current int) []Piece {
	var marks []stretch
	for _, p := range proposals {
		class := map[string]string{Proposed: "proposed", Accepted: "accepted", Agreed: "accepted", Rejected: "rejected"}[p.State]
		if p.Ordinal == current {
			class = "current"
		}
		marks = append(marks, stretch{p.Quote.From, p.Quote.To, p.Ordinal, class})
	}
	for _, s := range uncovered {
		marks = append(marks, stretch{s.From, s.To, 0, "uncovered"})
	}
	cuts := []int{0}
	for _, m := range marks {
		cuts = append(cuts, m.from, m.to)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	seen := map[int]bool{}
	var out []Piece
	for i, run := range cutAt(text, cuts) {
		if run == "" {
			continue
		}
		p := Piece{Text: run}
		if m := foremost(marks, cuts[i]); m != nil {
			p.Class, p.N, p.First = m.class, m.n, m.n > 0 && !seen[m.n]
			seen[m.n] = true
		}
		if last := len(out) - 1; last >= 0 && out[last].Class == p.Class && out[last].N == p.N {
			out[last].Text += p.Text
			continue
		}
		out = append(out, p)
	}
	return out
}

// foremost is the mark that a character is drawn with, nil for none. Of two of
// the same rank the shorter one wins: the longer shows around it.
func foremost(marks []stretch, at int) *stretch {
	var best *stretch
	for i, m := range marks {
		if at < m.from || at >= m.to {
			continue
		}
		if best == nil || rank[m.class] < rank[best.class] || rank[m.class] == rank[best.class] && m.to-m.from < best.to-best.from {
			best = &marks[i]
		}
	}
	return best
}

// cutAt gives the runs of a text between the given character offsets, which are
// sorted and begin with 0; the last run ends with the text.
func cutAt(text string, cuts []int) []string {
	runs := make([]string, len(cuts))
	n, next, start := 0, 1, 0
	for i := range text {
		if next < len(cuts) && n == cuts[next] {
			runs[next-1], start = text[start:i], i
			next++
		}
		n++
	}
	runs[next-1] = text[start:]
	return runs
}
