using System.Security.Cryptography;
using System.Text;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps.Running.Checkouts;
using Octobatch.Campaigns.Steps.Running.Jobs;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.GitHub;
using Octobatch.GitHub.Repositories;
using Octobatch.ServiceDefaults.Logging;

namespace Octobatch.Campaigns.Steps.Running;

/// <summary>
/// Applies steps of which some are <c>run</c>: reads the whole commit, does in memory what can be done there, and hands each command a fresh
/// checkout of what the steps before it have made.
/// </summary>
public sealed class RunSteps(IRunExecutor executor, SecretRedactor redactor, TimeProvider time, RunStepSettings settings, RunLimits? limits = null) : IDisposable
{
    private readonly RunLimits _limits = limits ?? RunLimits.Default;
    private readonly SemaphoreSlim _places = new(settings.Concurrency);

    /// <param name="commit">The commit that the change is made on.</param>
    /// <param name="steps">All steps of the spec.</param>
    /// <param name="work">What they are applied for, for the names of the jobs alone: a retry of the same has the same.</param>
    public async Task<RunResult> ApplyAsync(
        GitHubInstallation github, RepositoryName repository, string commit, IReadOnlyList<Step> steps, string work, CancellationToken cancellation)
    {
        var outputs = new string?[steps.Count];
        if (executor.Problem is { } problem)
            return new([], outputs, "", new($"run steps cannot be executed here: {problem}", Retryable: false));
        await _places.WaitAsync(cancellation);
        try
        {
            var (checkout, failure) = await CheckoutReader.ReadAsync(github, repository, commit, _limits, cancellation);
            if (checkout is null)
                return new([], outputs, "", failure);
            using (checkout)
            {
                var name = (int step) => JobName(work, repository, commit, step);
                return await new RunPass(executor, redactor, time, _limits, checkout, steps, name, outputs).ApplyAsync(cancellation);
            }
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    /// <summary>The same for the same work, so that a retry meets what an earlier try has left.</summary>
    internal static string JobName(string work, RepositoryName repository, string commit, int step) =>
        "octobatch-run-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{work}\n{repository}\n{commit}\n{step}")))[..32];
}
