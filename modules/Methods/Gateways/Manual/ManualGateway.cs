using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Methods.Domain;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Methods.Gateways.Manual;

/// <summary>
/// Bank transfers to the merchant's own account: payment details that the customer pays by elsewhere. It calls nobody; what arrived is told by a
/// statement or by a bank file (contract/methods-and-gateways.md, Connectors).
/// </summary>
internal sealed partial class ManualGateway : IGateway
{
    public const string GatewayName = "manual";

    public const string AccountHolder = "account_holder";
    public const string IbanSetting = "iban";
    public const string Bic = "bic";
    public const string BankName = "bank_name";

    /// <summary>As long as a name may be in a credit transfer (EPC 069-12, AT-21).</summary>
    private const int MostNameCharacters = 70;

    public string Name => GatewayName;

    /// <summary>Nothing has to be asked to end a payment: money that comes all the same is told as late.</summary>
    public Capabilities Capabilities => Capabilities.Cancel;

    public bool Serves(Mode mode) => true;

    public IReadOnlyList<Flow> Flows { get; } = [Flow.Invoice];

    public bool CanExpress(Money amount) => true;

    public TimeSpan? Lifetime { get; } = TimeSpan.FromDays(14);

    public IReadOnlyList<string> RedirectOrigins => [];

    public bool Frameable => false;

    public IReadOnlyList<GatewaySetting> Settings { get; } =
    [
        new(AccountHolder, IsSecret: false, IsRequired: true, "Whose account it is, as the bank knows the name: at most 70 characters."),
        new(IbanSetting, IsSecret: false, IsRequired: true, "The account's number (ISO 13616), with or without spaces."),
        new(Bic, IsSecret: false, IsRequired: false, "The bank's code (ISO 9362): 8 or 11 characters. Not needed within the SEPA area."),
        new(BankName, IsSecret: false, IsRequired: false, "The bank's name, shown to the customer: at most 70 characters."),
    ];

    public IReadOnlyList<Error> Check(GatewayCredentials credentials, Mode mode)
    {
        var errors = new List<Error>();
        CheckName(AccountHolder, "The account holder");
        CheckName(BankName, "The bank's name");
        if (credentials.Find(IbanSetting) is { Length: > 0 } iban && Iban.Problem(iban) is { } problem)
            errors.Add(Error.Invalid("invalid_value", $"The IBAN {problem}", IbanSetting));
        if (credentials.Find(Bic) is { Length: > 0 } bic && !BicForm().IsMatch(Iban.Compact(bic)))
            errors.Add(Error.Invalid("invalid_value", "The BIC must be a bank code of 8 or 11 characters, e.g. COBADEFFXXX.", Bic));
        return errors;

        void CheckName(string setting, string title)
        {
            if (credentials.Find(setting) is not { Length: > 0 } name) return;
            if (name.Length > MostNameCharacters) errors.Add(Error.Invalid("too_long", $"{title} must have at most {MostNameCharacters} characters.", setting));
            else if (name.Any(char.IsControl)) errors.Add(Error.Invalid("invalid_value", $"{title} must be one line without control characters.", setting));
        }
    }

    public GatewayCredentials? SignUp(AccountId account, GatewayAccountId gatewayAccount) => null;

    public Task<GatewayAnswer> Start(GatewayOrder order, CancellationToken ct)
    {
        var reference = CreditorReference.Of(order.Payment);
        return Answer(new GatewayReport(ReportedStatus.Pending) { Reference = reference, FlowData = new FlowData(null, null, new Dictionary<string, string>(), Details(order, reference)) });
    }

    public Task<GatewayAnswer> Cancel(GatewayOrder order, CancellationToken ct) => Answer(new GatewayReport(ReportedStatus.Cancelled));

    public Task<GatewayAnswer> Capture(GatewayOrder order, Money amount, CancellationToken ct) => Task.FromResult<GatewayAnswer>(new GatewayAnswer.Missing());

    public Task<GatewayAnswer> Refund(GatewayOrder order, Money amount, string? description, CancellationToken ct) => Task.FromResult<GatewayAnswer>(new GatewayAnswer.Missing());

    public Task<GatewayAnswer> Query(GatewayOrder order, CancellationToken ct) => Task.FromResult<GatewayAnswer>(new GatewayAnswer.Missing());

    /// <summary>Nobody notifies of bank transfers, so no notification is genuine.</summary>
    public string? Verify(IHeaderDictionary headers, ReadOnlySpan<byte> body, GatewayCredentials credentials, DateTimeOffset now) => null;

    public GatewayNotice? Read(byte[] body) => null;

    /// <summary>What the customer must know to pay, in the order in which it is shown.</summary>
    private static Dictionary<string, string> Details(GatewayOrder order, string reference)
    {
        var details = new Dictionary<string, string> { [AccountHolder] = order.Credentials[AccountHolder], [IbanSetting] = Iban.Compact(order.Credentials[IbanSetting]) };
        if (order.Credentials.Find(Bic) is { Length: > 0 } bic) details[Bic] = Iban.Compact(bic);
        if (order.Credentials.Find(BankName) is { Length: > 0 } bank) details[BankName] = bank;
        details["amount"] = order.Amount.Major.ToString(System.Globalization.CultureInfo.InvariantCulture);
        details["currency"] = order.Amount.Currency.Code;
        details["reference"] = reference;
        return details;
    }

    private static Task<GatewayAnswer> Answer(GatewayReport report) => Task.FromResult<GatewayAnswer>(new GatewayAnswer.Reported(report));

    /// <summary>ISO 9362: four characters of the party, two letters of the country, two of the place, and three of the branch or none.</summary>
    [GeneratedRegex(@"\A[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex BicForm();
}
