using System.Globalization;
using System.Text;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps.Running.Checkouts;
using Octobatch.Campaigns.Steps.Running.Jobs;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.ServiceDefaults.Logging;

namespace Octobatch.Campaigns.Steps.Running;

/// <summary>One pass of a spec's steps over one checkout.</summary>
internal sealed class RunPass(
    IRunExecutor executor, SecretRedactor redactor, TimeProvider time, RunLimits limits,
    Checkout checkout, IReadOnlyList<Step> steps, Func<int, string> jobName, string?[] outputs)
{
    private readonly StringBuilder _log = new();
    private Dictionary<string, TreeFile> _files = new(checkout.Files, StringComparer.Ordinal);

    public async Task<RunResult> ApplyAsync(CancellationToken cancellation)
    {
        for (var next = 0; next < steps.Count;)
        {
            var inMemory = steps.Skip(next).TakeWhile(step => step.Run is null).ToList();
            var failure = inMemory.Count > 0 ? InMemory(next, inMemory) : await RunAsync(next, steps[next].Run!, cancellation);
            if (failure is not null) return Result([], failure);
            next += Math.Max(1, inMemory.Count);
        }

        return Finish();
    }

    private RunFailure? InMemory(int first, IReadOnlyList<Step> some)
    {
        var runner = new StepRunner(some);
        var tree = new Dictionary<string, TreeFile>(_files, StringComparer.Ordinal);
        foreach (var path in runner.Reads.Contents(_files.Keys))
        {
            if (_files[path] is { } file && (file.Size ?? 0) <= StepLimits.Default.MaxFileBytes) tree[path] = checkout.WithContent(file);
        }

        var result = runner.Apply(new(tree));
        if (result.Refusal is { } refusal)
            return new((refusal with { StepIndex = refusal.StepIndex + first }).ToString(), Retryable: false);
        _files = new(new RepositoryTree(_files).With(result.Changes).Files, StringComparer.Ordinal);
        return null;
    }

    private async Task<RunFailure?> RunAsync(int index, RunStep step, CancellationToken cancellation)
    {
        var (input, problem) = await JobInput.WriteAsync(checkout, _files, step.Command, time.GetUtcNow(), cancellation);
        if (input is null) return new($"steps[{index}]: {problem}", Retryable: false);
        var output = new JobOutput(_files, limits, StepLimits.Default);
        var written = new OutputLog(limits.OutputBytes);
        var end = await executor.RunAsync(new(jobName(index), step, input, output.ReadAsync, written), cancellation);
        File.Delete(input.Path);

        var text = Redacted(written.ToString());
        _log.Append(CultureInfo.InvariantCulture, $"steps[{index}]: {FirstLine(step.Command)}\n").Append(text);
        if (text.Length > 0 && !text.EndsWith('\n')) _log.Append('\n');
        var failure = end.Failure ?? Failure(output, text);
        _log.Append(CultureInfo.InvariantCulture, $"steps[{index}]: {failure?.Reason.Split('\n')[0].TrimEnd(':') ?? "done"}{(output.HasGitFolder ? ", a .git folder left out" : "")}\n");
        if (failure is not null) return failure with { Reason = $"steps[{index}]: {failure.Reason}" };

        outputs[index] = Beginning(text);
        _files = new(output.Files, StringComparer.Ordinal);
        return null;
    }

    private RunFailure? Failure(JobOutput output, string text)
    {
        if (output.Problem is { } problem) return new(problem, Retryable: false);
        return output.ExitCode switch
        {
            0 when output.IsWhole && NewPath.Collision(_files, output.Files) is { } path => new($"{path}: the path differs from another by case only", Retryable: false),
            0 when output.IsWhole => null,
            null or 0 => new($"the command ended its own sandbox, or used up its memory or its disk{LastLines(text)}", Retryable: false),
            var code => new($"the command ended with exit code {code}{LastLines(text)}", Retryable: false),
        };
    }

    private RunResult Finish()
    {
        var changes = RepositoryTree.Compare(new(checkout.Files), new(_files));
        var allowance = new ChangeAllowance(limits, StepLimits.Default);
        foreach (var change in changes)
        {
            if ((change.Before?.Size ?? 0) > StepLimits.Default.MaxFileBytes)
                return Result([], new($"{change.Path}: the file is larger than the {StepLimits.Default.MaxFileBytes} bytes that a change may hold", Retryable: false));
            if (allowance.Take(change.After) is { } problem) return Result([], new(problem, Retryable: false));
        }

        return Result([.. changes.Select(change => change with { Before = Full(change.Before), After = Full(change.After) })], null);
    }

    private TreeFile? Full(TreeFile? file) => file is null ? null : checkout.WithContent(file);

    private RunResult Result(IReadOnlyList<FileChange> changes, RunFailure? failure) => new(changes, outputs, _log.ToString(), failure);

    private string Redacted(string text)
    {
        try
        {
            return redactor.Redact(text);
        }
        catch (System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            return "[The output cannot be searched for secrets, so it is not kept.]\n";
        }
    }

    private string Beginning(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length <= limits.TemplateOutput) return trimmed;
        return trimmed[..(char.IsHighSurrogate(trimmed[limits.TemplateOutput - 1]) ? limits.TemplateOutput - 1 : limits.TemplateOutput)];
    }

    private static string LastLines(string text)
    {
        var lines = text.TrimEnd().Split('\n').TakeLast(10).ToList();
        var last = string.Join('\n', lines);
        if (last.Length > 1000) last = "…" + last[^1000..];
        return last.Length == 0 ? "" : $":\n{last}";
    }

    private static string FirstLine(string command)
    {
        var line = command.Trim().Split('\n')[0].TrimEnd();
        return line.Length > 200 ? line[..200] + "…" : line;
    }
}
