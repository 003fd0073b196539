using System.Globalization;
using System.Net;
using System.Text;
using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace PayCore.Commerce.Tests.Methods;

internal sealed partial class ImportBankFileTests
{
    private const string Header = "date;amount;currency;remittance text;transaction id\n";

    private PayCoreApp app = null!;
    private HttpClient api = null!;
    private string account = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        api = app.Api(Mode.Live);
        account = await app.TakesTransfers(Mode.Live);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        api.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task A_list_tells_of_each_movement_what_became_of_it_and_nothing_is_guessed()
    {
        var (exact, part, over, dollars) = (await api.Asks("csv-exact", 100), await api.Asks("csv-part", 100), await api.Asks("csv-over", 100), await api.Asks("csv-usd", 100));

        var report = await api.Import(Header +
            $"2026-11-24;100,00;EUR;Order 1 {exact.Reference()};t1\n" +
            $"24.11.2026;60,00;EUR;{Spaced(part.Reference())} thanks;t2\n" +
            $"2026-11-24;1.100,50;EUR;{over.Reference().ToLowerInvariant()};t3\n" +
            $"2026-11-24;100,00;USD;{dollars.Reference()};t4\n" +
            "2026-11-24;100,00;EUR;invoice csv-exact, please;t5\n" +
            $"2026-11-24;-100,00;EUR;{exact.Reference()};t6\n" +
            $"2026-11-24;100,00;EUR;{exact.Reference()};t1\n" +
            $"2026-11-24;5,00;EUR;{exact.Reference()} and {part.Reference()};t7\n");

        report.Status.Should().Be(HttpStatusCode.Created, report.Text);
        report.Id.Should().MatchRegex("^bkf_[0-9A-Za-z]{16}$");
        report.Headers.Location!.ToString().Should().Be($"/api/bank-files/{report.Id}");
        report.Word("status").Should().Be("imported");
        report.Word("format").Should().Be("csv");
        report.Word("gateway_account").Should().Be(account);
        report.Results().Should().Equal("matched", "partly_paid", "overpaid", "currency_mismatch", "unknown", "ignored_debit", "duplicate", "unknown");
        report["counts"].GetProperty("unknown").GetInt32().Should().Be(2);
        report["entry_count"].GetInt32().Should().Be(8);
        var second = report["entries"][1];
        second.GetProperty("line").GetInt32().Should().Be(3);
        second.GetProperty("date").GetString().Should().Be("2026-11-24");
        second.GetProperty("amount").GetDecimal().Should().Be(60);
        second.GetProperty("reference").GetString().Should().Be(part.Reference());
        second.GetProperty("invoice").GetString().Should().Be(part.Id);
        second.GetProperty("payment").GetString().Should().StartWith("pay_");

        (await Read(exact)).State().Should().Be("processed/ok");
        (await Read(part))["remaining_amount"].GetDecimal().Should().Be(40);
        (await Read(over)).Notices().Should().Equal("overpaid");
        (await Read(dollars)).Notices().Should().Equal("currency_mismatch");
        (await Read(dollars)).State().Should().Be("process_pending/ok");
    }

    [Test]
    public async Task The_same_file_again_changes_nothing_and_says_so()
    {
        var invoice = await api.Asks("twice-file", 100);
        var file = $"{Header}2026-11-24;60,00;EUR;{invoice.Reference()};twice-1\n";
        var first = await api.Import(file);
        first.Json.GetProperty("meta").GetProperty("imported_before").GetBoolean().Should().BeFalse();

        var again = await api.Import(file);

        again.Status.Should().Be(HttpStatusCode.Created, again.Text);
        again.Id.Should().Be(first.Id);
        again.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        again.Json.GetProperty("meta").GetProperty("imported_before").GetBoolean().Should().BeTrue();
        (await Read(invoice))["processed_amount"].GetDecimal().Should().Be(60);
    }

