package project

import (
	"fmt"
	"regexp"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
)

// Care is how people fared at a site in one quarter, under one contractor: an
// organisation, never a person. nil is not reported, 0 is none. Figures and
// remedies only.
type Care struct {
	ID         ident.ID      `json:"id"`
	Seq        int64         `json:"-"`
	Project    ident.ID      `json:"project"`
	Quarter    string        `json:"quarter"` // 2028-Q2
	Contractor string        `json:"contractor"`
	Injuries   *int          `json:"injuries"`
	Deaths     *int          `json:"deaths"`
	Arrears    *money.Amount `json:"wage_arrears"`
	Cured      *money.Amount `json:"arrears_paid"`
	CuredOn    words.Day     `json:"arrears_paid_on"`
	LandDue    *money.Amount `json:"land_due"`
	LandPaid   *money.Amount `json:"land_paid"`
	Note       string        `json:"note"`
	Said
}

// CareNoun is the kind of a report on site care in the journal.
const CareNoun = "project.care"

// QuarterOf is the quarter of a day: 2028-Q2.
func QuarterOf(d words.Day) string {
	t := d.Time()
	return fmt.Sprintf("%d-Q%d", t.Year(), (int(t.Month())+2)/3)
}

// quarters are the last ones up to that of a day, the newest first.
func quarters(today words.Day, n int) []string {
	t := today.Time()
	var out []string
	for i := range n {
		out = append(out, QuarterOf(words.Day(t.AddDate(0, -3*i, 1-t.Day()).Format("2006-01-02"))))
	}
	return out
}

var (
	quarterForm = regexp.MustCompile(`^\d{4}-Q[1-4]$`)
	dayInText   = regexp.MustCompile(`\d{4}[-./]\d{1,2}[-./]\d{1,2}`)
	longNumber  = regexp.MustCompile(`\d{7}|(?:\d[ \t-]?){9}`)
	fullWidth   = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9", "－", "-", "　", " ")
)

// personal tells whether a text holds a number of a person: of a telephone, an
// identity card or an account. Days are none.
func personal(text string) bool {
	return longNumber.MatchString(dayInText.ReplaceAllString(fullWidth.Replace(text), ""))
}

// impersonal refuses numbers of persons in a text.
func impersonal(f *fault.Form, name, text string) {
	f.Require(len([]rune(text)) <= maxTitle, name, "project.title_long", maxTitle)
	f.Require(!personal(text), name, "project.no_persons")
}

// check refuses what cannot be a report. A quarter that is to come has none yet.
func (c Care) check(today words.Day) error {
	var f fault.Form
	f.Require(quarterForm.MatchString(c.Quarter), "quarter", "project.quarter_unknown")
	f.Require(c.Quarter <= QuarterOf(today), "quarter", "project.in_future")
	f.Require(c.Contractor != "", "contractor", "project.contractor_missing")
	impersonal(&f, "contractor", c.Contractor)
	impersonal(&f, "note", c.Note)
	for name, n := range map[string]*int{"injuries": c.Injuries, "deaths": c.Deaths} {
		f.Require(n == nil || *n >= 0 && *n <= 100000, name, "project.count_wrong")
	}
	for name, a := range map[string]*money.Amount{"arrears": c.Arrears, "cured": c.Cured, "land_due": c.LandDue, "land_paid": c.LandPaid} {
		f.Require(a == nil || a.Minor >= 0, name, "project.negative")
	}
	f.Require(c.Cured == nil || c.Arrears != nil && c.Cured.Minor <= c.Arrears.Minor, "cured", "project.cured_more")
	f.Require(c.LandPaid == nil || c.LandDue != nil && c.LandPaid.Minor <= c.LandDue.Minor, "land_paid", "project.paid_more")
	if c.Cured != nil && c.Cured.Minor > 0 {
		pastDay(&f, "cured_on", c.CuredOn, today)
	}
	f.Require(c.Injuries != nil || c.Deaths != nil || c.Arrears != nil || c.LandDue != nil, "injuries", "project.care_nothing")
	return f.Err()
}

// Owing is what of the wage arrears is not paid; nil when it is not reported.
func (c Care) Owing() *money.Amount {
	if c.Arrears == nil {
		return nil
	}
	left := *c.Arrears
	if c.Cured != nil {
		left.Minor -= c.Cured.Minor
	}
	return &left
}
