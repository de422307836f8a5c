-- One row for each place at which a project is shown: sight says to whom (0 all,
-- 1 who sees exactly, 2 who sees coarsely, 3 who may not see its site). x and y
-- are Web Mercator in 2^-28 of the world from the north-west corner; -1 is no
-- place. project_owner and site_owner are set for internal ones only. rank is the
-- place of the state among the states of the map, -1 for a row that the next look
-- at the calendar is to fill.
CREATE TABLE stocktake_point (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  sight BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  title_other TEXT NOT NULL,
  lang TEXT NOT NULL,
  place TEXT NOT NULL,
  sector TEXT NOT NULL,
  implementer_id BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  coarse BOOLEAN NOT NULL,
  rank BIGINT NOT NULL,
  x BIGINT NOT NULL,
  y BIGINT NOT NULL,
  project_owner BIGINT NOT NULL,
  site_owner BIGINT NOT NULL,
  next_change TEXT NOT NULL,
  illustrative BOOLEAN NOT NULL,
  folded TEXT NOT NULL,
  PRIMARY KEY (programme_id, id, sight)
);
CREATE INDEX stocktake_point_rank ON stocktake_point (programme_id, rank, id);
CREATE INDEX stocktake_point_place ON stocktake_point (programme_id, x, y, rank, id);
CREATE INDEX stocktake_point_site ON stocktake_point (programme_id, site_id);
CREATE INDEX stocktake_point_next ON stocktake_point (programme_id, next_change);
-- Whose work a project is: who carries it out, and both sides of its pairing.
CREATE TABLE stocktake_point_party (
  programme_id BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, party_id, id)
) /* WITHOUT ROWID */;
CREATE INDEX stocktake_point_party_id ON stocktake_point_party (programme_id, id);
-- Projects counted by squares of the map, 2^level of them to a side; level -1
-- counts what has no place. sector '' holds all. sum_id is the project itself
-- where n is 1.
CREATE TABLE stocktake_rollup_map (
  programme_id BIGINT NOT NULL,
  sector TEXT NOT NULL,
  level BIGINT NOT NULL,
  y BIGINT NOT NULL,
  x BIGINT NOT NULL,
  sight BIGINT NOT NULL,
  project_owner BIGINT NOT NULL,
  site_owner BIGINT NOT NULL,
  rank BIGINT NOT NULL,
  n BIGINT NOT NULL,
  sum_x BIGINT NOT NULL,
  sum_y BIGINT NOT NULL,
  sum_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, sector, level, y, x, sight, project_owner, site_owner, rank)
) /* WITHOUT ROWID */;
-- The base maps that the operator has put under the projects; the last one holds,
-- and one of no kind takes it away.
CREATE TABLE stocktake_base_map (
  programme_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL,
  digest TEXT NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size BIGINT NOT NULL,
  source TEXT NOT NULL,
  licence TEXT NOT NULL,
  review TEXT NOT NULL,
  published BOOLEAN NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (programme_id, id)
);
-- Projects recorded before there was a map.
INSERT INTO stocktake_point (programme_id, id, sight, code, title, title_other, lang, place, sector, implementer_id, site_id, coarse, rank, x, y,
  project_owner, site_owner, next_change, illustrative, folded)
  SELECT programme_id, id, 0, code, title, '', lang, place, sector, implementer_id, 0, FALSE, -1, -1, -1,
  CASE WHEN visibility = 'internal' THEN owner_id ELSE 0 END, 0, '0001-01-01', illustrative, '' FROM project_project;
