using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using PayCore.Commerce.Shared.OutboundHttp;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Callbacks;

/// <summary>What a URL that a stranger chose cannot do (contract/callbacks.md, Safety).</summary>
internal sealed class GuardedHttpTests
{
    private static readonly OutboundLimits Limits = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));

    private StubMerchant merchant = null!;

    [OneTimeSetUp]
    public async Task Listen() => merchant = await StubMerchant.Start();

    [OneTimeTearDown]
    public async Task Stop() => await merchant.DisposeAsync();

    [TestCase("http://127.0.0.1/")]
    [TestCase("http://127.9.9.9:8080/")]
    [TestCase("http://localhost/")]
    [TestCase("http://2130706433/", TestName = "Loopback as one number")]
    [TestCase("http://0x7f.0.0.1/", TestName = "Loopback in hexadecimal")]
    [TestCase("http://0.0.0.0/")]
    [TestCase("http://0.1.2.3/")]
    [TestCase("http://10.0.0.1/")]
    [TestCase("http://172.16.0.1/")]
    [TestCase("http://172.31.255.255/")]
    [TestCase("http://192.168.1.1/")]
    [TestCase("http://169.254.1.1/")]
    [TestCase("http://169.254.169.254/latest/meta-data/")]
    [TestCase("http://168.63.129.16/")]
    [TestCase("http://100.64.0.1/")]
    [TestCase("http://100.127.255.255/")]
    [TestCase("http://192.0.0.1/")]
    [TestCase("http://198.18.0.1/")]
    [TestCase("http://224.0.0.1/")]
    [TestCase("http://239.255.255.255/")]
    [TestCase("http://255.255.255.255/")]
    [TestCase("http://[::]/")]
    [TestCase("http://[::1]/")]
    [TestCase("http://[fc00::1]/")]
    [TestCase("http://[fd12:3456::1]/")]
    [TestCase("http://[fe80::1]/")]
    [TestCase("http://[fec0::1]/")]
    [TestCase("http://[ff02::1]/")]
    [TestCase("http://[::ffff:127.0.0.1]/", TestName = "IPv4-mapped loopback")]
    [TestCase("http://[::ffff:10.0.0.1]/", TestName = "IPv4-mapped private")]
    [TestCase("http://[::ffff:169.254.169.254]/", TestName = "IPv4-mapped metadata")]
    [TestCase("http://[::127.0.0.1]/", TestName = "IPv4-compatible loopback")]
    [TestCase("http://[::ffff:0:127.0.0.1]/", TestName = "IPv4-translated loopback")]
    [TestCase("http://[64:ff9b::127.0.0.1]/", TestName = "NAT64 loopback")]
    [TestCase("http://[64:ff9b:1::10.0.0.1]/", TestName = "Local NAT64 private")]
    [TestCase("http://[2002:7f00:1::]/", TestName = "6to4 loopback")]
    [TestCase("http://[2001:0:7f00:1::]/", TestName = "Teredo")]
    [TestCase("http://93.184.215.14:22/", TestName = "Port 22")]
    [TestCase("http://93.184.215.14:1023/", TestName = "Port 1023")]
    [TestCase("ftp://93.184.215.14/", TestName = "Another scheme")]
    [TestCase("http://user:secret@93.184.215.14/", TestName = "Credentials in the URL")]
    public async Task A_forbidden_address_is_refused(string url)
    {
        using var http = new GuardedHttp([], Limits, TimeProvider.System);
        var answer = await Post(http, url);

        answer.IsRefused.Should().BeTrue(answer.Error);
        answer.Status.Should().BeNull();
        answer.Error.Should().NotBeNullOrEmpty().And.NotContain("Exception").And.NotContain("secret");
    }

    [Test]
    public async Task The_metadata_address_stays_refused_where_loopback_is_allowed()
    {
        using var http = Local();
        (await Post(http, "http://169.254.169.254/")).IsRefused.Should().BeTrue();
        (await Post(http, "http://[::ffff:10.0.0.1]/")).IsRefused.Should().BeTrue();
    }

    [Test]
    public async Task An_allowed_network_is_reached_also_by_name_and_in_its_mapped_form()
    {
        using var http = Local();
        var port = new Uri(merchant.Url).Port;
        foreach (var host in new[] { "127.0.0.1", "localhost", "[::ffff:127.0.0.1]" })
            (await Post(http, $"http://{host}:{port}/")).Status.Should().Be(200, $"of {host}");
    }

    [Test]
    public async Task Only_what_was_asked_for_is_sent()
    {
        using var http = Local();
        await Post(http, merchant.Url + "/headers", headers => headers.Add("X-Own", "1"));

        var request = merchant.Requests.Last(r => r.Path == "/headers");
        request.Headers.Keys.Should().BeEquivalentTo("host", "user-agent", "content-type", "content-length", "x-own");
        request.Headers["user-agent"].Should().MatchRegex(@"^PayCore-Commerce/\d+\.\d+\.\d+$");
        request.Headers["content-type"].Should().Be("application/json; charset=utf-8");
        request.Text.Should().Be("{}");
    }

    [Test]
    public async Task A_proxy_of_the_environment_is_not_used()
    {
        // What HTTP_PROXY sets for every handler that is not told otherwise; the proxy answers by itself whatever it is asked.
        await using var proxy = await StubMerchant.Start();
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new System.Net.WebProxy(proxy.Url);
        try
        {
            using var plain = new HttpMessageInvoker(new SocketsHttpHandler());
            using var _ = await plain.SendAsync(new HttpRequestMessage(HttpMethod.Post, merchant.Url + "/plain"), CancellationToken.None);
            proxy.Requests.Should().ContainSingle("the proxy works, for those who use it");

            using var http = Local();
            (await Post(http, merchant.Url + "/guarded")).Status.Should().Be(200);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        proxy.Requests.Should().HaveCount(1);
        merchant.Requests.Should().Contain(r => r.Path == "/guarded").And.NotContain(r => r.Path == "/plain");
    }

    [Test]
    public async Task A_redirect_is_an_answer_and_is_not_followed()
    {
        merchant.Answer = (http, _) =>
        {
            if (http.Request.Path == "/redirect") http.Response.Redirect("/redirected", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        using var http = Local();

        (await Post(http, merchant.Url + "/redirect")).Status.Should().Be(307);
        merchant.Requests.Should().NotContain(r => r.Path == "/redirected");
    }

    [Test]
    public async Task Cookies_are_not_kept()
    {
        merchant.Answer = (http, _) =>
        {
            http.Response.Cookies.Append("id", "1");
            return Task.CompletedTask;
        };
        using var http = Local();
        await Post(http, merchant.Url + "/cookie");
        await Post(http, merchant.Url + "/cookie");

        merchant.Requests.Where(r => r.Path == "/cookie").Should().HaveCount(2).And.NotContain(r => r.Headers.ContainsKey("cookie"));
    }

    [Test]
    public async Task A_large_answer_is_read_in_part_and_its_first_KiB_kept()
    {
        merchant.Answer = async (http, _) =>
        {
            var chunk = new byte[16 * 1024];
            Array.Fill(chunk, (byte)'a');
            for (var i = 0; i < 64 && !http.RequestAborted.IsCancellationRequested; i++) await http.Response.Body.WriteAsync(chunk);
        };
        using var http = Local();
        var answer = await Post(http, merchant.Url + "/large");

        answer.IsSuccess.Should().BeTrue();
        answer.Excerpt.Should().Be(new string('a', 1024));
    }

    [TestCase("120", 120)]
    [TestCase("Tue, 24 Nov 2026 06:02:00 GMT", 120)]
    public async Task Retry_After_is_read_as_seconds_or_as_a_date(string value, int seconds)
    {
        merchant.Answer = (http, _) =>
        {
            http.Response.StatusCode = 503;
            http.Response.Headers.RetryAfter = value;
            return Task.CompletedTask;
        };
        using var http = new GuardedHttp(["127.0.0.0/8"], Limits, new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero)));
        (await Post(http, merchant.Url + "/busy")).RetryAfter.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Test]
    public async Task A_body_that_never_ends_runs_into_the_time_limit()
    {
        var clock = new FakeTimeProvider();
        var begun = new TaskCompletionSource();
        merchant.Answer = async (http, _) =>
        {
            await http.Response.WriteAsync("begun");
            await http.Response.Body.FlushAsync();
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        using var http = new GuardedHttp(["127.0.0.0/8"], Limits, clock);
        var posting = Post(http, merchant.Url + "/slow");
        await begun.Task;
        await Probe.Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return posting.IsCompleted;
        }, "the attempt ends");

        var answer = await posting;
        (answer.Status, answer.IsRefused).Should().Be((null, false));
        answer.Error.Should().Be("No complete answer in time: connect 2 s, read 10 s, 20 s in all.");
    }

    [Test]
    public async Task A_closed_port_and_an_unknown_name_are_told_in_plain_words()
    {
        // Longer than a resolver takes to say that there is no such name.
        var patient = TimeSpan.FromSeconds(60);
        using var http = new GuardedHttp(["127.0.0.0/8"], new OutboundLimits(patient, patient, patient), TimeProvider.System);
        using var closed = new ClosedPort();
        (await Post(http, closed.Url)).Error.Should().Be("The connection was refused.");
        var unknown = await Post(http, "http://nobody.invalid/");
        (unknown.Error, unknown.IsRefused).Should().Be(("The host name cannot be resolved.", false), "a name may come back");
    }

    [Test]
    public void A_network_that_is_none_is_told() =>
        FluentActions.Invoking(() => new GuardedHttp(["10.0.0.0/33"], Limits, TimeProvider.System)).Should().Throw<FormatException>();

    private static GuardedHttp Local() => new(["127.0.0.0/8", "::1/128"], Limits, TimeProvider.System);

    private static Task<OutboundAnswer> Post(GuardedHttp http, string url, Action<HttpRequestHeaders>? headers = null) =>
        http.Post(new Uri(url), "{}"u8.ToArray(), new MediaTypeHeaderValue("application/json", "utf-8"), headers ?? (_ => { }), CancellationToken.None);
}
