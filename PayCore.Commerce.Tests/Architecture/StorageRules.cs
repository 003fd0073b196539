using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Metadata;
using Mono.Cecil;

namespace PayCore.Commerce.Tests.Architecture;

/// <summary>One place saves, and a table's name says whose it is.</summary>
internal static partial class StorageRules
{
    /// <summary>Calls that write to the database without <c>CommerceDb.Commit</c>, except in the places given.</summary>
    public static Finding OnlyCommitSaves(IEnumerable<TypeDefinition> code, IReadOnlyCollection<string> allowed) =>
        Finding.Of(code.SelectMany(t => t.Methods).Where(m => m.HasBody), method => Writes(method).Where(_ => !allowed.Contains(Place(method)))
            .Select(call => $"{Place(method)} calls {call}"));

    /// <summary>The places, of those given, that write nothing any more.</summary>
    public static IEnumerable<string> Stale(IEnumerable<TypeDefinition> code, IEnumerable<string> allowed) =>
        allowed.Except(code.SelectMany(t => t.Methods).Where(m => m.HasBody && Writes(m).Any()).Select(Place));

    /// <summary>Tables whose names lack the prefix of the module that has their entity.</summary>
    public static Finding Tables(IEnumerable<(Type Entity, string? Table)> tables, Func<Type, string> prefix) => Finding.Of(tables, row =>
        row.Table?.StartsWith(prefix(row.Entity), StringComparison.Ordinal) == true ? [] : [$"{row.Entity.Name} is stored in {row.Table ?? "no table"}"]);

    private static IEnumerable<string> Writes(MethodDefinition method) => method.Body.Instructions
        .Select(i => i.Operand).OfType<MethodReference>().Where(called => Writing().IsMatch(called.Name)).Select(called => called.Name);

    // A method's async machine or lambda is a nested type named after it: <Run>d__3.
    private static string Place(MethodDefinition method)
    {
        var (type, name) = (method.DeclaringType, method.Name);
        while (type.Name.StartsWith('<'))
        {
            if (Made().Match(type.Name) is { Success: true } machine) name = machine.Groups[1].Value;
            type = type.DeclaringType;
        }

        if (Made().Match(name) is { Success: true } lambda) name = lambda.Groups[1].Value;
        return $"{type.FullName.Replace('/', '+')}.{name}";
    }

    [GeneratedRegex("^(SaveChanges|ExecuteUpdate|ExecuteDelete|ExecuteSql(Raw|Interpolated)?|ExecuteNonQuery)(Async)?$")]
    private static partial Regex Writing();

    [GeneratedRegex("^<([^>]+)>")]
    private static partial Regex Made();
}
