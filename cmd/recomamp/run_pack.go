package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
)

// packMark begins a value that stands for what a pack on the server holds.
const packMark = "@pack:"

// packTypes are the types of parameters that values of packs have, by the type
// of the pack.
var packTypes = map[string]string{
	"string": "STRING", "number": "DOUBLE", "date": "DATE", "timestamp": "TIMESTAMP", "boolean": "BOOLEAN",
}

// unpack has the server fill parameters with packs. One whose type was not named
// is a list of what the pack holds.
func unpack(ctx context.Context, server *apiclient.Client, parameters []givenParameter) ([]givenParameter, error) {
	for i, p := range parameters {
		text, _ := p.Value.(string) // nothing else is marked
		if elements, isList := p.Value.([]any); isList && len(elements) == 1 {
			text, _ = elements[0].(string)
		}
		id, is := strings.CutPrefix(text, packMark)
		if !is {
			continue
		}
		if !p.Typed {
			found, err := server.Pack(ctx, actor.PackID(id))
			if err != nil {
				return nil, fmt.Errorf("--param %s: %w", p.Name, err)
			}
			p.Type, p.Array = packTypes[found.Type], true
		}
		p.Value = map[string]string{"pack": id}
		parameters[i] = p
	}
	return parameters, nil
}
