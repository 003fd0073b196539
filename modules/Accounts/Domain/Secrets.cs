using System.Security.Cryptography;
using System.Text;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Domain;

/// <summary>Makes and compares keys: 43 characters of a 62-letter alphabet are 256 random bits.</summary>
internal static class Secrets
{
    public const int Characters = 43;

    public static string New(string prefix, int characters = Characters) => prefix + RandomNumberGenerator.GetString(Id.Alphabet, characters);

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

/// <summary>An API key: only its SHA-256 is kept.</summary>
internal sealed class ApiKey
{
    public ApiKeyId Id { get; init; }
    public AccountId AccountId { get; init; }
    public Mode Mode { get; init; }
    public byte[] Hash { get; init; } = [];
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset? Revoked { get; private set; }

    public void Revoke(DateTimeOffset now) => Revoked ??= now;

    /// <summary>Makes a key: the row to keep, and the text to show once.</summary>
    public static (ApiKey Row, string Shown) New(AccountId account, Mode mode, DateTimeOffset now)
    {
        var shown = Secrets.New($"ak_{mode.Word()}_");
        return (new ApiKey { Id = Shared.Id.New<ApiKeyId>(), AccountId = account, Mode = mode, Hash = Secrets.Hash(shown), Created = now }, shown);
    }
}

/// <summary>What a stored secret is for.</summary>
internal enum SecretKind
{
    /// <summary>Signs callbacks and return URLs.</summary>
    Signing,

    /// <summary>Signs payment links.</summary>
    Link,
}

/// <summary>A secret that must be read again, so it is stored encrypted (ASP.NET Data Protection).</summary>
internal sealed class AccountSecret
{
    /// <summary>The <c>kid</c> of a link key; random for signing secrets too.</summary>
    public string Id { get; init; } = "";
    public AccountId AccountId { get; init; }
    public Mode Mode { get; init; }
    public SecretKind Kind { get; init; }
    public string Protected { get; init; } = "";
    public DateTimeOffset Created { get; init; }

    /// <summary>Until when it counts, once another took its place; null: no end.</summary>
    public DateTimeOffset? Expires { get; private set; }

    public bool IsActive(DateTimeOffset now) => Expires is not { } end || end > now;

    /// <summary>Another takes its place: it counts until then, or until an earlier end that it has already.</summary>
    public void Retire(DateTimeOffset end)
    {
        if (Expires is null || Expires > end) Expires = end;
    }

    /// <summary>Makes a secret: the row to keep, and the text to show once.</summary>
    public static (AccountSecret Row, string Shown) New(AccountId account, Mode mode, SecretKind kind, Func<string, string> protect, DateTimeOffset now)
    {
        var shown = Secrets.New($"{(kind == SecretKind.Signing ? "sk" : "lk")}_{mode.Word()}_");
        return (new AccountSecret { Id = Secrets.New("", 12), AccountId = account, Mode = mode, Kind = kind, Protected = protect(shown), Created = now }, shown);
    }
}
