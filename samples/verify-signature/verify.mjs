// Verifies a callback by its Standard Webhooks signature. Node.js, no packages.
import { createHmac, timingSafeEqual } from "node:crypto";

/** secret: sk_test_… or sk_live_… · headers: lower-case names · body: Buffer, the raw bytes as received. */
export function verify(secret, headers, body, now = Date.now() / 1000) {
  const id = headers["webhook-id"], timestamp = headers["webhook-timestamp"];
  if (!(Math.abs(now - Number(timestamp)) <= 300)) return false; // Older than five minutes: a replay.
  const expected = createHmac("sha256", secret).update(`${id}.${timestamp}.`).update(body).digest();
  return headers["webhook-signature"].split(" ")
    .filter((s) => s.startsWith("v1,"))
    .map((s) => Buffer.from(s.slice(3), "base64"))
    .some((s) => s.length === expected.length && timingSafeEqual(s, expected));
}
