namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

// What the sandbox's interface carries, as a client library of a real provider would. Amounts are minor units.

/// <summary>POST /sandbox/api/charges.</summary>
/// <param name="Capture">False: the money is reserved, to be captured later.</param>
/// <param name="Page">What the customer gets: <c>card</c> form, <c>buttons</c>, or <c>details</c> to pay by elsewhere.</param>
internal sealed record NewCharge(
    string Reference, long Amount, string Currency, string Page, string Method, string Payee, string? Description, string ReturnUrl, bool Capture);

/// <param name="Status"><c>open</c>, <c>challenge</c>, <c>pending</c>, <c>paid</c>, <c>part_paid</c>, <c>declined</c>, <c>cancelled</c>,
/// <c>authorized</c>, <c>voided</c>, <c>lapsed</c>.</param>
/// <param name="AuthorizationExpires">UNIX seconds; null: nothing is or was reserved.</param>
/// <param name="Reason">Why it was declined, or who cancelled it.</param>
/// <param name="PageUrl">Where the customer pays; for <c>details</c>, where a tester settles it.</param>
internal sealed record ChargeDocument(
    string Id,
    string Reference,
    string Status,
    long Amount,
    long PaidAmount,
    string Currency,
    string? Reason,
    string? Message,
    string PageUrl,
    Dictionary<string, string>? Details,
    ChargeCard? Card,
    long AuthorizedAmount = 0,
    long? AuthorizationExpires = null,
    IReadOnlyList<ChargeRefund>? Refunds = null,
    IReadOnlyList<ChargeDispute>? Disputes = null);

/// <summary>GET /sandbox/api/charges?day=…: what was made or changed on a day. <paramref name="Next"/>: the <c>after</c> of the next page; null: it was the last.</summary>
internal sealed record ChargePage(IReadOnlyList<ChargeDocument> Charges, string? Next);

/// <summary>A return of money. <paramref name="Reference"/> is what the client sent with it; null: it was made here.</summary>
/// <param name="Status"><c>pending</c>, <c>done</c>, <c>refused</c>.</param>
internal sealed record ChargeRefund(string Id, string? Reference, long Amount, string Status);

/// <summary>What the payer's bank took back, until it was won.</summary>
internal sealed record ChargeDispute(string Id, long Amount, bool Won);

/// <summary>What the sandbox tells of one of its test cards.</summary>
internal sealed record ChargeCard(string First, string Last, string Network, string? Holder, string ExpiryMonth, string ExpiryYear);

/// <summary>The body of a notification: the charge as it was when it happened.</summary>
internal sealed record ChargeEvent(string Id, string Type, long Created, ChargeDocument Charge);
