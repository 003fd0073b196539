using System.Globalization;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Shared;

internal sealed class CountryTests
{
    /// <summary>Whatever country the platform has a culture for is one.</summary>
    [Test]
    public void Every_country_of_the_platform_is_known()
    {
        var regions = CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(c => new RegionInfo(c.Name).TwoLetterISORegionName).Where(r => r.Length == 2 && char.IsAsciiLetter(r[0])).Distinct().ToList();

        regions.Should().HaveCountGreaterThan(200);
        regions.Where(r => !Country.IsKnown(r)).Should().BeSubsetOf(["DG", "EA", "IC"], "CLDR has codes of its own for some islands and towns");
    }

    [TestCase("UK", "GB")]
    [TestCase("EL", "GR")]
    [TestCase("XX", "DE")]
    [TestCase("de", "DE")]
    public void What_is_none_is_told_with_what_was_meant(string code, string meant)
    {
        Country.IsKnown(code).Should().BeFalse();
        Country.Problem(code).Should().Contain(meant);
    }
}
