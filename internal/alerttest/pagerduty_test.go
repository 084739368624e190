package alerttest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/otelcol-genai/otelcol-genai/internal/alerttest"
)

const routingKey = "e93facc04764012d7bfb002500d5d1a6" // of the example in PagerDuty's schema

// The example of PagerDuty's schema.
const pagerDutyExample = `{
	"payload": {
		"summary": "DISK at 99% on machine prod-datapipe03.example.com", "timestamp": "2015-07-17T08:42:58.315Z",
		"severity": "critical", "source": "prod-datapipe03.example.com", "component": "mysql", "group": "prod-datapipe", "class": "disk",
		"custom_details": {"free space": "1%", "load avg": 0.75}
	},
	"routing_key": "e93facc04764012d7bfb002500d5d1a6", "dedup_key": "srv01/mysql", "event_action": "trigger",
	"client": "Sample Monitoring Service", "client_url": "https://monitoring.service.com",
	"links": [{"href": "http://pagerduty.example.com", "text": "An example link."}],
	"images": [{"src": "https://chart.googleapis.com/chart?chs=600x400", "href": "https://google.com", "alt": "An example link with an image"}]
}`

func TestPagerDutyTakesAndRefuses(t *testing.T) {
	server := alerttest.NewPagerDuty(t)
	edit := func(from, to string) string {
		edited := strings.Replace(pagerDutyExample, from, to, 1)
		if edited == pagerDutyExample {
			t.Fatalf("%q is not in the example", from)
		}
		return edited
	}
	tests := map[string]struct {
		body   string
		status int
		says   string
	}{
		"the example":              {pagerDutyExample, 202, `"status":"success"`},
		"a resolve without more":   {`{"routing_key":"` + routingKey + `","event_action":"resolve","dedup_key":"a"}`, 202, `"dedup_key":"a"`},
		"a resolve of nothing":     {`{"routing_key":"` + routingKey + `","event_action":"resolve"}`, 400, "dedup_key"},
		"no JSON":                  {`{`, 400, "JSON parse error"},
		"no payload":               {`{"routing_key":"` + routingKey + `","event_action":"trigger","dedup_key":"a"}`, 400, "payload"},
		"no summary":               {edit(`"summary": "DISK at 99% on machine prod-datapipe03.example.com",`, ""), 400, "payload.summary"},
		"an empty summary":         {edit("DISK at 99% on machine prod-datapipe03.example.com", ""), 400, "payload.summary"},
		"a summary of 1025":        {edit("DISK at 99%", strings.Repeat("ä", 1025)), 400, "payload.summary"},
		"no source":                {edit(`"source": "prod-datapipe03.example.com",`, ""), 400, "payload.source"},
		"another severity":         {edit(`"critical"`, `"fatal"`), 400, "payload.severity"},
		"a short routing key":      {edit(routingKey, "e93f"), 400, "routing_key"},
		"another action":           {edit(`"trigger"`, `"open"`), 400, "event_action"},
		"a long dedup_key":         {edit("srv01/mysql", strings.Repeat("k", 256)), 400, "dedup_key"},
		"a time that is none":      {edit("2015-07-17T08:42:58.315Z", "yesterday"), 400, "payload.timestamp"},
		"details that are no map":  {edit(`{"free space": "1%", "load avg": 0.75}`, `"full"`), 400, "payload.custom_details"},
		"a link to somewhere else": {edit("http://pagerduty.example.com", "javascript:alert(1)"), 400, "links.0.href"},
		"more than 512 KB":         {edit("load avg", strings.Repeat("x", 512<<10)), 400, "512 KB"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			status, says := post(t, server.URL+"/v2/enqueue", "application/json", test.body)
			assert.Equal(t, test.status, status)
			assert.Contains(t, says, test.says)
		})
	}
	status, _ := post(t, server.URL+"/", "application/json", pagerDutyExample)
	assert.Equal(t, 404, status)
}

func TestPagerDutyKnowsItsKeysAndWhatIsOpen(t *testing.T) {
	server := alerttest.NewPagerDuty(t, routingKey)
	send := func(body string) int {
		status, _ := post(t, server.URL+"/v2/enqueue", "application/json", body)
		return status
	}
	assert.Equal(t, 202, send(pagerDutyExample))
	assert.Equal(t, 202, send(pagerDutyExample))
	assert.Equal(t, 202, send(strings.Replace(pagerDutyExample, "srv01", "srv02", 1)))
	assert.Equal(t, 400, send(strings.Replace(pagerDutyExample, routingKey, strings.Repeat("0", 32), 1)))
	assert.Equal(t, []string{"srv01/mysql", "srv02/mysql"}, server.Open())
	assert.Equal(t, 202, send(`{"routing_key":"`+routingKey+`","event_action":"resolve","dedup_key":"srv01/mysql"}`))
	assert.Equal(t, []string{"srv02/mysql"}, server.Open())
	events := server.Events()
	assert.Len(t, events, 4)
	assert.Equal(t, "mysql", events[0].Payload.Component)
}
