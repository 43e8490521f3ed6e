using Microsoft.AspNetCore.WebUtilities;

namespace Octobatch.GitHubSimulator.Http;

/// <summary>GitHub's pages by number: <c>per_page</c> up to 100 (30 unless told), <c>page</c> from 1, and a <c>Link</c> header.</summary>
internal static class Paging
{
    /// <summary>Answers with the asked page of <paramref name="all"/>.</summary>
    /// <param name="call">The request.</param>
    /// <param name="all">Every item, in order.</param>
    /// <param name="view">An item's JSON form, made only for those on the page.</param>
    /// <param name="wrap">Puts the page into an object, where GitHub does; otherwise it is a bare array.</param>
    public static Answer Page<T>(
        this Call call, IReadOnlyList<T> all, Func<T, object> view, Func<IReadOnlyList<object>, object>? wrap = null)
    {
        var size = Number(call, "per_page") is { } asked and > 0 ? Math.Min(asked, 100) : 30;
        var page = Number(call, "page") is { } number and > 0 ? number : 1;
        var last = Math.Max(1, (all.Count + size - 1) / size);
        var items = all.Skip((page - 1) * size).Take(size).Select(view).ToList();
        var answer = Answer.Ok(wrap is null ? items : wrap(items));
        return last is 1 ? answer : answer.With("Link", Links(call, page, last));
    }

    private static int? Number(Call call, string name) =>
        int.TryParse(call.Query(name), out var value) && value < int.MaxValue / 100 ? value : null;

    private static string Links(Call call, int page, int last)
    {
        var links = new List<string>(4);
        if (page > 1)
            links.Add(Link(call, Math.Min(page - 1, last), "prev"));
        if (page < last)
        {
            links.Add(Link(call, page + 1, "next"));
            links.Add(Link(call, last, "last"));
        }

        if (page > 1)
            links.Add(Link(call, 1, "first"));
        return string.Join(", ", links);
    }

    private static string Link(Call call, int page, string relation)
    {
        var query = call.Http.Request.Query
            .Where(pair => pair.Key is not "page")
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value))
            .Append(KeyValuePair.Create<string, string?>("page", page.ToString()));
        return $"<{QueryHelpers.AddQueryString(call.Urls.Api + call.Http.Request.Path, query)}>; rel=\"{relation}\"";
    }
}
