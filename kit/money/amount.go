package money

import (
	"math"
	"strconv"
	"strings"

	"throughline/kit/fault"
)

// Amount is money in the minor units of its ISO 4217 currency: fen, cents.
type Amount struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

// Parse reads an amount as people write it: 50,000,000.00, 5000万, 1.2亿元,
// 3 million, with or without the currency, in half or full width. A sum
// smaller than the minor unit, an odd grouping (1,23) or another currency is
// refused, never rounded or guessed.
func Parse(lang, currency, text string) (Amount, error) {
	exponent, ok := Exponent(currency)
	if !ok {
		return Amount{}, fault.New(fault.Invalid, "money.unknown_currency", currency)
	}
	s := fold(text)
	if s == "" {
		return Amount{}, fault.New(fault.Invalid, "money.missing")
	}
	s, other := cutCurrency(s, currency)
	if other != "" {
		return Amount{}, fault.New(fault.Invalid, "money.other_currency", currency, other)
	}
	d, ok := readDecimal(lang, s)
	if !ok {
		return Amount{}, fault.New(fault.Invalid, "money.not_an_amount", excerpt(text))
	}
	if d.scale > exponent {
		return Amount{}, fault.New(fault.Invalid, "money.too_many_decimals", excerpt(text), currency, exponent)
	}
	minor, ok := d.at(exponent)
	if !ok {
		return Amount{}, tooLarge()
	}
	return Amount{Minor: minor, Currency: currency}, nil
}

// cutCurrency takes the currency's code or sign off either end of s. other is
// a different currency named there.
func cutCurrency(s, currency string) (rest, other string) {
	s = strings.ToUpper(s)
	marks := []string{currency}
	switch currency {
	case "CNY":
		marks = append(marks, "RMB", "YUAN", "人民币", "¥", "元")
	case "JPY":
		marks = append(marks, "¥")
	}
	for _, m := range marks {
		s = strings.TrimSpace(strings.TrimPrefix(s, m))
		s = strings.TrimSpace(strings.TrimSuffix(s, m))
	}
	for code := range exponents {
		if strings.HasPrefix(s, code) || strings.HasSuffix(s, code) {
			return "", code
		}
	}
	return s, ""
}

// Add is a + b. It refuses another currency, and a sum beyond int64.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, fault.New(fault.Invalid, "money.other_currency", a.Currency, b.Currency)
	}
	sum := a.Minor + b.Minor
	if (sum > a.Minor) != (b.Minor > 0) {
		return Amount{}, tooLarge()
	}
	return Amount{Minor: sum, Currency: a.Currency}, nil
}

// Sub is a - b, refusing what Add refuses.
func (a Amount) Sub(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, fault.New(fault.Invalid, "money.other_currency", a.Currency, b.Currency)
	}
	difference := a.Minor - b.Minor
	if (difference < a.Minor) != (b.Minor > 0) {
		return Amount{}, tooLarge()
	}
	return Amount{Minor: difference, Currency: a.Currency}, nil
}

// Neg is -a. It refuses the one int64 that has no opposite.
func (a Amount) Neg() (Amount, error) {
	if a.Minor == math.MinInt64 {
		return Amount{}, tooLarge()
	}
	return Amount{Minor: -a.Minor, Currency: a.Currency}, nil
}

func tooLarge() error { return fault.New(fault.Invalid, "money.too_large") }

// Format writes the code and every decimal: CNY 50,000,000.00. An amount in no
// known currency is a defect upstream; it shows as "XYZ ?123", because where
// its decimals stand cannot be known.
func (a Amount) Format(lang string) string {
	exponent, ok := Exponent(a.Currency)
	if !ok {
		return a.Currency + " ?" + strconv.FormatInt(a.Minor, 10)
	}
	return a.Currency + " " + writeDecimal(lang, a.Minor, exponent)
}

// hanUnits are the units FormatHan may count in, as powers of ten.
var hanUnits = []scale{{"万亿", 12}, {"亿", 8}, {"万", 4}}

// hanDecimals is how many decimals 1.2345亿 may have before plain figures read
// better.
const hanDecimals = 4

// FormatHan writes Chinese running text: 5,000万元, 1.25亿元, 5,000万 USD. It
// takes the largest unit that stays exact within four decimals, and plain
// figures where none does, so no digit is lost. Other languages get Format.
// A table uses Format throughout: units are not mixed in one column.
func (a Amount) FormatHan(lang string) string {
	exponent, ok := Exponent(a.Currency)
	if !ok || primary(lang) != "zh" {
		return a.Format(lang)
	}
	number := writeDecimal(lang, a.Minor, exponent)
	for _, u := range hanUnits {
		if n, decimals := trimZeros(a.Minor, exponent+u.power); reaches(a.Minor, exponent+u.power) && decimals <= hanDecimals {
			number = writeDecimal(lang, n, decimals) + u.word
			break
		}
	}
	if a.Currency == "CNY" {
		return number + "元"
	}
	return number + " " + a.Currency
}

// reaches tells whether n is at least 10^power in size.
func reaches(n int64, power int) bool {
	return len(strings.TrimPrefix(strconv.FormatInt(n, 10), "-")) > power
}

// trimZeros drops trailing zero decimals: 12300 with 4 decimals is 123 with 2.
func trimZeros(n int64, decimals int) (int64, int) {
	for decimals > 0 && n%10 == 0 {
		n, decimals = n/10, decimals-1
	}
	return n, decimals
}
