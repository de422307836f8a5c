package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

type note struct {
	Text string `json:"text"`
}

var who = ident.Actor{Person: 7, Organisation: 3, Programme: 1}

func say(t *testing.T, d *db.DB, key, text string) (db.Done, error) {
	t.Helper()
	return d.Change(t.Context(), who, db.Key{ID: key, Digest: text}, func(tx *db.Tx) ([]db.Fact, error) {
		return []db.Fact{{Kind: "test.noted.v1", Subject: ident.Ref{Kind: "test.note", ID: tx.ID()}, Data: note{text}}}, nil
	})
}

func TestChangeJournalsWhatItDid(t *testing.T) {
	d := dbtest.Open(t)
	for i := range 3 {
		done, err := say(t, d, fmt.Sprint("k", i), fmt.Sprint("text ", i))
		if err != nil {
			t.Fatal(err)
		}
		if done.Seq != int64(i+1) {
			t.Errorf("change %d has number %d", i+1, done.Seq)
		}
	}
	entries, err := db.Since(t.Context(), d.Read(), 1, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 3 || string(entries[1].Payload) != `{"text":"text 1"}` || entries[1].Person != 7 || !entries[1].At.Equal(dbtest.Now) {
		t.Errorf("journal is %+v", entries)
	}
	if entries[0].Commitment == entries[1].Commitment || len(entries[0].Commitment) != 64 {
		t.Error("commitments do not tell facts apart")
	}
}

func TestKeyGivesTheFirstAnswer(t *testing.T) {
	d := dbtest.Open(t)
	first, err := say(t, d, "same", "a")
	if err != nil {
		t.Fatal(err)
	}
	again, err := say(t, d, "same", "a")
	if err != nil {
		t.Fatal(err)
	}
	if !again.Replayed || again.Seq != first.Seq || again.Facts[0] != first.Facts[0] {
		t.Errorf("retry gave %+v, first was %+v", again, first)
	}
	if _, err := say(t, d, "same", "b"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("same key with other content: %v", err)
	}
	entries, _ := db.Since(t.Context(), d.Read(), 1, 0, 10)
	if len(entries) != 1 {
		t.Errorf("%d facts for one key", len(entries))
	}
}

func TestFailedChangeLeavesNothing(t *testing.T) {
	d := dbtest.Open(t)
	boom := errors.New("boom")
	_, err := d.Change(t.Context(), who, db.Key{ID: "k"}, func(tx *db.Tx) ([]db.Fact, error) {
		tx.ID()
		if _, err := tx.Code(t.Context(), "PRJ"); err != nil {
			t.Fatal(err)
		}
		return nil, boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if _, err := d.Change(t.Context(), who, db.Key{ID: "k2"}, func(*db.Tx) ([]db.Fact, error) { return nil, nil }); err == nil {
		t.Error("a change without facts was kept")
	}
	done, err := say(t, d, "k", "after")
	if err != nil || done.Seq != 1 || done.Facts[0].Subject.ID != 1 {
		t.Errorf("after two failed changes: %+v, %v", done, err)
	}
}

func TestCodesCount(t *testing.T) {
	d := dbtest.Open(t)
	var codes []string
	_, err := d.Change(t.Context(), who, db.Key{ID: "k"}, func(tx *db.Tx) ([]db.Fact, error) {
		for _, p := range []string{"PRJ", "PRJ", "MEA"} {
			c, err := tx.Code(t.Context(), p)
			if err != nil {
				return nil, err
			}
			codes = append(codes, c)
		}
		return []db.Fact{{Kind: "test.noted.v1", Data: note{}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(codes, " "); got != "PRJ-001 PRJ-002 MEA-001" {
		t.Error(got)
	}
}

func TestConcurrentChangesAreGapless(t *testing.T) {
	d := dbtest.Open(t)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 10 {
				if _, err := say(t, d, fmt.Sprint(g, "-", i), "x"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	entries, err := db.Since(t.Context(), d.Read(), 1, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range entries {
		if e.Seq != int64(i+1) || e.Subject.ID != ident.ID(i+1) {
			t.Fatalf("entry %d has number %d and record %d", i, e.Seq, e.Subject.ID)
		}
	}
	if len(entries) != 80 {
		t.Errorf("%d of 80 changes are there", len(entries))
	}
}

func TestCancelledCallerNeverHalfWrites(t *testing.T) {
	d := dbtest.Open(t)
	for i := range 20 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*100*time.Microsecond)
		key := db.Key{ID: fmt.Sprint("c", i), Digest: "x"}
		change := func(tx *db.Tx) ([]db.Fact, error) {
			return []db.Fact{{Kind: "test.noted.v1", Subject: ident.Ref{Kind: "test.note", ID: tx.ID()}, Data: note{"x"}}}, nil
		}
		first, err := d.Change(ctx, who, key, change)
		cancel()
		again, err2 := d.Change(t.Context(), who, key, change)
		if err2 != nil {
			t.Fatal(err2)
		}
		if err == nil && (again.Seq != first.Seq || !again.Replayed) {
			t.Errorf("acknowledged %+v, retry gave %+v", first, again)
		}
	}
	entries, _ := db.Since(t.Context(), d.Read(), 1, 0, 100)
	if len(entries) != 20 {
		t.Errorf("%d facts for 20 keys", len(entries))
	}
}

func TestJournalRefusesToBeRewritten(t *testing.T) {
	d := dbtest.Open(t)
	if _, err := say(t, d, "k", "private"); err != nil {
		t.Fatal(err)
	}
	for _, stmt := range []string{
		"UPDATE db_journal SET payload = 'other'",
		"UPDATE db_journal SET payload = NULL, salt = NULL, commitment = 'x'",
		"DELETE FROM db_journal",
	} {
		err := d.Write(t.Context(), func(tx *db.Tx) error { return tx.Exec(t.Context(), stmt) })
		if err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", stmt, err)
		}
	}
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		return tx.Exec(t.Context(), "UPDATE db_journal SET payload = NULL, salt = NULL")
	})
	if err != nil {
		t.Errorf("erasure: %v", err)
	}
	var n note
	if err := db.AsOf(t.Context(), d.Read(), 1, ident.Ref{Kind: "test.note", ID: 1}, 9, &n); fault.KindOf(err) != fault.NotFound {
		t.Errorf("erased payload: %v", err)
	}
}

func TestMigrateRefusesSurprises(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"misnamed":   {"0001a_x_y.sql": {Data: []byte("SELECT 1")}},
		"two of one": {"0001_x_a.sql": {Data: []byte("SELECT 1")}, "0001_x_b.sql": {Data: []byte("SELECT 1")}},
	} {
		d, err := db.Open(t.Context(), db.Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context(), files); err == nil {
			t.Errorf("%s was accepted", name)
		}
		d.Close()
	}
	d, err := db.Open(t.Context(), db.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	file := &fstest.MapFile{Data: []byte("CREATE TABLE x_y (a BIGINT)")}
	files := fstest.MapFS{"0001_x_y.sql": file}
	for range 2 {
		if err := d.Migrate(t.Context(), files); err != nil {
			t.Fatal(err)
		}
	}
	file.Data = append(file.Data, ' ')
	if err := d.Migrate(t.Context(), files); err == nil || !strings.Contains(err.Error(), "changed") {
		t.Errorf("edited file: %v", err)
	}
	if err := d.Migrate(t.Context(), fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "newer") {
		t.Errorf("unknown migration: %v", err)
	}
}

func TestSecondProcessIsRefused(t *testing.T) {
	dir := t.TempDir()
	d, err := db.Open(t.Context(), db.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := db.Open(t.Context(), db.Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("second open: %v", err)
	}
}
