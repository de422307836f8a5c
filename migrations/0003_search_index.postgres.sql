-- One index over all records; the words are cut in Go. number is programme and
-- record in one.
CREATE TABLE search_doc (
  number BIGINT PRIMARY KEY,
  programme_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  id BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  folded TEXT NOT NULL,
  visibility TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  withdrawn BOOLEAN NOT NULL,
  terms TSVECTOR NOT NULL
);
CREATE INDEX search_doc_terms ON search_doc USING gin (terms);
