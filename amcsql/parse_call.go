package amcsql

// specialCall reads functions with a syntax of their own. It returns nil
// where name( is an ordinary call.
func (p *parser) specialCall(token *Token) Expr {
	start := token.Span.Start
	switch token.Keyword {
	case "CAST", "TRY_CAST", "SAFE_CAST":
		return p.cast(start)
	case "EXTRACT":
		return p.extract(start)
	case "POSITION":
		return p.position(start)
	case "TRIM":
		return p.trim(start)
	case "SUBSTRING":
		return p.substring(start)
	case "ROW":
		p.advance()
		row := &Row{Explicit: true}
		p.inParens("after ROW", func() { row.Items = p.expressions("this value") })
		row.Located = p.located(start)
		return row
	case "BUILT_IN_PARAMETER":
		p.advance()
		parameter := &BuiltInParameter{Args: p.parameterArguments()}
		parameter.Located = p.located(start)
		return parameter
	case "CUSTOM_PARAMETER":
		p.advance()
		parameter := &CustomParameter{Args: p.parameterArguments()}
		parameter.Located = p.located(start)
		return parameter
	}
	return nil
}

func (p *parser) parameterArguments() []Expr {
	var args []Expr
	p.inParens("before the name of a parameter", func() {
		if !p.at(")") {
			args = p.expressions("this argument")
		}
	})
	return args
}

// arguments reads (…) into call.
func (p *parser) arguments(call *Call) {
	p.inParens("before arguments", func() {
		if p.at(")") {
			return
		}
		call.Quantifier = p.quantifier()
		if p.atQuery(0) && !p.at("(") {
			p.fail("a query as an argument needs parentheses of its own")
			p.failedAt = p.next
			at := p.here()
			query := p.query()
			call.Args = []Expr{&Subquery{Located: p.located(at), Query: query}}
			return
		}
		call.Args = p.expressions("this argument")
		if len(call.Args) == 1 && p.acceptWord("TO") {
			call.To = p.name("a unit of time after TO")
		}
		p.nulls(call)
		if p.atWord("ORDER") {
			call.OrderBy = p.orderBy()
		}
	})
}

// atNulls reports whether IGNORE NULLS or RESPECT NULLS comes next.
func (p *parser) atNulls() bool {
	return p.atAnyWord("IGNORE", "RESPECT") && p.peekAt(1).Keyword == "NULLS"
}

// nulls reads IGNORE NULLS or RESPECT NULLS, which stands behind the arguments
// or behind their parenthesis.
func (p *parser) nulls(call *Call) {
	if p.atNulls() {
		call.Nulls = p.advance().Keyword + " " + p.advance().Keyword
	}
}

// afterCall reads WITHIN GROUP, FILTER, IGNORE NULLS and OVER.
func (p *parser) afterCall(call *Call) {
	if p.acceptWord("WITHIN", "GROUP") {
		p.inParens("after WITHIN GROUP", func() {
			if p.atWord("ORDER") {
				call.WithinGroup = p.orderBy()
			} else {
				p.fail("expected ORDER BY after WITHIN GROUP, found %s", p.found())
			}
		})
	}
	if p.atWord("FILTER") && p.peekAt(1).isSymbol("(") {
		p.advance()
		p.inParens("after FILTER", func() {
			p.expectWord("WHERE", "in FILTER")
			call.Filter = p.expression(0)
		})
	}
	p.nulls(call)
	if p.acceptWord("OVER") {
		call.Over = p.over()
	}
}

func (p *parser) cast(start Position) Expr {
	cast := &Cast{Form: CastForm(p.advance().Keyword)}
	p.inParens("after CAST", func() {
		cast.Operand = p.expression(0)
		if p.expectWord("AS", "in CAST") {
			cast.Type = p.typeName()
		}
	})
	if cast.Operand == nil {
		cast.Operand = &BadExpr{Located{p.behind()}}
	}
	if cast.Type == nil {
		cast.Type = &TypeName{Located: Located{p.behind()}}
	}
	cast.Located = p.located(start)
	return cast
}

func (p *parser) extract(start Position) Expr {
	p.advance()
	extract := &Extract{}
	p.inParens("after EXTRACT", func() {
		switch token := p.peek(); token.Kind {
		case TokenWord:
			extract.Unit = p.ident()
		case TokenText: // EXTRACT('dow' FROM …) is seen in the wild
			extract.Unit = &Ident{Located: Located{token.Span}, Name: token.unquoted(), Quote: '\''}
			p.advance()
		default:
			p.fail("expected a unit of time such as DAY, found %s", p.found())
		}
		p.expectWord("FROM", "after the unit of EXTRACT")
		extract.From = p.expression(0)
	})
	if extract.Unit == nil {
		extract.Unit = &Ident{Located: Located{Span{start, start}}}
	}
	if extract.From == nil {
		extract.From = &BadExpr{Located{p.behind()}}
	}
	extract.Located = p.located(start)
	return extract
}

func (p *parser) position(start Position) Expr {
	name := p.ident()
	position := &PositionOf{}
	var args []Expr
	p.inParens("after POSITION", func() {
		position.Part = p.expression(powerRange) // IN belongs to POSITION here
		if p.acceptWord("IN") {
			position.Text = p.expression(0)
			return
		}
		args = append(args, position.Part)
		p.resync("this argument")
		if p.accept(",") && !p.trailingComma() {
			args = append(args, p.expressions("this argument")...)
		}
	})
	if position.Text == nil {
		return p.plainCall(start, name, args)
	}
	position.Located = p.located(start)
	return position
}

func (p *parser) trim(start Position) Expr {
	name := p.ident()
	trim := &Trim{}
	var args []Expr
	p.inParens("after TRIM", func() {
		if p.atAnyWord("BOTH", "LEADING", "TRAILING") && !p.peekAt(1).isSymbol(")") && !p.peekAt(1).isSymbol(".") {
			trim.Side = p.advance().Keyword
		}
		if !p.atWord("FROM") {
			trim.Characters = p.expression(0)
		}
		if p.acceptWord("FROM") {
			trim.Text = p.expression(0)
			return
		}
		if trim.Side != "" {
			p.fail("expected FROM in TRIM, found %s", p.found())
			trim.Text = &BadExpr{Located{p.behind()}}
			return
		}
		args = append(args, trim.Characters)
		p.resync("this argument")
		if p.accept(",") && !p.trailingComma() {
			args = append(args, p.expressions("this argument")...)
		}
	})
	if trim.Text == nil {
		return p.plainCall(start, name, args)
	}
	trim.Located = p.located(start)
	return trim
}

func (p *parser) substring(start Position) Expr {
	name := p.ident()
	substring := &SubstringFrom{}
	var args []Expr
	p.inParens("after SUBSTRING", func() {
		substring.Text = p.expression(0)
		if p.acceptWord("FROM") {
			substring.Start = p.expression(0)
			if p.acceptWord("FOR") {
				substring.Length = p.expression(0)
			}
			return
		}
		args = append(args, substring.Text)
		p.resync("this argument")
		if p.accept(",") && !p.trailingComma() {
			args = append(args, p.expressions("this argument")...)
		}
	})
	if substring.Start == nil {
		return p.plainCall(start, name, args)
	}
	substring.Located = p.located(start)
	return substring
}

// plainCall makes a Call of a function that turned out to be written in the ordinary form.
func (p *parser) plainCall(start Position, name *Ident, args []Expr) *Call {
	return &Call{
		Located:  p.located(start),
		Function: &QualifiedName{Located: name.Located, Parts: []*Ident{name}},
		Args:     args,
	}
}
