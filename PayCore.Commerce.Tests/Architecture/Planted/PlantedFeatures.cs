using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Architecture.Planted.Features;

internal static class UseCases
{
    internal sealed record Handled : IRequest<Result<Done>>;

    internal sealed record HandledTwice : IRequest<Result<Done>>;

    internal sealed record NotHandled : IRequest<Result<Done>>;

    internal sealed record Unsealed : IRequest<Result<Done>>;

    internal sealed record NotHeard : INotification;

    internal sealed class Handler : IRequestHandler<Handled, Result<Done>>
    {
        public Task<Result<Done>> Handle(Handled request, CancellationToken cancellationToken) => Task.FromResult(Result.Done);
    }

    internal sealed class FirstHandler(IMediator mediator) : IRequestHandler<HandledTwice, Result<Done>>
    {
        public async Task<Result<Done>> Handle(HandledTwice request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return await mediator.Send(new Handled(), cancellationToken);
        }
    }

    internal sealed class SecondHandler(IMediator mediator) : IRequestHandler<HandledTwice, Result<Done>>
    {
        public Task<Result<Done>> Handle(HandledTwice request, CancellationToken cancellationToken) => Again(() => mediator.Send(new NotHandled(), cancellationToken));

        private static Task<Result<Done>> Again(Func<Task<Result<Done>>> send) => send();
    }

#pragma warning disable CA1852 // Not sealed on purpose: the rule must catch them.
    internal class UnsealedHandler : IRequestHandler<Unsealed, Result<Done>>
    {
        public Task<Result<Done>> Handle(Unsealed request, CancellationToken cancellationToken) => Task.FromResult(Result.Done);
    }

    internal class UnsealedValidator : AbstractValidator<Handled>;
#pragma warning restore CA1852
}

/// <summary>Public outside the contracts, with a public handler.</summary>
public static class OpenUseCase
{
    public sealed class Handler : INotificationHandler<Contracts.OpenNotice>
    {
        public Task Handle(Contracts.OpenNotice notification, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

internal sealed class Savers
{
    public static async Task Saves(CommerceDb db) => await db.SaveChangesAsync();

    public static Func<int> SavesInALambda(CommerceDb db) => () => db.SaveChanges();

    public static Task<int> Updates(CommerceDb db) => db.Set<Aggregate>().ExecuteUpdateAsync(set => set.SetProperty(a => a.Version, 1));

    public static Task<int> Deletes(CommerceDb db) => db.Set<Aggregate>().ExecuteDeleteAsync();

    public static async Task<int> Writes(CommerceDb db)
    {
        await Task.Yield();
        return await db.Database.ExecuteSqlRawAsync("DELETE FROM planted");
    }
}
