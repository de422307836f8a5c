package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/words"

	_ "embed"
)

// View is the dot of every page: the shell around it and, in P, its own data.
type View struct {
	Lang, HTMLLang, Base, Path, OtherLang string
	SignedIn                              bool
	Person, Organisation                  string
	Hats                                  []HatView
	Programme                             string
	Programmes                            []Link
	Tasks                                 int
	Errors                                []FieldError
	Notice                                string
	Nav                                   []NavView
	Search                                string
	Tour                                  *Tour
	Illustrative, Demo                    bool
	Today, Past                           words.Day // Past: the day the page is shown as of; empty: today
	P                                     any

	form url.Values
	kept string // the key of a form that came back: sending it again cannot record twice
	call *Call
}

// Key is the key of one form: each form of a page has its own, so that sending a
// second one after going back is a new act.
func (v View) Key() string {
	if v.kept != "" {
		return v.kept
	}
	return newKey()
}

// SavedView is a list the person keeps of this page.
type SavedView struct {
	Name, URL string
	Current   bool
}

// SavedViews are the person's views of this page, by name; only a page that
// offers them asks.
func (v View) SavedViews() ([]SavedView, error) {
	all, err := access.Views(v.call.R.Context(), v.call.Q, v.call.Actor, v.Path)
	out := make([]SavedView, len(all))
	for i, one := range all {
		out[i] = SavedView{one.Name, v.Base + one.Page + "?" + one.Query, one.Query == v.Listed()}
	}
	return out, err
}

// Listed is the query of this list that a view keeps: its filters and order;
// empty when none is set.
func (v View) Listed() string {
	one, err := access.NewView("?"+v.call.R.URL.RawQuery, "-")
	if err != nil {
		return ""
	}
	set, err := url.ParseQuery(one.Query)
	if err != nil {
		return ""
	}
	for name, values := range set {
		if strings.Join(values, "") == "" {
			set.Del(name)
		}
	}
	return set.Encode()
}

// HatView is one organisation in the account menu.
type HatView struct {
	Label, Value string
	Current      bool
}

// Link is a named URL.
type Link struct{ Name, URL string }

// NavView is one entry of the global bar as drawn.
type NavView struct {
	Label, URL string
	Current    bool
}

// FieldError is one line of the error summary.
type FieldError struct{ Name, Message string }

// Tour is the demo's guide at one step.
type Tour struct {
	Step, Of             int
	Text, Link, LinkText string
	Next                 string // the step that follows, for the form that moves on
}

type pageSet map[string]*template.Template

//go:embed pages/fault.html
var faultPage string

// funcs are the functions of every template, bound to one language. input and
// choose take the page's View first, as dot.
func (f *Front) funcs(l words.Lang) template.FuncMap {
	t := func(key string, args ...any) string { return f.Book.T(l, key, args...) }
	return template.FuncMap{
		"t": func(key any, args ...any) string { return t(fmt.Sprint(key), args...) },
		"date": func(d any) string {
			if tm, ok := d.(time.Time); ok {
				return words.Date(l, words.DayOf(tm, time.UTC))
			}
			return words.Date(l, words.Day(fmt.Sprint(d)))
		},
		"num": func(n any) string {
			var v int64
			fmt.Sscan(fmt.Sprint(n), &v)
			return words.Number(l, v)
		},
		"money": func(a interface{ Format(string) string }) string { return a.Format(string(l)) },
		"icon": func(name string) template.HTML {
			n := template.HTMLEscapeString(name)
			return template.HTML(`<svg class="icon i-` + n + `" aria-hidden="true" focusable="false"><use href="#i-` + n + `"/></svg>`)
		},
		"asset":    f.Assets.URL,
		"input":    func(v View, name, key, kind string, def any) Field { return v.input(t, name, key, kind, def) },
		"choose":   func(v View, options []Option, fd Field) Field { return v.choose(options, fd) },
		"hint":     func(key string, fd Field) Field { fd.Hint = t(key); return fd },
		"required": func(fd Field) Field { fd.Required = true; return fd },
		"dict":     dict,
		"list":     func(items ...any) []any { return items },
		"lines":    func(s string) []string { return strings.Split(s, "\n") },
	}
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("dict wants names and values in pairs")
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m, nil
}

func (f *Front) parse(l words.Lang, files fs.FS) (pageSet, error) {
	base, err := template.New("").Funcs(f.funcs(l)).ParseFS(f.Layout, "*.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if strings.HasPrefix(path.Base(name), "_") {
			if base, err = base.ParseFS(files, name); err != nil {
				return nil, err
			}
		}
	}
	set := pageSet{}
	for _, name := range names {
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}
		page, err := base.Clone()
		if err != nil {
			return nil, err
		}
		if _, err := page.ParseFS(files, name); err != nil {
			return nil, err
		}
		set[strings.TrimSuffix(path.Base(name), ".html")] = page
	}
	page, err := base.Clone()
	if err != nil {
		return nil, err
	}
	if _, err := page.Parse(faultPage); err != nil {
		return nil, err
	}
	set["fault"] = page
	return set, nil
}

