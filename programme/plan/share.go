package plan

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"strings"

	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Share says how much of the planned money at least goes, or at most may go, to
// what it counts. It looks at money classes one by one, and at each currency alone.
type Share struct {
	No         int      `json:"no"` // stays the same from version to version
	Name       string   `json:"name"`
	NameZH     string   `json:"name_zh"`
	Counts     string   `json:"counts"`     // one of Counts
	Level      string   `json:"level"`      // with "level": money for this level or below counts
	Categories []string `json:"categories"` // with "category": money of one of these counts
	Bound      string   `json:"bound"`      // "min" or "max"
	PerMille   *int     `json:"per_mille"`  // nil: not set, so shown and not checked
	Classes    []string `json:"classes"`    // the money classes it applies to
	Waivable   bool     `json:"waivable"`   // who issues a plan may let it be missed, with the reason
}

// Counts are what a share can count: money for a level of government or below,
// for the people's livelihood, for the grass roots, or of some categories.
var Counts = []string{"level", "livelihood", "grass_roots", "category"}

// Bounds of a share.
var Bounds = []string{"min", "max"}

// Categories of what money is planned for; "" is not recorded.
var Categories = []string{"", "works", "equipment", "services", "training", "preparation", "management", "offices", "vehicles", "allowances", "debts", "other"}

// Marked are the answers to whether something is so; "" is not recorded, which is
// neither.
var Marked = []string{"", "yes", "no"}

// Marks are what shares look at: of an item of an annual plan, or of a project.
type Marks struct {
	Receiver   ident.ID `json:"receiver,omitempty"`    // whom the money is for: its level counts; 0 is not recorded
	Livelihood string   `json:"livelihood,omitempty"`  // one of Marked
	GrassRoots string   `json:"grass_roots,omitempty"` // one of Marked
	Category   string   `json:"category,omitempty"`    // one of Categories
}

// Or are the marks, with those of others where nothing is recorded.
func (m Marks) Or(o Marks) Marks {
	return Marks{cmp.Or(m.Receiver, o.Receiver), cmp.Or(m.Livelihood, o.Livelihood), cmp.Or(m.GrassRoots, o.GrassRoots), cmp.Or(m.Category, o.Category)}
}

// Check refuses marks that are none, and a category that the rules rule out.
func (m Marks) Check(f *fault.Form, r Rules) {
	f.Require(slices.Contains(Marked, m.Livelihood), "livelihood", "plan.mark_unknown")
	f.Require(slices.Contains(Marked, m.GrassRoots), "grass_roots", "plan.mark_unknown")
	f.Require(slices.Contains(Categories, m.Category), "category", "plan.category_unknown")
	f.Require(!r.Bars(m.Category), "category", "plan.no_go_category", words.Key("plan.category."+m.Category))
}

// Bars tells whether the rules let no money go to a category.
func (r Rules) Bars(category string) bool {
	return category != "" && r.Shows(Shares) && slices.Contains(r.NoGo, category)
}

// ShareRow is one sum that shares look at: what is planned, what a project is
// thought to cost, or what was spent. Level is that of the receiver, "" is not
// recorded. Amount nil is a row of which no sum is known.
type ShareRow struct {
	Amount *money.Amount
	Class  string
	Level  string
	Marks
}

// ShareResult is how one share stands in one money class and currency. Counted
// is what counts, NotRecorded what cannot be told yet, both of Total; By is the
// smallest sum that is too little or too much, for Missed, in minor units.
type ShareResult struct {
	Share
	Class       string `json:"class"`
	Currency    string `json:"currency"`
	Counted     int64  `json:"counted"`
	NotRecorded int64  `json:"not_recorded"`
	Total       int64  `json:"total"`
	Verdict     string `json:"verdict"`
	By          int64  `json:"by"`
}

// Verdicts on a share.
const (
	NotSet = "not_set" // the rules give no number
	Kept   = "kept"
	Missed = "missed"
	Untold = "untold" // what is not recorded decides
)

// Stops tells whether the result stops a plan: what is missed, and what nobody
// can tell.
func (x ShareResult) Stops() bool { return x.Verdict == Missed || x.Verdict == Untold }

// Unweighed counts the rows that no share can weigh: those without a sum, and
// those of which nobody has said what class of money they are.
func Unweighed(rows []ShareRow) (noAmount, noClass int) {
	for _, r := range rows {
		switch {
		case r.Amount == nil:
			noAmount++
		case r.Class == "":
			noClass++
		}
	}
	return noAmount, noClass
}

// CheckShares checks each share of the rules against sums, in each of its money
// classes and each currency alone: nothing is ever added across them. A class in
// which there is no money has no result. It fails on sums too large to add.
func CheckShares(r Rules, rows []ShareRow) ([]ShareResult, error) {
	all := []ShareResult{}
	if !r.Shows(Shares) {
		return all, nil
	}
	for _, s := range r.Shares {
		for _, class := range s.Classes {
			for _, currency := range currencies(rows, class) {
				x, err := s.weigh(rows, class, currency)
				if err != nil {
					return nil, err
				}
				all = append(all, x)
			}
		}
	}
	return all, nil
}

