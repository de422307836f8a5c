CREATE TABLE plan_period (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  mid_term TEXT NOT NULL,
  envelope TEXT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  edited_by BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code)
);
-- Programme rules are data: each version is a row that is never edited.
CREATE TABLE plan_rules (
  programme_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  from_day TEXT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, version)
);
-- The plan of one year: one for the programme, and one for each pairing.
CREATE TABLE plan_annual (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  period_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  pairing_id BIGINT,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  submitted_by BIGINT NOT NULL,
  last_item BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, period_id) REFERENCES plan_period (programme_id, id),
  FOREIGN KEY (programme_id, pairing_id) REFERENCES party_pairing (programme_id, id)
);
CREATE INDEX plan_annual_year ON plan_annual (programme_id, year, id);
CREATE UNIQUE INDEX plan_annual_programme ON plan_annual (programme_id, period_id, year) WHERE pairing_id IS NULL;
CREATE UNIQUE INDEX plan_annual_pairing ON plan_annual (programme_id, period_id, year, pairing_id) WHERE pairing_id IS NOT NULL;
-- What the plan of a year holds now; issued texts stand in the journal.
CREATE TABLE plan_item (
  programme_id BIGINT NOT NULL,
  annual_id BIGINT NOT NULL,
  no BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  what TEXT NOT NULL,
  off_plan BOOLEAN NOT NULL,
  approver TEXT NOT NULL,
  party_id BIGINT,
  quantity_n BIGINT,
  quantity_scale BIGINT NOT NULL,
  unit TEXT NOT NULL,
  amount_minor BIGINT,
  currency TEXT NOT NULL,
  money_class TEXT NOT NULL,
  PRIMARY KEY (programme_id, annual_id, no),
  FOREIGN KEY (programme_id, annual_id) REFERENCES plan_annual (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
-- What is said of one kind of an organisation's own plans; silence has no row.
CREATE TABLE plan_take_up (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  period_id BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  document TEXT NOT NULL,
  place TEXT NOT NULL,
  day TEXT NOT NULL,
  quote TEXT NOT NULL,
  link TEXT NOT NULL,
  why TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  said_by BIGINT NOT NULL,
  said_for BIGINT NOT NULL,
  reason TEXT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, period_id, party_id, kind),
  FOREIGN KEY (programme_id, period_id) REFERENCES plan_period (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
-- The last reminder of an organisation that is silent; id is what its task is about.
CREATE TABLE plan_reminder (
  programme_id BIGINT NOT NULL,
  period_id BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  on_day TEXT NOT NULL,
  due TEXT NOT NULL,
  PRIMARY KEY (programme_id, period_id, party_id),
  FOREIGN KEY (programme_id, period_id) REFERENCES plan_period (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
