package party

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"throughline/kit/fault"
	"throughline/kit/ident"
)

// Identifier is a number given to a party by a register. Scheme is the
// register's code as org-id.guide lists it, such as CN-USCI.
type Identifier struct {
	ID     ident.ID `json:"id"`
	Party  ident.ID `json:"party"`
	Scheme string   `json:"scheme"`
	Value  string   `json:"value"`
	Reason string   `json:"reason,omitempty"` // why it was withdrawn
}

// Scheme is a register of organisations. Check refuses a value that the
// register cannot have given; nil where its numbers carry no check character.
type Scheme struct {
	Code  string
	Check func(value string) *fault.Message
}

// Schemes are the registers that are offered. The codes are those of the list of
// org-id.guide (github.com/org-id/register, read in 2026); the words
// party.scheme.<code> name them. Another register of that list is one more line
// here and in words.txt.
var Schemes = []Scheme{
	{"CN-USCI", checkUSCI}, {"XI-LEI", checkLEI}, {"AU-ABN", nil}, {"BE-BCE_KBO", nil}, {"CA-CC", nil}, {"DE-CR", nil}, {"FR-INSEE", nil}, {"FR-RCS", nil},
	{"GB-CHC", nil}, {"GB-COH", nil}, {"GB-EDU", nil}, {"GB-GOR", nil}, {"GB-LAE", nil}, {"GB-NHS", nil}, {"GB-NIC", nil}, {"GB-SC", nil}, {"IN-MCA", nil},
	{"JP-JCN", nil}, {"KR-BRN", nil}, {"NL-KVK", nil}, {"US-EIN", nil}, {"XI-DUNS", nil}, {"XI-IATI", nil}, {"XI-ROR", nil}, {"XM-DAC", nil},
}

// SchemeCodes are the codes of the registers, in the order in which they are offered.
func SchemeCodes() []string {
	codes := make([]string, len(Schemes))
	for i, s := range Schemes {
		codes[i] = s.Code
	}
	return codes
}

// maxIdentifier bounds a number in characters.
const maxIdentifier = 60

// check brings a number into the form in which it is compared: half-width
// capitals without spaces. It refuses what the register cannot have given.
func (i Identifier) check() (Identifier, error) {
	i.Scheme = strings.ToUpper(strings.TrimSpace(i.Scheme))
	i.Value = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, width.Narrow.String(i.Value))
	var f fault.Form
	at := slices.IndexFunc(Schemes, func(s Scheme) bool { return s.Code == i.Scheme })
	f.Require(at >= 0, "scheme", "party.scheme_unknown", i.Scheme)
	f.Require(i.Value != "", "value", "party.identifier_missing")
	f.Require(len([]rune(i.Value)) <= maxIdentifier, "value", "party.identifier_long", maxIdentifier)
	if err := f.Err(); err != nil || Schemes[at].Check == nil {
		return i, err
	}
	if wrong := Schemes[at].Check(i.Value); wrong != nil {
		f.Refuse("value", wrong.Key, wrong.Args...)
	}
	return i, f.Err()
}

// usciAlphabet are the characters of a unified social credit code, each worth
// its place: the digits and the capitals without I, O, S, V and Z (GB 32100-2015, table 1).
const usciAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// checkUSCI checks a unified social credit code: 18 characters, of which the
// last makes the sum of all, weighted by the powers of 3, a multiple of 31
// (GB 32100-2015, annex A).
func checkUSCI(value string) *fault.Message {
	if wrong := checkForm(value, 18, usciAlphabet); wrong != nil {
		return wrong
	}
	sum, weight := 0, 1
	for _, r := range value[:17] {
		sum += strings.IndexRune(usciAlphabet, r) * weight
		weight = weight * 3 % 31
	}
	return checkLast(value, 1, string(usciAlphabet[(31-sum%31)%31]))
}

// leiAlphabet are the characters of a legal entity identifier.
const leiAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// checkLEI checks a legal entity identifier (ISO 17442): 20 characters, of which
// the last two are digits that leave 1 when the whole, with letters read as 10
// to 35, is divided by 97 (ISO/IEC 7064, MOD 97-10).
func checkLEI(value string) *fault.Message {
	if wrong := checkForm(value, 20, leiAlphabet); wrong != nil {
		return wrong
	}
	rest := 0
	for _, r := range value[:18] + "00" {
		n := strings.IndexRune(leiAlphabet, r)
		if n >= 10 {
			rest *= 10
		}
		rest = (rest*10 + n) % 97
	}
	check := 98 - rest
	return checkLast(value, 2, string([]byte{'0' + byte(check/10), '0' + byte(check%10)}))
}

// checkForm wants so many characters of an alphabet.
func checkForm(value string, length int, alphabet string) *fault.Message {
	place := 0
	for _, r := range value {
		if place++; !strings.ContainsRune(alphabet, r) {
			return &fault.Message{Key: "party.identifier_character", Args: []any{string(r), place}}
		}
	}
	if place != length {
		return &fault.Message{Key: "party.identifier_length", Args: []any{length, place}}
	}
	return nil
}

// checkLast wants the check characters at the end.
func checkLast(value string, n int, want string) *fault.Message {
	if is := value[len(value)-n:]; is != want {
		return &fault.Message{Key: "party.identifier_check", Args: []any{is, want}}
	}
	return nil
}
