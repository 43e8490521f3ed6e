using CsCheck;
using Octobatch.Tests.GitHubSimulator;
using Octobatch.Tokens.Installations;
using Xunit;

namespace Octobatch.Tests.Tokens.Installations;

public sealed class ScopeTests
{
    private static readonly Gen<long[]> Ids = Gen.Long[1, 30].Array[0, 6];
    private static readonly Gen<Dictionary<string, string>> Permissions =
        Gen.Dictionary(OneOf("contents", "issues", "pull_requests", "metadata"), OneOf("read", "write", "admin"))[0, 4];

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    [Fact]
    public void Equal_scopes_are_one_key_and_different_ones_never_are() => Gen.Select(Ids, Permissions, Ids, Permissions).Sample((ids, permissions, otherIds, otherPermissions) =>
    {
        var same = ids.ToHashSet().SetEquals(otherIds)
            && permissions.Count == otherPermissions.Count && permissions.All(p => otherPermissions.GetValueOrDefault(p.Key) == p.Value);
        var key = new TokenKey(1, new TokenScope(ids, permissions).Canonical);
        Assert.Equal(key, new TokenKey(1, new TokenScope(ids.Reverse().Concat(ids), permissions.Reverse()).Canonical));
        Assert.Equal(same, key == new TokenKey(1, new TokenScope(otherIds, otherPermissions).Canonical));
    });

    [Fact]
    public void What_the_caller_passed_is_not_changed()
    {
        long[] ids = [3, 1, 2];
        _ = new TokenScope(ids, []);
        Assert.Equal([3, 1, 2], ids);
    }

    [Fact]
    public void A_permission_cannot_pass_for_a_repository_nor_one_installation_for_another()
    {
        string[] scopes =
        [
            new TokenScope([5], []).Canonical, new TokenScope([], [new("repository_ids", "read")]).Canonical, new TokenScope([5], [new("contents", "read")]).Canonical,
            new TokenScope([], [new("contents", "read")]).Canonical, new TokenScope([], [new("contents", "write")]).Canonical,
            new TokenScope([], [new("contents", "admin")]).Canonical, TokenScope.Whole.Canonical,
        ];
        var keys = scopes.SelectMany(s => new[] { new TokenKey(1, s), new TokenKey(11, s) }).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Equal(keys.Count, keys.Select(k => k.ToString()).Distinct().Count());
    }

    [Fact]
    public async Task A_narrow_token_is_minted_narrow_kept_apart_and_shared_whatever_the_order()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        var ids = github.Simulator.Repositories.Of(github.Simulator.Installations.Find(1)!.Account).Take(2).Select(r => r.Id).ToArray();

        var whole = await tokens.GetAsync();
        var narrow = await tokens.PostAsync(new { repository_ids = ids, permissions = new { contents = "read", issues = "write" } });
        var again = await tokens.PostAsync(new { permissions = new { issues = "write", contents = "read" }, repository_ids = ids.Reverse() });
        var other = await tokens.PostAsync(new { repository_ids = ids, permissions = new { contents = "write", issues = "write" } });

        Assert.Equal("selected", narrow.Json.GetProperty("repository_selection").GetString());
        Assert.Equal("read", narrow.Json.GetProperty("permissions").GetProperty("contents").GetString());
        Assert.False(narrow.Json.GetProperty("permissions").TryGetProperty("workflows", out _));
        Assert.Equal((narrow.Token(), true), (again.Token(), again.Cached()));
        Assert.Equal(3, new[] { whole.Token(), narrow.Token(), other.Token() }.Distinct().Count());
        Assert.Equal(3, github.Mints());
        Assert.Equal(2, (await github.GetAsync("/installation/repositories", narrow.Token())).Json.GetProperty("total_count").GetInt32());
    }
}
