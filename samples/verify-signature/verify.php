<?php
/**
 * Verifies a callback by its Standard Webhooks signature. PHP 7.4 or later, no packages.
 *
 * $secret: sk_test_… or sk_live_… · $headers: lower-case names · $body: the raw bytes, file_get_contents('php://input').
 */
function verify(string $secret, array $headers, string $body, ?int $now = null): bool
{
    $id = $headers['webhook-id'];
    $timestamp = $headers['webhook-timestamp'];
    if (abs(($now ?? time()) - (int) $timestamp) > 300) {
        return false; // Older than five minutes: a replay.
    }
    $expected = base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $secret, true));
    foreach (explode(' ', $headers['webhook-signature']) as $signature) {
        if (strncmp($signature, 'v1,', 3) === 0 && hash_equals($expected, substr($signature, 3))) {
            return true;
        }
    }
    return false;
}
