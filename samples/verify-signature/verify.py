"""Verifies a callback by its Standard Webhooks signature. Python 3, no packages."""
import base64, hashlib, hmac, time


def verify(secret: str, headers: dict, body: bytes, now: float | None = None) -> bool:
    """secret: sk_test_… or sk_live_… · headers: lower-case names · body: the raw bytes as received."""
    message_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs((now or time.time()) - int(timestamp)) > 300:
        return False  # Older than five minutes: a replay.
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
    candidates = [s[3:] for s in headers["webhook-signature"].split(" ") if s.startswith("v1,")]
    return any(hmac.compare_digest(expected, c) for c in candidates)
