package agreement

import (
	"embed"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/conference"
	"throughline/programme/party"
)

//go:embed pages/*.html
var pages embed.FS

// Panel draws a later room's part of a commitment's page; empty draws nothing.
type Panel func(c *web.Call, x Commitment) (template.HTML, error)

// part draws a part of this room for a page of another room.
type part func(c *web.Call, name string, data any) (template.HTML, error)

// Mount registers the room's pages.
func (r *Room) Mount(f *web.Front) {
	m := f.Room(pages)
	r.part = m.Part
	m.On("GET /agreements", "agreement.see", r.getAgreements)
	m.On("GET /agreements/new", "agreement.capture", r.getNew)
	m.On("POST /agreements", "agreement.capture", r.postAgreement)
	m.On("GET /agreements/{code}", "agreement.see", r.getAgreement)
	for _, a := range acts {
		m.On("GET /agreements/{code}/"+a.noun, a.verb, r.getAct(a))
		m.On("POST /agreements/{code}/"+a.noun, a.verb, r.postAct(a))
	}
	m.On("POST /agreements/{code}/documents", "agreement.hold_text", r.postDocument)
	m.On("GET /agreements/{code}/documents/{id}", "agreement.see", r.getDocument)
	m.On("GET /agreements/{code}/named/new", "agreement.name_out", r.getNamed)
	m.On("POST /agreements/{code}/named", "agreement.name_out", r.postNamed)
	r.mountClauses(m)
	r.mountAmendments(m)
	r.mountVentures(m)
	r.mountCommitments(m)
}

// find loads the agreement of the path; one that the reader may not see does
// not exist.
func find(c *web.Call) (Agreement, error) {
	a, err := GetAgreementByCode(c.R.Context(), c.Q, c.Actor.Programme, c.Path("code"))
	if err == nil && !access.MaySee(c.Actor, a.Visibility, a.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return a, err
}

// pageSize is how many rows a list shows at once.
const pageSize = 50

// partyView is an organisation as a page names it. Code is "" for one that is
// named in a text only; both are "" for one the reader may not see.
type partyView struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Side string `json:"side,omitempty"`
}

// parties names the organisations that the reader may see.
func parties(c *web.Call, ids ...ident.ID) (map[ident.ID]partyView, error) {
	all, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	named := map[ident.ID]partyView{}
	for id, p := range all {
		if access.MaySee(c.Actor, p.Visibility, p.ID) {
			named[id] = partyView{Code: p.Code, Name: p.NameIn(c.Lang)}
		}
	}
	return named, err
}

// signers are the signing parties of an agreement: those on record by the name
// the register has in the reader's language, others as the text names them.
func signers(a Agreement, named map[ident.ID]partyView) []partyView {
	var list []partyView
	for _, p := range a.Parties {
		v := named[p.Party]
		if v.Side = p.Side; v.Name == "" {
			v.Name = p.Name
		}
		list = append(list, v)
	}
	return list
}

type agreementRow struct {
	Code         string      `json:"code"`
	Title        string      `json:"title"`
	Kind         string      `json:"kind"`
	Parties      []partyView `json:"parties"`
	SignedOn     words.Day   `json:"signed_on"`
	Batch        bool        `json:"unknown_number"`
	State        string      `json:"state"`
	More         string      `json:"more,omitempty"` // that it is being carried out, how far its company has come
	Illustrative bool        `json:"illustrative"`
}

type agreementsPage struct {
	Rows      []agreementRow `json:"agreements"`
	Count     Count          `json:"counts"`
	Text      string         `json:"q"`
	Kinds     []web.Option   `json:"-"`
	States    []web.Option   `json:"-"`
	Providers []web.Option   `json:"-"`
	Receivers []web.Option   `json:"-"`
	Meetings  []web.Option   `json:"-"`
	Sorts     []web.Option   `json:"-"`
	Filters   int            `json:"-"`
	CSV       string         `json:"-"`
	Next      string         `json:"next"`
	MayAdd    bool           `json:"may_capture"`
}

// agreementSorts are the orders of the list; the first is the usual one.
var agreementSorts = []string{"entered", "signed"}

