package intake

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
	"throughline/programme/agreement"
	"throughline/programme/conference"
	"throughline/programme/decision"
	"throughline/programme/party"
)

// This file is the one place that makes and takes back records of other rooms.

func itoa(id ident.ID) string { return strconv.FormatInt(int64(id), 10) }

// record makes the record of a proposal and tells which.
func (b *bench) record(ctx context.Context, tx *db.Tx, p Proposal) (ident.Ref, []db.Fact, error) {
	switch p.Kind {
	case KindConference:
		return b.recordMeeting(ctx, tx, p)
	case KindMeasure:
		return b.recordMeasure(ctx, tx, p)
	case KindNote:
		return b.recordNote(ctx, tx, p)
	case KindAgreement:
		return b.recordAgreement(ctx, tx, p)
	case KindClause:
		return b.recordClause(ctx, tx, p)
	}
	return b.recordAttended(ctx, tx, p)
}

// recordAttended makes what the conference room keeps beside the meeting.
func (b *bench) recordAttended(ctx context.Context, tx *db.Tx, p Proposal) (ident.Ref, []db.Fact, error) {
	var fact db.Fact
	var err error
	switch p.Kind {
	case KindAttendance:
		org, bad := b.party(ctx, tx, p.Value("party"), "party")
		if bad != nil {
			return ident.Ref{}, nil, bad
		}
		_, fact, err = conference.AttendTx(ctx, tx, conference.AttendInput{Conference: b.conference, Part: p.Value("part"), Person: p.Value("person"),
			Office: p.Value("office"), Organisation: p.Value("organisation"), Party: org, Quote: p.Quote})
	case KindSpeech:
		in := conference.SpeakInput{Conference: b.conference, Kind: p.Value("kind"), Speaker: p.Value("speaker"), OnBehalfOf: p.Value("on_behalf_of"), Quote: p.Quote}
		if id, _ := strconv.ParseInt(p.Value("attendance"), 10, 64); id != 0 {
			in.Attendance, in.Speaker = ident.ID(id), "" // the name stands in the attendance
		}
		_, fact, err = conference.SpeakTx(ctx, tx, in)
	case KindAchievement:
		_, fact, err = conference.ReportTx(ctx, tx, conference.ReportInput{Conference: b.conference, Quantity: p.Value("quantity"), Quote: p.Quote})
	case KindEvent:
		if slices.Contains(conference.VisitKinds, p.Value("kind")) {
			return b.recordVisit(ctx, tx, p)
		}
		_, fact, err = conference.EventTx(ctx, tx, conference.EventInput{Conference: b.conference, Kind: p.Value("kind"), Day: words.Day(p.Value("day")),
			Who: p.Value("who"), Quote: p.Quote})
	}
	return fact.Subject, []db.Fact{fact}, err
}

// recordVisit makes a visit or a talk beside the meeting. Who met stands as the
// text has it; an organisation on record is found in it.
func (b *bench) recordVisit(ctx context.Context, tx *db.Tx, p Proposal) (ident.Ref, []db.Fact, error) {
	names, err := namesOf(ctx, tx, tx.Who, b.source)
	if err != nil {
		return ident.Ref{}, nil, err
	}
	met := conference.VisitParty{Name: p.Value("who")}
	if x := names.partyIn(met.Name); x != nil {
		met.Party = x.ID
	}
	v, fact, err := conference.VisitTx(ctx, tx, conference.VisitInput{Kind: p.Value("kind"), Parties: []conference.VisitParty{met},
		From: words.Day(p.Value("day")), Conference: b.conference, Quote: p.Quote})
	return v.Ref(), []db.Fact{fact}, renamed(renamed(err, "parties", "who"), "from", "day")
}

