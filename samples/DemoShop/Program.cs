using System.Text.Json;
using DemoShop;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;
string Place(string file) => Path.GetFullPath(file, builder.Environment.ContentRootPath);

var credentialsFile = Place(settings["PayCore:CredentialsFile"] ?? "../../data/demo-account.json");
if (!File.Exists(credentialsFile))
{
    Console.Error.WriteLine($"There is no {credentialsFile}: start PayCore first (dotnet run --project PayCore.Commerce), which makes the demo account.");
    return 1;
}

var payCoreUrl = (settings["PayCore:Url"] ?? "http://localhost:5000").TrimEnd('/');
var credentials = JsonSerializer.Deserialize<Credentials>(File.ReadAllText(credentialsFile))!;
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 256 * 1024);
builder.Services.AddSingleton(TimeProvider.System).AddSingleton(credentials)
    .AddSingleton(services => new Store(Place(settings["Database"] ?? "data/shop.db"), services.GetRequiredService<TimeProvider>()));
builder.Services.AddHttpClient<PayCore>(http => (http.BaseAddress, http.Timeout) = (new Uri(payCoreUrl), TimeSpan.FromSeconds(30)));

var app = builder.Build();
string ShopUrl() => settings["ShopUrl"] is { Length: > 0 } url ? url.TrimEnd('/') : app.Urls.First();
string CallbackUrl() => $"{ShopUrl()}/callbacks/paycore";
string OrderUrl(Order order) => $"{ShopUrl()}/orders/{order.Id}";

app.Use((http, next) =>
{
    // What a shop with a policy of its own has to allow for the widget: its script and its frame.
    http.Response.Headers.ContentSecurityPolicy = $"default-src 'self'; img-src 'self' data:; script-src 'self' {payCoreUrl}; frame-src {payCoreUrl}; frame-ancestors 'none'";
    http.Response.Headers.CacheControl = "no-store";
    return next(http);
});
app.MapGet("/shop.css", () => Results.Stream(typeof(Store).Assembly.GetManifestResourceStream("shop.css")!, "text/css"));
app.MapGet("/shop.js", () => Results.Stream(typeof(Store).Assembly.GetManifestResourceStream("shop.js")!, "text/javascript"));

app.MapGet("/", Pages.Catalogue);
app.MapGet("/cart", (HttpContext http, Store store) => Pages.Cart(store.Cart(CartOf(http))));
app.MapPost("/cart", async (HttpContext http, Store store) =>
{
    var form = await http.Request.ReadFormAsync();
    var cart = CartOf(http);
    if (Books.All.FirstOrDefault(b => b.Code == form["book"]) is not { } book) return NotFound();
    var wanted = int.TryParse(form["quantity"], out var given) ? given : 1 + store.Cart(cart).Where(l => l.Book == book).Sum(l => l.Quantity);
    store.SetLine(cart, book, Math.Clamp(wanted, 0, Books.MostCopies));
    return SeeOther("/cart");
});

app.MapPost("/orders", (HttpContext http, Store store) => SeeOther(store.PlaceOrder(CartOf(http)) is { } id ? $"/orders/{id}" : "/cart"));
app.MapGet("/orders", (Store store) => Pages.Orders(store.NewestOrders()));
app.MapGet("/orders/{id}", (string id, HttpRequest request, Store store, PayCore payCore) =>
    store.Find(id) is { } order ? Pages.Order(order, payCore.PaymentLink(order, OrderUrl(order)), request.Query.ContainsKey("cpi")) : NotFound());
app.MapGet("/orders/{id}/state", (string id, Store store) =>
    store.Find(id) is { } order ? Results.Text(order.State is State.Open or State.Pending ? "unsettled" : "settled") : NotFound());

app.MapPost("/orders/{id}/pay", async (string id, HttpRequest request, Store store, PayCore payCore, CancellationToken ct) =>
{
    if (store.Find(id) is not { } order) return NotFound();
    if (order.State is not (State.Open or State.Pending)) return SeeOther($"/orders/{id}");
    var way = (await request.ReadFormAsync(ct))["way"];
    try
    {
        var (invoice, paymentPage) = await payCore.CreateInvoice(order, OrderUrl(order), CallbackUrl(), ct);
        store.Learn(invoice);
        return SeeOther(way == "widget" ? $"/orders/{id}/widget" : paymentPage);
    }
    catch (HttpRequestException e)
    {
        app.Logger.LogError(e, "No invoice could be made for order {Order}.", id);
        return Pages.Problem(502, "No payment is possible now", "Your order is kept. Please come back to its page in a few minutes.");
    }
});
app.MapGet("/orders/{id}/widget", (string id, Store store) =>
    store.Find(id) is not { } order ? NotFound()
    : order.Invoices.LastOrDefault(i => i.Source == Invoice.OurBackend && i.IsOpen) is { } invoice ? Pages.Widget(order, invoice.Id, payCoreUrl)
    : SeeOther($"/orders/{id}"));

app.MapPost("/callbacks/paycore", async (HttpRequest request, Store store, TimeProvider clock, CancellationToken ct) =>
{
    using var body = new MemoryStream();
    await request.Body.CopyToAsync(body, ct);
    if (!Callback.IsGenuine(credentials.SigningSecret, request.Headers, body.ToArray(), clock.GetUtcNow())) return Results.Unauthorized();
    using var document = JsonDocument.Parse(body.ToArray());
    store.Learn(Invoice.Read(document.RootElement.GetProperty("data")), request.Headers["webhook-id"]);
    return Results.NoContent();
});

app.Services.GetRequiredService<Store>();
await app.StartAsync();
await TakeCallbacks(app.Lifetime.ApplicationStopping);
await app.WaitForShutdownAsync();
return 0;

// Links name no callback URL, because a customer could change it: what is paid by them is told to the account's, which is this shop from now on.
async Task TakeCallbacks(CancellationToken stopping)
{
    try
    {
        while (!await IsTaken()) await Task.Delay(TimeSpan.FromSeconds(5), stopping);
    }
    catch (OperationCanceledException) when (stopping.IsCancellationRequested)
    {
        app.Logger.LogInformation("The shop stops before PayCore could be told where callbacks go.");
    }

    async Task<bool> IsTaken()
    {
        try
        {
            await app.Services.GetRequiredService<PayCore>().SendCallbacksTo(CallbackUrl(), stopping);
            return true;
        }
        catch (HttpRequestException e)
        {
            app.Logger.LogWarning(e, "PayCore could not be told that callbacks go to {Url}; it is told again in 5 s.", CallbackUrl());
            return false;
        }
    }
}

// The cart's id is all that the browser keeps. SameSite=Lax: no other site can fill or order it.
static string CartOf(HttpContext http)
{
    if (http.Request.Cookies["cart"] is { Length: 32 } known) return known;
    var made = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
    http.Response.Cookies.Append("cart", made, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps });
    return made;
}

static IResult NotFound() => Pages.Problem(404, "There is nothing here", "Perhaps the address was not copied whole.");

// After a POST the browser is sent on by 303, so that it asks by GET and a reload sends nothing again (RFC 9110, 15.4.4).
static IResult SeeOther(string url) => new SeeOther(url);
