// The token that lets a page give feedback on what it shows, and on nothing else.
import { createHmac } from "node:crypto";

// Name the ids that the page will send, all of them and no others; traceId is 32 lower case hex digits.
export function feedbackToken({ traceId = "", responseId = "", sessionId = "", seconds = 86400 }) {
  const expiry = String(Math.floor(Date.now() / 1000) + seconds);
  const message = [expiry, traceId, responseId, sessionId].join("\n");
  return "gft1." + expiry + "." + createHmac("sha256", process.env.FEEDBACK_SECRET).update(message).digest("base64url");
}

if (process.argv[1] === import.meta.filename) {
  console.log(feedbackToken(Object.fromEntries(process.argv.slice(2).map((pair) => pair.split(/=(.*)/s)))));
}
