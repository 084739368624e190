#!/bin/sh
# A PreToolUse hook of Claude Code: asks the budget of the session before each tool
# call, and ends the turn when it is spent. In settings.json:
#   {"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "/path/to/claude-code-hook.sh", "timeout": 5}]}]}}
# Where nobody answers, the agent goes on.
api=${GENAI_BUDGET_URL:-http://localhost:8321}
# The first: an argument of a tool may go by that name too, and comes after it.
session=$(grep -o '"session_id" *: *"[^"]*"' | head -n 1 | cut -d '"' -f 4)
[ -n "$session" ] || exit 0
answer=$(curl -sfG --max-time 2 --data-urlencode "tenant=$GENAI_TENANT" ${GENAI_BUDGET_TOKEN:+-H "Authorization: Bearer $GENAI_BUDGET_TOKEN"} "$api/v1/sessions/$session/budget") || exit 0
case $answer in
*'"advice":"stop"'*) echo '{"continue": false, "stopReason": "The budget of this session is spent."}' ;;
*'"advice":"wrap_up"'*) echo '{"systemMessage": "Most of the budget of this session is spent: finish what you are at."}' ;;
esac
