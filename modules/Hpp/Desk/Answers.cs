using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Shared.Pages;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>Pages and redirects as HTTP answers.</summary>
internal static class Answers
{
    public static IResult Page(MethodsModel model, int status = 200) => new PageAnswer<MethodsPage>(Of(model), status);

    public static IResult Page(ServiceModel model, IEnumerable<string> formAction, int status = 200) => new PageAnswer<ServicePage>(Of(model), status, formAction);

    public static IResult Page(StatusModel model, int status = 200, IEnumerable<string>? formAction = null) => new PageAnswer<StatusPage>(Of(model), status, formAction);

    /// <summary>303: the next address is asked for by GET, whatever this request was (RFC 9110 15.4.4).</summary>
    public static IResult SeeOther(string url) => new Redirect(url, StatusCodes.Status303SeeOther);

    public static IResult Found(string url) => new Redirect(url, StatusCodes.Status302Found);

    private static Dictionary<string, object?> Of(object model) => new(1) { ["Model"] = model };

    private sealed class Redirect(string url, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = url;
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["Referrer-Policy"] = "strict-origin";
            return Task.CompletedTask;
        }
    }
}
