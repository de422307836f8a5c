package stocktake

import (
	"embed"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/web"
)

// Words holds the room's texts.
//
//go:embed words.txt
var Words embed.FS

//go:embed pages/*.html
var pages embed.FS

// Room serves the board, the threads, my tasks and search.
type Room struct{ DB *db.DB }

var everyone = []ident.Role{ident.Leader, ident.Office, ident.Secretary, ident.Provider, ident.Receiver, ident.Owner, ident.Finance,
	ident.Analyst, ident.Safeguards, ident.TeamLeader, ident.Auditor, ident.Reader}

// Rules lists the room's actions and who may do them. Saying that a node does
// not apply is for the office and for the organisation that owes the promise.
func Rules() []access.Rule {
	return []access.Rule{
		{Action: "stocktake.see", By: []ident.Grant{{Roles: everyone}}},
		{Action: "stocktake.tasks", By: []ident.Grant{{Roles: append([]ident.Role{ident.Admin}, everyone...)}}},
		{Action: "stocktake.delegate", By: []ident.Grant{{Roles: everyone}}},
		{Action: "stocktake.exempt", By: []ident.Grant{{Roles: []ident.Role{ident.Office, ident.Secretary}},
			{Roles: []ident.Role{ident.Provider, ident.Receiver, ident.Owner}, Relation: ident.Mine}}},
	}
}

// Mount registers the room's pages and routes.
func (r *Room) Mount(f *web.Front) {
	m := f.Room(pages)
	m.On("GET /", "stocktake.see", r.getBoard)
	m.On("GET /promises/{code}", "stocktake.see", r.getThread)
	m.On("POST /promises/{code}/exemption", "stocktake.exempt", r.postExempt)
	m.On("GET /tasks", "stocktake.tasks", r.getTasks)
	m.On("POST /tasks/{id}/delegation", "stocktake.delegate", r.postDelegate)
	m.On("GET /search", "stocktake.see", r.getSearch)
}
