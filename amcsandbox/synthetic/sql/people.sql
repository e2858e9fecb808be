-- Draws: a number in [0, 1) and a whole number below n, from an id and a salt.
CREATE MACRO draw(id, salt) AS (hash(xor(id::UBIGINT, salt::UBIGINT)) >> 11)::DOUBLE * 1.1102230246251565e-16;
CREATE MACRO pick(id, salt, n) AS ((hash(xor(id::UBIGINT, salt::UBIGINT)) >> 24) % n::UBIGINT)::INTEGER;
-- Text forms of ids: 16 and 24 hexadecimal digits.
CREATE MACRO short_id(id) AS lower(lpad(hex(id::UBIGINT), 16, '0'));
CREATE MACRO long_id(id, salt) AS lower(lpad(hex(id::UBIGINT), 16, '0') || lpad(hex(hash(xor(id::UBIGINT, salt::UBIGINT)) >> 32), 8, '0'));
-- Seconds after midnight by an hour profile (one hundred hours, repeated by weight).
CREATE MACRO clock(id, salt, profile) AS to_milliseconds((profile[1 + pick(id, salt, 100)] * 3600000 + pick(id, salt + 1, 3600000))::BIGINT);

-- People. Low numbers are the heavy users; number modulo 8 is the group that
-- campaigns reach or do not reach.
CREATE TABLE person AS
WITH numbered AS (
  SELECT u::INTEGER AS u, hash({{.Seed}}::UBIGINT, u) AS h FROM range({{.People}}) t(u)
), placed AS (
  SELECT *, {{.PlaceBag}}[1 + pick(h, 1, {{.PlaceBagSize}})] AS g, {{.DeviceBag}}[1 + pick(h, 2, {{.DeviceBagSize}})] AS d,
    draw(h, 3) AS kind
  FROM numbered
)
SELECT u, h, g, d,
  {{.Televisions}} + pick(h, 4, {{.TelevisionCount}}) AS tv,
  long_id(h, 5) AS user_id,
  CASE WHEN kind < 0.87 THEN 'adUserId' WHEN kind < 0.95 THEN 'sisDeviceId' ELSE 'adBrowserId' END AS user_id_type,
  'ip' || substr(short_id(hash(h, 6)), 1, 12) AS ip_address,
  'dv' || short_id(hash(h, 7)) AS device_id,
  place.state, place.dma, place.city, place.state[:2] || '-' || place.postal || lpad((pick(h, 8, 24))::VARCHAR, 2, '0') AS postal_code,
  -- Eagerness to buy: mean 1, a long tail.
  least(6, -ln(1 - draw(h, 9))) AS eager,
  draw(h, 10) < 0.04 AS business,
  draw(h, 11) < 0.03 AS no_trackers,
  list_transform(list_filter({{.SegmentShares}}, s -> draw(h, s.id) < s.share), s -> s.id)::INTEGER[] AS segments
FROM placed JOIN place USING (g)
ORDER BY u;
