-- How many impressions each campaign has on each day. The day stands in the
-- advertiser's zone.
CREATE TABLE campaign_day AS
SELECT c.k, c.kind, c.id AS campaign_id, d.day, d.offset_minutes,
  floor(c.rate * d.demand * (0.85 + 0.3 * draw(hash(c.id, d.day), 1)) + draw(hash(c.id, d.day), 2))::INTEGER AS n
FROM campaign c JOIN day d ON d.day >= greatest(c.start_day, DATE '{{.Traffic}}') AND d.day <= coalesce(c.end_day, DATE '9999-12-31');

-- Amazon DSP impressions.
CREATE TABLE imp AS
WITH counted AS (
  SELECT k, day, offset_minutes, hash(campaign_id, day, i) AS id
  FROM (SELECT *, unnest(range(n)) AS i FROM campaign_day WHERE kind = 'dsp')
), placed AS (
  SELECT n.id, n.k, c.b,
    (n.day + clock(n.id, 1, CASE WHEN c.format = 'ctv' THEN {{.EveningHours}} ELSE {{.DayHours}} END) - to_minutes(n.offset_minutes::BIGINT))::TIMESTAMP AS t,
    ({{.Groups}} * floor({{.PeoplePerGroup}} * pow(draw(n.id, 3), 2)) + c.groups[1 + pick(n.id, 4, len(c.groups))])::INTEGER AS u,
    c.line0 + pick(n.id, 5, c.lines) AS l,
    c.creative0 + pick(n.id, 6, c.creatives) AS c,
    CASE c.format {{range .SupplyRanges}}WHEN '{{.Format}}' THEN {{.First}} + pick(n.id, 7, {{.Count}}) {{end}}END AS s,
    c.format, c.click, (c.price * (0.6 + 0.8 * draw(n.id, 8)) / 1000)::FLOAT AS cost
  FROM counted n JOIN campaign c USING (k)
)
SELECT i.* EXCLUDE (click, format),
  draw(id, 9) < 0.05 AS unresolved,
  draw(id, 10) < 0.93 AS measurable,
  draw(id, 11) < s.view_rate AS viewed,
  CASE WHEN draw(id, 12) < click THEN t + to_milliseconds((2000 + 60000 * pow(draw(id, 13), 2))::BIGINT) END AS click_t,
  CASE WHEN i.format = 'ctv' THEN p.tv WHEN draw(id, 14) < 0.8 THEN p.d ELSE (p.d + 5) % {{.Televisions}} END AS d
FROM placed i JOIN (SELECT s, view_rate FROM supply) s USING (s) JOIN person p USING (u)
ORDER BY t, id;

-- Sponsored ads impressions; clicks become rows of their own in the table.
CREATE TABLE sponsored AS
WITH counted AS (
  SELECT k, day, offset_minutes, hash(campaign_id, day, i) AS id
  FROM (SELECT *, unnest(range(n)) AS i FROM campaign_day WHERE kind <> 'dsp')
), placed AS (
  SELECT n.id, n.k, c.b, c.kind,
    (n.day + clock(n.id, 1, CASE WHEN c.kind = 'stv' THEN {{.EveningHours}} ELSE {{.DayHours}} END) - to_minutes(n.offset_minutes::BIGINT))::TIMESTAMP AS t,
    ({{.Groups}} * floor({{.PeoplePerGroup}} * pow(draw(n.id, 3), 1.8)) + c.groups[1 + pick(n.id, 4, len(c.groups))])::INTEGER AS u,
    c.line0 + pick(n.id, 5, c.lines) AS l,
    c.creative0 + pick(n.id, 6, c.creatives) AS c,
    c.click, c.format, (c.price * (0.7 + 0.6 * draw(n.id, 8)))::FLOAT AS cost
  FROM counted n JOIN campaign c USING (k)
)
SELECT i.* EXCLUDE (click),
  draw(id, 9) < 0.03 AS unresolved,
  draw(id, 10) < 0.95 AS measurable,
  draw(id, 11) < CASE kind WHEN 'stv' THEN 0.97 WHEN 'sd' THEN 0.62 ELSE 0.71 END AS viewed,
  CASE WHEN draw(id, 12) < click * (0.6 + 0.4 * p.eager) THEN t + to_milliseconds((1500 + 40000 * pow(draw(id, 13), 2))::BIGINT) END AS click_t,
  hash(xor(id, 15::UBIGINT)) AS click_id,
  CASE WHEN kind = 'stv' THEN p.tv WHEN draw(id, 14) < 0.85 THEN p.d ELSE (p.d + 5) % {{.Televisions}} END AS d
FROM placed i JOIN person p USING (u)
ORDER BY t, id;
