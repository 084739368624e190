package pricing

// unitInfo describes a unit: a price is stated for per units of it.
type unitInfo struct {
	name     string
	priceKey string
	per      int64
	dims     dims
}

// dims says what a unit counts. A unit that leaves a dimension open contains
// every unit that fixes it and agrees on the others.
type dims struct {
	family    string
	direction string
	modality  string
	token     string // what the token was for
	ttl       string // how long a cache entry lives
	kind      string // which tool, which sort of page
}

var units = [NumUnits]unitInfo{
	InputTokens:                 {"input_tokens", "input_mtok", 1000000, dims{family: "tokens", direction: "input"}},
	InputTextTokens:             {"input_text_tokens", "input_text_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "text"}},
	InputAudioTokens:            {"input_audio_tokens", "input_audio_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "audio"}},
	InputImageTokens:            {"input_image_tokens", "input_image_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "image"}},
	InputVideoTokens:            {"input_video_tokens", "input_video_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "video"}},
	CacheReadTokens:             {"cache_read_tokens", "cache_read_mtok", 1000000, dims{family: "tokens", direction: "input", token: "cache_read"}},
	CacheTextReadTokens:         {"cache_text_read_tokens", "cache_text_read_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "text", token: "cache_read"}},
	CacheAudioReadTokens:        {"cache_audio_read_tokens", "cache_audio_read_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "audio", token: "cache_read"}},
	CacheImageReadTokens:        {"cache_image_read_tokens", "cache_image_read_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "image", token: "cache_read"}},
	CacheVideoReadTokens:        {"cache_video_read_tokens", "cache_video_read_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "video", token: "cache_read"}},
	CacheWriteTokens:            {"cache_write_tokens", "cache_write_mtok", 1000000, dims{family: "tokens", direction: "input", token: "cache_write"}},
	CacheTextWriteTokens:        {"cache_text_write_tokens", "cache_text_write_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "text", token: "cache_write"}},
	CacheAudioWriteTokens:       {"cache_audio_write_tokens", "cache_audio_write_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "audio", token: "cache_write"}},
	CacheImageWriteTokens:       {"cache_image_write_tokens", "cache_image_write_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "image", token: "cache_write"}},
	CacheVideoWriteTokens:       {"cache_video_write_tokens", "cache_video_write_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "video", token: "cache_write"}},
	CacheWrite1hTokens:          {"cache_write_1h_tokens", "cache_write_1h_mtok", 1000000, dims{family: "tokens", direction: "input", token: "cache_write", ttl: "1h"}},
	CacheTextWrite1hTokens:      {"cache_text_write_1h_tokens", "cache_text_write_1h_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "text", token: "cache_write", ttl: "1h"}},
	CacheAudioWrite1hTokens:     {"cache_audio_write_1h_tokens", "cache_audio_write_1h_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "audio", token: "cache_write", ttl: "1h"}},
	CacheImageWrite1hTokens:     {"cache_image_write_1h_tokens", "cache_image_write_1h_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "image", token: "cache_write", ttl: "1h"}},
	CacheVideoWrite1hTokens:     {"cache_video_write_1h_tokens", "cache_video_write_1h_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "video", token: "cache_write", ttl: "1h"}},
	CacheWrite5mTokens:          {"cache_write_5m_tokens", "cache_write_5m_mtok", 1000000, dims{family: "tokens", direction: "input", token: "cache_write", ttl: "5m"}},
	CacheTextWrite5mTokens:      {"cache_text_write_5m_tokens", "cache_text_write_5m_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "text", token: "cache_write", ttl: "5m"}},
	CacheAudioWrite5mTokens:     {"cache_audio_write_5m_tokens", "cache_audio_write_5m_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "audio", token: "cache_write", ttl: "5m"}},
	CacheImageWrite5mTokens:     {"cache_image_write_5m_tokens", "cache_image_write_5m_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "image", token: "cache_write", ttl: "5m"}},
	CacheVideoWrite5mTokens:     {"cache_video_write_5m_tokens", "cache_video_write_5m_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "video", token: "cache_write", ttl: "5m"}},
	InputToolTokens:             {"input_tool_tokens", "input_tool_mtok", 1000000, dims{family: "tokens", direction: "input", token: "tool"}},
	InputTextToolTokens:         {"input_text_tool_tokens", "input_text_tool_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "text", token: "tool"}},
	InputAudioToolTokens:        {"input_audio_tool_tokens", "input_audio_tool_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "audio", token: "tool"}},
	InputImageToolTokens:        {"input_image_tool_tokens", "input_image_tool_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "image", token: "tool"}},
	InputVideoToolTokens:        {"input_video_tool_tokens", "input_video_tool_mtok", 1000000, dims{family: "tokens", direction: "input", modality: "video", token: "tool"}},
	OutputTokens:                {"output_tokens", "output_mtok", 1000000, dims{family: "tokens", direction: "output"}},
	OutputTextTokens:            {"output_text_tokens", "output_text_mtok", 1000000, dims{family: "tokens", direction: "output", modality: "text"}},
	OutputAudioTokens:           {"output_audio_tokens", "output_audio_mtok", 1000000, dims{family: "tokens", direction: "output", modality: "audio"}},
	OutputImageTokens:           {"output_image_tokens", "output_image_mtok", 1000000, dims{family: "tokens", direction: "output", modality: "image"}},
	OutputVideoTokens:           {"output_video_tokens", "output_video_mtok", 1000000, dims{family: "tokens", direction: "output", modality: "video"}},
	OutputReasoningTokens:       {"output_reasoning_tokens", "output_reasoning_mtok", 1000000, dims{family: "tokens", direction: "output", token: "reasoning"}},
	OutputTextReasoningTokens:   {"output_text_reasoning_tokens", "output_text_reasoning_mtok", 1000000, dims{family: "tokens", direction: "output", modality: "text", token: "reasoning"}},
	OutputAudioReasoningTokens:  {"output_audio_reasoning_tokens", "output_audio_reasoning_mtok", 1000000, dims{family: "tokens", direction: "output", modality: "audio", token: "reasoning"}},
	OutputImageReasoningTokens:  {"output_image_reasoning_tokens", "output_image_reasoning_mtok", 1000000, dims{family: "tokens", direction: "output", modality: "image", token: "reasoning"}},
	OutputVideoReasoningTokens:  {"output_video_reasoning_tokens", "output_video_reasoning_mtok", 1000000, dims{family: "tokens", direction: "output", modality: "video", token: "reasoning"}},
	OutputCitationTokens:        {"output_citation_tokens", "output_citation_mtok", 1000000, dims{family: "tokens", direction: "output", token: "citation"}},
	OutputTextCitationTokens:    {"output_text_citation_tokens", "output_text_citation_mtok", 1000000, dims{family: "tokens", direction: "output", modality: "text", token: "citation"}},
	OutputAudioCitationTokens:   {"output_audio_citation_tokens", "output_audio_citation_mtok", 1000000, dims{family: "tokens", direction: "output", modality: "audio", token: "citation"}},
	OutputImageCitationTokens:   {"output_image_citation_tokens", "output_image_citation_mtok", 1000000, dims{family: "tokens", direction: "output", modality: "image", token: "citation"}},
	OutputVideoCitationTokens:   {"output_video_citation_tokens", "output_video_citation_mtok", 1000000, dims{family: "tokens", direction: "output", modality: "video", token: "citation"}},
	InputCharacters:             {"input_characters", "input_mchars", 1000000, dims{family: "characters", direction: "input"}},
	InputTextMessages:           {"input_text_messages", "input_text_messages_kcount", 1000, dims{family: "messages", direction: "input", modality: "text"}},
	InputPixels:                 {"input_pixels", "input_gpixels", 1000000000, dims{family: "pixels", direction: "input"}},
	InputAudioSeconds:           {"input_audio_seconds", "input_audio_hours", 3600, dims{family: "durations", direction: "input", modality: "audio"}},
	OutputAudioSeconds:          {"output_audio_seconds", "output_audio_hours", 3600, dims{family: "durations", direction: "output", modality: "audio"}},
	AudioSeconds:                {"audio_seconds", "audio_hours", 3600, dims{family: "durations", modality: "audio"}},
	InputAnnotatedDocumentPages: {"input_annotated_document_pages", "input_annotated_document_kpages", 1000, dims{family: "document_pages", direction: "input", kind: "annotated"}},
	InputDocumentPages:          {"input_document_pages", "input_document_kpages", 1000, dims{family: "document_pages", direction: "input"}},
	Requests:                    {"requests", "requests_kcount", 1000, dims{family: "requests"}},
	RerankSearches:              {"rerank_searches", "rerank_searches_kcount", 1000, dims{family: "rerank"}},
	CodeExecutions:              {"code_executions", "code_executions_kcount", 1000, dims{family: "tool_calls", kind: "code_execution"}},
	SocialSearches:              {"social_searches", "social_searches_kcount", 1000, dims{family: "tool_calls", kind: "social_search"}},
	StorageSearches:             {"storage_searches", "storage_searches_kcount", 1000, dims{family: "tool_calls", kind: "storage_search"}},
	WebSearches:                 {"web_searches", "web_searches_kcount", 1000, dims{family: "tool_calls", kind: "web_search"}},
}
