using PayCore.Commerce.Hpp.Domain;

namespace PayCore.Commerce.Tests.Hpp;

internal sealed class MaskTests
{
    [TestCase("olena@example.org", "o••••@••••.org")]
    [TestCase("+380501234567", "••••67")]
    [TestCase("1234", "••••")]
    [TestCase("", "••••")]
    [TestCase("@", "••••")]
    public void A_value_given_before_is_recognised_by_its_giver_only(string value, string shown) => Mask.Of(value).Should().Be(shown);
}
