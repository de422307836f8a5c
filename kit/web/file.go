package web

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"

	"throughline/kit/sheet"
)

// CSV answers a list as a file. name is without extension.
func (c *Call) CSV(name string, header []string, rows iter.Seq[[]string]) error {
	var b bytes.Buffer
	if err := sheet.Write(&b, header, rows); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	h := c.W.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".csv"}))
	_, err := c.W.Write(b.Bytes())
	return err
}

// WantsCSV tells whether the reader asked for the list as a file (?format=csv).
func (c *Call) WantsCSV() bool { return c.R.URL.Query().Get("format") == "csv" }

// CSVLink is the address of this same list as a file.
func (c *Call) CSVLink() string {
	q := c.R.URL.Query()
	q.Set("format", "csv")
	q.Del("after")
	q.Del("notice")
	return c.R.URL.Path + "?" + q.Encode()
}

// Download sends a stored file under the headers that kit/blob made for it.
func (c *Call) Download(headers http.Header, r io.Reader) error {
	for k, v := range headers {
		c.W.Header()[k] = v
	}
	_, err := io.Copy(c.W, r)
	return err
}
