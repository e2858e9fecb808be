-- Clicks and views that conversions may be credited to, of one brand and person.
CREATE TABLE click AS
SELECT id, u, b, click_t AS t, TRUE AS dsp FROM imp WHERE click_t IS NOT NULL
UNION ALL SELECT id, u, b, click_t, FALSE FROM sponsored WHERE click_t IS NOT NULL;

CREATE TABLE exposure AS
SELECT id, u, b, t, TRUE AS dsp, viewed AS creditable FROM imp
UNION ALL SELECT id, u, b, t, FALSE, viewed AND kind <> 'sp' FROM sponsored;

-- Everything measured as a conversion, with whether an ad of the brand came in
-- the 28 days before.
CREATE TABLE event AS
SELECT e.*, coalesce(e.t - v.t <= INTERVAL 28 DAY, FALSE) AS exposed
FROM happening e ASOF LEFT JOIN exposure v ON e.u = v.u AND e.b = v.b AND e.t >= v.t
ORDER BY e.t, e.id;

-- Last click within 14 days, else last view.
CREATE TABLE credited AS
WITH clicked AS (
  SELECT e.id AS event_id, e.t AS event_t, c.id AS touch, c.dsp, c.t FROM event e ASOF JOIN click c ON e.u = c.u AND e.b = c.b AND e.t >= c.t WHERE e.t - c.t <= INTERVAL 14 DAY
), seen AS (
  SELECT e.id AS event_id, e.t AS event_t, v.id AS touch, v.dsp, v.t FROM event e ASOF JOIN (SELECT * FROM exposure WHERE creditable) v ON e.u = v.u AND e.b = v.b AND e.t >= v.t WHERE e.t - v.t <= INTERVAL 14 DAY
)
SELECT event_id, event_t, touch, dsp, t, TRUE AS by_click FROM clicked
UNION ALL SELECT event_id, event_t, touch, dsp, t, FALSE FROM seen WHERE event_id NOT IN (SELECT event_id FROM clicked);

-- What a credited conversion needs to know of its touch. i.id is the
-- impression, also where the click got the credit.
CREATE TABLE touched AS
SELECT x.event_id, x.event_t, x.by_click, i.* FROM credited x JOIN (
  SELECT id, k, l, c, s, d, t, click_t, cost, 0::UBIGINT AS click_id, TRUE AS dsp FROM imp
) i ON i.id = x.touch AND x.dsp
UNION ALL
SELECT x.event_id, x.event_t, x.by_click, i.* FROM credited x JOIN (
  SELECT id, k, l, c, NULL::INTEGER AS s, d, t, click_t, CASE WHEN campaign.per_click THEN cost ELSE cost / 1000 END AS cost, click_id, FALSE AS dsp
  FROM (SELECT * FROM sponsored) JOIN (SELECT k, per_click FROM campaign) campaign USING (k)
) i ON i.id = x.touch AND NOT x.dsp
ORDER BY event_t, event_id;
