// Package budget knows what executions cost and keeps them within limits.
//
// An instance may have a rate card: so much per run, per minute of computing
// and per gigabyte of result, in minor units of one currency. An execution on
// it has a charge from the moment it is asked for: first an estimate that is
// reserved, from what the same query cost before; then its cost, fixed when it
// ends. A budget bounds the charges of one month, of a client or of a query.
// Past its soft limit it warns, once a month; past its hard limit nothing new
// is begun.
//
// Months are those of the budget's zone. An execution counts for the month it was
// asked for in.
//
// # Invariants
//
//   - What is reserved and spent never passes a hard limit by what is newly
//     begun: whoever reserves holds the budget's row until the commit. An open
//     execution counts with its estimate, or with what it has cost so far once that
//     is more. What remains: a limit can be passed by what open executions go on to
//     cost beyond that, by their size, and by further runs after retries.
//   - A cost that was fixed never changes.
//   - Amounts of different currencies are never added: a budget refuses what is
//     priced in another one.
package budget
