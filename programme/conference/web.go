package conference

import (
	"html/template"

	"throughline/kit/web"
)

// Panel is a later room's part of a conference's page: what was decided or
// signed there. Empty HTML draws nothing.
type Panel func(c *web.Call, x Conference) (template.HTML, error)
