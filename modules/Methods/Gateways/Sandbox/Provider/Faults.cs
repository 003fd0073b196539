namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

/// <summary>A fault of the sandbox itself that an amount asks for by its last two minor-unit digits.</summary>
internal sealed record Fault(int Ending, string What, bool IsReady);

/// <summary>The faults, as printed on the sandbox's page (contract/methods-and-gateways.md, The sandbox).</summary>
internal static class Faults
{
    public const int StartTimesOut = 91;
    public const int StartFails = 92;
    public const int NotifiesThrice = 93;
    public const int NotifiesOutOfOrder = 94;
    public const int NeverNotifies = 95;

    public static readonly IReadOnlyList<Fault> All =
    [
        new(StartTimesOut, "The start gets no answer in time.", IsReady: true),
        new(StartFails, "The start is answered with an error 500.", IsReady: true),
        new(NotifiesThrice, "Each notification is sent three times.", IsReady: true),
        new(NotifiesOutOfOrder, "The outcome is notified first, then the state before it.", IsReady: true),
        new(NeverNotifies, "No notification is sent: only a query finds the outcome.", IsReady: true),
        new(96, "A refund is refused.", IsReady: false),
        new(97, "A refund is pending for a while.", IsReady: false),
        new(98, "A capture is refused.", IsReady: false),
        new(99, "A void is refused.", IsReady: false),
    ];

    /// <summary>The last two digits of the amount in minor units.</summary>
    public static int Of(long amountMinor) => (int)(amountMinor % 100);
}
