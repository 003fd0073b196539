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
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("bank-files", async (HttpContext http, Caller caller, BankFileImport import, IMediator mediator, IConfiguration configuration, CancellationToken ct) =>
        {
            var received = await BankFileUpload.Receive(http.Request, Path.Combine(DataFolder.Of(configuration), "uploads"), ct);
            if (received.IsFailure) return new ErrorResponse(received.Errors);

            // Once the file is here, a client that hangs up changes nothing.
            await using var upload = received.Value;
            var imported = await import.Run(caller, new ListQuery(http.Request).Text("gateway_account"), upload);
            if (imported.IsFailure) return new ErrorResponse(imported.Errors);
            return await mediator.Send(new ReadBankFiles.OneQuery(caller, imported.Value.Id), CancellationToken.None).ToHttp(report => new JsonAnswer(
                new { data = ReadBankFiles.Resource(report), meta = new { imported_before = imported.Value.ImportedBefore } },
                StatusCodes.Status201Created,
                headers =>
                {
                    headers.Location = $"/api/bank-files/{imported.Value.Id}";
                    if (imported.Value.ImportedBefore) headers["Idempotent-Replayed"] = "true";
                }));
        });
}
