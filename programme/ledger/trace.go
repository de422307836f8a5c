package ledger

// Step is one part of what became of money, in minor units: the entry that took it
// on, and in Next what became of it there. First in, first out: what came first into
// an account is taken to have left it first.
type Step struct {
	Entry Entry
	Minor int64
	Next  []Step
}

// Where the rest of a traced amount is.
const (
	StillHeld    = "held"
	StillOnWay   = "on_way"
	NotTraceable = "too_long" // the trace was cut: there are more steps than are shown
)

// Trace is what became of a payment: the steps, and by place what has not gone on.
type Trace struct {
	Steps []Step
	Rest  map[string]int64
}

// maxSteps bounds a trace.
const maxSteps = 400

// stretch is a part of what was ever moved to one side of an account: from what
// had been moved before it, to what had with it.
type stretch struct{ from, to int64 }

// stretch is the line's own stretch.
func (l Line) stretch() stretch {
	n := l.Minor
	if n < 0 {
		n = -n
	}
	return stretch{l.Before, l.Before + n}
}

// overlap is what two stretches have in common.
func (s stretch) overlap(o stretch) (stretch, bool) {
	both := stretch{max(s.from, o.from), min(s.to, o.to)}
	return both, both.from < both.to
}

func (s stretch) size() int64 { return s.to - s.from }
