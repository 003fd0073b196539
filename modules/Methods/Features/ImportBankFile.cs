using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Gateways.Manual.BankFiles;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Http;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// POST /api/bank-files. The bank's list of movements (camt.053 or CSV, at most 64 MiB, streamed): what names a payment by its reference counts, and the
/// answer tells what became of each. The same file again is the same import, and changes nothing.
/// </summary>
internal static class ImportBankFile
{
    private const string CsvExample = "date;amount;currency;remittance text;transaction id\n2026-11-24;100,25;EUR;Order 1 RF18539007547034;t1\n";

    private const string CamtExample =
        """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
        <Ntry><Amt Ccy="EUR">100.25</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-24</Dt></BookgDt><AcctSvcrRef>t1</AcctSvcrRef>
        <NtryDtls><TxDtls><RmtInf><Ustrd>Order 1 RF18539007547034</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>
        """;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("bank-files", async (HttpContext http, Caller caller, BankFileImport import, IMediator mediator, IConfiguration configuration, CancellationToken ct) =>
        {
            var query = new ListQuery(http.Request);
            var gatewayAccount = query.Text("gateway_account");
            if (query.Errors.Count > 0) return new ErrorResponse(query.Errors);
            var received = await BankFileUpload.Receive(http.Request, Path.Combine(DataFolder.Of(configuration), "uploads"), ct);
            if (received.IsFailure) return new ErrorResponse(received.Errors);

            // Once the file is here, a client that hangs up changes nothing.
            await using var upload = received.Value;
            var imported = await import.Run(caller, gatewayAccount, upload);
            if (imported.IsFailure) return new ErrorResponse(imported.Errors);
            return await mediator.Send(new ReadBankFiles.OneQuery(caller, imported.Value.Id), CancellationToken.None).ToHttp(report => new JsonAnswer(
                new { data = ReadBankFiles.Resource(report), meta = new { imported_before = imported.Value.ImportedBefore } },
                StatusCodes.Status201Created,
                headers =>
                {
                    headers.Location = $"/api/bank-files/{imported.Value.Id}";
                    if (imported.Value.ImportedBefore) headers["Idempotent-Replayed"] = "true";
                }));
        }).Describe("Import a bank file",
            "The bank's list of movements, at most 64 MiB: camt.053 as XML, or CSV. A booked credit counts when it names exactly one payment by its reference; the answer tells what became of "
            + "each movement. A file that cannot be read applies nothing; the same file again changes nothing.",
            "BankFileImportDocument", StatusCodes.Status201Created,
            parameters: [new("gateway_account", "Which gateway account of the gateway `manual`; needed when there are several.", "gwa_x3Tq0SpmVb6KcE9d")],
            errors: ["required", "not_manual", "duplicate_parameter"], files: [("text/csv", CsvExample), ("application/xml", CamtExample)]);
}
