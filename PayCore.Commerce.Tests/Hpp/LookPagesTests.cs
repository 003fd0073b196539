using System.Net;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>What a link says about the page's look, over HTTP, and the search of long lists.</summary>
internal sealed class LookPagesTests
{
    private const string Look = "style[theme]=dark&style[primary]=%23ff8800&style[pay_button_label]=donate&display[hide_progress_bar]=1";

    private PayCoreApp app = null!;
    private HttpClient client = null!;
    private NewAccount long30 = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        client = app.Client();
        long30 = await app.AccountWith(30);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task The_look_goes_on_from_page_to_page_and_to_the_invoice()
    {
        var list = await client.Get($"/hpp/?{Link(Look)}");
        list.Text.Should().Contain("color-scheme:dark").And.NotContain("class=\"steps\"");
        var step = await client.Get(HrefTo(list, "/hpp/service/bank_transfer_eur_invoice"));
        step.Text.Should().Contain("color-scheme:dark").And.Contain("Show details to pay");
        (await client.Get(HrefTo(list, "/hpp/service/payment_card_eur_hpp"))).Text.Should().Contain("Donate €100.25");

        var sent = await PageForm.In(step, "/hpp/pay").Send(client);
        var own = sent.Headers.Location!.ToString();
        own.Should().StartWith("/hpp/i/cpi_").And.Contain("style[theme]=dark").And.NotContain("public_key").And.NotContain("amount=");
        var invoice = await client.Get(own);
        invoice.Text.Should().Contain("color-scheme:dark").And.NotContain("class=\"steps\"");
        (await client.Get(HrefTo(invoice, "/methods"))).Text.Should().Contain("color-scheme:dark");
    }

    [Test]
    public async Task The_look_of_a_refusal_is_that_of_its_link() =>
        (await client.Get($"/hpp/?{Link(Look)}&amount=2")).Text.Should().Contain("color-scheme:dark").And.Contain("This payment link is not valid");

    [Test]
    public async Task What_is_not_understood_changes_nothing()
    {
        var page = await client.Get($"/hpp/?{Link("style[primary]=red%3B%7Dbody%7Bdisplay%3Anone%7D&style[theme]=x&style[pay_button_label]=%3Cscript%3E&style[a][b]=c&display[hide_header]=maybe")}");

        page.Status.Should().Be(HttpStatusCode.OK);
        page.Text.Split("</style>")[0].Should().NotContain("red;").And.EndWith("box-shadow:none!important}}");
        page.Text.Should().NotContain("<script>").And.Contain("class=\"logo\"");
    }

    [Test]
    public async Task Without_a_header_the_payee_and_the_amount_still_stand_there()
    {
        var page = await client.Get($"/hpp/service/payment_card_eur_hpp?{Link("display[hide_header]=true&display[hide_footer]=true&style[show_method_logo]=false&description=Two+books")}");

        page.Text.Should().NotContainAny("class=\"logo\"", "class=\"what\"", "aria-label=\"Language\"", "class=\"icon\"", "shop.example\"")
            .And.Contain("Book Corner").And.Contain("€100.25").And.Contain("Test mode").And.Contain("Cancel and return to Book Corner");
    }

    [TestCase("pay", "Pay €100.25")]
    [TestCase("subscribe", "Subscribe for €100.25")]
    [TestCase("donate", "Donate €100.25")]
    [TestCase("buy", "Buy for €100.25")]
    [TestCase("book", "Book for €100.25")]
    [TestCase("order", "Order for €100.25")]
    public async Task The_pay_button_says_what_the_merchant_chose_and_always_the_total(string label, string text) =>
        (await client.Get($"/hpp/service/payment_card_eur_hpp?{Link($"style[pay_button_label]={label}")}")).Text.Should().Contain($"<button class=\"button\">{text}</button>");

    [Test]
    public async Task A_list_has_categories_from_8_methods_on_and_a_search_from_13()
    {
        (await List(7)).Should().NotContain("class=\"filter\"").And.NotContain("role=\"search\"");
        (await List(8)).Should().Contain("class=\"filter\"").And.NotContain("role=\"search\"");
        (await List(12)).Should().NotContain("role=\"search\"");
        (await List(13)).Should().Contain("class=\"filter\"").And.Contain("role=\"search\"");
        (await List(13, "&display[hide_method_filter]=1")).Should().NotContain("class=\"filter\"").And.NotContain("role=\"search\"");
    }

    [TestCase("skrill", 1)]
    [TestCase("SKRÌLL", 1)]
    [TestCase("payment_ca", 0)]
    [TestCase("payment card", 1)]
    [TestCase("zzzz", 0)]
    [TestCase("%3Cscript%3E", 0)]
    public async Task A_search_works_without_a_script_through_names_and_codes(string text, int found)
    {
        var page = await client.Get($"/hpp/methods?{Link($"category=cash&q={text}", long30)}");

        Methods(page.Text).Should().Be(found);
        page.Text.Should().Contain("Show all methods").And.NotContain("<script>")
            .And.Contain(found == 0 ? "No method was found. Try a part of its name." : $"Methods found: {found}.");
    }

