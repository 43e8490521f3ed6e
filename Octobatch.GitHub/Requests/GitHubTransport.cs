using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Npgsql;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Conditional;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.GraphQL;
using Octobatch.GitHub.Tokens;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.GitHub.Requests;

/// <summary>
/// Sends a request once: through the budget, with a token, along redirects, and reads the answer to its end. Says what a failure means; to
/// try again is <see cref="GitHubPipeline"/>'s to decide.
/// </summary>
internal sealed class GitHubTransport(
    IHttpClientFactory clients, GitHubAddress address, RequestBudget budget, AnswerCache answers,
    LimitSettings limits, RequestSettings settings, BudgetMetrics metrics, TimeProvider time)
{
    public const string Client = "github";
    private const int MostRedirects = 5;
    private static readonly TimeSpan LittleWait = TimeSpan.FromSeconds(5);
    private static readonly ProductInfoHeaderValue Agent =
        new("Octobatch", typeof(GitHubTransport).Assembly.GetName().Version?.ToString(3) ?? "0");

    public async Task<GitHubResult<GitHubAnswer>> SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        var request = delivery.Request;
        var uri = request.Resource is GitHubResource.GraphQL ? address.GraphQL : address.Of(request.Path);
        var method = request.Method;
        Uri? movedTo = null;
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            var (result, location, status) = await HopAsync(delivery, hop == 0 ? request.Slot : null, method, uri, cancellation);
            if (location is null)
                return movedTo is null ? result : result with { MovedTo = movedTo };
            if (request.Writes && !address.IsOwn(location))
                return new GitHubError(GitHubErrorKind.Unexpected, $"GitHub sends a write to another host: {location.Host}") { Status = status };
            if (status is 301 or 308)
                movedTo = location; // renamed or transferred; 302 and 307 are for this once
            if (status is 303)
                method = HttpMethod.Get;
            uri = location;
        }

        return new GitHubError(GitHubErrorKind.Unexpected, $"More than {MostRedirects} redirects");
    }

    private async Task<(GitHubResult<GitHubAnswer> Result, Uri? Location, int Status)> HopAsync(
        Delivery delivery, WriteSlot? slot, HttpMethod method, Uri uri, CancellationToken cancellation)
    {
        var request = delivery.Request;
        var own = address.IsOwn(uri);
        BudgetPermit? permit = null;
        try
        {
            // What another host counts is none of this installation's.
            permit = own ? await budget.EnterAsync(delivery.Installation, request.Cost(limits.ContentCounts), slot, cancellation) : null;
        }
        catch (Exception e) when (e is NpgsqlException or DependencyNotConfiguredException)
        {
            return (new GitHubError(GitHubErrorKind.Unavailable, $"The write budget cannot be asked: {e.Message}") { RetryAt = time.GetUtcNow() + LittleWait }, null, 0);
        }

        await using var leaving = permit;
        var known = request.Conditional && own ? await answers.FindAsync(delivery.Installation, delivery.Scope, uri, request.Accept) : null;
        using var message = Message(request, method, uri, own ? delivery.Token : null, known?.ETag);
        using var deadline = new CancellationTokenSource(request.Timeout ?? settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var sentAt = permit?.SentAt ?? time.GetUtcNow();
        try
        {
            if (request is { Writes: true, Watch: { } watch } && !await watch.PassAsync(delivery.Token.Sha256, cancellation))
                return (new GitHubError(GitHubErrorKind.Unavailable, "It was not sent, because nothing may be written now.") { Code = WriteWatch.Stopped }, null, 0);
            using var client = clients.CreateClient(Client);
            request.Tally?.Add();
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;
            metrics.Sent(request.Cost(limits.ContentCounts), status);
            var rate = RateHeaders.Read(response.Headers, time.GetUtcNow());
            permit?.Answered(rate, costNothing: status == 304);
            if (status is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location)
                return (default, location.IsAbsoluteUri ? location : new(uri, location), status);
            if (status == 304 && known is not null)
                return (known with { NotModified = true }, null, status);
            if (request.Into is { } file && response.IsSuccessStatusCode)
                return (await BodyDownload.SaveAsync(response, file, either.Token), null, status);
            await response.Content.LoadIntoBufferAsync(request.LargestAnswer, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            if (Refusal(request, status, body, rate) is { } error)
                return (await ObeyAsync(delivery, sentAt, error, cancellation), null, status);
            var answer = new GitHubAnswer(status, body, response.Headers.ETag?.ToString(), GitHubAnswer.NextOf(response.Headers));
            if (request.Conditional && own && status == 200)
                await answers.KeepAsync(delivery.Installation, delivery.Scope, uri, request.Accept, answer);
            return (answer, null, status);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded && !request.Writes)
        {
            return (new GitHubError(GitHubErrorKind.TooLarge, $"GitHub's answer has more than {request.LargestAnswer} bytes."), null, 0);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && deadline.IsCancellationRequested))
        {
            metrics.Sent(request.Cost(limits.ContentCounts), null);
            return (Lost(e, request), null, 0);
        }
    }

    private static GitHubError? Refusal(GitHubRequest request, int status, byte[] body, RateHeaders rate) => status switch
    {
        >= 200 and < 300 => request.Resource is GitHubResource.GraphQL ? GraphQLErrors.Refusal(body, rate, request.Writes) : null,
        _ => RestErrors.Of(status, body, rate, request.Writes),
    };

    /// <summary>A refusal for a limit's sake closes the installation, on every replica.</summary>
    private async Task<GitHubError> ObeyAsync(Delivery delivery, DateTimeOffset sentAt, GitHubError error, CancellationToken cancellation)
    {
        if (error.Kind is not (GitHubErrorKind.RateLimited or GitHubErrorKind.SecondaryLimited))
            return error;
        var primary = error.Kind is GitHubErrorKind.RateLimited ? delivery.Request.Resource : (GitHubResource?)null;
        var until = await budget.RefuseAsync(delivery.Installation, new(sentAt, error.RetryAt, primary), cancellation);
        return error with { RetryAt = until };
    }

    /// <summary>No answer. A write that may have reached GitHub is unclear; one that had no connection was never sent.</summary>
    private GitHubError Lost(Exception exception, GitHubRequest request)
    {
        var neverSent = exception is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError,
        };
        var message = exception is OperationCanceledException
            ? string.Create(CultureInfo.InvariantCulture, $"No answer within {(request.Timeout ?? settings.Timeout).TotalSeconds} s")
            : exception.GetBaseException().Message;
        return request.Writes && !neverSent
            ? new(GitHubErrorKind.Unknown, $"Whether the write took place is unclear: {message}")
            : new(GitHubErrorKind.Unavailable, $"GitHub cannot be reached: {message}") { RetryAt = time.GetUtcNow() + LittleWait };
    }

    private static HttpRequestMessage Message(GitHubRequest request, HttpMethod method, Uri uri, InstallationToken? token, string? etag)
    {
        var message = new HttpRequestMessage(method, uri);
        message.Headers.UserAgent.Add(Agent);
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        if (token is not null)
        {
            message.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
            message.Headers.Authorization = new("Bearer", token.Value);
        }

        if (etag is not null)
            message.Headers.TryAddWithoutValidation("If-None-Match", etag);
        if (method != HttpMethod.Get && method != HttpMethod.Head)
        {
            // Also when there is none: what has content is never sent again by the handler on a connection that broke.
            message.Content = new ReadOnlyMemoryContent(request.Body ?? ReadOnlyMemory<byte>.Empty);
            if (request.Body is not null)
                message.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        }

        return message;
    }
}

/// <summary>A request with what it is sent for: one installation, one scope, one token.</summary>
internal sealed record Delivery(GitHubRequest Request, long Installation, TokenScope Scope, InstallationToken Token);
