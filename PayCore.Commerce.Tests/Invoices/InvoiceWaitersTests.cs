using PayCore.Commerce.Invoices.Features;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Invoices;

/// <summary>How many requests are held at once (contract/public-api.md, Read), and what ends a wait.</summary>
internal sealed class InvoiceWaitersTests
{
    [Test]
    public void The_addresses_of_one_IPv6_household_share_their_places()
    {
        var waiters = new InvoiceWaiters(CancellationToken.None);
        var taken = Enumerable.Range(1, InvoiceWaiters.MostPerAddress).Select(i => waiters.TryHold($"2001:db8:1:1::{i}")).ToList();

        taken.Should().NotContainNulls();
        waiters.TryHold("2001:db8:1:1:ffff::9").Should().BeNull();
        waiters.TryHold("2001:db8:1:2::1").Should().NotBeNull("it is another household");
        taken[0]!.Dispose();
        waiters.TryHold("2001:db8:1:1:ffff::9").Should().NotBeNull();
    }

    [Test]
    public void An_IPv4_address_counts_by_itself_also_in_its_mapped_form()
    {
        var waiters = new InvoiceWaiters(CancellationToken.None);
        for (var i = 0; i < InvoiceWaiters.MostPerAddress; i++) waiters.TryHold("192.0.2.1").Should().NotBeNull();

        waiters.TryHold("::ffff:192.0.2.1").Should().BeNull();
        waiters.TryHold("192.0.2.2").Should().NotBeNull();
    }

    [Test]
    public void A_server_holds_two_thousand_in_all()
    {
        var waiters = new InvoiceWaiters(CancellationToken.None);
        var taken = Enumerable.Range(0, 2_000).Select(i => waiters.TryHold($"10.0.{i / 250}.{i % 250}")).ToList();

        taken.Should().NotContainNulls();
        waiters.TryHold("192.0.2.1").Should().BeNull();
        taken[7]!.Dispose();
        waiters.TryHold("192.0.2.1").Should().NotBeNull("a place is free again");
    }

    [Test]
    public async Task Nobody_waits_for_a_server_that_stops()
    {
        using var stop = new CancellationTokenSource();
        var (waiters, id) = (new InvoiceWaiters(stop.Token), Id.New<InvoiceId>());
        var wait = waiters.Until(id, () => Task.FromResult(1), _ => false, TimeSpan.FromMinutes(10), CancellationToken.None);
        wait.IsCompleted.Should().BeFalse();

        await stop.CancelAsync();

        (await wait).Should().Be(1);
        (await waiters.Until(id, () => Task.FromResult(2), _ => false, TimeSpan.FromMinutes(10), CancellationToken.None)).Should().Be(2, "nor begins to");
    }

    [Test]
    public async Task A_wake_that_brings_no_change_of_what_is_waited_for_ends_no_wait()
    {
        var (waiters, id, reads, started) = (new InvoiceWaiters(CancellationToken.None), Id.New<InvoiceId>(), 0, false);
        var wait = waiters.Until(id, () => Task.FromResult((Reads: ++reads, Started: started)), now => now.Started, TimeSpan.FromMinutes(1), CancellationToken.None);

        waiters.Wake(id);
        await Probe.Until(() => Task.FromResult(reads == 2), "it is looked at again");
        wait.IsCompleted.Should().BeFalse();
        started = true;
        waiters.Wake(id);

        (await wait).Should().Be((3, true));
    }
}