func (r *Room) getAgreements(c *web.Call) error {
	f := AgreementFilter{Text: c.Query("q"), Kind: oneOf(c.Query("kind"), Kinds), State: oneOf(c.Query("state"), append(Machine.States(), "unheld")),
		Sort: oneOf(c.Query("sort"), agreementSorts[1:]), Limit: pageSize + 1, After: after(c)}
	named, err := filterParties(c, map[string]*ident.ID{"provider": &f.Provider, "receiver": &f.Receiver})
	if err != nil {
		return err
	}
	meetings, err := conferenceOptions(c, c.Query("conference"), "agreement.any")
	if err != nil {
		return err
	}
	if f.Conference, err = conferenceOf(c, c.Query("conference")); err != nil {
		return err
	}
	if c.WantsCSV() {
		return agreementsCSV(c, f)
	}
	p := agreementsPage{Text: f.Text, CSV: c.CSVLink(), MayAdd: may(c, "agreement.capture", nil), Providers: named["provider"], Receivers: named["receiver"],
		Meetings: meetings, Sorts: choices(c, "agreement.sort.", agreementSorts, f.Sort, ""),
		Filters: set(f.Text, f.Kind, f.State, c.Query("provider"), c.Query("receiver"), c.Query("conference"))}
	found, err := ListAgreements(c.R.Context(), c.Q, c.Actor, f)
	if err != nil {
		return err
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		p.Next = nextPage(c, found[pageSize-1].ID)
	}
	if p.Count, err = CountAgreements(c.R.Context(), c.Q, c.Actor, f); err != nil {
		return err
	}
	if p.Rows, err = agreementRows(c, found); err != nil {
		return err
	}
	p.Kinds = choices(c, "agreement.kind.", Kinds, f.Kind, "agreement.any")
	p.States = append(states(c, Machine, f.State), web.Option{Value: "unheld", Label: c.T("agreement.unheld"), Selected: f.State == "unheld"})
	return c.Page("agreements", p)
}

// filterParties reads the organisations that a list is narrowed to, by the names
// of their filters, and gives the options of each.
func filterParties(c *web.Call, into map[string]*ident.ID) (map[string][]web.Option, error) {
	all, err := party.ListParties(c.R.Context(), c.Q, c.Actor.Programme, party.PartyFilter{For: c.Actor})
	out := map[string][]web.Option{}
	for name, id := range into {
		asked := c.Query(name)
		list := []web.Option{{Label: c.T("agreement.any")}}
		for _, p := range all {
			list = append(list, web.Option{Value: p.Code, Label: p.NameIn(c.Lang), Selected: p.Code == asked})
			if p.Code == asked {
				*id = p.ID
			}
		}
		if asked != "" && *id == 0 {
			return nil, fault.New(fault.NotFound, "fault.not_found")
		}
		out[name] = list
	}
	return out, err
}

// conferenceOptions lists the meetings that the reader may see, the latest ones.
func conferenceOptions(c *web.Call, chosen, first string) ([]web.Option, error) {
	all, err := conference.ListConferences(c.R.Context(), c.Q, c.Actor, conference.Filter{Limit: 200})
	out := []web.Option{{Label: c.T(first)}}
	for _, x := range all {
		out = append(out, web.Option{Value: x.Code, Label: x.TitleIn(c.Lang), Selected: x.Code == chosen})
	}
	return out, err
}

// conferenceOf finds a meeting by its code, 0 for none asked.
func conferenceOf(c *web.Call, code string) (ident.ID, error) {
	if code == "" {
		return 0, nil
	}
	x, err := conference.GetConferenceByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if err == nil && !access.MaySee(c.Actor, x.Visibility, x.Owner) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return x.ID, err
}

