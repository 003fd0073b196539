using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

internal sealed partial class LinkSignatureTests
{
    private const string Key = "lk_test_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly LinkKey[] Keys = [new("k2", "lk_test_other"), new("k1", Key)];

    [TestCaseSource(nameof(Vectors))]
    public void The_printed_vectors_hold(string query, string text, string sig)
    {
        LinkSignature.Text(Read(query)).Should().Be(text.Replace("\\n", "\n", StringComparison.Ordinal));
        LinkSignature.Sign(LinkSignature.Text(Read(query)), Key).Should().Be(sig);
        LinkSignature.Check(Read($"{query}&sig={sig}"), Keys, Now).Should().Be(SignatureState.Good);
        LinkSignature.Check(Read($"{query}&metadata[sig]={sig}"), Keys, Now).Should().Be(SignatureState.Good);
    }

    [Test]
    public void Order_and_encoding_do_not_matter_and_any_other_change_does()
    {
        var names = Gen.Elements("amount", "currency", "public_key", "description", "metadata[a]", "customer[email]", "display[show_methods][]", "style[primary]", "service");
        var values = ArbMap.Default.ArbFor<NonNull<string>>().Generator.Select(v => LinkQuery.Clean(new string([.. v.Get.Where(c => !char.IsSurrogate(c))])));
        var links = names.Zip(values, (name, value) => (Name: name, Value: value)).NonEmptyListOf().Where(l => l.Count < 20);
        Prop.ForAll(links.ToArbitrary(), list =>
        {
            var once = list.DistinctBy(p => p.Name).ToList();
            var link = Signed(once);
            var shuffled = string.Join('&', link.Split('&').Reverse().Select(p => p.Replace("%20", "+", StringComparison.Ordinal).Replace("[", "%5B", StringComparison.Ordinal)));
            var changed = once.Select((_, i) => once.Select((p, j) => i == j ? (p.Name, p.Value + "x") : p)).Select(c => $"{Plain(c)}&{link[link.IndexOf("sig_exp=", StringComparison.Ordinal)..]}");
            return LinkSignature.Check(Read(link), Keys, Now) == SignatureState.Good
                && LinkSignature.Check(Read(shuffled), Keys, Now) == SignatureState.Good
                && LinkSignature.Check(Read(link + "&lang=uk&category=cash&unheard_of=1"), Keys, Now) == SignatureState.Good
                && changed.All(c => LinkSignature.Check(Read(c), Keys, Now) == SignatureState.Bad)
                && LinkSignature.Check(Read(link + "&theme=dark"), Keys, Now) == SignatureState.Bad;
        }).QuickCheckThrowOnFailure();
    }

    [TestCase("sig_exp=1799999999&kid=k1")]
    [TestCase("sig_exp=1800000000&kid=k1")]
    public void A_signature_is_over_from_the_second_on_that_it_names(string rest)
    {
        var query = $"amount=1&currency=EUR&{rest}";
        var signed = $"{query}&sig={LinkSignature.Sign(LinkSignature.Text(Read(query)), Key)}";
        LinkSignature.Check(Read(signed), Keys, Now).Should().Be(SignatureState.Expired);
        LinkSignature.Check(Read($"{signed}&theme=dark"), Keys, Now).Should().Be(SignatureState.Bad, "it never was good");
    }

    [TestCase("sig_exp=never&kid=k1", "its end is no number")]
    [TestCase("kid=k1", "it has no end")]
    [TestCase("sig_exp=1900000000", "it names no key")]
    [TestCase("sig_exp=1900000000&kid=k3", "its key does not count any more")]
    [TestCase("sig_exp=1900000000&kid=k2", "it is signed by another key than it names")]
    public void A_signature_is_bad_when(string rest, string because)
    {
        var query = $"amount=1&currency=EUR&{rest}";
        LinkSignature.Check(Read($"{query}&sig={LinkSignature.Sign(LinkSignature.Text(Read(query)), Key)}"), Keys, Now).Should().Be(SignatureState.Bad, because);
    }

    [Test]
    public void While_keys_change_both_count()
    {
        var query = "amount=1&currency=EUR&sig_exp=1900000000&kid=k2";
        LinkSignature.Check(Read($"{query}&sig={LinkSignature.Sign(LinkSignature.Text(Read(query)), "lk_test_other")}"), Keys, Now).Should().Be(SignatureState.Good);
    }

    [Test]
    public void A_link_without_a_signature_has_none()
    {
        LinkSignature.Check(Read("amount=1&sig_exp=1900000000&kid=k1"), Keys, Now).Should().Be(SignatureState.None);
        LinkSignature.Check(Read("amount=1&sig=&sig_exp=1900000000&kid=k1"), Keys, Now).Should().Be(SignatureState.Bad);
    }

    private static string Plain(IEnumerable<(string Name, string Value)> pairs) => string.Join('&', pairs.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));

    private static string Signed(IEnumerable<(string Name, string Value)> pairs)
    {
        var query = $"{Plain(pairs)}&sig_exp=1900000000&kid=k1";
        return $"{query}&sig={LinkSignature.Sign(LinkSignature.Text(Read(query)), Key)}";
    }

    private static LinkQuery Read(string query) => LinkQuery.Read(query, out _)!;

    private static IEnumerable<TestCaseData> Vectors()
    {
        var found = Vector().Matches(File.ReadAllText(Repository.File("docs/signed-links.md")));
        return found.Count >= 5
            ? found.Select(v => new TestCaseData(v.Groups["query"].Value, v.Groups["text"].Value, v.Groups["sig"].Value).SetArgDisplayNames(v.Groups["name"].Value))
            : throw new InvalidOperationException("The vectors of docs/signed-links.md are not found.");
    }

    [GeneratedRegex("### (?<name>[^\n]+)\n\n```\nquery: (?<query>[^\n]+)\ntext:  (?<text>[^\n]+)\nsig:   (?<sig>[^\n]+)\n")]
    private static partial Regex Vector();
}
