package main

import "slices"

// date is a day of the oracle's own calendar, which is counted up day by day
// from Thursday 1 January 1970 and knows nothing but the rule of leap years.
type date struct {
	year, month, day int
	weekday          int // Sunday is 0
	monthNumber      int // months since January 1970
}

const lastYear = 2042

// calendar holds every date from 1970-01-01 on; its index is the day number.
var calendar = countDays()

func countDays() []date {
	lengths := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	var days []date
	weekday, number := 4, 0
	for year := 1970; year <= lastYear; year++ {
		for month := 1; month <= 12; month++ {
			length := lengths[month-1]
			if month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0) {
				length = 29
			}
			for day := 1; day <= length; day++ {
				days = append(days, date{year, month, day, weekday, number})
				weekday = (weekday + 1) % 7
			}
			number++
		}
	}
	return days
}

// newYear finds the day number of 1 January.
func newYear(year int) int {
	return slices.IndexFunc(calendar, func(d date) bool { return d.year == year })
}

// monthDays lists the day numbers of each month since January 1970.
var monthDays = groupMonths()

func groupMonths() [][]int {
	var months [][]int
	for number, d := range calendar {
		if d.day == 1 {
			months = append(months, nil)
		}
		months[d.monthNumber] = append(months[d.monthNumber], number)
	}
	return months
}
