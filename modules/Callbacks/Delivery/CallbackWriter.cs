using System.Text.Json;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Callbacks.Features;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Callbacks.Delivery;

/// <summary>Makes the callback rows, with the body serialised once, and wakes the dispatcher when they are committed.</summary>
internal sealed class CallbackWriter(ServerAddress server, CallbackSender sender, JobWaker<DispatchCallbacks> waker, TimeProvider clock)
{
    /// <summary>The callback of a state change. What is skipped has no body.</summary>
    public Callback Make(InvoiceView invoice, CallbackOptions options)
    {
        var url = CallbackRules.UrlOf(invoice, options, sender.AllowsRelative);
        var reason = CallbackRules.ReasonToSkip(invoice, options, url);
        return reason == CallbackReason.None ? Send(invoice, url!, options, isResend: false) : Callback.Skip(invoice, reason, clock.GetUtcNow());
    }

    /// <summary>A new callback with the invoice as it is now, whatever its state; null when there is no URL.</summary>
    public Callback? MakeResend(InvoiceView invoice, CallbackOptions options) =>
        CallbackRules.UrlOf(invoice, options, sender.AllowsRelative) is { } url
            ? Send(invoice, url, options, isResend: true)
            : null;

    /// <summary>To be sent at once; while the account's callbacks are paused, held.</summary>
    private Callback Send(InvoiceView invoice, string url, CallbackOptions options, bool isResend)
    {
        var callback = Callback.Send(invoice, url, Body(invoice, options), isResend, clock.GetUtcNow());
        if (options.Paused) callback.Hold();
        return callback;
    }

    public byte[] Body(InvoiceView invoice, CallbackOptions options)
    {
        var document = InvoiceDocument.Of(invoice, server, options.ExposeCard);
        return JsonSerializer.SerializeToUtf8Bytes(document, document.GetType(), Wire.Options);
    }

    public void Add(CommerceDb db, Callback callback)
    {
        db.Add(callback);
        if (callback.Status == CallbackStatus.Pending) db.AfterCommit(typeof(DispatchCallbacks), waker.Wake);
    }
}
