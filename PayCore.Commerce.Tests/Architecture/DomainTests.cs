using System.Reflection;
using NetArchTest.Rules;

namespace PayCore.Commerce.Tests.Architecture;

internal sealed class DomainTests
{
    /// <summary>What a domain decides with must come in as an argument: it reads no clock, no setting, no row, and calls nobody.</summary>
    private static readonly string[] Outside =
    [
        "Microsoft.EntityFrameworkCore", "Microsoft.Data", "System.Data", "Microsoft.AspNetCore", "Hangfire", "System.Net.Http", "System.IO.File",
        "Microsoft.Extensions", "System.TimeProvider", "MediatR.IMediator", "PayCore.Commerce.Shared.CommerceDb",
    ];

    [TestCaseSource(nameof(ModulesWithDomain))]
    public void A_domain_depends_on_no_framework_and_on_no_other_layer(Assembly module) => Check(module, module.GetName().Name!).ShouldBeClean();

    [TestCase("UsesEntityFramework")]
    [TestCase("UsesAspNetCore")]
    [TestCase("UsesHangfire")]
    [TestCase("UsesHttpClient")]
    [TestCase("UsesConfiguration")]
    [TestCase("UsesLogger")]
    [TestCase("UsesTheClockInALambda")]
    [TestCase("UsesTheDatabaseInAnAsyncMethod")]
    [TestCase("UsesAnotherLayer")]
    public void Planted_domain_types_that_reach_outside_are_caught(string type) =>
        Check(typeof(DomainTests).Assembly, "PayCore.Commerce.Tests.Architecture.Planted").Wrong
            .Should().Contain($"PayCore.Commerce.Tests.Architecture.Planted.Domain.{type} reaches outside");

    [Test]
    public void A_planted_pure_domain_type_is_left_alone() =>
        Check(typeof(DomainTests).Assembly, "PayCore.Commerce.Tests.Architecture.Planted").Wrong.Should().NotContain(w => w.Contains(".PureDomain"));

    [Test]
    public void A_domain_without_types_proves_nothing() =>
        FluentActions.Invoking(() => Check(typeof(DomainTests).Assembly, "PayCore.Commerce.Nothing").ShouldBeClean()).Should().Throw<AssertionException>();

    private static IEnumerable<Assembly> ModulesWithDomain() => Modules.Five;

    private static Finding Check(Assembly assembly, string module)
    {
        var domain = Types.InAssembly(assembly).That().ResideInNamespaceMatching($"^{module.Replace(".", "\\.", StringComparison.Ordinal)}\\.Domain(\\.|$)");
        string[] forbidden = [.. Outside, module + ".Features", module + ".Storage", module + ".Delivery", module + ".Gateways", module + ".Pages"];
        var looked = domain.GetTypes().Count();
        var result = domain.ShouldNot().HaveDependencyOnAny(forbidden).GetResult();
        return new Finding(looked, [.. (result.FailingTypes ?? []).Select(t => $"{t.FullName} reaches outside")]);
    }
}
