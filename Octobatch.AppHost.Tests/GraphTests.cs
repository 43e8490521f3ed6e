using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Aspire.Hosting.Testing;
using Npgsql;
using StackExchange.Redis;
using Xunit;

namespace Octobatch.AppHost.Tests;

public sealed class GraphTests(RunningGraph graph) : IClassFixture<RunningGraph>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gateway")]
    [InlineData("campaign")]
    [InlineData("selection")]
    [InlineData("token")]
    public async Task Every_service_reaches_all_four_dependencies_and_misses_no_setting(string service)
    {
        using var http = graph.App.CreateHttpClient(service, "http");

        var health = await GetJson(http, "/healthz");

        Assert.Equal(service, (string?)health["service"]);
        Assert.Equal(["blobstore", "github_api", "postgres", "redis"],
            health["checks"]!.AsArray().Select(check => (string?)check!["name"]).Order(StringComparer.Ordinal));
        Assert.All(health["checks"]!.AsArray(), check => Assert.True((bool)check!["healthy"]!, check.ToJsonString()));
        Assert.Empty(health["problems"]?.AsArray() ?? []);
        Assert.True((bool)health["healthy"]!);
    }

    [Fact]
    public async Task The_admin_key_mints_a_token_through_the_gateway()
    {
        using var http = graph.App.CreateHttpClient("gateway", "http");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", graph.Secret("admin-key"));

        var minted = await GetJson(http, "/tokens/installations/1");
        var again = await GetJson(http, "/tokens/installations/1");

        Assert.NotEmpty((string?)minted["token"] ?? "");
        Assert.Equal((string?)minted["token"], (string?)again["token"]);
        Assert.True((bool)again["cached"]!);
    }

    [Fact]
    public async Task Nobody_mints_a_token_without_a_key()
    {
        using var http = graph.App.CreateHttpClient("gateway", "http");

        using var answer = await http.GetAsync(new Uri("/tokens/installations/1", UriKind.Relative), Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Postgres_has_the_database_with_a_schema_for_every_service()
    {
        await using var postgres = NpgsqlDataSource.Create((await graph.App.GetConnectionStringAsync("octobatch", Cancelled))!);
        await using var command = postgres.CreateCommand(
            "select string_agg(nspname, ' ' order by nspname) from pg_namespace where nspname in ('gateway', 'campaign', 'selection', 'token')");

        Assert.Equal("campaign gateway selection token", await command.ExecuteScalarAsync(Cancelled));
    }

    [Fact]
    public async Task Redis_keeps_what_it_is_given()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync((await graph.App.GetConnectionStringAsync("redis", Cancelled))!);
        var key = $"apphost-test:{Guid.NewGuid():N}";

        await redis.GetDatabase().StringSetAsync(key, "kept");

        Assert.Equal("kept", (string?)await redis.GetDatabase().StringGetAsync(key));
    }

    [Fact]
    public async Task The_bucket_exists_and_keeps_what_it_is_given()
    {
        using var s3 = new AmazonS3Client(
            new BasicAWSCredentials(graph.Secret("blobstore-access-key"), graph.Secret("blobstore-secret-key")),
            new AmazonS3Config
            {
                ServiceURL = graph.App.GetEndpoint("blobstore", "http").ToString(),
                AuthenticationRegion = "us-east-1",
                ForcePathStyle = true,
            });
        var key = $"apphost-test/{Guid.NewGuid():N}";

        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "octobatch", Key = key, ContentBody = "kept" }, Cancelled);
        using var kept = await s3.GetObjectAsync("octobatch", key, Cancelled);
        using var reader = new StreamReader(kept.ResponseStream);

        Assert.Equal("kept", await reader.ReadToEndAsync(Cancelled));
    }

    private static async Task<JsonNode> GetJson(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        var body = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} answered {(int)answer.StatusCode}: {body}");
        return JsonNode.Parse(body)!;
    }
}
