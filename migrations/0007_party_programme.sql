-- The programmes of this installation, and who takes part in each.
CREATE TABLE party_programme (
  id BIGINT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  zone TEXT NOT NULL,
  currency TEXT NOT NULL,
  languages TEXT NOT NULL,
  illustrative BOOLEAN NOT NULL
);
CREATE TABLE party_party (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  lang TEXT NOT NULL,
  level TEXT NOT NULL,
  named_on TEXT NOT NULL,
  parent_id BIGINT,
  successor_id BIGINT,
  ended_on TEXT NOT NULL,
  contact_unit TEXT NOT NULL,
  folded TEXT NOT NULL,
  state TEXT NOT NULL,
  illustrative BOOLEAN NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, parent_id) REFERENCES party_party (programme_id, id),
  FOREIGN KEY (programme_id, successor_id) REFERENCES party_party (programme_id, id)
);
CREATE INDEX party_party_parent ON party_party (programme_id, parent_id);
CREATE INDEX party_party_successor ON party_party (programme_id, successor_id);
-- The names a party has had, each to its last day.
CREATE TABLE party_former (
  programme_id BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  name TEXT NOT NULL,
  lang TEXT NOT NULL,
  other TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  PRIMARY KEY (programme_id, party_id, to_day),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
CREATE TABLE party_translation (
  programme_id BIGINT NOT NULL,
  noun TEXT NOT NULL,
  id BIGINT NOT NULL,
  field TEXT NOT NULL,
  lang TEXT NOT NULL,
  seq BIGINT NOT NULL,
  text TEXT NOT NULL,
  status TEXT NOT NULL,
  PRIMARY KEY (programme_id, noun, id, field, lang)
);
-- A number that was withdrawn stays; it may then be noted again.
CREATE TABLE party_identifier (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  scheme TEXT NOT NULL,
  value TEXT NOT NULL,
  seq BIGINT NOT NULL,
  withdrawn_seq BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
CREATE UNIQUE INDEX party_identifier_once ON party_identifier (programme_id, scheme, value) WHERE withdrawn_seq = 0;
CREATE INDEX party_identifier_party ON party_identifier (programme_id, party_id);
CREATE TABLE party_group (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  lang TEXT NOT NULL,
  side TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code)
);
CREATE TABLE party_member (
  programme_id BIGINT NOT NULL,
  group_id BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  PRIMARY KEY (programme_id, group_id, party_id, from_day),
  FOREIGN KEY (programme_id, group_id) REFERENCES party_group (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
CREATE INDEX party_member_party ON party_member (programme_id, party_id);
CREATE TABLE party_membership (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  person_id BIGINT NOT NULL REFERENCES access_person (id),
  party_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
CREATE INDEX party_membership_party ON party_membership (programme_id, party_id);
CREATE INDEX party_membership_person ON party_membership (person_id, programme_id);
CREATE TABLE party_pairing (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  provider_id BIGINT NOT NULL,
  receiver_id BIGINT NOT NULL,
  scope TEXT NOT NULL,
  level TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  predecessor_id BIGINT,
  successor_id BIGINT,
  liaison_provider TEXT NOT NULL,
  liaison_receiver TEXT NOT NULL,
  proposed_by BIGINT NOT NULL,
  agreed_side TEXT NOT NULL,
  agreed_by BIGINT NOT NULL,
  folded TEXT NOT NULL,
  state TEXT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, provider_id) REFERENCES party_party (programme_id, id),
  FOREIGN KEY (programme_id, receiver_id) REFERENCES party_party (programme_id, id),
  FOREIGN KEY (programme_id, predecessor_id) REFERENCES party_pairing (programme_id, id),
  FOREIGN KEY (programme_id, successor_id) REFERENCES party_pairing (programme_id, id)
);
CREATE INDEX party_pairing_provider ON party_pairing (programme_id, provider_id);
CREATE INDEX party_pairing_receiver ON party_pairing (programme_id, receiver_id);
CREATE INDEX party_pairing_predecessor ON party_pairing (programme_id, predecessor_id);
CREATE INDEX party_pairing_from ON party_pairing (programme_id, from_day, id);
CREATE INDEX party_pairing_state ON party_pairing (programme_id, state, id);
-- One table of organisations or pairings read in from a file: what its undo goes by.
CREATE TABLE party_batch (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  noun TEXT NOT NULL,
  digest TEXT NOT NULL,
  file_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  added BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  facts BIGINT NOT NULL,
  undone_seq BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code)
);
