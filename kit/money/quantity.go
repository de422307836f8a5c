package money

import (
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"throughline/kit/fault"
)

// MaxScale is the most decimals a quantity keeps.
const MaxScale = 9

// Quantity is N / 10^Scale of a unit: {1250, 2, "km"} is 12.50 km. Scale is
// between 0 and MaxScale, and keeps the decimals as they were reported.
type Quantity struct {
	N     int64  `json:"n"`
	Scale int    `json:"scale"`
	Unit  string `json:"unit"`
}

// ParseQuantity reads a number of the given unit, which the text may repeat:
// "12.50", "12.50 km", "3.5万人".
func ParseQuantity(lang, unit, text string) (Quantity, error) {
	s := fold(text)
	if u := fold(unit); u != "" {
		s = strings.TrimSpace(strings.TrimSuffix(s, u))
	}
	if s == "" {
		return Quantity{}, fault.New(fault.Invalid, "money.quantity_missing")
	}
	d, ok := readDecimal(lang, s)
	if !ok {
		return Quantity{}, fault.New(fault.Invalid, "money.not_a_quantity", excerpt(text))
	}
	scale := max(0, d.scale)
	if scale > MaxScale {
		return Quantity{}, fault.New(fault.Invalid, "money.quantity_too_fine", MaxScale)
	}
	n, ok := d.at(scale)
	if !ok {
		return Quantity{}, tooLarge()
	}
	return Quantity{N: n, Scale: scale, Unit: unit}, nil
}

// Format writes the number as reported, and its unit: 12.50 km, 40所, 62%.
func (q Quantity) Format(lang string) string {
	number := writeDecimal(lang, q.N, q.Scale)
	first, _ := utf8.DecodeRuneInString(q.Unit)
	if q.Unit == "" || first == '%' || unicode.Is(unicode.Han, first) {
		return number + q.Unit
	}
	return number + " " + q.Unit
}

// Cmp is -1, 0 or 1 as q is less than, equal to or more than p, whatever their
// scales: 12.5 equals 12.50. It refuses another unit.
func (q Quantity) Cmp(p Quantity) (int, error) {
	if q.Unit != p.Unit {
		return 0, fault.New(fault.Invalid, "money.other_unit", q.Unit, p.Unit)
	}
	return q.raised(p.Scale).Cmp(p.raised(q.Scale)), nil
}

// raised is N x 10^power; crosswise it brings two quantities to one scale.
func (q Quantity) raised(power int) *big.Int {
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(power)), nil)
	return ten.Mul(ten, big.NewInt(q.N))
}
