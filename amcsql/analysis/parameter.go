package analysis

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

var builtInNames = []string{"TIME_WINDOW_START", "TIME_WINDOW_END"}

func (a *analyser) builtInParameter(e *amcsql.BuiltInParameter) value {
	v := value{typ: typeOf(catalog.Timestamp), constant: true}
	if a.broken && len(e.Args) == 0 {
		return v
	}
	name := e.Name()
	if name == "" {
		a.parameterArgument("BUILT_IN_PARAMETER", e.Args, e.Span())
		return v
	}
	if slices.Contains(builtInNames, name) {
		return v
	}
	if upper := strings.ToUpper(name); slices.Contains(builtInNames, upper) {
		d := a.disputed(CodeParameterName, e.Args[0].Span(), "Names of parameters match with case; write '%s'.", upper)
		d.Fixes = replace("Change to '"+upper+"'", d.Span, "'"+upper+"'")
		return v
	}
	d := a.error(CodeParameterName, e.Args[0].Span(), "There is no built-in parameter '%s'; AMC has 'TIME_WINDOW_START' and 'TIME_WINDOW_END'.", name)
	if nearest := catalog.Nearest(name, builtInNames); nearest != "" {
		d.Fixes = replace("Change to '"+nearest+"'", d.Span, "'"+nearest+"'")
	}
	return v
}

func (a *analyser) customParameter(e *amcsql.CustomParameter) value {
	v := value{constant: true}
	if a.broken && len(e.Args) == 0 {
		return v
	}
	name := e.Name()
	if name == "" {
		a.parameterArgument("CUSTOM_PARAMETER", e.Args, e.Span())
		return v
	}
	a.parameters = append(a.parameters, ParameterUse{Name: name, At: e.Span()})
	if a.options.Parameters == nil {
		return v
	}
	names := make([]string, 0, len(a.options.Parameters))
	for _, declared := range a.options.Parameters {
		if declared.Name == name {
			v.typ = declared.Type
			return v
		}
		names = append(names, declared.Name)
	}
	d := a.error(CodeUndeclaredParameter, e.Args[0].Span(), "The query referenced an undeclared parameter %s; declare it, or change the name.", name)
	d.AMC = "Filter operation filter_operation referenced an undeclared parameter " + name + "."
	for _, declared := range names {
		if strings.EqualFold(declared, name) {
			d.Message = "The query referenced an undeclared parameter " + name + "; names of parameters match with case, and " + declared + " is declared."
		}
	}
	if nearest := catalog.Nearest(name, names); nearest != "" {
		d.Fixes = replace("Change to '"+nearest+"'", d.Span, "'"+nearest+"'")
	}
	return v
}

func (a *analyser) parameterArgument(function string, args []amcsql.Expr, at amcsql.Span) {
	if len(args) == 1 {
		if placeholder, ok := args[0].(*amcsql.Placeholder); ok {
			a.placeholder(placeholder)
			return
		}
		at = args[0].Span()
	}
	a.error(CodeParameterName, at, "%s takes one name in single quotes: %s('name').", function, function)
}

func (a *analyser) placeholder(e *amcsql.Placeholder) {
	if a.options.Placeholders {
		return
	}
	if slices.Contains(a.options.DeclaredPlaceholders, e.Text) {
		return
	}
	if a.options.NotePlaceholders {
		a.info(CodePlaceholder, e.Span(), "{{%s}} is filled in before the query runs.", e.Text)
		return
	}
	a.error(CodePlaceholder, e.Span(), "The placeholder {{%s}} is not filled in; AMC does not know placeholders.", e.Text)
}

// name notes what is wrong with the spelling of a name.
func (a *analyser) name(ident *amcsql.Ident) {
	switch ident.Quote {
	case '"':
		a.disputed(CodeQuotedName, ident.Span(), "AMC may read double quotes as a text; choose a name that needs no quotes.")
	case '`':
		a.info(CodeQuotedName, ident.Span(), "Quoted names are rare in AMC; a name of letters, digits and _ needs no quotes.")
	}
}
