package fault

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"

	"github.com/goccy/go-yaml"
)

// Set is the rules in force. It is safe for concurrent use; the zero value is
// not ready, use NewSet.
type Set struct {
	mu    sync.Mutex
	next  int
	rules []*counted
}

type counted struct {
	rule  Rule
	seen  int
	fired int
	dice  *rand.Rand
}

// Report is a rule with its counts.
type Report struct {
	Rule
	// Seen counts the requests the rule is about, Fired those it hit.
	Seen  int `json:"seen"`
	Fired int `json:"fired"`
}

// NewSet returns a Set with the given rules.
func NewSet(rules ...Rule) (*Set, error) {
	s := &Set{}
	for _, rule := range rules {
		if _, err := s.Add(rule); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Parse reads rules from YAML or JSON: an object with the key rules.
func Parse(text []byte) ([]Rule, error) {
	var file struct {
		Rules []Rule `json:"rules" yaml:"rules"`
	}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read fault rules: %w", err)
	}
	for _, rule := range file.Rules {
		if _, err := rule.complete(); err != nil {
			return nil, err
		}
	}
	return file.Rules, nil
}

// Add puts a rule behind the others and returns it with its id and defaults.
func (s *Set) Add(rule Rule) (Rule, error) {
	rule, err := rule.complete()
	if err != nil {
		return Rule{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if rule.ID == "" {
		s.next++
		rule.ID = "rule-" + strconv.Itoa(s.next)
	}
	if s.index(rule.ID) >= 0 {
		return Rule{}, fmt.Errorf("fault rule %q: the id %s is taken", rule.Name, rule.ID)
	}
	s.rules = append(s.rules, &counted{rule: rule, dice: rand.New(rand.NewPCG(rule.Match.Seed, 0))})
	return rule, nil
}

// List returns the rules in order.
func (s *Set) List() []Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	reports := make([]Report, len(s.rules))
	for i, c := range s.rules {
		reports[i] = Report{Rule: c.rule, Seen: c.seen, Fired: c.fired}
	}
	return reports
}

// Remove takes a rule away and reports whether it was there.
func (s *Set) Remove(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.index(id)
	if i < 0 {
		return false
	}
	s.rules = slices.Delete(s.rules, i, i+1)
	return true
}

// Clear takes all rules away.
func (s *Set) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
}

// Decide returns the rule that a request meets. Every rule up to that one
// counts the request.
func (s *Set) Decide(request Request) (Rule, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.rules {
		if c.hits(request) {
			return c.rule, true
		}
	}
	return Rule{}, false
}

func (c *counted) hits(request Request) bool {
	match := c.rule.Match
	if match.Max > 0 && c.fired >= match.Max || !match.candidate(request) {
		return false
	}
	c.seen++
	switch {
	case match.Nth > 0 && c.seen != match.Nth,
		match.Every > 0 && c.seen%match.Every != 0,
		match.Probability > 0 && c.dice.Float64() >= match.Probability:
		return false
	}
	c.fired++
	return true
}

func (s *Set) index(id string) int {
	return slices.IndexFunc(s.rules, func(c *counted) bool { return c.rule.ID == id })
}
