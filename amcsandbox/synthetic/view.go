package synthetic

import (
	"fmt"
	"strings"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

// projectionOf gives the projection of a table, audience twins included.
func (m *model) projectionOf(table *catalog.Table) (projection, error) {
	name := table.Name
	if table.IsAudience() {
		name = table.Base
	}
	p, ok := m.projections()[name]
	if !ok {
		return projection{}, fmt.Errorf("project %s: not known", table.Name)
	}
	if table.IsAudience() && strings.HasPrefix(name, "dsp_") {
		p.where = append(p.where, "NOT supply.deal")
	}
	return p, nil
}
