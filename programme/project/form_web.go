package project

import (
	"cmp"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

// ask is one question of a form. Kind is that of the field: text, date, amount,
// area, select, radios, check or file.
type ask struct {
	Name, Key, Kind, Hint string
	Value                 any
	Must                  bool
	Options               []web.Option
}

// formPage is a page with one form. Verb names the act, what is above the form
// and the button.
type formPage struct {
	Code   string       `json:"code"`
	Title  string       `json:"title"`
	Up     string       `json:"up"`
	Verb   string       `json:"verb"`
	URL    string       `json:"url"`
	Needs  []string     `json:"needs"`
	Facts  []namedValue `json:"facts"` // what the form is about
	Asks   []ask        `json:"-"`
	Upload bool         `json:"-"`
}

type namedValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// deed is one act on a record of the room with a page of its own: may tells
// whether the reader may do it now and what it needs, do does it and answers.
type deed[T any] struct {
	verb, noun string
	asks       func(*web.Call, T) ([]ask, error)
	may        func(*web.Call, T) ([]string, error)
	do         func(*Room, *web.Call, T) error
}

// about is where a record stands and how its forms name it; at is the address
// of its acts, when that is not url.
type about struct{ code, title, url, at string }

// mount registers the pages of an act under the address of its record.
func mount[T any](m *web.Room, r *Room, at string, find func(*web.Call) (T, about, error), d deed[T]) {
	get := func(c *web.Call) error {
		x, on, err := find(c)
		if err != nil {
			return err
		}
		needs, err := d.may(c, x)
		if err != nil && !c.Kept() {
			return err
		}
		p := formPage{Code: on.code, Title: on.title, Up: c.Base() + on.url, Verb: d.verb, URL: c.Base() + cmp.Or(on.at, on.url) + "/" + d.noun, Needs: needs}
		if d.asks != nil {
			if p.Asks, err = d.asks(c, x); err != nil {
				return err
			}
		}
		p.Upload = slices.ContainsFunc(p.Asks, func(a ask) bool { return a.Kind == "file" })
		return c.Page("form", p)
	}
	m.On("GET "+at+"/"+d.noun, d.verb, get)
	m.On("POST "+at+"/"+d.noun, d.verb, func(c *web.Call) error {
		x, _, err := find(c)
		if err != nil {
			return err
		}
		err = d.do(r, c, x)
		if fault.KindOf(err) == fault.Invalid {
			// Who has no part is not told what is wrong with the form. Not asked
			// before: a second click on the button gets the first answer.
			if _, no := d.may(c, x); fault.KindOf(no) == fault.Forbidden {
				return no
			}
		}
		if err != nil {
			return c.Again(get, err)
		}
		return nil
	})
}

var reasonAsk = ask{Name: "reason", Key: "project.reason", Kind: "area", Hint: "project.reason_hint", Must: true}

// attached is the file of a form.
func attached(c *web.Call) *File {
	u, ok := c.Upload("file")
	if !ok {
		return nil
	}
	return &File{Name: u.Name, Data: u.Data}
}

// amount reads a money field with its currency field beside it, "" for none.
func amount(c *web.Call, f *fault.Form, name string) *money.Amount {
	text, currency := c.Value(name), strings.ToUpper(c.Value("currency"))
	if text == "" {
		return nil
	}
	if currency == "" {
		currency = c.Programme.Currency
	}
	a, err := money.Parse(string(c.Lang), currency, text)
	if e, ok := err.(*fault.Error); ok {
		f.Refuse(name, e.Key, e.Args...)
		return nil
	}
	return &a
}

// keeper reads an organisation: the code of one on record that the reader may
// see, or else the text as its name.
func keeper(c *web.Call, name string) (Keeper, error) {
	text := c.Value(name)
	if text == "" {
		return Keeper{}, nil
	}
	code, _, _ := strings.Cut(text, " ")
	p, err := party.GetPartyByCode(c.R.Context(), c.Q, c.Actor.Programme, strings.ToUpper(code))
	switch {
	case err == nil && access.MaySee(c.Actor, p.Visibility, p.ID):
		return Keeper{Party: p.ID, Name: p.Name}, nil
	case err != nil && fault.KindOf(err) != fault.NotFound:
		return Keeper{}, err
	}
	return Keeper{Name: text}, nil
}

// voices names who said something: the organisation where the reader may see
// it, and the person.
func voices(c *web.Call, all []Said) (func(Said) string, error) {
	var orgs []ident.ID
	var persons []ident.Person
	for _, s := range all {
		orgs, persons = append(orgs, s.Organisation), append(persons, s.Person)
	}
	named, err := parties(c, orgs...)
	if err != nil {
		return nil, err
	}
	names, err := access.Names(c.R.Context(), c.Q, persons)
	return func(s Said) string {
		if o := named[s.Organisation]; o.Name != "" {
			return o.Name + " · " + names[s.Person]
		}
		return names[s.Person]
	}, err
}

// moment writes when something was said.
func moment(c *web.Call, s Said) string { return words.Moment(c.Lang, s.At, c.Programme.Zone) }

// download sends a file that lies with a record.
func (r *Room) download(c *web.Call, digest, name, mime string, size int64) error {
	if digest == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	file, err := r.Blobs.Open(digest)
	if err != nil {
		return err
	}
	defer file.Close()
	return c.Download(blob.Headers(blob.File{Digest: digest, Size: size, MIME: mime, Name: name}), file)
}
