package party

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/sheet"
	"throughline/kit/words"
)

// Batch is one table that was read in: of parties or of pairings, as Noun says.
type Batch struct {
	ID       ident.ID     `json:"id"`
	Seq      int64        `json:"-"` // of the change that read it in
	Code     string       `json:"code"`
	Noun     string       `json:"noun"`   // party, pairing
	Digest   string       `json:"digest"` // sha-256 of the text
	FileName string       `json:"file_name"`
	At       time.Time    `json:"at"`
	Person   ident.Person `json:"person"`
	Added    int          `json:"added"`
	Changed  int          `json:"changed"`
	Facts    int          `json:"facts"` // that the change made besides its own
	Undone   bool         `json:"undone"`
}

// MaxRows is how many rows one file may hold: they are one change.
const MaxRows = 1000

// Columns are those of a table of parties, in the order in which they are
// written. The two names come first after the code, so that a person sees at
// once which row is which.
var Columns = []string{"code", "name_zh", "name_en", "kind", "level", "parent", "contact_unit", "identifiers", "groups", "visibility", "illustrative"}

// spoken are the room's own texts: a table is read in either language.
var spoken = func() *words.Book {
	b, err := words.Load(Words)
	if err != nil {
		panic(err)
	}
	return b
}()

func columns(noun string, names []string, required ...string) []sheet.Column {
	all := make([]sheet.Column, len(names))
	for i, name := range names {
		key := columnKey(noun, name)
		all[i] = sheet.Column{Name: name, Aliases: []string{spoken.T(words.EN, key), spoken.T(words.ZH, key)}, Required: oneOf(name, required)}
	}
	return all
}

// columnKey is the word of a column of a table.
func columnKey(noun, name string) string {
	if noun == "pairing" && name == "code" {
		name = "pairing_code"
	}
	return "party.column." + name
}

// said finds what a cell says among the values: the value itself or its text
// in either language, under the keys prefix+value. A cell that says none of
// them is given back as it is, for the check to refuse.
func said(cell, prefix string, values []string) string {
	for _, v := range values {
		if v == "" {
			continue
		}
		for _, text := range []string{v, spoken.T(words.EN, prefix+v), spoken.T(words.ZH, prefix+v)} {
			if strings.EqualFold(cell, text) {
				return v
			}
		}
	}
	return cell
}

// Effect is what one row of a table would do: to a party or to a pairing.
type Effect struct {
	Row     int              `json:"row"`
	Act     string           `json:"act"` // add, change, same
	Code    string           `json:"code"`
	Name    string           `json:"name"`
	Changes []ColumnedChange `json:"changes,omitempty"`

	id      ident.ID // below 0 for a party that is to be added
	input   PartyInput
	parent  string // the parent's code as the row gives it
	up      ident.ID
	numbers []Identifier // to be noted
	joins   []ident.ID   // classes to join
	pair    PairInput
}

