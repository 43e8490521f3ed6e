using Microsoft.Extensions.Diagnostics.HealthChecks;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults.Health;

/// <summary>
/// Checks one outside dependency within a time limit. A problem with its settings is reported instead of trying.
/// </summary>
/// <param name="name">One of <see cref="HealthNames"/>.</param>
/// <param name="limit">After this the check fails, whether or not what it waits for heeds cancellation.</param>
internal abstract class DependencyCheck(string name, TimeSpan limit, ConfigurationProblems problems) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (problems.Of(name) is { } problem)
            return HealthCheckResult.Unhealthy(problem);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        try
        {
            // Apart from this thread: a client that blocks while it connects must not hold up the other checks.
            await Task.Run(() => CheckAsync(timeout.Token), CancellationToken.None).WaitAsync(timeout.Token);
            return HealthCheckResult.Healthy();
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"no answer within {limit.TotalSeconds:0} s");
        }
        catch (Exception e)
        {
            return HealthCheckResult.Unhealthy(Explain(e));
        }
    }

    /// <summary>Returns when the dependency answered, throws when it did not.</summary>
    protected abstract Task CheckAsync(CancellationToken cancellation);

    /// <summary>What to say of a failure, without anything secret. The innermost message says what happened on the wire.</summary>
    protected virtual string Explain(Exception failure) => failure.GetBaseException().Message;
}
