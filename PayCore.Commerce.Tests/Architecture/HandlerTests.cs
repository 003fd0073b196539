using MediatR;
using Microsoft.Extensions.DependencyInjection;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Tests.Architecture.Planted.Features;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Architecture;

internal sealed class HandlerTests
{
    private static readonly Type[] PlantedTypes = [.. typeof(UseCases).Assembly.GetTypes().Where(t => t.Namespace == typeof(UseCases).Namespace)];

    [Test]
    public void Handlers_and_validators_are_sealed_and_internal() =>
        HandlerRules.SealedAndInternal(Modules.All.SelectMany(m => m.GetTypes())).ShouldBeClean();

    [Test]
    public void Planted_open_and_public_handlers_are_caught() => HandlerRules.SealedAndInternal(PlantedTypes).Wrong.Should().BeEquivalentTo(
        $"{typeof(UseCases.UnsealedHandler).FullName} is not sealed",
        $"{typeof(UseCases.UnsealedValidator).FullName} is not sealed",
        $"{typeof(OpenUseCase.Handler).FullName} is not internal");

    [Test]
    public async Task Every_request_has_one_handler_and_every_notification_a_listener()
    {
        await using var app = await PayCoreApp.Start();
        await using var scope = app.Services.CreateAsyncScope();
        HandlerRules.Handled(Modules.All.SelectMany(m => m.GetTypes()), scope.ServiceProvider).ShouldBeClean();
    }

    [Test]
    public async Task Planted_requests_without_a_handler_or_with_two_are_caught()
    {
        await using var services = new ServiceCollection()
            .AddScoped<ServiceFactory>(provider => provider.GetRequiredService).AddScoped<IMediator, Mediator>()
            .AddScoped<IRequestHandler<UseCases.Handled, Result<Done>>, UseCases.Handler>()
            .AddScoped<IRequestHandler<UseCases.HandledTwice, Result<Done>>, UseCases.FirstHandler>()
            .AddScoped<IRequestHandler<UseCases.HandledTwice, Result<Done>>, UseCases.SecondHandler>()
            .AddScoped<IRequestHandler<UseCases.Unsealed, Result<Done>>, UseCases.UnsealedHandler>()
            .BuildServiceProvider();
        HandlerRules.Handled(PlantedTypes, services).Wrong.Should().BeEquivalentTo(
            $"{typeof(UseCases.NotHandled).FullName} has 0 handlers",
            $"{typeof(UseCases.HandledTwice).FullName} has 2 handlers",
            $"Nobody listens to {typeof(UseCases.NotHeard).FullName}");
    }

    [Test]
    public void No_handler_asks_its_own_module() => HandlerRules.AsksOthersOnly(Modules.Five.SelectMany(Modules.Code)).ShouldBeClean();

    [Test]
    public void A_planted_handler_that_asks_its_own_module_is_caught() =>
        HandlerRules.AsksOthersOnly(Modules.Code(typeof(UseCases).Assembly)).Wrong.Should().BeEquivalentTo(
            $"{Nested(nameof(UseCases.FirstHandler))} makes {Nested(nameof(UseCases.Handled))}",
            $"{Nested(nameof(UseCases.SecondHandler))} makes {Nested(nameof(UseCases.NotHandled))}");

    [Test]
    public async Task Rules_without_handlers_prove_nothing()
    {
        await using var nothing = new ServiceCollection().BuildServiceProvider();
        Finding[] findings = [HandlerRules.SealedAndInternal([]), HandlerRules.Handled([typeof(string)], nothing), HandlerRules.AsksOthersOnly([])];
        foreach (var finding in findings) FluentActions.Invoking(finding.ShouldBeClean).Should().Throw<AssertionException>();
    }

    private static string Nested(string name) => $"{typeof(UseCases).FullName}/{name}";
}