// Page answers with one page of the room, or with its data for a program. A
// form that comes back is answered with 422 (409 for a conflict), so that no
// program takes it for done.
func (c *Call) Page(name string, data any) error {
	status := http.StatusOK
	if c.refuse != nil {
		status = statusOf(c.refuse.Kind)
	}
	if c.JSON() {
		return c.writeJSON(status, data)
	}
	return c.render(status, name, data)
}

func (c *Call) render(status int, name string, data any) error {
	set := c.room.pages[c.Lang]
	page, ok := set[name]
	if !ok {
		return fmt.Errorf("no page %s", name)
	}
	v, err := c.view(data)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := page.ExecuteTemplate(&b, "layout", v); err != nil {
		return fmt.Errorf("drawing %s: %w", name, err)
	}
	h := c.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "Accept")
	c.W.WriteHeader(status)
	_, err = c.W.Write(b.Bytes())
	return err
}

// Part draws a part of this room (a template in a file whose name begins with _)
// for a page of another room. Dot is data.
func (r *Room) Part(c *Call, name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := r.pages[c.Lang]["fault"].ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("drawing %s: %w", name, err)
	}
	return template.HTML(b.String()), nil
}

func (c *Call) view(data any) (View, error) {
	v := View{Lang: string(c.Lang), HTMLLang: c.Lang.HTML(), Base: c.Base(), SignedIn: c.SignedIn, Person: c.Session.Name,
		Programme: c.Programme.Name[c.Lang], Tasks: c.Tasks, Illustrative: c.Programme.Illustrative, Demo: c.front.Demo,
		Today: c.Today(), Past: c.past, P: data, call: c}
	v.Path = strings.TrimPrefix(c.R.URL.Path, v.Base)
	if first, rest, _ := strings.Cut(c.R.URL.Path[1:], "/"); first == string(c.Lang) && c.R.Method == http.MethodGet {
		u := url.URL{Path: "/" + string(c.Lang.Other()), RawQuery: c.R.URL.RawQuery}
		if rest != "" {
			u.Path += "/" + rest
		}
		v.OtherLang = u.String()
	}
	if c.Programme.Code != "" {
		for _, n := range c.front.Nav {
			if !c.May(n.Action) {
				continue
			}
			v.Nav = append(v.Nav, NavView{c.T(n.Label), v.Base + n.Path, n.holds(v.Path)})
		}
	}
	if c.Programme.Code != "" && c.May(c.front.Search.Action) {
		v.Search = v.Base + c.front.Search.Path
	}
	for _, h := range c.Hats {
		current := h.Organisation == c.Actor.Organisation
		if current {
			v.Organisation = h.Name[c.Lang]
		}
		v.Hats = append(v.Hats, HatView{h.Name[c.Lang], fmt.Sprintf("%d/%d", c.Programme.ID, h.Organisation), current})
	}
	if notice := c.R.URL.Query().Get("notice"); strings.HasSuffix(notice, "_done") && c.front.Book.Has(notice) {
		v.Notice = c.T(notice)
	}
	if c.refuse != nil {
		v.form = c.form
		v.kept = c.form.Get("_key")
		v.Errors = c.fieldErrors(c.refuse)
	}
	if c.SignedIn {
		all, err := c.front.Directory.Programmes(c.R.Context(), c.Q, c.Actor.Person)
		if err != nil {
			return v, err
		}
		for _, p := range all {
			v.Programmes = append(v.Programmes, Link{p.Name[c.Lang], "/" + string(c.Lang) + "/" + p.Code})
		}
	}
	if c.front.Tour != nil {
		v.Tour = c.front.Tour(c)
	}
	return v, nil
}

// holds tells whether a page belongs to the entry.
func (n NavItem) holds(path string) bool {
	under := func(at string) bool { return path == at || at != "" && strings.HasPrefix(path, at+"/") }
	return under(n.Path) || slices.ContainsFunc(n.Also, under)
}

func (c *Call) fieldErrors(e *fault.Error) []FieldError {
	if len(e.Fields) == 0 {
		return []FieldError{{"", c.T(e.Key, e.Args...)}}
	}
	var out []FieldError
	for _, f := range e.Fields {
		out = append(out, FieldError{f.Name, c.T(f.Key, f.Args...)})
	}
	return out
}
