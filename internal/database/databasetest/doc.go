// Package databasetest gives tests real databases: an isolated, migrated
// SQLite file and an isolated, migrated PostgreSQL database for each test.
//
// PostgreSQL comes from RECOMAMP_TEST_POSTGRES_URL when that is set (its role
// must be allowed to create databases), else from a throwaway cluster that the
// test process starts once and that dies with it, even when it is killed. A
// machine without PostgreSQL fails the test and says how to mend that.
package databasetest
