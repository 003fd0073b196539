namespace PayCore.Commerce.Http;

/// <summary>A stable error code: what it means, and what a client should do.</summary>
internal sealed record ErrorCode(int Status, string Code, string Meaning, string Remedy);

/// <summary>Every error code of the two APIs (contract/README.md, Errors). The API description and docs/errors.md are made from it.</summary>
internal static class ErrorCodes
{
    public static readonly IReadOnlyList<ErrorCode> All =
    [
        new(400, "malformed_json", "The body is not valid JSON, or not an object.", "Send one JSON object in UTF-8; the detail names line and byte."),
        new(400, "too_deep", "The body is nested deeper than 16 levels.", "Flatten it; metadata counts too."),
        new(400, "duplicate_member", "A member stands twice in one object.", "Send each member once."),
        new(401, "unauthorized", "Credentials are missing or wrong; on the Public API, the public key is unknown.", "Send account id and API key by Basic authentication; check that the key was not revoked."),
        new(403, "account_inactive", "The account is not active.", "Ask whoever runs this server."),
        new(403, "public_creation_forbidden", "The account does not let browsers make invoices in this mode.", "Create the invoice by the Private API, or set the account's link mode to open."),
        new(403, "domain_forbidden", "The page's origin is not one of the account's allowed domains.", "Add the origin to the allowed domains."),
        new(403, "mode_forbidden", "A test key asked for something live.", "Use a live key, or leave test_mode out."),
        new(403, "link_invalid", "The payment link's signature is missing or wrong.", "Sign the link with an active link key, over exactly its parameters."),
        new(404, "not_found", "There is no such resource for this caller; another account's answers the same.", "Check the id and the key's mode."),
        new(405, "method_not_allowed", "The address exists, but not with this method.", "Use a method of the header Allow."),
        new(409, "reference_id_conflict", "The reference was used with other content; the Private API names the resource in meta.id, of a statement the invoice in meta.payment_invoice.", "Use a new reference, or repeat exactly what was sent first."),
        new(409, "already_paid", "The invoice is paid already.", "Show the customer the result; do not charge again."),
        new(409, "invalid_state", "The state does not allow this.", "Read the resource; docs/states.md shows what is possible."),
        new(409, "conflict", "Something else is changing the same resource right now.", "Wait for Retry-After (or a second), then try again."),
        new(409, "too_many_payments", "The invoice has opened as many payments as it may.", "Create a new invoice."),
        new(409, "capture_refused", "The gateway refused the capture; nothing was taken, and the money is still reserved.", "Capture again, less, or cancel; the reason stands on the gateway's own pages."),
        new(409, "refund_amount_mismatch", "What the caller believes is left to refund is not what is left.", "Read the invoice and decide again."),
        new(413, "body_too_large", "The body is larger than 64 KiB, or a bank file than 64 MiB.", "Send less; metadata holds at most 8 KiB. Divide a bank file."),
        new(415, "unsupported_media_type", "The body's media type is not JSON, or that of a bank file neither XML nor CSV.", "Send Content-Type: application/json or application/vnd.api+json; a bank file as application/xml or text/csv."),
        new(422, "required", "A required member is missing, null or empty.", "Send it."),
        new(422, "invalid_type", "A member has another JSON type, e.g. an amount as a text.", "Send the type that the API reference names."),
        new(422, "invalid_value", "A value is not one of those allowed.", "The detail names what is."),
        new(422, "too_long", "A text has more characters than allowed.", "Shorten it."),
        new(422, "too_short", "A text has fewer characters than allowed.", "Send at least as many as the detail names."),
        new(422, "amount_range", "The amount is not greater than 0, or too large.", "Send more than 0 and at most 999,999,999,999."),
        new(422, "amount_precision", "The amount has more decimals than the currency.", "Round it before: JPY has 0, EUR 2, KWD 3 decimals."),
        new(422, "amount_unsupported", "The gateway cannot express the amount in this currency.", "Round it as the gateway needs, or use another service."),
        new(422, "currency_unknown", "The currency is not an active ISO 4217 code.", "Send three capital letters, e.g. EUR."),
        new(422, "currency_disabled", "The account does not accept the currency in live mode.", "Add it to the account's currencies."),
        new(422, "service_unknown", "The account has no such payment service.", "Choose one of GET /api/payment-services."),
        new(422, "service_unavailable", "The service does not take this amount or is not available now.", "Choose another service; its limits are in GET /api/payment-services."),
        new(422, "service_currency_mismatch", "The service takes another currency than the invoice.", "Choose the service of the invoice's currency."),
        new(422, "field_required", "A field of the service is missing.", "Send it in fields, or leave auto_process out and let the page ask."),
        new(422, "field_invalid", "A field of the service does not have the form that it needs.", "Match the field's regexp."),
        new(422, "url_invalid", "A URL is not absolute, not https (http: loopback and test mode), too long or carries user info.", "Send an absolute https URL of at most 2048 characters."),
        new(422, "expires_range", "The expiry is not 1 minute to 1 year ahead.", "Send UNIX seconds, not milliseconds."),
        new(422, "metadata_too_large", "The metadata has more than 8 KiB as JSON.", "Keep it on your side and send an id."),
        new(422, "fee_exceeds_amount", "The service's fee is larger than the amount.", "Ask for more, or choose another service."),
        new(422, "authorize_unsupported", "The service's gateway cannot reserve money and take it later.", "Leave payment_flow out, or choose a service with authorize: true."),
        new(422, "capture_exceeds_authorized", "The capture is larger than what is reserved.", "Capture at most authorized_amount."),
        new(422, "refund_exceeds_paid", "The refund is larger than what is left.", "Refund at most refundable_amount."),
        new(422, "partial_refund_unsupported", "The gateway refunds whole payments only.", "Refund the whole amount."),
        new(422, "not_manual", "A statement was sent for a payment that its gateway confirms itself.", "Wait for the gateway."),
        new(422, "duplicate_parameter", "A parameter that may be given once was given twice.", "Send it once."),
        new(429, "rate_limited", "Too many requests from this address, or with this public key.", "Wait for Retry-After seconds."),
        new(500, "internal_error", "Something went wrong on our side; what was acknowledged is kept.", "Read the resource before you try again; name the trace_id when you ask for help."),
        new(502, "gateway_error", "The gateway failed while money was being captured; the state is kept and reconciled.", "Read the invoice in a moment; do not capture again."),
        new(504, "gateway_timeout", "The gateway did not answer a capture in time; the state is kept and reconciled.", "Read the invoice in a moment; do not capture again."),
    ];

    /// <exception cref="InvalidOperationException">The code is not listed: a bug of the description that named it.</exception>
    public static ErrorCode Find(string code) =>
        All.FirstOrDefault(c => c.Code == code) ?? throw new InvalidOperationException($"The error code {code} is not listed in {nameof(ErrorCodes)}.");
}
