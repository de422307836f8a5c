package project

import (
	"embed"
	"slices"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
	"throughline/kit/state"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Words holds the room's texts.
//
//go:embed words.txt
var Words embed.FS

// Project is one piece of work. Other is the title in the other language, ""
// when there is none. From and To are the planned days. Estimate is nil when
// none is given; nothing is added to it or converted.
type Project struct {
	ID            ident.ID      `json:"id"`
	Seq           int64         `json:"-"`
	Code          string        `json:"code"`
	Title         string        `json:"title"`
	Lang          string        `json:"lang"`
	Other         string        `json:"other"`
	Track         string        `json:"track"`
	Sector        string        `json:"sector"`
	Pairing       ident.ID      `json:"pairing"`
	Implementer   ident.ID      `json:"implementer"`
	Place         string        `json:"place"`
	Summary       string        `json:"summary"`
	From          words.Day     `json:"from"`
	To            words.Day     `json:"to"`
	Estimate      *money.Amount `json:"estimate"`
	OffPlanReason string        `json:"off_plan_reason"`
	Serves        []Serves      `json:"serves"`
	State         string        `json:"state"`
	StateSince    time.Time     `json:"state_since"`
	StateBy       ident.Person  `json:"state_by"`
	StateOrg      ident.ID      `json:"state_org"`
	LastHeard     time.Time     `json:"last_heard"` // the implementer's last word
	Owner         ident.ID      `json:"owner"`
	Visibility    string        `json:"visibility"`
	Illustrative  bool          `json:"illustrative"`

	// Of its milestones, dropped ones left out: how many there are, how many are
	// verified, and the earliest baseline of one not yet claimed.
	Total    int       `json:"-"`
	Done     int       `json:"-"`
	NextDate words.Day `json:"-"`
}

// Serves points at a promise the project carries out.
type Serves struct {
	Kind string   `json:"kind"`
	ID   ident.ID `json:"id"`
}

// Kinds of promise that a project serves.
const (
	Commitment = "commitment"
	Measure    = "measure"
)

// TitleIn is the title in a language of the interface, or as given.
func (p Project) TitleIn(l words.Lang) string {
	if p.Lang != string(l) && p.Other != "" {
		return p.Other
	}
	return p.Title
}

// Ref names the project to the journal, the tasks and the search index.
func (p Project) Ref() ident.Ref { return ident.Ref{Kind: Noun, ID: p.ID} }

// URL is the page of a project within the programme.
func URL(code string) string { return "/projects/" + code }

// Noun is the kind of a project in the journal.
const Noun = "project.project"

// States of a project.
const (
	Planned   = "planned"
	UnderWay  = "under_way"
	Finished  = "finished"
	Closed    = "closed"
	Cancelled = "cancelled"
)

// Tracks in the order in which they are offered.
var Tracks = []string{"works", "soft", "joint_venture"}

// Visibilities of a record: within its organisation, all parties, everybody.
var Visibilities = []string{"parties", "internal", "public"}

// Running tells whether work is planned or going on.
func (p Project) Running() bool { return p.State == Planned || p.State == UnderWay }

// Late tells whether on a day a milestone was due by its baseline and is not
// claimed, or the project itself should have been finished.
func (p Project) Late(today words.Day) bool {
	return p.Running() && (p.NextDate != "" && p.NextDate < today || p.To != "" && p.To < today)
}

// timeGone is how much of the planned time has passed, in percent; -1 when its
// days are not both known.
func (p Project) timeGone(today words.Day) int {
	if p.From == "" || p.To == "" {
		return -1
	}
	total, gone := p.From.Until(p.To)+1, p.From.Until(today)+1
	return min(max(gone, 0), total) * 100 / total
}

var (
	office   = []ident.Role{ident.Office, ident.Secretary}
	twoSides = []ident.Role{ident.Provider, ident.Receiver}
	doers    = []ident.Role{ident.Owner, ident.Provider, ident.Receiver}
	seated   = []ident.Role{ident.Leader, ident.Office, ident.Secretary, ident.Provider, ident.Receiver, ident.Owner, ident.Finance,
		ident.Analyst, ident.Safeguards, ident.TeamLeader, ident.Auditor, ident.Reader}

	byOffice  = ident.Grant{Roles: office}
	byDoer    = ident.Grant{Roles: doers, Relation: ident.Mine}
	bySide    = ident.Grant{Roles: twoSides, Relation: ident.OurSide}
	byChecker = []ident.Grant{{Roles: office, Relation: ident.Opposite}, {Roles: twoSides, Relation: ident.Opposite}}
)

// Machine is the life of a project.
var Machine = &state.Machine{Noun: Noun, Start: Planned, Moves: []state.Move{
	{Verb: "project.begin", From: []string{Planned}, To: UnderWay, By: []ident.Grant{byOffice, byDoer}},
	{Verb: "project.finish", From: []string{UnderWay}, To: Finished, By: []ident.Grant{byDoer}, Needs: []string{"project.needs_claimed"}},
	{Verb: "project.send_back", From: []string{Finished}, To: UnderWay, By: byChecker, Reason: true},
	{Verb: "project.close", From: []string{Finished}, To: Closed, By: byChecker, Needs: []string{"project.needs_verified", "project.needs_someone_else"}},
	{Verb: "project.cancel", From: []string{Planned, UnderWay}, To: Cancelled, By: []ident.Grant{byOffice}, Reason: true},
}}

// own are the acts that are no move of a machine.
var own = []access.Rule{
	{Action: "project.see", By: []ident.Grant{{Roles: seated}}},
	{Action: "project.start", By: []ident.Grant{byOffice, byDoer, bySide}},
	{Action: "project.serve", By: []ident.Grant{byOffice, byDoer, bySide}},
	{Action: "project.release", By: []ident.Grant{byOffice}},
	{Action: "project.plan_milestone", By: []ident.Grant{byOffice, byDoer}},
	{Action: "project.forecast", By: []ident.Grant{byOffice, byDoer}},
}

// Rules lists the room's actions and who may do them.
func Rules() []access.Rule {
	return slices.Concat(own, access.FromMachine(Machine), access.FromMachine(MilestoneMachine),
		aftercare, access.FromMachine(AssetMachine), changing, access.FromMachine(ChangeMachine))
}

// Ring is who stands where around a project: its pairing's two parties, and the
// side on which the implementer stands ("" is not known). Without a pairing, those
// across are the other sides of the promises that the implementer gave or was
// given, and that the project carries out.
type Ring struct {
	Pairing party.Pairing
	Side    string
	Across  []ident.ID
}

// across are the parties across from the implementer: the other side of the
// pairing, or both where the implementer is on neither.
func (r Ring) across() []ident.ID {
	switch {
	case r.Pairing.ID == 0:
		return r.Across
	case r.Side == party.Provider:
		return []ident.ID{r.Pairing.Receiver}
	case r.Side == party.Receiver:
		return []ident.ID{r.Pairing.Provider}
	}
	return []ident.ID{r.Pairing.Provider, r.Pairing.Receiver}
}

// Relations is how an actor stands to what a person of an organisation claimed
// of the project. Opposite are somebody else across from the implementer, and
// another person of the programme office.
func (p Project) Relations(who ident.Actor, r Ring, by ident.Person, org ident.ID) ident.Relations {
	var rel ident.Relations
	if who.Organisation == p.Implementer {
		rel = append(rel, ident.Mine)
	}
	if r.Pairing.ID != 0 && r.Pairing.SideOf(who.Organisation) != "" {
		rel = append(rel, ident.OurSide)
	}
	across := slices.Contains(r.across(), who.Organisation) && who.SomeoneElse(by, org)
	if across || who.Has(office...) && who.Person != by {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// check refuses what cannot be a project.
func (p Project) check() error {
	var f fault.Form
	f.Require(p.Title != "", "title", "project.title_missing")
	f.Require(len([]rune(p.Title)) <= maxTitle, "title", "project.title_long", maxTitle)
	f.Require(p.Lang == string(words.EN) || p.Lang == string(words.ZH), "lang", "project.lang_unknown")
	f.Require(slices.Contains(Tracks, p.Track), "track", "project.track_unknown")
	f.Require(p.Implementer != 0, "implementer", "project.implementer_missing")
	f.Require(slices.Contains(Visibilities, p.Visibility), "visibility", "project.visibility_unknown")
	f.Require(p.Estimate == nil || p.Estimate.Minor >= 0, "estimate", "project.negative")
	checkDay(&f, "from", p.From)
	checkDay(&f, "to", p.To)
	f.Require(p.From == "" || p.To == "" || p.From <= p.To, "to", "project.days_reversed")
	f.Require(len(p.Serves) > 0 || p.OffPlanReason != "", "off_plan_reason", "project.serves_nothing")
	return f.Err()
}

// maxTitle bounds a title in characters.
const maxTitle = 300

func checkDay(f *fault.Form, name string, day words.Day) {
	_, ok := words.ParseDay(string(day))
	f.Require(day == "" || ok, name, "project.day_wrong", string(day))
}

// offPlan tells whether the project serves no promise.
func (p Project) offPlan() bool { return len(p.Serves) == 0 }

// move takes the project one step on at a moment. open and unverified are how
// many milestones are not claimed, and not verified.
func (p Project) move(who ident.Actor, r Ring, verb, reason string, open, unverified int, now time.Time) (Project, error) {
	mv, err := Machine.Try(who, p.Relations(who, r, p.StateBy, p.StateOrg), p.State, verb, reason)
	switch {
	case err != nil:
		return p, err
	case verb == "project.finish" && open > 0:
		return p, fault.New(fault.Conflict, "project.milestones_open", open)
	case verb == "project.close" && unverified > 0:
		return p, fault.New(fault.Conflict, "project.milestones_unverified", unverified)
	}
	p.State, p.StateSince, p.StateBy, p.StateOrg = mv.To, now, who.Person, who.Organisation
	return p.heard(who, now), nil
}

// heard notes the implementer's word.
func (p Project) heard(who ident.Actor, now time.Time) Project {
	if who.Organisation == p.Implementer {
		p.LastHeard = now
	}
	return p
}

// wants is what the project waits for in its state.
func (p Project) wants(r Ring, reason string) []task.Want {
	switch p.State {
	case Planned:
		return r.each(task.Want{Action: "project.begin", Party: p.Implementer, Due: p.From})
	case UnderWay:
		return r.each(task.Want{Action: "project.finish", Party: p.Implementer, Due: p.To, Reason: reason})
	case Finished:
		return r.checkers(task.Want{Action: "project.close", NotPerson: p.StateBy})
	}
	return nil
}

// each asks the roles that act for the implementer.
func (r Ring) each(w task.Want) []task.Want {
	var wants []task.Want
	for _, role := range doers {
		if role == ident.Owner || r.Side == "" || r.Side == string(role) {
			w.Role = role
			wants = append(wants, w)
		}
	}
	return wants
}

// checkers asks the programme office and the side across.
func (r Ring) checkers(w task.Want) []task.Want {
	var wants []task.Want
	for _, role := range office {
		w.Role, w.Party = role, 0
		wants = append(wants, w)
	}
	for _, id := range r.across() {
		for _, side := range []string{party.Provider, party.Receiver} {
			if on := r.Pairing.SideOf(id); on == side || r.Pairing.ID == 0 && side != r.Side {
				w.Role, w.Party = ident.Role(side), id
				wants = append(wants, w)
			}
		}
	}
	return wants
}

// folded is what a search within the list looks in.
func (p Project) folded() string {
	return search.Fold(strings.Join([]string{p.Code, p.Title, p.Other, p.Place, p.Summary}, " "))
}

// rank orders lists: what runs by its planned end, undated after dated; then
// what is over.
func (p Project) rank() string {
	group, to := "1", p.To
	if !p.Running() && p.State != Finished {
		group = "2"
	}
	if to == "" {
		to = "9999-99-99"
	}
	return group + string(to)
}
