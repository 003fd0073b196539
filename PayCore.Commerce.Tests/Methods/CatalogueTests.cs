using System.Text.RegularExpressions;
using System.Xml.Linq;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Methods.Catalogue;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>The catalogue as contract/methods-and-gateways.md asks for it.</summary>
internal sealed class CatalogueTests
{
    private static readonly string[] Categories =
        ["payment_card", "digital_wallet", "internet_banking", "bank_transfer", "cash", "mobile", "cryptocurrency", "alternative"];

    [Test]
    public void There_are_at_least_thirty_methods_and_some_of_each_category()
    {
        MethodCatalogue.All.Count.Should().BeGreaterThanOrEqualTo(30);
        MethodCatalogue.All.Select(m => m.View.Code).Should().OnlyHaveUniqueItems();
        MethodCatalogue.All.Select(m => m.View.Category).Distinct().Should().BeEquivalentTo(Categories);
    }

    [TestCaseSource(nameof(Methods))]
    public void A_method_has_a_code_that_services_can_be_made_of_and_a_name_in_every_language_of_the_page(string code)
    {
        var method = MethodCatalogue.Get(code).View;

        ServiceCode.Parse($"{code}_eur_hpp")!.Method.Should().Be(code);
        method.Name.Keys.Should().BeEquivalentTo(Texts.Languages);
        method.Name.Values.Should().NotContain(name => string.IsNullOrWhiteSpace(name));
        method.Countries.Should().OnlyHaveUniqueItems().And.NotContain(country => !Regex.IsMatch(country, "^[A-Z]{2}$"));
    }

    [TestCaseSource(nameof(Methods))]
    public void A_method_has_an_icon_of_its_own_that_is_a_harmless_drawing(string code)
    {
        var icon = MethodCatalogue.Get(code).View.Icon;
        MethodCatalogue.All.Where(m => m.View.Icon == icon).Should().ContainSingle();

        var drawing = XDocument.Load(Repository.File("wwwroot" + icon)).Root!;
        drawing.Name.LocalName.Should().Be("svg");
        drawing.Attribute("viewBox").Should().NotBeNull();
        drawing.DescendantsAndSelf().Select(e => e.Name.LocalName).Should().NotContain(["script", "image", "foreignObject", "a"]);
        drawing.DescendantsAndSelf().Attributes().Select(a => a.Name.LocalName.ToLowerInvariant()).Should().NotContain(n => n == "href" || n.StartsWith("on", StringComparison.Ordinal));
    }

    [TestCaseSource(nameof(Methods))]
    public void The_fields_of_a_method_accept_their_own_example(string code)
    {
        var fields = MethodCatalogue.Get(code).Fields;
        fields.Select(f => f.Key).Should().OnlyHaveUniqueItems();
        foreach (var field in fields)
        {
            field.Label.Keys.Should().BeEquivalentTo(Texts.Languages);
            if (field is { Regexp: { } pattern, Example: { } example }) Regex.IsMatch(example, pattern, RegexOptions.NonBacktracking).Should().BeTrue($"{example} is the example of {field.Key}");
        }
    }

    [Test]
    public void A_method_that_the_catalogue_does_not_know_is_shown_by_its_code()
    {
        var method = MethodCatalogue.Get("moon_pay");

        method.View.Name.Should().Equal(new Dictionary<string, string> { ["en"] = "moon_pay" });
        method.Fields.Should().BeEmpty();
        File.Exists(Repository.File("wwwroot" + method.View.Icon)).Should().BeTrue();
    }

    private static IEnumerable<string> Methods() => MethodCatalogue.All.Select(m => m.View.Code);
}
