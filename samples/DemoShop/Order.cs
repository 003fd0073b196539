using System.Text.Json;

namespace DemoShop;

/// <summary>What PayCore says of a payment invoice, in a callback or an answer of its API.</summary>
/// <param name="Reference">The order's id; for invoices of our own backend with "-1", "-2", … behind it.</param>
/// <param name="Sequence">Orders the states of one invoice: the larger is the newer.</param>
/// <param name="Source">Who made it: merchant_api is our backend; everything else was made from a customer's browser, figures included.</param>
internal sealed record Invoice(string Id, string Reference, string Status, long Sequence, decimal Amount, string Currency, string Source)
{
    public const string OurBackend = "merchant_api";
    public const string PlainLink = "hpp";

    /// <summary>Why its money does not count for the order, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>Only a part of the sum has arrived.</summary>
    public bool IsPart { get; init; }

    public bool IsOpen => Status is "created" or "processing" or "process_pending" or "process_error";

    public bool IsUnderWay => Status is "processing" or "process_pending";

    public bool IsEndedUnpaid => Status is "process_failed" or "expired" or "terminated";

    /// <summary>
    /// Its money has arrived, whatever became of it since: a callback tells the newest state, and those before it may have been merged away, so
    /// "processed" itself may never be told.
    /// </summary>
    public bool IsPaid => Problem is null && !IsOpen && !IsEndedUnpaid && Status != "authorized";

    /// <summary>Money of it is still here: not all was returned, is being returned, or was taken back.</summary>
    public bool IsKept { get; init; }

    public bool IsReturned => Status is "refunded" or "charged_back";

    public static Invoice Read(JsonElement data)
    {
        var of = data.GetProperty("attributes");
        return new Invoice(
            data.GetProperty("id").GetString()!, of.GetProperty("reference_id").GetString() ?? "", of.GetProperty("status").GetString()!, of.GetProperty("sequence").GetInt64(),
            of.GetProperty("amount").GetDecimal(), of.GetProperty("currency").GetString()!, of.GetProperty("source").GetString()!)
        {
            IsKept = of.GetProperty("refundable_amount") is { ValueKind: JsonValueKind.Number } kept && kept.GetDecimal() > 0,
            IsPart = of.GetProperty("remaining_amount") is { ValueKind: JsonValueKind.Number } left && left.GetDecimal() > 0 && of.GetProperty("processed_amount").ValueKind == JsonValueKind.Number,
        };
    }

    /// <summary>What is wrong with it for an order of this sum, or null.</summary>
    public string? CheckFor(long cents) =>
        Source is not (OurBackend or PlainLink) ? $"made by {Source}, which this shop does not use"
        : Amount != cents / 100m || Currency != Books.Currency ? FormattableString.Invariant($"is {Amount:0.00##} {Currency} instead of {cents / 100m:0.00} {Books.Currency}")
        : IsPart ? "only a part of it was paid"
        : null;
}

/// <summary>Where an order stands.</summary>
internal enum State
{
    /// <summary>Not paid.</summary>
    Open,

    /// <summary>A payment is under way.</summary>
    Pending,

    /// <summary>Paid: deliver.</summary>
    Paid,

    /// <summary>Money arrived, but not what was ordered: somebody has to look.</summary>
    Check,

    /// <summary>Was paid, and the money went back, or is about to.</summary>
    Returned,
}

/// <summary>A customer's order with the invoices that were made for it.</summary>
/// <param name="Cents">What is to be paid, in cents of <see cref="Books.Currency"/>.</param>
/// <param name="Paid">When it was first known to be paid; set once.</param>
internal sealed record Order(string Id, string Content, long Cents, DateTimeOffset Created, DateTimeOffset? Paid, IReadOnlyList<Invoice> Invoices)
{
    public State State =>
        Paid is not null ? Invoices.Any(i => i is { IsPaid: true, IsReturned: false }) || !Invoices.Any(i => i.IsReturned) ? State.Paid : State.Returned
        : Invoices.Any(i => i.Problem is not null && !i.IsOpen && !i.IsEndedUnpaid) ? State.Check
        : Invoices.Any(i => i.IsPaid) ? State.Returned
        : Invoices.Any(i => i.IsUnderWay) ? State.Pending
        : State.Open;

    /// <summary>Two invoices of one order were paid, which no shop can rule out: one is to be refunded.</summary>
    public bool IsPaidTwice => Invoices.Count(i => i is { IsPaid: true, IsReturned: false }) > 1;

    /// <summary>The reference for an invoice of our backend. The same again takes up the same invoice, so a double click makes one; the next number follows an ended one.</summary>
    public string Reference => $"{Id}-{1 + Invoices.Count(i => i.Source == Invoice.OurBackend && i.IsEndedUnpaid)}";

    /// <summary>The id of the order that an invoice's reference names.</summary>
    public static string IdOf(string reference) => reference.Split('-')[0];
}
