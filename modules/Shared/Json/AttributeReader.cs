using System.Text;
using System.Text.Json;

namespace PayCore.Commerce.Shared;

/// <summary>
/// Reads the known members of a document one by one and collects every error with its place, so that a client learns all at once.
/// A member that is absent or <c>null</c> reads as null; unknown members are never looked at (contract/README.md: be liberal).
/// </summary>
public sealed class AttributeReader
{
    private readonly JsonElement element;
    private readonly string path;

    /// <param name="element">A JSON object.</param>
    /// <param name="errors">Where errors are collected; shared with children.</param>
    /// <param name="path">Where the object stands below the attributes: <c>""</c> or <c>customer/</c>.</param>
    public AttributeReader(JsonElement element, List<Error> errors, string path = "")
    {
        (this.element, Errors, this.path) = (element, errors, path);
    }

    public List<Error> Errors { get; }

    /// <summary>The attributes of a JSON:API document <c>{ "data": { "type", "attributes" } }</c>; a wrong envelope is an error with an absolute pointer.</summary>
    public static AttributeReader OfDocument(JsonElement document, params ReadOnlySpan<string> types)
    {
        var errors = new List<Error>();
        var empty = new AttributeReader(JsonDocument.Parse("{}").RootElement, errors);
        if (!document.TryGetProperty("data", out var data) || data.ValueKind == JsonValueKind.Null)
        {
            errors.Add(Error.Invalid("required", "The document needs a member data.", "/data"));
            return empty;
        }

        if (data.ValueKind != JsonValueKind.Object)
        {
            errors.Add(Error.Invalid("invalid_type", "The member data must be an object.", "/data"));
            return empty;
        }

        if (!data.TryGetProperty("type", out var type) || type.ValueKind == JsonValueKind.Null)
            errors.Add(Error.Invalid("required", $"The type is required: {types[0]}.", "/data/type"));
        else if (type.ValueKind != JsonValueKind.String)
            errors.Add(Error.Invalid("invalid_type", "The type must be a text.", "/data/type"));
        else if (!types.Contains(type.GetString()!))
            errors.Add(Error.Invalid("invalid_value", $"The type must be {types[0]}.", "/data/type"));

        if (!data.TryGetProperty("attributes", out var attributes) || attributes.ValueKind == JsonValueKind.Null)
            return empty;
        if (attributes.ValueKind == JsonValueKind.Object) return new AttributeReader(attributes, errors);

        errors.Add(Error.Invalid("invalid_type", "The attributes must be an object.", "/data/attributes"));
        return empty;
    }

    public bool Has(string name) => Find(name) is not null;

    /// <summary>Whether the member is there, even as <c>null</c>: where a change is asked, that takes the value away.</summary>
    public bool Names(string name) => element.TryGetProperty(name, out _);

    public void Fail(string code, string detail, string name) => Errors.Add(Error.Invalid(code, detail, path + name));

    /// <summary>A text of <paramref name="least"/> to <paramref name="most"/> UTF-16 characters without control characters (line breaks are allowed).</summary>
    public string? Text(string name, int most, int least = 0, bool required = false)
    {
        if (Find(name) is not { } member) return Missing(name, required);
        if (member.ValueKind != JsonValueKind.String) return Wrong(name, "a text");

        var text = member.GetString()!;
        if (text.Length == 0 && required) return Missing(name, required);
        if (text.Length > most) return Invalid("too_long", $"{Title(name)} must have at most {most} characters.", name);
        if (text.Length < least) return Invalid("too_short", $"{Title(name)} must have at least {least} characters.", name);
        if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            return Invalid("invalid_value", $"{Title(name)} must not have control characters.", name);
        return text;
    }

    /// <summary>A JSON number, exactly; a text such as "100" is <c>invalid_type</c>.</summary>
    public AmountText? Amount(string name, bool required = false)
    {
        if (Find(name) is not { } member)
        {
            Missing(name, required);
            return null;
        }

        if (member.ValueKind != JsonValueKind.Number)
        {
            Wrong(name, "a number");
            return null;
        }

        if (AmountText.TryParse(member.GetRawText(), out var amount)) return amount;
        Invalid("amount_range", $"{Title(name)} is not an amount.", name);
        return null;
    }

