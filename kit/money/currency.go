package money

import "strings"

// codes lists the currencies of ISO 4217 (list one, as amended to January
// 2026) by exponent: how many decimals their minor unit stands for. Metals,
// testing codes and units of account without a minor unit are left out. The
// last line of exponent 2 was withdrawn lately; old records still name them.
var codes = map[int]string{
	0: `BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF`,
	2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD
	    BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP
	    DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
	    IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
	    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR
	    NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
	    SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD
	    USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
	    ANG BGN CUC HRK SLL ZWL`,
	3: `BHD IQD JOD KWD LYD OMR TND`,
	4: `CLF UYW`,
}

var exponents = func() map[string]int {
	m := map[string]int{}
	for exponent, list := range codes {
		for _, code := range strings.Fields(list) {
			m[code] = exponent
		}
	}
	return m
}()

// Exponent is the number of decimals of a currency: 2 for CNY, 0 for JPY. It
// is false for a code that is not a currency with a minor unit.
func Exponent(currency string) (int, bool) {
	e, ok := exponents[currency]
	return e, ok
}
