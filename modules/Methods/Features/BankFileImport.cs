using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Methods.Gateways;
using PayCore.Commerce.Methods.Gateways.Manual;
using PayCore.Commerce.Methods.Gateways.Manual.BankFiles;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Features;

/// <summary>
/// Imports a bank file: reads it to its end, so that one that cannot be read applies nothing; then applies it in commits of bounded size, each with a
/// scope of its own and safe to repeat. An import that was broken off goes on when the same file comes again.
/// </summary>
internal sealed class BankFileImport(CommerceDb db, CredentialVault vault, OperationRunner runner)
{
    private const int LinesPerCommit = 200;

    /// <param name="gatewayAccount">Null: the one manual gateway account of the caller's mode.</param>
    public async Task<Result<ImportedFile>> Run(Caller caller, string? gatewayAccount, BankFileUpload upload)
    {
        var found = await FindAccount(caller, gatewayAccount);
        if (found.IsFailure) return found.Error;
        if (upload.Check() is { IsFailure: true } unreadable) return unreadable.Error;

        var account = found.Value;
        var begun = await runner.Send(new ApplyBankFile.Begin(account.Id, upload.Format, upload.Sha256, upload.Bytes));
        if (begun.IsFailure) return begun.Error;
        if (begun.Value.IsDone) return new ImportedFile(begun.Value.File, ImportedBefore: true);

        var iban = Iban.Compact(vault.Open(account)[ManualGateway.IbanSetting]);
        foreach (var lines in Keyed(upload.Lines()).Chunk(LinesPerCommit))
            if (await runner.Send(new ApplyBankFile.Command(begun.Value.File, iban, lines)) is { IsFailure: true } failed) return failed.Error;
        await runner.Send(new ApplyBankFile.End(caller, begun.Value.File));
        return new ImportedFile(begun.Value.File, ImportedBefore: false);
    }

    internal static Error Unknown() => Error.InvalidParameter("invalid_value", "There is no such gateway account of the gateway manual.", "gateway_account");

    private async Task<Result<GatewayAccount>> FindAccount(Caller caller, string? id)
    {
        var manual = db.Set<GatewayAccount>().AsNoTracking().Where(a => a.AccountId == caller.Account && a.Gateway == ManualGateway.GatewayName);
        if (id is not null)
        {
            var named = await manual.FirstOrDefaultAsync(a => a.Id == new GatewayAccountId(id));
            return named is not null && caller.Reaches(named.Mode) ? named
                : Unknown();
        }

        return await manual.Where(a => a.Mode == caller.Mode).Take(2).ToListAsync() switch
        {
            [] => MethodErrors.NotManual("There is no gateway account of the gateway manual in this mode: set it up first."),
            [var only] => only,
            _ => Error.InvalidParameter("required", "There are several gateway accounts of the gateway manual: say which one by its id.", "gateway_account"),
        };
    }

    /// <summary>
    /// Gives each movement that may count the id by which it counts once: the bank's own, else its day, amount and reference with a number, so that two
    /// equal transfers of one day are two, and the same two in another file are the same.
    /// </summary>
    private static IEnumerable<KeyedLine> Keyed(IEnumerable<BankLine> lines)
    {
        var seen = new Dictionary<UInt128, int>();
        foreach (var line in lines)
        {
            if (!line.IsCredit || line.References.Count == 0) yield return new KeyedLine(line, null);
            else if (line.TransactionId is { } id) yield return new KeyedLine(line, id);
            else
            {
                // Many thousands of them must not fill the memory: a hash stands for the text.
                var hash = BitConverter.ToUInt128(SHA256.HashData(Encoding.UTF8.GetBytes(line.Likeness)));
                yield return new KeyedLine(line, $"{line.Likeness} {seen[hash] = seen.GetValueOrDefault(hash) + 1}");
            }
        }
    }
}

/// <param name="Key">Null: it cannot count.</param>
internal sealed record KeyedLine(BankLine Line, string? Key);

/// <param name="ImportedBefore">Whether the same file was imported already: nothing changed.</param>
internal sealed record ImportedFile(BankFileId Id, bool ImportedBefore);
