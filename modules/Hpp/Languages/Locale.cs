using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Languages;

/// <summary>A language and the customs of a region: <c>en-GB</c> reads English texts and writes 25 November 2026.</summary>
internal sealed class Locale
{
    private static readonly FrozenDictionary<string, Locale> All =
        CultureInfo.GetCultures(CultureTypes.AllCultures & ~CultureTypes.UserCustomCulture)
            .Where(c => c.Name.Length > 0 && Texts.Speaks(c.TwoLetterISOLanguageName))
            .ToFrozenDictionary(c => c.Name, c => new Locale(c), StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<Currency, NumberFormatInfo> formats = new();

    // The region's long date, without the day of the week.
    private readonly string day;

    private Locale(CultureInfo culture)
    {
        (Culture, Texts) = (culture, Texts.Of(culture.TwoLetterISOLanguageName));
        day = culture.DateTimeFormat.LongDatePattern.Replace("dddd", "", StringComparison.Ordinal).Trim(' ', ',');
    }

    public CultureInfo Culture { get; }

    public Texts Texts { get; }

    public string Language => Texts.Language;

    /// <summary>What was asked for, if spoken here; else the first spoken language of the browser; else English.</summary>
    /// <param name="asked">A tag such as <c>uk</c>, <c>en-GB</c> or <c>en_GB</c>.</param>
    /// <param name="acceptLanguage">The header, RFC 9110 12.5.4.</param>
    public static Locale Choose(string? asked, string? acceptLanguage)
    {
        if (Find(asked) is { } wanted) return wanted;
        var offers = (acceptLanguage is { Length: < 512 } ? acceptLanguage : "").Split(',', 20)
            .Select(part => part.Split(';', 2, StringSplitOptions.TrimEntries))
            .Select(part => (Tag: part[0].Trim(), Weight: Weight(part.ElementAtOrDefault(1))))
            .Where(offer => offer.Weight > 0)
            .OrderByDescending(offer => offer.Weight);
        foreach (var (tag, _) in offers)
            if (Find(tag) is { } found) return found;
        return All["en"];
    }

    /// <summary>The amount by the region's rules, with the currency's own number of decimals.</summary>
    public string Money(Money money) =>
        // An amount never breaks from its currency at the end of a line.
        money.Major.ToString("C", formats.GetOrAdd(money.Currency, Format)).Replace(' ', '\u00a0');

    /// <summary>Day and time in UTC: the customer's time zone is not known without a script.</summary>
    public string Time(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return $"{utc.ToString(day, Culture)}, {utc.ToString("t", Culture)} UTC";
    }

    private static Locale? Find(string? tag)
    {
        if (tag is null or { Length: > 20 }) return null;
        tag = tag.Replace('_', '-');
        return All.GetValueOrDefault(tag) ?? All.GetValueOrDefault(tag.Split('-')[0]);
    }

    private static decimal Weight(string? quality) =>
        quality is null ? 1 : quality.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
            && decimal.TryParse(quality.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) ? weight : 0;

    private NumberFormatInfo Format(Currency currency)
    {
        var format = (NumberFormatInfo)Culture.NumberFormat.Clone();
        format.CurrencyDecimalDigits = currency.Exponent;
        format.CurrencySymbol = Symbols.GetValueOrDefault(currency.Code, currency.Code);
        // A code before or after digits needs a space, whatever the region does with symbols.
        if (format.CurrencySymbol == currency.Code)
            format.CurrencyPositivePattern = format.CurrencyPositivePattern switch { 0 => 2, 1 => 3, var pattern => pattern };
        return format;
    }

    /// <summary>Symbols that stand for one currency only (CLDR, root and English); every other currency is written by its code.</summary>
    private static readonly FrozenDictionary<string, string> Symbols = new Dictionary<string, string>
    {
        ["EUR"] = "€", ["USD"] = "$", ["GBP"] = "£", ["UAH"] = "₴", ["JPY"] = "¥", ["INR"] = "₹", ["KRW"] = "₩", ["ILS"] = "₪", ["VND"] = "₫",
        ["PLN"] = "zł", ["CZK"] = "Kč", ["KZT"] = "₸", ["TRY"] = "₺", ["GEL"] = "₾", ["AZN"] = "₼", ["PHP"] = "₱", ["NGN"] = "₦", ["CRC"] = "₡",
        ["BRL"] = "R$", ["CAD"] = "CA$", ["AUD"] = "A$", ["NZD"] = "NZ$", ["HKD"] = "HK$", ["MXN"] = "MX$", ["TWD"] = "NT$",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
