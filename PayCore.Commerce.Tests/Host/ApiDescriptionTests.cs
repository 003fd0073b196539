using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using PayCore.Commerce.Http;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Host;

/// <summary>The OpenAPI documents say what the routes do: the same routes, codes that exist, examples that hold, answers as they really come.</summary>
[TestFixture("private", "/api", Door.Private)]
[TestFixture("public", "/public-api", Door.Public)]
internal sealed class ApiDescriptionTests(string name, string prefix, Door door)
{
    /// <summary>Routes that must have answered with success when their own example was sent; a route of a state of its own has its own tests.</summary>
    private static readonly string[] AnswersItsExample =
    [
        "Create an invoice", "Cancel an invoice", "Process an invoice", "Give an invoice up", "Ask what can be paid with", "Resend a callback", "Resend callbacks", "Test the callback URL",
        "Create a payment link", "List payment links", "Read a payment link", "Close a payment link",
        "Add a gateway account", "Change a gateway account", "Make or replace a payment service", "Change a payment service", "Remove a payment service", "Import a bank file",
        "Read a customer", "List customers", "Delete a customer", "Report transactions", "Compare a day", "Read a reconciliation", "List reconciliations",
    ];

    private PayCoreApp app = null!;
    private StubMerchant shop = null!;
    private HttpClient api = null!;
    private string bank = "", file = "", reconciliation = "";
    private string text = "";
    private JsonObject document = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        shop = await StubMerchant.Start();
        app = await PayCoreApp.Start(shop.Url + "/callback");
        api = app.Api();
        bank = await app.TakesTransfers();
        file = (await api.Import("date;amount;currency;remittance text;transaction id\n2026-11-24;1,00;EUR;none;t0\n")).Id;
        reconciliation = (await api.Post("/api/reconciliations", new { data = new { type = "reconciliations", attributes = new { date = app.Clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) } } })).Id;
        text = (await api.Get($"/openapi/{name}.json")).Text;
        document = JsonNode.Parse(text)!.AsObject();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
        await shop.DisposeAsync();
    }

    [Test]
    public void The_document_has_every_route_of_its_door_and_no_other()
    {
        var routes = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<DoorMetadata>()?.Door == door)
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} /{e.RoutePattern.RawText!.Trim('/')}")).ToList();

        routes.Should().OnlyHaveUniqueItems().And.OnlyContain(r => r.Contains($" {prefix}/"));
        Operations().Select(o => o.Route).Should().BeEquivalentTo(routes, "a route says what it does by .Describe(…), beside its Map");
    }

    [Test]
    public void Every_operation_says_in_words_what_it_does()
    {
        Operations().Select(o => o.Text("operationId")).Should().OnlyHaveUniqueItems().And.OnlyContain(id => id.All(c => char.IsAsciiLetterLower(c) || c == '-'));
        Operations().Where(o => o.Text("description").Length < 20 || !o.Text("description").TrimEnd().EndsWith('.')).Select(o => o.Route).Should().BeEmpty();
    }

    [Test]
    public void Every_code_that_a_route_names_is_a_code_of_the_contract()
    {
        var named = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(e => e.Metadata.GetMetadata<ApiOperation>()).OfType<ApiOperation>().SelectMany(o => o.Errors);

        named.Should().NotBeEmpty().And.BeSubsetOf(ErrorCodes.All.Select(c => c.Code));
    }

    [Test]
    public void Every_example_is_what_its_schema_says()
    {
        var contents = Operations().SelectMany(o => Contents(o.Node)).ToList();

        contents.Should().HaveCountGreaterThan(Operations().Count());
        contents.SelectMany(c => Examples(c).SelectMany(e => SchemaCheck.Problems(document, c["schema"]!, Element(e), $"{c.GetPath()} "))).Should().BeEmpty();
        contents.Should().OnlyContain(c => Examples(c).Any());
    }

    [Test]
    public void An_independent_reader_finds_nothing_wrong()
    {
        var read = OpenApiDocument.Parse(text, "json");

        read.Diagnostic!.Errors.Should().BeEmpty();
        read.Diagnostic.Warnings.Should().BeEmpty();
        read.Diagnostic.SpecificationVersion.Should().Be(OpenApiSpecVersion.OpenApi3_1);
        read.Document!.Paths.Should().HaveSameCount(document["paths"]!.AsObject());
    }

    [Test]
    public async Task Every_route_answers_as_it_is_described()
    {
        List<string> problems = [], answered = [];
        foreach (var operation in Operations())
        {
            using var request = await Request(operation);
            var answer = await api.Ask(request);
            var status = $"{(int)answer.Status}";
            if (answer.Status < HttpStatusCode.BadRequest) answered.Add(operation.Text("summary"));
            else if (request.Method == HttpMethod.Get) problems.Add($"{operation.Route} answered {answer.Text}");

            if (operation.Node["responses"]![status] is not { } response) problems.Add($"{operation.Route} answered {status}, which it does not describe: {answer.Text}");
            else if (response["content"] is { } content) problems.AddRange(SchemaCheck.Problems(document, content["application/json"]!["schema"]!, answer.Json, $"{operation.Route} {status} "));
            else if (answer.Text.Length > 0) problems.Add($"{operation.Route} answered {status} with content: {answer.Text}");
        }

        problems.Should().BeEmpty();
        answered.Should().Contain(Operations().Select(o => o.Text("summary")).Intersect(AnswersItsExample));
    }

    [Test]
    public async Task A_parameter_that_is_given_twice_is_an_error_where_that_is_described_and_nowhere_else()
    {
        var problems = new List<string>();
        foreach (var operation in Operations())
        foreach (var name in Parameters(operation).Where(p => p["in"]!.GetValue<string>() == "query").Select(p => p["name"]!.GetValue<string>()))
        {
            using var request = await Request(operation);
            request.RequestUri = new Uri($"{request.RequestUri}&{name}=1&{name}=1", UriKind.Relative);
            var isTold = (await api.Ask(request)).Errors.Contains($"duplicate_parameter {name}");
            if (isTold != Describes(operation, "duplicate_parameter")) problems.Add($"{operation.Route} {name}: {(isTold ? "told" : "not told")}");
        }

        problems.Should().BeEmpty();
    }

    [Test]
    public void Where_a_service_can_be_refused_every_reason_is_described()
    {
        string[] reasons = ["service_unknown", "service_unavailable", "service_currency_mismatch", "amount_unsupported", "fee_exceeds_amount"];
        var services = Operations().Where(o => Describes(o, "service_currency_mismatch")).ToList();

        services.Should().NotBeEmpty();
        services.SelectMany(o => reasons.Where(r => !Describes(o, r)).Select(r => $"{o.Route} {r}")).Should().BeEmpty();
    }

    [Test]
    public async Task A_failure_is_described_with_its_code()
    {
        var answer = await api.Post($"{prefix}/payment-invoices", "{");

        answer.ShouldFail(400, "malformed_json");
        var response = document["paths"]![$"{prefix}/payment-invoices"]!["post"]!["responses"]!["400"]!["content"]!["application/json"]!;
        SchemaCheck.Problems(document, response["schema"]!, answer.Json).Should().BeEmpty();
        response["examples"]!["malformed_json"].Should().NotBeNull();
    }

    [Test]
    public void The_check_itself_sees_what_is_missing_foreign_or_of_another_type()
    {
        var schema = JsonNode.Parse("""{"type":"object","required":["a","b"],"properties":{"a":{"type":["integer","null"]},"b":{"enum":["x"]},"c":{"type":"array","items":{"type":"string"}}}}""")!;

        SchemaCheck.Problems(document, schema, Element(JsonNode.Parse("""{"a":1.5,"c":["y",2],"d":true}"""))).Should().HaveCount(4);
        SchemaCheck.Problems(document, schema, Element(JsonNode.Parse("""{"a":null,"b":"y"}"""))).Should().HaveCount(1);
        SchemaCheck.Problems(document, schema, Element(JsonNode.Parse("""{"a":1,"b":"x","c":[]}"""))).Should().BeEmpty();
    }

    [Test]
    public async Task A_created_invoice_has_exactly_the_attributes_that_are_described()
    {
        using var merchant = app.Api();
        var made = await merchant.CreateInvoice(new { reference_id = "names", amount = 10.5, currency = "EUR" });
        var shown = door == Door.Private ? made : await api.Get($"/public-api/payment-invoices/{made.Id}");
        var schemas = document["components"]!["schemas"]!;
        var attributes = (door == Door.Private ? schemas["Invoice"] : schemas["PublicInvoiceDocument"]!["properties"]!["data"])!["properties"]!["attributes"]!["properties"]!;

        shown.Json.GetProperty("data").GetProperty("attributes").EnumerateObject().Select(a => a.Name).Should().BeEquivalentTo(attributes.AsObject().Select(p => p.Key));
    }

    /// <summary>The operation's own example, with what only this server knows: a fresh invoice's ids and the account's public key.</summary>
    private async Task<HttpRequestMessage> Request(Operation operation)
    {
        using var merchant = app.Api();
        var invoice = await merchant.CreateInvoice(new { reference_id = operation.Route, amount = 10.5, currency = "EUR", service = "paypal_eur_hpp" });
        var path = operation.Route.Split(' ')[1];
        if (path.Contains("{id}", StringComparison.Ordinal)) path = path.Replace("{id}", await Id(operation, merchant, invoice.Id), StringComparison.Ordinal);
        if (path.Contains("{code}", StringComparison.Ordinal))
        {
            path = path.Replace("{code}", Example(operation, "code"), StringComparison.Ordinal);
            await merchant.Offers(Example(operation, "code"), bank, Mode.Test);
        }

        var needed = Parameters(operation).Where(p => p["in"]!.GetValue<string>() == "query" && p["required"]!.GetValue<bool>()).Select(p => $"{p["name"]}={p["example"]}");
        path += $"?{string.Join('&', needed)}";
        if (operation.Text("summary") == "Import a bank file") path += $"gateway_account={bank}";
        var request = new HttpRequestMessage(new HttpMethod(operation.Route.Split(' ')[0]), path);
        if (operation.Node["requestBody"]?["content"]!.AsObject().First() is { Key: var type, Value: var content })
        {
            var body = type == "application/json" ? content!["example"]!.ToJsonString() : content!["example"]!.GetValue<string>();
            body = body.Replace("pk_test_\\u2026", app.Account.PublicKeyTest, StringComparison.Ordinal).Replace("gwa_x3Tq0SpmVb6KcE9d", bank, StringComparison.Ordinal);
            request.Content = new StringContent(body, null, type);
        }

        return request;
    }

    private static bool Describes(Operation operation, string code) => operation.Node["responses"]!.AsObject()
        .Any(r => r.Value!["content"]?["application/json"]?["examples"]?[code] is not null);

    private static async Task<string> Customer(HttpClient merchant, string reference)
    {
        var made = await merchant.CreateInvoice(new { reference_id = $"for {reference}", amount = 1, currency = "EUR", customer = new { reference_id = reference, name = "Zoe Testperson" } });
        return made.Json.GetProperty("data").GetProperty("relationships").GetProperty("customer").GetProperty("data").GetProperty("id").GetString()!;
    }

    private async Task<string> RefundOf(HttpClient merchant, string invoice)
    {
        await app.Happens((await merchant.Get($"/api/payment-invoices/{invoice}")).Charge(), "succeed");
        return (await merchant.Post($"/api/payment-invoices/{invoice}/refund", new { data = new { type = "refund", attributes = new { reference_id = invoice } } })).Id;
    }

    private async Task<string> Id(Operation operation, HttpClient merchant, string invoice)
    {
        var example = Example(operation, "id");
        if (example.StartsWith("pln_", StringComparison.Ordinal)) return (await app.Link(new { amount = 10, currency = "EUR" })).Id;
        if (example.StartsWith("gwa_", StringComparison.Ordinal)) return bank;
        if (example.StartsWith("bkf_", StringComparison.Ordinal)) return file;
        if (example.StartsWith("rec_", StringComparison.Ordinal)) return reconciliation;
        if (example.StartsWith("cus_", StringComparison.Ordinal)) return await Customer(merchant, operation.Route);
        if (example.StartsWith("ref_", StringComparison.Ordinal)) return await RefundOf(merchant, invoice);
        var list = example.Split('_')[0] switch { "pay" => "payments", "cbk" => "callbacks", _ => null };
        if (list is null) return example.StartsWith("cpi_", StringComparison.Ordinal) ? invoice : example;
        var rows = await merchant.Get($"/api/payment-invoices/{invoice}/{list}");
        return rows.Json.GetProperty("data")[0].GetProperty("id").GetString()!;
    }

    private static string Example(Operation operation, string parameter) =>
        Parameters(operation).First(p => p["name"]!.GetValue<string>() == parameter)["example"]!.GetValue<string>();

    private static IEnumerable<JsonNode> Parameters(Operation operation) => operation.Node["parameters"]?.AsArray().OfType<JsonNode>() ?? [];

    private IEnumerable<Operation> Operations() => document["paths"]!.AsObject()
        .SelectMany(p => p.Value!.AsObject().Select(o => new Operation($"{o.Key.ToUpperInvariant()} {p.Key}", o.Value!.AsObject())));

    private static IEnumerable<JsonNode> Contents(JsonNode operation) =>
        operation["responses"]!.AsObject().Select(r => r.Value).Append(operation["requestBody"]).Select(r => r?["content"]?["application/json"]).OfType<JsonNode>();

    private static IEnumerable<JsonNode?> Examples(JsonNode content) =>
        content["examples"] is JsonObject named ? named.Select(e => e.Value!["value"]) : content["example"] is { } one ? [one] : [];

    private static JsonElement Element(JsonNode? node) => JsonSerializer.SerializeToElement(node);

    private sealed record Operation(string Route, JsonObject Node)
    {
        public string Text(string member) => Node[member]!.GetValue<string>();
    }
}
