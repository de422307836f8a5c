package reading

import "strings"

// verbForm says which forms of which verbs a word can be.
type verbForm uint8

const (
	formBase  verbForm = 1 << iota // submit
	formIng                        // submitting
	formPast                       // submitted, as past tense or participle
	formThird                      // submits
	formNoun                       // the base form is a noun or adjective as well: report, open
)

// english holds the word lists of the English grammar.
type english struct {
	verbs   map[string]verbForm
	units   map[string]bool
	notName map[string]bool // capitalised words that are not part of a person's name
	roles   map[string]bool
	actors  map[string]bool // nouns of those who can act
}

var en = newEnglish()

const plainVerbs = `abolish accelerate accept accommodate accomplish accredit achieve acquire act activate adapt add adhere adjust
	administer admit adopt advertise advise advocate agree align allocate allot allow amend analyse analyze announce
	apply appoint approve arrange ask assemble assess assign assist assume attach attend attract authorise authorize
	begin benchmark bolster boost bring broaden build buy calculate cancel carry celebrate certify choose circulate
	clarify collaborate collate collect combat combine commemorate commence commit communicate compare compensate compile complete
	comply compose conclude conduct confirm connect conserve consider consolidate construct consult continue contribute
	convene convert convey cooperate co-operate coordinate co-ordinate co-finance cofinance co-host correct create cultivate curb
	decarbonise decarbonize decide dedicate deepen defend defer define delete deliver demolish demonstrate deploy describe
	designate destroy determine develop devise devote digitise digitize disburse discontinue discuss dispatch dispose
	disseminate distribute diversify earmark educate elaborate elect electrify eliminate embark embed empower enable enact encourage
	endorse enforce engage enhance enlarge enrich enrol enroll ensure enter equip eradicate erect escalate establish evaluate examine
	execute exempt expand expedite explain explore extend facilitate fast-track fill finalise finalize find follow forge
	formalise formalize formulate foster freeze fulfil fulfill furnish gather generate get give go govern grow handle harmonise
	harmonize harness hasten hire honor honour identify implement impose improve include incorporate inform initiate innovate inspect
	install instruct insure integrate intensify introduce invest investigate invite involve join keep lay learn lend let liaise license
	lobby localise localize locate maintain make manage manufacture maximise maximize meet merge migrate minimise minimize mitigate
	mobilise mobilize modernise modernize modify negotiate nominate notify nurture observe obtain operate operationalise
	operationalize optimise optimize organise organize oversee participate perform popularise postpone prepare preserve prevent
	prioritise prioritize procure prohibit promote propose protect provide publicise publicize publish pursue put raise ramp ratify
	re-vote read realise realize rebuild recommend reconstruct recover recycle redesign redirect reduce refer refine refit
	refrain refurbish regulate rehabilitate reimburse reinforce relocate remind remove renew renovate reopen reorganise
	reorganize repay replace replenish represent require resettle resolve respond restore restrict restructure resume
	retain rethink retire retrain retrofit reuse revise revitalise revitalize revive roll scrutinise scrutinize secure seek
	select sell send serve settle shorten simplify solicit solve speak specify spend stabilise stabilize standardise standardize
	stimulate streamline strengthen strive submit subsidise subsidize supervise suspend sustain synchronise synchronize tackle take
	teach terminate think tie tighten transform translate transmit treat undergo undertake unify unite unlock upload urge utilise utilize
	vaccinate validate verify waive warn widen withdraw write redraft re-draft re-charter rework rewrite reassess reschedule report-back
	collaborate co-chair co-organise co-organize observe uphold study understand safeguard cherish recognise recognize remember
	assign double-check follow-up finance-track reply attract pay sit stand tell see mandate entrust oblige vow endeavour endeavor insist reiterate underscore remark drop pick pack paint mend wash dig borrow swap ring sweep load unload decorate fetch photograph film translate proofread phone cook bake clarify hang wrap post-process do feel care thank express hope believe stress emphasise emphasize underline reaffirm affirm declare congratulate praise commend condemn deplore
	acknowledge appreciate reach bear compete inspire`