func currencies(rows []ShareRow, class string) []string {
	var all []string
	for _, r := range rows {
		if r.Amount != nil && r.Class == class && r.Amount.Minor > 0 && !slices.Contains(all, r.Amount.Currency) {
			all = append(all, r.Amount.Currency)
		}
	}
	slices.Sort(all)
	return all
}

// weigh checks the share in one money class and one currency.
func (s Share) weigh(rows []ShareRow, class, currency string) (ShareResult, error) {
	x := ShareResult{Share: s, Class: class, Currency: currency}
	for _, r := range rows {
		if r.Amount == nil || r.Class != class || r.Amount.Currency != currency {
			continue
		}
		if r.Amount.Minor < 0 || x.Total > math.MaxInt64-r.Amount.Minor {
			return x, fault.New(fault.Invalid, "money.too_large")
		}
		x.Total += r.Amount.Minor
		switch counts, known := s.counts(r); {
		case !known:
			x.NotRecorded += r.Amount.Minor
		case counts:
			x.Counted += r.Amount.Minor
		}
	}
	x.Verdict, x.By = s.verdict(x.Counted, x.NotRecorded, x.Total)
	return x, nil
}

// counts tells whether a row counts, and whether that is known.
func (s Share) counts(r ShareRow) (counts, known bool) {
	switch s.Counts {
	case "level":
		at := slices.Index(party.Levels, r.Level)
		return at >= slices.Index(party.Levels, s.Level), at > 0
	case "livelihood":
		return r.Livelihood == "yes", r.Livelihood != ""
	case "grass_roots":
		return r.GrassRoots == "yes", r.GrassRoots != ""
	}
	return slices.Contains(s.Categories, r.Category), r.Category != ""
}

// verdict compares in whole numbers, so that what is exactly the share is kept.
// What is not recorded helps no share.
func (s Share) verdict(counted, notRecorded, total int64) (string, int64) {
	if s.PerMille == nil {
		return NotSet, 0
	}
	// The bound in minor units: rounded up for a minimum, down for a maximum.
	bound, rest := new(big.Int).QuoRem(new(big.Int).Mul(big.NewInt(total), big.NewInt(int64(*s.PerMille))), big.NewInt(1000), new(big.Int))
	at := bound.Int64()
	if s.Bound == "max" {
		switch {
		case counted > at:
			return Missed, counted - at
		case counted+notRecorded > at:
			return Untold, 0
		}
		return Kept, 0
	}
	if rest.Sign() > 0 {
		at++
	}
	switch {
	case counted >= at:
		return Kept, 0
	case counted+notRecorded >= at:
		return Untold, 0
	}
	return Missed, at - counted
}

// Stopped are the results that stop a plan; firm are those of them that nobody
// can waive.
func Stopped(results []ShareResult) (stopped, firm []ShareResult) {
	for _, x := range results {
		if x.Stops() {
			stopped = append(stopped, x)
			if !x.Waivable {
				firm = append(firm, x)
			}
		}
	}
	return stopped, firm
}

// MayIssue refuses a plan whose shares are missed, or cannot be told. Where the
// rules allow it, who issues the plan may waive that by saying why; as that is
// never who handed it in, two people stand behind it.
func MayIssue(results []ShareResult, why string) error {
	stopped, firm := Stopped(results)
	switch {
	case len(firm) > 0:
		return firm[0].refusal()
	case len(stopped) > 0 && strings.TrimSpace(why) == "":
		return stopped[0].reasonMissing()
	}
	return nil
}

func (x ShareResult) reasonMissing() error {
	var f fault.Form
	f.Refuse("reason", "plan.share_needs_reason", x.No, words.Key("plan.money_class."+x.Class))
	return f.Err()
}

func (x ShareResult) refusal() error {
	class := words.Key("plan.money_class." + x.Class)
	switch {
	case x.Verdict == Untold:
		return fault.New(fault.Conflict, "plan.share_untold", x.No, class, money.Amount{Minor: x.NotRecorded, Currency: x.Currency}.Format("en"))
	case x.Bound == "max":
		return fault.New(fault.Conflict, "plan.share_over", x.No, class, money.Amount{Minor: x.By, Currency: x.Currency}.Format("en"))
	}
	return fault.New(fault.Conflict, "plan.share_short", x.No, class, money.Amount{Minor: x.By, Currency: x.Currency}.Format("en"))
}

// Worse refuses a change after which a share is missed, or missed by more than
// before; for one that can be waived, it asks why.
func Worse(before, after []ShareResult, why string) error {
	for _, x := range after {
		if x.Verdict != Missed || x.Waivable && why != "" {
			continue
		}
		i := slices.IndexFunc(before, func(o ShareResult) bool { return o.No == x.No && o.Class == x.Class && o.Currency == x.Currency })
		if i >= 0 && before[i].Verdict == Missed && before[i].By >= x.By {
			continue
		}
		if x.Waivable {
			return x.reasonMissing()
		}
		return x.refusal()
	}
	return nil
}

