using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Reading;
using Octobatch.GitHub.Requests;
using Xunit;

namespace Octobatch.Tests.GitHub;

public sealed class GraphQLTests
{
    private readonly FakeTimeProvider time = FlowingTime.Start();

    [Theory]
    [InlineData("""{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded for installation ID 1."}]}""", GitHubErrorKind.RateLimited)]
    [InlineData("""{"data":null,"errors":[{"message":"You have exceeded a secondary rate limit."}]}""", GitHubErrorKind.SecondaryLimited)]
    [InlineData("""{"data":null,"errors":[{"type":"NOT_FOUND","path":["repository"],"message":"Could not resolve"}]}""", GitHubErrorKind.NotFound)]
    [InlineData("""{"errors":[{"type":"MAX_NODE_LIMIT_EXCEEDED","message":"too many"}]}""", GitHubErrorKind.TooLarge)]
    [InlineData("""{"data":null,"errors":[{"message":"Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug."}]}""", GitHubErrorKind.TooLarge)]
    public async Task An_error_with_status_200_is_an_error(string body, GitHubErrorKind kind)
    {
        await using var replica = Make((_, _) => Task.FromResult(StubClients.Json(HttpStatusCode.OK, body)));
        var result = await replica.Client.For(1).QueryAsync("{ viewer { login } }", null, Cancellation, mostTries: 1);

        Assert.Equal(kind, result.Error?.Kind);
    }

    [Fact]
    public async Task A_mutation_that_timed_out_is_unclear()
    {
        await using var replica = Make((_, _) => Task.FromResult(StubClients.Json(
            HttpStatusCode.OK, """{"data":null,"errors":[{"message":"Something went wrong while executing your query. This may be the result of a timeout"}]}""")));
        var result = await replica.Client.For(1).MutateAsync("mutation { x }", [], 1, Creates.Content, null, Cancellation);

        Assert.Equal(GitHubErrorKind.Unknown, result.Error?.Kind);
    }

    [Fact]
    public async Task Partial_data_stays_with_its_errors_beside_it()
    {
        await using var replica = Make((_, _) => Task.FromResult(StubClients.Json(
            HttpStatusCode.OK, """{"data":{"a":{"id":"1"},"b":null},"errors":[{"type":"FORBIDDEN","path":["b","c",0],"message":"no"}]}""")));
        var result = await replica.Client.For(1).QueryAsync("{ a b }", null, Cancellation);

        Assert.Equal("1", result.Value!.Data.GetProperty("a").GetProperty("id").GetString());
        Assert.Equal((GitHubErrorKind.Forbidden, "b.c.0"), (result.Value.ErrorAt("b")!.Kind, result.Value.ErrorAt("b")!.Path));
        Assert.Null(result.Value.ErrorAt("a"));
    }

