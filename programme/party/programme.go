package party

import (
	"regexp"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// Programme is one paired-assistance programme of the installation. Zone is an
// IANA name, Currency an ISO 4217 code, Languages the languages of its records.
type Programme struct {
	ID           ident.Programme `json:"id"`
	Code         string          `json:"code"`
	Name         string          `json:"name"`
	NameZH       string          `json:"name_zh"`
	Zone         string          `json:"zone"`
	Currency     string          `json:"currency"`
	Languages    []string        `json:"languages"`
	Illustrative bool            `json:"illustrative"`
}

// Location is the programme's time zone; it was checked when the programme was
// made.
func (p Programme) Location() *time.Location {
	l, err := time.LoadLocation(p.Zone)
	if err != nil {
		return time.UTC
	}
	return l
}

// Hat is one organisation a person may act for, with all their roles there.
type Hat struct {
	Organisation      ident.ID
	Name, Other, Lang string
	Roles             []ident.Role
}

// NameIn is the organisation's name in a language, or its own where none is.
func (h Hat) NameIn(l words.Lang) string { return nameIn(l, h.Lang, h.Name, h.Other) }

func nameIn(l words.Lang, lang, name, other string) string {
	if string(l) != lang && other != "" {
		return other
	}
	return name
}

var (
	programmeCode = regexp.MustCompile(`^[a-z][a-z0-9-]{1,30}$`)
	currencyCode  = regexp.MustCompile(`^[A-Z]{3}$`)
)

// programmeWords are first path parts that are no programme: they stand at the
// same place in a URL.
var programmeWords = []string{"sign-in", "sign-out", "seat", "hat", "tour"}

func checkProgramme(p Programme) (Programme, error) {
	p.Name, p.NameZH = strings.TrimSpace(p.Name), strings.TrimSpace(p.NameZH)
	if p.Name == "" {
		p.Name = p.NameZH
	}
	if p.NameZH == "" {
		p.NameZH = p.Name
	}
	var f fault.Form
	f.Require(programmeCode.MatchString(p.Code), "code", "party.programme_code")
	for _, w := range programmeWords {
		f.Require(p.Code != w, "code", "party.programme_code")
	}
	f.Require(p.Name != "", "name", "party.name_missing")
	_, err := time.LoadLocation(p.Zone)
	f.Require(err == nil && p.Zone != "", "zone", "party.zone", p.Zone)
	f.Require(currencyCode.MatchString(p.Currency), "currency", "party.currency", p.Currency)
	if len(p.Languages) == 0 {
		p.Languages = []string{string(words.EN), string(words.ZH)}
	}
	return p, f.Err()
}