// nounVerbs are also nouns or adjectives: as a second verb they need a second look.
const nounVerbs = `accompany address advance aid aim answer approach audit award back balance ban book brief budget call catch chair change channel charge
	check clean clear close commission complete contact contract control copy cost cover cut deal debrief decrease delegate demand deposit design
	detail direct display document donate double draft draw drill drive ease email e-mail empty end estimate exchange exhibit experiment export
	feed figure file finance finish fit fix focus form forward found free fund grant group guarantee guide halt halve hand head help hold host
	house impact import increase incubate institute issue label launch lead leave level levy lift limit link list log look lower map mark market
	match measure mediate model monitor move name note offer offset open order outline overhaul own pair partner pass permit phase
	pilot place plan plant pledge pool post practice practise present press print process produce program programme project protest
	purchase push question reach record recruit reform register release remedy rent repair report request research reserve respect
	return review reward run save scale scan schedule scrap screen search second separate set shape share shift ship show sign site
	sort source speed sponsor staff stage start state station step stock stop store structure supply support survey switch table
	talk target team tender test track trade train transfer transport trial trim triple try turn twin update upgrade use visit
	volunteer vote watch welcome work chase collect-call balance better contest light map number task plough pump rate seed subject surface top water raise`

// irregular gives past forms; the others are made by rule.
var irregular = map[string]string{
	"begin": "began begun", "bring": "brought", "build": "built", "buy": "bought", "choose": "chose chosen", "cut": "cut", "deal": "dealt",
	"draw": "drew drawn", "drive": "drove driven", "feed": "fed", "find": "found", "fit": "fitted", "freeze": "froze frozen", "get": "got",
	"give": "gave given", "go": "went gone", "grow": "grew grown", "hold": "held", "keep": "kept", "lay": "laid", "lead": "led", "leave": "left",
	"lend": "lent", "let": "let", "make": "made", "meet": "met", "oversee": "oversaw overseen", "pay": "paid", "put": "put", "read": "read",
	"rebuild": "rebuilt", "repay": "repaid", "rethink": "rethought", "rewrite": "rewrote rewritten", "run": "ran run", "see": "saw seen",
	"seek": "sought", "sell": "sold", "send": "sent", "set": "set", "show": "showed shown", "sit": "sat", "speak": "spoke spoken", "spend": "spent",
	"stand": "stood", "strive": "strove striven", "take": "took taken", "teach": "taught", "tell": "told", "think": "thought", "undergo": "underwent undergone",
	"understand": "understood", "undertake": "undertook undertaken", "uphold": "upheld", "withdraw": "withdrew withdrawn", "write": "wrote written",
	"do": "did done", "feel": "felt", "bear": "bore borne", "catch": "caught", "learn": "learnt", "speed": "sped", "rise": "rose risen", "fall": "fell fallen", "win": "won", "become": "became",
}

