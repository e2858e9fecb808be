package httpapi

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/actor"
)

// Lineage tells where the output columns of a query come from: a graph of
// columns without circles. Both lists are empty where that cannot be known.
type Lineage struct {
	Outputs []int           `json:"outputs" doc:"Indices into columns, in the order of the result."`
	Columns []LineageColumn `json:"columns"`
}

// LineageColumn is one column somewhere in a query.
type LineageColumn struct {
	Name       string        `json:"name"`
	Table      string        `json:"table" doc:"The common or derived table that makes it, the data source, or empty for the result."`
	How        string        `json:"how" enum:"source,constant,copy,expression,aggregate,window,union"`
	Expression string        `json:"expression,omitempty"`
	Type       string        `json:"type,omitempty"`
	Class      string        `json:"class,omitempty" doc:"Privacy class."`
	Range      *TextRange    `json:"range,omitempty" doc:"Where the query makes it."`
	From       []LineageEdge `json:"from"`
}

// LineageEdge leads to a column that another one is made from.
type LineageEdge struct {
	Column int    `json:"column"`
	Part   string `json:"part" enum:"value,condition,window"`
}

func (s *Server) sqlLineageRoutes() {
	signedIn(s, failing(reading(operation(http.MethodPost, "/sql/lineage", "lineageSql", "sql", "Where the output columns come from")), http.StatusNotFound), s.lineageSQL)
}

func (s *Server) lineageSQL(ctx context.Context, a actor.Actor, in *checkSQLInput) (*body[Lineage], error) {
	document, err := s.opened(ctx, a, textInSQL{in.Body.SQL, in.Body.InstanceID, in.Body.Parameters})
	if err != nil {
		return nil, err
	}
	found := document.Lineage()
	out := Lineage{Outputs: append([]int{}, found.Outputs...), Columns: make([]LineageColumn, len(found.Columns))}
	for i, c := range found.Columns {
		column := LineageColumn{
			Name: c.Name, Table: c.In, How: string(c.How), Expression: c.Expression, Type: c.Type.String(), Class: string(c.Class),
			From: make([]LineageEdge, len(c.From)),
		}
		if c.At.Len() > 0 {
			at := rangeOut(c.At)
			column.Range = &at
		}
		for k, edge := range c.From {
			column.From[k] = LineageEdge{Column: edge.Column, Part: string(edge.Part)}
		}
		out.Columns[i] = column
	}
	return &body[Lineage]{Body: out}, nil
}
