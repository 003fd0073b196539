using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Pages;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>Pages and redirects as HTTP answers.</summary>
internal static class Answers
{
    public static IResult Page(MethodsModel model, int status = 200) => new Framed<MethodsPage>(model, model.Frame, status, null);

    public static IResult Page(ServiceModel model, IEnumerable<string> formAction, int status = 200) => new Framed<ServicePage>(model, model.Frame, status, formAction);

    public static IResult Page(StatusModel model, int status = 200, IEnumerable<string>? formAction = null) => new Framed<StatusPage>(model, model.Frame, status, formAction);

    public static IResult Page(AmountModel model, int status = 200) => new Framed<AmountPage>(model, model.Frame, status, null);

    /// <summary>303: the next address is asked for by GET, whatever this request was (RFC 9110 15.4.4).</summary>
    public static IResult SeeOther(string url) => new Redirect(url, StatusCodes.Status303SeeOther);

    public static IResult Found(string url) => new Redirect(url, StatusCodes.Status302Found);

    private static Dictionary<string, object?> Of(object model) => new(1) { ["Model"] = model };

    /// <summary>A page that nobody may frame; asked for in a frame, one that the account's allowed domains may, or the card.</summary>
    private sealed class Framed<TPage>(object model, Frame frame, int status, IEnumerable<string>? formAction) : IResult where TPage : IComponent
    {
        public Task ExecuteAsync(HttpContext http)
        {
            if (!Framing.IsFramed(http.Request)) return new PageAnswer<TPage>(Of(model), status, formAction).ExecuteAsync(http);

            var framing = http.RequestServices.GetRequiredService<Framing>();
            var own = WebUrl.Origin(http.RequestServices.GetRequiredService<ServerAddress>().Public);
            return framing.Admit(http.Request, frame, own)
                ? new PageAnswer<TPage>(Of(model), status, formAction, frame.Embedders!.Sources).ExecuteAsync(http)
                : new PageAnswer<StatusPage>(Of(Framing.Card(http.Request, frame.Locale)), StatusCodes.Status403Forbidden, frameAncestors: ["*"]).ExecuteAsync(http);
        }
    }

    private sealed class Redirect(string url, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = status;
            // A merchant's URL may be written in any script, a header may not.
            http.Response.Headers.Location = WebUrl.Ascii(url);
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["Referrer-Policy"] = "strict-origin";
            return Task.CompletedTask;
        }
    }
}
