using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Domain;

/// <summary>The errors of this module; codes are those of contract/README.md.</summary>
internal static class AccountErrors
{
    public static Error Inactive() => Error.Forbidden("account_inactive", "The account is not active.");

    public static Error KeyRevoked() => Error.Unauthorized("The API key was revoked.");

    public static Error DomainForbidden() => Error.Forbidden("domain_forbidden", "The page's origin is not one of the account's allowed domains.");

    /// <summary>What a key of this mode may not do, and which key may.</summary>
    public static Error ModeForbidden(string why) => Error.Forbidden("mode_forbidden", why);

    /// <summary>Why a key or a secret cannot be ended now, and what to do first.</summary>
    public static Error InvalidState(string why) => Error.Conflict("invalid_state", why);

    public static Error LogoType() => new("unsupported_media_type", ErrorKind.UnsupportedMedia, "Send the logo as image/png or image/jpeg.");

    public static Error LogoTooLarge(int mostMebibytes) => new("body_too_large", ErrorKind.TooLarge, $"A logo has at most {mostMebibytes} MiB.");

    public static Error TestClockRange(long left) =>
        Error.Invalid("invalid_value", $"The seconds must be 1 to {left}: the test clock goes forward only, at most 400 days in all.", "seconds");
}
