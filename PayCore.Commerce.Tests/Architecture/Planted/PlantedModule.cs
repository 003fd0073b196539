using MediatR;
using Microsoft.AspNetCore.Components;

namespace PayCore.Commerce.Tests.Architecture.Planted
{
    /// <summary>The door of a planted module: it may be public.</summary>
    public static class PlantedModule;

    /// <summary>A second door, which a module does not have.</summary>
    public static class AnotherModule;
}

namespace PayCore.Commerce.Tests.Architecture.Planted.Contracts
{
    /// <summary>What others may use: it may be public.</summary>
    public sealed record OpenNotice(string Word) : INotification;
}

namespace PayCore.Commerce.Tests.Architecture.Planted.Pages
{
    /// <summary>A component with what its parameter takes: both may be public; what no parameter takes may not.</summary>
    public class GoodPage : ComponentBase
    {
        [Parameter] public IReadOnlyList<Row> Rows { get; set; } = [];

        public sealed record Row(string Text);

        public sealed record NotShown(string Text);
    }

    /// <summary>Public beside the pages without being one.</summary>
    public sealed record OpenModel(string Text);
}
