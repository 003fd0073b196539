using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Languages;

namespace PayCore.Commerce.Hpp.Pages;

/// <summary>What is around every page: who is paid, how much, in which language, and the ways out.</summary>
/// <param name="Title">The page's own title; the payee is added.</param>
/// <param name="Payee">Null while nobody is known: the link is not good.</param>
/// <param name="Step">1 choose, 2 details, 3 done; 0: no progress is shown.</param>
/// <param name="Cancel">Where "cancel" leads; null: nothing to cancel any more.</param>
/// <param name="Help">The payee's support contact.</param>
internal sealed record Frame(
    Locale Locale,
    string Title,
    string? Payee,
    bool Test,
    Summary? Summary,
    int Step,
    IReadOnlyList<LanguageLink> Languages,
    Link? Cancel,
    string? Help)
{
    /// <summary>How the merchant wants the page to look.</summary>
    public Look Look { get; init; } = Look.Default;

    /// <summary>The payee's logo; null: there is none, and the first letters of the name stand for it.</summary>
    public Logo? Logo { get; init; }

    /// <summary>The payee's own site, absolute; null: not known.</summary>
    public string? Website { get; init; }

    /// <summary>Until when can be paid, to be counted down; null: nothing to count, or not wanted.</summary>
    public DateTimeOffset? Ends { get; init; }

    /// <summary>Who may show the page in a frame; null while no account is known: nobody.</summary>
    public Embedders? Embedders { get; init; }

    /// <summary>The id of the invoice that the page is of; told to the page around a frame.</summary>
    public string? Invoice { get; init; }

    /// <summary>Where is told whether the invoice changed since this page; null: there is no invoice.</summary>
    public string? News { get; init; }

    /// <summary>The invoice's status, told to the page around a frame.</summary>
    public string? Status { get; init; }

    /// <summary>Whether there is nothing more to do here, so that a frame may close.</summary>
    public bool Closes { get; init; }

    /// <summary>First letters of the payee's first two words.</summary>
    public string Initials => string.Concat((Payee ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2)
        .Select(word => System.Globalization.StringInfo.GetNextTextElement(word))).ToUpper(Locale.Culture);
}

/// <summary>The payee's logo with the size that it is shown in, in CSS pixels: its place is kept while it is loaded.</summary>
internal sealed record Logo(string Source, int Width, int Height)
{
    /// <summary>As large as fits into <paramref name="most"/>, never larger than it is; null: the account has none.</summary>
    public static Logo? Of(AccountView? account, (int Width, int Height) most)
    {
        if (account is not { Logo: { } logo, LogoPath: { } path }) return null;
        if (logo.Width <= most.Width && logo.Height <= most.Height) return new Logo(path, logo.Width, logo.Height);
        return logo.Width * most.Height > logo.Height * most.Width
            ? new Logo(path, most.Width, Math.Max(1, most.Width * logo.Height / logo.Width))
            : new Logo(path, Math.Max(1, most.Height * logo.Width / logo.Height), most.Height);
    }
}

/// <summary>The amount, always in sight.</summary>
/// <param name="Total">What the customer pays, written for the locale.</param>
internal sealed record Summary(string Total, IReadOnlyList<Row> Lines, string? Description, string? Reference, string? Until);

internal sealed record Row(string Label, string Value, bool Strong = false);

internal sealed record Link(string Text, string Href);

internal sealed record LanguageLink(string Language, string Name, string Href, bool Current);

/// <summary>One way to go on: a link, or a form of its own when it has a token.</summary>
/// <param name="Target">Where it opens: <c>_top</c> leaves the frame that the page may stand in; null: where the page is.</param>
internal sealed record Act(
    string Text, string Href, bool Primary = false, string? Token = null, IReadOnlyDictionary<string, string>? Hidden = null, string Method = "post", string? Target = null)
{
    public bool IsForm => Token is not null || Hidden is not null;
}

