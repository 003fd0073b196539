using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Languages;

/// <summary>A language and the customs of a region: <c>en-GB</c> reads English texts and writes 25 November 2026.</summary>
internal sealed class Locale
{
    private const string RightToLeftMark = "\u200f";

    // It belongs to Arabic digits (CLDR numbering system "arab"); .NET writes European ones everywhere, and with them go the signs of "latn".
    private const string ArabicDecimalSeparator = "\u066b";

    // A region that writes the language in another direction than its texts (Kazakh in Arabic script) is not spoken.
    private static readonly ConcurrentDictionary<string, Locale> All = new(
        from culture in CultureInfo.GetCultures(CultureTypes.AllCultures & ~CultureTypes.UserCustomCulture)
        where culture.Name.Length > 0
        let language = Texts.Spoken(culture.TwoLetterISOLanguageName)
        where language is not null
        let texts = Texts.Of(language)
        where culture.TextInfo.IsRightToLeft == texts.IsRightToLeft
        select KeyValuePair.Create(culture.Name, new Locale(culture, texts)),
        StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<Currency, NumberFormatInfo> formats = new();

    // The region's long date, without the day of the week.
    private readonly string day;

    private Locale(CultureInfo culture, Texts texts)
    {
        (Culture, Texts) = (Civil(culture), texts);
        day = Culture.DateTimeFormat.LongDatePattern.Replace("dddd", "", StringComparison.Ordinal).Trim(' ', ',', '،');
    }

    public CultureInfo Culture { get; }

    public Texts Texts { get; }

    public string Language => Texts.Language;

    /// <summary>BCP 47: what the page is written in. Texts of a region (<c>pt-BR</c>) stay that region's wherever they are read.</summary>
    public string Tag => Language.Contains('-', StringComparison.Ordinal) ? Language : Culture.Name;

    /// <summary>Makes texts of one more language known to this process, with the customs of English. Nothing of the product calls it: it is how a test
    /// brings its pseudo-language onto the pages.</summary>
    internal static void Add(Texts texts) => All[texts.Language] = new Locale(CultureInfo.GetCultureInfo("en"), texts);

    /// <summary>What was asked for, if spoken here; else the first spoken language of the browser; else English.</summary>
    /// <param name="asked">A tag such as <c>uk</c>, <c>en-GB</c> or <c>en_GB</c>.</param>
    /// <param name="acceptLanguage">The header, RFC 9110 12.5.4.</param>
    /// <param name="available">The languages to choose from; the first stands for everybody else. Null or empty: all.</param>
    public static Locale Choose(string? asked, string? acceptLanguage, IReadOnlyList<string>? available = null)
    {
        if (Find(asked, available) is { } wanted) return wanted;
        var offers = (acceptLanguage is { Length: < 512 } ? acceptLanguage : "").Split(',', 20)
            .Select(part => part.Split(';', 2, StringSplitOptions.TrimEntries))
            .Select(part => (Tag: part[0].Trim(), Weight: Weight(part.ElementAtOrDefault(1))))
            .Where(offer => offer.Weight > 0)
            .OrderByDescending(offer => offer.Weight);
        foreach (var (tag, _) in offers)
            if (Find(tag, available) is { } found) return found;
        return available is { Count: > 0 } ? All[available[0]] : All["en"];
    }

    /// <summary>The spoken languages that tags name, each once, in their order: <c>pt</c> and <c>en-GB</c> name <c>pt-BR</c> and <c>en</c>.</summary>
    public static IReadOnlyList<string> Spoken(IEnumerable<string> tags) => [.. tags.Select(tag => Find(tag)?.Language).OfType<string>().Distinct()];

    /// <summary>Amounts and times of a right-to-left language stay so wherever they are put, though their letters may be Latin (CLDR has the mark, too).</summary>
    private string Mark => Texts.IsRightToLeft ? RightToLeftMark : "";

    /// <summary>The amount by the region's rules, with the currency's own number of decimals.</summary>
    public string Money(Money money) =>
        // An amount never breaks from its currency at the end of a line.
        Mark + money.Major.ToString("C", formats.GetOrAdd(money.Currency, Format)).Replace(' ', '\u00a0');

    /// <summary>Day and time in UTC: the customer's time zone is not known without a script.</summary>
    public string Time(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return Mark + Texts["time", ("day", utc.ToString(day, Culture)), ("clock", utc.ToString("t", Culture))];
    }

    private static Locale? Find(string? tag, IReadOnlyList<string>? available = null)
    {
        if (tag is null or { Length: > 20 }) return null;
        tag = tag.Replace('_', '-');
        var found = All.GetValueOrDefault(tag) ?? All.GetValueOrDefault(tag.Split('-')[0]);
        return found is null || available is null or { Count: 0 } || available.Contains(found.Language) ? found : null;
    }

    /// <summary>Banks count days by the Gregorian calendar also where the region's own is another.</summary>
    private static CultureInfo Civil(CultureInfo culture)
    {
        if (culture.Calendar is GregorianCalendar || culture.OptionalCalendars.OfType<GregorianCalendar>().FirstOrDefault() is not { } gregorian) return culture;
        var civil = (CultureInfo)culture.Clone();
        civil.DateTimeFormat.Calendar = gregorian;
        return civil;
    }

    private static decimal Weight(string? quality) =>
        quality is null ? 1 : quality.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
            && decimal.TryParse(quality.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) ? weight : 0;

    private NumberFormatInfo Format(Currency currency)
    {
        var format = (NumberFormatInfo)Culture.NumberFormat.Clone();
        format.CurrencyDecimalDigits = currency.Exponent;
        if (format.CurrencyDecimalSeparator == ArabicDecimalSeparator) (format.CurrencyDecimalSeparator, format.CurrencyGroupSeparator) = (".", ",");
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
