-- Who comes without an ad. Few are loyal; they are spread over the numbers, so
-- that the best customers are not also those who see the most ads.
CREATE MACRO customer(id) AS ((floor({{.People}} * pow(draw(id, 41), 3.6))::BIGINT * 7919 + 13) % {{.People}})::INTEGER;

-- Visits to a product: after a click, later after a viewed ad, or on one's own.
CREATE TABLE visit AS
SELECT hash(xor(x.id, salt::UBIGINT)) AS id, x.u, x.b, x.t, p, buy * (0.4 + 0.6 * person.eager) AS buy
FROM (
  SELECT id, u, b, click_t + to_milliseconds((1000 + 90000 * draw(id, 32))::BIGINT) AS t, k, 0.11 AS buy, 31 AS salt
  FROM (SELECT id, u, b, k, click_t FROM imp WHERE click_t IS NOT NULL UNION ALL SELECT id, u, b, k, click_t FROM sponsored WHERE click_t IS NOT NULL)
  WHERE draw(id, 33) < 0.82
  UNION ALL
  SELECT i.id, i.u, i.b, i.t + to_milliseconds((-ln(1 - draw(i.id, 34)) * 1.9 * 86400000)::BIGINT) AS t, i.k, 0.07 AS buy, 39
  FROM (SELECT id, u, b, k, t FROM imp WHERE viewed UNION ALL SELECT id, u, b, k, t FROM sponsored WHERE viewed AND kind <> 'sp') i
  JOIN campaign c USING (k) JOIN person USING (u)
  WHERE draw(i.id, 35) < c.lift * person.eager
) x
JOIN person USING (u)
JOIN (SELECT k, item0, items FROM campaign) c USING (k)
JOIN brand USING (b),
-- Three in four look at what the ad showed, the others at more of the brand.
LATERAL (SELECT CASE WHEN draw(x.id, 36) < 0.75 THEN c.item0 + pick(x.id, 37, c.items) ELSE brand.item0 + pick(x.id, 38, brand.items) END AS p)
UNION ALL
SELECT o.id, o.u, o.b, o.t, o.p, 0.1 * (0.4 + 0.6 * person.eager) AS buy
FROM (
  SELECT id, customer(id) AS u, b,
    (day + clock(id, 42, {{.DayHours}}) - to_minutes(offset_minutes::BIGINT))::TIMESTAMP AS t,
    item0 + floor(items * pow(draw(id, 44), 1.5))::INTEGER AS p
  FROM (
    SELECT b, item0, items, day, offset_minutes, hash(internal_id, day, b, unnest(range(floor({{.VisitsPerDay}} * demand + draw(hash(day, b), 45))::INTEGER))) AS id
    FROM brand CROSS JOIN day WHERE day >= DATE '{{.Events}}'
  )
) o JOIN person USING (u);

-- Orders: from visits, from the years before, and again from happy customers.
CREATE TABLE purchase AS
WITH first_orders AS (
  SELECT hash(xor(id, 51::UBIGINT)) AS id, u, b, p,
    t + to_milliseconds((CASE WHEN draw(id, 52) < 0.62 THEN 60000 + 1500000 * draw(id, 53) WHEN draw(id, 52) < 0.85 THEN 86400000 * draw(id, 53) ELSE 86400000 * (1 + 6 * draw(id, 53)) END)::BIGINT) AS t
  FROM visit WHERE draw(id, 54) < buy
  UNION ALL
  SELECT id, customer(id) AS u, b, item0 + floor(items * pow(draw(id, 44), 1.5))::INTEGER AS p,
    (day + clock(id, 42, {{.DayHours}}) - to_minutes(offset_minutes::BIGINT))::TIMESTAMP AS t
  FROM (
    SELECT b, item0, items, day, offset_minutes, hash(internal_id, day, b, -1 - unnest(range(floor({{.OrdersPerDay}} * demand + draw(hash(day, b), 46))::INTEGER))) AS id
    FROM brand CROSS JOIN day WHERE day < DATE '{{.Events}}'
  )
), repeated AS (
  SELECT id, u, b, p, t FROM first_orders
  UNION ALL
  SELECT hash(xor(id, (60 + n)::UBIGINT)) AS id, u, b, CASE WHEN draw(id, 57 + n) < 0.7 THEN p ELSE item0 + pick(id, 58, items) END AS p,
    t + to_milliseconds((n * (26 + 30 * draw(id, 55)) * 86400000)::BIGINT) AS t
  FROM first_orders JOIN brand USING (b), unnest(range(1, 4)) r(n)
  WHERE draw(id, 56) < pow(CASE WHEN consumable THEN 0.42 ELSE 0.16 END, n)
)
SELECT r.id, r.u, r.b, r.p, date_trunc('millisecond', r.t) AS t,
  1 + (draw(id, 71) < 0.16)::INTEGER + (draw(id, 71) < 0.04)::INTEGER AS units,
  (round(product.price * CASE WHEN draw(id, 72) < 0.18 THEN 0.85 ELSE 1 END, 2))::DECIMAL(18, 4) AS price,
  coalesce(r.t - lag(r.t) OVER (PARTITION BY r.u, r.b ORDER BY r.t, r.id) > INTERVAL 365 DAY, TRUE) AS new_to_brand
