package reading

import "embed"

// Words holds the package's words.txt.
//
//go:embed words.txt
var Words embed.FS
