using System.Text;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Callbacks.Features;
using PayCore.Commerce.Invoices.Domain;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Invoices.Storage;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>Customers: read, found, never written by the public door, and forgotten everywhere when they are deleted.</summary>
internal sealed class CustomerTests
{
    private PayCoreApp app = null!;
    private HttpClient api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start(callbackUrl: "https://shop.example/told");
        api = app.Api();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task A_customer_is_read_with_all_that_is_known_of_it()
    {
        var id = await Create("read", Person("c-read"));

        var answer = await api.Get($"/api/customers/{id}");

        ((int)answer.Status).Should().Be(200, answer.Text);
        answer.Json.GetProperty("data").GetProperty("type").GetString().Should().Be("customers");
        answer.Id.Should().Be(id);
        answer.Word("reference_id").Should().Be("c-read");
        answer.Word("email").Should().Be("zoe@person.example");
        answer.Word("name").Should().Be("Zoe Testperson");
        answer.Word("phone").Should().Be("+3725550199");
        answer.Word("date_of_birth").Should().Be("1990-01-02");
        answer.Word("individual_tax_id").Should().Be("TAX-77");
        answer.Word("description").Should().Be("a regular");
        answer["metadata"].GetProperty("tier").GetString().Should().Be("gold");
        answer["address"].GetProperty("city").GetString().Should().Be("Tallinn");
        answer["created"].GetInt64().Should().Be(app.Clock.GetUtcNow().ToUnixTimeSeconds());
        answer["updated"].GetInt64().Should().Be(answer["created"].GetInt64());
    }

    [Test]
    public async Task The_list_finds_a_customer_by_its_reference_and_goes_on_by_its_cursor()
    {
        var id = await Create("list-1", Person("c-list-1"));
        await Create("list-2", Person("c-list-2"));

        var found = await api.Get("/api/customers?filter[reference_id]=c-list-1");
        var page = await api.Get("/api/customers?page[size]=1");

        found.Json.GetProperty("data").EnumerateArray().Select(c => c.GetProperty("id").GetString()).Should().Equal(id);
        page.Json.GetProperty("data").GetArrayLength().Should().Be(1);
        var next = await api.Get(page.Json.GetProperty("links").GetProperty("next").GetString()!);
        next.Json.GetProperty("data")[0].GetProperty("id").GetString().Should().NotBe(page.Json.GetProperty("data")[0].GetProperty("id").GetString());
        (await api.Get("/api/customers?filter[reference_id]=nobody")).Json.GetProperty("data").GetArrayLength().Should().Be(0);
        (await api.Get("/api/customers?page[size]=0&page[after]=x")).ShouldFail(422, "invalid_value page[size]", "invalid_value page[after]");
    }

