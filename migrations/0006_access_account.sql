-- Who can sign in. Instance tables: one person may serve several programmes.
CREATE TABLE access_person (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL
);
CREATE TABLE access_account (
  person_id BIGINT PRIMARY KEY REFERENCES access_person (id),
  login TEXT NOT NULL UNIQUE,
  password TEXT NOT NULL,
  disabled BOOLEAN NOT NULL
);
CREATE TABLE access_session (
  token TEXT PRIMARY KEY,
  person_id BIGINT NOT NULL REFERENCES access_person (id),
  created BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  tour TEXT NOT NULL
);
CREATE INDEX access_session_person ON access_session (person_id);
CREATE TABLE access_acting (
  token TEXT NOT NULL REFERENCES access_session (token) ON DELETE CASCADE,
  programme_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (token, programme_id)
);
-- Lists a person looks at again and again: an address with its filters.
CREATE TABLE access_view (
  programme_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL REFERENCES access_person (id),
  page TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  PRIMARY KEY (programme_id, person_id, page, name)
) /* WITHOUT ROWID */;
