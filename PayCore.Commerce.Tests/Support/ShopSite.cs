using Microsoft.AspNetCore.Http;

namespace PayCore.Commerce.Tests.Support;

/// <summary>A shop's own site on loopback, another origin than the product's; the browser of the tests reaches it by every name that ends in ".test" too.</summary>
internal sealed class ShopSite : IAsyncDisposable
{
    private readonly StubMerchant server;

    private ShopSite(StubMerchant server) => this.server = server;

    /// <summary>What stands in the body of every page; its global <c>heard</c> holds the messages that other windows sent to it.</summary>
    public string Body { get; set; } = "";

    /// <summary>The Referrer-Policy of its pages; null: the browser's own.</summary>
    public string? ReferrerPolicy { get; set; }

    /// <summary>The Content-Security-Policy of its pages; null: none.</summary>
    public string? Policy { get; set; }

    public string Url => On("127.0.0.1");

    public static async Task<ShopSite> Open()
    {
        var shop = new ShopSite(await StubMerchant.Start());
        shop.server.Answer = shop.Serve;
        return shop;
    }

    /// <summary>The site's origin by another name, e.g. http://evil.test:41234.</summary>
    public string On(string host) => $"http://{host}:{new Uri(server.Url).Port}";

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task Serve(HttpContext http, int number)
    {
        if (ReferrerPolicy is not null) http.Response.Headers["Referrer-Policy"] = ReferrerPolicy;
        if (Policy is not null) http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            "<!doctype html><html lang=\"en\"><head><title>Shop</title><link rel=\"icon\" href=\"data:,\"><script>"
            + "heard = []; addEventListener('message', e => e.source === window || heard.push(e.data));</script></head>"
            + $"<body><main><h1>Shop</h1>{Body}</main></body></html>");
    }
}
