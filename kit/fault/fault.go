// Package fault names the ways a request can be refused. Everything else is a
// defect. A fault carries message keys, not sentences: kit/words turns them
// into the reader's language at the edge.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says who must act: the person (Invalid, Conflict), nobody (NotFound,
// Forbidden) or time (Unavailable).
type Kind int

const (
	Invalid     Kind = iota + 1 // the input is wrong; Fields say where
	NotFound                    // no such record, or not visible to this person
	Forbidden                   // the record exists, this person may not do this
	Conflict                    // somebody was first, or the record has moved on
	Unavailable                 // try again; the outcome may be unknown
)

func (k Kind) String() string {
	switch k {
	case Invalid:
		return "invalid"
	case NotFound:
		return "not found"
	case Forbidden:
		return "forbidden"
	case Conflict:
		return "conflict"
	case Unavailable:
		return "unavailable"
	}
	return "defect"
}

// Message is a key of kit/words with the values for its places {0}, {1}, ...
type Message struct {
	Key  string
	Args []any
}

// Field is one refused input: the form name it came under and why.
type Field struct {
	Name string
	Message
}

// Error is a refusal. Fields is filled for Invalid only.
type Error struct {
	Kind Kind
	Message
	Fields []Field
}

// New returns a refusal of the given kind with one message.
func New(k Kind, key string, args ...any) *Error {
	return &Error{Kind: k, Message: Message{Key: key, Args: args}}
}

// Error is for logs; people see the translated message.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.String())
	if e.Key != "" {
		fmt.Fprintf(&b, ": %s", e.Key)
		for _, a := range e.Args {
			fmt.Fprintf(&b, " %v", a)
		}
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Name, f.Key)
	}
	return b.String()
}

// KindOf returns the kind of the first fault in err's chain, 0 for a defect.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return 0
}

// Form collects refused fields, so that a person sees every error at once.
type Form struct{ fields []Field }

// Refuse adds one refused field.
func (f *Form) Refuse(name, key string, args ...any) {
	f.fields = append(f.fields, Field{Name: name, Message: Message{Key: key, Args: args}})
}

// Require refuses the field when ok is false.
func (f *Form) Require(ok bool, name, key string, args ...any) {
	if !ok {
		f.Refuse(name, key, args...)
	}
}

// Err is nil when nothing was refused.
func (f *Form) Err() error {
	if len(f.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: Message{Key: "fault.invalid"}, Fields: f.fields}
}
