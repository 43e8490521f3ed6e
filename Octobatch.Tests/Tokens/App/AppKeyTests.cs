using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Logging;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tokens;
using Octobatch.Tokens.App;
using Xunit;

namespace Octobatch.Tests.Tokens.App;

public sealed class AppKeyTests
{
    private static readonly string Pkcs1 = Pem(rsa => rsa.ExportRSAPrivateKeyPem());
    private static readonly string Other = Pem(rsa => rsa.ExportPkcs8PrivateKeyPem());

    private static string Pem(Func<RSA, string> export)
    {
        using var rsa = RSA.Create(2048);
        return export(rsa);
    }

    private static string Pkcs8
    {
        get
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(Pkcs1);
            return rsa.ExportPkcs8PrivateKeyPem();
        }
    }

    private static (AppSettings Settings, List<SettingProblem> Problems) Read(params (string, string?)[] values)
    {
        var problems = new List<SettingProblem>();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Item1, v.Item2))).Build();
        return (SettingsReader.Read<AppSettings>(configuration, problems), problems);
    }

    private static (AppSettings Settings, List<SettingProblem> Problems) ReadKey(string key) =>
        Read((AppSettings.IdVariable, "1"), (AppSettings.KeyVariable, key));

    [Fact]
    public void Every_form_of_the_same_key_signs_and_derives_the_same()
    {
        var data = "data"u8.ToArray();
        var expected = Assert.Single(ReadKey(Pkcs1).Settings.Keys);
        string[] forms =
        [
            Pkcs8, Pkcs1.Replace("\n", "\\n", StringComparison.Ordinal), Pkcs8.Replace("\n", "\r\n", StringComparison.Ordinal),
            Pkcs1.Replace("\n", "\\r\\n", StringComparison.Ordinal), $"\"{Pkcs1}\"", $"\n\n{Pkcs1}\n\n", Pkcs1.Replace('\n', ' '),
        ];
        foreach (var form in forms)
        {
            var (settings, problems) = ReadKey(form);
            Assert.Empty(problems);
            var key = Assert.Single(settings.Keys);
            Assert.Equal(expected.Sign(data), key.Sign(data));
            Assert.Equal(expected.Derive("x"), key.Derive("x"));
        }

        Assert.NotEqual(expected.Derive("x"), expected.Derive("y"));
    }

    [Fact]
    public void Several_keys_are_read_in_their_order()
    {
        var keys = ReadKey(Pkcs1 + "\n" + Other).Settings.Keys;
        var data = "data"u8.ToArray();
        Assert.Equal(2, keys.Count);
        Assert.Equal(ReadKey(Pkcs1).Settings.Keys[0].Sign(data), keys[0].Sign(data));
        Assert.Equal(ReadKey(Other).Settings.Keys[0].Sign(data), keys[1].Sign(data));
    }

    [Fact]
    public void A_file_is_read_and_one_that_is_missing_is_named_by_its_variable()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Pkcs1);
            Assert.Single(Read((AppSettings.IdVariable, "1"), (AppSettings.PathVariable, path)).Settings.Keys);
        }
        finally
        {
            File.Delete(path);
        }

        var problem = Assert.Single(Read((AppSettings.IdVariable, "1"), (AppSettings.PathVariable, path)).Problems);
        Assert.Equal(AppSettings.PathVariable, problem.Variable);
        Assert.Null(problem.Dependency);
    }

    public static TheoryData<string, string> Unusable()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encrypted = rsa.ExportEncryptedPkcs8PrivateKeyPem("pass", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        return new()
        {
            { encrypted, "encrypted" },
            { "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----", "encrypted" },
            { "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----", "OpenSSH" },
            { curve.ExportPkcs8PrivateKeyPem(), "not an RSA key" },
            { curve.ExportECPrivateKeyPem(), "EC PRIVATE KEY" },
            { rsa.ExportRSAPublicKeyPem(), "RSA PUBLIC KEY" },
            { "-----BEGIN RSA PRIVATE KEY-----\nAAAABBBB\n-----END RSA PRIVATE KEY-----", "damaged" },
            { "not a key at all", "no private key in PEM" },
            { Pkcs1[..^40], "no private key in PEM" },
            { Pkcs1 + "\nand something else", "behind its last key" },
            { Pkcs1 + "\n" + curve.ExportPkcs8PrivateKeyPem(), "not an RSA key" },
        };
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public void What_cannot_be_used_is_said_by_the_variables_name_and_without_the_key(string text, string said)
    {
        var (settings, problems) = ReadKey(text);
        var problem = Assert.Single(problems);
        Assert.Equal(AppSettings.KeyVariable, problem.Variable);
        Assert.StartsWith(AppSettings.KeyVariable, problem.Message, StringComparison.Ordinal);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
        Assert.Empty(settings.Keys);
        Assert.DoesNotContain("AAAA", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_missing_is_said_at_once()
    {
        var (_, problems) = Read();
        Assert.Equal([AppSettings.IdVariable, AppSettings.KeyVariable], problems.Select(p => p.Variable));
        Assert.Contains(Read((AppSettings.IdVariable, "a b")).Problems, p => p.Variable == AppSettings.IdVariable);
    }

    [Fact]
    public async Task No_line_of_a_key_is_ever_logged_whether_it_came_literally_or_from_a_file()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, Pkcs1, TestContext.Current.CancellationToken);
        try
        {
            (string, string?)[][] ways = [[(AppSettings.KeyVariable, Pkcs1.Replace("\n", "\\n", StringComparison.Ordinal))], [(AppSettings.PathVariable, path)]];
            foreach (var way in ways)
            {
                await using var host = await ServiceHost.StartAsync(
                    b => b.AddTokenService(), a => a.MapTokenService(), ServiceSettings.With([(AppSettings.IdVariable, "1"), .. way]));
                var redactor = host.Services.GetRequiredService<SecretRedactor>();
                foreach (var line in Pkcs1.Split('\n').Skip(1).SkipLast(1))
                    Assert.DoesNotContain(line, redactor.Redact($"something {line} went wrong"), StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