func agreementRows(c *web.Call, found []Agreement) ([]agreementRow, error) {
	var ids, orgs, ventures []ident.ID
	for _, a := range found {
		for _, p := range a.Parties {
			orgs = append(orgs, p.Party)
		}
		if a.State == Effective {
			ids = append(ids, a.ID)
		}
		if a.HasVenture() {
			ventures = append(ventures, a.ID)
		}
	}
	named, err := parties(c, orgs...)
	if err != nil {
		return nil, err
	}
	alive, err := CarriedOut(c.R.Context(), c.Q, c.Actor.Programme, ids)
	if err != nil {
		return nil, err
	}
	companies, err := VenturesOf(c.R.Context(), c.Q, c.Actor.Programme, ventures...)
	var rows []agreementRow
	for _, a := range found {
		row := agreementRow{Code: a.Code, Title: a.TitleIn(c.Lang), Kind: a.Kind, Parties: signers(a, named), SignedOn: a.SignedOn, Batch: a.UnknownNumber,
			State: c.T(string(Machine.StateKey(a.State))), Illustrative: a.Illustrative}
		if alive[a.ID] {
			row.More = c.T("agreement.performing")
		}
		if a.HasVenture() {
			row.More = c.T("agreement.company_is", VentureMachine.StateKey(companies[a.ID].Stage()))
		}
		rows = append(rows, row)
	}
	return rows, err
}

// agreementsCSV is the whole list under the filter, read page by page before
// the answer begins, so that no file ends early without a word.
func agreementsCSV(c *web.Call, f AgreementFilter) error {
	var rows [][]string
	f.Limit, f.After = 500, 0
	for {
		found, err := ListAgreements(c.R.Context(), c.Q, c.Actor, f)
		if err != nil {
			return err
		}
		drawn, err := agreementRows(c, found)
		if err != nil {
			return err
		}
		for i, a := range found {
			number := "1"
			switch {
			case a.UnknownNumber:
				number = c.T("agreement.number_unknown")
			case a.State == Superseded:
				number = "0"
			}
			var names, codes []string
			for _, p := range drawn[i].Parties {
				names, codes = append(names, p.Name), append(codes, p.Code)
			}
			rows = append(rows, []string{a.Code, drawn[i].Title, c.T("agreement.kind." + a.Kind), number, strings.Join(names, "; "), strings.Join(codes, "; "),
				string(a.SignedOn), a.Period, string(a.From), string(a.To), drawn[i].State, drawn[i].More})
		}
		if len(found) < f.Limit {
			break
		}
		f.After = found[len(found)-1].ID
	}
	return c.CSV("agreements", heads(c, "agreement.code", "agreement.title", "agreement.kind", "agreement.number", "agreement.parties",
		"agreement.party_codes", "agreement.signed_on", "agreement.period", "agreement.from", "agreement.to", "agreement.state", "agreement.carrying_out"), slices.Values(rows))
}

func heads(c *web.Call, keys ...string) []string {
	var out []string
	for _, k := range keys {
		out = append(out, c.T(k))
	}
	return out
}

// oneOf is a value of the list, or "".
func oneOf(s string, list []string) string {
	if slices.Contains(list, s) {
		return s
	}
	return ""
}

// set counts the filters in use.
func set(values ...string) int {
	n := 0
	for _, v := range values {
		if v != "" {
			n++
		}
	}
	return n
}

// after is the last record of the page before.
func after(c *web.Call) ident.ID { return number(c.Query("after")) }

// number reads a record's number; what is none is 0.
func number(s string) ident.ID {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return ident.ID(n)
}

func nextPage(c *web.Call, last ident.ID) string {
	q := c.R.URL.Query()
	q.Set("after", strconv.FormatInt(int64(last), 10))
	q.Del("notice")
	return c.R.URL.Path + "?" + q.Encode()
}

// may tells whether the actor may do an act that is no move of a machine.
func may(c *web.Call, action string, rel ident.Relations) bool {
	return access.Check(own, c.Actor, action, rel) == nil
}

// choices turns a list of codes into options named by prefix + code, with an
// option before them for any or none when first is a key.
func choices(c *web.Call, prefix string, codes []string, chosen, first string) []web.Option {
	var out []web.Option
	if first != "" {
		out = append(out, web.Option{Label: c.T(first)})
	}
	for _, code := range codes {
		if code != "" || first == "" {
			out = append(out, web.Option{Value: code, Label: c.T(label(prefix, code)), Selected: code == chosen})
		}
	}
	return out
}

