package party

import (
	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/kit/words"
)

func (r *Room) mountImports(m *web.Room) {
	m.On("GET /parties/import", "party.import", r.getImport)
	m.On("POST /parties/import", "party.import", r.postDryRun)
	m.On("POST /parties/imports", "party.import", r.postImport)
	m.On("POST /parties/imports/{code}/undoing", "party.undo", r.postUndo)
}

type batchRow struct {
	Batch
	When string `json:"when"`
}

type rowError struct {
	Row     int    `json:"row"`
	Column  string `json:"column"`
	Message string `json:"message"`
}

// importPage is the form, or a table with its effects before they happen. Text
// travels with the page: the server keeps nothing between looking and doing.
type importPage struct {
	Columns  []string   `json:"columns"`
	Batches  []batchRow `json:"batches"`
	Shown    bool       `json:"shown"`
	FileName string     `json:"file_name"`
	Text     string     `json:"text"`
	Digest   string     `json:"digest"`
	Seen     string     `json:"seen"`
	Added    int        `json:"added"`
	Changed  int        `json:"changed"`
	Same     int        `json:"same"`
	Effects  []Effect   `json:"effects"`
	Errors   []rowError `json:"errors"`
	Unknown  []string   `json:"unknown"`
}

// maxBatches is how many earlier tables the page lists.
const maxBatches = 20

func (r *Room) getImport(c *web.Call) error { return r.showImport(c, importPage{}) }

func (r *Room) showImport(c *web.Call, p importPage) error {
	for _, name := range Columns {
		p.Columns = append(p.Columns, c.T("party.column."+name))
	}
	batches, err := ListBatches(c.R.Context(), c.Q, c.Programme.ID, maxBatches)
	if err != nil {
		return err
	}
	for _, b := range batches {
		p.Batches = append(p.Batches, batchRow{b, words.Moment(c.Lang, b.At, c.Programme.Zone)})
	}
	return c.Page("import", p)
}

// postDryRun shows what a table would do. It changes nothing.
func (r *Room) postDryRun(c *web.Call) error {
	file := []byte(c.Value("table"))
	name := ""
	if u, ok := c.Upload("file"); ok {
		file, name = u.Data, u.Name
	}
	if len(file) == 0 {
		var f fault.Form
		f.Refuse("file", "party.file_missing")
		return c.Again(r.getImport, f.Err())
	}
	p, err := r.look(c, file)
	if err != nil {
		return c.Again(r.getImport, err)
	}
	p.FileName = name
	return r.showImport(c, p)
}

// look draws the effects of a table on the register as it stands.
func (r *Room) look(c *web.Call, file []byte) (importPage, error) {
	draft, err := r.DryRun(c.R.Context(), c.Actor, file)
	if err != nil {
		return importPage{}, err
	}
	p := importPage{Shown: true, Effects: draft.Effects, Unknown: draft.Unknown, Seen: draft.Digest()}
	if p.Text, err = Canonical(file); err != nil {
		return importPage{}, err
	}
	p.Digest = TextDigest(p.Text)
	p.Added, p.Changed = draft.Counts()
	p.Same = len(draft.Effects) - p.Added - p.Changed
	for _, e := range draft.Errors {
		p.Errors = append(p.Errors, rowError{e.Row, e.Column, c.T(e.Key, e.Args...)})
	}
	return p, nil
}

func (r *Room) postImport(c *web.Call) error {
	done, err := r.Import(c.R.Context(), c.Actor, ImportInput{c.Key(), c.Value("file_name"), c.Value("text"), c.Value("digest"), c.Value("seen")})
	if err != nil {
		return c.Again(func(c *web.Call) error {
			p, err := r.look(c, []byte(c.Value("text")))
			if err != nil {
				return r.getImport(c)
			}
			p.FileName = c.Value("file_name")
			return r.showImport(c, p)
		}, err)
	}
	return c.Done(done, "/parties/import", "party.imported_done")
}

func (r *Room) postUndo(c *web.Call) error {
	b, err := GetBatchByCode(c.R.Context(), c.Q, c.Programme.ID, c.Path("code"))
	if err != nil {
		return err
	}
	done, err := r.Undo(c.R.Context(), c.Actor, UndoInput{c.Key(), b.ID})
	if err != nil {
		return c.Again(r.getImport, err)
	}
	return c.Done(done, "/parties/import", "party.undone_done")
}
