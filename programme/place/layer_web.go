package place

import (
	"throughline/kit/access"
	"throughline/kit/fault"
	"throughline/kit/web"
	"throughline/kit/words"
)

type layerRow struct {
	Layer   Layer  `json:"layer"`
	Title   string `json:"title"`
	Lang    string `json:"-"`
	InForce bool   `json:"in_force"`
}

type layersPage struct {
	Rows      []layerRow `json:"layers"`
	MayImport bool       `json:"may_import"`
}

// getLayers answers: which zones are sites held against?
func (r *Room) getLayers(c *web.Call) error {
	all, err := ListLayers(c.R.Context(), c.Q, c.Actor.Programme)
	if err != nil {
		return err
	}
	held, err := InForce(c.R.Context(), c.Q, c.Actor.Programme, c.Today())
	if err != nil {
		return err
	}
	var p layersPage
	if p.MayImport, err = may(c, "place.import"); err != nil {
		return err
	}
	for _, l := range all {
		row := layerRow{Layer: l, Title: l.TitleIn(c.Lang), Lang: langOf(c, l.Lang, l.Other)}
		for _, v := range held {
			row.InForce = row.InForce || v.Layer == l.ID
		}
		p.Rows = append(p.Rows, row)
	}
	return c.Page("layers", p)
}

// progressPage is how far the holding of all sites against the versions in force
// has come. It is read from what is recorded, so it goes on where it was after a
// restart.
type progressPage struct {
	Done    int    `json:"done"`
	Waiting int    `json:"waiting"`
	Share   int    `json:"percent"`
	Left    string `json:"remaining"`
	Layers  string `json:"-"`
}

// getProgress answers: how far has it come, and how long will it take?
func (r *Room) getProgress(c *web.Call) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	held, err := InForce(ctx, c.Q, prog, c.Today())
	if err != nil {
		return err
	}
	p := progressPage{Layers: c.Base() + "/zones", Share: 100}
	if p.Waiting, err = countStale(ctx, c.Q, prog, joined(held)); err != nil {
		return err
	}
	done, took, err := heldAgain(ctx, c.Q, prog, joined(held))
	if err != nil {
		return err
	}
	if p.Done = done; p.Waiting > 0 {
		p.Share = done * 100 / (done + p.Waiting)
	}
	if left := remaining(done, p.Waiting, took); left > 0 {
		p.Left = c.T("place.minutes", int(left.Minutes())+1)
	}
	return c.Page("progress", p)
}

type changeView struct {
	Code   string `json:"code"`
	Title  string `json:"title"`
	Before string `json:"before"`
	After  string `json:"after"`
	When   string `json:"when"`
}

type layerPage struct {
	Layer     Layer         `json:"layer"`
	Title     string        `json:"title"`
	Lang      string        `json:"-"`
	Versions  []Version     `json:"versions"`
	InForce   int           `json:"number_in_force"` // 0: none
	Waiting   int           `json:"sites_waiting"`
	Changed   []changeView  `json:"changed"`
	MayImport bool          `json:"may_import"`
	History   []historyLine `json:"history"`
}

// mostChanged is how many changes a layer's page lists.
const mostChanged = 100

// getLayer answers: what holds, and what did it change?
func (r *Room) getLayer(c *web.Call) error {
	ctx, prog := c.R.Context(), c.Actor.Programme
	l, err := GetLayerByCode(ctx, c.Q, prog, c.Path("code"))
	if err != nil {
		return err
	}
	p := layerPage{Layer: l, Title: l.TitleIn(c.Lang), Lang: langOf(c, l.Lang, l.Other)}
	if p.MayImport, err = may(c, "place.import"); err != nil {
		return err
	}
	if p.Versions, err = VersionsOf(ctx, c.Q, prog, l.ID); err != nil {
		return err
	}
	held, err := InForce(ctx, c.Q, prog, c.Today())
	if err != nil {
		return err
	}
	for _, v := range held {
		if v.Layer == l.ID {
			p.InForce = v.Number
		}
	}
	if p.Waiting, err = countStale(ctx, c.Q, prog, joined(held)); err != nil {
		return err
	}
	who, err := acting(ctx, c.Q, c.Actor)
	if err != nil {
		return err
	}
	changed, err := ChangedBy(ctx, c.Q, prog, l.ID, mostChanged)
	for _, x := range changed {
		if maySee(who, x.Site) {
			p.Changed = append(p.Changed, changeView{x.Site.Code, x.Site.TitleIn(c.Lang), x.Before, x.After, words.Moment(c.Lang, x.At, c.Programme.Zone)})
		}
	}
	if err != nil {
		return err
	}
	if p.History, err = historyOf(c, nil, 0, l.Ref()); err != nil {
		return err
	}
	return c.Page("layer", p)
}

