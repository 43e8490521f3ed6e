using System.Diagnostics;
using System.Globalization;
using LibGit2Sharp;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Repositories;
using Octobatch.GitHubSimulator.Rules;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>Git's own protocol: clone, fetch and push, by <c>git http-backend</c>.</summary>
internal static class GitHttp
{
    private const string Rejected = "remote rejected";

    public static void Map(Routes routes)
    {
        var need = Need.Nothing with { IsGit = true };
        foreach (var root in new[] { "/{owner}/{repo}.git", "/{owner}/{repo}" })
        {
            routes.Map("GET", root + "/info/refs", need, call => RunAsync(call, "info/refs", call.Query("service") is "git-receive-pack"));
            routes.Map("POST", root + "/git-upload-pack", need, call => RunAsync(call, "git-upload-pack", isPush: false));
            routes.Map("POST", root + "/git-receive-pack", need, call => RunAsync(call, "git-receive-pack", isPush: true));
        }
    }

    private static async ValueTask<Answer> RunAsync(Call call, string path, bool isPush)
    {
        var found = call.Simulator.Repositories.TryFind($"{call.Route("owner")}/{call.Route("repo")}", out var repository);
        if (!found || !RepositoryRoutes.IsVisible(call.Caller, repository!) || (isPush && call.Caller.Token is null))
        {
            return call.Caller.Token is null
                ? new Answer { Status = 401, Bytes = "Repository not found."u8.ToArray(), ContentType = "text/plain", Headers = [("WWW-Authenticate", "Basic realm=\"GitHub\"")] }
                : new Answer { Status = 404, Bytes = "Repository not found."u8.ToArray(), ContentType = "text/plain" };
        }

        if (RepositoryRoutes.Refuse(call, repository!, isPush ? Need.Write("contents") : Need.Read("contents")) is not null)
            return new Answer { Status = 403, Bytes = "Write access to repository not granted."u8.ToArray(), ContentType = "text/plain" };
        var scope = new RepositoryScope(call.Simulator, repository!, call.Caller, call.Urls, call.Simulator.AppUser);
        lock (repository!.Gate)
            call.Simulator.Git.Ensure(repository);
        return path is "git-receive-pack" ? await PushAsync(call, scope) : await StreamAsync(call, scope, path);
    }

    private static async Task<Answer> StreamAsync(Call call, RepositoryScope scope, string path)
    {
        var process = Start(call, scope, path);
        var feed = FeedAsync(call, process);
        var (status, type, body) = await HeadAsync(process.StandardOutput.BaseStream, call.Http.RequestAborted);
        return new Answer
        {
            Status = status,
            ContentType = type,
            Headers = [("Cache-Control", "no-cache")],
            Stream = async response =>
            {
                using (process)
                {
                    await response.Body.WriteAsync(body);
                    await process.StandardOutput.BaseStream.CopyToAsync(response.Body, call.Http.RequestAborted);
                    await feed;
                    await process.WaitForExitAsync(call.Http.RequestAborted);
                }
            },
        };
    }

    /// <summary>A push is looked at as a whole before its answer goes out, because only then its commits can be read.</summary>
    private static async Task<Answer> PushAsync(Call call, RepositoryScope scope)
    {
        var before = Refs(scope);
        using var process = Start(call, scope, "git-receive-pack");
        var feed = FeedAsync(call, process);
        var (status, type, first) = await HeadAsync(process.StandardOutput.BaseStream, call.Http.RequestAborted);
        using var rest = new MemoryStream();
        rest.Write(first.Span);
        await process.StandardOutput.BaseStream.CopyToAsync(rest, call.Http.RequestAborted);
        await feed;
        await process.WaitForExitAsync(call.Http.RequestAborted);
        lock (scope.Repository.Gate)
        {
            var after = Refs(scope);
            var moved = before.Keys.Union(after.Keys).Select(name => (Name: name, Before: before.GetValueOrDefault(name), After: after.GetValueOrDefault(name)))
                .Where(move => move.Before != move.After).ToList();
            if (moved.Select(move => Refuse(scope, move.Name, move.Before, move.After)).FirstOrDefault(reason => reason is not null) is { } refusal)
            {
                foreach (var (name, old, _) in moved)
                    Restore(scope, name, old);
                return new Answer { Status = 403, Bytes = System.Text.Encoding.UTF8.GetBytes($"{Rejected}: {refusal}\n"), ContentType = "text/plain" };
            }

            foreach (var (name, old, now) in moved)
                call.Simulator.Pushed(scope, name, old, now);
            RepositoryState.Save(call.Simulator, scope.Repository);
        }

        return new Answer { Status = status, Bytes = rest.ToArray(), ContentType = type, Headers = [("Cache-Control", "no-cache")] };
    }

