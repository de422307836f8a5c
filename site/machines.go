package site

import (
	"strings"

	"throughline/kit/state"
	"throughline/kit/web"
)

type moveView struct {
	Verb  string   `json:"verb"`
	From  []string `json:"from"`
	To    string   `json:"to"`
	Who   []string `json:"who"`
	Needs []string `json:"needs"`
}

type machineView struct {
	Noun   string     `json:"noun"`
	States []string   `json:"states"`
	Moves  []moveView `json:"moves"`
}

type machinesPage struct {
	Machines []machineView `json:"machines"`
}

// getMachines draws how each kind of record moves from the tables that decide
// it, so the page cannot say anything else than the program does.
func (s *Site) getMachines(c *web.Call) error {
	p := machinesPage{}
	for _, m := range s.Machines {
		p.Machines = append(p.Machines, drawMachine(c, m))
	}
	return c.Page("machines", p)
}

func drawMachine(c *web.Call, m *state.Machine) machineView {
	v := machineView{Noun: c.T(m.Noun)}
	for _, st := range m.States() {
		v.States = append(v.States, c.T(string(m.StateKey(st))))
	}
	for _, mv := range m.Moves {
		row := moveView{Verb: c.T(mv.Verb), To: c.T(string(m.StateKey(mv.To)))}
		for _, from := range mv.From {
			row.From = append(row.From, c.T(string(m.StateKey(from))))
		}
		for _, g := range mv.By {
			var roles []string
			for _, r := range g.Roles {
				roles = append(roles, c.T("site.role."+string(r)))
			}
			who := strings.Join(roles, " / ")
			if g.Relation != "" {
				who = c.T("site.relation."+string(g.Relation), who)
			}
			row.Who = append(row.Who, who)
		}
		if mv.Reason {
			row.Needs = append(row.Needs, c.T("site.needs_reason"))
		}
		for _, n := range mv.Needs {
			row.Needs = append(row.Needs, c.T(n))
		}
		v.Moves = append(v.Moves, row)
	}
	return v
}
