package conference

import (
	"context"
	"database/sql"
	"fmt"

	"throughline/kit/db"
	"throughline/kit/ident"
)

// The columns that every record of a meeting has, in the order of places.
const recordedColumns = `id, seq, conference_id, COALESCE(source_id, 0), quote_from, quote_to, quote, owner_id, visibility, withdrawn_seq, reason, COALESCE(replaced_by, 0)`

func (rec *Recorded) places() []any {
	return []any{&rec.ID, &rec.Seq, &rec.Conference, &rec.Quote.Source, &rec.Quote.From, &rec.Quote.To, &rec.Quote.Text, &rec.Owner, &rec.Visibility,
		&rec.Withdrawn, &rec.Reason, &rec.Later}
}

// values are the same columns for an INSERT, after the programme.
func (rec Recorded) values(tx *db.Tx, more ...any) []any {
	return append([]any{int64(tx.Who.Programme), int64(rec.ID), rec.Seq, int64(rec.Conference), db.Null(rec.Quote.Source), int64(rec.Quote.From),
		int64(rec.Quote.To), rec.Quote.Text, int64(rec.Owner), rec.Visibility, rec.Withdrawn, rec.Reason, db.Null(rec.Later)}, more...)
}

// changed are the columns that another wording or a withdrawal changes, for an
// UPDATE, after the programme and the number.
func (rec Recorded) changed(tx *db.Tx, more ...any) []any {
	return append([]any{int64(tx.Who.Programme), int64(rec.ID), rec.Seq, rec.Quote.Text, rec.Withdrawn, rec.Reason}, more...)
}

const (
	recordedInsert = `programme_id, id, seq, conference_id, source_id, quote_from, quote_to, quote, owner_id, visibility, withdrawn_seq, reason, replaced_by, published_seq`
	recordedPlaces = `$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0`
	recordedUpdate = ` SET seq = $3, quote = $4, withdrawn_seq = $5, reason = $6`
	byID           = " WHERE programme_id = $1 AND id = $2"
	ofConference   = " WHERE programme_id = $1 AND conference_id = $2"
	inOrder        = " ORDER BY source_id NULLS LAST, quote_from, COALESCE(replaced_by, id)"
)

// standingAt is the condition for what stood after the change numbered seq; 0
// is today.
func standingAt(who ident.Actor, conference ident.ID, seq int64) (string, []any) {
	where, args := visibleTo(who, []any{int64(who.Programme), int64(conference)})
	if seq == 0 {
		return ofConference + " AND withdrawn_seq = 0" + where + inOrder, args
	}
	args = append(args, seq)
	n := len(args)
	return ofConference + fmt.Sprintf(" AND seq <= $%d AND (withdrawn_seq = 0 OR withdrawn_seq > $%d)", n, n) + where + inOrder, args
}

func scanAttendance(r *sql.Rows) (a Attendance, err error) {
	return a, r.Scan(append(a.places(), &a.Part, &a.Person, &a.Office, &a.Organisation, &a.Party, &a.State, &a.Substitute)...)
}

const attendanceColumns = "SELECT " + recordedColumns + ", part, person, office, organisation, COALESCE(party_id, 0), state, substitute FROM conference_attendance"

// GetAttendance finds an attendance, standing or not.
func GetAttendance(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Attendance, error) {
	return db.One(ctx, q, scanAttendance, attendanceColumns+byID, int64(p), int64(id))
}

// AttendancesOf lists who was at a meeting or is invited, in the order of the text,
// without what is withdrawn or not for the actor to see.
func AttendancesOf(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID) ([]Attendance, error) {
	return attendancesAt(ctx, q, who, conference, 0)
}

func attendancesAt(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID, seq int64) ([]Attendance, error) {
	where, args := standingAt(who, conference, seq)
	return db.All(ctx, q, scanAttendance, attendanceColumns+where, args...)
}

func insertAttendance(ctx context.Context, tx *db.Tx, a Attendance) error {
	return tx.Exec(ctx, "INSERT INTO conference_attendance ("+recordedInsert+", part, person, office, organisation, party_id, state, substitute) VALUES ("+
		recordedPlaces+", $14, $15, $16, $17, $18, $19, $20)", a.values(tx, a.Part, a.Person, a.Office, a.Organisation, db.Null(a.Party), a.State, a.Substitute)...)
}

