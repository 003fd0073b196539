using System.Net;
using System.Text;
using System.Text.Json;
using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Support;
using SkiaSharp;

namespace PayCore.Commerce.Tests.Accounts;

/// <summary>The account's logo: what is taken, what becomes of it, and how it is served (contract/README.md, Wire).</summary>
internal sealed class LogoTests
{
    private PayCoreApp app = null!;
    private HttpClient visitor = null!;
    private NewAccount account = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        app = await PayCoreApp.Start();
        visitor = app.Client();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        visitor.Dispose();
        await app.DisposeAsync();
    }

    [SetUp]
    public async Task Open() => account = await app.AnotherAccount();

    [Test]
    public async Task A_logo_is_scaled_drawn_anew_and_served_to_everybody_for_a_year()
    {
        var sent = Pictures.With(Pictures.Draw(960, 320), "tEXt", "Comment\0taken at home");
        var answer = await Put(sent);

        ((int)answer.Status).Should().Be(200, answer.Text);
        answer.Word("logo").Should().MatchRegex($"^{app.Url}/logos/{account.AccountId}/[0-9a-f]{{32}}\\.png$");
        using var served = await visitor.GetAsync(answer.Word("logo"));
        served.StatusCode.Should().Be(HttpStatusCode.OK);
        served.Content.Headers.ContentType!.ToString().Should().Be("image/png");
        served.Headers.CacheControl!.ToString().Should().Be("public, max-age=31536000, immutable");
        served.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        var png = await served.Content.ReadAsByteArrayAsync();
        Encoding.Latin1.GetString(sent).Should().Contain("taken at home");
        Encoding.Latin1.GetString(png).Should().NotContain("taken at home").And.NotContain("tEXt");
        using var picture = SKBitmap.Decode(png);
        (picture.Width, picture.Height).Should().Be((480, 160));
        (picture.GetPixel(10, 80), picture.GetPixel(470, 80)).Should().Be((SKColors.Red, SKColors.Blue));
    }

    [Test]
    public async Task Another_logo_has_another_address_the_old_one_is_unknown_and_the_audit_tells()
    {
        var first = (await Put(Pictures.Draw(100, 100))).Word("logo")!;
        (await Put(Pictures.Draw(100, 100))).Word("logo").Should().Be(first, "the same again changes nothing");
        var second = (await Put(Pictures.Draw(120, 60, SKEncodedImageFormat.Jpeg), "image/jpeg")).Word("logo")!;

        (await visitor.Get(first)).ShouldFail(404, "not_found");
        (await visitor.Get(second)).Status.Should().Be(HttpStatusCode.OK);
        (await Delete()).Status.Should().Be(HttpStatusCode.NoContent);
        (await Delete()).Status.Should().Be(HttpStatusCode.NoContent);
        (await visitor.Get(second)).ShouldFail(404, "not_found");
        using var live = app.Api(Mode.Live, account);
        (await live.Get("/api/account"))["logo"].ValueKind.Should().Be(JsonValueKind.Null);
        var rows = (await live.Get("/api/account/events")).Json.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("attributes")).ToList();
        rows.Select(r => r.GetProperty("what").GetString()).Should().Equal("logo_changed", "logo_changed", "logo_removed");
        rows[1].GetProperty("details").GetProperty("logo").GetString().Should().Be($"{Hash(first)} (100 × 100) → {Hash(second)} (120 × 60)");
    }

    [Test]
    public async Task A_logo_is_of_one_account_alone()
    {
        var mine = (await Put(Pictures.Draw(100, 100))).Word("logo")!;
        var other = await app.AnotherAccount();

        (await visitor.Get($"/logos/{other.AccountId}/{Hash(mine)}.png")).ShouldFail(404, "not_found");
        (await visitor.Get("/logos/x/y.png")).ShouldFail(404, "not_found");
    }

    [TestCase(32, 16, 32, 16)]
    [TestCase(4096, 1, 480, 1)]
    [TestCase(10, 4096, 1, 160)]
    [TestCase(481, 100, 480, 100)]
    [TestCase(600, 600, 160, 160)]
    public async Task A_logo_keeps_its_shape_and_is_never_enlarged(int width, int height, int shownWidth, int shownHeight)
    {
        (await Put(Pictures.Draw(width, height))).Status.Should().Be(HttpStatusCode.OK);

        var logo = (await app.Send(new FindAccount(new AccountId(account.AccountId)))).Value.Logo!;
        (logo.Width, logo.Height).Should().Be((shownWidth, shownHeight));
    }

    /// <param name="orientation">EXIF 2.3, Orientation: 3 lies upside down, 6 on its left side, 8 on its right side.</param>
    [TestCase(1, 100, 50, 10, 25, 90, 25)]
    [TestCase(3, 100, 50, 90, 25, 10, 25)]
    [TestCase(6, 50, 100, 25, 10, 25, 90)]
    [TestCase(8, 50, 100, 25, 90, 25, 10)]
    public async Task A_camera_s_picture_stands_upright(byte orientation, int width, int height, int redX, int redY, int blueX, int blueY)
    {
        var answer = await Put(Pictures.Turned(Pictures.Draw(100, 50, SKEncodedImageFormat.Jpeg), orientation), "image/jpeg");

        using var picture = SKBitmap.Decode(await visitor.GetByteArrayAsync(answer.Word("logo")));
        (picture.Width, picture.Height).Should().Be((width, height));
        picture.GetPixel(redX, redY).Red.Should().BeGreaterThan(200);
        picture.GetPixel(blueX, blueY).Blue.Should().BeGreaterThan(200);
    }

    [TestCase("text/plain")]
    [TestCase("image/svg+xml")]
    [TestCase("image/webp")]
    [TestCase("application/json")]
    [TestCase(null)]
    public async Task Another_media_type_is_refused(string? type) => (await Put(Pictures.Draw(10, 10), type)).ShouldFail(415, "unsupported_media_type");

    [Test]
    public async Task More_than_a_mebibyte_is_refused_with_and_without_a_length()
    {
        var large = new byte[(1024 * 1024) + 1];
        (await Put(large)).ShouldFail(413, "body_too_large");

        using var live = app.Api(Mode.Live, account);
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/account/logo") { Content = new StreamContent(new MemoryStream(large)) };
        request.Content.Headers.ContentType = new("image/png");
        request.Headers.TransferEncodingChunked = true;
        (await live.Ask(request)).ShouldFail(413, "body_too_large");
    }

    [Test]
    public async Task What_is_no_picture_damaged_or_absurdly_large_is_refused_with_a_sentence_and_the_logo_stays()
    {
        var logo = (await Put(Pictures.Draw(10, 10))).Word("logo");
        var whole = Pictures.Draw(300, 300, SKEncodedImageFormat.Jpeg);
        (byte[] File, string Detail)[] bad =
        [
            ([], "The file is not a PNG or JPEG picture."),
            ("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"u8.ToArray(), "The file is not a PNG or JPEG picture."),
            (Pictures.Draw(10, 10, SKEncodedImageFormat.Webp), "The file is not a PNG or JPEG picture."),
            (Pictures.Draw(4097, 1), "The picture has 4097 × 1 pixels; at most 4096 × 4096 are read."),
            (Pictures.Bomb(50_000, 50_000), "The picture has 50000 × 50000 pixels; at most 4096 × 4096 are read."),
            (whole[..(whole.Length / 2)], "The picture is damaged: it cannot be read to its end."),
            (Pictures.Bomb(64, 64), "The picture is damaged: it cannot be read to its end."),
        ];
        foreach (var (file, detail) in bad)
        {
            var answer = await Put(file);
            answer.ShouldFail(422, "invalid_value");
            answer.Json.GetProperty("errors")[0].GetProperty("detail").GetString().Should().Be(detail);
        }

        using var live = app.Api(Mode.Live, account);
        (await live.Get("/api/account")).Word("logo").Should().Be(logo);
    }

    [Test]
    public async Task A_test_key_changes_no_logo()
    {
        (await app.PutLogo(Pictures.Draw(10, 10), mode: Mode.Test, account: account)).ShouldFail(403, "mode_forbidden");
        using var test = app.Api(Mode.Test, account);
        (await test.Ask(new HttpRequestMessage(HttpMethod.Delete, "/api/account/logo"))).ShouldFail(403, "mode_forbidden");
    }

    private static string Hash(string url) => url.Split('/')[^1].Replace(".png", "", StringComparison.Ordinal);

    private Task<Answer> Put(byte[] file, string? type = "image/png") => app.PutLogo(file, type, account: account);

    private async Task<Answer> Delete()
    {
        using var live = app.Api(Mode.Live, account);
        return await live.Ask(new HttpRequestMessage(HttpMethod.Delete, "/api/account/logo"));
    }
}
