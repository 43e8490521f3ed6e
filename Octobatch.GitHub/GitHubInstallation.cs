using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.GraphQL;
using Octobatch.GitHub.Requests;
using Octobatch.GitHub.Tokens;

namespace Octobatch.GitHub;

/// <summary>GitHub as one installation may see and change it. Cheap to make; the calls by subject are extension methods of it.</summary>
public sealed class GitHubInstallation
{
    /// <summary>Bytes; a query that asks for more is asked in halves.</summary>
    private const int LargestQueryAnswer = 32 * 1024 * 1024;

    private readonly GitHubPipeline pipeline;

    private readonly RequestTally? tally;

    private readonly WriteWatch? watch;

    internal GitHubInstallation(
        long id, TokenScope scope, GitHubPipeline pipeline, BatchSizes sizes, RequestTally? tally = null, WriteWatch? watch = null) =>
        (Id, Scope, this.pipeline, Sizes, this.tally, this.watch) = (id, scope, pipeline, sizes, tally, watch);

    public long Id { get; }

    public TokenScope Scope { get; }

    internal BatchSizes Sizes { get; }

    internal Batches Pulls => Sizes.Pulls;

    internal MutationBatches Changes => Sizes.Changes;

    /// <summary>The same installation with a token that can do less.</summary>
    public GitHubInstallation With(TokenScope scope) => new(Id, scope, pipeline, Sizes, tally, watch);

    /// <summary>The same installation, whose requests are counted.</summary>
    public GitHubInstallation With(RequestTally counter) => new(Id, Scope, pipeline, Sizes, counter, watch);

    /// <summary>The same installation, whose writes pass <paramref name="before"/> first.</summary>
    public GitHubInstallation With(WriteWatch before) => new(Id, Scope, pipeline, Sizes, tally, before);

    /// <summary>Which of these permissions the installation does not grant, such as <c>workflows: write</c>. No request, as a rule.</summary>
    /// <param name="needed">Names and levels: <c>read</c> or <c>write</c>.</param>
    public Task<GitHubResult<IReadOnlyList<string>>> MissingPermissionsAsync(
        IReadOnlyCollection<KeyValuePair<string, string>> needed, CancellationToken cancellation) => pipeline.MissingAsync(
            Id, Scope,
            granted => [.. needed.Where(one => !Covers(granted.GetValueOrDefault(one.Key), one.Value)).Select(one => $"{one.Key}: {one.Value}").Order(StringComparer.Ordinal)],
            cancellation);

    private static bool Covers(string? granted, string needed) => granted is "write" or "admin" || (granted is "read" && needed is "read");

    /// <summary>Sends any request.</summary>
    public Task<GitHubResult<GitHubAnswer>> SendAsync(GitHubRequest request, CancellationToken cancellation) =>
        pipeline.SendAsync(Id, Scope, request with { Tally = tally, Watch = watch }, cancellation);

    /// <summary>Sends a request and reads its JSON.</summary>
    public async Task<GitHubResult<T>> SendAsync<T>(GitHubRequest request, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        var result = await SendAsync(request, cancellation);
        return result.Then(answer => answer.Read(type, request.Writes));
    }

    /// <summary>Sends a request whose answer says nothing but that it was done.</summary>
    public async Task<GitHubResult<Done>> DoAsync(GitHubRequest request, CancellationToken cancellation) =>
        (await SendAsync(request, cancellation)).Map(_ => default(Done));

    /// <summary>Every page of a list, one after another. An error ends it.</summary>
    /// <param name="path">The first page, with <c>per_page</c>.</param>
    public async IAsyncEnumerable<GitHubResult<T>> PagesAsync<T>(
        string path, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var next = path; next is not null;)
        {
            var result = await SendAsync(new(HttpMethod.Get, next) { Conditional = true }, cancellation);
            yield return result.Then(answer => answer.Read(type, write: false));
            next = result.Value?.Next;
        }
    }

    /// <summary>Sends a GraphQL query.</summary>
    /// <param name="mostTries">How often before a failure is told.</param>
    public Task<GitHubResult<GraphQLAnswer>> QueryAsync(
        string query, JsonObject? variables, CancellationToken cancellation, int mostTries = 3) =>
        GraphQLAsync(query, variables, new(HttpMethod.Post, "graphql") { Writes = false, MostTries = mostTries, LargestAnswer = LargestQueryAnswer }, cancellation);

    /// <summary>Sends a GraphQL document that changes something: once, and not again.</summary>
    /// <param name="mutations">How many it has; they run in order, may stop at the first error, and nothing is rolled back.</param>
    /// <param name="contents">How many pull requests, reviews or comments it makes.</param>
    public Task<GitHubResult<GraphQLAnswer>> MutateAsync(
        string document, JsonObject variables, int mutations, Creates creates, WriteSlot? slot, CancellationToken cancellation,
        int contents = 1) =>
        GraphQLAsync(
            document, variables,
            new(HttpMethod.Post, "graphql") { Writes = true, Mutations = mutations, Creates = creates, Contents = contents, Slot = slot },
            cancellation);

    private async Task<GitHubResult<GraphQLAnswer>> GraphQLAsync(
        string document, JsonObject? variables, GitHubRequest request, CancellationToken cancellation)
    {
        var whole = request.With(new GraphQLDocument(document, variables), GraphQLJson.Default.GraphQLDocument) with { Resource = GitHubResource.GraphQL };
        var result = await SendAsync(whole, GraphQLJson.Default.ErrorsOnly, cancellation);
        return result.Then<GraphQLAnswer>(answer => answer.Data is { ValueKind: JsonValueKind.Object } data
            ? new GraphQLAnswer(data, [.. (answer.Errors ?? []).Select(GraphQLErrors.Of)])
            : new GitHubError(request.Writes ? GitHubErrorKind.Unknown : GitHubErrorKind.Unexpected, "GitHub's GraphQL answer has no data."));
    }
}
