package decision

import (
	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/programme/party"
)

type rowError struct {
	Row     int    `json:"row"`
	Column  string `json:"column"`
	Message string `json:"message"`
}

// importPage is the form, or a table with what it would add before it does. The
// text travels with the page: the server keeps nothing between looking and
// doing.
type importPage struct {
	Columns []string   `json:"columns"`
	Shown   bool       `json:"shown"`
	Text    string     `json:"text"`
	Digest  string     `json:"digest"`
	Seen    string     `json:"seen"`
	Lines   []Line     `json:"lines"`
	Errors  []rowError `json:"errors"`
	Unknown []string   `json:"unknown"`

	ColumnList  string `json:"-"`
	UnknownList string `json:"-"`
}

func (r *Room) getImport(c *web.Call) error { return r.showImport(c, importPage{}) }

func (r *Room) showImport(c *web.Call, p importPage) error {
	for _, name := range Columns {
		p.Columns = append(p.Columns, c.T("decision.column."+name))
	}
	p.ColumnList, p.UnknownList = listed(c, p.Columns), listed(c, p.Unknown)
	return c.Page("import", p)
}

// listed writes names one after the other.
func listed(c *web.Call, names []string) string {
	if len(names) == 0 {
		return ""
	}
	text := names[0]
	for _, name := range names[1:] {
		text = c.T("decision.both", text, name)
	}
	return text
}

// postDryRun shows what a table would add. It changes nothing.
func (r *Room) postDryRun(c *web.Call) error {
	file := []byte(c.Value("table"))
	if u, ok := c.Upload("file"); ok {
		file = u.Data
	}
	if len(file) == 0 {
		var f fault.Form
		f.Refuse("file", "decision.table_missing")
		return c.Again(r.getImport, f.Err())
	}
	p, err := r.look(c, file)
	if err != nil {
		return c.Again(r.getImport, err)
	}
	return r.showImport(c, p)
}

// look draws what a table would add as things stand.
func (r *Room) look(c *web.Call, file []byte) (importPage, error) {
	draft, err := r.DryRun(c.R.Context(), c.Actor, file)
	if err != nil {
		return importPage{}, err
	}
	p := importPage{Shown: true, Lines: draft.Lines, Unknown: draft.Unknown, Seen: draft.Digest()}
	if p.Text, err = party.Canonical(file); err != nil {
		return importPage{}, err
	}
	p.Digest = party.TextDigest(p.Text)
	for _, e := range draft.Errors {
		p.Errors = append(p.Errors, rowError{e.Row, e.Column, c.T(e.Key, e.Args...)})
	}
	return p, nil
}

func (r *Room) postImport(c *web.Call) error {
	done, err := r.Import(c.R.Context(), c.Actor, ImportInput{c.Key(), c.Value("text"), c.Value("digest"), c.Value("seen"), c.Value("register") != ""})
	if err != nil {
		return c.Again(func(c *web.Call) error {
			p, err := r.look(c, []byte(c.Value("text")))
			if err != nil {
				return r.getImport(c)
			}
			return r.showImport(c, p)
		}, err)
	}
	return c.Done(done, receiptURL(done.Seq), "decision.import_done")
}
