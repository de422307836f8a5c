package decision

import (
	"html/template"

	"throughline/kit/web"
)

// Panel draws a later room's part of a measure's page; empty draws nothing.
type Panel func(c *web.Call, m Measure) (template.HTML, error)
