namespace PayCore.Commerce.Tests.Architecture.Planted;

/// <summary>Ways for a binary fraction to come into money.</summary>
internal static class Fractions
{
    internal sealed record Field(double Value);

    internal static class Constant
    {
        public static long Half(long minor) => (long)(minor * 0.5);
    }

    internal static class Conversion
    {
        public static decimal Half(long minor) => (decimal)(float)minor;
    }
}