// maxShares bounds the shares of a programme.
const maxShares = 20

// checkShares refuses shares that say nothing, and clears what does not belong
// to what each counts.
func checkShares(f *fault.Form, all []Share) []Share {
	f.Require(len(all) <= maxShares, "shares", "plan.too_many_shares", maxShares)
	kept, nos := []Share{}, map[int]bool{}
	for _, s := range all {
		s.Name, s.NameZH = strings.TrimSpace(s.Name), strings.TrimSpace(s.NameZH)
		f.Require(s.No > 0 && !nos[s.No], "shares", "plan.shares_wrong")
		nos[s.No] = true
		f.Require(s.Name != "" || s.NameZH != "", "name", "plan.name_missing")
		f.Require(short(s.Name, maxName), "name", "plan.text_long", maxName)
		f.Require(short(s.NameZH, maxName), "name_zh", "plan.text_long", maxName)
		f.Require(slices.Contains(Counts, s.Counts), "counts", "plan.counts_unknown")
		f.Require(slices.Contains(Bounds, s.Bound), "bound", "plan.bound_unknown")
		f.Require(s.PerMille == nil || *s.PerMille >= 0 && *s.PerMille <= 1000, "per_mille", "plan.per_mille_wrong")
		s.Classes = without(MoneyClasses[1:], without(MoneyClasses[1:], s.Classes))
		f.Require(len(s.Classes) > 0, "classes", "plan.classes_missing")
		if s.Counts != "level" {
			s.Level = ""
		}
		f.Require(s.Counts != "level" || s.Level != "" && slices.Contains(party.Levels, s.Level), "level", "plan.level_missing")
		s.Categories = without(Categories[1:], without(Categories[1:], s.Categories))
		if s.Counts != "category" {
			s.Categories = []string{}
		}
		f.Require(s.Counts != "category" || len(s.Categories) > 0, "categories", "plan.categories_missing")
		kept = append(kept, s)
	}
	slices.SortFunc(kept, func(a, b Share) int { return a.No - b.No })
	return kept
}

// Share is one of the rules' shares by its number.
func (r Rules) Share(no int) (Share, bool) {
	i := slices.IndexFunc(r.Shares, func(s Share) bool { return s.No == no })
	if i < 0 {
		return Share{}, false
	}
	return r.Shares[i], true
}

// WithShare puts a share into the rules, in the place of the one with its number;
// number 0 is a new one.
func (r Rules) WithShare(s Share) Rules {
	if s.No == 0 {
		for _, o := range r.Shares {
			s.No = max(s.No, o.No)
		}
		s.No++
	}
	r = r.WithoutShare(s.No)
	r.Shares = append(r.Shares, s)
	return r
}

// WithoutShare leaves a share out.
func (r Rules) WithoutShare(no int) Rules {
	r.Shares = slices.DeleteFunc(slices.Clone(r.Shares), func(s Share) bool { return s.No == no })
	return r
}

// ShareChange is one share that rules add (Before is nil), leave out (After is
// nil) or change.
type ShareChange struct{ Before, After *Share }

func (r Rules) shareChanges(before Rules) []Difference {
	var all []Difference
	for _, s := range before.Shares {
		if _, stays := r.Share(s.No); !stays {
			all = append(all, Difference{Name: "shares", Share: &ShareChange{&s, nil}})
		}
	}
	for _, s := range r.Shares {
		switch was, had := before.Share(s.No); {
		case !had:
			all = append(all, Difference{Name: "shares", Share: &ShareChange{nil, &s}})
		case !was.equals(s):
			all = append(all, Difference{Name: "shares", Share: &ShareChange{&was, &s}})
		}
	}
	return all
}

func (s Share) equals(o Share) bool {
	return s.Name == o.Name && s.NameZH == o.NameZH && s.Counts == o.Counts && s.Level == o.Level && slices.Equal(s.Categories, o.Categories) &&
		s.Bound == o.Bound && same(s.PerMille, o.PerMille) && slices.Equal(s.Classes, o.Classes) && s.Waivable == o.Waivable
}

// NameIn is the name of a share in a language of the interface.
func (s Share) NameIn(l words.Lang) string {
	if l == words.ZH {
		return cmp.Or(s.NameZH, s.Name)
	}
	return cmp.Or(s.Name, s.NameZH)
}

// usualShares are named and not set: every programme has numbers of its own.
func usualShares() []Share {
	classes := []string{"grant"}
	return []Share{
		{No: 1, Name: "To county level and below", NameZH: "向县级及以下倾斜", Counts: "level", Level: "county", Categories: []string{}, Bound: "min", Classes: classes},
		{No: 2, Name: "To people's livelihood", NameZH: "用于民生", Counts: "livelihood", Categories: []string{}, Bound: "min", Classes: classes},
		{No: 3, Name: "For overheads", NameZH: "管理费用", Counts: "category", Categories: []string{"preparation", "management"}, Bound: "max", Classes: classes},
	}
}
