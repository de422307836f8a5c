package sheet

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"throughline/kit/fault"
)

// Plan is what a file would do, before it does anything: what each good row
// came to, and everything wrong with the others, in the order of the file.
type Plan[T any] struct {
	Items  []Item[T]
	Errors []RowError
}

// Item is what one row came to.
type Item[T any] struct {
	Row   int
	Value T
}

// DryRun turns each row into a value. A refusal by parse is kept as the row's
// errors, one for each field it names by its column, and the next row follows.
// Any other error, and Unavailable, ends the run: the row is not to blame.
func DryRun[T any](r *Records, parse func(Row) (T, error)) (Plan[T], error) {
	p := Plan[T]{Errors: slices.Clone(r.Errors)}
	spoilt := map[int]bool{} // rows that parse well and are still not good
	for _, e := range r.Errors {
		spoilt[e.Row] = true
	}
	for _, row := range r.Rows {
		value, err := parse(row)
		refusal, refused := errors.AsType[*fault.Error](err)
		switch {
		case err == nil && spoilt[row.Number]:
		case err == nil:
			p.Items = append(p.Items, Item[T]{row.Number, value})
		case !refused || refusal.Kind == fault.Unavailable:
			return Plan[T]{}, fmt.Errorf("row %d: %w", row.Number, err)
		default:
			p.Errors = append(p.Errors, r.errorsOf(row.Number, refusal)...)
		}
	}
	slices.SortStableFunc(p.Errors, func(a, b RowError) int { return cmp.Compare(a.Row, b.Row) })
	return p, nil
}

func (r *Records) errorsOf(row int, refusal *fault.Error) (list []RowError) {
	if len(refusal.Fields) == 0 {
		return []RowError{{row, "", refusal.Message}}
	}
	for _, f := range refusal.Fields {
		list = append(list, RowError{row, cmp.Or(r.headers[f.Name], f.Name), f.Message})
	}
	return list
}
