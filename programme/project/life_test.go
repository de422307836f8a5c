package project

// The lives of a project under the shipped rules and under the large example, the
// life of a need and of an offer: written out move by move, for TestMachinesAreAsWritten.
const (
	shortMoves = `
project.begin: planned > under_way by office secretary owner/mine provider/mine receiver/mine
project.finish: under_way > finished by owner/mine provider/mine receiver/mine
project.close: finished > closed by office/opposite secretary/opposite provider/opposite receiver/opposite
project.send_back: finished > under_way by office/opposite secretary/opposite provider/opposite receiver/opposite reason
project.suspend: under_way > suspended by office secretary owner/mine provider/mine receiver/mine reason
project.resume: suspended > under_way by office secretary
project.cancel: planned > cancelled by office secretary reason
project.cancel: under_way > cancelled by office secretary reason
project.cancel: suspended > cancelled by office secretary reason
`
	worksMoves = `
project.apply: idea > applied by office secretary owner/mine provider/mine receiver/mine
project.pool: applied > pooled by receiver/opposite office/opposite secretary/opposite
project.ask: applied > applied by office secretary owner/mine provider/mine receiver/mine
project.take_back: applied > applied by office secretary owner/mine provider/mine receiver/mine
project.refuse: applied > applied by receiver/opposite office/opposite secretary/opposite reason
project.plan: pooled > planned by office/opposite secretary/opposite
project.ask: pooled > pooled by office secretary owner/mine provider/mine receiver/mine
project.take_back: pooled > pooled by office secretary owner/mine provider/mine receiver/mine
project.refuse: pooled > pooled by office/opposite secretary/opposite reason
project.approve: planned > approved by office/opposite secretary/opposite
project.ask: planned > planned by office secretary owner/mine provider/mine receiver/mine
project.take_back: planned > planned by office secretary owner/mine provider/mine receiver/mine
project.refuse: planned > planned by office/opposite secretary/opposite reason
project.find_ready: approved > ready by office/opposite secretary/opposite
project.ask: approved > approved by office secretary owner/mine provider/mine receiver/mine
project.take_back: approved > approved by office secretary owner/mine provider/mine receiver/mine
project.refuse: approved > approved by office/opposite secretary/opposite reason
project.tender: ready > tendering by office secretary owner/mine provider/mine receiver/mine
project.begin: tendering > under_way by office/opposite secretary/opposite
project.ask: tendering > tendering by office secretary owner/mine provider/mine receiver/mine
project.take_back: tendering > tendering by office secretary owner/mine provider/mine receiver/mine
project.refuse: tendering > tendering by office/opposite secretary/opposite reason
project.begin: emergency > under_way by office/opposite secretary/opposite
project.ask: emergency > emergency by office secretary owner/mine provider/mine receiver/mine
project.take_back: emergency > emergency by office secretary owner/mine provider/mine receiver/mine
project.refuse: emergency > emergency by office/opposite secretary/opposite reason
project.finish: under_way > finished by owner/mine provider/mine receiver/mine
project.accept: finished > accepted by receiver/opposite office/opposite secretary/opposite
project.send_back: finished > under_way by receiver/opposite office/opposite secretary/opposite reason
project.settle: accepted > settled by office/opposite secretary/opposite
project.ask: accepted > accepted by office secretary owner/mine provider/mine receiver/mine
project.take_back: accepted > accepted by office secretary owner/mine provider/mine receiver/mine
project.refuse: accepted > accepted by office/opposite secretary/opposite reason
project.hand_over: settled > handed_over by receiver/opposite office/opposite secretary/opposite
project.ask: settled > settled by office secretary owner/mine provider/mine receiver/mine
project.take_back: settled > settled by office secretary owner/mine provider/mine receiver/mine
project.refuse: settled > settled by receiver/opposite office/opposite secretary/opposite reason
project.operate: handed_over > operating by office secretary owner/mine provider/mine receiver/mine
project.accept_review: operating > reviewed by office/opposite secretary/opposite
project.ask: operating > operating by office secretary owner/mine provider/mine receiver/mine
project.take_back: operating > operating by office secretary owner/mine provider/mine receiver/mine
project.refuse: operating > operating by office/opposite secretary/opposite reason
project.close: reviewed > closed by office/opposite secretary/opposite provider/opposite receiver/opposite
project.ask: reviewed > reviewed by office secretary owner/mine provider/mine receiver/mine
project.take_back: reviewed > reviewed by office secretary owner/mine provider/mine receiver/mine
project.refuse: reviewed > reviewed by office/opposite secretary/opposite provider/opposite receiver/opposite reason
project.return_to_pool: planned > pooled by office secretary reason
project.return_to_pool: approved > pooled by office secretary reason
project.return_to_pool: ready > pooled by office secretary reason
project.return_to_pool: tendering > pooled by office secretary reason
project.begin_in_emergency: idea > emergency by office secretary leader reason
project.begin_in_emergency: applied > emergency by office secretary leader reason
project.begin_in_emergency: pooled > emergency by office secretary leader reason
project.begin_in_emergency: planned > emergency by office secretary leader reason
project.begin_in_emergency: approved > emergency by office secretary leader reason
project.begin_in_emergency: ready > emergency by office secretary leader reason
project.begin_in_emergency: tendering > emergency by office secretary leader reason
project.suspend: under_way > suspended by office secretary owner/mine provider/mine receiver/mine reason
project.resume: suspended > under_way by office secretary
project.cancel: idea > cancelled by office secretary reason
project.cancel: applied > cancelled by office secretary reason
project.cancel: pooled > cancelled by office secretary reason
project.cancel: planned > cancelled by office secretary reason
project.cancel: approved > cancelled by office secretary reason
project.cancel: ready > cancelled by office secretary reason
project.cancel: tendering > cancelled by office secretary reason
project.cancel: under_way > cancelled by office secretary reason
project.cancel: suspended > cancelled by office secretary reason
project.cancel: emergency > cancelled by office secretary reason
`
	softMoves = `
project.plan: pooled > planned by office/opposite secretary/opposite
project.ask: pooled > pooled by office secretary owner/mine provider/mine receiver/mine
project.take_back: pooled > pooled by office secretary owner/mine provider/mine receiver/mine
project.refuse: pooled > pooled by office/opposite secretary/opposite reason
project.approve: planned > approved by office/opposite secretary/opposite
project.ask: planned > planned by office secretary owner/mine provider/mine receiver/mine
project.take_back: planned > planned by office secretary owner/mine provider/mine receiver/mine
project.refuse: planned > planned by office/opposite secretary/opposite reason
project.begin: approved > under_way by office/opposite secretary/opposite
project.ask: approved > approved by office secretary owner/mine provider/mine receiver/mine
project.take_back: approved > approved by office secretary owner/mine provider/mine receiver/mine
project.refuse: approved > approved by office/opposite secretary/opposite reason
project.begin: emergency > under_way by office/opposite secretary/opposite
project.ask: emergency > emergency by office secretary owner/mine provider/mine receiver/mine
project.take_back: emergency > emergency by office secretary owner/mine provider/mine receiver/mine
project.refuse: emergency > emergency by office/opposite secretary/opposite reason
project.finish: under_way > finished by owner/mine provider/mine receiver/mine
project.accept: finished > accepted by receiver/opposite office/opposite secretary/opposite
project.send_back: finished > under_way by receiver/opposite office/opposite secretary/opposite reason
project.settle: accepted > settled by office/opposite secretary/opposite
project.ask: accepted > accepted by office secretary owner/mine provider/mine receiver/mine
project.take_back: accepted > accepted by office secretary owner/mine provider/mine receiver/mine
project.refuse: accepted > accepted by office/opposite secretary/opposite reason
project.accept_review: settled > reviewed by office/opposite secretary/opposite
project.ask: settled > settled by office secretary owner/mine provider/mine receiver/mine
project.take_back: settled > settled by office secretary owner/mine provider/mine receiver/mine
project.refuse: settled > settled by office/opposite secretary/opposite reason
project.close: reviewed > closed by office/opposite secretary/opposite provider/opposite receiver/opposite
project.ask: reviewed > reviewed by office secretary owner/mine provider/mine receiver/mine
project.take_back: reviewed > reviewed by office secretary owner/mine provider/mine receiver/mine
project.refuse: reviewed > reviewed by office/opposite secretary/opposite provider/opposite receiver/opposite reason
project.return_to_pool: planned > pooled by office secretary reason
project.return_to_pool: approved > pooled by office secretary reason
project.begin_in_emergency: pooled > emergency by office secretary leader reason
project.begin_in_emergency: planned > emergency by office secretary leader reason
project.begin_in_emergency: approved > emergency by office secretary leader reason
project.suspend: under_way > suspended by office secretary owner/mine provider/mine receiver/mine reason
project.resume: suspended > under_way by office secretary
project.cancel: pooled > cancelled by office secretary reason
project.cancel: planned > cancelled by office secretary reason
project.cancel: approved > cancelled by office secretary reason
project.cancel: under_way > cancelled by office secretary reason
project.cancel: suspended > cancelled by office secretary reason
project.cancel: emergency > cancelled by office secretary reason
`
	needMoves = `
project.meet_need: recorded > met by receiver/mine
project.withdraw_need: recorded > withdrawn by receiver/mine office secretary reason
project.reopen_need: met > recorded by receiver/mine office secretary reason
project.reopen_need: withdrawn > recorded by receiver/mine office secretary reason
`
	offerMoves = `
project.object: offered > not_wanted by receiver/mine reason
project.lift_objection: not_wanted > offered by receiver/mine reason
`
)
