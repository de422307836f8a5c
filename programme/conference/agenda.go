package conference

import (
	"regexp"

	"throughline/kit/fault"
	"throughline/kit/ident"
)

// AgendaNoun is the kind of an item of an agenda in the journal.
const AgendaNoun = "conference.agenda_item"

// AgendaItem is one item of a meeting's agenda, as visible as the meeting.
// Place counts from 1. Minutes is how long it may take, 0 is not set. Link is a
// page of the programme such as /measures/MEA-004; Speech is one of the meeting.
type AgendaItem struct {
	ID         ident.ID `json:"id"`
	Seq        int64    `json:"-"`
	Conference ident.ID `json:"conference"`
	Place      int      `json:"place"`
	Title      string   `json:"title"`
	Presenter  string   `json:"presenter"`
	Minutes    int      `json:"minutes"`
	Link       string   `json:"link"`
	Speech     ident.ID `json:"speech"`
	Withdrawn  int64    `json:"-"`
	Reason     string   `json:"reason"`
	Later      ident.ID `json:"-"`
}

// linkable is a page within the programme.
var linkable = regexp.MustCompile(`^/[a-z][a-z-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)+(#[a-z0-9-]+)?$`)

func (a AgendaItem) check() error {
	var f fault.Form
	f.Require(a.Title != "", "title", "conference.item_title_missing")
	f.Require(a.Minutes >= 0 && a.Minutes <= 600, "minutes", "conference.minutes_wrong")
	f.Require(a.Link == "" || linkable.MatchString(a.Link), "link", "conference.link_wrong")
	return f.Err()
}
