package grafana

// Units of Grafana.
const (
	usd        = "currencyUSD"
	secondsOf  = "s"
	share      = "percentunit"
	count      = "short"
	perSecond  = "cps"
	bytesOf    = "bytes"
	times      = "none"
	noDecimals = 0
)

// source is the datasource that the reader chose.
var source = datasource{Type: "prometheus", UID: "${datasource}"}

// query is an expression and what its series are called.
type query struct{ expr, legend string }

// column is one of a table: what it is called, in which unit.
type column struct {
	name, unit string
	query      string // "" of a label
	label      string // "" of a query
}

// stat is one number: what it was at the end of the time range.
func stat(title, unit, expr string) panel {
	p := graph(title, unit, query{expr, ""})
	p.Type = "stat"
	p.Targets[0].Instant, p.Targets[0].Range = true, false
	p.FieldConfig.Defaults.Color = map[string]any{"mode": "thresholds"}
	p.FieldConfig.Defaults.Custom = nil
	p.Options = map[string]any{
		"colorMode": "value", "graphMode": "none", "justifyMode": "auto", "orientation": "auto", "textMode": "auto",
		"reduceOptions": map[string]any{"calcs": []string{"lastNotNull"}, "fields": "", "values": false},
	}
	return p
}

// graph is lines over time.
func graph(title, unit string, queries ...query) panel {
	p := panel{
		Type: "timeseries", Title: title, Datasource: &source,
		FieldConfig: &fieldConfig{
			Defaults: fieldDefaults{
				Unit: unit, Color: map[string]any{"mode": "palette-classic"}, Thresholds: thresholds{Mode: "absolute", Steps: []threshold{{Color: "green"}}},
				Custom: map[string]any{"drawStyle": "line", "lineWidth": 1, "fillOpacity": 10, "showPoints": "auto", "spanNulls": false, "stacking": map[string]any{"mode": "none", "group": "A"}},
			},
			Overrides: []override{},
		},
		Options: map[string]any{
			"legend":  map[string]any{"displayMode": "table", "placement": "bottom", "showLegend": true, "calcs": []string{"lastNotNull", "max"}},
			"tooltip": map[string]any{"mode": "multi", "sort": "desc"},
		},
	}
	if unit == usd || unit == share || unit == secondsOf || unit == count || unit == perSecond || unit == bytesOf {
		zero := 0.0
		p.FieldConfig.Defaults.Min = &zero
	}
	for i, q := range queries {
		p.Targets = append(p.Targets, target{
			RefID: refID(i), Datasource: source, Expr: q.expr, LegendFormat: q.legend, Format: "time_series", Range: true, EditorMode: "code",
		})
	}
	return p
}

// heatmap shows how the values of a histogram are spread, over time; expr is a sum by le.
func heatmap(title, unit, expr string) panel {
	p := graph(title, unit, query{expr, "{{le}}"})
	p.Type, p.Targets[0].Format = "heatmap", "heatmap"
	p.FieldConfig.Defaults.Min = nil
	p.FieldConfig.Defaults.Custom = map[string]any{"scaleDistribution": map[string]any{"type": "linear"}}
	p.Options = map[string]any{
		"calculate": false, "cellGap": 1, "color": map[string]any{"mode": "scheme", "scheme": "Oranges", "steps": 64, "exponent": 0.5, "fill": "dark-orange"},
		"yAxis": map[string]any{"unit": unit, "axisPlacement": "left"}, "cellValues": map[string]any{"unit": count},
		"legend": map[string]any{"show": true}, "tooltip": map[string]any{"mode": "single", "yHistogram": true}, "rowsFrame": map[string]any{"layout": "auto"},
	}
	return p
}

