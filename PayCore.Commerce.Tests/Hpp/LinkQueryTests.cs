using FsCheck;
using FsCheck.Fluent;
using PayCore.Commerce.Hpp.Domain;

namespace PayCore.Commerce.Tests.Hpp;

internal sealed class LinkQueryTests
{
    [Test]
    public void Reading_what_was_written_changes_nothing()
    {
        var words = ArbMap.Default.ArbFor<NonNull<string>>().Generator;
        var names = Gen.Elements("amount", "description", "metadata[a]", "metadata[a][b]", "customer[email]", "service_fields[][key]", "display[show_methods][]", "unknown");
        var pairs = names.Zip(words, (name, word) => $"{name}={Uri.EscapeDataString(Valid(word.Get))}").ListOf();
        Prop.ForAll(pairs.ToArbitrary(), list =>
        {
            var query = LinkQuery.Read("?" + string.Join('&', list.Take(90)), out _);
            if (query is null) return string.Join('&', list).Length > LinkQuery.MostBytes;
            var again = LinkQuery.Read(query.Text, out _)!;
            return again.Text == query.Text && again.Pairs.Select(p => (p.Name, p.Value)).SequenceEqual(query.Pairs.Select(p => (p.Name, p.Value)));
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Any_text_at_all_is_read_without_an_exception() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            var query = LinkQuery.Read(text, out _);
            if (query is not null) LinkParameters.Read(query, []);
            return true;
        }).QuickCheckThrowOnFailure();

    [TestCase("amount[[[[=1")]
    [TestCase("[amount]=1&=2&&&==&[]=3")]
    [TestCase("amount]=1&amount[=2")]
    [TestCase("%=1&%u0041=2&%ff%fe=3")]
    [TestCase("metadata[=x&metadata]=y&metadata[]]=z")]
    public void Malformed_names_are_not_ours(string raw) => LinkQuery.Read(raw, out _).Should().NotBeNull();

    [Test]
    public void Control_characters_and_bidirectional_overrides_are_removed_from_texts()
    {
        var read = Read("description=a%00b%1Bc%0D%0ASet-Cookie:%20x%E2%80%AEd%E2%81%A6e%C2%85f&metadata[k%E2%80%AE]=v");

        read.Description.Should().Be("abc  Set-Cookie: xdef");
        read.Metadata.Should().Be("{\"k\":\"v\"}");
    }

    [Test]
    public void Two_hundred_keys_are_too_many() => LinkQuery.Read(string.Join('&', Enumerable.Repeat("a=1", 200)), out _).Should().BeNull();

    [Test]
    public void More_than_8_KiB_are_too_long() => LinkQuery.Read("description=" + new string('a', 8 * 1024), out _).Should().BeNull();

    [Test]
    public void A_known_parameter_that_nests_too_deep_is_named_and_an_unknown_one_ignored()
    {
        LinkQuery.Read("metadata[a][b][c][d]=1", out var problem).Should().BeNull();
        problem.Should().Be("metadata");
        LinkQuery.Read("gateway_options" + string.Concat(Enumerable.Repeat("[a]", 20)) + "=1", out _)!.Pairs.Should().BeEmpty();
    }

    [TestCase("10.5", "105", 1)]
    [TestCase("1e-8", "1", 8)]
    [TestCase("1e%2B21", "1", -21)]
    public void Amounts_are_read_as_JavaScript_prints_numbers(string text, string digits, int scale)
    {
        var amount = Read($"amount={text}").Amount!.Value;
        (amount.Digits, amount.Scale).Should().Be((digits, scale));
    }

    [TestCase("amount=1e", "invalid_value amount")]
    [TestCase("amount=Infinity", "invalid_value amount")]
    [TestCase("amount=10,50", "invalid_value amount")]
    [TestCase("amount=0x10", "invalid_value amount")]
    [TestCase("amount=%D9%A1%D9%A0", "invalid_value amount")]
    [TestCase("amount[a]=1", "invalid_type amount")]
    [TestCase("amount=1&amount=1", "duplicate_parameter amount")]
    [TestCase("currency=EUR&currency=USD", "duplicate_parameter currency")]
    [TestCase("public_key=a&public_key=b", "duplicate_parameter public_key")]
    [TestCase("cpi=a&cpi=b", "duplicate_parameter cpi")]
    [TestCase("return_url=a&return_url=b", "duplicate_parameter return_url")]
    [TestCase("options[return_url]=a&options[return_url]=b", "duplicate_parameter options[return_url]")]
    [TestCase("sig=a&sig=b", "duplicate_parameter sig")]
    [TestCase("expires=soon", "invalid_value expires")]
    [TestCase("expires=-1", "invalid_value expires")]
    [TestCase("customer[reference_id]=a&expires=1e9", "invalid_value expires")]
    public void A_wrong_parameter_is_named(string query, string expected) => Errors(query).Should().Equal(expected);

    [Test]
    public void Texts_that_are_too_long_are_named() =>
        Errors($"reference_id={new string('a', 256)}&description={new string('b', 1025)}").Should().Equal("too_long reference_id", "too_long description");

    [Test]
    public void Of_other_repeats_the_last_wins() => Read("description=one&description=two").Description.Should().Be("two");

    [Test]
    public void Unknown_parameters_are_neither_read_nor_carried_on() =>
        LinkQuery.Read("amount=1&utm_source=x&browser_info[a]=b&__proto__[x]=1", out _)!.Text.Should().Be("amount=1");

    [TestCase("service_fields[email]=a&service_fields[phone]=b")]
    [TestCase("service_fields[0][key]=email&service_fields[0][value]=a&service_fields[1][value]=b&service_fields[1][key]=phone")]
    [TestCase("service_fields[0][email]=a&service_fields[1][phone]=b")]
    [TestCase("service_fields[][key]=email&service_fields[][value]=a&service_fields[][key]=phone&service_fields[][value]=b")]
    [TestCase("service_fields[][email]=a&service_fields[][phone]=b")]
    public void Fields_come_in_three_forms(string query) =>
        Read(query).ServiceFields.Should().BeEquivalentTo(new Dictionary<string, string> { ["email"] = "a", ["phone"] = "b" });

    [Test]
    public void A_customer_and_metadata_are_read_with_their_nesting()
    {
        var read = Read("customer[email]=a%40b.example&customer[name]=%D0%9E%D0%BB%D0%B5%D0%BD%D0%B0&customer[address][country]=UA&customer[metadata][tier]=gold"
            + "&metadata[order]=42&metadata[tags][]=x&metadata[tags][]=y&metadata[sig]=no&metadata[kid]=no&metadata[sig_exp]=no");

        read.Customer!.Email.Should().Be("a@b.example");
        read.Customer.Name.Should().Be("Олена");
        read.Customer.Address!.Country.Should().Be("UA");
        read.Customer.Metadata.Should().Be("{\"tier\":\"gold\"}");
        read.Metadata.Should().Be("{\"order\":\"42\",\"tags\":{\"0\":\"x\",\"1\":\"y\"}}");
    }

    [TestCase("display[show_methods][]=a&display[show_methods][]=b")]
    [TestCase("display[show_methods][0]=a&display[show_methods][1]=b")]
    [TestCase("display[show_methods]=a,b")]
    public void Methods_to_show_come_as_a_list(string query) => MethodChoice.Read(LinkQuery.Read(query, out _)!).Show.Should().Equal("a", "b");

    [Test]
    public void A_parameter_set_anew_replaces_its_namesake_only() =>
        LinkQuery.Read("lang=en&metadata[lang]=x&amount=1", out _)!.With("lang", "uk").Should().Be("metadata[lang]=x&amount=1&lang=uk");

    private static LinkParameters Read(string query) => LinkParameters.Read(LinkQuery.Read(query, out _)!, []);

    private static IEnumerable<string> Errors(string query)
    {
        var errors = new List<PayCore.Commerce.Shared.Error>();
        LinkParameters.Read(LinkQuery.Read(query, out _)!, errors);
        return errors.Select(e => $"{e.Code} {e.Parameter}");
    }

    /// <summary>Lone surrogates have no encoding; everything else may come.</summary>
    private static string Valid(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
