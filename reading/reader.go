package reading

// reader collects what the grammars find in one text.
type reader struct {
	src        *source
	lines      []line
	zh         bool
	joint      bool // a joint statement or agreement: "we" is the parties
	order      bool // a notice, plan or task list: its plain sentences are duties
	ownSigning bool // the text is itself the instrument that was signed
	listed     bool // a list says who was there

	duties       []duty
	notes        []noted
	people       []person
	known        map[string]int   // people by name
	byWord       map[string][]int // and by each word of a Latin name
	speeches     []speech
	agreements   []agreement
	achievements []achievement
	visits       []visit
	marked       []stretch // sentences with a duty marker
	conference   conference
	chairLine    *line // the line that names the chair
}

// duty is a measure before its details are looked up.
type duty struct {
	quote       stretch
	responsible stretch
	askedBy     stretch
	due         stretch
	quantity    stretch
	when        stretch // a time stated before the clause
	grade       Grade
	kind        MeasureKind
	zh          bool
	item        stretch // the list item it stands in
	topic       string  // the sector of the heading it stands under
}

type noted struct {
	quote  stretch
	reason NoteReason
}

type person struct {
	name, role, org, quote stretch
	part                   Part
	words                  []string
}

type speech struct {
	speaker, behalf, quote stretch
	kind                   SpeechKind
}

type agreement struct {
	kind, period, quote stretch
	parties             []stretch
	code                AgreementCode
	plural              bool
}

type achievement struct {
	quote stretch
	zh    bool
}

type visit struct {
	who, quote stretch
	kind       VisitKind
}

type conference struct {
	title, date, place, chair stretch
	year                      int
}

// scene is what carries over from sentence to sentence: who speaks, who was
// named last, and the head of the list the lines stand under.
type scene struct {
	speaker stretch  // whose words these are
	person  bool     // the speaker is a person, who goes on speaking
	he      stretch  // the last person named as a subject
	joint   stretch  // the last parties named together: "we"
	subject stretch  // the last actor named as subject of a duty
	owner   stretch  // the name before the colon of this line
	head    listHead // the list
	section section
	asking  bool // Chinese: the speaker is laying down duties
}

// listHead is the beginning of a list that carries a duty: "The city shall:".
type listHead struct {
	set         bool
	responsible stretch
	askedBy     stretch
	strength    strength
	form        verbForm
	nouns       bool // the items may be things: "will build:"
}

func (r *reader) add(d duty) {
	d.quote = r.src.trimEnds(d.quote)
	if d.quote.empty() {
		return
	}
	// Whatever grammar found it: thought, loyalty, belief and identity are never a duty.
	if reason, ok := noteOf(r.src.str(d.quote), d.zh); ok && reason == NoteThought {
		r.notes = append(r.notes, noted{d.quote, reason})
		return
	}
	r.duties = append(r.duties, d)
}

func (r *reader) note(p stretch, reason NoteReason) {
	p = r.src.trimEnds(p)
	if !p.empty() {
		r.notes = append(r.notes, noted{p, reason})
	}
}
