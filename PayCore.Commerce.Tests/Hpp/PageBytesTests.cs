using System.Text;
using PayCore.Commerce.Shared.Pages;

namespace PayCore.Commerce.Tests.Hpp;

internal sealed class PageBytesTests
{
    [TestCase("&#x42F;&#x43A; &#x2013;", "Як –")]
    [TestCase("&#x1F600;", "😀")]
    [TestCase("&#xA0;|", "\u00a0|")]
    [TestCase("&#x27;&#x2B;&lt;&quot;&amp;#x42F;", "&#x27;&#x2B;&lt;&quot;&amp;#x42F;")]
    [TestCase("&#x3C;script&#x3E;", "&#x3C;script&#x3E;")]
    [TestCase("&#x;&#xD800;&#xFFFFFFFF;&#x 42;&#x42F", "&#x;&#xD800;&#xFFFFFFFF;&#x 42;&#x42F")]
    [TestCase("plain", "plain")]
    public void Letters_are_written_as_themselves_and_what_protects_the_markup_stays(string html, string expected) =>
        Encoding.UTF8.GetString(PageBytes.Encode(html)).Should().Be(expected);
}
