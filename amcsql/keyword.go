package amcsql

import "strings"

// traits are what the grammar wants to know of a word again and again. They
// are looked up once, when the word is read.
type traits uint8

const (
	// traitReserved words cannot name a column, a table or an alias without
	// quotes, because the grammar would read on with them.
	traitReserved traits = 1 << iota
	// traitLenient words are reserved, yet people name columns so; they are read
	// as names after AS, after a dot and in lists of columns, where nothing else
	// can stand.
	traitLenient
	// traitClause words begin a part of a query; nothing before them can go on.
	traitClause
	// traitBare words are functions written without parentheses.
	traitBare
	// traitStatement words begin statements of SQL that are no query.
	traitStatement
)

const reservedWords = `
	ALL AND AS BETWEEN BY CASE CROSS DISTINCT ELSE END EXCEPT EXISTS FETCH FROM
	FULL GROUP HAVING IN INNER INTERSECT IS JOIN LEFT LIKE LIMIT MINUS NATURAL NOT
	NULL OFFSET ON OR ORDER OUTER OVER QUALIFY RIGHT SELECT SIMILAR TABLESAMPLE
	THEN TRUE FALSE UNION USING VALUES WHEN WHERE WINDOW WITH ILIKE RLIKE
`

const lenientWords = `END FETCH FULL GROUP INNER LEFT LIMIT MINUS OFFSET ORDER OUTER RIGHT VALUES WINDOW`

const clauseWords = `FROM WHERE GROUP HAVING ORDER LIMIT OFFSET FETCH WINDOW QUALIFY UNION INTERSECT EXCEPT MINUS SELECT`

const bareFunctions = `CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP`

const statementWords = `ALTER CREATE DELETE DESCRIBE DROP EXPLAIN GRANT INSERT MERGE REPLACE SHOW TRUNCATE UPDATE`

// contextWords mean something in one place of the grammar and are names elsewhere.
const contextWords = `
	ANY APPLY ARRAY ASC AT BOTH BUILT_IN_PARAMETER CAST CUBE CURRENT CURRENT_DATE
	CURRENT_TIME CURRENT_TIMESTAMP CUSTOM_PARAMETER DATE DESC ESCAPE EXCLUDE
	EXTEND_TIME_WINDOW EXTRACT FILTER FIRST FOLLOWING FOR GROUPING GROUPS IGNORE
	INTERVAL LAST LATERAL LEADING LOCALTIME LOCALTIMESTAMP MAP MATERIALIZED NEXT NO
	NULLS ONLY ORDINALITY OTHERS PARTITION PERCENT PIVOT POSITION PRECEDING RANGE
	RECURSIVE REGEXP RESPECT ROLLUP ROW ROWS SAFE_CAST SETS SOME SUBSTRING
	SYMMETRIC TABLE TIES TIME TIMESTAMP TO TOP TRAILING TRIM TRY_CAST UNBOUNDED
	UNKNOWN UNNEST UNPIVOT WITHIN WITHOUT ZONE
	ALTER CREATE DELETE DESCRIBE DROP EXPLAIN GRANT INSERT MERGE REPLACE SHOW TRUNCATE UPDATE
	PRECISION VARYING
`

// keywordInfo is one word that the grammar knows.
type keywordInfo struct {
	text   string // in capitals
	traits traits
	power  uint8 // how tightly it binds as an infix operator, 0 where it is none
}

const (
	longestKeyword  = 18 // EXTEND_TIME_WINDOW, BUILT_IN_PARAMETER
	shortestKeyword = 2
)

// keywords is a hash table with open addressing. Words are looked up for every
// word of every text; this takes a fraction of the time a map does.
var keywords = keywordTable()

type keywordIndex struct {
	words []keywordInfo
	slots [1024]uint8 // index into words, counted from 1; 0 where there is none
}

func keywordTable() *keywordIndex {
	table := &keywordIndex{}
	places := map[string]int{}
	add := func(words string, trait traits) {
		for word := range strings.FieldsSeq(words) {
			at, known := places[word]
			if !known {
				at = len(table.words)
				places[word] = at
				table.words = append(table.words, keywordInfo{text: word, power: uint8(wordPowers[word])})
				slot := keywordHash(word)
				for table.slots[slot] != 0 {
					slot = (slot + 1) % uint(len(table.slots))
				}
				table.slots[slot] = uint8(at + 1)
			}
			table.words[at].traits |= trait
		}
	}
	add(reservedWords, traitReserved)
	add(contextWords, 0)
	add(lenientWords, traitLenient)
	add(clauseWords, traitClause)
	add(bareFunctions, traitBare)
	add(statementWords, traitStatement)
	return table
}

// keywordHash tells words in capitals apart by their length and four of their letters.
func keywordHash[T string | []byte](word T) uint {
	n := len(word)
	return (uint(word[0])*31 + uint(word[1])*7 + uint(word[n/2])*131 + uint(word[n-1])*17 + uint(n)*61) % 1024
}

// keyword returns what the grammar knows of a word in any case, nil for others.
func keyword(word string) *keywordInfo {
	if len(word) > longestKeyword || len(word) < shortestKeyword {
		return nil
	}
	var buffer [longestKeyword]byte
	for i := range len(word) {
		c := word[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		buffer[i] = c
	}
	upper := buffer[:len(word)]
	slot := keywordHash(upper)
	for {
		at := keywords.slots[slot]
		if at == 0 {
			return nil
		}
		if info := &keywords.words[at-1]; info.text == string(upper) {
			return info
		}
		slot = (slot + 1) % uint(len(keywords.slots))
	}
}

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// IsReserved reports whether word must be quoted to be used as a name.
func IsReserved(word string) bool {
	info := keyword(word)
	return info != nil && info.traits&traitReserved != 0
}
