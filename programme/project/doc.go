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
// States of a project: planned, under_way, finished (the implementer's word),
// closed (somebody else's), cancelled with a reason; what is sent back from
// finished goes on. Of a milestone: planned, claimed, verified, returned with a
// reason, dropped with a reason. Late is computed against the baseline, so that
// no new forecast hides it.
//
// What always holds. Whoever claimed does not verify, whichever organisation
// they act for; the check is by the programme office or the other side: that of
// the pairing, or without one of the promise that is carried out. A
// project is finished only when each milestone is claimed, and closed only when
// each is verified. Claims are rows that are never edited; a returned one stays.
package project
