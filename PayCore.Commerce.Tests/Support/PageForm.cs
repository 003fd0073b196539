using System.Net;
using System.Text.RegularExpressions;

namespace PayCore.Commerce.Tests.Support;

/// <summary>A form of a page as a browser would send it: its address and its hidden inputs.</summary>
internal sealed partial record PageForm(string Action, Dictionary<string, string> Values)
{
    /// <summary>The form whose address contains the text.</summary>
    public static PageForm In(Answer page, string action)
    {
        foreach (Match form in Form().Matches(page.Text))
        {
            var address = WebUtility.HtmlDecode(form.Groups["action"].Value);
            if (!address.Contains(action, StringComparison.Ordinal)) continue;
            return new PageForm(address, Input().Matches(form.Value).ToDictionary(i => i.Groups["name"].Value, i => WebUtility.HtmlDecode(i.Groups["value"].Value)));
        }

        throw new AssertionException($"The page has no form to {action}: {page.Text}");
    }

    public PageForm With(string name, string value) => this with { Values = new Dictionary<string, string>(Values) { [name] = value } };

    /// <summary>Sends the form as a page of the server itself would.</summary>
    public Task<Answer> Send(HttpClient client) => Send(client, ("Origin", client.BaseAddress!.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin"));

    public Task<Answer> Send(HttpClient client, params (string Name, string Value)[] headers) =>
        client.Ask(new HttpRequestMessage(HttpMethod.Post, Action) { Content = new FormUrlEncodedContent(Values) }, headers);

    [GeneratedRegex("<form[^>]*action=\"(?<action>[^\"]*)\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Input();
}
