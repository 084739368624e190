package dialect

// Names of free keys (association properties, telemetry metadata, JSON metadata)
// that hold a session, best first. The second list are conversations: a session
// may hold several of them, so they only stand in for a session that has no name.
var (
	sessionKeys      = []string{"session_id", "sessionId"}
	conversationKeys = []string{"chat_id", "chatId", "thread_id", "threadId", "conversation_id", "conversationId"}
	userKeys         = []string{"user_id", "userId", "user_api_key_user_id"}
)

// resolveSession fills session.id from what else tells it on this record. What
// other records of the trace know is not looked at here.
func (d *draft) resolveSession() {
	d.fill(fieldSessionID, d.text(fieldConversationID))
}

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