FROM repeated r JOIN product USING (p)
WHERE r.t < TIMESTAMP '{{.End}}'
ORDER BY t, id;

-- What may be measured as a conversion, in the retained range.
CREATE TABLE happening AS
SELECT e.*
FROM (
  SELECT hash(xor(id, 81::UBIGINT)) AS id, u, b, p, t, 1 AS kind, 0 AS units, 0::DECIMAL(18, 4) AS price, FALSE AS new_to_brand FROM visit
  UNION ALL SELECT hash(xor(id, 82::UBIGINT)), u, v.b, item0 + pick(id, 83, items), t + to_milliseconds((40000 + 200000 * draw(id, 84))::BIGINT), 1, 0, 0, FALSE
    FROM visit v JOIN brand USING (b) WHERE draw(id, 85) < 0.3
  UNION ALL SELECT hash(xor(id, 86::UBIGINT)), u, b, p, t + to_milliseconds((20000 + 100000 * draw(id, 87))::BIGINT), 2, 0, 0, FALSE FROM visit WHERE draw(id, 88) < greatest(0.22, buy)
  UNION ALL SELECT id, u, b, p, t, 3, units, price, new_to_brand FROM purchase WHERE t >= TIMESTAMP '{{.Events}}'
  UNION ALL SELECT hash(xor(id, 89::UBIGINT)), u, b, p, t - to_milliseconds((5000 + 60000 * draw(id, 90))::BIGINT), 4, 0, 0, FALSE FROM visit WHERE draw(id, 91) < 0.12
  UNION ALL SELECT hash(xor(id, 92::UBIGINT)), u, b, p, t + to_milliseconds((30000)::BIGINT), 5 + pick(id, 93, 4), 0, 0, FALSE FROM visit WHERE draw(id, 94) < 0.025
  UNION ALL SELECT hash(xor(id, 95::UBIGINT)), u, b, p, t + to_days(9 + pick(id, 96, 12)), 9, 0, 0, FALSE FROM purchase WHERE draw(id, 97) < 0.03
  UNION ALL SELECT hash(xor(id, 98::UBIGINT)), u, purchase.b, p, t, 10, 0, 0, FALSE FROM purchase JOIN brand USING (b) WHERE draw(id, 99) < CASE WHEN consumable THEN 0.06 ELSE 0.01 END
  UNION ALL SELECT hash(xor(id, 100::UBIGINT)), u, b, p, t + to_milliseconds((70000)::BIGINT), 11, 0, 0, FALSE FROM visit WHERE draw(id, 101) < 0.08
  -- Off Amazon, and the app and subscription of the brand.
  UNION ALL SELECT hash(xor(v.id, 102::UBIGINT)), u, b, v.p, t + to_milliseconds((3600000 * 8 * draw(v.id, 103))::BIGINT), 20 + pick(v.id, 104, 4), 1,
    round(product.price * (0.8 + 0.5 * draw(v.id, 105)), 2)::DECIMAL(18, 4), FALSE FROM visit v JOIN product USING (p, b) WHERE draw(v.id, 106) < 0.04
  UNION ALL SELECT hash(xor(id, 107::UBIGINT)), u, b, p, t + to_milliseconds((900000)::BIGINT), 30 + pick(id, 108, 4), 0, 0, FALSE FROM visit WHERE draw(id, 109) < 0.02
) e
WHERE t >= TIMESTAMP '{{.Events}}' AND t < TIMESTAMP '{{.End}}';
