package main

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/github/go-spdx/v2/spdxexp"
	"github.com/goccy/go-yaml"
)

//go:embed policy.yaml
var committed []byte

// Policy says which licences are right for us.
type Policy struct {
	Shipped     []string    `yaml:"shipped"`     // for every part
	Development []string    `yaml:"development"` // besides, for parts that are not shipped
	Exceptions  []Exception `yaml:"exceptions"`
	Carried     []Carried   `yaml:"carried"`
}

// Exception is what a person has looked at: Part, or its File when one is
// named, is under Licence, and that is right for us. Says is how a part names
// its licence in words that no program knows.
type Exception struct {
	Part    string `yaml:"part"`
	File    string `yaml:"file"`
	Says    string `yaml:"says"`
	Licence string `yaml:"licence"`
	Reason  string `yaml:"reason"`
}

// Carried tells in NOTICE of what a part contains without saying so in files.
type Carried struct {
	Part  string `yaml:"part"`
	Words string `yaml:"words"`
}

// parsePolicy refuses unknown fields, unknown licences and exceptions without a reason.
func parsePolicy(content []byte) (Policy, error) {
	var policy Policy
	if err := yaml.UnmarshalWithOptions(content, &policy, yaml.Strict()); err != nil {
		return Policy{}, fmt.Errorf("read policy.yaml: %w", err)
	}
	var problems []error
	if _, unknown := spdxexp.ValidateLicenses(slices.Concat(policy.Shipped, policy.Development)); len(unknown) > 0 {
		problems = append(problems, fmt.Errorf("policy.yaml allows what SPDX does not know: %s", strings.Join(unknown, ", ")))
	}
	for _, exception := range policy.Exceptions {
		if exception.Part == "" || strings.TrimSpace(exception.Reason) == "" {
			problems = append(problems, fmt.Errorf("policy.yaml: the exception for %q needs a part and a reason", exception.Part))
		}
		if ok, _ := spdxexp.ValidateLicenses([]string{exception.Licence}); !ok {
			problems = append(problems, fmt.Errorf("policy.yaml: the exception for %s names %q, which SPDX does not know", exception.Part, exception.Licence))
		}
	}
	return policy, errors.Join(problems...)
}

// check lists what is wrong, in words that say which part, why and what to do.
// An exception that fits nothing is wrong too.
func (p Policy) check(parts []Part) []string {
	var problems []string
	used := make([]bool, len(p.Exceptions))
	for _, part := range parts {
		licences := part.Licences
		if len(licences) == 0 {
			licences = []Licence{{}}
		}
		for _, licence := range licences {
			if because := p.refuses(part, licence, used); because != "" {
				problems = append(problems, part.problem(because))
			}
		}
	}
	for i, exception := range p.Exceptions {
		if !used[i] {
			problems = append(problems, fmt.Sprintf("the exception for %s (%s) fits nothing any more; remove it from build/licence/policy.yaml",
				strings.TrimSpace(exception.Part+" "+exception.File), exception.Licence))
		}
	}
	return problems
}

// refuses tells why licence is not right for part; empty when it is. It marks
// the exceptions that it rests on.
func (p Policy) refuses(part Part, licence Licence, used []bool) string {
	allowed := slices.Clone(p.Shipped)
	if part.Scope == Development {
		allowed = append(allowed, p.Development...)
	}
	expression := licence.Expression
	if satisfies(expression, allowed) {
		return ""
	}
	for i, exception := range p.Exceptions {
		if exception.Part != part.ID() || exception.File != "" && exception.File != licence.File {
			continue
		}
		unknown := exception.File != "" || licence == Licence{} || exception.Says != "" && exception.Says == expression
		if unknown || satisfies(expression, append(allowed, exception.Licence)) {
			used[i] = true
			return ""
		}
	}
	switch {
	case expression == "" && licence.File == "":
		return "no licence was found"
	case expression == "":
		return "the text of " + licence.File + " is not that of a known licence"
	case licence.File == "":
		return fmt.Sprintf("its licence %q is not on the list for %s parts", expression, part.Scope)
	}
	return fmt.Sprintf("the licence %q in %s is not on the list for %s parts", expression, licence.File, part.Scope)
}

func satisfies(expression string, allowed []string) bool {
	if expression == "" {
		return false
	}
	ok, err := spdxexp.Satisfies(expression, allowed)
	return err == nil && ok // an expression that SPDX cannot read satisfies nothing
}

func (p Part) problem(because string) string {
	return fmt.Sprintf("%s %s (%s, from %s): %s\n    Take another part, or, once a person has looked at it, allow it in build/licence/policy.yaml with the reason.",
		p.ID(), p.Version, p.Scope, p.From, because)
}
