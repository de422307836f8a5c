CREATE TABLE agreement_agreement (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  lang TEXT NOT NULL,
  conference_id BIGINT,
  pairing_id BIGINT,
  batch_id BIGINT,
  supersedes_id BIGINT,
  source_id BIGINT,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  signed_on TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  period TEXT NOT NULL,
  unknown_number BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  state_by BIGINT NOT NULL,
  state_org BIGINT NOT NULL,
  captured_by BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  illustrative BOOLEAN NOT NULL,
  folded TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, conference_id) REFERENCES conference_conference (programme_id, id),
  FOREIGN KEY (programme_id, batch_id) REFERENCES agreement_agreement (programme_id, id),
  FOREIGN KEY (programme_id, supersedes_id) REFERENCES agreement_agreement (programme_id, id),
  FOREIGN KEY (programme_id, source_id) REFERENCES conference_source (programme_id, id),
  FOREIGN KEY (programme_id, pairing_id) REFERENCES party_pairing (programme_id, id)
);
CREATE INDEX agreement_agreement_conference ON agreement_agreement (programme_id, conference_id);
CREATE INDEX agreement_agreement_batch ON agreement_agreement (programme_id, batch_id);
CREATE INDEX agreement_agreement_supersedes ON agreement_agreement (programme_id, supersedes_id);
CREATE INDEX agreement_agreement_pairing ON agreement_agreement (programme_id, pairing_id);
CREATE INDEX agreement_agreement_signed ON agreement_agreement (programme_id, signed_on, id);
CREATE TABLE agreement_translation (
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
-- The signing parties, as the text names them and, once known, as records.
CREATE TABLE agreement_party (
  programme_id BIGINT NOT NULL,
  agreement_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  name TEXT NOT NULL,
  side TEXT NOT NULL,
  party_id BIGINT,
  PRIMARY KEY (programme_id, agreement_id, ordinal),
  FOREIGN KEY (programme_id, agreement_id) REFERENCES agreement_agreement (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
CREATE INDEX agreement_party_party ON agreement_party (programme_id, party_id);
-- A held copy of the text: a draft, the text first signed, or that of an
-- amendment. Clauses point into its decoded text. A clause
-- without a document is a passage of the source that reports the signing.
CREATE TABLE agreement_document (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  agreement_id BIGINT NOT NULL,
  draft BOOLEAN NOT NULL,
  amendment_id BIGINT,
  digest TEXT NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size BIGINT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, agreement_id) REFERENCES agreement_agreement (programme_id, id)
);
CREATE INDEX agreement_document_agreement ON agreement_document (programme_id, agreement_id);
CREATE TABLE agreement_clause (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  agreement_id BIGINT NOT NULL,
  document_id BIGINT,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  state TEXT NOT NULL,
  marked_by BIGINT NOT NULL,
  marked_org BIGINT NOT NULL,
  provider_by BIGINT NOT NULL,
  provider_org BIGINT NOT NULL,
  receiver_by BIGINT NOT NULL,
  receiver_org BIGINT NOT NULL,
  replaces_id BIGINT,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, agreement_id) REFERENCES agreement_agreement (programme_id, id),
  FOREIGN KEY (programme_id, document_id) REFERENCES agreement_document (programme_id, id)
);
CREATE INDEX agreement_clause_agreement ON agreement_clause (programme_id, agreement_id);
-- A change of an agreement that all its parties sign, what becomes of its
-- clauses, and each signature.
CREATE TABLE agreement_amendment (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  agreement_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  from_day TEXT NOT NULL,
  summary TEXT NOT NULL,
  document_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  proposed_by BIGINT NOT NULL,
  proposed_org BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, agreement_id) REFERENCES agreement_agreement (programme_id, id),
  FOREIGN KEY (programme_id, document_id) REFERENCES agreement_document (programme_id, id)
);
CREATE INDEX agreement_amendment_agreement ON agreement_amendment (programme_id, agreement_id, number);
CREATE TABLE agreement_change (
  programme_id BIGINT NOT NULL,
  amendment_id BIGINT NOT NULL,
  clause_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  quote_from BIGINT NOT NULL,
  quote_to BIGINT NOT NULL,
  quote TEXT NOT NULL,
  PRIMARY KEY (programme_id, amendment_id, clause_id),
  FOREIGN KEY (programme_id, amendment_id) REFERENCES agreement_amendment (programme_id, id),
  FOREIGN KEY (programme_id, clause_id) REFERENCES agreement_clause (programme_id, id)
);
CREATE TABLE agreement_consent (
  programme_id BIGINT NOT NULL,
  amendment_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, amendment_id, ordinal),
  FOREIGN KEY (programme_id, amendment_id) REFERENCES agreement_amendment (programme_id, id)
);
-- A step in the life of the company behind a joint-venture agreement, and what
-- each party paid in with it.
CREATE TABLE agreement_step (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  agreement_id BIGINT NOT NULL,
  to_state TEXT NOT NULL,
  day TEXT NOT NULL,
  reference TEXT NOT NULL,
  name TEXT NOT NULL,
  identifier TEXT NOT NULL,
  reason TEXT NOT NULL,
  answer TEXT NOT NULL,
  digest TEXT NOT NULL,
  file_name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size BIGINT NOT NULL,
  state TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, agreement_id) REFERENCES agreement_agreement (programme_id, id)
);
CREATE INDEX agreement_step_agreement ON agreement_step (programme_id, agreement_id, id);
CREATE TABLE agreement_capital (
  programme_id BIGINT NOT NULL,
  step_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  amount_minor BIGINT NOT NULL,
  currency TEXT NOT NULL,
  PRIMARY KEY (programme_id, step_id, ordinal),
  FOREIGN KEY (programme_id, step_id) REFERENCES agreement_step (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
CREATE TABLE agreement_commitment (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  lang TEXT NOT NULL,
  wording TEXT NOT NULL,
  agreement_id BIGINT,
  clause_id BIGINT,
  measure_id BIGINT,
  answer_id BIGINT,
  pairing_id BIGINT,
  provider_id BIGINT NOT NULL,
  receiver_id BIGINT NOT NULL,
  joint BOOLEAN NOT NULL,
  quantity_n BIGINT,
  quantity_scale BIGINT NOT NULL,
  unit TEXT NOT NULL,
  money_class TEXT NOT NULL,
  amount_minor BIGINT,
  currency TEXT NOT NULL,
  from_day TEXT NOT NULL,
  due TEXT NOT NULL,
  original_due TEXT NOT NULL,
  conditions TEXT NOT NULL,
  done_definition TEXT NOT NULL,
  fulfilment TEXT NOT NULL,
  acknowledged_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  state_by BIGINT NOT NULL,
  state_org BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  illustrative BOOLEAN NOT NULL,
  folded TEXT NOT NULL,
  rank TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, agreement_id) REFERENCES agreement_agreement (programme_id, id),
  FOREIGN KEY (programme_id, clause_id) REFERENCES agreement_clause (programme_id, id),
  FOREIGN KEY (programme_id, measure_id) REFERENCES decision_measure (programme_id, id),
  FOREIGN KEY (programme_id, answer_id) REFERENCES decision_answer (programme_id, id),
  FOREIGN KEY (programme_id, pairing_id) REFERENCES party_pairing (programme_id, id),
  FOREIGN KEY (programme_id, provider_id) REFERENCES party_party (programme_id, id),
  FOREIGN KEY (programme_id, receiver_id) REFERENCES party_party (programme_id, id)
);
CREATE INDEX agreement_commitment_rank ON agreement_commitment (programme_id, rank, id);
CREATE INDEX agreement_commitment_agreement ON agreement_commitment (programme_id, agreement_id);
CREATE INDEX agreement_commitment_measure ON agreement_commitment (programme_id, measure_id);
CREATE INDEX agreement_commitment_provider ON agreement_commitment (programme_id, provider_id);
CREATE INDEX agreement_commitment_receiver ON agreement_commitment (programme_id, receiver_id);
CREATE INDEX agreement_commitment_pairing ON agreement_commitment (programme_id, pairing_id);
CREATE INDEX agreement_commitment_state ON agreement_commitment (programme_id, state, rank, id);
-- Who promised, where they are several: parts in basis points, all 0 when the
-- promise is joint.
CREATE TABLE agreement_share (
  programme_id BIGINT NOT NULL,
  commitment_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  points BIGINT NOT NULL,
  PRIMARY KEY (programme_id, commitment_id, ordinal),
  FOREIGN KEY (programme_id, commitment_id) REFERENCES agreement_commitment (programme_id, id),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
CREATE INDEX agreement_share_party ON agreement_share (programme_id, party_id, commitment_id);
-- A promise that a later agreement states again: it stays one promise.
CREATE TABLE agreement_restatement (
  programme_id BIGINT NOT NULL,
  commitment_id BIGINT NOT NULL,
  clause_id BIGINT NOT NULL,
  agreement_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, commitment_id, clause_id),
  FOREIGN KEY (programme_id, commitment_id) REFERENCES agreement_commitment (programme_id, id),
  FOREIGN KEY (programme_id, clause_id) REFERENCES agreement_clause (programme_id, id),
  FOREIGN KEY (programme_id, agreement_id) REFERENCES agreement_agreement (programme_id, id)
);
CREATE INDEX agreement_restatement_agreement ON agreement_restatement (programme_id, agreement_id);
-- What one side proposes and the other must agree to: another due date, other
-- terms, to take the promise up again, or to waive it. terms and was are JSON:
-- what is to change, and what stood before.
CREATE TABLE agreement_proposal (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  commitment_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  due TEXT NOT NULL,
  wording TEXT NOT NULL,
  terms TEXT NOT NULL,
  was TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  at BIGINT NOT NULL,
  proposed_by BIGINT NOT NULL,
  proposed_org BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, commitment_id) REFERENCES agreement_commitment (programme_id, id)
);
CREATE INDEX agreement_proposal_commitment ON agreement_proposal (programme_id, commitment_id, at);
-- What each side said of a commitment or an agreement: both wordings stay, and
-- the figures that a correction brings.
CREATE TABLE agreement_statement (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  agreement_id BIGINT,
  commitment_id BIGINT,
  verdict TEXT NOT NULL,
  wording TEXT NOT NULL,
  quantity_n BIGINT,
  quantity_scale BIGINT NOT NULL,
  unit TEXT NOT NULL,
  amount_minor BIGINT,
  currency TEXT NOT NULL,
  due TEXT NOT NULL,
  at BIGINT NOT NULL,
  digest TEXT NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, agreement_id) REFERENCES agreement_agreement (programme_id, id),
  FOREIGN KEY (programme_id, commitment_id) REFERENCES agreement_commitment (programme_id, id)
);
CREATE INDEX agreement_statement_commitment ON agreement_statement (programme_id, commitment_id, at);
CREATE INDEX agreement_statement_agreement ON agreement_statement (programme_id, agreement_id, at);