    [Test]
    public async Task Eight_equal_uploads_at_once_count_once()
    {
        var invoice = await api.Asks("race-file", 100);
        var file = $"{Header}2026-11-24;60,00;EUR;{invoice.Reference()};race-file-1\n";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.Import(file)));
        answers.Should().AllSatisfy(a => a.Status.Should().Be(HttpStatusCode.Created, a.Text));
        answers.Select(a => a.Id).Distinct().Should().ContainSingle();
        (await Read(invoice))["processed_amount"].GetDecimal().Should().Be(60);
    }

    [Test]
    public async Task Two_equal_transfers_of_a_day_without_ids_are_two_and_the_same_two_in_another_file_are_duplicates()
    {
        var invoice = await api.Asks("twins", 100);
        var line = $"2026-11-24,40.00,EUR,{invoice.Reference()}\n";
        const string Columns = "Date,Amount,Currency,Reference\n";

        (await api.Import(Columns + line + line)).Results().Should().Equal("partly_paid", "partly_paid");
        (await api.Import($"{Columns}2026-11-24,-1.00,EUR,fee\n{line}{line}2026-11-25,20.00,EUR,{invoice.Reference()}\n")).Results()
            .Should().Equal("ignored_debit", "duplicate", "duplicate", "matched");
        (await Read(invoice)).State().Should().Be("processed/ok");
    }

    [Test]
    public async Task A_movement_that_a_statement_told_is_a_duplicate_in_the_file_and_the_other_way_round()
    {
        var invoice = await api.Asks("both-ways", 100);
        await api.State(invoice.Id, new { status = "processed", amount = 60, original_id = "both-1" });
        (await api.Import($"{Header}2026-11-24;60,00;EUR;{invoice.Reference()};both-1\n2026-11-24;40,00;EUR;{invoice.Reference()};both-2\n")).Results()
            .Should().Equal("duplicate", "matched");
        (await api.State(invoice.Id, new { status = "processed", amount = 40, original_id = "both-2" })).Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        (await api.State(invoice.Id, new { status = "processed", amount = 41, original_id = "both-2" })).ShouldFail(409, "reference_id_conflict");
    }

    [Test]
    public async Task An_id_that_stands_for_another_movement_already_is_a_conflict_and_its_money_is_settled_by_a_statement()
    {
        var (first, second) = (await api.Asks("conflict-1", 100), await api.Asks("conflict-2", 50));
        (await api.Import($"{Header}2026-11-24;60,00;EUR;{first.Reference()};row-1\n")).Results().Should().Equal("partly_paid");

        var next = await api.Import(Header +
            $"2026-11-25;50,00;EUR;{second.Reference()};row-1\n2026-11-25;40,00;EUR;{first.Reference()};row-1\n" +
            $"2026-11-25;60,00;USD;{first.Reference()};row-1\n2026-11-24;60,00;EUR;{first.Reference()};row-1\n");

        next.Results().Should().Equal("conflict", "conflict", "conflict", "duplicate");
        next["counts"].GetProperty("conflict").GetInt32().Should().Be(3);
        next["entries"][0].GetProperty("invoice").GetString().Should().Be(second.Id);
        (await Read(first))["processed_amount"].GetDecimal().Should().Be(60);
        (await Read(second)).State().Should().Be("process_pending/ok");
        await api.State(second.Id, new { status = "processed", original_id = "2026-11-25 row-1" });
        (await Read(second)).State().Should().Be("processed/ok");
    }

    [Test]
    public async Task Two_lists_with_numbered_rows_count_all_their_movements()
    {
        var (first, second) = (await api.Asks("rows-1", 10), await api.Asks("rows-2", 20));
        const string Columns = "id;date;amount;currency;reference\n";
        (await api.Import($"{Columns}1;2026-11-24;10,00;EUR;{first.Reference()}\n")).Results().Should().Equal("matched");
        (await api.Import($"{Columns}1;2026-11-25;20,00;EUR;{second.Reference()}\n")).Results().Should().Equal("matched");
    }

    [TestCase(2)]
    [TestCase(5)]
    [TestCase(8)]
    public async Task A_camt_053_of_every_version_is_read(int version)
    {
        var (words, structured, batch1, batch2) =
            (await api.Asks($"camt-{version}-1", 100), await api.Asks($"camt-{version}-2", 50), await api.Asks($"camt-{version}-3", 30), await api.Asks($"camt-{version}-4", 20));
        var status = version < 8 ? "<Sts>{0}</Sts>" : "<Sts><Cd>{0}</Cd></Sts>";
        var booked = string.Format(CultureInfo.InvariantCulture, status, "BOOK");
        var detail = version == 2 ? "<AmtDtls><TxAmt><Amt Ccy=\"EUR\">{0}</Amt></TxAmt></AmtDtls>" : "<Amt Ccy=\"EUR\">{0}</Amt>";
        string Part(string amount, string reference) =>
            $"<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>{string.Format(CultureInfo.InvariantCulture, detail, amount)}<RmtInf><Ustrd>{reference[..9]}</Ustrd><Ustrd>{reference[9..]}</Ustrd></RmtInf></TxDtls>";
        var file = TransferSide.Camt(
            TransferSide.Booking("100.00", $"Thanks &amp; {Spaced(words.Reference())}", $"v{version}-1", status: booked) +
            $"<Ntry><Amt Ccy=\"EUR\">50</Amt><CdtDbtInd>CRDT</CdtDbtInd>{booked}<AcctSvcrRef>v{version}-2</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Strd><CdtrRefInf><Ref>{structured.Reference()}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>" +
            $"<Ntry><Amt Ccy=\"EUR\">50</Amt><CdtDbtInd>CRDT</CdtDbtInd>{booked}<AcctSvcrRef>v{version}-3</AcctSvcrRef><NtryDtls>{Part("30.00", batch1.Reference())}{Part("20.00", batch2.Reference())}</NtryDtls></Ntry>" +
            TransferSide.Booking("9.99", words.Reference(), $"v{version}-4", direction: "DBIT", status: booked) +
            TransferSide.Booking("9.99", words.Reference(), $"v{version}-5", status: string.Format(CultureInfo.InvariantCulture, status, "PDNG")) +
            $"<Ntry><Amt Ccy=\"EUR\">9.99</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd>{booked}<AddtlNtryInf>{words.Reference()}</AddtlNtryInf></Ntry>",
            version: version);

        var report = await api.Import(file, "application/xml");

        report.Status.Should().Be(HttpStatusCode.Created, report.Text);
        report.Word("format").Should().Be("camt.053");
        report.Results().Should().Equal("matched", "matched", "matched", "matched", "ignored_debit", "not_booked", "ignored_debit");
        foreach (var invoice in (Answer[])[words, structured, batch1, batch2]) (await Read(invoice)).State().Should().Be("processed/ok");
        (await api.Import(file + " ", "text/xml")).Results().Take(4).Should().AllBe("duplicate");
    }

    [Test]
    public async Task Money_on_another_account_is_not_ours()
    {
        var invoice = await api.Asks("other-iban", 100);
        (await api.Import(TransferSide.Camt(TransferSide.Booking("100.00", invoice.Reference(), "oi-1"), iban: "NL91ABNA0417164300"), "text/xml")).Results().Should().Equal("unknown");
        (await Read(invoice)).State().Should().Be("process_pending/ok");
    }

    [Test]
    public async Task A_transfer_counts_on_the_iban_that_its_customer_was_told_after_the_accounts_is_another()
    {
        const string After = "NL91ABNA0417164300";
        var owner = await app.AnotherAccount();
        using var shop = app.Api(Mode.Live, owner);
        var gateway = await app.TakesTransfers(Mode.Live, owner);
        var old = await shop.Asks("moved-1", 100);
        var changed = await shop.Ask(new HttpRequestMessage(HttpMethod.Patch, $"/api/gateway-accounts/{gateway}")
        {
            Content = new StringContent($$$$$"""{"data":{"type":"gateway-accounts","attributes":{"credentials":{"iban":"{{{{{After}}}}}"}}}}""", Encoding.UTF8, "application/json"),
        });
        changed.Status.Should().Be(HttpStatusCode.OK, changed.Text);
        var young = await shop.Asks("moved-2", 50);
        young["flow_data"].GetProperty("metadata").GetProperty("iban").GetString().Should().Be(After);

        (await shop.Import(TransferSide.Camt(TransferSide.Booking("60.00", old.Reference(), "mv-1") + TransferSide.Booking("50.00", young.Reference(), "mv-2")), "text/xml"))
            .Results().Should().Equal("partly_paid", "unknown");
        (await shop.Import(TransferSide.Camt(TransferSide.Booking("50.00", young.Reference(), "mv-3") + TransferSide.Booking("40.00", old.Reference(), "mv-4"), iban: After), "text/xml"))
            .Results().Should().Equal("matched", "matched");
    }

    [Test]
    public async Task A_late_transfer_is_told_as_late()
    {
        var invoice = await api.Asks("late-file", 100, expires: app.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds());
        app.Clock.Advance(TimeSpan.FromMinutes(6));
        await app.Run<ExpireInvoices>();
        (await api.Import($"{Header}2026-11-24;100,00;EUR;{invoice.Reference()};late-file-1\n")).Results().Should().Equal("matched");
        (await Read(invoice)).State().Should().Be("processed/late_payment");
    }

    [Test]
    public async Task A_truncated_file_applies_nothing_and_the_whole_one_does()
    {
        var invoice = await api.Asks("truncated", 100);
        var lines = string.Concat(Enumerable.Range(1, 500).Select(i => TransferSide.Booking("0.01", "Coffee", $"tr-{i}")));
        var file = TransferSide.Camt(TransferSide.Booking("100.00", invoice.Reference(), "tr-0") + lines);

        (await api.Import(file[..^40], "application/xml")).ShouldFail(422, "invalid_value");
        (await Read(invoice)).State().Should().Be("process_pending/ok");

        var whole = await api.Import(file, "application/xml");
        whole["counts"].GetProperty("matched").GetInt32().Should().Be(1);
        whole["counts"].GetProperty("unknown").GetInt32().Should().Be(500);
        whole["entries"].GetArrayLength().Should().Be(50);
        (await Read(invoice)).State().Should().Be("processed/ok");

        var (seen, next) = (0, (string?)$"/api/bank-files/{whole.Id}/entries?page[size]=200");
        while (next is not null)
        {
            var page = await api.Get(next);
            seen += page.Json.GetProperty("data").GetArrayLength();
            next = page.Json.GetProperty("links").GetProperty("next").GetString();
        }

        seen.Should().Be(501);
    }

    [Test]
    public async Task An_import_that_was_broken_off_goes_on_when_the_file_comes_again()
    {
        var (done, left) = (await api.Asks("broken-1", 10), await api.Asks("broken-2", 20));
        var file = $"{Header}2026-11-24;10,00;EUR;{done.Reference()};broken-1\n2026-11-24;20,00;EUR;{left.Reference()};broken-2\n";
        var bytes = Encoding.UTF8.GetBytes(file);
        // As a server leaves it that died after the first commit of two.
        var begun = await app.Send(new ApplyBankFile.Begin(new GatewayAccountId(account), "csv", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), bytes.Length));
        await app.Send(new ApplyBankFile.Command(begun.Value.File, TransferSide.Iban, [new KeyedLine(
            new(1, 2, true, true, null, new DateOnly(2026, 11, 24), 1000, "EUR", "broken-1", [done.Reference()]), "broken-1")]));
        (await api.Get($"/api/bank-files/{begun.Value.File}")).Word("status").Should().Be("importing");

        var report = await api.Import(file);

        report.Id.Should().Be(begun.Value.File.Value);
        report.Word("status").Should().Be("imported");
        report.Results().Should().Equal("matched", "matched");
        (await Read(done))["processed_amount"].GetDecimal().Should().Be(10);
        (await Read(left)).State().Should().Be("processed/ok");
    }

    [Test]
    public async Task More_than_64_MiB_are_refused_whether_told_before_or_not()
    {
        // A client that waits for the server's word before it sends.
        using var told = new HttpRequestMessage(HttpMethod.Post, "/api/bank-files") { Content = new GeneratedContent(1025, told: true) };
        told.Content.Headers.ContentType = new("text/csv");
        told.Headers.ExpectContinue = true;
        (await api.Ask(told)).ShouldFail(413, "body_too_large");
        (await api.Import(new GeneratedContent(1025, told: false), "text/csv")).ShouldFail(413, "body_too_large");
    }

    [Test]
    public async Task Fifty_megabytes_are_streamed()
    {
        var invoice = await api.Asks("huge", 100);
        var last = TransferSide.Booking("100.00", invoice.Reference(), "huge-last");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var stop = new CancellationTokenSource();
        var watch = PeakMemory(stop.Token);

        var report = await api.Import(new GeneratedCamt(50, last), "application/xml");
        await stop.CancelAsync();

        report.Status.Should().Be(HttpStatusCode.Created, report.Text);
        report["size"].GetInt64().Should().BeGreaterThan(50 * 1024 * 1024);
        report["counts"].GetProperty("matched").GetInt32().Should().Be(1);
        (await Read(invoice)).State().Should().Be("processed/ok");
        (await watch - before).Should().BeLessThan(64 * 1024 * 1024, "what is alive during the import is far less than the file");
    }

    [Test]
    public async Task Files_are_listed_by_mode_and_another_accounts_are_not_there()
    {
        var report = await api.Import($"{Header}2026-11-24;1,00;EUR;nothing;list-1\n");
        var list = await api.Get("/api/bank-files?page[size]=1");
        list.Json.GetProperty("data").GetArrayLength().Should().Be(1);
        (await api.Get("/api/bank-files?page[size]=200")).Text.Should().Contain(report.Id);
        (await api.Get("/api/bank-files?filter[test_mode]=true")).Json.GetProperty("data").GetArrayLength().Should().Be(0);
        using var test = app.Api();
        (await test.Get($"/api/bank-files/{report.Id}")).ShouldFail(404, "not_found");
        using var other = app.Api(Mode.Live, await app.AnotherAccount());
        (await other.Get($"/api/bank-files/{report.Id}")).ShouldFail(404, "not_found");
        (await other.Get($"/api/bank-files/{report.Id}/entries")).ShouldFail(404, "not_found");
        (await other.Import($"{Header}2026-11-24;1,00;EUR;nothing;list-1\n")).ShouldFail(422, "not_manual");
        (await other.Import("x", query: $"?gateway_account={account}")).ShouldFail(422, "invalid_value gateway_account");
    }

    [Test]
    public async Task With_two_bank_accounts_the_file_must_say_which()
    {
        var owner = await app.AnotherAccount();
        using var shop = app.Api(Mode.Live, owner);
        var first = await app.TakesTransfers(Mode.Live, owner);
        var invoice = await shop.Asks("two-1", 100);
        var second = await app.TakesTransfers(Mode.Live, owner, iban: "NL91ABNA0417164300");
        var file = $"{Header}2026-11-24;100,00;EUR;{invoice.Reference()};two-1\n";

        (await shop.Import(file)).ShouldFail(422, "required gateway_account");
        (await shop.Import(file, query: $"?gateway_account={second}")).Results().Should().Equal("unknown");
        (await shop.Import(file, query: $"?gateway_account={first}")).Results().Should().Equal("matched");
    }

    [Test]
    public async Task Nothing_of_an_uploaded_file_is_left_on_the_disk()
    {
        await api.Import($"{Header}2026-11-24;1,00;EUR;nothing;disk-1\n");
        var folder = Path.GetDirectoryName(await app.Read(db => Task.FromResult(db.Database.GetDbConnection().DataSource)))!;
        Directory.GetFiles(Path.Combine(folder, "uploads")).Should().BeEmpty();
    }

    private Task<Answer> Read(Answer invoice) => api.Get($"/api/payment-invoices/{invoice.Id}");

    private static string Spaced(string reference) => string.Join(' ', reference.Chunk(4).Select(c => new string(c)));

    private static async Task<long> PeakMemory(CancellationToken until)
    {
        var peak = 0L;
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!until.IsCancellationRequested)
        {
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
            await ticks.WaitForNextTickAsync(CancellationToken.None);
        }

        return peak;
    }
}
