-- Users u1 … u150 see campaign Alpha, u1 … u40 Beta, u1 alone Gamma. A tenth of Alpha has no user.
INSERT INTO dsp_impressions BY NAME
SELECT 'u' || i AS user_id, 'adUserId' AS user_id_type, 'Alpha' AS campaign, '1001' AS campaign_id_string, 1001 AS campaign_id,
       TIMESTAMP '2026-05-02 10:00:00' + to_hours(i) AS impression_dt, TIMESTAMP '2026-05-02 10:00:00' + to_hours(i) AS impression_dt_utc,
       CAST(TIMESTAMP '2026-05-02 10:00:00' + to_hours(i) AS DATE) AS impression_date,
       1 AS impressions, 2500000 + i AS supply_cost, 500 AS total_cost,
       CASE WHEN i <= 120 THEN '11111' ELSE '22222' END AS postal_code, [i % 3, 7] AS user_behavior_segment_ids, 'r' || i AS request_tag
FROM range(1, 151) t(i);
INSERT INTO dsp_impressions BY NAME
SELECT NULL AS user_id, 'Alpha' AS campaign, '1001' AS campaign_id_string, 1001 AS campaign_id,
       TIMESTAMP '2026-05-03 00:00:00' AS impression_dt_utc, 1 AS impressions, 2500000 AS supply_cost, '11111' AS postal_code
FROM range(15);
INSERT INTO dsp_impressions BY NAME
SELECT 'u' || i AS user_id, 'Beta' AS campaign, '1002' AS campaign_id_string, 1002 AS campaign_id,
       TIMESTAMP '2026-05-10 00:00:00' + to_minutes(i) AS impression_dt_utc, DATE '2026-05-10' AS impression_date,
       1 AS impressions, 1000000 AS supply_cost, '33333' AS postal_code
FROM range(1, 41) t(i);
INSERT INTO dsp_impressions BY NAME
SELECT 'u1' AS user_id, 'Gamma' AS campaign, '1003' AS campaign_id_string, 1003 AS campaign_id,
       TIMESTAMP '2026-05-20 00:00:00' AS impression_dt_utc, DATE '2026-05-20' AS impression_date, 1 AS impressions, 700 AS supply_cost
FROM range(5);
-- Just outside May on both sides.
INSERT INTO dsp_impressions BY NAME
SELECT 'u' || i AS user_id, 'Early' AS campaign, TIMESTAMP '2026-04-30 23:59:59.999' AS impression_dt_utc, 1 AS impressions FROM range(1, 6) t(i);
INSERT INTO dsp_impressions BY NAME
SELECT 'u' || i AS user_id, 'Late' AS campaign, TIMESTAMP '2026-06-01 00:00:00' AS impression_dt_utc, 1 AS impressions FROM range(1, 6) t(i);
INSERT INTO dsp_impressions BY NAME
SELECT 'u' || i AS user_id, 'Start' AS campaign, TIMESTAMP '2026-05-01 00:00:00' AS impression_dt_utc, 1 AS impressions FROM range(1, 6) t(i);

INSERT INTO sponsored_ads_traffic BY NAME
SELECT 'u' || i AS user_id, 'Search' AS campaign, 'sponsored_products' AS ad_product_type, TIMESTAMP '2026-05-05 12:00:00' + to_minutes(i) AS event_dt_utc,
       1 AS impressions, i % 2 AS clicks, 30000000 AS spend, 'men''s shoe' AS customer_search_term
FROM range(1, 61) t(i);

INSERT INTO amazon_attributed_events_by_conversion_time BY NAME
SELECT 'u' || i AS user_id, 'Alpha' AS campaign, '1001' AS campaign_id_string, TIMESTAMP '2026-05-12 00:00:00' + to_hours(i) AS conversion_event_dt_utc,
       1 AS purchases, i * 10.5 AS product_sales, i % 3 = 0 AS new_to_brand, 'B0' || (i % 4) AS tracked_asin
FROM range(1, 31) t(i);
INSERT INTO conversions BY NAME
SELECT 'u' || i AS user_id, TIMESTAMP '2026-05-15 00:00:00' + to_hours(i) AS event_dt_utc, 'order' AS event_subtype, 1 AS conversions, 'c' || i AS conversion_id
FROM range(1, 101, 5) t(i);

-- The example of the documentation, in March: per row so many users saw and so many clicked. Impressions and clicks are
-- spread over the users, the first takes the rest.
CREATE TEMP TABLE example AS FROM (VALUES
  ('11111', 'iPhone', 1100, 300, 50, 13), ('22222', 'Android', 200, 100, 30, 8),
  ('33333', 'Android', 1300, 500, 133, 87), ('44444', 'Android', 1700, 700, 108, 359)) e(postal, device, impressions, clicks, viewers, clickers);
INSERT INTO dsp_impressions BY NAME
SELECT 'v' || i AS user_id, postal AS postal_code, device AS device_type, TIMESTAMP '2026-03-02 00:00:00' AS impression_dt_utc,
       CASE WHEN i = 1 THEN impressions - viewers + 1 ELSE 1 END AS impressions
FROM example, range(1, viewers + 1) t(i);
INSERT INTO dsp_clicks BY NAME
SELECT 'v' || i AS user_id, postal AS postal_code, device AS device_type, TIMESTAMP '2026-03-02 00:00:00' AS click_dt_utc,
       CASE WHEN i = 1 THEN clicks - clickers + 1 ELSE 1 END AS clicks
FROM example, range(1, clickers + 1) t(i);
DROP TABLE example;
