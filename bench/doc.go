// Command bench prints the project's performance figures.
//
// Each figure is one line:
//
//	bench: area=A name=N value=V unit=U [baseline=B baseline_value=V ratio=R]
//
// A ratio above 1 means that ours is better than the named baseline, which is
// measured in the same run on the same machine; the baseline called goal is the
// figure we want to stay within. Figures are medians; nothing
// here passes or fails, because machines differ and are noisy.
//
// Areas: serve (start-up, memory), sandbox (synthetic data), sql (the
// language), execution (the platform's overhead), schedule (a tick of many
// schedules, and those that are stored), results (ten million rows: taken in,
// read in any order, given out; RESULTS_ROWS for fewer), web (a long list in a
// browser), engine
// (its state machine and its history). The figure of sql that has pg_query for its baseline comes from
// the module in the folder pgquery.
package main
