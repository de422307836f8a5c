package party

import (
	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/kit/words"
)

func (r *Room) mountImports(m *web.Room) {
	m.On("GET /parties/import", "party.import", r.getImport("party"))
	m.On("POST /parties/import", "party.import", r.postDryRun("party"))
	m.On("POST /parties/imports", "party.import", r.postImport("party"))
	m.On("POST /parties/imports/{code}/undoing", "party.undo", r.postUndo("party"))
	m.On("GET /pairings/import", "party.import", r.getImport("pairing"))
	m.On("POST /pairings/import", "party.import", r.postDryRun("pairing"))
	m.On("POST /pairings/imports", "party.import", r.postImport("pairing"))
	m.On("POST /pairings/imports/{code}/undoing", "party.take_back", r.postUndo("pairing"))
}

// listOf is where the records of a noun are listed.
var listOf = map[string]string{"party": "/parties", "pairing": "/pairings"}

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
	Noun     string     `json:"noun"`
	List     string     `json:"-"`
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

func (r *Room) getImport(noun string) web.Handler {
	return func(c *web.Call) error { return r.showImport(c, importPage{Noun: noun}) }
}

func (r *Room) showImport(c *web.Call, p importPage) error {
	p.List = listOf[p.Noun]
	columns := Columns
	if p.Noun == "pairing" {
		columns = PairingColumns
	}
	for _, name := range columns {
		p.Columns = append(p.Columns, c.T(columnKey(p.Noun, name)))
	}
	batches, err := ListBatches(c.R.Context(), c.Q, c.Programme.ID, p.Noun, maxBatches)
	if err != nil {
		return err
	}
	for _, b := range batches {
		p.Batches = append(p.Batches, batchRow{b, words.Moment(c.Lang, b.At, c.Programme.Zone)})
	}
	return c.Page("import", p)
}

// postDryRun shows what a table would do. It changes nothing.
func (r *Room) postDryRun(noun string) web.Handler {
	return func(c *web.Call) error {
		file := []byte(c.Value("table"))
		name := ""
		if u, ok := c.Upload("file"); ok {
			file, name = u.Data, u.Name
		}
		if len(file) == 0 {
			var f fault.Form
			f.Refuse("file", "party.file_missing")
			return c.Again(r.getImport(noun), f.Err())
		}
		p, err := r.look(c, noun, file)
		if err != nil {
			return c.Again(r.getImport(noun), err)
		}
		p.FileName = name
		return r.showImport(c, p)
	}
}

// look draws the effects of a table on the register as it stands.
func (r *Room) look(c *web.Call, noun string, file []byte) (importPage, error) {
	draft, err := r.DryRun(c.R.Context(), c.Actor, noun, file)
	if err != nil {
		return importPage{}, err
	}
	p := importPage{Noun: noun, Shown: true, Effects: draft.Effects, Unknown: draft.Unknown, Seen: draft.Digest()}
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

func (r *Room) postImport(noun string) web.Handler {
	return func(c *web.Call) error {
		done, err := r.Import(c.R.Context(), c.Actor, ImportInput{c.Key(), noun, c.Value("file_name"), c.Value("text"), c.Value("digest"), c.Value("seen")})
		if err != nil {
			return c.Again(func(c *web.Call) error {
				p, err := r.look(c, noun, []byte(c.Value("text")))
				if err != nil {
					return r.getImport(noun)(c)
				}
				p.FileName = c.Value("file_name")
				return r.showImport(c, p)
			}, err)
		}
		return c.Done(done, listOf[noun]+"/import", "party.imported_done")
	}
}

func (r *Room) postUndo(noun string) web.Handler {
	return func(c *web.Call) error {
		b, err := GetBatchByCode(c.R.Context(), c.Q, c.Programme.ID, c.Path("code"))
		if err == nil && b.Noun != noun {
			err = fault.New(fault.NotFound, "fault.not_found")
		}
		if err != nil {
			return err
		}
		done, err := r.Undo(c.R.Context(), c.Actor, UndoInput{c.Key(), b.ID})
		if err != nil {
			return c.Again(r.getImport(noun), err)
		}
		return c.Done(done, listOf[noun]+"/import", "party.undone_done")
	}
}
