module github.com/recomamp/recomamp/bench/pgquery

go 1.26.0

require (
	github.com/pganalyze/pg_query_go/v6 v6.2.5
	github.com/recomamp/recomamp v0.0.0
	golang.org/x/tools v0.52.0
)

require (
	github.com/dlclark/regexp2 v1.12.0 // indirect
	google.golang.org/protobuf v1.36.12 // indirect
)

replace github.com/recomamp/recomamp => ../..
