package datadogtest

import "math"

// arithmetic joins groups of the same name; a number, or what has one group for
// everything, goes with every group. A count that is not there is 0.
func (e *evaluation) arithmetic(x arithmetic) (values, error) {
	left, right, err := e.sides(x)
	if err != nil {
		return nil, err
	}
	result := values{}
	for group := range joined(left, right) {
		result[group] = map[int64]float64{}
		a, b := left.of(group), right.of(group)
		for at := range joined(a, b) {
			va, hasA := a[at]
			vb, hasB := b[at]
			if !e.total && (!hasA || !hasB) {
				continue
			}
			if value := apply(x.operator, va, vb); !math.IsNaN(value) && !math.IsInf(value, 0) {
				result[group][at] = value
			}
		}
	}
	return result, nil
}

// sides evaluates both sides; a number has the intervals of the other one.
func (e *evaluation) sides(x arithmetic) (left, right values, err error) {
	constant := func(n number, like values) values {
		intervals := map[int64]float64{}
		for _, of := range like {
			for at := range of {
				intervals[at] = float64(n)
			}
		}
		return values{"": intervals}
	}
	n, isNumber := x.left.(number)
	if isNumber {
		right, err = e.of(x.right)
		return constant(n, right), right, err
	}
	if left, err = e.of(x.left); err != nil {
		return nil, nil, err
	}
	if n, isNumber = x.right.(number); isNumber {
		return left, constant(n, left), nil
	}
	right, err = e.of(x.right)
	return left, right, err
}

// of is the group, or what stands for every group.
func (v values) of(group string) map[int64]float64 {
	if intervals, there := v[group]; there {
		return intervals
	}
	return v[""]
}

func joined[K comparable, V any](a, b map[K]V) map[K]bool {
	all := map[K]bool{}
	for key := range a {
		all[key] = true
	}
	for key := range b {
		all[key] = true
	}
	var everything K
	if len(all) > 1 && any(everything) == any("") {
		delete(all, everything)
	}
	return all
}

func apply(operator byte, a, b float64) float64 {
	switch operator {
	case '+':
		return a + b
	case '-':
		return a - b
	case '*':
		return a * b
	default:
		return a / b
	}
}
