package party

import (
	"net/url"
	"strconv"

	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
)

type entryPage struct {
	Title        string       `json:"title"`
	Entry        PartyInput   `json:"entry"`
	Action       string       `json:"-"`
	New          bool         `json:"-"`
	Langs        []web.Option `json:"-"`
	Kinds        []web.Option `json:"-"`
	Levels       []web.Option `json:"-"`
	Parents      []web.Option `json:"-"`
	Visibilities []web.Option `json:"-"`
}

func (r *Room) entry(c *web.Call, p entryPage, self ident.ID) error {
	p.Langs = options(c, "party.lang.", []string{"zh", "en"}, p.Entry.Lang)
	p.Kinds = options(c, "party.kind.", Kinds, p.Entry.Kind)
	p.Levels = options(c, "party.level.", Levels, p.Entry.Level)
	p.Visibilities = options(c, "party.visibility.", Visibilities, p.Entry.Visibility)
	var err error
	if p.Parents, err = r.partyOptions(c, strconv.FormatInt(int64(p.Entry.Parent), 10), self); err != nil {
		return err
	}
	return c.Page("entry", p)
}

func (r *Room) getNewParty(c *web.Call) error {
	return r.entry(c, entryPage{Title: c.T("party.add"), New: true, Action: "/parties", Entry: PartyInput{Lang: string(c.Lang)}}, 0)
}

func readEntry(c *web.Call) PartyInput {
	return PartyInput{Code: c.Value("code"), Kind: c.Value("kind"), Name: c.Value("name"), Lang: c.Value("lang"), Other: c.Value("other"),
		Level: c.Value("level"), Parent: id(c, "parent"), ContactUnit: c.Value("contact_unit"), Visibility: c.Value("visibility"),
		Illustrative: c.Value("illustrative") != ""}
}

func (r *Room) postParty(c *web.Call) error {
	done, err := r.Add(c.R.Context(), c.Actor, AddInput{c.Key(), readEntry(c)})
	if err != nil {
		return c.Again(r.getNewParty, err)
	}
	added, _ := done.Subject("party.party")
	p, err := GetParty(c.R.Context(), c.Q, c.Programme.ID, added)
	if err != nil {
		return err
	}
	return c.Done(done, "/parties/"+url.PathEscape(p.Code), "party.added_done")
}

func (r *Room) getEntry(c *web.Call) error {
	p, err := r.seen(c)
	if err != nil {
		return err
	}
	return r.entry(c, entryPage{Title: p.NameIn(c.Lang), Action: "/parties/" + p.Code + "/entry", Entry: inputOf(p)}, p.ID)
}

func (r *Room) postEntry(c *web.Call) error {
	p, err := r.seen(c)
	if err != nil {
		return err
	}
	done, err := r.Correct(c.R.Context(), c.Actor, CorrectInput{c.Key(), p.ID, readEntry(c)})
	if err != nil {
		return c.Again(r.getEntry, err)
	}
	return c.Done(done, "/parties/"+p.Code, "party.corrected_done")
}

type namePage struct {
	partyView
	OtherLang string    `json:"-"`
	Today     words.Day `json:"-"`
}

func (r *Room) getName(c *web.Call) error {
	p, err := r.seen(c)
	if err != nil {
		return err
	}
	return c.Page("name", namePage{view(c, p), otherLang(p.Lang), c.Today()})
}

func (r *Room) postName(c *web.Call) error {
	p, err := r.seen(c)
	if err != nil {
		return err
	}
	done, err := r.Rename(c.R.Context(), c.Actor, RenameInput{c.Key(), p.ID, NewName{c.Value("name"), c.Value("other"), day(c, "on"), c.Value("reason")}})
	if err != nil {
		return c.Again(r.getName, err)
	}
	return c.Done(done, "/parties/"+p.Code, "party.renamed_done")
}

type identifiersPage struct {
	partyView
	Identifiers []Identifier `json:"identifiers"`
	Schemes     []web.Option `json:"-"`
	Held        []web.Option `json:"-"`
}

func (r *Room) getIdentifiers(c *web.Call) error {
	party, err := r.seen(c)
	if err != nil {
		return err
	}
	p := identifiersPage{partyView: view(c, party)}
	if p.Identifiers, err = IdentifiersOf(c.R.Context(), c.Q, c.Programme.ID, party.ID, 0); err != nil {
		return err
	}
	for _, code := range SchemeCodes() {
		p.Schemes = append(p.Schemes, web.Option{Value: code, Label: c.T("party.scheme."+code) + " · " + code})
	}
	for _, i := range p.Identifiers {
		p.Held = append(p.Held, web.Option{Value: strconv.FormatInt(int64(i.ID), 10), Label: i.Scheme + " " + i.Value})
	}
	return c.Page("identifiers", p)
}

func (r *Room) postIdentifier(c *web.Call) error {
	p, err := r.seen(c)
	if err != nil {
		return err
	}
	done, err := r.Identify(c.R.Context(), c.Actor, IdentifyInput{c.Key(), p.ID, c.Value("scheme"), c.Value("value")})
	if err != nil {
		return c.Again(r.getIdentifiers, err)
	}
	return c.Done(done, "/parties/"+p.Code+"/identifiers", "party.identified_done")
}

func (r *Room) postWithdrawal(c *web.Call) error {
	p, err := r.seen(c)
	if err != nil {
		return err
	}
	done, err := r.Unidentify(c.R.Context(), c.Actor, UnidentifyInput{c.Key(), p.ID, id(c, "identifier"), c.Value("reason")})
	if err != nil {
		return c.Again(r.getIdentifiers, err)
	}
	return c.Done(done, "/parties/"+p.Code+"/identifiers", "party.unidentified_done")
}

type endingPage struct {
	partyView
	Living     int          `json:"living_pairings"`
	Today      words.Day    `json:"-"`
	Successors []web.Option `json:"-"`
}

func (r *Room) getEnding(c *web.Call) error {
	party, err := r.seen(c)
	if err != nil {
		return err
	}
	p := endingPage{partyView: view(c, party), Today: c.Today()}
	if p.Living, err = CountPairings(c.R.Context(), c.Q, c.Programme.ID, PairingFilter{Party: party.ID, For: c.Actor}); err != nil {
		return err
	}
	if p.Successors, err = r.partyOptions(c, "", party.ID); err != nil {
		return err
	}
	return c.Page("ending", p)
}

func (r *Room) postClose(verb string) web.Handler {
	return func(c *web.Call) error {
		p, err := r.seen(c)
		if err != nil {
			return err
		}
		done, err := r.Close(c.R.Context(), c.Actor, CloseInput{c.Key(), p.ID, Ending{verb, id(c, "successor"), day(c, "ended_on"), c.Value("reason")}})
		if err != nil {
			return c.Again(r.getEnding, err)
		}
		return c.Done(done, "/parties/"+p.Code, "party.closed_done")
	}
}