    [Fact]
    public async Task Fifty_repositories_are_read_in_one_request()
    {
        var sizes = new List<int>();
        await using var replica = Make((request, _) => Task.FromResult(Files(request, sizes)));
        var results = await ReadAsync(replica, 200);

        Assert.Equal([50, 50, 50, 50], sizes);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"o/r{i}"), results.Select(r => r.Value!.FullName));
    }

    [Fact]
    public async Task A_batch_that_is_too_much_is_halved_and_grows_again()
    {
        var sizes = new List<int>();
        await using var replica = Make((request, _) => Task.FromResult(Files(request, sizes, most: 20)));
        var results = await ReadAsync(replica, 200);

        Assert.All(results, result => Assert.True(result.Ok));
        Assert.Equal([50, 25, 12, 12, 12, 15, 15, 15, 18, 18, 18, 22, 11], sizes[..13]);
    }

    [Fact]
    public async Task A_timeout_of_one_repository_alone_is_its_own_error()
    {
        await using var replica = Make((request, _) =>
        {
            return Task.FromResult(Query(request).Contains("\"r3\"", StringComparison.Ordinal)
                ? StubClients.Json(HttpStatusCode.OK, """{"errors":[{"type":"MAX_NODE_LIMIT_EXCEEDED","message":"too many"}]}""")
                : Files(request, []));
        });
        var results = await ReadAsync(replica, 8);

        Assert.Equal(8, results.Count);
        Assert.Equal([3], results.Index().Where(r => !r.Item.Ok).Select(r => r.Index));
    }

    [Fact]
    public async Task Text_that_does_not_hash_to_its_blob_is_read_by_REST()
    {
        var latin = Encoding.Latin1.GetBytes("caf\u00e9\n");
        var oid = BlobId.Of(latin);
        var paths = new List<string>();
        await using var replica = Make((request, _) =>
        {
            paths.Add(request.RequestUri!.AbsolutePath);
            return Task.FromResult(request.Method == HttpMethod.Get
                ? new HttpResponseMessage { Content = new ByteArrayContent(latin) }
                : StubClients.Json(HttpStatusCode.OK, """
                    {"data":{"i0":{"id":"R","nameWithOwner":"o/r0","isArchived":false,"defaultBranchRef":{"name":"main","target":{"oid":"c0"}},
                    "p0":{"__typename":"Blob","oid":"OID","isBinary":false,"isTruncated":false,"text":"caf\ufffd\n"}}}}
                    """.Replace("OID", oid, StringComparison.Ordinal)));
        });
        var result = Assert.Single(await ReadAsync(replica, 1)).Value!;

        Assert.Equal(latin, ((FileEntry)result.Entries["file"]).Content.ToArray());
        Assert.Equal(["/graphql", $"/repos/o/r0/git/blobs/{oid}"], paths);
    }

    [Fact]
    public async Task A_directory_shows_its_entries_with_git_s_modes()
    {
        await using var replica = Make((_, _) => Task.FromResult(StubClients.Json(HttpStatusCode.OK, """
            {"data":{"i0":{"id":"R","nameWithOwner":"o/r0","isArchived":false,"defaultBranchRef":null,
            "p0":{"__typename":"Tree","oid":"t","entries":[{"name":"ci.yml","mode":33188,"type":"blob","oid":"b"},{"name":"run","mode":33261,"type":"blob","oid":"x"}]}}}}
            """)));
        var result = Assert.Single(await ReadAsync(replica, 1)).Value!;

        var directory = (DirectoryEntry)result.Entries["file"];
        Assert.Equal([new("ci.yml", "100644", "blob", "b"), new("run", "100755", "blob", "x")], directory.Items);
        Assert.Null(result.Head);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Replica Make(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> github) =>
        new(time, github, limits: new() { Limits = LimitSwitch.Off });

    private async Task<List<GitHubResult<RepositoryFiles>>> ReadAsync(Replica replica, int count)
    {
        var results = new List<GitHubResult<RepositoryFiles>>();
        var wanted = Enumerable.Range(0, count).Select(i => new WantedFiles(new("o", $"r{i}"), ["file"])).ToList();
        await foreach (var result in replica.Client.For(1).ReadFilesAsync(wanted, Cancellation))
            results.Add(result);
        return results;
    }

    private static string Query(HttpRequestMessage request) =>
        JsonElement.Parse(request.Content!.ReadAsStringAsync().Result).GetProperty("query").GetString()!;

    /// <summary>Answers for each alias, unless there are too many.</summary>
    private static HttpResponseMessage Files(HttpRequestMessage request, List<int> sizes, int most = int.MaxValue)
    {
        var names = Regex.Matches(Query(request), "name: \"(?<name>r[0-9]+)", RegexOptions.NonBacktracking).Select(match => match.Groups["name"].Value).ToList();
        sizes.Add(names.Count);
        if (names.Count > most)
            return StubClients.Json(HttpStatusCode.BadGateway, "");
        var parts = names.Select((name, i) =>
            $$"""
            "i{{i}}":{"id":"R_{{name}}","nameWithOwner":"o/{{name}}","isArchived":false,"defaultBranchRef":{"name":"main","target":{"oid":"c"} },"p0":null}
            """);
        return StubClients.Json(HttpStatusCode.OK, $$"""{"data":{ {{string.Join(",", parts)}} } }""");
    }
}
