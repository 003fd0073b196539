using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace PayCore.Commerce.Tests.Architecture;

/// <summary>How use cases are built: sealed and internal, one handler for each request, and no handler that asks its own module.</summary>
internal static class HandlerRules
{
    private static readonly Type[] Kinds = [typeof(IRequestHandler<,>), typeof(INotificationHandler<>), typeof(IValidator<>)];

    public static Finding SealedAndInternal(IEnumerable<Type> types) => Finding.Of(types.Where(t => IsConcrete(t) && Kinds.Any(k => Closed(t, k).Any())), type =>
    [
        .. type.IsSealed ? Array.Empty<string>() : [$"{type.FullName} is not sealed"],
        .. IsInternal(type) ? Array.Empty<string>() : [$"{type.FullName} is not internal"],
    ]);

    /// <summary>Each request has exactly one handler, each notification at least one, in the container.</summary>
    public static Finding Handled(IEnumerable<Type> types, IServiceProvider services) => Finding.Of(types.Where(IsConcrete).Where(IsMessage), type =>
    {
        var wrong = new List<string>();
        foreach (var request in Closed(type, typeof(IRequest<>)))
        {
            var handlers = services.GetServices(typeof(IRequestHandler<,>).MakeGenericType(type, request.GetGenericArguments()[0])).Count();
            if (handlers != 1) wrong.Add($"{type.FullName} has {handlers} handlers");
        }

        if (type.IsAssignableTo(typeof(INotification)) && !services.GetServices(typeof(INotificationHandler<>).MakeGenericType(type)).Any())
            wrong.Add($"Nobody listens to {type.FullName}");
        return wrong;
    });

    /// <summary>A handler that makes a request of its own assembly can only mean to send it: what two use cases share lives in Domain.</summary>
    public static Finding AsksOthersOnly(IEnumerable<TypeDefinition> code) => Finding.Of(code.Where(IsHandler), handler =>
        Methods(handler).SelectMany(m => m.Body.Instructions)
            .Where(i => i.OpCode == OpCodes.Newobj).Select(i => ((MethodReference)i.Operand).DeclaringType)
            .Where(made => made.Scope == handler.Module && made.Resolve() is { } type && IsRequest(type)).Distinct()
            .Select(made => $"{handler.FullName} makes {made.FullName}"));

    private static bool IsMessage(Type type) => Closed(type, typeof(IRequest<>)).Any() || type.IsAssignableTo(typeof(INotification));

    private static bool IsConcrete(Type type) => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false };

    private static bool IsInternal(Type type) => !type.IsVisible && (type.IsNotPublic || type.IsNestedAssembly || type.IsNestedPrivate);

    private static IEnumerable<Type> Closed(Type type, Type open) =>
        type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == open);

    private static bool IsHandler(TypeDefinition type) =>
        type.Interfaces.Any(i => i.InterfaceType.GetElementType().FullName is "MediatR.IRequestHandler`2" or "MediatR.INotificationHandler`1");

    private static bool IsRequest(TypeDefinition type) => type.Interfaces.Any(i => i.InterfaceType.GetElementType().FullName == "MediatR.IRequest`1");

    // Async methods and lambdas are nested types of the compiler's.
    private static IEnumerable<MethodDefinition> Methods(TypeDefinition type) =>
        type.Methods.Where(m => m.HasBody).Concat(type.NestedTypes.SelectMany(Methods));
}
