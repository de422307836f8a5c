-- One account for each organisation, provider of the money, promise, project, class, currency and year.
-- 0 and '' are none: they are part of what names it.
CREATE TABLE ledger_account (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  party_id BIGINT NOT NULL,
  provider_id BIGINT NOT NULL,
  pairing_id BIGINT NOT NULL,
  commitment_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  money_class TEXT NOT NULL,
  currency TEXT NOT NULL,
  plan_year BIGINT NOT NULL,
  off_plan BOOLEAN NOT NULL,
  account_key TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, account_key),
  FOREIGN KEY (programme_id, party_id) REFERENCES party_party (programme_id, id)
);
CREATE INDEX ledger_account_party ON ledger_account (programme_id, party_id, id);
CREATE INDEX ledger_account_commitment ON ledger_account (programme_id, commitment_id, id);
CREATE INDEX ledger_account_project ON ledger_account (programme_id, project_id, id);
CREATE INDEX ledger_account_pairing ON ledger_account (programme_id, pairing_id, id);
-- What each account holds: everything ever debited and credited to it.
CREATE TABLE ledger_balance (
  programme_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  debit BIGINT NOT NULL,
  credit BIGINT NOT NULL,
  last_booked TEXT NOT NULL,
  PRIMARY KEY (programme_id, account_id),
  FOREIGN KEY (programme_id, account_id) REFERENCES ledger_account (programme_id, id)
) /* WITHOUT ROWID */;
-- What was said of money. Rows are never changed.
CREATE TABLE ledger_entry (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  route TEXT NOT NULL,
  day TEXT NOT NULL,
  booked TEXT NOT NULL,
  from_party BIGINT NOT NULL,
  to_party BIGINT NOT NULL,
  provider_id BIGINT NOT NULL,
  receiver_id BIGINT NOT NULL,
  pairing_id BIGINT NOT NULL,
  commitment_id BIGINT NOT NULL,
  project_id BIGINT NOT NULL,
  sector TEXT NOT NULL,
  money_class TEXT NOT NULL,
  minor BIGINT NOT NULL,
  currency TEXT NOT NULL,
  plan_year BIGINT NOT NULL,
  off_plan BOOLEAN NOT NULL,
  purpose TEXT NOT NULL,
  reference TEXT NOT NULL,
  note TEXT NOT NULL,
  answers BIGINT,
  reverses BIGINT,
  transfer_id BIGINT,
  way TEXT NOT NULL,
  said_by BIGINT NOT NULL,
  said_for BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, answers) REFERENCES ledger_entry (programme_id, id),
  FOREIGN KEY (programme_id, reverses) REFERENCES ledger_entry (programme_id, id)
);
CREATE UNIQUE INDEX ledger_entry_reference ON ledger_entry (programme_id, said_for, reference) WHERE reference <> '';
CREATE UNIQUE INDEX ledger_entry_reverses ON ledger_entry (programme_id, reverses) WHERE reverses IS NOT NULL;
CREATE INDEX ledger_entry_answers ON ledger_entry (programme_id, answers) WHERE answers IS NOT NULL;
CREATE INDEX ledger_entry_pairing ON ledger_entry (programme_id, pairing_id, booked, id);
CREATE INDEX ledger_entry_project ON ledger_entry (programme_id, project_id, id) WHERE project_id <> 0;
CREATE INDEX ledger_entry_arrived ON ledger_entry (programme_id, id) WHERE kind = 'arrive';
CREATE INDEX ledger_entry_closed ON ledger_entry (programme_id, pairing_id, id) WHERE kind IN ('close', 'reopen');
-- The lines of an entry; a debit is positive. before is what had been moved to
-- that side of the account until then.
CREATE TABLE ledger_line (
  programme_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  minor BIGINT NOT NULL,
  before BIGINT NOT NULL,
  PRIMARY KEY (programme_id, entry_id, ordinal),
  FOREIGN KEY (programme_id, entry_id) REFERENCES ledger_entry (programme_id, id),
  FOREIGN KEY (programme_id, account_id) REFERENCES ledger_account (programme_id, id)
) /* WITHOUT ROWID */;
CREATE INDEX ledger_line_account ON ledger_line (programme_id, account_id, before);
-- What became of each transfer so far.
CREATE TABLE ledger_transfer (
  programme_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL,
  received BIGINT NOT NULL,
  moved BIGINT NOT NULL,
  open_minor BIGINT NOT NULL,
  reversed BOOLEAN NOT NULL,
  answer TEXT NOT NULL,
  answered TEXT NOT NULL,
  age_on TEXT NOT NULL,
  from_party BIGINT NOT NULL,
  to_party BIGINT NOT NULL,
  PRIMARY KEY (programme_id, entry_id),
  FOREIGN KEY (programme_id, entry_id) REFERENCES ledger_entry (programme_id, id)
) /* WITHOUT ROWID */;
CREATE INDEX ledger_transfer_to ON ledger_transfer (programme_id, to_party, entry_id) WHERE open_minor > 0;
CREATE INDEX ledger_transfer_from ON ledger_transfer (programme_id, from_party, entry_id) WHERE open_minor > 0;
CREATE INDEX ledger_transfer_age ON ledger_transfer (programme_id, age_on, entry_id) WHERE open_minor > 0;
CREATE TABLE ledger_discrepancy (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  transfer_id BIGINT NOT NULL,
  pairing_id BIGINT NOT NULL,
  sender_id BIGINT NOT NULL,
  receiver_id BIGINT NOT NULL,
  minor BIGINT NOT NULL,
  currency TEXT NOT NULL,
  why TEXT NOT NULL,
  outcome TEXT NOT NULL,
  opened TEXT NOT NULL,
  due TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  state_by BIGINT NOT NULL,
  state_org BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, transfer_id) REFERENCES ledger_transfer (programme_id, entry_id)
);
CREATE INDEX ledger_discrepancy_transfer ON ledger_discrepancy (programme_id, transfer_id, id);
CREATE INDEX ledger_discrepancy_state ON ledger_discrepancy (programme_id, state, id);
-- Sums of entries, kept in the change that makes them. period is a plan year, or
-- the month booked for the topic 'month'.
CREATE TABLE ledger_rollup_sums (
  programme_id BIGINT NOT NULL,
  topic TEXT NOT NULL,
  money_class TEXT NOT NULL,
  currency TEXT NOT NULL,
  subject TEXT NOT NULL,
  period BIGINT NOT NULL,
  pledged BIGINT NOT NULL,
  waived BIGINT NOT NULL,
  drawn BIGINT NOT NULL,
  allotted BIGINT NOT NULL,
  sent BIGINT NOT NULL,
  in_transit BIGINT NOT NULL,
  received BIGINT NOT NULL,
  disputed BIGINT NOT NULL,
  charged BIGINT NOT NULL,
  suspense BIGINT NOT NULL,
  held BIGINT NOT NULL,
  passed BIGINT NOT NULL,
  spent BIGINT NOT NULL,
  returned BIGINT NOT NULL,
  capitalised BIGINT NOT NULL,
  on_way BIGINT NOT NULL,
  charged_on BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  PRIMARY KEY (programme_id, topic, money_class, currency, subject, period)
) /* WITHOUT ROWID */;
-- What a pairing's money was in one span of days, as both sides sign it.
CREATE TABLE ledger_statement (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  pairing_id BIGINT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  body TEXT NOT NULL,
  digest TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  state_by BIGINT NOT NULL,
  state_org BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, pairing_id) REFERENCES party_pairing (programme_id, id)
);
CREATE INDEX ledger_statement_pairing ON ledger_statement (programme_id, pairing_id, id);
