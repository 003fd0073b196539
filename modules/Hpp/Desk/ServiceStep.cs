using Microsoft.AspNetCore.Http;
using PayCore.Commerce.Hpp.Domain;
using PayCore.Commerce.Hpp.Forms;
using PayCore.Commerce.Hpp.Languages;
using PayCore.Commerce.Hpp.Pages;
using PayCore.Commerce.Methods.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>What was wrong with a form that was sent, and what it held: shown again filled.</summary>
/// <param name="IsGood">Nothing was wrong: the form did not want to pay yet.</param>
internal sealed record Returned(IReadOnlyDictionary<string, string> Values, IReadOnlyList<Error> Errors, string? Notice = null, bool IsGood = false)
{
    /// <summary>Nothing but a notice; null without one.</summary>
    public static Returned? Only(string? notice) => notice is null ? null : new Returned(new Dictionary<string, string>(), [], notice);
}

/// <summary>The step with the fields of a service and the button that pays; for a link and for an invoice.</summary>
internal static class ServiceStep
{
    public const string PayStep = "pay";
    public const string ProcessStep = "process";

    /// <summary>What is said of a form that was open for too long, or whose button does not say any more what is paid; null: it is good.</summary>
    public static string? Outdated(Locale locale, FormToken token, Quote quote) =>
        token.State == TokenState.Expired ? locale.Texts["form.expired"] : token.Total != quote.PaymentAmount.Minor ? locale.Texts["form.total_changed"] : null;

