using System.Text;
using PayCore.Commerce.Callbacks.Domain;

namespace PayCore.Commerce.Tests.Callbacks;

/// <summary>
/// Vectors made by openssl, independently of this program. With body.json and the keys below:
/// <c>(printf $sk; cat body.json; printf $sk) | openssl dgst -sha1 -binary | base64</c> and
/// <c>(printf 'cbk_0123456789abcdef.1795500000.'; cat body.json) | openssl dgst -sha256 -mac HMAC -macopt key:$sk -binary | base64</c>.
/// </summary>
internal sealed class CallbackSignatureTests
{
    private const string Older = "sk_test_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";
    private const string Newer = "sk_test_0123456789012345678901234567890123456789012";
    private const string OlderSignature = "v1,mh2TcquWbhArw+5LU9La9z/DsmnlD2iDw5eYepZRvXs=";
    private const string NewerSignature = "v1,GcGyVfeLzbin/ufMooUETNVqvB13Mky0uGrHGpHt3wQ=";
    private const string Id = "cbk_0123456789abcdef";
    private const long Timestamp = 1_795_500_000;

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"data":{"id":"cpi_1","note":"Київ"}}""");

    [Test]
    public void The_family_signature_is_base64_of_sha1_over_secret_body_secret() =>
        CallbackSignature.Family(Older, Body).Should().Be("b/p6UesCsEOjDp8uaZKYk1hldas=");

    [Test]
    public void The_standard_signature_is_hmac_sha256_over_id_timestamp_and_body() =>
        CallbackSignature.Standard([Older], Id, Timestamp, Body).Should().Be(OlderSignature);

    [Test]
    public void During_a_rotation_there_is_one_standard_signature_for_each_secret() =>
        CallbackSignature.Standard([Older, Newer], Id, Timestamp, Body).Should().Be($"{OlderSignature} {NewerSignature}");

    [TestCase(OlderSignature)]
    [TestCase(NewerSignature)]
    [TestCase($"{OlderSignature} {NewerSignature}")]
    [TestCase($"v1a,other {NewerSignature}")]
    public void A_receiver_with_either_secret_finds_its_signature(string header) =>
        CallbackSignature.IsStandard(header, [Older, Newer], Id, Timestamp, Body).Should().BeTrue();

    [TestCase(null, Id, Timestamp)]
    [TestCase("", Id, Timestamp)]
    [TestCase("v1,", Id, Timestamp)]
    [TestCase(OlderSignature, "cbk_another", Timestamp)]
    [TestCase(OlderSignature, Id, Timestamp + 1)]
    public void A_missing_signature_or_one_of_something_else_is_wrong(string? header, string id, long timestamp) =>
        CallbackSignature.IsStandard(header, [Older], id, timestamp, Body).Should().BeFalse();

    [Test]
    public void Without_secrets_nothing_is_right()
    {
        CallbackSignature.IsStandard("", [], Id, Timestamp, Body).Should().BeFalse();
        CallbackSignature.IsFamily("", [], Body).Should().BeFalse();
    }
}
