package stocktake

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/programme/agreement"

	"pgregory.net/rapid"
)

func TestHowFarAPromiseHasCome(t *testing.T) {
	when := time.Date(2028, 5, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		state         string
		acknowledged  bool
		works, begun  int
		missed        bool
		stage, ending string
	}{
		{agreement.Recorded, false, 0, 0, false, "signed", ""},
		{agreement.Recorded, false, 2, 1, false, "signed", ""}, // works alone do not stand for the receiver's word
		{agreement.Corrected, false, 0, 0, false, "signed", ""},
		{agreement.Acknowledged, true, 0, 0, false, "acknowledged", ""},
		{agreement.Acknowledged, true, 1, 0, false, "broken_down", ""},
		{agreement.Acknowledged, true, 2, 1, false, "under_way", ""},
		{agreement.ClaimedDone, true, 0, 0, false, "under_way", ""},
		{agreement.Partly, true, 0, 0, false, "under_way", ""},
		{agreement.Confirmed, true, 0, 0, false, "confirmed", ""},
		{agreement.Disputed, false, 0, 0, false, "signed", "disputed"}, // over the wording, never acknowledged
		{agreement.Disputed, true, 1, 1, false, "under_way", "disputed"},
		{agreement.Disputed, true, 1, 1, true, "under_way", "disputed"},
		{agreement.Waived, true, 1, 1, false, "acknowledged", "waived"},
		{agreement.Unmet, true, 1, 1, false, "acknowledged", "unmet"},
		{agreement.Acknowledged, true, 1, 1, true, "acknowledged", "unmet"},
		{agreement.Recorded, false, 0, 0, true, "signed", "unmet"},
	} {
		x := agreement.Commitment{State: c.state}
		if c.acknowledged {
			x.Acknowledged = when
		}
		if stage, ending := reached(x, c.works, c.begun, c.missed); stage != c.stage || ending != c.ending {
			t.Errorf("%s, acknowledged %v, %d works, %d begun, missed %v: %s %q, want %s %q", c.state, c.acknowledged, c.works, c.begun, c.missed, stage, ending, c.stage, c.ending)
		}
	}
}

func TestSharedMoneyIsCountedOnce(t *testing.T) {
	c := agreement.Commitment{Provider: 2, Receiver: 3, MoneyClass: "grant", Terms: agreement.Terms{Amount: &money.Amount{Minor: 101, Currency: "CNY"}},
		Shares: []agreement.Share{{Party: 2, Points: 5000}, {Party: 4, Points: 5000}}}
	amounts := func(c agreement.Commitment) string {
		cells := map[cell]sum{}
		lineOf(c, 7, "framework", "signed", "").cells(1, cells)
		at := func(p ident.ID) sum {
			return cells[cell{Conference: 7, Provider: p, Kind: "framework", Stage: "signed", Class: "grant", Currency: "CNY"}]
		}
		return fmt.Sprint(at(0), at(2), at(4))
	}
	if got := amounts(c); got != "{1 0 101} {1 0 51} {1 0 50}" {
		t.Errorf("shared: %s", got)
	}
	c.Shares, c.Joint = []agreement.Share{{Party: 2}, {Party: 4}}, true
	if got := amounts(c); got != "{1 1 101} {1 1 0} {1 1 0}" {
		t.Errorf("joint: %s", got)
	}
}

// Whatever lines there are, each choice of filters shows what a count over the
// lines shows; classes and currencies stay apart; and a stage never holds more
// than the one before it.
func TestEveryChoiceOfFiltersCountsItsLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(anyLine), 0, 30).Draw(t, "lines")
		cells := map[cell]sum{}
		for _, l := range lines {
			l.cells(1, cells)
		}
		gone := 0
		if len(lines) > 0 {
			gone = rapid.IntRange(0, len(lines)).Draw(t, "gone")
		}
		for _, l := range lines[:gone] {
			l.cells(-1, cells)
		}
		for _, conference := range []ident.ID{0, 1, 2} {
			for _, provider := range []ident.ID{0, 5, 6} {
				for _, kind := range []string{"", "memorandum"} {
					chosen := map[cell]sum{}
					for at, s := range cells {
						if at.Conference == conference && at.Provider == provider && at.Kind == kind {
							chosen[at] = s
						}
					}
					got := convert(chosen)
					want := map[string]int64{}
					amount := map[string]int64{}
					for _, l := range lines[gone:] {
						at := slices.IndexFunc(l.Parts, func(p part) bool { return p.Party == provider })
						if conference != 0 && l.Conference != conference || kind != "" && l.Kind != kind || provider != 0 && at < 0 || slices.Contains(Beside, l.Stage) {
							continue
						}
						n := l.Amount
						if provider != 0 {
							n = l.Parts[at].Amount
						}
						for _, s := range Stages[:slices.Index(Stages, l.Stage)+1] {
							want[s]++
							amount[s+l.Class+l.Currency] += n
						}
					}
					nonzero := maps.Clone(got.Counts)
					maps.DeleteFunc(nonzero, func(_ string, n int64) bool { return n == 0 })
					if !maps.Equal(nonzero, want) {
						t.Fatalf("conference %d, provider %d, kind %q: %v, want %v", conference, provider, kind, nonzero, want)
					}
					for _, m := range got.Money {
						for i, s := range Stages {
							if m.Amounts[s] != amount[s+m.Class+m.Currency] {
								t.Fatalf("%s %s %s: %d, want %d", m.Class, m.Currency, s, m.Amounts[s], amount[s+m.Class+m.Currency])
							}
							if i > 0 && got.Counts[s] > got.Counts[Stages[i-1]] {
								t.Fatalf("more are %s than %s", s, Stages[i-1])
							}
						}
					}
				}
			}
		}
	})
}

