using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Forms;

internal enum TokenState
{
    Good,
    Expired,

    /// <summary>Altered, of another form, or for other parameters.</summary>
    Altered,
}

/// <param name="Draft">The draft's random id; the same in every form of one visit.</param>
/// <param name="Form">The form's own random id: it starts a service at most once.</param>
/// <param name="Total">What its button said is paid, in minor units; 0: it says no amount.</param>
internal sealed record FormToken(TokenState State, string Draft, string Form, long Total);

/// <summary>
/// The token of a form (contract/hpp.md, Security): a random 128-bit draft id, the form's own id, what its button says is paid, a hash of the step
/// and of what the form is about, and its end after 24 hours, under authenticated encryption. So nothing is stored on GET and no cookie is needed.
/// </summary>
internal sealed class FormTokens(IDataProtectionProvider protection, TimeProvider clock)
{
    private const int IdBytes = 16;
    private const int TotalAt = IdBytes + IdBytes + sizeof(long);
    private const int PurposeAt = TotalAt + sizeof(long);
    private const int Length = PurposeAt + SHA256.HashSizeInBytes;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly IDataProtector protector = protection.CreateProtector("hpp.forms.v2");

    /// <param name="step">What the form does, e.g. <c>pay</c>.</param>
    /// <param name="about">What it does it to: the link's parameters, or an invoice's id.</param>
    /// <param name="draft">The draft to go on with; null: a new one.</param>
    /// <param name="total">What the button says is paid; null: it says no amount.</param>
    public string Issue(string step, string about, string? draft = null, Money? total = null)
    {
        var token = new byte[Length];
        var draftId = token.AsSpan(0, IdBytes);
        if (draft is null) RandomNumberGenerator.Fill(draftId);
        else Base64Url.DecodeFromChars(draft, draftId);
        RandomNumberGenerator.Fill(token.AsSpan(IdBytes, IdBytes));
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(2 * IdBytes), (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(TotalAt), total?.Minor ?? 0);
        Purpose(step, about).CopyTo(token, PurposeAt);
        return Base64Url.EncodeToString(protector.Protect(token));
    }

    /// <summary>Reads a token; one that was altered, or was issued for another step or other parameters, is <see cref="TokenState.Altered"/>.</summary>
    public FormToken Open(string? text, string step, string about)
    {
        var altered = new FormToken(TokenState.Altered, "", "", 0);
        if (text is null or { Length: > 1024 } || !Base64Url.IsValid(text)) return altered;

        byte[] token;
        try
        {
            token = protector.Unprotect(Base64Url.DecodeFromChars(text));
        }
        catch (CryptographicException)
        {
            // Not made by us, or by a key that is gone: the same to its sender.
            return altered;
        }

        if (token.Length != Length || !CryptographicOperations.FixedTimeEquals(token.AsSpan(PurposeAt), Purpose(step, about))) return altered;
        var expires = BinaryPrimitives.ReadInt64BigEndian(token.AsSpan(2 * IdBytes));
        return new FormToken(
            expires > clock.GetUtcNow().ToUnixTimeSeconds() ? TokenState.Good : TokenState.Expired,
            Base64Url.EncodeToString(token.AsSpan(0, IdBytes)),
            Base64Url.EncodeToString(token.AsSpan(IdBytes, IdBytes)),
            BinaryPrimitives.ReadInt64BigEndian(token.AsSpan(TotalAt)));
    }

    private static byte[] Purpose(string step, string about) => SHA256.HashData(Encoding.UTF8.GetBytes($"{step}\n{about}"));
}
