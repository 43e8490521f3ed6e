using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

/// <summary>How tests speak to a service.</summary>
internal static class GatewayCalls
{
    public static async Task<HttpResponseMessage> SendAsync(
        this ServiceHost host, string method, string path, string? key = null, object? json = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (json is not null)
            request.Content = JsonContent.Create(json);
        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Creates a key and gives its text and id.</summary>
    public static async Task<(string Key, string Id)> CreateKeyAsync(this ServiceHost host, string role, string name = "a test's")
    {
        using var response = await host.SendAsync("POST", "/api/keys", GatewayStack.AdminKey, new { name, role });
        var created = await response.ReadAsync(HttpStatusCode.Created);
        return (created.GetProperty("key").GetString()!, created.GetProperty("id").GetString()!);
    }

    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(expected == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>Asserts that the answer is problem details of this status with a trace id and without a stack trace; gives its code.</summary>
    public static async Task<string?> ReadProblemAsync(this HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(expected == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(text);
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("trace_id").GetString()!);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return problem.TryGetProperty("code", out var code) ? code.GetString() : null;
    }
}
