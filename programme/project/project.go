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
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
	"throughline/programme/plan"
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
	Approved      *money.Amount `json:"approved_estimate"` // as first approved; it stays
	Annual        ident.ID      `json:"annual"`            // the annual plan that holds it, with the number of the item
	AnnualItem    int           `json:"annual_item"`
	Operator      ident.ID      `json:"operator"` // who will run what is built, and where the money for it comes from
	RunningCost   string        `json:"running_cost"`
	DueBy         words.Day     `json:"due_by"`     // what the rules give: for the papers of an emergency, or to decide on a surplus
	MoneyNote     string        `json:"money_note"` // what becomes of the money of a cancelled project
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
	plan.Marks

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

// Tracks in the order in which they are offered.
var Tracks = plan.Tracks

// Visibilities of a record: within its organisation, all parties, everybody.
var Visibilities = []string{"parties", "internal", "public"}

// Late tells whether on a day a milestone was due by its baseline and is not
// claimed, or the project itself should have been finished, or what the rules
// give it a number of days for be there.
func (p Project) Late(today words.Day) bool {
	return p.Running() && (p.NextDate != "" && p.NextDate < today || p.To != "" && p.To < today) || p.DueBy != "" && p.DueBy < today
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

// own are the acts that are no move of a machine.
var own = []access.Rule{
	{Action: "project.see", By: []ident.Grant{{Roles: seated}}},
	{Action: "project.start", By: []ident.Grant{byOffice, byDoer, bySide}},
	{Action: "project.serve", By: []ident.Grant{byOffice, byDoer, bySide}},
	{Action: "project.release", By: []ident.Grant{byOffice}},
	{Action: "project.plan_milestone", By: []ident.Grant{byOffice, byDoer}},
	{Action: "project.forecast", By: []ident.Grant{byOffice, byDoer}},
	{Action: "project.give_paper", By: []ident.Grant{byOffice, byDoer, bySide}},
	{Action: "project.give_estimate", By: []ident.Grant{byOffice, byDoer}},
	{Action: "project.name_operator", By: []ident.Grant{byOffice, byDoer, bySide}},
	{Action: "project.put_site", By: []ident.Grant{byOffice, byDoer, bySide}},
	{Action: "project.leave_site", By: []ident.Grant{byOffice, byDoer}},
	{Action: "project.mark", By: []ident.Grant{byOffice, byDoer, bySide}},
	{Action: "project.put_in_plan", By: []ident.Grant{byOffice}},
	{Action: "project.record_need", By: []ident.Grant{byReceiver, byOffice}},
	{Action: "project.rank_need", By: []ident.Grant{byReceiver}},
	{Action: "project.offer", By: []ident.Grant{byOffice, byDoer, bySide}},
}

// Rules lists the room's actions and who may do them.
func Rules() []access.Rule {
	return slices.Concat(own, bound(), access.FromMachine(MilestoneMachine), access.FromMachine(NeedMachine), access.FromMachine(OfferMachine),
		aftercare, access.FromMachine(AssetMachine), changing, access.FromMachine(ChangeMachine), ordering,
		recording, access.FromMachine(DefectMachine))
}

// Ring is who stands where around a project: its pairing's two parties, and the
// side on which the implementer stands ("" is not known). Without a pairing, those
// across are the other sides of the promises that the implementer gave or was
// given, and that the project carries out. Empty are the sides of the pairing
// where nobody has a seat; it is known where a handover is signed.
type Ring struct {
	Pairing party.Pairing
	Side    string
	Across  []ident.ID
	Empty   []string
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
	return p.relationsAt(who, r, "across", by, org)
}

// relationsAt is how an actor stands to what was asked where the rules have named
// an approver: Opposite is who may let the project in.
func (p Project) relationsAt(who ident.Actor, r Ring, approver string, by ident.Person, org ident.ID) ident.Relations {
	var rel ident.Relations
	if who.Organisation == p.Implementer {
		rel = append(rel, ident.Mine)
	}
	if r.Pairing.ID != 0 && r.Pairing.SideOf(who.Organisation) != "" {
		rel = append(rel, ident.OurSide)
	}
	second := who.Has(office...) && who.Person != by
	switch approver {
	case "office":
	case "leader":
		second = who.Has(ident.Leader) && who.Person != by
	case party.Receiver, party.Provider:
		if side := r.speaks(p, approver, org); side != 0 {
			second = who.Organisation == side && who.SomeoneElse(by, org)
		}
	default:
		second = second || slices.Contains(r.across(), who.Organisation) && who.SomeoneElse(by, org)
	}
	if second {
		rel = append(rel, ident.Opposite)
	}
	return rel
}

// speaks is the organisation of the pairing that lets projects in for a side; 0
// where it is not known, or is itself at work or asks: the office then stands in
// for it.
func (r Ring) speaks(p Project, side string, org ident.ID) ident.ID {
	if r.Pairing.ID == 0 {
		return 0
	}
	at := r.Pairing.Side(side)
	if at == org || at == p.Implementer {
		return 0
	}
	return at
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

// heard notes the implementer's word.
func (p Project) heard(who ident.Actor, now time.Time) Project {
	if who.Organisation == p.Implementer {
		p.LastHeard = now
	}
	return p
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

// approvers asks who may let the project in where org asks.
func (r Ring) approvers(p Project, approver string, org ident.ID, w task.Want) []task.Want {
	side := ident.ID(0)
	switch approver {
	case "across":
		return r.checkers(w)
	case "leader":
		w.Role = ident.Leader
		return []task.Want{w}
	case party.Receiver, party.Provider:
		side = r.speaks(p, approver, org)
	}
	if side != 0 {
		w.Role, w.Party = ident.Role(approver), side
		return []task.Want{w}
	}
	var wants []task.Want
	for _, role := range office {
		w.Role = role
		wants = append(wants, w)
	}
	return wants
}

// folded is what a search within the list looks in.
func (p Project) folded() string {
	return search.Fold(strings.Join([]string{p.Code, p.Title, p.Other, p.Place, p.Summary}, " "))
}

// rank orders lists: what is not over by its planned end, undated after dated;
// then what is over.
func (p Project) rank() string {
	group, to := "1", p.To
	if p.Over() {
		group = "2"
	}
	if to == "" {
		to = "9999-99-99"
	}
	return group + string(to)
}
