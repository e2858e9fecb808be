package analysis

import (
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

var builtInNames = []string{"TIME_WINDOW_START", "TIME_WINDOW_END"}

func (a *analyser) builtInParameter(e *amcsql.BuiltInParameter) value {
	v := value{typ: typeOf(timestampType), constant: true}
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
	nearest := catalog.Nearest(name, builtInNames)
	for _, known := range builtInNames {
		if word := known[strings.LastIndex(known, "_"):]; nearest == "" && strings.HasSuffix(strings.ToUpper("_"+name), word) {
			nearest = known
		}
	}
	if nearest != "" {
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
	if a.options.Parameters == nil || a.full(amcsql.SeverityError) {
		return v
	}
	names := make([]string, 0, len(a.options.Parameters))
	for _, declared := range a.options.Parameters {
		if declared.Name == name {
			v.typ = ofCatalog(declared.Type)
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
	d := a.error(CodeParameterName, at, "%s takes one name in single quotes: %s('name').", function, function)
	if len(args) == 1 {
		if ref, is := args[0].(*amcsql.ColumnRef); is && len(ref.Parts) == 1 {
			d.Fixes = replace("Add quotes", at, "'"+ref.Parts[0].Name+"'")
		}
	}
}

func (a *analyser) placeholder(e *amcsql.Placeholder) { a.gap(e.Text, e.Span()) }

// quotedPlaceholder warns of '{{name}}', a text that looks like a placeholder
// where it makes no sense as one, and reports whether this is such a text. One
// that is declared, or has its value, is filled inside quotes as well.
func (a *analyser) quotedPlaceholder(code string, literal *amcsql.StringLiteral) bool {
	name, opens := strings.CutPrefix(literal.Value, "{{")
	name, closes := strings.CutSuffix(name, "}}")
	if !opens || !closes || strings.ContainsAny(name, "{}") {
		return false
	}
	if !slices.Contains(a.options.DeclaredPlaceholders, strings.TrimSpace(name)) {
		d := a.warn(code, literal.Span(), "In quotes this is a text, and a placeholder only where it has a value; take the quotes away.")
		if a.options.Placeholders || a.options.NotePlaceholders {
			d.Fixes = replace("Remove the quotes", literal.Span(), literal.Value)
		}
	}
	return true
}

// gap reports a placeholder, unless those are permitted.
func (a *analyser) gap(name string, at amcsql.Span) {
	if a.options.Placeholders {
		return
	}
	if slices.Contains(a.options.DeclaredPlaceholders, name) {
		return
	}
	if a.options.NotePlaceholders {
		a.info(CodePlaceholder, at, "{{%s}} is filled in before the query runs.", name)
		return
	}
	a.error(CodePlaceholder, at, "The placeholder {{%s}} is not filled in; AMC does not know placeholders.", name)
}

// name notes what is wrong with the spelling of a name.
func (a *analyser) name(ident *amcsql.Ident) {
	if ident.Placeholder != "" {
		a.gap(ident.Placeholder, ident.Span())
	}
	switch ident.Quote {
	case 0:
		if amcsql.IsReserved(ident.Name) {
			a.reserved(ident)
		}
	case '"':
		a.disputed(CodeQuotedName, ident.Span(), "AMC may read double quotes as a text; choose a name that needs no quotes.")
	case '`':
		a.info(CodeQuotedName, ident.Span(), "Quoted names are rare in AMC; a name of letters, digits and _ needs no quotes.")
	}
}

// reserved refuses a name that AMC's grammar would read on with. Each is told
// once; the fix changes it wherever it stands.
func (a *analyser) reserved(ident *amcsql.Ident) {
	key := strings.ToUpper(ident.Name)
	if a.reservedNames[key] {
		return
	}
	if a.reservedNames == nil {
		a.reservedNames = map[string]bool{}
	}
	a.reservedNames[key] = true
	d := a.error(CodeReservedName, ident.Span(), "%s is a reserved word and cannot be a name; call it %s_.", ident.Name, ident.Name)
	d.AMC = "Encountered " + ident.Name
	var edits []amcsql.Edit
	amcsql.Inspect(a.bindings.root, func(n amcsql.Node) bool {
		if other, is := n.(*amcsql.Ident); is && other.Quote == 0 && amcsql.SameName(other.Name, ident.Name) {
			edits = append(edits, amcsql.Edit{Span: other.Span(), Text: other.Name + "_"})
		}
		return true
	})
	d.Fixes = edited("Rename to "+ident.Name+"_", edits...)
}
