// Package migrations holds the numbered list of table changes for both engines.
package migrations

import "embed"

//go:embed *.sql
var Files embed.FS
