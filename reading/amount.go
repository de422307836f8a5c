package reading

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var numberWords = wordSet(`one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
	twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen half double triple`)

var currencies = wordSet(`usd eur gbp chf cny rmb jpy sek nok dkk aud cad nzd inr kes zar us$ a$ hk$ $ € £ ¥ euro euros dollar dollars pounds pound crowns crown
	yuan francs franc krona kroner kronor rupees rupee yen shillings rand pesos lira rubles roubles dinars riyals`)

var magnitudes = wordSet("million millions billion billions trillion thousand thousands hundred m bn k mn")

var qualifiers = []string{"at least", "at most", "up to", "no less than", "no more than", "not less than", "not more than", "more than", "less than", "fewer than",
	"around", "about", "approximately", "roughly", "nearly", "some", "over", "max", "a total of", "an additional", "as many as", "a minimum of", "a maximum of"}

// Money tells whether the passage of a quantity is a sum of money.
func Money(passage string) bool {
	for _, word := range strings.Fields(strings.ToLower(passage)) {
		if currencies[word] {
			return true
		}
	}
	return moneyZH.MatchString(passage) || strings.ContainsAny(passage, "$€£¥")
}

// notUnit ends the unit of a quantity.
var notUnit = wordSet(`and or of in for to by with on at from per that which who as the a an is are was were will shall should must their its our his her each into under
	than between before after until over during within through sides parties countries nations governments`)

// quantityEN finds the first number with a unit; money is preferred.
func quantityEN(t []token) (p stretch, money bool) {
	spelled := false // only a number in words so far
	for i := range t {
		n, m := quantityAt(t, i)
		if n == 0 {
			continue
		}
		from := i
		for _, q := range qualifiers {
			k := strings.Count(q, " ") + 1
			if i >= k && wordsAt(t, i-k, q) || q == "max" && lowAt(t, i-1) == "." && lowAt(t, i-2) == "max" {
				from = i - k
				if q == "max" && lowAt(t, i-1) == "." {
					from = i - 2
				}
				break
			}
		}
		s := stretch{t[from].from, t[i+n-1].to}
		if m {
			return s, true
		}
		if p.empty() || spelled && t[i].kind == 'n' {
			p, spelled = s, t[i].kind == 'w'
		}
	}
	return p, false
}

// quantityAt gives the tokens of a quantity beginning at token i.
func quantityAt(t []token, i int) (n int, money bool) {
	low := t[i].low
	if currencies[low] && i+1 < len(t) && t[i+1].kind == 'n' {
		if magnitudes[lowAt(t, i+2)] {
			return 3, true
		}
		return 2, true
	}
	if i > 0 && (currencies[t[i-1].low] || t[i-1].kind == '-' || t[i-1].cap && t[i-1].kind == 'w' && !numberWords[t[i-1].low] && i > 1 && t[i].kind == 'n') {
		return 0, false // part of another number or a name: Article 3, Block 2
	}
	if t[i].kind == 'n' && strings.ContainsAny(low, "$€£") {
		if magnitudes[lowAt(t, i+1)] {
			return 2, true
		}
		return 1, true
	}
	if t[i].kind == 'n' && strings.HasSuffix(low, "%") {
		return 1, false
	}
	if !(t[i].kind == 'n' && strings.Trim(low, "0123456789.,") == "") && !numberWords[low] || dateAt(t, i) > 0 || months[lowAt(t, i-1)] {
		return 0, false
	}
	n = 1
	for magnitudes[lowAt(t, i+n)] || numberWords[lowAt(t, i+n)] {
		n++
	}
	next := lowAt(t, i+n)
	if next == "per" && lowAt(t, i+n+1) == "cent" {
		return n + 2, false
	}
	if currencies[next] {
		return n + 1, true
	}
	if low == "one" || notUnit[next] || i+n >= len(t) || t[i+n].kind != 'w' || periods[next] {
		return 0, false
	}
	for k := 0; k < 3 && i+n < len(t) && t[i+n].kind == 'w' && !notUnit[t[i+n].low]; k++ {
		n++
		last := t[i+n-1].low
		if en.units[last] && last != "cubic" && last != "square" || strings.HasSuffix(last, "s") {
			break
		}
	}
	if lowAt(t, i+n) == "per" && i+n+1 < len(t) {
		n += 2
	}
	return n, false
}

