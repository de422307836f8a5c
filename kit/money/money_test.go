package money

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"throughline/kit/fault"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		currency, text string
		minor          int64
		refused        string
	}{
		{"CNY", "50,000,000.00", 5_000_000_000, ""},
		{"CNY", "50000000", 5_000_000_000, ""},
		{"CNY", "50 000 000.5", 5_000_000_050, ""},
		{"CNY", "CNY 50,000,000.00", 5_000_000_000, ""},
		{"CNY", "50,000,000 cny", 5_000_000_000, ""},
		{"CNY", "５０，０００．２５", 5_000_025, ""},
		{"CNY", "5000万", 5_000_000_000, ""},
		{"CNY", "5,000 万元", 5_000_000_000, ""},
		{"CNY", "人民币1.2亿元", 12_000_000_000, ""},
		{"CNY", "￥3.5万", 3_500_000, ""},
		{"CNY", "5000万元人民币", 5_000_000_000, ""},
		{"CNY", "1.000001万", 1_000_001, ""},
		{"CNY", "2.5 million", 250_000_000, ""},
		{"CNY", "1.5万亿元", 150_000_000_000_000, ""},
		{"CNY", "－８元", -800, ""},
		{"CNY", "\u2212950.00", -95_000, ""},
		{"CNY", "+0.01", 1, ""},
		{"CNY", "92,233,720,368,547,758.07", math.MaxInt64, ""},
		{"CNY", "-92,233,720,368,547,758.08", math.MinInt64, ""},
		{"JPY", "¥1,000", 1_000, ""},
		{"KWD", "1.234", 1_234, ""},
		{"USD", "5,000万 USD", 5_000_000_000, ""},

		{"CNY", "", 0, "money.missing"},
		{"CNY", "　", 0, "money.missing"},
		{"CNY", "1.005", 0, "money.too_many_decimals"},
		{"CNY", "1.000", 0, "money.too_many_decimals"},
		{"CNY", "1.0000001万", 0, "money.too_many_decimals"},
		{"JPY", "1,000.50", 0, "money.too_many_decimals"},
		{"CNY", "1,23", 0, "money.not_an_amount"},
		{"CNY", "1234,567", 0, "money.not_an_amount"},
		{"CNY", "1,234,56.00", 0, "money.not_an_amount"},
		{"CNY", "1,234 567", 0, "money.not_an_amount"},
		{"CNY", "1.2.3", 0, "money.not_an_amount"},
		{"CNY", "1.234,50", 0, "money.not_an_amount"},
		{"CNY", "5.", 0, "money.not_an_amount"},
		{"CNY", "--5", 0, "money.not_an_amount"},
		{"CNY", "1e6", 0, "money.not_an_amount"},
		{"CNY", "0x10", 0, "money.not_an_amount"},
		{"CNY", "about 5", 0, "money.not_an_amount"},
		{"CNY", "٣", 0, "money.not_an_amount"},
		{"CNY", "万元", 0, "money.not_an_amount"},
		{"CNY", "5000万美元", 0, "money.not_an_amount"},
		{"USD", "5000万元", 0, "money.not_an_amount"},
		{"CNY", "USD 5", 0, "money.other_currency"},
		{"CNY", "5 usd", 0, "money.other_currency"},
		{"CNY", "92,233,720,368,547,758.08", 0, "money.too_large"},
		{"CNY", "9000000万亿", 0, "money.too_large"},
		{"XAU", "5", 0, "money.unknown_currency"},
		{"cny", "5", 0, "money.unknown_currency"},
	} {
		for _, lang := range []string{"en", "zh", "zh-Hans"} {
			got, err := Parse(lang, c.currency, c.text)
			if keyOf(err) != c.refused {
				t.Errorf("Parse(%s, %s, %q): refused with %q, want %q", lang, c.currency, c.text, keyOf(err), c.refused)
			}
			if want := (Amount{c.minor, c.currency}); c.refused == "" && got != want {
				t.Errorf("Parse(%s, %s, %q) = %v, want %v", lang, c.currency, c.text, got, want)
			}
		}
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		amount           Amount
		en, han, hanInEN string
	}{
		{Amount{5_000_000_000, "CNY"}, "CNY 50,000,000.00", "5,000万元", "CNY 50,000,000.00"},
		{Amount{12_500_000_000, "CNY"}, "CNY 125,000,000.00", "1.25亿元", "CNY 125,000,000.00"},
		{Amount{150_000_000_000_000, "CNY"}, "CNY 1,500,000,000,000.00", "1.5万亿元", "CNY 1,500,000,000,000.00"},
		{Amount{5_000_000_000, "USD"}, "USD 50,000,000.00", "5,000万 USD", "USD 50,000,000.00"},
		{Amount{5_000_000_001, "CNY"}, "CNY 50,000,000.01", "50,000,000.01元", "CNY 50,000,000.01"},
		{Amount{999_900, "CNY"}, "CNY 9,999.00", "9,999.00元", "CNY 9,999.00"},
		{Amount{1_000_000, "CNY"}, "CNY 10,000.00", "1万元", "CNY 10,000.00"},
		{Amount{-4_000_000, "CNY"}, "CNY -40,000.00", "-4万元", "CNY -40,000.00"},
		{Amount{-5, "CNY"}, "CNY -0.05", "-0.05元", "CNY -0.05"},
		{Amount{0, "CNY"}, "CNY 0.00", "0.00元", "CNY 0.00"},
		{Amount{math.MinInt64, "CNY"}, "CNY -92,233,720,368,547,758.08", "-92,233,720,368,547,758.08元", "CNY -92,233,720,368,547,758.08"},
		{Amount{1_000, "JPY"}, "JPY 1,000", "1,000 JPY", "JPY 1,000"},
		{Amount{1_234, "KWD"}, "KWD 1.234", "1.234 KWD", "KWD 1.234"},
		{Amount{123, "XYZ"}, "XYZ ?123", "XYZ ?123", "XYZ ?123"},
	} {
		if got := c.amount.Format("en"); got != c.en {
			t.Errorf("%v.Format(en) = %q, want %q", c.amount, got, c.en)
		}
		if got := c.amount.Format("zh"); got != c.en {
			t.Errorf("%v.Format(zh) = %q, want %q", c.amount, got, c.en)
		}
		if got := c.amount.FormatHan("zh"); got != c.han {
			t.Errorf("%v.FormatHan(zh) = %q, want %q", c.amount, got, c.han)
		}
		if got := c.amount.FormatHan("en"); got != c.hanInEN {
			t.Errorf("%v.FormatHan(en) = %q, want %q", c.amount, got, c.hanInEN)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Amount{anyMinor(t), anyCurrency(t)}
		lang := rapid.SampledFrom([]string{"en", "zh"}).Draw(t, "lang")
		for _, text := range []string{a.Format(lang), a.FormatHan(lang)} {
			got, err := Parse(lang, a.Currency, text)
			if err != nil || got != a {
				t.Fatalf("%v was written %q and read %v, %v", a, text, got, err)
			}
		}
	})
}

