using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Octobatch.GitHubSimulator.Control;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.GitHubSimulator.Limits;

namespace Octobatch.GitHubSimulator.Http;

/// <summary>The way of every request: who is it, may it, faults, limits, the handler, the answer, the log.</summary>
internal sealed class Pipeline(Simulator simulator)
{
    private static readonly UTF8Encoding Utf8 = new(false);

    public async Task RunAsync(HttpContext http, string route, Need need, Handler handler)
    {
        var path = http.Request.Path.Value ?? "/";
        var requestId = http.TraceIdentifier = NewRequestId();
        var (caller, refusal) = Authentication.Of(simulator, http.Request);
        var (status, logged) = (0, false);
        // Before the caller has the answer, so that who has it finds it in the log.
        http.Response.OnStarting(() =>
        {
            Log(http.Response.StatusCode);
            return Task.CompletedTask;
        });
        Answer? crowded = null;
        var running = caller.Installation is { } installation && !need.IsGit ? simulator.Limits.Enter(installation, out crowded) : null;
        try
        {
            var fault = await simulator.Faults.DrawAsync(http.Request, caller.Installation?.Id);
            if (fault is not null)
                await fault.Delay;
            if (fault?.Before(simulator.Clock.Now) is { } before)
            {
                status = await BreakAsync(http, before);
                return;
            }

            var call = new Call(http, simulator, caller);
            if (!need.IsGit)
                call.Taken = simulator.Limits.Take(caller, http.Request, need);
            var answer = refusal ?? crowded ?? call.Taken.Refusal ?? Authentication.Refuse(caller, need)
                ?? (need.IsGit ? null : await call.ReadBodyAsync()) ?? await handler(call);
            if (fault?.After() is { } after)
            {
                status = await BreakAsync(http, after, answer);
                return;
            }

            status = await WriteAsync(http, answer, caller, need, call.Taken);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to answer.
        }
        finally
        {
            running?.Leave();
            Log(status);
        }

        void Log(int answered)
        {
            if (!logged)
                simulator.Requests.Add(new LoggedRequest(simulator.Clock.Now, http.Request.Method, path, route, answered, caller.Installation?.Id, requestId));
            logged = true;
        }
    }

    private async Task<int> BreakAsync(HttpContext http, Break fault, Answer? done = null)
    {
        if (fault.Answer is { } instead)
            return await WriteAsync(http, instead, Caller.Anonymous, Need.Nothing, default);
        if (fault.Truncate && done is not null && Serialize(done) is { Length: > 1 } body)
        {
            Head(http, done);
            http.Response.ContentLength = body.Length;
            await http.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), http.RequestAborted);

            // Less than was promised, so the server closes the connection; an abort would take back what is on its way.
            return done.Status;
        }

        http.Abort();
        return 0;
    }

    private async Task<int> WriteAsync(HttpContext http, Answer answer, Caller caller, Need need, Taken limit)
    {
        var headers = http.Response.Headers;
        Head(http, answer);
        if (answer.Stream is { } stream)
        {
            headers.ContentType = answer.ContentType;
            await stream(http.Response);
            return answer.Status;
        }

        var body = Serialize(answer);
        if (need.Header is { } accepted && caller.Token is not null)
            headers["X-Accepted-GitHub-Permissions"] = accepted;
        if (answer.Status is 200 && HttpMethods.IsGet(http.Request.Method))
        {
            var tag = Tag(body, caller);
            headers.ETag = tag;
            headers.CacheControl = "private, max-age=60, s-maxage=60";
            headers.Vary = "Accept, Authorization, Cookie, X-GitHub-OTP";
            if (Matches(http.Request.Headers.IfNoneMatch, tag))
            {
                // "Making a conditional request does not count against your primary rate limit if a 304 response is returned."
                limit.GiveBack();
                http.Response.StatusCode = 304;
                limit.WriteTo(headers);
                headers.ContentType = default;
                return 304;
            }
        }

        limit.WriteTo(headers);
        if (body.Length is 0)
            return answer.Status;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        return answer.Status;
    }

    private void Head(HttpContext http, Answer answer)
    {
        var headers = http.Response.Headers;
        http.Response.StatusCode = answer.Status;
        headers.Date = simulator.Clock.Now.ToString("r", CultureInfo.InvariantCulture);
        headers["X-GitHub-Request-Id"] = http.TraceIdentifier;
        headers["X-GitHub-Media-Type"] = "github.v3; format=json";
        headers["X-GitHub-Api-Version-Selected"] = "2022-11-28";
        foreach (var (name, value) in answer.Headers)
            headers[name] = value;
        if (answer.Body is not null || !answer.Bytes.IsEmpty)
            headers.ContentType = answer.ContentType;
    }

    private static byte[] Serialize(Answer answer) => answer.Body is { } body
        ? JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Json.Options)
        : answer.Bytes.ToArray();

    /// <summary>A tag of the body and of the token, because a new token makes GitHub's tags of the old one useless.</summary>
    private static string Tag(byte[] body, Caller caller)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(body);
        if (caller.Token is { } token)
            hash.AppendData(Utf8.GetBytes(token.Value));
        if (caller.User is { } person)
            hash.AppendData(Utf8.GetBytes(person.Login));
        return $"W/\"{Convert.ToHexStringLower(hash.GetHashAndReset())}\"";
    }

    private static bool Matches(Microsoft.Extensions.Primitives.StringValues wanted, string tag)
    {
        foreach (var value in wanted)
        {
            if (value is not null && (value is "*" || value.Contains(tag[2..], StringComparison.Ordinal)))
                return true;
        }

        return false;
    }

    private static string NewRequestId()
    {
        Span<byte> random = stackalloc byte[8];
        Random.Shared.NextBytes(random);
        return $"{Convert.ToHexString(random[..2])}:{Convert.ToHexString(random[2..5])}:{Convert.ToHexString(random[5..])}";
    }
}
