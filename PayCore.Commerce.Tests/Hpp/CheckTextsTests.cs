using System.Diagnostics;
using PayCore.Commerce.Tests.Support;

namespace PayCore.Commerce.Tests.Hpp;

/// <summary>The build's own check of texts (modules/Shared/Texts.targets), run on texts that are wrong.</summary>
internal sealed class CheckTextsTests
{
    private string folder = null!;

    [SetUp]
    public void Create()
    {
        folder = Directory.CreateTempSubdirectory("paycore-texts-").FullName;
        File.WriteAllText(Path.Combine(folder, "check.proj"), $"""
            <Project>
              <PropertyGroup><IntermediateOutputPath>obj/</IntermediateOutputPath></PropertyGroup>
              <ItemGroup><TextFile Include="*.json" /></ItemGroup>
              <Import Project="{Repository.File("modules/Shared/Texts.targets")}" />
            </Project>
            """);
        Write("en", "\"hello\": \"Hello {name}\"", "\"left\": \"{count, plural, one {# left} other {# left}}\"", "\"bye\": \"Bye\"");
    }

    [TearDown]
    public void Delete() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Texts_that_differ_from_English_fail_the_build()
    {
        Write("de", "\"hello\": \"Hallo {nam}\"", "\"left\": \"{count, plural, one {Noch #} other {Noch #}}\"");
        Write("uk", "\"hello\": \"Привіт, {name}\"", "\"left\": \"{count, plural, one {#} other {#}}\"", "\"bye\": \"Бувай\"", "\"bye\": \"Па\"", "\"extra\": \"x\"");
        Write("pl", "\"hello\": \"Cześć {name}\"", "\"left\": \"Zostało {count}\"", "\"bye\": \"Pa {\"");
        var (code, output) = await Build();

        code.Should().NotBe(0);
        foreach (var problem in (string[])
        [
            "de.json : error TEXT1: The text bye is missing.",
            "de.json : error TEXT1: The text hello has the places [nam], in English [name].",
            "uk.json : error TEXT1: The key bye is there twice.",
            "uk.json : error TEXT1: The text extra is not in en.json.",
            "uk.json : error TEXT1: The text left has the plural forms [one other], the language has [few many one other].",
            "pl.json : error TEXT1: The text left has the places [count], in English [count (plural)].",
            "pl.json : error TEXT1: The text bye has a brace that is no place.",
        ]) output.Should().Contain(problem);
    }

    [Test]
    public async Task Good_texts_pass()
    {
        Write("ro", "\"bye\": \"Pa\"", "\"left\": \"{count, plural, one {#} few {#} other {# de}}\"", "\"hello\": \"{name}, bună\"");

        var (code, output) = await Build();
        code.Should().Be(0, output);
    }

    private void Write(string language, params string[] lines) =>
        File.WriteAllText(Path.Combine(folder, $"{language}.json"), "{\n" + string.Join(",\n", lines.Select(l => "  " + l)) + "\n}\n");

    private async Task<(int Code, string Output)> Build()
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", "check.proj", "-t:CheckTexts", "-nologo", "-nodeReuse:false"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return (build.ExitCode, output);
    }
}
