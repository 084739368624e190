package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// While others come, spend and move, whoever goes through the pages meets every
// session that stays as it is, once and in order.
func TestPagesWhileSessionsChange(t *testing.T) {
	c := startCollector(t)
	const still = 40
	number := uint32(1)
	for i := range uint32(still) { // session i spends i+1 calls
		c.spend(t, fmt.Sprintf("still-%02d", i), numbered(number, i+1)...)
		number += i + 1
	}
	var over atomic.Bool
	var others sync.WaitGroup
	others.Go(func() {
		for i := uint32(0); !over.Load(); i++ {
			c.spend(t, fmt.Sprintf("moving-%d", i%25), numbered(100_000+3*i, 3)...)
			c.spend(t, fmt.Sprintf("new-%d", i), 1_000_000+i)
		}
	})
	defer others.Wait()
	defer over.Store(true)
	for range 10 {
		var met []string
		pages := 0
		for cursor := ""; pages == 0 || cursor != ""; pages++ {
			require.Less(t, pages, 2000)
			page, next := c.list(t, "sort=-spent&limit=7&cursor="+url.QueryEscape(cursor))
			for _, s := range page {
				if strings.HasPrefix(s.Session, "still-") {
					met = append(met, s.Session)
				}
			}
			cursor = next
		}
		require.Len(t, met, still)
		for i, name := range met {
			require.Equal(t, fmt.Sprintf("still-%02d", still-1-i), name)
		}
	}
}

func TestListsAreFiltered(t *testing.T) {
	c := startCollector(t, tenCalls)
	for session, calls := range map[string]uint32{"ok": 1, "warn": 8, "exceeded": 10} {
		c.spend(t, session, numbered(calls*100, calls)...)
	}
	names := func(query string) (names []string) {
		sessions, _ := c.list(t, query)
		for _, s := range sessions {
			names = append(names, s.Session)
		}
		return names
	}
	assert.Equal(t, []string{"exceeded", "warn", "ok"}, names(""))
	assert.Equal(t, []string{"exceeded"}, names("state=exceeded"))
	assert.Equal(t, []string{"warn", "ok"}, names("state=warn,ok"))
	assert.Empty(t, names("tenant=nobody"))
	assert.Equal(t, []string{"exceeded"}, names("limit=1"))
	c.spend(t, "last", 1)
	assert.Equal(t, "last", names("sort=-last_seen")[0])
	for _, query := range []string{"state=bad", "sort=name", "limit=0", "limit=1001", "limit=x", "limit=-1", "cursor=%00", "cursor=" + strings.Repeat("A", 2000)} {
		a := c.api(t, http.MethodGet, "/v1/sessions?"+query, "")
		assert.Equal(t, http.StatusBadRequest, a.status, query)
		assertProblem(t, a)
	}
}