/// <param name="Total">With the fee; null: no method of the list costs more.</param>
/// <param name="Fee">Null: nothing is said of it.</param>
/// <param name="Free">Whether the account wants to be shown that this method costs the customer nothing.</param>
/// <param name="Words">What else it is found by.</param>
internal sealed record MethodEntry(string Name, string Href, string Icon, string? Total, string? Fee, bool Free, string? Words);

internal sealed record MethodsModel(
    Frame Frame, string Heading, string? Notice, IReadOnlyList<LanguageLink> Categories, IReadOnlyList<MethodEntry> Methods, IReadOnlyList<Act> Acts, string Sprite)
{
    /// <summary>The search above a long list; null: there is none.</summary>
    public SearchModel? Search { get; init; }
}

/// <param name="Hidden">The other parameters of the list, which a GET form has to carry.</param>
/// <param name="Text">What was searched for; null: nothing.</param>
/// <param name="Instant">Whether the page has every method, so that a script can search it: a search goes through all, whatever the category.</param>
internal sealed record SearchModel(string Action, IReadOnlyList<KeyValuePair<string, string>> Hidden, string? Text, Link All, bool Instant);

/// <param name="Masked">A value given before, masked; then <paramref name="ChangeHref"/> asks for it again.</param>
internal sealed record FieldModel(
    string Id, string Name, string Label, string? Hint, string Type, string? Autocomplete, string? InputMode, bool Required, string Value, string? Error, string? Masked, string? ChangeHref)
{
    /// <summary>The pattern, and what is said about a value that does not match, or is missing: for a check while one types.</summary>
    public (string? Pattern, string? Missing, string Wrong) Check { get; init; }
}

/// <param name="Target">As in <see cref="Act"/>.</param>
internal sealed record ServiceModel(
    Frame Frame, string Heading, string Action, string Token, string Service, IReadOnlyList<FieldModel> Fields, string PayText, string Note, Link? Other,
    string? Notice, string? Icon, string Sprite, string? Target = null)
{
    /// <summary>A second button of the same form, so that what was typed goes with it; its token comes after the form's own. Null: none.</summary>
    public Act? MoreTime { get; init; }

    /// <summary>The merchant's own page shows what became of a payment, so this tab may never see one of ours that does.</summary>
    public bool Returns { get; init; }

    public IEnumerable<FieldModel> Wrong => Fields.Where(f => f.Error is not null);
}

internal enum Tone
{
    Good,
    Wait,
    Bad,
    Plain,
}

/// <param name="Details">Payment details to copy: shown large.</param>
/// <param name="Rows">The receipt.</param>
internal sealed record StatusModel(
    Frame Frame, Tone Tone, string Heading, IReadOnlyList<string> Texts, IReadOnlyList<Row> Details, IReadOnlyList<Row> Rows, IReadOnlyList<Act> Acts)
{
    /// <summary>Where news of the state come from; null: none are expected.</summary>
    public string? Live { get; init; }

    /// <summary>Whether the heading is what the visitor waited for, so that it gets the focus.</summary>
    public bool Outcome { get; init; }

    /// <summary>A code to scan instead of copying the details; null: there is none.</summary>
    public Picture? Code { get; init; }

    /// <summary>What is said after the details; null: nothing.</summary>
    public string? After { get; init; }
}

/// <param name="Alt">What it is, for who cannot see it.</param>
/// <param name="Caption">What to do with it.</param>
internal sealed record Picture(string Source, string Alt, string Caption);

/// <summary>The question how much.</summary>
/// <param name="Kept">Parameters that go on: name and value.</param>
/// <param name="Limits">Between which amounts, in words; null: any.</param>
/// <param name="InputMode">Which keyboard a phone shows.</param>
internal sealed record AmountModel(
    Frame Frame, string Heading, string? Description, string Action, IReadOnlyList<Row> Kept, string Label, string? Limits, string InputMode, string Value, string? Error);

/// <param name="Amount">Null: the payer chooses.</param>
/// <param name="Picture">The QR code's address.</param>
internal sealed record PosterModel(Locale Locale, string Payee, Logo? Logo, bool Test, string? Description, string? Amount, string Url, string Picture);
