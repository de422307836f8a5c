package project

import (
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
	"throughline/programme/party"
)

// Alarm is something about a project that somebody has to look at by a day; it
// rings and falls silent by itself.
type Alarm struct {
	Project ident.ID  `json:"project"`
	Kind    string    `json:"kind"`
	Due     words.Day `json:"due"`
}

// Kinds of alarm.
const (
	WarrantyEnds = "warranty" // the builder soon answers for nothing more: from warnDays before its end until then
	ArrearsStand = "arrears"  // wages are owed for longer than the rules bear
)

// AlarmNoun is the kind of an alarm in the journal.
const AlarmNoun = "project.alarm"

func (a Alarm) subject(p Project) task.Subject {
	at := map[string]string{WarrantyEnds: "#quality", ArrearsStand: "/care"}[a.Kind]
	return task.Subject{Ref: ident.Ref{Kind: AlarmNoun + "." + a.Kind, ID: p.ID}, Code: p.Code, Title: p.Title, URL: URL(p.Code) + at}
}

// wants is whom an alarm calls: before a warranty ends, the owner and the receiving
// side look for defects once more; where wages are owed, who does the work says what
// became of them.
func (a Alarm) wants(p Project, r Ring) []task.Want {
	if a.Kind == ArrearsStand {
		return append(r.each(task.Want{Action: "project.report_care", Party: p.Implementer, Due: a.Due}), ofOffice(task.Want{Action: "project.report_care", Due: a.Due})...)
	}
	w := task.Want{Action: "project.open_defect", Role: ident.Owner, Party: p.Implementer, Due: a.Due}
	wants := []task.Want{w}
	if r.Pairing.ID == 0 {
		return append(wants, ofOffice(w)...)
	}
	w.Role, w.Party = ident.Role(party.Receiver), r.Pairing.Receiver
	return append(wants, w)
}

// changed are the alarms to ring and those to silence, where some ring already.
func changed(ringing, wanted []Alarm) (ring, silence []Alarm) {
	now, then := map[Alarm]bool{}, map[Alarm]bool{}
	for _, a := range ringing {
		then[a] = true
	}
	kept := map[Alarm]bool{} // by project and kind
	for _, a := range wanted {
		now[a] = true
		kept[Alarm{Project: a.Project, Kind: a.Kind}] = true
		if !then[a] {
			ring = append(ring, a)
		}
	}
	for _, a := range ringing {
		if !now[a] && !kept[Alarm{Project: a.Project, Kind: a.Kind}] {
			silence = append(silence, a)
		}
	}
	return ring, silence
}
