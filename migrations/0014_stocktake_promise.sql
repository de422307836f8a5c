-- One narrow row a promise, kept in the writer's transaction, so that the board
-- answers from one index. node columns: -1 not applicable, 0 not recorded,
-- otherwise the number recorded; *_of is how many are known to be due. folded: an
-- answer for which another member's, worse or more silent, stands on the board.
CREATE TABLE stocktake_promise (
  programme_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  id BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  title_other TEXT NOT NULL,
  lang TEXT NOT NULL,
  root TEXT NOT NULL,
  status TEXT NOT NULL,
  rank BIGINT NOT NULL,
  quiet_since BIGINT NOT NULL,
  due TEXT NOT NULL,
  next_change TEXT NOT NULL,
  conference_id BIGINT NOT NULL,
  measure_id BIGINT NOT NULL,
  agreement_id BIGINT NOT NULL,
  pairing_id BIGINT NOT NULL,
  lead_id BIGINT NOT NULL,
  provider_id BIGINT NOT NULL,
  receiver_id BIGINT NOT NULL,
  n_conference BIGINT NOT NULL,
  n_decision BIGINT NOT NULL,
  n_agreement BIGINT NOT NULL,
  n_project BIGINT NOT NULL,
  of_project BIGINT NOT NULL,
  n_money BIGINT NOT NULL,
  n_result BIGINT NOT NULL,
  of_result BIGINT NOT NULL,
  reason TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  illustrative BOOLEAN NOT NULL,
  folded BOOLEAN NOT NULL,
  PRIMARY KEY (programme_id, kind, id)
);
CREATE INDEX stocktake_promise_rank ON stocktake_promise (programme_id, rank, quiet_since, id);
CREATE INDEX stocktake_promise_folded ON stocktake_promise (programme_id, folded, rank, quiet_since, id);
CREATE INDEX stocktake_promise_status ON stocktake_promise (programme_id, status, rank, quiet_since, id);
CREATE INDEX stocktake_promise_lead ON stocktake_promise (programme_id, lead_id, rank, quiet_since, id);
CREATE INDEX stocktake_promise_pairing ON stocktake_promise (programme_id, pairing_id, rank, quiet_since, id);
CREATE INDEX stocktake_promise_conference ON stocktake_promise (programme_id, conference_id, rank, quiet_since, id);
CREATE INDEX stocktake_promise_measure ON stocktake_promise (programme_id, measure_id, kind, rank, quiet_since, id);
CREATE INDEX stocktake_promise_code ON stocktake_promise (programme_id, code);
CREATE INDEX stocktake_promise_next ON stocktake_promise (programme_id, next_change);
-- How many promises stand in each status, by the scope that permissions cut on.
CREATE TABLE stocktake_rollup_status (
  programme_id BIGINT NOT NULL,
  lead_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  status TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (programme_id, lead_id, visibility, owner_id, status)
) /* WITHOUT ROWID */;
-- A node that does not apply: who said so, and why.
CREATE TABLE stocktake_not_applicable (
  programme_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  id BIGINT NOT NULL,
  node TEXT NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  why TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, kind, id, node)
);
