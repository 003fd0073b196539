using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Domain;
using PayCore.Commerce.Invoices.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Callbacks;

internal sealed class CallbackRulesTests
{
    private const string Url = "https://shop.example/callback";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_500_000);

    [TestCase(InvoiceState.Processing)]
    [TestCase(InvoiceState.Capturing)]
    public void Processing_is_never_called_back(InvoiceState state)
    {
        foreach (var source in Enum.GetValues<InvoiceSource>()) Reason(state, source).Should().Be(CallbackReason.NeverAsked);
    }

    [TestCase(InvoiceSource.MerchantApi, false)]
    [TestCase(InvoiceSource.Dashboard, true)]
    [TestCase(InvoiceSource.PublicApi, true)]
    [TestCase(InvoiceSource.Hpp, true)]
    [TestCase(InvoiceSource.PaymentLink, true)]
    public void Created_is_called_back_unless_the_Private_API_made_the_invoice(InvoiceSource source, bool isAsked) =>
        (Reason(InvoiceState.Created, source) == CallbackReason.None).Should().Be(isAsked);

    [Test]
    public void All_other_states_are_called_back()
    {
        foreach (var state in Enum.GetValues<InvoiceState>().Except([InvoiceState.Created, InvoiceState.Processing, InvoiceState.Capturing]))
            Reason(state, InvoiceSource.MerchantApi).Should().Be(CallbackReason.None, $"of {state}");
    }

    [Test]
    public void Only_final_leaves_out_what_can_still_move_by_itself()
    {
        foreach (var state in Enum.GetValues<InvoiceState>().Where(s => s is not (InvoiceState.Created or InvoiceState.Processing or InvoiceState.Capturing)))
            Reason(state, InvoiceSource.MerchantApi, CallbackOptions.Default with { OnlyFinal = true })
                .Should().Be(state.IsFinal() ? CallbackReason.None : CallbackReason.OnlyFinal, $"of {state}");
    }

    [TestCase(null, null, true, null)]
    [TestCase(null, Url, false, Url)]
    [TestCase("https://shop.example/own", Url, false, "https://shop.example/own")]
    [TestCase(null, "/dev/callbacks", true, "/dev/callbacks")]
    [TestCase(null, "/dev/callbacks", false, null)]
    public void The_invoices_own_url_comes_before_the_accounts(string? own, string? accounts, bool isDevelopment, string? expected) =>
        CallbackRules.UrlOf(Invoice(InvoiceState.Processed) with { CallbackUrl = own }, CallbackOptions.Default with { Url = accounts }, isDevelopment)
            .Should().Be(expected);

    [Test]
    public void Without_a_url_the_log_says_so() =>
        CallbackRules.ReasonToSkip(Invoice(InvoiceState.Processed), CallbackOptions.Default, null).Should().Be(CallbackReason.NoUrl);

    [Test]
    public void A_late_result_of_a_delivered_state_comes_before_a_newer_one_in_order()
    {
        var (fourth, fifth) = (Pending(4, Now.AddMinutes(1)), Pending(5, Now));
        fifth.IsNewerThan(fourth).Should().BeTrue("the invoice's sequence counts, not the clock");
        var resend = Callback.Send(Invoice(InvoiceState.Processed) with { Sequence = 5 }, Url, [], isResend: true, Now.AddSeconds(1));
        resend.IsNewerThan(fifth).Should().BeTrue("a resend tells the same state again, later");
    }

    [TestCase(200, CallbackStatus.Delivered, CallbackReason.None)]
    [TestCase(204, CallbackStatus.Delivered, CallbackReason.None)]
    [TestCase(301, CallbackStatus.Pending, CallbackReason.None)]
    [TestCase(404, CallbackStatus.Pending, CallbackReason.None)]
    [TestCase(410, CallbackStatus.Failed, CallbackReason.Gone)]
    [TestCase(500, CallbackStatus.Pending, CallbackReason.None)]
    public void Success_is_2xx_and_410_is_the_end(int httpStatus, object status, object reason)
    {
        var callback = Pending(1, Now);
        callback.Finish(new AttemptResult(Now, TimeSpan.FromSeconds(1), httpStatus, null, false, "", null), CallbackOptions.Default, 0);

        callback.Status.Should().Be((CallbackStatus)status);
        callback.Reason.Should().Be((CallbackReason)reason);
        callback.Due.Should().Be(callback.Status == CallbackStatus.Pending ? Now.AddSeconds(61) : null);
        callback.Claim.Should().BeNull();
    }

    [Test]
    public void The_last_retry_that_fails_ends_the_callback()
    {
        var callback = Pending(1, Now);
        var options = CallbackOptions.Default with { Retries = 2 };
        var failure = new AttemptResult(Now, TimeSpan.Zero, 500, null, false, "", null);
        callback.Finish(failure, options, 0);
        callback.Finish(failure, options, 0);
        callback.Status.Should().Be(CallbackStatus.Pending);

        var third = callback.Finish(failure, options, 0);
        third.Number.Should().Be(3);
        (callback.Status, callback.Reason).Should().Be((CallbackStatus.Failed, CallbackReason.RetriesUsedUp));
    }

    private static CallbackReason Reason(InvoiceState state, InvoiceSource source, CallbackOptions? options = null) =>
        CallbackRules.ReasonToSkip(Invoice(state) with { Source = source }, options ?? CallbackOptions.Default, Url);

    private static Callback Pending(int sequence, DateTimeOffset created) =>
        Callback.Send(Invoice(InvoiceState.Processed) with { Sequence = sequence }, Url, [], isResend: false, created);

    private static InvoiceView Invoice(InvoiceState state) =>
        SampleInvoice.Of(new AccountId("coma_1"), Mode.Test, Now) with { State = state };
}