// recordMeeting confirms the facts of the meeting, and corrects those that the
// text gives otherwise. An empty value changes nothing.
func (b *bench) recordMeeting(ctx context.Context, tx *db.Tx, p Proposal) (ident.Ref, []db.Fact, error) {
	x, err := conference.GetConference(ctx, tx, tx.Who.Programme, b.conference)
	if err != nil {
		return ident.Ref{}, nil, err
	}
	in := correction(x)
	keep := func(old, now string) string {
		if now == "" {
			return old
		}
		return now
	}
	in.Title, in.Place = keep(in.Title, p.Value("title")), keep(in.Place, p.Value("place"))
	in.From, in.To = words.Day(keep(string(in.From), p.Value("from"))), words.Day(keep(string(in.To), p.Value("to_day")))
	if p.Value("from") != "" && p.Value("to_day") == "" {
		in.To = max(in.From, in.To)
	}
	if in.Title != x.Title {
		in.Lang = b.source.Lang
	}
	if in == correction(x) {
		return x.Ref(), nil, nil
	}
	_, fact, err := conference.CorrectTx(ctx, tx, in)
	return x.Ref(), []db.Fact{fact}, err
}

// correction is the facts of a meeting as they stand.
func correction(x conference.Conference) conference.CorrectInput {
	return conference.CorrectInput{Conference: x.ID, Title: x.Title, Lang: x.Lang, Other: x.Other, From: x.From, To: x.To, Place: x.Place,
		Period: x.Period, Predecessor: x.Predecessor}
}

// capture is what measures and notes have in common.
func (b *bench) capture(p Proposal) decision.CaptureInput {
	return decision.CaptureInput{Title: p.Value("title"), Lang: b.source.Lang, Kind: p.Value("kind"), Grade: p.Value("grade"), Sector: p.Value("sector"),
		Conference: b.conference, Quote: p.Quote, Responsible: p.Value("responsible"), LaidOn: p.Value("laid_on"), Due: words.Day(p.Value("due")),
		DueText: p.Value("due_text"), Done: p.Value("done"), QuantityText: p.Value("quantity"), Visibility: b.source.Visibility, Illustrative: b.source.Illustrative}
}

// recordMeasure captures a duty. One that is addressed to a class is registered
// and put to every member in the same change.
func (b *bench) recordMeasure(ctx context.Context, tx *db.Tx, p Proposal) (ident.Ref, []db.Fact, error) {
	in := b.capture(p)
	var err error
	if in.AskedBy, err = b.party(ctx, tx, p.Value("asked_by"), "asked_by"); err != nil {
		return ident.Ref{}, nil, err
	}
	var group ident.ID
	to := p.Value("to")
	if code, ok := strings.CutPrefix(to, toGroup); ok {
		group, err = b.group(ctx, tx, code, "to")
	} else {
		in.Lead, err = b.party(ctx, tx, strings.TrimPrefix(to, toParty), "to")
	}
	if err != nil {
		return ident.Ref{}, nil, err
	}
	m, fact, err := decision.CaptureTx(ctx, tx, in)
	if err != nil || group == 0 {
		return m.Ref(), []db.Fact{fact}, renamed(err, "lead", "to")
	}
	_, registered, err := decision.RegisterTx(ctx, tx, decision.MoveInput{Measure: m.ID})
	if err != nil {
		return m.Ref(), nil, err
	}
	_, addressed, err := decision.AddressTx(ctx, tx, decision.AddressInput{Measure: m.ID, Group: group})
	return m.Ref(), append([]db.Fact{fact, registered}, addressed...), renamed(err, "group", "to")
}

// recordNote keeps a clause that reads like a duty and is none.
func (b *bench) recordNote(ctx context.Context, tx *db.Tx, p Proposal) (ident.Ref, []db.Fact, error) {
	in := b.capture(p)
	in.Kind = "requirement"
	m, fact, err := decision.CaptureTx(ctx, tx, in)
	if err != nil {
		return m.Ref(), nil, err
	}
	_, noted, err := decision.MoveTx(ctx, tx, "decision.note", decision.MoveInput{Measure: m.ID})
	return m.Ref(), []db.Fact{fact, noted}, err
}

