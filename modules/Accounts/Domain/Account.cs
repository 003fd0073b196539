using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Domain;

/// <summary>A commerce account: one merchant, with a test and a live world.</summary>
internal sealed class Account : Aggregate
{
    /// <summary>Payment options of a new account (contract/invoice.md, Time and Attempts).</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(24);

    public const int DefaultAttempts = 5;
    public const long MostTestClockSeconds = 400L * 24 * 3_600;

    private Account()
    {
    }

    public AccountId Id { get; private init; }
    public string Name { get; private set; } = "";
    public string? Website { get; private set; }
    public string? SupportContact { get; private set; }
    public AccountStatus Status { get; private set; }
    public List<string> Currencies { get; private set; } = [];
    public string? CallbackUrl { get; private set; }
    public bool CallbackOnlyFinal { get; private set; }
    public RetryStrategy CallbackStrategy { get; private set; }
    public int CallbackIntervalSeconds { get; private set; }
    public int CallbackRetries { get; private set; }
    public bool CallbackExposeCard { get; private set; }
    public int CallbackMaxConcurrency { get; private set; }
    public bool CallbackPaused { get; private set; }
    public string? ReturnUrl { get; private set; }
    public bool AutoReturn { get; private set; }
    public List<string> AllowedDomains { get; private set; } = [];
    public long InvoiceLifetimeSeconds { get; private set; }
    public int AttemptsLimit { get; private set; }
    public FeeOptions Fees { get; private set; } = FeeOptions.Default;
    public LinkMode LinkModeTest { get; private set; }
    public LinkMode LinkModeLive { get; private set; }
    public string PublicKeyTest { get; private init; } = "";
    public string PublicKeyLive { get; private init; } = "";
    public string? HppDefaults { get; private set; }

    /// <summary>What the logo's own row holds (<see cref="LogoPicture"/>); null: there is none.</summary>
    public AccountLogo? Logo { get; set; }

    /// <summary>Seconds that the test clock was advanced in all.</summary>
    public long TestClockSeconds { get; private set; }
    public DateTimeOffset Created { get; private init; }

    public static Account Open(string name, IReadOnlyList<string> currencies, string? website, string? callbackUrl, DateTimeOffset now)
    {
        var callbacks = CallbackOptions.Default;
        return new Account
        {
            Id = Shared.Id.New<AccountId>(),
            Name = name,
            Website = website,
            Status = AccountStatus.Active,
            Currencies = [.. currencies],
            CallbackUrl = callbackUrl,
            CallbackOnlyFinal = callbacks.OnlyFinal,
            CallbackStrategy = callbacks.Strategy,
            CallbackIntervalSeconds = callbacks.IntervalSeconds,
            CallbackRetries = callbacks.Retries,
            CallbackExposeCard = callbacks.ExposeCard,
            CallbackMaxConcurrency = callbacks.MaxConcurrency,
            InvoiceLifetimeSeconds = (long)DefaultLifetime.TotalSeconds,
            AttemptsLimit = DefaultAttempts,
            LinkModeTest = LinkMode.Open,
            LinkModeLive = LinkMode.Signed,
            PublicKeyTest = Secrets.New("pk_test_", 24),
            PublicKeyLive = Secrets.New("pk_live_", 24),
            Created = now,
        };
    }

    public AccountSettings Settings => new(
        Name, Website, SupportContact, [.. Currencies],
        new CallbackOptions(
            CallbackUrl, CallbackOnlyFinal, CallbackStrategy, CallbackIntervalSeconds, CallbackRetries, CallbackExposeCard, CallbackMaxConcurrency) { Paused = CallbackPaused },
        ReturnUrl, AutoReturn, [.. AllowedDomains], InvoiceLifetimeSeconds, AttemptsLimit, Fees, LinkModeTest, LinkModeLive, HppDefaults);

    /// <summary>Takes settings that were checked.</summary>
    public void Change(AccountSettings s)
    {
        (Name, Website, SupportContact, Currencies) = (s.Name, s.Website, s.SupportContact, [.. s.Currencies]);
        (CallbackUrl, CallbackOnlyFinal, CallbackStrategy) = (s.CallbackOptions.Url, s.CallbackOptions.OnlyFinal, s.CallbackOptions.Strategy);
        (CallbackIntervalSeconds, CallbackRetries) = (s.CallbackOptions.IntervalSeconds, s.CallbackOptions.Retries);
        (CallbackExposeCard, CallbackMaxConcurrency, CallbackPaused) = (s.CallbackOptions.ExposeCard, s.CallbackOptions.MaxConcurrency, s.CallbackOptions.Paused);
        (ReturnUrl, AutoReturn, AllowedDomains) = (s.ReturnUrl, s.AutoReturn, [.. s.AllowedDomains]);
        (InvoiceLifetimeSeconds, AttemptsLimit, Fees) = (s.LifetimeSeconds, s.AttemptsLimit, s.Fees);
        (LinkModeTest, LinkModeLive, HppDefaults) = (s.LinkModeTest, s.LinkModeLive, s.HppDefaults);
    }

    /// <summary>Counts the time that the test clock takes off; at most 400 days in all (contract/methods-and-gateways.md, Test clock).</summary>
    public Result<Done> AdvanceTestClock(long seconds)
    {
        if (seconds < 1 || seconds > MostTestClockSeconds - TestClockSeconds) return AccountErrors.TestClockRange(MostTestClockSeconds - TestClockSeconds);
        TestClockSeconds += seconds;
        Raise(new TestClockAdvanced(Id, TimeSpan.FromSeconds(seconds)));
        return Result.Done;
    }

    public AccountView View() => new(
        Id, Name, Website, SupportContact, Status, [.. Currencies],
        new CallbackOptions(
            CallbackUrl, CallbackOnlyFinal, CallbackStrategy, CallbackIntervalSeconds, CallbackRetries, CallbackExposeCard, CallbackMaxConcurrency) { Paused = CallbackPaused },
        ReturnUrl, AutoReturn, [.. AllowedDomains], TimeSpan.FromSeconds(InvoiceLifetimeSeconds), AttemptsLimit,
        LinkModeTest, LinkModeLive, PublicKeyTest, PublicKeyLive, Created)
    {
        Fees = Fees,
        HppDefaults = HppDefaults,
        Logo = Logo,
    };
}
