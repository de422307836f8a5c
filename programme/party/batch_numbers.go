package party

import (
	"errors"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/sheet"
)

// parts cuts a cell that holds several things: at semicolons of either width,
// at the Chinese enumeration comma, and at line ends.
func parts(cell string) []string {
	var all []string
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";；、\n", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// writtenNumbers writes numbers as a cell holds them.
func writtenNumbers(all []Identifier) string {
	var cells []string
	for _, i := range all {
		cells = append(cells, i.Scheme+" "+i.Value)
	}
	return strings.Join(cells, "; ")
}

// readNumbers takes the numbers that the party has not got yet: each is the code
// of a register, a blank, and the number there.
func (d *drafting) readNumbers(e *Effect, r sheet.Row, f *fault.Form) {
	for _, part := range parts(r.Get("identifiers")) {
		scheme, value, _ := strings.Cut(part, " ")
		i, err := (Identifier{Party: e.id, Scheme: scheme, Value: value}).check()
		if wrong, ok := errors.AsType[*fault.Error](err); ok {
			for _, field := range wrong.Fields {
				f.Refuse("identifiers", field.Key, field.Args...)
			}
			continue
		}
		key := i.Scheme + " " + i.Value
		switch holder := d.holders[key]; {
		case holder == 0:
			d.holders[key] = e.id
			e.numbers = append(e.numbers, i)
		case holder == e.id: // has it already
		case holder < 0:
			f.Refuse("identifiers", "party.row_twice", int(-holder))
		default:
			f.Refuse("identifiers", "party.identifier_taken", d.code(holder))
		}
	}
}

// readClasses takes the classes that the party is not in yet, by their codes.
func (d *drafting) readClasses(e *Effect, r sheet.Row, f *fault.Form) {
	for _, code := range parts(strings.ToUpper(r.Get("groups"))) {
		group, known := d.classes[code]
		if f.Require(known, "groups", "party.group_unknown", code); known && !d.placed[[2]ident.ID{group, e.id}] {
			d.placed[[2]ident.ID{group, e.id}] = true
			e.joins = append(e.joins, group)
		}
	}
}