func updateAttendance(ctx context.Context, tx *db.Tx, a Attendance) error {
	return tx.Exec(ctx, "UPDATE conference_attendance"+recordedUpdate+", part = $7, person = $8, office = $9, organisation = $10, party_id = $11, state = $12, substitute = $13"+byID, a.changed(tx, a.Part, a.Person, a.Office, a.Organisation, db.Null(a.Party), a.State, a.Substitute)...)
}

func scanSpeech(r *sql.Rows) (s Speech, err error) {
	return s, r.Scan(append(s.places(), &s.Attendance, &s.Kind, &s.Speaker, &s.OnBehalfOf, &s.State, &s.By)...)
}

const speechColumns = "SELECT " + recordedColumns + ", COALESCE(attendance_id, 0), kind, speaker, on_behalf_of, state, recorded_by FROM conference_speech"

// GetSpeech finds a speech, standing or not.
func GetSpeech(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Speech, error) {
	return db.One(ctx, q, scanSpeech, speechColumns+byID, int64(p), int64(id))
}

// SpeechesOf lists the speeches of a meeting as AttendancesOf does.
func SpeechesOf(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID) ([]Speech, error) {
	return speechesAt(ctx, q, who, conference, 0)
}

func speechesAt(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID, seq int64) ([]Speech, error) {
	where, args := standingAt(who, conference, seq)
	return db.All(ctx, q, scanSpeech, speechColumns+where, args...)
}

func insertSpeech(ctx context.Context, tx *db.Tx, s Speech) error {
	return tx.Exec(ctx, "INSERT INTO conference_speech ("+recordedInsert+", attendance_id, kind, speaker, on_behalf_of, state, recorded_by) VALUES ("+
		recordedPlaces+", $14, $15, $16, $17, $18, $19)", s.values(tx, db.Null(s.Attendance), s.Kind, s.Speaker, s.OnBehalfOf, s.State, int64(s.By))...)
}

func updateSpeech(ctx context.Context, tx *db.Tx, s Speech) error {
	return tx.Exec(ctx, "UPDATE conference_speech"+recordedUpdate+", attendance_id = $7, kind = $8, speaker = $9, on_behalf_of = $10, state = $11, recorded_by = $12"+byID, s.changed(tx, db.Null(s.Attendance), s.Kind, s.Speaker, s.OnBehalfOf, s.State, int64(s.By))...)
}

func scanAchievement(r *sql.Rows) (a Achievement, err error) {
	return a, r.Scan(append(a.places(), &a.Quantity)...)
}

const achievementColumns = "SELECT " + recordedColumns + ", quantity FROM conference_achievement"

// GetAchievement finds a reported achievement, standing or not.
func GetAchievement(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Achievement, error) {
	return db.One(ctx, q, scanAchievement, achievementColumns+byID, int64(p), int64(id))
}

// AchievementsOf lists what was reported at a meeting as AttendancesOf does.
func AchievementsOf(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID) ([]Achievement, error) {
	return achievementsAt(ctx, q, who, conference, 0)
}

func achievementsAt(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID, seq int64) ([]Achievement, error) {
	where, args := standingAt(who, conference, seq)
	return db.All(ctx, q, scanAchievement, achievementColumns+where, args...)
}

func insertAchievement(ctx context.Context, tx *db.Tx, a Achievement) error {
	return tx.Exec(ctx, "INSERT INTO conference_achievement ("+recordedInsert+", quantity) VALUES ("+
		recordedPlaces+", $14)", a.values(tx, a.Quantity)...)
}

func updateAchievement(ctx context.Context, tx *db.Tx, a Achievement) error {
	return tx.Exec(ctx, "UPDATE conference_achievement"+recordedUpdate+", quantity = $7"+byID, a.changed(tx, a.Quantity)...)
}

func scanEvent(r *sql.Rows) (e Event, err error) {
	return e, r.Scan(append(e.places(), &e.Kind, &e.Day, &e.Place, &e.What, &e.Who)...)
}

