package agreement

import (
	"html/template"

	"throughline/kit/web"
)

// Panel draws a later room's part of a commitment's page; empty draws nothing.
type Panel func(c *web.Call, x Commitment) (template.HTML, error)
