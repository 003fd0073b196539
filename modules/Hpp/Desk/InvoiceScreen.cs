using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>
/// The invoice's own page: whatever it needs now (contract/hpp.md, Pages and states). It shows payee, amounts, methods, instructions, status and
/// receipt; never customer data or metadata.
/// </summary>
internal static class InvoiceScreen
{
    /// <param name="notice">What is said first, because of the form that was sent: the page is its answer (422); null: the page was asked for.</param>
    public static async Task<IResult> Show(PageDesk desk, HttpRequest request, OpenedInvoice opened, string? notice, CancellationToken ct)
    {
        var invoice = opened.Invoice;
        var quote = await opened.Quote(desk, invoice.Active?.Service ?? invoice.Service, ct);
        if (invoice.State == InvoiceState.Created)
            return quote is null
                ? await Choose(desk, opened, notice, ct)
                : ServiceStep.OfInvoice(desk, opened, quote, (await opened.Quotes(desk, ct)).Count < 2, request.Query["change"], NothingGiven, Returned.Only(notice));

        (StatusModel Model, IEnumerable<string>? Origins) page = invoice.State switch
        {
            InvoiceState.Processing => (Waiting(desk, opened, request, "starting", []), null),
            InvoiceState.ProcessPending when await desk.NeedsSlot(invoice, ct) =>
                (Waiting(desk, opened, request, "pending", WithSlot(desk, opened, quote)), [.. ReturnOrigins(opened), .. quote?.Service.RedirectOrigins ?? []]),
            InvoiceState.ProcessPending when invoice.Active?.Flow == Flow.Invoice => (Instructions(desk, opened, request, quote), ReturnOrigins(opened)),
            InvoiceState.ProcessPending => (Waiting(desk, opened, request, "pending", ToGateway(opened, quote)), ReturnOrigins(opened)),
            InvoiceState.PartiallyProcessed when ReturnTarget.CanGrow(invoice) => (Growing(desk, opened, request, quote), ReturnOrigins(opened)),
            InvoiceState.ProcessError => (Failed(desk, opened, quote, (await opened.Quotes(desk, ct)).Count > 1), quote?.Service.RedirectOrigins),
            _ => (Ended(desk, opened, quote), null),
        };
        return Answer(page.Model, notice, page.Origins);
    }

    /// <summary>Cancelling ends the payment for good, so it is asked first.</summary>
    public static IResult AskToCancel(PageDesk desk, OpenedInvoice opened, string? notice)
    {
        var texts = opened.Locale.Texts;
        return Answer(
            new StatusModel(
                opened.Frame(texts["cancel.heading"], 0, opened.Summary(), "/cancel") with { Cancel = null }, Tone.Plain, texts["cancel.heading"], [texts["cancel.text"]], [], [],
                [
                    new Act(texts["cancel.yes"], opened.Href("/cancel"), Primary: true, desk.Tokens.Issue("cancel", opened.Invoice.Id.Value)),
                    new Act(texts["cancel.no"], opened.Href()),
                ]),
            notice, null);
    }

    private static readonly Dictionary<string, string> NothingGiven = [];

    private static IResult Answer(StatusModel model, string? notice, IEnumerable<string>? origins) => notice is null
        ? Answers.Page(model, formAction: origins)
        : Answers.Page(model with { Texts = [notice, .. model.Texts] }, StatusCodes.Status422UnprocessableEntity, origins);