const eventColumns = "SELECT " + recordedColumns + ", kind, day, place, what, who FROM conference_event"

// GetEvent finds an event, standing or not.
func GetEvent(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Event, error) {
	return db.One(ctx, q, scanEvent, eventColumns+byID, int64(p), int64(id))
}

// EventsOf lists the events of a meeting as AttendancesOf does.
func EventsOf(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID) ([]Event, error) {
	return eventsAt(ctx, q, who, conference, 0)
}

func eventsAt(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID, seq int64) ([]Event, error) {
	where, args := standingAt(who, conference, seq)
	return db.All(ctx, q, scanEvent, eventColumns+where, args...)
}

func insertEvent(ctx context.Context, tx *db.Tx, e Event) error {
	return tx.Exec(ctx, "INSERT INTO conference_event ("+recordedInsert+", kind, day, place, what, who) VALUES ("+
		recordedPlaces+", $14, $15, $16, $17, $18)", e.values(tx, e.Kind, string(e.Day), e.Place, e.What, e.Who)...)
}

func updateEvent(ctx context.Context, tx *db.Tx, e Event) error {
	return tx.Exec(ctx, "UPDATE conference_event"+recordedUpdate+", kind = $7, day = $8, place = $9, what = $10, who = $11"+byID, e.changed(tx, e.Kind, string(e.Day), e.Place, e.What, e.Who)...)
}

// taken is a record of a meeting that was withdrawn.
type taken struct {
	Kind   string
	ID     ident.ID
	Text   string
	Reason string
}

// withdrawnOf lists what was taken back of a meeting's records, the latest
// first. Wordings that were corrected are not among them.
func withdrawnOf(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID) ([]taken, error) {
	where, args := visibleTo(who, []any{int64(who.Programme), int64(conference)})
	where = ofConference + " AND withdrawn_seq <> 0 AND replaced_by IS NULL" + where
	return db.All(ctx, q, func(r *sql.Rows) (t taken, err error) {
		var seq int64
		return t, r.Scan(&t.Kind, &t.ID, &t.Text, &t.Reason, &seq)
	}, `SELECT 'attendance' AS kind, id, organisation || ' ' || office || ' ' || person AS said, reason, withdrawn_seq FROM conference_attendance`+where+`
		UNION ALL SELECT 'speech', id, speaker || ' ' || quote, reason, withdrawn_seq FROM conference_speech`+where+`
		UNION ALL SELECT 'event', id, what || ' ' || quote, reason, withdrawn_seq FROM conference_event`+where+`
		UNION ALL SELECT 'achievement', id, quote, reason, withdrawn_seq FROM conference_achievement`+where+`
		ORDER BY withdrawn_seq DESC, id`, args...)
}

func scanDocument(r *sql.Rows) (d Document, err error) {
	return d, r.Scan(&d.ID, &d.Seq, &d.Conference, &d.Title, &d.Digest, &d.Name, &d.MIME, &d.Size, &d.Owner, &d.Visibility)
}

const documentColumns = "SELECT id, seq, conference_id, title, digest, name, mime, size, owner_id, visibility FROM conference_document"

// GetDocument finds a document of a meeting.
func GetDocument(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Document, error) {
	return db.One(ctx, q, scanDocument, documentColumns+byID, int64(p), int64(id))
}

// DocumentsOf lists a meeting's documents that the actor may see.
func DocumentsOf(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID) ([]Document, error) {
	where, args := visibleTo(who, []any{int64(who.Programme), int64(conference)})
	return db.All(ctx, q, scanDocument, documentColumns+ofConference+where+" ORDER BY id", args...)
}

func insertDocument(ctx context.Context, tx *db.Tx, d Document) error {
	return tx.Exec(ctx, `INSERT INTO conference_document (programme_id, id, seq, conference_id, title, digest, name, mime, size, owner_id, visibility,
		published_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)`, int64(tx.Who.Programme), int64(d.ID), d.Seq, int64(d.Conference),
		d.Title, d.Digest, d.Name, d.MIME, d.Size, int64(d.Owner), d.Visibility)
}
