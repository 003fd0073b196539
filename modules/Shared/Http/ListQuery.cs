using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace PayCore.Commerce.Shared.Http;

/// <summary>
/// The query of a list (contract/private-api.md, Read): <c>filter[…]</c>, <c>page[size]</c> 1–200 (50), <c>page[after]</c> a cursor that stays
/// true while rows are added. Every wrong parameter, and one given twice, is an error that names it; unknown ones are ignored.
/// </summary>
public sealed class ListQuery(HttpRequest request)
{
    public const int MostRows = 200;
    public const int DefaultRows = 50;

    public List<Error> Errors { get; } = [];

    public string? Text(string parameter)
    {
        var values = request.Query[parameter];
        if (values.Count > 1) Errors.Add(Error.InvalidParameter("duplicate_parameter", $"The parameter {parameter} is given twice.", parameter));
        if (values.Count == 1 && values[0] is not { Length: > 0 }) Fail(parameter, $"The parameter {parameter} is empty: give it a value, or leave it out.");
        return values.Count == 1 && values[0] is { Length: > 0 } text ? text : null;
    }

    public int Size()
    {
        if (Text("page[size]") is not { } text) return DefaultRows;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= MostRows) return size;
        Fail("page[size]", $"The page size must be 1 to {MostRows}.");
        return DefaultRows;
    }

    /// <summary>The two parts of the cursor: a number to sort by, and the id that breaks ties.</summary>
    public (long Key, string Id)? After()
    {
        if (Text("page[after]") is not { } text) return null;
        try
        {
            var parts = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(text)).Split(':', 2);
            if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key)) return (key, parts[1]);
        }
        catch (FormatException)
        {
            // Told below, like every other cursor that is not ours.
        }

        Fail("page[after]", "The cursor is not one of ours.");
        return null;
    }

    public bool? Flag(string parameter)
    {
        switch (Text(parameter))
        {
            case null: return null;
            case "true" or "1": return true;
            case "false" or "0": return false;
            default:
                Fail(parameter, "The filter must be true or false.");
                return null;
        }
    }

    /// <summary>UNIX seconds.</summary>
    public DateTimeOffset? Time(string parameter)
    {
        if (Text(parameter) is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800)
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        Fail(parameter, "The time must be UNIX seconds.");
        return null;
    }

    /// <summary>UNIX seconds that must be there.</summary>
    public DateTimeOffset? RequiredTime(string parameter)
    {
        var (known, time) = (Errors.Count, Time(parameter));
        if (time is null && Errors.Count == known) Errors.Add(Error.InvalidParameter("required", $"The parameter {parameter} is required: UNIX seconds.", parameter));
        return time;
    }

    public void Fail(string parameter, string detail) => Errors.Add(Error.InvalidParameter("invalid_value", detail, parameter));

    public static string Cursor(long key, string id) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes($"{key}:{id}"));

    /// <summary>The address of the next page: this request with another cursor.</summary>
    public string NextLink(string cursor)
    {
        var others = request.Query.Where(p => p.Key != "page[after]").SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v)));
        return QueryHelpers.AddQueryString(QueryHelpers.AddQueryString(request.Path, others), "page[after]", cursor);
    }
}

/// <summary>A JSON:API list with its cursor.</summary>
public sealed record ListDocument(IReadOnlyList<object> Data, IReadOnlyList<object> Included, ListLinks Links, ListMeta Meta)
{
    public static ListDocument Of(IReadOnlyList<object> data, int size, string? next, IReadOnlyList<object>? included = null) =>
        new(data, included ?? [], new ListLinks(next), new ListMeta(new PageMeta(size, data.Count, next is not null)));
}

public sealed record ListLinks(string? Next);

public sealed record ListMeta(PageMeta Page);

public sealed record PageMeta(int Size, int Count, bool HasMore);
