package conference

import (
	"slices"
	"strconv"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
)

// Attendance is one person, or an organisation without a person, at a meeting,
// in the office held. Party is set once the organisation is on record.
// Substitute is the office of who came instead.
type Attendance struct {
	Recorded
	Part         string   `json:"part"`
	Person       string   `json:"person"`
	Office       string   `json:"office"`
	Organisation string   `json:"organisation"`
	Party        ident.ID `json:"party"`
	State        string   `json:"state"`
	Substitute   string   `json:"substitute"`
}

// Parts lists what somebody does at a meeting.
var Parts = []string{"chair", "speaker", "attendee", "accompanying", "signer"}

// States of an attendance.
const (
	Invited     = "invited"
	Confirmed   = "confirmed"
	Present     = "present"
	Substituted = "substitute"
	Absent      = "absent"
)

// mark is what an attendance may be marked with, and the verb of it.
type mark struct{ state, verb string }

var marks = []mark{{Present, "conference.mark_present"}, {Substituted, "conference.mark_substitute"}, {Absent, "conference.mark_absent"}}

// AttendanceMachine is the life of an attendance: mine is the keeper of the
// meeting's record, our side the organisation invited. A wrong mark is put
// right by another.
var AttendanceMachine = &state.Machine{Noun: AttendanceNoun, Start: Invited, Moves: []state.Move{
	{Verb: "conference.confirm_attendance", From: []string{Invited}, To: Confirmed,
		By: append(slices.Clone(keepers), ident.Grant{Roles: []ident.Role{ident.Provider, ident.Receiver}, Relation: ident.OurSide})},
	{Verb: "conference.mark_present", From: []string{Invited, Confirmed, Substituted, Absent}, To: Present, By: keepers, Needs: []string{"conference.needs_held"}},
	{Verb: "conference.mark_substitute", From: []string{Invited, Confirmed, Present, Substituted, Absent}, To: Substituted, By: keepers,
		Needs: []string{"conference.needs_held", "conference.needs_substitute"}},
	{Verb: "conference.mark_absent", From: []string{Invited, Confirmed, Present, Substituted}, To: Absent, By: keepers, Needs: []string{"conference.needs_held"}},
}}

// Relations is how an actor stands to an attendance at the meeting.
func (a Attendance) Relations(who ident.Actor, at Conference) ident.Relations {
	rel := at.Relations(who, 0)
	if a.Party != 0 && a.Party == who.Organisation {
		rel = append(rel, ident.OurSide)
	}
	return rel
}

// marked tells whether it is said who came.
func (a Attendance) marked() bool { return a.State != Invited && a.State != Confirmed }

func (a Attendance) check() error {
	var f fault.Form
	f.Require(slices.Contains(Parts, a.Part), "part", "conference.part_unknown")
	f.Require(a.Person != "" || a.Office != "" || a.Organisation != "", "organisation", "conference.nobody")
	return f.Err()
}

// same tells whether two attendances name the same organisation and office.
func (a Attendance) same(b Attendance) bool {
	party := a.Party != 0 && a.Party == b.Party || a.Party == 0 && b.Party == 0 && strings.EqualFold(a.Organisation, b.Organisation)
	return party && strings.EqualFold(a.Office, b.Office) && a.Person == b.Person
}

// invitation reads one line of an invitation list: the organisation, then its
// office after a vertical bar, a tab, a comma or a semicolon; "" when the line
// is empty.
func invitation(line string) (organisation, office string) {
	if i := strings.IndexAny(line, "|\t,;，；｜"); i >= 0 {
		rest := strings.TrimLeft(line[i:], "|\t,;，；｜ ")
		return trimmed(line[:i]), trimmed(rest)
	}
	return trimmed(line), ""
}

// fieldOf is the form's field for one attendance among many: state-7.
func fieldOf(name string, id ident.ID) string { return name + "-" + strconv.FormatInt(int64(id), 10) }
