namespace PayCore.Commerce.Tests.Architecture;

/// <summary>What a rule found: how many things it looked at, and which of them are wrong. A rule that looked at nothing has proved nothing.</summary>
internal sealed record Finding(int Looked, IReadOnlyList<string> Wrong)
{
    public static Finding Of<T>(IEnumerable<T> selected, Func<T, IEnumerable<string>> wrong)
    {
        var all = selected.ToList();
        return new Finding(all.Count, [.. all.SelectMany(wrong)]);
    }

    public void ShouldBeClean()
    {
        Looked.Should().BePositive("a rule that selects nothing is green for ever");
        Wrong.Should().BeEmpty();
    }
}
