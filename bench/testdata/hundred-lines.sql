WITH touches AS (
  SELECT user_id, campaign, impression_dt_utc AS touched_at, SUM(impressions) AS impressions
  FROM dsp_impressions
  WHERE user_id IS NOT NULL
  GROUP BY 1, 2, 3
),
ranked AS (
  SELECT
    user_id,
    campaign,
    ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY touched_at) AS place,
    impressions
  FROM touches
),
bought AS (
  SELECT user_id, SUM(total_purchases) AS purchases, SUM(total_product_sales) AS sales
  FROM amazon_attributed_events_by_conversion_time
  WHERE user_id IS NOT NULL
  GROUP BY user_id
)
SELECT
  r.campaign,
  CASE WHEN r.place = 1 THEN 'first' WHEN r.place <= 3 THEN 'early' ELSE 'later' END AS place,
  COUNT(DISTINCT r.user_id) AS reach,
  SUM(IF(r.impressions >= 1, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_1,
  SUM(IF(r.impressions >= 2, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_2,
  SUM(IF(r.impressions >= 3, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_3,
  SUM(IF(r.impressions >= 4, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_4,
  SUM(IF(r.impressions >= 5, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_5,
  SUM(IF(r.impressions >= 6, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_6,
  SUM(IF(r.impressions >= 7, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_7,
  SUM(IF(r.impressions >= 8, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_8,
  SUM(IF(r.impressions >= 9, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_9,
  SUM(IF(r.impressions >= 10, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_10,
  SUM(IF(r.impressions >= 11, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_11,
  SUM(IF(r.impressions >= 12, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_12,
  SUM(IF(r.impressions >= 13, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_13,
  SUM(IF(r.impressions >= 14, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_14,
  SUM(IF(r.impressions >= 15, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_15,
  SUM(IF(r.impressions >= 16, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_16,
  SUM(IF(r.impressions >= 17, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_17,
  SUM(IF(r.impressions >= 18, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_18,
  SUM(IF(r.impressions >= 19, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_19,
  SUM(IF(r.impressions >= 20, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_20,
  SUM(IF(r.impressions >= 21, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_21,
  SUM(IF(r.impressions >= 22, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_22,
  SUM(IF(r.impressions >= 23, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_23,
  SUM(IF(r.impressions >= 24, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_24,
  SUM(IF(r.impressions >= 25, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_25,
  SUM(IF(r.impressions >= 26, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_26,
  SUM(IF(r.impressions >= 27, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_27,
  SUM(IF(r.impressions >= 28, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_28,
  SUM(IF(r.impressions >= 29, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_29,
  SUM(IF(r.impressions >= 30, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_30,
  SUM(IF(r.impressions >= 31, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_31,
  SUM(IF(r.impressions >= 32, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_32,
  SUM(IF(r.impressions >= 33, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_33,
  SUM(IF(r.impressions >= 34, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_34,
  SUM(IF(r.impressions >= 35, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_35,
  SUM(IF(r.impressions >= 36, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_36,
  SUM(IF(r.impressions >= 37, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_37,
  SUM(IF(r.impressions >= 38, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_38,
  SUM(IF(r.impressions >= 39, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_39,
  SUM(IF(r.impressions >= 40, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_40,
  SUM(IF(r.impressions >= 41, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_41,
  SUM(IF(r.impressions >= 42, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_42,
  SUM(IF(r.impressions >= 43, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_43,
  SUM(IF(r.impressions >= 44, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_44,
  SUM(IF(r.impressions >= 45, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_45,
  SUM(IF(r.impressions >= 46, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_46,
  SUM(IF(r.impressions >= 47, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_47,
  SUM(IF(r.impressions >= 48, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_48,
  SUM(IF(r.impressions >= 49, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_49,
  SUM(IF(r.impressions >= 50, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_50,
  SUM(IF(r.impressions >= 51, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_51,
  SUM(IF(r.impressions >= 52, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_52,
  SUM(IF(r.impressions >= 53, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_53,
  SUM(IF(r.impressions >= 54, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_54,
  SUM(IF(r.impressions >= 55, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_55,
  SUM(IF(r.impressions >= 56, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_56,
  SUM(IF(r.impressions >= 57, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_57,
  SUM(IF(r.impressions >= 58, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_58,
  SUM(IF(r.impressions >= 59, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_59,
  SUM(IF(r.impressions >= 60, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_60,
  SUM(IF(r.impressions >= 61, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_61,
  SUM(IF(r.impressions >= 62, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_62,
  SUM(IF(r.impressions >= 63, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_63,
  SUM(IF(r.impressions >= 64, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_64,
  SUM(IF(r.impressions >= 65, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_65,
  SUM(IF(r.impressions >= 66, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_66,
  SUM(IF(r.impressions >= 67, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_67,
  SUM(IF(r.impressions >= 68, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_68,
  SUM(IF(r.impressions >= 69, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_69,
  SUM(IF(r.impressions >= 70, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_70,
  SUM(IF(r.impressions >= 71, COALESCE(b.purchases, 0), 0)) / NULLIF(SUM(r.impressions), 0) AS rate_71,
  SUM(b.sales) AS sales
FROM ranked r
LEFT JOIN bought b ON b.user_id = r.user_id
GROUP BY 1, 2
HAVING reach > 1
