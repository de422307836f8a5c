package intake

import (
	"embed"
	"slices"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/reading"
)

// Words holds the room's texts.
//
//go:embed words.txt
var Words embed.FS

// Noun and ProposalNoun are the kinds of the room's records in the journal.
const (
	Noun         = "intake.reading"
	ProposalNoun = "intake.proposal"
)

// States of a reading.
const (
	Open      = "open"
	Finished  = "finished"
	Withdrawn = "withdrawn"
)

// Reading is one pass over one text, and as visible as the text: a source about a
// meeting, or a document of an agreement (Source and Conference are 0 then).
type Reading struct {
	ID         ident.ID       `json:"id"`
	Seq        int64          `json:"-"`
	Code       string         `json:"code"`
	Source     ident.ID       `json:"source"`
	Conference ident.ID       `json:"conference"`
	Agreement  ident.ID       `json:"agreement"`
	Document   ident.ID       `json:"document"`
	State      string         `json:"state"`
	Missing    Missing        `json:"missing"`
	Uncovered  []reading.Span `json:"-"` // duty sentences that no proposal covers
	Owner      ident.ID       `json:"owner"`
	Visibility string         `json:"visibility"`
}

// Missing counts what the text does and does not say, as reading.Missing does.
type Missing struct {
	Duties              int `json:"duties"`
	WithDate            int `json:"with_date"`
	WithQuantity        int `json:"with_quantity"`
	WithAmount          int `json:"with_amount"`
	ClassAddressed      int `json:"class_addressed"`
	SigningsWithoutText int `json:"signings_without_text"`
	NotedOnly           int `json:"noted_only"`
}

// Ref names the reading to the journal and the tasks.
func (r Reading) Ref() ident.Ref { return ident.Ref{Kind: Noun, ID: r.ID} }

// URL is the page of a reading within the programme.
func URL(code string) string { return "/readings/" + code }

var (
	office  = []ident.Role{ident.Office, ident.Secretary}
	readers = []ident.Role{ident.Office, ident.Secretary, ident.Provider, ident.Receiver}
	seated  = []ident.Role{ident.Leader, ident.Office, ident.Secretary, ident.Provider, ident.Receiver, ident.Owner, ident.Finance,
		ident.Analyst, ident.Safeguards, ident.TeamLeader, ident.Auditor, ident.Reader}
	// keepers decide on what was read: the office on any text, a side on its own.
	keepers = []ident.Grant{{Roles: office}, {Roles: []ident.Role{ident.Provider, ident.Receiver}, Relation: ident.Mine}}
)

// Machine is the life of a reading.
var Machine = &state.Machine{Noun: Noun, Start: Open, Moves: []state.Move{
	{Verb: "intake.finish", From: []string{Open}, To: Finished, By: keepers},
	{Verb: "intake.resume", From: []string{Finished}, To: Open, By: keepers},
	{Verb: "intake.withdraw", From: []string{Open, Finished}, To: Withdrawn, By: keepers, Reason: true, Needs: []string{"intake.needs_all_undone"}},
}}

var own = []access.Rule{
	{Action: "intake.see", By: []ident.Grant{{Roles: seated}}},
	{Action: "intake.start", By: []ident.Grant{{Roles: readers}}},
	{Action: "intake.by_hand", By: keepers},
}

// Rules lists the room's actions and who may do them.
func Rules() []access.Rule {
	return slices.Concat(own, access.FromMachine(Machine), access.FromMachine(ProposalMachine))
}

// Relations is how an actor stands to a reading and its proposals.
func (r Reading) Relations(who ident.Actor) ident.Relations {
	if r.Owner == who.Organisation {
		return ident.Relations{ident.Mine}
	}
	return nil
}

// Coverage counts what has become of the proposals. Waiting are not decided
// yet; Typed are values of accepted ones that do not stand in the text.
type Coverage struct {
	Proposals int `json:"proposals"`
	Waiting   int `json:"waiting"`
	Accepted  int `json:"accepted"`
	Agreed    int `json:"agreed"`
	Rejected  int `json:"rejected"`
	Uncovered int `json:"uncovered"`
	Typed     int `json:"typed"`
}

// Cover counts the proposals of a reading and the duty sentences that are still
// uncovered.
func (r Reading) Cover(proposals []Proposal) Coverage {
	c := Coverage{Proposals: len(proposals), Uncovered: len(r.StillUncovered(proposals))}
	for _, p := range proposals {
		switch p.State {
		case Proposed:
			c.Waiting++
		case Accepted:
			c.Accepted++
		case Agreed:
			c.Agreed++
		case Rejected:
			c.Rejected++
		}
		if p.State == Accepted {
			c.Typed += len(p.typed())
		}
	}
	return c
}

// StillUncovered lists the duty sentences that no proposal made since has covered.
func (r Reading) StillUncovered(proposals []Proposal) []reading.Span {
	var left []reading.Span
	for _, s := range r.Uncovered {
		covered := slices.ContainsFunc(proposals, func(p Proposal) bool {
			return p.Origin != Reader && p.State != Rejected && p.Quote.From < s.To && s.From < p.Quote.To
		})
		if !covered {
			left = append(left, s)
		}
	}
	return left
}
