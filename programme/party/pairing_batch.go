package party

import (
	"fmt"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/sheet"
	"throughline/kit/words"
)

// PairingColumns are those of a table of pairings, in the order in which they
// are written. The two parties stand by their codes.
var PairingColumns = []string{"code", "provider", "receiver", "scope", "level", "from", "to", "liaison_provider", "liaison_receiver", "visibility"}

// DraftPairings says which pairings a table would propose. A row whose code is
// known and that says the same stays; one that says something else is refused: a
// pairing changes on its own page, with its sides.
func DraftPairings(file []byte, register Register) (Draft, error) {
	t, err := sheet.Read(strings.NewReader(string(file)), sheet.Limits{Rows: MaxRows + titleRows})
	if err != nil {
		return Draft{}, err
	}
	records, err := t.Match(columns("pairing", PairingColumns, "provider", "receiver", "from"))
	if err != nil {
		return Draft{}, err
	}
	d := newPairDrafting(register)
	plan, err := sheet.DryRun(records, d.row)
	if err != nil {
		return Draft{}, err
	}
	draft := Draft{Errors: plan.Errors, Unknown: records.Unknown}
	for _, item := range plan.Items {
		draft.Effects = append(draft.Effects, item.Value)
	}
	return draft, nil
}

// pairDrafting is the register of pairings with the rows of a table laid over it.
type pairDrafting struct {
	parties map[string]Party
	byCode  map[string]Pairing
	living  map[string]string // parties and scope to the code or row that has them
	inFile  map[string]int
}

func newPairDrafting(register Register) *pairDrafting {
	d := &pairDrafting{map[string]Party{}, map[string]Pairing{}, map[string]string{}, map[string]int{}}
	for _, p := range register.Parties {
		d.parties[p.Code] = p
	}
	for _, p := range register.Pairings {
		if d.byCode[p.Code] = p; oneOf(p.State, Living) {
			d.living[twin(p.Provider, p.Receiver, p.Scope)] = p.Code
		}
	}
	return d
}

// twin names what no two living pairings share.
func twin(provider, receiver ident.ID, scope string) string {
	return fmt.Sprint(provider, " ", receiver, " ", scope)
}

// row reads one row.
func (d *pairDrafting) row(r sheet.Row) (Effect, error) {
	var f fault.Form
	side := func(column string) ident.ID {
		code := strings.ToUpper(r.Get(column))
		p, known := d.parties[code]
		f.Require(code == "" || known, column, "party.code_unknown", code)
		f.Require(!known || p.State == Machine.Start, column, "party.side_not_active")
		return p.ID
	}
	in := PairInput{Code: r.Get("code"), Provider: side("provider"), Receiver: side("receiver"), Scope: r.Get("scope"),
		Level: said(r.Get("level"), "party.level.", Levels), From: words.Day(r.Get("from")), To: words.Day(r.Get("to")),
		LiaisonProvider: r.Get("liaison_provider"), LiaisonReceiver: r.Get("liaison_receiver"),
		Visibility: said(r.Get("visibility"), "party.visibility.", Visibilities)}
	if err := f.Err(); err != nil {
		return Effect{}, err
	}
	in, err := in.check()
	if err != nil {
		return Effect{}, err
	}
	name := strings.ToUpper(r.Get("provider")) + " – " + strings.ToUpper(r.Get("receiver"))
	e := Effect{Row: r.Number, Act: "add", Code: in.Code, Name: name, pair: in, Changes: pairChanges(in)}
	if known, ok := d.byCode[in.Code]; ok {
		e.Act, e.Changes = "same", nil
		f.Require(d.says(in, known, r), "code", "party.pair_known")
		return e, f.Err()
	}
	return e, d.claim(e, &f)
}

// pairChanges tells what a new pairing would say.
func pairChanges(in PairInput) []ColumnedChange {
	var all []ColumnedChange
	for _, c := range []ColumnedChange{{"scope", "", in.Scope}, {"level", "", in.Level}, {"from", "", string(in.From)}, {"to", "", string(in.To)},
		{"liaison_provider", "", in.LiaisonProvider}, {"liaison_receiver", "", in.LiaisonReceiver}, {"visibility", "", in.Visibility}} {
		if c.After != "" {
			all = append(all, c)
		}
	}
	return all
}

// says tells whether a row repeats what is on record of a pairing, in the
// columns the file has.
func (d *pairDrafting) says(in PairInput, p Pairing, r sheet.Row) bool {
	same := in.Provider == p.Provider && in.Receiver == p.Receiver && in.From == p.From
	for column, pair := range map[string][2]string{"scope": {in.Scope, p.Scope}, "level": {in.Level, p.Level}, "to": {string(in.To), string(p.To)},
		"liaison_provider": {in.LiaisonProvider, p.LiaisonProvider}, "liaison_receiver": {in.LiaisonReceiver, p.LiaisonReceiver}, "visibility": {in.Visibility, p.Visibility}} {
		same = same && (!r.Has(column) || pair[0] == pair[1])
	}
	return same
}

// claim refuses a second pairing of the same parties and scope, and a code twice.
func (d *pairDrafting) claim(e Effect, f *fault.Form) error {
	key := twin(e.pair.Provider, e.pair.Receiver, e.pair.Scope)
	if code, exists := d.living[key]; exists {
		f.Refuse("scope", "party.pair_exists", code)
	}
	if first, twice := d.inFile[key]; twice {
		f.Refuse("scope", "party.row_pair_twice", first)
	}
	if first, twice := d.inFile[e.Code]; twice && e.Code != "" {
		f.Refuse("code", "party.row_pair_twice", first)
	}
	d.inFile[key], d.inFile[e.Code] = e.Row, e.Row
	return f.Err()
}
