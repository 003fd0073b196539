using System.Text;
using Microsoft.EntityFrameworkCore;

namespace PayCore.Commerce.Tests.Support;

/// <summary>What the product keeps on disk, byte for byte.</summary>
internal static class StoredFiles
{
    /// <summary>The database file and its log of writes, each byte as one character.</summary>
    public static async Task<string> StoredText(this PayCoreApp app)
    {
        var database = await app.Read(db => Task.FromResult(db.Database.GetDbConnection().DataSource));
        var text = new StringBuilder();
        foreach (var file in (string[])[database, database + "-wal"])
        {
            await using var bytes = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(bytes, Encoding.Latin1);
            text.Append(await reader.ReadToEndAsync());
        }

        return text.ToString();
    }
}
