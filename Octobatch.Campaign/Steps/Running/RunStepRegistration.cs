using k8s;
using Octobatch.Campaigns.Steps.Running.Kubernetes;
using Octobatch.Campaigns.Steps.Running.Sandboxes;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Campaigns.Steps.Running;

internal static class RunStepRegistration
{
    /// <summary>Registers <see cref="RunSteps"/> with the executor that the settings choose.</summary>
    public static void AddRunSteps(this WebApplicationBuilder builder)
    {
        builder.AddSettings<RunStepSettings>();
        builder.Services.AddSingleton(RunLimits.Default).AddSingleton<RunSteps>()
            .AddSingleton<IRunExecutor>(services => services.GetRequiredService<RunStepSettings>().Mode switch
            {
                RunStepMode.Process => ActivatorUtilities.CreateInstance<SandboxExecutor>(services),
                RunStepMode.Kubernetes => new KubernetesExecutor(
                    () => new k8s.Kubernetes(KubernetesClientConfiguration.BuildDefaultConfig()),
                    services.GetRequiredService<RunStepSettings>(), services.GetRequiredService<RunLimits>(), services.GetRequiredService<TimeProvider>()),
                _ => new NoExecutor("OCTOBATCH_RUN_STEPS is off"),
            });
    }

    private sealed class NoExecutor(string problem) : IRunExecutor
    {
        public string? Problem => problem;

        public Task<JobEnd> RunAsync(Job job, CancellationToken cancellation) => Task.FromResult(new JobEnd(new RunFailure(problem, Retryable: false)));
    }
}
