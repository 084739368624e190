"""A loop of calls that minds its budget, in the form of any framework's "before model" hook."""

import json
import os
import urllib.parse
import urllib.request

API = os.environ.get("GENAI_BUDGET_URL", "http://localhost:8321")


def advice(session: str) -> str:
    """continue, wrap_up, compact or stop. Where nobody answers, the agent goes on."""
    query = urllib.parse.urlencode({"tenant": os.environ.get("GENAI_TENANT", "")})
    request = urllib.request.Request(f"{API}/v1/sessions/{urllib.parse.quote(session, safe='')}/budget?{query}")
    if token := os.environ.get("GENAI_BUDGET_TOKEN"):
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:
            return json.load(answer)["advice"]
    except (OSError, ValueError, KeyError):
        return "continue"


def run(session: str, call_model, max_calls: int = 100) -> int:
    """Calls the model until it is done, and returns how many calls were made."""
    wrapping_up = False
    for calls in range(max_calls):
        match advice(session):
            case "stop":
                return calls
            case "wrap_up":
                wrapping_up = True  # tell the model to finish
        if call_model(wrapping_up):
            return calls + 1
    return max_calls


if __name__ == "__main__":
    import sys

    print(run(sys.argv[1], lambda wrapping_up: print("call, wrap up" if wrapping_up else "call")))
