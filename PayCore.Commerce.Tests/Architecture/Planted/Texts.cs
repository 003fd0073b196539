namespace PayCore.Commerce.Tests.Architecture.Planted;

/// <summary>Source texts that the tidy rules must catch, each by exactly the rule named, and texts that they must leave alone.</summary>
internal static class Texts
{
    public static IEnumerable<TestCaseData> Bad() =>
    [
        new("time from TimeProvider", "var now = DateTime.Now;"),
        new("time from TimeProvider", "var now = DateTime.UtcNow.AddDays(1);"),
        new("time from TimeProvider", "var now = DateTimeOffset.UtcNow;"),
        new("time from TimeProvider", "var now = System.DateTimeOffset . Now;"),
        new("ids from Shared/Ids.cs", "var id = Guid.NewGuid().ToString();"),
        new("clients from Shared/OutboundHttp", "using var client = new HttpClient();"),
        new("clients from Shared/OutboundHttp", "using var client = new HttpClient { Timeout = time };"),
        new("clients from Shared/OutboundHttp", "private readonly HttpClient client = new();"),
        new("await it", "var answer = client.GetAsync(url).Result;"),
        new("await it", "var answer = task.Result;"),
        new("await it", "send.Wait();"),
        new("await it", "Task.WaitAll(sends);"),
        new("await it", "var answer = client.GetAsync(url).GetAwaiter().GetResult();"),
        new("never sleep", "Thread.Sleep(100);"),
        new("money is exact", "double amount = 10.5;"),
        new("money is exact", "public float PriceOf(string item) => 1;"),
        new("money is exact", "var minor = element.GetDouble();"),
        new("unfinished work", "// TODO: later"),
        new("unfinished work", "/* FIXME */"),
        new("a name that says nothing", "internal sealed class InvoiceManager(CommerceDb db);"),
        new("a name that says nothing", "internal static class MoneyHelper"),
        new("a name that says nothing", "internal static class DateUtils { }"),
        new("a name that says nothing", "public abstract record InvoiceBase;"),
        new("a name that says nothing", "internal sealed class GatewayImpl : IGateway"),
        new("a name that says nothing", "internal sealed class InvoiceService : IThing"),
        new("a name that says nothing", "public interface ICallbackService"),
        new("wait by Probe.Until", "await Task.Delay(500);"),
        new("a catch that swallows", "catch { }"),
        new("a catch that swallows", "catch (Exception e) when (e is IOException) { }"),
    ];

    public static IEnumerable<TestCaseData> Good() =>
    [
        new("var now = clock.GetUtcNow();"),
        new("// DateTime.Now is banned here\nvar text = \"DateTime.UtcNow and Guid.NewGuid()\";"),
        new("var text = \"\"\"\n    Thread.Sleep(1); \"double amount\"\n    \"\"\";"),
        new("if (outcome.Result is not { } result) return sent.Result.Excerpt;"),
        new("var answer = (await sender.Send(body)).Result;"),
        new("await watch.Wait(LongestStart, ct);"),
        new("double ratio = 0.5;"),
        new("decimal amount = 10.5m;"),
        new("public sealed record QuoteService(string Code);"),
        new("internal static class ConfigureDemoServices"),
        new("internal sealed class ServiceShelf(CommerceDb db);\ninternal sealed class BaseAddress;"),
        new("record.Base = service;"),
        new("await Task.Delay(Timeout.Infinite, http.RequestAborted);"),
        new("catch (HttpRequestException)\n{\n    // The kill: what was asked for last is not acknowledged.\n}"),
        new("catch (Exception e)\n{\n    log.LogError(e, \"It failed\");\n}"),
        new("var quote = '\"'; var later = '\\''; // it's fine"),
    ];
}
