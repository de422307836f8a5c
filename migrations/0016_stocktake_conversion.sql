-- What each record adds to the conversion of what was signed, as JSON, so that
-- the rollup can be moved by the difference.
CREATE TABLE stocktake_conversion (
  programme_id BIGINT NOT NULL,
  noun TEXT NOT NULL,
  id BIGINT NOT NULL,
  sub BIGINT NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (programme_id, noun, id, sub)
) /* WITHOUT ROWID */;
-- Signed promises by the furthest stage, spread over every choice of meeting,
-- provider and kind of agreement: 0 and '' hold all. owner_id cuts who may see
-- internal ones.
CREATE TABLE stocktake_rollup_conversion (
  programme_id BIGINT NOT NULL,
  conference_id BIGINT NOT NULL,
  provider_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  stage TEXT NOT NULL,
  ending TEXT NOT NULL,
  money_class TEXT NOT NULL,
  currency TEXT NOT NULL,
  n BIGINT NOT NULL,
  n_joint BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (programme_id, conference_id, kind, provider_id, owner_id, stage, ending, money_class, currency)
) /* WITHOUT ROWID */;
