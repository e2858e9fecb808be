package engine

import "bytes"

// appendNull adds an empty field.
func appendNull(line []byte, place int) []byte {
	if place > 0 {
		line = append(line, ',')
	}
	return line
}

// appendField adds a field, in quotes only where it needs them. Empty text gets
// them too, so that it is not NULL.
func appendField(line []byte, place int, field []byte) []byte {
	line = appendNull(line, place)
	if len(field) > 0 && !bytes.ContainsAny(field, "\",\n\r") {
		return append(line, field...)
	}
	line = append(line, '"')
	for _, c := range field {
		if c == '"' {
			line = append(line, '"')
		}
		line = append(line, c)
	}
	return append(line, '"')
}
