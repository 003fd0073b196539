using System.Globalization;
using System.Text;

namespace PayCore.Commerce.Hpp.Languages;

/// <summary>
/// A text with places: <c>{name}</c>, and ICU plurals <c>{count, plural, one {# try} other {# tries}}</c> (the part of ICU MessageFormat that the
/// pages need; no nesting of plurals). Read once at start; a text that cannot be read is a bug that a test finds.
/// </summary>
internal sealed class Message
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopDirectionalIsolate = '\u2069';

    private readonly List<Part> parts = [];

    private Message(string text) => Text = text;

    /// <summary>As it stands in the file.</summary>
    public string Text { get; }

    /// <summary>Names of its places, each once, in alphabetical order.</summary>
    public IReadOnlyList<string> Places => [.. parts.Where(p => p.Name is not null).Select(p => p.Name!).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The plural categories that each plural place offers.</summary>
    public IEnumerable<IReadOnlyCollection<string>> Plurals => parts.Where(p => p.Forms is not null).Select(p => p.Forms!.Keys);

    /// <exception cref="FormatException">Braces do not match, or a plural has no form <c>other</c>.</exception>
    public static Message Read(string text)
    {
        var message = new Message(text);
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('{', at);
            if (open < 0) open = text.Length;
            if (open > at) message.parts.Add(new Part(text[at..open], null, null));
            if (open == text.Length) break;
            var close = Close(text, open);
            message.parts.Add(Place(text[(open + 1)..close]));
            at = close + 1;
        }

        return message;
    }

    /// <param name="plural">The CLDR category of a whole number in the text's language.</param>
    /// <param name="culture">Whose digits and separators a plural's number has.</param>
    /// <param name="isolate">Whether values are isolated from the direction of the text around them (Unicode UAX 9, FSI and PDI).</param>
    public string Format(ReadOnlySpan<(string Name, object Value)> values, Func<long, string> plural, CultureInfo culture, bool isolate = false)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (part.Name is null)
            {
                text.Append(part.Literal);
                continue;
            }

            var value = Find(values, part.Name);
            if (part.Forms is null)
            {
                if (isolate) text.Append(FirstStrongIsolate);
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                if (isolate) text.Append(PopDirectionalIsolate);
                continue;
            }

            var number = Convert.ToInt64(value, CultureInfo.InvariantCulture);
            var form = part.Forms.GetValueOrDefault(plural(number)) ?? part.Forms["other"];
            text.Append(form.Replace("#", number.ToString("N0", culture), StringComparison.Ordinal));
        }

        return text.ToString();
    }

    private static object Find(ReadOnlySpan<(string Name, object Value)> values, string name)
    {
        foreach (var (given, value) in values)
            if (given == name) return value;
        throw new ArgumentException($"The text has a place {name} that nothing was given for.");
    }

    private static Part Place(string inside)
    {
        var pieces = inside.Split(',', 3, StringSplitOptions.TrimEntries);
        if (pieces.Length == 1) return new Part("", pieces[0], null);
        if (pieces.Length != 3 || pieces[1] != "plural") throw new FormatException($"Not a place that is known: {inside}");

        var forms = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = pieces[2];
        while (rest.Length > 0)
        {
            var open = rest.IndexOf('{', StringComparison.Ordinal);
            if (open < 0) throw new FormatException($"A plural form has no text: {inside}");
            var close = Close(rest, open);
            forms[rest[..open].Trim()] = rest[(open + 1)..close];
            rest = rest[(close + 1)..].Trim();
        }

        return forms.ContainsKey("other") ? new Part("", pieces[0], forms) : throw new FormatException($"A plural needs the form other: {inside}");
    }

    private static int Close(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}' && --depth == 0) return i;
        }

        throw new FormatException($"A brace is not closed: {text}");
    }

    private sealed record Part(string Literal, string? Name, Dictionary<string, string>? Forms);
}
