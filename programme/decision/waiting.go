package decision

import (
	"slices"
	"time"

	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// around is what a measure's tasks need to know beside the measure. standing is
// that of the one who acts now.
type around struct {
	leadSide, askedSide string // of the lead, and of who is asked to unblock
	standing            Standing
	zone                *time.Location
}

func (m Measure) subject() task.Subject {
	return task.Subject{Ref: m.Ref(), Code: m.Code, Title: m.Title, URL: URL(m.Code)}
}

func (a Answer) subject(title string) task.Subject {
	return task.Subject{Ref: a.Ref(), Code: a.Code, Title: title, URL: a.URL()}
}

// wants is whom the measure now waits for.
func (m Measure) wants(a around) []task.Want {
	switch m.State {
	case Captured:
		return slices.Concat(m.wantsSecond(a.standing), each(task.Want{Action: "decision.register"}, desk...))
	case Registered:
		if m.awaitsSecond() {
			return m.wantsSecond(a.standing)
		}
		return each(task.Want{Action: "decision.assign"}, desk...)
	case Contested:
		return each(task.Want{Action: "decision.assign", Reason: m.Reason}, desk...)
	case Assigned:
		return each(task.Want{Action: "decision.accept", Party: m.Lead, Due: m.AcceptBy}, rolesOn(a.leadSide)...)
	case Blocked:
		return slices.Concat(each(task.Want{Action: "decision.update", Party: m.Lead, Due: m.NextReport(a.zone)}, rolesOn(a.leadSide)...), m.wantsUnblocked(a))
	case Accepted, InProgress:
		return each(task.Want{Action: "decision.update", Party: m.Lead, Due: m.NextReport(a.zone)}, rolesOn(a.leadSide)...)
	case Returned:
		return each(task.Want{Action: "decision.update", Party: m.Lead, Due: m.Due, Reason: m.Reason}, rolesOn(a.leadSide)...)
	case Reported:
		return each(task.Want{Action: "decision.verify", NotPerson: a.standing.Claimant.Person}, desk...)
	case Verified:
		return each(task.Want{Action: "decision.close"}, desk...)
	}
	return nil
}

// wantsUnblocked asks who can unblock the measure, with what is asked.
func (m Measure) wantsUnblocked(a around) []task.Want {
	want := task.Want{Action: "decision.unblock", Reason: m.Reason}
	if m.Unblocker == 0 || a.askedSide == party.Office {
		return each(want, desk...)
	}
	want.Party = m.Unblocker
	return each(want, rolesOn(a.askedSide)...)
}

func (m Measure) wantsSecond(s Standing) []task.Want {
	if !m.awaitsSecond() {
		return nil
	}
	return m.seconders(task.Want{Action: "decision.second", NotPerson: m.CapturedBy}, s)
}

// seconders asks those who may give the second acceptance.
func (m Measure) seconders(want task.Want, s Standing) []task.Want {
	if s.Unsided {
		return each(want, desk...)
	}
	var all []task.Want
	for _, side := range m.secondSides(s.Captor) {
		if s.Pair.ID != 0 {
			want.Party = s.Pair.Side(side)
		}
		all = append(all, each(want, ident.Role(side))...)
	}
	return all
}

// wants is whom the answer now waits for. side is that of the class.
func (a Answer) wants(m Measure, side string, claimant ident.Person, zone *time.Location) []task.Want {
	if m.State != Addressed {
		return nil
	}
	switch a.State {
	case Silent:
		return each(task.Want{Action: "decision.take_up", Party: a.Party, Due: a.AnswerBy}, rolesOn(side)...)
	case TakenUp:
		return each(task.Want{Action: "decision.update_answer", Party: a.Party, Due: earlier(a.ReportBy(m.ReportEvery, zone), m.Due)}, rolesOn(side)...)
	case Returned:
		return each(task.Want{Action: "decision.update_answer", Party: a.Party, Due: m.Due, Reason: a.Reason}, rolesOn(side)...)
	case Reported:
		return each(task.Want{Action: "decision.verify_answer", NotPerson: claimant}, desk...)
	}
	return nil
}

// asked is what a silent member is asked once more.
func (a Answer) asked(side string, by words.Day) []task.Want {
	return each(task.Want{Action: "decision.answer_asked", Party: a.Party, Due: by}, rolesOn(side)...)
}

// rolesOn are the roles that act for an organisation on a side.
func rolesOn(side string) []ident.Role {
	switch side {
	case party.Provider:
		return []ident.Role{ident.Provider, ident.Owner}
	case party.Receiver:
		return []ident.Role{ident.Receiver, ident.Owner}
	}
	return holders
}

func each(w task.Want, roles ...ident.Role) []task.Want {
	all := make([]task.Want, len(roles))
	for i, r := range roles {
		all[i] = w
		all[i].Role = r
	}
	return all
}
