CREATE TABLE place_layer (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  lang TEXT NOT NULL,
  other TEXT NOT NULL,
  kind TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  illustrative BOOLEAN NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code)
);
-- One import of a layer. A correction is the next version.
CREATE TABLE place_version (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  layer_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  label TEXT NOT NULL,
  source TEXT NOT NULL,
  licence TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  zones BIGINT NOT NULL,
  digest TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, layer_id, number),
  FOREIGN KEY (programme_id, layer_id) REFERENCES place_layer (programme_id, id)
);
-- West to north bound the shape, in 1e-7 degrees, rounded outwards.
CREATE TABLE place_zone (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  title TEXT NOT NULL,
  west BIGINT NOT NULL,
  south BIGINT NOT NULL,
  east BIGINT NOT NULL,
  north BIGINT NOT NULL,
  shape TEXT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, version_id) REFERENCES place_version (programme_id, id)
);
CREATE INDEX place_zone_box ON place_zone (programme_id, version_id, west, east, south, north);
-- versions are those the site was last held against, as 3,17; '' is none.
CREATE TABLE place_site (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  lang TEXT NOT NULL,
  other TEXT NOT NULL,
  sector TEXT NOT NULL,
  pairing_id BIGINT,
  within_m BIGINT NOT NULL,
  coarse BOOLEAN NOT NULL,
  shape TEXT NOT NULL,
  placed_by BIGINT NOT NULL,
  placed_seq BIGINT NOT NULL,
  by_office BOOLEAN NOT NULL,
  screening_id BIGINT,
  screened_by BIGINT NOT NULL,
  versions TEXT NOT NULL,
  verdict TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  visibility TEXT NOT NULL,
  published_seq BIGINT NOT NULL,
  illustrative BOOLEAN NOT NULL,
  folded TEXT NOT NULL,
  rank BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  UNIQUE (programme_id, code),
  FOREIGN KEY (programme_id, pairing_id) REFERENCES party_pairing (programme_id, id)
);
CREATE INDEX place_site_rank ON place_site (programme_id, rank, id);
CREATE INDEX place_site_since ON place_site (programme_id, state_since, id);
CREATE INDEX place_site_versions ON place_site (programme_id, state, versions, id);
-- One holding of a site against the layers in force; never edited. before is the
-- verdict of the one before it, '' for the first and after a move.
CREATE TABLE place_screening (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  versions TEXT NOT NULL,
  before TEXT NOT NULL,
  verdict TEXT NOT NULL,
  changed BOOLEAN NOT NULL,
  day TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, site_id) REFERENCES place_site (programme_id, id)
);
CREATE INDEX place_screening_versions ON place_screening (programme_id, versions, person_id, at);
CREATE INDEX place_screening_site ON place_screening (programme_id, site_id, id);
CREATE TABLE place_finding (
  programme_id BIGINT NOT NULL,
  screening_id BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  layer_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  zone_id BIGINT NOT NULL,
  zone TEXT NOT NULL,
  kind TEXT NOT NULL,
  distance_m BIGINT NOT NULL,
  PRIMARY KEY (programme_id, screening_id, ordinal),
  FOREIGN KEY (programme_id, screening_id) REFERENCES place_screening (programme_id, id)
);
CREATE TABLE place_exception (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  screening_id BIGINT NOT NULL,
  citation TEXT NOT NULL,
  published TEXT NOT NULL,
  why TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, site_id) REFERENCES place_site (programme_id, id)
);
CREATE INDEX place_exception_site ON place_exception (programme_id, site_id, id);
CREATE TABLE place_condition (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  condition_text TEXT NOT NULL,
  due TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  met_by BIGINT NOT NULL,
  met_org BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, site_id) REFERENCES place_site (programme_id, id)
);
CREATE INDEX place_condition_site ON place_condition (programme_id, site_id, id);
CREATE TABLE place_consultation (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  planned_seq BIGINT NOT NULL,
  whom TEXT NOT NULL,
  tongue TEXT NOT NULL,
  venue TEXT NOT NULL,
  day TEXT NOT NULL,
  notified TEXT NOT NULL,
  notice TEXT NOT NULL,
  held TEXT NOT NULL,
  attended BIGINT NOT NULL,
  said TEXT NOT NULL,
  held_by BIGINT NOT NULL,
  held_org BIGINT NOT NULL,
  by_office BOOLEAN NOT NULL,
  fed_back TEXT NOT NULL,
  answer TEXT NOT NULL,
  outcome TEXT NOT NULL,
  state TEXT NOT NULL,
  illustrative BOOLEAN NOT NULL,
  PRIMARY KEY (programme_id, id),
  FOREIGN KEY (programme_id, site_id) REFERENCES place_site (programme_id, id)
);
CREATE INDEX place_consultation_site ON place_consultation (programme_id, site_id, id);