    private static string? Refuse(RepositoryScope scope, string name, string? before, string? after)
    {
        var deed = before is null ? BranchDeed.Create : after is null ? BranchDeed.Delete : IsForward(scope, before, after) ? BranchDeed.Update : BranchDeed.Force;
        if ((Protection.Refuse(scope, name) ?? RuleCheck.Refuse(scope, name, deed)) is { } reason)
            return reason;
        if (scope.Git.FindExact<Commit>(after) is not { } head)
            return null;
        var path = scope.Git.FindExact<Commit>(before) is { } old
            ? Workflows.Forbidden(scope.Caller, scope.Git, old.Tree, head.Tree)
            : Workflows.Forbidden(scope.Caller, scope.Git, scope.Repository.DefaultBranch, head);
        return path is null ? null : Workflows.Message(path);
    }

    private static bool IsForward(RepositoryScope scope, string before, string after) =>
        scope.Git.FindExact<Commit>(before) is not { } old || scope.Git.FindExact<Commit>(after) is not { } now
        || scope.Git.ObjectDatabase.FindMergeBase(old, now)?.Id == old.Id;

    private static void Restore(RepositoryScope scope, string name, string? sha)
    {
        if (sha is null)
            scope.Git.Refs.Remove(name);
        else
            scope.Git.Refs.Add(name, new ObjectId(sha), allowOverwrite: true);
    }

    private static Dictionary<string, string> Refs(RepositoryScope scope)
    {
        lock (scope.Repository.Gate)
        {
            return scope.Git.Refs.OfType<DirectReference>().Where(reference => reference.IsLocalBranch || reference.IsTag)
                .ToDictionary(reference => reference.CanonicalName, reference => reference.TargetIdentifier);
        }
    }

    private static Process Start(Call call, RepositoryScope scope, string path)
    {
        var request = call.Http.Request;
        var start = new ProcessStartInfo("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        var environment = start.Environment;
        environment["GIT_PROJECT_ROOT"] = call.Simulator.Git.Root;
        environment["GIT_HTTP_EXPORT_ALL"] = "1";
        environment["PATH_INFO"] = $"/{scope.Repository.Id}.git/{path}";
        environment["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?') ?? "";
        environment["REQUEST_METHOD"] = request.Method;
        environment["CONTENT_TYPE"] = request.ContentType ?? "";
        environment["REMOTE_USER"] = scope.Actor.Login;
        environment["HTTP_CONTENT_ENCODING"] = request.Headers.ContentEncoding.ToString();
        environment["GIT_PROTOCOL"] = request.Headers["Git-Protocol"].ToString();
        if (request.ContentLength is { } length)
            environment["CONTENT_LENGTH"] = length.ToString(CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }

    private static async Task FeedAsync(Call call, Process process)
    {
        try
        {
            await call.Http.Request.Body.CopyToAsync(process.StandardInput.BaseStream, call.Http.RequestAborted);
            process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // One of the two has gone; git notices, and ends by itself or here.
            process.Kill();
        }
    }

    /// <summary>Reads the header of a CGI answer.</summary>
    private static async Task<(int Status, string Type, ReadOnlyMemory<byte> First)> HeadAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[16_384];
        var length = 0;
        int end;
        while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read is 0)
                return (500, "text/plain", default);
            length += read;
        }

        var (status, type) = (200, "text/plain");
        foreach (var line in System.Text.Encoding.ASCII.GetString(buffer, 0, end).Split("\r\n"))
        {
            if (line.StartsWith("Status: ", StringComparison.Ordinal))
                status = int.Parse(line.AsSpan(8, 3), CultureInfo.InvariantCulture);
            else if (line.StartsWith("Content-Type: ", StringComparison.Ordinal))
                type = line[14..];
        }

        return (status, type, buffer.AsMemory(end + 4, length - end - 4));
    }
}
