package plan

import (
	"cmp"
	"slices"

	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Cover is how one organisation stands in a period: the best that is said of
// its plans, since when, and all that is said. Since is "" for a silent one that
// was not asked yet.
type Cover struct {
	Party    party.Party
	Standing string
	Best     TakeUp
	Said     []TakeUp // in the order of Kinds
	Since    words.Day
	Days     int // from Since to today
	Reminder Reminder
}

// Covers puts together how each organisation stands. kind keeps one kind of
// plan only, "" all. asked is the day from which silence counts, "" when the
// period is not in force yet; dayOf is the day of a statement.
func Covers(parties []party.Party, said []TakeUp, reminders []Reminder, kind string, asked, today words.Day, dayOf func(TakeUp) words.Day) []Cover {
	by, last := map[ident.ID][]TakeUp{}, map[ident.ID]Reminder{}
	for _, t := range said {
		if kind == "" || t.Kind == kind {
			by[t.Party] = append(by[t.Party], t)
		}
	}
	for _, m := range reminders {
		last[m.Party] = m
	}
	all := make([]Cover, len(parties))
	for i, p := range parties {
		c := Cover{Party: p, Said: by[p.ID], Reminder: last[p.ID], Since: asked}
		slices.SortFunc(c.Said, func(a, b TakeUp) int { return slices.Index(Kinds, a.Kind) - slices.Index(Kinds, b.Kind) })
		if c.Standing, c.Best = Standing(c.Said); c.Standing != Silent {
			c.Since = dayOf(c.Best)
		}
		if c.Since != "" {
			c.Days = max(0, c.Since.Until(today))
		}
		all[i] = c
	}
	return all
}

// Asks tells whether organisations are asked where they take the period's work
// in: from the day on which it is put in force.
func (p Period) Asks() bool {
	return !slices.Contains([]string{"drafting", "consulted", "approved"}, p.State)
}

// AskedFrom is the day from which silence counts, begun being that on which the
// period was put in force: not before its first day, and "" while neither has
// come.
func (p Period) AskedFrom(begun, today words.Day) words.Day {
	if from := max(begun, p.From); begun != "" && from <= today {
		return from
	}
	return ""
}

// Tally counts the organisations by how they stand.
func Tally(all []Cover) map[string]int {
	n := map[string]int{}
	for _, c := range all {
		n[c.Standing]++
	}
	return n
}

// Orders are the ways to sort a coverage; "" is by standing, the silent first,
// and within each the longest.
var Orders = []string{"name", "code", "latest"}

// SortCovers puts a coverage in one of the orders, names as people read them.
func SortCovers(all []Cover, order string, l words.Lang) {
	slices.SortStableFunc(all, func(a, b Cover) int {
		name := cmp.Compare(a.Party.NameIn(l), b.Party.NameIn(l))
		code := cmp.Compare(a.Party.Code, b.Party.Code)
		switch order {
		case "name":
			return cmp.Or(name, code)
		case "code":
			return code
		case "latest":
			// The silent have said nothing: they come last.
			return cmp.Or(b.Best.Since.Compare(a.Best.Since), code)
		}
		return cmp.Or(slices.Index(Standings, a.Standing)-slices.Index(Standings, b.Standing), a.Best.Since.Compare(b.Best.Since), code)
	})
}
