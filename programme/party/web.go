package party

import "embed"

// Words holds the package's words.txt.
//
//go:embed words.txt
var Words embed.FS

// Panel is replaced by the page part type below once pages exist.
type Panel struct{}
