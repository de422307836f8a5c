package project

import (
	"slices"

	"throughline/kit/blob"
	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/kit/words"
)

// act is one move of a project on a page of its own, with the noun of its URL.
type act struct{ verb, noun string }

var acts = []act{{"project.begin", "beginning"}, {"project.finish", "finish"}, {"project.close", "closing"}, {"project.send_back", "return"},
	{"project.cancel", "cancellation"}, {"project.ask", "request"}, {"project.refuse", "refusal"}, {"project.take_back", "withdrawal"},
	{"project.apply", "application"}, {"project.pool", "pooling"}, {"project.plan", "planning"}, {"project.approve", "approval"},
	{"project.find_ready", "readiness"}, {"project.tender", "tender"}, {"project.accept", "acceptance"}, {"project.settle", "settlement"},
	{"project.hand_over", "handover"}, {"project.operate", "operation"}, {"project.accept_review", "review"}, {"project.return_to_pool", "pool-return"},
	{"project.begin_in_emergency", "emergency"}, {"project.suspend", "suspension"}, {"project.resume", "resumption"}}

// actPage is a page with the form of one act on a project or a milestone.
type actPage struct {
	Code   string      `json:"code"`
	Title  string      `json:"title"`
	Up     string      `json:"up"`
	Verb   string      `json:"verb"`
	URL    string      `json:"url"`
	Needs  []string    `json:"needs"`
	Reason bool        `json:"asks_reason"`
	Day    string      `json:"asks_day"` // the field of the day, "" for none
	Given  words.Day   `json:"day"`
	Claims bool        `json:"asks_claim"`
	About  string      `json:"milestone"`
	Money  bool        `json:"asks_money_note"`
	List   []shownView `json:"requisites"`
}

func (r *Room) getAct(a act) web.Handler {
	return func(c *web.Call) error {
		x, err := find(c)
		if err != nil {
			return err
		}
		now, err := course(c, x)
		if err != nil {
			return err
		}
		const reason = "-" // the page asks for it
		mv, err := now.machine(x).Try(c.Actor, now.relations(x, c.Actor), x.State, a.verb, reason)
		if err != nil && !c.Kept() {
			return err
		}
		up := c.Base() + URL(x.Code)
		p := actPage{Code: x.Code, Title: x.TitleIn(c.Lang), Up: up, Verb: a.verb, URL: up + "/" + a.noun, Reason: mv.Reason,
			Money: a.verb == "project.cancel" && x.Approved != nil}
		if next, _ := now.next(x); a.verb == "project.ask" || a.verb == enter[next.State] {
			p.List = listed(c, x, now)
		}
		for _, n := range mv.Needs {
			if !slices.ContainsFunc(p.List, func(s shownView) bool { return n == "plan.requisite."+s.Requisite }) && n != "project.needs_money_note" {
				p.Needs = append(p.Needs, n)
			}
		}
		return c.Page("act", p)
	}
}

func (r *Room) postAct(a act) web.Handler {
	return func(c *web.Call) error {
		x, err := find(c)
		if err != nil {
			return err
		}
		done, err := r.Move(c.R.Context(), c.Actor, a.verb, MoveInput{Key: c.Key(), Project: x.ID, Reason: c.Value("reason"), MoneyNote: c.Value("money_note")})
		if err != nil {
			return c.Again(r.getAct(a), err)
		}
		return c.Done(done, URL(x.Code), a.verb+"_done")
	}
}

// postTie ties the project to a promise, or releases it from one.
func (r *Room) postTie(verb string) web.Handler {
	return func(c *web.Call) error {
		x, err := find(c)
		if err != nil {
			return err
		}
		field := map[string]string{"project.serve": "promise", "project.release": "released"}[verb]
		s, err := tieOf(c, c.Value(field))
		if fault.KindOf(err) == fault.NotFound {
			var f fault.Form
			f.Refuse(field, "project.no_such_promise", c.Value(field))
			return c.Again(r.getProject, f.Err())
		}
		if err != nil {
			return err
		}
		done, err := r.Tie(c.R.Context(), c.Actor, verb, ServeInput{Key: c.Key(), Project: x.ID, Serves: s})
		if err != nil {
			return c.Again(r.getProject, err)
		}
		return c.Done(done, URL(x.Code), verb+"_done")
	}
}

// milestoneAct is one act on a milestone on a page of its own.
type milestoneAct struct {
	verb, noun, day string
	reason, claims  bool
}

