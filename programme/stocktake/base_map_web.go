package stocktake

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"throughline/kit/blob"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/web"
	"throughline/kit/words"
	"throughline/programme/party"
)

// baseView is a base map as pages show it.
type baseView struct {
	BaseMap
	URL  string `json:"url"`
	When string `json:"when"`
	Who  string `json:"who"`
	Kilo string `json:"-"` // its size in kB
}

func viewBase(c *web.Call, m BaseMap) *baseView {
	return &baseView{BaseMap: m, URL: fmt.Sprintf("%s/map/base/%d", c.Base(), m.ID), When: words.Moment(c.Lang, m.At, c.Programme.Zone), Kilo: words.Number(c.Lang, (m.Size+999)/1000)}
}

type baseMapPage struct {
	Now  *baseView   `json:"now"`
	Past []*baseView `json:"before"`
}

// mostBases is how many base maps a page lists.
const mostBases = 50

// getBaseMap answers: what map lies under the projects, and who has approved it?
func (r *Room) getBaseMap(c *web.Call) error {
	all, err := BaseMapsOf(c.R.Context(), c.Q, c.Actor.Programme, mostBases)
	if err != nil {
		return err
	}
	var ids []ident.ID
	for _, m := range all {
		ids = append(ids, m.Organisation)
	}
	named, err := party.PartiesByID(c.R.Context(), c.Q, c.Actor.Programme, ids)
	var p baseMapPage
	for i, m := range all {
		v := viewBase(c, m)
		v.Who = named[m.Organisation].NameIn(c.Lang)
		if i == 0 && m.Kind != "" {
			p.Now = v
		} else {
			p.Past = append(p.Past, v)
		}
	}
	if err != nil {
		return err
	}
	return c.Page("base_map", p)
}

func (r *Room) postBaseMap(c *web.Call) error {
	u, _ := c.Upload("file")
	done, err := r.PutBaseMap(c.R.Context(), c.Actor, c.Key(), BaseMapInput{Name: u.Name, Data: u.Data, Source: c.Value("source"), Licence: c.Value("licence"),
		Review: c.Value("review"), Public: c.Value("public") != ""})
	if err != nil {
		return c.Again(r.getBaseMap, err)
	}
	return c.Done(done, "/map", "stocktake.put_base_map_done")
}

func (r *Room) postNoBaseMap(c *web.Call) error {
	done, err := r.DropBaseMap(c.R.Context(), c.Actor, c.Key(), c.Value("reason"))
	if err != nil {
		return c.Again(r.getBaseMap, err)
	}
	return c.Done(done, "/map/base", "stocktake.drop_base_map_done")
}

// getBaseFile sends a base map, or the part of it that is asked for.
func (r *Room) getBaseFile(c *web.Call) error {
	ctx := c.R.Context()
	o, err := Looking(ctx, c.Q, c.Actor)
	if err != nil {
		return err
	}
	all, err := BaseMapsOf(ctx, c.Q, c.Actor.Programme, mostBases)
	if err != nil {
		return err
	}
	for i, m := range all {
		if strconv.FormatInt(int64(m.ID), 10) != c.Path("id") || !m.ShownTo(o) || i > 0 && o.Outside {
			continue
		}
		file, err := r.Blobs.Open(m.Digest)
		if err != nil {
			return err
		}
		defer file.Close()
		headers := blob.Headers(blob.File{Digest: m.Digest, Size: m.Size, MIME: m.MIME, Name: m.Name})
		headers.Set("Cache-Control", "private, max-age=3600")
		headers.Set("ETag", `"`+m.Digest+`"`)
		if m.Kind == GeoJSON {
			return c.Download(headers, file)
		}
		for k, v := range headers {
			c.W.Header()[k] = v
		}
		http.ServeContent(c.W, c.R, "", time.Time{}, file)
		return nil
	}
	return fault.New(fault.NotFound, "fault.not_found")
}
