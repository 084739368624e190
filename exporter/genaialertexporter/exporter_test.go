package genaialertexporter

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const oneRecorder = `{destinations: [{type: recorder, id: a}]}`

func TestAnIncidentIsToldAtOnceAndResolved(t *testing.T) {
	r := &recorder{}
	withRecorders(t, map[string]*recorder{"a": r})
	synctest.Test(t, func(t *testing.T) {
		e := start(t, oneRecorder, nil)
		defer e.stop(t)
		began := time.Now()
		e.consume(t, crossing("s1", 1))
		synctest.Wait()
		told := r.all()
		require.Len(t, told, 1)
		assert.Equal(t, began, told[0].at, "nothing lies between")
		incident := told[0].Incident
		assert.Equal(t, "GenAISessionOverBudget", incident.Name)
		assert.Regexp(t, `^genai/budget/shop/[0-9a-f]{32}$`, incident.Key)
		assert.Equal(t, "Budget session of session s1 of shop is spent to 100 %: 5.00 USD of 5.00 USD", incident.Summary)

		time.Sleep(time.Minute)
		e.consume(t, end("s2"), end("s1"))
		synctest.Wait()
		assert.Equal(t, []string{"trigger GenAISessionOverBudget critical", "resolve GenAISessionOverBudget critical"}, r.said())
		assert.Equal(t, incident.Key, r.all()[1].Incident.Key)
		assert.Equal(t, began.Add(time.Minute).UTC(), r.all()[1].Incident.Ended)
	})
}
