package conference

import (
	"strconv"

	"throughline/kit/web"
	"throughline/kit/words"
)

// act is one move of a meeting or of a visit with the noun of its URL.
type act struct{ verb, noun string }

var acts = []act{{"conference.hold", "holding"}, {"conference.postpone", "postponement"}, {"conference.cancel", "cancellation"},
	{"conference.minute", "minutes"}, {"conference.finalise", "approval"}, {"conference.issue", "issuing"}, {"conference.reopen", "reopening"},
	{"conference.close", "closing"}}

var visitActs = []act{{"conference.hold_visit", "holding"}, {"conference.cancel_visit", "cancellation"}, {"conference.draft_note", "note"},
	{"conference.agree_note", "agreement"}, {"conference.return_note", "return"}, {"conference.revise_note", "revision"},
	{"conference.close_visit", "closing"}, {"conference.withdraw_visit", "withdrawal"}}

// actPage asks for what a move needs. Day is the label of the day, "" when none
// is asked; Writes is the label of the text, "" when none is written.
type actPage struct {
	Up      string    `json:"up"`
	Title   string    `json:"title"`
	Code    string    `json:"code"`
	Verb    string    `json:"verb"`
	URL     string    `json:"url"`
	Reason  bool      `json:"needs_reason"`
	DayAs   string    `json:"day_label"`
	DayHint string    `json:"-"`
	Day     words.Day `json:"day"`
	Writes  string    `json:"text_label"`
	Shows   string    `json:"shows"` // the label of the text that is shown to read
	Text    string    `json:"text"`
	Version int       `json:"version"`
	Needs   []string  `json:"needs"`
}

// reads tells for which acts the text that stands is shown.
func (a act) reads() bool {
	switch a.verb {
	case "conference.finalise", "conference.issue", "conference.close", "conference.agree_note", "conference.return_note", "conference.close_visit":
		return true
	}
	return false
}

func (a act) writes() bool {
	switch a.verb {
	case "conference.minute", "conference.reopen", "conference.draft_note", "conference.revise_note":
		return true
	}
	return false
}

// page fills in what a move asks for beside its reason.
func (a act) page(p actPage, textAs string) actPage {
	switch a.verb {
	case "conference.hold", "conference.hold_visit":
		p.DayAs = "conference.held_on"
	case "conference.postpone":
		p.DayAs, p.DayHint, p.Day = "conference.postponed_to", "conference.postponed_hint", ""
	}
	switch {
	case a.writes():
		p.Writes = textAs
	case a.reads() && p.Text != "":
		p.Shows = textAs
	}
	return p
}

func (r *Room) getAct(a act) web.Handler {
	return func(c *web.Call) error {
		x, err := find(c)
		if err != nil {
			return err
		}
		last, err := LatestMinutes(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
		if err != nil {
			return err
		}
		mv, err := Machine.Try(c.Actor, x.Relations(c.Actor, last.By), x.State, a.verb, "-")
		if err != nil && !c.Kept() {
			return err
		}
		return c.Page("act", a.page(actPage{Up: URL(x.Code), Code: x.Code, Title: x.TitleIn(c.Lang), Verb: c.T(a.verb), URL: URL(x.Code) + "/" + a.noun,
			Reason: mv.Reason, Day: x.From, Text: last.Text, Version: last.Version, Needs: mv.Needs}, "conference.minutes"))
	}
}

func (r *Room) postAct(a act) web.Handler {
	return func(c *web.Call) error {
		x, err := find(c)
		if err != nil {
			return err
		}
		version, _ := strconv.Atoi(c.Value("version"))
		in := MoveInput{Key: c.Key(), Conference: x.ID, Reason: c.Value("reason"), Text: c.Value("text"), Day: words.Day(c.Value("day")), Version: version}
		done, err := r.Move(c.R.Context(), c.Actor, a.verb, in)
		if err != nil {
			return c.Again(r.getAct(a), err)
		}
		return c.Done(done, URL(x.Code), a.verb+"_done")
	}
}

func (r *Room) getVisitAct(a act) web.Handler {
	return func(c *web.Call) error {
		v, err := findVisit(c)
		if err != nil {
			return err
		}
		notes, err := NotesOf(c.R.Context(), c.Q, c.Actor.Programme, v.ID)
		if err != nil {
			return err
		}
		mv, err := VisitMachine.Try(c.Actor, v.Relations(c.Actor), v.State, a.verb, "-")
		if err != nil && !c.Kept() {
			return err
		}
		p := actPage{Up: VisitURL(v.Code), Code: v.Code, Title: v.title(), Verb: c.T(a.verb), URL: VisitURL(v.Code) + "/" + a.noun, Reason: mv.Reason,
			Day: v.From, Needs: mv.Needs}
		if len(notes) > 0 {
			p.Text, p.Version = notes[0].Text, notes[0].Version
		}
		return c.Page("act", a.page(p, "conference.note"))
	}
}

func (r *Room) postVisitAct(a act) web.Handler {
	return func(c *web.Call) error {
		v, err := findVisit(c)
		if err != nil {
			return err
		}
		version, _ := strconv.Atoi(c.Value("version"))
		in := VisitMoveInput{Key: c.Key(), Visit: v.ID, Reason: c.Value("reason"), Text: c.Value("text"), Day: words.Day(c.Value("day")), Version: version}
		done, err := r.MoveVisit(c.R.Context(), c.Actor, a.verb, in)
		if err != nil {
			return c.Again(r.getVisitAct(a), err)
		}
		if a.verb == "conference.withdraw_visit" {
			return c.Done(done, "/visits", a.verb+"_done")
		}
		return c.Done(done, VisitURL(v.Code), a.verb+"_done")
	}
}
