namespace DemoShop;

/// <summary>303 See Other: ASP.NET Core has results for 301, 302, 307 and 308 only.</summary>
internal sealed record SeeOther(string Url) : IResult
{
    public Task ExecuteAsync(HttpContext http)
    {
        (http.Response.StatusCode, http.Response.Headers.Location) = (StatusCodes.Status303SeeOther, Url);
        return Task.CompletedTask;
    }
}
