using System.Net.Http.Headers;
using System.Text;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Support;

/// <summary>A merchant who takes bank transfers to an account of its own, and what the bank tells.</summary>
internal static class TransferSide
{
    public const string Iban = "DE89370400440532013000";

    /// <summary>Sets up the manual gateway and the service <c>bank_transfer_&lt;currency&gt;_invoice</c> by the Private API; answers the gateway account's id.</summary>
    public static async Task<string> TakesTransfers(this PayCoreApp app, Mode mode = Mode.Test, NewAccount? owner = null, string currency = "eur", string iban = Iban)
    {
        using var api = app.Api(mode, owner);
        var account = await api.Post("/api/gateway-accounts", new
        {
            data = new
            {
                type = "gateway-accounts",
                attributes = new
                {
                    gateway = "manual", name = "Our bank", test_mode = mode == Mode.Test,
                    credentials = new { account_holder = "Book Corner GmbH", iban, bic = "COBADEFFXXX", bank_name = "Commerzbank" },
                },
            },
        });
        ((int)account.Status).Should().Be(201, account.Text);
        await api.Offers($"bank_transfer_{currency}_invoice", account.Id, mode);
        return account.Id;
    }

    public static async Task Offers(this HttpClient api, string service, string gatewayAccount, Mode mode)
    {
        var body = System.Text.Json.JsonSerializer.Serialize(new
        {
            data = new { type = "payment-services", attributes = new { test_mode = mode == Mode.Test, routes = new[] { new { gateway_account = gatewayAccount } } } },
        });
        var answer = await api.Ask(new HttpRequestMessage(HttpMethod.Put, $"/api/payment-services/{service}") { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        ((int)answer.Status).Should().BeOneOf([200, 201], answer.Text);
    }

    /// <summary>An invoice that waits for a bank transfer.</summary>
    public static async Task<Answer> Asks(this HttpClient api, string reference, decimal amount, string currency = "EUR", long? expires = null)
    {
        var made = await api.CreateInvoice(new { reference_id = reference, amount, currency, service = $"bank_transfer_{currency.ToLowerInvariant()}_invoice", expires });
        ((int)made.Status).Should().Be(201, made.Text);
        made.State().Should().Be("process_pending/ok", made.Text);
        return made;
    }

    /// <summary>The creditor reference that the customer was asked to use.</summary>
    public static string Reference(this Answer invoice) => invoice["flow_data"].GetProperty("metadata").GetProperty("reference").GetString()!;

    public static Task<Answer> State(this HttpClient api, string invoice, object attributes) =>
        api.Post($"/api/payment-invoices/{invoice}/statement", new { data = new { type = "statements", attributes } });

    /// <summary>POST /api/bank-files.</summary>
    public static Task<Answer> Import(this HttpClient api, string content, string type = "text/csv", Encoding? encoding = null, string query = "") =>
        api.Import(new ByteArrayContent((encoding ?? new UTF8Encoding(false)).GetBytes(content)), type, query);

    public static Task<Answer> Import(this HttpClient api, HttpContent content, string type, string query = "")
    {
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return api.Ask(new HttpRequestMessage(HttpMethod.Post, $"/api/bank-files{query}") { Content = content });
    }

    /// <summary>The results of the report's entries, in the file's order.</summary>
    public static IReadOnlyList<string?> Results(this Answer report) => [.. report["entries"].EnumerateArray().Select(e => e.GetProperty("result").GetString())];

    /// <summary>A camt.053 document around bookings.</summary>
    public static string Camt(string bookings, string iban = Iban, int version = 8) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:00}"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>
        <Stmt><Id>1</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
        {bookings}
        </Stmt></BkToCstmrStmt></Document>
        """;

    public static string Booking(string amount, string text, string? id, string currency = "EUR", string direction = "CRDT", string status = "<Sts><Cd>BOOK</Cd></Sts>") =>
        $"""
        <Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{status}<BookgDt><Dt>2026-11-24</Dt></BookgDt>
        {(id is null ? "" : $"<AcctSvcrRef>{id}</AcctSvcrRef>")}<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
        """;
}
