using System.Globalization;
using PayCore.Commerce.Methods.Features;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Methods;

/// <summary>What is asked by itself, every hour: the days that are over, and those that a gateway left unproved.</summary>
internal sealed partial class ReconciliationTests
{
    [Test]
    public async Task Every_night_asks_once_for_the_day_before()
    {
        await app.Paid("night", 10);
        app.Clock.Advance(TimeSpan.FromDays(1));

        await app.Run<ReconcilePastDays>();
        await app.Run<ReconcilePastDays>();
        await app.Run<RunReconciliations>();

        var list = (await api.Get("/api/reconciliations")).Json.GetProperty("data");
        list.GetArrayLength().Should().Be(1);
        var night = list[0].GetProperty("attributes");
        night.GetProperty("source").GetString().Should().Be("nightly");
        night.GetProperty("status").GetString().Should().Be("done");
        night.GetProperty("date").GetString().Should().Be(app.Clock.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        night.TryGetProperty("differences", out _).Should().BeFalse();
    }

    [Test]
    public async Task Nights_in_which_no_server_ran_are_made_up_for_a_month_back()
    {
        await app.Paid("nights", 10);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.Run<ReconcilePastDays>();
        app.Clock.Advance(TimeSpan.FromDays(3));
        await app.Run<ReconcilePastDays>();
        (await Nights()).Should().Equal(Day(-4), Day(-3), Day(-2), Day(-1));

        app.Clock.Advance(TimeSpan.FromDays(60));
        await app.Run<ReconcilePastDays>();
        await app.Run<ReconcilePastDays>();

        (await Nights()).Should().HaveCount(4 + 31).And.EndWith(Day(-1));
    }

    [Test]
    public async Task A_night_in_which_a_gateway_did_not_answer_is_asked_about_again_until_it_does()
    {
        await app.Paid("silent-night", 10);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await Books("damaged");
        (await Night()).Should().Equal("unanswered");

        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.Run<ReconcilePastDays>();
        await app.Run<ReconcilePastDays>();
        (await Nights()).Should().Equal([Day(-1), Day(-1)], "the second one runs");
        await app.Run<RunReconciliations>();
        await Books("paid");
        app.Clock.Advance(TimeSpan.FromHours(1));
        (await Night()).Should().Equal("answered", "unanswered", "unanswered");

        app.Clock.Advance(TimeSpan.FromHours(1));
        (await Night()).Should().HaveCount(3, "the last answer settles the day");
    }

    [Test]
    public async Task A_gateway_that_never_answers_is_asked_six_times_about_a_night()
    {
        await app.Paid("never", 10);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await Books("damaged");

        for (var hour = 0; hour < 8; hour++)
        {
            await Night();
            app.Clock.Advance(TimeSpan.FromHours(1));
        }

        (await Night()).Should().HaveCount(6).And.OnlyContain(s => s == "unanswered");
    }

    [Test]
    public async Task A_night_whose_reconciliation_failed_is_asked_about_again()
    {
        await app.Paid("failed-night", 10);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.Run<ReconcilePastDays>();
        for (var n = 0; n < 3; n++)
        {
            (await app.Send(new RunReconciliations.Begin([], $"claim-{n}"))).Value.Should().NotBeNull();
            app.Clock.Advance(TimeSpan.FromMinutes(16));
        }

        await app.Run<RunReconciliations>();
        (await Night()).Should().Equal("answered", "failed");
    }

    [Test]
    public async Task A_day_is_not_asked_about_before_gateways_can_have_closed_it()
    {
        await app.Paid("closing", 10);
        app.Clock.Advance(TimeSpan.FromHours(19));
        await app.Run<ReconcilePastDays>();
        (await Nights()).Should().BeEmpty("it is one in the morning");
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.Run<ReconcilePastDays>();
        (await Nights()).Should().Equal(Day(-1));
    }

    private string Day(int days) => app.Clock.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The days that were asked about by themselves, the oldest first.</summary>
    private async Task<List<string?>> Nights() =>
        [.. (await api.Get("/api/reconciliations?page[size]=200")).Json.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("attributes").GetProperty("date").GetString()).Order(StringComparer.Ordinal)];

    /// <summary>An hour's work of both jobs.</summary>
    /// <returns>What became of every reconciliation, the newest first: its own status, or once it is done that of its gateway account.</returns>
    private async Task<List<string?>> Night()
    {
        await app.Run<ReconcilePastDays>();
        await app.Run<RunReconciliations>();
        return [.. (await api.Get("/api/reconciliations")).Json.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("attributes")).Select(r =>
            r.GetProperty("status").GetString() is var status and not "done" ? status : r.GetProperty("gateway_accounts")[0].GetProperty("status").GetString())];
    }
}
