using Microsoft.Extensions.Configuration;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.ServiceDefaults.Configuration;
using Xunit;

namespace Octobatch.Tests.ServiceDefaults;

public sealed class SettingsTests
{
    private static (T Settings, List<SettingProblem> Problems) Read<T>(params (string Key, string Value)[] values) where T : ISettings, new()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build();
        var problems = new List<SettingProblem>();
        return (SettingsReader.Read<T>(configuration, problems), problems);
    }

    [Fact]
    public void The_flat_name_wins_over_the_usual_key()
    {
        var (settings, _) = Read<PostgresSettings>(
            ("ConnectionStrings:postgres", "Host=usual"), ("OCTOBATCH_POSTGRES_DSN", "postgresql://flat/octobatch"));
        Assert.Equal("postgresql://flat/octobatch", settings.Dsn);
    }

    [Fact]
    public void The_usual_key_works_alone() =>
        Assert.Equal("Host=usual", Read<PostgresSettings>(("ConnectionStrings:postgres", "Host=usual")).Settings.Dsn);

    [Fact]
    public void An_address_is_found_by_service_discovery_too() =>
        Assert.Equal(new Uri("http://token:1"), Read<TokenAddress>(("services:token:http:0", "http://token:1")).Settings.Url);

    [Fact]
    public void A_missing_setting_is_named_and_says_what_to_do()
    {
        var problem = Assert.Single(Read<ServiceKeySettings>().Problems);
        Assert.Equal("OCTOBATCH_SERVICE_KEY", problem.Variable);
        Assert.StartsWith("OCTOBATCH_SERVICE_KEY is not set: set it to", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_value_is_a_missing_one() =>
        Assert.Single(Read<ServiceKeySettings>(("OCTOBATCH_SERVICE_KEY", "  ")).Problems);

    [Fact]
    public void All_problems_of_an_S3_store_are_told_at_once()
    {
        var (_, problems) = Read<BlobStoreSettings>(("OCTOBATCH_BLOBSTORE_ENDPOINT", "https://s3.example.com"));
        Assert.Equal(
            ["OCTOBATCH_BLOBSTORE_BUCKET", "OCTOBATCH_BLOBSTORE_ACCESS_KEY_ID", "OCTOBATCH_BLOBSTORE_SECRET_ACCESS_KEY"],
            problems.Select(p => p.Variable));
        Assert.All(problems, p => Assert.Equal("blobstore", p.Dependency));
    }

    [Fact]
    public void A_folder_needs_neither_bucket_nor_keys() =>
        Assert.Empty(Read<BlobStoreSettings>(("OCTOBATCH_BLOBSTORE_ENDPOINT", "file:///tmp/blobs")).Problems);

    [Fact]
    public void Checksum_settings_are_read_in_the_words_of_the_S3_documentation() =>
        Assert.Equal(ChecksumUse.WhenSupported, Read<BlobStoreSettings>(
            ("OCTOBATCH_BLOBSTORE_REQUEST_CHECKSUM_CALCULATION", "WHEN_SUPPORTED")).Settings.RequestChecksumCalculation);

    [Theory]
    [InlineData("0", "at least 1 day")]
    [InlineData("soon", "not a whole number")]
    public void A_bad_number_is_shown_with_what_was_expected(string value, string expected) =>
        Assert.Contains(expected, Assert.Single(Read<RetentionSettings>(("OCTOBATCH_RETENTION_HISTORY_DAYS", value)).Problems).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("ftp://host")]
    [InlineData("not a url")]
    [InlineData("https://user:secret@host")]
    public void A_bad_GitHub_address_is_a_problem_of_its_check(string value) =>
        Assert.Equal("github_api", Assert.Single(Read<GitHubSettings>(("OCTOBATCH_GITHUB_API_BASE_URL", value)).Problems).Dependency);

    [Fact]
    public void A_secret_value_is_never_repeated()
    {
        var (_, problems) = Read<PostgresSettings>(("OCTOBATCH_POSTGRES_DSN", "postgresql://user:hunter22@@@:bad"));
        Assert.DoesNotContain("hunter22", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_service_keys_stand_one_per_line_and_each_must_be_long_enough()
    {
        var good = new string('k', 32);
        Assert.Equal(2, Read<ServiceKeySettings>(("OCTOBATCH_SERVICE_KEY", $"{good}\n{good}x\n")).Settings.KeyBytes.Count);
        Assert.Single(Read<ServiceKeySettings>(("OCTOBATCH_SERVICE_KEY", $"{good}\nshort")).Problems);
    }
}
