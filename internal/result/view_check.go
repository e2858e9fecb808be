package result

// CheckView reports why a view does not fit the columns of the result: an ErrView
// that names every part that is wrong. It reads no rows.
func (r *Result) CheckView(v View) error {
	_, err := r.compile(v)
	return err
}
