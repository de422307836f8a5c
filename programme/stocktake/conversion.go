package stocktake

import (
	"slices"

	"throughline/kit/ident"
	"throughline/programme/agreement"
)

// Stages are how far a signed promise has come, each holding those before it:
// signed, acknowledged by the receiver, broken down into works, under way,
// confirmed by both sides.
var Stages = []string{"signed", "acknowledged", "broken_down", "under_way", "confirmed"}

// Exits are what else can be said of a signed promise: waived by both sides, not
// kept in time, or disputed. The first two have ended: they are counted as signed
// and acknowledged, and no further.
var Exits = []string{"waived", "unmet", "disputed"}

// Beside are what the conversion names and does not count: promises that a later
// agreement states again, reports of signings of unknown number, and promises
// that answer a measure without a signed agreement.
var Beside = []string{"restated", "batch", "unsigned"}

// line is what one record adds to the conversion. Owner is set for an internal
// record only: it cuts who may see it. Parts are the providers with their parts
// of the amount.
type line struct {
	Conference ident.ID `json:"c,omitempty"`
	Kind       string   `json:"k,omitempty"`
	Owner      ident.ID `json:"o,omitempty"`
	Stage      string   `json:"s"`
	Exit       string   `json:"e,omitempty"`
	Class      string   `json:"m,omitempty"`
	Currency   string   `json:"y,omitempty"`
	Amount     int64    `json:"a,omitempty"`
	Joint      bool     `json:"j,omitempty"`
	Parts      []part   `json:"p,omitempty"`
}

type part struct {
	Party  ident.ID `json:"p"`
	Amount int64    `json:"a,omitempty"`
}

// cell is one place of the rollup: what a reader can narrow to, and what is then
// told apart. Conference 0, Provider 0 and Kind "" hold all.
type cell struct {
	Conference, Provider ident.ID
	Kind                 string
	Owner                ident.ID
	Stage, Exit          string
	Class, Currency      string
}

// sum is what a cell holds. Joint counts promises of several providers without
// parts: their money is in the cells of all providers only.
type sum struct{ N, Joint, Amount int64 }

// cells spreads a line over the places in which it is counted, by times one: once
// for each way to narrow, and never twice in one.
func (l line) cells(by int64, into map[cell]sum) {
	at := cell{Owner: l.Owner, Stage: l.Stage, Exit: l.Exit, Class: l.Class, Currency: l.Currency}
	for _, at.Conference = range either(l.Conference) {
		for _, at.Kind = range either(l.Kind) {
			at.Provider = 0
			add(into, at, sum{by, by * joint(l.Joint), by * l.Amount})
			for _, p := range l.Parts {
				at.Provider = p.Party
				add(into, at, sum{by, by * joint(l.Joint), by * p.Amount})
			}
		}
	}
}

// either is all and, where there is one, the value.
func either[T comparable](v T) []T {
	var all T
	if v == all {
		return []T{all}
	}
	return []T{all, v}
}

func joint(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

func add(into map[cell]sum, at cell, s sum) {
	t := into[at]
	into[at] = sum{t.N + s.N, t.Joint + s.Joint, t.Amount + s.Amount}
}

// reached is the furthest stage of a commitment and what else is said of it.
// Works and begun count the works that carry it out; missed tells that its day
// and the days of grace are over.
func reached(c agreement.Commitment, works, begun int, missed bool) (stage, exit string) {
	stage = Stages[0]
	if !c.Acknowledged.IsZero() {
		stage = Stages[1]
	}
	switch {
	case c.State == agreement.Waived:
		return stage, Exits[0]
	case c.State == agreement.Unmet || missed && c.State != agreement.Disputed:
		return stage, Exits[1]
	case c.State == agreement.Confirmed:
		return Stages[4], ""
	}
	if c.State == agreement.Disputed {
		exit = Exits[2]
	}
	said := slices.Contains([]string{agreement.ClaimedDone, agreement.Partly}, c.State)
	switch {
	case stage == Stages[0]:
	case begun > 0 || said:
		stage = Stages[3]
	case works > 0:
		stage = Stages[2]
	}
	return stage, exit
}

// lineOf is what a commitment adds: a signed one with its parts, or one that
// answers a measure only.
func lineOf(c agreement.Commitment, conference ident.ID, kind, stage, exit string) line {
	l := line{Conference: conference, Kind: kind, Stage: stage, Exit: exit, Joint: c.Joint}
	if c.Visibility == "internal" {
		l.Owner = c.Owner
	}
	for _, id := range c.Providers() {
		l.Parts = append(l.Parts, part{Party: id})
	}
	if c.Terms.Amount == nil || stage == Beside[2] {
		return l
	}
	l.Class, l.Currency, l.Amount = c.MoneyClass, c.Terms.Amount.Currency, c.Terms.Amount.Minor
	parts := c.Parts()
	for i := range l.Parts {
		switch {
		case len(c.Shares) == 0:
			l.Parts[i].Amount = l.Amount
		case parts != nil:
			at := slices.IndexFunc(c.Shares, func(s agreement.Share) bool { return s.Party == l.Parts[i].Party })
			l.Parts[i].Amount = parts[at].Minor
		}
	}
	return l
}

// Conversion is what the page shows: for each stage how many promises have come
// at least so far, and their money by class and currency, which is never added
// across them.
type Conversion struct {
	Counts map[string]int64 // by stage, at least so far
	Exits  map[string]int64
	Beside map[string]int64
	Joint  int64
	Money  []MoneyLine

	endedAcknowledged int64 // of those waived or unmet, which the receiver had acknowledged
}

// MoneyLine is the money of one class in one currency by stage, at least so far.
type MoneyLine struct {
	Class, Currency string
	Amounts         map[string]int64
}

// convert folds the cells of one choice of filters.
func convert(cells map[cell]sum) Conversion {
	v := Conversion{Counts: map[string]int64{}, Exits: map[string]int64{}, Beside: map[string]int64{}}
	money := map[[2]string]map[string]int64{}
	for at, s := range cells {
		if slices.Contains(Beside, at.Stage) {
			v.Beside[at.Stage] += s.N
			continue
		}
		if at.Exit != "" {
			v.Exits[at.Exit] += s.N
			if at.Exit != Exits[2] && at.Stage == Stages[1] {
				v.endedAcknowledged += s.N
			}
		}
		v.Joint += s.Joint
		for _, stage := range Stages[:slices.Index(Stages, at.Stage)+1] {
			v.Counts[stage] += s.N
			if at.Class == "" {
				continue
			}
			key := [2]string{at.Class, at.Currency}
			if money[key] == nil {
				money[key] = map[string]int64{}
			}
			money[key][stage] += s.Amount
		}
	}
	for key, amounts := range money {
		if amounts[Stages[0]] != 0 {
			v.Money = append(v.Money, MoneyLine{key[0], key[1], amounts})
		}
	}
	slices.SortFunc(v.Money, func(a, b MoneyLine) int {
		if d := slices.Index(agreement.MoneyClasses, a.Class) - slices.Index(agreement.MoneyClasses, b.Class); d != 0 {
			return d
		}
		if a.Currency < b.Currency {
			return -1
		}
		return 1
	})
	return v
}
