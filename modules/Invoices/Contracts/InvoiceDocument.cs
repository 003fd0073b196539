using System.Text.Json;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Invoices.Contracts;

/// <summary>The representation of an invoice on the Private API and in callbacks (contract/invoice.md): every attribute present, null when there is nothing to say.</summary>
public static class InvoiceDocument
{
    /// <param name="exposeCard">Whether the masked card stays in the payload.</param>
    /// <param name="logs">The callbacks of the invoice; only the read of one invoice has them.</param>
    public static object Of(InvoiceView invoice, ServerAddress server, bool exposeCard = true, IReadOnlyList<CallbackLog>? logs = null) =>
        new Document(Resource(invoice, server, exposeCard, logs), Included(invoice));

    /// <summary>The resource alone, for lists.</summary>
    public static object Resource(InvoiceView invoice, ServerAddress server, bool exposeCard = true, IReadOnlyList<CallbackLog>? logs = null) => new Data(
        "payment-invoices",
        invoice.Id.Value,
        Attributes(invoice, server, exposeCard, logs ?? []),
        new Relationships(
            ToOne.Of("commerce-accounts", invoice.Account.Value),
            ToOne.Of("payment-services", invoice.Service),
            ToOne.Of("payment-methods", invoice.Active?.Method),
            ToOne.Of("customers", invoice.Customer?.Id.Value),
            ToOne.Of("payments", invoice.Active?.Id.Value)),
        new Links($"/api/payment-invoices/{invoice.Id}"));

    /// <summary>The customers of the invoices, each once.</summary>
    public static IReadOnlyList<object> Included(params IEnumerable<InvoiceView> invoices) =>
        [.. invoices.Select(i => i.Customer).OfType<CustomerView>().DistinctBy(c => c.Id).Select(CustomerDocument.Resource)];

    /// <summary>The address of the hosted page that shows what the invoice needs next (contract/hpp.md).</summary>
    public static string HppUrl(InvoiceView invoice, ServerAddress server) => server.Url($"/redirect/hpp/?cpi={invoice.Id}");

    /// <summary><c>{}</c> until a service was started.</summary>
    public static object FlowDataOf(PaymentView? payment) => payment?.FlowData is { } flow
        ? new FlowAttributes(flow.Action, flow.Method, flow.Params, flow.Metadata)
        : new Dictionary<string, string>();

    private static AttributeList Attributes(InvoiceView i, ServerAddress server, bool exposeCard, IReadOnlyList<CallbackLog> logs)
    {
        var original = i.Active?.Original;
        return new AttributeList(
            SerialNumber: i.Id.Value[InvoiceId.Prefix.Length..],
            Status: i.Status,
            Resolution: i.Resolution,
            ResolutionMessage: i.ResolutionMessage,
            Sequence: i.Sequence,
            ModerationRequired: false,
            Amount: i.Amount.Major,
            PaymentAmount: i.PaymentAmount.Major,
            Currency: i.Amount.Currency.Code,
            ServiceAmount: i.Amount.Major,
            PaymentServiceAmount: i.PaymentAmount.Major,
            ExchangeRate: 1,
            ServiceCurrency: i.Amount.Currency.Code,
            ReferenceId: i.ReferenceId,
            TestMode: i.Mode == Mode.Test,
            Fee: i.Fee.Major,
            Deposit: i.Deposit.Major,
            Processed: i.Processed?.Seconds(),
            ProcessedAmount: i.ProcessedAmount?.Major,
            ProcessedFee: i.ProcessedFee?.Major,
            ProcessedDeposit: i.ProcessedDeposit?.Major,
            RemainingAmount: i.Remaining.Major,
            AuthorizedAmount: i.Authorized?.Major,
            AuthorizationExpires: i.AuthorizationExpires?.Seconds(),
            Refunded: i.Refunded?.Seconds(),
            RefundedAmount: i.RefundedAmount?.Major,
            RefundedFee: i.RefundedFee?.Major,
            RefundableAmount: i.Refundable?.Major,
            ChargedBack: i.ChargedBack?.Seconds(),
            ChargedBackAmount: i.ChargedBackAmount?.Major,
            Failed: i.Failed?.Seconds(),
            Metadata: Wire.Raw(i.Metadata),
            Flow: i.Active?.Flow.Word(),
            PaymentFlow: i.PaymentFlow.Word(),
            FlowData: FlowDataOf(i.Active),
            Created: i.Created.Seconds(),
            Updated: i.Updated.Seconds(),
            Expires: i.Expires.Seconds(),
            Payload: new Payload(i.ClientIp, exposeCard ? Card(i.Active?.Card) : null),
            Description: i.Description,
            Descriptor: i.Descriptor,
            CallbackUrl: i.CallbackUrl,
            ReturnUrl: i.ReturnUrl,
            ReturnUrls: i.ReturnUrls is { } urls ? new UrlAttributes(urls.Success, urls.Pending, urls.Fail) : null,
            OriginalData: original is null ? null : new OriginalAttributes(original.OriginalId, original.OriginalResolution, original.OriginalResolutionMessage),
            Rrn: i.Active?.Rrn,
            Arn: i.Active?.Arn,
            ApprovalCode: i.Active?.ApprovalCode,
            Source: i.Source.Word(),
            Attempts: i.Attempts,
            AttemptsLimit: i.AttemptsLimit,
            Notices: [.. i.Notices.Select(n => new NoticeAttributes(n.Code, n.Payment?.Value, n.Amount?.Major, n.Amount?.Currency.Code, n.Created.Seconds()))],
            CallbackLogs: logs,
            Refunds: [.. i.Refunds.Select(RefundDocument.Attributes)],
            HppUrl: HppUrl(i, server));
    }

