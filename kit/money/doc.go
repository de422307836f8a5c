// Package money holds exact amounts and quantities. Nothing in it rounds,
// converts or guesses: text that does not come out exactly is refused, and
// amounts of two currencies are never added.
//
//	a, err := money.Parse("zh", "CNY", "5,000万元")
//	a.Minor           // 5000000000, in fen
//	a.Format("en")    // CNY 50,000,000.00
//	a.FormatHan("zh") // 5,000万元
//
// An Amount counts the minor units of its currency; a Quantity is a decimal
// number of some unit. Both are whole numbers, so they can be summed in SQL.
package money
