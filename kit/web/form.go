package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"throughline/kit/db"
	"throughline/kit/fault"
)

// Upload is one posted file, read whole: MaxUpload bounds it.
type Upload struct {
	Name string
	Data []byte
}

// Limits of one request.
const (
	MaxUpload = 20 << 20
	maxForm   = 21 << 20
	maxFields = 2000
)

// readForm reads a posted form, multipart form or JSON object into the same
// fields. Bytes that no language uses (NUL, broken UTF-8) are refused here.
func (c *Call) readForm() error {
	c.R.Body = http.MaxBytesReader(c.W, c.R.Body, maxForm)
	kind, _, _ := mime.ParseMediaType(c.R.Header.Get("Content-Type"))
	var err error
	switch kind {
	case "application/json":
		c.form, err = jsonForm(c.R.Body)
	case "multipart/form-data":
		err = c.readMultipart()
	default:
		if err = c.R.ParseForm(); err == nil {
			c.form = c.R.PostForm
		}
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.New(fault.Invalid, "web.too_large")
	}
	if err != nil {
		return fault.New(fault.Invalid, "web.unreadable")
	}
	n := 0
	for name, values := range c.form {
		n += len(values)
		for _, v := range append([]string{name}, values...) {
			if !storable(v) {
				return fault.New(fault.Invalid, "web.bad_text")
			}
		}
	}
	for name, u := range c.files {
		if !storable(name) || !storable(u.Name) {
			return fault.New(fault.Invalid, "web.bad_text")
		}
	}
	if n > maxFields {
		return fault.New(fault.Invalid, "web.too_large")
	}
	return nil
}

// storable tells whether both engines take the text: whole UTF-8 without NUL.
func storable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

func (c *Call) readMultipart() error {
	if err := c.R.ParseMultipartForm(maxForm); err != nil {
		return err
	}
	defer c.R.MultipartForm.RemoveAll()
	c.form, c.files = url.Values(c.R.MultipartForm.Value), map[string]Upload{}
	for name, heads := range c.R.MultipartForm.File {
		f, err := heads[0].Open()
		if err != nil {
			return err
		}
		b, err := io.ReadAll(f)
		f.Close()
		if err != nil {
			return err
		}
		if len(b) > 0 || heads[0].Filename != "" {
			c.files[name] = Upload{heads[0].Filename, b}
		}
	}
	return nil
}

// jsonForm reads one flat object: strings, numbers, booleans, lists of them.
func jsonForm(r io.Reader) (url.Values, error) {
	var fields map[string]any
	dec := json.NewDecoder(r)
	dec.UseNumber()
	if err := dec.Decode(&fields); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("something follows the object")
	}
	form := url.Values{}
	for name, v := range fields {
		list, many := v.([]any)
		if !many {
			list = []any{v}
		}
		for _, item := range list {
			switch item := item.(type) {
			case nil:
			case string:
				form.Add(name, item)
			case json.Number:
				form.Add(name, item.String())
			case bool:
				if item {
					form.Add(name, "1")
				}
			default:
				return nil, fmt.Errorf("%s is not a plain value", name)
			}
		}
	}
	return form, nil
}

// clean trims and brings line ends to LF, so that one text has one digest.
func clean(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

// Value is one field of the posted form, trimmed.
func (c *Call) Value(name string) string { return clean(c.form.Get(name)) }

// Values are all values of a posted field, trimmed, empty ones left out.
func (c *Call) Values(name string) []string {
	var out []string
	for _, v := range c.form[name] {
		if v = clean(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// Upload is a posted file; ok is false when none was chosen.
func (c *Call) Upload(name string) (Upload, bool) {
	u, ok := c.files[name]
	return u, ok
}

// Key makes the change of this form happen at most once. Programs send it as
// Idempotency-Key; the digest covers who, where and everything posted.
func (c *Call) Key() db.Key {
	id := c.form.Get("_key")
	if h := c.R.Header.Get("Idempotency-Key"); h != "" {
		id = h
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s %s %d %d\n", c.R.Method, c.R.URL.Path[min(3, len(c.R.URL.Path)):], c.Actor.Person, c.Actor.Organisation)
	names := make([]string, 0, len(c.form))
	for name := range c.form {
		if name != "_key" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(h, "%q=%q\n", name, c.form[name])
	}
	files := make([]string, 0, len(c.files))
	for name := range c.files {
		files = append(files, name)
	}
	slices.Sort(files)
	for _, name := range files {
		sum := sha256.Sum256(c.files[name].Data)
		fmt.Fprintf(h, "%q=%q %x\n", name, c.files[name].Name, sum)
	}
	return db.Key{ID: id, Digest: hex.EncodeToString(h.Sum(nil))}
}

func newKey() string { return rand.Text() }

// Option is one choice of a select, radios or group of boxes.
type Option struct {
	Value, Label string
	Selected     bool
}

// Move is an act that a page offers on a record, by its label and its address.
// Post tells that it needs no page of its own.
type Move struct {
	Label string `json:"label"`
	URL   string `json:"url"`
	Post  bool   `json:"-"`
}

// Field is one input as the form parts of the layout draw it.
type Field struct {
	Name, ID, Label, Hint, Type, Value, Error string
	Required                                  bool
	Options                                   []Option
}

// input makes a field: the posted value when the form comes back, else def.
func (v View) input(label func(string, ...any) string, name, key, kind string, def any) Field {
	f := Field{Name: name, ID: "f-" + name, Label: label(key), Type: kind}
	if def != nil {
		f.Value = fmt.Sprint(def)
	}
	if v.form != nil {
		f.Value = v.form.Get(name)
		if kind == "password" {
			f.Value = ""
		}
	}
	for _, e := range v.Errors {
		if e.Name == name {
			f.Error = e.Message
		}
	}
	return f
}

// choose gives a field its options; the current value is selected, and with
// many values (a group of boxes) all posted ones are.
func (v View) choose(options []Option, f Field) Field {
	f.Options = slices.Clone(options)
	posted := v.form[f.Name]
	for i := range f.Options {
		o := &f.Options[i]
		if v.form != nil {
			o.Selected = slices.Contains(posted, o.Value)
		} else {
			o.Selected = o.Selected || (f.Value != "" && o.Value == f.Value)
		}
	}
	return f
}
