package amcsql

import "strings"

// reservedWords cannot name a column, a table or an alias without quotes,
// because the grammar would read on with them.
var reservedWords = wordSet(`
	ALL AND AS BETWEEN BY CASE CROSS DISTINCT ELSE END EXCEPT EXISTS FETCH FROM
	FULL GROUP HAVING IN INNER INTERSECT IS JOIN LEFT LIKE LIMIT MINUS NATURAL NOT
	NULL OFFSET ON OR ORDER OUTER OVER QUALIFY RIGHT SELECT SIMILAR TABLESAMPLE
	THEN TRUE FALSE UNION USING VALUES WHEN WHERE WINDOW WITH ILIKE RLIKE
`)

// lenientWords are reserved, yet people name columns so; they are read as names
// after AS, after a dot and in lists of columns, where nothing else can stand.
var lenientWords = wordSet(`END FETCH FULL GROUP INNER LEFT LIMIT MINUS OFFSET ORDER OUTER RIGHT VALUES WINDOW`)

// contextWords mean something in one place of the grammar and are names elsewhere.
var contextWords = wordSet(`
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
`)

// bareFunctions are written without parentheses.
var bareFunctions = wordSet(`CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP`)

// statementWords begin statements of SQL that are no query.
var statementWords = wordSet(`ALTER CREATE DELETE DESCRIBE DROP EXPLAIN GRANT INSERT MERGE REPLACE SHOW TRUNCATE UPDATE`)

var keywords = keywordTable()

const longestKeyword = 18 // EXTEND_TIME_WINDOW, BUILT_IN_PARAMETER

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// keywordTable maps every keyword to itself, so that a lookup from a scratch
// buffer returns a string without allocating.
func keywordTable() map[string]string {
	table := make(map[string]string)
	for word := range reservedWords {
		table[word] = word
	}
	for word := range contextWords {
		table[word] = word
	}
	return table
}

// keyword returns word in upper case if the grammar knows it, else "".
func keyword(word string) string {
	if len(word) > longestKeyword {
		return ""
	}
	var upper [longestKeyword]byte
	for i := range len(word) {
		c := word[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		upper[i] = c
	}
	return keywords[string(upper[:len(word)])]
}

// IsReserved reports whether word must be quoted to be used as a name.
func IsReserved(word string) bool { return reservedWords[keyword(word)] }
