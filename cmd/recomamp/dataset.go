package main

import (
	"os"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// catalogWith is the catalogue and the uploaded data sets that files declare.
func catalogWith(files []string) (*catalog.Catalog, error) {
	var declared []catalog.Dataset
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, usageError("--dataset: %v", err)
		}
		datasets, err := catalog.ParseDatasets(text)
		if err != nil {
			return nil, usageError("--dataset %s: %v", file, err)
		}
		declared = append(declared, datasets...)
	}
	extended, err := catalog.Default().With(declared...)
	if err != nil {
		return nil, usageError("--dataset: %v", err)
	}
	return extended, nil
}
