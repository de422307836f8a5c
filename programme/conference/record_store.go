package conference

import (
	"context"
	"database/sql"

	"throughline/kit/db"
	"throughline/kit/ident"
)

// The columns that every record of a meeting has, in the order of places.
const recordedColumns = `id, seq, conference_id, COALESCE(source_id, 0), quote_from, quote_to, quote, owner_id, visibility, withdrawn_seq`

func (rec *Recorded) places() []any {
	return []any{&rec.ID, &rec.Seq, &rec.Conference, &rec.Quote.Source, &rec.Quote.From, &rec.Quote.To, &rec.Quote.Text, &rec.Owner, &rec.Visibility, &rec.Withdrawn}
}

// values are the same columns for an INSERT, after the programme.
func (rec Recorded) values(tx *db.Tx, more ...any) []any {
	return append([]any{int64(tx.Who.Programme), int64(rec.ID), rec.Seq, int64(rec.Conference), db.Null(rec.Quote.Source), int64(rec.Quote.From),
		int64(rec.Quote.To), rec.Quote.Text, int64(rec.Owner), rec.Visibility}, more...)
}

const (
	recordedInsert = `programme_id, id, seq, conference_id, source_id, quote_from, quote_to, quote, owner_id, visibility, withdrawn_seq, published_seq`
	recordedPlaces = `$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0`
	byID           = " WHERE programme_id = $1 AND id = $2"
	standing       = " WHERE programme_id = $1 AND conference_id = $2 AND withdrawn_seq = 0"
	inOrder        = " ORDER BY source_id NULLS LAST, quote_from, id"
	setWithdrawn   = " SET withdrawn_seq = $1 WHERE programme_id = $2 AND id = $3"
)

func scanAttendance(r *sql.Rows) (a Attendance, err error) {
	return a, r.Scan(append(a.places(), &a.Part, &a.Person, &a.Office, &a.Organisation, &a.Party)...)
}

const attendanceColumns = "SELECT " + recordedColumns + ", part, person, office, organisation, COALESCE(party_id, 0) FROM conference_attendance"

// GetAttendance finds an attendance, withdrawn or not.
func GetAttendance(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Attendance, error) {
	return db.One(ctx, q, scanAttendance, attendanceColumns+byID, int64(p), int64(id))
}

// AttendancesOf lists who was at a meeting, in the order of the text, without
// what is withdrawn or not for the actor to see.
func AttendancesOf(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID) ([]Attendance, error) {
	where, args := visibleTo(who, []any{int64(who.Programme), int64(conference)})
	return db.All(ctx, q, scanAttendance, attendanceColumns+standing+where+inOrder, args...)
}

func insertAttendance(ctx context.Context, tx *db.Tx, a Attendance) error {
	return tx.Exec(ctx, "INSERT INTO conference_attendance ("+recordedInsert+", part, person, office, organisation, party_id) VALUES ("+
		recordedPlaces+", $11, $12, $13, $14, $15)", a.values(tx, a.Part, a.Person, a.Office, a.Organisation, db.Null(a.Party))...)
}

func withdrawAttendance(ctx context.Context, tx *db.Tx, id ident.ID) error {
	return tx.Exec(ctx, "UPDATE conference_attendance"+setWithdrawn, tx.Seq, int64(tx.Who.Programme), int64(id))
}

func scanSpeech(r *sql.Rows) (s Speech, err error) {
	return s, r.Scan(append(s.places(), &s.Attendance, &s.Kind, &s.Speaker, &s.OnBehalfOf)...)
}

const speechColumns = "SELECT " + recordedColumns + ", COALESCE(attendance_id, 0), kind, speaker, on_behalf_of FROM conference_speech"

// GetSpeech finds a speech, withdrawn or not.
func GetSpeech(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Speech, error) {
	return db.One(ctx, q, scanSpeech, speechColumns+byID, int64(p), int64(id))
}

// SpeechesOf lists the speeches of a meeting as AttendancesOf does.
func SpeechesOf(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID) ([]Speech, error) {
	where, args := visibleTo(who, []any{int64(who.Programme), int64(conference)})
	return db.All(ctx, q, scanSpeech, speechColumns+standing+where+inOrder, args...)
}

