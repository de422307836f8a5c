// Package project keeps the works that carry promises out: what is done, by
// whom, by when, and whether it is delivering on time.
//
// Words. A project serves commitments or measures, many to many; one that serves
// none is off-plan and says why, and only the programme office may approve that.
// Its implementer does it. Its track is works, soft, or a joint venture. A
// milestone is a dated point of it: the baseline is the day first planned and
// never changes, the forecast is the day now expected, the actual is the day it
// was reached. A claim says that it was reached, with a file where there is one.
//
// States of a project stand on one line (plan.Line), from idea to closed; the
// programme rules say which of them a track uses. A track for which they say
// nothing goes the short way: planned, under_way, finished (the implementer's
// word), closed (somebody else's). A stage with an approver is a gate: somebody
// asks, and the approver, who is somebody else, lets the project in or refuses
// with a reason. A requisite is what must be shown there; a paper shows one by a
// file or the reference of a document. Beside the line: emergency (begun before
// its papers, which are due by a day), suspended, cancelled with a reason. Of a
// milestone: planned, claimed, verified, returned with a reason, dropped with a
// reason. Late is computed against the baseline, so that no new forecast hides it.
//
// A need is what an organisation of the receiving side asks for in its own words,
// with its place in that organisation's own order: recorded, met, withdrawn; that
// a project has taken it up is computed. A project is offered for it, or
// not_wanted, which only whoever has the need says and lifts.
//
// What always holds. Whoever claimed does not verify, whichever organisation
// they act for; the check is by the programme office or the other side: that of
// the pairing, or without one of the promise that is carried out. A
// project is finished only when each milestone is claimed. Claims are rows that are
// never edited; a returned one stays. No gate opens while one requisite is missing,
// or to whoever asked. What is not wanted is not pooled, planned, approved or begun.
// No work begins on a site check that has expired. No total counts a project as
// finished before somebody else has accepted it. The estimate as first approved
// stays. A change of the rules strands no project: what lies behind stays passed,
// and the next stage that is used lies ahead.
//
// Changes. Place, scale, content, planned days, estimate and baselines change only
// by a change request: draft, submitted, appraised, approved, applied; refused or
// withdrawn. Its class is computed: A (place, scale, content, a higher estimate,
// the value of a commitment, a day beyond the tolerance of the rules, counted from
// the day first planned) needs the original approver and the other side, B the
// programme office. Nobody approves what they asked. An estimate grows only with
// its money named. Applying makes a new version and lets the site check expire, and
// the approval that rested on what changed: of the project on scale, content and
// cost, of its readiness on the place, also where a site is moved. It is asked for
// and given once more before the project goes on; the old one stays on record. The
// first terms and baselines stand beside every later one. What has changed since a
// request was made is not changed by it.
//
// A change of class A that makes an annual plan miss a share of the money is not
// approved (plan.CheckShares); what shares look at in a project is said on it.
//
// Milestones can wait for each other, never in a circle; the rules say when a kind
// of work rests.
//
// What is left behind. An asset is registered, titled, in_use, idle, repurposed,
// leaving (its disposal is asked for) or disposed, which somebody else agrees to.
// It is handed over once both sides have signed (a person of the office where a side
// has nobody), and checked 6, 12, 24 and 36
// months later: in use, staffed, paid for? One found idle asks for a rescue plan. A
// defect is opened, cured and checked by somebody else, or none when it was entered
// in error. Site care holds figures and remedies by quarter and contractor, and no
// number of any person: not reported, none and a number differ. Effects on energy
// and emissions by different methods or in different units are never added.
//
// Alarms ring by the calendar and fall silent by themselves: sixty days before a
// warranty ends, and where wages are owed for longer than the rules bear. An alarm
// is its tasks, and a row as long as they are there.
package project
