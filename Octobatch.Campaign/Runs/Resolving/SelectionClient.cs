using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Polly;

namespace Octobatch.Campaigns.Runs.Resolving;

/// <summary>Asks the selection service which repositories a selection takes.</summary>
internal sealed class SelectionClient(IHttpClientFactory clients, TimeProvider time)
{
    private static readonly TimeSpan LittleWait = TimeSpan.FromSeconds(10);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Takes the snapshot of that id, or finds that it was taken before. Null: it is there.</summary>
    public async Task<SelectionTrouble?> TakeAsync(Guid snapshot, CampaignSpec spec, CancellationToken cancellation)
    {
        try
        {
            using var client = clients.CreateClient(OctobatchService.Selection.Name);
            using var response = await client.PutAsJsonAsync($"internal/snapshots/{snapshot}", new { spec.Select, spec.Exclude }, Json, cancellation);
            return response.IsSuccessStatusCode ? null : await TroubleAsync(response, cancellation);
        }
        catch (Exception e) when (IsAway(e, cancellation))
        {
            return Away(e);
        }
    }

    /// <summary>The repositories of a snapshot that was taken, in the order of lists.</summary>
    /// <exception cref="HttpRequestException">The selection service cannot be reached.</exception>
    public async IAsyncEnumerable<SelectedRepository> ReadAsync(Guid snapshot, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var client = clients.CreateClient(OctobatchService.Selection.Name);
        using var response = await client.GetAsync($"internal/snapshots/{snapshot}/targets", HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        await using var lines = await response.Content.ReadAsStreamAsync(cancellation);
        await foreach (var repository in JsonSerializer.DeserializeAsyncEnumerable<SelectedRepository>(lines, topLevelValues: true, Json, cancellation))
            yield return repository!;
    }

    /// <summary>What becomes of these names, without keeping it.</summary>
    public async Task<(IReadOnlyList<SelectedRepository> Found, SelectionTrouble? Trouble)> ResolveAsync(
        IReadOnlyList<string> names, CancellationToken cancellation)
    {
        try
        {
            using var client = clients.CreateClient(OctobatchService.Selection.Name);
            using var response = await client.PostAsJsonAsync(
                "api/selections/resolve?limit=500", new { Select = new[] { new SelectionEntry { Repositories = names } } }, Json, cancellation);
            if (!response.IsSuccessStatusCode)
                return ([], await TroubleAsync(response, cancellation));
            return ((await response.Content.ReadFromJsonAsync<Resolved>(Json, cancellation))!.Items, null);
        }
        catch (Exception e) when (IsAway(e, cancellation))
        {
            return ([], Away(e));
        }
    }

    internal static bool IsAway(Exception exception, CancellationToken cancellation) =>
        exception is HttpRequestException or IOException or ExecutionRejectedException or DependencyNotConfiguredException or JsonException
        || (exception is OperationCanceledException && !cancellation.IsCancellationRequested);

    internal SelectionTrouble Away(Exception exception) =>
        new($"The selection service cannot be reached: {exception.GetBaseException().Message}", time.GetUtcNow() + LittleWait);

    private async Task<SelectionTrouble> TroubleAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var words = await WordsAsync(response, cancellation);
        return response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity
            ? new(words, null)
            : new(words, time.GetUtcNow() + (response.Headers.RetryAfter?.Delta ?? LittleWait));
    }

    private static async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<Problem>(Json, cancellation);
            var errors = (problem?.Errors ?? []).Select(error => $"{error.Path} {error.Message}").ToList();
            return $"{problem?.Title}: {(errors.Count > 0 ? string.Join("; ", errors) : problem?.Detail)}";
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return $"The selection service answered {(int)response.StatusCode}.";
        }
    }

    private sealed record Resolved(IReadOnlyList<SelectedRepository> Items);

    private sealed record Problem(string? Title, string? Detail, IReadOnlyList<ProblemError>? Errors);

    private sealed record ProblemError(string? Path, string? Message);
}

/// <param name="Words">What is wrong.</param>
/// <param name="RetryAt">From when trying again may help; null: it never does.</param>
internal sealed record SelectionTrouble(string Words, DateTimeOffset? RetryAt);
