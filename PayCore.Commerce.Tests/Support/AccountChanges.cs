using System.Net;
using System.Text;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Support;

/// <summary>The account as its merchant changes it.</summary>
internal static class AccountChanges
{
    /// <summary>PATCH /api/account with these attributes, as JSON; expected to be taken.</summary>
    public static async Task Patch(this PayCoreApp app, string attributes)
    {
        using var api = app.Api(Mode.Live);
        var changed = await api.Ask(new HttpRequestMessage(HttpMethod.Patch, "/api/account")
        {
            Content = new StringContent($$$"""{"data":{"type":"commerce-accounts","attributes":{{{attributes}}}}}""", Encoding.UTF8, "application/json"),
        });
        changed.Status.Should().Be(HttpStatusCode.OK, changed.Text);
    }
}
