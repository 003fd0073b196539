using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PayCore.Commerce.Tests.Support;

/// <summary>An answer with its JSON read.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Json, HttpResponseHeaders Headers, string Text)
{
    public string Id => Json.GetProperty("data").GetProperty("id").GetString()!;

    /// <summary>An attribute of the answer's resource.</summary>
    public JsonElement this[string attribute] => Json.GetProperty("data").GetProperty("attributes").GetProperty(attribute);

    public string? Word(string attribute) => this[attribute].GetString();

    /// <summary>The errors as "code pointer-or-parameter", in their order.</summary>
    public IReadOnlyList<string> Errors => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("errors", out var errors)
        ? [.. errors.EnumerateArray().Select(e => (e.GetProperty("code").GetString() + " " + Place(e)).Trim())]
        : [];

    /// <summary>For a failed test's message.</summary>
    public override string ToString() => $"{(int)Status} {Text}";

    private static string Place(JsonElement error) =>
        !error.TryGetProperty("source", out var source) ? ""
        : source.TryGetProperty("pointer", out var pointer) ? pointer.GetString()!
        : source.GetProperty("parameter").GetString()!;
}

/// <summary>Requests as a merchant's or a browser's code would send them.</summary>
internal static class JsonApi
{
    public static Task<Answer> Get(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.Ask(new HttpRequestMessage(HttpMethod.Get, path), headers);

    /// <summary>Posts any JSON text or object.</summary>
    public static Task<Answer> Post(this HttpClient client, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return client.Ask(request, headers);
    }

    /// <summary>PUT of a document with these attributes.</summary>
    public static Task<Answer> Put(this HttpClient client, string path, string type, object attributes) => client.Send(HttpMethod.Put, path, type, attributes);

    /// <summary>PATCH of a document with these attributes.</summary>
    public static Task<Answer> Patch(this HttpClient client, string path, string type, object attributes) => client.Send(HttpMethod.Patch, path, type, attributes);

    /// <summary>POST /api/payment-invoices with these attributes.</summary>
    public static Task<Answer> CreateInvoice(this HttpClient client, object attributes) =>
        client.Post("/api/payment-invoices", new { data = new { type = "payment-invoices", attributes } });

    private static Task<Answer> Send(this HttpClient client, HttpMethod method, string path, string type, object attributes) => client.Ask(new HttpRequestMessage(method, path)
    {
        Content = new StringContent(JsonSerializer.Serialize(new { data = new { type, attributes } }), Encoding.UTF8, "application/json"),
    });

    public static async Task<Answer> Ask(this HttpClient client, HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType is { } type && type.EndsWith("json", StringComparison.Ordinal);
        return new Answer(response.StatusCode, isJson && text.Length > 0 ? JsonDocument.Parse(text).RootElement : default, response.Headers, text);
    }

    /// <summary>Expects exactly these errors, each as "code place".</summary>
    public static void ShouldFail(this Answer answer, int status, params string[] errors)
    {
        ((int)answer.Status).Should().Be(status, answer.Text);
        answer.Errors.Should().BeEquivalentTo(errors, answer.Text);
        answer.Json.GetProperty("meta").GetProperty("trace_id").GetString().Should().NotBeNullOrEmpty();
    }
}
