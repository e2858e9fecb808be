package result

func datePart(part string) func(*node, []typed) (typed, *expressionError) {
	return func(n *node, args []typed) (typed, *expressionError) {
		if err := n.want(0, args[0], Date, Timestamp); err != nil {
			return typed{}, err
		}
		return join(whole, part+"(#)", orDate(args[0])), nil
	}
}

func timePart(part string) func(*node, []typed) (typed, *expressionError) {
	return func(n *node, args []typed) (typed, *expressionError) {
		if err := n.want(0, args[0], Timestamp); err != nil {
			return typed{}, err
		}
		return join(whole, part+"(#)", orDate(args[0])), nil
	}
}

// orDate gives null the type of a date.
func orDate(t typed) typed {
	if t.unknown {
		return t.as(Encoding{Kind: Timestamp, Layout: Millis})
	}
	return t
}

// toDate is the day of an instant in UTC.
func toDate(n *node, args []typed) (typed, *expressionError) {
	if err := n.want(0, args[0], Timestamp, Date); err != nil {
		return typed{}, err
	}
	return orDate(args[0]).as(Encoding{Kind: Date}), nil
}

// days counts the days from one date to another.
func days(n *node, args []typed) (typed, *expressionError) {
	for i, arg := range args {
		if err := n.want(i, arg, Date, Timestamp); err != nil {
			return typed{}, err
		}
		args[i] = orDate(arg).as(Encoding{Kind: Date})
	}
	return join(whole, "date_diff('day', #, #)", args...), nil
}
