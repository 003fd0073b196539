namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

/// <summary>A fault of the sandbox itself that an amount asks for by its last two minor-unit digits.</summary>
internal sealed record Fault(int Ending, string What);

/// <summary>The faults, as printed on the sandbox's page (contract/methods-and-gateways.md, The sandbox).</summary>
internal static class Faults
{
    public const int StartTimesOut = 91;
    public const int StartFails = 92;
    public const int NotifiesThrice = 93;
    public const int NotifiesOutOfOrder = 94;
    public const int NeverNotifies = 95;
    public const int RefundRefused = 96;
    public const int RefundPending = 97;
    public const int CaptureRefused = 98;
    public const int VoidRefused = 99;

    public static readonly IReadOnlyList<Fault> All =
    [
        new(StartTimesOut, "The start gets no answer in time."),
        new(StartFails, "The start is answered with an error 500."),
        new(NotifiesThrice, "Each notification is sent three times."),
        new(NotifiesOutOfOrder, "The outcome is notified first, then the state before it."),
        new(NeverNotifies, "No notification is sent: only a query finds the outcome."),
        new(RefundRefused, "A refund is refused."),
        new(RefundPending, "A refund is pending for a minute."),
        new(CaptureRefused, "A capture is refused."),
        new(VoidRefused, "A void is refused."),
    ];

    /// <summary>The last two digits of the amount in minor units.</summary>
    public static int Of(long amountMinor) => (int)(amountMinor % 100);
}