// ColumnedChange is one value that a row would change, as it stands and as it would.
type ColumnedChange struct {
	Column string `json:"column"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Draft is what a table would do before it does anything.
type Draft struct {
	Effects []Effect         `json:"effects"`
	Errors  []sheet.RowError `json:"errors"`
	Unknown []string         `json:"unknown"` // headers that are not read
}

// Counts tells how many parties would be added and changed.
func (d Draft) Counts() (added, changed int) {
	for _, e := range d.Effects {
		switch e.Act {
		case "add":
			added++
		case "change":
			changed++
		}
	}
	return added, changed
}

// Digest names the effects, so that what was shown is what is done.
func (d Draft) Digest() string {
	h := sha256.New()
	for _, e := range d.Effects {
		fmt.Fprintf(h, "%s %q %q %q\n", e.Act, e.Code, e.Name, e.Changes)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// TextDigest is the sha-256 of a table's text.
func TextDigest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Canonical reads a file of any kind, encoding and separator and writes the
// same rows under the same numbers as one text that survives a form: trimmed,
// in UTF-8 with LF. Rows that cannot be read are blank in it: read the file
// itself for its errors.
func Canonical(file []byte) (string, error) {
	t, err := sheet.Read(strings.NewReader(string(file)), sheet.Limits{Rows: MaxRows + titleRows})
	if err != nil || len(t.Rows) == 0 {
		return "", err
	}
	width := 0
	for _, r := range t.Rows {
		width = max(width, len(r.Cells))
	}
	rows := make([][]string, t.Rows[len(t.Rows)-1].Number)
	for i := range rows {
		rows[i] = make([]string, width)
	}
	for _, r := range t.Rows {
		copy(rows[r.Number-1], r.Cells)
	}
	var b strings.Builder
	if err := sheet.Write(&b, rows[0], slices.Values(rows[1:])); err != nil {
		return "", err
	}
	return strings.TrimSpace(strings.ReplaceAll(strings.TrimPrefix(b.String(), "\ufeff"), "\r\n", "\n")), nil
}

// titleRows may stand above the header.
const titleRows = 10

// Register is what a table is laid over.
type Register struct {
	Parties  []Party
	Numbers  []Identifier
	Groups   []Group
	Members  []Member // present places
	Pairings []Pairing
}

// DraftTable says what a table would do to the register. A row whose code is
// known changes that party in the columns the file has; any other adds one. A
// row without a code whose name is on the register is refused, not guessed.
// Numbers and classes are added to what a party has; a table takes none away.
func DraftTable(file []byte, register Register) (Draft, error) {
	t, err := sheet.Read(strings.NewReader(string(file)), sheet.Limits{Rows: MaxRows + titleRows})
	if err != nil {
		return Draft{}, err
	}
	records, err := t.Match(columns("party", Columns, "kind"))
	if err != nil {
		return Draft{}, err
	}
	d := newDrafting(register)
	plan, err := sheet.DryRun(records, d.row)
	if err != nil {
		return Draft{}, err
	}
	draft := Draft{Errors: plan.Errors, Unknown: records.Unknown}
	for _, item := range plan.Items {
		draft.Effects = append(draft.Effects, item.Value)
	}
	draft.Errors = append(draft.Errors, d.settleParents(draft.Effects)...)
	slices.SortStableFunc(draft.Errors, func(a, b sheet.RowError) int { return cmp.Compare(a.Row, b.Row) })
	for i := range draft.Effects {
		draft.Effects[i].compare(d)
	}
	return draft, nil
}

// drafting is the register with the rows of a table laid over it.
type drafting struct {
	byID    map[ident.ID]Party
	byCode  map[string]ident.ID // of the register and, below 0, of the file
	byName  map[string]string   // folded name to the code that has it
	inFile  map[string]int      // code or folded name to its row
	holders map[string]ident.ID // scheme and value to the party, below 0 of the file
	classes map[string]ident.ID // code to the class
	placed  map[[2]ident.ID]bool
}

func newDrafting(register Register) *drafting {
	d := &drafting{map[ident.ID]Party{}, map[string]ident.ID{}, map[string]string{}, map[string]int{}, map[string]ident.ID{}, map[string]ident.ID{}, map[[2]ident.ID]bool{}}
	for _, p := range register.Parties {
		d.byID[p.ID], d.byCode[p.Code] = p, p.ID
		for _, name := range []string{p.Name, p.Other} {
			if name != "" {
				d.byName[search.Fold(name)] = p.Code
			}
		}
	}
	for _, n := range register.Numbers {
		d.holders[n.Scheme+" "+n.Value] = n.Party
	}
	for _, g := range register.Groups {
		d.classes[g.Code] = g.ID
	}
	for _, m := range register.Members {
		d.placed[[2]ident.ID{m.Group, m.Party}] = true
	}
	return d
}

// code is the code of a party of the register; 0 has none.
func (d *drafting) code(id ident.ID) string { return d.byID[id].Code }

// row reads one row.
func (d *drafting) row(r sheet.Row) (Effect, error) {
	e := Effect{Row: r.Number, Code: strings.ToUpper(r.Get("code")), id: ident.ID(-r.Number)}
	var f fault.Form
	base, known := d.byID[d.byCode[e.Code]]
	if known && e.Code != "" {
		e.id, e.input, e.up = base.ID, inputOf(base), base.Parent
		f.Require(base.State == Machine.Start, "code", "state.moved_on", Machine.StateKey(base.State))
	}
	e.input.Code = e.Code
	e.readNames(r, &f)
	e.read(r, &f)
	d.readNumbers(&e, r, &f)
	d.readClasses(&e, r, &f)
	if err := f.Err(); err != nil {
		return e, err
	}
	var err error
	if e.input, err = e.input.check(); err != nil {
		return e, err
	}
	e.Name = e.input.Name
	if e.parent = strings.ToUpper(r.Get("parent")); r.Has("parent") {
		e.up = 0
	}
	return e, d.claim(e)
}

// inputOf is a party as it would be entered.
func inputOf(p Party) PartyInput {
	return PartyInput{Code: p.Code, Kind: p.Kind, Name: p.Name, Lang: p.Lang, Other: p.Other, Level: p.Level, Parent: p.Parent,
		ContactUnit: p.ContactUnit, Visibility: p.Visibility, Illustrative: p.Illustrative}
}

// readNames takes both names. The language of the original stays; for a new
// party it is Chinese where there is a Chinese name.
func (e *Effect) readNames(r sheet.Row, f *fault.Form) {
	in := &e.input
	names := map[string]string{in.Lang: in.Name, otherLang(in.Lang): in.Other}
	for _, lang := range []string{"zh", "en"} {
		if r.Has("name_" + lang) {
			names[lang] = r.Get("name_" + lang)
			f.Require(len([]rune(names[lang])) <= maxName, "name_"+lang, "party.name_long", maxName)
		}
	}
	if in.Lang == "" || names[in.Lang] == "" {
		in.Lang = "zh"
		if names["zh"] == "" {
			in.Lang = "en"
		}
	}
	in.Name, in.Other = names[in.Lang], names[otherLang(in.Lang)]
	column := "name_zh"
	if !r.Has(column) {
		column = "name_en"
	}
	f.Require(in.Name != "", column, "party.name_missing")
}

// read takes the other columns that the file has.
func (e *Effect) read(r sheet.Row, f *fault.Form) {
	in := &e.input
	if r.Has("kind") {
		in.Kind = said(r.Get("kind"), "party.kind.", Kinds)
	}
	if r.Has("level") {
		in.Level = said(r.Get("level"), "party.level.", Levels)
	}
	if r.Has("contact_unit") {
		in.ContactUnit = r.Get("contact_unit")
	}
	if r.Has("visibility") {
		in.Visibility = said(r.Get("visibility"), "party.visibility.", Visibilities)
	}
	if r.Has("illustrative") {
		answer := said(r.Get("illustrative"), "party.answer.", []string{"yes", "no"})
		f.Require(answer == "" || answer == "yes" || answer == "no", "illustrative", "party.yes_or_no", answer)
		in.Illustrative = answer == "yes"
	}
}

// claim refuses a row that another row or, by its name alone, the register is
// already about, and notes the row's code for those that name it as parent. Two
// parties may share a name where each has its code.
func (d *drafting) claim(e Effect) error {
	column, key := "code", e.Code
	if e.Code == "" {
		column, key = "name_"+e.input.Lang, search.Fold(e.input.Name)
	}
	var f fault.Form
	if first, twice := d.inFile[key]; twice {
		f.Refuse(column, "party.row_twice", first)
	}
	if holder, taken := d.byName[key]; taken && e.Code == "" {
		f.Refuse(column, "party.name_taken", holder)
	}
	if err := f.Err(); err != nil {
		return err
	}
	d.inFile[key], d.inFile[search.Fold(e.input.Name)] = e.Row, e.Row
	if e.Code != "" {
		d.byCode[e.Code] = e.id
	}
	return nil
}

// settleParents gives each row its parent, from the register or the file, and
// refuses parents that are unknown or stand below their own child.
func (d *drafting) settleParents(effects []Effect) []sheet.RowError {
	var refused []sheet.RowError
	up := map[ident.ID]ident.ID{}
	for id, p := range d.byID {
		up[id] = p.Parent
	}
	for i := range effects {
		e := &effects[i]
		if e.parent != "" {
			id, known := d.byCode[e.parent]
			if !known {
				refused = append(refused, refusal(*e, "party.parent_unknown_code", e.parent))
			}
			e.up = id
		}
		up[e.id] = e.up
	}
	for _, e := range effects {
		if !line(e.id, e.up, up) {
			refused = append(refused, refusal(e, "party.parent_circle"))
		}
	}
	return refused
}

func refusal(e Effect, key string, args ...any) sheet.RowError {
	return sheet.RowError{Row: e.Row, Column: "parent", Message: fault.Message{Key: key, Args: args}}
}

// compare tells what the row would change of the party it is about.
func (e *Effect) compare(d *drafting) {
	defer e.addedTo(d)
	if e.id < 0 {
		e.Act = "add"
		return
	}
	before, after := inputOf(d.byID[e.id]), e.input
	if after.Parent = e.up; e.up < 0 {
		after.Parent = -1 // a party of this table
	}
	for _, c := range differences(before, after) {
		if c.Column == "parent" {
			c.Before, c.After = d.code(before.Parent), e.parent
		}
		e.Changes = append(e.Changes, c)
	}
	e.Act = "change"
	if len(e.Changes)+len(e.numbers)+len(e.joins) == 0 {
		e.Act = "same"
	}
}

// addedTo tells which numbers and classes the row would add.
func (e *Effect) addedTo(d *drafting) {
	if len(e.numbers) > 0 {
		e.Changes = append(e.Changes, ColumnedChange{"identifiers", "", writtenNumbers(e.numbers)})
	}
	var codes []string
	for code, id := range d.classes {
		if slices.Contains(e.joins, id) {
			codes = append(codes, code)
		}
	}
	if slices.Sort(codes); len(codes) > 0 {
		e.Changes = append(e.Changes, ColumnedChange{"groups", "", strings.Join(codes, "; ")})
	}
}

// differences are the columns in which two entries differ, parents by number.
func differences(before, after PartyInput) []ColumnedChange {
	names := func(in PartyInput) map[string]string {
		return map[string]string{in.Lang: in.Name, otherLang(in.Lang): in.Other}
	}
	was, is := names(before), names(after)
	all := []ColumnedChange{{"name_zh", was["zh"], is["zh"]}, {"name_en", was["en"], is["en"]}, {"kind", before.Kind, after.Kind},
		{"level", before.Level, after.Level}, {"parent", fmt.Sprint(before.Parent), fmt.Sprint(after.Parent)},
		{"contact_unit", before.ContactUnit, after.ContactUnit}, {"visibility", before.Visibility, after.Visibility},
		{"illustrative", yesNo(before.Illustrative), yesNo(after.Illustrative)}}
	return slices.DeleteFunc(all, func(c ColumnedChange) bool { return c.Before == c.After })
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// parentsFirst orders the rows so that a party is added before those below it.
func parentsFirst(effects []Effect) []Effect {
	up := map[ident.ID]ident.ID{}
	for _, e := range effects {
		up[e.id] = e.up
	}
	depth := func(e Effect) (n int) {
		for id := e.up; id < 0; id = up[id] {
			n++
		}
		return n
	}
	ordered := slices.Clone(effects)
	slices.SortStableFunc(ordered, func(a, b Effect) int { return cmp.Compare(depth(a), depth(b)) })
	return ordered
}
