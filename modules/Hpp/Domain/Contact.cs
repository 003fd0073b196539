namespace PayCore.Commerce.Hpp.Domain;

/// <summary>How a payee's own details become links.</summary>
internal static class Contact
{
    /// <summary><c>mailto:</c> or <c>tel:</c> of a contact that is an address or a number alone; null: it stays text.</summary>
    public static string? Address(string contact)
    {
        if (contact.Split('@') is [{ Length: > 0 }, var host] && host.Contains('.', StringComparison.Ordinal) && contact.All(c => char.IsAsciiLetterOrDigit(c) || c is '@' or '.' or '-' or '_' or '+'))
            return $"mailto:{contact}";
        var digits = contact.Count(char.IsAsciiDigit);
        return digits is >= 5 and <= 15 && contact.All(c => char.IsAsciiDigit(c) || c is '+' or ' ' or '-' or '(' or ')')
            ? $"tel:{string.Concat(contact.Where(c => char.IsAsciiDigit(c) || c == '+'))}"
            : null;
    }

    /// <summary>The host of a web site as it is shown; null when the site is no http address.</summary>
    public static string? Site(string? website) =>
        Uri.TryCreate(website, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) ? url.Host : null;
}
