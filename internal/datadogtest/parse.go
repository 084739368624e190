package datadogtest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// condition is the query of a monitor: an aggregate over a window, compared with a threshold.
type condition struct {
	aggregate string // over time: avg, sum, min, max, percentile
	window    time.Duration
	value     expression
	compare   string
	threshold float64
}

type (
	expression any
	number     float64
	arithmetic struct {
		operator    byte
		left, right expression
	}
	// shifted is an expression at another time.
	shifted struct {
		inner expression
		by    time.Duration // negative: earlier
	}
	// zeroed has 0 where there is nothing.
	zeroed struct{ inner expression }
	query  struct {
		aggregate string // over space: avg, sum, min, max, count, pNN
		metric    string
		filter    filter
		by        []string
		asCount   bool
		rollup    string // how points of one interval become one, "" for what suits the metric
		interval  time.Duration
	}
)

var (
	timeAggregates  = []string{"avg", "sum", "min", "max", "percentile"}
	spaceAggregates = []string{"avg", "sum", "min", "max", "count", "p50", "p75", "p90", "p95", "p99"}
	rollups         = []string{"avg", "sum", "min", "max", "count"}
)

// parseCondition reads the query of a monitor of type "query alert".
func parseCondition(text string) (*condition, error) {
	s := &scanner{text: text}
	c := &condition{aggregate: s.take(wordStart)}
	if !slices.Contains(timeAggregates, c.aggregate) {
		return nil, s.errorf("a monitor begins with one of %s, not %q", strings.Join(timeAggregates, ", "), c.aggregate)
	}
	var err error
	if err = s.expect("("); err == nil {
		c.window, err = s.window()
	}
	if err == nil {
		err = s.expect(")")
	}
	if err == nil {
		err = s.expect(":")
	}
	if err == nil {
		c.value, err = s.expression()
	}
	if err != nil {
		return nil, err
	}
	if c.compare = s.take(compareFrom); c.compare == "" {
		return nil, s.errorf("expected a comparison")
	}
	if c.threshold, err = s.number(); err != nil {
		return nil, err
	}
	if !s.end() {
		return nil, s.errorf("not understood")
	}
	return c, c.validate()
}

// longestWindow is what a metric monitor may look back.
const longestWindow = 7 * 24 * time.Hour

func (s *scanner) window() (time.Duration, error) {
	match := windowFrom.FindStringSubmatch(s.text[s.at:])
	if match == nil {
		return 0, s.errorf("expected a window such as last_5m")
	}
	units := map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}
	n, err := strconv.Atoi(match[1])
	window := time.Duration(n) * units[match[2]]
	if err != nil || n == 0 || window > longestWindow || (n > 1 && (match[2] == "d" || match[2] == "w")) {
		return 0, s.errorf("a window is last_#m up to 10080, last_#h up to 168, last_1d or last_1w")
	}
	s.at += len(match[0])
	return window, nil
}

func (s *scanner) number() (float64, error) {
	sign := 1.0
	if s.accept("-") {
		sign = -1
	}
	text := s.take(numberFrom)
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, s.errorf("expected a number (with a zero before the point)")
	}
	return sign * value, nil
}

func (s *scanner) expression() (expression, error) {
	left, err := s.product()
	for err == nil {
		operator := s.operator("+-")
		if operator == 0 {
			return left, nil
		}
		var right expression
		right, err = s.product()
		left = fold(arithmetic{operator, left, right})
	}
	return nil, err
}

func (s *scanner) product() (expression, error) {
	left, err := s.operand()
	for err == nil {
		operator := s.operator("*/")
		if operator == 0 {
			return left, nil
		}
		var right expression
		right, err = s.operand()
		left = fold(arithmetic{operator, left, right})
	}
	return nil, err
}

// fold computes what has only numbers in it.
func fold(x arithmetic) expression {
	left, isNumber := x.left.(number)
	right, both := x.right.(number)
	if isNumber && both {
		return number(apply(x.operator, float64(left), float64(right)))
	}
	return x
}

func (s *scanner) operator(among string) byte {
	s.space()
	if s.at < len(s.text) && strings.IndexByte(among, s.text[s.at]) >= 0 {
		s.at++
		return s.text[s.at-1]
	}
	return 0
}

func (s *scanner) operand() (expression, error) {
	if s.accept("(") {
		inner, err := s.expression()
		if err == nil {
			err = s.expect(")")
		}
		return inner, err
	}
	word := s.take(wordStart)
	if word == "" {
		value, err := s.number()
		return number(value), err
	}
	if s.accept("(") {
		return s.function(word)
	}
	return s.query(word)
}

func (s *scanner) function(name string) (expression, error) {
	inner, err := s.expression()
	if err != nil {
		return nil, err
	}
	var result expression
	switch name {
	case "default_zero":
		result = zeroed{inner}
	case "hour_before":
		result = shifted{inner, -time.Hour}
	case "day_before":
		result = shifted{inner, -24 * time.Hour}
	case "week_before":
		result = shifted{inner, -7 * 24 * time.Hour}
	case "timeshift":
		if err := s.expect(","); err != nil {
			return nil, err
		}
		seconds, err := s.number()
		if err != nil {
			return nil, err
		}
		result = shifted{inner, time.Duration(seconds) * time.Second}
	default:
		return nil, s.errorf("function %q is not known", name)
	}
	return result, s.expect(")")
}
