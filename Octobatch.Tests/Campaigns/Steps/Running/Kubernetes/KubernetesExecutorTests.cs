using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps;
using Octobatch.Campaigns.Steps.Running;
using Octobatch.Campaigns.Steps.Running.Kubernetes;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.Tests.Infrastructure;
using Xunit;
using static Octobatch.Tests.Campaigns.Steps.Trees;

namespace Octobatch.Tests.Campaigns.Steps.Running.Kubernetes;

/// <summary>Jobs over the API's own protocol; no cluster.</summary>
public sealed class KubernetesExecutorTests : IClassFixture<SandboxFixture>
{
    private static readonly RepositoryTree Tree = Of(
        [File("a.txt", "old\n"), Program("run.sh", "#!/bin/sh\n"), Link("link", "a.txt"), .. Enumerable.Range(0, 300).Select(i => File($"many/{i}.txt", new string((char)('a' + (i % 26)), 5000)))]);

    public KubernetesExecutorTests() => SandboxFixture.Require();

    [Fact]
    public async Task Files_go_in_and_the_change_comes_out()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var result = await ApplyAsync(cluster, RunBench.Run("sed -i s/old/new/ a.txt; chmod -x run.sh; rm -r many; echo \"$A\"", null, ("A", "done")), Edit.Replace(["a.txt"], "new", "newer"));
        Assert.Null(result.Failure);
        Assert.Equal("newer\n", Tree.With(result.Changes).Text("a.txt"));
        Assert.Equal(302, result.Changes.Count);
        Assert.Equal("done", result.Outputs[0]);
        Assert.Equal(["create octobatch-run-test-0", "exec octobatch-run-test-0", "delete octobatch-run-test-0"], cluster.Calls);
        Assert.Empty(cluster.Jobs);
    }

    [Fact]
    public async Task What_comes_back_may_be_large()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var result = await ApplyAsync(cluster, RunBench.Run("head -c 9000000 /dev/urandom > big; head -c 3000000 /dev/zero | tr '\\0' 'x'"));
        Assert.Equal(9_000_000, Assert.Single(result.Changes).After!.Size);
        Assert.Contains("bytes left out]", result.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_fails_is_no_trouble_of_the_cluster()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var result = await ApplyAsync(cluster, RunBench.Run("echo broken; exit 3"));
        Assert.Equal(new RunFailure("steps[0]: the command ended with exit code 3:\nbroken", Retryable: false), result.Failure);
        Assert.Empty(cluster.Jobs);
    }

    [Fact]
    public async Task A_job_that_an_earlier_try_has_left_is_replaced()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Jobs["octobatch-run-test-0"] = new() { Metadata = new() { Name = "octobatch-run-test-0" } };
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        var run = ApplyAsync(cluster, [RunBench.Run("echo x > a.txt")], time);
        await Eventually.TrueAsync(() =>
        {
            if (!cluster.Calls.Any(call => call.StartsWith("exec", StringComparison.Ordinal)))
                time.Advance(TimeSpan.FromSeconds(1));
            return run.IsCompleted;
        });
        Assert.Null((await run).Failure);
        Assert.Equal(["create", "delete", "create", "exec", "delete"], cluster.Calls.Select(call => call.Split(' ')[0]));
    }

    [Theory]
    [InlineData("InvalidImageName", false)]
    [InlineData("CreateContainerConfigError", false)]
    [InlineData("ImagePullBackOff", true)]
    public async Task A_container_that_does_not_start_says_why(string reason, bool retryable)
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.PodStatus = () => new() { Phase = "Pending", ContainerStatuses = [new() { Name = "step", State = new() { Waiting = new() { Reason = reason, Message = "look" } } }] };
        var time = new FakeTimeProvider();
        var run = ApplyAsync(cluster, [RunBench.Run("true")], time);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return run.IsCompleted;
        });
        var failure = (await run).Failure!;
        Assert.Contains($"{reason}: look", failure.Reason, StringComparison.Ordinal);
        Assert.Equal(retryable, failure.Retryable);
        Assert.Empty(cluster.Jobs);
    }

    [Fact]
    public async Task A_connection_that_breaks_may_hold_another_time()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.BreaksAfter = 20_000;
        var result = await ApplyAsync(cluster, RunBench.Run("echo x > a.txt"));
        Assert.True(result.Failure!.Retryable);
        Assert.Empty(result.Changes);
        Assert.Empty(cluster.Jobs);
    }

    [Fact]
    public async Task The_time_limit_ends_the_job()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var time = new FakeTimeProvider();
        var run = ApplyAsync(cluster, [RunBench.Run("sleep 100000", TimeSpan.FromMinutes(5))], time);
        await Eventually.TrueAsync(() => cluster.Calls.Any(call => call.StartsWith("exec", StringComparison.Ordinal)));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("steps[0]: the command took longer than its 5 minutes", (await run).Failure?.Reason);
        Assert.Empty(cluster.Jobs);
    }

    [Fact]
    public async Task A_cluster_that_is_away_is_trouble_that_may_pass()
    {
        var cluster = await FakeCluster.StartAsync();
        using var executor = Executor(cluster, TimeProvider.System);
        await cluster.DisposeAsync();
        var result = await RunBench.ApplyAsync(Tree, [RunBench.Run("true")], null, null, executor);
        Assert.True(result.Failure!.Retryable);
        Assert.Contains("cannot be reached", result.Failure.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example.com/tool:1", "is no image that may be used here: name one of OCTOBATCH_RUN_STEPS_IMAGES")]
    [InlineData(RunBench.Image + "-other", "is no image that may be used here")]
    [InlineData(null, "needs an `image` here")]
    public async Task An_image_that_is_no_longer_on_the_list_starts_nothing(string? image, string reason)
    {
        await using var cluster = await FakeCluster.StartAsync();
        var result = await ApplyAsync(cluster, new Step { Run = RunBench.Run("true").Run! with { Image = image } });
        Assert.False(result.Failure!.Retryable);
        Assert.StartsWith($"steps[0]: {image ?? "the step"} {reason}", result.Failure.Reason, StringComparison.Ordinal);
        Assert.Empty(cluster.Calls);
    }

    private static Task<RunResult> ApplyAsync(FakeCluster cluster, params Step[] steps) => ApplyAsync(cluster, steps, TimeProvider.System);

    private static async Task<RunResult> ApplyAsync(FakeCluster cluster, Step[] steps, TimeProvider time)
    {
        using var executor = Executor(cluster, time);
        return await RunBench.ApplyAsync(Tree, steps, null, null, executor);
    }

    private static KubernetesExecutor Executor(FakeCluster cluster, TimeProvider time)
    {
        var client = cluster.Connect();
        var settings = new RunStepSettings { Mode = RunStepMode.Kubernetes, Namespace = "steps", Images = RunBench.Image };
        return new(() => client, settings, RunLimits.Default, time);
    }
}
