using System.Security.Cryptography;

namespace PayCore.Commerce.Shared;

/// <summary>An id on the wire: <c>prefix_</c> + 16 characters from <c>[0-9A-Za-z]</c> (contract/README.md).</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    /// <summary>The prefix with its underscore, e.g. <c>cpi_</c>.</summary>
    static abstract string Prefix { get; }

    /// <summary>Takes any text: an id that does not exist is simply not found.</summary>
    static abstract TSelf Of(string value);

    string Value { get; }
}

/// <summary>Makes ids by the operating system's cryptographic generator.</summary>
public static class Id
{
    public const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static TId New<TId>() where TId : struct, IId<TId> => TId.Of(TId.Prefix + RandomNumberGenerator.GetString(Alphabet, 16));
}

public readonly record struct AccountId(string Value) : IId<AccountId>
{
    public static string Prefix => "coma_";
    public static AccountId Of(string value) => new(value);
    public static bool TryParse(string? text, out AccountId id) { id = new(text ?? ""); return true; }
    public override string ToString() => Value;
}

public readonly record struct InvoiceId(string Value) : IId<InvoiceId>
{
    public static string Prefix => "cpi_";
    public static InvoiceId Of(string value) => new(value);
    public static bool TryParse(string? text, out InvoiceId id) { id = new(text ?? ""); return true; }
    public override string ToString() => Value;
}

public readonly record struct PaymentId(string Value) : IId<PaymentId>
{
    public static string Prefix => "pay_";
    public static PaymentId Of(string value) => new(value);
    public static bool TryParse(string? text, out PaymentId id) { id = new(text ?? ""); return true; }
    public override string ToString() => Value;
}

public readonly record struct OperationId(string Value) : IId<OperationId>
{
    public static string Prefix => "gop_";
    public static OperationId Of(string value) => new(value);
    public override string ToString() => Value;
}

public readonly record struct GatewayAccountId(string Value) : IId<GatewayAccountId>
{
    public static string Prefix => "gwa_";
    public static GatewayAccountId Of(string value) => new(value);
    public static bool TryParse(string? text, out GatewayAccountId id) { id = new(text ?? ""); return true; }
    public override string ToString() => Value;
}

public readonly record struct CustomerId(string Value) : IId<CustomerId>
{
    public static string Prefix => "cus_";
    public static CustomerId Of(string value) => new(value);
    public static bool TryParse(string? text, out CustomerId id) { id = new(text ?? ""); return true; }
    public override string ToString() => Value;
}

public readonly record struct CallbackId(string Value) : IId<CallbackId>
{
    public static string Prefix => "cbk_";
    public static CallbackId Of(string value) => new(value);
    public static bool TryParse(string? text, out CallbackId id) { id = new(text ?? ""); return true; }
    public override string ToString() => Value;
}

public readonly record struct EventId(string Value) : IId<EventId>
{
    public static string Prefix => "evt_";
    public static EventId Of(string value) => new(value);
    public override string ToString() => Value;
}

public readonly record struct ApiKeyId(string Value) : IId<ApiKeyId>
{
    public static string Prefix => "key_";
    public static ApiKeyId Of(string value) => new(value);
    public static bool TryParse(string? text, out ApiKeyId id) { id = new(text ?? ""); return true; }
    public override string ToString() => Value;
}

public readonly record struct RefundId(string Value) : IId<RefundId>
{
    public static string Prefix => "ref_";
    public static RefundId Of(string value) => new(value);
    public static bool TryParse(string? text, out RefundId id) { id = new(text ?? ""); return true; }
    public override string ToString() => Value;
}

public readonly record struct PaymentLinkId(string Value) : IId<PaymentLinkId>
{
    public static string Prefix => "pln_";
    public static PaymentLinkId Of(string value) => new(value);
    public static bool TryParse(string? text, out PaymentLinkId id) { id = new(text ?? ""); return true; }
    public override string ToString() => Value;
}

public readonly record struct BankFileId(string Value) : IId<BankFileId>
{
    public static string Prefix => "bkf_";
    public static BankFileId Of(string value) => new(value);
    public static bool TryParse(string? text, out BankFileId id) { id = new(text ?? ""); return true; }
    public override string ToString() => Value;
}

public readonly record struct ReconciliationId(string Value) : IId<ReconciliationId>
{
    public static string Prefix => "rec_";
    public static ReconciliationId Of(string value) => new(value);
    public static bool TryParse(string? text, out ReconciliationId id) { id = new(text ?? ""); return true; }
    public override string ToString() => Value;
}
