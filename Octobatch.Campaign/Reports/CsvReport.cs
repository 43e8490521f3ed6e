using System.Globalization;
using System.Text;
using Npgsql;

namespace Octobatch.Campaigns.Reports;

/// <summary>A campaign's changesets as CSV (RFC 4180), one a line, by owner and name, sent while they are read.</summary>
internal sealed class CsvReport(NpgsqlDataSource postgres)
{
    public const string MediaType = "text/csv";

    private const string End = "\r\n";

    private static readonly string[] Columns =
    [
        "repository", "state", "reason_code", "reason", "wave", "branch", "pull_number", "pull_url", "checks", "review", "mergeable", "files", "additions",
        "deletions", "patch_hash", "published_at", "merged_at", "closed_at", "updated_at",
    ];

    public async Task WriteAsync(string campaign, Stream stream, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            $"select {string.Join(", ", Columns)} from changesets where campaign = $1 order by owner_key, name_key, repository_id");
        command.Parameters.Add(new() { Value = campaign });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await using var text = new StreamWriter(stream, bufferSize: 64 * 1024, leaveOpen: true);
        var line = new StringBuilder().AppendJoin(',', Columns).Append(End);
        do
        {
            await text.WriteAsync(line, cancellation);
        }
        while (await NextAsync(row, line.Clear(), cancellation));
    }

    private static async Task<bool> NextAsync(NpgsqlDataReader row, StringBuilder line, CancellationToken cancellation)
    {
        if (!await row.ReadAsync(cancellation))
            return false;
        line.AppendJoin(',', Enumerable.Range(0, Columns.Length).Select(column => row.IsDBNull(column) ? "" : Cell(row.GetValue(column)))).Append(End);
        return true;
    }

    /// <summary>Quoted where it must be. What a spreadsheet would take for a formula is made a text by an apostrophe, because names and reasons are other people's.</summary>
    internal static string Cell(object value)
    {
        if (value is not string text)
            return value is DateTime at ? at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
        if (text.Length > 0 && "=+-@\t\r\n".Contains(text[0], StringComparison.Ordinal))
            text = "'" + text;
        return text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
