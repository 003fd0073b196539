namespace PayCore.Commerce.Hpp.Domain;

/// <summary>Which of the account's methods a link offers (contract/hpp.md, <c>display[show_methods]</c> and <c>display[hide_methods]</c>).</summary>
/// <param name="Show">Codes of methods; empty: all.</param>
internal sealed record MethodChoice(IReadOnlyList<string> Show, IReadOnlyList<string> Hide)
{
    /// <param name="defaults">The account's own, where the link says nothing: JSON object text, or null.</param>
    public static MethodChoice Read(LinkQuery query, string? defaults = null)
    {
        var account = LinkQuery.OfDefaults(defaults);
        return new MethodChoice(Of("show_methods"), Of("hide_methods"));

        IReadOnlyList<string> Of(string name) => LinkTree.List(query, "display", name) is { Count: > 0 } own ? own : LinkTree.List(account, "display", name);
    }

    public bool Offers(string code) => (Show.Count == 0 || Show.Contains(code)) && !Hide.Contains(code);
}
