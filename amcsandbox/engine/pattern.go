package engine

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"fmt"
	"sync"

	driver "github.com/duckdb/duckdb-go/v2"

	"github.com/recomamp/recomamp/amcsql/duckdb"
	"github.com/recomamp/recomamp/amcsql/pattern"
)

// registerPatterns gives DuckDB the functions of Java's regular expressions.
func registerPatterns(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("register functions: %w", err)
	}
	defer conn.Close()
	compiled := &patternCache{patterns: map[string]*pattern.Pattern{}}
	for name, f := range map[string]*patternFunction{
		duckdb.FunctionMatches: {
			result: driver.TYPE_BOOLEAN,
			run:    func(p *pattern.Pattern, args []sqldriver.Value) (any, error) { return p.Matches(args[0].(string)) },
		},
		duckdb.FunctionFirstMatch: {
			result: driver.TYPE_VARCHAR, third: driver.TYPE_BIGINT,
			run: func(p *pattern.Pattern, args []sqldriver.Value) (any, error) {
				text, found, err := p.First(args[0].(string), int(args[2].(int64)))
				if !found || err != nil {
					return nil, err
				}
				return text, nil
			},
		},
		duckdb.FunctionReplaceMatches: {
			result: driver.TYPE_VARCHAR, third: driver.TYPE_VARCHAR,
			run: func(p *pattern.Pattern, args []sqldriver.Value) (any, error) {
				return p.Replace(args[0].(string), args[2].(string))
			},
		},
		duckdb.FunctionSplit: {
			result: driver.TYPE_VARCHAR, list: true,
			run: func(p *pattern.Pattern, args []sqldriver.Value) (any, error) { return p.Split(args[0].(string)) },
		},
		duckdb.FunctionCountMatches: {
			result: driver.TYPE_BIGINT,
			run: func(p *pattern.Pattern, args []sqldriver.Value) (any, error) {
				count, err := p.Count(args[0].(string))
				return int64(count), err
			},
		},
	} {
		f.cache = compiled
		if err := driver.RegisterScalarUDF(conn, name, f); err != nil {
			return fmt.Errorf("register function %s: %w", name, err)
		}
	}
	return nil
}

// patternFunction is a function of a text, a pattern and maybe a third value.
// DuckDB calls it for rows without NULL only.
type patternFunction struct {
	result driver.Type
	list   bool // of results
	third  driver.Type
	run    func(*pattern.Pattern, []sqldriver.Value) (any, error)
	cache  *patternCache
}

// Config implements driver.ScalarFunc.
func (f *patternFunction) Config() driver.ScalarFuncConfig {
	types := []driver.Type{driver.TYPE_VARCHAR, driver.TYPE_VARCHAR}
	if f.third != driver.TYPE_INVALID {
		types = append(types, f.third)
	}
	config := driver.ScalarFuncConfig{}
	for _, typ := range types {
		config.InputTypeInfos = append(config.InputTypeInfos, typeInfo(typ))
	}
	config.ResultTypeInfo = typeInfo(f.result)
	if f.list {
		list, err := driver.NewListInfo(config.ResultTypeInfo)
		if err == nil {
			config.ResultTypeInfo = list
		}
	}
	return config
}

// typeInfo describes a type without parts, which cannot fail.
func typeInfo(typ driver.Type) driver.TypeInfo {
	info, err := driver.NewTypeInfo(typ)
	if err != nil {
		panic(err)
	}
	return info
}

// Executor implements driver.ScalarFunc.
func (f *patternFunction) Executor() driver.ScalarFuncExecutor {
	return driver.ScalarFuncExecutor{RowExecutor: func(args []sqldriver.Value) (any, error) {
		compiled, err := f.cache.get(args[1].(string))
		if err != nil {
			return nil, err
		}
		return f.run(compiled, args)
	}}
}

// patternCache keeps compiled patterns. It is emptied when it is full: a query
// with more patterns than that has them in a column.
type patternCache struct {
	mutex    sync.RWMutex
	patterns map[string]*pattern.Pattern
}

const maxCachedPatterns = 512

func (c *patternCache) get(text string) (*pattern.Pattern, error) {
	c.mutex.RLock()
	known, ok := c.patterns[text]
	c.mutex.RUnlock()
	if ok {
		return known, nil
	}
	compiled, err := pattern.Compile(text)
	if err != nil {
		return nil, err
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if len(c.patterns) >= maxCachedPatterns {
		clear(c.patterns)
	}
	c.patterns[text] = compiled
	return compiled, nil
}