    /// <param name="only">Whether there is no other method to choose.</param>
    /// <param name="draft">The draft to go on with; null: a new one.</param>
    public static IResult OfLink(PageDesk desk, OpenedLink link, Quote quote, bool only, Returned? returned = null, string? draft = null)
    {
        var (locale, texts) = (link.Locale, link.Locale.Texts);
        var code = quote.Service.Code;
        var frame = link.Frame(
            Title(locale, quote, returned), 2,
            PageDesk.Summary(locale, link.Amount, quote.PaymentAmount, link.Parameters.Description, link.Parameters.ReferenceId, link.Until),
            $"/hpp/service/{Uri.EscapeDataString(code)}", Features.ShowLink.CancelOf(link));
        var model = new ServiceModel(
            frame, Heading(locale, quote), link.Href("/hpp/pay"), desk.Tokens.Issue(PayStep, link.About, draft, quote.PaymentAmount), code,
            FieldsOf(locale, quote.Service, returned?.Values ?? Prefilled(link, quote.Service), returned?.Errors ?? [], null, null, _ => ""),
            PayText(frame, quote), texts[$"note.{quote.Service.Flow.Word()}"],
            only ? null : new Link(texts["methods.other"], link.Href("/hpp/methods")),
            returned?.Notice, frame.Look.MethodLogos ? desk.Sprite.Of(quote.Service.Method.Icon) : null, desk.Sprite.Url, TargetOf(quote))
        {
            Returns = link.Account.AutoReturn,
        };
        return Answers.Page(model, quote.Service.RedirectOrigins, returned is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <param name="change">The key of a given field that is to be given again.</param>
    /// <param name="filled">Values to begin with.</param>
    public static IResult OfInvoice(
        PageDesk desk, OpenedInvoice opened, Quote quote, bool only, string? change, IReadOnlyDictionary<string, string> filled, Returned? returned = null)
    {
        var (locale, texts, invoice) = (opened.Locale, opened.Locale.Texts, opened.Invoice);
        var code = quote.Service.Code;
        var sub = $"/service/{Uri.EscapeDataString(code)}";
        var frame = opened.Frame(
            Title(locale, quote, returned), 2,
            PageDesk.Summary(locale, invoice.Amount, quote.PaymentAmount, invoice.Description, invoice.ReferenceId, invoice.Expires), sub);
        var model = new ServiceModel(
            frame, Heading(locale, quote), opened.Href("/process"), desk.Tokens.Issue(ProcessStep, invoice.Id.Value, total: quote.PaymentAmount), code,
            FieldsOf(
                locale, quote.Service, returned?.Values ?? filled, returned?.Errors ?? [], invoice.FieldsGiven, change,
                key => $"{opened.Href(sub)}{(opened.Query.Text.Length == 0 ? "?" : "&")}change={Uri.EscapeDataString(key)}"),
            PayText(frame, quote), texts[$"note.{quote.Service.Flow.Word()}"],
            only ? null : new Link(texts["methods.other"], opened.Href("/methods")),
            returned?.Notice, frame.Look.MethodLogos ? desk.Sprite.Of(quote.Service.Method.Icon) : null, desk.Sprite.Url, TargetOf(quote))
        {
            MoreTime = InvoiceScreen.Extension(desk, opened).SingleOrDefault(),
        };
        return Answers.Page(model, quote.Service.RedirectOrigins, returned is null or { IsGood: true } ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>A button that starts the service of an invoice, or goes on with it, with the fields given before.</summary>
    public static Act Starting(PageDesk desk, OpenedInvoice opened, Quote quote, string text, bool primary) => new(
        text, opened.Href("/process"), primary, desk.Tokens.Issue(ProcessStep, opened.Invoice.Id.Value, total: quote.PaymentAmount),
        new Dictionary<string, string> { ["service"] = quote.Service.Code }, Target: TargetOf(quote));

    /// <summary>Where the service's next page opens: the page of a gateway that must not stand in a frame takes the whole window.</summary>
    public static string? TargetOf(Quote? quote) => quote is { Service: { Flow: Flow.Invoice } or { Frameable: true } } ? null : "_top";

    private static string Title(Locale locale, Quote quote, Returned? returned) =>
        returned is { Errors.Count: > 0 } ? locale.Texts["error.title", ("title", Heading(locale, quote))] : Heading(locale, quote);

    private static string Heading(Locale locale, Quote quote) => locale.Texts["service.heading", ("method", PageDesk.NameOf(locale, quote.Service.Method))];

    /// <summary>The button's words: those that the merchant chose, except where it only shows how to pay.</summary>
    private static string PayText(Frame frame, Quote quote) => frame.Locale.Texts[
        quote.Service.Flow == Flow.Invoice ? "pay.details" : frame.Look.PayText, ("total", frame.Locale.Money(quote.PaymentAmount))];

    /// <summary>What the link's own query already says about the service's fields, or about the customer.</summary>
    private static Dictionary<string, string> Prefilled(OpenedLink link, ServiceView service)
    {
        var customer = link.Parameters.Customer;
        var values = new Dictionary<string, string>(link.Parameters.ServiceFields, StringComparer.Ordinal);
        foreach (var field in service.Fields)
        {
            if (values.ContainsKey(field.Key)) continue;
            var known = field.Key switch { "email" => customer?.Email, "phone" => customer?.Phone, "name" => customer?.Name, "individual_tax_id" => customer?.IndividualTaxId, _ => null };
            if (known is not null) values[field.Key] = known;
        }

        return values;
    }

    private static IReadOnlyList<FieldModel> FieldsOf(
        Locale locale, ServiceView service, IReadOnlyDictionary<string, string> values, IReadOnlyList<Error> errors,
        IReadOnlyDictionary<string, string>? given, string? change, Func<string, string> changeHref) =>
        [.. service.Fields.OrderBy(f => f.Position).Select((field, i) =>
        {
            var label = PageDesk.In(locale, field.Label) ?? field.Key;
            var error = errors.FirstOrDefault(e => e.Source == $"fields/{field.Key}");
            var (type, autocomplete, inputMode) = Kind(field);
            var masked = error is null && change != field.Key && !values.ContainsKey(field.Key) && given?.GetValueOrDefault(field.Key) is { } known ? Mask.Of(known) : null;
            return new FieldModel(
                $"field-{i}", $"fields[{field.Key}]", label, HintOf(locale, field), type, autocomplete, inputMode, field.Required,
                values.GetValueOrDefault(field.Key, ""), error is null ? null : Problem(locale, field, label, error.Code), masked, changeHref(field.Key))
            {
                Check = (field.Regexp, field.Required ? Problem(locale, field, label, "field_required") : null, Problem(locale, field, label, "field_invalid")),
            };
        })];

    private static string? HintOf(Locale locale, FieldView field) => PageDesk.In(locale, field.Hint) is { Length: > 0 } hint ? hint
        : field.Example is { Length: > 0 } example ? locale.Texts["field.example", ("example", example)] : null;

    private static string Problem(Locale locale, FieldView field, string label, string code) => code == "field_required"
        ? locale.Texts["field.required", ("label", label)]
        : field.Example is { Length: > 0 } example
            ? locale.Texts["field.invalid_example", ("label", label), ("example", example)]
            : locale.Texts["field.invalid", ("label", label)];

    private static (string Type, string? Autocomplete, string? InputMode) Kind(FieldView field) => (field.Type, field.Key) switch
    {
        ("email", _) or (_, "email") => ("email", "email", null),
        ("phone" or "tel", _) or (_, "phone") => ("tel", "tel", null),
        (_, "name" or "holder" or "full_name") => ("text", "name", null),
        ("date", _) => ("date", null, null),
        ("number" or "integer" or "digits", _) => ("text", null, "numeric"),
        _ => ("text", null, null),
    };
}
