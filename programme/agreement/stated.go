package agreement

import (
	"regexp"
	"slices"
	"strings"

	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/reading"
)

// Stated is what a clause says of its promise, as far as its words give it for
// certain: a value is "" where they do not. Who, HowMuch, ByWhen and Class are
// the passages, "" where none is found. A passage without a value is for a person
// to read, and so is a clause in which no one promise is found: of that only the
// title is given.
type Stated struct {
	Found bool

	Who, HowMuch, ByWhen, Class string

	Provider       ident.ID // the signing party that promises
	Receiver       ident.ID // the other one, where there are two
	Number, Unit   string
	Amount         string
	Currency       string
	Due            words.Day
	MoneyClass     string
	Title, TitleIn string // the clause itself, and its language
}

// StatedIn reads the clause again in the text where it stands; names are what
// each signing party of the register is called. Numbers are written for lang.
func StatedIn(text string, cl Clause, a Agreement, names map[ident.ID][]string, lang words.Lang, currency string) Stated {
	c := readClause(text, cl)
	s := Stated{Found: c.Quote.Stated(), Who: c.Responsible.Text, HowMuch: c.Quantity.Text, ByWhen: c.Due.Text, Due: reading.DayIn(c.Due.Text, 0),
		TitleIn: reading.Language(cl.Quote)}
	if title := oneLine(cl.Quote); len([]rune(title)) <= maxTitle {
		s.Title = title
	}
	s.sides(c, a, names)
	s.figures(c.Quantity.Text, lang, currency)
	if s.Amount != "" {
		s.MoneyClass, s.Class = moneyClassIn(cl.Quote)
	}
	return s
}

// readClause finds the one promise that the text has within the clause; a clause
// with several, or without a text, is read by its own words alone.
func readClause(text string, cl Clause) reading.Clause {
	within := func(all []reading.Clause, from, to int) (found []reading.Clause) {
		for _, c := range all {
			if c.Quote.From >= from && c.Quote.To <= to && c.Kind == reading.ClauseCommitment {
				found = append(found, c)
			}
		}
		return found
	}
	for _, found := range [][]reading.Clause{within(reading.Clauses(text), cl.From, cl.To), within(reading.Clauses(cl.Quote), 0, len(cl.Quote))} {
		if len(found) == 1 {
			return found[0]
		}
	}
	return reading.Clause{}
}

// sides finds the signing party that the clause names, by its own name or by the
// short one that the text defines for it.
func (s *Stated) sides(c reading.Clause, a Agreement, names map[ident.ID][]string) {
	var on []ident.ID
	for _, p := range a.Parties {
		if p.Party == 0 {
			continue
		}
		on = append(on, p.Party)
		for _, name := range append(slices.Clone(names[p.Party]), p.Name) {
			if name != "" && (name == oneLine(c.Responsible.Text) || name == oneLine(c.Named.Text)) {
				s.Provider = p.Party
			}
		}
	}
	if s.Provider != 0 && len(on) == 2 {
		s.Receiver = on[0]
		if on[0] == s.Provider {
			s.Receiver = on[1]
		}
	}
}

// counted is a number with what it counts; a number in words, or with "at least"
// before it, is for a person to read.
var counted = regexp.MustCompile(`^([\d.,]+(?:\s*(?:thousand|million|[万亿]))?)\s*(\D+)$`)

// code is a currency by its code.
var code = regexp.MustCompile(`\b[A-Z]{3}\b`)

// figures takes a passage as an amount, where it names a currency, or else as a
// number with its unit.
func (s *Stated) figures(passage string, lang words.Lang, currency string) {
	in := reading.Language(passage)
	for _, cur := range append([]string{currency}, code.FindString(passage)) {
		a, err := money.Parse(in, cur, passage)
		if _, bare := money.ParseQuantity(in, "", passage); err == nil && bare != nil {
			s.Amount, s.Currency = a.Format(string(lang)), cur
			return
		}
	}
	m := counted.FindStringSubmatch(passage)
	if m == nil || reading.Money(passage) {
		return
	}
	if q, err := money.ParseQuantity(in, "", m[1]); err == nil {
		s.Number, s.Unit = q.Format(string(lang)), oneLine(m[2])
	}
}

// classWords say what kind of money it is; the longer ones hold none of another class.
var classWords = []struct{ class, word string }{{"grant", "grant"}, {"grant", "donat"}, {"grant", "无偿"}, {"grant", "捐赠"}, {"investment", "invest"},
	{"investment", "投资"}, {"purchase", "purchase"}, {"purchase", "采购"}, {"purchase", "购买"}, {"in_kind", "in kind"}, {"in_kind", "实物"}}

// moneyClassIn is the one class of money that a passage names, with the word that
// says so; "" when it names none, or several.
func moneyClassIn(passage string) (class, word string) {
	low := strings.ToLower(passage)
	for _, w := range classWords {
		if !strings.Contains(low, w.word) {
			continue
		}
		if class != "" && class != w.class {
			return "", ""
		}
		class, word = w.class, w.word
	}
	return class, word
}
