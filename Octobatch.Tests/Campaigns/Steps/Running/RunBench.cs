using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps.Running;
using Octobatch.Campaigns.Steps.Running.Checkouts;
using Octobatch.Campaigns.Steps.Running.Sandboxes;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.ServiceDefaults.Logging;
using Xunit;

namespace Octobatch.Tests.Campaigns.Steps.Running;

/// <summary>Steps over files that need no GitHub, with real commands in real sandboxes.</summary>
internal static class RunBench
{
    /// <summary>The image that commands name; a sandbox does not look at it.</summary>
    public const string Image = "registry.example.com/steps/base:1";

    public static Step Run(string command, TimeSpan? timeout = null, params (string Name, string Value)[] env) => new()
    {
        Run = new() { Command = command, Image = Image, Timeout = timeout ?? TimeSpan.FromMinutes(10), Env = env.ToDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal) },
    };

    public static Task<RunResult> ApplyAsync(RepositoryTree tree, params Step[] steps) => ApplyAsync(tree, steps, null, null);

    public static async Task<RunResult> ApplyAsync(
        RepositoryTree tree, IReadOnlyList<Step> steps, RunLimits? limits, TimeProvider? time, IRunExecutor? executor = null, SecretRedactor? redactor = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var checkout = await CheckoutAsync(tree);
        limits ??= RunLimits.Default;
        executor ??= new SandboxExecutor(limits, time ?? TimeProvider.System);
        var pass = new RunPass(
            executor, redactor ?? new(), TimeProvider.System, limits, checkout, steps, step => $"octobatch-run-test-{step}", new string?[steps.Count]);
        return await pass.ApplyAsync(cancellation);
    }

    /// <summary>A tree as it looks after it was read from GitHub.</summary>
    public static async Task<Checkout> CheckoutAsync(RepositoryTree tree)
    {
        var folder = Directory.CreateTempSubdirectory("octobatch-checkout-");
        var blobs = new BlobFile(Path.Combine(folder.FullName, "blobs"));
        foreach (var file in tree.Files.Values.Where(file => file.Content is not null))
            await blobs.AddAsync(file.BlobId, new MemoryStream(file.Content!.Value.ToArray()), file.Content.Value.Length, TestContext.Current.CancellationToken);
        return new(folder, tree.Files.ToDictionary(f => f.Key, f => f.Value with { Content = null }, StringComparer.Ordinal), blobs);
    }

    /// <summary>The tree after a result that must be one.</summary>
    public static RepositoryTree After(this RunResult result, RepositoryTree before)
    {
        Assert.Null(result.Failure);
        return before.With(result.Changes);
    }
}
