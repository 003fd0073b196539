using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Contracts;

public enum AccountStatus
{
    Active,
    Inactive,
}

/// <summary>What a plain link of an account may do, per mode (contract/hpp.md): anything, only with a signature, or only stored links.</summary>
public enum LinkMode
{
    Open,
    Signed,
    Stored,
}

/// <summary>When the n-th retry comes: n × interval, or interval × 2ⁿ⁻¹ up to 12 hours (contract/callbacks.md).</summary>
public enum RetryStrategy
{
    Linear,
    Exponential,
}

/// <summary>Who bears the fee, and from which amount it is computed (contract/invoice.md, Money).</summary>
public enum FeeStrategy
{
    Internal,
    External,
}

/// <summary>Whether fees stay with the provider when money is returned, or come back with it.</summary>
public enum RefundFee
{
    Kept,
    Returned,
}

/// <summary>Fees as the account wants them computed and shown (contract/private-api.md, Account).</summary>
/// <param name="Badge">Whether pages say that a method costs nothing extra.</param>
/// <param name="Exposed">Whether the Public API tells rate and fixed part.</param>
public sealed record FeeOptions(FeeStrategy Strategy, bool Reverse, RefundFee Refund, bool Badge, bool Exposed)
{
    public static FeeOptions Default { get; } = new(FeeStrategy.Internal, false, RefundFee.Kept, false, false);
}

/// <summary>How the account wants to be called back (contract/callbacks.md).</summary>
/// <param name="Url">Absolute, or null: nothing is sent. A relative path (the demo account's <c>/dev/callbacks</c>) is resolved at send time, in Development only.</param>
/// <param name="OnlyFinal">Only states that contract/invoice.md calls final.</param>
/// <param name="IntervalSeconds">Seconds; default 60.</param>
/// <param name="Retries">0–1000; default 100.</param>
/// <param name="ExposeCard">Leave the masked card in the body.</param>
/// <param name="MaxConcurrency">Attempts under way at once for this account; default 8.</param>
public sealed record CallbackOptions(
    string? Url, bool OnlyFinal, RetryStrategy Strategy, int IntervalSeconds, int Retries, bool ExposeCard, int MaxConcurrency)
{
    /// <summary>While they are paused callbacks are held, and sent when they go on.</summary>
    public bool Paused { get; init; }

    public static CallbackOptions Default { get; } = new(null, false, RetryStrategy.Linear, 60, 100, true, 8);
}

/// <summary>The merchant's logo as it is shown: a PNG of at most 480 × 160 pixels.</summary>
/// <param name="Hash">Of its bytes; a part of its address, so that an address always shows the same picture.</param>
public sealed record AccountLogo(string Hash, int Width, int Height);

/// <summary>A commerce account as other modules see it: never a secret.</summary>
/// <param name="Website">Absolute URL or null; its origin is the allowed domain when none is listed.</param>
/// <param name="Currencies">ISO 4217 codes enabled in live mode; in test mode every active currency is.</param>
/// <param name="AllowedDomains">Origins, e.g. <c>https://shop.example</c>.</param>
/// <param name="InvoiceLifetime">How long an invoice can be paid when its creator gives no <c>expires</c>; default 24 hours.</param>
/// <param name="AttemptsLimit">Default 5.</param>
public sealed record AccountView(
    AccountId Id,
    string Name,
    string? Website,
    string? SupportContact,
    AccountStatus Status,
    IReadOnlyList<string> Currencies,
    CallbackOptions Callbacks,
    string? ReturnUrl,
    bool AutoReturn,
    IReadOnlyList<string> AllowedDomains,
    TimeSpan InvoiceLifetime,
    int AttemptsLimit,
    LinkMode LinkModeTest,
    LinkMode LinkModeLive,
    string PublicKeyTest,
    string PublicKeyLive,
    DateTimeOffset Created)
{
    public FeeOptions Fees { get; init; } = FeeOptions.Default;

    /// <summary>Display and style defaults of the hosted page: JSON object text with the members <c>display</c> and <c>style</c> of contract/hpp.md, or null.</summary>
    public string? HppDefaults { get; init; }

    /// <summary>Null: none was sent.</summary>
    public AccountLogo? Logo { get; init; }

    /// <summary>Where the logo is served, from a slash on; null: there is none.</summary>
    public string? LogoPath => Logo is { } logo ? $"/logos/{Id}/{logo.Hash}.png" : null;

    public LinkMode LinkModeOf(Mode mode) => mode == Mode.Test ? LinkModeTest : LinkModeLive;

    public string PublicKeyOf(Mode mode) => mode == Mode.Test ? PublicKeyTest : PublicKeyLive;

    public bool Accepts(Currency currency, Mode mode) => mode == Mode.Test || Currencies.Contains(currency.Code);

    /// <summary>Whether an origin is one of the allowed domains (contract/private-api.md). <c>null</c> never is; our own always is.</summary>
    /// <param name="origin">As <see cref="WebUrl.Origin"/> gives it.</param>
    /// <param name="own">The origin of this server.</param>
    public bool AllowsOrigin(string? origin, Mode mode, string? own)
    {
        if (origin is null or "null") return false;
        if (origin == own) return true;
        if (mode == Mode.Test && WebUrl.IsLoopback(new Uri(origin))) return true;
        return AllowedOrigins.Contains(origin);
    }

    /// <summary>The allowed domains that stand in the account: those listed, else the website's origin.</summary>
    public IReadOnlyList<string> AllowedOrigins => AllowedDomains.Count > 0 ? AllowedDomains : WebUrl.Origin(Website) is { } website ? [website] : [];
}
