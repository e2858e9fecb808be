import type { Content } from './draft'

/** A first query worth running: real AMC SQL, with a parameter to play with. */
export const exampleContent: Content = {
  name: 'Reach and frequency by campaign',
  description:
    'How many people each campaign reached, and how often each of them saw it. Small campaigns are left out.',
  clientId: undefined,
  instanceId: undefined,
  sql: `-- How many people did each campaign reach, and how often?
SELECT
  campaign,
  SUM(impressions) AS impressions,
  COUNT(DISTINCT user_id) AS reach,
  SUM(impressions) / COUNT(DISTINCT user_id) AS frequency
FROM dsp_impressions
GROUP BY campaign
HAVING SUM(impressions) >= CUSTOM_PARAMETER('least_impressions')
`,
  placeholders: [],
  parameters: [
    {
      name: 'least_impressions',
      type: 'INTEGER',
      array: false,
      description: 'Campaigns with fewer impressions are left out.',
      default: 100,
    },
  ],
}
