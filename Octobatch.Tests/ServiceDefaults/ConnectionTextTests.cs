using Npgsql;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.ServiceDefaults.Redis;
using Xunit;

namespace Octobatch.Tests.ServiceDefaults;

public sealed class ConnectionTextTests
{
    [Fact]
    public void A_Postgres_URL_is_read_with_everything_in_it()
    {
        var dsn = PostgresDsn.Parse("postgresql://me:p%40ss%2Fword@db.example.com:6543/things?sslmode=verify-full&connect_timeout=7").Builder!;
        Assert.Equal(("db.example.com", 6543, "me", "p@ss/word", "things"), (dsn.Host, dsn.Port, dsn.Username, dsn.Password, dsn.Database));
        Assert.Equal((SslMode.VerifyFull, 7), (dsn.SslMode, dsn.Timeout));
    }

    [Fact]
    public void A_short_Postgres_URL_gets_the_usual_port_and_database()
    {
        var dsn = PostgresDsn.Parse("postgresql://db").Builder!;
        Assert.Equal(("db", 5432, "octobatch"), (dsn.Host, dsn.Port, dsn.Database));
    }

    [Fact]
    public void An_IPv6_host_loses_its_brackets() => Assert.Equal("::1", PostgresDsn.Parse("postgresql://[::1]:5433/x").Builder!.Host);

    [Fact]
    public void The_key_value_form_is_taken_as_it_is() =>
        Assert.Equal("db", PostgresDsn.Parse("Host=db;Username=me;Password=p").Builder!.Host);

    [Theory]
    [InlineData("postgresql://host/x?sslmode=maybe")]
    [InlineData("postgresql://host/x?colour=red")]
    [InlineData("postgresql://host/x?sslmode")]
    [InlineData("Username=me")]
    [InlineData("nonsense")]
    public void A_bad_DSN_is_a_problem_and_no_exception(string text)
    {
        var dsn = PostgresDsn.Parse(text);
        Assert.Null(dsn.Builder);
        Assert.NotNull(dsn.Problem);
    }

    [Fact]
    public void A_Redis_URL_is_read_with_everything_in_it()
    {
        var options = RedisUrl.Parse("rediss://me:p%40ss@cache.example.com:6380/2").Options!;
        Assert.Equal(("me", "p@ss", true, 2), (options.User, options.Password, options.Ssl, options.DefaultDatabase));
        Assert.Equal("cache.example.com:6380", options.EndPoints.Single().ToString()!.Replace("Unspecified/", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_Redis_password_may_stand_without_a_user()
    {
        var options = RedisUrl.Parse("redis://:secret@cache").Options!;
        Assert.Equal((null, "secret", 0), (options.User, options.Password, options.DefaultDatabase));
    }

    [Fact]
    public void The_form_of_StackExchange_Redis_is_taken_too() =>
        Assert.Equal("p", RedisUrl.Parse("cache:6379,password=p").Options!.Password);

    [Theory]
    [InlineData("http://cache")]
    [InlineData("redis://cache/first")]
    [InlineData("redis://")]
    public void A_bad_Redis_URL_is_a_problem_and_no_exception(string text) => Assert.NotNull(RedisUrl.Parse(text).Problem);
}
