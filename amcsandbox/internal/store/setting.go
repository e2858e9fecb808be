package store

import "errors"

// Setting returns the value kept under key, or makes and keeps one.
func (tx *Tx) Setting(key string, create func() string) (string, error) {
	value, err := one(tx, "read setting "+key, func(row scanner) (value string, err error) {
		return value, row.Scan(&value)
	}, "SELECT value FROM setting WHERE key = ?", key)
	if !errors.Is(err, ErrNotFound) {
		return value, err
	}
	value = create()
	return value, tx.SetSetting(key, value)
}

// SetSetting keeps value under key.
func (tx *Tx) SetSetting(key, value string) error {
	_, err := tx.exec("write setting "+key,
		"INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)
	return err
}
