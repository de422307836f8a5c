package plan

import (
	"embed"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Words holds the package's words.txt.
//
//go:embed words.txt
var Words embed.FS

//go:embed pages/*.html
var pages embed.FS

// part draws a part of this room for a page of another room.
type part func(c *web.Call, name string, data any) (template.HTML, error)

// Mount registers the room's pages.
func (r *Room) Mount(f *web.Front) {
	m := f.Room(pages)
	r.part = m.Part
	r.mountPeriods(m)
	r.mountAnnuals(m)
	r.mountCoverage(m)
	r.mountRules(m)
	r.mountStages(m)
	r.mountShares(m)
}

// Gate serves what belongs to a feature only where the programme uses it.
// Elsewhere a reader is led to the page that says that it is switched off, and
// a program or a form is refused.
func Gate(feature string, h web.Handler) web.Handler {
	return func(c *web.Call) error {
		used, err := Uses(c, feature)
		switch {
		case err != nil:
			return err
		case used:
			return h(c)
		case c.JSON() || c.R.Method != "GET":
			return switchedOff()
		}
		return c.Redirect(c.Base() + "/rules/features/" + feature)
	}
}

// Uses tells whether the programme uses a feature today.
func Uses(c *web.Call, feature string) (bool, error) {
	rules, err := RulesOn(c.R.Context(), c.Q, c.Programme.ID, c.Today())
	return err == nil && rules.Shows(feature), err
}

// may tells whether the actor may do an act that asks no relation.
func may(c *web.Call, action string) bool {
	return access.Check(Actions(), c.Actor, action, nil) == nil
}

type historyLine struct {
	When string `json:"when"`
	Who  string `json:"who"`
	What string `json:"what"`
	Why  string `json:"why,omitempty"`
}

// historyOf draws what happened to records up to a change, 0 for up to now. why
// adds to the reason of a line what else is to be said; nil adds nothing.
func historyOf(c *web.Call, m *state.Machine, past web.AsOf, why func(i int, lines []party.Line) string, ref ident.Ref, also ...ident.Ref) ([]historyLine, error) {
	lines, err := party.LinesTo(c.R.Context(), c.Q, c.Programme.ID, m, past.Seq, ref, also...)
	drawn := make([]historyLine, len(lines))
	for i, l := range lines {
		drawn[i] = historyLine{words.Moment(c.Lang, l.At, c.Programme.Zone), l.Who(c.Lang), c.T(l.What()), l.Reason}
		if why != nil {
			drawn[i].Why = joined("; ", l.Reason, why(i, lines))
		}
	}
	return drawn, err
}

// joined puts texts that say something one after the other.
func joined(between string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), between)
}

// partyView is an organisation as a page names it; both are "" for one that
// the reader may not see.
type partyView struct {
	Code         string `json:"code"`
	Name         string `json:"name"`
	Illustrative bool   `json:"illustrative"`
}

func partyOf(c *web.Call, p party.Party) partyView {
	if p.ID == 0 || !access.MaySee(c.Actor, p.Visibility, p.ID) {
		return partyView{}
	}
	return partyView{p.Code, p.NameIn(c.Lang), p.Illustrative}
}

// moveForm is one move that the reader may make.
type moveForm struct {
	Verb, Path string
	Reason     bool
}

// movesOf are the moves that have a place in a form, by the noun in its URL.
func movesOf(open []state.Move, paths map[string]string) []moveForm {
	var all []moveForm
	for _, mv := range open {
		if path, ok := paths[mv.Verb]; ok {
			all = append(all, moveForm{mv.Verb, path, mv.Reason})
		}
	}
	return all
}

// versionOf is one text that was approved: the step that made it, and by whom.
type versionView struct {
	Number int    `json:"version"`
	When   string `json:"when"`
	Who    string `json:"who"`
	Why    string `json:"why"`
	URL    string `json:"url"`
	seq    int64
}

// Before is the number of the version before.
func (v versionView) Before() int { return v.Number - 1 }

// versionsOf lists the approved texts of a record, latest first: the steps by
// one of the verbs, up to a change.
func versionsOf(c *web.Call, m *state.Machine, verbs []string, ref ident.Ref, url string, past web.AsOf) ([]versionView, error) {
	steps, err := state.Steps(c.R.Context(), c.Q, c.Programme.ID, m, ref.ID, past.Seq)
	if err != nil {
		return nil, err
	}
	steps = slices.DeleteFunc(steps, func(s state.Taken) bool { return !slices.Contains(verbs, s.Verb) })
	who, err := speakers(c, steps)
	if err != nil {
		return nil, err
	}
	all := make([]versionView, len(steps))
	for i, s := range steps {
		n := strconv.Itoa(i + 1)
		all[i] = versionView{i + 1, words.Moment(c.Lang, s.At, c.Programme.Zone), who[i], s.Reason, c.Base() + url + "/versions/" + n, s.Seq}
	}
	slices.Reverse(all)
	return all, nil
}

// speakers names who took each step, for which organisation.
func speakers(c *web.Call, steps []state.Taken) ([]string, error) {
	organisations, persons := make([]ident.ID, len(steps)), make([]ident.Person, len(steps))
	for i, s := range steps {
		organisations[i], persons[i] = s.Organisation, s.Person
	}
	parties, err := party.PartiesByID(c.R.Context(), c.Q, c.Programme.ID, organisations)
	if err != nil {
		return nil, err
	}
	names, err := access.Names(c.R.Context(), c.Q, persons)
	all := make([]string, len(steps))
	for i, s := range steps {
		all[i] = party.Line{Person: names[s.Person], Party: parties[s.Organisation]}.Who(c.Lang)
	}
	return all, err
}

// number reads a record's number; what is none is 0.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// oneOf is a value of the list, or "".
func oneOf(s string, list []string) string {
	if slices.Contains(list, s) {
		return s
	}
	return ""
}

// filters counts the filters in use.
func filters(values ...string) int {
	n := 0
	for _, v := range values {
		if v != "" {
			n++
		}
	}
	return n
}

// choices are options named by prefix and code, with one before them for any.
func choices(c *web.Call, prefix string, codes []string, chosen, any string) []web.Option {
	var out []web.Option
	if any != "" {
		out = append(out, web.Option{Label: c.T(any)})
	}
	for _, code := range codes {
		out = append(out, web.Option{Value: code, Label: c.T(prefix + code), Selected: code == chosen})
	}
	return out
}

// linkWith is the address of this page with another value in its query.
func linkWith(c *web.Call, name, value string) string {
	q := url.Values{}
	for k, v := range c.R.URL.Query() {
		if k != "after" && k != "notice" && k != name && strings.Join(v, "") != "" {
			q[k] = v
		}
	}
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return c.R.URL.Path
	}
	return c.R.URL.Path + "?" + q.Encode()
}

// heads are the words of a file's columns.
func heads(c *web.Call, keys ...string) []string {
	var out []string
	for _, k := range keys {
		out = append(out, c.T(k))
	}
	return out
}
