WITH -- known: versions up to log position 99
known AS (SELECT * FROM versions WHERE _seq <= 99),
-- holding: what holds of each record on 2022-05-31
holding AS (SELECT * FROM known WHERE _on <= DATE '2022-05-31'
  QUALIFY row_number() OVER (PARTITION BY _record ORDER BY _on DESC, _seq DESC) = 1),
-- marked: records that are not void, with a mark for each condition
marked AS (SELECT *,
       COALESCE(TRUE, FALSE) AS p0,
       COALESCE(NOT "started_on" IS NULL, FALSE) AS p1,
       COALESCE("level" = 'province' AND "state" IN ('started', 'fixed', 'closed'), FALSE) AS p2
  FROM holding WHERE NOT _void),
-- members: each record under every unit that is asked for and has it below
members AS (SELECT reach.target, marked.* FROM marked JOIN reach reach USING (_unit))
SELECT target,
  -- tiny.cases
  COUNT(*) FILTER (WHERE p0), COUNT(*) FILTER (WHERE p0), 1,
  -- tiny.days_to_start
  SUM(CAST(CASE WHEN "level" = 'province' THEN 2 ELSE 1 END AS DECIMAL(30, 8)) * DAYS_BETWEEN(CAST('2022-01-01' AS DATE), "started_on")) FILTER (WHERE p1), COUNT(*) FILTER (WHERE p1), COUNT(CAST(CASE WHEN "level" = 'province' THEN 2 ELSE 1 END AS DECIMAL(30, 8)) * DAYS_BETWEEN(CAST('2022-01-01' AS DATE), "started_on")) FILTER (WHERE p1),
  -- tiny.firms
  COUNT(DISTINCT "firm") FILTER (WHERE p0), COUNT(*) FILTER (WHERE p0), 1,
  -- tiny.invested_total
  NULL, COUNT(*) FILTER (WHERE p0), 0,
  -- tiny.planned_total
  SUM("planned") FILTER (WHERE p0), COUNT(*) FILTER (WHERE p0), COUNT("planned") FILTER (WHERE p0),
  -- tiny.province_cases
  COUNT(*) FILTER (WHERE p2), COUNT(*) FILTER (WHERE p2), 1,
  -- tiny.started_this_year
  COUNT(*) FILTER (WHERE p0 AND "started_on" BETWEEN DATE '2022-01-01' AND DATE '2022-05-31'), COUNT(*) FILTER (WHERE p0 AND "started_on" BETWEEN DATE '2022-01-01' AND DATE '2022-05-31'), 1
FROM members GROUP BY ALL
;
WITH -- known: versions up to log position 99
known AS (SELECT * FROM versions WHERE _seq <= 99),
-- holding: what holds of each record on 2022-05-31
holding AS (SELECT * FROM known WHERE _on <= DATE '2022-05-31'
  QUALIFY row_number() OVER (PARTITION BY _record ORDER BY _on DESC, _seq DESC) = 1),
-- marked: records that are not void, with a mark for each condition
marked AS (SELECT *,
       COALESCE(TRUE, FALSE) AS p0,
       COALESCE(NOT "started_on" IS NULL, FALSE) AS p1,
       COALESCE("level" = 'province' AND "state" IN ('started', 'fixed', 'closed'), FALSE) AS p2
  FROM holding WHERE NOT _void),
-- members: each record under every unit that is asked for and has it below
members AS (SELECT reach.target, marked.* FROM marked JOIN reach reach USING (_unit)),
-- numbers: each month's number as known at log position 99, drafts left out
latest AS (SELECT * FROM months WHERE _seq <= 99
  QUALIFY row_number() OVER (PARTITION BY _record, measure, _period ORDER BY _seq DESC) = 1),
numbers AS (SELECT * FROM latest WHERE _status IN ('submitted', 'checked', 'approved', 'locked'))
SELECT target,
  -- tiny.invested_total
  SUM(value) FILTER (WHERE p0 AND measure = 'invested' AND _period BETWEEN 202201 AND 202205), 0, COUNT(value) FILTER (WHERE p0 AND measure = 'invested' AND _period BETWEEN 202201 AND 202205)
FROM members JOIN numbers USING (_record) GROUP BY ALL
;
WITH -- weighed: versions known at each position
weighed AS (SELECT 1 AS _weight, * FROM versions WHERE _seq <= 99),
-- timeline: for each record and date, the last version known
timeline AS (SELECT * FROM weighed
  QUALIFY row_number() OVER (PARTITION BY _weight, _record, _on ORDER BY _seq DESC) = 1),
-- spans: from when until when each version holds
spans AS (SELECT *, LEAD(_on) OVER (PARTITION BY _weight, _record ORDER BY _on) AS _until
  FROM timeline),
-- marked: spans of records that are not void, with a mark for each condition
marked AS (SELECT *,
       COALESCE(TRUE, FALSE) AS p0,
       COALESCE(NOT "started_on" IS NULL, FALSE) AS p1,
       COALESCE("level" = 'province' AND "state" IN ('started', 'fixed', 'closed'), FALSE) AS p2,
       "planned" AS "_a0",
       CAST(CASE WHEN "level" = 'province' THEN 2 ELSE 1 END AS DECIMAL(30, 8)) * DAYS_BETWEEN(CAST('2022-01-01' AS DATE), "started_on") AS "_a1"
  FROM spans WHERE NOT _void),
