package execution

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
)

// MinSearch is how many characters a text search needs: the index knows texts
// by every three characters in a row.
const MinSearch = 3

// ErrSearch refuses a search for too short a text.
var ErrSearch = fault.New(fault.Invalid, "execution.search_too_short", "A search needs at least three characters.").
	WithField("query.search", "must have at least three characters")

// Filter narrows a list; zero fields do not.
type Filter struct {
	States []State
	// Instances are our ids. Nil means all; an empty list means none.
	Instances []actor.InstanceID
	QueryID   actor.QueryID
	PersonID  actor.PersonID
	// Search is part of the query's name or of the SQL, in any case.
	Search string
	// From and Until bound when they were made, to the millisecond: from From
	// on, and before Until.
	From, Until time.Time
	// Before is the last execution of the page before.
	Before *actor.ExecutionID
}

// visibleTo narrows the filter to instances that a may see: the history is then
// read off the index of each, and so costs no more than for one who sees all.
// What a may see comes from the same rows as database.Sees.
func (f Filter) visibleTo(a actor.Actor) Filter {
	if a.SeesAll() {
		return f
	}
	if f.Instances == nil {
		f.Instances = a.VisibleInstances()
		return f
	}
	kept := []actor.InstanceID{}
	for _, id := range f.Instances {
		if a.May(actor.See, id) {
			kept = append(kept, id)
		}
	}
	f.Instances = kept
	return f
}

func (f Filter) check() error {
	if f.Search != "" && utf8.RuneCountInString(f.Search) < MinSearch {
		return ErrSearch
	}
	return nil
}

const (
	// maxBranches bounds how many indexes' ranges are merged for one page.
	maxBranches = 400
	// fewTexts are read range by range; of more texts it matters how often they ran.
	fewTexts = 100
	// manyTexts and fewRuns bound what is gathered and sorted for a page. What is
	// more is so common that a page fills before much was passed over.
	manyTexts = 1_000
	fewRuns   = 20_000
	// readTexts are so few that SQLite reads them faster than it looks them up.
	readTexts = 3_000
	// lookFirst is how many of the newest are looked at before the index of texts
	// is asked: a common text fills a page of them.
	lookFirst = 500
	// littleAsked is how many executions of one person are looked through at once.
	littleAsked = 5_000
)

// branch is a range of an index that is in the order of ids.
type branch struct {
	column string
	value  any
	state  any // with instance_id only: a State, of those that have not simply succeeded
}

