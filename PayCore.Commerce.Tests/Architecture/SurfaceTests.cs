using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace PayCore.Commerce.Tests.Architecture;

internal sealed class SurfaceTests
{
    [TestCaseSource(typeof(Modules), nameof(Modules.Five))]
    public void A_module_shows_its_contracts_and_its_door_only(Assembly module) =>
        Check(module.GetExportedTypes(), module.GetName().Name!, Modules.Name(module)).ShouldBeClean();

    [Test]
    public void Planted_public_types_outside_the_contracts_are_caught() =>
        Check(Exported(), typeof(Planted.PlantedModule).Namespace!, "Planted").Wrong.Should().BeEquivalentTo(
            "PayCore.Commerce.Tests.Architecture.Planted.Domain.OpenSecret is public",
            "PayCore.Commerce.Tests.Architecture.Planted.Features.OpenUseCase is public",
            "PayCore.Commerce.Tests.Architecture.Planted.Features.OpenUseCase+Handler is public",
            "PayCore.Commerce.Tests.Architecture.Planted.Pages.OpenModel is public",
            "PayCore.Commerce.Tests.Architecture.Planted.Pages.GoodPage+NotShown is public",
            "PayCore.Commerce.Tests.Architecture.Planted.AnotherModule is public");

    [Test]
    public void An_assembly_that_shows_nothing_proves_nothing() =>
        FluentActions.Invoking(() => Check([], "PayCore.Commerce.Nothing", "Nothing").ShouldBeClean()).Should().Throw<AssertionException>();

    private static IEnumerable<Type> Exported() =>
        typeof(SurfaceTests).Assembly.GetExportedTypes().Where(t => t.Namespace?.StartsWith(typeof(Planted.PlantedModule).Namespace!, StringComparison.Ordinal) == true);

    private static Finding Check(IEnumerable<Type> exported, string module, string name) => Finding.Of(exported, type =>
        IsIn(type, module + ".Contracts") || type.FullName == $"{module}.{name}Module" || IsPagePart(type) ? [] : [$"{type.FullName} is public"]);

    private static bool IsIn(Type type, string space) =>
        type.Namespace == space || type.Namespace!.StartsWith(space + ".", StringComparison.Ordinal);

    // Razor makes components and _Imports.razor public, and what their parameters take must then be as visible as they are.
    private static bool IsPagePart(Type type) => IsPage(type) || (type.DeclaringType is { } page && IsPage(page) && IsShown(type, page));

    private static bool IsPage(Type type) => type.Namespace!.EndsWith(".Pages", StringComparison.Ordinal)
        && (type.IsSubclassOf(typeof(ComponentBase)) || type is { Name: "_Imports", IsNested: false });

    private static bool IsShown(Type type, Type page) => page.GetProperties()
        .Where(p => p.IsDefined(typeof(ParameterAttribute)))
        .Any(p => p.PropertyType == type || p.PropertyType.GetGenericArguments().Contains(type));
}
