package catalog

import "strings"

// Nearest gives the candidate closest to name by edit distance, ignoring case,
// or "" when none is within a third of its length. The first of equals wins.
// Names that nobody types are near to none, and of very many candidates only
// the first are looked at.
func Nearest(name string, candidates []string) string {
	const longestName, mostSteps = 128, 1 << 20
	if len(name) > longestName {
		return ""
	}
	wanted := strings.ToLower(name)
	steps := 0
	best, bestDistance := "", len(wanted)/3+1
	for _, candidate := range candidates {
		if difference := len(candidate) - len(wanted); difference >= bestDistance || -difference >= bestDistance {
			continue
		}
		if steps += len(wanted) * len(candidate); steps > mostSteps {
			break
		}
		if d := distance(wanted, strings.ToLower(candidate)); d < bestDistance {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// distance counts insertions, deletions, changes and swaps of neighbours.
func distance(a, b string) int {
	before, previous := make([]int, len(b)+1), make([]int, len(b)+1)
	current := make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return previous[len(b)]
}
