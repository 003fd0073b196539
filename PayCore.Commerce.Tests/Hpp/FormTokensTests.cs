using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Time.Testing;
using PayCore.Commerce.Hpp.Forms;

namespace PayCore.Commerce.Tests.Hpp;

internal sealed class FormTokensTests
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.FromUnixTimeSeconds(1_795_500_000));
    private FormTokens tokens = null!;

    [SetUp]
    public void Make() => tokens = new FormTokens(new EphemeralDataProtectionProvider(), clock);

    [Test]
    public void Every_form_has_an_id_of_its_own_and_every_visit_a_draft_of_its_own()
    {
        var (one, two) = (Open(tokens.Issue("pay", "q")), Open(tokens.Issue("pay", "q")));

        one.State.Should().Be(TokenState.Good);
        one.Draft.Should().NotBe(two.Draft).And.HaveLength(22);
        one.Form.Should().NotBe(two.Form);
    }

    [Test]
    public void A_form_shown_again_goes_on_with_its_draft_and_has_a_new_id()
    {
        var first = Open(tokens.Issue("pay", "q"));
        var again = Open(tokens.Issue("pay", "q", first.Draft));

        again.Draft.Should().Be(first.Draft);
        again.Form.Should().NotBe(first.Form);
    }

    [Test]
    public void A_token_ends_after_24_hours_and_still_names_its_draft()
    {
        var token = tokens.Issue("pay", "q");
        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        var late = Open(token);
        clock.Advance(TimeSpan.FromSeconds(1));

        late.State.Should().Be(TokenState.Good);
        Open(token).Should().Be(late with { State = TokenState.Expired });
    }

    [Test]
    public void A_token_is_good_for_its_step_and_its_parameters_only()
    {
        var token = tokens.Issue("pay", "amount=1");

        tokens.Open(token, "process", "amount=1").State.Should().Be(TokenState.Altered);
        tokens.Open(token, "pay", "amount=2").State.Should().Be(TokenState.Altered);
    }

    [Test]
    public void A_token_changed_anywhere_is_altered()
    {
        var token = tokens.Issue("pay", "q");
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            // The last character may carry bits that belong to no byte.
            if (i < token.Length - 1) Open(changed).State.Should().Be(TokenState.Altered, $"character {i} was changed");
        }
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("not a token")]
    [TestCase("AAAA")]
    public void Anything_else_is_altered(string? text) => Open(text).State.Should().Be(TokenState.Altered);

    [Test]
    public void A_token_of_another_installation_is_altered() =>
        Open(new FormTokens(new EphemeralDataProtectionProvider(), clock).Issue("pay", "q")).State.Should().Be(TokenState.Altered);

    private FormToken Open(string? text) => tokens.Open(text, "pay", "q");
}
