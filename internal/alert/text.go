package alert

import (
	"fmt"
	"strconv"
	"strings"
)

// summaryOf is one line that says what happened, for the events of the ledger in their own words.
func summaryOf(rule *Rule, e *Event) string {
	who := e.who()
	switch e.Name {
	case eventThreshold:
		return fmt.Sprintf("Budget %s of %s is spent to %s: %s of %s", e.say(attrBudget), who, percent(e.Attributes[attrThreshold]),
			e.amount("genai.budget.spend"), e.amount("genai.budget.limit"))
	case eventLoop:
		return fmt.Sprintf("Tool %s loops in %s: the same call %s times, %s USD wasted", e.say(attrTool), who,
			e.say("genai.loop.repeats"), decimal(e.Attributes["genai.loop.wasted_usd"]))
	case eventCascade:
		if d := e.Attributes["distance"]; d != "" && d != "0" {
			return fmt.Sprintf("A tool failed in %s, %s steps after an odd result of tool %s", who, d, e.say(attrTool))
		}
		return fmt.Sprintf("%s tool calls in a row failed in %s, first that of %s", e.say("count"), who, e.say(attrTool))
	case eventContext:
		if e.Attributes["genai.context.cache_broken"] == "true" {
			return fmt.Sprintf("The prompt cache broke in %s: it hits %s of the input", who, percent(e.Attributes["genai.context.cache_hit"]))
		}
		return fmt.Sprintf("The context of %s grew to %s tokens, %s times that of its first calls", who,
			e.say("genai.context.tokens"), decimal(e.Attributes["genai.context.growth"]))
	default:
		return fmt.Sprintf("%s: %s in %s", rule.Alert, e.Name, who)
	}
}

// descriptionOf says what it means.
func descriptionOf(e *Event) string {
	switch e.Name {
	case eventThreshold:
		if e.Attributes["genai.budget.mode"] == "shadow" {
			return "The budget is in shadow mode: nobody is told to stop."
		}
		if spent, err := strconv.ParseFloat(e.Attributes[attrThreshold], 64); err == nil && spent >= 1 {
			return "All that the budget allows is spent. Agents that ask their budget are told to stop; others go on spending."
		}
		return "The budget is nearly spent. Agents that ask their budget are told to wrap up."
	case eventLoop:
		return "The agent makes the same tool call again and again. Every round pays for the whole context."
	case eventCascade:
		return "What a tool answered led to failures further on. Look at the first one."
	case eventContext:
		if e.Attributes["genai.context.cache_broken"] == "true" {
			return "Input that was read from the prompt cache is paid in full again: something at the beginning of the prompt changes from call to call."
		}
		return "Every further call pays for all of it."
	default:
		return ""
	}
}

// who is whom an event is about, in words.
func (e *Event) who() string {
	label, ofSession := e.session()
	service := e.source()
	switch {
	case e.Name == eventThreshold && !e.ofOneSession():
		var values []string
		for _, name := range e.scope() {
			if value := e.Attributes[name]; value != "" {
				values = append(values, name+" "+value)
			}
		}
		if len(values) == 0 {
			return "all"
		}
		return strings.Join(values, ", ")
	case !ofSession && service == "":
		return "an unknown service"
	case !ofSession:
		return service
	case service == "":
		return "session " + label.Value
	default:
		return "session " + label.Value + " of " + service
	}
}

// say is an attribute in a sentence.
func (e *Event) say(attribute string) string {
	if value := e.Attributes[attribute]; value != "" {
		return value
	}
	return "unknown"
}

// amount is money, or a count of what the budget is of.
func (e *Event) amount(attribute string) string {
	unit := e.Attributes["genai.budget.unit"]
	if unit == "" || unit == "usd" {
		return decimal(e.Attributes[attribute]) + " USD"
	}
	return e.say(attribute) + " " + unit
}

// decimal is a number with at most two digits behind the point, or more where it is small.
func decimal(text string) string {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "unknown"
	}
	if value != 0 && value < 0.1 && value > -0.1 {
		return strconv.FormatFloat(value, 'g', 2, 64)
	}
	return strconv.FormatFloat(value, 'f', 2, 64)
}

func percent(text string) string {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "unknown"
	}
	return strconv.FormatFloat(100*value, 'f', 0, 64) + " %"
}

// facts are what is told of each event beside what identifies it, in the order it is read.
var facts = map[string][]Label{
	eventThreshold: {
		{"Spent", "genai.budget.spend"},
		{"Limit", "genai.budget.limit"},
		{"Unit", "genai.budget.unit"},
		{"Threshold", attrThreshold},
		{"State", "genai.budget.state"},
		{"Mode", "genai.budget.mode"},
		{"Window", attrWindow},
		{"Agent", attrAgent},
	},
	eventLoop: {
		{"Tool", attrTool},
		{"Repeats", "genai.loop.repeats"},
		{"Wasted USD", "genai.loop.wasted_usd"},
		{"Level", "level"},
		{"Confidence", "genai.loop.confidence"},
		{"Agent", attrAgent},
	},
	eventCascade: {{"First tool", attrTool}, {"Failures", "count"}, {"Steps from the odd result", "distance"}, {"Agent", attrAgent}},
	eventContext: {
		{"Tokens", "genai.context.tokens"},
		{"Growth", "genai.context.growth"},
		{"Cache hit", "genai.context.cache_hit"},
		{"Cost rise", "genai.context.cost_rise"},
		{"Agent", attrAgent},
	},
}
