using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;
using PayCore.Commerce.Shared.Pages;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>
/// GET /api/embed-check?origin=…&amp;csp=…&amp;width=…&amp;height=… for the caller's account and mode, and GET /hpp/embed-check, the same as a page for an
/// account named by its public key: which exact rule would keep the payment page out of a shop's page. It tells nothing that the payment page's
/// own headers do not tell.
/// </summary>
internal static class EmbedCheck
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("embed-check", async (Caller caller, HttpRequest request, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var errors = new List<Error>();
            var asked = Read(request.Query, errors);
            if (errors.Count > 0) return new ErrorResponse(errors);
            return await mediator.Send(new FindAccount(caller.Account), ct)
                .ToHttp(account => new JsonAnswer(Document(asked, caller.Mode, asked.Check(account, caller.Mode, server))));
        }).Limited(Limit.Read).Describe("Check an embedding", "Which exact rule, if any, would keep the payment page out of a frame of a shop's page, in the mode of the key.", "EmbedCheckDocument",
            parameters:
            [
                new("origin", "The origin of the shop's page.", "https://shop.example", IsRequired: true),
                new("csp", "The Content-Security-Policy that the shop's page sends. It is not fetched.", "default-src 'self'; script-src https://pay.example; frame-src https://pay.example"),
                new("width", "Of the frame, in CSS pixels.", "400", "integer"),
                new("height", "Of the frame, in CSS pixels.", "600", "integer"),
            ],
            errors: ["required", "too_long", "duplicate_parameter"]);

    internal static void MapPage(IEndpointRouteBuilder pages) =>
        pages.MapMethods("/hpp/embed-check", ShowLink.Reading, async (HttpRequest request, IMediator mediator, ServerAddress server, CancellationToken ct) =>
        {
            var errors = new List<Error>();
            var (key, findings) = (request.Query["public_key"].ToString(), (IReadOnlyList<EmbedFinding>)[]);
            if (key.Length > 0)
            {
                var asked = Read(request.Query, errors);
                var owner = await mediator.Send(new FindByPublicKey(key), ct);
                if (owner.IsFailure) errors.Insert(0, Error.InvalidParameter("invalid_value", "There is no active account with this public key.", "public_key"));
                if (errors.Count == 0) findings = asked.Check(owner.Value.Account, owner.Value.Mode, server);
            }

            return new PageAnswer<EmbedCheckPage>(
                new Dictionary<string, object?>
                {
                    [nameof(EmbedCheckPage.Given)] = Names.ToDictionary(n => n, n => request.Query[n].ToString()),
                    [nameof(EmbedCheckPage.Errors)] = errors.ToLookup(e => e.Parameter ?? "", e => e.Detail),
                    [nameof(EmbedCheckPage.Findings)] = findings,
                },
                errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
        }).Limited(Limit.Read);

    private const int MostPolicyCharacters = 4096;

    private static readonly string[] Names = ["public_key", "origin", "csp", "width", "height"];

    private static Asked Read(IQueryCollection query, List<Error> errors)
    {
        foreach (var name in Names.Where(n => query[n].Count > 1)) errors.Add(Error.InvalidParameter("duplicate_parameter", $"The parameter {name} is given twice.", name));
        if (errors.Count > 0) return new Asked("", null, null, null);
        var text = query["origin"].ToString().Trim();
        var origin = WebUrl.Problem(text, plain: true) is null ? WebUrl.Origin(text) : null;
        if (text.Length == 0) errors.Add(Error.InvalidParameter("required", "The parameter origin is required.", "origin"));
        else if (origin is null) errors.Add(Error.InvalidParameter("invalid_value", "The origin must be like https://shop.example.", "origin"));
        var csp = query["csp"].ToString();
        if (csp.Length > MostPolicyCharacters) errors.Add(Error.InvalidParameter("too_long", $"The csp must have at most {MostPolicyCharacters} characters.", "csp"));
        return new Asked(origin ?? "", string.IsNullOrWhiteSpace(csp) ? null : csp, Pixels("width"), Pixels("height"));

        int? Pixels(string name)
        {
            if (query[name].ToString() is not { Length: > 0 } given) return null;
            if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels)) return pixels;
            errors.Add(Error.InvalidParameter("invalid_value", $"The {name} must be a whole number of CSS pixels.", name));
            return null;
        }
    }

    private static object Document(Asked asked, Mode mode, IReadOnlyList<EmbedFinding> findings) => new
    {
        data = new
        {
            type = "embed-checks",
            id = asked.Origin,
            attributes = new { asked.Origin, TestMode = mode == Mode.Test, Embeddable = findings.All(f => f.Passed != false), Checks = findings },
        },
    };

    /// <param name="Policy">What the shop's page sends; null: not given.</param>
    /// <param name="Width">Of the frame, in CSS pixels; null: not measured.</param>
    private sealed record Asked(string Origin, string? Policy, int? Width, int? Height)
    {
        public IReadOnlyList<EmbedFinding> Check(AccountView account, Mode mode, ServerAddress server) =>
            EmbedRules.Check(Origin, account, mode, WebUrl.Origin(server.Public)!, Policy is null ? null : new ShopPolicy(Policy, Origin), Width, Height);
    }
}
