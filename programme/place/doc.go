// Package place keeps where things are to be built, which protected zones lie
// there, and whether works may start.
//
// Words. A zone layer is a set of protected zones from one source, such as the
// ecological protection red line; its kind says what meeting it means: prohibited,
// assess or information. A version is one import of it, with source, licence and
// the days on which it holds. A site is where a piece of work lies: points, lines
// or areas in WGS-84, exact or known to within so many metres. A screening holds a
// site against every layer in force at once; its findings are the zones that the
// site meets and those near it. An exception is a published legal ground, cited,
// on which a prohibited site may be assessed. A condition is what a site was
// cleared on. A consultation asks the people concerned, in their language and
// with notice.
//
// States of a site: not started; preliminary; then clear, assess or prohibited;
// from assess cleared with conditions or refused; expired from any of them. Of a
// condition: open, met, checked; lapsed with the clearance it belongs to. Of a
// consultation: planned, notified, held, fed back, and its outcome: support, support
// with conditions, objection, consent given or withheld; or called off.
//
// Always true. No layer is shipped: without any in force nothing can be
// screened, and nothing is clear. A prohibited finding is a hard stop that nobody
// confirms or waives: only another layer version or another place, or an exception
// entered by somebody who neither placed nor screened the site, moves it, and an
// exception moves it to assess, never to clear. Clear is said by somebody who did
// not place the site, and only where the findings say so; they may be stricter.
// A site known only roughly counts as meeting what lies within its error, and is
// then to be assessed. A screening is worth as much as the versions that it was
// made with: when others are in force, every screened site is held against them
// in batches; what changed is expired and opened again, what did not keeps its
// state. A place that is moved expires too. Screenings, findings, exceptions and
// versions are never edited.
//
// A consultation is told in the language of the people concerned, so many days
// before as the programme rules ask, and its outcome is recorded by somebody who did
// not hold it. Where the rules ask for a consultation or for consent, works do not
// start without; withheld consent stops them there. An ecology officer acts for the
// programme office: a seat of that name elsewhere gives no part. What is coarse
// shows the public neither its position nor the zones near it, in any answer.
//
// Geometry and the GeoJSON reader are pure: geometry.go and lattice.go answer
// exactly what a site meets; a library judges what comes in (docs/decisions/0005).
package place
