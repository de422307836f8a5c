package stocktake_test

import (
	"fmt"
	"testing"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/party"
	"throughline/programme/stocktake"
)

// again is the sample's twinning, whose large agreement is to be signed again.
type again struct {
	*testing.T
	d                *db.DB
	prog             ident.Programme
	office, receiver ident.Actor
	old              agreement.Agreement
	promises         []agreement.Commitment
	keys             int
}

func newAgain(t *testing.T, d *db.DB, all []party.Programme) *again {
	t.Helper()
	w := &again{T: t, d: d}
	for _, p := range all {
		if p.Code == "twin" {
			w.prog = p.ID
		}
	}
	find := func(code string) ident.ID {
		p, err := party.GetPartyByCode(t.Context(), d.Read(), w.prog, code)
		w.must(err)
		return p.ID
	}
	w.office = ident.Actor{Person: 9001, Organisation: find("OFFICE"), Programme: w.prog, Roles: []ident.Role{ident.Office}}
	w.receiver = ident.Actor{Person: 9002, Organisation: find("VM"), Programme: w.prog, Roles: []ident.Role{ident.Receiver}}
	var err error
	w.old, err = agreement.GetAgreementByCode(t.Context(), d.Read(), w.prog, "AGR-001")
	w.must(err)
	w.promises, err = agreement.CommitmentsOf(t.Context(), d.Read(), w.prog, w.old.ID)
	w.must(err)
	return w
}

func (w *again) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *again) key() db.Key {
	w.keys++
	return db.Key{ID: fmt.Sprint("again ", w.keys)}
}

func (w *again) counted(f stocktake.ConversionFilter) stocktake.Conversion {
	w.Helper()
	v, err := stocktake.ConversionOf(w.Context(), w.d.Read(), w.office, f)
	w.must(err)
	return v
}

// everything is what the board, the lists, the counts and the conversion say.
func (w *again) everything() string {
	w.Helper()
	board, err := stocktake.ListPromises(w.Context(), w.d.Read(), w.office, stocktake.Filter{Limit: 1000})
	w.must(err)
	promises, err := agreement.CountCommitments(w.Context(), w.d.Read(), w.office, agreement.CommitmentFilter{}, 1000)
	w.must(err)
	n, err := agreement.CountAgreements(w.Context(), w.d.Read(), w.office, agreement.AgreementFilter{})
	w.must(err)
	v := w.counted(stocktake.ConversionFilter{})
	return fmt.Sprint(len(board), promises, n.Single, v.Counts, v.Money)
}

// sign signs the old agreement again at a new meeting, and states its first two
// promises again.
func (w *again) sign() (meeting ident.ID) {
	w.Helper()
	ctx, room := w.Context(), &agreement.Room{DB: w.d}
	_, err := w.d.Change(ctx, w.office, w.key(), func(tx *db.Tx) ([]db.Fact, error) {
		m, fact, err := conference.ConveneTx(ctx, tx, conference.ConveneInput{Title: "Fourth conference", Lang: "en", From: "2028-05-10", To: "2028-05-10"})
		meeting = m.ID
		return []db.Fact{fact}, err
	})
	w.must(err)
	done, err := room.Capture(ctx, w.office, agreement.CaptureInput{Key: w.key(), Kind: "framework", Title: "The same, signed again", Lang: "en", Conference: meeting,
		Quote: conference.Quote{Text: "as agreed before"}, Supersedes: w.old.ID, Parties: w.old.Parties})
	w.must(err)
	id, _ := done.Subject(agreement.Noun)
	_, err = room.Accept(ctx, w.receiver, agreement.MoveInput{Key: w.key(), Agreement: id})
	w.must(err)
	done, err = room.Mark(ctx, w.office, agreement.MarkInput{Key: w.key(), Agreement: id, Quote: "as agreed before", Kind: "commitment"})
	w.must(err)
	clause, _ := done.Subject(agreement.ClauseNoun)
	for _, c := range w.promises[:2] {
		_, err := room.Restate(ctx, w.office, agreement.RestateInput{Key: w.key(), Commitment: c.ID, Clause: clause})
		w.must(err)
	}
	return meeting
}

// Invariant 8, where everything is counted: a report of signings of unknown number
// is never one, and signing the same object again adds nothing to the conversion,
// the board, the lists or the counts.
func TestWhatIsSignedAgainAddsNothingAnywhere(t *testing.T) {
	d, all := loaded(t)
	w := newAgain(t, d, all)
	v := w.counted(stocktake.ConversionFilter{})
	if v.Counts["signed"] != int64(len(w.promises)) || v.Beside["batch"] != 1 || v.Beside["restated"] != 0 {
		t.Errorf("signed %d of %d; besides %v", v.Counts["signed"], len(w.promises), v.Beside)
	}
	before := w.everything()
	meeting := w.sign()
	if after := w.everything(); after != before {
		t.Errorf("signed again, it counts\n%s\nand before\n%s", after, before)
	}
	v = w.counted(stocktake.ConversionFilter{Conference: meeting})
	if v.Counts["signed"] != 0 || v.Beside["restated"] != 2 {
		t.Errorf("of the new meeting: signed %d, stated again %d", v.Counts["signed"], v.Beside["restated"])
	}
	inStep := rows(t, d)
	rebuild(t, d, all)
	same(t, "after signing again", inStep, rows(t, d))
}
