// Command openapi prints the OpenAPI document of the platform's API, from
// which the web app's client is generated. It needs no database.
package main

import (
	"fmt"
	"os"

	"github.com/recomamp/recomamp/internal/httpapi"
)

func main() {
	document, err := httpapi.New(httpapi.Dependencies{Version: "1"}).OpenAPI()
	if err == nil {
		_, err = os.Stdout.Write(document)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}
