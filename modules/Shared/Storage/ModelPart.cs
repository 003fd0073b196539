using System.Reflection;

namespace PayCore.Commerce.Shared;

/// <summary>A module's assembly, whose entity maps belong to the model.</summary>
public sealed record ModelPart(Assembly Assembly);
