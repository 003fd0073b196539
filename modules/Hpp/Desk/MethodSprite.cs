using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;

namespace PayCore.Commerce.Hpp.Desk;

/// <summary>
/// All icons of <c>wwwroot/methods</c> as one drawing with a symbol for each, made at start: a page of thirty methods asks for one picture, which
/// the browser keeps for ever because its address changes with its content.
/// </summary>
internal sealed class MethodSprite
{
    public const string Path = "/methods/sprite.svg";

    private const string Generic = "generic";
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly HashSet<string> names = new(StringComparer.Ordinal) { Generic };

    public MethodSprite(IWebHostEnvironment environment)
    {
        var sprite = new XElement(Svg + "svg", Symbol(Generic, XElement.Parse(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\" stroke-linecap=\"round\">"
            + "<path d=\"M3 7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM3 10h18M6 15h4\"/></svg>")));
        foreach (var file in environment.WebRootFileProvider.GetDirectoryContents("methods").Where(IsDrawing).OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(file.Name);
            using var stream = file.CreateReadStream();
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            if (names.Add(name)) sprite.Add(Symbol(name, XElement.Load(reader)));
        }

        Content = Encoding.UTF8.GetBytes(sprite.ToString(SaveOptions.DisableFormatting));
        Url = $"{Path}?v={Convert.ToHexStringLower(SHA256.HashData(Content))[..8]}";
    }

    public byte[] Content { get; }

    public string Url { get; }

    /// <summary>The symbol of a method's icon, a path such as <c>/methods/card.svg</c>; a card for an icon that is not there.</summary>
    public string Of(string? icon)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(icon ?? "");
        return names.Contains(name) ? name : Generic;
    }

    private static bool IsDrawing(IFileInfo file) => !file.IsDirectory && file.Name.EndsWith(".svg", StringComparison.Ordinal);

    private static XElement Symbol(string name, XElement drawing) =>
        new(Svg + "symbol", new XAttribute("id", name),
            drawing.Attributes().Where(a => !a.IsNamespaceDeclaration && a.Name.LocalName is not ("id" or "width" or "height" or "color" or "role" or "class")
                && !a.Name.LocalName.StartsWith("aria", StringComparison.Ordinal)),
            drawing.Elements().Where(e => e.Name.LocalName is not "title"));
}
