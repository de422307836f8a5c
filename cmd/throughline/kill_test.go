package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/migrations"
	"throughline/programme/party"
)

// The server is killed without warning while several people write. What was
// acknowledged is there, nothing is half-written, and asking again with the
// same key gives the first answer. THROUGHLINE_PROVE runs the full number.
func TestKilledServerLosesNothing(t *testing.T) {
	kills, database := 12, ""
	prove := os.Getenv("THROUGHLINE_PROVE") != ""
	if prove {
		kills = 500
	}
	if base := os.Getenv("THROUGHLINE_TEST_POSTGRES"); base != "" {
		database = ownDatabase(t, base)
		if prove {
			kills = 100
		}
	}
	trial := newKillTrial(t, database)
	for range kills {
		trial.round(t)
	}
	trial.settle(t)
	trial.inspect(t)
	t.Logf("%d kills: %d acknowledged, %d outcomes unknown and settled by asking again", kills, len(trial.acked), trial.unknown)
	if len(trial.acked) == 0 {
		t.Error("nothing was acknowledged, so nothing was tried")
	}
}

type killTrial struct {
	binary, dir, database, cookie string

	mu      sync.Mutex
	acked   map[string]int64 // key -> journal number
	open    map[string]bool  // sent, answer not seen
	unknown int
	next    int
}

const killPassword = "a long enough password"

func newKillTrial(t *testing.T, database string) *killTrial {
	t.Helper()
	k := &killTrial{dir: t.TempDir(), database: database, acked: map[string]int64{}, open: map[string]bool{}}
	k.binary = filepath.Join(t.TempDir(), "throughline")
	if out, err := exec.Command("go", "build", "-o", k.binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	d := k.openDB(t)
	defer d.Close()
	if err := d.Migrate(t.Context(), migrations.Files); err != nil {
		t.Fatal(err)
	}
	p, err := party.CreateProgramme(t.Context(), d, ident.Actor{}, db.Key{ID: "p"}, party.Programme{Code: "trial", Name: "Trial", NameZH: "试验", Zone: "UTC", Currency: "CNY", Languages: []string{"en", "zh"}})
	if err != nil {
		t.Fatal(err)
	}
	person, err := access.NewAccounts(d).AddPerson(t.Context(), "Writer", "writer", killPassword)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Change(t.Context(), ident.Actor{Programme: p.ID, Person: person}, db.Key{ID: "office"}, func(tx *db.Tx) ([]db.Fact, error) {
		org, fact, err := party.AddPartyTx(t.Context(), tx, party.PartyInput{Code: "OFFICE", Kind: "office", Name: "Office", Lang: "en"})
		if err != nil {
			return nil, err
		}
		_, seat, err := party.AddMembershipTx(t.Context(), tx, party.MembershipInput{Person: person, Party: org.ID, Role: ident.Secretary, From: "2020-01-01"})
		return []db.Fact{fact, seat}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *killTrial) openDB(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), db.Options{Dir: k.dir, URL: k.database})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// start runs the real program and waits until it answers.
func (k *killTrial) start(t *testing.T) (base string, cmd *exec.Cmd) {
	t.Helper()
	cmd = exec.Command(k.binary, "serve", "--data", k.dir, "--listen", "127.0.0.1:0", "--database", k.database)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server did not start: %v", err)
	}
	return strings.TrimSpace(line[strings.Index(line, "http"):]), cmd
}

func (k *killTrial) signIn(t *testing.T, base string) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.PostForm(base+"/en/sign-in", url.Values{"login": {"writer"}, "password": {killPassword}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	for _, c := range res.Cookies() {
		k.cookie = c.Name + "=" + c.Value
	}
	if k.cookie == "" {
		t.Fatalf("sign-in gave %d and no session", res.StatusCode)
	}
}

// round writes from four callers and kills the server in the middle.
func (k *killTrial) round(t *testing.T) {
	base, cmd := k.start(t)
	if k.cookie == "" {
		k.signIn(t, base)
	}
	k.ask(t, base, 5)
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					k.write(base, k.newKey())
				}
			}
		})
	}
	time.Sleep(time.Duration(5+rand.IntN(60)) * time.Millisecond)
	cmd.Process.Kill()
	close(stop)
	writers.Wait()
	cmd.Wait()
}

