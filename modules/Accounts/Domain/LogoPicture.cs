using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Accounts.Domain;

/// <summary>The bytes of an account's logo, in a row of its own because nobody but its address needs them.</summary>
internal sealed class LogoPicture
{
    public AccountId AccountId { get; init; }
    public string Hash { get; set; } = "";
    public byte[] Png { get; set; } = [];
}