    /// <summary>The method list of the invoice; straight to the step when there is only one.</summary>
    public static async Task<IResult> Choose(PageDesk desk, OpenedInvoice opened, string? notice, CancellationToken ct)
    {
        var (texts, invoice) = (opened.Locale.Texts, opened.Invoice);
        var quotes = await opened.Quotes(desk, ct);
        if (quotes.Count == 1) return ServiceStep.OfInvoice(desk, opened, quotes[0], only: true, null, NothingGiven, Returned.Only(notice));

        var summary = PageDesk.Summary(opened.Locale, invoice.Amount, quotes, invoice.Description, invoice.ReferenceId, invoice.Expires);
        if (quotes.Count == 0)
            return Answer(new StatusModel(opened.Frame(texts["refusal.no_method"], 0, summary), Tone.Bad, texts["refusal.no_method"], [texts["refusal.no_method.text"]], [], [], []), notice, null);

        var list = MethodList.Of(
            desk, opened.Frame(texts["methods.heading"], 1, summary, "/methods"), invoice.Amount, quotes, opened.Account.Fees.Badge, opened.Query, opened.Path("/methods"),
            code => opened.Href($"/service/{Uri.EscapeDataString(code)}"), Extension(desk, opened));
        return Answers.Page(list with { Notice = notice }, notice is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The outcome is not known: how to learn it, and how to go on or to change one's mind.</summary>
    private static StatusModel Waiting(PageDesk desk, OpenedInvoice opened, HttpRequest request, string key, IReadOnlyList<Act> more)
    {
        var texts = opened.Locale.Texts;
        return new StatusModel(
            opened.Frame(texts[$"{key}.heading"], 2, opened.Summary()), Tone.Wait, texts[$"{key}.heading"],
            Checked(desk, opened, request, texts[$"{key}.text"]), [], [],
            [Check(desk, opened, texts["check"], primary: true), .. more, .. Extension(desk, opened), .. Back(desk, opened)]) { Live = opened.News };
    }

    /// <summary>Payment details to pay elsewhere, and what has arrived of it.</summary>
    private static StatusModel Instructions(PageDesk desk, OpenedInvoice opened, HttpRequest request, Quote? quote)
    {
        var (locale, texts, invoice) = (opened.Locale, opened.Locale.Texts, opened.Invoice);
        var heading = texts["instructions.heading", ("method", NameOf(locale, quote, invoice))];
        var arrived = invoice.ProcessedAmount is null ? Array.Empty<string>() : [Partial(opened)];
        var details = new List<Row> { new(texts["amount"], locale.Money(invoice.Remaining), Strong: true) };
        details.AddRange((invoice.Active?.FlowData?.Metadata ?? new Dictionary<string, string>())
            .Where(d => d.Key is not ("amount" or "currency"))
            .Select(d => new Row(texts.Find($"detail.{d.Key}") ?? Title(d.Key), Readable(d.Key, d.Value), Strong: true)));
        var acts = new List<Act> { Check(desk, opened, texts["check.paid"], primary: true) };
        if (invoice.State.IsOpen())
        {
            acts.AddRange(invoice.Active?.FlowData?.Action is null ? [] : [new Act(texts["gateway.open"], opened.Href("/go"), Target: ServiceStep.TargetOf(quote))]);
            acts.Add(new Act(texts["methods.other"], opened.Href("/methods")));
        }

        return new StatusModel(
            opened.Frame(heading, 2, opened.Summary()), Tone.Plain, heading,
            [.. arrived, .. Checked(desk, opened, request, texts["instructions.text"])], details, [], [.. acts, .. Extension(desk, opened), .. Back(desk, opened)])
        {
            Live = opened.News,
            Code = TransferCode.Of(invoice) is null ? null : new Picture(opened.Href("/qr.svg"), texts["instructions.code"], texts["instructions.code.text"]),
            After = TransferCode.IsTransfer(invoice) ? texts["instructions.after", ("payee", opened.Account.Name)] : null,
        };
    }

    /// <summary>Account numbers and references in groups of four, as ISO 13616 and ISO 11649 print them; banks take them with the spaces.</summary>
    private static string Readable(string key, string value) =>
        key == "iban" || (key == "reference" && value.StartsWith("RF", StringComparison.Ordinal)) ? string.Join(' ', value.Chunk(4).Select(c => new string(c))) : value;

    /// <summary>A part has arrived and the same payment may bring the rest.</summary>
    private static StatusModel Growing(PageDesk desk, OpenedInvoice opened, HttpRequest request, Quote? quote)
    {
        if (opened.Invoice.Active?.Flow == Flow.Invoice) return Instructions(desk, opened, request, quote);
        var texts = opened.Locale.Texts;
        return new StatusModel(
            opened.Frame(texts["partial.heading"], 3, opened.Summary()), Tone.Wait, texts["partial.heading"],
            Checked(desk, opened, request, Partial(opened)), [], Receipt(opened, quote), [Check(desk, opened, texts["check"], primary: true), .. Back(desk, opened)]) { Live = opened.News };
    }

    private static string Partial(OpenedInvoice opened) => opened.Locale.Texts[
        "partial.text",
        ("paid", opened.Locale.Money(opened.Invoice.ProcessedAmount ?? opened.Invoice.PaymentAmount)), ("missing", opened.Locale.Money(opened.Invoice.Remaining))];

    private static StatusModel Failed(PageDesk desk, OpenedInvoice opened, Quote? quote, bool others)
    {
        var (locale, texts, invoice) = (opened.Locale, opened.Locale.Texts, opened.Invoice);
        var acts = new List<Act>();
        if (quote is not null)
            acts.Add(ServiceStep.Starting(desk, opened, quote, texts["try_again", ("total", locale.Money(quote.PaymentAmount))], primary: true));
        if (others || quote is null) acts.Add(new Act(texts["methods.other"], opened.Href("/methods"), Primary: quote is null));
        return new StatusModel(
            opened.Frame(texts["failed.heading"], 2, opened.Summary(quote?.PaymentAmount)), Tone.Bad, texts["failed.heading"],
            [Reason(texts, invoice), texts["failed.text"], texts["failed.attempts", ("count", invoice.AttemptsLeft)]], [], [],
            [.. acts, .. Extension(desk, opened), .. Back(desk, opened)]) { Outcome = true };
    }

    /// <summary>Nothing more to do here: the receipt, or why there is none.</summary>
    private static StatusModel Ended(PageDesk desk, OpenedInvoice opened, Quote? quote)
    {
        var (texts, invoice) = (opened.Locale.Texts, opened.Invoice);
        var key = invoice.State switch
        {
            InvoiceState.Authorized or InvoiceState.Capturing => "authorized",
            InvoiceState.PartiallyProcessed => "partial",
            InvoiceState.Refunding or InvoiceState.RefundPending or InvoiceState.RefundError => "refunding",
            InvoiceState.PartiallyRefunded => "partially_refunded",
            InvoiceState.Refunded => "refunded",
            InvoiceState.ChargedBack or InvoiceState.PartiallyChargedBack => "charged_back",
            InvoiceState.ProcessFailed or InvoiceState.Expired or InvoiceState.Terminated when invoice.Notices.Any(n => n.Code == "link_exhausted") => "returned",
            InvoiceState.ProcessFailed => "process_failed",
            InvoiceState.Expired => "expired",
            InvoiceState.Terminated => "cancelled",
            _ => "paid",
        };
        var text = key switch
        {
            "partial" => Partial(opened),
            "process_failed" => texts.Find($"resolution.{invoice.Active?.Resolution}") ?? Reason(texts, invoice),
            _ => texts[$"{key}.text", ("payee", opened.Account.Name)],
        };
        var back = Back(desk, opened, primary: true);
        return new StatusModel(
            opened.Frame(texts[$"{key}.heading"], 3, opened.Summary()),
            invoice.State.IsEnded() || key == "charged_back" ? Tone.Bad : key is "partial" or "refunding" ? Tone.Wait : Tone.Good,
            texts[$"{key}.heading"], [text, .. back.Count == 0 ? [texts["close"]] : Array.Empty<string>()], [], Receipt(opened, quote), back) { Outcome = true };
    }

    /// <summary>Method, time and last four digits; never who paid.</summary>
    private static List<Row> Receipt(OpenedInvoice opened, Quote? quote)
    {
        var (locale, texts, invoice) = (opened.Locale, opened.Locale.Texts, opened.Invoice);
        var rows = new List<Row>();
        if (invoice.State.IsEnded()) return [new Row(texts["receipt.reference"], invoice.ReferenceId)];

        var amount = locale.Money(invoice.ProcessedAmount ?? invoice.PaymentAmount);
        rows.Add(new Row(texts[invoice.State.IsPaid() ? "receipt.paid" : "receipt.reserved"], amount));
        if (invoice.Active is { } payment)
            rows.Add(new Row(texts["receipt.method"], payment.Card?.Last is { Length: > 0 } last
                ? texts["receipt.card", ("method", NameOf(locale, quote, invoice)), ("last", last)]
                : NameOf(locale, quote, invoice)));
        rows.Add(new Row(texts["receipt.time"], locale.Time(invoice.Processed ?? invoice.Updated)));
        rows.Add(new Row(texts["receipt.payee"], opened.Account.Name));
        rows.Add(new Row(texts["receipt.reference"], invoice.ReferenceId));
        return rows;
    }

    /// <summary>The normalised reason in plain words; a reason without words of its own is only "declined".</summary>
    private static string Reason(Texts texts, InvoiceView invoice) => texts.Find($"resolution.{invoice.Resolution}") ?? texts["resolution.unknown"];

    private static string NameOf(Locale locale, Quote? quote, InvoiceView invoice) =>
        quote is not null ? PageDesk.NameOf(locale, quote.Service.Method) : Title(invoice.Active?.Method ?? invoice.Service ?? "");

    private static string Title(string key) => key.Length == 0 ? key : char.ToUpperInvariant(key[0]) + key[1..].Replace('_', ' ');

    private static IReadOnlyList<Act> ToGateway(OpenedInvoice opened, Quote? quote) =>
        NextStep.WaitsAtGateway(opened.Invoice)
            ? [new Act(opened.Locale.Texts["gateway.continue"], opened.Href("/go"), Target: ServiceStep.TargetOf(quote)), new Act(opened.Locale.Texts["methods.other"], opened.Href("/methods"))]
            : [new Act(opened.Locale.Texts["methods.other"], opened.Href("/methods"))];

    /// <summary>The way on of a payment whose slot went back: a form, which takes one again or says that none is left.</summary>
    private static IReadOnlyList<Act> WithSlot(PageDesk desk, OpenedInvoice opened, Quote? quote)
    {
        var texts = opened.Locale.Texts;
        var others = new Act(texts["methods.other"], opened.Href("/methods"));
        if (quote is null) return [others];
        var text = quote.Service.Flow == Flow.Invoice ? texts["pay.details", ("total", opened.Locale.Money(opened.Invoice.PaymentAmount))] : texts["gateway.continue"];
        return [ServiceStep.Starting(desk, opened, quote, text, primary: false), others];
    }

    private static Act Check(PageDesk desk, OpenedInvoice opened, string text, bool primary) =>
        new(text, opened.Href("/check"), primary, desk.Tokens.Issue("check", opened.Invoice.Id.Value));

    /// <summary>For how long a check is "just now", also when the page is loaded again.</summary>
    private const int CheckedSeconds = 15;

    private static IReadOnlyList<string> Checked(PageDesk desk, OpenedInvoice opened, HttpRequest request, string text) =>
        long.TryParse(request.Query["checked"], out var at) && Math.Abs(desk.Now.ToUnixTimeSeconds() - at) <= CheckedSeconds ? [opened.Locale.Texts["checked"], text] : [text];

    /// <summary>
    /// More time, where a lifetime of the account's own choice is shorter than a day (WCAG 2.2.1), and not before it brings any: a started service may
    /// have brought more.
    /// </summary>
    public static IReadOnlyList<Act> Extension(PageDesk desk, OpenedInvoice opened)
    {
        var (invoice, lifetime) = (opened.Invoice, opened.Account.InvoiceLifetime);
        var gains = desk.Now < invoice.Expires && desk.Now + lifetime >= invoice.Expires;
        return gains && invoice is { ExpiresGiven: false, Extensions: < 10 } && invoice.State.IsOpen() && lifetime < TimeSpan.FromHours(24)
            ? [new Act(opened.Locale.Texts["extend"], opened.Href("/extend"), Token: desk.Tokens.Issue("extend", invoice.Id.Value))]
            : [];
    }

    /// <summary>The way to the merchant's page for the present state, where there is one (contract/hpp.md, Return).</summary>
    private static IReadOnlyList<Act> Back(PageDesk desk, OpenedInvoice opened, bool primary = false) =>
        ReturnTarget.Of(opened.Invoice, opened.Account, desk.OwnOrigin) is null
            ? []
            : [new Act(opened.Locale.Texts["return", ("payee", opened.Account.Name)], opened.Href("/return"), primary, Target: "_top")];

    /// <summary>Where a form of the page may end up beside ourselves: at the merchant's, when the account returns customers by itself.</summary>
    private static IEnumerable<string> ReturnOrigins(OpenedInvoice opened)
    {
        if (!opened.Account.AutoReturn) return [];
        string?[] urls = [opened.Invoice.ReturnUrls?.Success, opened.Invoice.ReturnUrls?.Fail, opened.Invoice.ReturnUrl, opened.Account.ReturnUrl];
        return urls.Select(WebUrl.Origin).OfType<string>().Distinct();
    }
}
