package grafana

// row is a heading and the panels below it, of one height.
type row struct {
	title  string
	height int
	panels []panel
}

// wide is the width of a dashboard, in columns.
const wide = 24

func stats(title string, panels ...panel) row  { return row{title, 4, panels} }
func trends(title string, panels ...panel) row { return row{title, 8, panels} }
func tables(title string, panels ...panel) row { return row{title, 9, panels} }

// layout places the panels of each row side by side, as wide as there is room; trends and
// tables stand at most three in a line. Ids are the places, so that links to panels last
// as long as panels are added at the end of their row.
func layout(rows []row) []panel {
	var all []panel
	y := 0
	for r, one := range rows {
		open := false
		all = append(all, panel{ID: 100 * (r + 1), Type: "row", Title: one.title, GridPos: gridPos{H: 1, W: wide, X: 0, Y: y}, Collapsed: &open, Panels: []panel{}})
		y++
		perLine := len(one.panels)
		if one.height > 4 {
			perLine = min(perLine, 3)
		}
		for len(one.panels)%perLine != 0 && perLine > 2 && one.height > 4 {
			perLine-- // no holes
		}
		width := wide / perLine
		for i, p := range one.panels {
			p.ID = 100*(r+1) + i + 1
			p.GridPos = gridPos{H: one.height, W: width, X: i % perLine * width, Y: y + i/perLine*one.height}
			all = append(all, p)
		}
		y += (len(one.panels) + perLine - 1) / perLine * one.height
	}
	return all
}
