package conference

import (
	"strconv"

	"throughline/kit/access"
	"throughline/kit/blob"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
)

type documentForm struct {
	Code         string       `json:"code"`
	Title        string       `json:"title"`
	Visibilities []web.Option `json:"-"`
}

func (r *Room) getDocumentForm(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	return c.Page("document", documentForm{x.Code, x.TitleIn(c.Lang), Choices(c, "conference.visibility.", []string{"parties", "internal"})})
}

func (r *Room) postDocument(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	file, ok := c.Upload("file")
	if !ok {
		var f fault.Form
		f.Refuse("file", "conference.file_missing")
		return c.Again(r.getDocumentForm, f.Err())
	}
	done, err := r.AddDocument(c.R.Context(), c.Actor, DocumentInput{Key: c.Key(), Conference: x.ID, Title: c.Value("title"),
		FileName: file.Name, Data: file.Data, Visibility: c.Value("visibility")})
	if err != nil {
		return c.Again(r.getDocumentForm, err)
	}
	return c.Done(done, URL(x.Code), "conference.add_document_done")
}

func (r *Room) getDocument(c *web.Call) error {
	x, err := find(c)
	if err != nil {
		return err
	}
	id, _ := strconv.ParseInt(c.Path("id"), 10, 64)
	d, err := GetDocument(c.R.Context(), c.Q, c.Actor.Programme, ident.ID(id))
	if err != nil {
		return err
	}
	if d.Conference != x.ID || !access.MaySee(c.Actor, d.Visibility, d.Owner) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	file, err := r.Blobs.Open(d.Digest)
	if err != nil {
		return err
	}
	defer file.Close()
	return c.Download(blob.Headers(blob.File{Digest: d.Digest, Size: d.Size, MIME: d.MIME, Name: d.Name}), file)
}