func (k *killTrial) newKey() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.next++
	key := fmt.Sprintf("key-%06d", k.next)
	k.open[key] = true
	return key
}

// write sends one change; its content follows from the key.
func (k *killTrial) write(base, key string) (seq int64, err error) {
	body, _ := json.Marshal(map[string]any{"title": "Meeting of " + key, "lang": "en", "visibility": "parties"})
	req, _ := http.NewRequest("POST", base+"/en/trial/conferences", bytes.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Idempotency-Key", key)
	req.Header.Set("Cookie", k.cookie)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	var answer struct {
		Seq int64 `json:"seq"`
	}
	if res.StatusCode != http.StatusOK || json.Unmarshal(b, &answer) != nil || answer.Seq == 0 {
		return 0, fmt.Errorf("status %d: %s", res.StatusCode, b)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.acked[key] = answer.Seq
	delete(k.open, key)
	return answer.Seq, nil
}

// ask sends up to n acknowledged keys again and expects the first answers.
func (k *killTrial) ask(t *testing.T, base string, n int) {
	t.Helper()
	for key, first := range k.acked {
		if n--; n < 0 {
			return
		}
		again, err := k.write(base, key)
		if err != nil || again != first {
			t.Errorf("%s was acknowledged as %d, asking again gave %d, %v", key, first, again, err)
		}
	}
}

// settle asks for every unknown outcome again.
func (k *killTrial) settle(t *testing.T) {
	base, cmd := k.start(t)
	defer func() { cmd.Process.Signal(os.Interrupt); cmd.Wait() }()
	k.unknown = len(k.open)
	for key := range k.open {
		if _, err := k.write(base, key); err != nil {
			t.Errorf("settling %s: %v", key, err)
		}
	}
	k.ask(t, base, len(k.acked))
}

// inspect reads the records themselves: each key made exactly one meeting with
// its step, and the journal has no gap.
func (k *killTrial) inspect(t *testing.T) {
	d := k.openDB(t)
	defer d.Close()
	number := func(query string) (n int) {
		if err := d.Read().QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if meetings := number("SELECT count(*) FROM conference_conference"); meetings != len(k.acked) {
		t.Errorf("%d meetings for %d keys", meetings, len(k.acked))
	}
	if titles := number("SELECT count(DISTINCT title) FROM conference_conference"); titles != len(k.acked) {
		t.Errorf("%d different meetings for %d keys", titles, len(k.acked))
	}
	if orphans := number(`SELECT count(*) FROM conference_conference AS c WHERE NOT EXISTS (SELECT 1 FROM state_step AS s
		WHERE s.programme_id = c.programme_id AND s.noun = 'conference.conference' AND s.subject_id = c.id)`); orphans != 0 {
		t.Errorf("%d meetings without their first step", orphans)
	}
	if gap := number("SELECT max(seq) - count(DISTINCT seq) FROM db_journal WHERE programme_id = 1"); gap != 0 {
		t.Errorf("the journal has %d gaps", gap)
	}
	lost, err := db.All(t.Context(), d.Read(), func(r *sql.Rows) (s int64, err error) { return s, r.Scan(&s) },
		"SELECT seq FROM db_key WHERE programme_id = 1")
	if err != nil {
		t.Fatal(err)
	}
	there := map[int64]bool{}
	for _, s := range lost {
		there[s] = true
	}
	for key, seq := range k.acked {
		if !there[seq] {
			t.Errorf("%s was acknowledged as change %d, which is not there", key, seq)
		}
	}
}

// ownDatabase makes a database for this test alone.
func ownDatabase(t *testing.T, base string) string {
	t.Helper()
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	name := fmt.Sprintf("throughline_kill_%d", os.Getpid())
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
