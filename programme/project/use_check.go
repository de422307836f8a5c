package project

import (
	"slices"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// UseCheck is what somebody found who looked whether an asset is used: whether
// it is in use, staffed and paid for (yes, no or unknown), with a note or a file.
// Months says which of the checks after the handover it is.
type UseCheck struct {
	ID      ident.ID  `json:"id"`
	Seq     int64     `json:"-"`
	Asset   ident.ID  `json:"asset"`
	Months  int       `json:"months"`
	Day     words.Day `json:"day"`
	InUse   string    `json:"in_use"`
	Staffed string    `json:"staffed"`
	Funded  string    `json:"funded"`
	Note    string    `json:"note"`
	Digest  string    `json:"digest"`
	Name    string    `json:"name"`
	MIME    string    `json:"mime"`
	Size    int64     `json:"size"`
	Said
}

// UseCheckNoun is the kind of a use check in the journal.
const UseCheckNoun = "project.use_check"

// CheckMonths are when an asset is looked at, in months after its handover.
var CheckMonths = []int{6, 12, 24, 36}

// early is how many days before its day a check may be made.
const early = 31

// checkDue is the day of the check so many months after the handover.
func (a Asset) checkDue(months int) words.Day { return monthsAfter(a.HandedOn, months) }

// nextCheck is the day of the first check after the last one made, "" when none
// is ahead. A check that was passed over stays not made.
func (a Asset) nextCheck(made []UseCheck) words.Day {
	last := 0
	for _, c := range made {
		last = max(last, c.Months)
	}
	for _, m := range CheckMonths {
		if m > last {
			return a.checkDue(m)
		}
	}
	return ""
}

// checkOn is which check a look on a day is: the last one due by then, or about
// to be; 0 when none is.
func (a Asset) checkOn(day words.Day) int {
	found := 0
	for _, m := range CheckMonths {
		if a.checkDue(m) <= day.Add(early) {
			found = m
		}
	}
	return found
}

// Overdue tells whether on a day a use check should have been made.
func (a Asset) Overdue(today words.Day) bool {
	return a.Running() && a.NextCheck != "" && a.NextCheck < today
}

// look takes in what somebody found. Of a check made again the newer one stands.
func (a Asset) look(c UseCheck, today words.Day) (UseCheck, error) {
	switch {
	case !a.Running():
		return c, fault.New(fault.Conflict, "state.moved_on", AssetMachine.StateKey(a.State))
	case a.HandedOn == "":
		return c, fault.New(fault.Conflict, "project.not_handed_over")
	}
	var f fault.Form
	pastDay(&f, "day", c.Day, today)
	answered(&f, "in_use", c.InUse)
	answered(&f, "staffed", c.Staffed)
	answered(&f, "funded", c.Funded)
	f.Require(c.Note != "" || c.Digest != "", "note", "project.note_or_file")
	f.Require(len([]rune(c.Note)) <= maxNote, "note", "project.note_long", maxNote)
	f.Require(c.Note != "" || !slices.Contains([]string{c.InUse, c.Staffed, c.Funded}, No), "note", "project.note_why_not")
	if err := f.Err(); err != nil {
		return c, err
	}
	if c.Months = a.checkOn(c.Day); c.Months == 0 {
		f.Refuse("day", "project.check_early", a.checkDue(CheckMonths[0]))
	}
	return c, f.Err()
}

// verb is the step that a check makes the asset take, "" for none.
func (c UseCheck) verb(state string) string {
	switch {
	case c.InUse == Yes && slices.Contains([]string{AssetTitled, AssetIdle}, state):
		return "project.use_asset"
	case c.InUse == No && slices.Contains([]string{AssetTitled, AssetInUse, AssetRepurposed}, state):
		return "project.find_idle"
	}
	return ""
}

// reason is why the check found an asset idle: its note, or the name of the file
// that says so.
func (c UseCheck) reason() string {
	if c.Note != "" {
		return c.Note
	}
	return c.Name
}

// Rescue is how an idle asset is to come back into use: what is done, who does
// it, and by when. A newer one takes its place.
type Rescue struct {
	ID    ident.ID  `json:"id"`
	Seq   int64     `json:"-"`
	Asset ident.ID  `json:"asset"`
	What  string    `json:"what"`
	Who   string    `json:"who"`
	By    words.Day `json:"by"`
	Said
}

// RescueNoun is the kind of a rescue plan in the journal.
const RescueNoun = "project.rescue"

// plan refuses what is no plan, and a plan for what is not idle.
func (a Asset) plan(p Rescue, today words.Day) error {
	if a.State != AssetIdle {
		return fault.New(fault.Conflict, "state.moved_on", AssetMachine.StateKey(a.State))
	}
	var f fault.Form
	f.Require(p.What != "", "what", "project.rescue_what_missing")
	f.Require(p.Who != "", "who", "project.rescue_who_missing")
	f.Require(len([]rune(p.What)) <= maxNote, "what", "project.note_long", maxNote)
	f.Require(len([]rune(p.Who)) <= maxTitle, "who", "project.title_long", maxTitle)
	f.Require(p.By != "", "by", "project.day_missing")
	checkDay(&f, "by", p.By)
	_, real := words.ParseDay(string(p.By))
	f.Require(!real || p.By >= today, "by", "project.by_past")
	return f.Err()
}
