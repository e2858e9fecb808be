// Command licence looks at the licence of every part that comes from somebody
// else, and writes down which parts there are.
//
// A part is a Go module or an npm package. It is shipped when people who get
// RecomAMP get it too, inside the program or its web app; all others only
// build and test. Where a part's licence is read:
//
//   - Go modules: the licence files in the module cache, from the folders of
//     the packages in use up to the module's root.
//   - npm packages: the field license in package-lock.json, or in
//     node_modules when the lock file has none.
//
// Every licence has to be on the list in policy.yaml, which tells shipped
// parts and others apart and holds the exceptions with their reasons. From the
// shipped parts comes the file NOTICE, from all parts the bill of materials
// (CycloneDX). Both are the same on every machine: what is shipped is asked for
// linux/amd64 wherever this runs.
//
// Nothing is fetched when the module cache and node_modules are filled.
//
// Tools that are run by version and are in no go.mod, such as the linter, are
// not looked at: nothing of them is linked or passed on.
package main