// find reads the ids of a page, newest first. It walks the index that leaves
// out most and merges the ranges of it where a filter names several values, so
// that the work is bounded by the page and not by the history.
func find(ctx context.Context, tx bun.Tx, f Filter, limit int64) (ids []actor.ExecutionID, err error) {
	branches, err := chooseBranches(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	if f.Search == "" {
		return merge(ctx, tx, f, branches, limit)
	}
	newest, err := merge(ctx, tx, f, branches, lookFirst)
	if err != nil || len(newest) == 0 {
		return nil, err
	}
	ids, err = containing(ctx, tx, f, newest, limit)
	if err != nil || int64(len(ids)) == limit || len(newest) < lookFirst {
		return ids, err
	}
	texts, err := textsWith(ctx, tx, f)
	switch {
	case err != nil:
		return nil, err
	case len(texts) <= fewTexts:
		branches = branches[:0]
		for _, id := range texts {
			branches = append(branches, branch{column: "text_id", value: id})
		}
		return merge(ctx, tx, f, branches, limit)
	case len(texts) <= manyTexts:
		few, err := haveFewRuns(ctx, tx, texts)
		if err != nil {
			return nil, err
		}
		if few {
			return gather(ctx, tx, f, texts, limit)
		}
	}
	return walk(ctx, tx, f, branches, limit)
}

// chooseBranches prefers the person to the instances for one who asked for little.
func chooseBranches(ctx context.Context, tx bun.Tx, f Filter) ([]branch, error) {
	if f.PersonID == "" || f.Instances == nil || f.QueryID != "" {
		return f.branches(), nil
	}
	var n int64
	err := tx.NewRaw("SELECT count(*) FROM (SELECT 1 AS one FROM execution WHERE created_by = ? LIMIT ?) AS counted",
		f.PersonID, littleAsked+1).Scan(ctx, &n)
	if err != nil {
		return nil, fmt.Errorf("count executions of %s: %w", f.PersonID, err)
	}
	if n <= littleAsked {
		return []branch{{column: "created_by", value: f.PersonID}}, nil
	}
	return f.branches(), nil
}

// branches are the ranges to walk for all filters but the text.
func (f Filter) branches() []branch {
	switch {
	case f.QueryID != "":
		return []branch{{column: "query_id", value: f.QueryID}}
	case f.Instances != nil && len(f.Instances)*max(1, len(f.States)) <= maxBranches && f.unusual():
		var all []branch
		for _, id := range f.Instances {
			for _, state := range f.States {
				all = append(all, branch{"instance_id", id, state})
			}
		}
		return all
	case f.Instances != nil && len(f.Instances) <= maxBranches:
		all := make([]branch, len(f.Instances))
		for i, id := range f.Instances {
			all[i] = branch{column: "instance_id", value: id}
		}
		return all
	case f.PersonID != "":
		return []branch{{column: "created_by", value: f.PersonID}}
	case f.unusual():
		all := make([]branch, len(f.States))
		for i, state := range f.States {
			all[i] = branch{column: "state", value: state}
		}
		return all
	default:
		return []branch{{}}
	}
}

// unusual reports that only states are asked for that are rare in a history.
func (f Filter) unusual() bool {
	for _, state := range f.States {
		if state == Succeeded {
			return false
		}
	}
	return len(f.States) > 0
}

// containing are those of the ids whose text holds the search, newest first.
func containing(ctx context.Context, tx bun.Tx, f Filter, of []actor.ExecutionID, limit int64) (ids []actor.ExecutionID, err error) {
	query := tx.NewSelect().Model((*Execution)(nil)).Column("id").Where("id IN (?)", bun.List(of)).Order("id DESC").Limit(limit)
	holds(query, f)
	if err := query.Scan(ctx, &ids); err != nil {
		return nil, fmt.Errorf("look at texts: %w", err)
	}
	return ids, nil
}

// holds narrows executions to those whose text holds the search, by reading it.
func holds(query *bun.SelectQuery, f Filter) {
	query.Where(`(SELECT t.search_key FROM execution_text AS t WHERE t.id = text_id) LIKE ? ESCAPE '\'`, likeSearch(f))
}

// walk reads a page off the branches and looks at the text of each execution.
func walk(ctx context.Context, tx bun.Tx, f Filter, branches []branch, limit int64) ([]actor.ExecutionID, error) {
	return merge(ctx, tx, f, branches, limit, func(query *bun.SelectQuery) { holds(query, f) })
}

// merge reads a page off the heads of all branches, each narrowed further by also.
func merge(ctx context.Context, tx bun.Tx, f Filter, branches []branch, limit int64, also ...func(*bun.SelectQuery)) (ids []actor.ExecutionID, err error) {
	if len(branches) == 0 {
		return nil, nil
	}
	head := func(b branch) *bun.SelectQuery {
		query := tx.NewSelect().Model((*Execution)(nil)).Column("id").Order("id DESC").Limit(limit)
		if b.column != "" {
			query.Where("? = ?", bun.Ident(b.column), b.value)
		}
		if b.state != nil {
			query.Where("state = ? AND state <> 'succeeded'", b.state) // the latter is what the index says of itself
		}
		f.narrow(query)
		for _, narrow := range also {
			narrow(query)
		}
		return query
	}
	switch {
	case len(branches) == 1:
		err = head(branches[0]).Scan(ctx, &ids)
	case database.DialectOf(tx) == database.PostgreSQL:
		err = mergeLateral(ctx, tx, branches, head, limit, &ids)
	default:
		// SQLite takes an order and a limit only inside of a subquery of each.
		heads := make([]any, len(branches), len(branches)+1)
		for i, b := range branches {
			heads[i] = head(b)
		}
		union := strings.Repeat("SELECT id FROM (?) AS head UNION ALL ", len(heads)-1) + "SELECT id FROM (?) AS head"
		err = tx.NewRaw("SELECT id FROM ("+union+") AS merged ORDER BY id DESC LIMIT ?", append(heads, limit)...).Scan(ctx, &ids)
	}
	if err != nil {
		return nil, fmt.Errorf("read page: %w", err)
	}
	return ids, nil
}

// mergeLateral has PostgreSQL plan the head once for all branches, which differ
// in their values only. A union of them takes it longer to plan than to read.
func mergeLateral(ctx context.Context, tx bun.Tx, branches []branch, head func(branch) *bun.SelectQuery, limit int64, ids *[]actor.ExecutionID) error {
	values := make([]any, len(branches))
	for i, b := range branches {
		values[i] = bun.List([]any{b.value, b.state})
		if b.state == nil {
			values[i] = bun.List([]any{b.value, ""})
		}
	}
	each := branch{column: branches[0].column, value: bun.Ident("b.value")}
	if branches[0].state != nil {
		each.state = bun.Ident("b.state")
	}
	rows := strings.TrimSuffix(strings.Repeat("(?), ", len(branches)), ", ")
	return tx.NewRaw("SELECT head.id FROM (VALUES "+rows+") AS b (value, state) CROSS JOIN LATERAL (?) AS head ORDER BY head.id DESC LIMIT ?",
		append(values, head(each), limit)...).Scan(ctx, ids)
}

// narrow adds all filters but the text.
func (f Filter) narrow(query *bun.SelectQuery) {
	if f.Before != nil {
		query.Where("id < ?", *f.Before)
	}
	if !f.From.IsZero() {
		query.Where("id >= ?", actor.FirstIDAt[actor.ExecutionID](f.From))
	}
	if !f.Until.IsZero() {
		query.Where("id < ?", actor.FirstIDAt[actor.ExecutionID](f.Until))
	}
	if len(f.States) > 0 {
		query.Where("state IN (?)", bun.List(f.States))
	}
	if f.Instances != nil {
		query.Where("instance_id IN (?)", bun.List(f.Instances))
	}
	if f.QueryID != "" {
		query.Where("query_id = ?", f.QueryID)
	}
	if f.PersonID != "" {
		query.Where("created_by = ?", f.PersonID)
	}
}

// textsWith finds the texts that hold the search, at most manyTexts and one more.
func textsWith(ctx context.Context, tx bun.Tx, f Filter) (ids []int64, err error) {
	byIndex, err := isIndexWorthIt(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	query := tx.NewSelect().Column("t.id").Limit(manyTexts + 1)
	switch {
	case byIndex && database.DialectOf(tx) == database.SQLite:
		// A phrase of the trigram index is a part of the text. CROSS JOIN keeps
		// SQLite from asking the index about one text after the other.
		phrase := `"` + strings.ReplaceAll(searchKey(f.Search), `"`, `""`) + `"`
		query.TableExpr("execution_text_search AS hit").Join("CROSS JOIN execution_text AS t ON t.id = hit.rowid").
			Where("hit.search_key MATCH ?", phrase)
	case byIndex:
		query.TableExpr("execution_text AS t").Where(`t.search_spelt LIKE ? ESCAPE '\' AND t.search_key LIKE ? ESCAPE '\'`,
			database.LikePattern(spell(searchKey(f.Search))), likeSearch(f))
	default:
		query.TableExpr("execution_text AS t").Where(`t.search_key LIKE ? ESCAPE '\'`, likeSearch(f))
	}
	if f.Instances != nil {
		query.Where("t.instance_id IN (?)", bun.List(f.Instances))
	}
	// Below a policy PostgreSQL would read every text instead of its index. The ids
	// tell nothing: executions are read with them, which are the actor's.
	err = database.SeeingAll(ctx, tx, func(ctx context.Context, _ bun.Tx) error { return query.Scan(ctx, &ids) })
	if err != nil {
		return nil, fmt.Errorf("search texts: %w", err)
	}
	return ids, nil
}

// isIndexWorthIt reports whether texts are looked up rather than read. PostgreSQL's
// planner knows that by itself.
func isIndexWorthIt(ctx context.Context, tx bun.Tx, f Filter) (bool, error) {
	if f.Instances == nil || database.DialectOf(tx) == database.PostgreSQL {
		return true, nil
	}
	some := tx.NewSelect().TableExpr("execution_text AS t").ColumnExpr("1 AS one").
		Where("t.instance_id IN (?)", bun.List(f.Instances)).Limit(readTexts + 1)
	var n int64
	if err := tx.NewRaw("SELECT count(*) FROM (?) AS counted", some).Scan(ctx, &n); err != nil {
		return false, fmt.Errorf("count texts: %w", err)
	}
	return n > readTexts, nil
}

// spell puts letters for signs and blanks, as PostgreSQL's column search_spelt has them.
func spell(key string) string {
	return strings.NewReplacer(" ", "q", "_", "z", ",", "x", ".", "j", "(", "k", ")", "k",
		"\n", "q", "=", "v", "'", "v", "\t", "q", "\r", "q").Replace(key)
}

func likeSearch(f Filter) string { return database.LikePattern(searchKey(f.Search)) }

// haveFewRuns reports whether all executions of the texts can be gathered.
func haveFewRuns(ctx context.Context, tx bun.Tx, texts []int64) (bool, error) {
	var runs int64
	err := tx.NewRaw("SELECT count(*) FROM (SELECT 1 AS one FROM execution WHERE text_id IN (?) LIMIT ?) AS counted",
		bun.List(texts), fewRuns+1).Scan(ctx, &runs)
	if err != nil {
		return false, fmt.Errorf("count what was found: %w", err)
	}
	return runs <= fewRuns, nil
}

// gather reads a page off all executions of the texts.
func gather(ctx context.Context, tx bun.Tx, f Filter, texts []int64, limit int64) (ids []actor.ExecutionID, err error) {
	all := tx.NewSelect().Model((*Execution)(nil)).Column("id").Where("text_id IN (?)", bun.List(texts))
	f.narrow(all)
	err = tx.NewRaw("WITH gathered AS MATERIALIZED (?) SELECT id FROM gathered ORDER BY id DESC LIMIT ?", all, limit).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("gather page: %w", err)
	}
	return ids, nil
}
