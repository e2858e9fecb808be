package analysis

import "github.com/recomamp/recomamp/amcsql/catalog"

// class is a catalog.Class in a byte, the stricter the greater. The zero value
// is that of values which no column is in; it counts as NONE.
type class uint8

const (
	unclassed class = iota
	noneClass
	lowClass
	mediumClass
	highClass
	veryHighClass
	internalClass
)

var classNames = [...]catalog.Class{
	noneClass: catalog.None, lowClass: catalog.Low, mediumClass: catalog.Medium, highClass: catalog.High,
	veryHighClass: catalog.VeryHigh, internalClass: catalog.Internal,
}

func classOf(c catalog.Class) class {
	for i, known := range classNames {
		if known == c {
			return class(i)
		}
	}
	return unclassed
}

func (c class) public() catalog.Class { return classNames[c] }

// String gives the name of the class; "" for none.
func (c class) String() string { return string(c.public()) }

// rank orders classes by strictness, NONE being 0.
func (c class) rank() int { return int(max(c, noneClass) - noneClass) }

// hidden reports whether values of the class never leave AMC.
func (c class) hidden() bool { return c >= veryHighClass }

// guarded reports whether the class may not be compared with literals.
func (c class) guarded() bool { return c == highClass || c == veryHighClass }

// stricter returns the class that shows less.
func stricter(a, b class) class {
	if b.rank() > a.rank() {
		return b
	}
	return a
}
