using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>The address of the one script, which changes with its content, so that a browser never runs an old one with a new page.</summary>
internal sealed class PageScript
{
    private const string Path = "/hpp/hpp.js";

    public PageScript(IWebHostEnvironment environment)
    {
        var file = environment.WebRootFileProvider.GetFileInfo(Path);
        if (!file.Exists) return;
        using var content = file.CreateReadStream();
        Url = $"{Path}?v={Convert.ToHexStringLower(SHA256.HashData(content))[..8]}";
    }

    /// <summary>Null where the file was left out: the pages work without it.</summary>
    public string? Url { get; }
}
