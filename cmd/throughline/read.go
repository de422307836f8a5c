package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/words"
	"throughline/reading"
	"throughline/site"
)

// read reads meeting texts into proposals: a count of each kind to the
// terminal, everything as JSON with --json, one file a text with --out.
func read(_ context.Context, args []string) error {
	f := flag.NewFlagSet("read", flag.ContinueOnError)
	asJSON := f.Bool("json", false, "print the proposals as JSON")
	out := f.String("out", "", "write one JSON file a text into this folder")
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() == 0 {
		return errors.New("name the files to read: .txt, .md, .html or .docx")
	}
	book, err := site.Texts()
	if err != nil {
		return err
	}
	for _, name := range f.Args() {
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		text, err := reading.Decode(filepath.Base(name), raw)
		if e, refused := errors.AsType[*fault.Error](err); refused {
			return fmt.Errorf("%s: %s", name, book.T(words.EN, e.Key, e.Args...))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		id := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
		if err := writeReading(id, reading.Read(text), *asJSON, *out); err != nil {
			return err
		}
	}
	return nil
}

func writeReading(id string, r reading.Reading, asJSON bool, out string) error {
	b, err := r.Gold(id)
	if err != nil {
		return err
	}
	if out != "" {
		if err := os.MkdirAll(out, 0o755); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(out, id+".json"), b, 0o644)
	}
	if asJSON {
		_, err := os.Stdout.Write(append(b, '\n'))
		return err
	}
	fmt.Printf("%s (%s): %d measures, %d noted only, %d attendances, %d speeches, %d agreements, %d achievements, %d visits, %d sentences uncovered\n",
		id, r.Lang, len(r.Measures), len(r.Notes), len(r.Attendances), len(r.Speeches), len(r.Agreements), len(r.Achievements), len(r.Visits), len(r.Uncovered))
	return nil
}