    [Test]
    public async Task Another_accounts_customer_and_a_live_one_for_a_test_key_are_not_there()
    {
        using var live = app.Api(Mode.Live);
        using var stranger = app.Api(account: await app.AnotherAccount());
        var made = await live.CreateInvoice(new { reference_id = "live", amount = 5, currency = "EUR", customer = Person("c-live") });
        var (test, ofLive) = (await Create("modes", Person("c-modes")), CustomerOf(made));

        (await stranger.Get($"/api/customers/{test}")).ShouldFail(404, "not_found");
        (await stranger.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/customers/{test}"))).ShouldFail(404, "not_found");
        (await api.Get($"/api/customers/{ofLive}")).ShouldFail(404, "not_found");
        (await Delete(ofLive)).ShouldFail(404, "not_found");
        (await api.Get("/api/customers?filter[test_mode]=false")).Json.GetProperty("data").GetArrayLength().Should().Be(0);
        ((int)(await live.Get($"/api/customers/{test}")).Status).Should().Be(200);
        (await live.Get($"/api/customers/{ofLive}")).Word("email").Should().Be("zoe@person.example");
        (await api.Get("/api/customers/cus_nobody")).ShouldFail(404, "not_found");
    }

    [Test]
    public async Task The_public_door_never_writes_a_stored_customer()
    {
        var stored = await Create("stored", Person("c-stored"));
        using var browser = app.Client();

        var made = await browser.Post("/public-api/payment-invoices", new
        {
            public_key = app.Account.PublicKeyTest, amount = 5, currency = "EUR", customer = new { reference_id = "c-stored", email = "other@person.example", name = "Somebody Else" },
        });

        ((int)made.Status).Should().Be(201, made.Text);
        var after = await api.Get($"/api/customers/{stored}");
        after.Word("email").Should().Be("zoe@person.example");
        after.Word("name").Should().Be("Zoe Testperson");
        (await api.Get("/api/customers?filter[reference_id]=c-stored")).Json.GetProperty("data").EnumerateArray().Select(c => c.GetProperty("id").GetString()).Should().Equal(stored);
    }

    [Test]
    public async Task A_deleted_customer_is_forgotten_in_every_place_and_the_money_stays()
    {
        var (invoice, customer, charge) = await PaidByCard("forgotten", Person("c-forgotten"));
        (await Everything(invoice.Id, charge)).Should().Contain("Zoe", "the test must look where it is");

        ((int)(await Delete(customer)).Status).Should().Be(204);
        await app.Run<DispatchOperations>();

        (await Everything(invoice.Id, charge)).Should().NotContainAny("Zoe", "ZOE", "person.example", "+3725550199", "TAX-77", "1990-01-02", "gold", "Tallinn", "c-forgotten");
        var after = await api.Get($"/api/payment-invoices/{invoice.Id}");
        after.State().Should().Be("processed/ok");
        after["processed_amount"].GetDecimal().Should().Be(30);
        after["sequence"].GetInt32().Should().Be(invoice["sequence"].GetInt32());
        after["description"].GetString().Should().Be("Two books");
        after["payload"].GetProperty("payment_card").GetProperty("last").GetString().Should().Be("0000");
        after["payload"].GetProperty("payment_card").GetProperty("holder").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        CustomerOf(after).Should().Be(customer);
        (await api.Get($"/api/customers/{customer}"))["reference_id"].ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
    }

    [Test]
    public async Task Deleting_twice_is_the_same_as_once_and_the_reference_then_makes_another_customer()
    {
        var id = await Create("twice", Person("c-twice"));
        ((int)(await Delete(id)).Status).Should().Be(204);
        ((int)(await Delete(id)).Status).Should().Be(204);

        var told = (await api.Get("/api/account/events?page[size]=100")).Json.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("attributes"))
            .Where(e => e.GetProperty("what").GetString() == "customer_erased" && e.GetProperty("details").GetProperty("customer").GetString() == id).ToList();
        told.Should().HaveCount(2).And.OnlyContain(e => e.GetProperty("key").GetString()!.StartsWith("key_") && e.GetProperty("address").GetString() == "127.0.0.1");

        var again = await Create("twice-again", Person("c-twice"));

        again.Should().NotBe(id);
        (await api.Get($"/api/customers/{id}"))["email"].ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
    }

    [Test]
    public async Task What_the_gateway_tells_after_the_deletion_does_not_bring_the_card_holder_back()
    {
        var (invoice, customer) = await StartedByCard("late", Person("c-late"));
        var charge = invoice.Charge();
        ((int)(await Delete(customer)).Status).Should().Be(204);

        await PayAtSandbox(charge);
        await app.Notify();

        var after = await api.Get($"/api/payment-invoices/{invoice.Id}");
        after.State().Should().Be("processed/ok");
        after["payload"].GetProperty("payment_card").GetProperty("holder").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        (await app.Read(db => db.Set<ReceivedNotification>().AsNoTracking().Where(n => n.PaymentId != null).ToListAsync()))
            .Select(n => Encoding.UTF8.GetString(n.Body)).Should().NotContain(b => b.Contains(charge));
    }

