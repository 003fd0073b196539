using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PayCore.Commerce.Shared;

/// <summary>Enum members as the words of the wire and of the database: <c>ProcessPending</c> is <c>process_pending</c>.</summary>
public static class Words
{
    public static string Word<TEnum>(this TEnum value) where TEnum : struct, Enum => Table<TEnum>.ToWord[value];

    /// <summary>False for a word that is not one of the enum's.</summary>
    public static bool TryParse<TEnum>(string? word, out TEnum value) where TEnum : struct, Enum =>
        Table<TEnum>.FromWord.TryGetValue(word ?? "", out value);

    public static IReadOnlyCollection<string> All<TEnum>() where TEnum : struct, Enum => Table<TEnum>.FromWord.Keys;

    /// <summary>Stores the property as its word.</summary>
    public static PropertyBuilder<TEnum> AsWord<TEnum>(this PropertyBuilder<TEnum> property) where TEnum : struct, Enum =>
        property.HasConversion(new ValueConverter<TEnum, string>(v => Table<TEnum>.ToWord[v], w => Table<TEnum>.FromWord[w])).HasMaxLength(40);

    private static class Table<TEnum> where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> ToWord =
            Enum.GetValues<TEnum>().ToDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

        public static readonly Dictionary<string, TEnum> FromWord = ToWord.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }
}
