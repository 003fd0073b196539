using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Methods.Gateways.Sandbox.Provider.Pages;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Shared.Pages;
using ChargeView = PayCore.Commerce.Methods.Gateways.Sandbox.Provider.Pages.SandboxFrame.ChargeView;
using Problem = PayCore.Commerce.Methods.Gateways.Sandbox.Provider.Pages.SandboxFrame.Problem;

namespace PayCore.Commerce.Methods.Gateways.Sandbox.Provider;

/// <summary>
/// The sandbox's pages: /sandbox/pay/{charge} for the customer (card form, challenge, buttons), /sandbox/settle/{charge} for testers, /sandbox/
/// about it. The charge's id is unguessable; forms carry its token and are taken from the same origin only.
/// </summary>
internal static class SandboxPages
{
    private const int MostFormBytes = 64 * 1024;

    // The way back may lead on to the merchant's own site, and browsers apply form-action to the whole chain of redirects.
    private static readonly string[] Anywhere = ["https:", "http:"];

    internal static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sandbox/", IResult () => Page<AboutPage>([]));
        app.MapGet("/sandbox/pay/{id}", async (string id, CommerceDb db, CancellationToken ct) => (IResult)(await Find(db, id, ct) is { } charge ? Show(charge) : NotFound()));
        app.MapPost("/sandbox/pay/{id}", Pay);
        app.MapGet("/sandbox/settle/{id}", async (string id, CommerceDb db, CancellationToken ct) => (IResult)(await Find(db, id, ct) is { } charge ? Settling(charge, []) : NotFound()));
        app.MapPost("/sandbox/settle/{id}", Settle);
    }

    private static async Task<IResult> Pay(string id, HttpContext http, CommerceDb db, ServerAddress server, IMediator mediator, CancellationToken ct)
    {
        var (charge, form, refusal) = await Receive(id, http, db, server, ct);
        if (charge is null || form is null) return refusal!;
        if (!charge.IsUndecided) return new SeeOther($"/sandbox/pay/{id}");

        var problems = new List<Problem>();
        var change = form["act"].ToString() switch
        {
            "card" => ByCard(form, problems),
            "challenge_pass" => (c, now) => c.AnswerChallenge(passed: true, now),
            "challenge_fail" => (c, now) => c.AnswerChallenge(passed: false, now),
            "pending" => (c, _) => c.LeavePending(),
            _ => Common(form, charge, problems),
        };
        if (problems.Count > 0) return Show(charge, problems, form);
        if (change is null) return Refused();

        var changed = await mediator.Send(new ChangeCharge.Command(id, change), ct);
        var stays = changed.IsFailure || changed.Value.IsUndecided;
        return new SeeOther(stays ? $"/sandbox/pay/{id}" : charge.ReturnUrl);
    }

    private static async Task<IResult> Settle(string id, HttpContext http, CommerceDb db, ServerAddress server, IMediator mediator, CancellationToken ct)
    {
        var (charge, form, refusal) = await Receive(id, http, db, server, ct);
        if (charge is null || form is null) return refusal!;

        var problems = new List<Problem>();
        Func<SandboxCharge, DateTimeOffset, Result<Done>>? change = form["act"].ToString() switch
        {
            "fail_then_succeed" => (c, now) => c.FailThenSucceed(now),
            "lapse" => (c, _) => c.Lapse(),
            "win_dispute" => (c, _) => c.WinDispute(),
            "settle_refunds" => (c, _) => c.SettleRefunds(done: true),
            "refuse_refunds" => (c, _) => c.SettleRefunds(done: false),
            "charge_back" => OfAll(form, charge, problems, (c, minor, _) => c.ChargeBack(minor)),
            "refund_outside" => OfAll(form, charge, problems, (c, minor, now) => c.Refund(minor, reference: null, now)),
            _ => Common(form, charge, problems),
        };
        if (problems.Count > 0) return Settling(charge, problems);
        if (change is null) return Refused();

        var changed = await mediator.Send(new ChangeCharge.Command(id, change), ct);
        if (!changed.IsFailure) return new SeeOther($"/sandbox/settle/{id}");
        var field = changed.Errors[0].Source is null || (!Can(charge).Part && !Can(charge).Return) ? null : "amount";
        return Settling(charge, [.. changed.Errors.Select(e => new Problem(field, e.Detail))]);
    }

    private static Func<SandboxCharge, DateTimeOffset, Result<Done>>? Common(IFormCollection form, SandboxCharge charge, List<Problem> problems) => form["act"].ToString() switch
    {
        "pay" => (c, now) => c.Succeed(now),
        "part" => ByAmount(form, charge, problems, (c, minor, _) => c.PayPart(minor)),
        "decline" => (c, _) => c.Decline("declined"),
        "cancel" => (c, _) => c.Cancel("payer"),
        _ => null,
    };

    private static Func<SandboxCharge, DateTimeOffset, Result<Done>>? ByCard(IFormCollection form, List<Problem> problems)
    {
        var (number, cvv, expiry) = (form["number"].ToString().Trim(), form["cvv"].ToString().Trim(), TestCards.ReadExpiry(form["expiry"]));
        if (number.Length == 0) problems.Add(new Problem("number", "Enter a card number"));
        if (expiry is null) problems.Add(new Problem("expiry", "Enter the expiry date as month and year, like 10/31"));
        if (cvv.Length is not (3 or 4) || !cvv.All(char.IsAsciiDigit)) problems.Add(new Problem("cvv", "Enter the security code: 3 digits, any will do"));
        return problems.Count > 0 ? null : (c, now) => c.PayByCard(number, expiry!, form["holder"].ToString().Trim(), now);
    }

    private static Func<SandboxCharge, DateTimeOffset, Result<Done>>? ByAmount(
        IFormCollection form, SandboxCharge charge, List<Problem> problems, Func<SandboxCharge, long, DateTimeOffset, Result<Done>> change)
    {
        var text = form["amount"].ToString().Trim().Replace(',', '.');
        var money = AmountText.TryParse(text, out var amount) ? amount.In(charge.Currency) : Error.Invalid("amount_range", "");
        if (!money.IsFailure) return (c, now) => change(c, money.Value.Minor, now);
        problems.Add(new Problem("amount", $"Enter an amount in {charge.Currency.Code}, like 10.50"));
        return null;
    }

    /// <summary>Without an amount: all that is left.</summary>
    private static Func<SandboxCharge, DateTimeOffset, Result<Done>>? OfAll(
        IFormCollection form, SandboxCharge charge, List<Problem> problems, Func<SandboxCharge, long, DateTimeOffset, Result<Done>> change) =>
        string.IsNullOrWhiteSpace(form["amount"]) ? (c, now) => change(c, c.Returnable, now) : ByAmount(form, charge, problems, change);

    private static async Task<(SandboxCharge? Charge, IFormCollection? Form, IResult? Refusal)> Receive(
        string id, HttpContext http, CommerceDb db, ServerAddress server, CancellationToken ct)
    {
        if (!IsOwn(http, server)) return (null, null, Refused());
        if (await Find(db, id, ct) is not { } charge) return (null, null, NotFound());
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MostFormBytes;
        if (!http.Request.HasFormContentType || http.Request.ContentLength > MostFormBytes) return (null, null, Refused());

        var form = await http.Request.ReadFormAsync(ct);
        var isOurs = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(form["token"].ToString()), Encoding.UTF8.GetBytes(charge.FormToken));
        return isOurs ? (charge, form, null) : (null, null, Refused());
    }

    /// <summary>Browsers say where a form was sent from; what says nothing is held by the token alone.</summary>
    private static bool IsOwn(HttpContext http, ServerAddress server)
    {
        if (http.Request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site != "same-origin") return false;
        return http.Request.Headers.Origin.ToString() is not { Length: > 0 } origin
            || origin == WebUrl.Origin($"{http.Request.Scheme}://{http.Request.Host}") || origin == WebUrl.Origin(server.Public);
    }

    private static Task<SandboxCharge?> Find(CommerceDb db, string id, CancellationToken ct) =>
        db.Set<SandboxCharge>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct);

    private static IResult Show(SandboxCharge charge, IReadOnlyList<Problem>? problems = null, IFormCollection? form = null)
    {
        var (view, status) = (View(charge), problems is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        var common = new Dictionary<string, object?> { ["Charge"] = view };
        if (charge.Status == ChargeStatus.Challenge) return Page<ChallengePage>(common, status);
        if (!charge.IsUndecided) return Page<FinishedPage>(common, status);

        common["Problems"] = problems ?? [];
        if (charge.Page == "details") return Settling(charge, problems ?? []);
        if (charge.Page != "card") return Page<ButtonsPage>(new(common) { ["Method"] = charge.Method.Replace('_', ' ') }, status);
        return Page<CardPage>(new(common) { ["Expiry"] = TestCards.ReadExpiry(form?["expiry"]) is { } e ? $"{e[..2]}/{e[2..]}" : null, ["Holder"] = Name(form) }, status);
    }

    /// <summary>A name may be shown again; digits in it may be a card's, and are not.</summary>
    private static string? Name(IFormCollection? form) => form?["holder"].ToString() is { Length: <= 64 } name && !name.Any(char.IsDigit) ? name : null;

    private static PageAnswer<SettlePage> Settling(SandboxCharge charge, IReadOnlyList<Problem> problems) => Page<SettlePage>(
        new() { ["Charge"] = View(charge), ["HasPaid"] = charge.PaidMinor > 0, ["Can"] = Can(charge), ["Problems"] = problems },
        problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    /// <summary>What can still happen to a charge behind the customer's back.</summary>
    private static SettlePage.Choices Can(SandboxCharge charge) => new(
        Pay: charge.RestMinor > 0 && charge.Status is not (ChargeStatus.Authorized or ChargeStatus.Voided or ChargeStatus.Lapsed) && (charge.Capture || charge.PaidMinor == 0),
        Decline: charge.PaidMinor == 0 && charge.Status is not (ChargeStatus.Cancelled or ChargeStatus.Authorized or ChargeStatus.Voided or ChargeStatus.Lapsed),
        Cancel: charge.Status is ChargeStatus.Open or ChargeStatus.Challenge or ChargeStatus.Pending or ChargeStatus.Authorized,
        Lapse: charge.Status == ChargeStatus.Authorized,
        Return: charge.Returnable > 0,
        Win: charge.Disputes.Any(d => !d.Won),
        SettleRefunds: charge.Refunds.Any(r => r.Status == "pending"),
        Part: charge.Capture);

    private static PageAnswer<MessagePage> NotFound() => Message(
        "There is no such charge", "The address is not one of the sandbox's charges. Go back to the merchant and start again.", StatusCodes.Status404NotFound);

    private static PageAnswer<MessagePage> Refused() => Message(
        "The form was not accepted", "It did not come from the sandbox's own page. Nothing was done. Open the payment again from the merchant's page.", StatusCodes.Status403Forbidden);

    private static PageAnswer<MessagePage> Message(string heading, string text, int status) => Page<MessagePage>(new() { ["Heading"] = heading, ["Text"] = text }, status);

    private static PageAnswer<TPage> Page<TPage>(Dictionary<string, object?> parameters, int status = StatusCodes.Status200OK) where TPage : IComponent =>
        new(parameters, status, formAction: Anywhere);

    private static ChargeView View(SandboxCharge charge) => new(
        charge.Id, charge.Payee.Length == 0 ? "the merchant" : charge.Payee, Text(charge.AmountMinor, charge.Currency), charge.Description,
        Faults.All.FirstOrDefault(f => f.Ending == Faults.Of(charge.AmountMinor))?.What, charge.Status.Word().Replace('_', ' '),
        Text(charge.PaidMinor, charge.Currency), Text(charge.RestMinor, charge.Currency), charge.ReturnUrl, charge.FormToken, charge.Currency.Code);

    private static string Text(long minor, Currency currency) =>
        $"{new Money(minor, currency).Major.ToString($"N{currency.Exponent}", CultureInfo.InvariantCulture)} {currency.Code}";

    /// <summary>303: whatever was posted, the next page is fetched.</summary>
    private sealed class SeeOther(string url) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
            http.Response.Headers.Location = url;
            http.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }
    }
}