// TestParseIsExact compares what Parse reads with the same text as a rational.
func TestParseIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		currency := anyCurrency(t)
		number := rapid.StringMatching(`-?[0-9]{1,14}(\.[0-9]{1,10})?`).Draw(t, "number")
		unit := rapid.SampledFrom(append(scales, scale{"", 0})).Draw(t, "unit")
		exponent, _ := Exponent(currency)
		want, _ := new(big.Rat).SetString(number)
		want.Mul(want, tenTo(unit.power+exponent))
		a, err := Parse("zh", currency, number+unit.word)
		switch keyOf(err) {
		case "":
			if want.Cmp(new(big.Rat).SetInt64(a.Minor)) != 0 {
				t.Fatalf("%s%s %s was read as %d, is %s", number, unit.word, currency, a.Minor, want)
			}
		case "money.too_many_decimals": // written with more decimals than the minor unit has
			_, fraction, _ := strings.Cut(number, ".")
			if len(fraction) <= unit.power+exponent {
				t.Fatalf("%s%s %s was refused, is %s", number, unit.word, currency, want)
			}
		case "money.too_large":
			if want.Num().IsInt64() {
				t.Fatalf("%s%s %s fits but was refused", number, unit.word, currency)
			}
		default:
			t.Fatal(err)
		}
	})
}

func TestArithmeticAgainstBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := Amount{anyMinor(t), "CNY"}, Amount{anyMinor(t), "CNY"}
		x, y := big.NewInt(a.Minor), big.NewInt(b.Minor)
		check := func(verb string, got Amount, err error, want *big.Int) {
			if !want.IsInt64() {
				if keyOf(err) != "money.too_large" {
					t.Fatalf("%d %s %d = %v, %v; does not fit", a.Minor, verb, b.Minor, got, err)
				}
				return
			}
			if err != nil || got != (Amount{want.Int64(), "CNY"}) {
				t.Fatalf("%d %s %d = %v, %v; want %s", a.Minor, verb, b.Minor, got, err, want)
			}
		}
		got, err := a.Add(b)
		check("+", got, err, new(big.Int).Add(x, y))
		got, err = a.Sub(b)
		check("-", got, err, new(big.Int).Sub(x, y))
		got, err = a.Neg()
		check("negated, not", got, err, new(big.Int).Neg(x))
	})
}

func TestAddIsAssociative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := rapid.Int64Range(-1<<60, 1<<60)
		a, b, c := Amount{small.Draw(t, "a"), "CNY"}, Amount{small.Draw(t, "b"), "CNY"}, Amount{small.Draw(t, "c"), "CNY"}
		left, right := must(t, a, b), must(t, b, c)
		if l, r := must(t, left, c), must(t, a, right); l != r {
			t.Fatalf("(%v + %v) + %v = %v, a + (b + c) = %v", a, b, c, l, r)
		}
	})
}

