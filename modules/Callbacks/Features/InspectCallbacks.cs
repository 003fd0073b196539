using System.Globalization;
using System.Text;
using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Callbacks.Pages;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;
using PayCore.Commerce.Shared.Pages;

namespace PayCore.Commerce.Callbacks.Features;

/// <summary>
/// /dev/callbacks, in Development only: a receiver as a merchant would write one. POST checks both signatures and keeps what came; GET shows it to a
/// newcomer; GET /dev/callbacks.json is the same for programs.
/// </summary>
internal static class InspectCallbacks
{
    internal sealed record Command(IHeaderDictionary Headers, byte[] Body) : IRequest<Result<Done>>;

    internal static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("dev/callbacks", async (HttpContext http, IMediator mediator, CancellationToken ct) =>
        {
            var body = await ReadBody(http.Request, ct);
            return body is null ? Results.StatusCode(StatusCodes.Status413PayloadTooLarge) : await mediator.Send(new Command(http.Request.Headers, body), ct).ToHttp();
        });
        app.MapGet("dev/callbacks", (Inspector inspector) =>
            new PageAnswer<InspectorPage>(new Dictionary<string, object?> { [nameof(InspectorPage.Callbacks)] = Rows(inspector) }));
        app.MapGet("dev/callbacks.json", (Inspector inspector) => new JsonAnswer(new { data = inspector.All() }));
    }

    internal sealed class Handler(IMediator mediator, Inspector inspector, TimeProvider clock) : IRequestHandler<Command, Result<Done>>
    {
        public async Task<Result<Done>> Handle(Command c, CancellationToken ct)
        {
            var parsed = JsonBody.Parse(c.Body);
            if (parsed.IsFailure) return parsed.Error;

            var document = parsed.Value;
            var attributes = Member(document, "data", "attributes");
            var mode = Member(attributes, "test_mode")?.ValueKind == JsonValueKind.False ? Mode.Live : Mode.Test;
            var account = new AccountId(Text(Member(document, "data", "relationships", "commerce-account", "data", "id")) ?? "");
            var found = await mediator.Send(new FindSigningSecrets(account, mode), ct);
            IReadOnlyList<string> secrets = found.IsFailure ? [] : found.Value;

            var id = c.Headers["webhook-id"].ToString();
            _ = long.TryParse(c.Headers["webhook-timestamp"], NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp);
            inspector.Add(new InspectedCallback(
                clock.GetUtcNow(),
                id,
                c.Headers["X-Callback-Attempt"],
                CallbackSignature.IsFamily(c.Headers["X-Signature"], secrets, c.Body),
                CallbackSignature.IsStandard(c.Headers["webhook-signature"], secrets, id, timestamp, c.Body),
                Text(Member(document, "data", "id")),
                Text(Member(attributes, "reference_id")),
                Text(Member(attributes, "status")),
                Text(Member(attributes, "resolution")),
                Member(attributes, "amount") is { } amount ? $"{amount.GetRawText()} {Text(Member(attributes, "currency"))}" : null,
                Member(attributes, "sequence") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var sequence) ? sequence : null,
                document));
            return Result.Done;
        }
    }

    private static IReadOnlyList<InspectorPage.Row> Rows(Inspector inspector) =>
        [.. inspector.All().Select(c => new InspectorPage.Row(
            c.Received, c.WebhookId ?? "", c.Attempt ?? "–", c.IsFamilySignatureGood, c.IsStandardSignatureGood,
            c.Invoice ?? "–", c.ReferenceId ?? "–", c.Status ?? "–", c.Resolution ?? "–", c.Amount ?? "–", c.Sequence, Pretty(c.Body)))];

    private static string Pretty(JsonElement body) => JsonSerializer.Serialize(body, PrettyOptions);

    private static readonly JsonSerializerOptions PrettyOptions = new(Wire.Options) { WriteIndented = true };

    private static JsonElement? Member(JsonElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element is not { ValueKind: JsonValueKind.Object } parent || !parent.TryGetProperty(name, out var child)) return null;
            element = child;
        }

        return element;
    }

    private static string? Text(JsonElement? element) => element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The raw bytes: a signature is over bytes, not over what a parser makes of them.</summary>
    private static async Task<byte[]?> ReadBody(HttpRequest request, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[8 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(chunk, ct)) > 0)
        {
            if (buffer.Length + count > JsonBody.MostBytes) return null;
            buffer.Write(chunk, 0, count);
        }

        return buffer.ToArray();
    }
}