func newEnglish() *english {
	e := &english{verbs: map[string]verbForm{}}
	for _, v := range strings.Fields(plainVerbs) {
		e.addVerb(v, 0)
	}
	for _, v := range strings.Fields(nounVerbs) {
		e.addVerb(v, formNoun)
	}
	for _, v := range strings.Fields("rise fall win become arrive") {
		e.addVerb(v, 0)
	}
	e.units = wordSet(`million millions billion billions trillion thousand thousands hundred percent per cent % tonnes tons ton tonne km kilometres
		kilometers metres meters m hectares hectare ha mw gw kw mwh gwh twh kwh bcm litres liters hours days weeks months years people jobs euros dollars
		pounds crowns yuan degrees points m3 cubic square miles acres barrels mbit gbit kg grams`)
	e.notName = wordSet(`january february march april may june july august september october november december monday tuesday wednesday
		thursday friday saturday sunday council committee commission ministry ministries bank fund university college school association board union
		chamber company companies department government region republic kingdom city municipality district county province state states
		agency authority authorities office institute institution foundation federation confederation organisation organization secretariat bureau group team society club
		centre center hospital court parliament assembly congress party parties trust corporation enterprise enterprises ltd inc plc gmbh limited
		network forum alliance partnership coalition programme program project plan conference meeting summit round table workshop session seminar
		national international regional european united north south east west northern southern eastern western central federal royal public general
		the a an and of for in on at to from with by this that these those all any each every no not our their his her its we they he she it
		article section annex appendix item agenda minutes action actions decision street road avenue hall house room building park river
		administration headquarters service services task force working framework agreement memorandum treaty declaration statement communique
		participants representatives leaders members officials delegates delegations experts experts others guests cooperative co-operative community
		development cooperation energy finance health education training security trade water statement joint report budget website welcome thanks
		during before after since over under within following also both several many some most more new other further next last first second third
		fourth fifth sixth online video zoom via call chair`)
	e.roles = wordSet(`president vice-president chair chairman chairwoman chairperson co-chair secretary treasurer minister mayor governor director manager officer
		ambassador commissioner head leader leaders member members representative representatives delegate deputy vice chief ceo cfo cto coordinator co-ordinator
		professor prof principal dean adviser advisor councillor councilor cllr senator chancellor prime premier assistant liaison engineer spokesperson envoy
		counsellor consul superintendent editor administrator executive fellow founder trustee auditor clerk rapporteur moderator facilitator observer
		guest host minutes note-taker president-elect speaker mp mep dr mr mrs ms sir dame lord lady king queen prince princess general colonel captain lieutenant
		secretary-general director-general under-secretary undersecretary solicitor architect planner accountant lawyer researcher student teacher
		official officials attache attaché judge lead staff steward organiser organizer bishop reverend rev father vice-chair vice-chairman vice-minister
		hon honourable honorable interim acting former outgoing incoming permanent honorary`)
	e.actors = wordSet(`government governments ministry ministries minister ministers committee committees party parties side sides country countries city cities town towns
		council councils councillors board boards member members company companies enterprise enterprises department departments bureau bureaus official officials
		school schools family families partner partners participant participants delegation delegations commission commissions agency agencies authority
		authorities municipality municipalities region regions district districts province provinces county counties state states association associations
		union unions university universities bank banks fund institution institutions organisation organisations organization organizations secretariat
		staff team teams group groups chair chairman president secretary treasurer director directors manager managers coordinator office offices
		farmers teachers students residents volunteers members leaders leader donors donor provider providers recipient recipients contractor contractors
		operator operators firm firms business businesses community communities everyone everybody all sector administration administrations
		representatives representative experts expert task force centre center society club foundation network operators shareholders trustees
		village villages households owners employers employees units unit subsidiaries system systems hospital hospitals institute panel jury taskforce we they he she i you who
		cooperative mayor governor clerk officer officers working contractors consortium signatories states nations nation`)
	return e
}

func (e *english) addVerb(base string, extra verbForm) {
	e.verbs[base] |= formBase | extra
	stem := base
	if strings.HasSuffix(base, "e") && !strings.HasSuffix(base, "ee") {
		stem = base[:len(base)-1]
	}
	ing, ed := stem+"ing", stem+"ed"
	switch {
	case strings.HasSuffix(base, "ie"):
		ing, ed = base[:len(base)-2]+"ying", base+"d"
	case strings.HasSuffix(base, "ee"):
		ed = base + "d"
	case strings.HasSuffix(base, "y") && !vowel(base[len(base)-2]):
		ed = base[:len(base)-1] + "ied"
	case doubled[base]:
		last := base[len(base)-1:]
		ing, ed = base+last+"ing", base+last+"ed"
	}
	e.verbs[ing] |= formIng
	if base == "travel" || base == "label" || base == "model" || base == "channel" || base == "pilot" || base == "focus" {
		e.verbs[base+base[len(base)-1:]+"ing"] |= formIng
		e.verbs[base+base[len(base)-1:]+"ed"] |= formPast
	}
	if past, ok := irregular[base]; ok {
		for _, p := range strings.Fields(past) {
			e.verbs[p] |= formPast
		}
	} else {
		e.verbs[ed] |= formPast
	}
	third := base + "s"
	switch {
	case strings.HasSuffix(base, "s") || strings.HasSuffix(base, "sh") || strings.HasSuffix(base, "ch") || strings.HasSuffix(base, "x") || strings.HasSuffix(base, "o"):
		third = base + "es"
	case strings.HasSuffix(base, "y") && !vowel(base[len(base)-2]):
		third = base[:len(base)-1] + "ies"
	}
	e.verbs[third] |= formThird
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

// doubled: verbs that double their last letter.
var doubled = wordSet(`admit allot ban begin commit compel control cut defer drop enrol equip fit fulfil get let map permit plan put refer refit regret
	rem run scan scrap set ship sit step stop submit transfer transmit trim twin win pin plug log swap chat`)

// base gives the base forms of contractions and spellings the grammar meets.
func lower(t string) string { return strings.ReplaceAll(strings.ToLower(t), "’", "'") }