var (
	zhDigits   = `(?:[0-9０-９][0-9０-９,，.．]*[0-9０-９]|[0-9０-９]|[一二三四五六七八九十百千两]+)(?:多|余|几)?(?:[～~—至-][0-9]+)?(?:万亿|亿|万|千|百)?(?:多|余)?`
	zhMoney    = `(?:元人民币|元|美元|欧元|英镑|日元|港元|港币|卢布|人民币)`
	moneyZH    = regexp.MustCompile(`(?:不少于|不低于|不超过|超过|超|约|近|至少|达到?|总计|共)?` + zhDigits + zhMoney + `(?:以上|以内|左右)?`)
	quantityZH = regexp.MustCompile(`(?:不少于|不低于|不超过|超过|约|近|至少)?` + zhDigits + `(?:%|％|个百分点|倍|成(?:以上)?|名|人次|人|万人|户|家|个|座|台|套|公里|千米|米|平方米|平方公里|公顷|亩|吨|千瓦时|千瓦|兆瓦|度|件|项|场|所|处|条|辆|架|艘|份|次|分钟|小时|村|县|头|只|株|棵|支|位|门|间|栋|张|台套|款|支|对|立方米|TB|GB)(?:以上|以内|左右)?`)
	percentZH  = regexp.MustCompile(`百分之[一二三四五六七八九十百零点]+`)
)

// quantityIn finds the target number of a clause, with its unit.
func (s *source) quantityIn(p stretch, zh bool) (stretch, bool) {
	if !zh {
		return quantityEN(s.tokens(p))
	}
	t := s.str(p)
	if !strings.ContainsAny(t, "0123456789０１２３４５６７８９一二三四五六七八九十百千两") {
		return stretch{}, false
	}
	if containsAny(t, "元", "镑", "卢布", "人民币", "港币") {
		if m := moneyZH.FindStringIndex(t); m != nil {
			return stretch{p.from + m[0], p.from + m[1]}, true
		}
	}
	for _, m := range quantityZH.FindAllStringIndex(t, 8) {
		if !zhIdiom(t, m[0], m[1]) {
			return stretch{p.from + m[0], p.from + m[1] + countedZH(t, m[1])}, false
		}
	}
	if m := percentZH.FindStringIndex(t); m != nil {
		return stretch{p.from + m[0], p.from + m[1]}, false
	}
	return stretch{}, false
}

// countedZH is the length of the noun behind a classifier: 教师 of 50名教师.
func countedZH(t string, from int) int {
	unit, _ := utf8.DecodeLastRuneInString(t[:from])
	if !strings.ContainsRune("个名位家所座条项件场台套支款对", unit) {
		return 0
	}
	n := 0
	for i, r := range t[from:] {
		rest := t[from+i:]
		if n == 8 {
			return 0
		}
		if !isHan(r) || strings.ContainsRune("到赴在于为并和与及的等以由向对从按至上下左右", r) {
			return i
		}
		if n > 1 && zhVerbs.prefix(rest) > 0 {
			return 0 // a verb, or a verb within the noun: not clear where it ends
		}
		n++
	}
	return len(t) - from
}

// zhIdiom: numbers that count nothing to be delivered: 一个, 一件, 第三批, 一批.
func zhIdiom(t string, from, to int) bool {
	m := t[from:to]
	if strings.HasSuffix(t[:from], "第") || strings.HasSuffix(t[:from], "每") || strings.HasSuffix(t[:from], "这") || strings.HasSuffix(t[:from], "任何") {
		return true
	}
	return strings.HasPrefix(m, "一") && !strings.HasPrefix(m, "一名") && !strings.HasPrefix(m, "一百") && !strings.HasPrefix(m, "一千") ||
		strings.HasPrefix(m, "百家") || strings.HasPrefix(m, "千家")
}