    [Test]
    public async Task The_search_form_carries_the_whole_link()
    {
        var page = await client.Get($"/hpp/?{Link("metadata[k]=v&style[theme]=dark&category=cash&q=", long30)}");

        var form = PageForm.In(page, "/hpp/methods");
        form.Values.Keys.Should().Contain(["public_key", "amount", "currency", "metadata[k]", "style[theme]"]).And.NotContain("category");
    }

    [Test]
    public async Task The_method_that_was_tried_last_stands_first_on_its_invoice()
    {
        var created = await app.Api().CreateInvoice(new { reference_id = "order-last", amount = 100.25, currency = "EUR", service = "bank_transfer_eur_invoice" });

        var page = await client.Get($"/hpp/i/{created.Id}/methods");

        page.Text.Split("<ul class=\"methods")[1].Split("</li>")[0].Should().Contain("bank_transfer_eur_invoice");
    }

    [Test]
    public async Task The_payees_site_and_contact_are_links()
    {
        var account = await app.AnotherAccount();
        await app.Read(db => Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(
            db.Database, "update accounts_accounts set \"SupportContact\" = 'help@shop.example', \"Website\" = 'https://shop.example' where \"Name\" = 'Other Shop'"));

        (await client.Get($"/hpp/?{Link("x=1", account)}")).Text.Should()
            .Contain("<a href=\"mailto:help@shop.example\">Questions? help@shop.example</a>").And.Contain("<a href=\"https://shop.example\" target=\"_top\"><bdi>shop.example</bdi></a>", "it leaves the frame that the page may stand in");
    }

    [Test]
    public async Task An_account_has_a_look_and_a_choice_of_methods_of_its_own_and_a_link_comes_before_it()
    {
        var account = await app.AccountWith(3);
        await Change(account, """{"hpp_defaults":{"style":{"theme":"dark"},"display":{"hide_methods":["payment_card"],"hide_progress_bar":true}}}""");

        var page = (await client.Get($"/hpp/?{Link("x=1", account)}")).Text;
        page.Should().Contain("color-scheme:dark").And.NotContain("class=\"steps\"").And.NotContain("payment_card_eur_hpp");
        var other = (await client.Get($"/hpp/?{Link("theme=light&display[hide_progress_bar]=0&display[hide_methods]=x", account)}")).Text;
        other.Should().Contain("color-scheme:light").And.Contain("class=\"steps\"").And.Contain("payment_card_eur_hpp");
        (await client.Get($"/hpp/?{Link("expires=1", account)}")).Text.Should().Contain("color-scheme:dark", "a refusal is the account's, too");

        var created = await app.Api(Mode.Test, account).CreateInvoice(new { reference_id = "order-own", amount = 100.25, currency = "EUR" });
        (await client.Get($"/hpp/i/{created.Id}")).Text.Should().Contain("color-scheme:dark").And.NotContain("payment_card_eur_hpp");
    }

    [Test]
    public async Task A_method_without_a_fee_says_so_where_the_account_wants_it()
    {
        var account = await app.AccountWith(2);
        (await List()).Should().NotContain("No fee");

        await Change(account, """{"payment_options":{"zero_fee_badge":true}}""");

        (await List()).Split("<span class=\"cost\"><span class=\"fee free\">No fee</span></span>").Should().HaveCount(3);
        var created = await app.Api(Mode.Test, account).CreateInvoice(new { reference_id = "order-free", amount = 100.25, currency = "EUR" });
        (await client.Get($"/hpp/i/{created.Id}/methods")).Text.Should().Contain("<span class=\"fee free\">No fee</span>");

        async Task<string> List() => (await client.Get($"/hpp/?{Link("x=1", account)}")).Text;
    }

    private async Task Change(NewAccount account, string attributes)
    {
        using var api = app.Api(Mode.Live, account);
        var changed = await api.Ask(new HttpRequestMessage(HttpMethod.Patch, "/api/account")
        {
            Content = new StringContent($$$"""{"data":{"type":"commerce-accounts","attributes":{{{attributes}}}}}""", System.Text.Encoding.UTF8, "application/json"),
        });
        changed.Status.Should().Be(HttpStatusCode.OK, changed.Text);
    }

    private string Link(string more, NewAccount? account = null) => $"public_key={(account ?? app.Account).PublicKeyTest}&amount=100.25&currency=EUR&{more}";

    private async Task<string> List(int methods, string more = "")
    {
        var page = await client.Get($"/hpp/?{Link("x=1", await app.AccountWith(methods))}{more}");
        Methods(page.Text).Should().Be(methods);
        return page.Text;
    }

    private static int Methods(string page) => page.Split("payment-wrap__items")[1].Split("</ul>")[0].Split("<li").Length - 1;

    private static string HrefTo(Answer page, string part) =>
        WebUtility.HtmlDecode(page.Text.Split("href=\"").Skip(1).Select(h => h.Split('"')[0]).First(h => h.Contains(part, StringComparison.Ordinal)));
}
