using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.ServiceAuth;
using Xunit;

namespace Octobatch.Tests.ServiceDefaults;

public sealed class ServiceTokenTests
{
    private static readonly ServiceKeySettings Keys = new() { Keys = new string('a', 40) };
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    private ServiceTokenIssuer Issuer(OctobatchService service, ServiceKeySettings? keys = null) => new(service, keys ?? Keys, time);

    private ServiceTokenValidator Validator(OctobatchService service, ServiceKeySettings? keys = null) => new(service, keys ?? Keys, time);

    [Fact]
    public async Task The_person_behind_a_call_arrives()
    {
        var person = new Caller("user:octocat", CallerRole.Operator, "c-1");
        var token = Issuer(OctobatchService.Gateway).Issue(OctobatchService.Token, person);
        var principal = await Validator(OctobatchService.Token).ValidateAsync(token);
        Assert.Equal(person, Caller.From(principal!));
    }

    public static TheoryData<string, string, bool> Table()
    {
        var table = new TheoryData<string, string, bool>();
        foreach (var called in OctobatchService.All)
        {
            foreach (var calling in OctobatchService.All)
                table.Add(calling.Name, called.Name, called.Callers.Contains(calling.Name));
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_service_may_be_called_by_those_that_the_table_names(string calling, string called, bool allowed)
    {
        OctobatchService Named(string name) => OctobatchService.All.Single(s => s.Name == name);
        var token = Issuer(Named(calling)).Issue(Named(called), Caller.System);
        Assert.Equal(allowed, await Validator(Named(called)).ValidateAsync(token) is not null);
    }

    [Fact]
    public async Task A_remembered_token_still_expires()
    {
        var validator = Validator(OctobatchService.Token);
        var token = Issuer(OctobatchService.Campaign).Issue(OctobatchService.Token, Caller.System);
        Assert.NotNull(await validator.ValidateAsync(token));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await validator.ValidateAsync(token));
    }

    [Fact]
    public async Task A_token_for_another_service_is_refused()
    {
        var token = Issuer(OctobatchService.Gateway).Issue(OctobatchService.Selection, Caller.System);
        Assert.Null(await Validator(OctobatchService.Token).ValidateAsync(token));
    }

    [Fact]
    public async Task While_rotating_both_keys_verify_and_the_first_signs()
    {
        var next = new ServiceKeySettings { Keys = new string('b', 40) };
        var both = new ServiceKeySettings { Keys = next.Keys + "\n" + Keys.Keys };
        var old = Issuer(OctobatchService.Gateway).Issue(OctobatchService.Token, Caller.System);
        var fresh = Issuer(OctobatchService.Gateway, both).Issue(OctobatchService.Token, Caller.System);
        Assert.NotNull(await Validator(OctobatchService.Token, both).ValidateAsync(old));
        Assert.NotNull(await Validator(OctobatchService.Token, next).ValidateAsync(fresh));
        Assert.Null(await Validator(OctobatchService.Token).ValidateAsync(fresh));
    }

    public static TheoryData<string> Forgeries => ["none", "HS512", "long", "roleless", "subjectless", "garbage"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task What_no_service_would_make_is_refused(string kind)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = "gateway",
            Audience = "token",
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(kind == "long" ? 6 : 4),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "system", ["role"] = "system" },
            SigningCredentials = kind == "none" ? null : new(
                new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(Keys.Keys + (kind == "HS512" ? new string('a', 60) : ""))),
                kind == "HS512" ? SecurityAlgorithms.HmacSha512 : SecurityAlgorithms.HmacSha256),
        };
        if (kind is "roleless" or "subjectless")
            descriptor.Claims.Remove(kind == "roleless" ? "role" : "sub");
        var token = kind == "garbage" ? "not.a.token" : new JsonWebTokenHandler().CreateToken(descriptor);
        var keys = kind == "HS512" ? new ServiceKeySettings { Keys = Keys.Keys + new string('a', 60) } : Keys;
        Assert.Null(await Validator(OctobatchService.Token, keys).ValidateAsync(token));
    }

    [Fact]
    public void Without_a_key_the_caller_learns_which_variable_is_missing()
    {
        var error = Assert.Throws<DependencyNotConfiguredException>(
            () => Issuer(OctobatchService.Gateway, new ServiceKeySettings()).Issue(OctobatchService.Token, Caller.System));
        Assert.Contains("OCTOBATCH_SERVICE_KEY", error.Message, StringComparison.Ordinal);
    }
}