// recordAgreement captures an instrument or a batch of them. The parties that
// are on record under the name given are joined to it.
func (b *bench) recordAgreement(ctx context.Context, tx *db.Tx, p Proposal) (ident.Ref, []db.Fact, error) {
	names, err := namesOf(ctx, tx, tx.Who, b.source)
	if err != nil {
		return ident.Ref{}, nil, err
	}
	in := agreement.CaptureInput{Kind: p.Value("kind"), Title: p.Value("title"), Lang: b.source.Lang, Conference: b.conference, Quote: p.Quote,
		SignedOn: words.Day(p.Value("signed_on")), Period: p.Value("period"), UnknownNumber: p.Value("unknown_number") != "",
		Visibility: b.source.Visibility, Illustrative: b.source.Illustrative}
	for line := range strings.Lines(p.Value("parties")) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		signer := agreement.SigningParty{Name: line}
		if x := names.partyIn(line); x != nil {
			signer.Party = x.ID
		}
		in.Parties = append(in.Parties, signer)
	}
	a, fact, err := agreement.CaptureTx(ctx, tx, in)
	return a.Ref(), []db.Fact{fact}, err
}

// recordClause marks a clause in the text of an agreement; whoever is across
// accepts the reading of it there.
func (b *bench) recordClause(ctx context.Context, tx *db.Tx, p Proposal) (ident.Ref, []db.Fact, error) {
	c, fact, err := agreement.ClauseTx(ctx, tx, agreement.MarkInput{Agreement: b.reading.Agreement, Document: b.reading.Document, From: p.Quote.From, To: p.Quote.To,
		Quote: p.Quote.Text, Number: p.Value("number"), Kind: p.Value("clause")})
	return c.Ref(), []db.Fact{fact}, renamed(err, "kind", "clause")
}

// unrecord takes back the record of an accepted proposal. One that was taken
// back elsewhere is left as it is.
func unrecord(ctx context.Context, tx *db.Tx, p Proposal, reason string) ([]db.Fact, error) {
	var fact db.Fact
	var err error
	switch p.Record.Kind {
	case conference.Noun:
		return restoreMeeting(ctx, tx, p)
	case decision.Noun:
		m, missing := decision.GetMeasure(ctx, tx, tx.Who.Programme, p.Record.ID)
		if missing != nil || m.State == decision.Withdrawn {
			return nil, missing
		}
		_, fact, err = decision.WithdrawTx(ctx, tx, decision.MoveInput{Measure: p.Record.ID, Reason: reason})
	case agreement.Noun:
		a, missing := agreement.GetAgreement(ctx, tx, tx.Who.Programme, p.Record.ID)
		if missing != nil || a.State == agreement.Withdrawn {
			return nil, missing
		}
		_, fact, err = agreement.WithdrawTx(ctx, tx, agreement.MoveInput{Agreement: p.Record.ID, Reason: reason})
	case agreement.ClauseNoun:
		c, missing := agreement.GetClause(ctx, tx, tx.Who.Programme, p.Record.ID)
		if missing != nil || c.State == agreement.Withdrawn {
			return nil, missing
		}
		return agreement.MoveClausesTx(ctx, tx, "agreement.withdraw_clause", agreement.ClauseInput{Agreement: c.Agreement, Clauses: []ident.ID{c.ID}, Reason: reason})
	default:
		fact, err = conference.WithdrawTx(ctx, tx, p.Record, reason)
		if e, ok := errors.AsType[*fault.Error](err); ok && e.Key == "conference.withdrawn_already" {
			return nil, nil
		}
	}
	return []db.Fact{fact}, err
}

// restoreMeeting gives the meeting back the facts it had before the acceptance,
// unless somebody has corrected them since.
func restoreMeeting(ctx context.Context, tx *db.Tx, p Proposal) ([]db.Fact, error) {
	now, err := conference.GetConference(ctx, tx, tx.Who.Programme, p.Record.ID)
	if err != nil {
		return nil, err
	}
	var before, accepted conference.Conference
	if err := db.AsOf(ctx, tx, tx.Who.Programme, p.Record, p.Decided, &accepted); err != nil {
		return nil, err
	}
	if err := db.AsOf(ctx, tx, tx.Who.Programme, p.Record, p.Decided-1, &before); err != nil {
		return nil, err
	}
	if correction(now) != correction(accepted) || correction(now) == correction(before) {
		return nil, nil
	}
	_, fact, err := conference.CorrectTx(ctx, tx, correction(before))
	return []db.Fact{fact}, err
}