func anyLine(t *rapid.T) line {
	l := line{Conference: ident.ID(rapid.IntRange(0, 2).Draw(t, "conference")), Kind: rapid.SampledFrom([]string{"", "memorandum", "framework"}).Draw(t, "kind"),
		Stage: rapid.SampledFrom(append(slices.Clone(Stages), Beside...)).Draw(t, "stage"), Owner: ident.ID(rapid.IntRange(0, 1).Draw(t, "owner"))}
	if rapid.Bool().Draw(t, "money") {
		l.Class, l.Currency = rapid.SampledFrom([]string{"grant", "works"}).Draw(t, "class"), rapid.SampledFrom([]string{"CNY", "EUR"}).Draw(t, "currency")
		l.Amount = rapid.Int64Range(1, 1000).Draw(t, "amount")
	}
	cut := rapid.Int64Range(0, l.Amount).Draw(t, "cut")
	l.Parts = []part{{5, l.Amount - cut}}
	if cut > 0 {
		l.Parts = append(l.Parts, part{6, cut})
	}
	return l
}

// The table moves with the lines, hides internal ones from other organisations in
// every count, and is empty again when they are gone.
func TestConversionHidesInternalPromises(t *testing.T) {
	d := dbtest.Open(t)
	change := func(fn func(tx *db.Tx) error) {
		t.Helper()
		_, err := d.Change(t.Context(), ident.Actor{Programme: 3}, db.Key{ID: fmt.Sprint(d.Now(), t.Name(), changes())}, func(tx *db.Tx) ([]db.Fact, error) {
			return []db.Fact{{Kind: "test.moved.v1", Data: 1}}, fn(tx)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	move := func(id ident.ID, lines ...line) {
		change(func(tx *db.Tx) error {
			m := map[lineKey]line{}
			for i, l := range lines {
				m[lineKey{Commitment, id, ident.ID(i)}] = l
			}
			return moveLines(t.Context(), tx, []lineKey{{Commitment, id, 0}}, m)
		})
	}
	open := line{Conference: 1, Kind: "memorandum", Stage: "confirmed", Class: "grant", Currency: "CNY", Amount: 10, Parts: []part{{5, 10}}}
	inside := open
	inside.Owner = 9
	move(1, open)
	move(2, inside)
	move(3, line{Stage: "batch"})
	see := func(org ident.ID, role ident.Role, f ConversionFilter) string {
		t.Helper()
		v, err := ConversionOf(t.Context(), d.Read(), ident.Actor{Programme: 3, Organisation: org, Roles: []ident.Role{role}}, f)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(v.Counts["signed"], v.Counts["confirmed"], v.Beside["batch"], v.Money)
	}
	two, one := "2 2 1 [{grant CNY map[acknowledged:20 broken_down:20 confirmed:20 signed:20 under_way:20]}]", "1 1 1 [{grant CNY map[acknowledged:10 broken_down:10 confirmed:10 signed:10 under_way:10]}]"
	for _, c := range []struct {
		org  ident.ID
		role ident.Role
		want string
	}{{9, ident.Provider, two}, {8, ident.Provider, one}, {8, ident.Reader, one}, {8, ident.Auditor, two}} {
		if got := see(c.org, c.role, ConversionFilter{}); got != c.want {
			t.Errorf("%s of %d sees %s, want %s", c.role, c.org, got, c.want)
		}
	}
	for f, want := range map[string]string{
		"": "1 1 1", "c1": "1 1 0", "c2": "0 0 0", "p5": "1 1 0", "p6": "0 0 0", "kmemorandum": "1 1 0", "kframework": "0 0 0",
	} {
		var filter ConversionFilter
		switch {
		case f == "":
		case f[0] == 'c':
			filter.Conference = ident.ID(f[1] - '0')
		case f[0] == 'p':
			filter.Provider = ident.ID(f[1] - '0')
		default:
			filter.Kind = f[1:]
		}
		if got := see(8, ident.Provider, filter); got[:5] != want {
			t.Errorf("narrowed to %q: %s, want %s", f, got, want)
		}
	}
	if got := see(8, ident.Provider, ConversionFilter{Conferences: []ident.ID{1, 2}})[:5]; got != "1 1 0" {
		t.Errorf("of a period: %s", got)
	}
	if got := see(8, ident.Provider, ConversionFilter{Conferences: []ident.ID{}})[:5]; got != "0 0 0" {
		t.Errorf("of a period without meetings: %s", got)
	}
	move(1)
	move(2)
	move(3)
	if got := see(9, ident.Auditor, ConversionFilter{}); got != "0 0 0 []" {
		t.Errorf("when all are gone: %s", got)
	}
}

var changed int

func changes() int { changed++; return changed }

func TestShareIsRoundedAndNeverOfNothing(t *testing.T) {
	for _, c := range []struct {
		n, of int64
		want  string
	}{{0, 0, ""}, {0, 3, "0.0 %"}, {1, 3, "33.3 %"}, {2, 3, "66.7 %"}, {3, 3, "100.0 %"}, {1, 1999, "0.1 %"}, {1, 2001, "0.0 %"}} {
		if got := share(c.n, c.of); got != c.want {
			t.Errorf("%d of %d is %q, want %q", c.n, c.of, got, c.want)
		}
	}
}
