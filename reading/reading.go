// Package reading turns the text of a communique, memorandum or minutes, in
// English or Simplified Chinese, into proposals for a person to accept. It is
// pure: text in, proposals out. Every proposal carries the exact passage it came
// from; what the text does not state stays empty and is never guessed. Clauses
// about thought, loyalty, belief or identity are kept as notes, never as duties.
package reading

// Span is a passage of the text. Text is the exact substring; From and To are
// rune offsets into the text read, To exclusive. The zero Span means that the
// text does not state it.
type Span struct {
	Text string
	From int
	To   int
}

// Stated reports whether the text says this at all.
func (s Span) Stated() bool { return s.Text != "" }

// Reading is everything proposed from one text, each list in text order.
type Reading struct {
	Lang         string // "en" or "zh"
	Conference   Conference
	Attendances  []Attendance
	Speeches     []Speech
	Measures     []Measure
	Notes        []Note
	Agreements   []Agreement
	Achievements []Achievement
	Visits       []Visit
	Uncovered    []Span // sentences with a duty marker that no proposal covers
	Missing      Missing
}

// Conference is the meeting the text reports.
type Conference struct {
	Title Span
	Date  Span // as written: "27日", "September 17"
	Place Span
	Chair Span
	Year  int // 0 when the text states none for its date
}

// Part is what somebody did at a meeting.
type Part string

const (
	PartChair        Part = "chair"
	PartSpeaker      Part = "speaker"
	PartAttendee     Part = "attendee"
	PartAccompanying Part = "accompanying"
	PartSigner       Part = "signer"
)

// Attendance is one person, or one organisation without a person, that the text
// places at the meeting.
type Attendance struct {
	Person       Span
	Role         Span
	Organisation Span
	Part         Part
	Quote        Span
}

// SpeechKind separates speeches from their courtesies.
type SpeechKind string

const (
	SpeechPlain    SpeechKind = "speech"
	SpeechExchange SpeechKind = "exchange" // one participant's account of its experience
	SpeechThanks   SpeechKind = "thanks"
	SpeechOnBehalf SpeechKind = "onbehalf"
)

// Speech is somebody, or a group, speaking.
type Speech struct {
	Speaker    Span
	OnBehalfOf Span
	Kind       SpeechKind
	Quote      Span
}

// Grade is how strongly the text puts a duty.
type Grade string

const (
	GradeMust   Grade = "must"   // must, shall, will, 必须, 要, 将, decided, assigned
	GradeShould Grade = "should" // should, asked to, agreed in principle, 应, 建议, 请
	GradeHope   Grade = "hope"   // hope, intend, aim, 希望, 力争
)

// MeasureKind is how the duty came about.
type MeasureKind string

const (
	MeasureRequirement MeasureKind = "requirement" // laid on somebody by a speaker or a meeting
	MeasureDecision    MeasureKind = "decision"    // decided, resolved or assigned by the meeting itself
	MeasureOffer       MeasureKind = "offer"       // promised by the one who will act
	MeasureRequest     MeasureKind = "request"     // asked, hoped or suggested
)

// Measure is one future action with a verb and an object concrete enough that a
// reader can later ask whether it was done.
type Measure struct {
	Quote       Span
	Responsible Span // who is to act, as the text names them, carried down from the head of a list
	AskedBy     Span // the speaker whose request it is
	Due         Span // any wording of a time limit
	Quantity    Span // the target number with its unit, money included
	Sector      string
	Grade       Grade
	Kind        MeasureKind
}

// NoteReason says why a clause is kept as a note and not as a measure.
type NoteReason string

const (
	NoteExhortation NoteReason = "exhortation" // nothing that can be checked
	NoteThought     NoteReason = "thought"     // thought, loyalty, belief or identity
	NoteCourtesy    NoteReason = "courtesy"    // thanks, welcome, congratulation
	NoteManner      NoteReason = "manner"      // the means or the aim of another action
	NoteSupport     NoteReason = "support"     // plain support that only continues
)

// Note is a clause that reads like a duty and is not one.
type Note struct {
	Quote  Span
	Reason NoteReason
}

// AgreementCode is the kind of instrument in the programme's own list.
type AgreementCode string

const (
	AgreementMemorandum   AgreementCode = "memorandum"
	AgreementCooperation  AgreementCode = "cooperation"
	AgreementFramework    AgreementCode = "framework"
	AgreementJointVenture AgreementCode = "joint_venture"
	AgreementOther        AgreementCode = "other"
)

// Agreement is one act of signing. Plural means that the number of instruments
// or parties is unknown: "relevant enterprises signed agreements".
type Agreement struct {
	Kind    Span // as the text calls it
	Code    AgreementCode
	Parties []Span
	Period  Span
	Plural  bool
	Quote   Span
}

// Achievement is a result the text reports as reached.
type Achievement struct {
	Quote    Span
	Quantity Span
}

// VisitKind is what a dated event beside the meeting was.
type VisitKind string

const (
	VisitExhibition VisitKind = "exhibition"
	VisitInspection VisitKind = "visit"
	VisitTalk       VisitKind = "talk"
)

// Visit is an event beside the meeting.
type Visit struct {
	Who   Span
	Kind  VisitKind
	Quote Span
}

// Missing counts what the text does and does not say.
type Missing struct {
	Duties              int // measures in all
	WithDate            int // measures with a time limit
	WithQuantity        int // measures with a number that is not money
	WithAmount          int // measures with an amount of money
	ClassAddressed      int // measures laid on a class: "all departments", 各地区
	SigningsWithoutText int // instruments reported as signed whose text is not here
	NotedOnly           int
}

// Sectors lists the sector codes, in the order a person chooses from.
func Sectors() []string {
	return []string{"infrastructure-power", "infrastructure-communications", "industry", "finance", "employment",
		"poverty-rural", "environment-climate", "people-exchange", "governance-organisation", "other"}
}