type importPage struct {
	Code    string       `json:"code"`
	Title   string       `json:"title"`
	Up      string       `json:"-"`
	Langs   []web.Option `json:"-"`
	Kinds   []web.Option `json:"-"`
	Preview *previewView `json:"preview"`
}

type previewView struct {
	Layer Layer    `json:"layer"`
	Names []string `json:"zones"`
	More  int      `json:"more"`

	Turned int  `json:"rings_turned"`
	Away   bool `json:"away_from_all_sites"`

	Text string      `json:"-"`
	In   ImportInput `json:"-"`
}

// mostNamed is how many zones a preview names.
const mostNamed = 12

// importing refuses who may not import layers.
func importing(c *web.Call) error {
	who, err := acting(c.R.Context(), c.Q, c.Actor)
	if err != nil {
		return err
	}
	return access.Check(own, who, "place.import", nil)
}

// getImport asks for a version of a layer that there is, or for a new layer.
func (r *Room) getImport(c *web.Call) error {
	if err := importing(c); err != nil {
		return err
	}
	code := c.Query("layer") + c.Value("code")
	p := importPage{Code: code, Up: c.Base() + "/zones", Langs: langs(c), Kinds: choices(c, "place.kind.", Kinds, "")}
	if code != "" {
		l, err := GetLayerByCode(c.R.Context(), c.Q, c.Actor.Programme, code)
		if err != nil {
			return err
		}
		p.Title, p.Up = l.TitleIn(c.Lang), c.Base()+LayerURL(l.Code)
	}
	return c.Page("import", p)
}

func imported(c *web.Call) ImportInput {
	return ImportInput{Code: c.Value("code"), Title: c.Value("title"), Lang: c.Value("lang"), Other: c.Value("other"), Kind: c.Value("kind"), Label: c.Value("label"),
		Source: c.Value("source"), Licence: c.Value("licence"), From: words.Day(c.Value("from")), To: words.Day(c.Value("to")), Turn: c.Value("turn") != ""}
}

// postPreview shows what the file would bring; nothing is kept yet.
func (r *Room) postPreview(c *web.Call) error {
	if err := importing(c); err != nil {
		return err
	}
	u, ok := c.Upload("file")
	var f fault.Form
	f.Require(ok, "file", "place.file_missing")
	f.Require(len(u.Data) <= MaxFile, "file", "place.file_large", MaxFile>>20)
	if err := f.Err(); err != nil {
		return c.Again(r.getImport, err)
	}
	in := imported(c)
	x, err := Draft(c.R.Context(), c.Q, c.Actor.Programme, in, u.Data)
	if err != nil {
		return c.Again(r.getImport, err)
	}
	p := importPage{Code: in.Code, Title: x.Layer.TitleIn(c.Lang), Up: c.Base() + "/zones",
		Preview: &previewView{Layer: x.Layer, Turned: x.Turned, Away: x.Away, Text: string(u.Data), In: in}}
	for _, z := range x.Zones {
		if len(p.Preview.Names) == mostNamed {
			break
		}
		if z.Name != "" {
			p.Preview.Names = append(p.Preview.Names, z.Name)
		}
	}
	p.Preview.More = len(x.Zones) - len(p.Preview.Names)
	return c.Page("import", p)
}

// postImport keeps the version and holds the first sites against it; the rest
// follow with the calendar.
func (r *Room) postImport(c *web.Call) error {
	done, err := r.Import(c.R.Context(), c.Actor, c.Key(), imported(c), []byte(c.Value("text")))
	if err != nil {
		return c.Again(r.getImport, err)
	}
	if _, err := r.Rescreen(c.R.Context(), c.Actor.Programme, c.Today()); err != nil {
		return err
	}
	id, _ := done.Subject(LayerNoun)
	all, err := ListLayers(c.R.Context(), c.Q, c.Actor.Programme)
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.ID == id {
			return c.Done(done, LayerURL(l.Code), "place.import_done")
		}
	}
	return fault.New(fault.NotFound, "fault.not_found")
}
