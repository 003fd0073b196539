using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>A callback on the Private API: what became of it, and every attempt (contract/callbacks.md, Log and replay).</summary>
internal static class CallbackDocument
{
    public static object Of(Callback callback, IEnumerable<CallbackAttempt> attempts) => new { data = Resource(callback, attempts) };

    public static object Resource(Callback c, IEnumerable<CallbackAttempt> attempts) => new
    {
        type = "callbacks",
        id = c.Id.Value,
        attributes = new
        {
            status = c.Status.Word(),
            reason = c.Reason == CallbackReason.None ? null : c.Reason.Word(),
            reason_message = Words(c.Reason),
            invoice_status = c.State.Status(),
            sequence = c.Sequence,
            test_mode = c.Mode == Mode.Test,
            resend = c.IsResend,
            url = c.Url,
            created = c.Created.Seconds(),
            next_attempt = c.Due?.Seconds(),
            delivered = c.Delivered?.Seconds(),
            attempts = attempts.Select(a => new
            {
                number = a.Number,
                started = a.Started.Seconds(),
                duration_ms = a.DurationMilliseconds,
                http_status = a.HttpStatus,
                error = a.Error,
                answer = a.Answer,
            }),
        },
        relationships = new Dictionary<string, ToOne> { ["payment-invoice"] = ToOne.Of("payment-invoices", c.InvoiceId.Value) },
        links = new { self = $"/api/callbacks/{c.Id}" },
    };

    /// <summary>The reason as a sentence.</summary>
    public static string? Words(CallbackReason reason) => reason switch
    {
        CallbackReason.NoUrl => "Neither the invoice nor the account has a callback URL.",
        CallbackReason.NeverAsked => "This state is never called back.",
        CallbackReason.OnlyFinal => "The account asks for final states only.",
        CallbackReason.LaterStateDue => "A later state of the invoice was due.",
        CallbackReason.LaterStateSent => "A later state of the invoice had been sent.",
        CallbackReason.RetriesUsedUp => "All retries failed.",
        CallbackReason.Gone => "The receiver answered 410 Gone.",
        CallbackReason.AddressRefused => "The address is not allowed.",
        _ => null,
    };
}
