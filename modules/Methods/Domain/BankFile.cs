using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Domain;

internal enum BankFileState
{
    /// <summary>Its entries are being applied, or were until the server was stopped: the same file again goes on where it ended.</summary>
    Importing,
    Imported,
}

/// <summary>A bank's list of movements that was imported. (gateway account, hash) is unique: the same file again is the same import.</summary>
internal sealed class BankFile : Aggregate
{
    private BankFile()
    {
    }

    public BankFileId Id { get; private init; }
    public AccountId AccountId { get; private init; }
    public Mode Mode { get; private init; }
    public GatewayAccountId GatewayAccountId { get; private init; }

    /// <summary><c>camt.053</c> or <c>csv</c>.</summary>
    public string Format { get; private init; } = "";

    /// <summary>SHA-256 of the bytes, lower-case hex.</summary>
    public string Sha256 { get; private init; } = "";
    public long Bytes { get; private init; }
    public BankFileState State { get; private set; }
    public DateTimeOffset Created { get; private init; }
    public DateTimeOffset? Finished { get; private set; }

    public static BankFile Begin(GatewayAccount account, string format, string sha256, long bytes, DateTimeOffset now) => new()
    {
        Id = Shared.Id.New<BankFileId>(), AccountId = account.AccountId, Mode = account.Mode, GatewayAccountId = account.Id,
        Format = format, Sha256 = sha256, Bytes = bytes, State = BankFileState.Importing, Created = now,
    };

    public void Finish(DateTimeOffset now)
    {
        if (State == BankFileState.Importing) (State, Finished) = (BankFileState.Imported, now);
    }
}

internal enum BankEntryResult
{
    /// <summary>The payment is paid exactly.</summary>
    Matched,
    PartlyPaid,
    Overpaid,

    /// <summary>The movement is known already, from another file or a statement: nothing changed.</summary>
    Duplicate,

    /// <summary>The bank's id stands for another movement already (another payment, amount or currency): not counted, to be settled by a statement.</summary>
    Conflict,

    /// <summary>Nothing in it names a payment of this bank account, or it names several: nothing is guessed.</summary>
    Unknown,
    IgnoredDebit,

    /// <summary>It names a payment, but is in another currency: told at the invoice, never counted.</summary>
    CurrencyMismatch,

    /// <summary>The bank has announced it, not booked it.</summary>
    NotBooked,
}

/// <summary>What became of one movement of a bank file; (file, number) is its key.</summary>
internal sealed class BankEntry
{
    public BankFileId BankFileId { get; init; }

    /// <summary>Counted from 1 in each file.</summary>
    public int Number { get; init; }
    public int Line { get; init; }
    public DateOnly? Booked { get; init; }

    /// <summary>Minor units; null where the currency is not an active one, or the bank gives no amount for the part of a collective booking.</summary>
    public long? AmountMinor { get; init; }

    /// <summary>As the file has it.</summary>
    public string Currency { get; init; } = "";

    /// <summary>The creditor reference that was found in it.</summary>
    public string? Reference { get; init; }
    public BankEntryResult Result { get; init; }
    public PaymentId? PaymentId { get; init; }
    public InvoiceId? InvoiceId { get; init; }
}
