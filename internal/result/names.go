package result

import "fmt"

// uniqueNames tells columns of one name apart by a number, for formats in which
// readers find a column by its name: "a", "a (2)".
func uniqueNames(columns []Column) []string {
	taken := map[string]bool{}
	for _, column := range columns {
		taken[column.Name] = true
	}
	used := map[string]bool{}
	names := make([]string, len(columns))
	for i, column := range columns {
		name := column.Name
		for n := 2; used[name]; n++ {
			if next := fmt.Sprintf("%s (%d)", column.Name, n); !taken[next] {
				name = next
			}
		}
		used[name] = true
		names[i] = name
	}
	return names
}
