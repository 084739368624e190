package datadog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/otelcol-genai/otelcol-genai/internal/tools/monitoring/definition"
)

// message says what the alert says, in Datadog's variables
// (https://docs.datadoghq.com/monitors/notify/variables/).
func message(f *definition.File, a *definition.Alert) (string, error) {
	text := a.Datadog.Summary
	if text == "" {
		var err error
		if text, err = translate(a.Summary+". "+a.Description, groupsOf(a.Datadog.Query)); err != nil {
			return "", err
		}
	}
	alarm := "is_alert"
	if a.Datadog.NoData > 0 {
		alarm = "is_no_data"
	}
	text = fmt.Sprintf("{{#%[1]s}}%[2]s{{/%[1]s}}\n{{#is_recovery}}It is over.{{/is_recovery}}\n\nWhat to do: %[3]s\n\n%[4]s",
		alarm, text, f.RunbookURL(a.Name), f.Settings.Datadog[a.Severity])
	if len(a.Datadog.And) > 0 { // the variables of a composite are those of its first monitor
		text = strings.ReplaceAll(text, "{{value}}", "{{a.value}}")
	}
	return text, nil
}

var (
	withLabel = regexp.MustCompile(`{{ with \$labels\.(\w+) }}(.*?){{ \. }}(.*?)(?:{{ else }}(.*?))?{{ end }}`)
	label     = regexp.MustCompile(`{{ \$labels\.(\w+) }}`)
	value     = regexp.MustCompile(`{{ \$value(?: \| [^}]*)? }}`)
)

// translate puts Datadog's variables in the place of Prometheus'. What depends on a label
// that the monitor does not group by is left out; a text that needs it is an error.
func translate(text string, groups []string) (string, error) {
	text = withLabel.ReplaceAllStringFunc(text, func(found string) string {
		parts := withLabel.FindStringSubmatch(found)
		if tag, ok := grouped(parts[1], groups); ok {
			return parts[2] + tagVariable(tag) + parts[3]
		}
		return parts[4]
	})
	var missing []string
	text = label.ReplaceAllStringFunc(text, func(found string) string {
		name := label.FindStringSubmatch(found)[1]
		tag, ok := grouped(name, groups)
		if !ok {
			missing = append(missing, name)
		}
		return tagVariable(tag)
	})
	if len(missing) > 0 {
		return "", fmt.Errorf("the text names labels that the query does not group by (%s): give datadog a summary", strings.Join(missing, ", "))
	}
	return value.ReplaceAllString(text, "{{value}}"), nil
}

var groupsIn = regexp.MustCompile(` by \{([^}]*)\}`)

// groupsOf are the tags that a query groups by.
func groupsOf(query string) []string {
	found := groupsIn.FindStringSubmatch(query)
	if found == nil {
		return nil
	}
	return strings.Split(found[1], ",")
}

// ofLabel are tags that are not called like the label.
var ofLabel = map[string]string{
	"service_name": "service", "service_version": "version", "deployment_environment_name": "env", "instance": "host",
}

// grouped finds the tag of a label among the groups.
func grouped(label string, groups []string) (string, bool) {
	i := slices.IndexFunc(groups, func(tag string) bool {
		return tag == ofLabel[label] || strings.ReplaceAll(tag, ".", "_") == label
	})
	if i < 0 {
		return "", false
	}
	return groups[i], true
}

// tagVariable is the value of a tag in a message; one with dots stands in brackets.
func tagVariable(tag string) string {
	if strings.Contains(tag, ".") {
		tag = "[" + tag + "]"
	}
	return "{{" + tag + ".name}}"
}
