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
    /// <summary>Who may show the page in a frame; null while no account is known: nobody.</summary>
    public Domain.Embedders? Embedders { get; init; }

    /// <summary>The invoice's id, told to the page around a frame.</summary>
    public string? Invoice { get; init; }

    /// <summary>The invoice's status, told to the page around a frame.</summary>
    public string? Status { get; init; }

    /// <summary>Whether there is nothing more to do here, so that a frame may close.</summary>
    public bool Closes { get; init; }

    /// <summary>First letters of the payee's first two words.</summary>
    public string Initials => string.Concat((Payee ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2)
        .Select(word => System.Globalization.StringInfo.GetNextTextElement(word))).ToUpper(Locale.Culture);
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

/// <param name="Fee">Null: nothing is said, because no method of the list costs more.</param>
internal sealed record MethodEntry(string Name, string Href, string Icon, string? Total, string? Fee);

internal sealed record MethodsModel(
    Frame Frame, string Heading, string? Notice, IReadOnlyList<LanguageLink> Categories, IReadOnlyList<MethodEntry> Methods, IReadOnlyList<Act> Acts, string Sprite);

/// <param name="Masked">A value given before, masked; then <paramref name="ChangeHref"/> asks for it again.</param>
internal sealed record FieldModel(
    string Id, string Name, string Label, string? Hint, string Type, string? Autocomplete, string? InputMode, bool Required, string Value, string? Error, string? Masked, string? ChangeHref);

/// <param name="Target">As in <see cref="Act"/>.</param>
internal sealed record ServiceModel(
    Frame Frame, string Heading, string Action, string Token, string Service, IReadOnlyList<FieldModel> Fields, string PayText, string Note, Link? Other,
    string? Notice, string? Icon, string Sprite, string? Target = null)
{
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
    Frame Frame, Tone Tone, string Heading, IReadOnlyList<string> Texts, IReadOnlyList<Row> Details, IReadOnlyList<Row> Rows, IReadOnlyList<Act> Acts);

/// <summary>The question how much.</summary>
/// <param name="Kept">Parameters that go on: name and value.</param>
/// <param name="Limits">Between which amounts, in words; null: any.</param>
/// <param name="InputMode">Which keyboard a phone shows.</param>
internal sealed record AmountModel(
    Frame Frame, string Heading, string? Description, string Action, IReadOnlyList<Row> Kept, string Label, string? Limits, string InputMode, string Value, string? Error);

/// <param name="Amount">Null: the payer chooses.</param>
/// <param name="Picture">The QR code's address.</param>
internal sealed record PosterModel(Locale Locale, string Payee, bool Test, string? Description, string? Amount, string Url, string Picture);