    public long? Whole(string name)
    {
        if (Find(name) is not { } member) return null;
        if (member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var value)) return value;
        Wrong(name, "a whole number");
        return null;
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } member) return null;
        if (member.ValueKind is JsonValueKind.True or JsonValueKind.False) return member.GetBoolean();
        Wrong(name, "true or false");
        return null;
    }

    /// <summary>One of the words of an enum, as on the wire.</summary>
    public TEnum? Word<TEnum>(string name) where TEnum : struct, Enum
    {
        if (Find(name) is not { } member) return null;
        if (member.ValueKind != JsonValueKind.String)
        {
            Wrong(name, "a text");
            return null;
        }

        if (Words.TryParse<TEnum>(member.GetString(), out var value)) return value;
        Invalid("invalid_value", $"{Title(name)} must be one of: {string.Join(", ", Words.All<TEnum>())}.", name);
        return null;
    }

    /// <summary>An absolute URL (contract/invoice.md, Limits of values); <c>http</c> beyond loopback only when <paramref name="plain"/> (test mode).</summary>
    public string? Url(string name, bool plain)
    {
        if (Find(name) is not { } member) return null;
        if (member.ValueKind != JsonValueKind.String) return Wrong(name, "a text");
        var text = member.GetString()!;
        if (text.Length == 0) return null;
        return WebUrl.Problem(text, plain) is { } problem ? Invalid("url_invalid", $"{Title(name)} {problem}", name) : text;
    }

    /// <summary>As <see cref="Url"/>, for an address that callbacks go to: of its ports only those that are called.</summary>
    public string? CallbackUrl(string name, bool plain)
    {
        var url = Url(name, plain);
        return url is null || WebUrl.HasCallablePort(new Uri(url)) ? url : Invalid("url_invalid", $"{Title(name)} must be at port 80, 443, or 1024 and above.", name);
    }

    /// <summary>An object of at most <paramref name="mostBytes"/> bytes of compact JSON, kept as that text.</summary>
    public string? Json(string name, int mostBytes, string tooLarge)
    {
        if (Find(name) is not { } member) return null;
        if (member.ValueKind != JsonValueKind.Object) return Wrong(name, "an object");
        var json = JsonSerializer.Serialize(member, Wire.Options);
        return Encoding.UTF8.GetByteCount(json) > mostBytes
            ? Invalid(tooLarge, $"{Title(name)} must have at most {mostBytes / 1024} KiB as JSON.", name)
            : json;
    }

    /// <summary>A nested object to read by the same rules; null when absent.</summary>
    public AttributeReader? Child(string name)
    {
        if (Find(name) is not { } member) return null;
        if (member.ValueKind == JsonValueKind.Object) return new AttributeReader(member, Errors, $"{path}{name}/");
        Wrong(name, "an object");
        return null;
    }

    /// <summary>A list of at most <paramref name="mostItems"/> texts.</summary>
    public IReadOnlyList<string>? Texts(string name, int mostItems, int mostCharacters)
    {
        if (Items(name, mostItems) is not { } items) return null;
        var texts = new List<string>();
        foreach (var (item, place) in items)
        {
            if (item.ValueKind != JsonValueKind.String) Wrong(place, "a text");
            else if (item.GetString() is { Length: > 0 } text && text.Length <= mostCharacters) texts.Add(text);
            else Invalid("invalid_value", $"The texts must have 1 to {mostCharacters} characters.", place);
        }

        return texts;
    }

    /// <summary>A list of at most <paramref name="mostItems"/> objects, each to be read by the same rules.</summary>
    public IReadOnlyList<AttributeReader>? Children(string name, int mostItems)
    {
        if (Items(name, mostItems) is not { } items) return null;
        var children = new List<AttributeReader>();
        foreach (var (item, place) in items)
        {
            if (item.ValueKind == JsonValueKind.Object) children.Add(new AttributeReader(item, Errors, $"{path}{place}/"));
            else Wrong(place, "an object");
        }

        return children;
    }

    /// <summary>Fields of a service: an object of texts, or a list of <c>{key, value}</c> or of one-key objects (contract/private-api.md, hpp.md).</summary>
    public IReadOnlyDictionary<string, string>? Fields(string name)
    {
        if (Find(name) is not { } member) return null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (member.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in member.EnumerateObject()) Add(field.Name, field.Value, $"{name}/{field.Name}");
            return fields;
        }

        if (member.ValueKind != JsonValueKind.Array)
        {
            Wrong(name, "an object or a list of {key, value}");
            return null;
        }

        var at = 0;
        foreach (var item in member.EnumerateArray())
        {
            var place = $"{name}/{at++}";
            if (item.ValueKind != JsonValueKind.Object) Wrong(place, "an object");
            else if (item.TryGetProperty("key", out var key) && key.ValueKind == JsonValueKind.String && item.TryGetProperty("value", out var value))
                Add(key.GetString()!, value, $"{place}/value");
            else
                foreach (var field in item.EnumerateObject()) Add(field.Name, field.Value, $"{place}/{field.Name}");
        }

        return fields;

        void Add(string key, JsonElement value, string place)
        {
            if (value.ValueKind == JsonValueKind.Null) return;
            if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) Wrong(place, "a text");
            else if ((value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()) is { Length: <= 1024 } text) fields[key] = text;
            else Invalid("too_long", "The value of a field must have at most 1024 characters.", place);
        }
    }

    private List<(JsonElement Item, string Place)>? Items(string name, int most)
    {
        if (Find(name) is not { } member) return null;
        if (member.ValueKind != JsonValueKind.Array)
        {
            Wrong(name, "a list");
            return null;
        }

        if (member.GetArrayLength() <= most) return [.. member.EnumerateArray().Select((item, at) => (item, $"{name}/{at}"))];
        Invalid("too_long", $"{Title(name)} must have at most {most} entries.", name);
        return null;
    }

    private JsonElement? Find(string name) =>
        element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private string? Missing(string name, bool required) =>
        required ? Invalid("required", $"{Title(name)} is required.", name) : null;

    private string? Wrong(string name, string expected) => Invalid("invalid_type", $"{Title(name)} must be {expected}.", name);

    private string? Invalid(string code, string detail, string name)
    {
        Errors.Add(Error.Invalid(code, detail, path + name));
        return null;
    }

    private static string Title(string name) => $"The {name.Replace('_', ' ')}";
}
