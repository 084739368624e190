"""The token that lets a page give feedback on what it shows, and on nothing else."""
import base64, hashlib, hmac, os, time


def feedback_token(trace_id="", response_id="", session_id="", seconds=86400):
    """Name the ids that the page will send, all of them and no others; trace_id is 32 lower case hex digits."""
    expiry = str(int(time.time()) + seconds)
    message = "\n".join([expiry, trace_id, response_id, session_id])
    mac = hmac.new(os.environ["FEEDBACK_SECRET"].encode(), message.encode(), hashlib.sha256).digest()
    return "gft1." + expiry + "." + base64.urlsafe_b64encode(mac).decode().rstrip("=")


if __name__ == "__main__":
    import sys

    print(feedback_token(**dict(pair.split("=", 1) for pair in sys.argv[1:])))
