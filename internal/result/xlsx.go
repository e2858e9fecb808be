package result

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"fmt"
	"io"
	"strconv"
)

// What one sheet holds, by the format.
const (
	sheetRows    = 1_048_576 // with the header
	sheetColumns = 16_384
	sheetText    = 32_767 // UTF-16 units in a cell
)

// xlsxEncoder writes a workbook as it goes: sheet after sheet into the archive,
// so that memory holds one buffer, and at last the parts that name the sheets,
// without which no reader opens it. Every text is a cell of type string, which
// is never run as a formula.
type xlsxEncoder struct {
	zip     *zip.Writer
	sheet   *bufio.Writer
	columns []Column
	letters []string // A, B, …
	perRows int64    // rows of a sheet, with its header
	row1    int64    // the row of the sheet that is written next, from 1
	sheets  int
	cut     int64 // cells whose text was too long
}

func newXLSXEncoder(w io.Writer, columns []Column) *xlsxEncoder {
	e := &xlsxEncoder{zip: zip.NewWriter(w), columns: columns, perRows: sheetRows}
	e.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	for i := range columns {
		e.letters = append(e.letters, columnLetters(i))
	}
	return e
}

func (e *xlsxEncoder) begin() error {
	if err := Format.Fits(XLSX, len(e.columns)); err != nil {
		return err
	}
	return e.openSheet()
}

func (e *xlsxEncoder) openSheet() error {
	e.sheets++
	entry, err := e.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", e.sheets))
	if err != nil {
		return err
	}
	e.sheet = bufio.NewWriterSize(entry, readBuffer)
	e.sheet.WriteString(xlsxHead + `<worksheet xmlns="` + xlsxMain + `"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>` + "\n")
	e.row1 = 1
	e.startRow()
	for i, column := range e.columns {
		e.text(i, column.Name, styleHeader)
	}
	return e.endRow()
}

func (e *xlsxEncoder) startRow() {
	e.sheet.WriteString(`<row r="`)
	e.sheet.WriteString(strconv.FormatInt(e.row1, 10))
	e.sheet.WriteString(`">`)
}

func (e *xlsxEncoder) endRow() error {
	e.row1++
	_, err := e.sheet.WriteString("</row>\n")
	return err
}

func (e *xlsxEncoder) closeSheet() error {
	e.sheet.WriteString("</sheetData></worksheet>")
	return e.sheet.Flush()
}

func (e *xlsxEncoder) row(row Row) error {
	if e.row1 > e.perRows {
		if err := e.closeSheet(); err != nil {
			return err
		}
		if err := e.openSheet(); err != nil {
			return err
		}
	}
	e.startRow()
	for i, value := range row {
		if value != nil {
			e.cell(i, e.columns[i].Encoding, *value)
		}
	}
	return e.endRow()
}

func (e *xlsxEncoder) end() error {
	if err := e.closeSheet(); err != nil {
		return err
	}
	if err := e.writeParts(); err != nil {
		return err
	}
	return e.zip.Close()
}

func (e *xlsxEncoder) notices() []string {
	var told []string
	if e.sheets > 1 {
		told = append(told, fmt.Sprintf("The rows are on %d sheets, in order: a sheet holds %s rows and its header.", e.sheets, digits(e.perRows-1)))
	}
	switch {
	case e.cut == 1:
		told = append(told, fmt.Sprintf("1 text was cut: a cell holds %d characters. CSV and Parquet have it whole.", sheetText))
	case e.cut > 1:
		told = append(told, fmt.Sprintf("%d texts were cut: a cell holds %d characters. CSV and Parquet have them whole.", e.cut, sheetText))
	}
	return told
}

// columnLetters is the name of a column, counted from 0: A … Z, AA, ….
func columnLetters(i int) string {
	letters := ""
	for i++; i > 0; i = (i - 1) / 26 {
		letters = string(rune('A'+(i-1)%26)) + letters
	}
	return letters
}
