using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults;

/// <summary>Says every problem of the configuration at once, in the words that <c>/healthz</c> uses.</summary>
internal sealed partial class StartReport(OctobatchService service, ConfigurationProblems problems, ILogger<StartReport> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (problems.All.Count > 0)
            LogProblems(service.Name, problems.All.Count);
        foreach (var problem in problems.All)
            LogProblem(problem.Message);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Error, "The {Service} service runs, but {Count} of its settings need attention")]
    private partial void LogProblems(string service, int count);

    [LoggerMessage(LogLevel.Error, "{Problem}")]
    private partial void LogProblem(string problem);
}
