-- What an import found, in the words of count. psql variable: city.
\pset fieldsep '\t'
SELECT 'ways', count(*) FROM :"city".street WHERE id % 4 = 1 AND attributes->>'kind' <> 'barrier'
UNION ALL
SELECT 'steps', count(*) FROM :"city".street WHERE id % 4 = 1 AND attributes->>'kind' = 'steps'
UNION ALL
SELECT 'ramps', count(*) FROM :"city".street WHERE id % 4 = 3 AND attributes->>'kind' = 'path'
UNION ALL
SELECT 'crossings', count(*) FROM :"city".street WHERE id % 4 = 1 AND attributes->>'kind' IN ('crossing', 'signal_crossing')
UNION ALL
SELECT 'crossing nodes', count(*) FROM :"city".street WHERE id % 4 = 0 AND attributes->>'kind' IN ('crossing', 'signal_crossing')
UNION ALL
SELECT 'gates', count(*) FROM :"city".street WHERE attributes->>'kind' = 'gate'
UNION ALL
SELECT 'closed gates', count(*) FROM :"city".street WHERE attributes->>'kind' = 'gate' AND attributes->>'foot' = 'no'
UNION ALL
SELECT s.code, count(p.id) FROM walkshed.service s LEFT JOIN :"city".place p ON s.code = ANY (p.services) GROUP BY 1;
SELECT 'walked', id / 4 FROM :"city".street WHERE id % 4 = 1 AND attributes->>'kind' <> 'barrier';
