package project

import (
	"slices"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Keeper is an organisation that owns, runs or maintains an asset: one on
// record, or the name of one that is not.
type Keeper struct {
	Party ident.ID `json:"party"`
	Name  string   `json:"name"`
}

// Known tells whether anybody is named.
func (k Keeper) Known() bool { return k.Party != 0 || k.Name != "" }

// Said is one short record beside another: who said it, for whom, and when.
type Said struct {
	At           time.Time    `json:"at"`
	Person       ident.Person `json:"person"`
	Organisation ident.ID     `json:"organisation"`
}

// Before is how an actor stands to what a person of an organisation asked in the
// project: Mine for the implementer, OurSide for the two parties of the pairing,
// and Opposite for somebody else who is not on the side of the one who asked, and
// for another person of the programme office. by 0 is nobody.
func (p Project) Before(who ident.Actor, r Ring, by ident.Person, org ident.ID) ident.Relations {
	var rel ident.Relations
	if who.Organisation == p.Implementer {
		rel = append(rel, ident.Mine)
	}
	side := r.Pairing.SideOf(who.Organisation)
	if side != "" {
		rel = append(rel, ident.OurSide)
	}
	across := side != "" && side != p.sideOf(r, org) && who.SomeoneElse(by, org)
	if by != 0 && (across || who.Has(office...) && who.Person != by) {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// sideOf is the side on which an organisation stands in the project, "" when it
// is on neither.
func (p Project) sideOf(r Ring, org ident.ID) string {
	if side := r.Pairing.SideOf(org); side != "" || org != p.Implementer {
		return side
	}
	return r.Side
}

// deciders asks those who may decide what a person of an organisation asked: the
// programme office, and the parties that are not on the asker's side.
func (p Project) deciders(r Ring, by ident.Person, org ident.ID, action string) []task.Want {
	w := task.Want{Action: action, NotPerson: by}
	wants := ofOffice(w)
	for _, side := range []string{party.Provider, party.Receiver} {
		if id := r.Pairing.Side(side); id != 0 && side != p.sideOf(r, org) {
			w.Role, w.Party = ident.Role(side), id
			wants = append(wants, w)
		}
	}
	return wants
}

// ofOffice asks the programme office.
func ofOffice(w task.Want) []task.Want {
	var wants []task.Want
	for _, role := range office {
		w.Role, w.Party = role, 0
		wants = append(wants, w)
	}
	return wants
}

// monthsAfter is the day so many months later, the last of its month where that
// month is shorter.
func monthsAfter(day words.Day, months int) words.Day {
	t := day.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return words.Day(first.AddDate(0, 0, min(t.Day(), last)-1).Format(time.DateOnly))
}

// pastDay asks for a day that is known and has come.
func pastDay(f *fault.Form, name string, day, today words.Day) {
	f.Require(day != "", name, "project.day_missing")
	checkDay(f, name, day)
	_, real := words.ParseDay(string(day))
	f.Require(!real || day <= today, name, "project.in_future")
}

// Answers to a question about what is there.
const (
	Yes     = "yes"
	No      = "no"
	Unknown = "unknown"
)

var answers = []string{Yes, No, Unknown}

// answered asks for one of the answers.
func answered(f *fault.Form, name, answer string) {
	f.Require(slices.Contains(answers, answer), name, "project.answer_missing")
}

const maxNote = 1000
