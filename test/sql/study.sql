--
-- What create_study() warns of. The rest of it is tested with pgTAP.
--
SET client_min_messages = warning;
CREATE SCHEMA town;
CREATE TABLE town.street AS SELECT 1 AS id, along(0, 0, 1000, 0) AS geom;
CREATE TABLE town.quarter AS SELECT 1 AS id, at(0, 0) AS geom UNION ALL SELECT 2, NULL;
CREATE TABLE town.place (id integer, services text[], hours text, modes text[], service_radius_m integer, geom geometry);
INSERT INTO town.place VALUES
	(1, '{breakfast,laundry}', 'Mo-Su 06:00-09:00', '{on_site}', NULL, at(100, 0)),
	(2, '{breakfast}', 'mornings', NULL, NULL, at(200, 0)), (3, '{breakfast}', NULL, NULL, NULL, at(300, 0)),
	(4, '{laundry}', 'mornings', '{door_to_door}', 500, at(400, 0)), (5, '{clinic}', '24/7', '{hotline}', NULL, at(500, 0));
CREATE TABLE town.gate AS SELECT 1 AS id, 1 AS quarter_id, at(10, 0) AS geom;

-- Nothing to warn of; the hours of two places are not understood.
SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place', 'town.gate');
SET client_min_messages = notice;
SELECT walkshed.study_warnings('study', 'town.street', 'town.quarter', 'town.place', 'town.gate', NULL);
SET client_min_messages = warning;
SELECT walkshed.drop_study('study');

-- Services and modes that nobody knows, of which five are named; delivery to nowhere, but by a hotline or within a
-- radius; gates without a point, without a quarter, of a quarter that is not there.
INSERT INTO town.place SELECT 10 + i, ARRAY['service_' || chr(96 + i), 'laundry'], NULL, ARRAY['drone', 'on_site'], NULL, at(0, 0) FROM generate_series(1, 12) AS i;
INSERT INTO town.place VALUES
	(30, '{laundry}', NULL, '{door_to_door}', NULL, at(0, 0)), (31, '{laundry,repair}', NULL, '{on_site,door_to_door}', NULL, at(0, 0)),
	(32, '{laundry}', NULL, '{door_to_door,hotline}', NULL, at(50, 0));
INSERT INTO town.gate VALUES (2, 1, NULL), (3, NULL, at(0, 0)), (4, 3, at(0, 0)), (5, 1, 'SRID=4326;POINT EMPTY');
SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place', 'town.gate');
-- Without gates there is nothing to say of them.
SELECT walkshed.drop_study('study');
DELETE FROM town.place WHERE id > 10;
SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place');
SELECT walkshed.drop_study('study');
DROP SCHEMA town CASCADE;
