-- One index over all records; the words are cut in Go. number is programme and
-- record in one, and the row of the terms. detail=none keeps the index small, so
-- a phrase is confirmed against the folded text.
CREATE TABLE search_doc (
  number INTEGER PRIMARY KEY,
  programme_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  id BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  folded TEXT NOT NULL,
  visibility TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  withdrawn BOOLEAN NOT NULL
);
CREATE VIRTUAL TABLE search_terms USING fts5(terms, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0 tokenchars '_'");