-- steps: a share comes where its span starts and goes where it ends
steps AS (SELECT _weight AS _sign, month_number(_on) AS _from, _weight, _record, _unit, p0, p1, p2, month_number("started_on") AS "d_started_on", "_a0", "_a1" FROM marked
  UNION ALL SELECT -_weight, month_number(_until), _weight, _record, _unit, p0, p1, p2, month_number("started_on") AS "d_started_on", "_a0", "_a1" FROM marked
  WHERE _until IS NOT NULL)
SELECT _unit, _from, p0, p1, p2, "d_started_on", SUM(_sign) AS n, SUM(_sign * "_a0") AS "s_a0", SUM(CASE WHEN "_a0" IS NULL THEN 0 ELSE _sign END) AS "c_a0", SUM(_sign * "_a1") AS "s_a1", SUM(CASE WHEN "_a1" IS NULL THEN 0 ELSE _sign END) AS "c_a1"
FROM steps GROUP BY ALL
;
WITH -- weighed: versions known at each position
weighed AS (SELECT 1 AS _weight, * FROM versions WHERE _seq <= 99),
-- timeline: for each record and date, the last version known
timeline AS (SELECT * FROM weighed
  QUALIFY row_number() OVER (PARTITION BY _weight, _record, _on ORDER BY _seq DESC) = 1),
-- spans: from when until when each version holds
spans AS (SELECT *, LEAD(_on) OVER (PARTITION BY _weight, _record ORDER BY _on) AS _until
  FROM timeline),
-- marked: spans of records that are not void, with a mark for each condition
marked AS (SELECT *,
       COALESCE(TRUE, FALSE) AS p0,
       COALESCE(NOT "started_on" IS NULL, FALSE) AS p1,
       COALESCE("level" = 'province' AND "state" IN ('started', 'fixed', 'closed'), FALSE) AS p2
  FROM spans WHERE NOT _void),
-- steps: a share comes where its span starts and goes where it ends
steps AS (SELECT _weight AS _sign, month_number(_on) AS _from, _weight, _record, _unit, p0, p1, p2 FROM marked
  UNION ALL SELECT -_weight, month_number(_until), _weight, _record, _unit, p0, p1, p2 FROM marked
  WHERE _until IS NOT NULL),
-- numbers: each month's number as known at each position, drafts left out
latest AS (SELECT * FROM (SELECT 1 AS _weight, * FROM months WHERE _seq <= 99) WHERE measure IN ('invested')
  QUALIFY row_number() OVER (PARTITION BY _weight, _record, measure, _period ORDER BY _seq DESC) = 1),
numbers AS (SELECT *, _status IN ('approved', 'locked') AS _approved FROM latest
  WHERE _status IN ('submitted', 'checked', 'approved', 'locked') AND value IS NOT NULL)
SELECT _unit, _from, p0, p1, p2, _period, measure, _approved, SUM(_sign * value) AS value, SUM(_sign) AS n
FROM steps JOIN numbers ON numbers._record = steps._record AND numbers._weight = steps._weight GROUP BY ALL
;
SELECT target,
  -- tiny.cases
  COALESCE(SUM(n) FILTER (WHERE p0), 0), COALESCE(SUM(n) FILTER (WHERE p0), 0), 1,
  -- tiny.days_to_start
  SUM("s_a1") FILTER (WHERE p1), COALESCE(SUM(n) FILTER (WHERE p1), 0), COALESCE(SUM("c_a1") FILTER (WHERE p1), 0),
  -- tiny.invested_total
  NULL, COALESCE(SUM(n) FILTER (WHERE p0), 0), 0,
  -- tiny.planned_total
  SUM("s_a0") FILTER (WHERE p0), COALESCE(SUM(n) FILTER (WHERE p0), 0), COALESCE(SUM("c_a0") FILTER (WHERE p0), 0),
  -- tiny.province_cases
  COALESCE(SUM(n) FILTER (WHERE p2), 0), COALESCE(SUM(n) FILTER (WHERE p2), 0), 1,
  -- tiny.started_this_year
  COALESCE(SUM(n) FILTER (WHERE p0 AND "d_started_on" BETWEEN 202201 AND 202205), 0), COALESCE(SUM(n) FILTER (WHERE p0 AND "d_started_on" BETWEEN 202201 AND 202205), 0), 1
FROM r JOIN reach reach USING (_unit) WHERE _from <= 202205 GROUP BY ALL
;
SELECT target,
  -- tiny.invested_total
  SUM(value) FILTER (WHERE p0 AND measure = 'invested' AND _period BETWEEN 202201 AND 202205), 0, COALESCE(SUM(n) FILTER (WHERE p0 AND measure = 'invested' AND _period BETWEEN 202201 AND 202205), 0)
FROM m JOIN reach reach USING (_unit) WHERE _from <= 202205 GROUP BY ALL
