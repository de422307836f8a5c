package project

import (
	"math/big"
	"slices"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
	"throughline/kit/words"
)

// Effect is what a project declares to save or to generate in a period, by a
// method against a baseline. Effects by different methods, or in different units,
// are never added.
type Effect struct {
	ID       ident.ID       `json:"id"`
	Seq      int64          `json:"-"`
	Project  ident.ID       `json:"project"`
	Kind     string         `json:"kind"`
	Quantity money.Quantity `json:"quantity"`
	Method   string         `json:"method"`
	Baseline string         `json:"baseline"`
	From     words.Day      `json:"from"`
	To       words.Day      `json:"to"`
	Source   string         `json:"source"`
	Said
}

// EffectNoun is the kind of a declared effect in the journal.
const EffectNoun = "project.effect"

// EffectKinds are what a project may declare.
var EffectKinds = []string{"energy_saved", "energy_generated", "emission_avoided"}

// check refuses what cannot be an effect.
func (e Effect) check() error {
	var f fault.Form
	f.Require(slices.Contains(EffectKinds, e.Kind), "kind", "project.effect_kind_missing")
	f.Require(e.Quantity.N >= 0, "quantity", "project.negative")
	f.Require(e.Quantity.Unit != "", "unit", "project.unit_missing")
	for name, text := range map[string]string{"method": e.Method, "effect_baseline": e.Baseline, "source": e.Source} {
		f.Require(text != "", name, "project.effect_field_missing")
		f.Require(len([]rune(text)) <= maxTitle, name, "project.title_long", maxTitle)
	}
	for name, d := range map[string]words.Day{"from": e.From, "to": e.To} {
		f.Require(d != "", name, "project.day_missing")
		checkDay(&f, name, d)
	}
	f.Require(e.From == "" || e.To == "" || e.From <= e.To, "to", "project.days_reversed")
	return f.Err()
}

// folded is by what two methods are the same.
func (e Effect) folded() string { return search.Fold(strings.Join(strings.Fields(e.Method), " ")) }

// EffectGroup are the effects of one kind by one method in one unit. Total adds
// those that do not overlap in one project; it is nil where they do, or where it
// is too large to write.
type EffectGroup struct {
	Kind, Method, Unit string
	Effects            []Effect
	Total              *money.Quantity
}

// groupEffects puts effects under their kind, method and unit, in their order.
func groupEffects(all []Effect) []EffectGroup {
	type key struct{ kind, method, unit string }
	at := map[key]int{}
	var out []EffectGroup
	for _, e := range all {
		k := key{e.Kind, e.folded(), e.Quantity.Unit}
		i, known := at[k]
		if !known {
			i = len(out)
			at[k] = i
			out = append(out, EffectGroup{Kind: e.Kind, Method: e.Method, Unit: e.Quantity.Unit})
		}
		out[i].Effects = append(out[i].Effects, e)
	}
	for i := range out {
		out[i].Total = out[i].total()
	}
	return out
}

func (g EffectGroup) total() *money.Quantity {
	scale := 0
	for i, e := range g.Effects {
		scale = max(scale, e.Quantity.Scale)
		for _, x := range g.Effects[:i] {
			if x.Project == e.Project && x.From <= e.To && e.From <= x.To {
				return nil
			}
		}
	}
	sum := new(big.Int)
	for _, e := range g.Effects {
		up := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale-e.Quantity.Scale)), nil)
		sum.Add(sum, up.Mul(up, big.NewInt(e.Quantity.N)))
	}
	if !sum.IsInt64() {
		return nil
	}
	return &money.Quantity{N: sum.Int64(), Scale: scale, Unit: g.Unit}
}
