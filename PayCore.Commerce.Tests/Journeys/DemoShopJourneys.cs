using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Journeys;

/// <summary>A merchant's shop and PayCore as two processes that know each other by HTTP alone: what a customer does in a real browser, and what strangers try.</summary>
internal sealed class DemoShopJourneys
{
    private string folder = null!;
    private HostProcess payCore = null!;
    private HostProcess shop = null!;
    private JsonElement account;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        folder = Directory.CreateTempSubdirectory("paycore-shop-").FullName;
        payCore = await HostProcess.Listen(folder);
        shop = await HostProcess.ListenAsShop(payCore, folder);
        account = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "demo-account.json"))).RootElement;
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await shop.DisposeAsync();
        await payCore.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [SetUp]
    public async Task Arrive() => page = await Browser.Open(shop.Url);

    [TearDown]
    public async Task Leave() => await page.Leave();

    [Test]
    public async Task An_order_paid_in_the_widget_is_marked_by_the_callback_though_the_customer_never_comes_back()
    {
        var order = await Order();
        await Click("Pay here");
        var frame = page.FrameLocator("iframe");
        await frame.Locator(".payment-wrap__items").GetByRole(AriaRole.Link, new() { Name = "Payment card" }).ClickAsync();
        await frame.GetByRole(AriaRole.Button, new() { Name = "Pay €24.00" }).ClickAsync();
        await PayByCard("24.00");
        await page.CloseAsync();

        await Probe.Until(async () => (await Shown(order)).Contains("state paid", StringComparison.Ordinal), "the shop knows that the order is paid");
    }

    [Test]
    public async Task An_order_paid_on_the_payment_page_is_paid_when_the_customer_is_back_in_the_shop()
    {
        var order = await Order();
        await Click("Go to the payment page");
        await page.Locator(".payment-wrap__items").GetByRole(AriaRole.Link, new() { Name = "Payment card" }).ClickAsync();
        await Click("Pay €24.00");
        await PayByCard("24.00");
        await Follow("Return to Demo Shop");

        await ShowsState("Paid");
        page.Url.Should().StartWith($"{shop.Url}/orders/{order}");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("24.00 EUR, processed");
    }

    [Test]
    public async Task An_order_paid_by_the_plain_link_is_marked_by_the_callback_though_nobody_opens_it()
    {
        var order = await Order();
        await PayTheLink(link => link, "24.00");
        await page.CloseAsync();

        await Probe.Until(() => IsPaidInTheShopsOwnBooks(order), "the shop's database says that the order is paid");
        (await Shown(order)).Should().Contain("state paid").And.Contain("24.00 EUR, processed");
    }

    [Test]
    public async Task At_its_start_the_shop_makes_its_address_the_accounts_callback_URL() => await Probe.Until(
        async () => (await Api().Get("/api/account"))["callback_options"].GetProperty("callback_url").GetString() == $"{shop.Url}/callbacks/paycore",
        "the account's callbacks go to the shop");

    [Test]
    public async Task After_a_form_the_browser_is_sent_on_by_303()
    {
        using var client = shop.Client();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["book"] = "kobzar" });

        using var answer = await client.PostAsync("/cart", form);

        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location.Should().Be("/cart");
    }

    [Test]
    public async Task A_hidden_page_asks_nothing_and_a_shown_one_asks_again()
    {
        await Order();
        await page.Clock.InstallAsync();
        await page.ReloadAsync();
        var asked = 0;
        page.Request += (_, request) => asked += request.Url.EndsWith("/state", StringComparison.Ordinal) ? 1 : 0;
        await Probe.Until(() => asked > 0, "an open page asks");

        await Hide(true);
        await page.Clock.RunForAsync(60_000); // the question that was under way is answered
        var before = asked;
        await page.Clock.RunForAsync(60_000);
        asked.Should().Be(before);

        await Hide(false);
        await Probe.Until(() => asked > before, "the page asks as soon as it is looked at");

        Task Hide(bool hidden) => page.EvaluateAsync(
            "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }", hidden);
    }

    [Test]
    public async Task A_customer_who_changes_the_amount_in_the_link_gets_no_books_and_the_shop_is_told_why()
    {
        var order = await Order();
        await PayTheLink(link => link.Replace("amount=24&", "amount=1&", StringComparison.Ordinal), "1.00");
        await Follow("Return to Demo Shop");

        await ShowsState("We are checking your payment");
        (await Shown(order)).Should().Contain("is 1.00 EUR instead of 24.00 EUR").And.NotContain("state paid");
        await page.GotoAsync("/orders");
        await Assertions.Expect(page.Locator("li").Filter(new() { HasText = order })).ToContainTextAsync("to be checked");
    }

    [Test]
    public async Task Coming_back_proves_nothing()
    {
        var order = await Order();
        await page.GotoAsync($"/orders/{order}?cpi=cpi_zGmR6BYegfcNmFet&status=processed&signature=x");

        await ShowsState("Being confirmed");
        (await Shown(order)).Should().Contain("state open");
    }

    [TestCase("sk_test_0123456789012345678901234567890123456789012", 0)]
    [TestCase(null, -330)]
    [TestCase(null, 330)]
    public async Task A_callback_that_PayCore_did_not_send_or_that_is_old_changes_nothing(string? secret, int seconds)
    {
        var (order, paid) = await OrderWithInvoice();

        (await Call(paid, "cbk_forged", secret, seconds)).Should().Be(HttpStatusCode.Unauthorized);

        (await Shown(order)).Should().Contain("state open");
        (await Call(paid, $"cbk_{order}")).Should().Be(HttpStatusCode.NoContent, "the same with PayCore's signature of now is taken");
        (await Shown(order)).Should().Contain("state paid");
    }

    [Test]
    public async Task A_callback_without_signature_changes_nothing()
    {
        var (order, paid) = await OrderWithInvoice();
        using var client = shop.Client();

        (await client.Post("/callbacks/paycore", paid.ToJsonString())).Status.Should().Be(HttpStatusCode.Unauthorized);

        (await Shown(order)).Should().Contain("state open");
    }

    [Test]
    public async Task A_callback_that_comes_again_and_a_state_that_comes_late_change_nothing()
    {
        var (order, told) = await OrderWithInvoice();
        await Call(told, $"cbk_{order}_1");
        var paid = await Shown(order);
        paid.Should().Contain("state paid").And.Contain("24.00 EUR, processed");

        (await Call(Changed(told, "refunded", 100), $"cbk_{order}_1")).Should().Be(HttpStatusCode.NoContent, "it was heard before");
        (await Call(Changed(told, "process_error", 2), $"cbk_{order}_2")).Should().Be(HttpStatusCode.NoContent, "it is true, only late");
        (await Shown(order)).Should().Be(paid);

        await Call(Changed(told, "refunded", 100), $"cbk_{order}_3");
        (await Shown(order)).Should().Contain("state returned", "a newer state of its own callback is news");
    }

    [TestCase("partially_refunded", 22, "state paid")]
    [TestCase("refund_failed", 24, "state paid")]
    [TestCase("refund_pending", 0, "state returned")]
    [TestCase("refunded", 0, "state returned")]
    public async Task An_order_was_paid_though_that_state_itself_was_never_told_and_is_delivered_only_while_the_money_is_here(string newest, int left, string state)
    {
        var (order, paid) = await OrderWithInvoice();
        paid["data"]!["attributes"]!["refundable_amount"] = left;

        await Call(Changed(paid, newest, 7), $"cbk_{order}");

        (await IsPaidInTheShopsOwnBooks(order)).Should().Be(left > 0);
        (await Shown(order)).Should().Contain(state);
    }

    [Test]
    public async Task A_part_of_the_money_is_never_all_of_it()
    {
        var (order, paid) = await OrderWithInvoice();
        var attributes = paid["data"]!["attributes"]!;
        (attributes["processed_amount"], attributes["remaining_amount"]) = (JsonValue.Create(20m), JsonValue.Create(4m));

        await Call(Changed(paid, "partially_refunded", 7), $"cbk_{order}");

        (await Shown(order)).Should().Contain("state check").And.Contain("only a part of it was paid");
    }

    [TestCase("amount", "1.0", "is 1.00 EUR instead of 24.00 EUR")]
    [TestCase("currency", "\"JPY\"", "is 24.00 JPY instead of 24.00 EUR")]
    [TestCase("source", "\"public_api\"", "made by public_api, which this shop does not use")]
    public async Task Money_that_is_not_what_was_ordered_is_flagged_and_never_marks_an_order_paid(string attribute, string value, string problem)
    {
        var (order, paid) = await OrderWithInvoice();
        paid["data"]!["attributes"]![attribute] = JsonNode.Parse(value);

        await Call(paid, $"cbk_{order}");

        (await Shown(order)).Should().Contain("state check").And.Contain(problem);
    }

    [Test]
    public async Task Paying_again_for_the_same_order_takes_up_the_same_invoice()
    {
        var order = await Order();
        await Click("Go to the payment page");
        await page.GotoAsync($"/orders/{order}");
        await Click("Go to the payment page");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("How would you like to pay?");

        (await Api().Get($"/api/payment-invoices?filter[reference_id]={order}-1")).Json.GetProperty("data").GetArrayLength().Should().Be(1);
        (await Api().Get($"/api/payment-invoices?filter[reference_id]={order}-2")).Json.GetProperty("data").GetArrayLength().Should().Be(0);
    }

    [TestCase(320)]
    [TestCase(768)]
    [TestCase(1280)]
    public async Task Its_pages_are_accessible_and_fit(int width)
    {
        await page.SetViewportSizeAsync(width, 800);
        await page.GotoAsync("/");
        await Look("books", width);
        var order = await Order(look: () => Look("cart", width));
        await Look("order", width);
        await Click("Pay here");
        await Assertions.Expect(page.FrameLocator("iframe").Locator(".payment-wrap__items")).ToBeVisibleAsync();
        await Look("widget", width);
        await page.GotoAsync($"/orders/{order}");
        await Look("order-with-invoice", width);
        await page.GotoAsync("/orders");
        await Look("orders", width);
        await page.GotoAsync("/orders/unknown");
        await Look("unknown", width);
    }

    [Test]
    public async Task Without_the_demo_account_it_says_what_to_start_first()
    {
        var ended = await HostProcess.RunShop("--PayCore:CredentialsFile", Path.Combine(folder, "missing.json"));

        ended.ExitCode.Should().Be(1);
        ended.Error.Should().Contain("start PayCore first (dotnet run --project PayCore.Commerce)");
    }

    /// <summary>Puts a book for 24 EUR into the cart and orders it. The order's id.</summary>
    private async Task<string> Order(Func<Task>? look = null)
    {
        await page.GotoAsync("/");
        await Click("Put Kobzar into the cart");
        if (look is not null) await look();
        await Click("Order");
        await ShowsState("Not paid yet");
        return new Uri(page.Url).Segments[^1];
    }

    /// <summary>An order, and the callback that would tell that its invoice is paid.</summary>
    private async Task<(string Order, JsonNode Paid)> OrderWithInvoice()
    {
        var order = await Order();
        await Click("Go to the payment page");
        await page.WaitForURLAsync($"{payCore.Url}/**");
        var list = await Api().Get($"/api/payment-invoices?filter[reference_id]={order}-1");
        var invoice = await Api().Get($"/api/payment-invoices/{list.Json.GetProperty("data")[0].GetProperty("id").GetString()}");
        var paid = Changed(JsonNode.Parse(invoice.Text)!, "processed", 5);
        foreach (var (name, value) in new[] { ("processed_amount", 24), ("remaining_amount", 0), ("refundable_amount", 24) }) paid["data"]!["attributes"]![name] = value;
        return (order, paid);
    }

    private static JsonNode Changed(JsonNode invoice, string status, int sequence)
    {
        var changed = invoice.DeepClone();
        changed["data"]!["attributes"]!["status"] = status;
        changed["data"]!["attributes"]!["sequence"] = sequence;
        return changed;
    }

    /// <summary>Posts a callback to the shop, signed by the account's secret now unless said otherwise.</summary>
    private async Task<HttpStatusCode> Call(JsonNode invoice, string id, string? secret = null, int seconds = 0)
    {
        var body = invoice.ToJsonString();
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds;
        var signature = CallbackSignature.Standard([secret ?? Word("signing_secret_test")], id, timestamp, System.Text.Encoding.UTF8.GetBytes(body));
        using var client = shop.Client();
        return (await client.Post("/callbacks/paycore", body, ("webhook-id", id), ("webhook-timestamp", $"{timestamp}"), ("webhook-signature", signature))).Status;
    }

    private async Task PayTheLink(Func<string, string> change, string amount)
    {
        var link = await page.GetByRole(AriaRole.Link, new() { Name = "Open the payment link" }).GetAttributeAsync("href");
        await page.GotoAsync(change(link!));
        await page.Locator(".payment-wrap__items").GetByRole(AriaRole.Link, new() { Name = "Payment card" }).ClickAsync();
        await Click($"Pay €{amount}");
        await PayByCard(amount);
    }

    private async Task PayByCard(string amount)
    {
        await page.GetByLabel("Card number").FillAsync("5519 2838 1203 0000");
        await page.GetByLabel("Expiry date").FillAsync("10/31");
        await page.GetByLabel("Security code").FillAsync("123");
        await Click($"Pay {amount} EUR");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Payment received");
    }

    /// <summary>What the shop knows by itself: opening a page could make it ask.</summary>
    private async Task<bool> IsPaidInTheShopsOwnBooks(string order)
    {
        await using var db = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(folder, "shop.db")};Mode=ReadOnly;Pooling=False");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
        command.CommandText = "SELECT paid FROM orders WHERE id = $id";
        command.Parameters.AddWithValue("$id", order);
        return await command.ExecuteScalarAsync() is long;
    }

    /// <summary>An order's page as anybody gets it now.</summary>
    private async Task<string> Shown(string order)
    {
        using var client = shop.Client();
        return (await client.Get($"/orders/{order}")).Text;
    }

    private async Task Look(string name, int width)
    {
        await page.ScreenshotAsync(new() { Path = Path.Combine(Directory.CreateDirectory(Repository.File("artifacts/pages")).FullName, $"shop-{name}-{width}.png"), FullPage = true });
        await page.ShouldFit();
        await page.ShouldBeAccessible();
    }

    private HttpClient Api() => payCore.Client(Word("account_id"), Word("api_key_test"));

    private string Word(string member) => account.GetProperty(member).GetString()!;

    private Task ShowsState(string title) => Assertions.Expect(page.Locator(".state h2")).ToHaveTextAsync(title);

    private Task Click(string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private Task Follow(string link) => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync();
}
