using System.Reflection;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace PayCore.Commerce.Shared;

/// <summary>What every module registers the same way: its handlers, its validators, its entity maps.</summary>
public static class ModuleRegistration
{
    /// <summary>The mediator with its three behaviours, outermost first (docs/adr/0003: MediatR 5.1.0 has no registration of its own).</summary>
    public static IServiceCollection AddKernel(this IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TraceBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(RetryOnConflict<,>));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ServerAddress>();
        services.AddMemoryCache().AddSingleton<RowMemory>();
        return services;
    }

    public static IServiceCollection AddModule(this IServiceCollection services, Assembly assembly)
    {
        services.AddSingleton(new ModelPart(assembly));
        services.AddValidatorsFromAssembly(assembly, includeInternalTypes: true);
        return services.Scan(scan => scan.FromAssemblies(assembly)
            .AddClasses(c => c.AssignableTo(typeof(IRequestHandler<,>)), publicOnly: false).AsImplementedInterfaces().WithScopedLifetime()
            .AddClasses(c => c.AssignableTo(typeof(INotificationHandler<>)), publicOnly: false).AsImplementedInterfaces().WithScopedLifetime());
    }
}