func insertSpeech(ctx context.Context, tx *db.Tx, s Speech) error {
	return tx.Exec(ctx, "INSERT INTO conference_speech ("+recordedInsert+", attendance_id, kind, speaker, on_behalf_of) VALUES ("+
		recordedPlaces+", $11, $12, $13, $14)", s.values(tx, db.Null(s.Attendance), s.Kind, s.Speaker, s.OnBehalfOf)...)
}

func withdrawSpeech(ctx context.Context, tx *db.Tx, id ident.ID) error {
	return tx.Exec(ctx, "UPDATE conference_speech"+setWithdrawn, tx.Seq, int64(tx.Who.Programme), int64(id))
}

func scanAchievement(r *sql.Rows) (a Achievement, err error) {
	return a, r.Scan(append(a.places(), &a.Quantity)...)
}

const achievementColumns = "SELECT " + recordedColumns + ", quantity FROM conference_achievement"

// GetAchievement finds a reported achievement, withdrawn or not.
func GetAchievement(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Achievement, error) {
	return db.One(ctx, q, scanAchievement, achievementColumns+byID, int64(p), int64(id))
}

// AchievementsOf lists what was reported at a meeting as AttendancesOf does.
func AchievementsOf(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID) ([]Achievement, error) {
	where, args := visibleTo(who, []any{int64(who.Programme), int64(conference)})
	return db.All(ctx, q, scanAchievement, achievementColumns+standing+where+inOrder, args...)
}

func insertAchievement(ctx context.Context, tx *db.Tx, a Achievement) error {
	return tx.Exec(ctx, "INSERT INTO conference_achievement ("+recordedInsert+", quantity) VALUES ("+recordedPlaces+", $11)", a.values(tx, a.Quantity)...)
}

func withdrawAchievement(ctx context.Context, tx *db.Tx, id ident.ID) error {
	return tx.Exec(ctx, "UPDATE conference_achievement"+setWithdrawn, tx.Seq, int64(tx.Who.Programme), int64(id))
}

func scanEvent(r *sql.Rows) (e Event, err error) {
	return e, r.Scan(append(e.places(), &e.Kind, &e.Day, &e.Who)...)
}

const eventColumns = "SELECT " + recordedColumns + ", kind, day, who FROM conference_event"

// GetEvent finds an event, withdrawn or not.
func GetEvent(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Event, error) {
	return db.One(ctx, q, scanEvent, eventColumns+byID, int64(p), int64(id))
}

// EventsOf lists the events of a meeting as AttendancesOf does.
func EventsOf(ctx context.Context, q db.Q, who ident.Actor, conference ident.ID) ([]Event, error) {
	where, args := visibleTo(who, []any{int64(who.Programme), int64(conference)})
	return db.All(ctx, q, scanEvent, eventColumns+standing+where+inOrder, args...)
}

func insertEvent(ctx context.Context, tx *db.Tx, e Event) error {
	return tx.Exec(ctx, "INSERT INTO conference_event ("+recordedInsert+", kind, day, who) VALUES ("+recordedPlaces+", $11, $12, $13)",
		e.values(tx, e.Kind, string(e.Day), e.Who)...)
}

func withdrawEvent(ctx context.Context, tx *db.Tx, id ident.ID) error {
	return tx.Exec(ctx, "UPDATE conference_event"+setWithdrawn, tx.Seq, int64(tx.Who.Programme), int64(id))
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
	return db.All(ctx, q, scanDocument, documentColumns+" WHERE programme_id = $1 AND conference_id = $2"+where+" ORDER BY id", args...)
}

func insertDocument(ctx context.Context, tx *db.Tx, d Document) error {
	return tx.Exec(ctx, `INSERT INTO conference_document (programme_id, id, seq, conference_id, title, digest, name, mime, size, owner_id, visibility,
		published_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)`, int64(tx.Who.Programme), int64(d.ID), d.Seq, int64(d.Conference),
		d.Title, d.Digest, d.Name, d.MIME, d.Size, int64(d.Owner), d.Visibility)
}
