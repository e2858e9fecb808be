// Package synthetic makes the data an AMC sandbox answers from: believable,
// invented, and the same for the same seed.
//
// An Instance is one AMC instance with its advertisers, currency, zone and the
// paid sources it subscribes to. What happened in it is its model: people,
// campaigns, impressions, conversions and so on, in narrow tables that Generate
// has DuckDB make and write as Parquet (sql/). Amazon's wide tables, some with
// 240 columns, are not stored: each is a projection of the model, a query that
// derives every column from the few that are random, and Store.Relation spells
// it out. A Store is all a query engine needs of the data. So a second of generating gives hundreds of megabytes worth of
// tables, a query computes only the columns it names, and columns that must
// agree, such as a time and its date in two zones, cannot disagree. Times are
// stored in order, so a time window reads few of a file's row groups.
//
// The story behind the rows: people of a place and with a device, some of them
// loyal customers, see ads of campaigns that reach some groups of people and
// not others; a few click; some visit a detail page, fewer fill the cart, fewer
// order, minutes or days later; many do so without any ad. Amazon's tables are
// different views of these events, so joins by user_id, request_tag, event_id
// and campaign mean something. Attribution is computed from the traffic: last
// click within 14 days, else last view.
//
// Time. Every row hangs on a calendar day and is made from the seed and that
// day alone, so generating again on a later day gives the same rows for the
// days both share. A generation covers 13 months before Now (60 for retail
// purchases) and Horizon days after it, of which readers show only what lies
// before their own now. Once Now comes within a day of that end, Generate makes
// a new generation beside the old one, switches over and removes the old one
// at a later call.
//
// On disk a generation is a folder of its own named by its key (version, seed,
// scale, instances, last day); within it each instance is a folder that appears
// complete or not at all, by rename. A lock file lets one process generate
// while others wait. Cancelling, or killing, leaves finished instances and
// rubbish with a dot in front that the next call removes.
//
// Invariants: the columns and types of every table are those of package
// catalog; no real company, person or id occurs; equal configurations give
// equal rows, whatever the number of threads.
package synthetic
