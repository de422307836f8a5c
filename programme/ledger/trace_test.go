package ledger

import (
	"fmt"
	"strings"
	"testing"
)

// told writes a trace in one line.
func told(steps []Step) string {
	var list []string
	for _, s := range steps {
		line := fmt.Sprint(s.Entry.Kind, " ", s.Minor)
		if len(s.Next) > 0 {
			line += " (" + told(s.Next) + ")"
		}
		list = append(list, line)
	}
	return strings.Join(list, ", ")
}

func TestATraceGoesFromThePaymentToItsUse(t *testing.T) {
	w := newWorld(t)
	_, err := w.Allot(t.Context(), w.office, AllotInput{Key: w.key(), Commitment: w.promise.ID, Project: w.works.ID, Amount: cny(5_000), Day: day})
	w.must(err)
	forWorks := func(in *SendInput) { in.Project = w.works.ID }
	one, two := w.send(1_000, forWorks), w.send(1_000, forWorks)
	w.must(w.receive(one, 600, nil))
	w.must(w.receive(two, 1_000, nil))
	w.must(w.receive(w.transfer(one.ID), 300, nil))
	held, err := BalancesOf(t.Context(), w.DB.Read(), w.prog, w.county.ID)
	w.must(err)
	// 700 go to the town, which confirms 500 and spends 450; the county spends 200.
	done, err := w.Send(t.Context(), w.clerk, SendInput{Key: w.key(), Route: PassOn, Account: held[0].ID, To: w.town.ID, Amount: cny(700), Day: day})
	w.must(err)
	id, _ := done.Subject(Noun)
	_, err = w.Room.Receive(t.Context(), w.atTown, AnswerInput{Key: w.key(), Transfer: id, Day: day, Amount: cny(500)})
	w.must(err)
	town, err := BalancesOf(t.Context(), w.DB.Read(), w.prog, w.town.ID)
	w.must(err)
	_, err = w.Spend(t.Context(), w.atTown, SpendInput{Key: w.key(), Account: town[0].ID, Amount: cny(450), Purpose: General, Day: day})
	w.must(err)
	_, err = w.Spend(t.Context(), w.clerk, SpendInput{Key: w.key(), Account: held[0].ID, Amount: cny(200), Purpose: General, Day: day})
	w.must(err)
	for _, c := range []struct {
		of   Transfer
		want string
	}{
		{one, "receive 600 (send 600 (receive 500 (spend 450))), receive 300; map[held:350 on_way:200]"},
		{two, "receive 1000 (send 100, spend 200); map[held:700 on_way:100]"},
	} {
		trace, err := TraceOf(t.Context(), w.DB.Read(), w.prog, w.transfer(c.of.ID))
		w.must(err)
		if got := told(trace.Steps) + "; " + fmt.Sprint(trace.Rest); got != c.want {
			t.Errorf("it became %s, want %s", got, c.want)
		}
	}
}
