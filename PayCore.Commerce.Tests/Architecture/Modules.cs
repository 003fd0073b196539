using System.Reflection;
using Mono.Cecil;
using PayCore.Commerce.Accounts;
using PayCore.Commerce.Callbacks;
using PayCore.Commerce.Hpp;
using PayCore.Commerce.Invoices;
using PayCore.Commerce.Methods;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Tests.Architecture;

/// <summary>The compiled modules, as reflection and as intermediate language.</summary>
internal static class Modules
{
    public static readonly Assembly Kernel = typeof(CommerceDb).Assembly;

    public static readonly Assembly Host = typeof(Program).Assembly;

    /// <summary>The five modules that stand on the kernel.</summary>
    public static readonly Assembly[] Five =
    [
        typeof(AccountsModule).Assembly, typeof(MethodsModule).Assembly, typeof(InvoicesModule).Assembly,
        typeof(CallbacksModule).Assembly, typeof(HppModule).Assembly,
    ];

    /// <summary>The kernel, the five and the host.</summary>
    public static readonly Assembly[] All = [Kernel, .. Five, Host];

    /// <summary>The last word of the assembly's name: Invoices for PayCore.Commerce.Invoices.</summary>
    public static string Name(Assembly assembly) => assembly.GetName().Name!.Split('.')[^1];

    /// <summary>The classes of an assembly with their code, nested and compiler-made ones too.</summary>
    public static IEnumerable<TypeDefinition> Code(Assembly assembly) => ModuleDefinition.ReadModule(assembly.Location).GetTypes();
}