// table has a row for each set of labels, and a column for each label and query, in
// their order; it is sorted by the first query, largest first.
func table(title string, columns ...column) panel {
	p := panel{
		Type: "table", Title: title, Datasource: &source,
		FieldConfig: &fieldConfig{
			Defaults: fieldDefaults{
				Unit: times, Color: map[string]any{"mode": "thresholds"}, Thresholds: thresholds{Mode: "absolute", Steps: []threshold{{Color: "text"}}},
				Custom: map[string]any{"align": "auto", "cellOptions": map[string]any{"type": "auto"}, "filterable": true},
			},
			Overrides: []override{},
		},
	}
	index, rename, sortBy := map[string]any{}, map[string]any{}, ""
	for i, c := range columns {
		field := c.label
		if c.query != "" {
			ref := refID(len(p.Targets))
			field = "Value #" + ref
			p.Targets = append(p.Targets, target{RefID: ref, Datasource: source, Expr: c.query, Format: "table", Instant: true, EditorMode: "code"})
			p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, override{matcher{"byName", c.name}, []property{{"unit", c.unit}}})
			if sortBy == "" {
				sortBy = c.name
			}
		}
		index[field], rename[field] = i, c.name
	}
	if len(p.Targets) == 1 { // the value of a single query has no letter
		index["Value"], rename["Value"] = index["Value #A"], rename["Value #A"]
		delete(index, "Value #A")
		delete(rename, "Value #A")
	}
	p.Options = map[string]any{"showHeader": true, "cellHeight": "sm", "sortBy": []any{map[string]any{"displayName": sortBy, "desc": true}}}
	p.Transformations = []transformation{
		{"merge", map[string]any{}},
		{"organize", map[string]any{"excludeByName": map[string]any{"Time": true}, "indexByName": index, "renameByName": rename}},
	}
	return p
}

func refID(i int) string { return string(rune('A' + i)) }

// about says what a panel shows, in a sentence for somebody who was woken.
func (p panel) about(text string) panel {
	p.Description = text
	return p
}

// stacked puts the lines on top of each other.
func (p panel) stacked() panel {
	p.FieldConfig.Defaults.Custom["stacking"] = map[string]any{"mode": "normal", "group": "A"}
	p.FieldConfig.Defaults.Custom["fillOpacity"] = 30
	return p
}

// whole shows no decimals.
func (p panel) whole() panel {
	zero := noDecimals
	p.FieldConfig.Defaults.Decimals = &zero
	return p
}

// exemplars shows the traces behind a histogram or counter.
func (p panel) exemplars() panel {
	for i := range p.Targets {
		p.Targets[i].Exemplar = p.Targets[i].Range
	}
	return p
}

// warns colours what is from a value on; critical is red from there, otherwise it is orange.
func (p panel) warns(from float64) panel { return p.colours("orange", from) }

func (p panel) critical(from float64) panel { return p.colours("red", from) }

func (p panel) colours(colour string, from float64) panel {
	steps := &p.FieldConfig.Defaults.Thresholds.Steps
	*steps = append(*steps, threshold{Color: colour, Value: &from})
	if p.Type == "timeseries" {
		p.FieldConfig.Defaults.Custom["thresholdsStyle"] = map[string]any{"mode": "dashed"}
	}
	return p
}

// below colours what is less than a value red.
func (p panel) below(value float64) panel {
	p.FieldConfig.Defaults.Thresholds.Steps = []threshold{{Color: "red"}, {Color: "green", Value: &value}}
	if p.Type == "timeseries" {
		p.FieldConfig.Defaults.Custom["thresholdsStyle"] = map[string]any{"mode": "dashed"}
	}
	return p
}

// runbook links the pages of the alerts that this panel shows the values of.
func (p panel) runbook(f *definitions, alerts ...string) panel {
	for _, name := range alerts {
		p.Links = append(p.Links, link{Title: runbookTitle + name, URL: f.RunbookURL(name), TargetBlank: true})
	}
	return p
}

// runbookTitle is put before the name of an alert in a link to its page.
const runbookTitle = "Runbook: "
