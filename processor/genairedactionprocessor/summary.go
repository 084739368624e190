package genairedactionprocessor

import (
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-genai/otelcol-genai/internal/genai"
	"github.com/otelcol-genai/otelcol-genai/internal/redact/detect"
)

// entityOther stands for entities that no detector here is known for.
const entityOther detect.Entity = "other"

// entityTable numbers the entities there can be, so that what is kept and counted
// about them is bounded.
type entityTable struct {
	entities   []detect.Entity // the last is entityOther
	attributes []string        // genai.redaction.<entity>
	indexes    map[detect.Entity]int
}

func newEntityTable(entities []detect.Entity) *entityTable {
	entities = slices.Compact(slices.Sorted(slices.Values(entities)))
	t := &entityTable{entities: append(entities, entityOther), indexes: map[detect.Entity]int{}}
	for i, entity := range t.entities {
		t.indexes[entity] = i
		t.attributes = append(t.attributes, genai.AttrRedactionPrefix+strings.ToLower(string(entity)))
	}
	return t
}

func (t *entityTable) index(entity detect.Entity) int {
	if i, ok := t.indexes[entity]; ok {
		return i
	}
	return len(t.entities) - 1
}

// recordSummary is what was masked in one record.
type recordSummary struct {
	masked     int64
	byEntity   []entityCount
	incomplete bool
}

type entityCount struct {
	entity int
	n      int64
}

func (s *recordSummary) reset() {
	s.masked, s.incomplete = 0, false
	s.byEntity = s.byEntity[:0]
}

func (s *recordSummary) add(entity int) {
	s.masked++
	for i := range s.byEntity {
		if s.byEntity[i].entity == entity {
			s.byEntity[i].n++
			return
		}
	}
	s.byEntity = append(s.byEntity, entityCount{entity, 1})
}

// write puts the summary on a record, on top of what a collector before this one found.
func (s *recordSummary) write(attrs pcommon.Map, how Summary, entities *entityTable) {
	if how == SummaryNone {
		return
	}
	if s.incomplete {
		attrs.PutBool(genai.AttrRedactionIncomplete, true)
	}
	if s.masked == 0 {
		return
	}
	increase(attrs, genai.AttrRedactionCount, s.masked)
	if how != SummaryDetailed {
		return
	}
	for _, c := range s.byEntity {
		increase(attrs, entities.attributes[c.entity], c.n)
	}
}

func increase(attrs pcommon.Map, key string, by int64) {
	if value, ok := attrs.Get(key); ok && value.Type() == pcommon.ValueTypeInt {
		by += value.Int()
	}
	attrs.PutInt(key, by)
}
