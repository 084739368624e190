package dialect

// Names of free keys (association properties, telemetry metadata, JSON metadata)
// that hold a session, best first. The second list are conversations, of which a
// session may hold several: which one stands in for a session that has no name
// is decided where the whole trace is known.
var (
	sessionKeys      = []string{"session_id", "sessionId"}
	conversationKeys = []string{"chat_id", "chatId", "thread_id", "threadId", "conversation_id", "conversationId"}
	userKeys         = []string{"user_id", "userId", "user_api_key_user_id"}
)

// keyed writes prefix+key for each key of the lists, in order.
func keyed(prefix string, lists ...[]string) []string {
	var names []string
	for _, list := range lists {
		for _, key := range list {
			names = append(names, prefix+key)
		}
	}
	return names
}

// readMetadata takes sessions, conversations and users from JSON metadata.
func (d *draft) readMetadata(metadata map[string]any) {
	for _, source := range []struct {
		keys []string
		into field
	}{
		{sessionKeys, fieldSessionID},
		{conversationKeys, fieldConversationID},
		{userKeys, fieldUserID},
	} {
		for _, key := range source.keys {
			if text, ok := metadata[key].(string); ok {
				d.fill(source.into, text)
			}
		}
	}
}
