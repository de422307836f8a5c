package stocktake

import (
	"embed"

	"throughline/kit/web"
)

//go:embed pages/*.html
var pages embed.FS

// Mount registers the room's pages and routes.
func (r *Room) Mount(f *web.Front) {
	m := f.Room(pages)
	m.On("GET /", "stocktake.see", r.getBoard)
	m.On("GET /promises/{code}", "stocktake.see", r.getThread)
	m.On("POST /promises/{code}/exemption", "stocktake.exempt", r.postExempt)
	m.On("GET /conversion", "stocktake.see", r.getConversion)
	m.On("GET /tasks", "stocktake.tasks", r.getTasks)
	m.On("POST /tasks/{id}/delegation", "stocktake.delegate", r.postDelegate)
	m.On("POST /covers", "stocktake.delegate", r.postCover)
	m.On("POST /covers/{id}/ending", "stocktake.delegate", r.postBack)
	m.On("GET /waiting", "stocktake.tasks", r.getWaiting)
	r.mountMap(m)
	m.On("GET /search", "stocktake.see", r.getSearch)
}