// party finds the organisation chosen in a field, 0 for none. What a made-up
// text says is not attached to a real organisation.
func (b *bench) party(ctx context.Context, tx *db.Tx, code, field string) (ident.ID, error) {
	if code == "" {
		return 0, nil
	}
	p, err := party.GetPartyByCode(ctx, tx, tx.Who.Programme, code)
	if err == nil && !access.MaySee(tx.Who, p.Visibility, p.ID) {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return 0, unknown(field, "intake.party_unknown", err)
	}
	return p.ID, b.mayName(field, p)
}

// group finds the class chosen in a field.
func (b *bench) group(ctx context.Context, tx *db.Tx, code, field string) (ident.ID, error) {
	g, err := party.GetGroupByCode(ctx, tx, tx.Who.Programme, code)
	if err != nil {
		return 0, unknown(field, "intake.group_unknown", err)
	}
	members, err := party.Members(ctx, tx, tx.Who.Programme, g.ID, words.DayOf(tx.Now, tx.Now.Location()))
	if err != nil {
		return 0, err
	}
	return g.ID, b.mayName(field, members...)
}

func (b *bench) mayName(field string, parties ...party.Party) error {
	for _, p := range parties {
		if b.source.Illustrative && !p.Illustrative {
			var f fault.Form
			f.Refuse(field, "intake.party_real", p.Name)
			return f.Err()
		}
	}
	return nil
}

// unknown turns a record that is not there into a refused field.
func unknown(field, key string, err error) error {
	if fault.KindOf(err) != fault.NotFound {
		return err
	}
	var f fault.Form
	f.Refuse(field, key)
	return f.Err()
}

// renamed puts a refusal beside the field that this room's form has for it.
func renamed(err error, theirs, ours string) error {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	for i, f := range e.Fields {
		if f.Name == theirs {
			e.Fields[i].Name = ours
		}
	}
	return e
}

// namesOf loads the organisations and classes that the actor may see and that a
// text may be attached to: a made-up text only to made-up ones.
func namesOf(ctx context.Context, q db.Q, who ident.Actor, source conference.Source) (n Names, err error) {
	if n.Parties, err = party.ListParties(ctx, q, who.Programme, party.PartyFilter{For: who}); err != nil {
		return n, err
	}
	n.Parties = slices.DeleteFunc(n.Parties, func(p party.Party) bool { return source.Illustrative && !p.Illustrative })
	n.Groups, err = party.ListGroups(ctx, q, who.Programme)
	return n, err
}

// existing loads what is on record of the meeting or the agreement of a reading.
func existing(ctx context.Context, q db.Q, who ident.Actor, x Reading) (e Existing, err error) {
	if x.Agreement != 0 {
		e.Clauses, err = agreement.ClausesOf(ctx, q, who.Programme, x.Agreement)
		return e, err
	}
	id := x.Conference
	if e.Conference, err = conference.GetConference(ctx, q, who.Programme, id); err != nil {
		return e, err
	}
	if e.Attendances, err = conference.AttendancesOf(ctx, q, who, id); err != nil {
		return e, err
	}
	if e.Speeches, err = conference.SpeechesOf(ctx, q, who, id); err != nil {
		return e, err
	}
	if e.Achievements, err = conference.AchievementsOf(ctx, q, who, id); err != nil {
		return e, err
	}
	if e.Events, err = conference.EventsOf(ctx, q, who, id); err != nil {
		return e, err
	}
	if e.Visits, err = conference.VisitsOf(ctx, q, who, id); err != nil {
		return e, err
	}
	if e.Measures, err = decision.ListMeasures(ctx, q, who, decision.MeasureFilter{Conference: id, Limit: 500}); err != nil {
		return e, err
	}
	e.Agreements, err = agreement.ListAgreements(ctx, q, who, agreement.AgreementFilter{Conference: id, Limit: 500})
	return e, err
}
