package amcsql

import "strings"

// typeName reads a type, as in CAST(x AS type).
func (p *parser) typeName() *TypeName {
	start := p.here()
	if kind := p.peek().Kind; kind != TokenWord && kind != TokenQuotedName {
		p.fail("expected a type, found %s", p.found())
		return &TypeName{Located: Located{p.behind()}}
	}
	if p.peek().is(traitReserved) {
		p.fail("expected a type, found %s", p.found())
		return &TypeName{Located: Located{p.behind()}}
	}
	var typ *TypeName
	p.nest(func() { typ = p.typeWord() })
	if typ == nil {
		return &TypeName{Located: Located{p.behind()}}
	}
	typ.Located = p.located(start)
	for height := 1; p.atWord("ARRAY") && p.grew(height); height++ {
		p.advance()
		typ = &TypeName{Located: p.located(start), Name: "ARRAY", Element: typ, Suffix: true}
	}
	return typ
}

func (p *parser) typeWord() *TypeName {
	typ := &TypeName{Name: strings.ToUpper(p.ident().Name)}
	switch {
	case typ.Name == "DOUBLE" && p.acceptWord("PRECISION"):
		typ.Name = "DOUBLE PRECISION"
	case (typ.Name == "CHARACTER" || typ.Name == "CHAR") && p.acceptWord("VARYING"):
		typ.Name += " VARYING"
	case typ.Name == "ARRAY" && p.at("<"):
		p.advance()
		typ.Element = p.typeName()
		p.closeAngle()
		return typ
	case typ.Name == "ROW" && p.at("("), typ.Name == "STRUCT" && p.at("<"):
		p.typeFields(typ)
		return typ
	}
	if p.at("(") {
		p.typeParameters(typ)
	}
	if typ.Name == "TIMESTAMP" || typ.Name == "TIME" {
		p.timeZone(typ)
	}
	return typ
}

func (p *parser) typeParameters(typ *TypeName) {
	p.inParens("", func() {
		for {
			token := p.peek()
			if token.Kind != TokenNumber {
				p.fail("expected a number, found %s", p.found())
				p.skip()
			} else {
				p.advance()
				typ.Params = append(typ.Params, &NumberLiteral{Located: Located{token.Span}, Text: token.Text})
			}
			if !p.accept(",") || p.trailingComma() {
				return
			}
		}
	})
}

func (p *parser) timeZone(typ *TypeName) {
	for _, suffix := range [][]string{{"WITH", "TIME", "ZONE"}, {"WITHOUT", "TIME", "ZONE"}} {
		if p.acceptWord(suffix...) {
			typ.Name += " " + strings.Join(suffix, " ")
		}
	}
}

func (p *parser) typeFields(typ *TypeName) {
	angle := p.at("<")
	typ.Name = "ROW"
	fields := func() {
		for {
			start := p.here()
			field := &TypeField{Name: p.name("the name of a field")}
			if field.Name == nil {
				return
			}
			field.Type = p.typeName()
			field.Located = p.located(start)
			typ.Fields = append(typ.Fields, field)
			if !p.accept(",") {
				return
			}
		}
	}
	if !angle {
		p.inParens("after ROW", fields)
		return
	}
	p.advance()
	fields()
	p.closeAngle()
}

func (p *parser) closeAngle() {
	if !p.accept(">") {
		p.fail("expected > to close the type, found %s", p.found())
	}
}