    private static CardAttributes? Card(CardView? card) => card is null
        ? null
        : new CardAttributes(card.First, card.Last, card.Mask, card.Network, card.Holder, card.ExpiryMonth, card.ExpiryYear);

    private sealed record Document(object Data, IReadOnlyList<object> Included);

    private sealed record Data(string Type, string Id, AttributeList Attributes, Relationships Relationships, Links Links);

    private sealed record Relationships(
        [property: System.Text.Json.Serialization.JsonPropertyName("commerce-account")] ToOne CommerceAccount,
        [property: System.Text.Json.Serialization.JsonPropertyName("payment-service")] ToOne PaymentService,
        [property: System.Text.Json.Serialization.JsonPropertyName("payment-method")] ToOne PaymentMethod,
        ToOne Customer,
        [property: System.Text.Json.Serialization.JsonPropertyName("active-payment")] ToOne ActivePayment);

    private sealed record Links(string Self);

    private sealed record FlowAttributes(
        string? Action, string? Method, IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Metadata);

    private sealed record Payload(string? ClientIp, CardAttributes? PaymentCard);

    private sealed record CardAttributes(
        string? First, string? Last, string? Mask, string? Network, string? Holder, string? ExpiryMonth, string? ExpiryYear);

    private sealed record UrlAttributes(string? Success, string? Pending, string? Fail);

    private sealed record OriginalAttributes(string? OriginalId, string? OriginalResolution, string? OriginalResolutionMessage);

    private sealed record NoticeAttributes(string Code, string? Payment, decimal? Amount, string? Currency, long Created);

    private sealed record AttributeList(
        string SerialNumber, string Status, string Resolution, string? ResolutionMessage, int Sequence, bool ModerationRequired,
        decimal Amount, decimal PaymentAmount, string Currency, decimal ServiceAmount, decimal PaymentServiceAmount, int ExchangeRate,
        string ServiceCurrency, string ReferenceId, bool TestMode, decimal Fee, decimal Deposit,
        long? Processed, decimal? ProcessedAmount, decimal? ProcessedFee, decimal? ProcessedDeposit, decimal RemainingAmount,
        decimal? AuthorizedAmount, long? AuthorizationExpires,
        long? Refunded, decimal? RefundedAmount, decimal? RefundedFee, decimal? RefundableAmount,
        long? ChargedBack, decimal? ChargedBackAmount, long? Failed,
        JsonElement? Metadata, string? Flow, string PaymentFlow, object FlowData,
        long Created, long Updated, long Expires, Payload Payload, string? Description, string? Descriptor,
        string? CallbackUrl, string? ReturnUrl, UrlAttributes? ReturnUrls, OriginalAttributes? OriginalData,
        string? Rrn, string? Arn, string? ApprovalCode, string Source, int Attempts, int AttemptsLimit,
        IReadOnlyList<NoticeAttributes> Notices, IReadOnlyList<CallbackLog> CallbackLogs, IReadOnlyList<object> Refunds, string HppUrl);
}