    [Test]
    public async Task Money_of_a_left_route_does_not_bring_the_card_holder_back_either()
    {
        await using var shop = await RoutedShop.Open();
        await shop.Accounts("first", "second");
        await shop.Routes("payment_card_eur_hpp", "first", "second");
        shop.Let("first", Fates.LosesAnswer);
        var invoice = await shop.Api.CreateInvoice(new { reference_id = "late-route", amount = 30, currency = "EUR", service = "payment_card_eur_hpp", customer = Person("c-late-route") });
        ((int)(await shop.Api.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/customers/{CustomerOf(invoice)}"))).Status).Should().Be(204);
        shop.App.Clock.Advance(TimeSpan.FromSeconds(1));

        await PayAtSandbox((await shop.Charge(invoice, "first"))!.Id, shop.App);
        await shop.App.Notify();

        var after = await shop.App.Now(invoice);
        after.State().Should().Be("processed/ok");
        (await shop.Route(invoice)).Should().Equal("first late");
        after["payload"].GetProperty("payment_card").GetProperty("last").GetString().Should().Be("0000");
        after["payload"].GetProperty("payment_card").GetProperty("holder").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        (await shop.App.Read(db => db.Set<Payment>().AsNoTracking().ToListAsync())).Should().HaveCount(2).And.OnlyContain(p => p.IsErased && (p.Card == null || p.Card.Holder == null));
    }

    [Test]
    public async Task A_callback_that_waits_is_delivered_blanked_under_the_same_id()
    {
        await using var merchant = await StubMerchant.Start();
        merchant.Answer = (http, number) =>
        {
            http.Response.StatusCode = number == 1 ? 500 : 200;
            return Task.CompletedTask;
        };
        await using var own = await PayCoreApp.Start(merchant.Url + "/told");
        using var key = own.Api();
        var made = await key.CreateInvoice(new { reference_id = "waits", amount = 5, currency = "EUR", customer = Person("c-waits") });
        await key.Post($"/api/payment-invoices/{made.Id}/cancel");
        await own.Run<DispatchCallbacks>();
        merchant.Requests.Should().ContainSingle().Which.Text.Should().Contain("Zoe");

        await key.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/customers/{CustomerOf(made)}"));
        own.Clock.Advance(TimeSpan.FromSeconds(90));
        await own.Run<DispatchCallbacks>();

        merchant.Requests.Should().HaveCount(2);
        merchant.Requests[1].Text.Should().NotContainAny("Zoe", "person.example", "TAX-77").And.Contain("\"terminated\"");
        merchant.Requests[1].Headers["webhook-id"].Should().Be(merchant.Requests[0].Headers["webhook-id"]);
        CallbackSignature.Family(own.Account.SigningSecretTest, merchant.Requests[1].Body).Should().Be(merchant.Requests[1].Headers["x-signature"]);
    }

    [Test]
    public async Task Hundreds_of_invoices_are_blanked_in_steps_that_a_later_run_finishes()
    {
        var customer = "";
        for (var n = 0; n < 205; n++) customer = await Create($"many-{n}", Person("c-many"), fields: true);

        ((int)(await Delete(customer)).Status).Should().Be(204);
        var left = await WithFields(customer);
        left.Should().Be(105);
        await app.Run<EraseCustomers>();

        (await WithFields(customer)).Should().Be(0);
        (await app.Read(db => db.Set<Customer>().AsNoTracking().FirstAsync(c => c.Id == new CustomerId(customer)))).EraseDue.Should().BeNull();
    }

    [Test]
    public async Task Whoever_changes_an_invoice_while_its_customer_is_deleted_runs_again_and_tells_nothing_of_it()
    {
        var invoice = await api.CreateInvoice(new { reference_id = "race", amount = 5, currency = "EUR", customer = Person("c-race") });

        await Meanwhile.Load(app, "invoices_invoices", () => Delete(CustomerOf(invoice)), async db =>
        {
            var read = await db.FindInvoice(new InvoiceId(invoice.Id), CancellationToken.None);
            read!.Customer!.Data.Email.Should().Be("zoe@person.example", "it was read before");
            read.Expire(app.Clock.GetUtcNow().AddYears(1)).Should().BeTrue();
            var committing = () => db.Commit(CancellationToken.None);
            await committing.Should().ThrowAsync<DbUpdateConcurrencyException>();
        });
    }

    [Test]
    public async Task Raw_notifications_are_kept_90_days()
    {
        await using var own = await PayCoreApp.Start();
        await own.Paid("old", 10);
        var count = await own.Read(db => db.Set<ReceivedNotification>().CountAsync());
        count.Should().BePositive();
        own.Clock.Advance(TimeSpan.FromDays(89));
        await own.Run<DropOldNotifications>();
        (await own.Read(db => db.Set<ReceivedNotification>().CountAsync())).Should().Be(count);

        own.Clock.Advance(TimeSpan.FromDays(2));
        await own.Run<DropOldNotifications>();

        (await own.Read(db => db.Set<ReceivedNotification>().CountAsync(n => n.State != NotificationState.Received))).Should().Be(0);
    }

    private static object Person(string reference) => new
    {
        reference_id = reference, email = "zoe@person.example", name = "Zoe Testperson", phone = "+3725550199", date_of_birth = "1990-01-02", individual_tax_id = "TAX-77",
        description = "a regular", metadata = new { tier = "gold" }, address = new { country = "EE", city = "Tallinn" },
    };

    private static string CustomerOf(Answer invoice) =>
        invoice.Json.GetProperty("data").GetProperty("relationships").GetProperty("customer").GetProperty("data").GetProperty("id").GetString()!;

    private async Task<string> Create(string reference, object customer, bool fields = false)
    {
        var made = await api.CreateInvoice(new { reference_id = reference, amount = 5, currency = "EUR", customer, fields = fields ? new { phone = "+3725550199" } : null });
        ((int)made.Status).Should().Be(201, made.Text);
        return CustomerOf(made);
    }

    private Task<Answer> Delete(string customer) => api.Ask(new HttpRequestMessage(HttpMethod.Delete, $"/api/customers/{customer}"));

    private async Task<(Answer Invoice, string Customer)> StartedByCard(string reference, object customer)
    {
        var made = await api.CreateInvoice(new
        {
            reference_id = reference, amount = 30, currency = "EUR", description = "Two books", service = "payment_card_eur_hpp", customer, fields = new { email = "zoe@person.example" },
        });
        ((int)made.Status).Should().Be(201, made.Text);
        return (made, CustomerOf(made));
    }

    private async Task<(Answer Invoice, string Customer, string Charge)> PaidByCard(string reference, object customer)
    {
        var (made, id) = await StartedByCard(reference, customer);
        var charge = made.Charge();
        await PayAtSandbox(charge);
        await app.Notify();
        return (await api.Get($"/api/payment-invoices/{made.Id}"), id, charge);
    }

    private async Task PayAtSandbox(string charge, PayCoreApp? at = null) => (await (at ?? app).Send(new ChangeCharge.Command(
        charge, (c, now) => c.PayByCard("5519283812030000", "1230", "ZOE TESTPERSON", now)))).IsFailure.Should().BeFalse();

    private Task<int> WithFields(string customer) => app.Read(async db =>
        (await db.Set<Invoice>().AsNoTracking().Where(i => i.CustomerId == new CustomerId(customer)).ToListAsync()).Count(i => i.FieldsGiven.Count > 0));

    /// <summary>All that any table keeps of the invoice, as text.</summary>
    private async Task<string> Everything(string invoice, string charge)
    {
        var id = new InvoiceId(invoice);
        var callbacks = await app.Read(db => db.Set<Callback>().AsNoTracking().Where(c => c.InvoiceId == id && c.Body != null).ToListAsync());
        var payments = await app.Read(db => db.Set<Payment>().AsNoTracking().Where(p => p.InvoiceId == id).ToListAsync());
        var references = payments.ConvertAll(p => (PaymentId?)p.Id);
        var received = await app.Read(db => db.Set<ReceivedNotification>().AsNoTracking().Where(n => references.Contains(n.PaymentId)).ToListAsync());
        var sent = await app.Read(db => db.Set<SandboxNotification>().AsNoTracking().Where(n => n.ChargeId == charge).ToListAsync());
        var row = await app.Read(db => db.Set<Invoice>().AsNoTracking().Include(i => i.Customer).FirstAsync(i => i.Id == id));
        callbacks.Should().NotBeEmpty();
        received.Should().NotBeEmpty();
        sent.Should().NotBeEmpty();
        return string.Join('\n',
        [
            .. callbacks.Select(c => Encoding.UTF8.GetString(c.Body!)),
            .. received.Select(n => Encoding.UTF8.GetString(n.Body)),
            .. sent.Select(n => n.Body),
            .. payments.Select(p => string.Join(',', p.Fields.Values) + p.Card),
            (await app.Read(db => db.Set<SandboxCharge>().AsNoTracking().FirstAsync(c => c.Id == charge))).CardHolder ?? "",
            string.Join(',', row.FieldsGiven.Values) + row.ClientIp + row.Active!.Card + row.Customer!.Data,
            (await api.Get($"/api/payment-invoices/{invoice}")).Text,
        ]);
    }
}
