package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// browser is a headless Chromium that is told what to do over a pipe: the DevTools
// protocol, messages of JSON with a zero byte behind each.
type browser struct {
	send io.Writer

	mu      sync.Mutex
	next    int
	waiting map[int]chan devtools
	session string
}

type devtools struct {
	ID        int             `json:"id,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Method    string          `json:"method,omitempty"`
	Params    any             `json:"params,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     json.RawMessage `json:"error,omitempty"`
}

// startBrowser opens an empty page. It needs a Chromium, as Debian's package of that name.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("there is no Chromium here: apt-get install chromium")
	}
	commands, toBrowser, err := os.Pipe()
	require.NoError(t, err)
	fromBrowser, answers, err := os.Pipe()
	require.NoError(t, err)
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--no-first-run", "--user-data-dir="+t.TempDir(), "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{commands, answers} // 3 and 4
	var output syncBuffer
	cmd.Stderr = &output
	require.NoError(t, cmd.Start())
	require.NoError(t, commands.Close())
	require.NoError(t, answers.Close())
	b := &browser{send: toBrowser, waiting: map[int]chan devtools{}}
	reading := make(chan struct{})
	go func() { defer close(reading); b.read(fromBrowser) }()
	t.Cleanup(func() {
		_, _ = io.WriteString(toBrowser, `{"id":1000000,"method":"Browser.close"}`+"\x00")
		late := time.AfterFunc(5*time.Second, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		late.Stop()
		toBrowser.Close()
		fromBrowser.Close()
		<-reading
		if t.Failed() {
			t.Logf("the browser said: %s", &output)
		}
	})
	var target struct{ TargetID string }
	b.call(t, "Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call(t, "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	return b
}

func (b *browser) read(from io.Reader) {
	for lines := bufio.NewReader(from); ; {
		line, err := lines.ReadBytes(0)
		if err != nil {
			return
		}
		var message devtools
		if json.Unmarshal(line[:len(line)-1], &message) != nil || message.ID == 0 {
			continue // an event
		}
		b.mu.Lock()
		if waiting, ok := b.waiting[message.ID]; ok {
			waiting <- message
			delete(b.waiting, message.ID)
		}
		b.mu.Unlock()
	}
}

func (b *browser) call(t *testing.T, method string, params, result any) {
	t.Helper()
	b.mu.Lock()
	b.next++
	message := devtools{ID: b.next, SessionID: b.session, Method: method, Params: params}
	answered := make(chan devtools, 1)
	b.waiting[message.ID] = answered
	b.mu.Unlock()
	text, err := json.Marshal(message)
	require.NoError(t, err)
	_, err = b.send.Write(append(text, 0))
	require.NoError(t, err)
	select {
	case answer := <-answered:
		require.Empty(t, answer.Error, "%s: %s", method, answer.Error)
		if result != nil {
			require.NoError(t, json.Unmarshal(answer.Result, result))
		}
	case <-time.After(30 * time.Second):
		require.Fail(t, "the browser does not answer", method)
	}
}

// open goes to a page.
func (b *browser) open(t *testing.T, url string) {
	t.Helper()
	b.call(t, "Page.navigate", map[string]any{"url": url}, nil)
	require.Eventually(t, func() bool {
		return b.eval(t, "document.readyState") == "complete" && b.eval(t, "location.href") == url
	},
		20*time.Second, 50*time.Millisecond, "%s does not load", url)
}

// eval is the value of an expression as text.
func (b *browser) eval(t *testing.T, expression string) string {
	t.Helper()
	var evaluated struct {
		Result           struct{ Value any }
		ExceptionDetails any
	}
	b.call(t, "Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &evaluated)
	require.Nil(t, evaluated.ExceptionDetails, "%s: %v", expression, evaluated.ExceptionDetails)
	return fmt.Sprint(evaluated.Result.Value)
}

// click presses the mouse in the middle of an element, as a person does.
func (b *browser) click(t *testing.T, selector string) {
	t.Helper()
	var at struct{ X, Y float64 }
	place := fmt.Sprintf("(() => { const r = document.querySelector(%q).getBoundingClientRect(); return JSON.stringify({X: r.x + r.width / 2, Y: r.y + r.height / 2}) })()", selector)
	require.NoError(t, json.Unmarshal([]byte(b.eval(t, place)), &at))
	for _, kind := range []string{"mouseMoved", "mousePressed", "mouseReleased"} {
		b.call(t, "Input.dispatchMouseEvent", map[string]any{"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": 1}, nil)
	}
}

// write types a text into an element.
func (b *browser) write(t *testing.T, selector, text string) {
	t.Helper()
	b.click(t, selector)
	b.call(t, "Input.insertText", map[string]any{"text": text}, nil)
}
