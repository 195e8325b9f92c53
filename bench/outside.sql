-- What PostGIS is asked by bench/outside.py, on a temporary table ``sketch (shape)``: the same work
-- as plain shapely, in one statement whose processor time PostgreSQL tells by itself.
CREATE TEMP TABLE level (voices integer, area double precision);
CREATE TEMP TABLE zone (share double precision, shape geometry);
SET jit = off;
SET work_mem = '256MB';
SET client_min_messages = log;
SET log_statement_stats = on;
DO $$
BEGIN
    CREATE TEMP TABLE face AS
        SELECT row_number() OVER () AS rank, shape, ST_PointOnSurface(shape) AS place
        FROM (
            SELECT (ST_Dump(ST_Polygonize(lines))).geom AS shape
            FROM (SELECT ST_Union(ST_Boundary(shape)) AS lines FROM sketch) AS noded
        ) AS cut;
    CREATE INDEX ON face USING gist (place);
    ANALYZE face;
    CREATE TEMP TABLE counted AS
        SELECT face.rank, count(*) AS voices
        FROM sketch JOIN face ON ST_Contains(sketch.shape, face.place)
        GROUP BY face.rank;
    INSERT INTO level
        SELECT voices, sum(ST_Area(shape)) FROM counted JOIN face USING (rank) GROUP BY voices;
    INSERT INTO zone
        SELECT share, (
            SELECT ST_Union(shape) FROM counted JOIN face USING (rank)
            WHERE voices >= share * (SELECT count(*) FROM sketch)
        )
        FROM unnest(ARRAY[0.5, 2 / 3.0, 1.0]) AS share;
END $$;
SET log_statement_stats = off;
SELECT voices, area FROM level ORDER BY voices;
