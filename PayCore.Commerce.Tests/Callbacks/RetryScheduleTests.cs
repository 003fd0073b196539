using FsCheck;
using FsCheck.Fluent;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Callbacks.Delivery;
using PayCore.Commerce.Callbacks.Domain;

namespace PayCore.Commerce.Tests.Callbacks;

internal sealed class RetryScheduleTests
{
    private static readonly CallbackOptions Linear = CallbackOptions.Default;
    private static readonly CallbackOptions Exponential = CallbackOptions.Default with { Strategy = RetryStrategy.Exponential };

    [TestCase(1, 60)]
    [TestCase(2, 120)]
    [TestCase(3, 180)]
    [TestCase(100, 6000)]
    public void Linear_retries_come_after_1_2_3_minutes(int retry, int seconds) =>
        RetrySchedule.Pause(Linear, retry, 0, null).Should().Be(TimeSpan.FromSeconds(seconds));

    [TestCase(1, 60)]
    [TestCase(2, 120)]
    [TestCase(3, 240)]
    [TestCase(10, 30720)]
    [TestCase(11, 43200)]
    [TestCase(100, 43200)]
    public void Exponential_retries_double_up_to_12_hours(int retry, int seconds) =>
        RetrySchedule.Pause(Exponential, retry, 0, null).Should().Be(TimeSpan.FromSeconds(seconds));

    [TestCase(100, 100, true)]
    [TestCase(100, 101, false)]
    [TestCase(0, 1, false)]
    [TestCase(1000, 1000, true)]
    public void There_are_as_many_retries_as_the_account_asks_for(int retries, int retry, bool comes) =>
        (RetrySchedule.Pause(Linear with { Retries = retries }, retry, 0, null) is not null).Should().Be(comes);

    [TestCase(30, 60, TestName = "A wish that is earlier than the schedule changes nothing")]
    [TestCase(-5, 60, TestName = "A wish in the past changes nothing")]
    [TestCase(600, 600, TestName = "A later wish is obeyed")]
    [TestCase(86_400, 3600, TestName = "A wish of more than an hour counts as one hour")]
    public void Retry_After(int wishSeconds, int seconds) =>
        RetrySchedule.Pause(Linear, 1, 0, TimeSpan.FromSeconds(wishSeconds)).Should().Be(TimeSpan.FromSeconds(seconds));

    [Test]
    public void Jitter_is_at_most_10_percent_and_never_breaks_the_limits() =>
        Prop.ForAll(
            (from strategy in Gen.Elements(RetryStrategy.Linear, RetryStrategy.Exponential)
             from interval in Gen.Choose(1, 86_400)
             from retry in Gen.Choose(1, 1000)
             from jitter in Gen.Choose(-100, 100)
             select (Options: new CallbackOptions(null, false, strategy, interval, 1000, true, 8), retry, jitter)).ToArbitrary(),
            c =>
            {
                var exact = RetrySchedule.Pause(c.Options, c.retry, 0, null)!.Value;
                var pause = RetrySchedule.Pause(c.Options, c.retry, c.jitter, null)!.Value;
                return pause >= exact * 0.9 && pause <= exact * 1.1 && (c.Options.Strategy == RetryStrategy.Linear || pause <= TimeSpan.FromHours(12));
            }).QuickCheckThrowOnFailure();

    [TestCase(4, 0)]
    [TestCase(5, 1)]
    [TestCase(6, 2)]
    [TestCase(10, 32)]
    [TestCase(11, 60)]
    [TestCase(1_000_000, 60)]
    public void A_host_that_keeps_failing_gets_a_growing_pause(int failures, int seconds) =>
        HostHealth.PauseAfter(failures).Should().Be(TimeSpan.FromSeconds(seconds));
}
