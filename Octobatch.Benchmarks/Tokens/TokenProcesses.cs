using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Octobatch.Benchmarks.Processes;
using Octobatch.Gateway;
using Octobatch.GitHubSimulator;
using Octobatch.GitHubSimulator.Limits;
using Octobatch.Selections;
using Octobatch.Tokens;

namespace Octobatch.Benchmarks.Tokens;

/// <summary>The servers that <see cref="TokenBenchmark"/> measures, each in a process of its own.</summary>
internal static class TokenProcesses
{
    private const string AnyPort = "http://127.0.0.1:0";

    /// <summary>The token service as it is shipped; configured by its environment variables.</summary>
    public static Task<int> TokenServiceAsync(string[] args) => ServiceAsync(builder => builder.AddTokenService(), app => app.MapTokenService());

    /// <summary>The selection service likewise.</summary>
    public static Task<int> SelectionServiceAsync(string[] args) => ServiceAsync(builder => builder.AddSelectionService(), app => app.MapSelectionService());

    /// <summary>The gateway likewise.</summary>
    public static Task<int> GatewayAsync(string[] args) => ServiceAsync(builder => builder.AddGatewayService(), app => app.MapGatewayService());

    /// <summary>The least that ASP.NET Core does to answer with the same bytes on the same route.</summary>
    public static Task<int> BareApiAsync(string[] args)
    {
        var body = Encoding.UTF8.GetBytes(Console.ReadLine()!);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(AnyPort).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        app.MapGet("/tokens/installations/{installation_id}", (long installation_id) => Results.Bytes(body, "application/json"));
        return ServedProcess.UntilInputEndsAsync(app);
    }

    /// <summary>A simulated GitHub with as many installations as the first argument says; with <c>limits</c> as the third, with the published rate limits.</summary>
    public static Task<int> GitHubAsync(string[] args)
    {
        Console.ReadLine();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(AnyPort);
        SharedClock.AddTo(builder.Services);
        builder.AddGitHubSimulator(new SimulatorOptions
        {
            DataDirectory = args[1],
            SeededRepositories = int.Parse(args[0]) * 1000,
            Limits = args is [_, _, "limits"] ? LimitSettings.Published : LimitSettings.Off,
        });
        var app = builder.Build();
        app.MapGitHubSimulator();
        return ServedProcess.UntilInputEndsAsync(app);
    }

    private static Task<int> ServiceAsync(Action<WebApplicationBuilder> add, Action<WebApplication> map)
    {
        Console.ReadLine();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(AnyPort);
        SharedClock.AddTo(builder.Services);
        add(builder);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var app = builder.Build();
        map(app);
        return ServedProcess.UntilInputEndsAsync(app);
    }
}
