package project

import (
	"slices"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/plan"
)

// Standing is what the records show of a project, as far as a gate can ask.
type Standing struct {
	Open, Unverified int // milestones not claimed, and not verified
	Papers           []Paper
	Offers           []Offer
	Sites            []SiteStanding
	Annual           string // code of the issued annual plan that holds the project's item
	Assets           int
}

// SiteStanding is how a site of the project stands. Why is why works may not start.
type SiteStanding struct {
	Site     ident.ID
	Code     string
	Tied     int64 // the change that tied the project to it
	Moved    int64 // the change that put it where it is
	Checked  bool  // held against the layers, and nothing prohibits it
	MayStart bool
	Why      words.Key
}

// Shown is one line of the list at a gate: whether the requisite is there, and
// by what.
type Shown struct {
	Requisite string `json:"requisite"`
	There     bool   `json:"there"`
	By        string `json:"by"`
}

// show says whether one requisite is there.
func (s Standing) show(p Project, requisite string) Shown {
	x := Shown{Requisite: requisite}
	if r, _ := plan.FindRequisite(requisite); r.Paper {
		for _, paper := range s.Papers {
			if paper.Requisite == requisite {
				x.There, x.By = true, strings.TrimSpace(paper.Reference+" "+paper.Name)
			}
		}
		return x
	}
	switch requisite {
	case "need":
		x.There, x.By = len(s.Offers) > 0 && !s.vetoed(), s.needs()
	case "site":
		x.There, x.By = len(s.Sites) > 0, s.sites()
	case "site_checked":
		x.There, x.By = s.allSites(func(o SiteStanding) bool { return o.Checked }), s.sites()
	case "may_start":
		x.There, x.By = s.allSites(func(o SiteStanding) bool { return o.MayStart }), s.sites()
	case "annual_item":
		x.There, x.By = s.Annual != "", s.Annual
	case "estimate":
		x.There = p.Estimate != nil
	case "operator":
		x.There, x.By = p.Operator != 0 && p.RunningCost != "", p.RunningCost
	case "milestones_claimed":
		x.There = s.Open == 0
	case "milestones_verified":
		x.There = s.Unverified == 0
	case "asset":
		x.There = s.Assets > 0
	}
	return x
}

func (s Standing) vetoed() bool {
	return slices.ContainsFunc(s.Offers, func(o Offer) bool { return o.State == NotWanted })
}

func (s Standing) needs() string {
	var codes []string
	for _, o := range s.Offers {
		codes = append(codes, o.NeedCode)
	}
	return strings.Join(codes, " · ")
}

func (s Standing) sites() string {
	var codes []string
	for _, o := range s.Sites {
		codes = append(codes, o.Code)
	}
	return strings.Join(codes, " · ")
}

// allSites tells whether there is a site, and each is so.
func (s Standing) allSites(so func(SiteStanding) bool) bool {
	return len(s.Sites) > 0 && !slices.ContainsFunc(s.Sites, func(o SiteStanding) bool { return !so(o) })
}

// count counts the milestones that are not claimed, and not verified.
func (s *Standing) count(milestones []Milestone) {
	for _, m := range milestones {
		if m.Open() {
			s.Open++
		}
		if m.State != Verified && m.State != Dropped {
			s.Unverified++
		}
	}
}

// why is what stands against the first site that does not let a requisite be
// there, "" where nothing does.
func (s Standing) why(requisite string) words.Key {
	for _, o := range s.Sites {
		if requisite == "site_checked" && !o.Checked || requisite == "may_start" && !o.MayStart {
			return o.Why
		}
	}
	return ""
}

// notShown refuses a step while so many requisites are missing: requisite is the
// first of them.
func (s Standing) notShown(requisite string, missing int) error {
	said := words.Key("plan.requisite." + requisite)
	if why := s.why(requisite); why != "" {
		return fault.New(fault.Conflict, "project.not_shown_because", said, missing, why)
	}
	return fault.New(fault.Conflict, "project.not_shown", said, missing)
}