var milestoneActs = []milestoneAct{{verb: "project.claim_milestone", noun: "claim", day: "actual", claims: true},
	{verb: "project.verify_milestone", noun: "verification"}, {verb: "project.return_milestone", noun: "return", reason: true},
	{verb: "project.drop_milestone", noun: "dropping", reason: true}, {verb: "project.forecast", noun: "forecast", day: "forecast"}}

func (r *Room) mountMilestones(m *web.Room) {
	m.On("POST /projects/{code}/milestones", "project.plan_milestone", r.postMilestone)
	for _, a := range milestoneActs {
		m.On("GET /projects/{code}/milestones/{id}/"+a.noun, a.verb, r.getMilestoneAct(a))
		m.On("POST /projects/{code}/milestones/{id}/"+a.noun, a.verb, r.postMilestoneAct(a))
	}
	m.On("GET /projects/{code}/claims/{id}", "project.see", r.getClaimFile)
}

func (r *Room) postMilestone(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	done, err := r.Plan(c.R.Context(), c.Actor, PlanInput{Key: c.Key(), Project: x.ID,
		MilestoneInput: MilestoneInput{c.Value("milestone"), words.Day(c.Value("baseline")), c.Value("kind"), c.Value("anyway") != ""}})
	if err != nil {
		return c.Again(r.getProject, err)
	}
	return c.Done(done, URL(x.Code), "project.plan_milestone_done")
}

func findMilestone(c *web.Call) (Project, Milestone, error) {
	x, err := find(c)
	if err != nil {
		return x, Milestone{}, err
	}
	m, err := GetMilestone(c.R.Context(), c.Q, c.Actor.Programme, number(c.Path("id")))
	if err == nil && m.Project != x.ID {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return x, m, err
}

func (r *Room) getMilestoneAct(a milestoneAct) web.Handler {
	return func(c *web.Call) error {
		x, m, err := findMilestone(c)
		if err != nil {
			return err
		}
		ring, err := RingOf(c.R.Context(), c.Q, c.Actor.Programme, x)
		if err != nil {
			return err
		}
		up := c.Base() + URL(x.Code)
		p := actPage{Code: x.Code, Title: x.TitleIn(c.Lang), Up: up, Verb: a.verb, URL: up + "/milestones/" + itoa(m.ID) + "/" + a.noun, Reason: a.reason,
			Day: a.day, Claims: a.claims, About: m.Title}
		if a.verb == "project.forecast" {
			p.Given = m.Expected()
			return c.Page("act", p)
		}
		const reason = "-" // the page asks for it
		mv, err := MilestoneMachine.Try(c.Actor, x.Relations(c.Actor, ring, m.ClaimedBy, m.ClaimedOrg), m.State, a.verb, reason)
		if err != nil && !c.Kept() {
			return err
		}
		p.Needs = mv.Needs
		return c.Page("act", p)
	}
}

func (r *Room) postMilestoneAct(a milestoneAct) web.Handler {
	return func(c *web.Call) error {
		x, m, err := findMilestone(c)
		if err != nil {
			return err
		}
		in := MilestoneMoveInput{Key: c.Key(), Milestone: m.ID, Day: words.Day(c.Value(a.day)), Note: c.Value("note"), Reason: c.Value("reason")}
		if u, ok := c.Upload("file"); ok && a.claims {
			in.File = &File{Name: u.Name, Data: u.Data}
		}
		done, err := r.MoveMilestone(c.R.Context(), c.Actor, a.verb, in)
		if err != nil {
			return c.Again(r.getMilestoneAct(a), err)
		}
		return c.Done(done, URL(x.Code), a.verb+"_done")
	}
}

// getClaimFile sends the file that lies with a claim.
func (r *Room) getClaimFile(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	claims, err := ClaimsOf(c.R.Context(), c.Q, c.Actor.Programme, x.ID)
	if err != nil {
		return err
	}
	for _, cl := range claims {
		if cl.ID != number(c.Path("id")) || cl.Digest == "" {
			continue
		}
		file, err := r.Blobs.Open(cl.Digest)
		if err != nil {
			return err
		}
		defer file.Close()
		return c.Download(blob.Headers(blob.File{Digest: cl.Digest, Size: cl.Size, MIME: cl.MIME, Name: cl.Name}), file)
	}
	return fault.New(fault.NotFound, "fault.not_found")
}
