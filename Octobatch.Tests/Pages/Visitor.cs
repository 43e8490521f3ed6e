using System.Net;
using System.Text.RegularExpressions;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Pages;

/// <summary>A browser without scripts: keeps cookies, follows nothing by itself, and sends the forms that it was shown.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly HttpClient client;

    public Visitor(Uri gateway)
    {
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = gateway };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");
    }

    public CookieContainer Cookies { get; init; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Visitor> SignedInAsync(ServiceHost gateway, string key)
    {
        var visitor = new Visitor(gateway.Address);
        using var answer = await visitor.SubmitAsync("/sign-in", "/sign-in", ("key", key), ("return", "/"));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return visitor;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(path, Cancellation);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => client.SendAsync(request, Cancellation);

    /// <summary>The page's HTML; anything but 200 fails.</summary>
    public async Task<string> ReadAsync(string path)
    {
        using var response = await GetAsync(path);
        var html = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {html}");
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        return html;
    }

    /// <summary>Opens a page and sends one of its forms, with the token that the page has.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields) =>
        await PostAsync(action, [("form_token", TokenIn(await ReadAsync(page))), .. fields]);

    public async Task<HttpResponseMessage> PostAsync(string action, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await client.PostAsync(action, form, Cancellation);
    }

    public static string TokenIn(string html)
    {
        var found = Token().Match(html);
        Assert.True(found.Success, html);
        return found.Groups["value"].Value;
    }

    public void Dispose() => client.Dispose();

    [GeneratedRegex("name=\"form_token\" value=\"(?<value>[^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
