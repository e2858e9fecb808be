package result

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

const (
	xlsxHead     = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	xlsxMain     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	xlsxRelation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	xlsxPackage  = "http://schemas.openxmlformats.org/package/2006/"
	xlsxType     = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// The styles, by their place in cellXfs of xlsxStyles. Text has the format @,
// so that it stays text when somebody edits it.
const (
	styleGeneral = ""
	styleHeader  = ` s="1"`
	styleText    = ` s="2"`
	styleDate    = ` s="3"`
	styleSeconds = ` s="4"`
	styleMillis  = ` s="5"`
)

const xlsxStyles = `<styleSheet xmlns="` + xlsxMain + `"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/>` +
	`<numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/><numFmt numFmtId="166" formatCode="yyyy\-mm\-dd\ hh:mm:ss.000"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`

// writeParts ends the workbook: a sheet of notices where there are some, and
// the parts that say what the archive holds.
func (e *xlsxEncoder) writeParts() error {
	names := []string{"Result"}
	for n := 2; n <= e.sheets; n++ {
		names = append(names, fmt.Sprintf("Result %d", n))
	}
	if told := e.notices(); len(told) > 0 {
		names = append(names, "Notices")
		if err := e.part(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(names)), noticeSheet(told)); err != nil {
			return err
		}
	}
	var sheets, relations, types strings.Builder
	for i, name := range names {
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%[2]d"/>`, name, i+1)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%[1]d.xml"/>`, i+1, xlsxRelation)
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i+1, xlsxType)
	}
	fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, len(names)+1, xlsxRelation)
	for _, part := range [][2]string{
		{"xl/styles.xml", xlsxStyles},
		{"xl/workbook.xml", `<workbook xmlns="` + xlsxMain + `" xmlns:r="` + xlsxRelation + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + xlsxPackage + `relationships">` + relations.String() + `</Relationships>`},
		{"_rels/.rels", `<Relationships xmlns="` + xlsxPackage + `relationships"><Relationship Id="rId1" Type="` + xlsxRelation + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", `<Types xmlns="` + xlsxPackage + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + xlsxType + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + xlsxType + `styles+xml"/>` + types.String() + `</Types>`},
	} {
		if err := e.part(part[0], part[1]); err != nil {
			return err
		}
	}
	return nil
}

func (e *xlsxEncoder) part(name, content string) error {
	entry, err := e.zip.Create(name)
	if err == nil {
		_, err = io.WriteString(entry, xlsxHead+content)
	}
	return err
}

func noticeSheet(told []string) string {
	var sheet strings.Builder
	out := bufio.NewWriter(&sheet)
	out.WriteString(`<worksheet xmlns="` + xlsxMain + `"><sheetData>`)
	for i, text := range told {
		fmt.Fprintf(out, `<row r="%d"><c r="A%[1]d" t="inlineStr"><is><t>`, i+1)
		sheetEscapes.text(out, text)
		out.WriteString(`</t></is></c></row>`)
	}
	out.WriteString(`</sheetData></worksheet>`)
	_ = out.Flush() // a strings.Builder takes everything
	return sheet.String()
}