func must(t *rapid.T, a, b Amount) Amount {
	sum, err := a.Add(b)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func TestCurrenciesAreNeverMixed(t *testing.T) {
	cny, usd := Amount{1, "CNY"}, Amount{1, "USD"}
	if _, err := cny.Add(usd); keyOf(err) != "money.other_currency" {
		t.Errorf("CNY + USD: %v", err)
	}
	if _, err := cny.Sub(usd); keyOf(err) != "money.other_currency" {
		t.Errorf("CNY - USD: %v", err)
	}
	if _, err := (Amount{}).Add(cny); keyOf(err) != "money.other_currency" {
		t.Errorf("no currency + CNY: %v", err)
	}
}

func TestCodesAreGivenOnce(t *testing.T) {
	n := 0
	for _, list := range codes {
		for _, code := range strings.Fields(list) {
			if n++; len(code) != 3 || strings.ToUpper(code) != code {
				t.Errorf("%q is not a currency code", code)
			}
		}
	}
	if n != len(exponents) {
		t.Errorf("%d codes are listed, %d different ones", n, len(exponents))
	}
}

func TestParseQuantity(t *testing.T) {
	for _, c := range []struct {
		unit, text string
		want       Quantity
		refused    string
	}{
		{"km", "12.50", Quantity{1250, 2, "km"}, ""},
		{"km", "12.50 km", Quantity{1250, 2, "km"}, ""},
		{"人", "3.5万人", Quantity{35_000, 0, "人"}, ""},
		{"%", "６２％", Quantity{62, 0, "%"}, ""},
		{"", "-1,000.000000001", Quantity{-1_000_000_000_001, 9, ""}, ""},
		{"km", " km ", Quantity{}, "money.quantity_missing"},
		{"km", "12 m", Quantity{}, "money.not_a_quantity"},
		{"km", "1,5", Quantity{}, "money.not_a_quantity"},
		{"km", "1.0000000001", Quantity{}, "money.quantity_too_fine"},
		{"km", "9223372036854775808", Quantity{}, "money.too_large"},
	} {
		got, err := ParseQuantity("zh", c.unit, c.text)
		if keyOf(err) != c.refused || err == nil && got != c.want {
			t.Errorf("ParseQuantity(%q, %q) = %v, %v; want %v, %q", c.unit, c.text, got, err, c.want, c.refused)
		}
	}
}

func TestQuantityFormat(t *testing.T) {
	for want, q := range map[string]Quantity{
		"12.50 km":  {1250, 2, "km"},
		"1,200所":    {1200, 0, "所"},
		"62.5%":     {625, 1, "%"},
		"-0.005 MW": {-5, 3, "MW"},
		"7":         {7, 0, ""},
	} {
		if got := q.Format("en"); got != want {
			t.Errorf("%v.Format = %q, want %q", q, got, want)
		}
	}
}

func TestQuantityRoundTripAndOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]string{"km", "人", "%", ""}).Draw(t, "unit")
		p, q := anyQuantity(t, unit), anyQuantity(t, unit)
		if got, err := ParseQuantity("en", unit, p.Format("en")); err != nil || got != p {
			t.Fatalf("%v was written %q and read %v, %v", p, p.Format("en"), got, err)
		}
		got, err := p.Cmp(q)
		if want := rational(p).Cmp(rational(q)); err != nil || got != want {
			t.Fatalf("%v.Cmp(%v) = %d, %v; want %d", p, q, got, err, want)
		}
	})
	if n, err := (Quantity{125, 1, "km"}).Cmp(Quantity{1250, 2, "km"}); n != 0 || err != nil {
		t.Errorf("12.5 km against 12.50 km: %d, %v", n, err)
	}
	if _, err := (Quantity{1, 0, "km"}).Cmp(Quantity{1, 0, "m"}); keyOf(err) != "money.other_unit" {
		t.Errorf("km against m: %v", err)
	}
}

func anyMinor(t *rapid.T) int64 {
	return rapid.OneOf(rapid.Int64(), rapid.Map(rapid.Int64Range(-9_999, 9_999), func(n int64) int64 { return n * 100_000_000 }),
		rapid.SampledFrom([]int64{0, math.MaxInt64, math.MinInt64, math.MinInt64 + 1})).Draw(t, "minor")
}

func anyCurrency(t *rapid.T) string {
	return rapid.SampledFrom([]string{"CNY", "USD", "JPY", "KWD", "CLF"}).Draw(t, "currency")
}

func anyQuantity(t *rapid.T, unit string) Quantity {
	n := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-200, 200)).Draw(t, "n")
	return Quantity{n, rapid.IntRange(0, MaxScale).Draw(t, "scale"), unit}
}

func rational(q Quantity) *big.Rat {
	return new(big.Rat).Quo(new(big.Rat).SetInt64(q.N), tenTo(q.Scale))
}

func tenTo(power int) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(power)), nil))
}

// keyOf is the message key of a refusal, empty for no error.
func keyOf(err error) string {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.Invalid {
		return f.Key
	}
	return "not a refusal: " + err.Error()
}
