package amcsandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsandbox/internal/store"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// maxDataSets is how many data sets an instance may have.
const maxDataSets = 5000

func (s *Sandbox) dataSetRoutes(mux *http.ServeMux) {
	const base = "/amc/advertiserData/{instance}/dataSets"
	for pattern, handle := range map[string]handler{
		"POST " + base:                  s.createDataSet,
		"POST " + base + "/list":        s.listDataSets,
		"GET " + base + "/{dataSet}":    s.getDataSet,
		"PUT " + base + "/{dataSet}":    s.updateDataSet,
		"DELETE " + base + "/{dataSet}": s.deleteDataSet,
	} {
		mux.Handle(pattern, s.answer(detailsShape, s.signedIn(s.onAccount(s.onInstance(handle)))))
	}
	mux.Handle(base, s.answer(detailsShape, methodNotAllowed))
}

// dataSetsOf are the data sets of an instance. They were checked when they
// came; one whose name a table of Amazon's has taken since is left out.
func dataSetsOf(instance store.Instance) []catalog.Dataset {
	datasets := make([]catalog.Dataset, 0, len(instance.DataSets))
	for _, document := range instance.DataSets {
		read, err := catalog.ParseDatasets(document)
		if err != nil {
			continue
		}
		if _, taken := catalog.Default().Table(read[0].Name); !taken {
			datasets = append(datasets, read[0])
		}
	}
	return datasets
}

// readDataSet decodes the data set of a request and checks it. What is kept
// carries its id under dataSetId, whatever form it came in.
func readDataSet(c *call) (id string, document json.RawMessage, err error) {
	var body map[string]any
	if err := c.decode(&body); err != nil {
		return "", nil, err
	}
	if inner, wrapped := body["dataSet"].(map[string]any); wrapped {
		body = inner
	}
	if document, err = json.Marshal(body); err != nil {
		return "", nil, err
	}
	datasets, err := catalog.ParseDatasets(document)
	if err != nil {
		return "", nil, badRequest("The data set cannot be read: %s", err)
	}
	if _, err := catalog.Default().With(datasets[0]); err != nil {
		return "", nil, badRequest("The data set is invalid: %s", err)
	}
	id = strings.ToLower(datasets[0].Name)
	body["dataSetId"] = id
	document, err = json.Marshal(body)
	return id, document, err
}

func dataSetAt(instance store.Instance, id string) int {
	return slices.IndexFunc(instance.DataSets, func(document json.RawMessage) bool { return dataSetID(document) == id })
}

func dataSetID(document json.RawMessage) string {
	var wire struct {
		DataSetID string `json:"dataSetId"`
	}
	if json.Unmarshal(document, &wire) != nil {
		return ""
	}
	return wire.DataSetID
}

func noDataSet(id string) error {
	return refuse(http.StatusNotFound, "Data set with ID %s does not exist.", id)
}

func (s *Sandbox) createDataSet(c *call) (reply, error) {
	id, document, err := readDataSet(c)
	if err != nil {
		return reply{}, err
	}
	err = s.changeDataSets(c, func(instance *store.Instance) error {
		if dataSetAt(*instance, id) >= 0 {
			return badRequest("Data set with ID %s already exists.", id)
		}
		if len(instance.DataSets) == maxDataSets {
			return badRequest("Instance %s has %d data sets, and may have no more.", instance.ID, maxDataSets)
		}
		instance.DataSets = append(instance.DataSets, document)
		return nil
	})
	return ok(jsonType, object{"dataSet": document}), err
}

func (s *Sandbox) updateDataSet(c *call) (reply, error) {
	wanted := c.r.PathValue("dataSet")
	id, document, err := readDataSet(c)
	if err != nil {
		return reply{}, err
	}
	if id != wanted {
		return reply{}, badRequest("dataSetId %s of the body differs from %s of the path", id, wanted)
	}
	err = s.changeDataSets(c, func(instance *store.Instance) error {
		at := dataSetAt(*instance, id)
		if at < 0 {
			return noDataSet(id)
		}
		instance.DataSets[at] = document
		return nil
	})
	return ok(jsonType, object{"dataSet": document}), err
}

func (s *Sandbox) deleteDataSet(c *call) (reply, error) {
	id := c.r.PathValue("dataSet")
	err := s.changeDataSets(c, func(instance *store.Instance) error {
		at := dataSetAt(*instance, id)
		if at < 0 {
			return noDataSet(id)
		}
		instance.DataSets = slices.Delete(instance.DataSets, at, at+1)
		return nil
	})
	return ok(jsonType, object{}), err
}

func (s *Sandbox) changeDataSets(c *call, change func(*store.Instance) error) error {
	return s.store.Write(c.ctx(), func(tx *store.Tx) error {
		instance, err := tx.Instance(c.instance.ID)
		if err != nil {
			return err
		}
		if err := change(&instance); err != nil {
			return err
		}
		return tx.PutInstance(instance)
	})
}

func (s *Sandbox) getDataSet(c *call) (reply, error) {
	id := c.r.PathValue("dataSet")
	at := dataSetAt(c.instance, id)
	if at < 0 {
		return reply{}, noDataSet(id)
	}
	return ok(jsonType, object{"dataSet": c.instance.DataSets[at]}), nil
}

func (s *Sandbox) listDataSets(c *call) (reply, error) {
	asked := struct {
		MaxResults int    `json:"maxResults"`
		NextToken  string `json:"nextToken"`
	}{}
	if err := c.decode(&asked); err != nil {
		return reply{}, err
	}
	if asked.MaxResults < 1 || asked.MaxResults > maxPage {
		asked.MaxResults = maxPage
	}
	after, err := keyOf(asked.NextToken)
	if err != nil {
		return reply{}, err
	}
	documents, next := cut(page{limit: asked.MaxResults, after: after}, c.instance.DataSets, dataSetID)
	if documents == nil {
		documents = []json.RawMessage{}
	}
	return ok(jsonType, withNext(object{"dataSets": documents}, next)), nil
}