// label is the word key of one code of a list; the empty code is "none".
func label(prefix, code string) string {
	if code == "" {
		code = "none"
	}
	return prefix + code
}

// states are the options to filter a list by state.
func states(c *web.Call, m *state.Machine, chosen string) []web.Option {
	return choices(c, m.Noun+".state.", m.States(), chosen, "agreement.any")
}

func langOptions(c *web.Call) []web.Option {
	return choices(c, "agreement.lang.", langs, string(c.Lang), "")
}

func visibilityOptions(c *web.Call) []web.Option {
	return choices(c, "agreement.visibility.", []string{"parties", "internal"}, "parties", "")
}

// partyOptions lists the organisations that the reader may see.
func partyOptions(c *web.Call, chosen ident.ID) ([]web.Option, error) {
	all, err := party.ListParties(c.R.Context(), c.Q, c.Actor.Programme, party.PartyFilter{For: c.Actor})
	out := []web.Option{{Label: c.T("agreement.choose")}}
	for _, p := range all {
		out = append(out, web.Option{Value: p.Code, Label: p.NameIn(c.Lang) + " · " + p.Code, Selected: p.ID == chosen})
	}
	return out, err
}

// partyOf finds the organisation of a posted code; 0 for none, and a refusal
// beside the field for one that is not on record.
func partyOf(c *web.Call, f *fault.Form, field string) (party.Party, error) {
	code := c.Value(field)
	if code == "" {
		return party.Party{}, nil
	}
	p, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if err == nil && access.MaySee(c.Actor, p.Visibility, p.ID) {
		return p, nil
	}
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return p, err
	}
	f.Refuse(field, "agreement.side_not_on_record")
	return party.Party{}, nil
}

func pairingOptions(c *web.Call) ([]web.Option, error) {
	all, err := party.ListPairings(c.R.Context(), c.Q, c.Actor.Programme, party.PairingFilter{For: c.Actor})
	if err != nil {
		return nil, err
	}
	var ids []ident.ID
	for _, p := range all {
		ids = append(ids, p.Provider, p.Receiver)
	}
	named, err := parties(c, ids...)
	out := []web.Option{{Label: c.T("agreement.no_pairing")}}
	for _, p := range all {
		out = append(out, web.Option{Value: p.Code, Label: p.Code + " " + named[p.Provider].Name + " – " + named[p.Receiver].Name})
	}
	return out, err
}

// pairingOf finds the pairing of a posted code, as partyOf does.
func pairingOf(c *web.Call, f *fault.Form) (ident.ID, error) {
	code := c.Value("pairing")
	if code == "" {
		return 0, nil
	}
	p, err := party.GetPairingByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
	if fault.KindOf(err) == fault.NotFound {
		f.Refuse("pairing", "agreement.pairing_unknown")
		return 0, nil
	}
	return p.ID, err
}

// quoteView is a passage as the part "quote" draws it.
type quoteView struct {
	Text  string `json:"text"`
	Lang  string `json:"lang"`
	URL   string `json:"url"`
	Where string `json:"where"`
}

// drawn is a quote with its place in the source, when the reader may see that.
func drawn(c *web.Call, q conference.Quote, lang string) (quoteView, error) {
	v := quoteView{Text: q.Text, Lang: words.Lang(lang).HTML()}
	if q.Source == 0 {
		return v, nil
	}
	heads, err := conference.SourcesByID(c.R.Context(), c.Q, c.Actor.Programme, []ident.ID{q.Source})
	if s, ok := heads[q.Source]; ok && access.MaySee(c.Actor, s.Visibility, s.Owner) {
		v.Lang, v.URL, v.Where = words.Lang(s.Lang).HTML(), c.Base()+conference.QuoteURL(s.Code, q), s.Title
	}
	return v, err
}

// upload is a posted file, nil when none was chosen.
func upload(c *web.Call, field string) *File {
	u, ok := c.Upload(field)
	if !ok {
		return nil
	}
	return &File{Name: u.Name, Data: u.Data}
}
