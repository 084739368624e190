package genai

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Record is what components need to know of a span or log record, read in one
// pass over its attributes. Strings share memory with the attributes: a Record
// does not outlive the batch it was read from.
type Record struct {
	Dialect       string
	Operation     Operation
	Provider      string
	RequestModel  string
	ResponseModel string
	ResponseID    string
	AgentName     string
	WorkflowName  string
	ToolName      string
	ErrorType     string

	Usage Usage
	// BadUsage counts usage attributes that are there but are no counts.
	BadUsage int

	TimeToFirstChunk float64 // seconds, 0 when not told

	HasCost      bool // genai.cost.total is there
	CostTotal    float64
	CostStatus   CostStatus
	CostCurrency string
}

// Model is the model the call is billed as: the one that answered, else the one asked for.
func (r *Record) Model() string {
	if r.ResponseModel != "" {
		return r.ResponseModel
	}
	return r.RequestModel
}

// Read fills r from attributes in the current conventions and reports whether
// they belong to a GenAI record at all. It allocates nothing.
func Read(attrs pcommon.Map, r *Record) bool {
	*r = Record{}
	var found bool
	for key, value := range attrs.All() {
		if len(key) < 7 {
			continue
		}
		switch key[0] {
		case 'g':
			if strings.HasPrefix(key, "gen_ai.") {
				found = true
				r.readConvention(key, value)
			} else if strings.HasPrefix(key, "genai.") {
				found = found || key == AttrDialect
				r.readOwn(key, value)
			}
		case 'a':
			r.readAnthropic(key, value)
		case 'e':
			if key == AttrErrorType {
				r.ErrorType = str(value)
			}
		}
	}
	u := &r.Usage
	u.CacheWrite = max(u.CacheWrite, u.CacheWrite5m+u.CacheWrite1h)
	return found
}

func (r *Record) readConvention(key string, value pcommon.Value) {
	u := &r.Usage
	switch key {
	case AttrOperationName:
		r.Operation = Operation(str(value))
	case AttrProviderName:
		r.Provider = str(value)
	case AttrSystem:
		if r.Provider == "" {
			r.Provider = str(value)
		}
	case AttrRequestModel:
		r.RequestModel = str(value)
	case AttrResponseModel:
		r.ResponseModel = str(value)
	case AttrResponseID:
		r.ResponseID = str(value)
	case AttrAgentName:
		r.AgentName = str(value)
	case AttrWorkflowName:
		r.WorkflowName = str(value)
	case AttrToolName:
		r.ToolName = str(value)
	case AttrInputTokens:
		u.Known = r.count(&u.Input, value) || u.Known
	case AttrOutputTokens:
		u.Known = r.count(&u.Output, value) || u.Known
	case AttrCacheRead:
		r.count(&u.CacheRead, value)
	case AttrCacheCreation, AttrCacheWrite:
		r.count(&u.CacheWrite, value)
	case AttrReasoningTokens:
		r.count(&u.Reasoning, value)
	case attrDevInputAudio:
		r.count(&u.InputAudio, value)
	case attrDevOutputAudio:
		r.count(&u.OutputAudio, value)
	case attrDevCacheReadAudio:
		r.count(&u.CacheReadAudio, value)
	case AttrTimeToFirstChunk:
		if value.Type() == pcommon.ValueTypeDouble {
			r.TimeToFirstChunk = value.Double()
		}
	}
}

func (r *Record) readOwn(key string, value pcommon.Value) {
	u := &r.Usage
	switch key {
	case AttrDialect:
		r.Dialect = str(value)
	case AttrCacheWrite5m:
		r.count(&u.CacheWrite5m, value)
	case AttrCacheWrite1h:
		r.count(&u.CacheWrite1h, value)
	case AttrInputAudio:
		r.count(&u.InputAudio, value)
	case AttrOutputAudio:
		r.count(&u.OutputAudio, value)
	case AttrCacheReadAudio:
		r.count(&u.CacheReadAudio, value)
	case AttrCostTotal:
		if value.Type() == pcommon.ValueTypeDouble {
			r.HasCost, r.CostTotal = true, value.Double()
		}
	case AttrCostStatus:
		r.CostStatus = CostStatus(str(value))
	case AttrCostCurrency:
		r.CostCurrency = str(value)
	}
}

func (r *Record) readAnthropic(key string, value pcommon.Value) {
	switch key {
	case attrAnthropicCacheWrite5m:
		r.count(&r.Usage.CacheWrite5m, value)
	case attrAnthropicCacheWrite1h:
		r.count(&r.Usage.CacheWrite1h, value)
	}
}

func (r *Record) count(into *int64, value pcommon.Value) bool {
	if n, ok := Count(value); ok {
		*into = n
		return true
	}
	if !IsUnset(value) {
		r.BadUsage++
	}
	return false
}

func str(v pcommon.Value) string {
	if v.Type() != pcommon.ValueTypeStr {
		return ""
	}
	return v.Str()
}
